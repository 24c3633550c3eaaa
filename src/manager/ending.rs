//! What happens when a process ends, exactly once and in this order: whoever called it has its error; its own calls are
//! taken back; what it was known by is free again; its timers are cancelled; its locks pass on, and its ends of pipes close; its children are those of process 1; its
//! parent and its monitors are told. Nothing of it remains but its record, until its parent has asked how it ended.

use super::commit::{PerformResult, Performed};
use super::event::Event;
use super::guest::Exit;
use super::process::{Pid, Process};
use super::rounds::ProcessManager;
use super::rpc::Call;
use super::serve::{Given, pid_of};
use super::signal::Signal;
use super::timers::Due;
use super::wait::Wait;
use crate::manager::clock::ticks;
use crate::message::Message;

/// What who waits for children is told where there are none.
const NO_CHILDREN: &[u8] = b"No child processes";

impl ProcessManager {
    /// Ends a process, whatever it is doing.
    pub(super) fn end(&mut self, pid: Pid, exit: Exit) {
        self.end_one(pid, exit);
        while let Some(child) = self.doomed.pop() {
            self.end_one(child, Exit::Killed);
        }
    }

    /// Ends a process so, after what runs at its end.
    pub(super) fn terminate(&mut self, pid: Pid, exit: Exit) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let waits: Vec<Wait> = process.waits().cloned().collect();
        if !process.begin_ending(exit.clone()) {
            return self.end(pid, exit);
        }
        self.leave_waits(pid, &waits);
        self.note_state(pid);
    }

    /// A process no longer waits for what it waited for.
    pub(super) fn leave_waits(&mut self, pid: Pid, waits: &[Wait]) {
        for wait in waits {
            match wait {
                Wait::Event { deadline, .. } | Wait::Child { deadline, .. } | Wait::Host { deadline, .. } => {
                    deadline.iter().for_each(|key| self.timers.cancel(*key));
                }
                Wait::Lock { kind, name, place, deadline } => {
                    deadline.iter().for_each(|key| self.timers.cancel(*key));
                    self.locks.leave(*kind, name, *place);
                }
                // Its answer would be an event that nobody has asked for.
                Wait::Answer { cid } => self.take_call_back(pid, *cid),
                _ => {}
            }
        }
    }

    fn end_one(&mut self, pid: Pid, exit: Exit) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let waits: Vec<Wait> = process.waits().cloned().collect();
        let taken = process.transition_to_zombie(exit);
        assert!(taken, "it had not ended");
        self.settings.tracing.end(process);
        self.note_state(pid);
        self.bury(pid, &waits);
    }

    /// Everything that follows from the end of a process, which has just ended.
    fn bury(&mut self, pid: Pid, waits: &[Wait]) {
        let process = self.table.get_mut(pid).expect("it has just ended");
        let calls = std::mem::take(&mut process.calls);
        let named = std::mem::take(&mut process.named);
        let contexts = std::mem::take(&mut process.contexts);
        let timers = std::mem::take(&mut process.timers);
        let children = std::mem::take(&mut process.children);
        process.ended_children.clear();
        let monitors = std::mem::take(&mut process.monitors);
        let streams = std::mem::take(&mut process.streams);
        for (_, call) in calls.iter() {
            if let Call::In { caller: Some((caller, cid)) } = *call {
                self.give_answer(caller, cid, Err("callee exited".into()));
            }
        }
        for (cid, call) in calls.iter() {
            self.trace_cancel((pid, cid), Some(call));
            match *call {
                Call::Out { callee, deadline, .. } => {
                    deadline.into_iter().for_each(|key| self.timers.cancel(key));
                    self.take_back(callee);
                }
                Call::Alarm { at, .. } => self.timers.cancel(at),
                Call::In { .. } => {}
            }
        }
        for (context, name) in &named.bindings {
            self.names.unbind(*context, name);
        }
        for service in &named.services {
            self.names.services.remove(service);
        }
        for id in contexts {
            let Some(context) = self.names.contexts.get_mut(&id) else { continue };
            if context.owner == pid {
                self.drop_context(id);
            } else {
                context.users.remove(&pid);
                let owner = context.owner;
                self.deliver(owner, Event::Close { context: id, pid });
            }
        }
        for key in timers.into_values() {
            self.timers.cancel(key);
        }
        self.leave_waits(pid, waits);
        self.release_locks(&named.mutexes);
        streams.ends().for_each(|end| self.close_end(end));
        streams.children.values().for_each(|end| self.release_child_pipe(end.pipe));
        self.hand_over(pid, children);
        self.tell_of_end(pid, monitors);
    }

    /// The children of a process that has ended become those of process 1, or nobody's.
    fn hand_over(&mut self, pid: Pid, children: std::collections::BTreeSet<Pid>) {
        let first = Pid::new(1);
        let heir = Some(first).filter(|&first| first != pid && self.table.living(first).is_some());
        for child in children {
            let Some(process) = self.table.get_mut(child) else { continue };
            if process.ends_with_parent && process.exit().is_none() {
                process.parent = None;
                self.doomed.push(child);
                continue;
            }
            process.parent = heir;
            let has_ended = process.exit().is_some();
            match heir {
                Some(heir) => {
                    self.table.living_mut(heir).expect("looked at just now").children.insert(child);
                    if has_ended {
                        self.tell_parent(child, heir);
                    }
                }
                None if has_ended => {
                    self.table.remove(child);
                }
                None => {}
            }
        }
    }

    fn tell_of_end(&mut self, pid: Pid, monitors: std::collections::BTreeSet<Pid>) {
        let process = self.table.get(pid).expect("it has just ended");
        let (parent, is_orphan) = (process.parent, process.parent.is_none() && process.was_inherited);
        let reason = reason_of(process);
        match parent {
            Some(parent) => self.tell_parent(pid, parent),
            // Nobody will ask.
            None if is_orphan => {
                self.table.remove(pid);
            }
            None => {}
        }
        for monitor in monitors {
            self.deliver(monitor, Event::Down { pid, reason: reason.clone() });
        }
    }

    fn tell_parent(&mut self, pid: Pid, parent: Pid) {
        if let Some(parent) = self.table.living_mut(parent) {
            parent.ended_children.insert(pid);
        }
        let Some(process) = self.table.get(pid) else { return };
        let code = process.exit().map_or(0, Exit::code);
        let event = Event::ProcessComplete { pid, code, reason: reason_of(process) };
        self.deliver(parent, event);
        if self.table.living(parent).is_some_and(|process| process.ignored.has(Signal::CHLD)) {
            self.remove_unasked(parent, pid);
            return self.note_descendants(parent);
        }
        let waits =
            |wait: &Wait| matches!(wait, Wait::Child { pid: wanted, .. } if wanted.is_none_or(|wanted| wanted == pid));
        let deadline = self.table.living(parent).and_then(|process| process.waits().find(|wait| waits(wait)).cloned());
        if let Some(Wait::Child { deadline, .. }) = deadline {
            deadline.into_iter().for_each(|key| self.timers.cancel(key));
            let results = self.reap_child(parent, pid);
            self.answer(parent, waits, Ok(results));
        }
        self.post_signal(Some(pid), parent, Signal::CHLD);
        self.note_descendants(parent);
    }

    /// Of a child that has ended nothing remains, since its parent ignores SIGCHLD. If it waits, it learns that there is
    /// none to wait for any more.
    fn remove_unasked(&mut self, parent: Pid, child: Pid) {
        self.table.remove(child);
        let process = self.table.living_mut(parent).expect("looked at just now");
        process.children.remove(&child);
        process.ended_children.remove(&child);
        let is_last = process.children.is_empty();
        let is_over = |wait: &Wait| match wait {
            Wait::Child { pid: None, .. } => is_last,
            Wait::Child { pid: Some(wanted), .. } => *wanted == child,
            _ => false,
        };
        let wait = process.waits().find(|wait| is_over(wait)).cloned();
        if let Some(Wait::Child { deadline, .. }) = wait {
            deadline.into_iter().for_each(|key| self.timers.cancel(key));
            self.answer(parent, is_over, Err(NO_CHILDREN.to_vec().into()));
        }
    }

    /// Who waits for all its descendants goes on when it has no child that has not ended.
    fn note_descendants(&mut self, pid: Pid) {
        let Some(process) = self.table.living(pid) else { return };
        if process.waits().any(|wait| *wait == Wait::Descendants) && !self.has_descendants(pid) {
            self.answer(pid, |wait| *wait == Wait::Descendants, Ok(Vec::new()));
        }
    }

    /// Whether any child of a process has not ended; those of one that has ended are children of process 1.
    pub(super) fn has_descendants(&self, pid: Pid) -> bool {
        self.table.living(pid).is_some_and(|process| process.children.len() > process.ended_children.len())
    }

    /// `wait`
    pub(super) fn wait_for_child(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let wanted = given.optional_integer(0)?.map(pid_of).transpose()?;
        let process = self.table.living(pid).expect("it has just asked");
        if let Some(wanted) = wanted
            && !process.children.contains(&wanted)
        {
            return Err(format!("No such child: {wanted}").into_bytes());
        }
        if process.children.is_empty() {
            return Err(NO_CHILDREN.to_vec());
        }
        let ended = match wanted {
            Some(wanted) => Some(wanted).filter(|wanted| process.ended_children.contains(wanted)),
            None => process.ended_children.first().copied(),
        };
        if let Some(child) = ended {
            return Ok(Performed::Answer(self.reap_child(pid, child)));
        }
        let until = given.optional_seconds(1)?.map(|seconds| now.saturating_add(ticks(seconds)));
        let deadline = until.map(|until| self.timers.add(until, Due::Wait(pid)));
        Ok(Performed::Wait(Wait::Child { pid: wanted, deadline }))
    }

    /// `p:forget`: nobody asks any more how a child ends, and its record goes with it.
    pub(super) fn disown(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let child = pid_of(given.integer(0)?)?;
        let process = self.table.living_mut(pid).expect("it has just asked");
        if process.children.contains(&child) {
            if self.table.living(child).is_none() {
                self.reap_child(pid, child);
            } else {
                self.table.living_mut(pid).expect("it has just asked").children.remove(&child);
                self.table.living_mut(child).expect("looked at just now").parent = None;
                self.note_descendants(pid);
            }
        }
        Ok(Performed::Answer(Vec::new()))
    }

    /// Removes the record of a child that has ended; gives its PID, exit code and reason.
    fn reap_child(&mut self, parent: Pid, child: Pid) -> Vec<Message> {
        if let Some(process) = self.table.living_mut(parent) {
            process.children.remove(&child);
            process.ended_children.remove(&child);
            process.mailbox.forget_end_of(child);
        }
        let process = self.table.remove(child).expect("a child that was not waited for has a record");
        let code = process.exit().map_or(0, Exit::code);
        let signal = match process.exit() {
            Some(Exit::Killed) => Message::Integer(Signal::KILL.number().into()),
            Some(Exit::Signalled(signal)) => Message::Integer(signal.number().into()),
            _ => Message::Nil,
        };
        vec![Message::Process(child), Message::Integer(code.into()), reason_of(&process).into(), signal]
    }
}

fn reason_of(process: &Process) -> Vec<u8> {
    match process.exit() {
        Some(Exit::Failed(failure)) => failure.message.clone(),
        Some(exit) => exit.to_string().into_bytes(),
        None => Vec::new(),
    }
}
