//! `collectgarbage`.

use crate::heap::Mode;
use crate::interp::{RECLAIM_WORK as STEP_WORK, Res};
use crate::native::{Cx, Out};
use crate::value::Value;

/// Stages at which a finalizer has run and the next may: what is returned in the end.
const FINALIZED: u32 = 1;
const FINALIZED_FALSE: u32 = 2;
const FINALIZED_TRUE: u32 = 3;
/// A collection is under way: the last kept value is the cycle to reach.
const COLLECT: u32 = 4;
/// A step is under way: kept last are the units of work left, and the cycle in which it began.
const STEP: u32 = 5;

/// Bytes looked at of an option's name.
const OPTION_BYTES_MAX: usize = 32;

pub(crate) fn collectgarbage(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {}
        COLLECT => return collect(cx),
        STEP => return step(cx),
        stage => return finalize_then_return(cx, stage),
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
            let cycle = cx.vm.cycle_that_finds_all();
            cx.keep(Value::integer(cycle as i64))?;
            collect(cx)
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
            let cycle = cx.vm.heap.gc.cycles;
            cx.keep(Value::integer(work as i64))?;
            cx.keep(Value::integer(cycle as i64))?;
            step(cx)
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

fn collect(cx: &mut Cx<'_>) -> Res<Out> {
    let cycle = cx.slot_integer(cx.window_len() - 1) as u64;
    if cx.vm.heap.gc.cycles >= cycle {
        return finalize_then_return(cx, FINALIZED);
    }
    cx.vm.collect_for(STEP_WORK);
    cx.again(COLLECT)
}

fn step(cx: &mut Cx<'_>) -> Res<Out> {
    let at = cx.window_len() - 2;
    let (left, cycle) = (cx.slot_integer(at) as usize, cx.slot_integer(at + 1) as u64);
    let is_ended = cx.vm.heap.gc.cycles != cycle;
    if is_ended || left == 0 {
        // No step of a generational collector ends a cycle.
        let done = is_ended && cx.vm.heap.gc.mode == Mode::Incremental;
        return finalize_then_return(cx, if done { FINALIZED_TRUE } else { FINALIZED_FALSE });
    }
    let done = cx.vm.collect_for(left.min(STEP_WORK));
    // The program goes on only when the atomic step is over.
    let left = left.saturating_sub(done).max(usize::from(cx.vm.heap.is_atomic()));
    cx.set_slot(at, Value::integer(left as i64));
    cx.again(STEP)
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
