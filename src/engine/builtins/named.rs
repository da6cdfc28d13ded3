//! Built-ins of ours that are put in the place of the engine's before the first text is compiled
//! that has a word of theirs: together they take a tenth of what a context does. Code that makes
//! up a name has the engine's, which answer as the language says, too, but for what each file
//! here tells of them; at worst that costs the guest its context.

use boa_engine::Context;
use boa_engine::property::PropertyKey;
use boa_engine::string::JsStrVariant;

use super::{async_generator, buffers, join, locale, regexp_statics};
use crate::engine::guest::Guest;
use crate::engine::names::names_any;

/// What is put in place together.
struct Named {
    words: &'static [&'static [u8]],
    install: fn(&Context),
}

const ALL: [Named; 5] = [
    Named {
        words: &[b"Atomics"],
        install: buffers::install_atomics,
    },
    Named {
        words: &[b"DataView", b"etInt", b"etUint", b"etFloat", b"etBig"],
        install: buffers::install_views,
    },
    Named {
        words: &[b"toLocale", b"localeCompare"],
        install: |context| {
            locale::install_methods(context);
            join::install_for_locales(context);
        },
    },
    Named {
        words: &[b"async"],
        install: async_generator::install,
    },
    Named {
        words: &[b"RegExp"],
        install: regexp_statics::install,
    },
];

/// A text is about to be compiled.
pub fn expect<U: Copy + Into<u16>>(guest: &Guest, context: &Context, text: &[U]) {
    for (bit, named) in ALL.iter().enumerate() {
        let in_place = guest.builtins.in_place.get();
        if in_place & (1 << bit) == 0 && names_any(text, named.words) {
            guest.builtins.in_place.set(in_place | (1 << bit));
            (named.install)(context);
        }
    }
}

/// The host is about to read a property.
pub fn expect_key(guest: &Guest, context: &Context, key: &PropertyKey) {
    if let PropertyKey::String(name) = key {
        match name.as_str().variant() {
            JsStrVariant::Latin1(units) => expect(guest, context, units),
            JsStrVariant::Utf16(units) => expect(guest, context, units),
        }
    }
}
