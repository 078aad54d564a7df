//! Temporary tables and views: for the rest of their script they hide what has their name.

use squawk_syntax::ast::{self, AstNode};

use super::{Known, Name};

/// Whether a statement is about temporary tables or views alone; what it says about them is known afterwards.
pub(super) fn learn(known: &mut Known, statement: &ast::Stmt) -> bool {
    if let Some(name) = created(statement) {
        known.temporary.insert(name.bare().to_owned());
        return true;
    }
    let Some(name) = changed(statement).filter(|name| hidden(known, name)) else {
        return false;
    };
    if let ast::Stmt::DropTable(_) | ast::Stmt::DropView(_) = statement {
        known.temporary.remove(name.bare());
    }
    if let ast::Stmt::AlterTable(alter) = statement {
        let rename = alter.actions().find_map(|action| match action {
            ast::AlterTableAction::TableRenameTo(rename) => rename.table_name(),
            _ => None,
        });
        if let Some(new) = rename.and_then(|new| Name::of(&new.path()?)) {
            known.temporary.remove(name.bare());
            known.temporary.insert(new.bare().to_owned());
        }
    }
    true
}

fn hidden(known: &Known, name: &Name) -> bool {
    name.is_unqualified() && known.temporary.contains(name.bare())
}

/// The temporary table or view that a statement creates.
fn created(statement: &ast::Stmt) -> Option<Name> {
    let is_temporary = |persistence: Option<ast::Persistence>| {
        matches!(persistence, Some(ast::Persistence::Temp(_))).then_some(())
    };
    match statement {
        ast::Stmt::CreateTable(it) => {
            is_temporary(it.persistence())?;
            Name::of(&it.table_name()?.path()?)
        }
        ast::Stmt::CreateTableAs(it) => {
            is_temporary(it.persistence())?;
            Name::of(&it.table_name()?.path()?)
        }
        ast::Stmt::SelectInto(it) => {
            let into = it.into_clause()?;
            is_temporary(into.persistence())?;
            Name::of(&into.table_name()?.path()?)
        }
        ast::Stmt::CreateView(it) => {
            is_temporary(it.persistence())?;
            Name::of(&it.view()?.path()?)
        }
        _ => None,
    }
}

/// The first relation that a statement alters or drops.
fn changed(statement: &ast::Stmt) -> Option<Name> {
    match statement {
        ast::Stmt::AlterTable(it) => Name::of_relation(it.table_relation_name()),
        ast::Stmt::CreateIndex(it) => Name::of_relation(it.table_relation_name()),
        ast::Stmt::DropTable(it) => {
            Name::of_ref(&it.syntax().descendants().find_map(ast::PathRef::cast)?)
        }
        ast::Stmt::DropView(it) => {
            Name::of_ref(&it.syntax().descendants().find_map(ast::PathRef::cast)?)
        }
        _ => None,
    }
}
