//! What a schema and its dependencies are after an object has got another name.

use super::super::key::Key;
use super::Rename;
use super::text;
use crate::model::{Generated, Other, Parent, Schema, Sequence, SequenceOwner, TypeKind};
use crate::{Identifier, Name, Snapshot};

/// The snapshot after an object has got another name.
pub(in super::super) fn renamed(of: &Snapshot, rename: &Rename) -> Snapshot {
    let mut schema = of.schema.clone();
    match rename {
        Rename::Relation { from, to } => relation(&mut schema, from, to),
        Rename::Type { from, to } => {
            for one in &mut schema.types {
                if one.name == *from {
                    one.name = to.clone();
                }
            }
            parents(
                &mut schema,
                &Parent::Domain(from.clone()),
                &Parent::Domain(to.clone()),
            );
            everywhere(&mut schema, &|text| text::with_relation(text, from, to));
        }
        Rename::Sequence { from, to } => {
            for one in &mut schema.sequences {
                if one.name == *from {
                    one.name = to.clone();
                }
            }
            everywhere(&mut schema, &|text| text::with_relation(text, from, to));
        }
        Rename::Index { from, to } => {
            for one in &mut schema.indexes {
                if one.name == *from {
                    one.name = to.clone();
                    one.definition = index_definition(&one.definition, from, to);
                }
            }
            index(&mut schema, from, to);
        }
        Rename::Constraint { of, from, to } => {
            for one in &mut schema.constraints {
                if one.parent == *of && one.name == *from {
                    one.name.clone_from(to);
                }
            }
            if let Parent::Relation(table) = of {
                let (from, to) = (Name::new(&table.schema, from), Name::new(&table.schema, to));
                index(&mut schema, &from, &to);
            }
        }
        Rename::Value { of, from, to } => value(&mut schema, of, from, to),
        Rename::Column { table, from, to } => {
            for one in with_children(of, table) {
                column(of, &mut schema, &one, from, to);
            }
        }
    }
    crate::read::sort(&mut schema);
    Snapshot {
        schema,
        dependencies: of.dependencies.map(|one| key(of, one, rename)),
    }
}

/// A table and the tables below it, which have its columns.
fn with_children(of: &Snapshot, table: &Name) -> Vec<Name> {
    let mut all = vec![table.clone()];
    let mut at = 0;
    while let Some(parent) = all.get(at).cloned() {
        for one in &of.schema.tables {
            let is_child = one.inherits.contains(&parent)
                || one
                    .partition_of
                    .as_ref()
                    .is_some_and(|of| of.parent == parent);
            if is_child && !all.contains(&one.name) {
                all.push(one.name.clone());
            }
        }
        at += 1;
    }
    all
}

fn key(of: &Snapshot, key: &Key, rename: &Rename) -> Key {
    let mut key = key.clone();
    let set = |name: &mut Name, from: &Name, to: &Name| {
        if name == from {
            *name = to.clone();
        }
    };
    match rename {
        Rename::Relation { from, to } => match &mut key {
            Key::Table(name)
            | Key::View(name)
            | Key::Attach(name)
            | Key::ReplicaIdentity(name)
            | Key::Column(name, _)
            | Key::Default(name, _)
            | Key::Rule(name, _)
            | Key::Trigger(name, _)
            | Key::Policy(name, _)
            | Key::Constraint(Parent::Relation(name), _) => set(name, from, to),
            Key::Inherit(one, other) => {
                set(one, from, to);
                set(other, from, to);
            }
            Key::Index(name) if from.schema != to.schema => {
                let moves = |one: &crate::Index| one.table == *from && one.name == *name;
                if of.schema.indexes.iter().any(moves) {
                    name.schema.clone_from(&to.schema);
                }
            }
            Key::Sequence(name) | Key::OwnedBy(name) if from.schema != to.schema => {
                let moves = |one: &Sequence| one.name == *name && is_owned_by(one, from);
                if of.schema.sequences.iter().any(moves) {
                    name.schema.clone_from(&to.schema);
                }
            }
            Key::Routine(_, arguments) => *arguments = text::with_relation(arguments, from, to),
            _ => {}
        },
        Rename::Type { from, to } => match &mut key {
            Key::Type(name) | Key::Constraint(Parent::Domain(name), _) => set(name, from, to),
            Key::Routine(_, arguments) => *arguments = text::with_relation(arguments, from, to),
            _ => {}
        },
        Rename::Sequence { from, to } => {
            if let Key::Sequence(name) | Key::OwnedBy(name) = &mut key {
                set(name, from, to);
            }
        }
        Rename::Index { from, to } => {
            if let Key::Index(name) = &mut key {
                set(name, from, to);
            }
        }
        Rename::Constraint {
            of: parent,
            from,
            to,
        } => {
            if let Key::Constraint(of, name) = &mut key
                && of == parent
                && name == from
            {
                name.clone_from(to);
            }
        }
        Rename::Column { table, from, to } => {
            if let Key::Column(on, name) | Key::Default(on, name) = &mut key
                && name == from
                && with_children(of, table).contains(on)
            {
                name.clone_from(to);
            }
        }
        Rename::Value { .. } => {}
    }
    key
}

/// Whether a sequence goes with a column of a table, into another schema, too.
fn is_owned_by(sequence: &Sequence, relation: &Name) -> bool {
    matches!(
        &sequence.owner,
        Some(SequenceOwner::Column(table, _) | SequenceOwner::Identity(table, _)) if table == relation
    )
}

fn relation(schema: &mut Schema, from: &Name, to: &Name) {
    let set = |name: &mut Name| {
        if name == from {
            *name = to.clone();
        }
    };
    for one in &mut schema.tables {
        set(&mut one.name);
        one.inherits.iter_mut().for_each(set);
        if let Some(of) = &mut one.partition_of {
            set(&mut of.parent);
        }
    }
    schema.views.iter_mut().for_each(|one| set(&mut one.name));
    // What belongs to a table is in its schema.
    let moved = |name: &Name| Name::new(&to.schema, &name.name);
    let mut indexes = Vec::new();
    for one in &mut schema.indexes {
        if one.table == *from {
            one.table = to.clone();
            if from.schema != to.schema {
                indexes.push((one.name.clone(), moved(&one.name)));
                one.name = moved(&one.name);
            }
        }
    }
    for one in &mut schema.constraints {
        if one.parent == Parent::Relation(from.clone()) && from.schema != to.schema {
            let name = Name::new(&from.schema, &one.name);
            indexes.push((name.clone(), moved(&name)));
        }
    }
    for (from, to) in &indexes {
        index(schema, from, to);
    }
    let mut sequences = Vec::new();
    for one in &mut schema.sequences {
        if let Some(SequenceOwner::Column(table, _) | SequenceOwner::Identity(table, _)) =
            &mut one.owner
            && table == from
        {
            *table = to.clone();
            if from.schema != to.schema {
                sequences.push((one.name.clone(), moved(&one.name)));
                one.name = moved(&one.name);
            }
        }
    }
    parents(
        schema,
        &Parent::Relation(from.clone()),
        &Parent::Relation(to.clone()),
    );
    for one in &mut schema.triggers {
        set(&mut one.table);
    }
    for one in &mut schema.rules {
        set(&mut one.table);
    }
    for one in &mut schema.policies {
        set(&mut one.table);
    }
    everywhere(schema, &|text| {
        let mut text = text::with_relation(text, from, to);
        for (from, to) in &sequences {
            text = text::with_relation(&text, from, to);
        }
        text
    });
}

fn parents(schema: &mut Schema, from: &Parent, to: &Parent) {
    for one in schema
        .constraints
        .iter_mut()
        .filter(|one| one.parent == *from)
    {
        one.parent = to.clone();
    }
}

/// What speaks of an index by its name.
fn index(schema: &mut Schema, from: &Name, to: &Name) {
    let wholes = schema.indexes.iter_mut().map(|one| &mut one.part_of);
    let constraints = schema.constraints.iter_mut();
    for whole in wholes.chain(constraints.map(|one| &mut one.index.part_of)) {
        if whole.as_ref() == Some(from) {
            *whole = Some(to.clone());
        }
    }
    let (written, new) = (Identifier(&from.name).to_string(), Identifier(&to.name));
    for one in &mut schema.tables {
        if one.name.schema == from.schema
            && one.replica_identity.as_deref() == Some(&format!("USING INDEX {written}"))
        {
            one.replica_identity = Some(format!("USING INDEX {new}"));
        }
    }
}

/// `CREATE INDEX name ON …` with another name.
pub(super) fn index_definition(text: &str, from: &Name, to: &Name) -> String {
    text.replacen(
        &format!(" {} ON ", Identifier(&from.name)),
        &format!(" {} ON ", Identifier(&to.name)),
        1,
    )
}

fn value(schema: &mut Schema, of: &Name, from: &str, to: &str) {
    for one in schema.types.iter_mut().filter(|one| one.name == *of) {
        if let TypeKind::Enum { labels } = &mut one.kind {
            for label in labels.iter_mut().filter(|label| *label == from) {
                to.clone_into(label);
            }
        }
    }
    let literal = |label: &str| format!("'{}'::{of}", label.replace('\'', "''"));
    let (from, to) = (literal(from), literal(to));
    everywhere(schema, &|text| text.replace(&from, &to));
}

/// Applies a change to every text in which PostgreSQL prints names that follow.
fn everywhere(schema: &mut Schema, change: &dyn Fn(&str) -> String) {
    let set = |text: &mut String| *text = change(text);
    for one in &mut schema.tables {
        for column in &mut one.columns {
            set(&mut column.type_name);
            column.default.iter_mut().for_each(set);
            if let Some(Generated::Stored(text) | Generated::Virtual(text)) = &mut column.generated
            {
                set(text);
            }
        }
        one.of_type.iter_mut().for_each(set);
        one.partition_by.iter_mut().for_each(set);
    }
    for one in &mut schema.views {
        set(&mut one.query);
        for column in &mut one.columns {
            set(&mut column.type_name);
            column.default.iter_mut().for_each(set);
        }
    }
    for one in &mut schema.types {
        match &mut one.kind {
            TypeKind::Domain { base, default, .. } => {
                set(base);
                default.iter_mut().for_each(set);
            }
            TypeKind::Composite { attributes } => {
                attributes
                    .iter_mut()
                    .for_each(|one| set(&mut one.type_name));
            }
            TypeKind::Range { definition } => set(definition),
            TypeKind::Enum { .. } | TypeKind::Base { .. } | TypeKind::Shell => {}
        }
    }
    schema
        .constraints
        .iter_mut()
        .for_each(|one| set(&mut one.definition));
    schema
        .indexes
        .iter_mut()
        .for_each(|one| set(&mut one.definition));
    schema
        .triggers
        .iter_mut()
        .for_each(|one| set(&mut one.definition));
    schema
        .rules
        .iter_mut()
        .for_each(|one| set(&mut one.definition));
    schema
        .policies
        .iter_mut()
        .for_each(|one| set(&mut one.definition));
    for one in &mut schema.others {
        let Other {
            name, definition, ..
        } = one;
        set(name);
        set(definition);
    }
    for one in &mut schema.routines {
        set(&mut one.arguments);
        // A body that is a string is nobody's but its author's.
        one.definition = match one.split() {
            Some((header, _)) => {
                let (header, body) = one.definition.split_at(header.len());
                format!("{}{body}", change(header))
            }
            None => change(&one.definition),
        };
    }
}

fn column(of: &Snapshot, schema: &mut Schema, table: &Name, from: &str, to: &str) {
    let own = |text: &str| text::with_column(text, &[&table.name], from, to);
    for one in schema.tables.iter_mut().filter(|one| one.name == *table) {
        for column in &mut one.columns {
            if column.name == from {
                to.clone_into(&mut column.name);
            }
            if let Some(Generated::Stored(text) | Generated::Virtual(text)) = &mut column.generated
            {
                *text = own(text);
            }
        }
        if let Some(key) = &mut one.partition_by {
            *key = own(key);
        }
    }
    for one in &mut schema.sequences {
        if let Some(SequenceOwner::Column(of, name) | SequenceOwner::Identity(of, name)) =
            &mut one.owner
            && of == table
            && name == from
        {
            to.clone_into(name);
        }
    }
    for one in &mut schema.constraints {
        let is_own = one.parent == Parent::Relation(table.clone());
        let referred = one.definition.find(&format!(" REFERENCES {table}("));
        if let Some(at) = referred {
            let (own, reference) = one.definition.split_at(at);
            let reference = text::with_column_in_list_after(reference, " REFERENCES ", from, to);
            one.definition = format!("{own}{reference}");
        }
        if is_own && one.definition.starts_with("FOREIGN KEY") {
            let key = text::with_column_in_list_after(&one.definition, "FOREIGN KEY", from, to);
            one.definition = text::with_column_in_list_after(&key, " SET ", from, to);
        } else if is_own {
            one.definition = own(&one.definition);
        }
    }
    for one in schema.indexes.iter_mut().filter(|one| one.table == *table) {
        if let Some((begin, columns)) = one.definition.split_once(" USING ") {
            one.definition = format!("{begin} USING {}", own(columns));
        }
    }
    for one in schema.triggers.iter_mut().filter(|one| one.table == *table) {
        // Neither its own name nor the arguments of its function are columns.
        let named = format!(" {} ", Identifier(&one.name));
        let begin = one.definition.find(&named).map_or(0, |at| at + named.len());
        let end = one.definition.rfind(" EXECUTE FUNCTION ").unwrap_or(begin);
        let columns = text::with_column(&one.definition[begin..end], &["old", "new"], from, to);
        one.definition.replace_range(begin..end, &columns);
    }
    for one in schema.policies.iter_mut().filter(|one| one.table == *table) {
        one.definition = own(&one.definition);
    }
    let column = Key::Column(table.clone(), from.to_owned());
    let knows = !of.dependencies.is_empty();
    for one in &mut schema.views {
        if knows && !of.dependencies.has(&Key::View(one.name.clone()), &column) {
            continue;
        }
        // What is not plain is written anew, whatever PostgreSQL prints.
        one.query = text::query_with_column(&one.query, table, from, to)
            .unwrap_or_else(|| format!("{} ", one.query));
    }
    for one in &mut schema.others {
        if one.definition.contains(&format!(" FROM {table}")) {
            one.definition = own(&one.definition);
        }
    }
}
