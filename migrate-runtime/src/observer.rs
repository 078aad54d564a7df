//! Watching a run.

use migrate_core::run::Event;

/// Is told what happens during a run.
///
/// Every closure over an [`Event`] is one:
///
/// ```
/// use migrate_runtime::{Event, Observer};
///
/// let mut seen = 0;
/// let mut observer = |_: &Event<'_>| seen += 1;
/// observer.event(&Event::Locked);
/// assert_eq!(seen, 1);
/// ```
pub trait Observer {
    /// Something happened.
    fn event(&mut self, event: &Event<'_>);
}

impl<F: FnMut(&Event<'_>)> Observer for F {
    fn event(&mut self, event: &Event<'_>) {
        self(event);
    }
}
