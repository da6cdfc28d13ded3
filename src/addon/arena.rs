//! The memory that both sides write messages into, and the numbers that go with one; the other
//! half is `lib/wire/arena.js`, which keeps the memory. `environment.rs` has one for each copy of
//! `lib/`.

use std::ptr::NonNull;

use super::engines::AnyEngine;
use super::pressure::Due;

/// What a message may have: its length and what it is share a number.
const MOST_WORDS: u32 = 1 << 30;

/// The numbers of an `enter`: as arguments and a result, which Node converts, they would take a
/// tenth of a short call. `lib/wire/arena.js` has the same order.
#[repr(C)]
struct Registers {
    engine: u32,
    words: u32,
    status: u32,
    /// What is [`Due`] before the engine's next message.
    due: u32,
}

/// The memory of an environment's messages.
#[derive(Default)]
pub struct Arena {
    words: Option<NonNull<u32>>,
    length: usize,
    registers: Option<NonNull<Registers>>,
}

impl Arena {
    /// Uses `length` words at `words` from now on.
    pub fn set_words(&mut self, words: *mut u32, length: usize) {
        self.words = NonNull::new(words);
        self.length = length;
    }

    /// Has the numbers in `words`, of which there are `length`, from now on.
    pub fn set_registers(&mut self, words: *mut u32, length: usize) {
        let enough = length * size_of::<u32>() >= size_of::<Registers>();
        self.registers = NonNull::new(words.cast()).filter(|_| enough);
    }

    /// The engine that is to be entered, and how many words its message has.
    pub fn entering(&self) -> Option<(u32, usize)> {
        // SAFETY: `lib/wire/arena.js` keeps their memory; nothing else uses it during a call.
        let registers = unsafe { self.registers?.as_ref() };
        Some((registers.engine, registers.words as usize))
    }

    /// Says how that ended.
    pub fn set_status(&mut self, status: u32) {
        if let Some(registers) = &mut self.registers {
            // SAFETY: as in `entering`.
            unsafe { registers.as_mut() }.status = status;
        }
    }

    /// Says what is due before the engine's next message.
    pub fn set_due(&mut self, due: Due) {
        if let Some(registers) = &mut self.registers {
            // SAFETY: as in `entering`.
            unsafe { registers.as_mut() }.due = due as u32;
        }
    }

    /// The first `length` words.
    pub fn message(&self, length: usize) -> &[u32] {
        match self.words {
            // SAFETY: `lib/wire/arena.js` keeps the arena's memory until it has set another,
            // `length` is bounded by its size, and nothing writes to it during a call: only
            // this thread's JavaScript does, which no engine calls.
            Some(words) => unsafe {
                std::slice::from_raw_parts(words.as_ptr(), length.min(self.length))
            },
            None => &[],
        }
    }

    /// Copies an engine's message into it, if there is room. Returns how many words that has;
    /// nothing if there are more than may be.
    pub fn receive(&self, engine: &AnyEngine) -> Option<u32> {
        engine.with_message(|message| {
            if let Some(words) = self.words
                && message.len() <= self.length
            {
                // SAFETY: the arena has room for `message.len()` words and the two do not
                // overlap: one is the host's memory, the other the engine's.
                unsafe {
                    std::ptr::copy_nonoverlapping(message.as_ptr(), words.as_ptr(), message.len());
                }
            }
            let words = u32::try_from(message.len()).ok();
            words.filter(|words| *words < MOST_WORDS)
        })
    }

    /// Puts a list into it, behind its count; an empty one if there is no room.
    pub fn tell(&self, list: &[u32]) {
        let list = if list.len() < self.length { list } else { &[] };
        let (Some(words), Ok(count)) = (self.words, u32::try_from(list.len())) else {
            return;
        };
        // SAFETY: the arena has room for the list and its count, and the list is not in it.
        unsafe {
            words.write(count);
            std::ptr::copy_nonoverlapping(list.as_ptr(), words.add(1).as_ptr(), list.len());
        }
    }
}
