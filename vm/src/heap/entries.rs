//! The hash part of a table: entries in order of insertion, and an index over them.
//!
//! ```text
//! block   entry 0 ... entry n-1 | index: 2n numbers of an entry plus one, or 0        n = capacity
//! ```
//!
//! The index is open addressing by the key's hash; its numbers take one, two or four bytes as the capacity demands. Up
//! to [`SMALL`] entries are searched one by one, without an index. Nothing is ever taken out of an index.
//!
//! A block may be shared by several tables, each of which has its own as soon as it writes: those of the library are, by
//! the processes of a manager. Before a shared block is the number of tables that share it.
//!
//! Invariants: the capacity is 0 or a power of two; `len <= capacity`; entries below `len` are written, and so is all of
//! the index; a number in it is at most `len`; without capacity there is no block; nobody writes to a shared block.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc, handle_alloc_error};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering, fence};

use super::Block;
use crate::value::{Tag, Value};

/// Up to this many entries are searched one by one.
const SMALL: usize = 8;

/// Blocks from here on come zeroed from the machine, page by page as they are used: to clear a great index takes long.
const ZEROED_BYTES_MIN: usize = 1 << 20;

/// An entry of the hash part.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Entry {
    pub(crate) key_bits: u64,
    pub(crate) value_bits: u64,
    pub(crate) key_tag: u32,
    pub(crate) value_tag: u32,
}

impl Entry {
    pub(crate) fn new(key: Value, value: Value) -> Entry {
        Entry {
            key_bits: key.bits,
            value_bits: value.bits,
            key_tag: u32::from(key.tag.number()),
            value_tag: u32::from(value.tag.number()),
        }
    }

    #[inline(always)]
    pub(crate) fn key(&self) -> Value {
        Value { tag: Tag::widen(self.key_tag), bits: self.key_bits }
    }

    #[inline(always)]
    pub(crate) fn value(&self) -> Value {
        Value { tag: Tag::widen(self.value_tag), bits: self.value_bits }
    }

    #[inline(always)]
    pub(crate) fn set_value(&mut self, value: Value) {
        self.value_bits = value.bits;
        self.value_tag = value.tag.narrow();
    }

    #[inline(always)]
    pub(crate) fn has_key(&self, key: Value) -> bool {
        self.key_bits == key.bits && self.key_tag == key.tag.narrow()
    }
}

/// The entries of a table.
pub(crate) struct Entries {
    first: NonNull<Entry>,
    len: u32,
    /// With [`SHARED`] added for a shared block.
    capacity: u32,
}

/// More than any capacity.
const SHARED: u32 = 1 << 31;

// SAFETY: it owns its block, as a `Vec` does, or shares it as an `Arc` does.
unsafe impl Send for Entries {}
// SAFETY: as above; there is no interior mutability but the count of a shared block, which is atomic.
unsafe impl Sync for Entries {}

impl Default for Entries {
    fn default() -> Entries {
        Entries { first: NonNull::dangling(), len: 0, capacity: 0 }
    }
}

impl Drop for Entries {
    fn drop(&mut self) {
        let Some(layout) = layout(self.capacity()) else { return };
        if !self.is_shared() {
            // SAFETY: the block was allocated with this layout.
            unsafe { dealloc(self.first.as_ptr().cast(), layout) };
        } else if self.count().fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            let layout = counted(layout);
            // SAFETY: the block with its count was allocated with this layout, and this was the last table to use it.
            unsafe { dealloc(self.first.as_ptr().cast::<u8>().sub(COUNT_BYTES), layout) };
        }
    }
}

impl Clone for Entries {
    fn clone(&self) -> Entries {
        if self.is_shared() {
            self.count().fetch_add(1, Ordering::Relaxed);
            return Entries { first: self.first, len: self.len, capacity: self.capacity };
        }
        self.copy()
    }
}

/// Bytes before a shared block.
const COUNT_BYTES: usize = 8;

/// The layout of a shared block, given that of one that is not.
fn counted(layout: Layout) -> Layout {
    Layout::from_size_align(layout.size() + COUNT_BYTES, layout.align()).expect("shared blocks are small")
}

const _: () = assert!(align_of::<Entry>() <= COUNT_BYTES && size_of::<AtomicUsize>() <= COUNT_BYTES);

impl Entries {
    /// A block of its own with the same in it.
    fn copy(&self) -> Entries {
        let mut copy = Entries::with_capacity(self.capacity());
        copy.len = self.len;
        if let Some(layout) = layout(self.capacity()) {
            // SAFETY: two blocks of the same layout. Entries above `len` are copied as bytes that nobody reads.
            unsafe {
                let (from, to) = (self.first.as_ptr().cast::<u8>(), copy.first.as_ptr().cast::<u8>());
                std::ptr::copy_nonoverlapping(from, to, layout.size());
            }
        }
        copy
    }

    #[inline(always)]
    fn is_shared(&self) -> bool {
        self.capacity & SHARED != 0
    }

    /// How many tables share the block.
    fn count(&self) -> &AtomicUsize {
        debug_assert!(self.is_shared());
        // SAFETY: before a shared block there is its count, as long as anybody uses it.
        unsafe { &*self.first.as_ptr().cast::<u8>().sub(COUNT_BYTES).cast::<AtomicUsize>() }
    }

    /// Has clones made from now on share the block.
    pub(super) fn share(&mut self) {
        let Some(layout) = layout(self.capacity()).filter(|_| !self.is_shared()) else { return };
        let counted = counted(layout);
        // SAFETY: the size is not 0; the count and then the block have room in it, at addresses as aligned as the block
        // is. Entries above `len` are copied as bytes that nobody reads.
        let first = unsafe {
            let Some(place) = NonNull::new(alloc(counted)) else { handle_alloc_error(counted) };
            place.cast::<AtomicUsize>().write(AtomicUsize::new(1));
            let first = place.add(COUNT_BYTES);
            std::ptr::copy_nonoverlapping(self.first.as_ptr().cast::<u8>(), first.as_ptr(), layout.size());
            first.cast()
        };
        // The block it had goes with what is replaced.
        *self = Entries { first, len: self.len, capacity: self.capacity | SHARED };
    }

    /// Before anything is written: the block is its own.
    #[inline(always)]
    fn own(&mut self) {
        if self.is_shared() {
            self.unshare();
        }
    }

    /// An entry to change, if there is one with this number and the block is not shared.
    #[inline(always)]
    pub(crate) fn get_own_mut(&mut self, i: usize) -> Option<&mut Entry> {
        if i >= self.len() || self.is_shared() {
            return None;
        }
        // SAFETY: entries below `len` are written, and nobody shares them.
        Some(unsafe { &mut *self.first.as_ptr().add(i) })
    }

    #[cold]
    fn unshare(&mut self) {
        *self = self.copy();
    }
}

impl std::fmt::Debug for Entries {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl Deref for Entries {
    type Target = [Entry];

    #[inline(always)]
    fn deref(&self) -> &[Entry] {
        // SAFETY: entries below `len` are written.
        unsafe { std::slice::from_raw_parts(self.first.as_ptr(), self.len as usize) }
    }
}

impl DerefMut for Entries {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [Entry] {
        self.own();
        // SAFETY: as above; nobody shares them.
        unsafe { std::slice::from_raw_parts_mut(self.first.as_ptr(), self.len as usize) }
    }
}

/// An unsigned number of the index.
trait Number: Copy {
    fn widen(self) -> usize;
    fn narrow(number: usize) -> Self;
}

macro_rules! numbers {
    ($($type:ty)*) => {
        $(impl Number for $type {
            #[inline(always)]
            fn widen(self) -> usize {
                self as usize
            }

            #[inline(always)]
            fn narrow(number: usize) -> $type {
                number as $type
            }
        })*
    };
}

numbers! { u8 u16 u32 }

/// Numbers in the index for a capacity.
fn index_len(capacity: usize) -> usize {
    if capacity <= SMALL { 0 } else { capacity * 2 }
}

/// Bytes of such a number. The greatest number is the capacity.
fn number_bytes(capacity: usize) -> usize {
    match capacity {
        0..=0xff => 1,
        0x100..=0xffff => 2,
        _ => 4,
    }
}

/// Of the block; `None` for no capacity, or more than there can be.
fn layout(capacity: usize) -> Option<Layout> {
    let entries = capacity.checked_mul(size_of::<Entry>()).filter(|&bytes| bytes != 0)?;
    let index = index_len(capacity).checked_mul(number_bytes(capacity))?;
    Layout::from_size_align(entries.checked_add(index)?, align_of::<Entry>()).ok()
}

/// Calls a method with the type of the index's numbers.
macro_rules! with_number {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match number_bytes($self.capacity()) {
            1 => $self.$method::<u8>($($argument),*),
            2 => $self.$method::<u16>($($argument),*),
            _ => $self.$method::<u32>($($argument),*),
        }
    };
}

impl Entries {
    /// Room for so many entries: 0 or a power of two.
    pub(crate) fn with_capacity(capacity: usize) -> Entries {
        Entries::try_with_capacity(capacity)
            .unwrap_or_else(|| handle_alloc_error(layout(capacity).unwrap_or(Layout::new::<u64>())))
    }

    /// The same, or `None` if the machine has no such room.
    pub(crate) fn try_with_capacity(capacity: usize) -> Option<Entries> {
        if capacity == 0 {
            return Some(Entries::default());
        }
        assert!(capacity.is_power_of_two(), "{capacity} is a power of two");
        let narrow = u32::try_from(capacity).ok().filter(|&capacity| capacity < SHARED)?;
        let layout = layout(capacity)?;
        if layout.size() >= ZEROED_BYTES_MIN {
            // SAFETY: the size is not 0.
            let first = NonNull::new(unsafe { alloc_zeroed(layout) })?.cast();
            return Some(Entries { first, len: 0, capacity: narrow });
        }
        // SAFETY: as above.
        let first = NonNull::new(unsafe { alloc(layout) })?.cast();
        let entries = Entries { first, len: 0, capacity: narrow };
        let index_bytes = index_len(capacity) * number_bytes(capacity);
        // SAFETY: the index takes the rest of the block.
        unsafe { entries.index::<u8>().write_bytes(0, index_bytes) };
        Some(entries)
    }

    /// Their memory, if they have any.
    pub(super) fn into_block(self) -> Option<Block> {
        if self.is_shared() {
            return None;
        }
        let entries = std::mem::ManuallyDrop::new(self);
        let layout = layout(entries.capacity())?;
        // SAFETY: the block was allocated with this layout.
        Some(unsafe { Block::new(entries.first.cast(), layout) })
    }

    #[inline(always)]
    pub(crate) fn capacity(&self) -> usize {
        (self.capacity & !SHARED) as usize
    }

    /// Whether another entry finds room.
    pub(crate) fn has_room(&self) -> bool {
        self.len() < self.capacity()
    }

    /// Whether keys are found by their hash, and not one by one.
    #[inline(always)]
    pub(crate) fn has_index(&self) -> bool {
        self.capacity() > SMALL
    }

    #[inline(always)]
    fn index<N: Number>(&self) -> *mut N {
        self.first.as_ptr().wrapping_add(self.capacity()).cast()
    }

    /// Adds an entry, for which there is room; the hash is looked at only if there is an index.
    pub(crate) fn push(&mut self, entry: Entry, hash: u32) {
        self.push_unlinked(entry);
        self.link(self.len() - 1, hash);
    }

    /// The same, but the entry isn't found before it is linked.
    pub(crate) fn push_unlinked(&mut self, entry: Entry) {
        assert!(self.has_room(), "there is room");
        self.own();
        // SAFETY: just checked.
        unsafe { self.first.as_ptr().add(self.len as usize).write(entry) };
        self.len += 1;
    }

    /// Puts entry `i` into the index, if there is one.
    pub(crate) fn link(&mut self, i: usize, hash: u32) {
        assert!(i < self.len(), "the entry is there");
        self.own();
        if self.has_index() {
            with_number!(self.link_number(i + 1, hash));
        }
    }

    fn link_number<N: Number>(&mut self, number: usize, hash: u32) {
        let mask = index_len(self.capacity()) - 1;
        let mut at = hash as usize & mask;
        // SAFETY: `at` is within the index, which is all written. It has room: each entry is linked once.
        unsafe {
            while self.index::<N>().add(at).read().widen() != 0 {
                at = (at + 1) & mask;
            }
            self.index::<N>().add(at).write(N::narrow(number));
        }
    }

    /// The number of the entry that `is_it`: among all if there is no index, else among those that may have this hash.
    #[inline(always)]
    pub(crate) fn find(&self, hash: u32, is_it: impl FnMut(&Entry) -> bool) -> Option<usize> {
        if self.has_index() { with_number!(self.find_by_index(hash, is_it)) } else { self.iter().position(is_it) }
    }

    #[inline(always)]
    fn find_by_index<N: Number>(&self, hash: u32, mut is_it: impl FnMut(&Entry) -> bool) -> Option<usize> {
        let mask = index_len(self.capacity()) - 1;
        let mut at = hash as usize & mask;
        loop {
            // SAFETY: `at` is within the index, which is all written.
            let number = unsafe { self.index::<N>().add(at).read() }.widen();
            if number == 0 {
                return None;
            }
            debug_assert!(number <= self.len());
            // SAFETY: numbers in the index are at most `len`.
            if is_it(unsafe { self.get_unchecked(number - 1) }) {
                return Some(number - 1);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_found_by_indexes_of_every_width() {
        for capacity in [1, 8, 16, 128, 256, 65_536, 131_072] {
            let mut entries = Entries::with_capacity(capacity);
            for i in 0..capacity as i64 {
                // Hashes that collide with their neighbours'.
                entries.push(Entry::new(Value::integer(i), Value::TRUE), (i / 3) as u32);
            }
            assert!(!entries.has_room());
            let copy = entries.clone();
            for i in [0, 1, capacity as i64 / 2, capacity as i64 - 1] {
                let found = copy.find((i / 3) as u32, |entry| entry.has_key(Value::integer(i)));
                assert_eq!(found, usize::try_from(i).ok().filter(|&i| i < capacity), "{i} of {capacity}");
            }
            assert_eq!(copy.find(0, |entry| entry.has_key(Value::integer(-1))), None);
        }
    }

    #[test]
    fn who_writes_to_shared_entries_has_its_own() {
        for capacity in [2, 32] {
            let mut first = Entries::with_capacity(capacity);
            first.push(Entry::new(Value::integer(1), Value::TRUE), 7);
            first.share();
            first.share();
            let (mut second, third) = (first.clone(), first.clone());
            second[0].set_value(Value::FALSE);
            first.push(Entry::new(Value::integer(2), Value::TRUE), 8);
            let values = |entries: &Entries| entries.iter().map(|entry| entry.value().tag()).collect::<Vec<_>>();
            assert_eq!(values(&first), [Tag::TRUE, Tag::TRUE]);
            assert_eq!(values(&second), [Tag::FALSE]);
            assert_eq!(first.find(8, |entry| entry.has_key(Value::integer(2))), Some(1));
            drop((first, second));
            assert_eq!(values(&third), [Tag::TRUE]);
            assert_eq!((third.capacity(), third.has_room()), (capacity, true));
            assert!(third.into_block().is_none());
        }
        let mut none = Entries::default();
        none.share();
        assert!(none.clone().is_empty());
    }

    #[test]
    fn what_the_machine_has_no_room_for_is_none() {
        assert!(Entries::try_with_capacity(1 << 40).is_none());
    }
}
