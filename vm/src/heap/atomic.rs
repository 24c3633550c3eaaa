//! The atomic step of the collector: what ends marking while the program stands still.
//!
//! It goes through its [`Stage`]s in bounded parts, so that it can stop at the end of a slice: [`Atomic`] is all it
//! knows. Tables with weak parts are found while marking and followed only here.
//!
//! ```text
//! Roots, Propagate, Converge, ClearValues, Separate,
//!        Propagate, Converge, ClearKeys, ClearValues, ForgetKeys
//! ```
//!
//! Values of weak tables go before finalizers see them, keys after.

use std::ops::Range;

use super::collector::{Atomic, Phase, Stage};
use super::{DEAD_KEY, Heap, Roots};
use crate::value::{Tag, Value};

/// A part of a table: elements of its array part, then entries.
struct Part {
    table: u32,
    /// Its place in the list of tables.
    item: usize,
    array: Range<usize>,
    entries: Range<usize>,
}

impl Part {
    fn work(&self) -> usize {
        1 + self.array.len() + 2 * self.entries.len()
    }
}

impl Atomic {
    /// On to the next stage; false after the last one.
    fn advance(&mut self) -> bool {
        let next = match self.stage {
            Stage::Roots => Stage::Propagate,
            Stage::Propagate => Stage::Converge,
            Stage::Converge if self.is_second => Stage::ClearKeys,
            Stage::Converge | Stage::ClearKeys => Stage::ClearValues,
            Stage::ClearValues if self.is_second => Stage::ForgetKeys,
            Stage::ClearValues => Stage::Separate,
            Stage::Separate => {
                self.is_second = true;
                Stage::Propagate
            }
            Stage::ForgetKeys => return false,
        };
        self.go_to(next);
        true
    }

    fn go_to(&mut self, stage: Stage) {
        *self = Atomic { stage, is_second: self.is_second, keyed: self.keyed, ..Atomic::default() };
    }
}

impl Heap {
    /// Goes on with the atomic step for about `budget` units of work; says how many it did.
    pub(super) fn finish_marking(&mut self, roots: &dyn Roots, mut at: Atomic, budget: usize) -> usize {
        let mut work = 0;
        while work < budget {
            let left = budget - work;
            let (done, is_over) = match at.stage {
                Stage::Roots => self.mark_again(roots, &mut at, left),
                Stage::Propagate => self.propagate(roots, &mut at, left),
                Stage::Converge => self.converge_ephemerons(&mut at, left),
                Stage::ClearKeys | Stage::ClearValues | Stage::ForgetKeys => self.clear(&mut at, left),
                Stage::Separate => self.separate_finalizable(&mut at, left),
            };
            work += done;
            if is_over && !at.advance() {
                self.begin_sweep();
                return work;
            }
        }
        self.gc.phase = Phase::Atomic(at);
        work
    }

    /// Goes on with the atomic step, if it is under way.
    pub(crate) fn step_atomic(&mut self, roots: &dyn Roots, budget: usize) -> usize {
        let work = if self.is_atomic() { self.advance(roots, budget) } else { 0 };
        self.gc.pay(work);
        work
    }

    /// Has the program go on although the atomic step is under way; it begins anew later.
    pub(crate) fn interrupt_atomic(&mut self) {
        if let Phase::Atomic(mut at) = self.gc.phase {
            if at.stage == Stage::Separate {
                self.separate_finalizable(&mut at, usize::MAX);
            }
            self.gc.phase = Phase::Mark;
        }
    }

    fn begin_sweep(&mut self) {
        for list in [&mut self.gc.weak_values, &mut self.gc.weak_keys, &mut self.gc.all_weak, &mut self.gc.removed_keys]
        {
            list.clear();
        }
        std::mem::swap(&mut self.gc.white, &mut self.gc.other_white);
        self.gc.phase = Phase::Sweep(0, 0);
    }

    /// Roots, coroutines that ran since they were followed, the running one, and what awaits its finalizer.
    fn mark_again(&mut self, roots: &dyn Roots, at: &mut Atomic, budget: usize) -> (usize, bool) {
        let from = at.item as usize;
        if from == 0 {
            self.mark_roots(roots);
            self.regray(Value::object(Tag::THREAD, roots.running()));
            let again = std::mem::take(&mut self.gc.gray_again);
            self.gc.gray.extend(again);
        }
        let end = self.gc.to_finalize.len().min(from.saturating_add(budget));
        for i in from..end {
            self.mark(self.gc.to_finalize[i]);
        }
        at.item = end as u32;
        (1 + end - from, end == self.gc.to_finalize.len())
    }

    fn propagate(&mut self, roots: &dyn Roots, at: &mut Atomic, budget: usize) -> (usize, bool) {
        let mut work = 0;
        while work < budget {
            if let Some(done) = self.follow_next(roots, budget - work) {
                work += done;
                continue;
            }
            // Tables with weak values hold their keys.
            at.item = at.keyed;
            let Some(part) = self.next_part(at, budget - work) else { return (work + 1, true) };
            at.keyed = at.item;
            work += part.work();
            let mut has_removed = false;
            for i in part.entries {
                let entry = self.tables.get(part.table).entries[i];
                if entry.key_tag >= DEAD_KEY {
                    continue;
                }
                // As in other tables, a removed entry keeps a key that is a string, and no other object.
                let key = entry.key();
                if entry.value_tag == 0 && key.is_object() && !key.is_string() {
                    has_removed = true;
                } else {
                    self.mark(key);
                }
            }
            if has_removed && self.gc.removed_keys.last() != Some(&part.table) {
                self.gc.removed_keys.push(part.table);
            }
        }
        (work, false)
    }

    /// Ephemerons: a value is reached if its key is. Rounds, until one finds nothing new.
    fn converge_ephemerons(&mut self, at: &mut Atomic, budget: usize) -> (usize, bool) {
        let mut work = 0;
        while work < budget {
            let Some(part) = self.next_part(at, budget - work) else {
                if at.progress {
                    at.go_to(Stage::Propagate);
                    return (work + 1, false);
                }
                return (work + 1, true);
            };
            work += part.work();
            for i in part.array {
                let value = self.tables.get(part.table).array.value(i);
                at.progress |= self.is_white(value);
                self.mark(value);
            }
            for i in part.entries {
                let entry = self.tables.get(part.table).entries[i];
                if entry.key_tag >= DEAD_KEY {
                    continue;
                }
                let (key, value) = (entry.key(), entry.value());
                if !self.is_lost(key) && self.is_white(value) {
                    self.mark(value);
                    at.progress = true;
                }
            }
        }
        (work, false)
    }

    fn clear(&mut self, at: &mut Atomic, budget: usize) -> (usize, bool) {
        let mut work = 0;
        while work < budget {
            let Some(part) = self.next_part(at, budget - work) else { return (work + 1, true) };
            work += part.work();
            match at.stage {
                Stage::ClearKeys => self.clear_keys(&part),
                Stage::ClearValues => self.clear_values(&part),
                _ => self.forget_keys(&part),
            }
        }
        (work, false)
    }

    fn clear_keys(&mut self, part: &Part) {
        for i in part.entries.clone() {
            let entry = self.tables.get(part.table).entries[i];
            if entry.key_tag < DEAD_KEY && self.is_lost(entry.key()) {
                let entry = &mut self.tables.get_mut(part.table).entries[i];
                entry.set_value(Value::NIL);
                entry.key_tag += DEAD_KEY;
            }
        }
    }

    fn clear_values(&mut self, part: &Part) {
        let table = part.table;
        for i in part.array.clone() {
            let value = self.tables.get(table).array.value(i);
            if self.is_lost(value) {
                self.tables.get_mut(table).array.set(i, Value::NIL);
            }
        }
        if part.array.end == self.tables.get(table).array.len() {
            self.tables.get_mut(table).array.trim();
        }
        let has_weak_keys = part.item >= self.gc.weak_values.len();
        for i in part.entries.clone() {
            let mut entry = self.tables.get(table).entries[i];
            if self.is_lost(entry.value()) {
                entry.set_value(Value::NIL);
            }
            // A removed entry of a table with weak keys doesn't keep its key.
            if has_weak_keys && entry.value_tag == 0 && entry.key_tag < DEAD_KEY && entry.key().is_object() {
                entry.key_tag += DEAD_KEY;
            }
            self.tables.get_mut(table).entries[i] = entry;
        }
    }

    fn forget_keys(&mut self, part: &Part) {
        for i in part.entries.clone() {
            let entry = self.tables.get(part.table).entries[i];
            if entry.value_tag == 0 && entry.key_tag < DEAD_KEY && self.is_white(entry.key()) {
                self.tables.get_mut(part.table).entries[i].key_tag += DEAD_KEY;
            }
        }
    }

    /// Whether a weak reference to this value is to be cleared. Strings count as values, not as objects.
    fn is_lost(&mut self, value: Value) -> bool {
        if value.is_string() {
            self.mark(value);
        }
        self.is_white(value)
    }

    /// Moves unreached objects with `__gc` to the list of those to finalize, and marks them.
    fn separate_finalizable(&mut self, at: &mut Atomic, budget: usize) -> (usize, bool) {
        let from = at.item as usize;
        let end = self.gc.finalizable.len().min(from.saturating_add(budget));
        for i in from..end {
            let value = self.gc.finalizable[i];
            if self.is_white(value) {
                self.gc.unreached.push(value);
                self.mark(value);
            } else {
                self.gc.finalizable[at.slot as usize] = value;
                at.slot += 1;
            }
        }
        at.item = end as u32;
        if end < self.gc.finalizable.len() {
            return (end - from, false);
        }
        self.gc.finalizable.truncate(at.slot as usize);
        // Called from the end: objects of earlier cycles come first, then the last marked of this one.
        let mut unreached = std::mem::take(&mut self.gc.unreached);
        unreached.append(&mut self.gc.to_finalize);
        self.gc.to_finalize = unreached;
        (1 + end - from, true)
    }

    /// The table in place `item` of the list that a stage goes through.
    fn listed(&self, stage: Stage, item: usize) -> Option<u32> {
        let gc = &self.gc;
        let (list, more) = match stage {
            Stage::Propagate => (&gc.weak_values, None),
            Stage::Converge => (&gc.weak_keys, None),
            Stage::ClearKeys => (&gc.weak_keys, Some(&gc.all_weak)),
            Stage::ClearValues => (&gc.weak_values, Some(&gc.all_weak)),
            Stage::ForgetKeys => (&gc.removed_keys, None),
            Stage::Roots | Stage::Separate => return None,
        };
        match item.checked_sub(list.len()) {
            None => Some(list[item]),
            Some(rest) => more?.get(rest).copied(),
        }
    }

    /// What comes next in the list of tables that a stage goes through: about `budget` elements or entries.
    fn next_part(&self, at: &mut Atomic, budget: usize) -> Option<Part> {
        let item = at.item as usize;
        let table = self.listed(at.stage, item)?;
        let t = self.tables.get(table);
        // An array part may have been trimmed since the step before.
        let in_array = match at.stage {
            Stage::Converge | Stage::ClearValues => t.array.len(),
            _ => 0,
        };
        let all = if at.entries { t.entries.len() } else { in_array };
        let from = (at.slot as usize).min(all);
        let end = from.saturating_add(budget.max(1)).min(all);
        let mut part = Part { table, item, array: 0..0, entries: 0..0 };
        if at.entries {
            part.entries = from..end;
        } else {
            part.array = from..end;
        }
        (at.item, at.slot, at.entries) = match (end == all, at.entries) {
            (false, entries) => (at.item, end as u32, entries),
            (true, false) => (at.item, 0, true),
            (true, true) => (at.item + 1, 0, false),
        };
        Some(part)
    }
}
