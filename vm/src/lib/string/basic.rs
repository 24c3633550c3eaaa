//! `byte`, `char`, `len`.

use super::work::{end_position, start_position};
use crate::interp::{Res, Throw};
use crate::native::{Cx, Out};
use crate::value::Value;

/// `string.len(s)`
pub(super) fn len(cx: &mut Cx<'_>) -> Res<Out> {
    let string = cx.check_string(0)?;
    let len = cx.bytes(string).len();
    cx.one(Value::integer(len as i64))
}

/// Results pushed, or arguments read, for a tick.
const VALUES_PER_TICK: usize = 8;
/// The same in a step.
const STEP_VALUES: usize = 8 * 1024;
const STEP: u32 = 1;

// Window of `byte` that has many results: string, offset of the next byte, end; the results are above.
const NEXT: usize = 1;
const END: usize = 2;

/// `string.byte(s [, i [, j]])`
pub(super) fn byte(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != 0 {
        return push_bytes(cx);
    }
    let string = cx.check_string(0)?;
    let len = cx.bytes(string).len();
    let first = cx.opt_integer(1, 1)?;
    let start = start_position(first, len);
    let last = cx.opt_integer(2, first)?;
    let end = end_position(last, len);
    if start > end {
        return cx.none();
    }
    let count = end - start + 1;
    if count >= i32::MAX as usize {
        return Err(cx.error("string slice too long"));
    }
    cx.clear_results();
    cx.resize_window(END + 1)?;
    cx.set_slot_offset(NEXT, start - 1);
    cx.set_slot_offset(END, end);
    if let Err(throw) = cx.vm.check_stack(cx.vm.thread.top as usize + count) {
        return Err(match throw {
            Throw::Error(value) if !value.same(cx.vm.roots.out_of_memory) => {
                cx.error("stack overflow (string slice too long)")
            }
            _ => throw,
        });
    }
    push_bytes(cx)
}

fn push_bytes(cx: &mut Cx<'_>) -> Res<Out> {
    let (next, end) = (cx.slot_offset(NEXT), cx.slot_offset(END));
    let count = (end - next).min(STEP_VALUES);
    let (string, top) = (cx.slot(0), cx.vm.thread.top as usize);
    cx.vm.ensure_stack(top + count)?;
    let bytes = &cx.vm.heap.strings.get(string.handle()).bytes()[next..next + count];
    for (slot, &byte) in cx.vm.thread.stack[top..].iter_mut().zip(bytes) {
        *slot = Value::integer(i64::from(byte));
    }
    cx.vm.thread.top += count as u32;
    cx.charge(count / VALUES_PER_TICK);
    if next + count < end {
        cx.set_slot_offset(NEXT, next + count);
        return cx.again(STEP);
    }
    cx.return_results()
}

/// `string.char(...)`. What is kept: the bytes so far.
pub(super) fn char(cx: &mut Cx<'_>) -> Res<Out> {
    let kept = cx.count;
    let mut bytes = if cx.stage == 0 { Vec::with_capacity(cx.count) } else { cx.take_bytes(kept) };
    let end = cx.count.min(bytes.len() + STEP_VALUES);
    let begun = bytes.len();
    for i in begun..end {
        if cx.is_long_numeral(i) {
            cx.charge((i - begun) / VALUES_PER_TICK);
            cx.resize_window(kept + 1)?;
            cx.store_bytes(kept, bytes)?;
            return cx.read_numeral(i, STEP);
        }
        match u8::try_from(cx.check_integer(i)?) {
            Ok(byte) => bytes.push(byte),
            Err(_) => return Err(cx.arg_error(i, "value out of range")),
        }
    }
    cx.charge((end - begun) / VALUES_PER_TICK);
    if end < cx.count {
        cx.resize_window(kept + 1)?;
        cx.store_bytes(kept, bytes)?;
        return cx.again(STEP);
    }
    let string = cx.string_from(bytes)?;
    cx.one(string)
}
