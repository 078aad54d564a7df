//! The server answers with an error at every message of a run, and the session goes on.

use migrate_runtime::{Reply, Session, Wanted};
use postgres::{Client, NoTls};
use workspace_tests::witness::settings;

use crate::cuts::{Stage, ladder};
use crate::operator::{Way, converge};

/// What happens at a message instead of its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It is not carried out.
    Instead,
    /// It is carried out, and the error comes then: as a `statement_timeout` or a cancellation may.
    Afterwards,
}

/// A session in which one message goes wrong.
struct Troubled<'c> {
    client: &'c mut Client,
    messages: usize,
    at: usize,
    trouble: Trouble,
}

impl Session for Troubled<'_> {
    fn send(&mut self, sql: &str, wanted: Wanted) -> Reply {
        self.messages += 1;
        if self.messages != self.at {
            return self.client.send(sql, wanted);
        }
        if self.trouble == Trouble::Afterwards {
            let _unheard = self.client.send(sql, wanted);
        }
        let reply = self.client.send(
            "DO $$ BEGIN RAISE 'canceling statement' USING ERRCODE = '57014'; END $$",
            Wanted::Nothing,
        );
        assert!(matches!(reply, Reply::Error(_)), "{reply:?}");
        reply
    }
}

fn err_everywhere(way: Way) {
    let mut stage = Stage::new(ladder());
    let mut messages = usize::MAX;
    for trouble in [Trouble::Instead, Trouble::Afterwards] {
        let mut at = 1;
        while at <= messages {
            let story = format!("{way:?}, an error {trouble:?} of message {at}");
            stage.witness.hear(&story);
            stage.prepare(way);
            let mut client = Client::connect(&stage.url, NoTls).unwrap();
            client
                .batch_execute("SET lock_timeout = '7s'; SET search_path = pg_catalog, public")
                .unwrap();
            let before = settings(&mut client);
            let mut troubled = Troubled {
                client: &mut client,
                messages: 0,
                at,
                trouble,
            };
            let migrator = stage.plan.migrator();
            let ended = match way {
                Way::Up => migrator.up(&mut troubled),
                Way::Down => migrator.down(&mut troubled, workspace_tests::ladder::Ladder::id(1)),
            };
            if troubled.messages < at {
                assert!(ended.is_ok(), "{story}: {ended:?}");
                messages = at - 1;
                break;
            }
            // The session is alive, perhaps in a pool: what it keeps, it keeps for others.
            stage.witness.nothing_is_left();
            let mut changed = settings(&mut client);
            changed.retain(|setting| !before.contains(setting));
            assert!(changed.is_empty(), "{story}: {changed:?}");
            stage.witness.agrees(&stage.ladder);
            if ended.is_ok() {
                let applied = stage.witness.applied(&stage.ladder);
                assert_eq!(applied, way.end(&stage.ladder), "{story}: told as done");
            }
            drop(client);
            let (url, witness) = (&stage.url, &mut stage.witness);
            converge(way, &stage.plan, &stage.ladder, url, witness, &story);
            at += 1;
        }
    }
    assert!(messages > 15, "{messages} messages were tried");
}

#[test]
fn whichever_message_of_an_up_fails_the_session_is_left_as_it_was() {
    err_everywhere(Way::Up);
}

#[test]
fn whichever_message_of_a_down_fails_the_session_is_left_as_it_was() {
    err_everywhere(Way::Down);
}
