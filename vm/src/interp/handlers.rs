//! The instructions' fast paths.
//!
//! A handler does the common case and calls the next; anything else goes to [`slow`], which saves the registers and
//! runs the whole instruction again in safe code ([`super::slow`]). So a fast path changes nothing before it is sure
//! to succeed, and takes its cost from `ticks` only then.
//!
//! Unchecked accesses rely on the verifier: registers, constants, upvalues and jumps are in range (rules V2 to V9, V18, V19),
//! on `start`: `base` has room for the function's registers, and on the heap: handles in values are live.

#![expect(non_snake_case, reason = "handlers are named like their opcodes, which is how the table finds them")]

mod fields;
mod safe;

use super::dispatch::{Dispatch, Exit, Ticks};
use super::thread::{Frame, Kind};
use super::{MANY, Vm};
use crate::bytecode::{Insn, Op, REGISTER_SCALE};
use crate::heap::{Header, Next};
use crate::native;
use crate::number;
use crate::value::{Tag, Value};
use fields::{
    append, class_of, find_along_chain, has_no_eq, hinted, search_and_set_name, search_classes, search_name,
    set_in_array, set_name,
};
pub(super) use safe::start;
use safe::{
    charged, run_before_instruction, run_closure, run_compare, run_join, run_native_call, run_quick, run_return,
    run_safepoint, run_slow, save, takes_long,
};

/// The arguments of a builtin that is called without a frame.
#[derive(Clone, Copy)]
pub(crate) struct Arguments {
    first: *const Value,
    count: usize,
}

impl Arguments {
    /// How many there are.
    #[inline]
    pub(crate) fn count(self) -> usize {
        self.count
    }

    /// Argument `i`, counted from 0; nil if there is none.
    #[inline]
    pub(crate) fn get(self, i: usize) -> Value {
        // SAFETY: `first` is followed by `count` registers, which nobody writes to while a quick form runs: it has the
        // heap, not the stack.
        if i < self.count { unsafe { load(self.first.add(i)) } } else { Value::NIL }
    }
}

macro_rules! handlers {
    ($abi:literal; $($(#[$meta:meta])* fn $name:ident($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident) $body:block)*) => {
        $($(#[$meta])* pub(super) unsafe extern $abi fn $name<D: Dispatch>(
            $pc: *mut u64,
            $base: *mut Value,
            $k: *const Value,
            $ticks: Ticks,
            $vm: *mut Vm,
            $frame: *mut Frame,
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

/// Reads a value in two halves, for one that was written just now. Values are mostly written in halves, and a processor
/// makes a load of sixteen bytes wait until two stores of eight have reached the cache (some fifteen cycles), while each
/// half by itself is handed over at once. The reads are volatile to stay two.
///
/// # Safety
/// `from` is valid for reads.
#[inline(always)]
unsafe fn load(from: *const Value) -> Value {
    // SAFETY: the caller's; both halves are plain words.
    unsafe {
        let tag = (&raw const (*from).tag).read_volatile();
        let bits = (&raw const (*from).bits).read_volatile();
        Value { tag, bits }
    }
}

/// The value in a register, by [`load`].
macro_rules! get {
    ($base:ident, $offset:expr) => {
        load($base.byte_add($offset as usize))
    };
}

/// Goes on, by the signed jump in `$offset` if `$taken` equals flag `x`. A volatile load keeps this a branch: chosen
/// without one, the position would wait for what is compared, and everything that comes after for the position.
macro_rules! branch {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $taken:expr, $offset:ident) => {{
        if u8::from($taken) == At($pc).x() {
            let offset = At($pc).$offset();
            return D::next($pc.offset(offset), $base, $k, $ticks - 1, $vm, $frame);
        }
        D::next($pc, $base, $k, $ticks - 1, $vm, $frame)
    }};
}

/// The instruction being executed, which lies before `pc`. Its fields are loaded from the code when they are needed:
/// one load each, where taking them out of a register is up to three instructions.
#[derive(Clone, Copy)]
struct At(*mut u64);

macro_rules! fields {
    ($($(#[$meta:meta])* fn $name:ident -> $type:ty { $offset:literal })*) => {
        impl At {
            $($(#[$meta])*
            #[inline(always)]
            fn $name(self) -> $type {
                #[cfg(target_endian = "little")]
                // SAFETY: handlers run with `pc` past an instruction.
                return unsafe { self.0.byte_sub(8 - $offset).cast::<$type>().read() };
                #[cfg(target_endian = "big")]
                return self.insn().$name();
            })*
        }
    };
}

fields! {
    fn x -> u8 { 1 }
    fn a -> u16 { 2 }
    fn b -> u16 { 4 }
    fn c -> u16 { 6 }
    fn wide_signed -> i32 { 4 }
    fn wide_unsigned -> u32 { 4 }
}

impl At {
    #[inline(always)]
    fn insn(self) -> Insn {
        // SAFETY: handlers run with `pc` past an instruction.
        Insn(unsafe { *self.0.sub(1) })
    }

    /// Register index of field `a`.
    #[inline(always)]
    fn reg_a(self) -> u16 {
        self.a() / REGISTER_SCALE
    }

    /// The jump in field `c`, by a load that is made only where it is needed.
    #[inline(always)]
    fn jump(self) -> isize {
        // SAFETY: handlers run with `pc` past an instruction.
        let insn = unsafe { self.0.sub(1) };
        #[cfg(target_endian = "little")]
        // SAFETY: as above.
        return unsafe { insn.byte_add(6).cast::<i16>().read_volatile() } as isize;
        #[cfg(target_endian = "big")]
        // SAFETY: as above.
        return Insn(unsafe { insn.read_volatile() }).c() as i16 as isize;
    }

    /// The same for the wide field.
    #[inline(always)]
    fn jump_wide(self) -> isize {
        // SAFETY: handlers run with `pc` past an instruction.
        let insn = unsafe { self.0.sub(1) };
        #[cfg(target_endian = "little")]
        // SAFETY: as above.
        return unsafe { insn.byte_add(4).cast::<i32>().read_volatile() } as isize;
        #[cfg(target_endian = "big")]
        // SAFETY: as above.
        return Insn(unsafe { insn.read_volatile() }).wide_signed() as isize;
    }

    /// Puts a hint in field `c`.
    #[inline(always)]
    fn set_c(self, c: u16) {
        // SAFETY: code belongs to this heap and only handlers touch it now.
        unsafe { *self.0.sub(1) = self.insn().with_c(c).0 };
    }

    /// Puts a slot hint in field `x`.
    #[inline(always)]
    fn set_x(self, x: u8) {
        // SAFETY: code belongs to this heap and only handlers touch it now.
        unsafe { *self.0.sub(1) = self.insn().with_x(x).0 };
    }
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

/// The cell of an upvalue of the running function. Its closure may have moved where another was made; then the pointer was
/// set anew.
#[inline(always)]
unsafe fn upvalue(vm: *mut Vm, frame: *const Frame, number: u16) -> u32 {
    // SAFETY: `vm` is the running interpreter and `frame` its top frame; the function has that upvalue (rule V7).
    unsafe {
        debug_assert!((*vm).cached.upvalues == (*vm).heap.closures.get((*frame).function).upvalues_ptr());
        *(*vm).cached.upvalues.add(usize::from(number))
    }
}

/// Whether a safepoint has something to do.
#[inline(always)]
unsafe fn is_due(vm: *mut Vm, ticks: Ticks) -> bool {
    // SAFETY: `vm` is the running interpreter.
    ticks.are_used_up() | unsafe { (*vm).heap.gc.is_due() }
}

macro_rules! arithmetic {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $x:expr, $y:expr, $int:expr, $float:expr, $mixed:ident) => {{
        // By reference: what is not needed is not loaded, and no register has to be saved for it.
        let (x, y) = (&$x, &$y);
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            *reg!($base, At($pc).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm, $frame);
        }
        if x.tag == Tag::FLOAT && y.tag == Tag::FLOAT {
            *reg!($base, At($pc).a()) = Value::float($float(f64::from_bits(x.bits), f64::from_bits(y.bits)));
            return D::next($pc, $base, $k, $ticks - 1, $vm, $frame);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $frame)
    }};
}

/// One operand an integer, the other a float; anything else is slow.
macro_rules! mixed_arithmetic {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $x:expr, $y:expr, $float:expr) => {{
        match ($x.to_float(), $y.to_float()) {
            (Some(x), Some(y)) => {
                *reg!($base, At($pc).a()) = Value::float($float(x, y));
                D::next($pc, $base, $k, $ticks - 1, $vm, $frame)
            }
            _ => slow::<D>($pc, $base, $k, $ticks, $vm, $frame),
        }
    }};
}

/// Division and modulo: an integer divisor of zero is an error, one of -1 overflows; both are slow.
macro_rules! division {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $x:expr, $y:expr, $small:expr, $int:expr, $mixed:ident) => {{
        let (x, y) = (&$x, &$y);
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER && y.bits.wrapping_add(1) > 1 {
            if (x.bits | y.bits) >> 32 == 0 {
                *reg!($base, At($pc).a()) = Value::integer($small(x.bits as u32, y.bits as u32));
                return D::next($pc, $base, $k, $ticks - 1, $vm, $frame);
            }
            *reg!($base, At($pc).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm, $frame);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $frame)
    }};
}

/// Division and modulo of floats; two integers come here only for divisors that are slow.
macro_rules! mixed_division {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $x:expr, $y:expr, $float:expr) => {{
        let (x, y) = ($x, $y);
        match (x.to_float(), y.to_float()) {
            (Some(a), Some(b)) if x.tag == Tag::FLOAT || y.tag == Tag::FLOAT => {
                *reg!($base, At($pc).a()) = Value::float($float(a, b));
                D::next($pc, $base, $k, $ticks - 1, $vm, $frame)
            }
            _ => slow::<D>($pc, $base, $k, $ticks, $vm, $frame),
        }
    }};
}

macro_rules! bitwise {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $int:expr) => {{
        let (x, y) = (&*reg!($base, At($pc).b()), &*reg!($base, At($pc).c()));
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            *reg!($base, At($pc).a()) = Value::integer($int(x.bits as i64, y.bits as i64));
            return D::next($pc, $base, $k, $ticks - 1, $vm, $frame);
        }
        slow::<D>($pc, $base, $k, $ticks, $vm, $frame)
    }};
}

macro_rules! compare {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $operator:tt, $mixed:ident) => {{
        let (x, y) = (&*reg!($base, At($pc).a()), &*reg!($base, At($pc).b()));
        if x.tag == Tag::INTEGER && y.tag == Tag::INTEGER {
            let result = (x.bits as i64) $operator (y.bits as i64);
            return branch!($pc, $base, $k, $ticks, $vm, $frame, result, jump);
        }
        if x.tag == Tag::FLOAT && y.tag == Tag::FLOAT {
            let result = f64::from_bits(x.bits) $operator f64::from_bits(y.bits);
            return branch!($pc, $base, $k, $ticks, $vm, $frame, result, jump);
        }
        $mixed::<D>($pc, $base, $k, $ticks, $vm, $frame)
    }};
}

/// Comparison of an integer with a float, or of two strings.
macro_rules! compare_mixed {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $int_float:expr, $float_int:expr, $or_equal:literal) => {{
        let (x, y) = (&*reg!($base, At($pc).a()), &*reg!($base, At($pc).b()));
        let result = if x.tag == Tag::INTEGER && y.tag == Tag::FLOAT {
            $int_float(x.bits as i64, f64::from_bits(y.bits))
        } else if x.tag == Tag::FLOAT && y.tag == Tag::INTEGER {
            $float_int(f64::from_bits(x.bits), y.bits as i64)
        } else if x.is_string() && y.is_string() && !takes_long($vm, x, y) {
            run_compare($vm, x, y, $or_equal)
        } else {
            return slow::<D>($pc, $base, $k, $ticks, $vm, $frame);
        };
        let ticks = charged($vm, $ticks);
        branch!($pc, $base, $k, ticks, $vm, $frame, result, jump)
    }};
}

/// Comparison with the small integer in `b`.
macro_rules! compare_small {
    ($pc:ident, $base:ident, $k:ident, $ticks:ident, $vm:ident, $frame:ident, $operator:tt) => {{
        let (x, y) = (*reg!($base, At($pc).a()), At($pc).b() as i16);
        let result = if x.tag == Tag::INTEGER {
            (x.bits as i64) $operator i64::from(y)
        } else if x.tag == Tag::FLOAT {
            f64::from_bits(x.bits) $operator f64::from(y)
        } else {
            return slow::<D>($pc, $base, $k, $ticks, $vm, $frame);
        };
        branch!($pc, $base, $k, $ticks, $vm, $frame, result, jump)
    }};
}

/// Remembers where a key was found, in field `x` of the instruction just executed.
#[inline(always)]
unsafe fn set_hint(pc: *mut u64, entry: usize) {
    if let Ok(hint) = u8::try_from(entry) {
        At(pc).set_x(hint);
    }
}

with_abi! {

/// The whole instruction in safe code.
#[cold]
#[inline(never)]
fn slow(pc, _base, k, ticks, vm, frame) {
    save(vm, pc, k, ticks, frame);
    if run_slow::<D>(vm, At(pc).insn()) { start::<D>(vm) } else { Exit::LEAVE }
}

/// A safepoint with something to do: `pc` is where to go on, `base` the end of the live registers.
#[cold]
#[inline(never)]
fn due(pc, base, k, ticks, vm, frame) {
    save(vm, pc, k, ticks, frame);
    if run_safepoint::<D>(vm, base) { start::<D>(vm) } else { Exit::LEAVE }
}

fn Move(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = get!(base, At(pc).b());
    D::next(pc, base, k, ticks, vm, frame)
}

fn LoadNil(pc, base, k, ticks, vm, frame) {
    fill_nil(reg!(base, At(pc).a()), usize::from(At(pc).b()));
    D::next(pc, base, k, ticks, vm, frame)
}

fn LoadFalse(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = Value::FALSE;
    D::next(pc, base, k, ticks, vm, frame)
}

fn LoadTrue(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = Value::TRUE;
    D::next(pc, base, k, ticks, vm, frame)
}

fn LoadInt(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = Value::integer(i64::from(At(pc).wide_signed()));
    D::next(pc, base, k, ticks, vm, frame)
}

fn LoadConst(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = *k.add(At(pc).wide_unsigned() as usize);
    D::next(pc, base, k, ticks, vm, frame)
}

fn GetUpvalue(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    *reg!(base, At(pc).a()) = load(&raw const (*vm).heap.cells.get(cell).0);
    D::next(pc, base, k, ticks, vm, frame)
}

fn SetUpvalue(pc, base, k, ticks, vm, frame) {
    let value = reg!(base, At(pc).a());
    if (*vm).heap.is_marking() && (*value).is_object() {
        return set_upvalue_marking::<D>(pc, base, k, ticks, vm, frame);
    }
    let cell = upvalue(vm, frame, At(pc).b());
    (*vm).heap.cells.get_mut(cell).0 = load(value);
    D::next(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn set_upvalue_marking(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    let value = get!(base, At(pc).a());
    (*vm).heap.cells.get_mut(cell).0 = value;
    (*vm).heap.barrier_forward(value);
    D::next(pc, base, k, ticks, vm, frame)
}

fn NewCell(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    *r = Value::object(Tag::CELL, (*vm).heap.new_cell(*r));
    D::next(pc, base, k, ticks, vm, frame)
}

fn GetCell(pc, base, k, ticks, vm, frame) {
    let cell = *reg!(base, At(pc).b());
    debug_assert!(cell.tag == Tag::CELL);
    *reg!(base, At(pc).a()) = load(&raw const (*vm).heap.cells.get(cell.handle()).0);
    D::next(pc, base, k, ticks, vm, frame)
}

fn SetCell(pc, base, k, ticks, vm, frame) {
    let cell = reg!(base, At(pc).a());
    debug_assert!((*cell).tag == Tag::CELL);
    let value = reg!(base, At(pc).b());
    if (*vm).heap.is_marking() && (*value).is_object() {
        return set_cell_marking::<D>(pc, base, k, ticks, vm, frame);
    }
    (*vm).heap.cells.get_mut((*cell).handle()).0 = load(value);
    D::next(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn set_cell_marking(pc, base, k, ticks, vm, frame) {
    let value = get!(base, At(pc).b());
    (*vm).heap.cells.get_mut((*reg!(base, At(pc).a())).handle()).0 = value;
    (*vm).heap.barrier_forward(value);
    D::next(pc, base, k, ticks, vm, frame)
}

fn GetGlobal(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    let table = &raw const (*vm).heap.cells.get(cell).0;
    if (*table).tag == Tag::TABLE {
        let name = (*k.add(usize::from(At(pc).c()))).bits;
        if let Some(entry) = hinted((*vm).heap.tables.get((*table).handle()), name, At(pc).x()) {
            *reg!(base, At(pc).a()) = entry.value();
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    search_global::<D>(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn search_global(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    let table = (*vm).heap.cells.get(cell).0;
    if table.tag == Tag::TABLE
        && let Some(value) = search_name(&mut *vm, table.handle(), *k.add(usize::from(At(pc).c())), pc)
    {
        *reg!(base, At(pc).a()) = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn SetGlobal(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    let table = &raw const (*vm).heap.cells.get(cell).0;
    if (*table).tag == Tag::TABLE {
        let name = (*k.add(usize::from(At(pc).c()))).bits;
        if set_name(vm, (*table).handle(), name, reg!(base, At(pc).a()), At(pc).x()) {
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    search_and_set_global::<D>(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn search_and_set_global(pc, base, k, ticks, vm, frame) {
    let cell = upvalue(vm, frame, At(pc).b());
    let table = (*vm).heap.cells.get(cell).0;
    let name = *k.add(usize::from(At(pc).c()));
    if table.tag == Tag::TABLE
        && search_and_set_name(&mut *vm, table.handle(), name, *reg!(base, At(pc).a()), pc)
    {
        return D::next(pc, base, k, charged(vm, ticks) - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn GetTable(pc, base, k, ticks, vm, frame) {
    let (table, key) = (reg!(base, At(pc).b()), reg!(base, At(pc).c()));
    if (*table).tag != Tag::TABLE {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    if (*key).tag == Tag::INTEGER {
        let array = &(*vm).heap.tables.get((*table).handle()).array;
        let position = (*key).bits.wrapping_sub(1) as usize;
        if position < array.len() && !array.is_nil_unchecked(position) {
            *reg!(base, At(pc).a()) = array.get_unchecked(position);
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    get_any::<D>(pc, base, k, ticks, vm, frame)
}

/// A table indexed by any key, without metamethods.
#[inline(never)]
fn get_any(pc, base, k, ticks, vm, frame) {
    let i = At(pc);
    let (table, key) = (*reg!(base, i.b()), *reg!(base, i.c()));
    if key.tag == Tag::LONG_STRING {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let value = (*vm).heap.table_get(table.handle(), key);
    if !value.is_nil() || (*vm).heap.tables.get(table.handle()).meta == 0 {
        *reg!(base, i.a()) = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn GetIndex(pc, base, k, ticks, vm, frame) {
    let table = reg!(base, At(pc).b());
    if (*table).tag == Tag::TABLE {
        let array = &(*vm).heap.tables.get((*table).handle()).array;
        let position = (At(pc).c() as i16 as usize).wrapping_sub(1);
        if position < array.len() && !array.is_nil_unchecked(position) {
            *reg!(base, At(pc).a()) = array.get_unchecked(position);
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    get_small::<D>(pc, base, k, ticks, vm, frame)
}

/// A small integer as key that is not among the array part's, without metamethods.
#[inline(never)]
fn get_small(pc, base, k, ticks, vm, frame) {
    let table = *reg!(base, At(pc).b());
    if table.tag == Tag::TABLE {
        let value = (*vm).heap.table_get_integer(table.handle(), i64::from(At(pc).c() as i16));
        if !value.is_nil() || (*vm).heap.tables.get(table.handle()).meta == 0 {
            *reg!(base, At(pc).a()) = value;
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn GetField(pc, base, k, ticks, vm, frame) {
    let table = reg!(base, At(pc).b());
    if (*table).tag == Tag::TABLE {
        let name = (*k.add(usize::from(At(pc).c()))).bits;
        if let Some(entry) = hinted((*vm).heap.tables.get((*table).handle()), name, At(pc).x()) {
            *reg!(base, At(pc).a()) = entry.value();
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    search_field::<D>(pc, base, k, ticks, vm, frame)
}

/// A field that is elsewhere than the hint says, or absent: where objects of several shapes pass, that is common.
#[inline(never)]
fn search_field(pc, base, k, ticks, vm, frame) {
    let table = reg!(base, At(pc).b());
    if (*table).tag == Tag::TABLE
        && let Some(value) = search_classes(&*vm, (*table).handle(), (*k.add(usize::from(At(pc).c()))).bits, pc)
    {
        *reg!(base, At(pc).a()) = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    index_chain::<D>(pc, base, k, ticks, vm, frame)
}

/// A field found along a chain of `__index` tables.
#[inline(never)]
fn index_chain(pc, base, k, ticks, vm, frame) {
    let i = At(pc);
    if let Some(value) = find_along_chain(vm, *reg!(base, i.b()), *k.add(usize::from(i.c())), pc) {
        *reg!(base, i.a()) = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn SetTable(pc, base, k, ticks, vm, frame) {
    let (table, key) = (reg!(base, At(pc).a()), reg!(base, At(pc).b()));
    if (*table).tag != Tag::TABLE {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    if (*key).tag == Tag::INTEGER && set_in_array(vm, (*table).handle(), (*key).bits, reg!(base, At(pc).c())) {
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    set_any::<D>(pc, base, k, ticks, vm, frame)
}

/// Assignment to a table that has no metatable.
#[inline(never)]
fn set_any(pc, base, k, ticks, vm, frame) {
    let i = At(pc);
    let (table, key, value) = (*reg!(base, i.a()), *reg!(base, i.b()), *reg!(base, i.c()));
    if (*vm).heap.tables.get(table.handle()).meta == 0 && (*vm).heap.table_set(table.handle(), key, value).is_ok() {
        return D::next(pc, base, k, charged(vm, ticks) - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn SetIndex(pc, base, k, ticks, vm, frame) {
    let table = reg!(base, At(pc).a());
    if (*table).tag == Tag::TABLE
        && set_in_array(vm, (*table).handle(), At(pc).b() as i16 as u64, reg!(base, At(pc).c()))
    {
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    set_small::<D>(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn set_small(pc, base, k, ticks, vm, frame) {
    let (table, key) = (*reg!(base, At(pc).a()), Value::integer(i64::from(At(pc).b() as i16)));
    if table.tag == Tag::TABLE
        && (*vm).heap.tables.get(table.handle()).meta == 0
        && (*vm).heap.table_set(table.handle(), key, *reg!(base, At(pc).c())).is_ok()
    {
        return D::next(pc, base, k, charged(vm, ticks) - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn SetField(pc, base, k, ticks, vm, frame) {
    let table = reg!(base, At(pc).a());
    if (*table).tag == Tag::TABLE {
        let name = (*k.add(usize::from(At(pc).b()))).bits;
        if set_name(vm, (*table).handle(), name, reg!(base, At(pc).c()), At(pc).x()) {
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    search_and_set_field::<D>(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn search_and_set_field(pc, base, k, ticks, vm, frame) {
    let table = *reg!(base, At(pc).a());
    let name = *k.add(usize::from(At(pc).b()));
    if table.tag == Tag::TABLE
        && search_and_set_name(&mut *vm, table.handle(), name, *reg!(base, At(pc).c()), pc)
    {
        return D::next(pc, base, k, charged(vm, ticks) - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn Method(pc, base, k, ticks, vm, frame) {
    let object = reg!(base, At(pc).b());
    if (*object).tag == Tag::TABLE {
        let name = (*k.add(usize::from(At(pc).c()))).bits;
        // Most methods are in the table that the object's metatable names as `__index`; the hint says where in it.
        let t = (*vm).heap.tables.get((*object).handle());
        let found = match class_of(&*vm, t, name) {
            Some(class) => hinted(class, name, At(pc).x()),
            None => hinted(t, name, At(pc).x()),
        };
        if let Some(entry) = found {
            let r = reg!(base, At(pc).a());
            *r.add(1) = load(object);
            *r = entry.value();
            return D::next(pc, base, k, ticks - 1, vm, frame);
        }
    }
    search_class::<D>(pc, base, k, ticks, vm, frame)
}

/// The same for a method.
#[inline(never)]
fn search_class(pc, base, k, ticks, vm, frame) {
    let object = reg!(base, At(pc).b());
    if (*object).tag == Tag::TABLE
        && let Some(value) = search_classes(&*vm, (*object).handle(), (*k.add(usize::from(At(pc).c()))).bits, pc)
    {
        let r = reg!(base, At(pc).a());
        *r.add(1) = load(object);
        *r = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    search_method::<D>(pc, base, k, ticks, vm, frame)
}

#[inline(never)]
fn search_method(pc, base, k, ticks, vm, frame) {
    let object = get!(base, At(pc).b());
    if let Some(value) = find_along_chain(vm, object, *k.add(usize::from(At(pc).c())), pc) {
        let r = reg!(base, At(pc).a());
        *r.add(1) = object;
        *r = value;
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn NewTable(pc, base, k, ticks, vm, frame) {
    let i = At(pc);
    let table = (*vm).heap.new_table(usize::from(i.b()), usize::from(i.c()));
    *reg!(base, i.a()) = Value::object(Tag::TABLE, table);
    D::next(pc, base, k, ticks - 2, vm, frame)
}

fn SetList(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let count = given(vm, At(pc).b(), (*frame).base + u32::from(At(pc).reg_a()));
    let first = usize::from(At(pc).c()) + (usize::from(At(pc).x()) << 16);
    if (*r).tag != Tag::TABLE || count > MANY || !append(vm, (*r).handle(), first, r.add(1), count) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    D::next(pc, base, k, ticks - i64::from(Op::SetList.cost()) - (count / 4) as i64, vm, frame)
}

fn Add(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), i64::wrapping_add, |x: f64, y: f64| x + y, AddMixed)
}

#[inline(never)]
fn AddMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*reg!(base, At(pc).c())), |x: f64, y: f64| x + y)
}

fn Sub(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), i64::wrapping_sub, |x: f64, y: f64| x - y, SubMixed)
}

#[inline(never)]
fn SubMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*reg!(base, At(pc).c())), |x: f64, y: f64| x - y)
}

fn Mul(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), i64::wrapping_mul, |x: f64, y: f64| x * y, MulMixed)
}

#[inline(never)]
fn MulMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*reg!(base, At(pc).c())), |x: f64, y: f64| x * y)
}

fn Div(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*reg!(base, At(pc).c())), |x: f64, y: f64| x / y)
}

fn Mod(pc, base, k, ticks, vm, frame) {
    division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), |x: u32, y: u32| i64::from(x % y), number::int_mod, ModMixed)
}

#[inline(never)]
fn ModMixed(pc, base, k, ticks, vm, frame) {
    mixed_division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), number::float_mod)
}

fn IDiv(pc, base, k, ticks, vm, frame) {
    division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), |x: u32, y: u32| i64::from(x / y), number::int_floor_div, IDivMixed)
}

#[inline(never)]
fn IDivMixed(pc, base, k, ticks, vm, frame) {
    mixed_division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *reg!(base, At(pc).c()), number::float_floor_div)
}

fn Pow(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*reg!(base, At(pc).c())), number::float_pow)
}

fn BAnd(pc, base, k, ticks, vm, frame) { bitwise!(pc, base, k, ticks, vm, frame, |x: i64, y: i64| x & y) }
fn BOr(pc, base, k, ticks, vm, frame) { bitwise!(pc, base, k, ticks, vm, frame, |x: i64, y: i64| x | y) }
fn BXor(pc, base, k, ticks, vm, frame) { bitwise!(pc, base, k, ticks, vm, frame, |x: i64, y: i64| x ^ y) }
fn Shl(pc, base, k, ticks, vm, frame) { bitwise!(pc, base, k, ticks, vm, frame, number::shift_left) }
fn Shr(pc, base, k, ticks, vm, frame) { bitwise!(pc, base, k, ticks, vm, frame, number::shift_right) }

fn AddConst(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), i64::wrapping_add, |x: f64, y: f64| x + y, AddConstMixed)
}

#[inline(never)]
fn AddConstMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*k.add(usize::from(At(pc).c()))), |x: f64, y: f64| x + y)
}

fn SubConst(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), i64::wrapping_sub, |x: f64, y: f64| x - y, SubConstMixed)
}

#[inline(never)]
fn SubConstMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*k.add(usize::from(At(pc).c()))), |x: f64, y: f64| x - y)
}

fn MulConst(pc, base, k, ticks, vm, frame) {
    arithmetic!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), i64::wrapping_mul, |x: f64, y: f64| x * y, MulConstMixed)
}

#[inline(never)]
fn MulConstMixed(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*k.add(usize::from(At(pc).c()))), |x: f64, y: f64| x * y)
}

fn DivConst(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*k.add(usize::from(At(pc).c()))), |x: f64, y: f64| x / y)
}

fn ModConst(pc, base, k, ticks, vm, frame) {
    division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), |x: u32, y: u32| i64::from(x % y), number::int_mod, ModConstMixed)
}

#[inline(never)]
fn ModConstMixed(pc, base, k, ticks, vm, frame) {
    mixed_division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), number::float_mod)
}

fn IDivConst(pc, base, k, ticks, vm, frame) {
    division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), |x: u32, y: u32| i64::from(x / y), number::int_floor_div, IDivConstMixed)
}

#[inline(never)]
fn IDivConstMixed(pc, base, k, ticks, vm, frame) {
    mixed_division!(pc, base, k, ticks, vm, frame, *reg!(base, At(pc).b()), *k.add(usize::from(At(pc).c())), number::float_floor_div)
}

fn PowConst(pc, base, k, ticks, vm, frame) {
    mixed_arithmetic!(pc, base, k, ticks, vm, frame, (*reg!(base, At(pc).b())), (*k.add(usize::from(At(pc).c()))), number::float_pow)
}

fn AddInt(pc, base, k, ticks, vm, frame) {
    let x = *reg!(base, At(pc).b());
    let y = At(pc).c() as i16;
    let result = if x.tag == Tag::INTEGER {
        Value::integer((x.bits as i64).wrapping_add(i64::from(y)))
    } else if x.tag == Tag::FLOAT {
        Value::float(f64::from_bits(x.bits) + f64::from(y))
    } else {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    };
    *reg!(base, At(pc).a()) = result;
    D::next(pc, base, k, ticks - 1, vm, frame)
}

fn Neg(pc, base, k, ticks, vm, frame) {
    let x = *reg!(base, At(pc).b());
    let result = match x.tag {
        Tag::INTEGER => Value::integer((x.bits as i64).wrapping_neg()),
        Tag::FLOAT => Value::float(-f64::from_bits(x.bits)),
        _ => return slow::<D>(pc, base, k, ticks, vm, frame),
    };
    *reg!(base, At(pc).a()) = result;
    D::next(pc, base, k, ticks - 1, vm, frame)
}

fn BNot(pc, base, k, ticks, vm, frame) {
    let x = *reg!(base, At(pc).b());
    if x.tag == Tag::INTEGER {
        *reg!(base, At(pc).a()) = Value::integer(!(x.bits as i64));
        return D::next(pc, base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn Not(pc, base, k, ticks, vm, frame) {
    *reg!(base, At(pc).a()) = Value::boolean((*reg!(base, At(pc).b())).is_falsy());
    D::next(pc, base, k, ticks - 1, vm, frame)
}

fn Len(pc, base, k, ticks, vm, frame) {
    let x = *reg!(base, At(pc).b());
    let len = if x.tag == Tag::TABLE && (*vm).heap.tables.get(x.handle()).meta == 0 {
        let t = (*vm).heap.tables.get(x.handle());
        if !t.has_no_entries() && t.array.len() == t.array.capacity() {
            return slow::<D>(pc, base, k, ticks, vm, frame);
        }
        t.array.len()
    } else if x.is_string() {
        (*vm).heap.bytes(x).len()
    } else {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    };
    *reg!(base, At(pc).a()) = Value::integer(len as i64);
    D::next(pc, base, k, ticks - 1, vm, frame)
}

fn Concat(pc, base, k, ticks, vm, frame) {
    if run_join(vm, reg!(base, At(pc).a()), usize::from(At(pc).b())) {
        return D::next(pc, base, k, charged(vm, ticks) - i64::from(Op::Concat.cost()), vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn Jump(pc, base, k, ticks, vm, frame) {
    D::next(pc.offset(At(pc).wide_signed() as isize), base, k, ticks, vm, frame)
}

fn Loop(pc, base, k, ticks, vm, frame) {
    let live = usize::from(At(pc).a());
    let (pc, ticks) = (pc.offset(At(pc).wide_signed() as isize), ticks - 1);
    if is_due(vm, ticks) {
        return due::<D>(pc, base.add(live), k, ticks, vm, frame);
    }
    D::next(pc, base, k, ticks, vm, frame)
}

fn Safepoint(pc, base, k, ticks, vm, frame) {
    if is_due(vm, ticks) {
        return due::<D>(pc, base.add(usize::from(At(pc).a())), k, ticks, vm, frame);
    }
    D::next(pc, base, k, ticks, vm, frame)
}

fn Test(pc, base, k, ticks, vm, frame) {
    let truth = !(*reg!(base, At(pc).a())).is_falsy();
    branch!(pc, base, k, ticks, vm, frame, truth, jump_wide)
}

fn TestSet(pc, base, k, ticks, vm, frame) {
    let i = At(pc);
    let value = get!(base, i.b());
    if !value.is_falsy() as u8 == i.x() {
        *reg!(base, i.a()) = value;
        return D::next(pc.offset(i.jump()), base, k, ticks - 1, vm, frame);
    }
    D::next(pc, base, k, ticks - 1, vm, frame)
}

fn Eq(pc, base, k, ticks, vm, frame) {
    let (x, y) = (reg!(base, At(pc).a()), reg!(base, At(pc).b()));
    if (*x).tag == (*y).tag && (*x).tag != Tag::FLOAT {
        if (*x).bits == (*y).bits {
            return branch!(pc, base, k, ticks, vm, frame, true, jump);
        }
        // Others than these are equal only if they are the same.
        if !matches!((*x).tag, Tag::TABLE | Tag::USERDATA | Tag::LONG_STRING) {
            return branch!(pc, base, k, ticks, vm, frame, false, jump);
        }
        if (*x).tag == Tag::TABLE && has_no_eq(&*vm, (*x).handle()) && has_no_eq(&*vm, (*y).handle()) {
            return branch!(pc, base, k, ticks, vm, frame, false, jump);
        }
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    equal_numbers::<D>(pc, base, k, ticks, vm, frame)
}

/// Two floats, or values of different types.
#[inline(never)]
fn equal_numbers(pc, base, k, ticks, vm, frame) {
    let (x, y) = (reg!(base, At(pc).a()), reg!(base, At(pc).b()));
    if takes_long(vm, x, y) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let result = (*vm).heap.equal_now(*x, *y);
    let ticks = charged(vm, ticks);
    branch!(pc, base, k, ticks, vm, frame, result, jump)
}

fn EqConst(pc, base, k, ticks, vm, frame) {
    let (x, y) = (reg!(base, At(pc).a()), k.add(usize::from(At(pc).b())));
    // The constant equals what has its type and bits (V6), and an integer also a float.
    if (*x).tag == (*y).tag {
        let result = (*x).bits == (*y).bits;
        return branch!(pc, base, k, ticks, vm, frame, result, jump);
    }
    if (*x).tag == Tag::FLOAT {
        return equal_const::<D>(pc, base, k, ticks, vm, frame);
    }
    branch!(pc, base, k, ticks, vm, frame, false, jump)
}

#[inline(never)]
fn equal_const(pc, base, k, ticks, vm, frame) {
    let result = (*vm).heap.raw_equal(*reg!(base, At(pc).a()), *k.add(usize::from(At(pc).b())));
    branch!(pc, base, k, ticks, vm, frame, result, jump)
}

fn Lt(pc, base, k, ticks, vm, frame) {
    compare!(pc, base, k, ticks, vm, frame, <, LtMixed)
}

#[inline(never)]
fn LtMixed(pc, base, k, ticks, vm, frame) {
    compare_mixed!(pc, base, k, ticks, vm, frame, number::lt_int_float, number::lt_float_int, false)
}

fn Le(pc, base, k, ticks, vm, frame) {
    compare!(pc, base, k, ticks, vm, frame, <=, LeMixed)
}

#[inline(never)]
fn LeMixed(pc, base, k, ticks, vm, frame) {
    compare_mixed!(pc, base, k, ticks, vm, frame, number::le_int_float, number::le_float_int, true)
}

fn LtInt(pc, base, k, ticks, vm, frame) { compare_small!(pc, base, k, ticks, vm, frame, <) }
fn LeInt(pc, base, k, ticks, vm, frame) { compare_small!(pc, base, k, ticks, vm, frame, <=) }
fn GtInt(pc, base, k, ticks, vm, frame) { compare_small!(pc, base, k, ticks, vm, frame, >) }
fn GeInt(pc, base, k, ticks, vm, frame) { compare_small!(pc, base, k, ticks, vm, frame, >=) }

fn ForPrep(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let (start, limit, step) = (load(r), load(r.add(1)), load(r.add(2)));
    let is_plain = start.tag == Tag::INTEGER && limit.tag == Tag::INTEGER && step.tag == Tag::INTEGER;
    if !is_plain || step.bits as i64 <= 0 {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let ticks = ticks - i64::from(Op::ForPrep.cost());
    if (start.bits as i64) > limit.bits as i64 {
        return D::next(pc.offset(At(pc).jump_wide()), base, k, ticks, vm, frame);
    }
    let distance = limit.bits.wrapping_sub(start.bits);
    (*r.add(1)).bits = if step.bits == 1 { distance } else { distance / step.bits };
    *r.add(3) = start;
    D::next(pc, base, k, ticks, vm, frame)
}

fn ForLoop(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let ticks = ticks - 1;
    if (*r).tag == Tag::INTEGER {
        let turns = (*r.add(1)).bits;
        if turns == 0 {
            return D::next(pc, base, k, ticks, vm, frame);
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
            return D::next(pc, base, k, ticks, vm, frame);
        }
        *r = Value::float(index);
        *r.add(3) = Value::float(index);
    }
    let pc = pc.offset(At(pc).wide_signed() as isize);
    if is_due(vm, ticks) {
        return due::<D>(pc, r.add(4), k, ticks, vm, frame);
    }
    D::next(pc, base, k, ticks, vm, frame)
}

fn ForEachPrep(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    if (*r.add(3)).is_nil() {
        return D::next(pc.offset(At(pc).wide_signed() as isize), base, k, ticks - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn ForEachCall(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let (state, control) = (r.add(1), r.add(2));
    // A debug hook sees the calls of iterators.
    if (*r).tag != Tag::NATIVE || (*state).tag != Tag::TABLE || D::IS_LOOP && (*vm).hooked {
        return call_iterator::<D>(pc, base, k, ticks, vm, frame);
    }
    // The elements of an array part come first. `next` begins with nil, `ipairs` with 0, which is a key for `next`.
    let (is_next, is_ipairs) =
        ((*r).bits == u64::from(native::NEXT), (*r).bits == u64::from(native::IPAIRS_STEP));
    let is_fast = match (*control).tag {
        Tag::INTEGER => is_ipairs || is_next && (*control).bits != 0,
        Tag::NIL => is_next,
        _ => false,
    };
    let position = (*control).bits as usize;
    let array = &(*vm).heap.tables.get((*state).handle()).array;
    if !is_fast || position >= array.len() || array.is_nil_unchecked(position) {
        return next_entry::<D>(pc, base, k, ticks, vm, frame);
    }
    let element = array.get_unchecked(position);
    *r.add(4) = Value::integer(position as i64 + 1);
    let wanted = usize::from(At(pc).b());
    if wanted > 1 {
        *r.add(5) = element;
    }
    if wanted > 2 {
        fill_nil(r.add(6), wanted - 2);
    }
    D::next(pc, base, k, ticks - 4, vm, frame)
}

/// `next` for an entry of the hash part. Where the last one was found is remembered in field `c`.
#[inline(never)]
fn next_entry(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let (iterator, state, control) = (*r, *r.add(1), *r.add(2));
    if iterator.tag == Tag::NATIVE && iterator.bits == u64::from(native::NEXT) && state.tag == Tag::TABLE
        && control.tag != Tag::LONG_STRING
        && let next = (*vm).heap.table_next_from(state.handle(), control, usize::from(At(pc).c()))
        && matches!(next, Next::Pair(..) | Next::End)
    {
        let (key, value, number) = match next {
            Next::Pair(key, value, number) => (key, value, number),
            _ => (Value::NIL, Value::NIL, 0),
        };
        At(pc).set_c(u16::try_from(number).unwrap_or(0));
        *r.add(4) = key;
        let wanted = usize::from(At(pc).b());
        if wanted > 1 {
            *r.add(5) = value;
        }
        fill_nil(r.add(6), wanted.saturating_sub(2));
        return D::next(pc, base, k, charged(vm, ticks) - 4, vm, frame);
    }
    end_ipairs::<D>(pc, base, k, ticks, vm, frame)
}

/// `ipairs` at the end of the array part, if nothing follows there.
#[inline(never)]
fn end_ipairs(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let (iterator, state, control) = (*r, *r.add(1), *r.add(2));
    if iterator.tag == Tag::NATIVE && iterator.bits == u64::from(native::IPAIRS_STEP) && state.tag == Tag::TABLE
        && control.tag == Tag::INTEGER
        && (*vm).heap.tables.get(state.handle()).meta == 0
        && (*vm).heap.table_get_integer(state.handle(), (control.bits as i64).wrapping_add(1)).is_nil()
    {
        fill_nil(r.add(4), usize::from(At(pc).b()));
        return D::next(pc, base, k, ticks - i64::from(Op::ForEachCall.cost()) - 1, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

/// An iterator that is a Lua function.
#[inline(never)]
fn call_iterator(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let left = ticks - i64::from(Op::ForEachCall.cost());
    if (*r).tag != Tag::CLOSURE || is_due(vm, left) || D::IS_LOOP && (*vm).hooked {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let closure = &raw const *(*vm).heap.closures.get((*r).handle());
    let code = (*closure).code.constants();
    let callee = code.header();
    let f = r.add(4);
    if callee.is_vararg() || f.add(4) > (*vm).cached.stack_end || !has_room(vm, f.add(1), callee, frame) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    for i in 0..3 {
        *f.add(i) = load(r.add(i));
    }
    fill_nil(f.add(3), callee.parameters().saturating_sub(2));
    (*frame).pc = (pc as usize - k as usize) as u32;
    let at = (*frame).base + u32::from(At(pc).reg_a()) + 4;
    let callee_frame = frame.add(1);
    write_frame(callee_frame, (*f).handle(), at + 1, at, 0, i32::from(At(pc).b()), (*frame).natives);
    (*vm).cached.upvalues = (*closure).upvalues_ptr();
    D::next(code.at(callee.start()), f.add(1), code.values(), left, vm, callee_frame)
}


fn ForEachLoop(pc, base, k, ticks, vm, frame) {
    let r = reg!(base, At(pc).a());
    let ticks = ticks - 1;
    let control = load(r.add(4));
    if control.is_nil() {
        return D::next(pc, base, k, ticks, vm, frame);
    }
    *r.add(2) = control;
    // The loop's variables are live; their number is in the call just before (rule V15).
    let variables = At(pc.sub(1));
    let pc = pc.offset(At(pc).wide_signed() as isize);
    if is_due(vm, ticks) {
        return due::<D>(pc, r.add(4 + usize::from(variables.b())), k, ticks, vm, frame);
    }
    D::next(pc, base, k, ticks, vm, frame)
}

fn Call(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    let left = ticks - 3;
    if (*f).tag != Tag::CLOSURE || is_due(vm, left) {
        return call_other::<D>(pc, base, k, ticks, vm, frame);
    }
    let closure = &raw const *(*vm).heap.closures.get((*f).handle());
    let code = (*closure).code.constants();
    let callee = code.header();
    // A function with a variable number of arguments takes none this way.
    if At(pc).b() <= callee.arguments_max() || !has_room(vm, f.add(1), callee, frame) {
        return call_unusual::<D>(pc, base, k, ticks, vm, frame);
    }
    (*frame).pc = (pc as usize - k as usize) as u32;
    let at = (*frame).base + u32::from(At(pc).reg_a());
    let callee_frame = frame.add(1);
    write_frame(callee_frame, (*f).handle(), at + 1, at, 0, i32::from(At(pc).c()) - 1, (*frame).natives);
    (*vm).cached.upvalues = (*closure).upvalues_ptr();
    D::next(code.at(callee.start()), f.add(1), code.values(), left, vm, callee_frame)
}

/// A call of a Lua function with as many arguments as there are, with fewer than it has parameters, or of one that
/// takes any number.
#[inline(never)]
fn call_unusual(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    let closure = &raw const *(*vm).heap.closures.get((*f).handle());
    let code = (*closure).code.constants();
    let callee = code.header();
    let at = (*frame).base + u32::from(At(pc).reg_a());
    let given = given(vm, At(pc).b(), at);
    let parameters = callee.parameters();
    // Under eight arguments, moving them is free of charge.
    let passed_over = if callee.is_vararg() { given } else { 0 };
    let callee_base = f.add(1 + passed_over);
    if given > 200 || passed_over >= 8 || !has_room(vm, callee_base.add(1), callee, frame) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let fixed = given.min(parameters);
    if callee.is_vararg() {
        for i in 0..fixed {
            *callee_base.add(i) = load(f.add(1 + i));
            fill_nil(f.add(1 + i), 1);
        }
    }
    fill_nil(callee_base.add(fixed), parameters - fixed);
    let extra = if callee.is_vararg() { (given - fixed) as u32 } else { 0 };
    (*frame).pc = (pc as usize - k as usize) as u32;
    let callee_frame = frame.add(1);
    let base_index = at + 1 + passed_over as u32;
    write_frame(callee_frame, (*f).handle(), base_index, at, extra, i32::from(At(pc).c()) - 1, (*frame).natives);
    (*vm).cached.upvalues = (*closure).upvalues_ptr();
    D::next(code.at(callee.start()), callee_base, code.values(), ticks - 3, vm, callee_frame)
}

/// A call of something else than a Lua function, or one at which something is due.
#[inline(never)]
fn call_other(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    if (*f).tag != Tag::NATIVE {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let at = (*frame).base + u32::from(At(pc).reg_a());
    let want = i32::from(At(pc).c()) - 1;
    if !(D::IS_LOOP && (*vm).hooked) && run_quick(vm, f, given(vm, At(pc).b(), at), want) {
        // The call's own cost, and the tick of a builtin that begins.
        return D::next(pc, base, k, charged(vm, ticks) - 4, vm, frame);
    }
    save(vm, pc, k, ticks - 3, frame);
    if run_native_call::<D>(vm, At(pc).insn()) { start::<D>(vm) } else { Exit::LEAVE }
}

fn TailCall(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    let left = ticks - 3;
    if (*f).tag != Tag::CLOSURE || is_due(vm, left) || D::IS_LOOP && (*vm).hooked {
        return tail_call_other::<D>(pc, base, k, ticks, vm, frame);
    }
    let handle = (*f).handle();
    let closure = &raw const *(*vm).heap.closures.get(handle);
    let code = (*closure).code.constants();
    let callee = code.header();
    let given = given(vm, At(pc).b(), (*frame).base + u32::from(At(pc).reg_a()));
    let parameters = callee.parameters();
    if callee.is_vararg() || given >= 8 || (*frame).extra != 0 || !has_room(vm, base, callee, frame.sub(1)) {
        return tail_call_unusual::<D>(pc, base, k, ticks, vm, frame);
    }
    // The function itself moves too, to just below the base.
    for j in 0..=given {
        *base.add(j).sub(1) = load(f.add(j));
    }
    if given < parameters {
        fill_nil(base.add(given), parameters - given);
    }
    (*frame).function = handle;
    (*frame).flags = (*frame).flags & !Frame::HOOKED | Frame::TAIL;
    (*vm).cached.upvalues = (*closure).upvalues_ptr();
    D::next(code.at(callee.start()), base, code.values(), left, vm, frame)
}

/// A tail call where a variable number of arguments comes in.
#[inline(never)]
fn tail_call_unusual(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    let handle = (*f).handle();
    let closure = &raw const *(*vm).heap.closures.get(handle);
    let code = (*closure).code.constants();
    let callee = code.header();
    let given = given(vm, At(pc).b(), (*frame).base + u32::from(At(pc).reg_a()));
    // Where the function goes, which lies just below the extra arguments that end here.
    let window = base.sub((*frame).extra as usize + 1);
    let passed_over = if callee.is_vararg() { given } else { 0 };
    let callee_base = window.add(1 + passed_over);
    if given >= 8 || !has_room(vm, callee_base.add(1), callee, frame.sub(1)) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    for j in 0..=given {
        *window.add(j) = load(f.add(j));
    }
    let fixed = given.min(callee.parameters());
    if callee.is_vararg() {
        for i in 0..fixed {
            *callee_base.add(i) = load(window.add(1 + i));
            fill_nil(window.add(1 + i), 1);
        }
    }
    fill_nil(callee_base.add(fixed), callee.parameters() - fixed);
    (*frame).function = handle;
    (*frame).base = (*frame).base - (*frame).extra + passed_over as u32;
    (*frame).extra = if callee.is_vararg() { (given - fixed) as u32 } else { 0 };
    (*frame).flags = (*frame).flags & !Frame::HOOKED | Frame::TAIL;
    (*vm).cached.upvalues = (*closure).upvalues_ptr();
    D::next(code.at(callee.start()), callee_base, code.values(), ticks - 3, vm, frame)
}

/// A tail call of a builtin with a quick form: one result is returned.
#[inline(never)]
fn tail_call_other(pc, base, k, ticks, vm, frame) {
    let f = reg!(base, At(pc).a());
    let caller = frame.sub(1);
    let given = given(vm, At(pc).b(), (*frame).base + u32::from(At(pc).reg_a()));
    if (*f).tag != Tag::NATIVE || (*frame).want != 1 || !(*caller).is_lua() || D::IS_LOOP && (*vm).hooked
        || !run_quick(vm, f, given, 1)
    {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let stack = base.sub((*frame).base as usize);
    *stack.add((*frame).dst as usize) = load(f);
    resume::<D>(vm, stack, caller, charged(vm, ticks) - 4)
}

fn Return(pc, base, k, ticks, vm, frame) {
    let values = reg!(base, At(pc).a());
    let caller = frame.sub(1);
    let count = match usize::from(At(pc).b()) {
        0 => ((*vm).thread.top as usize).saturating_sub(((*frame).base + u32::from(At(pc).reg_a())) as usize),
        count => count - 1,
    };
    if !(*caller).is_lua() || At(pc).x() != 0 || count >= 8 || D::IS_LOOP && (*vm).hooked {
        return return_to_builtin::<D>(pc, base, k, ticks, vm, frame);
    }
    let stack = base.sub((*frame).base as usize);
    let dst = stack.add((*frame).dst as usize);
    let want = (*frame).want;
    let copied = if want < 0 { count } else { count.min(want as usize) };
    for j in 0..copied {
        *dst.add(j) = load(values.add(j));
    }
    if want < 0 {
        (*vm).thread.top = (*frame).dst + count as u32;
    } else {
        fill_nil(dst.add(copied), want as usize - copied);
    }
    resume::<D>(vm, stack, caller, ticks)
}

fn Return0(pc, base, k, ticks, vm, frame) {
    let caller = frame.sub(1);
    // A builtin lies under every Lua function of a coroutine, so there is a frame below.
    if !(*caller).is_lua() || D::IS_LOOP && (*vm).hooked {
        return return_to_builtin::<D>(pc, base, k, ticks, vm, frame);
    }
    let stack = base.sub((*frame).base as usize);
    if (*frame).want != 0 {
        let dst = stack.add((*frame).dst as usize);
        if (*frame).want < 0 {
            (*vm).thread.top = (*frame).dst;
        } else {
            fill_nil(dst, (*frame).want as usize);
        }
    }
    resume::<D>(vm, stack, caller, ticks)
}

fn Return1(pc, base, k, ticks, vm, frame) {
    let caller = frame.sub(1);
    if (*frame).want != 1 || !(*caller).is_lua() || D::IS_LOOP && (*vm).hooked {
        return return_unusual::<D>(pc, base, k, ticks, vm, frame);
    }
    let stack = base.sub((*frame).base as usize);
    *stack.add((*frame).dst as usize) = get!(base, At(pc).a());
    resume::<D>(vm, stack, caller, ticks)
}

/// A return to a builtin, or one that is not fast for another reason.
#[inline(never)]
fn return_to_builtin(pc, base, k, ticks, vm, frame) {
    let insn = At(pc).insn();
    if D::IS_LOOP && (*vm).hooked || insn.op() == Some(Op::Return) {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    save(vm, pc, k, ticks, frame);
    let first = (*frame).base as usize + usize::from(insn.reg_a());
    let count = usize::from(insn.op() == Some(Op::Return1));
    if run_return::<D>(vm, first, count) { start::<D>(vm) } else { Exit::LEAVE }
}

/// One value returned where none or several are wanted.
#[inline(never)]
fn return_unusual(pc, base, k, ticks, vm, frame) {
    let caller = frame.sub(1);
    if !(*caller).is_lua() || D::IS_LOOP && (*vm).hooked {
        return return_to_builtin::<D>(pc, base, k, ticks, vm, frame);
    }
    let stack = base.sub((*frame).base as usize);
    let dst = stack.add((*frame).dst as usize);
    let want = (*frame).want;
    if want != 0 {
        *dst = get!(base, At(pc).a());
        if want < 0 {
            (*vm).thread.top = (*frame).dst + 1;
        } else {
            fill_nil(dst.add(1), want as usize - 1);
        }
    }
    resume::<D>(vm, stack, caller, ticks)
}

fn Vararg(pc, base, k, ticks, vm, frame) {
    let to = reg!(base, At(pc).a());
    let extra = (*frame).extra as usize;
    let wanted = match usize::from(At(pc).b()) {
        0 => extra,
        count => count - 1,
    };
    if wanted > MANY || to.add(wanted + 1) > (*vm).cached.stack_end {
        return slow::<D>(pc, base, k, ticks, vm, frame);
    }
    let from = base.sub(extra);
    let copied = wanted.min(extra);
    for i in 0..copied {
        *to.add(i) = load(from.add(i));
    }
    fill_nil(to.add(copied), wanted - copied);
    if At(pc).b() == 0 {
        (*vm).thread.top = (*frame).base + u32::from(At(pc).reg_a()) + extra as u32;
    }
    D::next(pc, base, k, ticks - 1 - (wanted / 4) as i64, vm, frame)
}

fn Closure(pc, base, k, ticks, vm, frame) {
    run_closure(vm, At(pc).b(), reg!(base, At(pc).a()), frame);
    D::next(pc, base, k, ticks - 2, vm, frame)
}

fn MarkClose(pc, base, k, ticks, vm, frame) {
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn Close(pc, base, k, ticks, vm, frame) {
    let limit = (*frame).base + u32::from(At(pc).reg_a());
    if (*vm).thread.to_close.last().is_none_or(|&last| last < limit) {
        return D::next(pc, base, k, ticks, vm, frame);
    }
    slow::<D>(pc, base, k, ticks, vm, frame)
}

fn SystemCall(pc, base, k, ticks, vm, frame) {
    slow::<D>(pc, base, k, ticks, vm, frame)
}

}

/// Number of arguments of a call at stack index `at`: `count` less one, or up to the stack's top.
#[inline(always)]
unsafe fn given(vm: *mut Vm, count: u16, at: u32) -> usize {
    match usize::from(count) {
        // SAFETY: `vm` is the running interpreter.
        0 => unsafe { (*vm).thread.top }.saturating_sub(at + 1) as usize,
        count => count - 1,
    }
}

/// Whether a Lua function's registers fit the stack at `base`, and another frame above `frame` its vector.
#[inline(always)]
unsafe fn has_room(vm: *mut Vm, base: *mut Value, callee: Header, frame: *mut Frame) -> bool {
    // SAFETY: `vm` is the running interpreter; addresses are compared, not read.
    unsafe { base.wrapping_add(callee.registers()) <= (*vm).cached.stack_end && frame.add(1) < (*vm).cached.frames_end }
}

/// Writes the frame of a Lua function that begins, word by word.
#[inline(always)]
unsafe fn write_frame(at: *mut Frame, function: u32, base: u32, dst: u32, extra: u32, want: i32, natives: u16) {
    const { assert!(std::mem::size_of::<Frame>() == 32 && std::mem::offset_of!(Frame, pc) == 4) };
    const { assert!(std::mem::offset_of!(Frame, dst) == 12 && std::mem::offset_of!(Frame, extra) == 20) };
    const { assert!(std::mem::offset_of!(Frame, kind) == 28 && std::mem::offset_of!(Frame, natives) == 30) };
    const { assert!(Kind::Lua as u8 == 0) };
    #[cfg(target_endian = "little")]
    // SAFETY: the caller has room for a frame at `at`; four words are its 32 bytes, and any bits a `Frame` but for its
    // kind, which is 0.
    unsafe {
        let words = at.cast::<u64>();
        words.write(u64::from(function));
        words.add(1).write(u64::from(base) | u64::from(dst) << 32);
        words.add(2).write(u64::from(extra) << 32);
        words.add(3).write(u64::from(want as u32) | u64::from(natives) << 48);
    }
    #[cfg(target_endian = "big")]
    // SAFETY: the caller has room for a frame at `at`.
    unsafe {
        at.write(Frame { function, pc: 0, base, dst, top: 0, extra, want, kind: Kind::Lua, flags: 0, natives });
    }
}

/// Goes on in the Lua frame `frame`, which is on top now.
#[inline(always)]
unsafe fn resume<D: Dispatch>(vm: *mut Vm, stack: *mut Value, frame: *mut Frame, ticks: Ticks) -> Exit {
    // SAFETY: the caller's: the frame has room for its registers.
    unsafe {
        let closure = &raw const *(*vm).heap.closures.get((*frame).function);
        (*vm).cached.upvalues = (*closure).upvalues_ptr();
        let code = (*closure).code.constants();
        D::next(code.at((*frame).pc), stack.add((*frame).base as usize), code.values(), ticks, vm, frame)
    }
}

/// An instruction under a debug hook: the hook first, then the instruction on the loop backend.
pub(super) unsafe fn hooked(
    pc: *mut u64,
    base: *mut Value,
    k: *const Value,
    ticks: Ticks,
    vm: *mut Vm,
    frame: *mut Frame,
) -> Exit {
    // SAFETY: as for a handler.
    unsafe {
        save(vm, pc.add(1), k, ticks, frame);
        match run_before_instruction(vm) {
            None => super::dispatch::single(pc, base, k, ticks, vm, frame),
            Some(true) => start::<super::dispatch::Looped>(vm),
            Some(false) => Exit::LEAVE,
        }
    }
}

const _: () = assert!(native::IPAIRS_STEP == native::NEXT + 1);
const _: () = assert!(Op::Call.cost() == 3 && Op::NewTable.cost() == 2 && Op::Closure.cost() == 2);
