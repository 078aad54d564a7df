//! A private server, and schemas read from it.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use migrate_schema::Row;
use pgtemp::PgTempDB;
use postgres::{Client, NoTls, SimpleQueryMessage};

/// A private native server that ends with the value.
pub(crate) struct Server(PgTempDB);

impl Server {
    pub(crate) fn start() -> Self {
        let mut builder = PgTempDB::builder()
            .with_config_param("fsync", "off")
            .with_config_param("lc_messages", "C")
            // Nobody reads the pipe that is the server's log. Once it is full, the server waits for ever.
            .with_config_param("log_min_messages", "panic")
            .with_config_param("log_min_error_statement", "panic");
        builder.bin_path = programs();
        let server = Self(builder.start());
        // The port is open before the server accepts sessions.
        let begin = Instant::now();
        while let Err(error) = Client::connect(&server.url(), NoTls) {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "the server does not start: {error}"
            );
            thread::sleep(Duration::from_millis(20));
        }
        server
    }

    pub(crate) fn url(&self) -> String {
        self.0.connection_uri()
    }

    pub(crate) fn connect(&self) -> Client {
        Client::connect(&self.url(), NoTls).unwrap()
    }
}

impl Server {
    /// An empty database; returns its address.
    pub(crate) fn create(&self, name: &str) -> String {
        self.run(&format!("CREATE DATABASE {name}"));
        self.address(name)
    }

    /// A copy of a database that nobody uses, in the place of an older one; returns its address.
    pub(crate) fn copy(&self, of: &str, name: &str) -> String {
        self.run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        self.run(&format!("CREATE DATABASE {name} TEMPLATE {of}"));
        self.address(name)
    }

    fn run(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap();
    }

    fn address(&self, name: &str) -> String {
        let url = self.url();
        let (server, _) = url.rsplit_once('/').unwrap();
        format!("{server}/{name}")
    }
}

/// Where Debian installs the newest server; `None` leaves the search to `PATH`.
pub(crate) fn programs() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let number = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = versions
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.join("bin/initdb").is_file())
        .max_by_key(|path| number(path))?;
    Some(newest.join("bin"))
}

/// Sends a text as one simple-query message.
pub(crate) fn send(client: &mut Client, sql: &str) -> Result<Vec<Row>, postgres::Error> {
    let messages = client.simple_query(sql)?;
    let rows = messages.iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    });
    let owned = |row: &postgres::SimpleQueryRow| -> Row {
        (0..row.len())
            .map(|at| row.get(at).map(str::to_owned))
            .collect()
    };
    Ok(rows.map(owned).collect())
}
