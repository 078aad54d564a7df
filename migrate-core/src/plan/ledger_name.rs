//! The name of the ledger table.

use std::fmt;

use super::Text;

/// The schema and the name of the ledger table. The log beside it has `_log` appended to the name.
///
/// It is always printed qualified and quoted, so that no search path can lead elsewhere.
///
/// ```
/// use migrate_core::plan::LedgerName;
///
/// let ledger = LedgerName::default();
/// assert_eq!(ledger.to_string(), r#""public"."migrate_ledger""#);
/// assert_eq!(ledger.log().to_string(), r#""public"."migrate_ledger_log""#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerName {
    /// The schema, as in the catalog (not quoted).
    pub schema: Text,
    /// The table, as in the catalog (not quoted).
    pub table: Text,
}

impl LedgerName {
    /// The append-only log beside the ledger.
    #[must_use]
    pub fn log(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            table: format!("{}_log", self.table).into(),
        }
    }

    /// The table beside the ledger that says what the schema was after a run, where that is asked for.
    ///
    /// ```
    /// use migrate_core::plan::LedgerName;
    ///
    /// let ledger = LedgerName::default();
    /// assert_eq!(ledger.fingerprints().to_string(), r#""public"."migrate_ledger_schema""#);
    /// ```
    #[must_use]
    pub fn fingerprints(&self) -> Self {
        Self {
            schema: self.schema.clone(),
            table: format!("{}{}", self.table, Self::FINGERPRINTS).into(),
        }
    }

    /// What the name of that table ends with.
    pub const FINGERPRINTS: &'static str = "_schema";
}

impl Default for LedgerName {
    fn default() -> Self {
        Self {
            schema: Text::Borrowed("public"),
            table: Text::Borrowed("migrate_ledger"),
        }
    }
}

impl fmt::Display for LedgerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |name: &str| name.replace('"', "\"\"");
        write!(
            f,
            "\"{}\".\"{}\"",
            quoted(&self.schema),
            quoted(&self.table)
        )
    }
}
