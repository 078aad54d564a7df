//! `cargo migrate grants`: the least that the roles need on the ledger.

use migrate_core::source::psql::without_variables;
use migrate_core::sql::{self, Grantee};

use crate::Exit;
use crate::failure::{Failure, Usage};
use crate::output::Output;
use crate::settings::Settings;

/// Print the GRANTs that the migrator's and the application's roles need on the ledger
#[derive(Debug, clap::Args)]
#[command(
    group = clap::ArgGroup::new("roles").args(["migrator", "application"]).required(true).multiple(true),
    after_help = "\
The SQL is for psql, run by the owner of the ledger's schema and tables or by a superuser: `cargo migrate grants --migrator \
deploy --application web | psql`. No database is asked. While there is no ledger the migrator may create it with the first \
`up`; run the SQL again after it. What the revisions' own statements need comes on top."
)]
pub(crate) struct Args {
    /// The role that runs `up`, `down` and `stamp`
    #[arg(long, value_name = "ROLE")]
    migrator: Option<String>,

    /// The role of an application that asks for the state when it starts
    #[arg(long, value_name = "ROLE")]
    application: Option<String>,
}

/// Prints the SQL.
pub(crate) fn run(args: &Args, settings: &Settings, output: &mut Output) -> Result<Exit, Failure> {
    let migrator = args.migrator.as_deref().map(Grantee::Migrator);
    let application = args.application.as_deref().map(Grantee::Application);
    let roles: Vec<Grantee<'_>> = migrator.into_iter().chain(application).collect();
    for role in &roles {
        let (Grantee::Migrator(name) | Grantee::Application(name)) = role;
        // PostgreSQL has no name without a character; one with a line end is quoted like any other.
        if name.is_empty() {
            return Err(Usage::NoRole.into());
        }
    }
    let text = sql::grants(&settings.project.ledger, &roles);
    output.data(&format!(
        "-- Written by cargo migrate for psql.\n\\set ON_ERROR_STOP on\n{}",
        without_variables(&text)
    ));
    Ok(Exit::Done)
}
