//! The words of JSON (ECMA-404): literals, numbers and strings of a text, one behind the other, and the errors
//! of a text that is none, in V8's words, as Node 20 has them. `parse.rs` puts them together.

use boa_engine::{JsError, JsNativeError, JsStr, JsString, JsValue};

/// What values become that are no text of JSON: nothing in them is unexpected.
const NO_TEXTS: [&str; 4] = ["undefined", "NaN", "Infinity", "[object Object]"];
/// How many units of a text an error shows.
const SHOWN: usize = 40;
/// How many units around the place of the error it shows of a longer one.
const AROUND: usize = 10;

/// Why a text is no JSON.
pub enum Fault {
    /// It ends too early.
    End,
    /// What stands here may not: shown with the text around it.
    Token,
    /// As V8 names it, with the place.
    Named(&'static str),
}

/// A place in a text.
pub struct Scanner<'a, U> {
    text: &'a [U],
    at: usize,
}

impl<'a, U: Copy + Into<u16>> Scanner<'a, U> {
    pub fn new(text: &'a [U]) -> Self {
        Self { text, at: 0 }
    }

    /// Where it is; see [`Scanner::since`].
    pub fn place(&self) -> usize {
        self.at
    }

    /// The text from a place to where it is now.
    pub fn since(&self, place: usize) -> JsString {
        text_of(&self.text[place..self.at])
    }

    /// Goes to the next unit.
    pub fn step(&mut self) {
        self.at += 1;
    }

    pub fn unit(&self) -> Option<u16> {
        self.text.get(self.at).map(|&unit| unit.into())
    }

    /// The next unit if it is ASCII, or 0: no JSON has one of that outside of its strings.
    pub fn ascii(&self) -> u8 {
        self.unit()
            .and_then(|unit| u8::try_from(unit).ok())
            .unwrap_or(0)
    }

    pub fn skip_blanks(&mut self) {
        while matches!(self.ascii(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// A fault at the unit before this.
    pub fn back(&mut self, name: &'static str) -> Fault {
        self.at -= 1;
        Fault::Named(name)
    }

    /// What stands here may not.
    pub fn unexpected(&self) -> Fault {
        if self.at < self.text.len() {
            Fault::Token
        } else {
            Fault::End
        }
    }

    /// A literal of that text, for which there is `value`.
    pub fn word(&mut self, word: &str, value: JsValue) -> Result<JsValue, Fault> {
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

    pub fn number(&mut self) -> Result<JsValue, Fault> {
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

    /// A string, from its opening quote on.
    pub fn string(&mut self) -> Result<JsString, Fault> {
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

    /// The error for a fault, which is where the scanner is.
    pub fn error(&self, fault: &Fault) -> JsError {
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
