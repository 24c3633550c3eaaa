//! The constants of one function, each once.

use std::collections::BTreeMap;

use tidelock_vm::bytecode;
use tidelock_vm::steps::{self, Pace};

use crate::ast::{Constant, StrId};

/// Constants copied between two rests.
const PART: usize = 256;
/// Units of work for copying one.
const UNITS_PER_CONSTANT: usize = 4;
/// Strings of more bytes are copied in parts.
const LONG_STRING_BYTES: usize = 4 * 1024;

/// Longest string that may be a field name in an instruction.
const NAME_BYTES_MAX: usize = 40;

/// A constant with a total order: floats by their bits, so that `0.0` and `-0.0` differ, and so do `1` and `1.0`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Nil,
    Boolean(bool),
    Integer(i64),
    Float(u64),
    String(StrId),
}

/// Constants by first use.
#[derive(Default)]
pub(super) struct ConstantPool {
    indices: BTreeMap<Key, u32>,
    constants: Vec<Constant>,
}

impl ConstantPool {
    /// The index of `constant`, added if new.
    pub(super) fn add(&mut self, constant: Constant) -> u32 {
        let key = match constant {
            Constant::Nil => Key::Nil,
            Constant::Boolean(value) => Key::Boolean(value),
            Constant::Integer(value) => Key::Integer(value),
            Constant::Float(value) => Key::Float(value.to_bits()),
            Constant::String(id) => Key::String(id),
        };
        *self.indices.entry(key).or_insert_with(|| {
            self.constants.push(constant);
            self.constants.len() as u32 - 1
        })
    }

    /// The index of `constant` if it fits an operand of 16 bits.
    pub(super) fn add_short(&mut self, constant: Constant) -> Option<u16> {
        u16::try_from(self.add(constant)).ok()
    }

    /// The index of the string `id` if it may be a field name.
    pub(super) fn add_name(&mut self, id: StrId, strings: &[Box<[u8]>]) -> Option<u16> {
        if strings[id.index()].len() > NAME_BYTES_MAX {
            return None;
        }
        self.add_short(Constant::String(id))
    }

    /// The index of `constant` if values equal it just when they have its type and bits.
    pub(super) fn add_identity(&mut self, constant: Constant, strings: &[Box<[u8]>]) -> Option<u16> {
        match constant {
            Constant::Float(_) => None,
            Constant::String(id) => self.add_name(id, strings),
            _ => self.add_short(constant),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.constants.len()
    }

    /// As the prototype holds them, and the bytes of strings among them.
    pub(super) async fn finish(mut self, strings: &[Box<[u8]>], pace: &Pace) -> (Vec<bytecode::Constant>, usize) {
        let (mut finished, mut string_bytes) = (Vec::with_capacity(self.constants.len()), 0);
        for part in self.constants.chunks(PART) {
            for constant in part {
                finished.push(match *constant {
                    Constant::Nil => bytecode::Constant::Nil,
                    Constant::Boolean(value) => bytecode::Constant::Boolean(value),
                    Constant::Integer(value) => bytecode::Constant::Integer(value),
                    Constant::Float(value) => bytecode::Constant::Float(value),
                    Constant::String(id) => {
                        let string = &strings[id.index()];
                        string_bytes += string.len();
                        let is_long = string.len() > LONG_STRING_BYTES;
                        let copy = if is_long { steps::copied(string, pace).await.into() } else { string.clone() };
                        bytecode::Constant::String(copy)
                    }
                });
                self.indices.pop_first();
            }
            pace.spend(part.len() * UNITS_PER_CONSTANT).await;
        }
        (finished, string_bytes)
    }
}
