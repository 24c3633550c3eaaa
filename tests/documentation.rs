//! What the documentation says is so: its examples write what stands below them, so do the programs of `examples/` that
//! have a `.out` beside them, and every function is described, and tested by a file of `process/`.
//!
//! `BLESS=1` writes what is found into the pages and files.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Program, Ran, is_blessed};

/// The page about processes, below the repository.
const PAGE: &str = "docs/processes.md";
/// Pages whose examples are run: blocks of Lua right before a block of text, which they write.
const PAGES: &[&str] = &[PAGE, "README.md"];
const QUANTUM: u64 = 100_000;

/// Every function, constant and field that the documents name which the interfaces come from, and what belongs beside them.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "os.call", "os.call_timeout", "os.answer", "os.bind", "os.unbind", "os.cancel", "os.pull", "os.context",
    "context:call", "context.rpc.NAME", "os.rpc.NAME", "os.rpc.alarm", "system.ProcessManager.spawn",
    "system.ProcessManager.kill", "system.ProcessManager.run", "system.process", "system.QUANTUM",
    "system.YIELD.BASIC", "system.YIELD.PREEMPT", "system.YIELD.CALL", "system.YIELD.ANSWER", "system.YIELD.BIND",
    "system.YIELD.UNBIND", "system.Process.RUNNING", "system.Process.WAITING", "system.Process.ZOMBIE",
    "system.Call.IN", "system.Call.OUT", "system.Call.ALARM", "coroutine.yield", "syscall.kill", "syscall.signal",
    "syscall.queueEvent", "syscall.sendEvent", "syscall.timer", "syscall.alarm", "syscall.cancel",
    "syscall.pullEvent", "syscall.peekEvent", "syscall.getpid", "syscall.getppid", "syscall.getname",
    "syscall.getuser", "syscall.setuser", "syscall.getenv", "syscall.clock", "syscall.getplist", "syscall.getpinfo",
    "syscall.nice", "syscall.exit", "syscall.atexit", "syscall.fork", "syscall.exec", "syscall.wait", "ipc.kill",
    "ipc.sigaction", "ipc.sendEvent", "ipc.register", "ipc.lookup", "ipc.sendServiceEvent", "ipc.receiveEvent",
    "ipc.signal.SIGHUP", "ipc.signal.SIGINT", "ipc.signal.SIGQUIT", "ipc.signal.SIGTRAP", "ipc.signal.SIGABRT",
    "ipc.signal.SIGKILL", "ipc.signal.SIGUSR1", "ipc.signal.SIGUSR2", "ipc.signal.SIGPIPE", "ipc.signal.SIGTERM",
    "ipc.signal.SIGCHLD", "ipc.signal.SIGCONT", "ipc.signal.SIGSTOP", "ipc.signal.SIGTTIN", "ipc.signal.SIGTTOU",
    "proc.exec", "proc.exec_luafile", "p:kill", "p:wait", "p:status", "p:exit_code", "p:forget", "p:info", "p.id", "p.stdin",
    "p.stdout", "p.stderr", "proc.pipe", "proc.clock", "proc.env", "proc.esc", "proc.quote_arg", "proc.mutex",
    "mutex:lock", "mutex:try_lock", "mutex:unlock", "mutex:guard", "proc.semaphore", "semaphore:wait",
    "semaphore:try_wait", "semaphore:post", "proc.event", "event:set", "event:reset", "event:is_set", "event:wait",
];

/// What the documents name and is not there, as an expression that is nil; when it is there, it belongs among the others.
const MISSING: &[&str] = &["system.process(require('system.syscall').getpid()).resume"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn report(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}\n", broken.join("\n  "));
}

/// Runs a program on one thread, and makes sure that it does the same on three.
fn run(name: &str, source: &str, directory: PathBuf, input: Vec<u8>) -> Result<Ran, String> {
    let program = Program { name, source: source.as_bytes(), arguments: &[], directory, input };
    let [one, three] = [1, 3].map(|threads| common::run(&program, threads, QUANTUM));
    let (one, three) = (one?, three?);
    if one != three {
        return Err(format!("on three threads:\n{}{}\non one:\n{}{}", three.written, three.end, one.written, one.end));
    }
    Ok(one)
}

// --- examples ---

const BEGIN: &str = "```lua\n";
const MIDDLE: &str = "```\n\n```text\n";
const END: &str = "```\n";

/// A piece of a page.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    /// A program, and what it writes.
    Example {
        line: usize,
        source: &'a str,
        output: &'a str,
    },
}

/// A page in pieces. Blocks of Lua without an output are text.
fn pieces(page: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(begin) = page[at..].find(BEGIN).map(|found| at + found + BEGIN.len()) {
        at = begin;
        let Some(end) = page[begin..].find("\n```").map(|found| begin + found + 1) else { break };
        let Some(rest) = page[end..].strip_prefix(MIDDLE) else { continue };
        let Some(length) = rest.find(END).filter(|&at| at == 0 || rest[..at].ends_with('\n')) else { continue };
        pieces.push(Piece::Text(&page[from..begin - BEGIN.len()]));
        let line = page[..begin].lines().count() + 1;
        pieces.push(Piece::Example { line, source: &page[begin..end], output: &rest[..length] });
        at = end + MIDDLE.len() + length + END.len();
        from = at;
    }
    pieces.push(Piece::Text(&page[from..]));
    pieces
}

#[test]
fn a_page_is_its_pieces() {
    let page = "a\n```lua\nx\n```\n\nb\n```lua\nprint(1)\n```\n\n```text\n1\n```\nc\n```lua\ny\n```\n\n```text\n```\n";
    let expected = [
        Piece::Text("a\n```lua\nx\n```\n\nb\n"),
        Piece::Example { line: 8, source: "print(1)\n", output: "1\n" },
        Piece::Text("c\n"),
        Piece::Example { line: 16, source: "y\n", output: "" },
        Piece::Text(""),
    ];
    assert_eq!(pieces(page), expected);
}

#[test]
fn examples_write_what_stands_below_them() {
    let directory = root().join("tests/process/scripts");
    let mut broken = Vec::new();
    for path in PAGES {
        let page = read(path);
        let mut blessed = String::new();
        let mut count = 0;
        for piece in pieces(&page) {
            let Piece::Example { line, source, output } = piece else {
                let Piece::Text(text) = piece else { unreachable!("there are two kinds") };
                blessed.push_str(text);
                continue;
            };
            count += 1;
            let found = match run("example.lua", source, directory.clone(), Vec::new()) {
                Ok(ran) => {
                    if ran.end != "--- all ended\n1 example.lua: returned\n" {
                        broken.push(format!("{path}:{line}: {}", ran.end));
                    }
                    ran.written
                }
                Err(error) => error,
            };
            if found != output && !is_blessed() {
                broken.push(format!("{path}:{line}: found:\n{found}"));
            }
            blessed.push_str(&[BEGIN, source, MIDDLE, &found, END].concat());
        }
        assert!(count > 0, "{path} has no examples");
        if is_blessed() {
            fs::write(root().join(path), blessed).expect("the page can be written");
        }
    }
    report("examples write what stands below them", &broken);
}

#[test]
fn every_example_of_the_page_is_run() {
    let page = read(PAGE);
    let left = pieces(&page).iter().filter(|piece| matches!(piece, Piece::Text(text) if text.contains(BEGIN))).count();
    assert_eq!(left, 0, "{PAGE} has Lua without a block of text right below it");
}

/// A program of `examples/` reads what is in a file that ends with `.in`.
#[test]
fn programs_of_examples_write_what_is_beside_them() {
    let mut broken = Vec::new();
    let mut count = 0;
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("examples"))
        .expect("there are examples")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "lua"))
        .filter(|path| path.with_extension("out").exists())
        .collect();
    paths.sort();
    for path in paths {
        count += 1;
        let name = format!("examples/{}", path.file_name().unwrap_or_default().to_string_lossy());
        let source = read(&name);
        assert!(source.starts_with(&format!("-- tidelock run {name}")), "{name} doesn't say how it is run");
        let input = fs::read(path.with_extension("in")).unwrap_or_default();
        let found = match run(&name, &source, root().to_owned(), input) {
            Ok(ran) => {
                if ran.end != format!("--- all ended\n1 {name}: returned\n") {
                    broken.push(format!("{name}: {}", ran.end));
                }
                ran.written
            }
            Err(error) => error,
        };
        let expected = path.with_extension("out");
        if is_blessed() {
            fs::write(expected, found).expect("the file can be written");
        } else if found != fs::read_to_string(expected).expect("it was there just now") {
            broken.push(format!("{name}: found:\n{found}"));
        }
    }
    assert!(count >= 4, "only {count} programs");
    report("programs write what is in the file beside them", &broken);
}

// --- functions ---

/// Names in backquotes of a heading.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether `pattern` is the name, or all of its kind: `system.Call.*`.
fn covers(pattern: &str, name: &str) -> bool {
    pattern == name || pattern.strip_suffix('*').is_some_and(|begin| name.starts_with(begin))
}

fn headings(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter(|line| line.starts_with('#'))
}

/// As the table has them: function, where it comes from, link, test.
fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    let table = page.split("\n## All functions\n").nth(1).expect("the page ends with the table");
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).skip(1).take(4).collect())
}

/// What a program says that uses it.
fn use_of(name: &str) -> &str {
    match name.strip_suffix("NAME") {
        Some(begin) => begin,
        None => &name[name.rfind(['.', ':']).expect("every name has a part before its last")..],
    }
}

fn is_used(program: &str, name: &str) -> bool {
    let wanted = use_of(name);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = program.match_indices(wanted).map(|(at, _)| program[at + wanted.len()..].chars().next());
    found.any(|next| wanted.ends_with('.') || !next.is_some_and(is_part))
}

#[test]
fn every_function_has_a_heading_and_a_row() {
    let page = read(PAGE);
    let mut broken = Vec::new();
    for name in FUNCTIONS {
        let has_heading = headings(&page).flat_map(quoted).any(|pattern| covers(pattern, name));
        if !has_heading {
            broken.push(format!("{name}: no heading"));
        }
        let found = rows(&page).filter(|row| covers(row[0], name)).count();
        if found != 1 {
            broken.push(format!("{name}: {found} rows in the table"));
        }
    }
    for row in rows(&page) {
        if !FUNCTIONS.iter().any(|name| covers(row[0], name)) {
            broken.push(format!("{}: in the table, not in the list of this test", row[0]));
        }
    }
    report("every function is described", &broken);
}

#[test]
fn every_function_is_tested_where_the_table_says() {
    let page = read(PAGE);
    let mut broken = Vec::new();
    for row in rows(&page) {
        let test = format!("tests/process/{}", row[3]);
        let Ok(program) = fs::read_to_string(root().join(&test)) else {
            broken.push(format!("{}: there is no {test}", row[0]));
            continue;
        };
        for name in FUNCTIONS.iter().filter(|name| covers(row[0], name)) {
            if !is_used(&program, name) {
                broken.push(format!("{name}: not used in {test}"));
            }
        }
        if !root().join(&test).with_extension("out").exists() {
            broken.push(format!("{test}: nothing is expected of it"));
        }
    }
    report("every function is tested", &broken);
}

#[test]
fn what_is_missing_is_missing() {
    for expression in MISSING {
        let source = format!("print({expression})");
        let ran = run("example.lua", &source, root().to_owned(), Vec::new()).expect("it runs");
        assert_eq!(ran.written, "nil\n", "{expression} is there: describe it in {PAGE}, and list it in this test");
    }
}

// --- links ---

/// What a heading can be linked as.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    text.chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_lead_somewhere() {
    let page = read(PAGE);
    let anchors: Vec<String> = headings(&page).map(anchor).collect();
    let mut broken = Vec::new();
    for (number, line) in page.lines().enumerate() {
        for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let leads = match link.strip_prefix('#') {
                Some(name) => anchors.iter().any(|anchor| anchor == name),
                None => root().join("docs").join(link).exists(),
            };
            if !leads {
                broken.push(format!("{PAGE}:{}: {link}", number + 1));
            }
        }
    }
    report("links lead somewhere", &broken);
}
