//! Part (j): reading a large schema beside `pg_dump --schema-only`, and the difference of two.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use migrate_schema::{Reader, Row};
use postgres::{Client, NoTls, SimpleQueryMessage};

use crate::server::Server;
use crate::table::Column;
use crate::tools::Tool;
use crate::{Bench, measure};

/// A read is repeated so often; the median counts.
const READS: usize = 5;

/// How many tables: `MIGRATE_BENCH_TABLES=200`, else a thousand and five thousand.
pub(crate) fn sizes() -> Result<Vec<usize>, Box<dyn Error>> {
    match std::env::var("MIGRATE_BENCH_TABLES") {
        Ok(text) => Ok(vec![text.parse()?]),
        Err(_) => Ok(vec![1000, 5000]),
    }
}

impl Bench {
    /// Schemas of so many tables.
    pub(crate) fn read_schemas(&self, sizes: &[usize]) -> Result<(), Box<dyn Error>> {
        for size in sizes {
            self.read_schema(*size)?;
        }
        println!();
        Ok(())
    }

    fn read_schema(&self, tables: usize) -> Result<(), Box<dyn Error>> {
        println!(
            "(j) a schema of {tables} tables, eight columns, two indexes, a check and a foreign key each"
        );
        let server = Server::start();
        let databases = [server.fresh_database(), server.fresh_database()];
        let [one, other] = databases.each_ref().map(|name| server.url(name));
        for name in &databases {
            let file = self.root.join("schema.sql");
            fs::write(&file, schema(tables))?;
            measure::run(
                server
                    .psql(name)
                    .args(["-q", "-v", "ON_ERROR_STOP=1", "-f"])
                    .arg(&file),
            )?;
            measure::run(server.psql(name).args(["-q", "-c", "VACUUM ANALYZE"]))?;
        }
        let changes = server.psql(&databases[1]);
        measure::run({ changes }.args([
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            &ten_changes(tables),
        ]))?;

        let mut seconds = Vec::new();
        for _ in 0..READS {
            let begin = Instant::now();
            let found = read(&one)?;
            seconds.push(begin.elapsed().as_secs_f64());
            if found < tables {
                return Err(format!("{found} tables were read of {tables}").into());
            }
        }
        seconds.sort_by(f64::total_cmp);
        self.enter_read(
            tables,
            "reading",
            Column::Tool(Tool::Ours),
            &in_seconds(seconds[READS / 2]),
        );
        let dump = || {
            let mut command = Command::new("pg_dump");
            command.args(["--schema-only", "--file", "/dev/null", "--dbname", &one]);
            command
        };
        let dumped = measure::median(READS, dump)?.wall.as_secs_f64();
        self.enter_read(
            tables,
            "reading",
            Column::Psql,
            &format!("{} (pg_dump)", in_seconds(dumped)),
        );

        let folder = self.root.join("no-revisions");
        package(&folder)?;
        let command = |words: &[&str]| {
            let mut command = Command::new(self.binary());
            command
                .args(["migrate", "--quiet"])
                .args(words)
                .current_dir(&folder)
                .stdout(Stdio::null());
            command
        };
        let forms: [(&str, &[&str]); 3] = [
            ("`diff`, ten changes", &["diff", &one, &other]),
            ("`schema`", &["schema", &one]),
            (
                "`schema --format svg`",
                &["schema", &one, "--format", "svg"],
            ),
        ];
        for (what, words) in forms {
            let time = measure::median(READS, || command(words))?
                .wall
                .as_secs_f64();
            let peak = measure::peak_kib(&mut command(words))? / 1024;
            let text = format!("{}, {peak} MiB", in_seconds(time));
            self.enter_read(tables, what, Column::Tool(Tool::Ours), &text);
        }
        Ok(())
    }

    fn enter_read(&self, tables: usize, what: &str, column: Column, text: &str) {
        println!("    {what:<24} {text}");
        let row = format!("(j) {what}: {tables} tables");
        self.enter(&row, column, text.to_owned());
    }
}

fn in_seconds(seconds: f64) -> String {
    format!("{seconds:.2} s")
}

/// How many tables the reader finds, connecting included.
fn read(url: &str) -> Result<usize, Box<dyn Error>> {
    let mut client = Client::connect(url, NoTls)?;
    let schema = Reader::new(Vec::new()).snapshot(|sql| -> Result<Vec<Row>, postgres::Error> {
        let messages = client.simple_query(sql)?;
        let rows = messages.iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|at| row.get(at).map(str::to_owned))
                    .collect(),
            ),
            _ => None,
        });
        Ok(rows.collect())
    })?;
    Ok(schema.tables.len())
}

/// A package in which the command line can be called.
fn package(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("src/lib.rs"), "")?;
    let manifest =
        "[package]\nname = \"none\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest)?;
    Ok(())
}

/// Tables that refer to those before them. Each hundred is a transaction of its own, because all locks of one have to fit.
fn schema(tables: usize) -> String {
    let mut sql = String::new();
    for at in 0..tables {
        if at % 100 == 0 {
            sql.push_str(if at == 0 {
                "BEGIN;\n"
            } else {
                "COMMIT;\nBEGIN;\n"
            });
        }
        let referred = at / 2;
        let _written = writeln!(
            sql,
            "CREATE TABLE t{at} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \
             other bigint NOT NULL REFERENCES t{referred} (id), name text NOT NULL DEFAULT '', email varchar(120), \
             amount numeric(12,2) CHECK (amount >= 0), tags text[], seen timestamptz, made timestamptz NOT NULL DEFAULT now());\n\
             CREATE INDEX t{at}_other ON t{at} (other);\n\
             CREATE INDEX t{at}_name ON t{at} (lower(name)) WHERE seen IS NULL;"
        );
    }
    sql.push_str("COMMIT;\n");
    sql
}

fn ten_changes(tables: usize) -> String {
    let last = tables - 1;
    format!(
        "ALTER TABLE t1 ADD COLUMN more text; ALTER TABLE t2 DROP COLUMN tags; ALTER TABLE t3 ALTER COLUMN name TYPE varchar(40); \
         ALTER TABLE t4 ALTER COLUMN email SET NOT NULL; DROP INDEX t5_name; CREATE INDEX t6_seen ON t6 (seen); \
         ALTER TABLE t7 ADD CONSTRAINT named CHECK (name <> ''); ALTER TABLE t8 ALTER COLUMN name DROP DEFAULT; \
         CREATE TABLE extra (id int); DROP TABLE t{last};"
    )
}
