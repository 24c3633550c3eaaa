//! A process in Rust: `cargo run --example native_guest`.
//!
//! Whatever can be stopped and resumed can be a process. The manager resumes it with a budget of ticks and the answer
//! to what it last asked for; it comes back with the reason why it stopped, and the ticks that took. Three rules:
//!
//! - It keeps all that it is in its fields: between two `resume`s nothing of it is on the stack.
//! - It does no I/O, reads no clock and draws no randomness. What it wants from outside it asks for with a system call,
//!   and gets the answer when it is resumed; so a run with it is the same every time.
//! - It counts its own work in ticks, and stops when its budget is used up. What a tick is, it decides; it should be
//!   about what a simple instruction takes.
//!
//! [`Counter`] is a service that other processes call by `os.rpc.count(by)`. Copy it and change what is in `handle`.

use tidelock::manager::{Answer, CallError, Failure, Guest, MemoryReport, Resumed, Stop, SystemRequest};
use tidelock::{Exit, Message, ProcessCall, ProcessManager, RunEnd, SpawnError, SpawnOptions};

/// Counts: a call of `count` adds its argument, or 1, and answers with the sum. Whoever sends it the event `subscribe`
/// gets an event `counted` each time; the event `stop` ends it, with the sum as its exit code.
#[derive(Clone, Default)]
pub struct Counter {
    sum: i64,
    subscriber: Option<Message>,
    /// What it is about to ask for, in order.
    requests: std::collections::VecDeque<SystemRequest>,
    has_begun: bool,
    /// Whether it waits for an event, which the answer then is.
    is_pulling: bool,
    is_stopped: bool,
}

/// Ticks for handling an event.
const EVENT_TICKS: u64 = 100;

fn request(call: ProcessCall, arguments: Vec<Message>) -> SystemRequest {
    SystemRequest { number: call as u16, arguments }
}

/// A field of an event. Events are maps with a `type`.
fn field<'a>(event: &'a Message, name: &str) -> &'a Message {
    let pairs = event.as_pairs().unwrap_or_default();
    let found = pairs.iter().find(|(key, _)| key.as_bytes() == Some(name.as_bytes()));
    found.map_or(&Message::Nil, |(_, value)| value)
}

impl Counter {
    fn handle(&mut self, event: &Message) {
        let (kind, name) = (field(event, "type").as_bytes(), field(event, "name").as_bytes());
        match (kind, name) {
            (Some(b"call"), Some(b"count")) => {
                let arguments = match field(event, "args") {
                    Message::Sequence(items) => items.as_slice(),
                    _ => &[],
                };
                let by = arguments.first().map_or(Some(1), Message::as_integer);
                let cid = field(event, "cid").clone();
                let answer = match by {
                    Some(by) => {
                        self.sum = self.sum.wrapping_add(by);
                        vec![cid, true.into(), self.sum.into()]
                    }
                    None => vec![cid, false.into(), "count: integer expected".into()],
                };
                self.requests.push_back(request(ProcessCall::Answer, answer));
                if let Some(subscriber) = &self.subscriber {
                    let arguments = vec![subscriber.clone(), "counted".into(), self.sum.into()];
                    self.requests.push_back(request(ProcessCall::SendEvent, arguments));
                }
            }
            (Some(b"remote_event"), Some(b"subscribe")) => self.subscriber = Some(field(event, "sender").clone()),
            (Some(b"remote_event"), Some(b"stop")) => self.is_stopped = true,
            // Answers, ends of others, what somebody sent by mistake: a service ignores what it doesn't know.
            _ => {}
        }
    }

    /// What it wants next.
    fn next(&mut self) -> Stop {
        if !self.has_begun {
            self.has_begun = true;
            return Stop::SystemCall(request(ProcessCall::Bind, vec!["count".into()]));
        }
        if let Some(request) = self.requests.pop_front() {
            return Stop::SystemCall(request);
        }
        if self.is_stopped {
            return Stop::Ended(Exit::Returned(Some(self.sum)));
        }
        self.is_pulling = true;
        Stop::SystemCall(request(ProcessCall::Pull, Vec::new()))
    }
}

impl Guest for Counter {
    fn resume(&mut self, _ticks: u64, answer: Option<Answer>) -> Resumed {
        let mut ticks_used = 1;
        let is_event = std::mem::take(&mut self.is_pulling);
        match answer {
            // Nothing that this guest does for one event takes long; one whose work does looks at its budget in between,
            // and comes back with `Stop::Preempted`.
            Some(Ok(results)) if is_event => {
                self.handle(results.first().unwrap_or(&Message::Nil));
                ticks_used = EVENT_TICKS;
            }
            // A subscriber that is gone is no trouble; that the name is taken is.
            Some(Err(error)) => {
                let message = match error {
                    CallError::Text(text) => text,
                    CallError::Value(value) => format!("{value:?}").into_bytes(),
                };
                let stop = Stop::Ended(Exit::Failed(Failure { message, traceback: None }));
                return Resumed { stop, ticks_used };
            }
            _ => {}
        }
        Resumed { stop: self.next(), ticks_used }
    }

    fn memory(&self) -> MemoryReport {
        let bytes = size_of::<Counter>() + self.requests.len() * size_of::<SystemRequest>();
        MemoryReport { bytes, bytes_peak: bytes, collections: 0 }
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        Ok(Box::new(self.clone()))
    }
}

const CLIENT: &str = "
local syscall = require 'system.syscall'
syscall.sendEvent(1, 'subscribe')
print(os.rpc.count(40), os.rpc.count(), os.rpc.count())
print(pcall(os.rpc.count, 'many'))
for _ = 1, 3 do
  local name, params = syscall.pullEvent('remote_event')
  print(params.type, params.sender, params.data)
end
syscall.sendEvent(1, 'stop')
";

fn main() -> Result<(), SpawnError> {
    let mut manager = ProcessManager::new();
    let counter = manager.spawn_guest(Box::new(Counter::default()), SpawnOptions::named("counter"))?;
    let client = manager.spawn(CLIENT.as_bytes(), SpawnOptions::named("client.lua"))?;
    assert_eq!(manager.run(), RunEnd::AllEnded);
    for process in manager.processes() {
        let exit = process.exit().expect("all have ended");
        println!("{} {}: {exit}", process.pid(), String::from_utf8_lossy(process.name()));
    }
    let output = manager.process(client).map(|process| process.output().to_vec()).unwrap_or_default();
    print!("{}", String::from_utf8_lossy(&output));
    assert_eq!(manager.reap(counter), Some(Exit::Returned(Some(42))));
    Ok(())
}
