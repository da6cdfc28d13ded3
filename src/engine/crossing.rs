//! What every message carries beside its body: the handles let go, the differences of the
//! mirrored global, the jobs enqueued. Called for each message that the guest sends or
//! receives, so a message without news must cost nothing.

use boa_engine::{Context, JsResult};

use super::guest::Guest;
use super::records::Look;
use super::{jobs, mirror, records};
use crate::wire::{Allowance, Opcode, Reader, Writer, flags};

/// What is asked, or answered, and what the guest may take for it.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    pub opcode: Opcode,
    pub allowance: Option<Allowance>,
}

/// Begins a message to the host and writes its sections.
pub fn begin(guest: &Guest, context: &mut Context, message: &mut Writer, opcode: Opcode) {
    message.head(opcode, 0);
    guest.texts.borrow_mut().clear();
    records::begin(guest);
    let dead = guest.imports.borrow_mut().take_dead();
    if !dead.is_empty() {
        message.add_flags(flags::RELEASES);
        message.count(dead.len());
        for id in dead {
            message.handle(id);
        }
    }
    if mirror::write_changes(guest, context, message) {
        message.add_flags(flags::PATCHES);
    }
    if jobs::write_queued(guest, message) {
        message.add_flags(flags::JOBS);
    }
    if jobs::write_rejections(guest, context, message) {
        message.add_flags(flags::REJECTIONS);
    }
    message.begin_body();
    records::begin_body(guest);
}

/// Completes a message whose body is written.
pub fn finish(guest: &Guest, context: &mut Context, message: &mut Writer, look: Look) {
    records::finish(guest, context, message, look);
    guest.texts.borrow_mut().write(message);
}

/// Begins an answer for which no guest code ran, so that nothing can have changed.
pub fn begin_quietly(guest: &Guest, message: &mut Writer) {
    message.head(Opcode::Return, flags::QUIET);
    guest.texts.borrow_mut().clear();
    records::begin(guest);
    message.begin_body();
    records::begin_body(guest);
}

/// Reads a message's head and sections; the reader is left at its body.
pub fn receive(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<Head> {
    let (opcode, present) = reader.head()?;
    if present & flags::COLLECT != 0 {
        guest.limits.memory.collect();
    }
    let allowance = reader.allowance(present)?;
    if present & flags::RELEASES != 0 {
        let mut exports = guest.exports.borrow_mut();
        for _ in 0..reader.count()? {
            exports.release(reader.handle()?);
        }
    }
    if present & flags::PATCHES != 0 {
        mirror::apply_changes(guest, context, reader)?;
    }
    if present & flags::UPDATES != 0 {
        records::receive(guest, context, reader)?;
    }
    Ok(Head { opcode, allowance })
}
