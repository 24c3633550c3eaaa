//! Arithmetic on strings that read as numbers: the metamethods of strings.

use crate::interp::{Event, Res};
use crate::native::{Cx, Out};
use crate::number::{self, Number};
use crate::value::Value;

macro_rules! metamethods {
    ($($function:ident $event:ident;)*) => {
        $(pub(super) fn $function(cx: &mut Cx<'_>) -> Res<Out> {
            arithmetic(cx, Event::$event)
        })*
    };
}

metamethods! {
    add Add;
    sub Sub;
    mul Mul;
    modulo Mod;
    pow Pow;
    div Div;
    idiv IDiv;
    unm Unm;
}

const CALLED: u32 = 1;

/// Both operands, if both are numbers or read as numbers.
fn numbers(cx: &mut Cx<'_>, a: Value, b: Value) -> Res<Option<(Number, Number)>> {
    if [a, b].iter().any(|operand| !operand.is_number() && !operand.is_string()) {
        return Ok(None);
    }
    Ok(cx.number_argument(0)?.zip(cx.number_argument(1)?))
}

fn arithmetic(cx: &mut Cx<'_>, event: Event) -> Res<Out> {
    if cx.stage == CALLED {
        let result = cx.result(0);
        return cx.one(result);
    }
    let (a, b) = (cx.arg(0), cx.arg(1));
    if let Some((x, y)) = numbers(cx, a, b)? {
        let operator = event.operator().expect("an arithmetic event");
        return match number::arith(operator, x, y) {
            Ok(result) => cx.one(Value::number(result)),
            Err(error) => Err(cx.vm.runtime_error(&error.to_string())),
        };
    }
    // The second operand may know what to do; a string surely doesn't.
    let method = if b.is_string() { Value::NIL } else { cx.vm.metamethod(b, event) };
    if method.is_nil() {
        let (operation, a, b) = (event.short_name(), a.type_name(), b.type_name());
        return Err(cx.error(&format!("attempt to {operation} a '{a}' with a '{b}'")));
    }
    cx.call(method, &[a, b], CALLED)
}
