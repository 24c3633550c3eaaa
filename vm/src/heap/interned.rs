//! Where the interned strings are, by hash. Those of the library are in a part that processes share.

use std::sync::Arc;

use hashbrown::HashTable;

use super::Strings;

/// Handles of strings. Invariant: each is in one of the two parts, once.
#[derive(Clone, Debug, Default)]
pub(super) struct Interned {
    own: HashTable<u32>,
    shared: Arc<HashTable<u32>>,
}

/// A 32-bit hash over 64 bits: the table looks at the uppermost ones.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Interned {
    /// The string with these bytes and this hash of them.
    #[inline]
    pub(super) fn find(&self, strings: &Strings, hash: u32, bytes: &[u8]) -> Option<u32> {
        let is_it = |&handle: &u32| strings.get(handle).bytes() == bytes;
        let (hash, shared) = (spread(hash), &*self.shared);
        self.own.find(hash, is_it).or_else(|| shared.find(hash, is_it)).copied()
    }

    /// Adds a string that is not in it.
    #[inline]
    pub(super) fn insert(&mut self, strings: &Strings, hash: u32, handle: u32) {
        self.own.insert_unique(spread(hash), handle, |&handle| spread(strings.get(handle).hash));
    }

    pub(super) fn remove(&mut self, strings: &Strings, handle: u32) {
        let hash = spread(strings.get(handle).hash);
        let is_it = |&other: &u32| other == handle;
        if self.shared.find(hash, is_it).is_some() {
            self.unshare(strings);
        }
        if let Ok(entry) = self.own.find_entry(hash, is_it) {
            entry.remove();
        }
    }

    #[cold]
    fn unshare(&mut self, strings: &Strings) {
        for &handle in std::mem::take(&mut self.shared).iter() {
            self.insert(strings, strings.get(handle).hash, handle);
        }
    }

    /// Has copies made from now on share all that there is.
    pub(super) fn share(&mut self, strings: &Strings) {
        self.unshare(strings);
        self.shared = Arc::new(std::mem::take(&mut self.own));
    }
}

#[cfg(test)]
mod tests {
    use crate::heap::{Heap, LuaString};

    #[test]
    fn a_shared_string_that_goes_is_gone_from_one_heap_only() {
        let mut heap = Heap::new(7, usize::MAX);
        let first = heap.string(b"first").handle();
        heap.share_strings();
        let mut copy = heap.clone();
        let own = copy.string(b"own").handle();
        assert_eq!((copy.string(b"first").handle(), copy.string(b"own").handle()), (first, own));

        copy.unintern(first);
        *copy.strings.get_mut(first) = LuaString::default();
        let again = copy.string(b"first").handle();
        assert_ne!(again, first);
        assert_eq!((copy.string(b"first").handle(), copy.string(b"own").handle()), (again, own));
        assert_eq!(heap.string(b"first").handle(), first);
    }
}
