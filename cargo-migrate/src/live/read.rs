//! The schema of a live database.

use migrate_core::plan::LedgerName;
use migrate_core::sql::literal;
use migrate_runtime::{Reply, Session, Wanted};
use migrate_schema::{Name, Reader, Schema, Snapshot};

use crate::catalog;
use crate::failure::Failure;
use crate::scratch::{Answer, ScratchFailure};

/// A live database: its schema, and who migrates it.
pub(crate) struct Live {
    /// The schema without the ledger. What the migrating role owns has no owner in it.
    pub(crate) snapshot: Snapshot,
    /// The server's version as it numbers it.
    pub(crate) version: u32,
    /// The role that migrates: it owns the ledger. Without a ledger it is the one that reads.
    pub(crate) role: String,
}

/// The tables that are the tool's own.
pub(crate) fn hidden(ledger: &LedgerName) -> Vec<Name> {
    let all = [ledger.clone(), ledger.log(), ledger.fingerprints()];
    let name = |one: LedgerName| Name::new(&*one.schema, &*one.table);
    all.map(name).into()
}

impl Live {
    /// Reads it. That takes no lock and changes nothing; it needs what every role may do.
    ///
    /// # Errors
    ///
    /// The connection is lost, or the catalog cannot be read.
    pub(crate) fn read(
        session: &mut (impl Session + ?Sized),
        ledger: &LedgerName,
    ) -> Result<Self, Failure> {
        let mut ask = |sql: &str| ask(session, sql);
        let role = role(ledger, &mut ask)?;
        let mut reader = Reader::new(hidden(ledger)).in_place_of(&*role);
        let mut snapshot = catalog::snapshot(&mut reader, &mut ask)?;
        let version = catalog::version(&mut ask)?;
        disown(&mut snapshot.schema, version);
        Ok(Self {
            snapshot,
            version,
            role,
        })
    }
}

/// Leaves out owners that no revision sets: of extensions, which only somebody else may be allowed to create, and of `public`
/// before PostgreSQL 15, where it belongs to who made the server.
pub(super) fn disown(schema: &mut Schema, version: u32) {
    for extension in &mut schema.extensions {
        extension.meta.owner = None;
    }
    for namespace in &mut schema.namespaces {
        if namespace.name == "public" && version < 150_000 {
            namespace.meta.owner = None;
        }
    }
}

fn ask(session: &mut (impl Session + ?Sized), sql: &str) -> Result<Answer, Failure> {
    match session.send(sql, Wanted::Rows) {
        Reply::Rows(rows) => Ok(Ok(rows)),
        Reply::Error(error) => Ok(Err(error)),
        Reply::Lost(why) => Err(ScratchFailure::Lost { why }.into()),
        Reply::Waited | Reply::Alone => Ok(Ok(Vec::new())),
    }
}

/// Asks who owns the ledger, or who asks when there is none, and for the server's version as it numbers it.
pub(super) fn who(ledger: &LedgerName) -> String {
    format!(
        "SELECT coalesce((SELECT pg_catalog.pg_get_userbyid(relowner) FROM pg_catalog.pg_class \
         WHERE oid = pg_catalog.to_regclass({})), current_user), pg_catalog.current_setting('server_version_num')",
        literal(&ledger.to_string())
    )
}

fn role(
    ledger: &LedgerName,
    ask: &mut impl FnMut(&str) -> Result<Answer, Failure>,
) -> Result<String, Failure> {
    let rows = ask(&who(ledger))?;
    let name = rows.ok().and_then(|rows| rows.first()?.first()?.clone());
    name.ok_or_else(|| {
        let why = "the server does not tell who owns the ledger".to_owned();
        ScratchFailure::Catalog { why }.into()
    })
}
