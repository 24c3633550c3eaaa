//! V2 to V15: what can be seen of an instruction without knowing how control came to it.

use std::ops::Range;

use super::super::effects::{opens, takes_open};
use super::super::{Constant, Insn, Op, Operand, Prototype, REGISTER_SCALE};
use super::{Fault, Field, NAME_BYTES_MAX, PART, Privileges, STRAIGHT_MAX, UNITS_PER_INSTRUCTION};
use crate::steps::Pace;

/// Checks every instruction of `function`. Tells for each whether a jump lands on it.
pub(super) async fn check(function: &Prototype, privileges: Privileges, pace: &Pace) -> Result<Vec<bool>, Fault> {
    let instructions = function.code.len();
    let mut is_target = vec![false; instructions];
    let parts = || (0..instructions).step_by(PART).map(|start| start..instructions.min(start + PART));
    for part in parts() {
        let units = part.len() * UNITS_PER_INSTRUCTION / 2;
        check_part(function, privileges, part, &mut is_target)?;
        pace.spend(units).await;
    }
    check_end(function)?;
    let mut left = None;
    for part in parts() {
        let units = part.len() * UNITS_PER_INSTRUCTION / 4;
        left = check_pairs(function, part, left, &is_target)?;
        pace.spend(units).await;
    }
    // The last instruction ends its block (V10), which none that leaves values does.
    if instructions > usize::from(STRAIGHT_MAX) {
        let mut passed = pace.held();
        passed.set(instructions * 2);
        check_straight(function, pace).await?;
    }
    Ok(is_target)
}

/// V11, of ways that don't lead back. Jumps lead to instructions by now.
async fn check_straight(function: &Prototype, pace: &Pace) -> Result<(), Fault> {
    // Instructions since the last safepoint, on the longest way to each instruction.
    let mut passed = vec![0u16; function.code.len() + 1];
    for (pc, &insn) in function.code.iter().enumerate() {
        let Some(op) = insn.op() else { continue };
        if passed[pc] >= STRAIGHT_MAX {
            return Err(Fault::at(11, pc, None, format!("no safepoint in {STRAIGHT_MAX} instructions before it")));
        }
        let next = if op == Op::Safepoint { 1 } else { passed[pc] + 1 };
        if let Some(target) = jump_target(op, insn, pc)
            && target > pc as i64
        {
            passed[target as usize] = passed[target as usize].max(next);
        }
        if !op.info().ends_block {
            passed[pc + 1] = passed[pc + 1].max(next);
        }
        if pc % PART == PART - 1 {
            pace.spend(PART / 2).await;
        }
    }
    Ok(())
}

/// V2 to V13 for some instructions; notes where they jump.
fn check_part(
    function: &Prototype,
    privileges: Privileges,
    part: Range<usize>,
    is_target: &mut [bool],
) -> Result<(), Fault> {
    for (pc, insn) in part.clone().zip(function.code[part].iter().copied()) {
        let Some(op) = insn.op() else {
            return Err(Fault::at(2, pc, None, format!("unknown opcode {}", insn.0 as u8)));
        };
        let checker = Checker { function, pc, insn, op };
        for (field, operand) in Field::ALL.into_iter().zip(op.info().operands) {
            checker.operand(field, operand)?;
        }
        checker.counts()?;
        checker.context(privileges)?;
        if let Some(target) = jump_target(op, insn, pc) {
            checker.jump(target)?;
            is_target[target as usize] = true;
        }
    }
    Ok(())
}

/// Where `insn` at `pc` jumps, if it does. Not checked: may be negative or past the end.
pub(super) fn jump_target(op: Op, insn: Insn, pc: usize) -> Option<i64> {
    let [_, _, b, c] = op.info().operands;
    let distance = if b == Operand::JumpWide {
        i64::from(insn.wide_signed())
    } else if c == Operand::Jump {
        i64::from(insn.c() as i16)
    } else {
        return None;
    };
    Some(pc as i64 + 1 + distance)
}

/// An instruction being checked.
struct Checker<'a> {
    function: &'a Prototype,
    pc: usize,
    insn: Insn,
    op: Op,
}

impl Checker<'_> {
    #[cold]
    fn fault(&self, rule: u8, field: Field, why: String) -> Fault {
        Fault::at(rule, self.pc, Some(field), why)
    }

    fn value(&self, field: Field) -> u16 {
        match field {
            Field::X => u16::from(self.insn.x()),
            Field::A => self.insn.a(),
            Field::B => self.insn.b(),
            Field::C => self.insn.c(),
        }
    }

    /// V3 to V8, by the table's operand columns.
    fn operand(&self, field: Field, operand: Operand) -> Result<(), Fault> {
        let value = self.value(field);
        match operand {
            Operand::Unused => {
                let upper_half = field == Field::C && self.op.info().operands[2].is_wide();
                if value != 0 && !upper_half {
                    return Err(self.fault(3, field, format!("{value} in an unused field, expected 0")));
                }
            }
            Operand::Flag => {
                if value > 1 {
                    return Err(self.fault(3, field, format!("{value} as a flag, expected 0 or 1")));
                }
            }
            Operand::Write | Operand::Read | Operand::ReadWrite => self.register(field, value)?,
            Operand::Span => {
                self.register(field, value)?;
                self.span(field, value)?;
            }
            Operand::IdentityConstant | Operand::NumberConstant | Operand::NameConstant => {
                self.constant(field, operand, u32::from(value))?;
            }
            Operand::ConstantWide => self.constant(field, operand, self.insn.wide_unsigned())?,
            Operand::Upvalue => self.below(7, field, "upvalue", value, self.function.upvalues.len())?,
            Operand::Prototype => self.below(8, field, "nested prototype", value, self.function.prototypes.len())?,
            // Any value will do, or it depends on the opcode: see `counts`, `jump` and V14.
            Operand::Integer
            | Operand::IntegerWide
            | Operand::Jump
            | Operand::JumpWide
            | Operand::Count
            | Operand::CountOrTop
            | Operand::Hint
            | Operand::SystemCall => {}
        }
        Ok(())
    }

    /// V4.
    fn register(&self, field: Field, value: u16) -> Result<(), Fault> {
        if !value.is_multiple_of(REGISTER_SCALE) {
            return Err(self.fault(4, field, format!("offset {value}, expected a multiple of {REGISTER_SCALE}")));
        }
        self.below(4, field, "register", value / REGISTER_SCALE, usize::from(self.function.registers))
    }

    /// V5. The sum can't overflow: a register is below 2^12 and spans are below 2^17.
    fn span(&self, field: Field, value: u16) -> Result<(), Fault> {
        let first = u32::from(value / REGISTER_SCALE);
        let span = (self.op.info().span)(self.insn);
        let registers = u32::from(self.function.registers);
        if first + span > registers {
            return Err(self.fault(
                5,
                field,
                format!("{span} registers from {first} on, expected to end within the function's {registers}"),
            ));
        }
        Ok(())
    }

    /// V6.
    fn constant(&self, field: Field, operand: Operand, index: u32) -> Result<(), Fault> {
        let Some(constant) = self.function.constants.get(index as usize) else {
            let count = self.function.constants.len();
            return Err(self.fault(6, field, format!("constant {index}, expected below the function's {count}")));
        };
        let expected = match (operand, constant) {
            (Operand::NumberConstant, Constant::Integer(_) | Constant::Float(_)) => return Ok(()),
            (Operand::NumberConstant, _) => "a number".to_string(),
            (Operand::NameConstant, Constant::String(name)) if name.len() <= NAME_BYTES_MAX => return Ok(()),
            (Operand::NameConstant, _) => format!("a string of at most {NAME_BYTES_MAX} bytes"),
            (Operand::IdentityConstant, Constant::String(name)) if name.len() <= NAME_BYTES_MAX => return Ok(()),
            (Operand::IdentityConstant, Constant::Float(_) | Constant::String(_)) => {
                format!("nil, a boolean, an integer or a string of at most {NAME_BYTES_MAX} bytes")
            }
            _ => return Ok(()),
        };
        Err(self.fault(6, field, format!("constant {index} is {}, expected {expected}", describe(constant))))
    }

    /// V12.
    fn counts(&self) -> Result<(), Fault> {
        let least = match self.op {
            Op::LoadNil | Op::ForEachCall => 1,
            Op::Concat => 2,
            Op::Loop | Op::Safepoint => {
                let live = self.insn.a();
                let registers = self.function.registers;
                if live <= registers {
                    return Ok(());
                }
                let why = format!("{live} live registers, expected at most the function's {registers}");
                return Err(self.fault(12, Field::A, why));
            }
            _ => return Ok(()),
        };
        let count = self.insn.b();
        if count < least {
            return Err(self.fault(12, Field::B, format!("a count of {count}, expected at least {least}")));
        }
        Ok(())
    }

    /// V13.
    fn context(&self, privileges: Privileges) -> Result<(), Fault> {
        let why = match self.op {
            Op::Vararg if !self.function.is_vararg => "in a function that takes no extra arguments",
            Op::SystemCall if !privileges.system_calls => "in code without the privilege of system calls",
            _ => return Ok(()),
        };
        Err(Fault::at(13, self.pc, None, why.to_string()))
    }

    /// V9 and V11.
    fn jump(&self, target: i64) -> Result<(), Fault> {
        let field = if self.op.info().operands[2] == Operand::JumpWide { Field::B } else { Field::C };
        let instructions = self.function.code.len();
        if target < 0 || target >= instructions as i64 {
            let why = format!("a jump to {target}, expected one of the function's {instructions} instructions");
            return Err(self.fault(9, field, why));
        }
        let is_safepoint = matches!(self.op, Op::Loop | Op::ForLoop | Op::ForEachLoop);
        if target <= self.pc as i64 && !is_safepoint {
            let why = format!("a jump back to {target}, expected forward: only safepoints jump back");
            return Err(self.fault(11, field, why));
        }
        Ok(())
    }

    fn below(&self, rule: u8, field: Field, what: &str, index: u16, count: usize) -> Result<(), Fault> {
        if usize::from(index) < count {
            return Ok(());
        }
        Err(self.fault(rule, field, format!("{what} {index}, expected below the function's {count}")))
    }
}

/// V10. The opcodes are known by now, and V1 has seen that there is code.
fn check_end(function: &Prototype) -> Result<(), Fault> {
    let last = function.code.len() - 1;
    match function.code[last].op() {
        Some(op) if op.info().ends_block => Ok(()),
        _ => Err(Fault::at(10, last, None, "control runs past the end, expected a return or a jump".to_string())),
    }
}

/// V14 and V15 for some instructions; `left` is from where on the one before leaves values up to the top, and so is
/// what it gives.
fn check_pairs(
    function: &Prototype,
    part: Range<usize>,
    mut left: Option<u32>,
    is_target: &[bool],
) -> Result<Option<u32>, Fault> {
    for (pc, insn) in part.clone().zip(function.code[part].iter().copied()) {
        let Some(op) = insn.op() else { continue };
        let why = match (left, takes_open(op, insn)) {
            (None, None) => None,
            (Some(_), None) => {
                Some("values up to the top are left by the instruction before, expected to be taken here".to_string())
            }
            (None, Some(_)) => {
                Some("takes values up to the top, expected the instruction before to leave them".to_string())
            }
            (Some(open), Some(least)) if open < least => {
                Some(format!("values up to the top begin at register {open}, expected {least} or above"))
            }
            (Some(_), Some(_)) if is_target[pc] => {
                Some("takes values up to the top, expected no jump to land here".to_string())
            }
            (Some(_), Some(_)) => None,
        };
        if let Some(why) = why {
            return Err(Fault::at(14, pc, None, why));
        }
        left = opens(op, insn);
        if op == Op::ForEachLoop && !follows_its_call(function, pc) {
            let why = "expected right behind a foreach_call of the same registers".to_string();
            return Err(Fault::at(15, pc, None, why));
        }
    }
    Ok(left)
}

/// Whether the instruction before the `foreach_loop` at `pc` is the `foreach_call` of the same loop.
fn follows_its_call(function: &Prototype, pc: usize) -> bool {
    let Some(call) = pc.checked_sub(1).map(|before| function.code[before]) else { return false };
    call.op() == Some(Op::ForEachCall) && call.a() == function.code[pc].a()
}

/// A constant, as a message names it.
#[cold]
fn describe(constant: &Constant) -> String {
    match constant {
        Constant::Nil => "nil".to_string(),
        Constant::Boolean(_) => "a boolean".to_string(),
        Constant::Integer(_) => "an integer".to_string(),
        Constant::Float(_) => "a float".to_string(),
        Constant::String(bytes) => format!("a string of {} bytes", bytes.len()),
    }
}
