//! What is common to all processes of a manager, and the builder that collects it.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tidelock_vm::Backend;

use super::clock::{Clock, TimeSource};
use super::names::{Endpoint, Names};
use super::policy::{Policy, RoundRobin};
use super::process::Pid;
use super::rounds::ProcessManager;
use super::trace::{Tracer, Tracing};
use crate::message::Message;

/// Processes at once, unless told otherwise: about 4 GB of those that do nothing.
const PROCESSES_MAX_DEFAULT: usize = 200_000;
/// Ticks of a slice, unless told otherwise.
const QUANTUM_DEFAULT: u64 = 100_000;

/// What a function of the manager's user answers: its results, or the error that its caller gets.
pub type FunctionResult = Result<Vec<Message>, Message>;

/// A function of the manager's user that processes can call. It is given who calls, and the arguments.
pub(super) struct HostFunction(Box<Function>);

type Function = dyn FnMut(Pid, &[Message]) -> FunctionResult + Send;

impl std::fmt::Debug for HostFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HostFunction")
    }
}

/// What is common to all processes of a manager.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) clock: Clock,
    pub(super) policy: Box<dyn Policy>,
    pub(super) quantum: u64,
    pub(super) processes_max: usize,
    pub(super) seed: u64,
    pub(super) hash_seed: u64,
    pub(super) backend: Backend,
    pub(super) interrupt: Option<Arc<AtomicBool>>,
    /// `None` for none but the caller's.
    pub(super) threads: Option<Arc<rayon::ThreadPool>>,
    pub(super) tracing: Tracing,
}

/// Sets up a [`ProcessManager`].
#[derive(Debug)]
pub struct Builder(Settings, Names, Vec<HostFunction>);

impl Builder {
    pub(super) fn new() -> Builder {
        Builder(
            Settings {
                clock: Clock::default(),
                policy: Box::new(RoundRobin),
                quantum: QUANTUM_DEFAULT,
                processes_max: PROCESSES_MAX_DEFAULT,
                seed: 0,
                hash_seed: 0x9E37_79B9_7F4A_7C15,
                backend: Backend::Tail,
                interrupt: None,
                threads: None,
                tracing: Tracing::default(),
            },
            Names::default(),
            Vec::new(),
        )
    }

    /// A function of the embedding program that processes call by name, as they call each other: `os.rpc.NAME(...)`. It
    /// is given who calls and the arguments, and answers at the end of the round.
    ///
    /// # Panics
    ///
    /// If the name is taken.
    #[must_use]
    pub fn function(
        mut self,
        name: &str,
        function: impl FnMut(Pid, &[Message]) -> FunctionResult + Send + 'static,
    ) -> Builder {
        assert!(self.1.bind(None, name.as_bytes(), Endpoint::Host(self.2.len())), "'{name}' is bound already");
        self.2.push(HostFunction(Box::new(function)));
        self
    }

    /// Ticks of a slice for processes that are given none of their own.
    #[must_use]
    pub fn quantum(mut self, ticks: u64) -> Builder {
        self.0.quantum = ticks;
        self
    }

    /// How many processes there may be at once, those included that have ended and were not waited for. Programs that ask
    /// for more get an error.
    #[must_use]
    pub fn processes_max(mut self, count: usize) -> Builder {
        self.0.processes_max = count;
        self
    }

    /// The seed of all randomness that programs see.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Builder {
        self.0.seed = seed;
        self
    }

    /// The seed of hash tables, which no program sees.
    #[must_use]
    pub fn hash_seed(mut self, seed: u64) -> Builder {
        self.0.hash_seed = seed;
        self
    }

    /// The interpreter loop that Lua processes run on. Nothing but speed depends on it.
    #[must_use]
    pub fn backend(mut self, backend: Backend) -> Builder {
        self.0.backend = backend;
        self
    }

    /// Where readings of the clock come from, and the seconds since 1970 at which virtual time begins.
    #[must_use]
    pub fn time(mut self, source: TimeSource, epoch: i64) -> Builder {
        self.0.clock = Clock::new(source, epoch);
        self
    }

    /// On how many threads slices of a round run at once; 1 unless told otherwise. Nothing but speed depends on it.
    ///
    /// # Errors
    ///
    /// The system's, if it gives no more threads.
    pub fn threads(mut self, count: usize) -> std::io::Result<Builder> {
        self.0.threads = match count {
            0 | 1 => None,
            count => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
                Some(Arc::new(pool.map_err(std::io::Error::other)?))
            }
        };
        Ok(self)
    }

    /// Who decides about order; round robin unless told otherwise.
    #[must_use]
    pub fn policy(mut self, policy: impl Policy + 'static) -> Builder {
        self.0.policy = Box::new(policy);
        self
    }

    /// A flag that ends a run between two slices when it becomes true.
    #[must_use]
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Builder {
        self.0.interrupt = Some(flag);
        self
    }

    /// Who is told what happens; nobody unless told otherwise.
    #[must_use]
    pub fn tracer(mut self, tracer: impl Tracer + 'static) -> Builder {
        self.0.tracing.set(Box::new(tracer));
        self
    }

    /// The manager, without processes.
    pub fn build(self) -> ProcessManager {
        ProcessManager::with(self.0, self.1, self.2)
    }
}

impl ProcessManager {
    /// Calls a function of the manager's user.
    pub(super) fn call_host_function(&mut self, number: usize, caller: Pid, arguments: &[Message]) -> FunctionResult {
        self.functions[number].0(caller, arguments)
    }
}
