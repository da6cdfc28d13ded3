//! What is said in the place of a message of Boa's. `table/` says of which, `mod.rs` in what words.

use super::binary::Of;
use super::private::Private;

/// What V8 says.
#[derive(Clone, Copy)]
pub enum Say {
    Words(&'static str),
    /// These words around the part of Boa's message between its own two.
    Around(&'static str, &'static str),
    /// Something was called or constructed that cannot be.
    NotA(&'static str),
    /// A value was iterated that cannot be.
    NotIterable,
    /// These words around the argument of that index of the built-in that was called.
    Argument(&'static str, usize, &'static str),
    /// The first words; since Node 24 the others.
    Either(&'static str, &'static str),
    /// These words; since Node 22 with the argument of that index behind them.
    Recent(&'static str, usize),
    /// A length or an offset of binary data cannot be.
    Binary(Of),
    /// The first argument was to be called; since Node 22 its type is said, too.
    Callback,
    /// The same of the second argument.
    Second,
    /// The same where its type was said before.
    TypedCallback,
    /// The same of `flatMap`, which had words of its own before.
    Mapper,
    /// These words, with the part between, and what the built-in was called on.
    Receiver(&'static str, &'static str),
    /// A method of dates was called on something else; those that read a part have words of their own.
    Date,
    /// Something stays extensible: a proxy, or an array of binary data that may grow.
    Extensible,
    /// There is no element of that index to be replaced.
    With,
    /// What an iterator was to be made of is none.
    Flattened,
    /// A built-in was called on `undefined` or `null`.
    Nothing(Nothing),
    /// A method of a primitive's class was called on something else.
    Primitive(&'static str),
    /// A function of a class was called on what is none.
    Constructor,
    /// A function of `Reflect` was given what is no object.
    Reflect,
    /// `Reflect.apply` was given what is no function.
    Unappliable,
    /// What is no number, or none that is whole, was to be a BigInt.
    NoBigInt,
    Private(Private),
    /// A pattern of a regular expression could not be compiled.
    Pattern,
    /// Something was taken apart that has no properties.
    Destructure,
    /// There is no such variable, or none yet.
    Missing,
}

/// Whose built-ins say that they were called on `undefined` or `null`.
#[derive(Clone, Copy)]
pub enum Nothing {
    String,
    /// Of what else is converted to an object, only those of arrays do.
    Array,
}
