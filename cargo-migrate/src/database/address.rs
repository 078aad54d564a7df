//! A database's address: from the text that somebody typed to what the driver needs, without ever printing a secret.
//!
//! The text is never echoed, not even when it does not parse: what looks like a host or a parameter may be the half of a
//! password that holds a `@`, a `/` or a `?`.

mod bad;
mod text;

use std::fmt;
use std::time::Duration;

use postgres::config::{Host, SslMode, SslNegotiation};

pub(crate) use bad::BadAddress;
use text::{accept_ssl_mode, fill_ports, plain_scheme, reason, take_ssl_mode};

use crate::environment::Environment;

/// How long a connection may take when neither the URL nor `PGCONNECT_TIMEOUT` says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The name that other sessions see in `pg_stat_activity`.
const APPLICATION_NAME: &str = "cargo-migrate";

/// A server that can be connected to. Its `Debug` and `Display` name the place and never the password.
#[derive(Clone)]
pub(crate) struct Address {
    config: postgres::Config,
}

impl Address {
    /// Reads a URL or a `key=value` string; what it leaves open comes from libpq's variables, then from libpq's
    /// defaults.
    ///
    /// # Errors
    ///
    /// The text is not an address, asks for TLS, or a variable is not usable.
    pub(crate) fn parse(text: &str, environment: &Environment) -> Result<Self, BadAddress> {
        let text = plain_scheme(text.trim())?;
        let text = fill_ports(text, environment)?;
        let (text, ssl_mode) = take_ssl_mode(&text)?;
        let mut config: postgres::Config = text.parse().map_err(|_| reason(&text))?;
        if let Some(mode) = ssl_mode {
            accept_ssl_mode(&mode)?;
        } else if let Some(mode) = environment.get("PGSSLMODE")? {
            accept_ssl_mode(mode)?;
        }
        // However it was spelled: what the driver understood as a wish for encryption is refused, and never dropped.
        if config.get_ssl_mode() == SslMode::Require {
            accept_ssl_mode("require")?;
        }
        if config.get_ssl_negotiation() == SslNegotiation::Direct {
            let name = "sslnegotiation";
            return Err(BadAddress::Parameter { name });
        }
        config.ssl_mode(SslMode::Disable);
        fill(&mut config, environment)?;
        Ok(Self { config })
    }

    /// The server that `psql` without arguments would connect to.
    ///
    /// # Errors
    ///
    /// A variable is not usable.
    pub(crate) fn from_variables(environment: &Environment) -> Result<Self, BadAddress> {
        Self::parse("postgresql://", environment)
    }

    /// What the driver needs.
    pub(crate) fn config(&self) -> &postgres::Config {
        &self.config
    }
}

/// Fills what the text left open, as libpq does.
fn fill(config: &mut postgres::Config, environment: &Environment) -> Result<(), BadAddress> {
    if environment.is_set("PGSERVICE") {
        return Err(BadAddress::Service);
    }
    let bad = |name| BadAddress::Variable { name };
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        match (environment.get("PGHOST")?, environment.get("PGHOSTADDR")?) {
            (None, None) => {
                config.host(default_host());
            }
            (host, address) => {
                for host in host.into_iter().flat_map(|hosts| hosts.split(',')) {
                    config.host(host);
                }
                for address in address
                    .into_iter()
                    .flat_map(|addresses| addresses.split(','))
                {
                    config.hostaddr(address.parse().map_err(|_| bad("PGHOSTADDR"))?);
                }
            }
        }
    }
    if config.get_ports().is_empty() {
        for port in environment
            .get("PGPORT")?
            .into_iter()
            .flat_map(|ports| ports.split(','))
        {
            config.port(port.parse().map_err(|_| bad("PGPORT"))?);
        }
    }
    if config.get_user().is_none()
        && let Some(user) = environment.get("PGUSER")?
    {
        config.user(user);
    }
    if config.get_password().is_none()
        && let Some(password) = environment.get("PGPASSWORD")?
    {
        config.password(password);
    }
    if config.get_dbname().is_none()
        && let Some(name) = environment.get("PGDATABASE")?
    {
        config.dbname(name);
    }
    if config.get_options().is_none()
        && let Some(options) = environment.get("PGOPTIONS")?
    {
        config.options(options);
    }
    if config.get_application_name().is_none() {
        config.application_name(environment.get("PGAPPNAME")?.unwrap_or(APPLICATION_NAME));
    }
    if config.get_connect_timeout().is_none() {
        let timeout = match environment.get("PGCONNECT_TIMEOUT")? {
            None => CONNECT_TIMEOUT,
            Some(seconds) => {
                Duration::from_secs(seconds.parse().map_err(|_| bad("PGCONNECT_TIMEOUT"))?)
            }
        };
        config.connect_timeout(timeout);
    }
    Ok(())
}

/// The directory of the local server's socket where there is one, as libpq is built on Debian and by default.
fn default_host() -> &'static str {
    let sockets = ["/var/run/postgresql", "/tmp"];
    let found = sockets.into_iter().find(|directory| {
        std::path::Path::new(directory)
            .join(".s.PGSQL.5432")
            .exists()
    });
    found.unwrap_or("localhost")
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = match (
            self.config.get_hosts().first(),
            self.config.get_hostaddrs().first(),
        ) {
            (Some(Host::Tcp(host)), _) => host.clone(),
            #[cfg(unix)]
            (Some(Host::Unix(directory)), _) => directory.display().to_string(),
            (None, Some(address)) => address.to_string(),
            (None, None) => "localhost".to_owned(),
        };
        let port = self.config.get_ports().first().copied().unwrap_or(5432);
        match (self.config.get_dbname(), self.config.get_user()) {
            (Some(name), _) | (None, Some(name)) => {
                write!(f, "the database `{name}` at {host}:{port}")?
            }
            (None, None) => write!(f, "the default database at {host}:{port}")?,
        }
        match self.config.get_user() {
            Some(user) => write!(f, " as `{user}`"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests;
