//! Lua values to plain data and back, for the Lua guest.

use tidelock_vm::{Tag, Value, Vm};

use super::process::Pid;
use crate::message::{ContextId, Message, MessageError, MessageLimits};

/// Reads Lua values as plain data, within limits.
pub(super) struct Reader<'a> {
    vm: &'a Vm,
    limits: MessageLimits,
    bytes: usize,
}

/// Where in an argument a value is, for messages; only looked at when something is wrong.
struct Path<'a> {
    above: Option<&'a Path<'a>>,
    key: Key,
}

#[derive(Clone, Copy)]
enum Key {
    Root(&'static str),
    Argument(usize),
    Value(Value),
}

impl<'a> Reader<'a> {
    pub(super) fn new(vm: &'a Vm, limits: MessageLimits) -> Reader<'a> {
        Reader { vm, limits, bytes: 0 }
    }

    /// Size of what has been read, as [`Message::bytes`] counts it.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The arguments of a call. `root` is what messages call those that may be tables; without it they have their
    /// numbers, of which the first `hidden` are not seen by programs.
    pub(super) fn arguments(
        &mut self,
        values: &[Value],
        root: Option<&'static str>,
        hidden: usize,
    ) -> Result<Vec<Message>, MessageError> {
        let mut messages = Vec::with_capacity(values.len());
        for (i, &value) in values.iter().enumerate() {
            let key = root.map_or(Key::Argument((i + 1).saturating_sub(hidden)), Key::Root);
            messages.push(self.value(value, &Path { above: None, key }, 0)?);
        }
        Ok(messages)
    }

    fn value(&mut self, value: Value, path: &Path<'_>, depth: usize) -> Result<Message, MessageError> {
        self.count(PART_BYTES)?;
        if let Some(bytes) = self.vm.bytes_of(value) {
            self.count(bytes.len())?;
            return Ok(bytes.into());
        }
        Ok(match value.tag() {
            Tag::NIL => Message::Nil,
            Tag::FALSE | Tag::TRUE => Message::Boolean(!value.is_falsy()),
            Tag::INTEGER => Message::Integer(value.as_integer().unwrap_or_default()),
            Tag::FLOAT => Message::Float(value.as_float().unwrap_or_default()),
            Tag::TABLE => return self.table(value, path, depth),
            _ => match self.vm.context_of(value) {
                Some(context) => Message::Context(ContextId(context)),
                None => return Err(MessageError::Type { path: self.words(path), found: value.type_name() }),
            },
        })
    }

    /// A table whose keys are 1, 2, ... in this order is a sequence, any other a map.
    fn table(&mut self, table: Value, path: &Path<'_>, depth: usize) -> Result<Message, MessageError> {
        if depth >= self.limits.depth_max {
            return Err(MessageError::Depth { most: self.limits.depth_max });
        }
        let (elements, entries) = self.vm.table_len_max(table);
        let parts_max = self.limits.bytes_max / PART_BYTES;
        let (mut items, mut pairs) =
            (Vec::with_capacity(elements.min(parts_max)), Vec::with_capacity(entries.min(parts_max)));
        for (key, value) in self.vm.table_pairs(table) {
            let inner = Path { above: Some(path), key: Key::Value(key) };
            let is_next = pairs.is_empty() && key.as_integer() == Some(items.len() as i64 + 1);
            if is_next {
                items.push(self.value(value, &inner, depth + 1)?);
            } else {
                let name = self.value(key, &inner, depth + 1)?;
                pairs.push((name, self.value(value, &inner, depth + 1)?));
            }
        }
        if pairs.is_empty() {
            return Ok(Message::Sequence(items));
        }
        let numbered = items.into_iter().enumerate().map(|(i, item)| (Message::Integer(i as i64 + 1), item));
        Ok(Message::Map(numbered.chain(pairs).collect()))
    }

    fn count(&mut self, bytes: usize) -> Result<(), MessageError> {
        self.bytes = self.bytes.saturating_add(bytes);
        let most = self.limits.bytes_max;
        if self.bytes > most { Err(MessageError::Size { found: self.bytes, most }) } else { Ok(()) }
    }

    fn words(&self, path: &Path<'_>) -> String {
        let above = path.above.map_or_else(String::new, |above| self.words(above));
        match path.key {
            Key::Root(name) => name.to_owned(),
            Key::Argument(i) => format!("argument {i}"),
            Key::Value(key) => match self.vm.bytes_of(key) {
                Some(name) if is_identifier(name) => format!("{above}.{}", String::from_utf8_lossy(name)),
                Some(name) => {
                    let shown = &name[..name.len().min(NAME_BYTES_SHOWN)];
                    format!("{above}[{:?}]", String::from_utf8_lossy(shown))
                }
                None => match (key.as_integer(), key.as_float()) {
                    (Some(integer), _) => format!("{above}[{integer}]"),
                    (_, Some(float)) => format!("{above}[{float}]"),
                    _ => format!("{above}[{}]", key.type_name()),
                },
            },
        }
    }
}

/// Bytes that every part of a message counts for.
const PART_BYTES: usize = 16;
/// Of a key's name, so much is shown.
const NAME_BYTES_SHOWN: usize = 64;

fn is_identifier(name: &[u8]) -> bool {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    name.first().is_some_and(begins)
        && name.len() <= NAME_BYTES_SHOWN
        && name.iter().all(|byte| begins(byte) || byte.is_ascii_digit())
}

/// Plain data as a Lua value. Messages are never deeper than their limit, so recursion is bounded.
pub(super) fn to_value(vm: &mut Vm, message: &Message) -> Value {
    match message {
        Message::Nil => Value::NIL,
        Message::Boolean(b) => Value::boolean(*b),
        Message::Integer(i) => Value::integer(*i),
        Message::Float(f) => Value::float(*f),
        Message::Bytes(bytes) => vm.string(bytes),
        Message::Process(pid) => Value::integer(i64::from(Pid::number(*pid))),
        Message::Context(context) => vm.context(context.number()),
        Message::Sequence(items) => {
            let values: Vec<Value> = items.iter().map(|item| to_value(vm, item)).collect();
            vm.sequence(&values)
        }
        Message::Map(pairs) => {
            let table = vm.table_for(pairs.len());
            for (key, value) in pairs {
                let (key, value) = (to_value(vm, key), to_value(vm, value));
                vm.table_set(table, key, value);
            }
            table
        }
    }
}
