//! Writing the lock, the manifests and the folders' names together.
//!
//! The lock goes first: should the machine stop in between, it lists the moved revisions as drafts, which may be edited, and
//! the same command goes on from there. Should a step fail, what was done is taken back in reverse order.

use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::source::files::{LOCK_FILE, MANIFEST_FILE};

use crate::failure::{Failure, Usage};
use crate::write::Prepared;

/// What will be written.
#[derive(Debug)]
pub(crate) struct Rewrite {
    directory: PathBuf,
    lock: String,
    folders: Vec<Folder>,
}

/// A folder whose manifest is written anew, and its name.
#[derive(Debug)]
struct Folder {
    from: String,
    to: String,
    manifest: String,
}

/// How a step is taken back.
enum Undo {
    /// The file had these bytes.
    Bytes(PathBuf, Vec<u8>),
    /// The file was not there.
    Absent(PathBuf),
    /// The folder had the first name.
    Name(PathBuf, PathBuf),
}

impl Rewrite {
    /// A lock for this directory of revisions.
    pub(crate) fn new(directory: PathBuf, lock: String) -> Self {
        Self {
            directory,
            lock,
            folders: Vec::new(),
        }
    }

    /// With a folder that gets another manifest and perhaps another name.
    pub(crate) fn folder(&mut self, from: &str, to: &str, manifest: String) {
        self.folders.push(Folder {
            from: from.to_owned(),
            to: to.to_owned(),
            manifest,
        });
    }

    /// Writes everything, or leaves everything as it was.
    ///
    /// # Errors
    ///
    /// A folder of a new name exists, or something cannot be written.
    pub(crate) fn write(&self) -> Result<(), Failure> {
        for folder in &self.folders {
            let path = self.directory.join(&folder.to);
            if folder.from != folder.to && path.symlink_metadata().is_ok() {
                return Err(Usage::Exists { path }.into());
            }
        }
        let lock = self.directory.join(LOCK_FILE);
        // A full disk shows here, before anything is in its place.
        let mut files = vec![(lock.clone(), Prepared::file(&lock, &self.lock)?)];
        for folder in &self.folders {
            let manifest = self.directory.join(&folder.from).join(MANIFEST_FILE);
            let prepared = Prepared::file(&manifest, &folder.manifest)?;
            files.push((manifest, prepared));
        }
        let mut undo = Vec::new();
        self.publish(files, &mut undo).inspect_err(|_| {
            for step in undo.into_iter().rev() {
                step.take_back();
            }
        })
    }

    fn publish(
        &self,
        files: Vec<(PathBuf, Prepared)>,
        undo: &mut Vec<Undo>,
    ) -> Result<(), Failure> {
        for (place, prepared) in files {
            let step = match fs::read(&place) {
                Ok(bytes) => Undo::Bytes(place, bytes),
                Err(_) => Undo::Absent(place),
            };
            prepared.publish()?;
            undo.push(step);
        }
        for Folder { from, to, .. } in &self.folders {
            if from != to {
                let (from, to) = (self.directory.join(from), self.directory.join(to));
                rename(&from, &to)?;
                undo.push(Undo::Name(from, to));
            }
        }
        Ok(())
    }
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::rename(from, to).map_err(|why| Failure::io("rename", from, why))
}

impl Undo {
    /// What cannot be taken back either is left as it is: the failure that led here is the one that is told.
    fn take_back(self) {
        let _left = match self {
            Self::Bytes(path, bytes) => fs::write(path, bytes),
            Self::Absent(path) => fs::remove_file(path),
            Self::Name(from, to) => fs::rename(to, from),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project() -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join(LOCK_FILE), "old lock").unwrap();
        for name in ["1_a", "2_b"] {
            let folder = directory.path().join(name);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(MANIFEST_FILE), name).unwrap();
            fs::write(folder.join("up.sql"), "SELECT 1;").unwrap();
        }
        directory
    }

    fn tree(directory: &Path) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(tree(&path));
            } else {
                let text = fs::read_to_string(&path).unwrap();
                files.push((path.display().to_string(), text));
            }
        }
        files.sort();
        files
    }

    #[test]
    fn manifests_names_and_the_lock_are_written() {
        let directory = project();
        let root = directory.path();
        let mut rewrite = Rewrite::new(root.to_owned(), "new lock".to_owned());
        rewrite.folder("1_a", "3_a", "moved".to_owned());
        rewrite.folder("2_b", "2_b", "changed".to_owned());
        rewrite.write().unwrap();
        let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
        assert_eq!(read(LOCK_FILE), "new lock");
        assert_eq!(read("3_a/revision.toml"), "moved");
        assert_eq!(read("3_a/up.sql"), "SELECT 1;");
        assert_eq!(read("2_b/revision.toml"), "changed");
        assert_eq!(tree(root).len(), 5, "nothing is left over");
    }

    #[test]
    fn a_rename_that_fails_takes_everything_back() {
        let directory = project();
        let before = tree(directory.path());
        let mut rewrite = Rewrite::new(directory.path().to_owned(), "new lock".to_owned());
        rewrite.folder("1_a", "3_a", "moved".to_owned());
        // Its parent does not exist, so this one fails after the first was renamed, for root too.
        rewrite.folder("2_b", "nowhere/2_b", "moved".to_owned());
        assert!(matches!(rewrite.write(), Err(Failure::Io { .. })));
        assert_eq!(tree(directory.path()), before);
    }

    #[test]
    fn a_folder_of_that_name_stops_it_before_anything_is_written() {
        let directory = project();
        let before = tree(directory.path());
        let mut rewrite = Rewrite::new(directory.path().to_owned(), "new lock".to_owned());
        rewrite.folder("1_a", "2_b", "moved".to_owned());
        let refused = rewrite.write();
        assert!(matches!(refused, Err(Failure::Usage(Usage::Exists { .. }))));
        assert_eq!(tree(directory.path()), before);
    }
}
