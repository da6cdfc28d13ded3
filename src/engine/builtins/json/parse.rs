//! `JSON.parse` (ECMA-262, 25.5.1): one pass over the text with a stack of its own, so that no
//! nesting is too deep. Errors are in V8's words, as Node 20 has them.

use boa_engine::object::JsObject;
use boa_engine::object::builtins::JsArray;
use boa_engine::property::PropertyKey;
use boa_engine::string::JsStrVariant;
use boa_engine::{Context, JsArgs, JsNativeError, JsResult, JsStr, JsString, JsValue};

use rustc_hash::FxHashMap as HashMap;

use super::revive::{Reviving, Source, SourceId, Sources};
use crate::engine::{descriptor, objects};

/// What values become that are no text of JSON: nothing in them is unexpected.
const NO_TEXTS: [&str; 4] = ["undefined", "NaN", "Infinity", "[object Object]"];
/// How many units of a text an error shows.
const SHOWN: usize = 40;
/// How many units around the place of the error it shows of a longer one.
const AROUND: usize = 10;

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

/// Why a text is no JSON.
enum Fault {
    /// It ends too early.
    End,
    /// What stands here may not: shown with the text around it.
    Token,
    /// As V8 names it, with the place.
    Named(&'static str),
}

struct Parser<'a, U> {
    text: &'a [U],
    at: usize,
    /// For a reviver, which is told what each value was read from.
    sources: Option<Sources>,
}

impl<'a, U: Copy + Into<u16>> Parser<'a, U> {
    fn new(text: &'a [U], sources: Option<Sources>) -> Self {
        Self {
            text,
            at: 0,
            sources,
        }
    }

    fn keep(&mut self, source: impl FnOnce() -> Source) -> SourceId {
        match &mut self.sources {
            Some(sources) => sources.keep(source()),
            None => SourceId::default(),
        }
    }

    fn unit(&self) -> Option<u16> {
        self.text.get(self.at).map(|&unit| unit.into())
    }

    /// The next unit if it is ASCII, or 0: no JSON has one of that outside of its strings.
    fn ascii(&self) -> u8 {
        self.unit()
            .and_then(|unit| u8::try_from(unit).ok())
            .unwrap_or(0)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.ascii(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn document(mut self, context: &mut Context) -> JsResult<(JsValue, Sources)> {
        match self.value(context) {
            Ok((value, _)) => Ok((value, self.sources.unwrap_or_default())),
            Err(fault) => Err(self.error(&fault)),
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
                    self.skip_blanks();
                    return match self.unit() {
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
        self.skip_blanks();
        let start = self.at;
        let value = match self.ascii() {
            b'{' => {
                self.at += 1;
                let object = objects::plain(context);
                self.skip_blanks();
                if self.ascii() == b'}' {
                    self.at += 1;
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
                self.at += 1;
                self.skip_blanks();
                if self.ascii() == b']' {
                    self.at += 1;
                    let array = JsArray::from_iter([], context);
                    return Ok(Some((
                        array.into(),
                        self.keep(|| Source::Array(Vec::new())),
                    )));
                }
                open.push(Open::Array(Vec::new(), Vec::new()));
                return Ok(None);
            }
            b'"' => self.string()?.into(),
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.word("true", true.into())?,
            b'f' => self.word("false", false.into())?,
            b'n' => self.word("null", JsValue::null())?,
            _ => return Err(self.unexpected()),
        };
        let text = self.text;
        let end = self.at;
        let source = self.keep(|| Source::Primitive(text_of(&text[start..end]), value.clone()));
        Ok(Some((value, source)))
    }

    /// Puts a value where it belongs, and reads on to the next one.
    fn add(
        &mut self,
        parent: Open,
        (value, source): Read,
        context: &mut Context,
    ) -> Result<Added, Fault> {
        self.skip_blanks();
        let next = self.ascii();
        self.at += 1;
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
                    _ => Err(self.back("Expected ',' or ']' after array element in JSON")),
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
                        self.skip_blanks();
                        let key = self.key("Expected double-quoted property name in JSON")?;
                        Ok(Added::More(Open::Object(object, key, sources)))
                    }
                    b'}' => {
                        let source = self.keep(|| Source::Object(sources));
                        Ok(Added::Complete((object.into(), source)))
                    }
                    _ => Err(self.back("Expected ',' or '}' after property value in JSON")),
                }
            }
        }
    }

    fn back(&mut self, name: &'static str) -> Fault {
        self.at -= 1;
        Fault::Named(name)
    }

    fn unexpected(&self) -> Fault {
        if self.at < self.text.len() {
            Fault::Token
        } else {
            Fault::End
        }
    }

    /// A key and the colon behind it.
    fn key(&mut self, missing: &'static str) -> Result<PropertyKey, Fault> {
        if self.ascii() != b'"' {
            return Err(Fault::Named(missing));
        }
        let key = self.string()?;
        self.skip_blanks();
        if self.ascii() != b':' {
            return Err(Fault::Named("Expected ':' after property name in JSON"));
        }
        self.at += 1;
        Ok(key.into())
    }

    fn word(&mut self, word: &str, value: JsValue) -> Result<JsValue, Fault> {
        for byte in word.bytes() {
            if self.ascii() != byte {
                return Err(self.unexpected());
            }
            self.at += 1;
        }
        Ok(value)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.ascii().is_ascii_digit() {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<JsValue, Fault> {
        let start = self.at;
        if self.ascii() == b'-' {
            self.at += 1;
        }
        let zero = self.ascii() == b'0';
        match self.digits() {
            0 => return Err(Fault::Named("No number after minus sign in JSON")),
            digits if zero && digits > 1 => {
                self.at -= digits - 1;
                return Err(Fault::Named("Unexpected number in JSON"));
            }
            _ => {}
        }
        if self.ascii() == b'.' {
            self.at += 1;
            if self.digits() == 0 {
                return Err(Fault::Named("Unterminated fractional number in JSON"));
            }
        }
        if matches!(self.ascii(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.ascii(), b'+' | b'-') {
                self.at += 1;
            }
            if self.digits() == 0 {
                return Err(Fault::Named("Exponent part is missing a number in JSON"));
            }
        }
        let text: String = self.text[start..self.at]
            .iter()
            .filter_map(|&unit| u8::try_from(unit.into()).ok().map(char::from))
            .collect();
        if let Ok(integer) = text.parse::<i32>()
            && text != "-0"
        {
            return Ok(integer.into());
        }
        Ok(text.parse::<f64>().map_err(|_| Fault::Token)?.into())
    }

    fn string(&mut self) -> Result<JsString, Fault> {
        self.at += 1;
        let start = self.at;
        while let Some(unit) = self.unit() {
            if unit == u16::from(b'"') {
                let units = &self.text[start..self.at];
                self.at += 1;
                return Ok(text_of(units));
            }
            if unit == u16::from(b'\\') || unit < 0x20 {
                break;
            }
            self.at += 1;
        }
        let read = &self.text[start..self.at];
        let mut units: Vec<u16> = read.iter().map(|&unit| unit.into()).collect();
        while let Some(unit) = self.unit() {
            match unit {
                0x22 => {
                    self.at += 1;
                    return Ok(text_of(&units));
                }
                0x5c => units.push(self.escape()?),
                0..0x20 => {
                    return Err(Fault::Named(
                        "Bad control character in string literal in JSON",
                    ));
                }
                unit => {
                    units.push(unit);
                    self.at += 1;
                }
            }
        }
        Err(Fault::Named("Unterminated string in JSON"))
    }

    /// The unit that an escape sequence stands for.
    fn escape(&mut self) -> Result<u16, Fault> {
        self.at += 1;
        let letter = self.ascii();
        let unit = match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode_escape(),
            _ if self.at == self.text.len() => return Err(Fault::End),
            _ => return Err(Fault::Named("Bad escaped character in JSON")),
        };
        self.at += 1;
        Ok(unit.into())
    }

    fn unicode_escape(&mut self) -> Result<u16, Fault> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = char::from(self.ascii()).to_digit(16);
            let Some(digit) = digit else {
                return Err(Fault::Named("Bad Unicode escape in JSON"));
            };
            unit = unit << 4 | digit;
            self.at += 1;
        }
        #[allow(clippy::cast_possible_truncation, reason = "four hexadecimal digits")]
        Ok(unit as u16)
    }

    fn error(&self, fault: &Fault) -> boa_engine::JsError {
        let message = match fault {
            Fault::End => "Unexpected end of JSON input".to_owned(),
            Fault::Named(name) => format!("{name} at position {}", self.at),
            Fault::Token => self.token_message(),
        };
        JsNativeError::syntax().with_message(message).into()
    }

    fn token_message(&self) -> String {
        let token = self.shown(self.at, self.at + 1);
        let length = self.text.len();
        if length <= SHOWN {
            let text = self.shown(0, length);
            if NO_TEXTS.contains(&text.as_str()) {
                return format!("\"{text}\" is not valid JSON");
            }
            return format!("Unexpected token '{token}', \"{text}\" is not valid JSON");
        }
        let (start, end) = (self.at.saturating_sub(AROUND), self.at + AROUND);
        let before = if start > 0 { "..." } else { "" };
        let after = if end < length { "..." } else { "" };
        let text = self.shown(start, end.min(length));
        format!("Unexpected token '{token}', {before}\"{text}\"{after} is not valid JSON")
    }

    fn shown(&self, start: usize, end: usize) -> String {
        let units = self.text.get(start..end).unwrap_or_default();
        let units: Vec<u16> = units.iter().map(|&unit| unit.into()).collect();
        String::from_utf16_lossy(&units)
    }
}

/// What became of a value's parent.
enum Added {
    /// It goes on.
    More(Open),
    /// It is complete.
    Complete(Read),
}

fn text_of<U: Copy + Into<u16>>(units: &[U]) -> JsString {
    let narrow: Option<Vec<u8>> = units
        .iter()
        .map(|&unit| u8::try_from(unit.into()).ok())
        .collect();
    if let Some(bytes) = narrow {
        return JsString::from(JsStr::latin1(&bytes));
    }
    let units: Vec<u16> = units.iter().map(|&unit| unit.into()).collect();
    JsString::from(units.as_slice())
}
