//! Measures what programs like those of `benches/programs` don't show: compiling, sizes of objects, new processes,
//! pauses of the collector, and how work grows with its input. Shows Markdown tables, beside `lua5.4` where there is
//! one.
//!
//! `benches/README.md` says how to use it and holds the tables (`--write`).

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "a benchmark reads the clock, starts processes and prints"
)]

mod bounded;
mod collector;
#[path = "../common/mod.rs"]
mod common;
mod compile;
mod counting;
mod growth;
mod machine;
mod objects;
mod process;

use std::env;
use std::process::ExitCode;

use counting::CountingAllocator;

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What makes the text of a section.
type Section = fn(&Options) -> Result<String, String>;

/// Every section, in the order of the report.
const SECTIONS: [(&str, Section); 6] = [
    ("compile", compile::section),
    ("objects", objects::section),
    ("process", process::section),
    ("collector", collector::section),
    ("growth", growth::section),
    ("bounded", bounded::section),
];

const USAGE: &str = "usage: cargo bench --bench figures -- [-n ROUNDS] [--write] [SECTION]...
  -n ROUNDS  runs of each measurement, of which the best counts (default 3)
  --write    put the tables into benches/README.md
  SECTION    only these of compile, objects, process, collector, growth, bounded";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, what] = &arguments[..] {
        match flag.as_str() {
            collector::SLICES => return finish(collector::print_slices(what)),
            bounded::BOUNDED => return finish(bounded::print_slices(what)),
            _ => {}
        }
    }
    // Cargo passes this from `cargo bench`, and not from `cargo test --all-targets`, where minutes of timing are not
    // wanted.
    if !arguments.iter().any(|argument| argument == "--bench") {
        eprintln!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    finish(Options::parse(&arguments).and_then(|options| measure(&options)))
}

fn finish(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("figures: {message}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    rounds: usize,
    sections: Vec<String>,
    write: bool,
}

impl Options {
    fn parse(arguments: &[String]) -> Result<Options, String> {
        let mut options = Options { rounds: 3, sections: Vec::new(), write: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--bench" => {}
                "--write" => options.write = true,
                "-n" => options.rounds = common::rounds(rest.next())?,
                flag if flag.starts_with('-') => return Err(format!("unknown option '{flag}'\n{USAGE}")),
                name if SECTIONS.iter().any(|(section, _)| *section == name) => options.sections.push(name.to_owned()),
                name => return Err(format!("there is no section '{name}'\n{USAGE}")),
            }
        }
        if options.write && !options.sections.is_empty() {
            return Err("--write: the tables of benches/README.md hold every section".to_owned());
        }
        Ok(options)
    }
}

fn measure(options: &Options) -> Result<(), String> {
    let mut report = machine::header(options.rounds);
    for (name, section) in SECTIONS {
        if !options.sections.is_empty() && !options.sections.iter().any(|wanted| wanted == name) {
            continue;
        }
        eprintln!("{name}");
        report.push_str(&format!("### {name}\n\n{}", section(options)?));
    }
    println!("{report}");
    if options.write { common::write_report("figures", &report) } else { Ok(()) }
}
