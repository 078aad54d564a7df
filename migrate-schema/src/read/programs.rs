//! Routines, triggers, rules, policies.

use std::collections::HashMap;

use super::catalog::Catalog;
use super::join::{Join, class};
use super::row::{Oid, Unreadable};
use super::rows::TriggerRow;
use crate::model::{Policy, Routine, RoutineKind, Rule, Schema, Trigger};

/// Adds them.
pub(super) fn add(catalog: &Catalog, join: &Join, schema: &mut Schema) -> Result<(), Unreadable> {
    let aggregates: HashMap<Oid, &String> = catalog
        .aggregates
        .iter()
        .map(|(oid, text)| (*oid, text))
        .collect();
    for row in &catalog.routines {
        let Some(name) = join.name(row.namespace, &row.name) else {
            continue;
        };
        if join.is_member(class::ROUTINE, row.oid) {
            continue;
        }
        let (kind, definition) = match row.kind {
            'a' => {
                let parts = aggregates.get(&row.oid).map_or("", |text| text.as_str());
                (
                    RoutineKind::Aggregate,
                    format!("{parts}, RETURNS = {}", row.definition),
                )
            }
            'p' => (RoutineKind::Procedure, row.definition.clone()),
            'w' => (RoutineKind::Window, row.definition.clone()),
            _ => (RoutineKind::Function, row.definition.clone()),
        };
        schema.routines.push(Routine {
            name,
            arguments: row.arguments.clone(),
            kind,
            language: row.language.clone(),
            definition,
            meta: join.meta(class::ROUTINE, row.oid, Some(&row.owner), &row.acl)?,
        });
    }
    triggers(catalog, join, schema);
    for row in &catalog.rules {
        if let Some(table) = join.relation(row.relation) {
            schema.rules.push(Rule {
                table: table.clone(),
                name: row.name.clone(),
                definition: row.definition.clone(),
                firing: firing(row.enabled),
                meta: join.commented(class::RULE, row.oid, 0),
            });
        }
    }
    for row in &catalog.policies {
        if let Some(table) = join.relation(row.relation) {
            schema.policies.push(Policy {
                table: table.clone(),
                name: row.name.clone(),
                definition: row.definition.clone(),
                meta: join.commented(class::POLICY, row.oid, 0),
            });
        }
    }
    Ok(())
}

/// The copy of a trigger that a partition has is only listed when it fires otherwise than its parent.
fn triggers(catalog: &Catalog, join: &Join, schema: &mut Schema) {
    let by_oid: HashMap<Oid, &TriggerRow> =
        catalog.triggers.iter().map(|row| (row.oid, row)).collect();
    for row in &catalog.triggers {
        let definition = match &row.definition {
            Some(definition) => definition.clone(),
            None => match by_oid.get(&row.parent) {
                Some(parent) if parent.enabled != row.enabled => {
                    format!("as the trigger {} of the partitioned table", parent.name)
                }
                _ => continue,
            },
        };
        if let Some(table) = join.relation(row.relation) {
            schema.triggers.push(Trigger {
                table: table.clone(),
                name: row.name.clone(),
                definition,
                firing: match row.definition {
                    Some(_) => firing(row.enabled),
                    None => Some(firing(row.enabled).unwrap_or_else(|| "ENABLE".to_owned())),
                },
                meta: join.commented(class::TRIGGER, row.oid, 0),
            });
        }
    }
}

/// When a trigger or rule fires, as `ALTER TABLE` says it.
fn firing(letter: char) -> Option<String> {
    match letter {
        'D' => Some("DISABLE".to_owned()),
        'R' => Some("ENABLE REPLICA".to_owned()),
        'A' => Some("ENABLE ALWAYS".to_owned()),
        _ => None,
    }
}
