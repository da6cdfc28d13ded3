//! Reading source text the way an error message needs it: the token at a place, and what stands
//! before it (`lines.rs` has lines and columns). This is no lexer: it is asked about places that
//! Boa's has already found, and where a regular expression or a template makes the answer
//! uncertain it says less.

/// A source text in UTF-16, as guest code counts it.
#[derive(Clone, Copy)]
pub struct Text<'a>(pub &'a [u16]);

/// What a token is, as far as V8's messages tell tokens apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    End,
    Word,
    Number,
    String,
    Template,
    Punctuator,
    Illegal,
}

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// The punctuators of more than one character, the longest first.
const PUNCTUATORS: [&str; 33] = [
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=",
    "<=", ">=", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "&&", "||", "??", "?.",
    "**", "<<", ">>",
];

pub(super) fn is_line_end(unit: u16) -> bool {
    matches!(unit, 0x0A | 0x0D | 0x2028 | 0x2029)
}

fn is_space(unit: u16) -> bool {
    is_line_end(unit) || matches!(unit, 0x09 | 0x0B | 0x0C | 0x20 | 0xA0 | 0xFEFF)
}

pub fn is_word(unit: u16) -> bool {
    let ascii = u8::try_from(unit).ok();
    match ascii {
        Some(byte) if byte < 0x80 => byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$'),
        _ => !is_space(unit) && char::from_u32(unit.into()).is_none_or(char::is_alphanumeric),
    }
}

/// Whether a text is a name that needs no quotes.
pub fn is_name(text: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '$');
    !text.is_empty() && text.chars().all(is_part) && !text.starts_with(char::is_numeric)
}

fn unit(character: char) -> u16 {
    u16::try_from(u32::from(character)).unwrap_or(0)
}

impl Text<'_> {
    fn at(&self, offset: usize) -> Option<u16> {
        self.0.get(offset).copied()
    }

    pub fn is(&self, offset: usize, character: char) -> bool {
        self.at(offset) == Some(unit(character))
    }

    pub fn is_any(&self, offset: usize, characters: &[char]) -> bool {
        characters.iter().any(|&it| self.is(offset, it))
    }

    /// Whether a token is a word that declares variables.
    pub fn declares(&self, word: Token) -> bool {
        matches!(self.of(word).as_str(), "let" | "const" | "var")
    }

    pub fn slice(&self, start: usize, end: usize) -> String {
        String::from_utf16_lossy(self.0.get(start..end).unwrap_or_default())
    }

    pub fn of(&self, token: Token) -> String {
        self.slice(token.start, token.end)
    }

    fn starts_with(&self, offset: usize, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(index, character)| self.is(offset + index, character))
    }

    /// The end of a comment that begins here; none if it has no end.
    fn comment_end(&self, offset: usize) -> Option<usize> {
        if self.starts_with(offset, "//") {
            let length = self.0[offset..].iter().position(|&unit| is_line_end(unit));
            return Some(length.map_or(self.0.len(), |length| offset + length));
        }
        if self.starts_with(offset, "/*") {
            let mut end = offset + 2;
            while !self.starts_with(end, "*/") {
                if end >= self.0.len() {
                    return None;
                }
                end += 1;
            }
            return Some(end + 2);
        }
        None
    }

    /// The next offset that is neither space nor comment.
    pub fn skip(&self, mut offset: usize) -> usize {
        loop {
            if let Some(end) = self.comment_end(offset) {
                offset = end;
            } else if self.at(offset).is_some_and(is_space) {
                offset += 1;
            } else {
                return offset;
            }
        }
    }

    /// The end of what stands before `offset`, spaces apart.
    pub fn skip_back(&self, mut offset: usize) -> usize {
        while offset > 0 && is_space(self.0[offset - 1]) {
            offset -= 1;
        }
        offset
    }

    /// Where the word that ends at `end` begins.
    pub fn word_start(&self, end: usize) -> usize {
        let mut start = end;
        while start > 0 && is_word(self.0[start - 1]) {
            start -= 1;
        }
        start
    }

    /// The word that ends at `end`, spaces apart.
    pub fn word_before(&self, end: usize) -> Option<Token> {
        let end = self.skip_back(end);
        let start = self.word_start(end);
        (start < end).then_some(Token {
            kind: Kind::Word,
            start,
            end,
        })
    }

    /// The token at or behind an offset.
    pub fn token(&self, offset: usize) -> Token {
        let start = self.skip(offset);
        let Some(first) = self.at(start) else {
            let end = self.0.len();
            return Token {
                kind: Kind::End,
                start: end,
                end,
            };
        };
        let digit = |offset| {
            self.at(offset)
                .is_some_and(|unit| (0x30..0x3A).contains(&unit))
        };
        let (kind, end) = if first == unit('"') || first == unit('\'') {
            self.string_end(start, first)
        } else if first == unit('`') {
            (Kind::Template, self.string_end(start, first).1)
        } else if self.starts_with(start, "/*") {
            (Kind::Illegal, self.0.len())
        } else if digit(start) || first == unit('.') && digit(start + 1) {
            (Kind::Number, self.number_end(start))
        } else if is_word(first) || first == unit('#') && self.at(start + 1).is_some_and(is_word) {
            (Kind::Word, self.word_end(start + 1))
        } else {
            self.punctuator(start, first)
        };
        Token { kind, start, end }
    }

    /// The words that something is assigned to, as far as that can be told without reading
    /// tokens.
    pub fn assigned_words(&self) -> impl Iterator<Item = &[u16]> {
        let assigns = |index: &usize| {
            let equals =
                self.is(*index, '=') && !self.is(index + 1, '=') && !self.is(index + 1, '>');
            let before = index.checked_sub(1).and_then(|before| self.at(before));
            equals && before.is_some_and(|before| is_space(before) || is_word(before))
        };
        let places = (0..self.0.len()).filter(assigns);
        let words = places.filter_map(|index| self.word_before(index));
        words.map(|word| &self.0[word.start..word.end])
    }

    fn string_end(&self, start: usize, quote: u16) -> (Kind, usize) {
        let mut end = start + 1;
        while let Some(next) = self.at(end) {
            if next == quote {
                return (Kind::String, end + 1);
            }
            if quote != unit('`') && matches!(next, 0x0A | 0x0D) {
                break;
            }
            end += if next == unit('\\') { 2 } else { 1 };
        }
        (Kind::Illegal, end.min(self.0.len()))
    }

    fn word_end(&self, mut end: usize) -> usize {
        while self.at(end).is_some_and(is_word) {
            end += 1;
        }
        end
    }

    fn number_end(&self, start: usize) -> usize {
        let mut end = self.word_end(start);
        if self.is(end, '.') && !self.is(end - 1, 'n') {
            end = self.word_end(end + 1);
        }
        end
    }

    fn punctuator(&self, start: usize, first: u16) -> (Kind, usize) {
        if let Some(long) = PUNCTUATORS
            .iter()
            .find(|text| self.starts_with(start, text))
        {
            return (Kind::Punctuator, start + long.len());
        }
        let plain =
            u8::try_from(first).is_ok_and(|byte| b"{}()[];,<>+-*/%&|^!~?:=.".contains(&byte));
        (
            if plain {
                Kind::Punctuator
            } else {
                Kind::Illegal
            },
            start + 1,
        )
    }

    /// The token at or behind an offset, given the one before it.
    pub fn token_behind(&self, before: Option<Token>, offset: usize) -> Token {
        let token = self.token(offset);
        if !self.is(token.start, '/') || before.is_some_and(|before| self.ends_value(before)) {
            return token;
        }
        Token {
            kind: Kind::String,
            end: self.regexp_end(token.start),
            ..token
        }
    }

    /// Every token, as far as they can be told without a parser: a slash begins a regular
    /// expression where no value can end.
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens: Vec<Token> = Vec::new();
        let mut offset = 0;
        loop {
            let token = self.token_behind(tokens.last().copied(), offset);
            if token.kind == Kind::End {
                return tokens;
            }
            offset = token.end.max(offset + 1);
            tokens.push(token);
        }
    }

    /// Those that begin before an offset.
    pub fn tokens_before(&self, offset: usize) -> Vec<Token> {
        let mut tokens = self.tokens();
        tokens.retain(|token| token.start < offset);
        tokens
    }

    /// The token that closes a bracket.
    pub fn closing(&self, open: Token) -> Option<Token> {
        let mut depth = 0_usize;
        let mut token = open;
        while token.kind != Kind::End {
            match self.of(token).as_str() {
                "{" | "[" | "(" => depth += 1,
                "}" | "]" | ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(token);
            }
            token = self.token(token.end);
        }
        None
    }

    /// The first bracket that closes none of the text's own.
    pub fn unopened_bracket(&self) -> Option<Token> {
        let mut depth = 0_usize;
        self.tokens().into_iter().find(|token| {
            let is = |bracket| token.end == token.start + 1 && self.is(token.start, bracket);
            if is('{') || is('(') || is('[') {
                depth += 1;
            } else if is('}') || is(')') || is(']') {
                if depth == 0 {
                    return true;
                }
                depth -= 1;
            }
            false
        })
    }

    fn ends_value(&self, token: Token) -> bool {
        const BEFORE_VALUE: [&str; 12] = [
            "return",
            "typeof",
            "case",
            "in",
            "of",
            "delete",
            "void",
            "throw",
            "new",
            "else",
            "do",
            "instanceof",
        ];
        match token.kind {
            Kind::Word => !BEFORE_VALUE.contains(&self.of(token).as_str()),
            Kind::Punctuator => matches!(self.of(token).as_str(), ")" | "]" | "}" | "++" | "--"),
            _ => true,
        }
    }

    fn regexp_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let mut class = false;
        while let Some(next) = self.at(end).filter(|&next| !is_line_end(next)) {
            match char::from_u32(next.into()) {
                Some('\\') => end += 1,
                Some('[') => class = true,
                Some(']') => class = false,
                Some('/') if !class => return self.word_end(end + 1),
                _ => {}
            }
            end += 1;
        }
        end.min(self.0.len())
    }
}
