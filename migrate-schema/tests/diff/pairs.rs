//! The property: for any two schemas, the difference makes the one of the other, its reverse goes back, and a schema does not
//! differ from itself. `DIFF_PAIRS` says how many pairs are tried.

use std::cell::{Cell, RefCell};

use migrate_schema::{Manner, Options, Snapshot};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

use crate::database::{Database, Judges, left, same_dump, shown};
use crate::support::Server;
use crate::world::{CHOICES, World, seed};

#[test]
fn any_schema_is_made_of_any_other() {
    let server = Server::start();
    let databases = RefCell::new(["old", "new"].map(|name| Database::create(&server, name)));
    let asked = std::env::var("DIFF_PAIRS").ok();
    // Always the same pairs, unless more are asked for: a change shall not fail for what it did not do.
    let random = match asked {
        Some(_) => TestRng::from_seed(RngAlgorithm::ChaCha, &seed()),
        None => TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    };
    let cases = asked.map_or(100, |count| count.parse().unwrap());
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 200,
        ..Config::default()
    };
    let choices = || vec(any::<u8>(), CHOICES);
    let tried = Cell::new(0_u32);
    let result =
        TestRunner::new_with_rng(config, random).run(&(choices(), choices()), |(old, new)| {
            let scripts = [World(&old).script(), World(&new).script()];
            tried.set(tried.get() + 1);
            let judges = match tried.get() % 10 {
                0 => Judges::Both,
                _ => Judges::of_environment(),
            };
            let manner = match World(&old).pick(31, 4) {
                3 => Manner::Online,
                _ => Manner::Whole,
            };
            check(&mut databases.borrow_mut(), &scripts, manner, judges).map_err(|why| {
                let [old, new] = &scripts;
                TestCaseError::fail(format!("{why}\n-- old:\n{old}\n-- new:\n{new}"))
            })
        });
    result.unwrap_or_else(|error| panic!("{error}"));
}

fn check(
    databases: &mut [Database; 2],
    scripts: &[String; 2],
    manner: Manner,
    judges: Judges,
) -> Result<(), String> {
    for (database, script) in databases.iter_mut().zip(scripts) {
        database.reset();
        let made = database.client.batch_execute(script);
        made.unwrap_or_else(|error| panic!("{error:?}\nin a generated schema:\n{script}"));
    }
    let [old, new] = databases;
    let (before, after) = (old.snapshot(), new.snapshot());
    assert!(after.diff(&after).is_empty());
    let dumps = judges.dumps([&*old, &*new]);
    let reached = go(old, &before, &after, manner, "up")?;
    if let Some([_, wanted]) = &dumps {
        same_dump(&old.dump(), wanted, "up")?;
    }
    go(old, &reached, &before, manner, "down")?;
    if let Some([wanted, _]) = &dumps {
        same_dump(&old.dump(), wanted, "down")?;
    }
    Ok(())
}

fn go(
    database: &mut Database,
    from: &Snapshot,
    to: &Snapshot,
    manner: Manner,
    direction: &str,
) -> Result<Snapshot, String> {
    let options = Options {
        manner,
        ..Options::default()
    };
    let diff = from.diff_with(to, &options);
    database
        .apply(&diff)
        .map_err(|error| format!("{direction}: {error}"))?;
    let reached = database.snapshot();
    let left = left(&reached, to);
    match left.is_empty() && diff.uncovered.is_empty() {
        true => Ok(reached),
        false => Err(format!(
            "{direction} leaves:\n{}after:\n{diff}",
            shown(&left)
        )),
    }
}
