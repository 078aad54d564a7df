//! What scripts have created that were run, or will be, together: to drop it again destroys nothing.

use std::collections::BTreeSet;

use crate::source::script::change::{Change, Kind, Presence, What};
use crate::source::script::name::ObjectName;

/// What has been created since a point in time from which on nothing is lost.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fresh {
    objects: BTreeSet<(Kind, ObjectName)>,
    /// Columns that were added to tables which are older.
    columns: BTreeSet<(ObjectName, String)>,
}

impl Fresh {
    /// Whether an object was created since.
    #[must_use]
    pub fn has(&self, kind: Kind, name: &ObjectName) -> bool {
        let schema = name.schema.as_ref();
        self.objects.contains(&(kind, name.clone()))
            || schema.is_some_and(|schema| self.has_schema(schema) || schema == "pg_temp")
    }

    /// Whether a table was created since.
    #[must_use]
    pub fn has_table(&self, table: &ObjectName) -> bool {
        self.has(Kind::Table, table)
    }

    /// Whether a column was added since, or its table created.
    #[must_use]
    pub fn has_column(&self, table: &ObjectName, column: &str) -> bool {
        self.has_table(table) || self.has_added(table, column)
    }

    fn has_added(&self, table: &ObjectName, column: &str) -> bool {
        self.columns.contains(&(table.clone(), column.to_owned()))
    }

    fn has_schema(&self, schema: &str) -> bool {
        let name = schema.to_owned();
        self.objects
            .contains(&(Kind::Schema, ObjectName { schema: None, name }))
    }

    /// Takes a change in.
    pub(super) fn apply(&mut self, change: &Change) {
        match &change.what {
            What::Create(kind, name, Presence::New) => {
                self.objects.insert((*kind, name.clone()));
            }
            What::CreateTable(table, _, Presence::New) => {
                self.objects.insert((Kind::Table, table.clone()));
            }
            What::AddColumn(table, column, _, Presence::New) => {
                self.columns.insert((table.clone(), column.clone()));
            }
            What::Drop(kind, name, _) => {
                self.objects.remove(&(*kind, name.clone()));
                if *kind == Kind::Table {
                    self.columns.retain(|(table, _)| table != name);
                }
            }
            What::DropColumn(table, column, _) => {
                self.columns.remove(&(table.clone(), column.clone()));
            }
            What::RenameTable(from, to) => self.rename(from, to),
            What::RenameColumn(table, from, to) if self.has_added(table, from) => {
                self.columns.remove(&(table.clone(), from.clone()));
                self.columns.insert((table.clone(), to.clone()));
            }
            // The rows of the partition are the table's from now on.
            What::Attach(table, partition) if !self.has_table(partition) => {
                self.objects.remove(&(Kind::Table, table.clone()));
            }
            _ => {}
        }
    }

    fn rename(&mut self, from: &ObjectName, to: &ObjectName) {
        let fresh = self.has_table(from);
        self.objects.remove(&(Kind::Table, from.clone()));
        if fresh {
            self.objects.insert((Kind::Table, to.clone()));
        } else if let Some(schema) = &to.schema {
            // A schema that took in an older table is dropped with it.
            let name = schema.clone();
            self.objects
                .remove(&(Kind::Schema, ObjectName { schema: None, name }));
        }
        let moved: Vec<_> = self
            .columns
            .iter()
            .filter(|(table, _)| table == from)
            .cloned()
            .collect();
        for (table, column) in moved {
            self.columns.remove(&(table, column.clone()));
            self.columns.insert((to.clone(), column));
        }
    }
}
