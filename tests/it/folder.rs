//! Requests and answers through a folder: each request goes once, each file counts once it is
//! whole, and nothing is lost when something breaks in between.

use std::fs;
use std::path::Path;

use domain::decide::PlaceHold;
use domain::{Case, HoldId};
use interchange::folder::Folder;
use interchange::forms::{read_page, sha256};

use crate::support::small::{DESK, asked, case_id, stay};
use crate::support::{World, actor, at, worlds};

/// Somebody about whom no foreign authority may be asked.
pub(crate) fn protected(person: &str) -> Case {
    let mut case = asked(person);
    case.holds.push(domain::Hold {
        id: HoldId::new("H1").unwrap(),
        revisions: vec![domain::HoldRevision {
            recorded_at: None,
            kind: "asylum_pending".into(),
            country: None,
            from: Some(at("2024-02-01T00:00:00-06:00")),
            to: None,
            end_confirmed: false,
            source_document: "receipt".into(),
            docket_number: None,
            by: "asylum_feed:a".into(),
            reason: None,
            defect: None,
        }],
    });
    case
}

/// Puts a file as the other side does, with a checksum of `of`.
fn arrives(dir: &Path, name: &str, text: &str, of: &str) {
    fs::write(dir.join("in").join(name), text).unwrap();
    let sum = format!("{}  {name}\n", sha256(of));
    fs::write(dir.join("in").join(format!("{name}.sha256")), sum).unwrap();
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const HEAD: &str = "request,answer,answered_on,number,issued_on,expires_on\n";

async fn stage(world: &World, person: &str) -> &'static str {
    world.ops.store.case(&case_id(person)).await.unwrap().value.stage.name().code()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_request_goes_once_whole_and_on_account() {
    for world in worlds("folder_out").await {
        world.with_cases([asked("P1"), asked("P2"), protected("P3")]).await;
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        let sent = world.ops.send_requests(&folder, &agency, &desk).await.unwrap();
        assert_eq!(sent.sent, ["P1.1_DP1.html", "P2.1_DP2.html"], "{}", world.name);
        assert_eq!(sent.barred, [case_id("P3")], "{}", world.name);
        let out = dir.path().join("out");
        assert_eq!(
            names(&out),
            ["P1.1_DP1.html", "P1.1_DP1.html.sha256", "P2.1_DP2.html", "P2.1_DP2.html.sha256"]
        );
        let page = fs::read_to_string(out.join("P1.1_DP1.html")).unwrap();
        let sum = fs::read_to_string(out.join("P1.1_DP1.html.sha256")).unwrap();
        assert_eq!(sum, format!("{}  P1.1_DP1.html\n", sha256(&page)));
        let papers = read_page(&page).unwrap();
        let releases = world.ops.releases_of(&papers[0].hash()).await.unwrap();
        assert_eq!(releases.len(), 1, "{}", world.name);
        // Fetched by the other side and sent again: nothing goes twice.
        fs::remove_file(out.join("P1.1_DP1.html")).unwrap();
        let again = world.ops.send_requests(&folder, &agency, &desk).await.unwrap();
        assert_eq!((again.sent.len(), again.before), (0, 2), "{}", world.name);
        // Released, and the folder failed before the file was there: the same bytes, no second release.
        fs::remove_file(dir.path().join("sent/P1.1_DP1.html.sha256")).unwrap();
        world.now("2024-07-04T12:00:00-05:00");
        let again = world.ops.send_requests(&folder, &agency, &desk).await.unwrap();
        assert_eq!(again.sent, ["P1.1_DP1.html"], "{}", world.name);
        assert_eq!(fs::read_to_string(out.join("P1.1_DP1.html")).unwrap(), page, "{}", world.name);
        assert_eq!(world.ops.store.disclosures(None).await.unwrap().len(), 2, "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_released_but_is_not_out_yet_stays_in_once_a_claim_for_asylum_is_known() {
    for world in worlds("folder_barred").await {
        world.with_cases([asked("P1")]).await;
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        world.ops.request_packet(&case_id("P1"), None, &desk).await.unwrap(); // and then it crashed
        let claim = PlaceHold { kind: "asylum_pending".into(), ..stay("H1") };
        world.ops.place_hold(&case_id("P1"), claim, &actor("asylum_feed:a"), None).await.unwrap();
        let sent = world.ops.send_requests(&folder, &agency, &desk).await.unwrap();
        assert_eq!((sent.sent.len(), sent.barred), (0, vec![case_id("P1")]), "{}", world.name);
        assert!(names(&dir.path().join("out")).is_empty(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_counts_once_when_its_checksum_is_there_and_right() {
    for world in worlds("folder_in").await {
        world.with_cases(["P1", "P2", "P3"].map(asked)).await;
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        let row = |person: &str| {
            format!("{HEAD}{person}.1/D{person},approved,2024-06-20,L1,2024-06-10,2024-12-31\n")
        };
        let inbox = dir.path().join("in");
        arrives(dir.path(), "a.csv", &format!("{}P9.1/D1,refused,2024-06-20,,,\n", row("P1")), "");
        let whole = fs::read_to_string(inbox.join("a.csv")).unwrap();
        arrives(dir.path(), "a.csv", &whole, &whole);
        // Half of it came, with the checksum of the whole.
        arrives(dir.path(), "b.csv", &row("P2")[..70], &row("P2"));
        // A checksum that is no text stops its own file alone.
        fs::write(inbox.join("aa.csv"), row("P3")).unwrap();
        fs::write(inbox.join("aa.csv.sha256"), [0xff, 0xfe, 0]).unwrap();
        fs::write(inbox.join("c.csv"), row("P3")).unwrap();
        fs::write(inbox.join(".d.csv.part"), row("P3")).unwrap();
        let taken = world.ops.take_answer_files(&folder, &agency, &desk).await.unwrap();
        assert_eq!(taken.not_yet, 1, "{}: {taken:?}", world.name);
        assert_eq!(taken.files.len(), 3, "{}: {taken:?}", world.name);
        let rows = taken.files[0].rows.as_ref().unwrap();
        assert_eq!((rows.accepted, rows.refused.len()), (1, 1), "{}: {taken:?}", world.name);
        assert!(taken.files[1].refused.is_some(), "{}: {taken:?}", world.name);
        assert!(taken.files[2].refused.is_some(), "{}: {taken:?}", world.name);
        assert_eq!(stage(&world, "P1").await, "agency_approved", "{}", world.name);
        assert_eq!(stage(&world, "P2").await, "document_requested", "{}", world.name);
        assert_eq!(stage(&world, "P3").await, "document_requested", "{}", world.name);
        assert_eq!(names(&inbox), [".d.csv.part", "c.csv"], "{}", world.name);
        let report = fs::read_to_string(dir.path().join("done/a.csv.report.csv")).unwrap();
        assert_eq!(report, "line,why\n3,\"there is no case P9.1\"\n", "{}", world.name);
        // The same file again, the right one for b, and the checksum that c waited for.
        arrives(dir.path(), "a.csv", &whole, &whole);
        arrives(dir.path(), "b.csv", &row("P2"), &row("P2"));
        arrives(dir.path(), "c.csv", &row("P3"), &row("P3"));
        let taken = world.ops.take_answer_files(&folder, &agency, &desk).await.unwrap();
        let told: Vec<(u64, u64)> = taken
            .files
            .iter()
            .map(|file| file.rows.as_ref().map_or((9, 9), |rows| (rows.accepted, rows.known)))
            .collect();
        assert_eq!(told, [(0, 1), (1, 0), (1, 0)], "{}: {taken:?}", world.name);
        assert_eq!(stage(&world, "P2").await, "agency_approved", "{}", world.name);
        assert_eq!(stage(&world, "P3").await, "agency_approved", "{}", world.name);
        assert!(dir.path().join("done/a.csv.2").exists(), "{}", world.name);
        assert_eq!(names(&inbox), [".d.csv.part"], "{}", world.name);
    }
}
