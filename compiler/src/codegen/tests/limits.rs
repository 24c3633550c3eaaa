//! Sources that are long, deep or beyond a limit.

use tidelock_vm::bytecode::{Op, Prototype};

use super::{Jumps, compile};

/// Smallest stack on which the deepest source must compile in an optimised build.
const STACK_BYTES: usize = if cfg!(debug_assertions) { 2 << 20 } else { 256 << 10 };

/// Nesting that the parser still lets through, whatever is nested.
const DEPTH: usize = 90;

/// Compiles `source` on a small stack.
fn compile_on_small_stack(source: String) -> Prototype {
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || compile(&source));
    thread.expect("a thread starts").join().expect("it compiles")
}

fn failure(source: &str) -> String {
    crate::compile(source.as_bytes(), b"=test").expect_err("it is beyond a limit").message_lossy()
}

fn count(prototype: &Prototype, op: Op) -> usize {
    prototype.code.iter().filter(|insn| insn.op() == Some(op)).count()
}

fn repeat(before: &str, middle: &str, times: usize, after: &str) -> String {
    format!("{before}{}{after}", middle.repeat(times))
}

#[test]
fn chains_do_not_recurse() {
    let times = 100_000;
    assert_eq!(count(&compile_on_small_stack(repeat("local a; return a", " + a", times, "")), Op::Add), times);
    assert_eq!(count(&compile_on_small_stack(repeat("local a; return a", ".b()", times, "")), Op::GetField), times);
    assert_eq!(count(&compile_on_small_stack(repeat("local a; return a", ":b()", times, "")), Op::Method), times);
    assert_eq!(count(&compile_on_small_stack(repeat("local a; return a", " == a", times, "")), Op::Eq), times);
    compile_on_small_stack(repeat("local a; local b = a", " and a", times, ""));
    compile_on_small_stack(repeat("local a; local b = a", " or a()", times, ""));
    compile_on_small_stack(repeat("local a; if a", " and a == 1", times, " then f() end"));
    compile_on_small_stack(repeat("if a then f()", " elseif b then g()", times, " end"));
}

#[test]
fn nesting_fits_a_small_stack() {
    for (open, middle, close) in [
        ("{a or b and c == d .. {}, ", "1", "}"),
        ("f(", "1", ")"),
        ("a[", "1", "]"),
        ("a:b(", "1", ")"),
        ("1 < (a == ", "a", ")"),
        ("function() return ", "1", " end"),
    ] {
        let source = format!("local x = {}{middle}{}", open.repeat(DEPTH), close.repeat(DEPTH));
        compile_on_small_stack(source);
    }
    for (open, close) in [
        ("do ", " end"),
        ("while a do ", " end"),
        ("repeat ", " until a"),
        ("if a then ", " end"),
        ("local function f() ", " end"),
    ] {
        compile_on_small_stack(repeat("", open, DEPTH, &close.repeat(DEPTH)));
    }
    compile_on_small_stack(repeat("", "for i in a do ", 40, &" end".repeat(40)));
}

#[test]
fn long_jumps() {
    let turn = "b = a < 2 and a or 3; if a == 5 then break end";
    let short = compile(&format!("local a, b; while a == 1 do {turn} end; return not a"));
    assert_eq!(count(&short, Op::TestSet), 1);
    let body = "a = a + 1;".repeat(40_000);
    let long = compile(&format!("local a, b; while a == 1 do {body} {turn} end; return not a"));
    assert_eq!(count(&long, Op::TestSet), 0);
    let ticks =
        |prototype: &Prototype| prototype.code.iter().map(|insn| u64::from(insn.op().map_or(0, Op::cost))).sum::<u64>();
    assert_eq!(ticks(&long), ticks(&short) + 40_000);
    // An inner function of one that is generated twice.
    let source = format!("local a; while a == 1 do {body} f(function() return a end) end");
    let twice = compile(&source);
    assert_eq!(twice.prototypes.len(), 1);
    assert_eq!(twice.prototypes[0].upvalues.len(), 1);
    assert_eq!(count(&twice.prototypes[0], Op::GetUpvalue), 1);
}

#[test]
fn long_jumps_with_values() {
    let operands = |operand: &str| format!("local a, b, c; b = a{}; return b", operand.repeat(20_000));
    compile(&operands(" and a == b"));
    compile(&operands(" or (a and b)"));
    compile(&operands(" or not (a and b)"));
    compile(&operands(" and not (b or a)"));
    compile(&operands(" or b").replace("b = a", "a = a"));
}

#[test]
fn many_constants() {
    use std::fmt::Write;
    let mut source = String::from("local t, x\n");
    for index in 0..70_000 {
        let _ = writeln!(source, "x = {index}.25");
    }
    source += "t.late = t.later; x = t:latest(); global = other; x = x * 0.125; if x == 'late' then x = 0.5 == x end";
    let prototype = compile(&source);
    assert_eq!(prototype.constants.len(), 70_000 + 7);
    assert_eq!(count(&prototype, Op::GetField) + count(&prototype, Op::SetField) + count(&prototype, Op::Method), 0);
    assert_eq!(count(&prototype, Op::GetGlobal) + count(&prototype, Op::MulConst) + count(&prototype, Op::EqConst), 0);
}

#[test]
fn long_constructors() {
    let prototype = compile(&repeat("return {", "1, x = 2, ", 130, "f()}"));
    let stores: Vec<(u16, u16)> =
        prototype.code.iter().filter(|insn| insn.op() == Some(Op::SetList)).map(|insn| (insn.b(), insn.c())).collect();
    assert_eq!(stores, [(51, 0), (51, 50), (0, 100)]);
    let prototype = compile(&repeat("return {", "1, ", 70_000, "}"));
    let last = prototype.code.iter().rfind(|insn| insn.op() == Some(Op::SetList)).expect("it stores items");
    assert_eq!((last.x(), last.c()), (1, (69_950u32 - 65_536) as u16));
}

#[test]
fn registers_run_out() {
    let message = "test:1: function or expression needs too many registers near ";
    assert_eq!(failure(&repeat("local t = f(", "1, ", 254, "1)")), format!("{message}<eof>"));
    assert_eq!(failure(&repeat("local t = f(", "1, ", 255, "x)")), format!("{message}'x'"));
    assert_eq!(failure(&repeat("local t = f(", "g(), ", 260, "x)")), format!("{message}'('"));
    compile(&repeat("local t = f(", "1, ", 253, "1)"));
    compile(&repeat("local a; a", ", a", 150, " = 1"));
}

#[test]
fn functions_run_out() {
    let source = |times| repeat("", "function f() end ", times, "");
    assert_eq!(compile(&source(65_536)).prototypes.len(), 65_536);
    assert_eq!(failure(&source(65_537)), "test:1: too many functions (limit is 65536) in main function near '('");
}

#[test]
fn system_calls() {
    let generate = |source: &str| super::generate(source, true, Jumps::AsNeeded);
    let source = "local a, b = __syscall(3, x, 1); f(__syscall(4)); __syscall(5, a); return __syscall(6)";
    let prototype = generate(source).unwrap_or_else(|failure| panic!("{failure:?}"));
    super::check(&prototype);
    super::expect_listing(
        source,
        &super::listing(&prototype),
        "
        0 get_global r0 u0 'x'
        1 load_int r1 1
        2 system_call r0 2 3 /2
        3 get_global r2 u0 'f'
        4 system_call r3 0 4 /1
        5 call r2 1 0
        6 move r2 r0
        7 system_call r2 1 5
        8 system_call r2 0 6 /1
        9 return_1 r2
        10 return_0
        ",
    );
    assert!(generate("__syscall(x)").is_err());
    assert_eq!(count(&compile("__syscall(1)"), Op::SystemCall), 0);
}
