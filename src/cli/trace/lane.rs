//! The track of one process in a trace: what has been told of it and is not written yet.
//!
//! A viewer shows what happens at a time in the order of the file, and binds an arrow to what it was shown last at that
//! time on the track. So at each time there come what begins there, then the arrows that arrive in it, then instants;
//! and instants of a wait's beginning are kept until it is over, since the length of a wait stands at its beginning.

use std::collections::BTreeMap;
use std::io::Write;

use tidelock::Pid;

use super::lines::Lines;
use super::{Arrow, Length, Micros};
use crate::cli::json::Json;

/// Values of a field that are shown where several instants are one.
const VALUES_MAX: usize = 8;

/// What is not written yet of one process.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// The last slice: when it began, and its ticks.
    slice: Option<(u64, u64)>,
    /// Slices there were.
    slices: u64,
    /// Whether the end of the last slice shows that it sends.
    is_sending: bool,
    /// What is on its way to the next slice.
    pub(super) arrows: Vec<Arrow>,
    /// What it waits for or that it is stopped, and since when.
    state: Option<(u64, String)>,
    /// What happened at the beginning of that.
    held: Moment,
    /// What happens at present.
    moment: Moment,
}

impl Lane {
    /// Something happens at present.
    pub(super) fn instant(&mut self, kind: &'static str, name: String, fields: Vec<(&'static str, Json)>) {
        self.moment.add(kind, name, fields);
    }

    /// From now on it waits or is stopped, or neither.
    pub(super) fn state<W: Write>(&mut self, pid: Pid, at: u64, state: Option<String>, lines: &mut Lines<W>) {
        self.end_state(pid, at, lines);
        self.state = state.map(|state| (at, state));
    }

    fn end_state<W: Write>(&mut self, pid: Pid, at: u64, lines: &mut Lines<W>) {
        if let Some((since, state)) = self.state.take()
            && since < at
        {
            lines.add(format_args!(
                "\"ph\":\"X\",\"cat\":\"state\",\"name\":{},\"ts\":{},\"dur\":{},\"tid\":{pid}",
                Json::Text(state),
                Micros(since),
                Length { start: since, ticks: at - since }
            ));
            self.held.write(pid, since, lines);
        }
    }

    /// A slice begins; gives what arrives in it.
    pub(super) fn begin_slice<W: Write>(
        &mut self,
        pid: Pid,
        start: u64,
        ticks: u64,
        end: &str,
        lines: &mut Lines<W>,
    ) -> Vec<Arrow> {
        self.end_state(pid, start, lines);
        // The number is for speedscope, which puts the second of two that are equal and touch inside of the first.
        self.slices += 1;
        lines.add(format_args!(
            "\"ph\":\"X\",\"cat\":\"slice\",\"name\":\"run\",\"ts\":{},\"dur\":{},\"tid\":{pid},\"args\":{{\"slice\":{},\"end\":\"{end}\"}}",
            Micros(start),
            Length { start, ticks },
            self.slices
        ));
        (self.slice, self.is_sending) = (Some((start, ticks)), false);
        std::mem::take(&mut self.arrows)
    }

    /// It sends something, which leaves at the end of its last slice; gives when. `None` for one that has had no slice,
    /// which is told to send by the manager's user.
    pub(super) fn send<W: Write>(&mut self, pid: Pid, lines: &mut Lines<W>) -> Option<u64> {
        let (start, ticks) = self.slice?;
        // Not at the very end, where it would have to end with the slice.
        let (at, length) = (start + ticks.saturating_sub(2), ticks.saturating_sub(1).min(1));
        if !std::mem::replace(&mut self.is_sending, true) {
            lines.add(format_args!(
                "\"ph\":\"X\",\"cat\":\"slice\",\"name\":\"sends\",\"ts\":{},\"dur\":{},\"tid\":{pid}",
                Micros(at),
                Length { start: at, ticks: length }
            ));
        }
        Some(at)
    }

    /// Writes what has happened at a time that is over, or at which something has begun.
    pub(super) fn end_moment<W: Write>(&mut self, pid: Pid, at: u64, lines: &mut Lines<W>) {
        if self.state.as_ref().is_some_and(|&(since, _)| since == at) {
            self.held = std::mem::take(&mut self.moment);
        } else {
            self.moment.write(pid, at, lines);
        }
    }

    /// Writes what is left at the end of the file.
    pub(super) fn finish<W: Write>(&mut self, pid: Pid, at: u64, lines: &mut Lines<W>) {
        self.end_state(pid, at, lines);
        self.state = None;
        self.end_moment(pid, at, lines);
    }
}

/// What happens to a process at one time, instants that only differ in their fields as one.
#[derive(Debug, Default)]
struct Moment {
    instants: Vec<Happening>,
    places: BTreeMap<(&'static str, String), usize>,
}

#[derive(Debug)]
struct Happening {
    kind: &'static str,
    name: String,
    count: u64,
    /// The values of each field, the first of them.
    fields: Vec<(&'static str, Vec<Json>)>,
}

impl Moment {
    fn add(&mut self, kind: &'static str, name: String, fields: Vec<(&'static str, Json)>) {
        let place = *self.places.entry((kind, name.clone())).or_insert(self.instants.len());
        if place == self.instants.len() {
            self.instants.push(Happening { kind, name, count: 0, fields: Vec::new() });
        }
        let instant = &mut self.instants[place];
        instant.count += 1;
        for (field, value) in fields {
            match instant.fields.iter_mut().find(|(other, _)| *other == field) {
                None => instant.fields.push((field, vec![value])),
                Some((_, values)) if values.len() < VALUES_MAX && !values.contains(&value) => values.push(value),
                Some(_) => {}
            }
        }
    }

    fn write<W: Write>(&mut self, pid: Pid, at: u64, lines: &mut Lines<W>) {
        self.places.clear();
        for Happening { kind, name, count, fields } in self.instants.drain(..) {
            let one_or_all = |mut values: Vec<Json>| match values.len() {
                1 => values.remove(0),
                _ => Json::Array(values),
            };
            let mut fields: Vec<_> = fields.into_iter().map(|(field, values)| (field, one_or_all(values))).collect();
            let mut name = name;
            if count > 1 {
                name.push_str(&format!(" ×{count}"));
                fields.push(("count", Json::Number(count)));
            }
            lines.add(format_args!(
                "\"ph\":\"i\",\"s\":\"t\",\"cat\":\"{kind}\",\"name\":{},\"ts\":{},\"tid\":{pid},\"args\":{}",
                Json::Text(name),
                Micros(at),
                Json::Object(fields)
            ));
        }
    }
}
