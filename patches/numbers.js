'use strict';

/** Powers, sums, numbers as texts, and the offsets of time zones. */
const NAN = '1 ** NaN and (-1) ** NaN are NaN, which the C library has otherwise.';

module.exports = {
  crate: 'boa_engine',
  edits: [
    {
      why: NAN,
      file: 'src/value/operations.rs',
      find: `                if x.abs() == 1.0 && y.is_infinite() {
`,
      put: `                if x.abs() == 1.0 && !y.is_finite() {
`,
    },
    {
      file: 'src/value/operations.rs',
      find: `                if x.wrapping_abs() == 1 && y.is_infinite() {
`,
      put: `                if x.wrapping_abs() == 1 && !y.is_finite() {
`,
    },
    {
      file: 'src/value/operations.rs',
      find: `                    if a.abs() == 1.0 && b.is_infinite() {
`,
      put: `                    if a.abs() == 1.0 && !b.is_finite() {
`,
    },
    {
      file: 'src/value/operations.rs',
      find: `        if x.abs() == 1.0 && y.is_infinite() {
            Some(Self::nan())
`,
      put: `        if x.abs() == 1.0 && !y.is_finite() {
            Some(Self::nan())
`,
    },
    {
      why: 'What the formatter makes of numbers below 1e-13 with nine digits and more is not even near.',
      file: 'src/builtins/number/mod.rs',
      find: `        let mut buffer = ryu_js::Buffer::new();`,
      before: `        if this_num.abs() < 1e-10 && this_num != 0.0 {
            return Ok(js_string!(small_to_fixed(this_num, usize::from(precision))).into());
        }
`,
    },
    {
      why: 'Ties go up, not to the even digit.',
      file: 'src/builtins/number/mod.rs',
      find: `fn f64_to_exponential_with_precision(n: f64, prec: usize) -> JsString {
`,
      after: `    let exact = format!("{:.800e}", n.abs());
    let mut digits = exact.bytes().filter(u8::is_ascii_digit).skip(prec + 1);
    let is_tie = digits.next() == Some(b'5') && digits.take(800 - prec - 1).all(|it| it == b'0');
    let n = if is_tie { f64::from_bits(n.to_bits() + 1) } else { n };
`,
    },
    {
      file: 'src/builtins/number/mod.rs',
      find: `/// Helper function that formats a float as a ES6-style exponential number string with a given precision.`,
      before: `/// A number below 1, from all of its digits.
fn small_to_fixed(n: f64, digits: usize) -> String {
    let exact = format!("{:.1100}", n.abs());
    let (kept, rest) = exact.split_at(2 + digits);
    let mut kept = kept.as_bytes().to_vec();
    if rest.as_bytes()[0] >= b'5' {
        for digit in kept.iter_mut().rev().filter(|it| **it != b'.') {
            if *digit == b'9' {
                *digit = b'0';
            } else {
                *digit += 1;
                break;
            }
        }
    }
    let kept = String::from_utf8_lossy(&kept);
    let sign = if n < 0.0 { "-" } else { "" };
    format!("{sign}{}", kept.trim_end_matches('.'))
}

`,
    },
    {
      why: 'The digits of what is smaller than 1e-100 come later.',
      file: 'src/builtins/number/mod.rs',
      find: `            suffix = format!("{this_num:.100}");
`,
      put: `            let places = if this_num < 1e-80 { 1100 } else { 100 };
            suffix = format!("{this_num:.places$}");
`,
    },
    {
      why: 'Digit by digit, errors add up from the 17th on.',
      file: 'src/builtins/number/globals.rs',
      find: `    let math_int = from_js_str_radix(z.as_str(), r).expect("Already checked");
`,
      put: `    let math_int = match z.to_std_string() {
        Ok(digits) if r == 10 => digits.parse().unwrap_or(f64::NAN),
        _ => from_js_str_radix(z.as_str(), r).expect("Already checked"),
    };
`,
    },
    ...[8, 16].flatMap((bits) =>
      ['If int', 'Return 𝔽(int'].map((then) => ({
        why: 'Numbers beyond 2^63 were taken for the largest there is, and not modulo.',
        file: 'src/value/mod.rs',
        find: `        let int = number.abs().floor().copysign(number) as i64;

        // 4. Let int${bits}bit be int modulo 2^${bits}.
        let int_${bits}_bit = int % 2i64.pow(${bits});

        // 5. ${then}`,
        put: `        // 4. Let int${bits}bit be int modulo 2^${bits}.
        let int_${bits}_bit = (number.trunc() % ${2 ** bits}.0) as i64;

        // 5. ${then}`,
      })),
    ),
    {
      why: 'A BigInt in a text has digits alone, no sign behind a prefix, and the blanks of the language.',
      file: 'src/bigint.rs',
      find: '        string = string.trim();\n',
      put: `        let is_blank = |unit: char| unit == '\\u{feff}' || unit.is_whitespace() && unit != '\\u{85}';
        string = string.trim_matches(is_blank);
`,
    },
    {
      file: 'src/bigint.rs',
      find: '        Self::from_string_radix(string, radix)\n',
      before: `        let digits = match radix {
            10 => string.strip_prefix(['+', '-']).unwrap_or(string),
            _ => string,
        };
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_alphanumeric()) {
            return None;
        }

`,
    },
    {
      why: `An element of another kind is converted as a number that is assigned: modulo, and a clamped one to
        the nearest even. It was cut off at the ends of the range.`,
      file: 'src/builtins/typed_array/mod.rs',
      find: `            TypedArrayKind::Int8 => TypedArrayElement::Int8(value as i8),
            TypedArrayKind::Uint8 => TypedArrayElement::Uint8(value as u8),
            TypedArrayKind::Uint8Clamped => {
                TypedArrayElement::Uint8Clamped(ClampedU8(value.clamp(0.0, 255.0).round() as u8))
            }
            TypedArrayKind::Int16 => TypedArrayElement::Int16(value as i16),
            TypedArrayKind::Uint16 => TypedArrayElement::Uint16(value as u16),
            TypedArrayKind::Int32 => TypedArrayElement::Int32(value as i32),
            TypedArrayKind::Uint32 => TypedArrayElement::Uint32(value as u32),
`,
      put: `            TypedArrayKind::Int8 => TypedArrayElement::Int8(modulo as i8),
            TypedArrayKind::Uint8 => TypedArrayElement::Uint8(modulo as u8),
            TypedArrayKind::Uint8Clamped => {
                let nearest = value.clamp(0.0, 255.0).round_ties_even();
                TypedArrayElement::Uint8Clamped(ClampedU8(nearest as u8))
            }
            TypedArrayKind::Int16 => TypedArrayElement::Int16(modulo as i16),
            TypedArrayKind::Uint16 => TypedArrayElement::Uint16(modulo as u16),
            TypedArrayKind::Int32 => TypedArrayElement::Int32(modulo),
            TypedArrayKind::Uint32 => TypedArrayElement::Uint32(modulo as u32),
`,
    },
    {
      file: 'src/builtins/typed_array/mod.rs',
      find: `    pub(crate) fn to_element_f64(self, value: f64) -> TypedArrayElement {
`,
      after: `        let modulo = crate::builtins::number::f64_to_int32(value);
`,
    },
    {
      why: 'Powers were multiplied, which adds up errors: `10 ** 308` was another number than `1e308`.',
      file: 'src/value/operations.rs',
      find: `            (JsVariant::Integer32(x), JsVariant::Integer32(y)) => u32::try_from(y)
                .ok()
                .and_then(|y| x.checked_pow(y))
                .map_or_else(|| Self::new(f64::from(x).powi(y)), Self::new),
`,
      put: `            (JsVariant::Integer32(x), JsVariant::Integer32(y)) => u32::try_from(y)
                .ok()
                .and_then(|y| x.checked_pow(y))
                .map_or_else(|| Self::new(f64::from(x).powf(y.into())), Self::new),
`,
    },
    {
      file: 'src/value/operations.rs',
      find: `Self::new(x.powi(y)),
`,
      put: `Self::new(x.powf(y.into())),
`,
    },
    {
      file: 'src/value/operations.rs',
      find: `                    .and_then(|y| x.checked_pow(y))
                    .map_or_else(|| Self::new(f64::from(x).powi(y)), Self::new),
`,
      put: `                    .and_then(|y| x.checked_pow(y))
                    .map_or_else(|| Self::new(f64::from(x).powf(y.into())), Self::new),
`,
    },
    {
      why: 'V8 has whole minutes, where local mean time had seconds.',
      file: 'src/builtins/date/mod.rs',
      find: `            (t - local_time(t, context.host_hooks().as_ref())) / MS_PER_MINUTE,
`,
      put: `            ((t - local_time(t, context.host_hooks().as_ref())) / MS_PER_MINUTE).trunc() + 0.0,
`,
    },
    {
      why: 'A sum below zero was rounded away from it, as the crate for it does: it is that of the opposites.',
      file: 'src/builtins/math/mod.rs',
      find: `        // 5. Let count be 0.
        let mut count = 0;
        // 6. Let next be not-started.
`,
      before: `        let mut opposite = match &sum {
            XsumVariant::Small(_) => XsumVariant::Small(XsumSmall::new()),
            _ => XsumVariant::Large(XsumLarge::new()),
        };
`,
    },
    {
      file: 'src/builtins/math/mod.rs',
      find: '            sum.add(number);\n',
      after: '            opposite.add(-number);\n',
    },
    {
      file: 'src/builtins/math/mod.rs',
      find: '        Ok(sum.sum().into())\n',
      put: `        let sum = sum.sum();
        Ok(if sum < 0.0 { -opposite.sum() } else { sum }.into())
`,
    },
    {
      why: "A BigInt of more than 2^30 bits is none of V8's: the shifts made such, of 256 MB.",
      file: 'src/bigint.rs',
      find: `            Some(n) if n > 0 => Ok(Self::new(x.inner.as_ref().clone().shl(n as usize))),
            Some(n) => Ok(Self::new(x.inner.as_ref().clone().shr(n.unsigned_abs()))),
`,
      put: `            Some(n) if n > 0 => Self::shifted(x, n.unsigned_abs()),
            Some(n) => Ok(Self::new(x.inner.as_ref().clone().shr(n.unsigned_abs()))),
`,
    },
    {
      file: 'src/bigint.rs',
      find: `            Some(n) => Ok(Self::new(x.inner.as_ref().clone().shl(n.unsigned_abs()))),
`,
      put: `            Some(n) => Self::shifted(x, n.unsigned_abs()),
`,
    },
    {
      file: 'src/bigint.rs',
      find: `    /// Performs the \`>>\` operation.
`,
      before: `    fn shifted(x: &Self, count: u32) -> JsResult<Self> {
        if x.inner.bits() > 0 && x.inner.bits() + u64::from(count) > 1 << 30 {
            return Err(JsNativeError::range()
                .with_message("Maximum BigInt size exceeded")
                .into());
        }
        Ok(Self::new(x.inner.as_ref().clone().shl(count as usize)))
    }

`,
    },
  ],
};
