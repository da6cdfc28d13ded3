//! What the tokens open and close: which form of the grammar each begins or ends, at what
//! cost (see the table of `cost.rs`).

use super::cost;
use super::level::{Kind, Last, Level, Role};
use super::scan::Scan;

impl<U: Copy + Into<u16>> Scan<'_, U> {
    /// Whether what was read last ends an operand, so that an operator follows.
    pub(super) fn is_operand(&self) -> bool {
        matches!(
            self.last,
            Last::Operand | Last::Name | Last::Paren | Last::Modifier
        )
    }

    /// Adds to what the expression so far takes.
    pub(super) fn chain(&mut self, cost: usize) {
        self.total += cost;
        self.top().chain += cost;
    }

    /// Adds to what the statement so far takes.
    pub(super) fn nest_statement(&mut self, cost: usize) {
        self.total += cost;
        self.top().statement += cost;
    }

    pub(super) fn end_expression(&mut self) {
        let level = self.top();
        let chain = std::mem::take(&mut level.chain);
        let questions = std::mem::take(&mut level.questions);
        self.total -= chain + questions * cost::ASSIGNMENT;
    }

    /// Ends the statements that end here, now that no `else` has followed.
    pub(super) fn settle(&mut self) {
        if std::mem::take(&mut self.ended) {
            let statement = std::mem::take(&mut self.top().statement);
            self.total -= statement;
        }
    }

    pub(super) fn end_statement(&mut self) {
        self.end_expression();
        self.top().case = false;
        self.ended = true;
        self.last = Last::Boundary;
    }

    /// Two operands in a row: the first ended a statement.
    pub(super) fn before_operand(&mut self) {
        if self.is_operand() && self.last != Last::Modifier {
            self.end_statement();
        }
        self.settle();
    }

    pub(super) fn name(&mut self, word: &[u8]) {
        let role = match self.last {
            Last::Boundary | Last::Head => Role::Statement,
            _ => Role::Expression,
        };
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
                self.top().function = Some(role);
                self.last = Last::Modifier;
            }
            b"class" => {
                self.before_operand();
                self.chain(cost::ASSIGNMENT);
                self.top().class = Some(role);
                self.last = Last::Modifier;
            }
            b"extends" => self.last = Last::Operator,
            b"async" | b"get" | b"set" | b"static" | b"let" | b"var" | b"const" => {
                self.before_operand();
                self.last = Last::Modifier;
            }
            _ => {
                self.before_operand();
                self.last = match role {
                    Role::Statement => Last::Name,
                    Role::Expression => Last::Operand,
                };
            }
        }
    }

    pub(super) fn push(&mut self, kind: Kind, weight: usize, role: Role) {
        self.settle();
        self.total += weight;
        self.levels.push(Level {
            role,
            ..Level::new(kind, weight)
        });
    }

    pub(super) fn open(&mut self, unit: u8) {
        self.at += 1;
        let last = self.last;
        match unit {
            b'(' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                }
                self.push(Kind::Paren, cost::PAREN, Role::Expression);
                self.top().control = last == Last::Control;
                self.last = Last::Operator;
            }
            b'[' => {
                if self.is_operand() {
                    self.chain(cost::POSTFIX);
                }
                self.push(Kind::Bracket, cost::BRACKET, Role::Expression);
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
        let function = (Kind::Statements, cost::FUNCTION);
        let ((kind, weight), role) = match (last, class) {
            (_, Some(role)) => ((Kind::Class, cost::CLASS), role),
            (Last::Arrow, _) => (function, Role::Expression),
            (Last::Paren, _) => {
                let role = self.top().function.take();
                let is_method = matches!(self.top().kind, Kind::Object | Kind::Class);
                let role = role.filter(|_| !is_method).unwrap_or(Role::Statement);
                (function, role)
            }
            (Last::Boundary | Last::Head | Last::Control, _) => {
                ((Kind::Statements, cost::BLOCK), Role::Statement)
            }
            // `static {`, and a block after a line without a semicolon.
            (Last::Modifier | Last::Operand | Last::Name, _) => (function, Role::Statement),
            (Last::Operator | Last::Dot, _) => ((Kind::Object, cost::OBJECT), Role::Expression),
        };
        self.push(kind, weight, role);
        self.last = match kind {
            Kind::Statements => Last::Boundary,
            _ => Last::Operator,
        };
    }

    pub(super) fn close(&mut self, unit: u8) {
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
            (b'}', _) if level.role == Role::Statement => self.end_statement(),
            _ => self.last = Last::Operand,
        }
    }

    pub(super) fn punctuator(&mut self, unit: u8) {
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
