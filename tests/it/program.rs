//! The real program from outside: exit codes, JSON, and what survives being killed.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::support::docket;

/// The program, built once for the run.
fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "-p", "cli"])
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
