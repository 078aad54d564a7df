//! Writing the lock: sealing, amending, adding, and joining a conflicted lock.

use migrate_core::plan::{RevisionId, Seal, TransactionMode};
use migrate_core::source::{
    Amendment, Drafts, Entry, Loaded, Lock, Sealed, SourceFiles, load, relock, seal,
};

use crate::project::{folder, line, settings};

const UP: &str = "CREATE TABLE t (a int);\n";
const DOWN: &str = "DROP TABLE t;\n";

fn three() -> SourceFiles {
    line((0..3).map(|_| (UP.to_owned(), DOWN.to_owned())))
}

fn with_lock(mut files: SourceFiles, lock: &Lock) -> SourceFiles {
    files.lock = Some(lock.to_string().into_bytes());
    files
}

fn sealed(files: SourceFiles) -> SourceFiles {
    let lock = seal(&files, &settings(), Amendment::Nothing)
        .lock
        .expect("in order");
    with_lock(files, &lock)
}

fn codes(loaded: &Loaded) -> Vec<&'static str> {
    loaded.problems.iter().map(|p| p.code.code()).collect()
}

fn id(n: u64) -> RevisionId {
    RevisionId::from_bits(n)
}

#[test]
fn what_is_sealed_loads_in_a_release_build() {
    let files = sealed(three());
    let loaded = load(&files, &settings(), Drafts::Refused);
    assert_eq!(codes(&loaded), [""; 0]);
    let plan = loaded.plan.unwrap();
    assert!(plan.revisions.iter().all(|r| r.seal == Seal::Sealed));
    assert_eq!(
        Lock::of(&plan).to_string().into_bytes(),
        files.lock.unwrap()
    );
}

#[test]
fn a_comment_in_a_sealed_script_is_no_edit_and_a_token_is_one() {
    let mut files = sealed(three());
    files.folders[1].up = Some(b"\xEF\xBB\xBF-- Why.\r\nCREATE   TABLE t(a int)\r\n;".to_vec());
    let loaded = load(&files, &settings(), Drafts::Refused);
    assert_eq!(codes(&loaded), [""; 0]);
    files.folders[1].up = Some(b"CREATE TABLE t (a bigint);\n".to_vec());
    files.folders[1].down = Some(b"DROP TABLE u;\n".to_vec());
    let loaded = load(&files, &settings(), Drafts::Refused);
    assert_eq!(codes(&loaded), ["M307", "M306"]);
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M307", "M306"]
    );
}

#[test]
fn the_chain_digest_commits_to_the_whole_history() {
    let plan = |files: &SourceFiles| relock(files, &settings()).loaded.plan.unwrap();
    let mut files = three();
    let before = plan(&files);
    files.folders[0].up = Some(b"CREATE TABLE t (a bigint);\n".to_vec());
    let after = plan(&files);
    let head = |plan: &migrate_core::plan::Plan| plan.head().unwrap().digests;
    assert_eq!(head(&before).up, head(&after).up);
    assert_ne!(head(&before).chain, head(&after).chain);
}

#[test]
fn a_draft_is_entered_checked_and_sealed() {
    let files = sealed(three());
    let lock = Lock::parse(
        "migrate.lock",
        std::str::from_utf8(files.lock.as_ref().unwrap()).unwrap(),
    )
    .unwrap();
    let mut files = with_lock(files, &lock.with_draft(id(4)));
    files.folders.push(folder(
        4,
        &[3],
        TransactionMode::Single,
        "-- not written yet\n",
        DOWN,
    ));
    assert_eq!(codes(&load(&files, &settings(), Drafts::Allowed)), ["M112"]);
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M112"]
    );
    files.folders[3].up = Some(b"SELECT 1;\n".to_vec());
    assert_eq!(codes(&load(&files, &settings(), Drafts::Allowed)), [""; 0]);
    assert_eq!(codes(&load(&files, &settings(), Drafts::Refused)), ["M310"]);
    let files = sealed(files);
    assert_eq!(codes(&load(&files, &settings(), Drafts::Refused)), [""; 0]);
}

#[test]
fn sealing_drops_drafts_that_are_gone_and_misses_sealed_revisions() {
    let mut files = sealed(three());
    let gone = files.folders.pop().unwrap();
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M305"]
    );
    let text = String::from_utf8(files.lock.clone().unwrap()).unwrap();
    let draft = Lock::parse("migrate.lock", &text).unwrap();
    let mut entries = draft.entries;
    entries[2].entry = Entry::Draft;
    let files = with_lock(
        files,
        &Lock {
            head: Some(id(3)),
            entries,
        },
    );
    let lock = seal(&files, &settings(), Amendment::Nothing).lock.unwrap();
    assert_eq!(lock.entries.len(), 2, "{} is gone", gone.name);
}

#[test]
fn only_the_named_revision_is_amended_and_none_with_children() {
    let mut files = sealed(three());
    files.folders[2].up = Some(b"CREATE TABLE t (a bigint);\n".to_vec());
    let amend = |files: &SourceFiles, n| seal(files, &settings(), Amendment::Revision(id(n)));
    assert_eq!(codes(&amend(&files, 2).loaded), ["M306"]);
    let amended = amend(&files, 3);
    assert_ne!(
        amended.lock.unwrap().entry(id(3)),
        amended.before.unwrap().entry(id(3))
    );

    let mut files = sealed(three());
    files.folders[1].up = Some(b"CREATE TABLE t (a bigint);\n".to_vec());
    assert_eq!(codes(&amend(&files, 2).loaded), ["M306"], "it has a child");
    let mut files = sealed(three());
    files.folders[1].down = Some(b"DROP TABLE t CASCADE;\n".to_vec());
    assert!(amend(&files, 2).lock.is_some(), "the way back may change");
}

/// The files, with lines added to the manifest of one revision.
fn with_manifest(
    mut files: SourceFiles,
    at: usize,
    change: impl Fn(String) -> String,
) -> SourceFiles {
    let manifest = files.folders[at].manifest.take().unwrap();
    let manifest = change(String::from_utf8(manifest).unwrap());
    files.folders[at].manifest = Some(manifest.into_bytes());
    files
}

#[test]
fn an_edited_manifest_of_a_sealed_revision_is_told_with_what_can_be_known_of_it() {
    for (added, said, label) in [
        (
            "lock_timeout = \"5s\"\n",
            "its `lock_timeout`",
            "was not there",
        ),
        (
            "statement_timeout = \"5s\"\n",
            "its `statement_timeout`",
            "was not there",
        ),
        (
            "compatible = \"000000000001\"\n",
            "its `compatible`",
            "was not there",
        ),
        ("", "its revision.toml", "its message"),
    ] {
        let files = with_manifest(sealed(three()), 1, |text| {
            let message = if added.is_empty() { "another" } else { "step" };
            text.replace("\"step", &format!("\"{message}")) + added
        });
        let loaded = load(&files, &settings(), Drafts::Refused);
        assert_eq!(codes(&loaded), ["M313"], "{added}");
        let problem = &loaded.problems[0];
        assert!(problem.message.contains(said), "{problem:?}");
        assert!(
            problem.label.as_ref().unwrap().contains(label),
            "{problem:?}"
        );
        assert_eq!(problem.notes.len(), 2, "both digests");
        assert_eq!(
            codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
            ["M313"]
        );
    }
}

#[test]
fn the_earlier_value_is_named_where_the_files_still_hold_it() {
    let compatible = |id: u64| format!("compatible = \"{}\"\n", RevisionId::from_bits(id));
    let files = with_manifest(three(), 2, |text| text + &compatible(1));
    let files = with_manifest(sealed(files), 2, |text| {
        text.replace(&compatible(1), &compatible(2))
    });
    let problems = load(&files, &settings(), Drafts::Refused).problems;
    assert_eq!(problems[0].label.as_deref(), Some("was 000000000001"));

    let created =
        |files| with_manifest(files, 2, |text| text.replace("created = 2", "created = 3"));
    let problems = load(&created(sealed(three())), &settings(), Drafts::Refused).problems;
    let label = problems[0].label.as_deref().unwrap();
    assert!(label.starts_with("was 2"), "{problems:?}");
}

#[test]
fn what_the_plan_does_not_embed_may_be_added_to_a_sealed_manifest() {
    let files = with_manifest(sealed(three()), 1, |text| {
        format!("# Why.\n{text}\n[[allow]]\nrule = \"renaming-table\"\nreason = \"unused\"\n")
    });
    assert_eq!(codes(&load(&files, &settings(), Drafts::Refused)), [""; 0]);
}

#[test]
fn a_manifest_alone_is_amended_also_below_other_revisions() {
    let files = with_manifest(sealed(three()), 1, |text| text + "lock_timeout = \"5s\"\n");
    let Sealed { lock, before, .. } = seal(&files, &settings(), Amendment::Revision(id(2)));
    let (lock, before) = (
        lock.expect("nothing is based upon a timeout"),
        before.unwrap(),
    );
    assert_ne!(lock.entry(id(2)), before.entry(id(2)));
    assert_eq!(lock.entry(id(3)), before.entry(id(3)));
    let files = with_lock(files, &lock);
    assert_eq!(codes(&load(&files, &settings(), Drafts::Refused)), [""; 0]);
}

#[test]
fn a_lock_without_the_digests_of_manifests_is_refused_once_and_completed() {
    let complete = sealed(three());
    let text = String::from_utf8(complete.lock.clone().unwrap()).unwrap();
    let mut files = complete.clone();
    let old: String = text
        .lines()
        .map(|line| match line.split_once(", manifest = ") {
            Some((scripts, _)) => format!("{scripts} }}\n"),
            None => format!("{line}\n"),
        })
        .collect();
    assert_ne!(old, text);
    files.lock = Some(old.into_bytes());
    let loaded = load(&files, &settings(), Drafts::Allowed);
    assert_eq!(codes(&loaded), ["M302"]);
    assert!(loaded.problems[0].help[0].contains("cargo migrate lock"));
    let lock = seal(&files, &settings(), Amendment::Nothing).lock.unwrap();
    assert_eq!(lock.to_string(), text);
    let lock = relock(&files, &settings()).lock.unwrap();
    assert_eq!(lock.to_string(), text);
    // The scripts stay sealed all the while.
    files.folders[1].up = Some(b"CREATE TABLE t (a bigint);\n".to_vec());
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M306"]
    );
}

#[test]
fn a_merge_joins_both_sides_of_a_conflicted_lock() {
    let mut files = three();
    files.folders[2] = folder(3, &[1], TransactionMode::Single, UP, DOWN);
    let base = sealed(line([(UP.to_owned(), DOWN.to_owned())]));
    let text = String::from_utf8(base.lock.unwrap()).unwrap();
    let (begin, first) = text.split_once("head = ").unwrap();
    let (_, rest) = first.split_once('\n').unwrap();
    let conflicted = format!(
        "{begin}<<<<<<< HEAD\nhead = \"{two}\"\n=======\nhead = \"{three}\"\n>>>>>>> theirs\n{rest}\
         <<<<<<< HEAD\n{two} = \"draft\"\n=======\n{three} = \"draft\"\n>>>>>>> theirs\n",
        two = id(2),
        three = id(3),
    );
    files.lock = Some(conflicted.into_bytes());
    assert_eq!(
        codes(&load(&files, &settings(), Drafts::Allowed)),
        ["M203", "M303"]
    );
    assert_eq!(
        codes(&relock(&files, &settings()).loaded),
        ["M203"],
        "the heads are still two"
    );

    files.folders.push(folder(
        4,
        &[2, 3],
        TransactionMode::Single,
        "-- Nothing.\n",
        "-- Nothing.\n",
    ));
    let Sealed { lock, before, .. } = relock(&files, &settings());
    let (lock, before) = (lock.unwrap(), before.unwrap());
    assert_eq!(lock.head, Some(id(4)));
    let ids: Vec<_> = lock.entries.iter().map(|line| line.id.bits()).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(
        lock.entry(id(1)),
        before.entry(id(1)),
        "what was sealed stays sealed"
    );
    let files = with_lock(files, &lock);
    assert_eq!(codes(&load(&files, &settings(), Drafts::Allowed)), [""; 0]);
}

#[test]
fn what_both_sides_of_a_conflict_come_from_is_no_side() {
    let lock = sealed(line([(UP.to_owned(), DOWN.to_owned())]))
        .lock
        .unwrap();
    let text = String::from_utf8(lock).unwrap();
    let line = text.lines().last().unwrap();
    let conflicted = text.replace(
        line,
        &format!(
            "<<<<<<< ours\n{line}\n||||||| base\n{}\n=======\n{line}\n>>>>>>> theirs",
            line.replace("b3:", "b3:older")
        ),
    );
    let union = Lock::union_of_conflict(&conflicted).expect("the sides agree");
    assert_eq!(
        union.entries,
        Lock::parse("migrate.lock", &text).unwrap().entries
    );
}

#[test]
fn statements_without_a_transaction_are_split_also_when_sealed() {
    let mut files = three();
    let (up, down) = (
        "CREATE INDEX CONCURRENTLY i ON t (a);\n",
        "DROP INDEX CONCURRENTLY i;\n",
    );
    files
        .folders
        .push(folder(4, &[3], TransactionMode::None, up, down));
    let draft = seal(&files, &settings(), Amendment::Nothing);
    let files = with_lock(files, draft.lock.as_ref().unwrap());
    let loaded = load(&files, &settings(), Drafts::Refused);
    assert_eq!(loaded.plan, draft.loaded.plan);
}

#[test]
fn a_sealed_script_is_not_parsed_again() {
    let files = sealed(three());
    let broken = |mut files: SourceFiles| {
        // Sealed with text that no grammar accepts: only a lock that says so makes it load.
        files.folders[2].up = Some(b"this is no SQL\n".to_vec());
        files
    };
    let files = broken(files);
    let plan = relock(&broken(three()), &settings()).loaded.plan.unwrap();
    let files = with_lock(files, &Lock::sealed_from(&plan));
    assert_eq!(codes(&load(&files, &settings(), Drafts::Refused)), [""; 0]);
}

#[test]
fn an_exemption_counts_for_its_rule_alone() {
    let mut files = three();
    files.folders[2].up = Some(b"SET timezone = 'UTC';\nBEGIN;\n".to_vec());
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M406", "M404"]
    );
    let manifest = files.folders[2].manifest.as_mut().unwrap();
    manifest.extend_from_slice(b"\n[[allow]]\nrule = \"session-setting\"\nreason = \"history\"\n");
    assert_eq!(
        codes(&seal(&files, &settings(), Amendment::Nothing).loaded),
        ["M404"]
    );
}
