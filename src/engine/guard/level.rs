//! What is open at a place of a text, and what was read last there.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The text itself, a block or the body of a function: statements.
    Statements,
    Paren,
    Bracket,
    Object,
    Class,
    /// `${` … `}`
    Substitution,
}

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level {
    pub(super) kind: Kind,
    /// What ends with it.
    pub(super) role: Role,
    /// Whether it is the head of `if`, `for`, …
    pub(super) control: bool,
    /// What the bracket and what leads to it take.
    pub(super) weight: usize,
    /// What the expression so far takes.
    pub(super) chain: usize,
    /// What the statements so far take that end with this one (`if`, `else`, labels).
    pub(super) statement: usize,
    /// How many `?` wait for their `:`.
    pub(super) questions: usize,
    /// Whether a `case` waits for its `:`.
    pub(super) case: bool,
    /// What a class is that waits for its body, and what a function.
    pub(super) class: Option<Role>,
    pub(super) function: Option<Role>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Statement,
    Expression,
}

/// What was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Last {
    /// Something that a statement may follow.
    Boundary,
    /// The `)` of `if (…)` and the like, or `else`.
    Head,
    /// The `)` of anything else.
    Paren,
    Arrow,
    Operator,
    Operand,
    /// A name at the beginning of a statement.
    Name,
    /// `.`: a name follows, whatever it is called.
    Dot,
    /// `async`, `get`, `static`: a name that another may follow.
    Modifier,
    /// `if`, `for`, …: the head follows.
    Control,
}

impl Level {
    pub(super) fn new(kind: Kind, weight: usize) -> Self {
        Self {
            kind,
            role: Role::Statement,
            control: false,
            weight,
            chain: 0,
            statement: 0,
            questions: 0,
            case: false,
            class: None,
            function: None,
        }
    }
}
