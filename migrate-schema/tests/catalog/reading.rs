//! Reading: the same schema each time, for everybody, and nothing is changed by it.

use std::collections::BTreeMap;

use migrate_core::plan::LedgerName;
use migrate_core::sql::{CreateSchema, create_ledger};
use migrate_schema::{Class, Name, Plans, Reader, Schema, compare};
use postgres::{Client, NoTls};

use crate::cases::shown;
use crate::support::{Server, send};

/// Something of most kinds.
pub(crate) const STATEMENTS: &[&str] = &[
    "CREATE EXTENSION pg_trgm",
    "CREATE TYPE mood AS ENUM ('sad', 'happy')",
    "CREATE DOMAIN age AS integer CHECK (VALUE >= 0)",
    "CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, born timestamptz DEFAULT '2020-01-01 12:00+00')",
    "CREATE TABLE posts (id integer GENERATED ALWAYS AS IDENTITY, body text)",
    "CREATE SCHEMA billing CREATE TABLE bills (id integer PRIMARY KEY, sum numeric(10,2) CHECK (sum > 0))",
    "CREATE VIEW ones AS SELECT 1 AS one",
    "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2'",
    "CREATE COLLATION plain FROM \"C\"",
];

pub(crate) fn read(client: &mut Client) -> Schema {
    read_with(client, &mut Reader::new(Vec::new()))
}

fn read_with(client: &mut Client, reader: &mut Reader) -> Schema {
    reader.snapshot(|sql| send(client, sql)).unwrap()
}

/// A database with these statements carried out.
pub(crate) fn database(
    server: &Server,
    name: &str,
    statements: &mut dyn Iterator<Item = &&str>,
) -> Client {
    let mut client = Client::connect(&server.create(name), NoTls).unwrap();
    for statement in statements {
        client.batch_execute(statement).unwrap();
    }
    client
}

#[test]
fn the_order_in_which_a_schema_was_made_does_not_matter() {
    let server = Server::start();
    let mut forth = database(&server, "forth", &mut STATEMENTS.iter());
    let mut back = database(&server, "back", &mut STATEMENTS.iter().rev());
    let schema = read(&mut forth);
    assert_eq!(schema, read(&mut forth), "a second look");
    let differences = compare(&schema, &read(&mut back));
    assert_eq!(shown(&differences), "");

    let written = serde_json::to_string(&schema).unwrap();
    assert_eq!(schema, serde_json::from_str(&written).unwrap());

    for client in [&mut forth, &mut back] {
        client
            .batch_execute("ALTER TABLE users ADD x integer, ADD y integer")
            .unwrap();
    }
    back.batch_execute("ALTER TABLE users DROP x; ALTER TABLE users ADD x integer")
        .unwrap();
    let differences = compare(&read(&mut forth), &read(&mut back));
    assert!(
        differences.iter().all(|one| one.class == Class::Order),
        "{}",
        shown(&differences)
    );
    assert_eq!(differences.len(), 1);
}

/// The settings of the session.
fn settings(client: &mut Client) -> BTreeMap<String, String> {
    let rows = send(client, "SELECT name, setting FROM pg_catalog.pg_settings").unwrap();
    let setting = |row: Vec<Option<String>>| {
        let mut row = row.into_iter().map(Option::unwrap_or_default);
        (
            row.next().unwrap_or_default(),
            row.next().unwrap_or_default(),
        )
    };
    rows.into_iter().map(setting).collect()
}

#[test]
fn no_setting_of_the_session_decides_or_is_changed() {
    let server = Server::start();
    let mut client = database(&server, "usual", &mut STATEMENTS.iter());
    let expected = read(&mut client);
    // A search path on which the operators and functions of the reader's statements are somebody else's.
    client
        .batch_execute(
            "CREATE SCHEMA trap; CREATE FUNCTION trap.pg_get_userbyid(oid) RETURNS name LANGUAGE sql AS 'SELECT ''trap''::name';
             CREATE FUNCTION trap.no(oid, integer) RETURNS boolean LANGUAGE sql AS 'SELECT false';
             CREATE OPERATOR trap.>= (FUNCTION = trap.no, LEFTARG = oid, RIGHTARG = integer)",
        )
        .unwrap();
    let with_trap = read(&mut client);
    assert_ne!(with_trap, expected);
    client
        .batch_execute(
            "SET search_path = trap, pg_catalog, public; SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'SQL, DMY';
             SET IntervalStyle = 'sql_standard'; SET extra_float_digits = 0; SET quote_all_identifiers = on;
             SET bytea_output = 'escape'; SET standard_conforming_strings = off",
        )
        .unwrap();
    let before = settings(&mut client);
    for plans in [Plans::Afresh, Plans::Kept] {
        let mut reader = Reader::new(Vec::new()).with_plans(plans);
        assert_eq!(read_with(&mut client, &mut reader), with_trap);
        assert_eq!(settings(&mut client), before, "{plans:?}, no transaction");
        client
            .batch_execute("BEGIN; SET LOCAL search_path = billing; SET TimeZone = 'UTC'")
            .unwrap();
        let inside = settings(&mut client);
        assert_eq!(read_with(&mut client, &mut reader), with_trap);
        assert_eq!(settings(&mut client), inside, "{plans:?}, in a transaction");
        client.batch_execute("ROLLBACK").unwrap();
        assert_eq!(settings(&mut client), before, "{plans:?}, after it");
        client
            .batch_execute("BEGIN; SET LOCAL search_path = billing")
            .unwrap();
        let _ = read_with(&mut client, &mut reader);
        client.batch_execute("COMMIT").unwrap();
        assert_eq!(settings(&mut client), before, "{plans:?}, after a commit");
    }
}

#[test]
fn kept_plans_may_be_thrown_away_by_anybody() {
    let server = Server::start();
    let mut client = database(&server, "kept", &mut STATEMENTS.iter());
    let mut reader = Reader::new(Vec::new()).with_plans(Plans::Kept);
    let schema = read_with(&mut client, &mut reader);
    for sql in [
        "DISCARD ALL",
        "DEALLOCATE migrate_schema_columns",
        "CREATE SCHEMA x; DROP SCHEMA x",
    ] {
        client.batch_execute(sql).unwrap();
        assert_eq!(read_with(&mut client, &mut reader), schema, "{sql}");
    }
    let mut plain = Reader::new(Vec::new());
    client.batch_execute("DEALLOCATE ALL").unwrap();
    let _ = read_with(&mut client, &mut plain);
    let left = send(&mut client, "SELECT name FROM pg_prepared_statements").unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_role_without_any_right_reads_the_same_but_for_the_owner() {
    let server = Server::start();
    let mut client = database(&server, "modest", &mut STATEMENTS.iter());
    let expected = read(&mut client);
    client
        .batch_execute("CREATE ROLE modest; CREATE FOREIGN DATA WRAPPER w; SET ROLE modest")
        .unwrap();
    let schema = read(&mut client);
    let differences = compare(&expected, &schema);
    let all_but_owners: Vec<_> = differences
        .iter()
        .map(|one| one.object.to_string())
        .filter(|object| !object.starts_with("owner of ") && !object.starts_with("grants on "))
        .collect();
    assert_eq!(all_but_owners, ["foreign-data wrapper w"]);
    assert_eq!(schema.tables[0].meta.owner.as_deref(), Some("postgres"));
}

#[test]
fn the_ledger_is_not_part_of_the_schema() {
    let server = Server::start();
    let mut client = database(&server, "ledger", &mut STATEMENTS.iter());
    let expected = read(&mut client);
    let default = LedgerName::default();
    let elsewhere = LedgerName {
        schema: "Release notes".into(),
        table: "what was done".into(),
    };
    for (ledger, schema) in [(default, CreateSchema::No), (elsewhere, CreateSchema::Yes)] {
        client
            .batch_execute(&create_ledger(&ledger, schema))
            .unwrap();
        let hidden = [ledger.clone(), ledger.log()].map(|name| Name::new(name.schema, name.table));
        let mut reader = Reader::new(hidden.to_vec());
        assert_eq!(
            shown(&compare(&expected, &read_with(&mut client, &mut reader))),
            ""
        );
        assert_ne!(read(&mut client), expected, "there was something to hide");
        client
            .batch_execute(&format!("DROP TABLE {ledger}, {}", ledger.log()))
            .unwrap();
    }
}
