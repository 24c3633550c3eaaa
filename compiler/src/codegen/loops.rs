//! Loops.

use tidelock_vm::bytecode::{Insn, Op};

use super::jumps::JumpList;
use super::scopes::LoopState;
use super::{Gen, Generator};
use crate::ast::{Block, Constant, ExprId, ExprList, LocalId};

/// Registers of hidden state of a generic `for`: iterator, state, control, closing value.
const FOREACH_STATE: u32 = 4;

impl<'a> Generator<'a> {
    fn enter_loop(&mut self) {
        self.loops.push(LoopState { to_close: self.to_close.len(), breaks: JumpList::EMPTY });
    }

    /// Leaves the innermost loop; where its breaks lead is still to be said.
    fn leave_loop(&mut self) -> JumpList {
        self.loops.pop().expect("a loop was entered").breaks
    }

    /// `while condition do body end`
    #[inline(never)]
    pub(super) fn while_statement(&mut self, condition: ExprId, line: u32, body: &'a Block) -> Gen<()> {
        let start = self.target_here();
        let exit = self.jump_unless(condition, line)?;
        self.enter_loop();
        self.block(body)?;
        if self.is_reachable() {
            self.emit_loop(self.level, start);
        }
        let breaks = self.leave_loop();
        self.patch_here(exit);
        self.patch_here(breaks);
        Ok(())
    }

    /// `repeat body until condition`
    #[inline(never)]
    pub(super) fn repeat_statement(&mut self, body: &'a Block, condition: ExprId) -> Gen<()> {
        let start = self.target_here();
        let level = self.level;
        self.enter_loop();
        let closes = self.to_close.len();
        self.enter_block(body, false);
        for stat in &body.stats {
            self.statement(stat)?;
        }
        let mut exp = self.condition(condition)?;
        if exp.constant() != Some(Constant::Boolean(true)) {
            self.go_if_false(&mut exp)?;
            self.free = self.level;
            if let Some(register) = self.to_close.get(closes).copied() {
                self.emit(Insn::new(Op::Close, 0, Insn::reg(register), 0, 0));
            }
            self.emit_loop(level, start);
            self.patch_here(exp.if_true);
        }
        self.leave();
        let breaks = self.leave_loop();
        self.patch_here(breaks);
        Ok(())
    }

    /// `for variable = start, limit, step do body end`
    #[inline(never)]
    pub(super) fn numeric_for(
        &mut self,
        variable: LocalId,
        bounds: (ExprId, ExprId, Option<ExprId>),
        body: &'a Block,
        line: u32,
    ) -> Gen<()> {
        self.enter();
        let (start, limit, step) = bounds;
        let base = self.free;
        for id in [start, limit] {
            let mut exp = self.expression(id)?;
            self.bring_to_next(&mut exp)?;
        }
        match step {
            Some(step) => {
                let mut exp = self.expression(step)?;
                self.bring_to_next(&mut exp)?;
            }
            None => {
                let register = self.reserve(1)?;
                self.load_constant(register, Constant::Integer(1));
            }
        }
        for register in base..base + 3 {
            self.activate_hidden(register);
        }
        self.line = body.line;
        let prep = self.emit(Insn::wide(Op::ForPrep, 0, Insn::reg(base), 0));
        self.for_body(variable, 1, body)?;
        let at = self.emit_at(Insn::wide(Op::ForLoop, 0, Insn::reg(base), 0), line);
        self.set_target(at, prep + 1);
        let end = self.target_here();
        self.set_target(prep, end);
        let breaks = self.leave_loop();
        self.leave();
        self.patch_here(breaks);
        Ok(())
    }

    /// `for first, ... in values do body end`, the values in `line`
    #[inline(never)]
    pub(super) fn generic_for(
        &mut self,
        (first, count): (LocalId, u32),
        values: ExprList,
        line: u32,
        body: &'a Block,
    ) -> Gen<()> {
        self.enter();
        let base = self.free;
        self.values(values, FOREACH_STATE)?;
        for register in base..self.free {
            self.activate_hidden(register);
        }
        self.line = body.line;
        let prep = self.emit(Insn::wide(Op::ForEachPrep, 0, Insn::reg(base), 0));
        self.to_close.push(base + 3);
        self.for_body(first, count, body)?;
        let call = self.target_here();
        self.set_target(prep, call);
        self.emit_at(Insn::new(Op::ForEachCall, 0, Insn::reg(base), count as u16, 0), line);
        let at = self.emit_at(Insn::wide(Op::ForEachLoop, 0, Insn::reg(base), 0), line);
        self.set_target(at, prep + 1);
        let breaks = self.leave_loop();
        self.patch_here(breaks);
        self.line = line;
        self.leave();
        Ok(())
    }

    /// The body of a `for`, with the loop's variables in scope. The loop is left by the caller.
    fn for_body(&mut self, first: LocalId, count: u32, body: &'a Block) -> Gen<()> {
        self.enter_loop();
        self.target_here();
        self.enter_block(body, true);
        let base = self.reserve(count)?;
        for index in 0..count {
            self.place_local(LocalId(first.0 + index), base + index as u16);
        }
        let cells = self.here() as usize;
        self.make_cells(first, count);
        let start = self.here() as usize;
        for index in 0..count {
            self.activate_local(LocalId(first.0 + index));
        }
        self.finish_block(body)?;
        // Making cells belongs to the first line of the body.
        if let Some(&line) = self.lines.get(start) {
            self.lines[cells..start].fill(line);
        }
        Ok(())
    }
}
