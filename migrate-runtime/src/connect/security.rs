//! How safe a connection is to be, and the files that this takes.

use std::fmt;
use std::path::{Path, PathBuf};

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::SslMode;

/// How safe a connection is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Security {
    pub(super) mode: SslMode,
    pub(super) root: Root,
    pub(super) identity: Option<Identity>,
}

/// Which authorities are trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    /// Nobody said.
    None,
    /// Those in this file.
    File(PathBuf),
    /// Those that the operating system trusts.
    System,
}

/// The client's own certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// A file that a connection needs cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The parameter that names it: `sslrootcert`, `sslcert` or `sslkey`.
    pub setting: &'static str,
    /// The file; `None` when no file is named and one is needed.
    pub path: Option<PathBuf>,
    /// What is wrong with it.
    pub why: String,
}

impl BadFile {
    fn new(setting: &'static str, path: &Path, why: impl fmt::Display) -> Self {
        Self {
            setting,
            path: Some(path.to_owned()),
            why: why.to_string(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self.setting {
            "sslrootcert" => {
                "name a file with the certificates of the trusted authorities, in PEM, by `sslrootcert`, or use \
                 `sslrootcert=system` for those of the operating system"
            }
            "sslcert" => "name a file with the client's certificate, in PEM, by `sslcert`",
            _ => {
                "name a file with the key of the client's certificate, in PEM without a passphrase, by `sslkey`"
            }
        }
    }
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "`{}` {}: {}", self.setting, path.display(), self.why),
            None => write!(f, "`{}` is missing: {}", self.setting, self.why),
        }
    }
}

impl std::error::Error for BadFile {}

/// The trusted authorities; `None` when the server is not to be verified.
pub(super) fn roots(security: &Security) -> Result<Option<Trusted>, BadFile> {
    match &security.root {
        Root::None if security.mode >= SslMode::VerifyCa => Err(BadFile {
            setting: "sslrootcert",
            path: None,
            why: format!("sslmode={} asks who the server is", security.mode),
        }),
        Root::None => Ok(None),
        Root::File(path) => {
            let certificates = certificates("sslrootcert", path)?;
            let mut store = RootCertStore::empty();
            for certificate in &certificates {
                let added = store.add(certificate.clone());
                added.map_err(|error| BadFile::new("sslrootcert", path, error))?;
            }
            Ok(Some(Trusted {
                store,
                certificates,
            }))
        }
        Root::System => {
            let found = rustls_native_certs::load_native_certs();
            let mut store = RootCertStore::empty();
            store.add_parsable_certificates(found.certs);
            match store.is_empty() {
                true => Err(BadFile {
                    setting: "sslrootcert",
                    path: None,
                    why: "the operating system has no trusted certificates (package `ca-certificates`)".to_owned(),
                }),
                false => Ok(Some(Trusted {
                    store,
                    certificates: Vec::new(),
                })),
            }
        }
    }
}

/// What a server's certificate is verified with.
#[derive(Debug)]
pub(super) struct Trusted {
    pub(super) store: RootCertStore,
    /// Those of the file: a server may present one of them itself.
    pub(super) certificates: Vec<CertificateDer<'static>>,
}

/// The client's certificate with its chain, and its key.
pub(super) fn identity(
    identity: &Identity,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), BadFile> {
    let chain = certificates("sslcert", &identity.certificate)?;
    let path = &identity.key;
    private(path).map_err(|why| BadFile::new("sslkey", path, why))?;
    let key = PrivateKeyDer::from_pem_file(path);
    let key = key.map_err(|error| BadFile::new("sslkey", path, pem_words(&error)))?;
    Ok((chain, key))
}

fn certificates(
    setting: &'static str,
    path: &Path,
) -> Result<Vec<CertificateDer<'static>>, BadFile> {
    let bad = |error| BadFile::new(setting, path, pem_words(&error));
    let certificates: Vec<_> = CertificateDer::pem_file_iter(path)
        .map_err(bad)?
        .collect::<Result<_, _>>()
        .map_err(bad)?;
    match certificates.is_empty() {
        true => Err(BadFile::new(
            setting,
            path,
            "it holds no certificate in PEM",
        )),
        false => Ok(certificates),
    }
}

fn pem_words(error: &rustls::pki_types::pem::Error) -> String {
    use rustls::pki_types::pem::Error;
    match error {
        Error::Io(error) => error.to_string(),
        Error::NoItemsFound => {
            "it holds no key in PEM that is readable without a passphrase".to_owned()
        }
        _ => "it is not valid PEM".to_owned(),
    }
}

/// As libpq, refuses a key that others can read: mode 0600, or 0640 for one that root owns.
#[cfg(unix)]
fn private(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = path.metadata().map_err(|error| error.to_string())?;
    let others = if metadata.uid() == 0 { 0o037 } else { 0o077 };
    match metadata.mode() & others {
        0 => Ok(()),
        _ => Err("others can read it; it needs the mode 0600".to_owned()),
    }
}

#[cfg(not(unix))]
fn private(_: &Path) -> Result<(), String> {
    Ok(())
}
