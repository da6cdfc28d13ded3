//! Enums that cross as numbers: each is written once, with its numbers, and read by them. The format's own are
//! made with this, and those of the engine's that stand in what only it reads and writes.

/// Makes such an enum and its decoder of one list. A match on numbers is what every message is decoded with, on
/// both sides of a call.
macro_rules! numbered {
    (
        $(#[$about:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$what:meta])* $variant:ident = $number:literal,)*
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u32)]
        $visibility enum $name {
            $($(#[$what])* $variant = $number,)*
        }

        impl $name {
            #[allow(dead_code, reason = "of most only one is wanted")]
            $visibility const ALL: &[Self] = &[$(Self::$variant),*];

            #[must_use]
            $visibility const fn from_number(number: u32) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use numbered;
