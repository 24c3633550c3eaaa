//! Figures of a run: per process, as a table or JSON.
//!
//! A process is in them however it ended, and whoever has waited for it: what is to be said of it is noted at its end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tidelock::manager::{Trace, Tracer};
use tidelock::{Exit, Pid, Process, ProcessManager, State, Usage};

use super::json::Json;
use super::output::{counted, cut};

/// Columns of a terminal that a line of the table is to fit, if names and figures are not too long.
const LINE_CHARS: usize = 120;
/// Characters of a name that are shown in any case.
const NAME_CHARS_MIN: usize = 16;
/// Characters of what a process is doing, or how it ended, that are shown in any case.
const DOING_CHARS_MIN: usize = 40;

/// What is said of a process.
#[derive(Clone, Debug)]
struct Row {
    name: Vec<u8>,
    shown_name: String,
    /// What it is doing or how it ended, on one line.
    doing: String,
    parent: Option<Pid>,
    state: State,
    waits_for: Option<String>,
    exit: Option<Exit>,
    usage: Usage,
    memory_bytes: usize,
    mailbox_events: usize,
}

impl Row {
    fn of(process: &Process) -> Row {
        Row {
            name: process.name().to_vec(),
            shown_name: process.name_in_words(),
            doing: process.doing_in_words(),
            parent: process.parent(),
            state: process.state(),
            waits_for: process.waits_in_words(),
            exit: process.exit().cloned(),
            usage: process.usage(),
            memory_bytes: process.memory_bytes(),
            mailbox_events: process.mailbox().len(),
        }
    }
}

/// One column: its heading in the table, if it is there, its name in JSON, and where the figure is.
struct Column {
    heading: Option<&'static str>,
    field: &'static str,
    figure: fn(&Row) -> u64,
}

impl Column {
    const fn shown(heading: &'static str, field: &'static str, figure: fn(&Row) -> u64) -> Column {
        Column { heading: Some(heading), field, figure }
    }

    const fn hidden(field: &'static str, figure: fn(&Row) -> u64) -> Column {
        Column { heading: None, field, figure }
    }
}

const COLUMNS: &[Column] = &[
    Column::shown("ticks", "ticks", |row| row.usage.ticks),
    Column::hidden("rounds", |row| row.usage.rounds),
    Column::shown("slices", "slices", |row| row.usage.slices),
    Column::shown("calls", "system_calls", |row| row.usage.system_calls),
    Column::shown("gc", "collections", |row| row.usage.collections),
    Column::shown("memory", "memory_bytes", |row| row.memory_bytes as u64),
    Column::shown("peak", "memory_bytes_peak", |row| row.usage.memory_bytes_peak as u64),
    Column::shown("mail", "mailbox_events", |row| row.mailbox_events as u64),
    Column::hidden("messages_sent", |row| row.usage.messages_sent),
    Column::hidden("events_received", |row| row.usage.events_received),
];

/// What is said of those that have ended; its copies note the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ends(Arc<Mutex<BTreeMap<Pid, Row>>>);

impl Tracer for Ends {
    fn record(&mut self, _at_ticks: u64, what: Trace<'_>) {
        if let Trace::End { process } = what {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(process.pid(), Row::of(process));
        }
    }
}

/// The figures of a run as it stands.
#[derive(Debug)]
pub(crate) struct Stats {
    rows: BTreeMap<Pid, Row>,
    rounds: u64,
    ticks: u64,
}

impl Stats {
    /// Of the processes that are there, and of those that have ended.
    pub(crate) fn of(manager: &ProcessManager, ends: &Ends) -> Stats {
        let mut rows = ends.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        rows.extend(manager.processes().map(|process| (process.pid(), Row::of(process))));
        Stats { rows, rounds: manager.rounds(), ticks: manager.clock().ticks() }
    }

    /// As a table.
    pub(crate) fn table(&self) -> String {
        let columns = || COLUMNS.iter().filter_map(|column| Some((column.heading?, column)));
        let heading = ["pid", "parent"].into_iter().chain(columns().map(|(heading, _)| heading));
        let mut lines = vec![(heading.map(str::to_owned).collect::<Vec<_>>(), "name", "state")];
        for (pid, row) in &self.rows {
            let parent = row.parent.map_or_else(|| "-".to_owned(), |parent| parent.to_string());
            let figures = columns().map(|(_, column)| (column.figure)(row).to_string());
            lines.push(([pid.to_string(), parent].into_iter().chain(figures).collect(), &row.shown_name, &row.doing));
        }
        let widest = |i: usize| lines.iter().map(|(cells, ..)| cells[i].len()).max().unwrap_or_default();
        let widths: Vec<usize> = (0..lines[0].0.len()).map(widest).collect();
        let [name, doing] = [|line: &Line<'_>| line.1.chars().count(), |line: &Line<'_>| line.2.chars().count()]
            .map(|count| lines.iter().map(count).max().unwrap_or_default());
        // Names are cut rather than what is said of a process.
        let left = LINE_CHARS.saturating_sub(widths.iter().map(|width| width + 2).sum::<usize>() + 2);
        let name_chars = name.min(left.saturating_sub(doing).max(NAME_CHARS_MIN));
        let doing_chars = left.saturating_sub(name_chars).max(DOING_CHARS_MIN);
        let mut text = String::new();
        for (cells, name, doing) in &lines {
            for (cell, &width) in cells.iter().zip(&widths) {
                text.push_str(&format!("{cell:>width$}  "));
            }
            text.push_str(&format!("{:name_chars$}  {}\n", cut(name, name_chars), cut(doing, doing_chars)));
        }
        let in_state = |state| self.rows.values().filter(|row| row.state == state).count();
        text.push_str(&format!(
            "{}: {} running, {} waiting, {} stopped, {} ended\n{} in all, {}, {} of virtual time\n",
            counted(self.rows.len() as u64, "process", "es"),
            in_state(State::Running),
            in_state(State::Waiting),
            in_state(State::Stopped),
            in_state(State::Zombie),
            counted(self.rows.values().map(|row| row.usage.ticks).sum::<u64>(), "tick", "s"),
            counted(self.rounds, "round", "s"),
            counted(self.ticks, "tick", "s")
        ));
        text
    }

    /// As JSON, on one line.
    pub(crate) fn json(&self) -> String {
        let processes = self.rows.iter().map(|(pid, row)| {
            let number = |pid: Pid| Json::Number(u64::from(pid.number()));
            let exit = row.exit.as_ref();
            let mut fields = vec![
                ("pid", number(*pid)),
                ("parent", row.parent.map_or(Json::Null, number)),
                ("name", Json::bytes(&row.name)),
                ("state", Json::Text(row.state.name().to_owned())),
                ("waits_for", row.waits_for.clone().map_or(Json::Null, Json::Text)),
                ("end", exit.map_or(Json::Null, |exit| Json::Text(exit.to_string()))),
                ("code", exit.map_or(Json::Null, |exit| Json::Signed(i64::from(exit.code())))),
            ];
            fields.extend(COLUMNS.iter().map(|column| (column.field, Json::Number((column.figure)(row)))));
            Json::Object(fields)
        });
        let whole = Json::Object(vec![
            ("rounds", Json::Number(self.rounds)),
            ("virtual_ticks", Json::Number(self.ticks)),
            ("processes", Json::Array(processes.collect())),
        ]);
        format!("{whole}\n")
    }
}

/// Figures of a line, name, and what the process is doing.
type Line<'a> = (Vec<String>, &'a str, &'a str);
