//! Child processes of the operating system, as a process of the manager has them: the host starts them and never blocks;
//! who waits for one is tried again at the end of each round, and when nobody can run the host is asked to wait.

use tidelock_vm::SystemCall;

use super::asked::{Asked, STREAMS, Wanted, not_started};
use super::clock::ticks;
use super::commit::{PerformResult, Performed};
use super::guest::SystemRequest;
use super::process::{Pid, Process};
use super::rounds::ProcessManager;
use super::serve::{Given, error};
use super::timers::Due;
use super::wait::Wait;
use crate::host::{
    ChildExit, ChildId, ChildLimits, ChildOptions, ChildStream, Handle, Host, HostError, HostResult, Ready,
    STREAM_COUNT,
};
use crate::message::Message;

/// Bytes read at once, and ahead of a line's end.
const PIECE_BYTES: usize = 64 * 1024;

/// A process's end of a pipe to a child.
#[derive(Clone, Debug)]
pub(super) struct ChildEnd {
    pub(super) pipe: ChildPipe,
    /// Read from the child, but not by the process yet.
    ahead: Vec<u8>,
}

/// A pipe to a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ChildPipe {
    /// Whose host has the child.
    owner: Pid,
    child: ChildId,
    /// As the child numbers it: 0 is what is written to it.
    stream: usize,
}

impl ChildEnd {
    pub(super) fn new(pipe: ChildPipe) -> ChildEnd {
        ChildEnd { pipe, ahead: Vec::new() }
    }
}

/// `nil, message, error number`
fn failure(error: &HostError) -> Performed {
    Performed::Answer(vec![Message::Nil, error.message.as_str().into(), Message::Integer(error.code.into())])
}

fn now_or_wait(answer: HostResult<Option<Message>>, wait: Wait) -> PerformResult {
    Ok(match answer {
        Ok(Some(message)) => Performed::Answer(vec![message]),
        Ok(None) => Performed::Wait(wait),
        Err(error) => failure(&error),
    })
}

/// Reads from a child, or writes to it. `None` for what has to be waited for; then `request` is what is left to do.
fn use_child(host: &mut dyn Host, end: &mut ChildEnd, request: &mut SystemRequest) -> HostResult<Option<Message>> {
    let call = SystemCall::from_number(request.number).expect("it is about a stream");
    match call {
        SystemCall::Write if end.pipe.stream == 0 => {
            let Some(Message::Bytes(bytes)) = request.arguments.get_mut(1) else {
                return Err(HostError::new("Invalid argument", 22));
            };
            while !bytes.is_empty() {
                match host.child_write(end.pipe.child, bytes)? {
                    Ready::Now(count) => bytes.drop_first(count),
                    Ready::Later => return Ok(None),
                }
            }
            Ok(Some(true.into()))
        }
        SystemCall::Read | SystemCall::ReadLine if end.pipe.stream > 0 => {
            let most = request.arguments.get(1).and_then(Message::as_integer).unwrap_or(0);
            let most = usize::try_from(most).unwrap_or(0).min(PIECE_BYTES);
            read_child(host, end, (call == SystemCall::Read).then_some(most))
        }
        _ => Err(HostError::bad_handle()),
    }
}

/// At most so many bytes, or a line.
fn read_child(host: &mut dyn Host, end: &mut ChildEnd, most: Option<usize>) -> HostResult<Option<Message>> {
    loop {
        let held = end.ahead.len();
        let count = match most {
            Some(most) => held.min(most),
            None => end.ahead.iter().position(|&byte| byte == b'\n').map_or(0, |at| at + 1),
        };
        let is_full = most.is_none() && held >= PIECE_BYTES;
        if count > 0 || most == Some(0) || is_full {
            let count = if count == 0 && is_full { held } else { count };
            return Ok(Some(end.ahead.drain(..count).collect::<Vec<u8>>().into()));
        }
        match host.child_read(end.pipe.child, end.pipe.stream, PIECE_BYTES)? {
            Ready::Now(bytes) if bytes.is_empty() => {
                return Ok(Some(std::mem::take(&mut end.ahead).into()));
            }
            Ready::Now(bytes) => end.ahead.extend_from_slice(&bytes),
            Ready::Later => return Ok(None),
        }
    }
}

impl ProcessManager {
    /// Carries out a call about a pipe to a child.
    pub(super) fn use_child_stream(&mut self, pid: Pid, handle: Handle, mut request: SystemRequest) -> PerformResult {
        let answer = self.try_child_stream(pid, handle, &mut request);
        self.on_host.insert(pid);
        now_or_wait(answer, Wait::Host { request, deadline: None })
    }

    pub(super) fn try_child_stream(
        &mut self,
        pid: Pid,
        handle: Handle,
        request: &mut SystemRequest,
    ) -> HostResult<Option<Message>> {
        let streams = &mut self.table.living_mut(pid).expect("it asks, or waits").streams;
        let mut end = streams.children.remove(&handle).ok_or_else(HostError::bad_handle)?;
        if request.number == SystemCall::Close as u16 {
            self.release_child_pipe(end.pipe);
            return Ok(Some(true.into()));
        }
        let owner = self.table.living_mut(end.pipe.owner);
        let answer = match owner {
            Some(owner) => use_child(&mut *owner.host, &mut end, request),
            None => Err(HostError::bad_handle()),
        };
        self.table.living_mut(pid).expect("it asks, or waits").streams.children.insert(handle, end);
        answer
    }

    /// There is one more end of a pipe to a child.
    pub(super) fn share_child_pipe(&mut self, pipe: ChildPipe) {
        *self.child_pipes.entry(pipe).or_insert(0) += 1;
    }

    /// An end of a pipe to a child is there no longer; with the last one it is closed.
    pub(super) fn release_child_pipe(&mut self, pipe: ChildPipe) {
        let Some(count) = self.child_pipes.get_mut(&pipe) else { return };
        *count -= 1;
        if *count > 0 {
            return;
        }
        self.child_pipes.remove(&pipe);
        if let Some(owner) = self.table.living_mut(pipe.owner) {
            // That it is closed already is as good.
            let _ = owner.host.child_close(pipe.child, pipe.stream);
        }
    }

    /// `proc.exec`
    pub(super) fn spawn_child(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let process = self.table.living_mut(pid).expect("it has just asked");
        let options = child_options(Asked::read(given.message(0))?, process)?;
        process
            .check_room_for_handles(options.streams.iter().filter(|&&stream| stream == ChildStream::Pipe).count())?;
        let child = match process.host.spawn_child(&options) {
            Ok(child) => child,
            Err(failed) => return not_started(failed).map(Performed::Answer),
        };
        let mut results = vec![Message::Integer(child.0 as i64)];
        for (stream, wanted) in options.streams.iter().enumerate() {
            results.push(match wanted {
                ChildStream::Pipe => {
                    let pipe = ChildPipe { owner: pid, child, stream };
                    self.child_pipes.insert(pipe, 1);
                    Message::Integer(process.streams.add_child(ChildEnd::new(pipe)))
                }
                _ => Message::Nil,
            });
        }
        Ok(Performed::Answer(results))
    }

    /// `id, timeout | nil -> id, code, reason, signal | nil`
    pub(super) fn wait_for_os_child(&mut self, pid: Pid, given: &Given<'_>, now: u64) -> PerformResult {
        let process = self.table.living_mut(pid).expect("it has just asked");
        match status(process, given.arguments) {
            Err(failed) => return error(failed.message),
            Ok(Some(results)) => return Ok(Performed::Answer(results)),
            Ok(None) => {}
        }
        let until = given.optional_seconds(1)?.map(|seconds| now.saturating_add(ticks(seconds)));
        if until.is_some_and(|until| until <= now) {
            return Ok(Performed::Answer(vec![Message::Nil]));
        }
        let deadline = until.map(|until| self.timers.add(until, Due::Wait(pid)));
        self.on_host.insert(pid);
        let request = SystemRequest { number: given.call as u16, arguments: given.arguments.to_vec() };
        Ok(Performed::Wait(Wait::Host { request, deadline }))
    }

    /// `id, signal`
    pub(super) fn kill_os_child(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let (child, signal) = (child_of(given.arguments), given.integer(1)?);
        let process = self.table.living_mut(pid).expect("it has just asked");
        match process.host.child_kill(child, i32::try_from(signal).unwrap_or(-1)) {
            Ok(()) => Ok(Performed::Answer(vec![true.into()])),
            Err(failed) => Ok(failure(&failed)),
        }
    }

    /// `id -> map`
    pub(super) fn inspect_os_child(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let process = self.table.living_mut(pid).expect("it has just asked");
        let usage = match process.host.child_usage(child_of(given.arguments)) {
            Ok(usage) => usage,
            Err(failed) => return Ok(failure(&failed)),
        };
        let fields: [(&str, Message); 4] = [
            ("pid", Message::Integer(usage.pid.into())),
            ("state", usage.state.name().into()),
            ("cpu", usage.cpu_seconds.map_or(Message::Nil, Message::Float)),
            ("memory", usage.resident_bytes.map_or(Message::Nil, |bytes| Message::Integer(bytes as i64))),
        ];
        let known = fields.into_iter().filter(|(_, value)| *value != Message::Nil);
        Ok(Performed::Answer(vec![Message::Map(known.map(|(key, value)| (key.into(), value)).collect())]))
    }

    /// `id`
    pub(super) fn forget_os_child(&mut self, pid: Pid, given: &Given<'_>) -> PerformResult {
        let child = child_of(given.arguments);
        let process = self.table.living_mut(pid).expect("it has just asked");
        let is_its = |end: &ChildEnd| (end.pipe.owner, end.pipe.child) == (pid, child);
        let handles: Vec<Handle> =
            process.streams.children.iter().filter(|(_, end)| is_its(end)).map(|(&handle, _)| handle).collect();
        let ends: Vec<ChildEnd> =
            handles.into_iter().filter_map(|handle| process.streams.children.remove(&handle)).collect();
        process.host.forget_child(child);
        ends.into_iter().for_each(|end| self.release_child_pipe(end.pipe));
        Ok(Performed::Answer(Vec::new()))
    }
}

fn child_of(arguments: &[Message]) -> ChildId {
    let number = arguments.first().and_then(Message::as_integer).unwrap_or(0);
    ChildId(u64::try_from(number).unwrap_or(0))
}

/// How a child ended, if it has.
pub(super) fn status(process: &mut Process, arguments: &[Message]) -> HostResult<Option<Vec<Message>>> {
    let child = child_of(arguments);
    let exit = process.host.child_status(child)?;
    Ok(exit.map(|exit| {
        let (code, reason, signal) = match exit {
            ChildExit::Code(code) => (code, format!("exited with code {code}"), Message::Nil),
            ChildExit::Signal(signal) => {
                (128 + signal, format!("ended by signal {signal}"), Message::Integer(signal.into()))
            }
        };
        vec![Message::Integer(child.0 as i64), Message::Integer(code.into()), reason.into(), signal]
    }))
}

/// What a process asks for, as the host takes it.
fn child_options(asked: Asked, process: &Process) -> Result<ChildOptions, Vec<u8>> {
    let Asked { command, environment, directory, streams, autokill, limits: asked_limits } = asked;
    let own = &process.identity.environment;
    let environment = match environment {
        Some(pairs) => Some(pairs.into_iter().collect()),
        // What the process sees and has set is what its children inherit; where that is nothing, the machine's.
        None if own.is_empty() => None,
        None => Some(own.iter().map(|(name, value)| (name.clone(), value.clone())).collect()),
    };
    let mut host_streams = [ChildStream::Inherit; STREAM_COUNT];
    for (i, wanted) in streams.into_iter().enumerate() {
        host_streams[i] = match wanted {
            Wanted::Inherit => ChildStream::Inherit,
            Wanted::Null => ChildStream::Null,
            Wanted::Pipe => ChildStream::Pipe,
            Wanted::Handle(handle) if process.streams.place(handle).is_none() => ChildStream::Handle(handle),
            Wanted::Handle(_) | Wanted::Of(_) => {
                return error(format!("bad option {} (true, false or a file of the machine expected)", STREAMS[i]));
            }
        };
    }
    let mut limits = ChildLimits::default();
    for (name, most) in asked_limits {
        let limit = match name.as_slice() {
            b"cpu" => &mut limits.cpu_seconds,
            b"memory" => &mut limits.memory_bytes,
            b"files" => &mut limits.files,
            b"file_bytes" => &mut limits.file_bytes,
            _ => {
                let name = String::from_utf8_lossy(&name);
                return error(format!("unknown limit '{name}', expected one of cpu, memory, files, file_bytes"));
            }
        };
        *limit = Some(most);
    }
    Ok(ChildOptions { command, environment, directory, streams: host_streams, autokill, limits })
}
