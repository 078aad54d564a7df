//! Several changes that have nothing to do with each other.

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::{altered, each};
use crate::lint::name::Name;
use crate::lint::rewrite::{HERE, NEXT, steps};
use crate::lint::script::{Statement, Way};

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let Some(table) = changed(statement, statement.node) else {
        return;
    };
    let earlier: Vec<_> = statement
        .preceding()
        .iter()
        .filter_map(|earlier| Some((earlier, changed(statement, earlier)?)))
        .collect();
    let others: Vec<&Name> = earlier.iter().map(|(_, name)| name).collect();
    // The first table is told at the second; more of them say nothing new.
    let Some(first) = others
        .first()
        .filter(|first| others.iter().all(|other| other == *first))
    else {
        return;
    };
    if **first == table || are_joined(statement, first, &table) {
        return;
    }
    let (first_statement, first) = &earlier[0];
    let (one, other) = (
        statement.sql(first_statement.syntax()),
        statement.sql(statement.node.syntax()),
    );
    let problem = statement
        .finding(
            Code::SeveralChanges,
            statement.whole(),
            format!("this revision alters `{first}` and `{table}`, which have nothing to do with each other"),
        )
        .label("the lock on both is held until the end")
        .related(statement.place(statement.range(first_statement.syntax())), "the first one")
        .help(format!("make a revision of each:\n\n{}", steps(&[(HERE, &[one]), (NEXT, &[other])])));
    problems.push(problem);
}

/// The table that a statement of an `up.sql` alters, if it is not new.
fn changed(statement: &Statement<'_>, other: &ast::Stmt) -> Option<Name> {
    let up = statement.script.way() == Way::Up;
    altered(other).filter(|table| up && !statement.known.is_new_table(table))
}

/// Whether a statement of the script names both tables: a foreign key, a partition, rows that are moved, a rename.
fn are_joined(statement: &Statement<'_>, one: &Name, other: &Name) -> bool {
    let all = statement.preceding().iter();
    let mut all = all.chain([statement.node]).chain(statement.following());
    all.any(|statement| {
        let node = statement.syntax();
        let referred = each::<ast::PathRef>(node).filter_map(|path| Name::of_ref(&path));
        let created = each::<ast::Path>(node).filter_map(|path| Name::of(&path));
        let names: Vec<_> = referred.chain(created).collect();
        names.contains(one) && names.contains(other)
    })
}
