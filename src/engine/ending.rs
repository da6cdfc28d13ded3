//! An end for texts that Boa's parser refuses without one: behind some words and the brace of
//! `export {}` it wants another token, so that nothing may end with them. `script.rs` and `module.rs`
//! ask.

use super::source::Text;

/// What Boa cannot end with: it looks for a declaration behind the words, and for `from` behind
/// the brace.
const UNENDING: [&str; 3] = ["async", "let", "}"];
const END: &str = "\n;";

/// The text with an end that Boa sees, if it does not have one. A statement more changes neither
/// places nor the value of a text; behind anything else it could complete a text that has none
/// of its own (`while (x)`).
pub fn terminated(units: &[u16]) -> Option<Vec<u16>> {
    let text = Text(units);
    let last = *text.tokens().last()?;
    let ends = !UNENDING.contains(&text.of(last).as_str());
    (!ends).then(|| units.iter().copied().chain(END.encode_utf16()).collect())
}
