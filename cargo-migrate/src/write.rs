//! Writing files whole or not at all: into a temporary name beside the place, then renamed.
//!
//! The temporary names begin with a dot, so that what a killed process leaves behind is no stray revision.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Usage};

/// Text that was written beside its place and is not there yet. Dropping it removes it.
#[must_use = "nothing is in its place before `publish`"]
pub(crate) struct Prepared {
    temporary: PathBuf,
    place: PathBuf,
    published: Published,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Published {
    Yes,
    No,
}

impl Prepared {
    /// Writes a file's text beside its place.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub(crate) fn file(place: &Path, text: &str) -> Result<Self, Failure> {
        let prepared = Self::beside(place);
        create(&prepared.temporary, text).map_err(|why| Failure::io("write", place, why))?;
        Ok(prepared)
    }

    /// Writes a folder with these files beside its place.
    ///
    /// # Errors
    ///
    /// Something is in that place already, or it cannot be written.
    pub(crate) fn folder(place: &Path, files: &[(&str, &str)]) -> Result<Self, Failure> {
        if place.symlink_metadata().is_ok() {
            return Err(Usage::Exists {
                path: place.to_owned(),
            }
            .into());
        }
        let prepared = Self::beside(place);
        fs::create_dir(&prepared.temporary).map_err(|why| Failure::io("create", place, why))?;
        for (name, text) in files {
            create(&prepared.temporary.join(name), text)
                .map_err(|why| Failure::io("write", &place.join(name), why))?;
        }
        Ok(prepared)
    }

    /// Puts it into its place.
    ///
    /// # Errors
    ///
    /// It cannot be renamed; then nothing is in its place.
    pub(crate) fn publish(mut self) -> Result<(), Failure> {
        fs::rename(&self.temporary, &self.place)
            .map_err(|why| Failure::io("write", &self.place, why))?;
        self.published = Published::Yes;
        Ok(())
    }

    fn beside(place: &Path) -> Self {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let temporary = place.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        Self {
            temporary,
            place: place.to_owned(),
            published: Published::No,
        }
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if self.published == Published::No {
            // What cannot be removed is a dot file, which nothing reads.
            let _left =
                fs::remove_dir_all(&self.temporary).or_else(|_| fs::remove_file(&self.temporary));
        }
    }
}

/// Puts folders and the file that lists them into their places: all, or none.
///
/// # Errors
///
/// One of them cannot be renamed.
pub(crate) fn publish_together(folders: Vec<Prepared>, list: Prepared) -> Result<(), Failure> {
    let places: Vec<PathBuf> = folders.iter().map(|folder| folder.place.clone()).collect();
    let mut published = 0;
    let done = folders
        .into_iter()
        .try_for_each(|folder| {
            folder.publish()?;
            published += 1;
            Ok(())
        })
        .and_then(|()| list.publish());
    done.inspect_err(|_| {
        // A folder without its entry would be a revision that nobody listed.
        for place in &places[..published] {
            let _left = fs::remove_dir_all(place);
        }
    })
}

/// A new file, whose text is on the disk when this returns.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in a directory, dot files included.
    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_published_replaces_the_file_and_leaves_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let lock = directory.path().join("migrate.lock");
        for text in ["old", "new"] {
            Prepared::file(&lock, text).unwrap().publish().unwrap();
            assert_eq!(fs::read_to_string(&lock).unwrap(), text);
        }
        assert_eq!(names(directory.path()), ["migrate.lock"]);
    }

    #[test]
    fn what_is_dropped_was_never_there() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        drop(Prepared::file(&root.join("file"), "text").unwrap());
        drop(Prepared::folder(&root.join("folder"), &[("up.sql", "SELECT 1;")]).unwrap());
        assert_eq!(names(root), Vec::<String>::new());
    }

    #[test]
    fn a_folder_replaces_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("folder");
        fs::create_dir(&place).unwrap();
        let refused = Prepared::folder(&place, &[("up.sql", "SELECT 1;")]);
        assert!(matches!(refused, Err(Failure::Usage(Usage::Exists { .. }))));
        assert_eq!(names(&place), Vec::<String>::new());
    }

    #[test]
    fn a_list_that_cannot_be_written_takes_the_folder_back() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path();
        // A directory in the file's place makes the rename fail, for root too.
        let lock = root.join("migrate.lock");
        fs::create_dir(&lock).unwrap();
        let folders = ["folder", "another"]
            .map(|name| Prepared::folder(&root.join(name), &[("up.sql", "SELECT 1;")]).unwrap());
        let list = Prepared::file(&lock, "text").unwrap();
        publish_together(folders.into(), list).unwrap_err();
        assert_eq!(names(root), ["migrate.lock"]);
    }
}
