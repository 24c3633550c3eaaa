//! Lua values to plain data and back, for the Lua guest.

use tidelock_vm::{Value, Vm};

use crate::message::{Message, MessageError};

/// A Lua value as plain data.
pub(super) fn to_message(vm: &Vm, value: Value) -> Result<Message, MessageError> {
    if let Some(bytes) = vm.bytes_of(value) {
        return Ok(Message::Bytes(bytes.to_vec()));
    }
    if let Some(integer) = value.as_integer() {
        return Ok(Message::Integer(integer));
    }
    if let Some(float) = value.as_float() {
        return Ok(Message::Float(float));
    }
    match value.type_name() {
        "nil" => Ok(Message::Nil),
        "boolean" => Ok(Message::Boolean(!value.is_falsy())),
        other => Err(MessageError::Type(other)),
    }
}

/// Plain data as a Lua value. Messages are never deeper than their limit, so recursion is bounded.
pub(super) fn to_value(vm: &mut Vm, message: &Message) -> Value {
    match message {
        Message::Nil => Value::NIL,
        Message::Boolean(b) => Value::boolean(*b),
        Message::Integer(i) => Value::integer(*i),
        Message::Float(f) => Value::float(*f),
        Message::Bytes(bytes) => vm.string(bytes),
        Message::Process(pid) => Value::integer(i64::from(pid.number())),
        Message::Sequence(items) => {
            let values: Vec<Value> = items.iter().map(|item| to_value(vm, item)).collect();
            vm.sequence(&values)
        }
        Message::Map(pairs) => {
            let table = vm.sequence(&[]);
            for (key, value) in pairs {
                let (key, value) = (to_value(vm, key), to_value(vm, value));
                vm.table_set(table, key, value);
            }
            table
        }
    }
}
