//! What of its parent's world a new process is to have: its directory, and the grants that it keeps.
//!
//! Invariant: a child never has more than its parent. What is listed is resolved before it is checked, and kept as it
//! was resolved, so that nothing which is moved later leads elsewhere.

use std::fmt;
#[cfg(feature = "cli")]
use std::path::{Path, PathBuf};

#[cfg(feature = "cli")]
use super::grants::{bytes_of, path_from, path_of, resolve, resolve_entry, strays};
use super::{Grant, Grants, HostError, Refusal};
#[cfg(feature = "cli")]
use super::{HostResult, errno};

/// What of its parent's world a new process is to have. The default is all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confinement {
    /// The directory that its relative paths count from; its parent's if `None`. A relative one counts from its
    /// parent's.
    pub directory: Option<Vec<u8>>,
    /// What it may do. Of each kind, [`Grant::All`] is what its parent may, [`Grant::Only`] is these, each of which its
    /// parent has to have. Relative paths count from its parent's directory.
    pub grants: Grants,
}

impl Default for Confinement {
    fn default() -> Confinement {
        Confinement { directory: None, grants: Grants::ALL }
    }
}

/// Why a new process can't be given what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfinementError {
    /// The directory is none, or may not be read.
    Directory(HostError),
    /// Something listed as granted which the parent doesn't have, or which is nowhere.
    Grant {
        /// Of which kind: `read`, `write`, `env` or `exec`.
        kind: &'static str,
        /// As it was listed.
        name: Vec<u8>,
        /// Why.
        error: HostError,
    },
}

impl fmt::Display for ConfinementError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfinementError::Directory(error) => error.fmt(f),
            ConfinementError::Grant { name, error, .. } => {
                let name = String::from_utf8_lossy(name);
                if error.is_refused {
                    write!(f, "'{name}' is not granted to this process")
                } else {
                    write!(f, "'{name}': {error}")
                }
            }
        }
    }
}

impl std::error::Error for ConfinementError {}

impl Confinement {
    /// Checks it for a host without files, environment and programs, of which nothing can be listed.
    ///
    /// # Errors
    ///
    /// The directory, or the first thing listed.
    pub fn check_nothing(&self) -> Result<(), ConfinementError> {
        if self.directory.is_some() {
            return Err(ConfinementError::Directory(HostError::refused(Refusal::READ)));
        }
        let Grants { read, write, env, exec } = &self.grants;
        let kinds = [("read", read), ("write", write), ("env", env), ("exec", exec)];
        let refusals = [Refusal::READ, Refusal::WRITE, Refusal::ENV, Refusal::EXEC];
        for ((kind, grant), refusal) in kinds.into_iter().zip(refusals) {
            if let Grant::Only(names) = grant
                && let Some(name) = names.first()
            {
                return Err(ConfinementError::Grant { kind, name: name.clone(), error: HostError::refused(refusal) });
            }
        }
        Ok(())
    }
}

/// What a process of the machine has.
#[cfg(feature = "cli")]
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub(super) grants: Grants,
    /// Directories in which source files may be read whatever is granted, resolved.
    pub(super) source_directories: Vec<PathBuf>,
    /// The directory that relative paths count from, resolved; tidelock's own if `None`.
    pub(super) directory: Option<PathBuf>,
}

#[cfg(feature = "cli")]
impl Reach {
    pub(super) fn here(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// The place a source file is read from, if that is allowed.
    pub(super) fn source(&self, path: &[u8]) -> HostResult<PathBuf> {
        match self.beside(path) {
            Some(place) => Ok(place),
            None => self.grants.read.permit(path, self.here(), Refusal::READ),
        }
    }

    /// The place that a path leads to, if that is in one of the source directories.
    fn beside(&self, path: &[u8]) -> Option<PathBuf> {
        let (path, directories) = (path_from(self.here(), path), &self.source_directories);
        let place = resolve(&path).ok()?;
        let is_inside = directories.iter().any(|directory| place.starts_with(directory));
        (is_inside && !strays(&path, directories, self.here())).then_some(place)
    }

    /// What a child is to have of it.
    pub(super) fn confined(&self, to: &Confinement) -> Result<Reach, ConfinementError> {
        let directory = match &to.directory {
            Some(directory) => Some(self.enter(directory).map_err(ConfinementError::Directory)?),
            None => self.directory.clone(),
        };
        let Grants { read, write, env, exec } = &to.grants;
        let (read, source_directories) = self.narrowed_read(read)?;
        let write = narrowed(&self.grants.write, write, "write", |name| {
            self.granted_place(&self.grants.write, name, Refusal::WRITE)
        })?;
        let env = narrowed(&self.grants.env, env, "env", |name| {
            let own = &self.grants.env;
            if own.names(name) { Ok(name.to_vec()) } else { Err(HostError::refused(Refusal::ENV)) }
        })?;
        let exec = narrowed(&self.grants.exec, exec, "exec", |name| self.granted_program(name))?;
        // A program that was granted by a relative path stays the same one.
        let exec = if to.directory.is_some() { self.absolute(exec) } else { exec };
        Ok(Reach { grants: Grants { read, write, env, exec }, source_directories, directory })
    }

    /// A directory that may be read, resolved.
    fn enter(&self, directory: &[u8]) -> HostResult<PathBuf> {
        let place = self.source(directory)?.canonicalize()?;
        if place.is_dir() { Ok(place) } else { Err(HostError::new("Not a directory", errno::ENOTDIR)) }
    }

    /// What of the files that may be read a child may, and in which of the source directories.
    fn narrowed_read(&self, asked: &Grant) -> Result<(Grant, Vec<PathBuf>), ConfinementError> {
        let names = match asked {
            Grant::All => return Ok((self.grants.read.clone(), self.source_directories.clone())),
            Grant::None => return Ok((Grant::None, Vec::new())),
            Grant::Only(names) => names,
        };
        let (mut granted, mut sources) = (Vec::new(), Vec::new());
        for name in names {
            let beside = self.beside(name);
            match self.granted_place(&self.grants.read, name, Refusal::READ) {
                Ok(place) => granted.push(place),
                // Beside the script, source files alone may be read.
                Err(_) if beside.is_some() => {}
                Err(error) => return Err(ConfinementError::Grant { kind: "read", name: name.clone(), error }),
            }
            let listed = beside.or_else(|| granted.last().map(|place: &Vec<u8>| path_of(place)));
            for (listed, source) in
                listed.iter().flat_map(|listed| self.source_directories.iter().map(move |source| (listed, source)))
            {
                if listed.starts_with(source) {
                    sources.push(listed.clone());
                } else if source.starts_with(listed) {
                    sources.push(source.clone());
                }
            }
        }
        Ok((only(granted), sources))
    }

    /// The place that a listed path leads to, if the grant covers it.
    fn granted_place(&self, own: &Grant, name: &[u8], refusal: Refusal) -> HostResult<Vec<u8>> {
        let place = own.permit(name, self.here(), refusal)?;
        Ok(bytes_of(resolve(&place)?.as_os_str()))
    }

    /// A listed program, if the grant covers it: a name as it is, a path as that of its directory entry.
    fn granted_program(&self, name: &[u8]) -> HostResult<Vec<u8>> {
        let own = &self.grants.exec;
        if !name.contains(&b'/') {
            let refused = || HostError::refused(own.refusal(Refusal::EXEC));
            return if own.names(name) { Ok(name.to_vec()) } else { Err(refused()) };
        }
        #[cfg(unix)]
        super::children::permit(own, name, self.here())?;
        let entry = resolve_entry(&path_from(self.here(), name))?;
        Ok(bytes_of(entry.as_os_str()))
    }

    /// The same programs for who is in another directory.
    fn absolute(&self, exec: Grant) -> Grant {
        let Grant::Only(names) = exec else { return exec };
        only(names.into_iter().filter_map(|name| {
            if !name.contains(&b'/') || path_of(&name).is_absolute() {
                return Some(name);
            }
            let entry = resolve_entry(&path_from(self.here(), &name)).ok()?;
            Some(bytes_of(entry.as_os_str()))
        }))
    }
}

/// Nothing is granted by an empty list.
#[cfg(feature = "cli")]
fn only(names: impl IntoIterator<Item = Vec<u8>>) -> Grant {
    let names: Vec<Vec<u8>> = names.into_iter().collect();
    if names.is_empty() { Grant::None } else { Grant::Only(names) }
}

/// What of a grant is left, each thing listed being checked and resolved by `check`.
#[cfg(feature = "cli")]
fn narrowed(
    own: &Grant,
    asked: &Grant,
    kind: &'static str,
    check: impl Fn(&[u8]) -> HostResult<Vec<u8>>,
) -> Result<Grant, ConfinementError> {
    let names = match asked {
        Grant::All => return Ok(own.clone()),
        Grant::None => return Ok(Grant::None),
        Grant::Only(names) => names,
    };
    let checked =
        |name: &Vec<u8>| check(name).map_err(|error| ConfinementError::Grant { kind, name: name.clone(), error });
    Ok(only(names.iter().map(checked).collect::<Result<Vec<_>, _>>()?))
}
