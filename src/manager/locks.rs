//! Named mutexes, semaphores and events, which processes wait for.
//!
//! Invariant: who waits is in the queue of what it waits for, once for each wait, and an object that nobody holds has
//! nobody waiting. A mutex whose owner ends goes to the next in its queue, who is told; with nobody there, whoever locks
//! it next is told.

use std::collections::{BTreeMap, VecDeque};

use super::commit::{PerformResult, Performed};
use super::process::Pid;
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use super::table::Table;
use super::timers::Due;
use super::wait::Wait;
use crate::manager::clock::ticks;
use crate::message::Message;

/// Objects of all kinds that may have a name at once.
const OBJECTS_MAX: usize = 1_000_000;

/// What can be waited for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LockKind {
    /// Held by one process at a time.
    Mutex,
    /// A number; waiting takes one off, and waits until there is one.
    Semaphore,
    /// Set or not; waiting waits until it is set.
    Event,
}

impl LockKind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            LockKind::Mutex => "mutex",
            LockKind::Semaphore => "semaphore",
            LockKind::Event => "event",
        }
    }
}

#[derive(Clone, Debug)]
struct Lock {
    /// Of a mutex: who holds it.
    owner: Option<Pid>,
    /// Of a mutex that nobody holds: whether its last owner ended without unlocking it.
    was_abandoned: bool,
    /// Of a semaphore: how many may go on; of an event: 1 if it is set.
    count: u64,
    waiting: VecDeque<Pid>,
}

/// All named objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    by_name: BTreeMap<(LockKind, Vec<u8>), Lock>,
}

impl Locks {
    fn get(&mut self, kind: LockKind, name: &[u8], count: u64) -> Result<&mut Lock, Vec<u8>> {
        if self.by_name.len() >= OBJECTS_MAX && !self.by_name.contains_key(&(kind, name.to_vec())) {
            return error(format!("too many named objects: expected at most {OBJECTS_MAX}"));
        }
        let new = || Lock { owner: None, was_abandoned: false, count, waiting: VecDeque::new() };
        Ok(self.by_name.entry((kind, name.to_vec())).or_insert_with(new))
    }

    /// Forgets a mutex that is as if it had never been.
    fn tidy(&mut self, name: &[u8]) {
        let key = (LockKind::Mutex, name.to_vec());
        let is_new = |lock: &Lock| lock.owner.is_none() && !lock.was_abandoned && lock.waiting.is_empty();
        if self.by_name.get(&key).is_some_and(is_new) {
            self.by_name.remove(&key);
        }
    }

    /// The mutexes that a process holds.
    fn held_by(&self, pid: Pid) -> Vec<Vec<u8>> {
        let is_held = |lock: &Lock| lock.owner == Some(pid);
        self.by_name.iter().filter(|(_, lock)| is_held(lock)).map(|((_, name), _)| name.clone()).collect()
    }

    /// Who holds a mutex.
    pub(super) fn owner(&self, name: &[u8]) -> Option<Pid> {
        self.by_name.get(&(LockKind::Mutex, name.to_vec()))?.owner
    }

    /// Whether all agree with the processes.
    pub(super) fn check(&self, table: &Table) -> Result<(), String> {
        for ((kind, name), lock) in &self.by_name {
            let say = |what: &str| Err(format!("{} {:?}: {what}", kind.name(), String::from_utf8_lossy(name)));
            if lock.owner.is_some_and(|owner| table.living(owner).is_none()) {
                return say("its owner has ended");
            }
            let is_free = match kind {
                LockKind::Mutex => lock.owner.is_none(),
                _ => lock.count > 0,
            };
            if is_free && !lock.waiting.is_empty() {
                return say("it is free, and somebody waits");
            }
            let is_it =
                |wait: &Wait| matches!(wait, Wait::Lock { kind: other, name: of, .. } if other == kind && of == name);
            let waits = |pid: &Pid| table.living(*pid).is_some_and(|process| process.waits().any(is_it));
            if !lock.waiting.iter().all(waits) {
                return say("one is in its queue that doesn't wait");
            }
        }
        for process in table.iter().filter(|process| process.exit().is_none()) {
            let held = self.held_by(process.pid()).len();
            if held != process.locks_held {
                return Err(format!(
                    "process {} holds {held} mutexes, but {} are noted",
                    process.pid(),
                    process.locks_held
                ));
            }
            for wait in process.waits() {
                let Wait::Lock { kind, name, .. } = wait else { continue };
                let lock = self.by_name.get(&(*kind, name.clone()));
                if !lock.is_some_and(|lock| lock.waiting.contains(&process.pid())) {
                    return Err(format!("process {} is not in the queue that it waits in", process.pid()));
                }
            }
        }
        Ok(())
    }

    /// A process no longer waits.
    pub(super) fn leave(&mut self, pid: Pid, kind: LockKind, name: &[u8]) {
        if let Some(lock) = self.by_name.get_mut(&(kind, name.to_vec()))
            && let Some(at) = lock.waiting.iter().position(|&waiting| waiting == pid)
        {
            lock.waiting.remove(at);
        }
    }
}

fn got(reason: &str) -> Vec<Message> {
    if reason.is_empty() { vec![true.into()] } else { vec![true.into(), reason.into()] }
}

const OWNER_DIED: &str = "owner died";

impl ProcessManager {
    /// `name, timeout | nil -> true | true, "owner died" | nil, "timeout"`
    pub(super) fn lock_mutex(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let name = given.bytes(0)?;
        // Wrong ones are refused whether or not it has to wait.
        given.optional_seconds(1)?;
        let lock = self.locks.get(LockKind::Mutex, name, 0)?;
        match lock.owner {
            Some(owner) if owner == pid => {
                let name = String::from_utf8_lossy(name);
                error(format!("mutex '{name}' is locked by this process already"))
            }
            Some(_) => self.wait_for_lock(pid, LockKind::Mutex, given, 1, now),
            None => {
                lock.owner = Some(pid);
                let was_abandoned = std::mem::take(&mut lock.was_abandoned);
                self.table.living_mut(pid).expect("it has just asked").locks_held += 1;
                Ok(Performed::Answer(got(if was_abandoned { OWNER_DIED } else { "" })))
            }
        }
    }

    /// `name`
    pub(super) fn unlock_mutex(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let name = given.bytes(0)?;
        if self.locks.owner(name) != Some(pid) {
            let name = String::from_utf8_lossy(name);
            return error(format!("mutex '{name}' is not locked by this process"));
        }
        self.table.living_mut(pid).expect("it has just asked").locks_held -= 1;
        self.pass_mutex_on(name, "");
        Ok(Performed::Answer(Vec::new()))
    }

    /// The next in the queue holds the mutex.
    fn pass_mutex_on(&mut self, name: &[u8], reason: &str) {
        loop {
            let Ok(lock) = self.locks.get(LockKind::Mutex, name, 0) else { return };
            lock.owner = lock.waiting.pop_front();
            let Some(next) = lock.owner else {
                lock.was_abandoned = !reason.is_empty();
                return self.locks.tidy(name);
            };
            if self.end_lock_wait(next, LockKind::Mutex, name, got(reason)) {
                if let Some(process) = self.table.living_mut(next) {
                    process.locks_held += 1;
                }
                return;
            }
        }
    }

    /// `name, initial, timeout | nil -> true | nil, "timeout"`
    pub(super) fn wait_for_semaphore(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let initial = count_of(given, 1)?;
        given.optional_seconds(2)?;
        let lock = self.locks.get(LockKind::Semaphore, given.bytes(0)?, initial)?;
        if lock.count > 0 {
            lock.count -= 1;
            return Ok(Performed::Answer(got("")));
        }
        self.wait_for_lock(pid, LockKind::Semaphore, given, 2, now)
    }

    /// `name, initial, count | nil -> count`
    pub(super) fn post_semaphore(&mut self, given: &Given<'_>) -> PerformResult {
        let (name, initial) = (given.bytes(0)?, count_of(given, 1)?);
        let more = if *given.message(2) == Message::Nil { 1 } else { count_of(given, 2)? };
        let lock = self.locks.get(LockKind::Semaphore, name, initial)?;
        lock.count = lock.count.saturating_add(more);
        while let Ok(lock) = self.locks.get(LockKind::Semaphore, name, initial)
            && lock.count > 0
            && let Some(next) = lock.waiting.pop_front()
        {
            if self.end_lock_wait(next, LockKind::Semaphore, name, got("")) {
                self.locks.get(LockKind::Semaphore, name, initial)?.count -= 1;
            }
        }
        let count = self.locks.get(LockKind::Semaphore, name, initial)?.count;
        Ok(Performed::Answer(vec![Message::Integer(count as i64)]))
    }

    /// `name, timeout | nil -> true | nil, "timeout"`
    pub(super) fn wait_for_named_event(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        given.optional_seconds(1)?;
        let lock = self.locks.get(LockKind::Event, given.bytes(0)?, 0)?;
        if lock.count > 0 {
            return Ok(Performed::Answer(got("")));
        }
        self.wait_for_lock(pid, LockKind::Event, given, 1, now)
    }

    /// `name, is set | nil -> was set`; with nil it stays as it is.
    pub(super) fn set_named_event(&mut self, given: &Given<'_>) -> PerformResult {
        let name = given.bytes(0)?;
        let lock = self.locks.get(LockKind::Event, name, 0)?;
        let was_set = lock.count > 0;
        if let Message::Boolean(is_set) = given.message(1) {
            lock.count = u64::from(*is_set);
            if *is_set {
                for next in std::mem::take(&mut lock.waiting) {
                    self.end_lock_wait(next, LockKind::Event, name, got(""));
                }
            }
        }
        Ok(Performed::Answer(vec![was_set.into()]))
    }

    fn wait_for_lock(
        &mut self,
        pid: Pid,
        kind: LockKind,
        given: &Given<'_>,
        timeout: usize,
        now: u64,
    ) -> PerformResult {
        let name = given.bytes(0)?.to_vec();
        let until = given.optional_seconds(timeout)?.map(|seconds| now.saturating_add(ticks(seconds)));
        if until.is_some_and(|until| until <= now) {
            return Ok(Performed::Answer(vec![Message::Nil, "timeout".into()]));
        }
        let deadline = until.map(|until| self.timers.add(until, Due::Wait(pid)));
        self.locks.get(kind, &name, 0)?.waiting.push_back(pid);
        Ok(Performed::Wait(Wait::Lock { kind, name, deadline }))
    }

    /// Says whether the process did wait for it.
    fn end_lock_wait(&mut self, pid: Pid, kind: LockKind, name: &[u8], results: Vec<Message>) -> bool {
        let is_it =
            |wait: &Wait| matches!(wait, Wait::Lock { kind: other, name: of, .. } if *other == kind && of == name);
        let wait = self.table.living(pid).and_then(|process| process.waits().find(|wait| is_it(wait)).cloned());
        let Some(Wait::Lock { deadline, .. } | Wait::Host { deadline, .. }) = wait else { return false };
        deadline.into_iter().for_each(|key| self.timers.cancel(key));
        self.answer(pid, is_it, Ok(results))
    }

    /// The mutexes of a process that has ended pass on.
    pub(super) fn release_locks(&mut self, pid: Pid, held: usize) {
        if held > 0 {
            for name in self.locks.held_by(pid) {
                self.pass_mutex_on(&name, OWNER_DIED);
            }
        }
    }
}

fn count_of(given: &Given<'_>, i: usize) -> Result<u64, Vec<u8>> {
    match given.integer(i)? {
        count @ 0.. => Ok(count as u64),
        count => {
            error(format!("bad argument #{} to '{}' (found {count}, expected 0 or more)", i + 1, given.call.name()))
        }
    }
}
