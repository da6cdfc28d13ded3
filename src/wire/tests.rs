//! The message format: what is written is read, and whatever else arrives is refused.

use super::{
    Allowance, HandleId, Malformed, Opcode, Reader, RecordKind, Text, Traits, Value,
    WELL_KNOWN_SYMBOLS, Writer, flags,
};

/// A generator of numbers that look random and are the same in every run (xorshift64*).
pub(crate) struct Numbers(pub u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
    }

    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        self.next() % limit
    }
}

fn round_trip(value: Value<'_>) {
    let mut writer = Writer::default();
    writer.word(7);
    writer.value(value);
    writer.word(9);
    let mut reader = Reader::new(writer.words());
    assert_eq!(reader.word(), Ok(7));
    let read = reader.value();
    match (value, read) {
        // NaN is not equal to itself; its bits are.
        (Value::Number(written), Ok(Value::Number(read))) => {
            assert_eq!(written.to_bits(), read.to_bits());
        }
        (written, read) => assert_eq!(Ok(written), read),
    }
    assert_eq!(reader.word(), Ok(9), "{value:?} takes as much as it wrote");
    assert_eq!(reader.word(), Err(Malformed("truncated")));
}

#[test]
fn simple_values_come_back() {
    for value in [
        Value::Undefined,
        Value::Null,
        Value::Bool(false),
        Value::Bool(true),
        Value::Global,
        Value::Absent,
        Value::TextAt(0),
        Value::TextAt(0x00ff_ffff),
        Value::Intrinsic(0),
        Value::Intrinsic(0x00ff_ffff),
    ] {
        round_trip(value);
    }
}

#[test]
fn numbers_come_back_bit_for_bit() {
    for number in [0, 1, -1, i32::MAX, i32::MIN] {
        round_trip(Value::Int(number));
    }
    let special = [
        0.0,
        -0.0,
        f64::NAN,
        f64::INFINITY,
        f64::MIN_POSITIVE,
        f64::MAX,
        0.1,
    ];
    for number in special {
        round_trip(Value::Number(number));
    }
    let mut numbers = Numbers(1);
    for _ in 0..10_000 {
        let bits = u64::from(numbers.next()) << 32 | u64::from(numbers.next());
        round_trip(Value::Number(f64::from_bits(bits)));
    }
}

#[test]
fn texts_come_back_at_every_length() {
    let mut numbers = Numbers(2);
    for length in (0..70).chain([255, 256, 65_535, 65_536, 0x00ff_ffff]) {
        let bytes: Vec<u8> = (0..length)
            .map(|_| numbers.next().to_le_bytes()[0])
            .collect();
        round_trip(Value::Text(Text::Latin1(&bytes)));
        round_trip(Value::BigInt(&bytes));
    }
    for length in (0..70).chain([255, 256, 65_535, 65_536, 0x00ff_ffff]) {
        let units: Vec<u16> = (0..length)
            .map(|_| u16::try_from(numbers.next() & 0xffff).unwrap_or_default())
            .collect();
        round_trip(Value::Text(Text::Utf16(&units)));
    }
}

#[test]
fn symbols_come_back() {
    let (latin, wide) = (Text::Latin1(b"name"), Text::Utf16(&[0xd800, 0x0416]));
    for index in 0..u8::try_from(WELL_KNOWN_SYMBOLS.len()).unwrap_or(u8::MAX) {
        round_trip(Value::WellKnownSymbol(index));
    }
    for text in [latin, wide, Text::Latin1(b"")] {
        round_trip(Value::RegisteredSymbol(text));
        round_trip(Value::MineSymbol(HandleId(3), Some(text)));
    }
    round_trip(Value::MineSymbol(HandleId(0), None));
    round_trip(Value::YoursSymbol(HandleId(u32::MAX)));
}

#[test]
fn handles_come_back() {
    for id in [0, 1, 255, 1 << 24, u32::MAX] {
        round_trip(Value::Yours(HandleId(id)));
        for traits in [
            0,
            Traits::CALLABLE | Traits::CONSTRUCTOR,
            Traits::ARRAY,
            0x00ff_ffff,
        ] {
            round_trip(Value::Mine(HandleId(id), Traits(traits)));
        }
        for kind in (0..256).filter_map(RecordKind::from_number) {
            round_trip(Value::Record(HandleId(id), kind));
        }
    }
}

#[test]
fn rust_texts_are_written_as_narrow_as_they_are() {
    for (text, narrow) in [("plain", true), ("", true), ("жук", false), ("😀", false)] {
        let mut writer = Writer::default();
        writer.str(text);
        let mut reader = Reader::new(writer.words());
        let read = reader.text().expect("a text");
        assert_eq!(read.to_string_lossy(), text);
        assert_eq!(matches!(read, Text::Latin1(_)), narrow);
    }
}

#[test]
fn a_head_is_an_opcode_and_flags() {
    let mut writer = Writer::default();
    writer.head(Opcode::Return, 1 << 8);
    writer.add_flags(1 << 12);
    let head = Reader::new(writer.words()).head();
    assert_eq!(head, Ok((Opcode::Return, 1 << 8 | 1 << 12)));
    for code in 0..256 {
        if let Some(opcode) = Opcode::from_number(code) {
            assert_eq!(opcode as u32, code);
        }
    }
    assert_eq!(
        Reader::new(&[0xff]).head(),
        Err(Malformed("unknown opcode"))
    );
    assert!(Reader::new(&[]).head().is_err());
}

#[test]
fn allowances_come_back() {
    let all = Allowance {
        timeout: Some(0.5),
        memory: Some(1e6),
        stack: Some(0),
        sigint: true,
    };
    let memory = Allowance {
        memory: Some(2.0),
        ..Allowance::default()
    };
    for allowance in [all, memory, Allowance::default()] {
        let mut writer = Writer::default();
        writer.head(Opcode::Run, flags::ALLOWANCE);
        allowance.write(&mut writer);
        writer.word(9);
        let mut reader = Reader::new(writer.words());
        let (_, present) = reader.head().expect("a head");
        assert_eq!(reader.allowance(present), Ok(Some(allowance)));
        assert_eq!(reader.word(), Ok(9));
    }
    let mut reader = Reader::new(&[9]);
    assert_eq!(reader.allowance(flags::RELEASES), Ok(None));
    for number in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut writer = Writer::default();
        Allowance {
            timeout: Some(number),
            ..Allowance::default()
        }
        .write(&mut writer);
        assert!(Allowance::read(&mut Reader::new(writer.words())).is_err());
    }
}

#[test]
fn reserved_words_are_filled() {
    let mut writer = Writer::default();
    let at = writer.reserve();
    writer.word(2);
    writer.fill(at, 1);
    writer.fill(1000, 1);
    assert_eq!(writer.words(), [1, 2]);
    writer.truncate(1);
    assert_eq!(writer.len(), 1);
    writer.clear();
    assert!(writer.is_empty());
}

#[test]
fn a_false_count_reserves_nothing() {
    assert_eq!(
        Reader::new(&[u32::MAX, 1, 2]).count(),
        Err(Malformed("count"))
    );
    assert_eq!(Reader::new(&[2, 1, 2]).count(), Ok(2));
    assert_eq!(Reader::new(&[3, 1, 2]).count(), Err(Malformed("count")));
    assert!(Reader::at(&[1], 5).word().is_err());
}

#[test]
fn a_message_cut_short_is_refused() {
    let mut writer = Writer::default();
    writer.value(Value::MineSymbol(
        HandleId(1),
        Some(Text::Utf16(&[1, 2, 3, 4, 5])),
    ));
    writer.value(Value::Number(0.5));
    writer.value(Value::BigInt(b"-ff"));
    let words = writer.words();
    for length in 0..words.len() {
        let mut reader = Reader::new(&words[..length]);
        let all = [reader.value(), reader.value(), reader.value()];
        assert!(
            all.iter().any(Result::is_err),
            "cut to {length} of {} words",
            words.len()
        );
    }
}

#[test]
fn noise_is_read_or_refused() {
    let mut numbers = Numbers(3);
    for _ in 0..100_000 {
        let length = numbers.below(24);
        let words: Vec<u32> = (0..length)
            .map(|_| match numbers.below(3) {
                // Mostly tags, so that the reading goes on for a while.
                0 => numbers.below(20) | numbers.below(8) << 8,
                1 => numbers.below(64),
                _ => numbers.next(),
            })
            .collect();
        let mut reader = Reader::new(&words);
        let _ = reader.head();
        while reader.position() < words.len() {
            let before = reader.position();
            let _ = match numbers.below(6) {
                0 => reader.text().map(|text| drop(text.to_string_lossy())),
                1 => reader.count().map(drop),
                2 => reader.number().map(drop),
                3 => reader
                    .attributes()
                    .map(|attributes| assert!(attributes.has(attributes.0) || attributes.0 == 0)),
                _ => reader.value().map(drop),
            };
            if reader.position() == before {
                break;
            }
        }
        assert!(reader.position() <= words.len());
    }
}
