//! The debug library.

mod getinfo;

use crate::bytecode::Prototype;
use crate::interp::{Frame, HookMask, LevelCount, NAMES_PER_TICK, Res, ThreadState, shown};
use crate::native::{Cx, Native, Out};
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("debug", debug),
    Native::new("gethook", gethook),
    Native::new("getinfo", getinfo::getinfo),
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

/// How many locals have a scope that begins at an instruction or before: they are in that order.
fn begun_locals(prototype: &Prototype, pc: usize) -> usize {
    prototype.locals.partition_point(|local| (local.start as usize) <= pc)
}

/// Charges for [`find_local`].
fn charge_for_locals(cx: &mut Cx<'_>, thread: u32, index: usize) {
    let frame = cx.vm.thread_state(thread).frames[index];
    if frame.is_lua() {
        let begun = begun_locals(&cx.vm.function_of(&frame).prototype, pc_of(cx, &frame));
        cx.charge(begun / LOCALS_PER_TICK);
    }
}

/// Locals looked at for a tick.
const LOCALS_PER_TICK: usize = 16;

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
        let begun = begun_locals(&function.prototype, pc);
        let mut active = function.prototype.locals[..begun].iter().filter(|local| pc < local.end as usize);
        if let Some(local) = index_of(n).and_then(|i| active.nth(i)) {
            return Some((shown(&local.name).to_vec(), base + usize::from(local.register)));
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
        let parameters = function.prototype.locals.iter().take(usize::from(function.parameters));
        let mut parameters = parameters.filter(|local| local.start == 0);
        let name = index_of(n).and_then(|i| parameters.nth(i)).map(|local| shown(&local.name).to_vec());
        let name = name.map_or(Value::NIL, |name| cx.string(&name));
        return cx.one(name);
    }
    let level = cx.check_integer(next)?;
    let Some(index) = frame_at(cx, thread, level) else {
        return Err(cx.arg_error(next, "level out of range"));
    };
    charge_for_locals(cx, thread, index);
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
    charge_for_locals(cx, thread, index);
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

/// Stage of `sethook`: it is known which events are given.
const EVENTS_FOUND: u32 = 1;

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
        _ if cx.stage == EVENTS_FOUND => cx.bytes_found(),
        Some(mask) => mask,
        None => return cx.find_bytes(mask, EVENTS_FOUND),
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
