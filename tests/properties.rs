//! Properties that hold for any program and any bytes.
//!
//! - mutated bytecode is refused, or runs safely
//! - mutated snapshots are refused, or go on without a panic
//! - programs made at random are the same at every quantum, on both backends, and written out and read back anywhere
//! - programs of several processes end, are the same on any number of threads, and leave nothing behind
//!
//! What is tried and judged is that of `fuzz/oracles`. Failures shrink to few choices; `PROPTEST_CASES` asks for more cases than a test run has time for.

use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence, TestCaseError};
use tidelock_fuzz::bytecode::{corpus, mutant_setup, run_mutant};
use tidelock_fuzz::harness::{Choices, Machine};
use tidelock_fuzz::{lua_processes, mutation, program};
use tidelock_vm::bytecode::{self, Verified};

fn config(cases: u32) -> Config {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    Config {
        cases,
        max_shrink_iters: 2000,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
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
        choices in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        program::check(&choices).map_err(failed)?;
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn random_processes_end_and_are_the_same_on_any_number_of_threads(
        choices in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        // What fails is shown with its program; written to a file, the choices are an input of the target `lua_processes`.
        lua_processes::check(&choices).map_err(failed)?;
    }
}
