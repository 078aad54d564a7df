//! The linter: what may hurt when a script runs on a database that is in use.
//!
//! The way of a script, top-down:
//!
//! - [`findings`]: walks the plan, and lints the revisions that may not be applied anywhere yet;
//! - [`script`]: a script as a tree of statements, each with what its rules may ask;
//! - [`known`]: what the scripts before a statement tell about the schema: which tables the same or another unapplied
//!   revision creates, types of columns, checks that were validated. A linter of single files does not know it;
//! - [`rules`]: the list of checks; [`squawk`] holds squawk's rules, judged anew with what is known;
//! - [`own`]: our own rules; [`consent`]: what an `up.sql` destroys;
//! - [`accept`]: levels of the settings, `[[allow]]` of the revisions, and entries that accept nothing;
//! - [`rewrite`], [`name`], [`types`]: the SQL of an advice, names and types as PostgreSQL compares them.
//!
//! # To add a rule
//!
//! 1. A row `M7xx` in `migrate_core::source::code`: its name, its default level (`Error` is deny, `Warning` is warn, and
//!    `Code::is_advice` makes it allow), why it hurts, what to do.
//! 2. A function of the type [`rules::Check`] in a module of its own, and a row in [`rules::CHECKS`]. It is called for each
//!    statement of the scripts of unapplied revisions, in order, and adds problems made with
//!    [`Statement::finding`](script::Statement::finding): message, label, a note that names the lock and what it blocks,
//!    and as the first help the safe rewrite as SQL that can be pasted. It looks at
//!    [`Script::way`](script::Script::way) when it means only one of `up.sql` and `down.sql`. Levels and `[[allow]]` are
//!    none of its business.
//! 3. At least three scripts in `cargo-migrate/tests/lint/<name>/finds` and three that look alike in `…/passes`.
//! 4. A row in `docs/lint.md`; a test says what it has to be.

mod accept;
mod consent;
mod known;
mod name;
mod own;
mod rewrite;
mod rules;
mod script;
mod squawk;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeSet;

use migrate_core::plan::{Down, Plan, Revision, RevisionId, Seal};
use migrate_core::source::script::loss::Fresh;
use migrate_core::source::{Problem, RevisionSource, Settings};
use migrate_runtime::Direction;

use crate::losses::columns;
use known::{Age, Known};
use script::{Script, Way};

/// The revisions that are drafts.
pub(crate) fn drafts(plan: &Plan) -> BTreeSet<RevisionId> {
    let drafts = plan.revisions.iter().filter(|it| it.seal == Seal::Draft);
    drafts.map(|revision| revision.id).collect()
}

/// The revisions that may be unapplied: these are linted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unapplied {
    /// Drafts, and what a reference does not know: what one of them creates is new to the others.
    pub(crate) together: BTreeSet<RevisionId>,
    /// Those of which nothing tells that they are new together: a lock that does not list them, an amendment of what was
    /// sealed. Only what each of them creates itself is new to it.
    pub(crate) alone: BTreeSet<RevisionId>,
}

impl Unapplied {
    fn has(&self, revision: &Revision) -> bool {
        self.together.contains(&revision.id) || self.alone.contains(&revision.id)
    }
}

impl From<BTreeSet<RevisionId>> for Unapplied {
    fn from(together: BTreeSet<RevisionId>) -> Self {
        let alone = BTreeSet::new();
        Self { together, alone }
    }
}

/// What the rules find in the scripts of some revisions, with levels and `[[allow]]` applied, in plan order.
pub(crate) fn findings(
    plan: &Plan,
    sources: &[RevisionSource],
    which: &Unapplied,
    settings: &Settings,
) -> Vec<Problem> {
    let is_meant = |revision: &Revision| which.has(revision);
    let Some(last) = plan.revisions.iter().rposition(is_meant) else {
        return Vec::new();
    };
    let mut known = Known::on(settings.postgres_version);
    let mut fresh = Fresh::default();
    let mut problems = Vec::new();
    for (at, (revision, source)) in plan.revisions.iter().zip(sources).enumerate() {
        if at > last {
            break;
        }
        let up = Script::parse(revision, &source.up.path, &revision.up.text, Way::Up);
        if !is_meant(revision) {
            up.teach(&mut known, Age::Old);
            continue;
        }
        let revision = Judged {
            plan,
            revision,
            source,
            up,
        };
        let id = &revision.revision.id;
        let found = match which.alone.contains(id) {
            false => revision.judge(&mut known, &mut fresh),
            true => {
                // What is new together to the others may have met anything of this one.
                fresh = Fresh::default();
                let found = revision.judge(&mut known.clone(), &mut Fresh::default());
                revision.up.teach(&mut known, Age::Old);
                found
            }
        };
        // An exemption that is needed when this revision alone is unapplied is needed: what is new differs from one check
        // to the next.
        let alone = || {
            let mut known = Known::on(settings.postgres_version);
            taught(&mut known, &plan.revisions[..at]);
            revision.judge(&mut known, &mut Fresh::default())
        };
        problems.extend(accept::settle(
            found,
            alone,
            revision.revision,
            source,
            settings,
        ));
    }
    problems
}

/// Lets it be known that all of these revisions were applied.
fn taught(known: &mut Known, revisions: &[Revision]) {
    for revision in revisions {
        Script::parse(revision, "", &revision.up.text, Way::Up).teach(known, Age::Old);
    }
}

/// A revision that is judged.
struct Judged<'p> {
    plan: &'p Plan,
    revision: &'p Revision,
    source: &'p RevisionSource,
    up: Script<'p>,
}

impl Judged<'_> {
    /// What the rules find in both scripts; what `up.sql` changes is known afterwards.
    fn judge(&self, known: &mut Known, fresh: &mut Fresh) -> Vec<Problem> {
        let (revision, source) = (self.revision, self.source);
        let mut found = self.up.lint(known);
        let columns = || columns(self.plan, Direction::Up, revision);
        found.extend(consent::find(revision, &source.up.path, columns, fresh));
        if let (Down::Script(down), Some(at)) = (&revision.down, &source.down) {
            // What a down does is undone by the next up, so nothing is learned from it.
            let down = Script::parse(revision, &at.path, &down.text, Way::Down);
            found.extend(down.lint(&mut known.clone()));
        }
        found
    }
}
