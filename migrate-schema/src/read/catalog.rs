//! The rows of the answer, each as a value, before they are joined.

use std::collections::HashSet;

use super::row::{Oid, Row, Unreadable, Values};

/// The rows of one answer.
#[derive(Default)]
pub(crate) struct Catalog {
    pub(super) role: String,
    pub(super) namespaces: Vec<NamespaceRow>,
    pub(super) extensions: Vec<ExtensionRow>,
    /// Class and object.
    pub(super) members: HashSet<(Oid, Oid)>,
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

/// An access control list, and what it is by default; both empty when there is none.
#[derive(Default)]
pub(super) struct Acl {
    pub(super) list: Vec<String>,
    pub(super) default: Vec<String>,
}

pub(super) struct NamespaceRow {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) acl: Acl,
}

pub(super) struct ExtensionRow {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) schema: String,
    pub(super) version: String,
    pub(super) owner: String,
}

pub(super) struct RelationRow {
    pub(super) oid: Oid,
    pub(super) namespace: Oid,
    pub(super) name: String,
    pub(super) kind: char,
    pub(super) persistence: char,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) tablespace: Option<String>,
    pub(super) access_method: Option<String>,
    pub(super) options: Vec<String>,
    pub(super) toast: Oid,
    pub(super) row_security: bool,
    pub(super) forced: bool,
    pub(super) replica_identity: char,
    pub(super) of_type: Option<String>,
    pub(super) partition_by: Option<String>,
    pub(super) bound: Option<String>,
    pub(super) query: Option<String>,
    pub(super) foreign: Option<String>,
}

pub(super) struct ColumnRow {
    pub(super) relation: Oid,
    pub(super) number: i32,
    pub(super) name: String,
    pub(super) type_name: String,
    pub(super) not_null: bool,
    pub(super) identity: char,
    pub(super) generated: char,
    pub(super) collation: Option<String>,
    pub(super) storage: Option<String>,
    pub(super) compression: Option<String>,
    pub(super) statistics: Option<i32>,
    pub(super) options: Vec<String>,
    pub(super) foreign_options: Vec<String>,
    pub(super) local: bool,
    pub(super) acl: Vec<String>,
}

pub(super) struct ConstraintRow {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) kind: char,
    pub(super) relation: Oid,
    pub(super) domain: Oid,
    pub(super) index: Oid,
    pub(super) local: bool,
    pub(super) validated: bool,
    pub(super) no_inherit: bool,
    pub(super) column: Option<i32>,
    pub(super) definition: String,
}

pub(super) struct IndexRow {
    pub(super) oid: Oid,
    pub(super) table: Oid,
    pub(super) clustered: bool,
    pub(super) replica_identity: bool,
    pub(super) valid: bool,
    pub(super) definition: String,
}

pub(super) struct SequenceRow {
    pub(super) relation: Oid,
    pub(super) type_name: String,
    pub(super) start: i64,
    pub(super) increment: i64,
    pub(super) min: i64,
    pub(super) max: i64,
    pub(super) cache: i64,
    pub(super) cycle: bool,
    pub(super) table: Option<u32>,
    pub(super) column: Option<i32>,
    pub(super) dependency: Option<String>,
}

pub(super) struct TypeRow {
    pub(super) oid: Oid,
    pub(super) namespace: Oid,
    pub(super) name: String,
    pub(super) kind: char,
    pub(super) relation: Oid,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) defined: bool,
    pub(super) base: String,
    pub(super) collation: Option<String>,
    pub(super) not_null: bool,
    pub(super) default: Option<String>,
    pub(super) definition: String,
}

pub(super) struct RoutineRow {
    pub(super) oid: Oid,
    pub(super) namespace: Oid,
    pub(super) name: String,
    pub(super) arguments: String,
    pub(super) kind: char,
    pub(super) language: String,
    pub(super) owner: String,
    pub(super) acl: Acl,
    pub(super) definition: String,
}

pub(super) struct TriggerRow {
    pub(super) oid: Oid,
    pub(super) relation: Oid,
    pub(super) name: String,
    pub(super) enabled: char,
    pub(super) parent: Oid,
    pub(super) definition: Option<String>,
}

/// A rule or a policy.
pub(super) struct PartRow {
    pub(super) oid: Oid,
    pub(super) relation: Oid,
    pub(super) name: String,
    pub(super) enabled: char,
    pub(super) definition: String,
}

pub(super) struct OtherRow {
    pub(super) class: Oid,
    pub(super) oid: Oid,
    /// The object whose membership in an extension decides.
    pub(super) whole: (Oid, Oid),
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) definition: String,
    pub(super) owner: Option<String>,
    pub(super) acl: Acl,
}

impl Catalog {
    /// Takes the rows of a message apart.
    pub(crate) fn add(&mut self, rows: Vec<Row>) -> Result<(), Unreadable> {
        for row in rows {
            self.take(&mut Values::of(row)?)?;
        }
        Ok(())
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
            "namespace" => self.namespaces.push(namespace(row)?),
            "extension" => self.extensions.push(extension(row)?),
            "member" => {
                let class = row.oid()?;
                for object in row.oids()? {
                    self.members.insert((class, object));
                }
            }
            "rare" => self.rare.push((row.oid()?, row.oid()?)),
            "relation" => self.relations.push(relation(row)?),
            "column" => self.columns.push(column(row)?),
            "default" => self.defaults.push((row.oid()?, row.number()?, row.text()?)),
            "constraint" => self.constraints.push(constraint(row)?),
            "index" => self.indexes.push(index(row)?),
            "sequence" => self.sequences.push(sequence(row)?),
            "inherit" => self.inherits.push((row.oid()?, row.oid()?, row.number()?)),
            "type" => self.types.push(type_(row)?),
            "label" => self.labels.push((row.oid()?, row.text()?)),
            "range" => self.ranges.push((row.oid()?, row.text()?)),
            "routine" => self.routines.push(routine(row)?),
            "aggregate" => self.aggregates.push((row.oid()?, row.text()?)),
            "trigger" => self.triggers.push(trigger(row)?),
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
            "other" => self.others.push(other(row)?),
            unknown => return Err(Unreadable(format!("a row `{unknown}` was not asked for"))),
        }
        Ok(())
    }
}

fn acl(row: &mut Values) -> Result<Acl, Unreadable> {
    Ok(Acl {
        list: row.array()?,
        default: row.array()?,
    })
}

fn namespace(row: &mut Values) -> Result<NamespaceRow, Unreadable> {
    Ok(NamespaceRow {
        oid: row.oid()?,
        name: row.text()?,
        owner: row.text()?,
        acl: acl(row)?,
    })
}

fn extension(row: &mut Values) -> Result<ExtensionRow, Unreadable> {
    Ok(ExtensionRow {
        oid: row.oid()?,
        name: row.text()?,
        schema: row.text()?,
        version: row.text()?,
        owner: row.text()?,
    })
}

fn relation(row: &mut Values) -> Result<RelationRow, Unreadable> {
    Ok(RelationRow {
        oid: row.oid()?,
        namespace: row.oid()?,
        name: row.text()?,
        kind: row.letter()?,
        persistence: row.letter()?,
        owner: row.text()?,
        acl: acl(row)?,
        tablespace: row.optional()?,
        access_method: row.optional()?,
        options: row.array()?,
        toast: row.oid()?,
        row_security: row.flag()?,
        forced: row.flag()?,
        replica_identity: row.letter()?,
        of_type: row.optional()?,
        partition_by: row.optional()?,
        bound: row.optional()?,
        query: row.optional()?,
        foreign: row.optional()?,
    })
}

fn column(row: &mut Values) -> Result<ColumnRow, Unreadable> {
    Ok(ColumnRow {
        relation: row.oid()?,
        number: row.number()?,
        name: row.text()?,
        type_name: row.text()?,
        not_null: row.flag()?,
        identity: row.letter()?,
        generated: row.letter()?,
        collation: row.optional()?,
        storage: row.optional()?,
        compression: row.optional()?,
        statistics: row.optional_number()?,
        options: row.array()?,
        foreign_options: row.array()?,
        local: row.flag()?,
        acl: row.array()?,
    })
}

fn constraint(row: &mut Values) -> Result<ConstraintRow, Unreadable> {
    Ok(ConstraintRow {
        oid: row.oid()?,
        name: row.text()?,
        kind: row.letter()?,
        relation: row.oid()?,
        domain: row.oid()?,
        index: row.oid()?,
        local: row.flag()?,
        validated: row.flag()?,
        no_inherit: row.flag()?,
        column: row.optional_number()?,
        definition: row.text_or_empty()?,
    })
}

fn index(row: &mut Values) -> Result<IndexRow, Unreadable> {
    Ok(IndexRow {
        oid: row.oid()?,
        table: row.oid()?,
        clustered: row.flag()?,
        replica_identity: row.flag()?,
        valid: row.flag()?,
        definition: row.text_or_empty()?,
    })
}

fn sequence(row: &mut Values) -> Result<SequenceRow, Unreadable> {
    Ok(SequenceRow {
        relation: row.oid()?,
        type_name: row.text()?,
        start: row.number()?,
        increment: row.number()?,
        min: row.number()?,
        max: row.number()?,
        cache: row.number()?,
        cycle: row.flag()?,
        table: row.optional_number()?,
        column: row.optional_number()?,
        dependency: row.optional()?,
    })
}

fn type_(row: &mut Values) -> Result<TypeRow, Unreadable> {
    Ok(TypeRow {
        oid: row.oid()?,
        namespace: row.oid()?,
        name: row.text()?,
        kind: row.letter()?,
        relation: row.oid()?,
        owner: row.text()?,
        acl: acl(row)?,
        defined: row.flag()?,
        base: row.text_or_empty()?,
        collation: row.optional()?,
        not_null: row.flag()?,
        default: row.optional()?,
        definition: row.text_or_empty()?,
    })
}

fn routine(row: &mut Values) -> Result<RoutineRow, Unreadable> {
    Ok(RoutineRow {
        oid: row.oid()?,
        namespace: row.oid()?,
        name: row.text()?,
        arguments: row.text()?,
        kind: row.letter()?,
        language: row.text()?,
        owner: row.text()?,
        acl: acl(row)?,
        definition: row.text_or_empty()?,
    })
}

fn trigger(row: &mut Values) -> Result<TriggerRow, Unreadable> {
    Ok(TriggerRow {
        oid: row.oid()?,
        relation: row.oid()?,
        name: row.text()?,
        enabled: row.letter()?,
        parent: row.oid()?,
        definition: row.optional()?,
    })
}

fn other(row: &mut Values) -> Result<OtherRow, Unreadable> {
    Ok(OtherRow {
        class: row.oid()?,
        oid: row.oid()?,
        whole: (row.oid()?, row.oid()?),
        kind: row.text()?,
        name: row.text_or_empty()?,
        definition: row.text_or_empty()?,
        owner: row.optional()?,
        acl: acl(row)?,
    })
}
