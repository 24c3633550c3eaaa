//! Effects carried out: in the order of the round, after all its slices.
//!
//! What a process asked for that changes others happens where its effects do; questions about others are answered when
//! all effects of the round have been carried out.

use tidelock_vm::ProcessCall;

use super::effects::{Effect, OutgoingCall};
use super::event::Event;
use super::guest::{Answer, CallError, SystemRequest};
use super::inspect::{Question, is_question};
use super::names::Endpoint;
use super::pipes::{Place, stream_of};
use super::process::Pid;
use super::rounds::ProcessManager;
use super::rpc::{Call, Cid};
use super::serve::{Given, error, pid_of};
use super::timers::Due;
use super::trace::Trace;
use super::wait::Wait;
use crate::manager::clock::{seconds, ticks};
use crate::message::{ContextId, Message};

/// What became of a call that was waiting for the end of the round.
pub(super) enum Performed {
    Answer(Vec<Message>),
    Wait(Wait),
    /// The process is another now, or has ended.
    Nothing,
}

pub(super) type PerformResult = Result<Performed, Vec<u8>>;

pub(super) fn answer(message: impl Into<Message>) -> PerformResult {
    Ok(Performed::Answer(vec![message.into()]))
}

fn done() -> PerformResult {
    Ok(Performed::Answer(Vec::new()))
}

impl ProcessManager {
    /// Carries out what a process's slice did, in order.
    pub(super) fn commit(&mut self, pid: Pid, effects: &mut Vec<Effect>, questions: &mut Vec<Question>) {
        for effect in effects.drain(..) {
            match effect {
                // Of the room in its own mailbox a process was promised nothing.
                Effect::Send { to, event, bytes } if to == pid => {
                    self.deliver_sized(to, event, bytes);
                }
                Effect::Send { to, event, bytes } => self.keep_promise(to, event, bytes),
                Effect::Call(call) => self.place_call(pid, call),
                Effect::Answer { to: (caller, cid), result } => self.give_answer(caller, cid, result),
                Effect::Timer { id, at, is_alarm } => self.set_timer(pid, id, at, is_alarm),
                Effect::Unhandled { signal } => {
                    self.post_signal(None, pid, signal);
                }
                Effect::Deadline { until } => self.set_deadline(pid, until),
                Effect::Request { request, now } => self.begin_request(pid, request, now, questions),
            }
        }
    }

    fn begin_request(&mut self, pid: Pid, request: SystemRequest, now: u64, questions: &mut Vec<Question>) {
        // What it sent and answered before its end counts; what it still wanted for itself doesn't.
        if !self.awaits_round(pid) {
            return;
        }
        let Some(call) = ProcessCall::from_number(request.number) else {
            let place = self.table.living(pid).and_then(|process| stream_of(process, &request));
            let performed = self.use_stream(pid, place.unwrap_or(Place::Closed), request);
            return self.conclude(pid, performed);
        };
        if is_question(call) {
            questions.push(Question { pid, request });
            return;
        }
        let performed = self.perform(pid, &Given { call, arguments: &request.arguments }, now);
        self.conclude(pid, performed);
    }

    /// Answers what was asked in this round.
    pub(super) fn answer_questions(&mut self, questions: Vec<Question>) {
        for Question { pid, request } in questions {
            if !self.awaits_round(pid) {
                continue;
            }
            let call = ProcessCall::from_number(request.number).expect("served by its process");
            let performed = self.answer_question(pid, &Given { call, arguments: &request.arguments });
            self.conclude(pid, performed);
        }
    }

    /// Whether a process still wants what it asked for in this round: a signal may have ended it, or made it begin its end.
    pub(super) fn awaits_round(&self, pid: Pid) -> bool {
        self.table.living(pid).is_some_and(|process| process.waits().any(|wait| *wait == Wait::Round))
    }

    fn conclude(&mut self, pid: Pid, performed: PerformResult) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let taken = match performed {
            Ok(Performed::Answer(results)) => process.transition_to_answered(|wait| *wait == Wait::Round, Ok(results)),
            Ok(Performed::Wait(wait)) => process.transition_to_waiting_longer(wait),
            Ok(Performed::Nothing) => true,
            Err(message) => process.transition_to_answered(|wait| *wait == Wait::Round, Err(message.into())),
        };
        assert!(taken, "a call is carried out once");
        self.note_state(pid);
    }

    /// Answers a process that waits, if it waits for this.
    pub(super) fn answer(&mut self, pid: Pid, wants: impl Fn(&Wait) -> bool, answer: Answer) -> bool {
        let Some(process) = self.table.living_mut(pid) else { return false };
        let taken = process.transition_to_answered(wants, answer);
        if taken {
            self.note_state(pid);
        }
        taken
    }

    /// Room that was promised to the sender of an event is taken.
    fn keep_promise(&mut self, to: Pid, event: Event, bytes: usize) {
        if let Some(process) = self.table.living_mut(to) {
            let (events, total) = &mut process.promised;
            (*events, *total) = (*events - 1, *total - bytes);
        }
        self.deliver_sized(to, event, bytes);
    }

    fn set_deadline(&mut self, pid: Pid, until: u64) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let key = self.timers.add(until, Due::Wait(pid));
        if !process.set_deadline(key) {
            self.timers.cancel(key);
        }
    }

    // --- events ---

    /// Puts an event into a process's mailbox, whatever its limits, or gives it to the process if it waits for it. Says
    /// whether there is such a process.
    pub(super) fn deliver(&mut self, to: Pid, event: Event) -> bool {
        let bytes = event.bytes();
        self.deliver_sized(to, event, bytes)
    }

    /// The same, of an event of known size.
    fn deliver_sized(&mut self, to: Pid, event: Event, bytes: usize) -> bool {
        let sender = match &event {
            Event::Remote { sender, data, .. } => Some((*sender, std::slice::from_ref(data))),
            Event::Call { caller, arguments, .. } => Some((*caller, arguments.as_slice())),
            Event::Answer { result: Ok(results), .. } => Some((None, results.as_slice())),
            _ => None,
        };
        if self.table.living(to).is_none() {
            return false;
        }
        if let Some((_, messages)) = sender {
            self.grant_contexts(to, messages);
        }
        self.settings.tracing.record(Trace::Event { to, event: &event });
        let process = self.table.living_mut(to).expect("looked at just now");
        process.mailbox.push(event, bytes);
        process.usage.events_received += 1;
        self.offer(to);
        self.note_state(to);
        true
    }

    /// Gives a process the event it waits for, if that has come.
    pub(super) fn offer(&mut self, pid: Pid) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let wanted = process.waits().find_map(|wait| match wait {
            Wait::Event { filter, shape, deadline } if process.mailbox.peek(filter).is_some() => {
                Some((filter.clone(), *shape, *deadline))
            }
            _ => None,
        });
        let Some((filter, shape, deadline)) = wanted else { return };
        let event = process.mailbox.take(&filter).expect("seen just now");
        let waits = |wait: &Wait| matches!(wait, Wait::Event { filter: other, deadline: at, .. } if *other == filter && *at == deadline);
        let taken = process.transition_to_answered(waits, Ok(shape.of(event)));
        assert!(taken, "it waits for it");
        if let Some(key) = deadline {
            self.timers.cancel(key);
        }
        self.note_state(pid);
    }

    /// Lets a process use the contexts in what it receives.
    pub(super) fn grant_contexts(&mut self, to: Pid, messages: &[Message]) {
        let mut contexts = Vec::new();
        messages.iter().for_each(|message| message.each_context(&mut |context| contexts.push(context)));
        for id in contexts {
            let Some(context) = self.names.contexts.get_mut(&id) else { continue };
            let owner = context.owner;
            if context.users.insert(to) {
                if let Some(process) = self.table.living_mut(to) {
                    process.contexts.insert(id);
                }
                self.deliver(owner, Event::Open { context: id, pid: to });
            }
        }
    }

    // --- calls ---

    fn place_call(&mut self, caller: Pid, call: OutgoingCall) {
        let OutgoingCall { cid, context, name, arguments, now, until } = call;
        // It may have been taken back, or its caller may be gone.
        let is_wanted = self.table.living(caller).is_some_and(|process| process.calls.get(cid).is_some());
        if !is_wanted {
            return;
        }
        let endpoint = self.names.endpoint(context, &name);
        let mut tell =
            |callee| self.settings.tracing.record(Trace::Call { caller: (caller, cid), callee, name: &name });
        if !matches!(endpoint, Some(Endpoint::Process(_))) {
            tell(None);
        }
        match endpoint {
            None => {
                let name = String::from_utf8_lossy(&name);
                self.fail_call(caller, cid, format!("no process answers calls of '{name}'"));
            }
            Some(Endpoint::Alarm) => self.set_call_alarm(caller, cid, &arguments, now, until),
            Some(Endpoint::Host(number)) => {
                let result = self.call_host_function(number, caller, &arguments);
                self.give_answer(caller, cid, result);
            }
            Some(Endpoint::Process(callee)) => {
                let deadline = until.map(|until| self.timers.add(until, Due::CallTimeout(caller, cid)));
                let Some(process) = self.table.living_mut(callee) else {
                    unreachable!("the bindings of process {callee} went with it")
                };
                let number = process.calls.next_cid();
                tell(Some((callee, number)));
                let event = Event::Call { cid: number, context, name, caller: Some(caller), arguments };
                if process.events_free() == 0 || process.bytes_free() < event.bytes() {
                    if let Some(key) = deadline {
                        self.timers.cancel(key);
                    }
                    return self.fail_call(caller, cid, format!("mailbox of process {callee} full"));
                }
                process.calls.insert(number, Call::In { caller: Some((caller, cid)) });
                let record = self.table.living_mut(caller).and_then(|process| process.calls.get_mut(cid));
                let Some(Call::Out { callee: to, deadline: until, .. }) = record else {
                    unreachable!("looked at above")
                };
                (*to, *until) = (Some((callee, number)), deadline);
                self.deliver(callee, event);
            }
        }
    }

    fn set_call_alarm(&mut self, caller: Pid, cid: Cid, arguments: &[Message], since: u64, until: Option<u64>) {
        let seconds = arguments.first().and_then(Message::as_float).filter(|seconds| !seconds.is_nan());
        let Some(seconds) = seconds else {
            return self.fail_call(caller, cid, "bad argument #1 to 'alarm' (seconds expected)".to_owned());
        };
        let at = since.saturating_add(ticks(seconds));
        let is_timeout = until.is_some_and(|until| until < at);
        let at = self.timers.add(at.min(until.unwrap_or(at)), Due::CallAlarm(caller, cid));
        let process = self.table.living_mut(caller).expect("it has just called");
        process.calls.remove(cid);
        process.calls.insert(cid, Call::Alarm { since, at, is_timeout });
    }

    fn fail_call(&mut self, caller: Pid, cid: Cid, message: String) {
        self.give_answer(caller, cid, Err(message.into()));
    }

    /// Gives a caller its answer, if it still wants one.
    pub(super) fn give_answer(&mut self, caller: Pid, cid: Cid, result: Result<Vec<Message>, Message>) {
        let Some(process) = self.table.living_mut(caller) else { return };
        let (callee, deadline) = match process.calls.remove(cid) {
            Some(Call::Out { callee, deadline, .. }) => (callee, deadline),
            Some(Call::Alarm { at, .. }) => (None, Some(at)),
            Some(call @ Call::In { .. }) => {
                process.calls.insert(cid, call);
                return;
            }
            None => return,
        };
        self.settings.tracing.record(Trace::Answer { caller: (caller, cid), callee, is_ok: result.is_ok() });
        if let Some(key) = deadline {
            self.timers.cancel(key);
        }
        let waits = process.waits().any(|wait| *wait == Wait::Answer { cid });
        if !waits {
            self.deliver(caller, Event::Answer { cid, result });
            return;
        }
        if let Ok(results) = &result {
            self.grant_contexts(caller, results);
        }
        self.answer(caller, |wait| *wait == Wait::Answer { cid }, result.map_err(CallError::Value));
    }

    /// The caller no longer wants an answer: whoever works on it may go on, and what it answers is dropped.
    pub(super) fn take_back(&mut self, callee: Option<(Pid, Cid)>) {
        let Some((callee, cid)) = callee else { return };
        let call = self.table.living_mut(callee).and_then(|process| process.calls.get_mut(cid));
        if let Some(Call::In { caller }) = call {
            *caller = None;
        }
    }

    /// Nobody waits for the answer to a call any more.
    pub(super) fn take_call_back(&mut self, pid: Pid, cid: Cid) {
        let call = self.table.living_mut(pid).and_then(|process| process.calls.remove(cid));
        self.trace_cancel((pid, cid), call.as_ref());
        match call {
            Some(Call::Out { callee, deadline, .. }) => {
                if let Some(key) = deadline {
                    self.timers.cancel(key);
                }
                self.take_back(callee);
            }
            Some(Call::Alarm { at, .. }) => self.timers.cancel(at),
            // It has been answered in this very round: the answer is in the mailbox.
            _ => {}
        }
    }

    // --- requests ---

    fn perform(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        match given.call {
            ProcessCall::Bind => self.bind(pid, given),
            ProcessCall::Unbind => {
                let (name, context) = (given.bytes(0)?.to_vec(), given.optional_context(1)?);
                let process = self.table.living_mut(pid).expect("it has just asked");
                if !process.named.bindings.remove(&(context, name.clone())) {
                    let name = String::from_utf8_lossy(&name);
                    return error(format!("'{name}' is not bound to this process"));
                }
                self.names.unbind(context, &name);
                done()
            }
            ProcessCall::Cancel => {
                self.take_call_back(pid, given.cid(0)?);
                done()
            }
            ProcessCall::NewContext => {
                let process = self.table.living_mut(pid).expect("it has just asked");
                process.check_room_for_name()?;
                let context = self.names.new_context(pid);
                process.contexts.insert(context);
                process.named.contexts_made += 1;
                answer(context)
            }
            ProcessCall::Kill => self.kill_by_process(pid, given),
            ProcessCall::KillProcess => self.kill_by_manager(pid, given),
            ProcessCall::QueueEvent => {
                let event = Event::Queued { name: given.bytes(0)?.into(), params: given.message(1).clone() };
                if !self.has_room(pid, event.bytes()) {
                    return error("mailbox full");
                }
                self.deliver(pid, event);
                done()
            }
            ProcessCall::SendEvent => {
                let to = pid_of(given.integer(0)?)?;
                self.send_from(pid, to, given.bytes(1)?, given.message(2))
            }
            ProcessCall::SendServiceEvent => match self.names.services.get(given.bytes(0)?).copied() {
                Some(to) => self.send_from(pid, to, given.bytes(1)?, given.message(2)),
                None => answer(false),
            },
            ProcessCall::CancelTimer => {
                let id = u64::try_from(given.integer(0)?).unwrap_or(0);
                let process = self.table.living_mut(pid).expect("it has just asked");
                if let Some(key) = process.timers.remove(&id) {
                    self.timers.cancel(key);
                }
                done()
            }
            ProcessCall::SetUser => {
                let user = given.name(0)?;
                let process = self.table.living_mut(pid).expect("it has just asked");
                if &*process.identity.user != b"root" && &*process.identity.user != user {
                    return error("Permission denied");
                }
                process.identity.user = user.into();
                done()
            }
            ProcessCall::Nice => self.renice(pid, given),
            ProcessCall::Register => {
                let name = given.name(0)?;
                if let Some(&owner) = self.names.services.get(name) {
                    return answer(owner == pid);
                }
                let process = self.table.living_mut(pid).expect("it has just asked");
                process.check_room_for_name()?;
                process.named.services.insert(name.to_vec());
                self.names.services.insert(name.to_vec(), pid);
                answer(true)
            }
            ProcessCall::Wait => self.wait_for_child(pid, given, now),
            ProcessCall::Disown => self.disown(pid, given),
            ProcessCall::RunDescendants => {
                self.check_manages(pid)?;
                Ok(if self.has_descendants(pid) {
                    Performed::Wait(Wait::Descendants)
                } else {
                    Performed::Answer(vec![])
                })
            }
            ProcessCall::Spawn => self.spawn_by_process(pid, given),
            ProcessCall::LockMutex => self.lock_mutex(pid, given, now),
            ProcessCall::UnlockMutex => self.unlock_mutex(pid, given),
            ProcessCall::WaitSemaphore => self.wait_for_semaphore(pid, given, now),
            ProcessCall::PostSemaphore => self.post_semaphore(pid, given),
            ProcessCall::WaitNamedEvent => self.wait_for_named_event(pid, given, now),
            ProcessCall::SetNamedEvent => self.set_named_event(pid, given),
            ProcessCall::MakePipe => self.make_pipe(pid),
            ProcessCall::SpawnChild => self.spawn_child(pid, given),
            ProcessCall::WaitChild => self.wait_for_os_child(pid, given, now),
            ProcessCall::KillChild => self.kill_os_child(pid, given),
            ProcessCall::ChildInfo => self.inspect_os_child(pid, given),
            ProcessCall::ForgetChild => self.forget_os_child(pid, given),
            ProcessCall::SpawnFile => self.spawn_file(pid, given),
            ProcessCall::SetEnvironment => self.set_environment(pid, given),
            ProcessCall::Fork => self.fork_by_process(pid, given),
            ProcessCall::Replace => self.replace_program(pid, given),
            // The others are answered within the slice, or by the guest that makes them.
            other => error(format!("'{}' is none of the manager's calls", other.name())),
        }
    }

    fn bind(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let (name, context) = (given.name(0)?.to_vec(), given.optional_context(1)?);
        if self.names.endpoint(context, &name).is_some() {
            let name = String::from_utf8_lossy(&name);
            return error(format!("'{name}' is bound already"));
        }
        let process = self.table.living_mut(pid).expect("it has just asked");
        process.check_room_for_name()?;
        self.names.bind(context, &name, Endpoint::Process(pid));
        process.named.bindings.insert((context, name));
        done()
    }

    fn has_room(&self, pid: Pid, bytes: usize) -> bool {
        self.table.living(pid).is_some_and(|process| process.events_free() > 0 && process.bytes_free() >= bytes)
    }

    fn send_from(&mut self, from: Pid, to: Pid, name: &[u8], data: &Message) -> PerformResult {
        let event = Event::Remote { sender: Some(from), name: name.into(), data: data.clone() };
        if !self.has_room(to, event.bytes()) {
            return answer(false);
        }
        if let Some(process) = self.table.living_mut(from) {
            process.usage.messages_sent += 1;
        }
        answer(self.deliver(to, event))
    }

    fn set_timer(&mut self, pid: Pid, id: u64, at: u64, is_alarm: bool) {
        let Some(process) = self.table.living_mut(pid) else { return };
        let due = if is_alarm { Due::Alarm(pid, id) } else { Due::Timer(pid, id) };
        let key = self.timers.add(at, due);
        process.timers.insert(id, key);
        process.timers_begun -= 1;
    }

    /// Everything that is due happens.
    pub(super) fn fire_timers(&mut self) {
        let now = self.clock.ticks();
        self.settings.tracing.note_time(now);
        while let Some((key, due)) = self.timers.take_due(now) {
            match due {
                Due::Timer(pid, id) | Due::Alarm(pid, id) => {
                    let process = self.table.living_mut(pid).expect("the timers of a process go with it");
                    process.timers.remove(&id);
                    let is_timer = matches!(due, Due::Timer(..));
                    self.deliver(pid, if is_timer { Event::Timer { id } } else { Event::Alarm { id } });
                }
                Due::CallAlarm(pid, cid) => {
                    let process = self.table.living(pid).expect("the calls of a process go with it");
                    let Some(&Call::Alarm { since, is_timeout, .. }) = process.calls.get(cid) else {
                        unreachable!("an alarm is taken back with its timer")
                    };
                    let passed = seconds(now - since);
                    let passed = vec![Message::Float(passed)];
                    self.give_answer(pid, cid, if is_timeout { Err("timeout".into()) } else { Ok(passed) });
                }
                Due::CallTimeout(pid, cid) => {
                    let call = self.table.living(pid).and_then(|process| process.calls.get(cid));
                    let Some(Call::Out { callee, .. }) = call else {
                        unreachable!("an answered call takes its deadline with it")
                    };
                    let callee = *callee;
                    self.settings.tracing.record(Trace::Cancel { caller: (pid, cid), callee });
                    self.take_back(callee);
                    self.give_answer(pid, cid, Err("timeout".into()));
                }
                Due::Wait(pid) => {
                    let is_it = |wait: &Wait| match wait {
                        Wait::Event { deadline, .. }
                        | Wait::Child { deadline, .. }
                        | Wait::Lock { deadline, .. }
                        | Wait::Host { deadline, .. } => *deadline == Some(key),
                        _ => false,
                    };
                    let wait =
                        self.table.living(pid).and_then(|process| process.waits().find(|wait| is_it(wait)).cloned());
                    if let Some(Wait::Lock { kind, name, place, .. }) = wait {
                        self.locks.leave(kind, &name, place);
                    }
                    let taken = self.answer(pid, is_it, Ok(vec![Message::Nil, "timeout".into()]));
                    debug_assert!(taken, "who has been answered takes the deadline with it");
                }
            }
        }
    }

    fn renice(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let target = given.optional_integer(1)?.map_or(Ok(pid), pid_of)?;
        self.check_may_signal(pid, target)?;
        let asker_is_root = self.table.living(pid).is_some_and(|process| &*process.identity.user == b"root");
        let process = self.table.living_mut(target).expect("checked");
        if let Some(nice) = given.optional_integer(0)? {
            if !(-20..=19).contains(&nice) {
                return error(format!("bad argument #1 to 'nice' (found {nice}, expected -20 to 19)"));
            }
            if nice < i64::from(process.identity.nice) && !asker_is_root {
                return error("Permission denied");
            }
            process.identity.nice = nice as i8;
        }
        answer(i64::from(process.identity.nice))
    }

    /// A context that is gone.
    pub(super) fn drop_context(&mut self, id: ContextId) {
        for (name, endpoint) in self.names.unbind_all(id) {
            if let Endpoint::Process(pid) = endpoint
                && let Some(process) = self.table.living_mut(pid)
            {
                process.named.bindings.remove(&(Some(id), name));
            }
        }
        let Some(context) = self.names.contexts.remove(&id) else { return };
        for &user in context.users.iter().filter(|&&user| user != context.owner) {
            if let Some(process) = self.table.living_mut(user) {
                process.contexts.remove(&id);
            }
            self.deliver(user, Event::Close { context: id, pid: context.owner });
        }
    }
}
