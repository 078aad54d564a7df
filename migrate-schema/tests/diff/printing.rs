//! A schema that is printed, and read back from an empty database.

use std::fs;
use std::path::Path;

use migrate_schema::{Class, Difference, Object, Picture};

use crate::cases::{CASES, folders};
use crate::database::{Database, shown};
use crate::histories::{HISTORIES, scripts};
use crate::support::Server;

/// What a schema printed and carried out elsewhere lacks; the text.
fn printed(of: &mut Database, elsewhere: &mut Database) -> Result<String, String> {
    let wanted = of.snapshot();
    let printed = wanted.print();
    let text = printed.to_string();
    // A password may be in it, so the model does not have it; it is named.
    let is_mapping = |one: &Object| one.to_string().starts_with("user mapping ");
    if !printed.uncovered.iter().all(is_mapping) {
        return Err(format!("uncovered: {:?}", printed.uncovered));
    }
    elsewhere.reset();
    let carried_out = elsewhere.client.batch_execute(&text);
    carried_out.map_err(|error| format!("{error:?}\n{text}"))?;
    let _on_again = elsewhere
        .client
        .batch_execute("RESET check_function_bodies");
    let reached = elsewhere.snapshot();
    let mut differences = migrate_schema::compare(&reached.schema, &wanted.schema);
    differences.retain(|one| !printed.uncovered.contains(&one.object));
    // Columns of a parent that came after the child was made stand elsewhere in it.
    let is_order = |one: &Difference| matches!(one.class, Class::Order);
    let is_moved = differences.iter().any(is_order);
    let mut tables = wanted.schema.tables.iter();
    if tables.any(|table| !table.inherits.is_empty()) {
        differences.retain(|one| !is_order(one));
    }
    if !differences.is_empty() {
        return Err(format!(
            "(- reached, + wanted)\n{}\n{text}",
            shown(&differences)
        ));
    }
    // What depends on what is known anew, and the text is the same.
    match is_moved || reached.print().to_string() == text {
        true => Ok(text),
        false => Err(format!(
            "another text the second time:\n{}\n{text}",
            reached.print()
        )),
    }
}

#[test]
fn what_is_printed_makes_the_schema_again() {
    let server = Server::start();
    let mut one = Database::create(&server, "one");
    let mut other = Database::create(&server, "other");
    let mut failures = Vec::new();
    for case in folders(Path::new(CASES)) {
        let script = fs::read_to_string(case.join("new.sql")).unwrap();
        one.reset();
        one.client.batch_execute(&script).unwrap();
        if let Err(why) = printed(&mut one, &mut other) {
            failures.push(format!("{}: {why}", case.display()));
        }
    }
    assert!(
        failures.is_empty(),
        "{}:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

/// Real histories at their ends; a checkout without them has nothing to look at.
#[test]
fn real_schemas_are_made_again_and_drawn() {
    let server = Server::start();
    for history in ["cratesio", "zksync"] {
        let root = Path::new(HISTORIES).join(history).join("migrations");
        if !root.is_dir() {
            continue;
        }
        let mut one = Database::create(&server, history);
        let mut other = Database::create(&server, &format!("{history}_again"));
        for script in scripts(&root) {
            let script = fs::read_to_string(script)
                .unwrap()
                .replace("CONCURRENTLY", "");
            one.client.batch_execute(&script).unwrap();
        }
        let text = printed(&mut one, &mut other).unwrap_or_else(|why| panic!("{history}: {why}"));
        if let Some(folder) = std::env::var_os("PRINTED") {
            fs::write(Path::new(&folder).join(format!("{history}.sql")), text).unwrap();
        }
        let picture = Picture::of(&one.snapshot().schema);
        let svg = picture.svg();
        if let Some(folder) = std::env::var_os("PRINTED") {
            fs::write(Path::new(&folder).join(format!("{history}.svg")), &svg).unwrap();
        }
        let boxes = boxes(&svg);
        assert_eq!(boxes.len(), picture.len());
        assert!(boxes.len() > 20, "{history} is not whole");
        for (at, [x, y, width, height]) in boxes.iter().enumerate() {
            let beside = |[a, b, c, d]: &[f64; 4]| {
                x + width <= *a || a + c <= *x || y + height <= *b || b + d <= *y
            };
            assert!(boxes[..at].iter().all(beside), "{history}: {at} overlaps");
        }
    }
}

/// The corner and the size of each table in a drawing.
fn boxes(svg: &str) -> Vec<[f64; 4]> {
    let number = |text: &str, after: &str| -> f64 {
        let (_, rest) = text.split_once(after).unwrap();
        let end = rest.find(|char: char| char != '.' && !char.is_ascii_digit());
        rest[..end.unwrap()].parse().unwrap()
    };
    let groups = svg.split("<g transform=\"translate(").skip(1);
    groups
        .map(|group| {
            let (x, rest) = group.split_once(' ').unwrap();
            let (y, rest) = rest.split_once(')').unwrap();
            [
                x.parse().unwrap(),
                y.parse().unwrap(),
                number(rest, "<rect width=\""),
                number(rest, "height=\""),
            ]
        })
        .collect()
}
