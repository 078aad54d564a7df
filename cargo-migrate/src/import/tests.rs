//! Claims about imports, on directories made of values.

use migrate_core::plan::TransactionMode;
use migrate_core::source::folder;

use super::listing::{Content, Found};
use super::remark::What;
use super::*;

fn file(path: &str, text: &str) -> Found {
    Found {
        path: path.to_owned(),
        content: Content::File(text.as_bytes().to_owned()),
    }
}

fn folder_of(path: &str, files: &[(&str, &str)]) -> Found {
    let inside = files
        .iter()
        .map(|(name, text)| file(&format!("{path}/{name}"), text))
        .collect();
    Found {
        path: path.to_owned(),
        content: Content::Folder(inside),
    }
}

fn diesel(path: &str) -> Found {
    folder_of(path, &[("up.sql", "SELECT 1;"), ("down.sql", "SELECT 2;")])
}

fn folders(import: &Import) -> Vec<&str> {
    import.revisions.iter().map(|r| r.folder.as_str()).collect()
}

#[test]
fn diesels_order_is_the_text_of_the_version_without_hyphens() {
    let found = [
        diesel("2017-09-26-200549_b"),
        diesel("20140929103763_a"),
        diesel("00000000000000_diesel_initial_setup"),
        diesel("2026-06-05-120000-0000_d"),
        diesel("2019-11-15-182353_Add email notifications to crate owners"),
    ];
    let import = import(Tool::Diesel, &found).unwrap();
    assert_eq!(
        folders(&import),
        [
            "19700101000000_diesel_initial_setup",
            "20140929103759_a",
            "20170926200549_b",
            "20191115182353_add_email_notifications_to_crate_owners",
            "20260605120000_d",
        ]
    );
    let parents: Vec<_> = import
        .revisions
        .iter()
        .map(|r| r.manifest.parents.clone())
        .collect();
    let ids: Vec<_> = import.revisions.iter().map(|r| r.manifest.id).collect();
    let expected: Vec<Vec<_>> = [vec![]]
        .into_iter()
        .chain(ids[..4].iter().map(|id| vec![*id]))
        .collect();
    assert_eq!(parents, expected, "one chain, in this order");
    assert_eq!(
        import.revisions[3].manifest.message,
        "Add email notifications to crate owners (diesel 2019-11-15-182353)"
    );
}

#[test]
fn every_folder_name_is_one_that_check_accepts_and_no_two_are_equal() {
    let found = [
        diesel("1_same"),
        diesel("2020-01-01-000000-0000_same"),
        diesel("2020-01-01-000000-0001_same"),
        diesel("2020-01-01-000000-0002_same"),
        diesel("2021-01-01-000000_"),
        diesel("2022-01-01-000000"),
    ];
    let import = import(Tool::Diesel, &found).unwrap();
    let mut names = folders(&import);
    assert!(
        names.iter().all(|name| folder::slug_of(name).is_some()),
        "{names:?}"
    );
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), found.len());
}

/// A file's name may hold what a manifest may not.
#[test]
fn a_name_with_control_characters_gives_a_manifest_that_is_accepted() {
    let found = [
        diesel("2020-01-01-000000-0000_new\nline\u{85}and\u{7}bell"),
        diesel("2021-01-01\t_größe ändern"),
    ];
    let import = import(Tool::Diesel, &found).unwrap();
    for revision in &import.revisions {
        let text = revision.manifest.to_toml();
        let read = migrate_core::source::Manifest::parse("revision.toml", &text);
        assert_eq!(read.as_ref(), Ok(&revision.manifest), "{text}");
        assert!(folder::slug_of(&revision.folder).is_some(), "{revision:?}");
    }
    let [first, second] = &import.revisions[..] else {
        panic!("both are imported");
    };
    assert_eq!(
        first.manifest.message,
        "new\\nline\\u{85}and\\u{7}bell (diesel 2020-01-01-000000-0000)"
    );
    assert!(second.folder.ends_with("_grosse_andern"), "{second:?}");
}

#[test]
fn importing_twice_gives_the_same_and_ids_depend_on_the_name_alone() {
    let all = [diesel("2020-01-01-000000_a"), diesel("2021-01-01-000000_b")];
    let once = import(Tool::Diesel, &all).unwrap();
    assert_eq!(once, import(Tool::Diesel, &all).unwrap());
    let later = import(Tool::Diesel, &all[1..]).unwrap();
    assert_eq!(
        once.revisions[1].manifest.id,
        later.revisions[0].manifest.id
    );
    // Pinned: these ids are in the repositories of whoever has imported.
    assert_eq!(once.revisions[0].manifest.id.to_string(), "55d415ea2876");
}

#[test]
fn a_down_script_that_does_nothing_makes_a_revision_irreversible_with_its_own_words() {
    let up = ("up.sql", "SELECT 1;");
    let found = [
        folder_of("1_missing", &[up]),
        folder_of("2_empty", &[up, ("down.sql", " \n\n")]),
        folder_of(
            "3_says_why",
            &[
                up,
                ("down.sql", "-- Nothing to do:\n/* the data is gone */\n"),
            ],
        ),
        folder_of("4_real", &[up, ("down.sql", "SELECT 1 -- once\n")]),
    ];
    let import = import(Tool::Diesel, &found).unwrap();
    let reasons: Vec<_> = import
        .revisions
        .iter()
        .map(|r| r.manifest.irreversible.as_deref())
        .collect();
    assert_eq!(
        reasons,
        [
            Some("imported from diesel without a down script"),
            Some("imported from diesel with an empty down script"),
            Some(
                "imported from diesel with a down script that only says: Nothing to do: the data is gone"
            ),
            None,
        ]
    );
    assert!(
        import.revisions[..3].iter().all(|r| r.down.is_none()),
        "never beside a reason"
    );
    assert_eq!(
        import.revisions[3].down.as_deref(),
        Some(&b"SELECT 1 -- once\n"[..])
    );
}

#[test]
fn scripts_are_kept_to_the_byte() {
    let text = "\u{feff}SELECT 'a\r\nb';\r\n-- end";
    let found = [folder_of("1_a", &[("up.sql", text), ("down.sql", text)])];
    let import = import(Tool::Diesel, &found).unwrap();
    assert_eq!(import.revisions[0].up, text.as_bytes());
    assert_eq!(import.revisions[0].down.as_deref(), Some(text.as_bytes()));
}

#[test]
fn what_diesel_would_not_run_is_named_with_its_reason() {
    let mut rust = diesel("2_mixed");
    let Content::Folder(inside) = &mut rust.content else {
        unreachable!()
    };
    inside.push(file("2_mixed/notes.txt", ""));
    inside.push(file(
        "2_mixed/metadata.toml",
        "run_in_transaction = false\nowner = 'me'",
    ));
    inside.push(Found {
        path: "2_mixed/link".to_owned(),
        content: Content::Other,
    });
    let found = [
        file("README.md", ""),
        folder_of("1_in_rust", &[("mod.rs", "")]),
        rust,
        Found {
            path: "3_link".to_owned(),
            content: Content::Other,
        },
    ];
    let import = import(Tool::Diesel, &found).unwrap();
    let skipped: Vec<_> = import
        .skipped
        .iter()
        .map(|s| (s.path.as_str(), &s.why))
        .collect();
    assert_eq!(
        skipped,
        [
            ("1_in_rust", &Why::NoUpScript),
            ("2_mixed/link", &Why::NotAFile),
            (
                "2_mixed/metadata.toml",
                &Why::UnknownKey("owner".to_owned())
            ),
            ("2_mixed/notes.txt", &Why::BesideScripts),
            ("3_link", &Why::NotAFile),
            ("README.md", &Why::FileAmongFolders),
        ]
    );
    assert_eq!(
        import.revisions[0].manifest.transaction,
        TransactionMode::None
    );
}

#[test]
fn metadata_that_cannot_be_read_stops_the_import() {
    for text in ["run_in_transaction =", "run_in_transaction = 'no'"] {
        let found = [folder_of(
            "1_a",
            &[("up.sql", "SELECT 1;"), ("metadata.toml", text)],
        )];
        let obstacles = import(Tool::Diesel, &found).unwrap_err();
        assert!(
            matches!(&obstacles[..], [Obstacle::Metadata { .. }]),
            "{text}: {obstacles:?}"
        );
    }
}

#[test]
fn two_migrations_with_one_version_stop_the_import() {
    let obstacles = import(Tool::Diesel, &[diesel("2020_a"), diesel("20-20_b")]).unwrap_err();
    assert!(
        matches!(&obstacles[..], [Obstacle::SameVersion { .. }]),
        "{obstacles:?}"
    );
    let found = [
        file("1_a.sql", "SELECT 1;"),
        file("01_b.up.sql", "SELECT 1;"),
    ];
    let obstacles = import(Tool::Sqlx, &found).unwrap_err();
    assert!(
        matches!(&obstacles[..], [Obstacle::SameVersion { .. }]),
        "{obstacles:?}"
    );
}

#[test]
fn an_empty_directory_and_the_other_tools_directory_are_refused() {
    for (tool, found) in [
        (Tool::Diesel, vec![]),
        (Tool::Sqlx, vec![]),
        (Tool::Diesel, vec![file("1_a.sql", "SELECT 1;")]),
        (Tool::Sqlx, vec![diesel("1_a")]),
    ] {
        assert_eq!(
            import(tool, &found),
            Err(vec![Obstacle::NoMigration { tool }])
        );
    }
}

#[test]
fn sqlxs_order_is_the_number_of_the_version_and_downs_belong_to_it() {
    let found = [
        file("10_c.sql", "SELECT 10;"),
        file("2_b.down.sql", "SELECT 2;"),
        file("2_b.sql.up.sql", "-- no-transaction\nSELECT 2;"),
        file("20220101120000_d.up.sql", " -- no-transaction\nSELECT 3;"),
        file("3_x.down.sql", "SELECT 3;"),
        file("a_b.sql", ""),
        file("data.csv", ""),
    ];
    let import = import(Tool::Sqlx, &found).unwrap();
    assert_eq!(
        folders(&import),
        [
            "19700101000000_b_sql",
            "19700101000001_c",
            "20220101120000_d"
        ]
    );
    let modes: Vec<_> = import
        .revisions
        .iter()
        .map(|r| r.manifest.transaction)
        .collect();
    assert_eq!(
        modes,
        [
            TransactionMode::None,
            TransactionMode::Single,
            TransactionMode::Single
        ],
        "sqlx takes the mark from the first bytes only"
    );
    assert!(import.revisions[0].down.is_some());
    let skipped: Vec<_> = import
        .skipped
        .iter()
        .map(|s| (s.path.as_str(), &s.why))
        .collect();
    assert_eq!(
        skipped,
        [
            ("3_x.down.sql", &Why::DownWithoutUp),
            ("a_b.sql", &Why::NotAMigrationName),
            ("data.csv", &Why::NotAMigrationName),
        ]
    );
}

#[test]
fn a_mark_that_does_not_fit_the_script_is_kept_and_named() {
    let index = "SELECT 1;\n\nCREATE INDEX CONCURRENTLY i ON t (a);\n";
    let found = [
        file("1_a.up.sql", index),
        file("1_a.down.sql", "SELECT 1;"),
        file("2_b.up.sql", "-- no-transaction\nSELECT 1;"),
        file("2_b.down.sql", "SELECT 1;"),
    ];
    let import = import(Tool::Sqlx, &found).unwrap();
    let said: Vec<_> = import
        .notes
        .iter()
        .map(|note| &note.what)
        .filter(|what| !matches!(what, What::NoTime { .. }))
        .collect();
    assert_eq!(
        said,
        [&What::RefusedInside { line: 3 }, &What::NeedlessNone]
    );
    let modes: Vec<_> = import
        .revisions
        .iter()
        .map(|r| r.manifest.transaction)
        .collect();
    assert_eq!(modes, [TransactionMode::Single, TransactionMode::None]);
}

mod on_disk {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;

    use super::super::{listing, write};
    use super::*;

    fn snapshot(directory: &Path) -> BTreeMap<String, Vec<u8>> {
        let mut all = BTreeMap::new();
        let mut open = vec![directory.to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    let name = path.strip_prefix(directory).unwrap().to_string_lossy();
                    all.insert(name.into_owned(), fs::read(&path).unwrap());
                }
            }
        }
        all
    }

    fn sample() -> Import {
        import(Tool::Diesel, &[diesel("2020-01-01-000000_a")]).unwrap()
    }

    #[test]
    fn an_import_is_written_as_a_directory_of_drafts_and_leaves_nothing_beside_it() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("db/migrations");
        write::write(&sample(), &directory).unwrap();
        let files: Vec<_> = snapshot(home.path()).into_keys().collect();
        assert_eq!(
            files,
            [
                "db/migrations/20200101000000_a/down.sql",
                "db/migrations/20200101000000_a/revision.toml",
                "db/migrations/20200101000000_a/up.sql",
                "db/migrations/migrate.lock",
            ]
        );
        let lock = fs::read_to_string(directory.join("migrate.lock")).unwrap();
        assert!(lock.contains(" = \"draft\"\n"), "{lock}");
    }

    #[test]
    fn a_directory_with_a_revision_is_refused_and_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("migrations");
        write::write(&sample(), &directory).unwrap();
        let before = snapshot(home.path());
        let error = write::write(&sample(), &directory).unwrap_err();
        assert!(
            matches!(error, write::WriteError::Occupied { .. }),
            "{error}"
        );
        assert_eq!(snapshot(home.path()), before);
        fs::remove_dir_all(directory.join("20200101000000_a")).unwrap();
        let error = write::check_free(&directory).unwrap_err();
        assert!(error.to_string().contains("migrate.lock"), "{error}");
    }

    #[test]
    fn an_initialised_directory_is_filled_and_keeps_its_own_files() {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("migrations");
        fs::create_dir(&directory).unwrap();
        fs::write(
            directory.join("migrate.lock"),
            migrate_core::source::Lock::default().to_string(),
        )
        .unwrap();
        fs::write(directory.join("README.md"), "ours").unwrap();
        fs::write(directory.join(".gitattributes"), "* text").unwrap();
        write::write(&sample(), &directory).unwrap();
        let files = snapshot(&directory);
        assert_eq!(files["README.md"], b"ours");
        assert_eq!(files[".gitattributes"], b"* text");
        assert_eq!(files.len(), 6);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_found_but_not_followed_and_dot_files_are_passed_over() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join(".hidden"), "").unwrap();
        fs::create_dir(home.path().join("1_a")).unwrap();
        fs::write(home.path().join("1_a/up.sql"), "SELECT 1;").unwrap();
        std::os::unix::fs::symlink("1_a", home.path().join("2_b")).unwrap();
        let found = listing::read(home.path()).unwrap();
        let names: Vec<_> = found.iter().map(Found::name).collect();
        assert_eq!(names, ["1_a", "2_b"]);
        assert_eq!(found[1].content, Content::Other);
    }
}
