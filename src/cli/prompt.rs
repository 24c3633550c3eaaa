//! Reading lines for the prompt: with editing and history on a terminal, plainly where there is none.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};
use tidelock::host::{Host, SystemHost};

use super::output;

/// Lines kept in the history.
const HISTORY_LINES_MAX: usize = 1000;

/// Where lines come from.
pub(crate) struct Prompt {
    editor: Option<Editor<(), FileHistory>>,
    history: Option<PathBuf>,
}

/// What a read gave.
pub(crate) enum Line {
    /// A line without its end.
    Text(Vec<u8>),
    /// Ctrl-C: what was typed so far is dropped.
    Dropped,
    /// There is no more.
    End,
}

impl Prompt {
    /// With editing if both ends are a terminal.
    pub(crate) fn new() -> Prompt {
        let is_terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        let config = Config::builder().max_history_size(HISTORY_LINES_MAX).map(|config| config.build());
        let mut editor = config.ok().filter(|_| is_terminal).and_then(|config| Editor::with_config(config).ok());
        let history = history_path();
        if let (Some(editor), Some(path)) = (&mut editor, &history) {
            // There is none the first time.
            let _ = editor.load_history(path);
            output::note(concat!("tidelock ", env!("CARGO_PKG_VERSION"), ", Lua 5.4; Ctrl-D ends\n"));
        }
        Prompt { editor, history }
    }

    /// Whether somebody types.
    pub(crate) fn is_interactive(&self) -> bool {
        self.editor.is_some()
    }

    /// Reads a line: the first of a chunk, or one that continues it.
    pub(crate) fn read(&mut self, host: &mut SystemHost, is_first: bool) -> Line {
        let Some(editor) = &mut self.editor else {
            return match host.read_line(0, usize::MAX) {
                Ok(line) if line.is_empty() => Line::End,
                Ok(mut line) => {
                    if line.ends_with(b"\n") {
                        line.pop();
                    }
                    Line::Text(line)
                }
                Err(error) => {
                    output::complain(&format!("cannot read standard input: {error}"));
                    Line::End
                }
            };
        };
        match editor.readline(if is_first { "> " } else { ">> " }) {
            Ok(line) => Line::Text(line.into_bytes()),
            Err(ReadlineError::Interrupted) => Line::Dropped,
            Err(ReadlineError::Eof) => Line::End,
            Err(error) => {
                output::complain(&format!("cannot read from the terminal: {error}"));
                Line::End
            }
        }
    }

    /// Puts a whole chunk into the history.
    pub(crate) fn remember(&mut self, text: &[u8]) {
        if let Some(editor) = &mut self.editor {
            // Without history there is still a prompt.
            let _ = editor.add_history_entry(String::from_utf8_lossy(text).trim_end());
        }
    }

    /// Writes the history out.
    pub(crate) fn close(&mut self) {
        if let (Some(editor), Some(path)) = (&mut self.editor, &self.history) {
            let _ = path.parent().map(std::fs::create_dir_all);
            // A history that cannot be kept is no reason to complain at the end.
            let _ = editor.save_history(path);
        }
    }
}

/// `$XDG_STATE_HOME/tidelock/history`, or below the home directory.
fn history_path() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = absolute("XDG_STATE_HOME").or_else(|| absolute("HOME").map(|home| home.join(".local/state")))?;
    Some(state.join("tidelock").join("history"))
}
