//! The basic functions.

use crate::heap::Next;
use crate::interp::{Event, Frame, Res, Throw};
use crate::lib::quick;
use crate::native::{self, CAUGHT, Cx, Native, Out};
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
    Native::new("print", super::print::print),
    Native::new("rawequal", rawequal).or_quick(quick::rawequal),
    Native::new("rawlen", rawlen),
    Native::new("rawget", rawget).or_quick(quick::rawget),
    Native::new("rawset", rawset),
    Native::new("select", select).or_quick_first(quick::select),
    Native::new("setmetatable", setmetatable).or_quick_few(quick::setmetatable),
    Native::new("tonumber", super::tonumber::tonumber).or_quick(quick::tonumber),
    Native::new("tostring", tostring),
    Native::new("type", type_of).or_quick(quick::type_of),
    Native::new("warn", super::print::warn),
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
        let level = usize::try_from(level).unwrap_or(usize::MAX);
        cx.charge_levels(level);
        let place = cx.vm.where_level(level);
        let place = cx.string(&place);
        return Err(cx.raise_joined(&[place, value]));
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

/// Slots: table, key, and at stage 1 the place from which on to look for what comes next.
pub(crate) fn next(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.check_table(0)?;
    let key = cx.arg(1);
    let found = if cx.stage == 0 {
        cx.vm.ready_for_key(table, key)?;
        cx.vm.heap.table_next(table, key)
    } else {
        cx.vm.heap.next_at(table, cx.slot_integer(2) as u64)
    };
    match found {
        Next::Pair(key, value, _) => cx.values(&[key, value]),
        Next::End => cx.one(Value::NIL),
        Next::Far(place) => {
            cx.resize_window(3)?;
            cx.set_slot(2, Value::integer(place as i64));
            cx.again(1)
        }
        Next::NoSuchKey => Err(cx.vm.runtime_error("invalid key to 'next'")),
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

/// Nothing moves: the function is called where it is, with its results behind slot 0, which becomes the status.
pub(crate) fn pcall(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            cx.check_any(0)?;
            let first = cx.base;
            let frame = cx.vm.thread.frame_mut();
            frame.flags |= Frame::CATCH;
            frame.top = first as u32 + 1;
            frame.extra = 1;
            Ok(Out::Call { at: first, stage: 1 })
        }
        stage => {
            cx.set_slot(0, Value::boolean(stage != CAUGHT));
            let count = if stage == CAUGHT { 2 } else { cx.result_count() + 1 };
            Ok(Out::Values { first: cx.base, count })
        }
    }
}

/// Slot 0 is the handler (the interpreter looks for it there), and the status in the end.
pub(crate) fn xpcall(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let handler = cx.check_function_at(1)?;
            let function = cx.arg(0);
            cx.set_slot(0, handler);
            cx.set_slot(1, function);
            let first = cx.base + 1;
            let frame = cx.vm.thread.frame_mut();
            frame.flags |= Frame::CATCH;
            frame.top = first as u32;
            frame.extra = 1;
            Ok(Out::Call { at: first, stage: 1 })
        }
        stage => {
            cx.set_slot(0, Value::boolean(stage != CAUGHT));
            let count = if stage == CAUGHT { 2 } else { cx.result_count() + 1 };
            Ok(Out::Values { first: cx.base, count })
        }
    }
}

impl Cx<'_> {
    /// The message handler of `xpcall`.
    fn check_function_at(&mut self, i: usize) -> Res<Value> {
        self.check_function(i)
    }
}

fn rawequal(cx: &mut Cx<'_>) -> Res<Out> {
    let (a, b) = (cx.check_any(0)?, cx.check_any(1)?);
    if !cx.vm.heap.takes_long_to_compare(a, b) {
        let equal = cx.vm.heap.equal_now(a, b);
        return cx.one(Value::boolean(equal));
    }
    if cx.stage == 0 {
        cx.resize_window(2)?;
        cx.keep(Value::integer(0))?;
    }
    match cx.vm.heap.compare_step(a, b, cx.slot_integer(2) as usize) {
        Ok(order) => cx.one(Value::boolean(order.is_eq())),
        Err(place) => {
            cx.set_slot(2, Value::integer(place as i64));
            cx.again(1)
        }
    }
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
    cx.vm.ready_for_key(table, key)?;
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
