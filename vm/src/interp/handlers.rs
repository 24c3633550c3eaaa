//! The instructions' fast paths.
//!
//! A handler does the common case and calls the next; anything else goes to [`slow`], which saves the registers and
//! runs the whole instruction again in safe code ([`super::slow`]). So a fast path changes nothing before it is sure
//! to succeed, and takes its cost from `ticks` only then.
//!
//! Unchecked accesses rely on the verifier: registers, constants, upvalues and jumps are in range (rules V2 to V9, V18, V19),
//! on `start`: `base` has room for the function's registers, and on the heap: handles in values are live.

#![expect(non_snake_case, reason = "handlers are named like their opcodes, which is how the table finds them")]

use super::dispatch::{Dispatch, Exit};
use super::thread::{FRAMES_MAX, Frame, Kind, STACK_SPARE};
use super::{Res, Throw, Vm};
use crate::bytecode::{Insn, Op};
use crate::number;
use crate::value::{Tag, Value};

macro_rules! handlers {
    ($abi:literal; $($(#[$meta:meta])* fn $name:ident($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident) $body:block)*) => {
        $($(#[$meta])* pub(super) unsafe extern $abi fn $name<D: Dispatch>(
            $pc: *mut u64,
            $base: *mut Value,
            $k: *const Value,
            $ticks: i64,
            $vm: *mut Vm,
            $insn: u64,
        ) -> Exit {
            // SAFETY: see the module: operands were verified, and `vm` is exclusively ours while handlers run.
            unsafe { $body }
        })*
    };
}

macro_rules! with_abi {
    ($($body:tt)*) => {
        #[cfg(target_arch = "x86_64")]
        handlers! { "sysv64"; $($body)* }
        #[cfg(not(target_arch = "x86_64"))]
        handlers! { "C"; $($body)* }
    };
}

/// The register that an operand names.
macro_rules! reg {
    ($base:ident, $offset:expr) => {
        $base.byte_add($offset as usize)
    };
}

/// `$pc` moved by the signed 16-bit jump in `c` if `$taken` equals flag `x`.
macro_rules! branch {
    ($pc:ident, $insn:ident, $taken:expr) => {{
        let i = Insn($insn);
        let offset = i.c() as i16 as isize;
        $pc.offset(if $taken as u8 == i.x() { offset } else { 0 })
    }};
}

/// Writes nils. They are few: the stores are volatile so that they don't become a call, which would have every
/// handler that may need them save its registers.
#[inline(always)]
unsafe fn fill_nil(first: *mut Value, count: usize) {
    for i in 0..count {
        // SAFETY: the caller's registers.
        unsafe {
            let words = first.add(i).cast::<u64>();
            words.write_volatile(0);
            words.add(1).write_volatile(0);
        }
    }
}

const _: () = assert!(Value::NIL.bits == 0 && Value::NIL.tag.narrow() == 0);

/// Whether a safepoint has something to do.
#[inline(always)]
unsafe fn is_due(vm: *mut Vm, ticks: i64) -> bool {
    // SAFETY: `vm` is the running interpreter.
    (ticks <= 0) | unsafe { (*vm).heap.gc.is_due() }
}

macro_rules! arithmetic {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $x:expr, $y:expr, $int:expr, $float:expr, $mixed:ident) => {{
        // By reference: what is not needed is not loaded, and no register has to be saved for it.
        let (x, y) = (&$x, &$y);
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            *reg!($base, Insn($insn).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm);
        }
        if x.tag == Tag::FLOAT && y.tag == Tag::FLOAT {
            *reg!($base, Insn($insn).a()) = Value::float($float(f64::from_bits(x.bits), f64::from_bits(y.bits)));
            return D::next($pc, $base, $k, $ticks - 1, $vm);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $insn)
    }};
}

/// One operand an integer, the other a float; anything else is slow.
macro_rules! mixed_arithmetic {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $x:expr, $y:expr, $float:expr) => {{
        match ($x.to_float(), $y.to_float()) {
            (Some(x), Some(y)) => {
                *reg!($base, Insn($insn).a()) = Value::float($float(x, y));
                D::next($pc, $base, $k, $ticks - 1, $vm)
            }
            _ => slow::<D>($pc, $base, $k, $ticks, $vm, $insn),
        }
    }};
}

/// Division and modulo: an integer divisor of zero is an error, one of -1 overflows; both are slow.
macro_rules! division {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $x:expr, $y:expr, $int:expr, $mixed:ident) => {{
        let (x, y) = (&$x, &$y);
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER && y.bits.wrapping_add(1) > 1 {
            *reg!($base, Insn($insn).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $insn)
    }};
}

/// Division and modulo of floats; two integers come here only for divisors that are slow.
macro_rules! mixed_division {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $x:expr, $y:expr, $float:expr) => {{
        let (x, y) = ($x, $y);
        match (x.to_float(), y.to_float()) {
            (Some(a), Some(b)) if x.tag == Tag::FLOAT || y.tag == Tag::FLOAT => {
                *reg!($base, Insn($insn).a()) = Value::float($float(a, b));
                D::next($pc, $base, $k, $ticks - 1, $vm)
            }
            _ => slow::<D>($pc, $base, $k, $ticks, $vm, $insn),
        }
    }};
}

macro_rules! bitwise {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $int:expr) => {{
        let (x, y) = (&*reg!($base, Insn($insn).b()), &*reg!($base, Insn($insn).c()));
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            *reg!($base, Insn($insn).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm);
        }
        slow::<D>($pc, $base, $k, $ticks, $vm, $insn)
    }};
}

macro_rules! compare {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $operator:tt, $mixed:ident) => {{
        let (x, y) = (&*reg!($base, Insn($insn).a()), &*reg!($base, Insn($insn).b()));
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            let result = (x.bits as i64) $operator (y.bits as i64);
            return D::next(branch!($pc, $insn, result), $base, $k, $ticks - 1, $vm);
        }
        if x.tag == Tag::FLOAT && y.tag == Tag::FLOAT {
            let result = f64::from_bits(x.bits) $operator f64::from_bits(y.bits);
            return D::next(branch!($pc, $insn, result), $base, $k, $ticks - 1, $vm);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $insn)
    }};
}

/// Comparison of an integer with a float.
macro_rules! compare_mixed {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $int_float:expr, $float_int:expr) => {{
        let (x, y) = (*reg!($base, Insn($insn).a()), *reg!($base, Insn($insn).b()));
        let result = if x.tag == Tag::INTEGER && y.tag == Tag::FLOAT {
            $int_float(x.bits as i64, f64::from_bits(y.bits))
        } else if x.tag == Tag::FLOAT && y.tag == Tag::INTEGER {
            $float_int(f64::from_bits(x.bits), y.bits as i64)
        } else {
            return slow::<D>($pc, $base, $k, $ticks, $vm, $insn);
        };
        D::next(branch!($pc, $insn, result), $base, $k, $ticks - 1, $vm)
    }};
}

/// Comparison with the small integer in `b`.
macro_rules! compare_small {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $insn:ident, $operator:tt) => {{
        let (x, y) = (*reg!($base, Insn($insn).a()), Insn($insn).b() as i16);
        let result = if x.tag == Tag::INTEGER {
            (x.bits as i64) $operator i64::from(y)
        } else if x.tag == Tag::FLOAT {
            f64::from_bits(x.bits) $operator f64::from(y)
        } else {
            return slow::<D>($pc, $base, $k, $ticks, $vm, $insn);
        };
        D::next(branch!($pc, $insn, result), $base, $k, $ticks - 1, $vm)
    }};
}

/// Remembers where a key was found, in field `x` of the instruction just executed.
#[inline(always)]
unsafe fn set_hint(pc: *mut u64, entry: usize) {
    if let Ok(hint) = u8::try_from(entry) {
        // SAFETY: `pc` is past the executing instruction; code belongs to this heap and only handlers touch it now.
        unsafe { pc.cast::<u8>().sub(7).write(hint) };
    }
}

/// Field `name` of a table if present and not nil: by the hint, else by search, which renews the hint.
#[inline(always)]
unsafe fn get_name(vm: *mut Vm, table: u32, name: Value, pc: *mut u64, hint: u8) -> Option<Value> {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    if let Some(entry) = vm.heap.tables.get(table).entries.get(usize::from(hint))
        && entry.key_bits == name.bits
        && entry.key_tag == Tag::STRING.narrow()
        && entry.value_tag != 0
    {
        return Some(entry.value());
    }
    // SAFETY: as the caller's.
    unsafe { search_name(vm, table, name, pc) }
}

#[inline(never)]
unsafe fn search_name(vm: &mut Vm, table: u32, name: Value, pc: *mut u64) -> Option<Value> {
    let number = vm.heap.find_name(table, name)?;
    // SAFETY: as `set_hint`.
    unsafe { set_hint(pc, number) };
    let value = vm.heap.tables.get(table).entries[number].value();
    (!value.is_nil()).then_some(value)
}

/// `object.name` along `__index` tables. Most methods are absent from the object and in the table that its metatable's
/// `__index` names: that case goes by the hint, which says where in that table.
#[inline(never)]
unsafe fn find_method(vm: *mut Vm, object: Value, name: Value, pc: *mut u64, hint: u8) -> Option<Value> {
    // SAFETY: `vm` is the running interpreter.
    let vm_ref = unsafe { &mut *vm };
    if object.tag == Tag::TABLE {
        let t = vm_ref.heap.tables.get(object.handle());
        if t.meta != 0 && t.index.is_empty() && !t.entries.iter().any(|entry| entry.has_key(name)) {
            let class = vm_ref.index_table(t.meta - 1);
            if class.tag == Tag::TABLE {
                // SAFETY: as the caller's.
                let found = unsafe { get_name(vm, class.handle(), name, pc, hint) };
                if found.is_some() {
                    return found;
                }
            }
        }
    }
    vm_ref.index_by_name(object, name)
}

/// Overwrites field `name` of a table if it is present and not nil.
#[inline(always)]
unsafe fn set_name(vm: *mut Vm, table: u32, name: Value, value: Value, pc: *mut u64, hint: u8) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    vm.heap.barrier_back(table);
    if let Some(entry) = vm.heap.tables.get_mut(table).entries.get_mut(usize::from(hint))
        && entry.key_bits == name.bits
        && entry.key_tag == Tag::STRING.narrow()
        && entry.value_tag != 0
    {
        entry.set_value(value);
        return true;
    }
    // SAFETY: as the caller's.
    unsafe { search_and_set_name(vm, table, name, value, pc) }
}

#[inline(never)]
unsafe fn search_and_set_name(vm: &mut Vm, table: u32, name: Value, value: Value, pc: *mut u64) -> bool {
    let plain = vm.heap.tables.get(table).meta == 0;
    if let Some(number) = vm.heap.find_name(table, name) {
        // SAFETY: as `set_hint`.
        unsafe { set_hint(pc, number) };
        let t = vm.heap.tables.get_mut(table);
        if plain || t.entries[number].value_tag != 0 {
            t.absent = 0;
            t.entries[number].set_value(value);
            return true;
        }
        return false;
    }
    if plain {
        // Fails only for nil and NaN keys.
        let _ = vm.heap.table_set(table, name, value);
        if let Some(number) = vm.heap.tables.get(table).entries.len().checked_sub(1) {
            // SAFETY: as `set_hint`.
            unsafe { set_hint(pc, number) };
        }
    }
    plain
}

/// Stores in the array part if the key is there and `__newindex` can't be asked.
#[inline(always)]
unsafe fn set_in_array(vm: *mut Vm, table: u32, key: u64, value: Value) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let t = vm.heap.tables.get_mut(table);
    let position = key.wrapping_sub(1) as usize;
    let len = t.array.len();
    if position < len {
        if value.is_nil() || (t.meta != 0 && t.array[position].is_nil()) {
            return false;
        }
        t.array[position] = value;
    } else if position == len && position < t.array_limit as usize && t.meta == 0 && !value.is_nil() {
        t.array.push(value);
    } else {
        return false;
    }
    vm.heap.barrier_back(table);
    true
}

/// Saves the registers so that safe code sees the frame at the executing instruction (`pc` past it).
#[inline(always)]
unsafe fn save(vm: *mut Vm, pc: *mut u64, k: *const Value, ticks: i64) {
    // SAFETY: a Lua frame is on top while handlers run.
    unsafe {
        (*vm).ticks = ticks;
        let frames = &mut (*vm).thread.frames;
        let last = frames.len() - 1;
        (*frames.as_mut_ptr().add(last)).pc = (pc as usize - k as usize) as u32;
    }
}

/// Enters the Lua frame on top.
pub(super) unsafe fn start<D: Dispatch>(vm: *mut Vm) -> Exit {
    // SAFETY: the caller has a Lua frame on top.
    unsafe {
        let vm_ref = &mut *vm;
        let frame = *vm_ref.thread.frame();
        debug_assert!(frame.is_lua());
        let closure = vm_ref.heap.closures.get(frame.function);
        vm_ref.cached.upvalues = closure.upvalues.as_ptr();
        let function = vm_ref.heap.functions.get_mut(closure.function);
        let k = function.body.as_mut_ptr();
        let registers = usize::from(function.registers);
        debug_assert!(frame.base as usize + registers <= vm_ref.thread.stack.len());
        let stack = vm_ref.thread.stack.as_mut_ptr();
        // As much room as `ensure_stack` asks for, so that the stack grows at the same calls on every way.
        vm_ref.cached.stack_end = stack.add(vm_ref.thread.stack.len() - STACK_SPARE);
        vm_ref.cached.frames_limit = vm_ref.thread.frames.capacity().min(FRAMES_MAX);
        let pc = k.byte_add(frame.pc as usize);
        D::next(pc, stack.add(frame.base as usize), k.cast_const().cast(), vm_ref.ticks, vm)
    }
}

/// After safe code ran: whether to go on with the Lua frame on top, or to leave.
///
/// Results pass through memory here and not in a handler: a handler that has given out the address of a local can't
/// end in a jump.
fn can_proceed<D: Dispatch>(vm: &mut Vm, result: Res<()>) -> bool {
    vm.settle();
    let proceeds = result.is_ok() && vm.outcome.is_none() && vm.thread.frame().is_lua() && (!vm.hooked || D::IS_LOOP);
    vm.pending = result;
    proceeds
}

#[inline(never)]
unsafe fn run_slow<D: Dispatch>(vm: *mut Vm, insn: u64) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let result = vm.execute_slow(Insn(insn));
    can_proceed::<D>(vm, result)
}

#[inline(never)]
unsafe fn run_native_call<D: Dispatch>(vm: *mut Vm, insn: u64) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let i = Insn(insn);
    let at = vm.thread.frame().base as usize + usize::from(i.reg_a());
    let number = vm.thread.stack[at].bits as u32;
    let result = vm.call_native(number, at, usize::from(i.b()) - 1, i32::from(i.c()) - 1);
    can_proceed::<D>(vm, result)
}

#[inline(never)]
unsafe fn run_safepoint<D: Dispatch>(vm: *mut Vm, live: usize) -> bool {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    let base = vm.thread.frame().base as usize;
    vm.thread.top = (base + live) as u32;
    let result = match vm.safepoint() {
        Ok(stops) => {
            if stops {
                vm.outcome = Some(super::Outcome::Preempted);
            }
            Ok(())
        }
        Err(throw) => Err(throw),
    };
    can_proceed::<D>(vm, result)
}

#[inline(never)]
unsafe fn run_before_instruction(vm: *mut Vm) -> Option<bool> {
    // SAFETY: `vm` is the running interpreter.
    let vm = unsafe { &mut *vm };
    match vm.before_instruction() {
        Ok(false) => None,
        Ok(true) => Some(can_proceed::<super::dispatch::Looped>(vm, Ok(()))),
        Err(throw) => Some(can_proceed::<super::dispatch::Looped>(vm, Err(throw))),
    }
}

/// `closure` in a function of its own, for the same reason.
#[inline(never)]
unsafe fn run_closure(vm: *mut Vm, index: u16, register: *mut Value) {
    // SAFETY: `vm` is the running interpreter and `register` one of the running function's.
    unsafe {
        let frame = *(*vm).thread.frame();
        *register = (*vm).make_closure(frame, usize::from(index));
    }
}

/// A safepoint with something to do: `pc` is where to go on, `live` the number of live registers.
#[cold]
#[inline(never)]
unsafe fn due<D: Dispatch>(pc: *mut u64, k: *const Value, ticks: i64, vm: *mut Vm, live: usize) -> Exit {
    // SAFETY: a Lua frame is on top.
    unsafe {
        save(vm, pc, k, ticks);
        if run_safepoint::<D>(vm, live) { start::<D>(vm) } else { Exit::LEAVE }
    }
}

with_abi! {

/// The whole instruction in safe code.
#[cold]
#[inline(never)]
fn slow(pc, _base, k, ticks, vm, insn) {
    save(vm, pc, k, ticks);
    if run_slow::<D>(vm, insn) { start::<D>(vm) } else { Exit::LEAVE }
}

/// A byte that is no opcode; verified code has none.
#[cold]
fn invalid(_pc, _base, _k, ticks, vm, _insn) {
    (*vm).ticks = ticks;
    (*vm).pending = Err(Throw::Error(Value::NIL));
    Exit::LEAVE
}

fn Move(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = *reg!(base, Insn(insn).b());
    D::next(pc, base, k, ticks, vm)
}

fn LoadNil(pc, base, k, ticks, vm, insn) {
    fill_nil(reg!(base, Insn(insn).a()), usize::from(Insn(insn).b()));
    D::next(pc, base, k, ticks, vm)
}

fn LoadFalse(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = Value::FALSE;
    D::next(pc, base, k, ticks, vm)
}

fn LoadTrue(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = Value::TRUE;
    D::next(pc, base, k, ticks, vm)
}

fn LoadInt(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = Value::integer(i64::from(Insn(insn).wide_signed()));
    D::next(pc, base, k, ticks, vm)
}

fn LoadConst(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = *k.add(Insn(insn).wide_unsigned() as usize);
    D::next(pc, base, k, ticks, vm)
}

fn GetUpvalue(pc, base, k, ticks, vm, insn) {
    let cell = *(*vm).cached.upvalues.add(usize::from(Insn(insn).b()));
    *reg!(base, Insn(insn).a()) = (*vm).heap.cells.get(cell).0;
    D::next(pc, base, k, ticks, vm)
}

fn SetUpvalue(pc, base, k, ticks, vm, insn) {
    let cell = *(*vm).cached.upvalues.add(usize::from(Insn(insn).b()));
    let value = *reg!(base, Insn(insn).a());
    (*vm).heap.cells.get_mut(cell).0 = value;
    (*vm).heap.barrier_forward(value);
    D::next(pc, base, k, ticks, vm)
}

fn NewCell(pc, base, k, ticks, vm, insn) {
    let r = reg!(base, Insn(insn).a());
    *r = Value::object(Tag::CELL, (*vm).heap.new_cell(*r));
    D::next(pc, base, k, ticks, vm)
}

fn GetCell(pc, base, k, ticks, vm, insn) {
    let cell = *reg!(base, Insn(insn).b());
    debug_assert!(cell.tag == Tag::CELL);
    *reg!(base, Insn(insn).a()) = (*vm).heap.cells.get(cell.handle()).0;
    D::next(pc, base, k, ticks, vm)
}

fn SetCell(pc, base, k, ticks, vm, insn) {
    let cell = *reg!(base, Insn(insn).a());
    debug_assert!(cell.tag == Tag::CELL);
    let value = *reg!(base, Insn(insn).b());
    (*vm).heap.cells.get_mut(cell.handle()).0 = value;
    (*vm).heap.barrier_forward(value);
    D::next(pc, base, k, ticks, vm)
}

fn GetGlobal(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let cell = *(*vm).cached.upvalues.add(usize::from(i.b()));
    let table = (*vm).heap.cells.get(cell).0;
    if table.tag == Tag::TABLE
        && let Some(value) = get_name(vm, table.handle(), *k.add(usize::from(i.c())), pc, i.x()) {
            *reg!(base, i.a()) = value;
            return D::next(pc, base, k, ticks - 1, vm);
        }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn SetGlobal(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let cell = *(*vm).cached.upvalues.add(usize::from(i.b()));
    let table = (*vm).heap.cells.get(cell).0;
    if table.tag == Tag::TABLE
        && set_name(vm, table.handle(), *k.add(usize::from(i.c())), *reg!(base, i.a()), pc, i.x())
    {
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn GetTable(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let (table, key) = (*reg!(base, i.b()), *reg!(base, i.c()));
    if table.tag == Tag::TABLE {
        if key.tag == Tag::INTEGER
            && let Some(value) = (*vm).heap.tables.get(table.handle()).array_get(key.bits as i64)
                && !value.is_nil() {
                    *reg!(base, i.a()) = value;
                    return D::next(pc, base, k, ticks - 1, vm);
                }
        return get_any::<D>(pc, base, k, ticks, vm, insn);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

/// A table indexed by any key, without metamethods.
#[inline(never)]
fn get_any(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let (table, key) = (*reg!(base, i.b()), *reg!(base, i.c()));
    let value = (*vm).heap.table_get(table.handle(), key);
    if !value.is_nil() || (*vm).heap.tables.get(table.handle()).meta == 0 {
        *reg!(base, i.a()) = value;
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn GetIndex(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let table = *reg!(base, i.b());
    if table.tag == Tag::TABLE
        && let Some(value) = (*vm).heap.tables.get(table.handle()).array_get(i64::from(i.c() as i16))
            && !value.is_nil() {
                *reg!(base, i.a()) = value;
                return D::next(pc, base, k, ticks - 1, vm);
            }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn GetField(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let table = *reg!(base, i.b());
    if table.tag == Tag::TABLE {
        if let Some(value) = get_name(vm, table.handle(), *k.add(usize::from(i.c())), pc, i.x()) {
            *reg!(base, i.a()) = value;
            return D::next(pc, base, k, ticks - 1, vm);
        }
        if (*vm).heap.tables.get(table.handle()).meta == 0 {
            *reg!(base, i.a()) = Value::NIL;
            return D::next(pc, base, k, ticks - 1, vm);
        }
    }
    index_chain::<D>(pc, base, k, ticks, vm, insn)
}

/// A field found along a chain of `__index` tables.
#[inline(never)]
fn index_chain(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    if let Some(value) = (*vm).index_by_name(*reg!(base, i.b()), *k.add(usize::from(i.c()))) {
        *reg!(base, i.a()) = value;
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn SetTable(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let (table, key, value) = (*reg!(base, i.a()), *reg!(base, i.b()), *reg!(base, i.c()));
    if table.tag == Tag::TABLE {
        if key.tag == Tag::INTEGER && set_in_array(vm, table.handle(), key.bits, value) {
            return D::next(pc, base, k, ticks - 1, vm);
        }
        return set_any::<D>(pc, base, k, ticks, vm, insn);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

/// Assignment to a table that has no metatable.
#[inline(never)]
fn set_any(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let (table, key, value) = (*reg!(base, i.a()), *reg!(base, i.b()), *reg!(base, i.c()));
    if (*vm).heap.tables.get(table.handle()).meta == 0 && (*vm).heap.table_set(table.handle(), key, value).is_ok() {
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn SetIndex(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let (table, value) = (*reg!(base, i.a()), *reg!(base, i.c()));
    if table.tag == Tag::TABLE && set_in_array(vm, table.handle(), i.b() as i16 as u64, value) {
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn SetField(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let table = *reg!(base, i.a());
    if table.tag == Tag::TABLE
        && set_name(vm, table.handle(), *k.add(usize::from(i.b())), *reg!(base, i.c()), pc, i.x())
    {
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Method(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let object = *reg!(base, i.b());
    if let Some(value) = find_method(vm, object, *k.add(usize::from(i.c())), pc, i.x()) {
        let r = reg!(base, i.a());
        *r.add(1) = object;
        *r = value;
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn NewTable(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let table = (*vm).heap.new_table(usize::from(i.b()), usize::from(i.c()));
    *reg!(base, i.a()) = Value::object(Tag::TABLE, table);
    D::next(pc, base, k, ticks - 2, vm)
}

fn SetList(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Add(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), i64::wrapping_add, |x: f64, y: f64| x + y, AddMixed)
}

#[inline(never)]
fn AddMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*reg!(base, Insn(insn).c())), |x: f64, y: f64| x + y)
}

fn Sub(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), i64::wrapping_sub, |x: f64, y: f64| x - y, SubMixed)
}

#[inline(never)]
fn SubMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*reg!(base, Insn(insn).c())), |x: f64, y: f64| x - y)
}

fn Mul(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), i64::wrapping_mul, |x: f64, y: f64| x * y, MulMixed)
}

#[inline(never)]
fn MulMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*reg!(base, Insn(insn).c())), |x: f64, y: f64| x * y)
}

fn Div(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*reg!(base, Insn(insn).c())), |x: f64, y: f64| x / y)
}

fn Mod(pc, base, k, ticks, vm, insn) {
    division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), number::int_mod, ModMixed)
}

#[inline(never)]
fn ModMixed(pc, base, k, ticks, vm, insn) {
    mixed_division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), number::float_mod)
}

fn IDiv(pc, base, k, ticks, vm, insn) {
    division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), number::int_floor_div, IDivMixed)
}

#[inline(never)]
fn IDivMixed(pc, base, k, ticks, vm, insn) {
    mixed_division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *reg!(base, Insn(insn).c()), number::float_floor_div)
}

fn Pow(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*reg!(base, Insn(insn).c())), number::float_pow)
}

fn BAnd(pc, base, k, ticks, vm, insn) { bitwise!(pc, base, k, ticks, vm, insn, |x: i64, y: i64| x & y) }
fn BOr(pc, base, k, ticks, vm, insn) { bitwise!(pc, base, k, ticks, vm, insn, |x: i64, y: i64| x | y) }
fn BXor(pc, base, k, ticks, vm, insn) { bitwise!(pc, base, k, ticks, vm, insn, |x: i64, y: i64| x ^ y) }
fn Shl(pc, base, k, ticks, vm, insn) { bitwise!(pc, base, k, ticks, vm, insn, number::shift_left) }
fn Shr(pc, base, k, ticks, vm, insn) { bitwise!(pc, base, k, ticks, vm, insn, number::shift_right) }

fn AddConst(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), i64::wrapping_add, |x: f64, y: f64| x + y, AddConstMixed)
}

#[inline(never)]
fn AddConstMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*k.add(usize::from(Insn(insn).c()))), |x: f64, y: f64| x + y)
}

fn SubConst(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), i64::wrapping_sub, |x: f64, y: f64| x - y, SubConstMixed)
}

#[inline(never)]
fn SubConstMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*k.add(usize::from(Insn(insn).c()))), |x: f64, y: f64| x - y)
}

fn MulConst(pc, base, k, ticks, vm, insn) {
    arithmetic!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), i64::wrapping_mul, |x: f64, y: f64| x * y, MulConstMixed)
}

#[inline(never)]
fn MulConstMixed(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*k.add(usize::from(Insn(insn).c()))), |x: f64, y: f64| x * y)
}

fn DivConst(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*k.add(usize::from(Insn(insn).c()))), |x: f64, y: f64| x / y)
}

fn ModConst(pc, base, k, ticks, vm, insn) {
    division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), number::int_mod, ModConstMixed)
}

#[inline(never)]
fn ModConstMixed(pc, base, k, ticks, vm, insn) {
    mixed_division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), number::float_mod)
}

fn IDivConst(pc, base, k, ticks, vm, insn) {
    division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), number::int_floor_div, IDivConstMixed)
}

#[inline(never)]
fn IDivConstMixed(pc, base, k, ticks, vm, insn) {
    mixed_division!(pc, base, k, ticks, vm, insn, *reg!(base, Insn(insn).b()), *k.add(usize::from(Insn(insn).c())), number::float_floor_div)
}

fn PowConst(pc, base, k, ticks, vm, insn) {
    mixed_arithmetic!(pc, base, k, ticks, vm, insn, (*reg!(base, Insn(insn).b())), (*k.add(usize::from(Insn(insn).c()))), number::float_pow)
}

fn AddInt(pc, base, k, ticks, vm, insn) {
    let x = *reg!(base, Insn(insn).b());
    let y = Insn(insn).c() as i16;
    let result = if x.tag == Tag::INTEGER {
        Value::integer((x.bits as i64).wrapping_add(i64::from(y)))
    } else if x.tag == Tag::FLOAT {
        Value::float(f64::from_bits(x.bits) + f64::from(y))
    } else {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    };
    *reg!(base, Insn(insn).a()) = result;
    D::next(pc, base, k, ticks - 1, vm)
}

fn Neg(pc, base, k, ticks, vm, insn) {
    let x = *reg!(base, Insn(insn).b());
    let result = match x.tag {
        Tag::INTEGER => Value::integer((x.bits as i64).wrapping_neg()),
        Tag::FLOAT => Value::float(-f64::from_bits(x.bits)),
        _ => return slow::<D>(pc, base, k, ticks, vm, insn),
    };
    *reg!(base, Insn(insn).a()) = result;
    D::next(pc, base, k, ticks - 1, vm)
}

fn BNot(pc, base, k, ticks, vm, insn) {
    let x = *reg!(base, Insn(insn).b());
    if x.tag == Tag::INTEGER {
        *reg!(base, Insn(insn).a()) = Value::integer(!(x.bits as i64));
        return D::next(pc, base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Not(pc, base, k, ticks, vm, insn) {
    *reg!(base, Insn(insn).a()) = Value::boolean((*reg!(base, Insn(insn).b())).is_falsy());
    D::next(pc, base, k, ticks - 1, vm)
}

fn Len(pc, base, k, ticks, vm, insn) {
    let x = *reg!(base, Insn(insn).b());
    let len = if x.tag == Tag::TABLE && (*vm).heap.tables.get(x.handle()).meta == 0 {
        let t = (*vm).heap.tables.get(x.handle());
        if !t.has_no_entries() {
            return slow::<D>(pc, base, k, ticks, vm, insn);
        }
        t.array.len()
    } else if x.is_string() {
        (*vm).heap.bytes(x).len()
    } else {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    };
    *reg!(base, Insn(insn).a()) = Value::integer(len as i64);
    D::next(pc, base, k, ticks - 1, vm)
}

fn Concat(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Jump(pc, base, k, ticks, vm, insn) {
    D::next(pc.offset(Insn(insn).wide_signed() as isize), base, k, ticks, vm)
}

fn Loop(pc, base, k, ticks, vm, insn) {
    let (pc, ticks) = (pc.offset(Insn(insn).wide_signed() as isize), ticks - 1);
    if is_due(vm, ticks) {
        return due::<D>(pc, k, ticks, vm, usize::from(Insn(insn).a()));
    }
    D::next(pc, base, k, ticks, vm)
}

fn Safepoint(pc, base, k, ticks, vm, insn) {
    if is_due(vm, ticks) {
        return due::<D>(pc, k, ticks, vm, usize::from(Insn(insn).a()));
    }
    D::next(pc, base, k, ticks, vm)
}

fn Test(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let truth = !(*reg!(base, i.a())).is_falsy();
    let offset = if truth as u8 == i.x() { i.wide_signed() as isize } else { 0 };
    D::next(pc.offset(offset), base, k, ticks - 1, vm)
}

fn TestSet(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let value = *reg!(base, i.b());
    if !value.is_falsy() as u8 == i.x() {
        *reg!(base, i.a()) = value;
        return D::next(pc.offset(i.c() as i16 as isize), base, k, ticks - 1, vm);
    }
    D::next(pc, base, k, ticks - 1, vm)
}

fn Eq(pc, base, k, ticks, vm, insn) {
    let (x, y) = (*reg!(base, Insn(insn).a()), *reg!(base, Insn(insn).b()));
    let result = if x.tag == y.tag {
        match x.tag {
            Tag::FLOAT => f64::from_bits(x.bits) == f64::from_bits(y.bits),
            Tag::TABLE | Tag::USERDATA | Tag::LONG_STRING if x.bits != y.bits => {
                return slow::<D>(pc, base, k, ticks, vm, insn);
            }
            _ => x.bits == y.bits,
        }
    } else if x.is_number() && y.is_number() {
        (*vm).heap.raw_equal(x, y)
    } else {
        false
    };
    D::next(branch!(pc, insn, result), base, k, ticks - 1, vm)
}

fn EqConst(pc, base, k, ticks, vm, insn) {
    let (x, y) = (*reg!(base, Insn(insn).a()), *k.add(usize::from(Insn(insn).b())));
    let result = if x.tag == y.tag && x.tag != Tag::FLOAT && x.tag != Tag::LONG_STRING {
        x.bits == y.bits
    } else if x.tag != y.tag && !(x.is_number() && y.is_number()) {
        false
    } else {
        (*vm).heap.raw_equal(x, y)
    };
    D::next(branch!(pc, insn, result), base, k, ticks - 1, vm)
}

fn Lt(pc, base, k, ticks, vm, insn) {
    compare!(pc, base, k, ticks, vm, insn, <, LtMixed)
}

#[inline(never)]
fn LtMixed(pc, base, k, ticks, vm, insn) {
    compare_mixed!(pc, base, k, ticks, vm, insn, number::lt_int_float, number::lt_float_int)
}

fn Le(pc, base, k, ticks, vm, insn) {
    compare!(pc, base, k, ticks, vm, insn, <=, LeMixed)
}

#[inline(never)]
fn LeMixed(pc, base, k, ticks, vm, insn) {
    compare_mixed!(pc, base, k, ticks, vm, insn, number::le_int_float, number::le_float_int)
}

fn LtInt(pc, base, k, ticks, vm, insn) { compare_small!(pc, base, k, ticks, vm, insn, <) }
fn LeInt(pc, base, k, ticks, vm, insn) { compare_small!(pc, base, k, ticks, vm, insn, <=) }
fn GtInt(pc, base, k, ticks, vm, insn) { compare_small!(pc, base, k, ticks, vm, insn, >) }
fn GeInt(pc, base, k, ticks, vm, insn) { compare_small!(pc, base, k, ticks, vm, insn, >=) }

fn ForPrep(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn ForLoop(pc, base, k, ticks, vm, insn) {
    let r = reg!(base, Insn(insn).a());
    let ticks = ticks - 1;
    if (*r).tag == Tag::INTEGER {
        let turns = (*r.add(1)).bits;
        if turns == 0 {
            return D::next(pc, base, k, ticks, vm);
        }
        let index = (*r).bits.wrapping_add((*r.add(2)).bits);
        // The tag too: in stripped code a debugger may have put anything there.
        *r.add(1) = Value::integer((turns - 1) as i64);
        (*r).bits = index;
        *r.add(3) = Value::integer(index as i64);
    } else {
        let step = f64::from_bits((*r.add(2)).bits);
        let index = f64::from_bits((*r).bits) + step;
        let limit = f64::from_bits((*r.add(1)).bits);
        if !(if step > 0.0 { index <= limit } else { limit <= index }) {
            return D::next(pc, base, k, ticks, vm);
        }
        *r = Value::float(index);
        *r.add(3) = Value::float(index);
    }
    let pc = pc.offset(Insn(insn).wide_signed() as isize);
    if is_due(vm, ticks) {
        return due::<D>(pc, k, ticks, vm, usize::from(Insn(insn).reg_a()) + 4);
    }
    D::next(pc, base, k, ticks, vm)
}

fn ForEachPrep(pc, base, k, ticks, vm, insn) {
    let r = reg!(base, Insn(insn).a());
    if (*r.add(3)).is_nil() {
        return D::next(pc.offset(Insn(insn).wide_signed() as isize), base, k, ticks - 1, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn ForEachCall(pc, base, k, ticks, vm, insn) {
    let r = reg!(base, Insn(insn).a());
    let (iterator, state, control) = (*r, *r.add(1), *r.add(2));
    // A debug hook sees the calls of iterators.
    if iterator.tag == Tag::NATIVE && state.tag == Tag::TABLE && !(D::IS_LOOP && (*vm).hooked) {
        let wanted = usize::from(Insn(insn).b());
        if iterator.bits == u64::from(crate::native::NEXT) {
            if let Ok(pair) = (*vm).heap.table_next(state.handle(), control) {
                let (key, value) = pair.unwrap_or((Value::NIL, Value::NIL));
                *r.add(4) = key;
                if wanted > 1 {
                    *r.add(5) = value;
                }
                fill_nil(r.add(6), wanted.saturating_sub(2));
                return D::next(pc, base, k, ticks - 4, vm);
            }
        } else if iterator.bits == u64::from(crate::native::IPAIRS_STEP) && control.tag == Tag::INTEGER {
            let next = (control.bits as i64).wrapping_add(1);
            if let Some(value) = (*vm).heap.tables.get(state.handle()).array_get(next)
                && !value.is_nil() {
                    *r.add(4) = Value::integer(next);
                    if wanted > 1 {
                        *r.add(5) = value;
                    }
                    fill_nil(r.add(6), wanted.saturating_sub(2));
                    return D::next(pc, base, k, ticks - 4, vm);
                }
        }
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn ForEachLoop(pc, base, k, ticks, vm, insn) {
    let r = reg!(base, Insn(insn).a());
    let ticks = ticks - 1;
    let control = *r.add(4);
    if control.is_nil() {
        return D::next(pc, base, k, ticks, vm);
    }
    *r.add(2) = control;
    let pc = pc.offset(Insn(insn).wide_signed() as isize);
    if is_due(vm, ticks) {
        // The loop's variables are live; their number is in the call just before.
        let variables = usize::from(Insn(*pc_before(pc, insn)).b());
        return due::<D>(pc, k, ticks, vm, usize::from(Insn(insn).reg_a()) + 4 + variables);
    }
    D::next(pc, base, k, ticks, vm)
}

fn Call(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let f = reg!(base, i.a());
    let left = ticks - 3;
    if (*f).tag != Tag::CLOSURE || i.b() == 0 || is_due(vm, left) {
        return call_other::<D>(pc, base, k, ticks, vm, insn);
    }
    let vm_ref = &mut *vm;
    let handle = (*f).handle();
    let closure = vm_ref.heap.closures.get(handle);
    let upvalues = closure.upvalues.as_ptr();
    let function = vm_ref.heap.functions.get_mut(closure.function);
    let registers = usize::from(function.registers);
    let new_base = f.add(1);
    let frames = &mut vm_ref.thread.frames;
    let depth = frames.len();
    if function.is_vararg
        || new_base.add(registers) > vm_ref.cached.stack_end
        || depth >= vm_ref.cached.frames_limit
    {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    if i.b() <= u16::from(function.parameters) {
        return call_short::<D>(pc, base, k, ticks, vm, insn);
    }
    let body = function.body.as_mut_ptr();
    let code = body.add(function.code_start as usize);
    let frame = frames.as_mut_ptr().add(depth);
    let caller = frame.sub(1);
    (*caller).pc = (pc as usize - k as usize) as u32;
    let dst = (*caller).base + u32::from(i.reg_a());
    frame.write(Frame {
        function: handle,
        pc: 0,
        base: dst + 1,
        dst,
        top: 0,
        extra: 0,
        want: i32::from(i.c()) - 1,
        kind: Kind::Lua,
        flags: 0,
        natives: (*caller).natives,
    });
    frames.set_len(depth + 1);
    vm_ref.cached.upvalues = upvalues;
    D::next(code, new_base, body.cast_const().cast(), left, vm)
}

/// A call with as many arguments as there are: with their number made out, an ordinary call.
#[inline(never)]
fn call_open(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let first = (*vm).thread.frame().base as usize + usize::from(i.reg_a()) + 1;
    let given = ((*vm).thread.top as usize).saturating_sub(first);
    if given > 200 {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    let counted = insn & !(0xffff << 32) | (given as u64 + 1) << 32;
    Call::<D>(pc, base, k, ticks, vm, counted)
}

/// A call of a Lua function with fewer arguments than it has parameters: makes up the missing ones, then calls. The
/// stack has been found long enough for the callee.
#[inline(never)]
fn call_short(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let f = reg!(base, i.a());
    let closure = (*vm).heap.closures.get((*f).handle());
    let parameters = usize::from((*vm).heap.functions.get(closure.function).parameters);
    let given = usize::from(i.b()) - 1;
    fill_nil(f.add(1 + given), parameters - given);
    let filled = insn & !(0xffff << 32) | (parameters as u64 + 1) << 32;
    Call::<D>(pc, base, k, ticks, vm, filled)
}

/// A call of something else than a Lua function, or one at which something is due.
#[inline(never)]
fn call_other(pc, base, k, ticks, vm, insn) {
    if Insn(insn).b() == 0 {
        return call_open::<D>(pc, base, k, ticks, vm, insn);
    }
    if (*reg!(base, Insn(insn).a())).tag != Tag::NATIVE {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    save(vm, pc, k, ticks - 3);
    if run_native_call::<D>(vm, insn) { start::<D>(vm) } else { Exit::LEAVE }
}

fn TailCall(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let f = reg!(base, i.a());
    let left = ticks - 3;
    if (*f).tag != Tag::CLOSURE || i.b() == 0 || is_due(vm, left) || D::IS_LOOP && (*vm).hooked {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    let handle = (*f).handle();
    let closure = (*vm).heap.closures.get(handle);
    let upvalues = closure.upvalues.as_ptr();
    let function = (*vm).heap.functions.get_mut(closure.function);
    let given = usize::from(i.b()) - 1;
    let frames = &mut (*vm).thread.frames;
    let frame = frames.as_mut_ptr().add(frames.len() - 1);
    if function.is_vararg
        || given < usize::from(function.parameters)
        || given >= 8
        || (*frame).extra != 0
        || base.add(usize::from(function.registers)) > (*vm).cached.stack_end
    {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    // The function itself moves too, to just below the base.
    for j in 0..=given {
        *base.add(j).sub(1) = *f.add(j);
    }
    let body = function.body.as_mut_ptr();
    let code = body.add(function.code_start as usize);
    (*frame).function = handle;
    (*frame).flags = (*frame).flags & !Frame::HOOKED | Frame::TAIL;
    (*vm).cached.upvalues = upvalues;
    D::next(code, base, body.cast_const().cast(), left, vm)
}

fn Return(pc, base, k, ticks, vm, insn) {
    let i = Insn(insn);
    let frames = &mut (*vm).thread.frames;
    let depth = frames.len();
    let frame = frames.as_ptr().add(depth - 1);
    let caller = frame.sub(1);
    let count = usize::from(i.b()).wrapping_sub(1);
    if !(*caller).is_lua() || i.x() != 0 || count >= 8 || D::IS_LOOP && (*vm).hooked {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    let stack = base.sub((*frame).base as usize);
    let dst = stack.add((*frame).dst as usize);
    let values = reg!(base, i.a());
    let want = (*frame).want;
    let copied = if want < 0 { count } else { count.min(want as usize) };
    for j in 0..copied {
        *dst.add(j) = *values.add(j);
    }
    if want < 0 {
        (*vm).thread.top = (*frame).dst + count as u32;
    } else {
        fill_nil(dst.add(copied), want as usize - copied);
    }
    frames.set_len(depth - 1);
    resume_caller::<D>(vm, stack, caller, ticks)
}

fn Return0(pc, base, k, ticks, vm, insn) {
    let vm_ref = &mut *vm;
    let frames = &mut vm_ref.thread.frames;
    let depth = frames.len();
    let frame = frames.as_ptr().add(depth - 1);
    let caller = frame.sub(1);
    // A builtin lies under every Lua function of a coroutine, so there is a frame below.
    if !(*caller).is_lua() || D::IS_LOOP && vm_ref.hooked {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    let stack = base.sub((*frame).base as usize);
    let dst = stack.add((*frame).dst as usize);
    if (*frame).want < 0 {
        vm_ref.thread.top = (*frame).dst;
    } else {
        fill_nil(dst, (*frame).want as usize);
    }
    frames.set_len(depth - 1);
    resume_caller::<D>(vm, stack, caller, ticks)
}

fn Return1(pc, base, k, ticks, vm, insn) {
    let vm_ref = &mut *vm;
    let frames = &mut vm_ref.thread.frames;
    let depth = frames.len();
    let frame = frames.as_ptr().add(depth - 1);
    let caller = frame.sub(1);
    if !(*caller).is_lua() || D::IS_LOOP && vm_ref.hooked {
        return slow::<D>(pc, base, k, ticks, vm, insn);
    }
    let stack = base.sub((*frame).base as usize);
    let dst = stack.add((*frame).dst as usize);
    let want = (*frame).want;
    if want != 0 {
        *dst = *reg!(base, Insn(insn).a());
        if want < 0 {
            vm_ref.thread.top = (*frame).dst + 1;
        } else {
            fill_nil(dst.add(1), want as usize - 1);
        }
    }
    frames.set_len(depth - 1);
    resume_caller::<D>(vm, stack, caller, ticks)
}

fn Vararg(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Closure(pc, base, k, ticks, vm, insn) {
    run_closure(vm, Insn(insn).b(), reg!(base, Insn(insn).a()));
    D::next(pc, base, k, ticks - 2, vm)
}

fn MarkClose(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn Close(pc, base, k, ticks, vm, insn) {
    let frame_base = (*vm).thread.frame().base;
    let limit = frame_base + u32::from(Insn(insn).reg_a());
    if (*vm).thread.to_close.last().is_none_or(|&last| last < limit) {
        return D::next(pc, base, k, ticks, vm);
    }
    slow::<D>(pc, base, k, ticks, vm, insn)
}

fn SystemCall(pc, base, k, ticks, vm, insn) {
    slow::<D>(pc, base, k, ticks, vm, insn)
}

}

/// The `foreach_call` before a `foreach_loop` that jumped to `target`.
#[inline(always)]
unsafe fn pc_before(target: *mut u64, insn: u64) -> *mut u64 {
    // SAFETY: the instruction that jumped is at target - offset - 1, and rule V15 says what precedes it.
    unsafe { target.offset(-(Insn(insn).wide_signed() as isize) - 2) }
}

/// Goes on in the Lua frame that is now on top.
#[inline(always)]
unsafe fn resume_caller<D: Dispatch>(vm: *mut Vm, stack: *mut Value, caller: *const Frame, ticks: i64) -> Exit {
    // SAFETY: `caller` is the top frame, a Lua frame with room for its registers.
    unsafe {
        let closure = (*vm).heap.closures.get((*caller).function);
        (*vm).cached.upvalues = closure.upvalues.as_ptr();
        let body = (*vm).heap.functions.get_mut(closure.function).body.as_mut_ptr();
        let pc = body.byte_add((*caller).pc as usize);
        D::next(pc, stack.add((*caller).base as usize), body.cast_const().cast(), ticks, vm)
    }
}

/// An instruction under a debug hook: the hook first, then the instruction on the loop backend.
pub(super) unsafe fn hooked(
    pc: *mut u64,
    base: *mut Value,
    k: *const Value,
    ticks: i64,
    vm: *mut Vm,
    insn: u64,
) -> Exit {
    // SAFETY: as for a handler.
    unsafe {
        save(vm, pc.add(1), k, ticks);
        match run_before_instruction(vm) {
            None => super::dispatch::single(pc, base, k, ticks, vm, insn),
            Some(true) => start::<super::dispatch::Looped>(vm),
            Some(false) => Exit::LEAVE,
        }
    }
}

const _: () = assert!(Op::Call.cost() == 3 && Op::NewTable.cost() == 2 && Op::Closure.cost() == 2);
