//! tidelock: a deterministic process manager for Lua programs.
//!
//! A [`ProcessManager`] runs Lua programs as processes that own their heap and are preempted by an exact count of
//! ticks, so a run is a function of its programs, options, seed and inputs: the same on every machine.
//!
//! ```
//! use tidelock::{ProcessManager, RunEnd, SpawnOptions};
//!
//! let mut manager = ProcessManager::new();
//! let pid = manager.spawn(b"print('hello')", SpawnOptions::named("hello.lua"))?;
//! assert_eq!(manager.run(), RunEnd::AllEnded);
//! let process = manager.process(pid).expect("it has not been reaped");
//! assert_eq!(process.output(), b"hello\n");
//! assert_eq!(process.exit().map(tidelock::Exit::code), Some(0));
//! # Ok::<(), tidelock::SpawnError>(())
//! ```
//!
//! The functions by which Lua programs start, call and signal processes are described in `docs/processes.md`. There are
//! programs to copy in `examples/`: `embed.rs` runs Lua with limits from Rust, `native_guest.rs` a process written in
//! Rust.
//!
//! The trait to begin with is [`host::Host`], a process's way to the world outside. [`host::CaptureHost`], which gives
//! nothing and keeps what is written, is one to copy; with the feature `cli` there is `host::SystemHost`, the machine.
//! [`manager::Guest`] is for processes that are not Lua, [`manager::Policy`] for another order of slices, and
//! [`manager::Tracer`] for watching a run.

#![forbid(unsafe_code)]

pub mod encoding;
pub mod host;
pub mod manager;
pub mod message;
pub mod program;

pub use manager::{
    Builder, Exit, Failure, Limits, Pid, Process, ProcessManager, RunEnd, SpawnError, SpawnOptions, State, TimeSource,
    Usage,
};
pub use message::{Bytes, Message, MessageError, MessageLimits};
pub use program::ProgramError;
/// [`SystemCall`] is what [`host::Host::answer`] is given, [`ProcessCall`] what a [`manager::Guest`] asks its manager for.
pub use tidelock_vm::{Backend, ProcessCall, SystemCall};
