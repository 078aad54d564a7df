//! The text of an address as libpq reads it: a URL or `key=value` pairs, into parameters by name.

use std::collections::BTreeMap;
use std::fmt;

use super::BadAddress;
use super::keywords::{Use, keyword};
use super::values::check;

/// libpq's connection parameters, by name. Only names that libpq knows and values that can be obeyed get in. `Debug` shows
/// the names and no value, because one of them is the password.
///
/// ```
/// use migrate_runtime::connect::Parameters;
///
/// let mut parameters: Parameters = "postgresql://app@db/shop?sslmode=verify-full".parse()?;
/// parameters.set_default("sslrootcert", "system")?;
/// parameters.set_default("user", "nobody")?;
/// assert_eq!(parameters.get("user"), Some("app"));
/// # Ok::<(), migrate_runtime::connect::BadAddress>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Parameters(BTreeMap<&'static str, String>);

impl Parameters {
    /// The value of a parameter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Sets a parameter. An empty value counts as absent, as with libpq.
    ///
    /// # Errors
    ///
    /// libpq does not know the parameter, it is not supported, or it does not have this value.
    pub fn set(&mut self, name: &str, value: impl Into<String>) -> Result<(), BadAddress> {
        let (name, used) = keyword(name).ok_or(BadAddress::UnknownParameter)?;
        let value = value.into();
        if value.contains('\0') {
            return Err(BadAddress::Malformed);
        }
        if value.is_empty() {
            self.0.remove(name);
            return Ok(());
        }
        match used {
            Use::Taken => check(name, &value)?,
            Use::Only(values) if values.contains(&&*value) => {}
            Use::Only(_) | Use::Refused => return Err(BadAddress::Parameter { name }),
        }
        self.0.insert(name, value);
        Ok(())
    }

    /// Sets a parameter that has no value yet.
    ///
    /// # Errors
    ///
    /// As for [`Parameters::set`].
    pub fn set_default(&mut self, name: &str, value: impl Into<String>) -> Result<(), BadAddress> {
        match self.get(name) {
            Some(_) => Ok(()),
            None => self.set(name, value),
        }
    }
}

impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// Reads a URL or a `key=value` string. `postgresql+psycopg://` and the like are what SQLAlchemy and Alembic call the same
/// thing.
impl std::str::FromStr for Parameters {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        if let Some((scheme, rest)) = text.split_once("://") {
            // A `key=value` string may hold a URL-like password.
            let family = scheme.split('+').next().unwrap_or_default();
            match family {
                "postgres" | "postgresql" => return url(rest),
                _ if scheme.contains('=') => {}
                _ => return Err(BadAddress::NotPostgres),
            }
        }
        match text.contains('=') {
            true => pairs(text),
            false => Err(BadAddress::NotAnAddress),
        }
    }
}

/// What follows the scheme: `[user[:password]@][host[:port],…][/database][?name=value&…]`.
fn url(text: &str) -> Result<Parameters, BadAddress> {
    let (place, query) = match text.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (text, None),
    };
    let (authority, database) = match place.split_once('/') {
        Some((authority, database)) => (authority, Some(database)),
        None => (place, None),
    };
    // In a value behind `?` it needs no escape. Before the first `=` there, the `?` was of a password.
    let cut = query
        .and_then(|query| query.split('=').next())
        .is_some_and(|name| name.contains('@'));
    if cut || place.matches('@').count() > authority.matches('@').count().min(1) {
        return Err(BadAddress::UnescapedPassword);
    }
    let mut parameters = Parameters::default();
    let (credentials, hosts) = match authority.split_once('@') {
        Some((credentials, hosts)) => (credentials, hosts),
        None => ("", authority),
    };
    let (user, password) = match credentials.split_once(':') {
        Some((user, password)) => (user, Some(password)),
        None => (credentials, None),
    };
    parameters.set("user", decoded(user)?)?;
    if let Some(password) = password {
        parameters.set("password", decoded(password)?)?;
    }
    let (hosts, ports) = hosts_and_ports(hosts)?;
    parameters.set("host", hosts)?;
    parameters.set("port", ports)?;
    if let Some(database) = database {
        parameters.set("dbname", decoded(database)?)?;
    }
    for pair in query.into_iter().flat_map(|query| query.split('&')) {
        if pair.is_empty() {
            continue;
        }
        let (name, value) = pair.split_once('=').ok_or(BadAddress::Malformed)?;
        let (name, value) = (decoded(name)?, decoded(value)?);
        match &*name {
            // The names that JDBC and asyncpg have for it.
            "ssl" if value == "true" => parameters.set("sslmode", "require")?,
            "ssl" => parameters.set("sslmode", value)?,
            name => parameters.set(name, value)?,
        }
    }
    Ok(parameters)
}

/// `host:port,host` as `host,host` and `port,`; no ports at all when none is given.
fn hosts_and_ports(text: &str) -> Result<(String, String), BadAddress> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    for place in text.split(',') {
        let (host, port) = match place.strip_prefix('[') {
            Some(address) => {
                let (host, rest) = address.split_once(']').ok_or(BadAddress::Malformed)?;
                match rest.strip_prefix(':') {
                    Some(port) => (host, port),
                    None if rest.is_empty() => (host, ""),
                    None => return Err(BadAddress::Malformed),
                }
            }
            None => match place.split_once(':') {
                Some((host, port)) => (host, port),
                None => (place, ""),
            },
        };
        hosts.push(decoded(host)?);
        ports.push(decoded(port)?);
    }
    let join = |parts: Vec<String>| match parts.iter().all(String::is_empty) {
        true => String::new(),
        false => parts.join(","),
    };
    Ok((join(hosts), join(ports)))
}

/// The text with its percent signs decoded.
fn decoded(text: &str) -> Result<String, BadAddress> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let (digits, after) = rest.split_at_checked(2).ok_or(BadAddress::Malformed)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let (Some(high), Some(low)) = (digit(digits[0]), digit(digits[1])) else {
            return Err(BadAddress::Malformed);
        };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| BadAddress::Malformed)?);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| BadAddress::Malformed)
}

/// Reads pairs as libpq does: space around `=` is allowed, a value may be quoted, a backslash takes the next character as it
/// is, and the last of several counts.
fn pairs(text: &str) -> Result<Parameters, BadAddress> {
    let mut parameters = Parameters::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or(BadAddress::Malformed)?;
        let name = name.trim_end();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return Err(BadAddress::Malformed);
        }
        let (value, after) = value(after.trim_start())?;
        parameters.set(name, value)?;
        rest = after.trim_start();
    }
    Ok(parameters)
}

/// A value, and what follows it.
fn value(text: &str) -> Result<(String, &str), BadAddress> {
    let quoted = text.strip_prefix('\'');
    let mut characters = quoted.unwrap_or(text).chars();
    let mut value = String::new();
    loop {
        let before = characters.as_str();
        match characters.next() {
            None if quoted.is_some() => return Err(BadAddress::Malformed),
            None => return Ok((value, before)),
            Some('\'') if quoted.is_some() => return Ok((value, characters.as_str())),
            Some(next) if quoted.is_none() && next.is_whitespace() => return Ok((value, before)),
            Some('\\') => value.extend(characters.next()),
            Some(next) => value.push(next),
        }
    }
}

#[cfg(test)]
mod tests;
