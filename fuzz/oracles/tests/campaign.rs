//! The `campaign` command: what is wrong with its arguments it says, with exit code 2.

use std::process::Command;

fn complaint(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_campaign")).args(arguments).output().expect("the command starts");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).expect("it is text")
}

#[test]
fn bad_arguments_are_named() {
    let table: [(&[&str], &str); 8] = [
        (&[], "campaign: no target given; usage: "),
        (&["nothing"], "campaign: unknown target 'nothing'; usage: "),
        (&["program"], "campaign: no inputs given; usage: "),
        (&["program", "show"], "campaign: wrong number of arguments for 'show'; usage: "),
        (&["program", "0", "x"], "campaign: expected a number, found 'x'\n"),
        (&["program", "missing.bin"], "campaign: cannot read 'missing.bin': "),
        (&["program", "write", "1", "missing/out"], "campaign: cannot write 'missing/out': "),
        (&["source", "shrink", "0", "out"], "campaign: only what fails can be shrunk\n"),
    ];
    for (arguments, expected) in table {
        let found = complaint(arguments);
        assert!(found.starts_with(expected), "{arguments:?}: {found}");
    }
}
