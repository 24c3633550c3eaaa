//! Quick forms of small builtins: their commonest calls, answered without a frame.
//!
//! A quick form sees arguments and heap and gives the results. What is out of the ordinary (an error, a conversion, a
//! long result, a metamethod) it leaves: it says `None`, having changed nothing, and the builtin itself is called. So it
//! may know less than the builtin, but must never say something else; a call costs the same ticks either way. Whether it
//! answers follows from state alone, not from what is remembered for speed: a frame may make the stack grow.

use super::string::{end_position, start_position};
pub(super) use super::string::{find_quickly as find, match_quickly as match_};
use crate::heap::{Heap, Next, SHORT_BYTES_MAX};
use crate::interp::Event;
use crate::native::{self, Arguments, Few};
use crate::number::{self, canonical};
use crate::value::{Tag, Value};

fn integer(arguments: Arguments, i: usize) -> Option<i64> {
    arguments.get(i).as_integer()
}

fn float(value: f64) -> Option<Value> {
    Some(Value::float(canonical(value)))
}

// --- basic ---

pub(super) fn select(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let which = arguments.get(0);
    let others = arguments.count().checked_sub(1)? as i64;
    if let Some(n) = which.as_integer() {
        return (1..=others).contains(&n).then(|| arguments.get(n as usize));
    }
    (which.is_string() && heap.bytes(which) == b"#").then(|| Value::integer(others))
}

pub(super) fn type_of(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    (arguments.count() > 0).then(|| heap.string(arguments.get(0).type_name().as_bytes()))
}

pub(super) fn rawget(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let table = arguments.get(0);
    (arguments.count() == 2 && table.is_table() && arguments.get(1).tag != Tag::LONG_STRING)
        .then(|| heap.table_get(table.handle(), arguments.get(1)))
}

pub(super) fn rawequal(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let (a, b) = (arguments.get(0), arguments.get(1));
    (arguments.count() == 2 && !heap.takes_long_to_compare(a, b)).then(|| Value::boolean(heap.equal_now(a, b)))
}

pub(super) fn tonumber(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    let value = arguments.get(0);
    (arguments.count() == 1 && value.is_number()).then_some(value)
}

pub(super) fn ipairs(_: &mut Heap, arguments: Arguments) -> Option<Few> {
    let value = arguments.get(0);
    (arguments.count() > 0).then(|| [native::native_value(native::IPAIRS_STEP), value, Value::integer(0)].into())
}

pub(super) fn pairs(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    let value = arguments.get(0);
    let is_plain = value.is_table() && heap.metatable(value).is_none();
    is_plain.then(|| [native::native_value(native::NEXT), value, Value::NIL].into())
}

pub(super) fn next(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    let table = arguments.get(0);
    if !table.is_table() {
        return None;
    }
    match heap.table_next(table.handle(), arguments.get(1)) {
        Next::Pair(key, value, _) => Some([key, value].into()),
        Next::End => Some([Value::NIL].into()),
        Next::Far(_) | Next::NoSuchKey => None,
    }
}

/// The first metatable of a table, if it has no `__gc`.
pub(super) fn setmetatable(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    let (table, meta) = (arguments.get(0), arguments.get(1));
    if !table.is_table() || !meta.is_table() || heap.metatable(table).is_some() {
        return None;
    }
    let absent = 1 << Event::Gc as u32;
    if heap.tables.get(meta.handle()).absent & absent == 0 {
        let name = heap.string(Event::NAMES[Event::Gc as usize].as_bytes());
        if !heap.table_get(meta.handle(), name).is_nil() {
            return None;
        }
        heap.tables.get_mut(meta.handle()).absent |= absent;
    }
    heap.barrier(table.handle(), meta);
    heap.tables.get_mut(table.handle()).meta = meta.handle() + 1;
    Some([table].into())
}

// --- table ---

/// At the end of an array part that has room.
pub(super) fn insert(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    let (table, value) = (arguments.get(0), arguments.get(1));
    if arguments.count() != 2 || !table.is_table() || heap.metatable(table).is_some() || value.is_nil() {
        return None;
    }
    let t = heap.tables.get(table.handle());
    let length = t.array.len();
    if length == t.array.capacity() {
        return None;
    }
    heap.table_set(table.handle(), Value::integer(length as i64 + 1), value).ok()?;
    Some(Few::NONE)
}

/// The last of an array part that is a whole sequence.
pub(super) fn remove(heap: &mut Heap, arguments: Arguments) -> Option<Few> {
    let table = arguments.get(0);
    if arguments.count() != 1 || !table.is_table() || heap.metatable(table).is_some() {
        return None;
    }
    let length = heap.table_len(table.handle());
    let value = heap.tables.get(table.handle()).array_get(length)?;
    if value.is_nil() {
        return None;
    }
    heap.table_set(table.handle(), Value::integer(length), Value::NIL).ok()?;
    Some([value].into())
}

// --- math ---

pub(super) fn floor(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    let value = arguments.get(0);
    match value.tag {
        Tag::INTEGER => Some(value),
        Tag::FLOAT => number::float_floor_to_integer(value.as_float()?).map(Value::integer),
        _ => None,
    }
}

pub(super) fn ceil(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    let value = arguments.get(0);
    match value.tag {
        Tag::INTEGER => Some(value),
        Tag::FLOAT => number::float_ceil_to_integer(value.as_float()?).map(Value::integer),
        _ => None,
    }
}

pub(super) fn abs(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    let value = arguments.get(0);
    match value.as_integer() {
        Some(i) => Some(Value::integer(i.wrapping_abs())),
        None => float(value.as_float()?.abs()),
    }
}

pub(super) fn sqrt(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    float(libm::sqrt(arguments.get(0).as_float()?))
}

/// Two integers or two floats that are numbers.
fn extreme(arguments: Arguments, second_is_better: fn(f64, f64) -> bool) -> Option<Value> {
    let (a, b) = (arguments.get(0), arguments.get(1));
    if arguments.count() != 2 {
        return None;
    }
    if let (Some(x), Some(y)) = (a.as_float(), b.as_float()) {
        return (!x.is_nan() && !y.is_nan()).then_some(if second_is_better(x, y) { b } else { a });
    }
    None
}

pub(super) fn max(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    match (integer(arguments, 0), integer(arguments, 1)) {
        (Some(a), Some(b)) if arguments.count() == 2 => Some(Value::integer(a.max(b))),
        _ => extreme(arguments, |a, b| a < b),
    }
}

pub(super) fn min(_: &mut Heap, arguments: Arguments) -> Option<Value> {
    match (integer(arguments, 0), integer(arguments, 1)) {
        (Some(a), Some(b)) if arguments.count() == 2 => Some(Value::integer(a.min(b))),
        _ => extreme(arguments, |a, b| b < a),
    }
}

// --- string ---

pub(super) fn byte(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let string = arguments.get(0);
    let position = match arguments.count() {
        1 => 1,
        2 => integer(arguments, 1)?,
        _ => return None,
    };
    if !string.is_string() {
        return None;
    }
    let bytes = heap.bytes(string);
    let start = start_position(position, bytes.len());
    // Where there is none, there is no result: not this form's matter.
    (end_position(position, bytes.len()) == start).then(|| Value::integer(i64::from(bytes[start - 1])))
}

pub(super) fn len(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let string = arguments.get(0);
    string.is_string().then(|| Value::integer(heap.bytes(string).len() as i64))
}

pub(super) fn sub(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let string = arguments.get(0);
    if !string.is_string() {
        return None;
    }
    let len = heap.bytes(string).len();
    let last = match arguments.count() {
        2 => -1,
        3 => integer(arguments, 2)?,
        _ => return None,
    };
    let (start, end) = (start_position(integer(arguments, 1)?, len), end_position(last, len));
    if start > end {
        return Some(heap.string(b""));
    }
    if start == 1 && end == len {
        return Some(string);
    }
    let part = heap.bytes(string).get(start - 1..end).filter(|part| part.len() <= SHORT_BYTES_MAX)?;
    let mut copy = [0; SHORT_BYTES_MAX];
    let copy = &mut copy[..part.len()];
    copy.copy_from_slice(part);
    Some(heap.string(copy))
}

pub(super) fn char(heap: &mut Heap, arguments: Arguments) -> Option<Value> {
    let code = integer(arguments, 0)?;
    (arguments.count() == 1).then_some(())?;
    u8::try_from(code).ok().map(|byte| heap.string(&[byte]))
}
