//! Small damage to bytecode and snapshots, with checksums put right so that it isn't found by them.

use tidelock_vm::bytecode::{Insn, MAGIC, Op, Prototype};

use crate::harness::Choices;

/// Changes one instruction somewhere in the tree.
pub fn instruction(prototype: &mut Prototype, choices: &mut Choices) {
    let mut function = prototype;
    while !function.prototypes.is_empty() && choices.below(3) > 0 {
        let index = choices.below(function.prototypes.len() as u64) as usize;
        function = &mut function.prototypes[index];
    }
    let at = choices.below(function.code.len() as u64) as usize;
    let old = function.code[at];
    function.code[at] = match choices.below(8) {
        0 => Insn(choices.next()),
        1 => plausible(function.registers, choices),
        2 => old.with_a(register(function.registers, choices)),
        3 => Insn(old.0 & !(0xffff << 32) | u64::from(field(function.registers, choices)) << 32),
        4 => old.with_c(field(function.registers, choices)),
        5 => old.with_x(choices.below(3) as u8),
        6 => old.with_wide((choices.below(41) as i32 - 20) as u32),
        // Another opcode with the same operands.
        _ => Insn(old.0 & !0xff | Op::ALL[choices.below(Op::COUNT as u64) as usize] as u64),
    };
    if choices.below(4) == 0 {
        let other = choices.below(function.code.len() as u64) as usize;
        function.code.swap(at, other);
    }
}

fn register(registers: u16, choices: &mut Choices) -> u16 {
    Insn::reg(choices.below(u64::from(registers) + 1) as u16)
}

/// A register, a small count, or a short jump.
fn field(registers: u16, choices: &mut Choices) -> u16 {
    match choices.below(3) {
        0 => register(registers, choices),
        1 => choices.below(6) as u16,
        _ => (choices.below(21) as i16 - 10) as u16,
    }
}

fn plausible(registers: u16, choices: &mut Choices) -> Insn {
    let op = Op::ALL[choices.below(Op::COUNT as u64) as usize];
    let a = register(registers, choices);
    let (b, c) = (field(registers, choices), field(registers, choices));
    Insn::new(op, choices.below(3) as u8, a, b, c)
}

/// Changes bytes from `start` on.
pub fn bytes(bytes: &mut [u8], start: usize, count: usize, choices: &mut Choices) {
    for _ in 0..count {
        let at = start + choices.below((bytes.len() - start) as u64) as usize;
        match choices.below(6) {
            0 => bytes[at] ^= 1 << choices.below(8),
            1 => bytes[at] = choices.next() as u8,
            2 => bytes[at] = bytes[at].wrapping_add(1),
            3 => bytes[at] = bytes[at].wrapping_sub(1),
            4 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff][choices.below(5) as usize],
            _ => {
                let from = start + choices.below((bytes.len() - start) as u64) as usize;
                bytes[at] = bytes[from];
            }
        }
    }
}

/// Leaves out, doubles or moves a piece of a text, takes one from another, or changes a byte.
pub fn text(text: &mut Vec<u8>, other: &[u8], choices: &mut Choices) {
    let place = |length: usize, choices: &mut Choices| choices.below(length as u64 + 1) as usize;
    let piece = |text: &[u8], choices: &mut Choices| {
        let start = place(text.len(), choices);
        start..text.len().min(start + 1 + choices.below(60) as usize)
    };
    let at = place(text.len(), choices);
    match choices.below(5) {
        0 => drop(text.drain(piece(text, choices))),
        1 => {
            let copied = text[piece(text, choices)].to_vec();
            drop(text.splice(at..at, copied));
        }
        2 => {
            let moved: Vec<u8> = text.drain(piece(text, choices)).collect();
            let at = place(text.len(), choices);
            drop(text.splice(at..at, moved));
        }
        3 => drop(text.splice(at..at, other[piece(other, choices)].iter().copied())),
        _ => {
            if let Some(byte) = text.get_mut(at) {
                *byte = choices.next() as u8;
            }
        }
    }
}

/// FNV-1a, 64 bits.
fn fnv<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// Puts the checksum of a `.tlb` chunk right; see `vm/src/bytecode/encode.rs` for the header.
pub fn fix_chunk_checksum(bytes: &mut [u8]) {
    let sum = fnv(bytes[..24].iter().chain(&bytes[32..]));
    bytes[24..32].copy_from_slice(&sum.to_le_bytes());
}

/// Puts the checksums of a snapshot right, those of the functions in it included; see `vm/src/snapshot/mod.rs` for the
/// header.
pub fn fix_snapshot_checksum(bytes: &mut [u8]) {
    for at in 24..bytes.len().saturating_sub(32) {
        if bytes[at..].starts_with(MAGIC) {
            let length = u64::from_le_bytes(bytes[at + 16..at + 24].try_into().expect("8 bytes"));
            let end = usize::try_from(length).ok().and_then(|length| length.checked_add(at + 32));
            if let Some(chunk) = end.and_then(|end| bytes.get_mut(at..end)) {
                fix_chunk_checksum(chunk);
            }
        }
    }
    let sum = fnv(bytes[24..].iter());
    bytes[16..24].copy_from_slice(&sum.to_le_bytes());
}
