//! `unpack`. Its results pile up above its window from one step to the next.

use super::pack::{ITEM_BYTES, pack_error, settings_from_integer, settings_to_integer};
use super::work::{BYTES_PER_TICK, STEP_BYTES, start_position};
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::number;
use crate::text::pack::{self, FormatReader, PackItem, PackKind};
use crate::value::Value;
use std::ffi::CStr;

// Window: format, data, offset in the data, then what is kept.
const DATA: usize = 1;
const OFFSET: usize = 2;
const POSITION: usize = 3;
const SETTINGS: usize = 4;
const WINDOW: usize = 5;
const STEP: u32 = 1;

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
            cx.set_slot_offset(OFFSET, offset);
            cx.set_slot_offset(POSITION, state.position);
            cx.set_slot(SETTINGS, Value::integer(settings_to_integer(state)));
            charge(cx, left);
            return cx.again(STEP);
        }
        let mut reader = FormatReader::resume(cx.bytes(cx.slot(0)), state);
        let item = reader.next_item(offset);
        state = reader.state();
        let item = match item {
            Ok(Some(item)) => item,
            Ok(None) => break,
            Err(error) => return Err(pack_error(cx, error)),
        };
        let before = offset;
        if let Some(value) = take(cx, item, &mut offset)? {
            push(cx, value)?;
        }
        left -= ITEM_BYTES + (offset - before) as i64;
    }
    charge(cx, left);
    push(cx, Value::integer(offset as i64 + 1))?;
    cx.return_results()
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

#[cold]
fn too_short(cx: &mut Cx<'_>) -> Throw {
    cx.arg_error(DATA, "data string too short")
}

/// The value of an item at an offset of the data, which moves behind it; `None` for items without one.
fn take(cx: &mut Cx<'_>, item: PackItem, offset: &mut usize) -> Res<Option<Value>> {
    let PackItem { kind, size, padding, little } = item;
    let data = cx.slot(DATA);
    let rest = &cx.bytes(data)[*offset..];
    if padding + size > rest.len() {
        return Err(too_short(cx));
    }
    let rest = &rest[padding..];
    let start = *offset + padding;
    let mut end = start + size;
    let value = match kind {
        PackKind::Int { signed } => match pack::unpack_int(rest, size, little, signed) {
            Ok(integer) => Value::integer(integer),
            Err(error) => return Err(pack_error(cx, error)),
        },
        // The sizes were checked.
        PackKind::Float => Value::float(number::canonical(pack::unpack_float(rest, little).unwrap_or(0.0))),
        PackKind::Double | PackKind::Number => {
            Value::float(number::canonical(pack::unpack_double(rest, little).unwrap_or(0.0)))
        }
        PackKind::Char => cx.substring(data, start, end)?,
        PackKind::String => {
            let len = match pack::unpack_int(rest, size, little, false) {
                Ok(len) => len as u64,
                Err(error) => return Err(pack_error(cx, error)),
            };
            if len > (rest.len() - size) as u64 {
                return Err(too_short(cx));
            }
            end += len as usize;
            cx.substring(data, start + size, end)?
        }
        PackKind::Zstr => {
            // Found as the C library would: many bytes at a time.
            let Ok(text) = CStr::from_bytes_until_nul(rest) else {
                return Err(cx.arg_error(DATA, "unfinished string for format 'z'"));
            };
            end = start + text.count_bytes() + 1;
            cx.substring(data, start, end - 1)?
        }
        PackKind::PadByte | PackKind::PadAlign | PackKind::Nop => {
            *offset = end;
            return Ok(None);
        }
    };
    *offset = end;
    Ok(Some(value))
}
