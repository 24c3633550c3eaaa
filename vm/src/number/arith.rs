//! The arithmetic and bitwise operators of Lua 5.4 on numbers (manual §3.4.1 to §3.4.3, PUC's `luaO_rawarith`).
//!
//! [`arith`] is the whole meaning in one place, for slow paths and constant folding; the functions below it are the
//! parts the interpreter's hot paths take one at a time.

use core::fmt;

use super::{Number, canonical};

/// An operator on numbers. The unary ones ignore the second operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithOp {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a % b`, rounding the quotient towards minus infinity
    Mod,
    /// `a ^ b`, always a float
    Pow,
    /// `a / b`, always a float
    Div,
    /// `a // b`, rounding towards minus infinity
    IDiv,
    /// `a & b`
    BAnd,
    /// `a | b`
    BOr,
    /// `a ~ b`
    BXor,
    /// `a << b`
    Shl,
    /// `a >> b`, logical
    Shr,
    /// `-a`
    Neg,
    /// `~a`
    BNot,
}

/// Why an operator has no result. `Display` gives the words of PUC 5.4 (`luaV_idiv`, `luaV_mod`, `luaG_tointerror`,
/// after its own formatting: `%%` in its source is one `%` in the message). For [`ArithError::NoInteger`] PUC adds the
/// name of the variable where it knows it, which is the caller's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithError {
    /// `n // 0` on integers.
    DivideByZero,
    /// `n % 0` on integers.
    ModuloByZero,
    /// A bitwise operator met a float without an exactly equal integer.
    NoInteger,
}

impl fmt::Display for ArithError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ArithError::DivideByZero => "attempt to divide by zero",
            ArithError::ModuloByZero => "attempt to perform 'n%0'",
            ArithError::NoInteger => "number has no integer representation",
        })
    }
}

impl core::error::Error for ArithError {}

/// `a op b`. Integer arithmetic wraps; a NaN result is canonical, whatever the processor makes of it.
///
/// # Errors
///
/// See [`ArithError`]; floats divide by zero without one.
pub fn arith(op: ArithOp, a: Number, b: Number) -> Result<Number, ArithError> {
    use Number::{Float, Integer};
    match op {
        ArithOp::BAnd | ArithOp::BOr | ArithOp::BXor | ArithOp::Shl | ArithOp::Shr | ArithOp::BNot => {
            let a = a.to_integer().ok_or(ArithError::NoInteger)?;
            let b = if op == ArithOp::BNot { 0 } else { b.to_integer().ok_or(ArithError::NoInteger)? };
            Ok(Integer(bitwise(op, a, b)))
        }
        ArithOp::Pow | ArithOp::Div => Ok(Float(on_floats(op, a.to_float(), b.to_float()))),
        ArithOp::Neg => Ok(match a {
            Integer(i) => Integer(i.wrapping_neg()),
            Float(f) => Float(canonical(-f)),
        }),
        _ => match (a, b) {
            (Integer(a), Integer(b)) => on_integers(op, a, b).map(Integer),
            _ => Ok(Float(on_floats(op, a.to_float(), b.to_float()))),
        },
    }
}

fn bitwise(op: ArithOp, a: i64, b: i64) -> i64 {
    match op {
        ArithOp::BAnd => a & b,
        ArithOp::BOr => a | b,
        ArithOp::BXor => a ^ b,
        ArithOp::Shl => shift_left(a, b),
        ArithOp::Shr => shift_right(a, b),
        ArithOp::BNot => !a,
        _ => unreachable!("{op:?} is not bitwise"),
    }
}

fn on_integers(op: ArithOp, a: i64, b: i64) -> Result<i64, ArithError> {
    match op {
        ArithOp::Add => Ok(a.wrapping_add(b)),
        ArithOp::Sub => Ok(a.wrapping_sub(b)),
        ArithOp::Mul => Ok(a.wrapping_mul(b)),
        ArithOp::Mod if b == 0 => Err(ArithError::ModuloByZero),
        ArithOp::Mod => Ok(int_mod(a, b)),
        ArithOp::IDiv if b == 0 => Err(ArithError::DivideByZero),
        ArithOp::IDiv => Ok(int_floor_div(a, b)),
        _ => unreachable!("{op:?} has no integer form"),
    }
}

fn on_floats(op: ArithOp, a: f64, b: f64) -> f64 {
    canonical(match op {
        ArithOp::Add => a + b,
        ArithOp::Sub => a - b,
        ArithOp::Mul => a * b,
        ArithOp::Div => a / b,
        ArithOp::Mod => float_mod(a, b),
        ArithOp::IDiv => float_floor_div(a, b),
        ArithOp::Pow => float_pow(a, b),
        _ => unreachable!("{op:?} has no float form"),
    })
}

/// `a // b` on integers, rounding towards minus infinity; `mininteger // -1` wraps to `mininteger`.
///
/// `b` must not be 0 (the caller raises [`ArithError::DivideByZero`] first); if it is, this panics.
#[inline(always)]
pub fn int_floor_div(a: i64, b: i64) -> i64 {
    let quotient = a.wrapping_div(b);
    let remainder = a.wrapping_rem(b);
    if remainder != 0 && (remainder ^ b) < 0 { signs_differ(quotient - 1) } else { quotient }
}

/// `a % b` on integers; the result has the sign of `b`.
///
/// `b` must not be 0 (the caller raises [`ArithError::ModuloByZero`] first); if it is, this panics.
#[inline(always)]
pub fn int_mod(a: i64, b: i64) -> i64 {
    let remainder = a.wrapping_rem(b);
    if remainder != 0 && (remainder ^ b) < 0 { signs_differ(remainder + b) } else { remainder }
}

/// Keeps the adjustment for operands of different signs a jump, out of the way of the next operation: most programs
/// take remainders of numbers of one sign.
#[cold]
#[inline(never)]
fn signs_differ(result: i64) -> i64 {
    result
}

/// `a << b`, filling with zeros; a negative `b` shifts right, 64 or more shifts everything out.
#[inline(always)]
pub fn shift_left(a: i64, b: i64) -> i64 {
    let bits = a as u64;
    let shifted = match b {
        0..=63 => bits << b,
        -63..=-1 => bits >> -b,
        _ => 0,
    };
    shifted as i64
}

/// `a >> b`, logical: [`shift_left`] the other way.
#[inline(always)]
pub fn shift_right(a: i64, b: i64) -> i64 {
    // -mininteger wraps to itself, which shifts everything out as it should.
    shift_left(a, b.wrapping_neg())
}

/// 2^53: below it in size every integral float has an exact integer and back.
const TWO_POW_53: f64 = 9_007_199_254_740_992.0;

/// The greatest integral float not above `f`; keeps -0, infinities and NaN. Same as C's `floor`.
#[inline(always)]
pub fn float_floor(f: f64) -> f64 {
    if f.abs() < TWO_POW_53 {
        let truncated = f as i64 as f64;
        if truncated == f {
            f // -0.0 keeps its sign
        } else if truncated > f {
            truncated - 1.0
        } else {
            truncated
        }
    } else {
        f
    }
}

/// `a // b` on floats: the floor of the quotient. NaN bits unspecified.
#[inline(always)]
pub fn float_floor_div(a: f64, b: f64) -> f64 {
    float_floor(a / b)
}

/// `a % b` on floats: C's `fmod`, moved by `b` where the signs differ (PUC's `luai_nummod`). NaN bits unspecified.
#[inline(always)]
pub fn float_mod(a: f64, b: f64) -> f64 {
    let remainder = float_remainder(a, b);
    let signs_differ = if remainder > 0.0 { b < 0.0 } else { remainder < 0.0 && b > 0.0 };
    if signs_differ { remainder + b } else { remainder }
}

/// C's `fmod`: exact, with the sign of `a` even when zero. `math.fmod` on floats is this. NaN bits unspecified.
#[inline(always)]
pub fn float_remainder(a: f64, b: f64) -> f64 {
    // Most programs take the remainder of integral floats; the division of integers is far faster than the
    // bit-by-bit one.
    if a.abs() < TWO_POW_53 && b.abs() < TWO_POW_53 {
        let (a_int, b_int) = (a as i64, b as i64);
        if b_int != 0 && a_int as f64 == a && b_int as f64 == b {
            return ((a_int % b_int) as f64).copysign(a);
        }
    }
    libm::fmod(a, b)
}

/// `a ^ b`. Squares are one multiplication, as PUC does; square roots of what has one are `sqrt`, which equals `pow`
/// there (`pow` takes -0 to 0 and -inf to inf, so those are left to it). NaN bits unspecified.
#[inline(always)]
pub fn float_pow(a: f64, b: f64) -> f64 {
    if b == 2.0 {
        a * a
    } else if b == 0.5 && a > 0.0 {
        libm::sqrt(a)
    } else {
        libm::pow(a, b)
    }
}
