//! Bounds a source text before it is parsed.
//!
//! Boa's parser and compiler recurse without a check, and what a level of nesting takes of
//! the native stack differs a hundredfold between the grammar's forms. So the text is read
//! once, as tokens, and what is open at each point is added up at the cost of its form;
//! more than the stack has is refused. The scan is no parser: where it is in doubt it takes
//! the dearer reading, and a text that misleads it ends at the guard page (`signals/`).
//! It reads 100 MB a second, and not at all what is too short to nest deep enough.
//!
//! `scan.rs` reads the tokens, `grammar.rs` adds up what they open and close.

mod cost;
mod grammar;
mod level;
mod scan;
#[cfg(test)]
mod tests;

use scan::Scan;

/// How deep the groups of a regular expression may nest; its parser has its own, lower
/// limit for most, after a time that grows with the square.
const REGEX_DEPTH: usize = 2_000;

/// Whether a text may be parsed with `stack` bytes of native stack.
pub fn fits<U: Copy + Into<u16>>(text: &[U], stack: usize) -> bool {
    text.len() < stack / cost::UNIT || Scan::new(text, stack).run().is_some()
}

/// Whether the groups and classes of a pattern nest no deeper than is good.
pub fn pattern_fits(pattern: impl Iterator<Item = u16>) -> bool {
    let (mut depth, mut escaped) = (0_usize, false);
    for unit in pattern {
        match u8::try_from(unit).unwrap_or(b'x') {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > REGEX_DEPTH {
            return false;
        }
    }
    true
}
