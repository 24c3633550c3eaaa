//! `debug.getinfo`.

use super::{frame_at, pc_of, thread_argument};
use crate::bytecode::{Prototype, chunk_id};
use crate::interp::{Frame, FunctionName, Res};
use crate::lib::occurring::ByteSet;
use crate::lib::string::work::STEP_BYTES;
use crate::native::{Cx, Out};
use crate::value::{Tag, Value};

/// What `getinfo` was asked about: a function, and the frame that runs it if it was a level.
struct Subject {
    function: Value,
    frame: Option<usize>,
}

/// Stages: it is known which options are given; what takes long is done.
const OPTIONS_FOUND: u32 = 1;
const REST: u32 = 2;

/// What the options are if none are given.
const OPTIONS: &[u8] = b"flnSrtu";
const OPTIONS_KNOWN: &[u8] = b"SlnrutLf";

pub(super) fn getinfo(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == REST {
        return do_rest(cx);
    }
    let (thread, next) = thread_argument(cx);
    let options = match cx.opt_string(next + 1)? {
        _ if cx.stage == OPTIONS_FOUND => cx.bytes_found(),
        Some(options) if cx.bytes(options).first() == Some(&b'>') => {
            return Err(cx.arg_error(next + 1, "invalid option '>'"));
        }
        Some(options) => match cx.bytes_in(options) {
            Some(options) => options,
            None => return cx.find_bytes(options, OPTIONS_FOUND),
        },
        None => ByteSet::of(OPTIONS),
    };
    let what = cx.arg(next);
    let subject = if what.is_function() {
        Subject { function: what, frame: None }
    } else {
        let level = cx.check_integer(next)?;
        let Some(index) = frame_at(cx, thread, level) else { return cx.one(Value::NIL) };
        let frame = cx.vm.thread_state(thread).frames[index];
        Subject { function: crate::interp::Vm::frame_function(&frame), frame: Some(index) }
    };
    if !options.is_within(OPTIONS_KNOWN) {
        return Err(cx.arg_error(next + 1, "invalid option"));
    }
    let table = cx.new_table(0, 16);
    let lines = fill_info(cx, table, thread, &subject, options);
    let source = options.contains(b'S').then(|| long_source(cx, subject.function)).flatten();
    let table = Value::object(Tag::TABLE, table);
    if lines.is_none() && source.is_none() {
        return cx.one(table);
    }
    let mut state = [Value::NIL; TEXT + 1];
    (state[TABLE], state[FUNCTION], state[LINES]) = (table, subject.function, lines.unwrap_or(Value::NIL));
    (state[LINE], state[SOURCE_BYTES]) = (Value::integer(0), Value::integer(source.map_or(0, |bytes| bytes as i64)));
    cx.clear_results();
    cx.resize_window(state.len())?;
    for (slot, value) in state.into_iter().enumerate() {
        cx.set_slot(slot, value);
    }
    do_rest(cx)
}

/// Sets the fields that are asked for, but for a long source; gives the table of active lines, which is to be filled.
fn fill_info(cx: &mut Cx<'_>, table: u32, thread: u32, subject: &Subject, options: ByteSet) -> Option<Value> {
    let has = |option: u8| options.contains(option);
    if has(b'S') {
        source_info(cx, table, subject.function);
    }
    if has(b'l') {
        let line = subject.frame.map_or(-1, |index| current_line(cx, thread, index));
        cx.set_field(table, "currentline", Value::integer(line));
    }
    if has(b'u') {
        upvalue_info(cx, table, subject.function);
    }
    if has(b'n') {
        name_info(cx, table, thread, subject.frame);
    }
    if has(b'r') {
        let transfer = transfer_of(cx, thread, subject.frame);
        cx.set_field(table, "ftransfer", Value::integer(i64::from(transfer.0)));
        cx.set_field(table, "ntransfer", Value::integer(i64::from(transfer.1)));
    }
    if has(b't') {
        let tail = subject.frame.is_some_and(|index| cx.vm.thread_state(thread).frames[index].has(Frame::TAIL));
        cx.set_field(table, "istailcall", Value::boolean(tail));
    }
    let mut lines = None;
    if has(b'L') {
        lines = prototype_of(cx, subject.function).map(|_| Value::object(Tag::TABLE, cx.new_table(0, 0)));
        cx.set_field(table, "activelines", lines.unwrap_or(Value::NIL));
    }
    if has(b'f') {
        cx.set_field(table, "func", subject.function);
    }
    lines
}

/// Instructions whose lines are noted in a step.
const STEP_LINES: usize = 4096;

/// The window of what takes long: the result, the function, the table of lines or nil, the number of the next
/// instruction, bytes of the source that are to be copied, those that have been.
const TABLE: usize = 0;
const FUNCTION: usize = 1;
const LINES: usize = 2;
const LINE: usize = 3;
const SOURCE_BYTES: usize = 4;
const TEXT: usize = 5;

/// A step of copying the source, then of noting active lines.
fn do_rest(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.slot(TABLE);
    let Some(prototype) = prototype_of(cx, cx.slot(FUNCTION)) else { return cx.one(table) };
    let total = cx.slot_offset(SOURCE_BYTES).min(prototype.source.len());
    if total > 0 {
        let mut text = cx.take_bytes(TEXT);
        if text.capacity() == 0 {
            cx.vm.reserve(total)?;
            text.reserve_exact(total);
        }
        let end = total.min(text.len() + STEP_BYTES);
        cx.charge_bytes(end - text.len());
        text.extend_from_slice(&prototype.source[text.len()..end]);
        if end < total {
            cx.store_bytes(TEXT, text)?;
            return cx.again(REST);
        }
        let text = cx.string_from(text)?;
        cx.set_field(table.handle(), "source", text);
        cx.set_slot_offset(SOURCE_BYTES, 0);
    }
    if cx.slot(LINES).is_nil() { cx.one(table) } else { note_lines(cx, table, &prototype) }
}

fn note_lines(cx: &mut Cx<'_>, table: Value, prototype: &Prototype) -> Res<Out> {
    let (lines, begun) = (cx.slot(LINES).handle(), cx.slot_offset(LINE));
    let end = prototype.lines.len().min(begun + STEP_LINES);
    for &line in &prototype.lines[begun.min(end)..end] {
        cx.vm.heap.table_set_unlimited(lines, Value::integer(i64::from(line)), Value::TRUE);
    }
    cx.charge(end - begun.min(end));
    if end == prototype.lines.len() {
        return cx.one(table);
    }
    cx.set_slot_offset(LINE, end);
    cx.again(REST)
}

/// The prototype of a Lua function that is not part of the library.
fn prototype_of(cx: &Cx<'_>, function: Value) -> Option<std::sync::Arc<crate::bytecode::Prototype>> {
    if function.tag() != Tag::CLOSURE {
        return None;
    }
    let function = cx.vm.heap.functions.get(cx.vm.heap.closures.get(function.handle()).function);
    (!function.is_prelude).then(|| function.prototype.clone())
}

/// Bytes of the source of a function, if to copy it takes long.
fn long_source(cx: &Cx<'_>, function: Value) -> Option<usize> {
    prototype_of(cx, function).map(|prototype| prototype.source.len()).filter(|&bytes| bytes > STEP_BYTES)
}

fn source_info(cx: &mut Cx<'_>, table: u32, function: Value) {
    let (source, short, line, end_line, what) = match prototype_of(cx, function) {
        Some(p) => {
            let what = if p.line == 0 { "main" } else { "Lua" };
            let source = if p.source.len() > STEP_BYTES { Vec::new() } else { p.source.to_vec() };
            (source, chunk_id(&p.source), i64::from(p.line), i64::from(p.end_line), what)
        }
        None => (b"=[C]".to_vec(), b"[C]".to_vec(), -1, -1, "C"),
    };
    let end_line = if what == "main" { 0 } else { end_line };
    let texts = [("source", source), ("short_src", short), ("what", what.as_bytes().to_vec())];
    for (name, text) in texts {
        let text = cx.string(&text);
        cx.set_field(table, name, text);
    }
    cx.set_field(table, "linedefined", Value::integer(line));
    cx.set_field(table, "lastlinedefined", Value::integer(end_line));
}

fn current_line(cx: &Cx<'_>, thread: u32, index: usize) -> i64 {
    let frame = &cx.vm.thread_state(thread).frames[index];
    if !frame.is_lua() || cx.vm.function_of(frame).is_prelude {
        return -1;
    }
    match cx.vm.function_of(frame).line(pc_of(cx, frame)) {
        0 => -1,
        line => i64::from(line),
    }
}

fn upvalue_info(cx: &mut Cx<'_>, table: u32, function: Value) {
    let (upvalues, parameters, vararg) = match function.tag() {
        Tag::CLOSURE => {
            let closure = cx.vm.heap.closures.get(function.handle());
            let code = cx.vm.heap.functions.get(closure.function);
            (closure.upvalues().len(), code.parameters, code.is_vararg)
        }
        Tag::NATIVE_CLOSURE => (cx.vm.heap.natives.get(function.handle()).values.len(), 0, true),
        _ => (0, 0, true),
    };
    cx.set_field(table, "nups", Value::integer(upvalues as i64));
    cx.set_field(table, "nparams", Value::integer(i64::from(parameters)));
    cx.set_field(table, "isvararg", Value::boolean(vararg));
}

fn name_info(cx: &mut Cx<'_>, table: u32, thread: u32, frame: Option<usize>) {
    if let Some(index) = frame {
        cx.vm.charge_for_frame_name(thread, index);
    }
    let name = frame.and_then(|index| cx.vm.frame_name(cx.vm.thread_state(thread), index));
    let kind = name.as_ref().map_or("", |name| name.kind);
    let kind = cx.string(kind.as_bytes());
    cx.set_field(table, "namewhat", kind);
    if let Some(FunctionName { name, .. }) = name {
        let name = cx.string(&name);
        cx.set_field(table, "name", name);
    }
}

/// Only the function that a call or return hook runs for transfers values.
fn transfer_of(cx: &Cx<'_>, thread: u32, frame: Option<usize>) -> (u32, u32) {
    let state = cx.vm.thread_state(thread);
    let under_hook = frame.is_some_and(|index| state.frames.get(index + 1).is_some_and(|next| next.has(Frame::HOOK)));
    match &state.hook {
        Some(hook) if under_hook && hook.active => hook.transfer,
        _ => (0, 0),
    }
}
