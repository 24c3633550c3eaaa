//! One heap per process: typed arenas, interned strings, logical accounting, the incremental collector.
//!
//! Sizes are logical: fixed per kind plus what the object holds, the same on every platform. They drive the
//! collector, `collectgarbage("count")` and memory limits. Objects are made anywhere and freed only by
//! [`Heap::step`], which the interpreter calls at safepoints.

mod arena;
mod array;
mod atomic;
mod collect;
mod collector;
mod discard;
mod entries;
mod interned;
mod join;
mod long;
mod object;
mod rehash;
mod string;
mod table;
mod trials;

pub(crate) use arena::{Arena, Mark, Shared, Slots};
pub(crate) use array::Array;
pub(crate) use collect::Roots;
pub(crate) use collector::{Atomic, Collector, Mode, Partial, Phase, Stage, Unfollowed};
pub(crate) use entries::{Entries, Entry};
pub(crate) use long::LONG_BYTES_MIN;
pub(crate) use object::{Cell, Closure, Code, Function, Header, NativeClosure, Payload, Thread, Userdata};
pub(crate) use rehash::Rehash;
pub(crate) use string::{LuaString, SHORT_BYTES_MAX, hash_bytes};
pub(crate) use table::{Ahead, CannotSet, DEAD_KEY, Next, Table};
pub(crate) use trials::OnTrial;
pub use trials::{Lasts, Trial};

use discard::{Block, Discarded};
use interned::Interned;
use long::Known;

use crate::value::{Tag, Value};

/// Logical sizes in bytes of the kinds of object, beyond what they hold.
pub(crate) mod size {
    pub(crate) const STRING: usize = 32;
    pub(crate) const TABLE: usize = 80;
    pub(crate) const CLOSURE: usize = 24;
    pub(crate) const CELL: usize = 16;
    pub(crate) const NATIVE_CLOSURE: usize = 24;
    pub(crate) const USERDATA: usize = 64;
    pub(crate) const THREAD: usize = 192;
    pub(crate) const FUNCTION: usize = 80;
}

/// The strings of a heap. Those of the library are shared.
pub(crate) type Strings = Arena<LuaString, Shared<LuaString>>;

/// The heap of one process.
#[derive(Debug, Default)]
pub(crate) struct Heap {
    pub(crate) strings: Strings,
    pub(crate) tables: Arena<Table>,
    pub(crate) closures: Arena<Closure>,
    pub(crate) cells: Arena<Cell>,
    pub(crate) natives: Arena<NativeClosure>,
    pub(crate) userdata: Arena<Userdata>,
    pub(crate) threads: Arena<Thread>,
    pub(crate) functions: Arena<Function>,
    interned: Interned,
    pub(crate) hash_seed: u64,
    pub(crate) gc: Collector,
    /// Work done by table operations and not yet charged in ticks.
    pub(crate) uncharged: u64,
    /// Large blocks that were freed.
    pub(crate) discarded: Discarded,
    /// What an operation that has just failed wants done before it is tried again. Not state: it is seen to at once.
    pub(crate) ahead: Option<Ahead>,
    /// What was found out ahead of an operation, until it is done. Not state.
    pub(crate) known: Option<Known>,
    /// A buffer for text that is put together. Not state.
    text: Vec<u8>,
}

impl Clone for Heap {
    fn clone(&self) -> Heap {
        let mut copy = Heap {
            strings: self.strings.clone(),
            tables: self.tables.clone(),
            closures: self.closures.clone(),
            cells: self.cells.clone(),
            natives: self.natives.clone(),
            userdata: self.userdata.clone(),
            threads: self.threads.clone(),
            functions: self.functions.clone(),
            interned: self.interned.clone(),
            hash_seed: self.hash_seed,
            gc: self.gc.clone(),
            uncharged: self.uncharged,
            discarded: self.discarded.clone(),
            ahead: None,
            known: None,
            text: Vec::new(),
        };
        copy.point_closures();
        copy
    }
}

impl Heap {
    /// Has copies made from now on share the strings that there are, and the entries of each table until either writes to
    /// them.
    pub(crate) fn share(&mut self) {
        self.strings.share();
        self.interned.share(&self.strings);
        for table in 0..self.tables.len() as u32 {
            if self.tables.is_live(table) {
                self.tables.get_mut(table).entries.share();
            }
        }
    }

    /// Has each closure know where the code of its function is.
    pub(crate) fn point_closures(&mut self) {
        for handle in 0..self.closures.len() as u32 {
            if self.closures.is_live(handle) {
                let function = self.closures.get(handle).function;
                let code = if self.functions.is_live(function) {
                    self.functions.get_mut(function).code()
                } else {
                    Code::default()
                };
                self.closures.get_mut(handle).code = code;
            }
        }
    }

    pub(crate) fn new(hash_seed: u64, bytes_max: usize) -> Heap {
        Heap { hash_seed, gc: Collector::new(bytes_max), ..Heap::default() }
    }

    /// Notes work to be charged in ticks at the end of the operation.
    #[inline(always)]
    pub(crate) fn charge(&mut self, ticks: usize) {
        self.uncharged += ticks as u64;
    }

    #[inline(always)]
    pub(crate) fn account(&mut self, bytes: usize) {
        self.gc.bytes += bytes;
        self.gc.debt += bytes as i64;
        self.gc.peak_bytes = self.gc.peak_bytes.max(self.gc.bytes);
    }

    pub(crate) fn adjust_bytes(&mut self, old: usize, new: usize) {
        self.gc.bytes = (self.gc.bytes + new).saturating_sub(old);
        self.gc.debt += new as i64 - old as i64;
        self.gc.peak_bytes = self.gc.peak_bytes.max(self.gc.bytes);
    }

    /// A string value; equal short strings are the same object.
    pub(crate) fn string(&mut self, bytes: &[u8]) -> Value {
        if bytes.len() > SHORT_BYTES_MAX {
            return self.long_string(bytes.into());
        }
        let hash = hash_bytes(self.hash_seed, bytes);
        if let Some(handle) = self.interned.find(&self.strings, hash, bytes) {
            if self.strings.marks[handle as usize] == self.gc.other_white {
                self.strings.marks[handle as usize] = self.gc.white;
            }
            return Value::object(Tag::STRING, handle);
        }
        self.account(size::STRING + bytes.len());
        let handle = self.strings.insert(LuaString::new(bytes, hash), self.gc.white);
        self.interned.insert(&self.strings, hash, handle);
        Value::object(Tag::STRING, handle)
    }

    /// A string value from an owned buffer.
    pub(crate) fn string_from(&mut self, bytes: Vec<u8>) -> Value {
        if bytes.len() > SHORT_BYTES_MAX { self.long_string(bytes.into_boxed_slice()) } else { self.string(&bytes) }
    }

    fn long_string(&mut self, bytes: Box<[u8]>) -> Value {
        self.account(size::STRING + bytes.len());
        Value::object(Tag::LONG_STRING, self.strings.insert(LuaString::from_box(bytes), self.gc.white))
    }

    pub(crate) fn long_string_hash(&mut self, handle: u32) -> u32 {
        let known = self.strings.get(handle).hash;
        if known != 0 {
            return known;
        }
        let bytes = self.strings.get(handle).bytes();
        let (hash, len) = (hash_bytes(self.hash_seed, bytes), bytes.len());
        self.strings.get_mut(handle).hash = hash;
        self.charge(len / 64);
        hash
    }

    /// The bytes of a string value.
    #[inline(always)]
    pub(crate) fn bytes(&self, string: Value) -> &[u8] {
        debug_assert!(string.is_string());
        self.strings.get(string.handle()).bytes()
    }

    /// A new table with room for so many array slots and entries.
    pub(crate) fn new_table(&mut self, array: usize, entries: usize) -> u32 {
        let table = if array | entries == 0 { Table::default() } else { Table::with_room(array, entries) };
        self.account(size::TABLE + table.extra_bytes());
        self.tables.insert(table, self.gc.white)
    }

    pub(crate) fn new_cell(&mut self, value: Value) -> u32 {
        self.account(size::CELL);
        self.cells.insert(Cell(value), self.gc.white)
    }

    pub(crate) fn new_closure(&mut self, mut closure: Closure) -> Value {
        closure.code = self.functions.get_mut(closure.function).code();
        self.account(size::CLOSURE + closure.upvalues().len() * 4);
        Value::object(Tag::CLOSURE, self.closures.insert(closure, self.gc.white))
    }

    pub(crate) fn new_native_closure(&mut self, native: u32, values: Box<[Value]>) -> Value {
        self.account(size::NATIVE_CLOSURE + values.len() * 16);
        Value::object(Tag::NATIVE_CLOSURE, self.natives.insert(NativeClosure { native, values }, self.gc.white))
    }

    pub(crate) fn new_userdata(&mut self, userdata: Userdata) -> Value {
        self.account(size::USERDATA + userdata.values.len() * 16);
        Value::object(Tag::USERDATA, self.userdata.insert(userdata, self.gc.white))
    }

    /// State of a builtin at work.
    pub(crate) fn new_payload(&mut self, payload: Payload) -> Value {
        self.new_userdata(Userdata { payload, ..Userdata::default() })
    }

    pub(crate) fn new_thread(&mut self, state: Thread) -> Value {
        self.account(size::THREAD + state.bytes());
        Value::object(Tag::THREAD, self.threads.insert(state, self.gc.white))
    }

    /// Raw equality.
    #[inline]
    pub(crate) fn raw_equal(&self, a: Value, b: Value) -> bool {
        if a.tag == b.tag {
            return match a.tag {
                Tag::FLOAT => f64::from_bits(a.bits) == f64::from_bits(b.bits),
                Tag::LONG_STRING => a.bits == b.bits || self.bytes(a) == self.bytes(b),
                Tag::NIL | Tag::FALSE | Tag::TRUE => true,
                _ => a.bits == b.bits,
            };
        }
        match (a.tag, b.tag) {
            (Tag::INTEGER, Tag::FLOAT) => crate::number::eq_int_float(a.bits as i64, f64::from_bits(b.bits)),
            (Tag::FLOAT, Tag::INTEGER) => crate::number::eq_int_float(b.bits as i64, f64::from_bits(a.bits)),
            _ => false,
        }
    }

    /// Metatable of a table or userdata.
    #[inline(always)]
    pub(crate) fn metatable(&self, value: Value) -> Option<u32> {
        let meta = match value.tag {
            Tag::TABLE => self.tables.get(value.handle()).meta,
            Tag::USERDATA => self.userdata.get(value.handle()).meta,
            _ => 0,
        };
        meta.checked_sub(1)
    }

    /// Puts a short string that a decoder has placed into the table of interned ones.
    pub(crate) fn intern_placed(&mut self, handle: u32) {
        let hash = hash_bytes(self.hash_seed, self.strings.get(handle).bytes());
        self.strings.get_mut(handle).hash = hash;
        self.interned.insert(&self.strings, hash, handle);
    }

    pub(crate) fn unintern(&mut self, handle: u32) {
        self.interned.remove(&self.strings, handle);
    }
}
