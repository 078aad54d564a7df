//! What the phases of `cargo migrate check` found, and the formats in which it is told.
//!
//! The phases hand over [`Problem`]s and nothing else; whose move each is follows from its code, so a phase that is added
//! is told in every format without a line here.

mod github;
mod json;
mod paths;
mod sarif;
mod tell;

use migrate_core::plan::{Plan, Seal};
use migrate_core::source::{Code, Problem};

use crate::Exit;
use crate::proof::ProofReport;

pub(crate) use paths::Paths;
pub(crate) use tell::tell;

/// What `check` writes to stdout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Format {
    // Text for people on stderr, one versioned document, SARIF 2.1.0 for code scanning and editors, the annotations of
    // GitHub Actions; doc comments would lengthen the page of the help.
    #[default]
    Human,
    Json,
    Sarif,
    Github,
}

/// A phase that was run to its end, with what only it knows.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub(crate) enum Phase {
    /// The files: manifests, chain, lock and scripts.
    Files,
    /// The linter's rules, on the scripts of unapplied revisions.
    Lint,
    /// The history beside a reference of git.
    Against {
        /// The reference, as it was named.
        reference: String,
        /// How many revisions it does not have sealed.
        new: usize,
    },
    /// The proof on a scratch database.
    Proof {
        /// Each revision that was proved.
        revisions: Vec<ProofReport>,
    },
    /// The revisions beside the desired schema.
    Schema,
}

/// What was found, phase by phase.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// How many revisions there are, and how many of them are drafts; `None` when the files give no plan.
    pub(crate) counted: Option<Counted>,
    /// The phases that were run, in this order.
    pub(crate) phases: Vec<Phase>,
    /// What they found.
    pub(crate) problems: Vec<Problem>,
}

/// The revisions of a plan, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Counted {
    pub(crate) revisions: usize,
    pub(crate) drafts: usize,
}

impl Counted {
    fn of(plan: &Plan) -> Self {
        let drafts = plan.revisions.iter();
        Self {
            revisions: plan.revisions.len(),
            drafts: drafts.filter(|r| r.seal == Seal::Draft).count(),
        }
    }
}

/// Whose move a finding is; the groups of the table of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// Files, chain, lock, scripts and settings: the files are wrong.
    Files,
    /// The proof, the lint rules and the desired schema: the files are in order, and something is to be said about what they do.
    Content,
    /// The history against a git reference.
    History,
}

impl Subject {
    fn of(problem: &Problem) -> Self {
        match problem.code.code().as_bytes().get(1) {
            _ if matches!(problem.code, Code::SchemaDiffers | Code::AutoDiffers) => Self::Content,
            Some(b'6' | b'7') => Self::Content,
            Some(b'8') => Self::History,
            _ => Self::Files,
        }
    }
}

impl Findings {
    /// The findings of a check of this plan, if the files give one, before its first phase.
    pub(crate) fn about(plan: Option<&Plan>) -> Self {
        Self {
            counted: plan.map(Counted::of),
            ..Self::default()
        }
    }

    /// Adds what a phase found.
    pub(crate) fn add(&mut self, phase: Phase, problems: Vec<Problem>) {
        self.phases.push(phase);
        self.problems.extend(problems);
    }

    /// Brings what all phases found into file order.
    pub(crate) fn in_file_order(mut self) -> Self {
        self.problems
            .sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self
    }

    /// How the check ends: wrong files first, then anything that was found.
    pub(crate) fn exit(&self) -> Exit {
        if self.wrong_files().next().is_some() {
            return Exit::Files;
        }
        // An amended revision shows with its reason, for the reviewer; that is no reason to stop the merge.
        let counts = |problem: &Problem| Subject::of(problem) != Subject::History;
        if self.problems.iter().any(counts) {
            Exit::Findings
        } else {
            Exit::Done
        }
    }

    /// The problems for which the files are called wrong.
    fn wrong_files(&self) -> impl Iterator<Item = &Problem> {
        let errors = self.problems.iter().filter(|problem| problem.is_error());
        errors.filter(|problem| Subject::of(problem) != Subject::Content)
    }
}
