//! What an object inherits that a snapshot is of. Most inherit from `Object.prototype` or
//! `Array.prototype` as the language has them; of these each side knows by its own what is there,
//! so that a name which is not among those below is known to be nowhere. `lib/wire/names.js` has
//! the same lists.

use super::numbered;

numbered! {
    /// What is inherited, in a snapshot's first word above its form.
    #[derive(Default)]
    pub enum Inherits {
        /// Its owner must be asked.
        #[default]
        Asked = 0,
        Nothing = 1,
        /// From `Object.prototype`, an array from `Array.prototype` too, which have just what the
        /// language gives them.
        Language = 2,
    }
}

/// The names on `Object.prototype` (ECMA-262, 20.1.3 and B.2.2).
pub const OBJECT_NAMES: [&str; 12] = [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Those on `Array.prototype` (ECMA-262, 23.1.3) that are strings; `Symbol.iterator` and
/// `Symbol.unscopables` are there, too.
pub const ARRAY_NAMES: [&str; 40] = [
    "at",
    "concat",
    "constructor",
    "copyWithin",
    "entries",
    "every",
    "fill",
    "filter",
    "find",
    "findIndex",
    "findLast",
    "findLastIndex",
    "flat",
    "flatMap",
    "forEach",
    "includes",
    "indexOf",
    "join",
    "keys",
    "lastIndexOf",
    "length",
    "map",
    "pop",
    "push",
    "reduce",
    "reduceRight",
    "reverse",
    "shift",
    "slice",
    "some",
    "sort",
    "splice",
    "toLocaleString",
    "toReversed",
    "toSorted",
    "toSpliced",
    "toString",
    "unshift",
    "values",
    "with",
];
