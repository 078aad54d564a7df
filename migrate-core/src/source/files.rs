//! The directory of revisions, read into memory.

use std::fmt;

/// The name of the lock file inside the directory of revisions.
pub const LOCK_FILE: &str = "migrate.lock";
/// The name of a revision's manifest.
pub const MANIFEST_FILE: &str = "revision.toml";
/// The name of a revision's script that goes forward.
pub const UP_FILE: &str = "up.sql";
/// The name of a revision's script that goes back.
pub const DOWN_FILE: &str = "down.sql";

/// Everything that lies in a project's directory of revisions, as bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFiles {
    /// The directory, relative to the package and with `/`: `migrations`.
    pub directory: String,
    /// Whether the directory was there at all.
    pub presence: Presence,
    /// The bytes of `migrate.lock`, if there is one.
    pub lock: Option<Vec<u8>>,
    /// The folders, sorted by name.
    pub folders: Vec<SourceFolder>,
    /// What does not belong here, sorted by path.
    pub strays: Vec<Stray>,
    /// What could not be read, sorted by path.
    pub unreadable: Vec<Unreadable>,
}

/// Whether the directory of revisions exists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Presence {
    /// It exists.
    #[default]
    Present,
    /// There is no such directory.
    Missing,
}

/// One folder of the directory: a revision, if its files are in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFolder {
    /// The folder's name.
    pub name: String,
    /// The bytes of `revision.toml`.
    pub manifest: Option<Vec<u8>>,
    /// The bytes of `up.sql`.
    pub up: Option<Vec<u8>>,
    /// The bytes of `down.sql`.
    pub down: Option<Vec<u8>>,
}

/// A file, folder or link that does not belong where it lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// Its path, relative to the package and with `/`.
    pub path: String,
    /// What it is.
    pub kind: StrayKind,
}

/// What a stray is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StrayKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link: it is not followed, because what it points to is not in the package.
    Link,
    /// Something else: a socket, a pipe, a device.
    Other,
}

/// A file or folder that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// Its path, relative to the package and with `/`.
    pub path: String,
    /// Why.
    pub why: Hindrance,
}

/// Why a file or folder could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hindrance {
    /// The operating system refused, in its words.
    System(String),
    /// A symbolic link stands where a folder has to be, or on the way to it.
    Link,
    /// Something else stands where a folder has to be.
    NoFolder,
    /// The file is larger than PostgreSQL would take.
    TooLarge,
}

impl fmt::Display for Hindrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System(words) => words,
            Self::Link => "a symbolic link is not followed",
            Self::NoFolder => "it is not a folder",
            Self::TooLarge => {
                "it is larger than 1 GiB, which PostgreSQL does not take in one message"
            }
        })
    }
}

impl SourceFiles {
    /// The path of a file of a revision, relative to the package: `migrations/20261121093000_add_groups/up.sql`.
    #[must_use]
    pub fn path(&self, folder: &str, file: &str) -> String {
        [self.directory.as_str(), folder, file].join("/")
    }

    /// The same files with the directory named otherwise, as whoever reads the messages finds it: `../migrations`.
    #[must_use]
    pub fn named(mut self, directory: &str) -> Self {
        let renamed = |path: &str| match path.strip_prefix(&self.directory) {
            Some(below) => format!("{directory}{below}"),
            None => path.to_owned(),
        };
        for stray in &mut self.strays {
            stray.path = renamed(&stray.path);
        }
        for file in &mut self.unreadable {
            file.path = renamed(&file.path);
        }
        self.directory = directory.to_owned();
        self
    }

    /// The same files with another folder among them.
    #[must_use]
    pub fn with_folder(mut self, folder: SourceFolder) -> Self {
        let at = self
            .folders
            .partition_point(|other| other.name < folder.name);
        self.folders.insert(at, folder);
        self
    }

    /// The path of the lock file, relative to the package.
    #[must_use]
    pub fn lock_path(&self) -> String {
        [self.directory.as_str(), LOCK_FILE].join("/")
    }
}
