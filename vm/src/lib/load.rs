//! `load`, `loadfile`, `dofile`, and what `require` has in common with them: a chunk becomes a function, step by step.

use crate::heap::{Payload, Userdata};
use crate::interp::{Copying, Frame, Loading, PART_BYTES, Res, Text, Throw};
use crate::native::{CAUGHT, Cx, Out};
use crate::system::SystemCall;
use crate::value::Value;

/// Bytes of a piece from a reader that are charged as a tick, besides one for each piece.
const PIECE_BYTES_PER_TICK: usize = 16;
/// Bytes copied for a tick.
const COPIED_BYTES_PER_TICK: usize = 256;

/// A chunk to be loaded.
pub(crate) struct Request {
    pub(crate) text: Value,
    pub(crate) name: Name,
    /// Which kinds of chunk are taken; `None` for all.
    pub(crate) mode: Option<Value>,
    /// See [`Loading::is_file`].
    pub(crate) is_file: bool,
}

/// The name of a chunk.
pub(crate) enum Name {
    /// Its text.
    Text,
    /// That of a file.
    Short(Vec<u8>),
    /// A string of the program's.
    Given(Value),
}

/// What came of a step.
pub(crate) enum Loaded {
    /// More is to be done.
    Pending,
    /// The piece was taken in: the reader is to be called for another one.
    NextPiece,
    /// A linked function.
    Function(u32),
    /// What is wrong with the chunk.
    Failed(Vec<u8>),
}

/// Where the values that are being copied are, in the object that holds a [`Loading`].
const TEXT: usize = 0;
const NAME: usize = 1;

/// Begins to load. What is kept meanwhile is added to the window, which ends where the arguments or other kept values
/// do; where that is a slot, [`go_on`] wants it.
pub(crate) fn begin(cx: &mut Cx<'_>, request: &Request) -> Res<Loaded> {
    let mut loading = new_loading(cx, request.is_file, request.mode);
    let name = match &request.name {
        Name::Given(name) => Some(*name),
        Name::Text => None,
        Name::Short(name) => {
            loading.name = Some(text_of(name));
            None
        }
    };
    let text = cx.bytes(request.text);
    if text.len() <= PART_BYTES && name.is_none_or(|name| cx.bytes(name).len() <= PART_BYTES) {
        loading.text = text_of(text);
        if let Some(name) = name {
            loading.name = Some(text_of(cx.bytes(name)));
        }
        cx.charge((text_len(&loading.text)) / COPIED_BYTES_PER_TICK);
        let loaded = attempt(cx, &mut loading);
        match loaded {
            Ok(Loaded::Pending) => keep(cx, loading, request.text, name)?,
            // Another attempt begins with the strings.
            Err(_) => loading.release(cx.vm),
            Ok(_) => {}
        }
        return loaded;
    }
    loading.copying = Copying::Text;
    keep(cx, loading, request.text, name)?;
    Ok(Loaded::Pending)
}

/// What is looked at of a mode, of which one or two letters matter.
const MODE_BYTES_MAX: usize = 1024;

fn new_loading(cx: &Cx<'_>, is_file: bool, mode: Option<Value>) -> Box<Loading> {
    let mode = mode.map_or(&b"bt"[..], |mode| cx.bytes(mode));
    let mode = mode[..mode.len().min(MODE_BYTES_MAX)].to_vec();
    Box::new(Loading::new(is_file, mode))
}

fn text_of(bytes: &[u8]) -> Text {
    let mut text = Text::default();
    text.push(bytes);
    text
}

fn text_len(text: &Text) -> usize {
    text.parts().iter().map(|part| part.len()).sum()
}

fn keep(cx: &mut Cx<'_>, loading: Box<Loading>, text: Value, name: Option<Value>) -> Res<()> {
    let values = vec![text, name.unwrap_or(Value::NIL)];
    let object = Userdata { values, payload: Payload::Loading(loading), ..Userdata::default() };
    let object = cx.vm.heap.new_userdata(object);
    cx.clear_results();
    cx.keep(object)?;
    Ok(())
}

/// Takes a step with what is kept in `slot`.
pub(crate) fn go_on(cx: &mut Cx<'_>, slot: usize) -> Res<Loaded> {
    let object = cx.slot(slot).handle();
    let Payload::Loading(mut loading) = std::mem::take(&mut cx.vm.heap.userdata.get_mut(object).payload) else {
        unreachable!("kept by the same builtin");
    };
    let loaded = match loading.copying {
        Copying::Nothing => attempt(cx, &mut loading),
        Copying::Text | Copying::Name => copy(cx, &mut loading, object),
    };
    if !matches!(loaded, Ok(Loaded::Function(_) | Loaded::Failed(_))) {
        cx.vm.heap.userdata.get_mut(object).payload = Payload::Loading(loading);
    }
    loaded
}

fn attempt(cx: &mut Cx<'_>, loading: &mut Loading) -> Res<Loaded> {
    let Some(result) = loading.advance(cx.vm)? else { return Ok(Loaded::Pending) };
    loading.release(cx.vm);
    Ok(match result {
        Ok(function) => Loaded::Function(function),
        Err(message) => Loaded::Failed(message),
    })
}

/// Copies a part of the text or the name.
fn copy(cx: &mut Cx<'_>, loading: &mut Loading, object: u32) -> Res<Loaded> {
    let is_text = loading.copying == Copying::Text;
    let values = &cx.vm.heap.userdata.get(object).values;
    let (from, name) = (values[if is_text { TEXT } else { NAME }], values[NAME]);
    let length = cx.bytes(from).len();
    let end = length.min(loading.copied + PART_BYTES);
    let count = end - loading.copied;
    cx.vm.reserve(count)?;
    cx.vm.heap.account(count);
    cx.charge(count / COPIED_BYTES_PER_TICK);
    loading.bytes += count;
    let into = if is_text { &mut loading.text } else { loading.name.get_or_insert_default() };
    into.push(&cx.vm.heap.bytes(from)[loading.copied..end]);
    loading.copied = end;
    if end < length {
        return Ok(Loaded::Pending);
    }
    loading.copied = 0;
    loading.copying = if is_text && !name.is_nil() { Copying::Name } else { Copying::Nothing };
    if loading.is_reading {
        loading.copying = Copying::Nothing;
        return Ok(Loaded::NextPiece);
    }
    Ok(Loaded::Pending)
}

/// Has a reader called for the first piece.
fn begin_reading(cx: &mut Cx<'_>, reader: Value, name: Option<Value>, mode: Option<Value>) -> Res<Out> {
    let mut loading = new_loading(cx, false, mode);
    loading.is_reading = true;
    let long_name = name.filter(|&name| cx.bytes(name).len() > PART_BYTES);
    if long_name.is_none() {
        loading.name = Some(text_of(name.map_or(b"=(load)", |name| cx.bytes(name))));
    }
    keep(cx, loading, Value::NIL, long_name)?;
    cx.call(reader, &[], PIECE)
}

/// Takes in what the reader has returned.
fn piece(cx: &mut Cx<'_>, slot: usize) -> Res<Loaded> {
    let mut piece = cx.result(0);
    if piece.is_number() {
        let mut text = Vec::new();
        super::text::default_text(cx.vm, piece, &mut text);
        piece = cx.string(&text);
    }
    let object = cx.slot(slot).handle();
    if piece.is_nil() || piece.is_string() && cx.bytes(piece).is_empty() {
        cx.clear_results();
        let has_long_name = !cx.vm.heap.userdata.get(object).values[NAME].is_nil();
        let loading = loading_in(cx, object);
        loading.is_reading = false;
        if has_long_name {
            loading.copying = Copying::Name;
        }
        return go_on(cx, slot);
    }
    if !piece.is_string() {
        return Err(cx.error("reader function must return a string"));
    }
    let length = cx.bytes(piece).len();
    if length <= PART_BYTES {
        cx.vm.reserve(length)?;
        cx.vm.heap.account(length);
        let bytes = cx.bytes(piece).to_vec();
        let loading = loading_in(cx, object);
        loading.text.push(&bytes);
        loading.bytes += length;
        cx.charge(length / PIECE_BYTES_PER_TICK + 1);
        return Ok(Loaded::NextPiece);
    }
    cx.clear_results();
    cx.vm.heap.userdata.get_mut(object).values[TEXT] = piece;
    cx.vm.heap.barrier_forward(piece);
    loading_in(cx, object).copying = Copying::Text;
    cx.charge(1);
    Ok(Loaded::Pending)
}

fn loading_in<'a>(cx: &'a mut Cx<'_>, object: u32) -> &'a mut Loading {
    match &mut cx.vm.heap.userdata.get_mut(object).payload {
        Payload::Loading(loading) => loading,
        _ => unreachable!("kept by the same builtin"),
    }
}

const LOADING: u32 = 1;
const PIECE: u32 = 2;
/// A file was read; then the chunk is [`LOADING`].
const FILE: u32 = 2;
/// A function was called.
const CALLED: u32 = 3;

/// `load(chunk, name, mode, env)`. Behind its arguments it keeps what is being loaded.
pub(crate) fn load(cx: &mut Cx<'_>) -> Res<Out> {
    let slot = cx.count;
    let loaded = match cx.stage {
        CAUGHT => {
            let error = cx.result(0);
            release(cx, slot);
            return cx.values(&[Value::NIL, error]);
        }
        PIECE => piece(cx, slot)?,
        LOADING => go_on(cx, slot)?,
        _ => {
            let (name, mode) = (cx.opt_string(1)?, cx.opt_string(2)?);
            let chunk = cx.arg(0);
            if chunk.is_function() {
                cx.vm.thread.frame_mut().flags |= Frame::CATCH;
                return begin_reading(cx, chunk, name, mode);
            }
            if !chunk.is_string() && !chunk.is_number() {
                return Err(cx.type_error(0, "function"));
            }
            let text = cx.check_string(0)?;
            cx.vm.thread.frame_mut().flags |= Frame::CATCH;
            let name = name.map_or(Name::Text, Name::Given);
            begin(cx, &Request { text, name, mode, is_file: false })?
        }
    };
    match loaded {
        Loaded::NextPiece => {
            let reader = cx.arg(0);
            cx.call(reader, &[], PIECE)
        }
        loaded => {
            let environment = cx.has(3).then(|| cx.arg(3));
            finish(cx, loaded, environment)
        }
    }
}

/// Drops what was kept, and gives back what it took.
fn release(cx: &mut Cx<'_>, slot: usize) {
    if slot < cx.window_len() {
        let object = cx.slot(slot).handle();
        if let Payload::Loading(mut loading) = std::mem::take(&mut cx.vm.heap.userdata.get_mut(object).payload) {
            loading.release(cx.vm);
        }
    }
}

/// A function, or `nil, message`.
fn finish(cx: &mut Cx<'_>, loaded: Loaded, environment: Option<Value>) -> Res<Out> {
    match loaded {
        Loaded::Pending | Loaded::NextPiece => cx.again(LOADING),
        Loaded::Function(function) => {
            let environment = environment.unwrap_or(cx.vm.roots.globals);
            let closure = cx.vm.close_over(function, environment);
            cx.one(closure)
        }
        Loaded::Failed(message) => {
            let message = failure(cx, message)?;
            cx.values(&[Value::NIL, message])
        }
    }
}

/// What is wrong with a chunk, as a string. What was loaded is gone by now.
fn failure(cx: &mut Cx<'_>, message: Vec<u8>) -> Res<Value> {
    cx.vm.commit();
    cx.string_from(message)
}

/// Asks for a file.
fn read_file(cx: &mut Cx<'_>, name: Option<Value>) -> Res<Out> {
    cx.system_call(SystemCall::ReadFile as u16, &[name.unwrap_or(Value::NIL)], FILE)
}

/// Begins to load the file that was read.
fn begin_file(cx: &mut Cx<'_>, name: Option<Value>, mode: Option<Value>) -> Res<Loaded> {
    let text = cx.result(0);
    let name = name.map_or_else(|| b"=stdin".to_vec(), |name| [b"@", cx.bytes(name)].concat());
    begin(cx, &Request { text, name: Name::Short(name), mode, is_file: true })
}

/// `loadfile(name, mode, env)`
pub(crate) fn loadfile(cx: &mut Cx<'_>) -> Res<Out> {
    let slot = cx.count;
    let (name, mode) = (cx.opt_string(0)?, cx.opt_string(1)?);
    let loaded = match cx.stage {
        0 => return read_file(cx, name),
        CAUGHT => {
            let error = cx.result(0);
            release(cx, slot);
            return cx.values(&[Value::NIL, error]);
        }
        FILE if cx.result(0).is_nil() => return cx.values(&[Value::NIL, cx.result(1)]),
        FILE => {
            cx.vm.thread.frame_mut().flags |= Frame::CATCH;
            begin_file(cx, name, mode)?
        }
        _ => go_on(cx, slot)?,
    };
    let environment = cx.has(2).then(|| cx.arg(2));
    finish(cx, loaded, environment)
}

/// `dofile(name)`
pub(crate) fn dofile(cx: &mut Cx<'_>) -> Res<Out> {
    let slot = cx.count;
    let name = cx.opt_string(0)?;
    let loaded = match cx.stage {
        0 => return read_file(cx, name),
        FILE if cx.result(0).is_nil() => return Err(Throw::Error(cx.result(1))),
        FILE => begin_file(cx, name, None)?,
        CALLED => return cx.return_results(),
        _ => go_on(cx, slot)?,
    };
    match loaded {
        Loaded::Pending | Loaded::NextPiece => cx.again(LOADING),
        Loaded::Function(function) => {
            let globals = cx.vm.roots.globals;
            let closure = cx.vm.close_over(function, globals);
            cx.call(closure, &[], CALLED)
        }
        Loaded::Failed(message) => Err(Throw::Error(failure(cx, message)?)),
    }
}
