//! A database's address: what somebody typed, filled up from libpq's variables and files, without ever printing a secret.

mod bad;
mod files;
mod passfile;
mod service;

use std::fmt;
use std::path::PathBuf;

use migrate_runtime::connect::{self, ConnectError, Connection, Parameters, SslMode};

pub(crate) use bad::BadAddress;
use passfile::Found;

use crate::environment::Environment;

/// How many seconds a connection may take when neither the URL nor `PGCONNECT_TIMEOUT` says.
const CONNECT_TIMEOUT: &str = "10";

/// The name that other sessions see in `pg_stat_activity`.
const APPLICATION_NAME: &str = "cargo-migrate";

/// libpq's variables, and the parameters that they fill. Those that ask for something that is not there are among them: to
/// ignore `PGREQUIREPEER` would be less safe than was asked for.
#[rustfmt::skip]
pub(crate) const VARIABLES: [(&str, &str); 25] = [
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGDATABASE", "dbname"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGHOSTADDR", "hostaddr"),
];

/// A server that can be connected to. Its `Debug` and `Display` name the place and never the password.
#[derive(Clone)]
pub(crate) struct Address {
    address: connect::Address,
    /// A password file that others can read, and that therefore was not.
    open_passfile: Option<PathBuf>,
}

impl Address {
    /// Reads a URL or a `key=value` string; what it leaves open comes from the service that it names, then from libpq's
    /// variables and files, then from libpq's defaults.
    ///
    /// # Errors
    ///
    /// The text is not an address, or a variable or file is not usable.
    pub(crate) fn parse(text: &str, environment: &Environment) -> Result<Self, BadAddress> {
        let mut parameters: Parameters = text.parse()?;
        service::fill(&mut parameters, environment)?;
        fill(&mut parameters, environment)?;
        files::fill(&mut parameters, environment)?;
        let open_passfile = match passfile::fill(&mut parameters, environment)? {
            Found::OpenToOthers(path) => Some(path),
            Found::Done => None,
        };
        let address = connect::Address::new(&parameters)?;
        Ok(Self {
            address,
            open_passfile,
        })
    }

    /// The server that `psql` without arguments would connect to.
    ///
    /// # Errors
    ///
    /// A variable or file is not usable.
    pub(crate) fn from_variables(environment: &Environment) -> Result<Self, BadAddress> {
        Self::parse("postgresql://", environment)
    }

    /// The same server and role, and another database on it.
    pub(crate) fn in_database(&self, name: &str) -> Self {
        Self {
            address: self.address.in_database(name),
            open_passfile: self.open_passfile.clone(),
        }
    }

    /// Connects for a run.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub(crate) fn connect(&self) -> Result<Connection, ConnectError> {
        self.address.session()
    }

    /// A password file that was not read because others can read it too.
    pub(crate) fn open_passfile(&self) -> Option<&PathBuf> {
        self.open_passfile.as_ref()
    }

    /// What the driver is given.
    #[cfg(test)]
    fn config(&self) -> postgres::Config {
        self.address.config().clone().into()
    }
}

/// Fills what is open from the variables, then from the defaults.
fn fill(parameters: &mut Parameters, environment: &Environment) -> Result<(), BadAddress> {
    // A variable that names another machine than the URL does not count at all.
    let has_place = parameters
        .get("host")
        .or(parameters.get("hostaddr"))
        .is_some();
    for (name, parameter) in VARIABLES {
        if parameter == "hostaddr" && has_place {
            continue;
        }
        if let Some(value) = environment.get(name)? {
            let set = parameters.set_default(parameter, value);
            set.map_err(|why| BadAddress::Variable { name, why })?;
        }
    }
    if !has_place {
        let host = environment.get("PGHOST")?;
        match (host, parameters.get("hostaddr")) {
            (Some(host), _) => parameters.set("host", host)?,
            (None, Some(_)) => {}
            (None, None) => parameters.set("host", default_host(parameters.get("port")))?,
        }
    }
    parameters.set_default("fallback_application_name", APPLICATION_NAME)?;
    parameters.set_default("connect_timeout", CONNECT_TIMEOUT)?;
    Ok(())
}

/// The directory of the local server's socket where there is one, as libpq is built on Debian and by default.
fn default_host(port: Option<&str>) -> &'static str {
    let socket = format!(".s.PGSQL.{}", port.unwrap_or("5432"));
    let directories = ["/var/run/postgresql", "/tmp"];
    let found = directories
        .into_iter()
        .find(|directory| std::path::Path::new(directory).join(&socket).exists());
    found.unwrap_or("localhost")
}

/// The mode that the parameters ask for.
fn ssl_mode(parameters: &Parameters) -> SslMode {
    let mode = parameters.get("sslmode").and_then(SslMode::named);
    mode.unwrap_or_default()
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests;
