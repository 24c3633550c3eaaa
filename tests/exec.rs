//! Programs of `exec/`, which start children of the operating system: what they write is in the file beside each.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

fn check(name: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exec");
    let program = directory.join(name).with_extension("lua");
    let output = Command::new(env!("CARGO_BIN_EXE_tidelock"))
        .args(["run", "--allow-exec", "--allow-env=PATH", "--memory-limit", "64M"])
        .arg(&program)
        .output()
        .expect("the command starts");
    let found = String::from_utf8_lossy(&output.stdout);
    let expected = directory.join(name).with_extension("out");
    if std::env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        std::fs::write(&expected, &*found).expect("it can be written");
    }
    let expected = std::fs::read_to_string(expected).expect("it is there");
    assert_eq!(found, expected, "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}

#[test]
fn children() {
    check("children");
}

#[test]
fn both_ways() {
    check("both_ways");
}
