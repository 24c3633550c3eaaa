//! What is said about child processes of the operating system: how one is started, how it ended, what it uses.

use super::Handle;

/// Which end of a child process's pipe a program holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PipeEnd {
    /// It reads what the child writes.
    Read,
    /// It writes what the child reads.
    Write,
}

/// How a child process ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChildExit {
    /// With this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// A child of one host. Ids count from 1 in the order in which the host's children were started, so that they don't
/// depend on the machine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ChildId(pub u64);

/// Standard input, standard output and standard error.
pub const STREAM_COUNT: usize = 3;

/// How [`Host::spawn_child`](super::Host::spawn_child) starts a child. The default starts nothing: it has no command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChildOptions {
    /// The program and its arguments. A program without `/` is looked up in the `PATH` that tidelock itself has,
    /// whatever the child's environment says: what is given to the child can't lead a granted name elsewhere. A
    /// relative path counts from tidelock's working directory.
    pub command: Vec<Vec<u8>>,
    /// All of the child's environment, or tidelock's own. Of two values for a name the last holds.
    pub environment: Option<Vec<(Vec<u8>, Vec<u8>)>>,
    /// Where it runs, or tidelock's working directory.
    pub directory: Option<Vec<u8>>,
    /// Its standard streams.
    pub streams: [ChildStream; STREAM_COUNT],
    /// Whether it is killed when the host of the process that started it finishes.
    pub autokill: bool,
    /// What it may use.
    pub limits: ChildLimits,
}

/// Where a standard stream of a child leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChildStream {
    /// Where tidelock's own does.
    #[default]
    Inherit,
    /// Nowhere: nothing to read, and what is written is lost.
    Null,
    /// To this host, which reads and writes the other end.
    Pipe,
    /// To an open file of this host.
    Handle(Handle),
}

/// What the system lets a child use: `setrlimit`. Never more than tidelock itself may. Each process that the child
/// starts has the same limits for itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChildLimits {
    /// Processor time; then it is sent SIGXCPU, and SIGKILL a second later.
    pub cpu_seconds: Option<u64>,
    /// Address space.
    pub memory_bytes: Option<u64>,
    /// One more than the highest file descriptor.
    pub files: Option<u64>,
    /// Length of a file that it writes; beyond, it is sent SIGXFSZ.
    pub file_bytes: Option<u64>,
}

/// An answer that may have to be waited for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ready<T> {
    /// Here it is.
    Now(T),
    /// Not yet: [`Host::wait_for_activity`](super::Host::wait_for_activity) waits until asking again is worth it.
    Later,
}

/// What a child uses.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ChildUsage {
    /// The system's number for it. Means nothing when the child has ended.
    pub pid: u32,
    /// Processor time so far, where the system tells.
    pub cpu_seconds: Option<f64>,
    /// Memory it has now, where the system tells.
    pub resident_bytes: Option<u64>,
    /// What it is doing.
    pub state: ChildState,
}

/// What a child is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChildState {
    /// It runs or could run; also what is said where the system doesn't tell.
    Running,
    /// It waits for something.
    Sleeping,
    /// A signal has stopped it.
    Stopped,
    /// It has ended.
    Ended,
}

impl ChildState {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            ChildState::Running => "running",
            ChildState::Sleeping => "sleeping",
            ChildState::Stopped => "stopped",
            ChildState::Ended => "ended",
        }
    }
}
