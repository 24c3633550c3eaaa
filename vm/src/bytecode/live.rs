//! Which registers of a function hold something that can be relied on, at each instruction.
//!
//! The verifier's dataflow analysis finds it out (V18, V19). What a register holds that is not live depends on how the
//! interpreter came here; so the collector does not look there, and snapshots leave it out.

use std::collections::BTreeMap;

/// A bit per register.
pub(crate) type RegisterSet = [u64; 4];

/// See the module. Made by the verifier; empty before.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct LiveMap {
    /// The different sets, which are few.
    sets: Vec<RegisterSet>,
    /// For each instruction, which of them holds before it is executed.
    at: Vec<u32>,
}

impl LiveMap {
    /// Logical bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.sets.len() * 32 + self.at.len() * 4
    }

    /// The registers live before the instruction at `pc`; none for instructions that there are not.
    pub(crate) fn before(&self, pc: usize) -> RegisterSet {
        self.at.get(pc).map_or([0; 4], |&number| self.sets[number as usize])
    }
}

/// A map under construction, instruction by instruction.
pub(super) struct LiveMapBuilder {
    map: LiveMap,
    /// The numbers of the sets.
    numbers: BTreeMap<RegisterSet, u32>,
}

impl LiveMapBuilder {
    /// For so many instructions.
    pub(super) fn new(instructions: usize) -> LiveMapBuilder {
        LiveMapBuilder {
            map: LiveMap { sets: Vec::new(), at: Vec::with_capacity(instructions) },
            numbers: BTreeMap::new(),
        }
    }

    /// Instructions that it has.
    pub(super) fn len(&self) -> usize {
        self.map.at.len()
    }

    /// The set before the next instruction.
    pub(super) fn push(&mut self, set: RegisterSet) {
        let map = &mut self.map;
        // Mostly as before the last one.
        let number = match map.at.last() {
            Some(&last) if map.sets[last as usize] == set => last,
            _ => *self.numbers.entry(set).or_insert_with(|| {
                map.sets.push(set);
                map.sets.len() as u32 - 1
            }),
        };
        map.at.push(number);
    }

    pub(super) fn finish(self) -> LiveMap {
        self.map
    }
}

/// Whether a set has a register.
pub(crate) fn contains(set: &RegisterSet, register: usize) -> bool {
    set.get(register / 64).is_some_and(|word| word >> (register % 64) & 1 == 1)
}
