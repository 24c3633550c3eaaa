//! Children that are to end with tidelock are ended even when tidelock is killed.
//!
//! Only the system could do that by itself (Linux's parent death signal), but a child would have to ask for it between
//! fork and exec, which takes unsafe code. So a shell does it: it reads from a pipe which children there are, and when
//! the pipe ends, because tidelock has ended in whatever way, it kills those that are left.
//!
//! Not covered: a system without `/bin/sh`; the shell being killed as well; the moment between the start of a child and
//! the shell being told; what the child itself has started.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, Stdio};

/// Lines `+ PID` and `- PID`, then the end.
const SCRIPT: &str = r#"
trap '' HUP INT QUIT TERM
alive=
while read -r what pid; do
    case $what in
        +) alive="$alive $pid" ;;
        -)  rest=
            for each in $alive; do [ "$each" = "$pid" ] || rest="$rest $each"; done
            alive=$rest ;;
    esac
done
[ -z "$alive" ] || kill -9 $alive
"#;

/// The shell. Dropped, it ends and is waited for.
#[derive(Debug)]
pub(super) struct Watchdog {
    shell: Child,
    told: Option<ChildStdin>,
}

impl Watchdog {
    pub(super) fn start() -> std::io::Result<Watchdog> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SCRIPT, "tidelock-watchdog"]).env_clear().current_dir("/");
        // A group of its own: what a terminal sends to tidelock's group doesn't reach it.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut shell = command.spawn()?;
        let told = shell.stdin.take();
        Ok(Watchdog { shell, told })
    }

    /// This child is to be killed when tidelock ends.
    pub(super) fn watch(&mut self, pid: u32) {
        self.say(&format!("+ {pid}\n"));
    }

    /// This child has ended. Said before its number is free for another process.
    pub(super) fn leave(&mut self, pid: u32) {
        self.say(&format!("- {pid}\n"));
    }

    fn say(&mut self, line: &str) {
        // Nobody reads when somebody has killed the shell; then there is no watchdog.
        let _ = self.told.as_mut().map(|told| told.write_all(line.as_bytes()));
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.told.take());
        let _ = self.shell.wait();
    }
}
