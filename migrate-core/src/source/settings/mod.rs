//! `[package.metadata.migrate]` of a `Cargo.toml`.

mod read;

use std::fmt;

use super::problem::Problem;
use crate::plan::LedgerName;

/// A project's settings, with every default filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The directory of revisions, relative to the package and with `/`.
    pub directory: String,
    /// The plan's name in the ledger.
    pub plan: String,
    /// The ledger's table.
    pub ledger: LedgerName,
    /// The database to use when nothing else names one: a URL, or `embedded`.
    pub database: Option<String>,
    /// Where revisions are proved, when it is not an empty embedded server.
    pub scratch: Option<Scratch>,
    /// The oldest PostgreSQL that the plan has to run on.
    pub postgres_version: PostgresVersion,
    /// The desired schema: a file of statements or a folder of such files, relative to the package and with `/`.
    pub schema: Option<String>,
    /// Levels of the linter's rules, by name, in ascending order. Every name is that of a rule.
    pub lints: Vec<(String, LintLevel)>,
    /// What a comparison with a live database leaves out.
    pub ignore: Vec<Ignore>,
    /// Whether runs of the command line record what the schema is, and compare it with what the last one recorded.
    pub fingerprint: bool,
}

/// Objects of a live database that are not the plan's, and why they are there: `[[package.metadata.migrate.ignore]]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The objects as differences name them, where `*` stands for any text: `table public.events_2026*`.
    pub object: String,
    /// Who makes them.
    pub reason: String,
}

/// Where revisions are proved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scratch {
    /// The environment variable that holds the URL of a server on which databases may be created and dropped; without one it is
    /// the embedded server.
    pub env: Option<String>,
    /// Roles that are there before the first revision, as they are in production.
    pub roles: Vec<String>,
}

/// A major version of PostgreSQL that a run accepts. What a linter may advise depends on it.
///
/// ```
/// use migrate_core::source::settings::PostgresVersion;
///
/// assert_eq!(PostgresVersion::default(), PostgresVersion::OLDEST);
/// assert!(PostgresVersion::new(17) > Some(PostgresVersion::OLDEST));
/// assert_eq!(PostgresVersion::new(12), None, "no run accepts it");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostgresVersion(u8);

impl PostgresVersion {
    /// The oldest one that a run accepts.
    pub const OLDEST: Self = Self(13);

    /// A version that a run accepts; `None` for an older one, and for what cannot be a major version.
    #[must_use]
    pub const fn new(major: u8) -> Option<Self> {
        match major {
            13..=99 => Some(Self(major)),
            _ => None,
        }
    }

    /// The number.
    #[must_use]
    pub const fn major(self) -> u8 {
        self.0
    }
}

/// The oldest one that a run accepts.
impl Default for PostgresVersion {
    fn default() -> Self {
        Self::OLDEST
    }
}

impl fmt::Display for PostgresVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a finding of a lint does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LintLevel {
    /// Nothing.
    Allow,
    /// It is told.
    Warn,
    /// It is an error.
    Deny,
}

impl Settings {
    /// The settings of a package that configures nothing.
    #[must_use]
    pub fn for_package(name: impl Into<String>) -> Self {
        Self {
            directory: "migrations".to_owned(),
            plan: name.into(),
            ledger: LedgerName::default(),
            database: None,
            scratch: None,
            postgres_version: PostgresVersion::default(),
            schema: None,
            lints: Vec::new(),
            ignore: Vec::new(),
            fingerprint: false,
        }
    }

    /// Whether a directory of revisions stays inside the package: `embed_plan!("path")` asks the same question.
    ///
    /// # Errors
    ///
    /// What is wrong with the path, as the end of a sentence that begins with the path.
    pub fn inside_package(directory: &str) -> Result<(), &'static str> {
        read::inside(directory)
    }

    /// Reads the text of a `Cargo.toml`; `path` is for the messages.
    ///
    /// # Errors
    ///
    /// Every problem of `[package.metadata.migrate]` at once.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Problem>> {
        read::read(path, text)
    }
}
