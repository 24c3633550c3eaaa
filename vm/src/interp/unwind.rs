//! Errors: making them, and carrying them to whoever catches them.

use super::close::Ending;
use super::names::{Origin, shown};
use super::thread::{Frame, Kind};
use super::{Outcome, Res, Throw, Vm};
use crate::native::{self, CAUGHT, Cx, Out};
use crate::value::{Tag, Value};

/// Message handlers that may run within one another before an error is given up.
const HANDLER_DEPTH_MAX: u32 = 10;

impl Vm {
    /// Carries an error from the frame on top to the nearest frame that catches it, through that frame's message
    /// handler if it has one.
    pub(super) fn throw(&mut self, throw: Throw) -> Res<()> {
        let error = match throw {
            Throw::Error(value) => value,
            Throw::HandlerFailed => {
                let text = self.heap.string(b"error in error handling");
                return self.unwind_past_handlers(text);
            }
            Throw::Ahead => return self.go_ahead(),
            Throw::Numeral(place) => return self.push_numeral(place),
            Throw::Pushed => return Ok(()),
            Throw::Stop(reason) => {
                self.outcome = Some(Outcome::Stopped(reason));
                return Ok(());
            }
        };
        let Some((catch, passed)) = self.catcher(|_| true) else {
            return self.fail_thread(error);
        };
        let frame = self.thread.frames[catch];
        if frame.kind == Kind::Native && frame.function == native::XPCALL {
            return self.call_handler(catch, error);
        }
        let is_xpcall = |frame: &Frame| frame.kind == Kind::Native && frame.function == native::XPCALL;
        if frame.kind == Kind::Native
            && frame.function == native::CLOSING
            && catch > 0
            && is_xpcall(&self.thread.frames[catch - 1])
        {
            // An error in `__close` on the way to an `xpcall` has its handler too.
            return self.call_handler(catch - 1, error);
        }
        if frame.kind == Kind::Native && frame.function == native::HANDLER {
            // An error in a message handler is handled by that same handler.
            let handled = frame.base as usize;
            let handler = self.thread.stack[handled];
            let nested = self.thread.handler_depth;
            if nested >= HANDLER_DEPTH_MAX {
                let text = self.heap.string(b"error in error handling");
                return self.unwind_past_handlers(text);
            }
            return self.push_handler(handler, error);
        }
        self.unwind(catch, passed, error)
    }

    fn call_handler(&mut self, catch: usize, error: Value) -> Res<()> {
        let handler = self.thread.stack[self.thread.frames[catch].base as usize];
        self.push_handler(handler, error)
    }

    fn push_handler(&mut self, handler: Value, error: Value) -> Res<()> {
        self.thread.handler_depth += 1;
        let pushed = self.push_hidden(native::HANDLER, &[handler, error]);
        match pushed {
            Ok(()) => {
                self.thread.frame_mut().flags |= Frame::CATCH;
                Ok(())
            }
            Err(_) => {
                let text = self.heap.string(b"error in error handling");
                self.unwind_past_handlers(text)
            }
        }
    }

    /// Gives `error` to what catches it under the running message handlers.
    fn unwind_past_handlers(&mut self, error: Value) -> Res<()> {
        let is_handler = |frame: &Frame| frame.kind == Kind::Native && frame.function == native::HANDLER;
        match self.catcher(|frame| !is_handler(frame)) {
            Some((catch, passed)) => {
                self.thread.handler_depth = 0;
                self.unwind(catch, passed, error)
            }
            None => self.fail_thread(error),
        }
    }

    /// The innermost frame that catches errors and is wanted, and the flags that frames above it have.
    pub(super) fn catcher(&self, is_wanted: impl Fn(&Frame) -> bool) -> Option<(usize, u8)> {
        let mut passed = 0;
        for (index, frame) in self.thread.frames.iter().enumerate().rev() {
            if frame.has(Frame::CATCH) && is_wanted(frame) {
                return Some((index, passed));
            }
            passed |= frame.flags;
        }
        None
    }

    /// Drops the frames above `catch`, closes their variables, and gives the error to `catch`. `passed` are the flags
    /// of those frames.
    fn unwind(&mut self, catch: usize, passed: u8, error: Value) -> Res<()> {
        if passed & Frame::FINALIZER != 0 {
            self.in_finalizer = false;
        }
        if passed & Frame::HOOK != 0 {
            self.hook_ended();
        }
        self.thread.frames.truncate(catch + 1);
        let frame = *self.thread.frame();
        self.thread.top = frame.top;
        self.close_for_error(frame.base, error)
    }

    /// An error nobody in this coroutine catches ends it: the resumer gets it, or the process fails.
    fn fail_thread(&mut self, error: Value) -> Res<()> {
        if self.current == self.main_thread {
            return self.fail_process(error);
        }
        self.end_failed_thread(error)
    }

    /// An error nobody catches in the main coroutine: its variables are closed, then the process has failed.
    fn fail_process(&mut self, error: Value) -> Res<()> {
        self.ending = Ending::Leaving;
        let traceback = self.traceback_across();
        let traceback = self.heap.string_from(traceback);
        self.thread.frames.truncate(1);
        self.thread.stack[0] = traceback;
        let lowest = self.thread.frame_mut();
        lowest.function = native::MAIN_FAILED;
        (lowest.base, lowest.top, lowest.extra) = (0, 1, 1);
        lowest.flags = Frame::HIDDEN | Frame::CATCH;
        self.thread.top = self.thread.to_close.last().map_or(1, |&last| last + 1);
        self.close_for_error(1, error)
    }

    /// A Lua error with the position of the running function, if that is a Lua function.
    #[cold]
    pub(crate) fn runtime_error(&mut self, message: &str) -> Throw {
        self.runtime_error_bytes(message.as_bytes())
    }

    pub(crate) fn runtime_error_bytes(&mut self, message: &[u8]) -> Throw {
        let visible = self.thread.frames.iter().rposition(|frame| !frame.has(Frame::HIDDEN));
        let mut text = visible.map_or(Vec::new(), |index| self.position_of(index, true));
        text.extend_from_slice(message);
        Throw::Error(self.heap.string_from(text))
    }

    /// A Lua error with the position of the function that called the running builtin.
    #[cold]
    pub(crate) fn error_at_caller(&mut self, message: &[u8]) -> Throw {
        let mut text = self.where_called();
        text.extend_from_slice(message);
        Throw::Error(self.heap.string_from(text))
    }

    /// `chunk:line: ` of who called the running function; of a module that comes with the manager, of its caller.
    fn where_called(&self) -> Vec<u8> {
        let is_own = |index: &usize| {
            let frame = &self.thread.frames[*index];
            frame.is_lua() && self.function_of(frame).is_prelude
        };
        let mut callers = (1..).map_while(|level| self.frame_at_level(level));
        callers.find(|index| !is_own(index)).map_or(Vec::new(), |index| self.position_of(index, false))
    }

    /// `chunk:line: ` of the function at a level (0 is the running one), or nothing.
    pub(crate) fn where_level(&self, level: usize) -> Vec<u8> {
        self.frame_at_level(level).map_or(Vec::new(), |index| self.position_of(index, false))
    }

    /// Index of the frame at a level; hidden frames don't count.
    pub(crate) fn frame_at_level(&self, level: usize) -> Option<usize> {
        Self::level_in(&self.thread.frames, level)
    }

    /// Index in `frames` of the frame at a level; neither hidden frames nor a coroutine's lowest frame count.
    pub(crate) fn level_in(frames: &[Frame], level: usize) -> Option<usize> {
        let visible = frames.iter().enumerate().skip(1).rev().filter(|(_, frame)| !frame.has(Frame::HIDDEN));
        visible.map(|(index, _)| index).nth(level)
    }

    /// `chunk:line: ` of a frame of the running coroutine; nothing for builtins. Where the line is not known: `?:-1: `
    /// if `always`, else nothing.
    fn position_of(&self, index: usize, always: bool) -> Vec<u8> {
        let frame = &self.thread.frames[index];
        if !frame.is_lua() {
            return Vec::new();
        }
        let function = self.function_of(frame);
        if function.is_prelude {
            return Vec::new();
        }
        let line = function.line(function.pc_index(frame.pc).saturating_sub(1));
        let mut text = crate::bytecode::chunk_id(&function.prototype.source);
        if line > 0 {
            text.extend_from_slice(format!(":{line}: ").as_bytes());
        } else if always {
            text.extend_from_slice(b":-1: ");
        } else {
            text.clear();
        }
        text
    }

    /// The name of a value's type, or what its metatable's `__name` says, unless that is absurdly long.
    pub(crate) fn type_name_of(&mut self, value: Value) -> String {
        if value.tag == Tag::LIGHT {
            return "light userdata".to_owned();
        }
        if value.tag == Tag::TABLE || value.tag == Tag::USERDATA {
            let name = self.metamethod(value, super::Event::Name);
            if name.is_string() {
                let name = self.heap.bytes(name);
                return String::from_utf8_lossy(shown(name)).into_owned();
            }
        }
        value.type_name().to_owned()
    }

    /// `attempt to OPERATION a TYPE value (local 'x')`
    #[cold]
    pub(crate) fn type_error(&mut self, operation: &str, value: Value, origin: Origin) -> Throw {
        let kind = self.type_name_of(value);
        let mut text = format!("attempt to {operation} a {kind} value").into_bytes();
        text.extend_from_slice(&self.describe(origin));
        self.runtime_error_bytes(&text)
    }

    #[cold]
    pub(crate) fn index_error(&mut self, object: Value, origin: Origin) -> Throw {
        let kind = self.type_name_of(object);
        let mut text = format!("attempt to index a {kind} value").into_bytes();
        text.extend_from_slice(&self.describe(origin));
        self.runtime_error_bytes(&text)
    }

    #[cold]
    pub(crate) fn call_error(&mut self, callee: Value, at: usize) -> Throw {
        let kind = self.type_name_of(callee);
        let mut text = format!("attempt to call a {kind} value").into_bytes();
        let origin = self.call_origin(at);
        text.extend_from_slice(&self.describe_callee(origin));
        self.runtime_error_bytes(&text)
    }

    #[cold]
    pub(crate) fn concat_error(&mut self, a: Value, b: Value, a_index: usize) -> Throw {
        let base = self.thread.frame().base as usize;
        let (value, index) = if a.is_string() || a.is_number() { (b, a_index + 1) } else { (a, a_index) };
        let origin = match u16::try_from(index.wrapping_sub(base)) {
            Ok(register) if self.thread.frame().is_lua() => Origin::Register(register),
            _ => Origin::Unknown,
        };
        self.type_error("concatenate", value, origin)
    }

    #[cold]
    pub(crate) fn compare_error(&mut self, a: Value, b: Value) -> Throw {
        let (x, y) = (self.type_name_of(a), self.type_name_of(b));
        self.runtime_error(&if x == y {
            format!("attempt to compare two {x} values")
        } else {
            format!("attempt to compare {x} with {y}")
        })
    }

    #[cold]
    pub(crate) fn no_integer_error(&mut self, _value: Value, origin: Origin) -> Throw {
        let mut text = b"number".to_vec();
        text.extend_from_slice(&self.describe(origin));
        text.extend_from_slice(b" has no integer representation");
        self.runtime_error_bytes(&text)
    }

    #[cold]
    pub(crate) fn for_error(&mut self, value: Value, what: &str) -> Throw {
        let kind = self.type_name_of(value);
        self.runtime_error(&format!("bad 'for' {what} (number expected, got {kind})"))
    }

    #[cold]
    pub(crate) fn close_error(&mut self, index: u32) -> Throw {
        let register = (index - self.thread.frame().base) as u16;
        let name = self.executing_local_name(register).unwrap_or_else(|| b"?".to_vec());
        self.runtime_error_bytes(&[b"variable '", name.as_slice(), b"' got a non-closable value"].concat())
    }
}

/// The lowest frame of a main coroutine whose error nobody caught: slot 0 is the traceback.
pub(crate) fn native_main_failed(cx: &mut Cx<'_>) -> Res<Out> {
    debug_assert_eq!(cx.stage, CAUGHT);
    let traceback = cx.bytes(cx.slot(0)).to_vec();
    cx.vm.outcome = Some(Outcome::Failed { value: cx.result(0), traceback });
    cx.vm.thread.frame_mut().flags = Frame::HIDDEN;
    Ok(Out::Done)
}

/// Calls a message handler (slot 0) with an error (slot 1), then unwinds with its result.
pub(crate) fn native_handler(cx: &mut Cx<'_>) -> Res<Out> {
    match cx.stage {
        0 => {
            let (handler, error) = (cx.slot(0), cx.slot(1));
            cx.call(handler, &[error], 1)
        }
        stage => {
            debug_assert_ne!(stage, CAUGHT, "errors in handlers are handled in `throw`");
            let error = cx.result(0);
            cx.vm.unwind_past_handlers(error)?;
            Ok(Out::Done)
        }
    }
}
