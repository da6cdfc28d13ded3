//! The host's part of a conversation with an engine, message by message; the tests drive engines
//! with it.

use crate::engine::{Engine, Turn};
use crate::wire::{Allowance, HandleId, Opcode, Reader, Traits, Value, Writer, flags};

/// `eval` allowed; no console, no mirrored global.
const SETTINGS: u32 = 1;
/// An engine with the host's part of a conversation.
pub struct Host {
    pub engine: Engine,
    pub message: Writer,
}

impl Host {
    pub fn new() -> Self {
        let engine = Engine::new().expect("an engine");
        let mut host = Self {
            engine,
            message: Writer::default(),
        };
        let setup = host.begin(Opcode::Setup);
        setup.word(SETTINGS);
        setup.word(0);
        setup.word(0);
        assert_eq!(host.enter(), (Turn::Reply, Opcode::Return));
        host
    }

    pub fn begin(&mut self, opcode: Opcode) -> &mut Writer {
        self.message.clear();
        self.message.head(opcode, 0);
        &mut self.message
    }

    /// Begins a request that may take only so much.
    pub fn begin_within(&mut self, opcode: Opcode, allowance: Allowance) -> &mut Writer {
        self.message.clear();
        self.message.head(opcode, flags::ALLOWANCE);
        allowance.write(&mut self.message);
        &mut self.message
    }

    pub fn enter(&mut self) -> (Turn, Opcode) {
        let turn = self.engine.enter(self.message.words()).expect("a turn");
        let head = self.engine.with_message(|words| Reader::new(words).head());
        (turn, head.expect("a head").0)
    }

    /// The words of the last message behind its head and what is queued.
    pub fn body(&self) -> Vec<u32> {
        self.engine.with_message(|words| {
            let mut reader = Reader::new(words);
            let (_, present) = reader.head().expect("a head");
            assert_eq!(
                present & (flags::PATCHES | flags::REJECTIONS | flags::UPDATES),
                0
            );
            releases(&mut reader, present);
            if present & flags::JOBS != 0 {
                let count = reader.count().expect("a count");
                (0..2 * count).for_each(|_| {
                    reader.word().expect("an entry");
                });
            }
            words[reader.position()..].to_vec()
        })
    }

    /// The handles that the last message lets go.
    pub fn released(&self) -> Vec<HandleId> {
        self.engine.with_message(|words| {
            let mut reader = Reader::new(words);
            let (_, present) = reader.head().expect("a head");
            releases(&mut reader, present)
        })
    }

    pub fn compile(&mut self, source: &str) -> Result<u32, String> {
        let message = self.begin(Opcode::Compile);
        message.str("test.js");
        message.word(0);
        message.word(0);
        message.word(0);
        message.str(source);
        match self.enter() {
            (Turn::Reply, Opcode::Return) => Ok(self.body()[0]),
            (turn, opcode) => Err(format!("{turn:?} {opcode:?}")),
        }
    }

    pub fn module(&mut self, source: &str) -> u32 {
        let message = self.begin(Opcode::CompileModule);
        message.str("test.js");
        message.word(0);
        message.word(0);
        message.word(0);
        message.str(source);
        assert_eq!(self.enter(), (Turn::Reply, Opcode::Return));
        self.body()[0]
    }

    /// Begins to run a source.
    pub fn start(&mut self, source: &str, allowance: Allowance) -> (Turn, Opcode) {
        let script = self.compile(source).expect("a script");
        let request = self.begin_within(Opcode::Run, allowance);
        request.word(script);
        request.word(1);
        self.enter()
    }

    pub fn run<R>(&mut self, source: &str, read: impl FnOnce(Value<'_>) -> R) -> R {
        assert_eq!(
            self.start(source, Allowance::default()),
            (Turn::Reply, Opcode::Return),
            "{source}"
        );
        let body = self.body();
        read(Reader::new(&body).value().expect("a value"))
    }

    pub fn int(&mut self, source: &str) -> i32 {
        self.run(source, |value| match value {
            Value::Int(number) => number,
            other => panic!("{source} answered {other:?}"),
        })
    }

    /// The guest's object that a source answers.
    pub fn object(&mut self, source: &str) -> HandleId {
        self.run(source, |value| match value {
            Value::Mine(id, _) => id,
            other => panic!("{source} answered {other:?}"),
        })
    }

    /// Calls a function of the guest's with one of the host's, `host`.
    pub fn call_with(&mut self, function: HandleId, host: HandleId) -> (Turn, Opcode) {
        self.call_on(function, Value::Mine(host, Traits(Traits::CALLABLE)))
    }

    pub fn call_on(&mut self, function: HandleId, argument: Value<'_>) -> (Turn, Opcode) {
        let message = self.begin(Opcode::Call);
        message.value(Value::Yours(function));
        message.value(Value::Undefined);
        message.count(1);
        message.value(argument);
        // No argument brings its snapshot.
        message.word(0);
        self.enter()
    }

    pub fn still_works(&mut self) {
        assert_eq!(self.int("40 + 2"), 42);
    }
}

/// The handles that a message lets go; they stand behind its head.
fn releases(reader: &mut Reader<'_>, present: u32) -> Vec<HandleId> {
    if present & flags::RELEASES == 0 {
        return Vec::new();
    }
    let count = reader.count().expect("a count");
    (0..count)
        .map(|_| reader.handle().expect("a handle"))
        .collect()
}
