//! Numbers to the text `tostring` gives (PUC's `tostringbuff`), and to the text `%q` gives.
//!
//! Hot: no allocation but the output's. A float that is no integer takes one of two ways to its 14 digits, with the
//! same result: exact 128-bit arithmetic where the value is moderate, core's correctly rounded `{:e}` elsewhere.

use core::fmt::{self, Write};

use super::Number;
use super::format::{Spec, format_float};

/// Appends what `tostring` gives.
#[inline]
pub fn write_number(out: &mut Vec<u8>, n: Number) {
    match n {
        Number::Integer(i) => write_integer(out, i),
        Number::Float(f) => write_float(out, f),
    }
}

/// Appends `i` in decimal, as `%d`.
#[inline]
pub fn write_integer(out: &mut Vec<u8>, i: i64) {
    let mut buffer = [0; 20];
    let mut start = digits_before(&mut buffer, 20, i.unsigned_abs());
    if i < 0 {
        start -= 1;
        buffer[start] = b'-';
    }
    out.extend_from_slice(&buffer[start..]);
}

/// `00`, `01`, ... `99`.
static PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut i = 0;
    while i < 100 {
        pairs[i] = [b'0' + (i / 10) as u8, b'0' + (i % 10) as u8];
        i += 1;
    }
    pairs
};

/// Writes `value` in decimal so that it ends before `buffer[end]`; returns where it starts. Zero is one digit.
#[inline]
pub(super) fn digits_before(buffer: &mut [u8], mut end: usize, mut value: u64) -> usize {
    while value >= 100 {
        let pair = PAIRS[(value % 100) as usize];
        value /= 100;
        end -= 2;
        buffer[end..end + 2].copy_from_slice(&pair);
    }
    if value >= 10 {
        end -= 2;
        buffer[end..end + 2].copy_from_slice(&PAIRS[value as usize]);
    } else {
        end -= 1;
        buffer[end] = b'0' + value as u8;
    }
    end
}

/// Significant digits of `tostring` (PUC's `LUAI_NUMFFORMAT`, `%.14g`).
const DIGITS: usize = 14;
const TEN_POW_14: f64 = 1e14;

/// Appends `f` as `%.14g`, and `.0` if that would read as an integer. A NaN is `nan` or `-nan` by its sign bit.
pub fn write_float(out: &mut Vec<u8>, f: f64) {
    let size = f.abs();
    if size < TEN_POW_14 && size as u64 as f64 == size {
        if f.is_sign_negative() {
            out.push(b'-');
        }
        write_integer(out, size as i64);
        out.extend_from_slice(b".0");
        return;
    }
    if f.is_sign_negative() {
        out.push(b'-');
    }
    if !f.is_finite() {
        out.extend_from_slice(if f.is_nan() { b"nan" } else { b"inf" });
        return;
    }
    let (digits, power) = fourteen_digits(size);
    write_general(out, digits, power);
}

/// The 14 digits of `size` (finite, above 0) as an integer from 10^13 to 10^14 - 1, and the power of ten of the first.
fn fourteen_digits(size: f64) -> (u64, i32) {
    leading_digits(size, DIGITS as u32).unwrap_or_else(|| fourteen_digits_by_core(size))
}

/// The most digits [`leading_digits`] gives.
pub(super) const LEADING_DIGITS_MAX: u32 = 17;

/// The first `count` digits of `size` (1 to [`LEADING_DIGITS_MAX`]), correctly rounded, and the power of ten of the
/// first; `None` where `size` is 0 or too large or small for exact 128-bit arithmetic.
pub(super) fn leading_digits(size: f64, count: u32) -> Option<(u64, i32)> {
    debug_assert!((1..=LEADING_DIGITS_MAX).contains(&count));
    let (mantissa, exponent) = split(size);
    if mantissa >> 52 == 0 || exponent > 0 {
        return None;
    }
    // floor(log10(size)) or one less: the binary exponent times log10(2), which 1233 / 4096 is near enough to for every
    // power that passes the check of `scale`.
    let mut power = ((exponent + 52) * 1233) >> 12;
    let scale = u32::try_from(count as i32 - 1 - power).ok().filter(|&scale| scale <= SCALE_POWER_MAX)?;
    let limit = TEN_POWERS[count as usize];
    let mut digits = scale_rounded(mantissa, exponent, scale);
    if digits >= limit {
        power += 1;
        digits = scale_rounded(mantissa, exponent, scale.checked_sub(1)?);
    }
    debug_assert!((limit / 10..limit).contains(&digits));
    Some((digits as u64, power))
}

/// A normal positive float as `mantissa * 2^exponent` with a mantissa of 53 bits; subnormals have fewer bits.
pub(super) fn split(size: f64) -> (u64, i32) {
    let bits = size.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    match (bits >> 52) as i32 & 0x7ff {
        0 => (fraction, -1074),
        biased => (fraction | 1 << 52, biased - 1075),
    }
}

/// The largest power [`scale_rounded`] takes: 2^53 * 10^22 is below 2^127.
pub(super) const SCALE_POWER_MAX: u32 = 22;

/// `mantissa * 2^exponent * 10^power`, exactly, then rounded to the nearest integer, ties to even.
///
/// `mantissa` is below 2^53, `exponent` at most 0 and `power` at most [`SCALE_POWER_MAX`].
pub(super) fn scale_rounded(mantissa: u64, exponent: i32, power: u32) -> u128 {
    debug_assert!(mantissa < 1 << 53 && exponent <= 0 && power <= SCALE_POWER_MAX);
    let scaled = u128::from(mantissa) * TEN_POWERS[power as usize];
    let shift = exponent.unsigned_abs();
    if shift == 0 {
        return scaled;
    }
    if shift >= 128 {
        return 0; // below one half
    }
    let kept = scaled >> shift;
    let rest = scaled & ((1 << shift) - 1);
    let half = 1 << (shift - 1);
    kept + u128::from(rest > half || (rest == half && kept & 1 == 1))
}

static TEN_POWERS: [u128; SCALE_POWER_MAX as usize + 1] = {
    let mut powers = [1; SCALE_POWER_MAX as usize + 1];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

#[cold]
fn fourteen_digits_by_core(size: f64) -> (u64, i32) {
    let mut text = StackText { bytes: [0; 32], len: 0 };
    // "d.ddddddddddddde-308": 20 bytes at most, so the write can't fail.
    let written = write!(text, "{size:.*e}", DIGITS - 1);
    debug_assert!(written.is_ok());
    let bytes = &text.bytes[..text.len];
    let digits = bytes.iter().take_while(|&&b| b != b'e').filter(|&&b| b != b'.');
    let digits = digits.fold(0, |sum, &b| sum * 10 + u64::from(b - b'0'));
    (digits, exponent_of(bytes).1)
}

/// Where the `e` of core's `{:e}` text stands, and the exponent behind it.
pub(super) fn exponent_of(text: &[u8]) -> (usize, i32) {
    let at = text.iter().rposition(|&b| b == b'e').unwrap_or(text.len());
    let (negative, digits) = match text.get(at + 1..).unwrap_or_default() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let size = digits.iter().fold(0, |sum, &b| sum * 10 + i32::from(b - b'0'));
    (at, if negative { -size } else { size })
}

struct StackText {
    bytes: [u8; 32],
    len: usize,
}

impl Write for StackText {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let end = self.len + s.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(s.as_bytes());
        self.len = end;
        Ok(())
    }
}

/// The layout of `%.14g` for 14 digits, without the zeros at the end.
fn write_general(out: &mut Vec<u8>, digits: u64, power: i32) {
    let mut buffer = [b'0'; DIGITS];
    digits_before(&mut buffer, DIGITS, digits);
    let mut count = DIGITS;
    while count > 1 && buffer[count - 1] == b'0' {
        count -= 1;
    }
    let digits = &buffer[..count];
    if (0..DIGITS as i32).contains(&power) {
        let whole = power as usize + 1;
        if count <= whole {
            out.extend_from_slice(&buffer[..whole]);
            out.extend_from_slice(b".0");
        } else {
            out.extend_from_slice(&digits[..whole]);
            out.push(b'.');
            out.extend_from_slice(&digits[whole..]);
        }
    } else if (-4..0).contains(&power) {
        out.extend_from_slice(&b"0.000"[..1 + power.unsigned_abs() as usize]);
        out.extend_from_slice(digits);
    } else {
        out.push(digits[0]);
        if count > 1 {
            out.push(b'.');
            out.extend_from_slice(&digits[1..]);
        }
        write_exponent(out, power);
    }
}

/// Appends `e+05`, `e-310`: a sign and two digits at least.
pub(super) fn write_exponent(out: &mut Vec<u8>, power: i32) {
    out.push(b'e');
    out.push(if power < 0 { b'-' } else { b'+' });
    let size = power.unsigned_abs();
    if size < 10 {
        out.push(b'0');
    }
    write_integer(out, i64::from(size));
}

/// Appends what `string.format("%q", n)` gives: text that reads back as the same number. Floats are hexadecimal,
/// infinities `1e9999` and `-1e9999`, every NaN `(0/0)`, and the least integer is `0x8000000000000000` (its decimal
/// digits would read back as a float).
pub fn write_quoted_number(out: &mut Vec<u8>, n: Number) {
    match n {
        Number::Integer(i64::MIN) => out.extend_from_slice(b"0x8000000000000000"),
        Number::Integer(i) => write_integer(out, i),
        Number::Float(f) if f == f64::INFINITY => out.extend_from_slice(b"1e9999"),
        Number::Float(f) if f == f64::NEG_INFINITY => out.extend_from_slice(b"-1e9999"),
        Number::Float(f) if f.is_nan() => out.extend_from_slice(b"(0/0)"),
        Number::Float(f) => format_float(out, &Spec::default(), b'a', f),
    }
}
