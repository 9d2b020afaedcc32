//! The real program from outside: exit codes, JSON, and what survives being killed.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::support::docket;

/// The program, built once for the run.
pub(crate) fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "-p", "cli", "--features", "full"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .status()
            .unwrap();
        assert!(built.success(), "the program does not build");
        let test = std::env::current_exe().unwrap();
        let target = test.ancestors().find(|dir| dir.ends_with("deps")).unwrap().parent().unwrap();
        target.join("caseflight")
    })
}

fn caseflight(folder: &tempfile::TempDir, arguments: &[&str]) -> Output {
    Command::new(program())
        .args(["--database-url", &format!("sqlite://{}", folder.path().join("c.db").display())])
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_clean_docket_imports_with_exit_0_and_a_dirty_one_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let clean = docket("clean");
    let output = caseflight(&folder, &["--json", "import", "docket", clean.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(json(&output)["report"]["opened"], 2_000);

    let folder = tempfile::tempdir().unwrap();
    let faults = folder.path().join("faults.csv");
    let dirty = docket("dirty");
    let arguments =
        ["import", "docket", dirty.to_str().unwrap(), "--faults", faults.to_str().unwrap()];
    let output = caseflight(&folder, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(faults).unwrap().lines().count(), 74);
}

#[test]
fn bad_usage_and_missing_files_end_with_exit_2_and_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["no-such-command"][..], &["import", "docket", "no/such/folder"][..]] {
        let output = caseflight(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn verdicts_from_outside_are_the_expected_file_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let clean = docket("clean");
    caseflight(&folder, &["import", "docket", clean.to_str().unwrap()]);
    let out = folder.path().join("verdicts.csv");
    let output = caseflight(&folder, &["flight", "verdicts", "--out", out.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = std::fs::read(clean.join("expected.csv")).unwrap();
    assert!(std::fs::read(out).unwrap() == expected, "the files differ");
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    let whole = tempfile::tempdir().unwrap();
    let clean = docket("clean");
    let arguments = ["import", "docket", clean.to_str().unwrap()];
    caseflight(&whole, &arguments);
    let expected = caseflight(&whole, &["flight", "verdicts"]).stdout;

    let folder = tempfile::tempdir().unwrap();
    for wait in [30, 60, 90, 120, 150] {
        let mut child = Command::new(program())
            .arg("--database-url")
            .arg(format!("sqlite://{}", folder.path().join("c.db").display()))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap(); // SIGKILL: nothing is tidied up
        child.wait().unwrap();
    }
    let output = caseflight(&folder, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(caseflight(&folder, &["flight", "verdicts"]).stdout == expected);
}

#[test]
fn a_server_that_is_not_there_is_named_at_once_with_exit_3() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free); // nobody listens there now
    let url = format!("postgres://clerk:secret@127.0.0.1:{port}/caseflight");
    let output = Command::new(program())
        .args(["--database-url", &url, "case", "list"])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&format!("cannot connect to PostgreSQL at 127.0.0.1:{port}")), "{said}");
    assert!(said.contains("--database-url") && said.contains("running"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

/// A flight to China from outside, as a scheduler types it.
fn create(folder: &tempfile::TempDir, actor: &str, stop: &str) -> Output {
    let mut arguments = vec!["--json", "--now", "2024-06-25T09:00:00-05:00", "--actor", actor];
    arguments.extend(["flight", "create", "F000099", "--kind", "lric", "--seats", "20"]);
    arguments.extend(["--departs-at", "2024-07-09T10:00:00-05:00", "--stop", "p:KAEX"]);
    arguments.extend(["--stop", stop, "--agency", "chn_nia", "--notice-days", "2"]);
    caseflight(folder, &arguments)
}

#[test]
fn a_flight_is_scheduled_once_and_cancelled_once_by_whoever_may() {
    let folder = tempfile::tempdir().unwrap();
    let scheduler = "flight_scheduler:u1";
    let refused = create(&folder, "auditor:u2", "d:ZYTX");
    assert_eq!(refused.status.code(), Some(1), "{}", String::from_utf8_lossy(&refused.stderr));
    assert_eq!(json(&refused)["error"]["code"], "R004");
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("an auditor may not schedule or cancel a flight"), "{said}");
    assert_eq!(create(&folder, scheduler, "d:XXXX").status.code(), Some(2), "no such airport");

    let made = create(&folder, scheduler, "d:ZYTX");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(json(&made)["new"], true);
    assert_eq!(json(&create(&folder, scheduler, "d:ZYTX"))["new"], false);

    let shown = caseflight(&folder, &["--json", "flight", "show", "F000099"]);
    assert_eq!(json(&shown)["flight"]["status"], "scheduled", "{}", json(&shown));
    let replan = |more: &[&str]| {
        let mut words = vec!["--json", "--now", "2024-06-25T09:00:00-05:00"];
        words.extend(["flight", "replan", "F000099", "--actor", scheduler, "--reason", "weather"]);
        words.extend(more);
        caseflight(&folder, &words)
    };
    assert_eq!(replan(&[]).status.code(), Some(2), "nothing changes");
    let passed = replan(&["--departs-at", "2024-06-24T10:00:00-05:00"]);
    assert_eq!(json(&passed)["error"]["code"], "R022", "{}", json(&passed));
    let moved = replan(&["--departs-at", "2024-07-11T10:00:00-05:00", "--seats", "18"]);
    assert_eq!(json(&moved)["departs_at"], "2024-07-11T10:00:00-05:00", "{}", json(&moved));
    let shown = caseflight(&folder, &["--json", "flight", "show", "F000099"]);
    assert_eq!(json(&shown)["flight"]["plan"]["seats"], 18, "{}", json(&shown));
    let history = json(&caseflight(&folder, &["--json", "flight", "history", "F000099"]));
    assert_eq!(history[1]["columns"], serde_json::json!(["seats", "departs_at"]), "{history}");

    let cancel = |actor: &str, reason: &str| {
        let words = ["--json", "--actor", actor, "flight", "cancel", "F000099", "--reason", reason];
        caseflight(&folder, &words)
    };
    assert_eq!(cancel(scheduler, "no_such_reason").status.code(), Some(2));
    assert_eq!(cancel("auditor:u2", "holiday").status.code(), Some(1));
    let cancelled = cancel(scheduler, "holiday");
    assert_eq!(cancelled.status.code(), Some(0));
    assert_eq!(json(&cancelled)["off"], serde_json::json!([]));
    let again = cancel(scheduler, "holiday");
    assert_eq!(json(&again)["error"]["code"], "R011", "{}", json(&again));
    let unknown = ["flight", "cancel", "F000100", "--reason", "holiday", "--actor", scheduler];
    assert_eq!(caseflight(&folder, &unknown).status.code(), Some(2));
}

#[test]
fn somebody_who_knows_the_sources_says_when_holds_were_read() {
    let folder = tempfile::tempdir().unwrap();
    create(&folder, "flight_scheduler:u1", "d:ZYTX");
    let feed = |more: &[&str]| {
        let mut words = vec!["--json", "--now", "2024-06-25T09:00:00-05:00"];
        words.extend(more);
        words.splice(3..3, ["hold", "feed"]);
        caseflight(&folder, &words)
    };
    let counsel = ["--actor", "legal_counsel:u3"];
    let read = ["--read-at", "2024-06-25T08:58:00-05:00"];
    let courts = ["--source", "courts"];
    assert_eq!(json(&feed(&[])), serde_json::json!([]));
    assert_eq!(feed(&[counsel, read].concat()).status.code(), Some(2), "no source is known");
    let auditor = [["--actor", "auditor:u2"], read, courts].concat();
    assert_eq!(json(&feed(&auditor))["error"]["code"], "R004");
    let ahead = ["--read-at", "2024-06-25T09:00:01-05:00"];
    assert_eq!(json(&feed(&[counsel, ahead, courts].concat()))["error"]["code"], "R020");
    assert_eq!(feed(&[counsel, read, courts].concat()).status.code(), Some(0));
    let said = json(&feed(&[]));
    assert_eq!(said[0]["source"], "courts");
    assert_eq!(said[0]["read_at"], "2024-06-25T13:58:00Z");
    assert_eq!(said[0]["by"], "legal_counsel:u3");
}

#[test]
fn a_settings_file_that_cannot_be_read_is_named_with_its_line_but_not_its_words() {
    let folder = tempfile::tempdir().unwrap();
    for (text, wanted) in [
        ("actor = \"auditor:ann\"\ndatabase_url = \"postgres://ann:s3cret@db", "line 2"),
        ("databas_url = \"postgres://ann:s3cret@db/x\"", "databas_url"),
        ("log = 3\ndatabase_url = \"postgres://ann:s3cret@db/x\"", "log has a value"),
    ] {
        std::fs::write(folder.path().join("caseflight.toml"), text).unwrap();
        let mut command = Command::new(program());
        let output = command.args(["config", "show"]).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("caseflight.toml") && said.contains(wanted), "{said}");
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[test]
fn a_worker_answers_with_its_figures_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(caseflight(&folder, &["migrate"]).status.code(), Some(0));
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free); // the worker listens there from now on
    let mut child = Command::new(program())
        .arg("--database-url")
        .arg(folder.path().join("c.db"))
        .args(["worker", "--metrics", &address.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let ask = || {
        let mut stream = std::net::TcpStream::connect(address)?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    };
    let mut answer = String::new();
    for _ in 0..300 {
        answer = ask().unwrap_or_default();
        if answer.contains("# TYPE") {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("# TYPE caseflight_"), "{answer}");
}
