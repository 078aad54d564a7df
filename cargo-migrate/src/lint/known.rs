//! What the scripts before a statement tell about the schema.
//!
//! It is learned from the plan's own `up.sql`, statement by statement, so it knows nothing of what is made inside a `DO`
//! block or by hand. What it does not know counts as old: a rule is then as careful as a linter of single files.

mod learn;

use std::collections::{BTreeMap, BTreeSet};

use migrate_core::source::settings::PostgresVersion;
use squawk_syntax::ast;

use super::name::Name;
use super::types::SqlType;

/// Whether something was there before the revisions that may be unapplied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// It may be in use.
    Old,
    /// One of the unapplied revisions creates it: no deployed application uses it, and it holds no rows that matter.
    New,
}

/// The schema, as far as the scripts tell.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    postgres: PostgresVersion,
    tables: BTreeMap<Name, Table>,
    indexes: BTreeMap<Name, Index>,
    /// Views, types, domains, sequences, functions: only their age is known.
    others: BTreeMap<Name, Age>,
    /// Domains with conditions, and the types that they are made of.
    guarded: BTreeMap<Name, SqlType>,
    /// Temporary tables and views of the script at hand: they hide a name without a schema, and nothing else.
    temporary: BTreeSet<String>,
}

/// A table or a materialized view.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    age: Age,
    storage: Storage,
    columns: BTreeMap<String, Column>,
    checks: BTreeMap<String, NotNullCheck>,
}

/// Whether a table holds its rows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storage {
    /// It does, or it is not known.
    Plain,
    /// Its partitions do.
    Partitioned,
}

#[derive(Debug, Clone)]
struct Column {
    age: Age,
    ty: Option<SqlType>,
}

#[derive(Debug, Clone)]
struct Index {
    age: Age,
    table: Option<Name>,
}

/// A check that says that columns are not NULL.
#[derive(Debug, Clone)]
struct NotNullCheck {
    columns: Vec<String>,
    proof: Proof,
}

/// Whether a constraint holds for all rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    /// It was validated.
    Valid,
    /// It was added `NOT VALID`.
    NotValid,
}

impl Known {
    /// Nothing but the oldest server that the plan has to run on.
    pub(crate) fn on(postgres: PostgresVersion) -> Self {
        let nothing = Self::default();
        Self {
            postgres,
            ..nothing
        }
    }

    /// The oldest server that the plan has to run on.
    pub(crate) fn postgres(&self) -> PostgresVersion {
        self.postgres
    }

    /// The next script runs: it may have another session.
    pub(super) fn forget_temporary(&mut self) {
        self.temporary.clear();
    }

    /// Whether one of the unapplied revisions created the table, or the name means a temporary one.
    pub(crate) fn is_new_table(&self, table: &Name) -> bool {
        let hidden = table.is_unqualified() && self.temporary.contains(table.bare());
        hidden
            || self
                .tables
                .get(table)
                .is_some_and(|table| table.age == Age::New)
    }

    /// Whether one of the unapplied revisions created the column, or its table.
    pub(crate) fn is_new_column(&self, table: &Name, column: &str) -> bool {
        let column = |table: &Table| table.columns.get(column).map(|column| column.age);
        self.is_new_table(table) || self.tables.get(table).and_then(column) == Some(Age::New)
    }

    /// Whether one of the unapplied revisions created the index, or its table.
    pub(crate) fn is_new_index(&self, index: &Name) -> bool {
        self.indexes.get(index).is_some_and(|index| {
            let of_new_table = |table| self.is_new_table(table);
            index.age == Age::New || index.table.as_ref().is_some_and(of_new_table)
        })
    }

    /// Whether a script created the index.
    pub(crate) fn has_index(&self, index: &Name) -> bool {
        self.indexes.contains_key(index)
    }

    /// The table of an index, where a script told it.
    pub(crate) fn table_of(&self, index: &Name) -> Option<&Name> {
        self.indexes.get(index)?.table.as_ref()
    }

    /// Whether one of the unapplied revisions created the view, type, domain, sequence or function.
    pub(crate) fn is_new_object(&self, name: &Name) -> bool {
        self.is_new_table(name) || self.others.get(name) == Some(&Age::New)
    }

    /// The type of a column, where a script told it.
    pub(crate) fn type_of(&self, table: &Name, column: &str) -> Option<&SqlType> {
        self.tables.get(table)?.columns.get(column)?.ty.as_ref()
    }

    /// The domain with conditions that a type is, where a script told them, and the type that it is made of.
    pub(crate) fn guarded_by(&self, ty: &SqlType) -> Option<(&Name, &SqlType)> {
        let is_it = |(name, _): &(&Name, &SqlType)| !ty.is_array() && ty.is(name);
        self.guarded.iter().find(is_it)
    }

    /// Whether the table has a column of this type, where a script told it.
    pub(crate) fn has_column_of(&self, table: &Name, ty: &Name) -> bool {
        let columns = |table: &Table| {
            table
                .columns
                .values()
                .filter_map(|c| c.ty.as_ref())
                .any(|c| c.is(ty))
        };
        self.tables.get(table).is_some_and(columns)
    }

    /// Whether a valid check says that the column is not NULL.
    pub(crate) fn is_proved_not_null(&self, table: &Name, column: &str) -> bool {
        let proves = |check: &NotNullCheck| {
            check.proof == Proof::Valid && check.columns.iter().any(|c| c == column)
        };
        let proved = |table: &Table| table.checks.values().any(proves);
        self.tables.get(table).is_some_and(proved)
    }

    /// The name of a check that says that the column is not NULL and was not validated yet.
    pub(crate) fn unproved_check(&self, table: &Name, column: &str) -> Option<&str> {
        let checks = &self.tables.get(table)?.checks;
        let is_it = |check: &NotNullCheck| {
            check.proof == Proof::NotValid && check.columns.iter().any(|c| c == column)
        };
        let (name, _) = checks.iter().find(|(_, check)| is_it(check))?;
        Some(name)
    }

    /// Where the rows of the table are.
    pub(crate) fn storage(&self, table: &Name) -> Storage {
        let storage = |table: &Table| table.storage;
        self.tables.get(table).map_or(Storage::Plain, storage)
    }

    /// Takes a statement of an `up.sql` into account.
    pub(crate) fn learn(&mut self, statement: &ast::Stmt, age: Age) {
        learn::domain::learn(self, statement);
        learn::learn(self, statement, age);
    }

    /// A table that is altered, also one that no script created.
    fn altered(&mut self, name: Name) -> &mut Table {
        self.tables
            .entry(name)
            .or_insert_with(|| Table::new(Age::Old))
    }
}

impl Table {
    fn new(age: Age) -> Self {
        Self {
            age,
            storage: Storage::Plain,
            columns: BTreeMap::new(),
            checks: BTreeMap::new(),
        }
    }
}
