//! One process: its guest, its place in the world, and its state.
//!
//! Invariant: this module alone changes what a process is doing, by the transitions below. Each checks where it comes
//! from and says whether it was taken; an ended process never changes again. What a process is doing follows from three
//! things: whether it has ended, whether it is stopped, and what its guest waits for.

use std::collections::{BTreeMap, BTreeSet};

use super::effects::Effect;
use super::event::Mailbox;
use super::guest::{Answer, Exit, Guest, Resumed};
pub use super::identity::Pid;
use super::identity::{Identity, Limits, Usage};
use super::names::Named;
use super::pipes::Streams;
use super::rpc::{Calls, TimerKey};
use super::signal::{Signal, SignalSet};
use super::wait::Wait;
use crate::host::Host;
use crate::message::ContextId;

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has a slice in the next round.
    Running,
    /// It waits; for what, [`Process::waits_for`] says.
    Waiting,
    /// It was stopped, and will go on when it is continued.
    Stopped,
    /// It has ended; its record is kept until somebody has asked how.
    Zombie,
}

/// Ticks in which a process that somebody else ends may close its variables and call what was given to `atexit`.
const LAST_TICKS: u64 = 100_000;
/// The same of a process that ends by itself, for its finalizers too; however many objects it leaves, few have one.
const OWN_LAST_TICKS: u64 = 10_000_000;

/// The end of a process, which has begun.
#[derive(Debug)]
struct Ending {
    /// How somebody else has ended it; `None` for one that ends by itself.
    exit: Option<Exit>,
    /// What runs then may run until the process has used so many ticks.
    ticks_end: u64,
}

/// What the guest is to be given when it goes on.
#[derive(Debug, Default)]
enum Pending {
    /// Nothing.
    #[default]
    Nothing,
    /// It can't go on.
    Wait(Wait),
    /// The answer to its system call.
    Answer(Answer),
}

/// A process of a [`super::ProcessManager`].
#[derive(Debug)]
pub struct Process {
    // Fixed at birth.
    pid: Pid,
    quantum: u64,
    limits: Limits,

    // Changed by its own slice.
    /// `None` once it has ended: what it held is free, however long its record is kept.
    pub(super) guest: Option<Box<dyn Guest>>,
    pub(super) host: Box<dyn Host>,
    pub(super) usage: Usage,
    /// State of the generator behind its `Entropy` calls.
    pub(super) entropy: u64,
    /// What its slice does to others, in order.
    pub(super) effects: Vec<Effect>,
    /// Events and bytes it has sent in this round, by receiver.
    pub(super) sent: Vec<(Pid, usize, usize)>,
    /// Events and bytes that others were promised room for in this round and that have not come yet.
    pub(super) promised: (usize, usize),

    // Changed by its own slice, and where effects are carried out.
    pub(super) identity: Identity,
    pub(super) mailbox: Mailbox,
    pub(super) calls: Calls,
    /// Timers and alarms by number.
    pub(super) timers: BTreeMap<u64, TimerKey>,
    pub(super) timer_last: u64,
    /// Those it has set in this slice.
    pub(super) timers_begun: usize,
    /// Those it handles.
    pub(super) handled: SignalSet,
    /// Those it ignores.
    pub(super) ignored: SignalSet,
    /// Those whose handlers have not begun.
    pub(super) signalled: SignalSet,

    // Changed only where effects are carried out.
    pub(super) parent: Option<Pid>,
    /// Whether it ever had a parent: if it has none any more, nobody will ask how it ended.
    pub(super) was_inherited: bool,
    pub(super) children: BTreeSet<Pid>,
    /// Those of them that have ended.
    pub(super) ended_children: BTreeSet<Pid>,
    /// Contexts it may use.
    pub(super) contexts: BTreeSet<ContextId>,
    /// Its bindings, services, mutexes and so on.
    pub(super) named: Named,
    /// Of its environment, once it has changed it.
    pub(super) environment_bytes: Option<usize>,
    /// Who is to be told of its end.
    pub(super) monitors: BTreeSet<Pid>,
    /// Its ends of pipes.
    pub(super) streams: Streams,
    /// Whether it ends with its parent.
    pub(super) ends_with_parent: bool,

    // Assigned in this module only.
    pending: Pending,
    /// What the guest waited for, or was about to be given, when the handler of a signal began.
    interrupted: Option<Pending>,
    ending: Option<Ending>,
    is_stopped: bool,
    exit: Option<Exit>,
}

/// What a process is made of.
pub(super) struct Parts {
    pub(super) quantum: u64,
    pub(super) limits: Limits,
    pub(super) guest: Box<dyn Guest>,
    pub(super) host: Box<dyn Host>,
    pub(super) entropy: u64,
    pub(super) identity: Identity,
    pub(super) parent: Option<Pid>,
    pub(super) is_stopped: bool,
}

impl Process {
    pub(super) fn new(pid: Pid, parts: Parts) -> Process {
        let Parts { quantum, limits, guest, host, entropy, identity, parent, is_stopped } = parts;
        Process {
            pid,
            quantum,
            limits,
            guest: Some(guest),
            host,
            usage: Usage::default(),
            entropy,
            effects: Vec::new(),
            sent: Vec::new(),
            promised: (0, 0),
            identity,
            mailbox: Mailbox::default(),
            calls: Calls::default(),
            timers: BTreeMap::new(),
            timer_last: 0,
            timers_begun: 0,
            handled: SignalSet::default(),
            ignored: SignalSet::default(),
            signalled: SignalSet::default(),
            parent,
            was_inherited: parent.is_some(),
            children: BTreeSet::new(),
            ended_children: BTreeSet::new(),
            contexts: BTreeSet::new(),
            named: Named::default(),
            environment_bytes: None,
            monitors: BTreeSet::new(),
            streams: Streams::default(),
            ends_with_parent: false,
            pending: Pending::Nothing,
            interrupted: None,
            ending: None,
            is_stopped,
            exit: None,
        }
    }

    /// Its number.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Its name.
    pub fn name(&self) -> &[u8] {
        &self.identity.name
    }

    /// Who and what it is.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Who made it, or took it over; `None` for those that the manager's user made.
    pub fn parent(&self) -> Option<Pid> {
        self.parent
    }

    /// Its children that have not been waited for.
    pub fn children(&self) -> impl Iterator<Item = Pid> {
        self.children.iter().copied()
    }

    /// Ticks of its slice, before the policy has its say.
    pub fn quantum(&self) -> u64 {
        self.quantum
    }

    /// What it may use.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What it has used.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// Logical bytes of its heap.
    pub fn memory_bytes(&self) -> usize {
        self.guest.as_ref().map_or(0, |guest| guest.memory().bytes)
    }

    /// Logical bytes that its heap may still grow by.
    pub(super) fn memory_left(&self) -> u64 {
        self.limits.memory_bytes_max.saturating_sub(self.memory_bytes()) as u64
    }

    /// Events that wait for it.
    pub fn mailbox(&self) -> &Mailbox {
        &self.mailbox
    }

    /// Calls it takes part in.
    pub fn calls(&self) -> &Calls {
        &self.calls
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
    pub fn state(&self) -> State {
        match self.pending {
            _ if self.exit.is_some() => State::Zombie,
            _ if self.is_stopped => State::Stopped,
            Pending::Wait(_) if !self.can_begin_handler() => State::Waiting,
            _ => State::Running,
        }
    }

    /// What it waits for, if it does; a stopped one may besides.
    pub fn waits_for(&self) -> Option<&Wait> {
        match &self.pending {
            Pending::Wait(wait) => Some(wait),
            _ => None,
        }
    }

    /// The answer to its last system call, if it has not gone on with it yet.
    pub(super) fn answer(&self) -> Option<&Answer> {
        match &self.pending {
            Pending::Answer(answer) => Some(answer),
            _ => None,
        }
    }

    /// How it ended, if it has.
    pub fn exit(&self) -> Option<&Exit> {
        self.exit.as_ref()
    }

    pub(super) fn is_running(&self) -> bool {
        self.state() == State::Running
    }

    /// Events that may still come, those that answer its calls being counted as if they had.
    pub(super) fn events_free(&self) -> usize {
        self.limits.mailbox_events_max.saturating_sub(self.mailbox.len() + self.calls.outgoing() + self.promised.0)
    }

    /// Bytes of events that may still come.
    pub(super) fn bytes_free(&self) -> usize {
        self.limits.mailbox_bytes_max.saturating_sub(self.mailbox.bytes() + self.promised.1)
    }

    /// Whether it may open so many more handles.
    pub(super) fn check_room_for_handles(&self, count: usize) -> Result<(), Vec<u8>> {
        let most = self.limits.handles_max;
        if self.streams.open().saturating_add(count) <= most {
            return Ok(());
        }
        Err(format!("too many open handles: expected at most {most}").into_bytes())
    }

    fn can_begin_handler(&self) -> bool {
        // While its call is being carried out, its answer comes first; and a wait that has just begun gets its deadline.
        let is_deadline = |effect: &Effect| matches!(effect, Effect::Deadline { .. });
        !self.signalled.is_empty()
            && self.interrupted.is_none()
            && !matches!(self.pending, Pending::Wait(Wait::Round))
            && !self.effects.iter().any(is_deadline)
    }

    /// Sets until when it waits for what it waits for. Says whether it still does.
    pub(super) fn set_deadline(&mut self, key: TimerKey) -> bool {
        match &mut self.pending {
            Pending::Wait(Wait::Event { deadline, .. } | Wait::Child { deadline, .. }) if deadline.is_none() => {
                *deadline = Some(key);
                true
            }
            _ => false,
        }
    }

    /// Ticks that it may still use, in all.
    pub(super) fn ticks_left(&self) -> u64 {
        let most = self.limits.ticks_max;
        let end = match &self.ending {
            None => most,
            Some(Ending { exit: None, ticks_end }) => most.min(*ticks_end),
            Some(Ending { exit: Some(_), ticks_end }) => *ticks_end,
        };
        end.saturating_sub(self.usage.ticks)
    }

    /// Whether somebody else is ending it, and how.
    pub(super) fn ending(&self) -> Option<&Exit> {
        self.ending.as_ref().and_then(|ending| ending.exit.as_ref())
    }

    /// How it ends for having used up the last budget of one that ends by itself, if it has.
    pub(super) fn unfinished_end(&self) -> Option<Exit> {
        let ending = self.ending.as_ref().filter(|ending| ending.exit.is_none())?;
        let is_over = self.usage.ticks >= ending.ticks_end && self.usage.ticks < self.limits.ticks_max;
        let settled = || self.guest.as_ref().and_then(|guest| guest.settled_exit());
        is_over.then(|| settled().unwrap_or(Exit::TickLimit { ticks_max: OWN_LAST_TICKS }))
    }

    /// Has it run what runs at its end, within a last budget, before it ends so. Says whether there is anything; then it
    /// waits for nothing any more.
    pub(super) fn begin_ending(&mut self, exit: Exit) -> bool {
        if self.ending().is_some() || self.exit.is_some() || !self.guest.as_mut().is_some_and(|guest| guest.terminate())
        {
            return false;
        }
        self.ending = Some(Ending { exit: Some(exit), ticks_end: self.usage.ticks.saturating_add(LAST_TICKS) });
        (self.pending, self.interrupted) = (Pending::Nothing, None);
        self.signalled = SignalSet::default();
        self.is_stopped = false;
        true
    }

    /// Begins the handler of the next signal that has come, unless one runs. Says whether one has come.
    pub(super) fn begin_handler(&mut self) -> bool {
        if !self.can_begin_handler() {
            return false;
        }
        let Some(signal) = self.signalled.take_first() else { return false };
        let guest = self.guest.as_mut().expect("only a running process handles signals");
        if guest.signal(signal.number()) {
            self.interrupted = Some(std::mem::take(&mut self.pending));
        } else {
            // It has no handler after all.
            self.handled.set(signal, false);
            self.effects.push(Effect::Unhandled { signal });
        }
        true
    }

    /// The handler of a signal has returned: the process is where it was.
    pub(super) fn end_handler(&mut self) {
        if let Some(pending) = self.interrupted.take() {
            self.pending = pending;
        }
    }

    /// Notes a signal that the process handles.
    pub(super) fn note_signal(&mut self, signal: Signal) {
        self.signalled.set(signal, true);
    }

    /// Lets its guest run, and notes what that used.
    pub(super) fn resume_guest(&mut self, ticks: u64) -> Resumed {
        let answer = match std::mem::take(&mut self.pending) {
            Pending::Answer(answer) => Some(answer),
            Pending::Nothing => None,
            Pending::Wait(wait) => unreachable!("it waits for {wait:?}"),
        };
        let guest = self.guest.as_mut().expect("only a running process is resumed");
        let resumed = guest.resume(ticks, answer);
        self.usage.ticks += resumed.ticks_used;
        if self.ending.is_none() && guest.is_ending() {
            self.ending = Some(Ending { exit: None, ticks_end: self.usage.ticks.saturating_add(OWN_LAST_TICKS) });
        }
        resumed
    }

    /// Another program in its place.
    pub(super) fn replace_guest(&mut self, guest: Box<dyn Guest>) {
        self.guest = Some(guest);
        if self.ending().is_none() {
            self.ending = None;
        }
        (self.pending, self.interrupted) = (Pending::Nothing, None);
        (self.handled, self.signalled) = (SignalSet::default(), SignalSet::default());
    }

    /// Notes what its guest has occupied so far.
    pub(super) fn note_memory(&mut self) {
        if let Some(guest) = &self.guest {
            let report = guest.memory();
            self.usage.collections = report.collections;
            self.usage.memory_bytes_peak = self.usage.memory_bytes_peak.max(report.bytes_peak);
        }
    }

    /// RUNNING to WAITING.
    #[must_use]
    pub(super) fn transition_to_waiting(&mut self, wait: Wait) -> bool {
        let taken = self.exit.is_none() && !matches!(self.pending, Pending::Wait(_));
        if taken {
            self.pending = Pending::Wait(wait);
        }
        taken
    }

    /// Of one that waits for the end of the round: what it waits for now.
    #[must_use]
    pub(super) fn transition_to_waiting_longer(&mut self, wait: Wait) -> bool {
        let taken = matches!(self.pending, Pending::Wait(Wait::Round));
        if taken {
            self.pending = Pending::Wait(wait);
        }
        taken
    }

    /// WAITING to RUNNING, or to what it is stopped at: what it waits for, and `wants` agrees to, has come.
    #[must_use]
    pub(super) fn transition_to_answered(&mut self, wants: impl Fn(&Wait) -> bool, answer: Answer) -> bool {
        match self.waiting(wants) {
            Some(pending) => {
                *pending = Pending::Answer(answer);
                true
            }
            None => false,
        }
    }

    /// Of one that waits still, but for something else.
    pub(super) fn wait_on(&mut self, is_it: impl Fn(&Wait) -> bool, wait: Wait) {
        if let Some(pending) = self.waiting(is_it) {
            *pending = Pending::Wait(wait);
        }
    }

    /// What the guest waits for, or will when the handler of a signal has returned, if `wants` agrees.
    fn waiting(&mut self, wants: impl Fn(&Wait) -> bool) -> Option<&mut Pending> {
        let is_wanted = |pending: &Pending| matches!(pending, Pending::Wait(wait) if wants(wait));
        if self.exit.is_some() {
            return None;
        }
        if is_wanted(&self.pending) {
            return Some(&mut self.pending);
        }
        self.interrupted.as_mut().filter(|pending| is_wanted(pending))
    }

    /// What it waits for, or will when the handler of a signal has returned.
    pub(super) fn waits(&self) -> impl Iterator<Item = &Wait> {
        let all = [Some(&self.pending), self.interrupted.as_ref()];
        all.into_iter().flatten().filter_map(|pending| match pending {
            Pending::Wait(wait) => Some(wait),
            _ => None,
        })
    }

    /// An answer for a process that made a system call just now, and goes on.
    pub(super) fn answer_at_once(&mut self, answer: Answer) {
        debug_assert!(matches!(self.pending, Pending::Nothing));
        self.pending = Pending::Answer(answer);
    }

    /// Anything but STOPPED and ZOMBIE to STOPPED.
    #[must_use]
    pub(super) fn transition_to_stopped(&mut self) -> bool {
        let taken = self.exit.is_none() && !self.is_stopped;
        self.is_stopped |= taken;
        taken
    }

    /// STOPPED to what it was.
    #[must_use]
    pub(super) fn transition_to_continued(&mut self) -> bool {
        let taken = self.exit.is_none() && self.is_stopped;
        if taken {
            self.is_stopped = false;
        }
        taken
    }

    /// Anything but ZOMBIE to ZOMBIE. Of the process its record remains.
    #[must_use]
    pub(super) fn transition_to_zombie(&mut self, exit: Exit) -> bool {
        let taken = self.exit.is_none();
        if taken {
            self.note_memory();
            self.exit = Some(exit);
            (self.pending, self.interrupted) = (Pending::Nothing, None);
            self.guest = None;
            self.mailbox = Mailbox::default();
            self.promised = (0, 0);
            self.host.finish();
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::super::guest::{MemoryReport, Stop};
    use super::*;
    use crate::host::NullHost;

    struct Idle;

    impl Guest for Idle {
        fn resume(&mut self, _: u64, _: Option<Answer>) -> Resumed {
            Resumed { stop: Stop::Yielded, ticks_used: 1 }
        }

        fn memory(&self) -> MemoryReport {
            MemoryReport::default()
        }

        fn fork(&self) -> Result<Box<dyn Guest>, &'static str> {
            Ok(Box::new(Idle))
        }
    }

    fn process(is_stopped: bool) -> Process {
        Process::new(
            Pid::new(1),
            Parts {
                quantum: 10,
                limits: Limits::default(),
                guest: Box::new(Idle),
                host: Box::new(NullHost),
                entropy: 0,
                identity: Identity::default(),
                parent: None,
                is_stopped,
            },
        )
    }

    #[test]
    fn an_ended_process_never_changes_again() {
        let mut process = process(false);
        assert!(process.transition_to_stopped());
        assert!(process.transition_to_continued());
        assert!(!process.transition_to_answered(|_| true, Ok(vec![])));
        assert!(process.transition_to_zombie(Exit::Exited(3)));
        assert!(!process.transition_to_zombie(Exit::Killed));
        assert!(!process.transition_to_continued() && !process.transition_to_stopped());
        assert!(!process.transition_to_waiting(Wait::Round));
        assert_eq!((process.exit(), process.state()), (Some(&Exit::Exited(3)), State::Zombie));
    }

    #[test]
    fn a_stopped_process_may_be_answered_and_goes_on_when_it_is_continued() {
        let mut process = process(false);
        assert!(process.transition_to_waiting(Wait::Descendants));
        assert_eq!(process.state(), State::Waiting);
        assert!(process.transition_to_stopped());
        assert!(process.transition_to_answered(|wait| *wait == Wait::Descendants, Ok(vec![])));
        assert!(!process.transition_to_answered(|_| true, Ok(vec![])), "answered once");
        assert_eq!(process.state(), State::Stopped);
        assert!(process.transition_to_continued());
        assert_eq!(process.state(), State::Running);
    }
}
