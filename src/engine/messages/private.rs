//! V8's words for private names (ECMA-262, 15.7) that an object does not have, or that cannot be
//! written. Boa's messages do not have the name: it is the next one in the source.

use super::super::source::{Kind, Text, Token};

/// What was wrong with the use of a private name.
#[derive(Clone, Copy)]
pub enum Private {
    /// The object does not have it.
    Absent,
    Twice,
    NoGetter,
    NoSetter,
    Method,
}

impl Private {
    /// What is said without the name.
    pub fn otherwise(self) -> &'static str {
        match self {
            Self::Absent => {
                "Cannot read private member from an object whose class did not declare it"
            }
            Self::Twice => "Cannot initialize private member twice on the same object",
            Self::NoGetter => "A private member was defined without a getter",
            Self::NoSetter => "A private member was defined without a setter",
            Self::Method => "Private method is not writable",
        }
    }

    pub fn words(self, text: Text<'_>, offset: usize) -> Option<String> {
        let tokens = text.tokens();
        let is_private = |token: &Token| text.is(token.start, '#') && token.kind == Kind::Word;
        // What is written is seen behind its name.
        let operator = text.skip(offset);
        let is_written = text.is(operator, '=') || text.is(operator + 1, '=');
        let written = tokens
            .iter()
            .position(|token| is_written && is_private(token) && text.skip(token.end) == operator);
        let behind = tokens
            .iter()
            .position(|token| token.start >= offset && is_private(token));
        let used = written
            .or(behind)
            .or_else(|| tokens.iter().position(is_private))?;
        let name = text.of(tokens[used]);
        let next = tokens.get(used + 1).map(|token| text.of(*token));
        Some(match self {
            Self::Absent if is_method(text, &tokens, &name) => {
                format!(
                    "Receiver must be an instance of class {}",
                    class_of(text, &tokens, used)?
                )
            }
            Self::Absent if next.as_deref() == Some("=") => {
                format!(
                    "Cannot write private member {name} to an object whose class did not declare it"
                )
            }
            Self::Absent => {
                format!(
                    "Cannot read private member {name} from an object whose class did not declare it"
                )
            }
            Self::Twice => format!("Cannot initialize {name} twice on the same object"),
            Self::NoGetter => format!("'{name}' was defined without a getter"),
            Self::NoSetter => format!("'{name}' was defined without a setter"),
            Self::Method => format!("Private method '{name}' is not writable"),
        })
    }
}

/// Whether a class defines the name as a method.
fn is_method(text: Text<'_>, tokens: &[Token], name: &str) -> bool {
    let defines = |pair: &[Token]| {
        text.of(pair[1]) == name && text.of(pair[2]) == "(" && text.of(pair[0]) != "."
    };
    tokens.windows(3).any(defines)
}

/// The name of the class that a place is in.
fn class_of(text: Text<'_>, tokens: &[Token], place: usize) -> Option<String> {
    let class = tokens[..place]
        .iter()
        .rposition(|token| text.of(*token) == "class")?;
    let name = tokens
        .get(class + 1)
        .filter(|name| name.kind == Kind::Word)?;
    Some(text.of(*name))
}
