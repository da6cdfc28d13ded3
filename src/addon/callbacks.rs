//! The functions that JavaScript calls. Each reads its arguments, does one thing with the
//! environment and returns a number or an object; none throws and no panic leaves one.

use std::ptr;

use napi::sys;

use super::call::Call;
use super::child;
use super::environment::{Entered, Environment};
use super::turns;
use super::wanted;
use super::weak::WeakValue;
use crate::engine::{Lost, Turn};

pub type Callback = unsafe extern "C" fn(sys::napi_env, sys::napi_callback_info) -> sys::napi_value;

/// The functions of an environment, by the name that `lib/` calls them by.
pub const TABLE: &[(&str, Callback)] = &[
    ("setArena", set_arena),
    ("setRegisters", set_registers),
    ("setProgram", set_program),
    ("tend", tend),
    ("create", create),
    ("own", own),
    ("enter", enter),
    ("fetch", fetch),
    ("send", send),
    ("wait", wait),
    ("receive", receive),
    ("interrupt", interrupt),
    ("lost", lost),
    ("overdue", overdue),
    ("dispose", dispose),
    ("hold", hold),
    ("held", held),
    ("watch", watch),
    ("sweep", sweep),
    ("dropScript", drop_script),
];

/// What `enter` and its like return, in the two lowest bits; above them is how many words the
/// message has. One that is longer than the arena is not there yet, and to be fetched.
const REPLY: u32 = 0;
const ASK: u32 = 1;
const LOST: u32 = 2;
const PENDING: u32 = 3;
const WORDS: u32 = 2;

/// Gives the environment the memory of a buffer, and how many words it has.
fn lend(call: &Call, take: impl FnOnce(&mut Environment, *mut u32, usize)) -> sys::napi_value {
    let (words, length) = call.words(0);
    call.with((), |environment| take(environment, words, length));
    call.undefined()
}

/// `setArena(buffer: ArrayBuffer)`: messages lie in `buffer` from now on; the caller keeps it.
unsafe extern "C" fn set_arena(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    lend(&Call::new(env, info), Environment::set_arena)
}

/// `setRegisters(buffer: ArrayBuffer)`: the numbers of `enter` lie in `buffer` from now on; the
/// caller keeps it.
unsafe extern "C" fn set_registers(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    lend(&Call::new(env, info), Environment::set_registers)
}

/// `setProgram(executable: string, library: string)`: what a process of an engine's runs.
unsafe extern "C" fn set_program(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    let call = Call::new(env, info);
    call.with((), |_| child::set_program([call.text(0), call.text(1)]));
    call.undefined()
}

/// `tend()`: this is the thread of a Worker, and engines are to stop when that is terminated.
unsafe extern "C" fn tend(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::without_arguments(env, info);
    call.with((), |_| wanted::tend(env));
    call.undefined()
}

/// `create(apart: number): number`: a new engine's number, or 0 (see `lost`); 1 is in a
/// process of its own.
unsafe extern "C" fn create(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.with(0, |environment| {
        match environment.create(env, call.number(0) == 1) {
            Ok(id) => id,
            Err(lost) => {
                environment.lost = Some(lost);
                0
            }
        }
    });
    call.return_number(id)
}

/// `own(engine, owner: object)`: the engine ends when `owner` has been collected.
unsafe extern "C" fn own(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    if let Some(owner) = WeakValue::new(env, call.arguments[1]) {
        let id = call.number(0);
        call.with((), |environment| environment.set_owner(id, owner));
    }
    call.undefined()
}

fn status_of(entered: &Entered) -> u32 {
    match entered {
        Entered::Turn(Turn::Reply, words) => REPLY | words << WORDS,
        Entered::Turn(Turn::Ask, words) => ASK | words << WORDS,
        Entered::Lost => LOST,
        Entered::Pending => PENDING,
    }
}

/// `enter()`: gives the engine that the registers name as many words of the arena as they say,
/// and leaves there what became of it.
unsafe extern "C" fn enter(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    Call::without_arguments(env, info).with((), |environment| environment.enter(env, status_of));
    // Which is `undefined`, too.
    ptr::null_mut()
}

/// `send(engine, words): number`: as `enter`, for an engine in a process of its own, and does
/// not wait for its turn.
unsafe extern "C" fn send(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let (id, words) = (call.number(0), call.number(1));
    let status = call.with(LOST, |environment| {
        status_of(&environment.send(env, id, words as usize))
    });
    call.return_number(status)
}

/// `wait(engine, callback): number`: 1 if `callback` will be called when the engine's turn may
/// be over.
unsafe extern "C" fn wait(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    let waiter = call.with(None, |environment| {
        environment.slot(id)?.engine.apart()?.waiter().ok()
    });
    let waits = waiter.is_some_and(|waiter| turns::wait(env, call.arguments[1], waiter));
    call.return_number(waits.into())
}

/// `receive(engine): number`: what became of what was sent; as `enter`, or that nothing has
/// come yet.
unsafe extern "C" fn receive(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    let status = call.with(LOST, |environment| status_of(&environment.receive(env, id)));
    call.return_number(status)
}

/// `interrupt(engine)`: ends the request that was sent.
unsafe extern "C" fn interrupt(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    call.with((), |environment| {
        if let Some(child) = environment.slot(id).and_then(|slot| slot.engine.apart()) {
            child.interrupt();
        }
    });
    call.undefined()
}

/// `fetch(engine): number`: puts the engine's message into the arena once more.
unsafe extern "C" fn fetch(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    let status = call.with(LOST, |environment| status_of(&environment.deliver(id)));
    call.return_number(status)
}

/// `lost(): string`: why the last call said that an engine is lost.
unsafe extern "C" fn lost(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let text = call.with(String::new(), |environment| {
        let lost = environment.lost.as_ref();
        lost.map(Lost::to_string).unwrap_or_default()
    });
    let mut value = ptr::null_mut();
    // SAFETY: the text is given with its length, and `env` is that of the call under way.
    unsafe {
        sys::napi_create_string_utf8(
            env,
            text.as_ptr().cast(),
            text.len().cast_signed(),
            &raw mut value,
        );
    }
    value
}

/// `overdue(): number`: the timeout in milliseconds that the engine of which `lost` speaks
/// did not stop at; 0 if it is lost of something else.
unsafe extern "C" fn overdue(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let milliseconds = call.with(0.0, |environment| {
        let lost = environment.lost.as_ref();
        lost.and_then(Lost::overdue).unwrap_or_default()
    });
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "timeouts are whole and below 2^32"
    )]
    call.return_number(milliseconds as u32)
}

/// `dispose(engine)`: ends an engine.
unsafe extern "C" fn dispose(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    call.with((), |environment| environment.dispose(env, id));
    call.undefined()
}

/// `hold(engine, handle, object): number`: `object` stands in for the engine's object
/// `handle` until it is collected. Returns how many such stand-ins there are.
unsafe extern "C" fn hold(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let (id, handle) = (call.number(0), call.number(1));
    let Some(value) = WeakValue::new(env, call.arguments[2]) else {
        return call.return_number(0);
    };
    let count = call.with(0, |environment| environment.hold(env, id, handle, value));
    call.return_number(u32::try_from(count).unwrap_or(u32::MAX))
}

/// `held(engine, handle): object | undefined`: the stand-in that `hold` was given.
unsafe extern "C" fn held(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let (id, handle) = (call.number(0), call.number(1));
    let value = call.with(None, |environment| {
        environment.slot(id)?.stand_ins.get(env, handle)
    });
    value.unwrap_or_else(|| call.undefined())
}

/// `watch(engine, script, user: object)`: the compiled script is let go when `user` has been
/// collected.
unsafe extern "C" fn watch(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    if let Some(user) = WeakValue::new(env, call.arguments[2]) {
        let (id, script) = (call.number(0), call.number(1));
        call.with((), |environment| environment.watch(env, id, script, user));
    }
    call.undefined()
}

/// `sweep(engine, thoroughly): number`: releases what the host has let go, after a collection of
/// V8's if `thoroughly` is 1. Must not be called while a message is under way in either direction:
/// it may name a handle that is released here.
/// Returns how many stand-ins are left; the arena has the handles that were released, behind
/// their count, which is 0 if there is no room for them.
unsafe extern "C" fn sweep(env: sys::napi_env, info: sys::napi_callback_info) -> sys::napi_value {
    let call = Call::new(env, info);
    let id = call.number(0);
    let left = call.with(0, |environment| {
        environment.sweep(env, id, call.number(1) == 1);
        environment.slot(id).map_or(0, |slot| slot.stand_ins.len())
    });
    call.return_number(u32::try_from(left).unwrap_or(u32::MAX))
}

/// `dropScript(engine, script)`: lets go a compiled script.
unsafe extern "C" fn drop_script(
    env: sys::napi_env,
    info: sys::napi_callback_info,
) -> sys::napi_value {
    let call = Call::new(env, info);
    let (id, script) = (call.number(0), call.number(1));
    call.with((), |environment| {
        if let Some(slot) = environment.slot(id) {
            slot.engine.drop_script(script);
        }
    });
    call.undefined()
}
