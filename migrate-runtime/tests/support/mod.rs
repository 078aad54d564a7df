//! A private server for each test, and plans made by hand.

#![allow(dead_code, reason = "each test file uses its own part of the support")]

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use migrate_runtime::__core::plan;
use migrate_runtime::__core::plan::{
    Digest, Digests, Down, LedgerName, Outside, Revision, RevisionId, Script, Seal, Statement,
    Steps, TransactionMode,
};
use migrate_runtime::{Plan, Reply, Session, Wanted};
use pgtemp::{PgTempDB, PgTempDBBuilder};
use postgres::{Client, NoTls};

/// A private server; it ends with the test.
pub(crate) struct Server {
    server: PgTempDB,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut builder = PgTempDBBuilder::new();
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
}

/// PostgreSQL's programs, as Debian installs them.
fn bin() -> PathBuf {
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

pub(crate) fn id(bits: u64) -> RevisionId {
    RevisionId::from_bits(bits * 0x1111_1111)
}

/// A revision in the making.
#[derive(Clone)]
pub(crate) struct Sketch {
    pub(crate) revision: Revision,
}

/// A transactional revision, based on these.
pub(crate) fn revision(bits: u64, parents: &[u64], up: &str, down: &str) -> Sketch {
    let message = format!("change {bits}");
    Sketch {
        revision: Revision {
            id: id(bits),
            parents: parents.iter().map(|p| id(*p)).collect::<Vec<_>>().into(),
            message: message.clone().into(),
            created: Cow::Borrowed("2026-11-21T09:30:00Z"),
            folder: format!("20261121093{bits:03}_change_{bits}").into(),
            seal: Seal::Sealed,
            digests: Digests {
                up: Digest::from_bytes([0; 32]),
                down: Digest::from_bytes([0; 32]),
                chain: Digest::from_bytes([0; 32]),
            },
            transaction: TransactionMode::Single,
            up: script(up),
            down: Down::Script(script(down)),
            compatible: None,
            lock_timeout: None,
            statement_timeout: None,
        },
    }
}

fn script(text: &str) -> Script {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    Script {
        text: format!("{text}{end}").into(),
        steps: Steps::Transaction,
    }
}

impl Sketch {
    /// Outside a transaction, a statement for each line.
    pub(crate) fn stepwise(mut self) -> Self {
        self.revision.transaction = TransactionMode::None;
        self.revision.up.steps = lines(&self.revision.up.text);
        if let Down::Script(script) = &mut self.revision.down {
            script.steps = lines(&script.text);
        }
        self
    }

    pub(crate) fn irreversible(mut self, reason: &'static str) -> Self {
        self.revision.down = Down::Irreversible {
            reason: Cow::Borrowed(reason),
        };
        self
    }

    pub(crate) fn compatible(mut self, bits: u64) -> Self {
        self.revision.compatible = Some(id(bits));
        self
    }

    pub(crate) fn draft(mut self) -> Self {
        self.revision.seal = Seal::Draft;
        self
    }
}

fn lines(text: &str) -> Steps {
    let mut statements = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let statement = line.trim_end().trim_end_matches(';');
        if !statement.is_empty() {
            statements.push(Statement {
                start: u32::try_from(start).unwrap(),
                end: u32::try_from(start + statement.len()).unwrap(),
                kind: match statement.contains("INDEX CONCURRENTLY") {
                    true => Outside::CreateIndexConcurrently {
                        index: None,
                        table: Cow::Borrowed("t"),
                    },
                    false => Outside::Plain,
                },
            });
        }
        start += line.len();
    }
    Steps::Statements(statements.into())
}

/// The plan of these revisions. Its digests are no BLAKE3, but different where the contents are.
pub(crate) fn plan(sketches: &[Sketch]) -> Plan {
    let mut revisions: Vec<Revision> = Vec::new();
    for sketch in sketches {
        let mut revision = sketch.revision.clone();
        let down = match &revision.down {
            Down::Script(script) => script.text.as_ref(),
            Down::Irreversible { .. } => "",
        };
        let id = revision.id.to_string();
        let parents = format!("{:?}", revision.parents);
        revision.digests.up = digest(&[&id, &parents, &revision.up.text]);
        revision.digests.down = digest(&[&id, down]);
        let mut chain = vec![revision.digests.up.to_string()];
        for parent in revision.parents.iter() {
            let parent = revisions.iter().find(|r| r.id == *parent);
            chain.push(parent.map_or_else(String::new, |p| p.digests.chain.to_string()));
        }
        let chain: Vec<&str> = chain.iter().map(String::as_str).collect();
        revision.digests.chain = digest(&chain);
        revisions.push(revision);
    }
    Plan::from(plan::Plan {
        name: Cow::Borrowed("app"),
        ledger: LedgerName::default(),
        directory: Cow::Borrowed("migrations"),
        revisions: revisions.into(),
    })
}

fn digest(fields: &[&str]) -> Digest {
    let mut bytes = [0; 32];
    for (lane, chunk) in bytes.chunks_exact_mut(8).enumerate() {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ lane as u64;
        for field in fields {
            for byte in field.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        chunk.copy_from_slice(&hash.to_be_bytes());
    }
    Digest::from_bytes(bytes)
}

/// Three tables, one after the other.
pub(crate) fn three() -> Vec<Sketch> {
    vec![
        revision(1, &[], "CREATE TABLE one (id int);", "DROP TABLE one;"),
        revision(2, &[1], "CREATE TABLE two (id int);", "DROP TABLE two;"),
        revision(3, &[2], "CREATE TABLE three (id int);", "DROP TABLE three;"),
    ]
}
