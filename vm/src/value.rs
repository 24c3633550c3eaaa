//! Lua values: 16 bytes, a tag and 64 bits.
//!
//! Objects are named by handles into the arenas of one [`crate::heap::Heap`]; no address is ever part of a value.

use crate::number::Number;

/// The type of a value, finer than Lua's: integers and floats, short and long strings, the kinds of function.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
#[repr(transparent)]
pub struct Tag(u64);

impl Tag {
    /// `nil`
    pub const NIL: Tag = Tag(0);
    /// `false`
    pub const FALSE: Tag = Tag(1);
    /// `true`
    pub const TRUE: Tag = Tag(2);
    /// A 64-bit integer.
    pub const INTEGER: Tag = Tag(3);
    /// A double.
    pub const FLOAT: Tag = Tag(4);
    /// An interned string of at most 40 bytes: equal strings have equal handles.
    pub const STRING: Tag = Tag(5);
    /// A longer string: equal strings may have different handles.
    pub const LONG_STRING: Tag = Tag(6);
    /// A table.
    pub const TABLE: Tag = Tag(7);
    /// A Lua function.
    pub const CLOSURE: Tag = Tag(8);
    /// A builtin function; the bits are its number in the table of builtins.
    pub const NATIVE: Tag = Tag(9);
    /// A builtin function with values of its own.
    pub const NATIVE_CLOSURE: Tag = Tag(10);
    /// A full userdata.
    pub const USERDATA: Tag = Tag(11);
    /// A coroutine.
    pub const THREAD: Tag = Tag(12);
    /// An opaque identity (`debug.upvalueid`).
    pub const LIGHT: Tag = Tag(13);
    /// Internal: the cell of a captured local. Only in registers, never a Lua value.
    pub const CELL: Tag = Tag(14);

    /// As the 32 bits kept in table entries.
    #[inline(always)]
    pub(crate) const fn narrow(self) -> u32 {
        self.0 as u32
    }

    /// The inverse of [`Tag::narrow`].
    #[inline(always)]
    pub(crate) const fn widen(narrow: u32) -> Tag {
        Tag(narrow as u64)
    }

    /// Whether values with it name an object of the heap.
    #[inline(always)]
    pub(crate) fn is_object(self) -> bool {
        self >= Tag::STRING && self != Tag::NATIVE && self != Tag::LIGHT
    }

    /// The number used in encodings.
    pub fn number(self) -> u8 {
        self.0 as u8
    }

    /// The inverse of [`Tag::number`].
    pub fn from_number(number: u8) -> Option<Tag> {
        (number <= 14).then_some(Tag(u64::from(number)))
    }
}

/// A Lua value.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Value {
    pub(crate) tag: Tag,
    pub(crate) bits: u64,
}

impl Value {
    /// `nil`
    pub const NIL: Value = Value { tag: Tag::NIL, bits: 0 };
    /// `false`
    pub const FALSE: Value = Value { tag: Tag::FALSE, bits: 0 };
    /// `true`
    pub const TRUE: Value = Value { tag: Tag::TRUE, bits: 0 };

    /// An integer.
    #[inline(always)]
    pub const fn integer(i: i64) -> Value {
        Value { tag: Tag::INTEGER, bits: i as u64 }
    }

    /// A float, its bits as they are.
    #[inline(always)]
    pub const fn float(f: f64) -> Value {
        Value { tag: Tag::FLOAT, bits: f.to_bits() }
    }

    /// A boolean.
    #[inline(always)]
    pub const fn boolean(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// A number.
    pub const fn number(n: Number) -> Value {
        match n {
            Number::Integer(i) => Value::integer(i),
            Number::Float(f) => Value::float(f),
        }
    }

    #[inline(always)]
    pub(crate) const fn object(tag: Tag, handle: u32) -> Value {
        Value { tag, bits: handle as u64 }
    }

    /// The handle of an object.
    #[inline(always)]
    pub(crate) const fn handle(self) -> u32 {
        self.bits as u32
    }

    /// Its tag.
    #[inline(always)]
    pub const fn tag(self) -> Tag {
        self.tag
    }

    /// Whether it is `nil`.
    #[inline(always)]
    pub fn is_nil(self) -> bool {
        self.tag == Tag::NIL
    }

    /// Whether it is `nil` or `false`.
    #[inline(always)]
    pub fn is_falsy(self) -> bool {
        self.tag <= Tag::FALSE
    }

    /// Whether it is a string.
    #[inline(always)]
    pub fn is_string(self) -> bool {
        self.tag == Tag::STRING || self.tag == Tag::LONG_STRING
    }

    /// Whether it is a table.
    #[inline(always)]
    pub fn is_table(self) -> bool {
        self.tag == Tag::TABLE
    }

    /// Whether it is a function of any kind.
    pub fn is_function(self) -> bool {
        matches!(self.tag, Tag::CLOSURE | Tag::NATIVE | Tag::NATIVE_CLOSURE)
    }

    /// Whether it is an integer or a float.
    #[inline(always)]
    pub fn is_number(self) -> bool {
        self.tag == Tag::INTEGER || self.tag == Tag::FLOAT
    }

    /// The integer, if its tag says so (no conversion).
    #[inline(always)]
    pub fn as_integer(self) -> Option<i64> {
        (self.tag == Tag::INTEGER).then_some(self.bits as i64)
    }

    /// The float, if its tag says so (no conversion).
    #[inline(always)]
    pub fn as_float(self) -> Option<f64> {
        (self.tag == Tag::FLOAT).then_some(f64::from_bits(self.bits))
    }

    /// The number, if it is one (no conversion of strings).
    #[inline(always)]
    pub fn as_number(self) -> Option<Number> {
        match self.tag {
            Tag::INTEGER => Some(Number::Integer(self.bits as i64)),
            Tag::FLOAT => Some(Number::Float(f64::from_bits(self.bits))),
            _ => None,
        }
    }

    /// The number as a float, if it is a number.
    #[inline(always)]
    pub fn to_float(self) -> Option<f64> {
        match self.tag {
            Tag::INTEGER => Some(self.bits as i64 as f64),
            Tag::FLOAT => Some(f64::from_bits(self.bits)),
            _ => None,
        }
    }

    /// Same tag and same bits. For all but floats and long strings this is raw equality.
    #[inline(always)]
    pub(crate) fn same(self, other: Value) -> bool {
        self.tag == other.tag && self.bits == other.bits
    }

    /// Lua's name of its type.
    pub fn type_name(self) -> &'static str {
        match self.tag {
            Tag::NIL => "nil",
            Tag::FALSE | Tag::TRUE => "boolean",
            Tag::INTEGER | Tag::FLOAT => "number",
            Tag::STRING | Tag::LONG_STRING => "string",
            Tag::TABLE => "table",
            Tag::CLOSURE | Tag::NATIVE | Tag::NATIVE_CLOSURE => "function",
            Tag::USERDATA | Tag::LIGHT => "userdata",
            Tag::THREAD => "thread",
            _ => "cell",
        }
    }

    /// Whether it names an object of the heap.
    #[inline(always)]
    pub(crate) fn is_object(self) -> bool {
        self.tag.is_object()
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.tag {
            Tag::INTEGER => write!(f, "{}", self.bits as i64),
            Tag::FLOAT => write!(f, "{:?}", f64::from_bits(self.bits)),
            Tag::NIL | Tag::FALSE | Tag::TRUE => write!(f, "{}{}", self.type_name(), self.tag.0),
            _ => write!(f, "{}#{}", self.type_name(), self.bits),
        }
    }
}
