//! What crosses the boundary of a process: plain data, copied and never shared.
//!
//! Invariant: a [`Message`] holds no reference into any heap, so a process can be cloned, moved and written out
//! whatever others have received from it. What cannot be plain data (functions, coroutines, userdata, cyclic tables)
//! is an error for whoever tries to send it.

mod bytes;

use std::fmt;

pub use bytes::Bytes;

use crate::manager::Pid;

/// Plain data.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Message {
    /// Nothing.
    #[default]
    Nil,
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// Bytes, not necessarily text.
    Bytes(Bytes),
    /// Values in order.
    Sequence(Vec<Message>),
    /// Pairs, in the order of insertion; keys are neither nil nor NaN and differ from one another.
    Map(Vec<(Message, Message)>),
    /// The name of a process.
    Process(Pid),
    /// A context: who receives it may use it.
    Context(ContextId),
}

/// A context of endpoints, by number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ContextId(pub(crate) u64);

impl ContextId {
    /// As a number.
    pub fn number(self) -> u64 {
        self.0
    }
}

/// How large a message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageLimits {
    /// How deep sequences and maps may be nested; a plain value has depth 0.
    pub depth_max: usize,
    /// Size as [`Message::bytes`] counts it.
    pub bytes_max: usize,
}

impl Default for MessageLimits {
    fn default() -> MessageLimits {
        MessageLimits { depth_max: 32, bytes_max: 1 << 20 }
    }
}

/// Why something cannot be a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MessageError {
    /// Something in it is of a type that is never plain data.
    Type {
        /// Where, as Lua would name it: `params.items[3]`.
        path: String,
        /// The type's name.
        found: &'static str,
    },
    /// A table that contains itself, or nested deeper than the limit.
    Depth {
        /// The limit.
        most: usize,
    },
    /// Larger than the limit.
    Size {
        /// Bytes it has, or had when counting stopped.
        found: usize,
        /// The limit.
        most: usize,
    },
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MessageError::Type { path, found } => write!(f, "cannot send {path}: {found}, expected plain data"),
            MessageError::Depth { most } => write!(f, "message nested deeper than {most} levels, or cyclic"),
            MessageError::Size { found, most } => write!(f, "message of {found} bytes, expected at most {most}"),
        }
    }
}

impl std::error::Error for MessageError {}

/// Bytes that every part of a message counts for, beside its text.
pub(crate) const PART_BYTES: usize = 16;

impl Message {
    /// The bytes, if it is bytes.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Message::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The integer, if it is one, a float that is whole, or the number of a process, which in Lua is an integer too.
    pub fn as_integer(&self) -> Option<i64> {
        match *self {
            Message::Integer(i) => Some(i),
            Message::Process(pid) => Some(pid.number().into()),
            Message::Float(f) if f.trunc() == f && (-9.2e18..9.2e18).contains(&f) => Some(f as i64),
            _ => None,
        }
    }

    /// The number as a float, if it is one.
    pub fn as_float(&self) -> Option<f64> {
        match *self {
            Message::Integer(i) => Some(i as f64),
            Message::Float(f) => Some(f),
            _ => None,
        }
    }

    /// The pairs of a map; none of an empty sequence, which is what an empty table crosses as.
    pub fn as_pairs(&self) -> Option<&[(Message, Message)]> {
        match self {
            Message::Map(pairs) => Some(pairs),
            Message::Sequence(items) if items.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// Calls `visit` with each context in it.
    pub fn each_context(&self, visit: &mut dyn FnMut(ContextId)) {
        match self {
            Message::Context(context) => visit(*context),
            Message::Sequence(items) => items.iter().for_each(|item| item.each_context(visit)),
            Message::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                key.each_context(visit);
                value.each_context(visit);
            }),
            _ => {}
        }
    }

    /// The name of its type, as Lua has it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Message::Nil => "nil",
            Message::Boolean(_) => "boolean",
            Message::Integer(_) | Message::Float(_) | Message::Process(_) => "number",
            Message::Bytes(_) => "string",
            Message::Sequence(_) | Message::Map(_) => "table",
            Message::Context(_) => "context",
        }
    }

    /// Whether it counts as true in a condition.
    pub fn is_truthy(&self) -> bool {
        !matches!(self, Message::Nil | Message::Boolean(false))
    }

    /// Its size: 16 bytes for every value in it, and the length of every byte string. The same on every platform.
    pub fn bytes(&self) -> usize {
        let mut total = 0;
        // What holds others; there is none in most messages.
        let mut waiting = Vec::new();
        let mut count = |message: &'_ Message| {
            total += PART_BYTES + message.as_bytes().map_or(0, <[u8]>::len);
            matches!(message, Message::Sequence(_) | Message::Map(_))
        };
        let mut next = Some(self).filter(|message| count(message));
        while let Some(message) = next {
            match message {
                Message::Sequence(items) => waiting.extend(items.iter().filter(|item| count(item))),
                Message::Map(pairs) => {
                    let parts = pairs.iter().flat_map(|(key, value)| [key, value]);
                    waiting.extend(parts.filter(|part| count(part)));
                }
                _ => {}
            }
            next = waiting.pop();
        }
        total
    }

    /// Levels of sequences and maps in it; 0 for a plain value.
    pub fn depth(&self) -> usize {
        let mut deepest = 0;
        let mut waiting = vec![(self, 0)];
        while let Some((message, depth)) = waiting.pop() {
            deepest = deepest.max(depth);
            match message {
                Message::Sequence(items) => waiting.extend(items.iter().map(|item| (item, depth + 1))),
                Message::Map(pairs) => {
                    waiting.extend(pairs.iter().flat_map(|(key, value)| [(key, depth + 1), (value, depth + 1)]));
                }
                _ => {}
            }
            if matches!(message, Message::Sequence(_) | Message::Map(_)) {
                deepest = deepest.max(depth + 1);
            }
        }
        deepest
    }

    /// Checks it against limits.
    ///
    /// # Errors
    ///
    /// The limit it goes beyond.
    pub fn check(&self, limits: &MessageLimits) -> Result<(), MessageError> {
        if self.depth() > limits.depth_max {
            return Err(MessageError::Depth { most: limits.depth_max });
        }
        let found = self.bytes();
        if found > limits.bytes_max {
            return Err(MessageError::Size { found, most: limits.bytes_max });
        }
        Ok(())
    }
}

macro_rules! from_plain {
    ($($type:ty => $variant:ident;)*) => {
        $(impl From<$type> for Message {
            fn from(value: $type) -> Message {
                Message::$variant(value.into())
            }
        })*
    };
}
from_plain! {
    bool => Boolean;
    i64 => Integer;
    i32 => Integer;
    u32 => Integer;
    f64 => Float;
    &str => Bytes;
    String => Bytes;
    &[u8] => Bytes;
    Vec<u8> => Bytes;
    Bytes => Bytes;
    Vec<Message> => Sequence;
    Vec<(Message, Message)> => Map;
    Pid => Process;
    ContextId => Context;
}

impl From<()> for Message {
    fn from((): ()) -> Message {
        Message::Nil
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_and_depth_count_every_part() {
        let message = Message::Map(vec![("key".into(), Message::Sequence(vec![1_i64.into(), "ab".into()]))]);
        assert_eq!(message.depth(), 2);
        assert_eq!(message.bytes(), 5 * PART_BYTES + 3 + 2);
        assert_eq!(Message::Nil.depth(), 0);
        assert_eq!(Message::Sequence(vec![]).depth(), 1);
    }

    #[test]
    fn limits_hold_at_the_limit_and_one_past_it() {
        let nested = |depth| (0..depth).fold(Message::Nil, |inner, _| Message::Sequence(vec![inner]));
        let limits = MessageLimits { depth_max: 3, bytes_max: 1000 };
        assert_eq!(nested(3).check(&limits), Ok(()));
        assert_eq!(nested(4).check(&limits), Err(MessageError::Depth { most: 3 }));
        let sized = |bytes: usize| Message::Bytes(vec![0; bytes - PART_BYTES].into());
        assert_eq!(sized(1000).check(&limits), Ok(()));
        assert_eq!(sized(1001).check(&limits), Err(MessageError::Size { found: 1001, most: 1000 }));
    }

    #[test]
    fn a_message_nested_very_deep_is_measured_without_recursion() {
        let deep = (0..100_000).fold(Message::Nil, |inner, _| Message::Sequence(vec![inner]));
        assert_eq!(deep.depth(), 100_000);
        // Dropping it would recurse; senders are held to `depth_max`.
        std::mem::forget(deep);
    }
}
