//! Requests of the host, performed on the guest's stack. Each reply is written into the
//! outbox; a request that cannot be read is answered with a fault.

use boa_engine::object::JsObject;
use boa_engine::{Context, JsResult, JsValue};

use super::convert::{
    get_key, get_object, get_value, get_values, put_key, put_prototype, put_value, string_of,
};
use super::crossing::Head;
use super::guest::{Guest, Settings, malformed};
use super::limits::Stopped;
use super::origin::Origin;
use super::records::Look;
use super::{
    builtins, crossing, descriptor, evaluate, global, import, live, mirror, module, operate,
};
use super::{plain, records, report, script, snapshot, synthetic_module};
use crate::wire::{Allowance, Malformed, Opcode, Reader, Value, Writer};

/// The codes of a fault; `lib/session.js` has their errors.
pub mod fault {
    pub const TIMEOUT: u32 = 1;
    pub const INTERRUPTED: u32 = 2;
    pub const HOST: u32 = 3;
    pub const MALFORMED: u32 = 4;
    pub const MEMORY: u32 = 5;
}

/// The bits of a `Setup` request's first word.
mod setup {
    pub(super) const STRINGS: u32 = 1;
    pub(super) const CONSOLE: u32 = 1 << 1;
    pub(super) const MIRROR: u32 = 1 << 2;
    pub(super) const ONE_REALM: u32 = 1 << 3;
    pub(super) const LIVE: u32 = 1 << 4;
    pub(super) const RUNS_JOBS: u32 = 1 << 5;
    pub(super) const BY_ATTRIBUTES: u32 = 1 << 6;
    /// Globals that the host's realm has and the engine does not.
    pub(super) const DISPOSABLES: u32 = 1 << 7;
    pub(super) const TEMPORAL: u32 = 1 << 8;
    /// In its third word: the host's version has what came with that (`builtins/newer.rs`).
    pub(super) const NODE_22: u32 = 1;
    pub(super) const NODE_24: u32 = 1 << 1;
}

/// What a request is answered with, still to be written.
pub enum Reply {
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

/// Performs a request and writes its reply.
pub fn serve(guest: &Guest, context: &mut Context, head: Head, mut reader: Reader<'_>) {
    let Head { opcode, allowance } = head;
    if let Opcode::Get | Opcode::Snapshot = opcode
        && let Some(reply) = read_quietly(guest, context, opcode, reader)
    {
        let mut message = std::mem::take(&mut *guest.outbox.borrow_mut());
        message.clear();
        crossing::begin_quietly(guest, &mut message);
        write_reply(guest, context, &mut message, reply);
        crossing::finish(guest, context, &mut message, Look::Nowhere);
        *guest.outbox.borrow_mut() = message;
        return;
    }
    let allowance = allowance.unwrap_or_default();
    let for_this = match opcode {
        Opcode::Limit => Allowance::default(),
        _ => allowance,
    };
    let (result, stopped) = guest.limits.within(for_this, || {
        let result = perform(guest, context, opcode, allowance, &mut reader);
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
    let (result, stopped) = match import::failure(guest, stopped) {
        Some(error) => (Err(error), None),
        None => (result, stopped),
    };
    if result.is_err() || stopped.is_some() {
        guest.base_frame.leave();
    }
    let mut message = std::mem::take(&mut *guest.outbox.borrow_mut());
    message.clear();
    match (result, stopped) {
        (Ok(reply), None) => {
            crossing::begin(guest, context, &mut message, Opcode::Return);
            write_reply(guest, context, &mut message, reply);
        }
        (Err(error), None) => {
            let shown = matches!(
                opcode,
                Opcode::Run | Opcode::Compile | Opcode::CompileFunction
            );
            let value = report::thrown(guest, context, error, shown);
            crossing::begin(guest, context, &mut message, Opcode::Throw);
            put_value(guest, context, &mut message, &value);
            match guest.errors.decoration.take() {
                Some(decoration) => message.str(&decoration),
                None => message.value(Value::Absent),
            }
        }
        (_, Some(stopped)) => {
            crossing::begin(guest, context, &mut message, Opcode::Fault);
            let (code, milliseconds) = match stopped {
                Stopped::Timeout(milliseconds) => (fault::TIMEOUT, milliseconds),
                Stopped::Interrupt => (fault::INTERRUPTED, 0.0),
                Stopped::Host => (fault::HOST, 0.0),
                Stopped::Memory(bytes) => (fault::MEMORY, bytes),
            };
            message.word(code);
            message.number(milliseconds);
        }
    }
    crossing::finish(guest, context, &mut message, Look::Everywhere);
    guest.errors.computed.take();
    *guest.outbox.borrow_mut() = message;
}

/// A read that is a look into an object's slots: no guest code runs, so nothing else can
/// have changed.
fn read_quietly(
    guest: &Guest,
    context: &mut Context,
    opcode: Opcode,
    mut reader: Reader<'_>,
) -> Option<Reply> {
    let target = get_object(guest, context, &mut reader).ok()?;
    if opcode == Opcode::Snapshot {
        return Some(Reply::Snapshot(target));
    }
    let key = get_key(guest, context, &mut reader).ok()?;
    plain::plain_value(&target, &key).map(Reply::Value)
}

fn write_reply(guest: &Guest, context: &mut Context, message: &mut Writer, reply: Reply) {
    match reply {
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
        Opcode::Setup => setup(guest, context, reader),
        Opcode::Limit => {
            guest.limits.configure(allowance);
            Ok(Reply::Value(JsValue::undefined()))
        }
        Opcode::Compile => {
            let origin = origin(reader)?;
            let text = reader.text().map_err(malformed)?;
            script::compile(guest, context, text, origin).map(Reply::Number)
        }
        Opcode::Check => {
            let origin = origin(reader)?;
            let text = reader.text().map_err(malformed)?;
            script::check(guest, text, origin)?;
            Ok(Reply::Value(JsValue::undefined()))
        }
        Opcode::Run => {
            let id = reader.word().map_err(malformed)?;
            let value = script::run(guest, context, id)?;
            if guest.settings.get().runs_jobs {
                // V8 drops the jobs behind one that was stopped.
                let jobs = guest.jobs.run(context, u32::MAX);
                jobs.inspect_err(|_| guest.jobs.clear())?;
            }
            Ok(Reply::Value(value))
        }
        Opcode::CompileModule => {
            let origin = origin(reader)?;
            let text = reader.text().map_err(malformed)?;
            module::compile(guest, context, text, origin).map(Reply::Module)
        }
        Opcode::CompileFunction => compile_function(guest, context, reader),
        Opcode::RunJobs => {
            let limit = reader.word().map_err(malformed)?;
            if limit == 0 {
                guest.jobs.clear();
            }
            guest.jobs.run(context, limit)?;
            Ok(Reply::Value(JsValue::undefined()))
        }
        Opcode::Settle => {
            records::settle(guest, context, reader)?;
            Ok(Reply::Value(JsValue::undefined()))
        }
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
    let id = reader.word().map_err(malformed)?;
    let done = Reply::Value(JsValue::undefined());
    match opcode {
        Opcode::LinkModule => {
            let mut targets = Vec::new();
            for _ in 0..reader.count().map_err(malformed)? {
                targets.push(reader.word().map_err(malformed)?);
            }
            module::link(guest, id, &targets).map(|()| done)
        }
        Opcode::InstantiateModule => module::instantiate(guest, context, id).map(|()| done),
        Opcode::EvaluateModule => {
            let (code, value) = evaluate::evaluate(guest, context, id)?;
            Ok(Reply::State(code, value))
        }
        Opcode::ModuleState => {
            module::state(guest, id).map(|(code, value)| Reply::State(code, value))
        }
        Opcode::ModuleNamespace => module::namespace(guest, context, id).map(Reply::Value),
        Opcode::SetExport => {
            let index = reader.word().map_err(malformed)?;
            let value = get_value(guest, context, reader)?;
            synthetic_module::set_export(guest, context, id, index, value).map(|()| done)
        }
        _ => {
            let rejected = reader.word().map_err(malformed)? != 0;
            let value = get_value(guest, context, reader)?;
            let result = if rejected { Err(value) } else { Ok(value) };
            import::settle(guest, context, id, result).map(|()| done)
        }
    }
}

fn setup(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<Reply> {
    let flags = reader.word().map_err(malformed)?;
    let absent = reader.word().map_err(malformed)?;
    let newer = reader.word().map_err(malformed)?;
    guest.settings.set(Settings {
        strings: flags & setup::STRINGS != 0,
        one_realm: flags & setup::ONE_REALM != 0,
        live: flags & setup::LIVE != 0,
        runs_jobs: flags & setup::RUNS_JOBS != 0,
        by_attributes: flags & setup::BY_ATTRIBUTES != 0,
        recent_words: newer & setup::NODE_22 != 0,
        named_classes: newer & setup::NODE_24 != 0,
    });
    builtins::install(guest, context, flags & setup::CONSOLE != 0)?;
    builtins::remove_globals(context, absent)?;
    if flags & setup::DISPOSABLES != 0 {
        builtins::install_disposables(guest, context);
    }
    if flags & setup::TEMPORAL != 0 {
        builtins::install_temporal(guest, context);
    }
    builtins::await_newer(guest, newer);
    global::settle(context)?;
    if flags & setup::LIVE != 0 {
        builtins::settle_quick(guest, context)?;
        live::make_live(context)?;
    }
    if flags & setup::MIRROR != 0 {
        builtins::forbid_freezing(context);
        mirror::activate(guest, context);
    }
    Ok(Reply::Value(context.global_object().into()))
}

fn origin(reader: &mut Reader<'_>) -> JsResult<Origin> {
    Ok(Origin {
        filename: reader.text().map_err(malformed)?.to_string_lossy(),
        line: reader.word().map_err(malformed)?.cast_signed(),
        column: reader.word().map_err(malformed)?.cast_signed(),
        importer: reader.word().map_err(malformed)?,
    })
}

fn compile_function(
    guest: &Guest,
    context: &mut Context,
    reader: &mut Reader<'_>,
) -> JsResult<Reply> {
    let origin = origin(reader)?;
    let body = string_of(reader.text().map_err(malformed)?);
    let mut parameters = Vec::new();
    for _ in 0..reader.count().map_err(malformed)? {
        parameters.push(string_of(reader.text().map_err(malformed)?));
    }
    let extensions = get_values(guest, context, reader)?;
    script::compile_function(guest, context, &body, &parameters, &extensions, origin)
        .map(Reply::Value)
}

/// Writes the answer to a message that could not be read.
pub fn reject(guest: &Guest, error: &Malformed) {
    let mut message = guest.outbox.borrow_mut();
    message.clear();
    message.head(Opcode::Fault, 0);
    message.word(fault::MALFORMED);
    message.number(0.0);
    message.str(error.0);
    message.value(Value::Absent);
}
