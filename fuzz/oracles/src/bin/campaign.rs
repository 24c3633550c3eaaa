//! Fuzzing without libFuzzer, on any toolchain and with both backends: numbered random inputs, or files.
//!
//! ```text
//! campaign TARGET FIRST COUNT     tries the inputs FIRST, FIRST + 1, ...
//! campaign TARGET FILE...         tries the inputs in these files
//! campaign TARGET show NUMBER|FILE          shows what an input stands for
//! campaign TARGET write NUMBER OUT          writes an input to a file, for libFuzzer to begin with
//! campaign TARGET shrink NUMBER|FILE OUT    writes a smaller input that fails in the same way
//! ```

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use tidelock_fuzz::{TARGETS, Target};

/// Failures after which it stops.
const FAILURES_MAX: u64 = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some(target) = words.first().and_then(|name| tidelock_fuzz::target(name)) else {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!(
            "usage: campaign TARGET FIRST COUNT | TARGET FILE... | TARGET show NUMBER|FILE, where TARGET is {}",
            names.join(", ")
        );
        return ExitCode::from(2);
    };
    let failures = match words[1..] {
        ["show", which] => {
            println!("{}", (target.show)(&read(target, which)));
            0
        }
        ["write", which, out] => {
            write(out, &read(target, which));
            0
        }
        ["shrink", which, out] => {
            let small = shrink(target, read(target, which));
            write(out, &small);
            u64::from(!holds(target, out, &small))
        }
        [first, count] if first.parse::<u64>().is_ok() => numbered(target, number(first), number(count)),
        _ => words[1..].iter().map(|file| u64::from(!holds(target, file, &read(target, file)))).sum(),
    };
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn numbered(target: &Target, first: u64, count: u64) -> u64 {
    let mut failures = 0;
    for number in first..first.saturating_add(count) {
        failures += u64::from(!holds(target, &number.to_string(), &target.input(number)));
        if failures == FAILURES_MAX {
            break;
        }
    }
    failures
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("expected a number, found {text}"))
}

fn read(target: &Target, which: &str) -> Vec<u8> {
    match which.parse() {
        Ok(number) => target.input(number),
        Err(_) => std::fs::read(which).unwrap_or_else(|error| panic!("{which}: {error}")),
    }
}

fn write(file: &str, input: &[u8]) {
    std::fs::write(file, input).unwrap_or_else(|error| panic!("{file}: {error}"));
}

fn holds(target: &Target, name: &str, input: &[u8]) -> bool {
    let Some(why) = fault(target, input) else { return true };
    println!("== {} {name}: {why}\n", target.name);
    false
}

/// What is wrong with an input, if anything is.
fn fault(target: &Target, input: &[u8]) -> Option<String> {
    match panic::catch_unwind(AssertUnwindSafe(|| (target.check)(input))) {
        Ok(verdict) => verdict.err(),
        Err(_) => Some(format!("it panicked\n{}", (target.show)(input))),
    }
}

/// Leaves out bytes and makes others 0, as long as it fails in the same way.
fn shrink(target: &Target, mut input: Vec<u8>) -> Vec<u8> {
    let kind =
        |why: &str| -> String { why.chars().take_while(|c| !c.is_ascii_digit() && *c != '\n').take(24).collect() };
    let expected = fault(target, &input).map(|why| kind(&why)).expect("only what fails can be shrunk");
    let fails = |input: &[u8]| fault(target, input).is_some_and(|why| kind(&why) == expected);
    let mut width = input.len() / 2;
    while width > 0 {
        let mut at = 0;
        while at < input.len() {
            let end = input.len().min(at + width);
            let mut shorter = input.clone();
            shorter.drain(at..end);
            let mut flatter = input.clone();
            flatter[at..end].fill(0);
            if fails(&shorter) {
                input = shorter;
            } else {
                if flatter != input && fails(&flatter) {
                    input = flatter;
                }
                at = end;
            }
        }
        width /= 2;
    }
    input
}
