//! What the documentation says is so: its examples and commands write what stands below them, so do the programs of
//! `examples/` that have a `.out` beside them, every function is described and tested by a file of `process/`, and links
//! lead somewhere.
//!
//! `BLESS=1` writes what is found into the pages and files.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use common::{Program, Ran, is_blessed};

/// The page about processes, below the repository.
const PAGE: &str = "docs/processes.md";
/// Pages whose examples are run: blocks of Lua, and of commands, right before a block of text, which they write.
const PAGES: &[&str] = &[PAGE, "README.md"];
/// Pages whose links lead somewhere.
const LINKING: &[&str] =
    &[PAGE, "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "benches/README.md"];
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

/// How a block of Lua begins.
const LUA: &str = "```lua\n";
const MIDDLE: &str = "```\n\n```text\n";
const END: &str = "```\n";

/// A piece of a page.
#[derive(Debug, PartialEq)]
enum Piece<'a> {
    Text(&'a str),
    /// A program or commands, and what they write.
    Example {
        line: usize,
        source: &'a str,
        output: &'a str,
    },
}

/// A page in pieces. Blocks that begin so and have no output are text.
fn pieces<'a>(page: &'a str, begin: &str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(first) = page[at..].find(begin).map(|found| at + found + begin.len()) {
        at = first;
        let Some(end) = page[first..].find("\n```").map(|found| first + found + 1) else { break };
        let Some(rest) = page[end..].strip_prefix(MIDDLE) else { continue };
        let Some(length) = rest.find(END).filter(|&at| at == 0 || rest[..at].ends_with('\n')) else { continue };
        pieces.push(Piece::Text(&page[from..first - begin.len()]));
        let line = page[..first].lines().count() + 1;
        pieces.push(Piece::Example { line, source: &page[first..end], output: &rest[..length] });
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
    assert_eq!(pieces(page, LUA), expected);
}

/// Held while a page is compared, since two tests may write it.
static PAGES_HELD: Mutex<()> = Mutex::new(());

/// Compares what is found with what stands in the pages, or writes it there. Of what gives `None`, what stands there is
/// taken as it is.
fn compare(begin: &str, find: impl Fn(&str, &mut Vec<String>) -> Option<String>) -> Vec<String> {
    let _held = PAGES_HELD.lock().unwrap_or_else(PoisonError::into_inner);
    let mut broken = Vec::new();
    for path in PAGES {
        let page = read(path);
        let mut blessed = String::new();
        let mut count = 0;
        for piece in pieces(&page, begin) {
            let Piece::Example { line, source, output } = piece else {
                let Piece::Text(text) = piece else { unreachable!("there are two kinds") };
                blessed.push_str(text);
                continue;
            };
            let mut problems = Vec::new();
            let found = find(source, &mut problems);
            count += usize::from(found.is_some());
            let found = found.unwrap_or_else(|| output.to_owned());
            if found != output && !is_blessed() {
                problems.push(format!("found:\n{found}"));
            }
            broken.extend(problems.into_iter().map(|problem| format!("{path}:{line}: {problem}")));
            blessed.push_str(&[begin, source, MIDDLE, &found, END].concat());
        }
        assert!(count > 0, "{path} has no examples");
        if is_blessed() {
            fs::write(root().join(path), blessed).expect("the page can be written");
        }
    }
    broken
}

#[test]
fn examples_write_what_stands_below_them() {
    let directory = root().join("tests/process/scripts");
    let broken = compare(LUA, |source, problems| match run("example.lua", source, directory.clone(), Vec::new()) {
        Ok(ran) => {
            if ran.end != "--- all ended\n1 example.lua: returned\n" {
                problems.push(ran.end);
            }
            Some(ran.written)
        }
        Err(error) => Some(error),
    });
    report("examples write what stands below them", &broken);
}

#[test]
fn every_example_of_the_page_is_run() {
    let page = read(PAGE);
    let left =
        pieces(&page, LUA).iter().filter(|piece| matches!(piece, Piece::Text(text) if text.contains(LUA))).count();
    assert_eq!(left, 0, "{PAGE} has Lua without a block of text right below it");
}

// --- commands ---

#[cfg(unix)]
mod commands {
    use std::process::{Command, Stdio};

    use super::*;

    /// How a block of commands begins.
    const SHELL: &str = "```sh\n";
    /// How the lines of commands begin that are run. Those who need a terminal are not.
    const RUN: &[&str] = &["tidelock run ", "tidelock check ", "tidelock compile ", "tidelock disasm ", "printf "];

    fn are_run(commands: &str) -> bool {
        commands.lines().all(|line| RUN.iter().any(|begin| line.starts_with(begin)) && !line.contains(" --top "))
    }

    /// A directory as a reader has it: the programs of `examples/`, and those that the page shows with their names.
    fn directory_of(page: &str) -> PathBuf {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documentation");
        let examples = directory.join("examples");
        fs::create_dir_all(&examples).expect("a directory can be made");
        for entry in fs::read_dir(root().join("examples")).expect("there are examples") {
            let path = entry.expect("it can be listed").path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                fs::copy(&path, examples.join(name)).expect("it can be copied");
            }
        }
        for block in page.split(LUA).skip(1) {
            let source = block.split_inclusive('\n').take_while(|line| *line != END).collect::<String>();
            let name = source.lines().next().and_then(|line| line.strip_prefix("-- "));
            if let Some(name) = name.filter(|name| name.ends_with(".lua") && !name.contains([' ', '/'])) {
                fs::write(directory.join(name), &source).expect("it can be written");
            }
        }
        directory
    }

    /// What a shell shows, without the blanks at the ends of lines.
    fn shown(commands: &str, directory: &Path) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_tidelock"));
        let beside = program.parent().expect("a program is in a directory").to_owned();
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::join_paths(std::iter::once(beside).chain(std::env::split_paths(&paths))).expect("a list");
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec 2>&1\n{commands}")).current_dir(directory).env("PATH", paths);
        let output = shell.stdin(Stdio::null()).output().expect("there is a shell");
        let text = String::from_utf8(output.stdout).expect("pages are text");
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    #[test]
    fn commands_write_what_stands_below_them() {
        let page = read("README.md");
        let directory = directory_of(&page);
        let mut broken = compare(SHELL, |commands, _| are_run(commands).then(|| shown(commands, &directory)));
        let trace = fs::read_to_string(directory.join("shop.json")).expect("a command of the page writes it");
        let excerpt = page.lines().filter(|line| line.starts_with("{\"ph\":"));
        broken.extend(
            excerpt.filter(|line| !trace.lines().any(|other| other == *line)).map(|line| format!("README.md: {line}")),
        );
        report("commands write what stands below them", &broken);
    }
}

// --- programs ---

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

/// The lines of a page that are no code, with their numbers.
fn prose(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_code = false;
    page.lines().enumerate().filter_map(move |(number, line)| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        (!is_code && !is_fence).then_some((number + 1, line))
    })
}

/// What the headings of a page can be linked as: of those that are alike the second ends with `-1`.
fn anchors(page: &str) -> Vec<String> {
    let is_kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let mut plain: Vec<String> = Vec::new();
    let mut anchors = Vec::new();
    for (_, heading) in prose(page).filter(|(_, line)| line.starts_with('#')) {
        let text = heading.trim_start_matches('#').trim().to_lowercase();
        let anchor: String = text.chars().filter(is_kept).map(|c| if c == ' ' { '-' } else { c }).collect();
        let before = plain.iter().filter(|other| **other == anchor).count();
        anchors.push(if before == 0 { anchor.clone() } else { format!("{anchor}-{before}") });
        plain.push(anchor);
    }
    anchors
}

#[test]
fn headings_that_are_alike_are_counted() {
    assert_eq!(anchors("# A `b.c`\n```sh\n# no\n```\n## a bc\n"), ["a-bc", "a-bc-1"]);
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for path in LINKING {
        let page = read(path);
        let beside = root().join(path).parent().expect("a page is in a directory").to_owned();
        for (number, line) in prose(&page) {
            for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
                if link.starts_with("https://") {
                    continue;
                }
                let (file, name) = link.split_once('#').map_or((link, None), |(file, name)| (file, Some(name)));
                let target = if file.is_empty() { root().join(path) } else { beside.join(file) };
                let leads = match name {
                    Some(name) => {
                        fs::read_to_string(&target).is_ok_and(|page| anchors(&page).iter().any(|a| a == name))
                    }
                    None => target.exists(),
                };
                if !leads {
                    broken.push(format!("{path}:{number}: {link}"));
                }
            }
        }
    }
    report("links lead somewhere", &broken);
}

/// The row of a function leads to its own heading, where several look alike.
#[test]
fn rows_lead_to_their_headings() {
    let page = read(PAGE);
    let names = prose(&page).filter(|(_, line)| line.starts_with('#')).map(|(_, line)| line);
    let headings: Vec<(String, &str)> = anchors(&page).into_iter().zip(names).collect();
    let mut broken = Vec::new();
    for row in rows(&page) {
        let link = row[2].split_once('#').map_or("", |(_, rest)| rest.trim_end_matches(')'));
        let leads = headings.iter().any(|(anchor, line)| anchor == link && quoted(line).any(|name| name == row[0]));
        if !leads {
            broken.push(format!("{}: {link}", row[0]));
        }
    }
    report("rows lead to their headings", &broken);
}
