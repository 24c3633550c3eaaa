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
    match campaign(&words) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("campaign: {why}");
            ExitCode::from(2)
        }
    }
}

/// Does what the arguments say; gives the number of failures, or what is wrong with the arguments.
fn campaign(words: &[&str]) -> Result<u64, String> {
    let Some((name, words)) = words.split_first() else { return Err(usage("no target given")) };
    let target = tidelock_fuzz::target(name).ok_or_else(|| usage(&format!("unknown target '{name}'")))?;
    match *words {
        [] => Err(usage("no inputs given")),
        ["show", which] => {
            println!("{}", (target.show)(&read(target, which)?));
            Ok(0)
        }
        ["write", which, out] => write(out, &read(target, which)?).map(|()| 0),
        ["shrink", which, out] => {
            let small = shrink(target, read(target, which)?)?;
            write(out, &small)?;
            Ok(u64::from(!holds(target, out, &small)))
        }
        [word @ ("show" | "write" | "shrink"), ..] => Err(usage(&format!("wrong number of arguments for '{word}'"))),
        [first, count] if first.parse::<u64>().is_ok() => Ok(numbered(target, number(first)?, number(count)?)),
        _ => words.iter().map(|file| Ok(u64::from(!holds(target, file, &read(target, file)?)))).sum(),
    }
}

fn usage(why: &str) -> String {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    format!(
        "{why}; usage: campaign TARGET FIRST COUNT | TARGET FILE... | TARGET show NUMBER|FILE | \
         TARGET write NUMBER OUT | TARGET shrink NUMBER|FILE OUT, where TARGET is {}",
        names.join(", ")
    )
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

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("expected a number, found '{text}'"))
}

fn read(target: &Target, which: &str) -> Result<Vec<u8>, String> {
    match which.parse() {
        Ok(number) => Ok(target.input(number)),
        Err(_) => std::fs::read(which).map_err(|error| format!("cannot read '{which}': {error}")),
    }
}

fn write(file: &str, input: &[u8]) -> Result<(), String> {
    std::fs::write(file, input).map_err(|error| format!("cannot write '{file}': {error}"))
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
fn shrink(target: &Target, mut input: Vec<u8>) -> Result<Vec<u8>, String> {
    let kind =
        |why: &str| -> String { why.chars().take_while(|c| !c.is_ascii_digit() && *c != '\n').take(24).collect() };
    let expected = fault(target, &input).map(|why| kind(&why)).ok_or("only what fails can be shrunk")?;
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
    Ok(input)
}
