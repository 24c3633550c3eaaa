//! Jumps whose target is not known yet, and what becomes of them.
//!
//! A list of jumps is a chain through [`Generator::jumps`] with both ends known, so that joining two lists and
//! adding to one take constant time. In a function with long jumps, a comparison and the jump it decides on are
//! separate instructions:
//!
//! ```text
//! short:  lt a b x -> target          test_set a b x -> target
//! long:   lt a b !x +1                test b !x +2
//!         jump -> target              move a b
//!                                     jump -> target
//! ```
//!
//! Both forms cost the same ticks.

use std::ops::Range;

use tidelock_vm::bytecode::{Insn, Op, Operand};
use tidelock_vm::steps::Pace;

use super::{Generator, PART};

/// No node.
const NONE: u32 = u32::MAX;

/// One jump that waits for its target.
#[derive(Clone, Copy)]
pub(super) struct JumpNode {
    /// The instruction whose jump field is to be filled.
    at: u32,
    /// The instruction that decides whether the jump is taken; `at` itself unless jumps are long.
    control: u32,
    /// The next node of the same list.
    next: u32,
}

/// A list of jumps with the same, still unknown, target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct JumpList {
    head: u32,
    tail: u32,
}

impl JumpList {
    /// No jumps.
    pub(super) const EMPTY: JumpList = JumpList { head: NONE, tail: NONE };

    /// Whether there are none.
    pub(super) fn is_empty(self) -> bool {
        self.head == NONE
    }
}

impl Default for JumpList {
    fn default() -> JumpList {
        JumpList::EMPTY
    }
}

impl Generator<'_> {
    fn add_jump(&mut self, at: u32, control: u32) -> JumpList {
        let node = self.jumps.len() as u32;
        self.jumps.push(JumpNode { at, control, next: NONE });
        JumpList { head: node, tail: node }
    }

    /// Adds the jumps of `more` to `list`.
    pub(super) fn join(&mut self, list: &mut JumpList, more: JumpList) {
        if list.is_empty() {
            *list = more;
        } else if !more.is_empty() {
            self.jumps[list.tail as usize].next = more.head;
            list.tail = more.tail;
        }
    }

    /// An unconditional forward jump.
    pub(super) fn emit_jump(&mut self) -> JumpList {
        let at = self.emit(Insn::wide(Op::Jump, 0, 0, 0));
        self.add_jump(at, at)
    }

    /// A comparison `op a b` that jumps if its result is `when`.
    pub(super) fn emit_compare(&mut self, op: Op, when: bool, a: u16, b: u16) -> JumpList {
        if self.long_jumps {
            let control = self.emit(Insn::new(op, u8::from(!when), a, b, 1));
            self.finish_long_jump(control)
        } else {
            let at = self.emit(Insn::new(op, u8::from(when), a, b, 0));
            self.add_jump(at, at)
        }
    }

    /// The jump that `control` skips if it is not to be taken: control does go on behind it.
    fn finish_long_jump(&mut self, control: u32) -> JumpList {
        let at = self.emit(Insn::wide(Op::Jump, 0, 0, 0));
        self.target_here();
        self.add_jump(at, control)
    }

    /// A `test` of `register` that jumps if its truth is `when`.
    pub(super) fn emit_test(&mut self, register: u16, when: bool) -> JumpList {
        let at = self.emit(Insn::wide(Op::Test, u8::from(when), Insn::reg(register), 0));
        self.add_jump(at, at)
    }

    /// A `test_set` of `register` that jumps, carrying the value, if its truth is `when`. The register that the
    /// value goes to is filled in with the target.
    pub(super) fn emit_test_set(&mut self, register: u16, when: bool) -> JumpList {
        let b = Insn::reg(register);
        if self.long_jumps {
            let control = self.emit(Insn::wide(Op::Test, u8::from(!when), b, 2));
            self.emit(Insn::new(Op::Move, 0, 0, b, 0));
            self.finish_long_jump(control)
        } else {
            let at = self.emit(Insn::new(Op::TestSet, u8::from(when), 0, b, 0));
            self.add_jump(at, at)
        }
    }

    /// Turns the comparison of a list of one round.
    pub(super) fn negate(&mut self, list: JumpList) {
        let control = &mut self.code[self.jumps[list.head as usize].control as usize];
        *control = control.with_x(control.x() ^ 1);
    }

    /// The instruction by which a jump brings a value, if it does: `a` is where it goes, `b` where it is.
    fn carrier(&self, node: u32) -> Option<usize> {
        let JumpNode { at, control, .. } = self.jumps[node as usize];
        let (carrier, op) = if at == control { (at, Op::TestSet) } else { (control + 1, Op::Move) };
        (self.code[carrier as usize].op() == Some(op)).then_some(carrier as usize)
    }

    /// Whether some jump of the list brings no value, so that one has to be loaded for it.
    pub(super) fn needs_value(&self, list: JumpList) -> bool {
        let mut node = list.head;
        while node != NONE {
            if self.carrier(node).is_none() {
                return true;
            }
            node = self.jumps[node as usize].next;
        }
        false
    }

    /// Makes the jumps of the list bring no values.
    pub(super) fn drop_values(&mut self, list: JumpList) {
        let mut node = list.head;
        while node != NONE {
            self.drop_value(node);
            node = self.jumps[node as usize].next;
        }
    }

    fn drop_value(&mut self, node: u32) {
        let Some(carrier) = self.carrier(node) else { return };
        let insn = self.code[carrier];
        self.code[carrier] = match insn.op() {
            Some(Op::TestSet) => Insn::wide(Op::Test, insn.x(), insn.b(), 0),
            _ => Insn::wide(Op::Jump, 0, 0, 0),
        };
    }

    /// Marks the next instruction as a jump target; its index.
    pub(super) fn target_here(&mut self) -> u32 {
        self.last_target = self.here();
        self.last_target
    }

    /// Lets the jumps of the list lead to the next instruction, bringing no values.
    pub(super) fn patch_here(&mut self, list: JumpList) {
        if list.is_empty() {
            return;
        }
        let target = self.target_here();
        let mut node = list.head;
        while node != NONE {
            self.drop_value(node);
            self.set_target(self.jumps[node as usize].at, target);
            node = self.jumps[node as usize].next;
        }
    }

    /// Lets the jumps that bring a value put it into `register` and lead to `with_value`, the others to `without`.
    pub(super) fn patch_values(&mut self, list: JumpList, register: u16, with_value: u32, without: u32) {
        let mut node = list.head;
        while node != NONE {
            let JumpNode { at, next, .. } = self.jumps[node as usize];
            let mut target = without;
            if let Some(carrier) = self.carrier(node) {
                target = with_value;
                if self.code[carrier].reg_b() == register {
                    self.drop_value(node);
                } else {
                    self.code[carrier] = self.code[carrier].with_a(Insn::reg(register));
                }
            }
            self.set_target(at, target);
            node = next;
        }
    }

    /// Fills in the jump of the instruction `at`.
    pub(super) fn set_target(&mut self, at: u32, target: u32) {
        let distance = i64::from(target) - i64::from(at) - 1;
        let insn = self.code[at as usize];
        self.code[at as usize] = if is_short(insn) {
            let Ok(short) = i16::try_from(distance) else {
                self.short_jump_overflowed = true;
                return;
            };
            insn.with_c(short as u16)
        } else {
            insn.with_wide(distance as i32 as u32)
        };
    }

    /// A jump back to `target`, above which `level` registers are live.
    pub(super) fn emit_loop(&mut self, level: u16, target: u32) {
        let at = self.emit(Insn::wide(Op::Loop, 0, level, 0));
        self.set_target(at, target);
    }

    /// Leads every jump that meets another jump to where that one leads. None of this changes what a program costs.
    pub(super) async fn thread_jumps(&mut self, pace: &Pace) {
        let instructions = self.code.len();
        // Jumps lead forward, so from the end on each is final before it is looked at.
        for end in (1..=instructions).rev().step_by(PART) {
            self.follow_jumps(end.saturating_sub(PART)..end);
            pace.spend(end.min(PART) / 4).await;
        }
        for start in (0..instructions).step_by(PART) {
            let end = instructions.min(start + PART);
            self.replace_jumps_to_loops(start..end);
            pace.spend((end - start) / 4).await;
        }
    }

    /// Leads the jumps of these instructions that meet another jump to where that one leads.
    fn follow_jumps(&mut self, part: Range<usize>) {
        let code = &mut self.code;
        for at in part.rev() {
            let insn = code[at];
            let target = match insn.op() {
                Some(Op::Jump | Op::Test | Op::ForPrep) => at as i64 + 1 + i64::from(insn.wide_signed()),
                Some(_) if is_short(insn) => at as i64 + 1 + i64::from(insn.c() as i16),
                _ => continue,
            };
            let next = code[target as usize];
            if next.op() != Some(Op::Jump) {
                continue;
            }
            let distance = target + 1 + i64::from(next.wide_signed()) - at as i64 - 1;
            if matches!(insn.op(), Some(Op::Jump | Op::Test | Op::ForPrep)) {
                code[at] = insn.with_wide(distance as i32 as u32);
            } else if let Ok(short) = i16::try_from(distance) {
                code[at] = insn.with_c(short as u16);
            }
        }
    }

    /// Has the jumps of these instructions that lead to a `loop` jump back themselves.
    fn replace_jumps_to_loops(&mut self, part: Range<usize>) {
        let code = &mut self.code;
        for at in part {
            let insn = code[at];
            if insn.op() != Some(Op::Jump) {
                continue;
            }
            let target = at as i64 + 1 + i64::from(insn.wide_signed());
            let next = code[target as usize];
            if next.op() == Some(Op::Loop) {
                let distance = target + i64::from(next.wide_signed()) - at as i64;
                code[at] = next.with_wide(distance as i32 as u32);
            }
        }
    }
}

/// Whether the instruction jumps by 16 bits.
pub(super) fn is_short(insn: Insn) -> bool {
    insn.op().is_some_and(|op| op.info().operands[3] == Operand::Jump)
}
