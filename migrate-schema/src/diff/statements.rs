//! A step as its statements.

use super::key::{Item, Key};
use super::meta::Target;
use super::plan::Plan;
use super::slot::{Slot, Step};
use super::{
    attached, columns, defaults, indexes, literal, others, partitions, programs, sequences, tables,
    types,
};
use crate::model::{Namespace, Parent};
use crate::{Identifier, Name};

/// The statements of a step; none where the model does not have the definition.
pub(super) fn of(plan: &Plan<'_>, (key, step): &Slot) -> Vec<String> {
    let (old, new) = (plan.from.items.get(key), plan.to.items.get(key));
    match (step, old, new) {
        (Step::Drop, Some(old), _) => drop(plan, key, old),
        (Step::Create, _, Some(new)) => {
            let mut all = create(plan, key, new);
            all.extend(defaults::corrected(plan, new));
            all
        }
        (Step::Alter, Some(old), Some(new)) => alter(plan, key, old, new),
        _ => Vec::new(),
    }
}

pub(super) fn create_schema(one: &Namespace) -> Vec<String> {
    let name = Identifier(&one.name);
    let mut all = vec![format!("CREATE SCHEMA {name}")];
    all.extend(Target::whole("SCHEMA", name).created(&one.meta));
    all
}

fn create(plan: &Plan<'_>, key: &Key, item: &Item<'_>) -> Vec<String> {
    match (key, item) {
        (_, Item::Namespace(one)) => create_schema(one),
        (_, Item::Extension(one)) => {
            let (name, schema) = (Identifier(&one.name), Identifier(&one.schema));
            // The version is the server's own: another server need not have this one.
            let mut all = vec![format!("CREATE EXTENSION {name} WITH SCHEMA {schema}")];
            all.extend(Target::commented(format!("EXTENSION {name}")).created(&one.meta));
            all
        }
        (_, Item::Type(one)) => {
            let mut all = Vec::new();
            if plan.moved.contains(key)
                && let Some(Item::Type(old)) = plan.from.items.get(key)
            {
                all.extend(types::retire(old));
            }
            let of_domain = Parent::Domain(one.name.clone());
            let first = Key::Constraint(of_domain.clone(), String::new());
            let checks = plan.to.items.range(first..);
            let checks = checks.map_while(|(key, item)| match (key, item) {
                (Key::Constraint(of, _), Item::Constraint(check)) if *of == of_domain => {
                    Some(*check)
                }
                _ => None,
            });
            let checks: Vec<_> = checks.collect();
            all.extend(types::create(one, &checks).into_iter().flatten());
            all
        }
        (_, Item::Sequence(one)) => sequences::create(one),
        (_, Item::Routine(one)) => programs::create_routine(one),
        (_, Item::Table(one)) => {
            let mut all = tables::create(plan, one);
            for column in &one.columns {
                all.extend(identity(plan, &one.name, &column.name));
            }
            all
        }
        (_, Item::Column(table, column)) => {
            let mut all = columns::add(plan, table, column);
            all.extend(identity(plan, &table.name, &column.name));
            all
        }
        (Key::Default(relation, column), Item::Default(default)) => {
            vec![format!(
                "{} SET DEFAULT {default}",
                alter_default(plan, relation, column)
            )]
        }
        (Key::OwnedBy(sequence), Item::OwnedBy(table, column)) => {
            let column = Identifier(column);
            vec![format!(
                "ALTER SEQUENCE {sequence} OWNED BY {table}.{column}"
            )]
        }
        (_, Item::View(one)) => {
            let mut all = programs::create_view(one, "");
            all.extend(programs::view_settings(None, one));
            all
        }
        (_, Item::Constraint(one)) if partitions::is_kept(plan, one) => Vec::new(),
        (_, Item::Constraint(one)) if partitions::comes_with_attachment(plan, one) => Vec::new(),
        (_, Item::Constraint(one)) => indexes::add_constraint(plan, one),
        (_, Item::Index(one)) => indexes::create_index(plan, one),
        (Key::Inherit(table, parent), _) => vec![format!("ALTER TABLE {table} INHERIT {parent}")],
        (Key::Attach(table), Item::Attach(of)) => partitions::attach(plan, table, of),
        (Key::ReplicaIdentity(table), Item::ReplicaIdentity(identity)) => {
            vec![format!("ALTER TABLE {table} REPLICA IDENTITY {identity}")]
        }
        (_, Item::Rule(one)) => programs::create_rule(one),
        (_, Item::Trigger(one)) => programs::create_trigger(one),
        (_, Item::Policy(one)) => programs::create_policy(one),
        (_, Item::Other(one)) => others::create(plan, one),
        _ => Vec::new(),
    }
}

/// What the sequence of a new identity column has beyond the column's clause.
pub(super) fn identity(plan: &Plan<'_>, table: &Name, column: &str) -> Vec<String> {
    match plan.to.identities.get(&(table, column)) {
        Some(sequence) if plan.comes(&Key::Sequence(sequence.name.clone())) => {
            let mut all = sequences::of_identity(sequence);
            all.extend(defaults::corrected(plan, &Item::Sequence(sequence)));
            all
        }
        _ => Vec::new(),
    }
}

fn drop(plan: &Plan<'_>, key: &Key, item: &Item<'_>) -> Vec<String> {
    let sql = match (key, item) {
        (_, Item::Namespace(one)) => format!("DROP SCHEMA {}", Identifier(&one.name)),
        (_, Item::Extension(one)) => format!("DROP EXTENSION {}", Identifier(&one.name)),
        (_, Item::Type(one)) => types::drop(one, plan.moved.contains(key)),
        (_, Item::Sequence(one)) => format!("DROP SEQUENCE {}", one.name),
        (_, Item::Routine(one)) => format!("DROP {}", programs::signature(one)),
        (_, Item::Table(one)) => return partitions::drop(plan, one),
        (_, Item::Column(table, column)) => {
            return columns::drop(plan, table, column).into_iter().collect();
        }
        (Key::Default(relation, column), _) => {
            format!("{} DROP DEFAULT", alter_default(plan, relation, column))
        }
        (Key::OwnedBy(sequence), _) => format!("ALTER SEQUENCE {sequence} OWNED BY NONE"),
        (_, Item::View(one)) => format!("DROP {} {}", programs::word(one), one.name),
        (_, Item::Constraint(one)) => indexes::drop_constraint(one),
        (_, Item::Index(one)) => attached::drop_index(plan, one),
        (Key::Inherit(table, parent), _) => format!("ALTER TABLE {table} NO INHERIT {parent}"),
        (Key::Attach(table), Item::Attach(of)) => return partitions::detach(plan, table, of),
        (Key::ReplicaIdentity(table), _) => {
            format!("ALTER TABLE {table} REPLICA IDENTITY DEFAULT")
        }
        (_, Item::Rule(one)) => format!("DROP RULE {} ON {}", Identifier(&one.name), one.table),
        (_, Item::Trigger(one)) => programs::drop_trigger(one),
        (_, Item::Policy(one)) => {
            format!("DROP POLICY {} ON {}", Identifier(&one.name), one.table)
        }
        (_, Item::Other(one)) => return others::drop(plan, one),
        _ => return Vec::new(),
    };
    vec![sql]
}

fn alter(plan: &Plan<'_>, key: &Key, old: &Item<'_>, new: &Item<'_>) -> Vec<String> {
    match (old, new) {
        (Item::Namespace(old), Item::Namespace(new)) => {
            Target::whole("SCHEMA", Identifier(&new.name)).altered(&old.meta, &new.meta)
        }
        (Item::Extension(old), Item::Extension(new)) => {
            let name = Identifier(&new.name);
            let mut all = Vec::new();
            if old.schema != new.schema {
                let schema = Identifier(&new.schema);
                all.push(format!("ALTER EXTENSION {name} SET SCHEMA {schema}"));
            }
            if old.version != new.version {
                let version = literal(&new.version);
                all.push(format!("ALTER EXTENSION {name} UPDATE TO {version}"));
            }
            all.extend(
                Target::commented(format!("EXTENSION {name}")).altered(&old.meta, &new.meta),
            );
            all
        }
        (Item::Type(old), Item::Type(new)) => types::alter(old, new),
        (Item::Sequence(old), Item::Sequence(new)) => sequences::alter(old, new),
        (Item::Routine(old), Item::Routine(new)) => programs::alter_routine(old, new),
        (Item::Table(old), Item::Table(new)) => tables::alter(old, new),
        (Item::Column(_, old), Item::Column(table, new)) => {
            let mut all = columns::alter(plan, table, key, old, new);
            if old.identity.is_none() {
                all.extend(identity(plan, &table.name, &new.name));
            }
            all
        }
        (Item::View(old), Item::View(new)) => programs::alter_view(old, new),
        (Item::Constraint(old), Item::Constraint(new)) => indexes::alter_constraint(plan, old, new),
        (Item::Index(old), Item::Index(new)) => indexes::alter_index(plan, old, new),
        (Item::Rule(old), Item::Rule(new)) => programs::alter_rule(old, new),
        (Item::Trigger(old), Item::Trigger(new)) => programs::alter_trigger(old, new),
        (Item::Policy(old), Item::Policy(new)) => programs::alter_policy(old, new),
        (Item::Other(old), Item::Other(new)) => others::alter(old, new),
        // What is one value is set to the other.
        _ => create(plan, key, new),
    }
}

/// `ALTER TABLE ONLY`, because a default is not a child's.
fn alter_default(plan: &Plan<'_>, relation: &Name, column: &str) -> String {
    let view = Key::View(relation.clone());
    let kind = match plan
        .from
        .items
        .get(&view)
        .or_else(|| plan.to.items.get(&view))
    {
        Some(Item::View(_)) => "VIEW",
        _ => "TABLE ONLY",
    };
    format!(
        "ALTER {kind} {relation} ALTER COLUMN {}",
        Identifier(column)
    )
}
