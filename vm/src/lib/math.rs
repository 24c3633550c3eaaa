//! The math library. Functions beyond exact arithmetic are `libm`'s software floats, and a NaN is canonical, so results
//! are the same everywhere.

use crate::interp::{Event, Res, Throw, Vm};
use crate::lib::quick;
use crate::native::{Cx, Native, Out};
use crate::number::{self, Number, canonical};
use crate::system::SystemCall;
use crate::value::Value;

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("abs", abs).or_quick(quick::abs),
    Native::new("acos", |cx| float_function(cx, libm::acos)),
    Native::new("asin", |cx| float_function(cx, libm::asin)),
    Native::new("atan", atan),
    Native::new("ceil", ceil).or_quick(quick::ceil),
    Native::new("cos", |cx| float_function(cx, libm::cos)),
    Native::new("deg", |cx| float_function(cx, |x| x * (180.0 / PI))),
    Native::new("exp", |cx| float_function(cx, libm::exp)),
    Native::new("tointeger", tointeger),
    Native::new("floor", floor).or_quick(quick::floor),
    Native::new("fmod", fmod),
    Native::new("ult", ult),
    Native::new("log", log),
    Native::new("max", |cx| extreme(cx, |best, other| (best, other))).or_quick(quick::max),
    Native::new("min", |cx| extreme(cx, |best, other| (other, best))).or_quick(quick::min),
    Native::new("modf", modf),
    Native::new("rad", |cx| float_function(cx, |x| x * (PI / 180.0))),
    Native::new("random", random),
    Native::new("randomseed", randomseed),
    Native::new("sin", |cx| float_function(cx, libm::sin)),
    Native::new("sqrt", |cx| float_function(cx, libm::sqrt)).or_quick(quick::sqrt),
    Native::new("tan", |cx| float_function(cx, libm::tan)),
    Native::new("type", type_of),
];

const PI: f64 = std::f64::consts::PI;

pub(crate) fn install(vm: &mut Vm, seed: (u64, u64)) {
    self::seed(vm, seed);
    let library = super::library(vm, "math");
    super::put(vm, library, "pi", Value::float(PI));
    super::put(vm, library, "huge", Value::float(f64::INFINITY));
    super::put(vm, library, "maxinteger", Value::integer(i64::MAX));
    super::put(vm, library, "mininteger", Value::integer(i64::MIN));
}

/// Seeds `random`.
pub(crate) fn seed(vm: &mut Vm, seed: (u64, u64)) {
    vm.random = seeded(seed);
}

/// A float as a result.
#[inline]
fn float(cx: &mut Cx<'_>, result: f64) -> Res<Out> {
    cx.one(Value::float(canonical(result)))
}

#[inline]
fn float_function(cx: &mut Cx<'_>, function: impl Fn(f64) -> f64) -> Res<Out> {
    let x = cx.check_float(0)?;
    float(cx, function(x))
}

/// An integral float as the integer it is, or as it is where it is out of range.
fn integral(rounded: Option<i64>, otherwise: f64) -> Value {
    rounded.map_or(Value::float(canonical(otherwise)), Value::integer)
}

fn abs(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.arg(0).as_integer() {
        Some(i) => cx.one(Value::integer(i.wrapping_abs())),
        None => float_function(cx, f64::abs),
    }
}

fn atan(cx: &mut Cx<'_>) -> Res<Out> {
    let y = cx.check_float(0)?;
    let x = if cx.arg(1).is_nil() { 1.0 } else { cx.check_float(1)? };
    float(cx, libm::atan2(y, x))
}

fn floor(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.arg(0).as_integer().is_some() {
        return cx.one(cx.arg(0));
    }
    let x = cx.check_float(0)?;
    cx.one(integral(number::float_floor_to_integer(x), x))
}

fn ceil(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.arg(0).as_integer().is_some() {
        return cx.one(cx.arg(0));
    }
    let x = cx.check_float(0)?;
    cx.one(integral(number::float_ceil_to_integer(x), x))
}

fn tointeger(cx: &mut Cx<'_>) -> Res<Out> {
    let value = cx.arg(0);
    let number = if value.is_string() { cx.number_argument(0)? } else { value.as_number() };
    if let Some(i) = number.and_then(Number::to_integer) {
        return cx.one(Value::integer(i));
    }
    cx.check_any(0)?;
    cx.one(Value::NIL)
}

fn fmod(cx: &mut Cx<'_>) -> Res<Out> {
    if let (Some(a), Some(b)) = (cx.arg(0).as_integer(), cx.arg(1).as_integer()) {
        if b == 0 {
            return Err(cx.arg_error(1, "zero"));
        }
        return cx.one(Value::integer(a.wrapping_rem(b)));
    }
    // In this order: PUC Lua as commonly built names the second of two bad arguments.
    let b = cx.check_float(1)?;
    let a = cx.check_float(0)?;
    float(cx, number::float_remainder(a, b))
}

/// The part before the point, as an integer if it fits one, and the part after it.
fn modf(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.arg(0).as_integer().is_some() {
        return cx.values(&[cx.arg(0), Value::float(0.0)]);
    }
    let x = cx.check_float(0)?;
    let truncated = if x < 0.0 { number::float_ceil_to_integer(x) } else { number::float_floor_to_integer(x) };
    // Floats beyond the integers have no fraction.
    let whole = truncated.map_or(x, |i| i as f64);
    let fraction = if whole == x { 0.0 } else { canonical(x - whole) };
    cx.values(&[integral(truncated, x), Value::float(fraction)])
}

fn ult(cx: &mut Cx<'_>) -> Res<Out> {
    let (a, b) = (cx.check_integer(0)?, cx.check_integer(1)?);
    cx.one(Value::boolean((a as u64) < b as u64))
}

fn log(cx: &mut Cx<'_>) -> Res<Out> {
    let x = cx.check_float(0)?;
    if cx.arg(1).is_nil() {
        return float(cx, libm::log(x));
    }
    let base = cx.check_float(1)?;
    let result = match base {
        2.0 => libm::log2(x),
        10.0 => libm::log10(x),
        _ => libm::log(x) / libm::log(base),
    };
    float(cx, result)
}

fn type_of(cx: &mut Cx<'_>) -> Res<Out> {
    let name = match cx.check_any(0)?.as_number() {
        Some(Number::Integer(_)) => cx.string(b"integer"),
        Some(Number::Float(_)) => cx.string(b"float"),
        None => Value::NIL,
    };
    cx.one(name)
}

/// `max` and `min`: `order` says which of two has to be less for the other argument to be better. The arguments may be
/// whatever compares. Comparisons cost a tick per eight, and the state kept is the best so far and the next argument.
fn extreme(cx: &mut Cx<'_>, order: impl Fn(Value, Value) -> (Value, Value)) -> Res<Out> {
    const PER_TICK: usize = 8;
    let count = cx.count;
    if count == 0 {
        return Err(cx.arg_error(0, "value expected"));
    }
    let (mut best, mut next) = (cx.slot(0), 1);
    if cx.stage != 0 {
        (best, next) = (cx.slot(count), cx.slot_integer(count + 1) as usize);
        // Stage 1 is after a pause, stage 2 after a metamethod.
        if cx.stage == 2 && !cx.result(0).is_falsy() {
            best = cx.slot(next - 1);
        }
        cx.clear_results();
    }
    let end = next.saturating_add((cx.budget() as usize).saturating_mul(PER_TICK)).min(count);
    let stage = loop {
        if next == end {
            break None;
        }
        let other = cx.slot(next);
        next += 1;
        // The ticks are due at every eighth argument, wherever it pauses.
        cx.charge(usize::from(next % PER_TICK == 0));
        let (a, b) = order(best, other);
        match cx.vm.compare_plain(a, b, Event::Lt) {
            Some(true) => best = other,
            Some(false) => {}
            None => break Some((a, b)),
        }
    };
    if stage.is_none() && next == count {
        return cx.one(best);
    }
    cx.resize_window(count + 2)?;
    cx.set_slot(count, best);
    cx.set_slot(count + 1, Value::integer(next as i64));
    match stage {
        None => cx.again(1),
        Some((a, b)) => {
            let method = cx.vm.compare_method(a, b, Event::Lt)?;
            cx.call(method, &[a, b], 2)
        }
    }
}

// --- pseudo-random numbers: xoshiro256** (Blackman and Vigna) ---

/// The state from a seed: the second and fourth words keep it from being all zero.
fn seeded((n1, n2): (u64, u64)) -> [u64; 4] {
    let mut state = [n1, 0xff, n2, 0];
    for _ in 0..16 {
        next_random(&mut state);
    }
    state
}

fn next_random(state: &mut [u64; 4]) -> u64 {
    let [s0, s1, s2, s3] = *state;
    let (s2, s3) = (s2 ^ s0, s3 ^ s1);
    *state = [s0 ^ s3, s1 ^ s2, s2 ^ s1 << 17, s3.rotate_left(45)];
    s1.wrapping_mul(5).rotate_left(7).wrapping_mul(9)
}

/// A uniform number in `0..=max` from a random one: masked to the bits of `max`, and drawn anew while above it.
fn project(mut drawn: u64, max: u64, state: &mut [u64; 4]) -> u64 {
    let mask = u64::MAX.checked_shr(max.leading_zeros()).unwrap_or(0);
    loop {
        drawn &= mask;
        if drawn <= max {
            return drawn;
        }
        drawn = next_random(state);
    }
}

fn random(cx: &mut Cx<'_>) -> Res<Out> {
    let before = cx.vm.random;
    let result = draw(cx);
    if let Err(Throw::Numeral(_)) = result {
        // It will be called anew.
        cx.vm.random = before;
    }
    result
}

fn draw(cx: &mut Cx<'_>) -> Res<Out> {
    let drawn = next_random(&mut cx.vm.random);
    let (low, up) = match cx.count {
        // The upper 53 bits, as a fraction.
        0 => return cx.one(Value::float((drawn >> 11) as f64 * (0.5 / (1u64 << 52) as f64))),
        1 => match cx.check_integer(0)? {
            0 => return cx.one(Value::integer(drawn as i64)),
            up => (1, up),
        },
        2 => (cx.check_integer(0)?, cx.check_integer(1)?),
        _ => return Err(cx.error("wrong number of arguments")),
    };
    if low > up {
        return Err(cx.arg_error(0, "interval is empty"));
    }
    let offset = project(drawn, (up as u64).wrapping_sub(low as u64), &mut cx.vm.random);
    cx.one(Value::integer(low.wrapping_add(offset as i64)))
}

/// Seeds the generator; without arguments with what the host gives. Returns the seed.
fn randomseed(cx: &mut Cx<'_>) -> Res<Out> {
    let (n1, n2) = if cx.stage != 0 {
        (cx.result(0).as_integer().unwrap_or(0), cx.result(1).as_integer().unwrap_or(0))
    } else if cx.has(0) {
        (cx.check_integer(0)?, cx.opt_integer(1, 0)?)
    } else {
        return cx.system_call(SystemCall::Entropy as u16, &[], 1);
    };
    cx.vm.random = seeded((n1 as u64, n2 as u64));
    cx.values(&[Value::integer(n1), Value::integer(n2)])
}
