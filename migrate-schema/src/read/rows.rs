//! The rows of the statements, each as a value.

use super::row::{Oid, Unreadable, Values};

/// An access control list, and what it is by default; both empty when there is none.
#[derive(Default)]
pub(super) struct Acl {
    pub(super) list: Vec<String>,
    pub(super) default: Vec<String>,
}

impl Acl {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            list: row.array()?,
            default: row.array()?,
        })
    }
}

pub(super) struct NamespaceRow {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) owner: String,
    pub(super) acl: Acl,
}

impl NamespaceRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            name: row.text()?,
            owner: row.text()?,
            acl: Acl::read(row)?,
        })
    }
}

pub(super) struct ExtensionRow {
    pub(super) oid: Oid,
    pub(super) name: String,
    pub(super) schema: String,
    pub(super) version: String,
    pub(super) owner: String,
}

impl ExtensionRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            name: row.text()?,
            schema: row.text()?,
            version: row.text()?,
            owner: row.text()?,
        })
    }
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
    pub(super) populated: bool,
}

impl RelationRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            namespace: row.oid()?,
            name: row.text()?,
            kind: row.letter()?,
            persistence: row.letter()?,
            owner: row.text()?,
            acl: Acl::read(row)?,
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
            populated: row.flag()?,
        })
    }
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

impl ColumnRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
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

impl ConstraintRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
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
}

pub(super) struct IndexRow {
    pub(super) oid: Oid,
    pub(super) table: Oid,
    pub(super) clustered: bool,
    pub(super) replica_identity: bool,
    pub(super) valid: bool,
    pub(super) definition: String,
}

impl IndexRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            table: row.oid()?,
            clustered: row.flag()?,
            replica_identity: row.flag()?,
            valid: row.flag()?,
            definition: row.text_or_empty()?,
        })
    }
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

impl SequenceRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
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

impl TypeRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            namespace: row.oid()?,
            name: row.text()?,
            kind: row.letter()?,
            relation: row.oid()?,
            owner: row.text()?,
            acl: Acl::read(row)?,
            defined: row.flag()?,
            base: row.text_or_empty()?,
            collation: row.optional()?,
            not_null: row.flag()?,
            default: row.optional()?,
            definition: row.text_or_empty()?,
        })
    }
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

impl RoutineRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            namespace: row.oid()?,
            name: row.text()?,
            arguments: row.text()?,
            kind: row.letter()?,
            language: row.text()?,
            owner: row.text()?,
            acl: Acl::read(row)?,
            definition: row.text_or_empty()?,
        })
    }
}

pub(super) struct TriggerRow {
    pub(super) oid: Oid,
    pub(super) relation: Oid,
    pub(super) name: String,
    pub(super) enabled: char,
    pub(super) parent: Oid,
    pub(super) definition: Option<String>,
}

impl TriggerRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            oid: row.oid()?,
            relation: row.oid()?,
            name: row.text()?,
            enabled: row.letter()?,
            parent: row.oid()?,
            definition: row.optional()?,
        })
    }
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

impl OtherRow {
    pub(super) fn read(row: &mut Values) -> Result<Self, Unreadable> {
        Ok(Self {
            class: row.oid()?,
            oid: row.oid()?,
            whole: (row.oid()?, row.oid()?),
            kind: row.text()?,
            name: row.text_or_empty()?,
            definition: row.text_or_empty()?,
            owner: row.optional()?,
            acl: Acl::read(row)?,
        })
    }
}
