//! Numerals read piece by piece, against [`parse_short`] on the whole.

use super::super::parse::parse_short;
use super::super::{Number, Scan};
use super::Random;

/// Reads `text` in pieces of these lengths, its state written to words and read back between two.
fn scanned(text: &[u8], mut length: impl FnMut() -> usize) -> Option<Number> {
    let (mut scan, mut rest) = (Scan::default(), text);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(length().min(rest.len()));
        scan.feed(piece);
        let copy = Scan::from_words(&scan.to_words()).expect("words of a scan");
        assert_eq!(copy, scan);
        scan = copy;
        rest = after;
    }
    scan.finish()
}

fn bits(number: Option<Number>) -> Option<(bool, u64)> {
    number.map(|number| match number {
        Number::Integer(i) => (false, i as u64),
        Number::Float(f) => (true, f.to_bits()),
    })
}

#[test]
fn random_texts() {
    // Mostly numerals, some nearly.
    let parts: [&[u8]; 16] =
        [b"0", b"1", b"9", b"0x", b"0X", b".", b"e", b"E", b"p", b"-", b"+", b" ", b"\t", b"f", b"000000", b"1797693"];
    let mut random = Random(5);
    let mut numbers = 0;
    for _ in 0..200_000 {
        let mut text = Vec::new();
        for _ in 0..1 + random.next() % 7 {
            text.extend_from_slice(parts[(random.next() % 16) as usize]);
        }
        let expected = parse_short(&text);
        numbers += usize::from(expected.is_some());
        let found = scanned(&text, || 1 + (random.next() % 4) as usize);
        assert_eq!(bits(found), bits(expected), "{}", String::from_utf8_lossy(&text));
    }
    assert!(numbers > 10_000, "{numbers}");
}

#[test]
fn many_digits_decide_as_all_of_them() {
    // The middle between two floats, exactly, and a little above it however far behind.
    let middle = b"9007199254740993";
    for zeros in [0, 100, 790, 5_000] {
        let mut text = [middle, &b"."[..], &b"0".repeat(zeros)].concat();
        assert_eq!(scanned(&text, || 64), Some(Number::Float(9_007_199_254_740_992.0)), "{zeros}");
        text.push(b'1');
        assert_eq!(scanned(&text, || 64), Some(Number::Float(9_007_199_254_740_994.0)), "{zeros}");
    }
    let digits = b"1".repeat(2_000);
    let small = [&b"0."[..], &b"0".repeat(5_000), &digits, b"e5001"].concat();
    assert_eq!(scanned(&small, || 64), Some(Number::Float(1.0 + 1.0 / 9.0)));
    let large = [&digits[..], b"e-1999"].concat();
    assert_eq!(scanned(&large, || 64), Some(Number::Float(1.0 + 1.0 / 9.0)));
    let hexadecimal = [&b"0x"[..], &b"f".repeat(1_000), b"p-4000"].concat();
    assert_eq!(scanned(&hexadecimal, || 64), Some(Number::Float(1.0)));
    assert_eq!(scanned(&[&b"-0x"[..], &b"f".repeat(1_000)].concat(), || 64), Some(Number::Integer(1)));
    assert_eq!(scanned(&b"7".repeat(1_000), || 64), Some(Number::Float(f64::INFINITY)));
    assert_eq!(scanned(b"-0", || 1), Some(Number::Integer(0)));
}

#[test]
fn words_that_are_no_scan() {
    let words = Scan::default().to_words();
    assert!(Scan::from_words(&words).is_some());
    assert!(Scan::from_words(&words[1..]).is_none());
    for (at, word) in [(0, 10), (2, u64::MAX / 2), (3, u64::MAX / 2), (6, 1)] {
        let mut wrong = words.clone();
        wrong[at] = word;
        assert!(Scan::from_words(&wrong).is_none(), "{at}");
    }
    let mut wrong = words;
    wrong[6] = 1;
    wrong.push(0x3a);
    assert!(Scan::from_words(&wrong).is_none());
}
