//! One replica of an application that does about its database what `DB_AUTO_MIGRATE` says, for the tests.
//!
//! `replica DIRECTORY PLAN`, with the database in `DATABASE_URL`.

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use migrate_runtime::Startup;
use migrate_runtime::postgres::{Client, NoTls};
use workspace_tests::line;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1);
    let mut next = || arguments.next().ok_or("usage: replica DIRECTORY PLAN");
    let (root, name) = (PathBuf::from(next()?), next()?);
    let plan = line::plan(&root, &name.to_string_lossy());
    let mut client = Client::connect(&env::var("DATABASE_URL")?, NoTls)?;
    // On a busy machine many of them take their time, and none is to give up.
    let migrator = plan.migrator().wait(Duration::from_secs(600));
    migrator.start(Startup::from_env("DB_AUTO_MIGRATE")?, &mut client)?;
    Ok(())
}
