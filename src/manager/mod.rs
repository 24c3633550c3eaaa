//! The process manager: who runs, for how long, and what each may ask of the world.
//!
//! - `guest`: the interpreter boundary
//! - `lua`, `convert`: the Lua guest; only these know the VM
//! - `wasm`: the WebAssembly guest, with the feature of that name; only this knows wasmi
//! - `process`: the record of a process, and every change of its state
//! - `wait`: what processes wait for
//! - `policy`: the only place where order is decided
//! - `clock`: virtual time
//! - `table`: where the processes are
//! - `event`, `rpc`, `signal`, `names`, `timers`: what processes have to do with each other
//! - `serve`: system calls, as the slice that makes them sees them
//! - `effects`, `commit`: what a slice does to others, and carrying it out in the order of the round
//! - `locks`, `pipes`: what processes wait for by name; bytes between them
//! - `machine`: waiting for the world outside
//! - `scripts`, `children`: children that the module `proc` starts, ours and the operating system's; `asked`: how it asks
//! - `inspect`: what they may know of each other
//! - `invariants`: what must hold between rounds
//! - `ending`: what follows from the end of a process
//! - `deadlock`: who waits for what when nothing goes on
//! - `trace`: what whoever watches a run is told
//! - `builder`, `spawn`: setting up a manager, starting processes
//! - `rounds`: the manager itself, its rounds and slices

mod asked;
mod builder;
mod children;
mod clock;
mod commit;
mod convert;
mod deadlock;
mod effects;
mod ending;
mod event;
mod guest;
mod identity;
mod inspect;
mod invariants;
mod kill;
mod locks;
mod lua;
mod machine;
mod names;
mod options;
mod pipes;
mod policy;
mod process;
mod rounds;
mod rpc;
mod scripts;
mod serve;
mod signal;
mod spawn;
mod standard;
mod table;
mod timers;
mod wait;
mod trace;
#[cfg(feature = "wasm")]
mod wasm;

pub use builder::{Builder, FunctionResult};
pub use clock::{Clock, TICKS_PER_SECOND, TimeSource};
pub use event::{Event, Filter, Mailbox};
pub use guest::{Answer, CallError, Exit, Failure, Guest, MemoryReport, Resumed, Stop, SystemRequest};
pub use identity::{Identity, Limits, Usage};
pub use locks::LockKind;
pub use lua::{LuaBlank, LuaGuest, LuaProgram, LuaSetup, LuaStep};
pub use pipes::PipeId;
pub use policy::{Policy, RoundRobin};
pub use process::{Pid, Process, State};
pub use rounds::{ProcessManager, RunEnd};
pub use rpc::{Call, Calls, Cid, TimerKey};
pub use serve::draw_entropy;
pub use signal::{DefaultAction, Signal, SignalSet};
pub use spawn::{SpawnError, SpawnOptions};
pub use trace::{SliceEnd, Trace, Tracer};
pub use wait::{Shape, Wait};
#[cfg(feature = "wasm")]
pub use wasm::{WasmError, WasmGuest};
