//! Columns that rewrite their table.

use std::ops::Range;

use migrate_core::source::{Code, Problem};
use squawk_syntax::ast::{self, AstNode};

use super::{Alteration, volatile};
use crate::lint::name::{Name, chosen, is_column, quoted, spelled};
use crate::lint::rewrite::{HERE, IN_BATCHES, NEXT, OUTSIDE, edited, steps};
use crate::lint::script::{Statement, Way};
use crate::lint::types::SqlType;

/// A default or a generated value of a new column.
pub(super) fn default(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let alteration = Alteration::of_old_table(statement, &range)?;
    let action = alteration.range(statement);
    let ast::AlterTableAction::AddColumn(add) = &alteration.action else {
        return None;
    };
    let (table, column) = (&alteration.table, add.column_name()?);
    let column = quoted(&column.text());
    let holds = |it: &ast::Constraint| {
        let it = statement.range(it.syntax());
        it.start <= range.start && range.end <= it.end
    };
    let constraint = add.constraints().find(holds)?;
    let mut edits = without_not_null(statement, add);
    edits.push((statement.range(constraint.syntax()), ""));
    let alone = edited(statement.bare(), action, &edits);
    let alone = format!("ALTER TABLE {table} {alone}");
    match constraint {
        ast::Constraint::DefaultConstraint(default) => {
            let function = volatile::function(&default.expr()?)?;
            let value = statement.sql(default.expr()?.syntax());
            let help = filled(table, &column, &[alone], &format!("SET DEFAULT {value}"));
            let message =
                format!("every row of `{table}` is written to give `{column}` its default");
            Some(
                rewriting(statement, range, table, message)
                    .label(format!("{function}() may give each row another value"))
                    .help(help),
            )
        }
        ast::Constraint::GeneratedConstraint(generated) => match generated.generated_as()? {
            ast::GeneratedAs::GeneratedIdentity(identity) => {
                let how = statement.sql(identity.syntax());
                let message = format!("every row of `{table}` is written to number `{column}`");
                Some(
                    rewriting(statement, range, table, message)
                        .label("each row gets a number of its own")
                        .help(numbered(table, &column, alone, &how)),
                )
            }
            ast::GeneratedAs::GeneratedStored(stored) => {
                if let Some(ast::GeneratedKind::Virtual(_)) = stored.generated_kind() {
                    return None;
                }
                let value = statement.sql(stored.expr()?.syntax());
                let message = format!("every row of `{table}` is written to compute `{column}`");
                Some(
                    rewriting(statement, range, table, message)
                        .label("the value is computed for each row, and stored")
                        .help(triggered(
                            table,
                            &column,
                            &alone,
                            &value,
                            &of_new_row(statement, &stored)?,
                        )),
                )
            }
        },
        _ => None,
    }
}

/// A new column of type `serial`: squawk does not see that its default is `nextval(…)`.
pub(in crate::lint) fn serial(statement: &Statement<'_>, problems: &mut Vec<Problem>) {
    let ast::Stmt::AlterTable(alter) = statement.node else {
        return;
    };
    let Some(table) = Name::of_relation(alter.table_relation_name()) else {
        return;
    };
    if statement.script.way() == Way::Down || statement.known.is_new_table(&table) {
        return;
    }
    for action in alter.actions() {
        let ast::AlterTableAction::AddColumn(add) = &action else {
            continue;
        };
        let (Some(name), Some(ty)) = (add.column_name(), add.ty()) else {
            continue;
        };
        let spelled = SqlType::of(&ty);
        if spelled.is_serial() {
            let column = quoted(&name.text());
            let whole = statement.range(ty.syntax());
            let plain = spelled.of_serial();
            let range = statement.range(action.syntax());
            let mut edits = without_not_null(statement, add);
            edits.push((whole.clone(), plain));
            let alone = edited(statement.bare(), range, &edits);
            let alone = format!("ALTER TABLE {table} {alone}");
            let message = format!("every row of `{table}` is written to number `{column}`");
            problems.push(
                rewriting(statement, whole, &table, message)
                    .label("each row gets a number of its own")
                    .help(numbered(
                        &table,
                        &column,
                        alone,
                        "GENERATED BY DEFAULT AS IDENTITY",
                    )),
            );
        }
    }
}

pub(super) fn rewriting(
    statement: &Statement<'_>,
    range: Range<usize>,
    table: &Name,
    message: String,
) -> Problem {
    statement
        .finding(Code::AddingFieldWithDefault, range, message)
        .note(format!(
            "the table is rewritten under an ACCESS EXCLUSIVE lock: reads and writes of `{table}` wait"
        ))
        .note("NOT NULL, where it is meant, comes last: see adding-not-nullable-field")
}

/// A column that is filled later cannot be NOT NULL yet.
fn without_not_null(
    statement: &Statement<'_>,
    add: &ast::AddColumn,
) -> Vec<(Range<usize>, &'static str)> {
    let is_not_null = |it: &ast::Constraint| matches!(it, ast::Constraint::NotNullConstraint(_));
    let not_null = add.constraints().filter(is_not_null);
    not_null
        .map(|it| (statement.range(it.syntax()), ""))
        .collect()
}

/// How to fill a column in batches.
fn batches(table: &Name, column: &str, value: &str) -> String {
    format!("UPDATE {table} SET {column} = {value} WHERE {column} IS NULL{IN_BATCHES}")
}

fn filled(table: &Name, column: &str, alone: &[String], set: &str) -> String {
    let mut here = alone.to_vec();
    here.push(format!("ALTER TABLE {table} ALTER COLUMN {column} {set}"));
    let fill = [batches(table, column, "DEFAULT")];
    format!(
        "set the default for new rows, and fill the old ones in batches:\n\n{}",
        steps(&[(HERE, &here), (OUTSIDE, &fill)])
    )
}

fn numbered(table: &Name, column: &str, alone: String, identity: &str) -> String {
    let sequence = quoted(&chosen(table.bare(), column.trim_matches('"'), "seq"));
    let here = [
        format!("CREATE SEQUENCE {sequence}"),
        alone,
        format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT nextval('{sequence}')"),
        format!("ALTER SEQUENCE {sequence} OWNED BY {table}.{column}"),
    ];
    let fill = [batches(table, column, "DEFAULT")];
    format!(
        "number new rows by a sequence, and the old ones in batches (what you wrote, `{identity}`, numbers all at once):\n\n{}",
        steps(&[(HERE, &here), (OUTSIDE, &fill)])
    )
}

/// The expression of a generated column, with its columns taken from the row that a trigger sees.
fn of_new_row(statement: &Statement<'_>, stored: &ast::GeneratedStored) -> Option<String> {
    let expr = stored.expr()?;
    let names = expr.syntax().descendants().filter_map(ast::NameRef::cast);
    let columns = names.filter(is_column);
    let edits: Vec<_> = columns
        .map(|column| statement.range(column.syntax()).start)
        .map(|at| (at..at, "NEW."))
        .collect();
    Some(edited(
        statement.bare(),
        statement.range(expr.syntax()),
        &edits,
    ))
}

fn triggered(table: &Name, column: &str, alone: &str, value: &str, of_new: &str) -> String {
    let name = quoted(&chosen(table.bare(), column.trim_matches('"'), "set"));
    format!(
        "keep the value by a trigger, and fill the old rows in batches (in PostgreSQL 18, `VIRTUAL` instead of `STORED` \
         needs neither):\n\n-- {HERE}\n{alone};\n\
         CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.{column} := {of_new};\n    \
         RETURN NEW;\nEND\n$$;\nCREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table}\n    FOR EACH ROW EXECUTE FUNCTION \
         {name}();\n\n-- {OUTSIDE}\nUPDATE {table} SET {column} = {value} WHERE {column} IS NULL;{IN_BATCHES}"
    )
}

/// `ALTER COLUMN … TYPE`.
pub(super) fn change_type(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    let Some(alteration) = Alteration::of_old_table(statement, &range) else {
        return change_attribute(statement, range);
    };
    let ast::AlterTableAction::AlterColumn(alter) = &alteration.action else {
        return None;
    };
    let Some(ast::AlterColumnOption::SetType(set)) = alter.option() else {
        return None;
    };
    let table = &alteration.table;
    let column = spelled(alter.column_name_ref()?.syntax());
    let ty = set.ty()?;
    let old = statement.known.type_of(table, &column);
    let cheap = old.is_some_and(|old| old.becomes_cheaply(&SqlType::of(&ty)));
    let shifts = old.is_none_or(|old| old.shifts_with_time_zone(&SqlType::of(&ty)));
    let in_utc = shifts && SqlType::of(&ty).is_moment() && sets_utc(statement);
    if (cheap || in_utc) && set.using_expr().is_none() {
        return None;
    }
    let moment = old.is_some_and(|old| old.shifts_with_time_zone(&SqlType::of(&ty)));
    let ty = statement.sql(ty.syntax());
    let new = quoted(&chosen(&column, "", "new"));
    let column = quoted(&column);
    let here = [format!("ALTER TABLE {table} ADD COLUMN {new} {ty}")];
    let value = set.using_expr().and_then(|using| using.expr());
    let value = value.map_or_else(|| column.clone(), |expr| statement.sql(expr.syntax()));
    let fill = [batches(table, &new, &value)];
    let drop = [format!("ALTER TABLE {table} DROP COLUMN {column}")];
    let problem = statement.finding(
        Code::ChangingColumnType,
        range,
        format!("the type of `{column}` is changed in place"),
    );
    let problem = if moment && set.using_expr().is_none() {
        problem.help(format!(
            "where the values are meant in UTC, no row is touched in a session whose time zone it is:\n\n{}",
            steps(&[(
                HERE,
                &["SET LOCAL timezone = 'UTC'".to_owned(), statement.edited(&[])]
            )])
        ))
    } else {
        problem
    };
    let problem = problem
        .label("rewrites the table under an ACCESS EXCLUSIVE lock, unless it is a kind of change that needs none")
        .note(format!(
            "reads and writes of `{table}` wait; an application that was deployed before may not understand the new type"
        ))
        .help(format!(
            "add a column beside it, and drop the old one when nothing reads it:\n\n{}",
            steps(&[
                ("this revision; from now on the application writes both", &here),
                (OUTSIDE, &fill),
                ("a later revision, when the application reads and writes only the new one", &drop),
            ])
        ));
    Some(problem)
}

/// Whether the script has said `SET LOCAL timezone = 'UTC'`. In such a session PostgreSQL (12 and later) changes a
/// timestamp with time zone to one without, and back, without a rewrite.
fn sets_utc(statement: &Statement<'_>) -> bool {
    statement.preceding().iter().any(|before| {
        let text = statement.sql(before.syntax()).to_lowercase();
        let zone = text
            .strip_prefix("set local timezone")
            .or_else(|| text.strip_prefix("set local time zone"));
        zone.is_some_and(|zone| zone.trim_end().ends_with("'utc'") || zone.ends_with("utc"))
    })
}

/// `ALTER TYPE … ALTER ATTRIBUTE`.
fn change_attribute(statement: &Statement<'_>, range: Range<usize>) -> Option<Problem> {
    if !matches!(statement.node, ast::Stmt::AlterType(_)) {
        return None;
    }
    let ty = super::first_reference(statement)?;
    if statement.known.is_new_object(&ty) {
        return None;
    }
    let problem = statement
        .finding(
            Code::ChangingColumnType,
            range,
            format!("an attribute of `{ty}` changes its type in place"),
        )
        .label("applications that were deployed before may not understand it")
        .help(format!(
            "create a type beside `{ty}`, use it in a new column, and drop the old one when nothing reads it ({NEXT} or later)"
        ));
    Some(problem)
}
