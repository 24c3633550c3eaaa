//! Which file a program's name stands for, and whether running it is granted.

use std::path::{Path, PathBuf};

use rustix::fs::{Access, access};

use crate::host::grants::{path_from, path_of, resolve_entry, strays};
use crate::host::{Grant, HostError, HostResult, Refusal, errno};

/// Where programs are looked for when the environment doesn't say.
const PATH_DEFAULT: &str = "/bin:/usr/bin";

/// The file to execute for `program`, if the grant covers it. A relative path counts from the directory `here`, or from
/// tidelock's own.
///
/// A grant names a program as it will be called, or by a path; a path covers that directory entry, however it is
/// arrived at. The entry itself is not followed if it is a link: where one file is many programs (busybox), being
/// granted one of them is not being granted all.
pub(crate) fn permit(exec: &Grant, program: &[u8], here: Option<&Path>) -> HostResult<PathBuf> {
    let granted = match exec {
        Grant::All => return place(program, here),
        _ if exec.names(program) => return place(program, here),
        Grant::None => return Err(HostError::refused(Refusal::EXEC)),
        Grant::Only(granted) => granted,
    };
    let is_path = |name: &[u8]| name.contains(&b'/');
    let entry = |path: PathBuf| resolve_entry(&path).ok();
    let granted: Vec<PathBuf> =
        granted.iter().filter(|name| is_path(name)).filter_map(|name| entry(path_from(here, name))).collect();
    // What is not granted is refused in the same way whether it is there or not.
    let is_straying = is_path(program) && strays(&path_from(here, program), &granted, here);
    let found = if is_straying { None } else { place(program, here).ok().and_then(entry) };
    found.filter(|found| granted.contains(found)).ok_or_else(|| HostError::refused(exec.refusal(Refusal::EXEC)))
}

/// The file that `execvp` would execute, as an absolute path.
fn place(program: &[u8], here: Option<&Path>) -> HostResult<PathBuf> {
    if program.is_empty() {
        return Err(not_found());
    }
    if program.contains(&b'/') {
        return executable(&path_from(here, program));
    }
    let directories = std::env::var_os("PATH").unwrap_or_else(|| PATH_DEFAULT.into());
    let mut why = not_found();
    for directory in std::env::split_paths(&directories) {
        match executable(&Path::new(".").join(directory).join(path_of(program))) {
            Ok(place) => return Ok(place),
            // Another directory may have one that can be executed; if none has, this is what is told.
            Err(error) if error.code == errno::EACCES => why = error,
            Err(_) => {}
        }
    }
    Err(why)
}

fn executable(path: &Path) -> HostResult<PathBuf> {
    access(path, Access::EXEC_OK).map_err(std::io::Error::from)?;
    if path.is_dir() {
        return Err(HostError::new("Permission denied", errno::EACCES));
    }
    Ok(std::path::absolute(path)?)
}

fn not_found() -> HostError {
    HostError::new("No such file or directory", errno::ENOENT)
}
