//! Cancelling what is running in the scratch databases.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::database::Stop;

/// How the statements that are running in the scratch databases are cancelled.
#[derive(Clone, Default)]
pub(super) struct Stops(Arc<Mutex<Vec<(String, Stop)>>>);

impl Stops {
    /// Cancels them all.
    pub(super) fn tell(&self) {
        let stops: Vec<Stop> = self.list().iter().map(|(_, stop)| stop.clone()).collect();
        for stop in stops {
            stop();
        }
    }

    /// The databases that are worked in.
    pub(super) fn databases(&self) -> Vec<String> {
        self.list().iter().map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn add(&self, name: &str, stop: Stop) {
        self.list().push((name.to_owned(), stop));
    }

    pub(super) fn remove(&self, name: &str) {
        self.list().retain(|(other, _)| other != name);
    }

    fn list(&self) -> MutexGuard<'_, Vec<(String, Stop)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
