//! The text of a number to its value (PUC's `luaO_str2num`: `l_str2int`, then `l_str2d` over C99's `strtod`).
//!
//! Grammar, between optional white space: sign? then one of
//! - `digits`: an integer if it fits 64 bits, else a float
//! - `0x hexdigits`: an integer, modulo 2^64
//! - `digits . digits e sign? digits`, all parts optional but one digit: a float
//! - `0x hexdigits . hexdigits p sign? digits`, likewise: a float
//!
//! Floats are rounded once, to the nearest, ties to even, however long the text. (glibc 2.36 truncates some hexadecimal
//! subnormals, such as `0x3c8a50f7aaf15bp-1076`; here they round like the rest.)

use super::{Number, Scan};

/// Longer texts are read by a [`Scan`], in one pass.
const SHORT_BYTES_MAX: usize = 4096;

/// The number that all of `bytes` spells, or `None`. Words (`inf`, `nan`), an embedded NUL, an exponent without
/// digits and a prefix without digits are not numbers.
pub fn parse(bytes: &[u8]) -> Option<Number> {
    if bytes.len() <= SHORT_BYTES_MAX {
        return parse_short(bytes);
    }
    let mut scan = Scan::default();
    scan.feed(bytes);
    scan.finish()
}

pub(super) fn parse_short(bytes: &[u8]) -> Option<Number> {
    let text = trim_space(bytes);
    let (negative, unsigned) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    match unsigned {
        [b'0', b'x' | b'X', digits @ ..] => parse_hexadecimal(negative, digits),
        _ => parse_decimal(negative, unsigned),
    }
}

/// C's `isspace` in the C locale.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn trim_space(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_space(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_space(*last)
    {
        bytes = rest;
    }
    bytes
}

/// `sign? digits` to a value clamped to `limit` in size; `None` without digits or with anything else.
fn parse_exponent(bytes: &[u8], limit: i64) -> Option<i64> {
    let (negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value: i64 = 0;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = (value * 10 + i64::from(byte - b'0')).min(limit);
    }
    Some(if negative { -value } else { value })
}

/// No text is long enough to bring an exponent of this size back into range, and ten times it still fits.
pub(super) const EXPONENT_MAX: i64 = 1 << 58;

fn parse_decimal(negative: bool, text: &[u8]) -> Option<Number> {
    match parse_decimal_integer(negative, text) {
        Some(i) => Some(Number::Integer(i)),
        None => parse_decimal_float(text).map(|f| Number::Float(if negative { -f } else { f })),
    }
}

/// `None` if the text is anything but digits, or does not fit.
fn parse_decimal_integer(negative: bool, text: &[u8]) -> Option<i64> {
    if text.is_empty() {
        return None;
    }
    let mut size: u64 = 0;
    for &byte in text {
        if !byte.is_ascii_digit() {
            return None;
        }
        size = size.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
    }
    if negative { 0i64.checked_sub_unsigned(size) } else { i64::try_from(size).ok() }
}

fn parse_decimal_float(text: &[u8]) -> Option<f64> {
    let mark = text.iter().position(|byte| matches!(byte, b'e' | b'E'));
    let mantissa = match mark {
        Some(at) => {
            parse_exponent(&text[at + 1..], EXPONENT_MAX)?;
            &text[..at]
        }
        None => text,
    };
    let mut points = 0;
    for &byte in mantissa {
        match byte {
            b'.' => points += 1,
            b'0'..=b'9' => {}
            _ => return None,
        }
    }
    if points > 1 || mantissa.len() == points {
        return None;
    }
    // Core's parser rounds correctly, but stops reading an exponent past 65,536, which is only harmless as long as the
    // digits can't make up for it: there are few.
    core::str::from_utf8(text).ok()?.parse().ok()
}

pub(super) fn hex_value(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// What follows `0x`.
fn parse_hexadecimal(negative: bool, text: &[u8]) -> Option<Number> {
    let mut wrapped: u64 = 0;
    for &byte in text {
        match hex_value(byte) {
            Some(digit) => wrapped = wrapped << 4 | u64::from(digit),
            None if matches!(byte, b'.' | b'p' | b'P') => {
                return parse_hexadecimal_float(text).map(|f| Number::Float(if negative { -f } else { f }));
            }
            None => return None,
        }
    }
    if text.is_empty() {
        return None;
    }
    let wrapped = wrapped as i64;
    Some(Number::Integer(if negative { wrapped.wrapping_neg() } else { wrapped }))
}

fn parse_hexadecimal_float(text: &[u8]) -> Option<f64> {
    let mark = text.iter().position(|byte| matches!(byte, b'p' | b'P'));
    let (digits, mut exponent) = match mark {
        Some(at) => (&text[..at], parse_exponent(&text[at + 1..], EXPONENT_MAX)?),
        None => (text, 0),
    };
    // The first 60 bits or so that count; a lost bit that is not 0 leaves a 1 in the last place, which is far enough
    // below the 53 that are kept to decide a tie and nothing else.
    let mut mantissa: u64 = 0;
    let mut seen_digit = false;
    let mut seen_point = false;
    for &byte in digits {
        if byte == b'.' {
            if seen_point {
                return None;
            }
            seen_point = true;
            continue;
        }
        let digit = hex_value(byte)?;
        seen_digit = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            exponent -= if seen_point { 4 } else { 0 };
        } else {
            mantissa |= u64::from(digit != 0);
            exponent += if seen_point { 0 } else { 4 };
        }
    }
    seen_digit.then(|| compose(mantissa, exponent))
}

/// `mantissa * 2^exponent`, rounded to the nearest, ties to even.
pub(super) fn compose(mantissa: u64, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    // Value = mantissa * 2^exponent with the top bit of the mantissa set, so its binary exponent is exponent + 63.
    let shift = mantissa.leading_zeros();
    let mantissa = mantissa << shift;
    let exponent = exponent - i64::from(shift);
    let power = exponent + 63;
    if power > 1023 {
        return f64::INFINITY;
    }
    // A subnormal keeps fewer bits: its last place is worth 2^-1074.
    let dropped = if power >= -1022 { 11 } else { 11 + (-1022 - power) };
    if dropped > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let kept = (wide >> dropped) as u64;
    let rest = wide & ((1u128 << dropped) - 1);
    let half = 1u128 << (dropped - 1);
    let round_up = rest > half || (rest == half && kept & 1 == 1);
    // With the hidden bit counted in, a carry walks into the exponent field as it should, up to infinity.
    let biased = if power >= -1022 { (power + 1022) as u64 } else { 0 };
    f64::from_bits((biased << 52) + kept + u64::from(round_up))
}
