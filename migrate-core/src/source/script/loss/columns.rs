//! The types of columns, as far as earlier scripts tell them.

use std::collections::BTreeMap;

use crate::source::script::change::{Change, Kind, What, changes};
use crate::source::script::name::ObjectName;
use crate::source::script::types::SqlType;

/// What scripts tell about the types of columns. What they do in functions and `DO` blocks is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    tables: BTreeMap<ObjectName, BTreeMap<String, SqlType>>,
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

    /// Carries a change out.
    pub(super) fn apply(&mut self, change: &Change) {
        match &change.what {
            What::CreateTable(table, columns, _) => {
                // One that is there already stays as it is.
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
            What::RenameTable(from, to) => {
                if let Some(columns) = self.tables.remove(from) {
                    self.tables.insert(to.clone(), columns);
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
}
