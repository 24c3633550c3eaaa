//! What the collector does about weak tables, in its atomic step.

use super::{DEAD_KEY, Heap, Roots};
use crate::value::Value;

impl Heap {
    /// Marks the values whose keys are reached; says whether any was.
    pub(super) fn follow_ephemeron(&mut self, table: u32) -> bool {
        let mut progress = false;
        self.for_array(table, |heap, value| {
            progress |= heap.is_white(value);
            heap.mark(value);
        });
        self.for_entries(table, |heap, key, value| {
            heap.keep_string(key);
            if !heap.is_white(key) && heap.is_white(value) {
                heap.mark(value);
                progress = true;
            }
        });
        progress
    }

    pub(super) fn converge_ephemerons(&mut self, roots: &dyn Roots) -> usize {
        let mut work = 0;
        loop {
            let mut progress = false;
            for i in 0..self.gc.weak_keys.len() {
                let table = self.gc.weak_keys[i];
                work += self.tables.get(table).entries.len();
                progress |= self.follow_ephemeron(table);
            }
            if !progress {
                return work;
            }
            work += self.propagate(roots);
        }
    }

    /// Strings count as values, not as objects that a weak table loses.
    fn keep_string(&mut self, value: Value) {
        if value.is_string() {
            self.mark(value);
        }
    }

    fn is_lost(&mut self, value: Value) -> bool {
        self.keep_string(value);
        self.is_white(value)
    }

    pub(super) fn clear_weak_values(&mut self) -> usize {
        let tables = [self.gc.weak_values.as_slice(), self.gc.all_weak.as_slice()].concat();
        let all_weak_from = self.gc.weak_values.len();
        let mut work = 0;
        for (number, table) in tables.into_iter().enumerate() {
            for i in 0..self.tables.get(table).array.len() {
                let value = self.tables.get(table).array.value(i);
                if self.is_lost(value) {
                    self.tables.get_mut(table).array.set(i, Value::NIL);
                }
            }
            self.tables.get_mut(table).array.trim();
            for i in 0..self.tables.get(table).entries.len() {
                let value = self.tables.get(table).entries[i].value();
                if self.is_lost(value) {
                    self.tables.get_mut(table).entries[i].set_value(Value::NIL);
                }
            }
            if number >= all_weak_from {
                self.kill_removed_keys(table);
            }
            work += self.tables.get(table).array.len() + self.tables.get(table).entries.len();
        }
        work
    }

    /// Removed entries don't keep keys that nothing else holds.
    pub(super) fn forget_removed_keys(&mut self, table: u32) -> usize {
        for i in 0..self.tables.get(table).entries.len() {
            let entry = self.tables.get(table).entries[i];
            if entry.value_tag == 0 && entry.key_tag < DEAD_KEY && self.is_white(entry.key()) {
                self.tables.get_mut(table).entries[i].key_tag += DEAD_KEY;
            }
        }
        self.tables.get(table).entries.len()
    }

    /// Removed entries of a table with weak keys don't keep their keys.
    fn kill_removed_keys(&mut self, table: u32) {
        for entry in self.tables.get_mut(table).entries.iter_mut() {
            if entry.value_tag == 0 && entry.key_tag < DEAD_KEY && entry.key().is_object() {
                entry.key_tag += DEAD_KEY;
            }
        }
    }

    pub(super) fn clear_weak_keys(&mut self) -> usize {
        let tables = [self.gc.weak_keys.as_slice(), self.gc.all_weak.as_slice()].concat();
        let mut work = 0;
        for table in tables {
            for i in 0..self.tables.get(table).entries.len() {
                let entry = self.tables.get(table).entries[i];
                if entry.key_tag < DEAD_KEY && self.is_lost(entry.key()) {
                    let entry = &mut self.tables.get_mut(table).entries[i];
                    entry.set_value(Value::NIL);
                    entry.key_tag += DEAD_KEY;
                }
            }
            work += self.tables.get(table).entries.len();
        }
        work
    }
}
