//! Where the processes of a manager are.
//!
//! Those that run in a round are taken out of the table for their slices, so that each can be changed while all see the
//! table as it was when the round began.

use std::collections::BTreeMap;

use super::process::{Pid, Process};

/// Processes by PID.
#[derive(Debug, Default)]
pub(super) struct Table {
    slots: BTreeMap<Pid, Slot>,
}

#[derive(Debug)]
struct Slot {
    /// `None` while it has its slice.
    process: Option<Box<Process>>,
    /// Room in its mailbox when it was taken out: events and bytes.
    room: (usize, usize),
}

impl Table {
    pub(super) fn insert(&mut self, process: Process) {
        self.slots.insert(process.pid(), Slot { process: Some(Box::new(process)), room: (0, 0) });
    }

    pub(super) fn get(&self, pid: Pid) -> Option<&Process> {
        self.slots.get(&pid)?.process.as_deref()
    }

    pub(super) fn get_mut(&mut self, pid: Pid) -> Option<&mut Process> {
        self.slots.get_mut(&pid)?.process.as_deref_mut()
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
        self.slots.remove(&pid)?.process
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Process> {
        self.slots.values().filter_map(|slot| slot.process.as_deref())
    }

    /// Takes a process out for its slice.
    pub(super) fn take(&mut self, pid: Pid) -> Option<Box<Process>> {
        let slot = self.slots.get_mut(&pid)?;
        let process = slot.process.take()?;
        slot.room = (process.events_free(), process.bytes_free());
        Some(process)
    }

    /// Puts it back.
    pub(super) fn put_back(&mut self, process: Box<Process>) {
        let slot = self.slots.get_mut(&process.pid()).expect("it was taken out");
        slot.process = Some(process);
    }

    /// Room in a process's mailbox when the round began: events and bytes. `None` if there is no such process, or it has
    /// ended.
    pub(super) fn room(&self, pid: Pid) -> Option<(usize, usize)> {
        let slot = self.slots.get(&pid)?;
        match &slot.process {
            Some(process) if process.exit().is_some() => None,
            Some(process) => Some((process.events_free(), process.bytes_free())),
            None => Some(slot.room),
        }
    }
}
