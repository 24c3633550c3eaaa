//! The verifier: what may be relied on in the bytecode that runs.
//!
//! [`Verified`] can only be made here, and the interpreter takes nothing else. Every unchecked access of the
//! interpreter cites one of these rules:
//!
//! - **V1 sizes.** A function has `max(2, parameters)` to 255 registers, 1 to 2^24 instructions, at most 2^26 constants
//!   and at most 255 upvalues. Prototypes nest at most 200 deep.
//! - **V2 opcode.** The opcode byte of every instruction names an opcode.
//! - **V3 plain fields.** Unused fields are zero, flags are 0 or 1.
//! - **V4 registers.** A register operand is a multiple of 16 and its index is below the function's registers.
//! - **V5 spans.** A span operand obeys V4, and so does the last register of its span.
//! - **V6 constants.** A constant operand indexes a constant of the kind the operand asks for.
//! - **V7 upvalues.** An upvalue operand is below the function's number of upvalues.
//! - **V8 prototypes.** A prototype operand indexes a nested prototype.
//! - **V9 jumps.** A jump lands on an instruction of the same function.
//! - **V10 the end.** Control never runs past the last instruction: that one ends its block.
//! - **V11 safepoints on every cycle.** Only `loop`, `for_loop` and `foreach_loop`, which are safepoints, jump to
//!   themselves or backward, and no way is longer than [`STRAIGHT_MAX`] without them or a `safepoint`.
//! - **V12 counts.** `load_nil` and `foreach_call` count at least 1, `concat` at least 2; `loop` and `safepoint` have
//!   at most as many live registers as the function has.
//! - **V13 context.** `vararg` is only in functions that take extra arguments, `system_call` only where
//!   [`Privileges`] allow it.
//! - **V14 up to the top.** What takes values "up to the top" stands right behind an instruction that leaves values "up
//!   to the top", no jump lands on it, and those values begin above `R[a]` (`return`: at or above). What leaves such
//!   values stands right before one that takes them.
//! - **V15 generic loops.** A `foreach_loop` stands right behind a `foreach_call` of the same `R[a]`.
//! - **V16 captures.** A nested prototype takes its upvalues from registers and upvalues that its enclosing function
//!   has. (The main prototype has no enclosing function; its sources mean nothing.)
//! - **V17 debug information.** `lines` is empty or as long as the code; locals cover instructions and registers that
//!   exist.
//! - **V18 values.** A register read as a value holds a value, never a cell, on whatever way control came, and one that
//!   was written since the last instruction that left it to others ([`super::Effects::forgets_from`]).
//! - **V19 cells.** A register read as a cell (`get_cell`, `set_cell`, a capture of a `closure`) holds a cell, on
//!   whatever way control came. Cells are made by `new_cell` and copied by nothing.
//! - **V20 numeric loops.** At a `for_loop`, `R[a]` to `R[a+2]` are as the `for_prep` of the same `R[a]`, or a turn
//!   since then, left them, on whatever way control came: all three integers or all three floats.
//! - **V21 tangle.** At most 2^21 instructions of a function are targets of jumps, and V18 to V20 are decided within a
//!   bounded number of steps ([`STEPS_PER_INSTRUCTION`]); only code made to be tangled needs more.
//!
//! V18 to V20 don't hold for instructions that can't be reached. When a function begins, its parameters hold values
//! and nothing is relied on in its other registers, so the interpreter needn't clear them. `mark_close` takes a value
//! or a cell, `close` reads no register.
//!
//! Of the types of values nothing is said but by V20. A register marked to be closed may hold anything by the time it
//! is, and variables may be left marked when a function returns. Whoever writes to registers from outside (the debug
//! library) has to keep V18 to V20 itself: it leaves cells to be cells and loop states alone.

mod dataflow;
mod instructions;

use std::fmt;

use super::{LiveMap, Op, Prototype, UpvalueSource};
use crate::steps::{self, Held, Pace};

/// Instructions of one function. Keeps every `pc`, every distance between two and the bytes they take far inside 32
/// bits, and what a hostile function costs to verify and to link to some seconds.
pub const CODE_MAX: usize = 1 << 24;
/// Constants of one function. More can't be of use: each instruction names at most one, and the rest leaves room for
/// functions that keep some for later.
pub const CONSTANTS_MAX: usize = 1 << 26;
/// Upvalues of one function, as in Lua.
pub const UPVALUES_MAX: usize = 255;
/// Instructions on any way through a function without a safepoint.
pub const STRAIGHT_MAX: u16 = 4096;
/// Registers of one function, as in Lua.
pub const REGISTERS_MAX: u16 = 255;
/// How deep prototypes nest below the main one. The compiler's limit on nested blocks is the same.
pub const DEPTH_MAX: usize = 200;
/// Bytes of a string constant that is a name.
pub const NAME_BYTES_MAX: usize = 40;
/// Instructions of one function that jumps land on. The analysis keeps 112 bytes for each.
pub const LABELS_MAX: usize = 1 << 21;
/// Steps of the dataflow analysis, per instruction of the whole tree of prototypes, on top of [`STEPS_BASE`].
pub const STEPS_PER_INSTRUCTION: u64 = 16;
/// Steps of the dataflow analysis that are always granted. An instruction is visited at most once for each of three
/// bits that each of 255 registers can lose, so code of 2^14 instructions never needs more than this.
pub const STEPS_BASE: u64 = 1 << 24;

/// A prototype that obeys the rules above, as do all nested in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified(Prototype);

impl Verified {
    /// The prototype.
    pub fn prototype(&self) -> &Prototype {
        &self.0
    }

    /// The prototype, no longer known to be verified.
    pub(crate) fn into_prototype(self) -> Prototype {
        self.0
    }
}

/// What code may do beyond computing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Privileges {
    /// It may contain `system_call`: code that comes with tidelock, never a program's own.
    pub system_calls: bool,
}

/// A field of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Field {
    /// Field `x`.
    X,
    /// Field `a`.
    A,
    /// Field `b`, or `b` and `c` together.
    B,
    /// Field `c`.
    C,
}

impl Field {
    /// All, in the order of [`super::Info::operands`].
    pub const ALL: [Field; 4] = [Field::X, Field::A, Field::B, Field::C];
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Field::X => "x",
            Field::A => "a",
            Field::B => "b",
            Field::C => "c",
        })
    }
}

/// A rule of this module: `Rule(4)` is V4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule(pub u8);

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "V{}", self.0)
    }
}

/// Why a prototype is not accepted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifyError {
    /// Which prototype: the index in the main one's nested prototypes, then in that one's, and so on; empty for the
    /// main one itself.
    pub path: Vec<u32>,
    /// Index of the instruction, where the fault is in one.
    pub pc: Option<u32>,
    /// Its opcode, if it has one.
    pub op: Option<Op>,
    /// Which operand, where the fault is in one.
    pub operand: Option<Field>,
    /// The rule broken.
    pub rule: Rule,
    /// What was found and what was expected.
    pub why: String,
}

impl std::error::Error for VerifyError {}

impl fmt::Display for VerifyError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.split_first() {
            None => out.write_str("main prototype")?,
            Some((first, rest)) => {
                write!(out, "prototype {first}")?;
                for index in rest {
                    write!(out, ".{index}")?;
                }
            }
        }
        if let Some(pc) = self.pc {
            write!(out, ", instruction {pc}")?;
            if let Some(op) = self.op {
                write!(out, " ({})", op.info().name)?;
            }
        }
        if let Some(operand) = self.operand {
            write!(out, ": operand {operand}")?;
        }
        write!(out, ": {}", self.why)
    }
}

/// A [`VerifyError`] of the function at hand.
struct Fault {
    rule: Rule,
    pc: Option<usize>,
    operand: Option<Field>,
    why: String,
}

impl Fault {
    #[cold]
    fn of_function(rule: u8, why: String) -> Fault {
        Fault { rule: Rule(rule), pc: None, operand: None, why }
    }

    #[cold]
    fn at(rule: u8, pc: usize, operand: Option<Field>, why: String) -> Fault {
        Fault { rule: Rule(rule), pc: Some(pc), operand, why }
    }
}

/// Accepts a prototype of a program.
pub fn verify(prototype: Prototype) -> Result<Verified, VerifyError> {
    verify_with(prototype, Privileges::default())
}

/// Accepts a prototype of code with `privileges`.
pub fn verify_with(prototype: Prototype, privileges: Privileges) -> Result<Verified, VerifyError> {
    steps::in_one_go(verify_in_steps(prototype, privileges, &Pace::unbroken()))
}

/// The same in steps.
pub async fn verify_in_steps(
    mut prototype: Prototype,
    privileges: Privileges,
    pace: &Pace,
) -> Result<Verified, VerifyError> {
    match walk(&prototype, privileges, pace).await {
        Ok(live) => {
            let mut pending = vec![std::slice::from_mut(&mut prototype).iter_mut()];
            for live in live {
                let function = loop {
                    let functions = pending.last_mut().expect("a map for each prototype, enclosing ones first");
                    match functions.next() {
                        Some(function) => break function,
                        None => drop(pending.pop()),
                    }
                };
                function.live = live;
                pending.push(function.prototypes.iter_mut());
                pace.spend(UNITS_PER_FUNCTION / 4).await;
            }
            Ok(Verified(prototype))
        }
        Err(error) => {
            dismantle(prototype, pace).await;
            Err(error)
        }
    }
}

/// Units of work for an instruction, and for a function beyond its instructions.
const UNITS_PER_INSTRUCTION: usize = 4;
const UNITS_PER_FUNCTION: usize = 32;
/// Instructions looked at between two rests.
const PART: usize = 512;

/// Checks every prototype of the tree, enclosing ones first; gives what is live in each, in that order.
async fn walk(main: &Prototype, privileges: Privileges, pace: &Pace) -> Result<Vec<LiveMap>, VerifyError> {
    let mut checks = Checks { privileges, steps_left: STEPS_BASE, live: Vec::new(), held: pace.held(), pace };
    let mut pending: Vec<(&Prototype, usize)> = vec![(main, 0)];
    if let Err(fault) = checks.function(main, None).await {
        return Err(locate(fault, &pending, main));
    }
    while let Some((enclosing, next)) = pending.last_mut() {
        let enclosing = *enclosing;
        let Some(function) = enclosing.prototypes.get(*next) else {
            pending.pop();
            continue;
        };
        *next += 1;
        let result = if pending.len() > DEPTH_MAX {
            Err(Fault::of_function(1, format!("nested {} deep, expected at most {DEPTH_MAX}", pending.len())))
        } else {
            checks.function(function, Some(enclosing)).await
        };
        if let Err(fault) = result {
            return Err(locate(fault, &pending, function));
        }
        pending.push((function, 0));
    }
    Ok(checks.live)
}

/// The state of verifying a tree.
struct Checks<'a> {
    privileges: Privileges,
    /// Of the dataflow analysis, of all functions.
    steps_left: u64,
    live: Vec<LiveMap>,
    /// What the maps take.
    held: Held,
    pace: &'a Pace,
}

impl Checks<'_> {
    /// Checks one function.
    async fn function(&mut self, function: &Prototype, enclosing: Option<&Prototype>) -> Result<(), Fault> {
        check_sizes(function)?;
        if let Some(enclosing) = enclosing {
            check_captures(function, enclosing)?;
        }
        check_debug_information(function, self.pace).await?;
        let mut scratch = self.pace.held();
        let is_target = instructions::check(function, self.privileges, self.pace).await?;
        scratch.set(is_target.len());
        let live = dataflow::check(function, &is_target, &mut self.steps_left, self.pace).await?;
        self.held.add(live.bytes());
        self.live.push(live);
        self.pace.spend(UNITS_PER_FUNCTION).await;
        Ok(())
    }
}

/// Makes the error of a fault found in `function`, the last one that `pending` has begun.
#[cold]
fn locate(fault: Fault, pending: &[(&Prototype, usize)], function: &Prototype) -> VerifyError {
    VerifyError {
        path: pending.iter().filter(|(_, next)| *next > 0).map(|(_, next)| (*next - 1) as u32).collect(),
        pc: fault.pc.map(|pc| pc as u32),
        op: fault.pc.and_then(|pc| function.code.get(pc)).and_then(|insn| insn.op()),
        operand: fault.operand,
        rule: fault.rule,
        why: fault.why,
    }
}

/// Drops a tree of prototypes, which may be too deep for the recursion of its destructor.
pub(crate) async fn dismantle(prototype: Prototype, pace: &Pace) {
    let mut pending = vec![vec![prototype]];
    while let Some(prototypes) = pending.last_mut() {
        match prototypes.pop() {
            Some(mut prototype) => {
                pending.push(std::mem::take(&mut prototype.prototypes));
                while prototype.constants.len() > PART {
                    prototype.constants.truncate(prototype.constants.len() - PART);
                    pace.spend(PART * UNITS_PER_INSTRUCTION).await;
                }
                while prototype.locals.len() > PART {
                    prototype.locals.truncate(prototype.locals.len() - PART);
                    pace.spend(PART * UNITS_PER_INSTRUCTION).await;
                }
            }
            None => drop(pending.pop()),
        }
        pace.spend(UNITS_PER_FUNCTION / 4).await;
    }
}

/// V1.
fn check_sizes(function: &Prototype) -> Result<(), Fault> {
    let between = |what: &str, count: usize, least: usize, most: usize| {
        if (least..=most).contains(&count) {
            return Ok(());
        }
        Err(Fault::of_function(1, format!("{count} {what}, expected {least} to {most}")))
    };
    let registers_min = usize::from(function.parameters).max(2);
    between("registers", usize::from(function.registers), registers_min, usize::from(REGISTERS_MAX))?;
    between("instructions", function.code.len(), 1, CODE_MAX)?;
    between("constants", function.constants.len(), 0, CONSTANTS_MAX)?;
    between("upvalues", function.upvalues.len(), 0, UPVALUES_MAX)
}

/// V16.
fn check_captures(function: &Prototype, enclosing: &Prototype) -> Result<(), Fault> {
    for (index, upvalue) in function.upvalues.iter().enumerate() {
        let (what, source, count) = match upvalue.source {
            UpvalueSource::Register(source) => ("register", source, usize::from(enclosing.registers)),
            UpvalueSource::Upvalue(source) => ("upvalue", source, enclosing.upvalues.len()),
        };
        if usize::from(source) >= count {
            return Err(Fault::of_function(
                16,
                format!("upvalue {index} captures {what} {source}, expected below the enclosing function's {count}"),
            ));
        }
    }
    Ok(())
}

/// V17.
async fn check_debug_information(function: &Prototype, pace: &Pace) -> Result<(), Fault> {
    let instructions = function.code.len();
    if !function.lines.is_empty() && function.lines.len() != instructions {
        return Err(Fault::of_function(
            17,
            format!("{} lines for {instructions} instructions, expected as many or none", function.lines.len()),
        ));
    }
    for (index, local) in function.locals.iter().enumerate() {
        if local.start > local.end || local.end as usize > instructions {
            return Err(Fault::of_function(
                17,
                format!(
                    "local {index} covers instructions {} to {}, expected a range within {instructions}",
                    local.start, local.end
                ),
            ));
        }
        if local.register >= function.registers {
            return Err(Fault::of_function(
                17,
                format!(
                    "local {index} is in register {}, expected below the function's {}",
                    local.register, function.registers
                ),
            ));
        }
        if index % PART == PART - 1 {
            pace.spend(PART).await;
        }
    }
    Ok(())
}
