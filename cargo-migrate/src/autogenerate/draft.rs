//! The drafts: their scripts with remarks, loaded in memory as the files will be read.
//!
//! One, unless statements have to run in transactions of their own: then one for each part.

use std::collections::BTreeSet;

use migrate_core::plan::{Plan, RevisionId, TransactionMode};
use migrate_core::source::files::{DOWN_FILE, UP_FILE};
use migrate_core::source::{self, Allow, Code, Lock, Manifest, Problem, RevisionSource};
use migrate_schema::{Diff, Manner};

use super::script::{self, Remarks, Text};
use super::{Before, Request};
use crate::draft::{self, Draft};
use crate::failure::Failure;
use crate::lint;
use crate::output::Output;
use crate::settings::Settings;

/// Drafts, and the plan that has them at its head.
pub(super) struct Written {
    pub(super) drafts: Vec<Draft>,
    pub(super) plan: Plan,
    pub(super) sources: Vec<RevisionSource>,
    /// What the linter finds in them.
    pub(super) findings: Vec<Problem>,
    lock: Lock,
}

impl Written {
    /// Writes the folders and the lock.
    ///
    /// # Errors
    ///
    /// They cannot be written; then nothing is.
    pub(super) fn write(&self, settings: &Settings) -> Result<(), Failure> {
        draft::write_all(&self.drafts, settings, &self.lock)
    }

    /// Where the drafts are in their plan, in the order in which they are applied.
    pub(super) fn positions(&self) -> Vec<usize> {
        let position = |id: RevisionId| {
            let found = self.plan.revisions.iter().position(|one| one.id == id);
            found.expect("the plan was loaded with the drafts in it")
        };
        let drafts = self.drafts.iter();
        drafts.map(|draft| position(draft.manifest.id)).collect()
    }

    /// Tells what the linter would say, in a line each.
    pub(super) fn tell(&self, output: &mut Output) {
        for problem in &self.findings {
            let line = format!("{} ({})", problem.message, problem.code.name());
            match problem.is_error() {
                true => output.warning(format_args!(
                    "{line}; `cargo migrate lock` asks for an [[allow]]"
                )),
                false => output.warning(line),
            }
        }
    }
}

fn is_syntax(problem: &Problem) -> bool {
    problem.code == Code::SyntaxError
}

/// Drafts that are being made.
pub(super) struct Making {
    pieces: Vec<Piece>,
}

/// One of them.
struct Piece {
    manifest: Manifest,
    up: Side,
    /// Its difference is empty as long as nobody knows what takes the up back.
    down: Side,
    /// Exemptions that the author may want: the rule, and what it says.
    suggestions: Vec<(&'static str, String)>,
}

/// One of its scripts.
#[derive(Default)]
struct Side {
    diff: Diff,
    remarks: Remarks,
}

impl Making {
    /// A draft for each part of a difference; their downs are not known yet.
    ///
    /// # Errors
    ///
    /// The operating system has no randomness.
    pub(super) fn of(request: &Request, up: &Diff, before: &Before) -> Result<Self, Failure> {
        let parts = up.parts();
        let count = parts.len();
        let mut pieces: Vec<Piece> = Vec::new();
        for (number, part) in parts.into_iter().enumerate() {
            let is_taken = |id| {
                before.lock.entry(id).is_some() || pieces.iter().any(|one| one.manifest.id == id)
            };
            let id = draft::new_id(is_taken)?;
            let parent = pieces.last().map(|one| one.manifest.id);
            let parents = parent.or(before.lock.head).into_iter().collect();
            let message = match count {
                1 => request.message.clone(),
                _ => format!("{} {} of {count}", request.message, number + 1),
            };
            let mut manifest = Manifest::new(id, parents, message, draft::now());
            manifest.transaction = part.mode;
            let is_last = number + 1 == count;
            let diff = Diff {
                changes: up.changes.clone(),
                statements: part.statements.to_vec(),
                uncovered: up.uncovered.iter().filter(|_| is_last).cloned().collect(),
            };
            pieces.push(Piece {
                manifest,
                up: Side::of(diff),
                down: Side::default(),
                suggestions: Vec::new(),
            });
        }
        Ok(Self { pieces })
    }

    /// How a draft is taken back: outside of a transaction nobody has to wait, inside of one it is all or nothing.
    pub(super) fn manner_back(&self, number: usize) -> Manner {
        match self.pieces[number].manifest.transaction {
            TransactionMode::None => Manner::Online,
            TransactionMode::Single => Manner::Whole,
        }
    }

    /// What takes the up of a draft back.
    pub(super) fn take_back(&mut self, number: usize, down: Diff) {
        self.pieces[number].down = Side::of(down);
    }

    /// Reads the drafts as if they were on disk. Where our parser does not understand PostgreSQL's own text, the draft says so:
    /// it is carried out before anybody relies on it.
    ///
    /// # Errors
    ///
    /// What was made is not accepted when it is read.
    pub(super) fn load(
        &mut self,
        before: &Before,
        settings: &Settings,
    ) -> Result<Written, Failure> {
        match self.read(before, settings) {
            Err(Failure::Files(problems)) if problems.iter().all(is_syntax) => {
                for piece in &mut self.pieces {
                    let folder = piece.folder();
                    let is_ours = |problem: &Problem| {
                        let place = problem.place.as_ref();
                        place.is_some_and(|place| place.path.contains(&folder))
                    };
                    if problems.iter().any(is_ours) {
                        piece.manifest.allow.push(Allow {
                            rule: Code::SyntaxError.name().to_owned(),
                            reason:
                                "PostgreSQL accepts it: the draft was proved when it was written"
                                    .to_owned(),
                        });
                    }
                }
                self.read(before, settings)
            }
            read => read,
        }
    }

    /// The same with remarks: what the linter finds stands beside the statements.
    ///
    /// # Errors
    ///
    /// As [`Making::load`].
    pub(super) fn finish(
        mut self,
        before: &Before,
        settings: &Settings,
    ) -> Result<Written, Failure> {
        let written = self.load(before, settings)?;
        if written.findings.is_empty() {
            return Ok(written);
        }
        for piece in &mut self.pieces {
            piece.remark(&written.findings, before);
        }
        self.load(before, settings)
    }

    fn read(&self, before: &Before, settings: &Settings) -> Result<Written, Failure> {
        let drafts: Vec<Draft> = self.pieces.iter().map(Piece::draft).collect();
        let (mut files, mut lock) = (before.files.clone(), before.lock.clone());
        for draft in &drafts {
            files = files.with_folder(draft.source_folder());
            lock = lock.with_draft(draft.manifest.id);
        }
        files.lock = Some(lock.to_string().into_bytes());
        let loaded = source::load(&files, &settings.project, source::Drafts::Allowed);
        let Some(plan) = loaded.plan else {
            let mut problems = loaded.problems;
            problems.retain(Problem::is_error);
            return Err(Failure::Files(problems));
        };
        let ids: BTreeSet<RevisionId> = drafts.iter().map(|draft| draft.manifest.id).collect();
        let findings = lint::findings(&plan, &loaded.sources, &ids.into(), &settings.project);
        Ok(Written {
            drafts,
            plan,
            sources: loaded.sources,
            findings,
            lock,
        })
    }
}

impl Side {
    fn of(diff: Diff) -> Self {
        let remarks = Remarks::new();
        Self { diff, remarks }
    }

    fn text(&self, headline: &str) -> Text {
        script::write(headline, &self.diff, &self.remarks)
    }
}

impl Piece {
    fn draft(&self) -> Draft {
        let (up, down) = self.texts();
        Draft {
            manifest: self.manifest.clone(),
            up: up.text,
            down: Some(down.text),
            remarks: self.remarks(),
        }
    }

    fn texts(&self) -> (Text, Text) {
        let message = &self.manifest.message;
        let down = self.down.text(&format!("Undo: {message}"));
        (self.up.text(message), down)
    }

    /// Takes what the linter finds in it as remarks.
    fn remark(&mut self, findings: &[Problem], before: &Before) {
        let (up, down) = self.texts();
        let folder = self.folder();
        let path = |file| before.files.path(&folder, file);
        let (up_path, down_path) = (path(UP_FILE), path(DOWN_FILE));
        for problem in findings {
            let Some(place) = &problem.place else {
                continue;
            };
            let (text, side, is_up) = if place.path == up_path {
                (&up, &mut self.up, true)
            } else if place.path == down_path {
                (&down, &mut self.down, false)
            } else {
                continue;
            };
            // A warning says no more than the hazards of its change, and a line of each is enough.
            if let Some(statement) = text.statement_at(place.range.start)
                && (problem.is_error() || !script::has_hazards(&side.diff, statement))
            {
                side.remarks
                    .entry(statement)
                    .or_default()
                    .push(remark(problem));
            }
            if is_up && problem.is_error() && problem.code.may_be_allowed() {
                let suggestion = (problem.code.name(), problem.message.clone());
                self.suggestions.push(suggestion);
            }
        }
    }

    fn folder(&self) -> String {
        source::folder::name(self.manifest.created, &self.manifest.message)
    }

    /// Exemptions as comments: whether data may go is not decided here.
    fn remarks(&self) -> String {
        let mut text = String::new();
        let rules: BTreeSet<&str> = self.suggestions.iter().map(|(rule, _)| *rule).collect();
        for rule in rules {
            text.push_str("\n# ");
            let said: Vec<&str> = self
                .suggestions
                .iter()
                .filter(|(other, _)| *other == rule)
                .map(|(_, said)| said.as_str())
                .collect();
            text.push_str(&said.join("\n# "));
            text.push_str(&format!(
                "\n# Nobody but you can decide that. If it is right, take the `#` away and say why:\n\
                 # [[allow]]\n# rule = \"{rule}\"\n# reason = \"\"\n"
            ));
        }
        text
    }
}

/// What is said before a statement.
fn remark(problem: &Problem) -> String {
    let mut text = format!("{}: {}", problem.code.name(), problem.message);
    if problem.is_error() {
        text.push_str("; `cargo migrate lock` asks for an [[allow]] in revision.toml");
    }
    for note in &problem.notes {
        text.push('\n');
        text.push_str(note);
    }
    text
}
