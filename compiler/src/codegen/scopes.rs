//! Blocks, variables coming into scope and leaving it, labels, and what must be closed on the way out.
//!
//! A label with nothing but labels behind it, up to the end of its block, lies outside the block: the block's
//! variables are no longer in scope there (a `goto` may skip their declarations), and who jumps there has closed
//! them. This does not hold for `repeat`, whose condition still sees the block's variables.

use tidelock_vm::bytecode::{Insn, Op};
use tidelock_vm::steps::Pace;

use super::jumps::JumpList;
use super::{Gen, Generator, PART};
use crate::ast::{Block, LabelId, LocalId, Stat, StatKind, StrId};

/// A variable's name and where it is in scope.
pub(super) struct ActiveName {
    /// `None` for the hidden state of a loop.
    pub name: Option<StrId>,
    pub start: u32,
    pub end: u32,
    pub register: u16,
}

/// What was in scope when a block was entered.
#[derive(Clone, Copy)]
pub(super) struct BlockState {
    level: u16,
    active: usize,
    to_close: usize,
}

/// A loop that `break` can leave.
pub(super) struct LoopState {
    /// How many variables are still to be closed where `break` leads to.
    pub to_close: usize,
    pub breaks: JumpList,
}

/// What is known of a label.
#[derive(Clone, Copy, Default)]
pub(super) struct LabelState {
    /// Where it is, once it has been placed.
    place: Option<Place>,
    /// Jumps from before it.
    waiting: JumpList,
    /// Index of its block in the stack of blocks.
    block: usize,
    /// Whether it lies outside its block, at the end.
    is_outside: bool,
}

#[derive(Clone, Copy)]
struct Place {
    at: u32,
    level: u16,
    to_close: usize,
}

impl<'a> Generator<'a> {
    /// Enters a scope without statements of its own.
    pub(super) fn enter(&mut self) {
        self.blocks.push(BlockState { level: self.level, active: self.active.len(), to_close: self.to_close.len() });
    }

    /// Enters the scope of `block`, whose labels `goto` can see from now on.
    pub(super) fn enter_block(&mut self, block: &Block, can_lie_outside: bool) {
        let index = self.blocks.len();
        self.enter();
        if self.labels.is_empty() {
            return;
        }
        let (inside, outside) = if can_lie_outside { split_trailing_labels(block) } else { (&*block.stats, &[][..]) };
        self.note_labels(inside, index, false);
        self.note_labels(outside, index, true);
    }

    /// The same for a block that may be long, and whose trailing labels lie outside.
    pub(super) async fn enter_long_block(&mut self, block: &Block, pace: &Pace) {
        let index = self.blocks.len();
        self.enter();
        if self.labels.is_empty() {
            return;
        }
        let (inside, outside) = split_trailing_labels(block);
        for part in inside.chunks(PART) {
            self.note_labels(part, index, false);
            pace.spend(part.len()).await;
        }
        self.note_labels(outside, index, true);
    }

    /// Notes that the labels among these statements are in the block numbered `block`, or outside, at its end.
    fn note_labels(&mut self, stats: &[Stat], block: usize, is_outside: bool) {
        for stat in stats {
            if let StatKind::Label(label) = stat.kind {
                let state = &mut self.labels[label.0 as usize];
                state.block = block;
                state.is_outside = is_outside;
            }
        }
    }

    /// Leaves the innermost scope: closes what it must, and gives the registers back.
    pub(super) fn leave(&mut self) {
        let block = self.blocks.pop().expect("a scope was entered");
        let mut end = self.here();
        if self.blocks.is_empty() {
            // The function's own variables are in scope up to its last return.
            self.line = self.function.end_line;
            end += 1 + u32::from(!self.to_close.is_empty());
        }
        for index in self.active.drain(block.active..) {
            self.names[index as usize].end = end;
        }
        if let Some(register) = self.to_close.get(block.to_close).copied() {
            self.emit_close(register);
            self.to_close.truncate(block.to_close);
        }
        self.level = block.level;
        self.free = block.level;
    }

    /// Generates a block in a scope of its own.
    pub(super) fn block(&mut self, block: &'a Block) -> Gen<()> {
        self.enter_block(block, true);
        self.finish_block(block)
    }

    /// Generates the statements of a block that has been entered, and leaves it.
    pub(super) fn finish_block(&mut self, block: &'a Block) -> Gen<()> {
        let (inside, outside) = split_trailing_labels(block);
        for stat in inside {
            self.statement(stat)?;
        }
        self.end_block(block, outside)
    }

    /// Leaves a block whose statements were generated, and generates the labels that lie outside of it.
    pub(super) fn end_block(&mut self, block: &Block, outside: &'a [Stat]) -> Gen<()> {
        self.line = block.end_line;
        self.leave();
        for stat in outside {
            self.statement(stat)?;
        }
        Ok(())
    }

    fn emit_close(&mut self, register: u16) {
        self.emit(Insn::new(Op::Close, 0, Insn::reg(register), 0, 0));
    }

    /// Closes the variables in scope but for the first `remaining`, which stay so.
    fn close_down_to(&mut self, remaining: usize) {
        if let Some(register) = self.to_close.get(remaining).copied() {
            self.emit_close(register);
        }
    }

    /// Brings `register`, which holds its first value, into scope.
    fn activate(&mut self, name: Option<StrId>, register: u16) {
        self.active.push(self.names.len() as u32);
        let start = self.here();
        self.names.push(ActiveName { name, start, end: start, register });
        self.level = register + 1;
    }

    /// Brings hidden loop state into scope.
    pub(super) fn activate_hidden(&mut self, register: u16) {
        self.activate(None, register);
    }

    /// Says which register the local `id` has.
    pub(super) fn place_local(&mut self, id: LocalId, register: u16) {
        self.local_registers[id.index()] = register;
    }

    /// Brings local `id` into scope, whose register holds its first value.
    pub(super) fn activate_local(&mut self, id: LocalId) {
        let name = self.function.locals[id.index()].name;
        self.activate(Some(name), self.local_registers[id.index()]);
    }

    /// Puts the values of the captured ones of `count` locals from `first` on into cells.
    pub(super) fn make_cells(&mut self, first: LocalId, count: u32) {
        for index in first.0..first.0 + count {
            if self.function.locals[index as usize].captured {
                let register = self.local_registers[index as usize];
                self.emit(Insn::new(Op::NewCell, 0, Insn::reg(register), 0, 0));
            }
        }
    }

    /// `break`
    pub(super) fn break_statement(&mut self) {
        let to_close = self.innermost_loop().to_close;
        self.close_down_to(to_close);
        let jump = self.emit_jump();
        self.add_break(jump);
    }

    fn innermost_loop(&mut self) -> &mut LoopState {
        self.loops.last_mut().expect("the parser lets break only into loops")
    }

    fn add_break(&mut self, jump: JumpList) {
        let mut breaks = self.innermost_loop().breaks;
        self.join(&mut breaks, jump);
        self.innermost_loop().breaks = breaks;
    }

    /// `goto label`
    pub(super) fn goto_statement(&mut self, label: LabelId) {
        if let Some(place) = self.labels[label.0 as usize].place {
            self.close_down_to(place.to_close);
            self.emit_loop(place.level, place.at);
            return;
        }
        self.close_down_to(self.open_at(label));
        let jump = self.emit_jump();
        self.add_goto(label, jump);
    }

    fn add_goto(&mut self, label: LabelId, jump: JumpList) {
        let mut waiting = self.labels[label.0 as usize].waiting;
        self.join(&mut waiting, jump);
        self.labels[label.0 as usize].waiting = waiting;
    }

    /// How many of the variables to be closed that are in scope here are still so at `label`, which comes later.
    fn open_at(&self, label: LabelId) -> usize {
        let state = &self.labels[label.0 as usize];
        let left = if state.is_outside { state.block } else { state.block + 1 };
        self.blocks.get(left).map_or(self.to_close.len(), |block| block.to_close)
    }

    /// If `block` does nothing but jump forward, closing nothing: lets `jump` lead where it leads.
    pub(super) fn jump_through(&mut self, block: &Block) -> Option<ForwardJump> {
        let [stat] = block.stats.as_slice() else { return None };
        match stat.kind {
            StatKind::Break if self.innermost_loop().to_close == self.to_close.len() => Some(ForwardJump::Break),
            StatKind::Goto(label)
                if self.labels[label.0 as usize].place.is_none() && self.open_at(label) == self.to_close.len() =>
            {
                Some(ForwardJump::Goto(label))
            }
            _ => None,
        }
    }

    /// Adds jumps to those of a `break` or `goto`.
    pub(super) fn add_forward_jump(&mut self, target: ForwardJump, jump: JumpList) {
        match target {
            ForwardJump::Break => self.add_break(jump),
            ForwardJump::Goto(label) => self.add_goto(label, jump),
        }
    }

    /// `::label::`
    pub(super) fn place_label(&mut self, label: LabelId) {
        let at = self.target_here();
        self.labels[label.0 as usize].place = Some(Place { at, level: self.level, to_close: self.to_close.len() });
        let waiting = self.labels[label.0 as usize].waiting;
        self.patch_here(waiting);
    }
}

/// Where a block that only jumps leads.
#[derive(Clone, Copy)]
pub(super) enum ForwardJump {
    Break,
    Goto(LabelId),
}

/// The statements of a block, and the labels that it ends with.
pub(super) fn split_trailing_labels(block: &Block) -> (&[Stat], &[Stat]) {
    let labels = block.stats.iter().rev().take_while(|stat| matches!(stat.kind, StatKind::Label(_))).count();
    block.stats.split_at(block.stats.len() - labels)
}
