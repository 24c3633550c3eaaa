//! Bytecode that may be anything: refused, or run safely.
//!
//! The first byte of an input chooses: a chunk whose checksum is put right, or code of the conformance programs with
//! instructions changed.

use std::sync::OnceLock;

use tidelock_vm::Backend;
use tidelock_vm::bytecode::{self, MAGIC, Prototype, Verified};

use crate::harness::{self, Choices, Machine, Setup};
use crate::mutation;

/// Ticks for code that may be anything.
const MUTANT_TICKS: u64 = 100_000;
/// Memory for code that may be anything.
const MUTANT_MEMORY_BYTES: usize = 8 << 20;
/// Length of a chunk's header, the checksum being its last field.
const HEADER_BYTES: usize = 32;

/// Judges an input.
///
/// # Errors
///
/// None so far: what goes wrong here panics.
pub fn check(input: &[u8]) -> Result<(), String> {
    if let Some(prototype) = mutant(input)
        && let Ok(code) = bytecode::verify(prototype)
    {
        run_mutant(&code);
    }
    Ok(())
}

/// A damaged chunk, or the choices of a mutant.
pub fn make(choices: &mut Choices, bytes_max: usize) -> Vec<u8> {
    if choices.below(2) == 0 {
        return (0..16 + choices.below(64)).map(|_| choices.next() as u8).collect();
    }
    let corpus = corpus();
    let mut chunk = bytecode::encode(&corpus[choices.below(corpus.len() as u64) as usize].1, choices.below(2) == 0);
    if chunk.len() < bytes_max * 4 {
        let count = 1 + choices.below(4) as usize;
        mutation::bytes(&mut chunk, HEADER_BYTES, count, choices);
    }
    // What chooses takes the place of what every chunk begins with.
    chunk.splice(..MAGIC.len(), [0]);
    chunk
}

/// The disassembly.
pub fn show(input: &[u8]) -> String {
    let mut text = String::new();
    if let Some(prototype) = mutant(input) {
        bytecode::disassemble(&prototype, &mut text).expect("a string takes everything");
    }
    text
}

fn mutant(input: &[u8]) -> Option<Prototype> {
    let (&kind, rest) = input.split_first()?;
    if kind % 4 == 0 {
        let mut chunk = MAGIC.to_vec();
        chunk.extend_from_slice(rest);
        if chunk.len() >= HEADER_BYTES {
            mutation::fix_chunk_checksum(&mut chunk);
        }
        return bytecode::decode(&chunk).ok();
    }
    let mut choices = Choices::from_bytes(rest);
    let corpus = corpus();
    let mut prototype = corpus[choices.below(corpus.len() as u64) as usize].1.clone();
    for _ in 0..kind % 4 {
        mutation::instruction(&mut prototype, &mut choices);
    }
    Some(prototype)
}

/// The conformance programs that compile, but for the largest.
pub fn corpus() -> &'static [(String, Prototype)] {
    static CORPUS: OnceLock<Vec<(String, Prototype)>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let files = ["tests/lua", "tests/bytecode"].iter().flat_map(|at| harness::files(at, "lua"));
        let compiled = files.filter_map(|(name, path)| {
            let source = std::fs::read(path).ok().filter(|source| source.len() < 4000)?;
            let prototype = tidelock_compiler::compile(&source, b"@x.lua").ok()?;
            Some((name, prototype))
        });
        let corpus: Vec<_> = compiled.collect();
        assert!(corpus.len() > 100, "{} programs", corpus.len());
        corpus
    })
}

/// How mutants are run.
pub fn mutant_setup() -> Setup {
    Setup { backend: Backend::Loop, hash_seed: 7, memory_bytes_max: MUTANT_MEMORY_BYTES, ..Setup::default() }
}

/// Runs what may be anything; all that counts is that it comes back.
pub fn run_mutant(code: &Verified) {
    let mut machine = Machine::new(code, &mutant_setup());
    for _ in 0..4 {
        if machine.run(MUTANT_TICKS / 4) {
            return;
        }
    }
}
