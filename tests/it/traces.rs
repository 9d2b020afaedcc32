//! Traces of the real program, told to a collector of our own: a request can be followed to the
//! work that it led to, in another process; nobody's data is in any byte; and a collector that is
//! away holds nothing up.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::routing::post;
use domain::{Known, Role, StageName};
use jiff::Timestamp;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use persistence::Message;
use prost::Message as _;
use server::{Scope, TokenAsked};
use tokio::task::JoinSet;

use crate::figures::{get, get_as, post_json, start};
use crate::program::program;
use crate::support::search::giveaway;
use crate::support::small::{case_id, ready};
use crate::support::{World, history, worlds};

/// What a collector was told.
#[derive(Debug, Default)]
struct Told {
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

impl Told {
    fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t Span> {
        self.spans.iter().filter(move |span| span.name == name)
    }
}

/// A collector, for as long as the set is kept.
struct Collector {
    address: String,
    told: Arc<Mutex<Told>>,
    _at_work: JoinSet<()>,
}

impl Collector {
    async fn listen() -> Self {
        let told = Arc::new(Mutex::new(Told::default()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/v1/traces", listener.local_addr().unwrap());
        let router = Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&told));
        let mut at_work = JoinSet::new();
        at_work.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, told, _at_work: at_work }
    }
}

async fn take(
    State(told): State<Arc<Mutex<Told>>>,
    body: Bytes,
) -> impl axum::response::IntoResponse {
    let request = ExportTraceServiceRequest::decode(body.clone()).unwrap();
    let scopes = request.resource_spans.into_iter().flat_map(|of| of.scope_spans);
    let mut told = told.lock().unwrap();
    told.spans.extend(scopes.flat_map(|scope| scope.spans));
    told.bytes.extend(body);
    ([(header::CONTENT_TYPE, "application/x-protobuf")], Bytes::new())
}

/// Lets a worker do all there is to do, with traces told to `collector`.
async fn work(world: &World, collector: &str, variables: &[(&str, &str)], outbox: &str) {
    let mut command = Command::new(program());
    command
        .args(["--database-url", &world.url, "--log", "error", "--traces", collector, "worker"])
        .args(["--simulate-agencies", "--until-idle", "--outbox", outbox])
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = run.await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Lets a worker work until it has sent messages, and end as it should.
async fn work_until_sent(world: &World, collector: &str, outbox: &Path) {
    let file = outbox.display().to_string();
    let options = ["worker", "--simulate-agencies", "--outbox", &file, "--traces", collector];
    let (running, ..) = start(world, &options);
    let begun = Instant::now();
    while std::fs::read_to_string(outbox).unwrap_or_default().lines().count() < 2 {
        assert!(begun.elapsed() < Duration::from_mins(3), "{}: nothing is sent", world.name);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    running.stop();
}

#[expect(clippy::disallowed_methods, reason = "tokens end by the machine's clock")]
async fn token(world: &World) -> String {
    server::sample_accounts(&world.ops).await.unwrap();
    let accounts = world.ops.store.accounts().await.unwrap();
    let role = Role::DeportationOfficer;
    let user = accounts.into_iter().find(|account| account.roles.contains(&role)).unwrap().user;
    let (scopes, label) = (Scope::ALL.to_vec(), String::new());
    let asked = TokenAsked { user, role, scopes, label, days: 30 };
    server::issue_token(&world.ops, asked, Timestamp::now()).await.unwrap().secret
}

/// A final order without papers, every field of which that may be of somebody is a canary.
fn tainted(person: &str) -> domain::Case {
    let mut case = ready(person);
    case.stage = domain::Stage::OrderFinal;
    case.documents = Vec::new();
    case.person.family_name = "QZXfamily".into();
    case.person.given_names = "QZXgiven".into();
    case.person.a_number = Known::Read("QZXnumber".into());
    case.person.fin = "QZXfin".into();
    case.custody.facility = "QZXplace".into();
    case
}

/// A place that nobody else is at.
const ELSEWHERE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_can_be_followed_to_the_work_that_it_led_to_and_nobody_is_named() {
    for world in worlds("traces").await {
        world.with_cases([tainted("P7654321"), tainted("P7654322")]).await;
        let token = token(&world).await;
        let collector = Collector::listen().await;
        let options = ["serve", "--no-worker", "--bind", "127.0.0.1:0", "--traces"];
        let options: Vec<&str> = options.into_iter().chain([collector.address.as_str()]).collect();
        {
            let (running, _, desk) = start(&world, &options);
            let desk = desk.unwrap();
            let path = "/api/v1/cases/P7654321.1/notices";
            let notice = "{\"kind\":\"third_country\"}";
            let shown = get_as(&desk, "/api/v1/cases/P7654321.1", &token);
            let tag = shown.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
            let answer = post_json(&desk, path, &token, (notice, tag));
            assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
            get(&desk, "/cases/QZXtyped?q=QZXtyped");
            running.stop();
        }
        let other = case_id("P7654322");
        let message = Message {
            id: "QZXmessage".to_owned(),
            owner: other.to_string(),
            kind: "no such kind".to_owned(),
            body: "{}".to_owned(),
            received_at: world.ops.clock.now().at(),
            trace: Some(ELSEWHERE.to_owned()),
        };
        let wakes = persistence::NewTask {
            task: persistence::TaskKey::new(other.as_str(), "advance"),
            lane: "case/NOL/CHN".to_owned(),
            due: None,
            payload: String::new(),
        };
        assert!(world.ops.store.receive(message, wakes, world.ops.task_clock()).await.unwrap());
        let folder = tempfile::tempdir().unwrap();
        let outbox = folder.path().join("outbox.jsonl");
        work_until_sent(&world, &collector.address, &outbox).await;

        let told = std::mem::take(&mut *collector.told.lock().unwrap());
        let names: BTreeSet<&str> = told.spans.iter().map(|span| span.name.as_str()).collect();
        for name in ["claim", "job", "load", "case", "decide", "gate", "commit", "inbox", "effect"]
        {
            assert!(names.contains(name), "{}: no {name} in {names:?}", world.name);
        }
        // The request, by its route, and the work on the case in another process: one trace.
        let route = "POST /api/v1/cases/{id}/notices";
        let request = told.named(route).next().unwrap_or_else(|| panic!("{names:?}"));
        let of = |span: &Span, key: &str| {
            let found = span.attributes.iter().find(|one| one.key == key);
            found.map(|one| format!("{:?}", one.value)).unwrap_or_default()
        };
        assert!(of(request, "http.response.status_code").contains("20"), "{request:?}");
        let is_first = |span: &&Span| of(span, "case.id").contains("P7654321.1");
        let case = told.named("case").find(is_first).unwrap();
        assert_eq!(hex(&case.trace_id), hex(&request.trace_id), "{}", world.name);
        assert!(!case.links.is_empty(), "{}: its job is linked", world.name);
        let within: BTreeMap<&str, usize> = told
            .spans
            .iter()
            .filter(|span| span.trace_id == request.trace_id)
            .fold(BTreeMap::new(), |mut counts, span| {
                *counts.entry(span.name.as_str()).or_default() += 1;
                counts
            });
        for name in [route, "commit", "case", "decide", "gate", "effect"] {
            assert!(within.contains_key(name), "{}: no {name} in {within:?}", world.name);
        }
        let decided = told.named("decide").find(|span| span.parent_span_id == case.span_id);
        let asked = told
            .named("gate")
            .any(|gate| decided.is_some_and(|decided| gate.parent_span_id == decided.span_id));
        assert!(asked, "{}: the gate is asked while the case is decided", world.name);
        // What came from elsewhere goes on there.
        assert!(told.named("inbox").all(|span| ELSEWHERE.contains(&hex(&span.trace_id))));
        // What goes out says where in the trace.
        let lines = std::fs::read_to_string(&outbox).unwrap();
        let place = format!("\"traceparent\":\"00-{}-", hex(&request.trace_id));
        assert!(lines.contains(&place), "{}: {lines}", world.name);
        // Nobody is in any byte; that the search finds something is seen by what is there.
        assert_eq!(giveaway(&told.bytes), None, "{}", world.name);
        assert!(told.bytes.windows(10).any(|window| window == b"P7654321.1"));
        let counts = world.ops.store.stage_counts().await.unwrap();
        assert_eq!(counts[&StageName::OrderFinal], 0, "{}: {counts:?}", world.name);
    }
}

/// Takes connections and never answers.
fn silent() -> (String, std::thread::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let taken = std::thread::spawn(move || {
        let mut held: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming().map(Result::unwrap) {
            let mut first = [0; 4];
            let mut stream = stream;
            // The test itself ends the listener by a word that is no request.
            if stream.read(&mut first).unwrap_or(0) == 4 && &first == b"stop" {
                break;
            }
            held.push(stream);
        }
        held.len()
    });
    (format!("http://{address}/v1/traces"), taken)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_is_away_or_never_answers_holds_nothing_up() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = |name: &str| folder.path().join(name).display().to_string();
    let (address, taken) = silent();
    let plain = World::sqlite().await.with_docket("clean", false).await;
    let collector = Collector::listen().await;
    work(&plain, &collector.address, &[], &outbox("plain")).await;
    let expected = plain.ops.store.stage_counts().await.unwrap();
    // Whoever waited for an answer would wait an hour, and the test would not end.
    let patient = [("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000"), ("OTEL_BSP_SCHEDULE_DELAY", "50")];
    for (n, world) in worlds("traces_away").await.into_iter().enumerate() {
        let world = world.with_docket("clean", false).await;
        work(&world, &address, &patient, &outbox(&format!("silent{n}"))).await;
        assert_eq!(world.ops.store.stage_counts().await.unwrap(), expected, "{}", world.name);
        assert_eq!(history::faults(&world.ops).await, Vec::<String>::new(), "{}", world.name);
    }
    let port = address.trim_start_matches("http://").trim_end_matches("/v1/traces");
    std::io::Write::write_all(&mut TcpStream::connect(port).unwrap(), b"stop").unwrap();
    assert!(taken.join().unwrap() > 0, "spans were on their way");
    // Nobody listens there.
    let world = World::sqlite().await.with_docket("clean", false).await;
    work(&world, "http://127.0.0.1:9/v1/traces", &patient, &outbox("dead")).await;
    assert_eq!(world.ops.store.stage_counts().await.unwrap(), expected);
}

#[test]
fn what_is_no_address_of_a_collector_is_said_before_anything_is_done() {
    for (flag, variable) in [("collector:4318", None), ("http://c.example/", Some("grpc"))] {
        let mut command = Command::new(program());
        command.args(["--traces", flag, "doctor"]).stdin(Stdio::null());
        if let Some(protocol) = variable {
            command.env("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
        }
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{flag}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("what to do"), "{said}");
    }
}
