//! Why a connection could not be opened.

use std::error::Error as _;
use std::{fmt, io};

use rustls::CertificateError;
use tokio_postgres::error::SqlState;

use super::SslMode;
use super::security::{BadFile, Root, Security};

/// Why a connection could not be opened.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConnectError {
    /// A file that TLS needs cannot be used.
    File(BadFile),
    /// The server has no TLS, and the mode asks for it.
    NoTls {
        /// The mode.
        mode: SslMode,
    },
    /// The server's certificate is not accepted.
    Certificate {
        /// The mode.
        mode: SslMode,
        /// Which authorities are trusted: a file, or the operating system's.
        trusted: String,
        /// What is wrong with it.
        why: CertificateError,
    },
    /// The two sides could not agree on TLS.
    Handshake {
        /// What rustls says.
        why: String,
    },
    /// The server answered with an error: it does not let us in, or has no such database.
    Server(tokio_postgres::Error),
    /// No server answered, or it does not speak as one.
    Unreachable(tokio_postgres::Error),
    /// `prefer` and `allow` tried both ways, and neither went well.
    Both {
        /// Why not with TLS.
        tls: Box<ConnectError>,
        /// Why not in plain text.
        plain: Box<ConnectError>,
    },
}

impl ConnectError {
    pub(super) fn new(error: tokio_postgres::Error, security: &Security) -> Self {
        if error.as_db_error().is_some() {
            return Self::Server(error);
        }
        let mode = security.mode;
        if let Some(why) = rustls_error(&error) {
            return match why {
                rustls::Error::InvalidCertificate(why) => Self::Certificate {
                    mode,
                    trusted: trusted(&security.root),
                    why: why.clone(),
                },
                why => Self::Handshake {
                    why: why.to_string(),
                },
            };
        }
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        // The driver tells this by its words alone.
        if words == "server does not support TLS" {
            return Self::NoTls { mode };
        }
        match error
            .to_string()
            .starts_with("error performing TLS handshake")
        {
            true => Self::Handshake { why: words },
            false => Self::Unreachable(error),
        }
    }

    /// Whether the server would perhaps let us in with, or without, TLS.
    pub(super) fn is_about_tls(&self) -> bool {
        match self {
            Self::Certificate { .. } | Self::Handshake { .. } | Self::NoTls { .. } => true,
            // `pg_hba.conf` has no entry for this kind of connection.
            Self::Server(error) => {
                error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
            }
            _ => false,
        }
    }

    /// The error of the server, if it answered.
    #[must_use]
    pub fn as_db_error(&self) -> Option<&tokio_postgres::error::DbError> {
        match self {
            Self::Server(error) => error.as_db_error(),
            Self::Both { plain, .. } => plain.as_db_error(),
            _ => None,
        }
    }

    /// What to do about it, where TLS is what it is about.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::File(file) => file.help().to_owned(),
            Self::NoTls { mode } => format!(
                "turn TLS on at the server (`ssl = on`), or allow plain text with `sslmode=prefer` in place of \
                 `sslmode={mode}`"
            ),
            Self::Certificate { why, .. } if is_name(why) => {
                "connect by a name that the certificate has, or let every certificate of this authority do with \
                 `sslmode=verify-ca`"
                    .to_owned()
            }
            Self::Certificate {
                why: CertificateError::UnknownIssuer | CertificateError::BadSignature,
                ..
            } => "name the file with the certificate of the server's authority by `sslrootcert`".to_owned(),
            Self::Certificate { .. } => "renew or replace the server's certificate".to_owned(),
            Self::Handshake { .. } => {
                "the server has to offer TLS 1.2 or 1.3; `sslmode` says whether TLS is needed".to_owned()
            }
            Self::Both { tls, plain } => return plain.help().or_else(|| tls.help()),
            Self::Server(_) | Self::Unreachable(_) => return None,
        })
    }
}

fn trusted(root: &Root) -> String {
    match root {
        Root::File(path) => path.display().to_string(),
        Root::System | Root::None => "the operating system's certificates".to_owned(),
    }
}

/// The error of rustls that a driver's error holds.
fn rustls_error(error: &tokio_postgres::Error) -> Option<&rustls::Error> {
    let io = error.source()?.downcast_ref::<io::Error>()?;
    io.get_ref()?.downcast_ref()
}

fn is_name(why: &CertificateError) -> bool {
    matches!(
        why,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
    )
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => file.fmt(f),
            Self::NoTls { mode } => {
                write!(
                    f,
                    "the server does not offer TLS, and sslmode={mode} asks for it"
                )
            }
            Self::Certificate { mode, trusted, why } => {
                f.write_str("the server's certificate is not accepted: ")?;
                certificate_words(f, *mode, trusted, why)
            }
            Self::Handshake { why } => write!(f, "the TLS handshake failed: {why}"),
            Self::Server(error) => match error.as_db_error() {
                Some(answer) => f.write_str(answer.message()),
                None => error.fmt(f),
            },
            Self::Unreachable(error) => match error.source() {
                Some(source) => write!(f, "{source}"),
                None => error.fmt(f),
            },
            Self::Both { tls, plain } => write!(f, "{plain}; with TLS: {tls}"),
        }
    }
}

fn certificate_words(
    f: &mut fmt::Formatter<'_>,
    mode: SslMode,
    trusted: &str,
    why: &CertificateError,
) -> fmt::Result {
    match why {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            write!(
                f,
                "no authority in {trusted} issued it (sslrootcert, sslmode={mode})"
            )
        }
        CertificateError::NotValidForNameContext {
            expected,
            presented,
        } => {
            let presented: Vec<_> = presented.iter().map(|name| name_words(name)).collect();
            let presented = match &presented[..] {
                [] => "no name (a `subjectAltName` is needed)".to_owned(),
                names => names.join(", "),
            };
            write!(
                f,
                "it is made out to {presented}, not to {} (sslmode={mode})",
                expected.to_str()
            )
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            f.write_str("it has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            f.write_str("it is not valid yet")
        }
        why => write!(f, "{why}"),
    }
}

/// `DnsName("db")` as `db`.
fn name_words(name: &str) -> &str {
    let inner = name
        .split_once('(')
        .and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File(error) => Some(error),
            Self::Server(error) | Self::Unreachable(error) => Some(error),
            Self::Both { plain, .. } => Some(plain),
            _ => None,
        }
    }
}
