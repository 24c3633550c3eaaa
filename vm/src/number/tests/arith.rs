//! The operators.

use super::*;
use Number::{Float, Integer};

#[track_caller]
fn check(op: ArithOp, a: Number, b: Number, expected: Number) {
    let got = arith(op, a, b).expect("a result");
    let same = match (got, expected) {
        (Float(got), Float(expected)) => got.to_bits() == expected.to_bits(),
        (got, expected) => got == expected,
    };
    assert!(same, "{a:?} {op:?} {b:?} gave {got:?}, expected {expected:?}");
}

#[test]
fn integers_wrap_and_round_down() {
    use ArithOp::*;
    for (op, a, b, expected) in [
        (Add, i64::MAX, 1, i64::MIN),
        (Sub, i64::MIN, 1, i64::MAX),
        (Mul, i64::MAX, 2, -2),
        (IDiv, 7, 2, 3),
        (IDiv, -7, 2, -4),
        (IDiv, 7, -2, -4),
        (IDiv, -7, -2, 3),
        (IDiv, i64::MIN, -1, i64::MIN),
        (IDiv, i64::MIN, i64::MAX, -2),
        (Mod, 7, 3, 1),
        (Mod, -7, 3, 2),
        (Mod, 7, -3, -2),
        (Mod, -7, -3, -1),
        (Mod, i64::MIN, -1, 0),
        (Mod, i64::MIN, i64::MAX, i64::MAX - 1),
        (Neg, i64::MIN, 0, i64::MIN),
        (BNot, 0, 0, -1),
        (BAnd, 12, 10, 8),
        (BOr, 12, 10, 14),
        (BXor, 12, 10, 6),
        (Shl, 1, 63, i64::MIN),
        (Shl, 1, 64, 0),
        (Shl, 1, i64::MAX, 0),
        (Shl, 1, i64::MIN, 0),
        (Shl, -1, -1, i64::MAX),
        (Shl, -1, -63, 1),
        (Shl, -1, -64, 0),
        (Shr, -1, 1, i64::MAX),
        (Shr, -1, 63, 1),
        (Shr, -1, 64, 0),
        (Shr, -1, i64::MIN, 0),
        (Shr, 1, -63, i64::MIN),
    ] {
        check(op, Integer(a), Integer(b), Integer(expected));
    }
}

#[test]
fn floats() {
    use ArithOp::*;
    const INF: f64 = f64::INFINITY;
    for (op, a, b, expected) in [
        (Add, 0.1, 0.2, 0.30000000000000004),
        (Div, 1.0, 0.0, INF),
        (Div, -1.0, 0.0, -INF),
        (Div, 0.0, 0.0, CANONICAL_NAN),
        (Neg, CANONICAL_NAN, 0.0, CANONICAL_NAN),
        (Neg, 0.0, 0.0, -0.0),
        (Sub, INF, INF, CANONICAL_NAN),
        (IDiv, 7.5, 2.0, 3.0),
        (IDiv, -7.5, 2.0, -4.0),
        (IDiv, -0.0, 2.0, -0.0),
        (IDiv, 1.0, 0.0, INF),
        (IDiv, 1e300, 3.0, 3.3333333333333335e299),
        (Mod, 5.5, 2.0, 1.5),
        (Mod, -5.5, 2.0, 0.5),
        (Mod, 5.5, -2.0, -0.5),
        (Mod, -5.5, -2.0, -1.5),
        (Mod, 6.0, 4.0, 2.0),
        (Mod, -6.0, 4.0, 2.0),
        (Mod, 6.0, -4.0, -2.0),
        (Mod, -6.0, 3.0, -0.0),
        (Mod, 6.0, -3.0, 0.0),
        (Mod, -0.0, 3.0, -0.0),
        (Mod, 1.0, INF, 1.0),
        (Mod, -1.0, INF, INF),
        (Mod, 1.0, -INF, -INF),
        (Mod, -1.0, -INF, -1.0),
        (Mod, 1.0, 0.0, CANONICAL_NAN),
        (Mod, INF, 2.0, CANONICAL_NAN),
        (Mod, 1e308, 7.0, libm::fmod(1e308, 7.0)),
        (Pow, 3.0, 2.0, 9.0),
        (Pow, 2.0, 0.5, core::f64::consts::SQRT_2),
        (Pow, -0.0, 0.5, 0.0),
        (Pow, -INF, 0.5, INF),
        (Pow, INF, 0.5, INF),
        (Pow, -1.0, 0.5, CANONICAL_NAN),
        (Pow, 2.0, -1074.0, 5e-324),
        (Pow, 10.0, 22.0, 1e22),
        (Pow, CANONICAL_NAN, 0.0, 1.0),
        (Pow, 1.0, CANONICAL_NAN, 1.0),
        (Pow, -8.0, 3.0, -512.0),
    ] {
        check(op, Float(a), Float(b), Float(expected));
    }
}

#[test]
fn mixed_operands() {
    use ArithOp::*;
    check(Add, Integer(1), Float(0.5), Float(1.5));
    check(Mul, Float(2.0), Integer(3), Float(6.0));
    check(Div, Integer(6), Integer(3), Float(2.0));
    check(Pow, Integer(2), Integer(10), Float(1024.0));
    check(IDiv, Integer(7), Float(2.0), Float(3.0));
    check(IDiv, Integer(7), Float(0.0), Float(f64::INFINITY));
    check(BAnd, Float(12.0), Integer(10), Integer(8));
    check(BNot, Float(-1.0), Float(0.5), Integer(0)); // the second operand plays no part
}

#[test]
fn errors() {
    use ArithOp::*;
    for (op, a, b, expected) in [
        (IDiv, Integer(1), Integer(0), ArithError::DivideByZero),
        (Mod, Integer(1), Integer(0), ArithError::ModuloByZero),
        (BAnd, Float(1.5), Integer(0), ArithError::NoInteger),
        (Shl, Integer(1), Float(1e100), ArithError::NoInteger),
        (BNot, Float(CANONICAL_NAN), Integer(0), ArithError::NoInteger),
        (BOr, Float(9223372036854775808.0), Integer(0), ArithError::NoInteger),
    ] {
        assert_eq!(arith(op, a, b), Err(expected));
    }
    assert_eq!(ArithError::DivideByZero.to_string(), "attempt to divide by zero");
    assert_eq!(ArithError::ModuloByZero.to_string(), "attempt to perform 'n%0'");
    assert_eq!(ArithError::NoInteger.to_string(), "number has no integer representation");
}

/// The short way for integral floats gives what `fmod` gives, sign of zero included.
#[test]
fn remainder_agrees_with_fmod() {
    let mut random = Random(4);
    for _ in 0..100_000 {
        let mut operand = || {
            let f = random.float();
            let f = if f.abs() < 1e15 && random.next().is_multiple_of(2) { float_floor(f) } else { f };
            if random.next().is_multiple_of(2) { -f } else { f }
        };
        let (a, b) = (operand(), operand());
        let (got, expected) = (canonical(float_remainder(a, b)), canonical(libm::fmod(a, b)));
        assert_eq!(got.to_bits(), expected.to_bits(), "fmod({a:e}, {b:e})");
        assert_eq!(canonical(float_floor(a)).to_bits(), canonical(libm::floor(a)).to_bits(), "floor({a:e})");
    }
}
