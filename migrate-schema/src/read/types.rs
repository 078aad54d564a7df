//! Schemas, extensions, types.

use std::collections::HashMap;

use super::catalog::Catalog;
use super::columns::{Columns, unusual_not_null};
use super::join::{Join, class};
use super::row::{Oid, Unreadable};
use super::rows::{Acl, ConstraintRow, TypeRow};
use crate::model::{Extension, Namespace, Type, TypeKind};

/// The schemas of the database, without those that are an extension's.
pub(super) fn namespaces(catalog: &Catalog, join: &Join) -> Result<Vec<Namespace>, Unreadable> {
    let ours = catalog.namespaces.iter();
    let ours = ours
        .filter(|row| join.sees_namespace(row.oid) && !join.is_member(class::NAMESPACE, row.oid));
    ours.map(|row| {
        Ok(Namespace {
            name: row.name.clone(),
            meta: join.meta(class::NAMESPACE, row.oid, Some(&row.owner), &row.acl)?,
        })
    })
    .collect()
}

/// The extensions.
pub(super) fn extensions(catalog: &Catalog, join: &Join) -> Vec<Extension> {
    let extension = |row: &super::rows::ExtensionRow| Extension {
        name: row.name.clone(),
        schema: row.schema.clone(),
        version: row.version.clone(),
        meta: join
            .meta(class::EXTENSION, row.oid, Some(&row.owner), &Acl::default())
            .expect("no grants are read where there is no list"),
    };
    catalog.extensions.iter().map(extension).collect()
}

/// Enums, domains, composite types, ranges, base types; no row types of tables, and no multiranges, which come and go
/// with their ranges.
pub(super) fn types(catalog: &Catalog, join: &Join) -> Result<Vec<Type>, Unreadable> {
    let columns = Columns::of(catalog);
    let mut labels: HashMap<Oid, Vec<String>> = HashMap::new();
    for (owner, label) in &catalog.labels {
        labels.entry(*owner).or_default().push(label.clone());
    }
    let ranges: HashMap<Oid, &String> = catalog
        .ranges
        .iter()
        .map(|(oid, text)| (*oid, text))
        .collect();
    let domain_constraints = catalog.constraints.iter().filter(|row| row.kind == 'n');
    let not_null: HashMap<Oid, &ConstraintRow> =
        domain_constraints.map(|row| (row.domain, row)).collect();
    let mut all = Vec::new();
    for row in &catalog.types {
        let Some(name) = join.name(row.namespace, &row.name) else {
            continue;
        };
        if join.is_member(class::TYPE, row.oid) {
            continue;
        }
        let kind = match row.kind {
            _ if !row.defined => TypeKind::Shell,
            'e' => TypeKind::Enum {
                labels: labels.remove(&row.oid).unwrap_or_default(),
            },
            'd' => domain(row, not_null.get(&row.oid).copied()),
            'c' if join.relation_kind(row.relation) == Some('c') => TypeKind::Composite {
                attributes: columns.composite(row.relation, join),
            },
            'r' => TypeKind::Range {
                definition: ranges
                    .get(&row.oid)
                    .map_or_else(String::new, |text| (*text).clone()),
            },
            'b' => TypeKind::Base {
                definition: row.definition.clone(),
            },
            _ => continue,
        };
        all.push(Type {
            name,
            kind,
            meta: join.meta(class::TYPE, row.oid, Some(&row.owner), &row.acl)?,
        });
    }
    Ok(all)
}

fn domain(row: &TypeRow, not_null: Option<&ConstraintRow>) -> TypeKind {
    TypeKind::Domain {
        base: row.base.clone(),
        collation: row.collation.clone(),
        not_null: row.not_null,
        not_null_constraint: not_null
            .and_then(|constraint| unusual_not_null(constraint, &format!("{}_not_null", row.name))),
        default: row.default.clone(),
    }
}
