//! Directories and grants of processes that a program starts: what it takes from them, and that it can't give them more
//! than it has.
//!
//! The script is `in/main.lua`, so source files in `in` may be read whatever is granted.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::{Command, Stdio};

use super::files::World;

/// `run(text, options)` runs a child to its end; `fails(options)` shows why there is none.
const PRELUDE: &str = r#"
local syscall, spawn = require "system.syscall", system.ProcessManager.spawn
local function run(text, options)
  local _, _, reason = syscall.wait(spawn("local function try(path, mode) \
    local file, _, code = io.open(path, mode) print(path, file and 'open' or code) end " .. text, options))
  if reason ~= "returned" then print(reason) end
end
local function fails(options)
  print(select(2, pcall(spawn, "", options)))
end
"#;

impl World {
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("temporary files can be written");
    }

    /// What a program writes that has these grants.
    fn script(&self, flags: &[&str], text: &str) -> String {
        self.write("in/main.lua", &format!("{PRELUDE}{text}"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        command.arg("run").args(flags).arg("in/main.lua").current_dir(self.path("")).stdin(Stdio::null());
        command.envs([("TIDELOCK_A", "a"), ("TIDELOCK_B", "b")]);
        let output = command.output().expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

const READ: &str = "reading files is not granted; --allow-read would allow it\n";
const READ_THIS: &str = "reading files is granted, but not for this; --allow-read would allow it\n";

#[test]
fn relative_paths_count_from_the_directory_of_a_process() {
    let world = World::new("cwd");
    world.write("in/sub/m.lua", "print('in sub', ...) return 1");
    let text = r#"
        run([[ try "../file" try "file" try "m.lua" try "../../out/secret" try "" try "../link"
            require "m" dofile "m.lua" print(loadfile("../main.lua") ~= nil, io.lines("../file")()) ]], { cwd = "in/sub" })
        -- copies, children and what takes a process's place are there too; from there, another is found
        run([[
            local syscall, spawn = require "system.syscall", system.ProcessManager.spawn
            syscall.wait(syscall.fork(function() try "m.lua" end))
            syscall.wait(spawn "print(io.open 'm.lua' ~= nil)")
            syscall.wait(spawn("print(io.open 'file' ~= nil)", { cwd = ".." }))
            print(require("proc").exec_luafile({ cmd = "m.lua", dir = ".." }):wait())
            print(require("proc").exec_luafile { cmd = "m.lua", dir = "nowhere" })
            syscall.exec("m.lua", "executed")
        ]], { cwd = "in/sub" })
        try = nil
    "#;
    let expected = "../file\topen\nfile\t2\nm.lua\topen\n../../out/secret\t13\n\t13\n../link\t13\n\
        in sub\tm\t./m.lua\nin sub\ntrue\tgranted\n\
        m.lua\topen\ntrue\ntrue\nin sub\n1\nnil\tnot_found\nin sub\texecuted\nreturned 1\n";
    assert_eq!(world.script(&["--allow-read=in"], text), expected);
}

#[test]
fn writing_goes_by_the_directory_too() {
    let world = World::new("cwd-write");
    let text = r#"run([[
        try("new", "w") try("../../out/new", "w") print(os.rename("new", "../moved")) print(os.remove("../file"))
        print(os.remove("../../inside")) ]], { cwd = "in/sub" })"#;
    let refused = "writing files is granted, but not for this; --allow-write would allow it";
    let expected = format!("new\topen\n../../out/new\t13\ntrue\ntrue\nnil\t../../inside: {refused}\t13\n");
    assert_eq!(world.script(&["--allow-write=in"], text), expected);
    assert_eq!((world.read("in/moved").as_deref(), world.read("in/file")), (Some(""), None));
}

#[test]
fn a_directory_that_may_not_be_read_looks_the_same_there_or_not() {
    let world = World::new("cwd-refused");
    let text = r#"
        for _, path in ipairs { "in/file", "in/missing", "out", "nowhere", "in/directory", "in/../out/sub", "/",
            "/nowhere/at/all", "" } do
            fails { cwd = path }
        end"#;
    let bad = |why: &str| format!("bad option cwd: {why}");
    let refused = bad(READ_THIS);
    let expected = [bad("Not a directory\n"), bad("No such file or directory\n"), refused.repeat(7)].concat();
    assert_eq!(world.script(&["--allow-read=in"], text), expected);
    // Without any grant, what is beside the script is a place to be.
    let expected = [bad("Not a directory\n"), bad("No such file or directory\n"), bad(READ).repeat(7)].concat();
    assert_eq!(world.script(&[], text), expected);
    assert_eq!(
        world.script(&[], r#"run([[ try "file" print(loadfile "../main.lua" ~= nil) ]], { cwd = "in/sub" })"#),
        "file\t13\ntrue\n"
    );
}

#[test]
fn reading_can_be_taken_away_but_not_given() {
    let world = World::new("grants-read");
    world.write("in/sub/m.lua", "return 'm of sub'");
    world.write("in/n.lua", "return 'n'");
    let text = r#"
        local look = [[ try "in/file" try "in/sub/m.lua" try "out/secret"
            print(loadfile 'in/n.lua' ~= nil, loadfile 'in/sub/m.lua' ~= nil) ]]
        for _, read in ipairs { true, false, { "in" }, { "in/sub", "out" }, { "in/sub/../../out" }, {}, { "in/link" } } do
            run(look, { grants = { read = read } })
        end
        -- what a child's child asks for is measured by what the child has
        run([[ print(pcall(system.ProcessManager.spawn, "", { grants = { read = { "out" } } }))
            require("system.syscall").wait(system.ProcessManager.spawn(
                "print(io.open 'out/secret' ~= nil, io.open 'in/file' ~= nil)", { grants = { read = true } })) ]],
            { grants = { read = { "in" } } })"#;
    let seen = |codes: [&str; 3], loads: &str| {
        format!("in/file\t{}\nin/sub/m.lua\t{}\nout/secret\t{}\n{loads}\n", codes[0], codes[1], codes[2])
    };
    let expected = [
        seen(["open", "open", "open"], "true\ttrue"),
        seen(["13", "13", "13"], "false\tfalse"),
        seen(["open", "open", "13"], "true\ttrue"),
        seen(["13", "open", "open"], "false\ttrue"),
        seen(["13", "13", "open"], "false\tfalse"),
        seen(["13", "13", "13"], "false\tfalse"),
        seen(["13", "13", "open"], "false\tfalse"),
        "false\tbad option grants.read: 'out' is not granted to this process\n".to_owned(),
        "false\ttrue\n".to_owned(),
    ];
    assert_eq!(world.script(&["--allow-read=in,out"], text), expected.concat());
    // Beside the script, source files may be read without a grant; a list may keep that for a part.
    let text = r#"
        local look = [[ print(io.open "in/file" == nil, loadfile "in/n.lua" ~= nil, loadfile "in/sub/m.lua" ~= nil) ]]
        run(look)
        run(look, { grants = { read = { "in/sub" } } })
        run(look, { grants = { read = false } })
        fails { grants = { read = { "out" } } }"#;
    let expected = "true\ttrue\ttrue\ntrue\tfalse\ttrue\ntrue\tfalse\tfalse\n\
        bad option grants.read: 'out' is not granted to this process\n";
    assert_eq!(world.script(&[], text), expected);
}

#[test]
fn what_is_listed_has_to_be_granted_wherever_it_leads() {
    let world = World::new("grants-listed");
    let text = r#"
        for _, path in ipairs { "out", "out/missing", "nowhere/x", "in/link", "in/dangling", "in/directory", "in/../out",
            "/", "inside", "" } do
            fails { grants = { KIND = { "in/sub", path } } }
        end
        fails { grants = { KIND = { "in/missing/x" } } }
        run("", { grants = { KIND = { "in/missing", "in/good", "in/sub/.." } } })"#;
    for kind in ["read", "write"] {
        let found = world.script(&["--allow-read=in", "--allow-write=in"], &text.replace("KIND", kind));
        let listed = [
            "out",
            "out/missing",
            "nowhere/x",
            "in/link",
            "in/dangling",
            "in/directory",
            "in/../out",
            "/",
            "inside",
            "",
        ];
        let refused = |path: &&str| format!("bad option grants.{kind}: '{path}' is not granted to this process\n");
        let missing = format!("bad option grants.{kind}: 'in/missing/x': No such file or directory\n");
        assert_eq!(found, listed.iter().map(refused).collect::<String>() + &missing);
    }
}

#[test]
fn a_link_that_is_moved_later_leads_a_grant_nowhere_else() {
    let world = World::new("grants-moved");
    let text = r#"
        local child = spawn([[ os.pull() print(io.open("in/good") and "open", io.open("in/file") ~= nil, io.open("out/secret") ~= nil) ]],
            { grants = { read = { "in/good" } } })
        os.rpc.alarm(0.1)
        assert(os.remove("in/good") and os.rename("in/directory", "in/good"))
        syscall.sendEvent(child, "go")
        syscall.wait(child)"#;
    assert_eq!(world.script(&["--allow-read=in", "--allow-write=in"], text), "nil\ttrue\tfalse\n");
}

#[test]
fn writing_and_the_environment_can_be_taken_away_but_not_given() {
    let world = World::new("grants-write");
    let text = r#"
        run([[ try("in/sub/new", "w") try("in/new", "w") print(os.remove("in/file")) ]], { grants = { write = { "in/sub" } } })
        run([[ try("in/sub/new", "w") ]], { grants = { write = false } })
        local show = [[ print(os.getenv "TIDELOCK_A", (os.getenv "TIDELOCK_B"))
            print(syscall.getenv "TIDELOCK_A", syscall.getenv "TIDELOCK_B") ]]
        show = "local syscall = require 'system.syscall' " .. show
        run(show, { grants = { env = { "TIDELOCK_A" } } })
        run(show, { grants = { env = true } })
        fails { grants = { env = { "TIDELOCK_A", "PATH" } } }"#;
    let found = world.script(&["--allow-write=in", "--allow-env=TIDELOCK_A,TIDELOCK_B"], text);
    let expected = "in/sub/new\topen\nin/new\t13\nnil\tin/file: writing files is granted, but not for this; --allow-write \
        would allow it\t13\nin/sub/new\t13\na\tnil\na\tnil\na\tb\na\tb\n\
        bad option grants.env: 'PATH' is not granted to this process\n";
    assert_eq!(found, expected);
}

#[test]
fn programs_stay_the_same_ones_in_another_directory() {
    let world = World::new("grants-exec");
    for (name, says) in [("tool", "granted"), ("in/tool", "another")] {
        world.write(name, &format!("#!/bin/sh\necho {says} $(pwd)\n"));
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(world.path(name), mode).expect("it can be made executable");
    }
    symlink("tool", world.path("in/alias")).expect("links can be made");
    let text = r#"
        local look = [[
            for _, program in ipairs { "./tool", "../tool", "./alias", "pwd" } do
                io.stdout:flush()
                print(program, (select(3, os.execute(program))))
                local file = io.popen(program)
                print(file and file:read("a"))
                local ok, child = pcall(require("proc").exec, { cmd = program, stdout = true })
                print(ok and child and child.stdout:read("a"))
            end
        ]]
        for _, options in ipairs { {}, { cwd = "in" }, { cwd = "in", grants = { exec = { "./tool" } } }, { grants = { exec = false } } } do
            run(look, options)
        end
        fails { grants = { exec = { "sh" } } }
        fails { grants = { exec = { "in/tool" } } }
        fails { grants = { exec = { "nowhere/tool" } } }"#;
    let found = world.script(&["--allow-exec=./tool,pwd"], text);
    let root = std::fs::canonicalize(world.path("")).expect("it is there");
    let found = found.replace(&root.to_string_lossy().into_owned(), "ROOT");
    let refused = |name: &str| format!("{name}\t13\nnil\nfalse\n");
    let ran = |name: &str, says: &str| format!("{says}\n{name}\t0\n{says}\n\n{says}\n\n");
    let expected = [
        ran("./tool", "granted ROOT"),
        refused("../tool"),
        refused("./alias"),
        ran("pwd", "ROOT"),
        refused("./tool"),
        ran("../tool", "granted ROOT/in"),
        refused("./alias"),
        ran("pwd", "ROOT/in"),
        refused("./tool"),
        ran("../tool", "granted ROOT/in"),
        refused("./alias"),
        refused("pwd"),
        refused("./tool"),
        refused("../tool"),
        refused("./alias"),
        refused("pwd"),
        "bad option grants.exec: 'sh' is not granted to this process\n".to_owned(),
        "bad option grants.exec: 'in/tool' is not granted to this process\n".to_owned(),
        "bad option grants.exec: 'nowhere/tool' is not granted to this process\n".to_owned(),
    ]
    .concat();
    assert_eq!(found, expected);
}

#[test]
fn handles_are_counted_whatever_they_lead_to() {
    let world = World::new("handles");
    let text = r#"
        run([[
            local proc = require "proc"
            local a, b = io.open("in/file"), io.open("in/file")
            print(a ~= nil, b ~= nil, io.open("in/file"))
            print(pcall(io.lines, "in/file"))
            print(io.popen("true"))
            print(pcall(proc.pipe))
            a:close()
            print(pcall(proc.exec, { cmd = "true", stdout = true, stdin = true }))
            local child = proc.exec { cmd = "true", stdout = true }
            print(child ~= nil, io.open("in/file"))
            child:forget()
            print(io.open("in/missing"))
            print(io.open("in/file") ~= nil)
            -- what nobody can reach any more is closed
            collectgarbage()
            print(io.open("in/file") ~= nil)
        ]], { limits = { handles = 2 } })"#;
    let full = "Too many open files";
    let expected = format!(
        "true\ttrue\tnil\tin/file: {full}\t24\nfalse\tcannot open file 'in/file' ({full})\nnil\ttrue: {full}\t24\n\
         false\ttoo many open handles: expected at most 2\nfalse\ttoo many open handles: expected at most 2\n\
         true\tnil\tin/file: {full}\t24\nnil\tin/missing: No such file or directory\t2\ntrue\ntrue\n"
    );
    assert_eq!(world.script(&["--allow-read=in", "--allow-exec"], text), expected);
}
