//! The rows of the answer, before they are joined.

use std::collections::{HashMap, HashSet};

use super::row::{Oid, Row, Unreadable, Values};
use super::rows::{
    ColumnRow, ConstraintRow, ExtensionRow, IndexRow, NamespaceRow, OtherRow, PartRow, RelationRow,
    RoutineRow, SequenceRow, TriggerRow, TypeRow,
};

/// The rows of one answer.
#[derive(Default)]
pub(crate) struct Catalog {
    pub(super) role: String,
    pub(super) namespaces: Vec<NamespaceRow>,
    pub(super) extensions: Vec<ExtensionRow>,
    /// Class and object.
    pub(super) members: HashSet<(Oid, Oid)>,
    /// Class and object, and the extensions that take it along.
    pub(super) dependents: HashMap<(Oid, Oid), Vec<String>>,
    pub(super) relations: Vec<RelationRow>,
    pub(super) columns: Vec<ColumnRow>,
    /// Relation, number and expression.
    pub(super) defaults: Vec<(Oid, i32, String)>,
    pub(super) constraints: Vec<ConstraintRow>,
    pub(super) indexes: Vec<IndexRow>,
    pub(super) sequences: Vec<SequenceRow>,
    /// Child, parent and its place among the parents.
    pub(super) inherits: Vec<(Oid, Oid, i32)>,
    pub(super) types: Vec<TypeRow>,
    /// Enum and label.
    pub(super) labels: Vec<(Oid, String)>,
    /// Range and definition.
    pub(super) ranges: Vec<(Oid, String)>,
    pub(super) routines: Vec<RoutineRow>,
    /// Aggregate and definition.
    pub(super) aggregates: Vec<(Oid, String)>,
    pub(super) triggers: Vec<TriggerRow>,
    pub(super) rules: Vec<PartRow>,
    pub(super) policies: Vec<PartRow>,
    /// Class, object, part and text.
    pub(super) comments: Vec<(Oid, Oid, i32, String)>,
    /// Class and object of what has its details in `others`, members of extensions among it.
    pub(super) rare: Vec<(Oid, Oid)>,
    pub(super) others: Vec<OtherRow>,
}

impl Catalog {
    /// Takes the rows of a message apart.
    pub(crate) fn add(&mut self, rows: Vec<Row>) -> Result<(), Unreadable> {
        for row in rows {
            self.take(&mut Values::of(row)?)?;
        }
        Ok(())
    }

    /// Whatever the rows say, this role reads them.
    pub(crate) fn speak_for(&mut self, role: &str) {
        if !self.role.is_empty() {
            role.clone_into(&mut self.role);
        }
    }

    /// Whether there is something whose details are still to be read.
    pub(crate) fn has_rare_objects(&self) -> bool {
        self.rare
            .iter()
            .any(|object| !self.members.contains(object))
    }

    fn take(&mut self, row: &mut Values) -> Result<(), Unreadable> {
        match row.tag() {
            "set" => {}
            "role" => self.role = row.text()?,
            "namespace" => self.namespaces.push(NamespaceRow::read(row)?),
            "extension" => self.extensions.push(ExtensionRow::read(row)?),
            "member" => {
                let class = row.oid()?;
                for object in row.oids()? {
                    self.members.insert((class, object));
                }
            }
            "dependent" => {
                let class = row.oid()?;
                let objects = row.oids()?;
                let extension = row.text()?;
                for object in objects {
                    let extensions = self.dependents.entry((class, object)).or_default();
                    extensions.push(extension.clone());
                }
            }
            "rare" => self.rare.push((row.oid()?, row.oid()?)),
            "relation" => self.relations.push(RelationRow::read(row)?),
            "column" => self.columns.push(ColumnRow::read(row)?),
            "default" => self.defaults.push((row.oid()?, row.number()?, row.text()?)),
            "constraint" => self.constraints.push(ConstraintRow::read(row)?),
            "index" => self.indexes.push(IndexRow::read(row)?),
            "sequence" => self.sequences.push(SequenceRow::read(row)?),
            "inherit" => self.inherits.push((row.oid()?, row.oid()?, row.number()?)),
            "type" => self.types.push(TypeRow::read(row)?),
            "label" => self.labels.push((row.oid()?, row.text()?)),
            "range" => self.ranges.push((row.oid()?, row.text()?)),
            "routine" => self.routines.push(RoutineRow::read(row)?),
            "aggregate" => self.aggregates.push((row.oid()?, row.text()?)),
            "trigger" => self.triggers.push(TriggerRow::read(row)?),
            "rule" => self.rules.push(PartRow {
                oid: row.oid()?,
                relation: row.oid()?,
                name: row.text()?,
                enabled: row.letter()?,
                definition: row.text_or_empty()?,
            }),
            "policy" => self.policies.push(PartRow {
                oid: row.oid()?,
                relation: row.oid()?,
                name: row.text()?,
                enabled: 'O',
                definition: row.text()?,
            }),
            "comment" => self
                .comments
                .push((row.oid()?, row.oid()?, row.number()?, row.text()?)),
            "other" => self.others.push(OtherRow::read(row)?),
            unknown => return Err(Unreadable(format!("a row `{unknown}` was not asked for"))),
        }
        Ok(())
    }
}
