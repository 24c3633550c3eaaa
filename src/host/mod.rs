//! The one door outside: what programs ask of the machine goes through the trait [`Host`].
//!
//! - `calls`: system calls decoded, answers encoded
//! - `grants`: what a program may do; paths are resolved before they are checked
//! - `confinement`: what of that a new process is to have
//! - `capture`: a host that gives nothing and keeps what is written, for embedding and tests
//! - `system`: the machine itself (cargo feature `cli`)
//! - `stream`: a buffered file of the machine
//! - `child`: what is said about child processes of the operating system
//! - `children`: those of the machine
//!
//! Every method has a default that refuses, so a host gives exactly what it implements. A refusal is an error value
//! for the program, and its text names what would allow it.

mod calls;
mod capture;
mod child;
mod confinement;
#[cfg(all(feature = "cli", unix))]
mod children;
#[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "only the machine's host looks at paths"))]
mod grants;
#[cfg(feature = "cli")]
mod stream;
#[cfg(feature = "cli")]
mod system;

use std::fmt;
use std::time::Duration;

pub use calls::answer;
pub use capture::CaptureHost;
pub use child::{
    ChildExit, ChildId, ChildLimits, ChildOptions, ChildState, ChildStream, ChildUsage, PipeEnd, Ready, STREAM_COUNT,
};
#[cfg(all(feature = "cli", unix))]
pub use children::Waker;
pub use confinement::{Confinement, ConfinementError};
pub use grants::{Grant, Grants, Refusal};
#[cfg(feature = "cli")]
pub use system::SystemHost;
use tidelock_vm::SystemCall;

use crate::manager::Answer;
use crate::message::Message;

/// Why the host could not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostError {
    /// The bare reason, as C's `strerror` words it: `No such file or directory`.
    pub message: String,
    /// The error number (`errno`).
    pub code: i32,
    /// Whether the grant is missing, rather than the machine having said no; then the message names what would allow it.
    pub is_refused: bool,
}

/// Error numbers that hosts give without the machine having been asked.
pub mod errno {
    /// No such file or directory.
    pub const ENOENT: i32 = 2;
    /// No such process.
    pub const ESRCH: i32 = 3;
    /// Input/output error.
    pub const EIO: i32 = 5;
    /// Bad file descriptor.
    pub const EBADF: i32 = 9;
    /// No child processes.
    pub const ECHILD: i32 = 10;
    /// Out of memory.
    pub const ENOMEM: i32 = 12;
    /// Permission denied.
    pub const EACCES: i32 = 13;
    /// Not a directory.
    pub const ENOTDIR: i32 = 20;
    /// Invalid argument.
    pub const EINVAL: i32 = 22;
    /// Too many open files.
    pub const EMFILE: i32 = 24;
    /// No space left on device.
    pub const ENOSPC: i32 = 28;
    /// Function not implemented (as Linux numbers it).
    pub const ENOSYS: i32 = 38;
}

impl HostError {
    /// An error with its text and number.
    pub fn new(message: impl Into<String>, code: i32) -> HostError {
        HostError { message: message.into(), code, is_refused: false }
    }

    /// No file is open under the handle, or not for that.
    #[cold]
    pub fn bad_handle() -> HostError {
        HostError::new("Bad file descriptor", errno::EBADF)
    }

    /// No child goes by this id.
    #[cold]
    pub fn no_child() -> HostError {
        HostError::new("No child processes", errno::ECHILD)
    }

    /// The system has nothing for that.
    #[cold]
    pub fn not_implemented() -> HostError {
        HostError::new("Function not implemented", errno::ENOSYS)
    }

    /// There is more than the process may hold.
    #[cold]
    pub fn out_of_memory() -> HostError {
        HostError::new("not enough memory", errno::ENOMEM)
    }

    /// The grant is missing.
    #[cold]
    pub fn refused(refusal: Refusal) -> HostError {
        HostError { is_refused: true, ..HostError::new(refusal.to_string(), errno::EACCES) }
    }
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for HostError {}

impl From<std::io::Error> for HostError {
    /// The error as C words it: Rust's text without its ` (os error N)`.
    fn from(error: std::io::Error) -> HostError {
        let text = error.to_string();
        let message = match text.rfind(" (os error ") {
            Some(at) => text[..at].to_owned(),
            None => text,
        };
        HostError::new(message, error.raw_os_error().unwrap_or(errno::EIO))
    }
}

/// What a host's method gives.
pub type HostResult<T> = Result<T, HostError>;

/// An open file: 0, 1 and 2 are the standard streams, others are given by [`Host::open`] and its like.
pub type Handle = i64;

/// How a file is opened: C's `fopen`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OpenMode {
    /// What happens at the opening.
    pub base: OpenBase,
    /// Whether the file is opened for both reading and writing (`+`).
    pub updates: bool,
}

/// The letter of an [`OpenMode`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OpenBase {
    /// `r`: the file must exist.
    Read,
    /// `w`: it is created or emptied.
    Write,
    /// `a`: it is created or kept, and every write goes to its end.
    Append,
}

impl OpenMode {
    /// From the text `io.open` takes, which its caller has checked.
    pub fn parse(mode: &[u8]) -> Option<OpenMode> {
        let base = match mode.first()? {
            b'r' => OpenBase::Read,
            b'w' => OpenBase::Write,
            b'a' => OpenBase::Append,
            _ => return None,
        };
        Some(OpenMode { base, updates: mode.get(1) == Some(&b'+') })
    }

    /// Whether the file can be read.
    pub fn reads(self) -> bool {
        self.updates || self.base == OpenBase::Read
    }

    /// Whether the file can be written to.
    pub fn writes(self) -> bool {
        self.updates || self.base != OpenBase::Read
    }
}

/// What an offset is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whence {
    /// The beginning of the file.
    Set,
    /// The current position.
    Current,
    /// The end of the file.
    End,
}

/// When written bytes are passed on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Buffering {
    /// At once.
    No,
    /// When so many have gathered.
    Full,
    /// The same, and at the end of a line.
    Line,
}

/// The world outside, as one process sees it.
///
/// Paths and names are bytes, without NUL. The methods are those of [`SystemCall`]; calls about the run itself
/// (virtual time, entropy, the end) are answered by the manager.
pub trait Host: Send + fmt::Debug {
    /// Writes all of `bytes`, at least to a buffer.
    fn write(&mut self, _handle: Handle, _bytes: &[u8]) -> HostResult<()> {
        Err(HostError::bad_handle())
    }

    /// Reads at most `count` bytes; none at the end of the file.
    fn read(&mut self, _handle: Handle, _count: usize) -> HostResult<Vec<u8>> {
        Err(HostError::bad_handle())
    }

    /// Reads up to and including the next newline, or to the end of the file, but at most `count` bytes; nothing at the
    /// end.
    fn read_line(&mut self, handle: Handle, count: usize) -> HostResult<Vec<u8>> {
        let mut line = Vec::new();
        while line.len() < count {
            let byte = self.read(handle, 1)?;
            line.extend_from_slice(&byte);
            if byte.is_empty() || byte == b"\n" {
                break;
            }
        }
        Ok(line)
    }

    /// Opens a file.
    fn open(&mut self, _path: &[u8], mode: OpenMode) -> HostResult<Handle> {
        Err(HostError::refused(if mode.reads() { Refusal::READ } else { Refusal::WRITE }))
    }

    /// Closes a file; for a pipe waits for the child and says how it ended.
    fn close(&mut self, _handle: Handle) -> HostResult<Option<ChildExit>> {
        Err(HostError::bad_handle())
    }

    /// Moves the position; gives the new one, counted from the beginning.
    fn seek(&mut self, _handle: Handle, _whence: Whence, _offset: i64) -> HostResult<u64> {
        Err(HostError::bad_handle())
    }

    /// Passes on what is buffered.
    fn flush(&mut self, _handle: Handle) -> HostResult<()> {
        Err(HostError::bad_handle())
    }

    /// Sets when written bytes are passed on.
    fn set_buffer(&mut self, _handle: Handle, _buffering: Buffering, _size: usize) -> HostResult<()> {
        Err(HostError::bad_handle())
    }

    /// Removes a file or an empty directory.
    fn remove(&mut self, _path: &[u8]) -> HostResult<()> {
        Err(HostError::refused(Refusal::WRITE))
    }

    /// Renames a file.
    fn rename(&mut self, _from: &[u8], _to: &[u8]) -> HostResult<()> {
        Err(HostError::refused(Refusal::WRITE))
    }

    /// Creates an empty file for temporary use; gives its path.
    fn temporary_name(&mut self) -> HostResult<Vec<u8>> {
        Err(HostError::refused(Refusal::WRITE))
    }

    /// Creates a file open for update that is removed when closed.
    fn temporary_file(&mut self) -> HostResult<Handle> {
        Err(HostError::refused(Refusal::WRITE))
    }

    /// Seconds since 1970-01-01 UTC. Asked only in a run whose time is real.
    fn time(&mut self) -> i64 {
        0
    }

    /// Seconds since the run began. Asked only in a run whose time is real.
    fn clock(&mut self) -> f64 {
        0.0
    }

    /// The value of an environment variable.
    fn environment(&mut self, _name: &[u8]) -> HostResult<Option<Vec<u8>>> {
        Err(HostError::refused(Refusal::ENV))
    }

    /// A complete warning for whoever looks after the program.
    fn warn(&mut self, _text: &[u8]) {}

    /// Whether there is a shell for [`Host::execute`].
    fn has_shell(&mut self) -> bool {
        false
    }

    /// Runs a command and waits for its end.
    fn execute(&mut self, _command: &[u8]) -> HostResult<ChildExit> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Starts a command with one end of a pipe in the program's hand.
    fn open_pipe(&mut self, _command: &[u8], _end: PipeEnd) -> HostResult<Handle> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Starts a program without waiting for it. What it writes and how it ends is asked for by the id.
    ///
    /// None of the calls about children blocks, but for [`Host::wait_for_activity`].
    fn spawn_child(&mut self, _options: &ChildOptions) -> HostResult<ChildId> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Reads at most `count` bytes, and 64 KiB, of what a child has written on the stream (1 or 2); none at the end.
    fn child_read(&mut self, _child: ChildId, _stream: usize, _count: usize) -> HostResult<Ready<Vec<u8>>> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Writes what there is room for of `bytes` to a child's standard input, and says how many those were. There is
    /// room for about 64 KiB that the child has not read. Fails with `Broken pipe` (32) when the child has closed it.
    fn child_write(&mut self, _child: ChildId, _bytes: &[u8]) -> HostResult<Ready<usize>> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Closes this side of a child's stream: of 0, the child reads the end of its input once it has read what was
    /// written.
    fn child_close(&mut self, _child: ChildId, _stream: usize) -> HostResult<()> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// How a child ended; `None` while it runs.
    fn child_status(&mut self, _child: ChildId) -> HostResult<Option<ChildExit>> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Sends a child a signal by the system's number. 0 only asks whether it runs. Fails with `No such process` (3)
    /// when it has ended.
    fn child_kill(&mut self, _child: ChildId, _signal: i32) -> HostResult<()> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// What a child uses; when it has ended, what it used.
    fn child_usage(&mut self, _child: ChildId) -> HostResult<ChildUsage> {
        Err(HostError::refused(Refusal::EXEC))
    }

    /// Closes this side of a child's streams. The child lives on, its id means nothing any more.
    fn forget_child(&mut self, _child: ChildId) {}

    /// Blocks the calling thread until something awaited has come, or the time is over; says whether something has.
    ///
    /// Awaited is what was last answered with [`Ready::Later`], by [`Host::child_status`] with `None` or by
    /// [`Host::is_ready`] with false, of the children and files of this host and of those on the same console. It is awaited once: after the return everything that is
    /// still wanted has to be asked for again. Without a time, and with nothing awaited, it returns at once.
    fn wait_for_activity(&mut self, at_most: Option<Duration>) -> bool {
        std::thread::sleep(at_most.unwrap_or_default());
        false
    }

    /// Whether reading from a file has an answer at once: bytes, the end, or an error; for a line, all of the line or
    /// `count` bytes. What is not ready is awaited, see [`Host::wait_for_activity`].
    fn is_ready(&mut self, _handle: Handle, _count: usize, _is_line: bool) -> bool {
        true
    }

    /// All of a source file, or of standard input. Of more than `bytes_max` bytes, [`HostError::out_of_memory`]: a file
    /// may be larger than the process's limit, or have no end, so no more than one byte beyond is to be read.
    fn read_file(&mut self, _path: Option<&[u8]>, _bytes_max: usize) -> HostResult<Vec<u8>> {
        Err(HostError::refused(Refusal::READ))
    }

    /// Whether [`Host::read_file`] would succeed.
    fn is_readable(&mut self, _path: &[u8]) -> bool {
        false
    }

    /// The process has ended: passes on what is buffered, and ends the children that were to end with it.
    fn finish(&mut self) {}

    /// The host of a new process that this one's process starts: at most what this one gives, and of that what is asked
    /// for.
    ///
    /// # Errors
    ///
    /// What is asked for and this one doesn't give. It is not to say whether something is there that isn't granted.
    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        confinement.check_nothing()?;
        Ok(Box::new(NullHost))
    }

    /// What a host that keeps it was given on this stream.
    fn captured(&self, _handle: Handle) -> &[u8] {
        &[]
    }

    /// Answers a system call. `bytes_max` is the process's memory limit, beyond which no file is read for it; other
    /// answers are small.
    fn answer(&mut self, call: SystemCall, arguments: &[Message], bytes_max: usize) -> Answer {
        calls::answer(self, call, arguments, bytes_max)
    }
}

/// A host that gives nothing: writing and reading fail, everything else is refused.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullHost;

impl Host for NullHost {}
