//! The ticks of each test program, in `tests/ticks.txt`: builds with and without optimisation and every machine agree on
//! them, and they change only with the cost model. `BLESS=1` rewrites the file.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

use tidelock_fuzz::harness;
use tidelock_vm::bytecode::COST_MODEL_VERSION;

/// What was seen, to be written when all tests have run.
static SEEN: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());

fn is_blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

fn head() -> String {
    format!("cost model {COST_MODEL_VERSION}")
}

fn known() -> &'static Result<BTreeMap<String, u64>, String> {
    static KNOWN: OnceLock<Result<BTreeMap<String, u64>, String>> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let path = harness::root().join("tests/ticks.txt");
        let text = std::fs::read_to_string(&path).map_err(|error| format!("tests/ticks.txt: {error}"))?;
        let mut lines = text.lines();
        let found = lines.next().unwrap_or_default();
        if found != head() {
            return Err(format!("tests/ticks.txt is of {found:?}, this build has {:?}: BLESS=1 renews it", head()));
        }
        let entry = |line: &str| {
            let (ticks, name) = line.split_once(' ').ok_or_else(|| format!("tests/ticks.txt: {line:?}"))?;
            Ok((name.to_owned(), ticks.parse().map_err(|_| format!("tests/ticks.txt: {line:?}"))?))
        };
        lines.map(entry).collect()
    })
}

/// Compares the ticks of a program with those it has always taken.
pub fn check(name: &str, ticks: u64) -> Result<(), String> {
    if is_blessing() {
        SEEN.lock().expect("nobody panics with it").insert(name.to_owned(), ticks);
        return Ok(());
    }
    match known().as_ref()?.get(name) {
        Some(&expected) if expected == ticks => Ok(()),
        Some(expected) => Err(format!("{ticks} ticks, expected {expected}: only a new cost model changes that")),
        None => Err("its ticks are not in tests/ticks.txt: run the suites with BLESS=1".to_owned()),
    }
}

/// Writes the file anew, if that was asked for, keeping what was not run.
pub fn finish() {
    if !is_blessing() {
        return;
    }
    let mut all = known().clone().unwrap_or_default();
    all.extend(SEEN.lock().expect("nobody panics with it").clone());
    let lines = all.iter().map(|(name, ticks)| format!("{ticks} {name}\n"));
    let text = head() + "\n" + &lines.collect::<String>();
    std::fs::write(harness::root().join("tests/ticks.txt"), text).expect("the file is writable");
}
