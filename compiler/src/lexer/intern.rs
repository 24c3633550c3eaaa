//! The table that makes equal strings of a chunk one [`StrId`].
//!
//! Identifiers are given in order of first appearance, so they do not depend on the hash.

use crate::ast::StrId;

/// Every distinct string seen so far, found by open addressing with linear probing. A table that has become too small
/// is replaced by one of twice its size; what is in it goes over little by little, with every string that is new.
pub(crate) struct Interner {
    strings: Vec<Box<[u8]>>,
    /// A power of two of slots, at most three quarters of them taken.
    slots: Vec<u64>,
    /// The table before, where not all of it has gone over. It stays as it is.
    old_slots: Vec<u64>,
    /// How many of its slots have.
    moved: usize,
    /// Of all strings.
    bytes: usize,
}

/// A slot: the hash in its upper half, in the lower the index into `strings` plus one; 0 if it is free.
fn slot(hash: u32, string: u32) -> u64 {
    (u64::from(hash) << 32) | (u64::from(string) + 1)
}

const FREE: u64 = 0;
const SLOTS_FIRST: usize = 64;
/// Slots that go over with a new string. Two are enough to be done before the next table is too small.
const SLOTS_MOVED: usize = 4;

impl Interner {
    pub fn new() -> Self {
        Interner { strings: Vec::new(), slots: vec![FREE; SLOTS_FIRST], old_slots: Vec::new(), moved: 0, bytes: 0 }
    }

    /// The identifier of `bytes`, the same for equal bytes.
    pub fn intern(&mut self, bytes: &[u8]) -> StrId {
        let hash = hash(bytes);
        match self.find(&self.slots, hash, bytes) {
            Ok(id) => id,
            Err(position) => match self.find(&self.old_slots, hash, bytes) {
                Ok(id) => id,
                Err(_) => self.add(bytes, hash, position),
            },
        }
    }

    /// The string in a table, or the free slot where it would be.
    fn find(&self, slots: &[u64], hash: u32, bytes: &[u8]) -> Result<StrId, usize> {
        let mask = slots.len().wrapping_sub(1);
        let mut position = hash as usize & mask;
        while let Some(&slot) = slots.get(position)
            && slot != FREE
        {
            let string = slot as u32 - 1;
            if (slot >> 32) as u32 == hash && *self.strings[string as usize] == *bytes {
                return Ok(StrId(string));
            }
            position = (position + 1) & mask;
        }
        Err(position)
    }

    /// The bytes of a string that was interned here.
    pub fn get(&self, id: StrId) -> &[u8] {
        &self.strings[id.index()]
    }

    /// All strings, in order of their identifiers.
    pub fn into_strings(self) -> Vec<Box<[u8]>> {
        self.strings
    }

    /// Logical bytes of strings and tables.
    pub fn logical_bytes(&self) -> usize {
        self.bytes + self.strings.len() * 24 + (self.slots.len() + self.old_slots.len()) * 8
    }

    #[inline(never)]
    fn add(&mut self, bytes: &[u8], hash: u32, position: usize) -> StrId {
        let id = StrId(self.strings.len() as u32);
        self.strings.push(bytes.into());
        self.bytes += bytes.len();
        self.slots[position] = slot(hash, id.0);
        if !self.old_slots.is_empty() {
            self.move_slots();
        } else if self.strings.len() * 4 > self.slots.len() * 3 {
            let bigger = vec![FREE; self.slots.len() * 2];
            self.old_slots = std::mem::replace(&mut self.slots, bigger);
            self.moved = 0;
        }
        id
    }

    fn move_slots(&mut self) {
        let end = self.old_slots.len().min(self.moved + SLOTS_MOVED);
        let mask = self.slots.len() - 1;
        for &slot in self.old_slots[self.moved..end].iter().filter(|&&slot| slot != FREE) {
            let mut position = (slot >> 32) as usize & mask;
            while self.slots[position] != FREE {
                position = (position + 1) & mask;
            }
            self.slots[position] = slot;
        }
        self.moved = end;
        if end == self.old_slots.len() {
            self.old_slots = Vec::new();
        }
    }
}

/// Folded multiplication of eight bytes at a time, as wyhash and foldhash do.
fn hash(bytes: &[u8]) -> u32 {
    let mut state = bytes.len() as u64 ^ 0x243f_6a88_85a3_08d3;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        state = fold(state ^ u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
    }
    let mut last = [0; 8];
    last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
    state = fold(state ^ u64::from_le_bytes(last));
    (state ^ (state >> 32)) as u32
}

fn fold(value: u64) -> u64 {
    let product = u128::from(value ^ 0x1319_8a2e_0370_7344) * 0x9e37_79b9_7f4a_7c15;
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_bytes_are_one_string() {
        let mut interner = Interner::new();
        let names: Vec<String> = (0..1000).map(|i| format!("name{i}")).collect();
        let ids: Vec<StrId> = names.iter().map(|name| interner.intern(name.as_bytes())).collect();
        for (i, (name, &id)) in names.iter().zip(&ids).enumerate() {
            assert_eq!((id.index(), interner.get(id)), (i, name.as_bytes()));
            assert_eq!(interner.intern(name.as_bytes()), id);
        }
        assert_eq!(interner.into_strings().len(), names.len());
    }

    /// Otherwise the time to compile grows with the square of the number of names.
    #[test]
    fn hashes_are_spread() {
        for width in [1, 3, 8, 9, 17] {
            let mut hit = [false; 1024];
            (0..1024).for_each(|i| hit[hash(format!("{i:0width$}").as_bytes()) as usize % 1024] = true);
            // Random ones would hit 647 of 1024.
            let hits = hit.iter().filter(|&&hit| hit).count();
            assert!(hits > 600, "{hits} places for 1024 texts of at least {width} bytes");
        }
    }
}
