//! Indexing, assigning and measuring with metamethods from within a builtin.
//!
//! Each does it at once or pushes the metamethod's frame; either way the builtin runs again at the stage it names, with
//! the value (if any) as its only result.

use crate::interp::{Event, Origin, Res, Target};
use crate::native::{Cx, Out};
use crate::value::Value;

fn resume_at(cx: &mut Cx<'_>, stage: u32) -> Target {
    cx.clear_results();
    let frame = cx.vm.thread.frame_mut();
    frame.pc = stage;
    Target { dst: frame.top, want: -1 }
}

/// `object[key]`
pub(crate) fn index(cx: &mut Cx<'_>, object: Value, key: Value, stage: u32) -> Res<Out> {
    let target = resume_at(cx, stage);
    cx.vm.index(object, key, target, Origin::Unknown)?;
    Ok(Out::Done)
}

/// `object[key] = value`
pub(crate) fn set_index(cx: &mut Cx<'_>, object: Value, key: Value, value: Value, stage: u32) -> Res<Out> {
    resume_at(cx, stage);
    cx.vm.set_index(object, key, value, Origin::Unknown)?;
    Ok(Out::Done)
}

/// `#object`
pub(crate) fn length(cx: &mut Cx<'_>, object: Value, stage: u32) -> Res<Out> {
    let target = resume_at(cx, stage);
    cx.vm.length(object, target, Origin::Unknown)?;
    Ok(Out::Done)
}

/// `#object` if no metamethod says otherwise.
pub(crate) fn plain_length(cx: &mut Cx<'_>, object: Value) -> Option<i64> {
    if !object.is_table() || !cx.vm.metamethod(object, Event::Len).is_nil() {
        return None;
    }
    Some(cx.vm.heap.table_len(object.handle()))
}
