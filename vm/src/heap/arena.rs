//! A typed arena: slots addressed by `u32` handles, with mark bytes aside and a free list.
//!
//! Invariant: a handle that the interpreter can reach names a live slot. The collector keeps it; a debug build checks
//! it on every access. Freed slots hold `T::default()`. There are as many marks as slots, and what is free is on the list.

use std::marker::PhantomData;
use std::sync::Arc;

/// State of a slot, in a byte beside it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Mark {
    /// On the free list.
    Free,
    /// Not reached in even cycles.
    White0,
    /// Not reached in odd cycles.
    White1,
    /// Reached; its references are still to be followed.
    Gray,
    /// Reached, and so are its references.
    Black,
}

/// Where the slots of an arena are.
pub(crate) trait Slots<T>: Default {
    fn count(&self) -> usize;
    fn add(&mut self, value: T);

    /// # Safety
    /// `i` is below the length.
    unsafe fn slot(&self, i: usize) -> &T;

    /// # Safety
    /// As for `slot`.
    unsafe fn slot_mut(&mut self, i: usize) -> &mut T;
}

impl<T> Slots<T> for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn add(&mut self, value: T) {
        self.push(value);
    }

    #[inline(always)]
    unsafe fn slot(&self, i: usize) -> &T {
        // SAFETY: the caller's.
        unsafe { self.get_unchecked(i) }
    }

    #[inline(always)]
    unsafe fn slot_mut(&mut self, i: usize) -> &mut T {
        // SAFETY: the caller's.
        unsafe { self.get_unchecked_mut(i) }
    }
}

/// Slots of which the first are shared with other arenas, until one of them is written to.
#[derive(Clone, Debug)]
pub(crate) struct Shared<T> {
    first: Arc<[T]>,
    own: Vec<T>,
}

impl<T> Default for Shared<T> {
    fn default() -> Shared<T> {
        Shared { first: Arc::new([]), own: Vec::new() }
    }
}

impl<T: Clone> Shared<T> {
    #[cold]
    fn unshare(&mut self) {
        let first = std::mem::replace(&mut self.first, Arc::new([]));
        self.own = first.iter().cloned().chain(std::mem::take(&mut self.own)).collect();
    }
}

impl<T: Clone> Slots<T> for Shared<T> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.first.len() + self.own.len()
    }

    #[inline(always)]
    fn add(&mut self, value: T) {
        self.own.push(value);
    }

    #[inline(always)]
    unsafe fn slot(&self, i: usize) -> &T {
        match i.checked_sub(self.first.len()) {
            // SAFETY: the caller's: `i` is below the sum of both lengths.
            Some(i) => unsafe { self.own.get_unchecked(i) },
            // SAFETY: just compared.
            None => unsafe { self.first.get_unchecked(i) },
        }
    }

    #[inline(always)]
    unsafe fn slot_mut(&mut self, i: usize) -> &mut T {
        if i < self.first.len() {
            self.unshare();
        }
        // SAFETY: the caller's; what was shared comes before what is its own.
        unsafe { self.own.get_unchecked_mut(i - self.first.len()) }
    }
}

/// From so many slots on there is room for the free list before it is needed.
const LARGE: u32 = 4096;

/// An arena of `T`.
#[derive(Clone, Debug)]
pub(crate) struct Arena<T, S = Vec<T>> {
    slots: S,
    pub(crate) marks: Vec<Mark>,
    free: Vec<u32>,
    slot: PhantomData<T>,
}

impl<T, S: Default> Default for Arena<T, S> {
    fn default() -> Arena<T, S> {
        Arena { slots: S::default(), marks: Vec::new(), free: Vec::new(), slot: PhantomData }
    }
}

impl<T: Clone + Default> Arena<T, Shared<T>> {
    /// Has copies made from now on share the slots that there are.
    pub(crate) fn share(&mut self) {
        self.slots.unshare();
        self.slots.first = std::mem::take(&mut self.slots.own).into();
    }
}

impl<T: Default, S: Slots<T>> Arena<T, S> {
    /// Puts `value` in a slot: the one freed last, or a new one.
    #[inline]
    pub(crate) fn insert(&mut self, value: T, mark: Mark) -> u32 {
        if let Some(handle) = self.free.pop() {
            debug_assert!(self.marks[handle as usize] == Mark::Free);
            // SAFETY: what is free is a slot.
            *unsafe { self.slots.slot_mut(handle as usize) } = value;
            self.marks[handle as usize] = mark;
            return handle;
        }
        let handle = self.slots.count() as u32;
        assert!(handle < u32::MAX - 1, "an arena holds fewer than 2^32 - 2 objects");
        if handle >= LARGE && self.free.capacity() <= handle as usize {
            // A list that grows while slots are freed would be copied in the middle of it. It is empty now.
            self.free.reserve_exact(2 * handle as usize);
        }
        self.slots.add(value);
        self.marks.push(mark);
        handle
    }

    /// Empties a slot and puts it on the free list; gives back what was in it.
    pub(crate) fn remove(&mut self, handle: u32) -> T {
        assert!(self.is_live(handle), "dangling handle {handle}");
        self.marks[handle as usize] = Mark::Free;
        self.free.push(handle);
        // SAFETY: what is live is a slot.
        std::mem::take(unsafe { self.slots.slot_mut(handle as usize) })
    }

    /// Number of slots, free ones included.
    pub(crate) fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether `handle` names a slot in use.
    pub(crate) fn is_live(&self, handle: u32) -> bool {
        self.marks.get(handle as usize).is_some_and(|&mark| mark != Mark::Free)
    }

    /// The free list, the next to be used last.
    pub(crate) fn free_list(&self) -> &[u32] {
        &self.free
    }

    /// An arena from its parts: slots, which of them are live, and the free list.
    ///
    /// # Panics
    /// If there are not as many marks as slots, or the list names something else than a free slot.
    pub(crate) fn from_parts(values: Vec<T>, marks: Vec<Mark>, free: Vec<u32>) -> Arena<T, S> {
        assert!(values.len() == marks.len(), "as many marks as slots");
        assert!(
            free.iter().all(|&handle| marks.get(handle as usize) == Some(&Mark::Free)),
            "the list is of free slots"
        );
        let mut slots = S::default();
        values.into_iter().for_each(|value| slots.add(value));
        Arena { slots, marks, free, slot: PhantomData }
    }

    /// The contents of a slot.
    #[inline(always)]
    pub(crate) fn get(&self, handle: u32) -> &T {
        debug_assert!(self.is_live(handle), "dangling handle {handle}");
        debug_assert!((handle as usize) < self.slots.count());
        // SAFETY: arena invariant: a reachable handle is in range (slots never shrink); checked above in debug builds.
        unsafe { self.slots.slot(handle as usize) }
    }

    /// The contents of a slot, to change.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self, handle: u32) -> &mut T {
        debug_assert!(self.is_live(handle), "dangling handle {handle}");
        debug_assert!((handle as usize) < self.slots.count());
        // SAFETY: as for `get`.
        unsafe { self.slots.slot_mut(handle as usize) }
    }
}
