//! The collector: incremental mark and sweep, driven by logical bytes.
//!
//! ```text
//! Pause -> Mark (follow references) -> Atomic (roots again, weak tables, finalizers) -> Sweep -> Pause
//! ```
//!
//! Each phase is done in steps of a bounded number of words or slots. Between those of the atomic one (`atomic.rs`) the
//! program stands still: it is done in one step, or else by a hidden builtin that nothing but the end of a slice
//! interrupts.
//!
//! Invariant while marking: no black object refers to a white one. Threads keep it by becoming gray again when they run,
//! all others by marking what is stored ([`Heap::barrier`]). Objects born while marking or sweeping are white of the
//! current colour, which the sweep of this cycle does not free.
//!
//! A large table is followed piece by piece ([`Partial`]). It is black from the beginning, so that what is stored in it is
//! marked; what has not been followed yet may be white. A value that moves to where following has been already is marked
//! ([`Heap::barrier_moves`]), and before all change their places, the rest is followed ([`Heap::follow_rest`]): following
//! never begins anew, so that nothing a program does to a table can keep a cycle from its end.

use std::ops::Range;

use super::collector::{Atomic, FIRST_CYCLE_BYTES, Partial, Phase, STEP_BYTES, STEP_WORK, Unfollowed};
use super::discard::LARGE_BYTES_MIN;
use super::{Arena, DEAD_KEY, Discarded, Heap, LuaString, Mark, Payload, Slots, Table, Thread, Userdata};
use crate::value::{Tag, Value};

/// Slots of a table followed at a time, at least.
const PART_MIN: usize = 64;
/// Bytes given back to the machine for a unit of work.
const FREED_BYTES_PER_UNIT: usize = 64;
/// What sweeping a coroutine is worth, in units.
const SWEEP_THREAD: usize = 16;

/// What the interpreter adds to the roots.
pub(crate) trait Roots {
    /// Calls `mark` for each root value; they are few. The running coroutine, whose state is in the heap while the
    /// collector works, is one.
    fn each_root(&self, mark: &mut dyn FnMut(Value));
    /// The running coroutine.
    fn running(&self) -> u32;
    /// The value of `__mode` in a metatable: (weak keys, weak values).
    fn weakness(&self, heap: &mut Heap, meta: u32) -> (bool, bool);
}

impl Heap {
    #[inline(always)]
    pub(crate) fn is_marking(&self) -> bool {
        matches!(self.gc.phase, Phase::Mark | Phase::Marked | Phase::Atomic(_))
    }

    /// Whether the next step begins the atomic one.
    pub(crate) fn is_atomic_next(&self) -> bool {
        self.gc.phase == Phase::Marked
    }

    /// Whether the atomic step is under way: nothing else may be.
    pub(crate) fn is_atomic(&self) -> bool {
        matches!(self.gc.phase, Phase::Atomic(_))
    }

    fn mark_of(&mut self, value: Value) -> &mut Mark {
        let handle = value.handle() as usize;
        match value.tag {
            Tag::STRING | Tag::LONG_STRING => &mut self.strings.marks[handle],
            Tag::TABLE => &mut self.tables.marks[handle],
            Tag::CLOSURE => &mut self.closures.marks[handle],
            Tag::NATIVE_CLOSURE => &mut self.natives.marks[handle],
            Tag::USERDATA => &mut self.userdata.marks[handle],
            Tag::THREAD => &mut self.threads.marks[handle],
            Tag::CELL => &mut self.cells.marks[handle],
            tag => unreachable!("no object has tag {tag:?}"),
        }
    }

    /// Whether a slot is in use and not about to be freed by the sweep in progress.
    pub(crate) fn is_kept<T: Default, S: Slots<T>>(&self, arena: &Arena<T, S>, handle: u32) -> bool {
        let is_sweeping = matches!(self.gc.phase, Phase::Sweep(..));
        arena.is_live(handle) && !(is_sweeping && arena.marks[handle as usize] == self.gc.other_white)
    }

    /// Whether an object is about to be freed by the sweep in progress. Strings may still be found again.
    pub(crate) fn is_dying(&self, value: Value) -> bool {
        let handle = value.handle();
        match value.tag {
            Tag::TABLE => !self.is_kept(&self.tables, handle),
            Tag::CLOSURE => !self.is_kept(&self.closures, handle),
            Tag::NATIVE_CLOSURE => !self.is_kept(&self.natives, handle),
            Tag::USERDATA => !self.is_kept(&self.userdata, handle),
            Tag::THREAD => !self.is_kept(&self.threads, handle),
            Tag::CELL => !self.is_kept(&self.cells, handle),
            _ => false,
        }
    }

    /// Whether `value` is not an object, or one that is not freed.
    pub(crate) fn is_live(&self, value: Value) -> bool {
        let handle = value.handle();
        match value.tag {
            Tag::STRING | Tag::LONG_STRING => self.strings.is_live(handle),
            Tag::TABLE => self.tables.is_live(handle),
            Tag::CLOSURE => self.closures.is_live(handle),
            Tag::NATIVE_CLOSURE => self.natives.is_live(handle),
            Tag::USERDATA => self.userdata.is_live(handle),
            Tag::THREAD => self.threads.is_live(handle),
            Tag::CELL => self.cells.is_live(handle),
            _ => true,
        }
    }

    pub(super) fn is_white(&mut self, value: Value) -> bool {
        value.is_object() && matches!(*self.mark_of(value), Mark::White0 | Mark::White1)
    }

    /// Marks a value reached; its references are followed later. A stale register may name a freed slot: no matter.
    pub(crate) fn mark(&mut self, value: Value) {
        if !value.is_object() {
            return;
        }
        let mark = self.mark_of(value);
        if !matches!(mark, Mark::White0 | Mark::White1) {
            return;
        }
        match value.tag {
            Tag::STRING | Tag::LONG_STRING => *mark = Mark::Black,
            Tag::CELL => {
                *mark = Mark::Black;
                let inner = self.cells.get(value.handle()).0;
                if self.is_white(inner) {
                    self.gray_cell(value);
                }
            }
            _ => {
                *mark = Mark::Gray;
                self.gc.gray.push(value);
            }
        }
    }

    fn gray_cell(&mut self, cell: Value) {
        *self.mark_of(cell) = Mark::Gray;
        self.gc.gray.push(cell);
    }

    /// Before `value` is stored in a table, as a key or a value.
    #[inline(always)]
    pub(crate) fn barrier(&mut self, table: u32, value: Value) {
        if self.is_marking() && value.is_object() && self.tables.marks[table as usize] == Mark::Black {
            self.mark(value);
        }
    }

    /// Before values of a table's array part are copied to `to` and on within it.
    pub(crate) fn barrier_moves(&mut self, table: u32, from: Range<usize>, to: usize) {
        let Some(&partial) = self.gc.partial.iter().find(|partial| partial.table == table) else { return };
        let followed = partial.array as usize;
        let end = from.end.min(followed + from.start.saturating_sub(to));
        for i in from.start.max(followed)..end {
            let value = self.tables.get(table).array.value(i);
            self.mark(value);
        }
    }

    /// Before the values of a table change their places: follows in one go what has not been followed.
    pub(crate) fn follow_rest(&mut self, table: u32) {
        let Some(at) = self.gc.partial.iter().position(|partial| partial.table == table) else { return };
        let partial = self.gc.partial.remove(at);
        let work = self.follow_part(partial, usize::MAX);
        self.charge(work / 16);
    }

    /// The same in steps of about `budget` slots; says whether it has been followed.
    pub(super) fn follow_some(&mut self, table: u32, budget: usize) -> bool {
        let Some(at) = self.gc.partial.iter().position(|partial| partial.table == table) else { return true };
        let partial = self.gc.partial.remove(at);
        let work = self.follow_part(partial, budget);
        self.charge(work / 16);
        false
    }

    /// Before values of one table's array part are stored in another table.
    pub(crate) fn barrier_copy(&mut self, from: u32, values: Range<usize>, to: u32) {
        if self.is_marking() && self.tables.marks[to as usize] == Mark::Black {
            for i in values {
                let value = self.tables.get(from).array.value(i);
                self.mark(value);
            }
        }
    }

    #[cold]
    pub(crate) fn regray(&mut self, value: Value) {
        *self.mark_of(value) = Mark::Gray;
        self.gc.gray_again.push(value);
    }

    /// After `value` was stored in an object that is not a table.
    #[inline(always)]
    pub(crate) fn barrier_forward(&mut self, value: Value) {
        if self.is_marking() && value.is_object() {
            self.mark(value);
        }
    }

    /// A function was linked that no closure has yet.
    pub(crate) fn keep_function(&mut self, function: u32) {
        if self.is_marking() {
            self.mark_function(function);
        }
    }

    /// A coroutine is about to run, or its stack is written to.
    pub(crate) fn barrier_thread(&mut self, thread: u32) {
        if self.is_marking() && self.threads.marks[thread as usize] == Mark::Black {
            self.regray(Value::object(Tag::THREAD, thread));
        }
    }

    /// One bounded step; says how many units of work it did. While there is debt, the next safepoint does another.
    pub(crate) fn step(&mut self, roots: &dyn Roots) -> usize {
        if self.gc.stopped || self.gc.tries_no_room() {
            self.gc.wait_for(STEP_BYTES);
            return 0;
        }
        let work = self.advance(roots, STEP_WORK);
        match self.gc.phase {
            Phase::Pause => self.wait_for_next_cycle(),
            _ => self.gc.pay(work),
        }
        work
    }

    pub(crate) fn wait_for_next_cycle(&mut self) {
        let live = self.gc.bytes as i64;
        let threshold = (live / 100).saturating_mul(i64::from(self.gc.pause_percent.clamp(100, 1000)));
        self.gc.wait_for((threshold - live).max(FIRST_CYCLE_BYTES));
    }

    /// Does up to `budget` units of work within the present phase or goes on to the next.
    pub(crate) fn advance(&mut self, roots: &dyn Roots, budget: usize) -> usize {
        match self.gc.phase {
            Phase::Pause => {
                self.mark_roots(roots);
                self.gc.phase = Phase::Mark;
                64
            }
            Phase::Mark => {
                let mut work = 0;
                while work < budget {
                    match self.follow_next(roots, budget - work) {
                        Some(done) => work += done,
                        None => {
                            self.gc.phase = Phase::Marked;
                            return work + 1;
                        }
                    }
                }
                work
            }
            Phase::Marked => {
                self.gc.phase = Phase::Atomic(Atomic::default());
                1
            }
            Phase::Atomic(at) => self.finish_marking(roots, at, budget),
            // What is large is given back before more is freed.
            Phase::Sweep(..) if self.discarded.bytes > 0 => self.free_some(),
            Phase::Sweep(arena, slot) => self.sweep(arena, slot, budget),
        }
    }

    /// Gives back a part of the large blocks that were freed; says how many units of work that was.
    pub(crate) fn free_some(&mut self) -> usize {
        self.discarded.free_some() / FREED_BYTES_PER_UNIT + 1
    }

    pub(super) fn mark_roots(&mut self, roots: &dyn Roots) {
        roots.each_root(&mut |value| self.mark(value));
    }

    /// Follows what comes next, of something large about `budget` words; says how many words that took. `None` if nothing
    /// is gray.
    pub(super) fn follow_next(&mut self, roots: &dyn Roots, budget: usize) -> Option<usize> {
        if let Some(partial) = self.gc.partial.pop() {
            return Some(self.follow_part(partial, budget));
        }
        match self.gc.unfollowed.pop() {
            Some(Unfollowed::Thread { thread, frame, slot }) => {
                return Some(self.follow_thread(thread, frame, slot, budget));
            }
            Some(Unfollowed::Function { function, constant }) => {
                return Some(self.follow_function(function, constant, budget));
            }
            None => {}
        }
        let value = self.gc.gray.pop()?;
        Some(self.follow(roots, value, budget))
    }

    /// Follows the references of a gray object; says how many words that took.
    fn follow(&mut self, roots: &dyn Roots, value: Value, budget: usize) -> usize {
        *self.mark_of(value) = Mark::Black;
        let handle = value.handle();
        match value.tag {
            Tag::TABLE => self.follow_table(roots, handle, budget),
            Tag::CLOSURE => {
                let closure = std::mem::take(self.closures.get_mut(handle));
                self.mark_function(closure.function);
                for &cell in closure.upvalues() {
                    self.mark(Value::object(Tag::CELL, cell));
                }
                let words = closure.upvalues().len();
                *self.closures.get_mut(handle) = closure;
                2 + words
            }
            Tag::CELL => {
                let inner = self.cells.get(handle).0;
                self.mark(inner);
                1
            }
            Tag::NATIVE_CLOSURE => {
                let values = std::mem::take(&mut self.natives.get_mut(handle).values);
                values.iter().for_each(|&value| self.mark(value));
                let words = values.len();
                self.natives.get_mut(handle).values = values;
                2 + words
            }
            Tag::USERDATA => {
                let values = std::mem::take(&mut self.userdata.get_mut(handle).values);
                values.iter().for_each(|&value| self.mark(value));
                let words = values.len();
                self.userdata.get_mut(handle).values = values;
                if let Payload::Loading(loading) = &mut self.userdata.get_mut(handle).payload {
                    let linked = std::mem::take(&mut loading.linked);
                    linked.constants.iter().for_each(|&value| self.mark(value));
                    linked.functions.iter().for_each(|&function| self.mark_function(function));
                    if let Payload::Loading(loading) = &mut self.userdata.get_mut(handle).payload {
                        loading.linked = linked;
                    }
                }
                if let Some(meta) = self.metatable(value) {
                    self.mark(Value::object(Tag::TABLE, meta));
                }
                3 + words
            }
            Tag::THREAD => self.follow_thread(handle, 0, 0, budget),
            tag => unreachable!("{tag:?} is never gray"),
        }
    }

    /// Goes on following a coroutine from a frame on, and within its part of the stack from a slot on. What is dead is
    /// emptied, so that nothing there names an object that is about to be freed.
    fn follow_thread(&mut self, thread: u32, frame: u32, slot: u32, budget: usize) -> usize {
        let mut state = std::mem::take(self.threads.get_mut(thread));
        state.other_roots().into_iter().flatten().for_each(|value| self.mark(value));
        let (mut frame, mut slot, mut work) = (frame as usize, slot as usize, 10);
        while frame < state.frames.len() {
            if work >= budget.max(PART_MIN) {
                let (frame, slot) = (frame as u32, slot as u32);
                self.gc.unfollowed.push(Unfollowed::Thread { thread, frame, slot });
                break;
            }
            self.mark(state.frames[frame].callee());
            let live = state.live_slots(self, frame);
            let from = slot.max(live.part.start);
            let end = live.part.end.min(from + (budget.max(PART_MIN) - work));
            for slot in from..end {
                if live.contains(slot) || state.is_to_close(slot) {
                    self.mark(state.stack[slot]);
                } else {
                    state.stack[slot] = Value::NIL;
                }
            }
            work += 4 + end.saturating_sub(from);
            (frame, slot) = if end < live.part.end { (frame, end) } else { (frame + 1, 0) };
        }
        *self.threads.get_mut(thread) = state;
        work
    }

    /// Functions are marked when a closure over them is; they hold only strings, sources and other functions.
    fn mark_function(&mut self, function: u32) {
        let mark = &mut self.functions.marks[function as usize];
        if matches!(mark, Mark::White0 | Mark::White1) {
            *mark = Mark::Black;
            self.gc.unfollowed.push(Unfollowed::Function { function, constant: 0 });
        }
    }

    fn follow_function(&mut self, function: u32, constant: u32, budget: usize) -> usize {
        let constants = self.functions.get(function).code_start as usize / 2;
        let from = constant as usize;
        let end = constants.min(from + budget.max(PART_MIN));
        for i in from..end {
            let constant = self.functions.get(function).constant(i);
            self.mark(constant);
        }
        if end < constants {
            self.gc.unfollowed.push(Unfollowed::Function { function, constant: end as u32 });
            return end - from;
        }
        if let Some(source) = self.functions.get(function).source {
            self.mark(source);
        }
        let children = self.functions.get(function).children.len();
        for i in 0..children {
            let child = self.functions.get(function).children[i];
            self.mark_function(child);
        }
        2 + (end - from) + children
    }

    fn follow_table(&mut self, roots: &dyn Roots, table: u32, budget: usize) -> usize {
        let meta = self.tables.get(table).meta;
        let (mut weak_keys, mut weak_values) = (false, false);
        if meta != 0 {
            self.mark(Value::object(Tag::TABLE, meta - 1));
            (weak_keys, weak_values) = roots.weakness(self, meta - 1);
        }
        match (weak_keys, weak_values) {
            (false, false) => 2 + self.follow_part(Partial { table, ..Partial::default() }, budget),
            // What of these is followed, is in the atomic step.
            (true, true) => {
                self.gc.all_weak.push(table);
                1
            }
            (false, true) => {
                self.gc.weak_values.push(table);
                1
            }
            (true, false) => {
                self.gc.weak_keys.push(table);
                1
            }
        }
    }

    /// Goes on following a table without weak parts: about `budget` words, the rest being partial.
    fn follow_part(&mut self, partial: Partial, budget: usize) -> usize {
        let Partial { table, array, entries } = partial;
        let budget = budget.max(PART_MIN);
        let t = self.tables.get(table);
        let (in_array, in_entries) = (t.array.len(), t.entries.len());
        // The array part may have become shorter since.
        let array = (array as usize).min(in_array);
        let array_end = array.saturating_add(budget).min(in_array);
        let mut i = t.array.next_object(array..array_end);
        while i < array_end {
            let value = self.tables.get(table).array.value(i);
            self.mark(value);
            i = self.tables.get(table).array.next_object(i + 1..array_end);
        }
        let mut work = array_end - array;
        // A removed entry keeps a key that is a string: it may come again, and whether its place is used again must not
        // depend on the collector. Another object that nothing else holds can't come again.
        let mut has_removed = false;
        let entries = entries as usize;
        let entries_end = entries.saturating_add(budget - work).min(in_entries);
        for number in entries..entries_end {
            let entry = self.tables.get(table).entries[number];
            if entry.key_tag >= DEAD_KEY {
                continue;
            }
            let (key, value) = (entry.key(), entry.value());
            if value.is_nil() && key.is_object() && !key.is_string() {
                has_removed = true;
                continue;
            }
            self.mark(key);
            self.mark(value);
        }
        work += 2 * entries_end.saturating_sub(entries);
        if has_removed && self.gc.removed_keys.last() != Some(&table) {
            self.gc.removed_keys.push(table);
        }
        if array_end < in_array || entries_end < in_entries {
            self.gc.partial.push(Partial { table, array: array_end as u32, entries: entries_end as u32 });
        }
        work
    }

    /// At the end of a process: every object with `__gc` is finalized, the last marked first.
    pub(crate) fn finalize_all(&mut self) {
        let mut all = std::mem::take(&mut self.gc.finalizable);
        all.append(&mut self.gc.to_finalize);
        self.gc.to_finalize = all;
    }

    fn sweep(&mut self, arena: u8, slot: u32, budget: usize) -> usize {
        let weight = if arena == 6 { SWEEP_THREAD } else { 1 };
        let mut freed = 0;
        let end = |len: usize| (slot as usize).saturating_add(budget.div_ceil(weight)).min(len);
        macro_rules! sweep_arena {
            ($field:ident, |$heap:ident, $handle:ident| $bytes:expr$(, $large:expr)?) => {{
                let len = self.$field.len();
                let end = end(len);
                for handle in slot..end as u32 {
                    let mark = self.$field.marks[handle as usize];
                    if mark == self.gc.other_white {
                        let ($heap, $handle) = (&mut *self, handle);
                        let bytes: usize = $bytes;
                        let _removed = self.$field.remove(handle);
                        $(if bytes >= LARGE_BYTES_MIN {
                            $large(&mut self.discarded, _removed);
                        })?
                        self.gc.bytes = self.gc.bytes.saturating_sub(bytes);
                        self.gc.freed_since_error = self.gc.freed_since_error.saturating_add(bytes);
                        freed += 1;
                    } else if mark != Mark::Free {
                        self.$field.marks[handle as usize] = self.gc.white;
                    }
                }
                (end, end == len)
            }};
        }
        use super::size;
        let (end, done) = match arena {
            0 => sweep_arena!(
                strings,
                |heap, handle| {
                    let len = heap.strings.get(handle).bytes().len();
                    if len <= super::SHORT_BYTES_MAX {
                        heap.unintern(handle);
                    }
                    size::STRING + len
                },
                |discarded: &mut Discarded, string: LuaString| discarded.push_vec(string.into_vec())
            ),
            1 => {
                sweep_arena!(tables, |heap, handle| size::TABLE + heap.tables.get(handle).extra_bytes(), Table::discard)
            }
            2 => {
                sweep_arena!(closures, |heap, handle| {
                    size::CLOSURE + heap.closures.get(handle).upvalues().len() * 4
                })
            }
            3 => sweep_arena!(cells, |_heap, _handle| size::CELL),
            4 => sweep_arena!(natives, |heap, handle| {
                size::NATIVE_CLOSURE + heap.natives.get(handle).values.len() * 16
            }),
            5 => sweep_arena!(
                userdata,
                |heap, handle| {
                    let userdata = heap.userdata.get(handle);
                    size::USERDATA + userdata.values.len() * 16 + userdata.payload.bytes()
                },
                |discarded: &mut Discarded, userdata: Userdata| match userdata.payload {
                    Payload::None | Payload::Loading(_) | Payload::Source(_) => {}
                    Payload::Bytes(bytes) => discarded.push_vec(bytes),
                    Payload::Words(words) => discarded.push_vec(words),
                }
            ),
            6 => sweep_arena!(
                threads,
                |heap, handle| size::THREAD + heap.threads.get(handle).bytes(),
                |discarded: &mut Discarded, thread: Thread| discarded.push_vec(thread.stack)
            ),
            _ => sweep_arena!(functions, |heap, handle| { size::FUNCTION + heap.functions.get(handle).bytes() }),
        };
        // Freeing takes the machine's allocator longer than looking at a slot.
        self.charge(freed);
        self.gc.phase = match (done, arena) {
            (false, _) => Phase::Sweep(arena, end as u32),
            (true, 7) if self.discarded.bytes > 0 => Phase::Sweep(7, end as u32),
            (true, 7) => {
                self.gc.cycles += 1;
                Phase::Pause
            }
            (true, _) => Phase::Sweep(arena + 1, 0),
        };
        (end - slot as usize) * weight + 1
    }
}
