//! A private PostgreSQL for one test, and one that the proofs of all tests share.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use pgtemp::{PgTempDB, PgTempDBBuilder};
use postgres::{Client, NoTls};

/// A database of its own on a running server, which asks for its password.
pub(crate) struct Server {
    process: Arc<PgTempDB>,
    database: String,
}

/// The password of the role, which no output may hold.
pub(crate) const PASSWORD: &str = "hunter2-zaphod";

/// The server that tests share, as long as one of those that run now needs it.
static SHARED: Mutex<Weak<PgTempDB>> = Mutex::new(Weak::new());

/// How many databases were made on it.
static DATABASES: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// A new database on the server that tests share: for a test that looks at nothing but its database.
    pub(crate) fn database() -> Self {
        let mut server = Self::shared();
        let number = DATABASES.fetch_add(1, Ordering::Relaxed);
        // The snapshots show it as `postgres`, which is the database of a server that is not shared.
        server.database = format!("shared_{number}");
        let shared = Self {
            process: Arc::clone(&server.process),
            database: server.process.db_name().to_owned(),
        };
        let _url = shared.create(&server.database);
        server
    }

    /// The server that tests share, for scratch databases alone. Their names are chosen at random, so the tests do not meet there.
    pub(crate) fn shared() -> Self {
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(process) = shared.upgrade() {
            let database = process.db_name().to_owned();
            return Self { process, database };
        }
        let server = Self::start();
        *shared = Arc::downgrade(&server.process);
        server
    }

    /// Starts a server that no other test uses.
    pub(crate) fn start() -> Self {
        let mut builder = PgTempDBBuilder::new()
            .with_password(PASSWORD)
            // Nobody reads what the server says, and a pipe that is full stops it.
            .with_config_param("log_min_messages", "panic")
            .with_config_param("log_min_error_statement", "panic");
        builder.bin_path = Some(programs());
        let process = Arc::new(builder.start());
        let database = process.db_name().to_owned();
        let server = Self { process, database };
        // `initdb` trusts everybody on this machine unless told otherwise.
        let hba = server.process.data_dir().join("pg_hba.conf");
        std::fs::write(hba, "host all all all scram-sha-256\n").unwrap();
        server.execute("SELECT pg_reload_conf()");
        server
    }

    /// The address, with the password.
    pub(crate) fn url(&self) -> String {
        self.url_of(&format!("postgres:{PASSWORD}"), &self.database)
    }

    /// The address of this database, for this role: `name` or `name:password`.
    pub(crate) fn url_of(&self, role: &str, database: &str) -> String {
        format!("postgresql://{role}@localhost:{}/{database}", self.port())
    }

    /// The port.
    pub(crate) fn port(&self) -> u16 {
        self.process.db_port()
    }

    /// Runs a script with psql, as a person would.
    pub(crate) fn psql(&self, script: &Path) {
        let output = Command::new(programs().join("psql"))
            .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-f"])
            .arg(script)
            .arg(self.url())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
    }

    /// Another database on the same server, and its address.
    pub(crate) fn create(&self, name: &str) -> String {
        self.execute(&format!("CREATE DATABASE \"{name}\""));
        self.url_of(&format!("postgres:{PASSWORD}"), name)
    }

    /// Everything that is in the database of this address, as text.
    pub(crate) fn dump(url: &str) -> String {
        let mut dump = Command::new(programs().join("pg_dump"));
        let output = dump.arg(url).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        // Since 15.14 a dump is framed by a random key.
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text.lines().filter(|line| !line.contains("restrict "));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Runs statements.
    pub(crate) fn execute(&self, sql: &str) {
        self.client().batch_execute(sql).unwrap();
    }

    /// A connection. On a busy machine the server may still be starting.
    pub(crate) fn client(&self) -> Client {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            match Client::connect(&self.url(), NoTls) {
                Ok(client) => return client,
                Err(error) if Instant::now() > deadline => {
                    panic!("the server did not start: {error}")
                }
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// The first column of a query, as text.
    pub(crate) fn column(&self, sql: &str) -> Vec<String> {
        let rows = self.client().simple_query(sql).unwrap();
        let rows = rows.iter().filter_map(|message| match message {
            postgres::SimpleQueryMessage::Row(row) => {
                Some(row.get(0).unwrap_or_default().to_owned())
            }
            _ => None,
        });
        rows.collect()
    }

    /// The names of the tables in `public`.
    pub(crate) fn tables(&self) -> Vec<String> {
        self.column("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    }
}

/// The programs of the newest server that is installed.
pub(crate) fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .expect("the tests need PostgreSQL: apt-get install -y postgresql");
    let versions = versions.map(|entry| entry.unwrap().path().join("bin"));
    versions.max().unwrap()
}
