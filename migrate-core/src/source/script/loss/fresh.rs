//! What scripts have created that were run, or will be, together: to drop it again destroys nothing.

use std::collections::BTreeSet;

use crate::source::script::change::{Change, Kind, Presence, TEMPORARY, What};
use crate::source::script::name::ObjectName;

/// What has been created since a point in time from which on nothing is lost.
///
/// An object stops being fresh when something older gets into it: an older table in a new schema, an older partition of a new
/// table, an older column of a new type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fresh {
    objects: BTreeSet<(Kind, ObjectName)>,
    /// Columns that were added to tables which are older.
    columns: BTreeSet<(ObjectName, String)>,
    /// Tables, and those whose rows include theirs.
    parents: BTreeSet<(ObjectName, ObjectName)>,
    /// Tables, and those whose deleted rows take theirs with them.
    follows: BTreeSet<(ObjectName, ObjectName)>,
}

/// Names without a schema mean this one, and so its own name tells nothing.
const PUBLIC: &str = "public";
/// What shares its names: tables, views, sequences.
const RELATIONS: [Kind; 3] = [Kind::Table, Kind::MaterializedView, Kind::Sequence];

impl Fresh {
    /// Whether an object was created since.
    #[must_use]
    pub fn has(&self, kind: Kind, name: &ObjectName) -> bool {
        let schema = name.schema.as_ref();
        self.objects.contains(&(kind, name.clone()))
            || schema.is_some_and(|schema| self.has_schema(schema))
    }

    /// Whether a table was created since; a temporary one always was.
    #[must_use]
    pub fn has_table(&self, table: &ObjectName) -> bool {
        self.has(Kind::Table, table) || table.is_in(TEMPORARY)
    }

    /// Whether nothing older is lost with all rows of a table. A view has the rows of others, so its schema says nothing.
    pub(super) fn has_rows(&self, table: &ObjectName) -> bool {
        let (mut seen, mut next) = (BTreeSet::new(), vec![table]);
        while let Some(table) = next.pop() {
            if !self.objects.contains(&(Kind::Table, table.clone())) {
                return false;
            }
            if seen.insert(table) {
                let of_it = self.follows.iter().filter(|(_, to)| to == table);
                next.extend(of_it.map(|(from, _)| from));
            }
        }
        true
    }

    /// Whether a column was added since, or its table created.
    #[must_use]
    pub fn has_column(&self, table: &ObjectName, column: &str) -> bool {
        self.has_table(table) || self.has_added(table, column)
    }

    pub(super) fn has_added(&self, table: &ObjectName, column: &str) -> bool {
        self.columns.contains(&(table.clone(), column.to_owned()))
    }

    fn has_schema(&self, schema: &str) -> bool {
        let name = ObjectName::global(schema.to_owned());
        self.objects.contains(&(Kind::Schema, name))
    }

    /// Takes a change in.
    pub(super) fn apply(&mut self, change: &Change) {
        match &change.what {
            What::Create(kind, name, Presence::New) => {
                self.objects.insert((*kind, name.clone()));
            }
            What::CreateTable(table, _, Presence::New) => {
                self.forget_table(table);
                self.objects.insert((Kind::Table, table.clone()));
            }
            What::AddColumn(table, column, _, Presence::New) => {
                self.columns.insert((table.clone(), column.clone()));
            }
            What::Drop(Kind::Schema, schema, _) => self.forget_schema(&schema.name),
            What::Drop(Kind::Table, table, _) => self.forget_table(table),
            What::Drop(kind, name, _) => {
                self.objects.remove(&(*kind, name.clone()));
            }
            What::DropColumn(table, column, _) | What::DropAttribute(table, column, _) => {
                self.columns.remove(&(table.clone(), column.clone()));
            }
            What::Rename(Kind::Schema, from, to) => self.rename_schema(from, to),
            What::Rename(kind, from, to) => self.rename(*kind, from, to),
            What::RenameColumn(table, from, to) if self.has_added(table, from) => {
                self.columns.remove(&(table.clone(), from.clone()));
                self.columns.insert((table.clone(), to.clone()));
            }
            What::MoveInto(schema) => self.age_schema(Some(schema)),
            What::Attach(table, part) => {
                self.parents.insert((part.clone(), table.clone()));
                if !self.has_table(part) {
                    self.age(table);
                }
            }
            What::Follow(from, to) => {
                self.follows.insert((from.clone(), to.clone()));
            }
            What::Own(sequence, table) if !self.has(Kind::Sequence, sequence) => self.age(table),
            What::Extend(extension) => {
                let name = ObjectName::global(extension.clone());
                self.objects.remove(&(Kind::Extension, name));
            }
            What::Takes(table, column, named) if !self.has_column(table, column) => {
                self.age(named);
                // Which types are made of which, and which come with an extension, is not known.
                let types = [Kind::Type, Kind::Extension];
                self.objects.retain(|(kind, _)| !types.contains(kind));
            }
            What::Doubt => *self = Self::default(),
            _ => {}
        }
    }

    /// What is taken back to a savepoint leaves what was fresh at the `start` of the script, and still is.
    pub(super) fn roll_back(&mut self, start: &Self) {
        self.objects.retain(|object| start.objects.contains(object));
        self.columns.retain(|column| start.columns.contains(column));
    }

    /// A table has something older in it, and so has everything that includes its rows.
    fn age(&mut self, table: &ObjectName) {
        self.objects.remove(&(Kind::Table, table.clone()));
        self.columns.retain(|(of, _)| of != table);
        self.age_schema(table.schema.as_deref());
        let of_it = self.parents.iter().filter(|(part, _)| part == table);
        let parents: Vec<_> = of_it.map(|(_, parent)| parent.clone()).collect();
        for parent in parents {
            if self.has(Kind::Table, &parent) {
                self.age(&parent);
            }
        }
    }

    /// A schema that took in something older is dropped with it.
    fn age_schema(&mut self, schema: Option<&str>) {
        if let Some(schema) = schema {
            let name = ObjectName::global(schema.to_owned());
            self.objects.remove(&(Kind::Schema, name));
        }
    }

    fn forget_table(&mut self, table: &ObjectName) {
        self.objects.remove(&(Kind::Table, table.clone()));
        self.columns.retain(|(of, _)| of != table);
        self.parents
            .retain(|(part, parent)| part != table && parent != table);
        self.follows
            .retain(|(from, to)| from != table && to != table);
    }

    fn forget_schema(&mut self, schema: &str) {
        if schema == PUBLIC {
            *self = Self::default();
        }
        self.age_schema(Some(schema));
        self.objects.retain(|(_, name)| !is_in(name, schema));
        self.columns.retain(|(table, _)| !is_in(table, schema));
        let outside = |(a, b): &(ObjectName, ObjectName)| !is_in(a, schema) && !is_in(b, schema);
        self.parents.retain(outside);
        self.follows.retain(outside);
    }

    fn rename(&mut self, kind: Kind, from: &ObjectName, to: &ObjectName) {
        let kinds = match kind {
            Kind::Table => &RELATIONS[..],
            _ => &[kind],
        };
        let mut fresh = Vec::new();
        for kind in kinds {
            if self.objects.remove(&(*kind, from.clone())) {
                fresh.push(*kind);
            }
            self.objects.remove(&(*kind, to.clone()));
        }
        if fresh.is_empty() && !self.has(kind, from) {
            self.age_schema(to.schema.as_deref());
        }
        self.objects
            .extend(fresh.into_iter().map(|kind| (kind, to.clone())));
        let renamed = |name: &ObjectName| (name == from).then(|| to.clone());
        self.renamed(renamed);
    }

    fn rename_schema(&mut self, from: &ObjectName, to: &ObjectName) {
        if [from, to].iter().any(|schema| schema.name == PUBLIC) {
            *self = Self::default();
            return;
        }
        let renamed = |name: &ObjectName| {
            let is_in = name.is_in(&from.name);
            is_in.then(|| name.moved(to.name.clone()))
        };
        let fresh = self.objects.remove(&(Kind::Schema, from.clone()));
        let (moved, kept) = std::mem::take(&mut self.objects)
            .into_iter()
            .partition(|(_, name)| is_in(name, &from.name));
        let moved: BTreeSet<_> = moved;
        self.objects = kept;
        let moved = moved.into_iter();
        self.objects
            .extend(moved.map(|(kind, name)| (kind, name.moved(to.name.clone()))));
        match fresh {
            true => self.objects.insert((Kind::Schema, to.clone())),
            false => self.objects.remove(&(Kind::Schema, to.clone())),
        };
        self.renamed(renamed);
    }

    /// Gives tables their new names wherever they are known by name.
    fn renamed(&mut self, new: impl Fn(&ObjectName) -> Option<ObjectName>) {
        let name = |old: ObjectName| new(&old).unwrap_or(old);
        let columns = std::mem::take(&mut self.columns).into_iter();
        self.columns = columns
            .map(|(table, column)| (name(table), column))
            .collect();
        for pairs in [&mut self.parents, &mut self.follows] {
            let old = std::mem::take(pairs).into_iter();
            *pairs = old.map(|(a, b)| (name(a), name(b))).collect();
        }
    }
}

/// Whether something is in a schema that is not `public`.
fn is_in(name: &ObjectName, schema: &str) -> bool {
    name.schema.as_deref() == Some(schema)
}
