//! The interpreter: one [`Vm`] is the whole state of one Lua process.
//!
//! Everything a program does is frames on a coroutine's stack: Lua functions, and builtins as small state machines
//! ([`crate::native`]). Nothing recurses on the Rust stack, so the interpreter can stop between any two instructions
//! and its state is plain data.

mod ahead;
mod answers;
mod arith;
mod call;
mod close;
mod coroutine;
mod dispatch;
mod handlers;
mod hooks;
mod link;
mod linker;
mod loading;
mod memory;
mod meta;
mod moving;
mod names;
mod slow;
mod thread;
mod traceback;
mod unwind;

pub(crate) use ahead::{RECLAIM_WORK, native_ahead};
pub(crate) use call::{
    Target, native_branch, native_concat, native_system_call, native_tail_return, native_thread_body,
};
pub use close::Ending;
pub(crate) use close::{native_closing, native_finalizer};
pub(crate) use coroutine::native_close_thread;
pub(crate) use handlers::Arguments;
pub(crate) use hooks::HookMask;
pub(crate) use hooks::native_hook;
pub use link::Blank;
pub(crate) use linker::{Linked, is_constant};
pub use loading::{CompileHook, Compiled, Source};
pub(crate) use loading::{Copying, Loading, PART_BYTES, Text};
pub(crate) use memory::{Recourse, Shortage};
pub(crate) use meta::Event;
pub(crate) use moving::{Arrival, MANY, Moving};
pub(crate) use names::{FunctionName, NAMES_PER_TICK, Origin, shown};
pub(crate) use thread::{Frame, Hook, Kind, Status, ThreadState};
pub(crate) use traceback::LevelCount;

pub(crate) use unwind::{native_handler, native_main_failed};

use crate::heap::{Heap, Phase, Roots, Trial};
use crate::value::{Tag, Value};

/// An error on its way to whoever catches it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Throw {
    /// A Lua error with its value.
    Error(Value),
    /// The stack overflowed in a message handler: whoever catches is told so, and no handler runs.
    HandlerFailed,
    /// Something is to be done before the instruction or stage, which is then done again from its beginning: what
    /// [`Heap::ahead`] says, or else garbage is collected, since there is no room for what it needs.
    Ahead,
    /// The string in this stack slot is to be read as a number, which takes long: the number replaces it, then the stage
    /// is done again.
    Numeral(u32),
    /// What raises the error, or does something else first, is on top already, or values are on their way.
    Pushed,
    /// The process ends; nothing catches this.
    Stop(StopReason),
}

/// Why a process ends without having asked for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StopReason {
    /// More memory than its limit, after the error was caught and nothing was freed.
    OutOfMemory,
    /// It called `os.exit`.
    Exit(i32),
}

pub(crate) type Res<T> = Result<T, Throw>;

/// Why [`Vm::run`] came back.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The ticks were used up; run again to go on.
    Preempted,
    /// The program asks for something from outside; answer with [`Vm::answer`] and run again.
    SystemCall {
        /// Which; see [`crate::SystemCall`].
        number: u16,
        /// Its arguments.
        arguments: Vec<Value>,
    },
    /// The main coroutine gives the rest of its slice away; run again to go on.
    Yielded,
    /// The handler of a signal has returned; run again to go on with what it interrupted.
    SignalHandled,
    /// The main function returned.
    Finished(Vec<Value>),
    /// An error nobody caught.
    Failed {
        /// The error's value.
        value: Value,
        /// The stack at the place of the error, as `debug.traceback` words it.
        traceback: Vec<u8>,
    },
    /// It ended by `os.exit` or a limit.
    Stopped(StopReason),
}

/// Which loop runs the handlers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Backend {
    /// Each handler calls the next, where the build is known to make that a jump; elsewhere the same as `Loop`.
    Tail,
    /// A loop calls one handler after another.
    Loop,
}

/// What a new [`Vm`] is made with.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Seed of the string hash. Not observable.
    pub hash_seed: u64,
    /// Seed of `math.random`.
    pub random_seed: (u64, u64),
    /// Limit of logical bytes; `usize::MAX` for none.
    pub memory_bytes_max: usize,
    /// The loop to run on.
    pub backend: Backend,
    /// What `load` calls.
    pub compile: CompileHook,
}

/// Pointers that are valid only while handlers run; every entry into them sets them.
#[derive(Debug)]
pub(crate) struct Cached {
    /// Cells of the running closure.
    pub(crate) upvalues: *const u32,
    /// End of the running coroutine's stack.
    pub(crate) stack_end: *mut Value,
    /// End of the frames that can be pushed without asking: there is room for them, and they are within the limit.
    pub(crate) frames_end: *mut Frame,
    /// Registers of the loop backend between two handlers.
    pub(crate) saved: dispatch::Saved,
    #[cfg(tidelock_tail)]
    pub(crate) handlers: dispatch::Handlers,
}

impl Default for Cached {
    fn default() -> Cached {
        Cached {
            upvalues: std::ptr::null(),
            stack_end: std::ptr::null_mut(),
            frames_end: std::ptr::null_mut(),
            saved: dispatch::Saved::default(),
            #[cfg(tidelock_tail)]
            handlers: dispatch::Handlers::default(),
        }
    }
}

impl Clone for Cached {
    fn clone(&self) -> Cached {
        Cached::default()
    }
}

// SAFETY: the pointers are dead whenever the `Vm` can be moved: `Vm::run` sets them before any handler reads them.
unsafe impl Send for Cached {}
// SAFETY: as above; they are never read through a shared reference.
unsafe impl Sync for Cached {}

/// Values the interpreter itself needs, all roots.
#[derive(Clone, Debug)]
pub(crate) struct Globals {
    pub(crate) globals: Value,
    pub(crate) registry: Value,
    pub(crate) loaded: Value,
    pub(crate) string_meta: Option<u32>,
    /// Metatables of nil, boolean, number, function, thread, light userdata, by [`Globals::type_slot`].
    pub(crate) type_metas: [Option<u32>; 6],
    /// Names of the metamethods, by [`Event`].
    pub(crate) event_names: [Value; Event::COUNT],
    pub(crate) out_of_memory: Value,
    /// Values kept for the host.
    pub(crate) pinned: Vec<Value>,
}

/// The whole state of one Lua process.
#[derive(Clone, Debug)]
pub struct Vm {
    pub(crate) cached: Cached,
    pub(crate) heap: Heap,
    /// The running coroutine.
    pub(crate) thread: Box<ThreadState>,
    pub(crate) current: u32,
    pub(crate) main_thread: u32,
    /// Ticks left; exact whenever no handler runs.
    pub(crate) ticks: i64,
    pub(crate) ticks_used: u64,
    pub(crate) outcome: Option<Outcome>,
    /// What the handlers left with.
    pub(crate) pending: Res<()>,
    /// Results to give to the builtin that waits on top, from the host.
    pub(crate) answer: Option<Vec<Value>>,
    pub(crate) roots: Globals,
    pub(crate) random: [u64; 4],
    pub(crate) resume_depth: u32,
    pub(crate) in_finalizer: bool,
    pub(crate) ending: Ending,
    pub(crate) warnings_on: bool,
    pub(crate) shortage: Shortage,
    /// What the running instruction or stage may do where there is no room.
    pub(crate) recourse: Recourse,
    pub(crate) backend: Backend,
    pub(crate) compile: CompileHook,
    pub(crate) hooked: bool,
    /// A signal whose handler is to run next.
    pub(crate) signal: Option<u8>,
}

struct RootsView<'a> {
    current: u32,
    main: u32,
    globals: &'a Globals,
    answer: Option<&'a [Value]>,
}

impl Roots for RootsView<'_> {
    fn each_root(&self, mark: &mut dyn FnMut(Value)) {
        mark(Value::object(Tag::THREAD, self.current));
        mark(Value::object(Tag::THREAD, self.main));
        let globals = self.globals;
        [globals.globals, globals.registry, globals.loaded, globals.out_of_memory].into_iter().for_each(&mut *mark);
        globals.event_names.iter().chain(&globals.pinned).for_each(|&value| mark(value));
        globals.type_metas.iter().chain([&globals.string_meta]).flatten().for_each(|&meta| {
            mark(Value::object(Tag::TABLE, meta));
        });
        self.answer.into_iter().flatten().for_each(|&value| mark(value));
    }

    fn running(&self) -> u32 {
        self.current
    }

    fn weakness(&self, heap: &mut Heap, meta: u32) -> (bool, bool) {
        let mode = heap.table_get(meta, self.globals.event_names[Event::Mode as usize]);
        if !mode.is_string() {
            return (false, false);
        }
        let bytes = heap.bytes(mode);
        (bytes.contains(&b'k'), bytes.contains(&b'v'))
    }
}

impl Vm {
    /// Runs for about `ticks`: until a safepoint at which they are used up, or until the program stops for another
    /// reason. Ticks used beyond the budget are charged to the next run.
    // Not to be part of a function that is optimised for size.
    #[inline(never)]
    pub fn run(&mut self, ticks: u64) -> Outcome {
        let budget = i64::try_from(ticks).unwrap_or(i64::MAX / 2);
        self.ticks = self.ticks.saturating_add(budget);
        let before = self.ticks;
        if let Some(signal) = self.signal
            && self.pending.is_ok()
            && self.thread.moving.is_none()
        {
            self.signal = None;
            self.pending = self.begin_signal(signal);
        }
        let outcome = self.execute();
        self.ticks_used += (before - self.ticks) as u64;
        if !matches!(outcome, Outcome::Preempted) {
            // What is left of the budget isn't carried over; a deficit is.
            self.ticks = self.ticks.min(0);
        }
        outcome
    }

    /// Charges work that was done for the process outside; it counts as used now, and is taken off the next budget.
    pub fn charge(&mut self, ticks: u64) {
        self.ticks = self.ticks.saturating_sub_unsigned(ticks);
        self.ticks_used += ticks;
    }

    /// Ticks used since the process began.
    pub fn ticks_used(&self) -> u64 {
        self.ticks_used
    }

    /// Logical bytes in use.
    pub fn memory_bytes(&self) -> usize {
        self.heap.gc.bytes
    }

    /// Most logical bytes ever in use.
    pub fn memory_bytes_peak(&self) -> usize {
        self.heap.gc.peak_bytes
    }

    /// Collections finished.
    pub fn collections(&self) -> u64 {
        self.heap.gc.cycles
    }

    /// Has tests try something on the process from now on. Copies of it are on trial too, one read back is not.
    pub fn set_trial(&mut self, trial: Trial) {
        self.heap.gc.begin_trial(trial);
    }

    /// How many points a trial of lack of memory has come to; no more than the one at which there was no room.
    pub fn trial_points(&self) -> u64 {
        self.heap.gc.points()
    }

    /// Charges work done so far by table operations.
    #[inline]
    pub(crate) fn settle(&mut self) {
        self.ticks -= self.heap.uncharged as i64;
        self.heap.uncharged = 0;
    }

    /// Has the collector do something, with everything above `self.thread.top` dead.
    fn with_collector(&mut self, work: impl FnOnce(&mut Heap, &RootsView<'_>) -> usize) -> usize {
        if self.heap.is_atomic_next() {
            self.trim_stack();
        }
        let view = RootsView {
            current: self.current,
            main: self.main_thread,
            globals: &self.roots,
            answer: self.answer.as_deref(),
        };
        // Meanwhile the running coroutine is where all are.
        std::mem::swap(&mut self.thread, self.heap.threads.get_mut(self.current));
        let done = work(&mut self.heap, &view);
        std::mem::swap(&mut self.thread, self.heap.threads.get_mut(self.current));
        self.ticks -= (done / 16) as i64;
        done
    }

    /// Gives back what is far more than the running coroutine needs.
    fn trim_stack(&mut self) {
        let before = self.thread.bytes();
        self.thread.shrink_stack(self.scratch().max(self.thread.top as usize));
        self.heap.adjust_bytes(before, self.thread.bytes());
    }

    /// About `work` units of collection, no further than to the end of a cycle; says how many were done.
    pub(crate) fn collect_for(&mut self, work: usize) -> usize {
        let cycles = self.heap.gc.cycles;
        let mut done = 0;
        while done < work && self.heap.gc.cycles == cycles {
            done += self.with_collector(|heap, view| heap.advance(view, work - done));
        }
        if self.heap.gc.cycles != cycles {
            self.heap.wait_for_next_cycle();
        }
        done
    }

    /// The same, taken off what is due.
    pub(crate) fn collect_debt(&mut self, work: usize) {
        let done = self.collect_for(work);
        if self.heap.gc.phase != Phase::Pause {
            self.heap.gc.pay(done);
        }
    }

    /// All that is dead now, in one go, for trials.
    #[cold]
    fn collect_all(&mut self) {
        let cycle = self.cycle_that_finds_all();
        while self.heap.gc.cycles < cycle {
            self.collect_for(1 << 30);
        }
    }

    /// Goes on with the collector's atomic step; says whether that is over.
    pub(crate) fn collect_atomic(&mut self) -> bool {
        self.with_collector(|heap, view| heap.step_atomic(view, RECLAIM_WORK));
        !self.heap.is_atomic()
    }

    /// The number of finished collections by which all will have been found that is dead now.
    pub(crate) fn cycle_that_finds_all(&self) -> u64 {
        // What died since the present cycle began is found by the next one.
        self.heap.gc.cycles + if self.heap.gc.phase == Phase::Pause { 1 } else { 2 }
    }

    /// What happens at a safepoint when something is due. `self.thread.top` is the end of live registers.
    /// Says whether the slice ends here.
    pub(crate) fn safepoint(&mut self) -> Res<bool> {
        if self.heap.gc.is_due() {
            if self.heap.gc.collects_always() && !self.heap.gc.stopped {
                self.collect_all();
            } else {
                self.with_collector(|heap, view| heap.step(view));
            }
            if self.heap.is_atomic() {
                self.finish_atomic()?;
            } else {
                self.after_collector_step()?;
            }
        }
        Ok(self.ticks <= 0)
    }
}
