//! The pure core of `cargo migrate`: values in, values out; no socket, no clock, no randomness, no environment.
//!
//! Two halves. Without any dependency is what an application needs at run time; all but the first four are behind the
//! feature `run`, which the macro goes without:
//!
//! - [`plan`]: the revisions as typed data, const-constructible, so that the macro emits them as plain constants;
//! - [`graph`]: what is based on what;
//! - [`drift`]: what of a schema is not as it was recorded;
//! - [`scan`]: a script as tokens and statements, to find the place of an error in it;
//! - [`target`]: how a person names a revision;
//! - [`ledger`]: what the database records;
//! - [`state`]: what that means for a plan;
//! - [`run`]: what is sent to the database, as a state machine without IO;
//! - [`sql`]: the text of every message;
//!
//! Behind the feature `source` is `source`, which checks the revisions on disk for the compiler and the command line.
//! The feature `disk` adds the one module that reads files, `source::disk`.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod drift;
pub mod graph;
#[cfg(feature = "run")]
pub mod ledger;
pub mod plan;
#[cfg(feature = "run")]
pub mod run;
pub mod scan;
#[cfg(feature = "source")]
pub mod source;
#[cfg(feature = "run")]
pub mod sql;
#[cfg(feature = "run")]
pub mod state;
#[cfg(feature = "run")]
pub mod target;
