//! The values of parameters: each is checked when it is set, so that whoever set it can be named.

use std::net::IpAddr;

use super::BadAddress;

/// What a parameter may be.
enum Kind {
    /// One of these words.
    Words(&'static [&'static str], &'static str),
    /// A whole number.
    Number,
    /// Ports, with commas between them; an empty one is the default.
    Ports,
    /// IP addresses, with commas between them.
    Addresses,
    /// Anything.
    Text,
}

fn kind(name: &str) -> Kind {
    match name {
        "sslmode" => Kind::Words(
            &[
                "disable",
                "allow",
                "prefer",
                "require",
                "verify-ca",
                "verify-full",
            ],
            "disable, allow, prefer, require, verify-ca or verify-full",
        ),
        "channel_binding" => Kind::Words(
            &["disable", "prefer", "require"],
            "disable, prefer or require",
        ),
        "load_balance_hosts" => Kind::Words(&["disable", "random"], "disable or random"),
        "target_session_attrs" => Kind::Words(
            &["any", "read-write", "read-only"],
            "any, read-write or read-only",
        ),
        "port" => Kind::Ports,
        "hostaddr" => Kind::Addresses,
        "connect_timeout"
        | "keepalives"
        | "keepalives_count"
        | "keepalives_idle"
        | "keepalives_interval"
        | "keepalives_retries"
        | "tcp_user_timeout" => Kind::Number,
        _ => Kind::Text,
    }
}

/// Whether a parameter has this value.
pub(super) fn check(name: &'static str, value: &str) -> Result<(), BadAddress> {
    let (is_valid, expected) = match kind(name) {
        Kind::Words(words, expected) => (words.contains(&value), expected),
        Kind::Number => (value.trim().parse::<i32>().is_ok(), "a whole number"),
        Kind::Ports => (ports(value).is_some(), "a number from 1 to 65535"),
        Kind::Addresses => (addresses(value).is_some(), "an IP address"),
        Kind::Text => (true, ""),
    };
    match is_valid {
        true => Ok(()),
        false => Err(BadAddress::Value { name, expected }),
    }
}

/// The port of each host.
pub(super) fn ports(value: &str) -> Option<Vec<u16>> {
    let port = |text: &str| match text.trim() {
        "" => Some(5432),
        text => text.parse().ok().filter(|port| *port > 0),
    };
    value.split(',').map(port).collect()
}

/// The IP address of each host.
pub(super) fn addresses(value: &str) -> Option<Vec<IpAddr>> {
    let address = |text: &str| text.trim().parse().ok();
    value.split(',').map(address).collect()
}
