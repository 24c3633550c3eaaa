//! V18 to V21: which registers hold values and which hold cells, on every way control may come.
//!
//! A forward analysis over a bit per register and kind. A register is *known to hold a value*, *known to hold a cell*,
//! or neither: two ways that disagree met, or others may have used it. Besides, it is known of which registers the
//! state of a numeric loop begins. What an instruction does to one register never
//! depends on another (to read anything not known is an error), so states only ever lose bits and the analysis ends.
//!
//! States are kept for labels only (targets of jumps). A walk starts at a label and goes on to the next end of a block,
//! leaving its state at the labels it passes or jumps to. Labels whose state lost something are walked again, in
//! sweeps in the order of the code, so that code of nested loops needs about as many sweeps as it has levels. An error
//! seen on the way is final, even though states may still lose bits: a bit that is missing never comes back.

use super::super::effects::{Effects, Registers};
use super::super::{Insn, LiveMap, Op, Operand, Prototype, REGISTER_SCALE, UpvalueSource};
use super::instructions::jump_target;
use super::{Fault, Field, LABELS_MAX, PART, STEPS_PER_INSTRUCTION, UNITS_PER_INSTRUCTION};
use crate::bytecode::live::LiveMapBuilder;
use crate::steps::{self, Pace};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A set of registers: 256 bits, since there are at most 255 (V1).
#[derive(Clone, Copy, PartialEq, Eq)]
struct Set([u64; 4]);

impl Set {
    const EMPTY: Set = Set([0; 4]);

    /// The registers from `start` up to but not including `end`, both cut off at 256.
    fn range(start: u32, end: u32) -> Set {
        Set(std::array::from_fn(|word| {
            let base = word as u32 * 64;
            low_bits(end.saturating_sub(base)) & !low_bits(start.saturating_sub(base))
        }))
    }

    fn of(registers: Registers) -> Set {
        Set::range(registers.start, registers.end())
    }

    fn one(register: u32) -> Set {
        let mut set = Set::EMPTY;
        set.0[register as usize / 64 % 4] = 1 << (register % 64);
        set
    }

    fn and(self, other: Set) -> Set {
        Set(std::array::from_fn(|word| self.0[word] & other.0[word]))
    }

    fn or(self, other: Set) -> Set {
        Set(std::array::from_fn(|word| self.0[word] | other.0[word]))
    }

    fn without(self, other: Set) -> Set {
        Set(std::array::from_fn(|word| self.0[word] & !other.0[word]))
    }

    /// The registers `count` below those of the set.
    fn down(self, count: u32) -> Set {
        let carry = |word: usize| self.0.get(word + 1).map_or(0, |next| next << (64 - count));
        Set(std::array::from_fn(|word| self.0[word] >> count | carry(word)))
    }

    fn contains(self, register: u32) -> bool {
        self.0[register as usize / 64 % 4] >> (register % 64) & 1 == 1
    }

    /// The lowest register of it.
    fn first(self) -> Option<u32> {
        let word = self.0.iter().position(|word| *word != 0)?;
        Some(word as u32 * 64 + self.0[word].trailing_zeros())
    }
}

/// The lowest `count` bits, all of them from 64 on.
fn low_bits(count: u32) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

/// What is known at a point of the code.
#[derive(Clone, Copy, PartialEq, Eq)]
struct State {
    /// Registers that hold a value.
    values: Set,
    /// Registers that hold a cell.
    cells: Set,
    /// Registers that, with the two above them, hold what `for_prep` left there.
    loops: Set,
}

impl State {
    fn write(&mut self, registers: Set) {
        self.forget(registers);
        self.values = self.values.or(registers);
    }

    /// Like [`State::write`], for what is mostly nothing.
    fn write_range(&mut self, registers: Registers) {
        if registers.length > 0 {
            self.write(Set::of(registers));
        }
    }

    fn write_cell(&mut self, register: u32) {
        self.forget(Set::one(register));
        self.cells = self.cells.or(Set::one(register));
    }

    fn forget(&mut self, registers: Set) {
        self.values = self.values.without(registers);
        self.cells = self.cells.without(registers);
        self.loops = self.loops.without(registers.or(registers.down(1)).or(registers.down(2)));
    }

    fn forget_from(&mut self, register: Option<u32>) {
        if let Some(register) = register {
            self.forget(Set::range(register, 256));
        }
    }

    fn meet(self, other: State) -> State {
        State {
            values: self.values.and(other.values),
            cells: self.cells.and(other.cells),
            loops: self.loops.and(other.loops),
        }
    }
}

/// A label and what is known there.
struct Label {
    pc: u32,
    /// None until control is seen to come.
    state: Option<State>,
    /// Whether its state lost something since it was last walked.
    is_pending: bool,
}

impl Label {
    /// Joins the state of a way here into its own. Whether that changed it.
    fn join(&mut self, state: State) -> bool {
        let Some(known) = &mut self.state else {
            self.state = Some(state);
            return true;
        };
        let joined = known.meet(state);
        let has_changed = *known != joined;
        if has_changed {
            *known = joined;
        }
        has_changed
    }
}

/// Checks `function`, whose instructions obey V2 to V15.
pub(super) async fn check(
    function: &Prototype,
    is_target: &[bool],
    steps_left: &mut u64,
    pace: &Pace,
) -> Result<LiveMap, Fault> {
    *steps_left += STEPS_PER_INSTRUCTION * function.code.len() as u64;
    let mut held = pace.held();
    let (mut labels, mut label_at) = (Vec::new(), Vec::with_capacity(is_target.len()));
    for part in is_target.chunks(PART) {
        add_labels(part, &mut labels, &mut label_at);
        held.set(labels.len() * LABEL_BYTES + label_at.len() * 4);
        pace.spend(part.len() * UNITS_PER_INSTRUCTION / 4).await;
    }
    if labels.len() > LABELS_MAX {
        let why = format!("jumps land on {} instructions, expected at most {LABELS_MAX}", labels.len());
        return Err(Fault::of_function(21, why));
    }
    let mut captures = Vec::with_capacity(function.prototypes.len());
    for part in function.prototypes.chunks(PART) {
        captures.extend(part.iter().map(captured_registers));
        pace.spend(part.len()).await;
    }
    let (this_sweep, next_sweep) = (BinaryHeap::new(), BinaryHeap::new());
    let mut flow = Flow { function, captures, label_at, labels, this_sweep, next_sweep, steps_left };
    flow.run(pace).await?;
    let live = flow.live(pace).await;
    if flow.labels.len() > PART {
        steps::dismantle_parts(&mut flow.labels, pace).await;
    }
    Ok(live)
}

/// Logical bytes of a label.
const LABEL_BYTES: usize = 112;

/// The registers of its enclosing function that a prototype captures.
fn captured_registers(prototype: &Prototype) -> Set {
    prototype.upvalues.iter().fold(Set::EMPTY, |set, upvalue| match upvalue.source {
        UpvalueSource::Register(register) if register < 256 => set.or(Set::one(u32::from(register))),
        // V16 fails when that prototype's turn comes.
        UpvalueSource::Register(_) | UpvalueSource::Upvalue(_) => set,
    })
}

/// Adds the labels among the next instructions, and for each instruction the index of its label or [`NO_LABEL`]. The
/// first instruction always is one: control comes to it from outside.
fn add_labels(is_target: &[bool], labels: &mut Vec<Label>, label_at: &mut Vec<u32>) {
    for &is_target in is_target {
        let pc = label_at.len() as u32;
        if pc > 0 && !is_target {
            label_at.push(NO_LABEL);
            continue;
        }
        label_at.push(labels.len() as u32);
        labels.push(Label { pc, state: None, is_pending: false });
    }
}

/// Where [`Flow::label_at`] has none.
const NO_LABEL: u32 = u32::MAX;

struct Flow<'a> {
    function: &'a Prototype,
    /// For each nested prototype, the registers it captures.
    captures: Vec<Set>,
    /// See [`add_labels`].
    label_at: Vec<u32>,
    labels: Vec<Label>,
    /// Pending labels behind the one being walked.
    this_sweep: BinaryHeap<Reverse<u32>>,
    /// Pending labels at or before the one being walked.
    next_sweep: BinaryHeap<Reverse<u32>>,
    steps_left: &'a mut u64,
}

/// A walk along the code: the label whose block it is in, the next instruction, and what is known there.
struct Walk {
    label: usize,
    pc: usize,
    state: State,
}

impl Flow<'_> {
    async fn run(&mut self, pace: &Pace) -> Result<(), Fault> {
        let parameters = Set::range(0, self.function.parameters.into());
        self.labels[0].state = Some(State { values: parameters, cells: Set::EMPTY, loops: Set::EMPTY });
        self.labels[0].is_pending = true;
        self.this_sweep.push(Reverse(0));
        loop {
            let Some(Reverse(label)) = self.this_sweep.pop() else {
                std::mem::swap(&mut self.this_sweep, &mut self.next_sweep);
                if self.this_sweep.is_empty() {
                    return Ok(());
                }
                continue;
            };
            let label = &mut self.labels[label as usize];
            let (true, Some(state)) = (std::mem::take(&mut label.is_pending), label.state) else { continue };
            let pc = label.pc as usize;
            let mut walk = Walk { label: self.label_at[pc] as usize, pc, state };
            loop {
                let mut left = PART;
                let is_over = self.walk(&mut walk, &mut left)?;
                pace.spend((PART - left) * UNITS_PER_INSTRUCTION).await;
                if is_over {
                    break;
                }
            }
        }
    }

    /// The registers that hold something before each instruction, from the labels' final states.
    async fn live(&self, pace: &Pace) -> LiveMap {
        let instructions = self.function.code.len();
        let mut live = LiveMapBuilder::new(instructions);
        for label in &self.labels {
            let Some(mut state) = label.state else { continue };
            self.fill(&mut live, label.pc as usize, pace).await;
            loop {
                let before = live.len();
                let ends = (0..PART).any(|_| self.add_live(&mut live, &mut state));
                pace.spend((live.len() - before) * UNITS_PER_INSTRUCTION / 2).await;
                if ends {
                    break;
                }
            }
        }
        self.fill(&mut live, instructions, pace).await;
        live.finish()
    }

    /// Nothing is live in code that can't be reached, up to `end`.
    async fn fill(&self, live: &mut LiveMapBuilder, end: usize, pace: &Pace) {
        while live.len() < end {
            let part = PART.min(end - live.len());
            (0..part).for_each(|_| live.push([0; 4]));
            pace.spend(part).await;
        }
    }

    /// Adds the registers before the next instruction, and goes past it. Whether its block ends there.
    fn add_live(&self, live: &mut LiveMapBuilder, state: &mut State) -> bool {
        let pc = live.len();
        live.push(state.values.or(state.cells).0);
        let insn = self.function.code[pc];
        let Some(op) = insn.op() else { return true };
        let effects = Effects::of(op, insn, pc.checked_sub(1).map(|before| self.function.code[before]));
        apply(state, op, insn, &effects);
        state.write_range(effects.writes_next);
        op.info().ends_block || self.label_at[pc + 1] != NO_LABEL
    }

    /// Follows the code to the end of its block or to a label that learns nothing new, for as many instructions as are
    /// `left`. Whether that is where it ended.
    fn walk(&mut self, walk: &mut Walk, left: &mut usize) -> Result<bool, Fault> {
        let Walk { label, pc, state } = walk;
        while *left > 0 {
            *left -= 1;
            let at = *pc;
            if *self.steps_left == 0 {
                return Err(Fault::at(21, at, None, "control flow is too tangled to verify".to_string()));
            }
            *self.steps_left -= 1;
            // V2 holds, and V10: the walk never runs past the end.
            let insn = self.function.code[at];
            let Some(op) = insn.op() else { return Ok(true) };
            let before = at.checked_sub(1).map(|before| self.function.code[before]);
            let effects = Effects::of(op, insn, before);
            self.check_reads(at, op, insn, &effects, state)?;
            apply(state, op, insn, &effects);
            if let Some(target) = jump_target(op, insn, at) {
                let mut jumping = *state;
                jumping.forget_from(effects.forgets_from_jump);
                jumping.write_range(effects.writes_jump);
                self.arrive(target as u32, jumping, *label);
            }
            if op.info().ends_block {
                return Ok(true);
            }
            state.write_range(effects.writes_next);
            if op == Op::ForPrep {
                state.loops = state.loops.or(Set::one(insn.reg_a().into()));
            }
            *pc += 1;
            if self.label_at[*pc] != NO_LABEL {
                // Walked right here, if it must be. If it is queued, it is the first of this sweep.
                *label += 1;
                let next = &mut self.labels[*label];
                let has_changed = next.join(*state);
                let was_pending = std::mem::take(&mut next.is_pending);
                if !has_changed && !was_pending {
                    return Ok(true);
                }
                if was_pending && self.this_sweep.peek() == Some(&Reverse(*label as u32)) {
                    self.this_sweep.pop();
                }
                *state = next.state.unwrap_or(*state);
            }
        }
        Ok(false)
    }

    /// A jump from the block of label `from` arrives at `pc`.
    fn arrive(&mut self, pc: u32, state: State, from: usize) {
        // V9 holds: `pc` is a label.
        let index = self.label_at[pc as usize] as usize;
        let label = &mut self.labels[index];
        if label.join(state) && !label.is_pending {
            label.is_pending = true;
            let sweep = if index > from { &mut self.this_sweep } else { &mut self.next_sweep };
            sweep.push(Reverse(index as u32));
        }
    }

    /// V18 to V20 for what an instruction reads.
    fn check_reads(&self, pc: usize, op: Op, insn: Insn, effects: &Effects, state: &State) -> Result<(), Fault> {
        let info = op.info();
        let fields = [0, insn.a(), insn.b(), insn.c()];
        for ((field, operand), value) in Field::ALL.into_iter().zip(info.operands).zip(fields) {
            if !matches!(operand, Operand::Read | Operand::ReadWrite) {
                continue;
            }
            let register = u32::from(value / REGISTER_SCALE);
            let (is_value, is_cell) = (state.values.contains(register), state.cells.contains(register));
            let (rule, expected) = match expected_in(op, field) {
                Content::Value if !is_value => (18, "a value"),
                Content::Cell if !is_cell => (19, "a cell"),
                Content::ValueOrCell if !is_value && !is_cell => (18, "a value or a cell"),
                _ => continue,
            };
            return Err(misread(rule, pc, Some(field), register, state, expected));
        }
        // V18 for what is read of a span.
        if effects.reads.length > 0
            && let Some(register) = Set::of(effects.reads).without(state.values).first()
        {
            return Err(misread(18, pc, Some(Field::A), register, state, "a value"));
        }
        if op == Op::ForLoop && !state.loops.contains(insn.reg_a().into()) {
            let why = format!("registers {0} to {1} may not be as for_prep left them", insn.reg_a(), insn.reg_a() + 2);
            return Err(Fault::at(20, pc, Some(Field::A), why));
        }
        if op == Op::Closure {
            let captured = self.captures[usize::from(insn.b())];
            if let Some(register) = captured.without(state.cells).first() {
                return Err(misread(19, pc, Some(Field::B), register, state, "a cell to capture"));
            }
        }
        Ok(())
    }
}

/// What an instruction expects in the register that an operand reads.
enum Content {
    Value,
    Cell,
    ValueOrCell,
    /// It does not look.
    Anything,
}

/// What `op` expects in the register that `field` reads.
fn expected_in(op: Op, field: Field) -> Content {
    match (op, field) {
        (Op::GetCell, Field::B) | (Op::SetCell, Field::A) => Content::Cell,
        (Op::MarkClose, Field::A) => Content::ValueOrCell,
        (Op::Close, Field::A) => Content::Anything,
        _ => Content::Value,
    }
}

/// What an instruction does on every way out.
fn apply(state: &mut State, op: Op, insn: Insn, effects: &Effects) {
    state.forget_from(effects.forgets_from);
    state.write_range(effects.writes);
    let a = u32::from(insn.reg_a());
    match op.info().operands[1] {
        Operand::ReadWrite if op == Op::NewCell => {
            state.write_cell(a);
        }
        // Written on one way out only: the effects tell.
        Operand::Write if effects.writes_jump.length > 0 || effects.writes_next.length > 0 => {}
        Operand::Write | Operand::ReadWrite => state.write(Set::one(a)),
        _ => {}
    }
}

/// The fault of an instruction that reads `register` for what it may not hold.
#[cold]
fn misread(rule: u8, pc: usize, field: Option<Field>, register: u32, state: &State, expected: &str) -> Fault {
    let found = if state.values.contains(register) {
        "holds a value"
    } else if state.cells.contains(register) {
        "holds a cell"
    } else {
        "holds nothing that can be relied on"
    };
    Fault::at(rule, pc, field, format!("register {register} {found}, expected {expected}"))
}
