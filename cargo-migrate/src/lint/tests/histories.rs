//! Two real histories, linted revision by revision as their authors would have done. What is found was looked through by
//! hand; where it is right, it stays in the expected file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use migrate_core::plan::{
    Digest, Digests, Down, Plan, Revision, RevisionId, Script as Text, Seal, Steps, TransactionMode,
};
use migrate_core::source::script::loss::{Columns, Fresh};
use migrate_core::source::{RevisionSource, ScriptSource, Settings, TextForm, text};

use super::{entries, expect, name, root};
use crate::lint::known::{Age, Known};
use crate::lint::script::{Script, Way};
use crate::lint::{self, consent};

/// A script that was imported: its name, and the two texts.
type Imported = (String, String, Option<String>);

#[test]
fn what_is_found_in_real_histories_was_looked_through() {
    for corpus in ["cratesio", "zksync"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
        let path = path.join(corpus).join("migrations");
        if path.is_dir() {
            expect(
                &root().join("histories").join(format!("{corpus}.txt")),
                &report(&path),
            );
        }
    }
}

/// Right after an import every revision is a draft. What they create is new then, so `lock` asks about next to nothing.
#[test]
fn an_imported_history_is_sealed_without_many_questions() {
    for corpus in ["cratesio", "zksync"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
        let path = path.join(corpus).join("migrations");
        if !path.is_dir() {
            continue;
        }
        let settings = Settings::for_package("shop");
        let (plan, sources) = plan(&imported(&path), &settings);
        let all: BTreeSet<_> = plan.revisions.iter().map(|it| it.id).collect();
        let mut lines = String::new();
        for problem in lint::findings(&plan, &sources, &all.clone().into(), &settings) {
            let place = problem.place.as_ref().expect("a finding has a place");
            let line = place.excerpt.as_ref().map_or("", |it| it.line.trim());
            let rule = problem.code.name();
            let _ = writeln!(lines, "{}:{}: {rule}: {line}", place.path, place.line);
        }
        let file = format!("{corpus}.imported.txt");
        expect(&root().join("histories").join(file), &lines);
    }
}

fn plan(scripts: &[Imported], settings: &Settings) -> (Plan, Vec<RevisionSource>) {
    let source = |path: String| ScriptSource {
        path,
        form: TextForm::Canonical,
    };
    let numbered = (1..).zip(scripts);
    let (revisions, sources): (Vec<_>, Vec<_>) = numbered
        .map(|(number, (name, up, down))| {
            let sources = RevisionSource {
                up: source(format!("{name}/up.sql")),
                down: down.as_ref().map(|_| source(format!("{name}/down.sql"))),
                allow: Vec::new(),
                allowed_at: Vec::new(),
                amended: Vec::new(),
            };
            (revision(number, up, down.as_deref()), sources)
        })
        .unzip();
    let plan = Plan {
        name: settings.plan.clone().into(),
        ledger: settings.ledger.clone(),
        directory: "migrations".into(),
        revisions: revisions.into(),
    };
    (plan, sources)
}

fn report(corpus: &Path) -> String {
    let mut known = Known::default();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut earlier: Vec<String> = Vec::new();
    let mut lines = String::new();
    for (number, (name, up, down)) in (1..).zip(imported(corpus)) {
        let revision = revision(number, &up, down.as_deref());
        let up = Script::parse(&revision, "up.sql", &revision.up.text, Way::Up);
        let mut found = up.lint(&mut known.clone());
        let before = || Columns::after(earlier.iter().map(String::as_str));
        let destroyed = consent::find(&revision, "up.sql", before, &mut Fresh::default());
        found.extend(destroyed);
        earlier.push(revision.up.text.to_string());
        up.teach(&mut known, Age::Old);
        if let Down::Script(down) = &revision.down {
            let down = Script::parse(&revision, "down.sql", &down.text, Way::Down);
            found.extend(down.lint(&mut known.clone()));
        }
        found.retain(|it| it.code.default_level() != Some(migrate_core::source::LintLevel::Allow));
        found.sort_by_key(|it| it.place.as_ref().map(|place| place.range.start));
        for problem in found {
            *counts.entry(problem.code.name()).or_default() += 1;
            let place = problem.place.as_ref().expect("a finding has a place");
            let line = place
                .excerpt
                .as_ref()
                .map_or("", |excerpt| excerpt.line.trim());
            let rule = problem.code.name();
            let _ = writeln!(
                lines,
                "{name}/{}:{}: {rule}: {line}",
                place.path, place.line
            );
        }
    }
    let mut page = String::new();
    for (rule, count) in counts {
        let _ = writeln!(page, "{count:4} {rule}");
    }
    page + "\n" + &lines
}

fn revision(number: u64, up: &str, down: Option<&str>) -> Revision {
    let digest = Digest::from_bytes([0; 32]);
    let script = |text: &str| Text {
        text: text.to_owned().into(),
        steps: Steps::Transaction,
    };
    let outside = [Some(up), down].into_iter().flatten().any(|text| {
        let text = text.to_lowercase();
        text.contains("index concurrently")
    });
    let digests = Digests {
        up: digest,
        down: digest,
        chain: digest,
    };
    Revision {
        id: RevisionId::from_bits(number),
        parents: Vec::new().into(),
        message: "".into(),
        created: "".into(),
        folder: "".into(),
        seal: Seal::Draft,
        digests,
        transaction: if outside {
            TransactionMode::None
        } else {
            TransactionMode::Single
        },
        up: script(up),
        down: match down {
            Some(down) => Down::Script(script(down)),
            None => Down::Irreversible { reason: "".into() },
        },
        compatible: None,
        lock_timeout: None,
        statement_timeout: None,
    }
}

/// The scripts of diesel's or sqlx's directory, in the order of their versions; a `-` in one does not count.
fn imported(corpus: &Path) -> Vec<Imported> {
    let mut scripts = Vec::new();
    let mut paths = entries(corpus);
    paths.sort_by_key(|path| {
        let version = name(path).split('_').next().unwrap_or_default();
        version.replace('-', "")
    });
    for path in paths {
        if path.is_dir() {
            let up = read(&path.join("up.sql")).expect("a folder has an up.sql");
            scripts.push((name(&path).to_owned(), up, read(&path.join("down.sql"))));
        } else if let Some(stem) = name(&path).strip_suffix(".up.sql") {
            let down: PathBuf = corpus.join(format!("{stem}.down.sql"));
            let up = read(&path).expect("it was listed");
            scripts.push((stem.to_owned(), up, read(&down)));
        }
    }
    scripts
}

fn read(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    let canonical = text::canonical(&bytes).expect("a script is text");
    Some(canonical.into_owned())
}
