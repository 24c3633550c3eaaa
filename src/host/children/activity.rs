//! Waiting for children: what is awaited of them, and a thread that blocks until something of that has come.
//!
//! A host asks without blocking. Where the answer is "not yet" it says here what that hangs on
//! ([`Activity::expect_stream`]), and [`Activity::wait`] polls exactly these pipes, so a pipe full of bytes that nobody
//! wants wakes nobody. Each is awaited once, as with epoll's one-shot. The end of a child is no file: the thread that
//! waits for it says so ([`Activity::ended`]), and a pipe made for each wait carries that to the poll.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// How long a wait rests that can't have a pipe, for lack of descriptors.
const REST: Duration = Duration::from_millis(10);

/// A child among those of all hosts that share this.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Serial(u64);

/// What of a child is awaited.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Part {
    /// Room in its standard input (0), or bytes of its output.
    Stream(usize),
    /// Its end.
    End,
}

/// What hosts that share a console await.
#[derive(Debug, Default)]
pub(crate) struct Activity {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    serials: u64,
    awaited: BTreeMap<(Serial, Part), Awaited>,
    /// Whether a [`Waker`] was used while nobody waited.
    is_woken: bool,
    waiters: BTreeMap<u64, Waiter>,
    waits: u64,
}

#[derive(Debug)]
enum Awaited {
    /// That this pipe can be read or written.
    Pipe(Arc<File>),
    /// The end of the child.
    End,
    /// It has ended while nobody waited.
    Ended,
}

/// A thread in [`Activity::wait`].
#[derive(Debug)]
struct Waiter {
    pipe: PipeWriter,
    /// Whether a byte is in the pipe.
    is_told: bool,
    /// Whether that is because something has come, and not because something else is awaited.
    has_news: bool,
}

impl Waiter {
    fn tell(&mut self, has_news: bool) {
        self.has_news |= has_news;
        if !self.is_told {
            self.is_told = self.pipe.write_all(&[0]).is_ok();
        }
    }
}

impl State {
    fn tell_all(&mut self, has_news: bool) {
        for waiter in self.waiters.values_mut() {
            waiter.tell(has_news);
        }
    }
}

/// Ends a wait for activity from another thread, such as one that handles Ctrl-C.
#[derive(Clone, Debug)]
pub struct Waker(pub(super) Arc<Activity>);

impl Waker {
    /// The wait under way returns as if something had come; if there is none, the next one.
    pub fn wake(&self) {
        let mut state = self.0.lock();
        state.is_woken |= state.waiters.is_empty();
        state.tell_all(true);
    }
}

impl Activity {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn next_serial(&self) -> Serial {
        let mut state = self.lock();
        state.serials += 1;
        Serial(state.serials)
    }

    /// From now on this stream is awaited.
    pub(super) fn expect_stream(&self, serial: Serial, stream: usize, pipe: &Arc<File>) {
        self.expect(serial, Part::Stream(stream), Awaited::Pipe(Arc::clone(pipe)));
    }

    /// From now on the end is awaited. Said under the lock under which the child ends.
    pub(super) fn expect_end(&self, serial: Serial) {
        self.expect(serial, Part::End, Awaited::End);
    }

    fn expect(&self, serial: Serial, part: Part, awaited: Awaited) {
        let mut state = self.lock();
        state.awaited.insert((serial, part), awaited);
        state.tell_all(false);
    }

    /// This is awaited no longer. A thread that waits lets go of the pipe, so that it can be closed.
    pub(super) fn expect_no_more(&self, serial: Serial, part: Part) {
        let mut state = self.lock();
        if state.awaited.remove(&(serial, part)).is_some() {
            state.tell_all(false);
        }
    }

    /// A child has ended.
    pub(super) fn ended(&self, serial: Serial) {
        let mut state = self.lock();
        let key = (serial, Part::End);
        if state.awaited.remove(&key).is_none() {
            return;
        }
        if state.waiters.is_empty() {
            state.awaited.insert(key, Awaited::Ended);
        }
        state.tell_all(true);
    }

    /// [`Host::wait_for_activity`](crate::host::Host::wait_for_activity).
    pub(crate) fn wait(&self, at_most: Option<Duration>) -> bool {
        #[expect(clippy::disallowed_methods, reason = "the host is where the machine is waited for")]
        let begun = Instant::now();
        let Ok((mut told, pipe)) = std::io::pipe() else {
            std::thread::sleep(at_most.unwrap_or(REST).min(REST));
            return true;
        };
        let id = {
            let mut state = self.lock();
            if state.take_what_came() {
                return true;
            }
            state.waits += 1;
            let id = state.waits;
            state.waiters.insert(id, Waiter { pipe, is_told: false, has_news: false });
            id
        };
        let (mut is_found, mut is_over) = (false, false);
        loop {
            let streams = {
                let mut state = self.lock();
                let waiter = state.waiters.get_mut(&id).expect("it is there until the end of the wait");
                if std::mem::take(&mut waiter.is_told) {
                    let _ = told.read(&mut [0]);
                }
                is_found |= waiter.has_news;
                if is_found || is_over || (at_most.is_none() && state.awaited.is_empty()) {
                    state.waiters.remove(&id);
                    return is_found;
                }
                state.streams()
            };
            let left = at_most.map(|at_most| at_most.saturating_sub(begun.elapsed()));
            is_found = self.poll(&told, &streams, left);
            // Looked at once even when there is no time.
            is_over = at_most.is_some_and(|at_most| begun.elapsed() >= at_most);
        }
    }

    /// Waits until one of these streams has something, which is then awaited no longer, or `told` has.
    fn poll(&self, told: &PipeReader, streams: &[(Serial, usize, Arc<File>)], at_most: Option<Duration>) -> bool {
        let mut polled = vec![PollFd::new(told, PollFlags::IN)];
        polled.extend(
            streams.iter().map(|(_, stream, pipe)| {
                PollFd::new(&**pipe, if *stream == 0 { PollFlags::OUT } else { PollFlags::IN })
            }),
        );
        // What the system has no number for is for ever.
        let at_most = at_most.and_then(|at_most| Timespec::try_from(at_most).ok());
        match poll(&mut polled, at_most.as_ref()) {
            Ok(_) => {}
            Err(Errno::INTR) => return false,
            Err(_) => {
                // The system lacks something, and is asked again.
                std::thread::sleep(REST);
                return false;
            }
        }
        let mut state = self.lock();
        let mut is_found = false;
        for ((serial, stream, _), _) in streams.iter().zip(&polled[1..]).filter(|(_, fd)| !fd.revents().is_empty()) {
            state.awaited.remove(&(*serial, Part::Stream(*stream)));
            is_found = true;
        }
        is_found
    }
}

/// Whether a file has something to read now, or its end. What can't be asked is as good as having.
pub(crate) fn has_come(file: &File) -> bool {
    let mut polled = [PollFd::new(file, PollFlags::IN)];
    loop {
        match poll(&mut polled, Some(&Timespec::default())) {
            Err(Errno::INTR) => {}
            Ok(0) => return false,
            _ => return true,
        }
    }
}

impl State {
    /// Whether something has come while nobody waited, which is awaited no longer.
    fn take_what_came(&mut self) -> bool {
        let before = self.awaited.len();
        self.awaited.retain(|_, awaited| !matches!(awaited, Awaited::Ended));
        std::mem::take(&mut self.is_woken) || self.awaited.len() < before
    }

    /// The pipes that are awaited, which stay open as long as they are polled.
    fn streams(&self) -> Vec<(Serial, usize, Arc<File>)> {
        let streams = self.awaited.iter().filter_map(|(key, awaited)| match (key, awaited) {
            ((serial, Part::Stream(stream)), Awaited::Pipe(pipe)) => Some((*serial, *stream, Arc::clone(pipe))),
            _ => None,
        });
        streams.collect()
    }
}
