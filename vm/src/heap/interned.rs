//! Where the interned strings are, by hash. Those of the library are in a part that processes share. Many are in many
//! tables: one that grows is filled anew in one go, which took 100 ms for a million strings.

use std::sync::Arc;

use hashbrown::HashTable;

use super::Strings;

/// Handles of strings. Invariant: each is in one of the two parts, once.
#[derive(Clone, Debug, Default)]
pub(super) struct Interned {
    own: HashTable<u32>,
    /// Where they are instead when they are many, by the middle of the hash; none before.
    many: Vec<HashTable<u32>>,
    shared: Arc<HashTable<u32>>,
}

/// Strings from which on they are many, and tables then.
const MANY: usize = 8 * 1024;
const TABLES: usize = 1024;

/// Which of many tables is that of a hash: a table looks at both ends of it.
fn table_of(hash: u64) -> usize {
    (hash >> 36) as usize % TABLES
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
        let own = if self.many.is_empty() { &self.own } else { &self.many[table_of(hash)] };
        own.find(hash, is_it).or_else(|| shared.find(hash, is_it)).copied()
    }

    /// Adds a string that is not in it.
    #[inline]
    pub(super) fn insert(&mut self, strings: &Strings, hash: u32, handle: u32) {
        if self.own.len() >= MANY {
            self.spread_out(strings);
        }
        let hash = spread(hash);
        let own = if self.many.is_empty() { &mut self.own } else { &mut self.many[table_of(hash)] };
        own.insert_unique(hash, handle, |&handle| spread(strings.get(handle).hash));
    }

    #[cold]
    fn spread_out(&mut self, strings: &Strings) {
        self.many = vec![HashTable::new(); TABLES];
        for handle in std::mem::take(&mut self.own) {
            self.insert(strings, strings.get(handle).hash, handle);
        }
    }

    pub(super) fn remove(&mut self, strings: &Strings, handle: u32) {
        let hash = spread(strings.get(handle).hash);
        let is_it = |&other: &u32| other == handle;
        if self.shared.find(hash, is_it).is_some() {
            self.unshare(strings);
        }
        let own = if self.many.is_empty() { &mut self.own } else { &mut self.many[table_of(hash)] };
        if let Ok(entry) = own.find_entry(hash, is_it) {
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
        let mut all = std::mem::take(&mut self.own);
        for handle in std::mem::take(&mut self.many).into_iter().flatten() {
            all.insert_unique(spread(strings.get(handle).hash), handle, |&handle| spread(strings.get(handle).hash));
        }
        self.shared = Arc::new(all);
    }
}

#[cfg(test)]
mod tests {
    use crate::heap::{Heap, LuaString};

    #[test]
    fn many_strings_are_found_removed_and_shared() {
        let mut heap = Heap::new(7, usize::MAX);
        let handles: Vec<u32> =
            (0..3 * super::MANY).map(|i| heap.string(format!("s{i}").as_bytes()).handle()).collect();
        assert!(!heap.interned.many.is_empty() && heap.interned.own.is_empty());
        for i in (0..handles.len()).step_by(3) {
            heap.unintern(handles[i]);
            *heap.strings.get_mut(handles[i]) = LuaString::default();
        }
        heap.share();
        let mut copy = heap.clone();
        for (i, &handle) in handles.iter().enumerate() {
            let found = copy.string(format!("s{i}").as_bytes()).handle();
            assert_eq!(found == handle, i % 3 != 0, "s{i}");
        }
    }

    #[test]
    fn a_shared_string_that_goes_is_gone_from_one_heap_only() {
        let mut heap = Heap::new(7, usize::MAX);
        let first = heap.string(b"first").handle();
        heap.share();
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
