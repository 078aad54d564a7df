//! libpq's `sslmode`.

use std::fmt;

/// What is asked of the connection: libpq's `sslmode`, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum SslMode {
    /// Plain text.
    Disable,
    /// Plain text; TLS when the server refuses that.
    Allow,
    /// TLS; plain text when the server has none, or the handshake fails.
    #[default]
    Prefer,
    /// TLS. Who the server is, is not looked at, unless `sslrootcert` is given: then as `verify-ca`, as in libpq.
    Require,
    /// TLS, with a certificate of an authority in `sslrootcert`.
    VerifyCa,
    /// TLS, with a certificate of an authority in `sslrootcert` that is made out to the host's name.
    VerifyFull,
}

impl SslMode {
    /// The mode with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }
}

impl fmt::Display for SslMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        })
    }
}
