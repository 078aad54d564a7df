//! A private server for each test, and plans made by hand.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]
#![allow(dead_code, reason = "each test file uses its own part of the support")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use migrate_runtime::{Plan, Reply, Session, Wanted};
use pgtemp::{PgTempDB, PgTempDBBuilder};
use postgres::{Client, NoTls};

#[path = "../../../migrate-core/tests/support/mod.rs"]
mod sketch;

#[allow(
    unused_imports,
    reason = "each test file uses its own part of the support"
)]
pub(crate) use sketch::{Sketch, id, revision, three};

/// A private server; it ends with the test.
pub(crate) struct Server {
    server: PgTempDB,
}

impl Server {
    pub(crate) fn start() -> Self {
        // Nobody reads the pipe that is the server's log. Once it is full, the server waits for ever.
        let mut builder = PgTempDBBuilder::new()
            .with_config_param("log_min_messages", "panic")
            .with_config_param("log_min_error_statement", "panic");
        builder.bin_path = Some(bin());
        let server = Self {
            server: builder.start(),
        };
        // The port is open before the server accepts sessions.
        let start = Instant::now();
        while server.try_client().is_err() && start.elapsed() < Duration::from_secs(30) {
            sleep(Duration::from_millis(20));
        }
        server
    }

    fn try_client(&self) -> Result<Client, postgres::Error> {
        Client::connect(
            &self.config(self.server.db_user(), self.server.db_name()),
            NoTls,
        )
    }

    fn config(&self, user: &str, database: &str) -> String {
        let (port, password) = (self.server.db_port(), self.server.db_pass());
        format!(
            "host=localhost port={port} user={user} password={password} dbname={database} application_name=test"
        )
    }

    pub(crate) fn client(&self) -> Client {
        self.client_as(self.server.db_user(), self.server.db_name())
    }

    pub(crate) fn client_as(&self, user: &str, database: &str) -> Client {
        Client::connect(&self.config(user, database), NoTls).unwrap()
    }

    /// How `tokio_postgres::connect` is told about the first database.
    pub(crate) fn settings(&self) -> String {
        self.settings_as(self.server.db_user())
    }

    pub(crate) fn settings_as(&self, user: &str) -> String {
        self.config(user, self.server.db_name())
    }

    /// A fresh database beside the first one.
    pub(crate) fn database(&self, name: &str) -> Client {
        self.client()
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .unwrap();
        self.client_as(self.server.db_user(), name)
    }

    fn command(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(bin().join(program));
        command
            .env("PGPASSWORD", self.server.db_pass())
            .args(["-h", "localhost", "-p", &self.server.db_port().to_string()])
            .args(["-U", self.server.db_user(), "-d", database]);
        command
    }

    /// Everything that is in the database, as text.
    pub(crate) fn dump(&self, database: &str) -> String {
        let output = self.command("pg_dump", database).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("\\restrict") && !line.starts_with("\\unrestrict"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// The schema without the ledger.
    pub(crate) fn schema(&self, database: &str) -> String {
        let output = self
            .command("pg_dump", database)
            .args(["--schema-only", "-T", "public.migrate_ledger*"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .filter(|line| !line.contains("restrict"))
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Lets psql run a script from its standard input; whether it went well, and what it said.
    pub(crate) fn psql(&self, database: &str, script: &str) -> (bool, String) {
        use std::io::Write as _;
        let mut child = self
            .command("psql", database)
            .args(["-X", "-q"])
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // psql may stop reading at the first error.
        let _closed = child.stdin.take().unwrap().write_all(script.as_bytes());
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    }

    pub(crate) fn name(&self) -> &str {
        self.server.db_name()
    }

    /// Port, role, password and database, as libpq's pairs.
    pub(crate) fn place(&self) -> String {
        let (port, password) = (self.server.db_port(), self.server.db_pass());
        let (user, database) = (self.server.db_user(), self.server.db_name());
        format!("port={port} user={user} password={password} dbname={database}")
    }

    /// Where its files are.
    pub(crate) fn data_directory(&self) -> PathBuf {
        self.server.data_dir()
    }

    /// Writes a file that belongs to the server and that only it can read, as it demands of a key.
    pub(crate) fn write(&self, path: &Path, text: &str) {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
        std::fs::write(path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let owner = std::fs::metadata(self.data_directory()).unwrap();
        std::os::unix::fs::chown(path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
}

/// psql without anybody's variables and files.
pub(crate) fn psql() -> Command {
    let mut command = Command::new(bin().join("psql"));
    command.env_clear().env("HOME", "/nonexistent");
    command
}

/// PostgreSQL's programs, as Debian installs them.
pub(crate) fn bin() -> PathBuf {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .expect("the tests need PostgreSQL: apt-get install -y postgresql")
        .map(|entry| entry.unwrap().path().join("bin"))
        .collect();
    versions.sort();
    versions.pop().unwrap()
}

/// One cell of a query's result.
pub(crate) fn cell(client: &mut Client, sql: &str) -> String {
    match client.send(sql, Wanted::Rows) {
        Reply::Rows(rows) => rows
            .first()
            .and_then(|row| row.first().cloned().flatten())
            .unwrap_or_default(),
        other => panic!("{sql}: {other:?}"),
    }
}

/// A session that counts its messages.
pub(crate) struct Counting<'c> {
    pub(crate) client: &'c mut Client,
    pub(crate) messages: Vec<String>,
}

impl<'c> Counting<'c> {
    pub(crate) fn new(client: &'c mut Client) -> Self {
        Self {
            client,
            messages: Vec::new(),
        }
    }
}

impl Session for Counting<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        self.messages.push(sql.to_owned());
        self.client.send(sql, wanted)
    }
}

/// The plan of these revisions, as an application embeds it.
pub(crate) fn plan(sketches: &[Sketch]) -> Plan {
    Plan::from(sketch::plan(sketches))
}
