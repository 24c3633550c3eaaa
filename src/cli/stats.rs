//! Figures of a run: per process, as a table or JSON.

use tidelock::{Process, ProcessManager, Usage};

use super::json::Json;

/// One column: its heading, its name in JSON, and where the figure is.
struct Column {
    heading: &'static str,
    field: &'static str,
    figure: fn(&Usage) -> u64,
}

const COLUMNS: &[Column] = &[
    Column { heading: "ticks", field: "ticks", figure: |usage| usage.ticks },
    Column { heading: "rounds", field: "rounds", figure: |usage| usage.rounds },
    Column { heading: "slices", field: "slices", figure: |usage| usage.slices },
    Column { heading: "calls", field: "system_calls", figure: |usage| usage.system_calls },
    Column { heading: "collections", field: "collections", figure: |usage| usage.collections },
    Column { heading: "peak bytes", field: "memory_bytes_peak", figure: |usage| usage.memory_bytes_peak as u64 },
];

fn ended(process: &Process) -> String {
    process.exit().map_or_else(|| "not ended".to_owned(), ToString::to_string)
}

/// The table.
pub(crate) fn table(manager: &ProcessManager) -> String {
    let mut rows = vec![
        std::iter::once("pid")
            .chain(COLUMNS.iter().map(|column| column.heading))
            .map(str::to_owned)
            .collect::<Vec<_>>(),
    ];
    for process in manager.processes() {
        let usage = process.usage();
        let figures = COLUMNS.iter().map(|column| (column.figure)(&usage).to_string());
        rows.push(std::iter::once(process.pid().to_string()).chain(figures).collect());
    }
    let widths: Vec<usize> =
        (0..rows[0].len()).map(|i| rows.iter().map(|row| row[i].len()).max().unwrap_or_default()).collect();
    let mut text = String::new();
    let notes = std::iter::once("name".to_owned()).chain(manager.processes().map(|process| {
        let end = ended(process);
        format!("{} ({})", String::from_utf8_lossy(process.name()), end.lines().next().unwrap_or_default())
    }));
    for (row, note) in rows.iter().zip(notes) {
        for (cell, &width) in row.iter().zip(&widths) {
            text.push_str(&format!("{cell:>width$}  "));
        }
        text.push_str(&note);
        text.push('\n');
    }
    text.push_str(&format!("{} rounds, {} ticks of virtual time\n", manager.rounds(), manager.clock().ticks()));
    text
}

/// The same as JSON, on one line.
pub(crate) fn json(manager: &ProcessManager) -> String {
    let processes = manager.processes().map(|process| {
        let usage = process.usage();
        let mut fields = vec![
            ("pid", Json::Number(u64::from(process.pid().number()))),
            ("name", Json::bytes(process.name())),
            ("end", process.exit().map_or(Json::Null, |exit| Json::Text(exit.to_string()))),
            ("code", process.exit().map_or(Json::Null, |exit| Json::Signed(i64::from(exit.code())))),
        ];
        fields.extend(COLUMNS.iter().map(|column| (column.field, Json::Number((column.figure)(&usage)))));
        Json::Object(fields)
    });
    let whole = Json::Object(vec![
        ("rounds", Json::Number(manager.rounds())),
        ("virtual_ticks", Json::Number(manager.clock().ticks())),
        ("processes", Json::Array(processes.collect())),
    ]);
    format!("{whole}\n")
}
