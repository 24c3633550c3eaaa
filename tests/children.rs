//! Child processes of the operating system, as a host starts them.

#![cfg(all(unix, feature = "cli"))]

#[path = "children/ending.rs"]
mod ending;

use std::path::PathBuf;
use std::time::Duration;

use tidelock::host::{
    ChildExit, ChildId, ChildLimits, ChildOptions, ChildState, ChildStream, Confinement, Grant, Grants, Host,
    HostError, OpenMode, Ready, SystemHost, Whence,
};

/// A wait that is only over when something is wrong.
const LONG: Option<Duration> = Some(Duration::from_secs(60));
/// A wait that is to be over.
const SHORT: Option<Duration> = Some(Duration::from_millis(20));
/// Short waits until something that is sure to come has come.
const TRIES: usize = 3000;

/// A directory of its own for a test, removed when the test is done.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("tidelock-children-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("temporary files can be written");
        Folder(path.canonicalize().expect("it is there"))
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().expect("its name is text").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn host() -> SystemHost {
    SystemHost::new(Grants::ALL)
}

fn only(programs: &[&str]) -> SystemHost {
    let granted = programs.iter().map(|program| program.as_bytes().to_vec()).collect();
    SystemHost::new(Grants { exec: Grant::Only(granted), ..Grants::default() })
}

/// A program with all its streams piped.
fn piped(command: &[&str]) -> ChildOptions {
    ChildOptions {
        command: command.iter().map(|word| word.as_bytes().to_vec()).collect(),
        streams: [ChildStream::Pipe; 3],
        ..ChildOptions::default()
    }
}

fn shell(script: &str) -> ChildOptions {
    piped(&["sh", "-c", script])
}

fn start(host: &mut SystemHost, options: &ChildOptions) -> ChildId {
    host.spawn_child(options).unwrap_or_else(|error| panic!("{:?}: {error}", options.command))
}

/// Waits for the end.
fn end(host: &mut SystemHost, child: ChildId) -> ChildExit {
    loop {
        match host.child_status(child).expect("it is known") {
            Some(exit) => return exit,
            None => assert!(host.wait_for_activity(LONG), "it doesn't end"),
        }
    }
}

/// Reads until something has come.
fn read(host: &mut SystemHost, child: ChildId, stream: usize) -> Vec<u8> {
    loop {
        match host.child_read(child, stream, usize::MAX).expect("it can be read") {
            Ready::Now(bytes) => return bytes,
            Ready::Later => assert!(host.wait_for_activity(LONG), "nothing comes"),
        }
    }
}

/// Reads to the end.
fn read_all(host: &mut SystemHost, child: ChildId, stream: usize) -> String {
    let mut text = Vec::new();
    loop {
        let bytes = read(host, child, stream);
        if bytes.is_empty() {
            return String::from_utf8(text).expect("it is text");
        }
        text.extend(bytes);
    }
}

/// Standard output of a child that is given nothing to read, and how it ends.
fn output(host: &mut SystemHost, options: &ChildOptions) -> (String, ChildExit) {
    let child = start(host, options);
    host.child_close(child, 0).expect("it was piped");
    (read_all(host, child, 1), end(host, child))
}

fn refusal(host: &mut SystemHost, options: &ChildOptions) -> HostError {
    host.spawn_child(options).expect_err("it doesn't start")
}

/// Tries until it is so.
fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    for _ in 0..TRIES {
        if is_so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{what} doesn't come true");
}

#[test]
fn ends_are_told_as_they_are() {
    let mut host = host();
    for code in [0, 1, 2, 127, 255] {
        assert_eq!(output(&mut host, &shell(&format!("exit {code}"))), (String::new(), ChildExit::Code(code)));
    }
    // Others may be ignored by whoever starts the tests, and so by children.
    for signal in [9, 15] {
        assert_eq!(output(&mut host, &shell(&format!("kill -{signal} $$"))).1, ChildExit::Signal(signal));
    }
    let child = start(&mut host, &shell("exit 3"));
    assert_eq!(end(&mut host, child), ChildExit::Code(3));
    assert_eq!(end(&mut host, child), ChildExit::Code(3), "it can be asked for again");
}

#[test]
fn ids_count_from_one_in_every_host() {
    let mut first = host();
    let mut second = first.for_child(&Confinement::default()).expect("nothing is asked for");
    let ids = [start(&mut first, &piped(&["true"])), start(&mut second, &piped(&["true"]))];
    assert_eq!(ids, [ChildId(1), ChildId(1)]);
    assert_eq!(start(&mut first, &piped(&["true"])), ChildId(2));
    assert_eq!(first.child_status(ChildId(7)).unwrap_err(), HostError::no_child());
    assert_eq!(second.child_kill(ChildId(2), 9).unwrap_err(), HostError::no_child());
}

#[test]
fn streams_are_kept_apart() {
    let mut host = host();
    let child = start(&mut host, &shell("echo out; echo err >&2; cat"));
    assert_eq!(host.child_write(child, b"in\n"), Ok(Ready::Now(3)));
    host.child_close(child, 0).unwrap();
    assert_eq!(read_all(&mut host, child, 1), "out\nin\n");
    assert_eq!(read_all(&mut host, child, 2), "err\n");
    assert_eq!(end(&mut host, child), ChildExit::Code(0));
    assert_eq!(host.child_read(child, 1, 10), Ok(Ready::Now(Vec::new())), "the end stays the end");
    assert_eq!(host.child_read(child, 0, 10), Err(HostError::bad_handle()));
    assert_eq!(host.child_read(child, 3, 10), Err(HostError::bad_handle()));
    assert_eq!(host.child_close(child, 0), Err(HostError::bad_handle()));
    assert_eq!(host.child_write(child, b"x"), Err(HostError::bad_handle()));
    let nothing = ChildOptions { streams: [ChildStream::Null; 3], ..shell("cat; echo lost") };
    let child = start(&mut host, &nothing);
    assert_eq!(end(&mut host, child), ChildExit::Code(0));
    assert_eq!(host.child_read(child, 1, 10), Err(HostError::bad_handle()));
}

/// Most memory this process has ever had resident, in KiB, where the system tells.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).map_or(0, |number| number.parse().expect("it is a number"))
}

#[test]
fn much_goes_both_ways_and_little_is_kept() {
    const BYTES: usize = 100 << 20;
    let mut host = host();
    let before = peak_kib();
    let child = start(&mut host, &piped(&["cat"]));
    let byte_at = |at: usize| (at % 251) as u8;
    let (mut written, mut seen) = (0, 0);
    loop {
        let mut is_late = true;
        if written < BYTES {
            let chunk: Vec<u8> = (written..BYTES.min(written + 100_000)).map(byte_at).collect();
            if let Ready::Now(count) = host.child_write(child, &chunk).expect("it reads") {
                (written, is_late) = (written + count, false);
            }
            if written == BYTES {
                host.child_close(child, 0).unwrap();
            }
        }
        if let Ready::Now(bytes) = host.child_read(child, 1, usize::MAX).expect("it writes") {
            if bytes.is_empty() {
                break;
            }
            assert!(bytes.len() <= 64 * 1024 && bytes.iter().enumerate().all(|(i, &byte)| byte == byte_at(seen + i)));
            (seen, is_late) = (seen + bytes.len(), false);
        }
        assert!(!is_late || host.wait_for_activity(LONG), "both wait for each other");
    }
    assert_eq!((written, seen), (BYTES, BYTES));
    assert_eq!(end(&mut host, child), ChildExit::Code(0));
    assert!(peak_kib() - before < 20 << 10, "{before} KiB grew to {}", peak_kib());
}

#[test]
fn what_nobody_reads_is_bounded() {
    const MOST: usize = 1 << 20;
    let mut host = host();
    let deaf = start(&mut host, &piped(&["sleep", "1000"]));
    let mut taken = 0;
    while let Ready::Now(count) = host.child_write(deaf, &[0; 10_000]).unwrap() {
        taken += count;
        assert!(count > 0 && taken < MOST, "{taken} bytes are taken that nobody reads");
    }
    assert!(taken > 0);
    // The system's pipe is all there is, so the child waits too.
    let talkative = start(&mut host, &shell("i=0; while :; do echo line $i; i=$((i + 1)); done"));
    eventually("it waits for a reader", || {
        let usage = host.child_usage(talkative).unwrap();
        usage.cpu_seconds.is_none() || usage.state == ChildState::Sleeping
    });
    for child in [deaf, talkative] {
        host.child_kill(child, 9).unwrap();
        assert_eq!(end(&mut host, child), ChildExit::Signal(9));
    }
}

#[test]
fn the_end_of_the_input_is_seen_on_both_sides() {
    let mut host = host();
    let child = start(&mut host, &piped(&["cat"]));
    assert_eq!(host.child_status(child), Ok(None));
    host.child_close(child, 0).unwrap();
    assert_eq!(end(&mut host, child), ChildExit::Code(0));

    let child = start(&mut host, &shell("exec 0<&-; echo closed; exec sleep 1000"));
    assert_eq!(read(&mut host, child, 1), b"closed\n");
    let error = host.child_write(child, b"x").unwrap_err();
    assert_eq!((error.message.as_str(), error.code), ("Broken pipe", 32));
    host.child_kill(child, 9).unwrap();

    // A child that writes to nobody is ended by the signal, as from a shell.
    let child = start(&mut host, &shell("read go; while :; do echo x; done"));
    host.child_close(child, 1).unwrap();
    host.child_write(child, b"\n").unwrap();
    assert_eq!(end(&mut host, child), ChildExit::Signal(13));
}

#[test]
fn the_environment_is_what_was_given() {
    let mut host = host();
    let environment = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()));
        ChildOptions { environment: Some(pairs.collect()), ..piped(&["env"]) }
    };
    let of = |host: &mut SystemHost, pairs: &[(&str, &str)]| {
        let mut lines: Vec<String> = output(host, &environment(pairs)).0.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(of(&mut host, &[]), [""; 0]);
    assert_eq!(of(&mut host, &[("B", "b=c"), ("A", ""), ("B", "last")]), ["A=", "B=last"]);
    // The path is what the child looks programs up in, and not where the child itself is looked up.
    assert_eq!(of(&mut host, &[("PATH", "/nowhere"), ("odd.name", "1")]), ["PATH=/nowhere", "odd.name=1"]);
    let inherited = output(&mut host, &piped(&["env"])).0;
    assert!(inherited.lines().any(|line| line.starts_with("PATH=")), "{inherited}");
    for name in ["", "A=B", "A\0B"] {
        assert_eq!(refusal(&mut host, &environment(&[(name, "x")])).code, 22, "{name:?}");
    }
}

#[test]
fn the_directory_and_the_name_are_what_was_given() {
    let folder = Folder::new("directory");
    let mut host = host();
    let there = ChildOptions { directory: Some(folder.path("").into()), ..shell("pwd -P; echo $0") };
    assert_eq!(output(&mut host, &there).0, format!("{}\nsh\n", folder.path("").trim_end_matches('/')));
    let missing = ChildOptions { directory: Some(folder.path("missing").into()), ..piped(&["true"]) };
    assert_eq!(refusal(&mut host, &missing).code, 2);
}

#[test]
fn what_does_not_start_says_why() {
    let folder = Folder::new("start");
    std::fs::write(folder.path("plain"), "#!/bin/sh\n").unwrap();
    let mut host = host();
    let mut why = |words: &[&str]| {
        let error = refusal(&mut host, &piped(words));
        (error.code, error.message)
    };
    let (missing, denied) = ((2, "No such file or directory".to_owned()), (13, "Permission denied".to_owned()));
    assert_eq!(why(&["no-such-program"]), missing);
    assert_eq!(why(&["/no/such/program"]), missing);
    assert_eq!(why(&[""]), missing);
    assert_eq!(why(&[]), missing);
    assert_eq!(why(&[&folder.path("plain")]), denied);
    assert_eq!(why(&[&folder.path("")]), denied);
    assert_eq!(why(&["sh", "-c", "a\0b"]), (22, "Invalid argument".to_owned()));
    assert_eq!(refusal(&mut host, &piped(&["no-such-program"])), HostError::new(missing.1, missing.0));
}

#[test]
fn signals_arrive_while_there_is_somebody() {
    let mut host = host();
    let child = start(&mut host, &shell("trap 'echo term; exit 7' TERM; echo ready; while :; do sleep 0.01; done"));
    assert_eq!(read(&mut host, child, 1), b"ready\n");
    host.child_kill(child, 0).unwrap();
    assert_eq!(host.child_kill(child, 999).unwrap_err().code, 22);
    host.child_kill(child, 15).unwrap();
    assert_eq!((read(&mut host, child, 1), end(&mut host, child)), (b"term\n".to_vec(), ChildExit::Code(7)));
    let gone = HostError::new("No such process", 3);
    assert_eq!((host.child_kill(child, 9), host.child_kill(child, 0)), (Err(gone.clone()), Err(gone)));
    let usage = host.child_usage(child).unwrap();
    assert_eq!(usage.state, ChildState::Ended);
    assert!(usage.cpu_seconds.is_none_or(|seconds| (0.0..60.0).contains(&seconds)), "{usage:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn usage_is_told() {
    let mut host = host();
    let child =
        start(&mut host, &shell("i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done; echo $$; exec sleep 1000"));
    let pid: u32 = String::from_utf8(read(&mut host, child, 1)).unwrap().trim().parse().unwrap();
    let usage = host.child_usage(child).unwrap();
    assert_eq!(usage.pid, pid);
    assert!(usage.cpu_seconds.is_some_and(|seconds| seconds > 0.0), "{usage:?}");
    // In the middle of `exec` it has none.
    eventually("it has memory", || host.child_usage(child).unwrap().resident_bytes.is_some_and(|bytes| bytes > 0));
    host.child_kill(child, 19).unwrap();
    eventually("it stops", || host.child_usage(child).unwrap().state == ChildState::Stopped);
    host.child_kill(child, 18).unwrap();
    eventually("it goes on", || host.child_usage(child).unwrap().state == ChildState::Sleeping);
    host.child_kill(child, 9).unwrap();
    end(&mut host, child);
    let after = host.child_usage(child).unwrap();
    assert_eq!((after.state, after.resident_bytes), (ChildState::Ended, Some(0)));
    assert!(after.cpu_seconds >= usage.cpu_seconds, "{after:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn limits_hold() {
    let folder = Folder::new("limits");
    let mut host = host();
    let mut run = |limits: ChildLimits, script: &str| {
        // Limits come a moment after the start.
        let child = start(&mut host, &ChildOptions { limits, ..shell(&format!("read go; {script}")) });
        host.child_write(child, b"\n").unwrap();
        (read_all(&mut host, child, 1), end(&mut host, child))
    };
    let all = ChildLimits {
        cpu_seconds: Some(9),
        memory_bytes: Some(64 << 20),
        files: Some(20),
        file_bytes: Some(512 * 100),
    };
    assert_eq!(run(all, "ulimit -t; ulimit -v; ulimit -n; ulimit -f").0, "9\n65536\n20\n100\n");
    let cpu = ChildLimits { cpu_seconds: Some(1), ..ChildLimits::default() };
    assert_eq!(run(cpu, "while :; do :; done").1, ChildExit::Signal(24));
    let memory = ChildLimits { memory_bytes: Some(64 << 20), ..ChildLimits::default() };
    let fill = "x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo ${#x}";
    assert_eq!(run(ChildLimits::default(), fill).0, "100000000\n");
    assert_ne!(run(memory, fill), ("100000000\n".to_owned(), ChildExit::Code(0)));
    let file = ChildLimits { file_bytes: Some(1000), ..ChildLimits::default() };
    let path = folder.path("file");
    assert_eq!(run(file, &format!("exec head -c 5000 /dev/zero > {path}")).1, ChildExit::Signal(25));
    assert_eq!(std::fs::metadata(path).unwrap().len(), 1000);
    // Nobody gets more than tidelock itself has.
    let (own, _) = run(ChildLimits::default(), "ulimit -H -n");
    let more = ChildLimits { files: Some(u64::MAX), ..ChildLimits::default() };
    assert_eq!(run(more, "ulimit -H -n").0, own);
}

#[test]
fn what_is_not_granted_is_refused_by_name() {
    let folder = Folder::new("grants");
    let truth = ["/bin/true", "/usr/bin/true"].into_iter().find(|path| std::path::Path::new(path).exists());
    let truth = truth.expect("it is somewhere");
    let (directory, _) = truth.rsplit_once('/').unwrap();
    let link = folder.path("link");
    std::os::unix::fs::symlink(truth, &link).unwrap();
    let refused = |text| HostError { is_refused: true, ..HostError::new(text, 13) };
    let none = refused("running programs is not granted; --allow-exec would allow it");
    let other = refused("running programs is granted, but not for this; --allow-exec would allow it");
    let mut closed = SystemHost::default();
    for program in ["true", truth, "/no/such/program", ""] {
        assert_eq!(refusal(&mut closed, &piped(&[program])), none);
    }
    assert_eq!(refusal(&mut closed, &ChildOptions::default()), none);

    let mut named = only(&["true", "no-such-program"]);
    assert_eq!(output(&mut named, &piped(&["true", "any", "argument"])).1, ChildExit::Code(0));
    assert_eq!(refusal(&mut named, &piped(&["no-such-program"])).code, 2);
    for program in ["false", truth, &link, "sh", "true ", "", "/no/such/program", "./true"] {
        assert_eq!(refusal(&mut named, &piped(&[program])), other, "{program}");
    }

    let mut by_path = only(&[truth]);
    for program in [truth, &format!("{directory}/../{directory}/true"), &format!("{directory}/./true")] {
        assert_eq!(output(&mut by_path, &piped(&[program])).1, ChildExit::Code(0), "{program}");
    }
    let detours = ["/etc/../", "/no/such/../../"].map(|detour| format!("{detour}..{truth}"));
    for program in ["false", &format!("{directory}/false"), &link, "/no/such", &detours[0], &detours[1]] {
        assert_eq!(refusal(&mut by_path, &piped(&[program])), other, "{program}");
    }
    // A path in what the child is given leads no name elsewhere.
    std::fs::copy("/bin/sh", folder.path("true")).unwrap();
    let path = Some(vec![(b"PATH".to_vec(), folder.path("").into_bytes())]);
    let led = ChildOptions { environment: path, ..piped(&["true", "-c", "echo led"]) };
    assert_eq!(output(&mut named, &led), (String::new(), ChildExit::Code(0)));
}

#[test]
fn open_files_are_streams_of_children() {
    let folder = Folder::new("files");
    std::fs::write(folder.path("in"), "first\nsecond\nthird\n").unwrap();
    let mut host = host();
    let input = host.open(folder.path("in").as_bytes(), OpenMode::parse(b"r").unwrap()).unwrap();
    let both = host.open(folder.path("out").as_bytes(), OpenMode::parse(b"w+").unwrap()).unwrap();
    assert_eq!(host.read_line(input, 100).unwrap(), b"first\n");
    host.write(both, b"before\n").unwrap();
    let (from, to) = (ChildStream::Handle(input), ChildStream::Handle(both));
    let child = start(&mut host, &ChildOptions { streams: [from, to, to], ..shell("cat; echo error >&2") });
    assert_eq!(end(&mut host, child), ChildExit::Code(0));
    host.seek(both, Whence::Set, 0).unwrap();
    assert_eq!(host.read(both, 100).unwrap(), b"before\nsecond\nthird\nerror\n");
    let mut refused = |streams| refusal(&mut host, &ChildOptions { streams, ..piped(&["true"]) });
    assert_eq!(refused([ChildStream::Null, ChildStream::Handle(input), ChildStream::Null]), HostError::bad_handle());
    assert_eq!(refused([ChildStream::Handle(99), ChildStream::Null, ChildStream::Null]), HostError::bad_handle());
}

#[test]
fn many_live_at_once() {
    let mut host = host();
    let children: Vec<ChildId> = (0..50).map(|_| start(&mut host, &piped(&["cat"]))).collect();
    for (i, &child) in children.iter().enumerate() {
        let line = format!("line {i}\n");
        assert_eq!(host.child_write(child, line.as_bytes()), Ok(Ready::Now(line.len())));
    }
    for (i, &child) in children.iter().enumerate().rev() {
        host.child_close(child, 0).unwrap();
        assert_eq!(read_all(&mut host, child, 1), format!("line {i}\n"));
    }
    let ends: Vec<ChildExit> = children.iter().map(|&child| end(&mut host, child)).collect();
    assert_eq!(ends, [ChildExit::Code(0); 50]);
}

#[test]
fn waiting_ends_with_what_is_awaited_or_with_the_time() {
    let mut host = host();
    let mut sibling = host.sibling(Grants::default());
    assert!(!host.wait_for_activity(SHORT), "there is nothing");
    assert!(!host.wait_for_activity(None), "there will be nothing");
    let child = start(&mut host, &piped(&["cat"]));
    let other = start(&mut host, &shell("echo unread; read go"));
    assert!(!host.wait_for_activity(SHORT), "nothing is awaited");
    assert_eq!(host.child_read(child, 1, 10), Ok(Ready::Later));
    assert!(!host.wait_for_activity(SHORT), "what the other has written is not awaited");
    host.child_write(child, b"x").unwrap();
    assert!(sibling.wait_for_activity(None), "a sibling may wait");
    assert_eq!(host.child_read(child, 1, 10), Ok(Ready::Now(b"x".to_vec())));
    assert!(!host.wait_for_activity(SHORT), "it has been asked for");
    assert_eq!(host.child_read(child, 1, 10), Ok(Ready::Later));
    host.child_write(child, b"y").unwrap();
    eventually("it is there without waiting", || host.wait_for_activity(Some(Duration::ZERO)));

    assert_eq!(host.child_status(child), Ok(None));
    host.child_close(child, 0).unwrap();
    assert!(host.wait_for_activity(LONG), "it has ended");
    assert_eq!(host.child_status(child), Ok(Some(ChildExit::Code(0))));
    // Its end comes while nobody waits, and is asked for.
    assert_eq!(host.child_status(other), Ok(None));
    host.child_write(other, b"\n").unwrap();
    eventually("it ends", || host.child_usage(other).unwrap().state == ChildState::Ended);
    assert_eq!(end(&mut host, other), ChildExit::Code(0));
    assert!(!host.wait_for_activity(SHORT), "that is known");
}

#[test]
fn waiting_sees_what_other_threads_do() {
    let mut host = host();
    let waker = host.waker();
    waker.wake();
    assert!(host.wait_for_activity(LONG), "it was woken before it began");
    assert!(!host.wait_for_activity(SHORT));
    let mut sibling = host.for_child(&Confinement::default()).expect("nothing is asked for");
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| host.wait_for_activity(LONG));
        std::thread::sleep(Duration::from_millis(50));
        // Started, awaited and ended while the other waits.
        let child = start(&mut sibling, &piped(&["cat"]));
        assert_eq!(sibling.child_read(child, 1, 1), Ok(Ready::Later));
        assert_eq!(sibling.child_read(child, 2, 1), Ok(Ready::Later));
        sibling.child_close(child, 2).unwrap();
        std::thread::sleep(Duration::from_millis(50));
        sibling.child_close(child, 0).unwrap();
        assert!(waiting.join().unwrap());
    });
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| host.wait_for_activity(LONG));
        std::thread::sleep(Duration::from_millis(50));
        waker.wake();
        assert!(waiting.join().unwrap());
    });
}
