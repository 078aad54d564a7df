//! Tracing, where the feature is on.

#[cfg(not(feature = "tracing"))]
mod none;
#[cfg(feature = "tracing")]
mod spans;

#[cfg(not(feature = "tracing"))]
pub(crate) use none::{Trace, tell};
#[cfg(feature = "tracing")]
pub(crate) use spans::{Trace, tell};
