//! What the compiler makes of small programs, as `tidelock disasm` shows it. `BLESS=1` rewrites the expectations.

use std::path::Path;

use libtest_mimic::{Failed, Trial};
use tidelock_fuzz::harness;
use tidelock_vm::bytecode;

/// A test for each program of `tests/bytecode`.
pub fn trials() -> Vec<Trial> {
    let test = |(name, path): (String, std::path::PathBuf)| {
        Trial::test(format!("bytecode/{name}"), move || check(&name, &path).map_err(Failed::from))
    };
    harness::files("tests/bytecode", "lua").into_iter().map(test).collect()
}

fn check(name: &str, path: &Path) -> Result<(), String> {
    let source = std::fs::read(path).map_err(|error| error.to_string())?;
    let code =
        tidelock::program::load(&source, format!("@{name}.lua").as_bytes()).map_err(|error| error.to_string())?;
    let mut found = String::new();
    bytecode::disassemble(code.prototype(), &mut found).map_err(|error| error.to_string())?;
    let beside = path.with_extension("txt");
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        return std::fs::write(&beside, found).map_err(|error| error.to_string());
    }
    let expected = std::fs::read_to_string(&beside)
        .map_err(|error| format!("{}: {error}; BLESS=1 would write it", beside.display()))?;
    if expected == found {
        return Ok(());
    }
    let difference = harness::first_difference(&expected, &found);
    Err(format!("disassembly (BLESS=1 rewrites {}):\n{difference}", beside.display()))
}
