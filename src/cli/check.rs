//! `tidelock check`: every file's errors, with the source line and a caret.

use std::io::{self, IsTerminal, Write};
use std::ops::Range;

use ariadne::{Color, Config, IndexType, Label, Report, ReportKind};
use tidelock::{ProgramError, program};

use super::args::Check;
use super::json::Json;
use super::{Complaint, output, source};

/// One thing wrong with a file.
struct Finding {
    file: String,
    line: Option<u32>,
    /// Bytes of the file.
    span: Option<Range<usize>>,
    message: String,
    source: Vec<u8>,
}

/// The part of a file around an error.
struct Excerpt {
    text: String,
    /// The error's place in the text, in bytes.
    place: Range<usize>,
    /// Where that is in the file, if the text does not show it.
    note: Option<String>,
}

/// Longest part of a line that is shown. A line longer than that is not worth the reader's time, or ours.
const SHOWN_BYTES_MAX: usize = 400;

/// Checks all files; says the exit code.
pub(crate) fn check(options: &Check) -> Result<u8, Complaint> {
    let findings: Vec<Finding> = options.files.iter().filter_map(|path| check_file(path.as_os_str())).collect();
    if options.json {
        output::say(format!("{}\n", Json::Array(findings.iter().map(Finding::json).collect())).as_bytes())?;
    } else {
        for finding in &findings {
            finding.show();
        }
    }
    Ok(u8::from(!findings.is_empty()))
}

fn check_file(path: &std::ffi::OsStr) -> Option<Finding> {
    let file = path.to_string_lossy().into_owned();
    let source = match source::read(path) {
        Ok(source) => source,
        Err(Complaint(message)) => return Some(Finding { file, line: None, span: None, message, source: Vec::new() }),
    };
    let chunk = program::skip_shebang(&source.bytes);
    let skipped = source.bytes.len() - chunk.len();
    let error = program::load(chunk, &source.chunk_name).err()?;
    let (line, span) = match &error {
        ProgramError::Compile(error) => (Some(error.line), Some(error.span.start + skipped..error.span.end + skipped)),
        _ => (None, None),
    };
    Some(Finding { file, line, span, message: error.to_string(), source: source.bytes })
}

impl Finding {
    fn json(&self) -> Json {
        let span = self.span.as_ref().map_or(Json::Null, |span| {
            Json::Array(vec![Json::Number(span.start as u64), Json::Number(span.end as u64)])
        });
        let column = self
            .span
            .as_ref()
            .map_or(Json::Null, |span| Json::Number((span.start - self.line_at(span.start).start) as u64 + 1));
        Json::Object(vec![
            ("file", Json::Text(self.file.clone())),
            ("line", self.line.map_or(Json::Null, |line| Json::Number(u64::from(line)))),
            ("column", column),
            ("span", span),
            ("message", Json::Text(self.message.clone())),
        ])
    }

    /// Bytes of the line around an offset, without its end.
    fn line_at(&self, offset: usize) -> Range<usize> {
        let offset = offset.min(self.source.len());
        let start = self.source[..offset].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let end =
            self.source[offset..].iter().position(|&byte| byte == b'\n').map_or(self.source.len(), |at| offset + at);
        start..end
    }

    /// What is shown of the line that the error is on.
    fn excerpt(&self) -> Option<Excerpt> {
        let span = self.span.clone()?;
        // An error at the end of the text is shown after its last character.
        let end = self.source.trim_ascii_end().len();
        let start = span.start.min(end);
        let line = self.line_at(start);
        let number = 1 + self.source[..line.start].iter().filter(|&&byte| byte == b'\n').count();
        let from = line.start.max(start.saturating_sub(SHOWN_BYTES_MAX / 2));
        let to = line.end.min(from + SHOWN_BYTES_MAX);
        let before = String::from_utf8_lossy(&self.source[from..start.clamp(from, to)]).into_owned();
        let within = String::from_utf8_lossy(&self.source[start.clamp(from, to)..span.end.clamp(start, to)]);
        let after = String::from_utf8_lossy(&self.source[span.end.clamp(start, to)..to]);
        // Empty lines before it make its number right.
        let lines_before = "\n".repeat(number - 1);
        let at = lines_before.len() + before.len();
        let note = (from > line.start).then(|| {
            format!("column {} of a line of {} bytes, which is shown in part", start - line.start + 1, line.len())
        });
        Some(Excerpt { text: format!("{lines_before}{before}{within}{after}"), place: at..at + within.len(), note })
    }

    fn show(&self) {
        let Some(Excerpt { text, place, note }) = self.excerpt() else {
            output::complain(&self.message);
            return;
        };
        let id = self.file.as_str();
        let colored = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let words = self.message.strip_prefix(&format!("{id}:{}: ", self.line.unwrap_or_default()));
        let mut report = Report::build(ReportKind::Error, (id, place.clone()))
            .with_config(Config::default().with_color(colored).with_index_type(IndexType::Byte))
            .with_message(words.unwrap_or(&self.message))
            .with_label(Label::new((id, place)).with_message("here").with_color(Color::Red));
        if let Some(note) = note {
            report.set_note(note);
        }
        let source = ariadne::Source::from(text);
        let mut shown = Vec::new();
        if report.finish().write((id, source), &mut shown).is_err() {
            output::complain(&self.message);
            return;
        }
        let _ = io::stderr().write_all(&shown);
    }
}
