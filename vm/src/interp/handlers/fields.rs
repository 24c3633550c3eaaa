//! Fast paths into tables: fields by hint, by search and through classes; elements of the array part.
//!
//! Each says whether it did what was asked; where it did not, nothing has changed but hints.

use super::{At, load, set_hint};
use crate::heap::{Entry, Mark, Table};
use crate::interp::meta::CHAIN_MAX;
use crate::interp::{Event, Vm};
use crate::value::{Tag, Value};

/// The entry of field `name` of a table, if it is where the hint says and not nil.
#[inline(always)]
pub(super) fn hinted(table: &Table, name: u64, hint: u8) -> Option<&Entry> {
    let entry = table.entries.get(usize::from(hint))?;
    let is_it = entry.key_bits == name && entry.key_tag == Tag::STRING.narrow() && entry.value_tag != 0;
    is_it.then_some(entry)
}

/// Field `name` of a table if present and not nil, found by search, which renews the hint.
#[inline(never)]
pub(super) unsafe fn search_name(vm: &mut Vm, table: u32, name: Value, pc: *mut u64) -> Option<Value> {
    let number = vm.heap.find_name(table, name)?;
    // SAFETY: as `set_hint`.
    unsafe { set_hint(pc, number) };
    let value = vm.heap.tables.get(table).entries[number].value();
    (!value.is_nil()).then_some(value)
}

/// The table that an object without field `name` inherits from: its metatable's `__index`, where that was found last.
#[inline(always)]
pub(super) fn class_of<'a>(vm: &'a Vm, object: &Table, name: u64) -> Option<&'a Table> {
    if object.may_have_name(name) || object.meta == 0 {
        return None;
    }
    let meta = vm.heap.tables.get(object.meta - 1);
    let index = vm.roots.event_names[Event::Index as usize].bits;
    let entry = hinted(meta, index, meta.index_hint)?;
    (entry.value_tag == Tag::TABLE.narrow()).then(|| vm.heap.tables.get(entry.value_bits as u32))
}

/// `object.name` along `__index` tables, a chain of at most eight; renews the hint. `None` where something else than a table
/// is to be asked.
#[inline(always)]
pub(super) unsafe fn search_classes(vm: &Vm, object: u32, name: u64, pc: *mut u64) -> Option<Value> {
    let mut t = vm.heap.tables.get(object);
    for _ in 0..8 {
        if t.may_have_name(name) {
            let hash = vm.heap.strings.get(name as u32).hash;
            let wanted = Value { tag: Tag::STRING, bits: name };
            if let Some(number) = t.entries.find(hash, |entry| entry.has_key(wanted))
                && t.entries[number].value_tag != 0
            {
                // SAFETY: as `set_hint`.
                unsafe { set_hint(pc, number) };
                return Some(t.entries[number].value());
            }
        }
        if t.meta == 0 {
            return Some(Value::NIL);
        }
        let meta = vm.heap.tables.get(t.meta - 1);
        if meta.absent >> Event::Index as u32 & 1 == 1 {
            return Some(Value::NIL);
        }
        let index = vm.roots.event_names[Event::Index as usize].bits;
        let entry = hinted(meta, index, meta.index_hint)?;
        if entry.value_tag != Tag::TABLE.narrow() {
            return None;
        }
        t = vm.heap.tables.get(entry.value_bits as u32);
    }
    None
}

/// Whether a table is known to have no `__eq`.
#[inline(always)]
pub(super) fn has_no_eq(vm: &Vm, table: u32) -> bool {
    let meta = vm.heap.tables.get(table).meta;
    meta == 0 || vm.heap.tables.get(meta - 1).absent >> Event::Eq as u32 & 1 == 1
}

/// `object.name` along `__index` tables; `None` where a function has to be called or an error raised. The hint says
/// where in its table the name was found last, whichever table of the chain that is.
#[inline(never)]
pub(super) unsafe fn find_along_chain(vm: *mut Vm, object: Value, name: Value, pc: *mut u64) -> Option<Value> {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let mut object = object;
    if object.is_string()
        && let Some(meta) = vm.roots.string_meta
    {
        let class = vm.index_table(meta);
        if class.is_table() {
            object = class;
        }
    }
    for _ in 0..CHAIN_MAX {
        if object.tag != Tag::TABLE {
            return vm.index_by_name(object, name);
        }
        let t = vm.heap.tables.get(object.handle());
        if t.may_have_name(name.bits) {
            let hint = usize::from(At(pc).x());
            let is_hinted = t.entries.get(hint).is_some_and(|entry| entry.has_key(name));
            if let Some(number) = if is_hinted { Some(hint) } else { vm.heap.find_name(object.handle(), name) } {
                let value = vm.heap.tables.get(object.handle()).entries[number].value();
                if !value.is_nil() {
                    // SAFETY: as `set_hint`.
                    unsafe { set_hint(pc, number) };
                    return Some(value);
                }
            }
        }
        let meta = vm.heap.tables.get(object.handle()).meta;
        if meta == 0 {
            return Some(Value::NIL);
        }
        object = vm.index_table(meta - 1);
        if object.is_nil() {
            return Some(Value::NIL);
        }
        if object.is_function() {
            return None;
        }
    }
    None
}

/// Whether the collector may have to be told of an object that is stored in a table: then the fast paths leave it.
#[inline(always)]
unsafe fn is_black(vm: *mut Vm, table: u32) -> bool {
    // SAFETY: `vm` is the running interpreter, and the table alive.
    unsafe {
        let marks = &(*vm).heap.tables.marks;
        *marks.get_unchecked(table as usize) == Mark::Black
    }
}

/// Sets field `name` of a table if it is where the hint says and no `__newindex` can be asked.
#[inline(always)]
pub(super) unsafe fn set_name(vm: *mut Vm, table: u32, name: u64, value: *const Value, hint: u8) -> bool {
    // SAFETY: `vm` is the running interpreter, and `value` a register.
    unsafe {
        if is_black(vm, table) && (*value).is_object() {
            return false;
        }
        let t = (*vm).heap.tables.get_mut(table);
        let Some(entry) = t.entries.get_own_mut(usize::from(hint)) else { return false };
        if entry.key_bits != name || entry.key_tag != Tag::STRING.narrow() {
            return false;
        }
        if entry.value_tag == 0 {
            if t.meta != 0 {
                return false;
            }
            t.absent = 0;
        }
        entry.value_bits = (*value).bits;
        entry.value_tag = (*value).tag.narrow();
        true
    }
}

/// The same by search, which renews the hint; adds the field where no `__newindex` is to be asked.
#[inline(never)]
pub(super) unsafe fn search_and_set_name(vm: &mut Vm, table: u32, name: Value, value: Value, pc: *mut u64) -> bool {
    vm.heap.barrier(table, value);
    let meta = vm.heap.tables.get(table).meta;
    if let Some(number) = vm.heap.find_name(table, name) {
        // SAFETY: as `set_hint`.
        unsafe { set_hint(pc, number) };
        let is_present = vm.heap.tables.get(table).entries[number].value_tag != 0;
        if is_present || meta == 0 || vm.event_in(meta - 1, Event::NewIndex).is_nil() {
            let t = vm.heap.tables.get_mut(table);
            t.absent = 0;
            t.entries[number].set_value(value);
            return true;
        }
        return false;
    }
    let is_plain = meta == 0 || vm.event_in(meta - 1, Event::NewIndex).is_nil();
    if is_plain {
        if vm.heap.table_set(table, name, value).is_err() {
            return false;
        }
        if let Some(number) = vm.heap.tables.get(table).entries.len().checked_sub(1) {
            // SAFETY: as `set_hint`.
            unsafe { set_hint(pc, number) };
        }
    }
    is_plain
}

/// Stores in the array part if the key is there, or the next one and there is room, and `__newindex` can't be asked.
#[inline(always)]
pub(super) unsafe fn set_in_array(vm: *mut Vm, table: u32, key: u64, value: *const Value) -> bool {
    // SAFETY: `vm` is the running interpreter, `value` a register; what is written lies within the vector.
    unsafe {
        if is_black(vm, table) && (*value).is_object() {
            return false;
        }
        let t = (*vm).heap.tables.get_mut(table);
        let position = key.wrapping_sub(1) as usize;
        let len = t.array.len();
        if (*value).is_nil() {
            return false;
        }
        if position < len {
            if t.meta != 0 && t.array.is_nil_unchecked(position) {
                return false;
            }
            t.array.write_unchecked(position, *value);
            return true;
        }
        if position == len && position < t.array.capacity() && t.meta == 0 {
            t.array.push_unchecked(*value);
            return true;
        }
        false
    }
}

/// Adds values to an array part of `len` values that has room for them, if none is nil.
#[inline(always)]
pub(super) unsafe fn append(vm: *mut Vm, table: u32, len: usize, values: *const Value, count: usize) -> bool {
    // SAFETY: `vm` is the running interpreter, and `count` registers are at `values`.
    unsafe {
        if is_black(vm, table) {
            return false;
        }
        let t = (*vm).heap.tables.get_mut(table);
        if t.array.len() != len || t.array.capacity() - len < count {
            return false;
        }
        if (0..count).any(|i| (*values.add(i)).is_nil()) {
            return false;
        }
        t.absent = 0;
        for i in 0..count {
            t.array.push_unchecked(load(values.add(i)));
        }
        true
    }
}
