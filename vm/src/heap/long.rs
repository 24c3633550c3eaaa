//! What long strings cost: comparing and hashing them in one go takes as long as they are.
//!
//! From [`LONG_BYTES_MIN`] on, that is done in steps: by a hidden builtin for instructions that compare, and ahead of the
//! operation ([`Ahead`]) where one is a key. What was found out is kept for the operation ([`Known`]).

use super::string::Hashing;
use super::{Ahead, Heap};
use crate::value::{Tag, Value};

/// Strings that are compared, hashed and joined in one go are shorter than this.
pub(crate) const LONG_BYTES_MIN: usize = 128 * 1024;
/// Bytes compared or hashed for a tick.
const BYTES_PER_TICK: usize = 64;
/// Bytes compared or hashed in a step.
const STEP_BYTES: usize = 128 * 1024;

/// Whether two strings are equal, of which one is looked for and the other is a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    wanted: u32,
    key: u32,
    are_equal: bool,
}

impl Heap {
    fn len_of(&self, string: u32) -> usize {
        self.strings.get(string).bytes().len()
    }

    /// Whether comparing these takes long enough to be done in steps.
    pub(crate) fn takes_long_to_compare(&self, a: Value, b: Value) -> bool {
        a.tag == Tag::LONG_STRING
            && b.tag == Tag::LONG_STRING
            && a.bits != b.bits
            && self.len_of(a.handle()).min(self.len_of(b.handle())) >= LONG_BYTES_MIN
    }

    /// The next step of comparing two strings, from `place` on: an ordering, or where to go on.
    pub(crate) fn compare_step(&mut self, a: Value, b: Value, place: usize) -> Result<std::cmp::Ordering, usize> {
        let (left, right) = (self.bytes(a), self.bytes(b));
        let end = left.len().min(right.len()).min(place + STEP_BYTES);
        let order = left[place..end].cmp(&right[place..end]);
        let is_last = end == left.len().min(right.len());
        let lengths = left.len().cmp(&right.len());
        self.charge((end - place) / BYTES_PER_TICK + 1);
        if order.is_ne() || is_last { Ok(order.then(lengths)) } else { Err(end) }
    }

    /// Raw equality, charged for.
    pub(crate) fn equal_now(&mut self, a: Value, b: Value) -> bool {
        if a.tag == Tag::LONG_STRING && b.tag == Tag::LONG_STRING && a.bits != b.bits {
            let (left, right) = (self.len_of(a.handle()), self.len_of(b.handle()));
            if left == right {
                self.charge(left / BYTES_PER_TICK);
            }
        }
        self.raw_equal(a, b)
    }

    /// What is to be done before a key is looked for in a table.
    pub(crate) fn ahead_of_key(&mut self, table: u32, key: Value) -> Option<Ahead> {
        if key.tag != Tag::LONG_STRING || self.len_of(key.handle()) < LONG_BYTES_MIN {
            return None;
        }
        let wanted = key.handle();
        let (hash, len) = (self.strings.get(wanted).hash, self.len_of(wanted));
        if hash == 0 {
            return Some(Ahead::Hash { string: wanted });
        }
        if self.known.is_some_and(|known| known.wanted == wanted) {
            return None;
        }
        let may_be = |entry: &super::Entry| {
            let is_long = entry.key_tag == Tag::LONG_STRING.narrow();
            let other = || self.strings.get(entry.key_bits as u32);
            is_long && (entry.key_bits == key.bits || other().hash == hash && other().bytes().len() == len)
        };
        let t = self.tables.get(table);
        let found = t.entries[t.entries.find(hash, may_be)?];
        let is_another = found.key_bits != key.bits;
        is_another.then_some(Ahead::CompareKey { wanted, key: found.key_bits as u32 })
    }

    /// Notes whether two strings are equal, for the operation that is about to be done.
    pub(crate) fn note_known(&mut self, wanted: u32, key: u32, are_equal: bool) {
        self.known = Some(Known { wanted, key, are_equal });
    }

    /// Whether the long string that is looked for is this key.
    pub(super) fn is_same_key(&self, wanted: Value, key: u32) -> bool {
        if wanted.handle() == key {
            return true;
        }
        if let Some(known) = self.known
            && known.wanted == wanted.handle()
            && known.key == key
        {
            return known.are_equal;
        }
        self.bytes(wanted) == self.strings.get(key).bytes()
    }

    /// A step of hashing a long string; says where to go on, or that it has its hash.
    pub(crate) fn hash_step(&mut self, string: u32, state: (u64, usize)) -> Option<(u64, usize)> {
        let (seed, bytes) = (self.hash_seed, self.strings.get(string).bytes());
        let (before, place) = state;
        let end = bytes.len().min(place + STEP_BYTES);
        let mut hashing = if place == 0 { Hashing::begin(seed, bytes.len()) } else { Hashing::resume(before) };
        hashing.add(&bytes[place..end]);
        let is_last = end == bytes.len();
        self.charge((end - place) / BYTES_PER_TICK);
        if is_last {
            self.strings.get_mut(string).hash = hashing.finish();
            return None;
        }
        Some((hashing.state(), end))
    }
}
