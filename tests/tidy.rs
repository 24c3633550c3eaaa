//! Rules of the house that no compiler checks, each a test that names the files and lines which break it.

use std::path::{Path, PathBuf};

/// Longest file, in lines.
const LINES_MAX: usize = 600;
/// Files that may be longer, with the reason.
const LONGER: &[(&str, &str)] = &[("vm/src/interp/handlers.rs", "one handler for each opcode, in the table's order")];

/// Files and directories where `unsafe` may stand.
const UNSAFE_ALLOWED: &[&str] = &[
    "vm/src/heap/",
    "vm/src/interp/handlers",
    "vm/src/interp/dispatch.rs",
    "vm/src/interp/mod.rs",
    "src/cli/allocator.rs",
];

/// What only certain files may name, and why.
const OWNED: &[(&str, &[&str], &str)] = &[
    ("HashMap", &[], "its order depends on a random seed"),
    ("HashSet", &[], "its order depends on a random seed"),
    ("RandomState", &["src/cli/run.rs"], "only the command line draws a hash seed"),
    ("Instant", &["src/host/system.rs", "src/host/children/activity.rs"], "only the host reads the clock"),
    ("SystemTime", &["src/host/system.rs"], "only the host reads the clock"),
    ("thread::spawn", &[], "only the manager may run slices at once"),
    ("thread::Builder", &["src/host/children.rs", "src/cli/interrupt.rs"], "only the manager may run slices at once"),
    ("rustix", &["src/host/children"], "the system's calls belong to the host's children"),
    ("io::stdout", &["src/cli/output.rs", "src/cli/prompt.rs", "src/host/system.rs"], "standard streams have owners"),
    ("io::stderr", &["src/cli/output.rs", "src/cli/check.rs", "src/host/system.rs"], "standard streams have owners"),
    ("io::stdin", &["src/cli/source.rs", "src/cli/prompt.rs", "src/host/system.rs"], "standard streams have owners"),
    ("println!", &[], "it panics when nobody reads; `cli::output` doesn't"),
    ("print!", &[], "it panics when nobody reads; `cli::output` doesn't"),
    ("eprintln!", &[], "it panics when nobody reads; `cli::output` doesn't"),
    ("eprint!", &[], "it panics when nobody reads; `cli::output` doesn't"),
    ("std::fs", &["src/cli/", "src/host/"], "files belong to the host"),
    ("std::env", &["src/cli/", "src/host/", "src/main.rs"], "the environment belongs to the host"),
];

/// Leftovers that no commit holds. Put together here, so that this file doesn't hold them.
const LEFTOVERS: &[&str] = &[
    concat!("todo", "!("),
    concat!("FIX", "ME"),
    concat!("// XX", "X"),
    concat!("#[ign", "ore"),
    concat!("db", "g!("),
];

struct File {
    /// Relative to the repository, with `/`.
    name: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files with this extension under a directory, without what is built.
fn files(directory: &str, extension: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut waiting: Vec<PathBuf> = vec![root().join(directory)];
    while let Some(path) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&path) else { continue };
        for path in entries.map(|entry| entry.expect("a directory entry is readable").path()) {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
                let bytes = std::fs::read(&path).expect("a file of the repository is readable");
                found.push(File { name, text: String::from_utf8_lossy(&bytes).into_owned() });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// All Rust code of the workspace.
fn rust() -> Vec<File> {
    let all: Vec<File> = ["src", "vm", "compiler", "tests", "benches", "examples", "fuzz"]
        .iter()
        .flat_map(|at| files(at, "rs"))
        .collect();
    assert!(all.len() > 50, "only {} files of Rust found", all.len());
    all
}

/// Code of the product, its unit tests left out.
fn product() -> Vec<File> {
    let is_product =
        |name: &str| ["src/", "vm/src/", "compiler/src/"].iter().any(|at| name.starts_with(at)) && !is_tests(name);
    rust().into_iter().filter(|file| is_product(&file.name)).collect()
}

fn is_tests(name: &str) -> bool {
    name.starts_with("tests/") || name.ends_with("/tests.rs") || name.contains("/tests/")
}

/// Lines of code with their numbers; comments are blanked, and everything behind the unit tests' `mod` is left out.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let lines = file.text.lines().enumerate().map(|(i, line)| (i + 1, line));
    lines.take_while(|(_, line)| *line != "mod tests {").map(|(number, line)| {
        let comment = line.find("//").unwrap_or(line.len());
        (number, &line[..comment])
    })
}

/// Whether `word` stands in `line` by itself.
fn names(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(is_part)
            && !line[at + word.len()..].chars().next().is_some_and(is_part)
    })
}

fn report(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}:\n  {}\n", broken.join("\n  "));
}

#[test]
fn arrows_point_one_way() {
    let mut broken = Vec::new();
    let mut say = |file: &File, number: usize, line: &str| {
        broken.push(format!("{}:{number}: {}", file.name, line.trim()));
    };
    for file in product() {
        for (number, line) in code(&file) {
            if file.name.starts_with("vm/") && (names(line, "tidelock_compiler") || line.contains("tidelock::")) {
                say(&file, number, line);
            }
            if file.name.starts_with("compiler/") {
                let mut rest = line;
                while let Some(at) = rest.find("tidelock_vm") {
                    rest = &rest[at + "tidelock_vm".len()..];
                    let ok = ["::bytecode", "::number", "::steps"].iter().any(|room| rest.starts_with(room));
                    if !ok {
                        say(&file, number, line);
                    }
                }
                if line.contains("tidelock::") {
                    say(&file, number, line);
                }
            }
        }
    }
    report("src -> compiler -> vm::{bytecode, number, steps}, src -> vm", &broken);
    for (manifest, unwanted) in [("vm/Cargo.toml", "tidelock-compiler"), ("compiler/Cargo.toml", "full_moon")] {
        let text = std::fs::read_to_string(root().join(manifest)).expect("the manifest is readable");
        assert!(!text.contains(unwanted), "{manifest} names {unwanted}");
    }
}

#[test]
fn manager_knows_the_vm_in_one_file() {
    let allowed = ["src/manager/lua.rs", "src/manager/convert.rs", "src/manager/builder.rs"];
    // What calls are called is no type of the VM.
    let is_number = |line: &str| {
        let rest = line.trim().strip_prefix("use tidelock_vm::").unwrap_or(line);
        rest.trim_matches(&['{', '}', ';'][..]).split(", ").all(|name| matches!(name, "SystemCall" | "ProcessCall"))
    };
    let mut broken = Vec::new();
    for file in product().iter().filter(|file| file.name.starts_with("src/manager/")) {
        for (number, line) in code(file) {
            if names(line, "tidelock_vm") && !is_number(line) && !allowed.contains(&file.name.as_str()) {
                broken.push(format!("{}:{number}", file.name));
            }
        }
    }
    report("no type of the VM in the manager but for the Lua guest", &broken);
}

#[test]
fn wasmi_is_known_to_its_guest_only() {
    let mut broken = Vec::new();
    for file in product().iter().filter(|file| !file.name.starts_with("src/manager/wasm")) {
        for (number, line) in code(file) {
            if names(line, "wasmi") || names(line, "wasmi_core") {
                broken.push(format!("{}:{number}", file.name));
            }
        }
    }
    report("no type of wasmi outside of the WebAssembly guest", &broken);
}

#[test]
fn files_are_about_one_thing() {
    let mut broken = Vec::new();
    for file in rust() {
        let lines = file.text.lines().count();
        let is_listed = LONGER.iter().any(|(name, _)| *name == file.name);
        if lines > LINES_MAX && !is_listed {
            broken.push(format!("{}: {lines} lines", file.name));
        }
        if lines <= LINES_MAX && is_listed {
            broken.push(format!("{}: {lines} lines, take it off the list of longer ones", file.name));
        }
    }
    report(&format!("files have at most {LINES_MAX} lines"), &broken);
}

#[test]
fn modules_say_what_they_own() {
    let files = rust();
    let silent = files.iter().filter(|file| !is_tests(&file.name) || file.name.matches('/').count() == 1);
    let broken: Vec<String> =
        silent.filter(|file| !file.text.starts_with("//!")).map(|file| file.name.clone()).collect();
    report("a file of Rust begins with //!", &broken);
}

#[test]
fn nothing_is_left_over() {
    let mut broken = Vec::new();
    for file in rust() {
        for (number, line) in file.text.lines().enumerate() {
            for leftover in LEFTOVERS.iter().filter(|leftover| line.contains(*leftover)) {
                broken.push(format!("{}:{}: {leftover}", file.name, number + 1));
            }
        }
    }
    report("no leftovers", &broken);
}

#[test]
fn lines_end_where_they_end() {
    let mut all = rust();
    all.extend(["toml", "md", "txt"].iter().flat_map(|extension| {
        ["tests", "src", "vm", "compiler", "examples", "benches", "fuzz"].iter().flat_map(|at| files(at, extension))
    }));
    let mut broken = Vec::new();
    for file in &all {
        for (number, line) in file.text.split('\n').enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                broken.push(format!("{}:{}", file.name, number + 1));
            }
        }
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            broken.push(format!("{}: no newline at the end", file.name));
        }
    }
    report("no space at the end of a line, a newline at the end of a file", &broken);
}

#[test]
fn unsafe_stays_in_its_rooms() {
    let mut broken = Vec::new();
    for file in product() {
        let is_allowed = UNSAFE_ALLOWED.iter().any(|at| file.name.starts_with(at));
        let lines: Vec<&str> = file.text.lines().collect();
        for (number, line) in code(&file) {
            let is_attribute = line.contains("unsafe_code") || line.contains("forbid(");
            if is_attribute || !names(line, "unsafe") {
                continue;
            }
            if !is_allowed {
                broken.push(format!("{}:{number}: not a place for it", file.name));
            }
            let is_block = line.contains("unsafe {") || line.contains("unsafe impl");
            if is_block && !is_explained(&lines, number - 1) {
                broken.push(format!("{}:{number}: no SAFETY comment", file.name));
            }
        }
    }
    report("unsafe is in the heap and in register access, each block with its reason", &broken);
    for entrance in ["src/lib.rs", "compiler/src/lib.rs"] {
        let text = std::fs::read_to_string(root().join(entrance)).expect("it is readable");
        assert!(text.contains("#![forbid(unsafe_code)]"), "{entrance} doesn't forbid unsafe code");
    }
}

/// Whether a SAFETY comment stands on the line or right above the statement that it is part of.
fn is_explained(lines: &[&str], index: usize) -> bool {
    let from = index.saturating_sub(6);
    lines[from..=index].iter().any(|line| line.contains("SAFETY:"))
}

#[test]
fn the_machine_is_seen_by_its_owners_only() {
    let mut broken = Vec::new();
    for file in product() {
        for (number, line) in code(&file) {
            for (word, owners, why) in OWNED {
                if names(line, word) && !owners.iter().any(|owner| file.name.starts_with(owner)) {
                    broken.push(format!("{}:{number}: {word}: {why}", file.name));
                }
            }
        }
    }
    report("what depends on the machine has an owner", &broken);
}

#[test]
fn crates_share_versions() {
    let mut broken = Vec::new();
    for manifest in ["Cargo.toml", "vm/Cargo.toml", "compiler/Cargo.toml", "fuzz/oracles/Cargo.toml"] {
        let text = std::fs::read_to_string(root().join(manifest)).expect("the manifest is readable");
        let mut section = "";
        for (number, line) in text.lines().enumerate() {
            if line.starts_with('[') {
                section = line;
            }
            let is_dependency = section.contains("dependencies]") && section != "[workspace.dependencies]";
            if is_dependency && line.contains('=') && !line.contains("workspace") && !line.starts_with('#') {
                broken.push(format!("{manifest}:{}: {line}", number + 1));
            }
            let is_package = section == "[package]"
                && ["version", "edition", "rust-version", "license"]
                    .iter()
                    .any(|key| line.starts_with(&format!("{key} ")) || line.starts_with(&format!("{key}=")));
            if is_package {
                broken.push(format!("{manifest}:{}: {line}", number + 1));
            }
        }
        if !text.contains("[lints]\nworkspace = true") {
            broken.push(format!("{manifest}: doesn't take the workspace's lints"));
        }
    }
    report("versions are in the workspace's manifest", &broken);
}

/// The files that the README's commands name exist, and `tidelock` has the commands.
#[test]
fn the_readme_tells_the_truth() {
    let Ok(readme) = std::fs::read_to_string(root().join("README.md")) else {
        panic!("there is no README.md");
    };
    let arguments = std::fs::read_to_string(root().join("src/cli/args.rs")).expect("it is readable").to_lowercase();
    let mut broken = Vec::new();
    let mut is_code = false;
    for (number, line) in readme.lines().enumerate() {
        if line.starts_with("```") {
            is_code = !is_code && !line.starts_with("```lua") && !line.starts_with("```rust");
            continue;
        }
        if !is_code {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        for word in &words {
            let is_file = ["examples/", "benches/", "tests/", ".ci/"].iter().any(|at| word.starts_with(at));
            if is_file && !root().join(word.trim_end_matches(['.', ','])).exists() {
                broken.push(format!("README.md:{}: there is no {word}", number + 1));
            }
        }
        let command =
            words.iter().position(|word| *word == "tidelock" || *word == "--").and_then(|at| words.get(at + 1));
        if let Some(command) = command.filter(|_| ["cargo", "tidelock"].contains(&words[0]))
            && command.chars().all(|c| c.is_ascii_lowercase())
            && words.first() != Some(&"cargo").filter(|_| words.contains(&"install"))
            && !arguments.contains(&format!("{command}("))
        {
            broken.push(format!("README.md:{}: tidelock has no command {command}", number + 1));
        }
    }
    report("README's commands exist", &broken);
}
