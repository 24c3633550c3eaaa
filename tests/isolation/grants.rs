//! Grants of the command, and children that try to get round them: a child may what its parent may, however it is started.
//!
//! Each test has a directory with `run/in/`, which is granted, and `out/`, which is not. Programs run in `run/`, whose source
//! files may be read without a grant, since they are beside the program.

use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Command, Stdio};

struct World(PathBuf);

impl World {
    fn new(name: &str) -> World {
        let root = std::env::temp_dir().join(format!("tidelock-isolation-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        let world = World(root);
        for directory in ["run/in", "out"] {
            std::fs::create_dir_all(world.0.join(directory)).expect("temporary files can be written");
        }
        world.write("run/in/file", "granted");
        world.write("out/secret", "secret");
        world.write("out/script.lua", "print 'escaped'");
        for (target, link) in
            [("../../out/secret", "link"), ("../../out", "directory"), ("../../out/script.lua", "script.lua")]
        {
            symlink(target, world.0.join("run/in").join(link)).expect("links can be made");
        }
        world
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("temporary files can be written");
    }

    /// What a program writes that is run in the directory, which all its processes do one after another.
    fn run(&self, flags: &[&str], source: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tidelock"));
        let source = format!("local sys, proc = require 'system.syscall', require 'proc' {source}");
        command.arg("run").args(flags).args(["-e", &source]).current_dir(self.0.join("run")).stdin(Stdio::null());
        let output = command.env("GRANTED", "1").env("OTHER", "2").output().expect("the command starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// What `attempt` writes, run by the first process and by children of all kinds, one after another, and by theirs.
    fn attempt_by_all(&self, flags: &[&str], attempt: &str) -> Vec<(&'static str, String)> {
        self.write("run/in/attempt.lua", attempt);
        let flags = [&["--allow-read=in"], flags].concat();
        let ways = [
            ("the first process", "load(attempt)()"),
            ("a coroutine", "coroutine.wrap(load(attempt))()"),
            ("precompiled code", "load(string.dump(load(attempt)))()"),
            ("a copy", "sys.wait(sys.fork(load(attempt)))"),
            ("a copy of a copy", "sys.wait(sys.fork(function() sys.wait(sys.fork(load(attempt))) end))"),
            ("a process", "sys.wait(system.ProcessManager.spawn(attempt))"),
            ("a process of another user", "sys.wait(system.ProcessManager.spawn(attempt, { user = 'alice' }))"),
            ("a script", "sys.wait(assert(proc.exec_luafile 'in/attempt.lua').id)"),
            ("another program", "sys.wait(sys.fork(function() sys.exec 'in/attempt.lua' end))"),
            (
                "a script of a process",
                "sys.wait(system.ProcessManager.spawn [[
                  local child = assert(require 'proc'.exec_luafile 'in/attempt.lua')
                  child:wait()
                ]])",
            ),
            ("a handler", "sys.signal(10, load(attempt)) sys.kill(sys.getpid(), 10)"),
            ("a finalizer", "setmetatable({}, { __gc = load(attempt) }) collectgarbage()"),
            ("the end of a process", "sys.wait(sys.fork(function() sys.atexit(load(attempt)) end))"),
        ];
        ways.map(|(who, way)| (who, self.run(&flags, &format!("local attempt = [===[{attempt}]===] {way}")))).into()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn files_are_not_reached_by_children_of_any_kind() {
    let world = World::new("files");
    let absolute = world.0.join("out/secret").display().to_string();
    let attempt = format!(
        "local function open(...) local file, _, code = io.open(...) return file and file:read('a') or code end
        print(open 'in/file')
        for _, path in ipairs {{ '../out/secret', 'in/../../out/secret', 'in/link', 'in/directory/secret', '{absolute}' }} do
          print(open(path), (pcall(io.lines, path)), (loadfile(path)), (pcall(dofile, path)))
        end
        package.path = '../out/?;in/directory/?'
        print((pcall(require, 'secret')))
        print(open('in/new', 'w'), open('in/file', 'a'), os.rename('in/file', '../out/new'), os.remove('in/file'))"
    );
    let refused = "13\tfalse\tnil\tfalse\n".repeat(5);
    for (who, text) in world.attempt_by_all(&[], &attempt) {
        let expected = format!("granted\n{refused}false\n13\t13\tnil\tnil");
        assert!(text.starts_with(&expected), "{who}: {text}");
    }
    assert!(world.0.join("run/in/file").exists() && !world.0.join("run/in/new").exists());
}

#[test]
fn scripts_are_started_from_what_may_be_read_only() {
    let world = World::new("scripts");
    let attempt = "local sys, proc = require 'system.syscall', require 'proc'
        for _, path in ipairs { '../out/script.lua', 'in/script.lua', 'in/directory/script.lua', 'in/../../out/script.lua' } do
          print(pcall(proc.exec_luafile, path))
          print((pcall(sys.exec, path)))
        end";
    for (who, text) in world.attempt_by_all(&[], attempt) {
        assert!(!text.contains("escaped"), "{who}: {text}");
        assert_eq!(text.matches("--allow-read would allow it").count(), 4, "{who}: {text}");
        assert_eq!(text.matches("false\n").count(), 4, "{who}: {text}");
    }
}

#[test]
fn the_environment_of_the_machine_is_not_reached_by_children() {
    let world = World::new("environment");
    let attempt = "print(os.getenv 'GRANTED', (os.getenv 'OTHER'), (os.getenv 'PATH'))
        local all = require 'system.syscall'.getenv()
        print(all.OTHER, all.PATH, require 'proc'.env 'OTHER')";
    for (who, text) in world.attempt_by_all(&["--allow-env=GRANTED"], attempt) {
        assert_eq!(text, "1\tnil\tnil\nnil\tnil\tnil\n", "{who}");
    }
}

#[test]
fn programs_are_not_started_by_children() {
    let world = World::new("programs");
    let attempt = "local proc = require 'proc'
        print((pcall(proc.exec, 'sh')), (pcall(proc.exec, { 'sh', '-c', 'echo escaped' })), io.popen and (io.popen 'echo escaped'),
          (os.execute 'echo escaped'))
        local _, kernel = debug.getupvalue(proc.pipe, 1)
        print((pcall(kernel.exec, { command = { 'sh', '-c', 'echo escaped' } })))";
    for flags in [&[][..], &["--allow-exec=true"]] {
        for (who, text) in world.attempt_by_all(flags, attempt) {
            assert_eq!(text, "false\tfalse\tnil\tnil\nfalse\n", "{who}, {flags:?}");
        }
    }
}

/// A copy has the objects of its parent's files, and what was read ahead, but not the files: neither reads on where the other
/// was, closes them, writes to them, or gets at others by their numbers.
#[test]
fn open_files_are_not_inherited() {
    let world = World::new("inherited");
    world.write("run/in/numbers", &(1..=100_000).map(|i| format!("{i}\n")).collect::<String>());
    let text = world.run(
        &["--allow-read=in", "--allow-write=in"],
        "local file, written = io.open 'in/numbers', io.open('in/new', 'w')
        print(file:read 'l')
        written:write 'once'
        sys.wait(sys.fork(function()
          local own, line = io.open 'in/file', nil
          print('child', own:read 'a')
          for text in function() return file:read 'l' end do line = text end
          print('child', line ~= '100000')
          print('child', written:write 'forged' and written:flush())
          print('child', (pcall(file.close, file)), (pcall(written.close, written)))
        end))
        -- Nor by number, by one that was started.
        sys.wait(system.ProcessManager.spawn [[
          local _, kernel = debug.getupvalue(require 'proc'.pipe, 1)
          for number = 3, 50 do
            local _, file = pcall(kernel.file, number)
            local ok, text = pcall(function() return file:read 'l' end)
            if ok and text then print('escaped', number, text) end
            local ok, result = pcall(function() return file:write 'forged' and file:flush() end)
            if ok and result then print('escaped', number) end
          end
        ]])
        print(file:read 'l', file:seek('end', -7), file:read 'l')
        print(written:close())",
    );
    assert_eq!(text, "1\nchild\tgranted\nchild\ttrue\nchild\tnil\nchild\ttrue\ttrue\n2\t588888\t100000\ntrue\n");
    assert_eq!(std::fs::read_to_string(world.0.join("run/in/new")).expect("it was written"), "once");
}
