//! What must hold between any two rounds, as a check: tests and campaigns ask after each.

use std::collections::BTreeMap;

use super::identity::environment_bytes;
use super::names::Endpoint;
use super::process::{Pid, Process, State};
use super::rounds::ProcessManager;
use super::rpc::{Call, Cid, TimerKey};
use super::timers::Due;
use super::wait::Wait;

type Held = Result<(), String>;

fn hold(condition: bool, what: impl FnOnce() -> String) -> Held {
    if condition { Ok(()) } else { Err(what()) }
}

impl ProcessManager {
    /// Checks that the records of all processes agree with each other: each call has its other side, no lock is lost, what
    /// has ended has nothing left, queues are within limits, and so on. Takes time proportional to all there is; for
    /// tests.
    ///
    /// # Errors
    ///
    /// The first thing found that doesn't hold.
    pub fn check_invariants(&self) -> Result<(), String> {
        for process in self.table.iter() {
            let pid = process.pid();
            self.check_process(process).map_err(|why| format!("process {pid}: {why}"))?;
        }
        for (key, due) in self.timers.iter() {
            let wanted = self.expects(key, due);
            hold(wanted, || format!("timer {key:?} for {due:?}, which nobody expects"))?;
        }
        self.check_names()?;
        self.locks.check(&self.table)?;
        self.pipes.check(&self.table)
    }

    fn check_process(&self, process: &Process) -> Held {
        let pid = process.pid();
        let is_running = process.state() == State::Running;
        hold(self.running.contains(&pid) == is_running, || format!("state {:?}, but not known so", process.state()))?;
        hold(process.promised == (0, 0), || format!("promised {:?} between rounds", process.promised))?;
        hold(process.effects.is_empty() && process.sent.is_empty(), || "effects between rounds".to_owned())?;
        let relatives_agree = process
            .parent()
            .is_none_or(|parent| self.table.living(parent).is_some_and(|parent| parent.children.contains(&pid)));
        hold(relatives_agree, || format!("its parent {:?} doesn't know it", process.parent()))?;
        for child in process.children() {
            let knows = self.table.get(child).is_some_and(|child| child.parent() == Some(pid));
            hold(knows, || format!("its child {child} doesn't know it"))?;
            let has_ended = self.table.living(child).is_none();
            let is_known = process.ended_children.contains(&child) == has_ended;
            hold(is_known, || format!("whether its child {child} has ended is known wrongly"))?;
        }
        if process.exit().is_some() {
            return self.check_ended(process);
        }
        let (names, most) = (process.names_used(), process.limits().names_max);
        hold(names <= most, || format!("{names} names, expected at most {most}"))?;
        let variables = &process.identity.environment;
        let is_counted = process.environment_bytes.is_none_or(|bytes| bytes == environment_bytes(variables));
        hold(is_counted, || format!("an environment noted as of {:?} bytes", process.environment_bytes))?;
        for (cid, call) in process.calls().iter() {
            self.check_call(pid, cid, call)?;
        }
        for (id, key) in &process.timers {
            hold(self.timers.get(*key).is_some(), || format!("timer {id} is in no queue"))?;
        }
        for wait in process.waits() {
            self.check_wait(wait)?;
        }
        // Those that nobody is asked for room for are few: timers, ends, contexts.
        let asked = |event: &&super::event::Event| {
            use super::event::Event::{Answer, Call, Queued, Remote};
            matches!(event, Call { .. } | Answer { .. } | Queued { .. } | Remote { .. })
        };
        let events = process.mailbox().iter().filter(asked).count() + process.calls().outgoing();
        let waits_for_answers = process.waits().filter(|wait| matches!(wait, Wait::Answer { .. })).count();
        let most = process.limits().mailbox_events_max + waits_for_answers;
        hold(events <= most, || format!("{events} events and calls, expected at most {most}"))
    }

    fn check_ended(&self, process: &Process) -> Held {
        let is_empty = process.mailbox().is_empty()
            && process.calls().iter().next().is_none()
            && process.timers.is_empty()
            && process.contexts.is_empty()
            && process.names_used() == 0
            && process.children().next().is_none()
            && process.waits().next().is_none()
            && process.guest.is_none();
        hold(is_empty, || "it has ended, but something of it remains".to_owned())?;
        hold(process.parent().is_some() || !process.was_inherited, || "it has ended, and nobody will ask".to_owned())
    }

    fn check_call(&self, pid: Pid, cid: Cid, call: &Call) -> Held {
        match *call {
            Call::In { caller: None } => Ok(()),
            Call::In { caller: Some((caller, number)) } => {
                let other = self.table.living(caller).and_then(|process| process.calls().get(number));
                let agrees = matches!(other, Some(Call::Out { callee: Some(callee), .. }) if *callee == (pid, cid));
                hold(agrees, || format!("call {} of process {caller} here as {}: there {other:?}", number.0, cid.0))
            }
            Call::Out { callee: None, .. } => Err(format!("call {} has not been placed", cid.0)),
            Call::Out { callee: Some((callee, number)), deadline, .. } => {
                let other = self.table.living(callee).and_then(|process| process.calls().get(number));
                let agrees = matches!(other, Some(Call::In { caller: Some(caller) }) if *caller == (pid, cid));
                hold(agrees, || format!("call {} to process {callee}: there {other:?}", cid.0))?;
                hold(deadline.is_none_or(|key| self.timers.get(key) == Some(Due::CallTimeout(pid, cid))), || {
                    format!("the deadline of call {} is in no queue", cid.0)
                })
            }
            Call::Alarm { at, .. } => hold(self.timers.get(at) == Some(Due::CallAlarm(pid, cid)), || {
                format!("the alarm of call {} is in no queue", cid.0)
            }),
        }
    }

    fn check_wait(&self, wait: &Wait) -> Held {
        match wait {
            Wait::Round => Err("it waits for the end of the round between rounds".to_owned()),
            Wait::Event { deadline, .. }
            | Wait::Child { deadline, .. }
            | Wait::Lock { deadline, .. }
            | Wait::Host { deadline, .. } => hold(deadline.is_none_or(|key| self.timers.get(key).is_some()), || {
                format!("the deadline of {wait:?} is in no queue")
            }),
            _ => Ok(()),
        }
    }

    /// Whether somebody waits for what a timer will do.
    fn expects(&self, key: TimerKey, due: Due) -> bool {
        match due {
            Due::Timer(pid, id) | Due::Alarm(pid, id) => {
                self.table.living(pid).is_some_and(|process| process.timers.get(&id) == Some(&key))
            }
            Due::CallAlarm(pid, cid) => self.table.living(pid).is_some_and(|process| {
                matches!(process.calls().get(cid), Some(Call::Alarm { at, .. }) if *at == key)
            }),
            Due::CallTimeout(pid, cid) => self.table.living(pid).is_some_and(|process| {
                matches!(process.calls().get(cid), Some(Call::Out { deadline, .. }) if *deadline == Some(key))
            }),
            Due::Wait(pid) => self.table.living(pid).is_some_and(|process| {
                process.waits().any(|wait| match wait {
                    Wait::Event { deadline, .. } | Wait::Child { deadline, .. } | Wait::Lock { deadline, .. } | Wait::Host { deadline, .. } => {
                        *deadline == Some(key)
                    }
                    _ => false,
                })
            }),
        }
    }

    fn check_names(&self) -> Held {
        // Endpoints, services and contexts, as the processes count them and as they are.
        let mut counts = BTreeMap::<Pid, [usize; 3]>::new();
        for ((context, name), endpoint) in self.names.endpoints() {
            let Endpoint::Process(pid) = endpoint else { continue };
            let binding = (*context, name.clone());
            let knows = self.table.living(*pid).is_some_and(|process| process.named.bindings.contains(&binding));
            hold(knows, || format!("process {pid} doesn't know that {binding:?} is bound to it"))?;
            counts.entry(*pid).or_default()[0] += 1;
        }
        for (name, &pid) in &self.names.services {
            let knows = self.table.living(pid).is_some_and(|process| process.named.services.contains(name));
            hold(knows, || format!("process {pid} doesn't know of its service {name:?}"))?;
            counts.entry(pid).or_default()[1] += 1;
        }
        for (id, context) in &self.names.contexts {
            counts.entry(context.owner).or_default()[2] += 1;
            for &user in context.users.iter().chain([&context.owner]) {
                let has = self.table.living(user).is_some_and(|process| process.contexts.contains(id));
                hold(has, || format!("process {user} doesn't have {id:?}, which it may use"))?;
            }
        }
        for process in self.table.iter() {
            let (pid, named) = (process.pid(), &process.named);
            let noted = [named.bindings.len(), named.services.len(), named.contexts_made];
            let found = counts.get(&pid).copied().unwrap_or_default();
            hold(noted == found, || {
                format!("process {pid} has {found:?} endpoints, services and contexts, not {noted:?}")
            })?;
        }
        Ok(())
    }
}
