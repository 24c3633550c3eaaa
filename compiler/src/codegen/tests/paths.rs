//! That two codes of the same function, with short and with long jumps, do the same and cost the same.
//!
//! Both are walked together, decision by decision. What stands between two decisions must be the same operations on
//! the same operands, but for jumps and safepoints; a `test_set` counts as a `test` and, where it jumps, a `move`.

use std::collections::BTreeSet;

use tidelock_vm::bytecode::{Insn, Op, Operand, Prototype};

/// What happens next on a way through the code: an operation, and where control goes if it jumps and if it does not.
#[derive(Debug)]
struct Event {
    insn: Insn,
    on_jump: Option<Place>,
    on_next: Option<Place>,
}

/// An instruction, and a `move` that is still to happen before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    pc: usize,
    pending_move: Option<(u16, u16)>,
}

fn at(pc: usize) -> Place {
    Place { pc, pending_move: None }
}

/// Panics if `short` and `long`, or what is nested in them, are not the same but for the form of their jumps.
pub(super) fn check_same(short: &Prototype, long: &Prototype) {
    assert_eq!((short.registers, &short.constants), (long.registers, &long.constants));
    let mut seen = BTreeSet::new();
    let mut work = vec![(at(0), at(0))];
    while let Some(places) = work.pop() {
        if !seen.insert(places) {
            continue;
        }
        let (left, right) = (next_event(short, places.0), next_event(long, places.1));
        assert_eq!(left.insn, right.insn, "at {places:?}\n{}\n{}", super::listing(short), super::listing(long));
        for (left, right) in [(left.on_jump, right.on_jump), (left.on_next, right.on_next)] {
            assert_eq!(left.is_some(), right.is_some());
            work.extend(left.zip(right));
        }
    }
    assert_eq!(short.prototypes.len(), long.prototypes.len());
    for (short, long) in short.prototypes.iter().zip(&long.prototypes) {
        check_same(short, long);
    }
}

/// The next operation from `place` on, in a form that does not depend on that of the jumps.
fn next_event(prototype: &Prototype, mut place: Place) -> Event {
    if let Some((a, b)) = place.pending_move {
        return Event { insn: Insn::new(Op::Move, 0, a, b, 0), on_jump: None, on_next: Some(at(place.pc)) };
    }
    let insn = loop {
        let insn = prototype.code[place.pc];
        place = match insn.op() {
            Some(Op::Jump) => at(target(place.pc, insn.wide_signed().into())),
            // Where they are put in depends on how long the ways are.
            Some(Op::Safepoint) => at(place.pc + 1),
            _ => break insn,
        };
    };
    let op = insn.op().expect("a real opcode");
    let (taken, skipped) = match (op, op.info().operands[2], op.info().operands[3]) {
        (_, Operand::JumpWide, _) => (Some(target(place.pc, insn.wide_signed().into())), place.pc + 1),
        (_, _, Operand::Jump) => (Some(target(place.pc, (insn.c() as i16).into())), place.pc + 1),
        _ => (None, place.pc + 1),
    };
    let mut on_jump = taken.map(at);
    let mut on_next = (!op.info().ends_block).then_some(at(skipped));
    let mut plain = match (op.info().operands[2], op.info().operands[3]) {
        (Operand::JumpWide, _) => insn.with_wide(0),
        (_, Operand::Jump) => insn.with_c(0),
        _ => insn,
    };
    if op == Op::TestSet {
        on_jump = taken.map(|pc| Place { pc, pending_move: Some((insn.a(), insn.b())) });
        plain = Insn::wide(Op::Test, insn.x(), insn.b(), 0);
    }
    // A decision and its opposite are the same with the ways exchanged.
    if op.info().operands[0] == Operand::Flag && taken.is_some() && plain.x() == 0 {
        plain = plain.with_x(1);
        std::mem::swap(&mut on_jump, &mut on_next);
    }
    Event { insn: plain, on_jump, on_next }
}

fn target(pc: usize, distance: i64) -> usize {
    usize::try_from(pc as i64 + 1 + distance).expect("a jump stays inside")
}
