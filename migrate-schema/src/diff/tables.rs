//! Tables, their columns, constraints and indexes, as statements.

use super::casts;
use super::key::{Item, Key};
use super::meta::Target;
use super::options;
use super::plan::{Plan, Side};
use crate::model::{
    Column, Constraint, Generated, Identity, Index, Parent, Persistence, RowSecurity, Sequence,
    SequenceOwner, Table, TableKind,
};
use crate::{Identifier, Name};

/// Whether a constraint is a primary key or unique.
pub(super) fn is_key(definition: &str) -> bool {
    definition.starts_with("PRIMARY KEY") || definition.starts_with("UNIQUE")
}

/// Whether an index is on columns alone, so that PostgreSQL rebuilds it by itself when a type changes.
pub(super) fn is_plain_index(definition: &str) -> bool {
    let Some((_, columns)) = definition.split_once(" USING ") else {
        return false;
    };
    let mut depth = 0_u32;
    let deepest = columns.chars().fold(0, |deepest, char| {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest.max(depth)
    });
    deepest <= 1 && !columns.contains(" WHERE ")
}

/// Whether two definitions differ at most in `ONLY`, and in parameters that are set without a rebuild.
pub(super) fn is_same_index(old: &str, new: &str) -> bool {
    let without = |text: &str| text.replacen(" ON ONLY ", " ON ", 1);
    without(old) == without(new)
}

/// `CREATE TABLE`, with what is made together with it.
pub(super) fn create(plan: &Plan<'_>, table: &Table) -> Vec<String> {
    let name = &table.name;
    let is_partition = table.partition_of.is_some();
    let mut lines: Vec<String> = Vec::new();
    if table.of_type.is_none() {
        for column in &table.columns {
            // A child has its parents' columns by itself, where it says nothing of them.
            if column.inherited && !is_partition {
                continue;
            }
            lines.push(column_clause(plan, table, column));
        }
    }
    lines.extend(copied_checks(plan, table));
    let mut text = format!(
        "CREATE{} TABLE {name}",
        match (table.kind, table.persistence) {
            (TableKind::Foreign, _) => " FOREIGN",
            (_, Persistence::Unlogged) => " UNLOGGED",
            (_, Persistence::Permanent) => "",
        }
    );
    match &table.of_type {
        Some(of) => text.push_str(&format!(" OF {of}")),
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
        all.extend(column_settings(table, None, column));
    }
    all
}

/// A partition is made as a table of its own, then attached: so it has to have the checks of the tables above.
fn copied_checks(plan: &Plan<'_>, table: &Table) -> Vec<String> {
    let mut all = Vec::new();
    let mut above = table.partition_of.as_ref().map(|of| of.parent.clone());
    while let Some(parent) = above {
        for (key, item) in &plan.to.items {
            if let (Key::Constraint(Parent::Relation(of), name), Item::Constraint(one)) =
                (key, item)
                && *of == parent
                && one.definition.starts_with("CHECK")
                && !one.definition.ends_with(" NO INHERIT")
            {
                all.push(format!(
                    "CONSTRAINT {} {}",
                    Identifier(name),
                    one.definition.trim_end_matches(" NOT VALID")
                ));
            }
        }
        above = plan.to.parent_of(&parent);
    }
    all
}

/// A column in `CREATE TABLE` or `ADD COLUMN`.
fn column_clause(plan: &Plan<'_>, table: &Table, column: &Column) -> String {
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
    side.items.values().find_map(|item| match item {
        Item::Sequence(sequence) => match &sequence.owner {
            Some(SequenceOwner::Identity(of, name)) if of == table && name == column => {
                Some(*sequence)
            }
            _ => None,
        },
        _ => None,
    })
}

/// What a column has that no clause of `CREATE TABLE` says in every version.
fn column_settings(table: &Table, old: Option<&Column>, column: &Column) -> Vec<String> {
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

pub(super) fn add_column(plan: &Plan<'_>, table: &Table, column: &Column) -> Vec<String> {
    let name = &table.name;
    let has_children = plan.to.items.iter().any(|(key, item)| match (key, item) {
        (Key::Inherit(_, parent), _) => parent == name,
        (_, Item::Attach(of)) => of.parent == *name,
        _ => false,
    });
    // An identity cannot be added to the children with the column.
    let later = column.identity.filter(|_| has_children);
    let plain = Column {
        identity: column.identity.filter(|_| later.is_none()),
        ..column.clone()
    };
    let clause = column_clause(plan, table, &plain);
    let mut all = vec![format!("ALTER TABLE {name} ADD COLUMN {clause}")];
    if let Some(identity) = later {
        all.push(format!(
            "ALTER TABLE {name} ALTER COLUMN {} ADD {}",
            Identifier(&column.name),
            identity_clause(plan, name, &column.name, identity)
        ));
    }
    all.extend(column_settings(table, None, column));
    all
}

pub(super) fn drop_column(table: &Table, column: &Column) -> String {
    format!(
        "ALTER TABLE {} DROP COLUMN {}",
        table.name,
        Identifier(&column.name)
    )
}

/// What `ALTER COLUMN` can do.
pub(super) fn alter_column(
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
    if plan.retyped.contains(key) && !is_child_of(&plan.from) {
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
        let using = match is_moved {
            true => Some(casts::through_text(
                &column.to_string(),
                &old.type_name,
                &new.type_name,
            )),
            false => casts::using(&column.to_string(), &old.type_name, &new.type_name, plan),
        };
        if let Some(using) = using {
            text.push_str(&format!(" USING {using}"));
        }
        all.push(text);
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
    all.extend(column_settings(table, Some(old), new));
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

fn target(table: &Table) -> Target {
    Target::whole(word(table), &table.name).granted_as("TABLE", &table.name)
}

/// `ADD CONSTRAINT`, and what is set on its index.
pub(super) fn add_constraint(one: &Constraint) -> Vec<String> {
    let name = Identifier(&one.name);
    let mut all = Vec::new();
    match &one.parent {
        Parent::Relation(table) => {
            all.push(format!(
                "ALTER TABLE {table} ADD CONSTRAINT {name} {}",
                one.definition
            ));
            let index = Name::new(&table.schema, &one.name);
            all.extend(options::altered(
                &format!("ALTER INDEX {index}"),
                &[],
                &one.index.options,
            ));
            if let Some(space) = &one.index.tablespace {
                all.push(format!(
                    "ALTER INDEX {index} SET TABLESPACE {}",
                    Identifier(space)
                ));
            }
            if one.index.clustered {
                all.push(format!("ALTER TABLE {table} CLUSTER ON {name}"));
            }
        }
        Parent::Domain(domain) => all.push(format!(
            "ALTER DOMAIN {domain} ADD CONSTRAINT {name} {}",
            one.definition
        )),
    }
    all.extend(constraint_target(one).created(&one.meta));
    all
}

pub(super) fn drop_constraint(one: &Constraint) -> String {
    let name = Identifier(&one.name);
    match &one.parent {
        Parent::Relation(table) => format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        Parent::Domain(domain) => format!("ALTER DOMAIN {domain} DROP CONSTRAINT {name}"),
    }
}

pub(super) fn alter_constraint(plan: &Plan<'_>, old: &Constraint, new: &Constraint) -> Vec<String> {
    let name = Identifier(&new.name);
    let mut all = Vec::new();
    if old.definition != new.definition {
        all.push(match &new.parent {
            Parent::Relation(table) => format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
            Parent::Domain(domain) => {
                format!("ALTER DOMAIN {domain} VALIDATE CONSTRAINT {name}")
            }
        });
    }
    if let Parent::Relation(table) = &new.parent {
        let index = Name::new(&table.schema, &new.name);
        all.extend(options::altered(
            &format!("ALTER INDEX {index}"),
            &old.index.options,
            &new.index.options,
        ));
        if old.index.tablespace != new.index.tablespace {
            let space = new.index.tablespace.as_deref().unwrap_or("pg_default");
            all.push(format!(
                "ALTER INDEX {index} SET TABLESPACE {}",
                Identifier(space)
            ));
        }
        all.extend(clustered(
            table,
            &new.name,
            old.index.clustered,
            new.index.clustered,
        ));
        all.extend(attached(
            plan,
            &index,
            &old.index.part_of,
            &new.index.part_of,
        ));
    }
    all.extend(constraint_target(new).altered(&old.meta, &new.meta));
    all
}

pub(super) fn constraint_target(one: &Constraint) -> Target {
    let name = Identifier(&one.name);
    Target::commented(match &one.parent {
        Parent::Relation(table) => format!("CONSTRAINT {name} ON {table}"),
        Parent::Domain(domain) => format!("CONSTRAINT {name} ON DOMAIN {domain}"),
    })
}

fn clustered(table: &Name, index: &str, old: bool, new: bool) -> Option<String> {
    match (old, new) {
        (false, true) => Some(format!(
            "ALTER TABLE {table} CLUSTER ON {}",
            Identifier(index)
        )),
        (true, false) => Some(format!("ALTER TABLE {table} SET WITHOUT CLUSTER")),
        _ => None,
    }
}

/// An index becomes part of one that stays; one that is created later takes it up by itself.
fn attached(
    plan: &Plan<'_>,
    index: &Name,
    old: &Option<Name>,
    new: &Option<Name>,
) -> Option<String> {
    let whole = new.as_ref().filter(|_| old.is_none())?;
    let key = plan.to.index_key(whole)?;
    let stays = plan.from.items.contains_key(&key) && !plan.comes(&key);
    stays.then(|| format!("ALTER INDEX {whole} ATTACH PARTITION {index}"))
}

pub(super) fn create_index(one: &Index) -> Vec<String> {
    let mut all = vec![match one.valid {
        // The index of a partitioned table takes up those of the partitions.
        true => one.definition.replacen(" ON ONLY ", " ON ", 1),
        false => one.definition.clone(),
    }];
    let name = &one.name;
    if let Some(space) = &one.tablespace {
        all.push(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            Identifier(space)
        ));
    }
    for (column, target) in &one.statistics {
        all.push(format!(
            "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS {target}"
        ));
    }
    all.extend(clustered(&one.table, &name.name, false, one.clustered));
    all.extend(index_target(one).created(&one.meta));
    all
}

pub(super) fn alter_index(plan: &Plan<'_>, old: &Index, new: &Index) -> Vec<String> {
    let name = &new.name;
    let mut all = Vec::new();
    if old.tablespace != new.tablespace {
        let space = new.tablespace.as_deref().unwrap_or("pg_default");
        all.push(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            Identifier(space)
        ));
    }
    let target = |list: &[(i32, i32)], column| {
        let mut found = list.iter().filter(|(of, _)| *of == column);
        found.next().map_or(-1, |(_, target)| *target)
    };
    let columns: std::collections::BTreeSet<i32> = old
        .statistics
        .iter()
        .chain(&new.statistics)
        .map(|(column, _)| *column)
        .collect();
    for column in columns {
        let (before, after) = (
            target(&old.statistics, column),
            target(&new.statistics, column),
        );
        if before != after {
            all.push(format!(
                "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS {after}"
            ));
        }
    }
    all.extend(clustered(
        &new.table,
        &name.name,
        old.clustered,
        new.clustered,
    ));
    all.extend(attached(plan, name, &old.part_of, &new.part_of));
    all.extend(index_target(new).altered(&old.meta, &new.meta));
    all
}

fn index_target(one: &Index) -> Target {
    Target::commented(format!("INDEX {}", one.name))
}
