//! Formats of `string.pack`, `string.unpack` and `string.packsize`.
//!
//! [`FormatReader`] gives one item after another with its size and the padding before it; what an item does to values
//! is up to the caller, with the helpers below. Sizes and alignments are those of x86-64 Linux on every platform, and
//! the native byte order is little endian.
//!
//! A caller's loop: `while let Some(item) = reader.next_item(total)? { total += item.padding + item.size; ... }`, where
//! `total` is what has been packed so far, or the position in what is unpacked. The reader is plain data; to suspend
//! in between, keep it as it is (or its [`FormatReader::state`]).

use std::fmt;

/// Digits of a number that are read.
const DIGITS_MAX: usize = 64 * 1024;
/// Bytes of the largest integer a format may ask for.
pub const INTEGER_SIZE_MAX: usize = 16;
/// Bytes of a Lua integer.
pub const INTEGER_SIZE: usize = 8;
/// The largest result `packsize` may report.
pub const TOTAL_SIZE_MAX: usize = 0x7fff_ffff;
/// What `!` alone stands for.
const NATIVE_ALIGNMENT: usize = 8;

/// What an item of a format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackKind {
    /// An integer of the item's size.
    Int {
        /// Whether it has a sign.
        signed: bool,
    },
    /// `f`
    Float,
    /// `d`
    Double,
    /// `n`
    Number,
    /// `c`: exactly the item's size.
    Char,
    /// `s`: a length of the item's size, then as many bytes.
    String,
    /// `z`
    Zstr,
    /// `x`: one byte, not a value.
    PadByte,
    /// `X`: padding only.
    PadAlign,
    /// A setting or a space.
    Nop,
}

/// An item of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackItem {
    /// What it is.
    pub kind: PackKind,
    /// Bytes it takes, those of its variable part (`s`, `z`) not included.
    pub size: usize,
    /// Zero bytes before it.
    pub padding: usize,
    /// The byte order in force.
    pub little: bool,
}

impl PackItem {
    /// Whether a value goes with it.
    #[must_use]
    pub fn takes_value(&self) -> bool {
        !matches!(self.kind, PackKind::PadByte | PackKind::PadAlign | PackKind::Nop)
    }

    /// Whether that value is a number.
    #[must_use]
    pub fn takes_number(&self) -> bool {
        matches!(self.kind, PackKind::Int { .. } | PackKind::Float | PackKind::Double | PackKind::Number)
    }

    /// Whether its size is not known beforehand (`packsize`: "variable-length format").
    #[must_use]
    pub fn is_variable(&self) -> bool {
        matches!(self.kind, PackKind::String | PackKind::Zstr)
    }
}

/// What is wrong with a format, or with data for it. Displays as PUC's message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// The size of an integer is not in 1..=16.
    SizeOutOfLimits(usize),
    /// No such option.
    InvalidOption(u8),
    /// An alignment that is not a power of 2.
    NotPowerOfTwo,
    /// `c` without a number.
    MissingSize,
    /// `X` before something that has no alignment.
    InvalidNextOption,
    /// `packsize` of a format with `s` or `z`.
    VariableLength,
    /// `packsize`: more than [`TOTAL_SIZE_MAX`].
    ResultTooLarge,
    /// `unpack`: an integer of this size whose value does not fit 64 bits.
    DoesNotFit(usize),
}

impl PackError {
    /// Whether PUC raises it as "bad argument #1" with this message; otherwise the message stands alone.
    #[must_use]
    pub fn is_argument_error(&self) -> bool {
        matches!(self, Self::NotPowerOfTwo | Self::InvalidNextOption | Self::VariableLength | Self::ResultTooLarge)
    }

    /// The message as bytes: an invalid option may be any byte.
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        match self {
            Self::InvalidOption(option) => {
                let mut text = b"invalid format option '".to_vec();
                text.extend([*option, b'\'']);
                text
            }
            other => other.to_string().into_bytes(),
        }
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SizeOutOfLimits(size) => {
                write!(f, "integral size ({size}) out of limits [1,{INTEGER_SIZE_MAX}]")
            }
            Self::InvalidOption(option) => write!(f, "invalid format option '{}'", char::from(*option)),
            Self::NotPowerOfTwo => f.write_str("format asks for alignment not power of 2"),
            Self::MissingSize => f.write_str("missing size for format option 'c'"),
            Self::InvalidNextOption => f.write_str("invalid next option for option 'X'"),
            Self::VariableLength => f.write_str("variable-length format"),
            Self::ResultTooLarge => f.write_str("format result too large"),
            Self::DoesNotFit(size) => write!(f, "{size}-byte integer does not fit into Lua Integer"),
        }
    }
}

impl std::error::Error for PackError {}

/// Reads a format. As in PUC, a zero byte ends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatReader<'a> {
    format: &'a [u8],
    position: usize,
    little: bool,
    alignment_max: usize,
}

/// Where a [`FormatReader`] is, without the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FormatState {
    /// The offset of the next item.
    pub position: usize,
    /// The byte order in force.
    pub little: bool,
    /// The largest alignment in force, in 1..=16.
    pub alignment_max: usize,
}

impl<'a> FormatReader<'a> {
    /// At the beginning of a format.
    #[must_use]
    pub fn new(format: &'a [u8]) -> FormatReader<'a> {
        FormatReader { format, position: 0, little: true, alignment_max: 1 }
    }

    /// Where a reader of this format was. Any state is safe.
    #[must_use]
    pub fn resume(format: &'a [u8], state: FormatState) -> FormatReader<'a> {
        let alignment_max = state.alignment_max.clamp(1, INTEGER_SIZE_MAX);
        FormatReader { format, position: state.position, little: state.little, alignment_max }
    }

    /// Where it is.
    #[must_use]
    pub fn state(&self) -> FormatState {
        FormatState { position: self.position, little: self.little, alignment_max: self.alignment_max }
    }

    /// The next item, given how many bytes come before it. `None` at the end.
    pub fn next_item(&mut self, total: usize) -> Result<Option<PackItem>, PackError> {
        if self.peek() == 0 {
            return Ok(None);
        }
        let (kind, size) = self.option()?;
        let mut align = size;
        if kind == PackKind::PadAlign {
            if self.peek() == 0 {
                return Err(PackError::InvalidNextOption);
            }
            let (next, next_size) = self.option()?;
            if next == PackKind::Char || next_size == 0 {
                return Err(PackError::InvalidNextOption);
            }
            align = next_size;
        }
        let mut padding = 0;
        if align > 1 && kind != PackKind::Char {
            align = align.min(self.alignment_max);
            if !align.is_power_of_two() {
                return Err(PackError::NotPowerOfTwo);
            }
            padding = total.wrapping_neg() & (align - 1);
        }
        Ok(Some(PackItem { kind, size, padding, little: self.little }))
    }

    fn peek(&self) -> u8 {
        self.format.get(self.position).copied().unwrap_or(0)
    }

    fn option(&mut self) -> Result<(PackKind, usize), PackError> {
        let option = self.peek();
        self.position += 1;
        Ok(match option {
            b'b' | b'B' => (PackKind::Int { signed: option == b'b' }, 1),
            b'h' | b'H' => (PackKind::Int { signed: option == b'h' }, 2),
            b'l' | b'L' => (PackKind::Int { signed: option == b'l' }, 8),
            b'j' | b'J' => (PackKind::Int { signed: option == b'j' }, INTEGER_SIZE),
            b'T' => (PackKind::Int { signed: false }, 8),
            b'i' | b'I' => (PackKind::Int { signed: option == b'i' }, self.size_or(4)?),
            b'f' => (PackKind::Float, 4),
            b'd' => (PackKind::Double, 8),
            b'n' => (PackKind::Number, 8),
            b's' => (PackKind::String, self.size_or(8)?),
            b'c' => (PackKind::Char, self.number().ok_or(PackError::MissingSize)?),
            b'z' => (PackKind::Zstr, 0),
            b'x' => (PackKind::PadByte, 1),
            b'X' => (PackKind::PadAlign, 0),
            b' ' => (PackKind::Nop, 0),
            b'<' | b'=' | b'>' => {
                self.little = option != b'>';
                (PackKind::Nop, 0)
            }
            b'!' => {
                self.alignment_max = self.size_or(NATIVE_ALIGNMENT)?;
                (PackKind::Nop, 0)
            }
            _ => return Err(PackError::InvalidOption(option)),
        })
    }

    /// A number, if there is one. Digits that would take it beyond a C `int` are left, and zeros without end; they are no
    /// option, so that is the error.
    fn number(&mut self) -> Option<usize> {
        let mut number: Option<usize> = None;
        let end = self.position + DIGITS_MAX;
        while self.peek().is_ascii_digit() && number.unwrap_or(0) <= (TOTAL_SIZE_MAX - 9) / 10 && self.position < end {
            number = Some(number.unwrap_or(0) * 10 + usize::from(self.peek() - b'0'));
            self.position += 1;
        }
        number
    }

    fn size_or(&mut self, default: usize) -> Result<usize, PackError> {
        match self.number() {
            None => Ok(default),
            Some(size @ 1..=INTEGER_SIZE_MAX) => Ok(size),
            Some(size) => Err(PackError::SizeOutOfLimits(size)),
        }
    }
}

/// What `packsize` adds up: the total with this item, or why not.
pub fn add_size(total: usize, item: &PackItem) -> Result<usize, PackError> {
    if item.is_variable() {
        return Err(PackError::VariableLength);
    }
    let total = total + item.size + item.padding;
    if total > TOTAL_SIZE_MAX { Err(PackError::ResultTooLarge) } else { Ok(total) }
}

/// Whether a value fits an integer of this size (`pack`: "integer overflow" if signed, else "unsigned overflow").
#[must_use]
pub fn int_fits(value: i64, size: usize, signed: bool) -> bool {
    if size >= INTEGER_SIZE {
        return true;
    }
    if signed {
        let limit = 1i64 << (size * 8 - 1);
        (-limit..limit).contains(&value)
    } else {
        (value as u64) < 1 << (size * 8)
    }
}

/// Whether a string's length fits a length of this size (`pack`: "string length does not fit in given size").
#[must_use]
pub fn length_fits(length: usize, size: usize) -> bool {
    size >= 8 || (length as u64) < 1 << (size * 8)
}

/// Appends an integer of this size; sizes above 8 repeat the sign if `signed`.
pub fn pack_int(out: &mut Vec<u8>, value: i64, size: usize, little: bool, signed: bool) {
    let filler = if signed && value < 0 { 0xff } else { 0 };
    let bytes = value.to_le_bytes();
    let byte = |index: usize| bytes.get(index).copied().unwrap_or(filler);
    if little {
        out.extend((0..size).map(byte));
    } else {
        out.extend((0..size).rev().map(byte));
    }
}

/// Reads an integer of `size` bytes (at most 16) from the beginning of `bytes`, which must have as many.
pub fn unpack_int(bytes: &[u8], size: usize, little: bool, signed: bool) -> Result<i64, PackError> {
    let byte = |index: usize| bytes[if little { index } else { size - 1 - index }];
    let mut value: u64 = 0;
    for index in (0..size.min(INTEGER_SIZE)).rev() {
        value = value << 8 | u64::from(byte(index));
    }
    if size < INTEGER_SIZE {
        if signed {
            let mask = 1u64 << (size * 8 - 1);
            value = (value ^ mask).wrapping_sub(mask);
        }
    } else {
        let filler = if signed && (value as i64) < 0 { 0xff } else { 0 };
        if (INTEGER_SIZE..size).any(|index| byte(index) != filler) {
            return Err(PackError::DoesNotFit(size));
        }
    }
    Ok(value as i64)
}

/// Appends a float of 4 bytes (`f`). Every NaN is packed as the same one.
pub fn pack_float(out: &mut Vec<u8>, value: f64, little: bool) {
    let bits = if value.is_nan() { 0x7fc0_0000 } else { (value as f32).to_bits() };
    out.extend(if little { bits.to_le_bytes() } else { bits.to_be_bytes() });
}

/// Appends a float of 8 bytes (`d`, `n`). Every NaN is packed as the same one.
pub fn pack_double(out: &mut Vec<u8>, value: f64, little: bool) {
    let bits = if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() };
    out.extend(if little { bits.to_le_bytes() } else { bits.to_be_bytes() });
}

/// Reads a float from the first 4 bytes.
#[must_use]
pub fn unpack_float(bytes: &[u8], little: bool) -> Option<f64> {
    let bytes = *bytes.first_chunk()?;
    let value = if little { f32::from_le_bytes(bytes) } else { f32::from_be_bytes(bytes) };
    Some(if value.is_nan() { f64::NAN } else { f64::from(value) })
}

/// Reads a float from the first 8 bytes.
#[must_use]
pub fn unpack_double(bytes: &[u8], little: bool) -> Option<f64> {
    let bytes = *bytes.first_chunk()?;
    let value = if little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
    Some(if value.is_nan() { f64::NAN } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(format: &str) -> Result<usize, String> {
        let mut reader = FormatReader::new(format.as_bytes());
        let mut total = 0;
        while let Some(item) = reader.next_item(total).map_err(|error| error.to_string())? {
            total = add_size(total, &item).map_err(|error| error.to_string())?;
        }
        Ok(total)
    }

    #[test]
    fn sizes_and_errors() {
        let table: &[(&str, Result<usize, &str>)] = &[
            ("", Ok(0)),
            ("<b h b f d f n i", Ok(1 + 2 + 1 + 4 + 8 + 4 + 8 + 4)),
            (" b b Xd b Xb x", Ok(4)),
            ("!8 xXi8", Ok(8)),
            ("!8 xXi2", Ok(2)),
            ("!2 xXi8", Ok(2)),
            ("!16 xXi16", Ok(16)),
            ("!xXi16", Ok(8)),
            (">!8 b Xh i4 i8 c1 Xi8", Ok(24)),
            ("<! c3", Ok(3)),
            ("c0", Ok(0)),
            ("i4\0r", Ok(4)),
            ("i0", Err("integral size (0) out of limits [1,16]")),
            ("Xi17", Err("integral size (17) out of limits [1,16]")),
            ("!17", Err("integral size (17) out of limits [1,16]")),
            ("i3r", Err("invalid format option 'r'")),
            ("c1000000000000", Err("invalid format option '0'")),
            ("!4i3", Err("format asks for alignment not power of 2")),
            ("c", Err("missing size for format option 'c'")),
            ("X", Err("invalid next option for option 'X'")),
            ("XXi", Err("invalid next option for option 'X'")),
            ("X i", Err("invalid next option for option 'X'")),
            ("Xc1", Err("invalid next option for option 'X'")),
            ("s", Err("variable-length format")),
            ("z", Err("variable-length format")),
            ("c2147483647b", Err("invalid format option '7'")),
            ("c2000000000c200000000", Err("format result too large")),
            ("c268435456c268435456c268435456c268435456c268435456c268435456c268435456c268435455", Ok(0x7fff_ffff)),
        ];
        for (format, expected) in table {
            assert_eq!(sizes(format), expected.map_err(String::from), "{format}");
        }
    }

    #[test]
    fn integers_go_round() {
        for value in [0, 1, -1, 0x7f, -0x80, 0x1234, -0x1234, i64::MAX, i64::MIN] {
            for size in 1..=INTEGER_SIZE_MAX {
                for (little, signed) in [(true, true), (false, true), (true, false), (false, false)] {
                    if !int_fits(value, size, signed) {
                        continue;
                    }
                    let mut out = Vec::new();
                    pack_int(&mut out, value, size, little, signed);
                    assert_eq!(out.len(), size);
                    assert_eq!(unpack_int(&out, size, little, signed), Ok(value), "{value} {size}");
                }
            }
        }
        assert_eq!(unpack_int(&[3; 16], 16, true, true), Err(PackError::DoesNotFit(16)));
        assert_eq!(PackError::DoesNotFit(16).to_string(), "16-byte integer does not fit into Lua Integer");
        assert_eq!(unpack_int(&[0xf0, 0xff], 2, true, true), Ok(-16));
        assert!(!int_fits(-1, 7, false) && !int_fits(0x80, 1, true) && int_fits(-0x80, 1, true));
        assert!(length_fits(255, 1) && !length_fits(256, 1));
    }

    #[test]
    fn floats_go_round() {
        for value in [0.0, -1.5, f64::INFINITY, 1e10, 2000.25] {
            for little in [true, false] {
                let mut out = Vec::new();
                pack_float(&mut out, value, little);
                pack_double(&mut out, value, little);
                assert_eq!(unpack_float(&out, little), Some(value));
                assert_eq!(unpack_double(&out[4..], little), Some(value));
            }
        }
        assert_eq!(unpack_double(&[0; 7], true), None);
    }
}
