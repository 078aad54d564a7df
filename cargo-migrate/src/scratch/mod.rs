//! Scratch databases: empty ones on a PostgreSQL that may be thrown away, in which revisions are proved.
//!
//! By default the server is the embedded one, in memory. A project that needs an extension or a major version which that one
//! lacks names a server by `scratch = { env = "SCRATCH_DATABASE_URL" }`; databases are created on it and always dropped: at
//! the end, after a failure, a panic, and an interruption.

mod failure;
mod server;

use std::fmt;

#[cfg(feature = "embedded")]
use migrate_runtime::Session as _;
use migrate_runtime::{InUse, Reply, Wanted};

#[cfg(feature = "embedded")]
use crate::embedded::Embedded;
use crate::failure::Failure;
use crate::interrupts;
use crate::settings::Settings;

pub(crate) use failure::ScratchFailure;
use server::{OnServer, Server};

/// Where scratch databases are to be had. Threads share it; each opens databases of its own.
pub(crate) struct Scratch {
    source: Source,
    /// From here on an interruption ends the work in good order.
    _in_use: InUse<'static>,
}

enum Source {
    /// On a server that the settings name.
    Server(Box<Server>),
    /// In this process.
    #[cfg(feature = "embedded")]
    Embedded,
}

/// Which kind of server a scratch database is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One that the settings name.
    Server,
    /// The one in this process.
    Embedded,
}

impl Scratch {
    /// Decides where scratch databases are to be had. Nothing is opened yet.
    ///
    /// # Errors
    ///
    /// The settings name a variable that is not set or holds no usable address; or they name none, and this build has no
    /// embedded server.
    pub(crate) fn resolve(settings: &Settings) -> Result<Self, Failure> {
        let source = match &settings.project.scratch {
            Some(scratch) => {
                let variable = &scratch.env;
                let found = settings.scratch_server(variable)?;
                let (address, origin) = found.ok_or_else(|| ScratchFailure::NotSet {
                    variable: variable.clone(),
                })?;
                let server = Server::new(address, origin);
                let stops = server.stops();
                // What is running on any of the databases is cancelled.
                interrupts::cancellation().on_cancel(move || stops.tell());
                Source::Server(Box::new(server))
            }
            None => embedded()?,
        };
        Ok(Self {
            source,
            _in_use: interrupts::cancellation().begin(),
        })
    }

    /// An empty database.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or does not let us create one.
    pub(crate) fn open(&self) -> Result<ScratchDatabase, Failure> {
        let opened = match &self.source {
            Source::Server(server) => Opened::Server(Box::new(server.create()?)),
            #[cfg(feature = "embedded")]
            Source::Embedded => Opened::Embedded(Box::new(Embedded::in_memory()?)),
        };
        let mut database = ScratchDatabase { opened, version: 0 };
        database.version = database.ask_version()?;
        Ok(database)
    }

    /// Which kind of server it is.
    pub(crate) fn kind(&self) -> Kind {
        match &self.source {
            Source::Server(_) => Kind::Server,
            #[cfg(feature = "embedded")]
            Source::Embedded => Kind::Embedded,
        }
    }
}

impl fmt::Display for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Server(server) => server.fmt(f),
            #[cfg(feature = "embedded")]
            Source::Embedded => f.write_str("the embedded server"),
        }
    }
}

#[cfg(feature = "embedded")]
#[expect(
    clippy::unnecessary_wraps,
    reason = "a build without the embedded server has nothing to offer here"
)]
fn embedded() -> Result<Source, ScratchFailure> {
    Ok(Source::Embedded)
}

#[cfg(not(feature = "embedded"))]
fn embedded() -> Result<Source, ScratchFailure> {
    Err(ScratchFailure::NoEmbedded)
}

/// A database that may be thrown away, and is when the value is dropped.
pub(crate) struct ScratchDatabase {
    opened: Opened,
    version: u32,
}

enum Opened {
    Server(Box<OnServer>),
    #[cfg(feature = "embedded")]
    Embedded(Box<Embedded>),
}

impl ScratchDatabase {
    /// The server's version as it numbers it: 150014 for 15.14.
    pub(crate) fn version(&self) -> u32 {
        self.version
    }

    /// Sends a message, unless the process was told to stop.
    ///
    /// # Errors
    ///
    /// It was told to stop, or the connection is gone. What the server says about a statement is not among them.
    pub(crate) fn ask(&mut self, sql: &str, wanted: Wanted) -> Result<Answer, ScratchFailure> {
        let cancellation = interrupts::cancellation();
        if cancellation.is_cancelled() {
            return Err(ScratchFailure::Interrupted);
        }
        let reply = cancellation.flight(|| self.send(sql, wanted));
        if cancellation.is_cancelled() {
            return Err(ScratchFailure::Interrupted);
        }
        match reply {
            Reply::Rows(rows) => Ok(Ok(rows)),
            Reply::Error(error) => Ok(Err(error)),
            Reply::Lost(why) => Err(ScratchFailure::Lost { why }),
            Reply::Waited | Reply::Alone => Ok(Ok(Vec::new())),
        }
    }

    /// Throws the database away and says whether that worked.
    ///
    /// # Errors
    ///
    /// The database is still there, or the embedded server did not shut down cleanly.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self.opened {
            Opened::Server(database) => Ok(database.close()?),
            #[cfg(feature = "embedded")]
            Opened::Embedded(database) => Ok(database.close()?),
        }
    }

    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        match &mut self.opened {
            Opened::Server(database) => database.send(sql, wanted),
            #[cfg(feature = "embedded")]
            Opened::Embedded(database) => database.send(sql, wanted),
        }
    }

    fn ask_version(&mut self) -> Result<u32, ScratchFailure> {
        let sql = "SELECT pg_catalog.current_setting('server_version_num')";
        let unknown = |why: &str| ScratchFailure::Lost {
            why: why.to_owned(),
        };
        let rows = self
            .ask(sql, Wanted::Rows)?
            .map_err(|error| unknown(&error.message))?;
        let number = rows.first().and_then(|row| row.first()?.as_deref());
        number
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| unknown("it does not tell its version"))
    }
}

/// The rows of a message as text, or what the server says against one of its statements.
pub(crate) type Answer = Result<Vec<Vec<Option<String>>>, Box<migrate_core::run::ServerError>>;
