//! From the rows of an answer to the model: joined by object identifier, sorted by name.

mod acl;
mod catalog;
mod columns;
pub(crate) mod dependencies;
mod join;
mod programs;
mod relations;
mod row;
mod rows;
mod types;

pub(crate) use catalog::Catalog;
pub use row::{Row, Unreadable};

use std::collections::BTreeSet;

use crate::Name;
use crate::model::{Other, Schema, SequenceOwner};

/// The schema that an answer describes, without these tables and what hangs on them.
pub(crate) fn schema(mut catalog: Catalog, hidden: &[Name]) -> Result<Schema, Unreadable> {
    let join = join::Join::of(&mut catalog, hidden)?;
    let mut schema = Schema {
        namespaces: types::namespaces(&catalog, &join)?,
        extensions: types::extensions(&catalog, &join),
        types: types::types(&catalog, &join)?,
        others: others(&catalog, &join)?,
        ..Schema::default()
    };
    relations::add(&catalog, &join, &mut schema)?;
    programs::add(&catalog, &join, &mut schema)?;
    leave_identity_to_parents(&mut schema);
    sort(&mut schema);
    Ok(schema)
}

/// Since PostgreSQL 17 a partition has its parent's identity columns and their sequences: they come with the attachment, and go.
fn leave_identity_to_parents(schema: &mut Schema) {
    let owners = schema.sequences.iter().map(|one| &one.owner);
    let own: BTreeSet<(&Name, &str)> = owners
        .filter_map(|owner| match owner {
            Some(SequenceOwner::Identity(table, column)) => Some((table, column.as_str())),
            _ => None,
        })
        .collect();
    for table in &mut schema.tables {
        if table.partition_of.is_some() {
            for column in &mut table.columns {
                column.identity = column
                    .identity
                    .filter(|_| own.contains(&(&table.name, column.name.as_str())));
            }
        }
    }
}

fn others(catalog: &catalog::Catalog, join: &join::Join) -> Result<Vec<Other>, Unreadable> {
    let theirs = |row: &&rows::OtherRow| !join.is_member(row.whole.0, row.whole.1);
    let all = catalog.others.iter().filter(theirs);
    all.map(|row| {
        let mut meta = join.meta(row.class, row.oid, row.owner.as_deref(), &row.acl)?;
        let mut definition = row.definition.clone();
        if row.kind == "default privileges" {
            // They are nothing but grants; the name says whose they are.
            let grants: Vec<String> = meta
                .grants
                .drain(..)
                .map(|grant| grant.to_string())
                .collect();
            definition = grants.join("; ");
            meta.owner = None;
        }
        Ok(Other {
            kind: row.kind.clone(),
            name: row.name.clone(),
            definition,
            meta,
        })
    })
    .collect()
}

pub(crate) fn sort(schema: &mut Schema) {
    schema.namespaces.sort_by(|a, b| a.name.cmp(&b.name));
    schema.extensions.sort_by(|a, b| a.name.cmp(&b.name));
    schema.types.sort_by(|a, b| a.name.cmp(&b.name));
    schema.sequences.sort_by(|a, b| a.name.cmp(&b.name));
    schema.tables.sort_by(|a, b| a.name.cmp(&b.name));
    schema.views.sort_by(|a, b| a.name.cmp(&b.name));
    schema
        .constraints
        .sort_by(|a, b| (&a.parent, &a.name).cmp(&(&b.parent, &b.name)));
    schema.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    schema
        .routines
        .sort_by(|a, b| (&a.name, &a.arguments).cmp(&(&b.name, &b.arguments)));
    schema
        .triggers
        .sort_by(|a, b| (&a.table, &a.name).cmp(&(&b.table, &b.name)));
    schema
        .rules
        .sort_by(|a, b| (&a.table, &a.name).cmp(&(&b.table, &b.name)));
    schema
        .policies
        .sort_by(|a, b| (&a.table, &a.name).cmp(&(&b.table, &b.name)));
    schema
        .others
        .sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
}
