//! What acts as a table here, its length, and its elements where no metamethod has to be called for them.

use crate::interp::{Event, Res, Vm};
use crate::native::Cx;
use crate::value::Value;

/// What a value that is no table must have a metamethod for.
pub(super) const READ: u8 = 1;
pub(super) const WRITE: u8 = 2;
pub(super) const LENGTH: u8 = 4;

/// Argument `i`: a table, or a value with the metamethods for what is to be done with it.
pub(super) fn check(cx: &mut Cx<'_>, i: usize, needs: u8) -> Res<Value> {
    let value = cx.arg(i);
    if value.is_table() {
        return Ok(value);
    }
    if let Some(meta) = cx.vm.metatable_of(value) {
        let events = [(READ, Event::Index), (WRITE, Event::NewIndex), (LENGTH, Event::Len)];
        if events.iter().all(|&(need, event)| needs & need == 0 || !cx.vm.event_in(meta, event).is_nil()) {
            return Ok(value);
        }
    }
    Err(cx.type_error(i, "table"))
}

/// The length that [`crate::lib::access::length`] has come back with.
pub(super) fn length_result(cx: &mut Cx<'_>) -> Res<i64> {
    match cx.vm.to_integer(cx.result(0)) {
        Some(length) => {
            cx.clear_results();
            Ok(length)
        }
        None => Err(cx.error("object length is not an integer")),
    }
}

/// Whether reading what is absent calls nothing.
pub(super) fn reads_plainly(vm: &mut Vm, object: Value) -> bool {
    object.is_table() && vm.metamethod(object, Event::Index).is_nil()
}

/// Whether writing what is absent calls nothing.
pub(super) fn writes_plainly(vm: &mut Vm, object: Value) -> bool {
    object.is_table() && vm.metamethod(object, Event::NewIndex).is_nil()
}

/// `object[i]`, or `None` if a metamethod has a say.
#[inline]
pub(super) fn get_now(vm: &mut Vm, object: Value, i: i64) -> Option<Value> {
    if !object.is_table() {
        return None;
    }
    match vm.heap.tables.get(object.handle()).array_get(i) {
        Some(value) if !value.is_nil() => Some(value),
        _ => get_absent(vm, object, i),
    }
}

fn get_absent(vm: &mut Vm, object: Value, i: i64) -> Option<Value> {
    let value = vm.heap.table_get_integer(object.handle(), i);
    (!value.is_nil() || vm.metamethod(object, Event::Index).is_nil()).then_some(value)
}

/// Does `object[i] = value`, or says that a metamethod has a say.
#[inline]
#[must_use]
pub(super) fn set_now(vm: &mut Vm, object: Value, i: i64, value: Value) -> bool {
    if !object.is_table() {
        return false;
    }
    let handle = object.handle();
    let position = (i as u64).wrapping_sub(1) as usize;
    let table = vm.heap.tables.get(handle);
    let length = table.array.len();
    // Neither the last element may become nil nor an absent one appear without the table's own doing.
    let keeps_shape = position < length && (!value.is_nil() || position + 1 < length);
    if keeps_shape && (table.meta == 0 || !table.array.value(position).is_nil()) {
        vm.heap.barrier(handle, value);
        vm.heap.tables.get_mut(handle).array.set(position, value);
        return true;
    }
    if table.meta != 0 && vm.heap.table_get_integer(handle, i).is_nil() && !writes_plainly(vm, object) {
        return false;
    }
    // What doesn't fit the memory limit takes the long way, whose error says so.
    vm.heap.ahead = None;
    vm.heap.table_set(handle, Value::integer(i), value).is_ok()
}
