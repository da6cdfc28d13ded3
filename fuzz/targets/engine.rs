//! Any bytes are messages to a whole engine: requests, answers to questions and nonsense, in any
//! order. It may refuse, stop and be lost; it may not panic, overflow or touch what is not its own.
//!
//! The first byte of a message says how many words it has. Texts are given a time limit by the
//! context's own default, as a host would set it.

#![no_main]
#![allow(dead_code, reason = "the addon uses more of an engine")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/allocator.rs"]
mod allocator;
#[path = "../../src/engine/mod.rs"]
mod engine;
#[path = "../../src/wire/mod.rs"]
mod wire;

use std::time::{Duration, Instant};

use engine::nesting::{self, Deadline};
use engine::{Engine, Lost};
use wire::{Allowance, Opcode, Writer, flags};

// Limits are kept by the allocator, and an engine that is left must not be in the middle of
// another.
#[global_allocator]
static ALLOCATOR: allocator::Counting = allocator::Counting;

/// In milliseconds; a run that takes longer is stopped.
const TIMEOUT: f64 = 20.0;
/// What all of an input's messages may take together, in milliseconds.
const ALL_IN_ALL: u64 = 500;
/// In bytes.
const MEMORY: f64 = 64e6;

fn request(engine: &mut Engine, opcode: Opcode, sections: u32, write: impl FnOnce(&mut Writer)) {
    let mut message = Writer::default();
    message.head(opcode, sections);
    write(&mut message);
    engine.enter(message.words()).expect("a turn");
}

/// An engine with `eval`, a mirrored global and limits.
fn engine() -> Engine {
    let mut engine = Engine::new().expect("an engine");
    request(&mut engine, Opcode::Setup, 0, |message| {
        message.word(0b101);
        message.word(0);
        message.word(0);
    });
    let limits = Allowance {
        timeout: Some(TIMEOUT),
        memory: Some(MEMORY),
        stack: Some(200),
        sigint: false,
    };
    request(&mut engine, Opcode::Limit, flags::ALLOWANCE, |message| {
        limits.write(message);
    });
    engine
}

/// Enters messages until there are none left or the engine is lost.
fn converse(mut engine: Engine, bytes: &[u8]) {
    let mut rest = bytes;
    while let Some((&count, tail)) = rest.split_first() {
        let length = (usize::from(count % 64) * 4).min(tail.len());
        let (message, after) = tail.split_at(length);
        rest = after;
        let words: Vec<u32> = message
            .chunks_exact(4)
            .map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]))
            .collect();
        match engine.enter(&words) {
            Ok(_) => engine.with_message(|words| assert!(!words.is_empty())),
            Err(Lost::Panic(message)) => panic!("{message}"),
            Err(lost) => {
                // It may be lost alone, and not with the thread's collector.
                assert!(Engine::new().is_ok(), "{lost}");
                return;
            }
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let engine = engine();
    // Whatever timeouts the messages bring, this is the end of them all. It is let go after the
    // engine, as deadlines are nested.
    let (_, _held) = nesting::hold(Some(Deadline {
        at: Instant::now() + Duration::from_millis(ALL_IN_ALL),
        timeout: TIMEOUT,
    }));
    converse(engine, bytes);
});
