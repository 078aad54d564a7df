//! The built binary on temporary projects: every verb, its words, and its exit code.
//!
//! `project` is the harness: a package in a temporary directory, the binary run in it, and what it printed in a form
//! that is the same on every machine. Snapshots are what people read; `INSTA_UPDATE=always` writes them anew.
#![expect(clippy::unwrap_used, reason = "a harness that cannot go on has failed")]

mod auto;
mod baseline;
mod cases;
mod connection;
mod database;
mod desired;
mod differences;
mod docs;
mod down;
mod drift;
#[cfg(feature = "embedded")]
mod embedded;
mod files;
mod formats;
mod grants;
mod heads;
mod help;
mod history;
mod interrupted;
#[cfg(unix)]
mod interrupts;
mod json;
mod losses;
mod packages;
mod pages;
#[cfg(unix)]
mod pipelines;
mod printing;
mod project;
mod rebase;
mod recover;
mod schema;
mod seeds;
mod server;
mod states;
mod verify;
#[cfg(unix)]
mod watching;
