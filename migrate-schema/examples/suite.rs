//! How many pairs of schemas the difference carries over, and which it does not.
//!
//! `cargo run -p migrate-schema --example suite -- FOLDER…`: a folder is a suite, each folder in it a pair, `old.sql` and `new.sql`, with
//! the names of the roles that they take for granted in `roles`. Both are loaded by `psql` into fresh databases of private servers, one
//! for each side because roles belong to servers. The difference is applied to the old one, then the reverse; `compare` and `pg_dump`
//! judge. `PAIR=text` walks only the pairs whose names have it, and prints their statements.
#![expect(
    clippy::unwrap_used,
    reason = "a failure of the surroundings ends a pair, and is told with it"
)]
#![expect(clippy::print_stdout, reason = "it is what the program is for")]

#[path = "../tests/diff/database.rs"]
#[expect(dead_code, reason = "the test empties its databases")]
mod database;
#[path = "../tests/catalog/support.rs"]
#[expect(dead_code, reason = "the tests do more with their servers")]
mod support;
#[path = "../tests/diff/world/mod.rs"]
#[expect(dead_code, reason = "the test makes schemas with it")]
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

use migrate_schema::{Diff, Snapshot};

use database::{Database, left, same_dump, shown};
use support::Server;

/// What became of a pair.
enum Outcome {
    /// The new schema, and the old one again.
    Both,
    /// The new schema, and why not the old one again.
    Up(String),
    /// Not the new schema, and why.
    Neither(String),
    /// It differs in what is told to be left alone.
    Uncovered(String),
    /// PostgreSQL does not accept one of the scripts.
    Refused(String),
}

/// A server for each side.
struct Sides([Server; 2]);

fn main() {
    let suites: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let only = std::env::var("PAIR").ok();
    let mut all = Count::default();
    for suite in &suites {
        let mut pairs: Vec<PathBuf> = fs::read_dir(suite)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|pair| pair.join("old.sql").is_file())
            .collect();
        pairs.sort();
        if let Some(only) = &only {
            pairs.retain(|pair| name(pair).contains(only.as_str()));
        }
        let mut count = Count::default();
        for (pair, outcome) in pairs.iter().zip(walk_all(&pairs, only.is_some())) {
            let (word, why) = match &outcome {
                Outcome::Both => ("both", None),
                Outcome::Up(why) => ("not back", Some(why)),
                Outcome::Neither(why) => ("not reached", Some(why)),
                Outcome::Uncovered(why) => ("uncovered", Some(why)),
                Outcome::Refused(why) => ("refused by PostgreSQL", Some(why)),
            };
            if let Some(why) = why {
                println!("{}/{}: {word}: {why}", name(suite), name(pair));
            }
            count.take(&outcome);
            all.take(&outcome);
        }
        println!("{}: {count}\n", name(suite));
    }
    println!("all: {all}");
}

fn name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap_or_default().to_string_lossy()
}

/// The outcomes in the order of the pairs. Two are walked at a time: much of it is waiting for the servers.
fn walk_all(pairs: &[PathBuf], is_loud: bool) -> Vec<Outcome> {
    let mut all: Vec<(usize, Outcome)> = std::thread::scope(|scope| {
        let halves = [0, 1].map(|half| {
            scope.spawn(move || {
                let sides = Sides([Server::start(), Server::start()]);
                let mine = pairs.iter().enumerate().skip(half).step_by(2);
                mine.map(|(at, pair)| {
                    let walked = catch_unwind(AssertUnwindSafe(|| sides.walk(pair, at, is_loud)));
                    sides.forget_roles();
                    let panicked = || Outcome::Neither("it panicked".to_owned());
                    (at, walked.unwrap_or_else(|_| panicked()))
                })
                .collect::<Vec<_>>()
            })
        });
        let all = halves.into_iter().flat_map(|half| half.join().unwrap());
        all.collect()
    });
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, outcome)| outcome).collect()
}

impl Sides {
    fn walk(&self, pair: &Path, at: usize, is_loud: bool) -> Outcome {
        let roles = fs::read_to_string(pair.join("roles")).unwrap_or_default();
        for server in &self.0 {
            for role in roles.lines().filter(|line| !line.trim().is_empty()) {
                let role = role.trim();
                // Those of a line that is a statement are made as it says.
                let sql = match role.ends_with(';') {
                    true => role.to_owned(),
                    false => format!("CREATE ROLE \"{role}\""),
                };
                // A role of this name that is there already will do.
                let _ = server.connect().batch_execute(&sql);
            }
        }
        let database = format!("pair{at}");
        let [mut old, mut new] = [0, 1].map(|side| Database::create(&self.0[side], &database));
        for (side, file) in [(0, "old.sql"), (1, "new.sql")] {
            let url = self.0[side].url();
            let (base, _) = url.rsplit_once('/').unwrap();
            let url = format!("{base}/{database}");
            if let Err(why) = load(&url, &pair.join(file)) {
                return Outcome::Refused(format!("{file}: {why}"));
            }
        }
        self.share_roles();
        let (before, after) = (old.snapshot(), new.snapshot());
        if !after.diff(&after).is_empty() {
            return Outcome::Neither("it differs from itself".to_owned());
        }
        let dumps = [old.dump(), new.dump()];
        let up = before.diff(&after);
        if is_loud {
            println!("-- {}: up\n{up}", name(pair));
        }
        if !up.uncovered.is_empty() {
            return Outcome::Uncovered(format!("{:?}", up.uncovered));
        }
        let reached = match carry(&mut old, &up, &after, &dumps[1]) {
            Ok(reached) => reached,
            Err(why) => return Outcome::Neither(why),
        };
        let down = reached.diff(&before);
        if is_loud {
            println!("-- {}: down\n{down}", name(pair));
        }
        if !down.uncovered.is_empty() {
            return Outcome::Up(format!("uncovered: {:?}", down.uncovered));
        }
        match carry(&mut old, &down, &before, &dumps[0]) {
            Ok(_) => Outcome::Both,
            Err(why) => Outcome::Up(why),
        }
    }

    /// A role that one script makes is there for the statements that the other's database is given.
    fn share_roles(&self) {
        let [old, new] = [0, 1].map(|side| self.roles(side));
        for (side, missing) in [(0, new.difference(&old)), (1, old.difference(&new))] {
            for role in missing {
                let sql = format!("CREATE ROLE \"{role}\"");
                self.0[side].connect().batch_execute(&sql).unwrap();
            }
        }
    }

    fn roles(&self, side: usize) -> BTreeSet<String> {
        let all = "SELECT rolname::text FROM pg_roles WHERE oid >= 16384";
        let rows = self.0[side].connect().query(all, &[]).unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Each pair begins without the roles and databases of the one before.
    fn forget_roles(&self) {
        for (side, server) in self.0.iter().enumerate() {
            let mut client = server.connect();
            let pairs = "SELECT datname::text FROM pg_database WHERE datname LIKE 'pair%'";
            for row in client.query(pairs, &[]).unwrap() {
                let database: String = row.get(0);
                let sql = format!("DROP DATABASE \"{database}\" WITH (FORCE)");
                client.batch_execute(&sql).unwrap();
            }
            for role in self.roles(side) {
                // What it has been granted on the server goes with it.
                let sql = format!("DROP OWNED BY \"{role}\" CASCADE; DROP ROLE \"{role}\"");
                let _ = client.batch_execute(&sql);
            }
        }
    }
}

/// Loads a script as a person would; the first error ends it.
fn load(url: &str, script: &Path) -> Result<(), String> {
    let output = Command::new("psql")
        .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f"])
        .arg(script)
        .env("PGOPTIONS", "-c client_min_messages=error")
        .output()
        .unwrap();
    match output.status.success() {
        true => Ok(()),
        false => {
            let text = String::from_utf8_lossy(&output.stderr);
            let line = text.lines().find(|line| line.contains("ERROR"));
            Err(line.or(text.lines().next()).unwrap_or_default().to_owned())
        }
    }
}

/// Applies a difference, and asks both judges.
fn carry(
    database: &mut Database,
    diff: &Diff,
    wanted: &Snapshot,
    dump: &[String],
) -> Result<Snapshot, String> {
    database
        .apply(diff)
        .map_err(|why| why.split("\nof:\n").next().unwrap_or_default().to_owned())?;
    let reached = database.snapshot();
    let left = left(&reached, wanted);
    match left.is_empty() {
        true => same_dump(&database.dump(), dump, "").map(|()| reached),
        false => Err(format!(
            "it leaves (- reached, + wanted):\n{}",
            shown(&left)
        )),
    }
}

/// How many of which outcome.
#[derive(Default)]
struct Count {
    both: usize,
    up: usize,
    neither: usize,
    uncovered: usize,
    refused: usize,
}

impl Count {
    fn take(&mut self, outcome: &Outcome) {
        let place = match outcome {
            Outcome::Both => &mut self.both,
            Outcome::Up(_) => &mut self.up,
            Outcome::Neither(_) => &mut self.neither,
            Outcome::Uncovered(_) => &mut self.uncovered,
            Outcome::Refused(_) => &mut self.refused,
        };
        *place += 1;
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let reached = self.both + self.up;
        let of = reached + self.neither + self.uncovered;
        let rate = |part: usize| 100.0 * part as f64 / of.max(1) as f64;
        write!(
            f,
            "{reached} of {of} reach the new schema ({:.1} %), {} come back, too ({:.1} %); {} uncovered, {} refused by PostgreSQL",
            rate(reached),
            self.both,
            rate(self.both),
            self.uncovered,
            self.refused
        )
    }
}
