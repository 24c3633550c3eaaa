//! Lua numbers: what the text of one means, how one is written, and what operators do to it.
//!
//! Invariant: every result is a function of the arguments alone. Nothing here asks the platform, the locale or the
//! system's mathematics library; what is not exact in IEEE 754 (`pow`) comes from the software `libm` crate.
//!
//! One thing IEEE 754 leaves open is the sign and payload of a NaN that an operation *makes*, and processors differ.
//! The building blocks marked "NaN bits unspecified" pass that through; [`arith`] does not. Whoever shows a float to
//! a program (text, `string.pack`, a table key) passes it through [`canonical`] first.
//!
//! Left to others: coercion of strings, metamethods, the wording of errors that name a variable, and checking which
//! flags `string.format` accepts.

mod arith;
mod compare;
mod decimal;
mod format;
mod parse;
mod scan;
#[cfg(test)]
mod tests;

pub use arith::{
    ArithError, ArithOp, arith, float_floor, float_floor_div, float_mod, float_pow, float_remainder, int_floor_div,
    int_mod, shift_left, shift_right,
};
pub use compare::{
    eq_int_float, float_ceil_to_integer, float_floor_to_integer, float_to_integer, le_float_int, le_int_float,
    lt_float_int, lt_int_float,
};
pub use decimal::{write_float, write_integer, write_number, write_quoted_number};
pub use format::{Spec, format_bytes, format_float, format_integer};
pub use parse::parse;
pub use scan::Scan;

/// A Lua number with its subtype.
///
/// `==` on this type is structural: `Integer(1) != Float(1.0)`, and a NaN differs from itself. Lua's own equality
/// across subtypes is [`eq_int_float`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// The subtype `integer`: 64 bits, arithmetic wraps.
    Integer(i64),
    /// The subtype `float`: IEEE 754 binary64.
    Float(f64),
}

impl Number {
    /// The value as a float; integers beyond 2^53 round to the nearest, ties to even.
    #[inline]
    pub fn to_float(self) -> f64 {
        match self {
            Number::Integer(i) => i as f64,
            Number::Float(f) => f,
        }
    }

    /// The value as an integer, or `None` where there is no exactly equal one.
    #[inline]
    pub fn to_integer(self) -> Option<i64> {
        match self {
            Number::Integer(i) => Some(i),
            Number::Float(f) => float_to_integer(f),
        }
    }
}

/// The one NaN a program can observe: quiet, positive, no payload.
pub const CANONICAL_NAN: f64 = f64::from_bits(0x7ff8_0000_0000_0000);

/// `f` itself, or [`CANONICAL_NAN`] for any NaN.
#[inline(always)]
pub fn canonical(f: f64) -> f64 {
    if f.is_nan() { CANONICAL_NAN } else { f }
}
