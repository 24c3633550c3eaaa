//! What is done ahead of an instruction or a stage of a builtin, so that it can then be done in one go.
//!
//! A hidden builtin (`AHEAD`) does it in bounded steps, while nothing else of the process runs: it collects garbage where
//! there was no room, and rehashes a large table. Then it has the instruction or stage done again from its beginning.
//! At a safepoint it does the same for the heap as a whole: it ends the collector's atomic step, and collects garbage
//! when the heap is above its limit, or when the collector is far behind.

use super::call::Target;
use super::{Recourse, Res, Throw, Vm};
use crate::heap::{Ahead, CannotSet, Payload, Rehash};
use crate::native::{self, Cx, Out};
use crate::value::{Tag, Value};

/// Window: the stack's top to restore, why it is there, what the instruction may still do where there is no room.
pub(super) const TOP: usize = 0;
pub(super) const PURPOSE: usize = 1;
const RECOURSE: usize = 2;
/// For a collection: the cycle to reach.
const CYCLE: usize = 3;
/// For a rehash: the table, the key (that the collector may see it), the table that gets the new parts, how far it is.
const TABLE: usize = 3;
const KEY: usize = 4;
const NEW: usize = 5;
const STATE: usize = 6;

/// For a string that is hashed: it, the hash so far, how many bytes it is of.
const STRING: usize = 3;
const HASH: usize = 4;
const PLACE: usize = 5;
/// For one that is compared with a key: it, the key, how many bytes are equal so far (`PLACE`).
const STRING_KEY: usize = 4;

/// Units of the collector's work in a step.
pub(crate) const RECLAIM_WORK: usize = 8 * 1024;

/// Why the builtin is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// There was no room.
    Reclaim,
    /// A table has to be rehashed.
    Rehash,
    /// A long string has to be hashed.
    Hash,
    /// A long string has to be compared with a key.
    CompareKey,
    /// At a safepoint: the heap is above its limit.
    ReclaimAtSafepoint,
    /// At a safepoint: the collector's atomic step is under way.
    Atomic,
    /// At a safepoint: the collector is far behind.
    CatchUp,
}

impl Purpose {
    const ALL: [Purpose; 7] = [
        Purpose::Reclaim,
        Purpose::Rehash,
        Purpose::Hash,
        Purpose::CompareKey,
        Purpose::ReclaimAtSafepoint,
        Purpose::Atomic,
        Purpose::CatchUp,
    ];

    fn from_number(number: i64) -> Purpose {
        usize::try_from(number).ok().and_then(|i| Purpose::ALL.get(i)).copied().unwrap_or(Purpose::Atomic)
    }

    /// Whether the frame below executes its instruction or stage again afterwards.
    fn retries(self) -> bool {
        !matches!(self, Purpose::ReclaimAtSafepoint | Purpose::Atomic | Purpose::CatchUp)
    }
}

/// Whether the frame below one with this purpose executes its instruction or stage again.
pub(super) fn retries(purpose: i64) -> bool {
    Purpose::from_number(purpose).retries()
}

impl Vm {
    /// Has done what [`Throw::Ahead`] asks for.
    pub(super) fn go_ahead(&mut self) -> Res<()> {
        match self.heap.ahead.take() {
            None => self.push_reclaim(Purpose::Reclaim),
            Some(Ahead::Rehash { table, key }) => {
                let state = self.heap.new_payload(Payload::Words(Rehash::begin(key)));
                let new = Value::object(Tag::TABLE, self.heap.new_table(0, 0));
                self.push_ahead(Purpose::Rehash, &[Value::object(Tag::TABLE, table), key, new, state])
            }
            Some(Ahead::Hash { string }) => {
                let zero = Value::integer(0);
                self.push_ahead(Purpose::Hash, &[Value::object(Tag::LONG_STRING, string), zero, zero])
            }
            Some(Ahead::CompareKey { wanted, key }) => {
                let strings = [wanted, key].map(|string| Value::object(Tag::LONG_STRING, string));
                self.push_ahead(Purpose::CompareKey, &[strings[0], strings[1], Value::integer(0)])
            }
        }
    }

    /// Collects garbage before the program goes on from a safepoint, at which the heap was above its limit.
    pub(super) fn reclaim_at_safepoint(&mut self) -> Res<()> {
        self.push_reclaim(Purpose::ReclaimAtSafepoint)
    }

    /// Ends the atomic step before the program goes on from a safepoint.
    pub(super) fn finish_atomic(&mut self) -> Res<()> {
        self.push_reclaim(Purpose::Atomic)
    }

    /// Has the collector catch up before the program goes on from a safepoint.
    pub(super) fn catch_up(&mut self) -> Res<()> {
        self.push_ahead(Purpose::CatchUp, &[])
    }

    fn push_reclaim(&mut self, purpose: Purpose) -> Res<()> {
        let cycle = Value::integer(self.cycle_that_finds_all() as i64);
        self.push_ahead(purpose, &[cycle])
    }

    fn push_ahead(&mut self, purpose: Purpose, kept: &[Value]) -> Res<()> {
        let top = if purpose.retries() { self.live_top() } else { self.thread.top as usize };
        let mut state = [Value::NIL; STATE + 1];
        state[TOP] = Value::integer(top as i64);
        state[PURPOSE] = Value::integer(purpose as i64);
        state[RECOURSE] = Value::boolean(self.recourse == Recourse::Reclaimed);
        state[CYCLE..CYCLE + kept.len()].copy_from_slice(kept);
        let at = self.scratch().max(top);
        self.push_hidden_at(at, native::AHEAD, &state[..CYCLE + kept.len()], Target::NONE)
    }
}

/// See the module.
pub(crate) fn native_ahead(cx: &mut Cx<'_>) -> Res<Out> {
    let purpose = Purpose::from_number(cx.slot_integer(PURPOSE));
    let step = match purpose {
        Purpose::Atomic => Ok(cx.vm.collect_atomic()),
        Purpose::Reclaim | Purpose::ReclaimAtSafepoint => {
            let is_done = cx.vm.heap.gc.cycles as i64 >= cx.slot_integer(CYCLE);
            if !is_done {
                cx.vm.collect_for(RECLAIM_WORK);
            }
            Ok(is_done)
        }
        Purpose::CatchUp => {
            cx.vm.collect_debt(RECLAIM_WORK);
            // The program must not go on in the middle of the atomic step: what it stores there nobody would mark.
            Ok(!cx.vm.heap.gc.is_due() && !cx.vm.heap.is_atomic())
        }
        Purpose::Rehash => rehash_step(cx),
        Purpose::Hash => Ok(hash_step(cx)),
        Purpose::CompareKey => Ok(compare_step(cx)),
    };
    if step == Ok(false) {
        return cx.again(1);
    }
    let was_reclaimed = purpose == Purpose::Reclaim || !cx.slot(RECOURSE).is_falsy();
    cx.vm.thread.top = cx.slot_integer(TOP) as u32;
    cx.vm.thread.frames.pop();
    match purpose {
        Purpose::Atomic | Purpose::CatchUp => cx.vm.after_collector_step()?,
        Purpose::ReclaimAtSafepoint => cx.vm.after_reclaim_at_safepoint()?,
        Purpose::Reclaim | Purpose::Rehash | Purpose::Hash | Purpose::CompareKey => {
            cx.vm.recourse = if was_reclaimed { Recourse::Reclaimed } else { Recourse::Reclaim };
            // Without room for the new parts garbage is collected, if that has not been done.
            let result = if step.is_err() { Err(cx.vm.no_memory()) } else { cx.vm.retry() };
            cx.vm.heap.known = None;
            match result {
                // This frame is gone: what is to begin anew is the one below.
                Err(throw @ (Throw::Ahead | Throw::Numeral(_))) => cx.vm.throw(throw)?,
                result => result?,
            }
        }
    }
    Ok(Out::Done)
}

fn hash_step(cx: &mut Cx<'_>) -> bool {
    let state = (cx.slot_integer(HASH) as u64, cx.slot_integer(PLACE) as usize);
    let next = cx.vm.heap.hash_step(cx.slot(STRING).handle(), state);
    if let Some((hash, place)) = next {
        cx.set_slot(HASH, Value::integer(hash as i64));
        cx.set_slot(PLACE, Value::integer(place as i64));
    }
    next.is_none()
}

fn compare_step(cx: &mut Cx<'_>) -> bool {
    let (wanted, key) = (cx.slot(STRING), cx.slot(STRING_KEY));
    match cx.vm.heap.compare_step(wanted, key, cx.slot_integer(PLACE) as usize) {
        Ok(order) => cx.vm.heap.note_known(wanted.handle(), key.handle(), order.is_eq()),
        Err(place) => {
            cx.set_slot(PLACE, Value::integer(place as i64));
            return false;
        }
    }
    true
}

fn rehash_step(cx: &mut Cx<'_>) -> Result<bool, CannotSet> {
    let (table, new, state) = (cx.slot(TABLE).handle(), cx.slot(NEW).handle(), cx.slot(STATE));
    let key = cx.slot(KEY);
    let mut words = std::mem::take(cx.words(state));
    let step = cx.vm.heap.rehash_step(table, new, key, &mut Rehash(&mut words));
    *cx.words(state) = words;
    step
}
