//! The memory limit: what happens when it is reached.
//!
//! An instruction or a stage of a builtin that needs more than there is room for gives way to a hidden builtin
//! (`RECLAIM`) that collects garbage, slice by slice like any other work, and then does the same again. If that is not
//! enough it fails with `not enough memory`. Small objects are not asked for beforehand: the safepoint that finds the
//! heap above its limit has the same collection made before it goes on.
//!
//! A program may catch the error and go on with less. While it is handled, and until the heap is seen to be below the
//! limit, there is a little more room, so that a program can free what it holds. One that fills that room too is ended.

use super::call::Target;
use super::{Res, StopReason, Throw, Vm};
use crate::native::{self, Cx, Out};
use crate::value::Value;

/// Window of `RECLAIM`: the stack's top to restore, the cycle to reach, why it is there.
pub(super) const TOP: usize = 0;
const CYCLE: usize = 1;
pub(super) const PURPOSE: usize = 2;

/// Do the instruction or the stage of the frame below again.
pub(super) const PURPOSE_AGAIN: i64 = 0;
/// Go on from the safepoint, if there is room now.
const PURPOSE_SAFEPOINT: i64 = 1;

/// End the collector's atomic step, then go on from the safepoint.
const PURPOSE_ATOMIC: i64 = 2;

/// Units of work between two looks at the ticks.
pub(crate) const STEP_WORK: usize = 8 * 1024;

/// What became of the last error for lack of memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Shortage {
    /// None, or memory was freed since.
    #[default]
    None,
    /// It is on its way to whoever catches it.
    Raised,
    /// It was caught, and the heap was still above its limit.
    Caught,
}

/// What may be done where there is no room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Recourse {
    /// Collect garbage, then do the running instruction or stage again from its beginning.
    Reclaim,
    /// It can't be done again: take an eighth of the limit more; the next safepoint collects.
    Overdraw,
    /// Garbage was collected just now.
    #[default]
    None,
}

impl Vm {
    /// Makes sure that `bytes` more fit the memory limit. What fails is done again from its beginning after a
    /// collection, unless it is said to be [committed](Vm::commit).
    pub(crate) fn reserve(&mut self, bytes: usize) -> Res<()> {
        let room = self.heap.gc.room();
        if bytes <= room || self.recourse == Recourse::Overdraw && bytes - room <= self.heap.gc.bytes_max / 8 {
            return Ok(());
        }
        Err(self.no_memory())
    }

    /// From here on, the running instruction or stage can't be done again from its beginning.
    #[inline]
    pub(crate) fn commit(&mut self) {
        if self.recourse == Recourse::Reclaim {
            self.recourse = Recourse::Overdraw;
        }
    }

    /// The running stage has done part of its work: what it lacks memory for from here on is a new matter, as it would
    /// be in a new stage.
    pub(crate) fn progress(&mut self) {
        self.recourse = Recourse::Overdraw;
    }

    /// Whether a stage that could not do the next part of its work for lack of memory may ask for a collection first.
    pub(crate) fn may_reclaim_here(&self) -> bool {
        self.recourse != Recourse::None
    }

    /// What to throw where there is no room.
    #[cold]
    pub(crate) fn no_memory(&mut self) -> Throw {
        if self.recourse == Recourse::Reclaim { Throw::Reclaim } else { self.memory_error() }
    }

    fn memory_error(&mut self) -> Throw {
        match self.shortage {
            Shortage::None => {
                self.shortage = Shortage::Raised;
                self.heap.gc.widen();
                Throw::Error(self.roots.out_of_memory)
            }
            // A single big thing that doesn't fit does no harm.
            Shortage::Raised | Shortage::Caught => Throw::Error(self.roots.out_of_memory),
        }
    }

    /// An error has come to who catches it.
    pub(crate) fn error_was_caught(&mut self) {
        if self.shortage == Shortage::Raised {
            self.shortage = Shortage::Caught;
            self.end_shortage();
        }
    }

    /// Where a shortage was caught and memory was freed since, the limit is what it was.
    pub(super) fn end_shortage(&mut self) {
        if self.shortage == Shortage::Caught && self.heap.gc.bytes <= self.heap.gc.bytes_max {
            self.shortage = Shortage::None;
            self.heap.gc.unwiden();
        }
    }

    /// Pushes the collection that a lack of memory calls for, before the instruction or stage is done again.
    pub(super) fn reclaim_and_retry(&mut self) -> Res<()> {
        self.push_reclaim(PURPOSE_AGAIN)
    }

    /// The same at a safepoint.
    pub(super) fn reclaim_at_safepoint(&mut self) -> Res<()> {
        self.push_reclaim(PURPOSE_SAFEPOINT)
    }

    /// Has the atomic step ended before the program goes on from the safepoint.
    pub(super) fn finish_atomic(&mut self) -> Res<()> {
        self.push_reclaim(PURPOSE_ATOMIC)
    }

    /// At a safepoint, after a step of the collector.
    pub(super) fn after_collector_step(&mut self) -> Res<()> {
        self.end_shortage();
        if self.heap.gc.is_over() { self.reclaim_at_safepoint() } else { self.call_pending_finalizer() }
    }

    fn push_reclaim(&mut self, purpose: i64) -> Res<()> {
        let top = if purpose == PURPOSE_AGAIN { self.live_top() } else { self.thread.top as usize };
        let mut state = [Value::NIL; 3];
        state[TOP] = Value::integer(top as i64);
        state[CYCLE] = Value::integer(self.cycle_that_finds_all() as i64);
        state[PURPOSE] = Value::integer(purpose);
        let at = self.scratch().max(top);
        self.push_hidden_at(at, native::RECLAIM, &state, Target::NONE)
    }

    fn after_reclaim(&mut self, purpose: i64) -> Res<()> {
        match purpose {
            PURPOSE_AGAIN => return self.retry(),
            PURPOSE_ATOMIC => return self.after_collector_step(),
            _ => {}
        }
        self.end_shortage();
        if !self.heap.gc.is_over() {
            return self.call_pending_finalizer();
        }
        match self.shortage {
            Shortage::None => Err(self.memory_error()),
            Shortage::Raised | Shortage::Caught => Err(Throw::Stop(StopReason::OutOfMemory)),
        }
    }
}

/// See the module.
pub(crate) fn native_reclaim(cx: &mut Cx<'_>) -> Res<Out> {
    let (top, purpose) = (cx.slot_integer(TOP) as u32, cx.slot_integer(PURPOSE));
    let is_done = if purpose == PURPOSE_ATOMIC {
        cx.vm.collect_atomic()
    } else if (cx.vm.heap.gc.cycles as i64) < cx.slot_integer(CYCLE) {
        cx.vm.collect_for(STEP_WORK);
        false
    } else {
        true
    };
    if !is_done {
        return cx.again(1);
    }
    cx.vm.thread.frames.pop();
    cx.vm.thread.top = top;
    cx.vm.after_reclaim(purpose)?;
    Ok(Out::Done)
}
