//! `--top`: the processes of a run as a table that is drawn anew while the run goes on.
//!
//! - `view`: what is shown of a run, in which order, and what keys change of that
//!
//! Invariant: nothing of the run depends on it. The run is cut into pieces of virtual time by how long they take, and
//! where it is cut makes no difference to it. The terminal is left as it was found, however the run ends; what programs
//! write to it meanwhile is held back until then.

mod view;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event, KeyEventKind};
use ratatui::crossterm::{cursor, execute, terminal};
use tidelock::host::{Grants, Host, SystemHost};
use tidelock::{ProcessManager, RunEnd};
use view::{Asked, View};

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
            if screen.show(&mut view).map_err(|error| complain(&error))? == Asked::Quit {
                interrupt.requested.store(true, Ordering::Relaxed);
                return Ok(RunEnd::Interrupted);
            }
        }
    }
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

    /// Draws what is to be seen, and again after each key that was pressed; says what those ask for.
    fn show(&mut self, view: &mut View) -> io::Result<Asked> {
        self.0.draw(|frame| view.draw(frame))?;
        while event::poll(Duration::ZERO)? {
            let asked = match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => view.press(key.code, key.modifiers),
                Event::Resize(..) => Asked::Draw,
                _ => Asked::Nothing,
            };
            match asked {
                Asked::Nothing => {}
                Asked::Draw => {
                    self.0.draw(|frame| view.draw(frame))?;
                }
                Asked::Quit => return Ok(Asked::Quit),
            }
        }
        Ok(Asked::Nothing)
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
