//! Who is compared: commands that run a program of this directory.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{self, options::Options};
use crate::rows::Job;

/// Waiting schedulers sleep instead of spinning, so that processor time is time spent on the program.
const ERLANG_ARGUMENTS: &[&str] =
    &["-noinput", "+P", "1000000", "+sbwt", "none", "+sbwtdcpu", "none", "+sbwtdio", "none"];

/// A column of the table.
pub(crate) struct Contestant {
    pub(crate) column: &'static str,
    pub(crate) version: String,
    kind: Kind,
    program: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Tidelock,
    Erlang,
    Lua,
}

impl Contestant {
    fn find(column: &'static str, program: &Path, kind: Kind) -> Option<Contestant> {
        let version = match kind {
            Kind::Tidelock => common::version(program, "--version", "tidelock"),
            Kind::Erlang => erlang(program),
            Kind::Lua => common::version(program, "-v", "Lua 5.4"),
        }?;
        Some(Contestant { column, version, kind, program: program.to_owned() })
    }

    /// None if this one can't do it.
    pub(crate) fn command(&self, job: &Job) -> Option<Command> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/processes");
        let file = source.join(job.program).with_extension("lua");
        let mut command = Command::new(&self.program);
        match self.kind {
            Kind::Tidelock => {
                let threads = job.threads.to_string();
                command.args(["run", "--threads", &threads]);
                if let Some(ticks) = job.quantum {
                    command.args(["--quantum", &ticks.to_string()]);
                }
                command.arg(file)
            }
            Kind::Erlang => {
                if job.quantum.is_some() {
                    return None;
                }
                let schedulers = format!("{0}:{0}", job.threads);
                command.args(ERLANG_ARGUMENTS).args(["+S", &schedulers, "-pa", env!("CARGO_TARGET_TMPDIR")]);
                command.args(["-run", "processes", "main", job.program])
            }
            Kind::Lua => {
                if job.quantum.is_some() || job.threads > 1 {
                    return None;
                }
                command.arg(source.join("scheduler.lua")).arg(file)
            }
        };
        command.args(job.arguments);
        Some(command)
    }

    /// How programs are run, as the report says it.
    pub(crate) fn command_line(&self) -> String {
        let name = self.program.file_name().unwrap_or_default().to_string_lossy();
        match self.kind {
            Kind::Tidelock => format!("{name} run"),
            Kind::Erlang => format!("{name} {} +S 1:1", ERLANG_ARGUMENTS.join(" ")),
            Kind::Lua => format!("{name} scheduler.lua"),
        }
    }
}

/// Its version, when it is there and has compiled the programs.
fn erlang(program: &Path) -> Option<String> {
    let ask = "io:format(\"Erlang/OTP ~s, erts ~s\", \
               [erlang:system_info(otp_release), erlang:system_info(version)]), halt(0).";
    let output = Command::new(program).args(["-noinput", "-eval", ask]).output().ok()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/processes/processes.erl");
    let compiled = Command::new("erlc").arg("-o").arg(env!("CARGO_TARGET_TMPDIR")).arg(source).output().ok()?;
    if !compiled.status.success() {
        eprintln!("erlc: {}", String::from_utf8_lossy(&compiled.stdout).trim());
        return None;
    }
    version.starts_with("Erlang").then_some(version)
}

/// Those that are there, of the columns that are wanted.
pub(crate) fn contestants(options: &Options) -> Result<Vec<Contestant>, String> {
    let beside = options.beside.as_deref();
    let lua = |name: &str| Contestant::find("lua5.4", Path::new(name), Kind::Lua);
    let found: Vec<Contestant> = [
        Contestant::find("tidelock", Path::new(env!("CARGO_BIN_EXE_tidelock")), Kind::Tidelock),
        beside.and_then(|file| Contestant::find("beside", file, Kind::Tidelock)),
        Contestant::find("erlang", Path::new("erl"), Kind::Erlang),
        lua("lua5.4").or_else(|| lua("lua")),
    ]
    .into_iter()
    .flatten()
    .collect();
    options.wanted(found, |one| one.column)
}
