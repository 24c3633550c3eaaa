//! tidelock-vm: bytecode, heap, interpreter and standard library of tidelock.
//!
//! A [`Vm`] is the whole state of one Lua process. It does no I/O, reads no clock and starts no thread: [`Vm::run`]
//! comes back with an [`Outcome`] when its ticks are used up, when the program asks the world outside for something,
//! or when it ends.

pub mod bytecode;
mod heap;
mod interp;
#[path = "lib/mod.rs"]
mod lib;
mod native;
pub mod number;
mod numbering;
pub mod system;
pub mod steps;
mod snapshot;
mod text;
mod value;

pub use heap::{Lasts, Trial};
pub use interp::{Backend, Blank, CompileHook, Compiled, Ending, Options, Outcome, Source, StopReason, Vm};
pub use snapshot::{Attachment, SnapshotError};
pub use system::{ProcessCall, SystemCall};
pub use value::{Tag, Value};
