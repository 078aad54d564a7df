//! The scripts of the revisions, and the plan made of them.

use super::locked::Standing;
use super::revisions::{Found, FoundDown, FoundScript};
use super::sealed::Now;
use super::{Purpose, RevisionSource, ScriptSource};
use crate::plan::{
    Digest, Digests, Down, Plan, Revision, RevisionId, Script, Seal, Steps, TransactionMode,
};
use crate::source::by_id::ById;
use crate::source::code::Code;
use crate::source::digest::Digester;
use crate::source::files::SourceFiles;
use crate::source::manifest::Part;
use crate::source::normal;
use crate::source::problem::{Place, Problem};
use crate::source::script::{self, Analysis};
use crate::source::settings::Settings;
use crate::source::shares;

/// The digests of each revision; `None` when a script could not be read.
pub(super) fn digests(found: &[Found<'_>]) -> Vec<Option<Now>> {
    shares::map(found, |share| {
        let mut digester = Digester::new();
        share
            .iter()
            .map(|found| digests_of(found, &mut digester))
            .collect()
    })
}

fn digests_of(found: &Found<'_>, digester: &mut Digester) -> Option<Now> {
    let text = &found.up.as_ref()?.text;
    let (id, manifest) = (found.id(), &found.manifest);
    let up = digester.up(id, &manifest.parents, manifest.transaction, text);
    let down = digester.down(id, found.down.text()?);
    let manifest = digester.manifest(&manifest.facts());
    Some(Now { up, down, manifest })
}

/// What was found out about the scripts of one revision.
pub(super) struct Checked {
    digests: Option<Now>,
    seal: Seal,
    up: Steps,
    down: Steps,
}

/// Checks the scripts of every revision that is not intact, and splits those that run outside a transaction.
pub(super) fn scripts(
    found: &[Found<'_>],
    standing: &[Standing],
    digests: Vec<Option<Now>>,
    purpose: Purpose,
    problems: &mut Vec<Problem>,
) -> Vec<Checked> {
    let each = found.iter().zip(standing).zip(digests);
    each.map(|((found, standing), digests)| {
        let (up, down) = match (standing, purpose) {
            (Standing::Draft, Purpose::Use(_) | Purpose::Seal(_)) => check(found, problems),
            _ => split(found),
        };
        let seal = match (standing, purpose) {
            (_, Purpose::Seal(_)) | (Standing::Intact | Standing::Changed, _) => Seal::Sealed,
            (Standing::Draft, _) => Seal::Draft,
        };
        Checked {
            digests,
            seal,
            up,
            down,
        }
    })
    .collect()
}

/// Checks both scripts of a revision.
fn check(found: &Found<'_>, problems: &mut Vec<Problem>) -> (Steps, Steps) {
    problems.extend(empty(found));
    let mode = found.manifest.transaction;
    let analyses = [found.up.as_ref(), found.down.script()]
        .map(|script| script.map(|script| analyse(found, script)));
    let plain = analyses.iter().flatten().all(Analysis::is_plain);
    let sound = analyses.iter().flatten().all(|a| a.problems.is_empty());
    if mode == TransactionMode::None && plain && sound {
        problems.extend(Some(needless(found)).filter(|problem| !allowed(found, problem)));
    }
    let [up, down] = analyses.map(|analysis| {
        let Some(analysis) = analysis else {
            return Steps::Transaction;
        };
        let steps = analysis.steps(mode);
        problems.extend(analysis.problems.into_iter().filter(|p| !allowed(found, p)));
        steps
    });
    (up, down)
}

/// The statements of scripts that were checked before; in a transaction the text is sent as a whole.
fn split(found: &Found<'_>) -> (Steps, Steps) {
    match found.manifest.transaction {
        TransactionMode::Single => (Steps::Transaction, Steps::Transaction),
        TransactionMode::None => {
            let steps = |script: Option<&FoundScript<'_>>| match script {
                Some(script) => analyse(found, script).steps(TransactionMode::None),
                None => Steps::Transaction,
            };
            (steps(found.up.as_ref()), steps(found.down.script()))
        }
    }
}

/// A revision without a transaction that does not need to be.
fn needless(found: &Found<'_>) -> Problem {
    Problem::new(
        Code::NeedlessNone,
        format!("no statement of revision {} needs to be outside a transaction", found.id()),
    )
    .at(found.place(Part::Transaction))
    .label("a failure would leave the scripts half applied")
    .help("remove transaction = \"none\"")
    .help("if the statements are meant to commit one by one: [[allow]] with rule = \"needless-none\" and the reason")
}

fn analyse(found: &Found<'_>, script: &FoundScript<'_>) -> Analysis {
    script::analyse(
        &script.source.path,
        &script.text,
        found.manifest.transaction,
    )
}

/// Whether the author made an exemption for a problem.
fn allowed(found: &Found<'_>, problem: &Problem) -> bool {
    // Without its grammar a script cannot be split into the statements that are sent one by one.
    let needed =
        problem.code == Code::SyntaxError && found.manifest.transaction == TransactionMode::None;
    let allow = &found.manifest.allow;
    problem.code.may_be_allowed()
        && !needed
        && allow.iter().any(|allow| allow.rule == problem.code.name())
}

/// An `up.sql` without a statement, in a revision that is no merge.
fn empty(found: &Found<'_>) -> Option<Problem> {
    let script = found.up.as_ref()?;
    if found.manifest.parents.len() > 1 || !normal::is_empty(&script.text) {
        return None;
    }
    let problem = Problem::new(
        Code::UpEmpty,
        format!("the up.sql of revision {} holds no statement", found.id()),
    )
    .at(Place::whole(&script.source.path))
    .help("write the statements; only a merge may have an empty script");
    Some(problem)
}

/// The plan of revisions that are all in order.
pub(super) fn assemble(
    files: &SourceFiles,
    settings: &Settings,
    found: Vec<Found<'_>>,
    checked: Vec<Checked>,
    order: &[usize],
    digester: &mut Digester,
) -> (Plan, Vec<RevisionSource>) {
    let mut parts: Vec<_> = found.into_iter().zip(checked).map(Some).collect();
    let mut chains: ById<Digest> = ById::with_capacity_and_hasher(order.len(), Default::default());
    let mut revisions = Vec::with_capacity(order.len());
    let mut sources = Vec::with_capacity(order.len());
    for at in order {
        let (found, checked) = parts[*at]
            .take()
            .expect("the order names each revision once");
        let parents = &found.manifest.parents;
        let parents: Vec<_> = parents.iter().map(|id| (*id, chains[id])).collect();
        let (revision, source) = revision(found, checked, &parents, digester);
        chains.insert(revision.id, revision.digests.chain);
        revisions.push(revision);
        sources.push(source);
    }
    let plan = Plan {
        name: settings.plan.clone().into(),
        ledger: settings.ledger.clone(),
        directory: files.directory.clone().into(),
        revisions: revisions.into(),
    };
    (plan, sources)
}

fn revision(
    found: Found<'_>,
    checked: Checked,
    parents: &[(RevisionId, Digest)],
    digester: &mut Digester,
) -> (Revision, RevisionSource) {
    let entries = 0..found.manifest.allow.len();
    let allowed_at = entries.map(|at| found.place(Part::Allow(at))).collect();
    let manifest = found.manifest;
    let Now { up, down, .. } = checked.digests.expect("a missing script is an error");
    let chain = digester.chain(up, parents);
    let digests = Digests { up, down, chain };
    let (up, up_source) = script(found.up.expect("a missing script is an error"), checked.up);
    let (down, down_source) = match (found.down, manifest.irreversible) {
        (FoundDown::Script(found), _) => {
            let (script, source) = script(found, checked.down);
            (Down::Script(script), Some(source))
        }
        (FoundDown::Irreversible | FoundDown::Unclear, reason) => {
            let reason = reason
                .expect("neither a script nor a reason is an error")
                .into();
            (Down::Irreversible { reason }, None)
        }
    };
    let revision = Revision {
        id: manifest.id,
        parents: manifest.parents.into(),
        message: manifest.message.into(),
        created: manifest.created.to_string().into(),
        folder: found.folder.name.clone().into(),
        seal: checked.seal,
        digests,
        transaction: manifest.transaction,
        up,
        down,
        compatible: manifest.compatible,
        lock_timeout: manifest.lock_timeout,
        statement_timeout: manifest.statement_timeout,
    };
    let source = RevisionSource {
        up: up_source,
        down: down_source,
        allow: manifest.allow,
        allowed_at,
        amended: manifest.amended,
    };
    (revision, source)
}

fn script(found: FoundScript<'_>, steps: Steps) -> (Script, ScriptSource) {
    let text = found.text.into_owned().into();
    (Script { text, steps }, found.source)
}
