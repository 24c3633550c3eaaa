//! Which registers an instruction reads and writes.
//!
//! The `Read`, `Write` and `ReadWrite` operands of the table say it for single registers; this file says it for the
//! rest: what an instruction with a `Span` does to each register of it, and the few that write on one way out only.
//! The verifier's dataflow rules, and nothing else, decide by it whether a register may be read; a change of an
//! opcode's semantics in [`super::ops`] that moves a register in or out belongs here too.

use super::{Insn, Op, Operand};

impl Operand {
    /// Whether the operand takes `b` and `c` together.
    pub const fn is_wide(self) -> bool {
        matches!(self, Operand::ConstantWide | Operand::IntegerWide | Operand::JumpWide)
    }

    /// Whether the field names a register (scaled).
    pub const fn is_register(self) -> bool {
        matches!(self, Operand::Read | Operand::Write | Operand::ReadWrite | Operand::Span)
    }
}

/// `length` registers from `start` on, as indices into the frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Registers {
    /// Index of the first.
    pub start: u32,
    /// How many.
    pub length: u32,
}

impl Registers {
    /// None.
    pub const NONE: Registers = Registers { start: 0, length: 0 };

    /// `length` registers from `start` on.
    pub const fn new(start: u32, length: u32) -> Registers {
        Registers { start, length }
    }

    /// Index of the first register after them.
    pub const fn end(self) -> u32 {
        self.start + self.length
    }
}

/// What an instruction does to registers beyond its plain operands. All in values, never in cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Effects {
    /// Read, before anything is written.
    pub reads: Registers,
    /// From this register on, nothing may be relied on afterwards: another frame has lain there, or the collector
    /// did not look. `None`: no such register. Happens before the writes.
    pub forgets_from: Option<u32>,
    /// The same, but only when control jumps.
    pub forgets_from_jump: Option<u32>,
    /// Written whichever way control goes on.
    pub writes: Registers,
    /// Written only when control goes on to the next instruction.
    pub writes_next: Registers,
    /// Written only when control jumps.
    pub writes_jump: Registers,
}

impl Effects {
    /// The effects of `insn`, an instruction of opcode `op`. Some depend on the instruction before it: where values
    /// "up to the top" begin, how many variables a loop has. (What is up to the top are values, so of what an
    /// instruction reads there, only what lies below is told.)
    pub fn of(op: Op, insn: Insn, before: Option<Insn>) -> Effects {
        if let Some(open) = takes_open(op, insn).and(before).and_then(|before| opens(before.op()?, before)) {
            let a = u32::from(insn.reg_a());
            let effects = Effects::of_closed(op, insn, before);
            return Effects { reads: Registers::new(a, open.saturating_sub(a)), ..effects };
        }
        Effects::of_closed(op, insn, before)
    }

    fn of_closed(op: Op, insn: Insn, before: Option<Insn>) -> Effects {
        let a = u32::from(insn.reg_a());
        let b = u32::from(insn.b());
        let c = u32::from(insn.c());
        let span = |offset, length| Registers::new(a + offset, length);
        let none = Effects::default();
        match op {
            Op::LoadNil => Effects { writes: span(0, b), ..none },
            Op::Method => Effects { writes: span(0, 2), ..none },
            Op::SetList | Op::TailCall => Effects { reads: span(0, b.max(1)), ..none },
            // The operands may be worn down in place.
            Op::Concat => Effects { reads: span(0, b), writes: span(0, b), ..none },
            Op::ForPrep => Effects { reads: span(0, 3), writes: span(0, 3), writes_next: span(3, 1), ..none },
            // What it writes to its state remains what `for_prep` left there: no write to the verifier.
            Op::ForLoop => {
                Effects { reads: span(0, 3), forgets_from_jump: Some(a + 4), writes_jump: span(3, 1), ..none }
            }
            Op::ForEachPrep => Effects { reads: span(0, 4), ..none },
            // The iterator's frame begins above the copies of its function and arguments.
            Op::ForEachCall => Effects { reads: span(0, 3), forgets_from: Some(a + 4), writes: span(4, b), ..none },
            Op::ForEachLoop => Effects {
                reads: span(4, 1),
                forgets_from_jump: Some(a + 4 + before.map_or(0, |call| u32::from(call.b()))),
                writes_jump: span(2, 1),
                ..none
            },
            // The callee's frame begins above R[a]; its results are all that remains.
            Op::Call => Effects {
                reads: span(0, b.max(1)),
                forgets_from: Some(a),
                writes: span(0, c.saturating_sub(1)),
                ..none
            },
            Op::Return => Effects { reads: span(0, b.saturating_sub(1)), ..none },
            Op::Vararg => Effects { forgets_from: (b == 0).then_some(a), writes: span(0, b.saturating_sub(1)), ..none },
            Op::SystemCall => Effects { reads: span(0, b), writes: span(0, u32::from(insn.x())), ..none },
            Op::Loop | Op::Safepoint => Effects { forgets_from: Some(u32::from(insn.a())), ..none },
            Op::TestSet => Effects { writes_jump: span(0, 1), ..none },
            _ => none,
        }
    }
}

/// First register of the values an instruction leaves "up to the top", and which field says so.
pub fn opens(op: Op, insn: Insn) -> Option<u32> {
    let open = match op {
        Op::Call => insn.c() == 0,
        Op::Vararg => insn.b() == 0,
        _ => false,
    };
    open.then_some(u32::from(insn.reg_a()))
}

/// First register at which the values may begin that an instruction takes "up to the top".
pub fn takes_open(op: Op, insn: Insn) -> Option<u32> {
    let a = u32::from(insn.reg_a());
    match op {
        Op::Call | Op::TailCall | Op::SetList if insn.b() == 0 => Some(a + 1),
        Op::Return if insn.b() == 0 => Some(a),
        _ => None,
    }
}
