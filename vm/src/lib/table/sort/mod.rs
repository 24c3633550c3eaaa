//! `sort`: the quicksort of PUC Lua's library (median of three; Sedgewick, "Algorithms in Modula-3") as a state
//! machine, so that the comparisons made, and the order of what compares equal, are the same as there.
//!
//! ```text
//! window   table, function, lo, up, i, j, A, B, P, middle, pending, spread, later, value, step | ranges ...
//! ```
//!
//! `lo..=up` is the range being sorted, `A` and `B` are elements at hand, `P` is the pivot. Of the two halves of a
//! range the smaller is sorted first and the other waits in `ranges`, of which there are therefore at most log2(n).
//! A comparison is one tick. Whatever reads an element, assigns one or compares names the step to go on from; where a
//! function has to be called for it, that step is the frame's stage, with the slot for its result in the bits above.
//! Where none is needed, the scans of a partition run directly on the array part ([`Sort::scan_plain`]).

mod scan;

use scan::{SCAN_DOWN_ANSWERED, SCAN_UP_ANSWERED, less_plain, scan_on};

use super::element::{self, LENGTH, READ, WRITE, get_now, set_now};
use crate::interp::{Event, Res};
use crate::lib::access;
use crate::native::{Cx, Out};
use crate::value::Value;

/// Slots of the window.
mod slot {
    pub(super) const FUNCTION: usize = 1;
    pub(super) const LO: usize = 2;
    pub(super) const UP: usize = 3;
    pub(super) const I: usize = 4;
    pub(super) const J: usize = 5;
    pub(super) const A: usize = 6;
    pub(super) const B: usize = 7;
    pub(super) const PIVOT: usize = 8;
    /// Index of the element to become the pivot.
    pub(super) const MIDDLE: usize = 9;
    /// Number of ranges that wait.
    pub(super) const PENDING: usize = 10;
    /// 1 where pivots are spread, because a partition came out lopsided.
    pub(super) const SPREAD: usize = 11;
    /// The second of two reads or assignments: index, value, and the step after it.
    pub(super) const LATER: usize = 12;
    pub(super) const LATER_VALUE: usize = 13;
    pub(super) const LATER_STEP: usize = 14;
    pub(super) const RANGES: usize = 15;
    /// Not a slot: the result is the truth of a comparison.
    pub(super) const TRUTH: usize = 255;
}

/// Steps. 0 is the call.
mod step {
    /// The length has come.
    pub(super) const MEASURED: u32 = 1;
    pub(super) const SECOND_READ: u32 = 2;
    pub(super) const SECOND_ASSIGNMENT: u32 = 3;
    /// The ends of the range are put in order ...
    pub(super) const RANGE: u32 = 4;
    pub(super) const ENDS: u32 = 5;
    pub(super) const ENDS_DECIDE: u32 = 6;
    /// ... then the middle is put in order with both ...
    pub(super) const MIDDLE: u32 = 7;
    pub(super) const MIDDLE_LO: u32 = 8;
    pub(super) const MIDDLE_LO_DECIDE: u32 = 9;
    pub(super) const MIDDLE_UP: u32 = 10;
    pub(super) const MIDDLE_UP_DECIDE: u32 = 11;
    /// ... and becomes the pivot, kept at `up - 1`.
    pub(super) const PIVOT: u32 = 12;
    pub(super) const PIVOT_SWAP: u32 = 13;
    /// The next element from below that is not less than the pivot ...
    pub(super) const SCAN_UP: u32 = 14;
    pub(super) const SCAN_UP_COMPARE: u32 = 15;
    pub(super) const SCAN_UP_DECIDE: u32 = 16;
    /// ... is swapped with the next from above that is not greater.
    pub(super) const SCAN_DOWN: u32 = 17;
    pub(super) const SCAN_DOWN_COMPARE: u32 = 18;
    pub(super) const SCAN_DOWN_DECIDE: u32 = 19;
    /// The pivot is in its place, `i`.
    pub(super) const SPLIT: u32 = 20;
    pub(super) const NEXT_RANGE: u32 = 21;
}

/// Ranges longer than this may use spread pivots.
const SPREAD_MIN: i64 = 100;
/// What is "random" about spread pivots: any large number will do.
const SPREAD_FACTOR: i64 = u32::MAX as i64;
const INVALID_ORDER: &str = "invalid order function for sorting";
/// Bytes of two strings compared per tick, beyond the tick of each comparison.
const BYTES_PER_TICK: usize = 64;

/// `sort(list [, function])`
pub(super) fn sort(cx: &mut Cx<'_>) -> Res<Out> {
    if matches!(cx.stage, SCAN_UP_ANSWERED | SCAN_DOWN_ANSWERED)
        && let Some(out) = scan_on(cx)?
    {
        return Ok(out);
    }
    match cx.stage {
        0 => {
            let table = element::check(cx, 0, READ | WRITE | LENGTH)?;
            match access::plain_length(cx, table) {
                Some(length) => begin(cx, length),
                None => access::length(cx, table, step::MEASURED),
            }
        }
        step::MEASURED => {
            let length = element::length_result(cx)?;
            begin(cx, length)
        }
        stage => {
            let (next, target) = (stage & 0xff, (stage >> 8) as usize);
            let value = cx.result(0);
            cx.clear_results();
            let mut sort = Sort::load(cx);
            match target {
                0 => {}
                slot::TRUTH => sort.truth = !value.is_falsy(),
                register => sort.cx.set_slot(register, value),
            }
            sort.run(next)
        }
    }
}

fn begin(cx: &mut Cx<'_>, length: i64) -> Res<Out> {
    if length <= 1 {
        return cx.none();
    }
    if length >= i64::from(i32::MAX) {
        return Err(cx.arg_error(0, "array too big"));
    }
    if !cx.arg(1).is_nil() {
        cx.check_function(1)?;
    }
    let ranges = (i64::BITS - length.leading_zeros()) as usize;
    cx.resize_window(slot::RANGES + ranges)?;
    cx.set_slot(slot::LO, Value::integer(1));
    cx.set_slot(slot::UP, Value::integer(length));
    for slot in [slot::PENDING, slot::SPREAD] {
        cx.set_slot(slot, Value::integer(0));
    }
    Sort::load(cx).run(step::RANGE)
}

/// The stage at which the truth of a comparison comes to a step.
const fn answered(decide: u32) -> u32 {
    decide | ((slot::TRUTH as u32) << 8)
}

/// What comes after a step.
enum Next {
    Step(u32),
    Leave(Out),
}

/// The state at hand while the builtin runs; the rest is in the window.
struct Sort<'a, 'vm> {
    cx: &'a mut Cx<'vm>,
    table: Value,
    function: Value,
    lo: i64,
    up: i64,
    i: i64,
    j: i64,
    /// Of the last comparison.
    truth: bool,
    spent: usize,
    budget: usize,
}

impl<'a, 'vm> Sort<'a, 'vm> {
    #[inline]
    fn load(cx: &'a mut Cx<'vm>) -> Sort<'a, 'vm> {
        let budget = cx.budget() as usize;
        Sort {
            table: cx.slot(0),
            function: cx.slot(slot::FUNCTION),
            lo: cx.slot_integer(slot::LO),
            up: cx.slot_integer(slot::UP),
            i: cx.slot_integer(slot::I),
            j: cx.slot_integer(slot::J),
            truth: false,
            spent: 0,
            budget,
            cx,
        }
    }

    /// Puts the state back; the ticks spent so far are charged.
    #[inline]
    fn save(&mut self) {
        self.cx.charge(std::mem::take(&mut self.spent));
        for (slot, value) in [(slot::LO, self.lo), (slot::UP, self.up), (slot::I, self.i), (slot::J, self.j)] {
            self.cx.set_slot(slot, Value::integer(value));
        }
    }

    fn run(mut self, mut at: u32) -> Res<Out> {
        loop {
            match self.step(at) {
                Ok(Next::Step(next)) => at = next,
                Ok(Next::Leave(out)) => return Ok(out),
                Err(throw) => {
                    self.cx.charge(self.spent);
                    return Err(throw);
                }
            }
        }
    }

    fn step(&mut self, at: u32) -> Res<Next> {
        let (lo, up) = (self.lo, self.up);
        match at {
            step::SECOND_READ => {
                let (i, next) = (self.cx.slot_integer(slot::LATER), self.cx.slot_integer(slot::LATER_STEP));
                self.read(i, slot::B, next as u32)
            }
            step::SECOND_ASSIGNMENT => {
                let (i, next) = (self.cx.slot_integer(slot::LATER), self.cx.slot_integer(slot::LATER_STEP));
                let value = self.cx.slot(slot::LATER_VALUE);
                self.assign(i, value, next as u32)
            }
            step::RANGE => self.read_two((lo, slot::A), up, step::ENDS),
            step::ENDS => self.compare(slot::B, slot::A, at),
            step::MIDDLE => {
                let middle = self.choose_middle();
                self.cx.set_slot(slot::MIDDLE, Value::integer(middle));
                self.read_two((middle, slot::A), lo, step::MIDDLE_LO)
            }
            step::MIDDLE_LO => self.compare(slot::A, slot::B, at),
            step::MIDDLE_UP => self.compare(slot::B, slot::A, at),
            step::PIVOT => {
                let middle = self.cx.slot_integer(slot::MIDDLE);
                self.read_two((middle, slot::PIVOT), up - 1, step::PIVOT_SWAP)
            }
            step::PIVOT_SWAP => {
                (self.i, self.j) = (lo, up - 1);
                let middle = self.cx.slot_integer(slot::MIDDLE);
                let (b, pivot) = (self.cx.slot(slot::B), self.cx.slot(slot::PIVOT));
                self.assign_two((middle, b), (up - 1, pivot), step::SCAN_UP)
            }
            step::SCAN_UP | step::SCAN_DOWN => self.scan(at),
            step::SCAN_UP_COMPARE => self.compare(slot::A, slot::PIVOT, at),
            step::SCAN_DOWN_COMPARE => self.compare(slot::PIVOT, slot::B, at),
            step::SPLIT => Ok(Next::Step(self.split())),
            step::NEXT_RANGE => self.next_range(),
            _ => self.decide(at),
        }
    }

    /// Scans on, directly if that can be.
    fn scan(&mut self, at: u32) -> Res<Next> {
        if self.function.is_nil()
            && let Some(next) = self.scan_plain(at)?
        {
            return Ok(next);
        }
        if at == step::SCAN_UP {
            self.i += 1;
            self.read(self.i, slot::A, step::SCAN_UP_COMPARE)
        } else {
            self.j -= 1;
            self.read(self.j, slot::B, step::SCAN_DOWN_COMPARE)
        }
    }

    /// Goes on from a comparison whose truth is known.
    fn decide(&mut self, at: u32) -> Res<Next> {
        let (lo, up, truth) = (self.lo, self.up, self.truth);
        let (a, b) = (self.cx.slot(slot::A), self.cx.slot(slot::B));
        let middle = self.cx.slot_integer(slot::MIDDLE);
        match at {
            step::ENDS_DECIDE => {
                let next = if up - lo == 1 { step::NEXT_RANGE } else { step::MIDDLE };
                if truth { self.assign_two((lo, b), (up, a), next) } else { Ok(Next::Step(next)) }
            }
            step::MIDDLE_LO_DECIDE => {
                let next = if up - lo == 2 { step::NEXT_RANGE } else { step::PIVOT };
                if truth {
                    self.assign_two((middle, b), (lo, a), next)
                } else {
                    self.read(up, slot::B, step::MIDDLE_UP)
                }
            }
            step::MIDDLE_UP_DECIDE => {
                let next = if up - lo == 2 { step::NEXT_RANGE } else { step::PIVOT };
                if truth { self.assign_two((middle, b), (up, a), next) } else { Ok(Next::Step(next)) }
            }
            step::SCAN_UP_DECIDE => match truth {
                true if self.i == up - 1 => Err(self.cx.error(INVALID_ORDER)),
                true => Ok(Next::Step(step::SCAN_UP)),
                false => Ok(Next::Step(step::SCAN_DOWN)),
            },
            step::SCAN_DOWN_DECIDE => match truth {
                true if self.j < self.i => Err(self.cx.error(INVALID_ORDER)),
                true => Ok(Next::Step(step::SCAN_DOWN)),
                false if self.j < self.i => {
                    let pivot = self.cx.slot(slot::PIVOT);
                    self.assign_two((up - 1, a), (self.i, pivot), step::SPLIT)
                }
                false => self.assign_two((self.i, b), (self.j, a), step::SCAN_UP),
            },
            _ => unreachable!("the stage of a frame is a step"),
        }
    }

    /// The element in the middle, or, where that has turned out badly, one in the middle half.
    fn choose_middle(&self) -> i64 {
        let (lo, up) = (self.lo, self.up);
        if up - lo < SPREAD_MIN || self.cx.slot_integer(slot::SPREAD) == 0 {
            return (lo + up) / 2;
        }
        let quarter = (up - lo) / 4;
        SPREAD_FACTOR % (quarter * 2) + lo + quarter
    }

    /// Goes on with the smaller half; the other waits.
    fn split(&mut self) -> u32 {
        let (lo, up, at) = (self.lo, self.up, self.i);
        let (smaller, larger) =
            if at - lo < up - at { ((lo, at - 1), (at + 1, up)) } else { ((at + 1, up), (lo, at - 1)) };
        let size = (at - lo).min(up - at);
        let lopsided = (larger.1 - larger.0) / 128 > size;
        let spread = self.cx.slot_integer(slot::SPREAD) | i64::from(lopsided);
        let pending = self.cx.slot_integer(slot::PENDING);
        // Both ends are below 2^31.
        self.cx.set_slot(slot::RANGES + pending as usize, Value::integer(spread << 62 | larger.0 << 31 | larger.1));
        self.cx.set_slot(slot::PENDING, Value::integer(pending + 1));
        (self.lo, self.up) = smaller;
        if self.lo < self.up { step::RANGE } else { step::NEXT_RANGE }
    }

    /// Goes on with the range that came last to wait.
    fn next_range(&mut self) -> Res<Next> {
        let mut pending = self.cx.slot_integer(slot::PENDING);
        while pending > 0 {
            pending -= 1;
            let range = self.cx.slot_integer(slot::RANGES + pending as usize);
            let ends_max = i64::from(i32::MAX);
            (self.lo, self.up) = (range >> 31 & ends_max, range & ends_max);
            if self.lo < self.up {
                self.cx.set_slot(slot::SPREAD, Value::integer(range >> 62));
                self.cx.set_slot(slot::PENDING, Value::integer(pending));
                return Ok(Next::Step(step::RANGE));
            }
        }
        self.cx.charge(self.spent);
        self.cx.none().map(Next::Leave)
    }

    /// Reads element `i` into a slot.
    #[inline]
    fn read(&mut self, i: i64, target: usize, next: u32) -> Res<Next> {
        match get_now(self.cx.vm, self.table, i) {
            Some(value) => {
                self.cx.set_slot(target, value);
                Ok(Next::Step(next))
            }
            None => {
                self.save();
                let stage = next | (target as u32) << 8;
                access::index(self.cx, self.table, Value::integer(i), stage).map(Next::Leave)
            }
        }
    }

    /// Reads one element into a slot, and another into `B`.
    fn read_two(&mut self, first: (i64, usize), second: i64, next: u32) -> Res<Next> {
        self.cx.set_slot(slot::LATER, Value::integer(second));
        self.cx.set_slot(slot::LATER_STEP, Value::integer(i64::from(next)));
        match self.read(first.0, first.1, step::SECOND_READ)? {
            Next::Step(_) => self.read(second, slot::B, next),
            leave => Ok(leave),
        }
    }

    fn assign(&mut self, i: i64, value: Value, next: u32) -> Res<Next> {
        if set_now(self.cx.vm, self.table, i, value) {
            return Ok(Next::Step(next));
        }
        self.save();
        access::set_index(self.cx, self.table, Value::integer(i), value, next).map(Next::Leave)
    }

    fn assign_two(&mut self, first: (i64, Value), second: (i64, Value), next: u32) -> Res<Next> {
        if set_now(self.cx.vm, self.table, first.0, first.1) {
            return self.assign(second.0, second.1, next);
        }
        self.cx.set_slot(slot::LATER, Value::integer(second.0));
        self.cx.set_slot(slot::LATER_VALUE, second.1);
        self.cx.set_slot(slot::LATER_STEP, Value::integer(i64::from(next)));
        self.save();
        access::set_index(self.cx, self.table, Value::integer(first.0), first.1, step::SECOND_ASSIGNMENT)
            .map(Next::Leave)
    }

    /// Whether the element in slot `a` is less than that in slot `b`; the step after `at` decides what follows.
    fn compare(&mut self, a: usize, b: usize, at: u32) -> Res<Next> {
        if self.spent >= self.budget {
            self.save();
            return self.cx.again(at).map(Next::Leave);
        }
        let (a, b) = (self.cx.slot(a), self.cx.slot(b));
        self.spent += 1;
        let mut function = self.function;
        if function.is_nil() {
            if let Some(truth) = less_plain(&self.cx.vm.heap.strings, a, b, &mut self.spent) {
                self.truth = truth;
                return Ok(Next::Step(at + 1));
            }
            function = self.cx.vm.compare_method(a, b, Event::Lt)?;
        }
        self.save();
        self.cx.call(function, &[a, b], answered(at + 1)).map(Next::Leave)
    }
}
