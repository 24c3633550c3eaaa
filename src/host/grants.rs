//! What a program may do, and the resolution of paths that goes before every check.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use super::{HostError, HostResult};

/// How much of one kind of thing is granted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Grant {
    /// Nothing.
    #[default]
    None,
    /// Everything.
    All,
    /// These: directories and files with all that is under them, names of variables, or programs.
    Only(Vec<Vec<u8>>),
}

/// What a program may do beyond using its standard streams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    /// Files that may be read.
    pub read: Grant,
    /// Files that may be created, written to, renamed and removed.
    pub write: Grant,
    /// Environment variables that may be read.
    pub env: Grant,
    /// Programs that may be run.
    pub exec: Grant,
}

impl Grants {
    /// Everything.
    pub const ALL: Grants = Grants { read: Grant::All, write: Grant::All, env: Grant::All, exec: Grant::All };
}

/// What was not granted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Refusal {
    action: &'static str,
    flag: &'static str,
    is_partial: bool,
}

impl Refusal {
    /// Reading files.
    pub const READ: Refusal = Refusal::of("reading files", "--allow-read");
    /// Writing, renaming and removing files.
    pub const WRITE: Refusal = Refusal::of("writing files", "--allow-write");
    /// Reading the environment.
    pub const ENV: Refusal = Refusal::of("reading the environment", "--allow-env");
    /// Running programs.
    pub const EXEC: Refusal = Refusal::of("running programs", "--allow-exec");

    const fn of(action: &'static str, flag: &'static str) -> Refusal {
        Refusal { action, flag, is_partial: false }
    }

    /// The refusal where some of the kind is granted, but not this.
    pub const fn of_this(self) -> Refusal {
        Refusal { is_partial: true, ..self }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Refusal { action, flag, is_partial } = *self;
        if is_partial {
            write!(f, "{action} is granted, but not for this; {flag} would allow it")
        } else {
            write!(f, "{action} is not granted; {flag} would allow it")
        }
    }
}

/// Bytes as a path of this machine.
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// The inverse of [`path_of`].
pub(super) fn bytes_of(path: &std::ffi::OsStr) -> Vec<u8> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        path.as_bytes().to_vec()
    }
    #[cfg(not(unix))]
    path.to_string_lossy().into_owned().into_bytes()
}

/// The path that `path` names for who is in the directory `here`, or in tidelock's own.
pub(super) fn path_from(here: Option<&Path>, path: &[u8]) -> PathBuf {
    match here {
        // An empty path names nothing, wherever one is.
        Some(here) if !path.is_empty() => here.join(path_of(path)),
        _ => path_of(path),
    }
}

/// Symbolic links followed before a path is given up.
const LINKS_MAX: usize = 40;

/// The place that opening `path` would reach or create, free of `..` and of symbolic links.
pub(super) fn resolve(path: &Path) -> std::io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    let mut links = 0;
    loop {
        let missing = match path.canonicalize() {
            Ok(resolved) => return Ok(resolved),
            Err(error) => error,
        };
        if links == LINKS_MAX {
            return Err(missing);
        }
        links += 1;
        // It is not there, or is a link to what is not there.
        let place = resolve_entry(&path)?;
        match place.read_link() {
            Ok(target) => path = place.parent().map_or(target.clone(), |parent| parent.join(&target)),
            Err(_) if missing.kind() == std::io::ErrorKind::NotFound => return Ok(place),
            Err(_) => return Err(missing),
        }
    }
}

/// Whether `path` goes up again from a place that is neither under one of `roots` nor on the way to one or to the
/// working directory, which is tidelock's own if `here` is `None`. Whether it arrives would tell whether that place is
/// there.
pub(super) fn strays(path: &Path, roots: &[PathBuf], here: Option<&Path>) -> bool {
    let is_under = |place: &Path| roots.iter().any(|root| place.starts_with(root));
    let is_on_the_way = |place: &Path| {
        let own = || std::env::current_dir().and_then(|here| here.canonicalize()).ok();
        let here = here.map(Path::to_path_buf).or_else(own);
        roots.iter().chain(&here).any(|end| end.starts_with(place))
    };
    let is_known = |place: &Path| match place.canonicalize() {
        Ok(resolved) => is_under(&resolved) || is_on_the_way(&resolved),
        Err(_) => is_under(&existing_ancestor(place)),
    };
    let mut before = PathBuf::new();
    for component in path.components() {
        if component == Component::ParentDir && before.components().next().is_some() && !is_known(&before) {
            return true;
        }
        before.push(component);
    }
    false
}

/// The place of the directory entry `path` names, itself not followed if it is a link. Its directory must exist.
pub(super) fn resolve_entry(path: &Path) -> std::io::Result<PathBuf> {
    let last = path.components().next_back();
    let Some(Component::Normal(name)) = last else { return path.canonicalize() };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(parent.canonicalize()?.join(name))
}

/// [`resolve`] or [`resolve_entry`].
type Resolve = fn(&Path) -> std::io::Result<PathBuf>;

/// The nearest directory above `path` that exists, resolved.
fn existing_ancestor(path: &Path) -> PathBuf {
    let here = if path.is_absolute() { PathBuf::new() } else { PathBuf::from(".") };
    let whole = here.join(path);
    whole.ancestors().find_map(|ancestor| ancestor.canonicalize().ok()).unwrap_or_default()
}

impl Grant {
    /// From the values of a repeatable flag: absent is nothing, an empty value everything, else lists with commas.
    pub fn from_flag<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> Grant {
        let mut granted = Grant::None;
        for value in values {
            if value.is_empty() {
                return Grant::All;
            }
            let named = value.split(|&byte| byte == b',').filter(|name| !name.is_empty()).map(<[u8]>::to_vec);
            let mut all = if let Grant::Only(before) = granted { before } else { Vec::new() };
            all.extend(named);
            granted = Grant::Only(all);
        }
        granted
    }

    /// Whether the grant is for nothing at all.
    pub fn is_none(&self) -> bool {
        matches!(self, Grant::None)
    }

    /// Whether a path that [`resolve`] gave is granted.
    pub(super) fn covers(&self, resolved: &Path) -> bool {
        match self {
            Grant::None => false,
            Grant::All => true,
            Grant::Only(roots) => roots.iter().any(|root| resolved.starts_with(path_of(root))),
        }
    }

    /// The same grant with its paths resolved, once and for all: nothing the program does later moves them.
    pub(super) fn resolved(self) -> Grant {
        let Grant::Only(roots) = self else { return self };
        // What can't be resolved covers nothing.
        let resolved = roots.iter().filter_map(|root| resolve(&path_of(root)).ok());
        Grant::Only(resolved.map(|root| bytes_of(root.as_os_str())).collect())
    }

    /// The place that opening `path` would reach for who is in the directory `here`, if the grant covers it.
    pub(super) fn permit(&self, path: &[u8], here: Option<&Path>, refusal: Refusal) -> HostResult<PathBuf> {
        self.permit_by(path, here, refusal, resolve)
    }

    /// The directory entry that `path` names, itself not followed if it is a link, if the grant covers it.
    pub(super) fn permit_entry(&self, path: &[u8], here: Option<&Path>, refusal: Refusal) -> HostResult<PathBuf> {
        self.permit_by(path, here, refusal, resolve_entry)
    }

    fn permit_by(&self, path: &[u8], here: Option<&Path>, refusal: Refusal, resolve: Resolve) -> HostResult<PathBuf> {
        let path = path_from(here, path);
        let roots: Vec<PathBuf> = match self {
            Grant::None => return Err(HostError::refused(refusal)),
            Grant::All => return Ok(path),
            Grant::Only(roots) => roots.iter().map(|root| path_of(root)).collect(),
        };
        let refused = || HostError::refused(refusal.of_this());
        if strays(&path, &roots, here) {
            return Err(refused());
        }
        match resolve(&path) {
            Ok(resolved) if self.covers(&resolved) => Ok(resolved),
            Ok(_) => Err(refused()),
            // Why it can't be resolved is told only about what is granted.
            Err(error) if self.covers(&existing_ancestor(&path)) => Err(error.into()),
            Err(_) => Err(refused()),
        }
    }

    /// Whether a name is granted.
    pub(super) fn names(&self, name: &[u8]) -> bool {
        match self {
            Grant::None => false,
            Grant::All => true,
            Grant::Only(names) => names.iter().any(|granted| granted == name),
        }
    }

    /// The refusal of something this grant does not cover.
    pub(super) fn refusal(&self, refusal: Refusal) -> Refusal {
        if self.is_none() { refusal } else { refusal.of_this() }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    /// `in/file`, `out/secret`, and links in `in` that lead out of it; only `in` is granted.
    fn world(name: &str) -> (PathBuf, Grant) {
        let root = std::env::temp_dir().join(format!("tidelock-grants-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&root);
        std::fs::create_dir_all(root.join("in")).unwrap();
        std::fs::create_dir_all(root.join("out")).unwrap();
        std::fs::write(root.join("in/file"), "").unwrap();
        std::fs::write(root.join("out/secret"), "").unwrap();
        symlink("../out/secret", root.join("in/link")).unwrap();
        symlink("../out/new", root.join("in/dangling")).unwrap();
        symlink("../out", root.join("in/directory")).unwrap();
        let granted = Grant::Only(vec![bytes_of(root.join("in").as_os_str())]).resolved();
        (root, granted)
    }

    #[test]
    fn paths_do_not_get_round_a_grant() {
        let (root, grant) = world("paths");
        let code = |path: &str| {
            let path = bytes_of(root.join(path).as_os_str());
            grant.permit(&path, None, Refusal::READ).map_or_else(|error| error.code, |_| 0)
        };
        let table = [
            ("in/file", 0),
            ("in/new", 0),
            ("in/../in/file", 0),
            ("in", 0),
            ("in/missing/file", 2),
            ("in/missing/../file", 2),
            ("in/../out/../in/file", 13),
            ("in/../missing/../in/file", 13),
            ("in/directory/../in/file", 13),
            ("in/link", 13),
            ("in/dangling", 13),
            ("in/directory/secret", 13),
            ("in/directory/new", 13),
            ("in/../out/secret", 13),
            ("in/..", 13),
            ("out/secret", 13),
            ("missing/file", 13),
        ];
        for (path, expected) in table {
            assert_eq!(code(path), expected, "{path}");
        }
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_link_itself_is_removed_where_it_stands() {
        let (root, grant) = world("entries");
        let entry =
            |path: &str| grant.permit_entry(&bytes_of(root.join(path).as_os_str()), None, Refusal::WRITE).is_ok();
        assert!(entry("in/link"));
        assert!(entry("in/dangling"));
        assert!(!entry("in/directory/secret"));
        assert!(!entry("out/secret"));
        std::fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn flags() {
        let grant = |values: &[&str]| Grant::from_flag(values.iter().map(|value| value.as_bytes()));
        assert_eq!(grant(&[]), Grant::None);
        assert_eq!(grant(&[""]), Grant::All);
        assert_eq!(grant(&["a,b", "c"]), Grant::Only(vec![b"a".to_vec(), b"b".to_vec(), b"c".to_vec()]));
        assert_eq!(grant(&["a", ""]), Grant::All);
    }
}
