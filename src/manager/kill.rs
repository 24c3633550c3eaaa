//! Signals sent: who may send them, and what becomes of the process that they are for.

use super::commit::{PerformResult, Performed};
use super::guest::Exit;
use super::process::Pid;
use super::rounds::ProcessManager;
use super::serve::{Given, error, pid_of};
use super::signal::{DefaultAction, Signal};
use super::trace::Trace;
use crate::message::Message;

impl ProcessManager {
    /// Whether `pid` may send signals to `target`.
    pub(super) fn check_may_signal(&self, pid: Pid, target: Pid) -> Result<(), Vec<u8>> {
        let Some(other) = self.table.living(target) else { return error(format!("No such process: {target}")) };
        let user = |process: &super::process::Process| process.identity.user.clone();
        let Some(own) = self.table.living(pid).map(user) else { return error("No such process") };
        if *own == *b"root" || own == user(other) { Ok(()) } else { error("Permission denied") }
    }

    pub(super) fn kill_by_process(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let target = pid_of(given.integer(0)?)?;
        let signal = if *given.message(1) == Message::Nil { Signal::KILL } else { given.signal(1)? };
        self.check_may_signal(pid, target)?;
        self.post_signal(Some(pid), target, signal);
        Ok(if self.awaits_round(pid) { Performed::Answer(Vec::new()) } else { Performed::Nothing })
    }

    /// `system.ProcessManager.kill(pid [, signal])`
    pub(super) fn kill_by_manager(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        self.check_manages(pid)?;
        self.kill_by_process(pid, given)
    }

    /// Sends a signal, from one process or the manager's user. Says whether there is such a process.
    pub(super) fn post_signal(&mut self, from: Option<Pid>, pid: Pid, signal: Signal) -> bool {
        let Some(process) = self.table.living_mut(pid) else { return false };
        if process.ending().is_some() && signal != Signal::KILL {
            return true;
        }
        self.settings.tracing.record(Trace::Signal { from, to: pid, signal });
        let (handled, ignored) = (process.handled.has(signal), process.ignored.has(signal));
        let action = signal.default_action();
        if action == DefaultAction::Continue {
            // Whoever is told to go on does so, whether or not it also handles that.
            let _ = process.transition_to_continued();
        }
        if handled {
            process.note_signal(signal);
            self.note_state(pid);
            return true;
        }
        match action {
            _ if ignored => self.note_state(pid),
            DefaultAction::Terminate if signal == Signal::KILL => self.end(pid, Exit::Killed),
            DefaultAction::Terminate => self.terminate(pid, Exit::Signalled(signal)),
            DefaultAction::Stop => {
                let _ = process.transition_to_stopped();
                self.note_state(pid);
            }
            DefaultAction::Continue | DefaultAction::Ignore => self.note_state(pid),
        }
        true
    }

    pub(super) fn check_manages(&self, pid: Pid) -> Result<(), Vec<u8>> {
        if self.table.living(pid).is_some_and(|process| process.identity.manages) {
            Ok(())
        } else {
            error("this process may not manage others; the grant 'manage' would allow it")
        }
    }
}
