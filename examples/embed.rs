//! Running Lua programs from Rust: `cargo run --example embed`.
//!
//! Three processes share a manager: two that compute and take turns, one that would never end and is held to a limit.

use tidelock::{Exit, Limits, ProcessManager, RunEnd, SpawnError, SpawnOptions};

const COUNTER: &str = "
local name, last = 'counter', 3
for i = 1, last do
  print(name, i)
end
return last
";

const GREEDY: &str = "
while true do
  pcall(error, 'limits cannot be caught')
end
";

fn main() -> Result<(), SpawnError> {
    let mut manager = ProcessManager::builder().quantum(1_000).seed(42).build();

    let counter = manager.spawn(COUNTER.as_bytes(), SpawnOptions::named("counter.lua"))?;
    let broken = manager.spawn(b"local t\nprint(t.x)", SpawnOptions::named("broken.lua"))?;
    let limits = Limits { ticks_max: 50_000, ..Limits::default() };
    let greedy = manager.spawn(GREEDY.as_bytes(), SpawnOptions { limits, ..SpawnOptions::named("greedy.lua") })?;

    assert_eq!(manager.run(), RunEnd::AllEnded);

    for process in manager.processes() {
        let exit = process.exit().expect("all have ended");
        println!("{} {}: {exit}", process.pid(), String::from_utf8_lossy(process.name()));
        print!("{}", String::from_utf8_lossy(process.output()));
    }
    assert_eq!(manager.process(counter).and_then(|process| process.exit()), Some(&Exit::Returned(Some(3))));
    assert_eq!(manager.process(broken).and_then(|process| process.exit()).map(Exit::code), Some(1));
    assert_eq!(manager.reap(greedy), Some(Exit::TickLimit { ticks_max: 50_000 }));
    Ok(())
}
