//! The interpreter boundary: all that the manager knows of what runs inside a process.
//!
//! Invariant: no type of any interpreter appears here. What crosses is [`Message`], copied. A guest does no I/O and
//! reads no clock: what it wants from outside it asks for with a system call.

use std::fmt;

use super::signal::Signal;
use crate::message::{Bytes, Message};

/// What runs in a process: the Lua VM, or anything else that can be stopped and resumed.
pub trait Guest: Send {
    /// Runs for at most about `ticks`. `answer` is the answer to the system call it stopped with; `None` if it did not
    /// stop with one.
    fn resume(&mut self, ticks: u64, answer: Option<Answer>) -> Resumed;

    /// What it occupies.
    fn memory(&self) -> MemoryReport;

    /// An independent copy, in the same state.
    ///
    /// # Errors
    ///
    /// Why there can be none, in words that go on from `cannot fork: `. Not every interpreter can copy what it is in the
    /// middle of.
    fn fork(&self) -> Result<Box<dyn Guest>, &'static str>;

    /// Of a copy of one that asked for `fork`: it is the new process.
    fn begin_fork(&mut self) {}

    /// Somebody else ends the process: it may run what runs at its end, within a last budget of ticks, and then comes back
    /// with [`Stop::Ended`], whatever is in that. Says whether there is anything to run.
    fn terminate(&mut self) -> bool {
        false
    }

    /// Whether the program has come to its end by itself, and what runs is only what runs then. The manager gives that a
    /// last budget of ticks.
    fn is_ending(&self) -> bool {
        false
    }

    /// Of one that is ending: how the program has ended, if that is settled.
    fn settled_exit(&self) -> Option<Exit> {
        None
    }

    /// Whether the guest itself holds what it asks for to the process's [`super::Limits::of_messages`]. Where it doesn't, the
    /// manager does, which is one more walk through each message.
    fn checks_messages(&self) -> bool {
        false
    }

    /// Has a handler for a signal run on top of whatever is under way, until it comes back with
    /// [`Stop::SignalHandled`]. Says whether there is one.
    fn signal(&mut self, _number: u8) -> bool {
        false
    }
}

impl fmt::Debug for dyn Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest").field("memory", &self.memory()).finish_non_exhaustive()
    }
}

/// How [`Guest::resume`] ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Resumed {
    /// Why it came back.
    pub stop: Stop,
    /// Ticks used. A little more than the budget if the last operation could not be divided; the guest takes the
    /// excess off its next budget itself.
    pub ticks_used: u64,
}

/// Why a guest came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// The ticks are used up.
    Preempted,
    /// It gives the rest of its slice away.
    Yielded,
    /// It asks for something from outside, and wants the answer when it is resumed.
    SystemCall(SystemRequest),
    /// The handler of a signal has returned. It goes on where it was.
    SignalHandled,
    /// It has ended; it is not resumed again.
    Ended(Exit),
}

/// A system call: its number (see [`crate::SystemCall`] and [`crate::ProcessCall`]) and arguments.
///
/// `SystemCall::Exit` is none of the manager's: a guest ends by [`Stop::Ended`].
#[derive(Clone, Debug, PartialEq)]
pub struct SystemRequest {
    /// Which call.
    pub number: u16,
    /// Its arguments.
    pub arguments: Vec<Message>,
}

/// The answer to a system call: its results, or the error to raise.
pub type Answer = Result<Vec<Message>, CallError>;

/// The error that a system call raises.
#[derive(Clone, PartialEq)]
pub enum CallError {
    /// A message, before which a guest may put the place of the call.
    Text(Vec<u8>),
    /// A value as it is.
    Value(Message),
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Text(text) => f.debug_tuple("Text").field(&Bytes::from(text.as_slice())).finish(),
            CallError::Value(value) => f.debug_tuple("Value").field(value).finish(),
        }
    }
}

impl From<Vec<u8>> for CallError {
    fn from(text: Vec<u8>) -> CallError {
        CallError::Text(text)
    }
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Exit {
    /// The program ran to its end; the integer it returned, if it returned one.
    Returned(Option<i64>),
    /// The program asked to end (`os.exit`).
    Exited(i32),
    /// An error nobody caught.
    Failed(Failure),
    /// It used more ticks than it may in all; nothing could catch that.
    TickLimit {
        /// The limit.
        ticks_max: u64,
    },
    /// It used more memory than it may, after the error had been caught and nothing was freed. The usual end for lack of
    /// memory is [`Exit::Failed`] with `not enough memory`.
    MemoryLimit {
        /// The limit.
        memory_bytes_max: usize,
    },
    /// The manager's user ended it.
    Killed,
    /// A signal that it doesn't handle.
    Signalled(Signal),
}

/// An error nobody caught.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    /// The error, as text.
    pub message: Vec<u8>,
    /// The stack at the place of the error; `None` where the error described itself.
    pub traceback: Option<Vec<u8>>,
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let traceback = self.traceback.as_ref().map(|text| Bytes::from(text.as_slice()));
        f.debug_struct("Failure")
            .field("message", &Bytes::from(self.message.as_slice()))
            .field("traceback", &traceback)
            .finish()
    }
}

impl Exit {
    /// As an exit code of an operating-system process.
    pub fn code(&self) -> i32 {
        match *self {
            Exit::Returned(None) => 0,
            Exit::Returned(Some(code)) => code as i32,
            Exit::Exited(code) => code,
            Exit::Failed(_) | Exit::TickLimit { .. } | Exit::MemoryLimit { .. } => 1,
            Exit::Killed => 137,
            Exit::Signalled(signal) => 128 + i32::from(signal.number()),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Returned(None) => f.write_str("returned"),
            Exit::Returned(Some(code)) => write!(f, "returned {code}"),
            Exit::Exited(code) => write!(f, "exited with code {code}"),
            Exit::Failed(failure) => write!(f, "failed: {}", String::from_utf8_lossy(&failure.message)),
            Exit::TickLimit { ticks_max } => write!(f, "ended by its tick limit of {ticks_max} ticks"),
            Exit::MemoryLimit { memory_bytes_max } => {
                write!(f, "ended by its memory limit of {memory_bytes_max} bytes")
            }
            Exit::Killed => f.write_str("killed"),
            Exit::Signalled(signal) => write!(f, "ended by {signal}"),
        }
    }
}

/// What a guest occupies, in logical bytes that are the same on every platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct MemoryReport {
    /// In use now.
    pub bytes: usize,
    /// Most that was ever in use.
    pub bytes_peak: usize,
    /// Garbage collections finished.
    pub collections: u64,
}
