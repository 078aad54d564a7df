//! Behind a real pgbouncer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use migrate_core::sql;
use migrate_runtime::{Error, Event, Outcome, Pooling, Reply, Session, Wanted};
use postgres::{Client, NoTls};
use workspace_tests::line::{Link, plan, project};
use workspace_tests::pooler::{PoolMode, Pooler};
use workspace_tests::server::Server;

use crate::{advisory_locks, has_ledger, line, ups};

/// Whether the pooler has sessions already when the run begins.
#[derive(Debug, Clone, Copy)]
enum Pool {
    Cold,
    Warm,
}

const POOLS: [(usize, Pool); 4] = [
    (1, Pool::Cold),
    (1, Pool::Warm),
    (4, Pool::Cold),
    (4, Pool::Warm),
];

fn transactional() -> Vec<Link> {
    (1..=5)
        .map(|n| {
            Link::transactional(
                format!("CREATE TABLE t{n} (id int);"),
                format!("DROP TABLE t{n};"),
            )
        })
        .collect()
}

fn with_an_index() -> Vec<Link> {
    let mut links = transactional();
    links.push(Link::concurrent_index("t1_id", "t1 (id)"));
    links
}

/// Has the pooler open all of its sessions.
fn warm(url: &str, sessions: usize) {
    let clients: Vec<_> = (0..sessions)
        .map(|_| {
            let mut client = Client::connect(url, NoTls).unwrap();
            thread::spawn(move || client.batch_execute("SELECT pg_sleep(0.2)").unwrap())
        })
        .collect();
    for client in clients {
        client.join().unwrap();
    }
}

/// Each pool in turn, with a database of its own: behind the pooler, and directly.
fn each_pool(name: &str, mut test: impl FnMut(&str, &str)) {
    let server = Server::start();
    for (sessions, pool) in POOLS {
        let database = format!("{name}_{sessions}_{pool:?}").to_lowercase();
        let direct = server.create(&database);
        let pooler = Pooler::start(&server.url(), PoolMode::Transaction, sessions);
        let url = pooler.url(&database);
        if matches!(pool, Pool::Warm) {
            warm(&url, sessions);
        }
        test(&url, &direct);
        assert_eq!(advisory_locks(&direct), 0, "{database}");
    }
}

#[test]
fn transactional_revisions_are_applied_once_and_no_lock_is_left() {
    let project = project("shop", &transactional());
    each_pool("plain", |url, direct| {
        let ran = project.migrate(&["up", "-v", "--database", url]).succeeds();
        let ran = ran.says(&["a pooler stands between"]);
        assert!(!ran.stderr.contains("WARNING"), "{}", ran.stderr);
        assert_eq!(ups(direct), line(5));
        assert_eq!(advisory_locks(direct), 0);

        let down = ["down", "base", "--yes", "--database", url];
        let _ = project.migrate(&down).succeeds();
        let plan = plan(project.root(), "shop");
        let mut client = Client::connect(url, NoTls).unwrap();
        let mut poolers = 0;
        let outcome = plan
            .migrator()
            .observer(|event: &Event<'_>| poolers += u32::from(matches!(event, Event::Pooler)))
            .up(&mut client);
        assert!(
            matches!(&outcome, Ok(Outcome::Ran { revisions, .. }) if revisions.len() == 5),
            "{outcome:?}"
        );
        drop(outcome);
        assert_eq!(poolers, 1);
    });
}

#[test]
fn a_revision_outside_a_transaction_is_refused_before_anything_is_applied() {
    let project = project("shop", &with_an_index());
    let plan = plan(project.root(), "shop");
    each_pool("outside", |url, direct| {
        let refused = project.migrate(&["up", "--database", url]).exits(2);
        let _ = refused.says(&[
            "revision 000000000006 (change 6) runs outside a transaction",
            "a pooler shares sessions among its clients here; nothing was changed",
            "connect to the server itself",
        ]);
        // An application gives one connection away: there is nothing to compare it with.
        let mut client = Client::connect(url, NoTls).unwrap();
        let error = plan.migrator().up(&mut client).unwrap_err();
        assert!(
            matches!(
                &error,
                Error::Pooler {
                    pooling: Pooling::Possible,
                    done: 0,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(!has_ledger(direct));
        assert_eq!(advisory_locks(direct), 0);

        // What is pending below may be applied here, and the rest at the server itself.
        let below = project.migrate(&["up", "000000000005", "--database", url]);
        let _ = below.succeeds();
        let _ = project.migrate(&["up", "--database", direct]).succeeds();
        assert_eq!(ups(direct), line(6));
        let back = ["down", "-1", "--yes", "--database", url];
        let _ = project.migrate(&back).exits(2);
    });
}

#[test]
fn a_pooler_that_speaks_like_its_clients_is_found_out_by_a_second_connection() {
    let project = project("shop", &with_an_index());
    let server = Server::start();
    for sessions in [1, 4] {
        let database = format!("disguised_{sessions}");
        let direct = server.create(&database);
        let pooler = Pooler::disguised(&server.url(), sessions);
        let url = pooler.url(&database);
        let refused = project.migrate(&["up", "--database", &url]).exits(2);
        let _ =
            refused.says(&["a pooler shares sessions among its clients here; nothing was changed"]);
        assert!(!has_ledger(&direct));
        assert_eq!(advisory_locks(&direct), 0);
    }
}

#[test]
fn while_others_keep_the_pool_busy_it_is_found_out_all_the_same() {
    let project = project("shop", &with_an_index());
    let server = Server::start();
    let direct = server.create("busy");
    let pooler = Pooler::start(&server.url(), PoolMode::Transaction, 4);
    let url = pooler.url("busy");
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let mut client = Client::connect(&url, NoTls).unwrap();
                while !over.load(Ordering::Relaxed) {
                    client.batch_execute("SELECT pg_sleep(0.003)").unwrap();
                }
            });
        }
        let codes: Vec<_> = (0..5)
            .map(|_| project.migrate(&["up", "--database", &url]).code)
            .collect();
        over.store(true, Ordering::Relaxed);
        assert_eq!(codes, [Some(2); 5]);
    });
    assert!(!has_ledger(&direct));
    assert_eq!(advisory_locks(&direct), 0);
}

#[test]
fn a_pooler_that_gives_each_client_a_session_is_as_good_as_none() {
    let project = project("shop", &with_an_index());
    let server = Server::start();
    let direct = server.create("sessions");
    let pooler = Pooler::start(&server.url(), PoolMode::Session, 4);
    let url = pooler.url("sessions");
    let _ = project.migrate(&["up", "--database", &url]).succeeds();
    assert_eq!(ups(&direct), line(6));
    assert_eq!(advisory_locks(&direct), 0);
}

/// A client of which nothing is known.
struct Stranger(Client);

impl Session for Stranger {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        self.0.send(sql, wanted)
    }
}

#[test]
fn a_lock_that_somebody_left_in_the_pool_stops_nobody_behind_it() {
    let project = project("shop", &transactional());
    let plan = plan(project.root(), "shop");
    let server = Server::start();
    let direct = server.create("leaked");
    let pooler = Pooler::start(&server.url(), PoolMode::Transaction, 1);
    let url = pooler.url("leaked");
    let leak = || {
        let key = sql::key(&plan.ledger);
        let mut client = Client::connect(&url, NoTls).unwrap();
        let taken = client.batch_execute(&format!("SELECT pg_advisory_lock({key})"));
        taken.unwrap();
        assert_eq!(advisory_locks(&direct), 1);
    };

    leak();
    // At the server itself nobody can tell that it means nothing.
    let held_up = project.migrate(&["up", "--wait", "100ms", "--database", &direct]);
    let _ = held_up.exits(5).says(&["another run holds the lock: pid "]);
    // Behind the pooler the run waits for nobody, and the session that has the lock without having asked for it gives it up.
    let below = project.migrate(&["up", "000000000002", "--wait", "0s", "--database", &url]);
    let _ = below.succeeds();
    assert_eq!(advisory_locks(&direct), 0);

    leak();
    let mut stranger = Stranger(Client::connect(&url, NoTls).unwrap());
    let outcome = plan.migrator().wait(Duration::ZERO).up(&mut stranger);
    assert!(matches!(outcome, Ok(Outcome::Ran { .. })), "{outcome:?}");
    drop(outcome);
    assert_eq!(ups(&direct), line(5));
    assert_eq!(advisory_locks(&direct), 0);
}

#[test]
fn behind_the_pooler_a_revision_at_work_is_told_from_one_that_was_interrupted() {
    let project = project("shop", &with_an_index());
    let server = Server::start();
    let direct = server.create("at_work");
    let _ = project.migrate(&["up", "--database", &direct]).succeeds();
    let pooler = Pooler::start(&server.url(), PoolMode::Transaction, 4);
    let url = pooler.url("at_work");
    // What a run at the server itself looks like between two statements of its last revision.
    let mut runner = Client::connect(&direct, NoTls).unwrap();
    let key = sql::key(&plan(project.root(), "shop").ledger);
    let begun = runner.batch_execute(&format!(
        "SELECT pg_advisory_lock({key});
         UPDATE migrate_ledger SET state = 'running', step = 1, steps = 1 WHERE id = '000000000006'"
    ));
    begun.unwrap();
    let waits = project.migrate(&["up", "--wait", "300ms", "--database", &url]);
    let _ = waits
        .exits(5)
        .says(&["another run holds the lock: pid ", "nothing was changed"]);
    drop(runner);
    while advisory_locks(&direct) > 0 {
        thread::sleep(Duration::from_millis(20));
    }
    let _ = project.migrate(&["up", "--database", &url]).exits(4);
    // It goes on where a session is one's own.
    let pooled = project.migrate(&["resume", "--database", &url]).exits(2);
    let _ = pooled.says(&["a pooler shares sessions among its clients here"]);
    let _ = project
        .migrate(&["resume", "--database", &direct])
        .succeeds();
    let _ = project.migrate(&["up", "--database", &url]).succeeds();
}
