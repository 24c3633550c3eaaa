//! Named mutexes, semaphores and events, which processes wait for.
//!
//! Invariant: who waits is in the queue of what it waits for, once for each wait, under the number that the wait has; and
//! an object that nobody holds has nobody waiting. A process knows which mutexes it holds. A mutex whose owner ends goes to the next in its queue, who is told; with nobody there, whoever locks
//! it next is told.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Of a semaphore or an event: who was the first to use it.
    maker: Pid,
    /// Who waits, in the order in which they came.
    waiting: BTreeMap<u64, Pid>,
}

/// All named objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Locks {
    by_name: BTreeMap<(LockKind, Vec<u8>), Lock>,
    place_last: u64,
}

impl Locks {
    fn get(&mut self, kind: LockKind, name: &[u8]) -> Option<&mut Lock> {
        self.by_name.get_mut(&(kind, name.to_vec()))
    }

    /// Forgets a mutex that is as if it had never been.
    fn tidy(&mut self, name: &[u8]) {
        let key = (LockKind::Mutex, name.to_vec());
        let is_new = |lock: &Lock| lock.owner.is_none() && !lock.was_abandoned && lock.waiting.is_empty();
        if self.by_name.get(&key).is_some_and(is_new) {
            self.by_name.remove(&key);
        }
    }

    /// Who holds a mutex.
    pub(super) fn owner(&self, name: &[u8]) -> Option<Pid> {
        self.by_name.get(&(LockKind::Mutex, name.to_vec()))?.owner
    }

    /// Whether all agree with the processes.
    pub(super) fn check(&self, table: &Table) -> Result<(), String> {
        let (mut held, mut made) = (BTreeMap::<Pid, usize>::new(), BTreeMap::<Pid, usize>::new());
        for ((kind, name), lock) in &self.by_name {
            let say = |what: &str| Err(format!("{} {:?}: {what}", kind.name(), String::from_utf8_lossy(name)));
            let knows = |owner| table.living(owner).is_some_and(|process| process.named.mutexes.contains(name));
            if lock.owner.is_some_and(|owner| !knows(owner)) {
                return say("its owner has ended, or doesn't know of it");
            }
            lock.owner.into_iter().for_each(|owner| *held.entry(owner).or_default() += 1);
            if *kind != LockKind::Mutex {
                *made.entry(lock.maker).or_default() += 1;
            }
            let is_free = match kind {
                LockKind::Mutex => lock.owner.is_none(),
                _ => lock.count > 0,
            };
            if is_free && !lock.waiting.is_empty() {
                return say("it is free, and somebody waits");
            }
            let waits = |(place, pid): (&u64, &Pid)| {
                let is_it = |wait: &Wait| matches!(wait, Wait::Lock { kind: other, name: of, place: at, .. } if (other, of, at) == (kind, name, place));
                table.living(*pid).is_some_and(|process| process.waits().any(is_it))
            };
            if !lock.waiting.iter().all(waits) {
                return say("one is in its queue that doesn't wait");
            }
        }
        for process in table.iter().filter(|process| process.exit().is_none()) {
            let pid = process.pid();
            let has = [&held, &made].map(|counts| counts.get(&pid).copied().unwrap_or_default());
            let noted = [process.named.mutexes.len(), process.named.objects_made];
            if has != noted {
                return Err(format!("process {pid} holds and has made {has:?} named objects, but {noted:?} are noted"));
            }
            for wait in process.waits() {
                let Wait::Lock { kind, name, place, .. } = wait else { continue };
                let lock = self.by_name.get(&(*kind, name.clone()));
                if lock.and_then(|lock| lock.waiting.get(place)) != Some(&pid) {
                    return Err(format!("process {pid} is not in the queue that it waits in"));
                }
            }
        }
        Ok(())
    }

    /// A process no longer waits.
    pub(super) fn leave(&mut self, kind: LockKind, name: &[u8], place: u64) {
        if let Some(lock) = self.get(kind, name) {
            lock.waiting.remove(&place);
        }
    }
}

fn got(reason: &str) -> Vec<Message> {
    if reason.is_empty() { vec![true.into()] } else { vec![true.into(), reason.into()] }
}

const OWNER_DIED: &str = "owner died";

impl ProcessManager {
    /// What has this name, which counts for who is the first to use it. Mutexes count for who holds them.
    fn named_object(&mut self, pid: Pid, kind: LockKind, name: &[u8], count: u64) -> Result<&mut Lock, Vec<u8>> {
        let key = (kind, name.to_vec());
        if !self.locks.by_name.contains_key(&key) {
            if self.locks.by_name.len() >= OBJECTS_MAX {
                return error(format!("too many named objects: expected at most {OBJECTS_MAX}"));
            }
            let process = self.table.living_mut(pid).expect("it has just asked");
            process.check_room_for_name()?;
            if kind != LockKind::Mutex {
                process.named.objects_made += 1;
            }
        }
        let new = || Lock { owner: None, was_abandoned: false, count, maker: pid, waiting: BTreeMap::new() };
        Ok(self.locks.by_name.entry(key).or_insert_with(new))
    }

    /// `name, timeout | nil -> true | true, "owner died" | nil, "timeout"`
    pub(super) fn lock_mutex(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let name = given.name(0)?;
        // Wrong ones are refused whether or not it has to wait.
        given.optional_seconds(1)?;
        if self.locks.owner(name) == Some(pid) {
            let name = String::from_utf8_lossy(name);
            return error(format!("mutex '{name}' is locked by this process already"));
        }
        self.table.living(pid).expect("it has just asked").check_room_for_name()?;
        let lock = self.named_object(pid, LockKind::Mutex, name, 0)?;
        match lock.owner {
            Some(_) => self.wait_for_lock(pid, LockKind::Mutex, given, 1, now),
            None => {
                lock.owner = Some(pid);
                let was_abandoned = std::mem::take(&mut lock.was_abandoned);
                self.table.living_mut(pid).expect("it has just asked").named.mutexes.insert(name.to_vec());
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
        self.table.living_mut(pid).expect("it has just asked").named.mutexes.remove(name);
        self.pass_mutex_on(name, "");
        Ok(Performed::Answer(Vec::new()))
    }

    /// The next in the queue holds the mutex.
    fn pass_mutex_on(&mut self, name: &[u8], reason: &str) {
        let next = self.end_first_wait(LockKind::Mutex, name, got(reason));
        let Some(lock) = self.locks.get(LockKind::Mutex, name) else { return };
        lock.owner = next;
        let Some(next) = next else {
            lock.was_abandoned = !reason.is_empty();
            return self.locks.tidy(name);
        };
        self.table.living_mut(next).expect("it waited").named.mutexes.insert(name.to_vec());
    }

    /// `name, initial, timeout | nil -> true | nil, "timeout"`
    pub(super) fn wait_for_semaphore(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let initial = count_of(given, 1)?;
        given.optional_seconds(2)?;
        let lock = self.named_object(pid, LockKind::Semaphore, given.name(0)?, initial)?;
        if lock.count > 0 {
            lock.count -= 1;
            return Ok(Performed::Answer(got("")));
        }
        self.wait_for_lock(pid, LockKind::Semaphore, given, 2, now)
    }

    /// `name, initial, count | nil -> count`
    pub(super) fn post_semaphore(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let (name, initial) = (given.name(0)?, count_of(given, 1)?);
        let more = if *given.message(2) == Message::Nil { 1 } else { count_of(given, 2)? };
        let mut count = self.named_object(pid, LockKind::Semaphore, name, initial)?.count.saturating_add(more);
        while count > 0 && self.end_first_wait(LockKind::Semaphore, name, got("")).is_some() {
            count -= 1;
        }
        self.named_object(pid, LockKind::Semaphore, name, initial)?.count = count;
        Ok(Performed::Answer(vec![Message::Integer(count as i64)]))
    }

    /// `name, timeout | nil -> true | nil, "timeout"`
    pub(super) fn wait_for_named_event(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        given.optional_seconds(1)?;
        let lock = self.named_object(pid, LockKind::Event, given.name(0)?, 0)?;
        if lock.count > 0 {
            return Ok(Performed::Answer(got("")));
        }
        self.wait_for_lock(pid, LockKind::Event, given, 1, now)
    }

    /// `name, is set | nil -> was set`; with nil it stays as it is.
    pub(super) fn set_named_event(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let name = given.name(0)?;
        let lock = self.named_object(pid, LockKind::Event, name, 0)?;
        let was_set = lock.count > 0;
        if let Message::Boolean(is_set) = given.message(1) {
            lock.count = u64::from(*is_set);
            if *is_set {
                while self.end_first_wait(LockKind::Event, name, got("")).is_some() {}
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
        self.locks.place_last += 1;
        let place = self.locks.place_last;
        self.named_object(pid, kind, &name, 0)?.waiting.insert(place, pid);
        Ok(Performed::Wait(Wait::Lock { kind, name, place, deadline }))
    }

    /// Who has waited longest goes on.
    fn end_first_wait(&mut self, kind: LockKind, name: &[u8], results: Vec<Message>) -> Option<Pid> {
        let is_it =
            |wait: &Wait| matches!(wait, Wait::Lock { kind: other, name: of, .. } if *other == kind && of == name);
        let lock = self.locks.get(kind, name)?;
        let (first, pid) = lock.waiting.pop_first()?;
        let wait = self.table.living(pid).and_then(|process| process.waits().find(|wait| is_it(wait)).cloned());
        let Some(Wait::Lock { place, deadline, .. }) = wait else { unreachable!("who is in a queue waits") };
        if place != first {
            // The handler of a signal waits too. It goes on before what it has interrupted, which keeps its place.
            lock.waiting.remove(&place);
            lock.waiting.insert(first, pid);
        }
        deadline.into_iter().for_each(|key| self.timers.cancel(key));
        let taken = self.answer(pid, is_it, Ok(results));
        assert!(taken, "it waits for it");
        Some(pid)
    }

    /// The mutexes of a process that has ended pass on.
    pub(super) fn release_locks(&mut self, held: &BTreeSet<Vec<u8>>) {
        held.iter().for_each(|name| self.pass_mutex_on(name, OWNER_DIED));
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
