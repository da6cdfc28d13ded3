//! Requests of the host, performed on the guest's stack. Each reply is written into the
//! outbox; a request that cannot be read is answered with a fault.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsError, JsResult, JsValue};

use super::convert::{
    get_key, get_object, get_value, get_values, put_key, put_prototype, put_value, string_of,
};
use super::crossing::Head;
use super::guest::Guest;
use super::limits::Stopped;
use super::origin::Origin;
use super::peek::{Found, own};
use super::records::Look;
use super::{
    crossing, descriptor, evaluate, function_body, import, module, operate, plain, records, report,
    script, setup, snapshot, synthetic_module,
};
use crate::wire::{Allowance, Malformed, Opcode, Reader, Text, Value, Writer};

/// Why a request could not be done; `lib/faults.js` has the errors.
#[derive(Debug, Clone, Copy)]
#[repr(u32)]
pub enum Fault {
    Timeout = 1,
    Interrupted = 2,
    Host = 3,
    Malformed = 4,
    Memory = 5,
}

/// What a request is answered with, still to be written.
pub enum Reply {
    /// It is done, and has no result.
    Done,
    Value(JsValue),
    /// Of a call.
    Result(JsValue),
    Prototype(Option<JsObject>),
    Keys(Vec<boa_engine::property::PropertyKey>),
    Property(Option<boa_engine::property::PropertyDescriptor>),
    Snapshot(JsObject),
    Number(u32),
    Module(module::Compiled),
    /// A code and a value.
    State(u32, JsValue),
}

/// How a request ended.
enum Outcome {
    Done(Reply),
    Thrown(JsError),
    Stopped(Stopped),
}

/// Performs a request and writes its reply.
pub fn serve(guest: &Guest, context: &mut Context, head: Head, mut reader: Reader<'_>) {
    if let Some(reply) = read_quietly(guest, context, head.opcode, reader) {
        return answer(guest, context, Look::Nowhere, |context, message| {
            crossing::begin_quietly(guest, message);
            write_reply(guest, context, message, reply);
        });
    }
    let outcome = perform_within(guest, context, head, &mut reader);
    if !matches!(outcome, Outcome::Done(_)) {
        guest.base_frame.leave();
    }
    answer(guest, context, Look::Everywhere, |context, message| {
        write_outcome(guest, context, message, head.opcode, outcome);
    });
    guest.errors.computed.take();
}

/// Has `write` write the answer. The outbox is the engine's own again until then: a request that is
/// performed may ask the host.
fn answer(
    guest: &Guest,
    context: &mut Context,
    look: Look,
    write: impl FnOnce(&mut Context, &mut Writer),
) {
    let mut message = std::mem::take(&mut *guest.outbox.borrow_mut());
    message.clear();
    write(context, &mut message);
    crossing::finish(guest, context, &mut message, look);
    *guest.outbox.borrow_mut() = message;
}

/// Performs a request, which may take what it is allowed.
fn perform_within(
    guest: &Guest,
    context: &mut Context,
    Head { opcode, allowance }: Head,
    reader: &mut Reader<'_>,
) -> Outcome {
    let allowance = allowance.unwrap_or_default();
    let for_this = match opcode {
        Opcode::Limit => Allowance::default(),
        _ => allowance,
    };
    let (result, stopped) = guest.limits.within(for_this, || {
        let result = perform(guest, context, opcode, allowance, reader);
        let error = match &result {
            Ok(Reply::Value(value) | Reply::Result(value)) => Some(value),
            Ok(_) => None,
            Err(error) => error.as_opaque(),
        };
        if let Some(error) = error {
            records::compute(guest, context, error);
        }
        result
    });
    if let Some(error) = import::failure(guest, stopped) {
        return Outcome::Thrown(error);
    }
    match (result, stopped) {
        (_, Some(stopped)) => Outcome::Stopped(stopped),
        (Ok(reply), None) => Outcome::Done(reply),
        (Err(error), None) => Outcome::Thrown(error),
    }
}

fn write_outcome(
    guest: &Guest,
    context: &mut Context,
    message: &mut Writer,
    opcode: Opcode,
    outcome: Outcome,
) {
    match outcome {
        Outcome::Done(reply) => {
            crossing::begin(guest, context, message, Opcode::Return);
            write_reply(guest, context, message, reply);
        }
        Outcome::Thrown(error) => {
            let shown = match opcode {
                Opcode::Run => guest.errors.shows_place.get(),
                Opcode::Compile | Opcode::CompileFunction => true,
                _ => false,
            };
            let value = report::thrown(guest, context, error, shown);
            crossing::begin(guest, context, message, Opcode::Throw);
            put_value(guest, context, message, &value);
            // A script that declares what another did is refused when it runs, with its line.
            let decoration = guest.errors.decoration.take();
            match decoration.filter(|_| shown || opcode != Opcode::Run) {
                Some(decoration) => message.str(&decoration),
                None => message.value(Value::Absent),
            }
        }
        Outcome::Stopped(stopped) => {
            crossing::begin(guest, context, message, Opcode::Fault);
            match stopped {
                Stopped::Timeout(milliseconds) => put_fault(message, Fault::Timeout, milliseconds),
                Stopped::Interrupt => put_fault(message, Fault::Interrupted, 0.0),
                Stopped::Host => put_fault(message, Fault::Host, 0.0),
                Stopped::Memory(bytes) => put_fault(message, Fault::Memory, bytes),
            }
        }
    }
}

/// Writes a fault, and the limit that it is about.
fn put_fault(message: &mut Writer, fault: Fault, limit: f64) {
    message.word(fault as u32);
    message.number(limit);
}

/// A read that is a look into an object's slots: no guest code runs, so nothing else can
/// have changed.
fn read_quietly(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    mut reader: Reader<'_>,
) -> Option<Reply> {
    if !matches!(
        opcode,
        Opcode::Get
            | Opcode::Has
            | Opcode::Snapshot
            | Opcode::OwnKeys
            | Opcode::GetOwn
            | Opcode::GetPrototype
    ) {
        return None;
    }
    let target = get_object(guest, context, &mut reader).ok()?;
    if opcode == Opcode::Snapshot {
        return Some(Reply::Snapshot(target));
    }
    // On the global, accessors stand for what was not made yet.
    let is_told = opcode == Opcode::Get || target != context.global_object();
    if !plain::is_plain(&target) || !is_told {
        return None;
    }
    let mut key = || get_key(guest, context, &mut reader).ok();
    Some(match opcode {
        Opcode::Get => Reply::Value(plain::plain_value(&target, &key()?)?),
        Opcode::Has => {
            let found = plain::look_up(&target, &key()?)?;
            Reply::Value(matches!(found, Found::Property(_)).into())
        }
        Opcode::GetOwn => Reply::Property(own(&target, &key()?)),
        Opcode::GetPrototype => Reply::Prototype(target.prototype()),
        _ => Reply::Keys(target.own_property_keys(context).ok()?),
    })
}

fn write_reply(guest: &Guest, context: &mut Context, message: &mut Writer, reply: Reply) {
    match reply {
        Reply::Done => message.value(Value::Undefined),
        Reply::Value(value) => put_value(guest, context, message, &value),
        Reply::Result(value) => snapshot::put_result(guest, context, message, &value),
        Reply::Prototype(prototype) => {
            put_prototype(guest, context, message, prototype.as_ref());
        }
        Reply::Keys(keys) => {
            message.count(keys.len());
            for key in keys {
                put_key(guest, message, &key);
            }
        }
        Reply::Property(property) => {
            descriptor::put(guest, context, message, property.as_ref());
        }
        Reply::Snapshot(object) => snapshot::put(guest, context, message, &object),
        Reply::Number(number) => message.word(number),
        Reply::Module(compiled) => compiled.write(message),
        Reply::State(code, value) => {
            message.word(code);
            put_value(guest, context, message, &value);
        }
    }
}

fn perform(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    allowance: Allowance,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    match opcode {
        Opcode::Setup => setup::setup(guest, context, reader).map(Reply::Value),
        Opcode::Limit => {
            guest.limits.configure(allowance);
            Ok(Reply::Done)
        }
        Opcode::Compile => {
            let (origin, text) = text(reader)?;
            script::compile(guest, context, text, origin).map(Reply::Number)
        }
        Opcode::Check => {
            let (origin, text) = text(reader)?;
            script::check(guest, text, origin).map(|()| Reply::Done)
        }
        Opcode::Run => {
            let id = reader.word()?;
            let shows_place = reader.word()? != 0;
            let result = run(guest, context, id);
            // What ran within has set its own.
            guest.errors.shows_place.set(shows_place);
            result
        }
        Opcode::CompileModule => {
            let (origin, text) = text(reader)?;
            module::compile(guest, context, text, origin).map(Reply::Module)
        }
        Opcode::CompileFunction => compile_function(guest, context, reader),
        Opcode::RunJobs => {
            let limit = reader.word()?;
            if limit == 0 {
                guest.jobs.clear();
            }
            guest.jobs.run(context, limit)?;
            Ok(Reply::Done)
        }
        Opcode::Settle => records::settle(guest, context, reader).map(|()| Reply::Done),
        Opcode::Fetch => {
            let object = get_object(guest, context, reader)?;
            records::describe_again(guest, &object);
            Ok(Reply::Value(object.into()))
        }
        Opcode::SyntheticModule
        | Opcode::LinkModule
        | Opcode::InstantiateModule
        | Opcode::EvaluateModule
        | Opcode::ModuleState
        | Opcode::ModuleNamespace
        | Opcode::SetExport
        | Opcode::SettleImport => perform_on_module(guest, context, opcode, reader),
        _ => operate::operate(guest, context, opcode, reader),
    }
}

fn run(guest: &Guest, context: &mut Context, id: u32) -> JsResult<Reply> {
    let value = script::run(guest, context, id)?;
    if guest.settings.get().runs_jobs {
        // V8 drops the jobs behind one that was stopped.
        let jobs = guest.jobs.run(context, u32::MAX);
        jobs.inspect_err(|_| guest.jobs.clear())?;
    }
    Ok(Reply::Value(value))
}

fn perform_on_module(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    if opcode == Opcode::SyntheticModule {
        let names = synthetic_module::names(reader)?;
        return synthetic_module::make(guest, context, &names).map(Reply::Number);
    }
    let id = reader.word()?;
    match opcode {
        Opcode::LinkModule => {
            let mut targets = Vec::new();
            for _ in 0..reader.count()? {
                targets.push(reader.word()?);
            }
            module::link(guest, id, &targets).map(|()| Reply::Done)
        }
        Opcode::InstantiateModule => module::instantiate(guest, context, id).map(|()| Reply::Done),
        Opcode::EvaluateModule => {
            let (code, value) = evaluate::evaluate(guest, context, id)?;
            Ok(Reply::State(code, value))
        }
        Opcode::ModuleState => {
            module::state(guest, id).map(|(code, value)| Reply::State(code, value))
        }
        Opcode::ModuleNamespace => module::namespace(guest, context, id).map(Reply::Value),
        Opcode::SetExport => {
            let index = reader.word()?;
            let value = get_value(guest, context, reader)?;
            synthetic_module::set_export(guest, context, id, index, value)?;
            Ok(Reply::Done)
        }
        _ => {
            let rejected = reader.word()? != 0;
            let value = get_value(guest, context, reader)?;
            let result = if rejected { Err(value) } else { Ok(value) };
            import::settle(guest, context, id, result).map(|()| Reply::Done)
        }
    }
}

/// Where a text comes from, and the text.
fn text<'a>(reader: &mut Reader<'a>) -> JsResult<(Origin, Text<'a>)> {
    let origin = Origin {
        filename: reader.text()?.to_string_lossy(),
        line: reader.word()?.cast_signed(),
        column: reader.word()?.cast_signed(),
        importer: reader.word()?,
    };
    Ok((origin, reader.text()?))
}

fn compile_function(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    let (origin, body) = text(reader)?;
    let body = string_of(body);
    let mut parameters = Vec::new();
    for _ in 0..reader.count()? {
        parameters.push(string_of(reader.text()?));
    }
    let extensions = get_values(guest, context, reader)?;
    function_body::compile(guest, context, &body, &parameters, &extensions, origin)
        .map(Reply::Value)
}

/// Writes the answer to a message that could not be read.
pub fn reject(guest: &Guest, error: &Malformed) {
    let mut message = guest.outbox.borrow_mut();
    message.clear();
    message.head(Opcode::Fault, 0);
    put_fault(&mut message, Fault::Malformed, 0.0);
    message.str(error.0);
}
