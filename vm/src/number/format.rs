//! `printf` conversions of C99 with glibc's choices where C99 leaves one (`%a` of subnormals, rounding in `%a`).
//!
//! One known difference from glibc 2.36, where it departs from C99: when rounding carries `%#g` into the form with an
//! exponent, glibc loses the zeros (`%#g` of 999999.5 is `1.e+06` there and `1.00000e+06` here).
//!
//! Every conversion appends its text to the output first, then [`pad`] makes room for the width. Decimal digits come
//! from core's exact formatting, rounded to the nearest, ties to even, as glibc does.

use core::fmt::{self, Write};

use super::decimal::{
    LEADING_DIGITS_MAX, SCALE_POWER_MAX, digits_before, exponent_of, leading_digits, scale_rounded, split,
    write_exponent,
};

/// What stands between the `%` and the conversion letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// `-`: pad on the right. Overrides `zero`.
    pub left: bool,
    /// `+`: a sign on positive numbers too. Overrides `space`.
    pub plus: bool,
    /// ` `: a space where a positive number has no sign.
    pub space: bool,
    /// `#`: the point always, `%g` keeps its zeros, `0x` and `0` prefixes.
    pub alternate: bool,
    /// `0`: pad with zeros behind sign and prefix. Not for infinities, NaN, bytes, or integers with a precision.
    pub zero: bool,
    /// The least number of bytes.
    pub width: usize,
    /// Digits behind the point (`a e f`), significant digits (`g`), least digits (integers), most bytes (`s`).
    pub precision: Option<usize>,
}

/// Appends at most `precision` bytes of `value`, padded with spaces: `%s`, and `%c` with one byte.
pub fn format_bytes(out: &mut Vec<u8>, spec: &Spec, value: &[u8]) {
    let start = out.len();
    let len = spec.precision.map_or(value.len(), |most| most.min(value.len()));
    out.extend_from_slice(&value[..len]);
    pad(out, start, 0, spec, false);
}

/// Appends an integer: `d` and `i` signed, `u o x X` its 64 bits unsigned.
///
/// # Panics
///
/// On any other conversion.
pub fn format_integer(out: &mut Vec<u8>, spec: &Spec, conversion: u8, value: i64) {
    let start = out.len();
    let mut buffer = [0; 22];
    let first = match conversion {
        b'd' | b'i' => {
            write_sign(out, spec, value < 0);
            digits_before(&mut buffer, 22, value.unsigned_abs())
        }
        b'u' => digits_before(&mut buffer, 22, value as u64),
        b'o' => digits_by_bits(&mut buffer, value as u64, 3, b"01234567"),
        b'x' => digits_by_bits(&mut buffer, value as u64, 4, b"0123456789abcdef"),
        b'X' => digits_by_bits(&mut buffer, value as u64, 4, b"0123456789ABCDEF"),
        _ => panic!("integer conversion {:?}", char::from(conversion)),
    };
    if spec.alternate && value != 0 && matches!(conversion, b'x' | b'X') {
        out.extend_from_slice(&[b'0', conversion]);
    }
    let prefix_len = out.len() - start;
    // Zero with a precision of 0 has no digits at all.
    let digits = if value == 0 && spec.precision == Some(0) { &[][..] } else { &buffer[first..] };
    let mut zeros = spec.precision.unwrap_or(1).saturating_sub(digits.len());
    if spec.alternate && conversion == b'o' && zeros == 0 && digits.first() != Some(&b'0') {
        zeros = 1;
    }
    out.resize(out.len() + zeros, b'0');
    out.extend_from_slice(digits);
    pad(out, start, prefix_len, spec, spec.precision.is_none());
}

/// Writes `value` at the end of `buffer` in base 2^`bits`; returns where it starts.
fn digits_by_bits(buffer: &mut [u8; 22], mut value: u64, bits: u32, alphabet: &[u8]) -> usize {
    let mut start = buffer.len();
    loop {
        start -= 1;
        buffer[start] = alphabet[value as usize & (alphabet.len() - 1)];
        value >>= bits;
        if value == 0 {
            return start;
        }
    }
}

/// Appends a float by one of `e E f F g G a A`. A NaN shows its sign bit.
///
/// # Panics
///
/// On any other conversion.
pub fn format_float(out: &mut Vec<u8>, spec: &Spec, conversion: u8, value: f64) {
    let start = out.len();
    write_sign(out, spec, value.is_sign_negative());
    let mut prefix_len = out.len() - start;
    let body = out.len();
    let size = value.abs();
    let finite = size.is_finite();
    if !finite {
        out.extend_from_slice(if value.is_nan() { b"nan" } else { b"inf" });
    } else {
        match conversion.to_ascii_lowercase() {
            b'f' => write_fixed(out, spec, size),
            b'e' => write_scientific(out, spec, size),
            b'g' => write_general(out, spec, size),
            b'a' => {
                out.extend_from_slice(b"0x");
                prefix_len += 2;
                write_hexadecimal(out, spec, size);
            }
            _ => panic!("float conversion {:?}", char::from(conversion)),
        }
    }
    if conversion.is_ascii_uppercase() {
        out[body..].make_ascii_uppercase();
    }
    pad(out, start, prefix_len, spec, finite);
}

fn write_sign(out: &mut Vec<u8>, spec: &Spec, negative: bool) {
    if negative {
        out.push(b'-');
    } else if spec.plus {
        out.push(b'+');
    } else if spec.space {
        out.push(b' ');
    }
}

/// Widens what was written since `start` to the width: spaces on either side, or zeros behind a prefix of
/// `prefix_len` bytes where `zero_applies`.
fn pad(out: &mut Vec<u8>, start: usize, prefix_len: usize, spec: &Spec, zero_applies: bool) {
    let missing = spec.width.saturating_sub(out.len() - start);
    if missing == 0 {
        return;
    }
    if spec.left {
        out.resize(out.len() + missing, b' ');
    } else if spec.zero && zero_applies {
        insert(out, start + prefix_len, b'0', missing);
    } else {
        insert(out, start, b' ', missing);
    }
}

/// Inserts `count` times `byte` before `out[at]`.
fn insert(out: &mut Vec<u8>, at: usize, byte: u8, count: usize) {
    let end = out.len();
    out.resize(end + count, byte);
    out.copy_within(at..end, at + count);
    let gap = (at + count).min(end + count);
    out[at..gap].fill(byte);
}

/// Digits behind the point beyond which every float has only zeros (the least one is 2^-1074); also keeps core's
/// formatting in its own range.
const FRACTION_DIGITS_MAX: usize = 1_100;

/// Splits a precision into what core has to make and zeros to append.
fn exact_and_zeros(precision: usize) -> (usize, usize) {
    let exact = precision.min(FRACTION_DIGITS_MAX);
    (exact, precision - exact)
}

/// Lets core's formatting write ASCII to the output.
struct Ascii<'a>(&'a mut Vec<u8>);

impl Write for Ascii<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.0.extend_from_slice(s.as_bytes());
        Ok(())
    }
}

fn append(out: &mut Vec<u8>, text: fmt::Arguments<'_>) {
    let written = Ascii(out).write_fmt(text);
    debug_assert!(written.is_ok(), "a vector takes everything");
}

/// `%f`.
fn write_fixed(out: &mut Vec<u8>, spec: &Spec, size: f64) {
    let precision = spec.precision.unwrap_or(6);
    if !write_fixed_short(out, size, precision) {
        let (exact, zeros) = exact_and_zeros(precision);
        append(out, format_args!("{size:.exact$}"));
        out.resize(out.len() + zeros, b'0');
    }
    if precision == 0 && spec.alternate {
        out.push(b'.');
    }
}

/// `%f` where all digits fit 64 bits, by exact integer arithmetic; false and nothing written elsewhere.
fn write_fixed_short(out: &mut Vec<u8>, size: f64, precision: usize) -> bool {
    let (mantissa, exponent) = split(size);
    if precision > SCALE_POWER_MAX as usize || exponent > 0 {
        return false;
    }
    let Ok(scaled) = u64::try_from(scale_rounded(mantissa, exponent, precision as u32)) else {
        return false;
    };
    let mut buffer = [b'0'; 48];
    let first = digits_before(&mut buffer, 48, scaled);
    let point = 48 - precision;
    // One digit at least before the point.
    out.extend_from_slice(&buffer[first.min(point - 1)..point]);
    if precision > 0 {
        out.push(b'.');
        out.extend_from_slice(&buffer[point..]);
    }
    true
}

/// `%e`.
fn write_scientific(out: &mut Vec<u8>, spec: &Spec, size: f64) {
    let precision = spec.precision.unwrap_or(6);
    let (exact, zeros) = exact_and_zeros(precision);
    let power = write_mantissa(out, size, exact);
    out.resize(out.len() + zeros, b'0');
    if precision == 0 && spec.alternate {
        out.push(b'.');
    }
    write_exponent(out, power);
}

/// Appends `d.ddd` with `precision` digits behind the point (no point for 0); returns the power of ten of the first.
fn write_mantissa(out: &mut Vec<u8>, size: f64, precision: usize) -> i32 {
    if precision < LEADING_DIGITS_MAX as usize
        && let Some((digits, power)) = leading_digits(size, precision as u32 + 1)
    {
        let mut buffer = [0; 20];
        let first = digits_before(&mut buffer, 20, digits);
        out.push(buffer[first]);
        if precision > 0 {
            out.push(b'.');
            out.extend_from_slice(&buffer[first + 1..]);
        }
        return power;
    }
    let start = out.len();
    append(out, format_args!("{size:.precision$e}"));
    let (mark, power) = exponent_of(&out[start..]);
    out.truncate(start + mark);
    power
}

/// `%g`: like `%e` where the power is below -4 or not below the precision, like `%f` elsewhere, to `precision`
/// significant digits; zeros at the end go unless `#`.
fn write_general(out: &mut Vec<u8>, spec: &Spec, size: f64) {
    let precision = spec.precision.unwrap_or(6).max(1);
    let (exact, zeros) = exact_and_zeros(precision - 1);
    let start = out.len();
    let power = write_mantissa(out, size, exact);
    let scientific = power < -4 || i64::from(power) >= precision as i64;
    if !scientific && power != 0 {
        move_point(out, start, power);
    }
    let has_point = out[start..].contains(&b'.');
    if spec.alternate {
        if !has_point {
            out.push(b'.');
        }
        out.resize(out.len() + zeros, b'0');
    } else if has_point {
        while out.last() == Some(&b'0') {
            out.pop();
        }
        if out.last() == Some(&b'.') {
            out.pop();
        }
    }
    if scientific {
        write_exponent(out, power);
    }
}

/// Turns the mantissa `d.ddd` at `start` into the number times ten to the `power`, which is not 0 and below the
/// number of digits.
fn move_point(out: &mut Vec<u8>, start: usize, power: i32) {
    if out.get(start + 1) == Some(&b'.') {
        out.remove(start + 1);
    }
    let places = power.unsigned_abs() as usize;
    if power < 0 {
        insert(out, start, b'0', places);
        out.insert(start + 1, b'.');
    } else if start + places + 1 < out.len() {
        out.insert(start + places + 1, b'.');
    }
}

/// `%a` without its `0x`: one digit, 1 for normal floats and 0 for the rest, then as many as needed or asked for.
/// Rounding may carry into the first digit, which glibc then shows as 2.
fn write_hexadecimal(out: &mut Vec<u8>, spec: &Spec, size: f64) {
    let (mut mantissa, exponent) = split(size);
    let power = if mantissa == 0 { 0 } else { exponent + 52 };
    let mut zeros = 0;
    let mut digits = match spec.precision {
        Some(precision) => {
            let digits = precision.min(13);
            zeros = precision - digits;
            mantissa = round_bits(mantissa, 52 - 4 * digits as u32);
            digits
        }
        None => 13,
    };
    if spec.precision.is_none() {
        while digits > 0 && mantissa >> (52 - 4 * digits) & 0xf == 0 {
            digits -= 1;
        }
    }
    out.push(b'0' + (mantissa >> 52) as u8);
    if digits + zeros > 0 || spec.alternate {
        out.push(b'.');
    }
    for place in 1..=digits {
        out.push(b"0123456789abcdef"[(mantissa >> (52 - 4 * place) & 0xf) as usize]);
    }
    out.resize(out.len() + zeros, b'0');
    out.push(b'p');
    out.push(if power < 0 { b'-' } else { b'+' });
    super::write_integer(out, i64::from(power.unsigned_abs()));
}

/// Clears the low `count` bits, rounding to the nearest, ties to even.
fn round_bits(value: u64, count: u32) -> u64 {
    if count == 0 {
        return value;
    }
    let half = 1 << (count - 1);
    let rest = value & ((1 << count) - 1);
    let kept = value >> count;
    (kept + u64::from(rest > half || (rest == half && kept & 1 == 1))) << count
}
