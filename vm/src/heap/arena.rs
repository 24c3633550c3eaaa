//! A typed arena: slots addressed by `u32` handles, with mark bytes aside and a free list.
//!
//! Invariant: a handle that the interpreter can reach names a live slot. The collector keeps it; a debug build checks
//! it on every access. Freed slots hold `T::default()`.

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

/// An arena of `T`.
#[derive(Debug)]
pub(crate) struct Arena<T> {
    slots: Vec<T>,
    pub(crate) marks: Vec<Mark>,
    free: Vec<u32>,
}

impl<T: Clone> Clone for Arena<T> {
    fn clone(&self) -> Arena<T> {
        Arena { slots: self.slots.clone(), marks: self.marks.clone(), free: self.free.clone() }
    }
}

impl<T> Default for Arena<T> {
    fn default() -> Arena<T> {
        Arena { slots: Vec::new(), marks: Vec::new(), free: Vec::new() }
    }
}

impl<T: Default> Arena<T> {
    /// Puts `value` in a slot: the one freed last, or a new one.
    #[inline]
    pub(crate) fn insert(&mut self, value: T, mark: Mark) -> u32 {
        if let Some(handle) = self.free.pop() {
            self.slots[handle as usize] = value;
            self.marks[handle as usize] = mark;
            return handle;
        }
        let handle = self.slots.len() as u32;
        assert!(handle < u32::MAX - 1, "an arena holds fewer than 2^32 - 2 objects");
        self.slots.push(value);
        self.marks.push(mark);
        handle
    }

    /// Empties a slot and puts it on the free list; gives back what was in it.
    pub(crate) fn remove(&mut self, handle: u32) -> T {
        debug_assert!(self.is_live(handle));
        self.marks[handle as usize] = Mark::Free;
        self.free.push(handle);
        std::mem::take(&mut self.slots[handle as usize])
    }

    /// Number of slots, free ones included.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
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
    pub(crate) fn from_parts(slots: Vec<T>, marks: Vec<Mark>, free: Vec<u32>) -> Arena<T> {
        Arena { slots, marks, free }
    }

    /// The contents of a slot.
    #[inline(always)]
    pub(crate) fn get(&self, handle: u32) -> &T {
        debug_assert!(self.is_live(handle), "dangling handle {handle}");
        debug_assert!((handle as usize) < self.slots.len());
        // SAFETY: arena invariant: a reachable handle is in range (slots never shrink); checked above in debug builds.
        unsafe { self.slots.get_unchecked(handle as usize) }
    }

    /// The contents of a slot, to change.
    #[inline(always)]
    pub(crate) fn get_mut(&mut self, handle: u32) -> &mut T {
        debug_assert!(self.is_live(handle), "dangling handle {handle}");
        debug_assert!((handle as usize) < self.slots.len());
        // SAFETY: as for `get`.
        unsafe { self.slots.get_unchecked_mut(handle as usize) }
    }
}
