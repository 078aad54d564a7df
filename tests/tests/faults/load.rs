//! How much memory the command line takes for a long history and for a long script.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use workspace_tests::ladder::Ladder;
use workspace_tests::project::Project;
use workspace_tests::server::Server;
use workspace_tests::witness::Witness;

/// One MiB, in the KiB of `/proc`.
const MIB: u64 = 1024;

/// The largest resident set of a program that has to succeed, in KiB. The kernel keeps the high water mark, so that looking
/// now and then is enough.
fn peak(command: &mut Command) -> u64 {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?}: {status}");
            assert!(peak > 0, "{command:?} was never looked at");
            return peak;
        }
        let text = fs::read_to_string(&status_file).unwrap_or_default();
        let high_water = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = high_water.and_then(|rest| rest.trim().strip_suffix(" kB"));
        peak = peak.max(kib.map_or(0, |kib| kib.parse().unwrap()));
        thread::sleep(Duration::from_millis(1));
    }
}

fn write(migrations: &Path, number: i64, up: &str, down: &str) {
    let (minute, second) = (number / 60, number % 60);
    let (hour, minute) = (minute / 60, minute % 60);
    let folder = migrations.join(format!(
        "20260101{hour:02}{minute:02}{second:02}_change_{number}"
    ));
    let parent = match number {
        1 => String::new(),
        _ => format!("\"{}\"", Ladder::id(number - 1)),
    };
    let manifest = format!(
        "id = \"{}\"\nparents = [{parent}]\nmessage = \"change {number}\"\n\
         created = 2026-01-01T{hour:02}:{minute:02}:{second:02}Z\n",
        Ladder::id(number)
    );
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("revision.toml"), manifest).unwrap();
    fs::write(folder.join("up.sql"), up).unwrap();
    fs::write(folder.join("down.sql"), down).unwrap();
}

#[test]
fn five_thousand_revisions_are_applied_in_64_mib() {
    const REVISIONS: i64 = 5_000;
    let project = Project::new("long");
    for number in 1..=REVISIONS {
        let up = format!("CREATE TYPE kind_{number} AS ENUM ('one', 'two');\n");
        let down = format!("DROP TYPE kind_{number};\n");
        write(&project.path("migrations"), number, &up, &down);
    }
    project.seal();
    let server = Server::start();
    let url = server.url();
    for _applied_then_nothing_to_do in 0..2 {
        let peak = peak(&mut project.command(&["up", "--quiet", "--database", &url]));
        assert!(peak < 64 * MIB, "{} MiB", peak / MIB);
    }
    let rows = Witness::new(&url).rows("SELECT count(*) FROM migrate_ledger");
    assert_eq!(rows, [[REVISIONS.to_string()]]);
}

#[test]
fn a_script_of_ten_megabytes_is_applied_and_reverted_in_128_mib() {
    let project = Project::new("wide");
    let mut up = String::from("CREATE TABLE names (id bigint, name text);\n");
    let mut number = 0;
    while up.len() < 10_000_000 {
        let from = number;
        up.push_str("INSERT INTO names VALUES\n");
        while number < from + 1_000 {
            let _infallible = writeln!(
                up,
                "    ({number}, 'the name of row {number}, as a seed has it'),"
            );
            number += 1;
        }
        up.truncate(up.len() - 2);
        up.push_str(";\n");
    }
    write(&project.path("migrations"), 1, &up, "DROP TABLE names;\n");
    project.seal();
    let server = Server::start();
    let url = server.url();
    let up = peak(&mut project.command(&["up", "--quiet", "--database", &url]));
    let rows = Witness::new(&url).rows("SELECT count(*) FROM names");
    assert_eq!(rows, [[number.to_string()]]);
    let down =
        peak(&mut project.command(&["down", "base", "--yes", "--quiet", "--database", &url]));
    assert!(
        up.max(down) < 128 * MIB,
        "{} MiB up, {} MiB down",
        up / MIB,
        down / MIB
    );
}
