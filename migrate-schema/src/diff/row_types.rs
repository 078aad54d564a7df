//! Columns of the row type of another table, while that table's rows are written anew: PostgreSQL refuses that
//! (`find_composite_type_dependencies` in `src/backend/commands/tablecmds.c`), so they are texts meanwhile.

use super::casts::through_text;
use super::key::{Item, Key};
use super::order::Making;
use super::plan::Plan;
use super::slot::Step;
use crate::{Identifier, Name};

/// The columns that have to be texts while the type of this column changes: those of its table's row type.
pub(super) fn users(plan: &Plan<'_>, column: &Key) -> Vec<Key> {
    let Key::Column(table, _) = column else {
        return Vec::new();
    };
    let is_written = plan.retyped.contains(column) && !plan.goes(column);
    match is_written {
        true => of_rows(plan, table),
        false => Vec::new(),
    }
}

/// The columns of a table's row type in other tables, before and after.
pub(super) fn of_rows(plan: &Plan<'_>, table: &Name) -> Vec<Key> {
    let whole = Key::Table(table.clone());
    if plan.goes(&whole) {
        return Vec::new();
    }
    let row_type = table.to_string();
    let is_user = |key: &&Key| match (plan.from.items.get(key), plan.to.items.get(key)) {
        (Some(Item::Column(_, old)), Some(Item::Column(of, new))) => {
            old.type_name == new.type_name
                && new.type_name.trim_end_matches("[]") == row_type
                && of.name != *table
                && !plan.goes(key)
        }
        _ => false,
    };
    plan.from
        .edges
        .needed_by(&whole)
        .filter(is_user)
        .cloned()
        .collect()
}

/// The statements around the one that writes the rows: what makes texts of the columns, and what makes rows of them again.
pub(super) fn around(plan: &Plan<'_>, column: &Key) -> (Vec<String>, Vec<String>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for user in users(plan, column) {
        if let (Key::Column(table, name), Some(Item::Column(_, one))) =
            (&user, plan.from.items.get(&user))
        {
            let (word, name) = (alter(table), Identifier(name));
            let text = match one.type_name.ends_with("[]") {
                true => "text[]",
                false => "text",
            };
            let default = one.default.as_deref().filter(|_| {
                let default = Key::Default(table.clone(), one.name.clone());
                plan.fate(&default).is_none()
            });
            if default.is_some() {
                before.push(format!("{word} ALTER COLUMN {name} DROP DEFAULT"));
            }
            before.push(format!(
                "{word} ALTER COLUMN {name} TYPE {text} USING {name}::{text}"
            ));
            let rows = through_text(&name.to_string(), &one.type_name, &one.type_name);
            after.push(format!(
                "{word} ALTER COLUMN {name} TYPE {} USING {rows}",
                one.type_name
            ));
            if let Some(default) = default {
                after.push(format!("{word} ALTER COLUMN {name} SET DEFAULT {default}"));
            }
        }
    }
    (before, after)
}

fn alter(table: &Name) -> String {
    format!("ALTER TABLE {table}")
}

/// What hangs on those columns goes before they are texts, and comes after.
pub(super) fn order(plan: &Plan<'_>, making: &mut Making, column: &Key) {
    let step = Some((column.clone(), Step::Alter));
    for user in users(plan, column) {
        for dependant in plan.from.edges.needed_by(&user) {
            making.add(plan.drop_slot(dependant), step.clone());
        }
        for dependant in plan.to.edges.needed_by(&user) {
            making.add(step.clone(), plan.create_slot(dependant));
        }
    }
}
