//! What is measured.

use crate::common::{Clock, Measured, Stamp, measure};
use crate::contestants::Contestant;

/// A program with its arguments, and how it is run.
pub(crate) struct Job {
    /// Without extension.
    pub(crate) program: &'static str,
    pub(crate) arguments: &'static [&'static str],
    pub(crate) threads: usize,
    /// Ticks; who has no such setting is left out.
    pub(crate) quantum: Option<u64>,
}

impl Job {
    const fn new(program: &'static str, arguments: &'static [&'static str]) -> Job {
        Job { program, arguments, threads: 1, quantum: None }
    }

    const fn with_quantum(self, ticks: u64) -> Job {
        Job { quantum: Some(ticks), ..self }
    }

    const fn with_threads(self, threads: usize) -> Job {
        Job { threads, ..self }
    }
}

/// One program, whose runs give one or more lines of the table.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    work: Job,
    /// The same without what is measured, for what can't be told from the lines of one run.
    rest: Option<Job>,
    /// How many things `work` does.
    pub(crate) count: f64,
    /// None: what the options say.
    pub(crate) clock: Option<Clock>,
    pub(crate) figures: &'static [Figure],
}

/// A line of the table: a value of the whole work, to be scaled and divided by how many things that is.
pub(crate) struct Figure {
    pub(crate) label: &'static str,
    pub(crate) value: fn(&Cell, Clock) -> f64,
    pub(crate) scale: f64,
    pub(crate) decimals: usize,
    /// Show the inverse, how many in a unit of time.
    pub(crate) is_rate: bool,
}

impl Figure {
    const fn each(label: &'static str, scale: f64, decimals: usize, value: fn(&Cell, Clock) -> f64) -> Figure {
        Figure { label, value, scale, decimals, is_rate: false }
    }

    /// In thousands a second.
    const fn rate(label: &'static str, value: fn(&Cell, Clock) -> f64) -> Figure {
        Figure { label, value, scale: 1e3, decimals: 0, is_rate: true }
    }
}

const MICRO: f64 = 1e6;
const NANO: f64 = 1e9;

/// Processes that wait, in rows about many.
const MANY: &str = "100000";

/// Ticks of a step of `compute.lua`.
const STEP_TICKS: f64 = 4.0;
/// Ticks of a slice where slices are counted, against one so long that there are hardly any.
const SHORT_QUANTUM: u64 = 1_000;
const LONG_QUANTUM: u64 = 1_000_000;

pub(crate) const ROWS: &[Row] = &[
    Row {
        name: "spawn",
        work: Job::new("spawn", &[MANY]),
        // A program that is over at once could be missed by who looks at its memory.
        rest: Some(Job::new("spawn", &["10000"])),
        count: 1e5,
        clock: None,
        figures: &[
            Figure::each("10^5 processes that wait: spawn one, microseconds", MICRO, 2, |cell, clock| {
                cell.work.phase(0, clock)
            }),
            Figure::each("send it an event, on which it ends, microseconds", MICRO, 2, |cell, clock| {
                cell.work.phase(1, clock)
            }),
            Figure::each("bytes resident for each", 1024.0 / 0.9, 0, peak_beyond_rest),
        ],
    },
    row(
        "ping",
        Job::new("ping", &["200000"]),
        400e3,
        &[Figure::rate("messages, one there and back between two processes, thousands/s", first)],
    ),
    row(
        "stream",
        Job::new("stream", &["1000000"]),
        1e6,
        &[Figure::rate("messages, as many as fit from one to another, thousands/s", first)],
    ),
    row(
        "call",
        Job::new("call", &["200000"]),
        200e3,
        &[Figure::rate("calls with an answer, one after the other, thousands/s", first)],
    ),
    row(
        "among",
        Job::new("among", &["1000", "500"]),
        500e3,
        &[Figure::rate("messages, 1,000 under way among 1,000 processes, thousands/s", first)],
    ),
    row(
        "waiting-0",
        Job::new("waiting", &["0", "1000000"]),
        1e6,
        &[Figure::each("a round of one process, ns", NANO, 0, first)],
    ),
    row(
        "waiting-many",
        Job::new("waiting", &[MANY, "1000000"]),
        1e6,
        &[Figure::each("the same while 10^5 wait, ns", NANO, 0, first)],
    ),
    Row {
        name: "alarms",
        work: Job::new("alarms", &["1000", "1000"]),
        rest: None,
        count: 1e6,
        // Where time is real it passes until they go off.
        clock: Some(Clock::Processor),
        figures: &[
            Figure::each("10^6 timers of 1,000 processes: set one, ns", NANO, 0, |cell, clock| {
                cell.work.phase(0, clock)
            }),
            Figure::each("it goes off and is received, ns", NANO, 0, |cell, clock| cell.work.phase(1, clock)),
        ],
    },
    row(
        "yield-2",
        Job::new("yield", &["2", "1000000"]),
        1e6,
        &[Figure::each("a yield, 2 processes in turn, ns", NANO, 0, first)],
    ),
    row(
        "yield-1000",
        Job::new("yield", &["1000", "1000000"]),
        1e6,
        &[Figure::each("a yield, 1,000 processes in turn, ns", NANO, 0, first)],
    ),
    preemption(
        "preempt-2",
        &["2", "30000000"],
        &[Figure::each("preempted and resumed, 2 that compute, ns", NANO, 0, first_beyond_rest)],
    ),
    preemption(
        "preempt-1000",
        &["1000", "30000000"],
        &[Figure::each("preempted and resumed, 1,000 that compute, ns", NANO, 0, first_beyond_rest)],
    ),
    Row {
        name: "fork",
        work: Job::new("fork", &["20", "100000"]),
        rest: Some(Job::new("fork", &["0", "100000"])),
        count: 20.0,
        clock: None,
        figures: &[
            Figure::each("fork of a heap of 10^5 objects, milliseconds", 1e3, 2, first),
            Figure::each("megabytes resident for each", 1024e-6, 2, peak_beyond_rest),
        ],
    },
    Row {
        name: "threads",
        work: Job::new("compute", &["2", "100000000"]).with_threads(2),
        rest: Some(Job::new("compute", &["2", "100000000"])),
        count: 1.0,
        clock: Some(Clock::Wall),
        figures: &[Figure {
            label: "2 that compute, on two threads: times as fast as on one",
            value: |cell, clock| cell.work.phase(0, clock) / cell.rest(|rest| rest.phase(0, clock)),
            scale: 1.0,
            decimals: 2,
            is_rate: true,
        }],
    },
];

const fn row(name: &'static str, work: Job, count: f64, figures: &'static [Figure]) -> Row {
    Row { name, work, rest: None, count, clock: None, figures }
}

const fn preemption(name: &'static str, arguments: &'static [&'static str], figures: &'static [Figure]) -> Row {
    const STEPS: f64 = 30e6;
    Row {
        name,
        work: Job::new("compute", arguments).with_quantum(SHORT_QUANTUM),
        rest: Some(Job::new("compute", arguments).with_quantum(LONG_QUANTUM)),
        count: STEPS * STEP_TICKS * (1.0 / SHORT_QUANTUM as f64 - 1.0 / LONG_QUANTUM as f64),
        clock: None,
        figures,
    }
}

/// Seconds from the first line to the second.
fn first(cell: &Cell, clock: Clock) -> f64 {
    cell.work.phase(0, clock)
}

/// Seconds that the work takes more than the rest.
fn first_beyond_rest(cell: &Cell, clock: Clock) -> f64 {
    cell.work.phase(0, clock) - cell.rest(|rest| rest.phase(0, clock))
}

/// KiB that are resident at most, more than with the rest.
fn peak_beyond_rest(cell: &Cell, _: Clock) -> f64 {
    cell.work.peak_kib - cell.rest(|rest| rest.peak_kib)
}

/// The best of a job's runs: each of its phases by itself, on each clock.
pub(crate) struct Best {
    phases: Vec<[f64; 2]>,
    peak_kib: f64,
}

impl Best {
    fn phase(&self, index: usize, clock: Clock) -> f64 {
        self.phases.get(index).map_or(f64::NAN, |phase| phase[usize::from(clock == Clock::Processor)])
    }

    fn of(run: &Measured) -> Best {
        let between = |lines: &[Stamp]| {
            [Clock::Wall, Clock::Processor].map(|clock| lines[1].seconds(clock) - lines[0].seconds(clock))
        };
        Best {
            phases: run.lines.windows(2).map(between).collect(),
            peak_kib: run.peak_kib.map_or(f64::NAN, |kib| kib as f64),
        }
    }

    fn improve(&mut self, other: &Best) {
        for (mine, theirs) in self.phases.iter_mut().zip(&other.phases) {
            *mine = [mine[0].min(theirs[0]), mine[1].min(theirs[1])];
        }
        // Looked at now and then, so the most that was seen is nearest.
        self.peak_kib = self.peak_kib.max(other.peak_kib);
    }
}

/// One row on one contestant.
pub(crate) struct Cell {
    work: Best,
    rest: Option<Best>,
    pub(crate) output: String,
}

impl Cell {
    fn rest(&self, value: impl Fn(&Best) -> f64) -> f64 {
        self.rest.as_ref().map_or(f64::NAN, value)
    }
}

impl Row {
    /// A cell for each contestant, or why it failed; None for who can't do it.
    pub(crate) fn measure(&self, contestants: &[Contestant], rounds: usize) -> Vec<Option<Result<Cell, String>>> {
        let mut cells: Vec<Option<Result<Cell, String>>> = contestants.iter().map(|_| None).collect();
        for _ in 0..rounds {
            for (cell, contestant) in cells.iter_mut().zip(contestants) {
                let Some(found) = self.run(contestant) else { continue };
                match (&mut *cell, found) {
                    (Some(Err(_)), _) => {}
                    (Some(Ok(best)), Ok(found)) if best.output == found.output => best.improve(&found),
                    (Some(Ok(_)), Ok(found)) => {
                        *cell = Some(Err(format!("differs from run to run: {}", found.output.trim())));
                    }
                    (_, found) => *cell = Some(found),
                }
            }
        }
        cells
    }

    fn run(&self, contestant: &Contestant) -> Option<Result<Cell, String>> {
        let mut work = contestant.command(&self.work)?;
        let rest = match &self.rest {
            Some(job) => Some(contestant.command(job)?),
            None => None,
        };
        Some(measure(&mut work).and_then(|work| {
            let rest = rest.map(|mut rest| measure(&mut rest)).transpose()?;
            Ok(Cell { rest: rest.as_ref().map(Best::of), output: work.output.clone(), work: Best::of(&work) })
        }))
    }
}

impl Cell {
    fn improve(&mut self, other: &Cell) {
        self.work.improve(&other.work);
        if let (Some(mine), Some(theirs)) = (&mut self.rest, &other.rest) {
            mine.improve(theirs);
        }
    }
}
