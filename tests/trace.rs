//! `tidelock run --trace` from outside: the file is JSON, the same in every run, and its arrows go from slice to slice.

#![cfg(feature = "cli")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A JSON value, as far as the files have them.
#[derive(Debug, PartialEq)]
enum Json {
    Other,
    Number(String),
    Text(String),
    Array(Vec<Json>),
    Object(BTreeMap<String, Json>),
}

impl Json {
    fn parse(text: &str) -> Json {
        let mut rest = text;
        let value = Json::read(&mut rest);
        assert_eq!(rest.trim(), "", "something behind the value");
        value
    }

    fn read(rest: &mut &str) -> Json {
        *rest = rest.trim_start();
        let first = rest.chars().next().expect("a value");
        match first {
            '"' => Json::Text(Json::read_text(rest)),
            '[' => Json::Array(Json::read_items(rest, ']', Json::read)),
            '{' => {
                let fields = Json::read_items(rest, '}', |rest| {
                    let name = Json::read_text(rest);
                    *rest = rest.strip_prefix(':').expect("a colon");
                    (name, Json::read(rest))
                });
                let count = fields.len();
                let fields: BTreeMap<_, _> = fields.into_iter().collect();
                assert_eq!(fields.len(), count, "each field once");
                Json::Object(fields)
            }
            _ => {
                let end = rest.find([',', ']', '}', '\n']).unwrap_or(rest.len());
                let (word, behind) = rest.split_at(end);
                *rest = behind;
                if ["null", "true", "false"].contains(&word) {
                    return Json::Other;
                }
                assert!(word.parse::<f64>().is_ok() && word.chars().all(|c| "-.0123456789".contains(c)), "{word}");
                Json::Number(word.to_owned())
            }
        }
    }

    fn read_text(rest: &mut &str) -> String {
        let body = rest.strip_prefix('"').expect("a text");
        let mut is_escaped = false;
        let end = body.find(|c: char| {
            assert!(c >= ' ', "a control character in a text");
            let is_end = c == '"' && !is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            is_end
        });
        let end = end.expect("the end of a text");
        *rest = &body[end + 1..];
        body[..end].to_owned()
    }

    fn read_items<T>(rest: &mut &str, end: char, read: impl Fn(&mut &str) -> T) -> Vec<T> {
        *rest = rest[1..].trim_start();
        let mut items = Vec::new();
        while !rest.starts_with(end) {
            items.push(read(rest));
            *rest = rest.trim_start();
            match rest.strip_prefix(',') {
                Some(behind) => *rest = behind.trim_start(),
                None => assert!(rest.starts_with(end), "a comma or the end"),
            }
        }
        *rest = &rest[1..];
        items
    }

    fn text(&self, field: &str) -> &str {
        match self {
            Json::Object(fields) => match fields.get(field) {
                Some(Json::Text(text)) => text,
                other => panic!("{field} is {other:?}"),
            },
            other => panic!("expected an object, found {other:?}"),
        }
    }

    fn number(&self, field: &str) -> u64 {
        match self {
            Json::Object(fields) => match fields.get(field) {
                Some(Json::Number(number)) => number.parse().expect("a whole number"),
                other => panic!("{field} is {other:?}"),
            },
            other => panic!("expected an object, found {other:?}"),
        }
    }

    /// A time in ticks: microseconds with three decimals.
    fn ticks(&self, field: &str) -> u64 {
        let Json::Object(fields) = self else { panic!("expected an object") };
        let Some(Json::Number(number)) = fields.get(field) else { panic!("no time {field}") };
        let (whole, decimals) = number.split_once('.').expect("decimals");
        assert_eq!(decimals.len(), 3);
        format!("{whole}{decimals}").parse().expect("digits")
    }
}

struct Run {
    output: Output,
    trace: String,
}

/// Runs the command in a directory of its own; `trace.json` is what it wrote there.
fn run(name: &str, arguments: &[&str]) -> Run {
    let folder: PathBuf = std::env::temp_dir().join(format!("tidelock-trace-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("temporary files can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    command.args(["run", "--trace", "trace.json"]).args(arguments).current_dir(&folder).stdin(Stdio::null());
    let output = command.output().expect("the command starts");
    let trace = std::fs::read_to_string(folder.join("trace.json")).unwrap_or_default();
    let _ = std::fs::remove_dir_all(&folder);
    Run { output, trace }
}

fn events(trace: &str) -> Vec<Json> {
    match Json::parse(trace) {
        Json::Array(events) => events,
        other => panic!("expected an array, found {other:?}"),
    }
}

fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).to_string_lossy().into_owned()
}

fn shop() -> String {
    example("shop.lua")
}

#[test]
fn it_is_the_same_in_every_run() {
    let first = run("first", &["--quantum", "1000", &shop()]);
    assert!(first.output.status.success() && first.trace.len() > 1000);
    assert_eq!(first.trace, run("again", &["--quantum", "1000", &shop()]).trace);
    let loops = run("loop", &["--quantum", "1000", "--dispatch", "loop", "--threads", "3", &shop()]);
    assert_eq!(first.trace, loops.trace);
    assert_ne!(first.trace, run("quantum", &["--quantum", "999", &shop()]).trace);
}

#[test]
fn the_file_of_every_example_is_the_same_on_any_number_of_threads() {
    let [ping, pong] = ["ping.lua", "pong.lua"].map(example);
    let programs: [(&str, &[&str]); 9] = [
        ("chat.lua", &["100"]),
        ("fib.lua", &[]),
        ("hello.lua", &[]),
        ("jobs.lua", &[]),
        ("kv_service.lua", &[]),
        ("pipeline.lua", &[]),
        (&ping, &[]),
        ("ring.lua", &["10", "0.0002"]),
        ("shop.lua", &[]),
    ];
    for (program, arguments) in programs {
        let path = example(program);
        let traces = [1, 2, 8].map(|threads: u8| {
            let mut words: Vec<String> = vec!["--quantum=1000".into(), format!("--threads={threads}")];
            words.extend(["--allow-read".into(), "--spawn".into(), pong.clone(), path.clone()]);
            words.extend(arguments.iter().map(|&word| word.into()));
            let run = run(&format!("threads{threads}"), &words.iter().map(String::as_str).collect::<Vec<_>>());
            assert!(run.output.status.success(), "{program}: {}", String::from_utf8_lossy(&run.output.stderr));
            run.trace
        });
        assert!(traces[0].len() > 1000, "{program}: {}", traces[0]);
        assert!(traces.iter().all(|trace| *trace == traces[0]), "{program} is not the same");
    }
}

#[test]
fn slices_follow_each_other_and_arrows_go_from_slice_to_slice() {
    let events = events(&run("arrows", &["--quantum", "1000", &shop()]).trace);
    let mut slices: BTreeMap<u64, Vec<(u64, u64)>> = BTreeMap::new();
    let mut arrows: BTreeMap<u64, Vec<&Json>> = BTreeMap::new();
    for event in &events {
        match event.text("ph") {
            "X" => slices.entry(event.number("tid")).or_default().push((event.ticks("ts"), event.ticks("dur"))),
            "s" | "f" => arrows.entry(event.number("id")).or_default().push(event),
            _ => {}
        }
    }
    assert_eq!(slices.len(), 5);
    for pair in slices.values().flat_map(|slices| slices.windows(2)) {
        assert!(pair[0].0 + pair[0].1 <= pair[1].0, "{pair:?}");
    }
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for arrow in arrows.values() {
        let [from, to] = arrow[..] else { panic!("expected two ends, found {arrow:?}") };
        assert_eq!((from.text("ph"), to.text("ph"), to.text("bp")), ("s", "f", "e"));
        assert_eq!(from.text("name"), to.text("name"));
        assert!(from.ticks("ts") < to.ticks("ts"));
        for end in [from, to] {
            let at = end.ticks("ts");
            let is_in = |&(start, ticks): &(u64, u64)| start <= at && at < start + ticks;
            assert!(slices[&end.number("tid")].iter().any(is_in), "{end:?}");
        }
        assert!(slices[&to.number("tid")].iter().any(|&(start, _)| start == to.ticks("ts")));
        *kinds.entry(from.text("name")).or_default() += 1;
    }
    // Four children begin and end, two questions of three customers each are answered, and each customer pays.
    let expected = [("answer", 6), ("call", 6), ("event", 3), ("signal", 4), ("spawn", 4)];
    assert_eq!(kinds, BTreeMap::from(expected));
}

#[test]
fn it_says_who_did_what() {
    let trace = run("what", &["--quantum", "1000", &shop()]).trace;
    let has = |part: &str| assert!(trace.contains(part), "no {part} in\n{trace}");
    has(r#""name":"thread_name","tid":2,"args":{"name":"counter"}"#);
    has(r#""name":"call price","ts":"#);
    has(r#""args":{"cid":2,"callee":2,"callee_cid":1}"#);
    has(r#""args":{"cid":2,"callee":2,"callee_cid":1,"ok":true}"#);
    has(r#""name":"answer alarm""#);
    has(r#""name":"waits for an answer of process 2""#);
    has(r#""name":"event paid""#);
    has(r#""args":{"kind":"remote_event","sender":4}"#);
    has(r#""name":"SIGCHLD""#);
    has(r#""name":"end","ts":"#);
    has(r#""args":{"exit":"returned","code":0}"#);
}

#[test]
fn odd_names_and_bad_ends_are_no_trouble() {
    let source = r#"
        local spawn, sys = system.ProcessManager.spawn, require "system.syscall"
        local pid = spawn("local x <close> = nil os.rpc['a\"\\b\n\255']()", {name = '"\\\1\255'})
        local waits = spawn("os.call_timeout(1e-6, 'late') os.cancel(os.call('late')) os.pull()", {name = "waits"})
        os.bind("late") sys.wait() sys.kill(pid, 0x7fffffff)"#;
    let run = run("odd", &["-e", source]);
    assert_eq!(run.output.status.code(), Some(1));
    let events = events(&run.trace);
    assert!(events.iter().any(|event| event.text("ph") == "M" && event.text("name") == "thread_name"));
    assert!(run.trace.contains(r#""exit":"failed: "#), "{}", run.trace);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = std::env::temp_dir();
    let complain = |file: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.args(["run", "--trace", file, "-e", "print(1)"]).current_dir(&folder).stdin(Stdio::null());
        let output = command.output().expect("the command starts");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let expected = "tidelock: cannot write 'tidelock-nowhere/x.json': ";
    assert!(complain("tidelock-nowhere/x.json").starts_with(expected));
    if Path::new("/dev/full").exists() {
        assert_eq!(complain("/dev/full"), "tidelock: cannot write '/dev/full': No space left on device\n");
    }
}
