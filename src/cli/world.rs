//! The host that the command line gives a program: the machine, as far as options grant it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tidelock::Message;
use tidelock::host::{
    ChildExit, ChildId, ChildOptions, ChildUsage, Confinement, ConfinementError, Grant, Grants, Handle, Host,
    HostResult, Ready, SystemHost,
};
use tidelock::manager::Answer;
use tidelock_vm::SystemCall;

use super::args::World;
use super::interrupt::Interrupt;
use super::output;

/// The error number of a pipe that nobody reads.
const EPIPE: i64 = 32;

/// What the options grant.
pub(crate) fn grants(world: &World) -> Grants {
    let grant = |values: &[OsString]| Grant::from_flag(values.iter().map(|value| value.as_encoded_bytes()));
    Grants {
        read: grant(&world.allow_read),
        write: grant(&world.allow_write),
        env: grant(&world.allow_env),
        exec: grant(&world.allow_exec),
    }
}

/// The environment variables that the options grant, as processes find them.
pub(crate) fn environment(world: &World) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let granted = grants(world).env;
    let is_granted = |name: &[u8]| match &granted {
        Grant::None => false,
        Grant::All => true,
        Grant::Only(names) => names.iter().any(|granted| granted == name),
    };
    let bytes = |text: OsString| text.into_encoded_bytes();
    std::env::vars_os().map(|(name, value)| (bytes(name), bytes(value))).filter(|(name, _)| is_granted(name)).collect()
}

/// The machine. When nobody reads standard output any more, the run ends, as the signal would end it in C;
/// output that is lost otherwise makes it fail.
#[derive(Debug)]
pub(crate) struct ConsoleHost {
    machine: SystemHost,
    is_output_closed: Arc<AtomicBool>,
    is_output_lost: Arc<AtomicBool>,
    interrupt: Arc<AtomicBool>,
}

impl ConsoleHost {
    /// The host of the first process, with what stands beside its script.
    pub(crate) fn new(world: &World, script: &Path, interrupt: &Interrupt) -> ConsoleHost {
        ConsoleHost::with_machine(SystemHost::new(grants(world)), script, interrupt)
    }

    /// The same, but what would be written to the terminal goes to a file.
    pub(crate) fn holding(world: &World, script: &Path, interrupt: &Interrupt, held: &File) -> ConsoleHost {
        ConsoleHost::with_machine(SystemHost::beside_terminal(grants(world), held), script, interrupt)
    }

    fn with_machine(machine: SystemHost, script: &Path, interrupt: &Interrupt) -> ConsoleHost {
        ConsoleHost {
            machine: machine.beside(script),
            is_output_closed: interrupt.is_output_closed.clone(),
            is_output_lost: interrupt.is_output_lost.clone(),
            interrupt: interrupt.requested.clone(),
        }
    }

    /// A host for another process on the same standard streams.
    pub(crate) fn sibling(&self, world: &World, script: &Path) -> ConsoleHost {
        ConsoleHost {
            machine: self.machine.sibling(grants(world)).beside(script),
            is_output_closed: self.is_output_closed.clone(),
            is_output_lost: self.is_output_lost.clone(),
            interrupt: self.interrupt.clone(),
        }
    }
}

impl Host for ConsoleHost {
    fn answer(&mut self, call: SystemCall, arguments: &[Message], bytes_max: usize) -> Answer {
        let answer = self.machine.answer(call, arguments, bytes_max);
        if arguments.first() == Some(&Message::Integer(1))
            && let Ok([Message::Nil, _, Message::Integer(EPIPE)]) = answer.as_deref()
        {
            self.is_output_closed.store(true, Ordering::Relaxed);
            self.interrupt.store(true, Ordering::Relaxed);
        }
        answer
    }

    fn read_file(&mut self, path: Option<&[u8]>, bytes_max: usize) -> HostResult<Vec<u8>> {
        self.machine.read_file(path, bytes_max)
    }

    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        Ok(Box::new(ConsoleHost {
            machine: self.machine.for_child(confinement)?,
            is_output_closed: self.is_output_closed.clone(),
            is_output_lost: self.is_output_lost.clone(),
            interrupt: self.interrupt.clone(),
        }))
    }

    fn spawn_child(&mut self, options: &ChildOptions) -> HostResult<ChildId> {
        self.machine.spawn_child(options)
    }

    fn child_read(&mut self, child: ChildId, stream: usize, count: usize) -> HostResult<Ready<Vec<u8>>> {
        self.machine.child_read(child, stream, count)
    }

    fn child_write(&mut self, child: ChildId, bytes: &[u8]) -> HostResult<Ready<usize>> {
        self.machine.child_write(child, bytes)
    }

    fn child_close(&mut self, child: ChildId, stream: usize) -> HostResult<()> {
        self.machine.child_close(child, stream)
    }

    fn child_status(&mut self, child: ChildId) -> HostResult<Option<ChildExit>> {
        self.machine.child_status(child)
    }

    fn child_kill(&mut self, child: ChildId, signal: i32) -> HostResult<()> {
        self.machine.child_kill(child, signal)
    }

    fn child_usage(&mut self, child: ChildId) -> HostResult<ChildUsage> {
        self.machine.child_usage(child)
    }

    fn forget_child(&mut self, child: ChildId) {
        self.machine.forget_child(child);
    }

    fn is_ready(&mut self, handle: Handle, count: usize, is_line: bool) -> bool {
        self.machine.is_ready(handle, count, is_line)
    }

    fn wait_for_activity(&mut self, at_most: Option<Duration>) -> bool {
        self.machine.wait_for_activity(at_most)
    }

    fn finish(&mut self) {
        let flushed = self.machine.flush(1);
        if let Err(error) = flushed
            && i64::from(error.code) != EPIPE
        {
            output::complain(&format!("cannot write standard output: {error}"));
            self.is_output_lost.store(true, Ordering::Relaxed);
        }
        self.machine.finish();
    }
}
