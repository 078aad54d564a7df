//! What looks like a rename, by its shape: to be asked about, never done unasked.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Rename, ordered};
use crate::compare::{Kind, Object};
use crate::model::{Column, Schema, Table, TableKind, Type, TypeKind, ViewKind};
use crate::{Name, Snapshot};

/// An object that is gone and one that is new and looks like it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The rename; printed, it is what a caller gives.
    pub rename: Rename,
    /// The object under its name so far.
    pub from: Object,
    /// The object under its name then.
    pub to: Object,
    /// What they have in common: `the same 4 columns`.
    pub why: String,
}

impl Snapshot {
    /// What looks like a rename on the way to another snapshot, after those that are given already.
    ///
    /// Given again with the renames that were confirmed, it finds those that only show then: the columns of a table
    /// that has got another name.
    #[must_use]
    pub fn rename_candidates(&self, to: &Self, given: &[Rename]) -> Vec<Candidate> {
        let from = match given {
            [] => Cow::Borrowed(self),
            given => Cow::Owned(ordered(self, given).1),
        };
        let (from, to) = (&from.schema, &to.schema);
        let mut all = tables(from, to);
        all.extend(partitioned(from, to));
        all.extend(views(from, to));
        all.extend(types(from, to));
        let new = by_name(&to.tables, |one| &one.name);
        for old in &from.tables {
            if let Some(new) = new.get(&old.name) {
                all.extend(columns(old, new));
            }
        }
        let new = by_name(&to.types, |one| &one.name);
        for old in &from.types {
            if let Some(new) = new.get(&old.name) {
                all.extend(values(old, new));
            }
        }
        all
    }
}

fn by_name<'a, T>(all: &'a [T], name: impl Fn(&'a T) -> &'a Name) -> HashMap<&'a Name, &'a T> {
    all.iter().map(|one| (name(one), one)).collect()
}

fn candidate(rename: Rename, kind: Kind, why: String) -> Candidate {
    let (from, to) = rename.objects(&kind);
    Candidate {
        rename,
        from,
        to,
        why,
    }
}

/// The pairs that are each other's best, from six of ten: those most alike first, and of equals the first.
///
/// Each of the one is compared with each of the other at most five times, so comparing has to be cheap; nothing is kept of a
/// pair that is none.
fn pairs<'a, T>(
    gone: &'a [T],
    come: &'a [T],
    alike: impl Fn(&T, &T) -> usize,
) -> Vec<(&'a T, &'a T)> {
    let mut gone: Vec<&T> = gone.iter().collect();
    let mut come: Vec<&T> = come.iter().collect();
    let mut found = Vec::new();
    for likeness in (6..=10).rev() {
        gone.retain(|old| {
            let at = come.iter().position(|new| alike(old, new) == likeness);
            found.extend(at.map(|at| (*old, come.remove(at))));
            at.is_none()
        });
    }
    found
}

/// How many of ten are shared.
fn of_ten(shared: usize, most: usize) -> usize {
    (shared * 10).checked_div(most).unwrap_or_default()
}

/// The same in words.
fn in_words(shared: usize, most: usize, what: &str) -> String {
    match shared == most {
        true => format!("the same {most} {what}"),
        false => format!("{shared} of {most} {what} are the same"),
    }
}

/// A table with its columns as numbers, sorted: those of the same name and type have the same.
struct Shape<'a> {
    table: &'a Table,
    columns: Vec<usize>,
}

impl Shape<'_> {
    /// How many columns are the same, of how many.
    fn shared(&self, other: &Self) -> (usize, usize) {
        let (mut a, mut b) = (&self.columns[..], &other.columns[..]);
        let most = a.len().max(b.len());
        let mut shared = 0;
        while let ([first, rest @ ..], [other, others @ ..]) = (a, b) {
            shared += usize::from(first == other);
            if first <= other {
                a = rest;
            }
            if other <= first {
                b = others;
            }
        }
        (shared, most)
    }

    fn likeness(&self, other: &Self) -> usize {
        let (old, new) = (self.table, other.table);
        if old.kind != new.kind || old.partition_of.is_some() != new.partition_of.is_some() {
            return 0;
        }
        let (shared, most) = self.shared(other);
        of_ten(shared, most)
    }
}

fn tables<'a>(from: &'a Schema, to: &'a Schema) -> Vec<Candidate> {
    let (old, new) = (
        by_name(&from.tables, |one| &one.name),
        by_name(&to.tables, |one| &one.name),
    );
    let gone = from
        .tables
        .iter()
        .filter(|one| !new.contains_key(&one.name));
    let come = to.tables.iter().filter(|one| !old.contains_key(&one.name));
    let (gone, come): (Vec<&Table>, Vec<&Table>) = (gone.collect(), come.collect());
    let mut numbers: HashMap<(&str, &str), usize> = HashMap::new();
    let mut shapes = |all: Vec<&'a Table>| -> Vec<Shape<'a>> {
        let shape = |table: &'a Table| {
            let number = |one: &'a Column| {
                let next = numbers.len();
                *numbers.entry((&one.name, &one.type_name)).or_insert(next)
            };
            let mut columns: Vec<usize> = table.columns.iter().map(number).collect();
            columns.sort_unstable();
            Shape { table, columns }
        };
        all.into_iter().map(shape).collect()
    };
    let (gone, come) = (shapes(gone), shapes(come));
    let found = pairs(&gone, &come, Shape::likeness).into_iter();
    found
        .map(|(old, new)| {
            let kind = match new.table.kind {
                TableKind::Foreign => Kind::ForeignTable,
                _ => Kind::Table,
            };
            let (shared, most) = old.shared(new);
            let why = in_words(shared, most, "columns");
            candidate(relation(&old.table.name, &new.table.name), kind, why)
        })
        .collect()
}

/// A table that is partitioned from now on can keep its rows in one of its partitions, and the other way round.
fn partitioned(from: &Schema, to: &Schema) -> Vec<Candidate> {
    let mut all = Vec::new();
    let new = by_name(&to.tables, |one| &one.name);
    let both = |old: &Table| {
        let new = new.get(&old.name)?;
        let kinds = (old.kind, new.kind);
        (kinds.0 != kinds.1).then_some(kinds)
    };
    for old in &from.tables {
        let (schema, other, is_split) = match both(old) {
            Some((TableKind::Ordinary, TableKind::Partitioned)) => (to, from, true),
            Some((TableKind::Partitioned, TableKind::Ordinary)) => (from, to, false),
            _ => continue,
        };
        let is_its = |one: &&Table| {
            one.kind == TableKind::Ordinary
                && one
                    .partition_of
                    .as_ref()
                    .is_some_and(|of| of.parent == old.name)
                && !other.tables.iter().any(|two| two.name == one.name)
        };
        let partitions: Vec<&Table> = schema.tables.iter().filter(is_its).collect();
        let default = partitions.iter().find(|one| {
            one.partition_of
                .as_ref()
                .is_some_and(|of| of.bound == "DEFAULT")
        });
        let part = match (default, &partitions[..]) {
            (Some(part), _) | (None, [part]) => *part,
            _ => continue,
        };
        let (rename, why) = match is_split {
            true => (
                relation(&old.name, &part.name),
                format!(
                    "{} is partitioned from now on, and this keeps its rows",
                    old.name
                ),
            ),
            false => (
                relation(&part.name, &old.name),
                format!(
                    "{} is no longer partitioned, and this keeps the rows",
                    old.name
                ),
            ),
        };
        all.push(candidate(rename, Kind::Table, why));
    }
    all
}

fn relation(from: &Name, to: &Name) -> Rename {
    Rename::Relation {
        from: from.clone(),
        to: to.clone(),
    }
}

/// A view is made again in no time; a materialized one holds rows.
fn views(from: &Schema, to: &Schema) -> Vec<Candidate> {
    let mut all = Vec::new();
    for old in from
        .views
        .iter()
        .filter(|one| one.kind == ViewKind::Materialized)
    {
        if to.views.iter().any(|one| one.name == old.name) {
            continue;
        }
        let is_same = |new: &&crate::model::View| {
            new.kind == old.kind
                && new.query == old.query
                && !from.views.iter().any(|one| one.name == new.name)
        };
        if let Some(new) = to.views.iter().find(is_same) {
            let rename = relation(&old.name, &new.name);
            all.push(candidate(
                rename,
                Kind::MaterializedView,
                "the same query".to_owned(),
            ));
        }
    }
    all
}

fn types(from: &Schema, to: &Schema) -> Vec<Candidate> {
    let (old, new) = (
        by_name(&from.types, |one| &one.name),
        by_name(&to.types, |one| &one.name),
    );
    let gone = from.types.iter().filter(|one| !new.contains_key(&one.name));
    let come = to.types.iter().filter(|one| !old.contains_key(&one.name));
    let (gone, come): (Vec<&Type>, Vec<&Type>) = (gone.collect(), come.collect());
    let share = |old: &[String], new: &[String], what: &str| {
        let shared = old.iter().filter(|one| new.contains(one)).count();
        let most = old.len().max(new.len());
        (of_ten(shared, most), in_words(shared, most, what))
    };
    let alike = |old: &Type, new: &Type| match (&old.kind, &new.kind) {
        (TypeKind::Enum { labels: old }, TypeKind::Enum { labels: new }) => {
            share(old, new, "values")
        }
        (TypeKind::Composite { attributes: old }, TypeKind::Composite { attributes: new }) => {
            let names = |all: &[crate::model::Attribute]| -> Vec<String> {
                let all = all.iter();
                all.map(|one| format!("{} {}", one.name, one.type_name))
                    .collect()
            };
            share(&names(old), &names(new), "attributes")
        }
        (a @ TypeKind::Domain { base, .. }, b @ TypeKind::Domain { .. }) if a == b => {
            (8, format!("both are {base}"))
        }
        (TypeKind::Range { definition: old }, TypeKind::Range { definition: new }) => {
            let subtype = |text: &str| text.split(", ").next().map(str::to_owned);
            match subtype(old) == subtype(new) {
                true => (8, "a range of the same type".to_owned()),
                false => (0, String::new()),
            }
        }
        _ => (0, String::new()),
    };
    let found = pairs(&gone, &come, |old, new| alike(old, new).0).into_iter();
    found
        .map(|(old, new)| {
            let (_, why) = alike(old, new);
            let kind = match new.kind {
                TypeKind::Domain { .. } => Kind::Domain,
                _ => Kind::Type,
            };
            let rename = Rename::Type {
                from: old.name.clone(),
                to: new.name.clone(),
            };
            candidate(rename, kind, why)
        })
        .collect()
}

fn columns(old: &Table, new: &Table) -> Vec<Candidate> {
    let lacks =
        |table: &Table, one: &Column| !table.columns.iter().any(|other| other.name == one.name);
    let gone: Vec<&Column> = old.columns.iter().filter(|one| lacks(new, one)).collect();
    let come: Vec<&Column> = new.columns.iter().filter(|one| lacks(old, one)).collect();
    let place = |table: &Table, one: &Column| {
        table
            .columns
            .iter()
            .position(|other| other.name == one.name)
    };
    let alike = |before: &Column, after: &Column| {
        let is_possible = before.type_name == after.type_name
            && !before.inherited
            && !after.inherited
            && before.generated.is_some() == after.generated.is_some();
        if !is_possible {
            return (0, String::new());
        }
        let mut likeness = 6;
        let mut why = format!("the same type, {}", after.type_name);
        if place(old, before) == place(new, after) {
            likeness += 2;
            why.push_str(", at the same place");
        }
        if before.not_null == after.not_null && before.default == after.default {
            likeness += 1;
        }
        let has_part = |a: &str, b: &str| a.contains(b) || b.contains(a);
        if has_part(&before.name, &after.name) {
            likeness += 1;
        }
        (likeness, why)
    };
    let found = pairs(&gone, &come, |before, after| alike(before, after).0).into_iter();
    found
        .map(|(before, after)| {
            let (_, why) = alike(before, after);
            let rename = Rename::Column {
                table: new.name.clone(),
                from: before.name.clone(),
                to: after.name.clone(),
            };
            candidate(rename, Kind::Column, why)
        })
        .collect()
}

/// The labels that differ at the same places of two enums.
fn values(old: &Type, new: &Type) -> Vec<Candidate> {
    let (TypeKind::Enum { labels: before }, TypeKind::Enum { labels: after }) =
        (&old.kind, &new.kind)
    else {
        return Vec::new();
    };
    if before.len() != after.len() {
        return Vec::new();
    }
    let differ = before.iter().zip(after).enumerate();
    differ
        .filter(|(_, (a, b))| a != b && !after.contains(a) && !before.contains(b))
        .map(|(at, (a, b))| {
            let rename = Rename::Value {
                of: new.name.clone(),
                from: a.clone(),
                to: b.clone(),
            };
            let why = format!("value {} of {}", at + 1, after.len());
            candidate(rename, Kind::Type, why)
        })
        .collect()
}
