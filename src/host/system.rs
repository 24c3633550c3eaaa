//! The machine itself: its standard streams, and of the rest what the [`Grants`] say.
//!
//! Standard streams are shared by all hosts made from one ([`SystemHost::sibling`]), so that what several processes
//! write comes out in the order in which they wrote it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
#[cfg(unix)]
use std::time::Duration;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

#[cfg(unix)]
use super::children::{Children, Shared, Waker, has_come, permit};
use super::confinement::{Confinement, ConfinementError, Reach};
use super::grants::{Grants, Refusal, bytes_of, path_from, path_of, resolve};
use super::stream::{Stream, exit_of, read_to_end};
use super::{
    Buffering, ChildExit, ChildId, ChildOptions, Grant, Handle, Host, HostError, HostResult, OpenMode, PipeEnd, Whence,
};
#[cfg(unix)]
use super::{ChildStream, ChildUsage, Ready, STREAM_COUNT};

/// Handles from here on are files; those below are standard streams.
const FIRST_FILE: Handle = 3;

/// The standard streams.
#[derive(Debug)]
struct Console {
    streams: [Stream; 3],
    input_is_terminal: bool,
    #[cfg(unix)]
    children: Arc<Shared>,
}

impl Console {
    fn new() -> Console {
        let output = if std::io::stdout().is_terminal() { Buffering::Line } else { Buffering::Full };
        Console {
            streams: [
                Stream::new(duplicate(&std::io::stdin()), true, false),
                Stream::new(duplicate(&std::io::stdout()), false, true).with_buffering(output),
                Stream::new(duplicate(&std::io::stderr()), false, true).with_buffering(Buffering::No),
            ],
            input_is_terminal: std::io::stdin().is_terminal(),
            #[cfg(unix)]
            children: Arc::default(),
        }
    }

    /// The same, but what would be written to a terminal goes to a file, and nothing is read from one.
    fn beside_terminal(held: &File) -> Console {
        let mut console = Console::new();
        let outputs = [std::io::stdout().is_terminal(), std::io::stderr().is_terminal()];
        for (stream, _) in console.streams[1..].iter_mut().zip(outputs).filter(|(_, is_terminal)| *is_terminal) {
            *stream = Stream::new(held.try_clone().ok(), false, true).with_buffering(Buffering::Line);
        }
        if console.input_is_terminal {
            console.streams[0] = Stream::new(None, true, false);
        }
        console
    }

    /// Whoever is asked for input should see what was written before.
    fn flush_before_input(&mut self) {
        if self.input_is_terminal {
            let _ = self.streams[1].flush();
        }
    }
}

fn lock(console: &Mutex<Console>) -> MutexGuard<'_, Console> {
    console.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file behind a standard stream, free of the buffer that Rust's own handle has.
#[cfg(unix)]
fn duplicate(stream: &impl std::os::fd::AsFd) -> Option<File> {
    stream.as_fd().try_clone_to_owned().ok().map(File::from)
}

/// The file behind a standard stream, free of the buffer that Rust's own handle has.
#[cfg(windows)]
fn duplicate(stream: &impl std::os::windows::io::AsHandle) -> Option<File> {
    stream.as_handle().try_clone_to_owned().ok().map(File::from)
}

/// One end of a child's pipe as a file.
#[cfg(unix)]
fn file_of(end: impl Into<std::os::fd::OwnedFd>) -> File {
    File::from(end.into())
}

/// One end of a child's pipe as a file.
#[cfg(windows)]
fn file_of(end: impl Into<std::os::windows::io::OwnedHandle>) -> File {
    File::from(end.into())
}

/// The machine, as far as it is granted.
#[derive(Debug)]
pub struct SystemHost {
    console: Arc<Mutex<Console>>,
    #[cfg(unix)]
    children: Children,
    files: BTreeMap<Handle, Stream>,
    next_handle: Handle,
    reach: Reach,
    started: Instant,
    temporaries: u32,
}

impl Default for SystemHost {
    fn default() -> SystemHost {
        SystemHost::new(Grants::default())
    }
}

impl SystemHost {
    /// The standard streams, and what is granted.
    pub fn new(grants: Grants) -> SystemHost {
        SystemHost::with_console(Arc::new(Mutex::new(Console::new())), grants)
    }

    /// The same for a run beside something else on the terminal: what would be written to the terminal goes to `held`,
    /// and nothing is read from it.
    pub fn beside_terminal(grants: Grants, held: &File) -> SystemHost {
        SystemHost::with_console(Arc::new(Mutex::new(Console::beside_terminal(held))), grants)
    }

    fn with_console(console: Arc<Mutex<Console>>, grants: Grants) -> SystemHost {
        let Grants { read, write, env, exec } = grants;
        #[expect(clippy::disallowed_methods, reason = "the host is where a run with real time reads the clock")]
        let started = Instant::now();
        #[cfg(unix)]
        let shared = Arc::clone(&lock(&console).children);
        SystemHost {
            console,
            #[cfg(unix)]
            children: Children::new(shared),
            files: BTreeMap::new(),
            next_handle: FIRST_FILE,
            reach: Reach {
                grants: Grants { read: read.resolved(), write: write.resolved(), env, exec },
                source_directories: Vec::new(),
                directory: None,
            },
            started,
            temporaries: 0,
        }
    }

    /// A host for another process: the same standard streams, other grants, no open files, and none of the directories
    /// of [`SystemHost::beside`].
    pub fn sibling(&self, grants: Grants) -> SystemHost {
        let mut sibling = SystemHost::with_console(Arc::clone(&self.console), grants);
        sibling.started = self.started;
        sibling
    }

    /// A host for a process that this one's starts: the same standard streams, no open files, and of grants and
    /// directories what is asked for.
    ///
    /// # Errors
    ///
    /// What is asked for and this process doesn't have.
    pub fn for_child(&self, confinement: &Confinement) -> Result<SystemHost, ConfinementError> {
        let reach = self.reach.confined(confinement)?;
        let mut child = self.sibling(Grants::default());
        child.reach = reach;
        Ok(child)
    }

    /// Allows reading source files in the directory of this script, and under it.
    #[must_use]
    pub fn beside(mut self, script: &Path) -> SystemHost {
        let directory = script.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        self.reach.source_directories.extend(resolve(directory));
        self
    }

    fn console(&self) -> MutexGuard<'_, Console> {
        lock(&self.console)
    }

    /// What ends a [`Host::wait_for_activity`] of this host and its siblings from another thread.
    #[cfg(unix)]
    pub fn waker(&self) -> Waker {
        self.console().children.waker()
    }

    /// Does something with an open file.
    fn with<T>(&mut self, handle: Handle, action: impl FnOnce(&mut Stream) -> HostResult<T>) -> HostResult<T> {
        if let Some(stream) = self.files.get_mut(&handle) {
            return action(stream);
        }
        let standard = usize::try_from(handle).ok().filter(|&handle| handle < 3).ok_or_else(HostError::bad_handle)?;
        let mut console = self.console();
        if standard == 0 {
            console.flush_before_input();
        }
        action(&mut console.streams[standard])
    }

    fn insert(&mut self, stream: Stream) -> Handle {
        let handle = self.next_handle;
        self.next_handle += 1;
        self.files.insert(handle, stream);
        handle
    }

    /// Creates a file of a new name in the directory for temporary files.
    fn create_temporary(&mut self) -> HostResult<(File, PathBuf)> {
        let directory = std::env::temp_dir();
        let directory = self.reach.grants.write.permit(&bytes_of(directory.as_os_str()), None, Refusal::WRITE)?;
        let mut options = File::options();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        loop {
            self.temporaries += 1;
            let path = directory.join(format!("lua_{:x}_{:x}", std::process::id(), self.temporaries));
            match options.open(&path) {
                Ok(file) => return Ok((file, path)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The process to start for a command. Where only some programs are granted there is no shell, which could run any:
    /// the command is a program and its arguments, separated by spaces.
    fn command(&mut self, command: &[u8]) -> HostResult<Command> {
        let exec = &self.reach.grants.exec;
        let mut prepared = match exec {
            Grant::None => return Err(HostError::refused(Refusal::EXEC)),
            Grant::All if cfg!(windows) => {
                let mut shell = Command::new("cmd");
                shell.arg("/C").arg(path_of(command));
                shell
            }
            Grant::All => {
                let mut shell = Command::new("/bin/sh");
                shell.arg("-c").arg(path_of(command));
                shell
            }
            Grant::Only(_) => {
                let mut words = command.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
                let program = words.next().unwrap_or_default();
                if command.iter().any(|byte| SHELL_BYTES.contains(byte)) {
                    return Err(HostError::refused(exec.refusal(Refusal::EXEC)));
                }
                let mut direct = direct_command(exec, program, self.reach.here())?;
                direct.args(words.map(path_of));
                direct
            }
        };
        if let Some(here) = self.reach.here() {
            prepared.current_dir(here);
        }
        self.flush_all();
        Ok(prepared)
    }

    fn flush_all(&mut self) {
        for stream in self.files.values_mut() {
            let _ = stream.flush();
        }
        for stream in &mut self.console().streams {
            let _ = stream.flush();
        }
    }
}

/// What starts a granted program without a shell.
#[cfg(unix)]
fn direct_command(exec: &Grant, program: &[u8], here: Option<&Path>) -> HostResult<Command> {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(permit(exec, program, here)?);
    command.arg0(path_of(program));
    Ok(command)
}

/// What starts a granted program without a shell.
#[cfg(not(unix))]
fn direct_command(exec: &Grant, program: &[u8], here: Option<&Path>) -> HostResult<Command> {
    if !exec.names(program) {
        return Err(HostError::refused(exec.refusal(Refusal::EXEC)));
    }
    let is_path = program.contains(&b'/') || program.contains(&b'\\');
    Ok(Command::new(if is_path { path_from(here, program) } else { path_of(program) }))
}

/// Bytes that mean something to a shell.
const SHELL_BYTES: &[u8] = b"|&;<>()$`\\\"'*?[]#~=%!{}\n";

impl Host for SystemHost {
    fn write(&mut self, handle: Handle, bytes: &[u8]) -> HostResult<()> {
        self.with(handle, |stream| stream.write(bytes))
    }

    fn read(&mut self, handle: Handle, count: usize) -> HostResult<Vec<u8>> {
        self.with(handle, |stream| stream.read(count))
    }

    fn read_line(&mut self, handle: Handle, count: usize) -> HostResult<Vec<u8>> {
        self.with(handle, |stream| stream.read_line(count))
    }

    fn open(&mut self, path: &[u8], mode: OpenMode) -> HostResult<Handle> {
        let Reach { grants, .. } = &self.reach;
        let here = self.reach.here();
        let mut place = path_from(here, path);
        if mode.reads() {
            place = grants.read.permit(path, here, Refusal::READ)?;
        }
        if mode.writes() {
            let written = grants.write.permit(path, here, Refusal::WRITE)?;
            // Of the two the one that was resolved.
            place = if grants.write == Grant::All { place } else { written };
        }
        let stream = Stream::open(&place, mode)?;
        Ok(self.insert(stream))
    }

    fn close(&mut self, handle: Handle) -> HostResult<Option<ChildExit>> {
        self.files.remove(&handle).ok_or_else(HostError::bad_handle)?.close()
    }

    fn seek(&mut self, handle: Handle, whence: Whence, offset: i64) -> HostResult<u64> {
        self.with(handle, |stream| stream.seek(whence, offset))
    }

    fn flush(&mut self, handle: Handle) -> HostResult<()> {
        self.with(handle, Stream::flush)
    }

    fn set_buffer(&mut self, handle: Handle, buffering: Buffering, size: usize) -> HostResult<()> {
        self.with(handle, |stream| stream.set_buffer(buffering, size))
    }

    fn remove(&mut self, path: &[u8]) -> HostResult<()> {
        let place = self.reach.grants.write.permit_entry(path, self.reach.here(), Refusal::WRITE)?;
        if place.symlink_metadata()?.is_dir() {
            std::fs::remove_dir(place)?
        } else {
            std::fs::remove_file(place)?
        }
        Ok(())
    }

    fn rename(&mut self, from: &[u8], to: &[u8]) -> HostResult<()> {
        let from = self.reach.grants.write.permit_entry(from, self.reach.here(), Refusal::WRITE)?;
        let to = self.reach.grants.write.permit_entry(to, self.reach.here(), Refusal::WRITE)?;
        std::fs::rename(from, to)?;
        Ok(())
    }

    fn temporary_name(&mut self) -> HostResult<Vec<u8>> {
        let (_, path) = self.create_temporary()?;
        Ok(bytes_of(path.as_os_str()))
    }

    fn temporary_file(&mut self) -> HostResult<Handle> {
        let (file, path) = self.create_temporary()?;
        let stream = Stream::new(Some(file), true, true);
        // Where an open file can be removed it never outlives the process.
        let stream = match cfg!(unix).then(|| std::fs::remove_file(&path)) {
            Some(Ok(())) => stream,
            _ => stream.removed_when_closed(path),
        };
        Ok(self.insert(stream))
    }

    #[expect(clippy::disallowed_methods, reason = "the host is where a run with real time reads the clock")]
    fn time(&mut self) -> i64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => since.as_secs() as i64,
            Err(before) => -(before.duration().as_secs() as i64),
        }
    }

    fn clock(&mut self) -> f64 {
        self.started.elapsed().as_secs_f64()
    }

    fn environment(&mut self, name: &[u8]) -> HostResult<Option<Vec<u8>>> {
        if !self.reach.grants.env.names(name) {
            return Err(HostError::refused(self.reach.grants.env.refusal(Refusal::ENV)));
        }
        if name.is_empty() || name.contains(&b'=') {
            return Ok(None);
        }
        Ok(std::env::var_os(path_of(name)).map(|value| bytes_of(&value)))
    }

    fn warn(&mut self, text: &[u8]) {
        let _ = self.console().streams[2].write(text);
    }

    fn has_shell(&mut self) -> bool {
        self.reach.grants.exec == Grant::All && (cfg!(windows) || Path::new("/bin/sh").exists())
    }

    fn execute(&mut self, command: &[u8]) -> HostResult<ChildExit> {
        let status = self.command(command)?.status()?;
        Ok(exit_of(status))
    }

    fn open_pipe(&mut self, command: &[u8], end: PipeEnd) -> HostResult<Handle> {
        let mut command = self.command(command)?;
        let stream = match end {
            PipeEnd::Read => {
                let mut child = command.stdout(Stdio::piped()).spawn()?;
                let end = child.stdout.take().map(file_of);
                piped(child, end, true)
            }
            PipeEnd::Write => {
                let mut child = command.stdin(Stdio::piped()).spawn()?;
                let end = child.stdin.take().map(file_of);
                piped(child, end, false)
            }
        };
        Ok(self.insert(stream))
    }

    #[cfg(unix)]
    fn spawn_child(&mut self, options: &ChildOptions) -> HostResult<ChildId> {
        let program = options.command.first().map_or(&b""[..], Vec::as_slice);
        let place = permit(&self.reach.grants.exec, program, self.reach.here())?;
        let mut files = [const { None }; STREAM_COUNT];
        for (stream, file) in files.iter_mut().enumerate() {
            match options.streams[stream] {
                ChildStream::Handle(handle) => *file = Some(self.with(handle, |file| file.share(stream == 0))?),
                ChildStream::Inherit if stream == 0 => {
                    // The child reads on from where the program is, if the input can seek.
                    let _ = self.with(0, Stream::give_back);
                }
                _ => {}
            }
        }
        self.flush_all();
        let Some(here) = self.reach.here() else { return self.children.spawn(&place, options, files) };
        let directory =
            options.directory.as_ref().map_or_else(|| here.to_path_buf(), |path| path_from(Some(here), path));
        let options = ChildOptions { directory: Some(bytes_of(directory.as_os_str())), ..options.clone() };
        self.children.spawn(&place, &options, files)
    }

    #[cfg(not(unix))]
    fn spawn_child(&mut self, _options: &ChildOptions) -> HostResult<ChildId> {
        let exec = &self.reach.grants.exec;
        if exec.is_none() { Err(HostError::refused(Refusal::EXEC)) } else { Err(HostError::not_implemented()) }
    }

    #[cfg(unix)]
    fn child_read(&mut self, child: ChildId, stream: usize, count: usize) -> HostResult<Ready<Vec<u8>>> {
        self.children.read(child, stream, count)
    }

    #[cfg(unix)]
    fn child_write(&mut self, child: ChildId, bytes: &[u8]) -> HostResult<Ready<usize>> {
        self.children.write(child, bytes)
    }

    #[cfg(unix)]
    fn child_close(&mut self, child: ChildId, stream: usize) -> HostResult<()> {
        self.children.close(child, stream)
    }

    #[cfg(unix)]
    fn child_status(&mut self, child: ChildId) -> HostResult<Option<ChildExit>> {
        self.children.status(child)
    }

    #[cfg(unix)]
    fn child_kill(&mut self, child: ChildId, signal: i32) -> HostResult<()> {
        self.children.kill(child, signal)
    }

    #[cfg(unix)]
    fn child_usage(&mut self, child: ChildId) -> HostResult<ChildUsage> {
        self.children.usage(child)
    }

    #[cfg(unix)]
    fn forget_child(&mut self, child: ChildId) {
        self.children.forget(child);
    }

    #[cfg(unix)]
    fn is_ready(&mut self, handle: Handle, count: usize, is_line: bool) -> bool {
        let readiness = self.with(handle, |stream| {
            let is_ready = stream.is_ready(count, is_line, has_come);
            Ok(if is_ready { None } else { stream.duplicate() })
        });
        // What can't be waited for is read, and waits there.
        let Ok(Some(file)) = readiness else { return true };
        self.children.expect_file(handle, file);
        false
    }

    fn wait_for_activity(&mut self, at_most: Option<Duration>) -> bool {
        // Not under the console's lock: others write meanwhile.
        let shared = Arc::clone(&self.console().children);
        shared.wait(at_most)
    }

    fn read_file(&mut self, path: Option<&[u8]>, bytes_max: usize) -> HostResult<Vec<u8>> {
        match path {
            Some(path) => read_to_end(&mut File::open(self.reach.source(path)?)?, Vec::new(), bytes_max),
            None => self.with(0, |stream| stream.read_to_end(bytes_max)),
        }
    }

    fn is_readable(&mut self, path: &[u8]) -> bool {
        self.reach.source(path).is_ok_and(|place| File::open(place).is_ok())
    }

    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        Ok(Box::new(self.for_child(confinement)?))
    }

    fn finish(&mut self) {
        self.flush_all();
        #[cfg(unix)]
        self.children.finish();
    }
}

fn piped(child: Child, end: Option<File>, reads: bool) -> Stream {
    Stream::new(end, reads, !reads).with_child(child)
}

impl Drop for SystemHost {
    fn drop(&mut self) {
        self.finish();
    }
}
