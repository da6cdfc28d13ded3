//! Which of Boa's messages are put into which of V8's words.

use super::say::Say;

mod arguments;
mod language;
mod receivers;

pub const NO_FUNCTION: &str = "is not a function";
const NOT_ITERABLE: &str = "… is not iterable (cannot read property Symbol(Symbol.iterator))";
/// The same behind what is not.
pub const NO_ITERATOR: &str = NOT_ITERABLE.split_at(MARK.len()).1;

/// What stands in words of Boa's for what differs from one message to the other.
const MARK: &str = "…";

/// What is said in the place of messages that begin and end so.
struct Row {
    begin: &'static str,
    end: &'static str,
    say: Say,
}

/// That of words with `…` between, or of all messages that begin with them.
const fn row(words: &'static str, say: Say) -> Row {
    let mut at = 0;
    while at < words.len() && words.as_bytes()[at] != MARK.as_bytes()[0] {
        at += 1;
    }
    let (begin, rest) = words.split_at(at);
    let end = if rest.is_empty() {
        rest
    } else {
        rest.split_at(MARK.len()).1
    };
    Row { begin, end, say }
}

/// The entry for a message of Boa's, and the part between its beginning and its end.
pub fn entry(message: &str) -> Option<(Say, &str)> {
    let tables = [
        language::LANGUAGE,
        receivers::RECEIVERS,
        arguments::ARGUMENTS,
    ];
    tables.into_iter().flatten().find_map(|row| {
        let rest = message.strip_prefix(row.begin)?;
        Some((row.say, rest.strip_suffix(row.end)?))
    })
}
