//! Import of another tool's history: files in, files out.
//!
//! `listing` reads the other tool's directory; `diesel` and `sqlx` recognise what their tool would run, in its
//! order; `chain` makes revisions of it, all as values; `write` puts the new directory in place, whole or not at
//! all. Nothing is sealed here: every revision is a draft until `cargo migrate lock` has checked it.

pub(crate) mod broken;
mod chain;
mod created;
mod diesel;
mod failure;
pub(crate) mod listing;
mod remark;
mod sqlx;
#[cfg(test)]
mod tests;
pub(crate) mod write;

use std::fmt;

use migrate_core::plan::TransactionMode;

pub use chain::{Import, Imported};
pub(crate) use failure::ImportFailure;
pub use listing::{Content, Found};
pub use remark::{Note, Obstacle, Skipped, What, Why};

/// The tool whose history is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Tool {
    /// diesel: `<version>_<name>/up.sql`, `down.sql`, `metadata.toml`.
    Diesel,
    /// sqlx: `<version>_<name>.sql`, or `.up.sql` and `.down.sql`.
    Sqlx,
}

impl Tool {
    /// Its name, as the messages and the manifests have it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Diesel => "diesel",
            Self::Sqlx => "sqlx",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One migration as its tool sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Migration {
    /// Its folder or its file, for the messages.
    path: String,
    /// Its version, as written.
    version: String,
    /// Its name, as written.
    name: String,
    /// The bytes of its script.
    up: Vec<u8>,
    /// The bytes of the script that reverts it.
    down: Option<Vec<u8>>,
    /// Whether its tool runs it in a transaction.
    transaction: TransactionMode,
}

/// What one of the tools would run, and what it would not.
#[derive(Debug, Default)]
struct Recognised {
    /// The migrations in the tool's order.
    migrations: Vec<Migration>,
    /// What is left behind.
    skipped: Vec<Skipped>,
    /// What comes along and deserves a word.
    notes: Vec<Note>,
    /// What forbids the import.
    obstacles: Vec<Obstacle>,
}

/// Decides what an import of these files would write.
///
/// # Errors
///
/// Everything that forbids it: no migration, two with one version, a `metadata.toml` that cannot be read.
pub fn import(tool: Tool, found: &[Found]) -> Result<Import, Vec<Obstacle>> {
    let mut recognised = match tool {
        Tool::Diesel => diesel::recognise(found),
        Tool::Sqlx => sqlx::recognise(found),
    };
    if recognised.migrations.is_empty() && recognised.obstacles.is_empty() {
        recognised.obstacles.push(Obstacle::NoMigration { tool });
    }
    if !recognised.obstacles.is_empty() {
        return Err(recognised.obstacles);
    }
    chain::link(tool, recognised)
}
