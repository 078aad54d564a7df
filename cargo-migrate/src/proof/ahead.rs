//! Proofs that are done again at each save: the scratch database stands below the drafts before anybody asks.
//!
//! The state is not put back after a proof: nothing is as sure as a new database. The next one is built while the author writes, in
//! a thread of its own, with all that the first revision to be proved is built on; a save then costs the proofs alone.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};

use migrate_core::graph::Graph;
use migrate_core::plan::{Digest, Plan, RevisionId};
use migrate_core::run::Direction;
use migrate_core::source::RevisionSource;
use migrate_core::source::settings;
use migrate_schema::Schema;

use super::beyond;
use super::ground::Ground;
use super::stage::Stage;
use super::walk::{Walk, Walked};
use super::{Proved, Which, route};
use crate::failure::Failure;
use crate::interrupts;
use crate::scratch::{Databases, Scratch};
use crate::settings::Settings;

/// Proves one plan after the other, each upon a database that was built ahead.
#[derive(Default)]
pub(crate) struct Ahead {
    /// What was said about the server, and the server.
    scratch: Option<(Option<settings::Scratch>, Arc<Scratch>)>,
    next: Option<Worker>,
}

/// What is to be proved.
struct Job {
    plan: Plan,
    sources: Vec<RevisionSource>,
    /// What is to be proved, in this order.
    route: Vec<usize>,
    /// What the first of them is built on.
    below: Vec<usize>,
}

/// A revision that is only applied, by all that its up depends on.
type Applied = (RevisionId, Digest);

impl Ahead {
    /// Proves revisions of a plan, and begins to build the database for the next time.
    ///
    /// # Errors
    ///
    /// As [`prove`](super::prove).
    pub(crate) fn prove(
        &mut self,
        plan: Plan,
        sources: Vec<RevisionSource>,
        which: &Which,
        settings: &Settings,
    ) -> Result<Proved, Failure> {
        let graph = Graph::new(&plan);
        let marks = which.marks(&plan);
        let route = route::of(&graph, &marks);
        let first = route.first().copied();
        let below = match first {
            Some(first) => route::below(&graph, first),
            None => (0..plan.revisions.len()).collect(),
        };
        let applied: Vec<Applied> = below
            .iter()
            .map(|position| &plan.revisions[*position])
            .map(|revision| (revision.id, revision.digests.up))
            .collect();
        let job = Arc::new(Job {
            plan,
            sources,
            route,
            below,
        });
        let scratch = match self.scratch(settings) {
            // Nobody needs it yet.
            Err(_) if first.is_none() => return Ok(Proved::default()),
            scratch => scratch?,
        };
        let scripts = match first {
            Some(_) => beyond::scripts(&job.plan, &marks),
            // They are carried out ahead.
            None => job
                .plan
                .revisions
                .iter()
                .map(|revision| &*revision.up.text)
                .collect(),
        };
        let turn = scratch.begin(&scripts)?;
        if let Some(refused) = beyond::refused(&job.plan, &job.sources, &marks, &turn) {
            self.next = None;
            return Ok(refused);
        }
        if turn.databases() == Databases::One {
            // Nothing is built ahead: the roles that its scripts make would be in everybody's way until the next save.
            self.next = None;
            if first.is_none() {
                return Ok(Proved::default());
            }
            return Ok(walk(&scratch, &job, Ok(None), 0)?.sorted());
        }
        // What was built for another history is of no use.
        let ready = self.next.take();
        let mut ready = ready.filter(|worker| applied.starts_with(&worker.applied));
        if first.is_none() {
            self.next = ready.or_else(|| Some(Worker::start(&scratch, &job, applied)));
            return Ok(Proved::default());
        }
        let worker = ready.get_or_insert_with(|| Worker::start(&scratch, &job, applied.clone()));
        let walked = worker.prove(&job);
        drop(ready);
        self.next = Some(Worker::start(&scratch, &job, applied));
        Ok(walked?.sorted())
    }

    /// The server that the settings name now.
    fn scratch(&mut self, settings: &Settings) -> Result<Arc<Scratch>, Failure> {
        let named = &settings.project.scratch;
        if let Some((before, scratch)) = &self.scratch
            && before == named
        {
            return Ok(Arc::clone(scratch));
        }
        // Its database goes before its server does.
        self.next = None;
        let scratch = Arc::new(Scratch::resolve(settings)?);
        self.scratch = Some((named.clone(), Arc::clone(&scratch)));
        Ok(scratch)
    }
}

/// A thread with a database that holds these revisions, or will in a moment. The embedded server stays on the thread that
/// opened it.
struct Worker {
    applied: Vec<Applied>,
    /// Dropping it tells the thread that nobody needs the database.
    job: Option<Sender<Arc<Job>>>,
    result: Receiver<Result<Walked, Failure>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread that applies these revisions, the first of a plan, and waits for what is to be proved upon them.
    fn start(scratch: &Arc<Scratch>, job: &Arc<Job>, applied: Vec<Applied>) -> Self {
        let (sender, jobs) = mpsc::channel::<Arc<Job>>();
        let (results, result) = mpsc::channel();
        let (scratch, first, count) = (Arc::clone(scratch), Arc::clone(job), applied.len());
        let thread = thread::spawn(move || {
            let built = build(&scratch, &first.plan, &first.below);
            // Nobody asks when the watch has ended, or the history below the drafts was changed.
            if let Ok(job) = jobs.recv() {
                let _nobody_listens = results.send(walk(&scratch, &job, built, count));
            }
        });
        Self {
            applied,
            job: Some(sender),
            result,
            thread: Some(thread),
        }
    }

    fn prove(&mut self, job: &Arc<Job>) -> Result<Walked, Failure> {
        if let Some(sender) = &self.job {
            // A thread that does not listen any more has panicked, which is told below.
            let _told_below = sender.send(Arc::clone(job));
        }
        match (self.result.recv(), self.thread.take()) {
            (Ok(walked), thread) => {
                self.thread = thread;
                walked
            }
            (Err(_), thread) => match thread.map(JoinHandle::join) {
                Some(Err(panic)) => std::panic::resume_unwind(panic),
                _ => unreachable!("a thread that did not panic has answered"),
            },
        }
    }
}

impl Drop for Worker {
    /// Waits until the database is gone.
    fn drop(&mut self) {
        self.job = None;
        if let Some(thread) = self.thread.take() {
            let _told_already = thread.join();
        }
    }
}

/// A database that holds these revisions. `None` when one of them fails.
fn build<'p>(
    scratch: &Scratch,
    plan: &'p Plan,
    below: &[usize],
) -> Result<Option<(Stage<'p>, Schema)>, Failure> {
    let mut stage = Stage::open(scratch, plan)?;
    for position in below {
        let revision = &plan.revisions[*position];
        if stage.play(revision, Direction::Up, &revision.up)?.is_err() {
            stage.close()?;
            return Ok(None);
        }
    }
    let schema = stage.schema()?;
    Ok(Some((stage, schema)))
}

/// Goes along a plan, upon a database that holds the first so many of what its first revision to be proved is built on.
fn walk(
    scratch: &Scratch,
    job: &Job,
    built: Result<Option<(Stage<'_>, Schema)>, Failure>,
    count: usize,
) -> Result<Walked, Failure> {
    let graph = Graph::new(&job.plan);
    let walk = || {
        let (progress, _nobody_listens) = mpsc::channel();
        Walk::new(&graph, &job.sources, job.route.clone(), scratch, progress)
    };
    if let Ok(Some((stage, schema))) = built {
        let held = job.below[..count].to_vec();
        let mut ground = Ground::upon(stage.of(&job.plan), held, scratch, &graph);
        ground.has(schema);
        match walk().run_upon(ground) {
            // The server may have gone away since, and may be back.
            Err(_) if !interrupts::cancellation().is_cancelled() => {}
            walked => return walked,
        }
    }
    // What failed is met again and told; or the reason is gone.
    walk().run()
}
