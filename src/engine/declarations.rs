//! Which name a text declares twice: Boa refuses such a text without saying the name.

use super::source::{Kind, Text, Token};

/// A declared name.
#[derive(Debug, Clone)]
pub struct Declared {
    pub name: String,
    pub token: Token,
    /// By `let`, `const` or `class`.
    pub lexical: bool,
    /// The blocks around it, the outermost first.
    blocks: Vec<usize>,
}

/// The second declaration of the first name that is declared twice.
pub fn twice(text: Text<'_>) -> Option<(String, Token)> {
    let all = all(text);
    let clash = |(index, second): (usize, &Declared)| {
        all[..index]
            .iter()
            .any(|first| first.name == second.name && collide(first, second))
    };
    let found = all.iter().enumerate().find(|pair| clash(*pair))?.1;
    Some((found.name.clone(), found.token))
}

/// A lexical name collides with any in its own block, and with a `var` that passes through.
fn collide(first: &Declared, second: &Declared) -> bool {
    match (first.lexical, second.lexical) {
        (false, false) => false,
        (true, true) => first.blocks == second.blocks,
        (true, false) => second.blocks.starts_with(&first.blocks),
        (false, true) => first.blocks.starts_with(&second.blocks),
    }
}

/// The names that a text declares outside all blocks.
pub fn top_level(text: Text<'_>) -> Vec<Declared> {
    let mut all = all(text);
    all.retain(|declared| declared.blocks.is_empty());
    all
}

/// The names that a text declares, in order.
pub fn all(text: Text<'_>) -> Vec<Declared> {
    let tokens = text.tokens();
    let mut all = Vec::new();
    let mut blocks = Vec::new();
    let mut pending: Vec<usize> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let word = text.of(*token);
        match word.as_str() {
            "{" => blocks.push(index),
            "}" => {
                blocks.pop();
            }
            // Parameters and loop heads belong to the block that follows them.
            "(" => pending.push(index),
            ")" => {
                pending.pop();
            }
            "let" | "const" | "var" => {
                names(text, &tokens, index + 1, |token| {
                    all.push(Declared {
                        name: text.of(token),
                        token,
                        lexical: word != "var",
                        blocks: blocks.clone(),
                    });
                });
            }
            "class" | "function" => {
                let name = tokens.get(index + 1).filter(|next| next.kind == Kind::Word);
                if let Some(&token) = name.filter(|_| pending.is_empty()) {
                    let lexical = word == "class" || !blocks.is_empty();
                    all.push(Declared {
                        name: text.of(token),
                        token,
                        lexical,
                        blocks: blocks.clone(),
                    });
                }
            }
            _ => {}
        }
    }
    all
}

/// The names of one declaration: those before initializers, in patterns too.
fn names(text: Text<'_>, tokens: &[Token], from: usize, mut found: impl FnMut(Token)) {
    let mut depth = 0_usize;
    let mut initializer = None;
    for (index, token) in tokens.iter().enumerate().skip(from) {
        let next = tokens.get(index + 1).map(|next| text.of(*next));
        match text.of(*token).as_str() {
            ";" | "of" | "in" if depth == 0 => return,
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => {
                if depth == 0 {
                    return;
                }
                depth -= 1;
                if initializer.is_some_and(|at| depth < at) {
                    initializer = None;
                }
            }
            "=" => initializer = initializer.or(Some(depth)),
            "," => initializer = initializer.filter(|at| depth > *at),
            _ if token.kind == Kind::Word && initializer.is_none() => {
                if next.as_deref() != Some(":") {
                    found(*token);
                }
                // A declaration without a semicolon ends with its line.
                if depth == 0 && !matches!(next.as_deref(), Some("," | "=")) {
                    return;
                }
            }
            _ => {}
        }
    }
}
