//! Each kind of object: a difference in it shows, with its name and both definitions.

use std::fs;

use migrate_schema::{Class, Fingerprint, Plans, Reader, Schema, Touch, compare, touched};

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
    let touched = touched_by_digest(&before, &after);
    let mut told = told(&before, &after);
    // The sequence of a column goes with its table.
    told.retain(|one| !one.0.starts_with("sequence ") || touched.contains(one));
    assert_eq!(touched, told, "{}", case.title);
    Ok(shown(&differences))
}

/// What differs by the fingerprints: each object, and whether it is on both sides.
fn touched_by_digest(before: &Schema, after: &Schema) -> Vec<(String, Touch)> {
    let of = |schema: &Schema| Fingerprint::of(schema.clone());
    let (before, after) = (of(before), of(after));
    let found = touched(before.objects(), after.objects(), |_| false).unwrap();
    assert_eq!(found.is_empty(), before == after);
    assert_eq!(before == after, before.to_string() == after.to_string());
    let mut found: Vec<_> = found
        .into_iter()
        .map(|one| (one.object, one.touch))
        .collect();
    found.sort();
    found
}

/// The same by the comparison, which knows the definitions: without what does not count.
fn told(before: &Schema, after: &Schema) -> Vec<(String, Touch)> {
    let all = compare(&before.clone().declared(), &after.clone().declared());
    let counts = all
        .into_iter()
        .filter(|one| !matches!(one.class, Class::Order | Class::Layout));
    let mut told: Vec<_> = counts
        .map(|one| {
            let touch = match one.class {
                Class::Missing => Touch::Missing,
                Class::Leftover => Touch::Extra,
                _ => Touch::Changed,
            };
            (one.object.to_string(), touch)
        })
        .collect();
    told.sort();
    told
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
