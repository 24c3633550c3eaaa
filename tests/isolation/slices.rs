//! A process in a limit's grip takes its own slices, and nothing of those of others.

use tidelock::manager::{SliceEnd, Trace, Tracer};
use tidelock::{Exit, Limits, Pid, Process, ProcessManager, RunEnd, SpawnOptions};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const QUANTUM: u64 = 10_000;

/// What a slice may take beyond its quantum: an operation that can't be divided, such as a step of the collector.
const BEYOND: u64 = 1_000;

/// Programs at the limit that is named.
const GREEDY: &[(&str, &str)] = &[
    ("ticks", "while true do pcall(function() while true do end end) end"),
    (
        "ticks, with something to do at the end",
        "require 'system.syscall'.atexit(function() while true do end end) while true do end",
    ),
    ("memory", "local t = {} while true do pcall(function() while true do t[#t + 1] = {} end end) end"),
    ("memory, of one string", "local s = 'x' while true do pcall(function() while true do s = s .. s end end) end"),
    ("memory, of garbage", "while true do local t = {} for i = 1, 1000 do t[i] = {} end end"),
    (
        "children",
        "local sys = require 'system.syscall' while true do pcall(sys.fork, function() while true do end end) end",
    ),
    (
        "children that end",
        "local sys = require 'system.syscall' while true do pcall(sys.fork, os.exit) pcall(sys.wait, nil, 0) end",
    ),
    ("events", "local ipc = require 'system.ipc' while true do ipc.sendEvent(1, 'flood', ('x'):rep(1000)) end"),
    (
        "its own events",
        "local sys = require 'system.syscall' while true do pcall(sys.queueEvent, 'flood', {1, 2, 3}) end",
    ),
    ("calls", "while true do pcall(os.call, 'nobody', ('x'):rep(1000)) end"),
    ("timers", "local sys = require 'system.syscall' while true do pcall(sys.timer, 1e-6) end"),
    ("pipes", "local proc, t = require 'proc', {} while true do t[#t + 1] = pcall(proc.pipe) end"),
    ("messages", "local ipc, t = require 'system.ipc', {} t.t = t while true do pcall(ipc.sendEvent, 1, 'x', t) end"),
    ("a deep recursion", "local function f() return 1 + f() end while true do pcall(f) end"),
    (
        "signals to itself",
        "local sys = require 'system.syscall' sys.signal(10, function() sys.kill(sys.getpid(), 10) end) \
        while true do sys.kill(sys.getpid(), 10) end",
    ),
    ("compiling", "local s = ('x = 1 '):rep(100000) while true do load(s) end"),
];

/// Work of many slices, with an event to itself now and then, and what it saw.
const VICTIM: &str = "local ipc, sys = require 'system.ipc', require 'system.syscall'
    local sum, t = 0, {}
    for i = 1, 30000 do
      t[i % 100] = {i}
      sum = sum + i
      if i % 1000 == 0 then ipc.sendEvent(sys.getpid(), 'own', i) sum = sum + select(2, ipc.receiveEvent(nil, 'own')) end
    end
    print(sum)";

#[derive(Debug, Default)]
struct Slices {
    /// Of each process the ticks of its slices, and in which round each was, told by its time.
    ticks: BTreeMap<Pid, Vec<(u64, u64)>>,
}

#[derive(Clone, Debug, Default)]
struct Counter(Arc<Mutex<Slices>>);

impl Tracer for Counter {
    fn record(&mut self, at_ticks: u64, what: Trace<'_>) {
        if let Trace::Slice { pid, ticks, end } = what {
            assert!(ticks > 0 || end != SliceEnd::Preempted);
            self.0.lock().unwrap().ticks.entry(pid).or_default().push((at_ticks, ticks));
        }
    }
}

/// Runs the victim, which has number 1, beside a program, until the victim has ended: what it wrote, its slices, and the rounds
/// in which it waited for the others.
fn beside(source: Option<&str>) -> (Vec<u8>, Vec<u64>, u64) {
    let counter = Counter::default();
    let mut manager = ProcessManager::builder().quantum(QUANTUM).processes_max(50).tracer(counter.clone()).build();
    let victim = manager.spawn(VICTIM.as_bytes(), SpawnOptions::named("victim")).expect("it compiles");
    if let Some(source) = source {
        let limits = Limits {
            ticks_max: 200_000,
            memory_bytes_max: 1 << 20,
            mailbox_events_max: 10,
            children_max: 5,
            timers_max: 10,
            ..Limits::default()
        };
        for _ in 0..3 {
            let options = SpawnOptions { limits, ..SpawnOptions::named("greedy") };
            manager.spawn(source.as_bytes(), options).expect("it compiles");
        }
    }
    while manager.process(victim).and_then(Process::exit).is_none() {
        manager.step_round();
        manager.check_invariants().expect("between rounds all agrees");
        assert!(manager.rounds() < 10_000, "the victim doesn't get on");
    }
    let process = manager.process(victim).expect("nobody has asked how it ended");
    assert_eq!(process.exit(), Some(&Exit::Returned(None)));
    let (output, rounds) = (process.output().to_vec(), manager.rounds());
    let slices = counter.0.lock().unwrap();
    // It ran in each round; the time that a round takes is that of the longest slice.
    assert_eq!(slices.ticks[&victim].len() as u64, rounds);
    for (pid, all) in &slices.ticks {
        for &(at, ticks) in all {
            assert!(ticks < QUANTUM + BEYOND, "a slice of {ticks} ticks of process {pid} at {at}");
        }
    }
    for pair in slices.ticks[&victim].windows(2) {
        let passed = pair[1].0 - pair[0].0;
        assert!(passed < QUANTUM + BEYOND, "a round of {passed} ticks at {}", pair[0].0);
    }
    let own = slices.ticks[&victim].iter().map(|&(_, ticks)| ticks).collect();
    (output, own, rounds)
}

#[test]
fn who_is_at_a_limit_delays_others_by_no_more_than_its_own_slices() {
    let (output, slices, rounds) = beside(None);
    assert!(rounds > 20, "{rounds}");
    for (limit, source) in GREEDY {
        let (other_output, other_slices, other_rounds) = beside(Some(source));
        assert_eq!(other_output, output, "{limit}");
        // The mailbox of the victim is filled by some, which it sees: its events to itself take a round more then.
        let is_flooded = source.contains("sendEvent(1, 'flood'");
        assert!(other_slices == slices || is_flooded, "{limit}: {other_slices:?}, alone {slices:?}");
        assert!(other_rounds == rounds || is_flooded, "{limit}: {other_rounds} rounds, alone {rounds}");
    }
}

#[test]
fn who_is_at_a_limit_ends_and_the_others_go_on() {
    for (limit, source) in GREEDY {
        let mut manager = ProcessManager::builder().quantum(QUANTUM).processes_max(50).build();
        let limits = Limits { ticks_max: 200_000, memory_bytes_max: 1 << 20, children_max: 5, ..Limits::default() };
        let other = manager.spawn(b"os.pull(1) print('goes on')", SpawnOptions::named("other")).expect("it compiles");
        manager
            .spawn(source.as_bytes(), SpawnOptions { limits, ..SpawnOptions::named("greedy") })
            .expect("it compiles");
        assert_eq!(manager.run(), RunEnd::AllEnded, "{limit}");
        let process = manager.process(other).expect("nobody has asked how it ended");
        assert_eq!(process.exit(), Some(&Exit::Returned(None)), "{limit}");
    }
}
