//! The connection is cut at every message of a resume, whatever the interruption left.

use postgres::{Client, NoTls};
use workspace_tests::ladder::{Ladder, Rung};
use workspace_tests::proxy::{Cut, Moment};

use crate::cuts::Stage;
use crate::operator::{Way, converge};

/// What the interrupted index build left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// No index.
    Nothing,
    /// An index that is not valid.
    Invalid,
    /// A valid index: only the answer was lost.
    Index,
}

/// Loses the connection at the message that builds or drops the index of the second rung, and leaves this behind.
fn interrupt(stage: &mut Stage, way: Way, left: Left, at: usize) {
    stage.prepare(way);
    let moment = match (way, left) {
        (Way::Up, Left::Nothing) | (Way::Down, Left::Index | Left::Invalid) => Moment::Before,
        (Way::Up, Left::Index | Left::Invalid) | (Way::Down, Left::Nothing) => Moment::After,
    };
    stage.proxy.cut(Cut {
        request: at,
        moment,
    });
    let mut client = Client::connect(&stage.proxy.url(&stage.url), NoTls).unwrap();
    assert!(way.run(&stage.plan, &mut client).is_err());
    drop(client);
    stage.witness.settle();
    if left == Left::Invalid {
        stage.witness.execute(
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'rung_2'::regclass",
        );
    }
}

/// The requests of a resume without a cut; with one, until there.
fn resume(stage: &mut Stage) -> (bool, usize) {
    let mut client = Client::connect(&stage.proxy.url(&stage.url), NoTls).unwrap();
    let resumed = stage.plan.migrator().resume(&mut client);
    drop(client);
    stage.witness.settle();
    (resumed.is_ok(), stage.proxy.requests().len())
}

fn cut_every_resume(way: Way) {
    let mut stage = Stage::new(Ladder::new(&[Rung::Transaction, Rung::Steps], 0));
    stage.prepare(way);
    stage.proxy.reset();
    let mut client = Client::connect(&stage.proxy.url(&stage.url), NoTls).unwrap();
    let _ = way.run(&stage.plan, &mut client).unwrap();
    drop(client);
    let requests = stage.proxy.requests();
    let builds = |text: &String| text.starts_with("CREATE INDEX") || text.starts_with("DROP INDEX");
    let at = requests.iter().position(builds).unwrap() + 1;

    for left in [Left::Nothing, Left::Invalid, Left::Index] {
        interrupt(&mut stage, way, left, at);
        stage.proxy.reset();
        let (resumed, messages) = resume(&mut stage);
        assert!(resumed, "{way:?}, {left:?}");
        assert!(messages > 5, "{:?}", stage.proxy.requests());
        for request in 1..=messages {
            for moment in Moment::ALL {
                let story = format!("{way:?}, {left:?}, the resume cut {moment:?} at {request}");
                stage.witness.hear(&story);
                interrupt(&mut stage, way, left, at);
                stage.proxy.cut(Cut { request, moment });
                let (resumed, _) = resume(&mut stage);
                assert!(!resumed || request == messages, "{story}: told as done");
                stage.witness.nothing_is_left();
                stage.witness.agrees(&stage.ladder);
                let (url, witness) = (&stage.url, &mut stage.witness);
                converge(way, &stage.plan, &stage.ladder, url, witness, &story);
            }
        }
    }
}

#[test]
fn whichever_message_of_the_resume_of_an_up_is_cut_the_next_one_goes_on_from_there() {
    cut_every_resume(Way::Up);
}

#[test]
fn whichever_message_of_the_resume_of_a_down_is_cut_the_next_one_goes_on_from_there() {
    cut_every_resume(Way::Down);
}
