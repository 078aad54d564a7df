//! Why a text is not an address, in words that hold no part of it.

use std::fmt;

/// Why a text is not an address. No variant holds any part of the text: what looks like a host or a parameter may be the
/// half of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum BadAddress {
    /// Neither a URL nor `key=value` pairs.
    NotAnAddress,
    /// A URL of something else.
    NotPostgres,
    /// A `@` too many, or a `/` or `?` before it: a part of the password would become a part of the host.
    UnescapedPassword,
    /// It breaks off, or holds what cannot be decoded.
    Malformed,
    /// A parameter that libpq does not know.
    UnknownParameter,
    /// A parameter of libpq that is not supported.
    Parameter {
        /// The parameter.
        name: &'static str,
    },
    /// A parameter with a value that it does not have.
    Value {
        /// The parameter.
        name: &'static str,
        /// The values that it has.
        expected: &'static str,
    },
    /// `sslrootcert=system` with a mode that does not check the server's name: everybody can get a certificate of a public
    /// authority.
    WeakMode,
    /// `sslcert` without `sslkey`, or the other way round.
    HalfIdentity {
        /// The parameter that is missing.
        missing: &'static str,
    },
}

impl BadAddress {
    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::NotAnAddress | Self::NotPostgres | Self::UnescapedPassword | Self::Malformed => {
                "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
            }
            Self::UnknownParameter => {
                "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE with libpq's parameters"
            }
            Self::Parameter { .. } => "leave the parameter out",
            Self::Value { .. } => "correct the value, or leave the parameter out",
            Self::WeakMode => "use sslmode=verify-full, or name a file by `sslrootcert`",
            Self::HalfIdentity { .. } => {
                "a client's certificate needs both: `sslcert` and `sslkey`"
            }
        }
    }
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress => f.write_str("it is neither a URL nor `key=value` pairs"),
            Self::NotPostgres => f.write_str("its scheme is not `postgresql://` or `postgres://`"),
            Self::UnescapedPassword => f.write_str(
                "it holds a `@`, `/` or `?` where none belongs; in a password they are written %40, %2F and %3F",
            ),
            Self::Malformed => f.write_str("it is malformed"),
            Self::UnknownParameter => f.write_str("it holds a parameter that libpq does not know"),
            Self::Parameter { name } => write!(f, "the parameter `{name}` is not supported"),
            Self::Value { name, expected } => {
                write!(f, "its `{name}` is not valid; expected {expected}")
            }
            Self::WeakMode => f.write_str(
                "sslrootcert=system trusts every public authority, which is safe only with sslmode=verify-full",
            ),
            Self::HalfIdentity { missing } => write!(f, "`{missing}` is missing"),
        }
    }
}

impl std::error::Error for BadAddress {}
