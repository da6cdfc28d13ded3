//! What a context is, as the first request to an engine says (`lib/setup.js`): what its code may do, which
//! globals it has, and how its global and the sandbox are kept the same. `serve.rs` calls it.

use boa_engine::{Context, JsResult, JsValue};

use super::guest::{Guest, Settings};
use super::mirror::live;
use super::{builtins, global, mirror};
use crate::wire::Reader;

/// The bits of a `Setup` request's first word.
mod bit {
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

/// Settles the context as the request says. Returns its global.
pub fn setup(guest: &Guest, context: &mut Context, reader: &mut Reader<'_>) -> JsResult<JsValue> {
    let flags = reader.word()?;
    let absent = reader.word()?;
    let newer = reader.word()?;
    guest.settings.set(Settings {
        strings: flags & bit::STRINGS != 0,
        one_realm: flags & bit::ONE_REALM != 0,
        live: flags & bit::LIVE != 0,
        runs_jobs: flags & bit::RUNS_JOBS != 0,
        by_attributes: flags & bit::BY_ATTRIBUTES != 0,
        recent_words: newer & bit::NODE_22 != 0,
        named_classes: newer & bit::NODE_24 != 0,
    });
    builtins::install(guest, context, flags & bit::CONSOLE != 0)?;
    builtins::remove_globals(context, absent)?;
    if flags & bit::DISPOSABLES != 0 {
        builtins::install_disposables(guest, context);
    }
    if flags & bit::TEMPORAL != 0 {
        builtins::install_temporal(guest, context);
    }
    builtins::await_newer(guest, newer);
    global::settle(context)?;
    if flags & bit::LIVE != 0 {
        builtins::settle_quick(guest, context)?;
        live::make_live(context)?;
    }
    if flags & bit::MIRROR != 0 {
        builtins::forbid_freezing(context);
        mirror::activate(guest, context);
    }
    Ok(context.global_object().into())
}
