//! Statements.

use tidelock_vm::steps::{Held, Pace};

use crate::ast::{Attribute, Block, LocalId, StatKind, StrId};

use super::expressions::{Form, Operand};
use super::{ARM_BYTES, Parse, Parser, STATEMENT_BYTES, TokenKind, UNITS_PER_BYTE};

/// A block of more statements is looked at for what it takes.
const MANY_STATEMENTS: usize = 1024;

impl Parser<'_> {
    /// The statements of the main function.
    pub(super) async fn main_statements(&mut self, pace: &Pace, held: &mut Held) -> Parse<Block> {
        let line = self.last_line;
        self.count_source(pace).await;
        while !self.token.kind.ends_block(true) {
            let is_return = self.token.kind == TokenKind::Return;
            self.statement()?;
            self.held_bytes = self.tree_bytes();
            held.set(self.held_bytes);
            self.count_source(pace).await;
            if is_return {
                break;
            }
        }
        // No copy, which would double the peak.
        let mut stats = std::mem::take(&mut self.stats);
        stats.shrink_to_fit();
        Ok(Block { stats, line, end_line: self.last_line })
    }

    /// Counts the source read since it was last counted.
    pub(super) async fn count_source(&mut self, pace: &Pace) {
        let read = self.token.start;
        pace.spend((read - self.counted) * UNITS_PER_BYTE).await;
        self.counted = read;
    }

    /// Statements up to a token that ends a block; after `return` whatever follows is left to the caller to refuse.
    pub(super) fn statement_list(&mut self) -> Parse<Block> {
        let start = self.stats.len();
        let line = self.last_line;
        while !self.token.kind.ends_block(true) {
            let is_return = self.token.kind == TokenKind::Return;
            self.statement()?;
            if is_return {
                break;
            }
        }
        let count = self.stats.len() - start;
        if count > MANY_STATEMENTS {
            // They are there twice for a moment.
            self.check_room(count * STATEMENT_BYTES)?;
        }
        let stats = self.stats.drain(start..).collect();
        if count > MANY_STATEMENTS && count > start {
            self.stats.shrink_to(start * 2);
        }
        Ok(Block { stats, line, end_line: self.last_line })
    }

    fn block(&mut self) -> Parse<Block> {
        let outer = self.enter_block();
        let block = self.statement_list()?;
        self.leave_block(outer);
        Ok(block)
    }

    fn loop_block(&mut self) -> Parse<Block> {
        self.function().loop_depth += 1;
        let block = self.block()?;
        self.function().loop_depth -= 1;
        Ok(block)
    }

    fn statement(&mut self) -> Parse<()> {
        let line = self.lexer.line;
        self.enter_level()?;
        match self.token.kind {
            TokenKind::Semicolon => self.advance()?,
            TokenKind::If => self.if_statement(line)?,
            TokenKind::While => self.while_statement(line)?,
            TokenKind::Do => {
                self.advance()?;
                let block = self.block()?;
                self.expect_match(TokenKind::End, TokenKind::Do, line)?;
                self.add_stat(line, StatKind::Do(block));
            }
            TokenKind::For => self.for_statement(line)?,
            TokenKind::Repeat => self.repeat_statement(line)?,
            TokenKind::Function => self.function_statement(line)?,
            TokenKind::Local => {
                self.advance()?;
                if self.skip_if(TokenKind::Function)? {
                    self.local_function(line)?;
                } else {
                    self.local_statement(line)?;
                }
            }
            TokenKind::DoubleColon => {
                self.advance()?;
                self.label_statement(line)?;
            }
            TokenKind::Return => self.return_statement(line)?,
            TokenKind::Break => self.break_statement(line)?,
            TokenKind::Goto => {
                self.advance()?;
                self.goto_statement(line)?;
            }
            _ => self.expression_statement(line)?,
        }
        self.level -= 1;
        Ok(())
    }

    fn if_statement(&mut self, line: u32) -> Parse<()> {
        let mut arms = Vec::with_capacity(1);
        loop {
            self.advance()?;
            let condition = self.expression()?.id;
            self.expect(TokenKind::Then)?;
            arms.push((condition, self.block()?));
            if self.token.kind != TokenKind::ElseIf {
                break;
            }
            // The first is counted with the statement.
            self.other_bytes += ARM_BYTES;
        }
        let otherwise = if self.skip_if(TokenKind::Else)? { Some(self.block()?) } else { None };
        self.expect_match(TokenKind::End, TokenKind::If, line)?;
        self.add_stat(line, StatKind::If { arms, otherwise });
        Ok(())
    }

    fn while_statement(&mut self, line: u32) -> Parse<()> {
        self.advance()?;
        let condition = self.expression()?.id;
        let condition_line = self.last_line;
        self.expect(TokenKind::Do)?;
        let body = self.loop_block()?;
        self.expect_match(TokenKind::End, TokenKind::While, line)?;
        self.add_stat(line, StatKind::While { condition, condition_line, body });
        Ok(())
    }

    fn repeat_statement(&mut self, line: u32) -> Parse<()> {
        let outer = self.enter_block();
        self.function().loop_depth += 1;
        self.advance()?;
        let body = self.statement_list()?;
        self.expect_match(TokenKind::Until, TokenKind::Repeat, line)?;
        let condition = self.expression()?.id;
        self.function().loop_depth -= 1;
        self.leave_block(outer);
        self.add_stat(line, StatKind::Repeat { body, condition });
        Ok(())
    }

    fn for_statement(&mut self, line: u32) -> Parse<()> {
        let outer = self.enter_block();
        self.advance()?;
        let name = self.expect_name()?;
        let kind = match self.token.kind {
            TokenKind::Assign => self.numeric_for(name)?,
            TokenKind::Comma | TokenKind::In => self.generic_for(name)?,
            _ => return self.syntax_error("'=' or 'in' expected"),
        };
        self.expect_match(TokenKind::End, TokenKind::For, line)?;
        self.leave_block(outer);
        self.add_stat(line, kind);
        Ok(())
    }

    fn numeric_for(&mut self, name: StrId) -> Parse<StatKind> {
        self.declare_hidden(3)?;
        let variable = self.declare(name)?;
        self.expect(TokenKind::Assign)?;
        let start = self.expression()?.id;
        self.expect(TokenKind::Comma)?;
        let limit = self.expression()?.id;
        let step = if self.skip_if(TokenKind::Comma)? { Some(self.expression()?.id) } else { None };
        let body = self.for_body(3, 1)?;
        Ok(StatKind::NumericFor { variable, start, limit, step, body })
    }

    fn generic_for(&mut self, name: StrId) -> Parse<StatKind> {
        self.declare_hidden(4)?;
        let first = self.declare(name)?;
        let mut count = 1;
        while self.skip_if(TokenKind::Comma)? {
            let name = self.expect_name()?;
            self.declare(name)?;
            count += 1;
        }
        self.expect(TokenKind::In)?;
        let line = self.lexer.line;
        let values = self.expression_list()?;
        let body = self.for_body(4, count)?;
        Ok(StatKind::GenericFor { first, count: count as u32, values, line, body })
    }

    /// `do block`, with the hidden state in scope around it and the declared variables inside.
    fn for_body(&mut self, hidden: usize, declared: usize) -> Parse<Block> {
        self.activate(hidden);
        self.expect(TokenKind::Do)?;
        let outer = self.enter_block();
        self.activate(declared);
        let body = self.loop_block()?;
        self.leave_block(outer);
        Ok(body)
    }

    fn function_statement(&mut self, line: u32) -> Parse<()> {
        self.advance()?;
        let mut target = self.variable()?;
        while self.token.kind == TokenKind::Dot {
            target = self.field(target)?;
        }
        let is_method = self.token.kind == TokenKind::Colon;
        if is_method {
            target = self.field(target)?;
        }
        let target_span = self.last_span.clone();
        let function = self.function_body(is_method, line)?;
        self.check_assignable(target, target_span)?;
        self.mark_assigned(target.id);
        self.ast.expr_lines[target.id.index()] = line;
        self.add_stat(line, StatKind::Function { target: target.id, function });
        Ok(())
    }

    fn local_function(&mut self, line: u32) -> Parse<()> {
        let name = self.expect_name()?;
        let local = self.declare(name)?;
        self.activate(1);
        let body_line = self.lexer.line;
        let function = self.function_body(false, body_line)?;
        self.add_stat(line, StatKind::LocalFunction { local, function });
        Ok(())
    }

    fn local_statement(&mut self, line: u32) -> Parse<()> {
        let first = LocalId(self.function().locals.len() as u32);
        let mut count: u32 = 0;
        let mut has_close = false;
        let mut attribute;
        loop {
            let name = self.expect_name()?;
            let local = self.declare(name)?;
            attribute = self.attribute()?;
            self.function().locals[local.index()].attribute = attribute;
            if attribute == Attribute::Close {
                if has_close {
                    let span = self.last_span.clone();
                    return self.name_error("multiple to-be-closed variables in local list", span);
                }
                has_close = true;
            }
            count += 1;
            if !self.skip_if(TokenKind::Comma)? {
                break;
            }
        }
        let start = self.list_items.len();
        let mut constant = None;
        if self.skip_if(TokenKind::Assign)? {
            let (_, last) = self.expressions()?;
            if attribute == Attribute::Const && self.list_items.len() - start == count as usize {
                constant = self.constant(last.id);
            }
        }
        if constant.is_some() {
            let last = first.index() + count as usize - 1;
            self.function().locals[last].constant = constant;
            self.list_items.pop();
        }
        self.activate(count as usize);
        let values = self.finish_list(start);
        // A constant that others are declared with is not declared by the statement: nothing runs for it.
        if constant.is_some() && count > 1 {
            count -= 1;
        }
        self.add_stat(line, StatKind::Local { first, count, values });
        Ok(())
    }

    fn attribute(&mut self) -> Parse<Attribute> {
        if !self.skip_if(TokenKind::Less)? {
            return Ok(Attribute::Regular);
        }
        let span = self.token.span();
        let name = self.expect_name()?;
        self.expect(TokenKind::Greater)?;
        match self.lexer.strings.get(name) {
            b"const" => Ok(Attribute::Const),
            b"close" => Ok(Attribute::Close),
            _ => self.name_error(&format!("unknown attribute '{}'", self.name_text(name)), span),
        }
    }

    fn return_statement(&mut self, line: u32) -> Parse<()> {
        self.advance()?;
        let start = self.list_items.len();
        if !self.token.kind.ends_block(true) && self.token.kind != TokenKind::Semicolon {
            self.expressions()?;
        }
        let values = self.finish_list(start);
        self.skip_if(TokenKind::Semicolon)?;
        self.add_stat(line, StatKind::Return(values));
        Ok(())
    }

    fn expression_statement(&mut self, line: u32) -> Parse<()> {
        let operand = self.suffixed_expression()?;
        if matches!(self.token.kind, TokenKind::Assign | TokenKind::Comma) {
            return self.assignment(operand, line);
        }
        if operand.form != Form::Call {
            return self.syntax_error("syntax error");
        }
        self.add_stat(line, StatKind::Call(operand.id));
        Ok(())
    }

    /// `targets = values` after the first target. PUC recurses for each further target, so their number is limited.
    fn assignment(&mut self, first: Operand, line: u32) -> Parse<()> {
        let level = self.level;
        let targets_start = self.list_items.len();
        let mut target = first;
        loop {
            if !matches!(target.form, Form::Variable | Form::Place | Form::ConstantName(_)) {
                return self.syntax_error("syntax error");
            }
            self.check_assignable(target, self.last_span.clone())?;
            self.mark_assigned(target.id);
            self.list_items.push(target.id);
            if !self.skip_if(TokenKind::Comma)? {
                break;
            }
            target = self.suffixed_expression()?;
            self.enter_level()?;
        }
        self.expect(TokenKind::Assign)?;
        let (values_start, _) = self.expressions()?;
        self.level = level;
        let values = self.finish_list(values_start);
        for position in targets_start..self.list_items.len() {
            self.move_here(self.list_items[position]);
        }
        let targets = self.finish_list(targets_start);
        self.add_stat(line, StatKind::Assign { targets, values });
        Ok(())
    }

    /// Refuses `<const>` and `<close>` variables as targets.
    fn check_assignable(&mut self, target: Operand, span: std::ops::Range<usize>) -> Parse<()> {
        let name = match target.form {
            Form::ConstantName(name) => name,
            Form::Variable => match self.variable_attribute(target.id) {
                Some((Attribute::Const | Attribute::Close, name)) => name,
                _ => return Ok(()),
            },
            _ => return Ok(()),
        };
        let name = self.name_text(name);
        self.name_error(&format!("attempt to assign to const variable '{name}'"), span)
    }
}
