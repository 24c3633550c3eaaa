//! Statements, and the function as a whole.

use tidelock_vm::bytecode::{Insn, Op};
use tidelock_vm::steps::Pace;

use super::jumps::JumpList;
use super::operand::{Exp, Kind, truth};
use super::scopes::split_trailing_labels;
use super::{Gen, Generator, UNITS_PER_INSTRUCTION, UNITS_PER_STATEMENT};
use crate::ast::{Attribute, Block, Constant, ExprId, ExprList, FunctionId, LocalId, Stat, StatKind, UpvalueSource};

impl<'a> Generator<'a> {
    /// Generates the whole function.
    pub(super) fn function_body(&mut self) -> Gen<()> {
        let function = self.function;
        self.enter_block(&function.body, true);
        self.parameters()?;
        self.finish_block(&function.body)?;
        self.emit_at(Insn::new(Op::Return0, 0, 0, 0, 0), function.end_line);
        Ok(())
    }

    /// The same for the main function, statement by statement.
    pub(super) async fn main_body(&mut self, pace: &Pace) -> Gen<()> {
        let function = self.function;
        let mut held = pace.held();
        self.enter_long_block(&function.body, pace).await;
        self.parameters()?;
        let (inside, outside) = split_trailing_labels(&function.body);
        for stat in inside {
            let before = self.code.len();
            self.statement(stat)?;
            self.held_bytes = self.bytes();
            held.set(self.held_bytes);
            let instructions = self.code.len() - before;
            pace.spend(UNITS_PER_STATEMENT + instructions * UNITS_PER_INSTRUCTION).await;
        }
        self.end_block(&function.body, outside)?;
        self.emit_at(Insn::new(Op::Return0, 0, 0, 0, 0), function.end_line);
        Ok(())
    }

    fn parameters(&mut self) -> Gen<()> {
        let function = self.function;
        self.reserve(function.parameters)?;
        for index in 0..function.parameters {
            self.place_local(LocalId(index), index as u16);
            self.activate_local(LocalId(index));
        }
        self.make_cells(LocalId(0), function.parameters);
        Ok(())
    }

    pub(super) fn statement(&mut self, stat: &'a Stat) -> Gen<()> {
        self.look_at_room()?;
        self.line = stat.line;
        match &stat.kind {
            StatKind::Call(id) => self.call_statement(*id)?,
            StatKind::Local { first, count, values } => self.local_statement(*first, *count, *values)?,
            StatKind::Assign { targets, values } => self.assign_statement(*targets, *values)?,
            StatKind::LocalFunction { local, function } => self.local_function(*local, *function)?,
            StatKind::Function { target, function } => self.function_statement(*target, *function, stat.line)?,
            StatKind::Do(block) => self.block(block)?,
            StatKind::While { condition, condition_line, body } => {
                self.while_statement(*condition, *condition_line, body)?;
            }
            StatKind::Repeat { body, condition } => self.repeat_statement(body, *condition)?,
            StatKind::If { arms, otherwise } => self.if_statement(arms, otherwise.as_ref())?,
            StatKind::NumericFor { variable, start, limit, step, body } => {
                self.numeric_for(*variable, (*start, *limit, *step), body, stat.line)?;
            }
            StatKind::GenericFor { first, count, values, line, body } => {
                self.generic_for((*first, *count), *values, *line, body)?;
            }
            StatKind::Return(values) => self.return_statement(*values)?,
            StatKind::Break => self.break_statement(),
            StatKind::Goto(label) => self.goto_statement(*label),
            StatKind::Label(label) => self.place_label(*label),
        }
        self.free = self.level;
        Ok(())
    }

    #[inline(never)]
    fn call_statement(&mut self, id: ExprId) -> Gen<()> {
        let exp = self.expression(id)?;
        self.set_results(exp.kind, 0)?;
        Ok(())
    }

    /// Brings exactly `wanted` values of `list` into the next registers.
    pub(super) fn values(&mut self, list: ExprList, wanted: u32) -> Gen<()> {
        let first = self.free;
        let range = list.range();
        let end = range.end;
        for position in range {
            let mut exp = self.expression(self.ast.lists[position])?;
            let have = u32::from(self.free - first);
            if position + 1 == end && (exp.is_open() || matches!(exp.kind, Kind::SystemCall(_))) {
                // A call's first result already counts as taken.
                let have = if matches!(exp.kind, Kind::Vararg(_)) { have } else { have - 1 };
                self.set_results(exp.kind, wanted.saturating_sub(have))?;
            } else {
                self.bring_to_next(&mut exp)?;
            }
        }
        let have = u32::from(self.free - first);
        if have < wanted {
            let missing = wanted - have;
            let register = self.reserve(missing)?;
            self.load_nil(register, missing as u16);
        }
        self.free = first + wanted as u16;
        Ok(())
    }

    #[inline(never)]
    fn local_statement(&mut self, first: LocalId, count: u32, values: ExprList) -> Gen<()> {
        let locals = &self.function.locals[first.index()..first.index() + count as usize];
        if locals.iter().all(|local| local.constant.is_some()) {
            return Ok(());
        }
        let base = self.free;
        self.values(values, count)?;
        for index in 0..count {
            self.place_local(LocalId(first.0 + index), base + index as u16);
        }
        let closed = locals.iter().position(|local| local.attribute == Attribute::Close);
        let Some(closed) = closed else {
            self.make_cells(first, count);
            self.activate_locals(first, count);
            return Ok(());
        };
        self.activate_locals(first, count);
        let register = base + closed as u16;
        self.emit(Insn::new(Op::MarkClose, 0, Insn::reg(register), 0, 0));
        self.to_close.push(register);
        self.make_cells(first, count);
        Ok(())
    }

    fn activate_locals(&mut self, first: LocalId, count: u32) {
        for index in first.0..first.0 + count {
            self.activate_local(LocalId(index));
        }
    }

    /// `local function local() ... end`
    #[inline(never)]
    fn local_function(&mut self, local: LocalId, id: FunctionId) -> Gen<()> {
        let function = &self.ast.functions[id.index()];
        let sees_itself = function.upvalues.iter().any(|upvalue| upvalue.source == UpvalueSource::Local(local));
        let register = self.free;
        self.place_local(local, register);
        if sees_itself {
            // Its own cell must be there before it is.
            self.line = function.end_line;
            self.reserve(1)?;
            self.load_nil(register, 1);
            self.make_cells(local, 1);
            let mut exp = self.closure(id)?;
            let value = self.bring_to_next(&mut exp)?;
            self.emit(Insn::new(Op::SetCell, 0, Insn::reg(register), Insn::reg(value), 0));
            self.release(value);
        } else {
            let mut exp = self.closure(id)?;
            self.bring_to_next(&mut exp)?;
            self.make_cells(local, 1);
        }
        self.activate_local(local);
        Ok(())
    }

    /// `function target() ... end`; it "happens" in its first line.
    #[inline(never)]
    fn function_statement(&mut self, target: ExprId, function: FunctionId, line: u32) -> Gen<()> {
        let target = self.expression(target)?;
        let mut exp = self.closure(function)?;
        self.store(target.kind, &mut exp, line)?;
        *self.lines.last_mut().expect("a store was emitted") = line;
        Ok(())
    }

    /// The jumps taken if the condition is false; `line` is where the test is.
    pub(super) fn jump_unless(&mut self, condition: ExprId, line: u32) -> Gen<JumpList> {
        let mut exp = self.condition(condition)?;
        self.line = line;
        self.go_if_true(&mut exp)?;
        Ok(exp.if_false)
    }

    /// The jumps taken if the condition is true.
    fn jump_if(&mut self, condition: ExprId, line: u32) -> Gen<JumpList> {
        let mut exp = self.condition(condition)?;
        self.line = line;
        self.go_if_false(&mut exp)?;
        Ok(exp.if_true)
    }

    /// An expression of which only the truth matters.
    pub(super) fn condition(&mut self, id: ExprId) -> Gen<Exp> {
        let mut exp = self.expression(id)?;
        if let Kind::Constant(constant) = exp.kind {
            exp.kind = Kind::Constant(Constant::Boolean(truth(constant)));
        }
        Ok(exp)
    }

    #[inline(never)]
    fn if_statement(&mut self, arms: &'a [(ExprId, Block)], otherwise: Option<&'a Block>) -> Gen<()> {
        let mut escapes = JumpList::EMPTY;
        for (index, (condition, body)) in arms.iter().enumerate() {
            if let Some(target) = self.jump_through(body) {
                let jump = self.jump_if(*condition, body.line)?;
                self.add_forward_jump(target, jump);
                continue;
            }
            let skip = self.jump_unless(*condition, body.line)?;
            self.block(body)?;
            let is_last = index + 1 == arms.len() && otherwise.is_none();
            if !is_last && self.is_reachable() {
                let jump = self.emit_jump();
                self.join(&mut escapes, jump);
            }
            self.patch_here(skip);
        }
        if let Some(block) = otherwise {
            self.block(block)?;
        }
        self.patch_here(escapes);
        Ok(())
    }

    #[inline(never)]
    fn return_statement(&mut self, values: ExprList) -> Gen<()> {
        let closes = u8::from(!self.to_close.is_empty());
        let first = self.free;
        let (a, b) = match self.ast.lists[values.range()] {
            [] if closes == 0 => {
                self.emit(Insn::new(Op::Return0, 0, 0, 0, 0));
                return Ok(());
            }
            [] => (0, 1),
            [value] => {
                let mut exp = self.expression(value)?;
                match exp.kind {
                    Kind::Call(at) if closes == 0 => {
                        let call = self.code[at as usize];
                        self.code[at as usize] = Insn::new(Op::TailCall, 0, call.a(), call.b(), 0);
                        return Ok(());
                    }
                    kind if exp.is_open() => (self.set_open(kind), 0),
                    _ => {
                        let register = self.bring_to_any(&mut exp)?;
                        if closes == 0 {
                            self.emit(Insn::new(Op::Return1, 0, Insn::reg(register), 0, 0));
                            return Ok(());
                        }
                        (register, 2)
                    }
                }
            }
            _ => {
                let is_open = self.arguments(values)?;
                (first, if is_open { 0 } else { self.free - first + 1 })
            }
        };
        self.emit(Insn::new(Op::Return, closes, Insn::reg(a), b, 0));
        Ok(())
    }
}
