//! Constraints and indexes, as statements.

use super::attached;
use super::literal;
use super::meta::Target;
use super::options;
use super::plan::Plan;
use crate::model::{Constraint, Index, Parent};
use crate::{Identifier, Name};

/// Whether a constraint is a primary key or unique.
pub(super) fn is_key(definition: &str) -> bool {
    definition.starts_with("PRIMARY KEY") || definition.starts_with("UNIQUE")
}

/// Whether a primary key has the name that PostgreSQL gives it (`ChooseIndexName` in
/// `src/backend/commands/indexcmds.c`).
pub(super) fn is_usual_name(one: &Constraint) -> bool {
    match &one.parent {
        Parent::Relation(table) => {
            one.definition.starts_with("PRIMARY KEY")
                && one.name.len() < 64
                && one.name == format!("{}_pkey", table.name)
        }
        Parent::Domain(_) => false,
    }
}

/// Whether an index is on columns alone, so that PostgreSQL rebuilds it by itself when a type changes.
pub(super) fn is_plain_index(definition: &str) -> bool {
    let Some((_, columns)) = definition.split_once(" USING ") else {
        return false;
    };
    let mut depth = 0_u32;
    let deepest = columns.chars().fold(0, |deepest, char| {
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest.max(depth)
    });
    deepest <= 1 && !columns.contains(" WHERE ")
}

/// Whether two definitions differ at most in `ONLY`, and in parameters that are set without a rebuild.
pub(super) fn is_same_index(old: &str, new: &str) -> bool {
    let without = |text: &str| text.replacen(" ON ONLY ", " ON ", 1);
    without(old) == without(new)
}

/// `ADD CONSTRAINT`, and what is set on its index.
pub(super) fn add_constraint(plan: &Plan<'_>, one: &Constraint) -> Vec<String> {
    let name = Identifier(&one.name);
    let whole = match &one.parent {
        Parent::Relation(table) if attached::lacks_a_part(&plan.to, one) => {
            format!("TABLE ONLY {table}")
        }
        Parent::Relation(table) => format!("TABLE {table}"),
        Parent::Domain(domain) => format!("DOMAIN {domain}"),
    };
    let mut all = vec![format!(
        "ALTER {whole} ADD CONSTRAINT {name} {}",
        one.definition
    )];
    all.extend(constraint_settings(one));
    if let Parent::Relation(table) = &one.parent {
        let index = Name::new(&table.schema, &one.name);
        all.extend(attached::created(
            plan,
            &index,
            table,
            one.index.part_of.as_ref(),
        ));
    }
    all
}

/// What `ADD CONSTRAINT` does not say.
pub(super) fn constraint_settings(one: &Constraint) -> Vec<String> {
    let name = Identifier(&one.name);
    let mut all = Vec::new();
    if let Parent::Relation(table) = &one.parent {
        let index = Name::new(&table.schema, &one.name);
        all.extend(options::altered(
            &format!("ALTER INDEX {index}"),
            &[],
            &one.index.options,
        ));
        if let Some(space) = &one.index.tablespace {
            all.push(format!(
                "ALTER INDEX {index} SET TABLESPACE {}",
                Identifier(space)
            ));
        }
        if one.index.clustered {
            all.push(format!("ALTER TABLE {table} CLUSTER ON {name}"));
        }
        if let Some(comment) = &one.index.comment {
            all.push(format!("COMMENT ON INDEX {index} IS {}", literal(comment)));
        }
    }
    all.extend(constraint_target(one).created(&one.meta));
    all
}

pub(super) fn drop_constraint(one: &Constraint) -> String {
    let name = Identifier(&one.name);
    match &one.parent {
        Parent::Relation(table) => format!("ALTER TABLE {table} DROP CONSTRAINT {name}"),
        Parent::Domain(domain) => format!("ALTER DOMAIN {domain} DROP CONSTRAINT {name}"),
    }
}

pub(super) fn alter_constraint(plan: &Plan<'_>, old: &Constraint, new: &Constraint) -> Vec<String> {
    let name = Identifier(&new.name);
    let mut all = Vec::new();
    if old.definition != new.definition {
        all.push(match &new.parent {
            Parent::Relation(table) => format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"),
            Parent::Domain(domain) => {
                format!("ALTER DOMAIN {domain} VALIDATE CONSTRAINT {name}")
            }
        });
    }
    if let Parent::Relation(table) = &new.parent {
        let index = Name::new(&table.schema, &new.name);
        all.extend(options::altered(
            &format!("ALTER INDEX {index}"),
            &old.index.options,
            &new.index.options,
        ));
        if old.index.tablespace != new.index.tablespace {
            let space = new.index.tablespace.as_deref().unwrap_or("pg_default");
            all.push(format!(
                "ALTER INDEX {index} SET TABLESPACE {}",
                Identifier(space)
            ));
        }
        all.extend(clustered(
            table,
            &new.name,
            old.index.clustered,
            new.index.clustered,
        ));
        if old.index.comment != new.index.comment {
            let text = new.index.comment.as_deref();
            let text = text.map_or_else(|| "NULL".to_owned(), literal);
            all.push(format!("COMMENT ON INDEX {index} IS {text}"));
        }
        all.extend(attached::altered(
            plan,
            &index,
            &old.index.part_of,
            &new.index.part_of,
        ));
    }
    all.extend(constraint_target(new).altered(&old.meta, &new.meta));
    all
}

pub(super) fn constraint_target(one: &Constraint) -> Target {
    let name = Identifier(&one.name);
    Target::commented(match &one.parent {
        Parent::Relation(table) => format!("CONSTRAINT {name} ON {table}"),
        Parent::Domain(domain) => format!("CONSTRAINT {name} ON DOMAIN {domain}"),
    })
}

fn clustered(table: &Name, index: &str, old: bool, new: bool) -> Option<String> {
    match (old, new) {
        (false, true) => Some(format!(
            "ALTER TABLE {table} CLUSTER ON {}",
            Identifier(index)
        )),
        (true, false) => Some(format!("ALTER TABLE {table} SET WITHOUT CLUSTER")),
        _ => None,
    }
}

pub(super) fn create_index(plan: &Plan<'_>, one: &Index) -> Vec<String> {
    let mut all = vec![match one.valid {
        // The index of a partitioned table takes up those of the partitions.
        true => one.definition.replacen(" ON ONLY ", " ON ", 1),
        false => one.definition.clone(),
    }];
    let name = &one.name;
    if let Some(space) = &one.tablespace {
        all.push(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            Identifier(space)
        ));
    }
    for (column, target) in &one.statistics {
        all.push(format!(
            "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS {target}"
        ));
    }
    all.extend(clustered(&one.table, &name.name, false, one.clustered));
    all.extend(index_target(one).created(&one.meta));
    all.extend(attached::created(
        plan,
        name,
        &one.table,
        one.part_of.as_ref(),
    ));
    all
}

pub(super) fn alter_index(plan: &Plan<'_>, old: &Index, new: &Index) -> Vec<String> {
    let name = &new.name;
    let mut all = Vec::new();
    if old.tablespace != new.tablespace {
        let space = new.tablespace.as_deref().unwrap_or("pg_default");
        all.push(format!(
            "ALTER INDEX {name} SET TABLESPACE {}",
            Identifier(space)
        ));
    }
    let target = |list: &[(i32, i32)], column| {
        let mut found = list.iter().filter(|(of, _)| *of == column);
        found.next().map_or(-1, |(_, target)| *target)
    };
    let columns: std::collections::BTreeSet<i32> = old
        .statistics
        .iter()
        .chain(&new.statistics)
        .map(|(column, _)| *column)
        .collect();
    for column in columns {
        let (before, after) = (
            target(&old.statistics, column),
            target(&new.statistics, column),
        );
        if before != after {
            all.push(format!(
                "ALTER INDEX {name} ALTER COLUMN {column} SET STATISTICS {after}"
            ));
        }
    }
    all.extend(clustered(
        &new.table,
        &name.name,
        old.clustered,
        new.clustered,
    ));
    all.extend(attached::altered(plan, name, &old.part_of, &new.part_of));
    all.extend(index_target(new).altered(&old.meta, &new.meta));
    all
}

fn index_target(one: &Index) -> Target {
    Target::commented(format!("INDEX {}", one.name)).dependent()
}
