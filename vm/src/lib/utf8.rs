//! The utf8 library over [`crate::text::utf8`]. What may pass many bytes pauses; a byte is a tick.

use crate::interp::{Res, Throw, Vm};
use crate::native::{self, Cx, Native, Out};
use crate::number::Number;
use crate::text::utf8::{
    CHAR_PATTERN, CODE_MAX, CodesStep, INVALID_CODE, Length, LengthStep, Offset, OffsetPhase, OffsetStep, decode,
    encode, is_continuation, next_code, relative_position,
};
use crate::value::Value;

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("offset", offset),
    Native::new("codepoint", codepoint),
    Native::new("char", char),
    Native::new("len", len),
    Native::new("codes", codes),
];

/// The stage after a pause.
const AGAIN: u32 = 1;

pub(crate) fn install(vm: &mut Vm) {
    let library = super::library(vm, "utf8");
    let pattern = vm.heap.string(CHAR_PATTERN);
    super::put(vm, library, "charpattern", pattern);
}

/// Goes on after a pause with these integers in the window from slot `first` on.
fn pause(cx: &mut Cx<'_>, first: usize, state: &[i64]) -> Res<Out> {
    if cx.stage == 0 {
        cx.resize_window(first + state.len())?;
    }
    for (i, &integer) in state.iter().enumerate() {
        cx.set_slot(first + i, Value::integer(integer));
    }
    cx.again(AGAIN)
}

/// Runs `work` with the ticks left as its budget, and charges what it used.
fn metered<T>(cx: &mut Cx<'_>, string: Value, work: impl FnOnce(&[u8], &mut i64) -> T) -> T {
    let budget = cx.budget();
    let mut left = budget;
    let result = work(cx.bytes(string), &mut left);
    cx.charge((budget - left) as usize);
    result
}

/// `len(s [, i [, j [, lax]]])`
fn len(cx: &mut Cx<'_>) -> Res<Out> {
    const STATE: usize = 4;
    let string = cx.check_string(0)?;
    let strict = cx.arg(3).is_falsy();
    let mut length = if cx.stage == 0 {
        let bytes = cx.bytes(string).len();
        let first = relative_position(cx.opt_integer(1, 1)?, bytes);
        let last = relative_position(cx.opt_integer(2, -1)?, bytes);
        if first < 1 || first - 1 > bytes as i64 {
            return Err(cx.arg_error(1, "initial position out of bounds"));
        }
        if last > bytes as i64 {
            return Err(cx.arg_error(2, "final position out of bounds"));
        }
        Length::new(first as usize - 1, last as usize, strict)
    } else {
        let [at, end, count] = [0, 1, 2].map(|i| cx.slot_integer(STATE + i));
        Length { at: at as usize, end: end as usize, strict, count: count as u64 }
    };
    match metered(cx, string, |bytes, budget| length.run(bytes, budget)) {
        LengthStep::Count(count) => cx.one(Value::integer(count as i64)),
        LengthStep::Invalid(at) => cx.values(&[Value::NIL, Value::integer(at as i64 + 1)]),
        LengthStep::Pending => pause(cx, STATE, &[length.at as i64, length.end as i64, length.count as i64]),
    }
}

/// `codepoint(s [, i [, j [, lax]]])`
fn codepoint(cx: &mut Cx<'_>) -> Res<Out> {
    const STATE: usize = 4;
    let string = cx.check_string(0)?;
    let strict = cx.arg(3).is_falsy();
    let (mut at, end);
    if cx.stage == 0 {
        let bytes = cx.bytes(string).len();
        let first = relative_position(cx.opt_integer(1, 1)?, bytes);
        let last = relative_position(cx.opt_integer(2, first)?, bytes);
        if first < 1 {
            return Err(cx.arg_error(1, "out of bounds"));
        }
        if last > bytes as i64 {
            return Err(cx.arg_error(2, "out of bounds"));
        }
        if first > last {
            return cx.none();
        }
        (at, end) = (first as usize - 1, last as usize);
        cx.resize_window(STATE + 2)?;
        check_stack(cx, end - at)?;
    } else {
        (at, end) = (cx.slot_integer(STATE) as usize, cx.slot_integer(STATE + 1) as usize);
    }
    let budget = cx.budget() as usize;
    let start = at;
    while at < end && at - start < budget {
        let Some((code, next)) = decode(cx.bytes(string), at, strict) else {
            cx.charge(at - start);
            return Err(cx.error(INVALID_CODE));
        };
        cx.push(Value::integer(i64::from(code)))?;
        at = next;
    }
    cx.charge(at - start);
    if at < end {
        cx.set_slot(STATE, Value::integer(at as i64));
        cx.set_slot(STATE + 1, Value::integer(end as i64));
        return cx.again(AGAIN);
    }
    cx.return_results()
}

/// Makes sure that so many results fit.
fn check_stack(cx: &mut Cx<'_>, count: usize) -> Res<()> {
    let needed = (cx.vm.thread.top as usize).saturating_add(count.min(i32::MAX as usize));
    cx.vm.check_stack(needed).map_err(|throw| match throw {
        Throw::Error(value) if !value.same(cx.vm.roots.out_of_memory) => {
            cx.error("stack overflow (string slice too long)")
        }
        _ => throw,
    })
}

/// Codes in a step of `char`, which does not depend on the ticks left: when the buffer becomes an object of the heap
/// must not either.
const STEP_CODES: usize = 1024;

/// `char(...)`: a tick for each. What is kept: the text so far, the number of the next argument.
fn char(cx: &mut Cx<'_>) -> Res<Out> {
    let kept = cx.count;
    let (mut text, begun) =
        if cx.stage == 0 { (Vec::new(), 0) } else { (cx.take_bytes(kept), cx.slot_offset(kept + 1)) };
    let end = begun.saturating_add(STEP_CODES).min(kept);
    text.reserve(end - begun);
    let mut next = begun;
    while next < end && !cx.is_long_numeral(next) {
        cx.charge(1);
        let code = cx.check_integer(next)?;
        match u32::try_from(code) {
            Ok(code) if code <= CODE_MAX => encode(code, &mut text),
            _ => return Err(cx.arg_error(next, "value out of range")),
        }
        next += 1;
    }
    if next == kept {
        let text = cx.string_from(text)?;
        return cx.one(text);
    }
    cx.resize_window(kept + 2)?;
    cx.set_slot_offset(kept + 1, next);
    cx.store_bytes(kept, text)?;
    if next < end { cx.read_numeral(next, AGAIN) } else { cx.again(AGAIN) }
}

/// `offset(s, n [, i])`
fn offset(cx: &mut Cx<'_>) -> Res<Out> {
    const STATE: usize = 3;
    const PHASES: [OffsetPhase; 4] = [OffsetPhase::Begin, OffsetPhase::Align, OffsetPhase::Back, OffsetPhase::Forward];
    let string = cx.check_string(0)?;
    let mut offset = if cx.stage == 0 {
        let n = cx.check_integer(1)?;
        let bytes = cx.bytes(string).len();
        let from = cx.opt_integer(2, if n >= 0 { 1 } else { bytes as i64 + 1 })?;
        let from = relative_position(from, bytes);
        if from < 1 || from - 1 > bytes as i64 {
            return Err(cx.arg_error(2, "position out of bounds"));
        }
        Offset::new(from as usize - 1, n)
    } else {
        let [at, characters_left, phase] = [0, 1, 2].map(|i| cx.slot_integer(STATE + i));
        Offset { at: at as usize, characters_left, phase: PHASES[phase as usize] }
    };
    match metered(cx, string, |bytes, budget| offset.run(bytes, budget)) {
        OffsetStep::Found(at) => cx.one(Value::integer(at as i64 + 1)),
        OffsetStep::NotFound => cx.one(Value::NIL),
        OffsetStep::OnContinuation => Err(cx.error("initial position is a continuation byte")),
        OffsetStep::Pending => {
            let phase = PHASES.iter().position(|&phase| phase == offset.phase).unwrap_or(0);
            pause(cx, STATE, &[offset.at as i64, offset.characters_left, phase as i64])
        }
    }
}

/// `codes(s [, lax])`: a step function, the string and 0.
fn codes(cx: &mut Cx<'_>) -> Res<Out> {
    let string = cx.check_string(0)?;
    if is_continuation(cx.bytes(string), 0) {
        return Err(cx.arg_error(0, INVALID_CODE));
    }
    let step = if cx.arg(1).is_falsy() { native::CODES_STEP } else { native::CODES_STEP_LAX };
    cx.values(&[native::native_value(step), string, Value::integer(0)])
}

pub(crate) fn codes_step(cx: &mut Cx<'_>) -> Res<Out> {
    step(cx, true)
}

pub(crate) fn codes_step_lax(cx: &mut Cx<'_>) -> Res<Out> {
    step(cx, false)
}

fn step(cx: &mut Cx<'_>, strict: bool) -> Res<Out> {
    const STATE: usize = 2;
    let string = cx.check_string(0)?;
    let mut at = if cx.stage == 0 {
        cx.number_argument(1)?.and_then(Number::to_integer).unwrap_or(0) as u64
    } else {
        cx.slot_integer(STATE) as u64
    };
    match metered(cx, string, |bytes, budget| next_code(bytes, &mut at, strict, budget)) {
        CodesStep::Code(at, code) => cx.values(&[Value::integer(at as i64 + 1), Value::integer(i64::from(code))]),
        CodesStep::End => cx.none(),
        CodesStep::Invalid => Err(cx.error(INVALID_CODE)),
        CodesStep::Pending => pause(cx, STATE, &[at as i64]),
    }
}
