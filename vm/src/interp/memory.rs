//! The memory limit: what happens when it is reached.
//!
//! An instruction or a stage of a builtin that needs more than there is room for gives way to a hidden builtin
//! (`ahead.rs`) that collects garbage, slice by slice like any other work, and then does the same again. If that is not
//! enough it fails with `not enough memory`. Small objects are not asked for beforehand: the safepoint that finds the
//! heap above its limit has the same collection made before it goes on.
//!
//! A program may catch the error and go on with less. While it is handled, and until the heap is seen to be below the
//! limit, there is a little more room, so that a program can free what it holds. One that fills that room too is ended,
//! and so is one that catches one such error after another with hardly anything freed in between.

use super::{Res, StopReason, Throw, Vm};

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
    /// Garbage was collected just now. It can be done again after something else.
    Reclaimed,
    /// Garbage was collected just now, and it can't be done again.
    #[default]
    None,
}

impl Vm {
    /// Makes sure that `bytes` more fit the memory limit. What fails is done again from its beginning after a
    /// collection, unless it is said to be [committed](Vm::commit).
    pub(crate) fn reserve(&mut self, bytes: usize) -> Res<()> {
        if self.has_room(bytes) || !self.heap.gc.lacks_room(bytes) {
            return Ok(());
        }
        // A trial may just have ended, and what can't be done again has what there is.
        if self.recourse == Recourse::Overdraw && self.has_room(bytes) {
            return Ok(());
        }
        Err(self.no_memory())
    }

    fn has_room(&self, bytes: usize) -> bool {
        let gc = &self.heap.gc;
        let overdraft = if self.recourse == Recourse::Overdraw { gc.bytes_max / 8 } else { 0 };
        bytes <= gc.room_with(overdraft)
    }

    /// From here on, the running instruction or stage can't be done again from its beginning.
    #[inline]
    pub(crate) fn commit(&mut self) {
        self.recourse = match self.recourse {
            Recourse::Reclaim | Recourse::Overdraw => Recourse::Overdraw,
            Recourse::Reclaimed | Recourse::None => Recourse::None,
        };
    }

    /// Whether the running instruction or stage can be done again from its beginning.
    pub(crate) fn may_begin_anew(&self) -> bool {
        matches!(self.recourse, Recourse::Reclaim | Recourse::Reclaimed)
    }

    /// The running stage has done part of its work: what it lacks memory for from here on is a new matter, as it would
    /// be in a new stage.
    pub(crate) fn progress(&mut self) {
        self.recourse = Recourse::Overdraw;
    }

    /// Whether a stage that could not do the next part of its work for lack of memory may ask for a collection first.
    pub(crate) fn may_reclaim_here(&self) -> bool {
        matches!(self.recourse, Recourse::Reclaim | Recourse::Overdraw)
    }

    /// What to throw where there is no room.
    #[cold]
    pub(crate) fn no_memory(&mut self) -> Throw {
        self.heap.ahead = None;
        if self.recourse == Recourse::Reclaim { Throw::Ahead } else { self.memory_error() }
    }

    pub(super) fn memory_error(&mut self) -> Throw {
        self.heap.gc.lack_is_raised();
        if self.heap.gc.note_error() {
            return Throw::Stop(StopReason::OutOfMemory);
        }
        match self.shortage {
            Shortage::None => {
                self.shortage = Shortage::Raised;
                self.heap.gc.widen();
                Throw::Error(self.roots.out_of_memory)
            }
            // A big thing that doesn't fit does no harm, unless it is asked for again and again.
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

    /// At a safepoint, after a step of the collector.
    pub(super) fn after_collector_step(&mut self) -> Res<()> {
        self.end_shortage();
        if self.heap.gc.is_over() && self.heap.gc.lacks_room(0) {
            self.reclaim_at_safepoint()
        } else if self.heap.gc.is_far_behind() {
            self.catch_up()
        } else {
            self.call_pending_finalizer()
        }
    }

    /// At a safepoint, after all garbage was collected since the heap was above its limit.
    pub(super) fn after_reclaim_at_safepoint(&mut self) -> Res<()> {
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
