//! What is read, what is refused, and that no refusal says a secret.

use proptest::prelude::*;

use super::*;
use crate::connect::Address;

fn read(text: &str) -> Parameters {
    text.parse()
        .unwrap_or_else(|error: BadAddress| panic!("{text}: {error}"))
}

fn refused(text: &str) -> BadAddress {
    match text
        .parse::<Parameters>()
        .and_then(|read| Address::new(&read))
    {
        Err(error) => error,
        Ok(address) => panic!("`{text}` was accepted as {address}"),
    }
}

#[test]
fn the_schemes_of_alembic_and_libpq_mean_the_same() {
    let schemes = [
        "postgresql",
        "postgres",
        "postgresql+psycopg",
        "postgresql+asyncpg",
        "postgres+psycopg2",
    ];
    for scheme in schemes {
        let read = read(&format!("{scheme}://app:secret@db:5433/shop"));
        assert_eq!(read.get("password"), Some("secret"), "{scheme}");
        let address = Address::new(&read).unwrap();
        assert_eq!(
            address.to_string(),
            "the database `shop` at db:5433 as `app`",
            "{scheme}"
        );
    }
}

#[test]
fn a_url_is_read_as_libpq_reads_it() {
    let urls = [
        ("postgresql://", ""),
        ("postgresql://h", "host=h"),
        ("postgresql:///d", "dbname=d"),
        ("postgresql://u@/d", "dbname=d user=u"),
        ("postgresql://u:@h", "host=h user=u"),
        ("postgresql://:5433", "port=5433"),
        (
            "postgresql://a%40b:p%3A%2F%3F%40@h/d",
            "dbname=d host=h password=p:/?@ user=a@b",
        ),
        (
            "postgresql://%2Fvar%2Frun%2Fpostgresql/d",
            "dbname=d host=/var/run/postgresql",
        ),
        (
            "postgresql:///d?host=/tmp&port=5433",
            "dbname=d host=/tmp port=5433",
        ),
        (
            "postgresql://[::1]:5433,[fe80::1]/d",
            "dbname=d host=::1,fe80::1 port=5433,",
        ),
        ("postgresql://a:1,b,c:3/d", "dbname=d host=a,b,c port=1,,3"),
        (
            "postgresql://h/d?sslmode=prefer&sslmode=require",
            "dbname=d host=h sslmode=require",
        ),
        (
            "postgresql://h/d?ssl%6Dode=verify-ca",
            "dbname=d host=h sslmode=verify-ca",
        ),
        (
            "postgresql://h/d?user=app@srv&password=p@q",
            "dbname=d host=h password=p@q user=app@srv",
        ),
        ("postgresql://a@h?user=app@srv", "host=h user=app@srv"),
        (
            "postgresql://h/d?ssl=true",
            "dbname=d host=h sslmode=require",
        ),
        (
            "postgresql://h/d?options=-c%20work_mem%3D1MB",
            "dbname=d host=h options=-c work_mem=1MB",
        ),
    ];
    for (url, expected) in urls {
        assert_eq!(shown(&read(url)), expected, "{url}");
    }
}

#[test]
fn pairs_are_read_as_libpq_reads_them() {
    let texts = [
        ("host=h", "host=h"),
        (" host = h  user=u ", "host=h user=u"),
        ("host=h\tsslmode=require", "host=h sslmode=require"),
        ("host=h\nsslmode = 'require'", "host=h sslmode=require"),
        ("sslmode=req\\uire", "sslmode=require"),
        ("sslmode=prefer sslmode=require", "sslmode=require"),
        (
            "password='a sslmode=disable b' sslmode=require",
            "password=a sslmode=disable b sslmode=require",
        ),
        ("password='it\\'s' user=u", "password=it's user=u"),
        ("password=a://b?sslmode=c", "password=a://b?sslmode=c"),
        ("user='' host=h", "host=h"),
    ];
    for (text, expected) in texts {
        assert_eq!(shown(&read(text)), expected, "{text}");
    }
}

fn shown(parameters: &Parameters) -> String {
    let pairs = parameters.0.iter();
    let pairs: Vec<_> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join(" ")
}

#[test]
fn values_and_parameters_that_do_not_exist_are_refused_by_name() {
    let value = |name, expected| BadAddress::Value { name, expected };
    let refusals = [
        (
            "postgresql://h/d?sslmode=maybe",
            value(
                "sslmode",
                "disable, allow, prefer, require, verify-ca or verify-full",
            ),
        ),
        (
            "postgresql://h:port/d",
            value("port", "a number from 1 to 65535"),
        ),
        (
            "postgresql://a,b:1,c:0/d",
            value("port", "a number from 1 to 65535"),
        ),
        (
            "host=a,b port=1,2,3",
            value("port", "one for all hosts, or one for each"),
        ),
        (
            "host=a hostaddr=1.1.1.1,2.2.2.2",
            value("hostaddr", "one for each host"),
        ),
        ("host=a hostaddr=a", value("hostaddr", "an IP address")),
        (
            "connect_timeout=soon",
            value("connect_timeout", "a whole number"),
        ),
        (
            "target_session_attrs=primary",
            value("target_session_attrs", "any, read-write or read-only"),
        ),
        (
            "postgresql://h/d?sslcrl=/etc/crl.pem",
            BadAddress::Parameter { name: "sslcrl" },
        ),
        (
            "postgresql://h/d?sslnegotiation=direct",
            BadAddress::Parameter {
                name: "sslnegotiation",
            },
        ),
        (
            "postgresql://h/d?gssencmode=require",
            BadAddress::Parameter { name: "gssencmode" },
        ),
        (
            "postgresql://h/d?requirepeer=postgres",
            BadAddress::Parameter {
                name: "requirepeer",
            },
        ),
        ("postgresql://h/d?nonsense=1", BadAddress::UnknownParameter),
        ("sslrootcert=system sslmode=verify-ca", BadAddress::WeakMode),
        (
            "sslcert=/c.pem",
            BadAddress::HalfIdentity { missing: "sslkey" },
        ),
        (
            "sslkey=/k.pem",
            BadAddress::HalfIdentity { missing: "sslcert" },
        ),
    ];
    for (text, expected) in refusals {
        assert_eq!(refused(text), expected, "{text}");
    }
    for harmless in [
        "gssencmode=disable",
        "sslnegotiation=postgres",
        "client_encoding=UTF8",
    ] {
        Address::new(&read(&format!("host=h {harmless}"))).unwrap();
    }
}

#[test]
fn the_systems_authorities_ask_for_the_servers_name() {
    use crate::connect::SslMode;
    let mode = |text: &str| Address::new(&read(text)).unwrap().ssl_mode();
    assert_eq!(mode("host=h"), SslMode::Prefer);
    assert_eq!(mode("host=h sslrootcert=/ca.pem"), SslMode::Prefer);
    assert_eq!(mode("host=h sslrootcert=system"), SslMode::VerifyFull);
    assert_eq!(mode("host=h sslmode=verify-ca"), SslMode::VerifyCa);
}

#[test]
fn an_address_names_every_host_and_no_password() {
    let address = Address::new(&read("postgresql://u:hunter2@a:1,[::1]/d")).unwrap();
    assert_eq!(
        address.to_string(),
        "the database `d` at a:1 or [::1]:5432 as `u`"
    );
    let shown = format!(
        "{address:?} {:?} {:?}",
        address.config(),
        read("password=hunter2")
    );
    assert!(!shown.contains("hunter2"), "{shown}");
}

/// Whatever is wrong with an address, its password is in no message: not when the password breaks the URL, not when the
/// URL breaks the password.
#[test]
fn no_refusal_holds_a_part_of_the_password() {
    let broken = [
        "hunter2",
        "hunter2://u@h/d",
        "mysql://u:hunter2@h/d",
        "postgresql//u:hunter2@h/d",
        "postgresql://u:x@hunter2@h/d",
        "postgresql://u:x/hunter2@h/d",
        "postgresql://u:x?hunter2=y@h/d",
        "postgresql://u:hunter2@h:port/d",
        "postgresql://u:hunter2@h/d?hunter2=hunter2",
        "postgresql://u:hunter2@h/d?hunter2",
        "postgresql://u:hunter2@h/d?sslcert=hunter2",
        "postgresql://u:hunter2@h/d?sslmode=hunter2",
        "postgresql://u:hunter2@[h/d",
        "postgresql://u:hunter2%ZZ@h/d",
        "postgresql://u:hunter2%0@h/d",
        "postgresql://u:hunter2%00@h/d",
        "postgresql://u:hunter2%ff@h/d",
        "host=h password=hunter2 hunter2=hunter2",
        "host=h password=hunter2 hunter2",
        "host=h password='hunter2",
        "host=h password=hunter2 port=hunter2",
        "host=h password=hunter2 sslmode=hunter2",
        "host=h password=hunter2 hostaddr=hunter2",
    ];
    for text in broken {
        let why = refused(text);
        assert!(
            !format!("{why} {why:?} {}", why.help()).contains("hunter2"),
            "`{text}`: {why}"
        );
    }
}

proptest! {
    /// A password of any characters arrives, however it has to be written.
    #[test]
    fn a_password_arrives_whole_in_both_forms(password in "[^\0]{1,12}") {
        let encoded: String = password.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let url = read(&format!("postgresql://u:{encoded}@h/d"));
        prop_assert_eq!(url.get("password"), Some(&*password));
        let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
        let pairs = read(&format!("host=h password='{quoted}' user=u"));
        prop_assert_eq!(pairs.get("password"), Some(&*password));
        prop_assert_eq!(pairs.get("user"), Some("u"));
    }

    #[test]
    fn nothing_panics(text in "(postgres://|postgresql://u:p@)?[ -~é]{0,40}") {
        let _either = text.parse::<Parameters>().and_then(|read| Address::new(&read));
    }
}
