//! Lack of memory at each point at which a program can find it out, one after another, for each program of
//! `tests/no_room`: what must hold then is in `fuzz/oracles/src/no_room.rs`. And that a process beside one that lacks
//! memory sees nothing of it.

use libtest_mimic::{Arguments, Failed, Trial};
use tidelock::{Exit, Limits, Pid, ProcessManager, RunEnd, SpawnOptions, Usage};
use tidelock_fuzz::harness;
use tidelock_fuzz::no_room::Program;

/// Runs beside those that lack memory, and takes about as long.
const NEIGHBOUR: &str = "local t = {} for i = 1, 40 do t[i] = tostring({i}):sub(1, 5) .. i end \
    collectgarbage() print(table.concat(t, ' '), collectgarbage('count'))";
/// Limits that each program runs under beside it, from the least on.
const LIMITS: usize = 12;
const LIMIT_BYTES_MIN: usize = 21_000;
const LIMIT_STEP_BYTES: usize = 700;
/// Ticks of a slice.
const QUANTUM: u64 = 20;

fn main() {
    let arguments = Arguments::from_args();
    let trials = harness::files("tests/no_room", "lua").into_iter().map(|(name, path)| {
        Trial::test(format!("no_room/{name}"), move || {
            let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
            Program::new(&text).and_then(|program| program.try_all())?;
            neighbour_sees_nothing(&text).map_err(Failed::from)
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit();
}

/// What can be seen of the neighbour.
type Seen = (Option<Exit>, Vec<u8>, Usage);

fn neighbour_sees_nothing(text: &str) -> Result<(), String> {
    let text = format!("{text}\nprint(pcall(body)) print(check())");
    let alone = with_neighbour(None)?;
    for i in 0..LIMITS {
        let memory_bytes_max = LIMIT_BYTES_MIN + i * LIMIT_STEP_BYTES;
        let beside = with_neighbour(Some((&text, memory_bytes_max)))?;
        if beside != alone {
            return Err(format!("beside one with {memory_bytes_max} bytes: expected {alone:?}, found {beside:?}"));
        }
    }
    Ok(())
}

fn with_neighbour(lacking: Option<(&str, usize)>) -> Result<Seen, String> {
    let mut manager = ProcessManager::builder().quantum(QUANTUM).build();
    let mut spawn = |name: &str, text: &str, memory_bytes_max: usize| -> Result<Pid, String> {
        let limits = Limits { memory_bytes_max, ..Limits::default() };
        let options = SpawnOptions { limits, ..SpawnOptions::named(name) };
        manager.spawn(text.as_bytes(), options).map_err(|error| error.to_string())
    };
    let neighbour = spawn("neighbour", NEIGHBOUR, usize::MAX)?;
    if let Some((text, memory_bytes_max)) = lacking {
        spawn("lacking", text, memory_bytes_max)?;
    }
    match manager.run() {
        RunEnd::AllEnded => {}
        end => return Err(format!("they have not ended: {end:?}")),
    }
    let process = manager.process(neighbour).expect("it has not been reaped");
    Ok((process.exit().cloned(), process.output().to_vec(), process.usage()))
}
