//! The collector: incremental mark and sweep, driven by logical bytes.
//!
//! ```text
//! Pause -> Mark (follow references, a bounded number of words a step) -> atomic (roots again, weak tables,
//! finalizers) -> Sweep (a bounded number of slots a step) -> Pause
//! ```
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

use super::collector::{FIRST_CYCLE_BYTES, Partial, Phase, STEP_BYTES};
use super::{Arena, DEAD_KEY, Heap, Mark, Payload, Slots};
use crate::value::{Tag, Value};

/// Units of work (words followed, slots swept) a step does.
const STEP_WORK: usize = 2 * 1024;
/// Bytes of debt that a unit of work pays.
const BYTES_PER_UNIT: i64 = STEP_BYTES / STEP_WORK as i64;
/// Slots of a table followed at a time, at least.
const PART_MIN: usize = 64;
/// What sweeping a coroutine is worth, in units.
const SWEEP_THREAD: usize = 16;

/// What the interpreter adds to the roots.
pub(crate) trait Roots {
    /// Calls `mark` for each root value.
    fn each_root(&self, heap: &Heap, mark: &mut dyn FnMut(Value));
    /// The value of `__mode` in a metatable: (weak keys, weak values).
    fn weakness(&self, heap: &mut Heap, meta: u32) -> (bool, bool);
}

impl Heap {
    #[inline(always)]
    pub(crate) fn is_marking(&self) -> bool {
        matches!(self.gc.phase, Phase::Mark | Phase::Atomic)
    }

    /// Whether the next step ends marking, before which dead registers have to be cleared.
    pub(crate) fn is_atomic_next(&self) -> bool {
        self.gc.phase == Phase::Atomic
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

    /// One bounded step; says how many ticks of work it did. While there is debt, the next safepoint does another.
    pub(crate) fn step(&mut self, roots: &dyn Roots) -> usize {
        if self.gc.stopped {
            self.gc.wait_for(STEP_BYTES);
            return 0;
        }
        let work = self.advance(roots, STEP_WORK);
        if self.gc.phase == Phase::Pause {
            self.wait_for_next_cycle();
        } else {
            let paid = i64::try_from(work).unwrap_or(i64::MAX).saturating_mul(BYTES_PER_UNIT);
            match self.gc.debt.saturating_sub(paid) {
                left if left > 0 => self.gc.debt = left,
                ahead => self.gc.wait_for(ahead.saturating_neg().min(STEP_BYTES)),
            }
        }
        work / 16
    }

    pub(crate) fn wait_for_next_cycle(&mut self) {
        let live = self.gc.bytes as i64;
        let threshold = (live / 100).saturating_mul(i64::from(self.gc.pause_percent.clamp(100, 1000)));
        self.gc.wait_for((threshold - live).max(FIRST_CYCLE_BYTES));
    }

    /// A whole cycle, begun and ended now; says how many ticks of work it did.
    pub(crate) fn full_collection(&mut self, roots: &dyn Roots) -> usize {
        let mut work = 0;
        if self.gc.phase != Phase::Pause {
            // What died since this cycle began is found by the next one.
            while self.gc.phase != Phase::Pause {
                work += self.advance(roots, usize::MAX / 2);
            }
        }
        work += self.advance(roots, 1);
        while self.gc.phase != Phase::Pause {
            work += self.advance(roots, usize::MAX / 2);
        }
        self.wait_for_next_cycle();
        work / 16
    }

    /// Does up to `budget` units of work within the present phase or goes on to the next.
    pub(crate) fn advance(&mut self, roots: &dyn Roots, budget: usize) -> usize {
        match self.gc.phase {
            Phase::Pause => {
                self.gc.gray.clear();
                self.gc.gray_again.clear();
                self.gc.partial.clear();
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
                            self.gc.phase = Phase::Atomic;
                            return work + 1;
                        }
                    }
                }
                work
            }
            Phase::Atomic => self.finish_marking(roots),
            Phase::Sweep(arena, slot) => self.sweep(arena, slot, budget),
        }
    }

    fn mark_roots(&mut self, roots: &dyn Roots) {
        let mut values = Vec::new();
        roots.each_root(self, &mut |value| values.push(value));
        for value in values {
            self.mark(value);
        }
        for i in 0..self.gc.to_finalize.len() {
            self.mark(self.gc.to_finalize[i]);
        }
    }

    pub(super) fn propagate(&mut self, roots: &dyn Roots) -> usize {
        let mut work = 0;
        while let Some(done) = self.follow_next(roots, usize::MAX) {
            work += done;
        }
        work
    }

    /// Follows what comes next, of a large table about `budget` words; says how many words that took. `None` if nothing is
    /// gray.
    fn follow_next(&mut self, roots: &dyn Roots, budget: usize) -> Option<usize> {
        if let Some(partial) = self.gc.partial.pop() {
            return Some(self.follow_part(partial, budget));
        }
        let value = self.gc.gray.pop()?;
        Some(self.follow(roots, value, budget))
    }

    /// The atomic end of marking.
    fn finish_marking(&mut self, roots: &dyn Roots) -> usize {
        self.mark_roots(roots);
        let again = std::mem::take(&mut self.gc.gray_again);
        self.gc.gray.extend(again);
        let mut work = self.propagate(roots);
        work += self.converge_ephemerons(roots);
        // Values of weak tables go before finalizers see them, keys after.
        work += self.clear_weak_values();
        self.separate_finalizable();
        for i in 0..self.gc.to_finalize.len() {
            self.mark(self.gc.to_finalize[i]);
        }
        work += self.propagate(roots);
        work += self.converge_ephemerons(roots);
        work += self.clear_weak_keys();
        work += self.clear_weak_values();
        for table in std::mem::take(&mut self.gc.removed_keys) {
            work += self.forget_removed_keys(table);
        }
        self.gc.weak_values.clear();
        self.gc.weak_keys.clear();
        self.gc.all_weak.clear();
        self.gc.gray_again.clear();
        std::mem::swap(&mut self.gc.white, &mut self.gc.other_white);
        self.gc.phase = Phase::Sweep(0, 0);
        work
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
            Tag::THREAD => {
                let mut state = std::mem::take(self.threads.get_mut(handle));
                state.clear_dead_stack(self);
                let mut values = Vec::new();
                state.each_root(self, &mut |value| values.push(value));
                values.into_iter().for_each(|value| self.mark(value));
                state.functions().for_each(|closure| self.mark(Value::object(Tag::CLOSURE, closure)));
                state.native_closures().for_each(|closure| self.mark(Value::object(Tag::NATIVE_CLOSURE, closure)));
                let words = state.stack.len();
                *self.threads.get_mut(handle) = state;
                10 + words
            }
            tag => unreachable!("{tag:?} is never gray"),
        }
    }

    /// Functions are marked when a closure over them is; they hold only strings and other functions.
    fn mark_function(&mut self, function: u32) {
        let mut pending = vec![function];
        while let Some(function) = pending.pop() {
            let mark = &mut self.functions.marks[function as usize];
            if !matches!(mark, Mark::White0 | Mark::White1) {
                continue;
            }
            *mark = Mark::Black;
            let code_start = self.functions.get(function).code_start as usize;
            for i in 0..code_start / 2 {
                let constant = self.functions.get(function).constant(i);
                self.mark(constant);
            }
            pending.extend_from_slice(&self.functions.get(function).children);
        }
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
            (true, true) => {
                self.gc.all_weak.push(table);
                1
            }
            (false, true) => {
                self.gc.weak_values.push(table);
                self.for_entries(table, |heap, key, _| heap.mark(key));
                1
            }
            (true, false) => {
                self.gc.weak_keys.push(table);
                self.follow_ephemeron(table);
                self.tables.get(table).array.len() + self.tables.get(table).entries.len()
            }
        }
    }

    pub(super) fn for_entries(&mut self, table: u32, mut visit: impl FnMut(&mut Heap, Value, Value)) {
        for i in 0..self.tables.get(table).entries.len() {
            let entry = self.tables.get(table).entries[i];
            if entry.key_tag < DEAD_KEY {
                visit(self, entry.key(), entry.value());
            }
        }
    }

    pub(super) fn for_array(&mut self, table: u32, mut visit: impl FnMut(&mut Heap, Value)) {
        let end = self.tables.get(table).array.len();
        let mut i = self.tables.get(table).array.next_object(0..end);
        while i < end {
            let value = self.tables.get(table).array.value(i);
            visit(self, value);
            i = self.tables.get(table).array.next_object(i + 1..end);
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

    /// Moves unreached objects with `__gc` to the list of those to finalize; the last marked is called first.
    fn separate_finalizable(&mut self) {
        let all = std::mem::take(&mut self.gc.finalizable);
        let mut unreached = Vec::new();
        for value in all {
            if self.is_white(value) { unreached.push(value) } else { self.gc.finalizable.push(value) }
        }
        // Called from the end: objects of earlier cycles come first, then the last marked of this one.
        unreached.append(&mut self.gc.to_finalize);
        self.gc.to_finalize = unreached;
    }

    /// At the end of a process: every object with `__gc` is finalized, the last marked first.
    pub(crate) fn finalize_all(&mut self) {
        let mut all = std::mem::take(&mut self.gc.finalizable);
        all.append(&mut self.gc.to_finalize);
        self.gc.to_finalize = all;
    }

    fn sweep(&mut self, arena: u8, slot: u32, budget: usize) -> usize {
        let weight = if arena == 6 { SWEEP_THREAD } else { 1 };
        let end = |len: usize| (slot as usize).saturating_add(budget.div_ceil(weight)).min(len);
        macro_rules! sweep_arena {
            ($field:ident, |$heap:ident, $handle:ident| $bytes:expr) => {{
                let len = self.$field.len();
                let end = end(len);
                for handle in slot..end as u32 {
                    let mark = self.$field.marks[handle as usize];
                    if mark == self.gc.other_white {
                        let ($heap, $handle) = (&mut *self, handle);
                        let bytes: usize = $bytes;
                        self.$field.remove(handle);
                        self.gc.bytes = self.gc.bytes.saturating_sub(bytes);
                    } else if mark != Mark::Free {
                        self.$field.marks[handle as usize] = self.gc.white;
                    }
                }
                (end, end == len)
            }};
        }
        use super::size;
        let (end, done) = match arena {
            0 => sweep_arena!(strings, |heap, handle| {
                let len = heap.strings.get(handle).bytes().len();
                if len <= super::SHORT_BYTES_MAX {
                    heap.unintern(handle);
                }
                size::STRING + len
            }),
            1 => sweep_arena!(tables, |heap, handle| size::TABLE + heap.tables.get(handle).extra_bytes()),
            2 => {
                sweep_arena!(closures, |heap, handle| {
                    size::CLOSURE + heap.closures.get(handle).upvalues().len() * 4
                })
            }
            3 => sweep_arena!(cells, |_heap, _handle| size::CELL),
            4 => sweep_arena!(natives, |heap, handle| {
                size::NATIVE_CLOSURE + heap.natives.get(handle).values.len() * 16
            }),
            5 => sweep_arena!(userdata, |heap, handle| {
                let userdata = heap.userdata.get(handle);
                size::USERDATA + userdata.values.len() * 16 + userdata.payload.bytes()
            }),
            6 => sweep_arena!(threads, |heap, handle| size::THREAD + heap.threads.get(handle).bytes()),
            _ => sweep_arena!(functions, |heap, handle| { size::FUNCTION + heap.functions.get(handle).body_bytes() }),
        };
        self.gc.phase = match (done, arena) {
            (false, _) => Phase::Sweep(arena, end as u32),
            (true, 7) => {
                self.gc.cycles += 1;
                Phase::Pause
            }
            (true, _) => Phase::Sweep(arena + 1, 0),
        };
        (end - slot as usize) * weight + 1
    }
}
