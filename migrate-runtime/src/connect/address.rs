//! An address: the parameters, understood.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{
    ChannelBinding, Host, LoadBalanceHosts, SslMode as DriverMode, TargetSessionAttrs,
};

use super::connector::Connector;
use super::security::{Identity, Root, Security};
use super::values::{addresses, ports};
use super::{BadAddress, BadFile, Parameters, SslMode};

/// A server that can be connected to, and how safely. Its `Debug` and `Display` name the place and never the password.
///
/// ```
/// use migrate_runtime::connect::Address;
///
/// let address: Address = "postgresql://app:secret@db/shop?sslmode=verify-full&sslrootcert=system".parse()?;
/// assert_eq!(address.to_string(), "the database `shop` at db:5432 as `app`");
/// # Ok::<(), migrate_runtime::connect::BadAddress>(())
/// ```
#[derive(Clone)]
pub struct Address {
    config: Config,
    security: Security,
}

impl Address {
    /// Understands parameters. Nothing is read but them: no file, no variable.
    ///
    /// # Errors
    ///
    /// They contradict each other.
    pub fn new(parameters: &Parameters) -> Result<Self, BadAddress> {
        let security = security(parameters)?;
        let mut config = Config::new();
        places(parameters, &mut config)?;
        session(parameters, &mut config);
        patience(parameters, &mut config);
        Ok(Self { config, security })
    }

    /// The same server, role and safety, and another database on it.
    #[must_use]
    pub fn in_database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    /// What the driver is given. Its `sslmode` is the address's as far as the driver knows it; the rest is with
    /// [`Address::connector`].
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The `sslmode`.
    #[must_use]
    pub fn ssl_mode(&self) -> SslMode {
        self.security.mode
    }

    /// TLS as the address asks for it. [`Address::connect`] uses it by itself; a driver's `CancelToken` needs it too.
    ///
    /// # Errors
    ///
    /// A file that the address names cannot be used.
    pub fn connector(&self) -> Result<Connector, BadFile> {
        Connector::new(&self.security)
    }

    pub(super) fn security(&self) -> &Security {
        &self.security
    }

    /// The driver's modes to try, one after the other.
    pub(super) fn attempts(&self) -> &'static [DriverMode] {
        // As in libpq, there is no TLS over a socket in the file system: whoever can connect is on the same machine.
        let is_local = self.config.get_hostaddrs().is_empty()
            && self.config.get_hosts().iter().all(|host| match host {
                Host::Tcp(_) => false,
                #[cfg(unix)]
                Host::Unix(_) => true,
            });
        match self.security.mode {
            _ if is_local => &[DriverMode::Disable],
            SslMode::Disable => &[DriverMode::Disable],
            SslMode::Allow => &[DriverMode::Disable, DriverMode::Require],
            SslMode::Prefer => &[DriverMode::Prefer, DriverMode::Disable],
            SslMode::Require | SslMode::VerifyCa | SslMode::VerifyFull => &[DriverMode::Require],
        }
    }
}

impl std::str::FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        Self::new(&text.parse()?)
    }
}

fn security(parameters: &Parameters) -> Result<Security, BadAddress> {
    let root = match parameters.get("sslrootcert") {
        None => Root::None,
        Some("system") => Root::System,
        Some(path) => Root::File(PathBuf::from(path)),
    };
    let mode = parameters.get("sslmode").and_then(SslMode::named);
    let mode = match (&root, mode) {
        (Root::System, None) => SslMode::VerifyFull,
        (Root::System, Some(mode)) if mode < SslMode::VerifyFull => {
            return Err(BadAddress::WeakMode);
        }
        (_, mode) => mode.unwrap_or_default(),
    };
    let missing = |missing| Err(BadAddress::HalfIdentity { missing });
    let identity = match (parameters.get("sslcert"), parameters.get("sslkey")) {
        (None, None) => None,
        (Some(_), None) => return missing("sslkey"),
        (None, Some(_)) => return missing("sslcert"),
        (Some(certificate), Some(key)) => Some(Identity {
            certificate: PathBuf::from(certificate),
            key: PathBuf::from(key),
        }),
    };
    Ok(Security {
        mode,
        root,
        identity,
    })
}

/// Hosts, addresses and ports.
fn places(parameters: &Parameters, config: &mut Config) -> Result<(), BadAddress> {
    let hosts: Vec<&str> = match parameters.get("host") {
        Some(hosts) => hosts.split(',').collect(),
        None => Vec::new(),
    };
    let numbers = match parameters.get("hostaddr") {
        Some(numbers) => addresses(numbers).ok_or(BadAddress::Malformed)?,
        None => Vec::new(),
    };
    let ports = match parameters.get("port") {
        Some(list) => ports(list).ok_or(BadAddress::Malformed)?,
        None => vec![5432],
    };
    let count = hosts.len().max(numbers.len()).max(1);
    let both = !hosts.is_empty() && !numbers.is_empty();
    if both && hosts.len() != numbers.len() {
        return Err(BadAddress::Value {
            name: "hostaddr",
            expected: "one for each host",
        });
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(BadAddress::Value {
            name: "port",
            expected: "one for all hosts, or one for each",
        });
    }
    match (&hosts[..], &numbers[..]) {
        ([], []) => {
            config.host("localhost");
        }
        // The address is the name then; TLS needs one.
        ([], numbers) => {
            for number in numbers {
                config.host(number.to_string());
            }
        }
        (hosts, _) => {
            for host in hosts {
                let host = if host.is_empty() { "localhost" } else { host };
                config.host(host);
            }
        }
    }
    for number in numbers {
        config.hostaddr(number);
    }
    for port in ports {
        config.port(port);
    }
    Ok(())
}

/// Who connects to what.
fn session(parameters: &Parameters, config: &mut Config) {
    if let Some(user) = parameters.get("user") {
        config.user(user);
    }
    if let Some(password) = parameters.get("password") {
        config.password(password);
    }
    if let Some(name) = parameters.get("dbname") {
        config.dbname(name);
    }
    if let Some(options) = parameters.get("options") {
        config.options(options);
    }
    let names = ["application_name", "fallback_application_name"];
    if let Some(name) = names.into_iter().find_map(|name| parameters.get(name)) {
        config.application_name(name);
    }
    match parameters.get("channel_binding") {
        Some("disable") => config.channel_binding(ChannelBinding::Disable),
        Some("require") => config.channel_binding(ChannelBinding::Require),
        _ => config.channel_binding(ChannelBinding::Prefer),
    };
    match parameters.get("target_session_attrs") {
        Some("read-write") => config.target_session_attrs(TargetSessionAttrs::ReadWrite),
        Some("read-only") => config.target_session_attrs(TargetSessionAttrs::ReadOnly),
        _ => config.target_session_attrs(TargetSessionAttrs::Any),
    };
    if parameters.get("load_balance_hosts") == Some("random") {
        config.load_balance_hosts(LoadBalanceHosts::Random);
    }
}

/// How long is waited for what.
fn patience(parameters: &Parameters, config: &mut Config) {
    // As in libpq, zero and less stand for the system's default.
    let number = |name| {
        let value = parameters.get(name)?.trim().parse::<u32>().ok()?;
        (value > 0).then_some(value)
    };
    let seconds = |name| Some(Duration::from_secs(number(name)?.into()));
    if let Some(time) = seconds("connect_timeout") {
        config.connect_timeout(time);
    }
    if let Some(milliseconds) = number("tcp_user_timeout") {
        config.tcp_user_timeout(Duration::from_millis(milliseconds.into()));
    }
    config.keepalives(parameters.get("keepalives") != Some("0"));
    if let Some(time) = seconds("keepalives_idle") {
        config.keepalives_idle(time);
    }
    if let Some(time) = seconds("keepalives_interval") {
        config.keepalives_interval(time);
    }
    if let Some(count) = number("keepalives_count").or_else(|| number("keepalives_retries")) {
        config.keepalives_retries(count);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let config = &self.config;
        let name = config.get_dbname().or(config.get_user());
        match name {
            Some(name) => write!(f, "the database `{name}` at ")?,
            None => f.write_str("the default database at ")?,
        }
        let ports = config.get_ports();
        for (at, host) in config.get_hosts().iter().enumerate() {
            let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
            if at > 0 {
                f.write_str(" or ")?;
            }
            match host {
                Host::Tcp(host) if host.contains(':') => write!(f, "[{host}]:{port}")?,
                Host::Tcp(host) => write!(f, "{host}:{port}")?,
                #[cfg(unix)]
                Host::Unix(directory) => write!(f, "{}:{port}", directory.display())?,
            }
        }
        match config.get_user() {
            Some(user) => write!(f, " as `{user}`"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self}, sslmode {})", self.security.mode)
    }
}
