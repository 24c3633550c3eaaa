//! Plain data as bytes and back: the form in which messages cross into guests whose memory is bytes.
//!
//! A value is a tag, then what the tag says; all numbers are little-endian.
//!
//! | tag | value | then |
//! |---|---|---|
//! | 0 | nil | |
//! | 1 | false | |
//! | 2 | true | |
//! | 3 | integer | 8 bytes, two's complement |
//! | 4 | float | 8 bytes, IEEE 754 |
//! | 5 | bytes | their number in 4 bytes, the bytes |
//! | 6 | sequence | the number of its values in 4 bytes, the values |
//! | 7 | map | the number of its pairs in 4 bytes, the pairs: key, value, key, value |
//! | 8 | process | its number in 4 bytes |
//! | 9 | context | its number in 8 bytes |
//!
//! Arguments and results of a system call are values one after another. There is one encoding of each value, but for
//! the bits of a NaN.
//!
//! Invariant: decoding is total. Bytes that are none of this, or go beyond limits, are an error that says where; what
//! has been decoded is a proper [`Message`], within the limits while it is being made.

use std::collections::BTreeSet;
use std::fmt;

use crate::manager::Pid;
use crate::message::{ContextId, Message, MessageError, MessageLimits, PART_BYTES};

/// Why bytes are not values.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodingError {
    /// No value has this tag.
    Tag {
        /// What was found.
        found: u8,
        /// Where.
        at: usize,
    },
    /// The bytes end within a value.
    End {
        /// Where that value, or part of it, begins.
        at: usize,
    },
    /// A key of a map is nil or NaN, or there twice.
    Key {
        /// Where the key begins.
        at: usize,
    },
    /// It is more than a message may be.
    Limit(MessageError),
}

impl fmt::Display for EncodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EncodingError::Tag { found, at } => write!(f, "bad tag at byte {at}: found {found}, expected at most 9"),
            EncodingError::End { at } => write!(f, "the value at byte {at} ends too early"),
            EncodingError::Key { at } => {
                write!(f, "bad key of a map at byte {at}, expected one that is neither nil nor nan nor there already")
            }
            EncodingError::Limit(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EncodingError {}

/// Appends the encoding of a value. Messages are never deeper than their limit, so recursion is bounded.
pub fn encode(message: &Message, out: &mut Vec<u8>) {
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    match message {
        Message::Nil => out.push(0),
        Message::Boolean(value) => out.push(1 + u8::from(*value)),
        Message::Integer(value) => {
            out.push(3);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Message::Float(value) => {
            out.push(4);
            out.extend_from_slice(&value.to_le_bytes());
        }
        Message::Bytes(bytes) => {
            out.push(5);
            // No process is given as many bytes as 4 bytes can't count.
            let bytes = bytes.get(..u32::MAX as usize).unwrap_or(bytes);
            out.extend_from_slice(&count(bytes.len()));
            out.extend_from_slice(bytes);
        }
        Message::Sequence(items) => {
            out.push(6);
            out.extend_from_slice(&count(items.len()));
            items.iter().for_each(|item| encode(item, out));
        }
        Message::Map(pairs) => {
            out.push(7);
            out.extend_from_slice(&count(pairs.len()));
            for (key, value) in pairs {
                encode(key, out);
                encode(value, out);
            }
        }
        Message::Process(pid) => {
            out.push(8);
            out.extend_from_slice(&pid.number().to_le_bytes());
        }
        Message::Context(context) => {
            out.push(9);
            out.extend_from_slice(&context.number().to_le_bytes());
        }
    }
}

/// Reads values one after another.
///
/// # Errors
///
/// What is wrong with the bytes, or the limit that their values go beyond; `bytes_max` is for all of them together.
pub fn decode(bytes: &[u8], limits: MessageLimits) -> Result<Vec<Message>, EncodingError> {
    let mut reader = Reader { bytes, at: 0, size: 0, limits };
    let mut values = Vec::new();
    while reader.at < bytes.len() {
        values.push(reader.value(0)?);
    }
    Ok(values)
}

/// Where the value ends that begins at `at`, in bytes that [`encode`] has made. `None` where no value begins, or the
/// bytes are none of its making.
pub fn end_of(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at;
    let mut left = 1_u64;
    while left > 0 {
        left -= 1;
        let count = || bytes.get(at + 1..at + 5)?.try_into().ok().map(u32::from_le_bytes);
        let length = match *bytes.get(at)? {
            0..=2 => 1,
            3 | 4 | 9 => 9,
            5 => usize::try_from(count()?).ok()?.checked_add(5)?,
            6 => {
                left += u64::from(count()?);
                5
            }
            7 => {
                left += 2 * u64::from(count()?);
                5
            }
            8 => 5,
            _ => return None,
        };
        at = at.checked_add(length)?;
    }
    (at <= bytes.len()).then_some(at)
}

/// Where in the sequence or map that begins at `at` the value of a key begins; `key` is the encoding of a value, for a
/// sequence of an integer from 1. `None` where it has none, and where neither begins.
pub fn find(bytes: &[u8], at: usize, key: &[u8]) -> Option<usize> {
    let tag = *bytes.get(at)?;
    let count = u32::from_le_bytes(bytes.get(at.checked_add(1)?..at.checked_add(5)?)?.try_into().ok()?);
    let mut at = at + 5;
    match tag {
        6 => {
            let (&3, index) = key.split_first()? else { return None };
            let index = i64::from_le_bytes(index.try_into().ok()?);
            if !(1..=i64::from(count)).contains(&index) {
                return None;
            }
            for _ in 1..index {
                at = end_of(bytes, at)?;
            }
            Some(at)
        }
        7 => {
            for _ in 0..count {
                let value = end_of(bytes, at)?;
                if bytes.get(at..value)? == key {
                    return Some(value);
                }
                at = end_of(bytes, value)?;
            }
            None
        }
        _ => None,
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Of what has been read, as [`Message::bytes`] counts it.
    size: usize,
    limits: MessageLimits,
}

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Message, EncodingError> {
        let begin = self.at;
        self.count(PART_BYTES)?;
        let [tag] = self.take::<1>()?;
        Ok(match tag {
            0 => Message::Nil,
            1 => Message::Boolean(false),
            2 => Message::Boolean(true),
            3 => Message::Integer(i64::from_le_bytes(self.take()?)),
            4 => {
                let value = f64::from_le_bytes(self.take()?);
                // Nobody is to see which NaN it was.
                Message::Float(if value.is_nan() { f64::NAN } else { value })
            }
            5 => {
                let length = self.length()?;
                self.count(length)?;
                self.slice(length)?.into()
            }
            6 => {
                let count = self.collection(depth)?;
                let mut items = Vec::new();
                for _ in 0..count {
                    items.push(self.value(depth + 1)?);
                }
                Message::Sequence(items)
            }
            7 => {
                let count = self.collection(depth)?;
                Message::Map(self.pairs(count, depth)?)
            }
            8 => Message::Process(Pid::new(u32::from_le_bytes(self.take()?))),
            9 => Message::Context(ContextId(u64::from_le_bytes(self.take()?))),
            found => return Err(EncodingError::Tag { found, at: begin }),
        })
    }

    fn pairs(&mut self, count: usize, depth: usize) -> Result<Vec<(Message, Message)>, EncodingError> {
        let mut pairs = Vec::new();
        let mut keys: BTreeSet<&'a [u8]> = BTreeSet::new();
        for _ in 0..count {
            let at = self.at;
            let key = self.value(depth + 1)?;
            let is_bad = match key {
                Message::Nil => true,
                Message::Float(value) => value.is_nan(),
                _ => false,
            };
            if is_bad || !keys.insert(&self.bytes[at..self.at]) {
                return Err(EncodingError::Key { at });
            }
            pairs.push((key, self.value(depth + 1)?));
        }
        Ok(pairs)
    }

    /// The number of values in a sequence, or pairs in a map.
    fn collection(&mut self, depth: usize) -> Result<usize, EncodingError> {
        let most = self.limits.depth_max;
        if depth >= most {
            return Err(EncodingError::Limit(MessageError::Depth { most }));
        }
        self.length()
    }

    fn length(&mut self) -> Result<usize, EncodingError> {
        let length = u32::from_le_bytes(self.take()?);
        usize::try_from(length).map_err(|_| EncodingError::End { at: self.at })
    }

    fn take<const N: usize>(&mut self) -> Result<[u8; N], EncodingError> {
        let slice = self.slice(N)?;
        Ok(slice.try_into().expect("as many as asked for"))
    }

    fn slice(&mut self, length: usize) -> Result<&'a [u8], EncodingError> {
        let bytes = self.bytes;
        let slice = bytes[self.at..].get(..length).ok_or(EncodingError::End { at: self.at })?;
        self.at += length;
        Ok(slice)
    }

    fn count(&mut self, bytes: usize) -> Result<(), EncodingError> {
        self.size = self.size.saturating_add(bytes);
        let (found, most) = (self.size, self.limits.bytes_max);
        if found > most { Err(EncodingError::Limit(MessageError::Size { found, most })) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(message: &Message) -> Vec<u8> {
        let mut out = Vec::new();
        encode(message, &mut out);
        out
    }

    fn all_kinds() -> Message {
        Message::Map(vec![
            ("nil".into(), Message::Nil),
            (Message::Boolean(false), true.into()),
            (Message::Integer(i64::MIN), Message::Float(-0.5)),
            ("bytes".into(), Message::from(vec![0_u8, 255, 7])),
            (Message::Float(1.5), Message::Sequence(vec![Message::Process(Pid::new(7)), Message::Sequence(vec![])])),
            ("context".into(), Message::Context(ContextId(u64::MAX))),
            (Message::Sequence(vec![1_i64.into()]), Message::Map(vec![])),
        ])
    }

    #[test]
    fn what_was_encoded_is_decoded_and_no_part_of_it_is() {
        let message = all_kinds();
        let bytes = encoded(&message);
        assert_eq!(decode(&bytes, MessageLimits::default()), Ok(vec![message.clone()]));
        let twice = [bytes.clone(), bytes.clone()].concat();
        assert_eq!(decode(&twice, MessageLimits::default()), Ok(vec![message.clone(), message]));
        assert_eq!(decode(b"", MessageLimits::default()), Ok(vec![]));
        for end in 1..bytes.len() {
            assert!(decode(&bytes[..end], MessageLimits::default()).is_err(), "{end}");
            assert_eq!(end_of(&bytes[..end], 0), None, "{end}");
        }
        assert_eq!((end_of(&bytes, 0), end_of(&twice, bytes.len())), (Some(bytes.len()), Some(twice.len())));
    }

    #[test]
    fn no_bytes_are_trouble() {
        // All of three bytes, and each byte of a proper value changed in each way.
        for bytes in (0..1_u32 << 24).step_by(7).map(u32::to_le_bytes) {
            let _ = (decode(&bytes[..3], MessageLimits::default()), end_of(&bytes, 0), find(&bytes, 0, &[0]));
        }
        let bytes = encoded(&all_kinds());
        for at in 0..bytes.len() {
            for byte in 0..=255 {
                let mut changed = bytes.clone();
                changed[at] = byte;
                let _ = (end_of(&changed, at), find(&changed, 0, &[3, 1, 0, 0, 0, 0, 0, 0, 0]));
                if let Ok(values) = decode(&changed, MessageLimits::default()) {
                    assert!(values.iter().all(|value| value.check(&MessageLimits::default()).is_ok()));
                }
            }
        }
    }

    #[test]
    fn errors_say_what_and_where() {
        let error = |bytes: &[u8]| decode(bytes, MessageLimits::default()).unwrap_err().to_string();
        assert_eq!(error(&[0, 77]), "bad tag at byte 1: found 77, expected at most 9");
        assert_eq!(error(&[3, 1, 2]), "the value at byte 1 ends too early");
        assert_eq!(error(&[5, 255, 255, 255, 0]), "message of 16777231 bytes, expected at most 1048576");
        assert_eq!(
            error(&[7, 1, 0, 0, 0, 0, 1]),
            "bad key of a map at byte 5, expected one that is neither nil nor nan nor there already"
        );
        assert!(error(&[7, 2, 0, 0, 0, 1, 1, 1, 1]).starts_with("bad key of a map at byte 7"));
        let nan = [&[7, 1, 0, 0, 0, 4][..], &f64::NAN.to_le_bytes(), &[1]].concat();
        assert!(error(&nan).starts_with("bad key of a map at byte 5"));
    }

    #[test]
    fn limits_hold_at_the_limit_and_one_past_it() {
        let nested = |depth| encoded(&(0..depth).fold(Message::Nil, |inner, _| Message::Sequence(vec![inner])));
        let limits = MessageLimits { depth_max: 3, bytes_max: 1000 };
        assert!(decode(&nested(3), limits).is_ok());
        assert_eq!(decode(&nested(4), limits), Err(EncodingError::Limit(MessageError::Depth { most: 3 })));
        let sized = |bytes: usize| encoded(&Message::from(vec![0_u8; bytes - PART_BYTES]));
        assert!(decode(&sized(1000), limits).is_ok());
        let past = EncodingError::Limit(MessageError::Size { found: 1001, most: 1000 });
        assert_eq!(decode(&sized(1001), limits), Err(past));
        // Values that are one byte each count for what they are when decoded.
        assert!(decode(&[0; 62], limits).is_ok() && decode(&[0; 63], limits).is_err());
    }

    #[test]
    fn values_are_found_by_key() {
        let bytes = encoded(&all_kinds());
        let at = |at: usize, key: Message| find(&bytes, at, &encoded(&key));
        let value = |at: Option<usize>| {
            let at = at?;
            decode(&bytes[at..end_of(&bytes, at)?], MessageLimits::default()).ok()?.pop()
        };
        assert_eq!(value(at(0, "bytes".into())), Some(Message::from(vec![0_u8, 255, 7])));
        let inner = at(0, 1.5.into()).unwrap();
        assert_eq!(value(at(inner, 1_i64.into())), Some(Message::Process(Pid::new(7))));
        assert_eq!(value(at(inner, 2_i64.into())), Some(Message::Sequence(vec![])));
        for key in [Message::Integer(0), Message::Integer(3), Message::Integer(-1), "x".into(), Message::Nil] {
            assert_eq!(at(inner, key), None);
        }
        assert_eq!((at(0, "none".into()), at(5, "bytes".into()), at(usize::MAX, "bytes".into())), (None, None, None));
    }
}
