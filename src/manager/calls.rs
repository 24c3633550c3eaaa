//! System calls: those about the run itself are answered here, the others by the process's host.

use tidelock_vm::SystemCall;

use super::clock::Clock;
use super::guest::{Answer, Exit, SystemRequest};
use super::process::Process;
use crate::message::Message;

impl Process {
    /// Answers a system call made `slice_ticks` into the slice.
    pub(super) fn serve(&mut self, request: SystemRequest, clock: &Clock, slice_ticks: u64) {
        self.usage.system_calls += 1;
        assert!(self.transition_to_waiting(request.clone()), "only a running process makes calls");
        let answer = match SystemCall::from_number(request.number) {
            None => Err(format!("no system call has the number {}", request.number).into_bytes()),
            Some(SystemCall::Entropy) => Ok(draw_entropy(&mut self.entropy)),
            Some(SystemCall::Time) if !clock.is_real() => Ok(vec![Message::Integer(clock.time(slice_ticks))]),
            Some(SystemCall::Clock) if !clock.is_real() => Ok(vec![Message::Float(clock.seconds(slice_ticks))]),
            Some(call) => self.host.answer(call, &request.arguments, self.limits().memory_bytes_max),
        };
        self.receive(answer);
    }

    fn receive(&mut self, answer: Answer) {
        assert!(self.transition_to_answered(answer), "the call is answered once");
    }

    /// Ends the process if it has used up what it may use.
    pub(super) fn enforce_limits(&mut self) {
        self.note_memory();
        if !self.is_running() {
            return;
        }
        let ticks_max = self.limits().ticks_max;
        if self.usage.ticks >= ticks_max {
            assert!(self.transition_to_zombie(Exit::TickLimit { ticks_max }));
        }
    }
}

/// The answer to `Entropy`: two numbers of the generator (splitmix64) that has this state.
pub fn draw_entropy(state: &mut u64) -> Vec<Message> {
    let mut draw = || {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Message::Integer((z ^ (z >> 31)) as i64)
    };
    vec![draw(), draw()]
}
