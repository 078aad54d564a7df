//! Real servers.

use std::path::{Path, PathBuf};
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
