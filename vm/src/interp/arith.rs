//! Arithmetic beyond the fast paths: conversions, metamethods, errors.

use super::call::Target;
use super::meta::Event;
use super::names::Origin;
use super::{Res, Throw, Vm};
use crate::number::{self, ArithError, ArithOp, Number};
use crate::value::Value;

impl Event {
    /// The operator of an arithmetic event.
    pub(crate) fn operator(self) -> Option<ArithOp> {
        Some(match self {
            Event::Add => ArithOp::Add,
            Event::Sub => ArithOp::Sub,
            Event::Mul => ArithOp::Mul,
            Event::Div => ArithOp::Div,
            Event::Mod => ArithOp::Mod,
            Event::Pow => ArithOp::Pow,
            Event::IDiv => ArithOp::IDiv,
            Event::BAnd => ArithOp::BAnd,
            Event::BOr => ArithOp::BOr,
            Event::BXor => ArithOp::BXor,
            Event::Shl => ArithOp::Shl,
            Event::Shr => ArithOp::Shr,
            Event::Unm => ArithOp::Neg,
            Event::BNot => ArithOp::BNot,
            _ => return None,
        })
    }

    fn is_bitwise(self) -> bool {
        matches!(self, Event::BAnd | Event::BOr | Event::BXor | Event::Shl | Event::Shr | Event::BNot)
    }
}

impl Vm {
    /// A number, or a string that reads as one.
    pub(crate) fn to_number(&self, value: Value) -> Option<Number> {
        value.as_number().or_else(|| if value.is_string() { number::parse(self.heap.bytes(value)) } else { None })
    }

    /// An integer, or a float or string equal to one.
    pub(crate) fn to_integer(&self, value: Value) -> Option<i64> {
        self.to_number(value).and_then(Number::to_integer)
    }

    /// `target = a op b`; for unary operators `b` is `a`.
    pub(crate) fn arithmetic(
        &mut self,
        event: Event,
        a: Value,
        b: Value,
        target: Target,
        origins: (Origin, Origin),
    ) -> Res<()> {
        let operator = event.operator().expect("an arithmetic event");
        // Strings take part through the string metatable.
        if let Some((x, y)) = a.as_number().zip(b.as_number()) {
            match number::arith(operator, x, y) {
                Ok(result) => return self.deliver(Value::number(result), target),
                Err(ArithError::NoInteger) => {}
                Err(error) => return Err(self.runtime_error(&error.to_string())),
            }
        }
        let mut method = self.metamethod(a, event);
        if method.is_nil() {
            method = self.metamethod(b, event);
        }
        if method.is_nil() {
            return Err(self.arithmetic_error(event, a, b, origins));
        }
        self.call_metamethod(method, &[a, b], target)
    }

    fn arithmetic_error(&mut self, event: Event, a: Value, b: Value, origins: (Origin, Origin)) -> Throw {
        if event.is_bitwise() {
            if a.is_number() && b.is_number() {
                let (value, origin) = if self.to_integer(a).is_none() { (a, origins.0) } else { (b, origins.1) };
                return self.no_integer_error(value, origin);
            }
            let (value, origin) = if a.is_number() { (b, origins.1) } else { (a, origins.0) };
            return self.type_error("perform bitwise operation on", value, origin);
        }
        let (value, origin) = if a.is_number() { (b, origins.1) } else { (a, origins.0) };
        self.type_error("perform arithmetic on", value, origin)
    }
}
