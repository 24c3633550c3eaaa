//! Every command and option: the help that describes them and the parser that reads them.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use lexopt::Arg;

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    /// Show this text.
    Show(&'static str),
    Run(Box<Run>),
    Check(Check),
    Compile(Compile),
    Disasm(Disasm),
    Repl(World),
}

/// Run a program, as `lua` would.
#[derive(Debug)]
pub(crate) struct Run {
    /// What runs before the file, in the order in which it was given.
    pub(crate) before: Vec<Before>,
    /// Files of further processes.
    pub(crate) spawn: Vec<PathBuf>,
    /// Ticks of a slice.
    pub(crate) quantum: u64,
    pub(crate) threads: u64,
    pub(crate) max_processes: Option<u64>,
    pub(crate) tick_limit: Option<u64>,
    pub(crate) stats: bool,
    pub(crate) json: bool,
    pub(crate) top: bool,
    /// Where the course of the run goes.
    pub(crate) trace: Option<PathBuf>,
    /// Bytes after which it goes no further.
    pub(crate) trace_max: Option<u64>,
    pub(crate) time: Time,
    pub(crate) world: World,
    /// The program and its arguments.
    pub(crate) command: Vec<OsString>,
    /// The option right before the program that grants all, but might have been meant to have it as its list.
    pub(crate) grant_before: Option<String>,
}

/// What runs before the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// `-e`: this text.
    Execute(OsString),
    /// `-l`: this module is required.
    Library(OsString),
}

/// Options about what programs see of the world.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) seed: u64,
    /// In bytes.
    pub(crate) memory_limit: Option<usize>,
    pub(crate) dispatch: Dispatch,
    /// Lists separated by commas; an empty one stands for all.
    pub(crate) allow_read: Vec<OsString>,
    pub(crate) allow_write: Vec<OsString>,
    pub(crate) allow_env: Vec<OsString>,
    pub(crate) allow_exec: Vec<OsString>,
}

/// Where clocks get their time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Time {
    /// The machine's clock.
    Real,
    /// Ticks, at a fixed rate.
    Virtual,
}

/// Which interpreter loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Dispatch {
    /// Each handler calls the next.
    #[default]
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

/// Compile files only, and show every file's errors.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) json: bool,
}

/// Compile a file to bytecode.
#[derive(Debug)]
pub(crate) struct Compile {
    pub(crate) file: PathBuf,
    pub(crate) output: PathBuf,
    pub(crate) strip: bool,
}

/// Show the bytecode of a file.
#[derive(Debug)]
pub(crate) struct Disasm {
    pub(crate) file: PathBuf,
}

const HELP: &str = "\
A deterministic process manager for Lua programs

Usage: tidelock COMMAND ...

Commands:
  run      Run a program, as `lua` would
  check    Compile files only, and show every file's errors
  compile  Compile a file to bytecode
  disasm   Show the bytecode of a file
  repl     Read, evaluate, print, again

Options:
  -h, --help     Show this help, or with a command that of the command
  -V, --version  Show the version
";

macro_rules! world_options {
    () => {
        "
What programs see of the world:
  --seed N              Seed of all randomness [default: 0]
  --memory-limit SIZE   Limit of the memory of each process: bytes, or with K, M or G
  --allow-read[=DIR,...]    Allow reading files: all, or those below these directories
  --allow-write[=DIR,...]   Allow writing files: all, or those below these directories
  --allow-env[=NAME,...]    Allow reading environment variables: all, or these
  --allow-exec[=PROG,...]   Allow running programs of the operating system: all, or these
  --dispatch tail|loop  The interpreter loop; nothing but speed depends on it [default: tail]
"
    };
}

const RUN_HELP: &str = concat!(
    "\
Run a program, as `lua` would

Usage: tidelock run [OPTIONS] FILE|- [ARGS]...
       tidelock run -e CHUNK [OPTIONS]

FILE is source text or precompiled; `-` is standard input. What follows it is the program's.

Options:
  -e CHUNK              Run this text before FILE (repeatable, in order with -l)
  -l [NAME=]MODULE      Require a module before FILE, into the global NAME (repeatable)
  --spawn FILE          Run another program beside FILE, as a process of its own (repeatable);
                        the exit code is that of the first
  --quantum N           Ticks of a slice [default: 100000]
  --threads N           Threads that slices run on; nothing but speed depends on it [default: 1]
  --max-processes N     Processes that there may be at once [default: 200000]
  --tick-limit N        Limit of the ticks of each process
  --stats               Show at the end, on standard error, what each process has used
                        and what it is doing or how it ended
  --json                With --stats: show that as JSON
  --top                 Show the processes in a table on the terminal while they run; what they
                        write to the terminal follows at the end
  --trace FILE          Write the course of the run to FILE, for ui.perfetto.dev or speedscope
  --trace-max SIZE      End the trace there: bytes, or with K, M or G; the run goes on
  --time virtual|real   Whether clocks show ticks or the machine's time [default: virtual]
  -h, --help            Show this help
",
    world_options!(),
    "
Exit code: that of os.exit in the first program, 0 if it returns, 1 if it fails or reaches a limit,
128 + N if signal N ends it; 2 for wrong options, 4 for a deadlock, 130, 143 or 129 if Ctrl-C, SIGTERM
or SIGHUP ends the run, 141 if nobody reads the output
"
);

const CHECK_HELP: &str = "\
Compile files only, and show every file's errors

Usage: tidelock check [OPTIONS] FILE...

FILE is source text or precompiled; `-` is standard input.

Options:
  --json      Report as JSON on standard output
  -h, --help  Show this help
";

const COMPILE_HELP: &str = "\
Compile a file to bytecode

Usage: tidelock compile [OPTIONS] -o OUT FILE

FILE is source text or precompiled; `-` is standard input.

Options:
  -o, --output OUT  Where the bytecode goes
  --strip           Leave out names and line numbers
  -h, --help        Show this help
";

const DISASM_HELP: &str = "\
Show the bytecode of a file

Usage: tidelock disasm FILE

FILE is source text or precompiled; `-` is standard input.

Options:
  -h, --help  Show this help
";

const REPL_HELP: &str = concat!(
    "\
Read, evaluate, print, again

Usage: tidelock repl [OPTIONS]

There are no processes at the prompt; `tidelock run` has them.

Options:
  -h, --help            Show this help
",
    world_options!()
);

type Read = fn(&mut Words) -> Result<Command, String>;

/// The commands, what reads the rest, and their help.
const COMMANDS: [(&str, Read, &str); 5] = [
    ("run", run, RUN_HELP),
    ("check", check, CHECK_HELP),
    ("compile", compile, COMPILE_HELP),
    ("disasm", disasm, DISASM_HELP),
    ("repl", repl, REPL_HELP),
];

const NAMES: &str = "run, check, compile, disasm or repl";

/// Reads the arguments (the program's own name first).
///
/// # Errors
///
/// What is wrong with them, and where to look.
pub(crate) fn parse(raw: Vec<OsString>) -> Result<Command, String> {
    let mut words = Words { parser: lexopt::Parser::from_iter(raw), help: HELP, granted_all: None };
    let named = match words.next()? {
        None => return Err(format!("no command given, expected {NAMES}; see 'tidelock --help'")),
        Some(Word::Help) => return Ok(Command::Show(HELP)),
        Some(Word::Option(option)) if option == "-V" || option == "--version" => {
            return Ok(Command::Show(concat!("tidelock ", env!("CARGO_PKG_VERSION"), "\n")));
        }
        Some(Word::Option(option)) => return Err(format!("unknown option '{option}'; see 'tidelock --help'")),
        Some(Word::Value(name)) => name,
    };
    if named == "help" {
        let Some(word) = words.next()? else { return Ok(Command::Show(HELP)) };
        let Word::Value(name) = word else { return Err("help: expected a command; see 'tidelock --help'".to_owned()) };
        let wanted = COMMANDS.iter().find(|command| name == command.0);
        return wanted.map(|&(.., help)| Command::Show(help)).ok_or_else(|| unknown_command(&name));
    }
    let Some(&(name, read, help)) = COMMANDS.iter().find(|command| named == command.0) else {
        return Err(unknown_command(&named));
    };
    words.help = help;
    read(&mut words).map_err(|why| format!("{why}; see 'tidelock {name} --help'"))
}

/// What is wrong with a first argument that is no command.
fn unknown_command(named: &OsStr) -> String {
    let file = PathBuf::from(named);
    let named = named.to_string_lossy();
    if file.extension().is_some() || file.is_file() {
        return format!("unknown command '{named}'; 'tidelock run {named}' runs a program");
    }
    format!("unknown command '{named}', expected {NAMES}; see 'tidelock --help'")
}

/// The arguments still to be read.
struct Words {
    parser: lexopt::Parser,
    help: &'static str,
    /// The option that was read last, if it grants all.
    granted_all: Option<String>,
}

/// One of them.
enum Word {
    Help,
    /// With its hyphens.
    Option(String),
    Value(OsString),
}

impl Words {
    fn next(&mut self) -> Result<Option<Word>, String> {
        let word = self.parser.next().map_err(|error| error.to_string())?;
        if !matches!(word, Some(Arg::Value(_))) {
            self.granted_all = None;
        }
        Ok(word.map(|word| match word {
            Arg::Short('h') | Arg::Long("help") => Word::Help,
            Arg::Short(letter) => Word::Option(format!("-{letter}")),
            Arg::Long(name) => Word::Option(format!("--{name}")),
            Arg::Value(value) => Word::Value(value),
        }))
    }

    /// The value of the option that was read last.
    fn value(&mut self) -> Result<OsString, String> {
        self.parser.value().map_err(|error| error.to_string())
    }

    /// The same, as `parse` reads it.
    fn parsed<T>(&mut self, option: &str, parse: fn(&str) -> Result<T, String>) -> Result<T, String> {
        let value = self.value()?;
        parse(&value.to_string_lossy()).map_err(|why| format!("{option}: {why}"))
    }

    /// What it is limited to if that is attached with `=`, otherwise nothing.
    fn attached(&mut self, option: &str) -> Result<OsString, String> {
        match self.parser.optional_value() {
            // A variable of a shell that is not set must not grant everything.
            Some(value) if value.as_encoded_bytes().iter().all(|&byte| byte == b',') => {
                let found = if value.is_empty() { "nothing" } else { "only commas" };
                Err(format!("{option}: found {found} after '='; without '=' it grants all"))
            }
            Some(value) => Ok(value),
            None => {
                self.granted_all = Some(option.to_owned());
                Ok(OsString::new())
            }
        }
    }

    /// All that is left, as it stands.
    fn rest(&mut self) -> Result<Vec<OsString>, String> {
        Ok(self.parser.raw_args().map_err(|error| error.to_string())?.collect())
    }
}

fn unknown(option: &str) -> String {
    format!("unknown option '{option}'")
}

fn unexpected(value: &OsStr) -> String {
    format!("unexpected argument '{}'", value.to_string_lossy())
}

impl World {
    /// Reads an option, if it is one of these.
    fn read(&mut self, option: &str, words: &mut Words) -> Result<bool, String> {
        match option {
            "--seed" => self.seed = words.parsed(option, parse_number)?,
            "--memory-limit" => self.memory_limit = Some(words.parsed(option, parse_size)?),
            "--dispatch" => self.dispatch = words.parsed(option, parse_dispatch)?,
            "--allow-read" => self.allow_read.push(words.attached(option)?),
            "--allow-write" => self.allow_write.push(words.attached(option)?),
            "--allow-env" => self.allow_env.push(words.attached(option)?),
            "--allow-exec" => self.allow_exec.push(words.attached(option)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn run(words: &mut Words) -> Result<Command, String> {
    let mut run = Run {
        before: Vec::new(),
        spawn: Vec::new(),
        quantum: 100_000,
        threads: 1,
        max_processes: None,
        tick_limit: None,
        stats: false,
        json: false,
        top: false,
        trace: None,
        trace_max: None,
        time: Time::Virtual,
        world: World::default(),
        command: Vec::new(),
        grant_before: None,
    };
    while let Some(word) = words.next()? {
        let option = match word {
            Word::Help => return Ok(Command::Show(words.help)),
            Word::Value(file) => {
                run.grant_before = words.granted_all.take();
                run.command.push(file);
                run.command.extend(words.rest()?);
                break;
            }
            Word::Option(option) => option,
        };
        match option.as_str() {
            "-e" => run.before.push(Before::Execute(words.value()?)),
            "-l" => run.before.push(Before::Library(words.value()?)),
            "--spawn" => run.spawn.push(words.value()?.into()),
            "--quantum" => run.quantum = words.parsed(&option, parse_count)?,
            "--max-processes" => run.max_processes = Some(words.parsed(&option, parse_count)?),
            "--threads" => run.threads = words.parsed(&option, parse_count)?,
            "--tick-limit" => run.tick_limit = Some(words.parsed(&option, parse_count)?),
            "--stats" => run.stats = true,
            "--json" => run.json = true,
            "--top" => run.top = true,
            "--trace" => run.trace = Some(words.value()?.into()),
            "--trace-max" => run.trace_max = Some(words.parsed(&option, parse_size)? as u64),
            "--time" => run.time = words.parsed(&option, parse_time)?,
            _ if run.world.read(&option, words)? => {}
            _ => return Err(unknown(&option)),
        }
    }
    if run.command.is_empty() && run.before.is_empty() {
        return Err("no program given, expected a FILE, '-' for standard input, or -e CHUNK".to_owned());
    }
    if run.json && !run.stats {
        return Err("--json shows what --stats does, which is not given".to_owned());
    }
    if run.trace_max.is_some() && run.trace.is_none() {
        return Err("--trace-max is about what --trace writes, which is not given".to_owned());
    }
    Ok(Command::Run(Box::new(run)))
}

fn check(words: &mut Words) -> Result<Command, String> {
    let mut check = Check { files: Vec::new(), json: false };
    while let Some(word) = words.next()? {
        match word {
            Word::Help => return Ok(Command::Show(words.help)),
            Word::Value(file) => check.files.push(file.into()),
            Word::Option(option) if option == "--json" => check.json = true,
            Word::Option(option) => return Err(unknown(&option)),
        }
    }
    if check.files.is_empty() {
        return Err("no FILE given".to_owned());
    }
    Ok(Command::Check(check))
}

fn compile(words: &mut Words) -> Result<Command, String> {
    let (mut file, mut output, mut strip) = (None, None, false);
    while let Some(word) = words.next()? {
        match word {
            Word::Help => return Ok(Command::Show(words.help)),
            Word::Value(value) if file.is_none() => file = Some(value.into()),
            Word::Value(value) => return Err(unexpected(&value)),
            Word::Option(option) => match option.as_str() {
                "-o" | "--output" => output = Some(words.value()?.into()),
                "--strip" => strip = true,
                _ => return Err(unknown(&option)),
            },
        }
    }
    let file = file.ok_or("no FILE given")?;
    let output = output.ok_or("no file for the bytecode given, expected -o OUT")?;
    Ok(Command::Compile(Compile { file, output, strip }))
}

fn disasm(words: &mut Words) -> Result<Command, String> {
    let mut file = None;
    while let Some(word) = words.next()? {
        match word {
            Word::Help => return Ok(Command::Show(words.help)),
            Word::Value(value) if file.is_none() => file = Some(value.into()),
            Word::Value(value) => return Err(unexpected(&value)),
            Word::Option(option) => return Err(unknown(&option)),
        }
    }
    Ok(Command::Disasm(Disasm { file: file.ok_or("no FILE given")? }))
}

fn repl(words: &mut Words) -> Result<Command, String> {
    let mut world = World::default();
    while let Some(word) = words.next()? {
        match word {
            Word::Help => return Ok(Command::Show(words.help)),
            Word::Value(value) => return Err(unexpected(&value)),
            Word::Option(option) if world.read(&option, words)? => {}
            Word::Option(option) => return Err(unknown(&option)),
        }
    }
    Ok(Command::Repl(world))
}

fn parse_time(text: &str) -> Result<Time, String> {
    match text {
        "real" => Ok(Time::Real),
        "virtual" => Ok(Time::Virtual),
        _ => Err(format!("found '{text}', expected virtual or real")),
    }
}

fn parse_dispatch(text: &str) -> Result<Dispatch, String> {
    match text {
        "tail" => Ok(Dispatch::Tail),
        "loop" => Ok(Dispatch::Loop),
        _ => Err(format!("found '{text}', expected tail or loop")),
    }
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
mod tests;
