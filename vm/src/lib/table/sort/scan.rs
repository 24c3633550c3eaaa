//! The scans of a partition on the array part, without a round through the steps for every element: most of the time
//! of a sort is spent here. What they can't do they leave to the steps, nothing done.

use super::{BYTES_PER_TICK, INVALID_ORDER, Next, Sort, answered, slot, step};
use crate::heap::Strings;
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::number;
use crate::value::{Tag, Value};

pub(super) const SCAN_UP_ANSWERED: u32 = answered(step::SCAN_UP_DECIDE);
pub(super) const SCAN_DOWN_ANSWERED: u32 = answered(step::SCAN_DOWN_DECIDE);

/// What the steps from one call of the comparison function to the next within a partition come to, where all elements
/// concerned lie in the array part: most of the time of a sort with a function is spent here. `None` and nothing done
/// if it is for the steps.
#[inline]
pub(super) fn scan_on(cx: &mut Cx<'_>) -> Res<Option<Out>> {
    let truth = !cx.result(0).is_falsy();
    let mut down = cx.stage == SCAN_DOWN_ANSWERED;
    let vm = &mut *cx.vm;
    let top = vm.thread.frame().top as usize;
    vm.ensure_stack(top + 3)?;
    let (below, above) = vm.thread.stack.split_at_mut(top);
    let window: &mut [Value; slot::RANGES] = (&mut below[cx.base..cx.base + slot::RANGES]).try_into().expect("as long");
    let function = window[slot::FUNCTION];
    if !window[0].is_table() || function.is_nil() {
        return Ok(None);
    }
    let table = window[0].handle();
    let [up, mut i, mut j] = [slot::UP, slot::I, slot::J].map(|slot| window[slot].bits as i64);
    if if down { j < i } else { truth && i == up - 1 } {
        return Ok(None);
    }
    if down && !truth {
        // Both are out of place.
        let array = &vm.heap.tables.get(table).array;
        let present = |i: i64| array.get(i as usize - 1).is_some_and(|value| !value.is_nil());
        let (a, b) = (window[slot::A], window[slot::B]);
        if !present(i) || !present(j) || !present(i + 1) || a.is_nil() || b.is_nil() {
            return Ok(None);
        }
        vm.heap.barrier(table, a);
        vm.heap.barrier(table, b);
        let array = &mut vm.heap.tables.get_mut(table).array;
        array.set(i as usize - 1, b);
        array.set(j as usize - 1, a);
        down = false;
    } else {
        down |= !truth;
    }
    let next = if down { j - 1 } else { i + 1 };
    let element = vm.heap.tables.get(table).array_get(next).unwrap_or(Value::NIL);
    if element.is_nil() {
        return Ok(None);
    }
    let pivot = window[slot::PIVOT];
    let (a, b, stage) = if down {
        j = next;
        window[slot::B] = element;
        (pivot, element, SCAN_DOWN_ANSWERED)
    } else {
        i = next;
        window[slot::A] = element;
        (element, pivot, SCAN_UP_ANSWERED)
    };
    (window[slot::I], window[slot::J]) = (Value::integer(i), Value::integer(j));
    above[..3].copy_from_slice(&[function, a, b]);
    vm.thread.top = top as u32 + 3;
    cx.charge(1);
    Ok(Some(Out::Call { at: top, stage }))
}

impl Sort<'_, '_> {
    /// The rest of a partition, if all elements lie in the array part and compare without a metamethod; what it can't do
    /// is left to the steps.
    pub(super) fn scan_plain(&mut self, at: u32) -> Res<Option<Next>> {
        let (up, pivot) = (self.up, self.cx.slot(slot::PIVOT));
        let (mut i, mut j) = (self.i, self.j);
        let (mut spent, budget) = (self.spent, self.budget);
        let heap = &mut self.cx.vm.heap;
        let table = self.table.handle();
        if !self.table.is_table() || (heap.tables.get(table).array.len() as i64) < up || j > up {
            return Ok(None);
        }
        let mut down = at == step::SCAN_DOWN;
        // Where it stops: the step to go on with, and whether at the beginning of that step's comparison.
        let stop = 'stop: loop {
            let (strings, array) = (&heap.strings, &heap.tables.get(table).array);
            while !down {
                if spent >= budget {
                    break 'stop Stop::Pause;
                }
                let Some(truth) = less_plain(strings, array.value(i as usize), pivot, &mut spent) else {
                    break 'stop Stop::Metamethod;
                };
                i += 1;
                spent += 1;
                down = !truth;
                if truth && i == up - 1 {
                    break 'stop Stop::Invalid;
                }
            }
            loop {
                if spent >= budget {
                    break 'stop Stop::Pause;
                }
                let Some(element) = array.get((j - 2) as usize) else { break 'stop Stop::Metamethod };
                let Some(truth) = less_plain(strings, pivot, element, &mut spent) else {
                    break 'stop Stop::Metamethod;
                };
                j -= 1;
                spent += 1;
                if !truth {
                    break;
                }
                if j < i {
                    break 'stop Stop::Invalid;
                }
            }
            // Where each lies from now on, it may have been followed.
            let (a, b) = (array.value(i as usize - 1), array.value(j as usize - 1));
            heap.barrier(table, a);
            if j < i {
                heap.barrier(table, pivot);
                let array = &mut heap.tables.get_mut(table).array;
                array.set(up as usize - 2, a);
                array.set(i as usize - 1, pivot);
                break Stop::Done;
            }
            heap.barrier(table, b);
            heap.tables.get_mut(table).array.swap(i as usize - 1, j as usize - 1);
            down = false;
        };
        (self.i, self.j, self.spent) = (i, j, spent);
        if down && i > 0 {
            let element = self.cx.vm.heap.tables.get(table).array.value(i as usize - 1);
            self.cx.set_slot(slot::A, element);
        }
        let here = if down { step::SCAN_DOWN } else { step::SCAN_UP };
        match stop {
            Stop::Done => Ok(Some(Next::Step(step::SPLIT))),
            Stop::Pause => {
                self.save();
                self.cx.again(here).map(Next::Leave).map(Some)
            }
            Stop::Invalid => Err(self.cx.error(INVALID_ORDER)),
            Stop::Metamethod if here == at => Ok(None),
            Stop::Metamethod => Ok(Some(Next::Step(here))),
        }
    }
}

/// Why a direct scan stops.
enum Stop {
    /// The partition is complete.
    Done,
    /// The ticks are used up.
    Pause,
    /// The next comparison takes a metamethod, or is an error.
    Metamethod,
    /// A bound was passed.
    Invalid,
}

/// `a < b` for two numbers or two strings.
#[inline(always)]
pub(super) fn less_plain(strings: &Strings, a: Value, b: Value, spent: &mut usize) -> Option<bool> {
    match (a.tag, b.tag) {
        (Tag::INTEGER, Tag::INTEGER) => Some((a.bits as i64) < b.bits as i64),
        (Tag::FLOAT, Tag::FLOAT) => Some(f64::from_bits(a.bits) < f64::from_bits(b.bits)),
        (Tag::INTEGER, Tag::FLOAT) => Some(number::lt_int_float(a.bits as i64, f64::from_bits(b.bits))),
        (Tag::FLOAT, Tag::INTEGER) => Some(number::lt_float_int(f64::from_bits(a.bits), b.bits as i64)),
        _ if a.is_string() && b.is_string() => {
            let (a, b) = (strings.get(a.handle()).bytes(), strings.get(b.handle()).bytes());
            *spent += a.len().min(b.len()) / BYTES_PER_TICK;
            Some(a < b)
        }
        _ => None,
    }
}
