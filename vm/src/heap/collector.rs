//! The collector's state, and when it has something to do.

use super::{Mark, OnTrial};
use crate::value::Value;

/// Where a cycle stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Phase {
    /// Between cycles.
    #[default]
    Pause,
    /// Following references.
    Mark,
    /// All followed; the next step begins the atomic one.
    Marked,
    /// In the atomic step, during which the program stands still.
    Atomic(Atomic),
    /// Freeing; the arena number and the next slot.
    Sweep(u8, u32),
}

/// Where the atomic step stands: a stage, and within it a place in a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Atomic {
    pub(crate) stage: Stage,
    /// Objects to be finalized have been marked.
    pub(crate) is_second: bool,
    /// Something was marked in this round of a stage that has rounds.
    pub(crate) progress: bool,
    /// Place in a list, of tables or of objects.
    pub(crate) item: u32,
    /// Place in a table's array part or, with `entries`, among its entries.
    pub(crate) slot: u32,
    pub(crate) entries: bool,
    /// Tables with weak values whose keys have been marked.
    pub(crate) keyed: u32,
}

/// Stages of the atomic step, in their order; those from `Propagate` to `ClearValues` come twice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(u8)]
pub(crate) enum Stage {
    /// Roots are marked again, and what awaits its finalizer.
    #[default]
    Roots,
    /// What is gray is followed, and keys of tables with weak values are marked.
    Propagate,
    /// Values of ephemeron tables are marked whose keys are, as long as there are more of them.
    Converge,
    /// Keys that are not reached are cleared from tables with weak keys; the second time only.
    ClearKeys,
    /// Values that are not reached are cleared from tables with weak values.
    ClearValues,
    /// Objects with finalizers that are not reached are moved to those that await theirs.
    Separate,
    /// Keys of removed entries are forgotten unless something else holds them.
    ForgetKeys,
}

impl Stage {
    pub(crate) const ALL: [Stage; 7] = [
        Stage::Roots,
        Stage::Propagate,
        Stage::Converge,
        Stage::ClearKeys,
        Stage::ClearValues,
        Stage::Separate,
        Stage::ForgetKeys,
    ];
}

/// What `collectgarbage("incremental" | "generational")` says; both run the same collector.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Mode {
    Incremental,
    /// What `lua` starts with.
    #[default]
    Generational,
}

/// A table of which a part has been followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Partial {
    pub(crate) table: u32,
    /// So many values of the array part have been followed: any that is put among them is marked.
    pub(crate) array: u32,
    /// The same for entries.
    pub(crate) entries: u32,
}

/// A coroutine or function of which a part has been followed, or nothing yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unfollowed {
    /// From this frame on, and within its part of the stack from this slot on.
    Thread { thread: u32, frame: u32, slot: u32 },
    /// From this constant on.
    Function { function: u32, constant: u32 },
}

/// The collector's state.
#[derive(Clone, Debug)]
pub(crate) struct Collector {
    pub(crate) phase: Phase,
    pub(crate) white: Mark,
    pub(crate) other_white: Mark,
    /// Logical bytes in use.
    pub(crate) bytes: usize,
    pub(crate) peak_bytes: usize,
    /// Bytes allocated beyond what the next step waits for; work is due when positive.
    pub(crate) debt: i64,
    pub(crate) gray: Vec<Value>,
    pub(crate) gray_again: Vec<Value>,
    /// Tables of which only a part has been followed.
    pub(crate) partial: Vec<Partial>,
    pub(crate) unfollowed: Vec<Unfollowed>,
    /// Tables whose weak entries are to be cleared.
    pub(crate) weak_values: Vec<u32>,
    pub(crate) weak_keys: Vec<u32>,
    pub(crate) all_weak: Vec<u32>,
    /// Tables with removed entries whose keys may be lost.
    pub(crate) removed_keys: Vec<u32>,
    /// Objects with `__gc`, in the order they were marked for finalization.
    pub(crate) finalizable: Vec<Value>,
    /// Objects on their way from `finalizable` to `to_finalize`.
    pub(crate) unreached: Vec<Value>,
    /// Unreachable objects whose `__gc` is to be called, the next one last.
    pub(crate) to_finalize: Vec<Value>,
    pub(crate) stopped: bool,
    /// Limit of `bytes`; `usize::MAX` for none.
    pub(crate) bytes_max: usize,
    /// More than that while an error for lack of memory is handled.
    pub(crate) grace: usize,
    pub(crate) mode: Mode,
    /// Percent of the live bytes at which the next cycle begins.
    pub(crate) pause_percent: u32,
    pub(crate) step_multiplier: u32,
    pub(crate) step_size: u32,
    pub(crate) cycles: u64,
    /// Errors for lack of memory in a row, and the bytes freed since the first of them.
    pub(crate) errors: u32,
    pub(crate) freed_since_error: usize,
    pub(crate) on_trial: OnTrial,
}

impl Default for Collector {
    fn default() -> Collector {
        Collector::new(usize::MAX)
    }
}

/// Units of work (words followed, slots swept) a step does.
pub(super) const STEP_WORK: usize = 2 * 1024;
/// Bytes of debt that a unit of work pays.
const BYTES_PER_UNIT: i64 = STEP_BYTES / STEP_WORK as i64;
/// Bytes allocated between two steps.
pub(super) const STEP_BYTES: i64 = 4 * 1024;
/// Errors for lack of memory in a row.
const ERRORS_MAX: u32 = 64;
/// Room beyond the limit, besides a sixteenth of it, for handling its error.
const GRACE_BYTES: usize = 4 * 1024;
/// Debt that steps at safepoints may be left with, besides an eighth of what is in use.
const ARREARS_BYTES_MAX: i64 = 256 * 1024;
/// Heap size under which no cycle begins.
pub(super) const FIRST_CYCLE_BYTES: i64 = 64 * 1024;

/// The debt of an empty heap.
fn first_debt(bytes_max: usize) -> i64 {
    -FIRST_CYCLE_BYTES.min(i64::try_from(bytes_max).unwrap_or(i64::MAX))
}

impl Collector {
    pub(crate) fn new(bytes_max: usize) -> Collector {
        Collector {
            phase: Phase::Pause,
            white: Mark::White0,
            other_white: Mark::White1,
            bytes: 0,
            peak_bytes: 0,
            debt: first_debt(bytes_max),
            gray: Vec::new(),
            gray_again: Vec::new(),
            partial: Vec::new(),
            unfollowed: Vec::new(),
            weak_values: Vec::new(),
            weak_keys: Vec::new(),
            all_weak: Vec::new(),
            removed_keys: Vec::new(),
            finalizable: Vec::new(),
            unreached: Vec::new(),
            to_finalize: Vec::new(),
            stopped: false,
            bytes_max,
            grace: 0,
            mode: Mode::default(),
            pause_percent: 200,
            step_multiplier: 100,
            step_size: 13,
            cycles: 0,
            errors: 0,
            freed_since_error: 0,
            on_trial: OnTrial::default(),
        }
    }

    /// Sets the limit of a heap that has been without one and has not collected yet, as if it had always had it.
    pub(crate) fn limit_from_start(&mut self, bytes_max: usize) {
        self.debt += first_debt(bytes_max) - first_debt(self.bytes_max);
        self.bytes_max = bytes_max;
    }

    /// Whether work is due at the next safepoint.
    #[inline(always)]
    pub(crate) fn is_due(&self) -> bool {
        self.debt > 0
    }

    fn limit(&self) -> usize {
        self.bytes_max.saturating_add(self.grace)
    }

    /// Bytes that may still be allocated.
    pub(crate) fn room(&self) -> usize {
        self.room_with(0)
    }

    /// The same if the limit were so much higher.
    pub(crate) fn room_with(&self, more: usize) -> usize {
        self.limit().saturating_add(more).saturating_sub(self.bytes)
    }

    /// Bytes that work in steps may take until it is asked how many it took: an eighth of the limit more than there is
    /// room for. A trial is only concerned with what is found when it is asked.
    pub(crate) fn room_in_a_step(&self) -> usize {
        if self.tries_no_room() { usize::MAX } else { self.room().saturating_add(self.bytes_max / 8) }
    }

    /// Whether more is in use than the limit.
    pub(crate) fn is_over(&self) -> bool {
        self.bytes > self.limit()
    }

    /// Whether so much was allocated between safepoints that steps at those to come would be too late.
    pub(crate) fn is_far_behind(&self) -> bool {
        self.debt > ARREARS_BYTES_MAX.max(self.bytes as i64 / 8) && self.debt_on_trial().is_none()
    }

    /// Has the next work done after `bytes` more, or as soon as the limit is passed.
    pub(super) fn wait_for(&mut self, bytes: i64) {
        let room = i64::try_from(self.limit()).unwrap_or(i64::MAX).saturating_sub(self.bytes as i64);
        self.debt = self.debt_on_trial().unwrap_or(-bytes.min(room));
    }

    /// Takes work done off the debt.
    pub(crate) fn pay(&mut self, work: usize) {
        let paid = i64::try_from(work).unwrap_or(i64::MAX).saturating_mul(BYTES_PER_UNIT);
        match self.debt.saturating_sub(paid) {
            left if left > 0 => self.debt = left,
            ahead => self.wait_for(ahead.saturating_neg().min(STEP_BYTES)),
        }
    }

    /// Whether no object has a `__gc`, called or not.
    pub(crate) fn has_no_finalizers(&self) -> bool {
        self.finalizable.is_empty() && self.to_finalize.is_empty()
    }

    /// Notes an error for lack of memory. Says whether there were too many in a row: hardly anything was freed since the
    /// first of them, so that who catches them gets nowhere.
    pub(crate) fn note_error(&mut self) -> bool {
        if self.freed_since_error >= self.proper_bytes_max() / 16 {
            (self.errors, self.freed_since_error) = (0, 0);
        }
        self.errors += 1;
        self.errors > ERRORS_MAX
    }

    /// Gives room to whoever handles an error for lack of memory.
    pub(crate) fn widen(&mut self) {
        self.grace = self.bytes_max / 16 + GRACE_BYTES;
        self.wait_for(STEP_BYTES);
    }

    /// Takes that room back.
    pub(crate) fn unwiden(&mut self) {
        self.grace = 0;
        self.wait_for(STEP_BYTES);
    }
}
