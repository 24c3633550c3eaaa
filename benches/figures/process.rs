//! What processes take: a VM with the whole library, a copy of one, and one of a manager.

use tidelock::{ProcessManager, RunEnd, SpawnOptions};
use tidelock_vm::{Blank, Vm};

use crate::Options;
use crate::counting::Counted;
use crate::machine::{Table, options, shown, timed};

const VMS: usize = 2_000;
const SPAWNED: usize = 10_000;
const TRIVIAL: &[u8] = b"local t = {}\nt.x = 1\nreturn t.x\n";

pub(crate) fn section(measured: &Options) -> Result<String, String> {
    let mut text = format!(
        "\
Each of many made and kept, {VMS} VMs or {SPAWNED} processes of a trivial program; its `Vm` ({} bytes by itself) is part
of the bytes.

",
        size_of::<Vm>()
    );
    let mut table = Table::new("", &["bytes", "microseconds"]);
    let original = Vm::new(&options());
    let mut row = |label: &str, count: usize, work: &dyn Fn() -> Kept| {
        let each = each(measured.rounds, count, work);
        table.row(label, &[shown(each.0, 0), shown(each.1, 2)]);
    };
    row("`Vm::new`, the whole library", VMS, &|| Kept::Vms(filled(VMS, || Vm::new(&options()))));
    row("a clone of it", VMS, &|| Kept::Vms(filled(VMS, || original.clone())));
    let blank = Blank::new(&options());
    row("`Blank::copy`, a new process", VMS, &|| Kept::Vms(filled(VMS, || blank.copy((0, 0), usize::MAX))));
    row("`ProcessManager::spawn`, text to process", SPAWNED, &|| Kept::Manager(Box::new(spawned())));
    row("the same, run to its end", SPAWNED, &|| {
        let mut manager = spawned();
        assert_eq!(manager.run(), RunEnd::AllEnded);
        Kept::Manager(Box::new(manager))
    });
    text.push_str(&table.finish());
    Ok(text)
}

/// What was made, until its bytes are counted.
enum Kept {
    Vms(Vec<Vm>),
    Manager(Box<ProcessManager>),
}

impl Kept {
    fn count(&self) -> usize {
        match self {
            Kept::Vms(all) => all.len(),
            Kept::Manager(manager) => manager.processes().count(),
        }
    }
}

/// Room for all of them from the beginning: none for more is counted.
fn filled(count: usize, make: impl Fn() -> Vm) -> Vec<Vm> {
    let mut all = Vec::with_capacity(count);
    all.extend((0..count).map(|_| make()));
    all
}

fn spawned() -> ProcessManager {
    let mut manager = ProcessManager::new();
    for _ in 0..SPAWNED {
        manager.spawn(TRIVIAL, SpawnOptions::named("trivial.lua")).expect("it compiles");
    }
    manager
}

/// Bytes and microseconds of one.
fn each(rounds: usize, count: usize, work: &dyn Fn() -> Kept) -> (f64, f64) {
    let counted = Counted::begin();
    let kept = work();
    let bytes = counted.live_bytes();
    assert_eq!(kept.count(), count);
    drop((counted, kept));
    let seconds = (0..rounds).map(|_| timed(work).1).fold(f64::NAN, f64::min);
    (bytes / count as f64, seconds * 1e6 / count as f64)
}
