//! Calls and their arguments.

use tidelock_vm::bytecode::{Insn, Op};

use super::operand::{Exp, Kind};
use super::{Gen, Generator};
use crate::ast::{Constant, Expr, ExprId, ExprList, StrId};

impl Generator<'_> {
    /// Brings the values of `list` into the next registers; whether the last one stands for any number of values.
    pub(super) fn arguments(&mut self, list: ExprList) -> Gen<bool> {
        let range = list.range();
        let end = range.end;
        for position in range {
            let mut exp = self.expression(self.ast.lists[position])?;
            if position + 1 == end && exp.is_open() {
                self.set_open(exp.kind);
                return Ok(true);
            }
            self.bring_to_next(&mut exp)?;
        }
        Ok(false)
    }

    /// `exp(arguments)`
    #[inline(never)]
    pub(super) fn call(&mut self, exp: &mut Exp, arguments: ExprList, line: u32) -> Gen<()> {
        let base = self.bring_to_next(exp)?;
        self.finish_call(exp, base, arguments, line)
    }

    /// `exp:name(arguments)`
    #[inline(never)]
    pub(super) fn method_call(&mut self, exp: &mut Exp, name: StrId, arguments: ExprList, line: u32) -> Gen<()> {
        let object = self.bring_to_any(exp)?;
        self.release(object);
        self.line = line;
        let base = self.reserve(2)?;
        match self.constants.add_name(name, &self.ast.strings) {
            Some(name) => {
                self.emit(Insn::new(Op::Method, 0, Insn::reg(base), Insn::reg(object), name));
            }
            None => {
                let key = self.reserve(1)?;
                self.load_constant(key, Constant::String(name));
                self.emit(Insn::new(Op::Move, 0, Insn::reg(base + 1), Insn::reg(object), 0));
                self.emit(Insn::new(Op::GetTable, 0, Insn::reg(base), Insn::reg(object), Insn::reg(key)));
                self.release(key);
            }
        }
        self.finish_call(exp, base, arguments, line)
    }

    fn finish_call(&mut self, exp: &mut Exp, base: u16, arguments: ExprList, line: u32) -> Gen<()> {
        let is_open = self.arguments(arguments)?;
        let b = if is_open { 0 } else { self.free - base };
        let at = self.emit_at(Insn::new(Op::Call, 0, Insn::reg(base), b, 2), line);
        self.free = base + 1;
        self.line = self.line.max(line);
        *exp = Kind::Call(at).into();
        Ok(())
    }

    /// Whether a call of `function` is a system call.
    pub(super) fn is_system_call(&self, function: ExprId) -> bool {
        self.system_call_name.is_some_and(
            |wanted| matches!(self.ast.exprs[function.index()], Expr::Global { name, .. } if name == wanted),
        )
    }

    /// `__syscall(number, arguments)`: each argument one value.
    #[inline(never)]
    pub(super) fn system_call(&mut self, arguments: ExprList, line: u32) -> Gen<Exp> {
        let list = &self.ast.lists[arguments.range()];
        let number = match list.first().map(|id| self.ast.exprs[id.index()]) {
            Some(Expr::Constant(Constant::Integer(number))) => u16::try_from(number).ok(),
            _ => None,
        };
        let Some(number) = number else {
            return self.fail("system call number expected");
        };
        let base = self.free;
        for id in &list[1..] {
            let mut exp = self.expression(*id)?;
            self.bring_to_next(&mut exp)?;
        }
        let count = self.free - base;
        let at = self.emit_at(Insn::new(Op::SystemCall, 1, Insn::reg(base), count, number), line);
        self.free = base;
        self.reserve(1)?;
        Ok(Kind::SystemCall(at).into())
    }
}
