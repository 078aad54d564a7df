//! The disk: what is read, and what is not.

use std::fs;

use migrate_core::source::files::{Presence, StrayKind};
use migrate_core::source::{Settings, disk};

#[test]
fn a_directory_is_read_as_it_lies_there() {
    let package = tempfile::tempdir().unwrap();
    let root = package.path().join("db/migrations");
    for n in 0..100 {
        let folder = root.join(format!("{n:03}_step"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("revision.toml"), format!("# {n}")).unwrap();
        fs::write(folder.join("up.sql"), format!("SELECT {n};")).unwrap();
    }
    fs::write(root.join("migrate.lock"), "lock").unwrap();
    fs::write(root.join("README.md"), "").unwrap();
    fs::write(root.join(".hidden"), "").unwrap();
    fs::write(root.join("000_step/.swp"), "").unwrap();
    fs::write(root.join("000_step/Up.sql"), "").unwrap();
    fs::create_dir(root.join("000_step/down.sql")).unwrap();
    fs::write(root.join("notes.txt"), "").unwrap();

    let files = disk::read(package.path(), "db/migrations");
    assert_eq!(files.folders.len(), 100);
    assert_eq!(files.lock.as_deref(), Some(&b"lock"[..]));
    for (n, folder) in files.folders.iter().enumerate() {
        assert_eq!(folder.name, format!("{n:03}_step"));
        assert_eq!(
            folder.up.as_deref(),
            Some(format!("SELECT {n};").as_bytes())
        );
        assert_eq!(folder.down, None);
    }
    let strays: Vec<_> = files
        .strays
        .iter()
        .map(|s| (s.path.as_str(), s.kind))
        .collect();
    assert_eq!(
        strays,
        [
            ("db/migrations/000_step/Up.sql", StrayKind::File),
            ("db/migrations/000_step/down.sql", StrayKind::Folder),
            ("db/migrations/notes.txt", StrayKind::File),
        ]
    );
}

#[test]
fn a_directory_that_is_not_there_is_not_an_empty_one() {
    let package = tempfile::tempdir().unwrap();
    assert_eq!(
        disk::read(package.path(), "migrations").presence,
        Presence::Missing
    );
}

#[test]
fn large_and_small_files_are_read_to_their_end() {
    let package = tempfile::tempdir().unwrap();
    let folder = package.path().join("migrations/1_large");
    fs::create_dir_all(&folder).unwrap();
    for size in [0, 1, 4_095, 4_096, 4_097, 100_000] {
        let bytes: Vec<u8> = (0..size).map(|n: u32| n.to_le_bytes()[0]).collect();
        fs::write(folder.join("up.sql"), &bytes).unwrap();
        let files = disk::read(package.path(), "migrations");
        assert_eq!(files.folders[0].up.as_ref(), Some(&bytes), "{size}");
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (package, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = package.path().join("migrations");
    fs::create_dir_all(root.join("1_a")).unwrap();
    fs::write(elsewhere.path().join("up.sql"), "DROP TABLE users;").unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), root.join("2_b")).unwrap();
    std::os::unix::fs::symlink(elsewhere.path().join("up.sql"), root.join("1_a/up.sql")).unwrap();
    let files = disk::read(package.path(), "migrations");
    assert_eq!(files.folders.len(), 1);
    assert_eq!(files.folders[0].up, None);
    let kinds: Vec<_> = files.strays.iter().map(|stray| stray.kind).collect();
    assert_eq!(kinds, [StrayKind::Link, StrayKind::Link]);

    std::os::unix::fs::symlink(elsewhere.path(), package.path().join("linked")).unwrap();
    let files = disk::read(package.path(), "linked");
    assert_eq!((files.folders.len(), files.unreadable.len()), (0, 1));
}

#[test]
fn settings_have_defaults_and_are_read_from_the_metadata() {
    let text = "[package]\nname = \"shop\"\n\n[package.metadata.migrate]\ndirectory = \"db/migrations/\"\nplan = \"orders\"\n\
        ledger = \"ops.history\"\ndatabase = \"embedded\"\nscratch = { env = \"SCRATCH\", roles = [\"app\"] }\npostgres-version = 17\nlints = { renaming-table = \"deny\" }\nfingerprint = true\n";
    let settings = Settings::parse("Cargo.toml", text).unwrap();
    assert_eq!(settings.directory, "db/migrations");
    assert_eq!(settings.plan, "orders");
    assert_eq!(settings.ledger.to_string(), "\"ops\".\"history\"");
    let scratch = settings.scratch.unwrap();
    assert_eq!(scratch.env.as_deref(), Some("SCRATCH"));
    assert_eq!(scratch.roles, ["app"]);
    assert_eq!(settings.postgres_version.major(), 17);
    assert!(settings.fingerprint);
    let plain = Settings::parse("Cargo.toml", "[package]\nname = \"shop\"\n").unwrap();
    assert_eq!(plain, Settings::for_package("shop"));
    // PostgreSQL would cut the name of the table beside such a ledger.
    for (length, fits) in [(56, true), (57, false)] {
        let ledger = "l".repeat(length);
        let text = format!(
            "[package]\nname = \"shop\"\n[package.metadata.migrate]\nledger = \"{ledger}\"\n"
        );
        assert!(Settings::parse("Cargo.toml", &text).is_ok());
        let text = format!("{text}fingerprint = true\n");
        assert_eq!(
            Settings::parse("Cargo.toml", &text).is_ok(),
            fits,
            "{length}"
        );
    }
}

#[test]
fn a_directory_stays_inside_the_package() {
    for path in ["migrations", "db/migrations", "a.b/c..d"] {
        assert_eq!(Settings::inside_package(path), Ok(()), "{path}");
    }
    for path in [
        "/migrations",
        "..",
        "a/../b",
        "./a",
        "",
        "a//b",
        "C:/x",
        "a\\b",
    ] {
        assert!(Settings::inside_package(path).is_err(), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_on_the_way_to_the_directory_is_not_followed() {
    let package = tempfile::tempdir().unwrap();
    fs::create_dir_all(package.path().join("shared/migrations/000_step")).unwrap();
    std::os::unix::fs::symlink("shared", package.path().join("db")).unwrap();

    let files = disk::read(package.path(), "db/migrations");
    assert_eq!(files.folders, []);
    assert_eq!(files.unreadable.len(), 1, "{files:?}");
}
