//! The command line of the benchmarks that compare columns.

use std::env;
use std::path::PathBuf;
use std::process::ExitCode;

use super::{Clock, rounds};

/// What is to be measured, and how.
pub(crate) struct Options {
    pub(crate) rounds: usize,
    pub(crate) clock: Clock,
    columns: Vec<String>,
    pub(crate) beside: Option<PathBuf>,
    /// Parts of names.
    pub(crate) names: Vec<String>,
    pub(crate) write: bool,
}

/// The main function of the benchmark `name`.
pub(crate) fn main_of(
    name: &str,
    usage: &str,
    rounds_default: usize,
    compare: impl Fn(&Options) -> Result<(), String>,
) -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    // Cargo passes this from `cargo bench`, and not from `cargo test --all-targets`, where minutes of timing are not
    // wanted.
    if !arguments.iter().any(|argument| argument == "--bench") {
        eprintln!("{usage}");
        return ExitCode::SUCCESS;
    }
    match Options::parse(&arguments, usage, rounds_default).and_then(|options| compare(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{name}: {message}");
            ExitCode::FAILURE
        }
    }
}

impl Options {
    fn parse(arguments: &[String], usage: &str, rounds_default: usize) -> Result<Options, String> {
        let mut options = Options {
            rounds: rounds_default,
            clock: Clock::Wall,
            columns: Vec::new(),
            beside: None,
            names: Vec::new(),
            write: false,
        };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match argument.as_str() {
                "--bench" => {}
                "--cpu" => options.clock = Clock::Processor,
                "--write" => options.write = true,
                "-n" => options.rounds = rounds(rest.next())?,
                "--only" => {
                    let list = rest.next().ok_or("--only: expected a list of columns")?;
                    options.columns.extend(list.split(',').map(str::to_owned));
                }
                "--beside" => options.beside = Some(rest.next().ok_or("--beside: expected a file")?.into()),
                flag if flag.starts_with('-') => return Err(format!("unknown option '{flag}'\n{usage}")),
                name => options.names.push(name.to_owned()),
            }
        }
        if options.write && !(options.columns.is_empty() && options.names.is_empty() && options.beside.is_none()) {
            return Err("--write: what benches/README.md holds has every row and column".to_owned());
        }
        Ok(options)
    }

    /// Those of the columns found that are wanted.
    pub(crate) fn wanted<T>(&self, mut found: Vec<T>, column: impl Fn(&T) -> &'static str) -> Result<Vec<T>, String> {
        if self.beside.is_some() && !found.iter().any(|one| column(one) == "beside") {
            return Err("--beside: expected a tidelock".to_owned());
        }
        if let Some(absent) = self.columns.iter().find(|name| !found.iter().any(|one| column(one) == **name)) {
            let columns: Vec<&str> = found.iter().map(&column).collect();
            return Err(format!("--only: expected some of {}, found '{absent}'", columns.join(", ")));
        }
        found.retain(|one| self.columns.is_empty() || self.columns.iter().any(|name| column(one) == name));
        Ok(found)
    }
}
