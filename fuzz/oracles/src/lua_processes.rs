//! Random Lua programs of several processes that start, call, signal, lock out and wait for each other: the run ends, is the
//! same on any number of threads, leaves nothing behind, and after each of its rounds everything that the manager keeps agrees.
//!
//! An input is a byte for the quantum, one for limits, then choices of the grammar. A program is a list of *roles*, functions of
//! a few protected statements, of which each starts later ones only: so it ends. What is common to all is in
//! `lua_processes.lua`.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use arbitrary::Unstructured;
use tidelock::host::{Confinement, ConfinementError, Handle, Host, HostError, HostResult};
use tidelock::{Limits, ProcessManager, RunEnd, SpawnOptions, State};

use crate::watch::{self, Told, Watch};

const PREAMBLE: &str = include_str!("lua_processes.lua");
/// Rounds of the longest run.
const ROUNDS_MAX: u64 = 200_000;
/// Processes at once.
const PROCESSES_MAX: usize = 30;
/// Names of endpoints, services, events and objects: few, so that they meet.
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Writes programs.
struct Writer<'a, 'b> {
    choices: &'a mut Unstructured<'b>,
    text: String,
    /// The role that is being written, and how many there are.
    role: u64,
    roles: u64,
}

impl Writer<'_, '_> {
    fn below(&mut self, bound: u64) -> u64 {
        u64::from(self.choices.arbitrary::<u8>().unwrap_or(0)) % bound
    }

    fn number(&mut self) -> u64 {
        self.below(12)
    }

    fn name(&mut self) -> String {
        format!("\"{}\"", NAMES[self.below(NAMES.len() as u64) as usize])
    }

    fn name_or_nil(&mut self) -> String {
        if self.below(2) == 0 { "nil".to_owned() } else { self.name() }
    }

    fn value(&mut self) -> String {
        format!("value({})", self.number())
    }

    fn pid(&mut self) -> String {
        format!("pid({})", self.number())
    }

    fn context(&mut self) -> String {
        if self.below(2) == 0 { "nil".to_owned() } else { format!("context({})", self.number()) }
    }

    /// A time to wait; seldom for ever.
    fn seconds(&mut self) -> String {
        match self.below(12) {
            0 => "nil".to_owned(),
            1 => "0".to_owned(),
            2 => "-1".to_owned(),
            3 => "0 / 0".to_owned(),
            n => format!("{}e-7", n * n * n),
        }
    }

    fn signal(&mut self) -> u64 {
        [10, 12, 15, 17, 18, 19, 9, 2, 13, 99, 10, 18][self.number() as usize]
    }

    /// A role that comes later, if there is one.
    fn later(&mut self) -> Option<u64> {
        let more = self.roles - self.role;
        (more > 0).then(|| self.role + 1 + self.below(more))
    }

    fn options(&mut self) -> String {
        let choices = [
            "monitor = true",
            "paused = true",
            "quantum = 77",
            "nice = 5",
            "user = \"alice\"",
            "shares = true",
            "limits = { ticks = 3000 }",
            "limits = { events = 2, timers = 1 }",
            "grants = { manage = false }",
            "bogus = 1",
        ];
        let chosen: Vec<&str> = (0..self.below(3)).map(|_| choices[self.below(10) as usize]).collect();
        format!("{{ {} }}", chosen.join(", "))
    }

    /// One that starts a process, if the role may.
    fn start(&mut self) -> Option<String> {
        let role = self.later()?;
        Some(match self.below(6) {
            0 | 1 => format!("spawn({role}, {})", self.options()),
            2 => {
                let streams = ["stdin = true, stdout = true", "stdout = false", "autokill = true"];
                format!("script({role}, {{ {} }})", streams[self.below(3) as usize])
            }
            3 if self.below(3) == 0 => format!("try(\"exec\", sys.exec, \"program.lua\", \"{role}\")"),
            _ => format!("fork({role})"),
        })
    }

    fn statement(&mut self) -> String {
        match self.below(16) {
            0..3 => self.start().unwrap_or_else(|| self.calls()),
            3..5 => self.send(),
            5..7 => self.receive(),
            7..9 => self.calls(),
            9 | 10 => self.locks(),
            11 => self.signals(),
            12 => self.pipes(),
            13 => self.questions(),
            14 => self.timers(),
            _ => self.control(),
        }
    }

    fn send(&mut self) -> String {
        match self.below(6) {
            0 => format!("try(\"queue\", sys.queueEvent, {}, {})", self.name(), self.value()),
            1 => format!("try(\"service\", ipc.sendServiceEvent, {}, {}, {})", self.name(), self.name(), self.value()),
            2 => format!("try(\"register\", ipc.register, {})", self.name()),
            3 => format!("for i = 1, 20 do try(\"send\", ipc.sendEvent, {}, {}, i) end", self.pid(), self.name()),
            _ => format!("try(\"send\", ipc.sendEvent, {}, {}, {})", self.pid(), self.name(), self.value()),
        }
    }

    fn receive(&mut self) -> String {
        match self.below(5) {
            0 => format!(
                "try(\"receive\", ipc.receiveEvent, {}, {}, {})",
                self.pid(),
                self.name_or_nil(),
                self.seconds()
            ),
            1 => format!("try(\"receive\", ipc.receiveEvent, nil, {}, {})", self.name_or_nil(), self.seconds()),
            2 => format!("try(\"event\", sys.pullEvent, {}, {})", self.name_or_nil(), self.seconds()),
            3 => format!("try(\"peek\", sys.peekEvent, {})", self.name_or_nil()),
            _ => format!("try(\"pull\", os.pull, {})", self.seconds()),
        }
    }

    fn calls(&mut self) -> String {
        match self.below(12) {
            0 => format!("call({}, {})", self.name(), self.value()),
            1 => format!("call_for({}, {}, {})", self.seconds(), self.name(), self.value()),
            2 => format!("try(\"rpc\", os.rpc[{}], {})", self.name(), self.value()),
            3 => format!("try(\"bind\", os.bind, {}, {})", self.name(), self.context()),
            4 => format!("try(\"unbind\", os.unbind, {}, {})", self.name(), self.context()),
            5 => format!("try(\"cancel\", os.cancel, cid({}))", self.number()),
            6 => "new_context()".to_owned(),
            7 => format!(
                "local c = context({}) if c then try(\"through\", c.call, c, {}) end",
                self.number(),
                self.name()
            ),
            8 => format!("try(\"wait\", os.rpc.alarm, {})", self.seconds()),
            n => format!("try(\"answer\", os.answer, open_call({}), {}, {})", self.number(), n % 2 == 0, self.value()),
        }
    }

    fn locks(&mut self) -> String {
        let (name, seconds) = (self.name(), self.seconds());
        match self.below(9) {
            0 | 1 => format!("local m = proc.mutex({name}) try(\"lock\", m.lock, m, {seconds})"),
            2 => format!("local m = proc.mutex({name}) try(\"unlock\", m.unlock, m)"),
            3 => format!("guarded({name}, {seconds}, function() {} end)", self.receive()),
            4 => format!("local s = proc.semaphore({name}, 1) try(\"wait\", s.wait, s, {seconds})"),
            5 => format!("local s = proc.semaphore({name}, 1) try(\"post\", s.post, s, {})", self.number()),
            6 => format!("local e = proc.event({name}) try(\"wait\", e.wait, e, {seconds})"),
            7 => format!("local e = proc.event({name}) try(\"set\", e.set, e)"),
            _ => format!("local e = proc.event({name}) try(\"reset\", e.reset, e)"),
        }
    }

    fn signals(&mut self) -> String {
        match self.below(3) {
            0 => format!("handle({})", self.signal()),
            _ => format!("try(\"kill\", sys.kill, {}, {})", self.pid(), self.signal()),
        }
    }

    fn pipes(&mut self) -> String {
        match self.below(6) {
            0 | 1 => "pipe()".to_owned(),
            2 => format!("with_file({}, \"read\", {})", self.number(), self.number() * 100),
            3 => format!("with_file({}, \"write\", (\"y\"):rep({}))", self.number(), self.number() * 3000),
            4 => format!(
                "with_child({}, \"{}\")",
                self.number(),
                ["kill", "status", "forget", "info"][self.below(4) as usize]
            ),
            _ => format!("with_file({}, \"close\")", self.number()),
        }
    }

    fn questions(&mut self) -> String {
        match self.below(7) {
            0 => format!("try(\"child\", sys.wait, nil, {})", self.seconds()),
            1 => format!("try(\"child\", sys.wait, {}, {})", self.pid(), self.seconds()),
            2 => format!("try(\"state\", function() return sys.getpinfo({}).state end)", self.pid()),
            3 => "try(\"all\", sys.getplist)".to_owned(),
            4 => format!("try(\"nice\", sys.nice, {}, {})", self.number() * 4, self.pid()),
            5 => format!("try(\"user\", sys.setuser, {})", self.name()),
            _ => format!("try(\"lookup\", ipc.lookup, {})", self.name()),
        }
    }

    fn timers(&mut self) -> String {
        match self.below(3) {
            0 => format!("set_timer({})", self.seconds()),
            1 => format!("set_alarm({})", self.seconds()),
            _ => format!("try(\"cancel\", sys.cancel, timer({}))", self.number()),
        }
    }

    fn control(&mut self) -> String {
        match self.below(12) {
            0..3 => format!("spin({})", self.number() * 200),
            3 | 4 => format!("inside(function() {} end)", self.receive()),
            5 => format!("sorted({})", self.number() * 20),
            6 => format!("at_exit({})", self.number()),
            7 => "coroutine.yield()".to_owned(),
            8 => format!("try(\"load\", load, \"return {}\")", self.number()),
            9 if self.role > 1 => format!("do os.exit({}) end", self.number()),
            10 if self.role > 1 => "error(\"on purpose\")".to_owned(),
            _ => "collectgarbage()".to_owned(),
        }
    }

    fn program(&mut self) {
        self.roles = 2 + self.below(3);
        self.text.push_str("roles = {}\n");
        for role in 1..=self.roles {
            self.role = role;
            let _ = writeln!(self.text, "roles[{role}] = function()");
            for i in 0..4 + self.below(12) {
                // Each starts somebody, so that there is somebody to talk to.
                let first = if i < 3 - role.min(2) { self.start() } else { None };
                let statement = first.unwrap_or_else(|| self.statement());
                let _ = writeln!(self.text, "  do {statement} end");
            }
            self.text.push_str("end\n");
        }
        self.text.push_str("roles[tonumber((...) or \"1\")]()\n");
    }
}

/// A program, and how it is run.
struct Input {
    quantum: u64,
    limits: Limits,
    text: String,
}

fn input(bytes: &[u8]) -> Input {
    let mut choices = Unstructured::new(bytes);
    let quantum = [60, 700, 20_000][usize::from(choices.arbitrary::<u8>().unwrap_or(0) % 3)];
    let small = choices.arbitrary::<u8>().unwrap_or(0);
    let limits = Limits {
        ticks_max: 300_000,
        mailbox_events_max: [4, 1000][usize::from(small % 2)],
        mailbox_bytes_max: [600, 1 << 20][usize::from(small / 2 % 2)],
        timers_max: [2, 100][usize::from(small / 4 % 2)],
        children_max: [2, 8][usize::from(small / 8 % 2)],
        names_max: [3, 100][usize::from(small / 16 % 2)],
        ..Limits::default()
    };
    let mut writer = Writer { choices: &mut choices, text: PREAMBLE.to_owned(), role: 0, roles: 0 };
    writer.program();
    Input { quantum, limits, text: writer.text }
}

/// One place for what all processes write. The only file is the program.
#[derive(Clone, Debug)]
struct Shared {
    program: Arc<str>,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Host for Shared {
    fn write(&mut self, _: Handle, bytes: &[u8]) -> HostResult<()> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(())
    }

    fn read(&mut self, _: Handle, _: usize) -> HostResult<Vec<u8>> {
        Ok(Vec::new())
    }

    fn flush(&mut self, _: Handle) -> HostResult<()> {
        Ok(())
    }

    fn read_file(&mut self, path: Option<&[u8]>, _: usize) -> HostResult<Vec<u8>> {
        match path {
            Some(b"program.lua") => Ok(self.program.as_bytes().to_vec()),
            _ => Err(HostError::new("No such file or directory", 2)),
        }
    }

    fn child(&mut self, confinement: &Confinement) -> Result<Box<dyn Host>, ConfinementError> {
        confinement.check_nothing()?;
        Ok(Box::new(self.clone()))
    }
}

/// What is seen of a run.
#[derive(PartialEq, Eq)]
struct Seen {
    told: Told,
    written: String,
    end: String,
}

fn run(input: &Input, threads: usize) -> Result<Seen, String> {
    let watch = Watch::default();
    let builder = ProcessManager::builder().quantum(input.quantum).processes_max(PROCESSES_MAX).threads(threads);
    let mut manager = watch.on(builder.map_err(|error| format!("no threads: {error}"))?).build();
    let program = format!("text = [====[{}]====] load(text, '=program')(...)", input.text);
    let host = Shared { program: program.as_str().into(), written: Arc::default() };
    let options = SpawnOptions { limits: input.limits, host: Box::new(host.clone()), ..SpawnOptions::named("first") };
    manager.spawn(program.as_bytes(), options).map_err(|error| error.to_string())?;
    let end = watch.run(&mut manager, ROUNDS_MAX, ProcessManager::check_invariants)?;
    let end = end.ok_or_else(|| format!("it has not ended after {ROUNDS_MAX} rounds"))?;
    let living = watch::living(&manager);
    let may_be_so = match end {
        RunEnd::AllEnded => living.is_empty(),
        RunEnd::Deadlock => {
            let waits = |pid| manager.process(pid).is_some_and(|process| process.state() == State::Waiting);
            !living.is_empty() && living.iter().all(|&pid| waits(pid)) && !manager.deadlock().is_empty()
        }
        RunEnd::NoneRunning => !living.is_empty(),
        RunEnd::TimeUp | RunEnd::Interrupted => false,
    };
    if !may_be_so {
        return Err(format!("it has ended so: {end:?}, with {living:?} alive"));
    }
    let end = format!("{end:?}\n{}", manager.deadlock());
    watch::clear(&mut manager)?;
    let told = watch.told().clone();
    let written = String::from_utf8_lossy(&host.written.lock().unwrap_or_else(PoisonError::into_inner)).into_owned();
    Ok(Seen { told, written, end })
}

/// Judges an input.
///
/// # Errors
///
/// What doesn't hold, or the first difference between two runs, and the program.
pub fn check(bytes: &[u8]) -> Result<(), String> {
    let input = input(bytes);
    compare(&input).map_err(|why| {
        let Input { quantum, limits, text } = &input;
        format!("{why}\n--- quantum {quantum}, {limits:?}, program ---\n{}", &text[PREAMBLE.len()..])
    })
}

fn compare(input: &Input) -> Result<(), String> {
    let one = run(input, 1)?;
    for threads in [2, 8] {
        let other = run(input, threads)?;
        let texts = [
            (&one.told.lines, &other.told.lines),
            (&one.told.details, &other.told.details),
            (&one.written, &other.written),
            (&one.end, &other.end),
        ];
        if let Some((one, other)) = texts.iter().find(|(one, other)| one != other) {
            let line = watch::difference(one, other);
            return Err(format!("on {threads} threads {line}"));
        }
    }
    Ok(())
}

/// The program, and how it is run.
pub fn show(bytes: &[u8]) -> String {
    let Input { quantum, limits, text } = input(bytes);
    format!("{text}\n-- quantum {quantum}, {limits:?}\n")
}
