//! Opening the connection, and saying plainly why it cannot be opened.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use migrate_runtime::connect::{ConnectError, Connection};
use migrate_runtime::{Greeting, Reply, Session, Wanted};
use postgres::error::SqlState;

use super::{Address, Origin};
#[cfg(feature = "embedded")]
use crate::embedded::Embedded;
use crate::failure::Failure;

/// A connection to the database.
pub(crate) enum Connected {
    /// To a server.
    Server(Box<Connection>, Again, Stop),
    /// To the private database of this project.
    #[cfg(feature = "embedded")]
    Embedded(Box<Embedded>),
}

impl Session for Connected {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        match self {
            Self::Server(connection, ..) => connection.send(sql, wanted),
            #[cfg(feature = "embedded")]
            Self::Embedded(database) => database.send(sql, wanted),
        }
    }

    fn greeting(&self) -> Greeting {
        match self {
            Self::Server(connection, ..) => connection.greeting(),
            #[cfg(feature = "embedded")]
            Self::Embedded(database) => database.greeting(),
        }
    }

    fn beside(&mut self, sql: &str) -> Option<Reply> {
        match self {
            Self::Server(_, again, _) => again().map(|mut second| second.send(sql, Wanted::Rows)),
            #[cfg(feature = "embedded")]
            Self::Embedded(database) => database.beside(sql),
        }
    }
}

impl Connected {
    /// What cancels the statement that is running on the server. One in this process goes on to its end.
    pub(crate) fn stop(&self) -> Option<Stop> {
        match self {
            Self::Server(_, _, stop) => Some(stop.clone()),
            #[cfg(feature = "embedded")]
            Self::Embedded(_) => None,
        }
    }

    /// How to connect to the same server once more; `None` for a database in this process.
    pub(crate) fn again(&self) -> Option<Again> {
        match self {
            Self::Server(_, again, _) => Some(Arc::clone(again)),
            #[cfg(feature = "embedded")]
            Self::Embedded(_) => None,
        }
    }

    /// Closes the connection; a database in this process writes its files.
    ///
    /// # Errors
    ///
    /// The database in this process did not shut down cleanly. What a server answers to a farewell does not matter.
    pub(crate) fn close(self) -> Result<(), Failure> {
        match self {
            Self::Server(connection, ..) => {
                drop(connection);
                Ok(())
            }
            #[cfg(feature = "embedded")]
            Self::Embedded(database) => Ok(database.close()?),
        }
    }
}

/// Connects to the same place once more.
pub(crate) type Again = Arc<dyn Fn() -> Option<Connection> + Send + Sync>;

/// Tells the server to cancel the statement that is running.
pub(crate) type Stop = Arc<dyn Fn() + Send + Sync>;

/// What cancels this connection's statements.
pub(crate) fn stop(connection: &Connection) -> Stop {
    let canceller = connection.canceller();
    Arc::new(move || {
        // A server that does not hear it goes on with the statement, and is told again.
        let _unheard = canceller.cancel();
    })
}

/// Connects to a server.
///
/// # Errors
///
/// The server cannot be reached, does not let us in, or is not who it should be.
pub(crate) fn connect(address: &Address, origin: &Origin) -> Result<Connection, NoConnection> {
    address.connect().map_err(|error| NoConnection {
        place: address.to_string(),
        origin: origin.clone(),
        cause: Cause::of(&error),
        open_passfile: address.open_passfile().cloned(),
    })
}

/// A connection that could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NoConnection {
    /// Where to, without the password.
    place: String,
    /// Who named it.
    origin: Origin,
    /// Why not.
    cause: Cause,
    /// A password file that was not read because others can read it.
    open_passfile: Option<PathBuf>,
}

/// Why a connection could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cause {
    /// The role's password is wrong or missing, or the server does not let the role in from here.
    Authentication(String),
    /// The role may not connect to this database.
    NotGranted(String),
    /// There is no such database.
    NoSuchDatabase(String),
    /// The server answered with another error: it is starting up, or has no connection to spare.
    Server(String),
    /// TLS that was asked for is not to be had; with what to do about it.
    Tls(String, String),
    /// No server answered.
    Unreachable(String),
}

impl Cause {
    fn of(error: &ConnectError) -> Self {
        let message = error.to_string();
        if let Some(help) = error.help() {
            return Self::Tls(message, help);
        }
        match error.as_db_error().map(|answer| answer.code()) {
            Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
                Self::Authentication(message)
            }
            Some(&SqlState::INSUFFICIENT_PRIVILEGE) => Self::NotGranted(message),
            Some(&SqlState::INVALID_CATALOG_NAME) => Self::NoSuchDatabase(message),
            Some(_) => Self::Server(message),
            // The driver found out by itself that a password is wanted and that it has none.
            None if message.contains("password missing") => {
                Self::Authentication("a password is required, and none is given".to_owned())
            }
            None => Self::Unreachable(message),
        }
    }
}

impl NoConnection {
    /// What to do about it.
    pub(crate) fn help(&self) -> String {
        let from = &self.origin;
        match &self.cause {
            Cause::Authentication(_) => match &self.open_passfile {
                None => format!("check the role and the password from {from}"),
                Some(path) => format!(
                    "check the role and the password from {from}; {path} was not read because others can read it: \
                     `chmod 0600 {path}`",
                    path = path.display()
                ),
            },
            Cause::NotGranted(_) => format!(
                "grant the role CONNECT on the database, or correct the role or the database from {from}"
            ),
            Cause::NoSuchDatabase(_) => format!("create it, or correct the name from {from}"),
            Cause::Server(_) => "try again when the server accepts connections".to_owned(),
            Cause::Tls(_, help) => help.clone(),
            Cause::Unreachable(_) => {
                format!("check that the server runs and that the address from {from} is right")
            }
        }
    }
}

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = &self.place;
        match &self.cause {
            Cause::Authentication(why) | Cause::NotGranted(why) => {
                write!(f, "{place} does not let us in: {why}")
            }
            Cause::NoSuchDatabase(why) => write!(f, "{place} does not exist: {why}"),
            Cause::Server(why) => write!(f, "{place} refuses the connection: {why}"),
            Cause::Tls(why, _) => write!(f, "{place} is not connected to: {why}"),
            Cause::Unreachable(why) => write!(f, "{place} cannot be reached: {why}"),
        }
    }
}
