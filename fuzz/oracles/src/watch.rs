//! A run watched from round to round: what happens in it as text, and a chance to look at the manager after each round.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tidelock::manager::{Builder, Cid, Trace, Tracer};
use tidelock::{Pid, Process, ProcessManager, RunEnd};

/// What happened in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// A line for each thing that happened.
    pub lines: String,
    /// What was in events, and what was waited for, as Rust shows it: to be compared, not to be kept.
    pub details: String,
}

/// Watches a manager. Copies watch the same.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    told: Arc<Mutex<Told>>,
    /// Set when a round has been run, so that the manager comes back.
    flag: Arc<AtomicBool>,
    /// Whether nothing is kept of what is told.
    forgets: bool,
}

impl Watch {
    /// One that keeps nothing of what is told: for a look at the manager after each round.
    pub fn of_rounds() -> Watch {
        Watch { forgets: true, ..Watch::default() }
    }

    /// Has a manager that is being built watched.
    pub fn on(&self, builder: Builder) -> Builder {
        builder.interrupt(self.flag.clone()).tracer(self.clone())
    }

    /// What has been told so far.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one round, after time has passed until there is one. Says how the run ended if there is none.
    pub fn step(&self, manager: &mut ProcessManager) -> Option<RunEnd> {
        self.flag.store(false, Ordering::Relaxed);
        let end = manager.run();
        self.flag.store(false, Ordering::Relaxed);
        Some(end).filter(|end| *end != RunEnd::Interrupted)
    }

    /// Runs one round after another to the end of the run, with a look at the manager after each. Says how it ended, if it
    /// has in so many rounds.
    ///
    /// # Errors
    ///
    /// What `look` finds wrong.
    pub fn run(
        &self,
        manager: &mut ProcessManager,
        rounds_max: u64,
        mut look: impl FnMut(&ProcessManager) -> Result<(), String>,
    ) -> Result<Option<RunEnd>, String> {
        for _ in 0..rounds_max {
            let end = self.step(manager);
            look(manager).map_err(|why| format!("after round {}: {why}", manager.rounds()))?;
            if end.is_some() {
                return Ok(end);
            }
        }
        Ok(None)
    }
}

/// A side of a call, or nobody.
fn side(side: Option<(Pid, Cid)>) -> String {
    side.map_or("nobody".to_owned(), |(pid, cid)| format!("{pid}/{}", cid.0))
}

fn pid(pid: Option<Pid>) -> String {
    pid.map_or("-".to_owned(), |pid| pid.to_string())
}

impl Tracer for Watch {
    fn record(&mut self, at_ticks: u64, what: Trace<'_>) {
        if matches!(what, Trace::Slice { .. }) {
            self.flag.store(true, Ordering::Relaxed);
        }
        if self.forgets {
            return;
        }
        let mut told = self.told();
        let Told { lines, details } = &mut *told;
        let _ = write!(lines, "{at_ticks} ");
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let _ = match what {
            Trace::Begin { process } => {
                writeln!(lines, "begin {} {} {}", process.pid(), pid(process.parent()), text(process.name()))
            }
            Trace::Slice { pid, ticks, end } => writeln!(lines, "slice {pid} {ticks} {end:?}"),
            Trace::Call { caller, callee, name } => {
                writeln!(lines, "call {} {} {}", side(Some(caller)), side(callee), text(name))
            }
            Trace::Answer { caller, callee, is_ok } => {
                writeln!(lines, "answer {} {} {is_ok}", side(Some(caller)), side(callee))
            }
            Trace::Cancel { caller, callee } => writeln!(lines, "cancel {} {}", side(Some(caller)), side(callee)),
            Trace::Event { to, event } => {
                let _ = writeln!(details, "{event:?}");
                writeln!(lines, "event {to} {} of {} bytes", text(event.name()), event.bytes())
            }
            Trace::Signal { from, to, signal } => writeln!(lines, "signal {to} {} {signal}", pid(from)),
            Trace::State { process } => {
                let _ = writeln!(details, "{:?}", process.waits_for());
                writeln!(lines, "state {} {:?}", process.pid(), process.state())
            }
            Trace::End { process } => {
                let exit = process.exit().map_or(String::new(), ToString::to_string);
                writeln!(lines, "end {} {exit}", process.pid())
            }
            _ => writeln!(lines, "something new"),
        };
    }
}

/// Who has not ended.
pub fn living(manager: &ProcessManager) -> Vec<Pid> {
    manager.processes().filter(|process| process.exit().is_none()).map(Process::pid).collect()
}

/// Ends whoever is left, one by one. Nothing may remain then: no timer, and no record but of those that never had a parent.
///
/// # Errors
///
/// What remains, or doesn't agree.
pub fn clear(manager: &mut ProcessManager) -> Result<(), String> {
    while let Some(&pid) = living(manager).first() {
        manager.kill(pid);
        manager.check_invariants().map_err(|why| format!("after the end of process {pid} at last: {why}"))?;
    }
    let orphans: Vec<Pid> =
        manager.processes().filter(|process| process.parent().is_some()).map(Process::pid).collect();
    match (orphans.is_empty(), manager.timer_count()) {
        (true, 0) => Ok(()),
        (_, timers) => Err(format!("at last there are records of {orphans:?}, and {timers} timers")),
    }
}

/// The first line in which two texts differ.
pub fn difference(one: &str, other: &str) -> String {
    let differs = one.lines().zip(other.lines()).enumerate().find(|(_, (one, other))| one != other);
    match differs {
        Some((number, (one, other))) => format!("line {}: {other:?}, on one thread {one:?}", number + 1),
        None => format!("{} lines, on one thread {}", other.lines().count(), one.lines().count()),
    }
}
