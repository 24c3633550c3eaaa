//! What a run tells whoever wants to watch it: who begins, runs, calls, sends, waits and ends, in virtual time.
//!
//! Invariant: a tracer is told, and never asked; nothing that a process can observe depends on there being one. It is
//! told in the order of the run, so of two runs that are the same it is told the same. What it does with that is its own
//! affair: the manager does no I/O.

use std::collections::BTreeMap;
use std::fmt::Debug;

use super::event::Event;
use super::process::{Pid, Process, State};
use super::rounds::ProcessManager;
use super::rpc::{Call, Cid};
use super::signal::Signal;
use super::wait::Wait;

/// Watches a run.
pub trait Tracer: Debug + Send {
    /// Something has happened, so many ticks of virtual time after the run began. Slices are told as of the beginning of
    /// their round; what they did to others as of its end, at which it is carried out. Times never go back from one round
    /// to the next.
    fn record(&mut self, at_ticks: u64, what: Trace<'_>);

    /// Whether it wants to know of [`Trace::Signal`] and [`Trace::End`] only, which cost a run next to nothing.
    fn wants_ends_only(&self) -> bool {
        false
    }
}

/// Something that happened.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Trace<'a> {
    /// A process has begun.
    Begin {
        /// Which.
        process: &'a Process,
    },
    /// A process had a slice, from the beginning of the round on.
    Slice {
        /// Which.
        pid: Pid,
        /// Ticks it used.
        ticks: u64,
        /// Why it was over.
        end: SliceEnd,
    },
    /// A process calls an endpoint.
    Call {
        /// Who calls, and their number of the call.
        caller: (Pid, Cid),
        /// Who is to answer, and their number of the call; `None` where no process does.
        callee: Option<(Pid, Cid)>,
        /// The endpoint.
        name: &'a [u8],
    },
    /// A call has its answer.
    Answer {
        /// Who called, and their number of the call.
        caller: (Pid, Cid),
        /// Who was to answer, and their number of the call.
        callee: Option<(Pid, Cid)>,
        /// Whether it is results, and not an error.
        is_ok: bool,
    },
    /// Nobody waits for the answer to a call any more.
    Cancel {
        /// Who called, and their number of the call.
        caller: (Pid, Cid),
        /// Who was to answer, and their number of the call.
        callee: Option<(Pid, Cid)>,
    },
    /// An event has come for a process; what it queues for itself within a slice is not told.
    Event {
        /// For whom.
        to: Pid,
        /// What.
        event: &'a Event,
    },
    /// A process is sent a signal.
    Signal {
        /// Who sends it, if a process does.
        from: Option<Pid>,
        /// To whom.
        to: Pid,
        /// Which.
        signal: Signal,
    },
    /// A process is in another state, running, waiting or stopped, or waits for something else than before.
    State {
        /// Which; it says the rest.
        process: &'a Process,
    },
    /// A process has ended.
    End {
        /// Which; it says how.
        process: &'a Process,
    },
}

/// Why a slice was over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SliceEnd {
    /// Its ticks were used up, or the process gave the rest away.
    Preempted,
    /// The process waits.
    Waits,
    /// The process has ended.
    Ended,
}

/// Where the manager tells what happens: nothing but a branch where nobody watches.
#[derive(Debug, Default)]
pub(super) struct Tracing {
    tracer: Option<Box<dyn Tracer>>,
    wants_ends_only: bool,
    at_ticks: u64,
    /// What was told last of the state of those that have not ended, and of what they wait for.
    states: BTreeMap<Pid, (State, Option<String>)>,
}

impl Tracing {
    pub(super) fn set(&mut self, tracer: Box<dyn Tracer>) {
        self.wants_ends_only = tracer.wants_ends_only();
        self.tracer = Some(tracer);
    }

    /// When it is that what is told from now on happens.
    pub(super) fn note_time(&mut self, at_ticks: u64) {
        self.at_ticks = at_ticks;
    }

    pub(super) fn record(&mut self, what: Trace<'_>) {
        let Some(tracer) = &mut self.tracer else { return };
        if !self.wants_ends_only || matches!(what, Trace::Signal { .. } | Trace::End { .. }) {
            tracer.record(self.at_ticks, what);
        }
    }

    /// Whether somebody wants to know what happens between beginning and end.
    fn is_watched(&self) -> bool {
        self.tracer.is_some() && !self.wants_ends_only
    }

    pub(super) fn slice(&mut self, process: &Process, ticks: u64, has_ended: bool) {
        if !self.is_watched() {
            return;
        }
        let end = match has_ended {
            true => SliceEnd::Ended,
            false if process.is_running() => SliceEnd::Preempted,
            false => SliceEnd::Waits,
        };
        // One of no ticks that changed nothing was not begun, because the run is interrupted.
        if ticks > 0 || end != SliceEnd::Preempted {
            self.record(Trace::Slice { pid: process.pid(), ticks, end });
        }
    }

    pub(super) fn begin(&mut self, process: &Process) {
        if self.is_watched() {
            self.states.insert(process.pid(), (State::Running, None));
            self.record(Trace::Begin { process });
        }
    }

    /// Tells of a process's state if it is another than before. Waiting for the end of the round is part of a slice.
    pub(super) fn state(&mut self, process: &Process) {
        if !self.is_watched() {
            return;
        }
        let state = process.state();
        let is_in_slice = state == State::Waiting && process.waits_for() == Some(&Wait::Round);
        if is_in_slice || state == State::Zombie {
            return;
        }
        let told = (state, process.waits_in_words().filter(|_| state == State::Waiting));
        if self.states.get(&process.pid()) != Some(&told) {
            self.states.insert(process.pid(), told);
            self.record(Trace::State { process });
        }
    }

    pub(super) fn end(&mut self, process: &Process) {
        self.states.remove(&process.pid());
        self.record(Trace::End { process });
    }
}

impl ProcessManager {
    /// Tells that a caller no longer wants an answer, if it was waiting for one.
    pub(super) fn trace_cancel(&mut self, caller: (Pid, Cid), call: Option<&Call>) {
        match call {
            Some(&Call::Out { callee, .. }) => self.settings.tracing.record(Trace::Cancel { caller, callee }),
            Some(Call::Alarm { .. }) => self.settings.tracing.record(Trace::Cancel { caller, callee: None }),
            _ => {}
        }
    }
}
