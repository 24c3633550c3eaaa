//! Who waits for what, as a report for the end of a run that can't go on.

use std::collections::BTreeMap;

use super::locks::LockKind;
use super::process::{Pid, Process};
use super::rounds::ProcessManager;
use super::wait::Wait;

/// Lines of the report, of which each is about the processes of one name that wait for the same.
const LINES_MAX: usize = 50;
/// Processes of a line that are named before the others are counted.
const PIDS_MAX: usize = 3;

impl ProcessManager {
    /// Who waits for what, of those that have not ended: for a report when [`RunEnd::Deadlock`] has come. Processes of the
    /// same name that wait for the same share a line, and there are at most 50 of these.
    ///
    /// [`RunEnd::Deadlock`]: super::rounds::RunEnd::Deadlock
    pub fn deadlock(&self) -> String {
        let mut groups: Vec<Group> = Vec::new();
        let mut places: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        for process in self.table.iter().filter(|process| process.exit().is_none()) {
            let (name, waits_for) = (process.name_in_words(), self.wait_with_owner(process));
            let place = *places.entry((name.clone(), waits_for.clone())).or_insert(groups.len());
            if place == groups.len() {
                groups.push(Group { name, waits_for, first: Vec::new(), count: 0 });
            }
            groups[place].add(process.pid());
        }
        let mut text: String = groups.iter().take(LINES_MAX).map(Group::line).collect();
        match groups.iter().skip(LINES_MAX).map(|group| group.count).sum::<usize>() {
            0 => {}
            1 => text.push_str("and 1 more process\n"),
            more => text.push_str(&format!("and {more} more processes\n")),
        }
        text
    }

    /// What a process waits for, and who has it; `None` for one that is stopped.
    fn wait_with_owner(&self, process: &Process) -> Option<String> {
        let mut waits_for = process.waits_in_words()?;
        if let Some(Wait::Lock { kind: LockKind::Mutex, name, .. }) = process.waits_for()
            && let Some(owner) = self.locks.owner(name)
        {
            waits_for.push_str(&format!(", which process {owner} holds"));
        }
        Some(waits_for)
    }
}

/// Processes of one name that wait for the same.
struct Group {
    name: String,
    waits_for: Option<String>,
    first: Vec<Pid>,
    count: usize,
}

impl Group {
    fn add(&mut self, pid: Pid) {
        self.count += 1;
        if self.first.len() < PIDS_MAX {
            self.first.push(pid);
        }
    }

    fn line(&self) -> String {
        let mut who: Vec<String> = self.first.iter().map(Pid::to_string).collect();
        match self.count - self.first.len() {
            0 => {}
            1 => who.push("1 other".to_owned()),
            others => who.push(format!("{others} others")),
        }
        let last = who.pop().unwrap_or_default();
        let (name, is_one) = (&self.name, self.count == 1);
        let who = match is_one {
            true => format!("process {last}"),
            false => format!("processes {} and {last}", who.join(", ")),
        };
        match &self.waits_for {
            Some(wait) => format!("{who} ({name}) {} for {wait}\n", if is_one { "waits" } else { "wait" }),
            None => format!("{who} ({name}) {} stopped\n", if is_one { "is" } else { "are" }),
        }
    }
}
