//! A file: a userdata whose values are what is below, with the metatable that the registry has under `FILE*`.

use crate::heap::Userdata;
use crate::interp::Res;
use crate::native::Cx;
use crate::value::{Tag, Value};

/// `__name` of the metatable, and its key in the registry.
pub(super) const TYPE_NAME: &str = "FILE*";
/// Keys of the default files in the registry; the names of those files begin after [`PREFIX_LEN`] bytes.
pub(super) const INPUT: &str = "_IO_input";
pub(super) const OUTPUT: &str = "_IO_output";
const PREFIX_LEN: usize = "_IO_".len();

/// The host's handle, an integer; nil once closed.
const HANDLE: usize = 0;
/// Whether it is one of the three that can't be closed.
const STANDARD: usize = 1;
/// A string that came from the host and is not all consumed; nil if there is none.
const BUFFER: usize = 2;
/// Number of bytes of the buffer that are consumed.
const CONSUMED: usize = 3;
/// The metatable it was made with: a userdata that has it is a file.
const META: usize = 4;
const VALUES: usize = 5;

/// A new file as a userdata; `meta` is the metatable of files.
pub(super) fn userdata_of(handle: i64, is_standard: bool, meta: u32) -> Userdata {
    let mut values = vec![Value::NIL; VALUES];
    values[HANDLE] = Value::integer(handle);
    values[STANDARD] = Value::boolean(is_standard);
    values[CONSUMED] = Value::integer(0);
    values[META] = Value::object(Tag::TABLE, meta);
    Userdata { meta: meta + 1, values, ..Userdata::default() }
}

/// A userdata known to be a file.
#[derive(Clone, Copy)]
pub(super) struct File(Value);

impl File {
    /// A new file, which closes itself when it is lost.
    pub(super) fn create(cx: &mut Cx<'_>, handle: i64) -> Value {
        let registry = cx.vm.roots.registry.handle();
        let meta = match cx.get_field(registry, TYPE_NAME) {
            meta if meta.is_table() => meta.handle(),
            // A program has thrown it away (`debug.getregistry`).
            _ => cx.new_table(0, 0),
        };
        let file = cx.vm.heap.new_userdata(userdata_of(handle, false, meta));
        cx.vm.note_finalizer(file, meta);
        file
    }

    /// `value` if it is a file.
    pub(super) fn test(cx: &Cx<'_>, value: Value) -> Option<File> {
        if value.tag() != Tag::USERDATA {
            return None;
        }
        let Userdata { meta, values, .. } = cx.vm.heap.userdata.get(value.handle());
        let is_file = values.len() == VALUES && values[META].is_table() && values[META].handle() + 1 == *meta;
        is_file.then_some(File(value))
    }

    /// Argument `i`, a file, be it closed.
    pub(super) fn argument(cx: &mut Cx<'_>, i: usize) -> Res<File> {
        let value = cx.arg(i);
        match File::test(cx, value) {
            Some(file) => Ok(file),
            None => Err(cx.type_error(i, TYPE_NAME)),
        }
    }

    /// Argument `i`, an open file.
    pub(super) fn open_argument(cx: &mut Cx<'_>, i: usize) -> Res<File> {
        let file = File::argument(cx, i)?;
        File::open(cx, file.0)
    }

    /// An open file.
    pub(super) fn open(cx: &mut Cx<'_>, value: Value) -> Res<File> {
        match File::test(cx, value) {
            Some(file) if !file.is_closed(cx) => Ok(file),
            _ => Err(cx.error("attempt to use a closed file")),
        }
    }

    /// A default file, which must be open.
    pub(super) fn open_default(cx: &mut Cx<'_>, key: &str) -> Res<File> {
        let value = default_value(cx, key);
        match File::test(cx, value) {
            Some(file) if !file.is_closed(cx) => Ok(file),
            _ => Err(cx.error(&format!("default {} file is closed", &key[PREFIX_LEN..]))),
        }
    }

    pub(super) fn value(self) -> Value {
        self.0
    }

    fn get(self, cx: &Cx<'_>, i: usize) -> Value {
        cx.vm.heap.userdata.get(self.0.handle()).values[i]
    }

    fn set(self, cx: &mut Cx<'_>, i: usize, value: Value) {
        cx.vm.heap.userdata.get_mut(self.0.handle()).values[i] = value;
        cx.vm.heap.barrier_forward(value);
    }

    /// The host's handle, nil once closed.
    pub(super) fn handle_value(self, cx: &Cx<'_>) -> Value {
        self.get(cx, HANDLE)
    }

    pub(super) fn is_closed(self, cx: &Cx<'_>) -> bool {
        self.handle(cx).is_nil()
    }

    pub(super) fn is_standard(self, cx: &Cx<'_>) -> bool {
        !self.get(cx, STANDARD).is_falsy()
    }

    /// The host's handle; nil if closed.
    pub(super) fn handle(self, cx: &Cx<'_>) -> Value {
        self.get(cx, HANDLE)
    }

    /// Marks the file closed; gives the handle to be closed.
    pub(super) fn take_handle(self, cx: &mut Cx<'_>) -> Value {
        self.discard_unread(cx);
        let handle = self.handle(cx);
        self.set(cx, HANDLE, Value::NIL);
        handle
    }

    /// What was read and not yet consumed.
    pub(super) fn unread<'a>(self, cx: &'a Cx<'_>) -> &'a [u8] {
        let buffer = self.get(cx, BUFFER);
        if buffer.is_nil() {
            return &[];
        }
        let consumed = self.get(cx, CONSUMED).as_integer().unwrap_or(0) as usize;
        &cx.bytes(buffer)[consumed..]
    }

    /// Consumes the next `count` bytes of what is unread.
    pub(super) fn consume(self, cx: &mut Cx<'_>, count: usize) {
        let buffer = self.get(cx, BUFFER);
        if buffer.is_nil() {
            return;
        }
        let consumed = self.get(cx, CONSUMED).as_integer().unwrap_or(0) as usize + count;
        if consumed >= cx.bytes(buffer).len() {
            return self.discard_unread(cx);
        }
        self.set(cx, CONSUMED, Value::integer(consumed as i64));
    }

    pub(super) fn discard_unread(self, cx: &mut Cx<'_>) {
        self.set(cx, BUFFER, Value::NIL);
        self.set(cx, CONSUMED, Value::integer(0));
    }

    /// Adds a string that came from the host to what is unread.
    pub(super) fn append(self, cx: &mut Cx<'_>, more: Value) -> Res<()> {
        let unread = self.unread(cx);
        let buffer = if unread.is_empty() {
            more
        } else {
            let joined = [unread, cx.bytes(more)].concat();
            cx.string_from(joined)?
        };
        self.set(cx, BUFFER, buffer);
        self.set(cx, CONSUMED, Value::integer(0));
        Ok(())
    }
}

/// What the registry has as a default file.
pub(super) fn default_value(cx: &mut Cx<'_>, key: &str) -> Value {
    let registry = cx.vm.roots.registry.handle();
    cx.get_field(registry, key)
}

pub(super) fn set_default(cx: &mut Cx<'_>, key: &str, file: Value) {
    let registry = cx.vm.roots.registry.handle();
    cx.set_field(registry, key, file);
}
