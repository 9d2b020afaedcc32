//! Figures for Prometheus, from the real program: every name that is promised, bounded labels, and
//! nothing of anybody.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::program;
use crate::support::small::ready;
use crate::support::{World, worlds};

/// A word that stands where only a person's data stands.
const CANARY: &str = "QZXcanary";

/// What `docs/operate/worker.md` promises of a worker.
const OF_WORKERS: &[&str] = &[
    "caseflight_batch_size",
    "caseflight_claim_seconds",
    "caseflight_claimed_total",
    "caseflight_commit_seconds",
    "caseflight_commits_stale_total",
    "caseflight_doctor_findings_total",
    "caseflight_due_lag_seconds",
    "caseflight_feed_sequenced_total",
    "caseflight_fence_rejected_total",
    "caseflight_gate_barred_total",
    "caseflight_job_seconds",
    "caseflight_lease_lost_total",
    "caseflight_outbox_failed_total",
    "caseflight_outbox_sent_total",
    "caseflight_steps_total",
    "caseflight_task_lateness_seconds",
    "caseflight_tasks_dead_total",
    "caseflight_tasks_done_total",
    "caseflight_tasks_failed_total",
    "caseflight_tasks_held",
];

/// What it promises of the whole system, whoever is asked.
const OF_THE_SYSTEM: &[&str] = &[
    "caseflight_database_bytes",
    "caseflight_database_up",
    "caseflight_dead_letters",
    "caseflight_feed_lag_seconds",
    "caseflight_feed_waiting",
    "caseflight_inbox_lag_seconds",
    "caseflight_inbox_waiting",
    "caseflight_lane_due",
    "caseflight_lane_lag_seconds",
    "caseflight_lane_leased",
    "caseflight_oldest_snapshot_seconds",
    "caseflight_outbox_lag_seconds",
    "caseflight_outbox_waiting",
    "caseflight_tasks_dead_rows",
    "caseflight_tasks_due",
    "caseflight_workers",
];

const LABELS: &[&str] = &["held_up_by", "lane", "le", "method", "route", "status"];

/// A program under way, killed at the end.
pub(crate) struct Running(Child);

impl Running {
    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        assert!(told.unwrap().success());
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program on the world's database and answers with the address of its figures, and of
/// its desk if it has one.
pub(crate) fn start(world: &World, arguments: &[&str]) -> (Running, String, Option<String>) {
    let mut child = Command::new(program())
        .args(["--database-url", &world.url, "--log", "error"])
        .args(arguments)
        .args(["--metrics", "127.0.0.1:0"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stderr.take().unwrap());
    let running = Running(child);
    let is_desk = arguments.first() == Some(&"serve");
    let (mut figures, mut desk) = (None, None);
    for line in said.lines().map(Result::unwrap) {
        let address = |line: &str| {
            let rest = line.split("http://").nth(1).unwrap();
            rest.split(['/', ';', ' ']).next().unwrap().to_owned()
        };
        if line.starts_with("figures are at") {
            figures = Some(address(&line));
        } else if line.starts_with("The desk is at") {
            desk = Some(address(&line));
        }
        if figures.is_some() && (desk.is_some() || !is_desk) {
            break;
        }
    }
    (running, figures.unwrap(), desk)
}

/// What a GET of `path` answers, head and all.
pub(crate) fn get(address: &str, path: &str) -> String {
    ask(address, &format!("GET {path}"), "", "")
}

/// What a GET by the holder of `token` answers.
pub(crate) fn get_as(address: &str, path: &str, token: &str) -> String {
    ask(address, &format!("GET {path}"), &format!("Authorization: Bearer {token}\r\n"), "")
}

/// What a POST of `body` to `path` answers, head and all, by the holder of `token` who saw `tag`.
pub(crate) fn post_json(
    address: &str,
    path: &str,
    token: &str,
    (body, tag): (&str, &str),
) -> String {
    let headers = format!(
        "If-Match: {tag}\r\nAuthorization: Bearer {token}\r\nIdempotency-Key: k1\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n",
        body.len()
    );
    ask(address, &format!("POST {path}"), &headers, body)
}

fn ask(address: &str, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let head = format!("{line} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}");
    write!(stream, "{head}\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The figures: each name with its rows, which must be of the form that Prometheus reads.
fn figures(address: &str) -> (String, BTreeMap<String, Vec<String>>) {
    let answer = get(address, "/metrics");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("text/plain; version=0.0.4"));
    let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    let (mut rows, mut kinds) = (BTreeMap::<String, Vec<String>>::new(), BTreeSet::new());
    for line in body.lines().filter(|line| line.starts_with('#') || line.contains("caseflight_")) {
        if let Some(kind) = line.strip_prefix("# TYPE ") {
            let name = kind.split(' ').next().unwrap();
            assert!(kinds.insert(name.to_owned()), "{name} is there twice");
            continue;
        }
        if line.starts_with('#') {
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
        let (name, labels) = series.split_once('{').unwrap_or((series, ""));
        for label in labels.split("\",").filter(|label| label.contains('=')) {
            let label = label.split('=').next().unwrap();
            assert!(LABELS.contains(&label), "{line}");
        }
        let family = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
        let family = family.filter(|family| kinds.contains(*family)).unwrap_or(name);
        assert!(kinds.contains(family), "{family} has no type");
        rows.entry(family.to_owned()).or_default().push(line.to_owned());
    }
    (body, rows)
}

fn assert_names(world: &World, rows: &BTreeMap<String, Vec<String>>, names: &[&str]) {
    let missing: Vec<&&str> = names.iter().filter(|name| !rows.contains_key(**name)).collect();
    assert!(missing.is_empty(), "{}: no {missing:?}", world.name);
}

fn value(rows: &BTreeMap<String, Vec<String>>, name: &str) -> f64 {
    rows[name].iter().map(|row| row.rsplit_once(' ').unwrap().1.parse::<f64>().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_has_every_figure_that_is_promised_and_none_is_of_anybody() {
    for world in worlds("figures_worker").await {
        let world = world.with_docket("clean", false).await;
        let mut case = ready("P7654321");
        case.person.family_name = CANARY.into();
        case.person.a_number = domain::Known::Read(CANARY.into());
        world.with_cases([case]).await;
        let (_running, address, _) = start(&world, &["worker", "--simulate-agencies"]);
        let begun = Instant::now();
        let (text, rows) = loop {
            std::thread::sleep(Duration::from_millis(1_100));
            let (text, rows) = figures(&address);
            let is_quiet = value(&rows, "caseflight_feed_sequenced_total") > 0.0
                && rows.contains_key("caseflight_tasks_held");
            if is_quiet && value(&rows, "caseflight_steps_total") > 500.0 {
                break (text, rows);
            }
            assert!(begun.elapsed() < Duration::from_mins(3), "{}: {text}", world.name);
        };
        assert_names(&world, &rows, OF_WORKERS);
        assert_names(&world, &rows, OF_THE_SYSTEM);
        assert!((value(&rows, "caseflight_database_up") - 1.0).abs() < f64::EPSILON);
        assert!(value(&rows, "caseflight_workers") > 0.0, "{}: {text}", world.name);
        assert!(value(&rows, "caseflight_database_bytes") > 1e6, "{}: {text}", world.name);
        let is_server = rows.contains_key("caseflight_wal_bytes_total");
        assert_eq!(is_server, world.url.starts_with("postgres"), "{}", world.name);
        assert!(rows["caseflight_commit_seconds"].iter().any(|row| row.contains("le=\"0.05\"")));
        assert!(!text.contains(CANARY) && !text.contains("P0"), "{}: {text}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_has_figures_too_and_what_was_typed_is_not_among_them() {
    for world in worlds("figures_desk").await {
        let (_running, address, desk) =
            start(&world, &["serve", "--no-worker", "--bind", "127.0.0.1:0"]);
        let desk = desk.unwrap();
        get(&desk, "/healthz");
        get(&desk, &format!("/cases/{CANARY}"));
        get(&desk, &format!("/{CANARY}"));
        let (text, rows) = figures(&address);
        assert_names(&world, &rows, &["caseflight_http_requests_total"]);
        assert_names(&world, &rows, &["caseflight_http_request_seconds", "caseflight_tasks_due"]);
        let asked = &rows["caseflight_http_requests_total"];
        let health = "{method=\"GET\",route=\"/healthz\",status=\"2xx\"} 1";
        assert!(asked.iter().any(|row| row.ends_with(health)), "{asked:?}");
        assert!(asked.iter().any(|row| row.contains("route=\"/cases/{id}\"")), "{asked:?}");
        assert!(asked.iter().any(|row| row.contains("route=\"unmatched\"")), "{asked:?}");
        assert!(!text.contains(CANARY), "{}: {text}", world.name);
        assert!(get(&desk, "/metrics").starts_with("HTTP/1.1 404"), "never beside the desk");
    }
}
