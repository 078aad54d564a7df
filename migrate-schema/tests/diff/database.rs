//! Databases that are made for one test, and what is read from them.

use std::process::Command;

use migrate_core::plan::TransactionMode;
use migrate_schema::{Class, Diff, Difference, Plans, Reader, Snapshot, compare};
use postgres::{Client, NoTls};

use crate::support::{Server, send};
use crate::world::{EMPTY, ROLES};

/// A database of its own.
pub(crate) struct Database {
    url: String,
    reader: Reader,
    pub(crate) client: Client,
}

impl Database {
    /// A new one, with the roles that cases use.
    pub(crate) fn create(server: &Server, name: &str) -> Self {
        let mut client = server.connect();
        for role in ROLES {
            let made = "SELECT FROM pg_roles WHERE rolname = $1";
            if client.query(made, &[&role]).unwrap().is_empty() {
                client
                    .batch_execute(&format!("CREATE ROLE {role}"))
                    .unwrap();
            }
        }
        client
            .batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0"))
            .unwrap();
        let url = server.url();
        let (base, _) = url.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        Self {
            client: Client::connect(&url, NoTls).unwrap(),
            reader: Reader::new(Vec::new()).with_plans(Plans::Kept),
            url,
        }
    }

    /// Empties it.
    pub(crate) fn reset(&mut self) {
        self.client.batch_execute(EMPTY).unwrap();
    }

    pub(crate) fn snapshot(&mut self) -> Snapshot {
        let client = &mut self.client;
        self.reader
            .snapshot_with_dependencies(|sql| send(client, sql))
            .unwrap()
    }

    /// Applies the parts, each in a transaction or outside of any; an error names its statement.
    pub(crate) fn apply(&mut self, diff: &Diff) -> Result<(), String> {
        let told = |error: postgres::Error| {
            let why = error.as_db_error();
            why.map_or_else(|| error.to_string(), ToString::to_string)
        };
        for part in diff.parts() {
            let is_single = part.mode == TransactionMode::Single;
            if is_single {
                self.client.batch_execute("BEGIN").map_err(told)?;
            }
            for statement in part.statements {
                if let Err(error) = self.client.batch_execute(&statement.sql) {
                    self.client.batch_execute("ROLLBACK").map_err(told)?;
                    let why = told(error);
                    return Err(format!("{why}\nin: {}\nof:\n{diff}", statement.sql));
                }
            }
            if is_single {
                self.client.batch_execute("COMMIT").map_err(told)?;
            }
        }
        Ok(())
    }

    /// The schema as `pg_dump` prints it, its statements sorted; the order of columns is left out.
    pub(crate) fn dump(&self) -> Vec<String> {
        let versions = std::fs::read_dir("/usr/lib/postgresql").unwrap();
        let program = versions
            .map(|entry| entry.unwrap().path().join("bin/pg_dump"))
            .filter(|path| path.is_file())
            .max()
            .unwrap();
        let output = Command::new(program)
            .args(["--schema-only", "--dbname", &self.url])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text
            .lines()
            .filter(|line| !line.starts_with("--") && !line.starts_with('\\'));
        let text = lines.collect::<Vec<_>>().join("\n");
        let mut statements: Vec<String> = text.split(";\n").map(sorted_columns).collect();
        statements.sort();
        statements.retain(|statement| !statement.is_empty());
        statements
    }
}

/// A statement with the lines of a table's columns sorted.
fn sorted_columns(statement: &str) -> String {
    let statement = statement.trim();
    // The options of a view stand in the order in which they were set.
    if statement.starts_with("CREATE VIEW")
        && let Some((before, rest)) = statement.split_once(" WITH (")
        && let Some((options, after)) = rest.split_once(") AS")
    {
        let mut options: Vec<&str> = options.split(", ").collect();
        options.sort_unstable();
        return format!("{before} WITH ({}) AS{after}", options.join(", "));
    }
    if !statement.starts_with("CREATE") || !statement.contains(" TABLE ") {
        return statement.to_owned();
    }
    let mut lines: Vec<&str> = statement
        .lines()
        .map(|line| line.trim().trim_end_matches(','))
        .collect();
    lines[1..].sort_unstable();
    lines.join("\n")
}

/// What is left to do; that a column is elsewhere among its siblings is not.
pub(crate) fn left(reached: &Snapshot, wanted: &Snapshot) -> Vec<Difference> {
    let mut all = compare(&reached.schema, &wanted.schema);
    all.retain(|one| !matches!(one.class, Class::Order));
    all
}

/// Differences as text: the class and the object, then both definitions.
pub(crate) fn shown(differences: &[Difference]) -> String {
    let mut text = String::new();
    for one in differences {
        text.push_str(&format!("{:?}: {}\n", one.class, one.object));
        for (sign, definition) in [('-', &one.before), ('+', &one.after)] {
            if let Some(definition) = definition {
                text.push_str(&format!("  {sign} {definition}\n"));
            }
        }
    }
    text
}

/// Who says whether a schema is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judges {
    /// `compare` alone.
    Compare,
    /// `pg_dump`, too, which takes longer than all the rest.
    Both,
}

impl Judges {
    /// Both where `PG_DUMP` is set, as in the nightly run.
    pub(crate) fn of_environment() -> Self {
        match std::env::var_os("PG_DUMP") {
            Some(_) => Self::Both,
            None => Self::Compare,
        }
    }

    pub(crate) fn dumps(self, databases: [&Database; 2]) -> Option<[Vec<String>; 2]> {
        match self {
            Self::Compare => None,
            Self::Both => Some(databases.map(Database::dump)),
        }
    }
}

/// Whether `pg_dump` prints the same.
pub(crate) fn same_dump(
    reached: &[String],
    wanted: &[String],
    direction: &str,
) -> Result<(), String> {
    let only = |one: &[String], other: &[String]| -> String {
        let only = one.iter().filter(|statement| !other.contains(statement));
        only.cloned().collect::<Vec<_>>().join("\n")
    };
    match reached == wanted {
        true => Ok(()),
        false => Err(format!(
            "{direction}: pg_dump has\n{}\ninstead of\n{}",
            only(reached, wanted),
            only(wanted, reached)
        )),
    }
}
