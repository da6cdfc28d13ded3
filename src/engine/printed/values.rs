//! The values that expressions begin with: literals, functions and classes, what `new` makes.

use super::super::expression::{VALUE, object_literal, unquoted};
use super::super::source::{Kind, Token};
use super::{Printer, found};

impl Printer<'_> {
    pub(super) fn value(&mut self) -> Option<String> {
        let token = self.take();
        let word = self.text.of(token);
        match token.kind {
            Kind::Number if word.ends_with('n') => Some(String::new()),
            Kind::Number => Some(word.trim_end_matches('.').to_owned()),
            Kind::String if word.starts_with('/') => Some(word),
            Kind::String => Some(format!("\"{}\"", unquoted(&word)?)),
            Kind::Template => self.template(token),
            Kind::Word => self.named(&word),
            Kind::Punctuator => match word.as_str() {
                "(" => {
                    let inner = self.expression()?;
                    self.eat(")").then_some(inner)
                }
                "[" => self.array(),
                "{" => {
                    let close = self.text.closing(token)?;
                    self.offset = close.end;
                    self.last = Some(close);
                    object_literal(self.text, token)
                }
                _ => None,
            },
            Kind::End | Kind::Illegal => None,
        }
    }

    fn named(&mut self, word: &str) -> Option<String> {
        let next = self.word();
        match word {
            "function" | "class" => self.body(),
            "async" if next == "function" => self.body(),
            "super" if next != "(" => Some(String::new()),
            "new" if next == "." => {
                self.take();
                self.take();
                Some(String::new())
            }
            "new" => {
                let place = self.place;
                let class = self.deeper(|it| it.chain(false))?;
                if self.word() == "(" {
                    self.skip_brackets()?;
                }
                self.place = place;
                self.is_call = true;
                let printed = if self.iterated { found(&class) } else { VALUE };
                Some(printed.to_owned())
            }
            "import" if next == "(" => {
                self.take();
                let specifier = self.expression()?;
                self.eat(")").then(|| format!("ImportCall({specifier})"))
            }
            name => Some(name.to_owned()),
        }
    }

    /// What is read over up to the body of a function or a class, and that.
    fn body(&mut self) -> Option<String> {
        loop {
            match self.word().as_str() {
                "(" | "[" => self.skip_brackets()?,
                "{" => {
                    self.skip_brackets()?;
                    return Some(String::new());
                }
                "" => return None,
                _ => {
                    self.take();
                }
            }
        }
    }

    fn array(&mut self) -> Option<String> {
        let start = self.place;
        let mut elements = Vec::new();
        while !self.eat("]") {
            if self.eat(",") {
                elements.push(String::new());
                continue;
            }
            let element = if self.eat("...") {
                format!("(...{})", found(&self.assignment()?))
            } else {
                found(&self.assignment()?).to_owned()
            };
            elements.push(element);
            if !self.eat(",") && self.word() != "]" {
                return None;
            }
        }
        self.ends_at(start);
        Some(format!("[{}]", elements.join(",")))
    }

    /// A template prints what is in it, or is a text.
    fn template(&self, template: Token) -> Option<String> {
        let inner = self
            .text
            .slice(template.start + 1, template.end.checked_sub(1)?);
        if !inner.contains("${") {
            return Some(format!("\"{inner}\""));
        }
        let mut printed = String::new();
        let mut offset = template.start + 1;
        while offset < template.end {
            if self.text.is(offset, '$') && self.text.is(offset + 1, '{') {
                let mut part = Printer::new(self.text, offset + 2);
                part.depth = self.depth + 1;
                printed.push_str(found(&part.expression()?));
                offset = part.offset;
            }
            offset += if self.text.is(offset, '\\') { 2 } else { 1 };
        }
        Some(printed)
    }
}
