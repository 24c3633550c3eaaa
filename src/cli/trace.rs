//! `--trace`: a run as a file of trace events (the JSON of Chrome's tracing, which ui.perfetto.dev and speedscope read).
//!
//! Each process is a thread of the file, its slices are events with a duration, what happens to it are instants, and what
//! one process sends another is an arrow from a slice of the sender to the receiver's next one. Times are those of the
//! run and nothing comes from the machine, so the file is the same in every run.
//!
//! Invariant: what is kept in memory is bounded by the processes that live and what is on its way between them. An arrow
//! is written when its end is known, so each begins and ends within a slice.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use tidelock::Pid;
use tidelock::manager::{Cid, Event, SliceEnd, Trace, Tracer};

use super::json::Json;
use super::{Complaint, output};

/// A file that a run is written to; its copies are the same file.
#[derive(Clone, Debug)]
pub(crate) struct TraceFile(Arc<Mutex<Writer<BufWriter<File>>>>, PathBuf);

impl TraceFile {
    /// Begins a file.
    pub(crate) fn create(path: &Path) -> Result<TraceFile, Complaint> {
        let file = File::create(path).map_err(|error| unwritable(path, &error))?;
        Ok(TraceFile(Arc::new(Mutex::new(Writer::new(BufWriter::new(file)))), path.to_owned()))
    }

    /// Ends the file; what is recorded afterwards is not in it. Says what went wrong since it began.
    pub(crate) fn finish(&self) -> Result<(), Complaint> {
        self.writer().finish().map_err(|error| unwritable(&self.1, &error))
    }

    /// The same while the run may still be going on: it is done unless the run is writing just now.
    pub(crate) fn finish_if_idle(&self) {
        let mut writer = match self.0.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        // The run is given up; nobody asks any more.
        let _ = writer.finish();
    }

    fn writer(&self) -> MutexGuard<'_, Writer<BufWriter<File>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Complaint {
    Complaint::new(format!("cannot write '{}': {}", path.display(), output::reason(error)))
}

impl Tracer for TraceFile {
    fn record(&mut self, at_ticks: u64, what: Trace<'_>) {
        self.writer().record(at_ticks, what);
    }
}

/// A time of the file: microseconds, and ticks as their decimals.
struct Micros(u64);

impl Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// A process as the file shows it.
#[derive(Debug, Default)]
struct Lane {
    /// When an arrow leaves its last slice: within its last tick.
    arrows_leave_at: Option<u64>,
    /// What is on its way to its next slice.
    arrows: Vec<Arrow>,
}

/// What one process has sent another.
#[derive(Debug)]
struct Arrow {
    kind: &'static str,
    from: Pid,
    at_ticks: u64,
}

/// Writes events as they come.
#[derive(Debug)]
struct Writer<W> {
    /// `None` when the file has ended.
    out: Option<W>,
    /// What went wrong first; nothing is written after that.
    error: Option<io::Error>,
    is_empty: bool,
    lanes: BTreeMap<Pid, Lane>,
    /// Those that have ended since the last slice.
    ended: Vec<Pid>,
    /// Names of the calls that have no answer yet.
    calls: BTreeMap<(Pid, Cid), Vec<u8>>,
    arrow_last: u64,
}

impl<W: Write> Writer<W> {
    fn new(out: W) -> Writer<W> {
        let mut writer = Writer {
            out: Some(out),
            error: None,
            is_empty: true,
            lanes: BTreeMap::new(),
            ended: Vec::new(),
            calls: BTreeMap::new(),
            arrow_last: 0,
        };
        writer.line(format_args!("\"ph\":\"M\",\"name\":\"process_name\",\"args\":{{\"name\":\"tidelock\"}}"));
        writer
    }

    /// Writes an event, of which the common part is added.
    fn line(&mut self, fields: fmt::Arguments<'_>) {
        let Some(out) = self.out.as_mut().filter(|_| self.error.is_none()) else { return };
        let begin = if std::mem::take(&mut self.is_empty) { "[\n" } else { ",\n" };
        if let Err(error) = write!(out, "{begin}{{{fields},\"pid\":1}}") {
            self.error = Some(error);
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        let Some(mut out) = self.out.take() else { return Ok(()) };
        match self.error.take() {
            Some(error) => Err(error),
            None => out.write_all(b"\n]\n").and_then(|()| out.flush()),
        }
    }

    fn instant(&mut self, pid: Pid, at_ticks: u64, kind: &str, name: &str, fields: Vec<(&'static str, Json)>) {
        let (at, name, fields) = (Micros(at_ticks), Json::Text(name.to_owned()), Json::Object(fields));
        self.line(format_args!(
            "\"ph\":\"i\",\"s\":\"t\",\"cat\":\"{kind}\",\"name\":{name},\"ts\":{at},\"tid\":{pid},\"args\":{fields}"
        ));
    }

    /// Something goes from one process to another.
    fn send(&mut self, kind: &'static str, from: Pid, to: Pid) {
        // Who has had no slice is told to send by the manager's user.
        let Some(at_ticks) = self.lanes.get(&from).and_then(|lane| lane.arrows_leave_at) else { return };
        if let Some(lane) = self.lanes.get_mut(&to) {
            lane.arrows.push(Arrow { kind, from, at_ticks });
        }
    }

    fn slice(&mut self, pid: Pid, start: u64, ticks: u64, end: SliceEnd) {
        for pid in std::mem::take(&mut self.ended) {
            self.lanes.remove(&pid);
        }
        let name = match end {
            SliceEnd::Preempted => "preempted",
            SliceEnd::Waits => "waits",
            SliceEnd::Ended => "ended",
        };
        let at = Micros(start);
        self.line(format_args!(
            "\"ph\":\"X\",\"cat\":\"slice\",\"name\":\"{name}\",\"ts\":{at},\"dur\":{},\"tid\":{pid}",
            Micros(ticks)
        ));
        let lane = self.lanes.entry(pid).or_default();
        lane.arrows_leave_at = Some(start + ticks.saturating_sub(1));
        for Arrow { kind, from, at_ticks } in std::mem::take(&mut lane.arrows) {
            self.arrow_last += 1;
            let (id, left) = (self.arrow_last, Micros(at_ticks));
            let common = format!("\"cat\":\"arrow\",\"name\":\"{kind}\",\"id\":{id}");
            self.line(format_args!("\"ph\":\"s\",{common},\"ts\":{left},\"tid\":{from}"));
            self.line(format_args!("\"ph\":\"f\",\"bp\":\"e\",{common},\"ts\":{at},\"tid\":{pid}"));
        }
    }

    fn event(&mut self, at_ticks: u64, to: Pid, event: &Event) {
        let mut name = event.name();
        let fields = match event {
            Event::Call { cid, caller, .. } => vec![("cid", Json::Number(cid.0)), ("caller", process(*caller))],
            Event::Answer { cid, .. } => vec![("cid", Json::Number(cid.0))],
            Event::Open { context, pid } | Event::Close { context, pid } => {
                vec![("context", Json::Number(context.number())), ("process", process(Some(*pid)))]
            }
            Event::Queued { .. } => vec![("kind", Json::Text("queued".to_owned()))],
            Event::Remote { sender, name: own_name, .. } => {
                if let Some(sender) = *sender {
                    self.send("event", sender, to);
                }
                let kind = ("kind", Json::bytes(name));
                name = own_name;
                vec![kind, ("sender", process(*sender))]
            }
            Event::Timer { id } | Event::Alarm { id } => vec![("id", Json::Number(*id))],
            Event::ProcessComplete { pid, reason, .. } | Event::Down { pid, reason } => {
                vec![("process", process(Some(*pid))), ("reason", Json::bytes(reason))]
            }
            _ => Vec::new(),
        };
        self.instant(to, at_ticks, "event", &format!("event {}", String::from_utf8_lossy(name)), fields);
    }

    /// Something that happens to a call, on its caller's side.
    fn call(&mut self, at_ticks: u64, verb: &str, sides: Sides, name: &[u8], more: Option<(&'static str, Json)>) {
        let ((caller, cid), callee) = sides;
        let mut fields = vec![("cid", Json::Number(cid.0))];
        if let Some((callee, number)) = callee {
            fields.extend([("callee", process(Some(callee))), ("callee_cid", Json::Number(number.0))]);
        }
        fields.extend(more);
        self.instant(caller, at_ticks, "call", &format!("{verb} {}", String::from_utf8_lossy(name)), fields);
    }

    fn record(&mut self, at: u64, what: Trace<'_>) {
        match what {
            Trace::Begin { process: new } => {
                let (pid, name) = (new.pid(), Json::bytes(new.name()));
                self.line(format_args!(
                    "\"ph\":\"M\",\"name\":\"thread_name\",\"tid\":{pid},\"args\":{{\"name\":{name}}}"
                ));
                self.lanes.insert(pid, Lane::default());
                if let Some(parent) = new.parent() {
                    self.send("spawn", parent, pid);
                }
                self.instant(pid, at, "process", "begin", vec![("parent", process(new.parent()))]);
            }
            Trace::Slice { pid, ticks, end } => self.slice(pid, at, ticks, end),
            Trace::Call { caller, callee, name } => {
                self.calls.insert(caller, name.to_vec());
                self.call(at, "call", (caller, callee), name, None);
                if let Some((callee, _)) = callee {
                    self.send("call", caller.0, callee);
                }
            }
            Trace::Answer { caller, callee, is_ok } => {
                let open = self.calls.remove(&caller);
                // What was taken back before is answered by nobody.
                if let (Some(_), Some((callee, _))) = (&open, callee) {
                    self.send("answer", callee, caller.0);
                }
                let is_ok = ("ok", Json::Boolean(is_ok));
                self.call(at, "answer", (caller, callee), &open.unwrap_or_default(), Some(is_ok));
            }
            Trace::Cancel { caller, callee } => {
                let name = self.calls.remove(&caller).unwrap_or_default();
                self.call(at, "cancel", (caller, callee), &name, None);
            }
            Trace::Event { to, event } => self.event(at, to, event),
            Trace::Signal { from, to, signal } => {
                if let Some(from) = from {
                    self.send("signal", from, to);
                }
                self.instant(to, at, "signal", signal.name(), vec![("sender", process(from))]);
            }
            Trace::State { process } => {
                let state = match process.waits_in_words() {
                    Some(wait) if process.state() == tidelock::State::Waiting => format!("waits for {wait}"),
                    _ => process.state().name().to_owned(),
                };
                self.instant(process.pid(), at, "state", &state, Vec::new());
            }
            Trace::End { process } => {
                let exit = process.exit().map_or(String::new(), ToString::to_string);
                let code = Json::Signed(process.exit().map_or(0, |exit| exit.code().into()));
                self.instant(process.pid(), at, "process", "end", vec![("exit", Json::Text(exit)), ("code", code)]);
                self.ended.push(process.pid());
            }
            _ => {}
        }
    }
}

/// Both sides of a call.
type Sides = ((Pid, Cid), Option<(Pid, Cid)>);

fn process(pid: Option<Pid>) -> Json {
    pid.map_or(Json::Null, |pid| Json::Number(u64::from(pid.number())))
}
