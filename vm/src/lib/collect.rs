//! `collectgarbage`.

use crate::heap::Mode;
use crate::interp::Res;
use crate::native::{Cx, Out};
use crate::value::Value;

/// Stages at which a finalizer has run and the next may: what is returned in the end.
const FINALIZED: u32 = 1;
const FINALIZED_FALSE: u32 = 2;
const FINALIZED_TRUE: u32 = 3;

/// Bytes looked at of an option's name.
const OPTION_BYTES_MAX: usize = 32;

pub(crate) fn collectgarbage(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage != 0 {
        return finalize_then_return(cx, cx.stage);
    }
    let name = match cx.opt_string(0)? {
        Some(name) => name,
        None => cx.string(b"collect"),
    };
    // No longer one is known.
    let option = cx.bytes(name)[..cx.bytes(name).len().min(OPTION_BYTES_MAX)].to_vec();
    if cx.vm.in_finalizer {
        // Inside a finalizer the collector can't be asked for anything.
        return if known(&option) { cx.one(Value::NIL) } else { Err(cx.invalid_option(0, name)) };
    }
    match option.as_slice() {
        b"collect" => {
            cx.clear_results();
            cx.vm.collect(true);
            finalize_then_return(cx, FINALIZED)
        }
        b"stop" => {
            cx.vm.heap.gc.stopped = true;
            cx.one(Value::integer(0))
        }
        b"restart" => {
            cx.vm.heap.gc.stopped = false;
            cx.vm.heap.gc.debt = cx.vm.heap.gc.debt.max(0);
            cx.one(Value::integer(0))
        }
        b"count" => cx.one(Value::float(cx.vm.heap.gc.bytes as f64 / 1024.0)),
        b"step" => {
            let kilobytes = cx.opt_integer(1, 0)?.clamp(0, 1 << 30) as usize;
            cx.clear_results();
            // A step of 0 does a basic step; one of n kilobytes as much as that many allocated would cause.
            let work = if kilobytes == 0 { 4096 } else { kilobytes.saturating_mul(1024) };
            // No step of a generational collector ends a cycle.
            let done = cx.vm.collect_step(work) && cx.vm.heap.gc.mode == Mode::Incremental;
            finalize_then_return(cx, if done { FINALIZED_TRUE } else { FINALIZED_FALSE })
        }
        b"isrunning" => cx.one(Value::boolean(!cx.vm.heap.gc.stopped)),
        b"setpause" => {
            let new = cx.opt_integer(1, 0)?;
            let old = std::mem::replace(&mut cx.vm.heap.gc.pause_percent, percentage(new));
            cx.one(Value::integer(i64::from(old)))
        }
        b"setstepmul" => {
            let new = cx.opt_integer(1, 0)?;
            let old = std::mem::replace(&mut cx.vm.heap.gc.step_multiplier, percentage(new));
            cx.one(Value::integer(i64::from(old)))
        }
        b"incremental" => {
            let (pause, multiplier) = (cx.opt_integer(1, 0)?, cx.opt_integer(2, 0)?);
            let size = cx.opt_integer(3, 0)?;
            let gc = &mut cx.vm.heap.gc;
            if pause != 0 {
                gc.pause_percent = percentage(pause);
            }
            if multiplier != 0 {
                gc.step_multiplier = percentage(multiplier);
            }
            if size != 0 {
                gc.step_size = clamp(size);
            }
            switch(cx, Mode::Incremental)
        }
        b"generational" => {
            cx.opt_integer(1, 0)?;
            cx.opt_integer(2, 0)?;
            switch(cx, Mode::Generational)
        }
        _ => Err(cx.invalid_option(0, name)),
    }
}

fn known(option: &[u8]) -> bool {
    matches!(
        option,
        b"collect"
            | b"count"
            | b"isrunning"
            | b"stop"
            | b"restart"
            | b"step"
            | b"setpause"
            | b"setstepmul"
            | b"incremental"
            | b"generational"
    )
}

/// A parameter as PUC keeps it: its quarter in a byte.
fn percentage(value: i64) -> u32 {
    u32::from((value as i32 / 4) as u8) * 4
}

fn clamp(value: i64) -> u32 {
    u32::try_from(value.max(0)).unwrap_or(u32::MAX)
}

fn switch(cx: &mut Cx<'_>, mode: Mode) -> Res<Out> {
    let old = std::mem::replace(&mut cx.vm.heap.gc.mode, mode);
    let name: &[u8] = if old == Mode::Incremental { b"incremental" } else { b"generational" };
    let name = cx.string(name);
    cx.one(name)
}

/// Runs the finalizers that are due, one after another, then returns what `stage` says.
fn finalize_then_return(cx: &mut Cx<'_>, stage: u32) -> Res<Out> {
    cx.clear_results();
    let frames = cx.vm.thread.frames.len();
    cx.vm.thread.frame_mut().pc = stage;
    cx.vm.call_pending_finalizer()?;
    if cx.vm.thread.frames.len() > frames {
        return Ok(Out::Done);
    }
    cx.one(match stage {
        FINALIZED => Value::integer(0),
        stage => Value::boolean(stage == FINALIZED_TRUE),
    })
}

/// Runs every finalizer there is, at the end of the process.
pub(crate) fn close_state(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        cx.vm.heap.finalize_all();
        cx.vm.heap.gc.stopped = true;
    }
    finalize_then_return(cx, FINALIZED)
}
