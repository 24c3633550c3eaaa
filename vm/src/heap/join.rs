//! Strings and numbers joined into one string (`..`).

use super::{Heap, LONG_BYTES_MIN, SHORT_BYTES_MAX};
use crate::number::{self, Number};
use crate::value::Value;

/// Texts up to this many bytes are put together in a buffer that is kept.
const KEPT_BYTES_MAX: usize = 4096;
/// Bytes that a number takes at most.
const NUMBER_BYTES_MAX: usize = 32;

impl Heap {
    /// Strings and numbers as one string. `None`, and nothing done, if they are something else, there is
    /// no room, or it takes long.
    pub(crate) fn join(&mut self, values: &[Value]) -> Option<Value> {
        let room = self.gc.room();
        if self.bytes_of_strings(values)? > room.min(LONG_BYTES_MIN) {
            return None;
        }
        let text = self.joined_text(values);
        if text.len() > room {
            return None;
        }
        Some(self.string_of_text(text))
    }

    /// How many bytes the strings among strings and numbers have; `None` if there is something else.
    pub(crate) fn bytes_of_strings(&self, values: &[Value]) -> Option<usize> {
        let mut bytes = 0;
        for &value in values {
            if value.is_string() {
                bytes += self.bytes(value).len();
            } else if !value.is_number() {
                return None;
            }
        }
        Some(bytes)
    }

    /// The text of strings and numbers. It goes back to [`Heap::string_of_text`].
    pub(crate) fn joined_text(&mut self, values: &[Value]) -> Vec<u8> {
        let bytes: usize = values
            .iter()
            .map(|&value| if value.is_string() { self.bytes(value).len() } else { NUMBER_BYTES_MAX })
            .sum();
        let mut text = if bytes <= KEPT_BYTES_MAX { std::mem::take(&mut self.text) } else { Vec::new() };
        text.clear();
        text.reserve_exact(bytes);
        for &value in values {
            match value.as_number() {
                None => text.extend_from_slice(self.bytes(value)),
                Some(Number::Integer(i)) => number::write_integer(&mut text, i),
                Some(Number::Float(f)) => number::write_float(&mut text, number::canonical(f)),
            }
        }
        text
    }

    /// Such a text as a string, and charged for.
    pub(crate) fn string_of_text(&mut self, text: Vec<u8>) -> Value {
        self.charge(text.len() / 64);
        if text.capacity() > KEPT_BYTES_MAX {
            return self.string_from(text);
        }
        let string =
            if text.len() > SHORT_BYTES_MAX { self.long_string(text.as_slice().into()) } else { self.string(&text) };
        self.text = text;
        string
    }
}
