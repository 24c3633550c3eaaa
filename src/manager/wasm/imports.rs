//! What a module can import, and what those functions work on. [`super::WasmGuest`] says what each does for programs.
//!
//! A function that asks for something outside leaves that in [`Inside::stop`] and fails with [`Suspended`], at which wasmi
//! keeps the program where it is.

use std::fmt;

use tidelock_vm::{ProcessCall, SystemCall};
use wasmi::errors::HostError;
use wasmi::{Caller, Error, Linker, Memory};

use super::room::Room;
use crate::encoding::{self, decode, encode};
use crate::manager::guest::{Exit, Stop, SystemRequest};
use crate::manager::identity::limits_of_call;
use crate::message::{Message, MessageLimits};

/// Bytes of messages that a tick's work makes.
pub(super) const BYTES_PER_TICK: u64 = 32;
/// Most bytes that are looked at for one value: no message is longer.
const VALUE_BYTES_MAX: usize = 1 << 20;

/// What imported functions see of a process.
#[derive(Debug)]
pub(super) struct Inside {
    pub(super) room: Room,
    /// What its messages may be like.
    pub(super) message_limits: MessageLimits,
    memory: Option<Memory>,
    handles_signals: bool,
    /// The answer to the last system call, encoded.
    answer: Vec<u8>,
    /// Why the program stops.
    pub(super) stop: Option<Stop>,
    /// What the program has returned.
    pub(super) code: Option<i64>,
    /// Ticks for the work of imported functions.
    charged: u64,
    bytes_peak: usize,
}

/// The program is to stop here, for now.
#[derive(Debug)]
pub(super) struct Suspended;

impl fmt::Display for Suspended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("suspended")
    }
}

impl HostError for Suspended {}

impl Inside {
    pub(super) fn new(room: Room) -> Inside {
        Inside {
            room,
            message_limits: MessageLimits::default(),
            memory: None,
            handles_signals: false,
            answer: Vec::new(),
            stop: None,
            code: None,
            charged: 0,
            bytes_peak: 0,
        }
    }

    /// The module is there, but nothing of it has run.
    pub(super) fn begin(&mut self, memory: Option<Memory>, handles_signals: bool) {
        (self.memory, self.handles_signals) = (memory, handles_signals);
        self.room.begin();
        self.note_peak();
    }

    pub(super) fn bytes(&self) -> usize {
        self.room.bytes() + self.answer.len()
    }

    pub(super) fn bytes_peak(&self) -> usize {
        self.bytes_peak
    }

    fn note_peak(&mut self) {
        self.bytes_peak = self.bytes_peak.max(self.bytes());
    }

    /// Ticks to be charged for this slice.
    pub(super) fn end_of_slice(&mut self) -> u64 {
        self.note_peak();
        std::mem::take(&mut self.charged)
    }

    pub(super) fn replace_answer(&mut self, answer: Vec<u8>) -> Vec<u8> {
        self.note_peak();
        let before = std::mem::replace(&mut self.answer, answer);
        self.note_peak();
        before
    }

    /// Keeps an answer, and says what the imported function returns: its length, negative for an error.
    pub(super) fn keep_answer(&mut self, answer: Vec<u8>, is_error: bool) -> i32 {
        match i32::try_from(answer.len()) {
            Ok(length) => {
                self.replace_answer(answer);
                if is_error { -length } else { length }
            }
            Err(_) => {
                let mut text = Vec::new();
                encode(&format!("answer of {} bytes, expected at most {}", answer.len(), i32::MAX).into(), &mut text);
                self.keep_answer(text, true)
            }
        }
    }

    fn charge(&mut self, bytes: usize) {
        self.charged += bytes as u64 / BYTES_PER_TICK;
    }
}

type Within<'a> = Caller<'a, Inside>;

/// Makes all of them known.
pub(super) fn define(linker: &mut Linker<Inside>) {
    let module = "tidelock";
    let defined = (|| {
        linker.func_wrap(module, "call", call)?;
        linker.func_wrap(module, "answer", answer)?;
        linker.func_wrap(module, "find", find)?;
        linker.func_wrap(module, "after", after)?;
        linker.func_wrap(module, "write", write)?;
        linker.func_wrap(module, "yield", |caller: Within<'_>| suspend::<()>(caller, Stop::Yielded))?;
        linker.func_wrap(module, "exit", |caller: Within<'_>, code: i32| {
            suspend::<()>(caller, Stop::Ended(Exit::Exited(code)))
        })?;
        Ok::<(), wasmi::errors::LinkerError>(())
    })();
    defined.expect("no two have the same name");
}

fn suspend<T>(mut caller: Within<'_>, stop: Stop) -> Result<T, Error> {
    caller.data_mut().stop = Some(stop);
    Err(Error::host(Suspended))
}

/// A part of the program's memory.
fn part<'a>(caller: &'a Within<'_>, from: i32, length: i32) -> Result<&'a [u8], Error> {
    let bytes = caller.data().memory.map_or(&[][..], |memory| memory.data(caller));
    let (from, length) = (from as u32 as usize, length as u32 as usize);
    let end = from.checked_add(length);
    end.and_then(|end| bytes.get(from..end)).ok_or_else(|| outside(from, length, bytes.len()))
}

#[cold]
fn outside(from: usize, length: usize, size: usize) -> Error {
    Error::new(format!("{length} bytes at {from} are not all within the exported memory of {size} bytes"))
}

fn call(mut caller: Within<'_>, number: i32, arguments: i32, length: i32) -> Result<i32, Error> {
    let bytes = part(&caller, arguments, length)?;
    let size = bytes.len();
    let own = caller.data().message_limits;
    let call = u16::try_from(number).ok().and_then(ProcessCall::from_number);
    let limits = call.map_or(own, |call| limits_of_call(call, own));
    let decoded = decode(bytes, limits).map_err(|error| error.to_string());
    caller.data_mut().charge(size);
    match decoded.and_then(|arguments| request(number, arguments, caller.data().handles_signals)) {
        Ok(stop) => suspend(caller, stop),
        Err(text) => {
            let mut error = Vec::new();
            encode(&text.into(), &mut error);
            Ok(caller.data_mut().keep_answer(error, true))
        }
    }
}

/// What a call of this number asks for.
fn request(number: i32, arguments: Vec<Message>, handles_signals: bool) -> Result<Stop, String> {
    let Ok(number) = u16::try_from(number) else { return Err(format!("no system call has the number {number}")) };
    let first = arguments.first().unwrap_or(&Message::Nil);
    if number == SystemCall::Exit as u16 {
        let code = match first {
            Message::Boolean(false) => 1,
            other => other.as_integer().unwrap_or(0) as i32,
        };
        return Ok(Stop::Ended(Exit::Exited(code)));
    }
    let is_handled = arguments.get(1).is_some_and(Message::is_truthy);
    if number == ProcessCall::Signal as u16 && is_handled && !handles_signals {
        return Err("this module exports no 'signal' to handle it".to_owned());
    }
    Ok(Stop::SystemCall(SystemRequest { number, arguments }))
}

fn write(mut caller: Within<'_>, stream: i32, from: i32, length: i32) -> Result<i32, Error> {
    let bytes = part(&caller, from, length)?.to_vec();
    caller.data_mut().charge(bytes.len());
    let arguments = vec![Message::Integer(i64::from(stream)), bytes.into()];
    suspend(caller, Stop::SystemCall(SystemRequest { number: SystemCall::Write as u16, arguments }))
}

fn answer(mut caller: Within<'_>, to: i32, capacity: i32) -> Result<i32, Error> {
    let (to, capacity) = (to as u32 as usize, capacity as u32 as usize);
    let Some(memory) = caller.data().memory else { return Err(outside(to, capacity, 0)) };
    let (memory, inside) = memory.data_and_store_mut(&mut caller);
    let length = inside.answer.len().min(capacity);
    let size = memory.len();
    let room = to.checked_add(length).and_then(|end| memory.get_mut(to..end));
    room.ok_or_else(|| outside(to, length, size))?.copy_from_slice(&inside.answer[..length]);
    inside.charge(length);
    Ok(length as i32)
}

/// The encoded value at this address, with what is behind it: as much as `find` and `after` look at.
fn value<'a>(caller: &'a Within<'_>, at: i32) -> Result<&'a [u8], Error> {
    let bytes = caller.data().memory.map_or(&[][..], |memory| memory.data(caller));
    let begin = at as u32 as usize;
    let end = bytes.len().min(begin.saturating_add(VALUE_BYTES_MAX));
    bytes.get(begin..end).ok_or_else(|| outside(begin, 1, bytes.len()))
}

fn find(mut caller: Within<'_>, at: i32, key: i32, length: i32) -> Result<i32, Error> {
    let bytes = value(&caller, at)?;
    let found = encoding::find(bytes, 0, part(&caller, key, length)?);
    let looked_at = encoding::end_of(bytes, 0).unwrap_or(bytes.len());
    caller.data_mut().charge(looked_at);
    Ok(address(at, found))
}

fn after(mut caller: Within<'_>, at: i32) -> Result<i32, Error> {
    let bytes = value(&caller, at)?;
    let end = encoding::end_of(bytes, 0);
    let looked_at = end.unwrap_or(bytes.len());
    caller.data_mut().charge(looked_at);
    Ok(address(at, end))
}

fn address(at: i32, offset: Option<usize>) -> i32 {
    offset.and_then(|offset| i32::try_from(offset).ok()).map_or(-1, |offset| at.wrapping_add(offset))
}
