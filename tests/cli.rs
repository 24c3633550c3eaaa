//! The command line from outside: what it prints where, and its exit codes.

#![cfg(feature = "cli")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A directory of its own for a test, removed when the test is done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tidelock-cli-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("temporary files can be written");
        Folder(path)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        std::fs::write(self.0.join(name), bytes).expect("temporary files can be written");
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.args(arguments).current_dir(&self.0).stdin(Stdio::null());
        command
    }

    /// Exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().expect("the command starts");
        ended(&output)
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        child.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads");
        ended(&child.wait_with_output().expect("it ends"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn ended(output: &std::process::Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn ok(output: &str) -> (i32, String, String) {
    (0, output.to_owned(), String::new())
}

fn complaint(words: &str) -> (i32, String, String) {
    (1, String::new(), format!("tidelock: {words}\n"))
}

#[test]
fn arguments_are_those_of_lua() {
    let folder = Folder::new("arguments").with("a.lua", "print(arg[0], arg[1], arg[2], #arg, arg[-1], ...)");
    assert_eq!(folder.run(&["run", "a.lua", "x", "--stats"]), ok("a.lua\tx\t--stats\t2\trun\tx\t--stats\n"));
    assert_eq!(folder.run(&["run", "-e", "y=1", "a.lua", "-"]), ok("a.lua\t-\tnil\t1\ty=1\t-\n"));
    let every = "local i = 0 while arg[i - 1] do i = i - 1 end print(table.concat(arg, ' ', i))";
    let expected = "tidelock run -e x=1 -l m - y\n";
    let folder = folder.with("m.lua", "");
    let more = ["run", "--quantum", "5", "-e", "x=1", "--seed=7", "-l", "m", "-", "y"];
    assert_eq!(folder.run_with_input(&more, every), ok(expected));
    assert_eq!(folder.run(&["run", "-e", "print(arg[0], arg[1], arg[2], arg[-1])"]), ok("tidelock\trun\t-e\tnil\n"));
    let read = folder.run_with_input(&["run", "-", "x"], "print(arg[0], ...)");
    assert_eq!(read, ok("-\tx\n"));
}

#[test]
fn chunks_and_modules_run_in_the_order_given() {
    let folder = Folder::new("order")
        .with("m.lua", "print('m', ...) return {name = 'module'}")
        .with("a.lua", "print(m, n.name)");
    let loaded = folder.run(&["run", "-e", "print(m == nil)", "-l", "n=m", "-e", "print(n.name)", "a.lua"]);
    assert_eq!(loaded, ok("true\nm\tm\t./m.lua\nmodule\nnil\tmodule\n"));
    let (code, output, errors) = folder.run(&["run", "-e", "print(1)", "-e", "error('x')", "a.lua"]);
    assert_eq!((code, output.as_str()), (1, "1\n"));
    assert!(errors.starts_with("tidelock: (command line):1: x\nstack traceback:\n"), "{errors}");
    let (code, _, errors) = folder.run(&["run", "-l", "missing", "a.lua"]);
    assert!(code == 1 && errors.starts_with("tidelock: module 'missing' not found:"), "{errors}");
}

#[test]
fn a_shebang_a_byte_order_mark_and_bytes_that_are_not_text_are_read() {
    let folder = Folder::new("bytes")
        .with("shebang.lua", "#!/usr/bin/env tidelock\nerror('line 2')")
        .with("bom.lua", b"\xEF\xBB\xBFprint('bom')")
        .with("latin.lua", b"io.write('\xE4')")
        .with("nul.lua", b"print(1)\0");
    assert!(folder.run(&["run", "shebang.lua"]).2.starts_with("tidelock: shebang.lua:2: line 2\n"));
    assert_eq!(folder.run(&["run", "bom.lua"]), ok("bom\n"));
    assert_eq!(folder.command(&["run", "latin.lua"]).output().unwrap().stdout, b"\xE4");
    assert_eq!(folder.run(&["run", "nul.lua"]).0, 1);
}

#[test]
fn exit_codes_are_those_of_lua() {
    let folder = Folder::new("codes");
    let code = |chunk| folder.run(&["run", "-e", chunk]).0;
    assert_eq!(code(""), 0);
    assert_eq!(code("return 5"), 0);
    assert_eq!(code("os.exit(5)"), 5);
    assert_eq!(code("os.exit(false)"), 1);
    assert_eq!(code("os.exit(true, true)"), 0);
    assert_eq!(code("error()"), 1);
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = Folder::new("unreadable");
    assert_eq!(folder.run(&["run", "no.lua"]), complaint("cannot open 'no.lua': No such file or directory"));
    assert_eq!(folder.run(&["run", "."]), complaint("cannot read '.': Is a directory, expected a program file"));
    let spawned = folder.run(&["run", "-e", "", "--spawn", "no.lua"]);
    assert_eq!(spawned, complaint("cannot open 'no.lua': No such file or directory"));
    let written = folder.run(&["compile", ".", "-o", "x"]);
    assert_eq!(written, complaint("cannot read '.': Is a directory, expected a program file"));
}

#[test]
fn bad_options_are_named_with_what_was_expected() {
    let folder = Folder::new("options");
    for (arguments, words) in [
        (&["run", "--bogus", "x"][..], "unknown option '--bogus'; see 'tidelock run --help'"),
        (&["run", "--memory-limit", "10X", "x"], "--memory-limit: found '10X', expected a size like"),
        (&["run", "--quantum", "0", "x"], "--quantum: found '0', expected a whole number from 1"),
        (&["run", "--seed", "abc", "x"], "--seed: found 'abc', expected a whole number from 0"),
        (&["run", "--seed=-1", "x"], "--seed: found '-1', expected a whole number from 0"),
        (&["run", "--seed"], "'--seed'"),
        (&["run", "--time", "never", "x"], "--time: found 'never', expected virtual or real"),
        (&["run", "--json", "x"], "--json shows what --stats does"),
        (&["run", "--stats=yes", "x"], "'--stats'"),
        (&["run"], "no program given, expected a FILE"),
        (&["help", "fly"], "unknown command 'fly'"),
        (&["run", "--allow-read=", "x"], "--allow-read: found nothing after '='"),
        (&["fly"], "unknown command 'fly', expected run, check"),
        (&["fly.lua"], "unknown command 'fly.lua'; 'tidelock run fly.lua' runs a program"),
        (&["check"], "no FILE given; see 'tidelock check --help'"),
        (&["compile", "x"], "no file for the bytecode given, expected -o OUT"),
        (&["disasm", "x", "y"], "unexpected argument 'y'"),
        (&[], "no command given"),
    ] {
        let (code, output, errors) = folder.run(arguments);
        assert_eq!((code, output.as_str()), (2, ""), "{arguments:?}");
        assert!(errors.contains(words), "{errors}");
    }
    assert_eq!(folder.run(&["--help"]).0, 0);
    assert_eq!(folder.run(&["--version"]).0, 0);
}

#[test]
fn precompiled_files_run_and_damaged_ones_are_refused() {
    let folder = Folder::new("compiled").with("a.lua", "#!x\nlocal n = ...\nprint(n)\nerror('here')");
    assert_eq!(folder.run(&["compile", "a.lua", "-o", "a.tlb"]), ok(""));
    assert_eq!(folder.run(&["run", "a.tlb", "x"]), folder.run(&["run", "a.lua", "x"]));
    assert_eq!(folder.run(&["disasm", "a.tlb"]), folder.run(&["disasm", "a.lua"]));
    assert_eq!(folder.run(&["compile", "--strip", "a.lua", "-o", "s.tlb"]), ok(""));
    assert!(folder.run(&["run", "s.tlb", "x"]).2.starts_with("tidelock: here\nstack traceback:\n"));
    let bytes = std::fs::read(folder.0.join("a.tlb")).unwrap();
    let mut changed = bytes.clone();
    changed[40] ^= 1;
    let folder = folder.with("cut.tlb", &bytes[..50]).with("changed.tlb", changed);
    let folder = folder.with("foreign.tlb", b"\x1bLu").with("other.tlb", b"\x1bLuaS\0");
    let damaged = "bad precompiled chunk at byte ";
    let refusals = [
        ("cut.tlb", damaged),
        ("changed.tlb", damaged),
        ("foreign.tlb", "bad binary format (truncated chunk)"),
        ("other.tlb", "bad binary format (version mismatch)"),
    ];
    for (name, why) in refusals {
        for command in ["run", "disasm", "check"] {
            let (code, output, errors) = folder.run(&[command, name]);
            assert_eq!((code, output.as_str()), (1, ""), "{command} {name}");
            assert!(errors.starts_with(&format!("tidelock: {name}: {why}")), "{errors}");
        }
    }
    // What `string.dump` gives is one too.
    let text = "io.open('dumped.tlb', 'wb'):write(string.dump(load('print(...)', '@dumped.lua'))):close()";
    assert_eq!(folder.run(&["run", "--allow-write", "-e", text]), ok(""));
    assert_eq!(folder.run(&["run", "dumped.tlb", "x"]), ok("x\n"));
}

#[test]
fn check_shows_the_errors_of_every_file() {
    let folder = Folder::new("check")
        .with("good.lua", "print(1)")
        .with("bad.lua", "#!x\nlocal a\nlocal x = = 1\n")
        .with("short.lua", "if x then\n\n")
        .with("empty.lua", "")
        .with("latin.lua", b"x = '\xE4' y = = 2");
    assert_eq!(folder.run(&["check", "good.lua", "empty.lua"]), ok(""));
    let (code, output, errors) = folder.run(&["check", "good.lua", "bad.lua", "no.lua", "short.lua", "latin.lua"]);
    assert_eq!((code, output.as_str()), (1, ""));
    assert!(errors.contains("Error: unexpected symbol near '='\n") && errors.contains("[ bad.lua:3:11 ]"), "{errors}");
    assert!(errors.contains(" 3 \u{2502} local x = = 1\n"), "{errors}");
    assert!(errors.contains("'end' expected (to close 'if' at line 1) near <eof>"), "{errors}");
    assert!(errors.contains("tidelock: cannot open 'no.lua': No such file or directory\n"), "{errors}");
    assert!(errors.contains("[ latin.lua:1:"), "{errors}");
    assert!(!errors.contains('\x1b'), "no colours but on a terminal: {errors}");
    let (code, output, errors) = folder.run(&["check", "--json", "bad.lua", "no.lua"]);
    assert_eq!((code, errors.as_str()), (1, ""));
    let expected = "[{\"file\":\"bad.lua\",\"line\":3,\"column\":11,\"span\":[22,23],\
                    \"message\":\"bad.lua:3: unexpected symbol near '='\"},\
                    {\"file\":\"no.lua\",\"line\":null,\"column\":null,\"span\":null,\
                    \"message\":\"cannot open 'no.lua': No such file or directory\"}]\n";
    assert_eq!(output, expected);
    assert_eq!(folder.run(&["check", "--json", "good.lua"]), ok("[]\n"));
}

#[test]
fn long_lines_and_deep_nesting_are_shown_in_part() {
    let folder = Folder::new("long")
        .with("long.lua", format!("x = '{}' = 1", "a".repeat(1_000_000)))
        .with("deep.lua", format!("x = {}1{}", "(".repeat(1_000_000), ")".repeat(1_000_000)));
    let (code, _, errors) = folder.run(&["check", "long.lua", "deep.lua"]);
    assert!(code == 1 && errors.len() < 8000, "{} bytes", errors.len());
    assert!(errors.contains("column 1000008 of a line of 1000010 bytes, which is shown in part"), "{errors}");
    assert!(errors.contains("C stack overflow"), "{errors}");
}

#[test]
fn the_traceback_of_an_error_that_coroutines_pass_on_begins_where_it_was_raised() {
    let program = "local inner = coroutine.wrap(function() error 'deep' end)
local outer = coroutine.wrap(function() coroutine.yield() inner() end)
outer()
outer()";
    let (code, _, errors) = Folder::new("across").with("a.lua", program).run(&["run", "a.lua"]);
    let expected = "tidelock: a.lua:4: a.lua:2: a.lua:1: deep
stack traceback:
\t[C]: in function 'error'
\ta.lua:1: in function <a.lua:1>
\t[C]: in upvalue 'inner'
\ta.lua:2: in function <a.lua:2>
\t[C]: in local 'outer'
\ta.lua:4: in main chunk
\t[C]: in ?
";
    assert_eq!((code, errors.as_str()), (1, expected));
}

#[test]
fn the_traceback_of_a_failing_tostring_stands_above_that_of_the_error() {
    let folder = Folder::new("tostring")
        .with("a.lua", "local function fails() error('in') end\nerror(setmetatable({}, {__tostring = fails}))");
    let traceback = "stack traceback:
\t[C]: in function 'error'
\ta.lua:1: in function <a.lua:1>
\t[C]: in ?
\t[C]: in function 'error'
\ta.lua:2: in main chunk
\t[C]: in ?
";
    let (code, _, errors) = folder.run(&["run", "a.lua"]);
    assert_eq!((code, errors), (1, format!("tidelock: a.lua:1: in\n{traceback}")));
}

#[test]
fn spawned_processes_run_beside_the_first() {
    let folder = Folder::new("spawn")
        .with("a.lua", "for i = 1, 2 do print('a', i) for _ = 1, 1000 do end end")
        .with("b.lua", "for i = 1, 2 do print('b', i, arg[0]) for _ = 1, 1000 do end end error('bad')");
    let (code, output, errors) = folder.run(&["run", "--quantum", "1000", "--spawn", "b.lua", "a.lua"]);
    assert_eq!((code, output.as_str()), (0, "a\t1\nb\t1\tb.lua\na\t2\nb\t2\tb.lua\n"));
    assert!(errors.starts_with("tidelock: process 2 (b.lua): b.lua:1: bad\nstack traceback:\n"), "{errors}");
    assert_eq!(folder.run(&["run", "--spawn", "a.lua", "b.lua"]).0, 1);
}

#[test]
fn limits_end_a_program_that_catches_everything() {
    let folder = Folder::new("limits");
    let ticks = folder.run(&["run", "--tick-limit", "5000", "-e", "while true do pcall(error) end"]);
    assert_eq!(ticks, complaint("ended by its tick limit of 5000 ticks"));
    let (code, _, errors) =
        folder.run(&["run", "--memory-limit", "1M", "-e", "local t = {} while true do t[#t+1] = {} end"]);
    assert!(code == 1 && errors.contains("memory"), "{errors}");
}

#[test]
fn stats_are_the_same_in_every_run() {
    let folder = Folder::new("stats");
    let chunk = "local t = {} for i = 1, 20000 do t[i % 10 .. ''] = {i} end print(#t)";
    let stats = |more: &[&str]| folder.run(&[&["run", "--stats"], more, &["-e", chunk]].concat());
    let (code, output, table) = stats(&[]);
    assert_eq!((code, output.as_str()), (0, "0\n"));
    assert!(table.starts_with("pid"), "{table}");
    assert_eq!(stats(&["--dispatch", "loop"]).2, table);
    let json = stats(&["--json"]).2;
    assert!(json.starts_with("{\"rounds\":") && json.contains("\"end\":\"returned\",\"code\":0,\"ticks\":"), "{json}");
    assert_eq!(stats(&["--json"]).2, json);
}

#[test]
fn stats_show_what_became_of_each_process() {
    let folder = Folder::new("became");
    let chunk = "local spawn = system.ProcessManager.spawn \
                 spawn('error(\"x\\\\ny\", 0)', {name = 'fails'}) require 'system.syscall'.wait() \
                 spawn('require \"system.ipc\".sendEvent(1, \"x\", 1) os.pull()', {name = 'waits'}) \
                 spawn('while true do end', {name = 'stops', paused = true}) os.rpc.alarm(1) os.exit(3)";
    let stats = |more: &[&str]| folder.run(&[&["run", "--stats"], more, &["-e", chunk]].concat());
    let (code, _, table) = stats(&[]);
    let notes: Vec<&str> = table.lines().filter_map(|line| line.rsplit_once("  ")).map(|(_, note)| note).collect();
    assert_eq!(code, 3, "{table}");
    assert_eq!(notes, ["state", "exited with code 3", r"failed: x\ny", "waits for an event", "stopped"], "{table}");
    assert!(table.lines().all(|line| line.len() <= 120), "{table}");
    assert!(table.contains("4 processes: 0 running, 1 waiting, 1 stopped, 2 ended\n"), "{table}");
    let json = stats(&["--json"]).2;
    for part in [
        r#"{"pid":2,"parent":1,"name":"fails","state":"zombie","waits_for":null,"end":"failed: x\ny","code":1,"ticks":"#,
        r#""name":"waits","state":"waiting","waits_for":"an event","end":null,"code":null,"ticks":"#,
    ] {
        assert!(json.contains(part), "{json}");
    }
}

#[test]
fn files_and_the_environment_are_granted_by_flag() {
    let folder = Folder::new("grants").with("text", "line\n").with("m.lua", "return 'beside'");
    let read = "print(io.open('text'))";
    let (_, refused, _) = folder.run(&["run", "-e", read]);
    assert!(refused.starts_with("nil\ttext: ") && refused.contains("--allow-read"), "{refused}");
    for flag in ["--allow-read", "--allow-read=.", "--allow-read=/nowhere,."] {
        assert!(folder.run(&["run", flag, "-e", read]).1.starts_with("file ("), "{flag}");
    }
    assert!(folder.run(&["run", "--allow-read=/nowhere", "-e", read]).1.starts_with("nil\t"));
    assert_eq!(folder.run(&["run", "-e", "print((require 'm'))"]), ok("beside\n"));
    let mut command = folder.command(&["run", "--allow-env=TIDE", "-e", "print(os.getenv('TIDE'))"]);
    assert_eq!(ended(&command.env("TIDE", "low").output().unwrap()), ok("low\n"));
}

#[test]
fn warnings_are_shown_on_standard_error() {
    let folder = Folder::new("warnings");
    let source = "warn('@on') warn('one ', 'and ', 2) \
                  setmetatable({}, {__gc = function() error('text', 0) end}) collectgarbage() \
                  setmetatable({}, {__gc = function() error({}) end}) collectgarbage() \
                  warn('@off') warn('nothing')";
    let shown = "Lua warning: one and 2\nLua warning: error in __gc (text)\n\
                 Lua warning: error in __gc (error object is not a string)\n";
    assert_eq!(folder.run(&["run", "-e", source]), (0, String::new(), shown.to_owned()));
}

#[test]
#[cfg(unix)]
fn programs_of_the_system_are_granted_by_flag() {
    let folder = Folder::new("programs");
    let source = "local pipe = assert(io.popen('echo piped; exit 3')) print(pipe:read('a'), pipe:close())";
    assert_eq!(folder.run(&["run", "--allow-exec", "-e", source]), ok("piped\n\tnil\texit\t3\n"));
    let (code, _, errors) = folder.run(&["run", "-e", source]);
    assert!(code == 1 && errors.contains("--allow-exec"), "{errors}");
}

#[test]
fn time_is_virtual_unless_asked_otherwise() {
    let folder = Folder::new("time");
    assert_eq!(folder.run(&["run", "-e", "print(os.time() < 10)"]), ok("true\n"));
    assert_eq!(folder.run(&["run", "--time", "real", "-e", "print(os.time() > 1000000000)"]), ok("true\n"));
}

#[test]
fn a_prompt_without_a_terminal_runs_what_it_reads() {
    let folder = Folder::new("repl");
    let input = "1 + 1\nx = 5\nfor i = 1, 2 do\n  print(i)\nend\nx, 'a'\nlocal y = 1\ny\nerror('bad')\n= 1\nnil\n";
    let (code, output, errors) = folder.run_with_input(&["repl"], input);
    assert_eq!((code, output.as_str()), (0, "2\n1\n2\n5\ta\nnil\nnil\n"));
    assert!(errors.starts_with("tidelock: stdin:1: bad\nstack traceback:\n"), "{errors}");
    assert!(errors.ends_with("tidelock: stdin:1: unexpected symbol near '='\n"), "{errors}");
    assert_eq!(folder.run_with_input(&["repl"], "print(1) os.exit(7)\nprint(2)").0, 7);
    let unfinished = folder.run_with_input(&["repl"], "for i = 1, 2 do\n");
    assert_eq!(unfinished.2, "tidelock: stdin:2: 'end' expected (to close 'for' at line 1) near <eof>\n");
    let gc = "setmetatable({}, {__gc = function() print('gc') end}) x = 1\nprint('last')";
    assert_eq!(folder.run_with_input(&["repl"], gc), ok("last\ngc\n"));
}

#[cfg(unix)]
mod signals {
    use std::io::{BufRead, BufReader, Read};

    use super::*;

    fn interrupt(child: &std::process::Child) {
        let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(sent.expect("kill starts").success());
    }

    #[test]
    fn ctrl_c_ends_a_run_with_code_130_and_loses_no_output() {
        let folder = Folder::new("ctrl-c");
        let chunk = "io.write('begun\\n') io.flush() io.write('kept') while true do pcall(error) end";
        let mut command = folder.command(&["run", "-e", chunk]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        interrupt(&child);
        output.read_to_string(&mut line).unwrap();
        assert_eq!(line, "begun\nkept");
        let (code, _, errors) = ended(&child.wait_with_output().unwrap());
        assert_eq!((code, errors.as_str()), (130, "tidelock: interrupted\n"));
    }

    #[test]
    fn ctrl_c_ends_a_run_that_waits_for_input() {
        let folder = Folder::new("ctrl-c-input");
        let mut command = folder.command(&["run", "-e", "print('begun') io.flush() io.read()"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Kept open, so that the program goes on waiting.
        let _input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130));
    }

    #[test]
    fn ctrl_c_stops_an_endless_loop_at_the_prompt_and_the_prompt_lives_on() {
        let folder = Folder::new("ctrl-c-repl");
        let mut command = folder.command(&["repl"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let loops = "print('begun') io.flush() while true do pcall(function() while true do end end) end\n";
        input.write_all(loops.as_bytes()).unwrap();
        output.read_line(&mut String::new()).unwrap();
        interrupt(&child);
        input.write_all(b"1 + 1\n").unwrap();
        drop(input);
        let mut rest = String::new();
        output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "2\n");
        let (code, _, errors) = ended(&child.wait_with_output().unwrap());
        assert!(code == 0 && errors.contains("interrupted!"), "{errors}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn output_that_cannot_be_written_is_a_failure() {
        let folder = Folder::new("full").with("a.lua", "print(1)").with("bad.lua", "=");
        for arguments in [&["run", "a.lua"][..], &["disasm", "a.lua"], &["check", "--json", "bad.lua"]] {
            let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
            let (code, _, errors) = ended(&folder.command(arguments).stdout(full).output().unwrap());
            let expected = "tidelock: cannot write standard output: No space left on device\n";
            assert_eq!((code, errors.as_str()), (1, expected), "{arguments:?}");
        }
    }

    #[test]
    fn a_run_ends_quietly_when_nobody_reads_its_output() {
        let folder = Folder::new("pipe");
        let mut command = folder.command(&["run", "-e", "while true do print('again') end"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        drop(output);
        let (code, _, errors) = ended(&child.wait_with_output().unwrap());
        assert_eq!((code, errors.as_str()), (141, ""));
    }
}

#[test]
fn source_files_are_read_within_the_memory_limit() {
    let folder = Folder::new("bounded-sources").with("large.lua", vec![b' '; 3_000_000]).with("small.lua", "return 7");
    let limited = |text: &str| folder.run(&["run", "--memory-limit", "1M", "-e", text]);
    assert_eq!(limited("print(loadfile('large.lua'))"), ok("nil\tcannot read large.lua: not enough memory\n"));
    assert_eq!(limited("print(pcall(dofile, 'large.lua'))"), ok("false\tcannot read large.lua: not enough memory\n"));
    let (_, output, _) = limited("print(pcall(require, 'large'))");
    assert!(output.ends_with(":\n\tcannot read ./large.lua: not enough memory\n"), "{output}");
    assert_eq!(limited("print(dofile('small.lua'))"), ok("7\n"));
    assert_eq!(folder.run(&["run", "-e", "print(loadfile('large.lua') ~= nil)"]), ok("true\n"));
    let input = " ".repeat(2_000_000) + "return 8";
    let sized = |limit| folder.run_with_input(&["run", "--memory-limit", limit, "-e", "print(pcall(dofile))"], &input);
    assert_eq!(sized("8M"), ok("true\t8\n"));
}

/// Files and input without an end, with memory of the machine that is not much more than the limit.
#[cfg(target_os = "linux")]
#[test]
fn source_files_without_an_end_are_given_up() {
    let folder = Folder::new("endless-sources");
    std::os::unix::fs::symlink("/dev/zero", folder.0.join("zero.lua")).expect("links can be made");
    let shell = |command: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", command, "sh", env!("CARGO_BIN_EXE_tidelock")]).current_dir(&folder.0).stdin(Stdio::null());
        ended(&shell.output().expect("the shell starts"))
    };
    let limits = "ulimit -v 400000; exec \"$1\" run --memory-limit 50M";
    let zero = shell(&format!("{limits} --allow-read=/dev/zero -e \"print(loadfile('zero.lua'))\""));
    assert_eq!(zero, ok("nil\tcannot read zero.lua: not enough memory\n"));
    let input = shell(&format!("{limits} -e 'print(pcall(dofile))' < /dev/zero"));
    assert_eq!(input, ok("false\tcannot read stdin: not enough memory\n"));
    let piped = shell(&format!("cat /dev/zero | ({limits} -e 'print(loadfile())')"));
    assert_eq!(piped.1, "nil\tcannot read stdin: not enough memory\n");
}

#[test]
fn each_process_reads_source_files_beside_its_own_program() {
    let folder = Folder::new("beside");
    for directory in ["a", "b"] {
        std::fs::create_dir_all(folder.0.join(directory)).expect("temporary files can be written");
    }
    let folder = folder
        .with("a/main.lua", "print(loadfile('a/own.lua') ~= nil, (select(2, loadfile('b/own.lua'))))")
        .with("b/main.lua", "print(loadfile('b/own.lua') ~= nil, (select(2, loadfile('a/own.lua'))))")
        .with("a/own.lua", "")
        .with("b/own.lua", "");
    let refused =
        |path| format!("true\tcannot open {path}: reading files is not granted; --allow-read would allow it\n");
    let both = folder.run(&["run", "--spawn", "b/main.lua", "a/main.lua"]);
    assert_eq!(both, ok(&(refused("b/own.lua") + &refused("a/own.lua"))));
    let granted = folder.run(&["run", "--allow-read=a", "--spawn", "b/main.lua", "-e", ""]);
    assert_eq!(granted, ok("true\tnil\n"));
}

#[test]
fn a_list_that_is_not_attached_to_its_grant_is_noticed() {
    let folder = Folder::new("lists").with("a.lua", "print(...)");
    let hint = "what --allow-read is limited to is attached to it with '='";
    let read = "cannot read '.': Is a directory, expected a program file";
    assert_eq!(folder.run(&["run", "--allow-read", ".", "-e", "x"]), complaint(&format!("{read}; {hint}")));
    let open = "cannot open 'HOME': No such file or directory";
    let env = hint.replace("read", "env");
    assert_eq!(folder.run(&["run", "--allow-env", "HOME", "a.lua"]), complaint(&format!("{open}; {env}")));
    assert_eq!(folder.run(&["run", "--allow-read=x", "."]), complaint(read));
    assert_eq!(folder.run(&["run", "--allow-read", "--seed=1", "."]), complaint(read));
    assert_eq!(folder.run(&["run", "--allow-read", "a.lua", "."]), ok(".\n"));
    for list in [",", ",,"] {
        let (code, _, errors) = folder.run(&["run", &format!("--allow-read={list}"), "a.lua"]);
        assert_eq!(code, 2);
        assert!(errors.contains("--allow-read: found only commas after '='"), "{errors}");
    }
}

#[test]
fn what_is_precompiled_is_checked_and_compiled_too() {
    let folder = Folder::new("precompiled").with("a.lua", "print(1)");
    assert_eq!(folder.run(&["compile", "-o", "a.tlb", "a.lua"]), ok(""));
    assert_eq!(folder.run(&["check", "a.tlb"]), ok(""));
    assert_eq!(folder.run(&["compile", "--strip", "-o", "b.tlb", "a.tlb"]), ok(""));
    assert_eq!(folder.run(&["run", "b.tlb"]), ok("1\n"));
}

#[test]
fn a_live_table_needs_a_terminal() {
    let folder = Folder::new("top");
    let expected = complaint("--top draws on standard error, which is no terminal");
    assert_eq!(folder.run(&["run", "--top", "-e", "print(1)"]), expected);
}
