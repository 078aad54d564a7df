//! The difference between two schemas as statements: the changes that make the one of the other.
//!
//! Renames that were asked for come first, and the rest is between what the database is after them and what it is to be
//! ([`rename`]). Each schema is taken apart into the smallest things that PostgreSQL creates, alters and drops ([`key`]). For each the
//! plan says what becomes of it ([`plan`]), which pulls along what depends on it. A topological sort over the dependencies
//! of both sides orders the steps ([`order`]), and each step is rendered ([`statements`]).
//!
//! With `n` keys and edges in both schemas that is `n log n`; ordering and rendering count only what changes and what hangs on it.
//! Renames cost more: each that is carried out makes the schema anew, and [`rename`] compares each table that is gone with each new one.

mod alter;
mod attached;
mod casts;
mod columns;
mod composite;
mod cycles;
mod defaults;
mod edges;
mod hazard;
mod indexes;
mod key;
mod meta;
mod online;
mod options;
mod order;
mod others;
mod part;
mod partitions;
mod plan;
mod print;
mod programs;
mod rename;
mod request;
mod reread;
mod row_types;
mod sequences;
mod shown;
mod slot;
mod snapshot;
mod statements;
mod tables;
mod told;
mod types;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

pub use hazard::{Hazard, Lock};
pub(crate) use key::Key;
pub use part::Part;
pub use print::Printed;
pub use rename::{Candidate, Rename, RenameRefused};
pub use request::{Manner, Options};
pub use snapshot::{Dependencies, Snapshot};

use migrate_core::plan::TransactionMode;

use crate::compare::{Kind, Object};
use crate::model::{Namespace, Schema};
use crate::name::Identifier;
use edges::Edges;
use key::Item;
use part::Piece;
use plan::{Fate, Plan, Side};
use told::{object, uncovered};

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
    /// What it was called before, where it gets another name.
    pub was: Option<Object>,
    /// What it does to rows and to those who use the database meanwhile.
    pub hazards: Vec<Hazard>,
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
    /// It gets another name.
    Rename,
}

/// A statement and the change that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The text, without a semicolon at its end.
    pub sql: String,
    /// The place of its change among the changes; none for a setting of the script.
    pub change: Option<usize>,
    /// The part that it is applied in: parts are applied one after the other.
    pub part: usize,
    /// Whether it runs in the transaction of its part, or outside of any.
    pub mode: TransactionMode,
}

impl Diff {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.uncovered.is_empty()
    }

    /// The statements of a change, by its place among the changes.
    pub fn statements_of(&self, change: usize) -> impl Iterator<Item = &Statement> {
        let all = self.statements.iter();
        all.filter(move |one| one.change == Some(change))
    }

    /// What is lost when this is applied.
    pub fn losses(&self) -> impl Iterator<Item = (&Change, &Hazard)> {
        let hazards = self
            .changes
            .iter()
            .flat_map(|change| change.hazards.iter().map(move |hazard| (change, hazard)));
        hazards.filter(|(_, hazard)| matches!(hazard, Hazard::LosesData { .. }))
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
    let snapshot = |schema: &Schema| Snapshot {
        schema: schema.clone(),
        dependencies: Dependencies::default(),
    };
    snapshot(from).diff(&snapshot(to))
}

fn between(from: &Snapshot, to: &Snapshot, options: &Options) -> Diff {
    let mut diff = Diff::default();
    if from.schema == to.schema {
        return diff;
    }
    let mut now = Cow::Borrowed(from);
    for namespace in rename::new_schemas(from, to, &options.renames) {
        diff.moved_into(namespace);
        now.to_mut().schema.namespaces.push(namespace.clone());
        crate::read::sort(&mut now.to_mut().schema);
    }
    let mut done = Vec::new();
    let mut renames = options.renames.clone();
    // What only has another name may only show when something else has got it: so twice.
    for _ in 0..3 {
        if !renames.is_empty() {
            let (these, after) = rename::ordered(&now, &renames);
            done.extend(these);
            now = Cow::Owned(after);
        }
        renames = rename::under_other_names(&now, to);
        if renames.is_empty() {
            break;
        }
    }
    for rename::Done { rename, sql } in done {
        diff.renamed(&rename, &now, sql);
    }
    diff.rest(&now, to, options.manner);
    diff
}

impl Diff {
    /// Takes up a schema that something is moved into.
    fn moved_into(&mut self, namespace: &Namespace) {
        let name = Identifier(&namespace.name);
        self.changes.push(Change {
            object: Object {
                kind: Kind::Schema,
                name: name.to_string(),
            },
            action: Action::Create,
            because: None,
            was: None,
            hazards: Vec::new(),
        });
        let change = Some(self.changes.len() - 1);
        let all = statements::create_schema(namespace).into_iter();
        self.statements
            .extend(all.map(|sql| Statement::new(sql, change)));
    }

    /// Takes up a rename.
    fn renamed(&mut self, rename: &Rename, now: &Snapshot, sql: Vec<String>) {
        let kind = rename.kind(&now.schema);
        let (was, object) = rename.objects(&kind);
        let mut hazards = Vec::new();
        if rename.breaks_names() {
            hazards.push(Hazard::BreaksNames { of: was.clone() });
        }
        self.changes.push(Change {
            object,
            action: Action::Rename,
            because: None,
            was: Some(was),
            hazards,
        });
        let change = Some(self.changes.len() - 1);
        self.statements
            .extend(sql.into_iter().map(|sql| Statement::new(sql, change)));
    }

    /// Takes up all that differs but for names.
    fn rest(&mut self, from: &Snapshot, to: &Snapshot, manner: Manner) {
        let plan = Plan::of(
            side((&from.schema, &from.dependencies)),
            side((&to.schema, &to.dependencies)),
            manner,
        );
        self.uncovered = uncovered(&plan);
        let mut numbers: BTreeMap<Key, usize> = BTreeMap::new();
        let mut pieces: Vec<Piece> = Vec::new();
        for slot in order::steps(&plan) {
            let statements = online::of(&plan, &slot);
            if statements.is_empty() {
                continue;
            }
            let number = *numbers.entry(slot.0.clone()).or_insert_with(|| {
                self.changes.push(Change {
                    object: object(&plan, &slot.0),
                    action: match plan.fate(&slot.0) {
                        Some(Fate::Create) => Action::Create,
                        Some(Fate::Drop) => Action::Drop,
                        Some(Fate::Replace) => Action::Replace,
                        Some(Fate::Alter) | None => Action::Alter,
                    },
                    because: plan.because.get(&slot.0).map(|key| object(&plan, key)),
                    was: None,
                    hazards: Vec::new(),
                });
                self.changes.len() - 1
            });
            let hazards = online::hazards(&plan, &slot);
            self.changes[number].hazards.extend(hazards);
            let late_bound = is_late_bound(&plan, &slot.0, slot.1);
            pieces.extend(statements.into_iter().map(|(when, sql)| Piece {
                when,
                sql,
                change: Some(number),
                late_bound,
            }));
        }
        self.arrange(pieces);
    }
}

impl Statement {
    fn new(sql: String, change: Option<usize>) -> Self {
        Self {
            sql,
            change,
            part: 0,
            mode: TransactionMode::Single,
        }
    }
}

/// Whether the text of a function's body would be looked at before all that it names is there.
fn is_late_bound(plan: &Plan<'_>, key: &Key, step: slot::Step) -> bool {
    let Some(Item::Routine(one)) = plan.to.items.get(key) else {
        return false;
    };
    let is_late = match one.language.as_str() {
        "sql" => one.split().is_some(),
        // Of what is declared, the type has to be there: the row of a table that comes later, say.
        "plpgsql" => plan.fates.keys().any(|key| {
            let name = match key {
                Key::Type(name) => Some(name.clone()),
                key => key.relation_name(),
            };
            plan.comes(key) && name.is_some_and(|name| mentions(&one.definition, &name.name))
        }),
        _ => false,
    };
    step != slot::Step::Drop && is_late
}

/// Whether a name stands in a text, by itself.
fn mentions(text: &str, name: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        !before.ends_with(is_part) && !after.starts_with(is_part)
    })
}

fn side<'a>((schema, dependencies): (&'a Schema, &Dependencies)) -> Side<'a> {
    let items = key::items(schema);
    let edges = Edges::of(&items, dependencies);
    Side::of(items, edges)
}

/// A text as a literal, which reads the same whatever `standard_conforming_strings` is.
fn literal(text: &str) -> String {
    let quoted = text.replace('\'', "''");
    match text.contains('\\') {
        true => format!("E'{}'", quoted.replace('\\', "\\\\")),
        false => format!("'{quoted}'"),
    }
}
