//! Whether a text could put something else under the name of one of the global's built-ins.
//!
//! Comparing the eighty of them takes 5 µs, ten times what a small script does. So a context
//! is spared that (`mirror.rs`) while no text in it could have overwritten one: such a text
//! names the global object, or a built-in where a name may be assigned to. This is no lexer:
//! it takes strings and comments for code, and in doubt says yes, which costs time and
//! nothing else. `script.rs`, `module.rs` and the hook for `eval` ask it.

use super::source::is_word;

/// The names of the global object, from which all of its properties can be had.
const GLOBAL: [&str; 2] = ["this", "globalThis"];

/// What an unescaped text cannot be told from: `\u0041rray` is a name, too.
const ESCAPE: u16 = b'\\' as u16;

/// Whether the text could overwrite what `is_built_in` says is a built-in's name.
pub fn could_overwrite<U>(text: &[U], is_built_in: impl Fn(&str) -> bool) -> bool
where
    U: Copy + Into<u16>,
{
    let mut name = String::new();
    let mut before = Before::Other;
    let mut at = 0;
    while let Some(&unit) = text.get(at) {
        let unit = unit.into();
        if unit == ESCAPE && unit_at(text, at + 1) == u16::from(b'u') {
            return true;
        }
        if !is_word(unit) {
            if !is_blank(unit) {
                before = if unit == u16::from(b'*') {
                    Before::Declaring
                } else {
                    Before::Other
                };
            }
            at += 1;
            continue;
        }
        at = read_word(text, at, &mut name);
        if GLOBAL.contains(&name.as_str()) {
            return true;
        }
        if is_built_in(&name) && !is_read(text, at, before) {
            return true;
        }
        before = Before::word(&name);
    }
    false
}

/// What stands before a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// What the name of a function follows: it is declared, though `(` comes next.
    Declaring,
    /// `instanceof`: nothing is assigned to what follows it.
    Comparing,
    Other,
}

impl Before {
    fn word(word: &str) -> Self {
        match word {
            "function" => Self::Declaring,
            "instanceof" => Self::Comparing,
            _ => Self::Other,
        }
    }
}

/// Whether the name that ends at `at` is only read: a member of it follows, or its call.
fn is_read<U: Copy + Into<u16>>(text: &[U], at: usize, before: Before) -> bool {
    if before == Before::Comparing {
        return true;
    }
    let rest = text.get(at..).unwrap_or_default();
    let mut next = rest.iter().map(|&unit| unit.into());
    match next.find(|&unit| !is_blank(unit)) {
        Some(unit) if unit == u16::from(b'.') => true,
        Some(unit) if unit == u16::from(b'(') => before != Before::Declaring,
        _ => false,
    }
}

fn is_blank(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20)
}

fn unit_at<U: Copy + Into<u16>>(text: &[U], at: usize) -> u16 {
    text.get(at).map_or(0, |&unit| unit.into())
}

/// Reads the word at `at` into `name`; no built-in's name has more than ASCII. Returns where
/// it ends.
fn read_word<U: Copy + Into<u16>>(text: &[U], at: usize, name: &mut String) -> usize {
    name.clear();
    let mut end = at;
    while let Some(&unit) = text.get(end) {
        let unit = unit.into();
        if !is_word(unit) {
            break;
        }
        name.push(u8::try_from(unit).map_or('\u{fffd}', char::from));
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::could_overwrite;

    fn check(text: &str) -> bool {
        let units: Vec<u16> = text.encode_utf16().collect();
        could_overwrite(&units, |name| matches!(name, "Array" | "Math" | "isNaN"))
    }

    #[test]
    fn a_built_in_that_is_only_used_is_not_overwritten() {
        for text in [
            "Math.max(a, b) + Array(3).length",
            "isNaN (x) || x instanceof Array ? 1 : 2",
            "let mathematics = 1; thisOne = that",
        ] {
            assert!(!check(text), "{text}");
        }
    }

    #[test]
    fn whatever_may_assign_counts() {
        for text in [
            "Array = 1",
            "var Math",
            "function Array() {}",
            "function* isNaN() {}",
            "[Array] = [1]",
            "for (Math of []);",
            "({ a: isNaN } = {})",
            "this.x = 1",
            "globalThis['Ma' + 'th'] = 1",
            "\\u0041rray = 1",
            "Array /* */ = 1",
        ] {
            assert!(check(text), "{text}");
        }
    }
}
