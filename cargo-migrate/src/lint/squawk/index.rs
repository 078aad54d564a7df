//! Indexes and partitions: what can be done beside running queries, by `CONCURRENTLY`.

use std::ops::Range;

use migrate_core::plan::TransactionMode;
use migrate_core::source::{Code, Problem};
use squawk_linter::Violation;
use squawk_syntax::ast::{self, AstNode};

use super::{Alteration, fix_of};
use crate::lint::known::Storage;
use crate::lint::name::Name;
use crate::lint::rewrite::{HERE, OUTSIDE, steps};
use crate::lint::script::{Statement, Way};

/// Where a concurrent statement goes: it stays where the revision runs outside a transaction already.
fn outside(statement: &Statement<'_>) -> &'static str {
    match statement.script.transaction() {
        TransactionMode::None => HERE,
        TransactionMode::Single => OUTSIDE,
    }
}

/// A down is judged where it runs outside a transaction anyway, so that the word costs nothing.
fn is_judged(statement: &Statement<'_>) -> bool {
    statement.script.way() == Way::Up || statement.script.transaction() == TransactionMode::None
}

pub(super) fn creation(statement: &Statement<'_>) -> Option<Problem> {
    let ast::Stmt::CreateIndex(create) = statement.node else {
        return None;
    };
    let relation = create.table_relation_name()?;
    let only = relation.only_token().is_some();
    let table = Name::of_relation(Some(relation))?;
    let new = statement.known.is_new_table(&table) && statement.script.way() == Way::Up;
    // `ON ONLY` a partitioned table builds nothing.
    if only || new || !is_judged(statement) {
        return None;
    }
    let index = create.index().and_then(|index| Name::of(&index.path()?));
    let index = index.map_or_else(|| "an index".to_owned(), |name| format!("index `{name}`"));
    let message = format!("{index} is built while writes to `{table}` wait");
    let problem = statement
        .finding(
            Code::RequireConcurrentIndexCreation,
            statement.whole(),
            message,
        )
        .label("holds a SHARE lock for the whole build")
        .note(format!(
            "INSERT, UPDATE and DELETE on `{table}` wait until the index is built; reads go on"
        ));
    if statement.known.storage(&table) == Storage::Partitioned {
        let on = statement
            .range(create.table_relation_name()?.syntax())
            .start;
        let parent = statement.edited(&[(on..on, "ONLY ")]);
        return Some(problem.help(format!(
            "a partitioned table's index cannot be built concurrently: create it empty, build one on each partition \
             with CONCURRENTLY, and attach them (ALTER INDEX … ATTACH PARTITION …):\n\n{}",
            steps(&[(HERE, &[parent])])
        )));
    }
    let after = usize::from(create.index_token()?.text_range().end());
    let mut edits = vec![(after..after, " CONCURRENTLY")];
    if let Some(exists) = create.if_not_exists() {
        edits.push((statement.range(exists.syntax()), ""));
    }
    let sql = statement.edited(&edits);
    Some(problem.help(format!(
        "build it beside the writes:\n\n{}",
        steps(&[(outside(statement), &[sql])])
    )))
}

pub(super) fn deletion(statement: &Statement<'_>) -> Option<Problem> {
    let ast::Stmt::DropIndex(drop) = statement.node else {
        return None;
    };
    let names: Vec<_> = drop
        .index_refs()
        .filter_map(|index| Name::of_ref(&index.path_ref()?))
        .collect();
    let new = |name: &Name| statement.known.is_new_index(name);
    let all_new = !names.is_empty() && names.iter().all(new);
    let going = |name: &Name| {
        let table = statement.known.table_of(name);
        table.is_some_and(|table| is_dropped_with(statement, table))
    };
    // As far as the plan tells, there is none.
    let is_none =
        drop.if_exists().is_some() && !names.iter().any(|it| statement.known.has_index(it));
    if (all_new && statement.script.way() == Way::Up)
        || is_none
        || names.iter().all(going)
        || !is_judged(statement)
    {
        return None;
    }
    let after = usize::from(drop.index_token()?.text_range().end());
    let first = names.first()?;
    let list: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    // Only one index at a time can be dropped concurrently, and never with CASCADE.
    let each: Vec<_> = if names.len() == 1 {
        let mut edits = vec![(after..after, " CONCURRENTLY")];
        if let Some(behavior) = drop.drop_behavior() {
            edits.push((statement.range(behavior.syntax()), ""));
        }
        vec![statement.edited(&edits)]
    } else {
        let drop = |name: &Name| format!("DROP INDEX CONCURRENTLY {name}");
        names.iter().map(drop).collect()
    };
    let message = format!(
        "{} {} dropped while the table is locked",
        list.join(", "),
        if names.len() == 1 { "is" } else { "are" }
    );
    let problem = statement
        .finding(Code::RequireConcurrentIndexDeletion, statement.whole(), message)
        .label("takes an ACCESS EXCLUSIVE lock on the table")
        .note(format!(
            "it waits for every query on the table of `{first}`, and every new query waits behind it"
        ))
        .help(format!(
            "drop it beside the queries:\n\n{}",
            steps(&[(outside(statement), &each)])
        ));
    Some(problem)
}

/// Whether the script goes on to drop the table.
fn is_dropped_with(statement: &Statement<'_>, table: &Name) -> bool {
    statement.following().iter().any(|next| {
        let ast::Stmt::DropTable(drop) = next else {
            return false;
        };
        let mut names = drop
            .table_name_refs()
            .filter_map(|name| Name::of_ref(&name.path_ref()?));
        names.any(|name| name == *table)
    })
}

pub(super) fn reindex(statement: &Statement<'_>, violation: &Violation) -> Option<Problem> {
    let ast::Stmt::Reindex(reindex) = statement.node else {
        return None;
    };
    if let Some(ast::ReindexTarget::ReindexTargetIndex(target)) = reindex.reindex_target() {
        let index = Name::of_ref(&target.index_ref()?.path_ref()?)?;
        if statement.known.is_new_index(&index) {
            return None;
        }
    }
    if let Some(ast::ReindexTarget::ReindexTargetTable(target)) = reindex.reindex_target()
        && let Some(path) = target.syntax().descendants().find_map(ast::PathRef::cast)
        && statement.known.is_new_table(&Name::of_ref(&path)?)
    {
        return None;
    }
    let problem = statement
        .finding(
            Code::RequireConcurrentReindex,
            statement.whole(),
            "an index is rebuilt while its table is locked".to_owned(),
        )
        .label("holds a SHARE lock on the table, and locks out every query that would use the index")
        .note("INSERT, UPDATE and DELETE wait until the index is built, and so does nearly every SELECT")
        .help(format!(
            "rebuild it beside the queries:\n\n{}",
            steps(&[(outside(statement), &[statement.edited(&fix_of(violation))])])
        ));
    Some(problem)
}

pub(super) fn detach(
    statement: &Statement<'_>,
    violation: &Violation,
    range: Range<usize>,
) -> Option<Problem> {
    let alteration = Alteration::of_old_table(statement, &range)?;
    let ast::AlterTableAction::DetachPartition(detach) = &alteration.action else {
        return None;
    };
    let table = &alteration.table;
    let partition = Name::of_ref(&detach.table_name_ref()?.path_ref()?)?;
    if statement.known.is_new_table(&partition) {
        return None;
    }
    let problem = statement
        .finding(
            Code::RequireConcurrentPartitionDetach,
            range,
            format!("`{partition}` is detached while all of `{table}` is locked"),
        )
        .label("takes an ACCESS EXCLUSIVE lock on both tables")
        .note(format!(
            "it waits for every query on `{table}`, and every new query waits behind it"
        ))
        .help(format!(
            "detach it beside the queries ({}no default partition):\n\n{}",
            match statement.known.postgres().major() {
                ..14 => "PostgreSQL 14 and later, and ",
                _ => "it takes ",
            },
            steps(&[(outside(statement), &[statement.edited(&fix_of(violation))])])
        ));
    Some(problem)
}
