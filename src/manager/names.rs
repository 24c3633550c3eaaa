//! What processes can be reached by: endpoints in contexts, and services.

use std::collections::{BTreeMap, BTreeSet};

use super::locks::LockKind;
use super::process::{Pid, Process};
use super::serve::error;
use super::wait::Wait;
use crate::message::ContextId;

/// Bytes of a name, whatever is named.
const NAME_BYTES_MAX: usize = 1024;

/// Refuses a name that is too long to be kept.
pub(super) fn check_name(name: &[u8]) -> Result<(), Vec<u8>> {
    match name.len() {
        0..=NAME_BYTES_MAX => Ok(()),
        found => error(format!("name of {found} bytes, expected at most {NAME_BYTES_MAX}")),
    }
}

/// Who answers the calls of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Endpoint {
    /// A process.
    Process(Pid),
    /// The manager, after some time.
    Alarm,
    /// A function of the manager's user, by number.
    Host(usize),
}

/// The name under which the manager's own endpoint is bound.
pub(super) const ALARM: &[u8] = b"alarm";

/// What a process has by name, or under a number.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Endpoints bound to it.
    pub(super) bindings: BTreeSet<(Option<ContextId>, Vec<u8>)>,
    /// Service names it has registered.
    pub(super) services: BTreeSet<Vec<u8>>,
    /// How many contexts it has made.
    pub(super) contexts_made: usize,
    /// Mutexes it holds.
    pub(super) mutexes: BTreeSet<Vec<u8>>,
    /// How many semaphores and named events it was the first to use.
    pub(super) objects_made: usize,
}

impl Process {
    /// What counts for the limit of names. A mutex that it waits for does too, so that it can be given it at any time.
    pub(super) fn names_used(&self) -> usize {
        let Named { bindings, services, contexts_made, mutexes, objects_made } = &self.named;
        let awaited = self.waits().filter(|wait| matches!(wait, Wait::Lock { kind: LockKind::Mutex, .. })).count();
        bindings.len() + services.len() + contexts_made + mutexes.len() + objects_made + awaited
    }

    pub(super) fn check_room_for_name(&self) -> Result<(), Vec<u8>> {
        let most = self.limits().names_max;
        if self.names_used() < most { Ok(()) } else { error(format!("too many names: expected at most {most}")) }
    }
}

/// A context.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub(super) owner: Pid,
    /// Who may use it, its owner included.
    pub(super) users: BTreeSet<Pid>,
}

/// All names of a manager.
#[derive(Clone, Debug)]
pub(super) struct Names {
    endpoints: BTreeMap<(Option<ContextId>, Vec<u8>), Endpoint>,
    pub(super) services: BTreeMap<Vec<u8>, Pid>,
    pub(super) contexts: BTreeMap<ContextId, Context>,
    context_last: u64,
}

impl Default for Names {
    fn default() -> Names {
        let endpoints = BTreeMap::from([((None, ALARM.to_vec()), Endpoint::Alarm)]);
        Names { endpoints, services: BTreeMap::new(), contexts: BTreeMap::new(), context_last: 0 }
    }
}

impl Names {
    pub(super) fn endpoints(&self) -> impl Iterator<Item = (&(Option<ContextId>, Vec<u8>), &Endpoint)> {
        self.endpoints.iter()
    }

    pub(super) fn endpoint(&self, context: Option<ContextId>, name: &[u8]) -> Option<Endpoint> {
        self.endpoints.get(&(context, name.to_vec())).copied()
    }

    /// Says whether the name was free.
    pub(super) fn bind(&mut self, context: Option<ContextId>, name: &[u8], endpoint: Endpoint) -> bool {
        let key = (context, name.to_vec());
        let is_free = !self.endpoints.contains_key(&key);
        if is_free {
            self.endpoints.insert(key, endpoint);
        }
        is_free
    }

    pub(super) fn unbind(&mut self, context: Option<ContextId>, name: &[u8]) {
        self.endpoints.remove(&(context, name.to_vec()));
    }

    pub(super) fn new_context(&mut self, owner: Pid) -> ContextId {
        self.context_last += 1;
        let context = ContextId(self.context_last);
        self.contexts.insert(context, Context { owner, users: BTreeSet::from([owner]) });
        context
    }

    /// Those bound in a context, which is about to go.
    pub(super) fn unbind_all(&mut self, context: ContextId) -> Vec<(Vec<u8>, Endpoint)> {
        let range = (Some(context), Vec::new())..(Some(ContextId(context.0 + 1)), Vec::new());
        let keys: Vec<_> = self.endpoints.range(range).map(|(key, _)| key.clone()).collect();
        keys.into_iter().filter_map(|key| Some((key.1.clone(), self.endpoints.remove(&key)?))).collect()
    }
}
