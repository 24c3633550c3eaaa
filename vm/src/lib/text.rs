//! A value as text: what `tostring` and `print` show when no metamethod says otherwise.

use super::string::work::SHORT_TEXT_BYTES_MAX;
use crate::interp::{Event, Res, Vm};
use crate::native::{Cx, Out};
use crate::number::{self, Number};
use crate::value::{Tag, Value};

/// The identity of an object as `%p` and `tostring` print it: kind and handle, never an address.
pub(crate) fn write_identity(out: &mut Vec<u8>, value: Value) {
    let kind = u64::from(value.tag().number());
    out.extend_from_slice(format!("0x{:012x}", kind << 40 | value.bits).as_bytes());
}

/// The text of a value, metamethods aside (but `__name` is honoured).
pub(crate) fn default_text(vm: &mut Vm, value: Value, out: &mut Vec<u8>) {
    match value.tag() {
        Tag::NIL => out.extend_from_slice(b"nil"),
        Tag::FALSE => out.extend_from_slice(b"false"),
        Tag::TRUE => out.extend_from_slice(b"true"),
        Tag::INTEGER => number::write_integer(out, value.bits as i64),
        Tag::FLOAT => number::write_number(out, Number::Float(number::canonical(f64::from_bits(value.bits)))),
        Tag::STRING | Tag::LONG_STRING => out.extend_from_slice(vm.heap.bytes(value)),
        _ => {
            let name = vm.metamethod(value, Event::Name);
            if name.is_string() {
                out.extend_from_slice(vm.heap.bytes(name));
            } else {
                out.extend_from_slice(value.type_name().as_bytes());
            }
            out.extend_from_slice(b": ");
            write_identity(out, value);
        }
    }
}

impl Cx<'_> {
    /// The text of `value` if no metamethod has to be called.
    pub(crate) fn text_of(&mut self, value: Value) -> Option<Value> {
        if !self.vm.metamethod(value, Event::ToString).is_nil() {
            return None;
        }
        if value.is_string() {
            return Some(value);
        }
        if self.long_name(value).is_some() {
            return None;
        }
        let mut text = Vec::new();
        default_text(self.vm, value, &mut text);
        Some(self.string(&text))
    }

    /// The `__name` of a value, if it is long.
    pub(crate) fn long_name(&mut self, value: Value) -> Option<Value> {
        let name = self.vm.metamethod(value, Event::Name);
        (name.is_string() && self.bytes(name).len() > SHORT_TEXT_BYTES_MAX).then_some(name)
    }

    /// Calls `__tostring` of a value for which [`Cx::text_of`] gave nothing, or puts its text together; that is the result at `stage`, to be
    /// checked with [`Cx::check_text`].
    pub(crate) fn call_tostring(&mut self, value: Value, stage: u32) -> Res<Out> {
        let method = self.vm.metamethod(value, Event::ToString);
        if method.is_nil()
            && let Some(name) = self.long_name(value)
        {
            let mut identity = b": ".to_vec();
            write_identity(&mut identity, value);
            let identity = self.string(&identity);
            return self.join(&[name, identity], stage);
        }
        self.call(method, &[value], stage)
    }

    /// The text that `__tostring` returned.
    pub(crate) fn check_text(&mut self) -> Res<Value> {
        let text = self.result(0);
        if text.is_string() {
            return Ok(text);
        }
        if text.is_number() {
            let mut bytes = Vec::new();
            default_text(self.vm, text, &mut bytes);
            return Ok(self.string(&bytes));
        }
        Err(self.error("'__tostring' must return a string"))
    }
}
