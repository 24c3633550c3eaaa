//! The longest prefix of a text that could be a numeral, for the format `"n"` (PUC's `read_number`).
//!
//! ```text
//! sign? (digits | digits? . digits?) (e sign? digits?)?        also 0x with hexadecimal digits and p
//! ```
//! At most [`NUMERAL_BYTES_MAX`] bytes; one that runs into that limit is no number, nor is a prefix that ends too
//! early, but both are consumed.

use crate::number::{self, Number};

/// Longest numeral that is read.
const NUMERAL_BYTES_MAX: usize = 200;

/// What a text begins with.
#[derive(Debug, PartialEq)]
pub(super) struct Numeral {
    /// Bytes that belong to it.
    pub(super) len: usize,
    /// Its value, if it is a number.
    pub(super) value: Option<Number>,
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    overflowed: bool,
}

impl Scanner<'_> {
    /// Accepts the next byte if `is_wanted` and there is room.
    fn accept(&mut self, is_wanted: impl Fn(u8) -> bool) -> bool {
        if !self.text.get(self.at).is_some_and(|&byte| is_wanted(byte)) {
            return false;
        }
        self.overflowed |= self.at >= NUMERAL_BYTES_MAX;
        self.at += usize::from(!self.overflowed);
        !self.overflowed
    }

    fn digits(&mut self, is_hexadecimal: bool) -> usize {
        let start = self.at;
        while self.accept(|byte| if is_hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() }) {}
        self.at - start
    }
}

/// Number of bytes of white space that `text` begins with (C's `isspace`).
pub(super) fn leading_space(text: &[u8]) -> usize {
    text.iter().position(|byte| !matches!(byte, b' ' | b'\t'..=b'\r')).unwrap_or(text.len())
}

/// The numeral at the start of `text`, which white space does not precede. `None` if more text is needed to say, which
/// is never so if `is_all` says that there is no more.
pub(super) fn scan(text: &[u8], is_all: bool) -> Option<Numeral> {
    let mut scanner = Scanner { text, at: 0, overflowed: false };
    scanner.accept(|byte| matches!(byte, b'-' | b'+'));
    let mut count = 0;
    let mut is_hexadecimal = false;
    if scanner.accept(|byte| byte == b'0') {
        is_hexadecimal = scanner.accept(|byte| matches!(byte, b'x' | b'X'));
        count = usize::from(!is_hexadecimal);
    }
    count += scanner.digits(is_hexadecimal);
    if scanner.accept(|byte| byte == b'.') {
        count += scanner.digits(is_hexadecimal);
    }
    let marks = if is_hexadecimal { *b"pP" } else { *b"eE" };
    if count > 0 && scanner.accept(|byte| marks.contains(&byte)) {
        scanner.accept(|byte| matches!(byte, b'-' | b'+'));
        scanner.digits(false);
    }
    if scanner.at == text.len() && !is_all {
        return None;
    }
    let value = if scanner.overflowed { None } else { number::parse(&text[..scanner.at]) };
    Some(Numeral { len: scanner.at, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(i: i64) -> Option<Number> {
        Some(Number::Integer(i))
    }

    #[test]
    fn prefixes() {
        let table = [
            ("42abc", 2, integer(42)),
            ("1e5,", 3, Some(Number::Float(1e5))),
            ("1e+x", 3, None),
            ("0xffz", 4, integer(255)),
            ("0x", 2, None),
            ("0x1p4!", 5, Some(Number::Float(16.0))),
            (".5.5", 2, Some(Number::Float(0.5))),
            ("--5", 1, None),
            ("nan", 0, None),
            (".e+", 1, None),
            ("0.e;", 3, None),
            ("0xX;", 2, None),
            ("5.E-3X", 5, Some(Number::Float(5e-3))),
            ("0xDEADBEEFDEADBEEFx", 18, integer(0xDEAD_BEEF_DEAD_BEEF_u64 as i64)),
            ("", 0, None),
        ];
        for (text, len, value) in table {
            assert_eq!(scan(text.as_bytes(), true), Some(Numeral { len, value }), "{text}");
        }
    }

    #[test]
    fn asks_for_more_only_at_the_end() {
        let text = b"-0x1.8p+3 ";
        for len in 0..text.len() {
            assert_eq!(scan(&text[..len], false), None);
        }
        assert_eq!(scan(text, false), Some(Numeral { len: 9, value: Some(Number::Float(-12.0)) }));
    }

    #[test]
    fn long_numerals_are_cut() {
        let digits = [b'7'; 300];
        assert_eq!(scan(&digits, false), Some(Numeral { len: NUMERAL_BYTES_MAX, value: None }));
        assert!(scan(&digits[..200], true).is_some_and(|numeral| numeral.value.is_some()));
        assert_eq!(scan(&digits[..200], false), None);
    }
}
