//! Kinds of objects that hold data, or take data with them.

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A table.
    Table,
    /// A schema.
    Schema,
    /// A database.
    Database,
    /// A materialized view.
    MaterializedView,
    /// A sequence.
    Sequence,
    /// A type or a domain.
    Type,
    /// An extension.
    Extension,
    /// A function.
    Function,
    /// A collation.
    Collation,
    /// An operator.
    Operator,
    /// An operator class.
    OperatorClass,
    /// An operator family.
    OperatorFamily,
    /// A procedural language.
    Language,
    /// An access method.
    AccessMethod,
}

impl Kind {
    /// The word for people.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Schema => "schema",
            Self::Database => "database",
            Self::MaterializedView => "materialized view",
            Self::Sequence => "sequence",
            Self::Type => "type",
            Self::Extension => "extension",
            Self::Function => "function",
            Self::Collation => "collation",
            Self::Operator => "operator",
            Self::OperatorClass => "operator class",
            Self::OperatorFamily => "operator family",
            Self::Language => "language",
            Self::AccessMethod => "access method",
        }
    }

    /// Whether it holds no data itself, and takes columns or tables with it only by `CASCADE`: a column has a collation, a domain
    /// a function in its default, a range type an operator class, and a partitioned table all of them in its key.
    #[must_use]
    pub const fn is_dependency(self) -> bool {
        matches!(
            self,
            Self::Function
                | Self::Collation
                | Self::Operator
                | Self::OperatorClass
                | Self::OperatorFamily
                | Self::Language
                | Self::AccessMethod
        )
    }
}
