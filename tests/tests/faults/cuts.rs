//! The connection is cut at every message of a run, at every moment of it.

use std::sync::Mutex;

use migrate_runtime::{Cause, Error, Event, Plan, Recorded};
use postgres::{Client, NoTls};
use workspace_tests::ladder::{Ladder, Rung};
use workspace_tests::project::Project;
use workspace_tests::proxy::{Cut, Moment, Proxy};
use workspace_tests::server::Server;
use workspace_tests::witness::Witness;

use crate::operator::{Way, converge};

/// Both kinds of revisions, beside and behind each other.
pub(crate) fn ladder() -> Ladder {
    use Rung::{Steps, Transaction};
    Ladder::new(
        &[Transaction, Transaction, Steps, Transaction, Steps, Steps],
        0,
    )
}

/// One database and the two ways to it.
pub(crate) struct Stage {
    pub(crate) ladder: Ladder,
    pub(crate) plan: Plan,
    pub(crate) url: String,
    pub(crate) proxy: Proxy,
    pub(crate) witness: Witness,
    _server: Server,
    pub(crate) project: Project,
}

impl Stage {
    pub(crate) fn new(ladder: Ladder) -> Self {
        let server = Server::start();
        let project = Project::new("ladder");
        let plan = Plan::from(ladder.install(&project));
        let url = server.url();
        Self {
            plan,
            ladder,
            proxy: Proxy::start(server.port()),
            witness: Witness::new(&url),
            url,
            _server: server,
            project,
        }
    }

    /// Where a run that way begins: the end of the other.
    pub(crate) fn prepare(&mut self, way: Way) {
        self.witness
            .execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        if way == Way::Down {
            let mut client = Client::connect(&self.url, NoTls).unwrap();
            let _ = Way::Up.run(&self.plan, &mut client).unwrap();
        }
        self.witness.settle();
    }
}

/// A run of which every message is cut once at each moment. What it told is compared with what is there; then the next run
/// has to reach the end.
fn cut_everywhere(way: Way) {
    let mut stage = Stage::new(ladder());
    stage.prepare(way);
    let by_proxy = stage.proxy.url(&stage.url);
    stage.proxy.reset();
    let mut client = Client::connect(&by_proxy, NoTls).unwrap();
    let _ = way.run(&stage.plan, &mut client).unwrap();
    drop(client);
    let requests = stage.proxy.requests();
    assert!(requests.len() > 15, "{requests:?}");

    for (request, text) in (1..).zip(&requests) {
        for moment in Moment::ALL {
            let story = format!("{way:?}, cut {moment:?} at request {request}: {text}");
            stage.witness.hear(&story);
            stage.prepare(way);
            stage.proxy.cut(Cut { request, moment });
            let mut client = Client::connect(&by_proxy, NoTls).unwrap();
            let finished = Mutex::new(Vec::new());
            let migrator = stage.plan.migrator().observer(|event: &Event<'_>| {
                if let Event::Finished { revision, .. } = event {
                    finished.lock().unwrap().push(revision.id);
                }
            });
            let ended = match way {
                Way::Up => migrator.up(&mut client),
                Way::Down => migrator.down(&mut client, Ladder::id(1)),
            };
            drop(client);
            stage.witness.settle();
            stage.witness.nothing_is_left();
            stage.witness.agrees(&stage.ladder);
            let applied = stage.witness.applied(&stage.ladder);
            for id in finished.lock().unwrap().drain(..) {
                let (number, _) = stage.ladder.rung_of(&id.to_string()).unwrap();
                assert_eq!(
                    applied.contains(&number),
                    way == Way::Up,
                    "{story}: rung {number} was told to be finished"
                );
            }
            match ended {
                // The release of the lock: everything was done before.
                Ok(_) => assert_eq!(
                    (request, applied),
                    (requests.len(), way.end(&stage.ladder)),
                    "{story}"
                ),
                Err(Error::Lost { .. }) => {}
                Err(Error::Revision(failure)) => {
                    assert!(matches!(failure.cause, Cause::Lost(_)), "{story}");
                    assert_eq!(failure.recorded, Recorded::Unknown, "{story}");
                }
                Err(error) => panic!("{story}: {error:?}"),
            }
            let (url, witness) = (&stage.url, &mut stage.witness);
            converge(way, &stage.plan, &stage.ladder, url, witness, &story);
        }
    }
}

#[test]
fn whichever_message_of_an_up_is_cut_the_next_run_goes_on_from_there() {
    cut_everywhere(Way::Up);
}

#[test]
fn whichever_message_of_a_down_is_cut_the_next_run_goes_on_from_there() {
    cut_everywhere(Way::Down);
}
