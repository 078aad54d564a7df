//! What is the same under another name, so that a rename makes it with nothing to decide: constraints, indexes, and the
//! sequence of a column.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Rename, apply};
use crate::model::{Constraint, Index, Parent, Schema, SequenceOwner};
use crate::{Name, Snapshot};

/// The renames that nobody has to be asked about.
pub(in super::super) fn under_other_names(from: &Snapshot, to: &Snapshot) -> Vec<Rename> {
    let (from, to) = (&from.schema, &to.schema);
    let mut all = constraints(from, to);
    all.extend(indexes(from, to));
    all.extend(sequences(from, to));
    all
}

fn constraints(from: &Schema, to: &Schema) -> Vec<Rename> {
    let [old_ones, new_ones] = [from, to].map(|schema| -> BTreeSet<(&Parent, &str)> {
        let all = schema.constraints.iter();
        all.map(|one| (&one.parent, one.name.as_str())).collect()
    });
    let lacks = |all: &BTreeSet<(&Parent, &str)>, one: &Constraint| {
        !all.contains(&(&one.parent, one.name.as_str()))
    };
    let come = to.constraints.iter().filter(|one| lacks(&old_ones, one));
    let mut come_to: HashMap<&Parent, Vec<&Constraint>> = HashMap::new();
    for new in come {
        come_to.entry(&new.parent).or_default().push(new);
    }
    let mut all = Vec::new();
    let gone = from.constraints.iter().filter(|one| lacks(&new_ones, one));
    for old in gone {
        let Some(come) = come_to.get_mut(&old.parent) else {
            continue;
        };
        let is_same = |new: &&Constraint| new.definition == old.definition;
        if let Some(at) = come.iter().position(is_same) {
            all.push(Rename::Constraint {
                of: old.parent.clone(),
                from: old.name.clone(),
                to: come.remove(at).name.clone(),
            });
        }
    }
    all
}

fn indexes(from: &Schema, to: &Schema) -> Vec<Rename> {
    let [old_ones, new_ones] = [from, to]
        .map(|schema| -> BTreeSet<&Name> { schema.indexes.iter().map(|one| &one.name).collect() });
    let come = to
        .indexes
        .iter()
        .filter(|one| !old_ones.contains(&one.name));
    let mut come_to: HashMap<&Name, Vec<&Index>> = HashMap::new();
    for new in come {
        come_to.entry(&new.table).or_default().push(new);
    }
    let gone = from
        .indexes
        .iter()
        .filter(|one| !new_ones.contains(&one.name));
    let mut all = Vec::new();
    for old in gone {
        let Some(come) = come_to.get_mut(&old.table) else {
            continue;
        };
        let is_same = |new: &&Index| {
            new.valid == old.valid
                && new.definition == apply::index_definition(&old.definition, &old.name, &new.name)
        };
        if let Some(at) = come.iter().position(is_same) {
            all.push(Rename::Index {
                from: old.name.clone(),
                to: come.remove(at).name.clone(),
            });
        }
    }
    all
}

/// The sequence goes on with its value.
fn sequences(from: &Schema, to: &Schema) -> Vec<Rename> {
    let [old_ones, new_ones] = [from, to].map(|schema| {
        let mut all: BTreeMap<(&Name, &str), Vec<&Name>> = BTreeMap::new();
        for one in &schema.sequences {
            if let Some(SequenceOwner::Column(table, column)) = &one.owner {
                all.entry((table, column)).or_default().push(&one.name);
            }
        }
        all
    });
    let has = |schema: &Schema, name: &Name| schema.sequences.iter().any(|one| one.name == *name);
    let mut all = Vec::new();
    for (owner, before) in &old_ones {
        // One before and one after.
        if let ([before], Some([after])) = (&before[..], new_ones.get(owner).map(|all| &all[..]))
            && before != after
            && before.schema == after.schema
            && !has(to, before)
            && !has(from, after)
        {
            all.push(Rename::Sequence {
                from: (*before).clone(),
                to: (*after).clone(),
            });
        }
    }
    all
}
