//! The other kinds of object: linked functions, closures, cells, builtin closures, userdata, coroutines.

use std::sync::Arc;

use crate::bytecode::{Insn, Prototype};
use crate::interp::ThreadState;
use crate::value::Value;

/// A prototype linked into a heap.
///
/// ```text
/// body   constants (two words each) | instructions (one word each)
///                                   ^ code_start
/// ```
/// One block, so that the interpreter finds its place in the code relative to the constants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    pub(crate) body: Box<[u64]>,
    /// Number of words before the first instruction.
    pub(crate) code_start: u32,
    pub(crate) registers: u16,
    pub(crate) parameters: u8,
    pub(crate) is_vararg: bool,
    /// Handles of the nested functions.
    pub(crate) children: Box<[u32]>,
    /// What was linked, without the nested prototypes: debug information, and constants as data.
    pub(crate) prototype: Arc<Prototype>,
    /// Whether it is part of the library and shows itself as a builtin.
    pub(crate) is_prelude: bool,
}

impl Function {
    /// Instruction number of a saved position (bytes from the constants).
    pub(crate) fn pc_index(&self, position: u32) -> usize {
        (position / 8).saturating_sub(self.code_start) as usize
    }

    /// The inverse of [`Function::pc_index`].
    pub(crate) fn position(&self, pc: usize) -> u32 {
        (self.code_start + pc as u32) * 8
    }

    /// Constant number `i`.
    pub(crate) fn constant(&self, i: usize) -> Value {
        let (tag, bits) = (self.body[i * 2], self.body[i * 2 + 1]);
        Value { tag: crate::value::Tag::widen(tag as u32), bits }
    }

    /// The instruction at `pc`, hints as they are now.
    pub(crate) fn insn(&self, pc: usize) -> Insn {
        Insn(self.body[self.code_start as usize + pc])
    }

    /// Source line of an instruction; 0 if unknown.
    pub(crate) fn line(&self, pc: usize) -> u32 {
        self.prototype.lines.get(pc).copied().unwrap_or(0)
    }
}

/// A Lua function: code and cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Closure {
    pub(crate) function: u32,
    pub(crate) upvalues: Box<[u32]>,
}

/// A builtin with values of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct NativeClosure {
    /// Number in the table of builtins.
    pub(crate) native: u32,
    pub(crate) values: Box<[Value]>,
}

/// What a userdata holds besides values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Payload {
    /// Nothing.
    #[default]
    None,
    /// Bytes under construction.
    Bytes(Vec<u8>),
    /// State of a builtin at work, as words.
    Words(Vec<u64>),
}

/// A full userdata.
#[derive(Clone, Debug, Default)]
pub(crate) struct Userdata {
    /// Handle of the metatable plus one, or 0.
    pub(crate) meta: u32,
    pub(crate) has_finalizer: bool,
    pub(crate) values: Vec<Value>,
    pub(crate) payload: Payload,
}

/// A coroutine; the state of the running one is with the interpreter, and its slot holds an empty state meanwhile.
pub(crate) type Thread = Box<ThreadState>;

/// A cell: the value of a captured local.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell(pub(crate) Value);

impl Default for Cell {
    fn default() -> Cell {
        Cell(Value::NIL)
    }
}
