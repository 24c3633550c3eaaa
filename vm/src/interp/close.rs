//! Variables to be closed, and finalizers.
//!
//! A hidden builtin (`CLOSING`) calls one `__close` after another. It serves block ends, returns, errors on their way
//! out and `coroutine.close`; what differs is what happens when it is done.

use super::call::Target;
use super::meta::Event;
use super::thread::Frame;
use super::{Res, Vm};
use crate::native::{self, CAUGHT, Cx, Out};
use crate::value::{Tag, Value};

/// Window of `CLOSING`: lowest stack index to close, the error or nil, what to do when done, the stack's top to
/// restore.
const LIMIT: usize = 0;
const ERROR: usize = 1;
const MODE: usize = 2;
pub(super) const TOP: usize = 3;

/// Frames of a coroutine whose first function is on top.
const MAIN_FRAMES: usize = 2;

/// Go on with the frame below, its stack top restored.
const MODE_BLOCK: i64 = 0;
/// Give the error to the frame below, which caught it.
const MODE_ERROR: i64 = 1;

/// Whether what is running has come to its end, and closes what it leaves behind.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Ending {
    /// It hasn't.
    #[default]
    No,
    /// Its main function returns.
    Returning,
    /// Nothing caught an error, or `os.exit` was called.
    Leaving,
}

impl Vm {
    /// Whether what was started last has come to its end, and what still runs are its variables to be closed, or what
    /// `os.exit` runs.
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// The value in a register that may hold a cell.
    fn closable(&self, index: u32) -> Value {
        let value = self.thread.stack[index as usize];
        if value.tag == Tag::CELL { self.heap.cells.get(value.handle()).0 } else { value }
    }

    /// `mark_close`: nil and false need no closing; other values must have `__close`.
    pub(crate) fn mark_close(&mut self, index: u32) -> Res<()> {
        let value = self.closable(index);
        if value.is_falsy() {
            return Ok(());
        }
        if self.metamethod(value, Event::Close).is_nil() {
            return Err(self.close_error(index));
        }
        self.thread.to_close.push(index);
        Ok(())
    }

    /// Whether a variable at or above a stack index is to be closed.
    pub(crate) fn has_to_close(&self, limit: u32) -> bool {
        self.thread.to_close.last().is_some_and(|&last| last >= limit)
    }

    /// The function on top closes its variables, and then returns.
    pub(super) fn note_main_return(&mut self) {
        if self.current == self.main_thread && self.thread.frames.len() == MAIN_FRAMES {
            self.ending = Ending::Returning;
        }
    }

    /// `close`: at the end of a block.
    pub(crate) fn close_block(&mut self, limit: u32) -> Res<()> {
        // Nothing is open here, and the top that something left depends on the way the interpreter came.
        let top = self.scratch() as u32;
        let state = closing_state(limit, Value::NIL, MODE_BLOCK, top);
        self.push_hidden(native::CLOSING, &state)
    }

    /// `return` with variables to close: closes them, then executes the instruction again. Results end at `end`.
    pub(crate) fn close_then_return(&mut self, frame: &Frame, end: usize) -> Res<()> {
        self.thread.frame_mut().pc -= 8;
        self.note_main_return();
        let at = self.scratch().max(end);
        let state = closing_state(frame.base, Value::NIL, MODE_BLOCK, end as u32);
        self.push_hidden_at(at, native::CLOSING, &state, Target::NONE)
    }

    /// Closes what is at or above `limit` because of an error, then gives the error to the frame on top.
    pub(crate) fn close_for_error(&mut self, limit: u32, error: Value) -> Res<()> {
        if !self.has_to_close(limit) {
            return self.give_error(error);
        }
        let at = self.thread.to_close.last().map_or(0, |&last| last as usize + 1);
        let at = at.max(self.scratch());
        let state = closing_state(limit, error, MODE_ERROR, 0);
        if self.push_hidden_at(at, native::CLOSING, &state, Target::NONE).is_err() {
            // No room is left even for that: nobody could close them.
            self.thread.to_close.retain(|&index| index < limit);
            return self.give_error(error);
        }
        self.thread.frame_mut().flags |= Frame::CATCH;
        Ok(())
    }

    /// Runs the frame on top, a builtin that catches errors, at stage [`CAUGHT`] with the error as its result.
    pub(crate) fn give_error(&mut self, error: Value) -> Res<()> {
        self.error_was_caught();
        let top = self.thread.frame().top;
        self.ensure_stack(top as usize + 1)?;
        self.thread.stack[top as usize] = error;
        self.thread.top = top + 1;
        let frame = self.thread.frame_mut();
        frame.pc = CAUGHT;
        Ok(())
    }

    /// Starts the `__gc` of the objects that await it now, if there are any and none is running. What is found to be
    /// unreachable meanwhile waits for the next time, so that the program gets on.
    pub(crate) fn call_pending_finalizer(&mut self) -> Res<()> {
        if self.in_finalizer {
            return Ok(());
        }
        let mut left = self.heap.gc.to_finalize.len() as i64;
        let Some((method, object)) = self.next_finalizer(&mut left) else { return Ok(()) };
        self.in_finalizer = true;
        let at = self.thread.top.max(self.scratch_for_safepoint()) as usize;
        self.push_hidden_at(at, native::FINALIZER, &[method, object, Value::integer(left)], Target::NONE)?;
        let frame = self.thread.frame_mut();
        frame.flags |= Frame::CATCH | Frame::FINALIZER;
        frame.natives |= Frame::MUST_END;
        Ok(())
    }

    /// The next `__gc` to call with its object, of so many that are left.
    fn next_finalizer(&mut self, left: &mut i64) -> Option<(Value, Value)> {
        while *left > 0 {
            *left -= 1;
            let object = self.heap.gc.to_finalize.pop()?;
            match object.tag {
                Tag::TABLE => self.heap.tables.get_mut(object.handle()).has_finalizer = false,
                _ => self.heap.userdata.get_mut(object.handle()).has_finalizer = false,
            }
            let method = self.metamethod(object, Event::Gc);
            if !method.is_nil() {
                return Some((method, object));
            }
        }
        None
    }

    fn scratch_for_safepoint(&self) -> u32 {
        if self.thread.frame().is_lua() { self.scratch() as u32 } else { self.thread.top }
    }

    /// Notes that an object's metatable has `__gc`.
    pub(crate) fn note_finalizer(&mut self, object: Value, meta: u32) {
        let noted = match object.tag {
            Tag::TABLE => self.heap.tables.get(object.handle()).has_finalizer,
            Tag::USERDATA => self.heap.userdata.get(object.handle()).has_finalizer,
            _ => true,
        };
        if noted || self.event_in(meta, Event::Gc).is_nil() {
            return;
        }
        match object.tag {
            Tag::TABLE => self.heap.tables.get_mut(object.handle()).has_finalizer = true,
            _ => self.heap.userdata.get_mut(object.handle()).has_finalizer = true,
        }
        self.heap.gc.finalizable.push(object);
    }
}

fn closing_state(limit: u32, error: Value, mode: i64, top: u32) -> [Value; 4] {
    let mut state = [Value::NIL; 4];
    state[LIMIT] = Value::integer(i64::from(limit));
    state[ERROR] = error;
    state[MODE] = Value::integer(mode);
    state[TOP] = Value::integer(i64::from(top));
    state
}

/// See the module.
pub(crate) fn native_closing(cx: &mut Cx<'_>) -> Res<Out> {
    if cx.stage == CAUGHT {
        let error = cx.result(0);
        cx.set_slot(ERROR, error);
    }
    let limit = cx.slot_integer(LIMIT) as u32;
    if cx.vm.has_to_close(limit) {
        let index = cx.vm.thread.to_close.pop().expect("there is one");
        let value = cx.vm.closable(index);
        let error = cx.slot(ERROR);
        let method = cx.vm.metamethod(value, Event::Close);
        if method.is_nil() {
            // Its metatable has changed since: the error names the variable no more.
            return Err(cx.vm.runtime_error("attempt to call a nil value (metamethod 'close')"));
        }
        return cx.call(method, &[value, error], 1);
    }
    let (mode, error, top) = (cx.slot_integer(MODE), cx.slot(ERROR), cx.slot_integer(TOP) as u32);
    cx.vm.thread.frames.pop();
    if mode == MODE_ERROR {
        cx.vm.give_error(error)?;
    } else {
        cx.vm.thread.top = top;
    }
    Ok(Out::Done)
}

/// Slot of [`native_finalizer`]: how many more finalizers there were to call when it began.
const LEFT: usize = 2;

/// Calls `__gc` (slot 0) with an object (slot 1), then the next; an error becomes a warning.
pub(crate) fn native_finalizer(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let (method, object) = (cx.slot(0), cx.slot(1));
            return cx.call(method, &[object], 1);
        }
        CAUGHT if cx.vm.warnings_on => {
            let error = cx.result(0);
            let mut text = b"Lua warning: error in __gc (".to_vec();
            if error.is_string() {
                text.extend_from_slice(cx.bytes(error));
            } else {
                text.extend_from_slice(b"error object is not a string");
            }
            text.extend_from_slice(b")\n");
            let text = cx.string(&text);
            return cx.system_call(native_call_number_warn(), &[text], 2);
        }
        _ => {}
    }
    let mut left = cx.slot_integer(LEFT);
    if let Some((method, object)) = cx.vm.next_finalizer(&mut left) {
        cx.vm.in_finalizer = true;
        cx.set_slot(0, method);
        cx.set_slot(1, object);
        cx.set_slot(LEFT, Value::integer(left));
        return cx.call(method, &[object], 1);
    }
    Ok(end_finalizer(cx))
}

/// A builtin below, which had not begun or goes on, finds the stack's top where it was.
fn end_finalizer(cx: &mut Cx<'_>) -> Out {
    cx.vm.in_finalizer = false;
    cx.vm.thread.frames.pop();
    cx.vm.thread.top = cx.base as u32 - 1;
    Out::Done
}

fn native_call_number_warn() -> u16 {
    crate::system::SystemCall::Warn as u16
}
