//! What is to happen at a time: one queue for all processes.

use std::collections::BTreeMap;

use super::process::Pid;
use super::rpc::{Cid, TimerKey};

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A process gets its event `timer`.
    Timer(Pid, u64),
    /// A process gets its event `alarm`.
    Alarm(Pid, u64),
    /// The manager answers a call of `alarm`.
    CallAlarm(Pid, Cid),
    /// A call fails for want of an answer.
    CallTimeout(Pid, Cid),
    /// A process has waited long enough.
    Wait(Pid),
}

/// The queue.
#[derive(Clone, Debug, Default)]
pub(super) struct Timers {
    queue: BTreeMap<TimerKey, Due>,
    last: u64,
}

impl Timers {
    pub(super) fn add(&mut self, at: u64, due: Due) -> TimerKey {
        self.last += 1;
        let key = TimerKey { at, number: self.last };
        self.queue.insert(key, due);
        key
    }

    pub(super) fn cancel(&mut self, key: TimerKey) {
        self.queue.remove(&key);
    }

    /// When the next goes off.
    pub(super) fn next_at(&self) -> Option<u64> {
        self.queue.first_key_value().map(|(key, _)| key.at)
    }

    /// The next that goes off at `now` or before, taken out.
    pub(super) fn take_due(&mut self, now: u64) -> Option<(TimerKey, Due)> {
        let first = self.queue.first_entry().filter(|first| first.key().at <= now)?;
        Some(first.remove_entry())
    }

    pub(super) fn get(&self, key: TimerKey) -> Option<Due> {
        self.queue.get(&key).copied()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (TimerKey, Due)> {
        self.queue.iter().map(|(&key, &due)| (key, due))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }
}
