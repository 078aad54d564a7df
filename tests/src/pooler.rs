//! Real poolers.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use tempfile::TempDir;

/// When a pooler takes a server's session back from a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoolMode {
    /// At the end of each transaction.
    Transaction,
    /// When the client goes.
    Session,
}

/// A private pgbouncer in front of a server; it ends with the value.
pub struct Pooler {
    process: Child,
    url: String,
    _home: TempDir,
}

impl Pooler {
    /// Starts pgbouncer in front of the server with this address, with so many sessions for each database.
    ///
    /// # Panics
    ///
    /// When pgbouncer is not installed, or does not answer within half a minute.
    #[must_use]
    pub fn start(server: &str, mode: PoolMode, sessions: usize) -> Self {
        Self::start_with(server, mode, sessions, "")
    }

    /// Starts pgbouncer in transaction mode so that it says the same to the server as its clients say to it.
    ///
    /// # Panics
    ///
    /// As [`start`](Self::start).
    #[must_use]
    pub fn disguised(server: &str, sessions: usize) -> Self {
        Self::start_with(
            server,
            PoolMode::Transaction,
            sessions,
            "client_encoding=UTF8",
        )
    }

    fn start_with(server: &str, mode: PoolMode, sessions: usize, greeting: &str) -> Self {
        let server: postgres::Config = server.parse().expect("the server has an address");
        let (user, password) = (
            server.get_user().expect("the address has a role"),
            server.get_password().expect("the address has a password"),
        );
        let password = std::str::from_utf8(password).expect("the tests chose it");
        let home = TempDir::new().expect("a temporary directory can be made");
        let write = |name: &str, text: String| {
            let path = home.path().join(name);
            fs::write(&path, text).expect("the temporary directory is writable");
            path
        };
        let users = write("users.txt", format!("\"{user}\" \"{password}\"\n"));
        let port = free_port();
        let settings = write(
            "pgbouncer.ini",
            format!(
                "[databases]\n* = host=127.0.0.1 port={server_port} {greeting}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
                 unix_socket_dir =\nauth_type = plain\nauth_file = {users}\npool_mode = {mode}\ndefault_pool_size = {sessions}\n\
                 max_client_conn = 400\n",
                server_port = server.get_ports().first().copied().unwrap_or(5432),
                users = users.display(),
                mode = match mode {
                    PoolMode::Transaction => "transaction",
                    PoolMode::Session => "session",
                },
            ),
        );
        let pooler = Self {
            process: start(home.path(), &settings),
            url: format!("postgresql://{user}:{password}@127.0.0.1:{port}"),
            _home: home,
        };
        pooler.wait_until_it_answers();
        pooler
    }

    /// Its own console answers without opening a session of the server.
    fn wait_until_it_answers(&self) {
        let begin = Instant::now();
        let console = self.url("pgbouncer");
        // It lets nobody in there, but says so.
        while Client::connect(&console, NoTls).is_err_and(|error| error.as_db_error().is_none()) {
            assert!(
                begin.elapsed() < Duration::from_secs(30),
                "pgbouncer does not start"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The address of a database behind it.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("{}/{database}", self.url)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // `sudo` passes the signal on to the process that it started; to kill it would leave that one behind.
        let ended = Command::new("kill")
            .arg(self.process.id().to_string())
            .status();
        if ended.is_ok_and(|status| status.success()) {
            let _status = self.process.wait();
        }
    }
}

/// pgbouncer does not run as root: like the server, it is then the user postgres's.
fn start(home: &Path, settings: &Path) -> Child {
    let mut command = match is_root() {
        true => {
            let owned = Command::new("chown")
                .args(["-R", "postgres"])
                .arg(home)
                .status();
            assert!(owned.is_ok_and(|status| status.success()), "chown works");
            let mut sudo = Command::new("sudo");
            sudo.args(["-u", "postgres", "/usr/sbin/pgbouncer"]);
            sudo
        }
        false => Command::new("/usr/sbin/pgbouncer"),
    };
    command
        .arg("-q")
        .arg(settings)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the tests need pgbouncer: apt-get install -y pgbouncer")
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("id is there");
    output.stdout == b"0\n"
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it was bound");
    address.port()
}
