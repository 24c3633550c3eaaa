//! Tables of cases. The expected texts were checked against PUC Lua 5.4 and C's `printf` on Linux.

use super::*;

mod arith;
mod scan;

fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = b"<".to_vec(); // what is there already must stay
    write(&mut out);
    assert_eq!(out[0], b'<');
    String::from_utf8(out[1..].to_vec()).expect("ASCII")
}

#[track_caller]
fn check_float(f: f64, expected: &str) {
    assert_eq!(text(|out| write_float(out, f)), expected, "{f:e}");
}

#[test]
fn floats_to_text() {
    for (f, expected) in [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (-100.0, "-100.0"),
        (0.1, "0.1"),
        (-0.5, "-0.5"),
        (1.0 / 3.0, "0.33333333333333"),
        (2.0 / 3.0, "0.66666666666667"),
        (core::f64::consts::PI, "3.1415926535898"),
        (123456.789, "123456.789"),
        (1e13, "10000000000000.0"),
        (99999999999999.0, "99999999999999.0"),
        (99999999999999.98, "1e+14"),
        (9999999999999.998, "10000000000000.0"),
        (12345678901234.5, "12345678901234.0"), // a tie: to even, then ".0"
        (12345678901235.5, "12345678901236.0"),
        (1e14, "1e+14"),
        (1e15, "1e+15"),
        (123456789012345.0, "1.2345678901234e+14"),
        (9007199254740993.0, "9.007199254741e+15"),
        (1e100, "1e+100"),
        (-1e300, "-1e+300"),
        (1e-4, "0.0001"),
        (1e-5, "1e-05"),
        (0.00009999999999999999, "0.0001"),
        (9.9999999999999e-5, "9.9999999999999e-05"),
        (0.000123, "0.000123"),
        (5e-324, "4.9406564584125e-324"),
        (2.2250738585072014e-308, "2.2250738585072e-308"),
        (f64::MAX, "1.7976931348623e+308"),
        (9223372036854775808.0, "9.2233720368548e+18"),
        (f64::INFINITY, "inf"),
        (f64::NEG_INFINITY, "-inf"),
        (CANONICAL_NAN, "nan"),
        (-CANONICAL_NAN, "-nan"),
    ] {
        check_float(f, expected);
    }
}

/// A small generator for the tests that compare two ways to the same text (xorshift64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Floats of every size, decimals, ties and neighbours of powers of ten.
    fn float(&mut self) -> f64 {
        let bits = self.next();
        match bits % 5 {
            0 => f64::from_bits(self.next() >> 1),
            1 => (self.next() % 10_000_000) as f64 / 1000.0,
            2 => ((self.next() >> 12) * 2 + 1) as f64 / (1u64 << ((bits >> 8) % 63)) as f64,
            3 => (self.next() >> 1) as f64 * 1e-19,
            _ => {
                let power = (bits >> 8) as i32 % 30;
                let ten: f64 = format!("1e{power}").parse().expect("a float");
                f64::from_bits((ten.to_bits() as i64 + (bits >> 40) as i64 % 5 - 2) as u64)
            }
        }
    }
}

/// The exact integer ways and core's formatting agree, so neither the choice between them nor the layout shows.
#[test]
fn short_ways_agree_with_core() {
    let mut random = Random(1);
    for _ in 0..200_000 {
        let f = random.float().abs();
        if !f.is_finite() {
            continue;
        }
        let precision = (random.next() % 20) as usize;
        let spec = Spec { precision: Some(precision), ..Spec::default() };
        assert_eq!(text(|out| format_float(out, &spec, b'f', f)), format!("{f:.precision$}"), "{f:e}");
        let e = text(|out| format_float(out, &spec, b'e', f));
        let (mantissa, exponent) = e.split_once('e').expect("an exponent");
        let exponent: i32 = exponent.parse().expect("an exponent");
        assert_eq!(format!("{mantissa}e{exponent}"), format!("{f:.precision$e}"));

        let short = text(|out| write_float(out, f));
        let spec = Spec { precision: Some(14), ..Spec::default() };
        let mut long = text(|out| format_float(out, &spec, b'g', f));
        if long.bytes().all(|b| b.is_ascii_digit()) {
            long.push_str(".0");
        }
        assert_eq!(short, long);
    }
}

#[test]
fn integers_to_text() {
    for i in [0, 1, -1, 9, 10, 99, 100, -100, 12345, i64::MAX, i64::MIN, 1_000_000_007] {
        assert_eq!(text(|out| write_integer(out, i)), i.to_string());
    }
    let mut random = Random(2);
    for _ in 0..10_000 {
        let i = (random.next() >> (random.next() % 64)) as i64;
        assert_eq!(text(|out| write_number(out, Number::Integer(i))), i.to_string());
    }
}

#[test]
fn quoted() {
    use Number::{Float, Integer};
    for (n, expected) in [
        (Integer(42), "42"),
        (Integer(i64::MIN), "0x8000000000000000"),
        (Integer(i64::MAX), "9223372036854775807"),
        (Float(1.0), "0x1p+0"),
        (Float(-0.1), "-0x1.999999999999ap-4"),
        (Float(-0.0), "-0x0p+0"),
        (Float(5e-324), "0x0.0000000000001p-1022"),
        (Float(f64::INFINITY), "1e9999"),
        (Float(f64::NEG_INFINITY), "-1e9999"),
        (Float(-CANONICAL_NAN), "(0/0)"),
    ] {
        assert_eq!(text(|out| write_quoted_number(out, n)), expected);
    }
}

/// `%...` to a spec and the conversion letter.
fn spec(format: &str) -> (Spec, u8) {
    let mut spec = Spec::default();
    let rest = format.strip_prefix('%').expect("a format");
    let rest = rest.trim_start_matches(|c| {
        match c {
            '-' => spec.left = true,
            '+' => spec.plus = true,
            ' ' => spec.space = true,
            '#' => spec.alternate = true,
            '0' => spec.zero = true,
            _ => return false,
        }
        true
    });
    let (body, conversion) = rest.split_at(rest.len() - 1);
    let (width, precision) = body.split_once('.').map_or((body, None), |(w, p)| (w, Some(p)));
    spec.width = width.parse().unwrap_or(0);
    spec.precision = precision.map(|p| p.parse().unwrap_or(0));
    (spec, conversion.as_bytes()[0])
}

#[test]
fn printf_floats() {
    for (format, f, expected) in [
        ("%f", 1.5, "1.500000"),
        ("%.0f", 0.5, "0"),
        ("%.0f", 1.5, "2"),
        ("%.0f", 2.5, "2"),
        ("%#.0f", 2.5, "2."),
        ("%.2f", 2.675, "2.67"),
        ("%.3f", 0.0625, "0.062"),
        ("%.20f", 0.1, "0.10000000000000000555"),
        ("%5.1f", 9.96, " 10.0"),
        ("%08.2f", -1.0, "-0001.00"),
        ("%-8.2f", -1.0, "-1.00   "),
        ("%+.1f", 1.0, "+1.0"),
        ("% .1f", 1.0, " 1.0"),
        ("%+ .1f", 1.0, "+1.0"),
        ("%010f", f64::NEG_INFINITY, "      -inf"),
        ("%F", f64::INFINITY, "INF"),
        ("%E", -CANONICAL_NAN, "-NAN"),
        ("%+g", CANONICAL_NAN, "+nan"),
        ("%e", 0.0, "0.000000e+00"),
        ("%e", 123456.0, "1.234560e+05"),
        ("%.0e", 25.0, "2e+01"),
        ("%#.0e", 35.0, "4.e+01"),
        ("%.3E", 1e-310, "1.000E-310"),
        ("%.1e", 9.96, "1.0e+01"),
        ("%g", 0.0, "0"),
        ("%g", -0.0, "-0"),
        ("%#g", 0.0, "0.00000"),
        ("%g", 100000.0, "100000"),
        ("%g", 1e6, "1e+06"),
        ("%g", 999999.5, "1e+06"),
        ("%#g", 999999.5, "1.00000e+06"), // C99; glibc 2.36 says 1.e+06
        ("%g", 0.0001, "0.0001"),
        ("%g", 0.00001234, "1.234e-05"),
        ("%.0g", 123.0, "1e+02"),
        ("%.3g", 123.0, "123"),
        ("%#.3g", 123.0, "123."),
        ("%#.5g", 12.0, "12.000"),
        ("%#.5g", 0.012, "0.012000"),
        ("%.17g", 0.1, "0.10000000000000001"),
        ("%G", 1e-10, "1E-10"),
        ("%a", 1.0, "0x1p+0"),
        ("%a", 0.0, "0x0p+0"),
        ("%a", -0.1, "-0x1.999999999999ap-4"),
        ("%A", 0.1, "0X1.999999999999AP-4"),
        ("%a", f64::MAX, "0x1.fffffffffffffp+1023"),
        ("%a", 5e-324, "0x0.0000000000001p-1022"),
        ("%.0a", 1.5, "0x2p+0"),
        ("%.0a", 1.25, "0x1p+0"),
        ("%.1a", 1.96875, "0x2.0p+0"),
        ("%.1a", 1.09375, "0x1.2p+0"),
        ("%.1a", 1.03125, "0x1.0p+0"),
        ("%5.3a", 1.0, "0x1.000p+0"),
        ("%.15a", 1.0, "0x1.000000000000000p+0"),
        ("%#a", 1.0, "0x1.p+0"),
        ("%012a", -1.0, "-0x000001p+0"),
        ("%12a", 1.0, "      0x1p+0"),
    ] {
        let (spec, conversion) = spec(format);
        assert_eq!(text(|out| format_float(out, &spec, conversion, f)), expected, "{format} of {f:e}");
    }
}

#[test]
fn printf_long_precisions() {
    let long = |format: &str, f| {
        let (spec, conversion) = spec(format);
        text(|out| format_float(out, &spec, conversion, f))
    };
    let fixed = long("%.99f", 1e308);
    assert_eq!(fixed.len(), 309 + 1 + 99);
    assert!(fixed.starts_with("100000000000000001097906362944045541740492309677311846336810682903157585404911491537"));
    assert!(fixed.ends_with(&format!(".{}", "0".repeat(99))));
    assert_eq!(
        long("%.99f", 0.1),
        format!("0.1000000000000000055511151231257827021181583404541015625{}", "0".repeat(44))
    );
    assert_eq!(long("%.99e", 1.0), format!("1.{}e+00", "0".repeat(99)));
    assert_eq!(long("%.1500f", 0.5).len(), 1502);
    assert_eq!(long("%.1500e", 5e-324).len(), 2 + 1500 + 5);
    assert_eq!(long("%#.1500g", 1.0).len(), 1501);
    assert_eq!(long("%.70000g", 0.5), "0.5");
    // The least float has 751 significant digits, the last of them 5.
    let least = long("%.1074f", 5e-324);
    assert!(least.ends_with("5") && least.len() == 1076);
}

#[test]
fn printf_integers() {
    for (format, i, expected) in [
        ("%d", 0, "0"),
        ("%i", -5, "-5"),
        ("%d", i64::MIN, "-9223372036854775808"),
        ("%5d", 42, "   42"),
        ("%-5d", 42, "42   "),
        ("%05d", -42, "-0042"),
        ("%-05d", -42, "-42  "),
        ("%+d", 42, "+42"),
        ("% d", 42, " 42"),
        ("%.5d", -42, "-00042"),
        ("%08.5d", -42, "  -00042"),
        ("%.0d", 0, ""),
        ("%3.0d", 0, "   "),
        ("%+.0d", 0, "+"),
        ("%u", -1, "18446744073709551615"),
        ("%+u", 1, "1"),
        ("%x", -1, "ffffffffffffffff"),
        ("%X", 0xabc, "ABC"),
        ("%#x", 255, "0xff"),
        ("%#X", 255, "0XFF"),
        ("%#x", 0, "0"),
        ("%#08x", 255, "0x0000ff"),
        ("%#.4x", 255, "0x00ff"),
        ("%o", 8, "10"),
        ("%#o", 8, "010"),
        ("%#o", 0, "0"),
        ("%#.0o", 0, "0"),
        ("%#.4o", 8, "0010"),
        ("%o", -1, "1777777777777777777777"),
        ("%.30d", 7, "000000000000000000000000000007"),
    ] {
        let (spec, conversion) = spec(format);
        assert_eq!(text(|out| format_integer(out, &spec, conversion, i)), expected, "{format} of {i}");
    }
}

#[test]
fn printf_bytes() {
    for (format, bytes, expected) in [
        ("%s", "abc", "abc"),
        ("%5s", "abc", "  abc"),
        ("%-5s", "abc", "abc  "),
        ("%.2s", "abc", "ab"),
        ("%5.1s", "abc", "    a"),
        ("%.0s", "abc", ""),
        ("%.9s", "abc", "abc"),
        ("%2c", "x", " x"),
    ] {
        let (spec, _) = spec(format);
        assert_eq!(text(|out| format_bytes(out, &spec, bytes.as_bytes())), expected, "{format}");
    }
}

#[test]
fn texts_to_integers() {
    for (source, expected) in [
        ("0", 0),
        ("-0", 0),
        ("  12\t\n\x0b\x0c\r", 12),
        ("+7", 7),
        ("007", 7),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
        ("0x10", 16),
        ("-0xA", -10),
        ("0XfF", 255),
        ("0xffffffffffffffff", -1),
        ("0x123456789abcdef01", 0x23456789abcdef01),
        ("-0x8000000000000000", i64::MIN),
    ] {
        assert_eq!(parse(source.as_bytes()), Some(Number::Integer(expected)), "{source:?}");
    }
}

#[test]
fn texts_to_floats() {
    for (source, expected) in [
        ("9223372036854775808", 9223372036854775808.0),
        ("-9223372036854775809", -9223372036854775808.0),
        ("1e1", 10.0),
        (" -1.5E+2 ", -150.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.0", -0.0),
        ("1e400", f64::INFINITY),
        ("-1e400", f64::NEG_INFINITY),
        ("1e-400", 0.0),
        ("1e99999999999999999999", f64::INFINITY),
        ("0e99999999999999999999", 0.0),
        ("4.9406564584124654e-324", 5e-324),
        ("2.2250738585072011e-308", 2.225073858507201e-308),
        ("0x.8", 0.5),
        ("0x8.", 8.0),
        ("0x1.8p3", 12.0),
        ("-0xA.8P-1", -5.25),
        ("0x1p-1074", 5e-324),
        ("0x1p-1075", 0.0), // a tie, to even
        ("0x1.0000000000001p-1075", 5e-324),
        ("0x3p-1075", 1e-323), // 1.5 last places, to even
        ("0x3c8a50f7aaf15bp-1076", f64::from_bits(0x000f_2294_3dea_bc57)),
        ("0x1p1024", f64::INFINITY),
        ("0x1.fffffffffffff8p1023", f64::INFINITY),
        ("0x1.fffffffffffff7p1023", f64::MAX),
        ("0x1.00000000000008p0", 1.0),
        ("0x1.00000000000008000000000000000001p0", 1.0000000000000002),
        ("0x1.00000000000018p0", 1.0000000000000004),
        ("0x0p99999999999999999999", 0.0),
        ("0x1p99999999999999999999", f64::INFINITY),
        ("0x1p-99999999999999999999", 0.0),
        ("0x0.fffffffffffffp-1022", 2.225073858507201e-308),
        ("0x0.fffffffffffff8p-1022", 2.2250738585072014e-308),
    ] {
        let Some(Number::Float(f)) = parse(source.as_bytes()) else { panic!("{source:?} is no float") };
        assert_eq!(f.to_bits(), expected.to_bits(), "{source:?} gave {f:e}");
    }
}

#[test]
fn long_texts_keep_their_value() {
    let zeros = "0".repeat(100_000);
    for (source, expected) in [
        (format!("0.{zeros}1e100001"), 1.0),
        (format!("1{zeros}e-100000"), 1.0),
        (format!("-12{zeros}.{zeros}e-100001"), -1.2),
        (format!("{zeros}.{zeros}"), 0.0),
        (format!("{zeros}2.5{zeros}"), 2.5),
        (format!("1{zeros}"), f64::INFINITY),
        // Just above a tie, by the last digit only.
        (format!("9007199254740993.{zeros}1"), 9007199254740994.0),
        (format!("0x0.{zeros}1p400004"), 1.0),
        (format!("0x1{zeros}p-400000"), 1.0),
        (format!("0x20000000000001.{zeros}1"), 9007199254740994.0),
    ] {
        assert_eq!(parse(source.as_bytes()), Some(Number::Float(expected)), "{}...", &source[..10]);
    }
}

#[test]
fn texts_that_are_no_numbers() {
    for source in [
        "", " ", "-", "+", "- 1", "--1", "+-1", "1 2", "1x", "x", ".", "-.", "e1", ".e1", "1e", "1e+", "1e 1", "1.2.3",
        "1..", "0x", "-0x", "0x.", "0xp1", "0x.p1", "0x1p", "0x1p+", "0x1pa", "0x1.2.3", "0xg", "00x1", "inf", "nan",
        "-inf", "Infinity", "NaN", "0xinf", "1_0", "1f", "0b1", "1\0", "\x001", "1\x002", "0x1\0", "1e1.0", "\u{a0}1",
    ] {
        assert_eq!(parse(source.as_bytes()), None, "{source:?}");
    }
}

/// What is written with enough digits, decimal or hexadecimal, reads back as the same bits.
#[test]
fn round_trip() {
    let mut random = Random(3);
    let decimal = Spec { precision: Some(17), ..Spec::default() };
    for _ in 0..50_000 {
        let f = random.float();
        if !f.is_finite() {
            continue;
        }
        let quoted = text(|out| write_quoted_number(out, Number::Float(f)));
        assert_eq!(parse(quoted.as_bytes()), Some(Number::Float(f)), "{quoted}");
        let long = text(|out| format_float(out, &decimal, b'e', f));
        assert_eq!(parse(long.as_bytes()), Some(Number::Float(f)), "{long}");
    }
}

#[test]
fn float_to_integer_conversions() {
    const TWO_63: f64 = 9223372036854775808.0;
    for (f, exact, floor, ceil) in [
        (0.0, Some(0), Some(0), Some(0)),
        (-0.0, Some(0), Some(0), Some(0)),
        (1.5, None, Some(1), Some(2)),
        (-1.5, None, Some(-2), Some(-1)),
        (-0.5, None, Some(-1), Some(0)),
        (5e-324, None, Some(0), Some(1)),
        (9007199254740993.0, Some(9007199254740992), Some(9007199254740992), Some(9007199254740992)),
        (TWO_63, None, None, None),
        (-TWO_63, Some(i64::MIN), Some(i64::MIN), Some(i64::MIN)),
        (9223372036854774784.0, Some(9223372036854774784), Some(9223372036854774784), Some(9223372036854774784)),
        (-9223372036854777856.0, None, None, None),
        (f64::INFINITY, None, None, None),
        (f64::NEG_INFINITY, None, None, None),
        (CANONICAL_NAN, None, None, None),
    ] {
        let got = (float_to_integer(f), float_floor_to_integer(f), float_ceil_to_integer(f));
        assert_eq!(got, (exact, floor, ceil), "{f:e}");
    }
}

/// Every comparison against arithmetic in 128 bits, where both sides are exact.
#[test]
fn comparisons() {
    const TWO_53: i64 = 1 << 53;
    let around = |i: i64| [i.saturating_sub(1), i, i.saturating_add(1)];
    let integers = [0, 1, -1, TWO_53, -TWO_53, TWO_53 + 2, i64::MAX - 512, i64::MAX, i64::MIN].map(around).concat();
    for &i in &integers {
        for &base in &integers {
            let f = base as f64;
            for f in [f.next_down(), f, f.next_up(), f + 0.5, f * 2.0] {
                // In halves everything here is an integer or rounds to the same side of every integer.
                let doubled_i = i128::from(i) * 2;
                let doubled_f = if f.fract() == 0.0 { f as i128 * 2 } else { f.floor() as i128 * 2 + 1 };
                assert_eq!(lt_int_float(i, f), doubled_i < doubled_f, "{i} < {f:e}");
                assert_eq!(le_int_float(i, f), doubled_i <= doubled_f, "{i} <= {f:e}");
                assert_eq!(lt_float_int(f, i), doubled_f < doubled_i, "{f:e} < {i}");
                assert_eq!(le_float_int(f, i), doubled_f <= doubled_i, "{f:e} <= {i}");
                assert_eq!(eq_int_float(i, f), doubled_i == doubled_f, "{i} == {f:e}");
            }
        }
        let (inf, nan) = (f64::INFINITY, CANONICAL_NAN);
        assert!(lt_int_float(i, inf) && le_int_float(i, inf) && !lt_float_int(inf, i) && !le_float_int(inf, i));
        assert!(!lt_int_float(i, -inf) && !le_int_float(i, -inf) && lt_float_int(-inf, i) && le_float_int(-inf, i));
        assert!(!lt_int_float(i, nan) && !le_int_float(i, nan) && !lt_float_int(nan, i) && !le_float_int(nan, i));
        assert!(!eq_int_float(i, nan) && !eq_int_float(i, inf) && !eq_int_float(i, -inf));
    }
}
