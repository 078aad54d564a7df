//! Every environment variable that the command line reads. Nothing else of it asks the environment.

use std::collections::BTreeMap;
use std::ffi::OsString;

/// The names, each with what it decides.
#[rustfmt::skip]
pub(crate) const NAMES: [(&str, &str); 33] = [
    ("DATABASE_URL", "the database, unless `--database` names one"),
    ("PGHOST", "the host or the socket's directory, where the URL leaves it open"),
    ("PGHOSTADDR", "the host's address, where the URL leaves it open"),
    ("PGPORT", "the port, where the URL leaves it open"),
    ("PGUSER", "the role, where the URL leaves it open"),
    ("PGPASSWORD", "the password, where the URL leaves it open"),
    ("PGPASSFILE", "the password file, instead of `~/.pgpass`"),
    ("PGDATABASE", "the database's name, where the URL leaves it open"),
    ("PGSSLMODE", "`disable` to `verify-full`, where the URL leaves it open"),
    ("PGSSLROOTCERT", "the trusted authorities, where the URL leaves it open"),
    ("PGSSLCERT", "the client's certificate, where the URL leaves it open"),
    ("PGSSLKEY", "the key of the client's certificate, where the URL leaves it open"),
    ("PGCHANNELBINDING", "whether the password is bound to the server's certificate"),
    ("PGTARGETSESSIONATTRS", "`any`, `read-write` or `read-only`: which of several hosts"),
    ("PGLOADBALANCEHOSTS", "`disable` or `random`: the order of several hosts"),
    ("PGCONNECT_TIMEOUT", "seconds to wait for a connection, where the URL leaves it open"),
    ("PGOPTIONS", "settings of the session, where the URL leaves them open"),
    ("PGAPPNAME", "the application's name, instead of `cargo-migrate`"),
    ("PGSERVICE", "a service in the service file"),
    ("PGSERVICEFILE", "the service file, instead of `~/.pg_service.conf`"),
    ("PGSYSCONFDIR", "the directory of everybody's `pg_service.conf`"),
    ("PGSSLCRL", "refused: revocation lists are not read"),
    ("PGSSLCRLDIR", "refused: revocation lists are not read"),
    ("PGSSLNEGOTIATION", "`postgres`; `direct` is refused"),
    ("PGSSLMINPROTOCOLVERSION", "up to `TLSv1.2`, which is the oldest that is spoken"),
    ("PGSSLMAXPROTOCOLVERSION", "`TLSv1.3`"),
    ("PGSSLCERTMODE", "`allow`; anything else is refused"),
    ("PGGSSENCMODE", "`disable` or `prefer`; `require` is refused"),
    ("PGREQUIREAUTH", "refused"),
    ("PGREQUIREPEER", "refused"),
    ("HOME", "where libpq's own files are: `.pgpass`, `.pg_service.conf`, `.postgresql`"),
    ("GIT_DIR", "the repository of `--against`, as git has it"),
    ("USER", "the role that is looked up in the password file when nobody names one"),
];

/// What the environment said when the program started.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    values: BTreeMap<String, OsString>,
}

impl Environment {
    /// Reads the names of [`NAMES`]; an empty value counts as absent, as with libpq.
    pub(crate) fn read() -> Self {
        let values = NAMES
            .iter()
            .filter_map(|(name, _)| Some(((*name).to_owned(), std::env::var_os(name)?)))
            .filter(|(_, value)| !value.is_empty())
            .collect();
        Self { values }
    }

    /// The value of a variable.
    ///
    /// # Errors
    ///
    /// The variable is set to something that is not UTF-8. The value is not part of the error: it may hold a password.
    pub(crate) fn get(&self, name: &'static str) -> Result<Option<&str>, NotUnicode> {
        debug_assert!(
            NAMES.iter().any(|(known, _)| *known == name),
            "{name} is not listed"
        );
        match self.values.get(name) {
            None => Ok(None),
            Some(value) => value.to_str().map(Some).ok_or(NotUnicode { name }),
        }
    }

    /// The value of a variable that a project's settings name; it is no part of [`NAMES`].
    ///
    /// # Errors
    ///
    /// As [`Environment::get`].
    pub(crate) fn named(name: &str) -> Result<Option<String>, OsString> {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(OsString::into_string).transpose()
    }

    /// Whether the variable is set and not empty.
    pub(crate) fn is_set(&self, name: &'static str) -> bool {
        self.values.contains_key(name)
    }
}

#[cfg(test)]
impl Environment {
    /// These values.
    pub(crate) fn of(values: &[(&str, &str)]) -> Self {
        let values = values
            .iter()
            .copied()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        Self { values }
    }
}

#[cfg(test)]
impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(values: [(&str, &str); N]) -> Self {
        Self::of(&values)
    }
}

/// A variable is set to something that is not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotUnicode {
    /// The variable.
    pub(crate) name: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_in_the_docs() {
        let docs = include_str!("../../docs/command-line.md");
        for (name, _) in NAMES {
            assert!(
                docs.contains(&format!("`{name}`")),
                "{name} is missing in docs/command-line.md"
            );
        }
    }
}
