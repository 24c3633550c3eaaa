//! Tables: an array part and an insertion-ordered hash part.
//!
//! ```text
//! array    values of keys 1..=array.len(); the last one is never nil
//! entries  (key, value) in order of insertion; a removed entry keeps its key with a nil value until the next rehash
//! ```
//!
//! Invariants: an integer key in `1..=array.capacity()` is never in `entries`; both capacities change only in a rehash
//! (`rehash.rs`), which follows the keys' values and not the hash seed, so that the order of `next` and every size are reproducible.

use super::{Array, Discarded, Entries, Entry, Heap};
use crate::number::float_to_integer;
use crate::value::{Tag, Value};

/// Added to the tag of a key whose object was collected from a weak table; such a key equals none.
pub(crate) const DEAD_KEY: u32 = 16;

/// A table's slot: 48 bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) array: Array,
    pub(crate) entries: Entries,
    /// A bit for each key among the entries, by its lowest bits: what is not in it is not a key. Not state.
    pub(crate) key_filter: u64,
    /// Handle of the metatable plus one, or 0.
    pub(crate) meta: u32,
    /// For a table used as a metatable: events known to be absent, a bit each; see [`crate::interp::Event`].
    pub(crate) absent: u16,
    /// For a table used as a metatable: number of the entry where `__index` was last found. Not state.
    pub(crate) index_hint: u8,
    /// Whether it is on the list of objects to finalize.
    pub(crate) has_finalizer: bool,
}

const _: () = assert!(size_of::<Table>() == 48);

/// Why an assignment to a table can't be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CannotSet {
    NilKey,
    NanKey,
    /// The table would have to grow by so many bytes, which the memory limit forbids. Nothing has changed.
    NoMemory {
        bytes: usize,
    },
    /// Something is to be done before it, in steps: [`Heap::ahead`] says what. Nothing has changed.
    Large,
}

/// What is to be done before an operation on a table, in steps.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ahead {
    /// The table is rehashed, for this key too.
    Rehash { table: u32, key: Value },
    /// A long string gets its hash.
    Hash { string: u32 },
    /// A long string that is looked for is compared with a key that is as long.
    CompareKey { wanted: u32, key: u32 },
}

/// What an assignment may do.
#[derive(Clone, Copy)]
struct Within {
    /// Bytes by which the table may grow.
    room: usize,
    /// Whether the caller can have a large table rehashed first.
    steps: bool,
}

/// A float with an integer's value is that integer as a key.
#[inline]
pub(crate) fn normalize_key(key: Value) -> Value {
    match key.as_float().and_then(float_to_integer) {
        Some(i) => Value::integer(i),
        None => key,
    }
}

/// What comes after a key.
#[derive(Clone, Copy)]
pub(crate) enum Next {
    /// A key with its value, and the number of the entry as a hint.
    Pair(Value, Value, usize),
    End,
    /// It is not near: it is to be looked for from this place on.
    Far(u64),
    NoSuchKey,
}

/// Added to the number of an entry in a place.
const ENTRIES: u64 = 1 << 32;
/// Elements and entries without a value that are passed over in one go.
const SKIPPED_ELEMENTS_MAX: usize = 64 * 1024;
const SKIPPED_ENTRIES_MAX: usize = 16 * 1024;

/// Where a key is.
enum Place {
    Array(usize),
    Entry(usize),
    Absent,
}

impl Table {
    /// An empty table with room for so many array slots and entries.
    pub(crate) fn with_room(array: usize, entries: usize) -> Table {
        let (array, entries) = (Array::with_capacity(array), Entries::with_capacity(entry_limit_for(entries)));
        Table { array, entries, ..Table::default() }
    }

    /// Puts its memory aside.
    pub(super) fn discard(discarded: &mut Discarded, table: Table) {
        let [array, entries] =
            [(table.array.capacity(), 0), (0, table.entries.capacity())].map(|(a, e)| extra_bytes(a, e));
        discarded.push(table.array.into_block(), array);
        discarded.push(table.entries.into_block(), entries);
    }

    /// The value of integer key `i`, if it is in the array part's range.
    #[inline(always)]
    pub(crate) fn array_get(&self, i: i64) -> Option<Value> {
        self.array.get((i as u64).wrapping_sub(1) as usize)
    }

    /// Its pairs, in the order of `next`.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (Value, Value)> {
        let elements = self.array.iter().enumerate().map(|(i, value)| (Value::integer(i as i64 + 1), value));
        let entries = (0..self.entries.len()).map(|i| (self.entries[i].key(), self.entries[i].value()));
        elements.chain(entries).filter(|(_, value)| !value.is_nil())
    }

    /// Logical bytes beyond the slot itself.
    pub(crate) fn extra_bytes(&self) -> usize {
        extra_bytes(self.array.capacity(), self.entries.capacity())
    }

    /// Whether the name with this handle may be a key.
    #[inline(always)]
    pub(crate) fn may_have_name(&self, name: u64) -> bool {
        self.key_filter >> (name & 63) & 1 == 1
    }

    /// Whether it has no hash entries, dead ones included.
    pub(crate) fn has_no_entries(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn is_array_key(&self, key: Value) -> Option<usize> {
        if key.tag == Tag::INTEGER {
            let position = key.bits.wrapping_sub(1);
            if position < self.array.capacity() as u64 {
                return Some(position as usize);
            }
        }
        None
    }
}

/// Logical bytes of both parts: 16 for an array slot, 24 for an entry, and 8 more for each of more than eight entries.
pub(super) fn extra_bytes(array_capacity: usize, entry_capacity: usize) -> usize {
    array_capacity * 16 + entry_capacity * if entry_capacity <= 8 { 24 } else { 32 }
}

impl Heap {
    #[inline]
    pub(crate) fn hash_key(&mut self, key: Value) -> u32 {
        match key.tag {
            Tag::STRING => self.strings.get(key.handle()).hash,
            Tag::LONG_STRING => self.long_string_hash(key.handle()),
            tag => super::string::mix(self.hash_seed ^ u64::from(tag.narrow()) << 56, key.bits),
        }
    }

    fn find_entry(&mut self, table: u32, key: Value) -> Option<usize> {
        let t = self.tables.get(table);
        if t.entries.is_empty() {
            return None;
        }
        if key.tag == Tag::LONG_STRING {
            return self.find_long_string(table, key);
        }
        if key.tag == Tag::STRING && !t.may_have_name(key.bits) {
            return None;
        }
        let hash = if t.entries.has_index() { self.hash_key(key) } else { 0 };
        self.tables.get(table).entries.find(hash, |entry| entry.has_key(key))
    }

    fn find_long_string(&mut self, table: u32, key: Value) -> Option<usize> {
        let hash = self.hash_key(key);
        self.tables.get(table).entries.find(hash, |entry| {
            entry.key_tag == Tag::LONG_STRING.narrow() && self.is_same_key(key, entry.key_bits as u32)
        })
    }

    fn place(&mut self, table: u32, key: Value) -> Place {
        if let Some(position) = self.tables.get(table).is_array_key(key) {
            return Place::Array(position);
        }
        self.find_entry(table, key).map_or(Place::Absent, Place::Entry)
    }

    /// `rawget`. The key need not be normalized.
    #[inline]
    pub(crate) fn table_get(&mut self, table: u32, key: Value) -> Value {
        let key = if key.tag == Tag::FLOAT { normalize_key(key) } else { key };
        match self.place(table, key) {
            Place::Array(position) => self.tables.get(table).array.get(position).unwrap_or(Value::NIL),
            Place::Entry(number) => self.tables.get(table).entries[number].value(),
            Place::Absent => Value::NIL,
        }
    }

    /// `rawget` of an integer.
    #[inline]
    pub(crate) fn table_get_integer(&mut self, table: u32, i: i64) -> Value {
        match self.tables.get(table).array_get(i) {
            Some(value) => value,
            None => self.table_get(table, Value::integer(i)),
        }
    }

    /// The entry number of an interned string, for slot hints.
    #[inline]
    pub(crate) fn find_name(&mut self, table: u32, name: Value) -> Option<usize> {
        self.find_entry(table, name)
    }

    /// `rawset`. The caller has run `__newindex`; the write barrier is taken here.
    pub(crate) fn table_set(&mut self, table: u32, key: Value, value: Value) -> Result<(), CannotSet> {
        self.set_within(table, key, value, Within { room: self.gc.room(), steps: true })
    }

    /// The same where no step can be taken before it.
    pub(crate) fn table_set_in_one_go(&mut self, table: u32, key: Value, value: Value) -> Result<(), CannotSet> {
        self.set_within(table, key, value, Within { room: self.gc.room(), steps: false })
    }

    /// The same beyond the memory limit, which the next safepoint finds out. The key is neither nil nor NaN.
    pub(crate) fn table_set_unlimited(&mut self, table: u32, key: Value, value: Value) {
        let within = Within { room: usize::MAX, steps: false };
        self.set_within(table, key, value, within).expect("the key is a valid one");
    }

    fn set_within(&mut self, table: u32, key: Value, value: Value, within: Within) -> Result<(), CannotSet> {
        let key = if key.tag == Tag::FLOAT { normalize_key(key) } else { key };
        if key.tag == Tag::LONG_STRING
            && within.steps
            && let Some(ahead) = self.ahead_of_key(table, key)
        {
            self.ahead = Some(ahead);
            return Err(CannotSet::Large);
        }
        self.barrier(table, key);
        self.barrier(table, value);
        self.tables.get_mut(table).absent = 0;
        match self.place(table, key) {
            Place::Array(position) => self.set_in_array(table, position, value),
            Place::Entry(number) => self.tables.get_mut(table).entries[number].set_value(value),
            Place::Absent => {
                if key.is_nil() {
                    return Err(CannotSet::NilKey);
                }
                if key.as_float().is_some_and(f64::is_nan) {
                    return Err(CannotSet::NanKey);
                }
                if !value.is_nil() {
                    self.insert_new(table, key, value, within)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_in_array(&mut self, table: u32, position: usize, value: Value) {
        let t = self.tables.get_mut(table);
        if position < t.array.len() {
            t.array.set(position, value);
            if value.is_nil() && position + 1 == t.array.len() {
                let dropped = t.array.trim();
                self.charge(dropped / 8);
            }
        } else if !value.is_nil() {
            let gap = position - t.array.len();
            t.array.fill_to(position);
            t.array.push(value);
            self.charge(gap / 8);
        }
    }

    /// Inserts a key that is absent: outside the array's range and not among the entries.
    fn insert_new(&mut self, table: u32, key: Value, value: Value, within: Within) -> Result<(), CannotSet> {
        let t = self.tables.get_mut(table);
        let next = t.array.len() as u64 + 1;
        let appends = key.tag == Tag::INTEGER && key.bits == next;
        if t.entries.has_room() && !appends {
            self.push_entry(table, key, value);
            return Ok(());
        }
        if within.steps && self.is_large(table) {
            self.ahead = Some(Ahead::Rehash { table, key });
            return Err(CannotSet::Large);
        }
        self.rehash(table, key, within.room)?;
        match self.tables.get(table).is_array_key(key) {
            Some(position) => self.set_in_array(table, position, value),
            None => self.push_entry(table, key, value),
        }
        Ok(())
    }

    pub(super) fn push_entry(&mut self, table: u32, key: Value, value: Value) {
        let hash = if self.tables.get(table).entries.has_index() { self.hash_key(key) } else { 0 };
        let t = self.tables.get_mut(table);
        t.entries.push(Entry::new(key, value), hash);
        t.key_filter |= 1 << (key.bits & 63);
    }

    /// Links the entries of a table that a decoder has put in place.
    pub(crate) fn link_entries(&mut self, table: u32) {
        for i in 0..self.tables.get(table).entries.len() {
            let entry = self.tables.get(table).entries[i];
            let is_linked = self.tables.get(table).entries.has_index() && entry.key_tag < DEAD_KEY;
            let hash = if is_linked { self.hash_key(entry.key()) } else { 0 };
            let t = self.tables.get_mut(table);
            t.key_filter |= 1 << (entry.key_bits & 63);
            if is_linked {
                t.entries.link(i, hash);
            }
        }
    }

    /// A border, found in constant time unless the border lies in the hash part.
    pub(crate) fn table_len(&mut self, table: u32) -> i64 {
        let t = self.tables.get(table);
        let len = t.array.len() as i64;
        if t.entries.is_empty() || t.array.len() < t.array.capacity() {
            return len;
        }
        self.border_in_entries(table, len)
    }

    fn border_in_entries(&mut self, table: u32, start: i64) -> i64 {
        let present = |heap: &mut Heap, i: i64| !heap.table_get_integer(table, i).is_nil();
        if !present(self, start + 1) {
            return start;
        }
        let (mut low, mut high) = (start + 1, start.saturating_add(1).saturating_mul(2));
        while present(self, high) {
            low = high;
            if high > i64::MAX / 2 {
                if present(self, i64::MAX) {
                    return i64::MAX;
                }
                high = i64::MAX;
                break;
            }
            high *= 2;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if present(self, middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low
    }

    /// `next`: what comes after `key` (nil starts). No key is a float with the value of an integer.
    pub(crate) fn table_next(&mut self, table: u32, key: Value) -> Next {
        self.table_next_from(table, key, 0)
    }

    /// The same, with a hint: a number that an earlier call for this table gave, best the one that gave `key`.
    pub(crate) fn table_next_from(&mut self, table: u32, key: Value, hint: usize) -> Next {
        let place = if key.is_nil() {
            0
        } else {
            let is_hinted = self.tables.get(table).entries.get(hint).is_some_and(|entry| entry.has_key(key));
            match if is_hinted { Place::Entry(hint) } else { self.place(table, key) } {
                Place::Array(at) => at as u64 + 1,
                Place::Entry(at) => ENTRIES + at as u64 + 1,
                Place::Absent => return Next::NoSuchKey,
            }
        };
        self.next_at(table, place)
    }

    /// The first pair from a place on: an element of the array part, or [`ENTRIES`] and the number of an entry.
    pub(crate) fn next_at(&mut self, table: u32, place: u64) -> Next {
        let t = self.tables.get(table);
        let (mut number, mut skipped) = (0, 0);
        if let Some(at) = place.checked_sub(ENTRIES) {
            number = at as usize;
        } else if (place as usize) < t.array.len() {
            let end = t.array.len().min(place as usize + SKIPPED_ELEMENTS_MAX);
            let present = t.array.next_present(place as usize..end);
            skipped = present - place as usize;
            if present < end {
                let value = t.array.value(present);
                self.charge(skipped / 8);
                return Next::Pair(Value::integer(present as i64 + 1), value, 0);
            }
            if end < t.array.len() {
                self.charge(skipped / 8);
                return Next::Far(end as u64);
            }
        }
        let end = t.entries.len().min(number + SKIPPED_ENTRIES_MAX);
        while number < end {
            let entry = t.entries[number];
            if entry.value_tag != 0 {
                self.charge(skipped / 8);
                return Next::Pair(entry.key(), entry.value(), number);
            }
            number += 1;
            skipped += 1;
        }
        let is_far = end < t.entries.len();
        self.charge(skipped / 8);
        if is_far { Next::Far(ENTRIES + number as u64) } else { Next::End }
    }
}

/// Room for `entries` and some growth; 0 for none.
pub(super) fn entry_limit_for(entries: usize) -> usize {
    match entries {
        0 => 0,
        1..=4 => entries.next_power_of_two(),
        5..=8 => 8,
        _ => (entries + entries / 8).next_power_of_two(),
    }
}
