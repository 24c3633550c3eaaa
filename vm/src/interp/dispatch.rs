//! Going from one handler to the next: by sibling call, or by a loop.
//!
//! Handlers are generic over a [`Dispatch`], so there is one set of them. Both have the same signature of six
//! arguments that stay in machine registers:
//!
//! ```text
//! pc     the next instruction              base   R[0] of the running function
//! k      its constants                     ticks  what is left of the quantum
//! vm     everything else                   frame  the running function's frame, the one on top
//! ```
//!
//! The tail backend relies on the compiler turning a call in return position into a jump. That holds for optimised
//! builds on x86-64 and aarch64, and only there is it compiled in; `tests/dispatch_stack.rs` guards it.

use super::thread::Frame;
use super::{Vm, handlers};
use crate::bytecode::{Op, for_each_op};
use crate::value::Value;

/// Whether a handler wants the next instruction executed or the interpreter left.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub(crate) struct Exit(u64);

impl Exit {
    /// The loop backend goes on from [`Saved`].
    pub(super) const CONTINUE: Exit = Exit(0);
    /// The top frame is not a Lua frame to continue, or the outcome is set.
    pub(super) const LEAVE: Exit = Exit(1);
}

/// What is left of a slice. Built with `--cfg tidelock_unmetered`, it stays what it is: only to measure what metering costs.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub(crate) struct Ticks(pub(super) i64);

impl Ticks {
    #[inline(always)]
    pub(super) fn are_used_up(self) -> bool {
        cfg!(not(tidelock_unmetered)) && self.0 <= 0
    }
}

impl std::ops::Sub<i64> for Ticks {
    type Output = Ticks;

    #[inline(always)]
    fn sub(self, cost: i64) -> Ticks {
        if cfg!(tidelock_unmetered) { self } else { Ticks(self.0 - cost) }
    }
}

macro_rules! handler_type {
    ($abi:literal) => {
        /// An instruction's code. See the module for the arguments.
        pub(super) type Handler =
            unsafe extern $abi fn(*mut u64, *mut Value, *const Value, Ticks, *mut Vm, *mut Frame) -> Exit;
    };
}
#[cfg(target_arch = "x86_64")]
handler_type!("sysv64");
#[cfg(not(target_arch = "x86_64"))]
handler_type!("C");

/// The opcode of the instruction at `pc`.
#[inline(always)]
unsafe fn opcode(pc: *mut u64) -> usize {
    #[cfg(target_endian = "little")]
    // SAFETY: the caller's: there is an instruction.
    let op = unsafe { *pc.cast::<u8>() };
    #[cfg(target_endian = "big")]
    // SAFETY: as above.
    let op = unsafe { *pc } as u8;
    usize::from(op)
}

/// How one handler reaches the next.
pub(super) trait Dispatch: Sized + 'static {
    /// Whether this is the loop backend, which alone runs hooks.
    const IS_LOOP: bool;

    /// Executes the instruction at `pc`.
    ///
    /// # Safety
    /// `pc` points into verified code of the function whose constants are at `k` and whose registers are at `base`.
    unsafe fn next(
        pc: *mut u64,
        base: *mut Value,
        k: *const Value,
        ticks: Ticks,
        vm: *mut Vm,
        frame: *mut Frame,
    ) -> Exit;
}

macro_rules! tables {
    ($($variant:ident $name:literal [$x:ident $a:ident $b:ident $c:ident] $cost:literal $span:expr; $ends:literal $semantics:literal;)*) => {
        impl<D: Dispatch> Table<D> {
            const HANDLERS: [Handler; Op::COUNT] = [$(handlers::$variant::<D>),*];
        }
    };
}

/// The dispatch table of a backend.
struct Table<D>(std::marker::PhantomData<D>);
for_each_op!(tables);

/// The handlers of the tail backend, kept where a handler finds them with the one jump instruction.
#[cfg(tidelock_tail)]
#[derive(Clone)]
pub(crate) struct Handlers([Handler; Op::COUNT]);

#[cfg(tidelock_tail)]
impl Default for Handlers {
    fn default() -> Handlers {
        Handlers(Table::<Tail>::HANDLERS)
    }
}

#[cfg(tidelock_tail)]
impl std::fmt::Debug for Handlers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handlers")
    }
}

/// Each handler jumps to the next.
#[cfg(tidelock_tail)]
pub(super) struct Tail;

#[cfg(tidelock_tail)]
impl Dispatch for Tail {
    const IS_LOOP: bool = false;

    #[inline(always)]
    unsafe fn next(
        pc: *mut u64,
        base: *mut Value,
        k: *const Value,
        ticks: Ticks,
        vm: *mut Vm,
        frame: *mut Frame,
    ) -> Exit {
        // SAFETY: the caller's contract; verified code ends in an instruction that doesn't fall through (rule V10), and
        // all its opcodes exist (rule V2), so that there is a handler.
        unsafe {
            debug_assert!(opcode(pc) < Op::COUNT);
            let handler = (*vm).cached.handlers.0.get_unchecked(opcode(pc));
            handler(pc.add(1), base, k, ticks, vm, frame)
        }
    }
}

/// Each handler returns to a loop.
pub(super) struct Looped;

static LOOPED: [Handler; Op::COUNT] = Table::<Looped>::HANDLERS;

/// What the loop backend keeps between two handlers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Saved {
    pc: *mut u64,
    base: *mut Value,
    k: *const Value,
    ticks: Ticks,
    frame: *mut Frame,
}

impl Default for Saved {
    fn default() -> Saved {
        let (base, frame) = (std::ptr::null_mut(), std::ptr::null_mut());
        Saved { pc: std::ptr::null_mut(), base, k: std::ptr::null(), ticks: Ticks(0), frame }
    }
}

impl Dispatch for Looped {
    const IS_LOOP: bool = true;

    #[inline(always)]
    unsafe fn next(
        pc: *mut u64,
        base: *mut Value,
        k: *const Value,
        ticks: Ticks,
        vm: *mut Vm,
        frame: *mut Frame,
    ) -> Exit {
        // SAFETY: `vm` is the interpreter that called the handler.
        unsafe { (*vm).cached.saved = Saved { pc, base, k, ticks, frame } };
        Exit::CONTINUE
    }
}

/// Runs the Lua frame on top until the interpreter has to be left.
pub(super) fn run(vm: &mut Vm, tail: bool) {
    #[cfg(tidelock_tail)]
    if tail && !vm.hooked {
        // SAFETY: `start` loads the registers of the Lua frame on top, whose code is verified.
        unsafe { handlers::start::<Tail>(vm) };
        return;
    }
    let _ = tail;
    // SAFETY: as above; between handlers the registers are what the last one saved.
    unsafe {
        let mut exit = handlers::start::<Looped>(vm);
        while exit == Exit::CONTINUE {
            let Saved { pc, base, k, ticks, frame } = vm.cached.saved;
            if vm.hooked {
                exit = handlers::hooked(pc, base, k, ticks, vm, frame);
                continue;
            }
            exit = LOOPED[opcode(pc)](pc.add(1), base, k, ticks, vm, frame);
        }
    }
}

/// Executes one instruction on the loop backend.
///
/// # Safety
/// As for a handler.
pub(super) unsafe fn single(
    pc: *mut u64,
    base: *mut Value,
    k: *const Value,
    ticks: Ticks,
    vm: *mut Vm,
    frame: *mut Frame,
) -> Exit {
    // SAFETY: the caller's.
    unsafe { LOOPED[opcode(pc)](pc.add(1), base, k, ticks, vm, frame) }
}
