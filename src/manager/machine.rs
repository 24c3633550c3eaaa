//! Waiting for the machine: who reads what has not come, or waits for a child, waits alone, and is tried again at the end
//! of each round. When nobody can run, the host is asked to wait.
//!
//! Virtual time goes on meanwhile as that of the machine does, if anybody would notice because an alarm is set; otherwise
//! it stands still. With real time it always is the machine's.

use std::time::Duration;

use tidelock_vm::SystemCall;

use super::children::status;
use super::clock::{TICKS_PER_SECOND, seconds, ticks};
use super::guest::{Answer, SystemRequest};
use super::process::{Pid, Process};
use super::rounds::ProcessManager;
use super::wait::Wait;
use crate::host::{HostError, errno};
use crate::message::Message;

/// Ticks of virtual time, and as much of the machine's, after which a wait for the host is looked at again.
const HOST_WAIT_TICKS: u64 = TICKS_PER_SECOND / 10;

/// Ticks of virtual time after which those that wait for their hosts are tried again while others run.
const POLL_TICKS: u64 = TICKS_PER_SECOND / 1000;

fn is_wait(wait: &Wait) -> bool {
    matches!(wait, Wait::Host { .. })
}

fn failure(failed: HostError) -> Answer {
    Ok(vec![Message::Nil, failed.message.into(), Message::Integer(failed.code.into())])
}

impl Process {
    /// Has the host answer, if it can at once; else the process waits. Says whether it has.
    pub(super) fn serve_by_host(&mut self, request: SystemRequest) -> bool {
        match self.ask_host(&request) {
            Some(answer) => {
                self.answer_at_once(answer);
                true
            }
            None => {
                let taken = self.transition_to_waiting(Wait::Host { request, deadline: None });
                assert!(taken, "only a running process makes calls");
                false
            }
        }
    }

    /// The host's answer, if it has one at once.
    fn ask_host(&mut self, request: &SystemRequest) -> Option<Answer> {
        let call = SystemCall::from_number(request.number).expect("it is one for the host");
        let number = |i: usize| request.arguments.get(i).and_then(Message::as_integer);
        if let SystemCall::Read | SystemCall::ReadLine = call
            && let (Some(handle), Some(count)) = (number(0), number(1))
        {
            let count = usize::try_from(count).unwrap_or(0);
            if !self.host.is_ready(handle, count, call == SystemCall::ReadLine) {
                return None;
            }
        }
        let bytes_max = self.limits().memory_bytes_max;
        let opens = matches!(call, SystemCall::Open | SystemCall::OpenPipe | SystemCall::TemporaryFile);
        if opens && self.check_room_for_handles(1).is_err() {
            return Some(failure(HostError::new("Too many open files", errno::EMFILE)));
        }
        let answer = self.host.answer(call, &request.arguments, bytes_max);
        match (call, answer.as_deref()) {
            (_, Ok([Message::Integer(handle)])) if opens => {
                self.streams.files.insert(*handle);
            }
            // It is closed, whatever came of that.
            (SystemCall::Close, _) => {
                let handle = number(0);
                handle.map(|handle| self.streams.files.remove(&handle));
            }
            _ => {}
        }
        Some(answer)
    }
}

impl ProcessManager {
    /// Those that wait for their hosts are tried again.
    pub(super) fn poll_hosts(&mut self) {
        self.hosts_polled_at = self.clock.ticks();
        for pid in std::mem::take(&mut self.on_host) {
            let Some(process) = self.table.living(pid) else { continue };
            // The handler of a signal may wait on top of what it interrupted.
            let waits: Vec<Wait> = process.waits().filter(|wait| is_wait(wait)).cloned().collect();
            for wait in waits {
                self.poll_host(pid, &wait);
            }
        }
    }

    fn poll_host(&mut self, pid: Pid, wait: &Wait) {
        let Wait::Host { request, deadline } = wait else { return };
        let mut request = request.clone();
        match self.try_host(pid, &mut request) {
            Some(answer) => {
                deadline.iter().for_each(|key| self.timers.cancel(*key));
                self.answer(pid, |other| other == wait, answer);
            }
            None => {
                if let Some(process) = self.table.living_mut(pid) {
                    process.wait_on(|other| other == wait, Wait::Host { request, deadline: *deadline });
                }
                self.on_host.insert(pid);
            }
        }
    }

    /// The same from time to time, while others run: to ask takes longer than a round.
    pub(super) fn poll_hosts_at_times(&mut self) {
        if !self.on_host.is_empty() && self.clock.ticks() >= self.hosts_polled_at + POLL_TICKS {
            self.poll_hosts();
        }
    }

    /// What the machine answers now, if it does; then `request` is what is left to do.
    fn try_host(&mut self, pid: Pid, request: &mut SystemRequest) -> Option<Answer> {
        let process = self.table.living_mut(pid).expect("it waits");
        if SystemCall::from_number(request.number).is_none() {
            return match status(process, &request.arguments) {
                Ok(results) => results.map(Ok),
                Err(failed) => Some(failure(failed)),
            };
        }
        let handle = request.arguments.first().and_then(Message::as_integer).unwrap_or(-1);
        if !process.streams.children.contains_key(&handle) {
            return process.ask_host(request);
        }
        match self.try_child_stream(pid, handle, request) {
            Ok(message) => message.map(|message| Ok(vec![message])),
            Err(failed) => Some(failure(failed)),
        }
    }

    /// Nobody can run, but somebody waits for the machine, or for its time: waits with them, no longer than to the next
    /// alarm and to `end`. Says for how many ticks it waited while virtual time stood still.
    pub(super) fn wait_with_hosts(&mut self, end: u64) -> u64 {
        let is_living = |&pid: &Pid| self.table.living(pid).is_some();
        let waiting = self.on_host.iter().copied().find(is_living);
        if waiting.is_none() {
            self.on_host.clear();
        }
        let anybody = || self.table.iter().map(Process::pid).find(is_living);
        let Some(pid) = waiting.or_else(anybody) else { return 0 };
        let now = self.clock.ticks();
        let alarm = self.timers.next_at();
        let at_most = (alarm.unwrap_or(u64::MAX).min(end).max(now) - now).min(HOST_WAIT_TICKS);
        let host = &mut self.table.living_mut(pid).expect("looked at just now").host;
        let has_come = host.wait_for_activity(Some(Duration::from_secs_f64(seconds(at_most))));
        self.note_real_time();
        let mut stood_still = 0;
        if !has_come && (alarm.is_some() || self.clock.is_real()) {
            self.clock.jump_to(now + at_most);
        } else if !has_come {
            stood_still = at_most;
        }
        self.poll_hosts();
        stood_still
    }

    /// With real time, the clock follows that of the machine.
    pub(super) fn note_real_time(&mut self) {
        if !self.clock.is_real() {
            return;
        }
        let Some(pid) = self.table.iter().map(Process::pid).find(|&pid| self.table.living(pid).is_some()) else {
            return;
        };
        let host = &mut self.table.living_mut(pid).expect("looked at just now").host;
        self.clock.jump_to(ticks(host.clock()));
    }
}
