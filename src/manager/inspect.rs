//! What processes may know of each other: answered when all effects of a round have been carried out.

use tidelock_vm::{ProcessCall, SystemCall};

use super::clock::seconds;
use super::commit::{PerformResult, answer};
use super::event::{Filter, packed};
use super::guest::{Answer, CallError, SystemRequest};
use super::process::{Pid, Process, State};
use super::rounds::ProcessManager;
use super::rpc::{Call, Cid};
use super::serve::{Given, pid_of};
use super::wait::Wait;
use crate::message::Message;

/// A question, to be answered at the end of the round.
pub(super) struct Question {
    pub(super) pid: Pid,
    pub(super) request: SystemRequest,
}

/// Whether a call asks about others, and changes nothing.
pub(super) fn is_question(call: ProcessCall) -> bool {
    use ProcessCall::{Lookup, Process, ProcessInfo, ProcessList};
    matches!(call, Lookup | Process | ProcessInfo | ProcessList)
}

impl ProcessManager {
    pub(super) fn answer_question(&self, pid: Pid, given: &Given<'_>) -> PerformResult {
        match given.call {
            ProcessCall::Lookup => {
                answer(self.names.services.get(given.bytes(0)?).map_or(Message::Nil, |&pid| Message::Process(pid)))
            }
            ProcessCall::ProcessList => {
                let living = self.table.iter().filter(|process| process.exit().is_none());
                answer(living.map(|process| Message::Process(process.pid())).collect::<Vec<_>>())
            }
            ProcessCall::ProcessInfo => answer(self.information(pid_of(given.integer(0)?)?)),
            _ => {
                self.check_manages(pid)?;
                answer(self.record(pid_of(given.integer(0)?)?))
            }
        }
    }

    /// What `getpinfo` says of a process.
    fn information(&self, pid: Pid) -> Message {
        let Some(process) = self.table.get(pid) else { return Message::Nil };
        let usage = process.usage();
        let fields: [(&str, Message); 14] = [
            ("pid", Message::Process(pid)),
            ("ppid", process.parent().map_or(Message::Nil, Message::Process)),
            ("name", process.name().into()),
            ("user", process.identity.user.to_vec().into()),
            ("state", seen_state(process).name().into()),
            ("nice", Message::Integer(process.identity.nice.into())),
            ("ticks", Message::Integer(usage.ticks as i64)),
            ("cpu", Message::Float(seconds(usage.ticks))),
            ("memory", Message::Integer(process.memory_bytes() as i64)),
            ("events", Message::Integer(process.mailbox().len() as i64)),
            ("args", command_line(process)),
            ("ticks_left", limited(process.ticks_left(), u64::MAX)),
            ("memory_left", limited(process.memory_left(), usize::MAX as u64)),
            ("code", process.exit().map_or(Message::Nil, |exit| Message::Integer(exit.code().into()))),
        ];
        let known = fields.into_iter().filter(|(_, value)| *value != Message::Nil);
        Message::Map(known.map(|(key, value)| (key.into(), value)).collect())
    }

    /// A process's record as thox describes it.
    fn record(&self, pid: Pid) -> Message {
        let Some(process) = self.table.get(pid) else { return Message::Nil };
        let state = match seen_state(process) {
            State::Running => 1,
            State::Waiting | State::Stopped => 2,
            State::Zombie => 3,
        };
        let number = |number: u64| Message::Integer(number as i64);
        let side = |kind, peer: Option<(Pid, Cid)>| {
            let mut fields = vec![("type".into(), Message::Integer(kind))];
            if let Some((pid, cid)) = peer {
                fields.extend([("pid".into(), Message::Process(pid)), ("cid".into(), number(cid.0))]);
            }
            Message::Map(fields)
        };
        let call = |(cid, call): (Cid, &Call)| {
            let call = match *call {
                Call::In { caller } => side(1, caller),
                Call::Out { callee, .. } => side(2, callee),
                Call::Alarm { .. } => side(3, None),
            };
            (number(cid.0), call)
        };
        let alarm = |(cid, call): (Cid, &Call)| match call {
            Call::Alarm { at, .. } => Some((*at, cid)),
            _ => None,
        };
        let mut alarms: Vec<_> = process.calls().iter().filter_map(alarm).collect();
        alarms.sort_unstable();
        let alarms = alarms.into_iter().map(|(at, cid)| {
            Message::Map(vec![("cid".into(), number(cid.0)), ("alarmAt".into(), Message::Float(seconds(at.at)))])
        });
        let fields: [(&str, Message); 8] = [
            ("state", Message::Integer(state)),
            ("answer", pending_answer(process.answer())),
            ("events", process.mailbox().iter().map(|event| event.clone().into_table()).collect::<Vec<_>>().into()),
            ("calls", Message::Map(process.calls().iter().map(call).collect())),
            ("outgoingCount", number(process.calls().outgoing() as u64)),
            ("incomingCount", number(process.calls().incoming() as u64)),
            ("alarms", alarms.collect::<Vec<_>>().into()),
            ("commandLine", command_line(process)),
        ];
        Message::Map(fields.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }
}

impl State {
    /// `running` and so on.
    pub fn name(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Waiting => "waiting",
            State::Stopped => "stopped",
            State::Zombie => "zombie",
        }
    }
}

impl Process {
    /// What it waits for, in words that go on from "waits for"; `None` if it doesn't. What is no text in names is escaped.
    pub fn waits_in_words(&self) -> Option<String> {
        Some(match self.waits_for()? {
            Wait::Round => "the end of the round".to_owned(),
            Wait::Event { filter: Filter::Any, .. } => "an event".to_owned(),
            Wait::Event { filter: Filter::Named(name), .. } => format!("an event '{}'", one_line(name)),
            Wait::Event { filter: Filter::Remote(from, name), .. } => {
                let name = name.as_ref().map_or(String::new(), |name| format!(" '{}'", one_line(name)));
                let from = from.map_or(String::new(), |from| format!(" from process {from}"));
                format!("a remote event{name}{from}")
            }
            Wait::Answer { cid } => match self.calls().get(*cid) {
                Some(Call::Out { callee: Some((callee, _)), name, .. }) => {
                    format!("an answer of process {callee} to '{}'", one_line(name))
                }
                Some(Call::Alarm { .. }) => "an alarm".to_owned(),
                _ => "an answer".to_owned(),
            },
            Wait::Child { pid: Some(pid), .. } => format!("the end of process {pid}"),
            Wait::Child { pid: None, .. } => "the end of a child".to_owned(),
            Wait::Lock { kind, name, .. } => format!("{} '{}'", kind.name(), one_line(name)),
            Wait::Pipe { .. } => "a pipe".to_owned(),
            Wait::Host { request, .. } if SystemCall::from_number(request.number).is_some() => {
                "input or output".to_owned()
            }
            Wait::Host { .. } => "a child of the operating system".to_owned(),
            Wait::Descendants => "the end of its descendants".to_owned(),
        })
    }

    /// What it is doing, what it waits for, or how it ended, in words on one line.
    pub fn doing_in_words(&self) -> String {
        match (self.exit(), self.waits_in_words()) {
            (Some(exit), _) => one_line(exit.to_string().as_bytes()),
            (None, Some(wait)) if self.state() == State::Waiting => format!("waits for {wait}"),
            (None, _) => self.state().name().to_owned(),
        }
    }

    /// Its name as text on one line: what would not be seen in it is escaped.
    pub fn name_in_words(&self) -> String {
        one_line(self.name())
    }
}

/// Bytes as text on one line: control characters are escaped as in Lua, and what is not UTF-8 is replaced.
fn one_line(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for character in String::from_utf8_lossy(bytes).chars() {
        match character {
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\r' => text.push_str("\\r"),
            // Those that change the direction of text would make a line show something else.
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                text.push_str(&format!("\\u{{{:x}}}", u32::from(character)));
            }
            control if control.is_control() => text.push_str(&format!("\\x{:02x}", u32::from(control))),
            other => text.push(other),
        }
    }
    text
}

/// Of an answer that a process has not gone on with yet, whether it is one or an error, and a table of the results or
/// the error; without one, nothing.
fn pending_answer(answer: Option<&Answer>) -> Message {
    let (is_ok, payload) = match answer {
        None => return Message::Sequence(Vec::new()),
        Some(Ok(results)) => (true, packed(results.clone())),
        Some(Err(CallError::Text(text))) => (false, error_payload(text.clone().into())),
        Some(Err(CallError::Value(value))) => (false, error_payload(value.clone())),
    };
    Message::Sequence(vec![is_ok.into(), payload])
}

fn error_payload(message: Message) -> Message {
    Message::Map(vec![("message".into(), message)])
}

fn command_line(process: &Process) -> Message {
    Message::Sequence(process.identity.command_line.iter().map(|word| word.as_slice().into()).collect())
}

/// What is left of something, if that has a limit.
fn limited(left: u64, none: u64) -> Message {
    if left > none / 2 { Message::Nil } else { Message::Integer(left as i64) }
}

/// What a process is doing; who asks about itself runs.
fn seen_state(process: &Process) -> State {
    match process.waits_for() {
        Some(Wait::Round) => State::Running,
        _ => process.state(),
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_is_shown_stays_on_its_line() {
        assert_eq!(one_line(b"a\nb\t\x1b[2J\x7f \xff \\"), "a\\nb\\t\\x1b[2J\\x7f \u{fffd} \\");
        assert_eq!(one_line("ä\u{202e}\u{9b}".as_bytes()), "ä\\u{202e}\\x9b");
    }
}
