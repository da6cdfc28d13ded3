//! Which of Boa's messages are put into which of V8's words.

use super::say::Say;

mod arguments;
mod language;
mod receivers;

pub const NO_FUNCTION: &str = "is not a function";
pub const NO_ITERATOR: &str = " is not iterable (cannot read property Symbol(Symbol.iterator))";

/// The entry for a message of Boa's, and the part between its beginning and its end.
pub fn entry(message: &str) -> Option<(Say, &str)> {
    let tables = [
        language::LANGUAGE,
        receivers::RECEIVERS,
        arguments::ARGUMENTS,
    ];
    tables.into_iter().flatten().find_map(|(begin, end, say)| {
        let rest = message.strip_prefix(begin)?;
        let part = if end.is_empty() {
            rest
        } else {
            rest.strip_suffix(end)?
        };
        Some((*say, part))
    })
}
