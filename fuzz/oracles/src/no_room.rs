//! Programs that lack memory at each point at which they can, one after another: nothing panics, each run ends, the same
//! way however it is run, and what was caught leaves a state that can be used.
//!
//! A program defines `body`, which may fail anywhere, and `check`, which then looks at what `body` left and must return
//! the same each time. What happens is `ENDING`.

use tidelock_vm::bytecode::Verified;
use tidelock_vm::{Lasts, Trial};

use crate::harness::{self, End, Machine, Seen, Setup};

/// The end of each program.
const ENDING: &str = "\nprint(pcall(body)) print(check())";
/// The same as far as points are tried.
const PART: &str = "\npcall(body) os.exit()";
/// Ticks in which a run has ended, whatever it lacked.
const TICKS_MAX: u64 = 20_000_000;
/// Limits that are tried, and the least.
const LIMITS: usize = 40;
const LIMIT_BYTES_MIN: usize = 21_000;
/// What `pcall(body)` gives where memory was lacking.
const FAILED: &str = "false\tnot enough memory";
/// The error that nobody caught.
const MESSAGE: &str = "not enough memory";

/// A program, and what it does with enough memory.
#[derive(Debug)]
pub struct Program {
    code: Verified,
    start: Machine,
    expected: Seen,
    points: u64,
}

/// No lack of memory, but points are counted.
const COUNTED: Trial = Trial::NoRoom { point: u64::MAX, lasts: Lasts::Forever };

impl Program {
    /// From its text.
    ///
    /// # Errors
    ///
    /// That it does not compile, or fails with enough memory.
    pub fn new(text: &str) -> Result<Program, String> {
        let compile = |ending: &str| -> Result<Verified, String> {
            tidelock::program::load(format!("{text}{ending}").as_bytes(), b"=program")
                .map_err(|error| format!("it does not compile: {error}"))
        };
        let setup = Setup { trial: COUNTED, ..Setup::default() };
        let code = compile(ENDING)?;
        let (mut part, start) = (Machine::new(&compile(PART)?, &setup), Machine::new(&code, &setup));
        part.run(TICKS_MAX);
        let points = part.trial_points();
        let expected = in_one_go(start.clone())?;
        if expected.end != End::Returned || !expected.output.starts_with("true\t") {
            return Err(format!("it fails with enough memory: {:?}\n{}", expected.end, expected.output));
        }
        let plain = harness::run(&code, &Setup::default(), TICKS_MAX)?;
        harness::same_to_the_program("points being counted", &plain, &expected)?;
        Ok(Program { code, start, expected, points })
    }

    /// How many points `body` and what is before it come to.
    pub fn points(&self) -> u64 {
        self.points
    }

    /// The program, begun, with no room from this point on.
    pub fn lacking(&self, point: u64, lasts: Lasts) -> Machine {
        let mut machine = self.start.clone();
        machine.set_trial(Trial::NoRoom { point, lasts });
        machine
    }

    /// Tries every point.
    ///
    /// # Errors
    ///
    /// What did not hold, and at which point.
    pub fn try_all(&self) -> Result<(), String> {
        for point in 1..=self.points {
            for lasts in [Lasts::UntilCollected, Lasts::UntilRaised, Lasts::Forever] {
                let context = Context { point, lasts };
                self.try_one(point, lasts).map_err(|why| format!("no room at point {point}, {lasts:?}: {why}"))?;
                drop(context);
            }
        }
        self.try_limits()
    }

    /// Limits from hardly more than a process begins with to nearly enough: the same at each quantum.
    fn try_limits(&self) -> Result<(), String> {
        let (low, high) = (LIMIT_BYTES_MIN, self.expected.memory_bytes_peak.max(LIMIT_BYTES_MIN));
        for i in 0..LIMITS {
            let memory_bytes_max = low + (high - low) * i / LIMITS;
            let setup = Setup { memory_bytes_max, ..Setup::default() };
            let seen = harness::run(&self.code, &setup, TICKS_MAX)?;
            let at_each = harness::run(&self.code, &setup, 1)?;
            harness::same(&format!("with {memory_bytes_max} bytes, at quantum 1"), &seen, &at_each)?;
        }
        Ok(())
    }

    fn try_one(&self, point: u64, lasts: Lasts) -> Result<(), String> {
        let seen = in_one_go(self.lacking(point, lasts))?;
        self.judge(&seen, lasts)?;
        let mut machine = self.lacking(point, lasts);
        while !machine.run(1) {
            ended_in_time(&machine)?;
        }
        harness::same("at quantum 1", &seen, &machine.seen())?;
        let mut machine = self.lacking(point, lasts);
        machine.run(seen.ticks / 2);
        let copy = machine.clone();
        harness::same("copied half way, the original", &seen, &in_one_go(machine)?)?;
        harness::same("copied half way, the copy", &seen, &in_one_go(copy)?)
    }

    fn judge(&self, seen: &Seen, lasts: Lasts) -> Result<(), String> {
        if lasts == Lasts::UntilCollected {
            return harness::same_to_the_program("garbage gave enough", &self.expected, seen);
        }
        let wrong = |what: &str| Err(format!("{what}: {:?}, output:\n{}{}", seen.end, seen.output, seen.errors));
        let (first, rest) = self.expected.output.split_once('\n').expect("it prints");
        let is_any = |beginning: &str, is_whole: bool| {
            [first, FAILED].iter().any(|first| {
                let whole = format!("{first}\n{rest}");
                if is_whole { whole == beginning } else { whole.starts_with(beginning) }
            })
        };
        if seen.errors != self.expected.errors {
            return wrong("it wrote errors");
        }
        match &seen.end {
            End::Returned if is_any(&seen.output, true) => Ok(()),
            End::Failed(message) if message == MESSAGE => match lasts {
                // Outside of the protected call.
                Lasts::UntilRaised if seen.output.is_empty() => Ok(()),
                Lasts::Forever if is_any(&seen.output, false) => Ok(()),
                _ => wrong("more output than it should have"),
            },
            End::OutOfMemory if lasts == Lasts::Forever && is_any(&seen.output, false) => Ok(()),
            _ => wrong("it ended another way"),
        }
    }
}

fn in_one_go(mut machine: Machine) -> Result<Seen, String> {
    while !machine.run(TICKS_MAX) {
        ended_in_time(&machine)?;
    }
    Ok(machine.seen())
}

fn ended_in_time(machine: &Machine) -> Result<(), String> {
    match machine.ticks_used() {
        ticks if ticks > TICKS_MAX => Err(format!("not ended after {ticks} ticks")),
        _ => Ok(()),
    }
}

/// Says where a panic happened.
struct Context {
    point: u64,
    lasts: Lasts,
}

impl Drop for Context {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("no room at point {}, {:?}", self.point, self.lasts);
        }
    }
}
