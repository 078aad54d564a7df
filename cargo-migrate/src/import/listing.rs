//! The other tool's directory, read into memory.

use std::fs;
use std::io;
use std::path::Path;

/// One thing that lies in the directory or in one of its folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path below the directory, with `/`.
    pub path: String,
    /// What it is.
    pub content: Content,
}

/// What a thing in the directory is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A file, with its bytes.
    File(Vec<u8>),
    /// A folder with what lies in it. Folders below that one are not read: neither tool looks there.
    Folder(Vec<Found>),
    /// A link, a socket or the like; links are not followed.
    Other,
}

impl Found {
    /// The last part of its path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Reads a directory two levels deep, sorted by name. Dot files are left out: both tools pass over them.
///
/// # Errors
///
/// The first thing that cannot be read, with its path in the message.
pub(crate) fn read(directory: &Path) -> io::Result<Vec<Found>> {
    list(directory, "", Depth::Top)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Top,
    Folder,
}

fn list(directory: &Path, above: &str, depth: Depth) -> io::Result<Vec<Found>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(directory).map_err(|error| at(directory, &error))? {
        let entry = entry.map_err(|error| at(directory, &error))?;
        let path = entry.path();
        let Ok(name) = entry.file_name().into_string() else {
            let error = io::Error::new(io::ErrorKind::InvalidData, "its name is not UTF-8");
            return Err(at(&path, &error));
        };
        if name.starts_with('.') {
            continue;
        }
        let below = format!("{above}{name}");
        let kind = entry.file_type().map_err(|error| at(&path, &error))?;
        let content = if kind.is_file() {
            Content::File(fs::read(&path).map_err(|error| at(&path, &error))?)
        } else if kind.is_dir() && depth == Depth::Top {
            Content::Folder(list(&path, &format!("{below}/"), Depth::Folder)?)
        } else if kind.is_dir() {
            Content::Folder(Vec::new())
        } else {
            Content::Other
        };
        all.push(Found {
            path: below,
            content,
        });
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("cannot read {}: {error}", path.display()),
    )
}
