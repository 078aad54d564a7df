//! Reading the catalog of a database over whatever carries the messages.

use migrate_schema::{Reader, Snapshot, SnapshotError};

use crate::scratch::{Answer, ScratchFailure};

/// The schema with its dependencies.
///
/// # Errors
///
/// What `ask` fails with; or the server, or the reader, does not understand the other.
pub(crate) fn snapshot<E: From<ScratchFailure>>(
    reader: &mut Reader,
    mut ask: impl FnMut(&str) -> Result<Answer, E>,
) -> Result<Snapshot, E> {
    let snapshot = reader.snapshot_with_dependencies(|sql| match ask(sql) {
        Ok(Ok(rows)) => Ok(rows),
        Ok(Err(error)) => Err(ScratchFailure::Catalog { why: error.message }.into()),
        Err(failure) => Err(failure),
    });
    snapshot.map_err(|error| match error {
        SnapshotError::Send(failure) => failure,
        SnapshotError::Unreadable(why) => ScratchFailure::Catalog {
            why: why.to_string(),
        }
        .into(),
    })
}

/// The server's version as it numbers it: 150014 for 15.14.
///
/// # Errors
///
/// As [`snapshot`].
pub(crate) fn version<E: From<ScratchFailure>>(
    mut ask: impl FnMut(&str) -> Result<Answer, E>,
) -> Result<u32, E> {
    let rows = ask("SELECT pg_catalog.current_setting('server_version_num')")?;
    let number = rows
        .ok()
        .and_then(|rows| rows.first()?.first()?.clone()?.parse().ok());
    number.ok_or_else(|| {
        let why = "the server does not tell its version".to_owned();
        ScratchFailure::Catalog { why }.into()
    })
}
