//! The table that makes equal strings of a chunk one [`StrId`].
//!
//! Identifiers are given in order of first appearance, so they do not depend on the hash.

use crate::ast::StrId;

/// Every distinct string seen so far, found by open addressing with linear probing.
pub(crate) struct Interner {
    strings: Vec<Box<[u8]>>,
    /// A power of two of slots, at most three quarters of them taken.
    slots: Vec<Slot>,
}

#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    /// Index into `strings` plus one; 0 if the slot is free.
    string: u32,
}

const FREE: Slot = Slot { hash: 0, string: 0 };
const SLOTS_FIRST: usize = 64;

impl Interner {
    pub fn new() -> Self {
        Interner { strings: Vec::new(), slots: vec![FREE; SLOTS_FIRST] }
    }

    /// The identifier of `bytes`, the same for equal bytes.
    pub fn intern(&mut self, bytes: &[u8]) -> StrId {
        let hash = hash(bytes);
        let mask = self.slots.len() - 1;
        let mut position = hash as usize & mask;
        loop {
            let slot = self.slots[position];
            if slot.string == 0 {
                return self.add(bytes, hash, position);
            }
            if slot.hash == hash && *self.strings[slot.string as usize - 1] == *bytes {
                return StrId(slot.string - 1);
            }
            position = (position + 1) & mask;
        }
    }

    /// The bytes of a string that was interned here.
    pub fn get(&self, id: StrId) -> &[u8] {
        &self.strings[id.index()]
    }

    /// All strings, in order of their identifiers.
    pub fn into_strings(mut self) -> Vec<Box<[u8]>> {
        self.strings.shrink_to_fit();
        self.strings
    }

    #[inline(never)]
    fn add(&mut self, bytes: &[u8], hash: u32, position: usize) -> StrId {
        let id = StrId(self.strings.len() as u32);
        self.strings.push(bytes.into());
        self.slots[position] = Slot { hash, string: id.0 + 1 };
        if self.strings.len() * 4 > self.slots.len() * 3 {
            self.grow();
        }
        id
    }

    fn grow(&mut self) {
        let bigger = vec![FREE; self.slots.len() * 2];
        let mask = bigger.len() - 1;
        for slot in std::mem::replace(&mut self.slots, bigger) {
            if slot.string != 0 {
                let mut position = slot.hash as usize & mask;
                while self.slots[position].string != 0 {
                    position = (position + 1) & mask;
                }
                self.slots[position] = slot;
            }
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
