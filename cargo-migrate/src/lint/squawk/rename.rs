//! What deployed applications still call by its old name.

use std::ops::Range;

use migrate_core::plan::TransactionMode;
use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::{Alteration, first_reference};
use crate::lint::name::{Name, quoted, spelled};
use crate::lint::rewrite::{HERE, IN_BATCHES, OUTSIDE, steps};
use crate::lint::script::Statement;

const BREAKS: &str = "an application that was deployed before fails from this moment until it is replaced, and going back to \
it fails too";

pub(super) fn column(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let Some(alteration) = Alteration::at(statement, &range) else {
        return column_of_object(statement, range);
    };
    let ast::AlterTableAction::RenameColumn(rename) = &alteration.action else {
        return None;
    };
    let table = &alteration.table;
    let old = spelled(rename.column_name_ref()?.syntax());
    if statement.known.is_new_column(table, &old) {
        return None;
    }
    let ty = statement.known.type_of(table, &old);
    let (ty, stands) = match ty {
        Some(ty) => (ty.to_string(), String::new()),
        None => (
            "text".to_owned(),
            format!(" (`text` stands for the type of `{old}`, which no script tells)"),
        ),
    };
    let new = quoted(&rename.column_name()?.text());
    let old = quoted(&old);
    let here = [format!("ALTER TABLE {table} ADD COLUMN {new} {ty}")];
    let fill = [format!(
        "UPDATE {table} SET {new} = {old} WHERE {new} IS NULL AND {old} IS NOT NULL{IN_BATCHES}"
    )];
    let drop = [format!("ALTER TABLE {table} DROP COLUMN {old}")];
    let problem = statement
        .finding(
            Code::RenamingColumn,
            range,
            format!("column `{old}` of `{table}` is renamed while applications use it"),
        )
        .label("the old name is gone at once")
        .note(BREAKS)
        .help(format!(
            "add a column beside it, and drop the old one when nothing uses it{stands}:\n\n{}",
            steps(&[
                (
                    "this revision; from now on the application writes both",
                    &here
                ),
                (OUTSIDE, &fill),
                (
                    "a later revision, when no application uses the old one",
                    &drop
                ),
            ])
        ));
    Some(problem)
}

/// A column of a view, or an attribute of a type.
fn column_of_object(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let object = first_reference(statement)?;
    if statement.known.is_new_object(&object) {
        return None;
    }
    let problem = statement
        .finding(
            Code::RenamingColumn,
            range,
            format!("a column of `{object}` is renamed while applications use it"),
        )
        .label("the old name is gone at once")
        .note(BREAKS)
        .help(format!(
            "create an object with the new name beside `{object}`, and drop the old one when nothing uses it"
        ));
    Some(problem)
}

pub(super) fn table(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let alteration = Alteration::of_old_table(statement, &range)?;
    let ast::AlterTableAction::TableRenameTo(rename) = &alteration.action else {
        return None;
    };
    let old = &alteration.table;
    let new = Name::of(&rename.table_name()?.path()?)?;
    let new = old.sibling(new.bare().to_owned());
    if is_replaced_by_view(statement, old) || takes_the_place(statement, old) {
        return None;
    }
    let problem = statement
        .finding(
            Code::RenamingTable,
            range,
            format!("table `{old}` is renamed while applications use it"),
        )
        .label("the old name is gone at once")
        .note(BREAKS)
        .help(format!(
            "leave a view in its place, through which the application reads and writes, and drop it later:\n\n{}",
            steps(&[(
                HERE,
                &[
                    statement.edited(&[]),
                    format!("CREATE VIEW {old} AS SELECT * FROM {new}")
                ]
            )])
        ));
    Some(problem)
}

/// Whether a later statement of the script creates a view of this name.
fn is_replaced_by_view(statement: &Statement<'_>, name: &Name) -> bool {
    statement.following().iter().any(|next| {
        let ast::Stmt::CreateView(view) = next else {
            return false;
        };
        let path = view.view().and_then(|view| view.path());
        path.and_then(|path| Name::of(&path)).as_ref() == Some(name)
    })
}

/// Whether a later statement of the script gives another table this name, or creates one.
fn takes_the_place(statement: &Statement<'_>, name: &Name) -> bool {
    statement.following().iter().any(|next| match next {
        ast::Stmt::CreateTable(create) => {
            let path = create.table_name().and_then(|table| table.path());
            path.and_then(|path| Name::of(&path)).as_ref() == Some(name)
        }
        ast::Stmt::AlterTable(alter) => alter.actions().any(|action| {
            let ast::AlterTableAction::TableRenameTo(rename) = action else {
                return false;
            };
            let path = rename.table_name().and_then(|table| table.path());
            let new = path.and_then(|path| Name::of(&path));
            let table = Name::of_relation(alter.table_relation_name());
            match (table, new) {
                (Some(table), Some(new)) => table.sibling(new.bare().to_owned()) == *name,
                _ => false,
            }
        }),
        _ => false,
    })
}

/// Whether a later statement of the same transaction creates a type of this name: nobody sees that it was gone.
fn is_created_again(statement: &Statement<'_>, name: &Name) -> bool {
    let is_it =
        |path: Option<ast::Path>| path.and_then(|path| Name::of(&path)).as_ref() == Some(name);
    statement.script.transaction() == TransactionMode::Single
        && statement.following().iter().any(|next| match next {
            ast::Stmt::CreateType(create) => is_it(create.type_name().and_then(|it| it.path())),
            ast::Stmt::CreateDomain(create) => is_it(create.domain().and_then(|it| it.path())),
            _ => false,
        })
}

pub(super) fn object(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let kind = match statement.node {
        ast::Stmt::AlterView(_) => "view",
        ast::Stmt::AlterMaterializedView(_) => "materialized view",
        ast::Stmt::AlterForeignTable(_) => "foreign table",
        ast::Stmt::AlterType(ty)
            if matches!(ty.action(), Some(ast::AlterTypeAction::RenameValue(_))) =>
        {
            "a value of enum"
        }
        ast::Stmt::AlterType(_) => "type",
        ast::Stmt::AlterDomain(domain)
            if matches!(
                domain.action(),
                Some(ast::AlterDomainAction::DomainRenameTo(_))
            ) =>
        {
            "domain"
        }
        ast::Stmt::AlterSequence(_) => "sequence",
        ast::Stmt::AlterSchema(_) => "schema",
        ast::Stmt::AlterFunction(_) => "function",
        ast::Stmt::AlterProcedure(_) => "procedure",
        ast::Stmt::AlterRoutine(_) => "routine",
        ast::Stmt::AlterAggregate(_) => "aggregate",
        // Indexes, constraints, triggers and policies are named by migrations alone; roles and databases are no part of a
        // schema.
        _ => return None,
    };
    let name = first_reference(statement);
    if name
        .as_ref()
        .is_some_and(|name| statement.known.is_new_object(name))
    {
        return None;
    }
    if let (ast::Stmt::AlterView(_), Some(name)) = (statement.node, &name)
        && is_replaced_by_view(statement, name)
    {
        return None;
    }
    if let (true, Some(name)) = (matches!(kind, "type" | "domain"), &name)
        && is_created_again(statement, name)
    {
        return None;
    }
    let name = name.map_or_else(String::new, |name| format!(" `{name}`"));
    let problem = statement
        .finding(
            Code::RenamingObject,
            range,
            format!("{kind}{name} is renamed while applications use it"),
        )
        .label("the old name is gone at once")
        .note(BREAKS)
        .help("create it under the new name beside the old one, and drop the old one when nothing uses it");
    Some(problem)
}

pub(super) fn move_to_schema(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let problem = |name: &Name| {
        let message = format!("`{name}` is moved to another schema while applications use it");
        statement
            .finding(Code::BanSetSchema, range.clone(), message)
            .label("it is gone from where it was at once")
            .note(BREAKS)
    };
    if let Some(alteration) = Alteration::at(statement, &range) {
        let ast::AlterTableAction::SetSchema(set) = &alteration.action else {
            return None;
        };
        let old = &alteration.table;
        if statement.known.is_new_table(old) || is_replaced_by_view(statement, old) {
            return None;
        }
        let new = old.moved(spelled(set.schema_ref()?.syntax()));
        return Some(problem(old).help(format!(
            "leave a view in its place, through which the application reads and writes, and drop it later:\n\n{}",
            steps(&[(
                HERE,
                &[
                    statement.edited(&[]),
                    format!("CREATE VIEW {old} AS SELECT * FROM {new}")
                ]
            )])
        )));
    }
    let name = first_reference(statement)?;
    if statement.known.is_new_object(&name) {
        return None;
    }
    Some(problem(&name).help(
        "create it in the new schema beside the old one, and drop the old one when nothing uses it",
    ))
}
