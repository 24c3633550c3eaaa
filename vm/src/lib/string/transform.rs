//! `sub`, `lower`, `upper`, `reverse`: a range of a string, byte by byte.

use super::work::{STEP_BYTES, end_position, start_position};
use crate::heap::SHORT_BYTES_MAX;
use crate::interp::Res;
use crate::native::{Cx, Out};

#[derive(Clone, Copy)]
enum Transform {
    Copy,
    Lower,
    Upper,
    Reverse,
}

impl Transform {
    /// What bytes `from..to` of the result are made of, in place: `bytes` is the whole range.
    fn source(self, len: usize, from: usize, to: usize) -> std::ops::Range<usize> {
        match self {
            Transform::Reverse => len - to..len - from,
            _ => from..to,
        }
    }

    fn apply(self, bytes: &mut [u8]) {
        match self {
            Transform::Copy => {}
            // Without branches, so that many bytes are done at a time.
            Transform::Lower => bytes.iter_mut().for_each(|byte| *byte ^= u8::from(byte.wrapping_sub(b'A') < 26) << 5),
            Transform::Upper => bytes.iter_mut().for_each(|byte| *byte ^= u8::from(byte.wrapping_sub(b'a') < 26) << 5),
            Transform::Reverse => bytes.reverse(),
        }
    }
}

/// `string.sub(s, i [, j])`
pub(super) fn sub(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != 0 {
        return step(cx, Transform::Copy);
    }
    let string = cx.check_string(0)?;
    let len = cx.bytes(string).len();
    let start = start_position(cx.check_integer(1)?, len);
    let end = end_position(cx.opt_integer(2, -1)?, len);
    if start > end {
        let empty = cx.string(b"");
        return cx.one(empty);
    }
    if end - start < STEP_BYTES || end - start + 1 == len {
        let part = cx.substring(string, start - 1, end)?;
        return cx.one(part);
    }
    begin_long(cx, Transform::Copy, start - 1, end)
}

/// `string.lower(s)`
pub(super) fn lower(cx: &mut Cx<'_>) -> Res<Out> {
    whole(cx, Transform::Lower)
}

/// `string.upper(s)`
pub(super) fn upper(cx: &mut Cx<'_>) -> Res<Out> {
    whole(cx, Transform::Upper)
}

/// `string.reverse(s)`
pub(super) fn reverse(cx: &mut Cx<'_>) -> Res<Out> {
    whole(cx, Transform::Reverse)
}

fn whole(cx: &mut Cx<'_>, transform: Transform) -> Res<Out> {
    if cx.stage != 0 {
        return step(cx, transform);
    }
    let string = cx.check_string(0)?;
    let bytes = cx.bytes(string);
    let len = bytes.len();
    if len > STEP_BYTES {
        return begin_long(cx, transform, 0, len);
    }
    let result = if len <= SHORT_BYTES_MAX {
        let mut copy = [0; SHORT_BYTES_MAX];
        copy[..len].copy_from_slice(bytes);
        transform.apply(&mut copy[..len]);
        cx.string(&copy[..len])
    } else {
        let mut copy = bytes.to_vec();
        transform.apply(&mut copy);
        cx.charge_bytes(len);
        cx.string_from(copy)?
    };
    cx.one(result)
}

// Window of long work: string, start of the range, its end, the result so far.
const START: usize = 1;
const END: usize = 2;
const BUFFER: usize = 3;
const WINDOW: usize = 4;
const STEP: u32 = 1;

fn begin_long(cx: &mut Cx<'_>, transform: Transform, start: usize, end: usize) -> Res<Out> {
    cx.vm.reserve(end - start)?;
    cx.resize_window(1)?;
    cx.resize_window(WINDOW)?;
    cx.set_slot_offset(START, start);
    cx.set_slot_offset(END, end);
    step(cx, transform)
}

fn step(cx: &mut Cx<'_>, transform: Transform) -> Res<Out> {
    let string = cx.slot(0);
    let (start, end) = (cx.slot_offset(START), cx.slot_offset(END));
    let mut result = cx.take_bytes(BUFFER);
    let from = result.len();
    let to = (from + STEP_BYTES).min(end - start);
    if from == 0 {
        result.reserve_exact(end - start);
    }
    let source = transform.source(end - start, from, to);
    result.extend_from_slice(&cx.bytes(string)[start..end][source]);
    transform.apply(&mut result[from..]);
    cx.charge_bytes(to - from);
    if to < end - start {
        cx.store_bytes(BUFFER, result)?;
        return cx.again(STEP);
    }
    let result = cx.string_from(result)?;
    cx.one(result)
}
