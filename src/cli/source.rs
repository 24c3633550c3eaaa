//! Reading program files, and what is said when that fails.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::{Complaint, output};

/// A program file as read.
#[derive(Debug)]
pub(crate) struct Source {
    /// The file's name as given; `stdin` for standard input.
    pub(crate) name: Vec<u8>,
    /// The name of its chunk: `@FILE` or `=stdin`.
    pub(crate) chunk_name: Vec<u8>,
    /// The whole file.
    pub(crate) bytes: Vec<u8>,
}

/// Reads a program file, or standard input for `-`.
pub(crate) fn read(path: &OsStr) -> Result<Source, Complaint> {
    if path == "-" {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Complaint::new(format!("cannot read standard input: {}", output::reason(&error))))?;
        return Ok(Source { name: b"stdin".to_vec(), chunk_name: b"=stdin".to_vec(), bytes });
    }
    let name = path.as_encoded_bytes().to_vec();
    let bytes = read_file(Path::new(path))?;
    let chunk_name = [b"@", name.as_slice()].concat();
    Ok(Source { name, chunk_name, bytes })
}

fn read_file(path: &Path) -> Result<Vec<u8>, Complaint> {
    let shown = path.display();
    if path.as_os_str().is_empty() {
        return Err(Complaint::new("cannot open '': expected the name of a program file"));
    }
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(Complaint::new(format!("cannot read '{shown}': Is a directory, expected a program file")));
        }
        _ => {}
    }
    let mut file = fs::File::open(path)
        .map_err(|error| Complaint::new(format!("cannot open '{shown}': {}", output::reason(&error))))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)
        .map_err(|error| Complaint::new(format!("cannot read '{shown}': {}", output::reason(&error))))?;
    Ok(bytes)
}
