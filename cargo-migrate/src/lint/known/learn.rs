//! What a statement changes.

pub(super) mod domain;
mod not_null;
mod temporary;

use squawk_syntax::ast::{self, AstNode};

use super::{Age, Column, Index, Known, Proof, Storage, Table};
use crate::lint::name::{self, Name, spelled};
use crate::lint::types::SqlType;

pub(super) fn learn(known: &mut Known, statement: &ast::Stmt, age: Age) {
    if temporary::learn(known, statement) {
        return;
    }
    match statement {
        ast::Stmt::CreateTable(it) => {
            let name = it.table_name().and_then(|name| Name::of(&name.path()?));
            let storage = match it.partition_by() {
                Some(_) => Storage::Partitioned,
                None => Storage::Plain,
            };
            // One that is there already stays as it is.
            let is_there = name
                .as_ref()
                .is_some_and(|name| known.tables.contains_key(name));
            if !(is_there && it.if_not_exists().is_some()) {
                created(known, name, storage, it.table_arg_list(), age);
            }
        }
        ast::Stmt::CreateForeignTable(it) => {
            let name = it.table_name().and_then(|name| Name::of(&name.path()?));
            created(known, name, Storage::Plain, it.table_arg_list(), age);
        }
        ast::Stmt::CreateTableAs(it) => {
            let name = it.table_name().and_then(|name| Name::of(&name.path()?));
            created(known, name, Storage::Plain, None, age);
        }
        ast::Stmt::SelectInto(it) => {
            let name = it.into_clause().and_then(|into| into.table_name());
            let name = name.and_then(|name| Name::of(&name.path()?));
            created(known, name, Storage::Plain, None, age);
        }
        ast::Stmt::CreateMaterializedView(it) => {
            let name = it.view().and_then(|view| Name::of(&view.path()?));
            created(known, name, Storage::Plain, None, age);
        }
        ast::Stmt::CreateIndex(it) => {
            let table = Name::of_relation(it.table_relation_name());
            if let Some(table) = table {
                // An index is in its table's schema, whatever its name says.
                let given = it.index().and_then(|index| Name::of(&index.path()?));
                let name = given.map_or_else(
                    || chosen_for_index(&table, it),
                    |name| name.bare().to_owned(),
                );
                let index = Index {
                    age,
                    table: Some(table.clone()),
                };
                known.indexes.insert(table.sibling(name), index);
            }
        }
        ast::Stmt::AlterIndex(it) => rename_index(known, it),
        ast::Stmt::AlterTable(it) => {
            if let Some(name) = Name::of_relation(it.table_relation_name()) {
                alter(known, name, it.actions(), age);
            }
        }
        ast::Stmt::AlterForeignTable(it) => {
            if let Some(name) = Name::of_relation(it.table_relation_name()) {
                alter(known, name, it.actions(), age);
            }
        }
        ast::Stmt::DropTable(it) => {
            for name in it.table_name_refs() {
                forget(known, name.path_ref());
            }
        }
        ast::Stmt::DropMaterializedView(it) => {
            for name in it.view_refs() {
                forget(known, name.path_ref());
            }
        }
        ast::Stmt::DropIndex(it) => {
            for index in it.index_refs() {
                if let Some(name) = index.path_ref().as_ref().and_then(Name::of_ref) {
                    known.indexes.remove(&name);
                }
            }
        }
        other => object(known, other, age),
    }
}

fn rename_index(known: &mut Known, alter: &ast::AlterIndex) {
    let old = alter.index_ref();
    let old = old.and_then(|index| Name::of_ref(&index.path_ref()?));
    if let (Some(old), Some(ast::AlterIndexAction::IndexRenameTo(rename))) = (old, alter.action())
        && let Some(new) = rename.index().and_then(|index| Name::of(&index.path()?))
        && let Some(index) = known.indexes.remove(&old)
    {
        let new = old.sibling(new.bare().to_owned());
        known.indexes.insert(new, index);
    }
}

/// The name that PostgreSQL chooses for an index: of the columns, and of functions that are called.
fn chosen_for_index(table: &Name, create: &ast::CreateIndex) -> String {
    let items = create.partition_item_list();
    let parts: Vec<_> = items
        .iter()
        .flat_map(ast::PartitionItemList::partition_items)
        .map(|item| match item.expr() {
            Some(ast::Expr::NameRef(column)) => column.text(),
            Some(ast::Expr::CallExpr(call)) => match call.expr() {
                Some(ast::Expr::NameRef(function)) => function.text(),
                _ => "expr".to_owned(),
            },
            _ => "expr".to_owned(),
        })
        .collect();
    name::chosen(table.bare(), &parts.join("_"), "idx")
}

/// Views, types and the like.
fn object(known: &mut Known, statement: &ast::Stmt, age: Age) {
    let path = match statement {
        ast::Stmt::CreateView(it) => it.view().and_then(|view| view.path()),
        ast::Stmt::CreateType(it) => it.type_name().and_then(|name| name.path()),
        ast::Stmt::CreateDomain(it) => it.domain().and_then(|domain| domain.path()),
        ast::Stmt::CreateSequence(it) => it.sequence().and_then(|sequence| sequence.path()),
        ast::Stmt::CreateFunction(it) => it.name().and_then(|name| name.path()),
        _ => None,
    };
    if let Some(name) = path.as_ref().and_then(Name::of) {
        // `CREATE OR REPLACE` of what is there does not make it new.
        known.others.entry(name).or_insert(age);
    }
}

fn forget(known: &mut Known, path: Option<ast::PathRef>) {
    if let Some(name) = path.as_ref().and_then(Name::of_ref) {
        known.tables.remove(&name);
        known
            .indexes
            .retain(|_, index| index.table.as_ref() != Some(&name));
    }
}

fn created(
    known: &mut Known,
    name: Option<Name>,
    storage: Storage,
    args: Option<ast::TableArgList>,
    age: Age,
) {
    let Some(name) = name else { return };
    // `IF NOT EXISTS` of a table that an applied revision created does not make it new.
    let age = match known.tables.get(&name) {
        Some(table) => table.age,
        None => age,
    };
    let mut table = Table::new(age);
    table.storage = storage;
    for arg in args.into_iter().flat_map(|args| args.args()) {
        match arg {
            ast::TableArg::Column(column) => {
                if let Some(name) = column.name() {
                    let ty = column.ty().as_ref().map(SqlType::of);
                    table.columns.insert(name.text(), Column { age, ty });
                }
            }
            ast::TableArg::TableConstraint(ast::TableConstraint::CheckConstraint(check)) => {
                not_null::check_of(&mut table, &name, &check, Proof::Valid);
            }
            ast::TableArg::TableConstraint(_) | ast::TableArg::LikeClause(_) => {}
        }
    }
    known.tables.insert(name, table);
}

fn alter(
    known: &mut Known,
    mut name: Name,
    actions: impl Iterator<Item = ast::AlterTableAction>,
    age: Age,
) {
    for action in actions {
        match action {
            ast::AlterTableAction::TableRenameTo(it) => {
                let new = it.table_name().and_then(|name| Name::of(&name.path()?));
                if let Some(new) = new {
                    let new = name.sibling(new.bare().to_owned());
                    renamed(known, &name, &new);
                    name = new;
                }
            }
            ast::AlterTableAction::SetSchema(it) => {
                if let Some(schema) = it.schema_ref() {
                    let new = name.moved(spelled(schema.syntax()));
                    renamed(known, &name, &new);
                    name = new;
                }
            }
            other => change(known.altered(name.clone()), &name, &other, age),
        }
    }
}

fn renamed(known: &mut Known, old: &Name, new: &Name) {
    if let Some(table) = known.tables.remove(old) {
        known.tables.insert(new.clone(), table);
    }
    for index in known.indexes.values_mut() {
        if index.table.as_ref() == Some(old) {
            index.table = Some(new.clone());
        }
    }
}

fn change(table: &mut Table, name: &Name, action: &ast::AlterTableAction, age: Age) {
    match action {
        ast::AlterTableAction::AddColumn(it) => {
            if let Some(column) = it.column_name() {
                let ty = it.ty().as_ref().map(SqlType::of);
                let column = table.columns.entry(column.text());
                column.or_insert(Column { age, ty });
            }
        }
        ast::AlterTableAction::DropColumn(it) => {
            if let Some(column) = it.column_name_ref() {
                let column = spelled(column.syntax());
                table.columns.remove(&column);
                table
                    .checks
                    .retain(|_, check| !check.columns.contains(&column));
            }
        }
        ast::AlterTableAction::RenameColumn(it) => {
            if let (Some(old), Some(new)) = (it.column_name_ref(), it.column_name()) {
                rename_column(table, &spelled(old.syntax()), &new.text());
            }
        }
        ast::AlterTableAction::AlterColumn(it) => {
            if let (Some(column), Some(ast::AlterColumnOption::SetType(set))) =
                (it.column_name_ref(), it.option())
            {
                let ty = set.ty().as_ref().map(SqlType::of);
                let column = table.columns.entry(spelled(column.syntax()));
                let old = Column {
                    age: Age::Old,
                    ty: None,
                };
                column.or_insert(old).ty = ty;
            }
        }
        ast::AlterTableAction::AddConstraint(it) => {
            let proof = match it.constraint().is_some_and(|it| it.is_not_valid()) {
                true => Proof::NotValid,
                false => Proof::Valid,
            };
            if let Some(ast::Constraint::CheckConstraint(check)) = it.constraint() {
                not_null::check_of(table, name, &check, proof);
            }
        }
        ast::AlterTableAction::ValidateConstraint(it) => {
            if let Some(check) = it.constraint_name_ref()
                && let Some(check) = table.checks.get_mut(&spelled_last(check.syntax()))
            {
                check.proof = Proof::Valid;
            }
        }
        ast::AlterTableAction::DropConstraint(it) => {
            if let Some(check) = it.constraint_name_ref() {
                table.checks.remove(&spelled_last(check.syntax()));
            }
        }
        ast::AlterTableAction::RenameConstraint(it) => {
            if let (Some(old), Some(new)) = (it.constraint_name_ref(), it.constraint_name())
                && let Some(check) = table.checks.remove(&spelled_last(old.syntax()))
            {
                table.checks.insert(spelled(new.syntax()), check);
            }
        }
        ast::AlterTableAction::AttachPartition(_) => table.storage = Storage::Partitioned,
        _ => {}
    }
}

fn rename_column(table: &mut Table, old: &str, new: &str) {
    if let Some(column) = table.columns.remove(old) {
        table.columns.insert(new.to_owned(), column);
    }
    for check in table.checks.values_mut() {
        for column in &mut check.columns {
            if column == old {
                new.clone_into(column);
            }
        }
    }
}

/// A reference to a constraint is spelled as a path of one part.
fn spelled_last(node: &squawk_syntax::SyntaxNode) -> String {
    let segment = node.descendants().find_map(ast::PathSegmentRef::cast);
    segment.map_or_else(|| spelled(node), |segment| segment.text())
}
