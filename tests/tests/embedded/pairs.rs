//! The property of the diff on the embedded server: any schema is made of any other, and the way back leads back.
//! On a native server, where a failure is made smaller and `pg_dump` judges, too, the same is `migrate-schema`'s test `diff`.

use cargo_migrate::embedded::Embedded;
use migrate_core::plan::TransactionMode;
use migrate_schema::{Class, Plans, Reader, Snapshot, compare};
use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};

use crate::rows;
use crate::world::{CHOICES, EMPTY, ROLES, World, seed};

/// A server with what reads it.
struct Database {
    server: Embedded,
    reader: Reader,
}

impl Database {
    fn run(&mut self, sql: &str) -> Result<(), String> {
        rows(&mut self.server, sql).map(drop)
    }

    fn snapshot(&mut self) -> Snapshot {
        let Self { server, reader } = self;
        reader
            .snapshot_with_dependencies(|sql| rows(server, sql))
            .unwrap()
    }

    /// The schema that a script gives in an empty database.
    fn made(&mut self, script: &str) -> Snapshot {
        self.run(EMPTY).unwrap();
        self.run(script).unwrap();
        self.snapshot()
    }

    /// Goes from what is there to another schema.
    fn go(&mut self, from: &Snapshot, to: &Snapshot) -> Result<Snapshot, String> {
        let diff = from.diff(to);
        for part in diff.parts() {
            assert_eq!(part.mode, TransactionMode::Single);
            self.run("BEGIN")?;
            for statement in part.statements {
                self.run(&statement.sql)
                    .map_err(|why| format!("{why}\nin: {}\nof:\n{diff}", statement.sql))?;
            }
            self.run("COMMIT")?;
        }
        let reached = self.snapshot();
        let mut left = compare(&reached.schema, &to.schema);
        left.retain(|one| one.class != Class::Order);
        match left.is_empty() && diff.uncovered.is_empty() {
            true => Ok(reached),
            false => Err(format!("{left:#?}\nafter:\n{diff}")),
        }
    }
}

#[test]
fn any_schema_is_made_of_any_other_on_the_embedded_server() {
    let asked = std::env::var("DIFF_PAIRS").ok();
    // Always the same pairs, unless more are asked for: a change shall not fail for what it did not do.
    let mut random = match asked {
        Some(_) => TestRng::from_seed(RngAlgorithm::ChaCha, &seed()),
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    };
    let pairs: usize = asked.map_or(100, |count| count.parse().unwrap());
    let mut database = Database {
        server: Embedded::in_memory().unwrap(),
        reader: Reader::new(Vec::new()).with_plans(Plans::Kept),
    };
    for role in ROLES {
        database.run(&format!("CREATE ROLE {role}")).unwrap();
    }
    let script = |random: &mut TestRng| {
        let mut choices = [0; CHOICES];
        random.fill_bytes(&mut choices);
        let script = World(&choices).script();
        // The libraries that convert encodings are not part of the embedded server.
        let lines = script
            .lines()
            .filter(|line| !line.starts_with("CREATE CONVERSION "));
        lines.collect::<Vec<_>>().join("\n")
    };
    // Each is the end of one pair and the beginning of the next.
    let mut old = script(&mut random);
    let mut before = database.made(&old);
    for _ in 0..pairs {
        let new = script(&mut random);
        let after = database.made(&new);
        assert!(after.diff(&after).is_empty());
        let there = database.go(&after, &before);
        let back = there.and_then(|reached| database.go(&reached, &after));
        if let Err(why) = back {
            panic!("{why}\n-- from:\n{new}\n-- to, and back:\n{old}");
        }
        (old, before) = (new, after);
    }
    database.server.close().unwrap();
}
