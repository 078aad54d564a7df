//! Addresses: what is accepted, what is refused, and that no refusal says a secret.

use super::*;

fn parse(text: &str) -> Result<Address, BadAddress> {
    Address::parse(text, &Environment::default())
}

/// What an address means, as `user@host:port/database`.
fn meaning(address: &Address) -> String {
    address.to_string()
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
        let address = parse(&format!("{scheme}://app:secret@db:5433/shop")).unwrap();
        assert_eq!(
            meaning(&address),
            "the database `shop` at db:5433 as `app`",
            "{scheme}"
        );
        assert_eq!(
            address.config().get_password(),
            Some(b"secret".as_slice()),
            "{scheme}"
        );
    }
}

#[test]
fn pairs_are_an_address_too() {
    let address =
        parse("host=db port=5433 user=app password='se cret' dbname=shop sslmode=allow").unwrap();
    assert_eq!(meaning(&address), "the database `shop` at db:5433 as `app`");
    assert_eq!(address.config().get_password(), Some(b"se cret".as_slice()));
}

#[test]
fn percent_signs_are_decoded() {
    let address = parse("postgresql://a%40b:p%3A%2F%3F%40@h/d").unwrap();
    assert_eq!(address.config().get_user(), Some("a@b"));
    assert_eq!(address.config().get_password(), Some(b"p:/?@".as_slice()));
}

#[test]
fn modes_without_encryption_are_accepted_and_others_are_refused() {
    for mode in ["disable", "allow", "prefer"] {
        parse(&format!(
            "postgresql://h/d?sslmode={mode}&connect_timeout=3"
        ))
        .unwrap();
    }
    for mode in ["require", "verify-ca", "verify-full"] {
        let refused = parse(&format!(
            "postgresql://h/d?connect_timeout=3&sslmode={mode}"
        ))
        .unwrap_err();
        assert_eq!(
            refused,
            BadAddress::TlsRequired {
                mode: mode.to_owned()
            }
        );
    }
    assert_eq!(
        parse("postgresql://h/d?sslmode=maybe").unwrap_err(),
        BadAddress::UnknownSslMode
    );
    let environment = Environment::from([("PGSSLMODE", "verify-full")]);
    let refused = Address::parse("postgresql://h/d", &environment).unwrap_err();
    assert_eq!(
        refused,
        BadAddress::TlsRequired {
            mode: "verify-full".to_owned()
        }
    );
}

/// Whatever a wish for encryption is hidden in, the connection is not made in plain text instead.
#[test]
fn encryption_is_refused_however_it_is_spelled() {
    let spellings = [
        "host=h\tsslmode=require",
        "host=h\nsslmode = 'require'",
        "host=h sslmode=req\\uire",
        "sslmode=prefer sslmode=require",
        "password=sslmodeX sslmode=require",
        "password='a sslmode=disable b' sslmode=require",
        "postgresql://h/d?ssl%6dode=require",
        "postgresql://h/d?sslmode=prefer&sslmode=require",
        "postgresql://h/d?sslmode=prefer&ssl%6Dode=require",
    ];
    for text in spellings {
        let mode = "require".to_owned();
        assert_eq!(
            parse(text).unwrap_err(),
            BadAddress::TlsRequired { mode },
            "{text:?}"
        );
    }
    let name = "sslnegotiation";
    assert_eq!(
        parse("postgresql://h/d?sslnegotiation=direct").unwrap_err(),
        BadAddress::Parameter { name }
    );
}

#[test]
fn a_password_that_speaks_of_the_mode_stays_whole() {
    for password in [
        "sslmode",
        "sslmode=require",
        "a sslmode=require b",
        "a://b?sslmode=c",
        "it\\'s",
    ] {
        let address = parse(&format!(
            "host=h password='{password}' sslmode=allow user=u"
        ))
        .unwrap();
        let whole = password.replace('\\', "");
        assert_eq!(address.config().get_password(), Some(whole.as_bytes()));
        assert_eq!(address.config().get_user(), Some("u"));
    }
}

#[test]
fn variables_fill_what_the_url_leaves_open_and_nothing_else() {
    let environment = Environment::from([
        ("PGHOST", "elsewhere"),
        ("PGPORT", "6543"),
        ("PGUSER", "someone"),
        ("PGPASSWORD", "theirs"),
        ("PGDATABASE", "other"),
        ("PGAPPNAME", "deploy"),
        ("PGCONNECT_TIMEOUT", "2"),
    ]);
    let address = Address::parse("postgresql://app@db/shop", &environment).unwrap();
    assert_eq!(meaning(&address), "the database `shop` at db:6543 as `app`");
    assert_eq!(address.config().get_password(), Some(b"theirs".as_slice()));
    assert_eq!(address.config().get_application_name(), Some("deploy"));
    assert_eq!(
        address.config().get_connect_timeout(),
        Some(&Duration::from_secs(2))
    );
    let address = Address::from_variables(&environment).unwrap();
    assert_eq!(
        meaning(&address),
        "the database `other` at elsewhere:6543 as `someone`"
    );
}

#[test]
fn the_session_says_who_it_is_and_does_not_wait_for_ever() {
    let address = parse("postgresql://h/d").unwrap();
    assert_eq!(
        address.config().get_application_name(),
        Some("cargo-migrate")
    );
    assert_eq!(
        address.config().get_connect_timeout(),
        Some(&CONNECT_TIMEOUT)
    );
}

#[test]
fn services_are_refused_and_not_ignored() {
    let environment = Environment::from([("PGSERVICE", "production")]);
    assert_eq!(
        Address::parse("postgresql://h/d", &environment).unwrap_err(),
        BadAddress::Service
    );
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
        "postgresql://u:hunter2@h/d?sslcert=hunter2",
        "postgresql://u:hunter2@h/d?sslmode=hunter2",
        "postgresql://u:hunter2@[h/d",
        "postgresql://u:hunter2%ZZ@h/d?port=hunter2",
        "host=h password=hunter2 hunter2=hunter2",
        "host=h password='hunter2",
        "host=h password=hunter2 port=hunter2",
        "host=h password=hunter2 sslmode=hunter2",
    ];
    for text in broken {
        match parse(text) {
            Ok(address) => panic!("`{text}` was accepted as {address}"),
            Err(why) => {
                assert!(!why.to_string().contains("hunter2"), "`{text}`: {why}");
                assert!(!format!("{why:?}").contains("hunter2"), "`{text}`: {why:?}");
            }
        }
    }
}

#[test]
fn an_address_is_shown_without_its_password() {
    let address = parse("postgresql://app:hunter2@db/shop").unwrap();
    assert!(!address.to_string().contains("hunter2"));
    assert!(!format!("{address:?}").contains("hunter2"));
}

#[test]
fn a_parameter_of_libpq_that_is_missing_here_is_named() {
    let refused = parse("postgresql://u@h/d?sslrootcert=/etc/ca.pem").unwrap_err();
    assert_eq!(
        refused,
        BadAddress::Parameter {
            name: "sslrootcert"
        }
    );
}
