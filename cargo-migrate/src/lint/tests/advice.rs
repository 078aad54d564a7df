//! The SQL of an advice can be pasted: on a database with rows it runs, and where nothing else is advised it leads to the
//! same schema as the statement that was found.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use migrate_core::source::{Code, Settings};
use pgtemp::{PgTempDB, PgTempDBBuilder};
use postgres::{Client, NoTls};

use super::story::Story;

/// What was applied before.
const BASE: &str = "
CREATE DOMAIN email AS text;
CREATE TABLE users (id bigint NOT NULL, mail email, name text NOT NULL, first text, \"Last\" text, at timestamp);
CREATE TABLE regions (code text PRIMARY KEY);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, region text, amount int, note varchar(40));
CREATE INDEX orders_amount_idx ON orders (amount);
CREATE INDEX orders_region_idx ON orders (region);
CREATE TABLE events (kind text, at date) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
";

const ROWS: &str = "
INSERT INTO users SELECT n, 'a@b', 'n' || n, 'f', 'l', '2026-01-01' FROM generate_series(1, 50) n;
INSERT INTO regions VALUES ('de');
INSERT INTO orders SELECT n, n, 'de', n, 'x' || n FROM generate_series(1, 50) n;
";

/// What an advice leads to.
enum Leads {
    /// The schema that the statement itself leads to.
    ToTheSame,
    /// Another one, which is the advice's point.
    Elsewhere,
}

use Leads::{Elsewhere, ToTheSame};

const CASES: &[(Code, &str, Leads)] = &[
    (
        Code::RequireConcurrentIndexCreation,
        "CREATE UNIQUE INDEX IF NOT EXISTS orders_note_key ON orders (lower(note)) WHERE note IS NOT NULL",
        ToTheSame,
    ),
    (
        Code::RequireConcurrentIndexCreation,
        "CREATE INDEX ON orders (note, amount DESC)",
        ToTheSame,
    ),
    (
        Code::RequireConcurrentIndexCreation,
        "CREATE INDEX events_kind_idx ON events (kind)",
        Elsewhere,
    ),
    (
        Code::RequireConcurrentIndexDeletion,
        "DROP INDEX orders_amount_idx CASCADE",
        ToTheSame,
    ),
    (
        Code::RequireConcurrentIndexDeletion,
        "DROP INDEX IF EXISTS orders_amount_idx, orders_region_idx",
        ToTheSame,
    ),
    (
        Code::RequireConcurrentReindex,
        "REINDEX (VERBOSE) TABLE orders",
        ToTheSame,
    ),
    (
        Code::RequireConcurrentPartitionDetach,
        "ALTER TABLE events DETACH PARTITION events_2026",
        Elsewhere,
    ),
    (
        Code::ConstraintMissingNotValid,
        "ALTER TABLE orders ADD CHECK (amount > 0)",
        ToTheSame,
    ),
    (
        Code::ConstraintMissingNotValid,
        "ALTER TABLE users ADD CONSTRAINT \"Both\" CHECK (first IS NOT NULL OR \"Last\" IS NOT NULL) NO INHERIT",
        ToTheSame,
    ),
    (
        Code::AddingForeignKeyConstraint,
        "ALTER TABLE orders ADD FOREIGN KEY (region) REFERENCES regions ON UPDATE CASCADE DEFERRABLE",
        ToTheSame,
    ),
    (
        Code::AddingForeignKeyConstraint,
        "ALTER TABLE orders ADD COLUMN \"Region\" text REFERENCES regions (code) ON DELETE SET NULL",
        ToTheSame,
    ),
    (
        Code::DisallowedUniqueConstraint,
        "ALTER TABLE users ADD UNIQUE (id, name)",
        ToTheSame,
    ),
    (
        Code::DisallowedUniqueConstraint,
        "ALTER TABLE users ADD CONSTRAINT only_once UNIQUE (id) INCLUDE (name)",
        ToTheSame,
    ),
    (
        Code::DisallowedUniqueConstraint,
        "ALTER TABLE users ADD COLUMN code text UNIQUE",
        ToTheSame,
    ),
    (
        Code::AddingSerialPrimaryKeyField,
        "ALTER TABLE users ADD PRIMARY KEY (id)",
        ToTheSame,
    ),
    (
        Code::AddingNotNullableField,
        "ALTER TABLE users ALTER COLUMN \"Last\" SET NOT NULL",
        ToTheSame,
    ),
    (
        Code::AddingFieldWithDefault,
        "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        ToTheSame,
    ),
    (
        Code::AddingFieldWithDefault,
        "ALTER TABLE users ADD COLUMN number bigserial",
        Elsewhere,
    ),
    (
        Code::AddingFieldWithDefault,
        "ALTER TABLE users ADD COLUMN n int NOT NULL GENERATED ALWAYS AS IDENTITY",
        Elsewhere,
    ),
    (
        Code::AddingFieldWithDefault,
        "ALTER TABLE users ADD COLUMN whole text GENERATED ALWAYS AS (lower(first) || ' ' || \"Last\") STORED",
        Elsewhere,
    ),
    (
        Code::ChangingColumnType,
        "ALTER TABLE orders ALTER COLUMN amount TYPE numeric(12, 2) USING amount::numeric / 100",
        Elsewhere,
    ),
    (
        Code::ChangingColumnType,
        "ALTER TABLE users ALTER COLUMN at TYPE timestamptz",
        ToTheSame,
    ),
    (
        Code::RenamingColumn,
        "ALTER TABLE users RENAME COLUMN \"Last\" TO last_name",
        Elsewhere,
    ),
    (
        Code::RenamingTable,
        "ALTER TABLE orders RENAME TO \"Orders\"",
        Elsewhere,
    ),
    (
        Code::BanSetSchema,
        "ALTER TABLE orders SET SCHEMA shop",
        Elsewhere,
    ),
    (
        Code::BanAlterDomainWithAddConstraint,
        "ALTER DOMAIN email ADD CHECK (VALUE LIKE '%@%')",
        ToTheSame,
    ),
];

#[test]
fn an_advice_runs_and_leads_to_the_same_schema() {
    let server = Server::start();
    server.run("postgres", &format!("{BASE}{ROWS}CREATE SCHEMA shop;"));
    server.run("template1", "CREATE DATABASE base TEMPLATE postgres");
    for (n, (code, sql, leads)) in CASES.iter().enumerate() {
        let advised = advice(*code, sql);
        let mine = server.copy(&format!("advised_{n}"));
        server.run(&mine, &advised);
        if let ToTheSame = leads {
            let other = server.copy(&format!("written_{n}"));
            server.run(&other, &format!("SET timezone = 'UTC'; {sql};"));
            let (mine, other) = (server.schema(&mine), server.schema(&other));
            assert_eq!(mine, other, "{sql}\n{advised}");
        }
    }
}

/// The SQL of the first advice about a statement.
fn advice(code: Code, sql: &str) -> String {
    let story = Story::read(&format!("--! applied\n{BASE}--! unapplied\n{sql};\n"));
    let found = story.findings(&Settings::for_package("shop"));
    let problem = found.iter().find(|problem| problem.code == code);
    let problem = problem.unwrap_or_else(|| panic!("nothing is found in {sql}"));
    let (_, sql) = problem.help[0]
        .split_once("\n\n")
        .unwrap_or_else(|| panic!("no SQL is advised: {problem:?}"));
    sql.to_owned()
}

/// A private PostgreSQL.
struct Server {
    database: PgTempDB,
}

/// The newest PostgreSQL that Debian's package has installed.
fn program(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql");
    let versions = versions.expect("the tests need PostgreSQL: apt-get install -y postgresql");
    let programs = versions.map(|entry| entry.expect("it is readable").path().join("bin"));
    programs.max().expect("a version is installed").join(name)
}

impl Server {
    fn start() -> Self {
        let mut builder = PgTempDBBuilder::new()
            .with_config_param("fsync", "off")
            .with_config_param("log_min_messages", "panic")
            .with_config_param("log_min_error_statement", "panic");
        builder.bin_path = Some(program(""));
        let server = Self {
            database: builder.start(),
        };
        // The port is open before the server accepts connections.
        let begin = Instant::now();
        while let Err(error) = Client::connect(&server.url("postgres"), NoTls) {
            let patient = begin.elapsed() < Duration::from_secs(60);
            assert!(patient, "the server does not start: {error}");
            thread::sleep(Duration::from_millis(50));
        }
        server
    }

    fn url(&self, database: &str) -> String {
        let port = self.database.db_port();
        format!("postgresql://postgres:password@localhost:{port}/{database}")
    }

    /// Another database with what was applied before.
    fn copy(&self, name: &str) -> String {
        let create = format!("CREATE DATABASE {name} TEMPLATE base");
        self.run("template1", &create);
        name.to_owned()
    }

    /// Runs statements one by one, each in a transaction of its own.
    fn run(&self, database: &str, sql: &str) {
        let mut psql = Command::new(program("psql"))
            .args(["-q", "-X", "-v", "ON_ERROR_STOP=1", "-f", "-"])
            .arg(self.url(database))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("psql runs");
        let mut input = psql.stdin.take().expect("it is piped");
        input.write_all(sql.as_bytes()).expect("psql reads");
        drop(input);
        let output = psql.wait_with_output().expect("psql ends");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}\nin {sql}");
    }

    /// The schema as pg_dump writes it.
    fn schema(&self, database: &str) -> String {
        let output = Command::new(program("pg_dump"))
            .arg("--schema-only")
            .arg(self.url(database))
            .output()
            .expect("pg_dump runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let text = String::from_utf8(output.stdout).expect("a dump is text");
        // Since 15.14 a dump is framed by a random key.
        let lines = text.lines().filter(|line| !line.contains("restrict "));
        lines.collect::<Vec<_>>().join("\n")
    }
}
