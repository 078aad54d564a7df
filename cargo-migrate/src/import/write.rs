//! The new directory of revisions, put in place whole or not at all.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use migrate_core::source::Lock;
use migrate_core::source::files::{DOWN_FILE, LOCK_FILE, MANIFEST_FILE, UP_FILE};

use tempfile::TempDir;

use super::Import;

/// The new directory, within the temporary one.
const NEW: &str = "new";

/// The old directory, within the temporary one.
const OLD: &str = "old";

/// The directory could not be written. It is as it was before, but for [`WriteError::Stranded`].
#[derive(Debug)]
pub(crate) enum WriteError {
    /// There are revisions, or other things that an import would have to overwrite.
    Occupied {
        /// The directory.
        directory: PathBuf,
        /// Something that lies in it.
        holds: String,
    },
    /// The file system refused.
    Io {
        /// What was tried, with the path.
        doing: String,
        /// Its answer.
        error: io::Error,
    },
    /// The directory was moved away, and could be neither replaced nor moved back.
    Stranded {
        /// Where it was.
        directory: PathBuf,
        /// Where it is.
        old: PathBuf,
        /// Why it could not be moved back.
        error: io::Error,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Occupied { directory, holds } => write!(
                f,
                "{} already holds {holds}, and an import overwrites nothing",
                directory.display()
            ),
            Self::Io { doing, error } => write!(f, "cannot {doing}: {error}"),
            Self::Stranded {
                directory,
                old,
                error,
            } => write!(
                f,
                "cannot move {} back to {}: {error}; nothing of it is lost",
                old.display(),
                directory.display()
            ),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Occupied { .. } => None,
            Self::Io { error, .. } | Self::Stranded { error, .. } => Some(error),
        }
    }
}

/// Refuses a directory that an import would have to overwrite. An initialised one without a revision is free: it holds
/// an empty lock, and perhaps a `README` and dot files, which stay.
///
/// # Errors
///
/// [`WriteError::Occupied`], or the directory cannot be read.
pub(crate) fn check_free(directory: &Path) -> Result<(), WriteError> {
    kept(directory).map(|_| ())
}

/// Writes the import as the directory of revisions.
///
/// # Errors
///
/// As [`check_free`], or something cannot be written. The directory is then as it was, or the error says where it is.
pub(crate) fn write(import: &Import, directory: &Path) -> Result<(), WriteError> {
    let kept = kept(directory)?;
    let parent = match directory.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    doing("create", parent, fs::create_dir_all(parent))?;
    let staging = tempfile::Builder::new()
        .prefix(".migrate-import-")
        .tempdir_in(parent)
        .map_err(|error| failed("create a temporary directory in", parent, error))?;
    let new = staging.path().join(NEW);
    fill(import, &new)?;
    for name in &kept {
        let (from, to) = (directory.join(name), new.join(name));
        doing("copy", &from, fs::copy(&from, &to).map(|_| ()))?;
    }
    replace(directory, staging)
}

fn fill(import: &Import, new: &Path) -> Result<(), WriteError> {
    let write = |path: PathBuf, bytes: &[u8]| doing("write", &path, fs::write(&path, bytes));
    doing("create", new, fs::create_dir(new))?;
    for revision in &import.revisions {
        let folder = new.join(&revision.folder);
        doing("create", &folder, fs::create_dir(&folder))?;
        write(
            folder.join(MANIFEST_FILE),
            revision.manifest.to_toml().as_bytes(),
        )?;
        write(folder.join(UP_FILE), &revision.up)?;
        if let Some(down) = &revision.down {
            write(folder.join(DOWN_FILE), down)?;
        }
    }
    write(new.join(LOCK_FILE), import.lock().to_string().as_bytes())
}

/// Puts the new directory where the old one is, if there is one; puts the old one back when that fails.
fn replace(directory: &Path, staging: TempDir) -> Result<(), WriteError> {
    if directory.exists() {
        let old = staging.path().join(OLD);
        doing("move", directory, fs::rename(directory, old))?;
    }
    publish(directory, staging)
}

/// Puts the new directory into its place, from which the old one was moved away.
fn publish(directory: &Path, staging: TempDir) -> Result<(), WriteError> {
    let (new, old) = (staging.path().join(NEW), staging.path().join(OLD));
    let Err(refused) = fs::rename(new, directory) else {
        return Ok(());
    };
    if old.exists()
        && let Err(error) = fs::rename(old, directory)
    {
        // It holds files of a person, and a temporary directory that is dropped is removed.
        let old = staging.keep().join(OLD);
        let directory = directory.to_owned();
        return Err(WriteError::Stranded {
            directory,
            old,
            error,
        });
    }
    Err(failed("create", directory, refused))
}

/// The names of the files in the directory that stay; refuses it when there is anything else.
fn kept(directory: &Path) -> Result<Vec<String>, WriteError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed("read", directory, error)),
    };
    let mut kept = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed("read", directory, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if name == LOCK_FILE && is_file {
            refuse_listed(directory, &entry.path())?;
        } else if is_file && (name.starts_with('.') || name.starts_with("README")) {
            kept.push(name);
        } else {
            return Err(WriteError::Occupied {
                directory: directory.to_owned(),
                holds: name,
            });
        }
    }
    Ok(kept)
}

fn refuse_listed(directory: &Path, lock: &Path) -> Result<(), WriteError> {
    let text = fs::read_to_string(lock).map_err(|error| failed("read", lock, error))?;
    match Lock::parse(LOCK_FILE, &text) {
        Ok(lock) if lock.entries.is_empty() => Ok(()),
        _ => Err(WriteError::Occupied {
            directory: directory.to_owned(),
            holds: format!("a {LOCK_FILE} that lists revisions or cannot be read"),
        }),
    }
}

fn doing(what: &str, path: &Path, result: io::Result<()>) -> Result<(), WriteError> {
    result.map_err(|error| failed(what, path, error))
}

fn failed(what: &str, path: &Path, error: io::Error) -> WriteError {
    WriteError::Io {
        doing: format!("{what} {}", path.display()),
        error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Someone else creates the directory in the moment in which it is moved away: nothing can be put into its place.
    #[test]
    fn what_cannot_be_moved_back_is_kept() {
        let package = tempfile::tempdir().unwrap();
        let directory = package.path().join("migrations");
        fs::create_dir(&directory).unwrap();
        fs::write(directory.join("theirs"), "").unwrap();
        let staging = tempfile::tempdir_in(package.path()).unwrap();
        for name in [NEW, OLD] {
            fs::create_dir(staging.path().join(name)).unwrap();
            fs::write(staging.path().join(name).join("README"), name).unwrap();
        }
        let error = publish(&directory, staging).unwrap_err();
        let WriteError::Stranded { old, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(fs::read_to_string(old.join("README")).unwrap(), OLD);
        assert!(error.to_string().contains(&*old.to_string_lossy()));
    }

    #[test]
    fn what_can_be_moved_back_is() {
        let package = tempfile::tempdir().unwrap();
        let directory = package.path().join("migrations");
        let staging = tempfile::tempdir_in(package.path()).unwrap();
        // There is nothing new to move into its place.
        fs::create_dir(staging.path().join(OLD)).unwrap();
        fs::write(staging.path().join(OLD).join("README"), OLD).unwrap();
        publish(&directory, staging).unwrap_err();
        assert_eq!(fs::read_to_string(directory.join("README")).unwrap(), OLD);
        assert_eq!(fs::read_dir(package.path()).unwrap().count(), 1);
    }
}
