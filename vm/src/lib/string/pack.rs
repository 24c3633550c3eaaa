//! `pack` and `packsize`.

use super::work::{BYTES_PER_TICK, STEP_BYTES};
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::text::pack::{self, FormatReader, FormatState, PackError, PackItem, PackKind};
use crate::value::Value;

/// Bytes of work that an item of a format counts as, beyond what it writes.
pub(super) const ITEM_BYTES: i64 = BYTES_PER_TICK as i64 / 4;

/// Room a result begins with.
const FIRST_BYTES: usize = 32;

// What is kept in the window above the arguments.
const BUFFER: usize = 0;
/// Offset in the format; settings in force.
const POSITION: usize = 1;
const SETTINGS: usize = 2;
/// Number of the argument last packed; offset up to which its bytes are copied.
const ARGUMENT: usize = 3;
const COPIED: usize = 4;
/// Zeros still to be written.
const ZEROS: usize = 5;
/// Whether the argument's bytes may hold no zero.
const IS_TEXT: usize = 6;
const KEPT: usize = 7;
const STEP: u32 = 1;

/// A `pack` at work.
struct Work {
    out: Vec<u8>,
    state: FormatState,
    argument: usize,
    /// Offset up to which the argument's bytes are copied, if they are being copied.
    copied: Option<usize>,
    is_text: bool,
    zeros: usize,
    /// Bytes left in this step.
    left: i64,
}

/// The settings of a format as an integer: bit 0 the byte order, the rest the alignment.
pub(super) fn settings_to_integer(state: FormatState) -> i64 {
    (state.alignment_max as i64) << 1 | i64::from(state.little)
}

/// The inverse; any integer is safe.
pub(super) fn settings_from_integer(position: usize, settings: i64) -> FormatState {
    let alignment_max = usize::try_from(settings >> 1).unwrap_or(1);
    FormatState { position, little: settings & 1 != 0, alignment_max }
}

/// What a format or the data is wrong with, as an error.
#[cold]
pub(super) fn pack_error(cx: &mut Cx<'_>, error: PackError) -> Throw {
    if error.is_argument_error() {
        return cx.arg_error(0, &error.to_string());
    }
    cx.vm.error_at_caller(&error.message())
}

/// `string.pack(format, ...)`
pub(super) fn pack(cx: &mut Cx<'_>) -> Res<Out> {
    let work = if cx.stage == 0 {
        let format = cx.check_string(0)?;
        let state = FormatReader::new(cx.bytes(format)).state();
        let out = Vec::with_capacity(FIRST_BYTES);
        Work { out, state, argument: 0, copied: None, is_text: false, zeros: 0, left: STEP_BYTES as i64 }
    } else {
        let kept = cx.count;
        Work {
            out: cx.take_bytes(kept + BUFFER),
            state: settings_from_integer(cx.slot_offset(kept + POSITION), cx.slot_integer(kept + SETTINGS)),
            argument: cx.slot_offset(kept + ARGUMENT),
            copied: usize::try_from(cx.slot_integer(kept + COPIED)).ok(),
            is_text: !cx.slot(kept + IS_TEXT).is_falsy(),
            zeros: cx.slot_offset(kept + ZEROS),
            left: STEP_BYTES as i64,
        }
    };
    go_on(cx, work)
}

fn charge(cx: &mut Cx<'_>, left: i64) {
    cx.charge((STEP_BYTES as i64 - left) as usize / BYTES_PER_TICK);
}

fn go_on(cx: &mut Cx<'_>, mut work: Work) -> Res<Out> {
    loop {
        if work.left <= 0 {
            keep(cx, work)?;
            return cx.again(STEP);
        }
        let most = work.left as usize;
        if let Some(copied) = work.copied {
            let len = cx.bytes(cx.slot(work.argument)).len();
            make_room(cx, &mut work, len - copied)?;
            let rest = &cx.bytes(cx.slot(work.argument))[copied..];
            let piece = &rest[..rest.len().min(most)];
            if work.is_text && piece.contains(&0) {
                return Err(cx.arg_error(work.argument, "string contains zeros"));
            }
            work.out.extend_from_slice(piece);
            work.left -= piece.len() as i64;
            work.copied = (piece.len() < rest.len()).then_some(copied + piece.len());
        } else if work.zeros > 0 {
            let zeros = work.zeros;
            make_room(cx, &mut work, zeros)?;
            let count = zeros.min(most);
            work.out.resize(work.out.len() + count, 0);
            work.left -= count as i64;
            work.zeros -= count;
        } else {
            let mut reader = FormatReader::resume(cx.bytes(cx.slot(0)), work.state);
            let item = reader.next_item(work.out.len());
            let state = reader.state();
            work.left -= ITEM_BYTES;
            match item {
                Ok(Some(item)) if item.takes_number() && cx.is_long_numeral(work.argument + 1) => {
                    let argument = work.argument + 1;
                    keep(cx, work)?;
                    return cx.read_numeral(argument, STEP);
                }
                Ok(Some(item)) => {
                    work.state = state;
                    add(cx, &mut work, item)?;
                }
                Ok(None) => break,
                Err(error) => return Err(pack_error(cx, error)),
            }
        }
    }
    charge(cx, work.left);
    let string = cx.string_from(work.out)?;
    cx.one(string)
}

/// Room for a long piece at once, so that it need not move while it grows.
fn make_room(cx: &mut Cx<'_>, work: &mut Work, bytes: usize) -> Res<()> {
    if bytes > STEP_BYTES && work.out.capacity() - work.out.len() < bytes {
        cx.vm.reserve(work.out.len() + bytes)?;
        work.out.reserve(bytes);
    }
    Ok(())
}

fn keep(cx: &mut Cx<'_>, work: Work) -> Res<()> {
    charge(cx, work.left);
    let kept = cx.count;
    cx.resize_window(kept + KEPT)?;
    cx.set_slot_offset(kept + POSITION, work.state.position);
    cx.set_slot(kept + SETTINGS, Value::integer(settings_to_integer(work.state)));
    cx.set_slot_offset(kept + ARGUMENT, work.argument);
    cx.set_slot(kept + COPIED, Value::integer(work.copied.map_or(-1, |copied| copied as i64)));
    cx.set_slot_offset(kept + ZEROS, work.zeros);
    cx.set_slot(kept + IS_TEXT, Value::boolean(work.is_text));
    cx.store_bytes(kept + BUFFER, work.out)
}

/// Packs an item. The bytes of a string and the zeros after them are left to be copied.
fn add(cx: &mut Cx<'_>, work: &mut Work, item: PackItem) -> Res<()> {
    let PackItem { kind, size, padding, little } = item;
    // At most 15.
    work.out.resize(work.out.len() + padding, 0);
    if !item.takes_value() {
        if kind == PackKind::PadByte {
            work.out.push(0);
        }
        return Ok(());
    }
    work.argument += 1;
    work.is_text = false;
    let argument = work.argument;
    if !cx.has(argument) {
        // PUC has a nil of its own behind the arguments.
        let is_text = matches!(kind, PackKind::Char | PackKind::String | PackKind::Zstr);
        let expected = if is_text { "string expected, got nil" } else { "number expected, got nil" };
        return Err(cx.arg_error(argument, expected));
    }
    match kind {
        PackKind::Int { signed } => {
            let integer = cx.check_integer(argument)?;
            if !pack::int_fits(integer, size, signed) {
                let message = if signed { "integer overflow" } else { "unsigned overflow" };
                return Err(cx.arg_error(argument, message));
            }
            pack::pack_int(&mut work.out, integer, size, little, signed);
        }
        PackKind::Float => pack::pack_float(&mut work.out, cx.check_float(argument)?, little),
        PackKind::Double | PackKind::Number => {
            pack::pack_double(&mut work.out, cx.check_float(argument)?, little);
        }
        PackKind::Char => {
            let string = cx.check_string(argument)?;
            let len = cx.bytes(string).len();
            if len > size {
                return Err(cx.arg_error(argument, "string longer than given size"));
            }
            work.copied = Some(0);
            work.zeros = size - len;
        }
        PackKind::String => {
            let string = cx.check_string(argument)?;
            let len = cx.bytes(string).len();
            if !pack::length_fits(len, size) {
                return Err(cx.arg_error(argument, "string length does not fit in given size"));
            }
            pack::pack_int(&mut work.out, len as i64, size, little, false);
            work.copied = Some(0);
        }
        PackKind::Zstr => {
            cx.check_string(argument)?;
            // Found as it is copied.
            work.is_text = true;
            work.copied = Some(0);
            work.zeros = 1;
        }
        PackKind::PadByte | PackKind::PadAlign | PackKind::Nop => {}
    }
    Ok(())
}

// Window of `packsize`: format, then what is kept.
const SIZE_POSITION: usize = 1;
const SIZE_SETTINGS: usize = 2;
const SIZE_TOTAL: usize = 3;
const SIZE_WINDOW: usize = 4;

/// `string.packsize(format)`
pub(super) fn packsize(cx: &mut Cx<'_>) -> Res<Out> {
    let format = cx.check_string(0)?;
    let (state, mut total) = if cx.stage == 0 {
        (FormatReader::new(&[]).state(), 0)
    } else {
        let state = settings_from_integer(cx.slot_offset(SIZE_POSITION), cx.slot_integer(SIZE_SETTINGS));
        (state, cx.slot_offset(SIZE_TOTAL))
    };
    let mut left = STEP_BYTES as i64;
    let mut reader = FormatReader::resume(cx.bytes(format), state);
    let state = loop {
        if left <= 0 {
            break Ok(Some(reader.state()));
        }
        left -= ITEM_BYTES;
        match reader.next_item(total) {
            Ok(Some(item)) => match pack::add_size(total, &item) {
                Ok(size) => total = size,
                Err(error) => break Err(error),
            },
            Ok(None) => break Ok(None),
            Err(error) => break Err(error),
        }
    };
    charge(cx, left);
    match state {
        Err(error) => Err(pack_error(cx, error)),
        Ok(None) => cx.one(Value::integer(total as i64)),
        Ok(Some(state)) => {
            cx.resize_window(1)?;
            cx.resize_window(SIZE_WINDOW)?;
            cx.set_slot_offset(SIZE_POSITION, state.position);
            cx.set_slot(SIZE_SETTINGS, Value::integer(settings_to_integer(state)));
            cx.set_slot_offset(SIZE_TOTAL, total);
            cx.again(STEP)
        }
    }
}
