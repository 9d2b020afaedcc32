//! Papers as PDF, and whether a paper is what the record has.

use std::process::Command;

use domain::{Case, Refusal};
use interchange::forms::{Paper, PaperForm, Stamp, html, xlsx};
use operations::demo::{self, DemoOptions};
use operations::{ForeignPaper, OnboardPaper, OperationError, PaperOnRecord, Silent};
use papers::pdf;

use crate::program::program;
use crate::support::search::{fonts, pages};
use crate::support::small::{DESK, case_id, flight_id, ready, stay};
use crate::support::{World, actor, worlds};

/// Names as their bearers write them.
const NAMES: &[(&str, &str)] =
    &[("李", "伟"), ("王", "芳"), ("张", "敏"), ("陈刘", "丽"), ("Чжан", "Ли"), ("शर्मा", "राजेश")];

fn bare(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_charters_list_as_pdf_has_its_116_people_and_is_the_same_file_each_time() {
    let world = World::sqlite().await;
    let (store, rules) = (world.ops.store.clone(), world.ops.rules.clone());
    demo::run(DemoOptions { people: 2_000, late: false }, store, rules, &Silent).await.unwrap();
    world.now("2024-07-01T12:00:00-05:00");
    let (id, agency) = (flight_id("F000001"), "chn_nia".parse().unwrap());
    let kind = ForeignPaper::Manifest;
    let paper = world.ops.foreign_paper(&id, &agency, kind, &actor(DESK)).await.unwrap();
    assert_eq!(paper.rows.len(), 116);
    let file = pdf(std::slice::from_ref(&paper), &fonts()).unwrap();
    let text = bare(&pages(&file).concat());
    for row in &paper.rows {
        // Cells of a row follow each other, whatever breaks its lines.
        assert!(text.contains(&bare(&row.concat())), "row {:?}: {text}", row.first());
    }
    let again = world.ops.reprint(&paper.hash()).await.unwrap();
    assert!(pdf(&again, &fonts()).unwrap() == file, "printed again, it is another file");
}

/// Two people with names of `NAMES`, from `first` on.
fn named(first: usize) -> [Case; 2] {
    ["P1", "P2"].map(|person| {
        let n = first + usize::from(person == "P2");
        let mut case = ready(person);
        let (family, given) = NAMES.get(n).copied().unwrap();
        (case.person.family_name, case.person.given_names) = (family.into(), given.into());
        case
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn names_come_out_of_a_released_list_as_the_record_has_them() {
    for first in (0..NAMES.len()).step_by(2) {
        for world in worlds(&format!("pdf_names{first}")).await {
            world.with_cases(named(first)).await;
            world.with_flights([flight_id("F1")]).await;
            world.seat("F1", &["P1", "P2"]).await;
            let (ops, id) = (&world.ops, flight_id("F1"));
            let kind = ForeignPaper::Handover;
            let agency = "chn_nia".parse().unwrap();
            let paper = ops.foreign_paper(&id, &agency, kind, &actor(DESK)).await.unwrap();
            let text = bare(&pages(&pdf(&[paper], &fonts()).unwrap()).concat());
            for (family, given) in &NAMES[first..first + 2] {
                assert!(text.contains(family), "{}: {family} {text}", world.name);
                // This reader takes letters out as they are drawn, and in Devanagari a vowel may be
                // drawn before its letter: `cargo xtask papers` reads those with another.
                if *given != "राजेश" {
                    assert!(text.contains(given), "{}: {given} {text}", world.name);
                }
            }
        }
    }
}

fn stamp(paper: &Paper) -> Stamp {
    Stamp::of(std::slice::from_ref(paper)).unwrap()
}

async fn house(world: &World) -> Vec<Paper> {
    let (ops, id) = (&world.ops, flight_id("F1"));
    let mut papers = vec![ops.internal_manifest(&id).await.unwrap()];
    papers.push(ops.general_declaration(&id).await.unwrap());
    for paper in OnboardPaper::ALL {
        papers.push(ops.onboard_paper(&id, paper).await.unwrap());
    }
    papers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_for_the_house_is_found_in_history_and_no_other_is() {
    for world in worlds("house_papers").await {
        world.sealed(&["P1", "P2"]).await;
        let ops = &world.ops;
        let before = house(&world).await;
        world.now("2024-06-26T09:00:00-05:00");
        let courts = actor("court_feed:c");
        ops.place_hold(&case_id("P1"), stay("H1"), &courts, None).await.unwrap();
        let after = house(&world).await;
        world.now("2024-07-30T09:00:00-05:00");
        for (n, paper) in before.iter().chain(&after).enumerate() {
            let found = ops.paper_on_record(&stamp(paper)).await.unwrap();
            let Some(PaperOnRecord::House { paper: found, since }) = found else {
                panic!("{}: {n} {}: {found:?}", world.name, paper.title)
            };
            assert_eq!(*found, *paper, "{}", world.name);
            assert!(since.to_string().starts_with("2024-06-2"), "{}: {since}", world.name);
        }
        assert_ne!(before, after, "{}: a strike changes papers", world.name);
        // Somebody who is not on the list is added, and the number at the foot is worked out anew.
        let mut forged = after[0].clone();
        forged.rows.push(forged.rows[0].clone());
        // And what the stamp says besides does not help: only the number of a real paper is found.
        let real = stamp(&before[0]);
        let flight = |flight: &str| Some(flight.to_owned());
        for wrong in [
            stamp(&forged),
            Stamp { flight: None, ..real.clone() },
            Stamp { flight: flight("F9"), ..real.clone() },
            Stamp { flight: flight("F1 "), ..real.clone() },
            Stamp { kind: Some("Record".to_owned()), ..real.clone() },
            Stamp { version: Some("99".to_owned()), ..real.clone() },
        ] {
            let found = ops.paper_on_record(&wrong).await.unwrap();
            assert_eq!(found, None, "{}: {wrong:?}", world.name);
        }
        let bare = Stamp { kind: None, version: None, ..real };
        assert!(ops.paper_on_record(&bare).await.unwrap().is_some(), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_that_left_is_on_record_with_its_releases() {
    for world in worlds("left_papers").await {
        world.sealed(&["P1", "P2"]).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        let (agency, desk) = ("chn_nia".parse().unwrap(), actor(DESK));
        let paper = ops.foreign_paper(&id, &agency, ForeignPaper::Manifest, &desk).await.unwrap();
        let found = ops.paper_on_record(&stamp(&paper)).await.unwrap();
        let Some(PaperOnRecord::Left { releases, papers }) = found else {
            panic!("{}: {found:?}", world.name)
        };
        assert_eq!((releases.len(), papers), (2, Some(vec![paper.clone()])), "{}", world.name);
        // Every form says which paper it is.
        let file = pdf(std::slice::from_ref(&paper), &fonts()).unwrap();
        let book = xlsx(std::slice::from_ref(&paper)).unwrap();
        for (form, bytes) in [(PaperForm::Pdf, file), (PaperForm::Xlsx, book)] {
            assert_eq!(PaperForm::of(&bytes), form);
            assert_eq!(Stamp::read(&bytes).unwrap().hash, paper.hash(), "{}", world.name);
        }
        assert!(html(&[paper]).contains("class=\"mark\""));
        let no_number = Stamp { hash: "no number".to_owned(), ..Stamp::default() };
        let refused = ops.paper_on_record(&no_number).await;
        assert!(matches!(refused, Err(OperationError::BadInput(_))), "{}", world.name);
        let builder = actor("medical_officer:m");
        let refused = ops.foreign_paper(&id, &agency, ForeignPaper::Manifest, &builder).await;
        assert!(
            matches!(refused, Err(OperationError::Refused(Refusal::RoleMayNot { .. }))),
            "{}",
            world.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_tells_a_paper_of_the_record_from_one_that_is_a_hair_off() {
    for world in worlds("verify_paper").await {
        world.with_cases(named(0)).await;
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P1", "P2"]).await;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let letters = root.join("crates/papers/tests/fonts").display().to_string();
        let run = |arguments: &[&str]| {
            let base = ["--database-url", &world.url, "--actor", DESK];
            let ran = Command::new(program()).args(base).args(arguments).output().unwrap();
            let said = String::from_utf8_lossy(&ran.stdout).into_owned();
            (ran.status.code(), said + &String::from_utf8_lossy(&ran.stderr))
        };
        let to = ["--for", "chn_nia"];
        for (kind, to) in [("property", &[][..]), ("medical-card", &[]), ("handover", &to)] {
            for end in ["html", "xlsx", "pdf"] {
                let file = at(&format!("{kind}.{end}"));
                let print = ["export", "form", kind, "F1", &file, "--fonts", &letters];
                let ran = run(&[&print, to].concat());
                assert_eq!(ran.0, Some(0), "{}: {kind}.{end}: {}", world.name, ran.1);
                let check = ["verify", "--paper", &file, "--fonts", &letters];
                let ran = run(&check);
                assert_eq!(ran.0, Some(0), "{}: {kind}.{end}: {}", world.name, ran.1);
                assert!(ran.1.contains("as it was made"), "{}", ran.1);
                let mut bytes = std::fs::read(&file).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                std::fs::write(&file, bytes).unwrap();
                let ran = run(&check);
                assert_eq!(ran.0, Some(1), "{}: {kind}.{end}: {}", world.name, ran.1);
                assert!(ran.1.contains("Not as it was made"), "{}", ran.1);
            }
        }
        // What no font has is said, with the place and not the name.
        let empty = at("");
        let file = at("no-font.pdf");
        let ran = run(&["export", "manifest-pdf", "F1", &file, "--fonts", &empty]);
        assert_eq!(ran.0, Some(2), "{}", ran.1);
        assert!(ran.1.contains("field \"Family name\" of row 1: no font"), "{}", ran.1);
        assert!(ran.1.contains("--fonts DIR") && !ran.1.contains(NAMES[0].0), "{}", ran.1);
        let ran = run(&["export", "form", "internal", "F1", &at("paper.doc")]);
        assert_eq!(ran.0, Some(2), "{}", ran.1);
        assert!(ran.1.contains("--format"), "{}", ran.1);
    }
}
