//! The symbols that have crossed, of both sides: each has a handle of the side that made it.

use boa_engine::{JsString, JsSymbol, JsValue};
use rustc_hash::FxHashMap as HashMap;

use crate::wire::HandleId;

/// Symbols that have crossed. They are values without an end that could be seen, so they
/// are held as long as the context.
pub struct Symbols {
    mine: Vec<JsSymbol>,
    ids: HashMap<JsSymbol, HandleId>,
    theirs: HashMap<HandleId, JsSymbol>,
    their_ids: HashMap<JsSymbol, HandleId>,
    well_known: Vec<JsSymbol>,
    /// `Symbol.for` of this context alone: Boa's own registry is one for the whole
    /// process, a channel between contexts and never freed.
    registry: HashMap<JsString, JsSymbol>,
    registered: HashMap<JsSymbol, JsString>,
}

/// How a symbol crosses.
pub enum SymbolHandle {
    WellKnown(u8),
    Registered(JsString),
    Mine(HandleId),
    Yours(HandleId),
}

impl Symbols {
    pub fn new() -> Self {
        Self {
            mine: Vec::new(),
            ids: HashMap::default(),
            theirs: HashMap::default(),
            their_ids: HashMap::default(),
            well_known: vec![
                JsSymbol::async_iterator(),
                JsSymbol::has_instance(),
                JsSymbol::is_concat_spreadable(),
                JsSymbol::iterator(),
                JsSymbol::r#match(),
                JsSymbol::match_all(),
                JsSymbol::replace(),
                JsSymbol::search(),
                JsSymbol::species(),
                JsSymbol::split(),
                JsSymbol::to_primitive(),
                JsSymbol::to_string_tag(),
                JsSymbol::unscopables(),
                JsSymbol::dispose(),
                JsSymbol::async_dispose(),
            ],
            registry: HashMap::default(),
            registered: HashMap::default(),
        }
    }

    pub fn well_known(&self, index: u8) -> Option<JsSymbol> {
        self.well_known.get(usize::from(index)).cloned()
    }

    pub fn handle_of(&mut self, symbol: &JsSymbol) -> SymbolHandle {
        if let Some(index) = self.well_known.iter().position(|known| known == symbol) {
            return SymbolHandle::WellKnown(u8::try_from(index).unwrap_or(0));
        }
        if let Some(&id) = self.their_ids.get(symbol) {
            return SymbolHandle::Yours(id);
        }
        if let Some(key) = self.registered.get(symbol) {
            return SymbolHandle::Registered(key.clone());
        }
        if let Some(&id) = self.ids.get(symbol) {
            return SymbolHandle::Mine(id);
        }
        let id = HandleId(u32::try_from(self.mine.len()).unwrap_or(u32::MAX));
        self.mine.push(symbol.clone());
        self.ids.insert(symbol.clone(), id);
        SymbolHandle::Mine(id)
    }

    pub fn mine(&self, id: HandleId) -> Option<JsSymbol> {
        self.mine.get(id.0 as usize).cloned()
    }

    /// The guest's symbol for one of the host's.
    pub fn theirs(&mut self, id: HandleId, description: Option<JsString>) -> Option<JsSymbol> {
        if let Some(symbol) = self.theirs.get(&id) {
            return Some(symbol.clone());
        }
        let symbol = JsSymbol::new(description)?;
        self.theirs.insert(id, symbol.clone());
        self.their_ids.insert(symbol.clone(), id);
        Some(symbol)
    }

    /// `Symbol.for` (ECMA-262, 20.4.2.2).
    pub fn registered(&mut self, key: &JsString) -> Option<JsSymbol> {
        if let Some(symbol) = self.registry.get(key) {
            return Some(symbol.clone());
        }
        let symbol = JsSymbol::new(Some(key.clone()))?;
        self.registry.insert(key.clone(), symbol.clone());
        self.registered.insert(symbol.clone(), key.clone());
        Some(symbol)
    }

    /// `Symbol.keyFor` (ECMA-262, 20.4.2.6).
    pub fn key_for(&self, symbol: &JsSymbol) -> JsValue {
        self.registered
            .get(symbol)
            .map_or_else(JsValue::undefined, |key| key.clone().into())
    }
}
