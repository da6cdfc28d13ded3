'use strict';

/** How patterns see letters of either case, and characters of two units. */

const WORDS = 'codepoints_from_class_positive(CharacterClassType::Words)';

module.exports = [
  {
    crate: 'regress',
    edits: [
      {
        why: `Without the flags \`u\` and \`v\` letters are the same if their capitals are, and nothing outside of
          ASCII is the same as a letter of it (ECMA-262, Canonicalize). Classes took what is so with \`u\`: as
          \`\\W\` has the long s and the sign for Kelvin, \`[^\\W_]\` lost \`s\` and \`k\`.`,
        file: 'src/unicode.rs',
        find: `        let fr: &FoldRange = if cfg!(feature = "prohibit-unsafe") {
            unsafe { TO_UPPERCASE.get_unchecked(index) }
        } else {
            TO_UPPERCASE.get(index).expect("Invalid index")
        };
        fr.apply(cu)
`,
        put: `        let fr: &FoldRange = TO_UPPERCASE.get(index).expect("Invalid index");
        capital(cu, fr)
`,
      },
      {
        file: 'src/unicode.rs',
        find: `fn uppercase(cu: u32) -> u32 {
`,
        before: `/// The capital of a code point in a range, unless only that is in ASCII.
fn capital(cu: u32, range: &FoldRange) -> u32 {
    let upper = range.apply(cu);
    if cu >= 128 && upper < 128 { cu } else { upper }
}

/// Adds what is the same as a member by its capital.
fn add_uppercase_code_points(input: CodePointSet) -> CodePointSet {
    let capitals = || {
        TO_UPPERCASE.iter().flat_map(|range| {
            let code_points = range.transformed_from().codepoints();
            code_points.map(move |cu| (cu, capital(cu, range)))
        })
    };
    let mut folded = input.clone();
    for (cu, upper) in capitals() {
        if cu != upper && input.contains(cu) {
            folded.add_one(upper);
        }
    }
    let mut all = folded.clone();
    for (cu, upper) in capitals() {
        if cu != upper && folded.contains(upper) {
            all.add_one(cu);
        }
    }
    all
}

`,
      },
      {
        file: 'src/unicode.rs',
        find: `codepoints() {
            let tcp = tr.apply(cp);
`,
        put: `codepoints() {
            let tcp = capital(cp, tr);
`,
      },
      {
        file: 'src/unicode.rs',
        find: `pub fn add_icase_code_points(mut input: CodePointSet) -> CodePointSet {
`,
        put: `pub fn add_icase_code_points(mut input: CodePointSet, unicode: bool) -> CodePointSet {
    if !unicode {
        return add_uppercase_code_points(input);
    }
`,
      },
      {
        file: 'src/parse.rs',
        find: `            unicode::add_icase_code_points(self.codepoints)
`,
        put: `            unicode::add_icase_code_points(self.codepoints, true)
`,
      },
      {
        file: 'src/parse.rs',
        find: `fn make_bracket_class(ct: CharacterClassType, positive: bool, icase: bool) -> ir::Node {
`,
        put: `fn make_bracket_class(
    ct: CharacterClassType,
    positive: bool,
    icase: bool,
    unicode: bool,
) -> ir::Node {
`,
      },
      {
        file: 'src/parse.rs',
        find: `        cps = unicode::add_icase_code_points(cps);
    }
    if !positive {
`,
        put: `        cps = unicode::add_icase_code_points(cps, unicode);
    }
    if !positive {
`,
      },
      ...['d', 's', 'w'].map((letter) => ({
        file: 'src/parse.rs',
        find: `                    c == '${letter}' as u32,
                    self.flags.icase,
`,
        after: `                    self.flags.unicode,
`,
      })),
      {
        file: 'src/parse.rs',
        find: `                        result.cps = unicode::add_icase_code_points(result.cps);
`,
        put: `                        result.cps =
                            unicode::add_icase_code_points(result.cps, self.flags.unicode);
`,
      },
      {
        why: `With \`u\` those two are words, so \`\\W\` has them not. With \`v\` what is no member of a property is
          nothing that is the same as one.`,
        file: 'src/parse.rs',
        find: `                        self.consume('W');
                        Ok(Some(ClassAtom::CharacterClass {
`,
        put: `                        self.consume('W');
                        if self.flags.icase && self.flags.unicode {
                            return Ok(Some(ClassAtom::Range {
                                iv: unicode::add_icase_code_points(${WORDS}, true),
                                negate: true,
                            }));
                        }
                        Ok(Some(ClassAtom::CharacterClass {
`,
      },
      {
        file: 'src/parse.rs',
        find: `                        Ok(CharacterClassEscape(codepoints_from_class(CharacterClassType::Words, false)))
`,
        put: `                        Ok(CharacterClassEscape(self.without(${WORDS})))
`,
      },
      {
        file: 'src/parse.rs',
        find: `                                Ok(CharacterClassEscape(CodePointSet::from_sorted_disjoint_intervals(
                                    s.to_vec(),
                                ).inverted()))
`,
        put: `                                let set = CodePointSet::from_sorted_disjoint_intervals(s.to_vec());
                                Ok(CharacterClassEscape(self.without(set)))
`,
      },
      {
        file: 'src/parse.rs',
        find: `                                cps = unicode::add_icase_code_points(cps.inverted());
                            } else {
                                cps = unicode::add_icase_code_points(cps);
`,
        put: `                                cps = if self.flags.unicode_sets {
                                    self.without(cps)
                                } else {
                                    unicode::add_icase_code_points(cps.inverted(), true)
                                };
                            } else {
                                cps = unicode::add_icase_code_points(cps, true);
`,
      },
      {
        file: 'src/parse.rs',
        find: `    // \`in_negated_class\` forbids string operands. It does not invert the result.
`,
        before: `    // What a set of the flag \`v\` has not.
    fn without(&self, set: CodePointSet) -> CodePointSet {
        if self.flags.icase {
            unicode::add_icase_code_points(set, true).inverted()
        } else {
            set.inverted()
        }
    }

`,
      },
      {
        why: `What a loop has counted is wanted again when one around it goes back to an earlier turn: with another
          count it went on for ever, as in \`/(?:(?:a?)+)*b/\`.`,
        file: 'src/classicalbacktrack.rs',
        find: `                        // Entering a loop, not re-entering it.
                        self.s.loops.mat(fields.loop_id as usize).iters = 0;
`,
        put: `                        // Entering a loop, not re-entering it.
                        let id = fields.loop_id;
                        let data = *self.s.loops.mat(id as usize);
                        if data.iters != 0 {
                            self.push_backtrack(BacktrackInsn::SetLoopData { id, data });
                        }
                        self.s.loops.mat(id as usize).iters = 0;
`,
      },
      {
        why: `Two escapes make one character with the flags \`u\` and \`v\` and in names alone, and the second one
          stays what it is if they do not. Its digits are hexadecimal, and no sign.`,
        file: 'src/parse.rs',
        find: `    fn try_escape_unicode_sequence(&mut self) -> Option<u32> {
`,
        put: `    fn try_escape_unicode_sequence(&mut self, joins: bool) -> Option<u32> {
`,
      },
      {
        file: 'src/parse.rs',
        find: `                if let Some(c) = self.try_escape_unicode_sequence() {
`,
        put: `                let joins = self.flags.unicode || self.flags.unicode_sets;
                if let Some(c) = self.try_escape_unicode_sequence(joins) {
`,
      },
      ...['                if let Some(escaped) = self', '                        self'].map(
        (before) => ({
          file: 'src/parse.rs',
          find: `${before}.try_escape_unicode_sequence().and_then(char::from_u32)`,
          put: `${before}.try_escape_unicode_sequence(true).and_then(char::from_u32)`,
        }),
      ),
      {
        file: 'src/parse.rs',
        find: `                        if !self.try_consume_str("\\\\u") {
                            return Some(u as u32);
                        }
                        orig_input = self.input.clone();
`,
        put: `                        orig_input = self.input.clone();
                        if !joins || !self.try_consume_str("\\\\u") {
                            return Some(u as u32);
                        }
`,
      },
      {
        file: 'src/parse.rs',
        find: `                match self.next().and_then(char::from_u32) {
                    Some('}') => break,
                    Some(c) => s.push(c),
                    None => {
`,
        put: `                match self.next().and_then(char::from_u32) {
                    Some('}') => break,
                    Some(c) if c.is_ascii_hexdigit() => s.push(c),
                    _ => {
`,
      },
      {
        file: 'src/parse.rs',
        find: `                if let Some(c) = self.next().and_then(char::from_u32) {
                    s.push(c);
                } else {
`,
        put: `                let digit = self.next().and_then(char::from_u32);
                if let Some(c) = digit.filter(char::is_ascii_hexdigit) {
                    s.push(c);
                } else {
`,
      },
      {
        file: 'src/parse.rs',
        find: `                                let c = self.next().and_then(char::from_u32)?;
                                s.push(c);
`,
        put: `                                let c = self.next().and_then(char::from_u32)?;
                                s.push(Some(c).filter(char::is_ascii_hexdigit)?);
`,
      },
      {
        why: 'Names in a lookbehind, which is compiled from its end, belong to their groups all the same.',
        file: 'src/emit.rs',
        find: `                        self.group_names.push(name.as_deref().unwrap_or("").into());
`,
        put: `                        let at = usize::from(group);
                        if self.group_names.len() <= at {
                            self.group_names.resize_with(at + 1, Default::default);
                        }
                        self.group_names[at] = name.as_deref().unwrap_or("").into();
`,
      },
      {
        why: 'Without those flags braces say how often there is a `u`.',
        file: 'src/parse.rs',
        find: `        // Support \\u{X..X} (Unicode CodePoint)
        if self.try_consume('{') {
`,
        put: `        // Support \\u{X..X} (Unicode CodePoint)
        if joins && self.try_consume('{') {
`,
      },
      {
        why: 'In a class `\\b` is the backspace.',
        file: 'src/parse.rs',
        find: `                    // ClassSetCharacter:: \\b
                    0x62 /* b */ => {
                        Ok(ClassSetCharacter(self.consume(cp)))
                    }
`,
        put: `                    // ClassSetCharacter:: \\b
                    0x62 /* b */ => {
                        self.consume(cp);
                        Ok(ClassSetCharacter(0x08))
                    }
`,
      },
      ...['b', 'B'].map((it) => ({
        why: 'Nothing can be said of how often there is a boundary.',
        file: 'src/parse.rs',
        find: `                            self.consume('${it}');
                            result.push(ir::Node::WordBoundary {
`,
        before: `                            quantifier_allowed = false;
`,
      })),
    ],
  },
  {
    crate: 'boa_engine',
    edits: [
      {
        why: `A search that begins within a character of two units begins at that character (ECMA-262,
          RegExpBuiltinExec): the matcher walked back before the beginning of the text from there.`,
        file: 'src/builtins/regexp/mod.rs',
        find: `            (true, JsStrVariant::Utf16(input)) => {
                matcher`,
        put: `            (true, JsStrVariant::Utf16(input)) => {
                let unit = |index: u64| input.get(index as usize).copied().unwrap_or_default();
                let is_within = (0xDC00..=0xDFFF).contains(&unit(last_index))
                    && last_index > 0
                    && (0xD800..=0xDBFF).contains(&unit(last_index - 1));
                last_index -= u64::from(is_within);
                matcher`,
      },
      {
        why: `A text of bytes was copied into units for each search, so that reading a text by one search after
          another took the square of its length: \`split(/\\r?\\n/)\` of 120 KB 1.5 s.`,
        file: 'src/builtins/regexp/mod.rs',
        find: `                let input = input.to_vec();

                // NOTE`,
        put: `                let input = context.widened(input);

                // NOTE`,
      },
      {
        file: 'src/context/mod.rs',
        find: `/// Builder for the [\`Context\`] type.
`,
        before: `/// The text of bytes that was searched last, in units.
#[derive(Debug, Default)]
pub(crate) struct Widened(Option<(JsString, Rc<[u16]>)>);

/// How long texts are that are searched more than once at a time.
const LONG: usize = 256;

impl Context {
    /// The units of a text.
    pub(crate) fn widened(&mut self, text: &JsString) -> Rc<[u16]> {
        let is_it = |known: &JsString| match (known.as_str().variant(), text.as_str().variant()) {
            (crate::string::JsStrVariant::Latin1(known), crate::string::JsStrVariant::Latin1(text)) => {
                std::ptr::eq(known, text)
            }
            _ => false,
        };
        let known = self.vm.widened.0.as_ref().filter(|(known, _)| is_it(known));
        if let Some((_, units)) = known {
            return units.clone();
        }
        let units: Rc<[u16]> = text.iter().collect();
        if text.len() >= LONG {
            self.vm.widened.0 = Some((text.clone(), units.clone()));
        }
        units
    }
}

`,
      },
      {
        file: 'src/vm/mod.rs',
        find: `    pub(crate) shadow_stack: ShadowStack,
`,
        before: `    pub(crate) widened: crate::context::Widened,

`,
      },
      {
        file: 'src/vm/mod.rs',
        find: `            shadow_stack: ShadowStack::default(),
`,
        before: `            widened: crate::context::Widened::default(),
`,
      },
      {
        why: 'The prototype is no regular expression, and has none of its properties.',
        file: 'src/builtins/regexp/mod.rs',
        find: `            .property(js_string!("lastIndex"), 0, Attribute::all())
`,
        put: '',
      },
      {
        why: 'With the flag `v`, too, texts are taken character by character.',
        file: 'src/builtins/regexp/mod.rs',
        find: `            let full_unicode = flags.contains(b'u');
`,
        put: `            let full_unicode = flags.contains(b'u') || flags.contains(b'v');
`,
      },
      {
        file: 'src/builtins/regexp/mod.rs',
        find: `        let unicode = flags.contains(b'u');
`,
        put: `        let unicode = flags.contains(b'u') || flags.contains(b'v');
`,
      },
    ],
  },
];
