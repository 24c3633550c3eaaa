//! What is said on standard error of processes that end badly: of each when it ends, once, whoever waits for it.
//!
//! An error or a limit is always told. A signal is the affair of the process that sends it, so it is told only where no
//! other process did, and of the first process, since its exit code is that of the run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tidelock::manager::{DefaultAction, Trace, Tracer};
use tidelock::{Exit, Failure, Pid, Process};

use super::output;

/// Reports of one run; its copies are the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reports(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    /// The process of which the user need not be told which one it is.
    first: Option<Pid>,
    /// Who sent a process the last signal that would end it; `None` for the manager's user.
    senders: BTreeMap<Pid, Option<Pid>>,
    /// Where reports wait, if they have to.
    held: Option<Vec<Vec<u8>>>,
    /// The run is over: what is cleared away is no news.
    is_over: bool,
}

impl Reports {
    /// Reports are kept until they are released.
    pub(crate) fn hold(&self) {
        self.told().held.get_or_insert_default();
    }

    /// Says what was kept, and the rest at once.
    pub(crate) fn release(&self) {
        let held = self.told().held.take();
        held.into_iter().flatten().for_each(|report| output::complain_bytes(&report));
    }

    /// This one is the first process.
    pub(crate) fn set_first(&self, first: Pid) {
        self.told().first = Some(first);
    }

    /// Nothing is said of those that end from now on.
    pub(crate) fn end(&self) {
        self.told().is_over = true;
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tracer for Reports {
    fn record(&mut self, _at_ticks: u64, what: Trace<'_>) {
        match what {
            Trace::Signal { from, to, signal } if signal.default_action() == DefaultAction::Terminate => {
                self.told().senders.insert(to, from);
            }
            Trace::End { process } => self.told().note_end(process),
            _ => {}
        }
    }
}

impl Told {
    fn note_end(&mut self, process: &Process) {
        let pid = process.pid();
        let sender = self.senders.remove(&pid);
        let Some(exit) = process.exit().filter(|_| !self.is_over) else { return };
        let is_first = self.first == Some(pid);
        let why = match exit {
            Exit::Returned(_) | Exit::Exited(_) => return,
            Exit::Failed(Failure { message, traceback: None }) => message.clone(),
            Exit::Failed(Failure { message, traceback: Some(traceback) }) => [message, &b"\n"[..], traceback].concat(),
            Exit::Killed | Exit::Signalled(_) => {
                let is_own = sender.is_some_and(|sender| sender.is_none_or(|sender| sender == pid));
                if !is_own && !is_first {
                    return;
                }
                exit.to_string().into_bytes()
            }
            limit => limit.to_string().into_bytes(),
        };
        let who = if is_first { String::new() } else { format!("process {pid} ({}): ", process.name_in_words()) };
        let report = [who.as_bytes(), &why].concat();
        match &mut self.held {
            Some(held) => held.push(report),
            None => output::complain_bytes(&report),
        }
    }
}
