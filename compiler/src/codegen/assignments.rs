//! Assignments: storing into a variable or a table.

use tidelock_vm::bytecode::{Insn, Op};

use super::operand::{Exp, Kind, Operand};
use super::{Gen, Generator, REGISTERS_MAX};
use crate::ast::{ExprId, ExprList};

impl Generator<'_> {
    /// Stores a value into what `target` says, a variable or an indexed table, in `line`. Gives the value's temporary back, but
    /// not those of the target.
    pub(super) fn store(&mut self, target: Kind, exp: &mut Exp, line: u32) -> Gen<()> {
        if let Kind::Register(register) = target {
            self.discharge(exp)?;
            self.release_exp(exp);
            return self.bring_to_register(exp, register);
        }
        let value = self.bring_to_any(exp)?;
        let reg = Insn::reg;
        let insn = match target {
            Kind::Cell(cell) => Insn::new(Op::SetCell, 0, reg(cell), reg(value), 0),
            Kind::Upvalue(upvalue) => Insn::new(Op::SetUpvalue, 0, reg(value), upvalue, 0),
            Kind::Global { upvalue, name } => Insn::new(Op::SetGlobal, 0, reg(value), upvalue, name),
            Kind::Field { object, name } => {
                let object = self.load_operand(object)?;
                Insn::new(Op::SetField, 0, reg(object), name, reg(value))
            }
            Kind::Index { object, index } => {
                let object = self.load_operand(object)?;
                Insn::new(Op::SetIndex, 0, reg(object), index as u16, reg(value))
            }
            Kind::Table { object, key } => {
                let object = self.load_operand(object)?;
                let key = self.load_operand(key)?;
                Insn::new(Op::SetTable, 0, reg(object), reg(key), reg(value))
            }
            _ => unreachable!("the parser lets only variables be assigned"),
        };
        self.emit_at(insn, line);
        if value >= self.level {
            // Cells may have been read into registers above it.
            self.free = value;
        }
        Ok(())
    }

    /// `targets = values`
    #[inline(never)]
    pub(super) fn assign_statement(&mut self, targets: ExprList, values: ExprList) -> Gen<()> {
        let ast = self.ast;
        let targets = &ast.lists[targets.range()];
        if let ([target], [value]) = (targets, &ast.lists[values.range()]) {
            let line = self.line_of(*target);
            let target = self.expression(*target)?;
            let mut exp = self.expression(*value)?;
            return self.store(target.kind, &mut exp, line);
        }
        self.assign_many(targets, values)
    }

    #[inline(never)]
    fn assign_many(&mut self, targets: &[ExprId], values: ExprList) -> Gen<()> {
        if targets.len() > REGISTERS_MAX as usize {
            return self.fail_registers();
        }
        let line = targets.last().map_or(self.line, |target| self.line_of(*target));
        let mut kinds: Vec<Kind> = Vec::with_capacity(targets.len());
        for target in targets {
            let target = self.expression(*target)?.kind;
            self.save_for(&mut kinds, target)?;
            kinds.push(target);
        }
        if values.len as usize == targets.len() {
            // The last value goes straight to its target.
            let others = ExprList { start: values.start, len: values.len - 1 };
            self.values(others, others.len)?;
            let end = self.free;
            let mut exp = self.expression(self.ast.lists[values.range().end - 1])?;
            let kind = kinds.pop().expect("there is a target");
            self.store(kind, &mut exp, line)?;
            self.free = end;
        } else {
            self.values(values, targets.len() as u32)?;
        }
        while let Some(kind) = kinds.pop() {
            let mut exp: Exp = Kind::Register(self.free - 1).into();
            self.store(kind, &mut exp, line)?;
        }
        Ok(())
    }

    /// If the variable `assigned` is the table or the key of one of the `targets` before it, saves its value for
    /// them: they were to use the one from before the assignment.
    fn save_for(&mut self, targets: &mut [Kind], assigned: Kind) -> Gen<()> {
        let saved = self.free;
        let read = match assigned {
            Kind::Register(register) => Insn::new(Op::Move, 0, 0, Insn::reg(register), 0),
            Kind::Cell(cell) => Insn::new(Op::GetCell, 0, 0, Insn::reg(cell), 0),
            Kind::Upvalue(upvalue) => Insn::new(Op::GetUpvalue, 0, 0, upvalue, 0),
            _ => return Ok(()),
        };
        let mut is_used = false;
        let mut replace = |operand: &mut Operand| {
            let is_same = match assigned {
                Kind::Register(register) => *operand == Operand::Register(register),
                Kind::Cell(cell) => *operand == Operand::Cell(cell),
                _ => false,
            };
            if is_same {
                *operand = Operand::Register(saved);
                is_used = true;
            }
        };
        let mut is_upvalue_used = false;
        for target in targets {
            match target {
                Kind::Field { object, .. } | Kind::Index { object, .. } => replace(object),
                Kind::Table { object, key } => {
                    replace(object);
                    replace(key);
                }
                Kind::Global { upvalue, name } if matches!(assigned, Kind::Upvalue(own) if own == *upvalue) => {
                    *target = Kind::Field { object: Operand::Register(saved), name: *name };
                    is_upvalue_used = true;
                }
                _ => {}
            }
        }
        if is_used || is_upvalue_used {
            self.reserve(1)?;
            self.emit(read.with_a(Insn::reg(saved)));
        }
        Ok(())
    }
}
