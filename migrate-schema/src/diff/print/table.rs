//! A table with its columns aligned and its constraints in it.

use std::collections::HashMap;

use super::super::key::{Item, Key};
use super::super::plan::Plan;
use super::super::{columns, tables};
use crate::model::{Column, Constraint, Persistence, Sequence, SequenceOwner, Table};
use crate::written;
use crate::{Identifier, Name};

/// `CREATE TABLE` with these constraints.
pub(super) fn create(
    plan: &Plan<'_>,
    table: &Table,
    inlined: &[&Constraint],
    names: &HashMap<Name, usize>,
) -> Vec<String> {
    let mut lines = match table.of_type {
        Some(_) => Vec::new(),
        None => aligned(plan, table),
    };
    lines.extend(inlined.iter().map(|one| constraint(table, one, names)));
    for (name, check) in tables::copied_checks(plan, table) {
        if inlined.iter().all(|one| one.name != name) {
            lines.push(format!("CONSTRAINT {} {check}", Identifier(name)));
        }
    }
    tables::create_of(table, &lines, inlined)
}

/// The columns, one below the other.
fn aligned(plan: &Plan<'_>, table: &Table) -> Vec<String> {
    let is_partition = table.partition_of.is_some();
    // A child has its parents' columns by itself, where it says nothing of them.
    let own = table
        .columns
        .iter()
        .filter(|column| !column.inherited || is_partition);
    let cells: Vec<[String; 3]> = own
        .map(|column| {
            let column = serial(plan, table, column).unwrap_or_else(|| column.clone());
            let name = Identifier(&column.name).to_string();
            let clause = columns::clause(plan, table, &column);
            let head = format!("{name} {}", column.type_name);
            let rest = clause.strip_prefix(&head).unwrap_or_default();
            [name, column.type_name, rest.trim_start().to_owned()]
        })
        .collect();
    let width = |at: usize| {
        let widths = cells.iter().map(|cell| cell[at].chars().count());
        // One long type shall not push everything to the right.
        widths.filter(|width| *width <= 32).max().unwrap_or(0)
    };
    let (name, of_type) = (width(0), width(1));
    let line = |cell: &[String; 3]| {
        let text = format!("{:name$} {:of_type$} {}", cell[0], cell[1], cell[2]);
        text.trim_end().to_owned()
    };
    cells.iter().map(line).collect()
}

/// A column whose sequence and default `serial` makes.
fn serial(plan: &Plan<'_>, table: &Table, column: &Column) -> Option<Column> {
    let usual = Name::new(
        &table.name.schema,
        format!("{}_{}_seq", table.name.name, column.name),
    );
    let Some(Item::Sequence(sequence)) = plan.to.items.get(&Key::Sequence(usual)) else {
        return None;
    };
    let word = serial_word(plan, table, column, sequence)?;
    Some(Column {
        type_name: word.to_owned(),
        default: None,
        not_null: false,
        ..column.clone()
    })
}

/// Whether a sequence comes with its column.
pub(super) fn is_serial(plan: &Plan<'_>, key: &Key) -> bool {
    let (Key::Sequence(name) | Key::OwnedBy(name)) = key else {
        return false;
    };
    let Some(Item::Sequence(sequence)) = plan.to.items.get(&Key::Sequence(name.clone())) else {
        return false;
    };
    let Some(SequenceOwner::Column(table, column)) = &sequence.owner else {
        return false;
    };
    let column = Key::Column(table.clone(), column.clone());
    match plan.to.items.get(&column) {
        Some(Item::Column(table, column)) => serial_word(plan, table, column, sequence).is_some(),
        _ => false,
    }
}

fn serial_word(
    plan: &Plan<'_>,
    table: &Table,
    column: &Column,
    sequence: &Sequence,
) -> Option<&'static str> {
    let word = match column.type_name.as_str() {
        "smallint" => "smallserial",
        "integer" => "serial",
        "bigint" => "bigserial",
        _ => return None,
    };
    let usual = format!("{}_{}_seq", table.name.name, column.name);
    let owner = SequenceOwner::Column(table.name.clone(), column.name.clone());
    let default = format!(
        "nextval('{}'::regclass)",
        sequence.name.to_string().replace('\'', "''")
    );
    let default_key = Key::Default(table.name.clone(), column.name.clone());
    let is_by_itself = plan
        .create_slot(&default_key)
        .is_none_or(|slot| slot.0 == default_key);
    let is_usual = sequence.owner.as_ref() == Some(&owner)
        && sequence.name == Name::new(&table.name.schema, &usual)
        && usual.len() <= written::LONGEST
        && sequence.type_name == column.type_name
        && sequence.persistence == Persistence::Permanent
        && table.persistence == Persistence::Permanent
        && super::super::sequences::parameters(None, sequence).is_empty()
        && sequence.meta.comment.is_none()
        && sequence.meta.grants.is_empty()
        && sequence.meta.owner == table.meta.owner
        && column.default.as_ref() == Some(&default)
        && column.not_null
        && column.not_null_constraint.is_none()
        && !column.inherited
        && table.partition_of.is_none()
        && table.of_type.is_none()
        && !is_by_itself
        && !is_used_elsewhere(plan, sequence, &default_key);
    is_usual.then_some(word)
}

/// Whether something else counts on the sequence, and so might come before the table.
fn is_used_elsewhere(plan: &Plan<'_>, sequence: &Sequence, default: &Key) -> bool {
    let key = Key::Sequence(sequence.name.clone());
    let users = plan.to.edges.needed_by(&key);
    let own = Key::OwnedBy(sequence.name.clone());
    users
        .into_iter()
        .any(|user| *user != own && user != default)
}

/// Whether a constraint can stand in `CREATE TABLE` and be the same.
pub(super) fn can_inline(one: &Constraint) -> bool {
    !one.definition.ends_with(" NOT VALID")
}

/// The order of the constraints of a table.
pub(super) fn rank(one: &Constraint) -> (u8, String) {
    let order = ["PRIMARY", "UNIQUE", "EXCLUDE", "CHECK", "FOREIGN"];
    let word = one.definition.split_whitespace().next();
    let at = order.iter().position(|first| Some(*first) == word);
    let at = at.unwrap_or(order.len());
    (u8::try_from(at).unwrap_or(u8::MAX), one.name.clone())
}

/// A constraint, without the name that it gets by itself.
fn constraint(table: &Table, one: &Constraint, names: &HashMap<Name, usize>) -> String {
    let full = Name::new(&table.name.schema, &one.name);
    let is_only = names.get(&full).is_none_or(|count| *count == 1);
    let usual = written::usual_name(&table.name.name, &one.definition);
    match usual {
        Some(usual) if is_only && usual == one.name => one.definition.clone(),
        _ => format!("CONSTRAINT {} {}", Identifier(&one.name), one.definition),
    }
}
