//! The server itself is killed, and comes back.

#![expect(
    clippy::unwrap_used,
    reason = "a server that cannot be set up has failed"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use migrate_runtime::{Cancellation, Error, Event, Outcome, State, Target};
use postgres::{Client, NoTls};
use support::{cell, plan, revision, three};

/// A server that keeps what it was told: `fsync` is on, and it is started again after a crash.
struct Durable {
    directory: PathBuf,
    port: u16,
}

impl Durable {
    fn start() -> Self {
        // PostgreSQL does not run as root, so the directory has to belong to who it runs as.
        let made = output(&["mktemp", "-d", "-t", "durable-postgres-XXXXXX"]);
        let directory = PathBuf::from(made.trim());
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let server = Self { directory, port };
        let data = server.data();
        output(&[
            &bin("initdb"),
            "-D",
            &data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
        ]);
        server.launch();
        server
    }

    fn data(&self) -> String {
        self.directory.join("data").display().to_string()
    }

    /// After a crash the memory that the server shared may be in use for a moment.
    fn launch(&self) {
        let start = Instant::now();
        let options = format!(
            "-p {} -k {} -c listen_addresses=localhost -c fsync=on",
            self.port,
            self.directory.display()
        );
        let log = self.directory.join("log").display().to_string();
        while !is_done(&[
            &bin("pg_ctl"),
            "-D",
            &self.data(),
            "-l",
            &log,
            "-o",
            &options,
            "-w",
            "start",
        ]) {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the server does not start"
            );
            sleep(Duration::from_millis(200));
        }
    }

    fn client(&self) -> Client {
        let config = format!(
            "host=localhost port={} user=postgres dbname=postgres",
            self.port
        );
        let start = Instant::now();
        loop {
            match Client::connect(&config, NoTls) {
                Ok(client) => return client,
                Err(error) => assert!(start.elapsed() < Duration::from_secs(60), "{error}"),
            }
            sleep(Duration::from_millis(50));
        }
    }

    /// `kill -9` of the postmaster.
    fn crash(&self) {
        let file = Path::new(&self.data())
            .join("postmaster.pid")
            .display()
            .to_string();
        let text = output(&["head", "-n", "1", &file]);
        output(&["kill", "-9", text.trim()]);
    }
}

impl Drop for Durable {
    fn drop(&mut self) {
        let _ended = is_done(&[
            &bin("pg_ctl"),
            "-D",
            &self.data(),
            "-m",
            "immediate",
            "stop",
        ]);
        let _removed = is_done(&["rm", "-rf", &self.directory.display().to_string()]);
    }
}

fn bin(program: &str) -> String {
    support::bin().join(program).display().to_string()
}

/// A command as somebody who is not root.
fn command(words: &[&str]) -> Command {
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = match is_root {
        true => {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "-u", "postgres"]).args(words);
            sudo
        }
        false => {
            let mut command = Command::new(words[0]);
            command.args(&words[1..]);
            command
        }
    };
    command
        .current_dir(std::env::temp_dir())
        .stdin(Stdio::null());
    command
}

fn output(words: &[&str]) -> String {
    let output = command(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The server that is started must not inherit a pipe that somebody waits for.
fn is_done(words: &[&str]) -> bool {
    let mut command = command(words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().success()
}

#[test]
fn an_index_whose_build_ended_with_the_server_is_valid_after_a_resume() {
    let server = Durable::start();
    let slow = "CREATE FUNCTION slow(a int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS \
                $$ BEGIN PERFORM pg_sleep(0.001); RETURN a; END $$;\
                CREATE TABLE t AS SELECT g AS a FROM generate_series(1, 1500) AS g;";
    let plan = plan(&[
        revision(1, &[], slow, "DROP TABLE t; DROP FUNCTION slow;"),
        revision(
            2,
            &[1],
            "CREATE INDEX CONCURRENTLY t_a ON t (slow(a));\nCREATE INDEX CONCURRENTLY t_b ON t (a);",
            "DROP INDEX CONCURRENTLY t_a;\nDROP INDEX CONCURRENTLY t_b;",
        )
        .stepwise(),
    ]);
    let (mut client, mut witness) = (server.client(), server.client());
    let ended = thread::scope(|scope| {
        let run = scope.spawn(|| plan.migrator().up(&mut client).map(drop));
        let building = "SELECT count(*) FROM pg_stat_progress_create_index
                    WHERE command = 'CREATE INDEX CONCURRENTLY' AND phase LIKE 'building index%'";
        let start = Instant::now();
        while cell(&mut witness, building) != "1" {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the build does not begin"
            );
        }
        server.crash();
        run.join().unwrap()
    });
    assert!(
        matches!(&ended, Err(Error::Revision(failure)) if failure.step == Some((1, 2))),
        "{ended:?}"
    );
    server.launch();

    let mut client = server.client();
    let valid = "SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ', ' ORDER BY indexrelid::regclass::text)
                 FROM pg_index WHERE indrelid = 't'::regclass";
    assert_eq!(cell(&mut client, valid), "t_a false");
    assert!(matches!(
        plan.state(&mut client),
        Ok(State::Interrupted { step: 1, of: 2, .. })
    ));
    let resumed = plan.migrator().resume(&mut client);
    assert!(matches!(resumed, Ok(Outcome::Ran { .. })), "{resumed:?}");
    assert_eq!(cell(&mut client, valid), "t_a true, t_b true");
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
}

/// Only the last commit of a run waits for the disk, and it takes the others with it; a run that ends early waits too.
#[test]
fn what_a_run_was_told_to_have_done_outlives_the_server() {
    let server = Durable::start();
    // What is not waited for would reach the disk by itself much later than the crash comes.
    let mut client = server.client();
    client
        .batch_execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        .unwrap();
    client.batch_execute("SELECT pg_reload_conf()").unwrap();
    let plan = plan(&three());

    let cancellation = Cancellation::new();
    let interrupted = plan
        .migrator()
        .cancellation(&cancellation)
        .observer(|event: &Event<'_>| {
            // The second one is on its way by then.
            if matches!(event, Event::Finished { number: 1, .. }) {
                cancellation.cancel();
            }
        })
        .up(&mut client)
        .map(drop);
    server.crash();
    assert!(
        matches!(interrupted, Err(Error::Interrupted(_))),
        "{interrupted:?}"
    );
    server.launch();
    let mut client = server.client();
    assert!(matches!(
        plan.state(&mut client),
        Ok(State::Behind { pending }) if pending.len() == 1
    ));

    plan.migrator().down(&mut client, Target::BASE).unwrap();
    let applied = plan.migrator().up(&mut client).map(drop);
    server.crash();
    assert_eq!(applied, Ok(()));
    server.launch();
    assert_eq!(plan.state(&mut server.client()), Ok(State::UpToDate));
}
