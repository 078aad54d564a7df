//! What the ledger says: its rows, as they are read.

mod probe;
mod row;

pub use probe::{LedgerTable, Probe};
pub use row::{BadRow, Progress, Resolution, Row};

/// The layout of the ledger's tables that this version writes and reads.
///
/// It is stored with the ledger, as the default of its column `layout`, which a CHECK holds every row to: so it is known
/// even when the ledger has no row, and it survives a dump without comments.
pub const LAYOUT: u32 = 1;
