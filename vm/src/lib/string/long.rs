//! What instructions leave to builtins because strings are long: comparing them, and joining them.

use super::work::STEP_BYTES;
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::number::{self, Number};
use crate::value::Value;

/// What is asked of two strings.
pub(crate) const IS_EQUAL: i64 = 0;
pub(crate) const IS_LESS: i64 = 1;
pub(crate) const IS_LESS_OR_EQUAL: i64 = 2;

// Window of the comparison: two strings, what is asked, and how many bytes are equal so far.
const ASKED: usize = 2;
const PLACE: usize = 3;

/// Compares two strings.
pub(crate) fn compare(cx: &mut Cx<'_>) -> Res<Out> {
    let place = cx.slot_offset(PLACE);
    match cx.vm.heap.compare_step(cx.slot(0), cx.slot(1), place) {
        Err(place) => {
            cx.set_slot_offset(PLACE, place);
            cx.again(1)
        }
        Ok(order) => cx.one(Value::boolean(match cx.slot_integer(ASKED) {
            IS_EQUAL => order.is_eq(),
            IS_LESS => order.is_lt(),
            _ => order.is_le(),
        })),
    }
}

/// Joins its arguments, strings and numbers. Kept above them: which is being copied, from which byte on, and the text.
pub(crate) fn join(cx: &mut Cx<'_>) -> Res<Out> {
    let (item_slot, place_slot, text_slot) = (cx.count, cx.count + 1, cx.count + 2);
    if cx.stage == 0 {
        let values: Vec<Value> = (0..cx.count).map(|i| cx.arg(i)).collect();
        let total = cx.vm.heap.bytes_of_strings(&values).unwrap_or(0);
        cx.vm.reserve(total)?;
        cx.resize_window(cx.count + 3)?;
    }
    let (mut item, mut place) = (cx.slot_offset(item_slot), cx.slot_offset(place_slot));
    let mut text = cx.take_bytes(text_slot);
    if text.is_empty() {
        let values: Vec<Value> = (0..cx.count).map(|i| cx.arg(i)).collect();
        let total = cx.vm.heap.bytes_of_strings(&values).unwrap_or(0);
        // What the machine can't give is found out where it is needed.
        let _ = text.try_reserve_exact(total);
    }
    let before = text.len();
    while item < cx.count && text.len() - before < STEP_BYTES {
        let value = cx.arg(item);
        match value.as_number() {
            Some(Number::Integer(integer)) => number::write_integer(&mut text, integer),
            Some(Number::Float(float)) => number::write_float(&mut text, number::canonical(float)),
            None => {
                let bytes = cx.bytes(value);
                let end = bytes.len().min(place + STEP_BYTES - (text.len() - before));
                text.extend_from_slice(&bytes[place..end]);
                if end < bytes.len() {
                    place = end;
                    break;
                }
            }
        }
        (item, place) = (item + 1, 0);
    }
    cx.charge_bytes(text.len() - before);
    if item == cx.count {
        let string = cx.string_from(text)?;
        return cx.one(string);
    }
    cx.store_bytes(text_slot, text)?;
    cx.set_slot_offset(item_slot, item);
    cx.set_slot_offset(place_slot, place);
    cx.again(1)
}
