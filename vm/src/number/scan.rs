//! A numeral read piece by piece: what [`parse`](super::parse) gives for all of a text, in time proportional to its
//! length and with state of fixed size, so that a long one can be read in steps.
//!
//! Of a decimal mantissa the first 800 digits that count are kept, and whether one that is not 0 follows them: no
//! float is so near the middle between two that more would decide. Of a hexadecimal one the last 16 digits (an
//! integer wraps around) and the first 60 bits or so (a float). Of an exponent a bounded value.

use super::Number;
use super::parse::{EXPONENT_MAX, compose, hex_value, is_space, parse_short};

/// Decimal digits kept; 768 decide every tie.
const DIGITS_MAX: usize = 800;
/// A decimal exponent beyond this makes any 800 digits 0 or infinite.
const POWER_MAX: i64 = 20_000;
/// Words of a scan without its digits.
const HEAD_WORDS: usize = 7;

/// Where in a numeral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// White space before it.
    Before,
    /// Behind the sign.
    Signed,
    /// Behind a first `0`.
    Zero,
    Whole,
    Fraction,
    /// Behind the mark of the exponent.
    Mark,
    /// Behind the exponent's sign.
    ExponentSigned,
    Exponent,
    /// White space after it.
    After,
    /// It is none.
    Wrong,
}

const PLACES: [Place; 10] = [
    Place::Before,
    Place::Signed,
    Place::Zero,
    Place::Whole,
    Place::Fraction,
    Place::Mark,
    Place::ExponentSigned,
    Place::Exponent,
    Place::After,
    Place::Wrong,
];

/// A numeral of which a part has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    place: Place,
    is_negative: bool,
    is_hexadecimal: bool,
    is_exponent_negative: bool,
    seen_digit: bool,
    is_float: bool,
    /// Whether a digit that is not 0 was not kept.
    is_cut: bool,
    /// What the mantissa kept is to be multiplied by: a power of 10, or of 2 for a hexadecimal one.
    power: i64,
    /// The exponent as written.
    exponent: i64,
    /// First bits of a hexadecimal mantissa.
    mantissa: u64,
    /// Its last digits.
    wrapped: u64,
    /// Digits of a decimal mantissa, without zeros in front.
    digits: Vec<u8>,
}

impl Default for Scan {
    fn default() -> Scan {
        Scan {
            place: Place::Before,
            is_negative: false,
            is_hexadecimal: false,
            is_exponent_negative: false,
            seen_digit: false,
            is_float: false,
            is_cut: false,
            power: 0,
            exponent: 0,
            mantissa: 0,
            wrapped: 0,
            digits: Vec::new(),
        }
    }
}

impl Scan {
    /// Reads the next piece of the text.
    pub fn feed(&mut self, piece: &[u8]) {
        let mut rest = piece;
        while let [byte, after @ ..] = rest {
            rest = match self.place {
                Place::Whole | Place::Fraction if self.is_digit(*byte) => self.digits_of(rest),
                Place::Wrong => return,
                _ => {
                    self.place = self.step(*byte);
                    after
                }
            };
        }
    }

    /// Whether no further piece can make it a numeral.
    pub fn is_wrong(&self) -> bool {
        self.place == Place::Wrong
    }

    fn is_digit(&self, byte: u8) -> bool {
        if self.is_hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() }
    }

    /// Reads the digits that `text` begins with; gives what follows them.
    fn digits_of<'a>(&mut self, text: &'a [u8]) -> &'a [u8] {
        self.seen_digit = true;
        let in_fraction = self.place == Place::Fraction;
        if self.is_hexadecimal {
            let mut count = 0;
            while let Some(digit) = text.get(count).copied().and_then(hex_value) {
                self.hexadecimal_digit(digit, in_fraction);
                count += 1;
            }
            return &text[count..];
        }
        let count = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(count);
        let zeros = if self.digits.is_empty() { digits.iter().take_while(|&&digit| digit == b'0').count() } else { 0 };
        let kept = (count - zeros).min(DIGITS_MAX - self.digits.len());
        let dropped = count - zeros - kept;
        self.digits.extend_from_slice(&digits[zeros..zeros + kept]);
        self.is_cut |= digits[zeros + kept..].iter().any(|&digit| digit != b'0');
        if in_fraction {
            self.power -= (zeros + kept) as i64;
        } else {
            self.power += dropped as i64;
        }
        rest
    }

    #[inline]
    fn hexadecimal_digit(&mut self, digit: u8, in_fraction: bool) {
        self.wrapped = self.wrapped << 4 | u64::from(digit);
        if self.mantissa >> 60 == 0 {
            self.mantissa = self.mantissa << 4 | u64::from(digit);
            self.power -= if in_fraction { 4 } else { 0 };
        } else {
            self.mantissa |= u64::from(digit != 0);
            self.power += if in_fraction { 0 } else { 4 };
        }
    }

    /// Reads a byte that is no digit of the mantissa, or decides what it is a part of; gives the place behind it.
    fn step(&mut self, byte: u8) -> Place {
        let is_mark = matches!((byte, self.is_hexadecimal), (b'e' | b'E', false) | (b'p' | b'P', true));
        match self.place {
            Place::Before if is_space(byte) => Place::Before,
            Place::Before if matches!(byte, b'-' | b'+') => {
                self.is_negative = byte == b'-';
                Place::Signed
            }
            Place::Before | Place::Signed if byte == b'0' => {
                self.seen_digit = true;
                Place::Zero
            }
            Place::Zero if matches!(byte, b'x' | b'X') => {
                self.seen_digit = false;
                self.is_hexadecimal = true;
                Place::Whole
            }
            Place::Before | Place::Signed | Place::Zero if byte.is_ascii_digit() => {
                self.digits_of(&[byte]);
                Place::Whole
            }
            Place::Before | Place::Signed | Place::Zero | Place::Whole if byte == b'.' => {
                self.is_float = true;
                Place::Fraction
            }
            Place::Zero | Place::Whole | Place::Fraction if is_mark && self.seen_digit => {
                self.is_float = true;
                Place::Mark
            }
            Place::Mark if matches!(byte, b'-' | b'+') => {
                self.is_exponent_negative = byte == b'-';
                Place::ExponentSigned
            }
            Place::Mark | Place::ExponentSigned | Place::Exponent if byte.is_ascii_digit() => {
                self.exponent = (self.exponent * 10 + i64::from(byte - b'0')).min(EXPONENT_MAX);
                Place::Exponent
            }
            Place::Zero | Place::Whole | Place::Fraction | Place::Exponent if is_space(byte) && self.seen_digit => {
                Place::After
            }
            Place::After if is_space(byte) => Place::After,
            _ => Place::Wrong,
        }
    }

    /// The number that all pieces together spell, or `None`.
    pub fn finish(&self) -> Option<Number> {
        match self.place {
            Place::Zero | Place::Whole | Place::Fraction if self.seen_digit => {}
            Place::Exponent | Place::After => {}
            _ => return None,
        }
        let exponent = if self.is_exponent_negative { -self.exponent } else { self.exponent };
        if !self.is_hexadecimal {
            return self.finish_decimal(exponent);
        }
        if self.is_float {
            let size = compose(self.mantissa, self.power + exponent);
            return Some(Number::Float(if self.is_negative { -size } else { size }));
        }
        let wrapped = self.wrapped as i64;
        Some(Number::Integer(if self.is_negative { wrapped.wrapping_neg() } else { wrapped }))
    }

    /// By way of a text that is short and means the same.
    fn finish_decimal(&self, exponent: i64) -> Option<Number> {
        let mut text = Vec::with_capacity(self.digits.len() + 16);
        if self.is_negative {
            text.push(b'-');
        }
        text.extend_from_slice(if self.digits.is_empty() { b"0" } else { &self.digits });
        if self.is_float || self.digits.len() == DIGITS_MAX {
            let mut power = self.power + exponent;
            if self.is_cut {
                text.push(b'1');
                power -= 1;
            }
            text.push(b'e');
            super::write_integer(&mut text, power.clamp(-POWER_MAX, POWER_MAX));
        }
        parse_short(&text)
    }

    /// Its state as words.
    pub fn to_words(&self) -> Vec<u64> {
        let flags = [
            self.is_negative,
            self.is_hexadecimal,
            self.is_exponent_negative,
            self.seen_digit,
            self.is_float,
            self.is_cut,
        ];
        let flags = flags.iter().enumerate().fold(0, |bits, (i, &flag)| bits | u64::from(flag) << i);
        let place = PLACES.iter().position(|&place| place == self.place).unwrap_or(0) as u64;
        let count = self.digits.len() as u64;
        let mut words = Vec::with_capacity(HEAD_WORDS + self.digits.len() / 8 + 1);
        words.extend_from_slice(&[
            place,
            flags,
            self.power as u64,
            self.exponent as u64,
            self.mantissa,
            self.wrapped,
            count,
        ]);
        for digits in self.digits.chunks(8) {
            let mut word = [0; 8];
            word[..digits.len()].copy_from_slice(digits);
            words.push(u64::from_le_bytes(word));
        }
        words
    }

    /// The inverse; `None` for words that are no scan's.
    pub fn from_words(words: &[u64]) -> Option<Scan> {
        let (&[place, flags, power, exponent, mantissa, wrapped, count], rest) = words.split_first_chunk()?;
        let flag = |i: u32| flags >> i & 1 != 0;
        let mut digits: Vec<u8> = rest.iter().flat_map(|word| word.to_le_bytes()).collect();
        let count = usize::try_from(count).ok().filter(|&count| count <= digits.len().min(DIGITS_MAX))?;
        digits.truncate(count);
        if !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        // Neither is ever larger, so that what is added to them fits.
        let bounded = |value: u64| Some(value as i64).filter(|value| value.unsigned_abs() <= EXPONENT_MAX as u64);
        Some(Scan {
            place: *PLACES.get(usize::try_from(place).ok()?)?,
            is_negative: flag(0),
            is_hexadecimal: flag(1),
            is_exponent_negative: flag(2),
            seen_digit: flag(3),
            is_float: flag(4),
            is_cut: flag(5),
            power: bounded(power)?,
            exponent: bounded(exponent)?.max(0),
            mantissa,
            wrapped,
            digits,
        })
    }
}
