//! Grants for files, through the command: paths that try to get round them.
//!
//! Each test has a directory with `in/`, which is granted, and `out/` and `inside`, which are not.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Stdio};

pub(super) struct World(PathBuf);

impl World {
    pub(super) fn new(name: &str) -> World {
        let root = std::env::temp_dir().join(format!("tidelock-sandbox-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        for directory in ["in/sub", "out/sub"] {
            std::fs::create_dir_all(root.join(directory)).expect("temporary files can be written");
        }
        for (file, text) in [("in/file", "granted"), ("out/secret", "secret"), ("inside", "secret")] {
            std::fs::write(root.join(file), text).expect("temporary files can be written");
        }
        for (target, link) in [
            ("file", "in/good"),
            ("../out/secret", "in/link"),
            ("../out", "in/directory"),
            ("../out/new", "in/dangling"),
            ("loop", "in/loop"),
            ("../out/../in/link", "in/twice"),
        ] {
            symlink(target, root.join(link)).expect("links can be made");
        }
        World(root)
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(super) fn read(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path(name)).ok()
    }

    /// Standard output of a chunk that is run in the directory.
    fn run(&self, flags: &[&str], chunk: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.arg("run").args(flags).args(["-e", chunk]).current_dir(&self.0).stdin(Stdio::null());
        let output = command.output().expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What opening a file in a mode comes to: `open`, or the error's number.
    fn open(&self, flags: &[&str], path: &str, mode: &str) -> String {
        let chunk = format!("local f, _, code = io.open({path}, '{mode}') print(f and 'open' or code)");
        self.run(flags, &chunk).trim_end().to_owned()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const READ: &str = "--allow-read=in";
const WRITE: &str = "--allow-write=in";

#[test]
fn paths_that_are_hard_to_read_do_not_get_round_a_grant() {
    let world = World::new("paths");
    let table = [
        ("'in/file'", "open"),
        ("'./in//./file'", "open"),
        ("'in/../in/file'", "open"),
        ("'in/sub/../file'", "open"),
        ("'in/good'", "open"),
        ("'in/file\\0/../../out/secret'", "open"),
        ("'in/file/'", "20"),
        ("'in/file/..'", "20"),
        ("'in/file/../../out/secret'", "20"),
        ("'in/missing'", "2"),
        ("'in/missing/../file'", "2"),
        ("'in/\\xff\\xfe'", "2"),
        ("'in/\\n'", "2"),
        ("('in/'):rep(3000)", "2"),
        ("'in/' .. ('x'):rep(300)", "36"),
        ("'in/..'", "13"),
        ("'in/../out/secret'", "13"),
        ("'in/../inside'", "13"),
        ("'in/sub/../../out/secret'", "13"),
        ("'in/directory/../in/file'", "13"),
        ("'out/../in/file'", "13"),
        ("'missing/../in/file'", "13"),
        ("'in/../out/../in/file'", "13"),
        ("'in/../missing/../in/file'", "13"),
        ("'/usr/../proc/self/cwd/in/file'", "13"),
        ("'/missing/../proc/self/cwd/in/file'", "13"),
        ("'in/link'", "13"),
        ("'in/twice'", "13"),
        ("'in/directory'", "13"),
        ("'in/directory/secret'", "13"),
        ("'in/directory/missing'", "13"),
        ("'in/dangling'", "13"),
        ("'in/loop'", "40"),
        ("'inside'", "13"),
        ("'out/secret\\0in/file'", "13"),
        ("'out/secret'", "13"),
        ("'out/missing'", "13"),
        ("'out/missing/x'", "13"),
        ("'out/secret/x'", "13"),
        ("'out/' .. ('x'):rep(300)", "13"),
        ("''", "13"),
        ("'.'", "13"),
        ("'..'", "13"),
        ("'/'", "13"),
        ("'~/x'", "13"),
        ("'/proc/self/root/etc/passwd'", "13"),
        ("'/proc/self/environ'", "13"),
        ("'/dev/fd/0'", "13"),
    ];
    for (path, expected) in table {
        assert_eq!(world.open(&[READ], path, "r"), expected, "{path}");
        // What is not granted at all says no more than that.
        assert_eq!(world.open(&[], path, "r"), "13", "{path}");
        assert_eq!(world.open(&[WRITE], path, "r"), "13", "{path}");
    }
}

#[test]
fn a_directory_is_opened_and_not_read() {
    let world = World::new("directory");
    let chunk = "local f = io.open('in') print(f:read(1)) print(io.open('in', 'w')) print(pcall(io.lines, 'out'))";
    let expected = "nil\tIs a directory\t21\nnil\tin: Is a directory\t21\nfalse\tcannot open file 'out' \
                    (reading files is granted, but not for this; --allow-read would allow it)\n";
    assert_eq!(world.run(&[READ, WRITE], chunk), expected);
}

#[test]
fn absolute_paths_are_judged_by_where_they_lead() {
    let world = World::new("absolute");
    let [file, secret, inside] =
        ["in/file", "out/secret", "inside"].map(|name| format!("'{}'", world.path(name).display()));
    assert_eq!(world.open(&[READ], &file, "r"), "open");
    assert_eq!(world.open(&[READ], &secret, "r"), "13");
    assert_eq!(world.open(&[READ], &inside, "r"), "13");
    let only_file = format!("--allow-read={}", world.path("in/file").display());
    assert_eq!(world.open(&[&only_file], "'in/good'", "r"), "open");
    assert_eq!(world.open(&[&only_file], "'in/sub'", "r"), "13");
}

#[test]
fn reading_is_not_writing() {
    let world = World::new("modes");
    for mode in ["w", "a", "r+", "w+", "a+"] {
        assert_eq!(world.open(&[READ], "'in/file'", mode), "13", "{mode}");
        assert_eq!(world.open(&[READ], "'in/new'", mode), "13", "{mode}");
    }
    for mode in ["r", "r+", "w+", "a+"] {
        assert_eq!(world.open(&[WRITE], "'in/file'", mode), "13", "{mode}");
    }
    assert_eq!(world.read("in/file").as_deref(), Some("granted"), "what is refused has not emptied it");
    let out = "--allow-write=out";
    for mode in ["r+", "w+", "a+"] {
        // Readable here and writable there is neither both.
        assert_eq!(world.open(&[READ, out], "'in/file'", mode), "13", "{mode}");
        assert_eq!(world.open(&[READ, out], "'out/secret'", mode), "13", "{mode}");
    }
    assert_eq!(world.read("out/secret").as_deref(), Some("secret"));
    let chunk = "print(io.open('in/new', 'w'):read(1)) print(io.open('in/file', 'a'):read(1))";
    assert_eq!(world.run(&[WRITE], chunk), "nil\tBad file descriptor\t9\n".repeat(2));
    assert_eq!(world.run(&[READ], "print(io.open('in/file'):write('x'))"), "nil\tBad file descriptor\t9\n");
}

#[test]
fn writing_does_not_follow_links_out() {
    let world = World::new("writing");
    for path in
        ["in/link", "in/twice", "in/dangling", "in/directory/secret", "in/directory/new", "in/../out/new", "inside"]
    {
        for mode in ["w", "a"] {
            assert_eq!(world.open(&[WRITE], &format!("'{path}'"), mode), "13", "{path}");
        }
    }
    assert_eq!(world.read("out/secret").as_deref(), Some("secret"));
    assert_eq!(world.read("inside").as_deref(), Some("secret"));
    assert_eq!(world.read("out/new"), None);
    assert_eq!(world.open(&[WRITE], "'in/new'", "w"), "open");
}

#[test]
fn renaming_does_not_cross_the_boundary() {
    let world = World::new("rename");
    let chunk = "for _, pair in ipairs {{'in/file', 'out/x'}, {'out/secret', 'in/x'}, {'in', 'out/in'}, {'out', 'in/out'}, \
        {'in/file', 'inside'}, {'in/file', 'in/directory/x'}, {'in/directory/secret', 'in/x'}, {'in/file', 'in/../x'}, \
        {'in/sub', 'moved'}, {'out/missing', 'in/x'}} do print((select(3, os.rename(pair[1], pair[2])))) end \
        print(os.rename('in/file', 'in/sub/file')) print(os.rename('in/link', 'in/sub/link'))";
    assert_eq!(world.run(&[WRITE], chunk), "13\n".repeat(10) + "true\ntrue\n");
    assert_eq!(world.run(&[READ], "print((select(3, os.rename('in/sub/file', 'in/x'))))"), "13\n");
    assert_eq!(world.read("in/sub/file").as_deref(), Some("granted"));
    assert!(world.path("in/sub/link").is_symlink(), "the link itself was moved");
    assert_eq!(world.read("out/secret").as_deref(), Some("secret"));
}

#[test]
fn removing_a_link_leaves_what_it_leads_to() {
    let world = World::new("remove");
    let chunk = "for _, path in ipairs {'in/directory/secret', 'in/../inside', 'out/secret', 'out/sub', 'out/missing', \
        'in/..', '.', ''} do print((select(3, os.remove(path)))) end \
        for _, path in ipairs {'in/link', 'in/directory', 'in/dangling', 'in/loop', 'in/file', 'in/sub'} do \
        print(os.remove(path)) end print((select(3, os.remove('in/missing'))))";
    assert_eq!(world.run(&[WRITE], chunk), "13\n".repeat(8) + &"true\n".repeat(6) + "2\n");
    assert_eq!(world.read("out/secret").as_deref(), Some("secret"));
    assert!(world.path("out/sub").is_dir() && !world.path("in/link").is_symlink());
}

/// A grant is for a place and not for a name: what is put there later is judged anew.
#[test]
fn a_link_that_is_swapped_is_judged_anew() {
    let world = World::new("swapped");
    // The program swaps links itself, after they have been opened and found good.
    let chunk = "local function open() local f, _, code = io.open('in/x') print(f and f:read('a') or code) end \
        os.rename('in/good', 'in/x') open() os.rename('in/link', 'in/x') open() \
        os.rename('in/directory', 'in/x') print((select(3, io.open('in/x/secret'))))";
    assert_eq!(world.run(&[READ, WRITE], chunk), "granted\n13\n13\n");
    // The granted directory itself becomes a link to elsewhere while the program runs.
    let chunk = "print(io.open('in/secret')) print(os.execute('swap')) print((select(3, io.open('in/secret'))))";
    let swap = "#!/bin/sh\nmv in away && ln -s out in\n";
    std::fs::write(world.path("swap"), swap).unwrap();
    let mut permissions = std::fs::metadata(world.path("swap")).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o755);
    std::fs::set_permissions(world.path("swap"), permissions).unwrap();
    let found = world.run(&[READ, "--allow-exec=./swap"], &chunk.replace("'swap'", "'./swap'"));
    let expected = "nil\tin/secret: No such file or directory\t2\ntrue\texit\t0\n13\n";
    assert_eq!(found, expected);
    assert_eq!(world.read("in/secret").as_deref(), Some("secret"), "it was swapped");
}

#[test]
fn modules_are_read_beside_the_script_and_nowhere_else() {
    let world = World::new("modules");
    std::fs::write(world.path("out/m.lua"), "return 'stolen'").unwrap();
    std::fs::write(world.path("in/m.lua"), "return 'beside'").unwrap();
    symlink("../out/m.lua", world.path("in/linked.lua")).unwrap();
    let script = "package.path = 'in/?.lua;out/?.lua' print((require 'm')) \
        for _, path in ipairs {'out/?.lua', 'in/../out/?.lua', 'in/directory/?.lua', 'out/secret'} do \
        package.path, package.loaded.m = path, nil print((pcall(require, 'm')), package.searchpath('m', path)) end \
        package.path = 'in/?.lua' print((pcall(require, 'linked')), loadfile('out/m.lua'), loadfile('in/directory/m.lua'))";
    std::fs::write(world.path("in/script.lua"), script).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    let output = command.args(["run", "in/script.lua"]).current_dir(&world.0).output().unwrap();
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(lines[0], "beside", "{}", String::from_utf8_lossy(&output.stderr));
    for (line, path) in lines[1..].iter().zip(["out/m.lua", "in/../out/m.lua", "in/directory/m.lua", "out/secret"]) {
        assert_eq!(*line, format!("false\tnil\tno file '{path}'"));
    }
    assert!(lines[5].starts_with("false\tnil\t") && !found.contains("stolen"), "{found}");
}

/// The way to a module doesn't tell what else is on the machine.
#[test]
fn modules_are_not_found_by_way_of_other_directories() {
    let world = World::new("ways");
    let chunk = "for _, way in ipairs {'', 'in/../', '../' .. NAME .. '/', 'out/../', 'missing/../', '/usr/../proc/self/cwd/', \
        '/missing/../proc/self/cwd/', 'in/../out/../'} do print(package.searchpath('x', way .. 'in/file')) end";
    let name = world.0.file_name().unwrap().to_string_lossy().into_owned();
    std::fs::write(world.path("in/script.lua"), format!("local NAME = '{name}' {chunk}")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    let output = command.args(["run", "in/script.lua"]).current_dir(&world.0).output().unwrap();
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    let found: Vec<bool> = found.lines().map(|line| !line.starts_with("nil")).collect();
    assert_eq!(found, [true, true, true, false, false, false, false, false]);
}

#[test]
fn a_spawned_process_has_its_own_directory_for_modules() {
    let world = World::new("siblings");
    std::fs::write(world.path("out/m.lua"), "return 'out'").unwrap();
    std::fs::write(world.path("in/first.lua"), "print(pcall(require, 'm'))").unwrap();
    std::fs::write(world.path("out/second.lua"), "package.path = 'out/?.lua' print((require 'm'))").unwrap();
    let first = "package.path = 'out/?.lua' print((pcall(require, 'm')))";
    std::fs::write(world.path("in/first.lua"), first).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
    let output = command.args(["run", "--spawn", "out/second.lua", "in/first.lua"]).current_dir(&world.0).output();
    assert_eq!(String::from_utf8_lossy(&output.unwrap().stdout), "false\nout\n");
}

#[test]
fn temporary_files_need_the_grant_of_their_directory() {
    let world = World::new("temporary");
    let chunk = "print((pcall(os.tmpname)), io.tmpfile() ~= nil)";
    assert_eq!(world.run(&[], chunk), "false\tfalse\n");
    assert_eq!(world.run(&["--allow-read"], chunk), "false\tfalse\n");
    assert_eq!(world.run(&[WRITE], chunk), "false\tfalse\n");
    assert_eq!(world.run(&["--allow-write"], "local name = os.tmpname() print(os.remove(name))"), "true\n");
}

#[test]
fn granted_programs_and_variables_grant_no_others() {
    let world = World::new("names");
    let exec = "--allow-exec=true,echo";
    let chunk = "for _, c in ipairs {'true', 'false', 'echo', '/bin/true', 'true; false', 'true && false', 'echo $HOME', \
        'true\\nfalse', 'true | cat', 'echo `id`', '', ' ', 'truex', 'tru', 'true > x', 'echo \\0; false'} do \
        local p, _, code = io.popen(c) print(p and 'runs' or code) end print(os.execute())";
    let refused = "13\n";
    let expected = ["runs\n", refused, "runs\n", &refused.repeat(12), "runs\n", "false\n"].concat();
    assert_eq!(world.run(&[exec], chunk), expected);
    let names = "for _, n in ipairs {'PATH', 'PAT', 'PATHX', 'path', 'HOME', ''} do print(os.getenv(n) ~= nil) end";
    assert_eq!(world.run(&["--allow-env=PATH"], names), "true\n".to_owned() + &"false\n".repeat(5));
}

#[test]
fn standard_input_is_given_and_can_be_empty() {
    let world = World::new("input");
    let chunk = "print(io.read('a') == '', io.read(), io.stdin:seek('end')) print(io.type(io.stdin), pcall(io.lines))";
    assert!(world.run(&[], chunk).starts_with("true\tnil\t"), "{}", world.run(&[], chunk));
}
