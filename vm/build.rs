//! Decides whether the tail-call dispatch backend is compiled in.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(tidelock_tail, tidelock_unmetered)");
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name: &str| env::var(name).unwrap_or_default();
    let optimised = variable("OPT_LEVEL") != "0";
    let architecture = matches!(variable("CARGO_CFG_TARGET_ARCH").as_str(), "x86_64" | "aarch64");
    let checked = env::var("CARGO_CFG_DEBUG_ASSERTIONS").is_ok() || env::var("DEBUG").is_ok_and(|_| debug_assertions());
    let special = env::var("CARGO_CFG_FUZZING").is_ok() || env::var("CARGO_CFG_MIRI").is_ok();
    let sanitized = env::var("CARGO_CFG_SANITIZE").is_ok_and(|value| !value.is_empty());
    if optimised && architecture && !checked && !special && !sanitized {
        println!("cargo::rustc-cfg=tidelock_tail");
    }
}

/// The profile of the crate, not of this script, decides: only `dev`-like profiles are built with assertions.
fn debug_assertions() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "debug")
}
