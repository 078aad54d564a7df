//! Types, as statements.

use super::casts::former;
use super::literal;
use super::meta::Target;
use crate::Identifier;
use crate::model::{Attribute, Constraint, Type, TypeKind};

/// Whether the labels of the one are those of the other with some left out.
pub(super) fn is_subsequence(part: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|label| rest.any(|other| other == label))
}

/// `CREATE TYPE` or `CREATE DOMAIN`; none for the kinds whose definition the model does not have.
pub(super) fn create(one: &Type, checks: &[&Constraint]) -> Option<Vec<String>> {
    let name = &one.name;
    let text = match &one.kind {
        TypeKind::Enum { labels } => {
            let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
        }
        TypeKind::Domain {
            base,
            collation,
            not_null,
            not_null_constraint,
            default,
        } => {
            let mut text = format!("CREATE DOMAIN {name} AS {base}");
            if let Some(collation) = collation {
                text.push_str(&format!(" COLLATE {collation}"));
            }
            if let Some(default) = default {
                text.push_str(&format!(" DEFAULT {default}"));
            }
            match not_null_constraint {
                Some(constraint) => text.push_str(&format!(" {constraint}")),
                None if *not_null => text.push_str(" NOT NULL"),
                None => {}
            }
            for check in checks {
                let name = Identifier(&check.name);
                // It has no values yet that were not looked at.
                let definition = check.definition.trim_end_matches(" NOT VALID");
                text.push_str(&format!(" CONSTRAINT {name} {definition}"));
            }
            text
        }
        TypeKind::Composite { attributes } => {
            let all: Vec<String> = attributes.iter().map(attribute).collect();
            match all.is_empty() {
                true => format!("CREATE TYPE {name} AS ()"),
                false => format!("CREATE TYPE {name} AS (\n    {}\n)", all.join(",\n    ")),
            }
        }
        TypeKind::Range { definition } => {
            // The class of operators is told with its access method, which the statement does not take.
            let definition = definition.replacen(" USING btree", "", 1);
            format!("CREATE TYPE {name} AS RANGE ({definition})")
        }
        TypeKind::Base { .. } | TypeKind::Shell => return None,
    };
    let mut all = vec![text];
    all.extend(target(one).created(&one.meta));
    for check in checks {
        all.extend(super::indexes::constraint_target(check).created(&check.meta));
    }
    if let TypeKind::Composite { attributes } = &one.kind {
        for attribute in attributes {
            all.extend(attribute_target(one, attribute).created(&attribute.meta));
        }
    }
    Some(all)
}

fn attribute(one: &Attribute) -> String {
    let collation = one.collation.as_ref();
    let collation = collation.map_or(String::new(), |name| format!(" COLLATE {name}"));
    format!("{} {}{collation}", Identifier(&one.name), one.type_name)
}

fn attribute_target(one: &Type, attribute: &Attribute) -> Target {
    Target::commented(format!(
        "COLUMN {}.{}",
        one.name,
        Identifier(&attribute.name)
    ))
}

/// The type gets out of the way of its successor, and the multirange of a range with it.
pub(super) fn retire(one: &Type) -> Vec<String> {
    let renamed = |word: &str, name: &str, bare: &str| {
        let new = former(&crate::Name::new("", bare));
        format!("ALTER {word} {name} RENAME TO {}", Identifier(&new.name))
    };
    let mut all = Vec::new();
    let name = one.name.to_string();
    if let TypeKind::Range { definition } = &one.kind
        && let Some((rest, multirange)) = definition.split_once(", MULTIRANGE_TYPE_NAME = ")
    {
        let subtype = rest.trim_start_matches("SUBTYPE = ");
        let subtype = subtype.split(", SUBTYPE_OPCLASS").next().unwrap_or(subtype);
        let bare = multirange.rsplit('.').next().unwrap_or(multirange);
        let bare = bare.trim_matches('"');
        // Their constructors have the names of the types.
        for arguments in [
            format!("{subtype}, {subtype}"),
            format!("{subtype}, {subtype}, text"),
        ] {
            let function = format!("{name}({arguments})");
            all.push(renamed("FUNCTION", &function, &one.name.name));
        }
        for arguments in [String::new(), name.clone(), format!("VARIADIC {name}[]")] {
            all.push(renamed(
                "FUNCTION",
                &format!("{multirange}({arguments})"),
                bare,
            ));
        }
        all.push(renamed("TYPE", multirange, bare));
    }
    all.push(renamed(word(one), &name, &one.name.name));
    all
}

pub(super) fn drop(one: &Type, is_moved: bool) -> String {
    match is_moved {
        true => format!("DROP {} {}", word(one), former(&one.name)),
        false => format!("DROP {} {}", word(one), one.name),
    }
}

fn word(one: &Type) -> &'static str {
    match one.kind {
        TypeKind::Domain { .. } => "DOMAIN",
        _ => "TYPE",
    }
}

pub(super) fn target(one: &Type) -> Target {
    Target::whole(word(one), &one.name)
}

pub(super) fn alter(old: &Type, new: &Type) -> Vec<String> {
    let name = &new.name;
    let mut all = Vec::new();
    match (&old.kind, &new.kind) {
        (TypeKind::Enum { labels: old }, TypeKind::Enum { labels: new }) => {
            for (at, label) in new.iter().enumerate() {
                if old.contains(label) {
                    continue;
                }
                let later = new[at + 1..].iter().find(|other| old.contains(other));
                let place = match (at, later) {
                    // Those before are there by now.
                    (_, None) => String::new(),
                    (0, Some(next)) => format!(" BEFORE {}", literal(next)),
                    (at, Some(_)) => format!(" AFTER {}", literal(&new[at - 1])),
                };
                all.push(format!(
                    "ALTER TYPE {name} ADD VALUE {}{place}",
                    literal(label)
                ));
            }
        }
        (
            TypeKind::Domain {
                default, not_null, ..
            },
            TypeKind::Domain {
                default: new_default,
                not_null: new_not_null,
                ..
            },
        ) => {
            if default != new_default {
                all.push(match new_default {
                    Some(default) => format!("ALTER DOMAIN {name} SET DEFAULT {default}"),
                    None => format!("ALTER DOMAIN {name} DROP DEFAULT"),
                });
            }
            match (not_null, new_not_null) {
                (false, true) => all.push(format!("ALTER DOMAIN {name} SET NOT NULL")),
                (true, false) => all.push(format!("ALTER DOMAIN {name} DROP NOT NULL")),
                _ => {}
            }
        }
        (
            TypeKind::Composite {
                attributes: old_ones,
            },
            TypeKind::Composite { attributes },
        ) => {
            for one in old_ones {
                if !attributes.iter().any(|other| other.name == one.name) {
                    let attribute = Identifier(&one.name);
                    all.push(format!(
                        "ALTER TYPE {name} DROP ATTRIBUTE {attribute} CASCADE"
                    ));
                }
            }
            for one in attributes {
                let before = old_ones.iter().find(|other| other.name == one.name);
                match before {
                    None => {
                        all.push(format!(
                            "ALTER TYPE {name} ADD ATTRIBUTE {} CASCADE",
                            attribute(one)
                        ));
                    }
                    Some(before) if attribute(before) != attribute(one) => {
                        let collation = one.collation.as_ref();
                        let collation =
                            collation.map_or(String::new(), |name| format!(" COLLATE {name}"));
                        all.push(format!(
                            "ALTER TYPE {name} ALTER ATTRIBUTE {} TYPE {}{collation} CASCADE",
                            Identifier(&one.name),
                            one.type_name
                        ));
                    }
                    Some(_) => {}
                }
                let meta = before.map(|one| one.meta.clone()).unwrap_or_default();
                all.extend(attribute_target(new, one).altered(&meta, &one.meta));
            }
        }
        _ => {}
    }
    all.extend(target(new).altered(&old.meta, &new.meta));
    all
}
