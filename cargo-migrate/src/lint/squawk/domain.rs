//! Constraints of domains, which bind every table that uses them.

use std::ops::Range;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::first_reference;
use crate::lint::name::{chosen, of_constraint, quoted};
use crate::lint::rewrite::{HERE, NEXT, edited, steps};
use crate::lint::script::Statement;

pub(super) fn add_constraint(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let ast::Stmt::AlterDomain(alter) = statement.node else {
        return None;
    };
    let Some(ast::AlterDomainAction::AddConstraint(add)) = alter.action() else {
        return None;
    };
    let constraint = add.constraint()?;
    let domain = first_reference(statement)?;
    if constraint.is_not_valid() || statement.known.is_new_object(&domain) {
        return None;
    }
    let name = of_constraint(&constraint).unwrap_or_else(|| chosen(domain.bare(), "", "check"));
    let name = quoted(&name);
    let clause = constraint.syntax().children();
    let clause = clause
        .into_iter()
        .find_map(ast::ConstraintNameClause::cast)
        .map(|clause| (statement.range(clause.syntax()), ""));
    let whole = statement.range(constraint.syntax());
    let body = edited(statement.bare(), whole, clause.as_slice());
    let here = [format!(
        "ALTER DOMAIN {domain} ADD CONSTRAINT {name} {body} NOT VALID"
    )];
    let next = [format!("ALTER DOMAIN {domain} VALIDATE CONSTRAINT {name}")];
    let problem = statement
        .finding(
            Code::BanAlterDomainWithAddConstraint,
            range,
            format!("every table with a column of `{domain}` is read under a lock"),
        )
        .label("holds a SHARE lock on each of these tables while it reads them")
        .note("INSERT, UPDATE and DELETE on them wait until all were read")
        .help(format!(
            "bind new values now, and read the old ones later:\n\n{}",
            steps(&[(HERE, &here), (NEXT, &next)])
        ));
    Some(problem)
}
