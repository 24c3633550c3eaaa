//! The target `lua_processes` for libFuzzer; see the module of that name in `fuzz/oracles`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| tidelock_fuzz::must_hold("lua_processes", input));
