//! The desired schema: the files that `schema` in the settings names, and the database that they describe.
//!
//! - [`read`]: the files, never outside of the package;
//! - [`refuse`]: statements that are no part of a schema;
//! - [`order`]: the statements on an empty database, those of a folder in an order in which PostgreSQL accepts them;
//! - [`snapshot`]: all of it, and what the catalog says then;
//! - [`compare`]: the same beside the revisions.
//!
//! Nothing is understood by us: what a statement means is what a scratch database has in its catalog afterwards.

mod compare;
mod order;
mod read;
mod refuse;

use migrate_core::source::Problem;
use migrate_runtime::Wanted;
use migrate_schema::{Plans, Reader, Snapshot};

use crate::catalog;
use crate::failure::Failure;
use crate::scratch::{Databases, Scratch};
use crate::settings::Settings;

pub(crate) use compare::{Pair, changes, check};
pub(crate) use read::{SchemaFile, anywhere};

/// The files of the desired schema; `None` when the settings name none.
///
/// # Errors
///
/// They cannot be read, or hold what is no part of a schema; with every problem.
pub(crate) fn files(settings: &Settings) -> Result<Option<Vec<SchemaFile>>, Failure> {
    let Some(path) = &settings.project.schema else {
        return Ok(None);
    };
    let files = read::in_package(&settings.package.root, path, &settings.shown(path))?;
    accepted(files).map(Some)
}

/// The same files, when all that they hold may be carried out.
///
/// # Errors
///
/// They hold what is no part of a schema; with every problem.
pub(crate) fn accepted(files: Vec<SchemaFile>) -> Result<Vec<SchemaFile>, Failure> {
    let problems: Vec<Problem> = files.iter().flat_map(refuse::check).collect();
    match problems.is_empty() {
        true => Ok(files),
        false => Err(Failure::Files(problems)),
    }
}

/// How many scratch databases may be worked in at the same time when these files are carried out.
fn databases(files: &[SchemaFile], scratch: &Scratch) -> Databases {
    let texts: Vec<String> = files.iter().map(refuse::carried_out).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    scratch.databases_for(&texts)
}

/// The schema that the files describe, and the version of the server that says so.
///
/// # Errors
///
/// A statement fails, or would change the scratch server ([`Failure::Files`]); or there is no scratch database.
pub(crate) fn snapshot(
    files: &[SchemaFile],
    scratch: &Scratch,
) -> Result<(Snapshot, u32), Failure> {
    let texts: Vec<String> = files.iter().map(refuse::carried_out).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let turn = scratch.begin(&texts)?;
    let refused = files.iter().zip(&texts);
    let refused = refused.flat_map(|(file, text)| refuse::on_server(file, turn.refused(text)));
    let problems: Vec<Problem> = refused.collect();
    if !problems.is_empty() {
        return Err(Failure::Files(problems));
    }
    // The roles that the revisions make may be named.
    let mut database = scratch.open_beside()?;
    order::carry_out(files, &mut database, scratch)?;
    let mut reader = Reader::new(Vec::new()).with_plans(Plans::Afresh);
    let snapshot = catalog::snapshot(&mut reader, |sql| {
        Ok::<_, Failure>(database.ask(sql, Wanted::Rows)?)
    })?;
    let version = database.version();
    database.close()?;
    Ok((snapshot, version))
}
