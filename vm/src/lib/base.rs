//! The basic functions.

use crate::heap::{Next, Payload};
use crate::interp::{Event, Frame, Res, Throw};
use crate::lib::quick;
use crate::native::{self, CAUGHT, Cx, Native, Out};
use crate::system::SystemCall;
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("assert", assert),
    Native::new("collectgarbage", super::collect::collectgarbage),
    Native::new("dofile", dofile),
    Native::new("error", error),
    Native::new("getmetatable", getmetatable),
    Native::new("ipairs", ipairs).or_quick_few(quick::ipairs),
    Native::new("loadfile", loadfile),
    Native::new("load", load),
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

// --- loading ---

/// The mode argument of `load` and `loadfile`.
fn mode_of(cx: &Cx<'_>, mode: Option<Value>) -> Vec<u8> {
    mode.map_or_else(|| b"bt".to_vec(), |mode| cx.bytes(mode).to_vec())
}

/// Compiles or decodes a chunk: a function, or `nil, message`.
fn finish_load(cx: &mut Cx<'_>, bytes: &[u8], name: &[u8], mode: &[u8], environment: Option<Value>) -> Res<Out> {
    match load_chunk(cx, bytes, name, mode, environment) {
        Ok(function) => cx.one(function),
        Err(message) => {
            let message = cx.string_from(message)?;
            cx.values(&[Value::NIL, message])
        }
    }
}

pub(crate) fn load_chunk(
    cx: &mut Cx<'_>,
    bytes: &[u8],
    name: &[u8],
    mode: &[u8],
    environment: Option<Value>,
) -> Result<Value, Vec<u8>> {
    cx.charge(bytes.len() / 2);
    let is_binary = bytes.first() == Some(&0x1b);
    let refused =
        |kind: &str| Err([format!("attempt to load a {kind} chunk (mode is '").as_bytes(), mode, b"')"].concat());
    let code = if is_binary {
        if !mode.contains(&b'b') {
            return refused("binary");
        }
        let name = match name {
            [b'@' | b'=', name @ ..] => name,
            [0x1b, ..] => b"binary string",
            name => name,
        };
        let wrong = |error: String| [name, format!(": bad binary format ({error})").as_bytes()].concat();
        match crate::bytecode::undump(bytes) {
            Ok(prototype) => crate::bytecode::verify(prototype).map_err(|error| wrong(error.to_string()))?,
            Err(error) => return Err(wrong(error)),
        }
    } else {
        if !mode.contains(&b't') {
            return refused("text");
        }
        (cx.vm.compile)(bytes, name)?
    };
    let environment = environment.unwrap_or(cx.vm.roots.globals);
    Ok(cx.vm.load(&code, environment))
}

/// `load(chunk, name, mode, env)`. With a function, the pieces are collected in a kept buffer.
fn load(cx: &mut Cx<'_>) -> Res<Out> {
    const PIECE: u32 = 1;
    if cx.stage == CAUGHT {
        let error = cx.result(0);
        return cx.values(&[Value::NIL, error]);
    }
    if cx.stage == PIECE {
        let piece = cx.result(0);
        let buffer = cx.slot(cx.count);
        if piece.is_nil() || piece.is_string() && cx.bytes(piece).is_empty() {
            let bytes = std::mem::take(cx.buffer(buffer));
            cx.vm.heap.adjust_bytes(bytes.len(), 0);
            let name = match cx.opt_string(1)? {
                Some(name) => cx.bytes(name).to_vec(),
                None => b"=(load)".to_vec(),
            };
            return load_with_arguments(cx, &bytes, &name);
        }
        let piece = if piece.is_number() {
            let mut text = Vec::new();
            super::text::default_text(cx.vm, piece, &mut text);
            cx.string(&text)
        } else {
            piece
        };
        if !piece.is_string() {
            let Throw::Error(message) = cx.error("reader function must return a string") else {
                unreachable!("it is an error value");
            };
            return cx.values(&[Value::NIL, message]);
        }
        let bytes = cx.bytes(piece).to_vec();
        cx.charge(bytes.len() / 16 + 1);
        cx.vm.reserve(bytes.len())?;
        cx.vm.heap.account(bytes.len());
        cx.buffer(buffer).extend_from_slice(&bytes);
        let reader = cx.arg(0);
        return cx.call(reader, &[], PIECE);
    }
    cx.opt_string(1)?;
    cx.opt_string(2)?;
    let chunk = cx.arg(0);
    if chunk.is_string() {
        let name = cx.opt_string(1)?.unwrap_or(chunk);
        let (bytes, name) = (cx.bytes(chunk).to_vec(), cx.bytes(name).to_vec());
        return load_with_arguments(cx, &bytes, &name);
    }
    if chunk.is_number() {
        let text = cx.check_string(0)?;
        let bytes = cx.bytes(text).to_vec();
        let name = match cx.opt_string(1)? {
            Some(name) => cx.bytes(name).to_vec(),
            None => bytes.clone(),
        };
        return load_with_arguments(cx, &bytes, &name);
    }
    if !chunk.is_function() {
        return Err(cx.type_error(0, "function"));
    }
    cx.vm.thread.frame_mut().flags |= Frame::CATCH;
    let buffer = cx.new_payload(Payload::Bytes(Vec::new()));
    cx.clear_results();
    cx.keep(buffer)?;
    cx.call(chunk, &[], PIECE)
}

fn load_with_arguments(cx: &mut Cx<'_>, bytes: &[u8], name: &[u8]) -> Res<Out> {
    let mode = cx.opt_string(2)?;
    let modes = mode_of(cx, mode);
    let environment = cx.has(3).then(|| cx.arg(3));
    finish_load(cx, bytes, name, &modes, environment)
}

/// Drops a byte order mark and a first line that begins with `#`.
pub(crate) fn skip_preamble(bytes: &[u8]) -> Vec<u8> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if text.first() != Some(&b'#') {
        return text.to_vec();
    }
    let end = text.iter().position(|&byte| byte == b'\n').unwrap_or(text.len());
    let rest = &text[end..];
    // A binary chunk may follow; for text the newline stays, so that lines count right.
    match rest.get(1) {
        Some(0x1b) => rest[1..].to_vec(),
        _ => rest.to_vec(),
    }
}

/// The chunk name of a file.
fn file_chunk_name(cx: &Cx<'_>, name: Option<Value>) -> Vec<u8> {
    name.map_or_else(|| b"=stdin".to_vec(), |name| [b"@", cx.bytes(name)].concat())
}

fn loadfile(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.opt_string(0)?;
    if cx.stage == 0 {
        cx.opt_string(1)?;
        return cx.system_call(SystemCall::ReadFile as u16, &[name.unwrap_or(Value::NIL)], 1);
    }
    if cx.result(0).is_nil() {
        return cx.values(&[Value::NIL, cx.result(1)]);
    }
    let bytes = skip_preamble(cx.bytes(cx.result(0)));
    let chunk_name = file_chunk_name(cx, name);
    let mode = cx.opt_string(1)?;
    let modes = mode_of(cx, mode);
    let environment = cx.has(2).then(|| cx.arg(2));
    finish_load(cx, &bytes, &chunk_name, &modes, environment)
}

fn dofile(cx: &mut Cx<'_>) -> Res<Out> {
    let name = cx.opt_string(0)?;
    match cx.stage {
        0 => cx.system_call(SystemCall::ReadFile as u16, &[name.unwrap_or(Value::NIL)], 1),
        1 => {
            if cx.result(0).is_nil() {
                return Err(Throw::Error(cx.result(1)));
            }
            let bytes = skip_preamble(cx.bytes(cx.result(0)));
            let chunk_name = file_chunk_name(cx, name);
            match load_chunk(cx, &bytes, &chunk_name, b"bt", None) {
                Ok(function) => cx.call(function, &[], 2),
                Err(message) => {
                    let message = cx.string_from(message)?;
                    Err(Throw::Error(message))
                }
            }
        }
        _ => cx.return_results(),
    }
}
