//! What object identifiers stand for.

use std::collections::{HashMap, HashSet};

use super::acl::{self, Roles};
use super::catalog::Catalog;
use super::row::{Oid, Unreadable};
use super::rows::{Acl, RelationRow};
use crate::Name;
use crate::model::Meta;

/// The fixed object identifiers of the catalogs that comments and memberships name
/// (`CATALOG(…)` in PostgreSQL's `src/include/catalog/*.h`).
pub(super) mod class {
    use super::Oid;

    pub(in super::super) const TYPE: Oid = Oid(1247);
    pub(in super::super) const ROUTINE: Oid = Oid(1255);
    pub(in super::super) const RELATION: Oid = Oid(1259);
    pub(in super::super) const CONSTRAINT: Oid = Oid(2606);
    pub(in super::super) const NAMESPACE: Oid = Oid(2615);
    pub(in super::super) const TRIGGER: Oid = Oid(2620);
    pub(in super::super) const RULE: Oid = Oid(2618);
    pub(in super::super) const EXTENSION: Oid = Oid(3079);
    pub(in super::super) const POLICY: Oid = Oid(3256);
}

/// What the rows of one answer are joined with.
pub(super) struct Join {
    me: String,
    namespaces: HashMap<Oid, String>,
    members: HashSet<(Oid, Oid)>,
    dependents: HashMap<(Oid, Oid), Vec<String>>,
    comments: HashMap<(Oid, Oid, i32), String>,
    /// Relations by their place among the rows, without those that are not to be seen.
    relations: HashMap<Oid, Seen>,
}

/// A relation that is to be seen.
struct Seen {
    name: Name,
    kind: char,
}

impl Join {
    pub(super) fn of(catalog: &mut Catalog, hidden: &[Name]) -> Result<Self, Unreadable> {
        if catalog.role.is_empty() {
            return Err(Unreadable("it does not say who reads it".to_owned()));
        }
        let mut join = Self {
            me: std::mem::take(&mut catalog.role),
            namespaces: HashMap::new(),
            members: std::mem::take(&mut catalog.members),
            dependents: std::mem::take(&mut catalog.dependents),
            comments: HashMap::new(),
            relations: HashMap::new(),
        };
        for row in &catalog.namespaces {
            join.namespaces.insert(row.oid, row.name.clone());
        }
        for (class, object, part, text) in catalog.comments.drain(..) {
            join.comments.insert((class, object, part), text);
        }
        let mut below: HashSet<Oid> = HashSet::new();
        for row in &catalog.relations {
            if join.is_hidden(row, hidden) {
                below.insert(row.oid);
            }
        }
        // Indexes and sequences go with their tables.
        below.extend(
            catalog
                .indexes
                .iter()
                .filter(|index| below.contains(&index.table))
                .map(|index| index.oid)
                .collect::<Vec<_>>(),
        );
        below.extend(
            catalog
                .sequences
                .iter()
                .filter(|sequence| {
                    sequence
                        .table
                        .is_some_and(|table| below.contains(&Oid(table)))
                })
                .map(|sequence| sequence.relation)
                .collect::<Vec<_>>(),
        );
        for row in &catalog.relations {
            if let Some(name) = join.name(row.namespace, &row.name)
                && !below.contains(&row.oid)
                && row.kind != 't'
            {
                join.relations.insert(
                    row.oid,
                    Seen {
                        name,
                        kind: row.kind,
                    },
                );
            }
        }
        join.forget_namespaces_of(hidden);
        Ok(join)
    }

    fn is_hidden(&self, row: &RelationRow, hidden: &[Name]) -> bool {
        let is_named = |namespace: &String| {
            hidden
                .iter()
                .any(|name| name.name == row.name && name.schema == *namespace)
        };
        self.is_member(class::RELATION, row.oid)
            || self.namespaces.get(&row.namespace).is_some_and(is_named)
    }

    /// A schema that was made for hidden tables alone is as hidden as they are.
    fn forget_namespaces_of(&mut self, hidden: &[Name]) {
        let is_only_theirs = |schema: &String| {
            schema != "public"
                && hidden.iter().any(|name| name.schema == *schema)
                && !self
                    .relations
                    .values()
                    .any(|seen| seen.name.schema == *schema)
        };
        let theirs: Vec<Oid> = self
            .namespaces
            .iter()
            .filter(|(_, name)| is_only_theirs(name))
            .map(|(oid, _)| *oid)
            .collect();
        for oid in theirs {
            self.namespaces.remove(&oid);
        }
    }

    /// Whether an extension brought the object.
    pub(super) fn is_member(&self, class: Oid, object: Oid) -> bool {
        self.members.contains(&(class, object))
    }

    /// Whether this schema is to be seen.
    pub(super) fn sees_namespace(&self, oid: Oid) -> bool {
        self.namespaces.contains_key(&oid)
    }

    /// The name of an object in a schema; none in the schemas of the system, temporary ones among them.
    pub(super) fn name(&self, namespace: Oid, name: &str) -> Option<Name> {
        Some(Name::new(self.namespaces.get(&namespace)?, name))
    }

    /// The name of a relation that is to be seen.
    pub(super) fn relation(&self, oid: Oid) -> Option<&Name> {
        self.relations.get(&oid).map(|seen| &seen.name)
    }

    /// The kind of a relation that is to be seen, as in `pg_class.relkind`.
    pub(super) fn relation_kind(&self, oid: Oid) -> Option<char> {
        self.relations.get(&oid).map(|seen| seen.kind)
    }

    /// What nearly every object has.
    pub(super) fn meta(
        &self,
        class: Oid,
        object: Oid,
        owner: Option<&str>,
        acl: &Acl,
    ) -> Result<Meta, Unreadable> {
        let owner = owner.unwrap_or(&self.me);
        Ok(Meta {
            owner: (owner != self.me).then(|| owner.to_owned()),
            comment: self.comment(class, object, 0),
            grants: self.grants(owner, acl)?,
            extensions: self.extensions(class, object),
        })
    }

    /// A comment alone, for what belongs to something else.
    pub(super) fn commented(&self, class: Oid, object: Oid, part: i32) -> Meta {
        Meta {
            comment: self.comment(class, object, part),
            // No part of an object has them.
            extensions: match part {
                0 => self.extensions(class, object),
                _ => Vec::new(),
            },
            ..Meta::default()
        }
    }

    fn extensions(&self, class: Oid, object: Oid) -> Vec<String> {
        let found = self.dependents.get(&(class, object));
        super::columns::sorted(found.cloned().unwrap_or_default())
    }

    fn comment(&self, class: Oid, object: Oid, part: i32) -> Option<String> {
        self.comments.get(&(class, object, part)).cloned()
    }

    /// What a list grants beyond the default.
    pub(super) fn grants(
        &self,
        owner: &str,
        acl: &Acl,
    ) -> Result<Vec<crate::model::Grant>, Unreadable> {
        if acl.list.is_empty() && acl.default.is_empty() {
            return Ok(Vec::new());
        }
        acl::grants(
            &acl.list,
            &acl.default,
            &Roles {
                me: &self.me,
                owner,
            },
        )
    }
}
