//! Tables, as statements.

use super::columns;
use super::indexes;
use super::key::{Item, Key};
use super::meta::Target;
use super::options;
use super::plan::Plan;
use super::slot::Step;
use crate::model::{Constraint, Parent, Persistence, RowSecurity, Table, TableKind};
use crate::{Identifier, Name};

/// `CREATE TABLE`, with what is made together with it.
pub(super) fn create(plan: &Plan<'_>, table: &Table) -> Vec<String> {
    let is_partition = table.partition_of.is_some();
    let mut lines: Vec<String> = Vec::new();
    if table.of_type.is_none() {
        for column in &table.columns {
            // A child has its parents' columns by itself, where it says nothing of them.
            if column.inherited && !is_partition {
                continue;
            }
            lines.push(columns::clause(plan, table, column));
        }
    }
    let checks = copied_checks(plan, table).into_iter();
    lines.extend(checks.map(|(name, check)| format!("CONSTRAINT {} {check}", Identifier(name))));
    let inline = inline(plan, table);
    lines.extend(inline.iter().map(|one| {
        // Constraints of a typed table are in the same parentheses as those of others.
        match indexes::is_usual_name(one) {
            true => one.definition.clone(),
            false => format!("CONSTRAINT {} {}", Identifier(&one.name), one.definition),
        }
    }));
    create_of(table, &lines, &inline)
}

/// `CREATE TABLE` of these columns and constraints, and what is set afterwards.
pub(super) fn create_of(table: &Table, lines: &[String], inline: &[&Constraint]) -> Vec<String> {
    let name = &table.name;
    let mut text = format!(
        "CREATE{} TABLE {name}",
        match (table.kind, table.persistence) {
            (TableKind::Foreign, _) => " FOREIGN",
            (_, Persistence::Unlogged) => " UNLOGGED",
            (_, Persistence::Permanent) => "",
        }
    );
    match &table.of_type {
        Some(of) if lines.is_empty() => text.push_str(&format!(" OF {of}")),
        Some(of) => text.push_str(&format!(" OF {of} (\n    {}\n)", lines.join(",\n    "))),
        None if lines.is_empty() => text.push_str(" ()"),
        None => text.push_str(&format!(" (\n    {}\n)", lines.join(",\n    "))),
    }
    if !table.inherits.is_empty() {
        let parents: Vec<String> = table.inherits.iter().map(ToString::to_string).collect();
        text.push_str(&format!(" INHERITS ({})", parents.join(", ")));
    }
    if let Some(key) = &table.partition_by {
        text.push_str(&format!(" PARTITION BY {key}"));
    }
    if let Some(method) = &table.access_method {
        text.push_str(&format!(" USING {}", Identifier(method)));
    }
    text.push_str(&options::with(&table.options));
    if let Some(space) = &table.tablespace {
        text.push_str(&format!(" TABLESPACE {}", Identifier(space)));
    }
    if let Some(foreign) = &table.foreign {
        text.push_str(&format!(" {}", options::foreign(foreign)));
    }
    let mut all = vec![text];
    all.extend(target(table).created(&table.meta));
    all.extend(row_security(
        name,
        RowSecurity::Disabled,
        table.row_security,
    ));
    for column in &table.columns {
        if table.of_type.is_some() {
            if column.not_null {
                all.push(format!(
                    "ALTER TABLE {name} ALTER COLUMN {} SET NOT NULL",
                    Identifier(&column.name)
                ));
            }
            if let Some(default) = &column.default {
                all.push(format!(
                    "ALTER TABLE {name} ALTER COLUMN {} SET DEFAULT {default}",
                    Identifier(&column.name)
                ));
            }
        }
        all.extend(columns::settings(table, None, column));
    }
    for one in inline {
        all.extend(indexes::constraint_settings(one));
    }
    all
}

/// The constraints that are written with the columns: the primary key first.
pub(super) fn inline<'a>(plan: &Plan<'a>, table: &Table) -> Vec<&'a Constraint> {
    let whole = (Key::Table(table.name.clone()), Step::Create);
    let of_table = Parent::Relation(table.name.clone());
    let range = Key::Constraint(of_table.clone(), String::new())..;
    let mut all: Vec<&Constraint> = Vec::new();
    for (key, item) in plan.to.items.range(range) {
        match (key, item) {
            (Key::Constraint(parent, _), Item::Constraint(one)) if *parent == of_table => {
                if plan.create_slot(key).as_ref() == Some(&whole) {
                    all.push(one);
                }
            }
            _ => break,
        }
    }
    all.sort_by_key(|one| !one.definition.starts_with("PRIMARY KEY"));
    all
}

/// A partition is made as a table of its own, then attached: so it has to have the checks of the tables above.
pub(super) fn copied_checks<'p>(plan: &'p Plan<'_>, table: &Table) -> Vec<(&'p str, &'p str)> {
    let mut all = Vec::new();
    let mut above = table.partition_of.as_ref().map(|of| of.parent.clone());
    while let Some(parent) = above {
        above = plan.to.parent_of(&parent);
        let parent = Parent::Relation(parent);
        for one in plan.to.constraints_of(&parent) {
            if one.definition.starts_with("CHECK") && !one.definition.ends_with(" NO INHERIT") {
                let definition = one.definition.trim_end_matches(" NOT VALID");
                all.push((one.name.as_str(), definition));
            }
        }
    }
    all
}

pub(super) fn alter(old: &Table, new: &Table) -> Vec<String> {
    let name = &new.name;
    let alter = format!("ALTER {} {name}", word(new));
    let mut all = Vec::new();
    if old.of_type != new.of_type {
        all.push(match &new.of_type {
            Some(of) => format!("{alter} OF {of}"),
            None => format!("{alter} NOT OF"),
        });
    }
    if old.access_method != new.access_method {
        let method = new.access_method.as_deref().unwrap_or("heap");
        all.push(format!("{alter} SET ACCESS METHOD {}", Identifier(method)));
    }
    if old.persistence != new.persistence {
        all.push(match new.persistence {
            Persistence::Permanent => format!("{alter} SET LOGGED"),
            Persistence::Unlogged => format!("{alter} SET UNLOGGED"),
        });
    }
    if old.tablespace != new.tablespace {
        let space = new.tablespace.as_deref().unwrap_or("pg_default");
        all.push(format!("{alter} SET TABLESPACE {}", Identifier(space)));
    }
    all.extend(options::altered(&alter, &old.options, &new.options));
    if let (Some(old), Some(new)) = (&old.foreign, &new.foreign) {
        all.extend(options::foreign_table(&alter, old, new));
    }
    all.extend(row_security(name, old.row_security, new.row_security));
    all.extend(target(new).altered(&old.meta, &new.meta));
    all
}

fn row_security(name: &Name, old: RowSecurity, new: RowSecurity) -> Vec<String> {
    let flags = |state| match state {
        RowSecurity::Disabled => (false, false),
        RowSecurity::ForcedButDisabled => (false, true),
        RowSecurity::Enabled => (true, false),
        RowSecurity::Forced => (true, true),
    };
    let ((enabled, forced), (enable, force)) = (flags(old), flags(new));
    let mut all = Vec::new();
    if enabled != enable {
        let word = if enable { "ENABLE" } else { "DISABLE" };
        all.push(format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY"));
    }
    if forced != force {
        let word = if force { "FORCE" } else { "NO FORCE" };
        all.push(format!("ALTER TABLE {name} {word} ROW LEVEL SECURITY"));
    }
    all
}

/// The word after `CREATE`, `ALTER` and `DROP`.
pub(super) fn word(table: &Table) -> &'static str {
    match table.kind {
        TableKind::Foreign => "FOREIGN TABLE",
        TableKind::Ordinary | TableKind::Partitioned => "TABLE",
    }
}

pub(super) fn target(table: &Table) -> Target {
    Target::whole(word(table), &table.name).granted_as("TABLE", &table.name)
}
