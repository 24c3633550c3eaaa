//! Coroutines.

use crate::interp::{Res, Status, Throw};
use crate::native::{self, Cx, Native, Out};
use crate::value::{Tag, Value};

pub(crate) const FUNCTIONS: &[Native] = &[
    Native::new("close", close),
    Native::new("create", create),
    Native::new("isyieldable", isyieldable),
    Native::new("resume", resume),
    Native::new("running", running),
    Native::new("status", status),
    Native::new("wrap", wrap),
    Native::new("yield", yield_),
];

fn check_thread(cx: &mut Cx<'_>, i: usize) -> Res<u32> {
    let value = cx.arg(i);
    if value.tag() == Tag::THREAD { Ok(value.handle()) } else { Err(cx.type_error(i, "thread")) }
}

fn create(cx: &mut Cx<'_>) -> Res<Out> {
    let function = cx.check_function(0)?;
    let thread = cx.vm.new_coroutine(function);
    cx.one(thread)
}

/// Slot 0 becomes the status, before the values.
fn resume(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let thread = check_thread(cx, 0)?;
            let count = cx.count - 1;
            cx.set_slot(0, Value::TRUE);
            let first = cx.base + 1;
            cx.vm.thread.frame_mut().top = first as u32;
            Ok(Out::Resume { thread, first, count })
        }
        stage => {
            cx.set_slot(0, Value::boolean(stage == 1));
            Ok(Out::Values { first: cx.base, count: cx.result_count() + 1 })
        }
    }
}

fn wrap(cx: &mut Cx<'_>) -> Res<Out> {
    let function = cx.check_function(0)?;
    let thread = cx.vm.new_coroutine(function);
    let wrapper = cx.vm.heap.new_native_closure(native::WRAPPED, Box::new([thread]));
    cx.one(wrapper)
}

/// What `wrap` returns: resumes, and passes errors on.
pub(crate) fn wrapped(cx: &mut Cx<'_>) -> Res<Out> {
    let closure = cx.vm.thread.frame().function;
    let thread = cx.vm.heap.natives.get(closure).values[0].handle();
    match cx.stage {
        0 => {
            let (first, count) = (cx.base, cx.count);
            cx.vm.thread.frame_mut().top = first as u32;
            Ok(Out::Resume { thread, first, count })
        }
        1 => cx.return_results(),
        2 => {
            let state = cx.vm.thread_state(thread);
            if state.status == Status::Dead && state.failure.is_some() && !state.to_close.is_empty() {
                // Its variables are closed first; then this stage comes again, with the error that is left.
                return Ok(Out::CloseThread { thread });
            }
            let error = cx.result(0);
            // That there is no memory is not news of a place, nor is it in PUC Lua.
            if error.is_string() && !error.same(cx.vm.roots.out_of_memory) {
                return Err(cx.raise_joined_at_caller(&[error]));
            }
            Err(Throw::Error(error))
        }
        _ => cx.return_results(),
    }
}

fn yield_(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        if cx.vm.yields_slice() {
            cx.vm.outcome = Some(crate::interp::Outcome::Yielded);
            return cx.again(1);
        }
        cx.vm.check_can_yield()?;
        if cx.vm.is_called_by_sort() {
            return Err(cx.error("attempt to yield across a C-call boundary"));
        }
        let (first, count) = (cx.base, cx.count);
        return Ok(Out::Yield { first, count, stage: 1 });
    }
    cx.return_results()
}

fn status(cx: &mut Cx<'_>) -> Res<Out> {
    let thread = check_thread(cx, 0)?;
    let name = cx.vm.status_name(thread);
    let name = cx.string(name.as_bytes());
    cx.one(name)
}

fn running(cx: &mut Cx<'_>) -> Res<Out> {
    let main = cx.vm.current == cx.vm.main_thread;
    cx.values(&[cx.vm.current_thread(), Value::boolean(main)])
}

fn isyieldable(cx: &mut Cx<'_>) -> Res<Out> {
    let thread = if cx.has(0) { check_thread(cx, 0)? } else { cx.vm.current };
    let yieldable = cx.vm.is_portably_yieldable(thread);
    cx.one(Value::boolean(yieldable))
}

fn close(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let thread = check_thread(cx, 0)?;
            match cx.vm.thread_state(thread).status {
                Status::Suspended | Status::Dead => Ok(Out::CloseThread { thread }),
                _ => {
                    let name = cx.vm.status_name(thread);
                    Err(cx.error(&format!("cannot close a {name} coroutine")))
                }
            }
        }
        1 => cx.one(Value::TRUE),
        _ => {
            let error = cx.result(0);
            cx.values(&[Value::FALSE, error])
        }
    }
}
