//! Work on many revisions, split among threads. The macro runs unoptimised in every build, where a few microseconds a
//! revision are felt; the result does not depend on the split.

use std::thread::{self, ScopedJoinHandle};

/// The number of items for which another thread is worth its start.
const ITEMS_A_THREAD: usize = 32;
/// More threads than this wait for each other in the kernel.
const MOST_THREADS: usize = 4;

/// Maps the items in order, by shares; `work` is called once for each share.
pub(super) fn map<'t, T: Sync, R: Send>(
    items: &'t [T],
    work: impl Fn(&'t [T]) -> Vec<R> + Sync,
) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, |n| n.get().max(2));
    let threads = (items.len() / ITEMS_A_THREAD).clamp(1, processors.min(MOST_THREADS));
    if threads == 1 {
        return work(items);
    }
    let share = items.len().div_ceil(threads);
    thread::scope(|scope| {
        let mut shares = items.chunks(share);
        let first = shares.next().unwrap_or_default();
        let workers: Vec<ScopedJoinHandle<'_, Vec<R>>> =
            shares.map(|share| scope.spawn(|| work(share))).collect();
        let mut mapped = work(first);
        mapped.reserve(items.len() - mapped.len());
        for worker in workers {
            // A panic of a worker goes on as if the work had been done here.
            mapped.extend(
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            );
        }
        mapped
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_split_does_not_show() {
        for count in [0, 1, 31, 64, 65, 1000, 1001] {
            let items: Vec<usize> = (0..count).collect();
            let doubled = super::map(&items, |share| share.iter().map(|n| n * 2).collect());
            assert_eq!(
                doubled,
                items.iter().map(|n| n * 2).collect::<Vec<_>>(),
                "{count} items"
            );
        }
    }
}
