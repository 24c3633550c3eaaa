//! Where the value of an expression is, or will be, and how it is brought into a register.
//!
//! Reading a variable is put off until its value is needed, so that the generator can choose the register, and so
//! that in `a + f()` a change that `f` makes to `a` is seen. A captured local is no exception: its cell is read when
//! the operation is emitted.

use tidelock_vm::bytecode::{Insn, Op};

use super::jumps::JumpList;
use super::{Gen, Generator};
use crate::ast::Constant;

/// A register, or the value in the cell that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    Register(u16),
    Cell(u16),
}

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Constant(Constant),
    /// In a register: a local's if below the level, else a temporary.
    Register(u16),
    /// In the cell in a local's register.
    Cell(u16),
    Upvalue(u16),
    /// A field of an upvalue.
    Global {
        upvalue: u16,
        name: u16,
    },
    Field {
        object: Operand,
        name: u16,
    },
    Index {
        object: Operand,
        index: i16,
    },
    Table {
        object: Operand,
        key: Operand,
    },
    /// The negation of a register's truth.
    Not(u16),
    /// Computed by this instruction, whose `a` is still to be filled in.
    Pending(u32),
    /// The results of this `call`.
    Call(u32),
    /// The values of this `vararg`, whose `a` and `b` are still to be filled in.
    Vararg(u32),
    /// The results of this `system_call`.
    SystemCall(u32),
    /// True where this comparison jumps, false where it does not.
    Jump(JumpList),
}

/// A value, and the jumps out of the middle of the expression: to where it is true, and to where it is false.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exp {
    pub kind: Kind,
    pub if_true: JumpList,
    pub if_false: JumpList,
}

impl From<Kind> for Exp {
    fn from(kind: Kind) -> Exp {
        Exp { kind, if_true: JumpList::EMPTY, if_false: JumpList::EMPTY }
    }
}

impl Exp {
    pub(super) fn has_jumps(&self) -> bool {
        !(self.if_true.is_empty() && self.if_false.is_empty())
    }

    /// Its constant, if it is nothing but one.
    pub(super) fn constant(&self) -> Option<Constant> {
        match self.kind {
            Kind::Constant(constant) if !self.has_jumps() => Some(constant),
            _ => None,
        }
    }

    /// Whether it may have any number of values.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.kind, Kind::Call(_) | Kind::Vararg(_))
    }
}

/// Whether a constant counts as true.
pub(super) fn truth(constant: Constant) -> bool {
    !matches!(constant, Constant::Nil | Constant::Boolean(false))
}

impl Generator<'_> {
    /// Reads variables and cuts calls to one value: leaves a constant, `Register`, `Pending` or `Jump`.
    pub(super) fn discharge(&mut self, exp: &mut Exp) -> Gen<()> {
        exp.kind = match exp.kind {
            kind @ (Kind::Constant(_) | Kind::Register(_) | Kind::Pending(_) | Kind::Jump(_)) => kind,
            Kind::Cell(register) => Kind::Pending(self.emit(Insn::new(Op::GetCell, 0, 0, Insn::reg(register), 0))),
            Kind::Upvalue(upvalue) => Kind::Pending(self.emit(Insn::new(Op::GetUpvalue, 0, 0, upvalue, 0))),
            Kind::Global { upvalue, name } => Kind::Pending(self.emit(Insn::new(Op::GetGlobal, 0, 0, upvalue, name))),
            Kind::Field { object, name } => {
                let object = self.load_operand(object)?;
                self.release(object);
                Kind::Pending(self.emit(Insn::new(Op::GetField, 0, 0, Insn::reg(object), name)))
            }
            Kind::Index { object, index } => {
                let object = self.load_operand(object)?;
                self.release(object);
                Kind::Pending(self.emit(Insn::new(Op::GetIndex, 0, 0, Insn::reg(object), index as u16)))
            }
            Kind::Table { object, key } => {
                let object = self.load_operand(object)?;
                let key = self.load_operand(key)?;
                self.release_two(object, key);
                Kind::Pending(self.emit(Insn::new(Op::GetTable, 0, 0, Insn::reg(object), Insn::reg(key))))
            }
            Kind::Not(register) => Kind::Pending(self.emit(Insn::new(Op::Not, 0, 0, Insn::reg(register), 0))),
            Kind::Call(_) | Kind::SystemCall(_) => {
                let first = self.set_results(exp.kind, 1)?;
                Kind::Register(first)
            }
            Kind::Vararg(at) => {
                self.code[at as usize] = Insn::new(Op::Vararg, 0, 0, 2, 0);
                Kind::Pending(at)
            }
        };
        Ok(())
    }

    /// The register that holds the operand's value: its own, or a new temporary read from the cell.
    pub(super) fn load_operand(&mut self, operand: Operand) -> Gen<u16> {
        match operand {
            Operand::Register(register) => Ok(register),
            Operand::Cell(cell) => {
                let register = self.reserve(1)?;
                self.emit(Insn::new(Op::GetCell, 0, Insn::reg(register), Insn::reg(cell), 0));
                Ok(register)
            }
        }
    }

    /// Loads a constant into a register.
    pub(super) fn load_constant(&mut self, register: u16, constant: Constant) {
        let a = Insn::reg(register);
        let insn = match constant {
            Constant::Nil => return self.load_nil(register, 1),
            Constant::Boolean(false) => Insn::new(Op::LoadFalse, 0, a, 0, 0),
            Constant::Boolean(true) => Insn::new(Op::LoadTrue, 0, a, 0, 0),
            Constant::Integer(value) if i32::try_from(value).is_ok() => {
                Insn::wide(Op::LoadInt, 0, a, value as i32 as u32)
            }
            Constant::Integer(_) | Constant::Float(_) | Constant::String(_) => {
                Insn::wide(Op::LoadConst, 0, a, self.constants.add(constant))
            }
        };
        self.emit(insn);
    }

    /// Brings the value, but for what its jumps bring, into `register`. A comparison stays a jump.
    fn put(&mut self, exp: &mut Exp, register: u16) -> Gen<()> {
        self.discharge(exp)?;
        match exp.kind {
            Kind::Constant(constant) => self.load_constant(register, constant),
            Kind::Pending(at) => {
                let insn = &mut self.code[at as usize];
                *insn = insn.with_a(Insn::reg(register));
            }
            Kind::Register(from) if from != register => {
                self.emit(Insn::new(Op::Move, 0, Insn::reg(register), Insn::reg(from), 0));
            }
            _ => return Ok(()),
        }
        exp.kind = Kind::Register(register);
        Ok(())
    }

    /// Brings the value into `register`, whichever way control took.
    pub(super) fn bring_to_register(&mut self, exp: &mut Exp, register: u16) -> Gen<()> {
        self.put(exp, register)?;
        let is_comparison = if let Kind::Jump(jump) = exp.kind {
            self.join(&mut exp.if_true, jump);
            true
        } else {
            false
        };
        if exp.has_jumps() {
            self.join_values(exp, register, is_comparison);
        }
        *exp = Kind::Register(register).into();
        Ok(())
    }

    /// Ends the jumps out of an expression: those that bring no value get `false` or `true` loaded.
    fn join_values(&mut self, exp: &Exp, register: u16, is_comparison: bool) {
        let a = Insn::reg(register);
        let wants_false = is_comparison || self.needs_value(exp.if_false);
        let wants_true = self.needs_value(exp.if_true);
        let mut to_end = JumpList::EMPTY;
        if !is_comparison && (wants_false || wants_true) {
            to_end = self.emit_jump();
        }
        let load_false = self.here();
        if wants_false {
            self.target_here();
            self.emit(Insn::new(Op::LoadFalse, 0, a, 0, 0));
            if wants_true {
                let jump = self.emit_jump();
                self.join(&mut to_end, jump);
            }
        }
        let load_true = self.here();
        if wants_true {
            self.emit(Insn::new(Op::LoadTrue, 0, a, 0, 0));
        }
        let end = self.target_here();
        self.patch_here(to_end);
        self.patch_values(exp.if_false, register, end, load_false);
        self.patch_values(exp.if_true, register, end, load_true);
    }

    /// Gives back the temporary of an expression that is discharged.
    pub(super) fn release_exp(&mut self, exp: &Exp) {
        if let Kind::Register(register) = exp.kind {
            self.release(register);
        }
    }

    /// Brings the value into the next free register.
    pub(super) fn bring_to_next(&mut self, exp: &mut Exp) -> Gen<u16> {
        self.discharge(exp)?;
        self.release_exp(exp);
        let register = self.reserve(1)?;
        self.bring_to_register(exp, register)?;
        Ok(register)
    }

    /// Brings the value into a register: the one it is in, or the next free one.
    pub(super) fn bring_to_any(&mut self, exp: &mut Exp) -> Gen<u16> {
        self.discharge(exp)?;
        if let Kind::Register(register) = exp.kind {
            if !exp.has_jumps() {
                return Ok(register);
            }
            if register >= self.level {
                self.bring_to_register(exp, register)?;
                return Ok(register);
            }
        }
        self.bring_to_next(exp)
    }

    /// Like [`Generator::bring_to_any`], but leaves a cell to be read later.
    pub(super) fn bring_to_operand(&mut self, exp: &mut Exp) -> Gen<Operand> {
        match exp.kind {
            Kind::Cell(register) if !exp.has_jumps() => Ok(Operand::Cell(register)),
            _ => self.bring_to_any(exp).map(Operand::Register),
        }
    }

    /// Makes a call, `...` or system call give `count` values, in registers from the one returned on. Registers
    /// are taken for them (a call's function and arguments are given back).
    pub(super) fn set_results(&mut self, kind: Kind, count: u32) -> Gen<u16> {
        let (Kind::Call(at) | Kind::SystemCall(at) | Kind::Vararg(at)) = kind else {
            unreachable!("only calls and varargs have several results");
        };
        let insn = self.code[at as usize];
        if !matches!(kind, Kind::Vararg(_)) {
            self.free = insn.reg_a();
        }
        let first = self.reserve(count)?;
        self.code[at as usize] = match kind {
            Kind::Call(_) => insn.with_c(count as u16 + 1),
            Kind::SystemCall(_) => insn.with_x(count as u8),
            _ => Insn::new(Op::Vararg, 0, Insn::reg(first), count as u16 + 1, 0),
        };
        Ok(first)
    }

    /// Makes a call or `...` give all its values, from the register returned on.
    pub(super) fn set_open(&mut self, kind: Kind) -> u16 {
        match kind {
            Kind::Call(at) => {
                let insn = self.code[at as usize].with_c(0);
                self.code[at as usize] = insn;
                insn.reg_a()
            }
            Kind::Vararg(at) => {
                self.code[at as usize] = Insn::new(Op::Vararg, 0, Insn::reg(self.free), 0, 0);
                self.free
            }
            _ => unreachable!("only calls and varargs have several results"),
        }
    }

    /// Jumps out if the value is false; goes on if it is true.
    pub(super) fn go_if_true(&mut self, exp: &mut Exp) -> Gen<()> {
        let jump = match self.decide(exp)? {
            Kind::Jump(jump) => {
                self.negate(jump);
                jump
            }
            Kind::Constant(constant) if truth(constant) => JumpList::EMPTY,
            Kind::Constant(Constant::Boolean(false)) => self.emit_jump(),
            _ => self.jump_on(exp, false)?,
        };
        self.join(&mut exp.if_false, jump);
        self.patch_here(exp.if_true);
        exp.if_true = JumpList::EMPTY;
        Ok(())
    }

    /// Jumps out if the value is true; goes on if it is false.
    pub(super) fn go_if_false(&mut self, exp: &mut Exp) -> Gen<()> {
        let jump = match self.decide(exp)? {
            Kind::Jump(jump) => jump,
            Kind::Constant(constant) if !truth(constant) => JumpList::EMPTY,
            Kind::Constant(Constant::Boolean(true)) => self.emit_jump(),
            _ => self.jump_on(exp, true)?,
        };
        self.join(&mut exp.if_true, jump);
        self.patch_here(exp.if_false);
        exp.if_false = JumpList::EMPTY;
        Ok(())
    }

    /// The discharged kind of a value that is about to decide a jump (`Not` is left for the jump to absorb).
    fn decide(&mut self, exp: &mut Exp) -> Gen<Kind> {
        if !matches!(exp.kind, Kind::Not(_)) {
            self.discharge(exp)?;
        }
        Ok(exp.kind)
    }

    /// A jump taken if the truth of the value is `when`; it carries the value.
    fn jump_on(&mut self, exp: &mut Exp, when: bool) -> Gen<JumpList> {
        if let Kind::Not(register) = exp.kind {
            return Ok(self.emit_test(register, !when));
        }
        if !matches!(exp.kind, Kind::Register(_)) {
            let register = self.reserve(1)?;
            self.put(exp, register)?;
        }
        let Kind::Register(register) = exp.kind else { unreachable!("a discharged value was put into a register") };
        self.release(register);
        Ok(self.emit_test_set(register, when))
    }

    /// `not` of the value.
    pub(super) fn negate_value(&mut self, exp: &mut Exp) -> Gen<()> {
        self.discharge(exp)?;
        exp.kind = match exp.kind {
            Kind::Constant(constant) => Kind::Constant(Constant::Boolean(!truth(constant))),
            Kind::Jump(jump) => {
                self.negate(jump);
                Kind::Jump(jump)
            }
            _ => {
                if !matches!(exp.kind, Kind::Register(_)) {
                    let register = self.reserve(1)?;
                    self.put(exp, register)?;
                }
                let Kind::Register(register) = exp.kind else { unreachable!("it was put into a register") };
                self.release(register);
                Kind::Not(register)
            }
        };
        std::mem::swap(&mut exp.if_true, &mut exp.if_false);
        self.drop_values(exp.if_true);
        self.drop_values(exp.if_false);
        Ok(())
    }
}
