//! The text of an address: what the driver would misread is put right or refused before it sees it.

use super::BadAddress;
use crate::environment::Environment;

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

/// `postgresql+psycopg://` and the like are what SQLAlchemy and Alembic call the same thing.
pub(super) fn plain_scheme(text: &str) -> Result<String, BadAddress> {
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
pub(super) fn fill_ports(url: String, environment: &Environment) -> Result<String, BadAddress> {
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
pub(super) fn take_ssl_mode(text: &str) -> Result<(String, Option<String>), BadAddress> {
    if let Some((start, query)) = text
        .split_once('?')
        .filter(|_| text.starts_with("postgresql://"))
    {
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
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    let mut mode = None;
    while let Some(pair) = next_pair(rest) {
        if pair.key == "sslmode" {
            // As in libpq, the last one counts.
            mode = Some(pair.value);
        } else {
            kept.push_str(&rest[..pair.length]);
        }
        rest = &rest[pair.length..];
    }
    // What is no pair is for the driver to refuse.
    kept.push_str(rest);
    Ok((kept, mode))
}

/// The first pair of a `key=value` string.
struct Pair<'t> {
    key: &'t str,
    value: String,
    /// How much of the text it takes, with the space before it.
    length: usize,
}

/// Reads a pair as the driver and libpq do: space around `=` is allowed, a value may be quoted, and a backslash takes
/// the next character as it is. `None` at the end of the text, and for what is no pair.
fn next_pair(text: &str) -> Option<Pair<'_>> {
    let (key, value) = text.split_once('=')?;
    let key = key.trim();
    if key.is_empty() || key.contains(char::is_whitespace) {
        return None;
    }
    let value = value.trim_start();
    let quoted = value.strip_prefix('\'');
    let ends = |next: char| match quoted {
        Some(_) => next == '\'',
        None => next.is_whitespace(),
    };
    let mut characters = quoted.unwrap_or(value).chars();
    let mut read = String::new();
    loop {
        let before = characters.as_str();
        let left = match characters.next() {
            None if quoted.is_some() => return None,
            None => before,
            // A quote belongs to the value that it ends, a space to the next pair.
            Some(next) if ends(next) && quoted.is_some() => characters.as_str(),
            Some(next) if ends(next) => before,
            Some('\\') => {
                read.extend(characters.next());
                continue;
            }
            Some(next) => {
                read.push(next);
                continue;
            }
        };
        return Some(Pair {
            key,
            value: read,
            length: text.len() - left.len(),
        });
    }
}

/// There is no TLS in this version: what promises encryption is refused, what allows plain text is taken at its word.
pub(super) fn accept_ssl_mode(mode: &str) -> Result<(), BadAddress> {
    match mode {
        "disable" | "allow" | "prefer" => Ok(()),
        "require" | "verify-ca" | "verify-full" => Err(BadAddress::TlsRequired {
            mode: mode.to_owned(),
        }),
        _ => Err(BadAddress::UnknownSslMode),
    }
}

/// Why the driver refused the text, in words that can hold no part of it but a parameter's name from libpq's list.
pub(super) fn reason(text: &str) -> BadAddress {
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
