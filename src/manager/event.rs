//! Events, and the mailbox of a process that they wait in.
//!
//! One mailbox serves all three interfaces: `os.pull` gives an event as one table with its `type`, `pullEvent` as a name
//! and a table of parameters, `receiveEvent` only remote ones.

use std::collections::VecDeque;

use super::process::Pid;
use super::rpc::Cid;
use crate::message::{Bytes, ContextId, Message};

/// What happened, as a process is told.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Somebody calls an endpoint that is bound to the process, which is to answer under `cid`.
    Call {
        /// The call, on this side.
        cid: Cid,
        /// The context in which the endpoint is bound; `None` for the default one.
        context: Option<ContextId>,
        /// The endpoint's name.
        name: Bytes,
        /// Who calls.
        caller: Option<Pid>,
        /// What is passed.
        arguments: Vec<Message>,
    },
    /// A call of the process was answered.
    Answer {
        /// The call.
        cid: Cid,
        /// The results, or the error.
        result: Result<Vec<Message>, Message>,
    },
    /// A process has received a context that this one owns.
    Open {
        /// The context.
        context: ContextId,
        /// Who.
        pid: Pid,
    },
    /// A process no longer has a context that this one owns; or the owner of one that this one has is gone.
    Close {
        /// The context.
        context: ContextId,
        /// Who.
        pid: Pid,
    },
    /// What the process queued itself.
    Queued {
        /// Its name.
        name: Bytes,
        /// Its parameters.
        params: Message,
    },
    /// What another process sent.
    Remote {
        /// Who; `None` for the manager's user.
        sender: Option<Pid>,
        /// Its name.
        name: Bytes,
        /// Its parameters.
        data: Message,
    },
    /// A timer went off.
    Timer {
        /// The timer.
        id: u64,
    },
    /// An alarm went off.
    Alarm {
        /// The alarm.
        id: u64,
    },
    /// A child has ended.
    ProcessComplete {
        /// Which.
        pid: Pid,
        /// Its exit code.
        code: i32,
        /// How, in words.
        reason: Vec<u8>,
    },
    /// A process that is monitored has ended.
    Down {
        /// Which.
        pid: Pid,
        /// How, in words.
        reason: Vec<u8>,
    },
}

/// Bytes that an event counts for, beside what it carries.
const EVENT_BYTES: usize = 64;

fn number(number: u64) -> Message {
    Message::Integer(number as i64)
}

fn pid_or_nil(pid: Option<Pid>) -> Message {
    pid.map_or(Message::Nil, Message::Process)
}

/// Arguments or results as one table. Where some are nil, it has their number as `n`, as `table.pack` gives it.
pub(super) fn packed(messages: Vec<Message>) -> Message {
    if !messages.contains(&Message::Nil) {
        return Message::Sequence(messages);
    }
    let count = number(messages.len() as u64);
    let numbered = messages.into_iter().enumerate().filter(|(_, message)| *message != Message::Nil);
    let pairs = numbered.map(|(i, message)| (number(i as u64 + 1), message));
    Message::Map(pairs.chain([("n".into(), count)]).collect())
}

impl Event {
    /// Its type, and what else is known of it.
    fn parts(self) -> (Bytes, Vec<(&'static str, Message)>) {
        let system = |name: &str, fields| (name.into(), fields);
        match self {
            Event::Call { cid, context, name, caller, arguments } => system(
                "call",
                vec![
                    ("cid", number(cid.0)),
                    ("ctx", context.map_or(Message::Nil, Message::Context)),
                    ("name", Message::Bytes(name)),
                    ("pid", pid_or_nil(caller)),
                    ("args", packed(arguments)),
                ],
            ),
            Event::Answer { cid, result } => {
                let (ok, args) = match result {
                    Ok(results) => (true, results),
                    Err(error) => (false, vec![error]),
                };
                let fields = vec![("cid", number(cid.0)), ("ok", Message::Boolean(ok)), ("args", packed(args))];
                system("answer", fields)
            }
            Event::Open { context, pid } => {
                system("open", vec![("ctx", Message::Context(context)), ("pid", Message::Process(pid))])
            }
            Event::Close { context, pid } => {
                system("close", vec![("ctx", Message::Context(context)), ("pid", Message::Process(pid))])
            }
            Event::Queued { name, params } => (name, vec![("params", params)]),
            Event::Remote { sender, name, data } => system(
                "remote_event",
                vec![("sender", pid_or_nil(sender)), ("name", Message::Bytes(name)), ("data", data)],
            ),
            Event::Timer { id } => system("timer", vec![("id", number(id))]),
            Event::Alarm { id } => system("alarm", vec![("id", number(id))]),
            Event::ProcessComplete { pid, code, reason } => system(
                "process_complete",
                vec![
                    ("pid", Message::Process(pid)),
                    ("code", Message::Integer(code.into())),
                    ("reason", reason.into()),
                ],
            ),
            Event::Down { pid, reason } => {
                system("down", vec![("pid", Message::Process(pid)), ("reason", reason.into())])
            }
        }
    }

    /// As `os.pull` gives it: a table with `type`.
    pub fn into_table(self) -> Message {
        let (kind, fields) = self.parts();
        let kind = std::iter::once(("type", Message::Bytes(kind)));
        Message::Map(kind.chain(fields).map(|(key, value)| (key.into(), value)).collect())
    }

    /// As `pullEvent` gives it: its name and its parameters.
    pub fn into_name_and_params(self) -> (Bytes, Message) {
        match self {
            Event::Queued { name, params } => (name, params),
            other => {
                let (name, fields) = other.parts();
                // The type of a remote event is what its sender called it.
                let field = |key| if key == "name" && *name == *b"remote_event" { "type" } else { key };
                let params = fields.into_iter().map(|(key, value)| (field(key).into(), value)).collect();
                (name, Message::Map(params))
            }
        }
    }

    /// What `pullEvent` calls it.
    pub fn name(&self) -> &[u8] {
        match self {
            Event::Call { .. } => b"call",
            Event::Answer { .. } => b"answer",
            Event::Open { .. } => b"open",
            Event::Close { .. } => b"close",
            Event::Queued { name, .. } => name,
            Event::Remote { .. } => b"remote_event",
            Event::Timer { .. } => b"timer",
            Event::Alarm { .. } => b"alarm",
            Event::ProcessComplete { .. } => b"process_complete",
            Event::Down { .. } => b"down",
        }
    }

    /// The size of one that is only a name and data.
    pub(super) fn bytes_of_named(name: &[u8], data: &Message) -> usize {
        EVENT_BYTES + name.len() + data.bytes()
    }

    /// Its size, for limits: the same on every platform.
    pub fn bytes(&self) -> usize {
        let of = |messages: &[Message]| messages.iter().map(Message::bytes).sum::<usize>();
        EVENT_BYTES
            + match self {
                Event::Call { name, arguments, .. } => name.len() + of(arguments),
                Event::Answer { result: Ok(results), .. } => of(results),
                Event::Answer { result: Err(error), .. } => error.bytes(),
                Event::Queued { name, params: data } | Event::Remote { name, data, .. } => {
                    return Event::bytes_of_named(name, data);
                }
                Event::ProcessComplete { reason, .. } | Event::Down { reason, .. } => reason.len(),
                _ => 0,
            }
    }
}

/// Which events somebody wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// Any.
    Any,
    /// Those that `pullEvent` gives this name.
    Named(Bytes),
    /// Those that other processes sent, by sender and name.
    Remote(Option<Pid>, Option<Bytes>),
}

impl Filter {
    /// Whether it lets an event through.
    pub fn wants(&self, event: &Event) -> bool {
        match (self, event) {
            (Filter::Any, _) => true,
            (Filter::Named(wanted), event) => *event.name() == **wanted,
            (Filter::Remote(from, wanted), Event::Remote { sender, name, .. }) => {
                from.is_none_or(|from| *sender == Some(from)) && wanted.as_ref().is_none_or(|wanted| wanted == name)
            }
            (Filter::Remote(..), _) => false,
        }
    }
}

/// Events in the order of their arrival.
#[derive(Clone, Debug, Default)]
pub struct Mailbox {
    /// With the size of each.
    events: VecDeque<(Event, usize)>,
    bytes: usize,
}

impl Mailbox {
    /// Events in it.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Their size.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The events, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().map(|(event, _)| event)
    }

    /// `bytes` is the event's size.
    pub(super) fn push(&mut self, event: Event, bytes: usize) {
        debug_assert_eq!(event.bytes(), bytes);
        self.bytes += bytes;
        self.events.push_back((event, bytes));
    }

    /// The first that `filter` wants, taken out; the others stay in their order.
    pub(super) fn take(&mut self, filter: &Filter) -> Option<Event> {
        let at = self.events.iter().position(|(event, _)| filter.wants(event))?;
        let (event, bytes) = self.events.remove(at)?;
        self.bytes -= bytes;
        if self.events.is_empty() && self.events.capacity() > 64 {
            self.events = VecDeque::new();
        }
        Some(event)
    }

    /// The news of a child's end, where that has been asked for in another way.
    pub(super) fn forget_end_of(&mut self, child: Pid) {
        let is_it = |event: &Event| matches!(event, Event::ProcessComplete { pid, .. } if *pid == child);
        let at = self.iter().position(is_it);
        if let Some(at) = at
            && let Some((_, bytes)) = self.events.remove(at)
        {
            self.bytes -= bytes;
        }
    }

    /// The first that `filter` wants, left where it is; and how many were looked at.
    pub(super) fn peek(&self, filter: &Filter) -> Option<&Event> {
        self.iter().find(|event| filter.wants(event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(sender: u32, name: &str) -> Event {
        Event::Remote { sender: Some(Pid::new(sender)), name: name.into(), data: Message::Nil }
    }

    #[test]
    fn what_a_filter_does_not_want_stays_in_order() {
        let mut mailbox = Mailbox::default();
        for event in [remote(1, "a"), Event::Timer { id: 7 }, remote(2, "b"), remote(1, "b")] {
            let bytes = event.bytes();
            mailbox.push(event, bytes);
        }
        let from_one = Filter::Remote(Some(Pid::new(1)), Some("b".into()));
        assert_eq!(mailbox.take(&from_one), Some(remote(1, "b")));
        assert_eq!(mailbox.take(&from_one), None);
        assert_eq!(mailbox.take(&Filter::Named("timer".into())), Some(Event::Timer { id: 7 }));
        assert_eq!(mailbox.peek(&Filter::Any), Some(&remote(1, "a")));
        assert_eq!(
            [mailbox.take(&Filter::Any), mailbox.take(&Filter::Any)],
            [Some(remote(1, "a")), Some(remote(2, "b"))]
        );
        assert_eq!((mailbox.len(), mailbox.bytes()), (0, 0));
    }

    #[test]
    fn the_two_shapes_of_a_remote_event_differ_in_the_name_of_its_name() {
        let field = |message: &Message, key: &str| match message {
            Message::Map(pairs) => pairs.iter().find(|(name, _)| *name == key.into()).map(|(_, value)| value.clone()),
            _ => None,
        };
        let table = remote(3, "hello").into_table();
        assert_eq!(field(&table, "type"), Some("remote_event".into()));
        assert_eq!(field(&table, "name"), Some("hello".into()));
        let (name, params) = remote(3, "hello").into_name_and_params();
        assert_eq!(*name, *b"remote_event");
        assert_eq!(field(&params, "type"), Some("hello".into()));
        assert_eq!(field(&params, "sender"), Some(Message::Process(Pid::new(3))));
    }
}
