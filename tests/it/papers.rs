//! What leaves about people: only allowed fields, each release on account, nothing that is barred.

use domain::{
    AgencyId, Case, CaseEvent, Defect, Flight, HoldId, HoldRevision, Known, Refusal, Statement,
    StatementId, StatementOutcome,
};
use interchange::eventlog::{OcelJson, Xes};
use interchange::forms::{Paper, html, xlsx};
use interchange::paxlst::{self, Passenger, Profile};
use operations::demo::{self, DemoOptions};
use operations::{ForeignPaper, OperationError, PaxlstOptions, Silent};
use persistence::Unit;

use crate::support::small::{BUILDER, DESK, SEALER, case_id, flight_id, ready, stamp, stay};
use crate::support::{World, actor, at, worlds};

fn options(profile: Profile) -> PaxlstOptions {
    PaxlstOptions { profile, receiver: "CARRIER".to_owned() }
}

fn agency() -> AgencyId {
    "chn_nia".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_the_charter_has_its_116_people_with_every_field_as_on_record() {
    let world = World::sqlite().await;
    let (store, rules) = (world.ops.store.clone(), world.ops.rules.clone());
    demo::run(DemoOptions { people: 2_000, late: false }, store, rules, &Silent).await.unwrap();
    let (ops, desk, id) = (&world.ops, actor(DESK), flight_id("F000001"));
    world.now("2024-07-01T12:00:00-05:00");
    let told = ops.store.disclosures(None).await.unwrap().len();
    let exported = ops.export_paxlst(&id, &options(Profile::Guide), &desk).await.unwrap();
    let list = paxlst::read(&exported.text);
    assert_eq!((exported.people, list.passengers.len()), (116, 116));
    assert!(paxlst::check(&exported.text).is_sound());
    assert_eq!(ops.store.disclosures(None).await.unwrap().len(), told + 116);
    let parts = ops.export_paxlst(&id, &options(Profile::Parts), &desk).await.unwrap();
    assert!(parts.messages > 5);
    assert_eq!(paxlst::read(&parts.text).passengers, list.passengers);
    // Every other flight of the sample, too.
    world.now("2024-12-31T12:00:00-05:00");
    let mut people = 0;
    for flight in ops.store.flights().await.unwrap() {
        let id = flight.value.id();
        for profile in [Profile::Guide, Profile::Parts] {
            let exported = ops.export_paxlst(id, &options(profile), &desk).await.unwrap();
            assert!(paxlst::check(&exported.text).is_sound(), "{id}");
            let list = paxlst::read(&exported.text);
            assert_eq!(list.passengers.len(), exported.people, "{id}");
            people += exported.people;
            as_on_record(&world, &flight.value, &list.passengers).await;
        }
    }
    assert!(people > 1_500, "{people}");
}

/// Every field of every passenger is what the record has.
async fn as_on_record(world: &World, flight: &Flight, passengers: &[Passenger]) {
    let ops = &world.ops;
    for one in passengers {
        let line = flight.manifest.lines.iter().find(|line| Some(line.number) == one.number);
        let case = ops.store.case(&line.unwrap().case).await.unwrap().value;
        let person = &case.person;
        assert_eq!(one.family, interchange::edifact::level_a(&person.family_name));
        assert_eq!(one.given, interchange::edifact::level_a(&person.given_names));
        assert_eq!(one.born.as_ref(), person.birth_date.read());
        assert_eq!(one.sex.as_ref(), person.sex.read());
        assert_eq!(one.nationality.as_ref(), person.nationality.read());
        assert_eq!(one.birth_country.as_ref(), person.birth_country.read());
        let paper = one.paper.as_ref().unwrap();
        let on_record = |document: &&domain::Document| {
            document.number.as_deref().map(interchange::edifact::level_a).as_ref()
                == Some(&paper.number)
        };
        let document = case.documents.iter().find(on_record).unwrap();
        assert_eq!(paper.expires, document.expires_on);
        assert_eq!(paper.issuer.as_ref(), document.issuing_country.read());
    }
}

/// A word that may be on no paper.
const CANARY: &str = "CANARY";

/// A person who may fly, with a canary in every field that no authority may be told, and in every
/// free text there is.
fn tainted() -> Case {
    let mut case = ready("P1");
    case.person.a_number = Known::Read(format!("{CANARY}-A").into());
    case.person.fin = format!("{CANARY}-FIN").into();
    case.custody.facility = format!("{CANARY}-FAC").into();
    case.custody.office = format!("{CANARY}-AOR").into();
    case.statements.push(Statement {
        id: StatementId::new(format!("{CANARY}-S")).unwrap(),
        kind: "fear_of_return".into(),
        made_at: Some(at("2024-03-01T09:00:00-06:00")),
        language: format!("{CANARY}-LANG").into(),
        interpreter: true,
        officer: Some(format!("{CANARY}-OFFICER").into()),
        evidence: Some(format!("{CANARY}-EVIDENCE").into()),
        outcome: Some(StatementOutcome::Negative),
        defect: None,
    });
    let ended = HoldRevision {
        recorded_at: None,
        kind: "judicial_stay".into(),
        country: None,
        from: Some(at("2024-02-01T00:00:00-06:00")),
        to: Some(at("2024-03-01T00:00:00-06:00")),
        end_confirmed: true,
        source_document: format!("{CANARY}-ORDER").into(),
        docket_number: Some(format!("{CANARY}-DOCKET").into()),
        by: format!("court_feed:{CANARY}").into(),
        reason: Some(format!("{CANARY}-REASON").into()),
        defect: None,
    };
    case.holds.push(domain::Hold {
        id: HoldId::new(format!("{CANARY}-H")).unwrap(),
        revisions: vec![ended],
    });
    case
}

fn has_canary(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|window| window.eq_ignore_ascii_case(CANARY.as_bytes()))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_a_foreign_paper_comes_from_a_field_that_is_not_allowed() {
    for world in worlds("taint").await {
        world.with_cases([tainted(), ready("P2")]).await;
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P1", "P2"]).await;
        let (ops, desk, id) = (&world.ops, actor(DESK), flight_id("F1"));
        ops.seal(&id, &actor(SEALER)).await.unwrap();
        let mut told = 0;
        for profile in [Profile::Guide, Profile::Parts] {
            let exported = ops.export_paxlst(&id, &options(profile), &desk).await.unwrap();
            told += 2;
            assert!(exported.text.contains("LI:WEI"), "{}", world.name);
            assert!(!has_canary(exported.text.as_bytes()), "{}", world.name);
        }
        let mut papers: Vec<Paper> = Vec::new();
        for kind in [ForeignPaper::Manifest, ForeignPaper::Handover] {
            papers.push(ops.foreign_paper(&id, &agency(), kind, &desk).await.unwrap());
            told += 2;
        }
        papers.push(ops.general_declaration(&id).await.unwrap());
        for paper in &papers {
            assert!(
                !has_canary(html(std::slice::from_ref(paper)).as_bytes()),
                "{}: {}",
                world.name,
                paper.title
            );
            let words = paper.rows.iter().flatten().any(|cell| has_canary(cell.as_bytes()));
            assert!(!words, "{}: {}", world.name, paper.title);
        }
        assert_eq!(xlsx(&papers).unwrap(), xlsx(&papers).unwrap(), "the same papers differ");
        // All of it is on account, and the account itself is clean.
        let account = ops.store.disclosures(None).await.unwrap();
        assert_eq!(account.len(), told, "{}", world.name);
        assert!(account.iter().all(|one| one.fields.iter().any(|field| field == "family_name")));
        let mut csv = Vec::new();
        ops.export_disclosures(&mut csv).await.unwrap();
        assert!(!has_canary(&csv), "{}", world.name);
        // The house's own list may say more: so the canaries can be found at all.
        let internal = ops.internal_manifest(&id).await.unwrap();
        assert!(has_canary(html(std::slice::from_ref(&internal)).as_bytes()), "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_log_names_nobody() {
    for world in worlds("log").await {
        let mut case = ready("P1");
        case.person.family_name = "CANARYLI".into();
        case.person.given_names = "CANARYWEI".into();
        case.person.a_number = Known::Read("CANARY-A".into());
        case.person.fin = "CANARY-FIN".into();
        case.documents[0].number = Some("CANARY-NO".into());
        world.with_cases([case]).await;
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P1"]).await;
        let (mut json, mut xes, mut moves) = (Vec::new(), Vec::new(), Vec::new());
        let ops = &world.ops;
        let log = ops.export_log(&mut OcelJson::new(&mut json), &Silent).await.unwrap();
        ops.export_log(&mut Xes::new(&mut xes, false), &Silent).await.unwrap();
        ops.export_log(&mut Xes::new(&mut moves, true), &Silent).await.unwrap();
        for bytes in [&json, &xes, &moves] {
            assert!(!has_canary(bytes), "{}", world.name);
        }
        let ocel: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let events = ocel["events"].as_array().unwrap();
        assert_eq!(events.len() as u64, log.events, "{}", world.name);
        assert_eq!(ocel["objects"].as_array().unwrap().len() as u64, log.objects);
        let objects: std::collections::HashSet<&str> = ocel["objects"]
            .as_array()
            .unwrap()
            .iter()
            .map(|object| object["id"].as_str().unwrap())
            .collect();
        for event in events {
            for relation in event["relationships"].as_array().unwrap() {
                assert!(objects.contains(relation["objectId"].as_str().unwrap()), "{relation}");
            }
        }
        let moves = String::from_utf8(moves).unwrap();
        assert_eq!(moves.matches("<event>").count(), 2, "{moves}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_leaves_while_one_person_on_the_list_may_not_be_told_of() {
    for world in worlds("papers_barred").await {
        world.sealed(&["P1", "P2"]).await;
        let (ops, desk, id) = (&world.ops, actor(DESK), flight_id("F1"));
        // A defect bars contact too. It is planted past the sweep, which would have struck.
        let case = ops.store.case(&case_id("P2")).await.unwrap();
        let defects = vec![Defect::BadRecord("category".into())];
        let planted = case.record(vec![CaseEvent::DefectsFound { defects }], &stamp(ops));
        world.commit(vec![Unit::case(planted)]).await;
        let refused = ops.export_paxlst(&id, &options(Profile::Guide), &desk).await.unwrap_err();
        let OperationError::Refused(Refusal::Barred { barred }) = refused else {
            panic!("{}: {refused}", world.name)
        };
        assert_eq!(barred.len(), 1, "{}", world.name);
        assert_eq!(barred[0].0, case_id("P2"), "{}", world.name);
        let paper = ForeignPaper::Manifest;
        assert!(ops.foreign_paper(&id, &agency(), paper, &desk).await.is_err());
        assert_eq!(ops.store.disclosures(None).await.unwrap(), [], "{}", world.name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_disclose_gets_no_foreign_paper() {
    for world in worlds("papers_role").await {
        world.sealed(&["P1"]).await;
        let (ops, id) = (&world.ops, flight_id("F1"));
        for who in [BUILDER, "auditor:a", "foreign_consular_user:c"] {
            let got = ops.export_paxlst(&id, &options(Profile::Guide), &actor(who)).await;
            let refused = matches!(got, Err(OperationError::Refused(Refusal::RoleMayNot { .. })));
            assert!(refused, "{}: {who}", world.name);
        }
        ops.place_hold(&case_id("P1"), stay("H1"), &actor("court_feed:c"), None).await.unwrap();
        let exported =
            ops.export_paxlst(&id, &options(Profile::Guide), &actor(DESK)).await.unwrap();
        assert_eq!(exported.people, 0, "{}: who was struck is on no list", world.name);
    }
}
