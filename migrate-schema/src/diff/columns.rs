//! Columns of tables, as statements.

use super::key::Key;
use super::meta::Target;
use super::plan::{Plan, Side};
use super::{casts, composite, options, row_types};
use crate::model::{Column, Generated, Identity, Sequence, Table, TableKind};
use crate::{Identifier, Name};

/// A column in `CREATE TABLE` or `ADD COLUMN`.
pub(super) fn clause(plan: &Plan<'_>, table: &Table, column: &Column) -> String {
    let mut text = format!("{} {}", Identifier(&column.name), column.type_name);
    let foreign = options::foreign_of_column(&column.options);
    if !foreign.is_empty() {
        text.push_str(&format!(" OPTIONS ({})", foreign.join(", ")));
    }
    if let Some(method) = &column.compression {
        text.push_str(&format!(" COMPRESSION {method}"));
    }
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &column.default {
        let key = Key::Default(table.name.clone(), column.name.clone());
        if plan.create_slot(&key).is_none_or(|slot| slot.0 != key) {
            text.push_str(&format!(" DEFAULT {default}"));
        }
    }
    match &column.generated {
        Some(Generated::Stored(expression)) => {
            text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) STORED"));
        }
        Some(Generated::Virtual(expression)) => {
            text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) VIRTUAL"));
        }
        None => {}
    }
    if let Some(identity) = column.identity {
        text.push_str(&format!(
            " {}",
            identity_clause(plan, &table.name, &column.name, identity)
        ));
    }
    match &column.not_null_constraint {
        Some(constraint) => text.push_str(&format!(" {constraint}")),
        None if column.not_null => text.push_str(" NOT NULL"),
        None => {}
    }
    text
}

fn identity_clause(plan: &Plan<'_>, table: &Name, column: &str, identity: Identity) -> String {
    let way = match identity {
        Identity::Always => "ALWAYS",
        Identity::ByDefault => "BY DEFAULT",
    };
    let Some(sequence) = identity_sequence(&plan.to, table, column) else {
        return format!("GENERATED {way} AS IDENTITY");
    };
    let usual = Name::new(&table.schema, format!("{}_{column}_seq", table.name));
    let mut options = Vec::new();
    if sequence.name != usual {
        options.push(format!("SEQUENCE NAME {}", sequence.name));
    }
    options.extend(super::sequences::parameters(None, sequence));
    match options.is_empty() {
        true => format!("GENERATED {way} AS IDENTITY"),
        false => format!("GENERATED {way} AS IDENTITY ({})", options.join(" ")),
    }
}

fn identity_sequence<'a>(side: &Side<'a>, table: &Name, column: &str) -> Option<&'a Sequence> {
    side.identities.get(&(table, column)).copied()
}

/// What a column has that no clause of `CREATE TABLE` says in every version.
pub(super) fn settings(table: &Table, old: Option<&Column>, column: &Column) -> Vec<String> {
    let name = &table.name;
    let quoted = Identifier(&column.name);
    let alter = format!("ALTER TABLE {}{name} ALTER COLUMN {quoted}", only(table));
    let mut all = Vec::new();
    if old.and_then(|old| old.storage.as_ref()) != column.storage.as_ref() {
        // `DEFAULT` is understood since PostgreSQL 16.
        let storage = column.storage.clone();
        let storage = storage.unwrap_or_else(|| casts::storage(&column.type_name).to_owned());
        all.push(format!("{alter} SET STORAGE {storage}"));
    }
    if let Some(old) = old
        && old.compression != column.compression
    {
        let method = column.compression.as_deref().unwrap_or("default");
        all.push(format!("{alter} SET COMPRESSION {method}"));
    }
    if old.and_then(|old| old.statistics) != column.statistics {
        let target = column.statistics.unwrap_or(-1);
        all.push(format!("{alter} SET STATISTICS {target}"));
    }
    let before = old.map_or(&[][..], |old| &old.options);
    let plain = |all: &[String]| -> Vec<String> {
        let plain = all.iter().filter(|option| !option.starts_with("foreign."));
        plain.cloned().collect()
    };
    all.extend(options::altered(
        &alter,
        &plain(before),
        &plain(&column.options),
    ));
    if let Some(old) = old {
        all.extend(options::foreign_altered(
            &alter,
            &old.options,
            &column.options,
        ));
    }
    let meta = old.map(|old| old.meta.clone()).unwrap_or_default();
    all.extend(Target::column(name, &column.name).altered(&meta, &column.meta));
    all
}

/// The children of a partitioned table follow it; others are told by themselves.
fn only(table: &Table) -> &'static str {
    match table.kind {
        TableKind::Partitioned => "",
        TableKind::Ordinary | TableKind::Foreign => "ONLY ",
    }
}

pub(super) fn add(plan: &Plan<'_>, table: &Table, column: &Column) -> Vec<String> {
    let name = &table.name;
    if plan.follows_type(table).is_some() {
        let alter = format!(
            "ALTER TABLE {name} ALTER COLUMN {}",
            Identifier(&column.name)
        );
        let mut all = Vec::new();
        if column.not_null {
            all.push(format!("{alter} SET NOT NULL"));
        }
        let key = Key::Default(name.clone(), column.name.clone());
        if let Some(default) = &column.default
            && plan.create_slot(&key).is_none_or(|slot| slot.0 != key)
        {
            all.push(format!("{alter} SET DEFAULT {default}"));
        }
        all.extend(settings(table, None, column));
        return all;
    }
    let has_children = plan.to.has_children.contains(name);
    // An identity cannot be added to the children with the column.
    let later = column.identity.filter(|_| has_children);
    let plain = Column {
        identity: column.identity.filter(|_| later.is_none()),
        ..column.clone()
    };
    // With a default it would write the rows, whose type other tables hold.
    if let Some(default) = &plain.default
        && !plan.comes(&Key::Table(name.clone()))
        && !row_types::of_rows(plan, name).is_empty()
    {
        let bare = Column {
            default: None,
            not_null: false,
            not_null_constraint: None,
            ..plain.clone()
        };
        let written = Identifier(&column.name);
        let alter = format!("ALTER TABLE {name} ALTER COLUMN {written}");
        let bare = clause(plan, table, &bare);
        let mut all = vec![
            format!("ALTER TABLE {name} ADD COLUMN {bare}"),
            format!("{alter} SET DEFAULT {default}"),
            format!("UPDATE {name} SET {written} = DEFAULT"),
        ];
        if column.not_null {
            all.push(format!("{alter} SET NOT NULL"));
        }
        all.extend(settings(table, None, column));
        return all;
    }
    let clause = clause(plan, table, &plain);
    let mut all = vec![format!("ALTER TABLE {name} ADD COLUMN {clause}")];
    if let Some(identity) = later {
        all.push(format!(
            "ALTER TABLE {name} ALTER COLUMN {} ADD {}",
            Identifier(&column.name),
            identity_clause(plan, name, &column.name, identity)
        ));
    }
    all.extend(settings(table, None, column));
    all
}

pub(super) fn drop(plan: &Plan<'_>, table: &Table, column: &Column) -> Option<String> {
    let drop = || {
        let key = Key::Column(table.name.clone(), column.name.clone());
        let only = match plan.is_left_to_children(&key) {
            true => "ONLY ",
            false => "",
        };
        let column = Identifier(&column.name);
        format!("ALTER TABLE {only}{} DROP COLUMN {column}", table.name)
    };
    plan.follows_type(table).is_none().then(drop)
}

/// What `ALTER COLUMN` can do.
pub(super) fn alter(
    plan: &Plan<'_>,
    table: &Table,
    key: &Key,
    old: &Column,
    new: &Column,
) -> Vec<String> {
    let name = &table.name;
    let column = Identifier(&new.name);
    let alter = format!("ALTER TABLE {name} ALTER COLUMN {column}");
    let mut all = Vec::new();
    if old.generated.is_some() && new.generated.is_none() {
        all.push(format!("{alter} DROP EXPRESSION"));
    }
    if old.identity.is_some() && new.identity.is_none() {
        all.push(format!("{alter} DROP IDENTITY"));
    }
    let is_child_of = |side: &Side<'_>| {
        side.parent_of_column(name, &new.name)
            .is_some_and(|parent| {
                !plan.goes(&Key::Attach(name.clone()))
                    && !plan.goes(&Key::Inherit(name.clone(), parent))
            })
    };
    // The type of what is inherited follows the parent.
    if plan.retyped.contains(key) && !is_child_of(&plan.from) && plan.follows_type(table).is_none()
    {
        let default = Key::Default(name.clone(), new.name.clone());
        let converted = plan.from.items.contains_key(&default) && plan.fate(&default).is_none();
        if converted {
            all.push(format!("{alter} DROP DEFAULT"));
        }
        let mut text = format!("{alter} TYPE {}", new.type_name);
        if let Some(collation) = &new.collation {
            text.push_str(&format!(" COLLATE {collation}"));
        }
        let is_moved = old.type_name == new.type_name && old.collation == new.collation;
        // A domain that is made anew is cast to by assignment: an explicit cast would cut off what does not fit.
        let composite = match is_moved {
            true => composite::moved(plan, &column.to_string(), &new.type_name),
            false => None,
        };
        let using = match is_moved && !casts::cuts_off(&new.type_name, plan) {
            true => Some(casts::through_text(
                &column.to_string(),
                &old.type_name,
                &new.type_name,
            )),
            false => casts::using(&column.to_string(), &old.type_name, &new.type_name, plan),
        };
        // The rows of a foreign table are elsewhere.
        let is_foreign = table.kind == TableKind::Foreign;
        let composite = composite.filter(|_| !is_foreign);
        let using = using.filter(|_| !is_foreign);
        let using = composite.as_ref().map(|one| one.using.clone()).or(using);
        if let Some(using) = using {
            text.push_str(&format!(" USING {using}"));
        }
        let composite = composite.map(|one| (one.before, one.after));
        let (before, after) = composite.unwrap_or_default();
        let around = row_types::around(plan, key);
        all.extend(around.0);
        all.extend(before);
        all.push(text);
        all.extend(after);
        all.extend(around.1);
        if converted && let Some(default) = &new.default {
            all.push(format!("{alter} SET DEFAULT {default}"));
        }
    }
    match (old.not_null, new.not_null) {
        (false, true) => all.push(format!("{alter} SET NOT NULL")),
        (true, false) => all.push(format!("{alter} DROP NOT NULL")),
        _ => {}
    }
    match (old.identity, new.identity) {
        (None, Some(identity)) => all.push(format!(
            "{alter} ADD {}",
            identity_clause(plan, name, &new.name, identity)
        )),
        (Some(a), Some(b)) if a != b => all.push(format!(
            "{alter} SET GENERATED {}",
            match b {
                Identity::Always => "ALWAYS",
                Identity::ByDefault => "BY DEFAULT",
            }
        )),
        _ => {}
    }
    let sequence = |side| identity_sequence(side, name, &new.name);
    if let (Some(one), Some(other)) = (sequence(&plan.from), sequence(&plan.to))
        && one.name != other.name
    {
        all.push(format!(
            "ALTER SEQUENCE {} RENAME TO {}",
            one.name,
            Identifier(&other.name.name)
        ));
        all.extend(super::sequences::alter(one, other));
    }
    // With its type a column gets the type's storage and compression.
    let left = match plan.retyped.contains(key) {
        true => Column {
            storage: None,
            compression: None,
            ..old.clone()
        },
        false => old.clone(),
    };
    all.extend(settings(table, Some(&left), new));
    all
}
