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

/// A new file, whose text is on the disk when this returns.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
