//! Another Lua 5.4 as the judge of output: the program that the environment variable `LUA_ORACLE` names.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::harness::{first_difference, latin1};

/// What the oracle calls a program that it reads from standard input.
pub const CHUNK_NAME: &[u8] = b"=stdin";

fn oracle() -> Option<&'static PathBuf> {
    static ORACLE: OnceLock<Option<PathBuf>> = OnceLock::new();
    ORACLE.get_or_init(|| std::env::var_os("LUA_ORACLE").map(PathBuf::from)).as_ref()
}

/// Compares what a program wrote with what the oracle writes, if there is one.
///
/// # Errors
///
/// The first line that differs, or that the oracle can't be run.
pub fn compare(program: &str, output: &str) -> Result<(), String> {
    let Some(oracle) = oracle() else { return Ok(()) };
    let cannot = |error: std::io::Error| format!("{}: {error}", oracle.display());
    let mut child = Command::new(oracle)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(cannot)?;
    // The program is read to its end before anything is written, so neither waits for the other.
    child.stdin.take().expect("it is piped").write_all(program.as_bytes()).map_err(cannot)?;
    let ended = child.wait_with_output().map_err(cannot)?;
    let expected = comparable(&latin1(&ended.stdout));
    let found = comparable(output);
    // How deep the C stack goes is nobody's promise.
    if expected == found || [&expected, &found].iter().any(|text| text.contains("stack overflow")) {
        return Ok(());
    }
    let errors = latin1(&ended.stderr);
    Err(format!("against {}:\n{}{errors}", oracle.display(), first_difference(&expected, &found)))
}

/// The sign of NaN depends on the machine, and shows where a number became text unseen.
fn comparable(output: &str) -> String {
    output.replace("-nan", "nan")
}
