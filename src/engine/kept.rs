//! Compiled scripts between their runs: what must be known to run one once more, and whether it
//! may be. `script.rs` compiles and runs them.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;

use boa_engine::property::PropertyKey;
use boa_engine::{Context, JsResult, JsString, Script};

use super::guest::Guest;
use super::names::{Names, late};
use super::origin::Origins;
use super::{report, script};

/// A compiled script, and the built-ins to watch while it runs.
pub struct Kept {
    script: RefCell<Script>,
    path: PathBuf,
    text: Rc<[u16]>,
    pub watched: Box<[PropertyKey]>,
    names: LexicalNames,
    /// How many names had been declared late when it was compiled.
    as_of: Cell<usize>,
    has_run: Cell<bool>,
}

/// The names that a script declares by `let`, `const` or `class` for all scripts.
#[derive(Default)]
pub struct LexicalNames {
    pub first: Option<String>,
    /// Those that earlier texts have used.
    pub used_before: Box<[JsString]>,
}

impl Kept {
    pub fn new(
        script: Script,
        path: PathBuf,
        text: Rc<[u16]>,
        watched: Vec<PropertyKey>,
        names: LexicalNames,
    ) -> Self {
        Self {
            script: RefCell::new(script),
            path,
            text,
            watched: watched.into(),
            names,
            as_of: Cell::default(),
            has_run: Cell::default(),
        }
    }

    /// The script for a run that begins now.
    pub fn script_to_run(&self, guest: &Guest, context: &mut Context) -> JsResult<Script> {
        match &self.names.first {
            None => self.renew(guest, context)?,
            // Boa would run it as often as one likes, and only refuses to parse it again.
            Some(name) if self.has_run.replace(true) => {
                return Err(report::taken(guest, &self.path, name));
            }
            Some(_) => self.declare_late(guest, context)?,
        }
        Ok(self.script.borrow().clone())
    }

    /// Has earlier texts see the names that the script is about to declare.
    fn declare_late(&self, guest: &Guest, context: &mut Context) -> JsResult<()> {
        let names = &self.names.used_before;
        late::show(guest, context, names)?;
        guest.scripts.borrow_mut().late.extend_from_slice(names);
        Ok(())
    }

    /// Compiles the script anew if names that it uses have been declared since: Boa decides when
    /// it compiles whether a name is a property of the global. One that has such names of its own
    /// runs once, and they are bound already.
    fn renew(&self, guest: &Guest, context: &mut Context) -> JsResult<()> {
        let before = self.as_of.get();
        if !self.is_stale(guest) {
            return Ok(());
        }
        // What is refused now is refused again.
        let parsed = script::parse(guest, context, &self.text, &self.path);
        let script = parsed.inspect_err(|_| self.as_of.set(before))?;
        *self.script.borrow_mut() = script;
        Ok(())
    }

    /// Whether a name that the text uses was declared since the script was compiled, or since
    /// this was asked.
    fn is_stale(&self, guest: &Guest) -> bool {
        let late = &guest.scripts.borrow().late;
        let since = &late[self.as_of.replace(late.len())..];
        if since.is_empty() {
            return false;
        }
        let names = Names::of(&self.text);
        since.iter().any(|name| names.has(name))
    }
}

/// The compiled scripts of a guest by number.
#[derive(Default)]
pub struct Scripts {
    compiled: Vec<Option<Rc<Kept>>>,
    free: Vec<u32>,
    /// The names that were declared when earlier texts had used them, in order.
    late: Vec<JsString>,
    pub origins: Origins,
}

impl Scripts {
    pub fn keep(&mut self, script: Kept) -> u32 {
        script.as_of.set(self.late.len());
        let script = Some(Rc::new(script));
        if let Some(id) = self.free.pop() {
            self.compiled[id as usize] = script;
            return id;
        }
        self.compiled.push(script);
        u32::try_from(self.compiled.len() - 1).unwrap_or(u32::MAX)
    }

    pub fn get(&self, id: u32) -> Option<Rc<Kept>> {
        self.compiled.get(id as usize)?.clone()
    }

    pub fn release(&mut self, id: u32) {
        if let Some(slot) = self.compiled.get_mut(id as usize)
            && slot.take().is_some()
        {
            self.free.push(id);
        }
    }
}
