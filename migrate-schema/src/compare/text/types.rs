//! Types.

use super::super::object::Object;
use super::super::{Compared, type_kind};
use super::{Clauses, Definition, not_null_clause};
use crate::model::{Attribute, Meta, Type, TypeKind};
use crate::name::Identifier;

impl Compared for Type {
    fn object(&self) -> Object {
        Object::new(type_kind(self), &self.name)
    }

    fn definition(&self) -> Definition {
        let name = &self.name;
        match &self.kind {
            TypeKind::Enum { labels } => {
                let quoted: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
                format!("CREATE TYPE {name} AS ENUM ({})", quoted.join(", "))
            }
            TypeKind::Domain {
                base,
                collation,
                not_null,
                not_null_constraint,
                default,
            } => {
                Clauses::begin(format!("CREATE DOMAIN {name} AS {base}"))
                    .with("COLLATE", collation.as_ref())
                    .with("DEFAULT", default.as_ref())
                    .add(not_null_clause(*not_null, not_null_constraint.as_ref()))
                    .0
            }
            // The attributes are compared one by one.
            TypeKind::Composite { .. } => format!("CREATE TYPE {name} AS"),
            TypeKind::Range { definition } => format!("CREATE TYPE {name} AS RANGE ({definition})"),
            TypeKind::Base { definition } => format!("CREATE TYPE {name} ({definition})"),
            TypeKind::Shell => format!("CREATE TYPE {name}"),
        }
        .into()
    }

    fn whole(&self) -> String {
        let text = self.definition().text;
        match &self.kind {
            TypeKind::Composite { attributes } => {
                let attributes: Vec<String> = attributes.iter().map(attribute).collect();
                format!("{text} ({})", attributes.join(", "))
            }
            _ => text,
        }
    }

    fn meta(&self) -> &Meta {
        &self.meta
    }
}

/// An attribute, as in `CREATE TYPE … AS (…)`.
pub(in crate::compare) fn attribute(attribute: &Attribute) -> String {
    Clauses::begin(format!(
        "{} {}",
        Identifier(&attribute.name),
        attribute.type_name
    ))
    .with("COLLATE", attribute.collation.as_ref())
    .0
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
