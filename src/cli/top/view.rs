//! The table of `--top`: what is shown of each process, in which order, and how it fits the width there is.
//!
//! What says who a process is and what it does is shown in any case; figures go where there is no room for them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyModifiers};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Text};
use tidelock::{Pid, Process, ProcessManager, State};

use crate::cli::output::{counted, cut};

/// Figures of a process: headings, in the order in which they are shown.
const FIGURES: [&str; 5] = ["ticks", "in all", "memory", "mail", "sent"];
/// Which figures are left out first.
const DISPENSABLE: [usize; 5] = [4, 3, 1, 2, 0];
/// Characters that names and states have before figures are shown.
const NAME_CHARS_MIN: usize = 12;
const DOING_CHARS_MIN: usize = 20;
/// Characters that they have before it is shown who the parent is.
const WORDS_CHARS_WIDE: usize = 60;
/// Characters between two columns.
const GAP: usize = 2;

const KEYS: &str = "\
Up Down PgUp PgDn Home End   scroll
s   sort by the next column: ticks since the last drawing, ticks in all, memory, mail, sent, pid, name
f   show only those that run, wait, are stopped or have ended, or all again
?   show these lines, or the table again
q   end the run, as Ctrl-C does";

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    Nothing,
    /// That what is shown be drawn again.
    Draw,
    Quit,
}

/// What rows are sorted by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Order {
    /// A figure, the greatest first.
    Figure(usize),
    Pid,
    Name,
}

impl Order {
    fn next(self) -> Order {
        match self {
            Order::Figure(figure) if figure + 1 < FIGURES.len() => Order::Figure(figure + 1),
            Order::Figure(_) => Order::Pid,
            Order::Pid => Order::Name,
            Order::Name => Order::Figure(0),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Order::Figure(figure) => FIGURES[figure],
            Order::Pid => "pid",
            Order::Name => "name",
        }
    }
}

/// A process as it is shown.
#[derive(Debug)]
struct Shown {
    pid: Pid,
    parent: Option<Pid>,
    name: String,
    user: String,
    state: State,
    doing: String,
    figures: [u64; FIGURES.len()],
}

/// What is shown, and what is remembered from one drawing to the next.
#[derive(Debug)]
pub(super) struct View {
    heading: [String; 2],
    rows: Vec<Shown>,
    /// Ticks used and messages sent by each process when it was drawn last.
    before: BTreeMap<Pid, (u64, u64)>,
    order: Order,
    /// Which are shown; all if `None`.
    only: Option<State>,
    is_help: bool,
    /// The first row that is shown.
    top: usize,
    /// Rows that fit.
    page: usize,
}

impl Default for View {
    fn default() -> View {
        View {
            heading: Default::default(),
            rows: Vec::new(),
            before: BTreeMap::new(),
            order: Order::Figure(0),
            only: None,
            is_help: false,
            top: 0,
            page: 0,
        }
    }
}

impl View {
    /// Looks at all processes; so many seconds have passed since the last time.
    pub(super) fn note(&mut self, manager: &ProcessManager, seconds: f64) {
        let before = std::mem::take(&mut self.before);
        let (mut ticks_new, mut sent_new) = (0, 0);
        self.rows.clear();
        for process in manager.processes() {
            let (pid, usage) = (process.pid(), process.usage());
            let (ticks, sent) = before.get(&pid).copied().unwrap_or_default();
            let new = usage.ticks - ticks;
            ticks_new += new;
            sent_new += usage.messages_sent - sent;
            self.before.insert(pid, (usage.ticks, usage.messages_sent));
            self.rows.push(Shown::of(process, new));
        }
        self.sort();
        let count = |state| self.rows.iter().filter(|row| row.state == state).count();
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
                "{}: {} running, {} waiting, {} stopped, {} ended",
                counted(self.rows.len() as u64, "process", "es"),
                count(State::Running),
                count(State::Waiting),
                count(State::Stopped),
                count(State::Zombie)
            ),
        ];
    }

    fn sort(&mut self) {
        match self.order {
            Order::Figure(figure) => self.rows.sort_by_key(|row| (Reverse(row.figures[figure]), row.pid)),
            Order::Pid => self.rows.sort_by_key(|row| row.pid),
            Order::Name => self.rows.sort_by(|a, b| (&a.name, a.pid).cmp(&(&b.name, b.pid))),
        }
    }

    /// The rows that the filter lets through.
    fn shown(&self) -> impl Iterator<Item = &Shown> {
        self.rows.iter().filter(|row| self.only.is_none_or(|only| row.state == only))
    }

    /// Does what a key stands for.
    pub(super) fn press(&mut self, key: KeyCode, modifiers: KeyModifiers) -> Asked {
        let (page, last) = (self.page.max(1), self.shown().count().saturating_sub(self.page));
        self.top = match key {
            KeyCode::Char('q') => return Asked::Quit,
            KeyCode::Char('c') if modifiers.contains(KeyModifiers::CONTROL) => return Asked::Quit,
            KeyCode::Char('s') => {
                self.order = self.order.next();
                self.sort();
                0
            }
            KeyCode::Char('f') => {
                self.only = match self.only {
                    None => Some(State::Running),
                    Some(State::Running) => Some(State::Waiting),
                    Some(State::Waiting) => Some(State::Stopped),
                    Some(State::Stopped) => Some(State::Zombie),
                    Some(State::Zombie) => None,
                };
                0
            }
            KeyCode::Char('?') => {
                self.is_help = !self.is_help;
                self.top
            }
            KeyCode::Up => self.top.saturating_sub(1),
            KeyCode::Down => (self.top + 1).min(last),
            KeyCode::PageUp => self.top.saturating_sub(page),
            KeyCode::PageDown => (self.top + page).min(last),
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => return Asked::Nothing,
        };
        Asked::Draw
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        let parts = [Constraint::Length(2), Constraint::Fill(1), Constraint::Length(1)];
        let [heading, body, footing] = Layout::vertical(parts).areas(frame.area());
        let width = usize::from(body.width);
        let cut_line = |line: &String| Line::raw(cut(line, width));
        frame.render_widget(Text::from_iter(self.heading.iter().map(cut_line)), heading);
        self.page = usize::from(body.height.saturating_sub(1));
        let count = self.shown().count();
        self.top = self.top.min(count.saturating_sub(self.page));
        if self.is_help {
            frame.render_widget(Text::from_iter(KEYS.lines().map(|line| Line::raw(cut(line, width)))), body);
        } else {
            self.draw_table(frame, body);
        }
        let last = (self.top + self.page).min(count);
        let which = match last - self.top {
            0 => "none".to_owned(),
            _ => format!("{} to {last}", self.top + 1),
        };
        let only = self.only.map_or("all", |only| if only == State::Zombie { "ended" } else { only.name() });
        let keys = format!("{which} of {count}   s: by {}   f: {only}   ?: keys   q: quit", self.order.name());
        frame.render_widget(Line::raw(cut(&keys, width)), footing);
    }

    fn draw_table(&self, frame: &mut Frame<'_>, body: Rect) {
        let rows: Vec<&Shown> = self.shown().skip(self.top).take(self.page).collect();
        let is_user_shown = self.rows.iter().any(|row| row.user != self.rows[0].user);
        let columns = Columns::fitting(usize::from(body.width), &rows, is_user_shown);
        let reversed = Style::new().add_modifier(Modifier::REVERSED);
        let heading = Line::styled(columns.heading(), reversed);
        let lines = rows.iter().map(|row| Line::raw(columns.line(row)));
        frame.render_widget(Text::from_iter(std::iter::once(heading).chain(lines)), body);
    }
}

/// How wide each column is; one that has no room is not shown.
#[derive(Debug)]
struct Columns {
    width: usize,
    pid: usize,
    parent: Option<usize>,
    name: usize,
    user: Option<usize>,
    doing: usize,
    figures: [Option<usize>; FIGURES.len()],
}

impl Columns {
    fn fitting(width: usize, rows: &[&Shown], is_user_shown: bool) -> Columns {
        let widest = |heading: &str, chars: &dyn Fn(&Shown) -> usize| {
            rows.iter().map(|row| chars(row)).max().unwrap_or_default().max(heading.chars().count())
        };
        let pid = widest("pid", &|row| row.pid.to_string().len());
        let user = is_user_shown.then(|| widest("user", &|row| row.user.chars().count()).min(12));
        let mut figures: [_; FIGURES.len()] =
            std::array::from_fn(|i| Some(widest(FIGURES[i], &|row| short(row.figures[i]).len())));
        let fixed = pid + GAP + GAP + user.map_or(0, |user| user + GAP);
        let words = |figures: &[Option<usize>]| {
            width.saturating_sub(fixed + figures.iter().flatten().map(|figure| figure + GAP).sum::<usize>())
        };
        let name_widest = widest("name", &|row| row.name.chars().count());
        let doing_widest = widest("state, or waits for", &|row| row.doing.chars().count());
        let words_min = name_widest.min(NAME_CHARS_MIN) + doing_widest.min(DOING_CHARS_MIN);
        for figure in DISPENSABLE {
            if words(&figures) < words_min {
                figures[figure] = None;
            }
        }
        let mut words = words(&figures);
        let parent = (words >= WORDS_CHARS_WIDE).then(|| widest("parent", &|row| row.parent_text().len()));
        words -= parent.map_or(0, |parent| parent + GAP);
        // The shorter of the two leaves the other what it doesn't need.
        let name = name_widest.min((words * 2 / 5).max(words.saturating_sub(doing_widest)));
        Columns { width, pid, parent, name, user, doing: words.saturating_sub(name), figures }
    }

    fn heading(&self) -> String {
        let figures = FIGURES.map(str::to_owned);
        let line = self.join("pid", "parent", "name", "user", "state, or waits for", &figures);
        // The whole line is shown reversed.
        format!("{line:width$}", width = self.width)
    }

    fn line(&self, row: &Shown) -> String {
        let parent = row.parent_text();
        self.join(&row.pid.to_string(), &parent, &row.name, &row.user, &row.doing, &row.figures.map(short))
    }

    fn join(&self, pid: &str, parent: &str, name: &str, user: &str, doing: &str, figures: &[String]) -> String {
        let mut cells = vec![format!("{pid:>width$}", width = self.pid)];
        cells.extend(self.parent.map(|width| format!("{parent:>width$}")));
        let words = [(name, Some(self.name)), (user, self.user), (doing, Some(self.doing))];
        let shown = words.into_iter().filter_map(|(text, width)| Some((text, width?)));
        cells.extend(shown.map(|(text, width)| format!("{:width$}", cut(text, width))));
        let figures = figures.iter().zip(self.figures).filter_map(|(text, width)| Some((text, width?)));
        cells.extend(figures.map(|(text, width)| format!("{text:>width$}")));
        cut(cells.join(&" ".repeat(GAP)).trim_end(), self.width)
    }
}

impl Shown {
    fn of(process: &Process, ticks_new: u64) -> Shown {
        let usage = process.usage();
        let doing = process.doing_in_words();
        let (memory, mail) = (process.memory_bytes() as u64, process.mailbox().len() as u64);
        Shown {
            pid: process.pid(),
            parent: process.parent(),
            name: process.name_in_words(),
            user: String::from_utf8_lossy(&process.identity().user).into_owned(),
            state: process.state(),
            doing: doing.strip_prefix("waits for ").map_or(doing.clone(), str::to_owned),
            figures: [ticks_new, usage.ticks, memory, mail, usage.messages_sent],
        }
    }

    fn parent_text(&self) -> String {
        self.parent.map_or_else(|| "-".to_owned(), |parent| parent.to_string())
    }
}

/// A number in at most five characters.
fn short(number: u64) -> String {
    let units = ["", "k", "M", "G", "T", "P", "E"];
    let mut shown = number;
    let mut unit = 0;
    while shown >= 10_000 {
        shown /= 1000;
        unit += 1;
    }
    format!("{shown}{}", units[unit])
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use tidelock::SpawnOptions;

    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [0, 9_999, 10_000, 9_999_999, 123_456_789, u64::MAX].map(short);
        assert_eq!(shown, ["0", "9999", "10k", "9999k", "123M", "18E"]);
    }

    fn view() -> View {
        let mut manager = ProcessManager::new();
        let source = b"local p = require 'proc' for i = 1, 1000 do end p.event('a very long name of an event'):wait()";
        for name in ["first", "one with a long name that says much\n", "third"] {
            manager.spawn(&source[..], SpawnOptions::named(name)).expect("it is spawned");
        }
        manager.spawn(b"error('two\\nlines')", SpawnOptions::named("fourth")).expect("it is spawned");
        let _ = manager.run();
        let mut view = View::default();
        view.note(&manager, 1.0);
        view
    }

    fn drawn(view: &mut View, width: u16, height: u16) -> Vec<String> {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("it draws on nothing");
        terminal.draw(|frame| view.draw(frame)).expect("it draws on nothing");
        let buffer = terminal.backend().buffer();
        let cells: Vec<&str> = buffer.content().iter().map(|cell| cell.symbol()).collect();
        cells.chunks(usize::from(width)).map(|line| line.concat().trim_end().to_owned()).collect()
    }

    #[test]
    fn what_does_not_fit_is_cut_visibly_and_figures_go_first() {
        let wide = drawn(&mut view(), 140, 9);
        assert_eq!(wide[1], "4 processes: 0 running, 3 waiting, 0 stopped, 1 ended");
        assert!(wide[2].starts_with("pid  parent  name ") && wide[2].ends_with("memory  mail  sent"), "{wide:?}");
        assert!(
            wide[4].contains(r"  one with a long name that says much\n  event 'a very long name of an event'  "),
            "{wide:?}"
        );
        assert!(wide[6].contains(r"  fourth ") && wide[6].contains(r"  failed: fourth:1: two\nlines"), "{wide:?}");
        let usual = drawn(&mut view(), 80, 9);
        assert!(usual[2].starts_with("pid  name ") && usual[2].ends_with("sent"), "{usual:?}");
        assert!(usual[4].contains("one with a l") && usual[4].matches('…').count() == 2, "{usual:?}");
        let narrow = drawn(&mut view(), 40, 9);
        assert_eq!(narrow[2], "pid  name           state, or waits for");
        for width in 0..140 {
            for height in 0..9 {
                drawn(&mut view(), width.max(1), height.max(1));
            }
        }
    }

    #[test]
    fn keys_sort_filter_and_scroll() {
        let mut view = view();
        let press = |view: &mut View, key| view.press(key, KeyModifiers::NONE);
        assert!(drawn(&mut view, 80, 6)[5].starts_with("1 to 2 of 4   s: by ticks   f: all   "));
        for _ in 0..5 {
            assert_eq!(press(&mut view, KeyCode::Char('s')), Asked::Draw);
        }
        let by_pid = drawn(&mut view, 80, 6);
        assert!(by_pid[3].starts_with("  1  first") && by_pid[5].contains("s: by pid"), "{by_pid:?}");
        press(&mut view, KeyCode::End);
        assert!(drawn(&mut view, 80, 6)[5].starts_with("3 to 4 of 4 "));
        for (shown, count) in [("running", 0), ("waiting", 3), ("stopped", 0), ("ended", 1), ("all", 4)] {
            press(&mut view, KeyCode::Char('f'));
            let footing = drawn(&mut view, 80, 6)[5].clone();
            assert!(
                footing.contains(&format!(" of {count} ")) && footing.contains(&format!("f: {shown} ")),
                "{footing}"
            );
        }
        press(&mut view, KeyCode::Char('?'));
        assert!(drawn(&mut view, 80, 9)[2].contains("scroll"));
        assert_eq!(drawn(&mut view, 80, 3)[2], "none of 4   s: by pid   f: all   ?: keys   q: quit");
        assert_eq!(press(&mut view, KeyCode::Char('q')), Asked::Quit);
    }
}
