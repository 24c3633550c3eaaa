//! What a run says on standard error of processes that end badly, of those that wait for ever, and of all of them at the
//! end.

#![cfg(feature = "cli")]

use std::process::{Command, Stdio};

/// Exit code and standard error.
fn run(options: &[&str], source: &str) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    command.arg("run").args(options).args(["-e", source]).stdin(Stdio::null());
    let output = command.output().expect("the command starts");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The lines that begin a report.
fn reports(said: &str) -> Vec<&str> {
    said.lines().filter_map(|line| line.strip_prefix("tidelock: ")).collect()
}

#[test]
fn an_error_is_told_however_long_its_parent_lives() {
    let expected = "tidelock: process 2 (c1): c1:1: first\nstack traceback:\n\t[C]: in function 'error'\n\
                    \tc1:1: in main chunk\n\t[C]: in ?\n";
    for after in ["", "os.rpc.alarm(0.01)", "os.rpc.alarm(1)", "os.rpc.alarm(1e6)"] {
        let source = format!("system.ProcessManager.spawn([[error('first')]], {{name = 'c1'}}) {after}");
        assert_eq!(run(&[], &source), (0, expected.to_owned()), "{after}");
    }
}

#[test]
fn errors_are_told_once_in_the_order_of_ends_whoever_waits() {
    let source = "local spawn, sys = system.ProcessManager.spawn, require 'system.syscall' \
                  for i = 3, 1, -1 do spawn('os.rpc.alarm(' .. i .. ') error({}, 0)', {name = 'after ' .. i}) end \
                  sys.wait() sys.wait() sys.wait() spawn('error(\"last\", 0)', {name = 'bad\\nname'}) \
                  os.rpc.alarm(1) error('own', 0)";
    let (code, said) = run(&[], source);
    let expected = [
        "process 4 (after 1): (error object is a table value)",
        "process 3 (after 2): (error object is a table value)",
        "process 2 (after 3): (error object is a table value)",
        r"process 5 (bad\nname): last",
        "own",
    ];
    assert_eq!((code, reports(&said)), (1, expected.to_vec()), "{said}");
}

#[test]
fn a_signal_is_the_affair_of_who_sends_it() {
    let source = "local spawn, sys = system.ProcessManager.spawn, require 'system.syscall' \
                  sys.kill(spawn('os.pull()', {name = 'killed'}), 9) \
                  sys.kill(spawn('os.pull()', {name = 'ended'}), 15) \
                  spawn('local sys = require \"system.syscall\" sys.kill(sys.getpid(), 15)', {name = 'own'}) \
                  os.rpc.alarm(1)";
    assert_eq!(run(&[], source), (0, "tidelock: process 4 (own): ended by SIGTERM\n".to_owned()));
    let first = "system.ProcessManager.spawn('require \"system.syscall\".kill(1, 15)', {}) os.pull()";
    assert_eq!(run(&[], first), (143, "tidelock: ended by SIGTERM\n".to_owned()));
}

#[test]
fn a_limit_is_told() {
    let source = "system.ProcessManager.spawn('while true do end', {name = 'spins', limits = {ticks = 1000}}) \
                  require 'system.syscall'.wait()";
    let (code, said) = run(&["--tick-limit", "100000"], source);
    assert_eq!((code, reports(&said).len()), (0, 1), "{said}");
    assert!(said.starts_with("tidelock: process 2 (spins): ended by its tick limit of "), "{said}");
}

#[test]
fn those_that_wait_for_the_same_share_a_line() {
    let source = "for i = 1, 1000 do system.ProcessManager.spawn('os.pull()', {name = 'w'}) end \
                  for i = 1, 2 do system.ProcessManager.spawn('os.rpc.alarm(1) os.pull()', {name = 'two'}) end os.pull()";
    let expected = "tidelock: deadlock: every process waits, and nothing will wake any\n\
                    process 1 ((command line)) waits for an event\n\
                    processes 2, 3, 4 and 997 others (w) wait for an event\n\
                    processes 1002 and 1003 (two) wait for an event\n";
    assert_eq!(run(&[], source), (4, expected.to_owned()));
    let names = "for i = 1, 60 do system.ProcessManager.spawn('os.pull()', {name = 'w' .. i}) end os.pull()";
    let (code, said) = run(&[], names);
    assert_eq!((code, said.lines().count()), (4, 52), "{said}");
    assert!(said.ends_with("process 50 (w49) waits for an event\nand 11 more processes\n"), "{said}");
}

#[test]
fn a_long_name_leaves_room_for_what_became_of_the_process() {
    let source = "system.ProcessManager.spawn('error(\"the reason why\", 0)', {name = ('n'):rep(200)}) \
                  os.rpc.alarm(1)";
    let (code, said) = run(&["--stats"], source);
    assert_eq!(code, 0);
    assert!(said.contains("nnn…  failed: the reason why\n"), "{said}");
    assert!(said.contains("2 processes: 0 running, 0 waiting, 0 stopped, 2 ended\n"), "{said}");
    let one = run(&["--stats"], "local x = 1 + 1").1;
    assert!(one.contains("\n1 process: ") && one.contains(" ticks in all, 1 round, "), "{one}");
}
