//! `dump`.

use crate::bytecode::{self, Prototype};
use crate::interp::Res;
use crate::interp::Vm;
use crate::native::{Cx, Out};
use crate::value::Tag;

/// Bytes written for a tick.
const DUMPED_BYTES_PER_TICK: usize = 16;

/// `string.dump(function [, strip])`. The work is bounded by the text of the program.
pub(super) fn dump(cx: &mut Cx<'_>) -> Res<Out> {
    let function = cx.check_function(0)?;
    let strip = !cx.arg(1).is_falsy();
    if function.tag() != Tag::CLOSURE {
        return Err(cx.error("unable to dump given function"));
    }
    let function = cx.vm.heap.closures.get(function.handle()).function;
    if cx.vm.heap.functions.get(function).is_prelude {
        return Err(cx.error("unable to dump given function"));
    }
    let bytes = bytecode::dump(&prototype(cx.vm, function), strip);
    cx.charge(bytes.len() / DUMPED_BYTES_PER_TICK);
    let string = cx.string_from(bytes)?;
    cx.one(string)
}

/// What was linked as `function`, nested prototypes included (at most 200 deep).
fn prototype(vm: &Vm, function: u32) -> Prototype {
    let function = vm.heap.functions.get(function);
    let mut whole = (*function.prototype).clone();
    whole.prototypes = function.children.iter().map(|&child| prototype(vm, child)).collect();
    whole
}
