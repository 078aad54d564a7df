//! What a picture shows of a schema.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Parent, Schema, Table};
use crate::written::{self, ForeignKey};
use crate::{Identifier, Name};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entity {
    pub(super) name: Name,
    pub(super) columns: Vec<Attribute>,
    pub(super) comment: Option<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: String,
    /// The type, in few letters.
    pub(super) type_name: String,
    pub(super) not_null: bool,
    pub(super) keys: Keys,
}

/// What keys a column is part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Keys {
    pub(super) primary: bool,
    pub(super) foreign: bool,
    /// It is unique by itself.
    pub(super) unique: bool,
}

impl Keys {
    /// `PK`, `FK`, `UK`.
    pub(super) fn marks(self) -> Vec<&'static str> {
        let all = [
            (self.primary, "PK"),
            (self.foreign, "FK"),
            (self.unique, "UK"),
        ];
        let marks = all.iter().filter(|(is_set, _)| *is_set);
        marks.map(|(_, mark)| *mark).collect()
    }
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) name: String,
    pub(super) from: Name,
    pub(super) columns: Vec<String>,
    pub(super) to: Name,
    pub(super) referred: Vec<String>,
    /// Whether every row refers to one.
    pub(super) always: bool,
    /// Whether at most one row refers to the same.
    pub(super) once: bool,
}

impl Entity {
    /// Whether this is what a person calls it.
    pub(super) fn is_called(&self, asked: &str) -> bool {
        let name = &self.name;
        let written = [
            name.name.clone(),
            Identifier(&name.name).to_string(),
            format!("{}.{}", name.schema, name.name),
            name.to_string(),
        ];
        written.iter().any(|one| one == asked)
    }
}

/// All tables but partitions, and all foreign keys between them.
pub(super) fn all(schema: &Schema) -> (Vec<Entity>, Vec<Reference>) {
    let uniques = uniques(schema);
    let shown: BTreeMap<&Name, &Table> = schema
        .tables
        .iter()
        .filter(|table| table.partition_of.is_none())
        .map(|table| (&table.name, table))
        .collect();
    let mut references = Vec::new();
    for one in &schema.constraints {
        let Parent::Relation(from) = &one.parent else {
            continue;
        };
        if let Some(key) = written::foreign_key(&one.definition)
            && let Some(table) = shown.get(from)
            && shown.contains_key(&key.table)
        {
            references.push(reference(&one.name, table, key, &uniques));
        }
    }
    references.sort_by(|a, b| (&a.from, &a.to, &a.name).cmp(&(&b.from, &b.to, &b.name)));
    let entities = shown
        .values()
        .map(|table| entity(table, &uniques, &references));
    (entities.collect(), references)
}

/// The sets of columns of a table that are unique.
#[derive(Default)]
struct Unique {
    primary: BTreeSet<String>,
    all: Vec<BTreeSet<String>>,
}

fn uniques(schema: &Schema) -> BTreeMap<&Name, Unique> {
    let mut all: BTreeMap<&Name, Unique> = BTreeMap::new();
    for one in &schema.constraints {
        if let (Parent::Relation(table), Some((columns, _))) =
            (&one.parent, written::key(&one.definition))
        {
            let of = all.entry(table).or_default();
            let columns: BTreeSet<String> = columns.into_iter().collect();
            if one.definition.starts_with("PRIMARY") {
                of.primary = columns.clone();
            }
            of.all.push(columns);
        }
    }
    for one in &schema.indexes {
        if let Some(columns) = written::unique_index(&one.definition) {
            let of = all.entry(&one.table).or_default();
            of.all.push(columns.into_iter().collect());
        }
    }
    all
}

fn reference(
    name: &str,
    table: &Table,
    key: ForeignKey,
    uniques: &BTreeMap<&Name, Unique>,
) -> Reference {
    let is_not_null = |name: &String| {
        let column = table.columns.iter().find(|column| column.name == *name);
        column.is_some_and(|column| column.not_null)
    };
    let own: BTreeSet<&String> = key.columns.iter().collect();
    let once = uniques.get(&table.name).is_some_and(|of| {
        let within = |unique: &BTreeSet<String>| unique.iter().all(|name| own.contains(name));
        of.all.iter().any(within)
    });
    Reference {
        name: name.to_owned(),
        from: table.name.clone(),
        always: key.columns.iter().all(is_not_null),
        once,
        columns: key.columns,
        to: key.table,
        referred: key.referred,
    }
}

fn entity(table: &Table, uniques: &BTreeMap<&Name, Unique>, references: &[Reference]) -> Entity {
    let unique = uniques.get(&table.name);
    let first = references.partition_point(|one| one.from < table.name);
    let own: Vec<&Reference> = references[first..]
        .iter()
        .take_while(|one| one.from == table.name)
        .collect();
    let columns = table.columns.iter().map(|column| {
        let alone = |set: &BTreeSet<String>| set.len() == 1 && set.contains(&column.name);
        let primary = unique.is_some_and(|unique| unique.primary.contains(&column.name));
        Attribute {
            name: column.name.clone(),
            type_name: short(&column.type_name),
            not_null: column.not_null,
            keys: Keys {
                primary,
                foreign: own.iter().any(|one| one.columns.contains(&column.name)),
                unique: !primary && unique.is_some_and(|unique| unique.all.iter().any(alone)),
            },
        }
    });
    Entity {
        name: table.name.clone(),
        columns: columns.collect(),
        comment: table.meta.comment.clone(),
    }
}

/// A type as people write it.
fn short(text: &str) -> String {
    let pairs = [
        ("timestamp with time zone", "timestamptz"),
        ("timestamp without time zone", "timestamp"),
        ("time with time zone", "timetz"),
        ("time without time zone", "time"),
        ("character varying", "varchar"),
        ("double precision", "float8"),
        ("bit varying", "varbit"),
    ];
    for (long, short) in pairs {
        if let Some(rest) = text.strip_prefix(long) {
            return format!("{short}{rest}");
        }
    }
    // `timestamp(3) with time zone`
    for (kind, short) in [("timestamp", "timestamptz"), ("time", "timetz")] {
        if let Some(rest) = text.strip_prefix(kind)
            && let Some((precision, rest)) = rest.split_once(')')
            && precision.starts_with('(')
        {
            let short = match rest.contains("with time zone") {
                true => short,
                false => kind,
            };
            let dimensions = rest.find('[').map_or("", |at| &rest[at..]);
            return format!("{short}{precision}){dimensions}");
        }
    }
    text.strip_prefix("public.").unwrap_or(text).to_owned()
}
