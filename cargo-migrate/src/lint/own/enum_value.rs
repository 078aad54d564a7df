//! A value of an enum, used in the transaction that adds it.

use migrate_core::plan::TransactionMode;
use migrate_core::source::{Code, Place, Problem};
use squawk_syntax::SyntaxNode;
use squawk_syntax::ast::{self, AstNode};

use super::each;
use crate::lint::name::Name;
use crate::lint::rewrite::{HERE, NEXT, steps};
use crate::lint::script::Statement;

pub(crate) fn check(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let ast::Stmt::AlterType(alter) = statement.node else {
        return;
    };
    let Some(ast::AlterTypeAction::AddValue(added)) = alter.action() else {
        return;
    };
    let name = alter
        .type_name_ref()
        .and_then(|name| Name::of_ref(&name.path_ref()?));
    let value = added.literal().and_then(|literal| literal.string_value());
    let (Some(name), Some(value)) = (name, value) else {
        return;
    };
    if statement.script.transaction() == TransactionMode::None {
        return;
    }
    let created = match is_created_here(statement, &name) {
        // PostgreSQL 17 lets the values of a type be used that the same transaction created; the earlier ones do not.
        true if statement.known.postgres().major() >= 17 => return,
        true => Created::Here,
        false => Created::Earlier,
    };
    let following = statement.following().iter();
    let used = following
        .filter(|later| !is_text(later))
        .find_map(|later| use_of(statement, later, &name, &value).map(|used| (later, used)));
    if let Some((later, used)) = used {
        problems.push(finding(statement, later, &used, &name, &value, created));
    }
}

/// Where the type of the value is created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Created {
    Here,
    Earlier,
}

fn is_created_here(statement: &Statement<'_>, name: &Name) -> bool {
    statement.preceding().iter().any(|before| match before {
        ast::Stmt::CreateType(create) => {
            let created = create.type_name();
            created
                .and_then(|created| Name::of(&created.path()?))
                .as_ref()
                == Some(name)
        }
        _ => false,
    })
}

/// Whether a statement's strings are no values: comments, the bodies of functions, another value of the type.
fn is_text(statement: &ast::Stmt) -> bool {
    matches!(
        statement,
        ast::Stmt::CommentOn(_)
            | ast::Stmt::CreateFunction(_)
            | ast::Stmt::CreateProcedure(_)
            | ast::Stmt::Do(_)
            | ast::Stmt::AlterType(_)
    )
}

/// Where a later statement uses the value: as a string in a statement that names the type, or a table with a column of it.
fn use_of(
    statement: &Statement<'_>,
    later: &ast::Stmt,
    name: &Name,
    value: &str,
) -> Option<SyntaxNode> {
    let node = later.syntax();
    let mut literals = each::<ast::Literal>(node);
    let literal = literals.find(|literal| literal.string_value().as_deref() == Some(value))?;
    let is_of_type = |path: ast::PathRef| {
        Name::of_ref(&path)
            .is_some_and(|other| other == *name || statement.known.has_column_of(&other, name))
    };
    each::<ast::PathRef>(node)
        .any(is_of_type)
        .then(|| literal.syntax().clone())
}

fn finding(
    statement: &Statement<'_>,
    later: &ast::Stmt,
    used: &SyntaxNode,
    name: &Name,
    value: &str,
    created: Created,
) -> Problem {
    let (add, use_) = (
        statement.sql(statement.node.syntax()),
        statement.sql(later.syntax()),
    );
    let problem = statement.finding(
        Code::EnumValueInSameTransaction,
        statement.range(used),
        format!("the value '{value}' of `{name}` is used in the transaction that adds it"),
    );
    let whole = statement.whole();
    let added: Place = statement.place(whole);
    let label = match created {
        Created::Earlier => "PostgreSQL refuses it: unsafe use of new value",
        Created::Here => "before 17 PostgreSQL refuses it: unsafe use of new value",
    };
    let problem = problem
        .label(label)
        .related(added, "added here")
        .note("a value can be used when the transaction that added it is committed");
    let problem = match created {
        Created::Earlier => problem,
        Created::Here => problem
            .note(format!(
                "the plan has to run on PostgreSQL {} and later, as far as its settings say",
                statement.known.postgres()
            ))
            .help(format!(
                "list it in the CREATE TYPE of `{name}`, which is in the same script; or, where no server is older, say \
                 `postgres-version = 17` in [package.metadata.migrate]"
            )),
    };
    problem.help(format!(
        "use it in the next revision:\n\n{}",
        steps(&[(HERE, &[add]), (NEXT, &[use_])])
    ))
}
