//! A database's address: from the text that somebody typed to what the driver needs, without ever printing a secret.
//!
//! The text is never echoed, not even when it does not parse: what looks like a host or a parameter may be the half of a
//! password that holds a `@`, a `/` or a `?`.

use std::fmt;
use std::time::Duration;

use postgres::config::{Host, SslMode};

use crate::environment::{Environment, NotUnicode};

/// How long a connection may take when neither the URL nor `PGCONNECT_TIMEOUT` says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The name that other sessions see in `pg_stat_activity`.
const APPLICATION_NAME: &str = "cargo-migrate";

/// What libpq knows and the driver does not, beside what it does: only these are named in an error.
const KNOWN_PARAMETERS: [&str; 31] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "fallback_application_name",
    "gssencmode",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "krbsrvname",
    "load_balance_hosts",
    "options",
    "passfile",
    "password",
    "port",
    "replication",
    "requirepeer",
    "schema",
    "service",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

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

/// `postgresql+psycopg://` and the like are what SQLAlchemy and Alembic call the same thing.
fn plain_scheme(text: &str) -> Result<String, BadAddress> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return if text.contains('=') {
            Ok(text.to_owned())
        } else {
            Err(BadAddress::NotAnAddress)
        };
    };
    let family = scheme.split('+').next().unwrap_or_default();
    match family {
        "postgres" | "postgresql" => {}
        // A `key=value` string may hold a URL-like password.
        _ if scheme.contains('=') => return Ok(text.to_owned()),
        _ => return Err(BadAddress::NotPostgres),
    }
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    if rest.matches('@').count() > 1 || (rest.contains('@') && !authority.contains('@')) {
        return Err(BadAddress::UnescapedPassword);
    }
    Ok(format!("postgresql://{rest}"))
}

/// Writes `PGPORT` into a URL whose hosts have no port: the driver would take the default for them.
fn fill_ports(url: String, environment: &Environment) -> Result<String, BadAddress> {
    let Some(port) = environment.get("PGPORT")? else {
        return Ok(url);
    };
    let Some((scheme, rest)) = url.split_once("://") else {
        return Ok(url);
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, hosts) = match authority.split_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), authority),
    };
    if hosts.is_empty() || path.contains("port=") {
        return Ok(url);
    }
    let port: u16 = port
        .parse()
        .map_err(|_| BadAddress::Variable { name: "PGPORT" })?;
    let has_port = |host: &str| match host.rfind(']') {
        Some(bracket) => host[bracket..].contains(':'),
        None => host.contains(':'),
    };
    let hosts: Vec<_> = hosts
        .split(',')
        .map(|host| match has_port(host) {
            true => host.to_owned(),
            false => format!("{host}:{port}"),
        })
        .collect();
    Ok(format!("{scheme}://{user}{}{path}", hosts.join(",")))
}

/// Takes `sslmode` out of the text, because the driver knows fewer modes than libpq.
fn take_ssl_mode(text: &str) -> Result<(String, Option<String>), BadAddress> {
    if let Some((start, query)) = text.split_once('?').filter(|_| text.contains("://")) {
        let (mode, rest): (Vec<_>, Vec<_>) = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .partition(|pair| pair.starts_with("sslmode="));
        let text = if rest.is_empty() {
            start.to_owned()
        } else {
            format!("{start}?{}", rest.join("&"))
        };
        return Ok((
            text,
            mode.last()
                .and_then(|pair| pair.split_once('='))
                .map(|(_, value)| value.to_owned()),
        ));
    }
    let Some(at) = text.find("sslmode") else {
        return Ok((text.to_owned(), None));
    };
    let value = text[at + "sslmode".len()..].trim_start();
    match value.strip_prefix('=') {
        // Inside another value, `sslmode` is just a word.
        None => Ok((text.to_owned(), None)),
        Some(_) if at > 0 && !text[..at].ends_with(' ') => Ok((text.to_owned(), None)),
        Some(value) => {
            let value = value.trim_start();
            let end = value.find(' ').unwrap_or(value.len());
            let mode = value[..end].trim_matches('\'').to_owned();
            Ok((format!("{}{}", &text[..at], &value[end..]), Some(mode)))
        }
    }
}

/// There is no TLS in this version: what promises encryption is refused, what allows plain text is taken at its word.
fn accept_ssl_mode(mode: &str) -> Result<(), BadAddress> {
    match mode {
        "disable" | "allow" | "prefer" => Ok(()),
        "require" | "verify-ca" | "verify-full" => Err(BadAddress::TlsRequired {
            mode: mode.to_owned(),
        }),
        _ => Err(BadAddress::UnknownSslMode),
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

/// Why the driver refused the text, in words that can hold no part of it but a parameter's name from libpq's list.
fn reason(text: &str) -> BadAddress {
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let keys = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, _)| key);
    let driver_knows = |key: &str| format!("postgresql://h/?{key}=").parse::<postgres::Config>();
    for key in keys {
        let known = KNOWN_PARAMETERS.iter().find(|known| **known == key);
        if let (Some(known), Err(error)) = (known, driver_knows(key))
            && std::error::Error::source(&error)
                .is_some_and(|cause| cause.to_string().starts_with("unknown"))
        {
            return BadAddress::Parameter { name: known };
        }
    }
    BadAddress::Malformed
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

#[cfg(test)]
mod tests;
