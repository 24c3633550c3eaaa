//! The one place where order is decided: who runs next, and for how long.
//!
//! Invariant: a policy is asked with data that every run of the same program has, so its answers are the same too.

use std::fmt::Debug;

use super::process::{Pid, Process};

/// Decides order and length of slices.
pub trait Policy: Debug + Send {
    /// Puts those who run in a round into the order in which their effects count; they come ordered by PID. Leaving
    /// one out makes it sit the round out, leaving out all has no effect, nor has naming others.
    fn plan_round(&mut self, round: u64, running: &mut Vec<Pid>);

    /// Ticks of the process's next slice; 0 is taken for 1.
    fn slice_ticks(&mut self, process: &Process) -> u64;
}

/// All in PID order, each for its own quantum.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoundRobin;

impl Policy for RoundRobin {
    fn plan_round(&mut self, _round: u64, _running: &mut Vec<Pid>) {}

    fn slice_ticks(&mut self, process: &Process) -> u64 {
        let nice = i32::from(process.identity().nice);
        // Each step is a tenth; nobody is left without.
        let quantum = process.quantum();
        match nice {
            0 => quantum,
            ..0 => quantum.saturating_add(quantum / 10 * u64::from(nice.unsigned_abs())),
            _ => (quantum - quantum / 21 * u64::from(nice.unsigned_abs())).max(1),
        }
    }
}
