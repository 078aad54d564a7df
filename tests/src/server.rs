//! Real servers.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use pgtemp::PgTempDB;
use postgres::{Client, NoTls};

/// A private native server that ends with the value.
pub struct Server(PgTempDB);

impl Server {
    /// Starts a server. It syncs nothing: its life is short.
    ///
    /// # Panics
    ///
    /// When it does not answer within half a minute.
    #[must_use]
    pub fn start() -> Self {
        let mut builder = PgTempDB::builder()
            .with_config_param("fsync", "off")
            .with_config_param("lc_messages", "C")
            // Herds come, and poolers keep what they opened.
            .with_config_param("max_connections", "300")
            // Nobody reads the pipe that is the server's log. Once it is full, the server waits for ever.
            .with_config_param("log_min_messages", "panic")
            .with_config_param("log_min_error_statement", "panic");
        if let Some(programs) = server_programs() {
            builder = builder.with_bin_path(programs);
        }
        let server = Self(builder.start());
        server.wait_until_it_answers();
        server
    }

    /// The port is open before the server accepts connections.
    fn wait_until_it_answers(&self) {
        let begin = Instant::now();
        while let Err(error) = Client::connect(&self.url(), NoTls) {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the server does not start: {error}"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The address of its first database.
    #[must_use]
    pub fn url(&self) -> String {
        self.0.connection_uri()
    }

    /// The port that it listens on, on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.db_port()
    }

    /// Creates an empty database and gives its address.
    ///
    /// # Panics
    ///
    /// When the server refuses it.
    #[must_use]
    pub fn create(&self, name: &str) -> String {
        let mut client = self.connect();
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("the server creates databases");
        let url = self.url();
        let (server, _) = url
            .rsplit_once('/')
            .expect("the address ends with the database");
        format!("{server}/{name}")
    }

    /// A connection to its first database.
    ///
    /// # Panics
    ///
    /// When the server does not answer.
    #[must_use]
    pub fn connect(&self) -> Client {
        Client::connect(&self.url(), NoTls).expect("the server was started")
    }
}

/// Where Debian installs the newest server; `None` leaves the search to `PATH`.
fn server_programs() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(|path| number(path))?;
    Some(newest.join("bin"))
}

/// Runs `psql` on a database; the first error ends it.
///
/// # Panics
///
/// When there was an error, with what psql said.
pub fn psql(url: &str, args: &[&str]) -> String {
    let output = Command::new("psql")
        .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url])
        .args(args)
        .env("PGOPTIONS", "-c client_min_messages=warning")
        .output()
        .expect("psql is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "psql {args:?}: {said}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The schema of a database as `pg_dump` writes it, without the ledger, comments and blank lines.
///
/// # Panics
///
/// When `pg_dump` fails.
#[must_use]
pub fn schema(url: &str) -> String {
    let output = Command::new("pg_dump")
        .args([
            "--schema-only",
            "--exclude-table=public.migrate_ledger*",
            "-d",
            url,
        ])
        .output()
        .expect("pg_dump is installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pg_dump: {said}");
    String::from_utf8_lossy(&output.stdout)
        .lines()
        // Newer ones guard the dump with a random word.
        .filter(|line| !line.is_empty() && !line.starts_with("--") && !line.contains("restrict "))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Gives `psql` a script on its standard input, as a pipe does; the first error ends it.
///
/// # Errors
///
/// What psql said.
///
/// # Panics
///
/// When psql cannot be started.
pub fn psql_reads(url: &str, script: &str) -> Result<(), String> {
    let mut child = Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("psql is installed");
    // psql may end before it has read everything, and then says why.
    let _broken_pipe = child
        .stdin
        .take()
        .expect("it is piped")
        .write_all(script.as_bytes());
    let output = child.wait_with_output().expect("psql ends");
    if output.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The rows of the ledger as JSON without what differs from run to run: times, and who ran it with which program.
///
/// # Panics
///
/// When it cannot be read.
#[must_use]
pub fn ledger(url: &str) -> Vec<String> {
    let rows = psql(
        url,
        &[
            "-c",
            "SELECT to_jsonb(l) - '{applied_at,duration,application_name}'::text[] FROM public.migrate_ledger l ORDER BY id",
        ],
    );
    rows.lines().map(str::to_owned).collect()
}
