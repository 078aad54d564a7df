//! The types of columns and of what functions return, as far as earlier scripts tell them.

use std::collections::BTreeMap;

use crate::source::script::change::{Change, Kind, Presence, Returns, What, changes};
use crate::source::script::name::ObjectName;
use crate::source::script::types::{Conversion, SqlType};

use super::shapes::Shapes;

/// What scripts tell about the types of columns, and about functions. What they do in functions and `DO` blocks is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    tables: BTreeMap<ObjectName, BTreeMap<String, SqlType>>,
    /// Functions by their names alone: one of several that returns a value counts for all.
    functions: BTreeMap<ObjectName, Returns>,
    shapes: Shapes,
}

impl Columns {
    /// What these scripts tell, run one after the other on an empty database.
    #[must_use]
    pub fn after<'t>(scripts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut columns = Self::default();
        for script in scripts {
            for change in changes(script) {
                columns.apply(&change);
            }
        }
        columns
    }

    /// The type of a column; `None` when it is not known.
    #[must_use]
    pub fn of(&self, table: &ObjectName, column: &str) -> Option<&SqlType> {
        self.tables.get(table)?.get(column)
    }

    /// Whether every function of this name is known to be called by triggers alone.
    #[must_use]
    pub fn is_trigger_function(&self, function: &ObjectName) -> bool {
        self.functions.get(function) == Some(&Returns::Trigger)
    }

    /// Whether a change of type keeps every value of a column.
    pub(super) fn keep(
        &self,
        table: &ObjectName,
        old: Option<&SqlType>,
        new: &SqlType,
        conversion: Conversion,
    ) -> bool {
        self.shapes.keep(table, old, new, conversion)
    }

    /// Carries a change out.
    pub(super) fn apply(&mut self, change: &Change) {
        self.shapes.apply(change);
        match &change.what {
            // One that is there already stays as it is.
            What::CreateTable(table, _, Presence::MayExist) if self.tables.contains_key(table) => {}
            What::CreateTable(table, columns, _) => {
                let entry = self.tables.entry(table.clone()).or_default();
                for (column, column_type) in columns {
                    entry
                        .entry(column.clone())
                        .or_insert_with(|| column_type.clone());
                }
            }
            What::AddColumn(table, column, Some(column_type), _) => {
                let entry = self.tables.entry(table.clone()).or_default();
                entry
                    .entry(column.clone())
                    .or_insert_with(|| column_type.clone());
            }
            What::Retype(table, column, new, _) => {
                let entry = self.tables.entry(table.clone()).or_default();
                entry.insert(column.clone(), new.clone());
            }
            What::DropColumn(table, column, _) => {
                self.tables
                    .get_mut(table)
                    .and_then(|columns| columns.remove(column));
            }
            What::RenameColumn(table, from, to) => {
                if let Some(columns) = self.tables.get_mut(table)
                    && let Some(column_type) = columns.remove(from)
                {
                    columns.insert(to.clone(), column_type);
                }
            }
            What::Rename(Kind::Schema, from, to) => self.rename_schema(from, to),
            What::Rename(Kind::Type, from, to) => {
                let columns = self.tables.values_mut().flat_map(BTreeMap::values_mut);
                columns.for_each(|column| column.renamed(from, to));
            }
            What::Rename(_, from, to) => {
                if let Some(columns) = self.tables.remove(from) {
                    self.tables.insert(to.clone(), columns);
                }
            }
            What::CreateFunction(function, returns) => {
                let known = self.functions.entry(function.clone()).or_insert(*returns);
                if *returns == Returns::Value {
                    *known = Returns::Value;
                }
            }
            What::Drop(Kind::Table, table, _) => {
                self.tables.remove(table);
            }
            What::Drop(Kind::Schema, schema, _) => {
                let schema = Some(&schema.name);
                self.tables
                    .retain(|table, _| table.schema.as_ref() != schema);
            }
            _ => {}
        }
    }

    fn rename_schema(&mut self, from: &ObjectName, to: &ObjectName) {
        let tables = std::mem::take(&mut self.tables).into_iter();
        let renamed = tables.map(|(table, columns)| match table.is_in(&from.name) {
            true => (table.moved(to.name.clone()), columns),
            false => (table, columns),
        });
        self.tables = renamed.collect();
    }
}
