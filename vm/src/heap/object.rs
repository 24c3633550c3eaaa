//! The other kinds of object: linked functions, closures, cells, builtin closures, userdata, coroutines.

use std::sync::Arc;

use crate::bytecode::{Insn, Prototype};
use crate::interp::{Loading, ThreadState};
use crate::value::Value;

/// A prototype linked into a heap.
///
/// ```text
/// body   header | constants (two words each) | instructions (one word each)
///               ^ Code                       ^ code_start words on
/// ```
/// One block, so that the interpreter finds everything it needs relative to the constants.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    body: Box<[u64]>,
    /// Number of words of constants.
    pub(crate) code_start: u32,
    pub(crate) registers: u16,
    pub(crate) parameters: u8,
    pub(crate) is_vararg: bool,
    /// Handles of the nested functions.
    pub(crate) children: Box<[u32]>,
    /// What was linked, without the nested prototypes: debug information, and constants as data.
    pub(crate) prototype: Arc<Prototype>,
    /// What counts for the memory of its source, if that is long: an object that all functions of a chunk share.
    pub(crate) source: Option<Value>,
    /// Logical bytes of all it holds but the source.
    bytes: usize,
    /// Whether it is part of the library and shows itself as a builtin.
    pub(crate) is_prelude: bool,
}

impl Function {
    /// From a prototype without nested ones, and its constants as values.
    pub(crate) fn link(prototype: Prototype, constants: &[Value], children: Box<[u32]>, is_prelude: bool) -> Function {
        let words = 1 + constants.len() * 2 + prototype.code.len();
        let mut body = Vec::with_capacity(words);
        Function::fill_body(&mut body, &prototype, constants, words);
        Function::from_body(body, prototype, children, is_prelude)
    }

    /// Fills the body of a function up to `words`.
    pub(crate) fn fill_body(body: &mut Vec<u64>, prototype: &Prototype, constants: &[Value], words: usize) {
        let code_start = 1 + constants.len() * 2;
        if body.is_empty() && words > 0 {
            body.push(Header::of(prototype, code_start - 1).0);
        }
        while body.len() < words.min(code_start) {
            let value = constants[(body.len() - 1) / 2];
            body.push(if body.len() % 2 == 1 { u64::from(value.tag.narrow()) } else { value.bits });
        }
        if body.len() < words {
            let code = &prototype.code[body.len() - code_start..words - code_start];
            body.extend(code.iter().map(|insn| insn.0));
        }
    }

    /// From a prototype without nested ones, and its complete body.
    pub(crate) fn from_body(body: Vec<u64>, prototype: Prototype, children: Box<[u32]>, is_prelude: bool) -> Function {
        let code_start = prototype.constants.len() * 2;
        Function {
            bytes: (body.len() - 1) * 8 + prototype.linked_bytes(),
            source: None,
            body: body.into_boxed_slice(),
            code_start: code_start as u32,
            registers: prototype.registers,
            parameters: prototype.parameters,
            is_vararg: prototype.is_vararg,
            children,
            prototype: Arc::new(prototype),
            is_prelude,
        }
    }

    /// One whose code is still to come.
    pub(crate) fn unlinked(children: Box<[u32]>, is_prelude: bool) -> Function {
        Function { children, is_prelude, ..Function::default() }
    }

    /// The same with what stands for its source.
    pub(crate) fn with_source(self, source: Option<Value>) -> Function {
        Function { source, ..self }
    }

    /// Logical bytes, beyond those of any function.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Where its constants lie.
    pub(crate) fn code(&mut self) -> Code {
        if self.body.is_empty() { Code::default() } else { Code(self.body[1..].as_mut_ptr()) }
    }

    /// Instruction number of a saved position (bytes from the constants).
    pub(crate) fn pc_index(&self, position: u32) -> usize {
        (position / 8).saturating_sub(self.code_start) as usize
    }

    /// Constant number `i`.
    pub(crate) fn constant(&self, i: usize) -> Value {
        let (tag, bits) = (self.body[1 + i * 2], self.body[2 + i * 2]);
        Value { tag: crate::value::Tag::widen(tag as u32), bits }
    }

    /// The instruction at `pc`, hints as they are now.
    pub(crate) fn insn(&self, pc: usize) -> Insn {
        Insn(self.body[1 + self.code_start as usize + pc])
    }

    /// Source line of an instruction; 0 if unknown.
    pub(crate) fn line(&self, pc: usize) -> u32 {
        self.prototype.lines.get(pc).copied().unwrap_or(0)
    }
}

/// What a call has to know of a function, in one word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header(u64);

impl Header {
    fn of(prototype: &Prototype, code_start: usize) -> Header {
        let arguments_max = if prototype.is_vararg { Header::ANY } else { u16::from(prototype.parameters) };
        let code_start = (code_start as u64 * 8) & 0xffff_ffff;
        Header(
            code_start
                | u64::from(prototype.registers as u8) << 32
                | u64::from(prototype.parameters) << 40
                | u64::from(arguments_max) << 48,
        )
    }

    const ANY: u16 = u16::MAX;

    /// Bytes from the constants to the first instruction.
    #[inline(always)]
    pub(crate) fn start(self) -> u32 {
        self.0 as u32
    }

    /// Number of registers.
    #[inline(always)]
    pub(crate) fn registers(self) -> usize {
        (self.0 >> 32) as u8 as usize
    }

    /// Number of parameters.
    #[inline(always)]
    pub(crate) fn parameters(self) -> usize {
        (self.0 >> 40) as u8 as usize
    }

    /// Number of arguments that it does something with; for a vararg function the greatest number there is.
    #[inline(always)]
    pub(crate) fn arguments_max(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Whether it takes any number of arguments.
    #[inline(always)]
    pub(crate) fn is_vararg(self) -> bool {
        self.arguments_max() == Header::ANY
    }
}

/// Where a function's constants lie in memory: kept with each closure over it, so that a call needs one step less.
/// Not state, but made anew by whoever copies or decodes a heap ([`super::Heap::point_closures`]). Valid as long as the
/// function is there, which the closure sees to: its block never moves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code(*mut u64);

impl Default for Code {
    fn default() -> Code {
        Code(std::ptr::null_mut())
    }
}

// SAFETY: it is followed only by the interpreter that owns the heap.
unsafe impl Send for Code {}
// SAFETY: as above; never through a shared reference.
unsafe impl Sync for Code {}

impl super::Heap {
    /// What a call of a closure has to know.
    #[inline]
    pub(crate) fn header(&self, closure: u32) -> Header {
        // SAFETY: a closure keeps its function alive.
        unsafe { self.closures.get(closure).code.constants() }.header()
    }
}

/// The code of a live function.
#[derive(Clone, Copy)]
pub(crate) struct Constants(*mut u64);

impl Code {
    /// # Safety
    /// The function is alive.
    #[inline(always)]
    pub(crate) unsafe fn constants(self) -> Constants {
        debug_assert!(!self.0.is_null());
        Constants(self.0)
    }
}

impl Constants {
    /// What a call has to know.
    #[inline(always)]
    pub(crate) fn header(self) -> Header {
        // SAFETY: `Code::constants`: the header lies before the constants.
        Header(unsafe { *self.0.sub(1) })
    }

    /// The constants.
    #[inline(always)]
    pub(crate) fn values(self) -> *const Value {
        self.0.cast_const().cast()
    }

    /// The instruction at a position in bytes.
    #[inline(always)]
    pub(crate) fn at(self, position: u32) -> *mut u64 {
        self.0.wrapping_byte_add(position as usize)
    }
}

/// A Lua function: code and cells. Most functions have few, whose handles are in place.
#[derive(Clone, Debug)]
pub(crate) struct Closure {
    pub(crate) code: Code,
    pub(crate) function: u32,
    few: [u32; Closure::FEW],
    /// All handles, if they are more.
    #[expect(clippy::box_collection, reason = "in place it would make each closure larger")]
    many: Option<Box<Vec<u32>>>,
}

const _: () = assert!(size_of::<Closure>() == 32);

impl Closure {
    const FEW: usize = 3;
    /// No handle of a cell.
    const NO_CELL: u32 = u32::MAX;

    /// A closure that gets its code in the heap.
    pub(crate) fn new(function: u32, cells: impl IntoIterator<Item = u32>) -> Closure {
        let mut cells = cells.into_iter();
        let few = [(); Closure::FEW].map(|()| cells.next().unwrap_or(Closure::NO_CELL));
        let many = cells.next().map(|next| Box::new(few.into_iter().chain([next]).chain(cells).collect()));
        Closure { code: Code::default(), function, few, many }
    }

    /// Handles of the cells.
    pub(crate) fn upvalues(&self) -> &[u32] {
        match &self.many {
            None => self.few.split(|&cell| cell == Closure::NO_CELL).next().unwrap_or(&[]),
            Some(many) => many,
        }
    }

    pub(crate) fn set_upvalue(&mut self, index: usize, cell: u32) {
        match &mut self.many {
            None => self.few[index] = cell,
            Some(many) => many[index] = cell,
        }
    }

    /// Where the handles of the cells are until the closure moves.
    #[inline(always)]
    pub(crate) fn upvalues_ptr(&self) -> *const u32 {
        match &self.many {
            None => self.few.as_ptr(),
            Some(many) => many.as_ptr(),
        }
    }
}

impl Default for Closure {
    fn default() -> Closure {
        Closure::new(0, [])
    }
}

/// A builtin with values of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct NativeClosure {
    /// Number in the table of builtins.
    pub(crate) native: u32,
    pub(crate) values: Box<[Value]>,
}

/// What a userdata holds besides values.
#[derive(Clone, Debug, Default)]
pub(crate) enum Payload {
    /// Nothing.
    #[default]
    None,
    /// Bytes under construction.
    Bytes(Vec<u8>),
    /// State of a builtin at work, as words.
    Words(Vec<u64>),
    /// A chunk being loaded.
    Loading(Box<Loading>),
    /// It stands for the source of a chunk, of so many bytes, which functions share.
    Source(usize),
}

impl Payload {
    /// Logical bytes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Payload::None => 0,
            Payload::Bytes(bytes) => bytes.len(),
            Payload::Words(words) => words.len() * 8,
            Payload::Loading(loading) => loading.bytes,
            Payload::Source(len) => *len,
        }
    }
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
