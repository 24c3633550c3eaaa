//! A compiled function, as the compiler makes it and a `.tlb` file holds it.

use std::sync::Arc;

use super::{Insn, LiveMap};

/// A constant of a prototype.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `nil` (as the right side of a comparison).
    Nil,
    /// A boolean (as the right side of a comparison).
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A string of any bytes.
    String(Box<[u8]>),
}

/// Where `closure` takes an upvalue from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UpvalueSource {
    /// The cell in this register (an index, not scaled) of the function that makes the closure.
    Register(u16),
    /// This upvalue of the function that makes the closure.
    Upvalue(u16),
}

/// An upvalue of a prototype.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UpvalueDescriptor {
    /// Where the closure gets it.
    pub source: UpvalueSource,
    /// The variable's name; empty when stripped.
    pub name: Box<[u8]>,
}

/// A local variable's name and the instructions over which its register holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalName {
    /// The name; those of hidden loop state begin with `(`.
    pub name: Box<[u8]>,
    /// First instruction at which the variable is active.
    pub start: u32,
    /// First instruction at which it no longer is.
    pub end: u32,
    /// Its register (an index, not scaled).
    pub register: u16,
}

/// A compiled function.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Prototype {
    /// The instructions.
    pub code: Vec<Insn>,
    /// The constants.
    pub constants: Vec<Constant>,
    /// Functions nested in it.
    pub prototypes: Vec<Prototype>,
    /// Its upvalues.
    pub upvalues: Vec<UpvalueDescriptor>,
    /// Number of fixed parameters, in registers `0..parameters`.
    pub parameters: u8,
    /// Whether it takes extra arguments.
    pub is_vararg: bool,
    /// Registers it uses, at most 255; at least 2 and at least `parameters`.
    pub registers: u16,
    /// Chunk name, as given to `load` (`@file.lua`, `=stdin`, or the text itself); empty when stripped. It may be long,
    /// and is shared by all functions of a chunk.
    pub source: Arc<Vec<u8>>,
    /// Line of the `function` keyword; 0 for a main chunk.
    pub line: u32,
    /// Line of the closing `end`.
    pub end_line: u32,
    /// Line of each instruction; empty when stripped.
    pub lines: Vec<u32>,
    /// Local variables, by start and then by register; empty when stripped.
    pub locals: Vec<LocalName>,
    /// What the verifier found out; empty before.
    pub live: LiveMap,
}

impl Prototype {
    /// Logical bytes, without the source, the nested functions, and what string constants hold.
    pub fn logical_bytes(&self) -> usize {
        const FUNCTION: usize = 320;
        FUNCTION
            + self.code.len() * 8
            + self.constants.len() * 24
            + self.upvalues.len() * 24
            + self.lines.len() * 4
            + self.locals.len() * 32
    }

    /// Logical bytes of all that a linked function holds besides its body: the same with names, what string constants
    /// hold, what the verifier found out, and the source unless that is long (an object of its own then).
    pub(crate) fn linked_bytes(&self) -> usize {
        const BLOCK: usize = 16;
        let names =
            self.locals.iter().map(|local| &local.name).chain(self.upvalues.iter().map(|upvalue| &upvalue.name));
        let strings = self.constants.iter().filter_map(|constant| match constant {
            Constant::String(bytes) => Some(bytes),
            _ => None,
        });
        let source = if self.has_long_source() { 0 } else { 2 * BLOCK + self.source.len() };
        self.logical_bytes()
            + names.chain(strings).map(|bytes| BLOCK + bytes.len()).sum::<usize>()
            + self.live.bytes()
            + source
    }

    /// Whether the source is too long to count for each function of the chunk.
    pub(crate) fn has_long_source(&self) -> bool {
        self.source.len() > 128
    }
}
