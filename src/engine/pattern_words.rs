//! V8's words for patterns of regular expressions that cannot be compiled, in place of those of
//! Boa's `regress`. `syntax/` asks for literals, `messages/` for `new RegExp`.

/// How a reason of `regress` begins, and what V8 says.
const REASONS: [(&str, &str); 16] = [
    ("Unbalanced parenthesis", "Unterminated group"),
    ("Unbalanced bracket", "Unterminated character class"),
    (
        "Range values reversed",
        "Range out of order in character class",
    ),
    ("Invalid atom character", "Nothing to repeat"),
    ("Quantifier not allowed here", "Nothing to repeat"),
    (
        "Invalid quantifier",
        "numbers out of order in {} quantifier",
    ),
    ("Invalid braced quantifier", "Incomplete quantifier"),
    ("Invalid character range", "Invalid character class"),
    (
        "Invalid token at named capture group identifier",
        "Invalid capture group name",
    ),
    (
        "Backreference to invalid named capture group",
        "Invalid named capture referenced",
    ),
    (
        "Invalid named backreference syntax",
        "Invalid named reference",
    ),
    ("Invalid property", "Invalid property name"),
    ("Incomplete escape", "\\ at end of pattern"),
    ("Unterminated escape", "\\ at end of pattern"),
    ("Invalid unicode escape", "Invalid Unicode escape"),
    ("Invalid character escape", "Invalid escape"),
];

/// What V8 says of a pattern that `regress` refuses for a reason.
pub fn refused(pattern: &str, flags: &str, reason: &str) -> String {
    format!(
        "Invalid regular expression: /{pattern}/{flags}: {}",
        words(pattern, reason)
    )
}

/// The same of a pattern that is not known.
pub fn refused_unseen(reason: &str) -> String {
    format!("Invalid regular expression: {}", words("", reason))
}

fn words<'a>(pattern: &str, reason: &'a str) -> &'a str {
    if reason == "Unbalanced parenthesis" && closes_first(pattern) {
        return "Unmatched ')'";
    }
    let found = REASONS.iter().find(|(begin, _)| reason.starts_with(begin));
    found.map_or(reason, |(_, words)| words)
}

/// Whether a pattern closes a group that it has not opened.
fn closes_first(pattern: &str) -> bool {
    let (mut depth, mut escaped, mut in_class) = (0_i32, false, false);
    for character in pattern.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => depth += 1,
            ')' if !in_class => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
    }
    false
}
