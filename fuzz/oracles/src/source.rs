//! Any bytes as a program: compiled or refused with a message, and what compiles runs under limits.

use std::sync::OnceLock;

use tidelock_vm::bytecode;

use crate::harness::{Choices, Machine, Setup, files, latin1};
use crate::mutation;

/// Ticks that a program has.
const TICKS: u64 = 200_000;
/// Slices they are given in.
const SLICES: u64 = 7;
/// Memory that a program has.
const MEMORY_BYTES: usize = 8 << 20;

/// Judges an input: the text itself.
///
/// # Errors
///
/// Code of the compiler that the verifier refuses, or that its file format changes.
pub fn check(input: &[u8]) -> Result<(), String> {
    let text = tidelock::program::skip_shebang(input);
    if tidelock::program::is_precompiled(text) {
        // That is what the target `bytecode` is for.
        return Ok(());
    }
    let prototype = match tidelock_compiler::compile(text, b"=fuzz") {
        Ok(prototype) => prototype,
        Err(error) if error.message.starts_with(b"fuzz:") => return Ok(()),
        Err(error) => return Err(format!("an error without its place: {:?}", latin1(&error.message))),
    };
    let bytes = bytecode::encode(&prototype, false);
    let code = bytecode::verify(prototype).map_err(|error| format!("the compiler's code is refused: {error}"))?;
    let decoded = bytecode::decode(&bytes).map_err(|error| format!("the compiler's code as a file: {error}"))?;
    if bytecode::encode(&decoded, false) != bytes {
        return Err("the compiler's code reads back as other code".to_owned());
    }
    let setup = Setup { hash_seed: 7, memory_bytes_max: MEMORY_BYTES, ..Setup::default() };
    let mut machine = Machine::new(&code, &setup);
    for _ in 0..SLICES {
        if machine.run(TICKS / SLICES) {
            break;
        }
    }
    Ok(())
}

/// A conformance program with pieces left out, doubled, moved, and taken from others.
pub fn make(choices: &mut Choices, bytes_max: usize) -> Vec<u8> {
    let texts = texts();
    let pick = |choices: &mut Choices| &texts[choices.below(texts.len() as u64) as usize];
    let mut text = pick(choices).clone();
    for _ in 0..=choices.below(6) {
        mutation::text(&mut text, pick(choices), choices);
    }
    text.truncate(bytes_max);
    text
}

fn texts() -> &'static [Vec<u8>] {
    static TEXTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let files = ["tests/lua", "tests/bytecode", "tests/regression"].iter().flat_map(|at| files(at, "lua"));
        files.filter_map(|(_, path)| std::fs::read(path).ok()).collect()
    })
}

/// The text.
pub fn show(input: &[u8]) -> String {
    latin1(input)
}
