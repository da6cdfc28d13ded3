//! What the built-ins of one guest keep between calls. Each field belongs to the file that it names.

use std::cell::{Cell, OnceCell, RefCell};

use boa_engine::object::JsObject;

use super::late::Expected;
use super::locale::Locale;
use super::proxies::Proxies;
use super::regexp_statics::LastMatch;

#[derive(Default)]
pub struct BuiltIns {
    /// How deep the values are nested that `JSON` is at (`json/mod.rs`).
    pub json_levels: Cell<u32>,
    /// The arrays that are being joined (`join.rs`).
    pub joining: RefCell<Vec<JsObject>>,
    /// Classes of the engine's, each with the one that guests have in its place (`date.rs`, `proxies.rs`).
    pub classes: RefCell<Vec<(JsObject, JsObject)>>,
    /// How the guest's proxies are known (`proxies.rs`).
    pub proxies: OnceCell<Proxies>,
    /// Globals that are made when a text names them (`late.rs`).
    pub late: RefCell<Expected>,
    /// `Intl`, once something of it was wanted (`locale.rs`).
    pub locale: OnceCell<Locale>,
    /// `Temporal` and a method of dates, once something of it was wanted (`temporal.rs`).
    pub temporal: OnceCell<JsObject>,
    /// What `RegExp.$1` and its like say (`regexp_statics.rs`).
    pub last_match: RefCell<LastMatch>,
    /// Which of `named.rs` are in place.
    pub in_place: Cell<u32>,
    /// Which methods of newer versions are to be put in place (`newer.rs`).
    pub newer: Cell<u32>,
}
