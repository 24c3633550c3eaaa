//! Rounds and slices.
//!
//! In a round each RUNNING process, in PID order, has one slice: until its quantum is used up, it waits, or it ends.
//! Then what the slices did to others is carried out in the same order, and virtual time advances by the longest slice.
//! In its slice a process sees the world as it was when the round began, so slices of one round are independent of each
//! other. When all wait, time jumps to the next alarm.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::builder::{Builder, HostFunction, Settings};
use super::children::ChildPipe;
use super::clock::Clock;
use super::guest::{Exit, Stop};
use super::locks::Locks;
use super::lua::LuaBlank;
use super::names::Names;
use super::pipes::Pipes;
use super::process::{Pid, Process, State};
use super::serve::{Served, View};
use super::signal::Signal;
use super::table::Table;
use super::timers::Timers;
use crate::manager::event::Event;
use crate::message::Message;

/// Processes and what is common to them. See the crate's page for an example.
#[derive(Debug)]
pub struct ProcessManager {
    pub(super) table: Table,
    /// Those in state RUNNING.
    pub(super) running: BTreeSet<Pid>,
    /// In use during a round, kept for their allocations.
    planned: Vec<Pid>,
    slices: Vec<Slice>,
    pub(super) pid_last: u32,
    rounds: u64,
    pub(super) clock: Clock,
    pub(super) timers: Timers,
    pub(super) names: Names,
    pub(super) locks: Locks,
    pub(super) pipes: Pipes,
    /// Those that are to end because their parents have.
    pub(super) doomed: Vec<Pid>,
    /// Those that wait for their hosts.
    pub(super) on_host: BTreeSet<Pid>,
    /// When they were tried last, in ticks of virtual time.
    pub(super) hosts_polled_at: u64,
    /// How many ends of each pipe to a child of the operating system there are.
    pub(super) child_pipes: BTreeMap<ChildPipe, usize>,
    pub(super) functions: Vec<HostFunction>,
    /// What Lua processes begin as; made for the first.
    blank: Option<LuaBlank>,
    pub(super) settings: Settings,
}

/// One process's part in a round.
#[derive(Debug)]
struct Slice {
    pid: Pid,
    process: Box<Process>,
    quantum: u64,
    used: u64,
    /// Whether the process only ran, and so is to be put back as it is.
    only_ran: bool,
    /// The host is to answer this, then the slice goes on.
    for_host: Option<super::guest::SystemRequest>,
    /// How it ended, if it did.
    exit: Option<Exit>,
}

/// Why [`ProcessManager::run`] came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum RunEnd {
    /// Every process has ended.
    AllEnded,
    /// Some have not ended, but were stopped, and none can run.
    NoneRunning,
    /// Every process waits, and nothing that could happen would wake any: see [`ProcessManager::deadlock`].
    Deadlock,
    /// The virtual time asked for has passed.
    TimeUp,
    /// The interrupt flag was set.
    Interrupted,
}

impl ProcessManager {
    /// A manager to be set up.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// A manager with the defaults.
    pub fn new() -> ProcessManager {
        ProcessManager::builder().build()
    }

    pub(super) fn with(settings: Settings, names: Names, functions: Vec<HostFunction>) -> ProcessManager {
        ProcessManager {
            table: Table::default(),
            running: BTreeSet::new(),
            planned: Vec::new(),
            slices: Vec::new(),
            pid_last: 0,
            rounds: 0,
            clock: settings.clock,
            timers: Timers::default(),
            names,
            locks: Locks::default(),
            pipes: Pipes::default(),
            doomed: Vec::new(),
            on_host: BTreeSet::new(),
            hosts_polled_at: 0,
            child_pipes: BTreeMap::new(),
            functions,
            blank: None,
            settings,
        }
    }

    /// What Lua processes begin as.
    pub(super) fn blank(&mut self) -> LuaBlank {
        let Settings { hash_seed, backend, .. } = self.settings;
        self.blank.get_or_insert_with(|| LuaBlank::new(hash_seed, backend)).clone()
    }

    /// Runs until no process can run.
    pub fn run(&mut self) -> RunEnd {
        self.run_for(u64::MAX)
    }

    /// Runs until so many ticks of virtual time have passed, give or take a round, or no process can run. Where all wait
    /// for the machine and time stands still meanwhile, as many ticks of the machine's time count for it.
    pub fn run_for(&mut self, ticks: u64) -> RunEnd {
        match self.settings.threads.clone() {
            // All of it on one of the threads, so that a round has only the others to wake.
            Some(threads) => threads.install(|| self.run_rounds(ticks)),
            None => self.run_rounds(ticks),
        }
    }

    fn run_rounds(&mut self, ticks: u64) -> RunEnd {
        let mut end = self.clock.ticks().saturating_add(ticks);
        loop {
            let waits_for_time = self.clock.is_real() && self.timers.next_at().is_some();
            if self.running.is_empty() && (!self.on_host.is_empty() || waits_for_time) {
                if self.clock.ticks() >= end {
                    return RunEnd::TimeUp;
                }
                end -= self.wait_with_hosts(end);
                self.fire_timers();
                if self.is_interrupted() {
                    return RunEnd::Interrupted;
                }
                continue;
            }
            if self.running.is_empty() {
                match self.timers.next_at() {
                    Some(at) if at <= end => {
                        self.clock.jump_to(at);
                        self.fire_timers();
                        continue;
                    }
                    Some(_) => {
                        self.clock.jump_to(end);
                        self.settings.tracing.note_time(end);
                        return RunEnd::TimeUp;
                    }
                    None => return self.end_without_running(),
                }
            }
            if self.clock.ticks() >= end {
                return RunEnd::TimeUp;
            }
            self.step_round();
            if self.is_interrupted() {
                return RunEnd::Interrupted;
            }
        }
    }

    fn end_without_running(&self) -> RunEnd {
        let mut living = self.table.iter().filter(|process| process.exit().is_none()).peekable();
        if living.peek().is_none() {
            RunEnd::AllEnded
        } else if living.any(|process| process.state() == State::Stopped) {
            RunEnd::NoneRunning
        } else {
            RunEnd::Deadlock
        }
    }

    /// Runs one round, of those that can run now. When all wait, the round is empty and time stands still: it is
    /// [`ProcessManager::run_for`] that jumps to the next alarm, and waits for the machine.
    pub fn step_round(&mut self) {
        let mut planned = std::mem::take(&mut self.planned);
        planned.clear();
        planned.extend(&self.running);
        self.rounds += 1;
        self.settings.policy.plan_round(self.rounds, &mut planned);
        planned.retain(|pid| self.running.contains(pid));
        if planned.is_empty() {
            // Time goes on by slices only.
            planned.extend(&self.running);
        }
        let mut slices = std::mem::take(&mut self.slices);
        self.run_slices(&planned, &mut slices);
        self.settings.tracing.note_time(self.clock.ticks());
        slices.iter().for_each(|slice| self.settings.tracing.slice(&slice.process, slice.used, slice.exit.is_some()));
        let longest = slices.iter().map(|slice| slice.used).max().unwrap_or(0);
        self.settings.tracing.note_time(self.clock.ticks() + longest);
        self.end_slices(slices);
        if self.clock.is_real() {
            self.note_real_time();
        } else {
            self.clock.advance(longest);
        }
        self.fire_timers();
        self.poll_hosts_at_times();
        self.planned = planned;
    }

    /// Runs all slices: each up to what it asks of the host, as far as the others are concerned at once; then in order
    /// those that asked, to their end.
    fn run_slices(&mut self, planned: &[Pid], slices: &mut Vec<Slice>) {
        let (records, rooms) = self.table.for_slices();
        let view = View { rooms, clock: self.clock, running: planned.len() };
        let Settings { interrupt, policy, threads, .. } = &mut self.settings;
        let run = |slice: &mut Slice| {
            if !interrupt.as_deref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
                slice.process.usage.slices += 1;
                slice.run(&view);
            }
        };
        let threads = threads.as_ref().filter(|_| planned.len() > 1);
        for &pid in planned {
            // A policy may name one twice.
            let Some(mut process) = records.take(pid) else { continue };
            process.usage.rounds += 1;
            let quantum = policy.slice_ticks(&process).max(1);
            let mut slice = Slice { pid, process, quantum, used: 0, only_ran: true, for_host: None, exit: None };
            if threads.is_none() {
                run(&mut slice);
            }
            slices.push(slice);
        }
        if let Some(threads) = threads {
            threads.install(|| run_at_once(slices, run));
        }
        for slice in slices.iter_mut() {
            while let Some(request) = slice.for_host.take() {
                if slice.process.serve_by_host(request) {
                    slice.run(&view);
                } else {
                    self.on_host.insert(slice.pid);
                }
            }
        }
    }

    /// Puts processes back, and carries out what they did.
    fn end_slices(&mut self, mut slices: Vec<Slice>) {
        let mut ended = Vec::new();
        for slice in slices.drain(..) {
            let Slice { pid, mut process, exit, only_ran, .. } = slice;
            if only_ran {
                self.table.put_back(pid, process);
                continue;
            }
            let effects = std::mem::take(&mut process.effects);
            let sent = std::mem::take(&mut process.sent);
            self.table.put_back(pid, process);
            ended.push((pid, effects, sent, exit));
        }
        self.slices = slices;
        for (pid, _, sent, _) in &ended {
            for &(to, events, bytes) in sent.iter().filter(|(to, ..)| to != pid) {
                if let Some(process) = self.table.living_mut(to) {
                    let (all_events, all_bytes) = &mut process.promised;
                    (*all_events, *all_bytes) = (*all_events + events, *all_bytes + bytes);
                }
            }
        }
        let mut questions = Vec::new();
        for (pid, mut effects, mut sent, exit) in ended {
            self.commit(pid, &mut effects, &mut questions);
            if let Some(exit) = exit {
                self.end(pid, exit);
            }
            self.settle_pipes();
            if let Some(process) = self.table.get_mut(pid) {
                sent.clear();
                // Kept for their allocations.
                (process.effects, process.sent) = (effects, sent);
                self.offer(pid);
                self.note_state(pid);
            }
        }
        self.answer_questions(questions);
    }

    /// Keeps the set of those that run, and what others see of a process, in step with it.
    pub(super) fn note_state(&mut self, pid: Pid) {
        self.table.note_room(pid);
        let process = self.table.get(pid);
        if let Some(process) = process {
            self.settings.tracing.state(process);
        }
        if process.is_some_and(Process::is_running) {
            self.running.insert(pid);
        } else {
            self.running.remove(&pid);
        }
    }

    /// Ends a process, whatever it is doing. Says whether it had not ended before.
    pub fn kill(&mut self, pid: Pid) -> bool {
        self.signal(pid, Signal::KILL)
    }

    /// Sends a process a signal. Says whether there is such a process that has not ended.
    pub fn signal(&mut self, pid: Pid, signal: Signal) -> bool {
        let is_there = self.post_signal(None, pid, signal);
        self.settle_pipes();
        is_there
    }

    /// Makes a process pause until it is continued. Says whether it had not ended, and was not paused.
    pub fn pause(&mut self, pid: Pid) -> bool {
        let taken = self.table.living_mut(pid).is_some_and(Process::transition_to_stopped);
        self.note_state(pid);
        taken
    }

    /// Lets a paused process go on. Says whether it was paused.
    pub fn resume(&mut self, pid: Pid) -> bool {
        let taken = self.table.living_mut(pid).is_some_and(Process::transition_to_continued);
        self.note_state(pid);
        taken
    }

    /// Sends a process an event, as another process would with `sendEvent`, but without a sender: a Lua program finds
    /// nil there. Says whether there is such a process and room in its mailbox.
    pub fn send(&mut self, pid: Pid, name: &[u8], data: Message) -> bool {
        let event = Event::Remote { sender: None, name: name.into(), data };
        let has_room = self
            .table
            .living(pid)
            .is_some_and(|process| process.events_free() > 0 && process.bytes_free() >= event.bytes());
        has_room && self.deliver(pid, event)
    }

    /// A process's record.
    pub fn process(&self, pid: Pid) -> Option<&Process> {
        self.table.get(pid)
    }

    /// All processes by PID, those that have ended and were not waited for included.
    pub fn processes(&self) -> impl Iterator<Item = &Process> {
        self.table.iter()
    }

    /// Removes the record of a process that has ended, and says how it ended. Its memory is free since its end; its
    /// name, usage and what its host keeps are given back here.
    pub fn reap(&mut self, pid: Pid) -> Option<Exit> {
        self.table.get(pid)?.exit()?;
        let process = self.table.remove(pid)?;
        if let Some(parent) = process.parent().and_then(|parent| self.table.living_mut(parent)) {
            parent.children.remove(&pid);
            parent.ended_children.remove(&pid);
        }
        process.exit().cloned()
    }

    /// Rounds run.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// The clock of the run.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Ticks of virtual time in which nothing will happen, because all wait.
    pub fn idle_ticks(&self) -> u64 {
        let next = self.timers.next_at().filter(|_| self.running.is_empty());
        next.map_or(0, |at| at.saturating_sub(self.clock.ticks()))
    }

    /// Timers, alarms and deadlines that have not come.
    pub fn timer_count(&self) -> usize {
        self.timers.len()
    }

    fn is_interrupted(&self) -> bool {
        self.settings.interrupt.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

/// Runs slices on the threads of the pool that this is called on.
fn run_at_once(slices: &mut [Slice], run: impl Fn(&mut Slice) + Sync) {
    let parts = PARTS_PER_THREAD * rayon::current_num_threads();
    let mut parts = slices.chunks_mut(slices.len().div_ceil(parts).max(1));
    let Some(own) = parts.next() else { return };
    let left = AtomicUsize::new(parts.len());
    let (left, run) = (&left, &run);
    rayon::scope(|scope| {
        for part in parts {
            scope.spawn(move |_| {
                part.iter_mut().for_each(run);
                left.fetch_sub(1, Ordering::Release);
            });
        }
        own.iter_mut().for_each(run);
        // To sleep and be woken takes as long as a short slice: who is done waits awake for a while, so that the next round
        // begins before the others are asleep.
        let mut idle = 0;
        while left.load(Ordering::Acquire) > 0 && idle < IDLE_MAX {
            match rayon::yield_now() {
                Some(rayon::Yield::Executed) => idle = 0,
                _ => idle += 1,
            }
            std::hint::spin_loop();
        }
    });
}

/// Parts of a round for each thread, so that one that is done early finds more.
const PARTS_PER_THREAD: usize = 4;
/// Looks for work before a thread goes to sleep.
const IDLE_MAX: u32 = 2000;

impl Slice {
    /// Goes on until the quantum is used up, the process waits or ends, or the host is asked.
    fn run(&mut self, view: &View<'_>) {
        let process = &mut *self.process;
        while self.exit.is_none() && self.used < self.quantum {
            self.only_ran &= !process.begin_handler();
            if !process.is_running() {
                break;
            }
            let resumed = process.resume_guest(process.ticks_left().min(self.quantum - self.used));
            self.used += resumed.ticks_used;
            let has_only_run = matches!(resumed.stop, Stop::Preempted | Stop::Yielded) && process.ticks_left() > 0;
            self.only_ran &= has_only_run;
            match resumed.stop {
                Stop::Preempted | Stop::Yielded => break,
                Stop::SignalHandled => process.end_handler(),
                Stop::SystemCall(request) => match process.serve(request, view, self.used) {
                    Served::Done => {}
                    Served::Host(request) => {
                        self.for_host = Some(request);
                        return;
                    }
                },
                Stop::Ended(exit) => self.exit = Some(exit),
            }
            if process.ticks_left() == 0 {
                break;
            }
        }
        process.note_memory();
        if let Some(exit) = process.ending() {
            // However its guest ended, or if it hasn't in time.
            if self.exit.is_some() || process.ticks_left() == 0 {
                self.exit = Some(exit.clone());
            }
        } else if self.exit.is_none() && process.ticks_left() == 0 {
            if let Some(exit) = process.unfinished_end() {
                self.exit = Some(exit);
                return;
            }
            let exit = Exit::TickLimit { ticks_max: process.limits().ticks_max };
            if !process.begin_ending(exit.clone()) {
                self.exit = Some(exit);
            }
        }
    }
}

impl Default for ProcessManager {
    fn default() -> ProcessManager {
        ProcessManager::new()
    }
}
