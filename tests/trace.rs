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

    /// A time in ticks, which stands there in microseconds: the nearest, as viewers take it.
    fn ticks(&self, field: &str) -> u64 {
        let Json::Object(fields) = self else { panic!("expected an object") };
        let Some(Json::Number(number)) = fields.get(field) else { panic!("no time {field}") };
        let (_, decimals) = number.split_once('.').expect("decimals");
        assert!(decimals.len() >= 3, "{number}");
        (number.parse::<f64>().expect("a number") * 1000.0).round() as u64
    }

    fn fields(&self, field: &str) -> &Json {
        let Json::Object(fields) = self else { panic!("expected an object") };
        &fields[field]
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
    let Json::Object(mut file) = Json::parse(trace) else { panic!("expected an object") };
    assert_eq!(file.remove("displayTimeUnit"), Some(Json::Text("ns".to_owned())));
    match file.remove("traceEvents") {
        Some(Json::Array(events)) if file.is_empty() => events,
        other => panic!("expected a list of events alone, found {other:?} and {file:?}"),
    }
}

/// What stands on a track: an event with a duration, or an instant, which has none.
#[derive(Clone, Debug, PartialEq)]
struct Slice {
    name: String,
    category: String,
    start: u64,
    ticks: u64,
}

/// The events as a viewer reads them: by time, those of one time in the order of the file. On each track there is a stack
/// of what has begun; what is over goes when something else begins, but for instants of the same time, which stay. An end
/// of an arrow belongs to what is topmost.
#[derive(Default)]
struct Viewer {
    stacks: BTreeMap<u64, Vec<Slice>>,
    /// Everything with a duration, by track.
    slices: BTreeMap<u64, Vec<Slice>>,
    /// Where each arrow begins and ends: the track, the time and the slice.
    arrows: BTreeMap<u64, Vec<(String, u64, u64, Slice)>>,
    depth: usize,
}

impl Viewer {
    fn show(events: &[Json]) -> Viewer {
        let mut sorted: Vec<&Json> = events.iter().filter(|event| event.text("ph") != "M").collect();
        sorted.sort_by_key(|event| event.ticks("ts"));
        let mut viewer = Viewer::default();
        for event in sorted {
            viewer.add(event);
        }
        viewer
    }

    fn add(&mut self, event: &Json) {
        let (track, at) = (event.number("tid"), event.ticks("ts"));
        let stack = self.stacks.entry(track).or_default();
        match event.text("ph") {
            phase @ ("X" | "i") => {
                let ticks = if phase == "X" { event.ticks("dur") } else { 0 };
                let (name, category) = (event.text("name").to_owned(), event.text("cat").to_owned());
                stack.retain(|slice| slice.start + slice.ticks > at || (slice.ticks == 0 && slice.start == at));
                let slice = Slice { name, category, start: at, ticks };
                if let Some(outer) = stack.last() {
                    assert!(at + ticks <= outer.start + outer.ticks, "{slice:?} is longer than {outer:?}");
                }
                if ticks > 0 {
                    self.slices.entry(track).or_default().push(slice.clone());
                }
                stack.push(slice);
                self.depth = self.depth.max(stack.len());
            }
            "s" | "f" => {
                let topmost = stack.last().unwrap_or_else(|| panic!("nothing is at {event:?}"));
                let end = (event.text("ph").to_owned(), track, at, topmost.clone());
                self.arrows.entry(event.number("id")).or_default().push(end);
            }
            other => panic!("found {other}"),
        }
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
fn arrows_go_from_where_it_is_sent_to_the_slice_in_which_it_arrives() {
    let events = events(&run("arrows", &["--quantum", "1000", &shop()]).trace);
    let viewer = Viewer::show(&events);
    assert_eq!(viewer.slices.len(), 5);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, arrow) in &viewer.arrows {
        let [(s, from, left, outer), (f, to, came, slice)] = &arrow[..] else { panic!("expected two ends: {arrow:?}") };
        assert_eq!((s.as_str(), f.as_str(), outer.name.as_str(), slice.name.as_str()), ("s", "f", "sends", "run"));
        assert!(from != to && left < came && slice.start == *came, "{arrow:?}");
        // Also where a time that is an end and a beginning would be taken for the end.
        let event =
            events.iter().find(|event| event.text("ph") == "f" && event.number("id") == *id).expect("it is there");
        let Json::Number(at) = event.fields("ts") else { panic!("no time") };
        assert!(at.parse::<f64>().expect("a number") * 1000.0 > slice.start as f64, "{at}");
        *kinds.entry(event.text("name")).or_default() += 1;
    }
    // Four children begin and end, two questions of three customers each are answered, and each customer pays.
    let expected = [("answer", 6), ("call", 6), ("end", 4), ("event", 3), ("spawn", 4)];
    assert_eq!(kinds, BTreeMap::from(expected));
}

#[test]
fn a_process_runs_or_waits_and_never_both() {
    let source = r#"
        local proc, sys = require "proc", require "system.syscall"
        local spawn = system.ProcessManager.spawn
        local mutex = proc.mutex("door")
        mutex:lock()
        local stopped = spawn("while true do end", {name = "stopped"})
        spawn([[require "proc".mutex("door"):lock() os.rpc.alarm(5)]], {name = "waits"})
        os.rpc.alarm(2)
        require "system.ipc".kill(stopped, 19)
        mutex:unlock()
        os.rpc.alarm(3)
        sys.kill(stopped, 9) sys.wait() sys.wait()"#;
    let viewer = Viewer::show(&events(&run("waits", &["--quantum", "100000000", "-e", source]).trace));
    let mut waits = BTreeMap::new();
    for (track, slices) in &viewer.slices {
        let outer: Vec<&Slice> = slices.iter().filter(|slice| slice.name != "sends").collect();
        for pair in outer.windows(2) {
            assert!(pair[0].start + pair[0].ticks <= pair[1].start, "{pair:?}");
        }
        for slice in outer.iter().filter(|slice| slice.category == "state") {
            *waits.entry((*track, slice.name.as_str())).or_insert(0) += slice.ticks / 100_000_000;
        }
        assert!(outer.iter().all(|slice| slice.name == "run" || slice.category == "state"), "{outer:?}");
    }
    for (wait, tenths) in [
        ((1, "waits for an alarm"), 49..52),
        ((2, "stopped"), 29..31),
        ((3, "waits for mutex 'door'"), 19..22),
        ((3, "waits for an alarm"), 49..52),
    ] {
        assert!(waits.get(&wait).is_some_and(|found| tenths.contains(found)), "{wait:?}: {waits:?}");
    }
}

#[test]
fn what_happens_often_at_one_time_is_one_instant() {
    let source = r#"
        local spawn, ipc = system.ProcessManager.spawn, require "system.ipc"
        local pids = {}
        for i = 1, 100 do
          pids[i] = spawn([[os.pull() require "system.ipc".sendEvent(1, "join", 1)]], {name = "member"})
        end
        for i = 1, 100 do ipc.sendEvent(pids[i], "go", 1) end
        os.rpc.alarm(1)
        for i = 1, 100 do ipc.receiveEvent(nil, "join") end"#;
    let trace = run("often", &["-e", source]).trace;
    let viewer = Viewer::show(&events(&trace));
    assert!(viewer.depth <= 4, "{}", viewer.depth);
    let joined: Vec<&str> = trace.lines().filter(|line| line.contains(r#""event join"#)).collect();
    let [joined] = joined[..] else { panic!("expected one line: {joined:?}") };
    assert!(
        joined.contains(r#""event join ×100""#) && joined.contains(r#""sender":[2,3,4,5,6,7,8,9],"count":100"#),
        "{joined}"
    );
    assert!(!trace.contains("SIGCHLD"));
}

#[test]
fn a_trace_that_is_long_enough_ends_and_the_run_goes_on() {
    let short = run("short", &["--quantum", "1000", "--trace-max", "4K", &shop()]);
    let said = String::from_utf8_lossy(&short.output.stderr).into_owned();
    assert!(said.starts_with("tidelock: 'trace.json' has the first ") && said.lines().count() == 1, "{said}");
    assert_eq!(String::from_utf8_lossy(&short.output.stdout).lines().count(), 3);
    assert!((4096..8192).contains(&short.trace.len()), "{}", short.trace.len());
    let events = events(&short.trace);
    assert!(events.iter().any(|event| event.text("name") == "the trace ends here, the run goes on"));
    Viewer::show(&events);
}

/// However a run is ended, the file is whole, since viewers read no other.
#[test]
#[cfg(unix)]
fn a_run_that_a_signal_ends_leaves_a_whole_file() {
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let folder = std::env::temp_dir().join(format!("tidelock-trace-{}-{signal}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("temporary files can be written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.args(["run", "--trace", "trace.json", "-e", "print('begun') io.flush() while true do end"]);
        command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        let mut output = std::io::BufReader::new(child.stdout.take().expect("it is piped"));
        std::io::BufRead::read_line(&mut output, &mut String::new()).expect("it writes");
        let sent = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(sent.expect("kill starts").success());
        let ended = child.wait_with_output().expect("it ends");
        let said = if signal == "INT" { "interrupted".to_owned() } else { format!("ended by SIG{signal}") };
        assert_eq!((ended.status.code(), ended.stderr), (Some(code), format!("tidelock: {said}\n").into_bytes()));
        let trace = std::fs::read_to_string(folder.join("trace.json")).expect("it is there");
        assert!(events(&trace).iter().any(|event| event.text("name") == "run"));
        let _ = std::fs::remove_dir_all(&folder);
    }
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
    has(r#""name":"waits for an answer of process 2 to 'price'""#);
    has(r#""name":"event paid""#);
    has(r#""args":{"kind":"remote_event","sender":4}"#);
    has(r#""name":"thread_sort_index","tid":2,"args":{"sort_index":2}"#);
    has(r#""tid":1,"args":{"slice":1,"end":"waits"}"#);
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
