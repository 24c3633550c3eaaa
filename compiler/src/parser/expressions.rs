//! Expressions.
//!
//! The line of a node is where PUC's generated instruction for it would be: at the operator for arithmetic, at the
//! opening parenthesis for calls, else at the token after which the instruction is emitted. A variable or an index is
//! emitted late, when it is known to be read and not assigned to, hence [`Parser::read_here`].

use crate::ast::{BinaryOperator, Constant, Expr, ExprId, ExprList, FunctionId, StrId, TableItem, UnaryOperator};

use super::fold::is_true;
use super::scope::Variable;
use super::{Parse, Parser, TokenKind, TokenValue};

/// An expression just read.
#[derive(Clone, Copy)]
pub(super) struct Operand {
    pub id: ExprId,
    pub form: Form,
}

/// What may be done with an expression beyond reading it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing.
    Value,
    /// A local or an upvalue: it can be assigned to.
    Variable,
    /// A global or an index: it can be assigned to, and reading it may raise an error.
    Place,
    /// The name of a compile-time constant: an assignment to it is an error of its own.
    ConstantName(StrId),
    /// A call: it has any number of values, and is a statement.
    Call,
    /// `...`: any number of values.
    Vararg,
}

/// A binary operator as written.
#[derive(Clone, Copy)]
enum Infix {
    And,
    Or,
    Strict(BinaryOperator),
}

/// How tightly the unary operators bind.
const UNARY_PRIORITY: u8 = 12;

/// The operator, and how tightly it binds to what is on its left and on its right.
fn infix(kind: TokenKind) -> Option<(Infix, u8, u8)> {
    use BinaryOperator as Op;
    let (operator, left, right) = match kind {
        TokenKind::Or => return Some((Infix::Or, 1, 1)),
        TokenKind::And => return Some((Infix::And, 2, 2)),
        TokenKind::Less => (Op::Lt, 3, 3),
        TokenKind::Greater => (Op::Gt, 3, 3),
        TokenKind::LessEqual => (Op::Le, 3, 3),
        TokenKind::GreaterEqual => (Op::Ge, 3, 3),
        TokenKind::NotEqual => (Op::Ne, 3, 3),
        TokenKind::Equal => (Op::Eq, 3, 3),
        TokenKind::Pipe => (Op::BOr, 4, 4),
        TokenKind::Tilde => (Op::BXor, 5, 5),
        TokenKind::Ampersand => (Op::BAnd, 6, 6),
        TokenKind::ShiftLeft => (Op::Shl, 7, 7),
        TokenKind::ShiftRight => (Op::Shr, 7, 7),
        TokenKind::DoubleDot => (Op::Concat, 9, 8),
        TokenKind::Plus => (Op::Add, 10, 10),
        TokenKind::Minus => (Op::Sub, 10, 10),
        TokenKind::Star => (Op::Mul, 11, 11),
        TokenKind::Slash => (Op::Div, 11, 11),
        TokenKind::DoubleSlash => (Op::IDiv, 11, 11),
        TokenKind::Percent => (Op::Mod, 11, 11),
        TokenKind::Caret => (Op::Pow, 14, 13),
        _ => return None,
    };
    Some((Infix::Strict(operator), left, right))
}

fn prefix(kind: TokenKind) -> Option<UnaryOperator> {
    match kind {
        TokenKind::Not => Some(UnaryOperator::Not),
        TokenKind::Minus => Some(UnaryOperator::Neg),
        TokenKind::Tilde => Some(UnaryOperator::BNot),
        TokenKind::Hash => Some(UnaryOperator::Len),
        _ => None,
    }
}

impl Parser<'_> {
    pub(super) fn expression(&mut self) -> Parse<Operand> {
        self.sub_expression(0)
    }

    /// An expression list onto the scratch list; returns the last one, and where the list begins.
    pub(super) fn expressions(&mut self) -> Parse<(usize, Operand)> {
        let start = self.list_items.len();
        let mut last = self.expression()?;
        self.list_items.push(last.id);
        while self.skip_if(TokenKind::Comma)? {
            self.read_here(last);
            last = self.expression()?;
            self.list_items.push(last.id);
        }
        Ok((start, last))
    }

    pub(super) fn expression_list(&mut self) -> Parse<ExprList> {
        let (start, _) = self.expressions()?;
        Ok(self.finish_list(start))
    }

    /// Moves the line of a variable, an index or a constant, or of one that ends `and` and `or`, to the last token read.
    fn read_here(&mut self, operand: Operand) {
        let mut id = operand.id;
        while let Expr::And { right, .. } | Expr::Or { right, .. } = self.ast.exprs[id.index()] {
            self.move_here(id);
            id = right;
        }
        if let Expr::Constant(_) | Expr::Local(_) | Expr::Upvalue(_) | Expr::Global { .. } | Expr::Index { .. } =
            self.ast.exprs[id.index()]
        {
            self.move_here(id);
        }
    }

    fn value(&mut self, expr: Expr, line: u32) -> Operand {
        Operand { id: self.add_expr(expr, line), form: Form::Value }
    }

    /// An expression of operators that bind more tightly than `limit`.
    fn sub_expression(&mut self, limit: u8) -> Parse<Operand> {
        self.enter_level()?;
        let mut left = match prefix(self.token.kind) {
            Some(operator) => {
                let line = self.lexer.line;
                self.advance()?;
                let operand = self.sub_expression(UNARY_PRIORITY)?;
                self.unary(operator, operand, line)
            }
            None => self.simple_expression()?,
        };
        while let Some((operator, left_priority, right_priority)) = infix(self.token.kind)
            && left_priority > limit
        {
            let line = self.lexer.line;
            self.advance()?;
            self.read_here(left);
            let right = self.sub_expression(right_priority)?;
            left = match operator {
                Infix::Strict(operator) => self.binary(operator, left.id, right.id, line),
                Infix::And => self.and_or(true, left.id, right),
                Infix::Or => self.and_or(false, left.id, right),
            };
        }
        self.level -= 1;
        Ok(left)
    }

    fn unary(&mut self, operator: UnaryOperator, operand: Operand, line: u32) -> Operand {
        match self.fold_unary(operator, operand.id) {
            Some(constant) => self.replace_last(operand.id, constant),
            None => {
                let line = if operator == UnaryOperator::Not { self.last_line } else { line };
                self.value(Expr::Unary { operator, operand: operand.id }, line)
            }
        }
    }

    fn binary(&mut self, operator: BinaryOperator, left: ExprId, right: ExprId, line: u32) -> Operand {
        use BinaryOperator as Op;
        if let Some(constant) = self.fold_binary(operator, left, right) {
            return self.replace_last(left, constant);
        }
        if operator != Op::Concat && matches!(self.constant(left), Some(Constant::Integer(_) | Constant::Float(_))) {
            // A number on the left waits for what is on the right.
            self.move_here(left);
        }
        let line = match operator {
            // A chain of concatenations is one instruction, that of its last operator.
            Op::Concat => match self.ast.exprs[right.index()] {
                Expr::Binary { operator: Op::Concat, .. } => self.ast.expr_lines[right.index()],
                _ => line,
            },
            Op::Eq | Op::Ne | Op::Lt | Op::Le | Op::Gt | Op::Ge => self.last_line,
            _ => line,
        };
        self.value(Expr::Binary { operator, left, right }, line)
    }

    /// `left and right` or `left or right`. After a constant that decides nothing, the right operand is all there is.
    fn and_or(&mut self, is_and: bool, left: ExprId, right: Operand) -> Operand {
        if self.constant(left).is_some_and(|constant| is_true(constant) == is_and) {
            return self.single_value(right);
        }
        let (left, right) = (left, right.id);
        self.value(if is_and { Expr::And { left, right } } else { Expr::Or { left, right } }, self.last_line)
    }

    /// A folded constant in place of its operands, the first of which is `first`; they are dropped from the tree if
    /// they are its end.
    fn replace_last(&mut self, first: ExprId, constant: Constant) -> Operand {
        let tail = &self.ast.exprs[first.index()..];
        if tail.len() <= 2 && tail.iter().all(|expr| matches!(expr, Expr::Constant(_))) {
            self.ast.exprs.truncate(first.index());
            self.ast.expr_lines.truncate(first.index());
        }
        Operand { id: self.add_constant(constant), form: Form::Value }
    }

    /// The expression cut to one value, which can't be assigned to.
    fn single_value(&mut self, operand: Operand) -> Operand {
        match operand.form {
            Form::Call | Form::Vararg => {
                let line = self.ast.expr_lines[operand.id.index()];
                self.value(Expr::Paren(operand.id), line)
            }
            _ => Operand { id: operand.id, form: Form::Value },
        }
    }

    fn simple_expression(&mut self) -> Parse<Operand> {
        let constant = match (self.token.kind, self.token.value) {
            (TokenKind::Number, TokenValue::Number(tidelock_vm::number::Number::Integer(value))) => {
                Constant::Integer(value)
            }
            (TokenKind::Number, TokenValue::Number(tidelock_vm::number::Number::Float(value))) => {
                Constant::Float(value)
            }
            (TokenKind::String, TokenValue::String(value)) => Constant::String(value),
            (TokenKind::Nil, _) => Constant::Nil,
            (TokenKind::True, _) => Constant::Boolean(true),
            (TokenKind::False, _) => Constant::Boolean(false),
            (TokenKind::TripleDot, _) => return self.vararg(),
            (TokenKind::LeftBrace, _) => return self.constructor(),
            (TokenKind::Function, _) => {
                self.advance()?;
                let line = self.lexer.line;
                let function = self.function_body(false, line)?;
                return Ok(self.value(Expr::Function(function), self.last_line));
            }
            _ => return self.suffixed_expression(),
        };
        self.advance()?;
        Ok(Operand { id: self.add_constant(constant), form: Form::Value })
    }

    fn vararg(&mut self) -> Parse<Operand> {
        if !self.function().is_vararg {
            return self.syntax_error("cannot use '...' outside a vararg function");
        }
        self.advance()?;
        Ok(Operand { id: self.add_expr(Expr::Vararg, self.last_line), form: Form::Vararg })
    }

    /// A name or a parenthesised expression, and the fields, indices and calls that follow it.
    pub(super) fn suffixed_expression(&mut self) -> Parse<Operand> {
        let mut operand = match self.token.kind {
            TokenKind::Name => self.variable()?,
            TokenKind::LeftParen => self.parenthesised()?,
            _ => return self.syntax_error("unexpected symbol"),
        };
        loop {
            self.look_at_room()?;
            operand = match self.token.kind {
                TokenKind::Dot => self.field(operand)?,
                TokenKind::LeftBracket => {
                    let key = self.bracketed_key()?;
                    self.index(operand, key)
                }
                TokenKind::Colon => {
                    self.advance()?;
                    let name = self.expect_name()?;
                    self.read_here(operand);
                    let line = self.lexer.line;
                    let arguments = self.arguments()?;
                    let id = self.add_expr(Expr::MethodCall { object: operand.id, name, arguments }, line);
                    Operand { id, form: Form::Call }
                }
                TokenKind::LeftParen | TokenKind::String | TokenKind::LeftBrace => {
                    let line = self.lexer.line;
                    let arguments = self.arguments()?;
                    let id = self.add_expr(Expr::Call { function: operand.id, arguments }, line);
                    Operand { id, form: Form::Call }
                }
                _ => return Ok(operand),
            };
        }
    }

    fn parenthesised(&mut self) -> Parse<Operand> {
        let line = self.lexer.line;
        self.advance()?;
        let operand = self.expression()?;
        self.expect_match(TokenKind::RightParen, TokenKind::LeftParen, line)?;
        self.read_here(operand);
        Ok(self.single_value(operand))
    }

    pub(super) fn variable(&mut self) -> Parse<Operand> {
        let name = self.expect_name()?;
        let (expr, form) = match self.resolve(name)? {
            Variable::Local(local) => (Expr::Local(local), Form::Variable),
            Variable::Upvalue(upvalue) => (Expr::Upvalue(upvalue), Form::Variable),
            Variable::Constant(constant) => (Expr::Constant(constant), Form::ConstantName(name)),
            Variable::Global => (Expr::Global { env: self.env_expr()?, name }, Form::Place),
        };
        Ok(Operand { id: self.add_expr(expr, self.last_line), form })
    }

    fn index(&mut self, object: Operand, key: ExprId) -> Operand {
        let id = self.add_expr(Expr::Index { object: object.id, key }, self.last_line);
        Operand { id, form: Form::Place }
    }

    /// `.NAME`
    pub(super) fn field(&mut self, object: Operand) -> Parse<Operand> {
        self.advance()?;
        let key = self.name_key()?;
        Ok(self.index(object, key))
    }

    /// A name as a string.
    pub(super) fn name_key(&mut self) -> Parse<ExprId> {
        let name = self.expect_name()?;
        Ok(self.add_constant(Constant::String(name)))
    }

    /// `[expression]`
    fn bracketed_key(&mut self) -> Parse<ExprId> {
        self.advance()?;
        let key = self.expression()?;
        self.expect(TokenKind::RightBracket)?;
        Ok(key.id)
    }

    fn arguments(&mut self) -> Parse<ExprList> {
        let start = self.list_items.len();
        match (self.token.kind, self.token.value) {
            (TokenKind::LeftParen, _) => {
                let line = self.lexer.line;
                self.advance()?;
                let last = match self.token.kind {
                    TokenKind::RightParen => None,
                    _ => Some(self.expressions()?.1),
                };
                self.expect_match(TokenKind::RightParen, TokenKind::LeftParen, line)?;
                if let Some(last) = last {
                    self.read_here(last);
                }
            }
            (TokenKind::LeftBrace, _) => {
                let table = self.constructor()?;
                self.list_items.push(table.id);
            }
            (TokenKind::String, TokenValue::String(string)) => {
                self.advance()?;
                let argument = self.add_constant(Constant::String(string));
                self.list_items.push(argument);
            }
            _ => return self.syntax_error("function arguments expected"),
        }
        Ok(self.finish_list(start))
    }

    fn constructor(&mut self) -> Parse<Operand> {
        let line = self.lexer.line;
        let line_before = self.last_line;
        let first = self.table_items.len();
        self.expect(TokenKind::LeftBrace)?;
        let mut positional = None;
        while self.token.kind != TokenKind::RightBrace {
            if let Some(item) = positional.take() {
                self.read_here(item);
            }
            positional = self.table_item()?;
            if !(self.skip_if(TokenKind::Comma)? || self.skip_if(TokenKind::Semicolon)?) {
                break;
            }
        }
        self.expect_match(TokenKind::RightBrace, TokenKind::LeftBrace, line)?;
        if let Some(item) = positional {
            self.read_here(item);
        }
        let end_line = self.last_line;
        let (start, len) = (self.ast.table_items.len() as u32, (self.table_items.len() - first) as u32);
        self.table_items_most = self.table_items_most.max(self.table_items.len());
        self.ast.table_items.extend(self.table_items.drain(first..));
        Ok(self.value(Expr::Table { start, len, end_line }, line_before))
    }

    /// One item onto the scratch list; returns it if it is positional.
    fn table_item(&mut self) -> Parse<Option<Operand>> {
        let is_named = self.token.kind == TokenKind::Name && self.peek()? == TokenKind::Assign;
        let key = match self.token.kind {
            TokenKind::Name if is_named => self.name_key()?,
            TokenKind::LeftBracket => self.bracketed_key()?,
            _ => {
                let value = self.expression()?;
                self.table_items.push(TableItem::Positional(value.id));
                return Ok(Some(value));
            }
        };
        self.expect(TokenKind::Assign)?;
        let value = self.expression()?.id;
        self.table_items.push(TableItem::Keyed { key, value });
        Ok(None)
    }

    /// `(parameters) block end`; `line` is where the function is said to be defined.
    pub(super) fn function_body(&mut self, is_method: bool, line: u32) -> Parse<FunctionId> {
        self.open_function(line);
        self.expect(TokenKind::LeftParen)?;
        if is_method {
            let name = self.lexer.strings.intern(b"self");
            self.declare(name)?;
            self.activate(1);
        }
        self.parameters()?;
        self.expect(TokenKind::RightParen)?;
        let body = self.statement_list()?;
        let end_line = self.lexer.line;
        self.expect_match(TokenKind::End, TokenKind::Function, line)?;
        self.close_function(body, end_line)
    }

    fn parameters(&mut self) -> Parse<()> {
        let mut count = 0;
        let mut is_vararg = false;
        if self.token.kind != TokenKind::RightParen {
            loop {
                match self.token.kind {
                    TokenKind::Name => {
                        let name = self.expect_name()?;
                        self.declare(name)?;
                        count += 1;
                    }
                    TokenKind::TripleDot => {
                        self.advance()?;
                        is_vararg = true;
                    }
                    _ => return self.syntax_error("<name> or '...' expected"),
                }
                if is_vararg || !self.skip_if(TokenKind::Comma)? {
                    break;
                }
            }
        }
        self.activate(count);
        self.finish_parameters(is_vararg);
        Ok(())
    }
}
