//! What the catalogs say when the ledger could not be read.

/// The facts of the catalogs that tell an empty database from one that is not ours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Probe {
    /// What has the ledger's name.
    pub ledger: LedgerTable,
    /// Whether the ledger's schema exists.
    pub schema_exists: bool,
    /// The first user objects by name, `schema.name`, extensions' own objects left out.
    pub objects: Vec<String>,
    /// How many user objects there are.
    pub total: u64,
}

/// What has the ledger's name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LedgerTable {
    /// Nothing.
    #[default]
    Missing,
    /// A ledger of a layout that this version reads and writes.
    Ours,
    /// Something else, in words.
    Foreign(String),
}
