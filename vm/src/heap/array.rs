//! The array part of a table: values with their tags apart, nine bytes each.
//!
//! ```text
//! block   bits of value n-1 ... bits of value 0 | tag of value 0 ... tag of value n-1
//!                                               ^ middle                    n = capacity
//! ```
//!
//! Invariants: `len <= capacity`; values below `len` are written; without capacity there is no block.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error, realloc};
use std::ops::Range;
use std::ptr::NonNull;

use super::Block;
use crate::value::{Tag, Value};

/// A vector of values that grows only when told to.
pub(crate) struct Array {
    middle: NonNull<u8>,
    len: u32,
    capacity: u32,
}

// SAFETY: it owns its block, as a `Vec` does.
unsafe impl Send for Array {}
// SAFETY: as above; there is no interior mutability.
unsafe impl Sync for Array {}

impl Default for Array {
    fn default() -> Array {
        Array { middle: NonNull::<u64>::dangling().cast(), len: 0, capacity: 0 }
    }
}

impl Drop for Array {
    fn drop(&mut self) {
        if self.capacity != 0 {
            let bits = self.capacity as usize * 8;
            // SAFETY: the block begins so many bytes before the middle, and was allocated with this layout.
            unsafe { dealloc(self.middle.as_ptr().sub(bits), layout(self.capacity as usize).expect("it was valid")) };
        }
    }
}

impl Clone for Array {
    fn clone(&self) -> Array {
        let mut copy = Array::with_capacity(self.capacity());
        copy.len = self.len;
        copy.copy_from(self, 0..self.len(), 0);
        copy
    }
}

impl std::fmt::Debug for Array {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

fn layout(capacity: usize) -> Option<Layout> {
    Layout::from_size_align(capacity.checked_mul(9)?, 8).ok()
}

impl Array {
    /// Room for so many values.
    pub(crate) fn with_capacity(capacity: usize) -> Array {
        Array::try_with_capacity(capacity)
            .unwrap_or_else(|| handle_alloc_error(layout(capacity).unwrap_or(Layout::new::<u64>())))
    }

    /// The same, or `None` if the machine has no such room.
    pub(crate) fn try_with_capacity(capacity: usize) -> Option<Array> {
        if capacity == 0 {
            return Some(Array::default());
        }
        let narrow = u32::try_from(capacity).ok()?;
        // SAFETY: the size is not 0.
        let block = NonNull::new(unsafe { alloc(layout(capacity)?) })?;
        // SAFETY: the bits take the first eight ninths of the block.
        Some(Array { middle: unsafe { block.add(capacity * 8) }, len: 0, capacity: narrow })
    }

    /// Its memory, if it has any.
    pub(super) fn into_block(self) -> Option<Block> {
        let array = std::mem::ManuallyDrop::new(self);
        let layout = layout(array.capacity()).filter(|layout| layout.size() != 0)?;
        // SAFETY: the block begins so many bytes before the middle, and was allocated with this layout.
        unsafe {
            let first = NonNull::new(array.middle.as_ptr().sub(array.capacity() * 8))?;
            Some(Block::new(first, layout))
        }
    }

    #[inline(always)]
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    #[inline(always)]
    pub(crate) fn capacity(&self) -> usize {
        self.capacity as usize
    }

    /// Where the tag of value `i` is, a byte.
    #[inline(always)]
    fn tag_at(&self, i: usize) -> *mut u8 {
        debug_assert!(i < self.capacity());
        self.middle.as_ptr().wrapping_add(i)
    }

    /// Where the bits of value `i` are.
    #[inline(always)]
    fn bits_at(&self, i: usize) -> *mut u64 {
        debug_assert!(i < self.capacity());
        self.middle.as_ptr().cast::<u64>().wrapping_sub(i + 1)
    }

    /// Value `i`.
    ///
    /// # Safety
    /// `i` is below the length.
    #[inline(always)]
    pub(crate) unsafe fn get_unchecked(&self, i: usize) -> Value {
        debug_assert!(i < self.len());
        // SAFETY: values below `len` are written.
        unsafe { Value { tag: Tag::widen(u32::from(*self.tag_at(i))), bits: *self.bits_at(i) } }
    }

    /// Whether value `i` is nil.
    ///
    /// # Safety
    /// `i` is below the length.
    #[inline(always)]
    pub(crate) unsafe fn is_nil_unchecked(&self, i: usize) -> bool {
        debug_assert!(i < self.len());
        // SAFETY: values below `len` are written.
        unsafe { *self.tag_at(i) == Tag::NIL.number() }
    }

    /// Writes value `i`.
    ///
    /// # Safety
    /// `i` is below the capacity.
    #[inline(always)]
    pub(crate) unsafe fn write_unchecked(&mut self, i: usize, value: Value) {
        // SAFETY: the block has room for it.
        unsafe {
            *self.tag_at(i) = value.tag.number();
            *self.bits_at(i) = value.bits;
        }
    }

    /// Value `i`, if there is one.
    #[inline(always)]
    pub(crate) fn get(&self, i: usize) -> Option<Value> {
        // SAFETY: just checked.
        (i < self.len()).then(|| unsafe { self.get_unchecked(i) })
    }

    /// Value `i`, which is there.
    #[inline(always)]
    pub(crate) fn value(&self, i: usize) -> Value {
        self.get(i).expect("the index is below the length")
    }

    /// Replaces value `i`, which is there.
    #[inline(always)]
    pub(crate) fn set(&mut self, i: usize, value: Value) {
        assert!(i < self.len(), "the index is below the length");
        // SAFETY: just checked.
        unsafe { self.write_unchecked(i, value) };
    }

    /// Adds a value, for which there is room.
    #[inline(always)]
    pub(crate) fn push(&mut self, value: Value) {
        assert!(self.len < self.capacity, "there is room");
        // SAFETY: just checked.
        unsafe { self.write_unchecked(self.len(), value) };
        self.len += 1;
    }

    /// Adds a value.
    ///
    /// # Safety
    /// There is room.
    #[inline(always)]
    pub(crate) unsafe fn push_unchecked(&mut self, value: Value) {
        debug_assert!(self.len < self.capacity);
        // SAFETY: the caller's.
        unsafe { self.write_unchecked(self.len(), value) };
        self.len += 1;
    }

    /// Adds nils up to length `len`, for which there is room.
    pub(crate) fn fill_to(&mut self, len: usize) {
        while self.len() < len {
            self.push(Value::NIL);
        }
    }

    /// Adds values, for which there is room.
    pub(crate) fn extend(&mut self, values: &[Value]) {
        values.iter().for_each(|&value| self.push(value));
    }

    /// Adds values of another array, for which there is room.
    pub(crate) fn extend_from(&mut self, other: &Array, from: Range<usize>) {
        let (to, count) = (self.len(), from.len());
        assert!(to + count <= self.capacity() && from.end <= other.len(), "there is room, and the values are there");
        // SAFETY: just checked, and two arrays never overlap.
        unsafe { self.copy_unchecked(other, from, to) };
        self.len += count as u32;
    }

    /// Drops nils at the end; says how many.
    pub(crate) fn trim(&mut self) -> usize {
        let before = self.len();
        // SAFETY: below the length.
        while self.len > 0 && unsafe { self.is_nil_unchecked(self.len() - 1) } {
            self.len -= 1;
        }
        before - self.len()
    }

    /// The values in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Value> + '_ {
        // SAFETY: below the length.
        (0..self.len()).map(|i| unsafe { self.get_unchecked(i) })
    }

    /// The number of the first value of these that is not nil; their end if there is none.
    pub(crate) fn next_present(&self, range: Range<usize>) -> usize {
        self.position(range, |tag| tag != Tag::NIL.number())
    }

    /// The number of the first value of these that is an object; their end if there is none.
    pub(crate) fn next_object(&self, range: Range<usize>) -> usize {
        self.position(range, |tag| Tag::from_number(tag).is_some_and(Tag::is_object))
    }

    fn position(&self, range: Range<usize>, is_it: impl Fn(u8) -> bool) -> usize {
        // SAFETY: tags below the length are written.
        let tags = unsafe { std::slice::from_raw_parts(self.middle.as_ptr(), self.len()) };
        let (from, end) = (range.start, range.end);
        let looked_at = tags.get(range).unwrap_or_default();
        looked_at.iter().position(|&tag| is_it(tag)).map_or(end, |at| from + at)
    }

    /// Exchanges two values that are there.
    pub(crate) fn swap(&mut self, i: usize, j: usize) {
        let (a, b) = (self.value(i), self.value(j));
        self.set(i, b);
        self.set(j, a);
    }

    /// Copies values to where others are, also overlapping ones.
    pub(crate) fn copy_within(&mut self, from: Range<usize>, to: usize) {
        let count = from.len();
        assert!(from.end <= self.len() && to + count <= self.len(), "both are below the length");
        // SAFETY: just checked. Bits lie backwards: the last of a range comes first.
        unsafe {
            std::ptr::copy(self.middle.as_ptr().add(from.start), self.middle.as_ptr().add(to), count);
            let bits = self.middle.as_ptr().cast::<u64>();
            std::ptr::copy(bits.sub(from.end), bits.sub(to + count), count);
        }
    }

    /// Copies values of another array to where values are.
    pub(crate) fn copy_from(&mut self, other: &Array, from: Range<usize>, to: usize) {
        let count = from.len();
        assert!(from.end <= other.len() && to + count <= self.len(), "both are below the length");
        // SAFETY: just checked, and two arrays never overlap.
        unsafe { self.copy_unchecked(other, from, to) };
    }

    /// Writes values of another array, from number `to` on.
    ///
    /// # Safety
    /// `from` is below the other's length; there is room.
    unsafe fn copy_unchecked(&mut self, other: &Array, from: Range<usize>, to: usize) {
        let count = from.len();
        // SAFETY: the caller's, and two arrays never overlap.
        unsafe {
            std::ptr::copy_nonoverlapping(other.middle.as_ptr().add(from.start), self.middle.as_ptr().add(to), count);
            let (bits, theirs) = (self.middle.as_ptr().cast::<u64>(), other.middle.as_ptr().cast::<u64>());
            std::ptr::copy_nonoverlapping(theirs.sub(from.end), bits.sub(to + count), count);
        }
    }

    /// Makes room for exactly `capacity` values; gives back those that find none.
    pub(crate) fn set_capacity(&mut self, capacity: usize) -> Vec<Value> {
        if capacity > self.capacity() && self.capacity != 0 {
            self.grow(capacity);
            return Vec::new();
        }
        let rest = self.iter().skip(capacity).collect();
        if capacity != self.capacity() {
            let mut moved = Array::with_capacity(capacity);
            moved.len = self.len.min(moved.capacity);
            moved.copy_from(self, 0..moved.len(), 0);
            *self = moved;
        }
        rest
    }

    /// Larger, the block being the same one if there is room after it: a great one would otherwise be there twice.
    fn grow(&mut self, capacity: usize) {
        let (old, len) = (self.capacity(), self.len());
        let valid = layout(capacity).filter(|_| u32::try_from(capacity).is_ok());
        let Some(new) = valid else { handle_alloc_error(Layout::new::<u64>()) };
        // SAFETY: the block begins so many bytes before the middle, and was allocated with this layout. Both blocks have
        // room for the values' bits before their middles, and for their tags behind.
        unsafe {
            let block = self.middle.as_ptr().sub(old * 8);
            let Some(block) = NonNull::new(realloc(block, layout(old).expect("it was valid"), new.size())) else {
                handle_alloc_error(new)
            };
            let (from, to) = (block.add(old * 8), block.add(capacity * 8));
            std::ptr::copy(from.sub(len * 8).as_ptr(), to.sub(len * 8).as_ptr(), len * 9);
            (self.middle, self.capacity) = (to, capacity as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(array: &Array) -> Vec<i64> {
        array.iter().map(|value| value.as_integer().unwrap_or(-1)).collect()
    }

    fn filled(count: i64, capacity: usize) -> Array {
        let mut array = Array::with_capacity(capacity);
        (0..count).for_each(|i| array.push(Value::integer(i)));
        array
    }

    #[test]
    fn values_survive_changes_of_capacity() {
        let mut array = filled(5, 8);
        assert!(array.set_capacity(32).is_empty());
        assert_eq!((numbers(&array), array.capacity()), (vec![0, 1, 2, 3, 4], 32));
        let rest = array.set_capacity(3);
        assert_eq!(rest.iter().map(|value| value.as_integer()).collect::<Vec<_>>(), [Some(3), Some(4)]);
        assert_eq!((numbers(&array.clone()), array.capacity()), (vec![0, 1, 2], 3));
        assert_eq!(array.set_capacity(0).len(), 3);
        assert_eq!(array.get(0).map(|value| value.as_integer()), None);
    }

    #[test]
    fn ranges_are_copied_in_both_directions() {
        let mut array = filled(8, 8);
        array.copy_within(0..4, 2);
        assert_eq!(numbers(&array), [0, 1, 0, 1, 2, 3, 6, 7]);
        array.copy_within(4..8, 3);
        assert_eq!(numbers(&array), [0, 1, 0, 2, 3, 6, 7, 7]);
        let mut other = filled(4, 16);
        other.copy_from(&array, 5..7, 1);
        assert_eq!(numbers(&other), [0, 6, 7, 3]);
    }

    #[test]
    fn what_is_looked_for_by_tag() {
        let mut array = Array::with_capacity(6);
        array.fill_to(2);
        array.extend(&[Value::FALSE, Value::object(Tag::TABLE, 7), Value::NIL, Value::NIL]);
        assert_eq!((array.next_present(0..6), array.next_present(3..6), array.next_present(4..6)), (2, 3, 6));
        assert_eq!((array.next_object(0..6), array.next_object(4..6), array.next_object(0..2)), (3, 6, 2));
        assert_eq!((array.trim(), array.len()), (2, 4));
    }

    #[test]
    fn what_the_machine_has_no_room_for_is_none() {
        assert!(Array::try_with_capacity(1 << 40).is_none());
    }
}
