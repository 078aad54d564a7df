//! What looks like a rename, by its shape: to be asked about, never done unasked.

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
        let (_, from) = ordered(self, given);
        let (from, to) = (&from.schema, &to.schema);
        let mut all = tables(from, to);
        all.extend(partitioned(from, to));
        all.extend(views(from, to));
        all.extend(types(from, to));
        for old in &from.tables {
            if let Some(new) = to.tables.iter().find(|one| one.name == old.name) {
                all.extend(columns(old, new));
            }
        }
        for old in &from.types {
            if let Some(new) = to.types.iter().find(|one| one.name == old.name) {
                all.extend(values(old, new));
            }
        }
        all
    }
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

/// How much of ten two things have in common, and in which words.
type Likeness = (usize, String);

/// The pairs that are each other's best, from six of ten.
fn pairs<'a, T>(
    gone: &[&'a T],
    come: &[&'a T],
    alike: impl Fn(&T, &T) -> Likeness,
) -> Vec<(&'a T, &'a T, String)> {
    let mut all: Vec<(usize, usize, usize, String)> = Vec::new();
    for (i, old) in gone.iter().enumerate() {
        for (j, new) in come.iter().enumerate() {
            let (likeness, why) = alike(old, new);
            if likeness >= 6 {
                all.push((likeness, i, j, why));
            }
        }
    }
    all.sort_by(|a, b| (b.0, a.1, a.2).cmp(&(a.0, b.1, b.2)));
    let (mut olds, mut news) = (Vec::new(), Vec::new());
    let mut found = Vec::new();
    for (_, i, j, why) in all {
        if !olds.contains(&i) && !news.contains(&j) {
            olds.push(i);
            news.push(j);
            found.push((gone[i], come[j], why));
        }
    }
    found
}

fn tables(from: &Schema, to: &Schema) -> Vec<Candidate> {
    let lacks =
        |schema: &Schema, one: &Table| !schema.tables.iter().any(|other| other.name == one.name);
    let gone: Vec<&Table> = from.tables.iter().filter(|one| lacks(to, one)).collect();
    let come: Vec<&Table> = to.tables.iter().filter(|one| lacks(from, one)).collect();
    let alike = |old: &Table, new: &Table| {
        if old.kind != new.kind || old.partition_of.is_some() != new.partition_of.is_some() {
            return (0, String::new());
        }
        let is_shared = |one: &&Column| {
            let is_it = |other: &Column| other.name == one.name && other.type_name == one.type_name;
            new.columns.iter().any(is_it)
        };
        let shared = old.columns.iter().filter(is_shared).count();
        let most = old.columns.len().max(new.columns.len());
        let why = match shared == most {
            true => format!("the same {most} columns"),
            false => format!("{shared} of {most} columns are the same"),
        };
        match most {
            0 => (0, why),
            _ => (shared * 10 / most, why),
        }
    };
    let found = pairs(&gone, &come, alike).into_iter();
    found
        .map(|(old, new, why)| {
            let kind = match new.kind {
                TableKind::Foreign => Kind::ForeignTable,
                _ => Kind::Table,
            };
            candidate(relation(&old.name, &new.name), kind, why)
        })
        .collect()
}

/// A table that is partitioned from now on can keep its rows in one of its partitions, and the other way round.
fn partitioned(from: &Schema, to: &Schema) -> Vec<Candidate> {
    let mut all = Vec::new();
    let both = |old: &Table| {
        let new = to.tables.iter().find(|one| one.name == old.name)?;
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
    let lacks =
        |schema: &Schema, one: &Type| !schema.types.iter().any(|other| other.name == one.name);
    let gone: Vec<&Type> = from.types.iter().filter(|one| lacks(to, one)).collect();
    let come: Vec<&Type> = to.types.iter().filter(|one| lacks(from, one)).collect();
    let share = |old: &[String], new: &[String], what: &str| {
        let shared = old.iter().filter(|one| new.contains(one)).count();
        let most = old.len().max(new.len());
        let why = match shared == most {
            true => format!("the same {most} {what}"),
            false => format!("{shared} of {most} {what} are the same"),
        };
        match most {
            0 => (0, why),
            _ => (shared * 10 / most, why),
        }
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
    let found = pairs(&gone, &come, alike).into_iter();
    found
        .map(|(old, new, why)| {
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
    let found = pairs(&gone, &come, alike).into_iter();
    found
        .map(|(before, after, why)| {
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
