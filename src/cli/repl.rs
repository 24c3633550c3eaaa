//! `tidelock repl`: reads a chunk, runs it, prints what it gives, and again.

use std::sync::atomic::Ordering;

use tidelock::host::{Host, SystemHost};
use tidelock::manager::{Exit, Failure, Guest, LuaBlank, LuaGuest, LuaSetup, LuaStep, Stop};
use tidelock::{Limits, Message, ProgramError, program};
use tidelock_vm::SystemCall;
use tidelock_vm::bytecode::Verified;

use super::args::World;
use super::interrupt::{self, Interrupt, Signals};
use super::prompt::{Line, Prompt};
use super::{CODE_INTERRUPTED, Complaint, output, run, world};

/// Ticks between two looks at whether Ctrl-C was pressed.
const SLICE_TICKS: u64 = 1_000_000;
/// Errors that Ctrl-C raises before a chunk that catches them all is given up.
const RAISES_MAX: u32 = 100_000;

/// A prompt's state.
struct Session {
    guest: LuaGuest,
    host: SystemHost,
    interrupt: Interrupt,
    entropy: u64,
    memory_bytes_max: usize,
}

/// Runs the prompt; says the exit code.
pub(crate) fn repl(options: &World) -> Result<u8, Complaint> {
    let interrupt = interrupt::install(Signals::Keys);
    let memory_bytes_max = options.memory_limit.unwrap_or(usize::MAX);
    let guest = LuaGuest::interactive(&LuaSetup {
        quantum: SLICE_TICKS,
        blank: LuaBlank::new(run::random_hash_seed(), options.dispatch.into()),
        random_seed: (options.seed, 1),
        memory_bytes_max,
        message_depth_max: Limits::default().message_depth_max,
    });
    let host = SystemHost::new(world::grants(options)).beside("(command line)".as_ref());
    let mut session = Session { guest, host, interrupt, entropy: options.seed, memory_bytes_max };
    let mut prompt = Prompt::new();
    session.run();
    loop {
        match session.read_chunk(&mut prompt) {
            Chunk::Code(code) => {
                session.guest.add_step(LuaStep::Show { code });
                if let Some(exit) = session.run() {
                    prompt.close();
                    return Ok(exit);
                }
            }
            Chunk::Nothing => {}
            Chunk::Bad(error) => output::complain_bytes(&error.message()),
            Chunk::End => break,
        }
    }
    prompt.close();
    session.guest.add_end();
    Ok(session.run().unwrap_or(0))
}

/// What was typed.
enum Chunk {
    Code(Verified),
    Nothing,
    Bad(ProgramError),
    End,
}

impl Session {
    /// Reads lines until they make a chunk.
    fn read_chunk(&mut self, prompt: &mut Prompt) -> Chunk {
        let mut text = Vec::new();
        loop {
            // At the prompt Ctrl-C drops what was typed, and where there is no prompt it ends the command.
            self.interrupt.is_survived.store(prompt.is_interactive(), Ordering::Relaxed);
            let line = prompt.read(&mut self.host, text.is_empty());
            self.interrupt.is_survived.store(true, Ordering::Relaxed);
            self.interrupt.requested.store(false, Ordering::Relaxed);
            match line {
                Line::Text(line) => text.extend_from_slice(&line),
                Line::Dropped => return Chunk::Nothing,
                Line::End if text.is_empty() => return Chunk::End,
                // What is there is not complete, and says so.
                Line::End => return compile(&text).map_or_else(Chunk::Bad, Chunk::Code),
            }
            match compile(&text) {
                Err(ProgramError::Compile(error)) if error.is_incomplete() => text.push(b'\n'),
                result => {
                    prompt.remember(&text);
                    return result.map_or_else(Chunk::Bad, Chunk::Code);
                }
            }
        }
    }

    /// Runs what the guest has to run, and reports an error; says the exit code if the program asks to end.
    fn run(&mut self) -> Option<u8> {
        let mut answer = None;
        let mut raises = 0;
        loop {
            let is_interrupted = self.interrupt.requested.load(Ordering::Relaxed);
            // An error may be caught; raised again at the next safepoint, it soon hits a place where it is not.
            let ticks = if is_interrupted { 1 } else { SLICE_TICKS };
            match self.guest.resume(ticks, answer.take()).stop {
                Stop::Preempted | Stop::Yielded if is_interrupted && raises < RAISES_MAX => {
                    raises += 1;
                    self.guest.raise(b"interrupted!");
                }
                Stop::Preempted | Stop::Yielded if is_interrupted => return Some(CODE_INTERRUPTED),
                Stop::Preempted | Stop::Yielded | Stop::SignalHandled => {}
                Stop::SystemCall(request) => {
                    let call = SystemCall::from_number(request.number);
                    answer = Some(match call {
                        Some(SystemCall::Entropy) => Ok(self.draw_entropy()),
                        Some(call) => self.host.answer(call, &request.arguments, self.memory_bytes_max),
                        None => Err(b"at the prompt there are no processes".to_vec().into()),
                    });
                }
                Stop::Ended(exit) => {
                    self.host.finish();
                    return self.report(&exit);
                }
            }
        }
    }

    fn report(&self, exit: &Exit) -> Option<u8> {
        match exit {
            Exit::Returned(_) => None,
            Exit::Exited(code) => Some(*code as u8),
            Exit::Failed(Failure { message, traceback }) => {
                let traceback = traceback.as_ref().map_or(Vec::new(), |text| [b"\n", text.as_slice()].concat());
                output::complain_bytes(&[message.as_slice(), &traceback].concat());
                None
            }
            other => {
                output::complain(&other.to_string());
                Some(other.code() as u8)
            }
        }
    }

    fn draw_entropy(&mut self) -> Vec<Message> {
        tidelock::manager::draw_entropy(&mut self.entropy)
    }
}

/// As an expression if it is one, else as a chunk.
fn compile(text: &[u8]) -> Result<Verified, ProgramError> {
    let as_expression = [b"return ", text].concat();
    program::load(&as_expression, b"=stdin").or_else(|_| program::load(text, b"=stdin"))
}
