//! Constraints that are proved for all rows while others wait.

use std::ops::Range;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::Alteration;
use crate::lint::known::Storage;
use crate::lint::name::{Name, chosen, is_column, of_constraint, quoted, spelled};
use crate::lint::rewrite::{HERE, NEXT, OUTSIDE, edited, steps};
use crate::lint::script::{Statement, Way};

/// A constraint that is added, by itself or with a column.
struct Added {
    table: Name,
    /// What the column is without the constraint, as an action; and its name.
    column: Option<(String, String)>,
    constraint: ast::Constraint,
}

impl Added {
    fn at(statement: &Statement<'_>, range: &Range<usize>) -> Option<Self> {
        let alteration = Alteration::of_old_table(statement, range)?;
        let action = alteration.range(statement);
        let table = alteration.table;
        match alteration.action {
            ast::AlterTableAction::AddConstraint(add) => {
                let constraint = add.constraint()?;
                Some(Self {
                    table,
                    column: None,
                    constraint,
                })
            }
            ast::AlterTableAction::AddColumn(add) => {
                let is_meant = |it: &ast::Constraint| statement.range(it.syntax()) == *range;
                let constraint = add.constraints().find(is_meant)?;
                let name = add.column_name()?.text();
                let column = edited(statement.bare(), action, &[(range.clone(), "")]);
                Some(Self {
                    table,
                    column: Some((column, name)),
                    constraint,
                })
            }
            _ => None,
        }
    }

    /// The constraint without its name.
    fn body(&self, statement: &Statement<'_>) -> String {
        let clause = self.constraint.syntax().children();
        let clause = clause
            .into_iter()
            .find_map(ast::ConstraintNameClause::cast)
            .map(|clause| (statement.range(clause.syntax()), ""));
        let range = statement.range(self.constraint.syntax());
        edited(statement.bare(), range, clause.as_slice())
    }

    /// Its name, or the one that PostgreSQL would choose.
    fn name(&self, columns: &[String], label: &str) -> String {
        let joined = columns.join("_");
        let name = of_constraint(&self.constraint);
        quoted(&name.unwrap_or_else(|| chosen(self.table.bare(), &joined, label)))
    }

    /// The statement that adds the column alone.
    fn column_alone(&self) -> Option<String> {
        let (column, _) = self.column.as_ref()?;
        Some(format!("ALTER TABLE {} {column}", self.table))
    }

    /// The two steps that read the old rows beside the writes.
    fn in_two_steps(&self, name: &str, body: &str) -> String {
        let table = &self.table;
        let mut here: Vec<String> = self.column_alone().into_iter().collect();
        here.push(format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {body} NOT VALID"
        ));
        let next = [format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")];
        steps(&[(HERE, &here), (NEXT, &next)])
    }

    /// The steps that build the index beside the writes.
    fn using_index(&self, name: &str, columns: &str, kind: &str) -> String {
        let table = &self.table;
        let index = [format!(
            "CREATE UNIQUE INDEX CONCURRENTLY {name} ON {table} {columns}"
        )];
        let constraint = [format!(
            "ALTER TABLE {table} ADD CONSTRAINT {name} {kind} USING INDEX {name}"
        )];
        match self.column_alone() {
            Some(column) => steps(&[(HERE, &[column]), (OUTSIDE, &index), (NEXT, &constraint)]),
            None => steps(&[(OUTSIDE, &index), (NEXT, &constraint)]),
        }
    }
}

pub(super) fn check(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let alteration = Alteration::of_old_table(statement, &range)?;
    if let ast::AlterTableAction::ValidateConstraint(validate) = &alteration.action {
        return validated_at_once(statement, &alteration, validate, range);
    }
    let added = Added::at(statement, &range)?;
    let table = &added.table;
    match &added.constraint {
        ast::Constraint::CheckConstraint(check) => {
            let first = first_column(check).unwrap_or_default();
            let name = added.name(&[first], "check");
            let problem = statement
                .finding(
                    Code::ConstraintMissingNotValid,
                    range,
                    format!("check {name} is proved for all rows of `{table}` under one lock"),
                )
                .label("reads the whole table under an ACCESS EXCLUSIVE lock")
                .note(format!("reads and writes of `{table}` wait until every row was read"));
            Some(problem.help(format!(
                "bind new rows now, and read the old ones later:\n\n{}",
                added.in_two_steps(&name, &added.body(statement))
            )))
        }
        ast::Constraint::ExcludeConstraint(_) => Some(
            statement
                .finding(
                    Code::ConstraintMissingNotValid,
                    range,
                    format!("an exclusion constraint is built while `{table}` is locked"),
                )
                .label("builds an index under an ACCESS EXCLUSIVE lock")
                .note(format!("reads and writes of `{table}` wait until the index is built"))
                .help(
                    "PostgreSQL has no way to add it beside the queries: add it to a new table and copy the rows, or do it \
                     when the table may be locked",
                ),
        ),
        // These have rules of their own.
        _ => None,
    }
}

/// Checks that come with a new column: squawk does not look at them.
pub(super) fn with_a_column(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let ast::Stmt::AlterTable(alter) = statement.node else {
        return;
    };
    if statement.script.way() == Way::Down {
        return;
    }
    for action in alter.actions() {
        let ast::AlterTableAction::AddColumn(add) = action else {
            continue;
        };
        let is_check = |it: &ast::Constraint| matches!(it, ast::Constraint::CheckConstraint(_));
        for constraint in add.constraints().filter(is_check) {
            problems.extend(check(statement, statement.range(constraint.syntax())));
        }
    }
}

/// `VALIDATE CONSTRAINT` in the transaction that added the constraint.
fn validated_at_once(
    statement: &Statement<'_>,
    alteration: &Alteration,
    validate: &ast::ValidateConstraint,
    range: Range<usize>,
) -> Option<Problem> {
    let table = &alteration.table;
    let name = statement.sql(validate.constraint_name_ref()?.syntax());
    let problem = statement
        .finding(
            Code::ConstraintMissingNotValid,
            range,
            format!("{name} is validated while `{table}` is still locked"),
        )
        .label("the same transaction added the constraint, and holds its lock until the end")
        .note(format!(
            "NOT VALID gains nothing here: `{table}` is read while others wait for it"
        ))
        .help(format!(
            "validate it when the lock is released:\n\n{}",
            steps(&[(
                NEXT,
                &[format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")]
            )])
        ));
    Some(problem)
}

pub(super) fn foreign_key(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let added = Added::at(statement, &range)?;
    let (columns, referenced, body) = match &added.constraint {
        ast::Constraint::ForeignKeyConstraint(key) => {
            let columns = key.from_columns()?.column_name_refs();
            let columns: Vec<_> = columns.map(|column| spelled(column.syntax())).collect();
            (columns, key.table_name_ref()?, added.body(statement))
        }
        ast::Constraint::ReferencesConstraint(key) => {
            let (_, column) = added.column.clone()?;
            let body = added.body(statement);
            let body = format!("FOREIGN KEY ({}) {body}", quoted(&column));
            (vec![column], key.table()?, body)
        }
        _ => return None,
    };
    let table = &added.table;
    let referenced = Name::of_ref(&referenced.path_ref()?)?;
    let name = added.name(&columns, "fkey");
    let problem = statement
        .finding(
            Code::AddingForeignKeyConstraint,
            range,
            format!("foreign key {name} is proved for all rows of `{table}` under one lock"),
        )
        .label(match added.column {
            None => "takes a SHARE ROW EXCLUSIVE lock on both tables, and reads one",
            Some(_) => "reads the table under the ACCESS EXCLUSIVE lock of ADD COLUMN",
        })
        .note(format!(
            "writes to `{table}` and to `{referenced}` wait until every row of `{table}` was read"
        ));
    let before_18 = statement.known.postgres().major() < 18;
    if before_18 && statement.known.storage(table) == Storage::Partitioned {
        return Some(problem.help(
            "before PostgreSQL 18 a partitioned table's foreign key cannot be NOT VALID: add it NOT VALID to each partition, \
             validate it there in the next revision, and then add it to the table, which finds the rows proved",
        ));
    }
    Some(problem.help(format!(
        "bind new rows now, and read the old ones later:\n\n{}",
        added.in_two_steps(&name, &body)
    )))
}

pub(super) fn unique(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let added = Added::at(statement, &range)?;
    let ast::Constraint::UniqueConstraint(constraint) = &added.constraint else {
        return None;
    };
    let (columns, list) = indexed(statement, &added, constraint.index_parameters())?;
    let name = added.name(&columns, "key");
    let table = &added.table;
    Some(
        statement
            .finding(
                Code::DisallowedUniqueConstraint,
                range,
                format!("the index of {name} is built while `{table}` is locked"),
            )
            .label("builds an index under an ACCESS EXCLUSIVE lock")
            .note(format!(
                "reads and writes of `{table}` wait until the index is built"
            ))
            .help(format!(
                "build the index beside the queries, and take it over:\n\n{}",
                added.using_index(&name, &list, "UNIQUE")
            )),
    )
}

pub(super) fn primary_key(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let added = Added::at(statement, &range)?;
    let ast::Constraint::PrimaryKeyConstraint(constraint) = &added.constraint else {
        return None;
    };
    let (columns, list) = indexed(statement, &added, constraint.index_parameters())?;
    let name = added.name(&[], "pkey");
    let table = &added.table;
    Some(
        statement
            .finding(
                Code::AddingSerialPrimaryKeyField,
                range,
                format!("the index of {name} is built while `{table}` is locked"),
            )
            .label("builds an index under an ACCESS EXCLUSIVE lock")
            .note(format!("reads and writes of `{table}` wait until the index is built"))
            .note(format!(
                "where {} may be NULL so far, all rows are read as well: see adding-not-nullable-field",
                columns.join(", ")
            ))
            .help(format!(
                "build the index beside the queries, and take it over:\n\n{}",
                added.using_index(&name, &list, "PRIMARY KEY")
            )),
    )
}

/// The columns of an index, and what stands behind the table's name in its definition.
fn indexed(
    statement: &Statement<'_>,
    added: &Added,
    parameters: Option<ast::IndexParameters>,
) -> Option<(Vec<String>, String)> {
    if let Some((_, column)) = &added.column {
        return Some((vec![column.clone()], format!("({})", quoted(column))));
    }
    let parameters = parameters?;
    let list = parameters.column_list()?;
    let names = list.column_name_refs();
    let names = names.map(|name| spelled(name.syntax())).collect();
    let mut definition = statement.sql(list.syntax());
    let more = [
        parameters
            .constraint_include_clause()
            .map(|it| statement.sql(it.syntax())),
        parameters
            .nulls_distinct_option()
            .map(|it| statement.sql(it.syntax())),
    ];
    for part in more.into_iter().flatten() {
        definition.push(' ');
        definition.push_str(&part);
    }
    Some((names, definition))
}

/// The column that a check names, if it names exactly one: PostgreSQL makes the constraint's name of it.
fn first_column(check: &ast::CheckConstraint) -> Option<String> {
    let nodes = check.expr()?.syntax().descendants();
    let mut names: Vec<_> = nodes
        .filter_map(ast::NameRef::cast)
        .filter(is_column)
        .map(|name| name.text())
        .collect();
    names.sort();
    names.dedup();
    (names.len() == 1).then(|| names.remove(0))
}
