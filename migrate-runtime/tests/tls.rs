//! TLS against a real server with certificates made here; libpq, by way of psql, says what is right.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use migrate_runtime::connect::{Address, ConnectError};
use migrate_runtime::{Session as _, State, Wanted};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use support::{Server, cell, plan, three};
use tempfile::TempDir;

/// The name in the server's certificate. It leads nowhere; the address is given beside it.
const NAME: &str = "db.example";

/// An authority, and what it issues.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A certificate and its key, in PEM.
struct Identity {
    certificate: String,
    key: String,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        let issuer = Issuer::new(params, key);
        Self { issuer, pem }
    }

    fn issue(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        Identity {
            certificate: params.signed_by(&key, &self.issuer).unwrap().pem(),
            key: key.serialize_pem(),
        }
    }

    fn server(&self) -> Identity {
        let mut params = CertificateParams::new([NAME.to_owned()]).unwrap();
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.issue(&params)
    }
}

/// A server, and files beside it.
struct Encrypted {
    server: Server,
    files: TempDir,
}

impl Encrypted {
    fn start() -> Self {
        Self {
            server: Server::start(),
            files: tempfile::tempdir().unwrap(),
        }
    }

    /// Turns TLS on with this certificate; clients may come with certificates of this authority.
    fn encrypt(&self, identity: &Identity, clients: &Authority) {
        let directory = self.server.data_directory();
        for (name, text) in [
            ("tls.crt", &identity.certificate),
            ("tls.key", &identity.key),
            ("clients.crt", &clients.pem),
        ] {
            self.server.write(&directory.join(name), text);
        }
        let mut client = self.server.client();
        for setting in [
            "ssl_cert_file = 'tls.crt'",
            "ssl_key_file = 'tls.key'",
            "ssl_ca_file = 'clients.crt'",
            "ssl = on",
        ] {
            client
                .batch_execute(&format!("ALTER SYSTEM SET {setting}"))
                .unwrap();
        }
        self.reload("SHOW ssl", "on");
    }

    /// Lets in whom these lines let in.
    fn admit(&self, lines: &str) {
        let path = self.server.data_directory().join("pg_hba.conf");
        let before = fs::read_to_string(&path).unwrap();
        self.server.write(&path, &format!("{lines}\n{before}"));
        let count = "SELECT count(*)::text FROM pg_hba_file_rules";
        let expected = cell(&mut self.server.client(), count);
        self.reload(count, &expected);
    }

    /// Reads the configuration again, until a new session sees what is expected.
    fn reload(&self, sql: &str, expected: &str) {
        let mut client = self.server.client();
        let loaded = "SELECT pg_conf_load_time()::text";
        let before = cell(&mut client, loaded);
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
        let start = Instant::now();
        loop {
            let mut client = self.server.client();
            if cell(&mut client, loaded) != before && cell(&mut client, sql) == expected {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "{sql}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.files.path().join(name);
        fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        }
        path
    }

    /// The address of the server under a name, as pairs.
    fn pairs(&self, name: &str, more: &str) -> String {
        let place = self.server.place();
        format!("host={name} hostaddr=127.0.0.1 {place} connect_timeout=20 {more}")
    }
}

/// What became of an attempt to connect.
#[derive(Debug, PartialEq, Eq)]
enum Came {
    Encrypted,
    Plain,
    Refused,
}

const HOW: &str = "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

fn came(encrypted: &str) -> Came {
    match encrypted.trim() {
        "true" => Came::Encrypted,
        "false" => Came::Plain,
        other => panic!("{other}"),
    }
}

fn ours(pairs: &str) -> Came {
    match pairs.parse::<Address>().unwrap().connect() {
        Ok(mut client) => came(&cell(&mut client, HOW)),
        Err(_) => Came::Refused,
    }
}

fn libpqs(pairs: &str) -> Came {
    let mut command = support::psql();
    let output = command
        .args(["-X", "-A", "-t", "-c", HOW, "-d", pairs])
        .output();
    let output = output.unwrap();
    match output.status.success() {
        true => came(&String::from_utf8_lossy(&output.stdout)),
        false => Came::Refused,
    }
}

fn refusal(pairs: &str) -> ConnectError {
    match pairs.parse::<Address>().unwrap().connect() {
        Ok(_) => panic!("{pairs}"),
        Err(error) => error,
    }
}

#[test]
fn every_mode_accepts_and_refuses_what_libpq_does() {
    use Came::{Encrypted as Tls, Plain, Refused};
    let server = Encrypted::start();
    let (authority, other) = (Authority::new("ours"), Authority::new("theirs"));
    let right = server.file("right.pem", &authority.pem);
    let wrong = server.file("wrong.pem", &other.pem);
    let roots = [None, Some(&right), Some(&wrong)];
    // For each mode: without TLS at the server; then with it, for no, the right and the wrong authority, each with the
    // right and the wrong name.
    let modes = [
        ("disable", Plain, [Plain, Plain, Plain, Plain, Plain, Plain]),
        ("allow", Plain, [Plain, Plain, Plain, Plain, Plain, Plain]),
        ("prefer", Plain, [Tls, Tls, Tls, Tls, Plain, Plain]),
        ("require", Refused, [Tls, Tls, Tls, Tls, Refused, Refused]),
        (
            "verify-ca",
            Refused,
            [Refused, Refused, Tls, Tls, Refused, Refused],
        ),
        (
            "verify-full",
            Refused,
            [Refused, Refused, Tls, Refused, Refused, Refused],
        ),
    ];
    for (mode, without, _) in &modes {
        let pairs = server.pairs(
            NAME,
            &format!("sslmode={mode} sslrootcert={}", right.display()),
        );
        assert_eq!(
            (&ours(&pairs), &libpqs(&pairs)),
            (without, without),
            "{pairs}"
        );
    }
    server.encrypt(&authority.server(), &authority);
    for (mode, _, with) in &modes {
        let cases = roots
            .iter()
            .flat_map(|root| [(root, NAME), (root, "other.example")]);
        for ((root, name), expected) in cases.zip(with) {
            let mut more = format!("sslmode={mode}");
            if let Some(root) = root {
                write!(more, " sslrootcert={}", root.display()).unwrap();
            }
            let pairs = server.pairs(name, &more);
            assert_eq!(
                (&ours(&pairs), &libpqs(&pairs)),
                (expected, expected),
                "{pairs}"
            );
        }
    }
    // A run over an encrypted connection is a run.
    let address: Address = server
        .pairs(
            NAME,
            &format!("sslmode=verify-full sslrootcert={}", right.display()),
        )
        .parse()
        .unwrap();
    let mut client = address.connect().unwrap();
    let plan = plan(&three());
    plan.migrator().up(&mut client).unwrap();
    assert_eq!(plan.state(&mut client), Ok(State::UpToDate));
}

#[test]
fn refusals_say_what_failed_and_which_setting_governs_it() {
    let server = Encrypted::start();
    let (authority, other) = (Authority::new("ours"), Authority::new("theirs"));
    let right = server.file("right.pem", &authority.pem);
    let wrong = server.file("wrong.pem", &other.pem);
    let nothing = server.file("nothing.pem", "nothing\n");
    let mut told = String::new();
    let mut tell = |name: &str, more: &str| {
        let error = refusal(&server.pairs(name, more));
        let directory = server.files.path().display().to_string();
        let shown = format!(
            "{name} {more}\n  {error}\n  help: {}\n\n",
            error.help().unwrap_or_default()
        );
        told.push_str(&shown.replace(&directory, "[files]"));
    };
    let with = |mode: &str, path: &Path| format!("sslmode={mode} sslrootcert={}", path.display());
    tell(NAME, "sslmode=require");
    server.encrypt(&authority.server(), &authority);
    tell(NAME, "sslmode=verify-full");
    tell("other.example", &with("verify-full", &right));
    tell("127.0.0.1", &with("verify-full", &right));
    tell(NAME, &with("verify-ca", &wrong));
    tell(NAME, &with("require", &wrong));
    tell(NAME, &with("require", &nothing));
    tell(
        NAME,
        &with("verify-full", &server.files.path().join("missing.pem")),
    );
    server.admit("host all nobody all reject");
    tell(NAME, "sslmode=prefer user=nobody");
    insta::assert_snapshot!("refusals", told);
}

/// PostgreSQL's manual makes a certificate that signs itself, and libpq takes it as its own authority.
#[test]
fn a_certificate_that_signs_itself_is_its_own_authority() {
    let server = Encrypted::start();
    let mut params = CertificateParams::new([NAME.to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let itself = Identity {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    };
    let root = server.file("itself.pem", &itself.certificate);
    server.encrypt(&itself, &Authority::new("nobody"));
    for (name, expected) in [(NAME, Came::Encrypted), ("other.example", Came::Refused)] {
        let pairs = server.pairs(
            name,
            &format!("sslmode=verify-full sslrootcert={}", root.display()),
        );
        assert_eq!(ours(&pairs), expected, "{pairs}");
        assert_eq!(libpqs(&pairs), expected, "{pairs}");
    }
    // The same name and another key is another server.
    let stranger = server.file(
        "stranger.pem",
        &params
            .self_signed(&KeyPair::generate().unwrap())
            .unwrap()
            .pem(),
    );
    let pairs = server.pairs(
        NAME,
        &format!("sslmode=verify-ca sslrootcert={}", stranger.display()),
    );
    assert_eq!(
        (ours(&pairs), libpqs(&pairs)),
        (Came::Refused, Came::Refused)
    );
}

#[test]
fn an_expired_certificate_is_refused_wherever_it_is_looked_at() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    let mut params = CertificateParams::new([NAME.to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    server.encrypt(&authority.issue(&params), &authority);
    let root = server.file("right.pem", &authority.pem);
    let pairs = server.pairs(
        NAME,
        &format!("sslmode=verify-ca sslrootcert={}", root.display()),
    );
    assert_eq!(libpqs(&pairs), Came::Refused);
    let error = refusal(&pairs).to_string();
    assert!(error.ends_with("it has expired"), "{error}");
    assert_eq!(
        ours(&server.pairs(NAME, "sslmode=require")),
        Came::Encrypted
    );
}

/// `prefer` and `allow` go the other way when `pg_hba.conf` wants it.
#[test]
fn the_server_may_decide_between_tls_and_plain_text() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    server.encrypt(&authority.server(), &authority);
    server
        .server
        .client()
        .batch_execute("CREATE ROLE safe LOGIN; CREATE ROLE open LOGIN")
        .unwrap();
    server.admit("hostssl all safe all trust\nhost all safe all reject\nhostnossl all open all trust\nhost all open all reject");
    for (mode, role, expected) in [
        ("allow", "safe", Came::Encrypted),
        ("prefer", "safe", Came::Encrypted),
        ("disable", "safe", Came::Refused),
        ("allow", "open", Came::Plain),
        ("prefer", "open", Came::Plain),
        ("require", "open", Came::Refused),
    ] {
        let pairs = server.pairs(NAME, &format!("sslmode={mode} user={role}"));
        assert_eq!(
            (&ours(&pairs), &libpqs(&pairs)),
            (&expected, &expected),
            "{pairs}"
        );
    }
}

#[test]
fn a_client_may_have_a_certificate_of_its_own() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    server.encrypt(&authority.server(), &authority);
    server
        .server
        .client()
        .batch_execute("CREATE ROLE app LOGIN")
        .unwrap();
    server.admit("hostssl all app all cert\nhost all app all reject");
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "app");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let identity = authority.issue(&params);
    let certificate = server.file("app.crt", &identity.certificate);
    let key = server.file("app.key", &identity.key);
    let with = format!(
        "user=app sslmode=require sslcert={} sslkey={}",
        certificate.display(),
        key.display()
    );
    let pairs = server.pairs(NAME, &with);
    assert_eq!(
        (ours(&pairs), libpqs(&pairs)),
        (Came::Encrypted, Came::Encrypted)
    );
    let without = server.pairs(NAME, "user=app sslmode=require");
    let error = refusal(&without).to_string();
    assert_eq!(error, "connection requires a valid client certificate");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        let error = refusal(&pairs).to_string();
        assert!(
            error.ends_with("others can read it; it needs the mode 0600"),
            "{error}"
        );
        assert_eq!(libpqs(&pairs), Came::Refused);
    }
}

/// A password by SCRAM is bound to the server's certificate: who stands between, with another one, gets nothing.
#[test]
fn a_password_is_bound_to_the_servers_certificate() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    server.encrypt(&authority.server(), &authority);
    server
        .server
        .client()
        .batch_execute(
            "SET password_encryption = 'scram-sha-256'; CREATE ROLE app LOGIN PASSWORD 'secret'",
        )
        .unwrap();
    server.admit("host all app all scram-sha-256");
    let with = |more: &str| server.pairs(NAME, &format!("user=app password=secret {more}"));
    let bound = with("sslmode=require channel_binding=require");
    assert_eq!(
        (ours(&bound), libpqs(&bound)),
        (Came::Encrypted, Came::Encrypted)
    );
    let unbound = with("sslmode=disable channel_binding=require");
    assert_eq!(
        (ours(&unbound), libpqs(&unbound)),
        (Came::Refused, Came::Refused)
    );
}

/// The asynchronous driver is given the same connection.
#[test]
fn an_asynchronous_run_is_encrypted_too() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    server.encrypt(&authority.server(), &authority);
    let root = server.file("right.pem", &authority.pem);
    let with = |name| {
        let verified = format!("sslmode=verify-full sslrootcert={}", root.display());
        let pairs = server.pairs(name, &verified);
        pairs.parse::<Address>().unwrap()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let refused = with("other.example").connect_async().await.err().unwrap();
        let is_certificate = matches!(refused, ConnectError::Certificate { .. });
        assert!(is_certificate, "{refused}");
        let (mut client, connection) = with(NAME).connect_async().await.unwrap();
        let connection = tokio::spawn(connection);
        let plan = plan(&three());
        plan.migrator().up_async(&mut client).await.unwrap();
        assert_eq!(plan.state_async(&client).await, Ok(State::UpToDate));
        drop(client);
        connection.await.unwrap().unwrap();
    });
}

/// A cancel request goes the way that the session went.
#[test]
fn a_statement_is_cancelled_over_tls() {
    let server = Encrypted::start();
    let authority = Authority::new("ours");
    server.encrypt(&authority.server(), &authority);
    let root = server.file("right.pem", &authority.pem);
    let address: Address = server
        .pairs(
            NAME,
            &format!("sslmode=verify-full sslrootcert={}", root.display()),
        )
        .parse()
        .unwrap();
    let mut client = address.connect().unwrap();
    let (token, connector) = (client.cancel_token(), address.connector().unwrap());
    let pid = cell(&mut client, "SELECT pg_backend_pid()");
    let mut watcher = server.server.client();
    let sleeper = std::thread::spawn(move || client.send("SELECT pg_sleep(600)", Wanted::Nothing));
    let asleep = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = {pid} AND wait_event = 'PgSleep'"
    );
    let start = Instant::now();
    while cell(&mut watcher, &asleep) == "0" {
        assert!(start.elapsed() < Duration::from_secs(60));
        std::thread::sleep(Duration::from_millis(20));
    }
    token.cancel_query(connector).unwrap();
    match sleeper.join().unwrap() {
        migrate_runtime::Reply::Error(error) => assert_eq!(error.code, "57014"),
        other => panic!("{other:?}"),
    }
}
