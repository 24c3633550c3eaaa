//! Exact conversions and comparisons between integers and floats (PUC's `luaV_flttointns`, `LTnum`, `LEnum`).
//!
//! An integer beyond 2^53 may have no equal float, so comparing after a conversion would lie. The float is rounded to
//! an integer instead, in the direction that keeps the answer: `i < f` is `i < ceil(f)`, `i <= f` is `i <= floor(f)`.

/// 2^63: the least float above every integer. Its negation is the least integer.
const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;

/// Whether truncating `f` gives an integer in range; false for NaN.
#[inline(always)]
fn in_integer_range(f: f64) -> bool {
    (-TWO_POW_63..TWO_POW_63).contains(&f)
}

/// The integer exactly equal to `f`; `None` for fractions, NaN, infinities and what is out of range.
#[inline(always)]
pub fn float_to_integer(f: f64) -> Option<i64> {
    // The cast saturates, so only 2^63 itself could come back equal to a wrong integer.
    let i = f as i64;
    (i as f64 == f && f < TWO_POW_63).then_some(i)
}

/// The greatest integer not above `f`; `None` for NaN and where that is out of range.
#[inline(always)]
pub fn float_floor_to_integer(f: f64) -> Option<i64> {
    if !in_integer_range(f) {
        return None;
    }
    let i = f as i64;
    // A float with a fraction is below 2^52 in size: the step can't overflow.
    Some(if i as f64 > f { i - 1 } else { i })
}

/// The least integer not below `f`; `None` for NaN and where that is out of range.
#[inline(always)]
pub fn float_ceil_to_integer(f: f64) -> Option<i64> {
    if !in_integer_range(f) {
        return None;
    }
    let i = f as i64;
    Some(if (i as f64) < f { i + 1 } else { i })
}

/// `i < f`, exactly; false for NaN.
#[inline(always)]
pub fn lt_int_float(i: i64, f: f64) -> bool {
    match float_ceil_to_integer(f) {
        Some(ceil) => i < ceil,
        None => f > 0.0,
    }
}

/// `i <= f`, exactly; false for NaN.
#[inline(always)]
pub fn le_int_float(i: i64, f: f64) -> bool {
    match float_floor_to_integer(f) {
        Some(floor) => i <= floor,
        None => f > 0.0,
    }
}

/// `f < i`, exactly; false for NaN.
#[inline(always)]
pub fn lt_float_int(f: f64, i: i64) -> bool {
    match float_floor_to_integer(f) {
        Some(floor) => floor < i,
        None => f < 0.0,
    }
}

/// `f <= i`, exactly; false for NaN.
#[inline(always)]
pub fn le_float_int(f: f64, i: i64) -> bool {
    match float_ceil_to_integer(f) {
        Some(ceil) => ceil <= i,
        None => f < 0.0,
    }
}

/// Whether `i` and `f` are the same mathematical value.
#[inline(always)]
pub fn eq_int_float(i: i64, f: f64) -> bool {
    float_to_integer(f) == Some(i)
}
