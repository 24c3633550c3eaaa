//! The debug library.

use super::occurring::ByteSet;
use crate::bytecode::chunk_id;
use crate::interp::{Frame, FunctionName, HookMask, LevelCount, NAMES_PER_TICK, Res, ThreadState};
use crate::native::{Cx, Native, Out};
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("debug", debug),
    Native::new("gethook", gethook),
    Native::new("getinfo", getinfo),
    Native::new("getlocal", getlocal),
    Native::new("getmetatable", getmetatable),
    Native::new("getregistry", getregistry),
    Native::new("getupvalue", getupvalue),
    Native::new("getuservalue", getuservalue),
    Native::new("sethook", sethook),
    Native::new("setlocal", setlocal),
    Native::new("setmetatable", setmetatable),
    Native::new("setupvalue", setupvalue),
    Native::new("setuservalue", setuservalue),
    Native::new("traceback", traceback),
    Native::new("upvalueid", upvalueid),
    Native::new("upvaluejoin", upvaluejoin),
    Native::new("setcstacklimit", setcstacklimit),
];

/// The optional first argument that is a coroutine: (its handle, index of the next argument).
fn thread_argument(cx: &Cx<'_>) -> (u32, usize) {
    if cx.arg(0).tag() == Tag::THREAD { (cx.arg(0).handle(), 1) } else { (cx.vm.current, 0) }
}

/// There is no console to talk to from within a process.
fn debug(cx: &mut Cx<'_>) -> Res<Out> {
    cx.none()
}

/// Does nothing; the limit is that of PUC.
fn setcstacklimit(cx: &mut Cx<'_>) -> Res<Out> {
    cx.check_integer(0)?;
    cx.one(Value::integer(200))
}

fn getregistry(cx: &mut Cx<'_>) -> Res<Out> {
    cx.one(cx.vm.roots.registry)
}

fn getmetatable(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.check_any(0)?;
    let meta = cx.vm.metatable_of(value).map_or(Value::NIL, |meta| Value::object(Tag::TABLE, meta));
    cx.one(meta)
}

fn setmetatable(cx: &mut Cx<'_>) -> Res<Out> {
    let (value, meta) = (cx.arg(0), cx.arg(1));
    if !meta.is_nil() && !meta.is_table() || !cx.has(1) {
        return Err(cx.type_error(1, "nil or table"));
    }
    cx.vm.set_metatable(value, meta.is_table().then(|| meta.handle()));
    cx.one(value)
}

/// Where the `n`th of something is; any integer may be asked for.
fn index_of(n: i64) -> Option<usize> {
    usize::try_from(n.checked_sub(1)?).ok()
}

fn getuservalue(cx: &mut Cx<'_>) -> Res<Out> {
    let n = cx.opt_integer(1, 1)?;
    let value = cx.arg(0);
    if value.tag() != Tag::USERDATA {
        return cx.one(Value::NIL);
    }
    let slot = index_of(n).unwrap_or(usize::MAX);
    match cx.vm.heap.userdata.get(value.handle()).values.get(slot).copied() {
        Some(found) if cx.vm.is_plain_userdata(value) => cx.values(&[found, Value::TRUE]),
        _ => cx.one(Value::NIL),
    }
}

fn setuservalue(cx: &mut Cx<'_>) -> Res<Out> {
    let n = cx.opt_integer(2, 1)?;
    let (value, new) = (cx.arg(0), cx.arg(1));
    if value.tag() != Tag::USERDATA {
        return Err(cx.type_error(0, "userdata"));
    }
    cx.check_any(1)?;
    let slot = index_of(n).unwrap_or(usize::MAX);
    if !cx.vm.is_plain_userdata(value) || slot >= cx.vm.heap.userdata.get(value.handle()).values.len() {
        return cx.one(Value::NIL);
    }
    cx.vm.heap.userdata.get_mut(value.handle()).values[slot] = new;
    cx.vm.heap.barrier_forward(new);
    cx.one(value)
}

// --- upvalues ---

/// Name and value of an upvalue; names of builtins' values are empty.
fn upvalue(cx: &Cx<'_>, function: Value, n: i64) -> Option<(Vec<u8>, Value)> {
    let index = index_of(n)?;
    match function.tag() {
        Tag::CLOSURE => {
            let closure = cx.vm.heap.closures.get(function.handle());
            let cell = *closure.upvalues().get(index)?;
            let prototype = &cx.vm.heap.functions.get(closure.function).prototype;
            let name = prototype.upvalues.get(index).map_or(&b""[..], |upvalue| &upvalue.name);
            let name = if name.is_empty() { b"(no name)".to_vec() } else { name.to_vec() };
            Some((name, cx.vm.heap.cells.get(cell).0))
        }
        Tag::NATIVE_CLOSURE => {
            let value = *cx.vm.heap.natives.get(function.handle()).values.get(index)?;
            Some((Vec::new(), value))
        }
        _ => None,
    }
}

fn getupvalue(cx: &mut Cx<'_>) -> Res<Out> {
    let n = cx.check_integer(1)?;
    let function = cx.check_function(0)?;
    match upvalue(cx, function, n) {
        Some((name, value)) => {
            let name = cx.string(&name);
            cx.values(&[name, value])
        }
        None => cx.none(),
    }
}

fn setupvalue(cx: &mut Cx<'_>) -> Res<Out> {
    let new = cx.check_any(2)?;
    let n = cx.check_integer(1)?;
    let function = cx.check_function(0)?;
    let Some((name, _)) = upvalue(cx, function, n) else { return cx.none() };
    if function.tag() != Tag::CLOSURE {
        return cx.none();
    }
    let cell = cx.vm.heap.closures.get(function.handle()).upvalues()[n as usize - 1];
    cx.vm.heap.cells.get_mut(cell).0 = new;
    cx.vm.heap.barrier_forward(new);
    let name = cx.string(&name);
    cx.one(name)
}

/// The cell of an upvalue argument, checked.
fn check_upvalue(cx: &mut Cx<'_>, function: usize, number: usize) -> Res<(u32, usize)> {
    let n = cx.check_integer(number)?;
    let value = cx.check_function(function)?;
    if upvalue(cx, value, n).is_none() {
        return Err(cx.arg_error(number, "invalid upvalue index"));
    }
    Ok((value.handle(), n as usize - 1))
}

fn upvalueid(cx: &mut Cx<'_>) -> Res<Out> {
    let n = cx.check_integer(1)?;
    let function = cx.check_function(0)?;
    if upvalue(cx, function, n).is_none() {
        return cx.one(Value::NIL);
    }
    let index = n as usize - 1;
    let id = if function.tag() == Tag::CLOSURE {
        u64::from(cx.vm.heap.closures.get(function.handle()).upvalues()[index])
    } else {
        1 << 40 | u64::from(function.handle()) << 8 | index as u64
    };
    cx.one(Value { tag: Tag::LIGHT, bits: id })
}

fn upvaluejoin(cx: &mut Cx<'_>) -> Res<Out> {
    let (first, i) = check_upvalue(cx, 0, 1)?;
    let (second, j) = check_upvalue(cx, 2, 3)?;
    if cx.arg(0).tag() != Tag::CLOSURE {
        return Err(cx.arg_error(0, "Lua function expected"));
    }
    if cx.arg(2).tag() != Tag::CLOSURE {
        return Err(cx.arg_error(2, "Lua function expected"));
    }
    let cell = cx.vm.heap.closures.get(second).upvalues()[j];
    cx.vm.join_upvalue(first, i, cell);
    cx.none()
}

// --- frames ---

/// Frames passed for a tick.
const LEVELS_PER_TICK: usize = 8;

impl Cx<'_> {
    /// Charges for finding a level of the running coroutine.
    pub(crate) fn charge_levels(&mut self, level: usize) {
        self.charge(level.min(self.vm.thread.frames.len()) / LEVELS_PER_TICK);
    }
}

/// Index of the frame at a level of a coroutine; charged for.
fn frame_at(cx: &mut Cx<'_>, thread: u32, level: i64) -> Option<usize> {
    let count = cx.vm.thread_state(thread).frames.len();
    let passed = usize::try_from(level).unwrap_or(0).min(count);
    cx.charge(passed / LEVELS_PER_TICK);
    let frames = &cx.vm.thread_state(thread).frames;
    usize::try_from(level).ok().and_then(|level| crate::interp::Vm::level_in(frames, level))
}

/// The instruction a Lua frame is at.
fn pc_of(cx: &Cx<'_>, frame: &Frame) -> usize {
    cx.vm.function_of(frame).pc_index(frame.pc).saturating_sub(1)
}

/// Where the `n`th local of a frame is, and its name.
fn find_local(cx: &Cx<'_>, state: &ThreadState, index: usize, n: i64) -> Option<(Vec<u8>, usize)> {
    let frame = &state.frames[index];
    let base = frame.base as usize;
    if frame.is_lua() {
        if n < 0 {
            let i = usize::try_from(n.checked_neg()?).ok()?;
            let extra = frame.extra as usize;
            return (i <= extra).then(|| (b"(vararg)".to_vec(), base - extra + i - 1));
        }
        let pc = pc_of(cx, frame);
        let function = cx.vm.function_of(frame);
        let mut active =
            function.prototype.locals.iter().filter(|local| (local.start as usize) <= pc && pc < local.end as usize);
        if let Some(local) = index_of(n).and_then(|i| active.nth(i)) {
            return Some((local.name.to_vec(), base + usize::from(local.register)));
        }
    }
    let end = match state.frames.get(index + 1) {
        Some(next) => next.base as usize - 1,
        None if frame.is_lua() => base + usize::from(cx.vm.function_of(frame).registers),
        None => state.top as usize,
    };
    let end = end.min(state.stack.len());
    let slot = index_of(n)?;
    let name: &[u8] = if frame.is_lua() { b"(temporary)" } else { b"(C temporary)" };
    (base + slot < end).then(|| (name.to_vec(), base + slot))
}

fn getlocal(cx: &mut Cx<'_>) -> Res<Out> {
    let (thread, next) = thread_argument(cx);
    let n = cx.check_integer(next + 1)?;
    let what = cx.arg(next);
    if what.is_function() {
        if what.tag() != Tag::CLOSURE {
            return cx.one(Value::NIL);
        }
        let function = cx.vm.heap.functions.get(cx.vm.heap.closures.get(what.handle()).function);
        let parameters = function.prototype.locals.iter().filter(|local| local.start == 0);
        let parameters = parameters.take(usize::from(function.parameters));
        let name = index_of(n).and_then(|i| parameters.map(|local| local.name.clone()).nth(i));
        let name = name.map_or(Value::NIL, |name| cx.string(&name));
        return cx.one(name);
    }
    let level = cx.check_integer(next)?;
    let Some(index) = frame_at(cx, thread, level) else {
        return Err(cx.arg_error(next, "level out of range"));
    };
    let Some((name, slot)) = find_local(cx, cx.vm.thread_state(thread), index, n) else {
        return cx.one(Value::NIL);
    };
    let mut value = cx.vm.thread_state(thread).stack[slot];
    if value.tag() == Tag::CELL {
        value = cx.vm.heap.cells.get(value.handle()).0;
    }
    let name = cx.string(&name);
    cx.values(&[name, value])
}

fn setlocal(cx: &mut Cx<'_>) -> Res<Out> {
    let (thread, next) = thread_argument(cx);
    let level = cx.check_integer(next)?;
    let n = cx.check_integer(next + 1)?;
    let new = cx.check_any(next + 2)?;
    let Some(index) = frame_at(cx, thread, level) else {
        return Err(cx.arg_error(next, "level out of range"));
    };
    let Some((name, slot)) = find_local(cx, cx.vm.thread_state(thread), index, n) else {
        return cx.one(Value::NIL);
    };
    let old = cx.vm.thread_state(thread).stack[slot];
    if old.tag() == Tag::CELL {
        cx.vm.heap.cells.get_mut(old.handle()).0 = new;
        cx.vm.heap.barrier_forward(new);
    } else if name != b"(for state)" {
        // Verified code relies on what the compiler put into loop state.
        cx.vm.thread_state_mut(thread).stack[slot] = new;
    }
    let name = cx.string(&name);
    cx.one(name)
}

// --- getinfo ---

/// What `getinfo` was asked about: a function, and the frame that runs it if it was a level.
struct Subject {
    function: Value,
    frame: Option<usize>,
}

/// Stages: it is known which options are given; active lines are noted.
const OPTIONS_FOUND: u32 = 1;
const LINES: u32 = 2;

/// What the options are if none are given.
const OPTIONS: &[u8] = b"flnSrtu";
const OPTIONS_KNOWN: &[u8] = b"SlnrutLf";

fn getinfo(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == LINES {
        return note_lines(cx);
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
    let table = Value::object(Tag::TABLE, table);
    match lines {
        None => cx.one(table),
        Some(lines) => {
            let state = [table, subject.function, lines, Value::integer(0)];
            cx.clear_results();
            cx.resize_window(state.len())?;
            for (slot, value) in state.into_iter().enumerate() {
                cx.set_slot(slot, value);
            }
            note_lines(cx)
        }
    }
}

/// Sets the fields that are asked for; gives the table of active lines, which is to be filled.
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

/// Notes active lines. The window: the result, the function, the table of lines, the number of the next instruction.
fn note_lines(cx: &mut Cx<'_>) -> Res<Out> {
    let (table, lines, begun) = (cx.slot(0), cx.slot(2).handle(), cx.slot_offset(3));
    let Some(prototype) = prototype_of(cx, cx.slot(1)) else { return cx.one(table) };
    let end = prototype.lines.len().min(begun + STEP_LINES);
    for &line in &prototype.lines[begun.min(end)..end] {
        cx.vm.heap.table_set_unlimited(lines, Value::integer(i64::from(line)), Value::TRUE);
    }
    cx.charge(end - begun.min(end));
    if end == prototype.lines.len() {
        return cx.one(table);
    }
    cx.set_slot_offset(3, end);
    cx.again(LINES)
}

/// The prototype of a Lua function that is not part of the library.
fn prototype_of(cx: &Cx<'_>, function: Value) -> Option<std::sync::Arc<crate::bytecode::Prototype>> {
    if function.tag() != Tag::CLOSURE {
        return None;
    }
    let function = cx.vm.heap.functions.get(cx.vm.heap.closures.get(function.handle()).function);
    (!function.is_prelude).then(|| function.prototype.clone())
}

fn source_info(cx: &mut Cx<'_>, table: u32, function: Value) {
    let (source, short, line, end_line, what) = match prototype_of(cx, function) {
        Some(p) => {
            let what = if p.line == 0 { "main" } else { "Lua" };
            (p.source.to_vec(), chunk_id(&p.source), i64::from(p.line), i64::from(p.end_line), what)
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

// --- hooks and tracebacks ---

/// Notes a hook's function in the registry's weak table of hooks, where debuggers look for it.
fn note_hook(cx: &mut Cx<'_>, thread: u32, function: Value) {
    let registry = cx.vm.roots.registry.handle();
    let mut hooks = cx.get_field(registry, "_HOOKKEY");
    if !hooks.is_table() {
        hooks = Value::object(Tag::TABLE, cx.new_table(0, 1));
        let meta = cx.new_table(0, 1);
        let mode = cx.string(b"k");
        cx.set_field(meta, "__mode", mode);
        cx.vm.set_metatable(hooks, Some(meta));
        cx.set_field(registry, "_HOOKKEY", hooks);
    }
    cx.vm.heap.table_set_unlimited(hooks.handle(), Value::object(Tag::THREAD, thread), function);
}

fn sethook(cx: &mut Cx<'_>) -> Res<Out> {
    let (thread, next) = thread_argument(cx);
    if cx.arg(next).is_nil() {
        note_hook(cx, thread, Value::NIL);
        cx.vm.set_hook(thread, Value::NIL, HookMask::default());
        return cx.none();
    }
    let mask = cx.check_string(next + 1)?;
    let function = cx.check_function(next)?;
    let period = cx.opt_integer(next + 2, 0)?;
    let mask = match cx.bytes_in(mask) {
        _ if cx.stage == OPTIONS_FOUND => cx.bytes_found(),
        Some(mask) => mask,
        None => return cx.find_bytes(mask, OPTIONS_FOUND),
    };
    let mask = HookMask {
        on_call: mask.contains(b'c'),
        on_return: mask.contains(b'r'),
        on_line: mask.contains(b'l'),
        period: u32::try_from(period.max(0)).unwrap_or(u32::MAX),
    };
    note_hook(cx, thread, function);
    cx.vm.set_hook(thread, function, mask);
    cx.none()
}

fn gethook(cx: &mut Cx<'_>) -> Res<Out> {
    let (thread, _) = thread_argument(cx);
    let Some(hook) = cx.vm.thread_state(thread).hook.as_deref().copied() else {
        return cx.one(Value::NIL);
    };
    let mut mask = Vec::new();
    for (wanted, letter) in [(hook.on_call, b'c'), (hook.on_return, b'r'), (hook.on_line, b'l')] {
        if wanted {
            mask.push(letter);
        }
    }
    let mask = cx.string(&mask);
    cx.values(&[hook.function, mask, Value::integer(i64::from(hook.period))])
}

/// Frames looked at in a step, and for a tick.
const STEP_FRAMES: usize = 64 * 1024;
const FRAMES_PER_TICK: usize = 32;

// What is kept above the arguments: frames to be looked at, levels found, frame of the first level shown.
const TO_COUNT: usize = 0;
const COUNTED: usize = 1;
const START: usize = 2;

/// Stages: levels are counted; the text was put together.
const COUNTING: u32 = 1;
const JOINED: u32 = 2;

fn traceback(cx: &mut Cx<'_>) -> Res<Out> {
    let (thread, next) = thread_argument(cx);
    let message = cx.arg(next);
    if cx.stage == JOINED || !message.is_nil() && !message.is_string() && !message.is_number() {
        let text = if cx.stage == JOINED { cx.result(0) } else { message };
        return cx.one(text);
    }
    let level = cx.opt_integer(next + 1, i64::from(next == 0))?;
    // Below the lowest level there is none.
    let level = usize::try_from(level).unwrap_or(usize::MAX);
    let other = (thread != cx.vm.current).then_some(thread);
    let kept = cx.count;
    let mut levels = if cx.stage == 0 {
        cx.vm.level_count(other)
    } else {
        let [next, count, start] = [TO_COUNT, COUNTED, START].map(|slot| cx.slot_offset(kept + slot));
        LevelCount { next, count, start }
    };
    let before = levels.next;
    let is_counted = cx.vm.count_levels(other, level, &mut levels, STEP_FRAMES);
    cx.charge(before / FRAMES_PER_TICK - levels.next / FRAMES_PER_TICK);
    if !is_counted {
        cx.resize_window(kept + START + 1)?;
        cx.set_slot_offset(kept + TO_COUNT, levels.next);
        cx.set_slot_offset(kept + COUNTED, levels.count);
        cx.set_slot_offset(kept + START, levels.start);
        return cx.again(COUNTING);
    }
    cx.charge(cx.vm.traceback_work(level, levels) / NAMES_PER_TICK);
    let text = cx.vm.traceback_of(other, level, levels);
    let text = cx.string_from(text)?;
    if message.is_nil() {
        return cx.one(text);
    }
    let message = cx.check_string(next)?;
    let newline = cx.string(b"\n");
    cx.join(&[message, newline, text], JOINED)
}
