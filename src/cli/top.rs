//! `--top`: the processes of a run as a table that is drawn anew while the run goes on.
//!
//! Invariant: nothing of the run depends on it. The run is cut into pieces of virtual time by how long they take, and
//! where it is cut makes no difference to it. The terminal is left as it was found, however the run ends; what programs
//! write to it meanwhile is held back until then.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::crossterm::{cursor, execute, terminal};
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use ratatui::widgets::{Cell, Row, Table};
use tidelock::host::{Grants, Host, SystemHost};
use tidelock::{Pid, Process, ProcessManager, RunEnd, State};

use super::interrupt::Interrupt;
use super::{Complaint, output};

/// Seconds between two drawings, if rounds are short enough.
const REFRESH_SECONDS: f64 = 0.1;
/// Pieces of a run take longer than the one and no longer than the other, if rounds allow it.
const PIECE_SECONDS: std::ops::Range<f64> = 0.01..0.04;
/// Ticks of the shortest piece.
const PIECE_TICKS_MIN: u64 = 100_000;

/// Says why there can be no table, if there can't.
pub(crate) fn check() -> Result<(), Complaint> {
    if output::is_error_terminal() {
        return Ok(());
    }
    Err(Complaint::new("--top draws on standard error, which is no terminal"))
}

fn complain(error: &io::Error) -> Complaint {
    Complaint::new(format!("cannot draw on the terminal: {}", output::reason(error)))
}

/// Runs all to their end, or until the user quits, and shows how they are doing meanwhile.
pub(crate) fn run(manager: &mut ProcessManager, interrupt: &Interrupt) -> Result<RunEnd, Complaint> {
    let mut clock = SystemHost::new(Grants::default());
    let mut screen = Screen::enter().map_err(|error| complain(&error))?;
    interrupt.at_last(leave);
    let mut view = View::default();
    let mut piece = PIECE_TICKS_MIN;
    let mut drawn_at = clock.clock();
    loop {
        let begun_at = clock.clock();
        let end = manager.run_for(manager.idle_ticks().saturating_add(piece));
        let now = clock.clock();
        if end != RunEnd::TimeUp {
            return Ok(end);
        }
        let took = now - begun_at;
        if took < PIECE_SECONDS.start {
            piece = piece.saturating_mul(2);
        } else if took > PIECE_SECONDS.end {
            piece = (piece / 2).max(PIECE_TICKS_MIN);
        }
        if now - drawn_at >= REFRESH_SECONDS {
            view.note(manager, now - drawn_at);
            drawn_at = now;
            screen.draw(&mut view).map_err(|error| complain(&error))?;
            if view.is_quit_by_keys().map_err(|error| complain(&error))? {
                interrupt.requested.store(true, Ordering::Relaxed);
                return Ok(RunEnd::Interrupted);
            }
        }
    }
}

// --- what is shown ---

/// A process as it is shown.
struct Shown {
    pid: Pid,
    /// Ticks since the last drawing.
    ticks_new: u64,
    cells: [String; 8],
}

/// What is shown, and what is remembered from one drawing to the next.
#[derive(Default)]
struct View {
    heading: [String; 2],
    rows: Vec<Shown>,
    /// Ticks used and messages sent by each process when it was drawn last.
    before: BTreeMap<Pid, (u64, u64)>,
    /// The first row that is shown.
    top: usize,
    /// Rows that fit.
    page: usize,
}

const HEADINGS: [&str; 9] = ["pid", "name", "user", "state, or waits for", "ticks", "in all", "memory", "mail", "sent"];

impl View {
    /// Looks at all processes; so many seconds have passed since the last time.
    fn note(&mut self, manager: &ProcessManager, seconds: f64) {
        let before = std::mem::take(&mut self.before);
        let mut states = [0_usize; 4];
        let (mut ticks_new, mut sent_new) = (0, 0);
        self.rows.clear();
        for process in manager.processes() {
            let (pid, usage) = (process.pid(), process.usage());
            let (ticks, sent) = before.get(&pid).copied().unwrap_or_default();
            let new = usage.ticks - ticks;
            ticks_new += new;
            sent_new += usage.messages_sent - sent;
            states[process.state() as usize] += 1;
            self.before.insert(pid, (usage.ticks, usage.messages_sent));
            let cells = [
                String::from_utf8_lossy(process.name()).into_owned(),
                String::from_utf8_lossy(&process.identity().user).into_owned(),
                doing(process),
                short(new),
                short(usage.ticks),
                short(process.memory_bytes() as u64),
                process.mailbox().len().to_string(),
                short(usage.messages_sent),
            ];
            self.rows.push(Shown { pid, ticks_new: new, cells });
        }
        self.rows.sort_by_key(|row| (std::cmp::Reverse(row.ticks_new), row.pid));
        let per_second = |count: u64| short((count as f64 / seconds) as u64);
        self.heading = [
            format!(
                "round {}   virtual time {:.6} s   {} ticks/s   {} messages/s",
                manager.rounds(),
                manager.clock().seconds(0),
                per_second(ticks_new),
                per_second(sent_new)
            ),
            format!(
                "{} processes: {} running, {} waiting, {} stopped, {} ended",
                self.rows.len(),
                states[State::Running as usize],
                states[State::Waiting as usize],
                states[State::Stopped as usize],
                states[State::Zombie as usize]
            ),
        ];
    }

    /// Does what the keys that were pressed ask for; says whether that is to quit.
    fn is_quit_by_keys(&mut self) -> io::Result<bool> {
        while event::poll(Duration::ZERO)? {
            let Event::Key(key) = event::read()? else { continue };
            if key.kind == KeyEventKind::Release {
                continue;
            }
            let (page, last) = (self.page.max(1), self.rows.len().saturating_sub(self.page));
            self.top = match key.code {
                KeyCode::Char('q') => return Ok(true),
                KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(true),
                KeyCode::Up => self.top.saturating_sub(1),
                KeyCode::Down => self.top + 1,
                KeyCode::PageUp => self.top.saturating_sub(page),
                KeyCode::PageDown => self.top + page,
                KeyCode::Home => 0,
                KeyCode::End => last,
                _ => self.top,
            }
            .min(last);
        }
        Ok(false)
    }

    fn draw(&mut self, frame: &mut ratatui::Frame<'_>) {
        let parts = [Constraint::Length(2), Constraint::Fill(1), Constraint::Length(1)];
        let [heading, body, footing] = Layout::vertical(parts).areas(frame.area());
        frame.render_widget(Text::from_iter(self.heading.each_ref().map(|line| Line::raw(line.as_str()))), heading);
        self.page = usize::from(body.height.saturating_sub(1));
        self.top = self.top.min(self.rows.len().saturating_sub(self.page));
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        let right = |text: String| Cell::new(Line::from(text).right_aligned());
        let shown = self.rows.iter().skip(self.top).take(self.page).map(|row| {
            let [name, user, doing, figures @ ..] = row.cells.clone();
            let words = [name, user, doing].into_iter().map(Cell::new);
            Row::new(std::iter::once(right(row.pid.to_string())).chain(words).chain(figures.into_iter().map(right)))
        });
        let headings = HEADINGS.iter().enumerate().map(|(i, &text)| match i {
            1..=3 => Cell::new(text),
            _ => right(text.to_owned()),
        });
        let widths = [
            Constraint::Length(7),
            Constraint::Fill(2),
            Constraint::Length(8),
            Constraint::Fill(3),
            Constraint::Length(7),
            Constraint::Length(7),
            Constraint::Length(7),
            Constraint::Length(5),
            Constraint::Length(7),
        ];
        frame.render_widget(Table::new(shown, widths).header(Row::new(headings).style(reversed)), body);
        let (first, last) = (self.top + 1, (self.top + self.page).min(self.rows.len()));
        let keys = format!("{first} to {last} of {}   Up Down PgUp PgDn Home End: scroll   q: quit", self.rows.len());
        frame.render_widget(Line::raw(keys), footing);
    }
}

/// What a process is doing, for what it waits, or how it ended.
fn doing(process: &Process) -> String {
    match (process.exit(), process.waits_in_words()) {
        (Some(exit), _) => exit.to_string(),
        (None, Some(wait)) if process.state() == State::Waiting => wait,
        (None, _) => process.state().name().to_owned(),
    }
}

/// A number in at most six characters.
fn short(number: u64) -> String {
    let units = ["", "k", "M", "G", "T", "P", "E"];
    let mut shown = number;
    let mut unit = 0;
    while shown >= 100_000 {
        shown /= 1000;
        unit += 1;
    }
    format!("{shown}{}", units[unit])
}

// --- the terminal ---

/// The terminal, as long as the table is on it.
struct Screen(Terminal<CrosstermBackend<output::Screen>>);

impl Screen {
    fn enter() -> io::Result<Screen> {
        let say_panic = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            leave();
            say_panic(panic);
        }));
        terminal::enable_raw_mode()?;
        let mut out = output::screen();
        execute!(out, terminal::EnterAlternateScreen, cursor::Hide)?;
        Ok(Screen(Terminal::new(CrosstermBackend::new(out))?))
    }

    fn draw(&mut self, view: &mut View) -> io::Result<()> {
        self.0.draw(|frame| view.draw(frame)).map(|_| ())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

/// Leaves the terminal as it was found.
fn leave() {
    // What can't be undone stays as it is.
    let _ = execute!(output::screen(), terminal::LeaveAlternateScreen, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

// --- what programs write meanwhile ---

/// What programs write to the terminal, in a file without a name.
#[derive(Debug)]
pub(crate) struct Held {
    file: File,
    /// Where it can't be nameless.
    path: Option<PathBuf>,
}

impl Held {
    pub(crate) fn new() -> Result<Held, Complaint> {
        let path = std::env::temp_dir().join(format!("tidelock-output-{}", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&path).map_err(|error| {
            Complaint::new(format!("cannot hold output in '{}': {}", path.display(), output::reason(&error)))
        })?;
        let path = if cfg!(unix) && std::fs::remove_file(&path).is_ok() { None } else { Some(path) };
        Ok(Held { file, path })
    }

    /// The file, for those who write.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// Writes what was held back to standard output.
    pub(crate) fn release(mut self) -> Result<(), Complaint> {
        let lost = |error: io::Error| Complaint::new(format!("cannot read held output: {}", output::reason(&error)));
        self.file.rewind().map_err(lost)?;
        let mut bytes = vec![0; 64 * 1024];
        loop {
            match self.file.read(&mut bytes).map_err(lost)? {
                0 => return Ok(()),
                count => output::say(&bytes[..count])?,
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            // It is in the directory for temporary files.
            let _ = std::fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [0, 99_999, 100_000, 99_999_999, 123_456_789, u64::MAX].map(short);
        assert_eq!(shown, ["0", "99999", "100k", "99999k", "123M", "18446P"]);
    }
}
