//! Calls between processes, as both sides keep them.
//!
//! Invariant: a call is answered or cancelled exactly once. Each side knows the other's number of it, and whoever takes
//! one side's record away takes the other's away or marks it.

use std::collections::BTreeMap;

use super::process::Pid;
use crate::message::Bytes;

/// A call's number, as one of its two sides knows it; each process counts for itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Cid(pub u64);

/// A call that a process takes part in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Call {
    /// Somebody waits for this process's answer.
    In {
        /// Who, and their number of the call; `None` when the call has been taken back, and the answer will be dropped.
        caller: Option<(Pid, Cid)>,
    },
    /// This process awaits the answer of another.
    Out {
        /// The endpoint.
        name: Bytes,
        /// Who is to answer, and their number of the call; `None` until the round in which it was made has ended.
        callee: Option<(Pid, Cid)>,
        /// When it fails for want of an answer, as a key of the manager's timers.
        deadline: Option<TimerKey>,
    },
    /// The manager answers after some time.
    Alarm {
        /// Ticks of virtual time when it was made.
        since: u64,
        /// When it is answered.
        at: TimerKey,
        /// Whether that is the end of the time which the call was given, and the answer an error.
        is_timeout: bool,
    },
}

/// A place in the manager's queue of timers: the ticks of virtual time at which it goes off, and a number that tells those
/// of the same time apart, in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct TimerKey {
    /// Ticks of virtual time.
    pub at: u64,
    pub(super) number: u64,
}

/// The calls of a process by number.
#[derive(Clone, Debug, Default)]
pub struct Calls {
    by_cid: BTreeMap<Cid, Call>,
    last: u64,
    outgoing: usize,
}

impl Calls {
    pub(super) fn next_cid(&mut self) -> Cid {
        self.last += 1;
        Cid(self.last)
    }

    pub(super) fn insert(&mut self, cid: Cid, call: Call) {
        self.outgoing += usize::from(!matches!(call, Call::In { .. }));
        let before = self.by_cid.insert(cid, call);
        assert!(before.is_none(), "numbers of calls are used once");
    }

    pub(super) fn remove(&mut self, cid: Cid) -> Option<Call> {
        let call = self.by_cid.remove(&cid)?;
        self.outgoing -= usize::from(!matches!(call, Call::In { .. }));
        Some(call)
    }

    pub(super) fn get_mut(&mut self, cid: Cid) -> Option<&mut Call> {
        self.by_cid.get_mut(&cid)
    }

    /// One call.
    pub fn get(&self, cid: Cid) -> Option<&Call> {
        self.by_cid.get(&cid)
    }

    /// All by number.
    pub fn iter(&self) -> impl Iterator<Item = (Cid, &Call)> {
        self.by_cid.iter().map(|(&cid, call)| (cid, call))
    }

    /// How many await an answer from elsewhere.
    pub fn outgoing(&self) -> usize {
        self.outgoing
    }

    /// How many await an answer from here.
    pub fn incoming(&self) -> usize {
        self.by_cid.len() - self.outgoing
    }
}
