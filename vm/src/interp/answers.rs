//! What a process is given that waits for the answer to a system call.

use super::{Throw, Vm};
use crate::value::Value;

impl Vm {
    /// Answers the system call that [`Vm::run`] came back with.
    ///
    /// # Panics
    /// If no builtin waits for an answer.
    pub fn answer(&mut self, values: &[Value]) {
        let top = self.thread.frame().top as usize;
        assert!(!self.thread.frame().is_lua(), "no builtin waits for an answer");
        match self.ensure_stack(top + values.len() + 1) {
            Ok(()) => {
                self.thread.stack[top..top + values.len()].copy_from_slice(values);
                self.thread.top = (top + values.len()) as u32;
            }
            Err(throw) => self.pending = Err(throw),
        }
    }

    /// Answers the system call with an error value, raised as it is.
    pub fn answer_error_value(&mut self, value: Value) {
        self.pending = Err(Throw::Error(value));
    }

    /// Answers the system call with an error, raised in the builtin that waits.
    pub fn answer_error(&mut self, message: &[u8]) {
        let throw = self.error_at_caller(message);
        self.pending = Err(throw);
    }
}
