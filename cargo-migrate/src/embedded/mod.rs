//! The embedded server: a private PostgreSQL in this process, nothing to install.
//!
//! It is meant for development, tests and trials: one process opens a database directory at a time, with one backend.
//! Two processes that want the same database need a real server.
//!
//! # Example: a database that lives as long as the handle
//!
//! ```no_run
//! use cargo_migrate::embedded::Embedded;
//!
//! let mut database = Embedded::in_memory()?;
//! // `database` implements `migrate_runtime::Session`: hand it to `PLAN.migrator().up(&mut database)`.
//! database.close()?;
//! # Ok::<(), cargo_migrate::embedded::EmbeddedError>(())
//! ```

mod error;
mod extensions;
mod protocol;
mod session;

use std::fs;
use std::path::Path;

use oliphaunt_wasix::{DatabaseStorage, Oliphaunt, OliphauntBuilder};

pub use error::EmbeddedError;
pub use extensions::names as extension_names;

use protocol::{Answer, Status};

/// A running embedded server with its one session.
///
/// It stays on the thread that opened it. Call [`close`](Self::close) when done: it shuts the server down cleanly and
/// says whether that worked. Dropping the handle shuts it down too, but has no way to report a failure.
pub struct Embedded {
    server: Oliphaunt,
}

impl Embedded {
    /// Opens the database in this directory; creates it, and the directories above it, when it is not there.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Busy`] when another process has it open; [`EmbeddedError::Storage`] when the directory cannot be
    /// created or read; [`EmbeddedError::Start`] when the server does not start.
    pub fn open(directory: &Path) -> Result<Self, EmbeddedError> {
        if let Some(parent) = directory.parent() {
            fs::create_dir_all(parent).map_err(|error| EmbeddedError::Storage {
                directory: directory.to_owned(),
                reason: error.to_string(),
            })?;
        }
        Self::start(DatabaseStorage::Directory(directory.to_owned()))
            .map_err(|error| EmbeddedError::at(directory, &error))
    }

    /// Opens an empty database that is kept in memory and vanishes with the handle.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Start`] when the server does not start.
    pub fn in_memory() -> Result<Self, EmbeddedError> {
        Self::start(DatabaseStorage::Memory).map_err(|error| EmbeddedError::start(&error))
    }

    fn start(storage: DatabaseStorage) -> Result<Self, oliphaunt_wasix::Error> {
        let server = OliphauntBuilder::new()
            .storage(storage)
            .extensions(extensions::CONTRIB)
            .startup_guc("application_name", "cargo-migrate")
            .open()?;
        Ok(Self { server })
    }

    /// Shuts the server down and releases the directory.
    ///
    /// # Errors
    ///
    /// [`EmbeddedError::Stop`] when the server did not shut down cleanly.
    pub fn close(mut self) -> Result<(), EmbeddedError> {
        self.server
            .close()
            .map_err(|error| EmbeddedError::Stop(error.to_string()))
    }

    /// Sends one message and reads its answer; never leaves a failed transaction behind.
    fn exchange(&mut self, sql: &str) -> Result<Answer, EmbeddedError> {
        let answer = self.round_trip(sql)?;
        if answer.error.is_some() && answer.status != Status::Idle {
            // An error ends the work of a message. There is no one else on this session who could want the rest of the
            // transaction, and the next message must not meet a failed one.
            self.round_trip("ROLLBACK")?;
        }
        Ok(answer)
    }

    fn round_trip(&mut self, sql: &str) -> Result<Answer, EmbeddedError> {
        let message = protocol::simple_query(sql)?;
        let bytes = self
            .server
            .exec_protocol_raw(&message)
            .map_err(|error| EmbeddedError::Lost(error.to_string()))?;
        Ok(protocol::read_answer(&bytes)?)
    }
}

#[cfg(test)]
mod tests;
