//! What an import has to say, as values.

use std::fmt;

use migrate_core::source::Created;

use super::Tool;

/// Something that was left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its path below the imported directory.
    pub path: String,
    /// Why.
    pub why: Why,
}

/// Why something was left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// A file where diesel expects folders.
    FileAmongFolders,
    /// A folder where sqlx expects files.
    FolderAmongFiles,
    /// A folder without `up.sql`: not a migration in SQL.
    NoUpScript,
    /// A file beside the scripts of a diesel migration.
    BesideScripts,
    /// A name that is not `<integer>_<name>.sql`.
    NotAMigrationName,
    /// A `.down.sql` whose version has no `up`.
    DownWithoutUp,
    /// A link, a socket or the like.
    NotAFile,
    /// A key of `metadata.toml` that has no counterpart.
    UnknownKey(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FileAmongFolders => f.write_str("a diesel migration is a folder"),
            Self::FolderAmongFiles => f.write_str("sqlx does not look into folders"),
            Self::NoUpScript => f.write_str(
                "it has no up.sql; a migration written in Rust has to be rewritten by hand",
            ),
            Self::BesideScripts => {
                f.write_str("a diesel migration is up.sql, down.sql and metadata.toml")
            }
            Self::NotAMigrationName => {
                f.write_str("its name is not `<version>_<name>.sql` with an integer version")
            }
            Self::DownWithoutUp => f.write_str("there is no up script of its version"),
            Self::NotAFile => {
                f.write_str("it is neither a file nor a folder; links are not followed")
            }
            Self::UnknownKey(key) => write!(f, "its key `{key}` has no counterpart here"),
        }
    }
}

/// Something about an imported revision that deserves a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The path of the migration below the imported directory.
    pub path: String,
    /// What.
    pub what: What,
}

/// What deserves a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It cannot be reverted, because there is no down script or it does nothing.
    Irreversible,
    /// The digits of its version are not a time.
    NoTime {
        /// The time that it got instead.
        created: Created,
    },
    /// It runs outside a transaction, although each of its statements would have run inside one.
    NeedlessNone,
    /// Its tool ran it in a transaction, where PostgreSQL refuses one of its statements.
    RefusedInside {
        /// The line of the statement in `up.sql`, from 1.
        line: usize,
    },
    /// The up script does nothing.
    EmptyUp,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Irreversible => f.write_str("it has no down script that does anything: marked irreversible"),
            Self::NoTime { created } => {
                write!(f, "its version is not a time: `created` is {created}; the order is kept")
            }
            Self::NeedlessNone => f.write_str(
                "it is marked to run outside a transaction and nothing in it needs that: the mark is kept",
            ),
            Self::RefusedInside { line } => write!(
                f,
                "line {line} of its up script cannot run inside a transaction, and it is not marked so: kept as it is, \
                 `cargo migrate check` will refuse it"
            ),
            Self::EmptyUp => {
                f.write_str("its up script does nothing: kept as it is, `cargo migrate check` will refuse it")
            }
        }
    }
}

/// Something that forbids the import. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// There is nothing to import.
    NoMigration {
        /// The tool that was named.
        tool: Tool,
    },
    /// Two migrations have one version, so their order is not known.
    SameVersion {
        /// The version.
        version: String,
        /// Both paths, sorted.
        paths: [String; 2],
    },
    /// A `metadata.toml` cannot be read, so it is not known whether the migration runs in a transaction.
    Metadata {
        /// Its path.
        path: String,
        /// Why.
        reason: String,
    },
    /// Two migrations would get one id.
    SameId {
        /// Both paths.
        paths: [String; 2],
    },
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoMigration { tool: Tool::Diesel } => {
                f.write_str("there is no folder with an `up.sql` in it; is it sqlx's directory?")
            }
            Self::NoMigration { tool: Tool::Sqlx } => {
                f.write_str("there is no `<version>_<name>.sql` in it; is it diesel's directory?")
            }
            Self::SameVersion {
                version,
                paths: [a, b],
            } => write!(
                f,
                "{a} and {b} both have version {version}, so their order is not known: rename one of them"
            ),
            Self::Metadata { path, reason } => write!(f, "{path} cannot be read: {reason}"),
            Self::SameId { paths: [a, b] } => {
                write!(f, "{a} and {b} would get the same id: rename one of them")
            }
        }
    }
}
