//! A chunk being loaded: its text on the way from strings of the heap through the compiler to a linked function.
//!
//! What is state is plain data: the text, how many steps were taken, what was linked. The work itself is not
//! ([`Steps`]); after a copy or a snapshot it is begun anew from the text and brought to where it was, which costs no
//! ticks.

use std::sync::Arc;

use super::linker::{Linked, Linker};
use super::{Res, Vm};
use crate::bytecode::{Privileges, Prototype, Verified, VerifyError, chunk_id, undump_in_steps, verify_in_steps};
use crate::steps::{self, Held, Pace, Steps, UNITS_PER_TICK, Work};

/// Units of a step: about a tenth of a millisecond.
const STEP_UNITS: u64 = 16 * 1024;
/// Bytes of a part of a text, which is also how many are copied in one go.
pub(crate) const PART_BYTES: usize = 64 * 1024;

/// Source text, for the compiler.
#[derive(Clone, Debug)]
pub struct Source {
    /// The text, with what the loader skips.
    pub text: Arc<Vec<u8>>,
    /// Where in it the chunk begins.
    pub start: usize,
    /// The chunk's name, as for `load`.
    pub name: Arc<Vec<u8>>,
    /// By which the work counts.
    pub pace: Pace,
}

/// What the compiler makes of a text.
#[derive(Debug)]
pub struct Compiled {
    /// The main function.
    pub prototype: Prototype,
    /// What it takes.
    pub held: Held,
}

/// Compiles source text for `load`, in steps: to a prototype or a message.
pub type CompileHook = fn(Source) -> Work<Result<Compiled, Vec<u8>>>;

/// A text in parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Text {
    /// All but the last have [`PART_BYTES`].
    parts: Vec<Arc<Vec<u8>>>,
    len: usize,
}

impl Text {
    pub(crate) fn parts(&self) -> &[Arc<Vec<u8>>] {
        &self.parts
    }

    pub(crate) fn from_parts(parts: Vec<Vec<u8>>) -> Text {
        Text { len: parts.iter().map(Vec::len).sum(), parts: parts.into_iter().map(Arc::new).collect() }
    }

    pub(crate) fn push(&mut self, mut bytes: &[u8]) {
        self.len += bytes.len();
        while !bytes.is_empty() {
            let part = match self.parts.last_mut().map(Arc::make_mut) {
                Some(part) if part.len() < PART_BYTES => part,
                _ => Arc::make_mut(self.parts.push_mut(Arc::default())),
            };
            let count = bytes.len().min(PART_BYTES - part.len());
            part.extend_from_slice(&bytes[..count]);
            bytes = &bytes[count..];
        }
    }

    /// The whole of it; without a copy where it has one part.
    async fn join(self, pace: &Pace, held: &mut Held) -> Arc<Vec<u8>> {
        if let [part] = &self.parts[..] {
            return Arc::clone(part);
        }
        held.add(self.len);
        let mut whole = Vec::with_capacity(self.len);
        for part in &self.parts {
            steps::append(&mut whole, part, pace).await;
        }
        Arc::new(whole)
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Loading {
    pub(crate) text: Text,
    /// The chunk's name, if that is not the text.
    pub(crate) name: Option<Text>,
    /// Whether a byte order mark and a first line that begins with `#` are skipped.
    pub(crate) is_file: bool,
    /// Whether a reader is called for more of the text.
    pub(crate) is_reading: bool,
    /// Which kinds of chunk are taken.
    pub(crate) mode: Vec<u8>,
    /// What is being copied.
    pub(crate) copying: Copying,
    /// Bytes of it that are.
    pub(crate) copied: usize,
    /// Steps taken to verified code.
    pub(crate) steps: u64,
    /// Logical bytes accounted.
    pub(crate) bytes: usize,
    /// Those that were wanted in the middle of a step, where the work could not be gone on with: it is to be begun anew
    /// if there is room for as many. 0 if that is not so.
    pub(crate) wanted: usize,
    pub(crate) linked: Linked,
    progress: Progress,
}

/// A string that is being copied into the text or the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Copying {
    Nothing,
    Text,
    Name,
}

/// The work.
#[derive(Debug)]
enum Progress {
    /// Not begun, or lost.
    None,
    Compiling(Steps<Result<Code, Vec<u8>>>),
    Linking {
        linker: Linker,
        /// Of the code that is to be linked.
        bytes: usize,
    },
}

/// Verified code and its logical bytes.
type Code = (Verified, usize);

impl Clone for Loading {
    fn clone(&self) -> Loading {
        Loading {
            text: self.text.clone(),
            name: self.name.clone(),
            mode: self.mode.clone(),
            linked: self.linked.clone(),
            progress: Progress::None,
            is_file: self.is_file,
            is_reading: self.is_reading,
            copying: self.copying,
            copied: self.copied,
            steps: self.steps,
            bytes: self.bytes,
            wanted: self.wanted,
        }
    }
}

impl Loading {
    pub(crate) fn new(is_file: bool, mode: Vec<u8>) -> Loading {
        Loading {
            text: Text::default(),
            name: None,
            is_file,
            is_reading: false,
            mode,
            copying: Copying::Nothing,
            copied: 0,
            steps: 0,
            bytes: 0,
            wanted: 0,
            linked: Linked::default(),
            progress: Progress::None,
        }
    }

    /// Takes a step, charged: a function that is linked, or a message.
    pub(crate) fn advance(&mut self, vm: &mut Vm) -> Res<Option<Result<u32, Vec<u8>>>> {
        self.reserve_wanted(vm)?;
        self.resume(vm);
        self.settle(vm, self.bytes_now())?;
        let mut units = STEP_UNITS as i64;
        let mut peak = 0;
        if let Progress::Compiling(work) = &mut self.progress {
            work.allow(work.memory_bytes().saturating_add(vm.heap.gc.room_in_a_step()));
            let before = work.units();
            let result = work.step(STEP_UNITS);
            self.steps += 1;
            units -= (work.units() - before) as i64;
            vm.ticks -= (work.units() / UNITS_PER_TICK - before / UNITS_PER_TICK) as i64;
            if let Some(bytes) = work.lacked_bytes() {
                self.begin_anew(vm, bytes)?;
                return Ok(None);
            }
            peak = work.take_peak_bytes() + self.text_bytes();
            match result {
                None => {}
                Some(Ok(code)) => self.begin_linking(code),
                Some(Err(message)) => return Ok(Some(Err(message))),
            }
        }
        self.settle(vm, peak.max(self.bytes_now()))?;
        if let Progress::Linking { linker, .. } = &mut self.progress {
            let before = units;
            let result = linker.step(vm, &mut self.linked, &mut units);
            vm.ticks -= (before - units) / UNITS_PER_TICK as i64;
            return Ok(result?.map(Ok));
        }
        Ok(None)
    }

    /// Drops the work, which gave up in the middle of a step because it wanted `bytes`. It can't be gone on with after
    /// a collection, but if there is room then it is begun anew, charged again.
    #[cold]
    fn begin_anew(&mut self, vm: &mut Vm, bytes: usize) -> Res<()> {
        (self.progress, self.steps) = (Progress::None, 0);
        let text_bytes = self.text_bytes();
        vm.heap.adjust_bytes(self.bytes, text_bytes);
        self.bytes = text_bytes;
        self.wanted = bytes + text_bytes;
        self.reserve_wanted(vm)
    }

    fn reserve_wanted(&mut self, vm: &mut Vm) -> Res<()> {
        if self.wanted > 0 {
            vm.reserve(self.wanted.saturating_sub(self.bytes))?;
            self.wanted = 0;
        }
        Ok(())
    }

    fn begin_linking(&mut self, (code, bytes): Code) {
        self.progress = Progress::Linking { linker: Linker::new(code.into_prototype(), false), bytes };
    }

    /// Begins the work, or brings it to where it was.
    fn resume(&mut self, vm: &mut Vm) {
        if !matches!(self.progress, Progress::None) {
            return;
        }
        let mut work = self.begin(vm.compile);
        let mut result = None;
        for _ in 0..self.steps {
            result = work.step(STEP_UNITS);
            if result.is_some() {
                break;
            }
        }
        // What those steps took was accounted.
        work.take_peak_bytes();
        match result {
            Some(Ok(code)) => {
                self.begin_linking(code);
                if let Progress::Linking { linker, .. } = &mut self.progress
                    && !linker.go_on_from(&self.linked, &vm.heap)
                {
                    // Only a forged state comes here.
                    (self.linked, self.progress) = (Linked::default(), Progress::None);
                    self.steps = 0;
                    self.resume(vm);
                }
            }
            // A message ends the work when it comes, so nothing goes on from one.
            Some(Err(_)) => self.progress = Progress::Compiling(self.begin(vm.compile)),
            None => self.progress = Progress::Compiling(work),
        }
    }

    fn begin(&self, compile: CompileHook) -> Steps<Result<Code, Vec<u8>>> {
        let (text, name, mode) = (self.text.clone(), self.name.clone(), self.mode.clone());
        let is_file = self.is_file;
        Steps::new(move |pace| async move {
            let mut held = pace.held();
            let text = text.join(&pace, &mut held).await;
            let name = match name {
                Some(name) => name.join(&pace, &mut held).await,
                None => Arc::clone(&text),
            };
            let name = before_nul(name, &pace).await;
            let start = if is_file { preamble(&text, &pace).await } else { 0 };
            verified(Source { text, start, name, pace }, &mode, compile).await
        })
    }

    /// Bytes of text and name.
    fn text_bytes(&self) -> usize {
        self.text.len + self.name.as_ref().map_or(0, |name| name.len)
    }

    fn bytes_now(&self) -> usize {
        self.text_bytes()
            + match &self.progress {
                Progress::None => 0,
                Progress::Compiling(work) => work.memory_bytes(),
                Progress::Linking { bytes, .. } => *bytes,
            }
    }

    /// Accounts for what it takes.
    fn settle(&mut self, vm: &mut Vm, bytes: usize) -> Res<()> {
        if bytes > self.bytes {
            vm.reserve(bytes - self.bytes)?;
        }
        vm.heap.adjust_bytes(self.bytes, bytes);
        self.bytes = bytes;
        Ok(())
    }

    /// Gives back what it took.
    pub(crate) fn release(&mut self, vm: &mut Vm) {
        vm.heap.adjust_bytes(self.bytes, 0);
        self.bytes = 0;
    }
}

/// Text or a precompiled chunk to verified code.
async fn verified(source: Source, mode: &[u8], compile: CompileHook) -> Result<Code, Vec<u8>> {
    let pace = source.pace.clone();
    let (chunk, name) = (&source.text[source.start..], Arc::clone(&source.name));
    let is_binary = chunk.first() == Some(&0x1b);
    let (kind, letter) = if is_binary { ("binary", b'b') } else { ("text", b't') };
    if !mode.contains(&letter) {
        return Err([format!("attempt to load a {kind} chunk (mode is '").as_bytes(), mode, b"')"].concat());
    }
    if !is_binary {
        let Compiled { prototype, mut held } = compile(source).await?;
        let wrong = |error: VerifyError| [&chunk_id(&name), format!(": {error}").as_bytes()].concat();
        let code = verify_in_steps(prototype, Privileges::default(), &pace).await.map_err(wrong)?;
        return Ok((code, held.take()));
    }
    let name = match &name[..] {
        [b'@' | b'=', name @ ..] => name,
        [0x1b, ..] => b"binary string",
        name => name,
    };
    let wrong = |error: String| [name, format!(": bad binary format ({error})").as_bytes()].concat();
    let mut held = pace.held();
    let prototype = undump_in_steps(chunk, &pace, &mut held).await.map_err(wrong)?;
    let code = verify_in_steps(prototype, Privileges::default(), &pace).await;
    Ok((code.map_err(|error| wrong(error.to_string()))?, held.take()))
}

/// A chunk's name ends at its first NUL, as C's strings do.
async fn before_nul(name: Arc<Vec<u8>>, pace: &Pace) -> Arc<Vec<u8>> {
    let mut end = 0;
    for part in name.chunks(PART_BYTES) {
        if let Some(nul) = part.iter().position(|&byte| byte == 0) {
            return Arc::new(name[..end + nul].to_vec());
        }
        end += part.len();
        pace.spend(part.len() / 64).await;
    }
    name
}

/// How much of a file comes before the chunk: a byte order mark, and a first line that begins with `#`.
async fn preamble(file: &[u8], pace: &Pace) -> usize {
    let mut start = if file.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    if file.get(start) != Some(&b'#') {
        return start;
    }
    for part in file[start..].chunks(PART_BYTES) {
        let end = part.iter().position(|&byte| byte == b'\n');
        start += end.unwrap_or(part.len());
        if end.is_some() {
            break;
        }
        pace.spend(part.len() / 4).await;
    }
    // A binary chunk may follow; for text the newline stays, so that lines count right.
    if file.get(start + 1) == Some(&0x1b) { start + 1 } else { start }
}
