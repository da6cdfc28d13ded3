//! Any bytes are read as a message, in every way that a message is read: none may panic, and a
//! value that can be read is written as the same words again.

#![no_main]
#![allow(dead_code, reason = "the format is used in parts here")]

use libfuzzer_sys::fuzz_target;

#[path = "../../src/wire/mod.rs"]
mod wire;

use wire::{Reader, Writer};

fuzz_target!(|bytes: &[u8]| {
    let words: Vec<u32> = bytes
        .chunks_exact(4)
        .map(|chunk| u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]))
        .collect();
    let _ = Reader::new(&words).head();
    let _ = Reader::new(&words).count();
    let _ = Reader::new(&words).number();
    let _ = Reader::new(&words).text();
    let _ = Reader::new(&words).attributes();

    let mut reader = Reader::new(&words);
    while let Ok(value) = reader.value() {
        let mut writer = Writer::default();
        writer.value(value);
        let written = Reader::new(writer.words()).value().map(|again| again == value);
        // A number that is no number is not equal to itself.
        assert!(written == Ok(true) || matches!(value, wire::Value::Number(number) if number.is_nan()));
    }
});
