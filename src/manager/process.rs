//! One process: its guest, its place in the world, and its state.
//!
//! Invariant: this module alone assigns a process's state, by the transitions below. Each checks where it comes from
//! and says whether it was taken; an ended process never changes again.

use super::guest::{Answer, Exit, Guest, Resumed, SystemRequest};
use super::spawn::SpawnOptions;
use crate::host::Host;

/// The number of a process: 1 for the first, never used twice in a run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pid(u32);

impl Pid {
    pub(super) fn new(number: u32) -> Pid {
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

/// What a process may use. The default is no limit for either, so a program that never ends runs for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Logical bytes; `usize::MAX`, the default, for no limit.
    ///
    /// A logical byte is one of the sizes that the VM counts: a fixed size for each kind of object and what it holds,
    /// the same on every platform, which is near what the machine's allocator is asked for, but not what it takes.
    ///
    /// What finds no room raises the error `not enough memory`. Nobody catches it in most programs, and they end with
    /// [`Exit::Failed`] and that message. [`Exit::MemoryLimit`] is the end of one that caught the error, freed nothing
    /// and went on. Nor is a source file read for the process that is larger than the limit.
    pub memory_bytes_max: usize,
    /// Ticks in all; `u64::MAX`, the default, for no limit. One that used them up ends with [`Exit::TickLimit`].
    pub ticks_max: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { memory_bytes_max: usize::MAX, ticks_max: u64::MAX }
    }
}

/// What a process is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It has a slice in the next round.
    Running,
    /// It waits for the answer to this system call.
    Waiting(SystemRequest),
    /// It was stopped, and will go on when it is continued.
    Stopped,
    /// It has ended; its record is kept until somebody has asked how.
    Zombie(Exit),
}

/// What a process has used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Usage {
    /// Ticks used.
    pub ticks: u64,
    /// Rounds in which it existed when the round began.
    pub rounds: u64,
    /// Slices it ran; a slice that a system call interrupts and that goes on counts once.
    pub slices: u64,
    /// System calls it made.
    pub system_calls: u64,
    /// Garbage collections of its heap.
    pub collections: u64,
    /// Most logical bytes its heap ever had.
    pub memory_bytes_peak: usize,
}

/// A process of a [`super::ProcessManager`].
#[derive(Debug)]
pub struct Process {
    // Fixed at birth.
    pid: Pid,
    name: Vec<u8>,
    quantum: u64,
    limits: Limits,

    // Changed by its own slice.
    /// `None` once it has ended: what it held is free, however long its record is kept.
    guest: Option<Box<dyn Guest>>,
    pub(super) host: Box<dyn Host>,
    pub(super) answer: Option<Answer>,
    pub(super) usage: Usage,
    /// State of the generator behind its `Entropy` calls.
    pub(super) entropy: u64,

    // Assigned in this module only.
    state: State,
}

impl Process {
    pub(super) fn new(pid: Pid, guest: Box<dyn Guest>, quantum: u64, entropy: u64, options: SpawnOptions) -> Process {
        let SpawnOptions { name, limits, host, is_stopped, .. } = options;
        let state = if is_stopped { State::Stopped } else { State::Running };
        let guest = Some(guest);
        Process { pid, name, quantum, limits, guest, host, answer: None, usage: Usage::default(), entropy, state }
    }

    /// Its number.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Its name.
    pub fn name(&self) -> &[u8] {
        &self.name
    }

    /// Ticks of its slice, before the policy has its say.
    pub fn quantum(&self) -> u64 {
        self.quantum
    }

    /// What it may use.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What it has used.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// What it has written to its standard output, if that is kept.
    pub fn output(&self) -> &[u8] {
        self.host.captured(1)
    }

    /// What it has written to its standard error, if that is kept.
    pub fn error_output(&self) -> &[u8] {
        self.host.captured(2)
    }

    /// What it is doing.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// How it ended, if it has.
    pub fn exit(&self) -> Option<&Exit> {
        match &self.state {
            State::Zombie(exit) => Some(exit),
            _ => None,
        }
    }

    pub(super) fn is_running(&self) -> bool {
        self.state == State::Running
    }

    /// Lets its guest run, and notes what that used.
    pub(super) fn resume_guest(&mut self, ticks: u64) -> Resumed {
        let answer = self.answer.take();
        let resumed = self.guest.as_mut().expect("only a running process is resumed").resume(ticks, answer);
        self.usage.ticks += resumed.ticks_used;
        resumed
    }

    /// Notes what its guest has occupied so far.
    pub(super) fn note_memory(&mut self) {
        if let Some(guest) = &self.guest {
            let report = guest.memory();
            self.usage.collections = report.collections;
            self.usage.memory_bytes_peak = self.usage.memory_bytes_peak.max(report.bytes_peak);
        }
    }

    /// RUNNING to WAITING: it made a system call.
    #[must_use]
    pub(super) fn transition_to_waiting(&mut self, request: SystemRequest) -> bool {
        self.transition(matches!(self.state, State::Running), State::Waiting(request))
    }

    /// WAITING to RUNNING: its call is answered.
    #[must_use]
    pub(super) fn transition_to_answered(&mut self, answer: Answer) -> bool {
        let taken = self.transition(matches!(self.state, State::Waiting(_)), State::Running);
        if taken {
            self.answer = Some(answer);
        }
        taken
    }

    /// RUNNING to STOPPED.
    #[must_use]
    pub(super) fn transition_to_stopped(&mut self) -> bool {
        self.transition(matches!(self.state, State::Running), State::Stopped)
    }

    /// STOPPED to RUNNING.
    #[must_use]
    pub(super) fn transition_to_continued(&mut self) -> bool {
        self.transition(matches!(self.state, State::Stopped), State::Running)
    }

    /// Anything but ZOMBIE to ZOMBIE. Of the process its record remains.
    #[must_use]
    pub(super) fn transition_to_zombie(&mut self, exit: Exit) -> bool {
        let taken = self.transition(!matches!(self.state, State::Zombie(_)), State::Zombie(exit));
        if taken {
            self.answer = None;
            self.note_memory();
            self.guest = None;
            self.host.finish();
        }
        taken
    }

    fn transition(&mut self, is_allowed: bool, to: State) -> bool {
        if is_allowed {
            self.state = to;
        }
        is_allowed
    }
}

#[cfg(test)]
mod tests {
    use super::super::guest::{MemoryReport, Stop};
    use super::*;

    struct Idle;

    impl Guest for Idle {
        fn resume(&mut self, _: u64, _: Option<Answer>) -> Resumed {
            Resumed { stop: Stop::Yielded, ticks_used: 1 }
        }

        fn memory(&self) -> MemoryReport {
            MemoryReport::default()
        }

        fn fork(&self) -> Box<dyn Guest> {
            Box::new(Idle)
        }
    }

    #[test]
    fn an_ended_process_never_changes_again() {
        let mut process = Process::new(Pid::new(1), Box::new(Idle), 10, 0, SpawnOptions::default());
        assert!(process.transition_to_stopped());
        assert!(!process.transition_to_waiting(SystemRequest { number: 1, arguments: vec![] }));
        assert!(process.transition_to_continued());
        assert!(!process.transition_to_answered(Ok(vec![])));
        assert!(process.transition_to_zombie(Exit::Exited(3)));
        assert!(!process.transition_to_zombie(Exit::Killed));
        assert!(!process.transition_to_continued() && !process.transition_to_stopped());
        assert_eq!(process.exit(), Some(&Exit::Exited(3)));
    }
}
