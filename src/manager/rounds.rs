//! Rounds and slices.
//!
//! In a round each RUNNING process, in PID order, has one slice: until its quantum is used up, it waits, or it ends.
//! Virtual time then advances by the longest slice. Slices of one round are independent of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use super::builder::{Builder, Settings};
use super::clock::Clock;
use super::guest::{Exit, Stop};
use super::lua::LuaBlank;
use super::process::{Pid, Process};

/// Processes and what is common to them. See the crate's page for an example.
#[derive(Debug)]
pub struct ProcessManager {
    pub(super) processes: BTreeMap<Pid, Process>,
    /// Those in state RUNNING.
    pub(super) running: BTreeSet<Pid>,
    /// In use during a round, kept for its allocation.
    planned: Vec<Pid>,
    pub(super) pid_last: u32,
    rounds: u64,
    clock: Clock,
    /// What Lua processes begin as; made for the first.
    blank: Option<LuaBlank>,
    pub(super) settings: Settings,
}

/// Why [`ProcessManager::run`] came back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[must_use]
pub enum RunEnd {
    /// Every process has ended.
    AllEnded,
    /// Some have not ended, but none can run.
    NoneRunning,
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

    pub(super) fn with(settings: Settings) -> ProcessManager {
        ProcessManager {
            processes: BTreeMap::new(),
            running: BTreeSet::new(),
            planned: Vec::new(),
            pid_last: 0,
            rounds: 0,
            clock: settings.clock,
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

    /// Runs until so many ticks of virtual time have passed, give or take a round, or no process can run.
    pub fn run_for(&mut self, ticks: u64) -> RunEnd {
        let end = self.clock.ticks().saturating_add(ticks);
        loop {
            if self.running.is_empty() {
                let is_all_ended = self.processes.values().all(|process| process.exit().is_some());
                return if is_all_ended { RunEnd::AllEnded } else { RunEnd::NoneRunning };
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

    /// Runs one round.
    pub fn step_round(&mut self) {
        let mut planned = std::mem::take(&mut self.planned);
        planned.clear();
        planned.extend(&self.running);
        for pid in &planned {
            self.processes.get_mut(pid).expect("who runs exists").usage.rounds += 1;
        }
        self.rounds += 1;
        self.settings.policy.plan_round(self.rounds, &mut planned);
        let mut longest = 0;
        for &pid in &planned {
            if self.is_interrupted() {
                break;
            }
            longest = self.run_slice(pid).max(longest);
        }
        self.clock.advance(longest);
        self.planned = planned;
    }

    /// One slice; says how many ticks it took.
    fn run_slice(&mut self, pid: Pid) -> u64 {
        let Some(process) = self.processes.get_mut(&pid).filter(|process| process.is_running()) else {
            return 0;
        };
        let quantum = self.settings.policy.slice_ticks(process).max(1);
        process.usage.slices += 1;
        let mut used = 0;
        while process.is_running() && used < quantum {
            let left = process.limits().ticks_max.saturating_sub(process.usage.ticks);
            let resumed = process.resume_guest(left.min(quantum - used));
            used += resumed.ticks_used;
            match resumed.stop {
                Stop::Preempted | Stop::Yielded => break,
                Stop::SystemCall(request) => process.serve(request, &self.clock, used),
                Stop::Ended(exit) => assert!(process.transition_to_zombie(exit), "only a running process ends"),
            }
            if process.usage.ticks >= process.limits().ticks_max {
                break;
            }
        }
        process.enforce_limits();
        if !process.is_running() {
            self.running.remove(&pid);
        }
        used
    }

    /// Ends a process, whatever it is doing. Says whether it had not ended before.
    pub fn kill(&mut self, pid: Pid) -> bool {
        self.running.remove(&pid);
        self.processes.get_mut(&pid).is_some_and(|process| process.transition_to_zombie(Exit::Killed))
    }

    /// Makes a running process pause until it is continued. Says whether it was running.
    pub fn pause(&mut self, pid: Pid) -> bool {
        let taken = self.processes.get_mut(&pid).is_some_and(Process::transition_to_stopped);
        if taken {
            self.running.remove(&pid);
        }
        taken
    }

    /// Lets a paused process go on. Says whether it was paused.
    pub fn resume(&mut self, pid: Pid) -> bool {
        let taken = self.processes.get_mut(&pid).is_some_and(Process::transition_to_continued);
        if taken {
            self.running.insert(pid);
        }
        taken
    }

    /// A process's record.
    pub fn process(&self, pid: Pid) -> Option<&Process> {
        self.processes.get(&pid)
    }

    /// All processes by PID, those that have ended included.
    pub fn processes(&self) -> impl Iterator<Item = &Process> {
        self.processes.values()
    }

    /// Removes the record of a process that has ended, and says how it ended. Its memory is free since its end; its
    /// name, usage and what its host keeps are given back here.
    pub fn reap(&mut self, pid: Pid) -> Option<Exit> {
        self.processes.get(&pid)?.exit()?;
        self.processes.remove(&pid)?.exit().cloned()
    }

    /// Rounds run.
    pub fn rounds(&self) -> u64 {
        self.rounds
    }

    /// The clock of the run.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    fn is_interrupted(&self) -> bool {
        self.settings.interrupt.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed))
    }
}

impl Default for ProcessManager {
    fn default() -> ProcessManager {
        ProcessManager::new()
    }
}
