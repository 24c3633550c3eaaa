//! `pack` and `unpack`.

use super::element::{self, get_now};
use crate::interp::{Res, Throw};
use crate::lib::access;
use crate::native::{Cx, Out};
use crate::value::{Tag, Value};

/// Stages: the length has come.
const MEASURED: u32 = 1;
/// Goes on with the next element.
const NEXT: u32 = 2;
/// An element has come.
const GOT: u32 = 3;

/// Stage of `pack`: it goes on.
const PACKED: u32 = 1;

/// Slots of `unpack`'s window: the table, these two, then the elements so far.
const POSITION: usize = 1;
const LEFT: usize = 2;
const ELEMENTS: usize = 3;
/// Elements per tick where they are copied as a block.
const PER_TICK: usize = 8;
/// Elements copied as one block: the stack grows no more than that at once.
const BLOCK_MAX: usize = 32 * 1024;

/// Elements packed in a step.
const STEP_ELEMENTS: usize = 16 * 1024;

/// `pack(...)`. What is kept: the table, how many elements are in it, how many there will be.
pub(super) fn pack(cx: &mut Cx<'_>) -> Res<Out> {
    let count = cx.count;
    let (table, done, present) = if cx.stage == 0 {
        cx.vm.reserve(count * 16)?;
        let arguments = &cx.vm.thread.stack[cx.base..cx.base + count];
        let present = arguments.iter().rposition(|value| !value.is_nil()).map_or(0, |last| last + 1);
        (cx.new_table(count, 1), 0, present)
    } else {
        (cx.slot(count).handle(), cx.slot_integer(count + 1) as usize, cx.slot_integer(count + 2) as usize)
    };
    // An array part ends with a value, at the end of each step.
    let arguments = &cx.vm.thread.stack[cx.base..cx.base + present];
    let end = done.saturating_add(STEP_ELEMENTS).min(present);
    let end = end + arguments[end..].iter().take_while(|value| value.is_nil()).count();
    let end = if end < present { end + 1 } else { present };
    cx.charge(end / PER_TICK - done / PER_TICK);
    for i in done..end {
        let value = cx.slot(i);
        cx.vm.heap.barrier(table, value);
        cx.vm.heap.tables.get_mut(table).array.push(value);
    }
    let value = Value::object(Tag::TABLE, table);
    if end < present {
        cx.resize_window(count + 3)?;
        cx.set_slot(count, value);
        cx.set_slot(count + 1, Value::integer(end as i64));
        cx.set_slot(count + 2, Value::integer(present as i64));
        return cx.again(PACKED);
    }
    cx.charge(count / PER_TICK - end / PER_TICK);
    cx.set_field(table, "n", Value::integer(count as i64));
    cx.one(value)
}

/// `unpack(list [, i [, j]])`
pub(super) fn unpack(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            cx.opt_integer(1, 1)?;
            if !cx.arg(2).is_nil() {
                let last = cx.check_integer(2)?;
                return begin_unpack(cx, last);
            }
            let table = cx.arg(0);
            match access::plain_length(cx, table) {
                Some(length) => begin_unpack(cx, length),
                None => access::length(cx, table, MEASURED),
            }
        }
        MEASURED => {
            let length = element::length_result(cx)?;
            begin_unpack(cx, length)
        }
        stage => {
            if stage == GOT {
                let value = cx.result(0);
                cx.clear_results();
                cx.keep(value)?;
            }
            run_unpack(cx)
        }
    }
}

fn begin_unpack(cx: &mut Cx<'_>, last: i64) -> Res<Out> {
    let first = cx.opt_integer(1, 1)?;
    if first > last {
        return cx.none();
    }
    let more = last.wrapping_sub(first) as u64;
    if more >= i32::MAX as u64 {
        return Err(cx.error("too many results to unpack"));
    }
    cx.resize_window(ELEMENTS)?;
    let needed = cx.vm.thread.top as usize + more as usize + 1;
    if let Err(throw) = cx.vm.check_stack(needed) {
        return Err(match throw {
            Throw::Error(value) if value.same(cx.vm.roots.out_of_memory) => throw,
            Throw::Error(_) => cx.error("too many results to unpack"),
            _ => throw,
        });
    }
    cx.set_slot(POSITION, Value::integer(first));
    cx.set_slot(LEFT, Value::integer(more as i64 + 1));
    run_unpack(cx)
}

/// The elements so far are part of the window, so that a metamethod can be called above them.
fn run_unpack(cx: &mut Cx<'_>) -> Res<Out> {
    let table = cx.slot(0);
    let (first, count) = (cx.slot_integer(POSITION), cx.slot_integer(LEFT) as usize);
    let budget = cx.budget() as usize;
    let (mut done, mut spent) = (0, 0);
    let in_blocks = element::reads_plainly(cx.vm, table);
    let mut asked = None;
    while done < count && spent < budget {
        let position = first.wrapping_add(done as i64);
        if in_blocks {
            let limit = (count - done).min((budget - spent).saturating_mul(PER_TICK)).min(BLOCK_MAX);
            let copied = copy_block(cx, table, position, limit)?;
            if copied > 0 {
                done += copied;
                spent += copied / PER_TICK;
                continue;
            }
        }
        done += 1;
        match get_now(cx.vm, table, position) {
            Some(value) => cx.push(value)?,
            None => {
                asked = Some(Value::integer(position));
                break;
            }
        }
        spent += 1;
    }
    cx.charge(spent);
    cx.vm.thread.frame_mut().top = cx.vm.thread.top;
    cx.set_slot(POSITION, Value::integer(first.wrapping_add(done as i64)));
    cx.set_slot(LEFT, Value::integer((count - done) as i64));
    if let Some(position) = asked {
        return access::index(cx, table, position, GOT);
    }
    if done < count {
        return cx.again(NEXT);
    }
    let first = cx.base + ELEMENTS;
    Ok(Out::Values { first, count: cx.vm.thread.top as usize - first })
}

/// Pushes the elements from `first` on that lie within the array part, at most `limit`; says how many.
fn copy_block(cx: &mut Cx<'_>, table: Value, first: i64, limit: usize) -> Res<usize> {
    let start = (first as u64).wrapping_sub(1) as usize;
    let length = cx.vm.heap.tables.get(table.handle()).array.len();
    let count = length.saturating_sub(start).min(limit);
    if count > 0 {
        let top = cx.vm.thread.top as usize;
        cx.vm.ensure_stack(top + count)?;
        let array = &cx.vm.heap.tables.get(table.handle()).array;
        for (register, i) in cx.vm.thread.stack[top..top + count].iter_mut().zip(start..) {
            *register = array.value(i);
        }
        cx.vm.thread.top += count as u32;
    }
    Ok(count)
}
