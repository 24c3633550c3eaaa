//! Functions of the library with arguments that are trouble: they return or raise, stop near the end of each slice,
//! and do the same every time.
//!
//! An input is a sequence of calls: a byte for the function, and two for each argument.

use std::fmt::Write;

use arbitrary::Unstructured;
use tidelock_vm::Backend;
use tidelock_vm::bytecode::Verified;

use crate::harness::{self, Machine, Seen, Setup};
use crate::limits;

/// Most calls of a program.
const CALLS_MAX: usize = 12;
/// Ticks that a program has.
const TICKS_MAX: u64 = 200_000;
/// Ticks of a slice.
const QUANTUM: u64 = 1000;
/// Ticks by which a slice may be exceeded. What is done in one go is in proportion to what is in memory: see
/// `ARCHITECTURE.md`, What always holds.
const EXCESS_MAX: u64 = 1 << 20;
/// Memory of a program.
const MEMORY_BYTES: usize = 4 << 20;

/// Values that are trouble, as expressions over `builtin.lua`: a letter for what functions take them for, and them.
const VALUES: &[(char, &[&str])] = &[
    // Numbers.
    (
        'n',
        &[
            "1",
            "0",
            "-1",
            "2",
            "3",
            "5",
            "math.maxinteger",
            "math.mininteger",
            "math.maxinteger - 1",
            "1 << 31",
            "1 << 32",
            "0x7fffffff",
            "-(1 << 31)",
            "0/0",
            "1/0",
            "-1/0",
            "-0.0",
            "0.5",
            "1e308",
            "5e-324",
            "2^53",
            "-2^63",
            "2^63",
            "100",
            "1000",
            "100000",
            "64",
            "-64",
            "'10'",
            "nil",
        ],
    ),
    // Strings.
    (
        's',
        &[
            "'a'",
            "''",
            "'a\\0b'",
            "'\\0'",
            "('x'):rep(1000)",
            "('ab'):rep(20000)",
            "'  0x1p4  '",
            "'1e1'",
            "'-9223372036854775808'",
            "'\\xff\\xfe'",
            "'\\u{7fffffff}'",
            "'h\\u{e9}llo'",
            "('a'):rep(300) .. 'b'",
            "'hello world'",
            "'/tmp/x'",
            "'nSlutfrL'",
            "'k'",
            "last",
            "7",
            "('\\u{10ffff}'):rep(50)",
        ],
    ),
    // Patterns.
    (
        'p',
        &[
            "'%'",
            "'[a'",
            "'[^'",
            "'('",
            "'%b'",
            "'%f'",
            "'(()'",
            "'%1'",
            "'(.-)(.-)(.-)$'",
            "('a*'):rep(30)",
            "('(a'):rep(40)",
            "'^(a*)*$'",
            "'%f[%w]'",
            "'[%a-z]'",
            "'()'",
            "('.-'):rep(20) .. 'b'",
            "'%w+'",
            "'a'",
            "'.'",
            "''",
            "'%bxx'",
            "('a?'):rep(30) .. ('a'):rep(30)",
            "'(.)%1'",
            "'[]]'",
            "'[%'",
            "('(a)'):rep(32)",
        ],
    ),
    // Formats.
    (
        'F',
        &[
            "'%d'",
            "'%5.3f'",
            "'%99.99f'",
            "'%q'",
            "'%s'",
            "'%-20s|%i'",
            "'%a'",
            "'%c'",
            "'%123d'",
            "'%#x %o'",
            "'%p'",
            "'%'",
            "'%.20s'",
            "'%5.1q'",
            "'%+.3e%%'",
            "'%s%s%s%s%s'",
            "'%0-+ #5d'",
            "'%.99g'",
            "'%99.99a'",
        ],
    ),
    // Formats of packing.
    (
        'K',
        &[
            "'<i16'",
            "'!16d'",
            "'s8'",
            "'i17'",
            "'z'",
            "'!8Xd'",
            "'<I3>i2=f'",
            "'c1000000'",
            "'c2147483647c2147483647'",
            "'j'",
            "'s1'",
            "'bBhHiIlLjJTfdn'",
            "'!2 Xi8 i8'",
            "' < > = ! '",
            "'X'",
            "'i0'",
            "'c'",
            "'!17'",
            "'xxxb'",
        ],
    ),
    // Tables.
    (
        't',
        &[
            "{3, 1, 2}",
            "{}",
            "{'b', 'a', 'c'}",
            "{n = 1 << 40}",
            "{[math.maxinteger] = 1, [1] = 1}",
            "length(math.maxinteger)",
            "length(-1)",
            "length(1e9)",
            "length('x')",
            "length(5)",
            "trouble",
            "endless",
            "strange",
            "{trouble, trouble}",
            "{{}, {}}",
            "{1, 'x', {}}",
            "_G",
            "string",
            "package.loaded",
            "setmetatable({}, {__gc = wrong})",
            "setmetatable({}, {__close = wrong, __mode = 'k'})",
            "{__index = identity, __len = counts}",
            "{year = 1 << 40}",
            "{year = 2020, month = math.maxinteger, day = 1}",
            "{year = 2024, month = 2, day = 30, hour = -1}",
            "{a = 'b', x = false}",
            "table.pack(('x'):rep(300):byte(1, -1))",
        ],
    ),
    // Functions.
    (
        'f',
        &[
            "identity",
            "wrong",
            "counts",
            "yields",
            "error",
            "print",
            "pcall",
            "coroutine.wrap(yields)",
            "less",
            "call",
            "string.upper",
            "setmetatable({}, {__call = identity})",
            "debug.traceback",
            "coroutine.running",
            "always",
        ],
    ),
    // Coroutines.
    (
        'c',
        &["suspended()", "coroutine.create(wrong)", "coroutine.running()", "coroutine.create(closing)", "suspended(2)"],
    ),
    // Options.
    (
        'o',
        &[
            "'collect'",
            "'count'",
            "'step'",
            "'stop'",
            "'generational'",
            "'setpause'",
            "'crl'",
            "'bt'",
            "'*a'",
            "'n'",
            "'l'",
            "'r'",
            "'w+b'",
            "'set'",
            "'cur'",
            "'end'",
            "'full'",
            "'no'",
            "'%c'",
            "'!%Y-%m-%d %H %j %Ex'",
        ],
    ),
    // Text of programs, and their bytecode.
    (
        'x',
        &[
            "'return ...'",
            "'\\27Lua'",
            "'return 1 +'",
            "string.dump(identity)",
            "'goto x'",
            "('('):rep(300)",
            "counts",
            "('x = x ' ):rep(1000)",
            "string.dump(call):sub(1, 100)",
            "string.dump(call, true)",
            "'\\27Tidelock'",
        ],
    ),
    // Whatever else.
    (
        'a',
        &["nil", "true", "false", "io.stdout", "io.tmpfile()", "last", "trouble", "1", "'a'", "{}", "0/0", "identity"],
    ),
];

/// Functions and what they take. Those that are not here are called by number, with anything.
const CALLS: &[(&str, &str)] = &[
    ("string.rep", "sns"),
    ("string.sub", "snn"),
    ("string.byte", "snn"),
    ("string.find", "spna"),
    ("string.match", "spn"),
    ("string.gmatch", "spn"),
    ("string.gsub", "sptn"),
    ("string.gsub", "spfn"),
    ("string.gsub", "spsn"),
    ("string.format", "Faaa"),
    ("string.format", "Fnsn"),
    ("string.pack", "Knsn"),
    ("string.pack", "Knnnn"),
    ("string.unpack", "Ksn"),
    ("string.packsize", "K"),
    ("string.char", "nnn"),
    ("string.reverse", "s"),
    ("string.upper", "s"),
    ("string.len", "s"),
    ("string.dump", "fa"),
    ("table.concat", "tsnn"),
    ("table.insert", "tna"),
    ("table.insert", "ta"),
    ("table.move", "tnnnt"),
    ("table.unpack", "tnn"),
    ("table.sort", "tf"),
    ("table.sort", "t"),
    ("table.remove", "tn"),
    ("table.pack", "aaa"),
    ("utf8.len", "snna"),
    ("utf8.codepoint", "snna"),
    ("utf8.offset", "snn"),
    ("utf8.char", "nnn"),
    ("utf8.codes", "sa"),
    ("load", "xsot"),
    ("load", "fst"),
    ("select", "naaa"),
    ("tonumber", "sn"),
    ("tonumber", "n"),
    ("tostring", "a"),
    ("setmetatable", "tt"),
    ("next", "ta"),
    ("rawset", "taa"),
    ("rawget", "ta"),
    ("rawlen", "t"),
    ("pairs", "t"),
    ("ipairs", "t"),
    ("pcall", "faaa"),
    ("xpcall", "ffa"),
    ("error", "an"),
    ("collectgarbage", "onn"),
    ("print", "ta"),
    ("coroutine.wrap", "f"),
    ("coroutine.resume", "caa"),
    ("coroutine.close", "c"),
    ("coroutine.status", "c"),
    ("math.random", "nn"),
    ("math.randomseed", "nn"),
    ("math.fmod", "nn"),
    ("math.tointeger", "n"),
    ("math.floor", "n"),
    ("math.ult", "nn"),
    ("math.max", "nnn"),
    ("math.log", "nn"),
    ("math.abs", "n"),
    ("math.modf", "n"),
    ("math.exp", "n"),
    ("math.sin", "n"),
    ("math.ceil", "n"),
    ("os.date", "on"),
    ("os.time", "t"),
    ("os.difftime", "nn"),
    ("debug.getinfo", "fs"),
    ("debug.getinfo", "cns"),
    ("debug.getlocal", "nn"),
    ("debug.getlocal", "cnn"),
    ("debug.setlocal", "nna"),
    ("debug.getupvalue", "fn"),
    ("debug.setupvalue", "fna"),
    ("debug.upvalueid", "fn"),
    ("debug.upvaluejoin", "fnfn"),
    ("debug.sethook", "fon"),
    ("debug.sethook", "fsn"),
    ("debug.traceback", "csn"),
    ("debug.traceback", "sn"),
    ("debug.setmetatable", "at"),
    ("debug.setuservalue", "aan"),
    ("io.open", "so"),
    ("io.lines", "soo"),
    ("io.read", "oon"),
    ("io.write", "sna"),
    ("require", "s"),
    ("package.searchpath", "ssss"),
    ("assert", "aa"),
    ("warn", "ss"),
    ("dofile", "s"),
    ("last", "aaa"),
];

/// The program that an input stands for.
pub fn show(input: &[u8]) -> String {
    let mut choices = Unstructured::new(input);
    let mut text = String::from(include_str!("builtin.lua"));
    for _ in 0..CALLS_MAX {
        if choices.is_empty() {
            break;
        }
        match choices.choose(CALLS).copied() {
            Ok((function, takes)) if choices.ratio(7_u8, 8).unwrap_or(true) => {
                let _ = write!(text, "call({function}");
                takes.chars().for_each(|kind| argument(&mut choices, kind, &mut text));
            }
            _ => {
                let _ = write!(text, "call({}", choices.arbitrary::<u16>().unwrap_or(0));
                for _ in 0..choices.int_in_range(0..=5_u8).unwrap_or(0) {
                    argument(&mut choices, 'a', &mut text);
                }
            }
        }
        text.push_str(")\n");
    }
    text
}

/// A value of this kind, or now and then of any other.
fn argument(choices: &mut Unstructured<'_>, kind: char, text: &mut String) {
    let fitting = VALUES.iter().find(|(letter, _)| *letter == kind).expect("every letter has values");
    let is_other = kind == 'a' || choices.ratio(1_u8, 8).unwrap_or(false);
    let (_, values) = if is_other { choices.choose(VALUES).unwrap_or(fitting) } else { fitting };
    let value = choices.choose(values).unwrap_or(&"nil");
    let _ = write!(text, ", {value}");
}

/// Judges an input.
///
/// # Errors
///
/// How two runs differ or by how much a slice was exceeded, and the program.
pub fn check(input: &[u8]) -> Result<(), String> {
    let text = show(input);
    compare(&text).map_err(|why| format!("{why}\n--- program ---\n{text}"))
}

fn compare(text: &str) -> Result<(), String> {
    let code = tidelock::program::load(text.as_bytes(), b"=builtin")
        .map_err(|error| format!("it does not compile: {error}"))?;
    let setup = Setup { memory_bytes_max: MEMORY_BYTES, ..Setup::default() };
    let expected = run(&code, &setup, QUANTUM)?;
    harness::same("once more", &expected, &run(&code, &setup, QUANTUM)?)?;
    let other = Setup { backend: Backend::Loop, hash_seed: 99, ..setup };
    harness::same("on the loop backend", &expected, &run(&code, &other, QUANTUM)?)?;
    if !limits::is_same_at_any_quantum(&expected) {
        return Ok(());
    }
    harness::same("at quantum 1", &expected, &run(&code, &setup, 1)?)
}

fn run(code: &Verified, setup: &Setup, quantum: u64) -> Result<Seen, String> {
    let mut machine = Machine::new(code, setup);
    while machine.ticks_used() < TICKS_MAX {
        let until = machine.ticks_used() + quantum;
        let has_ended = machine.run(quantum.min(TICKS_MAX - machine.ticks_used()));
        let excess = machine.ticks_used().saturating_sub(until);
        if excess > EXCESS_MAX {
            return Err(format!("a slice of {quantum} ticks was exceeded by {excess}"));
        }
        if has_ended {
            break;
        }
    }
    Ok(machine.seen())
}
