//! The `.tlb` format, and what mutated chunks and code do to everything that reads them.

use super::super::*;
use super::{RETURN, Random, accept, function, nest, r, sample};

fn without_hints(mut prototype: Prototype) -> Prototype {
    for insn in &mut prototype.code {
        if insn.op().is_some_and(|op| op.info().operands[0] == Operand::Hint) {
            *insn = insn.with_x(0);
        }
    }
    prototype
}

#[test]
fn encodes_and_decodes() {
    let bytes = encode(&sample(), false);
    assert_eq!(decode(&bytes), Ok(without_hints(sample())));
    let mut constants = function(vec![RETURN]);
    constants.constants = vec![
        Constant::Nil,
        Constant::Boolean(false),
        Constant::Boolean(true),
        Constant::Integer(i64::MIN),
        Constant::Float(-0.0),
        Constant::String([0, 255, 128].into()),
    ];
    constants.lines = vec![u32::MAX];
    let decoded = decode(&encode(&constants, false)).expect("rejected");
    assert_eq!(decoded, constants);
    assert!(matches!(decoded.constants[4], Constant::Float(zero) if zero.is_sign_negative()));
}

#[test]
fn strips() {
    let stripped = decode(&encode(&sample(), true)).expect("rejected");
    assert!(&*stripped.source == b"=?" && stripped.lines.is_empty() && stripped.locals.is_empty());
    assert!(stripped.prototypes[0].upvalues[0].name.is_empty() && &*stripped.prototypes[0].source == b"=?");
    assert_eq!(stripped.code, without_hints(sample()).code);
    assert_eq!(encode(&stripped, true), encode(&sample(), true));
    accept(stripped);
}

#[test]
fn names_what_is_wrong_with_a_chunk() {
    let message = |bytes: &[u8]| decode(bytes).expect_err("accepted").to_string();
    let bytes = encode(&sample(), false);
    for length in 0..bytes.len() {
        assert!(message(&bytes[..length]).contains("truncated"), "{length}: {}", message(&bytes[..length]));
    }
    let with = |offset: usize, byte: u8| {
        let mut changed = bytes.clone();
        changed[offset] = byte;
        message(&changed)
    };
    let begin = "bad precompiled chunk at byte";
    assert_eq!(message(b"\x1bLuaT\0"), format!("{begin} 0: found a chunk of PUC Lua, expected one of tidelock"));
    assert_eq!(message(b"return 1"), format!("{begin} 0: found other data, expected \"\\x1bTidelock\""));
    assert_eq!(with(9, 9), format!("{begin} 9: found format version 9, expected version 1"));
    assert_eq!(with(11, 9), format!("{begin} 11: found cost model version 9, expected version 5"));
    assert_eq!(with(15, 2), format!("{begin} 15: found 2 as flags, expected at most 1"));
    assert!(with(100, 77).starts_with(&format!("{begin} 24: found bytes of checksum ")));
    let longer = [&*bytes, b"\0"].concat();
    assert_eq!(message(&longer), format!("{begin} {}: found 1 more bytes, expected the end", bytes.len()));
}

/// Makes length and checksum fit the body again.
fn reseal(bytes: &mut [u8]) {
    let length = bytes.len() as u64 - 32;
    bytes[16..24].copy_from_slice(&length.to_le_bytes());
    let hashed = [&bytes[..24], &bytes[32..]].concat();
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    let hash = hashed.iter().fold(0xcbf2_9ce4_8422_2325, step);
    bytes[24..32].copy_from_slice(&hash.to_le_bytes());
}

/// Runs whatever may run on what may be anything.
fn exercise(prototype: Prototype) -> bool {
    let mut listing = String::new();
    disassemble(&prototype, &mut listing).expect("a string takes any text");
    assert!(!listing.is_empty());
    // The same bytes, not an equal prototype: NaN is a constant like any other here.
    let bytes = encode(&prototype, false);
    assert_eq!(encode(&decode(&bytes).expect("rejected"), false), bytes);
    verify(prototype).is_ok()
}

#[test]
fn survives_mutated_chunks() {
    let mut random = Random(1);
    let bytes = encode(&sample(), false);
    let (mut decoded, mut verified) = (0, 0);
    for _ in 0..50_000 {
        let mut changed = bytes.clone();
        for _ in 0..1 + random.below(4) {
            let offset = 32 + random.below(changed.len() - 32);
            match random.below(4) {
                0 => changed[offset] = random.next() as u8,
                1 => changed[offset] ^= 1 << random.below(8),
                2 => drop(changed.remove(offset)),
                _ => changed.insert(offset, random.next() as u8),
            }
        }
        reseal(&mut changed);
        if let Ok(prototype) = decode(&changed) {
            decoded += 1;
            verified += u32::from(exercise(prototype));
        }
    }
    assert!(decoded > 1000 && verified > 100, "{decoded} decoded, {verified} verified: the test tests nothing");
}

#[test]
fn survives_random_instructions() {
    let mut random = Random(2);
    let mut verified = 0;
    for _ in 0..50_000 {
        let mut prototype = sample();
        for _ in 0..1 + random.below(6) {
            let pc = random.below(prototype.code.len());
            let op = Op::ALL[random.below(Op::COUNT)];
            // Mostly what the columns ask for.
            let mut field = |operand: Operand| match operand {
                _ if random.below(16) == 0 => random.next() as u16,
                Operand::Unused => 0,
                operand if operand.is_register() => r(random.below(10) as u16),
                _ => random.below(4) as u16,
            };
            let [x, a, b, c] = op.info().operands.map(&mut field);
            prototype.code[pc] = Insn::new(op, x as u8, a, b, c);
        }
        verified += u32::from(exercise(prototype));
    }
    assert!(verified > 1000, "{verified} verified: the test tests nothing");
}

#[test]
fn bounds_depth() {
    assert_eq!(decode(&encode(&nest(200), false)), Ok(nest(200)));
    let error = decode(&encode(&nest(201), false)).expect_err("accepted");
    assert_eq!(error.fault, DecodeFault::Depth(200));
    assert!(error.to_string().ends_with("found functions nested deeper, expected at most 200"), "{error}");
}

#[test]
fn bounds_numbers() {
    // As the length of the source: the most that fits, one bit more, and a number that goes on and on.
    let message = |number: &[u8]| {
        let mut bytes = [&encode(&sample(), false)[..32], &[1], number].concat();
        reseal(&mut bytes);
        decode(&bytes).expect_err("accepted").to_string()
    };
    let most = [&[0xff; 9][..], &[1]].concat();
    assert!(!message(&most).contains("more than 64 bits"), "{}", message(&most));
    for longer in [[&[0xff; 9][..], &[2]].concat(), vec![0x80; 10]] {
        assert!(message(&longer).contains("found a number of more than 64 bits as"), "{}", message(&longer));
    }
}
