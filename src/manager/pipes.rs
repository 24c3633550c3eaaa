//! Pipes between processes of a manager: bounded queues of bytes.
//!
//! A process holds ends of pipes by handles of its own, beside those of its host; its standard streams may be ends too.
//! Whoever reads from an empty pipe or writes to a full one waits, and nobody else does. A pipe without writers is at its
//! end, one without readers is broken.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use tidelock_vm::SystemCall;

use super::children::ChildEnd;
use super::commit::{PerformResult, Performed};
use super::guest::SystemRequest;
use super::process::{Pid, Process};
use super::rounds::ProcessManager;
use super::table::Table;
use super::wait::Wait;
use crate::host::Handle;
use crate::message::Message;

/// Bytes that a pipe holds.
const PIPE_BYTES: usize = 64 * 1024;
/// Handles from here on are the manager's.
const FIRST_HANDLE: Handle = 1 << 40;

/// A pipe by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PipeId(u64);

/// An end of a pipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct End {
    pub(super) pipe: PipeId,
    pub(super) writes: bool,
}

/// What a standard stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Standard {
    /// The host's.
    #[default]
    Host,
    /// Empty, or a place where everything is lost.
    Null,
    /// An end of a pipe.
    Pipe(End),
}

/// The streams of a process that are not its host's.
#[derive(Clone, Debug, Default)]
pub(super) struct Streams {
    pub(super) standard: [Standard; 3],
    by_handle: BTreeMap<Handle, End>,
    /// Pipes to children of the operating system.
    pub(super) children: BTreeMap<Handle, ChildEnd>,
    /// Open files of the host.
    pub(super) files: BTreeSet<Handle>,
    last: Handle,
}

/// Where the bytes of a handle come from or go to, if that is not the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Null,
    Pipe(End),
    /// A child of the operating system, by the handle.
    Child(Handle),
    /// It is closed, or never was.
    Closed,
}

impl Streams {
    pub(super) fn place(&self, handle: Handle) -> Option<Place> {
        if let Some(standard) = usize::try_from(handle).ok().and_then(|handle| self.standard.get(handle)) {
            return match standard {
                Standard::Host => None,
                Standard::Null => Some(Place::Null),
                Standard::Pipe(end) => Some(Place::Pipe(*end)),
            };
        }
        if self.children.contains_key(&handle) {
            return Some(Place::Child(handle));
        }
        let end = self.by_handle.get(&handle);
        (handle >= FIRST_HANDLE).then(|| end.map_or(Place::Closed, |end| Place::Pipe(*end)))
    }

    /// How many handles are open, beside the standard streams.
    pub(super) fn open(&self) -> usize {
        self.by_handle.len() + self.children.len() + self.files.len()
    }

    fn add(&mut self, end: End) -> Handle {
        self.last += 1;
        self.by_handle.insert(FIRST_HANDLE + self.last, end);
        FIRST_HANDLE + self.last
    }

    pub(super) fn add_child(&mut self, end: ChildEnd) -> Handle {
        self.last += 1;
        self.children.insert(FIRST_HANDLE + self.last, end);
        FIRST_HANDLE + self.last
    }

    /// What a copy of the process has of them: all but files of the host and what this one has read ahead.
    pub(super) fn of_copy(&self) -> Streams {
        let children = self.children.iter().map(|(&handle, end)| (handle, ChildEnd::new(end.pipe))).collect();
        Streams {
            standard: self.standard,
            by_handle: self.by_handle.clone(),
            children,
            files: BTreeSet::new(),
            last: self.last,
        }
    }

    /// The end that a handle stands for, which is the process's no longer.
    pub(super) fn remove(&mut self, handle: Handle) -> Option<End> {
        self.by_handle.remove(&handle)
    }

    /// All ends.
    pub(super) fn ends(&self) -> impl Iterator<Item = End> {
        let standard = self.standard.iter().filter_map(|standard| match standard {
            Standard::Pipe(end) => Some(*end),
            _ => None,
        });
        standard.chain(self.by_handle.values().copied())
    }
}

#[derive(Clone, Debug, Default)]
struct Pipe {
    bytes: VecDeque<u8>,
    readers: usize,
    writers: usize,
    /// Those that wait for bytes, or for room.
    waiting: Vec<Pid>,
}

/// All pipes.
#[derive(Clone, Debug, Default)]
pub(super) struct Pipes {
    by_id: BTreeMap<PipeId, Pipe>,
    /// Those at which something has happened that others may be waiting for.
    changed: BTreeSet<PipeId>,
    last: u64,
}

impl Pipes {
    /// A new pipe; its ends are to be opened.
    pub(super) fn add(&mut self) -> PipeId {
        self.last += 1;
        self.by_id.insert(PipeId(self.last), Pipe::default());
        PipeId(self.last)
    }

    /// Whether all agree with the processes.
    pub(super) fn check(&self, table: &Table) -> Result<(), String> {
        if !self.changed.is_empty() {
            return Err("pipes are not settled between rounds".to_owned());
        }
        let mut ends: BTreeMap<PipeId, (usize, usize)> = BTreeMap::new();
        for end in table.iter().flat_map(|process| process.streams.ends()) {
            let (readers, writers) = ends.entry(end.pipe).or_default();
            *(if end.writes { writers } else { readers }) += 1;
        }
        for (id, pipe) in &self.by_id {
            let found = ends.remove(id).unwrap_or_default();
            if found != (pipe.readers, pipe.writers) {
                return Err(format!("{id:?} has {found:?} ends, but {:?} are noted", (pipe.readers, pipe.writers)));
            }
            if pipe.bytes.len() > PIPE_BYTES {
                return Err(format!("{id:?} holds {} bytes", pipe.bytes.len()));
            }
        }
        if ends.is_empty() { Ok(()) } else { Err(format!("ends of pipes that are gone: {ends:?}")) }
    }

    /// There is one more end.
    pub(super) fn open(&mut self, end: End) {
        if let Some(pipe) = self.by_id.get_mut(&end.pipe) {
            *(if end.writes { &mut pipe.writers } else { &mut pipe.readers }) += 1;
        }
    }
}

/// A system call about a stream that is not the host's.
pub(super) fn stream_of(process: &Process, request: &SystemRequest) -> Option<Place> {
    use SystemCall::{Close, Flush, Read, ReadLine, Seek, SetBuffer, Write};
    let call = SystemCall::from_number(request.number)?;
    if !matches!(call, Write | Read | ReadLine | Close | Flush | SetBuffer | Seek) {
        return None;
    }
    process.streams.place(request.arguments.first()?.as_integer()?)
}

/// `nil, message, error number`
fn failure(message: &str, number: i64) -> PerformResult {
    Ok(Performed::Answer(vec![Message::Nil, message.into(), Message::Integer(number)]))
}

fn answered(message: impl Into<Message>) -> PerformResult {
    Ok(Performed::Answer(vec![message.into()]))
}

impl ProcessManager {
    /// Carries out a call about a stream that is not the host's, as far as that can be done now.
    pub(super) fn use_stream(&mut self, pid: Pid, place: Place, request: SystemRequest) -> PerformResult {
        let call = SystemCall::from_number(request.number).expect("it is about a stream");
        match (place, call) {
            (Place::Closed, _) => failure("Bad file descriptor", 9),
            (_, SystemCall::Flush | SystemCall::SetBuffer) => answered(true),
            (_, SystemCall::Seek) => failure("Illegal seek", 29),
            (Place::Child(handle), _) => self.use_child_stream(pid, handle, request),
            (_, SystemCall::Close) => self.close_handle(pid, &request),
            (Place::Null, SystemCall::Write) => answered(true),
            (Place::Null, _) => answered(""),
            (Place::Pipe(End { pipe, writes: true }), SystemCall::Write) => self.write_pipe(pid, pipe, request),
            (Place::Pipe(End { pipe, writes: false }), SystemCall::Read | SystemCall::ReadLine) => {
                self.read_pipe(pid, pipe, call, request)
            }
            (Place::Pipe(_), _) => failure("Bad file descriptor", 9),
        }
    }

    fn read_pipe(&mut self, pid: Pid, id: PipeId, call: SystemCall, request: SystemRequest) -> PerformResult {
        let pipe = self.pipes.by_id.get_mut(&id).expect("a pipe with an open end");
        let held = pipe.bytes.len();
        let is_over = pipe.writers == 0;
        let count = if call == SystemCall::ReadLine {
            match pipe.bytes.iter().position(|&byte| byte == b'\n') {
                Some(at) => at + 1,
                None if is_over || held == PIPE_BYTES => held,
                None => 0,
            }
        } else {
            let most = request.arguments.get(1).and_then(Message::as_integer).unwrap_or(0);
            held.min(usize::try_from(most).unwrap_or(0))
        };
        let wants_none = call == SystemCall::Read && request.arguments.get(1).and_then(Message::as_integer) == Some(0);
        if count == 0 && !is_over && !wants_none {
            pipe.waiting.push(pid);
            return Ok(Performed::Wait(Wait::Pipe { pipe: id, request }));
        }
        let bytes: Vec<u8> = pipe.bytes.drain(..count).collect();
        self.pipes.changed.insert(id);
        answered(bytes)
    }

    fn write_pipe(&mut self, pid: Pid, id: PipeId, mut request: SystemRequest) -> PerformResult {
        let pipe = self.pipes.by_id.get_mut(&id).expect("a pipe with an open end");
        if pipe.readers == 0 {
            return failure("Broken pipe", 32);
        }
        let Some(Message::Bytes(bytes)) = request.arguments.get_mut(1) else { return failure("Invalid argument", 22) };
        let count = bytes.len().min(PIPE_BYTES - pipe.bytes.len());
        let is_all = count == bytes.len();
        pipe.bytes.extend(&bytes[..count]);
        bytes.drop_first(count);
        if !is_all {
            pipe.waiting.push(pid);
        }
        if count > 0 {
            self.pipes.changed.insert(id);
        }
        if is_all { answered(true) } else { Ok(Performed::Wait(Wait::Pipe { pipe: id, request })) }
    }

    /// Whoever waits at a pipe at which something has happened tries again, in the order in which they came.
    pub(super) fn settle_pipes(&mut self) {
        while let Some(id) = self.pipes.changed.pop_first() {
            let waiting = self.pipes.by_id.get_mut(&id).map(|pipe| std::mem::take(&mut pipe.waiting));
            waiting.into_iter().flatten().for_each(|pid| self.try_stream_again(pid, id));
        }
    }

    fn try_stream_again(&mut self, pid: Pid, id: PipeId) {
        let is_it = |wait: &Wait| matches!(wait, Wait::Pipe { pipe, .. } if *pipe == id);
        let Some(process) = self.table.living(pid) else { return };
        let Some(Wait::Pipe { request, .. }) = process.waits().find(|wait| is_it(wait)).cloned() else { return };
        let place = stream_of(process, &request).unwrap_or(Place::Closed);
        match self.use_stream(pid, place, request) {
            Ok(Performed::Answer(results)) => {
                self.answer(pid, is_it, Ok(results));
            }
            Ok(Performed::Wait(wait)) => {
                let process = self.table.living_mut(pid).expect("looked at just now");
                process.wait_on(is_it, wait);
            }
            Ok(Performed::Nothing) => {}
            Err(message) => {
                self.answer(pid, is_it, Err(message.into()));
            }
        }
    }

    fn close_handle(&mut self, pid: Pid, request: &SystemRequest) -> PerformResult {
        let handle = request.arguments.first().and_then(Message::as_integer).unwrap_or(-1);
        let process = self.table.living_mut(pid).expect("it has just asked");
        let end = match usize::try_from(handle).ok().and_then(|handle| process.streams.standard.get_mut(handle)) {
            Some(standard) => match std::mem::replace(standard, Standard::Null) {
                Standard::Pipe(end) => Some(end),
                _ => None,
            },
            None => process.streams.by_handle.remove(&handle),
        };
        end.into_iter().for_each(|end| self.close_end(end));
        answered(true)
    }

    /// An end is there no longer.
    pub(super) fn close_end(&mut self, end: End) {
        let Some(pipe) = self.pipes.by_id.get_mut(&end.pipe) else { return };
        *(if end.writes { &mut pipe.writers } else { &mut pipe.readers }) -= 1;
        if pipe.writers == 0 && pipe.readers == 0 {
            self.pipes.by_id.remove(&end.pipe);
        } else {
            self.pipes.changed.insert(end.pipe);
        }
    }

    /// One more end for a process; if it may have no more, the pipe is there no longer unless it has other ends.
    pub(super) fn give_end(&mut self, pid: Pid, end: End) -> Result<Handle, Vec<u8>> {
        self.pipes.open(end);
        let process = self.table.living_mut(pid).expect("it has just asked");
        let room = process.check_room_for_handles(1);
        if let Err(message) = room {
            self.close_end(end);
            return Err(message);
        }
        Ok(process.streams.add(end))
    }

    /// `-> reading handle, writing handle`
    pub(super) fn make_pipe(&mut self, pid: Pid) -> PerformResult {
        let pipe = self.pipes.add();
        let mut handles = Vec::new();
        for writes in [false, true] {
            match self.give_end(pid, End { pipe, writes }) {
                Ok(handle) => handles.push(handle),
                Err(message) => {
                    // The other end goes with it.
                    let process = self.table.living_mut(pid).expect("it has just asked");
                    let other = handles.pop().and_then(|handle| process.streams.remove(handle));
                    other.into_iter().for_each(|end| self.close_end(end));
                    return Err(message);
                }
            }
        }
        let handles = handles.into_iter().map(Message::Integer).collect();
        Ok(Performed::Answer(handles))
    }
}
