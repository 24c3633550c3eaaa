//! Properties that hold for any program and any bytes.
//!
//! - mutated bytecode is refused, or runs safely
//! - mutated snapshots are refused, or go on without a panic
//! - programs made at random are the same at every quantum, on both backends, and written out and read back anywhere
//!
//! Failures shrink to few choices; `PROPTEST_CASES` asks for more cases than a test run has time for.

mod common;
#[path = "properties/generator.rs"]
mod generator;
#[path = "properties/mutation.rs"]
mod mutation;

use std::sync::OnceLock;

use common::{Choices, Machine, Setup};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError};
use tidelock_vm::Backend;
use tidelock_vm::bytecode::{self, Prototype, Verified};

/// Ticks for code that may be anything.
const MUTANT_TICKS: u64 = 100_000;
/// Memory for code that may be anything.
const MUTANT_MEMORY_BYTES: usize = 8 << 20;

fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    Config {
        cases,
        max_shrink_iters: 2000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    }
}

/// The conformance programs that compile, but for the largest.
fn corpus() -> &'static [(String, Prototype)] {
    static CORPUS: OnceLock<Vec<(String, Prototype)>> = OnceLock::new();
    CORPUS.get_or_init(|| {
        let files = ["tests/lua", "tests/bytecode"].iter().flat_map(|at| common::files(at, "lua"));
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

fn mutant_setup() -> Setup {
    Setup { backend: Backend::Loop, hash_seed: 7, memory_bytes_max: MUTANT_MEMORY_BYTES }
}

/// Runs what may be anything; all that counts is that it comes back.
fn run_mutant(code: &Verified) {
    let mut machine = Machine::new(code, &mutant_setup());
    for _ in 0..4 {
        if machine.run(MUTANT_TICKS / 4) {
            return;
        }
    }
}

fn failed(why: String) -> TestCaseError {
    TestCaseError::fail(why)
}

proptest! {
    #![proptest_config(config(40_000))]

    #[test]
    fn mutated_instructions_are_refused_or_run_safely(
        program in any::<prop::sample::Index>(), seed in any::<u64>(), count in 1_usize..4,
    ) {
        let (_, prototype) = &corpus()[program.index(corpus().len())];
        let mut mutant = prototype.clone();
        let mut choices = Choices::from_seed(seed);
        for _ in 0..count {
            mutation::instruction(&mut mutant, &mut choices);
        }
        if let Ok(code) = bytecode::verify(mutant) {
            run_mutant(&code);
        }
    }
}

proptest! {
    #![proptest_config(config(20_000))]

    #[test]
    fn mutated_chunks_are_refused_or_run_safely(
        program in any::<prop::sample::Index>(), seed in any::<u64>(), count in 1_usize..4,
    ) {
        let (_, prototype) = &corpus()[program.index(corpus().len())];
        let mut bytes = bytecode::encode(prototype, false);
        let mut choices = Choices::from_seed(seed);
        mutation::bytes(&mut bytes, 32, count, &mut choices);
        mutation::fix_chunk_checksum(&mut bytes);
        if let Ok(code) = bytecode::decode(&bytes).map_err(drop).and_then(|mutant| bytecode::verify(mutant).map_err(drop)) {
            run_mutant(&code);
        }
    }

    #[test]
    fn any_bytes_are_refused_by_every_decoder(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = bytecode::decode(&bytes);
        let mut chunk = bytecode::MAGIC.to_vec();
        chunk.extend_from_slice(&bytes);
        let _ = bytecode::decode(&chunk);
        let _ = tidelock::program::load(&bytes, b"=bytes");
        let mut machine = Machine::new(&empty(), &mutant_setup());
        prop_assert!(machine.load(&bytes, &mutant_setup()).is_err());
    }
}

proptest! {
    #![proptest_config(config(800))]

    #[test]
    fn mutated_snapshots_are_refused_or_decoded_without_panic(
        program in any::<prop::sample::Index>(), seed in any::<u64>(), at in 0_u64..20_000, count in 1_usize..4,
    ) {
        let (_, prototype) = &corpus()[program.index(corpus().len())];
        let code = bytecode::verify(prototype.clone()).expect("the compiler's code verifies");
        let mut machine = Machine::new(&code, &mutant_setup());
        machine.run(at);
        let snapshot = machine.encode();
        let mut choices = Choices::from_seed(seed);
        for _ in 0..8 {
            let mut bytes = snapshot.clone();
            mutation::bytes(&mut bytes, 24, count, &mut choices);
            if bytes != snapshot {
                prop_assert!(machine.clone().load(&bytes, &mutant_setup()).is_err(), "a damaged snapshot was taken");
            }
            // Running a state that was forged, checksum and all, is not promised.
            mutation::fix_snapshot_checksum(&mut bytes);
            let _ = machine.clone().load(&bytes, &mutant_setup());
        }
    }
}

fn empty() -> Verified {
    tidelock::program::load(b"", b"=empty").expect("the empty text compiles")
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn random_programs_are_the_same_however_they_are_run(
        genes in prop::collection::vec(any::<u8>(), 0..400), seed in any::<u64>(),
    ) {
        let source = generator::program(&genes);
        let code = tidelock::program::load(source.as_bytes(), b"=random")
            .map_err(|error| failed(format!("{error}\n{source}")))?;
        let explain = |why: String| failed(format!("{why}\n--- program ---\n{source}"));
        let setup = Setup { memory_bytes_max: 1 << (16 + seed % 7), ..Setup::default() };
        let expected = common::run(&code, &setup, common::TICKS_MAX).map_err(explain)?;
        let mut choices = Choices::from_seed(seed);
        let other = Setup { backend: Backend::Loop, hash_seed: choices.next(), ..setup };
        let seen = common::run(&code, &other, 1_000_000).map_err(explain)?;
        common::same("the loop backend with another hash seed", &expected, &seen).map_err(explain)?;

        let seen = common::run(&code, &setup, 1).map_err(explain)?;
        common::same("quantum 1", &expected, &seen).map_err(explain)?;

        common::written_out(&code, &setup, &expected, &mut choices).map_err(explain)?;
    }
}
