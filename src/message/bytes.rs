//! Byte strings of messages: short ones without a block of their own, since most names and keys are short.

use std::fmt;
use std::ops::Deref;

use smallvec::SmallVec;

/// Bytes that are kept in place.
const IN_PLACE: usize = 16;

/// Bytes, not necessarily text. Up to 16 of them take no memory beside the value itself.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(SmallVec<[u8; IN_PLACE]>);

impl Bytes {
    /// As a vector, which takes a copy only of short ones.
    pub fn into_vec(self) -> Vec<u8> {
        self.0.into_vec()
    }

    /// Takes the first `count` away, or all if there are fewer.
    pub fn drop_first(&mut self, count: usize) {
        self.0.drain(..count.min(self.0.len()));
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.escape_ascii())
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        Bytes(SmallVec::from_slice(bytes))
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(SmallVec::from_vec(bytes))
    }
}

impl From<&str> for Bytes {
    fn from(text: &str) -> Bytes {
        text.as_bytes().into()
    }
}

impl From<String> for Bytes {
    fn from(text: String) -> Bytes {
        text.into_bytes().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_every_length_come_back_as_they_were() {
        for len in [0, 1, IN_PLACE - 1, IN_PLACE, IN_PLACE + 1, 1000] {
            let expected: Vec<u8> = (0..len).map(|i| i as u8).collect();
            assert_eq!(*Bytes::from(expected.as_slice()), *expected);
            assert_eq!(Bytes::from(expected.clone()), Bytes::from(expected.as_slice()));
            assert_eq!(Bytes::from(expected.clone()).into_vec(), expected);
        }
        assert_eq!(format!("{:?}", Bytes::from("a\0\u{e9}")), r#"b"a\x00\xc3\xa9""#);
    }
}
