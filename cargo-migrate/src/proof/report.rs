//! What a proof found, for people and for programs; and how far it is.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use migrate_core::plan::{Plan, Revision, RevisionId};
use migrate_schema::{Class, Difference};
use serde::Serialize;

use super::verdict::is_change;
use super::words::told;
use super::{Kind, Proved, RevisionProof, UpAgain, Verdict};
use crate::output::{Output, Verbosity};

/// A revision after its proof, in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ProofReport {
    id: String,
    folder: String,
    message: String,
    /// `restores`, `restores_but_order`, `restores_but_layout`, `wrong`, `error`, `irreversible`, `up_error`, `not_reached`.
    down: &'static str,
    /// `missing`, `leftover` or `changed`, where the down is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    wrong_kind: Option<&'static str>,
    /// The first object that differs after the down.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<DifferenceReport>,
    /// How many objects differ after the down.
    differences: usize,
    /// What the server said, where a script failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// `same`, `different` or `error`: what a second up did.
    #[serde(skip_serializing_if = "Option::is_none")]
    up_again: Option<&'static str>,
}

/// An object that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct DifferenceReport {
    object: String,
    /// `missing`, `leftover`, `changed`, `order` or `layout`.
    class: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl From<&Difference> for DifferenceReport {
    fn from(difference: &Difference) -> Self {
        Self {
            object: difference.object.to_string(),
            class: match difference.class {
                Class::Missing => "missing",
                Class::Leftover => "leftover",
                Class::Changed => "changed",
                Class::Order => "order",
                Class::Layout => "layout",
            },
            before: difference.before.clone(),
            after: difference.after.clone(),
        }
    }
}

impl Verdict {
    /// The word of the documents.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Restores => "restores",
            Self::RestoresButOrder => "restores_but_order",
            Self::RestoresButLayout => "restores_but_layout",
            Self::Wrong(_) => "wrong",
            Self::Fails(_) => "error",
            Self::Irreversible => "irreversible",
            Self::UpFails(_) => "up_error",
            Self::NotReached => "not_reached",
        }
    }
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Leftover => "leftover",
            Self::Changed => "changed",
        }
    }
}

impl Proved {
    /// The revisions, as documents list them.
    pub(crate) fn reports(&self, plan: &Plan) -> Vec<ProofReport> {
        let known = self
            .revisions
            .iter()
            .filter_map(|proof| Some((proof, plan.revision(proof.id)?)));
        known
            .map(|(proof, revision)| report(proof, revision))
            .collect()
    }
}

fn report(proof: &RevisionProof, revision: &Revision) -> ProofReport {
    ProofReport {
        id: revision.id.to_string(),
        folder: revision.folder.to_string(),
        message: revision.message.to_string(),
        down: proof.down.name(),
        wrong_kind: match proof.down {
            Verdict::Wrong(kind) => Some(kind.name()),
            _ => None,
        },
        first: proof.first().map(Into::into),
        differences: proof.differences.len(),
        error: match (&proof.down, &proof.up_again) {
            (Verdict::Fails(why) | Verdict::UpFails(why), _) | (_, Some(UpAgain::Fails(why))) => {
                Some(why.clone())
            }
            _ => None,
        },
        up_again: proof.up_again.as_ref().map(|again| match again {
            UpAgain::Same => "same",
            UpAgain::Different => "different",
            UpAgain::Fails(_) => "error",
        }),
    }
}

impl RevisionProof {
    /// The object to name: the first that is another one, or else the first that is elsewhere or laid out otherwise.
    pub(crate) fn first(&self) -> Option<&Difference> {
        let changed = self.differences.iter().find(|one| is_change(one));
        changed.or(self.differences.first())
    }

    /// Why the revision cannot be taken back and applied again; `None` where it can, or is irreversible already.
    pub(crate) fn broken(&self) -> Option<String> {
        match (&self.down, &self.up_again) {
            (Verdict::Wrong(_) | Verdict::Fails(_), _) => self.line(),
            (_, Some(UpAgain::Fails(why))) => Some(format!("after its down, its up fails: {why}")),
            (_, Some(UpAgain::Different)) => {
                Some("after its down, its up gives another schema".to_owned())
            }
            _ => None,
        }
    }

    /// What is wrong with the down, in one line; `None` where it restores the schema exactly, or there is none.
    pub(crate) fn line(&self) -> Option<String> {
        let first = self.first().map(told).unwrap_or_default();
        Some(match &self.down {
            Verdict::Restores | Verdict::Irreversible => return None,
            Verdict::RestoresButOrder => format!("its down restores all but the order: {first}"),
            Verdict::RestoresButLayout => format!("its down restores all but the layout: {first}"),
            Verdict::Wrong(_) => match self.differences.len() {
                1 => format!("its down does not restore the schema: {first}"),
                many => format!(
                    "its down does not restore the schema: {first}, and {} more",
                    many - 1
                ),
            },
            Verdict::Fails(why) => format!("its down fails: {why}"),
            Verdict::UpFails(why) => format!("its up fails: {why}"),
            Verdict::NotReached => "not proved: a revision below it fails".to_owned(),
        })
    }
}

/// Tells each revision whose down does not restore the schema exactly, and how many do.
pub(crate) fn tell(proved: &Proved, plan: &Plan, output: &mut Output) {
    let mut restored = 0;
    let mut irreversible = 0;
    for proof in &proved.revisions {
        match (&proof.down, proof.line()) {
            (Verdict::Restores, _) => restored += 1,
            (Verdict::Irreversible, _) => irreversible += 1,
            (verdict, Some(line)) => {
                let verb = match verdict {
                    Verdict::RestoresButOrder | Verdict::RestoresButLayout => "Nearly",
                    Verdict::NotReached => "Unproved",
                    _ => "Wrong",
                };
                let folder = folder(plan, proof.id);
                output.step(verb, format_args!("{} {folder}: {line}", proof.id));
            }
            (_, None) => {}
        }
    }
    let all = proved.revisions.len();
    let mut summary = format!(
        "{}: {restored} of them are restored exactly by their down",
        crate::runs::count(all)
    );
    if irreversible > 0 {
        summary.push_str(&format!(", {irreversible} are irreversible"));
    }
    output.step("Proved", summary);
}

fn folder(plan: &Plan, id: RevisionId) -> &str {
    plan.revision(id).map_or("", |revision| &revision.folder)
}

/// A bar on a terminal, when there is more than one revision to prove.
pub(super) fn bar(length: usize, output: &Output) -> Bar {
    if !output.is_terminal() || output.verbosity() == Verbosity::Quiet || length < 2 {
        return Bar(None);
    }
    let bar = ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{prefix:>12} [{bar:27}] {pos}/{len}: {wide_msg}");
    bar.set_style(
        style
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .progress_chars("=> "),
    );
    bar.set_prefix("Proving");
    Bar(Some(bar))
}

/// How far a proof is.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    /// One revision more.
    pub(super) fn told(&self, revision: &Revision) {
        if let Some(bar) = &self.0 {
            bar.set_message(revision.message.to_string());
            bar.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
