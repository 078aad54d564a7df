//! Levels, and the findings that an author accepts.

use std::cell::LazyCell;

use migrate_core::plan::{Down, Revision, TransactionMode};
use migrate_core::source::script::{self, Analysis};
use migrate_core::source::settings::Settings;
use migrate_core::source::{Code, LintLevel, Problem, RevisionSource, Severity};

/// What is left of the findings of a revision after its `[[allow]]` and the levels of the settings, and the entries of
/// `[[allow]]` that accept nothing, also where the rules find more because the revision `alone` is unapplied; in the order of
/// the files.
pub(super) fn settle(
    found: Vec<Problem>,
    alone: impl FnOnce() -> Vec<Problem>,
    revision: &Revision,
    source: &RevisionSource,
    settings: &Settings,
) -> Vec<Problem> {
    let mut problems = unused(&found, alone, revision, source);
    let accepted = |problem: &Problem| {
        let is_it = |rule: &str| rule == problem.code.name();
        source.allow.iter().any(|allow| is_it(&allow.rule))
    };
    problems.extend(found.into_iter().filter(|problem| !accepted(problem)));
    let mut problems: Vec<_> = problems
        .into_iter()
        .filter_map(|problem| levelled(problem, settings))
        .collect();
    problems.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    problems
}

/// A finding with the severity of its rule's level; `None` when the rule is allowed.
fn levelled(mut problem: Problem, settings: &Settings) -> Option<Problem> {
    let name = problem.code.name();
    let set = settings.lints.iter().find(|(rule, _)| rule == name);
    let level = set.map(|(_, level)| *level);
    problem.severity = match level.or_else(|| problem.code.default_level())? {
        LintLevel::Allow => return None,
        LintLevel::Warn => Severity::Warning,
        LintLevel::Deny => Severity::Error,
    };
    if problem.code.may_be_allowed() {
        problem.help.push(format!(
            "if it is meant: [[allow]] with rule = \"{name}\" and the reason, in revision.toml"
        ));
    }
    Some(problem)
}

/// The entries of `[[allow]]` that accept nothing.
fn unused(
    found: &[Problem],
    alone: impl FnOnce() -> Vec<Problem>,
    revision: &Revision,
    source: &RevisionSource,
) -> Vec<Problem> {
    let alone = LazyCell::new(alone);
    let mut unused = Vec::new();
    for (allow, at) in source.allow.iter().zip(&source.allowed_at) {
        let Ok(code) = allow.rule.parse::<Code>() else {
            continue;
        };
        let used = if code.is_lint() {
            let is_it = |problem: &Problem| problem.code == code;
            found.iter().any(is_it) || alone.iter().any(is_it)
        } else {
            finds(code, revision)
        };
        if !used {
            let problem = Problem::new(
                Code::UnusedAllow,
                format!(
                    "the [[allow]] of `{code}` accepts nothing in revision {id}",
                    code = code.name(),
                    id = revision.id
                ),
            );
            let problem = problem
                .at(at.clone())
                .label("the rule finds nothing here")
                .help("remove the entry");
            unused.push(problem);
        }
    }
    unused
}

/// Whether a rule of the scripts finds something that the exemption hid. A rule that is none of the scripts' is not judged
/// here: it counts as finding something.
fn finds(code: Code, revision: &Revision) -> bool {
    let mut analyses = vec![script::analyse("", &revision.up.text, revision.transaction)];
    if let Down::Script(down) = &revision.down {
        analyses.push(script::analyse("", &down.text, revision.transaction));
    }
    match code {
        Code::SyntaxError | Code::SessionSetting => {
            let problems = analyses.iter().flat_map(|analysis| &analysis.problems);
            problems.into_iter().any(|problem| problem.code == code)
        }
        Code::NeedlessNone => {
            revision.transaction == TransactionMode::None && analyses.iter().all(Analysis::is_plain)
        }
        _ => true,
    }
}
