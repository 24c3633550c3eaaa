//! Calling and returning, and running builtins: everything that pushes and pops frames.

use super::dispatch;
use super::meta::{CHAIN_MAX, Event};
use super::names::Origin;
use super::thread::{
    FRAMES_MAX, Frame, Kind, NATIVES_MAX, SLOT_BYTES, STACK_MAX, STACK_RESERVE, STACK_SPARE, STACK_STEP,
};
use super::{Arrival, MANY, Outcome, Recourse, Res, Throw, Vm};
use crate::bytecode::takes_open;
use crate::native::{self, Cx, Out};
use crate::value::{Tag, Value};

/// Where results go: a stack index, and how many are wanted (-1: all, and the stack's top marks their end).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    pub(crate) dst: u32,
    pub(crate) want: i32,
}

impl Target {
    /// No results wanted.
    pub(crate) const NONE: Target = Target { dst: u32::MAX, want: 0 };
}

/// Frames beyond the limit for message handlers, and as many again for hidden builtins.
const FRAMES_RESERVE: usize = 200;
/// Slots by which a large stack grows: to empty many takes long.
const GROWTH_SLOTS: usize = 64 * 1024;

/// How long a stack becomes that has to have so many slots. In how many parts they came to be needed must not be seen.
fn stack_size_for(needed: usize) -> usize {
    if needed <= GROWTH_SLOTS { needed.next_power_of_two() } else { needed.next_multiple_of(GROWTH_SLOTS) }
}

impl Vm {
    /// Runs until there is an outcome.
    pub(super) fn execute(&mut self) -> Outcome {
        loop {
            if let Some(outcome) = self.outcome.take() {
                return outcome;
            }
            // An error is dealt with first: only between two instructions is it known which registers are live.
            if self.ticks <= 0 && self.pending.is_ok() {
                return Outcome::Preempted;
            }
            let result = match std::mem::replace(&mut self.pending, Ok(())) {
                Err(throw) => self.throw(throw),
                Ok(()) if self.thread.moving.is_some() => self.go_on_moving(),
                Ok(()) if self.thread.frame().is_lua() => {
                    debug_assert!(!self.heap.is_atomic(), "no instruction runs in the collector's atomic step");
                    dispatch::run(self, self.backend == super::Backend::Tail);
                    Ok(())
                }
                Ok(()) => self.run_native(),
            };
            self.settle();
            if result.is_err() {
                self.pending = result;
            }
        }
    }

    /// End of what the top frame holds, where more may be put.
    pub(crate) fn scratch(&self) -> usize {
        let frame = self.thread.frame();
        if frame.is_lua() {
            frame.base as usize + usize::from(self.function_of(frame).registers)
        } else {
            self.thread.top.max(frame.top) as usize
        }
    }

    /// The stack's top as it matters to the instruction that the top frame has passed, or to its builtin. Where an
    /// instruction takes no values "up to the top", what is noted there depends on how the interpreter came here.
    pub(crate) fn live_top(&self) -> usize {
        let frame = self.thread.frame();
        if frame.is_lua() {
            let insn = self.insn_before(frame);
            if insn.op().and_then(|op| takes_open(op, insn)).is_none() {
                return self.scratch();
            }
        }
        self.thread.top as usize
    }

    /// Makes the stack at least `needed` slots long (with a little room beyond).
    #[inline]
    pub(crate) fn ensure_stack(&mut self, needed: usize) -> Res<()> {
        if needed + STACK_SPARE <= self.thread.stack.len() {
            return Ok(());
        }
        let reserves = usize::from(self.thread.handler_depth > 0);
        self.grow_stack(needed + STACK_SPARE, STACK_MAX + reserves * STACK_RESERVE)
    }

    /// Makes sure that the stack may become `needed` slots long, for what will fill it part by part: to make it so at
    /// once takes long.
    pub(crate) fn check_stack(&mut self, needed: usize) -> Res<()> {
        let reserves = usize::from(self.thread.handler_depth > 0);
        if needed + STACK_SPARE > STACK_MAX + reserves * STACK_RESERVE {
            return Err(self.stack_overflow());
        }
        let more = (needed + STACK_SPARE).saturating_sub(self.thread.stack.len());
        if more > STACK_STEP {
            self.commit();
            self.reserve(more * SLOT_BYTES)?;
        }
        Ok(())
    }

    #[cold]
    fn grow_stack(&mut self, needed: usize, limit: usize) -> Res<()> {
        if needed > limit {
            return Err(self.stack_overflow());
        }
        let old = self.thread.stack.len();
        let mut size = stack_size_for(needed).min(limit);
        if (size - old) * SLOT_BYTES > self.heap.gc.room() {
            // A few slots there always are: the next safepoint sees to the limit.
            size = needed.next_multiple_of(STACK_STEP).min(limit);
            if size - old > STACK_STEP {
                self.commit();
                self.reserve((size - old) * SLOT_BYTES)?;
            }
        }
        self.thread.stack.reserve_exact(size - old);
        self.thread.stack.resize(size, Value::NIL);
        self.heap.adjust_bytes(old * SLOT_BYTES, size * SLOT_BYTES);
        Ok(())
    }

    /// The error for too deep a recursion; within a message handler, that handling has failed.
    #[cold]
    fn stack_overflow(&mut self) -> Throw {
        if self.thread.handler_depth > 0 { Throw::HandlerFailed } else { self.runtime_error("stack overflow") }
    }

    fn natives_on_top(&self) -> u16 {
        self.thread.frames.last().map_or(0, |frame| frame.natives)
    }

    #[cold]
    fn too_many_natives(&mut self, natives: u16) -> Throw {
        self.thread.frames.pop();
        let limit = NATIVES_MAX + if self.thread.handler_depth > 0 { NATIVES_MAX / 10 } else { 0 };
        if natives > limit && self.thread.handler_depth > 0 {
            return Throw::HandlerFailed;
        }
        self.runtime_error("C stack overflow")
    }

    /// Pushes a frame for the value at `at`, called with the `count` values above it.
    pub(crate) fn precall(&mut self, at: usize, count: usize, target: Target, flags: u8) -> Res<()> {
        let callee = self.thread.stack[at];
        match callee.tag {
            Tag::CLOSURE => self.push_lua(at, count, target, flags),
            Tag::NATIVE => self.push_native(Kind::Native, callee.bits as u32, at, count, target, flags),
            Tag::NATIVE_CLOSURE => self.push_native(Kind::NativeClosure, callee.handle(), at, count, target, flags),
            _ => {
                let count = self.put_call_method(at, count)?;
                self.precall(at, count, target, flags)
            }
        }
    }

    /// Puts the `__call` metamethod of the value at `at`, or that metamethod's, and so on, before it: what is called is
    /// a function then. Gives the number of arguments.
    fn put_call_method(&mut self, at: usize, count: usize) -> Res<usize> {
        let (mut callee, mut more) = (self.thread.stack[at], 0);
        while !callee.is_function() {
            if more == CHAIN_MAX {
                return Err(self.runtime_error("'__call' chain too long; possible loop"));
            }
            let method = self.metamethod(callee, Event::Call);
            if method.is_nil() {
                return Err(self.call_error(callee, at));
            }
            callee = method;
            more += 1;
        }
        // Each stands before the one that it is the metamethod of.
        self.ensure_stack(at + more + count + 1)?;
        self.thread.stack.copy_within(at..at + count + 1, at + more);
        for place in (at + 1..at + more).rev() {
            let method = self.metamethod(self.thread.stack[place + 1], Event::Call);
            self.thread.stack[place] = method;
        }
        self.thread.stack[at] = callee;
        self.heap.charge(more + count / 8);
        Ok(count + more)
    }

    fn push_frame(&mut self, frame: Frame) -> Res<()> {
        let reserves = if frame.has(Frame::HIDDEN) { 2 } else { usize::from(self.thread.handler_depth > 0) };
        if self.thread.frames.len() >= FRAMES_MAX + reserves * FRAMES_RESERVE {
            return Err(self.stack_overflow());
        }
        self.thread.frames.push(frame);
        Ok(())
    }

    fn push_lua(&mut self, at: usize, count: usize, target: Target, flags: u8) -> Res<()> {
        let handle = self.thread.stack[at].handle();
        let callee = self.heap.header(handle);
        let (registers, parameters) = (callee.registers(), callee.parameters());
        let mut base = at + 1;
        let mut extra = 0;
        if callee.is_vararg() {
            self.ensure_stack(at + 2 + count + registers)?;
            base += count;
            extra = count.saturating_sub(parameters);
            // Fixed parameters move above the extra ones, which stay just below the new base.
            let fixed = count.min(parameters);
            for i in 0..fixed {
                self.thread.stack[base + i] = self.thread.stack[at + 1 + i];
                self.thread.stack[at + 1 + i] = Value::NIL;
            }
            self.thread.stack[base + fixed..base + parameters].fill(Value::NIL);
            self.heap.charge(count / 8);
        } else {
            self.ensure_stack(base + registers)?;
            if count < parameters {
                self.thread.stack[base + count..base + parameters].fill(Value::NIL);
            }
        }
        self.push_frame(Frame {
            function: handle,
            pc: callee.start(),
            base: base as u32,
            dst: target.dst,
            top: 0,
            extra: extra as u32,
            want: target.want,
            kind: Kind::Lua,
            flags,
            natives: self.natives_on_top(),
        })?;
        // A function's entry is a safepoint.
        self.thread.top = (base + parameters) as u32;
        self.settle();
        if (self.ticks <= 0 || self.heap.gc.is_due()) && self.safepoint()? {
            self.outcome = Some(Outcome::Preempted);
        }
        Ok(())
    }

    fn push_native(
        &mut self,
        kind: Kind,
        function: u32,
        at: usize,
        count: usize,
        target: Target,
        flags: u8,
    ) -> Res<()> {
        let top = (at + 1 + count) as u32;
        self.ensure_stack(top as usize + native::STACK_MIN)?;
        let natives = self.natives_on_top() + u16::from(flags & Frame::HIDDEN == 0);
        self.push_frame(Frame {
            function,
            pc: 0,
            base: at as u32 + 1,
            dst: target.dst,
            top,
            extra: count as u32,
            want: target.want,
            kind,
            flags,
            natives,
        })?;
        self.thread.top = top;
        if natives & !Frame::MUST_END > NATIVES_MAX {
            return Err(self.too_many_natives(natives & !Frame::MUST_END));
        }
        Ok(())
    }

    /// Pushes a hidden builtin above what the top frame holds, with values kept in its window.
    pub(crate) fn push_hidden(&mut self, number: u32, kept: &[Value]) -> Res<()> {
        self.push_hidden_to(number, kept, Target::NONE)
    }

    /// The same, with a place for its results.
    pub(crate) fn push_hidden_to(&mut self, number: u32, kept: &[Value], target: Target) -> Res<()> {
        let at = self.scratch();
        self.push_hidden_at(at, number, kept, target)
    }

    /// The same, at a chosen stack index.
    pub(crate) fn push_hidden_at(&mut self, at: usize, number: u32, kept: &[Value], target: Target) -> Res<()> {
        // What has to be done about an error has a reserve beyond what a message handler may fill.
        let needed = at + kept.len() + 2 + native::STACK_MIN + STACK_SPARE;
        if needed > self.thread.stack.len() {
            self.grow_stack(needed, STACK_MAX + 2 * STACK_RESERVE)?;
        }
        self.thread.stack[at] = native::native_value(number);
        self.thread.stack[at + 1..at + 1 + kept.len()].copy_from_slice(kept);
        self.push_native(Kind::Native, number, at, kept.len(), target, Frame::HIDDEN)
    }

    /// Has the hidden builtin on top call `method`; it goes on at `stage`.
    pub(crate) fn call_from_hidden(&mut self, method: Value, arguments: &[Value], stage: u32) -> Res<()> {
        let top = self.thread.frame().top;
        self.call_from_hidden_to(method, arguments, stage, Target { dst: top, want: -1 })
    }

    /// The same, with another place for the results.
    pub(crate) fn call_from_hidden_to(
        &mut self,
        method: Value,
        arguments: &[Value],
        stage: u32,
        target: Target,
    ) -> Res<()> {
        self.thread.frame_mut().pc = stage;
        let at = self.thread.frame().top as usize;
        self.place_call(at, method, arguments)?;
        self.precall(at, arguments.len(), target, 0)
    }

    fn place_call(&mut self, at: usize, function: Value, arguments: &[Value]) -> Res<()> {
        self.ensure_stack(at + arguments.len() + 1)?;
        self.thread.stack[at] = function;
        self.thread.stack[at + 1..at + 1 + arguments.len()].copy_from_slice(arguments);
        Ok(())
    }

    /// Calls a metamethod from the Lua frame on top; its results go straight to `target`.
    pub(crate) fn call_metamethod(&mut self, method: Value, arguments: &[Value], target: Target) -> Res<()> {
        let at = self.scratch();
        self.place_call(at, method, arguments)?;
        let target = if target.want == 0 { Target { dst: at as u32, want: 0 } } else { target };
        self.precall(at, arguments.len(), target, 0)
    }

    /// Gives one value to `target`.
    #[inline]
    pub(crate) fn deliver(&mut self, value: Value, target: Target) -> Res<()> {
        if target.want == -1 {
            self.ensure_stack(target.dst as usize + 1)?;
            self.thread.stack[target.dst as usize] = value;
            self.thread.top = target.dst + 1;
        } else if target.want > 0 {
            self.thread.stack[target.dst as usize] = value;
        }
        Ok(())
    }

    /// Pops the top frame, moving `count` values from `first` to where its caller wants them.
    pub(crate) fn return_values(&mut self, first: usize, count: usize) -> Res<()> {
        if self.hooked && self.return_hook(first, count)? {
            return Ok(());
        }
        let frame = self.thread.frame();
        let (dst, want) = (frame.dst as usize, frame.want);
        self.thread.frames.pop();
        if want < 0 {
            if count > MANY && (dst < first || dst >= first + count) {
                return self.move_values((first, dst, count), 8, Arrival::Open);
            }
            self.ensure_stack(dst + count)?;
            self.thread.move_down(first, count, dst);
            self.thread.top = (dst + count) as u32;
            self.heap.charge(count / 8);
            return Ok(());
        }
        let want = want as usize;
        if want == 0 {
            return Ok(());
        }
        let copied = want.min(count);
        self.thread.move_down(first, copied, dst);
        if copied < want {
            self.thread.stack[dst + copied..dst + want].fill(Value::NIL);
        }
        Ok(())
    }

    /// Pops the top frame, giving its caller one value.
    #[inline]
    fn return_one(&mut self, value: Value) -> Res<()> {
        let frame = self.thread.frame();
        let (want, dst) = (frame.want, frame.dst);
        if self.hooked || want != 1 {
            let top = self.thread.top as usize;
            self.ensure_stack(top + 1)?;
            self.thread.stack[top] = value;
            return self.return_values(top, 1);
        }
        self.thread.frames.pop();
        self.thread.stack[dst as usize] = value;
        Ok(())
    }

    /// Calls the builtin at stack index `at` from the Lua frame on top and runs it.
    #[inline]
    pub(super) fn call_native(&mut self, number: u32, at: usize, count: usize, want: i32) -> Res<()> {
        self.push_native(Kind::Native, number, at, count, Target { dst: at as u32, want }, 0)?;
        self.run_native()
    }

    /// Calls in place of the Lua frame on top.
    pub(super) fn tail_call(&mut self, at: usize, count: usize) -> Res<()> {
        let callee = self.thread.stack[at];
        if callee.tag == Tag::NATIVE || callee.tag == Tag::NATIVE_CLOSURE {
            // A builtin gains nothing from a tail call, and errors in it name it by the code of its caller.
            self.push_hidden_at((at + count + 1).max(self.scratch()), native::TAIL_RETURN, &[], Target::NONE)?;
            self.thread.frame_mut().pc = 1;
            let dst = self.thread.frame().top as usize;
            let target = Target { dst: dst as u32, want: -1 };
            if count > MANY {
                return self.move_values((at, dst, count + 1), 8, Arrival::Call { target, flags: 0 });
            }
            self.ensure_stack(dst + count + 1)?;
            self.thread.stack.copy_within(at..at + count + 1, dst);
            self.heap.charge(count / 8);
            return self.precall(dst, count, target, 0);
        }
        if callee.tag != Tag::CLOSURE {
            let count = self.put_call_method(at, count)?;
            return self.tail_call(at, count);
        }
        let frame = *self.thread.frame();
        // The function itself moves too, to just below the extra arguments.
        let to = ((frame.base - frame.extra) as usize).saturating_sub(1).min(at);
        self.thread.frames.pop();
        let flags = frame.flags & !Frame::HOOKED | Frame::TAIL;
        let target = Target { dst: frame.dst, want: frame.want };
        if count > MANY && to < at {
            return self.move_values((at, to, count + 1), 8, Arrival::Call { target, flags });
        }
        self.thread.stack.copy_within(at..at + count + 1, to);
        self.heap.charge(count / 8);
        self.precall(to, count, target, flags)
    }

    /// Runs the builtin on top.
    #[inline]
    pub(super) fn run_native(&mut self) -> Res<()> {
        self.recourse = Recourse::Reclaim;
        let frame = self.thread.frame();
        let stage = frame.pc;
        if self.heap.gc.is_over() && stage == 0 && !frame.has(Frame::HIDDEN) && self.heap.gc.has_too_much() {
            // Looked at where it begins, not between its stages.
            return self.reclaim_at_safepoint();
        }
        self.run_stage()
    }

    /// Runs a stage of the builtin on top; where something has to be done ahead of it, it will begin anew.
    pub(super) fn run_stage(&mut self) -> Res<()> {
        let frame = self.thread.frame();
        let (stage, window_end, top) = (frame.pc, frame.top, self.thread.top);
        let result = self.try_stage();
        if let Err(Throw::Ahead | Throw::Numeral(_)) = result {
            // It will begin anew with what it was called with.
            let frame = self.thread.frame_mut();
            (frame.pc, frame.top) = (stage, window_end);
            self.thread.top = top;
        }
        result
    }

    fn try_stage(&mut self) -> Res<()> {
        // Field by field: a frame is written in small pieces just before, and a copy of the whole would wait for them.
        let frame = self.thread.frame();
        let (kind, function, stage, flags) = (frame.kind, frame.function, frame.pc, frame.flags);
        let (base, count) = (frame.base as usize, frame.extra as usize);
        let number = match kind {
            Kind::NativeClosure => self.heap.natives.get(function).native,
            _ => function,
        };
        if stage == 0 {
            self.ticks -= 1;
            if self.hooked && flags & (Frame::HOOKED | Frame::HIDDEN) == 0 && self.call_hook()? {
                return Ok(());
            }
        }
        let mut cx = Cx { vm: self, base, count, stage };
        let out = (native::native(number).run)(&mut cx)?;
        self.settle();
        match out {
            Out::One(value) => self.return_one(value),
            Out::Values { first, count } => self.return_values(first, count),
            Out::Call { at, stage } => {
                self.thread.frame_mut().pc = stage;
                // What is called may be free of charge.
                self.ticks -= 1;
                let count = self.thread.top as usize - at - 1;
                let dst = self.thread.frame().top;
                self.precall(at, count, Target { dst, want: -1 }, 0)
            }
            Out::Again { stage } => {
                self.thread.frame_mut().pc = stage;
                // That the heap may be above its limit is not looked at: it would depend on where slices end.
                Ok(())
            }
            Out::Step { stage } => {
                self.thread.frame_mut().pc = stage;
                let may_fail = self.heap.gc.is_over() && self.heap.gc.has_too_much();
                if may_fail { self.reclaim_at_safepoint() } else { Ok(()) }
            }
            Out::Ahead { stage } => {
                self.thread.frame_mut().pc = stage;
                self.go_ahead()
            }
            Out::Yield { first, count, stage } => self.yield_values(first, count, stage),
            Out::Resume { thread, first, count } => self.resume(thread, first, count),
            Out::CloseThread { thread } => self.close_thread(thread),
            Out::EndThread { first, count } => self.end_thread(first, count),
            Out::SystemCall { number, first, count, stage } => {
                self.thread.frame_mut().pc = stage;
                let arguments = self.thread.stack[first..first + count].to_vec();
                self.thread.top = self.thread.frame().top;
                self.outcome = Some(Outcome::SystemCall { number, arguments });
                Ok(())
            }
            Out::Done => Ok(()),
        }
    }
}

/// Under every coroutine's function: calls it, and ends the coroutine with its results.
pub(crate) fn native_thread_body(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == 0 {
        return Ok(Out::Call { at: cx.base, stage: 1 });
    }
    Ok(Out::EndThread { first: cx.vm.thread.frame().top as usize, count: cx.result_count() })
}

/// A tail call of a builtin has returned: so does the Lua function below.
pub(crate) fn native_tail_return(cx: &mut Cx<'_>) -> Res<Out> {
    let (first, count) = (cx.vm.thread.frame().top as usize, cx.result_count());
    cx.vm.thread.frames.pop();
    cx.vm.return_values(first, count)?;
    Ok(Out::Done)
}

/// A compare instruction whose metamethod has returned.
pub(crate) fn native_branch(cx: &mut Cx<'_>) -> Res<Out> {
    let truth = !cx.result(0).is_falsy();
    cx.vm.thread.frames.pop();
    cx.vm.branch(truth)?;
    Ok(Out::Done)
}

/// A `concat` whose metamethod has returned: the rest is joined.
pub(crate) fn native_concat(cx: &mut Cx<'_>) -> Res<Out> {
    let (first, count) = (cx.slot_integer(0) as usize, cx.slot_integer(1) as usize);
    cx.vm.commit();
    cx.vm.thread.frames.pop();
    cx.vm.concat(first, count)?;
    Ok(Out::Done)
}

/// The `system_call` instruction. The call's number is in the stage: 2 * number before, 2 * number + 1 after.
pub(crate) fn native_system_call(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage & 1 == 0 {
        let number = (cx.stage >> 1) as u16;
        return Ok(Out::SystemCall { number, first: cx.base, count: cx.count, stage: cx.stage | 1 });
    }
    cx.return_results()
}

impl Vm {
    /// The origin of the function called at stack index `at` by the Lua frame on top.
    pub(super) fn call_origin(&self, at: usize) -> Origin {
        let frame = self.thread.frame();
        match u16::try_from(at.wrapping_sub(frame.base as usize)) {
            Ok(register) if frame.is_lua() => Origin::Register(register),
            _ => Origin::Unknown,
        }
    }
}
