//! Whether PostgreSQL can alter an object in place.

mod types;

use types::of_type;

use super::indexes;
use super::key::{Item, Key};
use super::plan::Plan;
use crate::model::{
    Column, Constraint, Filling, Index, Routine, RoutineKind, Sequence, SequenceOwner, Table, View,
    ViewKind,
};

/// How one definition becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// They are equal.
    Nothing,
    /// By `ALTER`, or `CREATE OR REPLACE`.
    Alter,
    /// By dropping the one and creating the other.
    Replace,
}

impl Way {
    fn when(differs: bool) -> Self {
        match differs {
            true => Self::Alter,
            false => Self::Nothing,
        }
    }
}

/// The way from one definition to the other, without regard to what they depend on.
pub(super) fn way(key: &Key, old: &Item<'_>, new: &Item<'_>, plan: &Plan<'_>) -> Way {
    match (old, new) {
        (Item::Namespace(old), Item::Namespace(new)) => Way::when(old != new),
        (Item::Extension(old), Item::Extension(new)) => Way::when(old != new),
        (Item::Type(old), Item::Type(new)) => of_type(key, old, new, plan),
        (Item::Sequence(old), Item::Sequence(new)) => sequence(old, new),
        (Item::Routine(old), Item::Routine(new)) => routine(old, new),
        (Item::Table(old), Item::Table(new)) => table(old, new),
        (Item::Column(_, old), Item::Column(_, new)) => column(old, new),
        (Item::Default(old), Item::Default(new)) => Way::when(old != new),
        (Item::OwnedBy(t, c), Item::OwnedBy(u, d)) => Way::when((t, c) != (u, d)),
        (Item::View(old), Item::View(new)) => view(old, new),
        (Item::Constraint(old), Item::Constraint(new)) => constraint(old, new, plan),
        (Item::Index(old), Item::Index(new)) => index(old, new, plan),
        (Item::Attach(old), Item::Attach(new)) => match old == new {
            true => Way::Nothing,
            false => Way::Replace,
        },
        (Item::ReplicaIdentity(old), Item::ReplicaIdentity(new)) => Way::when(old != new),
        (Item::Rule(old), Item::Rule(new)) => parts(
            old.definition == new.definition && old.table == new.table,
            old != new,
        ),
        (Item::Trigger(old), Item::Trigger(new)) => parts(
            old.definition == new.definition && old.table == new.table,
            old != new,
        ),
        (Item::Policy(old), Item::Policy(new)) => parts(
            old.definition == new.definition && old.table == new.table,
            old != new,
        ),
        (Item::Other(old), Item::Other(new)) => super::others::way(old, new, plan),
        (Item::Inherit, Item::Inherit) => Way::Nothing,
        _ => Way::Replace,
    }
}

fn parts(is_same: bool, differs: bool) -> Way {
    match is_same {
        true => Way::when(differs),
        false => Way::Replace,
    }
}

fn sequence(old: &Sequence, new: &Sequence) -> Way {
    if old == new {
        return Way::Nothing;
    }
    let identity = |one: &Sequence| match &one.owner {
        Some(SequenceOwner::Identity(table, column)) => Some((table.clone(), column.clone())),
        _ => None,
    };
    match (identity(old), identity(new)) {
        (a, b) if a == b => {
            let without = |one: &Sequence| Sequence {
                owner: None,
                ..one.clone()
            };
            Way::when(without(old) != without(new))
        }
        _ => Way::Replace,
    }
}

fn routine(old: &Routine, new: &Routine) -> Way {
    if old == new {
        return Way::Nothing;
    }
    if old.definition == new.definition && old.kind == new.kind {
        return Way::Alter;
    }
    let is_same = old.kind == new.kind
        && old.kind != RoutineKind::Aggregate
        && signature(&old.definition) == signature(&new.definition);
    parts(is_same, true)
}

/// The names and defaults of the arguments, and the result: the first two lines that `pg_get_functiondef` writes.
fn signature(definition: &str) -> Vec<&str> {
    definition
        .lines()
        .take(2)
        .filter(|line| line.starts_with("CREATE") || line.starts_with(" RETURNS"))
        .collect()
}

fn table(old: &Table, new: &Table) -> Way {
    if old == new {
        return Way::Nothing;
    }
    if old.kind != new.kind || old.partition_by != new.partition_by {
        return Way::Replace;
    }
    // The type of a column of the key cannot be altered. The partitions keep their rows: they are detached meanwhile.
    if let Some(key) = &new.partition_by {
        let is_retyped = |one: &&Column| {
            old.columns.iter().any(|other| {
                other.name == one.name
                    && (other.type_name != one.type_name || other.collation != one.collation)
            })
        };
        let mut retyped = new.columns.iter().filter(is_retyped);
        if retyped.any(|one| key.contains(&crate::Identifier(&one.name).to_string())) {
            return Way::Replace;
        }
    }
    let server = |table: &Table| {
        let foreign = table.foreign.as_deref().unwrap_or_default();
        foreign.split(" OPTIONS ").next().map(str::to_owned)
    };
    if server(old) != server(new) {
        return Way::Replace;
    }
    let without = |one: &Table| Table {
        columns: Vec::new(),
        partition_of: None,
        inherits: Vec::new(),
        replica_identity: None,
        ..one.clone()
    };
    Way::when(without(old) != without(new))
}

fn column(old: &Column, new: &Column) -> Way {
    if old == new {
        return Way::Nothing;
    }
    let without = |one: &Column| Column {
        default: None,
        inherited: false,
        ..one.clone()
    };
    let (a, b) = (without(old), without(new));
    match (&old.generated, &new.generated) {
        (Some(old), Some(new)) if old != new => Way::Replace,
        (None, Some(_)) => Way::Replace,
        // The expression cannot be kept while the type changes, unless it is converted like every value.
        (Some(_), Some(_)) if old.type_name != new.type_name => Way::Replace,
        (Some(crate::model::Generated::Virtual(_)), None) => Way::Replace,
        _ => Way::when(a != b),
    }
}

fn view(old: &View, new: &View) -> Way {
    if old == new {
        return Way::Nothing;
    }
    let without = |one: &View| {
        let mut one = one.clone();
        // It is filled by whoever needs it.
        one.filling = Filling::Filled;
        for column in &mut one.columns {
            column.default = None;
        }
        one
    };
    if without(old) == without(new) {
        return Way::Nothing;
    }
    if old.kind != new.kind {
        return Way::Replace;
    }
    let columns = |view: &View| -> Vec<(String, String)> {
        let columns = view.columns.iter();
        columns
            .map(|column| (column.name.clone(), column.type_name.clone()))
            .collect()
    };
    match new.kind {
        ViewKind::Plain => parts(columns(new).starts_with(&columns(old)), true),
        ViewKind::Materialized => {
            parts(old.query == new.query && columns(old) == columns(new), true)
        }
    }
}

fn constraint(old: &Constraint, new: &Constraint, plan: &Plan<'_>) -> Way {
    if old == new {
        return Way::Nothing;
    }
    let without = |one: &Constraint| {
        let mut one = one.clone();
        one.index.part_of = None;
        one
    };
    let (a, b) = (without(old), without(new));
    let is_validated = old.definition.strip_suffix(" NOT VALID") == Some(new.definition.as_str());
    if a.definition != b.definition && !is_validated {
        return Way::Replace;
    }
    match attachment(&old.parent, &old.index.part_of, &new.index.part_of, plan) {
        Way::Nothing => Way::when(a != b),
        other => other,
    }
}

fn index(old: &Index, new: &Index, plan: &Plan<'_>) -> Way {
    if old == new {
        return Way::Nothing;
    }
    if old.table != new.table
        || !indexes::is_same_index(&old.definition, &new.definition)
        || (new.valid && !old.valid && !new.definition.contains(" ON ONLY "))
    {
        return Way::Replace;
    }
    let without = |one: &Index| Index {
        part_of: None,
        valid: true,
        definition: String::new(),
        ..one.clone()
    };
    let parent = crate::model::Parent::Relation(old.table.clone());
    match attachment(&parent, &old.part_of, &new.part_of, plan) {
        Way::Nothing => Way::when(without(old) != without(new)),
        other => other,
    }
}

/// What is to be done about being a part of another index: nothing when the tables themselves are attached or detached.
fn attachment(
    parent: &crate::model::Parent,
    old: &Option<crate::Name>,
    new: &Option<crate::Name>,
    plan: &Plan<'_>,
) -> Way {
    let crate::model::Parent::Relation(table) = parent else {
        return Way::Nothing;
    };
    let attach = |side: &super::plan::Side<'_>| match side.items.get(&Key::Attach(table.clone())) {
        Some(Item::Attach(of)) => Some((*of).clone()),
        _ => None,
    };
    match (old, new) {
        _ if old == new => Way::Nothing,
        _ if attach(&plan.from) != attach(&plan.to) => Way::Nothing,
        // An index of the parent that is created later takes this one up; one that is there is given it.
        (None, Some(whole)) => Way::when(plan.from.index_key(whole).is_some()),
        _ => Way::Replace,
    }
}
