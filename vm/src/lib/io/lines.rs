//! Line iterators: closures over a file, whether to close it at the end, and formats.

use super::file::{self, File, INPUT};
use super::read::{self, Formats, Progress};
use crate::interp::Res;
use crate::native::{self, Cx, Out};
use crate::system::SystemCall;
use crate::value::Value;

/// Most formats.
const FORMATS_MAX: usize = 250;

/// Values of an iterator; formats follow.
const FILE: usize = 0;
const CLOSES: usize = 1;
const FORMATS: usize = 2;

/// Stages: the file was opened, or closed.
const OPENED: u32 = 1;
const CLOSED: u32 = read::OWN_STAGE;

/// An iterator with the arguments after the first as formats.
fn iterator(cx: &mut Cx<'_>, file: Value, closes: bool) -> Res<Value> {
    if cx.count > FORMATS_MAX + 1 {
        return Err(cx.arg_error(FORMATS_MAX + 1, "too many arguments"));
    }
    let mut values = vec![file, Value::boolean(closes)];
    values.extend((1..cx.count).map(|i| cx.arg(i)));
    Ok(cx.vm.heap.new_native_closure(native::LINES_STEP, values.into_boxed_slice()))
}

/// `file:lines`
pub(super) fn of_file(cx: &mut Cx<'_>) -> Res<Out> {
    let file = File::open_argument(cx, 0)?;
    let iterator = iterator(cx, file.value(), false)?;
    cx.one(iterator)
}

/// `io.lines`
pub(super) fn of_name(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.arg(0).is_nil() {
        let file = file::default_value(cx, INPUT);
        File::open(cx, file)?;
        let iterator = iterator(cx, file, false)?;
        return cx.one(iterator);
    }
    let name = cx.check_string(0)?;
    if cx.stage != OPENED {
        let mode = cx.string(b"r");
        return cx.system_call(SystemCall::Open as u16, &[name, mode], OPENED);
    }
    let file = super::opened_or_error(cx, name)?;
    let iterator = iterator(cx, file, true)?;
    cx.values(&[iterator, Value::NIL, Value::NIL, file])
}

/// One step of an iterator.
pub(crate) fn step(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == CLOSED {
        return cx.none();
    }
    let value = cx.closure_values()[FILE];
    let file = match File::test(cx, value) {
        Some(file) if !file.is_closed(cx) => file,
        _ => return Err(cx.error("file is already closed")),
    };
    let begun = if cx.stage == 0 { Some(file) } else { None };
    match read::advance(cx, begun, Formats::Closure(FORMATS))? {
        Progress::Waits(out) => Ok(out),
        Progress::Ends { first } if !cx.slot(first).is_nil() => {
            let count = cx.window_len() - first;
            Ok(Out::Values { first: cx.base + first, count })
        }
        Progress::Ends { .. } => {
            if cx.closure_values()[CLOSES].is_falsy() || file.is_standard(cx) {
                return cx.none();
            }
            let handle = file.take_handle(cx);
            cx.system_call(SystemCall::Close as u16, &[handle], CLOSED)
        }
        Progress::Fails { message, .. } => {
            let message = if message.is_string() { cx.bytes(message).to_vec() } else { Vec::new() };
            Err(cx.vm.error_at_caller(&message))
        }
    }
}
