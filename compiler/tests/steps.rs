//! Compiling, verifying and reading in the smallest steps gives what doing it in one go gives, of every program among
//! the tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tidelock_compiler::{CompileError, compile, compile_in_steps};
use tidelock_vm::bytecode::{Privileges, Prototype, Verified, VerifyError, verify, verify_in_steps};
use tidelock_vm::steps::Steps;

fn programs(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).expect("the tests are there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "lua") {
            found.push(path);
        }
    }
}

fn all_programs() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests");
    let mut found = Vec::new();
    ["lua", "bytecode", "limit", "regression"].iter().for_each(|name| programs(&root.join(name), &mut found));
    assert!(found.len() > 300, "only {} programs", found.len());
    found.iter().map(|path| fs::read(path).expect("it can be read")).collect()
}

/// The result, and the number of steps.
fn in_steps<T>(mut steps: Steps<T>) -> (T, usize) {
    for count in 1.. {
        if let Some(result) = steps.step(1) {
            assert_eq!(steps.memory_bytes(), 0, "what is done holds nothing");
            return (result, count);
        }
    }
    unreachable!()
}

fn compiled(source: &[u8]) -> (Result<Prototype, CompileError>, usize) {
    let source = source.to_vec();
    in_steps(Steps::new(|pace| async move {
        let name = Arc::new(b"=test".to_vec());
        compile_in_steps(&source, &name, &pace, &mut pace.held()).await
    }))
}

fn verified(prototype: Prototype) -> (Result<Verified, VerifyError>, usize) {
    in_steps(Steps::new(|pace| async move { verify_in_steps(prototype, Privileges::default(), &pace).await }))
}

/// Not by `==`: a constant may be NaN.
fn shown<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}")
}

#[test]
fn steps_make_the_same_code_and_the_same_errors() {
    let (mut most, mut errors) = (0, 0);
    for source in all_programs() {
        // Half of it mostly ends in the middle of something.
        for part in [&source[..], &source[..source.len() / 2]] {
            let (stepped, steps) = compiled(part);
            assert_eq!(shown(&stepped), shown(&compile(part, b"=test")));
            most = most.max(steps);
            match stepped {
                Ok(prototype) => {
                    assert_eq!(shown(&verified(prototype.clone()).0), shown(&verify(prototype)));
                }
                Err(_) => errors += 1,
            }
        }
    }
    assert!(most > 50 && errors > 50, "{most} steps at most, {errors} errors");
}

#[test]
fn a_long_chunk_takes_many_steps_in_every_part_of_the_work() {
    let source = "local t = {} x = function(a) return a + 1.5, 'y' end if x then goto l end ::l::\n".to_owned();
    let source = source + &"x = f(1, y) do local a <close> = nil end while x do y = { x, 'z' } end\n".repeat(3000);
    let (prototype, steps) = compiled(source.as_bytes());
    let prototype = prototype.expect("it is a program");
    // A statement of the main function each, twice.
    assert!(steps > 2 * 9000, "{steps} steps");
    let instructions = prototype.code.len();
    let (code, steps) = verified(prototype.clone());
    assert_eq!(shown(&code), shown(&verify(prototype.clone())));
    assert!(steps > 4 * instructions / 512, "{steps} steps for {instructions} instructions");
    // A fault at its end.
    let mut bad = prototype;
    bad.code.pop();
    assert_eq!(verified(bad.clone()).0, verify(bad));
}
