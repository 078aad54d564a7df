//! What is being saved: the file system's events about the project, brought together.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use migrate_runtime::Cancellation;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::failure::Failure;
use crate::settings::Settings;

/// An editor writes in several steps: a temporary file, a rename, the permissions. What follows within this time belongs to
/// the same save.
const QUIET: Duration = Duration::from_millis(40);
/// A save that goes on for longer is looked at in between.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often it is asked whether the process is to end.
const PULSE: Duration = Duration::from_millis(100);

/// The events of the project's files.
///
/// Folders are watched and not files: many editors write a new file and rename it over the old one, and a watch upon the old
/// one would follow it into oblivion.
pub(super) struct Changes {
    watcher: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
    package: PathBuf,
    directory: PathBuf,
    /// The desired schema, a file or a folder.
    schema: Option<PathBuf>,
}

/// Why waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Woken {
    /// Something was written.
    Saved,
    /// The process is to end.
    Interrupted,
}

impl Changes {
    /// Watches a package's `Cargo.toml`, its directory of revisions and its desired schema, with all folders that they have or will
    /// have.
    ///
    /// # Errors
    ///
    /// The operating system refuses to watch.
    pub(super) fn of(settings: &Settings) -> Result<Self, Failure> {
        let (sender, events) = mpsc::channel();
        let package = &settings.package.root;
        let watcher = notify::recommended_watcher(sender).map_err(|why| refused(package, why))?;
        // Some systems tell of a file by its real path only.
        let package = package.canonicalize();
        let package = package.map_err(|why| Failure::io("watch", &settings.package.root, why))?;
        let mut changes = Self {
            watcher,
            events,
            directory: package.join(&settings.project.directory),
            schema: settings
                .project
                .schema
                .as_ref()
                .map(|path| package.join(path)),
            package,
        };
        changes.watch()?;
        Ok(changes)
    }

    /// Waits until something was saved and the saving is over, or the process is to end.
    ///
    /// # Errors
    ///
    /// What appeared cannot be watched.
    pub(super) fn wait(&mut self, cancellation: &Cancellation) -> Result<Woken, Failure> {
        let mut first: Option<Instant> = None;
        while !cancellation.is_cancelled() {
            let patience = if first.is_some() { QUIET } else { PULSE };
            let is_quiet = match self.events.recv_timeout(patience) {
                Ok(Ok(event)) if !self.is_about_files(&event) => false,
                // A queue that overflowed lost events: whatever they were, the files are read again.
                Ok(_) => {
                    first.get_or_insert_with(Instant::now);
                    false
                }
                Err(RecvTimeoutError::Timeout) => true,
                Err(RecvTimeoutError::Disconnected) => {
                    let why = notify::Error::generic("the watcher ended");
                    return Err(refused(&self.directory, why));
                }
            };
            if first.is_some_and(|first| is_quiet || first.elapsed() > PATIENCE) {
                self.watch()?;
                return Ok(Woken::Saved);
            }
        }
        Ok(Woken::Interrupted)
    }

    /// Watches what is there. The directory may appear later, or go away and come back as another one, as it does when a
    /// branch is checked out; so this is done anew before the files are read.
    fn watch(&mut self) -> Result<(), Failure> {
        for (folder, mode) in self.folders() {
            let folder = &*folder;
            if folder.is_dir()
                && let Err(why) = self.watcher.watch(folder, mode)
                // It may have gone since.
                && folder.is_dir()
            {
                return Err(refused(folder, why));
            }
        }
        Ok(())
    }

    /// What is watched, and whether with what is in it: also the folders above, in which something may appear.
    fn folders(&self) -> Vec<(PathBuf, RecursiveMode)> {
        let mut folders = Vec::new();
        for path in [Some(&self.directory), self.schema.as_ref()]
            .into_iter()
            .flatten()
        {
            let above = path.ancestors().skip(1);
            let above = above.take_while(|folder| folder.starts_with(&self.package));
            folders.extend(above.map(|folder| (folder.to_owned(), RecursiveMode::NonRecursive)));
        }
        // A folder that is watched with what is in it stays so.
        folders.push((self.directory.clone(), RecursiveMode::Recursive));
        folders.extend(
            self.schema
                .clone()
                .map(|path| (path, RecursiveMode::Recursive)),
        );
        folders
    }

    /// Whether the files may be others now. Reading them is an event too, and must not lead to reading them again.
    fn is_about_files(&self, event: &Event) -> bool {
        let is_reading = matches!(event.kind, EventKind::Access(access)
            if access != AccessKind::Close(AccessMode::Write));
        let ours = |path: &PathBuf| {
            let watched = [Some(&self.directory), self.schema.as_ref()];
            let is_in = |watched: &PathBuf| path.starts_with(watched) || watched.starts_with(path);
            watched.into_iter().flatten().any(is_in) || *path == self.package.join("Cargo.toml")
        };
        !is_reading && (event.need_rescan() || event.paths.iter().any(ours))
    }
}

fn refused(path: &Path, why: notify::Error) -> Failure {
    Failure::io("watch", path, std::io::Error::other(why))
}
