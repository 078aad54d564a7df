//! The pure core of `cargo migrate`: values in, values out; no socket, no clock, no randomness, no environment.
//!
//! Two halves. Always there, without any dependency, is what an application needs at run time:
//!
//! - [`plan`]: the revisions as typed data, const-constructible, so that the macro emits them as plain constants;
//!
//! Behind the feature `source` is what reads the revisions on disk, used by the compiler and the command line.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod plan;
