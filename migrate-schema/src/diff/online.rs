//! Steps that keep nobody waiting for long: an index is built concurrently, a constraint is added not valid and then
//! validated, `NOT NULL` goes by way of a check.
//!
//! The recipes are those of PostgreSQL's documentation of `ALTER TABLE` and `CREATE INDEX`.

mod constraints;
mod superseded;

use constraints::{constraint, follows, not_null};

use super::hazard::{Hazard, Lock};
use super::key::{Item, Key};
use super::plan::{Fate, Plan};
use super::request::Manner;
use super::slot::{Slot, Step};
use super::{attached, hazard, indexes, statements};
use crate::model::{Constraint, Index, Parent, TableKind};
use crate::{Identifier, Name};

/// In what part of the whole a statement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// In the transaction of what is before it.
    Now,
    /// In a transaction that is over before the next statement.
    Apart,
    /// Outside of a transaction.
    Outside,
    /// After everything that others wait for.
    After,
    /// In a transaction after that: what reads whole tables, under a lock that others do not notice.
    Validating,
    /// At last.
    Last,
}

/// The statements of a step, and when each is executed.
pub(super) fn of(plan: &Plan<'_>, slot: &Slot) -> Vec<(When, String)> {
    let found = match plan.manner {
        Manner::Whole => None,
        Manner::Online => recipe(plan, slot),
    };
    found.unwrap_or_else(|| {
        let all = statements::of(plan, slot).into_iter();
        all.map(|sql| match plan.manner {
            Manner::Whole => (When::Now, sql),
            Manner::Online => (superseded::altered(plan, &slot.0, &sql), sql),
        })
        .collect()
    })
}

/// The hazards of a step, which are fewer in this manner.
pub(super) fn hazards(plan: &Plan<'_>, slot: &Slot) -> Vec<Hazard> {
    let mut all = hazard::of(plan, slot);
    if plan.manner == Manner::Online && recipe(plan, slot).is_some() {
        all.retain(|one| !matches!(one, Hazard::BuildsIndex { .. }));
        for one in &mut all {
            if let Hazard::ScansTable { lock, .. } = one {
                *lock = Lock::ShareUpdateExclusive;
            }
        }
    }
    all
}

/// Whether a step goes outside of a transaction, and so best together with others that do.
pub(super) fn is_outside(plan: &Plan<'_>, slot: &Slot) -> bool {
    plan.manner == Manner::Online
        && slot.1 == Step::Create
        && recipe(plan, slot).is_some_and(|all| all.iter().any(|one| one.0 == When::Outside))
}

fn recipe(plan: &Plan<'_>, (key, step): &Slot) -> Option<Vec<(When, String)>> {
    match (step, plan.from.items.get(key), plan.to.items.get(key)) {
        (Step::Drop, Some(Item::Index(one)), _) if is_free(plan, &one.table) => {
            if swapped(plan, key) {
                return Some(Vec::new());
            }
            let is_alone = plan.fate(key) == Some(Fate::Drop) && one.part_of.is_none();
            is_alone.then(|| {
                vec![(
                    When::Outside,
                    format!("DROP INDEX CONCURRENTLY {}", one.name),
                )]
            })
        }
        (Step::Drop, Some(Item::Constraint(one)), _) => {
            let dropped = superseded::dropped(plan, key, one);
            let is_any = dropped.is_some() || swapped(plan, key);
            is_any.then(|| dropped.into_iter().collect())
        }
        (Step::Create, _, Some(Item::Index(one))) if is_free(plan, &one.table) => {
            index(plan, key, one)
        }
        (Step::Create, _, Some(Item::Constraint(one))) => constraint(plan, key, one),
        (Step::Alter, Some(Item::Column(_, old)), Some(Item::Column(table, new))) => {
            // An identity, the identity of a replica, a new parent and a new child need it at once.
            let is_joined = plan.to.has_children.contains(&table.name)
                && plan
                    .fates
                    .keys()
                    .any(|key| matches!(key, Key::Attach(_) | Key::Inherit(..)) && plan.comes(key));
            let enters = plan.comes(&Key::Attach(table.name.clone()))
                || table
                    .inherits
                    .iter()
                    .any(|parent| plan.comes(&Key::Inherit(table.name.clone(), parent.clone())));
            let users = plan.to.edges.needed_by(key);
            let mut users = users.into_iter();
            let is_plain = !enters
                && !is_joined
                && !old.not_null
                && new.not_null
                && new.identity.is_none()
                && !users.any(|user| matches!(user, Key::ReplicaIdentity(_)));
            (is_plain && stays(plan, &table.name)).then(|| {
                let set = format!(
                    "ALTER TABLE {} ALTER COLUMN {} SET NOT NULL",
                    table.name,
                    Identifier(&new.name)
                );
                let all = statements::of(plan, &(key.clone(), *step)).into_iter();
                all.flat_map(
                    |sql| match (sql == set, follows(plan, &table.name, &new.name)) {
                        (true, true) => vec![(When::Last, sql)],
                        (true, false) => not_null(&table.name, &new.name, sql),
                        (false, _) => vec![(When::Now, sql)],
                    },
                )
                .collect()
            })
        }
        (Step::Alter, Some(Item::Type(_)), Some(Item::Type(_))) => {
            let all = statements::of(plan, &(key.clone(), *step)).into_iter();
            let apart = |sql: &String| match sql.contains(" ADD VALUE ") {
                true => When::Apart,
                false => When::Now,
            };
            Some(all.map(|sql| (apart(&sql), sql)).collect())
        }
        _ => None,
    }
}

/// Whether a table is there before and after.
fn stays(plan: &Plan<'_>, table: &Name) -> bool {
    let key = Key::Table(table.clone());
    plan.from.items.contains_key(&key)
        && plan.to.items.contains_key(&key)
        && plan.fate(&key) != Some(Fate::Replace)
}

/// Whether an index of a relation can be built concurrently: not that of a partitioned table, which takes up those of
/// its partitions.
fn is_free(plan: &Plan<'_>, relation: &Name) -> bool {
    match plan.to.items.get(&Key::Table(relation.clone())) {
        Some(Item::Table(table)) => table.kind == TableKind::Ordinary && stays(plan, relation),
        _ => {
            let view = Key::View(relation.clone());
            plan.from.items.contains_key(&view)
                && plan.to.items.contains_key(&view)
                && !plan.goes(&view)
        }
    }
}

/// Whether an index or key is built beside the old one and takes its place.
fn swapped(plan: &Plan<'_>, key: &Key) -> bool {
    let is_needed = plan.from.edges.needed_by(key).any(|user| plan.goes(user));
    let is_whole = |item: Option<&Item<'_>>| match item {
        Some(Item::Index(one)) => one.part_of.is_none() && is_free(plan, &one.table),
        Some(Item::Constraint(one)) => match &one.parent {
            Parent::Relation(table) => {
                indexes::is_key(&one.definition)
                    && one.index.part_of.is_none()
                    && is_free(plan, table)
            }
            Parent::Domain(_) => false,
        },
        _ => false,
    };
    // It stays until its successor is there, so what it is of has to stay, too.
    let needs = plan.from.edges.needs(key);
    let stands = needs.into_iter().all(|below| !plan.goes(below));
    plan.fate(key) == Some(Fate::Replace)
        && !plan.because.contains_key(key)
        && !is_needed
        && !is_referred(plan, key)
        && attached::ahead_of_local(plan, key).is_empty()
        && stands
        && is_whole(plan.from.items.get(key))
        && is_whole(plan.to.items.get(key))
}

/// Whether a foreign key comes that could take the old index for its own.
fn is_referred(plan: &Plan<'_>, key: &Key) -> bool {
    let (table, definition) = match plan.from.items.get(key) {
        Some(Item::Index(one)) if one.definition.starts_with("CREATE UNIQUE") => {
            let columns = one.definition.split(" USING ").nth(1);
            (&one.table, columns.unwrap_or_default())
        }
        Some(Item::Constraint(Constraint {
            parent: Parent::Relation(table),
            definition,
            ..
        })) => (table, definition.as_str()),
        _ => return false,
    };
    // In whatever order, and without how they are sorted.
    let columns = |text: &str| -> Vec<String> {
        let list = text.split(['(', ')']).nth(1).unwrap_or_default();
        let columns = list.split(", ").filter_map(|one| one.split(' ').next());
        let mut columns: Vec<String> = columns.map(str::to_owned).collect();
        columns.sort();
        columns
    };
    let refers = format!(" REFERENCES {table}(");
    let mut comes = plan.fates.keys().filter(|other| plan.comes(other));
    comes.any(|other| match plan.to.items.get(other) {
        Some(Item::Constraint(one)) => one
            .definition
            .find(&refers)
            .is_some_and(|at| columns(&one.definition[at..]) == columns(definition)),
        _ => false,
    })
}

fn successor(name: &Name) -> Name {
    Name::new(&name.schema, format!("{}__new", name.name))
}

fn index(plan: &Plan<'_>, key: &Key, one: &Index) -> Option<Vec<(When, String)>> {
    let mut rest = indexes::create_index(plan, one).into_iter();
    let create = rest.next()?;
    let concurrently = create.replacen(" INDEX ", " INDEX CONCURRENTLY ", 1);
    let is_needed = plan.to.edges.is_needed(key);
    let settle = match is_needed {
        true => When::Now,
        false => When::After,
    };
    let mut all = Vec::new();
    match swapped(plan, key) {
        true => {
            let new = successor(&one.name);
            let named = |name: &Name| format!(" CONCURRENTLY {} ON ", Identifier(&name.name));
            all.push((
                When::Outside,
                concurrently.replacen(&named(&one.name), &named(&new), 1),
            ));
            all.push((
                When::Outside,
                format!("DROP INDEX CONCURRENTLY {}", one.name),
            ));
            all.push((
                settle,
                format!("ALTER INDEX {new} RENAME TO {}", Identifier(&one.name.name)),
            ));
        }
        false => all.push((When::Outside, concurrently)),
    }
    all.extend(rest.map(|sql| (settle, sql)));
    Some(all)
}
