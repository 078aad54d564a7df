//! The difference between two schemas as statements: the changes that make the one of the other.
//!
//! Each schema is taken apart into the smallest things that PostgreSQL creates, alters and drops ([`key`]). For each the
//! plan says what becomes of it ([`plan`]), which pulls along what depends on it. A topological sort over the dependencies
//! of both sides orders the steps ([`order`]), and each step is rendered ([`statements`]).

mod alter;
mod casts;
mod columns;
mod indexes;
mod key;
mod meta;
mod options;
mod order;
mod others;
mod partitions;
mod plan;
mod programs;
mod sequences;
mod slot;
mod snapshot;
mod statements;
mod tables;
mod types;

use std::collections::BTreeMap;
use std::fmt;

pub(crate) use key::Key;
pub use snapshot::{Dependencies, Snapshot};

use crate::Name;
use crate::compare::{Kind, Object};
use crate::model::{Parent, RoutineKind, Schema, TypeKind, ViewKind};
use crate::name::Identifier;
use key::Item;
use plan::{Edges, Fate, Plan, Side};

/// The changes that make one schema of another, and their statements in the order in which PostgreSQL accepts them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diff {
    /// What changes.
    pub changes: Vec<Change>,
    /// The statements.
    pub statements: Vec<Statement>,
    /// What differs and is left alone, because the model does not have its whole definition.
    pub uncovered: Vec<Object>,
}

/// One thing that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub object: Object,
    /// What is done with it.
    pub action: Action,
    /// What pulls it along, where it would stay by itself.
    pub because: Option<Object>,
}

/// What is done with an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Action {
    /// It is created.
    Create,
    /// It is dropped.
    Drop,
    /// It is altered in place.
    Alter,
    /// It is dropped and created again.
    Replace,
}

/// A statement and the change that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, without a semicolon at its end.
    pub sql: String,
    /// The place of its change among the changes; none for a setting of the script.
    pub change: Option<usize>,
}

impl Diff {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.uncovered.is_empty()
    }
}

impl fmt::Display for Diff {
    /// The statements as a script.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for statement in &self.statements {
            writeln!(f, "{};", statement.sql)?;
        }
        Ok(())
    }
}

/// What makes one schema of another; its reverse is `diff(to, from)`.
///
/// The statements are to be executed in one transaction, by the role that read the schemas. A plan that
/// knows the dependencies is better than one from two schemas alone: [`Snapshot::diff`].
///
/// ```
/// use migrate_schema::{Namespace, Schema, diff};
///
/// let (from, mut to) = (Schema::default(), Schema::default());
/// to.namespaces.push(Namespace {
///     name: "billing".to_owned(),
///     meta: Default::default(),
/// });
/// assert_eq!(diff(&from, &to).to_string(), "CREATE SCHEMA billing;\n");
/// assert_eq!(diff(&to, &from).to_string(), "DROP SCHEMA billing;\n");
/// assert!(diff(&to, &to).is_empty());
/// ```
#[must_use]
pub fn diff(from: &Schema, to: &Schema) -> Diff {
    between(
        (from, &Dependencies::default()),
        (to, &Dependencies::default()),
    )
}

fn between(from: (&Schema, &Dependencies), to: (&Schema, &Dependencies)) -> Diff {
    if from.0 == to.0 {
        return Diff::default();
    }
    let plan = Plan::of(side(from), side(to));
    let mut diff = Diff {
        uncovered: uncovered(&plan),
        ..Diff::default()
    };
    let mut numbers: BTreeMap<Key, usize> = BTreeMap::new();
    let steps = order::steps(&plan);
    if steps
        .iter()
        .any(|(key, step)| is_late_bound(&plan, key, *step))
    {
        diff.statements.push(Statement {
            sql: "SET LOCAL check_function_bodies = off".to_owned(),
            change: None,
        });
    }
    for slot in steps {
        let statements = statements::of(&plan, &slot);
        if statements.is_empty() {
            continue;
        }
        let number = *numbers.entry(slot.0.clone()).or_insert_with(|| {
            diff.changes.push(Change {
                object: object(&plan, &slot.0),
                action: match plan.fate(&slot.0) {
                    Some(Fate::Create) => Action::Create,
                    Some(Fate::Drop) => Action::Drop,
                    Some(Fate::Replace) => Action::Replace,
                    Some(Fate::Alter) | None => Action::Alter,
                },
                because: plan.because.get(&slot.0).map(|key| object(&plan, key)),
            });
            diff.changes.len() - 1
        });
        let statements = statements.into_iter().map(|sql| Statement {
            sql,
            change: Some(number),
        });
        diff.statements.extend(statements);
    }
    diff
}

/// Whether the text of a function's body would be looked at before all that it names is there.
fn is_late_bound(plan: &Plan<'_>, key: &Key, step: slot::Step) -> bool {
    matches!(plan.to.items.get(key), Some(Item::Routine(one))
        if step != slot::Step::Drop && one.language == "sql" && one.split().is_some())
}

fn side<'a>((schema, dependencies): (&'a Schema, &Dependencies)) -> Side<'a> {
    let items = key::items(schema);
    let mut edges = Edges::default();
    for (from, to) in plan::shown(&items) {
        edges.add(from, to);
    }
    for (from, to) in dependencies.edges() {
        // That a sequence goes with a column is a key of its own.
        let is_ownership = matches!((from, to), (Key::Sequence(_), Key::Column(..)))
            && items.contains_key(&match from {
                Key::Sequence(name) => Key::OwnedBy(name.clone()),
                other => other.clone(),
            });
        if !is_ownership {
            edges.add(from.clone(), to.clone());
        }
    }
    Side { items, edges }
}

/// What differs and cannot be made from the model.
fn uncovered(plan: &Plan<'_>) -> Vec<Object> {
    let mut all = Vec::new();
    for key in plan.from.items.keys().chain(plan.to.items.keys()) {
        let (old, new) = (plan.from.items.get(key), plan.to.items.get(key));
        let is_left = match (old, new) {
            (Some(Item::Other(old)), Some(Item::Other(new))) => {
                !others::is_covered(key) && old != new
            }
            (Some(Item::Other(_)), None) | (None, Some(Item::Other(_))) => !others::is_covered(key),
            (_, Some(Item::Type(one))) => plan.comes(key) && !plan::can_move(&one.kind),
            _ => false,
        };
        if is_left && !all.contains(&object(plan, key)) {
            all.push(object(plan, key));
        }
    }
    all.sort();
    all
}

/// A key as people write it.
fn object(plan: &Plan<'_>, key: &Key) -> Object {
    let item = plan.to.items.get(key).or_else(|| plan.from.items.get(key));
    let part = |name: &str, of: &Name| format!("{} on {of}", Identifier(name));
    let (kind, name) = match key {
        Key::Namespace(name) => (Kind::Schema, Identifier(name).to_string()),
        Key::Extension(name) => (Kind::Extension, Identifier(name).to_string()),
        Key::Type(name) => match item {
            Some(Item::Type(one)) if matches!(one.kind, TypeKind::Domain { .. }) => {
                (Kind::Domain, name.to_string())
            }
            _ => (Kind::Type, name.to_string()),
        },
        Key::Sequence(name) | Key::OwnedBy(name) => (Kind::Sequence, name.to_string()),
        Key::Routine(name, arguments) => {
            let kind = match item {
                Some(Item::Routine(one)) => one.kind,
                _ => RoutineKind::Function,
            };
            let kind = match kind {
                RoutineKind::Procedure => Kind::Procedure,
                RoutineKind::Aggregate => Kind::Aggregate,
                RoutineKind::Function | RoutineKind::Window => Kind::Function,
            };
            (kind, format!("{name}({arguments})"))
        }
        Key::Table(name)
        | Key::Attach(name)
        | Key::Inherit(name, _)
        | Key::ReplicaIdentity(name) => (Kind::Table, name.to_string()),
        Key::Column(table, column) | Key::Default(table, column) => {
            (Kind::Column, format!("{table}.{}", Identifier(column)))
        }
        Key::View(name) => match item {
            Some(Item::View(one)) if one.kind == ViewKind::Materialized => {
                (Kind::MaterializedView, name.to_string())
            }
            _ => (Kind::View, name.to_string()),
        },
        Key::Constraint(Parent::Relation(of), name) => (Kind::Constraint, part(name, of)),
        Key::Constraint(Parent::Domain(of), name) => (
            Kind::Constraint,
            format!("{} on domain {of}", Identifier(name)),
        ),
        Key::Index(name) => (Kind::Index, name.to_string()),
        Key::Rule(of, name) => (Kind::Rule, part(name, of)),
        Key::Trigger(of, name) => (Kind::Trigger, part(name, of)),
        Key::Policy(of, name) => (Kind::Policy, part(name, of)),
        Key::Other(kind, name) => (Kind::Other(kind.clone()), name.clone()),
    };
    Object { kind, name }
}

/// A text as a literal, which reads the same whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    match text.contains('\\') {
        true => format!("E'{}'", quoted.replace('\\', "\\\\")),
        false => format!("'{quoted}'"),
    }
}
