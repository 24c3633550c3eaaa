//! What the suites share: a VM driven by hand, with a world in memory, so that it can be stopped, copied, written out
//! and read back between any two slices.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use tidelock::Message;
use tidelock::host::Host;
use tidelock::manager::CallError;
use tidelock_vm::bytecode::Verified;
use tidelock_vm::{Attachment, Backend, Options, Outcome, StopReason, SystemCall, Trial, Value, Vm};

use crate::memory_host::MemoryHost;

/// A budget that no test program uses up.
pub const TICKS_MAX: u64 = 1 << 34;
/// How often [`written_out`] writes a program out and reads it back.
const RELOADS: u64 = 10;

/// What may differ between two runs of one program without being seen.
#[derive(Clone, Copy, Debug)]
pub struct Setup {
    /// The loop to run on.
    pub backend: Backend,
    /// Seed of the string hash.
    pub hash_seed: u64,
    /// Limit of logical bytes.
    pub memory_bytes_max: usize,
    /// What is tried on the process.
    pub trial: Trial,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup { backend: Backend::Tail, hash_seed: 1, memory_bytes_max: 1 << 30, trial: Trial::None }
    }
}

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The main function returned.
    Returned,
    /// An error that is text.
    Failed(String),
    /// An error that is something else, by its type.
    FailedWith(&'static str),
    /// It called `os.exit`.
    Exited(i32),
    /// Its memory limit ended it.
    OutOfMemory,
    /// It has not.
    Running,
}

/// All that can be seen of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What it wrote to standard output, byte for byte.
    pub output: String,
    /// What it wrote to standard error.
    pub errors: String,
    /// How it ended.
    pub end: End,
    /// Ticks it used.
    pub ticks: u64,
    /// Collections finished.
    pub collections: u64,
    /// Most logical bytes ever in use.
    pub memory_bytes_peak: usize,
    /// Of the state it left.
    pub state_hash: u64,
}

/// A program at work.
#[derive(Clone, Debug)]
pub struct Machine {
    vm: Vm,
    host: MemoryHost,
    end: End,
    is_closing: bool,
    is_over: bool,
}

fn attachment(setup: &Setup) -> Attachment {
    Attachment { hash_seed: setup.hash_seed, backend: setup.backend, compile: tidelock::program::compile_hook }
}

impl Machine {
    /// A new process that is to run this code.
    pub fn new(code: &Verified, setup: &Setup) -> Machine {
        let mut vm = Vm::new(&Options {
            hash_seed: setup.hash_seed,
            random_seed: (0, 1),
            memory_bytes_max: setup.memory_bytes_max,
            backend: setup.backend,
            compile: tidelock::program::compile_hook,
        });
        vm.start(code, &[]);
        vm.set_trial(setup.trial);
        Machine { vm, host: MemoryHost::default(), end: End::Running, is_closing: false, is_over: false }
    }

    /// Starts anew with an integer as the main function's argument.
    pub fn set_argument(&mut self, argument: u64, code: &Verified) {
        self.vm.start(code, &[Value::integer(argument as i64)]);
    }

    /// Runs one slice; says whether the program has ended, finalizers included.
    pub fn run(&mut self, ticks: u64) -> bool {
        let until = self.vm.ticks_used().saturating_add(ticks);
        while !self.is_over && self.vm.ticks_used() < until {
            let outcome = self.vm.run(until - self.vm.ticks_used());
            self.after(outcome);
        }
        self.is_over
    }

    fn after(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Preempted | Outcome::Yielded | Outcome::SignalHandled => {}
            Outcome::SystemCall { number, arguments } => self.serve(number, &arguments),
            Outcome::Finished(_) => self.close(End::Returned),
            Outcome::Failed { value, .. } => {
                let text = self.vm.bytes_of(value).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
                self.close(text.map_or(End::FailedWith(value.type_name()), End::Failed));
            }
            Outcome::Stopped(StopReason::Exit(code)) => self.stop(End::Exited(code)),
            Outcome::Stopped(StopReason::OutOfMemory) => self.stop(End::OutOfMemory),
        }
    }

    /// Lets finalizers run.
    fn close(&mut self, end: End) {
        if self.is_closing {
            self.is_over = true;
            return;
        }
        self.is_closing = true;
        self.end = end;
        self.vm.begin_close();
    }

    fn stop(&mut self, end: End) {
        if !self.is_closing {
            self.end = end;
        }
        self.is_over = true;
    }

    fn serve(&mut self, number: u16, arguments: &[Value]) {
        let Some(call) = SystemCall::from_number(number) else {
            // There are no other processes here.
            return self.vm.answer_error(b"there is no process manager");
        };
        let answer = match call {
            SystemCall::Exit => {
                let code = arguments[0].as_integer().map_or(i32::from(arguments[0].is_falsy()), |code| code as i32);
                let closes = arguments.get(1).is_some_and(|value| !value.is_falsy());
                return if closes { self.close(End::Exited(code)) } else { self.stop(End::Exited(code)) };
            }
            SystemCall::Time => Ok(vec![Message::Integer(0)]),
            SystemCall::Clock => Ok(vec![Message::Float(self.vm.ticks_used() as f64 / 1e9)]),
            SystemCall::Entropy => Ok(vec![Message::Integer(1), Message::Integer(2)]),
            _ => {
                let arguments: Vec<Message> = arguments.iter().map(|&value| to_message(&self.vm, value)).collect();
                self.host.answer(call, &arguments, usize::MAX)
            }
        };
        match answer {
            Ok(messages) => {
                let values: Vec<Value> = messages.iter().map(|message| to_value(&mut self.vm, message)).collect();
                self.vm.answer(&values);
            }
            Err(CallError::Text(text)) => self.vm.answer_error(&text),
            Err(CallError::Value(_)) => self.vm.answer_error(b"(error object)"),
        }
    }

    /// Has something else tried on the process from now on.
    pub fn set_trial(&mut self, trial: Trial) {
        self.vm.set_trial(trial);
    }

    /// How many points a trial of lack of memory has come to.
    pub fn trial_points(&self) -> u64 {
        self.vm.trial_points()
    }

    /// Ticks used since it began.
    pub fn ticks_used(&self) -> u64 {
        self.vm.ticks_used()
    }

    /// Its state as bytes.
    pub fn encode(&self) -> Vec<u8> {
        self.vm.encode()
    }

    /// Goes on in a VM read back from what the VM wrote out.
    pub fn reload(&mut self, setup: &Setup) -> Result<(), String> {
        let bytes = self.vm.encode();
        self.load(&bytes, setup)?;
        if self.vm.encode() != bytes {
            return Err("a decoded state encodes to other bytes".to_owned());
        }
        Ok(())
    }

    /// Goes on in a VM read from these bytes.
    pub fn load(&mut self, bytes: &[u8], setup: &Setup) -> Result<(), String> {
        self.vm = Vm::decode(bytes, &attachment(setup)).map_err(|error| format!("decoding: {error}"))?;
        Ok(())
    }

    /// What was seen of the run. The state's hash is that of the process after its end.
    pub fn seen(mut self) -> Seen {
        let ticks = self.vm.ticks_used();
        // Ticks owed depend on where the last slice began, so let them be paid.
        self.vm.begin_close();
        let _ = self.vm.run(TICKS_MAX);
        Seen {
            output: latin1(self.host.captured(1)),
            errors: latin1(self.host.captured(2)),
            end: self.end,
            ticks,
            collections: self.vm.collections(),
            memory_bytes_peak: self.vm.memory_bytes_peak(),
            state_hash: self.vm.state_hash(),
        }
    }
}

fn to_message(vm: &Vm, value: Value) -> Message {
    if let Some(bytes) = vm.bytes_of(value) {
        bytes.into()
    } else if let Some(integer) = value.as_integer() {
        Message::Integer(integer)
    } else if let Some(float) = value.as_float() {
        Message::Float(float)
    } else if value.is_nil() {
        Message::Nil
    } else {
        Message::Boolean(!value.is_falsy())
    }
}

fn to_value(vm: &mut Vm, message: &Message) -> Value {
    match message {
        Message::Boolean(b) => Value::boolean(*b),
        Message::Integer(i) => Value::integer(*i),
        Message::Float(f) => Value::float(*f),
        Message::Bytes(bytes) => vm.string(bytes),
        _ => Value::NIL,
    }
}

/// A whole run in slices of `quantum`.
pub fn run(code: &Verified, setup: &Setup, quantum: u64) -> Result<Seen, String> {
    let mut machine = Machine::new(code, setup);
    while !machine.run(quantum) {
        ended_in_time(&machine)?;
    }
    Ok(machine.seen())
}

/// Runs a program that is known to give `expected`, written out and read back into another hash seed about ten times.
pub fn written_out(code: &Verified, setup: &Setup, expected: &Seen, choices: &mut Choices) -> Result<(), String> {
    let mut machine = Machine::new(code, setup);
    let spacing = 2 * expected.ticks / RELOADS + 1;
    loop {
        let slice = 1 + choices.below(spacing);
        let at = machine.ticks_used();
        let setup = Setup { hash_seed: choices.next(), ..*setup };
        machine.reload(&setup).map_err(|why| format!("written out at tick {at}: {why}"))?;
        if machine.run(slice) {
            break;
        }
        ended_in_time(&machine)?;
    }
    same("written out and read back now and then", expected, &machine.seen())
}

/// Runs a program that is known to give `expected` with a collection at each safepoint, and with none: it must not see
/// which. What a program sees of the collector it must not ask for.
pub fn collected_always_or_never(code: &Verified, setup: &Setup, expected: &Seen) -> Result<(), String> {
    let always = Setup { trial: Trial::CollectAlways, ..*setup };
    let seen = run(code, &always, TICKS_MAX)?;
    same_to_the_program("with a collection at each safepoint", expected, &seen)?;
    same("with a collection at each safepoint, at quantum 1", &seen, &run(code, &always, 1)?)?;
    let never = Setup { trial: Trial::CollectNever, ..*setup };
    same_to_the_program("without any collection", expected, &run(code, &never, TICKS_MAX)?)
}

/// The same for what a program itself does, whatever it takes.
pub fn same_to_the_program(how: &str, expected: &Seen, found: &Seen) -> Result<(), String> {
    let Seen { ticks, collections, memory_bytes_peak, state_hash, .. } = *expected;
    same(how, expected, &Seen { ticks, collections, memory_bytes_peak, state_hash, ..found.clone() })
}

/// Fails where a program goes on and on.
pub fn ended_in_time(machine: &Machine) -> Result<(), String> {
    if machine.ticks_used() > TICKS_MAX {
        return Err(format!("not ended after {} ticks", machine.ticks_used()));
    }
    Ok(())
}

/// Says what two runs differ in, if they do.
pub fn same(how: &str, expected: &Seen, found: &Seen) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let mut text = format!("{how}:\n");
    if expected.output != found.output {
        text.push_str(&first_difference(&expected.output, &found.output));
    }
    let mut row = |name: &str, expected: &dyn std::fmt::Debug, found: &dyn std::fmt::Debug| {
        let (expected, found) = (format!("{expected:?}"), format!("{found:?}"));
        if expected != found {
            text.push_str(&format!("  {name}: expected {expected}, found {found}\n"));
        }
    };
    row("errors", &expected.errors, &found.errors);
    row("end", &expected.end, &found.end);
    row("ticks", &expected.ticks, &found.ticks);
    row("collections", &expected.collections, &found.collections);
    row("peak memory", &expected.memory_bytes_peak, &found.memory_bytes_peak);
    row("state hash", &expected.state_hash, &found.state_hash);
    Err(text)
}

/// The first line in which two texts differ.
pub fn first_difference(expected: &str, found: &str) -> String {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        match (expected.next(), found.next()) {
            (None, None) => return "  only the end of the last line differs\n".to_owned(),
            (a, b) if a == b => {}
            (a, b) => {
                let show = |line: Option<&str>| line.map_or("(nothing)".to_owned(), |line| format!("{line:?}"));
                return format!("  line {number}: expected {}\n  line {number}: found    {}\n", show(a), show(b));
            }
        }
    }
}

/// Bytes as text, byte for byte.
pub fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Files with this extension under a directory of the repository, sorted, with their names relative to it.
pub fn files(directory: &str, extension: &str) -> Vec<(String, PathBuf)> {
    let base = root().join(directory);
    let mut found = Vec::new();
    let mut waiting = vec![base.clone()];
    while let Some(directory) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&directory) else { continue };
        for entry in entries {
            let path = entry.expect("a directory entry is readable").path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(&base).expect("it is below").with_extension("");
                found.push((name.to_string_lossy().replace('\\', "/"), path));
            }
        }
    }
    found.sort();
    found
}

/// Numbers for choices that have to be the same in every run: from bytes that are given, then from a seed (splitmix64).
#[derive(Clone, Debug)]
pub struct Choices {
    given: VecDeque<u8>,
    state: u64,
}

impl Choices {
    /// Seeded by a text.
    pub fn of(name: &str) -> Choices {
        Choices::from_seed(
            name.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)),
        )
    }

    /// Seeded by a number.
    pub fn from_seed(seed: u64) -> Choices {
        Choices { given: VecDeque::new(), state: seed }
    }

    /// Chosen by bytes while there are any: a small change of them is a small change of the choices.
    pub fn from_bytes(bytes: &[u8]) -> Choices {
        Choices { given: bytes.iter().copied().collect(), state: bytes.len() as u64 }
    }

    /// Any number.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        if !self.given.is_empty() {
            let count = self.given.len().min(8);
            return self.given.drain(..count).fold(0, |number, byte| number << 8 | u64::from(byte));
        }
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        let small = if bound <= 256 { self.given.pop_front() } else { None };
        small.map_or_else(|| self.next(), u64::from) % bound
    }
}
