//! Scratch databases: empty ones on a PostgreSQL that may be thrown away, in which revisions are proved.
//!
//! By default the server is the embedded one, in memory. A project that needs an extension or a major version which that one
//! lacks names a server by `scratch = { env = "SCRATCH_DATABASE_URL" }`; databases are created on it and always dropped: at
//! the end, after a failure, a panic, and an interruption. The server stays as it was:
//!
//! - `reach`: which statements reach beyond their database; `turn`: those that are refused, and the time of one proof;
//! - `server`, `on_server`: the databases; `stops`: cancelling what runs in them; `holdings`: roles and databases that scripts make, dropped with the scratch database;
//! - `roles`: those that the settings want; `turns`: the locks that keep two proofs apart;
//! - `detach`, `stale`: what would be left otherwise; `keeper`: the connection for all of that; `names`.

mod detach;
mod failure;
mod holdings;
mod keeper;
mod names;
mod on_server;
mod reach;
mod roles;
mod server;
mod stale;
mod stops;
mod turn;
mod turns;

use std::fmt;

#[cfg(feature = "embedded")]
use migrate_runtime::Session as _;
use migrate_runtime::{InUse, Reply, Wanted};

#[cfg(feature = "embedded")]
use crate::embedded::Embedded;
use crate::failure::Failure;
use crate::interrupts;
use crate::settings::Settings;
use migrate_core::source::settings as source;

pub(crate) use failure::ScratchFailure;
use on_server::OnServer;
use server::{Makes, Server};
pub(crate) use turn::{Databases, Refused, Turn};

/// Where scratch databases are to be had. Threads share it; each opens databases of its own.
pub(crate) struct Scratch {
    source: Source,
    said: source::Scratch,
    /// From here on an interruption ends the work in good order.
    _in_use: InUse<'static>,
}

enum Source {
    /// On a server that the settings name.
    Server(Server),
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
    #[cfg_attr(
        not(feature = "embedded"),
        expect(dead_code, reason = "a build without it has only the other kind")
    )]
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
        let said = settings.project.scratch.clone().unwrap_or_default();
        let source = match &said.env {
            Some(variable) => {
                let found = settings.scratch_server(variable)?;
                let (address, origin) = found.ok_or_else(|| ScratchFailure::NotSet {
                    variable: variable.clone(),
                })?;
                let server = Server::new(address, origin, said.roles.clone());
                let stops = server.stops();
                // What is running on any of the databases is cancelled.
                interrupts::cancellation().on_cancel(move || stops.tell());
                interrupts::on_leaving(server.leaver());
                Source::Server(server)
            }
            None => embedded()?,
        };
        Ok(Self {
            source,
            said,
            _in_use: interrupts::cancellation().begin(),
        })
    }

    /// An empty database.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or does not let us create one.
    pub(crate) fn open(&self) -> Result<ScratchDatabase, Failure> {
        self.open_for(Makes::Something)
    }

    /// An empty database for scripts that use roles. On a server that the settings name, those are there that the scripts
    /// of the database which was used last have made. What these make is dropped with their database.
    ///
    /// # Errors
    ///
    /// As [`Scratch::open`].
    pub(crate) fn open_beside(&self) -> Result<ScratchDatabase, Failure> {
        self.open_for(Makes::Beside)
    }

    fn open_for(&self, makes: Makes) -> Result<ScratchDatabase, Failure> {
        let opened = match &self.source {
            Source::Server(server) => Opened::Server(Box::new(server.create(makes)?)),
            #[cfg(feature = "embedded")]
            Source::Embedded => Opened::Embedded(Box::new(Embedded::in_memory()?)),
        };
        let mut database = ScratchDatabase { opened, version: 0 };
        database.version = database.ask_version()?;
        #[cfg(feature = "embedded")]
        if matches!(self.source, Source::Embedded) {
            for role in &self.said.roles {
                let made = database.ask(&roles::create(role), Wanted::Nothing)?;
                made.map_err(|error| ScratchFailure::Refused {
                    place: self.to_string(),
                    why: error.message,
                })?;
            }
        }
        Ok(database)
    }

    /// The setting with one more role that is there before the first revision, as it is written in `Cargo.toml`.
    pub(crate) fn setting_with_role(&self, role: &str) -> String {
        let env = self.said.env.iter().map(|env| format!("env = {env:?}, "));
        let roles = self.said.roles.iter().map(String::as_str);
        let roles: Vec<String> = roles
            .chain([role])
            .map(|role| format!("{role:?}"))
            .collect();
        format!(
            "scratch = {{ {}roles = [{}] }}",
            env.collect::<String>(),
            roles.join(", ")
        )
    }

    /// Whether this role was on the server before the scripts were carried out.
    pub(crate) fn had_role(&self, role: &str) -> bool {
        match &self.source {
            Source::Server(server) => {
                let named = reach::Named::Role(role.to_owned());
                server
                    .before(|before| before.has(&named))
                    .unwrap_or_default()
            }
            #[cfg(feature = "embedded")]
            Source::Embedded => false,
        }
    }

    /// Whether the settings want this role to be there before the first revision.
    pub(crate) fn makes_role(&self, role: &str) -> bool {
        self.said.roles.iter().any(|own| own == role)
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
