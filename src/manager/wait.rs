//! What processes wait for, and in which shape they are given it.

use super::event::{Event, Filter};
use super::guest::SystemRequest;
use super::locks::LockKind;
use super::pipes::PipeId;
use super::process::Pid;
use super::rpc::{Cid, TimerKey};
use crate::message::Message;

/// What a process waits for.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Wait {
    /// The end of the round, at which its call is carried out.
    Round,
    /// An event.
    Event {
        /// Which.
        filter: Filter,
        /// In which shape it wants it.
        shape: Shape,
        /// Until when.
        deadline: Option<TimerKey>,
    },
    /// The answer to its call.
    Answer {
        /// The call.
        cid: Cid,
    },
    /// The end of a child.
    Child {
        /// Which; any if `None`.
        pid: Option<Pid>,
        /// Until when.
        deadline: Option<TimerKey>,
    },
    /// The end of all its descendants.
    Descendants,
    /// A named object.
    Lock {
        /// Of which kind.
        kind: LockKind,
        /// Its name.
        name: Vec<u8>,
        /// Its place in the queue: those with lower numbers have come before it.
        place: u64,
        /// Until when.
        deadline: Option<TimerKey>,
    },
    /// Its host: a child's end, or bytes from or for one.
    Host {
        /// What is to be done, or left to do.
        request: SystemRequest,
        /// Until when.
        deadline: Option<TimerKey>,
    },
    /// Bytes in a pipe, or room in it.
    Pipe {
        /// Which.
        pipe: PipeId,
        /// What it wants to read, or has left to write.
        request: SystemRequest,
    },
}

/// In which shape a process is given an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A table with `type`.
    Table,
    /// Name and parameters.
    NameAndParams,
    /// Of a remote event: its name, its data and its sender.
    Remote,
}

impl Shape {
    /// The results of whoever waited for the event.
    pub(super) fn of(self, event: Event) -> Vec<Message> {
        match (self, event) {
            (Shape::Table, event) => vec![event.into_table()],
            (Shape::Remote, Event::Remote { sender, name, data }) => {
                vec![Message::Bytes(name), data, sender.map_or(Message::Nil, Message::Process)]
            }
            (_, event) => {
                let (name, params) = event.into_name_and_params();
                vec![Message::Bytes(name), params]
            }
        }
    }
}
