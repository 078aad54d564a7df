//! Without the feature: nothing is traced, and nothing is linked for it.

use migrate_core::run::{Error, Event, Outcome, Run};

pub(crate) struct Trace;

impl Trace {
    pub(crate) fn new(_run: &Run<'_>) -> Self {
        Self
    }

    pub(crate) fn event(&mut self, _event: &Event<'_>) {}

    pub(crate) fn inside<T>(&self, send: impl FnOnce() -> T) -> T {
        send()
    }

    #[cfg(feature = "tokio-postgres")]
    pub(crate) fn within<F: Future>(&self, send: F) -> F {
        send
    }

    pub(crate) fn end(&self, _result: &Result<Outcome<'_>, Error>) {}
}

pub(crate) fn tell(_event: &Event<'_>) {}
