//! What objects take: bytes of the heap as the allocator sees them, and memory that becomes resident.

use crate::Options;
use crate::counting::Counted;
use crate::machine::{Table, interpreters, run_to_clock, shown, vm_with};

/// Kinds of `objects.lua`, and how many are made.
const KINDS: [(&str, usize); 12] = [
    ("empty table", 1_000_000),
    ("table with 2 fields", 1_000_000),
    ("array element", 1_000_000),
    ("array element", 1_100_000),
    ("hash entry, string key", 1_000_000),
    ("hash entry, string key", 1_100_000),
    ("hash entry, integer key", 1_000_000),
    ("hash entry, integer key", 1_100_000),
    ("string of 10 bytes", 1_000_000),
    ("closure and its upvalue", 1_000_000),
    ("coroutine, created", 100_000),
    ("coroutine, suspended", 100_000),
];

const INTRODUCTION: &str = "\
Bytes of each, from many made after what holds them. Heap: what the allocator is asked for; counted:
`collectgarbage(\"count\")`; resident: `VmRSS`. 1000000 is shortly before a power of two, 1100000 shortly after one.
Strings that are keys are not part of their entries.

";

pub(crate) fn section(_: &Options) -> Result<String, String> {
    let all = interpreters();
    let mut text = INTRODUCTION.to_owned();
    let columns = ["how many", "heap", "counted", "resident", "lua5.4 counted", "lua5.4 resident", "resident / lua5.4"];
    let mut table = Table::new("bytes of", &columns);
    for (kind, count) in KINDS {
        let arguments = [kind, &count.to_string()];
        let heap = heap_bytes(&arguments)? / count as f64;
        let mut cells = vec![count.to_string(), shown(heap, 1)];
        let mut resident = [f64::NAN; 2];
        for (column, one) in all.iter().enumerate() {
            let output = one.run("objects.lua", &arguments)?.output;
            let kibibytes: Vec<f64> = output.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let [counted, all_resident] = kibibytes[..] else { return Err(format!("objects.lua printed '{output}'")) };
            resident[column] = all_resident * 1024.0 / count as f64;
            cells.push(shown(counted * 1024.0 / count as f64, 1));
            cells.push(shown(resident[column], 1));
        }
        cells.resize(columns.len() - 1, String::new());
        cells.push(shown(resident[0] / resident[1], 2));
        table.row(kind, &cells);
    }
    text.push_str(&table.finish());
    Ok(text)
}

/// What the objects take of this process's heap.
fn heap_bytes(arguments: &[&str]) -> Result<f64, String> {
    let counted = Counted::begin();
    let mut vm = vm_with("objects.lua", arguments)?;
    let mut bytes = [0.0; 2];
    for bytes in &mut bytes {
        if !run_to_clock(&mut vm)? {
            return Err("objects.lua: ended early".to_owned());
        }
        *bytes = counted.live_bytes();
    }
    Ok(bytes[1] - bytes[0])
}
