//! Random system calls from random processes: after each round everything that the manager keeps agrees, and the same run
//! on several threads is the same run.
//!
//! An input is a byte for the limits and the number of threads, eight for the seed, then what the manager's user does
//! between rounds. The processes are native guests that draw their calls from a generator of their own, and remember the
//! processes, calls, contexts and handles that they have heard of; a fork goes on with another seed.

use std::fmt::Write as _;

use tidelock::manager::{Answer, Exit, Guest, Limits, MemoryReport, Resumed, Signal, Stop, SystemRequest};
use tidelock::{Message, Pid, ProcessManager, RunEnd, SpawnOptions};
use tidelock_vm::{ProcessCall, SystemCall};

use crate::harness::Choices;

/// Rounds of a run.
const ROUNDS_MAX: usize = 120;
/// No more processes than this are made.
const PROCESSES_MAX: u32 = 60;

/// Names of endpoints, services, events and objects: few, so that they meet.
const NAMES: [&str; 4] = ["a", "b", "c", "alarm"];

/// A process that makes calls at random.
#[derive(Clone)]
struct Restless {
    choices: Choices,
    /// What it has heard of.
    pids: Vec<i64>,
    cids: Vec<i64>,
    contexts: Vec<Message>,
    handles: Vec<i64>,
    steps_left: u32,
    /// A digest of all it was answered.
    heard: u64,
    signalled: Option<u8>,
    /// Somebody has ended it, and it tidies up.
    is_ending: bool,
}

impl Restless {
    fn new(seed: u64) -> Restless {
        Restless {
            choices: Choices::from_seed(seed),
            pids: vec![1, 2, 3],
            cids: vec![1, 2],
            contexts: Vec::new(),
            handles: vec![0, 1, 2],
            steps_left: 200,
            heard: seed,
            signalled: None,
            is_ending: false,
        }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        if from.is_empty() { None } else { Some(from[self.choices.below(from.len() as u64) as usize].clone()) }
    }

    fn pid(&mut self) -> Message {
        let known = self.pids.clone();
        let pid = match self.choices.below(8) {
            0 => self.choices.below(100) as i64 - 10,
            _ => self.pick(&known).unwrap_or(1),
        };
        Message::Integer(pid)
    }

    fn cid(&mut self) -> Message {
        let known = self.cids.clone();
        Message::Integer(self.pick(&known).unwrap_or(1) + self.choices.below(2) as i64)
    }

    fn handle(&mut self) -> Message {
        let known = self.handles.clone();
        Message::Integer(self.pick(&known).unwrap_or(1))
    }

    fn name(&mut self) -> Message {
        self.pick(&NAMES).expect("there are some").into()
    }

    fn context(&mut self) -> Message {
        let known = self.contexts.clone();
        if self.choices.below(2) == 0 { Message::Nil } else { self.pick(&known).unwrap_or(Message::Nil) }
    }

    fn seconds(&mut self) -> Message {
        match self.choices.below(6) {
            0 => Message::Nil,
            1 => Message::Float(0.0),
            2 => Message::Float(-1.0),
            3 => Message::Float(f64::INFINITY),
            _ => Message::Float(self.choices.below(50) as f64 * 1e-7),
        }
    }

    fn some_seconds(&mut self) -> Message {
        match self.seconds() {
            Message::Nil => Message::Float(1e-6),
            seconds => seconds,
        }
    }

    fn params(&mut self) -> Message {
        match self.choices.below(4) {
            0 => Message::Nil,
            1 => vec![b'x'; self.choices.below(60) as usize].into(),
            2 => Message::Sequence(vec![self.context(), self.pid()]),
            _ => Message::Map(vec![("k".into(), self.context())]),
        }
    }

    fn request(&mut self) -> SystemRequest {
        use ProcessCall as P;
        if self.choices.below(6) == 0 {
            let (call, arguments) = match self.choices.below(3) {
                0 => (SystemCall::Write, vec![self.handle(), vec![b'y'; self.choices.below(40_000) as usize].into()]),
                1 => (SystemCall::Read, vec![self.handle(), Message::Integer(self.choices.below(50_000) as i64)]),
                _ => (SystemCall::Close, vec![self.handle()]),
            };
            return SystemRequest { number: call as u16, arguments };
        }
        let calls = P::ALL;
        let call = calls[self.choices.below(calls.len() as u64) as usize];
        let arguments = match call {
            P::Call | P::Rpc => vec![self.context(), self.seconds(), self.name(), self.params()],
            P::Answer => vec![self.cid(), Message::Boolean(self.choices.below(2) == 0), self.params()],
            P::Bind | P::Unbind => vec![self.name(), self.context()],
            P::Cancel => vec![self.cid()],
            P::Pull => vec![self.seconds()],
            // Killing is rare, or nothing else would happen.
            P::Kill if self.choices.below(4) == 0 => {
                vec![self.pid(), self.pick(&[9, 10, 12, 15, 17, 18, 19]).map_or(Message::Nil, Message::Integer)]
            }
            P::Kill => vec![self.pid(), self.pick(&[10, 12, 18]).map_or(Message::Nil, Message::Integer)],
            P::Signal => vec![self.pick(&[9, 10, 12, 15, 17]).map_or(Message::Nil, Message::Integer), true.into()],
            P::QueueEvent => vec![self.name(), self.params()],
            P::SendEvent => vec![self.pid(), self.name(), self.params()],
            P::Timer | P::Alarm => vec![self.some_seconds()],
            P::CancelTimer | P::ProcessInfo | P::Process => vec![self.pid()],
            P::PullEvent => {
                let name = self.name();
                vec![if self.choices.below(2) == 0 { Message::Nil } else { name }, self.seconds()]
            }
            P::ReceiveEvent => vec![Message::Nil, self.name(), self.seconds()],
            P::Register | P::Lookup => vec![self.name()],
            P::SendServiceEvent => vec![self.name(), self.name(), self.params()],
            P::Wait => vec![Message::Nil, self.seconds()],
            P::LockMutex | P::WaitNamedEvent => vec![self.name(), self.seconds()],
            P::UnlockMutex => vec![self.name()],
            P::WaitSemaphore => vec![self.name(), Message::Integer(1), self.seconds()],
            P::PostSemaphore => vec![self.name(), Message::Integer(1), Message::Nil],
            P::SetNamedEvent => vec![self.name(), Message::Boolean(self.choices.below(2) == 0)],
            P::Nice => vec![Message::Integer(self.choices.below(45) as i64 - 22), Message::Nil],
            P::Fork => vec![self.name()],
            P::SetUser => vec![if self.choices.below(3) == 0 { "root".into() } else { self.name() }],
            _ => vec![self.params(), self.params()],
        };
        SystemRequest { number: call as u16, arguments }
    }

    /// Remembers what an answer tells of.
    fn hear(&mut self, message: &Message) {
        let mut note = |number: u64| self.heard = (self.heard ^ number).wrapping_mul(0x0100_0000_01b3);
        match message {
            Message::Integer(number) => {
                note(*number as u64);
                self.cids.push(*number);
                if *number > 1 << 40 {
                    self.handles.push(*number);
                }
            }
            Message::Process(pid) => {
                note(u64::from(pid.number()));
                self.pids.push(i64::from(pid.number()));
            }
            Message::Context(context) => {
                note(context.number());
                self.contexts.push(message.clone());
            }
            Message::Sequence(items) => items.iter().for_each(|item| self.hear(item)),
            Message::Map(pairs) => pairs.iter().for_each(|(key, value)| {
                self.hear(key);
                self.hear(value);
            }),
            Message::Bytes(bytes) => note(bytes.len() as u64),
            Message::Float(float) => note(float.to_bits()),
            Message::Boolean(flag) => note(u64::from(*flag)),
            Message::Nil => note(0),
        }
        for known in [&mut self.pids, &mut self.cids, &mut self.handles] {
            if known.len() > 30 {
                known.drain(..10);
            }
        }
        if self.contexts.len() > 30 {
            self.contexts.drain(..10);
        }
    }
}

impl Guest for Restless {
    fn resume(&mut self, ticks: u64, answer: Option<Answer>) -> Resumed {
        match answer {
            Some(Ok(results)) => results.iter().for_each(|message| self.hear(message)),
            Some(Err(_)) => self.hear(&Message::Integer(-1)),
            None => {}
        }
        let used = 1 + self.choices.below(20);
        if self.signalled.is_some() && self.choices.below(3) == 0 {
            self.signalled = None;
            return Resumed { stop: Stop::SignalHandled, ticks_used: used };
        }
        self.steps_left = self.steps_left.saturating_sub(1);
        let stop = match self.choices.below(40) {
            0..10 if self.is_ending => Stop::Ended(Exit::Returned(None)),
            _ if self.steps_left == 0 => Stop::Ended(Exit::Returned(None)),
            0 => Stop::Ended(Exit::Exited(self.choices.below(256) as i32)),
            1..4 => Stop::Preempted,
            4 => Stop::Yielded,
            _ => Stop::SystemCall(self.request()),
        };
        Resumed { stop, ticks_used: used.min(ticks) }
    }

    fn memory(&self) -> MemoryReport {
        MemoryReport { bytes: 1, bytes_peak: 1, collections: self.heard }
    }

    fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
        Ok(Box::new(self.clone()))
    }

    fn begin_fork(&mut self) {
        self.choices = Choices::from_seed(self.choices.next() ^ self.heard);
        self.signalled = None;
    }

    fn signal(&mut self, number: u8) -> bool {
        self.signalled = Some(number);
        true
    }

    fn terminate(&mut self) -> bool {
        self.is_ending = self.choices.below(3) > 0;
        self.signalled = None;
        self.is_ending
    }
}

/// A run: a line for each round, of what everybody is doing.
fn run(bytes: &[u8], threads: usize) -> Result<String, String> {
    let mut input = bytes.iter().copied();
    let mut next = || input.next().unwrap_or(0);
    let small = next();
    let seed = u64::from_le_bytes(std::array::from_fn(|_| next()));
    let builder = ProcessManager::builder().quantum(50).threads(threads);
    let mut manager = builder.map_err(|error| format!("no threads: {error}"))?.build();
    let limits = Limits {
        mailbox_events_max: [3, 10, 1000][usize::from(small % 3)],
        mailbox_bytes_max: [500, 1 << 20][usize::from(small / 3 % 2)],
        timers_max: [2, 100][usize::from(small / 6 % 2)],
        children_max: [2, 8][usize::from(small / 12 % 2)],
        names_max: [2, 100][usize::from(small / 24 % 2)],
        ..Limits::default()
    };
    for i in 0..3 {
        let guest = Box::new(Restless::new(seed.wrapping_add(i)));
        let options = SpawnOptions { limits, ..SpawnOptions::named(format!("first{i}")) };
        manager.spawn_guest(guest, options).map_err(|error| error.to_string())?;
    }
    let mut text = String::new();
    for round in 0..ROUNDS_MAX {
        let end = manager.run_for(1);
        manager.check_invariants().map_err(|why| format!("after round {round}: {why}\n{text}"))?;
        for process in manager.processes() {
            let usage = process.usage();
            let _ = write!(text, "{}:{:?}:{}:{} ", process.pid(), process.state(), usage.ticks, usage.collections);
        }
        let _ = writeln!(text, "@{} {end:?}", manager.clock().ticks());
        if end == RunEnd::AllEnded || manager.processes().count() > PROCESSES_MAX as usize {
            break;
        }
        let (action, target) = (next(), next());
        let pid = manager.processes().nth(usize::from(target) % 5).map(tidelock::Process::pid);
        let Some(pid) = pid else { continue };
        act(&mut manager, action, pid);
        manager.check_invariants().map_err(|why| format!("after {action} to {pid} in round {round}: {why}\n{text}"))?;
    }
    kill_all(&mut manager)?;
    Ok(text)
}

/// What the manager's user does between two rounds.
fn act(manager: &mut ProcessManager, action: u8, pid: Pid) {
    match action % 16 {
        0 => {
            manager.kill(pid);
        }
        1 => {
            manager.pause(pid);
        }
        2 | 3 => {
            manager.resume(pid);
        }
        4 => {
            manager.send(pid, b"a", Message::Nil);
        }
        5 => {
            let signal = Signal::ALL[usize::from(action / 16) % Signal::ALL.len()];
            manager.signal(pid, signal);
        }
        6 => {
            manager.reap(pid);
        }
        _ => {}
    }
}

/// Ends them one by one; nothing may remain.
fn kill_all(manager: &mut ProcessManager) -> Result<(), String> {
    loop {
        let living = manager.processes().find(|process| process.exit().is_none()).map(tidelock::Process::pid);
        let Some(pid) = living else { break };
        manager.kill(pid);
        manager.check_invariants().map_err(|why| format!("after the end of process {pid}: {why}"))?;
    }
    match manager.timer_count() {
        0 => Ok(()),
        left => Err(format!("{left} timers are left when all have ended")),
    }
}

/// Judges an input.
///
/// # Errors
///
/// What doesn't hold, or how two runs differ.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let one = run(bytes, 1)?;
    let several = run(bytes, 2 + usize::from(bytes.first().copied().unwrap_or(0) % 2))?;
    if one == several { Ok(()) } else { Err(format!("on several threads:\n{several}\non one:\n{one}")) }
}

/// The run.
pub fn show(bytes: &[u8]) -> String {
    run(bytes, 1).unwrap_or_else(|why| why)
}
