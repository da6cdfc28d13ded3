//! `JSON.parse` (ECMA-262, 25.5.1): one pass over the text with a stack of its own, so that no
//! nesting is too deep. `scan.rs` reads its words.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsArgs, JsResult, JsValue};

use rustc_hash::FxHashMap as HashMap;

use super::revive::{Reviving, Source, SourceId, Sources};
use super::scan::{Fault, Scanner};
use crate::engine::{descriptor, objects};

pub fn parse(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let text = args.get_or_undefined(0).to_string(context)?;
    let reviver = args.get_or_undefined(1).as_callable();
    let sources = reviver.is_some().then(Sources::default);
    let (value, sources) = match text.as_str().variant() {
        JsStrVariant::Latin1(units) => Parser::new(units, sources).document(context),
        JsStrVariant::Utf16(units) => Parser::new(units, sources).document(context),
    }?;
    match reviver {
        Some(reviver) => Reviving::new(reviver, sources).document(value, context),
        None => Ok(value),
    }
}

/// What is being read, with what of it has been read already.
enum Open {
    Array(Vec<JsValue>, Vec<SourceId>),
    Object(JsObject, PropertyKey, HashMap<PropertyKey, SourceId>),
}

/// A value and what it was read from, if that is kept.
type Read = (JsValue, SourceId);

struct Parser<'a, U> {
    text: Scanner<'a, U>,
    /// For a reviver, which is told what each value was read from.
    sources: Option<Sources>,
}

impl<'a, U: Copy + Into<u16>> Parser<'a, U> {
    fn new(text: &'a [U], sources: Option<Sources>) -> Self {
        Self {
            text: Scanner::new(text),
            sources,
        }
    }

    fn keep(&mut self, source: impl FnOnce() -> Source) -> SourceId {
        match &mut self.sources {
            Some(sources) => sources.keep(source()),
            None => SourceId::default(),
        }
    }

    fn document(mut self, context: &mut Context) -> JsResult<(JsValue, Sources)> {
        match self.value(context) {
            Ok((value, _)) => Ok((value, self.sources.unwrap_or_default())),
            Err(fault) => Err(self.text.error(&fault)),
        }
    }

    /// The whole text as one value.
    fn value(&mut self, context: &mut Context) -> Result<Read, Fault> {
        let mut open = Vec::new();
        loop {
            let Some(mut value) = self.begin(&mut open, context)? else {
                continue;
            };
            loop {
                let Some(parent) = open.pop() else {
                    self.text.skip_blanks();
                    return match self.text.unit() {
                        None => Ok(value),
                        Some(_) => Err(Fault::Named(
                            "Unexpected non-whitespace character after JSON",
                        )),
                    };
                };
                match self.add(parent, value, context)? {
                    Added::More(parent) => {
                        open.push(parent);
                        break;
                    }
                    Added::Complete(complete) => value = complete,
                }
            }
        }
    }

    /// Reads a value, or the beginning of one that others are in.
    fn begin(
        &mut self,
        open: &mut Vec<Open>,
        context: &mut Context,
    ) -> Result<Option<Read>, Fault> {
        self.text.skip_blanks();
        let start = self.text.place();
        let value = match self.text.ascii() {
            b'{' => {
                self.text.step();
                let object = objects::plain(context);
                self.text.skip_blanks();
                if self.text.ascii() == b'}' {
                    self.text.step();
                    return Ok(Some((
                        object.into(),
                        self.keep(|| Source::Object(HashMap::default())),
                    )));
                }
                let key = self.key("Expected property name or '}' in JSON")?;
                open.push(Open::Object(object, key, HashMap::default()));
                return Ok(None);
            }
            b'[' => {
                self.text.step();
                self.text.skip_blanks();
                if self.text.ascii() == b']' {
                    self.text.step();
                    let array = JsArray::from_iter([], context);
                    return Ok(Some((
                        array.into(),
                        self.keep(|| Source::Array(Vec::new())),
                    )));
                }
                open.push(Open::Array(Vec::new(), Vec::new()));
                return Ok(None);
            }
            b'"' => self.text.string()?.into(),
            b'-' | b'0'..=b'9' => self.text.number()?,
            b't' => self.text.word("true", true.into())?,
            b'f' => self.text.word("false", false.into())?,
            b'n' => self.text.word("null", JsValue::null())?,
            _ => return Err(self.text.unexpected()),
        };
        let source = match &mut self.sources {
            Some(sources) => sources.keep(Source::Primitive(self.text.since(start), value.clone())),
            None => SourceId::default(),
        };
        Ok(Some((value, source)))
    }

    /// Puts a value where it belongs, and reads on to the next one.
    fn add(
        &mut self,
        parent: Open,
        (value, source): Read,
        context: &mut Context,
    ) -> Result<Added, Fault> {
        self.text.skip_blanks();
        let next = self.text.ascii();
        self.text.step();
        match parent {
            Open::Array(mut items, mut sources) => {
                items.push(value);
                if self.sources.is_some() {
                    sources.push(source);
                }
                match next {
                    b',' => Ok(Added::More(Open::Array(items, sources))),
                    b']' => {
                        let source = self.keep(|| Source::Array(sources));
                        let array = JsArray::from_iter(items, context);
                        Ok(Added::Complete((array.into(), source)))
                    }
                    _ => Err(self
                        .text
                        .back("Expected ',' or ']' after array element in JSON")),
                }
            }
            Open::Object(object, key, mut sources) => {
                let property = descriptor::plain(value);
                object.insert_property(key.clone(), property);
                if self.sources.is_some() {
                    sources.insert(key, source);
                }
                match next {
                    b',' => {
                        self.text.skip_blanks();
                        let key = self.key("Expected double-quoted property name in JSON")?;
                        Ok(Added::More(Open::Object(object, key, sources)))
                    }
                    b'}' => {
                        let source = self.keep(|| Source::Object(sources));
                        Ok(Added::Complete((object.into(), source)))
                    }
                    _ => Err(self
                        .text
                        .back("Expected ',' or '}' after property value in JSON")),
                }
            }
        }
    }

    /// A key and the colon behind it.
    fn key(&mut self, missing: &'static str) -> Result<PropertyKey, Fault> {
        if self.text.ascii() != b'"' {
            return Err(Fault::Named(missing));
        }
        let key = self.text.string()?;
        self.text.skip_blanks();
        if self.text.ascii() != b':' {
            return Err(Fault::Named("Expected ':' after property name in JSON"));
        }
        self.text.step();
        Ok(key.into())
    }
}

/// What became of a value's parent.
enum Added {
    /// It goes on.
    More(Open),
    /// It is complete.
    Complete(Read),
}
