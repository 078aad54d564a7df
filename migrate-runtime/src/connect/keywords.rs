//! libpq's connection parameters: which are taken, which may be given because they change nothing here, which are refused.

/// What becomes of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It is obeyed.
    Taken,
    /// It may be given with these values, because they ask for what happens anyway.
    Only(&'static [&'static str]),
    /// It asks for something that is not there; to ignore it could mean less safety than was asked for.
    Refused,
}

use Use::{Only, Refused, Taken};

/// Every parameter that libpq knows. Only these are named in an error: what looks like a parameter may be the half of a
/// password.
#[rustfmt::skip]
pub(super) const KEYWORDS: [(&str, Use); 50] = [
    ("application_name", Taken),
    ("channel_binding", Taken),
    // The driver always speaks UTF-8.
    ("client_encoding", Only(&["UTF8", "utf8", "UTF-8", "utf-8", "auto"])),
    ("connect_timeout", Taken),
    ("dbname", Taken),
    ("fallback_application_name", Taken),
    ("gssdelegation", Only(&["0"])),
    ("gssencmode", Only(&["disable", "prefer"])),
    ("gsslib", Refused),
    ("host", Taken),
    ("hostaddr", Taken),
    ("keepalives", Taken),
    ("keepalives_count", Taken),
    ("keepalives_idle", Taken),
    ("keepalives_interval", Taken),
    // The driver's name for `keepalives_count`.
    ("keepalives_retries", Taken),
    ("krbsrvname", Refused),
    ("load_balance_hosts", Taken),
    ("max_protocol_version", Only(&["3.0", "latest"])),
    ("min_protocol_version", Only(&["3.0"])),
    ("oauth_client_id", Refused),
    ("oauth_client_secret", Refused),
    ("oauth_issuer", Refused),
    ("oauth_scope", Refused),
    ("options", Taken),
    ("passfile", Taken),
    ("password", Taken),
    ("port", Taken),
    ("replication", Only(&["false", "off", "no", "0"])),
    ("require_auth", Refused),
    ("requirepeer", Refused),
    ("service", Taken),
    ("servicefile", Taken),
    ("ssl_max_protocol_version", Only(&["TLSv1.3"])),
    // 1.2 is the oldest that is spoken here.
    ("ssl_min_protocol_version", Only(&["TLSv1", "TLSv1.1", "TLSv1.2"])),
    ("sslcert", Taken),
    ("sslcertmode", Only(&["allow"])),
    ("sslcompression", Only(&["0"])),
    ("sslcrl", Refused),
    ("sslcrldir", Refused),
    ("sslkey", Taken),
    ("sslkeylogfile", Refused),
    ("sslmode", Taken),
    ("sslnegotiation", Only(&["postgres"])),
    ("sslpassword", Refused),
    ("sslrootcert", Taken),
    ("sslsni", Only(&["1"])),
    ("target_session_attrs", Taken),
    ("tcp_user_timeout", Taken),
    ("user", Taken),
];

/// The name and the use of a parameter.
pub(super) fn keyword(name: &str) -> Option<(&'static str, Use)> {
    KEYWORDS.iter().find(|(known, _)| *known == name).copied()
}
