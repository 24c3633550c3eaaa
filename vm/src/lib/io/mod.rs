//! `io`: files as userdata over the host's handles.
//!
//! A file's values are its handle, whether it is a standard file, and what was read and not yet consumed
//! ([`file`]). Reading ([`read`]) takes pieces out of that buffer and asks the host for more; writing ([`write`]) goes
//! straight to the host, which buffers. What a file is opened, closed or asked for is here.
//!
//! A call the host can't do is `nil, message, error number`; the host's message is the bare reason, and the name of
//! the file is put before it here.

mod file;
pub(crate) mod lines;
mod numeral;
mod read;
mod write;

use self::file::{File, INPUT, OUTPUT};
use super::string::work::STEP_BYTES;
use super::{library, put};
use crate::interp::{Res, Vm};
use crate::native::{self, Cx, Native, Out};
use crate::system::SystemCall;
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("close", close),
    Native::new("flush", flush),
    Native::new("input", input),
    Native::new("lines", lines::of_name),
    Native::new("open", open),
    Native::new("output", output),
    Native::new("popen", popen),
    Native::new("read", read::of_default),
    Native::new("tmpfile", tmpfile),
    Native::new("type", type_of),
    Native::new("write", write::to_default),
];

/// What `file:name()` finds.
pub(crate) const METHODS: &[Native] = &[
    Native::new("read", read::of_file),
    Native::new("write", write::to_file),
    Native::new("lines", lines::of_file),
    Native::new("flush", file_flush),
    Native::new("seek", seek),
    Native::new("close", file_close),
    Native::new("setvbuf", setvbuf),
];

/// What is in the metatable of files besides `__index`, `__name` and `__close`, which is the same as `__gc`.
pub(crate) const METAMETHODS: &[Native] = &[Native::new("__gc", finalize), Native::new("__tostring", tostring)];

/// Stage at which the host's answer is there.
const ANSWERED: u32 = 1;

/// Stage at which the message of a failure is there.
const FAILED: u32 = 2;

/// A mode is a letter, perhaps `+`, and any number of `b`; no more than this is looked at.
const MODE_BYTES_MAX: usize = 4096;

/// Makes the metatable and the standard files.
pub(crate) fn install(vm: &mut Vm) {
    let meta = vm.heap.new_table(0, 8);
    let methods = vm.heap.new_table(0, METHODS.len());
    super::fill(vm, methods, METHODS);
    put(vm, meta, "__index", Value::object(Tag::TABLE, methods));
    super::fill(vm, meta, METAMETHODS);
    put(vm, meta, "__close", native::native_value(native::first_number(METAMETHODS)));
    let name = vm.heap.string(file::TYPE_NAME.as_bytes());
    put(vm, meta, "__name", name);
    let registry = vm.roots.registry.handle();
    put(vm, registry, file::TYPE_NAME, Value::object(Tag::TABLE, meta));
    let table = library(vm, "io");
    for (handle, name) in ["stdin", "stdout", "stderr"].into_iter().enumerate() {
        let file = vm.heap.new_userdata(file::userdata_of(handle as i64, true, meta));
        put(vm, table, name, file);
        match handle {
            0 => put(vm, registry, INPUT, file),
            1 => put(vm, registry, OUTPUT, file),
            _ => {}
        }
    }
}

// --- opening ---

/// `name: reason` and the error number after a nil, from a host's answer of `nil, reason, error number`; the caller
/// comes here again at stage [`FAILED`].
pub(super) fn failure_of(cx: &mut Cx<'_>, name: Value) -> Res<Out> {
    if cx.stage == FAILED {
        let failure = [Value::NIL, cx.result(0), cx.slot(cx.window_len() - 1)];
        return cx.values(&failure);
    }
    let (reason, number) = (cx.result(1), cx.result(2));
    cx.clear_results();
    // It takes the place of the answer, which another attempt would look at.
    cx.vm.commit();
    cx.keep(number)?;
    let pieces = [shown(cx, name), cx.string(b": "), text_of_reason(cx, reason)];
    cx.join(&pieces, FAILED)
}

/// A name up to its first NUL, which is all that C sees of it. It is not looked for in all of a name that is too long for
/// a file.
fn shown(cx: &mut Cx<'_>, name: Value) -> Value {
    let bytes = cx.bytes(name);
    match bytes[..bytes.len().min(STEP_BYTES)].iter().position(|&byte| byte == 0) {
        Some(end) => {
            let part = bytes[..end].to_vec();
            cx.string(&part)
        }
        None => name,
    }
}

fn text_of_reason(cx: &mut Cx<'_>, reason: Value) -> Value {
    if reason.is_string() { reason } else { cx.string(b"") }
}

/// The file a call for a handle answered with, or `None` for a failure.
fn opened(cx: &mut Cx<'_>) -> Option<Value> {
    let handle = cx.result(0).as_integer()?;
    Some(File::create(cx, handle))
}

/// The file that was opened for `io.lines`, `io.input` or `io.output`; a failure is an error.
fn opened_or_error(cx: &mut Cx<'_>, name: Value) -> Res<Value> {
    if let Some(file) = opened(cx) {
        return Ok(file);
    }
    let reason = cx.result(1);
    let reason = text_of_reason(cx, reason);
    let pieces = [cx.string(b"cannot open file '"), shown(cx, name), cx.string(b"' ("), reason, cx.string(b")")];
    Err(cx.raise_joined_at_caller(&pieces))
}

/// `[rwa]%+?b*`, up to the first NUL if there is one, as C reads it.
fn is_mode(mode: &[u8]) -> bool {
    let Some((b'r' | b'w' | b'a', rest)) = shown_mode(mode).split_first() else { return false };
    rest.strip_prefix(b"+").unwrap_or(rest).iter().all(|&byte| byte == b'b')
}

/// A mode as C reads it; empty if it is far too long to be one.
fn shown_mode(mode: &[u8]) -> &[u8] {
    if mode.len() > MODE_BYTES_MAX {
        return &[];
    }
    mode.split(|&byte| byte == 0).next().unwrap_or(mode)
}

fn open(cx: &mut Cx<'_>) -> Res<Out> {
    open_with(cx, SystemCall::Open, is_mode)
}

fn popen(cx: &mut Cx<'_>) -> Res<Out> {
    open_with(cx, SystemCall::OpenPipe, |mode| matches!(shown_mode(mode), b"r" | b"w"))
}

fn open_with(cx: &mut Cx<'_>, call: SystemCall, is_mode: fn(&[u8]) -> bool) -> Res<Out> {
    let name = cx.check_string(0)?;
    if cx.stage == FAILED {
        return failure_of(cx, name);
    }
    if cx.stage == ANSWERED {
        return match opened(cx) {
            Some(file) => cx.one(file),
            None => failure_of(cx, name),
        };
    }
    let mode = match cx.opt_string(1)? {
        Some(mode) => mode,
        None => cx.string(b"r"),
    };
    if !is_mode(cx.bytes(mode)) {
        return Err(cx.arg_error(1, "invalid mode"));
    }
    cx.system_call(call as u16, &[name, mode], ANSWERED)
}

/// `handle -> file`, for modules that come with the manager.
pub(crate) fn file_of_handle(cx: &mut Cx<'_>) -> Res<Out> {
    let handle = cx.check_integer(0)?;
    let file = File::create(cx, handle);
    cx.one(file)
}

/// `file -> handle`, nil if it is none, or closed.
pub(crate) fn handle_of_file(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.arg(0);
    let handle = handle_of(cx, value).unwrap_or(Value::NIL);
    cx.one(handle)
}

/// The handle of a file, nil if it is closed; `None` of anything else.
pub(crate) fn handle_of(cx: &Cx<'_>, value: Value) -> Option<Value> {
    File::test(cx, value).map(|file| file.handle_value(cx))
}

fn tmpfile(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != ANSWERED {
        return cx.system_call(SystemCall::TemporaryFile as u16, &[], ANSWERED);
    }
    match opened(cx) {
        Some(file) => cx.one(file),
        None => cx.return_results(),
    }
}

// --- default files ---

fn input(cx: &mut Cx<'_>) -> Res<Out> {
    default(cx, INPUT, b"r")
}

fn output(cx: &mut Cx<'_>) -> Res<Out> {
    default(cx, OUTPUT, b"w")
}

/// Sets the default file to a file, or to a new one of that name, if there is an argument; gives the default file.
fn default(cx: &mut Cx<'_>, key: &str, mode: &[u8]) -> Res<Out> {
    let new = cx.arg(0);
    if cx.stage == ANSWERED {
        let file = opened_or_error(cx, new)?;
        file::set_default(cx, key, file);
    } else if new.is_string() || new.is_number() {
        let name = cx.check_string(0)?;
        let mode = cx.string(mode);
        return cx.system_call(SystemCall::Open as u16, &[name, mode], ANSWERED);
    } else if !new.is_nil() {
        File::open_argument(cx, 0)?;
        file::set_default(cx, key, new);
    }
    let file = file::default_value(cx, key);
    cx.one(file)
}

// --- closing and the rest ---

fn close(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != ANSWERED && !cx.has(0) {
        let file = file::default_value(cx, OUTPUT);
        let file = File::open(cx, file)?;
        return close_file(cx, file);
    }
    file_close(cx)
}

fn file_close(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let file = File::open_argument(cx, 0)?;
    close_file(cx, file)
}

fn close_file(cx: &mut Cx<'_>, file: File) -> Res<Out> {
    if file.is_standard(cx) {
        let message = cx.string(b"cannot close standard file");
        return cx.values(&[Value::NIL, message]);
    }
    let handle = file.take_handle(cx);
    cx.system_call(SystemCall::Close as u16, &[handle], ANSWERED)
}

/// `__gc` and `__close`
fn finalize(cx: &mut Cx<'_>) -> Res<Out> {
    let file = File::argument(cx, 0)?;
    if cx.stage == ANSWERED || file.is_closed(cx) || file.is_standard(cx) {
        return cx.none();
    }
    let handle = file.take_handle(cx);
    cx.system_call(SystemCall::Close as u16, &[handle], ANSWERED)
}

fn tostring(cx: &mut Cx<'_>) -> Res<Out> {
    let file = File::argument(cx, 0)?;
    let mut text = b"file (".to_vec();
    if file.is_closed(cx) {
        text.extend_from_slice(b"closed");
    } else {
        super::text::write_identity(&mut text, file.value());
    }
    text.push(b')');
    let text = cx.string(&text);
    cx.one(text)
}

fn type_of(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.check_any(0)?;
    let name: &[u8] = match File::test(cx, value) {
        None => return cx.one(Value::NIL),
        Some(file) if file.is_closed(cx) => b"closed file",
        Some(_) => b"file",
    };
    let name = cx.string(name);
    cx.one(name)
}

fn flush(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let file = File::open_default(cx, OUTPUT)?;
    let handle = file.handle(cx);
    cx.system_call(SystemCall::Flush as u16, &[handle], ANSWERED)
}

fn file_flush(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let handle = File::open_argument(cx, 0)?.handle(cx);
    cx.system_call(SystemCall::Flush as u16, &[handle], ANSWERED)
}

fn seek(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        if !cx.result(0).is_nil() {
            File::argument(cx, 0)?.discard_unread(cx);
        }
        return cx.return_results();
    }
    let file = File::open_argument(cx, 0)?;
    let names = ["set", "cur", "end"];
    let whence = cx.check_option(1, Some("cur"), &names)?;
    let mut offset = cx.opt_integer(2, 0)?;
    if names[whence] == "cur" {
        // The host is ahead of the program by what is in the buffer.
        offset = offset.saturating_sub(file.unread(cx).len() as i64);
    }
    let name = cx.string(names[whence].as_bytes());
    let handle = file.handle(cx);
    cx.system_call(SystemCall::Seek as u16, &[handle, name, Value::integer(offset)], ANSWERED)
}

/// Size of a buffer that `setvbuf` names none for.
const BUFFER_BYTES_DEFAULT: i64 = 1024;

fn setvbuf(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == ANSWERED {
        return cx.return_results();
    }
    let handle = File::open_argument(cx, 0)?.handle(cx);
    let names = ["no", "full", "line"];
    let mode = cx.check_option(1, None, &names)?;
    let size = cx.opt_integer(2, BUFFER_BYTES_DEFAULT)?;
    let name = cx.string(names[mode].as_bytes());
    cx.system_call(SystemCall::SetBuffer as u16, &[handle, name, Value::integer(size)], ANSWERED)
}
