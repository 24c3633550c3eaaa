//! Writing: arguments are gathered into pieces for the host, which buffers them.
//!
//! ```text
//! window   arguments | file, next argument
//! ```

use super::file::{File, OUTPUT};
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::number;
use crate::system::SystemCall;
use crate::value::Value;

/// A piece made of several arguments is no longer than this; a longer string is a piece of its own.
const PIECE_BYTES_MAX: usize = 4 * 1024;

/// Stage at which the host has answered.
const WRITTEN: u32 = 1;
/// Stage at which what was read ahead is given back.
const SOUGHT: u32 = 2;

const FILE: usize = 0;
const NEXT: usize = 1;

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
    let unread = file.unread(cx).len() as i64;
    if unread > 0 && !file.is_standard(cx) {
        let whence = cx.string(b"cur");
        let arguments = [file.handle(cx), whence, Value::integer(-unread)];
        return cx.system_call(SystemCall::Seek as u16, &arguments, SOUGHT);
    }
    write_next(cx, file)
}

fn go_on(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.slot(cx.count + FILE);
    let file = File::open(cx, value)?;
    let answer = cx.result(0);
    if cx.stage == SOUGHT {
        if !answer.is_nil() {
            file.discard_unread(cx);
        }
    } else if answer.is_nil() {
        return fail(cx);
    }
    cx.clear_results();
    write_next(cx, file)
}

/// The remaining arguments are still checked, as in PUC; then the failure is returned.
fn fail(cx: &mut Cx<'_>) -> Res<Out> {
    for i in cx.slot_integer(cx.count + NEXT) as usize..cx.count {
        cx.check_string(i)?;
    }
    cx.values(&[Value::NIL, cx.result(1), cx.result(2)])
}

fn write_next(cx: &mut Cx<'_>, file: File) -> Res<Out> {
    match next_piece(cx)? {
        Some(piece) => {
            let arguments = [file.handle(cx), piece];
            cx.system_call(SystemCall::Write as u16, &arguments, WRITTEN)
        }
        None => cx.one(file.value()),
    }
}

/// The next piece to write, not empty; `None` when nothing is left.
fn next_piece(cx: &mut Cx<'_>) -> Res<Option<Value>> {
    let state = cx.count;
    let mut next = cx.slot_integer(state + NEXT) as usize;
    let mut piece = Vec::new();
    while next < cx.count {
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
                let ticks = bytes.len() / 16;
                cx.charge(ticks);
                cx.set_slot(state + NEXT, Value::integer(next as i64 + 1));
                return Ok(Some(value));
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
    cx.charge(piece.len() / 16 + (next - cx.slot_integer(state + NEXT) as usize));
    cx.set_slot(state + NEXT, Value::integer(next as i64));
    if piece.is_empty() { Ok(None) } else { cx.string_from(piece).map(Some) }
}
