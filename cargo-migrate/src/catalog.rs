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
