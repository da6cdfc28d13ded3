//! An expression as V8's messages print it: names, texts and numbers as they are written, operators in parentheses,
//! and `(intermediate value)` for what has no name.

use super::expression::{VALUE, unquoted};
use super::messages::name_of_call;
use super::source::{Kind, Text, Token};

mod values;

/// How deep an expression is read.
const DEPTH: usize = 64;

/// The operators between two operands, by how closely they bind.
const OPERATORS: [&[&str]; 11] = [
    &["??", "||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!=", "===", "!=="],
    &["<", ">", "<=", ">=", "in", "instanceof"],
    &["<<", ">>", ">>>"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
];

/// Those of them that V8 compares by, of which a chain is no list.
const COMPARING: [usize; 2] = [5, 6];

const PREFIXES: [&str; 7] = ["!", "~", "+", "-", "typeof", "void", "delete"];

/// What V8 prints for a part of an expression of which it has printed nothing.
fn found(printed: &str) -> &str {
    if printed.is_empty() { VALUE } else { printed }
}

fn joined(parts: &[String], operator: &str) -> String {
    match parts {
        [only] => only.clone(),
        parts => {
            let parts: Vec<&str> = parts.iter().map(|part| found(part)).collect();
            format!("({})", parts.join(&format!(" {operator} ")))
        }
    }
}

/// Reads an expression, and prints it.
pub struct Printer<'a> {
    text: Text<'a>,
    offset: usize,
    last: Option<Token>,
    depth: usize,
    /// Where reading ends.
    limit: usize,
    /// Whether it is what was to be iterated: of calls V8 then prints what is called.
    iterated: bool,
    /// Where V8 sees what was read.
    pub place: usize,
    /// Whether what was read is a call.
    pub is_call: bool,
    /// Whether there is a `?.` in what was read.
    pub is_optional: bool,
}

impl<'a> Printer<'a> {
    pub fn new(text: Text<'a>, offset: usize) -> Self {
        Self {
            text,
            offset,
            last: None,
            depth: 0,
            limit: text.0.len(),
            iterated: false,
            place: text.skip(offset),
            is_call: false,
            is_optional: false,
        }
    }

    pub fn until(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    pub fn iterated(mut self) -> Self {
        self.iterated = true;
        self
    }

    fn peek(&self) -> Token {
        let token = self.text.token_behind(self.last, self.offset);
        if token.start < self.limit {
            return token;
        }
        Token {
            kind: Kind::End,
            start: self.limit,
            end: self.limit,
        }
    }

    fn word(&self) -> String {
        self.text.of(self.peek())
    }

    fn take(&mut self) -> Token {
        let token = self.peek();
        self.offset = token.end;
        self.last = Some(token);
        token
    }

    fn eat(&mut self, word: &str) -> bool {
        let is_next = self.word() == word;
        if is_next {
            self.take();
        }
        is_next
    }

    /// Reads over the bracket that is next, and what is in it.
    fn skip_brackets(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            let token = self.take();
            match self.text.of(token).as_str() {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.checked_sub(1)?,
                _ if token.kind == Kind::End => return None,
                _ => {}
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    pub fn expression(&mut self) -> Option<String> {
        let mut parts = vec![self.assignment()?];
        loop {
            if !self.eat(",") {
                return Some(joined(&parts, ","));
            }
            let last = self.peek().start;
            parts.push(self.assignment()?);
            self.ends_at(last);
        }
    }

    /// Notes where what was read is seen, which is no call.
    fn ends_at(&mut self, place: usize) {
        self.place = place;
        self.is_call = false;
    }

    /// What may stand between two commas.
    pub fn assignment(&mut self) -> Option<String> {
        self.deeper(Self::assigned)
    }

    /// Reads what is within something else, unless that is too deep.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Option<String>) -> Option<String> {
        self.depth += 1;
        let printed = (self.depth <= DEPTH).then(|| read(self))?;
        self.depth -= 1;
        printed
    }

    fn assigned(&mut self) -> Option<String> {
        let start = self.peek().start;
        if let Some(arrow) = self.arrow() {
            self.offset = arrow.end;
            self.last = Some(arrow);
            if self.word() == "{" {
                self.skip_brackets()?;
            } else {
                self.assignment()?;
            }
            self.ends_at(start);
            return Some(String::new());
        }
        let target = self.conditional()?;
        let operator = self.word();
        let assigns = operator.ends_with('=') && binding(&operator).is_none();
        if assigns && self.peek().kind == Kind::Punctuator {
            let place = self.take().start;
            self.assignment()?;
            self.ends_at(place);
        }
        Some(target)
    }

    /// The arrow of the function that is next.
    fn arrow(&self) -> Option<Token> {
        let mut first = self.peek();
        if self.text.of(first) == "async" {
            let next = self.text.token(first.end);
            if next.kind == Kind::Word || self.text.of(next) == "(" {
                first = next;
            }
        }
        let last = match self.text.of(first).as_str() {
            "(" => self.text.closing(first)?,
            _ if first.kind == Kind::Word => first,
            _ => return None,
        };
        let arrow = self.text.token(last.end);
        (self.text.of(arrow) == "=>").then_some(arrow)
    }

    fn conditional(&mut self) -> Option<String> {
        let start = self.peek().start;
        let condition = self.binary(0)?;
        if !self.eat("?") {
            return Some(condition);
        }
        self.assignment()?;
        if !self.eat(":") {
            return None;
        }
        self.assignment()?;
        self.ends_at(start);
        Some(VALUE.repeat(3))
    }

    fn binary(&mut self, least: usize) -> Option<String> {
        let mut left = self.unary()?;
        loop {
            let operator = self.word();
            let Some(level) = binding(&operator).filter(|level| *level >= least) else {
                return Some(left);
            };
            let place = self.peek().start;
            let mut parts = vec![left];
            while self.eat(&operator) {
                let is_power = operator == "**";
                let least = if is_power { level } else { level + 1 };
                parts.push(self.deeper(|it| it.binary(least))?);
                if COMPARING.contains(&level) {
                    break;
                }
            }
            self.ends_at(place);
            left = match operator.as_str() {
                "!=" => format!("(!{})", joined(&parts, "==")),
                "!==" => format!("(!{})", joined(&parts, "===")),
                operator => joined(&parts, operator),
            };
        }
    }

    fn unary(&mut self) -> Option<String> {
        let start = self.peek().start;
        let word = self.word();
        let is_await = matches!(word.as_str(), "await" | "yield");
        let is_update = matches!(word.as_str(), "++" | "--");
        if !is_await && !is_update && !PREFIXES.contains(&word.as_str()) {
            return self.updated();
        }
        self.take();
        if is_await {
            self.eat("*");
        }
        let is_number = self.peek().kind == Kind::Number;
        let operand = self.deeper(Self::unary)?;
        self.ends_at(start);
        Some(if is_await {
            VALUE.to_owned()
        } else if word == "-" && is_number && !operand.contains(['(', '.']) {
            format!("-{operand}")
        } else {
            let is_word = word.starts_with(|first: char| first.is_ascii_alphabetic());
            let space = if is_word { " " } else { "" };
            format!("({word}{space}{})", found(&operand))
        })
    }

    /// What may have a `++` or a `--` behind it.
    fn updated(&mut self) -> Option<String> {
        let changed = self.chain(true)?;
        let operator = self.word();
        if !matches!(operator.as_str(), "++" | "--") {
            return Some(changed);
        }
        let place = self.take().start;
        self.ends_at(place);
        Some(format!("({}{operator})", found(&changed)))
    }

    /// A value, the properties that are taken of it, and the calls of them, unless they are what `new` takes.
    pub fn chain(&mut self, calls: bool) -> Option<String> {
        let start = self.peek().start;
        self.ends_at(start);
        let mut printed = self.value()?;
        let mut is_behind_call = false;
        loop {
            let dot = self.peek();
            let is_optional = self.eat("?.");
            self.is_optional |= is_optional;
            let next = self.peek();
            let mut place = next.start;
            let mut is_call = false;
            let link = match self.text.of(next).as_str() {
                "[" => self.computed(is_optional)?,
                "(" if calls => {
                    is_call = true;
                    place = name_of_call(self.text, place);
                    self.skip_brackets()?;
                    self.arguments()
                }
                "." => {
                    self.take();
                    place = if is_behind_call {
                        dot.start
                    } else {
                        self.peek().start
                    };
                    self.name(false)
                }
                _ if is_optional => {
                    place = dot.start;
                    self.name(true)
                }
                _ if next.kind == Kind::Template => {
                    is_call = true;
                    self.take();
                    self.arguments()
                }
                _ => return Some(printed),
            };
            is_behind_call |= is_call || is_optional;
            printed = format!("{}{link}", found(&printed));
            self.place = place;
            self.is_call = is_call;
        }
    }

    fn arguments(&self) -> String {
        (if self.iterated { "" } else { "(...)" }).to_owned()
    }

    fn name(&mut self, is_optional: bool) -> String {
        let token = self.take();
        let name = self.text.of(token);
        match (name.starts_with('#'), is_optional) {
            (true, false) => format!("[{name}]"),
            (true, true) => format!("?.[{name}]"),
            (false, false) => format!(".{name}"),
            (false, true) => format!("?.{name}"),
        }
    }

    fn computed(&mut self, is_optional: bool) -> Option<String> {
        self.take();
        let first = self.peek();
        let is_only = self.text.of(self.text.token(first.end)) == "]";
        let key = self.expression()?;
        if !self.eat("]") {
            return None;
        }
        let text = unquoted(&key).filter(|_| is_only);
        Some(match (text, is_optional) {
            (Some(key), false) => format!(".{key}"),
            (Some(key), true) => format!("?.{key}"),
            (None, false) => format!("[{}]", found(&key)),
            (None, true) => format!("?.[{}]", found(&key)),
        })
    }
}

/// How closely an operator binds.
fn binding(operator: &str) -> Option<usize> {
    OPERATORS
        .iter()
        .position(|operators| operators.contains(&operator))
}
