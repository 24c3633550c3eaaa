//! Conversion specifications of `string.format`: `%`, flags, width, precision, letter.

use crate::number::Spec;

/// Characters a specification may have before its letter, of any conversion.
const SPEC_CHARACTERS: &[u8] = b"-+#0 123456789.";
/// Longest specification after the `%`, as in PUC.
const SPEC_BYTES_MAX: usize = 21;

/// Flags that each kind of conversion accepts.
pub(super) mod flags {
    pub(in super::super) const FLOAT: &[u8] = b"-+#0 ";
    pub(in super::super) const HEX_OR_OCTAL: &[u8] = b"-#0";
    pub(in super::super) const INTEGER: &[u8] = b"-+0 ";
    pub(in super::super) const UNSIGNED: &[u8] = b"-0";
    pub(in super::super) const TEXT: &[u8] = b"-";
}

/// A specification as written.
#[derive(Clone, Copy)]
pub(super) struct Item {
    /// What follows the `%`, the letter included. A zero byte stands for the format's end.
    text: [u8; SPEC_BYTES_MAX],
    len: usize,
}

impl Item {
    /// Reads what follows a `%`; `None` if it is too long.
    pub(super) fn read(rest: &[u8]) -> Option<Item> {
        let span = rest.iter().take(SPEC_BYTES_MAX).take_while(|byte| SPEC_CHARACTERS.contains(byte)).count();
        let len = span + 1;
        if len > SPEC_BYTES_MAX {
            return None;
        }
        let mut text = [0; SPEC_BYTES_MAX];
        let given = rest.len().min(len);
        text[..given].copy_from_slice(&rest[..given]);
        Some(Item { text, len })
    }

    /// Number of bytes after the `%`.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The letter.
    pub(super) fn conversion(&self) -> u8 {
        self.text[self.len - 1]
    }

    /// Whether it writes a number.
    pub(super) fn takes_number(&self) -> bool {
        b"diuoxXaAeEfFgGc".contains(&self.conversion())
    }

    /// Whether there is nothing between the `%` and the letter.
    pub(super) fn is_bare(&self) -> bool {
        self.len == 1
    }

    /// Whether a precision is asked for.
    pub(super) fn has_precision(&self) -> bool {
        self.text[..self.len].contains(&b'.')
    }

    /// `%` and the specification, for messages.
    pub(super) fn written(&self) -> Vec<u8> {
        let text = &self.text[..self.len];
        let end = text.iter().position(|&byte| byte == 0).unwrap_or(text.len());
        [b"%", &text[..end]].concat()
    }

    /// What it asks for; `None` if that is malformed or not for this conversion.
    pub(super) fn spec(&self, flags: &[u8], takes_precision: bool) -> Option<Spec> {
        let mut spec = Spec::default();
        let mut rest = &self.text[..self.len];
        while let [flag, after @ ..] = rest
            && flags.contains(flag)
        {
            match flag {
                b'-' => spec.left = true,
                b'+' => spec.plus = true,
                b'#' => spec.alternate = true,
                b'0' => spec.zero = true,
                _ => spec.space = true,
            }
            rest = after;
        }
        if rest.first() != Some(&b'0') {
            (spec.width, rest) = two_digits(rest);
            if let ([b'.', after @ ..], true) = (rest, takes_precision) {
                let (precision, after) = two_digits(after);
                spec.precision = Some(precision);
                rest = after;
            }
        }
        rest.first().is_some_and(u8::is_ascii_alphabetic).then_some(spec)
    }
}

/// At most two digits; what follows them.
fn two_digits(text: &[u8]) -> (usize, &[u8]) {
    let count = text.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
    let value = text[..count].iter().fold(0, |value, digit| value * 10 + usize::from(digit - b'0'));
    (value, &text[count..])
}
