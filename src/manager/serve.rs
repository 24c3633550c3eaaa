//! System calls as the slice that makes them sees them: what can be answered from the process's own state is answered at
//! once; what changes others is noted as an effect; what depends on others waits for the end of the round.

use tidelock_vm::{ProcessCall, SystemCall};

use super::clock::{Clock, seconds, ticks};
use super::effects::{Effect, OutgoingCall};
use super::event::{Event, Filter};
use super::guest::SystemRequest;
use super::identity::limits_of_call;
use super::pipes::stream_of;
use super::process::{Pid, Process};
use super::rpc::{Call, Cid};
use super::signal::Signal;
use super::table::Rooms;
use super::wait::{Shape, Wait};
use crate::host::{HostError, errno};
use crate::message::{ContextId, Message};

/// What a slice sees of the world: as it was when the round began.
pub(super) struct View<'a> {
    pub(super) rooms: &'a Rooms,
    pub(super) clock: Clock,
    /// How many run in this round: each may fill this part of the room that is left in a mailbox, and be sure of it.
    pub(super) running: usize,
}

/// What became of a system call.
#[derive(Debug, PartialEq)]
pub(super) enum Served {
    /// The process has its answer, or waits.
    Done,
    /// It is for the host, which is not asked before those with lower numbers in this round have asked it.
    Host(SystemRequest),
}

type Error = Vec<u8>;

pub(super) fn error<T>(text: impl Into<String>) -> Result<T, Error> {
    Err(text.into().into_bytes())
}

/// What a call answers, or that the process waits for the end of the round.
enum Local {
    Answer(Vec<Message>),
    Request,
    Wait(Wait),
}

impl Process {
    /// Serves a system call made `slice_ticks` into the slice.
    pub(super) fn serve(&mut self, request: SystemRequest, view: &View<'_>, slice_ticks: u64) -> Served {
        self.usage.system_calls += 1;
        if let Some(call) = ProcessCall::from_number(request.number) {
            let now = view.clock.ticks() + slice_ticks;
            let checked = self.check_messages(call, &request.arguments);
            match checked.and_then(|()| self.serve_locally(call, &request.arguments, view, now)) {
                Ok(Local::Answer(results)) => self.answer_at_once(Ok(results)),
                Ok(Local::Wait(wait)) => {
                    assert!(self.transition_to_waiting(wait), "only a running process makes calls")
                }
                Ok(Local::Request) => {
                    assert!(self.transition_to_waiting(Wait::Round), "only a running process makes calls");
                    self.effects.push(Effect::Request { request, now });
                }
                Err(message) => self.answer_at_once(Err(message.into())),
            }
            return Served::Done;
        }
        if stream_of(self, &request).is_some() {
            assert!(self.transition_to_waiting(Wait::Round), "only a running process makes calls");
            self.effects.push(Effect::Request { request, now: 0 });
            return Served::Done;
        }
        let answer = match SystemCall::from_number(request.number) {
            None => Err(format!("no system call has the number {}", request.number).into_bytes().into()),
            Some(SystemCall::Entropy) => Ok(draw_entropy(&mut self.entropy)),
            Some(SystemCall::Time) if !view.clock.is_real() => Ok(vec![Message::Integer(view.clock.time(slice_ticks))]),
            Some(SystemCall::Clock) if !view.clock.is_real() => {
                Ok(vec![Message::Float(view.clock.seconds(slice_ticks))])
            }
            Some(_) => return Served::Host(request),
        };
        self.answer_at_once(answer);
        Served::Done
    }

    /// Has the host answer.
    pub(super) fn serve_by_host(&mut self, request: &SystemRequest) {
        let call = SystemCall::from_number(request.number).expect("it is one for the host");
        let bytes_max = self.limits().memory_bytes_max;
        let opens = matches!(call, SystemCall::Open | SystemCall::OpenPipe | SystemCall::TemporaryFile);
        if opens && self.check_room_for_handles(1).is_err() {
            let full = HostError::new("Too many open files", errno::EMFILE);
            return self.answer_at_once(Ok(vec![Message::Nil, full.message.into(), full.code.into()]));
        }
        let answer = self.host.answer(call, &request.arguments, bytes_max);
        match (call, answer.as_deref()) {
            (_, Ok([Message::Integer(handle)])) if opens => {
                self.streams.files.insert(*handle);
            }
            // It is closed, whatever came of that.
            (SystemCall::Close, _) => {
                let handle = request.arguments.first().and_then(Message::as_integer);
                handle.map(|handle| self.streams.files.remove(&handle));
            }
            _ => {}
        }
        self.answer_at_once(answer);
    }

    fn serve_locally(
        &mut self,
        call: ProcessCall,
        arguments: &[Message],
        view: &View<'_>,
        now: u64,
    ) -> Result<Local, Error> {
        let given = Given { call, arguments };
        self.check_contexts(arguments)?;
        let one = |message: Message| Ok(Local::Answer(vec![message]));
        match call {
            ProcessCall::Signals => {
                let pair = |signal: &Signal| (signal.name().into(), Message::Integer(signal.number().into()));
                one(Message::Map(Signal::ALL.iter().map(pair).collect()))
            }
            ProcessCall::GetPid => one(Message::Process(self.pid())),
            ProcessCall::GetParent => one(self.parent().map_or(Message::Nil, Message::Process)),
            ProcessCall::GetName => one(self.name().into()),
            ProcessCall::GetUser => one(self.identity.user.to_vec().into()),
            ProcessCall::ProcessClock => one(Message::Float(seconds(self.usage.ticks))),
            ProcessCall::GetEnvironment => one(self.environment(&given)?),
            ProcessCall::Signal => self.set_handled(&given),
            ProcessCall::Pull => {
                let until = given.optional_seconds(0)?;
                self.receive(Filter::Any, Shape::Table, until, now)
            }
            ProcessCall::PullEvent => {
                let filter = given.optional_bytes(0)?.map_or(Filter::Any, |name| Filter::Named(name.to_vec()));
                let until = given.optional_seconds(1)?;
                self.receive(filter, Shape::NameAndParams, until, now)
            }
            ProcessCall::PeekEvent => {
                let filter = given.optional_bytes(0)?.map_or(Filter::Any, |name| Filter::Named(name.to_vec()));
                let event = self.mailbox.peek(&filter).cloned();
                Ok(Local::Answer(event.map_or(vec![Message::Nil], |event| Shape::NameAndParams.of(event))))
            }
            ProcessCall::ReceiveEvent => {
                let pid = given.optional_integer(0)?.map(pid_of).transpose()?;
                let filter = Filter::Remote(pid, given.optional_bytes(1)?.map(<[u8]>::to_vec));
                let until = given.optional_seconds(2)?;
                self.receive(filter, Shape::Remote, until, now)
            }
            ProcessCall::QueueEvent => self.queue_event(&given, view),
            ProcessCall::SendEvent => self.send_event(&given, view),
            ProcessCall::Call | ProcessCall::Rpc => self.begin_call(&given, view, now),
            ProcessCall::Answer => self.answer_call(&given),
            ProcessCall::Cancel => self.cancel_call(&given),
            _ => Ok(Local::Request),
        }
    }

    /// What a guest asks for that doesn't hold its messages to the limits itself.
    fn check_messages(&self, call: ProcessCall, arguments: &[Message]) -> Result<(), Error> {
        if self.guest.as_ref().is_none_or(|guest| guest.checks_messages()) {
            return Ok(());
        }
        let limits = limits_of_call(call, self.limits().of_messages());
        arguments.iter().try_for_each(|message| message.check(&limits)).or_else(|why| error(why.to_string()))
    }

    /// Only what a process has can it pass on, or use.
    fn check_contexts(&self, arguments: &[Message]) -> Result<(), Error> {
        let mut missing = None;
        for message in arguments {
            message.each_context(&mut |context| {
                if !self.contexts.contains(&context) {
                    missing = Some(context);
                }
            });
        }
        match missing {
            Some(context) => error(format!("context {} is not this process's, or is gone", context.number())),
            None => Ok(()),
        }
    }

    fn environment(&self, given: &Given<'_>) -> Result<Message, Error> {
        let variables = &self.identity.environment;
        Ok(match given.optional_bytes(0)? {
            Some(name) => variables.get(name).map_or(Message::Nil, |value| value.as_slice().into()),
            None => {
                let pair = |(name, value): (&Vec<u8>, &Vec<u8>)| (name.as_slice().into(), value.as_slice().into());
                Message::Map(variables.iter().map(pair).collect())
            }
        })
    }

    fn set_handled(&mut self, given: &Given<'_>) -> Result<Local, Error> {
        let signal = given.signal(0)?;
        if !signal.can_be_handled() {
            return error(format!("{signal} can't be handled"));
        }
        let former = match signal {
            _ if self.handled.has(signal) => true.into(),
            _ if self.ignored.has(signal) => false.into(),
            _ => Message::Nil,
        };
        let is_ignored = *given.message(1) == Message::Boolean(false);
        self.handled.set(signal, given.message(1).is_truthy());
        self.ignored.set(signal, is_ignored);
        if is_ignored {
            self.signalled.set(signal, false);
        }
        Ok(Local::Answer(vec![former]))
    }

    /// The next event that `filter` wants, or the wait for it.
    fn receive(&mut self, filter: Filter, shape: Shape, seconds: Option<f64>, now: u64) -> Result<Local, Error> {
        if let Some(event) = self.mailbox.take(&filter) {
            return Ok(Local::Answer(shape.of(event)));
        }
        if let Some(seconds) = seconds {
            self.effects.push(Effect::Deadline { until: now.saturating_add(ticks(seconds)) });
        }
        Ok(Local::Wait(Wait::Event { filter, shape, deadline: None }))
    }

    // --- sending ---

    /// Whether a process's share of the room in a mailbox has room for one more event of so many bytes; if so, it is taken.
    fn takes_room(&mut self, to: Pid, room: (usize, usize), bytes: usize, view: &View<'_>) -> bool {
        let at = self.sent.iter().position(|&(receiver, ..)| receiver == to).unwrap_or_else(|| {
            self.sent.push((to, 0, 0));
            self.sent.len() - 1
        });
        let (_, events, total) = &mut self.sent[at];
        let fits = *events < room.0 / view.running && *total + bytes <= room.1 / view.running;
        if fits {
            (*events, *total) = (*events + 1, *total + bytes);
        }
        fits
    }

    fn own_room(&mut self, bytes: usize, view: &View<'_>) -> bool {
        let pid = self.pid();
        // As it was when the round began, which others rely on.
        let room = view.rooms.get(&pid).copied().unwrap_or_default();
        self.takes_room(pid, room, bytes, view)
    }

    fn queue_event(&mut self, given: &Given<'_>, view: &View<'_>) -> Result<Local, Error> {
        let event = Event::Queued { name: given.bytes(0)?.to_vec(), params: given.message(1).clone() };
        self.receive_own(event, view)
    }

    /// An event of its own comes at once.
    fn receive_own(&mut self, event: Event, view: &View<'_>) -> Result<Local, Error> {
        if !self.own_room(event.bytes(), view) {
            return Ok(Local::Request);
        }
        self.mailbox.push(event);
        self.usage.events_received += 1;
        Ok(Local::Answer(Vec::new()))
    }

    fn send_event(&mut self, given: &Given<'_>, view: &View<'_>) -> Result<Local, Error> {
        let Ok(to) = pid_of(given.integer(0)?) else { return Ok(Local::Answer(vec![false.into()])) };
        let event =
            Event::Remote { sender: Some(self.pid()), name: given.bytes(1)?.to_vec(), data: given.message(2).clone() };
        if to == self.pid() {
            return self.receive_own(event, view).map(|local| match local {
                Local::Answer(_) => Local::Answer(vec![true.into()]),
                other => other,
            });
        }
        let Some(&room) = view.rooms.get(&to) else {
            return Ok(Local::Answer(vec![false.into()]));
        };
        if !self.takes_room(to, room, event.bytes(), view) {
            return Ok(Local::Request);
        }
        self.usage.messages_sent += 1;
        if to == self.pid() {
            // As what it queues: nobody has to be promised room for what is there at once.
            self.mailbox.push(event);
            self.usage.events_received += 1;
        } else {
            self.effects.push(Effect::Send { to, event });
        }
        Ok(Local::Answer(vec![true.into()]))
    }

    // --- calls ---

    fn begin_call(&mut self, given: &Given<'_>, view: &View<'_>, now: u64) -> Result<Local, Error> {
        let waits = given.call == ProcessCall::Rpc;
        let timeout = given.optional_seconds(1)?;
        let call = OutgoingCall {
            cid: Cid(0),
            context: given.optional_context(0)?,
            name: given.bytes(2)?.to_vec(),
            arguments: given.rest(3),
            now,
            until: timeout.map(|timeout| now.saturating_add(ticks(timeout))),
        };
        // Its answer has a place in the mailbox from the beginning; who waits for it needs none.
        if !waits && !self.own_room(0, view) {
            return error("mailbox full: no room for the answers of more calls");
        }
        let cid = self.calls.next_cid();
        self.calls.insert(cid, Call::Out { callee: None, deadline: None });
        self.usage.messages_sent += 1;
        self.effects.push(Effect::Call(OutgoingCall { cid, ..call }));
        Ok(if waits { Local::Wait(Wait::Answer { cid }) } else { Local::Answer(vec![Message::Integer(cid.0 as i64)]) })
    }

    fn answer_call(&mut self, given: &Given<'_>) -> Result<Local, Error> {
        let cid = given.cid(0)?;
        if !matches!(self.calls.get(cid), Some(Call::In { .. })) {
            return error(format!("no call {} awaits an answer of this process", cid.0));
        }
        let Some(Call::In { caller }) = self.calls.remove(cid) else { unreachable!("looked at just now") };
        let results = given.rest(2);
        let result = if given.message(1).is_truthy() {
            Ok(results)
        } else {
            Err(results.into_iter().next().unwrap_or(Message::Nil))
        };
        if let Some(to) = caller {
            self.usage.messages_sent += 1;
            self.effects.push(Effect::Answer { to, result });
        }
        Ok(Local::Answer(Vec::new()))
    }

    fn cancel_call(&mut self, given: &Given<'_>) -> Result<Local, Error> {
        let cid = given.cid(0)?;
        match self.calls.get(cid) {
            Some(Call::Out { .. } | Call::Alarm { .. }) => Ok(Local::Request),
            _ => error(format!("this process has no call {} that awaits an answer", cid.0)),
        }
    }
}

/// The answer to `Entropy`: two numbers of the generator (splitmix64) that has this state.
pub fn draw_entropy(state: &mut u64) -> Vec<Message> {
    let mut draw = || {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Message::Integer((z ^ (z >> 31)) as i64)
    };
    vec![draw(), draw()]
}

/// A number as that of a process.
pub(super) fn pid_of(number: i64) -> Result<Pid, Error> {
    match u32::try_from(number) {
        Ok(number) => Ok(Pid::new(number)),
        Err(_) => error(format!("No such process: {number}")),
    }
}

/// The arguments of a call.
pub(super) struct Given<'a> {
    pub(super) call: ProcessCall,
    pub(super) arguments: &'a [Message],
}

impl<'a> Given<'a> {
    pub(super) fn message(&self, i: usize) -> &'a Message {
        self.arguments.get(i).unwrap_or(&Message::Nil)
    }

    pub(super) fn bad<T>(&self, i: usize, expected: &str) -> Result<T, Error> {
        let (name, found) = (self.call.name(), self.message(i).type_name());
        error(format!("bad argument #{} to '{name}' ({expected} expected, got {found})", i + 1))
    }

    pub(super) fn integer(&self, i: usize) -> Result<i64, Error> {
        self.message(i).as_integer().map_or_else(|| self.bad(i, "integer"), Ok)
    }

    pub(super) fn optional_integer(&self, i: usize) -> Result<Option<i64>, Error> {
        if *self.message(i) == Message::Nil { Ok(None) } else { self.integer(i).map(Some) }
    }

    pub(super) fn bytes(&self, i: usize) -> Result<&'a [u8], Error> {
        self.message(i).as_bytes().map_or_else(|| self.bad(i, "string"), Ok)
    }

    pub(super) fn optional_bytes(&self, i: usize) -> Result<Option<&'a [u8]>, Error> {
        if *self.message(i) == Message::Nil { Ok(None) } else { self.bytes(i).map(Some) }
    }

    /// A number of seconds; negative ones are as good as none.
    pub(super) fn seconds(&self, i: usize) -> Result<f64, Error> {
        match self.message(i).as_float() {
            Some(seconds) if seconds.is_nan() => {
                error(format!("bad argument #{} to '{}' (seconds expected, got nan)", i + 1, self.call.name()))
            }
            Some(seconds) => Ok(seconds),
            None => self.bad(i, "number"),
        }
    }

    pub(super) fn optional_seconds(&self, i: usize) -> Result<Option<f64>, Error> {
        if *self.message(i) == Message::Nil { Ok(None) } else { self.seconds(i).map(Some) }
    }

    pub(super) fn optional_context(&self, i: usize) -> Result<Option<ContextId>, Error> {
        match self.message(i) {
            Message::Nil => Ok(None),
            Message::Context(context) => Ok(Some(*context)),
            _ => self.bad(i, "context"),
        }
    }

    pub(super) fn signal(&self, i: usize) -> Result<Signal, Error> {
        let number = self.integer(i)?;
        match Signal::from_number(number) {
            Some(signal) => Ok(signal),
            None => {
                error(format!("bad argument #{} to '{}' (no signal has the number {number})", i + 1, self.call.name()))
            }
        }
    }

    pub(super) fn cid(&self, i: usize) -> Result<Cid, Error> {
        Ok(Cid(u64::try_from(self.integer(i)?).unwrap_or(0)))
    }

    pub(super) fn rest(&self, from: usize) -> Vec<Message> {
        self.arguments.get(from..).unwrap_or_default().to_vec()
    }
}
