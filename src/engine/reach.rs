//! Which of the global's properties the texts of a context could assign to.
//!
//! Comparing a property with what it was takes 150 ns, and a sandbox may have many: with
//! twenty of them a call across took 3.3 µs, of which 2.4 were that. So only those are
//! compared (`mirror/`) whose name stands in a text where a name may be assigned to, and
//! all of them once a text names the global object. This is no lexer: it takes strings and
//! comments for code, and in doubt says yes, which costs time and nothing else. `script.rs`,
//! `module.rs` and the hook for `eval` tell it of each text.

use boa_engine::property::PropertyKey;

use super::names::{Names, word_end};
use super::source::is_word;

/// Words that all properties of the global object can be had by: its names, and what puts a
/// trap or a getter into its prototype chain, which is called with it.
const GLOBAL: [&str; 6] = [
    "this",
    "globalThis",
    "__proto__",
    "defineProperty",
    "defineProperties",
    "__defineGetter__",
];

/// What an unescaped text cannot be told from: `\u0041rray` is a name, too.
const ESCAPE: u16 = b'\\' as u16;
const DOT: u16 = b'.' as u16;
const PARENTHESIS: u16 = b'(' as u16;
const SEMICOLON: u16 = b';' as u16;

/// The operators that take the value of the name before them. Others assign, or end in what may
/// begin a comment.
const TAKING: [&str; 23] = [
    "+", "-", "*", "**", "%", "&", "&&", "|", "||", "^", "?", "??", "==", "===", "!=", "!==", "<",
    "<=", ">", ">=", "<<", ">>", ">>>",
];

/// What the texts of a context could assign to.
#[derive(Default)]
pub struct Reach {
    everything: bool,
    names: Names,
}

impl Reach {
    /// The guest has its global object, or may have. Returns whether that is news.
    pub fn add_everything(&mut self) -> bool {
        !std::mem::replace(&mut self.everything, true)
    }

    /// A text is about to be compiled. Returns whether it may assign to more than others.
    pub fn add<U: Copy + Into<u16>>(&mut self, text: &[U]) -> bool {
        if self.everything {
            return false;
        }
        match self.scan(text) {
            Some(more) => more,
            None => self.add_everything(),
        }
    }

    /// Whether a text could assign to a property of the global.
    pub fn includes(&self, key: &PropertyKey) -> bool {
        if self.everything {
            return true;
        }
        matches!(key, PropertyKey::String(name) if self.names.has(name))
    }

    /// Adds the names that a text could assign to. Returns whether there are more of them now;
    /// None if it could assign to any.
    fn scan<U: Copy + Into<u16>>(&mut self, text: &[U]) -> Option<bool> {
        let mut more = false;
        // The name of a function is declared, though `(` comes next as in a call.
        let mut declaring = false;
        let mut at = 0;
        while let Some(&unit) = text.get(at) {
            let unit = unit.into();
            if unit == ESCAPE && unit_at(text, at + 1) == u16::from(b'u') {
                return None;
            }
            if !is_word(unit) {
                declaring = declaring && is_declaring_behind(unit)?;
                at += 1;
                continue;
            }
            let end = word_end(text, at);
            let word = || text[at..end].iter().map(|&unit| unit.into());
            let is = |name: &&str| word().eq(name.encode_utf16());
            if GLOBAL.iter().any(is) {
                return None;
            }
            if declaring || !is_read(text, at, end) {
                more |= self.names.add(word());
            }
            declaring = is(&"function");
            at = end;
        }
        Some(more)
    }
}

/// Whether the next name is that of a function still, behind this unit; None if it may stand
/// behind a comment.
fn is_declaring_behind(unit: u16) -> Option<bool> {
    match u8::try_from(unit) {
        Ok(b'/') => None,
        Ok(b'*' | b'\t'..=b'\r' | b' ') => Some(true),
        Ok(0..0x80) => Some(false),
        // Beyond ASCII there are more blanks.
        _ => Some(true),
    }
}

/// Whether the name between the two places is only read: a member of it follows, its call or an
/// operator that takes its value; or it is the last operand of a statement.
fn is_read<U: Copy + Into<u16>>(text: &[U], start: usize, end: usize) -> bool {
    let before = || before(&text[..start]);
    let units = text[end..].iter().map(|&unit| unit.into());
    let mut rest = units.skip_while(|&unit| is_blank(unit)).peekable();
    match rest.peek() {
        Some(&(DOT | PARENTHESIS)) => true,
        None | Some(&SEMICOLON) => matches!(before(), Before::Unit(unit) if is_operator(unit)),
        Some(_) => {
            let operator = rest.take_while(|&unit| is_operator(unit));
            let takes = |known: &&str| operator.clone().eq(known.encode_utf16());
            TAKING.iter().any(takes) && !matches!(before(), Before::Doubtful)
        }
    }
}

/// What stands before a name.
enum Before {
    Nothing,
    /// On the name's line.
    Unit(u16),
    /// What changes the name's value, or may be the end of a comment behind that.
    Doubtful,
}

fn before<U: Copy + Into<u16>>(head: &[U]) -> Before {
    let Some(at) = head.iter().rposition(|&unit| !is_blank(unit.into())) else {
        return Before::Nothing;
    };
    let unit = head[at].into();
    let counts = (unit == u16::from(b'+') || unit == u16::from(b'-'))
        && at.checked_sub(1).is_some_and(|at| head[at].into() == unit);
    let breaks = head[at..]
        .iter()
        .any(|&unit| matches!(unit.into(), 0x0A | 0x0D));
    let graphic = matches!(u8::try_from(unit), Ok(0x21..=0x7e));
    if counts || breaks || !graphic || unit == u16::from(b'/') {
        return Before::Doubtful;
    }
    Before::Unit(unit)
}

/// Whether a unit is part of an operator, but for `/`, which comments begin with.
fn is_operator(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|unit| b"+-*%&|^?<>=!~".contains(&unit))
}

fn is_blank(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20)
}

fn unit_at<U: Copy + Into<u16>>(text: &[U], at: usize) -> u16 {
    text.get(at).map_or(0, |&unit| unit.into())
}

#[cfg(test)]
mod tests {
    use boa_engine::JsString;

    use super::Reach;

    fn includes(text: &str, name: &str) -> bool {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut reach = Reach::default();
        reach.add(&units);
        reach.includes(&JsString::from(name).into())
    }

    #[test]
    fn what_is_only_used_is_not_assigned_to() {
        for text in [
            "",
            "let other = 1; thisOne = that",
            "name.max(a, b) + name(3).length",
            "name (x) || new name(1) ? 1 : 2",
            "names = 1; name2++; a.name_ = 1; $name = 2",
            "name + 1",
            "\n name * 2",
            "other = name",
            "a + name",
            "a - name; b",
            "if (name >= 3) f(!name ? 1 : -name || name ?? 2)",
            "`${name + 1}`",
        ] {
            assert!(!includes(text, "name"), "{text}");
        }
        assert!(!includes("a = b", "a-b"));
    }

    #[test]
    fn whatever_may_assign_counts() {
        for text in [
            "name = 1",
            "name /* */ = 1",
            "name // (\n= 1",
            "name ||= 1",
            "name++",
            "name += 1",
            "name **= 1",
            "name &&= 1",
            "name >>>= 1",
            "name => 1",
            "name / 1",
            "name <!-- \n = 1",
            "name\n--> \n = 1",
            "name\n++a",
            "++name + 1",
            "a - -- name * 2",
            "++/**/name + 1",
            "++ // comment\nname + 1",
            "++\u{2028}name + 1",
            "a = name = 1",
            "a+++name",
            "[a, name]",
            "var a, name",
            "(name)",
            "name",
            "name;",
            "--name",
            "--\nname\n",
            "var name",
            "function name() {}",
            "function\nname() {}",
            "function\u{b}name() {}",
            "function\u{a0}name() {}",
            "function\u{feff}*\u{2028}name() {}",
            "async function* name() {}",
            "function/**/name() {}",
            "function//\nname() {}",
            "// instanceof\nname = 1",
            "[name] = [1]",
            "[...name] = [1]",
            "for (name of []);",
            "for (name in {});",
            "({ name } = {})",
            "({ a: name } = {})",
            "({ name = 1 } = {})",
            "this.x = 1",
            "globalThis['na' + 'me'] = 1",
            "__proto__.x",
            "\\u006eame = 1",
            "n\\u{61}me = 1",
        ] {
            assert!(includes(text, "name"), "{text}");
        }
    }

    #[test]
    fn names_beyond_ascii_may_always_be_assigned_to() {
        assert!(includes("", "nam\u{e9}"));
    }
}
