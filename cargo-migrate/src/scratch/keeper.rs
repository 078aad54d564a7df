//! The connection on which a proof does what concerns the whole server: it creates and drops, and holds the locks.

use migrate_runtime::connect::Connection;
use migrate_runtime::{Reply, Session as _, Wanted};

use super::ScratchFailure;
use crate::database::{Address, Origin, connect};
use crate::failure::Failure;

/// A connection to the database that the address names. Nothing in that database is touched.
pub(super) struct Keeper(Connection);

/// What the server said against a statement, or that it is gone.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The SQLSTATE; empty when the server is gone.
    pub(super) code: String,
    /// The message.
    pub(super) why: String,
}

pub(super) const SYNTAX_ERROR: &str = "42601";
pub(super) const OBJECT_IN_USE: &str = "55006";
const DEPENDENT_OBJECTS: &str = "2BP01";

impl Refusal {
    /// The connection is gone, and another one may do better.
    pub(super) fn is_lost(&self) -> bool {
        self.code.is_empty()
    }
}

impl From<Refusal> for ScratchFailure {
    fn from(refusal: Refusal) -> Self {
        Self::Lost { why: refusal.why }
    }
}

/// Which databases are dropped, whoever is connected to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connected {
    /// Who is connected is sent away.
    SentAway,
    /// Only those to which nobody is connected.
    Nobody,
}

impl Keeper {
    /// Connects.
    ///
    /// # Errors
    ///
    /// The server cannot be reached, or does not let us in.
    pub(super) fn open(address: &Address, origin: &Origin) -> Result<Self, Failure> {
        Ok(Self(connect(address, origin)?))
    }

    /// Sends a statement.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), Refusal> {
        self.ask(sql, Wanted::Nothing).map(|_| ())
    }

    /// Sends a query; the columns of a row that are not NULL.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(super) fn rows(&mut self, sql: &str) -> Result<Vec<Vec<String>>, Refusal> {
        let rows = self.ask(sql, Wanted::Rows)?;
        let texts = |row: Vec<Option<String>>| row.into_iter().flatten().collect();
        Ok(rows.into_iter().map(texts).collect())
    }

    /// Whether a query answers with true.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(super) fn is_true(&mut self, sql: &str) -> Result<bool, Refusal> {
        let rows = self.rows(sql)?;
        Ok(rows
            .first()
            .and_then(|row| row.first())
            .is_some_and(|value| value == "t"))
    }

    /// Drops a database if it is there.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(super) fn drop_database(
        &mut self,
        name: &str,
        connected: Connected,
    ) -> Result<(), Refusal> {
        let name = identifier(name);
        let plain = format!("DROP DATABASE IF EXISTS {name}");
        if connected == Connected::SentAway {
            // The clause came with PostgreSQL 13, and older ones stumble over it before they do anything.
            match self.run(&format!("{plain} WITH (FORCE)")) {
                Err(refusal) if refusal.code == SYNTAX_ERROR => {}
                dropped => return dropped,
            }
        }
        self.run(&plain)
    }

    /// Drops roles, with what was granted to them here and on the server.
    ///
    /// # Errors
    ///
    /// What the server said.
    pub(super) fn drop_roles(&mut self, names: &[String]) -> Result<(), Refusal> {
        let list: Vec<String> = names.iter().map(|name| identifier(name)).collect();
        let list = list.join(", ");
        // One statement for all: one of them may have granted another one.
        let sql = format!("DROP ROLE IF EXISTS {list}");
        match self.run(&sql) {
            Err(refusal) if refusal.code == DEPENDENT_OBJECTS => {
                self.run(&format!("DROP OWNED BY {list}"))?;
                self.run(&sql)
            }
            dropped => dropped,
        }
    }

    fn ask(&mut self, sql: &str, wanted: Wanted) -> Result<Vec<Vec<Option<String>>>, Refusal> {
        match self.0.send(sql, wanted) {
            Reply::Rows(rows) => Ok(rows),
            Reply::Waited | Reply::Alone => Ok(Vec::new()),
            Reply::Error(error) => Err(Refusal {
                code: error.code,
                why: match error.detail {
                    Some(detail) => format!("{} ({})", error.message, detail.replace('\n', "; ")),
                    None => error.message,
                },
            }),
            Reply::Lost(why) => Err(Refusal {
                code: String::new(),
                why,
            }),
        }
    }
}

/// A name as PostgreSQL reads it to the letter.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
