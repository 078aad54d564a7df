//! What needs what by the data of a schema alone.

use super::key::{Item, Items, Key};
use super::others;
use crate::model::{Parent, SequenceOwner};

/// What a key needs as the schema shows by itself.
pub(super) fn shown(key: &Key, item: &Item<'_>, items: &Items<'_>, mut needs: impl FnMut(Key)) {
    if let Some(container) = key.container(items) {
        needs(container);
    }
    if let Some(schema) = key.schema() {
        needs(Key::Namespace(schema.to_owned()));
    }
    match item {
        Item::Extension(extension) => needs(Key::Namespace(extension.schema.clone())),
        Item::OwnedBy(table, column) => {
            needs(Key::Column((*table).clone(), (*column).to_owned()));
        }
        Item::Sequence(sequence) => {
            if let Some(SequenceOwner::Identity(table, column)) = &sequence.owner {
                needs(Key::Column(table.clone(), column.clone()));
            }
        }
        Item::Attach(of) => needs(Key::Table(of.parent.clone())),
        Item::Other(one) => others::whole(one).into_iter().for_each(needs),
        Item::Inherit => {
            if let Key::Inherit(_, parent) = key {
                needs(Key::Table(parent.clone()));
            }
        }
        Item::ReplicaIdentity(identity) => {
            if let (Key::ReplicaIdentity(table), Some(index)) =
                (key, identity.strip_prefix("USING INDEX "))
            {
                let index = index_or_constraint(items, table, index);
                index.into_iter().for_each(needs);
            }
        }
        Item::Table(table) => {
            for parent in &table.inherits {
                needs(Key::Table(parent.clone()));
            }
        }
        _ => {}
    }
}

fn index_or_constraint(items: &Items<'_>, table: &crate::Name, written: &str) -> Option<Key> {
    let is_it = |key: &&Key| match key {
        Key::Index(name) => {
            name.schema == table.schema && crate::Identifier(&name.name).to_string() == written
        }
        Key::Constraint(Parent::Relation(of), name) => {
            of == table && crate::Identifier(name).to_string() == written
        }
        _ => false,
    };
    items.keys().find(is_it).cloned()
}
