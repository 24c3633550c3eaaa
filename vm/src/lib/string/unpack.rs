//! `unpack`. Its results pile up above its window from one step to the next.

use super::pack::{ITEM_BYTES, pack_error, settings_from_integer, settings_to_integer};
use super::work::{BYTES_PER_TICK, STEP_BYTES, start_position};
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::number;
use crate::text::pack::{self, FormatReader, FormatState, PackItem, PackKind};
use crate::value::Value;
use std::ffi::CStr;
use std::ops::Range;

// Window: format, data, offset in the data, then what is kept, then the results so far.
const DATA: usize = 1;
const OFFSET: usize = 2;
const POSITION: usize = 3;
const SETTINGS: usize = 4;
/// How far the end of the text at the offset was looked for.
const SEARCHED: usize = 5;
const WINDOW: usize = 6;
const STEP: u32 = 1;

/// What an item is at an offset of the data.
enum Taken {
    Nothing,
    Value(Value),
    /// Part of the data, of any length.
    Part(Range<usize>),
    /// A text whose end lies beyond this offset.
    Searching(usize),
}

/// `string.unpack(format, data [, position])`
pub(super) fn unpack(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        begin(cx)?;
    }
    let mut state = settings_from_integer(cx.slot_offset(POSITION), cx.slot_integer(SETTINGS));
    let mut offset = cx.slot_offset(OFFSET);
    let mut left = STEP_BYTES as i64;
    loop {
        if left <= 0 {
            keep(cx, state, offset);
            charge(cx, left);
            return cx.step(STEP);
        }
        let mut reader = FormatReader::resume(cx.bytes(cx.slot(0)), state);
        let item = reader.next_item(offset);
        let after = reader.state();
        let item = match item {
            Ok(Some(item)) => item,
            Ok(None) => break,
            Err(error) => return Err(pack_error(cx, error)),
        };
        let before = offset;
        let taken = take(cx, item, &mut offset, &mut left)?;
        left -= ITEM_BYTES;
        match taken {
            Taken::Nothing => left -= (offset - before) as i64,
            Taken::Value(value) => {
                push(cx, value)?;
                left -= (offset - before) as i64;
            }
            Taken::Part(part) => {
                keep(cx, after, offset);
                if let Some(out) = push_part(cx, part)? {
                    charge(cx, left);
                    return Ok(out);
                }
                left -= (offset - before) as i64;
            }
            Taken::Searching(searched) => {
                keep(cx, state, before);
                cx.set_slot_offset(SEARCHED, searched);
                charge(cx, left);
                return cx.again(STEP);
            }
        }
        state = after;
    }
    charge(cx, left);
    push(cx, Value::integer(offset as i64 + 1))?;
    let first = cx.base + WINDOW;
    Ok(Out::Values { first, count: cx.vm.thread.top as usize - first })
}

fn keep(cx: &mut Cx<'_>, state: FormatState, offset: usize) {
    cx.set_slot_offset(OFFSET, offset);
    cx.set_slot_offset(POSITION, state.position);
    cx.set_slot(SETTINGS, Value::integer(settings_to_integer(state)));
    cx.set_slot_offset(SEARCHED, 0);
}

fn begin(cx: &mut Cx<'_>) -> Res<()> {
    let format = cx.check_string(0)?;
    let data = cx.check_string(DATA)?;
    let len = cx.bytes(data).len();
    let offset = start_position(cx.opt_integer(OFFSET, 1)?, len) - 1;
    if offset > len {
        return Err(cx.arg_error(OFFSET, "initial position out of string"));
    }
    let settings = settings_to_integer(FormatReader::new(cx.bytes(format)).state());
    cx.resize_window(2)?;
    cx.resize_window(WINDOW)?;
    cx.set_slot_offset(OFFSET, offset);
    cx.set_slot_offset(POSITION, 0);
    cx.set_slot(SETTINGS, Value::integer(settings));
    cx.set_slot_offset(SEARCHED, 0);
    Ok(())
}

fn charge(cx: &mut Cx<'_>, left: i64) {
    cx.charge((STEP_BYTES as i64 - left) as usize / BYTES_PER_TICK);
}

fn push(cx: &mut Cx<'_>, value: Value) -> Res<()> {
    match cx.push(value) {
        Ok(()) => Ok(()),
        Err(_) => Err(cx.error("stack overflow (too many results)")),
    }
}

fn push_part(cx: &mut Cx<'_>, part: Range<usize>) -> Res<Option<Out>> {
    let data = cx.slot(DATA);
    cx.push_part(data, part.start, part.end, STEP)
}

#[cold]
fn too_short(cx: &mut Cx<'_>) -> Throw {
    cx.arg_error(DATA, "data string too short")
}

/// What an item is at an offset of the data, which moves behind it. What is looked through counts as work.
fn take(cx: &mut Cx<'_>, item: PackItem, offset: &mut usize, left: &mut i64) -> Res<Taken> {
    let PackItem { kind, size, padding, little } = item;
    let data = cx.slot(DATA);
    let rest = &cx.bytes(data)[*offset..];
    if padding + size > rest.len() {
        return Err(too_short(cx));
    }
    let rest = &rest[padding..];
    let start = *offset + padding;
    let mut end = start + size;
    let taken = match kind {
        PackKind::Int { signed } => match pack::unpack_int(rest, size, little, signed) {
            Ok(integer) => Taken::Value(Value::integer(integer)),
            Err(error) => return Err(pack_error(cx, error)),
        },
        // The sizes were checked.
        PackKind::Float => {
            Taken::Value(Value::float(number::canonical(pack::unpack_float(rest, little).unwrap_or(0.0))))
        }
        PackKind::Double | PackKind::Number => {
            Taken::Value(Value::float(number::canonical(pack::unpack_double(rest, little).unwrap_or(0.0))))
        }
        PackKind::Char => Taken::Part(start..end),
        PackKind::String => {
            let len = match pack::unpack_int(rest, size, little, false) {
                Ok(len) => len as u64,
                Err(error) => return Err(pack_error(cx, error)),
            };
            if len > (rest.len() - size) as u64 {
                return Err(too_short(cx));
            }
            end += len as usize;
            Taken::Part(start + size..end)
        }
        PackKind::Zstr => {
            let from = cx.slot_offset(SEARCHED).max(start);
            let window = &cx.bytes(data)[from..];
            let window = &window[..window.len().min(STEP_BYTES)];
            // Found as the C library would: many bytes at a time.
            match CStr::from_bytes_until_nul(window) {
                Ok(text) => {
                    end = from + text.count_bytes() + 1;
                    Taken::Part(start..end - 1)
                }
                Err(_) if from + window.len() == cx.bytes(data).len() => {
                    return Err(cx.arg_error(DATA, "unfinished string for format 'z'"));
                }
                Err(_) => {
                    *left -= window.len() as i64;
                    Taken::Searching(from + window.len())
                }
            }
        }
        PackKind::PadByte | PackKind::PadAlign | PackKind::Nop => Taken::Nothing,
    };
    *offset = end;
    Ok(taken)
}
