//! `rep`.

use super::work::STEP_BYTES;
use crate::interp::Res;
use crate::native::{Cx, Out};

/// Longest result, as in PUC where sizes also fit a C `int`.
const RESULT_BYTES_MAX: usize = i32::MAX as usize;

// Window: string, count, separator, then what is kept.
const SEPARATOR: usize = 2;
const TOTAL: usize = 3;
const BUFFER: usize = 4;
const WINDOW: usize = 5;
const STEP: u32 = 1;

/// `string.rep(s, n [, sep])`
pub(super) fn rep(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != 0 {
        return step(cx);
    }
    let string = cx.check_string(0)?;
    let times = cx.check_integer(1)?;
    let separator = cx.opt_string(SEPARATOR)?;
    let separator_len = separator.map_or(0, |separator| cx.bytes(separator).len());
    let period = cx.bytes(string).len() + separator_len;
    let Some(times @ 1..) = usize::try_from(times).ok() else {
        let empty = cx.string(b"");
        return cx.one(empty);
    };
    if period > RESULT_BYTES_MAX / times {
        return Err(cx.error("resulting string too large"));
    }
    let total = times * period - separator_len;
    cx.vm.reserve(total)?;
    if total > STEP_BYTES {
        cx.resize_window(if separator.is_some() { 3 } else { 2 })?;
        cx.resize_window(WINDOW)?;
        cx.set_slot_offset(TOTAL, total);
        return step(cx);
    }
    let mut result = Vec::with_capacity(total);
    let separator = separator.map_or(&b""[..], |separator| cx.bytes(separator));
    extend_periodic(&mut result, cx.bytes(string), separator, total);
    cx.charge_bytes(total);
    let result = cx.string_from(result)?;
    cx.one(result)
}

fn step(cx: &mut Cx<'_>) -> Res<Out> {
    let total = cx.slot_offset(TOTAL);
    let mut result = cx.take_bytes(BUFFER);
    let from = result.len();
    if from == 0 && result.try_reserve_exact(total).is_err() {
        return Err(crate::interp::Throw::Error(cx.vm.roots.out_of_memory));
    }
    let to = (from + STEP_BYTES).min(total);
    let separator = cx.slot(SEPARATOR);
    let separator = if separator.is_nil() { &b""[..] } else { cx.bytes(separator) };
    extend_periodic(&mut result, cx.bytes(cx.slot(0)), separator, to);
    cx.charge_bytes(to - from);
    if to < total {
        cx.store_bytes(BUFFER, result)?;
        return cx.again(STEP);
    }
    let result = cx.string_from(result)?;
    cx.one(result)
}

/// Makes `out` the first `total` bytes of string, separator, string, ...; it holds fewer of them already.
fn extend_periodic(out: &mut Vec<u8>, string: &[u8], separator: &[u8], total: usize) {
    let period = string.len() + separator.len();
    while out.len() < total.min(period) {
        let missing = total - out.len();
        let rest = match out.len() < string.len() {
            true => &string[out.len()..],
            false => &separator[out.len() - string.len()..],
        };
        out.extend_from_slice(&rest[..rest.len().min(missing)]);
    }
    if let ([byte], []) = (string, separator) {
        out.resize(total, *byte);
    }
    while out.len() < total {
        // Whole periods back is the same text.
        let from = out.len() % period;
        let copied = (out.len() - from).min(total - out.len());
        out.extend_from_within(from..from + copied);
    }
}
