//! Columns, of tables, views and composite types.

use std::collections::HashMap;

use super::catalog::Catalog;
use super::join::{Join, class};
use super::row::{Oid, Unreadable};
use super::rows::{Acl, ColumnRow, ConstraintRow};
use crate::model::{Attribute, Column, Generated, Identity, Meta, ViewColumn};
use crate::name::Identifier;

/// The columns of each relation, in their order.
pub(super) struct Columns<'a> {
    by_relation: HashMap<Oid, Vec<&'a ColumnRow>>,
    defaults: HashMap<(Oid, i32), &'a str>,
    not_null: HashMap<(Oid, i32), &'a ConstraintRow>,
}

impl<'a> Columns<'a> {
    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let mut by_relation: HashMap<Oid, Vec<&ColumnRow>> = HashMap::new();
        for row in &catalog.columns {
            by_relation.entry(row.relation).or_default().push(row);
        }
        for rows in by_relation.values_mut() {
            rows.sort_by_key(|row| row.number);
        }
        let defaults = catalog.defaults.iter();
        let not_null = catalog.constraints.iter().filter(|row| row.kind == 'n');
        Self {
            by_relation,
            defaults: defaults
                .map(|(relation, number, text)| ((*relation, *number), text.as_str()))
                .collect(),
            not_null: not_null
                .filter_map(|row| Some(((row.relation, row.column?), row)))
                .collect(),
        }
    }

    /// The rows of a relation.
    pub(super) fn rows(&self, relation: Oid) -> &[&'a ColumnRow] {
        self.by_relation.get(&relation).map_or(&[], Vec::as_slice)
    }

    /// The name of a column.
    pub(super) fn name(&self, relation: Oid, number: i32) -> Option<&'a str> {
        let row = self
            .rows(relation)
            .iter()
            .find(|row| row.number == number)?;
        Some(&row.name)
    }

    fn default(&self, row: &ColumnRow) -> Option<String> {
        self.defaults
            .get(&(row.relation, row.number))
            .map(|text| (*text).to_owned())
    }

    /// The columns of a table.
    pub(super) fn table(
        &self,
        oid: Oid,
        owner: &str,
        join: &Join,
    ) -> Result<Vec<Column>, Unreadable> {
        let column = |row: &&ColumnRow| -> Result<Column, Unreadable> {
            let expression = self.default(row);
            let (default, generated) = match row.generated {
                's' => (None, expression.map(Generated::Stored)),
                'v' => (None, expression.map(Generated::Virtual)),
                _ => (expression, None),
            };
            let foreign = row
                .foreign_options
                .iter()
                .map(|option| format!("foreign.{option}"));
            Ok(Column {
                name: row.name.clone(),
                type_name: row.type_name.clone(),
                collation: row.collation.clone(),
                not_null: row.not_null,
                not_null_constraint: self
                    .not_null
                    .get(&(oid, row.number))
                    .and_then(|constraint| {
                        unusual_not_null(constraint, &format!("_{}_not_null", row.name))
                    }),
                default,
                identity: match row.identity {
                    'a' => Some(Identity::Always),
                    'd' => Some(Identity::ByDefault),
                    _ => None,
                },
                generated,
                storage: row.storage.as_deref().map(storage),
                compression: row.compression.as_deref().map(compression),
                statistics: row.statistics,
                options: sorted(row.options.iter().cloned().chain(foreign).collect()),
                inherited: !row.local,
                meta: column_meta(row, owner, join)?,
            })
        };
        self.rows(oid).iter().map(column).collect()
    }

    /// The columns of a view.
    pub(super) fn view(
        &self,
        oid: Oid,
        owner: &str,
        join: &Join,
    ) -> Result<Vec<ViewColumn>, Unreadable> {
        let column = |row: &&ColumnRow| -> Result<ViewColumn, Unreadable> {
            let storage = row
                .storage
                .as_deref()
                .map(|letter| format!("STORAGE {}", storage(letter)));
            let compression = row
                .compression
                .as_deref()
                .map(|letter| format!("COMPRESSION {}", compression(letter)));
            let statistics = row.statistics.map(|target| format!("STATISTICS {target}"));
            let settings = [storage, compression, statistics];
            Ok(ViewColumn {
                name: row.name.clone(),
                type_name: row.type_name.clone(),
                default: self.default(row),
                settings: settings
                    .into_iter()
                    .flatten()
                    .chain(row.options.iter().cloned())
                    .collect(),
                meta: column_meta(row, owner, join)?,
            })
        };
        self.rows(oid).iter().map(column).collect()
    }

    /// The attributes of a composite type.
    pub(super) fn composite(&self, relation: Oid, join: &Join) -> Vec<Attribute> {
        let attribute = |row: &&ColumnRow| Attribute {
            name: row.name.clone(),
            type_name: row.type_name.clone(),
            collation: row.collation.clone(),
            meta: join.commented(class::RELATION, relation, row.number),
        };
        self.rows(relation).iter().map(attribute).collect()
    }
}

fn column_meta(row: &ColumnRow, owner: &str, join: &Join) -> Result<Meta, Unreadable> {
    let acl = Acl {
        list: row.acl.clone(),
        default: Vec::new(),
    };
    Ok(Meta {
        grants: join.grants(owner, &acl)?,
        ..join.commented(class::RELATION, row.relation, row.number)
    })
}

/// What a `NOT NULL` of PostgreSQL 18 has beyond a plain one; nothing when the parent decides it.
///
/// A usual name has this end. It begins with the name of the table, or with the name that the table had, or its parent's when it
/// was a partition; and it ends with a number where the name was taken when it was made.
pub(super) fn unusual_not_null(row: &ConstraintRow, end: &str) -> Option<String> {
    if !row.local {
        return None;
    }
    let name = row
        .name
        .trim_end_matches(|char: char| char.is_ascii_digit());
    let name = (!name.ends_with(end) && !row.name.ends_with(end))
        .then(|| format!("CONSTRAINT {} ", Identifier(&row.name)));
    let no_inherit = row.no_inherit.then_some(" NO INHERIT");
    let not_valid = (!row.validated).then_some(" NOT VALID");
    if name.is_none() && no_inherit.is_none() && not_valid.is_none() {
        return None;
    }
    Some(format!(
        "{}NOT NULL{}{}",
        name.unwrap_or_default(),
        no_inherit.unwrap_or_default(),
        not_valid.unwrap_or_default()
    ))
}

pub(super) fn sorted(mut all: Vec<String>) -> Vec<String> {
    all.sort();
    all
}

fn storage(letter: &str) -> String {
    match letter {
        "p" => "PLAIN",
        "e" => "EXTERNAL",
        "x" => "EXTENDED",
        "m" => "MAIN",
        other => other,
    }
    .to_owned()
}

fn compression(letter: &str) -> String {
    match letter {
        "p" => "pglz",
        "l" => "lz4",
        other => other,
    }
    .to_owned()
}
