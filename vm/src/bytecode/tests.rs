//! Tests of the verifier, of the format and of the listing, on functions made by hand.

mod chunks;
mod listing;
mod rules;

use super::*;

/// A small generator of numbers (xorshift), so that every run mutates alike.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Registers from their index; everything else as it is.
const fn r(index: u16) -> u16 {
    Insn::reg(index)
}

fn jump(op: Op, x: u8, a: u16, distance: i32) -> Insn {
    Insn::wide(op, x, a, distance as u32)
}

const RETURN: Insn = Insn::new(Op::Return0, 0, 0, 0, 0);

fn name(text: &str) -> Constant {
    Constant::String(text.as_bytes().into())
}

/// A function of ten registers, all of them parameters.
fn function(code: Vec<Insn>) -> Prototype {
    Prototype {
        code,
        constants: vec![name("x"), Constant::Integer(7), Constant::Float(0.5), name(&"long".repeat(20))],
        upvalues: vec![UpvalueDescriptor { source: UpvalueSource::Upvalue(0), name: (*b"_ENV").into() }],
        registers: 10,
        parameters: 10,
        is_vararg: true,
        ..Prototype::default()
    }
}

/// A loop with a captured variable in it, a call with open values, all the debug information there is.
fn sample() -> Prototype {
    let nested = Prototype {
        code: vec![Insn::new(Op::GetUpvalue, 0, r(0), 0, 0), Insn::new(Op::Return1, 0, r(0), 0, 0)],
        upvalues: vec![UpvalueDescriptor { source: UpvalueSource::Register(3), name: (*b"i").into() }],
        registers: 2,
        source: b"@sample.lua".to_vec().into(),
        line: 2,
        end_line: 2,
        lines: vec![2, 2],
        ..Prototype::default()
    };
    let local = |name: &[u8], start, end, register| LocalName { name: name.into(), start, end, register };
    Prototype {
        prototypes: vec![nested],
        source: b"@sample.lua".to_vec().into(),
        lines: vec![1, 1, 1, 1, 1, 2, 2, 2, 2, 1, 4, 4, 4, 4, 4],
        locals: vec![local(b"(for state)", 4, 10, 0), local(b"i", 6, 9, 3)],
        end_line: 4,
        ..function(vec![
            Insn::new(Op::Safepoint, 0, 0, 0, 0),
            Insn::wide(Op::LoadInt, 0, r(0), 1),
            Insn::wide(Op::LoadInt, 0, r(1), -10_i32 as u32),
            Insn::wide(Op::LoadConst, 0, r(2), 1),
            jump(Op::ForPrep, 0, r(0), 5),
            Insn::new(Op::NewCell, 0, r(3), 0, 0),
            Insn::new(Op::Closure, 0, r(4), 0, 0),
            Insn::new(Op::GetCell, 0, r(5), r(3), 0),
            Insn::new(Op::SetCell, 0, r(3), r(5), 0),
            jump(Op::ForLoop, 0, r(0), -5),
            Insn::new(Op::GetGlobal, 9, r(4), 0, 0),
            Insn::new(Op::GetField, 0, r(5), r(4), 0),
            Insn::new(Op::Vararg, 0, r(6), 0, 0),
            Insn::new(Op::Call, 0, r(4), 0, 0),
            Insn::new(Op::Return, 0, r(4), 0, 0),
        ])
    }
}

fn nest(depth: usize) -> Prototype {
    let mut tree = function(vec![RETURN]);
    for _ in 0..depth {
        tree = Prototype { prototypes: vec![tree], ..function(vec![RETURN]) };
    }
    tree
}

#[track_caller]
fn accept(prototype: Prototype) {
    if let Err(error) = verify(prototype) {
        panic!("rejected: {error}");
    }
}
