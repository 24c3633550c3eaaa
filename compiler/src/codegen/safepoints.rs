//! Safepoints in long code without loops.
//!
//! A slice ends, and the collector runs, only at safepoints: at jumps back and at the entry of functions. Code that has
//! neither for a thousand instructions, on whatever way control comes, gets one.

use tidelock_vm::bytecode::{Insn, Op, Operand, takes_open};
use tidelock_vm::steps::Pace;

use super::jumps::is_short;
use super::{Gen, Generator};

/// Instructions after which a safepoint is put in.
const SPACING: u32 = 1024;
/// Instructions looked at in one go.
const PART: usize = 4096;

/// How far an instruction jumps, relative to the next, if it does.
fn distance_of(insn: Insn) -> Option<i64> {
    if is_short(insn) {
        return Some(i64::from(insn.c() as i16));
    }
    let is_wide = insn.op().is_some_and(|op| op.info().operands[2] == Operand::JumpWide);
    is_wide.then(|| i64::from(insn.wide_signed()))
}

impl Generator<'_> {
    /// Puts them in, and leads jumps to where their targets are then.
    pub(super) async fn add_safepoints(&mut self, pace: &Pace) -> Gen<()> {
        if self.code.len() <= SPACING as usize {
            return Ok(());
        }
        // The ways, then the code, are there besides for a moment.
        self.check_room(self.code.len() * (size_of::<Insn>() + size_of::<u32>()))?;
        let places = self.places(pace).await;
        if !places.is_empty() {
            self.insert_at(&places, pace).await;
        }
        Ok(())
    }

    /// Before which instructions, rising.
    async fn places(&self, pace: &Pace) -> Vec<u32> {
        let mut places = Vec::new();
        // Instructions passed since the last safepoint, on the longest way to each instruction.
        let mut passed = vec![0u32; self.code.len() + 1];
        for start in (0..self.code.len()).step_by(PART) {
            let end = self.code.len().min(start + PART);
            for at in start..end {
                let insn = self.code[at];
                if passed[at] >= SPACING && self.may_insert(at) {
                    places.push(at as u32);
                    passed[at] = 0;
                }
                let next = passed[at] + 1;
                if let Some(distance) = distance_of(insn)
                    && distance >= 0
                {
                    let target = &mut passed[at + 1 + distance as usize];
                    *target = next.max(*target);
                }
                if !insn.op().is_some_and(|op| op.info().ends_block) {
                    passed[at + 1] = next.max(passed[at + 1]);
                }
            }
            pace.spend((end - start) / 2).await;
        }
        places
    }

    /// Whether nothing has to stand right before this instruction.
    fn may_insert(&self, at: usize) -> bool {
        let insn = self.code[at];
        insn.op().is_some_and(|op| op != Op::ForEachLoop && takes_open(op, insn).is_none())
    }

    async fn insert_at(&mut self, places: &[u32], pace: &Pace) {
        let (code, lines) = (std::mem::take(&mut self.code), std::mem::take(&mut self.lines));
        self.code.reserve_exact(code.len() + places.len());
        self.lines.reserve_exact(code.len() + places.len());
        // A target with a safepoint before it is reached by way of that.
        let moved = |at: i64| at + places.partition_point(|&place| i64::from(place) < at) as i64;
        let mut next = places.iter().copied().peekable();
        for (at, (&insn, &line)) in code.iter().zip(&lines).enumerate() {
            if next.next_if_eq(&(at as u32)).is_some() {
                self.code.push(Insn::new(Op::Safepoint, 0, self.high, 0, 0));
                self.lines.push(line);
            }
            let here = self.code.len() as u32;
            self.code.push(insn);
            self.lines.push(line);
            if let Some(distance) = distance_of(insn) {
                self.set_target(here, moved(at as i64 + 1 + distance) as u32);
            }
            if at % PART == PART - 1 {
                pace.spend(PART).await;
            }
        }
        for name in &mut self.names {
            name.start = moved(i64::from(name.start)) as u32;
            name.end = moved(i64::from(name.end)) as u32;
        }
    }
}
