//! Debug hooks: while one is set in the running coroutine, the loop backend runs and asks here before each
//! instruction. The scheduler never uses this.

use super::call::Target;
use super::thread::{Frame, Hook, Kind, ThreadState};
use super::{Res, Vm};
use crate::bytecode::Op;
use crate::native::{self, CAUGHT, Cx, Out};
use crate::value::Value;

/// What `debug.sethook` was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HookMask {
    pub(crate) on_call: bool,
    pub(crate) on_return: bool,
    pub(crate) on_line: bool,
    pub(crate) period: u32,
}

/// What happens when a hook has returned.
#[derive(Clone, Copy)]
enum After {
    /// The frame below goes on.
    Continue,
    /// The frame below executes its instruction.
    Rewind,
    /// The frame below returns these values.
    Return { first: usize, count: usize },
}

/// Slots of `HOOK`'s window that matter to its frame: the stack's top to restore, and the start and number of the values
/// being returned.
pub(super) const TOP: usize = 3;
pub(super) const RESULTS: usize = 5;

/// No line event yet.
const NOWHERE: (u32, u32, u32) = (u32::MAX, 0, 0);

impl Vm {
    /// Sets or removes a coroutine's hook.
    pub(crate) fn set_hook(&mut self, thread: u32, function: Value, mask: HookMask) {
        let wanted = !function.is_nil() && (mask.on_call || mask.on_return || mask.on_line || mask.period > 0);
        let hook = wanted.then(|| {
            Box::new(Hook {
                function,
                on_call: mask.on_call,
                on_return: mask.on_return,
                on_line: mask.on_line,
                period: mask.period,
                countdown: mask.period,
                last: NOWHERE,
                counted: false,
                active: false,
                transfer: (0, 0),
            })
        });
        let old = self.thread_state(thread).hook.as_ref();
        let (active, counted) = old.map_or((false, false), |hook| (hook.active, hook.counted));
        let state = self.thread_state_mut(thread);
        state.hook = hook;
        if let Some(hook) = &mut state.hook {
            (hook.active, hook.counted) = (active, active && counted);
        }
        self.refresh_hooked();
    }

    /// Keeps the flag that the loop looks at in step with the running coroutine.
    pub(crate) fn refresh_hooked(&mut self) {
        self.hooked = self.thread.hook.is_some();
    }

    pub(crate) fn hook_ended(&mut self) {
        if let Some(hook) = &mut self.thread.hook {
            hook.active = false;
        }
    }

    /// The hook, if it is to see what happens: not itself, and no finalizers.
    fn active_hook(&mut self) -> Option<&mut Hook> {
        let in_finalizer = self.in_finalizer;
        self.thread.hook.as_deref_mut().filter(|hook| !hook.active && !in_finalizer)
    }

    /// Pushes a call of the hook above what the top frame holds; its end is at least `end`.
    fn push_hook(&mut self, event: &[u8], line: Option<u32>, end: usize, after: After) -> Res<()> {
        let transfer = match after {
            After::Return { first, count } => (first as u32 + 1 - self.thread.frame().base, count as u32),
            _ => (1, self.parameters_on_top()),
        };
        let Some(hook) = self.active_hook() else { return Ok(()) };
        hook.active = true;
        // Where nothing is transferred there is no first one.
        hook.transfer = if transfer.1 == 0 { (0, 0) } else { transfer };
        let function = hook.function;
        let event = self.heap.string(event);
        let line = line.map_or(Value::NIL, |line| Value::integer(i64::from(line)));
        let (top, kind, first, count) = match after {
            After::Continue => (self.thread.top as usize, 0, 0, 0),
            After::Rewind => (self.live_top(), REWINDS, 0, 0),
            After::Return { first, count } => (first + count, RETURNS, first as i64, count as i64),
        };
        let [top, kind, first, count] = [top as i64, kind, first, count].map(Value::integer);
        let at = self.scratch().max(end);
        self.push_hidden_at(at, native::HOOK, &[function, event, line, top, kind, first, count], Target::NONE)?;
        let frame = self.thread.frame_mut();
        frame.flags |= Frame::HOOK;
        frame.natives |= Frame::MUST_END;
        Ok(())
    }

    /// Arguments that a call hook may look at.
    fn parameters_on_top(&self) -> u32 {
        let frame = self.thread.frame();
        if frame.is_lua() { u32::from(self.function_of(frame).parameters) } else { frame.extra }
    }

    /// Before an instruction under a hook (the frame's position is past it). Says whether a hook was called, in which
    /// case the instruction waits: the hook's end sets the position back to it.
    pub(super) fn before_instruction(&mut self) -> Res<bool> {
        let frame = *self.thread.frame();
        let depth = self.thread.frames.len() as u32;
        let function = self.function_of(&frame);
        let (pc, is_prelude) = (function.pc_index(frame.pc).saturating_sub(1), function.is_prelude);
        let line = function.line(pc);
        if is_prelude {
            return Ok(false);
        }
        if pc == 0 && !frame.has(Frame::HOOKED) {
            self.thread.frame_mut().flags |= Frame::HOOKED;
            if self.active_hook().is_some_and(|hook| hook.on_call) {
                let event: &[u8] = if frame.has(Frame::TAIL) { b"tail call" } else { b"call" };
                self.push_hook(event, None, 0, After::Rewind)?;
                return Ok(true);
            }
        }
        let Some(hook) = self.active_hook() else { return Ok(false) };
        let was_counted = std::mem::take(&mut hook.counted);
        if hook.period > 0 && !was_counted {
            hook.countdown -= 1;
            if hook.countdown == 0 {
                hook.countdown = hook.period;
                hook.counted = true;
                self.push_hook(b"count", None, self.live_top(), After::Rewind)?;
                return Ok(true);
            }
        }
        if !hook.on_line {
            return Ok(false);
        }
        let (last_function, last_pc, last_depth) = hook.last;
        let same_place = last_function == frame.function && last_depth == depth;
        hook.last = (frame.function, pc as u32, depth);
        let new_line = if !same_place {
            true
        } else if self.function_of(&frame).insn(last_pc as usize).op() == Some(Op::ForEachPrep)
            || self.function_of(&frame).insn(pc).op() == Some(Op::Loop) && last_pc + 1 != pc as u32
        {
            // The start of a loop is no step of its own; nor is its end for a jump, which leads through it.
            return Ok(false);
        } else if last_pc == pc as u32 {
            // The same instruction again after its hook: go on.
            return Ok(false);
        } else {
            let last_line = self.function_of(&frame).line(last_pc as usize);
            (pc as u32) < last_pc || line != last_line
        };
        if !new_line {
            return Ok(false);
        }
        // It is the same instruction still that waits.
        if let Some(hook) = self.active_hook() {
            hook.counted = hook.period > 0;
        }
        // Stripped code has no lines, and one event with none at its beginning.
        self.push_hook(b"line", (line > 0).then_some(line), self.live_top(), After::Rewind)?;
        Ok(true)
    }

    /// Before a builtin runs. Says whether a hook was called.
    pub(super) fn call_hook(&mut self) -> Res<bool> {
        let tail = self.thread.frame().has(Frame::TAIL);
        self.thread.frame_mut().flags |= Frame::HOOKED;
        if !self.active_hook().is_some_and(|hook| hook.on_call) {
            return Ok(false);
        }
        self.push_hook(if tail { b"tail call" } else { b"call" }, None, 0, After::Continue)?;
        Ok(true)
    }

    /// Before a frame is popped with `count` results from `first`. Says whether a hook was called, after which the
    /// return happens again.
    pub(super) fn return_hook(&mut self, first: usize, count: usize) -> Res<bool> {
        let frame = *self.thread.frame();
        if frame.has(Frame::FINALIZER) {
            // What a finalizer returns to was not calling it.
            return Ok(false);
        }
        self.note_return();
        if frame.has(Frame::HIDDEN) || !self.active_hook().is_some_and(|hook| hook.on_return) {
            return Ok(false);
        }
        // The hook's frame finishes this return when it ends. An error in it is none of what this frame protected.
        self.thread.frame_mut().flags &= !Frame::CATCH;
        self.push_hook(b"return", None, first + count, After::Return { first, count })?;
        Ok(true)
    }

    /// A function returns to the Lua function below: the next line event there is for another line.
    fn note_return(&mut self) {
        let depth = self.thread.frames.len();
        let Some(index) = self.thread.frames[..depth - 1].iter().rposition(|frame| frame.is_lua()) else { return };
        let caller = self.thread.frames[index];
        let pc = self.function_of(&caller).pc_index(caller.pc).saturating_sub(1) as u32;
        if let Some(hook) = self.active_hook() {
            hook.last = (caller.function, pc, index as u32 + 1);
        }
    }
}

/// The slot of [`native_hook`] that says what happens in the end, and its values for going back to the instruction, and for a
/// return.
const KIND: usize = 4;
const REWINDS: i64 = 1;
const RETURNS: i64 = 2;

impl ThreadState {
    /// Whether the frame below `frame` goes back to the instruction it has passed, or returns, and so may be behind its last.
    pub(crate) fn is_before_going_on(&self, frame: &Frame) -> bool {
        frame.is_ahead() || matches!(self.hook_kind(frame), Some(REWINDS | RETURNS))
    }

    fn hook_kind(&self, frame: &Frame) -> Option<i64> {
        let is_hook = frame.kind == Kind::Native && frame.function == native::HOOK;
        let kind = self.stack.get(frame.base as usize + KIND).filter(|_| is_hook)?;
        kind.as_integer()
    }
}

/// Calls the hook: slots are function, event, line, stack top to restore, then what [`After`] says.
pub(crate) fn native_hook(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        let (function, event, line) = (cx.slot(0), cx.slot(1), cx.slot(2));
        return cx.call(function, &[event, line], 1);
    }
    debug_assert_ne!(cx.stage, CAUGHT);
    let [top, kind, first, count] = std::array::from_fn(|i| cx.slot_integer(TOP + i));
    cx.vm.thread.frames.pop();
    cx.vm.thread.top = top as u32;
    match kind {
        REWINDS => cx.vm.thread.frame_mut().pc -= 8,
        // The hook is still marked active, so this time the frame is popped.
        RETURNS => cx.vm.return_values(first as usize, count as usize)?,
        _ => {}
    }
    cx.vm.hook_ended();
    Ok(Out::Done)
}
