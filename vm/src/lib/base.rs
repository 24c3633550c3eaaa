//! The basic functions.

use crate::heap::Payload;
use crate::interp::{Event, Frame, Res, Throw};
use crate::lib::quick;
use crate::native::{self, CAUGHT, Cx, Native, Out};
use crate::number;
use crate::system::SystemCall;
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("assert", assert),
    Native::new("collectgarbage", super::collect::collectgarbage),
    Native::new("dofile", super::load::dofile),
    Native::new("error", error),
    Native::new("getmetatable", getmetatable),
    Native::new("ipairs", ipairs).or_quick_few(quick::ipairs),
    Native::new("loadfile", super::load::loadfile),
    Native::new("load", super::load::load),
    Native::new("next", next).or_quick_few(quick::next),
    Native::new("pairs", pairs).or_quick_few(quick::pairs),
    Native::new("pcall", pcall),
    Native::new("print", print),
    Native::new("rawequal", rawequal).or_quick(quick::rawequal),
    Native::new("rawlen", rawlen),
    Native::new("rawget", rawget).or_quick(quick::rawget),
    Native::new("rawset", rawset),
    Native::new("select", select).or_quick_first(quick::select),
    Native::new("setmetatable", setmetatable).or_quick_few(quick::setmetatable),
    Native::new("tonumber", tonumber).or_quick(quick::tonumber),
    Native::new("tostring", tostring),
    Native::new("type", type_of).or_quick(quick::type_of),
    Native::new("warn", warn),
    Native::new("xpcall", xpcall),
];

fn assert(cx: &mut Cx<'_>) -> Res<Out> {
    if !cx.arg(0).is_falsy() {
        return Ok(Out::Values { first: cx.base, count: cx.count });
    }
    cx.check_any(0)?;
    let message = if cx.has(1) { cx.arg(1) } else { cx.string(b"assertion failed!") };
    raise_at(cx, message, 1)
}

/// Raises a value; a string gets the position of the function at `level`.
fn raise_at(cx: &mut Cx<'_>, value: Value, level: i64) -> Res<Out> {
    if value.is_string() && level > 0 {
        let mut text = cx.vm.where_level(usize::try_from(level).unwrap_or(usize::MAX));
        text.extend_from_slice(cx.bytes(value));
        let text = cx.string_from(text)?;
        return Err(Throw::Error(text));
    }
    Err(Throw::Error(value))
}

fn error(cx: &mut Cx<'_>) -> Res<Out> {
    let level = cx.opt_integer(1, 1)?;
    let value = cx.arg(0);
    raise_at(cx, value, level)
}

fn getmetatable(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.check_any(0)?;
    let Some(meta) = cx.vm.metatable_of(value) else { return cx.one(Value::NIL) };
    let protected = cx.vm.event_in(meta, Event::Metatable);
    cx.one(if protected.is_nil() { Value::object(Tag::TABLE, meta) } else { protected })
}

fn setmetatable(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.check_table(0)?;
    let meta = cx.arg(1);
    if !meta.is_nil() && !meta.is_table() || !cx.has(1) {
        return Err(cx.type_error(1, "nil or table"));
    }
    if !cx.vm.metamethod(cx.arg(0), Event::Metatable).is_nil() {
        return Err(cx.error("cannot change a protected metatable"));
    }
    let object = cx.arg(0);
    cx.vm.heap.barrier(table, meta);
    cx.vm.heap.tables.get_mut(table).meta = if meta.is_nil() { 0 } else { meta.handle() + 1 };
    if meta.is_table() {
        cx.vm.note_finalizer(object, meta.handle());
    }
    cx.one(object)
}

/// `ipairs(t)`: three values; the step function indexes with metamethods.
fn ipairs(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.check_any(0)?;
    cx.values(&[native::native_value(native::IPAIRS_STEP), value, Value::integer(0)])
}

pub(crate) fn ipairs_step(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        let i = cx.check_integer(1)?.wrapping_add(1);
        let value = cx.arg(0);
        cx.set_slot(1, Value::integer(i));
        return super::access::index(cx, value, Value::integer(i), 1);
    }
    let value = cx.result(0);
    if value.is_nil() { cx.one(Value::NIL) } else { cx.values(&[cx.slot(1), value]) }
}

pub(crate) fn next(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.check_table(0)?;
    let key = cx.arg(1);
    match cx.vm.heap.table_next(table, key) {
        Ok(Some((key, value))) => cx.values(&[key, value]),
        Ok(None) => cx.one(Value::NIL),
        Err(()) => Err(cx.vm.runtime_error("invalid key to 'next'")),
    }
}

fn pairs(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 1 {
        return cx.values(&[cx.result(0), cx.result(1), cx.result(2)]);
    }
    let value = cx.check_any(0)?;
    let method = cx.vm.metamethod(value, Event::Pairs);
    if !method.is_nil() {
        return cx.call(method, &[value], 1);
    }
    cx.values(&[native::native_value(native::NEXT), value, Value::NIL])
}

pub(crate) fn pcall(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            cx.check_any(0)?;
            let count = cx.count;
            cx.vm.thread.frame_mut().flags |= Frame::CATCH;
            // `true` goes into the window, so that it stands before the results.
            let (function, first) = (cx.arg(0), cx.base + 1);
            cx.vm.thread.stack[first - 1] = Value::TRUE;
            let frame = cx.vm.thread.frame_mut();
            frame.top = first as u32;
            frame.extra = 1;
            cx.vm.ensure_stack(first + count + 1)?;
            cx.vm.thread.stack.copy_within(first..first + count - 1, first + 1);
            cx.vm.thread.stack[first] = function;
            cx.vm.thread.top = (first + count) as u32;
            Ok(Out::Call { at: first, stage: 1 })
        }
        CAUGHT => {
            cx.set_slot(0, Value::FALSE);
            Ok(Out::Values { first: cx.base, count: 2 })
        }
        _ => Ok(Out::Values { first: cx.base, count: cx.result_count() + 1 }),
    }
}

/// Slot 0 is the handler (the interpreter looks for it there), slot 1 the status.
pub(crate) fn xpcall(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let handler = cx.check_function_at(1)?;
            let (function, count) = (cx.arg(0), cx.count);
            cx.vm.thread.frame_mut().flags |= Frame::CATCH;
            let first = cx.base + 2;
            cx.set_slot(0, handler);
            cx.set_slot(1, Value::TRUE);
            let frame = cx.vm.thread.frame_mut();
            frame.top = first as u32;
            frame.extra = 2;
            cx.vm.ensure_stack(first + count + 1)?;
            cx.vm.thread.stack.copy_within(first..first + count - 2, first + 1);
            cx.vm.thread.stack[first] = function;
            cx.vm.thread.top = (first + count - 1) as u32;
            Ok(Out::Call { at: first, stage: 1 })
        }
        CAUGHT => {
            cx.set_slot(1, Value::FALSE);
            Ok(Out::Values { first: cx.base + 1, count: 2 })
        }
        _ => Ok(Out::Values { first: cx.base + 1, count: cx.result_count() + 1 }),
    }
}

impl Cx<'_> {
    /// The message handler of `xpcall`.
    fn check_function_at(&mut self, i: usize) -> Res<Value> {
        self.check_function(i)
    }
}

/// Writes its arguments one by one; slot `count` is a buffer when several have to be collected.
fn print(cx: &mut Cx<'_>) -> Res<Out> {
    // Stage 0: begin. Odd stage 2i+1: `__tostring` of argument i has returned. u32::MAX - 1: written.
    const WRITTEN: u32 = u32::MAX - 1;
    let mut i = match cx.stage {
        WRITTEN => return cx.none(),
        0 => {
            let buffer = cx.new_payload(Payload::Bytes(Vec::new()));
            cx.clear_results();
            cx.keep(buffer)?;
            0
        }
        stage => {
            // What comes before is in the buffer already.
            cx.vm.commit();
            let text = cx.check_text()?;
            append_argument(cx, text)?;
            (stage / 2) as usize + 1
        }
    };
    while i < cx.count {
        if i > 0 {
            let buffer = cx.slot(cx.count);
            cx.buffer(buffer).push(b'\t');
        }
        let value = cx.arg(i);
        match cx.text_of(value) {
            Some(text) => append_argument(cx, text)?,
            None => return cx.call_tostring(value, 2 * i as u32 + 1),
        }
        i += 1;
    }
    let buffer = cx.slot(cx.count);
    let mut bytes = std::mem::take(cx.buffer(buffer));
    bytes.push(b'\n');
    cx.charge(bytes.len() / 16);
    let text = cx.string_from(bytes)?;
    cx.system_call(SystemCall::Write as u16, &[Value::integer(1), text], WRITTEN)
}

fn append_argument(cx: &mut Cx<'_>, text: Value) -> Res<()> {
    let buffer = cx.slot(cx.count);
    let so_far = cx.buffer(buffer).len();
    cx.vm.reserve(so_far + cx.bytes(text).len())?;
    let bytes = cx.bytes(text).to_vec();
    cx.buffer(buffer).extend_from_slice(&bytes);
    Ok(())
}

fn rawequal(cx: &mut Cx<'_>) -> Res<Out> {
    let (a, b) = (cx.check_any(0)?, cx.check_any(1)?);
    let equal = cx.vm.heap.raw_equal(a, b);
    cx.one(Value::boolean(equal))
}

fn rawlen(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.arg(0);
    let len = if value.is_table() {
        cx.vm.heap.table_len(value.handle())
    } else if value.is_string() {
        cx.bytes(value).len() as i64
    } else {
        return Err(cx.type_error(0, "table or string"));
    };
    cx.one(Value::integer(len))
}

fn rawget(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.check_table(0)?;
    let key = cx.check_any(1)?;
    let value = cx.vm.heap.table_get(table, key);
    cx.one(value)
}

fn rawset(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.check_table(0)?;
    let (key, value) = (cx.check_any(1)?, cx.check_any(2)?);
    cx.vm.raw_set(table, key, value)?;
    cx.one(cx.arg(0))
}

fn select(cx: &mut Cx<'_>) -> Res<Out> {
    let which = cx.arg(0);
    if which.is_string() && cx.bytes(which).starts_with(b"#") {
        return cx.one(Value::integer(cx.count as i64 - 1));
    }
    let n = cx.check_integer(0)?;
    let given = cx.count as i64;
    let from = if n < 0 { given + n } else { n.min(given) };
    if from < 1 {
        return Err(cx.arg_error(0, "index out of range"));
    }
    Ok(Out::Values { first: (cx.base as i64 + from) as usize, count: (given - from) as usize })
}

fn tonumber(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.arg(1).is_nil() {
        let value = cx.arg(0);
        if value.is_number() {
            return cx.one(value);
        }
        if value.is_string() {
            cx.charge(cx.bytes(value).len() / 16);
            let number = number::parse(cx.bytes(value)).map_or(Value::NIL, Value::number);
            return cx.one(number);
        }
        cx.check_any(0)?;
        return cx.one(Value::NIL);
    }
    let base = cx.check_integer(1)?;
    let text = cx.arg(0);
    if !text.is_string() {
        return Err(cx.type_error(0, "string"));
    }
    if !(2..=36).contains(&base) {
        return Err(cx.arg_error(1, "base out of range"));
    }
    cx.charge(cx.bytes(text).len() / 16);
    let number = integer_in_base(cx.bytes(text), base as u32).map_or(Value::NIL, Value::integer);
    cx.one(number)
}

/// Digits of a base, with an optional sign and white space around; wraps around like integer arithmetic.
fn integer_in_base(text: &[u8], base: u32) -> Option<i64> {
    let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let start = text.iter().position(|byte| !space(byte))?;
    let end = text.len() - text.iter().rev().position(|byte| !space(byte))?;
    let text = &text[start..end];
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        let digit = char::from(byte).to_digit(36).filter(|&digit| digit < base)?;
        value = value.wrapping_mul(i64::from(base)).wrapping_add(i64::from(digit));
    }
    Some(if negative { value.wrapping_neg() } else { value })
}

fn tostring(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 1 {
        let text = cx.check_text()?;
        return cx.one(text);
    }
    let value = cx.check_any(0)?;
    match cx.text_of(value) {
        Some(text) => cx.one(text),
        None => cx.call_tostring(value, 1),
    }
}

fn type_of(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.check_any(0)?.type_name();
    let name = cx.string(name.as_bytes());
    cx.one(name)
}

fn warn(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 1 {
        return cx.none();
    }
    cx.check_string(0)?;
    let mut text = b"Lua warning: ".to_vec();
    for i in 0..cx.count {
        let part = cx.check_string(i)?;
        text.extend_from_slice(cx.bytes(part));
    }
    let first = cx.arg(0);
    if cx.count == 1 && cx.bytes(first).starts_with(b"@") {
        match cx.bytes(first) {
            b"@on" => cx.vm.warnings_on = true,
            b"@off" => cx.vm.warnings_on = false,
            _ => {}
        }
        return cx.none();
    }
    if !cx.vm.warnings_on {
        return cx.none();
    }
    text.push(b'\n');
    let text = cx.string_from(text)?;
    cx.system_call(SystemCall::Warn as u16, &[text], 1)
}
