//! A coroutine's state: registers, frames, variables to be closed.
//!
//! ```text
//! stack   ... | function | R[0] R[1] ... of a frame | function | R[0] ... of its callee |  (free)
//!                          ^ base                                                       ^ top
//! ```
//!
//! A vararg function's extra arguments lie just below its base. While the interpreter is stopped or the collector
//! runs, `top` is the end of what the innermost frame holds; everything above is dead.

use super::moving::Moving;
use crate::bytecode::{Op, live_contains, opens};
use crate::heap::Heap;
use crate::value::{Tag, Value};
use std::ops::Range;

/// Most registers of one coroutine, all frames together.
pub(crate) const STACK_MAX: usize = 1_000_000;
/// Room kept beyond what a frame asks for.
pub(crate) const STACK_SPARE: usize = 8;
/// Logical bytes of a slot and of its part of the frames.
pub(crate) const SLOT_BYTES: usize = 24;
/// Slots by which a stack may grow even if the memory limit is reached.
pub(crate) const STACK_STEP: usize = 64;
/// More that an error handler may use after an overflow.
pub(crate) const STACK_RESERVE: usize = 4_000;
/// Most frames of one coroutine.
pub(crate) const FRAMES_MAX: usize = 1_000_000;

/// Most builtins of one coroutine that may have called one another (`pcall` in `pcall`), as in PUC Lua.
pub(crate) const NATIVES_MAX: u16 = 200;

/// What a frame runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A Lua function.
    Lua,
    /// A builtin without values of its own.
    Native,
    /// A builtin closure.
    NativeClosure,
}

/// A call in progress.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Frame {
    /// Handle of the closure, or number of the builtin.
    pub(crate) function: u32,
    /// Lua: position in bytes from the constants. Builtin: the stage it goes on from.
    pub(crate) pc: u32,
    /// Stack index of the first register or argument.
    pub(crate) base: u32,
    /// Stack index that results go to.
    pub(crate) dst: u32,
    /// Builtin: end of its arguments and kept values.
    pub(crate) top: u32,
    /// Lua: number of extra arguments. Builtin: number of arguments.
    pub(crate) extra: u32,
    /// Number of results wanted; -1 for all.
    pub(crate) want: i32,
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
    /// Builtins among the frames up to this one that were called by programs; and [`Frame::MUST_END`].
    pub(crate) natives: u16,
}

impl Frame {
    /// The call was a tail call: its caller's frame is gone.
    pub(crate) const TAIL: u8 = 1;
    /// Errors stop here.
    pub(crate) const CATCH: u8 = 2;
    /// Continues an instruction of the frame below; tracebacks and levels pass over it.
    pub(crate) const HIDDEN: u8 = 4;
    /// Called by the hook machinery.
    pub(crate) const HOOK: u8 = 8;
    /// A `__gc` call.
    pub(crate) const FINALIZER: u8 = 16;
    /// Its call hook has run.
    pub(crate) const HOOKED: u8 = 32;
    /// In `natives`: it is, or was called by, a finalizer or a debug hook, whose end somebody waits for.
    pub(crate) const MUST_END: u16 = 1 << 15;

    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    /// Whether it calls `__close` metamethods.
    fn is_closing(&self) -> bool {
        self.kind == Kind::Native && self.function == crate::native::CLOSING
    }

    /// Whether it does something ahead of the frame below.
    pub(super) fn is_ahead(&self) -> bool {
        self.kind == Kind::Native && self.function == crate::native::AHEAD
    }

    /// Whether it runs the handler of a signal.
    pub(super) fn is_signal(&self) -> bool {
        self.kind == Kind::Native && self.function == crate::native::SIGNAL
    }

    /// Whether, besides, the frame below executes its instruction or stage again afterwards.
    fn is_retrying(&self, stack: &[Value]) -> bool {
        let purpose = || stack[self.base as usize + super::ahead::PURPOSE].as_integer();
        self.is_ahead() && purpose().is_some_and(super::ahead::retries)
    }

    #[inline(always)]
    pub(crate) fn is_lua(&self) -> bool {
        self.kind == Kind::Lua
    }

    /// Where its part of the stack begins: extra arguments, then registers; or a builtin's arguments.
    fn start(&self) -> usize {
        (self.base - if self.is_lua() { self.extra } else { 0 }) as usize
    }

    /// What runs. The value on the stack may be another: a tail call replaces the frame's function only.
    pub(crate) fn callee(&self) -> Value {
        match self.kind {
            Kind::Lua => Value::object(Tag::CLOSURE, self.function),
            Kind::NativeClosure => Value::object(Tag::NATIVE_CLOSURE, self.function),
            Kind::Native => crate::native::native_value(self.function),
        }
    }
}

/// What a coroutine is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Status {
    /// Not started, or waiting in `yield`.
    #[default]
    Suspended,
    /// The one that runs.
    Running,
    /// It resumed another.
    Normal,
    /// Ended or failed.
    Dead,
}

/// A debug hook.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hook {
    pub(crate) function: Value,
    pub(crate) on_call: bool,
    pub(crate) on_return: bool,
    pub(crate) on_line: bool,
    /// Instructions between count events; 0 for none.
    pub(crate) period: u32,
    pub(crate) countdown: u32,
    /// Position of the last line event: closure, instruction number, frames.
    pub(crate) last: (u32, u32, u32),
    /// The count event before the present instruction has been.
    pub(crate) counted: bool,
    /// A hook is running.
    pub(crate) active: bool,
    /// For call and return events: number of the first local transferred, and how many.
    pub(crate) transfer: (u32, u32),
}

/// Which slots of a part of the stack hold something.
pub(crate) struct LiveSlots {
    pub(crate) part: Range<usize>,
    ranges: [Range<usize>; 5],
    kept: Range<usize>,
    /// Of those kept, only these; counted from the first.
    set: Option<[u64; 4]>,
}

impl LiveSlots {
    #[inline]
    pub(crate) fn contains(&self, slot: usize) -> bool {
        let is_kept =
            self.kept.contains(&slot) && self.set.as_ref().is_none_or(|set| live_contains(set, slot - self.kept.start));
        is_kept || self.ranges.iter().any(|range| range.contains(&slot))
    }
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ThreadState {
    pub(crate) stack: Vec<Value>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) top: u32,
    /// Stack indices of variables to be closed, rising.
    pub(crate) to_close: Vec<u32>,
    pub(crate) status: Status,
    /// Handle of the coroutine that resumed this one plus one, or 0.
    pub(crate) resumer: u32,
    /// The error a dead coroutine ended with.
    pub(crate) failure: Option<Value>,
    pub(crate) hook: Option<Box<Hook>>,
    /// Values on their way to it, before anything else.
    pub(crate) moving: Option<Box<Moving>>,
    /// Message handlers running within one another.
    pub(crate) handler_depth: u32,
}

impl ThreadState {
    /// Moves `count` values from stack index `from` to `to`, mostly few and mostly down.
    #[inline]
    pub(super) fn move_down(&mut self, from: usize, count: usize, to: usize) {
        if count > 8 || to > from {
            return self.stack.copy_within(from..from + count, to);
        }
        for i in 0..count {
            self.stack[to + i] = self.stack[from + i];
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.stack.len() * SLOT_BYTES
    }

    /// Calls `visit` with each stack index that holds something: what a program may still read. The rest depends on
    /// how the interpreter came here, and is neither a root nor state.
    pub(crate) fn each_live(&self, heap: &Heap, visit: &mut dyn FnMut(usize)) {
        for i in 0..self.frames.len() {
            let live = self.live_slots(heap, i);
            live.part.clone().filter(|&slot| live.contains(slot)).for_each(&mut *visit);
        }
        self.to_close.iter().for_each(|&index| visit(index as usize));
    }

    /// What holds something of the part of the stack that belongs to frame `i`; variables to be closed may hold
    /// something besides.
    pub(crate) fn live_slots(&self, heap: &Heap, i: usize) -> LiveSlots {
        let (frame, next) = (&self.frames[i], self.frames.get(i + 1));
        let base = frame.base as usize;
        let start = frame.start().saturating_sub(1);
        let end = next.map_or(self.stack.len(), |next| next.start() - 1);
        let results = next.filter(|next| next.has(Frame::HOOK));
        let set = self.suspended_set(heap, frame, next);
        let moving = self.moving.as_ref().filter(|_| next.is_none());
        let [arrived, left] = moving.map_or([0..0, 0..0], |moving| moving.live());
        let kept = match next {
            _ if set.is_some() => base..end.min(base + 256),
            None if frame.is_lua() => base..end,
            None => base..self.top as usize,
            Some(next) if next.is_ahead() => base..self.kept(next, super::ahead::TOP).min(end),
            Some(next) if next.is_signal() => base..self.kept(next, crate::lib::process::TOP).min(end),
            Some(_) => base..(frame.top as usize).min(end),
        };
        LiveSlots {
            part: start..end,
            ranges: [
                // The called function, then extra arguments.
                start..base,
                self.open_values(heap, frame, next),
                results.map_or(0..0, |hook| self.kept_range(hook, super::hooks::RESULTS)),
                arrived,
                left,
            ],
            kept,
            set,
        }
    }

    /// Whether the variable at a stack index is to be closed.
    pub(crate) fn is_to_close(&self, slot: usize) -> bool {
        self.to_close.binary_search(&(slot as u32)).is_ok()
    }

    /// The values "up to the top" that the last instruction of a Lua frame left for the next one. Nothing runs between
    /// the two but a hook, and the closing of variables that a `return` waits for.
    fn open_values(&self, heap: &Heap, frame: &Frame, next: Option<&Frame>) -> Range<usize> {
        let (passed, end) = match next {
            None if self.failure.is_none() => (0, self.top as usize),
            Some(next) if next.is_closing() => (0, self.kept(next, super::close::TOP)),
            Some(next) if next.is_signal() => (0, self.kept(next, crate::lib::process::TOP)),
            // A hook runs before the instruction at which the position was, and so does what makes room for it.
            Some(next) if next.is_retrying(&self.stack) => (1, self.kept(next, super::ahead::TOP)),
            Some(next) if next.has(Frame::HOOK) => (1, self.kept(next, super::hooks::TOP)),
            _ => return 0..0,
        };
        if !frame.is_lua() {
            return 0..0;
        }
        let function = heap.functions.get(heap.closures.get(frame.function).function);
        let Some(before) = function.pc_index(frame.pc).checked_sub(1 + passed) else { return 0..0 };
        let insn = function.insn(before);
        let Some(open) = insn.op().and_then(|op| opens(op, insn)) else { return 0..0 };
        frame.base as usize + open as usize..end.min(next.map_or(end, |next| next.base as usize))
    }

    /// An integer that a hidden builtin keeps.
    fn kept(&self, frame: &Frame, slot: usize) -> usize {
        self.stack[frame.base as usize + slot].as_integer().unwrap_or(0) as usize
    }

    /// A range of the stack below it that a hidden builtin keeps as start and length.
    fn kept_range(&self, frame: &Frame, slot: usize) -> Range<usize> {
        let end = frame.base as usize;
        let start = self.kept(frame, slot).min(end);
        start..start.saturating_add(self.kept(frame, slot + 1)).min(end)
    }

    /// The live registers of a Lua frame in the middle of an instruction; `None` where all up to the next frame count.
    fn suspended_set(&self, heap: &Heap, frame: &Frame, next: Option<&Frame>) -> Option<[u64; 4]> {
        if !frame.is_lua() {
            return None;
        }
        let function = heap.functions.get(heap.closures.get(frame.function).function);
        let pc = function.pc_index(frame.pc);
        let mut live = function.prototype.live.before(pc.saturating_sub(1));
        let insn = function.insn(pc.saturating_sub(1));
        if insn.op() == Some(Op::Method) {
            // The receiver is in place before the method is looked up.
            let register = usize::from(insn.reg_a()) + 1;
            live[register / 64] |= 1 << (register % 64);
        }
        let inside = Some(live);
        match next {
            // Between two instructions; or where an error ended a coroutine.
            None if self.failure.is_some() => inside,
            None => Some(function.prototype.live.before(pc)),
            Some(next)
                if next.has(Frame::FINALIZER)
                    || next.is_signal()
                    || next.is_ahead() && !next.is_retrying(&self.stack) =>
            {
                Some(function.prototype.live.before(pc))
            }
            Some(next) if next.is_closing() => {
                // A `close` is behind the position, a `return` that waits is at it.
                let at = function.prototype.live.before(pc);
                Some(std::array::from_fn(|word| live[word] | at[word]))
            }
            Some(_) => inside,
        }
    }

    /// What is reached from a coroutine but by its frames and stack.
    pub(crate) fn other_roots(&self) -> [Option<Value>; 3] {
        let resumer = self.resumer.checked_sub(1).map(|resumer| Value::object(Tag::THREAD, resumer));
        [self.failure, self.hook.as_ref().map(|hook| hook.function), resumer]
    }

    /// The stack with nil wherever nothing is live.
    pub(crate) fn live_stack(&self, heap: &Heap) -> Vec<Value> {
        let mut stack = vec![Value::NIL; self.stack.len()];
        self.each_live(heap, &mut |slot| stack[slot] = self.stack[slot]);
        stack
    }

    /// Gives back what a deep recursion or many values left, if more than three quarters of the stack lie above `end`.
    pub(crate) fn shrink_stack(&mut self, end: usize) {
        let needed = end + STACK_STEP;
        if self.stack.len() / 4 > needed {
            self.stack.truncate(needed * 2);
            self.stack.shrink_to_fit();
            self.frames.shrink_to(self.frames.len() * 2);
        }
    }

    #[inline(always)]
    pub(crate) fn frame(&self) -> &Frame {
        self.frames.last().expect("a coroutine that runs has a frame")
    }

    /// The frame on top, of which only the position was written just now: that is read by itself, so that the copy of
    /// the rest need not wait for it.
    #[inline(always)]
    pub(crate) fn frame_copy(&self) -> Frame {
        let frame = self.frame();
        Frame { pc: std::hint::black_box(frame.pc), ..*frame }
    }

    #[inline(always)]
    pub(crate) fn frame_mut(&mut self) -> &mut Frame {
        self.frames.last_mut().expect("a coroutine that runs has a frame")
    }
}
