//! Child processes of the machine.
//!
//! - `programs`: which file a program is, and whether it is granted
//! - `usage`: what the system says about a child, and its limits
//! - `activity`: waiting for children
//! - `watchdog`: ends children when tidelock is killed
//!
//! A child's pipes are read and written here without blocking, straight from the system's own buffers (64 KiB each on
//! Linux): nothing is buffered in between, no thread works on pipes, and closing one is all it takes to be rid of it.
//! One thread for each child waits for its end. It looks without reaping, then takes the child's lock and reaps;
//! whoever signals a child holds the same lock and sees that it has not been reaped, so no signal ever goes to another
//! process that got the number. That thread goes on when the child is forgotten, so no zombie is left.

mod activity;
mod programs;
mod usage;
mod watchdog;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, test_kill_process, waitid};

use super::grants::path_of;
use super::{
    ChildExit, ChildId, ChildOptions, ChildState, ChildStream, ChildUsage, Handle, HostError, HostResult, Ready,
    STREAM_COUNT, errno,
};
pub use activity::Waker;
pub(super) use activity::has_come;
use activity::{Activity, Part, Serial};
pub(super) use programs::permit;
use watchdog::Watchdog;

/// Most bytes that one call reads.
const READ_BYTES_MAX: usize = 64 * 1024;
/// Stack of a thread that waits for a child, which does little else.
const STACK_BYTES: usize = 128 * 1024;

/// What the children of all hosts on one console share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    activity: Arc<Activity>,
    /// Started with the first child that needs it.
    watchdog: Mutex<Option<Watchdog>>,
}

impl Shared {
    pub(super) fn wait(&self, at_most: Option<Duration>) -> bool {
        self.activity.wait(at_most)
    }

    pub(super) fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.activity))
    }

    fn watchdog(&self) -> MutexGuard<'_, Option<Watchdog>> {
        self.watchdog.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A child, as its host and the thread that waits for its end share it.
#[derive(Debug)]
struct Child {
    shared: Arc<Shared>,
    serial: Serial,
    pid: Pid,
    is_autokilled: bool,
    end: Mutex<Option<End>>,
}

/// A child that has been reaped.
#[derive(Clone, Debug)]
struct End {
    exit: HostResult<ChildExit>,
    usage: ChildUsage,
}

impl Child {
    /// `None` in it as long as the child has not been reaped, which it is not while this is held.
    fn end(&self) -> MutexGuard<'_, Option<End>> {
        self.end.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self) -> u32 {
        self.pid.as_raw_nonzero().get().unsigned_abs()
    }

    /// Waits for the end and reaps.
    fn reap(&self) {
        while let Err(rustix::io::Errno::INTR) =
            waitid(WaitId::Pid(self.pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {}
        let mut end = self.end();
        if self.is_autokilled
            && let Some(watchdog) = &mut *self.shared.watchdog()
        {
            watchdog.leave(self.number());
        }
        let usage = ChildUsage { resident_bytes: Some(0), state: ChildState::Ended, ..usage::usage(self.pid) };
        *end = Some(End { exit: wait_for(self.pid), usage });
        self.shared.activity.ended(self.serial);
    }

    fn kill(&self, signal: i32) -> HostResult<()> {
        let end = self.end();
        if end.is_some() {
            return Err(HostError::new("No such process", errno::ESRCH));
        }
        let sent = match (signal, Signal::from_named_raw(signal)) {
            (0, _) => test_kill_process(self.pid),
            (_, Some(signal)) => kill_process(self.pid, signal),
            (_, None) => return Err(HostError::new("Invalid argument", errno::EINVAL)),
        };
        drop(end);
        sent.map_err(system)
    }
}

fn system(error: rustix::io::Errno) -> HostError {
    std::io::Error::from(error).into()
}

/// Waits for the end of a child, reaps it, and says how it ended.
fn wait_for(pid: Pid) -> HostResult<ChildExit> {
    loop {
        match waitid(WaitId::Pid(pid), WaitIdOptions::EXITED) {
            Err(rustix::io::Errno::INTR) | Ok(None) => {}
            Err(error) => return Err(system(error)),
            Ok(Some(status)) => {
                let code = status.exit_status().map(ChildExit::Code);
                let signal = status.terminating_signal().map(ChildExit::Signal);
                return code.or(signal).ok_or_else(HostError::no_child);
            }
        }
    }
}

/// A child in its host's hands.
#[derive(Debug)]
struct Entry {
    child: Arc<Child>,
    /// This side's ends of its pipes.
    pipes: [Option<Arc<File>>; STREAM_COUNT],
}

impl Entry {
    fn pipe(&self, stream: usize) -> HostResult<&Arc<File>> {
        self.pipes.get(stream).and_then(Option::as_ref).ok_or_else(HostError::bad_handle)
    }

    /// What came of asking a stream without blocking; when it would have blocked, it is awaited.
    fn ready<T>(&self, stream: usize, pipe: &Arc<File>, result: std::io::Result<T>) -> HostResult<Ready<T>> {
        let Child { shared, serial, .. } = &*self.child;
        match result {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                shared.activity.expect_stream(*serial, stream, pipe);
                Ok(Ready::Later)
            }
            result => {
                shared.activity.expect_no_more(*serial, Part::Stream(stream));
                Ok(Ready::Now(result?))
            }
        }
    }

    fn close(&mut self, stream: usize) -> HostResult<()> {
        let pipe = self.pipes.get_mut(stream).and_then(Option::take).ok_or_else(HostError::bad_handle)?;
        drop(pipe);
        self.child.shared.activity.expect_no_more(self.child.serial, Part::Stream(stream));
        Ok(())
    }

    fn let_go(&mut self) {
        for stream in 0..STREAM_COUNT {
            let _ = self.close(stream);
        }
        self.child.shared.activity.expect_no_more(self.child.serial, Part::End);
    }
}

/// The children of one host.
#[derive(Debug)]
pub(super) struct Children {
    shared: Arc<Shared>,
    entries: BTreeMap<ChildId, Entry>,
    /// Forgotten by the program, but to be killed at the end.
    forgotten: Vec<Arc<Child>>,
    last: u64,
    /// What files of the host are called that were awaited.
    files: BTreeMap<Handle, Serial>,
}

/// A stream that is read from.
const INPUT: usize = 1;

impl Children {
    pub(super) fn new(shared: Arc<Shared>) -> Children {
        Children { shared, entries: BTreeMap::new(), forgotten: Vec::new(), last: 0, files: BTreeMap::new() }
    }

    fn entry(&mut self, id: ChildId) -> HostResult<&mut Entry> {
        self.entries.get_mut(&id).ok_or_else(HostError::no_child)
    }

    /// Starts the file at `place`, which has been checked; `files` are those of [`ChildStream::Handle`].
    pub(super) fn spawn(
        &mut self,
        place: &Path,
        options: &ChildOptions,
        files: [Option<File>; STREAM_COUNT],
    ) -> HostResult<ChildId> {
        let mut process = command(place, options, files)?.spawn()?;
        let pid = Pid::from_child(&process);
        // Before anyone could reap it, so the number is its own.
        let limited = usage::limit(pid, &options.limits);
        let child = Arc::new(Child {
            shared: Arc::clone(&self.shared),
            serial: self.shared.activity.next_serial(),
            pid,
            is_autokilled: options.autokill,
            end: Mutex::new(None),
        });
        if options.autokill {
            let mut watchdog = self.shared.watchdog();
            if watchdog.is_none() {
                *watchdog = Watchdog::start().ok();
            }
            let _ = watchdog.as_mut().map(|watchdog| watchdog.watch(child.number()));
        }
        let reaped = Arc::clone(&child);
        let thread = std::thread::Builder::new().name("child".into()).stack_size(STACK_BYTES);
        let started = thread.spawn(move || reaped.reap());
        if let Err(error) = started {
            let _ = child.kill(Signal::KILL.as_raw());
            child.reap();
            return Err(error.into());
        }
        let pipes = [
            process.stdin.take().map(OwnedFd::from),
            process.stdout.take().map(OwnedFd::from),
            process.stderr.take().map(OwnedFd::from),
        ];
        let mut entry = Entry { child, pipes: pipes.map(|pipe| pipe.map(|pipe| Arc::new(File::from(pipe)))) };
        let set_up = limited.and_then(|()| {
            entry.pipes.iter().flatten().try_for_each(|pipe| rustix::io::ioctl_fionbio(pipe, true).map_err(system))
        });
        if let Err(error) = set_up {
            let _ = entry.child.kill(Signal::KILL.as_raw());
            entry.let_go();
            return Err(error);
        }
        self.last += 1;
        self.entries.insert(ChildId(self.last), entry);
        Ok(ChildId(self.last))
    }

    pub(super) fn read(&mut self, id: ChildId, stream: usize, count: usize) -> HostResult<Ready<Vec<u8>>> {
        let entry = self.entry(id)?;
        if stream == 0 {
            return Err(HostError::bad_handle());
        }
        let pipe = entry.pipe(stream)?;
        let mut bytes = vec![0; count.min(READ_BYTES_MAX)];
        let read = uninterrupted(|| (&**pipe).read(&mut bytes));
        entry.ready(stream, pipe, read.map(|len| bytes[..len].to_vec()))
    }

    pub(super) fn write(&mut self, id: ChildId, bytes: &[u8]) -> HostResult<Ready<usize>> {
        let entry = self.entry(id)?;
        let pipe = entry.pipe(0)?;
        entry.ready(0, pipe, uninterrupted(|| (&**pipe).write(bytes)))
    }

    pub(super) fn close(&mut self, id: ChildId, stream: usize) -> HostResult<()> {
        self.entry(id)?.close(stream)
    }

    pub(super) fn status(&mut self, id: ChildId) -> HostResult<Option<ChildExit>> {
        let child = &self.entry(id)?.child;
        let end = child.end();
        if let Some(end) = &*end {
            child.shared.activity.expect_no_more(child.serial, Part::End);
            return end.exit.clone().map(Some);
        }
        child.shared.activity.expect_end(child.serial);
        Ok(None)
    }

    pub(super) fn kill(&mut self, id: ChildId, signal: i32) -> HostResult<()> {
        self.entry(id)?.child.kill(signal)
    }

    /// From now on a file of the host is awaited that has nothing to read yet.
    pub(super) fn expect_file(&mut self, handle: Handle, file: File) {
        let activity = &self.shared.activity;
        let serial = *self.files.entry(handle).or_insert_with(|| activity.next_serial());
        activity.expect_stream(serial, INPUT, &Arc::new(file));
    }

    pub(super) fn usage(&mut self, id: ChildId) -> HostResult<ChildUsage> {
        let child = &self.entry(id)?.child;
        let end = child.end();
        Ok(end.as_ref().map_or_else(|| usage::usage(child.pid), |end| end.usage))
    }

    pub(super) fn forget(&mut self, id: ChildId) {
        let Some(mut entry) = self.entries.remove(&id) else { return };
        entry.let_go();
        self.forgotten.retain(|child| child.end().is_none());
        if entry.child.is_autokilled {
            self.forgotten.push(entry.child);
        }
    }

    /// Kills those that are to be killed, and closes the pipes of all.
    pub(super) fn finish(&mut self) {
        for (_, mut entry) in std::mem::take(&mut self.entries) {
            if entry.child.is_autokilled {
                self.forgotten.push(Arc::clone(&entry.child));
            }
            entry.let_go();
        }
        for child in std::mem::take(&mut self.forgotten) {
            let _ = child.kill(Signal::KILL.as_raw());
        }
    }
}

/// Reaps a child that nobody asks after any more, whenever it ends.
pub(super) fn reap_later(mut child: std::process::Child) {
    if matches!(child.try_wait(), Ok(Some(_))) {
        return;
    }
    let thread = std::thread::Builder::new().name("child".into()).stack_size(STACK_BYTES);
    // Without a thread it stays a zombie until the run has ended.
    let _ = thread.spawn(move || child.wait());
}

/// The same again when a signal has come between.
fn uninterrupted<T>(mut action: impl FnMut() -> std::io::Result<T>) -> std::io::Result<T> {
    loop {
        match action() {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn command(place: &Path, options: &ChildOptions, files: [Option<File>; STREAM_COUNT]) -> HostResult<Command> {
    let invalid = || HostError::new("Invalid argument", errno::EINVAL);
    let environment = options.environment.as_deref().unwrap_or_default();
    let texts = options.command.iter().chain(&options.directory);
    let mut texts = texts.chain(environment.iter().flat_map(|(name, value)| [name, value]));
    let is_name = |name: &[u8]| !name.is_empty() && !name.contains(&b'=');
    if texts.any(|text| text.contains(&0)) || !environment.iter().all(|(name, _)| is_name(name)) {
        return Err(invalid());
    }
    let (program, arguments) = options.command.split_first().ok_or_else(invalid)?;
    let mut command = Command::new(place);
    command.arg0(path_of(program)).args(arguments.iter().map(|argument| path_of(argument)));
    if options.environment.is_some() {
        command.env_clear().envs(environment.iter().map(|(name, value)| (path_of(name), path_of(value))));
    }
    if let Some(directory) = &options.directory {
        command.current_dir(path_of(directory));
    }
    let mut streams = options.streams.iter().zip(files).map(|(stream, file)| match (stream, file) {
        (_, Some(file)) => Ok(Stdio::from(file)),
        (ChildStream::Inherit, None) => Ok(Stdio::inherit()),
        (ChildStream::Null, None) => Ok(Stdio::null()),
        (ChildStream::Pipe, None) => Ok(Stdio::piped()),
        (ChildStream::Handle(_), None) => Err(HostError::bad_handle()),
    });
    let mut next = || streams.next().unwrap_or_else(|| Ok(Stdio::null()));
    command.stdin(next()?).stdout(next()?).stderr(next()?);
    drop(streams);
    Ok(command)
}
