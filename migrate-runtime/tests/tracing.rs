//! The spans and events of a run, over both drivers.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise, as tests do"
)]

mod support;

use std::collections::HashMap;
use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use migrate_runtime::Plan;
use support::{Server, plan, revision, three};
use tokio::runtime::Builder;
use tokio_postgres::NoTls;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down what is traced with the target `migrate`, each after the spans that it is in.
#[derive(Default)]
struct Notebook {
    lines: Mutex<Vec<String>>,
    open: Mutex<Vec<u64>>,
    paths: Mutex<HashMap<u64, String>>,
    last: AtomicU64,
}

impl Notebook {
    /// The spans that are open here: `migrate/revision`.
    fn here(&self) -> String {
        match self.open.lock().unwrap().last() {
            Some(id) => self.paths.lock().unwrap()[id].clone(),
            None => String::new(),
        }
    }

    fn write(&self, line: &str) {
        self.lines.lock().unwrap().push(line.trim_end().to_owned());
    }
}

/// Fields as `name=value`; those that differ from run to run without their value.
struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let written = match field.name() {
            "message" => write!(self.0, "{value:?} "),
            name @ ("took" | "waited") => write!(self.0, "{name} "),
            name => write!(self.0, "{name}={value:?} "),
        };
        written.unwrap();
    }
}

struct Tracing(Arc<Notebook>);

impl Subscriber for Tracing {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "migrate"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut fields = Fields(String::new());
        span.record(&mut fields);
        let metadata = span.metadata();
        let path = format!("{}/{}", self.0.here(), metadata.name());
        self.0
            .write(&format!("{path} {} {}", metadata.level(), fields.0));
        let id = self.0.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.0.paths.lock().unwrap().insert(id, path);
        Id::from_u64(id)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut fields = Fields(String::new());
        values.record(&mut fields);
        let path = self.0.paths.lock().unwrap()[&span.into_u64()].clone();
        self.0.write(&format!("{path} {}", fields.0));
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        let line = format!(
            "{}: {} {}",
            self.0.here(),
            event.metadata().level(),
            fields.0
        );
        self.0.write(&line);
    }

    fn enter(&self, span: &Id) {
        self.0.open.lock().unwrap().push(span.into_u64());
    }

    fn exit(&self, span: &Id) {
        let open = self.0.open.lock().unwrap().pop();
        assert_eq!(open, Some(span.into_u64()), "spans are left in order");
    }
}

/// Two revisions, one of them in two statements, and one that fails.
fn failing() -> Plan {
    let mut sketches = three();
    let statements = "CREATE TABLE two ();\nANALYZE two;";
    sketches[1] = revision(2, &[1], statements, "DROP TABLE two;").stepwise();
    sketches[2] = revision(3, &[2], "SELECT nope;", "");
    plan(&sketches)
}

fn noted(run: impl FnOnce()) -> String {
    let notebook = Arc::new(Notebook::default());
    tracing::subscriber::with_default(Tracing(Arc::clone(&notebook)), run);
    assert!(notebook.open.lock().unwrap().is_empty());
    let lines = notebook.lines.lock().unwrap();
    lines.join("\n")
}

#[test]
fn a_run_a_revision_and_a_step_are_spans_with_either_driver() {
    let server = Server::start();
    let mut client = server.client();
    let plan = failing();
    let blocking = noted(|| {
        plan.migrator().up(&mut client).unwrap_err();
        plan.state(&mut client).unwrap();
    });
    insta::assert_snapshot!(blocking, @r#"
    /migrate INFO plan="app" verb="up"
    /migrate: INFO locked
    /migrate: INFO planned direction=up revisions=3
    /migrate: INFO ledger created
    /migrate/revision INFO direction=up id=000011111111 summary="change 1" number=1 of=3
    /migrate/revision: INFO started id=000011111111
    /migrate/revision: INFO finished id=000011111111 took
    /migrate/revision INFO direction=up id=000022222222 summary="change 2" number=2 of=3
    /migrate/revision: INFO started id=000022222222
    /migrate/revision/step INFO step=1 of=2
    /migrate/revision/step: INFO step step=1 of=2
    /migrate/revision/step INFO step=2 of=2
    /migrate/revision/step: INFO step step=2 of=2
    /migrate/revision: INFO finished id=000022222222 took
    /migrate/revision INFO direction=up id=000033333333 summary="change 3" number=3 of=3
    /migrate/revision: INFO started id=000033333333
    /migrate outcome=revision failed
    /migrate DEBUG plan="app" verb="state"
    /migrate outcome=behind
    "#);

    let other = Server::start();
    let asynchronous = noted(|| {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let connected = tokio_postgres::connect(&other.settings(), NoTls).await;
            let (mut client, connection) = connected.unwrap();
            tokio::spawn(connection);
            plan.migrator().up_async(&mut client).await.unwrap_err();
            plan.state_async(&client).await.unwrap();
        });
    });
    assert_eq!(asynchronous, blocking);
}
