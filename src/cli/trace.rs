//! `--trace`: a run as a file of trace events (the JSON of Chrome's tracing, which ui.perfetto.dev and speedscope read).
//!
//! Each process is a thread of the file. Its slices and waits are events with a duration, what happens to it are instants,
//! and what one process sends another is an arrow from a slice of the sender to the receiver's next one. Times are those
//! of the run and nothing comes from the machine, so the file is the same in every run.
//!
//! - `lane`: the track of a process, and in which order things come on it
//! - `lines`: the file
//!
//! Invariant: what is kept in memory is bounded by the processes that live, what is on its way between them and what
//! happens at one time. An arrow is written when its end is known, so each begins and ends within a slice.

mod lane;
mod lines;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

use lane::Lane;
use lines::Lines;
use tidelock::manager::{Cid, Event, Signal, SliceEnd, Trace, Tracer};
use tidelock::{Pid, Process, State};

use super::json::Json;
use super::{Complaint, output};

/// How often the end of a file is tried while a run goes on, a millisecond apart.
const TRIES: usize = 500;

/// A file that a run is written to; its copies are the same file.
#[derive(Clone, Debug)]
pub(crate) struct TraceFile(Arc<Mutex<Writer<BufWriter<File>>>>, PathBuf);

impl TraceFile {
    /// Begins a file, which ends when it is so long.
    pub(crate) fn create(path: &Path, bytes_max: u64) -> Result<TraceFile, Complaint> {
        let file = File::create(path).map_err(|error| unwritable(path, &error))?;
        Ok(TraceFile(Arc::new(Mutex::new(Writer::new(BufWriter::new(file), bytes_max))), path.to_owned()))
    }

    /// Ends the file; what is recorded afterwards is not in it. Says what went wrong since it began.
    pub(crate) fn finish(&self) -> Result<(), Complaint> {
        let mut writer = self.writer();
        writer.finish().map_err(|error| unwritable(&self.1, &error))?;
        if writer.is_cut {
            output::complain(&format!(
                "'{}' has the first {} ticks of the run; it is as long as --trace-max allows",
                self.1.display(),
                writer.now
            ));
        }
        Ok(())
    }

    /// The same while the run may still be going on: it is done unless the run doesn't stop writing.
    pub(crate) fn finish_in_passing(&self) {
        for _ in 0..TRIES {
            match self.0.try_lock() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(1)),
                Err(TryLockError::Poisoned(poisoned)) => return drop(poisoned.into_inner().finish()),
                // The run is given up; nobody asks any more.
                Ok(mut writer) => return drop(writer.finish()),
            }
        }
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

/// How long something takes, so that what follows it begins when it is over for those, too, who add up times as `f64`.
struct Length {
    start: u64,
    ticks: u64,
}

impl Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = |ticks: u64| ticks as f64 / 1000.0;
        let (start, end) = (micros(self.start), micros(self.start + self.ticks));
        let mut length = micros(self.ticks);
        if start + length <= end {
            return Micros(self.ticks).fmt(f);
        }
        while start + length > end {
            length -= end * f64::EPSILON;
        }
        write!(f, "{length}")
    }
}

/// What one process has sent another.
#[derive(Debug)]
struct Arrow {
    kind: &'static str,
    from: Pid,
    at_ticks: u64,
}

/// Writes what it is told.
#[derive(Debug)]
struct Writer<W> {
    lines: Lines<W>,
    lanes: BTreeMap<Pid, Lane>,
    /// The present, and to whom something has happened in it.
    now: u64,
    touched: BTreeSet<Pid>,
    /// Those that have ended at present.
    ended: Vec<Pid>,
    /// Names of the calls that have no answer yet.
    calls: BTreeMap<(Pid, Cid), Vec<u8>>,
    /// A parent that has just been told of the end of a child, and that child.
    told_of_end: Option<(Pid, Pid)>,
    arrow_last: u64,
    /// Where the file was too long to go on.
    is_cut: bool,
}

impl<W: Write> Writer<W> {
    fn new(out: W, bytes_max: u64) -> Writer<W> {
        let mut lines = Lines::new(out, bytes_max);
        lines.add(format_args!("\"ph\":\"M\",\"name\":\"process_name\",\"args\":{{\"name\":\"tidelock\"}}"));
        Writer {
            lines,
            lanes: BTreeMap::new(),
            now: 0,
            touched: BTreeSet::new(),
            ended: Vec::new(),
            calls: BTreeMap::new(),
            told_of_end: None,
            arrow_last: 0,
            is_cut: false,
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.lines.is_open() {
            self.end_moment();
            for (&pid, lane) in &mut self.lanes {
                lane.finish(pid, self.now, &mut self.lines);
            }
        }
        self.lines.finish()
    }

    /// The present is over.
    fn end_moment(&mut self) {
        for pid in std::mem::take(&mut self.touched) {
            if let Some(lane) = self.lanes.get_mut(&pid) {
                lane.end_moment(pid, self.now, &mut self.lines);
            }
        }
        for pid in self.ended.drain(..) {
            self.lanes.remove(&pid);
        }
    }

    fn instant(&mut self, pid: Pid, kind: &'static str, name: String, fields: Vec<(&'static str, Json)>) {
        if let Some(lane) = self.lanes.get_mut(&pid) {
            lane.instant(kind, name, fields);
            self.touched.insert(pid);
        }
    }

    /// Something goes from one process to another.
    fn send(&mut self, kind: &'static str, from: Pid, to: Pid) {
        if from == to || !self.lanes.contains_key(&to) {
            return;
        }
        let Some(at_ticks) = self.lanes.get_mut(&from).and_then(|lane| lane.send(from, &mut self.lines)) else {
            return;
        };
        self.lanes.entry(to).or_default().arrows.push(Arrow { kind, from, at_ticks });
    }

    fn begin(&mut self, new: &Process) {
        let (pid, name) = (new.pid(), Json::bytes(new.name()));
        self.lines
            .add(format_args!("\"ph\":\"M\",\"name\":\"thread_name\",\"tid\":{pid},\"args\":{{\"name\":{name}}}"));
        self.lines.add(format_args!(
            "\"ph\":\"M\",\"name\":\"thread_sort_index\",\"tid\":{pid},\"args\":{{\"sort_index\":{pid}}}"
        ));
        self.lanes.insert(pid, Lane::default());
        if let Some(parent) = new.parent() {
            self.send("spawn", parent, pid);
        }
        self.instant(pid, "process", "begin".to_owned(), vec![("parent", process(new.parent()))]);
    }

    fn slice(&mut self, pid: Pid, start: u64, ticks: u64, end: SliceEnd) {
        let end = match end {
            SliceEnd::Preempted => "preempted",
            SliceEnd::Waits => "waits",
            SliceEnd::Ended => "ended",
        };
        let lane = self.lanes.entry(pid).or_default();
        for Arrow { kind, from, at_ticks } in lane.begin_slice(pid, start, ticks, end, &mut self.lines) {
            self.arrow_last += 1;
            let common = format!("\"cat\":\"arrow\",\"name\":\"{kind}\",\"id\":{}", self.arrow_last);
            self.lines.add(format_args!("\"ph\":\"s\",{common},\"ts\":{},\"tid\":{from}", Micros(at_ticks)));
            // A tenth of a tick later, where only this slice is, and not what ends at its beginning.
            self.lines.add(format_args!("\"ph\":\"f\",\"bp\":\"e\",{common},\"ts\":{}1,\"tid\":{pid}", Micros(start)));
        }
        lane.end_moment(pid, start, &mut self.lines);
    }

    fn event(&mut self, to: Pid, event: &Event) {
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
                if matches!(event, Event::ProcessComplete { .. }) {
                    self.told_of_end = Some((to, *pid));
                }
                vec![("process", process(Some(*pid))), ("reason", Json::bytes(reason))]
            }
            _ => Vec::new(),
        };
        self.instant(to, "event", format!("event {}", String::from_utf8_lossy(name)), fields);
    }

    /// Something that happens to a call, on its caller's side.
    fn call(&mut self, verb: &str, sides: Sides, name: &[u8], more: Option<(&'static str, Json)>) {
        let ((caller, cid), callee) = sides;
        let mut fields = vec![("cid", Json::Number(cid.0))];
        if let Some((callee, number)) = callee {
            fields.extend([("callee", process(Some(callee))), ("callee_cid", Json::Number(number.0))]);
        }
        fields.extend(more);
        self.instant(caller, "call", format!("{verb} {}", String::from_utf8_lossy(name)), fields);
    }

    /// A signal is sent. That of a child's end is part of what its parent has been told.
    fn signal(&mut self, from: Option<Pid>, to: Pid, signal: Signal) {
        let is_of_end = from.is_some_and(|from| self.told_of_end == Some((to, from))) && signal == Signal::CHLD;
        if let Some(from) = from {
            self.send(if is_of_end { "end" } else { "signal" }, from, to);
        }
        if !is_of_end {
            self.instant(to, "signal", signal.name().to_owned(), vec![("sender", process(from))]);
        }
    }

    fn record(&mut self, at: u64, what: Trace<'_>) {
        if !self.lines.is_open() {
            return;
        }
        if at != self.now {
            self.end_moment();
            self.now = at;
        }
        self.note(at, what);
        if self.lines.is_full() {
            self.cut();
        }
    }

    fn note(&mut self, at: u64, what: Trace<'_>) {
        match what {
            Trace::Begin { process } => self.begin(process),
            Trace::Slice { pid, ticks, end } => self.slice(pid, at, ticks, end),
            Trace::Call { caller, callee, name } => {
                self.calls.insert(caller, name.to_vec());
                self.call("call", (caller, callee), name, None);
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
                self.call("answer", (caller, callee), &open.unwrap_or_default(), Some(is_ok));
            }
            Trace::Cancel { caller, callee } => {
                let name = self.calls.remove(&caller).unwrap_or_default();
                self.call("cancel", (caller, callee), &name, None);
            }
            Trace::Event { to, event } => self.event(to, event),
            Trace::Signal { from, to, signal } => self.signal(from, to, signal),
            Trace::State { process } => {
                let state = (process.state() != State::Running).then(|| process.doing_in_words());
                if let Some(lane) = self.lanes.get_mut(&process.pid()) {
                    lane.state(process.pid(), at, state, &mut self.lines);
                }
            }
            Trace::End { process } => {
                let pid = process.pid();
                let exit = process.exit().map_or(String::new(), ToString::to_string);
                let code = Json::Signed(process.exit().map_or(0, |exit| exit.code().into()));
                if let Some(lane) = self.lanes.get_mut(&pid) {
                    lane.state(pid, at, None, &mut self.lines);
                }
                self.instant(pid, "process", "end".to_owned(), vec![("exit", Json::Text(exit)), ("code", code)]);
                self.ended.push(pid);
            }
            _ => {}
        }
    }

    /// The file is too long: it ends here, and says so.
    fn cut(&mut self) {
        self.is_cut = true;
        let at = Micros(self.now);
        self.lines.add(format_args!(
            "\"ph\":\"i\",\"s\":\"g\",\"cat\":\"trace\",\"name\":\"the trace ends here, the run goes on\",\"ts\":{at},\"tid\":1"
        ));
        if let Err(error) = self.finish() {
            self.lines.fail(error);
        }
        self.lanes.clear();
        self.calls.clear();
    }
}

/// Both sides of a call.
type Sides = ((Pid, Cid), Option<(Pid, Cid)>);

fn process(pid: Option<Pid>) -> Json {
    pid.map_or(Json::Null, |pid| Json::Number(u64::from(pid.number())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_does_not_reach_into_what_follows() {
        for start in (0..3_000_000).step_by(7) {
            let ticks = start % 997 + 1;
            let shown: f64 = Length { start, ticks }.to_string().parse().expect("a number");
            assert!(start as f64 / 1000.0 + shown <= (start + ticks) as f64 / 1000.0);
            assert_eq!((shown * 1000.0).round() as u64, ticks);
        }
    }
}
