//! What V8's messages quote of patterns, and of what loops and spreads iterate: read from the place
//! that Boa names.

use super::Site;
use super::table::NO_ITERATOR;
use crate::engine::expression::{self, VALUE};
use crate::engine::printed::Printer;
use crate::engine::source::{Kind, Text, Token};

/// A pattern, and what was to be taken apart by it.
struct Pattern {
    is_array: bool,
    /// The first property that it names.
    first: Option<String>,
    /// Whether it is within another, or assigns what a loop goes over.
    is_nested: bool,
    /// What it is initialized with; a parameter has nothing, nor has an array pattern that declares nothing.
    value: Option<Quoted>,
}

/// An expression as V8 prints it.
struct Quoted {
    printed: String,
    /// Whether it is a call, of which then only the callee is printed.
    is_call: bool,
    /// Where V8 sees it.
    place: usize,
}

impl Quoted {
    fn new(printed: &str) -> Self {
        Self {
            printed: printed.to_owned(),
            is_call: false,
            place: 0,
        }
    }

    fn not_iterable(&self) -> String {
        let printed = &self.printed;
        if self.is_call {
            format!("{printed} is not a function or its return value is not iterable")
        } else {
            format!("{printed} is not iterable")
        }
    }
}

/// The pattern that begins at an offset.
fn at(text: Text<'_>, offset: usize) -> Option<Pattern> {
    let open = text.token(offset);
    let is_array = text.of(open) == "[";
    if !is_array && text.of(open) != "{" {
        return None;
    }
    let before = text.skip_back(offset);
    let first = Some(text.token(open.end)).filter(|_| !is_array);
    let looped = looped(text, open);
    let is_in = before > 0 && text.is_any(before - 1, &[':', '[']);
    let initialized = || {
        let start = initializer(text, offset).filter(|_| !is_assigned(text, offset))?;
        let quoted = quoted(text, start, is_array)?;
        // V8 sees of what an array pattern declares only what it sees where that begins.
        (!is_array || quoted.place == start).then_some(quoted)
    };
    Some(Pattern {
        is_array,
        first: first.and_then(|first| key(text, first)),
        is_nested: is_in || looped.as_deref() == Some(""),
        value: looped
            .filter(|it| !it.is_empty())
            .map(|it| Quoted::new(&it))
            .or_else(initialized),
    })
}

/// What V8 calls the variable that a `for` or a `catch` takes apart by a pattern; nothing, if the pattern assigns.
fn looped(text: Text<'_>, open: Token) -> Option<String> {
    let before = text.word_before(open.start);
    let close = text.closing(open)?;
    if text.of(text.token(close.end)) == "of" {
        let declares = before.is_some_and(|word| text.declares(word));
        return Some((if declares { ".for" } else { "" }).to_owned());
    }
    let bracket = text.skip_back(open.start).checked_sub(1)?;
    let catches = text.is(bracket, '(') && text.of(text.word_before(bracket)?) == "catch";
    (catches && text.of(open) == "{").then(|| ".catch".to_owned())
}

/// `value` is what was to be iterated, with its type. A built-in says no more of it.
pub fn iterated(site: &Site<'_>, value: &str) -> String {
    let iterated = site.at_place(|text, offset| not_iterable(text, offset, value));
    let iterated = iterated.filter(|_| site.call.is_none());
    iterated.unwrap_or_else(|| format!("{value}{NO_ITERATOR}"))
}

/// `part` is what was to be taken apart: `undefined` or `null`.
pub fn taken_apart(site: &Site<'_>, part: &str) -> String {
    let shown = if part == "null" { "object null" } else { part };
    let Some(pattern) = site.at_place(at) else {
        return format!("Cannot destructure '{shown}' as it is {part}.");
    };
    match (pattern.first, pattern.value) {
        (_, Some(value)) if pattern.is_array && !pattern.is_nested => value.not_iterable(),
        _ if pattern.is_array => format!("{shown}{NO_ITERATOR}"),
        (Some(first), _) if pattern.is_nested => {
            format!("Cannot read properties of {part} (reading '{first}')")
        }
        (first, value) => {
            let property =
                first.map_or_else(String::new, |first| format!("property '{first}' of "));
            let value = value.as_ref().map_or(shown, |value| &value.printed);
            format!("Cannot destructure {property}'{value}' as it is {part}.")
        }
    }
}

/// How a chain has a call.
const CALL: &str = "(...)";

const NO_SPREAD: &str = "Spread syntax requires ...iterable[Symbol.iterator] to be a function";

/// What is said of what was to be iterated at an offset, if that is more than the value.
fn not_iterable(text: Text<'_>, offset: usize, value: &str) -> Option<String> {
    if let Some(argument) = spread(text, offset) {
        return argument_not_iterable(text, &argument, value);
    }
    if is_assigned(text, offset) {
        return None;
    }
    // An array can be iterated, so it is a pattern.
    if let Some(pattern) = at(text, offset).filter(|pattern| pattern.is_array) {
        let value = pattern.value.filter(|_| !pattern.is_nested);
        return value.map(|value| value.not_iterable());
    }
    let start = start(text, offset)?;
    if !awaits(text, start) {
        return Some(quoted(text, start, true)?.not_iterable());
    }
    let nothing = match value {
        "undefined" => "undefined",
        "object null" => "null",
        _ => {
            let quoted = quoted(text, start, false)?;
            let answer = if quoted.is_call {
                "is not a function or its return value is not async iterable"
            } else {
                "is not async iterable"
            };
            return Some(format!("{} {answer}", quoted.printed));
        }
    };
    Some(format!(
        "Cannot read properties of {nothing} (reading 'Symbol(Symbol.asyncIterator)')"
    ))
}

/// Where what is iterated begins, given where Boa has it, which is at the parenthesis of a call.
fn start(text: Text<'_>, offset: usize) -> Option<usize> {
    let before = text.skip_back(offset);
    if text.is(offset, '(') && before > 0 && expression::continues(text, before) {
        let close = text.closing(text.token(offset))?;
        return expression::beginning(text, close.end);
    }
    (text.of(text.token(offset)) != "yield").then_some(offset)
}

/// Whether what begins at an offset is what a `for await` goes over.
fn awaits(text: Text<'_>, offset: usize) -> bool {
    let Some(of) = text
        .word_before(offset)
        .filter(|word| text.of(*word) == "of")
    else {
        return false;
    };
    let open = expression::enclosing(text, of.start);
    let word = open.and_then(|open| text.word_before(open));
    word.is_some_and(|word| text.of(word) == "await")
}

/// What more is said, behind the callee and at the end, of a call that cannot be, whose parenthesis or template is at
/// an offset, if what it answers was to be iterated.
pub fn of_answer(text: Text<'_>, offset: usize) -> Option<(&'static str, &'static str)> {
    let open = text.token(offset);
    let mut end = match open.kind {
        Kind::Template => open.end,
        _ => text.closing(open)?.end,
    };
    let mut start = expression::beginning(text, end)?;
    let is_grouped = |start: usize, end: usize| {
        let before = text.skip_back(start);
        let is_open = before > 0 && text.is(before - 1, '(') && text.of(text.token(end)) == ")";
        let callee = text.skip_back(before.saturating_sub(1));
        is_open && (callee == 0 || !expression::continues(text, callee))
    };
    while is_grouped(start, end) {
        start = text.skip_back(start) - 1;
        end = text.token(end).end;
    }
    let next = text.token(end);
    let is_whole = next.kind != Kind::Punctuator
        || matches!(text.of(next).as_str(), ")" | "]" | "}" | "," | ";");
    if !is_whole {
        return None;
    }
    if awaits(text, start) {
        return Some((CALL, " or its return value is not async iterable"));
    }
    is_iterated(text, start).then_some(("", " or its return value is not iterable"))
}

/// Whether what begins at an offset, and is whole, is what is iterated.
fn is_iterated(text: Text<'_>, start: usize) -> bool {
    if text
        .word_before(start)
        .is_some_and(|word| text.of(word) == "of")
    {
        return true;
    }
    let before = text.skip_back(start);
    if before > 2 && (1..4).all(|back| text.is(before - back, '.')) {
        let outer = text.skip_back(before - 3);
        return outer > 0 && text.is(expression::enclosing(text, outer).unwrap_or(0), '[');
    }
    let target = text.skip_back(before.saturating_sub(1));
    if before == 0 || !text.is(before - 1, '=') || target == 0 || !text.is(target - 1, ']') {
        return false;
    }
    let Some(open) = expression::enclosing(text, target - 1) else {
        return false;
    };
    let object = text.skip_back(open);
    let word = text.word_before(object);
    object == 0
        || word.is_some_and(|word| text.declares(word))
        || !expression::continues(text, object)
}

/// The argument that is spread of the call whose parenthesis or `new` is at an offset.
struct Spread {
    start: usize,
    /// Whether it is the last, and the only one: V8 says more then.
    is_only: bool,
}

fn spread(text: Text<'_>, offset: usize) -> Option<Spread> {
    let word = text.of(text.token(offset));
    let before = text.skip_back(offset);
    let calls = word == "(" && before > 0 && expression::continues(text, before);
    if !calls && !matches!(word.as_str(), "new" | "super") {
        return None;
    }
    let arguments = expression::arguments_at(text, offset)?;
    let is_spread = |start: &&usize| (0..3).all(|index| text.is(**start + index, '.'));
    let mut spreads = arguments.iter().filter(is_spread);
    let start = *spreads.next()?;
    Some(Spread {
        start: text.skip(start + 3),
        is_only: spreads.next().is_none() && arguments.last() == Some(&start),
    })
}

/// The same of an argument that is spread.
fn argument_not_iterable(text: Text<'_>, argument: &Spread, value: &str) -> Option<String> {
    if !argument.is_only {
        return None;
    }
    let nothing = match value {
        "undefined" => "undefined",
        "object null" => "null",
        _ => return Some(NO_SPREAD.to_owned()),
    };
    let printed = quoted(text, argument.start, false)?.printed;
    Some(format!(
        "{printed} is not iterable (cannot read property {nothing})"
    ))
}

/// Where V8 sees what could not be iterated, given where Boa does.
pub fn place(text: Text<'_>, offset: usize) -> Option<usize> {
    if let Some(argument) = spread(text, offset) {
        return Some(quoted(text, argument.start, false)?.place);
    }
    let open = text.token(offset);
    if text.of(open) == "[" && looped(text, open).is_some_and(|it| !it.is_empty()) {
        return Some(text.closing(open)?.start);
    }
    if is_assigned(text, offset) {
        return Some(text.token(text.closing(open)?.end).start);
    }
    if text.of(open) == "[" {
        return initializer(text, offset);
    }
    Some(quoted(text, start(text, offset)?, true)?.place)
}

/// Whether an array pattern begins at an offset that declares nothing.
fn is_assigned(text: Text<'_>, offset: usize) -> bool {
    if !text.is(offset, '[') || initializer(text, offset).is_none() {
        return false;
    }
    let before = text.skip_back(offset);
    let continues = before > 0 && text.is(before - 1, ',');
    let word = text.word_before(before);
    !continues && !word.is_some_and(|word| text.declares(word))
}

/// Where what a pattern is initialized with begins.
pub fn initializer(text: Text<'_>, offset: usize) -> Option<usize> {
    let equals = text.token(text.closing(text.token(offset))?.end);
    (text.of(equals) == "=").then(|| text.skip(equals.end))
}

/// The expression that begins at an offset; `iterated` is whether it was to be.
fn quoted(text: Text<'_>, start: usize, iterated: bool) -> Option<Quoted> {
    let mut reader = Printer::new(text, start);
    if iterated {
        reader = reader.iterated();
    }
    let printed = reader.assignment()?;
    if reader.is_optional && iterated {
        return None;
    }
    let is_nameless = printed.is_empty() || reader.is_optional;
    Some(Quoted {
        printed: if is_nameless {
            VALUE.to_owned()
        } else {
            printed
        },
        is_call: reader.is_call,
        place: reader.place,
    })
}

fn key(text: Text<'_>, token: Token) -> Option<String> {
    match token.kind {
        Kind::Word | Kind::Number => Some(text.of(token)),
        Kind::String => expression::unquoted(&text.of(token)).map(str::to_owned),
        _ => None,
    }
}
