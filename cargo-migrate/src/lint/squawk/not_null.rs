//! `SET NOT NULL`, which reads the whole table unless a check has proved it.

use std::ops::Range;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::Alteration;
use crate::lint::name::{chosen, quoted, spelled};
use crate::lint::rewrite::{HERE, NEXT, steps};
use crate::lint::script::Statement;

pub(super) fn set(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let alteration = Alteration::of_old_table(statement, &range)?;
    let ast::AlterTableAction::AlterColumn(alter) = &alteration.action else {
        return None;
    };
    let table = &alteration.table;
    let column = spelled(alter.column_name_ref()?.syntax());
    if statement.known.is_proved_not_null(table, &column) {
        return None;
    }
    let begun = statement.known.unproved_check(table, &column);
    let name = begun.map_or_else(|| chosen(table.bare(), &column, "not_null"), str::to_owned);
    let name = quoted(&name);
    let column = quoted(&column);
    let here = [format!(
        "ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID"
    )];
    let mut next = vec![
        format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
        format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL"),
        format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
    ];
    if begun.is_some() {
        // What else the author's own check says is not known: it stays.
        next.pop();
    }
    let problem = statement
        .finding(
            Code::AddingNotNullableField,
            range,
            format!("all rows of `{table}` are read under one lock to make `{column}` NOT NULL"),
        )
        .label("reads the whole table under an ACCESS EXCLUSIVE lock")
        .note(format!(
            "reads and writes of `{table}` wait until every row was read"
        ))
        .help(format!(
            "let a check prove it beside the queries:\n\n{}",
            match begun {
                None => steps(&[(HERE, &here), (NEXT, &next)]),
                // The script that adds the check still holds its lock; a later one only has to validate it.
                Some(_) if is_begun_here(statement, &name) => steps(&[(NEXT, &next)]),
                Some(_) => steps(&[(HERE, &next)]),
            }
        ));
    Some(problem)
}

/// Whether the script itself adds a constraint of this name.
fn is_begun_here(statement: &Statement<'_>, name: &str) -> bool {
    let adds = format!("ADD CONSTRAINT {name} ").to_lowercase();
    let before = statement.preceding().iter();
    let mut texts = before.map(|before| statement.sql(before.syntax()).to_lowercase());
    texts.any(|text| text.contains(&adds))
}
