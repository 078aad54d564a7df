//! A service that verifies, migrates or waits when it starts, as `DB_AUTO_MIGRATE` says, and tells at `/ready` whether its
//! database is one on which it works.
//!
//! `service` serves; `service migrate` applies what is pending and ends, for a release job in an image without cargo.
#![expect(
    clippy::print_stderr,
    reason = "a service tells its log what it does; another one would use tracing"
)]

mod database;
mod failure;
mod migrations;
mod settings;
mod web;

use std::env;
use std::io;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use migrate_runtime::connect::Address;
use migrate_runtime::{Event, Outcome, Started, Startup};
use tokio::net::TcpListener;

use crate::database::{Shared, connect};
use crate::failure::Failure;
use crate::migrations::PLAN;
use crate::web::Service;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ended = match &words[..] {
        [] => serve().await,
        ["migrate"] => migrate().await,
        other => Err(Failure::Settings(format!(
            "unknown arguments {other:?}: expected none, or `migrate`"
        ))),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.exit_code()
        }
    }
}

/// The release job: does what `cargo migrate up --locked` does, with the plan that this binary carries.
async fn migrate() -> Result<(), Failure> {
    let mut client = connect(&settings::database()?).await?;
    let outcome = PLAN.migrator().observer(tell).up_async(&mut client).await?;
    match outcome {
        Outcome::Ran { revisions, .. } => eprintln!("{} revisions applied", revisions.len()),
        _ => eprintln!("nothing to do"),
    }
    Ok(())
}

/// Serves until SIGTERM. It listens before the database is ready, so that whoever asks is told what is awaited.
async fn serve() -> Result<(), Failure> {
    let (startup, address) = (settings::startup()?, settings::database()?);
    let terminated = terminated()?;
    let listener = TcpListener::bind(settings::listen()?).await?;
    eprintln!("listening on {}", listener.local_addr()?);
    let service = Arc::new(Service {
        database: Shared::new(address.clone()),
        started: AtomicBool::new(false),
    });
    let router = web::router(Arc::clone(&service));
    let server = axum::serve(listener, router).with_graceful_shutdown(terminated);
    let mut server = pin!(server.into_future());
    tokio::select! {
        // A start that is under way is dropped: what was sent is carried out whole, and nothing follows it.
        ended = &mut server => return Ok(ended?),
        started = start(startup, &address) => started?,
    }
    service.started.store(true, Ordering::Release);
    Ok(server.await?)
}

/// Does what the start asks for, on a connection of its own.
async fn start(startup: Startup, address: &Address) -> Result<(), Failure> {
    let mut client = connect(address).await?;
    let migrator = PLAN.migrator().observer(tell);
    match migrator.start_async(startup, &mut client).await? {
        Started::Accepted(state) => eprintln!("started ({startup}): {state}"),
        Started::Migrated(done) => {
            eprintln!("started ({startup}): {} revisions applied", done.len())
        }
    }
    Ok(())
}

/// Tells the log what happens during a run.
fn tell(event: &Event<'_>) {
    match event {
        Event::NotReady { why, .. } => eprintln!("waiting: {why}"),
        Event::Waiting { .. } => eprintln!("waiting for another run"),
        Event::Finished { revision, took, .. } => {
            eprintln!("applied {} {} ({took:.1?})", revision.id, revision.message);
        }
        _ => {}
    }
}

/// Waits for SIGTERM, or Ctrl-C. Both are caught from the call on, not only when the future is polled.
#[cfg(unix)]
fn terminated() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
fn terminated() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ended = tokio::signal::ctrl_c().await;
    })
}
