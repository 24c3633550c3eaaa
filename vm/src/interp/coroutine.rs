//! Switching between coroutines: the running one's state is in the `Vm`, the others' are in the heap.

use super::thread::{Frame, Kind, Status, ThreadState};
use super::{Arrival, MANY, Outcome, Res, Vm};
use crate::heap::Thread;
use crate::native::{self, CAUGHT, Cx, Out};
use crate::value::{Tag, Value};

/// Coroutines that may be resumed within one another.
const RESUME_DEPTH_MAX: u32 = 195;

/// First registers of a coroutine.
const STACK_START: usize = 12;

impl Vm {
    /// A new suspended coroutine that will call `function`.
    pub(crate) fn new_coroutine(&mut self, function: Value) -> Value {
        let mut state: Thread = Box::default();
        state.stack = vec![Value::NIL; STACK_START];
        Self::prepare_thread(&mut state, function);
        self.heap.new_thread(state)
    }

    /// Puts the lowest frame and the function in place.
    pub(super) fn prepare_thread(state: &mut ThreadState, function: Value) {
        state.stack[0] = function;
        state.top = 1;
        // Room for its function, and `yield`.
        state.frames = Vec::with_capacity(3);
        state.frames.push(Frame {
            function: native::THREAD_BODY,
            pc: 0,
            base: 0,
            dst: 0,
            top: 0,
            extra: 0,
            want: 0,
            kind: Kind::Native,
            flags: Frame::HIDDEN,
            natives: 0,
        });
    }

    /// A coroutine's state, be it the running one.
    pub(crate) fn thread_state(&self, thread: u32) -> &ThreadState {
        if thread == self.current { &self.thread } else { self.heap.threads.get(thread) }
    }

    /// The same, to change.
    pub(crate) fn thread_state_mut(&mut self, thread: u32) -> &mut ThreadState {
        if thread == self.current {
            return &mut self.thread;
        }
        self.heap.barrier_thread(thread);
        self.heap.threads.get_mut(thread)
    }

    /// Makes `thread` the running one; the present one's state goes to the heap.
    fn switch_to(&mut self, thread: u32) {
        let old = self.current;
        self.heap.barrier_thread(thread);
        self.heap.barrier_thread(old);
        std::mem::swap(&mut self.thread, self.heap.threads.get_mut(old));
        std::mem::swap(&mut self.thread, self.heap.threads.get_mut(thread));
        self.current = thread;
        self.refresh_hooked();
        self.heap.charge(2);
    }

    /// Whether a coroutine can be resumed, or why not.
    fn resume_problem(&self, thread: u32) -> Option<&'static str> {
        match self.thread_state(thread).status {
            Status::Suspended => None,
            Status::Dead => Some("cannot resume dead coroutine"),
            _ => Some("cannot resume non-suspended coroutine"),
        }
    }

    pub(super) fn resume(&mut self, thread: u32, first: usize, count: usize) -> Res<()> {
        if let Some(problem) = self.resume_problem(thread) {
            return self.refuse_resume(problem);
        }
        if self.resume_depth >= RESUME_DEPTH_MAX {
            return self.refuse_resume("C stack overflow");
        }
        self.thread.frame_mut().pc = 1;
        self.thread.top = self.thread.frame().top;
        let resumer = self.current;
        self.enter(thread);
        if self.thread.frames.len() > 1 {
            self.thread.top = self.thread.frame().top;
        }
        self.take_values(resumer, first, count)
    }

    fn enter(&mut self, thread: u32) {
        self.thread.status = Status::Normal;
        let resumer = self.current;
        self.switch_to(thread);
        self.thread.status = Status::Running;
        self.thread.resumer = resumer + 1;
        self.resume_depth += 1;
    }

    /// Puts values above the top.
    fn put_values(&mut self, values: &[Value]) -> Res<()> {
        let at = self.thread.top as usize;
        self.ensure_stack(at + values.len() + 1)?;
        self.thread.stack[at..at + values.len()].copy_from_slice(values);
        self.thread.top = (at + values.len()) as u32;
        Ok(())
    }

    /// The same with values from the stack of another coroutine, at rest.
    fn take_values(&mut self, from: u32, first: usize, count: usize) -> Res<()> {
        let at = self.thread.top as usize;
        if count > MANY {
            return self.move_from(from + 1, (first, at, count), 4, Arrival::Open);
        }
        self.heap.charge(count / 4);
        self.ensure_stack(at + count + 1)?;
        let values = &self.heap.threads.get(from).stack[first..first + count];
        for (register, &value) in self.thread.stack[at..at + count].iter_mut().zip(values) {
            *register = value;
        }
        self.thread.top = (at + count) as u32;
        Ok(())
    }

    fn refuse_resume(&mut self, problem: &str) -> Res<()> {
        let text = self.heap.string(problem.as_bytes());
        self.thread.frame_mut().pc = 2;
        self.thread.top = self.thread.frame().top;
        self.put_values(&[text])
    }

    /// Back to the resumer, whose waiting builtin goes on at `stage`; its results come next. Says who ran till now.
    fn back_to_resumer(&mut self, status: Status, stage: u32) -> u32 {
        let left = self.current;
        let resumer = self.thread.resumer.checked_sub(1).expect("a coroutine that runs was resumed");
        self.thread.resumer = 0;
        self.thread.status = status;
        self.switch_to(resumer);
        self.thread.status = Status::Running;
        self.resume_depth -= 1;
        self.thread.frame_mut().pc = stage;
        self.thread.top = self.thread.frame().top;
        left
    }

    pub(super) fn yield_values(&mut self, first: usize, count: usize, stage: u32) -> Res<()> {
        self.thread.frame_mut().pc = stage;
        self.thread.top = self.thread.frame().top;
        let left = self.back_to_resumer(Status::Suspended, 1);
        self.take_values(left, first, count)
    }

    pub(super) fn end_thread(&mut self, first: usize, count: usize) -> Res<()> {
        if self.current == self.main_thread {
            let values = self.thread.stack[first..first + count].to_vec();
            self.outcome = Some(Outcome::Finished(values));
            return Ok(());
        }
        self.thread.top = 0;
        let left = self.back_to_resumer(Status::Dead, 1);
        self.take_values(left, first, count)
    }

    pub(super) fn end_failed_thread(&mut self, error: Value) -> Res<()> {
        self.error_was_caught();
        self.thread.failure = Some(error);
        self.thread.top = self.scratch() as u32;
        self.back_to_resumer(Status::Dead, 2);
        self.put_values(&[error])
    }

    /// `coroutine.close`: its pending variables are closed in it, then the caller goes on at stage 1, or at stage 2
    /// with an error.
    pub(super) fn close_thread(&mut self, thread: u32) -> Res<()> {
        if self.resume_depth >= RESUME_DEPTH_MAX {
            return self.refuse_resume("C stack overflow");
        }
        let state = self.thread_state_mut(thread);
        let failure = state.failure.take();
        state.status = Status::Suspended;
        state.handler_depth = 0;
        state.frames.truncate(1);
        let lowest = state.frames.first_mut().expect("a coroutine has its lowest frame");
        *lowest = Frame { function: native::CLOSE_THREAD, flags: Frame::HIDDEN | Frame::CATCH, ..*lowest };
        lowest.base = 0;
        lowest.top = 0;
        lowest.pc = if failure.is_some() { CAUGHT } else { 1 };
        state.top = state.to_close.last().map_or(0, |&last| last + 1);
        self.thread.frame_mut().pc = 1;
        self.thread.top = self.thread.frame().top;
        self.enter(thread);
        match failure {
            Some(error) => self.close_for_error(0, error),
            None if self.has_to_close(0) => self.close_block(0),
            None => Ok(()),
        }
    }
}

/// The lowest frame of a coroutine being closed: ends it when all is closed.
pub(crate) fn native_close_thread(cx: &mut Cx<'_>) -> Res<Out> {
    let failure = (cx.stage == CAUGHT).then(|| cx.result(0));
    cx.vm.thread.frames[0].flags = Frame::HIDDEN;
    cx.vm.thread.top = 0;
    cx.vm.back_to_resumer(Status::Dead, if failure.is_some() { 2 } else { 1 });
    cx.vm.put_values(failure.as_slice())?;
    Ok(Out::Done)
}

impl Vm {
    /// Status of a coroutine as `coroutine.status` names it.
    pub(crate) fn status_name(&self, thread: u32) -> &'static str {
        match self.thread_state(thread).status {
            Status::Suspended => "suspended",
            Status::Running => "running",
            Status::Normal => "normal",
            Status::Dead => "dead",
        }
    }

    /// Whether a yield gives the slice away: in the main coroutine, where PUC Lua raises an error, unless something
    /// would catch that.
    pub(crate) fn yields_slice(&self) -> bool {
        let must_end = self.thread.frame().natives & Frame::MUST_END != 0;
        self.current == self.main_thread && !must_end && self.catcher(|frame| !frame.is_signal()).is_none()
    }

    /// The error for `coroutine.yield` outside any coroutine.
    pub(crate) fn check_can_yield(&mut self) -> Res<()> {
        if self.current == self.main_thread {
            return Err(self.runtime_error("attempt to yield from outside a coroutine"));
        }
        let closes = self.thread.frames[0].function == native::CLOSE_THREAD;
        if closes || self.thread.frame().natives & Frame::MUST_END != 0 {
            // Whoever runs a finalizer, a hook or `coroutine.close` waits for its end.
            return Err(self.runtime_error("attempt to yield across a C-call boundary"));
        }
        Ok(())
    }

    /// Whether the builtin on top is itself the comparator of `table.sort`. A comparator that yields is fine; `yield`
    /// in its place compares nothing, and is refused as it always was.
    pub(crate) fn is_called_by_sort(&self) -> bool {
        let below = self.thread.frames.len().checked_sub(2).map(|index| self.thread.frames[index]);
        below.is_some_and(|frame| frame.kind == Kind::Native && native::native(frame.function).name == "sort")
    }

    /// What `coroutine.isyieldable` says: whether a portable program may yield here. Where PUC Lua has a C call that
    /// can't be suspended (`string.gsub`, `table.sort`, ...) that is no, although here a yield works.
    pub(crate) fn is_portably_yieldable(&self, thread: u32) -> bool {
        if thread == self.main_thread {
            return false;
        }
        let state = self.thread_state(thread);
        let callers = state.frames.len() - usize::from(thread == self.current);
        let suspendable = |frame: &Frame| {
            frame.is_lua()
                || frame.has(Frame::HIDDEN)
                || frame.kind == Kind::Native
                    && matches!(native::native(frame.function).name, "pcall" | "xpcall" | "dofile" | "yield" | "pairs")
        };
        state.frames[..callers].iter().all(suspendable)
    }

    /// The running coroutine as a value.
    pub(crate) fn current_thread(&self) -> Value {
        Value::object(Tag::THREAD, self.current)
    }
}
