//! The printed GRANTs are enough, and without them a message names the command.

use postgres::{Client, NoTls};

use crate::project::{Project, Ran};
use crate::server::Server;

/// Names that have to be quoted.
const MIGRATOR: &str = "De\"ploy :x";
const APPLICATION: &str = "web app";

struct Roles {
    server: Server,
    project: Project,
}

impl Roles {
    fn new() -> Self {
        let server = Server::start();
        for role in ["De\"\"ploy :x", "web app"] {
            server.execute(&format!("CREATE ROLE \"{role}\" LOGIN PASSWORD 'pw'"));
        }
        Self {
            server,
            project: Project::shop(),
        }
    }

    /// The address for a role, whose name is written as a URL has it.
    fn url(&self, role: &str) -> String {
        let role = role
            .replace('"', "%22")
            .replace(' ', "%20")
            .replace(':', "%3A");
        let database = self.server.url();
        let database = database.rsplit('/').next().unwrap();
        self.server.url_of(&format!("{role}:pw"), database)
    }

    fn migrate(&self, role: &str, words: &[&str]) -> Ran {
        let url = self.url(role);
        self.project
            .migrate_with(words, &[("DATABASE_URL", url.as_str())])
    }

    /// Prints the GRANTs, and runs them with psql as a superuser.
    fn grant(&self, words: &[&str]) {
        let words: Vec<&str> = ["grants"].iter().chain(words).copied().collect();
        let script = self.project.migrate(&words).succeeds().stdout;
        self.project.write("grants.sql", &script);
        self.server.psql(&self.project.path("grants.sql"));
    }

    /// What an application does when it starts.
    fn can_verify(&self) -> bool {
        let mut client = Client::connect(&self.url(APPLICATION), NoTls).unwrap();
        client
            .query("SELECT chain_digest FROM public.migrate_ledger", &[])
            .is_ok()
    }
}

#[test]
fn a_migrator_that_creates_the_ledger_needs_no_more_than_is_printed() {
    let roles = Roles::new();
    let refused = roles.migrate(MIGRATOR, &["up"]).exits(2);
    assert!(refused.stderr.contains("cargo migrate grants"), "{refused}");
    let before = roles.server.tables();
    assert_eq!(before, Vec::<String>::new());

    roles.grant(&["--migrator", MIGRATOR, "--application", APPLICATION]);
    roles.migrate(MIGRATOR, &["up"]).succeeds();

    // The ledger is there now, and the application was granted nothing on it yet.
    let refused = roles.migrate(APPLICATION, &["status"]).exits(2);
    crate::assert_shown!("without_select", refused);
    assert!(!roles.can_verify());
    roles.grant(&["--application", APPLICATION]);
    roles
        .migrate(APPLICATION, &["status", "--exit-code"])
        .succeeds();
    assert!(roles.can_verify());
    let refused = roles
        .migrate(APPLICATION, &["down", "base", "--yes"])
        .exits(2);
    assert!(refused.stderr.contains("cargo migrate grants"), "{refused}");
}

#[test]
fn a_migrator_that_does_not_own_the_ledger_needs_no_more_than_is_printed() {
    let roles = Roles::new();
    let url = roles.server.url();
    let owner = [("DATABASE_URL", url.as_str())];
    roles.project.migrate_with(&["up"], &owner).succeeds();
    roles
        .project
        .migrate_with(&["down", "base", "--yes"], &owner)
        .succeeds();
    // It may read, and not write: the revision is not to blame.
    roles.grant(&["--application", MIGRATOR]);
    roles
        .server
        .execute("GRANT CREATE ON SCHEMA public TO \"De\"\"ploy :x\"");
    let refused = roles.migrate(MIGRATOR, &["up"]).exits(2);
    for words in [
        "error: recording a revision failed: permission denied for table migrate_ledger",
        "help: the role lacks a privilege on the ledger: `cargo migrate grants`",
    ] {
        assert!(refused.stderr.contains(words), "{refused}");
    }

    roles.grant(&["--migrator", MIGRATOR]);
    roles.migrate(MIGRATOR, &["up"]).succeeds();
    roles.migrate(MIGRATOR, &["down", "-1", "--yes"]).succeeds();
    let stamp = ["stamp", "head", "--unverified", "--reason", "test"];
    roles.migrate(MIGRATOR, &stamp).succeeds();
    roles
        .migrate(MIGRATOR, &["status", "--exit-code"])
        .succeeds();
}

#[test]
fn a_schema_of_its_own_is_made_for_the_ledger() {
    let roles = Roles::new();
    let manifest = roles.project.read("Cargo.toml");
    roles.project.write(
        "Cargo.toml",
        &format!("{manifest}\n[package.metadata.migrate]\nledger = \"ops.applied\"\n"),
    );
    roles.grant(&["--migrator", MIGRATOR]);
    // The revisions' own needs.
    roles
        .server
        .execute("GRANT CREATE ON SCHEMA public TO \"De\"\"ploy :x\"");
    roles.migrate(MIGRATOR, &["up"]).succeeds();
    assert_eq!(
        roles.server.column("SELECT count(*) FROM ops.applied"),
        ["3"]
    );
}

#[test]
fn a_role_that_is_not_named_is_a_usage_error() {
    let project = Project::shop();
    insta::assert_snapshot!("grants_none", project.migrate(&["grants"]).exits(2).stderr);
    project.migrate(&["grants", "--migrator", ""]).exits(2);
    insta::assert_snapshot!(
        "grants",
        project
            .migrate(&[
                "grants",
                "--migrator",
                MIGRATOR,
                "--application",
                APPLICATION
            ])
            .succeeds()
            .stdout
    );
}
