//! The quick start: a binary that carries its migration plan, brings a database up to it, and tells what it did.
//!
//! Without `DATABASE_URL` it works on a private PostgreSQL under `target/migrate/`, the one that `cargo migrate up` uses
//! in this folder; with it, on that server.
#![expect(
    clippy::print_stdout,
    reason = "telling what it did is this program's purpose"
)]

mod migrations;

use std::error::Error;
use std::path::Path;

use cargo_migrate::embedded::Embedded;
use migrate_runtime::{Event, Outcome, Session};
use migrations::{PLAN, rev};
use postgres::{Client, NoTls};

fn main() -> Result<(), Box<dyn Error>> {
    match std::env::var("DATABASE_URL") {
        Ok(url) => bring_up(&mut Client::connect(&url, NoTls)?),
        Err(_) => {
            let directory =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/migrate/quickstart");
            let mut database = Embedded::open(&directory)?;
            let done = bring_up(&mut database);
            database.close()?;
            done
        }
    }
}

/// Applies what is pending and prints it. Any driver is a `Session`.
fn bring_up(session: &mut impl Session) -> Result<(), Box<dyn Error>> {
    println!("before: {}", PLAN.state(session)?);
    let outcome = PLAN
        .migrator()
        .observer(|event: &Event<'_>| {
            if let Event::Finished {
                revision,
                number,
                of,
                took,
                ..
            } = event
            {
                println!(
                    "  {number}/{of} {} {} ({took:.1?})",
                    revision.id, revision.message
                );
            }
        })
        .up(session)?;
    if matches!(outcome, Outcome::NothingToDo) {
        println!("  nothing to do");
    }
    // The same check with which an application would refuse to start on a database that it does not know.
    println!("after: {}", PLAN.require(session)?);

    // `rev` names revisions, and a name that does not exist is a compile error.
    let groups = PLAN
        .revision(rev::ADD_GROUPS_TO_USERS)
        .map(|revision| &*revision.message);
    println!("this binary knows `{}`", groups.unwrap_or_default());
    Ok(())
}
