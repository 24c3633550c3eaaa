//! Who a process is, what it may use and what it has used.

use std::collections::BTreeMap;
use std::sync::Arc;

use tidelock_vm::ProcessCall;

use super::serve::error;
use crate::message::MessageLimits;

/// The number of a process: 1 for the first, never used twice in a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pid(u32);

impl Pid {
    pub(crate) fn new(number: u32) -> Pid {
        Pid(number)
    }

    /// As a number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl std::fmt::Display for Pid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a process may use. The default is no limit of ticks and memory, so a program that never ends runs for ever; what
/// others fill has a limit in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logical bytes; `usize::MAX`, the default, for no limit.
    ///
    /// A logical byte is one of the sizes that the VM counts: a fixed size for each kind of object and what it holds,
    /// the same on every platform, which is near what the machine's allocator is asked for, but not what it takes.
    ///
    /// What finds no room raises the error `not enough memory`. Nobody catches it in most programs, and they end with
    /// [`super::Exit::Failed`] and that message. [`super::Exit::MemoryLimit`] is the end of one that caught the error, freed nothing
    /// and went on. Nor is a source file read for the process that is larger than the limit.
    pub memory_bytes_max: usize,
    /// Ticks in all; `u64::MAX`, the default, for no limit. One that used them up ends with [`super::Exit::TickLimit`].
    pub ticks_max: u64,
    /// Events in its mailbox, and calls of its own that await an answer, which will be one.
    pub mailbox_events_max: usize,
    /// Bytes of the events in its mailbox, as [`super::Event::bytes`] counts them.
    pub mailbox_bytes_max: usize,
    /// Children that have not been waited for.
    pub children_max: usize,
    /// Timers and alarms that have not gone off.
    pub timers_max: usize,
    /// Endpoints bound to it, services, mutexes it holds, contexts it has made, and semaphores and named events that it was
    /// the first to use.
    pub names_max: usize,
    /// Open handles beside the three standard streams: files of its host, ends of pipes, and pipes to children.
    pub handles_max: usize,
    /// Levels of tables within one another in a message that it sends; no more than [`Limits::DEPTH_MAX`], whatever is
    /// said here.
    pub message_depth_max: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            memory_bytes_max: usize::MAX,
            ticks_max: u64::MAX,
            mailbox_events_max: 10_000,
            mailbox_bytes_max: 16 << 20,
            children_max: 1_000_000,
            timers_max: 1_000_000,
            names_max: 100_000,
            handles_max: 4096,
            message_depth_max: MessageLimits::default().depth_max,
        }
    }
}

/// What the arguments of a call may be like, where messages to others may be like `own`: how a child is started is told
/// nobody else.
pub(super) fn limits_of_call(call: ProcessCall, own: MessageLimits) -> MessageLimits {
    match call {
        ProcessCall::Spawn | ProcessCall::SpawnFile | ProcessCall::SpawnChild => MessageLimits::default(),
        _ => own,
    }
}

/// Makes a limit no larger than this.
type Narrow = fn(&mut Limits, u64);

fn narrow(limit: &mut usize, most: u64) {
    *limit = (*limit).min(usize::try_from(most).unwrap_or(usize::MAX));
}

/// The limits by the names that programs give them.
const NAMES: &[(&str, Narrow)] = &[
    ("memory", |limits, most| narrow(&mut limits.memory_bytes_max, most)),
    ("ticks", |limits, most| limits.ticks_max = limits.ticks_max.min(most)),
    ("events", |limits, most| narrow(&mut limits.mailbox_events_max, most)),
    ("bytes", |limits, most| narrow(&mut limits.mailbox_bytes_max, most)),
    ("handles", |limits, most| narrow(&mut limits.handles_max, most)),
    ("children", |limits, most| narrow(&mut limits.children_max, most)),
    ("timers", |limits, most| narrow(&mut limits.timers_max, most)),
    ("names", |limits, most| narrow(&mut limits.names_max, most)),
    ("depth", |limits, most| narrow(&mut limits.message_depth_max, most)),
];

impl Limits {
    /// Most levels of a message, so that what walks through one may recurse.
    pub const DEPTH_MAX: usize = 128;

    /// What its messages may be like.
    pub fn of_messages(&self) -> MessageLimits {
        MessageLimits { depth_max: self.message_depth_max.min(Limits::DEPTH_MAX), ..MessageLimits::default() }
    }

    /// Makes the limit of this name no larger than `most`; it is never made larger. Says whether there is such a limit.
    #[must_use]
    pub(super) fn narrow(&mut self, name: &[u8], most: u64) -> bool {
        let found = NAMES.iter().find(|(known, _)| known.as_bytes() == name);
        found.inspect(|(_, narrow)| narrow(self, most)).is_some()
    }

    /// The names of all limits.
    pub(super) fn names() -> Vec<&'static str> {
        NAMES.iter().map(|&(name, _)| name).collect()
    }
}

/// What a process has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Usage {
    /// Ticks used.
    pub ticks: u64,
    /// Rounds in which it could run and was planned for.
    pub rounds: u64,
    /// Slices it ran; a slice that a system call interrupts and that goes on counts once.
    pub slices: u64,
    /// System calls it made.
    pub system_calls: u64,
    /// Garbage collections of its heap.
    pub collections: u64,
    /// Most logical bytes its heap ever had.
    pub memory_bytes_peak: usize,
    /// Messages it sent to others: events, calls and answers.
    pub messages_sent: u64,
    /// Events that came for it.
    pub events_received: u64,
}

/// Bytes of an environment that programs may put together.
const ENVIRONMENT_BYTES_MAX: usize = 1 << 20;

/// Bytes that a variable takes, with what is between it and others where they are one text.
pub(super) fn variable_bytes(name: &[u8], value: &[u8]) -> usize {
    name.len() + value.len() + 2
}

/// Bytes of an environment.
pub(super) fn environment_bytes(variables: &BTreeMap<Vec<u8>, Vec<u8>>) -> usize {
    variables.iter().map(|(name, value)| variable_bytes(name, value)).sum()
}

/// Refuses an environment of so many bytes, if that is too many.
pub(super) fn check_environment(bytes: usize) -> Result<(), Vec<u8>> {
    match bytes {
        0..=ENVIRONMENT_BYTES_MAX => Ok(()),
        _ => error(format!("environment of {bytes} bytes, expected at most {ENVIRONMENT_BYTES_MAX}")),
    }
}

/// What a process is, beside its program. A child inherits it where it isn't told otherwise.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its name, in messages and statistics.
    pub name: Arc<[u8]>,
    /// Whose it is. Processes of one user may send signals to each other; those of `root` to all.
    pub user: Arc<[u8]>,
    /// Its name or path, then its arguments.
    pub command_line: Arc<[Vec<u8>]>,
    /// Its environment variables.
    pub environment: Arc<BTreeMap<Vec<u8>, Vec<u8>>>,
    /// From -20, the longest slices, to 19, the shortest.
    pub nice: i8,
    /// Whether it may use `system.ProcessManager`.
    pub manages: bool,
}

impl Default for Identity {
    fn default() -> Identity {
        Identity {
            name: Arc::from(&b"?"[..]),
            user: Arc::from(&b"root"[..]),
            command_line: Arc::from(&[][..]),
            environment: Arc::default(),
            nice: 0,
            manages: true,
        }
    }
}
