//! Input that has not come: who reads it waits, and nobody else. And the machine's time, where that was asked for.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// A run of a program whose standard input is written as the test goes on.
struct Run {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Run {
    fn of(program: &str) -> Run {
        Run::with(&[], program)
    }

    fn with(flags: &[&str], program: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.arg("run").args(flags).args(["-e", program]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("it is a pipe"));
        let number = child.id().to_string();
        // A run that waits for ever ends the test, which then fails.
        #[expect(clippy::disallowed_methods, reason = "nothing is run by it but the end of a test that fails")]
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(60));
            let _ = Command::new("kill").arg(number).status();
        });
        Run { child, input, output: BufReader::new(output) }
    }

    fn write(&mut self, text: &str) {
        self.input.as_mut().expect("it is open").write_all(text.as_bytes()).expect("it is read");
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("it is text");
        line
    }

    fn end(mut self) -> String {
        self.input = None;
        let rest = std::io::read_to_string(&mut self.output).expect("it is text");
        assert!(self.child.wait().expect("it ends").success());
        rest
    }
}

const READER: &str = r#"
    io.stdout:setvbuf "no"
    local sys = require "system.syscall"
    sys.fork(function()
      for i = 1, 3 do print("tick", i) os.rpc.alarm(0.01) end
      require "system.ipc".sendEvent(1, "done")
    end)
    for line in io.lines() do print("line", line) end
    print("end", (sys.pullEvent("remote_event")))
"#;

#[test]
fn who_reads_what_has_not_come_waits_alone() {
    let mut run = Run::of(READER);
    let ticks: Vec<String> = (0..3).map(|_| run.line()).collect();
    assert_eq!(ticks, ["tick\t1\n", "tick\t2\n", "tick\t3\n"]);
    run.write("one\n");
    assert_eq!(run.line(), "line\tone\n");
    run.write("two\nthr");
    assert_eq!(run.line(), "line\ttwo\n");
    run.write("ee\nlast");
    assert_eq!(run.line(), "line\tthree\n");
    assert_eq!(run.end(), "line\tlast\nend\tremote_event\n");
}

#[test]
fn numbers_lines_and_the_rest_are_read_as_they_come() {
    let mut run = Run::of("io.stdout:setvbuf 'no' print(io.read('n')) print(io.read('l', 'L', 2)) print(io.read('a'))");
    run.write("1");
    run.write("2 abc");
    assert_eq!(run.line(), "12\n");
    run.write("\nx\ny");
    run.write("z");
    assert_eq!(run.line(), " abc\tx\n");
    assert_eq!(run.line(), "\tyz\n");
    run.write("rest");
    assert_eq!(run.end(), "rest\n");
}

#[test]
fn waiting_for_input_takes_no_virtual_time_unless_an_alarm_is_set() {
    let mut run = Run::of("io.stdout:setvbuf 'no' print 'begun' io.read() print(os.clock() < 0.001)");
    assert_eq!(run.line(), "begun\n");
    std::thread::sleep(Duration::from_millis(250));
    run.write("x\n");
    assert_eq!(run.end(), "true\n");
}

#[test]
fn what_the_handler_of_a_signal_reads_is_not_what_it_interrupted_waits_for() {
    let mut run = Run::of(
        "io.stdout:setvbuf 'no' local sys = require 'system.syscall'
        sys.signal(10, function() print('handler', io.read()) end)
        sys.fork(function() os.rpc.alarm(0.01) sys.kill(1, 10) os.rpc.alarm(0.01) print 'sent' end)
        print('main', io.read()) sys.wait()",
    );
    assert_eq!(run.line(), "sent\n");
    run.write("one\n");
    assert!(run.line().ends_with("\tone\n"));
    run.write("two\n");
    assert!(run.line().ends_with("\ttwo\n"));
    assert_eq!(run.end(), "");
}

#[test]
fn two_that_read_the_same_input_each_get_what_the_other_did_not() {
    let mut run = Run::of(
        "io.stdout:setvbuf 'no' require 'system.syscall'.fork(function() print('second', io.read()) end) \
         print('first', io.read()) require 'system.syscall'.wait()",
    );
    run.write("a\n");
    let first = run.line();
    run.write("b\n");
    let second = run.line();
    let mut lines = [first.trim(), second.trim()];
    lines.sort_unstable();
    assert!(matches!(lines, ["first\ta", "second\tb"] | ["first\tb", "second\ta"]), "{lines:?}");
    assert_eq!(run.end(), "");
}

/// States of the child processes of a process of the machine.
#[cfg(target_os = "linux")]
fn states_of_children(parent: u32) -> Vec<String> {
    let stats = std::fs::read_dir("/proc").expect("it is Linux").filter_map(|entry| {
        let text = std::fs::read_to_string(entry.ok()?.path().join("stat")).ok()?;
        let mut fields = text[text.rfind(')')? + 1..].split_whitespace().map(str::to_owned);
        Some((fields.next()?, fields.next()?))
    });
    stats.filter(|(_, of)| *of == parent.to_string()).map(|(state, _)| state).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn programs_that_a_killed_process_had_opened_pipes_to_leave_no_zombies() {
    let program = "io.stdout:setvbuf 'no' local sys = require 'system.syscall'
        for i = 1, 5 do
          sys.wait(sys.fork(function() local p = assert(io.popen 'exec true') sys.kill(sys.getpid(), 9) os.pull() end))
        end
        print 'ended' io.read()";
    let mut run = Run::with(&["--allow-exec"], program);
    assert_eq!(run.line(), "ended\n");
    // They are reaped as they end, which may be later. Who kills the test that waits for ever is the thread of `Run`.
    while !states_of_children(run.child.id()).is_empty() {
        assert!(run.child.try_wait().expect("it is a child").is_none(), "it left zombies until its end");
        std::thread::sleep(Duration::from_millis(5));
    }
    run.write("\n");
    assert_eq!(run.end(), "");
}

#[test]
fn with_real_time_alarms_take_as_long_as_they_say() {
    let program = "local t = os.clock() os.rpc.alarm(0.05) local sys = require 'system.syscall' \
                   print(os.clock() - t >= 0.05) sys.timer(0.05) t = os.clock() \
                   print(sys.pullEvent('timer', 0.02) == nil, os.clock() - t >= 0.02)";
    let program =
        format!("{program} local at = os.time() + 1 sys.alarm(at) print(sys.pullEvent('alarm', 10), os.time() >= at)");
    let output = Command::new(env!("CARGO_BIN_EXE_tidelock"))
        .args(["run", "--time", "real", "-e", &program])
        .output()
        .expect("it starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "true\ntrue\ttrue\nalarm\ttrue\n");
    assert!(output.status.success());
}
