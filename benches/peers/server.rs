//! A private PostgreSQL for the measurements, with the settings that PostgreSQL ships with.

use std::cell::Cell;
use std::process::Command;

use pgtemp::PgTempDB;

/// A server that is stopped and removed when dropped.
pub(crate) struct Server {
    server: PgTempDB,
    databases: Cell<usize>,
}

impl Server {
    /// Starts it. pgtemp takes durability away, which tests do not miss; production has it, so it is put back.
    pub(crate) fn start() -> Self {
        let builder = [
            "fsync",
            "synchronous_commit",
            "full_page_writes",
            "autovacuum",
        ]
        .into_iter()
        .fold(PgTempDB::builder(), |builder, setting| {
            builder.with_config_param(setting, "on")
        });
        // Nobody reads the pipe that is the server's log. Once it is full, the server waits for ever.
        let builder = ["log_min_messages", "log_min_error_statement"]
            .into_iter()
            .fold(builder, |builder, setting| {
                builder.with_config_param(setting, "panic")
            });
        Self {
            server: builder.start(),
            databases: Cell::new(0),
        }
    }

    /// Creates an empty database and gives its name.
    pub(crate) fn fresh_database(&self) -> String {
        let name = format!("bench_{}", self.databases.get());
        self.databases.set(self.databases.get() + 1);
        let create = format!("CREATE DATABASE {name}");
        let created = self
            .psql(self.server.db_name())
            .args(["-q", "-c", &create])
            .status();
        assert!(
            created.is_ok_and(|status| status.success()),
            "psql could not create {name}"
        );
        name
    }

    /// The URL of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        let (user, password) = (self.server.db_user(), self.server.db_pass());
        format!(
            "postgresql://{user}:{password}@localhost:{}/{database}",
            self.server.db_port()
        )
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.server.db_port()
    }

    /// psql, connected to a database, without the user's psqlrc.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["-X", "-d", &self.url(database)]);
        command
    }
}
