//! Tables, views, sequences, constraints, indexes.

use std::collections::HashMap;

use super::catalog::Catalog;
use super::columns::{Columns, sorted};
use super::join::{Join, class};
use super::row::{Oid, Unreadable};
use super::rows::{ConstraintRow, IndexRow, RelationRow};
use crate::Name;
use crate::model::{
    Constraint, ConstraintIndex, Filling, Index, Parent, PartitionOf, Persistence, RowSecurity,
    Schema, Sequence, SequenceOwner, Table, TableKind, View, ViewKind,
};
use crate::name::Identifier;

/// The rows of an answer by what they are looked up with.
struct Relations<'a> {
    join: &'a Join,
    columns: Columns<'a>,
    rows: HashMap<Oid, &'a RelationRow>,
    /// The parents of a relation, in their order.
    parents: HashMap<Oid, Vec<Oid>>,
    indexes: HashMap<Oid, &'a IndexRow>,
}

/// Adds the relations and what hangs on them.
pub(super) fn add(catalog: &Catalog, join: &Join, schema: &mut Schema) -> Result<(), Unreadable> {
    let mut inherits: Vec<_> = catalog.inherits.iter().collect();
    inherits.sort_by_key(|(child, _, place)| (*child, *place));
    let mut parents: HashMap<Oid, Vec<Oid>> = HashMap::new();
    for (child, parent, _) in inherits {
        parents.entry(*child).or_default().push(*parent);
    }
    let relations = Relations {
        join,
        columns: Columns::of(catalog),
        rows: catalog.relations.iter().map(|row| (row.oid, row)).collect(),
        parents,
        indexes: catalog.indexes.iter().map(|row| (row.oid, row)).collect(),
    };
    for row in &catalog.relations {
        let Some(name) = join.relation(row.oid) else {
            continue;
        };
        match row.kind {
            'r' => schema
                .tables
                .push(relations.table(row, name, TableKind::Ordinary, catalog)?),
            'p' => {
                schema
                    .tables
                    .push(relations.table(row, name, TableKind::Partitioned, catalog)?)
            }
            'f' => schema
                .tables
                .push(relations.table(row, name, TableKind::Foreign, catalog)?),
            'v' => schema
                .views
                .push(relations.view(row, name, ViewKind::Plain)?),
            'm' => schema
                .views
                .push(relations.view(row, name, ViewKind::Materialized)?),
            _ => {}
        }
    }
    relations.sequences(catalog, schema)?;
    let owned = relations.constraints(catalog, schema);
    relations.indexes(catalog, &owned, schema);
    Ok(())
}

impl Relations<'_> {
    fn table(
        &self,
        row: &RelationRow,
        name: &Name,
        kind: TableKind,
        catalog: &Catalog,
    ) -> Result<Table, Unreadable> {
        let mut parents = self.parents(row.oid);
        let partition_of = row.bound.clone().and_then(|bound| {
            Some(PartitionOf {
                parent: parents.pop()?,
                bound,
            })
        });
        Ok(Table {
            name: name.clone(),
            kind,
            persistence: persistence(row),
            columns: self.columns.table(row.oid, &row.owner, self.join)?,
            partition_by: row.partition_by.clone(),
            partition_of,
            inherits: parents,
            of_type: row.of_type.clone(),
            access_method: row.access_method.clone(),
            tablespace: row.tablespace.clone(),
            options: self.options(row),
            replica_identity: match row.replica_identity {
                _ if kind == TableKind::Foreign => None,
                'n' => Some("NOTHING".to_owned()),
                'f' => Some("FULL".to_owned()),
                'i' => self.replica_index(row.oid, catalog),
                _ => None,
            },
            row_security: match (row.row_security, row.forced) {
                (false, false) => RowSecurity::Disabled,
                (false, true) => RowSecurity::ForcedButDisabled,
                (true, false) => RowSecurity::Enabled,
                (true, true) => RowSecurity::Forced,
            },
            foreign: row.foreign.clone(),
            meta: self
                .join
                .meta(class::RELATION, row.oid, Some(&row.owner), &row.acl)?,
        })
    }

    fn view(&self, row: &RelationRow, name: &Name, kind: ViewKind) -> Result<View, Unreadable> {
        Ok(View {
            name: name.clone(),
            kind,
            query: row.query.clone().unwrap_or_default(),
            filling: match row.populated {
                true => Filling::Filled,
                false => Filling::NoData,
            },
            columns: self.columns.view(row.oid, &row.owner, self.join)?,
            options: self.options(row),
            access_method: row.access_method.clone(),
            tablespace: row.tablespace.clone(),
            meta: self
                .join
                .meta(class::RELATION, row.oid, Some(&row.owner), &row.acl)?,
        })
    }

    /// The storage parameters, with those of the TOAST table.
    fn options(&self, row: &RelationRow) -> Vec<String> {
        let toast = self
            .rows
            .get(&row.toast)
            .map_or(&[][..], |toast| toast.options.as_slice());
        let toast = toast.iter().map(|option| format!("toast.{option}"));
        sorted(row.options.iter().cloned().chain(toast).collect())
    }

    fn parents(&self, child: Oid) -> Vec<Name> {
        let parents = self.parents.get(&child).map_or(&[][..], Vec::as_slice);
        parents
            .iter()
            .filter_map(|parent| self.join.relation(*parent))
            .cloned()
            .collect()
    }

    fn replica_index(&self, table: Oid, catalog: &Catalog) -> Option<String> {
        let mut indexes = catalog.indexes.iter();
        let index = indexes.find(|index| index.table == table && index.replica_identity)?;
        let name = self.join.relation(index.oid)?;
        Some(format!("USING INDEX {}", Identifier(&name.name)))
    }

    fn sequences(&self, catalog: &Catalog, schema: &mut Schema) -> Result<(), Unreadable> {
        for row in &catalog.sequences {
            let (Some(name), Some(relation)) = (
                self.join.relation(row.relation),
                self.rows.get(&row.relation),
            ) else {
                continue;
            };
            let owner = row.table.zip(row.column).and_then(|(table, column)| {
                let table = Oid(table);
                let column = self.columns.name(table, column)?.to_owned();
                let table = self.join.relation(table)?.clone();
                Some(match row.dependency.as_deref() {
                    Some("i") => SequenceOwner::Identity(table, column),
                    _ => SequenceOwner::Column(table, column),
                })
            });
            schema.sequences.push(Sequence {
                name: name.clone(),
                persistence: persistence(relation),
                type_name: row.type_name.clone(),
                start: row.start,
                increment: row.increment,
                min: row.min,
                max: row.max,
                cache: row.cache,
                cycle: row.cycle,
                owner,
                meta: self.join.meta(
                    class::RELATION,
                    row.relation,
                    Some(&relation.owner),
                    &relation.acl,
                )?,
            });
        }
        Ok(())
    }

    /// Adds the constraints; returns the indexes that belong to one.
    fn constraints(&self, catalog: &Catalog, schema: &mut Schema) -> Vec<Oid> {
        let domains: HashMap<Oid, Name> = catalog
            .types
            .iter()
            .filter(|row| row.kind == 'd' && !self.join.is_member(class::TYPE, row.oid))
            .filter_map(|row| Some((row.oid, self.join.name(row.namespace, &row.name)?)))
            .collect();
        let mut owned = Vec::new();
        for row in &catalog.constraints {
            let parent = match self.join.relation(row.relation) {
                Some(relation) => Some(Parent::Relation(relation.clone())),
                None => domains.get(&row.domain).cloned().map(Parent::Domain),
            };
            let has_index = matches!(row.kind, 'p' | 'u' | 'x');
            if has_index {
                owned.push(row.index);
            }
            // What a child has from its parent alone is not its own; a `NOT NULL` is the column's.
            if let Some(parent) = parent
                && row.kind != 'n'
                && (row.local || row.kind != 'c')
            {
                schema.constraints.push(Constraint {
                    parent,
                    name: row.name.clone(),
                    definition: row.definition.clone(),
                    index: match has_index {
                        true => self.constraint_index(row),
                        false => ConstraintIndex::default(),
                    },
                    meta: self.join.commented(class::CONSTRAINT, row.oid, 0),
                });
            }
        }
        owned
    }

    fn constraint_index(&self, row: &ConstraintRow) -> ConstraintIndex {
        let relation = self.rows.get(&row.index);
        ConstraintIndex {
            options: relation.map_or_else(Vec::new, |relation| sorted(relation.options.clone())),
            tablespace: relation.and_then(|relation| relation.tablespace.clone()),
            clustered: self
                .indexes
                .get(&row.index)
                .is_some_and(|index| index.clustered),
            part_of: self.parents(row.index).pop(),
            comment: self.join.commented(class::RELATION, row.index, 0).comment,
        }
    }

    fn indexes(&self, catalog: &Catalog, owned: &[Oid], schema: &mut Schema) {
        for row in &catalog.indexes {
            let (Some(name), Some(table)) =
                (self.join.relation(row.oid), self.join.relation(row.table))
            else {
                continue;
            };
            if owned.contains(&row.oid) {
                continue;
            }
            let statistics = self.columns.rows(row.oid).iter();
            schema.indexes.push(Index {
                name: name.clone(),
                table: table.clone(),
                definition: row.definition.clone(),
                valid: row.valid,
                clustered: row.clustered,
                tablespace: self
                    .rows
                    .get(&row.oid)
                    .and_then(|relation| relation.tablespace.clone()),
                part_of: self.parents(row.oid).pop(),
                statistics: statistics
                    .filter_map(|column| Some((column.number, column.statistics?)))
                    .collect(),
                meta: self.join.commented(class::RELATION, row.oid, 0),
            });
        }
    }
}

fn persistence(row: &RelationRow) -> Persistence {
    match row.persistence {
        'u' => Persistence::Unlogged,
        _ => Persistence::Permanent,
    }
}
