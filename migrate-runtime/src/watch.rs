//! What both loops do beside moving text: tell the observer, trace, and measure time.

use std::time::{Duration, Instant};

use migrate_core::run::{Error, Outcome, Run};

use crate::Observer;
use crate::trace::Trace;

pub(crate) struct Watch<'o, O: ?Sized> {
    observer: &'o mut O,
    trace: Trace,
    start: Instant,
}

impl<'o, O: Observer + ?Sized> Watch<'o, O> {
    pub(crate) fn new(run: &Run<'_>, observer: &'o mut O) -> Self {
        Self {
            observer,
            trace: Trace::new(run),
            start: Instant::now(),
        }
    }

    /// Tells what happened since the last call.
    pub(crate) fn tell(&mut self, run: &mut Run<'_>) {
        while let Some(event) = run.poll_event() {
            self.trace.event(&event);
            self.observer.event(&event);
        }
    }

    /// Sends a message within the span of what it belongs to.
    pub(crate) fn inside<T>(&self, send: impl FnOnce() -> T) -> T {
        self.trace.inside(send)
    }

    /// Sends a message within the span of what it belongs to, whenever the future is polled.
    #[cfg(feature = "tokio-postgres")]
    pub(crate) fn within<F: Future>(&self, send: F) -> impl Future<Output = F::Output> {
        self.trace.within(send)
    }

    /// The time since the run began.
    pub(crate) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The run is over.
    pub(crate) fn end<'p>(&self, result: Result<Outcome<'p>, Error>) -> Result<Outcome<'p>, Error> {
        self.trace.end(&result);
        result
    }
}
