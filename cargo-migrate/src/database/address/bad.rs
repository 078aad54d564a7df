//! Why a text is not an address, in words that hold no part of it.

use std::fmt;

use crate::environment::NotUnicode;

/// Why a text is not an address. No variant holds any part of the text beside words from a fixed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadAddress {
    /// Neither a URL nor `key=value`.
    NotAnAddress,
    /// A URL of something else.
    NotPostgres,
    /// A `@` too many: the password would become part of the host.
    UnescapedPassword,
    /// The driver does not understand it.
    Malformed,
    /// A parameter of libpq that this tool does not have.
    Parameter {
        /// The parameter.
        name: &'static str,
    },
    /// A mode that promises TLS.
    TlsRequired {
        /// The mode.
        mode: String,
    },
    /// A mode that nobody knows.
    UnknownSslMode,
    /// `PGSERVICE` is set.
    Service,
    /// A variable does not hold what it should.
    Variable {
        /// The variable.
        name: &'static str,
    },
    /// A variable is not UTF-8.
    NotUnicode(NotUnicode),
}

impl BadAddress {
    /// What to do about it.
    pub(crate) const fn help(&self) -> &'static str {
        match self {
            Self::NotAnAddress | Self::NotPostgres | Self::UnescapedPassword | Self::Malformed => {
                "expected postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
            }
            Self::Parameter { .. } => "leave the parameter out",
            Self::TlsRequired { .. } => {
                "connect through a tunnel or a proxy that encrypts, such as `ssh -L`, or from the server's own network"
            }
            Self::UnknownSslMode => "correct the spelling, or leave it out",
            Self::Service => "name the database by a URL, and unset `PGSERVICE`",
            Self::Variable { .. } | Self::NotUnicode(_) => "correct or unset the variable",
        }
    }
}

impl From<NotUnicode> for BadAddress {
    fn from(error: NotUnicode) -> Self {
        Self::NotUnicode(error)
    }
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnAddress => f.write_str("it is neither a URL nor `key=value` pairs"),
            Self::NotPostgres => f.write_str("its scheme is not `postgresql://` or `postgres://`"),
            Self::UnescapedPassword => {
                f.write_str("it holds a `@`, `/` or `?` where none belongs; in a password they are written %40, %2F and %3F")
            }
            Self::Malformed => f.write_str("it is malformed"),
            Self::Parameter { name } => write!(f, "the parameter `{name}` is not supported"),
            Self::TlsRequired { mode } => {
                write!(f, "sslmode `{mode}` asks for TLS, which this version does not have; accepted: disable, allow, prefer")
            }
            Self::UnknownSslMode => {
                f.write_str("its sslmode is unknown; accepted: disable, allow, prefer")
            }
            Self::Service => f.write_str("`PGSERVICE` is set, and connection services are not read"),
            Self::Variable { name } => write!(f, "the environment variable `{name}` does not hold a valid value"),
            Self::NotUnicode(NotUnicode { name }) => {
                write!(f, "the environment variable `{name}` is not UTF-8")
            }
        }
    }
}
