//! Consent: what an `up.sql` destroys needs an `[[allow]]` that says why.
//!
//! What is lost is decided by [`migrate_core::source::script::loss`], as it is for the list that `up` and `down` print. What
//! a `down.sql` destroys is no finding: to undo an addition is what it is for, and it is listed when it runs.

use migrate_core::plan::Revision;
use migrate_core::source::script::loss::{Columns, Fresh, Kind, Loss, Lost, losses};
use migrate_core::source::script::{ObjectName, quoted};
use migrate_core::source::{Code, Place, Problem};

use super::rewrite::{HERE, IN_BATCHES, steps};

/// What the up script of a revision destroys; `columns` tells the types before it, and `fresh` is what the unapplied
/// revisions before it have created.
pub(super) fn find(
    revision: &Revision,
    path: &str,
    columns: impl FnOnce() -> Columns,
    fresh: &mut Fresh,
) -> Vec<Problem> {
    let text = &revision.up.text;
    losses(text, columns, fresh)
        .into_iter()
        .filter_map(|loss| finding(path, text, loss))
        .collect()
}

fn finding(path: &str, text: &str, loss: Loss) -> Option<Problem> {
    let rule = rule(&loss.lost)?;
    let destroys = match &loss.lost {
        Lost::Values { .. } => "may destroy",
        Lost::Object(kind, ..) if kind.is_dependency() => "may destroy columns: it drops",
        _ => "destroys",
    };
    let problem = Problem::new(rule, format!("this {destroys} {}", one_line(&loss.lost)))
        .at(Place::within(path, text, loss.range))
        .label(label(&loss.lost));
    Some(match advice(&loss.lost) {
        Some(advice) => problem.help(advice),
        None => problem.help("leave it out, unless what is lost is not needed any more"),
    })
}

/// A message is one line, and a quoted name may hold more.
fn one_line(lost: &Lost) -> String {
    lost.to_string().replace(|c: char| c.is_control(), " ")
}

/// The rule that asks for consent; `None` where nothing is lost for good: the rows of a materialized view can be computed
/// again, those of a detached partition are still in it.
const fn rule(lost: &Lost) -> Option<Code> {
    match lost {
        Lost::Object(Kind::Table, ..) => Some(Code::BanDropTable),
        Lost::Object(Kind::Schema, ..) => Some(Code::BanDropSchema),
        Lost::Object(Kind::Database, ..) => Some(Code::BanDropDatabase),
        Lost::Object(Kind::Sequence, ..) | Lost::Identity(..) => Some(Code::BanDropSequence),
        Lost::Object(Kind::Type, ..) => Some(Code::BanDropType),
        Lost::Object(Kind::Extension, ..) => Some(Code::BanDropExtension),
        Lost::Object(kind, ..) if kind.is_dependency() => Some(Code::DropCascade),
        Lost::Column(..) | Lost::Attribute(..) => Some(Code::BanDropColumn),
        Lost::Rows(..) => Some(Code::BanTruncate),
        Lost::Deleted(..) => Some(Code::DeleteWithoutWhere),
        Lost::Values { .. } => Some(Code::LossyTypeChange),
        Lost::Owned(..) => Some(Code::BanDropOwned),
        _ => None,
    }
}

fn label(lost: &Lost) -> &'static str {
    match lost {
        Lost::Values { .. } => "values are cut, rounded or refused",
        Lost::Object(kind, ..) if kind.is_dependency() => "what depends on it is not named here",
        _ => "only a backup brings it back",
    }
}

/// What keeps the data, as SQL.
fn advice(lost: &Lost) -> Option<String> {
    let copy = |table: &ObjectName| {
        let kept = table.renamed(format!("{}_kept", table.name));
        format!("CREATE TABLE {kept} AS TABLE {table}")
    };
    const LATER: &str = "a later revision, when no deployed application uses it";
    Some(match lost {
        Lost::Object(Kind::Table, table, _) | Lost::Rows(table, _) => {
            let first = ("this revision, first", &[copy(table)][..]);
            format!("to keep the rows, copy them:\n\n{}", steps(&[first]))
        }
        Lost::Deleted(table) => {
            let delete = [format!("DELETE FROM {table} WHERE …")];
            format!("say which rows are meant:\n\n{}", steps(&[(HERE, &delete)]))
        }
        Lost::Column(table, column, _) => {
            let column = quoted(column);
            let nullable = [format!(
                "ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL"
            )];
            let drop = [format!("ALTER TABLE {table} DROP COLUMN {column}")];
            let steps = steps(&[
                (
                    "this revision, so that applications may leave it out",
                    &nullable,
                ),
                (LATER, &drop),
            ]);
            format!("let it go in two steps:\n\n{steps}")
        }
        Lost::Values {
            table, column, new, ..
        } => {
            let added = quoted(&format!("{column}_new"));
            let column = quoted(column);
            let add = [format!("ALTER TABLE {table} ADD COLUMN {added} {new}")];
            let fill = [format!(
                "UPDATE {table} SET {added} = {column} WHERE {added} IS NULL{IN_BATCHES}"
            )];
            let drop = [format!("ALTER TABLE {table} DROP COLUMN {column}")];
            let steps = steps(&[
                (
                    "this revision; from now on the application writes both",
                    &add,
                ),
                (
                    "the next revision: what does not fit is decided here",
                    &fill,
                ),
                (LATER, &drop),
            ]);
            format!("keep both until they were compared:\n\n{steps}")
        }
        Lost::Object(Kind::Function, function, _) => {
            let drop = [format!("DROP FUNCTION {function}")];
            let after = ("this revision, after what depends on it", &drop[..]);
            format!(
                "drop each trigger, view or column by its name, and this without CASCADE:\n\n{}",
                steps(&[after])
            )
        }
        Lost::Object(kind, ..) if kind.is_dependency() => {
            "drop what depends on it by its name, and this without CASCADE".to_owned()
        }
        Lost::Object(Kind::Sequence, sequence, _) => {
            let go_on = [format!(
                "SELECT setval('…', (SELECT last_value FROM {sequence}))"
            )];
            let first = ("this revision, first", &go_on[..]);
            format!(
                "let what takes its place go on from there:\n\n{}",
                steps(&[first])
            )
        }
        Lost::Identity(table, column) => {
            let column = quoted(column);
            let go_on = [format!(
                "SELECT setval('…', (SELECT max({column}) FROM {table}))"
            )];
            let after = ("this revision, when the sequence is there", &go_on[..]);
            format!(
                "let the sequence that takes its place go on from there:\n\n{}",
                steps(&[after])
            )
        }
        Lost::Owned(owner) => {
            let reassign = [format!("REASSIGN OWNED BY {} TO …", owner.sql())];
            format!(
                "give the objects to another role:\n\n{}",
                steps(&[(HERE, &reassign)])
            )
        }
        Lost::Object(kind @ (Kind::Schema | Kind::Type), name, _) => {
            let drop = [format!("DROP {} {name}", kind.word().to_uppercase())];
            let after = ("this revision, after what is in it or uses it", &drop[..]);
            format!(
                "drop each thing by its name, and this without CASCADE:\n\n{}",
                steps(&[after])
            )
        }
        _ => return None,
    })
}
