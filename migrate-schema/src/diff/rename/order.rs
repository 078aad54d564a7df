//! The order in which objects get their names, and their statements: a name has to be free.

use super::{Rename, apply};
use crate::model::{Parent, Schema, TableKind, ViewKind};
use crate::{Identifier, Name, Snapshot};

/// A rename as it is done, with the schema before it.
pub(in super::super) struct Done {
    pub(in super::super) rename: Rename,
    pub(in super::super) sql: Vec<String>,
}

/// The renames in an order that works, and the snapshot after them. What has a name that is wanted, and goes, is put
/// aside.
pub(in super::super) fn ordered(from: &Snapshot, renames: &[Rename]) -> (Vec<Done>, Snapshot) {
    let mut open: Vec<Rename> = renames.to_vec();
    // The places of columns and values are told by the new names of what they are in.
    open.sort_by_key(|one| match one {
        Rename::Relation { .. } | Rename::Type { .. } => 0,
        _ => 1,
    });
    let mut now = from.clone();
    let mut done = Vec::new();
    let mut go = |rename: Rename, now: &mut Snapshot| {
        let sql = statements(&now.schema, &rename);
        *now = apply::renamed(now, &rename);
        done.push(Done { rename, sql });
    };
    while !open.is_empty() {
        let free = open
            .iter()
            .position(|one| holder(&now.schema, one).is_none());
        if let Some(at) = free {
            go(open.remove(at), &mut now);
            continue;
        }
        let Some(holder) = holder(&now.schema, &open[0]) else {
            continue;
        };
        let aside = put_aside(&holder);
        if let Some(at) = open.iter().position(|one| source(one) == source(&holder)) {
            open[at] = from_aside(&open[at], &aside);
        }
        go(aside, &mut now);
    }
    (done, now)
}

/// What has the name that a rename is to give, as a rename of it to its own name.
fn holder(schema: &Schema, rename: &Rename) -> Option<Rename> {
    match rename {
        Rename::Relation { to, .. } | Rename::Index { to, .. } | Rename::Sequence { to, .. } => {
            relation_holder(schema, to)
        }
        Rename::Type { to, .. } => {
            let is_there = schema.types.iter().any(|one| one.name == *to);
            is_there.then(|| Rename::Type {
                from: to.clone(),
                to: to.clone(),
            })
        }
        Rename::Column { table, to, .. } => {
            let mut tables = schema.tables.iter().filter(|one| one.name == *table);
            let is_there = tables.any(|one| one.columns.iter().any(|column| column.name == *to));
            is_there.then(|| Rename::Column {
                table: table.clone(),
                from: to.clone(),
                to: to.clone(),
            })
        }
        Rename::Constraint { of, to, .. } => {
            let mut all = schema.constraints.iter();
            match (all.any(|one| one.parent == *of && one.name == *to), of) {
                (true, _) => Some(Rename::Constraint {
                    of: of.clone(),
                    from: to.clone(),
                    to: to.clone(),
                }),
                (false, Parent::Relation(table)) => {
                    relation_holder(schema, &Name::new(&table.schema, to))
                }
                (false, Parent::Domain(_)) => None,
            }
        }
        Rename::Value { .. } => None,
    }
}

fn relation_holder(schema: &Schema, name: &Name) -> Option<Rename> {
    let (from, to) = (name.clone(), name.clone());
    let is_table = schema.tables.iter().any(|one| one.name == *name);
    if is_table || schema.views.iter().any(|one| one.name == *name) {
        return Some(Rename::Relation { from, to });
    }
    if schema.indexes.iter().any(|one| one.name == *name) {
        return Some(Rename::Index { from, to });
    }
    if schema.sequences.iter().any(|one| one.name == *name) {
        return Some(Rename::Sequence { from, to });
    }
    schema.constraints.iter().find_map(|one| match &one.parent {
        Parent::Relation(table)
            if table.schema == name.schema
                && one.name == name.name
                && has_index(&one.definition) =>
        {
            Some(Rename::Constraint {
                of: one.parent.clone(),
                from: one.name.clone(),
                to: one.name.clone(),
            })
        }
        _ => None,
    })
}

fn has_index(definition: &str) -> bool {
    super::super::indexes::is_key(definition) || definition.starts_with("EXCLUDE")
}

fn former(name: &str) -> String {
    format!("{name}__former")
}

/// The rename of a holder to a name that is nobody's.
fn put_aside(holder: &Rename) -> Rename {
    let mut aside = holder.clone();
    match &mut aside {
        Rename::Relation { to, .. }
        | Rename::Type { to, .. }
        | Rename::Index { to, .. }
        | Rename::Sequence { to, .. } => to.name = former(&to.name),
        Rename::Column { to, .. } | Rename::Constraint { to, .. } | Rename::Value { to, .. } => {
            *to = former(to);
        }
    }
    aside
}

/// What a rename is of.
fn source(rename: &Rename) -> (Option<Name>, Option<String>, u8) {
    match rename {
        Rename::Relation { from, .. } => (Some(from.clone()), None, 0),
        Rename::Type { from, .. } => (Some(from.clone()), None, 1),
        Rename::Index { from, .. } => (Some(from.clone()), None, 2),
        Rename::Sequence { from, .. } => (Some(from.clone()), None, 3),
        Rename::Column { table, from, .. } => (Some(table.clone()), Some(from.clone()), 4),
        Rename::Constraint {
            of: Parent::Relation(of),
            from,
            ..
        } => (Some(of.clone()), Some(from.clone()), 5),
        Rename::Constraint {
            of: Parent::Domain(of),
            from,
            ..
        } => (Some(of.clone()), Some(from.clone()), 7),
        Rename::Value { of, from, .. } => (Some(of.clone()), Some(from.clone()), 6),
    }
}

/// A rename that goes on from where its object was put aside.
fn from_aside(rename: &Rename, aside: &Rename) -> Rename {
    let mut rename = rename.clone();
    match (&mut rename, aside) {
        (Rename::Relation { from, .. }, Rename::Relation { to, .. })
        | (Rename::Type { from, .. }, Rename::Type { to, .. })
        | (Rename::Index { from, .. }, Rename::Index { to, .. })
        | (Rename::Sequence { from, .. }, Rename::Sequence { to, .. }) => from.clone_from(to),
        (Rename::Column { from, .. }, Rename::Column { to, .. })
        | (Rename::Constraint { from, .. }, Rename::Constraint { to, .. }) => from.clone_from(to),
        _ => {}
    }
    rename
}

fn statements(schema: &Schema, rename: &Rename) -> Vec<String> {
    match rename {
        Rename::Relation { from, to } => two(word(schema, from), from, to),
        Rename::Type { from, to } => {
            let mut types = schema.types.iter();
            let is_domain = types.any(|one| {
                one.name == *from && matches!(one.kind, crate::model::TypeKind::Domain { .. })
            });
            two(if is_domain { "DOMAIN" } else { "TYPE" }, from, to)
        }
        Rename::Index { from, to } => two("INDEX", from, to),
        Rename::Sequence { from, to } => two("SEQUENCE", from, to),
        Rename::Column { table, from, to } => vec![format!(
            "ALTER {} {table} RENAME COLUMN {} TO {}",
            word(schema, table),
            Identifier(from),
            Identifier(to)
        )],
        Rename::Constraint { of, from, to } => {
            let whole = match of {
                Parent::Relation(table) => format!("TABLE {table}"),
                Parent::Domain(domain) => format!("DOMAIN {domain}"),
            };
            let (from, to) = (Identifier(from), Identifier(to));
            vec![format!("ALTER {whole} RENAME CONSTRAINT {from} TO {to}")]
        }
        Rename::Value { of, from, to } => vec![format!(
            "ALTER TYPE {of} RENAME VALUE {} TO {}",
            super::super::literal(from),
            super::super::literal(to)
        )],
    }
}

/// A new name, a new schema, or both.
fn two(word: &str, from: &Name, to: &Name) -> Vec<String> {
    let mut all = Vec::new();
    if from.name != to.name {
        all.push(format!(
            "ALTER {word} {from} RENAME TO {}",
            Identifier(&to.name)
        ));
    }
    if from.schema != to.schema {
        let renamed = Name::new(&from.schema, &to.name);
        all.push(format!(
            "ALTER {word} {renamed} SET SCHEMA {}",
            Identifier(&to.schema)
        ));
    }
    all
}

fn word(schema: &Schema, name: &Name) -> &'static str {
    let mut tables = schema.tables.iter();
    let mut views = schema.views.iter();
    match (
        tables.find(|one| one.name == *name).map(|one| one.kind),
        views.find(|one| one.name == *name).map(|one| one.kind),
    ) {
        (Some(TableKind::Foreign), _) => "FOREIGN TABLE",
        (_, Some(ViewKind::Plain)) => "VIEW",
        (_, Some(ViewKind::Materialized)) => "MATERIALIZED VIEW",
        _ => "TABLE",
    }
}
