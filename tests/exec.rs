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

/// The example of `proc.exec` in the documentation, which only runs where it may start programs.
#[test]
fn the_example_of_the_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/processes.md")).expect("it is there");
    let (_, section) = page.split_once("### `proc.exec`\n").expect("it is described");
    let section = section.split("\n### ").next().unwrap_or_default();
    let lines: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let expected: String =
        lines.iter().filter_map(|line| line.split_once("--> ")).map(|(_, shown)| format!("{shown}\n")).collect();
    assert!(!expected.is_empty(), "the example shows what it writes");
    let output = Command::new(env!("CARGO_BIN_EXE_tidelock"))
        .args(["run", "--allow-exec", "-e", &lines.join("\n")])
        .output()
        .expect("the command starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{}", String::from_utf8_lossy(&output.stderr));
}
