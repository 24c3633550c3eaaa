//! Writing: arguments are gathered into pieces for the host, which buffers them.
//!
//! ```text
//! window   arguments | file, next argument, how much of it is written
//! ```

use super::file::{File, OUTPUT};
use crate::interp::Res;
use crate::lib::string::work::STEP_BYTES;
use crate::native::{Cx, Out};
use crate::number;
use crate::system::SystemCall;
use crate::value::Value;

/// A piece made of several arguments is no longer than this; a longer string is a piece of its own.
const PIECE_BYTES_MAX: usize = 4 * 1024;
/// A string longer than this is several pieces.
const STRING_BYTES_MAX: usize = STEP_BYTES;
/// Arguments looked at in one go.
const ARGUMENTS_AT_ONCE_MAX: usize = 1024;

/// Stage at which the host has answered.
const WRITTEN: u32 = 1;
/// Stage at which what was read ahead is given back.
const SOUGHT: u32 = 2;
/// Stage at which there may be more to write.
const GO_ON: u32 = 3;
/// Stage at which writing has failed, and arguments are left to be checked.
const FAILED: u32 = 4;

const FILE: usize = 0;
const NEXT: usize = 1;
const OFFSET: usize = 2;
/// After a failure: the message and the error number.
const FAILURE: usize = 3;

/// `io.write`
pub(super) fn to_default(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        let file = File::open_default(cx, OUTPUT)?;
        return begin(cx, file, 0);
    }
    go_on(cx)
}

/// `file:write`
pub(super) fn to_file(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        let file = File::open_argument(cx, 0)?;
        return begin(cx, file, 1);
    }
    go_on(cx)
}

fn begin(cx: &mut Cx<'_>, file: File, first: usize) -> Res<Out> {
    cx.keep(file.value())?;
    cx.keep(Value::integer(first as i64))?;
    cx.keep(Value::integer(0))?;
    let unread = file.unread(cx).len() as i64;
    if unread > 0 && !file.is_standard(cx) {
        let whence = cx.string(b"cur");
        let arguments = [file.handle(cx), whence, Value::integer(-unread)];
        return cx.system_call(SystemCall::Seek as u16, &arguments, SOUGHT);
    }
    write_next(cx, file)
}

fn go_on(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == FAILED {
        return fail(cx);
    }
    let value = cx.slot(cx.count + FILE);
    let file = File::open(cx, value)?;
    let answer = cx.result(0);
    if cx.stage == SOUGHT {
        if !answer.is_nil() {
            file.discard_unread(cx);
        }
    } else if cx.stage == WRITTEN && answer.is_nil() {
        let (message, number) = (cx.result(1), cx.result(2));
        cx.clear_results();
        cx.keep(message)?;
        cx.keep(number)?;
        return fail(cx);
    }
    cx.clear_results();
    write_next(cx, file)
}

/// The remaining arguments are still checked, as in PUC; then the failure is returned.
fn fail(cx: &mut Cx<'_>) -> Res<Out> {
    let state = cx.count;
    let next = cx.slot_offset(state + NEXT);
    let end = cx.count.min(next + ARGUMENTS_AT_ONCE_MAX);
    for i in next..end {
        cx.check_string(i)?;
    }
    cx.charge((end - next) / 8);
    if end < cx.count {
        cx.set_slot_offset(state + NEXT, end);
        return cx.again(FAILED);
    }
    let failure = [Value::NIL, cx.slot(state + FAILURE), cx.slot(state + FAILURE + 1)];
    cx.values(&failure)
}

fn write_next(cx: &mut Cx<'_>, file: File) -> Res<Out> {
    match next_piece(cx)? {
        Some(piece) => {
            let arguments = [file.handle(cx), piece];
            cx.system_call(SystemCall::Write as u16, &arguments, WRITTEN)
        }
        None if cx.slot_offset(cx.count + NEXT) < cx.count => cx.again(GO_ON),
        None => cx.one(file.value()),
    }
}

/// The next piece to write, not empty; `None` when nothing is left, or enough has been looked at.
fn next_piece(cx: &mut Cx<'_>) -> Res<Option<Value>> {
    let state = cx.count;
    let begun = cx.slot_offset(state + NEXT);
    let mut next = begun;
    let mut piece = Vec::new();
    while next < cx.count.min(begun + ARGUMENTS_AT_ONCE_MAX) {
        let value = cx.arg(next);
        if let Some(number) = value.as_number() {
            number::write_number(&mut piece, number);
            // `%.14g` without what `tostring` adds to tell floats from integers.
            if value.as_float().is_some() && piece.ends_with(b".0") {
                piece.truncate(piece.len() - 2);
            }
        } else if !value.is_string() {
            if piece.is_empty() {
                return Err(cx.type_error(next, "string"));
            }
            // What comes before is written first.
            break;
        } else {
            let bytes = cx.bytes(value);
            if piece.is_empty() && !bytes.is_empty() && (next + 1 == cx.count || bytes.len() > PIECE_BYTES_MAX / 8) {
                return piece_of(cx, value, next).map(Some);
            }
            if piece.len() + bytes.len() > PIECE_BYTES_MAX {
                break;
            }
            piece.extend_from_slice(bytes);
        }
        next += 1;
        if piece.len() >= PIECE_BYTES_MAX {
            break;
        }
    }
    cx.charge(piece.len() / 16 + (next - begun));
    cx.set_slot_offset(state + NEXT, next);
    if piece.is_empty() { Ok(None) } else { cx.string_from(piece).map(Some) }
}

/// A string as a piece of its own, or the next of several.
fn piece_of(cx: &mut Cx<'_>, string: Value, next: usize) -> Res<Value> {
    let state = cx.count;
    let len = cx.bytes(string).len();
    let from = cx.slot_offset(state + OFFSET);
    let to = len.min(from + STRING_BYTES_MAX);
    let piece = cx.substring(string, from, to)?;
    cx.charge((to - from) / 16);
    cx.set_slot_offset(state + OFFSET, if to < len { to } else { 0 });
    cx.set_slot_offset(state + NEXT, if to < len { next } else { next + 1 });
    Ok(piece)
}
