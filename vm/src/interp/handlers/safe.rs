//! Between handlers and safe code: what registers hold is saved, safe code runs, and registers are loaded again.
//!
//! Results pass through memory or the `Vm` in functions of their own: a handler that has given out the address of a local
//! can't end in a jump.

use super::{Arguments, fill_nil, given};
use crate::bytecode::Insn;
use crate::interp::dispatch::{Dispatch, Exit, Looped, Ticks};
use crate::interp::thread::{FRAMES_MAX, Frame, STACK_SPARE};
use crate::interp::{Outcome, Res, Vm};
use crate::native::{self, Few, Quick};
use crate::value::Value;

/// What is left after the heap's work so far has been charged. A handler that had it do any goes on with this.
#[inline(always)]
pub(super) unsafe fn charged(vm: *mut Vm, ticks: Ticks) -> Ticks {
    // SAFETY: `vm` is the running interpreter.
    ticks - std::mem::take(unsafe { &mut (*vm).heap.uncharged }) as i64
}

/// Saves the registers so that safe code sees the frame at the executing instruction (`pc` past it).
#[inline(always)]
pub(super) unsafe fn save(vm: *mut Vm, pc: *mut u64, k: *const Value, ticks: Ticks, frame: *mut Frame) {
    // SAFETY: `frame` is the Lua frame on top; those below it and itself are written.
    unsafe {
        (*vm).ticks = ticks.0;
        (*frame).pc = (pc as usize - k as usize) as u32;
        let frames = &mut (*vm).thread.frames;
        let depth = frame.offset_from_unsigned(frames.as_ptr()) + 1;
        frames.set_len(depth);
    }
}

/// Enters the Lua frame on top.
pub(in crate::interp) unsafe fn start<D: Dispatch>(vm: *mut Vm) -> Exit {
    // SAFETY: the caller has a Lua frame on top.
    unsafe {
        let vm_ref = &mut *vm;
        let frames = &mut vm_ref.thread.frames;
        let depth = frames.len();
        vm_ref.cached.frames_end = frames.as_mut_ptr().add(frames.capacity().min(FRAMES_MAX));
        let frame = frames.as_mut_ptr().add(depth - 1);
        debug_assert!((*frame).is_lua());
        let closure = vm_ref.heap.closures.get((*frame).function);
        vm_ref.cached.upvalues = closure.upvalues_ptr();
        let k = closure.code.constants();
        debug_assert!((*frame).base as usize + k.header().registers() <= vm_ref.thread.stack.len());
        let stack = vm_ref.thread.stack.as_mut_ptr();
        // As much room as `ensure_stack` asks for, so that the stack grows at the same calls on every way.
        vm_ref.cached.stack_end = stack.add(vm_ref.thread.stack.len() - STACK_SPARE);
        let pc = k.at((*frame).pc);
        D::next(pc, stack.add((*frame).base as usize), k.values(), Ticks(vm_ref.ticks), vm, frame)
    }
}

/// After safe code ran: whether to go on with the Lua frame on top, or to leave.
///
/// Results pass through memory here and not in a handler: a handler that has given out the address of a local can't
/// end in a jump.
fn can_proceed<D: Dispatch>(vm: &mut Vm, result: Res<()>) -> bool {
    let mut result = result;
    loop {
        vm.settle();
        if result.is_err() || vm.outcome.is_some() || vm.hooked && !D::IS_LOOP {
            break;
        }
        if vm.ticks <= 0 {
            // As in `Vm::execute`, so that a slice may end at the same places whichever way control came.
            break;
        }
        if vm.thread.frame().is_lua() {
            return true;
        }
        // A builtin that goes on, as after a switch of coroutines, is no reason to leave.
        result = vm.run_native();
    }
    vm.pending = result;
    false
}

#[inline(never)]
pub(super) unsafe fn run_slow<D: Dispatch>(vm: *mut Vm, insn: Insn) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let result = vm.execute_slow(insn);
    can_proceed::<D>(vm, result)
}

#[inline(never)]
pub(super) unsafe fn run_native_call<D: Dispatch>(vm: *mut Vm, i: Insn) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let at = vm.thread.frame().base as usize + usize::from(i.reg_a());
    let number = vm.thread.stack[at].bits as u32;
    // SAFETY: as above.
    let given = unsafe { given(vm, i.b(), at as u32) };
    let result = vm.call_native(number, at, given, i32::from(i.c()) - 1);
    can_proceed::<D>(vm, result)
}

#[inline(never)]
pub(super) unsafe fn run_return<D: Dispatch>(vm: *mut Vm, first: usize, count: usize) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let result = vm.return_values(first, count);
    can_proceed::<D>(vm, result)
}

/// Calls the quick form of the builtin in register `f`, if it has one and that has an answer. The results replace the
/// function: `want` of them, or all if that is negative.
#[inline(never)]
pub(super) unsafe fn run_quick(vm: *mut Vm, f: *mut Value, count: usize, want: i32) -> bool {
    // SAFETY: `vm` is the running interpreter, and `count` registers follow `f`, and as many as there are results wanted.
    unsafe {
        let arguments = Arguments { first: f.add(1), count };
        let few = match native::native((*f).bits as u32).quick {
            None => return false,
            Some(Quick::First(_)) if want != 1 => return false,
            Some(Quick::One(quick) | Quick::First(quick)) => {
                let Some(value) = quick(&mut (*vm).heap, arguments) else { return false };
                if want == 1 {
                    *f = value;
                    return true;
                }
                Few::from([value])
            }
            Some(Quick::Few(quick)) => {
                // As much stack and memory as a frame asks for, so that both are looked at by the same calls either way.
                if f.add(1 + count + native::STACK_MIN) > (*vm).cached.stack_end || (*vm).heap.gc.is_over() {
                    return false;
                }
                let Some(few) = quick(&mut (*vm).heap, arguments) else { return false };
                few
            }
        };
        let results = few.values();
        let copied = if want < 0 { results.len() } else { results.len().min(want as usize) };
        for (i, &value) in results.iter().enumerate().take(copied) {
            *f.add(i) = value;
        }
        if want < 0 {
            (*vm).thread.top = f.add(copied).offset_from_unsigned((*vm).thread.stack.as_ptr()) as u32;
        } else {
            fill_nil(f.add(copied), want as usize - copied);
        }
        true
    }
}

/// Joins strings and numbers, if that is what they are and the result has room; it replaces the first.
#[inline(never)]
pub(super) unsafe fn run_join(vm: *mut Vm, first: *mut Value, count: usize) -> bool {
    // SAFETY: `vm` is the running interpreter, and `count` registers are at `first`. The heap is not where they are.
    unsafe {
        let Some(joined) = (*vm).heap.join(std::slice::from_raw_parts(first, count)) else { return false };
        *first = joined;
        true
    }
}

/// Whether comparing two strings takes long.
#[inline(never)]
pub(super) unsafe fn takes_long(vm: *mut Vm, a: *const Value, b: *const Value) -> bool {
    // SAFETY: `vm` is the running interpreter, and both are registers.
    unsafe { (*vm).heap.takes_long_to_compare(*a, *b) }
}

/// `a < b`, or `a <= b`, for two strings.
#[inline(never)]
pub(super) unsafe fn run_compare(vm: *mut Vm, a: *const Value, b: *const Value, or_equal: bool) -> bool {
    // SAFETY: `vm` is the running interpreter, and both are registers.
    unsafe { (*vm).compare_strings(*a, *b, or_equal) }
}

#[inline(never)]
pub(super) unsafe fn run_safepoint<D: Dispatch>(vm: *mut Vm, end: *mut Value) -> bool {
    // SAFETY: `vm` is the running interpreter, and `end` in its stack.
    let vm = unsafe { &mut *vm };
    // SAFETY: as above.
    let top = unsafe { end.offset_from_unsigned(vm.thread.stack.as_ptr()) };
    vm.thread.top = top as u32;
    let result = match vm.safepoint() {
        Ok(stops) => {
            if stops {
                vm.outcome = Some(Outcome::Preempted);
            }
            Ok(())
        }
        Err(throw) => Err(throw),
    };
    can_proceed::<D>(vm, result)
}

#[inline(never)]
pub(super) unsafe fn run_before_instruction(vm: *mut Vm) -> Option<bool> {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    match vm.before_instruction() {
        Ok(false) => None,
        Ok(true) => Some(can_proceed::<Looped>(vm, Ok(()))),
        Err(throw) => Some(can_proceed::<Looped>(vm, Err(throw))),
    }
}

/// `closure` in a function of its own, for the same reason. The running function's upvalues move with the closures.
#[inline(never)]
pub(super) unsafe fn run_closure(vm: *mut Vm, index: u16, register: *mut Value, frame: *mut Frame) {
    // SAFETY: `vm` is the running interpreter, `frame` its top frame and `register` one of it.
    unsafe {
        *register = (*vm).make_closure(*frame, usize::from(index));
        (*vm).cached.upvalues = (*vm).heap.closures.get((*frame).function).upvalues_ptr();
    }
}
