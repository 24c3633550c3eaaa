//! Where the processes of a manager are.
//!
//! Those that run in a round are taken out of the table for their slices, so that each can be changed, on whatever thread.
//! What all of them see of the others meanwhile is kept apart: the room in their mailboxes when the round began.

use std::collections::BTreeMap;

use super::process::{Pid, Process};

/// Processes by PID.
#[derive(Debug, Default)]
pub(super) struct Table {
    records: Records,
    rooms: Rooms,
}

/// `None` while a process has its slice.
#[derive(Debug, Default)]
pub(super) struct Records(BTreeMap<Pid, Option<Box<Process>>>);

/// Room in the mailboxes of those that have not ended: events and bytes.
pub(super) type Rooms = BTreeMap<Pid, (usize, usize)>;

impl Table {
    pub(super) fn insert(&mut self, process: Process) {
        let pid = process.pid();
        self.records.0.insert(pid, Some(Box::new(process)));
        self.note_room(pid);
    }

    pub(super) fn get(&self, pid: Pid) -> Option<&Process> {
        self.records.0.get(&pid)?.as_deref()
    }

    pub(super) fn get_mut(&mut self, pid: Pid) -> Option<&mut Process> {
        self.records.0.get_mut(&pid)?.as_deref_mut()
    }

    /// One that has not ended.
    pub(super) fn living(&self, pid: Pid) -> Option<&Process> {
        self.get(pid).filter(|process| process.exit().is_none())
    }

    /// One that has not ended.
    pub(super) fn living_mut(&mut self, pid: Pid) -> Option<&mut Process> {
        self.get_mut(pid).filter(|process| process.exit().is_none())
    }

    pub(super) fn remove(&mut self, pid: Pid) -> Option<Box<Process>> {
        self.rooms.remove(&pid);
        self.records.0.remove(&pid)?
    }

    /// How many there are, those included that have ended and were not waited for.
    pub(super) fn len(&self) -> usize {
        self.records.0.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Process> {
        self.records.0.values().filter_map(Option::as_deref)
    }

    /// Puts a process back after its slice.
    pub(super) fn put_back(&mut self, pid: Pid, process: Box<Process>) {
        let slot = self.records.0.get_mut(&pid).expect("it was taken out");
        *slot = Some(process);
    }

    /// Keeps what others see of a process's mailbox in step with it.
    pub(super) fn note_room(&mut self, pid: Pid) {
        match self.living(pid) {
            Some(process) => {
                let room = (process.events_free(), process.bytes_free());
                self.rooms.insert(pid, room);
            }
            None => {
                self.rooms.remove(&pid);
            }
        }
    }

    /// What slices are made of, and what they see.
    pub(super) fn for_slices(&mut self) -> (&mut Records, &Rooms) {
        (&mut self.records, &self.rooms)
    }
}

impl Records {
    /// Takes a process out for its slice.
    pub(super) fn take(&mut self, pid: Pid) -> Option<Box<Process>> {
        self.0.get_mut(&pid)?.take()
    }
}
