//! The pure core of `cargo migrate`: values in, values out; no socket, no clock, no randomness, no environment.
//!
//! Two halves. Always there, without any dependency, is what an application needs at run time:
//!
//! - [`plan`]: the revisions as typed data, const-constructible, so that the macro emits them as plain constants;
//!
//! Behind the feature `source` is `source`, which checks the revisions on disk for the compiler and the command line.
//! The feature `disk` adds the one module that reads files, `source::disk`.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod plan;
#[cfg(feature = "source")]
pub mod source;
