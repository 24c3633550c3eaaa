//! What the system says about a process, and what it is told to let it use.

use rustix::process::Pid;

use crate::host::{ChildLimits, ChildState, ChildUsage, HostResult};

/// What a process uses that has not been reaped, whose number is therefore its own.
pub(super) fn usage(pid: Pid) -> ChildUsage {
    let number = pid.as_raw_nonzero().get().unsigned_abs();
    let unknown = ChildUsage { pid: number, cpu_seconds: None, resident_bytes: None, state: ChildState::Running };
    let text = std::fs::read(format!("/proc/{number}/stat")).unwrap_or_default();
    parse(&String::from_utf8_lossy(&text), unknown).unwrap_or(unknown)
}

/// A line of `/proc/PID/stat`, see proc(5).
fn parse(line: &str, unknown: ChildUsage) -> Option<ChildUsage> {
    // The second field is the name in parentheses, which may hold anything; fields are counted from the third.
    let fields: Vec<&str> = line[line.rfind(')')? + 1..].split_whitespace().collect();
    let state = match *fields.first()? {
        "R" => ChildState::Running,
        "T" | "t" => ChildState::Stopped,
        "Z" | "X" => ChildState::Ended,
        _ => ChildState::Sleeping,
    };
    let number = |field: usize| fields.get(field - 3)?.parse::<u64>().ok();
    let cpu_ticks = number(14)? + number(15)?;
    let cpu_seconds = cpu_ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
    let resident_bytes = number(24)? * rustix::param::page_size() as u64;
    Some(ChildUsage { cpu_seconds: Some(cpu_seconds), resident_bytes: Some(resident_bytes), state, ..unknown })
}

/// Limits a process that has just been started.
///
/// That is a moment after it began to run, since only the process itself could do it before, between fork and exec,
/// which takes unsafe code; and by way of a shell's `ulimit` it would see the shell's changes to its environment and
/// lose the name it was called by. What it already has counts against the limits. Only what it has started itself by
/// then, or files that it has opened, escape; but limits are each process's own anyhow, against mistakes and not
/// against malice.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn limit(pid: Pid, limits: &ChildLimits) -> HostResult<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, prlimit};
    // What is limited, to how much, and how much later that can't be ignored.
    let table = [
        (Resource::Cpu, limits.cpu_seconds, 1),
        (Resource::As, limits.memory_bytes, 0),
        (Resource::Nofile, limits.files, 0),
        (Resource::Fsize, limits.file_bytes, 0),
    ];
    for (resource, asked, later) in table {
        let Some(asked) = asked else { continue };
        let most = getrlimit(resource).maximum.unwrap_or(u64::MAX);
        let limit = Rlimit { current: Some(asked.min(most)), maximum: Some(asked.saturating_add(later).min(most)) };
        prlimit(Some(pid), resource, limit).map_err(std::io::Error::from)?;
    }
    Ok(())
}

/// Only Linux can limit another process.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn limit(_pid: Pid, limits: &ChildLimits) -> HostResult<()> {
    if *limits == ChildLimits::default() { Ok(()) } else { Err(crate::host::HostError::not_implemented()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let unknown = ChildUsage { pid: 7, cpu_seconds: None, resident_bytes: None, state: ChildState::Running };
        let line = "7 (a) R (b) S 1 7 7 0 -1 0 0 0 0 0 100 50 0 0 20 0 1 0 100 8192 3 18446744073709551615 0";
        let usage = parse(line, unknown).expect("it is complete");
        assert_eq!((usage.pid, usage.state), (7, ChildState::Sleeping));
        assert_eq!(usage.cpu_seconds, Some(150.0 / rustix::param::clock_ticks_per_second() as f64));
        assert_eq!(usage.resident_bytes, Some(3 * rustix::param::page_size() as u64));
        assert_eq!(parse("7 (a) R 1", unknown), None);
        assert_eq!(parse("", unknown), None);
    }
}
