//! The tokens of a text: what is skipped (comments, strings, patterns), and what
//! `grammar.rs` is told of.

use super::level::{Kind, Last, Level, Role};
use super::{cost, pattern_fits};

pub(super) struct Scan<'a, U> {
    pub(super) text: &'a [U],
    pub(super) at: usize,
    pub(super) stack: usize,
    pub(super) total: usize,
    pub(super) levels: Vec<Level>,
    pub(super) last: Last,
    pub(super) newline: bool,
    /// A statement has ended, unless an `else` follows.
    pub(super) ended: bool,
}

impl<'a, U: Copy + Into<u16>> Scan<'a, U> {
    pub(super) fn new(text: &'a [U], stack: usize) -> Self {
        let mut scan = Self {
            text,
            at: 0,
            stack,
            total: 0,
            levels: Vec::new(),
            last: Last::Boundary,
            newline: false,
            ended: false,
        };
        scan.levels.push(Level::new(Kind::Statements, 0));
        scan
    }

    pub(super) fn unit(&self, offset: usize) -> u16 {
        self.text
            .get(self.at + offset)
            .map_or(0, |&unit| unit.into())
    }

    pub(super) fn ascii(&self, offset: usize) -> u8 {
        u8::try_from(self.unit(offset)).unwrap_or(0x80)
    }

    pub(super) fn top(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::new(Kind::Statements, 0));
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Reads the text; `None` if it takes more than there is.
    pub(super) fn run(mut self) -> Option<()> {
        while self.at < self.text.len() {
            self.token()?;
            if self.total > self.stack {
                return None;
            }
        }
        Some(())
    }

    fn token(&mut self) -> Option<()> {
        let unit = self.ascii(0);
        match unit {
            b'\n' | b'\r' => {
                self.newline = true;
                self.at += 1;
            }
            b' ' | b'\t' | 0x0b | 0x0c => self.at += 1,
            b'/' if self.ascii(1) == b'/' => self.skip_line(),
            b'/' if self.ascii(1) == b'*' => self.skip_comment(),
            b'#' if self.at == 0 && self.ascii(1) == b'!' => self.skip_line(),
            b'a'..=b'z' | b'A'..=b'Z' | b'$' | b'_' | b'\\' | b'#' | b'@' | 0x80.. => self.word(),
            b'0'..=b'9' => self.number(),
            b'\'' | b'"' => self.string(unit),
            b'`' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                } else {
                    self.settle();
                }
                self.at += 1;
                self.template();
            }
            b'/' if !self.is_operand() => return self.regex(),
            b'(' | b'[' | b'{' => self.open(unit),
            b')' | b']' | b'}' => self.close(unit),
            _ => self.punctuator(unit),
        }
        Some(())
    }

    fn skip_line(&mut self) {
        while self.at < self.text.len() && !matches!(self.unit(0), 10 | 13 | 0x2028 | 0x2029) {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.at += 2;
        while self.at < self.text.len() {
            if self.ascii(0) == b'*' && self.ascii(1) == b'/' {
                self.at += 2;
                return;
            }
            self.newline |= self.ascii(0) == b'\n';
            self.at += 1;
        }
    }

    fn number(&mut self) {
        self.before_operand();
        let digits = |unit: u8| unit.is_ascii_alphanumeric() || matches!(unit, b'_' | b'.');
        while digits(self.ascii(0)) {
            self.at += 1;
        }
        self.last = Last::Operand;
    }

    fn string(&mut self, quote: u8) {
        self.before_operand();
        self.at += 1;
        while self.at < self.text.len() {
            match self.ascii(0) {
                b'\\' => self.at += 1,
                b'\n' => break,
                unit if unit == quote => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.last = Last::Operand;
    }

    /// The text of a template up to its end or a substitution.
    pub(super) fn template(&mut self) {
        while self.at < self.text.len() {
            match (self.ascii(0), self.ascii(1)) {
                (b'\\', _) => self.at += 1,
                (b'`', _) => {
                    self.at += 1;
                    self.last = Last::Operand;
                    return;
                }
                (b'$', b'{') => {
                    self.at += 2;
                    self.push(Kind::Substitution, cost::TEMPLATE, Role::Expression);
                    self.last = Last::Operator;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// A regular expression, or a division after all if it does not end on its line.
    fn regex(&mut self) -> Option<()> {
        let (start, mut class) = (self.at, false);
        self.at += 1;
        loop {
            match self.ascii(0) {
                b'\\' => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => break,
                0 | b'\n' => {
                    self.at = start + 1;
                    self.last = Last::Operator;
                    return Some(());
                }
                _ => {}
            }
            self.at += 1;
        }
        let pattern = self.text[start + 1..self.at.min(self.text.len())].iter();
        if !pattern_fits(pattern.map(|&unit| unit.into())) {
            return None;
        }
        self.settle();
        self.at += 1;
        self.last = Last::Operand;
        Some(())
    }

    fn word(&mut self) {
        let start = self.at;
        let mut letters = [0_u8; 12];
        loop {
            let unit = self.ascii(0);
            let inside = self.at < self.text.len()
                && (unit.is_ascii_alphanumeric()
                    || matches!(unit, b'$' | b'_' | b'\\' | b'#' | b'@' | 0x80..));
            if !inside {
                break;
            }
            if let Some(letter) = letters.get_mut(self.at - start) {
                *letter = unit;
            }
            self.at += 1;
        }
        let length = (self.at - start).min(letters.len());
        self.name(&letters[..length]);
        self.newline = false;
    }
}
