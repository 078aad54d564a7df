//! The draft: its scripts with remarks, loaded in memory as the files will be read.

use std::collections::BTreeSet;

use migrate_core::plan::{Plan, RevisionId};
use migrate_core::source::files::{DOWN_FILE, UP_FILE};
use migrate_core::source::{self, Allow, Code, Lock, Manifest, Problem, RevisionSource};

use super::script::{self, Remarks, Text};
use super::{Before, Request, Scripts};
use crate::draft::{self, Draft};
use crate::failure::Failure;
use crate::lint;
use crate::output::Output;
use crate::settings::Settings;

/// A draft, and the plan that has it at its head.
pub(super) struct Written {
    pub(super) draft: Draft,
    pub(super) plan: Plan,
    pub(super) sources: Vec<RevisionSource>,
    /// What the linter finds in it.
    pub(super) findings: Vec<Problem>,
    lock: Lock,
}

impl Written {
    /// Makes the draft of a difference. Nothing is written.
    ///
    /// # Errors
    ///
    /// What was made is not accepted when it is read.
    pub(super) fn of(
        request: &Request,
        scripts: &Scripts,
        before: &Before,
        settings: &Settings,
    ) -> Result<Self, Failure> {
        let id = draft::new_id(|id| before.lock.entry(id).is_some())?;
        let parents = before.lock.head.into_iter().collect();
        let manifest = Manifest::new(id, parents, request.message.clone(), draft::now());
        let mut making = Making {
            manifest,
            scripts,
            up: Remarks::new(),
            down: Remarks::new(),
            suggestions: Vec::new(),
        };
        let mut written = match making.load(before, settings) {
            Err(Failure::Files(problems)) if problems.iter().all(is_syntax) => {
                // The text is PostgreSQL's own, and it is carried out before the command ends.
                making.manifest.allow.push(Allow {
                    rule: Code::SyntaxError.name().to_owned(),
                    reason: "PostgreSQL accepts it: the draft was proved when it was written"
                        .to_owned(),
                });
                making.load(before, settings)?
            }
            loaded => loaded?,
        };
        if making.remark(&written.findings, before) {
            written = making.load(before, settings)?;
        }
        Ok(written)
    }

    /// Writes the folder and the lock.
    ///
    /// # Errors
    ///
    /// They cannot be written; then nothing is.
    pub(super) fn write(&self, settings: &Settings) -> Result<(), Failure> {
        self.draft.write(settings, &self.lock)
    }

    /// Where the draft is in its plan.
    pub(super) fn position(&self) -> usize {
        let is_it = |id: RevisionId| id == self.draft.manifest.id;
        let found = self.plan.revisions.iter().position(|one| is_it(one.id));
        found.expect("the plan was loaded with the draft in it")
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

/// A draft that is being made.
struct Making<'s> {
    manifest: Manifest,
    scripts: &'s Scripts,
    up: Remarks,
    down: Remarks,
    /// Exemptions that the author may want: the rule, and what it says.
    suggestions: Vec<(&'static str, String)>,
}

impl Making<'_> {
    /// Reads the draft as if it were on disk.
    fn load(&self, before: &Before, settings: &Settings) -> Result<Written, Failure> {
        let (up, down) = self.texts();
        let draft = Draft {
            manifest: self.manifest.clone(),
            up: up.text,
            down: Some(down.text),
            remarks: self.remarks(),
        };
        let lock = before.lock.with_draft(draft.manifest.id);
        let mut files = before.files.clone().with_folder(draft.source_folder());
        files.lock = Some(lock.to_string().into_bytes());
        let loaded = source::load(&files, &settings.project, source::Drafts::Allowed);
        let Some(plan) = loaded.plan else {
            let mut problems = loaded.problems;
            problems.retain(Problem::is_error);
            return Err(Failure::Files(problems));
        };
        let which = BTreeSet::from([draft.manifest.id]).into();
        let findings = lint::findings(&plan, &loaded.sources, &which, &settings.project);
        Ok(Written {
            draft,
            plan,
            sources: loaded.sources,
            findings,
            lock,
        })
    }

    fn texts(&self) -> (Text, Text) {
        let message = &self.manifest.message;
        let up = script::write(message, &self.scripts.up, &self.up);
        let down = script::write(&format!("Undo: {message}"), &self.scripts.down, &self.down);
        (up, down)
    }

    /// Takes what the linter finds as remarks, and says whether there are any.
    fn remark(&mut self, findings: &[Problem], before: &Before) -> bool {
        let (up, down) = self.texts();
        let folder = self.folder();
        let path = |file| before.files.path(&folder, file);
        let (up_path, down_path) = (path(UP_FILE), path(DOWN_FILE));
        for problem in findings {
            let Some(place) = &problem.place else {
                continue;
            };
            let (text, remarks, diff, is_up) = if place.path == up_path {
                (&up, &mut self.up, &self.scripts.up, true)
            } else if place.path == down_path {
                (&down, &mut self.down, &self.scripts.down, false)
            } else {
                continue;
            };
            // A warning says no more than the hazards of its change, and a line of each is enough.
            if let Some(statement) = text.statement_at(place.range.start)
                && (problem.is_error() || !script::has_hazards(diff, statement))
            {
                remarks.entry(statement).or_default().push(remark(problem));
            }
            if is_up && problem.is_error() && problem.code.may_be_allowed() {
                let suggestion = (problem.code.name(), problem.message.clone());
                self.suggestions.push(suggestion);
            }
        }
        !findings.is_empty()
    }

    fn folder(&self) -> String {
        source::folder::name(self.manifest.created, &self.manifest.message)
    }

    /// Exemptions as comments: whether data may go is not decided here.
    fn remarks(&self) -> String {
        let mut text = String::new();
        let mut rules: Vec<&str> = self.suggestions.iter().map(|(rule, _)| *rule).collect();
        rules.sort_unstable();
        rules.dedup();
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
