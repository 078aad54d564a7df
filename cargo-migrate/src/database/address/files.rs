//! The files below `~/.postgresql` that libpq takes where nobody names others.

use std::path::Path;

use migrate_runtime::connect::{Parameters, SslMode};

use super::{BadAddress, ssl_mode};
use crate::environment::Environment;

/// Names libpq's own files where they are there, or where the mode needs one, so that an error names it.
pub(super) fn fill(
    parameters: &mut Parameters,
    environment: &Environment,
) -> Result<(), BadAddress> {
    let Some(home) = environment.get("HOME")? else {
        return Ok(());
    };
    let directory = Path::new(home).join(".postgresql");
    let file = |name: &str| {
        let path = directory.join(name);
        (path.is_file(), path.to_string_lossy().into_owned())
    };
    let (exists, root) = file("root.crt");
    if exists || ssl_mode(parameters) >= SslMode::VerifyCa {
        parameters.set_default("sslrootcert", root)?;
    }
    let (certificate, key) = (file("postgresql.crt"), file("postgresql.key"));
    if certificate.0 && key.0 {
        parameters.set_default("sslcert", certificate.1)?;
    }
    if key.0 && parameters.get("sslcert").is_some() {
        parameters.set_default("sslkey", key.1)?;
    }
    Ok(())
}
