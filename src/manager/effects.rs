//! What a process's slice does to others: noted while it runs, carried out in the order of the round when all have run.

use super::event::Event;
use super::guest::SystemRequest;
use super::process::Pid;
use super::rpc::Cid;
use super::signal::Signal;
use crate::message::{Bytes, ContextId, Message};

/// What a slice does to others.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// An event for which there was room when the round began.
    Send {
        /// To whom.
        to: Pid,
        /// What.
        event: Event,
        /// Its size.
        bytes: usize,
    },
    /// A call; its record is there already.
    Call(OutgoingCall),
    /// The answer to a call, whose record is gone already.
    Answer {
        /// Who called, and their number of the call.
        to: (Pid, Cid),
        /// What is answered.
        result: Result<Vec<Message>, Message>,
    },
    /// A timer or an alarm, whose number the process has already.
    Timer {
        /// Which.
        id: u64,
        /// When it goes off, in ticks of virtual time.
        at: u64,
        /// Whether it is an alarm.
        is_alarm: bool,
    },
    /// A signal for which the process turned out to have no handler.
    Unhandled {
        /// Which.
        signal: Signal,
    },
    /// Until when the process waits for what it waits for.
    Deadline {
        /// Ticks of virtual time.
        until: u64,
    },
    /// A system call whose answer depends on what others did in this round, or which others' calls depend on; the process
    /// waits for it.
    Request {
        /// The call.
        request: SystemRequest,
        /// Ticks of virtual time when it was made.
        now: u64,
    },
}

/// A call on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OutgoingCall {
    pub(super) cid: Cid,
    pub(super) context: Option<ContextId>,
    pub(super) name: Bytes,
    pub(super) arguments: Vec<Message>,
    /// Ticks of virtual time when it was made.
    pub(super) now: u64,
    /// Ticks of virtual time until which it is to be answered.
    pub(super) until: Option<u64>,
}
