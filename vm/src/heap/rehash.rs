//! New sizes for the two parts of a table.
//!
//! Sizes follow from the values of the keys, as PUC chooses them. A small table is rehashed in one go, as part of the
//! assignment that needs it. A large one is rehashed before that assignment, in bounded steps, during which the program
//! stands still: its new parts are filled in a table of their own ([`Rehash`]), and change places with the old ones when
//! they are complete. The result is the same.

use super::table::{CannotSet, entry_limit_for, extra_bytes};
use super::{Array, Entries, Heap, Table};
use crate::value::{Tag, Value};

/// Slots of a table that is rehashed in one go, at most.
pub(super) const SMALL_SLOTS_MAX: usize = 8 * 1024;
/// Slots counted or copied in a step.
const STEP_SLOTS: usize = 32 * 1024;
/// Entries moved in a step. At first each touches a new page of the index, which takes the machine a microsecond or two.
const STEP_ENTRIES: usize = 512;
/// What moving one costs.
const TICKS_PER_ENTRY: usize = 4;

/// How many keys there are for each size of array part.
#[derive(Clone)]
struct Count {
    /// `[i]` is the number of integer keys in `(2^(i-1), 2^i]`.
    integers: [usize; 33],
    all: usize,
}

impl Count {
    /// Of a key that is about to be added.
    fn of(key: Value) -> Count {
        let mut count = Count { integers: [0; 33], all: 0 };
        count.add(key);
        count
    }

    fn add(&mut self, key: Value) {
        self.all += 1;
        if key.tag == Tag::INTEGER && (1..=1 << 31).contains(&(key.bits as i64)) {
            self.integers[(64 - (key.bits - 1).leading_zeros()) as usize] += 1;
        }
    }

    /// Those of a table's slots in this range that are in use; slots are array elements, then entries.
    fn add_slots(&mut self, table: &Table, from: usize, to: usize) {
        let in_array = table.array.len();
        for i in from.min(in_array)..to.min(in_array) {
            if !table.array.value(i).is_nil() {
                self.add(Value::integer(i as i64 + 1));
            }
        }
        for entry in &table.entries[from.saturating_sub(in_array)..to.saturating_sub(in_array)] {
            if entry.value_tag != 0 {
                self.add(entry.key());
            }
        }
    }

    /// Room for the array part, and for entries.
    fn sizes(&self) -> (usize, usize) {
        let (array, in_array) = best_array_size(&self.integers);
        (array, entry_limit_for(self.all - in_array))
    }
}

/// The largest power of two `n` such that more than half of `1..=n` is in use, and how many keys that covers.
fn best_array_size(counts: &[usize; 33]) -> (usize, usize) {
    let (mut covered, mut best, mut best_covered) = (0, 0, 0);
    for (power, &count) in counts.iter().enumerate() {
        covered += count;
        let size = 1usize << power;
        if covered > size / 2 {
            (best, best_covered) = (size, covered);
        }
    }
    (best, best_covered)
}

/// What a step of a large rehash does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Count,
    CopyArray,
    MoveEntries,
    /// Elements for which the new array part has no room become entries.
    MoveElements,
    /// The collector may have followed a part of the table. Then the parts change places.
    Follow,
    /// The old parts are given back.
    Free,
}

impl Stage {
    const ALL: [Stage; 6] =
        [Stage::Count, Stage::CopyArray, Stage::MoveEntries, Stage::MoveElements, Stage::Follow, Stage::Free];
}

/// A rehash under way, as words: stage, place, keys, integer keys by size.
pub(crate) struct Rehash<'a>(pub(crate) &'a mut [u64]);

impl Rehash<'_> {
    const STAGE: usize = 0;
    const PLACE: usize = 1;
    const ALL: usize = 2;
    const INTEGERS: usize = 3;

    /// Before the first step.
    pub(crate) fn begin(key: Value) -> Vec<u64> {
        let mut words = vec![0; Self::INTEGERS + 33];
        Rehash(&mut words).set_count(&Count::of(key));
        words
    }

    fn stage(&self) -> Stage {
        Stage::ALL[(self.0[Self::STAGE] as usize).min(Stage::ALL.len() - 1)]
    }

    fn place(&self) -> usize {
        self.0[Self::PLACE] as usize
    }

    fn go_to(&mut self, stage: Stage, place: usize) {
        (self.0[Self::STAGE], self.0[Self::PLACE]) = (stage as u64, place as u64);
    }

    fn count(&self) -> Count {
        let integers = std::array::from_fn(|i| self.0[Self::INTEGERS + i] as usize);
        Count { integers, all: self.0[Self::ALL] as usize }
    }

    fn set_count(&mut self, count: &Count) {
        self.0[Self::ALL] = count.all as u64;
        for (word, &number) in self.0[Self::INTEGERS..].iter_mut().zip(&count.integers) {
            *word = number as u64;
        }
    }
}

impl Heap {
    /// Chooses new sizes for both parts, as if `extra` were present, and moves what changes sides.
    pub(super) fn rehash(&mut self, table: u32, extra: Value, room: usize) -> Result<(), CannotSet> {
        let mut count = Count::of(extra);
        let t = self.tables.get(table);
        let slots = t.array.len() + t.entries.len();
        count.add_slots(t, 0, slots);
        self.charge(slots / 8);
        let (array, entries) = count.sizes();
        self.check_room(table, array, entries, room)?;
        self.resize(table, array, entries);
        Ok(())
    }

    fn check_room(&mut self, table: u32, array: usize, entries: usize, room: usize) -> Result<(), CannotSet> {
        let bytes = extra_bytes(array, entries).saturating_sub(self.tables.get(table).extra_bytes());
        if bytes > room && self.gc.lacks_room(bytes) { Err(CannotSet::NoMemory { bytes }) } else { Ok(()) }
    }

    /// Whether a table is to be rehashed in steps.
    pub(super) fn is_large(&self, table: u32) -> bool {
        let t = self.tables.get(table);
        t.array.len() + t.entries.len() > SMALL_SLOTS_MAX
    }

    /// Makes room for so many array elements, and no more.
    pub(crate) fn resize_array(&mut self, table: u32, array: usize) {
        let entries = entry_limit_for(self.tables.get(table).entries.len());
        self.resize(table, array, entries);
    }

    /// Gives the parts room for exactly so much.
    fn resize(&mut self, table: u32, array: usize, entries: usize) {
        self.follow_rest(table);
        let old_bytes = self.tables.get(table).extra_bytes();
        let t = self.tables.get_mut(table);
        let moved_out = t.array.set_capacity(array);
        t.array.trim();
        t.key_filter = 0;
        let old_entries = std::mem::replace(&mut t.entries, Entries::with_capacity(entries));
        for entry in old_entries.iter().filter(|entry| entry.value_tag != 0) {
            self.reinsert(table, entry.key(), entry.value());
        }
        for (i, value) in moved_out.into_iter().enumerate().filter(|(_, value)| !value.is_nil()) {
            self.reinsert(table, Value::integer((array + i + 1) as i64), value);
        }
        self.charge(old_entries.len() / 4);
        let new_bytes = self.tables.get(table).extra_bytes();
        self.adjust_bytes(old_bytes, new_bytes);
    }

    fn reinsert(&mut self, table: u32, key: Value, value: Value) {
        match self.tables.get(table).is_array_key(key) {
            Some(position) => self.set_in_array(table, position, value),
            None => self.push_entry(table, key, value),
        }
    }

    /// A step of the rehash of a large table into `new`, an empty table that nothing refers to, for the sake of `key`;
    /// says whether it was the last. With an error nothing has changed.
    pub(crate) fn rehash_step(
        &mut self,
        table: u32,
        new: u32,
        key: Value,
        rehash: &mut Rehash<'_>,
    ) -> Result<bool, CannotSet> {
        let place = rehash.place();
        match rehash.stage() {
            Stage::Count => self.count_step(table, new, rehash)?,
            Stage::CopyArray => {
                let mut array = std::mem::take(&mut self.tables.get_mut(new).array);
                let old = &self.tables.get(table).array;
                let all = old.len().min(array.capacity());
                let end = all.min(place + STEP_SLOTS);
                array.extend_from(old, place..end);
                if end == all {
                    array.trim();
                    rehash.go_to(Stage::MoveEntries, 0);
                } else {
                    rehash.go_to(Stage::CopyArray, end);
                }
                self.tables.get_mut(new).array = array;
                self.charge((end - place) / 16);
            }
            Stage::MoveEntries => self.move_entries(table, new, rehash),
            Stage::MoveElements => {
                let all = self.tables.get(table).array.len();
                let end = all.min(place + STEP_ENTRIES);
                for i in place..end {
                    let value = self.tables.get(table).array.value(i);
                    if !value.is_nil() {
                        self.reinsert(new, Value::integer(i as i64 + 1), value);
                    }
                }
                self.charge(TICKS_PER_ENTRY * (end - place));
                let next = if end == all { Stage::Follow } else { Stage::MoveElements };
                rehash.go_to(next, end);
            }
            Stage::Follow => {
                if self.follow_some(table, STEP_SLOTS) {
                    self.exchange_parts(table, new);
                    rehash.go_to(Stage::Free, 0);
                }
            }
            Stage::Free => {
                if self.discarded.bytes == 0 {
                    self.place_key(table, key);
                    return Ok(true);
                }
                let work = self.free_some();
                self.charge(work / 16);
            }
        }
        Ok(false)
    }

    fn count_step(&mut self, table: u32, new: u32, rehash: &mut Rehash<'_>) -> Result<(), CannotSet> {
        let place = rehash.place();
        let t = self.tables.get(table);
        let all = t.array.len() + t.entries.len();
        let end = all.min(place + STEP_SLOTS);
        let mut count = rehash.count();
        count.add_slots(t, place, end);
        self.charge((end - place) / 8);
        rehash.set_count(&count);
        rehash.go_to(Stage::Count, end);
        if end == all {
            let (array, entries) = count.sizes();
            // The old parts are there until the new ones are full.
            let bytes = extra_bytes(array, entries);
            if bytes > self.gc.room() && self.gc.lacks_room(bytes) {
                return Err(CannotSet::NoMemory { bytes });
            }
            let t = self.tables.get_mut(new);
            (t.array, t.entries) = (Array::with_capacity(array), Entries::with_capacity(entries));
            self.account(extra_bytes(array, entries));
            rehash.go_to(Stage::CopyArray, 0);
        }
        Ok(())
    }

    fn move_entries(&mut self, table: u32, new: u32, rehash: &mut Rehash<'_>) {
        let place = rehash.place();
        let all = self.tables.get(table).entries.len();
        let end = all.min(place + STEP_ENTRIES);
        for i in place..end {
            let entry = self.tables.get(table).entries[i];
            if entry.value_tag == 0 {
                continue;
            }
            let t = self.tables.get_mut(new);
            if let Some(position) = t.is_array_key(entry.key())
                && position > t.array.len() + STEP_SLOTS
            {
                // The gap before it is filled first, as far as a step goes.
                t.array.fill_to(t.array.len() + STEP_SLOTS);
                self.charge(TICKS_PER_ENTRY * (i - place) + STEP_SLOTS / 8);
                rehash.go_to(Stage::MoveEntries, i);
                return;
            }
            self.reinsert(new, entry.key(), entry.value());
        }
        self.charge(TICKS_PER_ENTRY * (end - place));
        if end < all {
            rehash.go_to(Stage::MoveEntries, end);
        } else {
            let room = self.tables.get(new).array.capacity();
            rehash.go_to(Stage::MoveElements, room.min(self.tables.get(table).array.len()));
        }
    }

    /// A key that comes next after an array part in which there was not enough to make it larger is an entry, without a
    /// value yet: it is not to ask for a rehash again.
    fn place_key(&mut self, table: u32, key: Value) {
        let t = self.tables.get(table);
        let is_next = key.tag == Tag::INTEGER && key.bits == t.array.len() as u64 + 1;
        if is_next && t.is_array_key(key).is_none() {
            self.push_entry(table, key, Value::NIL);
        }
    }

    fn exchange_parts(&mut self, table: u32, new: u32) {
        let Table { array, entries, key_filter, .. } = std::mem::take(self.tables.get_mut(new));
        let t = self.tables.get_mut(table);
        let freed = t.extra_bytes();
        let old = Table {
            array: std::mem::replace(&mut t.array, array),
            entries: std::mem::replace(&mut t.entries, entries),
            ..Table::default()
        };
        t.key_filter = key_filter;
        Table::discard(&mut self.discarded, old);
        self.adjust_bytes(freed, 0);
    }
}
