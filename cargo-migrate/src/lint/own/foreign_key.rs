//! Foreign keys that do not say what a deletion does.

use migrate_core::source::{Code, Problem};
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::each;
use crate::lint::rewrite::{HERE, steps};
use crate::lint::script::{Statement, Way};

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let creates = matches!(
        statement.node,
        ast::Stmt::CreateTable(_) | ast::Stmt::AlterTable(_)
    );
    if !creates || statement.script.way() == Way::Down {
        return;
    }
    let node = statement.node.syntax();
    let columns = each::<ast::ReferencesConstraint>(node).map(|it| it.syntax().clone());
    let tables = each::<ast::ForeignKeyConstraint>(node).map(|it| it.syntax().clone());
    for constraint in columns.chain(tables) {
        if each::<ast::OnDeleteAction>(&constraint).next().is_none() {
            problems.push(finding(statement, &constraint));
        }
    }
}

fn finding(statement: &Statement<'_>, constraint: &SyntaxNode) -> Problem {
    let range = statement.range(constraint);
    // After what is referred to; `NOT VALID`, `DEFERRABLE` and the like follow it.
    let referred = constraint.children().filter(|child| {
        ast::TableNameRef::can_cast(child.kind())
            || ast::ForeignKeyColumnList::can_cast(child.kind())
            || ast::ColumnNameRef::can_cast(child.kind())
            || ast::MatchType::can_cast(child.kind())
    });
    let end = referred
        .last()
        .map_or(range.end, |node| statement.range(&node).end);
    // A column's constraint has its parentheses beside its column.
    let after = &statement.script.text()[end..range.end];
    let end = match after.trim_start().starts_with(')') {
        true => end + after.find(')').map_or(0, |at| at + 1),
        false => end,
    };
    let restrict = statement.edited(&[(end..end, " ON DELETE RESTRICT")]);
    statement
        .finding(
            Code::ForeignKeyWithoutOnDelete,
            range,
            "this foreign key does not say what happens when the row that it refers to is deleted"
                .to_owned(),
        )
        .label("as it is, such a deletion fails")
        .help(format!(
            "say that it fails, if it shall:\n\n{}",
            steps(&[(HERE, &[restrict])])
        ))
        .help("or `ON DELETE CASCADE`, or `ON DELETE SET NULL`")
}
