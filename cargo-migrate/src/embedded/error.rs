//! What can go wrong with the embedded server itself; what PostgreSQL says about a statement is not among it.

use std::fmt;
use std::path::{Path, PathBuf};

use oliphaunt_wasix::StorageErrorCode;

use super::protocol::BrokenAnswer;

/// The embedded server could not be opened, used or closed.
#[derive(Debug)]
#[non_exhaustive]
pub enum EmbeddedError {
    /// Another process has the database open.
    Busy {
        /// The database's directory.
        directory: PathBuf,
    },
    /// The directory cannot be used.
    Storage {
        /// The database's directory.
        directory: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The server did not start.
    Start(String),
    /// The server stopped answering; what it did last is unknown.
    Lost(String),
    /// The server did not shut down cleanly.
    Stop(String),
}

impl EmbeddedError {
    pub(super) fn at(directory: &Path, error: &oliphaunt_wasix::Error) -> Self {
        let directory = directory.to_owned();
        match error.storage_error().map(|details| details.code()) {
            Some(StorageErrorCode::Busy) => Self::Busy { directory },
            Some(_) => Self::Storage {
                directory,
                reason: error.to_string(),
            },
            None => Self::start(error),
        }
    }

    pub(super) fn start(error: &oliphaunt_wasix::Error) -> Self {
        Self::Start(format!("{error:#}"))
    }
}

impl From<BrokenAnswer> for EmbeddedError {
    fn from(error: BrokenAnswer) -> Self {
        Self::Lost(error.to_string())
    }
}

impl fmt::Display for EmbeddedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { directory } => write!(
                f,
                "the embedded database {} is in use by another process; only one may have it open: wait for it to end, or \
                 give a server with `--database URL`",
                directory.display()
            ),
            Self::Storage { directory, reason } => write!(
                f,
                "the embedded database {} cannot be used: {reason}; it holds development data only: when it can go, \
                 delete the directory and run the command again",
                directory.display()
            ),
            Self::Start(reason) => write!(f, "the embedded server did not start: {reason}"),
            Self::Lost(reason) => write!(f, "the embedded server stopped answering: {reason}"),
            Self::Stop(reason) => {
                write!(f, "the embedded server did not shut down cleanly: {reason}")
            }
        }
    }
}

impl std::error::Error for EmbeddedError {}
