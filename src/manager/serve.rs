//! System calls as the slice that makes them sees them: what can be answered from the process's own state is answered at
//! once; what changes others is noted as an effect; what depends on others waits for the end of the round.

use tidelock_vm::{ProcessCall, SystemCall};

use super::clock::{Clock, seconds, ticks};
use super::effects::{Effect, OutgoingCall};
use super::event::{Event, Filter};
use super::guest::SystemRequest;
use super::identity::limits_of_call;
use super::names::check_name;
use super::pipes::stream_of;
use super::process::{Pid, Process};
use super::rpc::{Call, Cid};
use super::signal::Signal;
use super::table::Rooms;
use super::wait::{Shape, Wait};
use crate::message::{Bytes, ContextId, Message};

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
    pub(super) fn serve(&mut self, mut request: SystemRequest, view: &View<'_>, slice_ticks: u64) -> Served {
        self.usage.system_calls += 1;
        if let Some(call) = ProcessCall::from_number(request.number) {
            let now = self.now(view, slice_ticks);
            let checked = self.check_messages(call, &request.arguments);
            match checked.and_then(|()| self.serve_locally(call, &mut request.arguments, view, now)) {
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

    /// Ticks of virtual time, `slice_ticks` into the slice.
    fn now(&mut self, view: &View<'_>, slice_ticks: u64) -> u64 {
        let began = view.clock.ticks();
        // Not before what the process can have read from its host's clock.
        if view.clock.is_real() { began.max(ticks(self.host.clock())) } else { began + slice_ticks }
    }

    /// What becomes part of an event is taken out of the arguments; all are there still if the answer is a request.
    fn serve_locally(
        &mut self,
        call: ProcessCall,
        arguments: &mut [Message],
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
                let filter = given.optional_bytes(0)?.map_or(Filter::Any, |name| Filter::Named(name.into()));
                let until = given.optional_seconds(1)?;
                self.receive(filter, Shape::NameAndParams, until, now)
            }
            ProcessCall::PeekEvent => {
                let filter = given.optional_bytes(0)?.map_or(Filter::Any, |name| Filter::Named(name.into()));
                let event = self.mailbox.peek(&filter).cloned();
                Ok(Local::Answer(event.map_or(vec![Message::Nil], |event| Shape::NameAndParams.of(event))))
            }
            ProcessCall::ReceiveEvent => {
                let pid = given.optional_integer(0)?.map(pid_of).transpose()?;
                let filter = Filter::Remote(pid, given.optional_bytes(1)?.map(Bytes::from));
                let until = given.optional_seconds(2)?;
                self.receive(filter, Shape::Remote, until, now)
            }
            ProcessCall::QueueEvent => self.queue_event(arguments, view),
            ProcessCall::SendEvent => self.send_event(arguments, view),
            ProcessCall::Call | ProcessCall::Rpc => self.begin_call(call, arguments, view, now),
            ProcessCall::Answer => self.answer_call(arguments),
            ProcessCall::Cancel => self.cancel_call(&given),
            ProcessCall::Timer => self.set_timer(now.saturating_add(ticks(given.seconds(0)?)), false),
            ProcessCall::Alarm => self.set_timer(view.clock.ticks_at(given.seconds(0)?), true),
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

    fn queue_event(&mut self, arguments: &mut [Message], view: &View<'_>) -> Result<Local, Error> {
        let given = Given { call: ProcessCall::QueueEvent, arguments };
        let name = Bytes::from(given.bytes(0)?);
        let bytes = Event::bytes_of_named(&name, given.message(1));
        if !self.own_room(bytes, view) {
            return Ok(Local::Request);
        }
        self.receive_own(Event::Queued { name, params: taken(arguments, 1) }, bytes);
        Ok(Local::Answer(Vec::new()))
    }

    /// An event of its own comes at once: nobody has to be promised room for it.
    fn receive_own(&mut self, event: Event, bytes: usize) {
        self.mailbox.push(event, bytes);
        self.usage.events_received += 1;
    }

    fn send_event(&mut self, arguments: &mut [Message], view: &View<'_>) -> Result<Local, Error> {
        let given = Given { call: ProcessCall::SendEvent, arguments };
        let to = pid_of(given.integer(0)?);
        let name = Bytes::from(given.bytes(1)?);
        let bytes = Event::bytes_of_named(&name, given.message(2));
        let Some((to, room)) = to.ok().and_then(|to| Some((to, *view.rooms.get(&to)?))) else {
            return Ok(Local::Answer(vec![false.into()]));
        };
        if !self.takes_room(to, room, bytes, view) {
            return Ok(Local::Request);
        }
        let event = Event::Remote { sender: Some(self.pid()), name, data: taken(arguments, 2) };
        if to == self.pid() {
            self.receive_own(event, bytes);
        } else {
            self.usage.messages_sent += 1;
            self.effects.push(Effect::Send { to, event, bytes });
        }
        Ok(Local::Answer(vec![true.into()]))
    }

    fn set_timer(&mut self, at: u64, is_alarm: bool) -> Result<Local, Error> {
        let most = self.limits().timers_max;
        if self.timers.len() + self.timers_begun >= most {
            return error(format!("too many timers: expected at most {most}"));
        }
        self.timer_last += 1;
        self.timers_begun += 1;
        self.effects.push(Effect::Timer { id: self.timer_last, at, is_alarm });
        Ok(Local::Answer(vec![Message::Integer(self.timer_last as i64)]))
    }

    // --- calls ---

    fn begin_call(
        &mut self,
        call: ProcessCall,
        arguments: &mut [Message],
        view: &View<'_>,
        now: u64,
    ) -> Result<Local, Error> {
        let waits = call == ProcessCall::Rpc;
        let given = Given { call, arguments };
        let timeout = given.optional_seconds(1)?;
        let (context, name) = (given.optional_context(0)?, given.name(2)?.into());
        let until = timeout.map(|timeout| now.saturating_add(ticks(timeout)));
        // Its answer has a place in the mailbox from the beginning; who waits for it needs none.
        if !waits && !self.own_room(0, view) {
            return error("mailbox full: no room for the answers of more calls");
        }
        let cid = self.calls.next_cid();
        self.calls.insert(cid, Call::Out { name: Bytes::clone(&name), callee: None, deadline: None });
        self.usage.messages_sent += 1;
        let arguments = all_taken(arguments, 3);
        self.effects.push(Effect::Call(OutgoingCall { cid, context, name, arguments, now, until }));
        Ok(if waits { Local::Wait(Wait::Answer { cid }) } else { Local::Answer(vec![Message::Integer(cid.0 as i64)]) })
    }

    fn answer_call(&mut self, arguments: &mut [Message]) -> Result<Local, Error> {
        let given = Given { call: ProcessCall::Answer, arguments };
        let cid = given.cid(0)?;
        if !matches!(self.calls.get(cid), Some(Call::In { .. })) {
            return error(format!("no call {} awaits an answer of this process", cid.0));
        }
        let Some(Call::In { caller }) = self.calls.remove(cid) else { unreachable!("looked at just now") };
        let is_ok = given.message(1).is_truthy();
        let result = if is_ok { Ok(all_taken(arguments, 2)) } else { Err(taken(arguments, 2)) };
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

/// An argument, which is nil from now on.
fn taken(arguments: &mut [Message], i: usize) -> Message {
    arguments.get_mut(i).map(std::mem::take).unwrap_or_default()
}

/// The arguments from one on, which are nil from now on.
fn all_taken(arguments: &mut [Message], from: usize) -> Vec<Message> {
    arguments.get_mut(from..).unwrap_or_default().iter_mut().map(std::mem::take).collect()
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

    /// A name that is to be kept.
    pub(super) fn name(&self, i: usize) -> Result<&'a [u8], Error> {
        let name = self.bytes(i)?;
        check_name(name).map(|()| name)
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
}
