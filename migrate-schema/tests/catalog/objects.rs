//! Each kind of object: a difference in it shows, with its name and both definitions.

use std::fs;

use migrate_schema::{Plans, Reader, Schema, compare};

use postgres::Client;

use crate::cases::{self, Case, shown};
use crate::support::{Server, send};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/catalog/objects.txt");

#[test]
fn each_kind_of_object_shows_its_difference_and_both_definitions() {
    let server = Server::start();
    let mut client = server.connect();
    let text = fs::read_to_string(CASES).unwrap();
    let mut found = cases::parse(&text);
    for case in &mut found {
        if case.title.ends_with("[18]") {
            continue;
        }
        case.differences = match differences(&mut client, case) {
            Ok(differences) => differences,
            Err(error) => format!("{error:?}"),
        };
        client.batch_execute("ROLLBACK").unwrap();
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(CASES, cases::print(&found)).unwrap();
    }
    for (expected, found) in cases::parse(&text).iter().zip(&found) {
        assert_eq!(expected, found);
    }
}

/// What is told when the case happens in one transaction.
fn differences(client: &mut Client, case: &Case) -> Result<String, postgres::Error> {
    client.batch_execute("BEGIN")?;
    client.batch_execute(&case.base)?;
    let before = both_ways(client);
    client.batch_execute(&case.change)?;
    let after = both_ways(client);
    let differences = compare(&before, &after);
    assert_eq!(differences.is_empty(), before == after, "{}", case.title);
    Ok(shown(&differences))
}

/// The schema, which is the same whether the session keeps the plans or not.
fn both_ways(client: &mut Client) -> Schema {
    let mut read = |plans| {
        let mut reader = Reader::new(Vec::new()).with_plans(plans);
        reader.snapshot(|sql| send(client, sql)).unwrap()
    };
    let schema = read(Plans::Kept);
    assert_eq!(schema, read(Plans::Afresh));
    schema
}
