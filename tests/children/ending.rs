//! What is left of children that have ended, and of those whose host has.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::Duration;

use tidelock::host::{ChildOptions, ChildStream, Host, HostError, SystemHost};

use super::{Folder, LONG, end, eventually, host, read, shell, start};

/// Whether the system still has a process, ended or not, that is a child of this one.
#[cfg(target_os = "linux")]
fn is_there(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
    parent == Some(&std::process::id().to_string())
}

#[test]
#[cfg(target_os = "linux")]
fn no_zombie_is_left() {
    let mut host = host();
    let pid_of = |host: &mut SystemHost, child| String::from_utf8(read(host, child, 1)).unwrap().trim().to_owned();
    let asked = start(&mut host, &shell("echo $$; cat"));
    let pid = pid_of(&mut host, asked);
    assert!(is_there(&pid));
    host.child_kill(asked, 9).unwrap();
    end(&mut host, asked);
    assert!(!is_there(&pid), "reaped when its end is known");

    let script = "echo $$; read go";
    let never_asked = start(&mut host, &shell(script));
    let forgotten = start(&mut host, &shell(script));
    let finished = start(&mut host, &shell(script));
    let pids = [never_asked, forgotten, finished].map(|child| pid_of(&mut host, child));
    host.child_write(never_asked, b"\n").unwrap();
    eventually("one that nobody asks for is reaped", || !is_there(&pids[0]));
    host.forget_child(forgotten);
    assert_eq!(host.child_status(forgotten), Err(HostError::no_child()));
    eventually("a forgotten one is reaped", || !is_there(&pids[1]));
    assert!(is_there(&pids[2]));
    host.finish();
    eventually("one whose host has finished is reaped", || !is_there(&pids[2]));
}

#[test]
fn children_end_with_their_host_if_they_are_to() {
    let folder = Folder::new("autokill");
    // Says so when its input ends and it lives on: one that is to be killed long before the others.
    let script = |name: &str, seconds: &str| {
        format!("trap '' PIPE; echo ready; read go; sleep {seconds}; echo lives > {}", folder.path(name))
    };
    for (name, autokill, is_forgotten) in
        [("c", true, false), ("d", true, true), ("a", false, false), ("b", false, true)]
    {
        let mut host = host();
        let child =
            start(&mut host, &ChildOptions { autokill, ..shell(&script(name, if autokill { "0.1" } else { "1" })) });
        assert_eq!(read(&mut host, child, 1), b"ready\n");
        if is_forgotten {
            host.forget_child(child);
        }
        host.finish();
    }
    for name in ["a", "b"] {
        eventually("a child goes on", || std::path::Path::new(&folder.path(name)).exists());
    }
    for name in ["c", "d"] {
        assert!(!std::path::Path::new(&folder.path(name)).exists(), "{name}");
    }
}

/// Set for the copy of this program that is to be killed.
const VICTIM: &str = "TIDELOCK_TEST_VICTIM";

/// No test by itself: what [`children_end_when_their_host_is_killed`] runs in another process.
#[test]
fn a_host_that_is_killed() {
    if std::env::var_os(VICTIM).is_none() {
        return;
    }
    let mut host = host();
    let options = |script, autokill| ChildOptions { autokill, streams: [ChildStream::Inherit; 3], ..shell(script) };
    let ended = start(&mut host, &options("exit 0", true));
    end(&mut host, ended);
    start(&mut host, &options("echo started >&2; exec sleep 100", true));
    std::thread::sleep(Duration::from_secs(1000));
}

#[test]
fn children_end_when_their_host_is_killed() {
    let mut victim = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ending::a_host_that_is_killed", "--nocapture"])
        .env(VICTIM, "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = victim.stderr.take().unwrap();
    let mut text = [0; 8];
    errors.read_exact(&mut text).unwrap();
    assert_eq!(&text, b"started\n");
    // The watchdog is told after the child has started.
    std::thread::sleep(Duration::from_millis(300));
    victim.kill().unwrap();
    victim.wait().unwrap();
    let (say, hear) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || say.send(errors.read_to_end(&mut Vec::new()).unwrap()));
        // The child has the other end.
        assert_eq!(hear.recv_timeout(LONG.unwrap()), Ok(0), "the child lives on");
    });
}
