//! The process manager: who runs, for how long, and what each may ask of the world.
//!
//! - `guest`: the interpreter boundary
//! - `lua`, `convert`: the Lua guest; only these know the VM
//! - `process`: the record of a process, and every change of its state
//! - `policy`: the only place where order is decided
//! - `clock`: virtual time
//! - `calls`: system calls, answered by the manager itself or by the process's host
//! - `builder`, `spawn`: setting up a manager, starting processes
//! - `rounds`: the manager itself, its rounds and slices

mod builder;
mod calls;
mod clock;
mod convert;
mod guest;
mod lua;
mod policy;
mod process;
mod rounds;
mod spawn;

pub use builder::Builder;
pub use calls::draw_entropy;
pub use clock::{Clock, TICKS_PER_SECOND, TimeSource};
pub use guest::{Answer, Exit, Failure, Guest, MemoryReport, Resumed, Stop, SystemRequest};
pub use lua::{LuaBlank, LuaGuest, LuaProgram, LuaSetup, LuaStep};
pub use policy::{Policy, RoundRobin};
pub use process::{Limits, Pid, Process, State, Usage};
pub use rounds::{ProcessManager, RunEnd};
pub use spawn::{SpawnError, SpawnOptions};
