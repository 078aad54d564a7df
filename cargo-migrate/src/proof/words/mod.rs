//! What a proof finds, as problems: where, what PostgreSQL says, and what to do.

mod merges;

use migrate_core::plan::{Down, Plan, Revision, Script, Seal};
use migrate_core::run::ServerError;
use migrate_core::scan;
use migrate_core::source::{Code, Place, Problem, RevisionSource};
use migrate_core::sql::{SESSION_CHANGED, TRANSACTION_ENDED};
use migrate_schema::{Class, Difference};

use super::stage::Raised;
use super::verdict::is_change;
use super::{RevisionProof, UpAgain};
use super::{lacks, remedy};
use crate::scratch::Scratch;

pub(super) use merges::Shown;

/// What stands against a revision.
pub(super) enum Finding<'f> {
    /// Its up fails.
    UpFails(&'f Raised),
    /// Its down fails.
    DownFails(&'f Raised),
    /// Its down leaves another schema.
    NotRestored(&'f RevisionProof),
    /// A second up fails.
    UpAgainFails(&'f Raised),
    /// A second up gives another schema.
    UpAgainDiffers(&'f [&'f Difference]),
}

/// Turns what is found into problems.
pub(super) struct Words<'w> {
    plan: &'w Plan,
    sources: &'w [RevisionSource],
    scratch: &'w Scratch,
    version: u32,
}

/// How many objects are shown with their definitions.
const SHOWN: usize = 3;

impl<'w> Words<'w> {
    pub(super) fn new(plan: &'w Plan, sources: &'w [RevisionSource], scratch: &'w Scratch) -> Self {
        let version = 0;
        Self {
            plan,
            sources,
            scratch,
            version,
        }
    }

    /// On which version of the server it is found.
    pub(super) fn server(&mut self, version: u32) {
        self.version = version;
    }

    pub(super) fn problem(&self, finding: &Finding<'_>, position: usize) -> Problem {
        let revision = &self.plan.revisions[position];
        match finding {
            Finding::UpFails(raised) => self.up_fails(revision, position, raised),
            Finding::DownFails(raised) => {
                let what = format!("the down of {} fails", revision.id);
                let problem = self.raised(Code::DownFails, &what, raised, self.down(position));
                with_way_out(problem, raised, revision)
            }
            Finding::NotRestored(proof) => self.not_restored(revision, position, proof),
            Finding::UpAgainFails(raised) => {
                let what = format!("after its down, the up of {} fails", revision.id);
                self.raised(Code::UpAgain, &what, raised, self.up(position))
                    .help("let down.sql take back all that up.sql does: what is left of it is in the way of the second up")
            }
            Finding::UpAgainDiffers(changed) => {
                let what = format!(
                    "after its down, the up of {} gives another schema than the first time",
                    revision.id
                );
                let problem = Problem::new(Code::UpAgain, what).at(self.whole_up(position));
                differences(problem, changed, "after the first up", "after the second").help(
                    "write up.sql so that its outcome does not depend on what an earlier up and its down left behind: \
                     `IF NOT EXISTS` and `IF EXISTS` hide such remains",
                )
            }
        }
    }

    fn up_fails(&self, revision: &Revision, position: usize, raised: &Raised) -> Problem {
        let what = format!("the up of {} fails", revision.id);
        let problem = self.raised(Code::UpFails, &what, raised, self.up(position));
        match revision.seal {
            Seal::Draft => with_session_advice(problem, &raised.error).help("correct up.sql"),
            Seal::Sealed => problem.help(format!(
                "where a sealed revision was applied before, the server was another one: prove on its version, by \
                 `scratch = {{ env = \"SCRATCH_DATABASE_URL\" }}` in [package.metadata.migrate] (this is PostgreSQL {})",
                self.major()
            )),
        }
    }

    fn not_restored(&self, revision: &Revision, position: usize, proof: &RevisionProof) -> Problem {
        let changed: Vec<&Difference> = proof
            .differences
            .iter()
            .filter(|one| is_change(one))
            .collect();
        let script = match &revision.down {
            Down::Script(script) => Some(script),
            Down::Irreversible { .. } => None,
        };
        let is_blank = script.is_some_and(is_blank);
        let first = changed.first().map_or_else(String::new, |one| told(one));
        let what = match is_blank {
            true => format!(
                "down.sql of {} says nothing, and up.sql changes the schema: {first}",
                revision.id
            ),
            false => format!(
                "the down of {} does not restore the schema: {first}",
                revision.id
            ),
        };
        let place = match (script, self.sources[position].down.as_ref()) {
            (Some(script), Some(source)) if !is_blank => {
                Place::within(&*source.path, &script.text, first_token(&script.text))
            }
            (_, Some(source)) => Place::whole(&*source.path),
            (_, None) => self.whole_up(position),
        };
        let mut problem = Problem::new(Code::DownDoesNotRestore, what).at(place);
        problem = differences(problem, &changed, "before the up", "after the down");
        if let Some(UpAgain::Fails(why)) = &proof.up_again {
            problem = problem.note(format!("what it leaves makes the next up fail: {why}"));
        }
        let advice = match &remedy::of(&changed, revision.transaction)[..] {
            [] => "write into down.sql what takes up.sql back".to_owned(),
            remedies => format!(
                "write into down.sql what takes up.sql back, such as {}",
                list(remedies)
            ),
        };
        problem.help(advice).help(
            "or, when it cannot be taken back, delete down.sql and say why in revision.toml: irreversible = \"…\"",
        )
    }

    /// A problem of a script that the server refused.
    fn raised(&self, code: Code, what: &str, raised: &Raised, script: (&str, &str)) -> Problem {
        let problem = refused_by_server(code, what, &raised.error, raised.byte, script);
        lacks::advised(problem, &raised.error, self.scratch, self.major())
    }

    fn up(&self, position: usize) -> (&str, &str) {
        let text = &self.plan.revisions[position].up.text;
        (&self.sources[position].up.path, text)
    }

    fn down(&self, position: usize) -> (&str, &str) {
        match (
            &self.sources[position].down,
            &self.plan.revisions[position].down,
        ) {
            (Some(source), Down::Script(script)) => (&source.path, &script.text),
            _ => self.up(position),
        }
    }

    fn whole_up(&self, position: usize) -> Place {
        Place::whole(&*self.sources[position].up.path)
    }

    fn whole_down(&self, position: usize) -> Place {
        Place::whole(self.down(position).0)
    }

    fn major(&self) -> u32 {
        self.version / 10_000
    }
}

/// A problem of a script, of which path and text are given, that the server refused at this byte.
pub(crate) fn refused_by_server(
    code: Code,
    what: &str,
    error: &ServerError,
    byte: Option<usize>,
    (path, text): (&str, &str),
) -> Problem {
    let message = one_line(&error.message);
    let mut problem = Problem::new(code, format!("{what}: {message}"));
    problem = match byte {
        Some(byte) => problem.at(Place::within(path, text, underlined(text, byte, error))),
        None => problem.at(Place::whole(path)),
    };
    if !error.code.is_empty() {
        problem = problem.label(format!("SQLSTATE {}", error.code));
    }
    for (what, text) in [("detail", &error.detail), ("hint", &error.hint)] {
        if let Some(text) = text {
            problem = problem.note(format!("{what}: {text}"));
        }
    }
    problem
}

/// Adds the objects that differ, with both definitions.
pub(crate) fn differences(
    mut problem: Problem,
    changed: &[&Difference],
    before: &str,
    after: &str,
) -> Problem {
    for one in changed.iter().take(SHOWN) {
        let definition = |text: &Option<String>| match text {
            Some(text) => text.clone(),
            None => "(absent)".to_owned(),
        };
        problem = problem.note(format!(
            "{}\n{before}: {}\n{after}: {}",
            one.object,
            definition(&one.before),
            definition(&one.after)
        ));
    }
    match changed.len().saturating_sub(SHOWN) {
        0 => problem,
        more => {
            let objects: Vec<String> = changed[SHOWN..]
                .iter()
                .map(|one| one.object.to_string())
                .collect();
            problem.note(format!("and {more} more: {}", objects.join(", ")))
        }
    }
}

/// An object that differs, in a few words.
pub(crate) fn told(difference: &Difference) -> String {
    let object = &difference.object;
    match difference.class {
        Class::Missing => format!("{object} is missing"),
        Class::Leftover => format!("{object} is left over"),
        Class::Changed => format!("{object} differs"),
        Class::Order => format!("{object} is in another order"),
        Class::Layout => format!("{object} is laid out otherwise"),
    }
}

fn with_way_out(problem: Problem, raised: &Raised, revision: &Revision) -> Problem {
    let problem = with_session_advice(problem, &raised.error);
    let problem = problem.help("correct down.sql: what it takes back has to be there after up.sql");
    match revision.seal {
        Seal::Draft => problem.help(
            "or, when it cannot be taken back, delete down.sql and say why in revision.toml: irreversible = \"…\"",
        ),
        Seal::Sealed => problem.help(format!(
            "then seal it anew: `cargo migrate lock --amend {} --reason \"…\"`",
            revision.id
        )),
    }
}

/// What a run would refuse after the script says by itself what to do.
fn with_session_advice(problem: Problem, error: &ServerError) -> Problem {
    match &*error.code {
        SESSION_CHANGED | TRANSACTION_ENDED => problem
            .note("`cargo migrate up` refuses it for the same reason, and keeps nothing of it"),
        _ => problem,
    }
}

/// What is underlined: the word that the server points at, or the statement.
fn underlined(text: &str, byte: usize, error: &ServerError) -> std::ops::Range<usize> {
    let token = scan::tokens(text).find(|token| token.range().contains(&byte));
    match token {
        Some(token) if error.position.is_some() => byte..token.end,
        _ => {
            let statement = scan::statements(text)
                .into_iter()
                .find(|range| range.contains(&byte));
            byte..statement.map_or(byte, |range| range.end)
        }
    }
}

/// Whether a script is comments and white space.
fn is_blank(script: &Script) -> bool {
    scan::tokens(&script.text).all(|token| token.is_gap())
}

fn first_token(text: &str) -> std::ops::Range<usize> {
    let statement = scan::statements(text).into_iter().next();
    statement.unwrap_or(0..0)
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn list(statements: &[String]) -> String {
    let shown: Vec<String> = statements
        .iter()
        .take(SHOWN)
        .map(|statement| format!("`{statement}`"))
        .collect();
    let rest = match statements.len() > SHOWN {
        true => ", …",
        false => "",
    };
    format!("{}{rest}", shown.join(", "))
}
