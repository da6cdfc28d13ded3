//! The engine driven by messages alone, as an addon, a child process or a fuzzer drives it.

mod host;

use super::Turn;
use super::serve::Fault;
use crate::wire::tests::Numbers;
use crate::wire::{Allowance, HandleId, Opcode, Reader, RecordKind, Text, Traits, Value, flags};

use host::Host;

fn within_ms(timeout: f64) -> Allowance {
    Allowance {
        timeout: Some(timeout),
        ..Allowance::default()
    }
}

#[test]
fn scripts_run_and_remember() {
    let mut host = Host::new();
    assert_eq!(host.int("let n = 20; n * 2"), 40);
    assert_eq!(host.int("n += 1; n"), 21);
    let same = host.run("'\\ud800x'", |value| {
        value == Value::Text(Text::Utf16(&[0xd800, u16::from(b'x')]))
    });
    assert!(same);
    host.run("-0", |value| {
        assert!(matches!(value, Value::Number(zero) if zero.is_sign_negative()));
    });
}

#[test]
fn what_is_thrown_is_told_apart() {
    let mut host = Host::new();
    assert_eq!(
        host.start("throw 5", Allowance::default()),
        (Turn::Reply, Opcode::Throw)
    );
    assert_eq!(Reader::new(&host.body()).value(), Ok(Value::Int(5)));
    assert!(host.compile("let = ;").is_err());
    host.still_works();
}

#[test]
fn a_long_text_crosses_once() {
    let mut host = Host::new();
    host.run("'x'.repeat(100)", |value| {
        assert_eq!(value, Value::TextAt(0));
    });
    host.run("'short'", |value| {
        assert_eq!(value, Value::Text(Text::Latin1(b"short")));
    });
}

#[test]
fn a_host_function_is_asked_for_and_answered() {
    let mut host = Host::new();
    let function = host.object("(f) => f(1, 'two') + 1");
    assert_eq!(
        host.call_with(function, HandleId(0)),
        (Turn::Ask, Opcode::Call)
    );
    let body = host.body();
    let mut reader = Reader::new(&body);
    assert_eq!(reader.value(), Ok(Value::Yours(HandleId(0))));
    assert_eq!(reader.value(), Ok(Value::Undefined));
    assert_eq!(reader.count(), Ok(2));
    assert_eq!(reader.value(), Ok(Value::Int(1)));
    assert_eq!(reader.value(), Ok(Value::Text(Text::Latin1(b"two"))));
    host.begin(Opcode::Return).value(Value::Int(41));
    assert_eq!(host.enter(), (Turn::Reply, Opcode::Return));
    assert_eq!(Reader::new(&host.body()).value(), Ok(Value::Int(42)));
}

#[test]
fn what_a_host_function_throws_can_be_caught() {
    let mut host = Host::new();
    let function = host.object("(f) => { try { f() } catch (e) { return e + 1 } }");
    assert_eq!(host.call_with(function, HandleId(0)).0, Turn::Ask);
    host.begin(Opcode::Throw).value(Value::Int(6));
    assert_eq!(host.enter(), (Turn::Reply, Opcode::Return));
    assert_eq!(Reader::new(&host.body()).value(), Ok(Value::Int(7)));
}

#[test]
fn requests_nest() {
    const DEPTH: i32 = 100;
    let mut host = Host::new();
    let function = host.object("(f) => f() + 1");
    for _ in 0..DEPTH {
        assert_eq!(host.call_with(function, HandleId(0)).0, Turn::Ask);
    }
    let mut answer = 0;
    for _ in 0..DEPTH {
        host.begin(Opcode::Return).value(Value::Int(answer));
        host.enter();
        let body = host.body();
        let Ok(Value::Int(number)) = Reader::new(&body).value() else {
            panic!("no number");
        };
        answer = number;
    }
    assert_eq!(answer, DEPTH);
    host.still_works();
}

#[test]
fn an_engine_given_up_in_the_middle_is_dropped() {
    let mut host = Host::new();
    let function = host.object("(f) => { try { f() } finally { globalThis.ran = 1 } }");
    assert_eq!(host.call_with(function, HandleId(0)).0, Turn::Ask);
    drop(host);
    Host::new().still_works();
}

#[test]
fn the_deadline_of_an_engine_that_is_dropped_holds_for_no_other() {
    let mut host = Host::new();
    let function = host.object("(f) => f()");
    host.begin_within(Opcode::Limit, within_ms(10.0));
    assert_eq!(host.enter(), (Turn::Reply, Opcode::Return));
    assert_eq!(host.call_with(function, HandleId(0)).0, Turn::Ask);
    drop(host);
    std::thread::sleep(std::time::Duration::from_millis(30));
    let long = "let last; for (let i = 0; i < 1e6; i++) last = i; last";
    assert_eq!(Host::new().int(long), 999_999);
}

#[test]
fn a_record_that_was_collected_is_fetched_before_it_is_let_go() {
    const RECORD: HandleId = HandleId(0);
    let mut host = Host::new();
    let function = host.object("() => 1");
    let done = (Turn::Reply, Opcode::Return);
    assert_eq!(
        host.call_on(function, Value::Record(RECORD, RecordKind::Map)),
        done
    );
    boa_gc::force_collect();
    // The host, which does not know, names what it gave before.
    let known = Value::Mine(RECORD, Traits(Traits::RECORD));
    assert_eq!(host.call_on(function, known), (Turn::Ask, Opcode::Fetch));
    assert_eq!(host.released(), [], "the host could not answer any more");
    let message = host.begin(Opcode::Return);
    message.value(Value::Record(RECORD, RecordKind::Map));
    assert_eq!(host.enter(), done);
    host.still_works();
}

#[test]
fn whatever_was_collected_is_let_go() {
    const COUNT: u32 = 100_000;
    let mut host = Host::new();
    let function = host.object("() => 1");
    let mut released = Vec::new();
    for id in 0..=COUNT {
        if id == COUNT {
            boa_gc::force_collect();
        }
        // Some are collected in the middle of making the next one; not always at the same place.
        let traits = Traits(if id % 3 == 0 { Traits::ARRAY } else { 0 });
        host.call_on(function, Value::Mine(HandleId(id), traits));
        released.extend(host.released());
    }
    released.sort_unstable();
    let all: Vec<HandleId> = (0..COUNT).map(HandleId).collect();
    assert!(released == all, "{} of {COUNT}", released.len());
}

#[test]
fn a_timeout_ends_loops_and_leaves_the_engine_usable() {
    let mut host = Host::new();
    let endless = [
        "while (true) {}",
        "for (;;) { try { for (;;); } catch {} finally { continue } }",
        "[1].forEach(() => { while (true); })",
        "({ get a() { for (;;); } }).a",
    ];
    for source in endless {
        let block = format!("{{ {source} }}");
        assert_eq!(
            host.start(&block, within_ms(30.0)),
            (Turn::Reply, Opcode::Fault),
            "{source}"
        );
        assert_eq!(host.body()[0], Fault::Timeout as u32);
        host.still_works();
    }
}

#[test]
fn recursion_ends() {
    let mut host = Host::new();
    let endless = "(function f() { f() })()";
    assert_eq!(host.start(endless, Allowance::default()).1, Opcode::Throw);
    host.still_works();
}

#[test]
fn engines_know_nothing_of_each_other() {
    let (mut one, mut two) = (Host::new(), Host::new());
    one.int("globalThis.x = 1");
    assert_eq!(two.int("typeof x === 'undefined' ? 0 : 1"), 0);
    let function = one.object("(f) => f()");
    assert_eq!(one.call_with(function, HandleId(0)).0, Turn::Ask);
    // The other may run while the first one waits.
    two.still_works();
    one.begin(Opcode::Return).value(Value::Int(1));
    assert_eq!(one.enter().0, Turn::Reply);
}

#[test]
fn handles_that_were_never_issued_are_errors() {
    let mut host = Host::new();
    for opcode in [Opcode::Get, Opcode::Call, Opcode::OwnKeys, Opcode::Snapshot] {
        let message = host.begin(opcode);
        message.value(Value::Yours(HandleId(123_456)));
        message.value(Value::Undefined);
        message.count(0);
        let (turn, answer) = host.enter();
        assert_eq!(turn, Turn::Reply);
        assert_ne!(answer, Opcode::Return, "{opcode:?}");
    }
    let request = host.begin(Opcode::Run);
    request.word(99);
    request.word(1);
    assert_ne!(host.enter().1, Opcode::Return);
    host.still_works();
}

#[test]
fn messages_that_cannot_be_read_are_refused() {
    let mut host = Host::new();
    for words in [
        &[][..],
        &[0xff],
        &[Opcode::Get as u32 | flags::PATCHES, 9],
        &[Opcode::Return as u32],
    ] {
        assert_eq!(host.engine.enter(words), Ok(Turn::Reply));
        let opcode = host.engine.with_message(|words| Reader::new(words).head());
        assert_eq!(opcode.expect("a head").0, Opcode::Fault);
        assert_eq!(host.body()[0], Fault::Malformed as u32);
    }
    host.still_works();
}

#[test]
fn what_a_run_may_take_is_given_back() {
    let mut host = Host::new();
    let recursion = "globalThis.n = 0; (function f() { n++; f() })()";
    let tight = Allowance {
        memory: Some(8e6),
        stack: Some(50),
        ..Allowance::default()
    };
    assert_eq!(host.start(recursion, tight).1, Opcode::Throw);
    assert!((40..=50).contains(&host.int("n")));
    assert_eq!(host.start(recursion, Allowance::default()).1, Opcode::Throw);
    assert!(host.int("n") > 1000);

    let hold = "globalThis.held = []; while (held.length < 1e5) held.push({ a: [1, 2] }); 1";
    assert_eq!(host.start(hold, tight), (Turn::Reply, Opcode::Fault));
    assert_eq!(host.body()[0], Fault::Memory as u32);
    assert_eq!(host.int(hold), 1);
    // What is held already is not the run's.
    assert_eq!(
        host.start("held.length", tight),
        (Turn::Reply, Opcode::Return)
    );
}

/// Makes some engines that hold a hundred objects of the host's each, and a module, and ends
/// them; returns what the thread holds afterwards.
fn left_behind() -> isize {
    for _ in 0..20 {
        let mut host = Host::new();
        let keep = host.object("globalThis.kept = []; (object) => { kept.push(object) }");
        for id in 0..100 {
            assert_eq!(
                host.call_with(keep, HandleId(id)),
                (Turn::Reply, Opcode::Return)
            );
        }
        let module = host.module("export let n = 1; import * as self from 'self'");
        let link = host.begin(Opcode::LinkModule);
        for word in [module, 1, module] {
            link.word(word);
        }
        assert_eq!(host.enter(), (Turn::Reply, Opcode::Return));
        for opcode in [
            Opcode::InstantiateModule,
            Opcode::EvaluateModule,
            Opcode::ModuleNamespace,
        ] {
            host.begin(opcode).word(module);
            assert_eq!(host.enter(), (Turn::Reply, Opcode::Return), "{opcode:?}");
        }
    }
    // What the first one finds dead, the second one finds unheld.
    boa_gc::force_collect();
    boa_gc::force_collect();
    crate::allocator::live()
}

#[test]
fn an_engine_that_ends_leaves_nothing_behind() {
    let before = left_behind();
    let after = left_behind();
    // A realm takes 300,000 bytes, the weak references to a hundred objects 4,800.
    assert!(after - before < 20 * 400, "{} bytes", after - before);
}

#[test]
fn noise_never_panics() {
    let count = u32::try_from(Opcode::ALL.len()).expect("few");
    let mut numbers = Numbers(7);
    let mut host = Host::new();
    host.object("globalThis.kept = { a: 1, list: [1, 2], f() {} }");
    for round in 0..20_000 {
        let opcode = Opcode::ALL[numbers.below(count) as usize] as u32;
        let sections = if numbers.below(8) == 0 {
            numbers.below(64) << 9
        } else {
            0
        };
        let mut words = vec![opcode | sections];
        for _ in 0..numbers.below(12) {
            words.push(match numbers.below(4) {
                0 => numbers.below(19) | numbers.below(4) << 8,
                1 => numbers.below(u32::MAX),
                _ => numbers.below(6),
            });
        }
        let mut turn = host.engine.enter(&words);
        let mut questions = 0;
        while turn == Ok(Turn::Ask) {
            questions += 1;
            assert!(questions < 1000, "an endless conversation: {words:x?}");
            host.begin(Opcode::Fault).word(0);
            turn = host.engine.enter(host.message.words());
        }
        assert_eq!(turn, Ok(Turn::Reply), "round {round}: {words:x?}");
    }
}
