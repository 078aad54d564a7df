//! Every kind of error is told with its place in the script: the line, the statement, what the server says about it.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod support;

use std::fmt::Write as _;
use std::time::Duration;

use migrate_runtime::connect::{Address, Connection};
use migrate_runtime::{Busy, Error, Failure, Session, Timeout};
use support::{Server, id, plan, revision, three};

fn fail(session: &mut (impl Session + ?Sized), up: &str) -> Box<Failure> {
    let mut sketches = three();
    sketches[2] = revision(3, &[2], up, "SELECT 1;");
    let plan = plan(&sketches);
    let migrator = plan
        .migrator()
        .lock_timeout(Timeout::from_millis(50))
        .retry_for(Duration::ZERO);
    match migrator.up(session) {
        Err(Error::Revision(failure) | Error::Busy(Busy::Lock(failure))) => failure,
        other => panic!("{up}: {other:?}"),
    }
}

fn session(server: &Server) -> Connection {
    let pairs = format!("host=localhost {}", server.place());
    pairs.parse::<Address>().unwrap().session().unwrap()
}

/// What is asked about, and the script.
const CASES: [(&str, &str); 16] = [
    (
        "a syntax error",
        "CREATE TABLE a (id int);\nCREATE TABLE b (id int,,);\n",
    ),
    (
        "a column that does not exist, behind other letters than ASCII",
        "CREATE TABLE größe (breite int);\n\nSELECT 'äöü – 日本', brette FROM größe;\n",
    ),
    (
        "a unique violation in the third statement",
        "CREATE TABLE a (id int PRIMARY KEY);\n-- two; and three\nINSERT INTO a VALUES (1);\n  INSERT INTO a\n  VALUES (1);\nSELECT 1;\n",
    ),
    (
        "RAISE in a block",
        "SELECT 1;\nDO $body$\nBEGIN\n  PERFORM 1;\n  RAISE EXCEPTION 'no %', 'good' USING HINT = 'Do it well.';\nEND\n$body$;\n",
    ),
    (
        "RAISE in a block on one line",
        "SELECT 1; DO $$BEGIN RAISE EXCEPTION 'no'; END$$;",
    ),
    (
        "a query in a block",
        "DO $$\nDECLARE n int;\nBEGIN\n  SELECT count(*) INTO n FROM nowhere;\nEND\n$$;\n",
    ),
    (
        "a statement in a block whose result is dropped",
        "DO $$\nBEGIN\n  PERFORM 1; PERFORM count(*) FROM one WHERE nope = 1;\nEND\n$$;\n",
    ),
    (
        "an expression that stands in a block twice",
        "DO $$\nDECLARE n int := 1;\nBEGIN\n  IF n = 2 THEN NULL; END IF;\n  n := 1 / (n - 1);\n  n := 1 / (n - 1);\nEND\n$$;\n",
    ),
    (
        "a query that a block makes up",
        "SELECT 1;\nDO $$\nBEGIN\n  EXECUTE 'SELECT ' || 'nope ' || 'FROM pg_class';\nEND\n$$;\n",
    ),
    (
        "the body of a function in SQL",
        "CREATE TABLE a (id int);\nCREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS $$\n  SELECT count(nope)\n  FROM a\n$$;\n",
    ),
    (
        "the body of a function in PL/pgSQL",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETRUN 1;\nEND\n$$;\n",
    ),
    (
        "a trigger",
        "CREATE TABLE a (id int);\nCREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'never'; END$$;\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW EXECUTE FUNCTION refuse();\nINSERT INTO a VALUES (1);\n",
    ),
    (
        "a function that ends in statements",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;\nSELECT 1 / (f() - 2);\n",
    ),
    (
        "a constraint that is checked at the end",
        "CREATE TABLE a (id int UNIQUE DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO a VALUES (1), (1);\n",
    ),
    (
        "a lock that is not obtained",
        "SELECT 1;\nALTER TABLE one ADD COLUMN more int;\n",
    ),
    ("a value in a very long line", "LONG"),
];

#[test]
fn every_error_has_its_place() {
    let server = Server::start();
    let mut session = session(&server);
    let two = plan(&three()[..2]);
    two.migrator().up(&mut session).unwrap();
    let mut other = server.client();
    let mut holding = other.transaction().unwrap();
    holding
        .batch_execute("LOCK TABLE one IN ACCESS SHARE MODE")
        .unwrap();
    let mut told = String::new();
    for (about, up) in CASES {
        let long = format!(
            "CREATE TABLE a (id int);\nINSERT INTO a VALUES {}('x'::int){};",
            "(1), ".repeat(1000),
            ", (2)".repeat(1000)
        );
        let up = if up == "LONG" { &long } else { up };
        let failure = fail(&mut session, up);
        let words = Error::Revision(failure).to_string();
        // Who is in the way has another number in each run; that it is told belongs to the tests of failures.
        let words: Vec<&str> = words
            .lines()
            .filter(|line| !line.starts_with("in the way: "))
            .collect();
        writeln!(told, "## {about}\n\n{}\n", words.join("\n")).unwrap();
    }
    insta::assert_snapshot!("places", told);
}

/// A driver that keeps nothing of a message that failed does not count; what the server itself says is told all the same.
#[test]
fn a_driver_that_does_not_count_tells_what_the_server_says() {
    let server = Server::start();
    let mut client = server.client();
    plan(&three()[..2]).migrator().up(&mut client).unwrap();
    let line = |client: &mut dyn Session, up: &str| {
        let place = fail(client, up).place?;
        Some((place.line, place.column, place.statement))
    };
    let error = "SELECT 1;\nSELECT nope;\n";
    assert_eq!(line(&mut client, error), Some((2, 8, Some((2, 2)))));
    let only = "-- one\n DO $$\nBEGIN\n  RAISE EXCEPTION 'no';\nEND $$;\n";
    assert_eq!(line(&mut client, only), Some((4, 3, Some((1, 1)))));
    let one_of_two = "SELECT 1;\nSELECT 1 / 0;\n";
    assert_eq!(line(&mut client, one_of_two), None);
    assert_eq!(
        line(&mut session(&server), one_of_two),
        Some((2, 1, Some((2, 2))))
    );
}

/// A script that is reverted has its places too.
#[test]
fn a_script_that_reverts_is_told_with_its_own_path() {
    let server = Server::start();
    let mut session = session(&server);
    let mut sketches = three();
    sketches[2] = revision(3, &[2], "SELECT 1;", "SELECT 1;\nDROP TABLE nowhere;\n");
    let plan = plan(&sketches);
    plan.migrator().up(&mut session).unwrap();
    let Err(Error::Revision(failure)) = plan.migrator().down(&mut session, id(2)) else {
        panic!("the table does not exist");
    };
    let place = failure.place.as_ref().unwrap();
    assert_eq!((place.line, place.statement), (2, Some((2, 2))));
    assert!(failure.path.ends_with("down.sql"), "{}", failure.path);
}
