//! `byte`, `char`, `len`: bounded by the stack, or by nothing to do.

use super::work::{end_position, start_position};
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::value::Value;

/// `string.len(s)`
pub(super) fn len(cx: &mut Cx<'_>) -> Res<Out> {
    let string = cx.check_string(0)?;
    let len = cx.bytes(string).len();
    cx.one(Value::integer(len as i64))
}

/// `string.byte(s [, i [, j]])`
pub(super) fn byte(cx: &mut Cx<'_>) -> Res<Out> {
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
    cx.clear_results();
    let top = cx.vm.thread.top as usize;
    if count >= i32::MAX as usize {
        return Err(cx.error("string slice too long"));
    }
    if cx.vm.ensure_stack(top + count).is_err() {
        return Err(cx.error("stack overflow (string slice too long)"));
    }
    let bytes = &cx.vm.heap.strings.get(string.handle()).bytes()[start - 1..end];
    for (slot, &byte) in cx.vm.thread.stack[top..].iter_mut().zip(bytes) {
        *slot = Value::integer(i64::from(byte));
    }
    cx.vm.thread.top += count as u32;
    cx.charge(count / 8);
    cx.return_results()
}

/// `string.char(...)`
pub(super) fn char(cx: &mut Cx<'_>) -> Res<Out> {
    let mut bytes = Vec::with_capacity(cx.count);
    for i in 0..cx.count {
        match u8::try_from(cx.check_integer(i)?) {
            Ok(byte) => bytes.push(byte),
            Err(_) => return Err(cx.arg_error(i, "value out of range")),
        }
    }
    cx.charge(bytes.len() / 8);
    let string = cx.string_from(bytes)?;
    cx.one(string)
}
