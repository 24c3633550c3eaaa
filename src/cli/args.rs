//! Every command and option, declared once.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

/// A deterministic process manager for Lua programs.
#[derive(Debug, Parser)]
#[command(name = "tidelock", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a program, as `lua` would.
    Run(Box<Run>),
    /// Compile files only, and show every file's errors.
    Check(Check),
    /// Compile a file to bytecode.
    Compile(Compile),
    /// Show the bytecode of a file.
    Disasm(Disasm),
    /// Read, evaluate, print, again.
    Repl(Repl),
}

/// Options of `run`.
#[derive(Debug, Args)]
#[command(override_usage = "tidelock run [OPTIONS] FILE|- [ARGS]...\n       tidelock run -e CHUNK [OPTIONS]")]
pub(crate) struct Run {
    /// Run this text before FILE (repeatable, in order with -l).
    #[arg(short = 'e', value_name = "CHUNK", action = ArgAction::Append, allow_hyphen_values = true)]
    pub(crate) execute: Vec<OsString>,

    /// Require a module before FILE, into the global NAME (repeatable, in order with -e).
    #[arg(short = 'l', value_name = "[NAME=]MODULE", action = ArgAction::Append)]
    pub(crate) library: Vec<OsString>,

    /// Run another program beside FILE, as a process of its own (repeatable). The exit code is FILE's.
    #[arg(long, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) spawn: Vec<PathBuf>,

    /// Ticks of a slice.
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = parse_count, allow_hyphen_values = true)]
    pub(crate) quantum: u64,

    /// Limit of the ticks of each process.
    #[arg(long, value_name = "N", value_parser = parse_count, allow_hyphen_values = true)]
    pub(crate) tick_limit: Option<u64>,

    /// Show ticks, rounds, slices, collections and peak memory of each process at the end, on standard error.
    #[arg(long)]
    pub(crate) stats: bool,

    /// Show them as JSON.
    #[arg(long, requires = "stats")]
    pub(crate) json: bool,

    /// Whether clocks show virtual time (ticks) or that of the machine.
    #[arg(long, value_name = "WHICH", default_value = "virtual")]
    pub(crate) time: Time,

    #[command(flatten)]
    pub(crate) world: World,

    /// The program (source text or precompiled; `-` is standard input) and its arguments.
    #[arg(value_name = "FILE", trailing_var_arg = true)]
    pub(crate) command: Vec<OsString>,
}

/// Options about what programs see of the world.
#[derive(Debug, Args)]
pub(crate) struct World {
    /// Seed of all randomness.
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = parse_number, allow_hyphen_values = true)]
    pub(crate) seed: u64,

    /// Limit of the memory of each process: bytes, or with K, M or G.
    #[arg(long, value_name = "SIZE", value_parser = parse_size, allow_hyphen_values = true)]
    pub(crate) memory_limit: Option<usize>,

    /// The interpreter loop; nothing but speed depends on it.
    #[arg(long, value_name = "WHICH", default_value = "tail")]
    pub(crate) dispatch: Dispatch,

    /// Allow reading files: all, or those below these directories.
    #[arg(long, value_name = "DIR,...", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) allow_read: Vec<OsString>,

    /// Allow writing files: all, or those below these directories.
    #[arg(long, value_name = "DIR,...", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) allow_write: Vec<OsString>,

    /// Allow reading environment variables: all, or these.
    #[arg(long, value_name = "NAME,...", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) allow_env: Vec<OsString>,

    /// Allow running programs of the operating system: all, or these.
    #[arg(long, value_name = "PROG,...", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(crate) allow_exec: Vec<OsString>,
}

/// Where clocks get their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Time {
    /// The machine's clock.
    Real,
    /// Ticks, at a fixed rate.
    Virtual,
}

/// Which interpreter loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Dispatch {
    /// Each handler calls the next.
    Tail,
    /// A loop calls the handlers.
    Loop,
}

impl From<Dispatch> for tidelock::Backend {
    fn from(dispatch: Dispatch) -> tidelock::Backend {
        match dispatch {
            Dispatch::Tail => tidelock::Backend::Tail,
            Dispatch::Loop => tidelock::Backend::Loop,
        }
    }
}

/// Options of `check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The files; `-` is standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Report as JSON on standard output.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Options of `compile`.
#[derive(Debug, Args)]
pub(crate) struct Compile {
    /// The file; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Where the bytecode goes.
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,

    /// Leave out names and line numbers.
    #[arg(long)]
    pub(crate) strip: bool,
}

/// Options of `disasm`.
#[derive(Debug, Args)]
pub(crate) struct Disasm {
    /// The file, source text or precompiled; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

/// Options of `repl`.
#[derive(Debug, Args)]
pub(crate) struct Repl {
    #[command(flatten)]
    pub(crate) world: World,
}

/// A number of 64 bits.
fn parse_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("found '{text}', expected a whole number from 0 to 2^64 - 1"))
}

/// The same, but not 0.
fn parse_count(text: &str) -> Result<u64, String> {
    match parse_number(text) {
        Ok(count) if count > 0 => Ok(count),
        _ => Err(format!("found '{text}', expected a whole number from 1 to 2^64 - 1")),
    }
}

/// A size in bytes: digits, and K, M or G for powers of 1024.
fn parse_size(text: &str) -> Result<usize, String> {
    let expected = || format!("found '{text}', expected a size like 65536, 64K, 10M or 1G");
    let (digits, shift) = match text.char_indices().last() {
        Some((at, 'k' | 'K')) => (&text[..at], 10),
        Some((at, 'm' | 'M')) => (&text[..at], 20),
        Some((at, 'g' | 'G')) => (&text[..at], 30),
        _ => (text, 0),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(expected());
    }
    let size = digits.parse::<usize>().ok().and_then(|count| count.checked_mul(1 << shift));
    match size {
        Some(0) => Err(format!("found '{text}', expected at least 1 byte")),
        Some(size) => Ok(size),
        None => Err(format!("found '{text}', expected less than 2^64 bytes")),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(parse_size("65536"), Ok(65536));
        assert_eq!(parse_size("64K"), Ok(65536));
        assert_eq!(parse_size("10m"), Ok(10 << 20));
        assert_eq!(parse_size("1G"), Ok(1 << 30));
        for bad in ["", "K", "-1", "1.5M", "10MB", "0", "99999999999G", "1é"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(parse_number("0"), Ok(0));
        assert_eq!(parse_count("18446744073709551615"), Ok(u64::MAX));
        for bad in ["", "-1", "0", "abc", "1e6", "18446744073709551616"] {
            assert!(parse_count(bad).is_err(), "{bad}");
        }
        let error = Cli::try_parse_from(["tidelock", "run", "--seed", "-1", "x.lua"]).expect_err("it is negative");
        assert!(error.to_string().contains("found '-1', expected a whole number from 0 to 2^64 - 1"), "{error}");
    }

    #[test]
    fn options_after_the_file_belong_to_the_program() {
        let cli = Cli::try_parse_from(["tidelock", "run", "--quantum", "7", "x.lua", "--stats", "-e"]).unwrap();
        let Command::Run(run) = cli.command else { panic!("expected run") };
        assert_eq!(run.command, ["x.lua", "--stats", "-e"]);
        assert!(!run.stats && run.execute.is_empty() && run.quantum == 7);
    }

    #[test]
    fn the_declaration_is_sound() {
        Cli::command().debug_assert();
    }
}
