//! Databases that are not named, not reached, or do not let us in; and that no output holds a password.

use crate::assert_shown;
use crate::project::{Project, Ran};
use crate::server::{PASSWORD, Server};

/// Fails when any of the streams holds the password, or a part of it that a broken URL could cut off.
#[track_caller]
fn keeps_the_secret(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        for part in PASSWORD.split('-') {
            assert!(!text.contains(part), "{ran}");
        }
    }
}

#[test]
fn a_database_that_nobody_names_is_a_usage_error() {
    let project = Project::shop();
    assert_shown!("no_database", project.migrate(&["up"]).exits(2));
    let manifest = format!(
        "{}\n[package.metadata.migrate]\ndatabase = \"postgresql://localhost/shop\"\n",
        project.read("Cargo.toml")
    );
    project.write("Cargo.toml", &manifest);
    assert_shown!(
        "no_database_locked",
        project.migrate(&["up", "--locked"]).exits(2)
    );
}

#[test]
fn a_server_that_does_not_answer_is_named_without_the_password() {
    let project = Project::shop();
    // Nothing listens on port 1.
    let url = format!("postgresql://shop:{PASSWORD}@localhost:1/shop");
    let ran = project
        .migrate_with(&["up"], &[("DATABASE_URL", &url)])
        .exits(2);
    keeps_the_secret(&ran);
    insta::assert_snapshot!("unreachable", ran.stderr);
}

#[test]
fn a_host_that_does_not_exist_is_a_usage_error() {
    let project = Project::shop();
    let url = format!("postgresql://shop:{PASSWORD}@nosuchhost.invalid/shop");
    let ran = project
        .migrate_with(&["status"], &[("DATABASE_URL", &url)])
        .exits(2);
    keeps_the_secret(&ran);
    assert!(ran.stderr.contains("nosuchhost.invalid"), "{ran}");
}

#[test]
fn a_server_that_does_not_let_us_in_says_why() {
    let (server, project) = (Server::start(), Project::shop());
    let wrong_password = server.url_of(&format!("postgres:{PASSWORD}x"), "postgres");
    let without_password = server.url_of("postgres", "postgres");
    let no_database = server.url_of(&format!("postgres:{PASSWORD}"), "nowhere");
    let up = |url: &str| {
        project
            .migrate_with(&["up"], &[("DATABASE_URL", url)])
            .exits(2)
    };
    assert_shown!("wrong_password", up(&wrong_password));
    assert_shown!("without_password", up(&without_password));
    assert_shown!("no_such_database", up(&no_database));
    for url in [&wrong_password, &without_password, &no_database] {
        keeps_the_secret(
            &project
                .migrate_with(&["up", "-v"], &[("DATABASE_URL", url)])
                .exits(2),
        );
    }
    let listener = "SELECT count(*)::text FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(server.column(listener), ["0"]);
}

#[test]
fn an_address_that_does_not_parse_is_never_echoed() {
    let project = Project::shop();
    let addresses = [
        PASSWORD.to_owned(),
        format!("mysql://shop:{PASSWORD}@localhost/shop"),
        format!("postgresql://shop:{PASSWORD}@localhost:port/shop"),
        format!("postgresql://shop:a@{PASSWORD}@localhost/shop"),
        format!("postgresql://shop:a/{PASSWORD}@localhost/shop"),
        format!("postgresql://shop:a?{PASSWORD}=1@localhost/shop"),
        format!("postgresql://shop:{PASSWORD}@localhost/shop?{PASSWORD}=1"),
        format!("postgresql://shop:{PASSWORD}@localhost/shop?sslmode={PASSWORD}"),
        format!("host=localhost password={PASSWORD} {PASSWORD}=1"),
    ];
    for address in &addresses {
        for words in [
            &["up", "--database", address][..],
            &["-v", "status", "--format", "json", "--database", address],
        ] {
            keeps_the_secret(&project.migrate(words).exits(2));
        }
        keeps_the_secret(
            &project
                .migrate_with(&["up"], &[("DATABASE_URL", address)])
                .exits(2),
        );
        project.write(".env", &format!("DATABASE_URL=\"{address}\"\n"));
        keeps_the_secret(&project.migrate(&["up"]).exits(2));
        project.write(".env", &format!("DATABASE_URL='{address}\n"));
        keeps_the_secret(&project.migrate(&["up"]).exits(2));
        project.write(".env", "");
    }
}

#[test]
fn tls_that_is_asked_for_and_not_to_be_had_is_told() {
    let (server, project) = (Server::start(), Project::shop());
    let up = |parameters: &str| {
        let url = format!("{}?{parameters}", server.url());
        let ran = project.migrate_with(&["up"], &[("DATABASE_URL", &url)]);
        keeps_the_secret(&ran);
        ran.exits(2)
    };
    assert_shown!("tls_required", up("sslmode=require"));
    assert_shown!(
        "tls_without_authority",
        up("sslmode=verify-full&sslrootcert=/nonexistent/ca.pem")
    );
}

/// `--database` was forgotten: what stands for a revision may be an address.
#[test]
fn an_address_in_the_place_of_a_revision_is_not_echoed() {
    let project = Project::shop();
    for address in [
        format!("postgresql://shop:{PASSWORD}@localhost:1/shop"),
        format!("postgresql://shop:..{PASSWORD}@localhost:1/shop"),
        format!("host=localhost port=1 user=shop password={PASSWORD} dbname=shop"),
        format!("host=localhost port=1 dbname=shop password=..{PASSWORD}"),
        format!("shop:{PASSWORD}@localhost"),
    ] {
        for words in [
            &["up", &*address][..],
            &["up", &address, "--sql"],
            &["down", &address],
            &["stamp", &address],
            &["show", &address],
            &["up", &address, "--format", "json"],
        ] {
            let variables = [("DATABASE_URL", "postgresql://localhost:1/shop")];
            let ran = project.migrate_with(words, &variables).exits(2);
            keeps_the_secret(&ran);
            assert!(
                ran.stderr.contains("`--database` takes an address"),
                "{ran}"
            );
        }
    }
    // Where a database may stand, it is one.
    let pairs = format!("host=localhost port=1 user=shop password={PASSWORD} dbname=shop");
    for words in [&["diff", "head", &*pairs][..], &["schema", &pairs]] {
        let ran = project.migrate(words).exits(2);
        keeps_the_secret(&ran);
    }
    let ran = project.migrate(&["schema", &pairs]).exits(2);
    assert!(ran.stderr.contains("cannot be reached"), "{ran}");
}

#[test]
fn a_database_that_the_role_may_not_connect_to_is_told_with_the_grant() {
    let (server, project) = (Server::start(), Project::shop());
    server.execute(&format!(
        "CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'; REVOKE CONNECT ON DATABASE postgres FROM PUBLIC"
    ));
    let url = server.url_of(&format!("app:{PASSWORD}"), "postgres");
    let ran = project
        .migrate_with(&["up"], &[("DATABASE_URL", &url)])
        .exits(2);
    assert!(ran.stderr.contains("does not let us in: "), "{ran}");
    assert!(ran.stderr.contains("grant the role CONNECT"), "{ran}");
}

/// Every verb, every verbosity, success and failure: the password is in no output.
#[test]
fn no_run_prints_the_password() {
    let (server, project) = (Server::start(), Project::shop());
    project.write(".env", &format!("DATABASE_URL={}\n", server.url()));
    let runs: [&[&str]; 12] = [
        &["-v", "status"],
        &["-v", "up", "--dry-run"],
        &["-v", "up"],
        &["-v", "up", "--format", "json"],
        &["-v", "status", "--format", "json"],
        &["-v", "down", "base"],
        &["-v", "down", "base", "--yes"],
        &["-v", "stamp", "head", "--unverified", "--reason", "test"],
        &["-v", "up"],
        &["-v", "up", "ffff"],
        &["-v", "up", "--sql"],
        &["-v", "show"],
    ];
    for words in runs {
        keeps_the_secret(&project.migrate(words));
    }
    project.write("migrations/migrate.lock", "nonsense");
    keeps_the_secret(&project.migrate(&["-v", "up"]).exits(3));
}

#[test]
fn libpqs_variables_fill_what_the_url_leaves_open() {
    let (server, project) = (Server::start(), Project::shop());
    let port = server.port().to_string();
    let variables = [
        ("PGHOST", "localhost"),
        ("PGPORT", port.as_str()),
        ("PGUSER", "postgres"),
        ("PGPASSWORD", PASSWORD),
        ("PGDATABASE", "postgres"),
    ];
    project.migrate_with(&["up"], &variables).succeeds();
    project
        .migrate_with(&["status", "--database", "postgresql://"], &variables)
        .succeeds();
    let psycopg = server
        .url()
        .replace("postgresql://", "postgresql+psycopg://");
    project
        .migrate(&["status", "--locked", "--database", &psycopg])
        .succeeds();
    project
        .migrate_with(&["status", "--locked"], &variables)
        .exits(2);
}

#[cfg(not(feature = "embedded"))]
#[test]
fn a_build_without_the_embedded_database_says_so() {
    let project = Project::shop();
    assert_shown!(
        "no_embedded",
        project.migrate(&["up", "--database", "embedded"]).exits(2)
    );
}

#[test]
fn a_role_without_privileges_is_a_usage_error() {
    let (server, project) = (Server::start(), Project::shop());
    server.execute(
        "CREATE ROLE reader LOGIN PASSWORD 'reader'; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    );
    let url = server.url();
    let reader = server.url_of("reader:reader", "postgres");
    assert_shown!(
        "no_privilege",
        project
            .migrate_with(&["up"], &[("DATABASE_URL", &reader)])
            .exits(2)
    );
    // Asking needs no more than SELECT.
    project
        .migrate_with(&["up"], &[("DATABASE_URL", &url)])
        .succeeds();
    server.execute("GRANT SELECT ON migrate_ledger TO reader");
    let status = project.migrate_with(&["status", "--exit-code"], &[("DATABASE_URL", &reader)]);
    status.succeeds();
}
