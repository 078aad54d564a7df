//! What is the same under another name, so that a rename makes it with nothing to decide: constraints, indexes, and the
//! sequence of a column.

use super::{Rename, apply};
use crate::Snapshot;
use crate::model::{Constraint, Index, Schema, SequenceOwner};

/// The renames that nobody has to be asked about.
pub(in super::super) fn under_other_names(from: &Snapshot, to: &Snapshot) -> Vec<Rename> {
    let (from, to) = (&from.schema, &to.schema);
    let mut all = constraints(from, to);
    all.extend(indexes(from, to));
    all.extend(sequences(from, to));
    all
}

fn constraints(from: &Schema, to: &Schema) -> Vec<Rename> {
    let lacks = |schema: &Schema, one: &Constraint| {
        let is_it = |other: &Constraint| other.parent == one.parent && other.name == one.name;
        !schema.constraints.iter().any(is_it)
    };
    let mut taken: Vec<&Constraint> = Vec::new();
    let mut all = Vec::new();
    for old in from.constraints.iter().filter(|one| lacks(to, one)) {
        let is_same = |new: &&Constraint| {
            new.parent == old.parent
                && new.definition == old.definition
                && lacks(from, new)
                && !taken.contains(new)
        };
        if let Some(new) = to.constraints.iter().find(is_same) {
            taken.push(new);
            all.push(Rename::Constraint {
                of: old.parent.clone(),
                from: old.name.clone(),
                to: new.name.clone(),
            });
        }
    }
    all
}

fn indexes(from: &Schema, to: &Schema) -> Vec<Rename> {
    let lacks =
        |schema: &Schema, one: &Index| !schema.indexes.iter().any(|other| other.name == one.name);
    let mut taken: Vec<&Index> = Vec::new();
    let mut all = Vec::new();
    for old in from.indexes.iter().filter(|one| lacks(to, one)) {
        let is_same = |new: &&Index| {
            new.table == old.table
                && new.valid == old.valid
                && new.definition == apply::index_definition(&old.definition, &old.name, &new.name)
                && lacks(from, new)
                && !taken.contains(new)
        };
        if let Some(new) = to.indexes.iter().find(is_same) {
            taken.push(new);
            all.push(Rename::Index {
                from: old.name.clone(),
                to: new.name.clone(),
            });
        }
    }
    all
}

/// The sequence goes on with its value.
fn sequences(from: &Schema, to: &Schema) -> Vec<Rename> {
    let mut all = Vec::new();
    for old in &from.sequences {
        let Some(owner @ SequenceOwner::Column(..)) = &old.owner else {
            continue;
        };
        let theirs = |schema: &Schema| -> Vec<crate::Name> {
            let owned = schema.sequences.iter();
            let owned = owned.filter(|one| one.owner.as_ref() == Some(owner));
            owned.map(|one| one.name.clone()).collect()
        };
        // One before and one after.
        if let ([before], [after]) = (&theirs(from)[..], &theirs(to)[..])
            && before != after
            && before.schema == after.schema
            && !to.sequences.iter().any(|one| one.name == *before)
            && !from.sequences.iter().any(|one| one.name == *after)
        {
            all.push(Rename::Sequence {
                from: before.clone(),
                to: after.clone(),
            });
        }
    }
    all
}
