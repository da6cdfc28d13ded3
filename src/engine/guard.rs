//! Bounds a source text before it is parsed.
//!
//! Boa's parser and compiler recurse without a check, and what a level of nesting takes of
//! the native stack differs a hundredfold between the grammar's forms. So the text is read
//! once, as tokens, and what is open at each point is added up at the cost of its form;
//! more than the stack has is refused. The scan is no parser: where it is in doubt it takes
//! the dearer reading, and a text that misleads it ends at the guard page (`signals.rs`).
//! It reads 100 MB a second, and not at all what is too short to nest deep enough.

/// What one level of each form takes of the stack, in bytes: measured in a release build
/// (28 KB, 58 KB with the parentheses, 34 KB, 3 KB, 2 KB, …) and a fifth more.
mod cost {
    pub const PAREN: usize = 34_000;
    pub const BRACKET: usize = 34_000;
    pub const OBJECT: usize = 34_000;
    pub const FUNCTION: usize = 38_000;
    pub const CLASS: usize = 45_000;
    pub const BLOCK: usize = 10_000;
    pub const TEMPLATE: usize = 34_000;
    /// Forms that recurse into an assignment expression without a bracket.
    pub const ASSIGNMENT: usize = 30_000;
    /// Little, but the compiler looks through all labels for each.
    pub const LABEL: usize = 60_000;
    pub const STATEMENT: usize = 8_000;
    pub const UNARY: usize = 3_000;
    pub const BINARY: usize = 1_500;
    pub const POSTFIX: usize = 700;
    /// The dearest form for its length is one bracket.
    pub const UNIT: usize = 34_000;
}

/// How deep the groups of a regular expression may nest; its parser has its own, lower
/// limit for most, after a time that grows with the square.
const REGEX_DEPTH: usize = 2_000;

/// Whether a text may be parsed with `stack` bytes of native stack.
pub fn fits<U: Copy + Into<u16>>(text: &[U], stack: usize) -> bool {
    text.len() < stack / cost::UNIT || Scan::new(text, stack).run().is_some()
}

/// Whether the groups and classes of a pattern nest no deeper than is good.
pub fn pattern_fits(pattern: impl Iterator<Item = u16>) -> bool {
    let (mut depth, mut escaped) = (0_usize, false);
    for unit in pattern {
        match u8::try_from(unit).unwrap_or(b'x') {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > REGEX_DEPTH {
            return false;
        }
    }
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The text itself, a block or the body of a function: statements.
    Statements,
    Paren,
    Bracket,
    Object,
    Class,
    /// `${` … `}`
    Substitution,
}

/// A bracket that is open.
#[derive(Debug, Clone, Copy)]
struct Level {
    kind: Kind,
    /// Whether an expression ends with it, rather than a statement.
    operand: bool,
    /// Whether it is the head of `if`, `for`, …
    control: bool,
    /// What the bracket and what leads to it take.
    weight: usize,
    /// What the expression so far takes.
    chain: usize,
    /// What the statements so far take that end with this one (`if`, `else`, labels).
    statement: usize,
    /// How many `?` wait for their `:`.
    questions: usize,
    /// Whether a `case` waits for its `:`.
    case: bool,
    /// Whether a class waits for its body, and whether it is an expression.
    class: Option<bool>,
    function: Option<bool>,
}

/// What was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Something that a statement may follow.
    Boundary,
    /// The `)` of `if (…)` and the like, or `else`.
    Head,
    /// The `)` of anything else.
    Paren,
    Arrow,
    Operator,
    Operand,
    /// A name at the beginning of a statement.
    Name,
    /// `.`: a name follows, whatever it is called.
    Dot,
    /// `async`, `get`, `static`: a name that another may follow.
    Modifier,
    /// `if`, `for`, …: the head follows.
    Control,
}

struct Scan<'a, U> {
    text: &'a [U],
    at: usize,
    stack: usize,
    total: usize,
    levels: Vec<Level>,
    last: Last,
    newline: bool,
    /// A statement has ended, unless an `else` follows.
    ended: bool,
}

impl<'a, U: Copy + Into<u16>> Scan<'a, U> {
    fn new(text: &'a [U], stack: usize) -> Self {
        let mut scan = Self {
            text,
            at: 0,
            stack,
            total: 0,
            levels: Vec::new(),
            last: Last::Boundary,
            newline: false,
            ended: false,
        };
        scan.levels.push(Level::new(Kind::Statements, 0));
        scan
    }

    fn unit(&self, offset: usize) -> u16 {
        self.text
            .get(self.at + offset)
            .map_or(0, |&unit| unit.into())
    }

    fn ascii(&self, offset: usize) -> u8 {
        u8::try_from(self.unit(offset)).unwrap_or(0x80)
    }

    fn top(&mut self) -> &mut Level {
        if self.levels.is_empty() {
            self.levels.push(Level::new(Kind::Statements, 0));
        }
        let last = self.levels.len() - 1;
        &mut self.levels[last]
    }

    /// Reads the text; `None` if it takes more than there is.
    fn run(mut self) -> Option<()> {
        while self.at < self.text.len() {
            self.token()?;
            if self.total > self.stack {
                return None;
            }
        }
        Some(())
    }

    fn token(&mut self) -> Option<()> {
        let unit = self.ascii(0);
        match unit {
            b'\n' | b'\r' => {
                self.newline = true;
                self.at += 1;
            }
            b' ' | b'\t' | 0x0b | 0x0c => self.at += 1,
            b'/' if self.ascii(1) == b'/' => self.skip_line(),
            b'/' if self.ascii(1) == b'*' => self.skip_comment(),
            b'#' if self.at == 0 && self.ascii(1) == b'!' => self.skip_line(),
            b'a'..=b'z' | b'A'..=b'Z' | b'$' | b'_' | b'\\' | b'#' | b'@' | 0x80.. => self.word(),
            b'0'..=b'9' => self.number(),
            b'\'' | b'"' => self.string(unit),
            b'`' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                } else {
                    self.settle();
                }
                self.at += 1;
                self.template();
            }
            b'/' if !self.is_operand() => return self.regex(),
            b'(' | b'[' | b'{' => self.open(unit),
            b')' | b']' | b'}' => self.close(unit),
            _ => self.punctuator(unit),
        }
        Some(())
    }

    fn skip_line(&mut self) {
        while self.at < self.text.len() && !matches!(self.unit(0), 10 | 13 | 0x2028 | 0x2029) {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        self.at += 2;
        while self.at < self.text.len() {
            if self.ascii(0) == b'*' && self.ascii(1) == b'/' {
                self.at += 2;
                return;
            }
            self.newline |= self.ascii(0) == b'\n';
            self.at += 1;
        }
    }

    /// Whether what was read last ends an operand, so that an operator follows.
    fn is_operand(&self) -> bool {
        matches!(
            self.last,
            Last::Operand | Last::Name | Last::Paren | Last::Modifier
        )
    }

    /// Adds to what the expression so far takes.
    fn chain(&mut self, cost: usize) {
        self.total += cost;
        self.top().chain += cost;
    }

    /// Adds to what the statement so far takes.
    fn nest_statement(&mut self, cost: usize) {
        self.total += cost;
        self.top().statement += cost;
    }

    fn end_expression(&mut self) {
        let level = self.top();
        let chain = std::mem::take(&mut level.chain);
        let questions = std::mem::take(&mut level.questions);
        self.total -= chain + questions * cost::ASSIGNMENT;
    }

    /// Ends the statements that end here, now that no `else` has followed.
    fn settle(&mut self) {
        if std::mem::take(&mut self.ended) {
            let statement = std::mem::take(&mut self.top().statement);
            self.total -= statement;
        }
    }

    fn end_statement(&mut self) {
        self.end_expression();
        self.top().case = false;
        self.ended = true;
        self.last = Last::Boundary;
    }

    fn number(&mut self) {
        self.before_operand();
        let digits = |unit: u8| unit.is_ascii_alphanumeric() || matches!(unit, b'_' | b'.');
        while digits(self.ascii(0)) {
            self.at += 1;
        }
        self.last = Last::Operand;
    }

    /// Two operands in a row: the first ended a statement.
    fn before_operand(&mut self) {
        if self.is_operand() && self.last != Last::Modifier {
            self.end_statement();
        }
        self.settle();
    }

    fn string(&mut self, quote: u8) {
        self.before_operand();
        self.at += 1;
        while self.at < self.text.len() {
            match self.ascii(0) {
                b'\\' => self.at += 1,
                b'\n' => break,
                unit if unit == quote => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
        self.last = Last::Operand;
    }

    /// The text of a template up to its end or a substitution.
    fn template(&mut self) {
        while self.at < self.text.len() {
            match (self.ascii(0), self.ascii(1)) {
                (b'\\', _) => self.at += 1,
                (b'`', _) => {
                    self.at += 1;
                    self.last = Last::Operand;
                    return;
                }
                (b'$', b'{') => {
                    self.at += 2;
                    self.push(Kind::Substitution, cost::TEMPLATE, true);
                    self.last = Last::Operator;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// A regular expression, or a division after all if it does not end on its line.
    fn regex(&mut self) -> Option<()> {
        let (start, mut class) = (self.at, false);
        self.at += 1;
        loop {
            match self.ascii(0) {
                b'\\' => self.at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => break,
                0 | b'\n' => {
                    self.at = start + 1;
                    self.last = Last::Operator;
                    return Some(());
                }
                _ => {}
            }
            self.at += 1;
        }
        let pattern = self.text[start + 1..self.at.min(self.text.len())].iter();
        if !pattern_fits(pattern.map(|&unit| unit.into())) {
            return None;
        }
        self.settle();
        self.at += 1;
        self.last = Last::Operand;
        Some(())
    }

    fn word(&mut self) {
        let start = self.at;
        let mut letters = [0_u8; 12];
        loop {
            let unit = self.ascii(0);
            let inside = self.at < self.text.len()
                && (unit.is_ascii_alphanumeric()
                    || matches!(unit, b'$' | b'_' | b'\\' | b'#' | b'@' | 0x80..));
            if !inside {
                break;
            }
            if let Some(letter) = letters.get_mut(self.at - start) {
                *letter = unit;
            }
            self.at += 1;
        }
        let length = (self.at - start).min(letters.len());
        self.name(&letters[..length]);
        self.newline = false;
    }

    fn name(&mut self, word: &[u8]) {
        let statement = matches!(self.last, Last::Boundary | Last::Head);
        if self.last == Last::Dot {
            self.last = Last::Operand;
            return;
        }
        match word {
            b"else" | b"catch" | b"finally" => {
                self.end_expression();
                self.ended = false;
                self.nest_statement(if word == b"else" { cost::STATEMENT } else { 0 });
                self.last = if word == b"catch" {
                    Last::Control
                } else {
                    Last::Head
                };
            }
            b"in" | b"of" | b"instanceof" if self.is_operand() => {
                self.chain(cost::BINARY);
                self.last = Last::Operator;
            }
            b"if" | b"for" | b"while" | b"with" | b"switch" => {
                self.before_operand();
                self.nest_statement(cost::STATEMENT);
                self.last = Last::Control;
            }
            b"do" | b"try" => {
                self.before_operand();
                self.nest_statement(cost::STATEMENT);
                self.last = Last::Head;
            }
            b"typeof" | b"void" | b"delete" | b"await" | b"new" => {
                self.before_operand();
                self.chain(cost::UNARY);
                self.last = Last::Operator;
            }
            b"yield" | b"return" | b"throw" => {
                self.before_operand();
                self.chain(if word == b"yield" {
                    cost::ASSIGNMENT
                } else {
                    0
                });
                self.last = Last::Operator;
            }
            b"case" => {
                self.before_operand();
                self.top().case = true;
                self.last = Last::Operator;
            }
            b"default" => {
                self.before_operand();
                self.top().case = true;
                self.last = Last::Operand;
            }
            b"function" => {
                self.before_operand();
                self.top().function = Some(!statement);
                self.last = Last::Modifier;
            }
            b"class" => {
                self.before_operand();
                self.chain(cost::ASSIGNMENT);
                self.top().class = Some(!statement);
                self.last = Last::Modifier;
            }
            b"extends" => self.last = Last::Operator,
            b"async" | b"get" | b"set" | b"static" | b"let" | b"var" | b"const" => {
                self.before_operand();
                self.last = Last::Modifier;
            }
            _ => {
                self.before_operand();
                self.last = if statement { Last::Name } else { Last::Operand };
            }
        }
    }

    fn push(&mut self, kind: Kind, weight: usize, operand: bool) {
        self.settle();
        self.total += weight;
        self.levels.push(Level {
            operand,
            ..Level::new(kind, weight)
        });
    }

    fn open(&mut self, unit: u8) {
        self.at += 1;
        let last = self.last;
        match unit {
            b'(' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                }
                self.push(Kind::Paren, cost::PAREN, true);
                self.top().control = last == Last::Control;
                self.last = Last::Operator;
            }
            b'[' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                }
                self.push(Kind::Bracket, cost::BRACKET, true);
                self.last = Last::Operator;
            }
            _ => self.open_brace(last),
        }
    }

    fn open_brace(&mut self, last: Last) {
        let class = if last == Last::Operator {
            None
        } else {
            self.top().class.take()
        };
        let (kind, weight, operand) = match last {
            _ if class.is_some() => (Kind::Class, cost::CLASS, class == Some(true)),
            Last::Arrow => (Kind::Statements, cost::FUNCTION, true),
            Last::Paren => {
                let function = self.top().function.take();
                let method = matches!(self.top().kind, Kind::Object | Kind::Class);
                (
                    Kind::Statements,
                    cost::FUNCTION,
                    function == Some(true) && !method,
                )
            }
            Last::Boundary | Last::Head | Last::Control => (Kind::Statements, cost::BLOCK, false),
            // `static {`, and a block after a line without a semicolon.
            Last::Modifier | Last::Operand | Last::Name => {
                (Kind::Statements, cost::FUNCTION, false)
            }
            Last::Operator | Last::Dot => (Kind::Object, cost::OBJECT, true),
        };
        self.push(kind, weight, operand);
        self.last = match kind {
            Kind::Statements => Last::Boundary,
            _ => Last::Operator,
        };
    }

    fn close(&mut self, unit: u8) {
        self.at += 1;
        self.end_expression();
        self.ended = true;
        self.settle();
        let level = if self.levels.len() > 1 {
            self.levels.pop()
        } else {
            None
        };
        let Some(level) = level else {
            self.last = Last::Operand;
            return;
        };
        self.total -= level.weight;
        match (unit, level.kind) {
            (b'}', Kind::Substitution) => self.template(),
            (b')', _) if level.control => self.last = Last::Head,
            (b')', _) => self.last = Last::Paren,
            (b'}', _) if !level.operand => self.end_statement(),
            _ => self.last = Last::Operand,
        }
    }

    fn punctuator(&mut self, unit: u8) {
        let (next, third) = (self.ascii(1), self.ascii(2));
        let operand = self.is_operand();
        let mut width = 1;
        let mut last = Last::Operator;
        match unit {
            b';' => {
                self.end_statement();
                last = Last::Boundary;
            }
            b',' => self.end_expression(),
            b':' => last = self.colon(),
            b'?' if next == b'.' && !third.is_ascii_digit() => {
                width = 2;
                last = Last::Dot;
                if matches!(third, b'(' | b'[' | b'`') {
                    last = Last::Operand;
                }
                self.chain(cost::POSTFIX);
            }
            b'?' if next == b'?' => {
                width = if third == b'=' { 3 } else { 2 };
                self.chain(if third == b'=' {
                    cost::ASSIGNMENT
                } else {
                    cost::BINARY
                });
            }
            b'?' => {
                self.total += cost::ASSIGNMENT;
                self.top().questions += 1;
            }
            b'.' if next == b'.' => {
                width = 3;
                self.chain(0);
            }
            b'.' => {
                self.chain(if operand { cost::POSTFIX } else { 0 });
                last = Last::Dot;
            }
            b'=' if next == b'>' => {
                width = 2;
                self.chain(cost::ASSIGNMENT);
                last = Last::Arrow;
            }
            b'+' | b'-' if next == unit => {
                width = 2;
                if operand && !self.newline {
                    last = Last::Operand;
                } else {
                    self.before_operand();
                    self.chain(cost::UNARY);
                }
            }
            _ => width = self.operator(unit, operand),
        }
        self.at += width;
        self.last = last;
        self.newline = false;
    }

    /// An operator with two operands or one; returns its width.
    fn operator(&mut self, unit: u8, operand: bool) -> usize {
        let mut width = 1;
        while width < 4 && matches!(self.ascii(width), b'=' | b'*' | b'&' | b'|' | b'<' | b'>') {
            width += 1;
        }
        let assigns = self.ascii(width - 1) == b'='
            && !(width > 1 && matches!(unit, b'=' | b'!'))
            && !(width == 2 && matches!(unit, b'<' | b'>'));
        self.settle();
        self.chain(if assigns {
            cost::ASSIGNMENT
        } else if operand {
            cost::BINARY
        } else {
            cost::UNARY
        });
        width
    }

    fn colon(&mut self) -> Last {
        let last = self.last;
        let level = self.top();
        if level.questions > 0 {
            level.questions -= 1;
            level.chain += cost::UNARY;
            self.total -= cost::ASSIGNMENT - cost::UNARY;
            return Last::Operator;
        }
        if level.kind != Kind::Statements {
            return Last::Operator;
        }
        if level.case || last != Last::Name {
            self.end_statement();
            self.settle();
        } else {
            self.nest_statement(cost::LABEL);
        }
        Last::Boundary
    }
}

impl Level {
    fn new(kind: Kind, weight: usize) -> Self {
        Self {
            kind,
            operand: false,
            control: false,
            weight,
            chain: 0,
            statement: 0,
            questions: 0,
            case: false,
            class: None,
            function: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits;

    const STACK: usize = 240 << 20;

    fn ok(text: &str) -> bool {
        fits(text.as_bytes(), STACK)
    }

    #[test]
    fn nested_forms_are_refused_however_they_nest() {
        let deep = 100_000;
        for (open, middle, close) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("x={a:", "1", "}"),
            ("!", "1", ""),
            ("- ", "1", ""),
            ("void ", "1", ""),
            ("`${", "1", "}`"),
            ("(a=", "1", ")=>1"),
            ("class A{m(){", "", "}}"),
            ("class A{static{", "", "}}"),
            ("class{a=", "1", "}"),
            ("class extends ", "Object", "{}"),
            ("f(", "", ")"),
            ("a=", "1", ""),
            ("a+=", "1", ""),
            ("a&&=", "1", ""),
            ("a=>", "1", ""),
            ("{", "", "}"),
            ("for(var a of [])", ";", ""),
            ("if(a);else ", ";", ""),
            ("try{", "", "}catch(e){}"),
            ("try{}catch(e){", "", "}"),
            ("L:", ";", ""),
            ("a?", "1", ":1"),
            ("import(", "1", ")"),
        ] {
            let text = format!("{}{middle}{}", open.repeat(deep), close.repeat(deep));
            assert!(!ok(&text), "{open}");
        }
    }

    #[test]
    fn long_texts_are_not_deep_texts() {
        for statement in [
            "a = 1\n",
            "a = b = c;",
            "if (a) { b() } else { c() }\n",
            "if (a) b(); else if (c) d(); else e()\n",
            "x = a ? b : c ? d : e;",
            "function f(a = {}) { return a / 2 /* { */ }\n",
            "const f = async (a) => { await a(`x${a}y${`${a}`}`) }\n",
            "class A extends B { static { } get a() { return /[/{(]/g.test('}') } }\n",
            "switch (a) { case 1: b; default: c }\n",
            "x = { a: 1, b() { return { c } }, if: 2 }\n",
            "for (let i = 0; i < 1; i++) { i / 2; a++; /x{/.test(a) }\n",
            "a?.b?.[c]?.(d) ?? e;",
            "L: for (;;) break L;",
            "do { x() } while (a)\n",
            "var a = function () {}, b = () => ({}), c = class {};",
        ] {
            assert!(ok(&statement.repeat(20_000)), "{statement}");
        }
    }

    #[test]
    fn brackets_in_strings_comments_and_patterns_do_not_count() {
        let brackets = "(".repeat(100_000);
        assert!(ok(&format!("'{brackets}'")));
        assert!(ok(&format!("`{brackets}`")));
        assert!(ok(&format!("/*{brackets}*/")));
        assert!(ok(&format!("//{brackets}\n1")));
        assert!(ok(&format!("/[{brackets}]/")) || brackets.len() > super::REGEX_DEPTH);
    }
}
