//! `insert`, `remove` and `move`: runs of elements copied one after the other, up or down.

use super::element::{self, LENGTH, READ, WRITE, get_now, set_now};
use crate::interp::{Event, Res, Throw};
use crate::lib::access;
use crate::native::{Cx, Out};
use crate::value::Value;

/// Stages: the length has come.
const MEASURED: u32 = 1;
/// The element to be removed has come.
const REMOVED: u32 = 2;
/// `move` knows whether its tables are equal.
const COMPARED: u32 = 3;
/// Copying goes on.
const NEXT: u32 = 4;
/// An element to be copied has come.
const GOT: u32 = 5;
/// The last assignment is done.
const FINISHED: u32 = 6;

/// Slots of the window before those of [`Copying`]: the arguments.
const ARGUMENTS: usize = 5;
/// Elements per tick where they are copied as a block.
const PER_TICK: i64 = 8;
/// Ticks after which the memory limit is looked at.
const STEP_TICKS_MAX: i64 = 4096;

/// A run of elements being copied.
struct Copying {
    source: Value,
    target: Value,
    /// The next element read, and where it goes.
    from: i64,
    to: i64,
    left: i64,
    /// 1 or -1.
    step: i64,
    /// What `remove` returns.
    kept: Value,
}

impl Copying {
    fn load(cx: &Cx<'_>) -> Copying {
        Copying {
            source: cx.slot(ARGUMENTS),
            target: cx.slot(ARGUMENTS + 1),
            from: cx.slot_integer(ARGUMENTS + 2),
            to: cx.slot_integer(ARGUMENTS + 3),
            left: cx.slot_integer(ARGUMENTS + 4),
            step: cx.slot_integer(ARGUMENTS + 5),
            kept: cx.slot(ARGUMENTS + 6),
        }
    }

    fn store(&self, cx: &mut Cx<'_>) -> Res<()> {
        let integers = [self.from, self.to, self.left, self.step].map(Value::integer);
        cx.clear_results();
        cx.resize_window(ARGUMENTS + 7)?;
        let [from, to, left, step] = integers;
        for (i, value) in [self.source, self.target, from, to, left, step, self.kept].into_iter().enumerate() {
            cx.set_slot(ARGUMENTS + i, value);
        }
        Ok(())
    }

    fn advance(&mut self, count: i64) {
        self.from = self.from.wrapping_add(self.step * count);
        self.to = self.to.wrapping_add(self.step * count);
        self.left -= count;
    }

    /// Copies until all is done (`None`), or until something else has to happen first.
    fn run(&mut self, cx: &mut Cx<'_>) -> Res<Option<Out>> {
        let mut got = (cx.stage == GOT).then(|| cx.result(0));
        let in_blocks = element::reads_plainly(cx.vm, self.source) && element::writes_plainly(cx.vm, self.target);
        let budget = cx.budget().min(STEP_TICKS_MAX);
        let mut spent = 0;
        let out = loop {
            if self.left == 0 {
                break None;
            }
            if spent > 0 {
                cx.vm.progress();
            }
            if spent >= budget {
                self.store(cx)?;
                break Some(cx.again(NEXT)?);
            }
            let copied = if in_blocks { self.copy_block(cx, (budget - spent) * PER_TICK) } else { 0 };
            if copied > 0 {
                spent += copied / PER_TICK;
                continue;
            }
            let was_asked = got.is_some();
            let Some(value) = got.take().or_else(|| get_now(cx.vm, self.source, self.from)) else {
                self.store(cx)?;
                break Some(access::index(cx, self.source, Value::integer(self.from), GOT)?);
            };
            if !set_now(cx.vm, self.target, self.to, value) {
                // There was no room for it, or the table is to be rehashed: this element again, after that.
                let may_be_done = cx.vm.may_reclaim_here() || cx.vm.heap.ahead.is_some();
                if !was_asked && may_be_done && element::writes_plainly(cx.vm, self.target) {
                    self.store(cx)?;
                    break Some(Out::Ahead { stage: NEXT });
                }
                let to = self.to;
                self.advance(1);
                spent += 1;
                self.store(cx)?;
                break Some(access::set_index(cx, self.target, Value::integer(to), value, NEXT)?);
            }
            self.advance(1);
            spent += 1;
        };
        cx.charge(spent as usize);
        Ok(out)
    }

    /// Copies what lies within both array parts, at most `limit` elements; says how many. The target's last element is
    /// left to the table, which must not end with nil. `limit` is a multiple of [`PER_TICK`].
    fn copy_block(&mut self, cx: &mut Cx<'_>, limit: i64) -> i64 {
        let heap = &mut cx.vm.heap;
        let (source, target) = (self.source.handle(), self.target.handle());
        let source_end = heap.tables.get(source).array.len() as i64;
        let target_end = heap.tables.get(target).array.len() as i64 - 1;
        if self.from < 1 || self.to < 1 || self.from > source_end || self.to > target_end {
            return 0;
        }
        let count = if self.step > 0 {
            (source_end - self.from + 1).min(target_end - self.to + 1)
        } else {
            self.from.min(self.to)
        };
        let count = count.min(self.left).min(limit);
        // The lowest of each, counted from 0.
        let below = if self.step > 0 { 1 } else { count };
        let (from, to) = ((self.from - below) as usize, (self.to - below) as usize);
        if source == target {
            heap.barrier_moves(target, from..from + count as usize, to);
            heap.tables.get_mut(target).array.copy_within(from..from + count as usize, to);
        } else {
            heap.barrier_copy(source, from..from + count as usize, target);
            let mut array = std::mem::take(&mut heap.tables.get_mut(target).array);
            array.copy_from(&heap.tables.get(source).array, from..from + count as usize, to);
            heap.tables.get_mut(target).array = array;
        }
        self.advance(count);
        count
    }

    /// Copies the rest, then assigns `value` where the copying ended.
    fn run_then_set(&mut self, cx: &mut Cx<'_>, value: Value) -> Res<Option<Out>> {
        if let Some(out) = self.run(cx)? {
            return Ok(Some(out));
        }
        if set_now(cx.vm, self.target, self.to, value) {
            return Ok(None);
        }
        self.store(cx)?;
        access::set_index(cx, self.target, Value::integer(self.to), value, FINISHED).map(Some)
    }
}

/// `insert(t, value)`, `insert(t, position, value)`
pub(super) fn insert(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let table = element::check(cx, 0, READ | WRITE | LENGTH)?;
            match access::plain_length(cx, table) {
                Some(length) if cx.count == 2 && set_now(cx.vm, table, length.wrapping_add(1), cx.arg(1)) => cx.none(),
                Some(length) => insert_at(cx, length),
                None => access::length(cx, table, MEASURED),
            }
        }
        MEASURED => {
            let length = element::length_result(cx)?;
            insert_at(cx, length)
        }
        FINISHED => cx.none(),
        _ => {
            let copying = Copying::load(cx);
            finish_insert(cx, copying)
        }
    }
}

fn insert_at(cx: &mut Cx<'_>, length: i64) -> Res<Out> {
    let table = cx.arg(0);
    let end = length.wrapping_add(1);
    let position = match cx.count {
        2 => end,
        3 => {
            let position = cx.check_integer(1)?;
            if (position as u64).wrapping_sub(1) >= end as u64 {
                return Err(cx.arg_error(1, "position out of bounds"));
            }
            position
        }
        _ => return Err(cx.error("wrong number of arguments to 'insert'")),
    };
    // Nothing to move also where the length is so large that `end` has wrapped.
    let left = end.saturating_sub(position).max(0);
    let (from, to) = (position.wrapping_add(left).wrapping_sub(1), position.wrapping_add(left));
    let copying = Copying { source: table, target: table, from, to, left, step: -1, kept: Value::NIL };
    finish_insert(cx, copying)
}

fn finish_insert(cx: &mut Cx<'_>, mut copying: Copying) -> Res<Out> {
    let value = cx.arg(cx.count - 1);
    match copying.run_then_set(cx, value)? {
        Some(out) => Ok(out),
        None => cx.none(),
    }
}

/// `remove(t [, position])`
pub(super) fn remove(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let table = element::check(cx, 0, READ | WRITE | LENGTH)?;
            match access::plain_length(cx, table) {
                Some(length) => remove_at(cx, length),
                None => access::length(cx, table, MEASURED),
            }
        }
        MEASURED => {
            let length = element::length_result(cx)?;
            remove_at(cx, length)
        }
        REMOVED => {
            let mut copying = Copying::load(cx);
            copying.kept = cx.result(0);
            finish_remove(cx, copying)
        }
        FINISHED => {
            cx.clear_results();
            cx.one(Copying::load(cx).kept)
        }
        _ => {
            let copying = Copying::load(cx);
            finish_remove(cx, copying)
        }
    }
}

fn remove_at(cx: &mut Cx<'_>, size: i64) -> Res<Out> {
    let table = cx.arg(0);
    let position = cx.opt_integer(1, size)?;
    if position != size && (position as u64).wrapping_sub(1) > size as u64 {
        return Err(cx.arg_error(1, "position out of bounds"));
    }
    let left = if position < size { size.saturating_sub(position) } else { 0 };
    let from = position.wrapping_add(1);
    let mut copying = Copying { source: table, target: table, from, to: position, left, step: 1, kept: Value::NIL };
    match get_now(cx.vm, table, position) {
        Some(value) => {
            copying.kept = value;
            finish_remove(cx, copying)
        }
        None => {
            copying.store(cx)?;
            access::index(cx, table, Value::integer(position), REMOVED)
        }
    }
}

fn finish_remove(cx: &mut Cx<'_>, mut copying: Copying) -> Res<Out> {
    match copying.run_then_set(cx, Value::NIL)? {
        Some(out) => Ok(out),
        None => cx.one(copying.kept),
    }
}

/// `move(a1, f, e, t [, a2])`
pub(super) fn move_elements(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let (first, last, to) = (cx.check_integer(1)?, cx.check_integer(2)?, cx.check_integer(3)?);
            let into = target_argument(cx);
            let source = element::check(cx, 0, READ)?;
            let target = element::check(cx, into, WRITE)?;
            if last < first {
                return cx.one(target);
            }
            if first <= 0 && last >= i64::MAX.wrapping_add(first) {
                return Err(cx.arg_error(2, "too many elements to move"));
            }
            let count = last - first + 1;
            if to > i64::MAX - count + 1 {
                return Err(cx.arg_error(3, "destination wrap around"));
            }
            let copying = Copying { source, target, from: first, to, left: count, step: 1, kept: Value::NIL };
            let upwards = to > last || to <= first;
            if upwards || into == 0 {
                return move_run(cx, copying, upwards);
            }
            compare_tables(cx, copying)
        }
        COMPARED => {
            let copying = Copying::load(cx);
            let upwards = cx.result(0).is_falsy();
            cx.clear_results();
            move_run(cx, copying, upwards)
        }
        _ => {
            let mut copying = Copying::load(cx);
            finish_move(cx, &mut copying)
        }
    }
}

/// The argument with the table that elements are moved to.
fn target_argument(cx: &Cx<'_>) -> usize {
    if cx.arg(4).is_nil() { 0 } else { 4 }
}

/// The ranges overlap if the two tables are equal, which `__eq` may decide.
fn compare_tables(cx: &mut Cx<'_>, copying: Copying) -> Res<Out> {
    let (a, b) = (copying.source, copying.target);
    if cx.vm.heap.raw_equal(a, b) {
        return move_run(cx, copying, false);
    }
    let mut method = Value::NIL;
    if a.tag() == b.tag() && cx.vm.heap.metatable(a).or(cx.vm.heap.metatable(b)).is_some() {
        method = cx.vm.metamethod(a, Event::Eq);
        if method.is_nil() {
            method = cx.vm.metamethod(b, Event::Eq);
        }
    }
    if method.is_nil() {
        return move_run(cx, copying, true);
    }
    copying.store(cx)?;
    cx.call(method, &[a, b], COMPARED)
}

fn move_run(cx: &mut Cx<'_>, mut copying: Copying, upwards: bool) -> Res<Out> {
    if !upwards {
        copying.from += copying.left - 1;
        copying.to += copying.left - 1;
        copying.step = -1;
    }
    finish_move(cx, &mut copying)
}

fn finish_move(cx: &mut Cx<'_>, copying: &mut Copying) -> Result<Out, Throw> {
    match copying.run(cx)? {
        Some(out) => Ok(out),
        None => cx.one(copying.target),
    }
}
