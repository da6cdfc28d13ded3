//! What one level of each form takes of the stack, in bytes: measured in a release build
//! (28 KB, 58 KB with the parentheses, 34 KB, 3 KB, 2 KB, …) and a fifth more.

pub const PAREN: usize = 34_000;
pub const BRACKET: usize = 34_000;
pub const OBJECT: usize = 34_000;
pub const FUNCTION: usize = 38_000;
pub const CLASS: usize = 45_000;
pub const BLOCK: usize = 10_000;
pub const TEMPLATE: usize = 34_000;
/// Forms that recurse into an assignment expression without a bracket.
pub const ASSIGNMENT: usize = 30_000;
/// Little, but the compiler looks through all labels for each.
pub const LABEL: usize = 60_000;
pub const STATEMENT: usize = 8_000;
pub const UNARY: usize = 3_000;
pub const BINARY: usize = 1_500;
pub const POSTFIX: usize = 700;
/// The dearest form for its length is one bracket.
pub const UNIT: usize = 34_000;
