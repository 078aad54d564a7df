//! Addresses: what the variables and files fill, and what is refused. How the text is read is tested where it is.

use std::path::Path;
use std::time::Duration;

use migrate_runtime::connect;
use tempfile::TempDir;

use super::*;

fn parse(text: &str, variables: &[(&str, &str)]) -> Result<Address, BadAddress> {
    Address::parse(text, &Environment::of(variables))
}

fn parsed(text: &str, variables: &[(&str, &str)]) -> Address {
    parse(text, variables).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn password(address: &Address) -> Option<String> {
    let config = address.config();
    let password = config.get_password()?;
    Some(String::from_utf8(password.to_vec()).unwrap())
}

#[test]
fn variables_fill_what_the_url_leaves_open_and_nothing_else() {
    let variables = [
        ("PGHOST", "elsewhere"),
        ("PGHOSTADDR", "192.0.2.1"),
        ("PGPORT", "6543"),
        ("PGUSER", "someone"),
        ("PGPASSWORD", "theirs"),
        ("PGDATABASE", "other"),
        ("PGAPPNAME", "deploy"),
        ("PGCONNECT_TIMEOUT", "2"),
    ];
    let address = parsed("postgresql://app@db/shop", &variables);
    assert_eq!(
        address.to_string(),
        "the database `shop` at db:6543 as `app`"
    );
    assert_eq!(password(&address).as_deref(), Some("theirs"));
    assert!(
        address.config().get_hostaddrs().is_empty(),
        "another machine"
    );
    assert_eq!(address.config().get_application_name(), Some("deploy"));
    assert_eq!(
        address.config().get_connect_timeout(),
        Some(&Duration::from_secs(2))
    );
    let address = Address::from_variables(&Environment::of(&variables)).unwrap();
    assert_eq!(
        address.to_string(),
        "the database `other` at elsewhere:6543 as `someone`"
    );
}

#[test]
fn the_session_says_who_it_is_and_does_not_wait_for_ever() {
    let address = parsed("postgresql://h/d", &[]);
    assert_eq!(
        address.config().get_application_name(),
        Some("cargo-migrate")
    );
    assert_eq!(
        address.config().get_connect_timeout(),
        Some(&Duration::from_secs(10))
    );
    let named = parsed("postgresql://h/d?application_name=release", &[]);
    assert_eq!(named.config().get_application_name(), Some("release"));
}

#[test]
fn a_variable_that_cannot_be_obeyed_is_named_and_not_ignored() {
    let refusals = [
        (
            "PGSSLMODE",
            "maybe",
            "the environment variable `PGSSLMODE` is not valid; expected disable, allow, prefer, require, verify-ca or verify-full",
        ),
        (
            "PGPORT",
            "high",
            "the environment variable `PGPORT` is not valid; expected a number from 1 to 65535",
        ),
        (
            "PGREQUIREPEER",
            "postgres",
            "what the environment variable `PGREQUIREPEER` asks for is not supported",
        ),
        (
            "PGSSLCRL",
            "/crl.pem",
            "what the environment variable `PGSSLCRL` asks for is not supported",
        ),
        (
            "PGGSSENCMODE",
            "require",
            "what the environment variable `PGGSSENCMODE` asks for is not supported",
        ),
        (
            "PGSERVICE",
            "production",
            "there is no connection service `production`",
        ),
    ];
    for (name, value, expected) in refusals {
        let refused = parse("postgresql://h/d", &[(name, value)]).unwrap_err();
        assert_eq!(refused.to_string(), expected);
    }
}

/// A home directory with these files, each with this mode.
fn home(files: &[(&str, &str, u32)]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, text, mode) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(*mode)).unwrap();
        }
    }
    home
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn the_password_file_has_the_password_that_nobody_gave() {
    let lines = "db:5432:shop:app:first\ndb:5433:*:app:second\nlocalhost:*:*:*:local\n";
    let home = home(&[(".pgpass", lines, 0o600), ("open", lines, 0o640)]);
    let variables = [("HOME", text(home.path()))];
    let found = |url: &str| password(&parsed(url, &variables));
    assert_eq!(found("postgresql://app@db/shop").as_deref(), Some("first"));
    assert_eq!(
        found("postgresql://app@db:5433/x").as_deref(),
        Some("second")
    );
    assert_eq!(found("postgresql://app@db/x"), None);
    assert_eq!(
        found("postgresql://app:given@db/shop").as_deref(),
        Some("given")
    );
    assert_eq!(
        found("postgresql://app@%2Fvar%2Frun%2Fpostgresql/x").as_deref(),
        Some("local")
    );
    let refused = parse("postgresql://app@db,db:5433/shop", &variables).unwrap_err();
    assert!(
        matches!(refused, BadAddress::SeveralPasswords { .. }),
        "{refused}"
    );
    let path = home.path().join("open");
    let variables = [("HOME", text(home.path())), ("PGPASSFILE", text(&path))];
    let address = parsed("postgresql://app@db/shop", &variables);
    assert_eq!(
        (password(&address), address.open_passfile()),
        (None, Some(&path))
    );
}

#[test]
fn a_service_is_a_name_for_parameters() {
    let services = "# ours\n[staging]\nhost=staging.example\n\n[production]\nhost=db.example\nport=5433\n# user=nobody\nuser=app\npassword=se cret\n\n[broken]\nnonsense=1\n";
    let home = home(&[(".pg_service.conf", services, 0o644)]);
    let variables = [
        ("HOME", text(home.path())),
        ("PGUSER", "someone"),
        ("PGSERVICE", "production"),
    ];
    let address = parsed("postgresql:///shop", &variables);
    assert_eq!(
        address.to_string(),
        "the database `shop` at db.example:5433 as `app`"
    );
    assert_eq!(password(&address).as_deref(), Some("se cret"));
    let address = parsed("service=staging user=me", &variables);
    assert_eq!(
        address.to_string(),
        "the database `me` at staging.example:5432 as `me`"
    );
    let refused = parse("service=broken", &variables).unwrap_err();
    let expected = BadAddress::ServiceLine {
        path: home.path().join(".pg_service.conf"),
        line: 13,
        why: connect::BadAddress::UnknownParameter,
    };
    assert_eq!(refused, expected);
}

#[test]
fn the_files_of_libpq_are_taken_where_nobody_names_others() {
    let home = home(&[(".postgresql/root.crt", "nothing\n", 0o644)]);
    let variables = [("HOME", text(home.path()))];
    // Nothing listens on port 1; the file is read before.
    let told = |url: &str| parsed(url, &variables).connect().err().unwrap().to_string();
    let root = home.path().join(".postgresql/root.crt");
    assert_eq!(
        told("postgresql://localhost:1/d"),
        format!(
            "`sslrootcert` {}: it holds no certificate in PEM",
            root.display()
        )
    );
    std::fs::remove_file(&root).unwrap();
    assert!(told("postgresql://localhost:1/d").contains("refused"));
    let missing = told("postgresql://localhost:1/d?sslmode=verify-full");
    assert!(
        missing.starts_with(&format!("`sslrootcert` {}: ", root.display())),
        "{missing}"
    );
}

#[test]
fn an_address_is_shown_without_its_password() {
    let address = parsed("postgresql://app:hunter2@db/shop", &[]);
    assert!(!format!("{address} {address:?}").contains("hunter2"));
}
