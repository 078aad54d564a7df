//! What a change is about: the smallest things that PostgreSQL creates, alters and drops by themselves.

use std::collections::BTreeMap;

use crate::Name;
use crate::model::{
    Column, Constraint, Extension, Index, Meta, Namespace, Other, Parent, PartitionOf, Policy,
    Routine, Rule, Schema, Sequence, SequenceOwner, Table, Trigger, Type, View, ViewColumn,
};

/// A thing that is created, altered and dropped by itself. The order is the one in which independent things are
/// created.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Namespace(String),
    Extension(String),
    Type(Name),
    Sequence(Name),
    Routine(Name, String),
    Table(Name),
    Column(Name, String),
    /// The default of a column, of a table or a view.
    Default(Name, String),
    /// That a sequence goes with a column.
    OwnedBy(Name),
    View(Name),
    Constraint(Parent, String),
    Index(Name),
    /// That a table inherits from another.
    Inherit(Name, Name),
    /// That a table is a partition.
    Attach(Name),
    /// The replica identity of a table, where it is not the default.
    ReplicaIdentity(Name),
    Rule(Name, String),
    Trigger(Name, String),
    Policy(Name, String),
    Other(String, String),
}

/// What stands behind a key in one of the two schemas.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item<'a> {
    Namespace(&'a Namespace),
    Extension(&'a Extension),
    Type(&'a Type),
    Sequence(&'a Sequence),
    Routine(&'a Routine),
    Table(&'a Table),
    Column(&'a Table, &'a Column),
    Default(&'a str),
    OwnedBy(&'a Name, &'a str),
    View(&'a View),
    Constraint(&'a Constraint),
    Index(&'a Index),
    Inherit,
    Attach(&'a PartitionOf),
    ReplicaIdentity(&'a str),
    Rule(&'a Rule),
    Trigger(&'a Trigger),
    Policy(&'a Policy),
    Other(&'a Other),
}

impl<'a> Item<'a> {
    /// The owner, comment and grants of what has them.
    pub(super) fn meta(&self) -> Option<&'a Meta> {
        match self {
            Self::Namespace(one) => Some(&one.meta),
            Self::Extension(one) => Some(&one.meta),
            Self::Type(one) => Some(&one.meta),
            Self::Sequence(one) => Some(&one.meta),
            Self::Routine(one) => Some(&one.meta),
            Self::Table(one) => Some(&one.meta),
            Self::Column(_, one) => Some(&one.meta),
            Self::View(one) => Some(&one.meta),
            Self::Other(one) => Some(&one.meta),
            _ => None,
        }
    }
}

/// A schema by keys.
pub(super) type Items<'a> = BTreeMap<Key, Item<'a>>;

impl Key {
    /// The relation or type that this is a part of, with which it is dropped.
    pub(super) fn container(&self, items: &Items<'_>) -> Option<Self> {
        match self {
            Self::Column(table, _)
            | Self::Inherit(table, _)
            | Self::Attach(table)
            | Self::ReplicaIdentity(table) => Some(Self::Table(table.clone())),
            Self::Default(relation, column) => {
                let column = Self::Column(relation.clone(), column.clone());
                match items.contains_key(&column) {
                    true => Some(column),
                    false => Some(Self::View(relation.clone())),
                }
            }
            Self::OwnedBy(sequence) => Some(Self::Sequence(sequence.clone())),
            Self::Constraint(Parent::Domain(domain), _) => Some(Self::Type(domain.clone())),
            Self::Constraint(Parent::Relation(relation), _)
            | Self::Rule(relation, _)
            | Self::Trigger(relation, _)
            | Self::Policy(relation, _) => Some(relation_key(relation, items)),
            Self::Index(_) => match items.get(self)? {
                Item::Index(index) => Some(relation_key(&index.table, items)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The schema that it lives in, for what does not belong to something else.
    pub(super) fn schema(&self) -> Option<&str> {
        match self {
            Self::Type(name)
            | Self::Sequence(name)
            | Self::Routine(name, _)
            | Self::Table(name)
            | Self::View(name) => Some(&name.schema),
            _ => None,
        }
    }

    /// The name among the relations of its schema, which an index shares with tables and views.
    pub(super) fn relation_name(&self) -> Option<Name> {
        match self {
            Self::Sequence(name) | Self::Table(name) | Self::View(name) | Self::Index(name) => {
                Some(name.clone())
            }
            Self::Constraint(Parent::Relation(table), name) => Some(Name::new(&table.schema, name)),
            _ => None,
        }
    }
}

/// The key of a table or view.
pub(super) fn relation_key(name: &Name, items: &Items<'_>) -> Key {
    let view = Key::View(name.clone());
    match items.contains_key(&view) {
        true => view,
        false => Key::Table(name.clone()),
    }
}

/// The parts of a schema by key.
pub(super) fn items(schema: &Schema) -> Items<'_> {
    // Sorted at once, which costs less than finding the place of each.
    let mut all = Vec::new();
    for one in &schema.namespaces {
        all.push((Key::Namespace(one.name.clone()), Item::Namespace(one)));
    }
    for one in &schema.extensions {
        all.push((Key::Extension(one.name.clone()), Item::Extension(one)));
    }
    for one in &schema.types {
        all.push((Key::Type(one.name.clone()), Item::Type(one)));
    }
    for one in &schema.sequences {
        all.push((Key::Sequence(one.name.clone()), Item::Sequence(one)));
        if let Some(SequenceOwner::Column(table, column)) = &one.owner {
            all.push((Key::OwnedBy(one.name.clone()), Item::OwnedBy(table, column)));
        }
    }
    for one in &schema.routines {
        all.push((
            Key::Routine(one.name.clone(), one.arguments.clone()),
            Item::Routine(one),
        ));
    }
    for one in &schema.tables {
        table(one, &mut all);
    }
    for one in &schema.views {
        all.push((Key::View(one.name.clone()), Item::View(one)));
        for ViewColumn { name, default, .. } in &one.columns {
            if let Some(default) = default {
                all.push((
                    Key::Default(one.name.clone(), name.clone()),
                    Item::Default(default),
                ));
            }
        }
    }
    parts(schema, &mut all);
    all.into_iter().collect()
}

fn table<'a>(one: &'a Table, all: &mut Vec<(Key, Item<'a>)>) {
    let name = &one.name;
    all.push((Key::Table(name.clone()), Item::Table(one)));
    for column in &one.columns {
        let key = Key::Column(name.clone(), column.name.clone());
        all.push((key, Item::Column(one, column)));
        if let Some(default) = &column.default {
            all.push((
                Key::Default(name.clone(), column.name.clone()),
                Item::Default(default),
            ));
        }
    }
    for parent in &one.inherits {
        all.push((Key::Inherit(name.clone(), parent.clone()), Item::Inherit));
    }
    if let Some(of) = &one.partition_of {
        all.push((Key::Attach(name.clone()), Item::Attach(of)));
    }
    if let Some(identity) = &one.replica_identity {
        all.push((
            Key::ReplicaIdentity(name.clone()),
            Item::ReplicaIdentity(identity),
        ));
    }
}

fn parts<'a>(schema: &'a Schema, all: &mut Vec<(Key, Item<'a>)>) {
    for one in &schema.constraints {
        all.push((
            Key::Constraint(one.parent.clone(), one.name.clone()),
            Item::Constraint(one),
        ));
    }
    for one in &schema.indexes {
        all.push((Key::Index(one.name.clone()), Item::Index(one)));
    }
    for one in &schema.triggers {
        all.push((
            Key::Trigger(one.table.clone(), one.name.clone()),
            Item::Trigger(one),
        ));
    }
    for one in &schema.rules {
        all.push((
            Key::Rule(one.table.clone(), one.name.clone()),
            Item::Rule(one),
        ));
    }
    for one in &schema.policies {
        all.push((
            Key::Policy(one.table.clone(), one.name.clone()),
            Item::Policy(one),
        ));
    }
    for one in &schema.others {
        all.push((
            Key::Other(one.kind.clone(), one.name.clone()),
            Item::Other(one),
        ));
    }
}
