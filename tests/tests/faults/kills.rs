//! The client or its server process is killed at a random moment, two hundred times.

use std::env;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use workspace_tests::ladder::{Ladder, Rung};

use crate::cuts::Stage;
use crate::operator::{Way, converge};

/// How often each of the two is killed.
const KILLS: usize = 100;

/// Who is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Victim {
    /// The command line, by SIGKILL.
    Client,
    /// Its server process, by `pg_terminate_backend`.
    Backend,
}

/// Numbers that look random; the first comes from the clock or from `MIGRATE_TEST_SEED`, and a failure names it.
struct Random(u64);

impl Random {
    fn new() -> Self {
        let given = env::var("MIGRATE_TEST_SEED").ok();
        let seed = given.map_or_else(
            || {
                let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
                now.map_or(1, |now| u64::from(now.subsec_nanos()) | 1)
            },
            |text| text.parse().unwrap(),
        );
        Self(seed)
    }

    fn below(&mut self, limit: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let part = u32::try_from(self.0 >> 40).unwrap() % 10_000;
        limit * part / 10_000
    }
}

fn command(stage: &Stage, way: Way) -> Command {
    let first = Ladder::id(1).to_string();
    let mut args = match way {
        Way::Up => vec!["up"],
        Way::Down => vec!["down", &first, "--yes"],
    };
    args.extend(["--database", &stage.url]);
    let mut command = stage.project.command(&args);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Kills; whether there was somebody to kill.
fn kill(victim: Victim, child: &mut Child, stage: &mut Stage) -> bool {
    match victim {
        Victim::Client => {
            let lives = child.try_wait().unwrap().is_none();
            child.kill().unwrap();
            lives
        }
        Victim::Backend => {
            let killed = stage.witness.rows(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                 WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            );
            !killed.is_empty()
        }
    }
}

fn kill_at_random_moments(victim: Victim) {
    let mut random = Random::new();
    let seed = random.0;
    let rungs = [
        Rung::Transaction,
        Rung::Steps,
        Rung::Transaction,
        Rung::Transaction,
        Rung::Steps,
        Rung::Transaction,
    ];
    let mut stage = Stage::new(Ladder::new(&rungs, 4));
    stage.prepare(Way::Up);
    let begin = Instant::now();
    assert!(command(&stage, Way::Up).status().unwrap().success());
    let mut takes = begin.elapsed();

    let (mut way, mut kills) = (Way::Down, 0);
    for round in 0..KILLS * 4 {
        if kills == KILLS {
            return;
        }
        let moment = random.below(takes);
        let story =
            format!("seed {seed}, round {round}, {victim:?}, {way:?}, killed after {moment:?}");
        stage.witness.hear(&story);
        let begin = Instant::now();
        let mut child = command(&stage, way).spawn().unwrap();
        thread::sleep(moment);
        let hit = kill(victim, &mut child, &mut stage);
        let status = child.wait().unwrap();
        if !hit {
            takes = (takes + begin.elapsed()) / 2;
        }
        kills += usize::from(hit);
        stage.witness.settle();
        stage.witness.nothing_is_left();
        stage.witness.agrees(&stage.ladder);
        if status.success() {
            let applied = stage.witness.applied(&stage.ladder);
            assert_eq!(applied, way.end(&stage.ladder), "{story}: told as done");
        }
        let (url, witness) = (&stage.url, &mut stage.witness);
        converge(way, &stage.plan, &stage.ladder, url, witness, &story);
        way = match way {
            Way::Up => Way::Down,
            Way::Down => Way::Up,
        };
    }
    panic!("seed {seed}: of {} runs only {kills} were hit", KILLS * 4);
}

#[test]
fn a_client_that_is_killed_leaves_what_the_next_run_can_go_on_from() {
    kill_at_random_moments(Victim::Client);
}

#[test]
fn a_server_process_that_is_terminated_leaves_what_the_next_run_can_go_on_from() {
    kill_at_random_moments(Victim::Backend);
}
