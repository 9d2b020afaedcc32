//! Whatever a record has that no authority may be told is in no byte of what leaves: every source,
//! every form, many seeds, each release on account.

use domain::rulebook::Rulebook;
use domain::{
    Case, Country, DocumentId, Hold, HoldId, HoldRevision, Known, Medical, MedicalStatus, Notice,
    PersonId, Refusal, Statement, StatementId, StatementOutcome,
};
use interchange::forms::html;
use interchange::paxlst::Profile;
use jiff::civil::date;
use operations::{ForeignPaper, OnboardPaper, OperationError, PaxlstOptions};

use crate::support::search::{forms, giveaway, in_pdf};
use crate::support::small::{approved, asked, case_id, flight_id, ready};
use crate::support::{World, actor, at, tell, variable, worlds};

/// How many people are seeded, unless `CASEFLIGHT_TAINT_SEEDS` says otherwise.
const SEEDS: usize = 40;

/// Holds that tell of asylum, fear, or a victim's petition (8 USC 1367), and of health.
const PROTECTED: &[&str] = &[
    "asylum_pending",
    "credible_fear_pending",
    "reasonable_fear_pending",
    "withholding_granted",
    "cat_granted",
    "u_t_visa_pending",
    "vawa_sij_pending",
    "vawa_reopening_pending",
    "medical_unfit",
    "mental_competence",
    "pregnancy",
    "tuberculosis_isolation",
];

/// A day that is on record in no field that may be told.
const SECRET_DAY: jiff::civil::Date = date(2024, 3, 29);

/// A word for one source of one person.
struct Canaries {
    seed: usize,
    made: usize,
}

impl Canaries {
    fn word(&mut self) -> String {
        self.made += 1;
        format!("QZX{:05}N{:02}QZX", self.seed, self.made)
    }
}

/// Puts a word of its own into every field of `case` that no authority may be told.
fn taint(case: &mut Case, seed: usize) -> usize {
    let mut canary = Canaries { seed, made: 0 };
    let mut arc = || -> std::sync::Arc<str> { canary.word().into() };
    case.person.a_number = Known::Read(arc());
    case.person.fin = arc();
    case.person.keep_apart = vec![PersonId::new(arc()).unwrap()];
    case.custody.facility = arc();
    case.custody.office = arc();
    case.custody.since = Some(Known::Read(SECRET_DAY));
    case.order.date = Some(Known::Read(date(2024, 2, 1)));
    case.notices.push(Notice { kind: arc(), on: SECRET_DAY });
    case.medical = Medical {
        status: Known::Read(MedicalStatus::NurseRequired),
        cleared_on: Some(Known::Read(SECRET_DAY)),
    };
    for kind in ["fear_of_return", "medical", "citizenship"] {
        case.statements.push(Statement {
            id: StatementId::new(arc()).unwrap(),
            kind: kind.into(),
            made_at: Some(at("2024-03-29T09:00:00-06:00")),
            language: arc(),
            interpreter: true,
            officer: Some(arc()),
            evidence: Some(arc()),
            outcome: Some(StatementOutcome::Negative),
            defect: None,
        });
    }
    for kind in PROTECTED {
        let revision = HoldRevision {
            recorded_at: None,
            kind: (*kind).into(),
            country: None,
            from: Some(at("2024-03-29T00:00:00-06:00")),
            to: Some(at("2024-04-02T00:00:00-06:00")),
            end_confirmed: true,
            source_document: arc(),
            docket_number: Some(arc()),
            by: format!("court_feed:{}", arc()).into(),
            reason: Some(arc()),
            defect: None,
        };
        case.holds.push(Hold { id: HoldId::new(arc()).unwrap(), revisions: vec![revision] });
    }
    // The paper of another country, such as one that gave refuge.
    let mut other = approved("X");
    other.id = DocumentId::new(arc()).unwrap();
    other.issuing_country = Known::Read("CAN".parse().unwrap());
    (other.number, other.mrz) = (Some(arc()), Some(arc()));
    (other.issued_on, other.requested_on) = (Some(SECRET_DAY), Some(SECRET_DAY));
    case.documents.push(other);
    for document in &mut case.documents {
        document.mrz = Some(arc());
    }
    canary.made
}

/// A tainted person for whom the authority of `country` was asked.
fn asking(person: &str, seed: usize, country: Country) -> Case {
    let mut case = asked(person);
    case.order.removal_country = Some(Known::Read(country));
    case.person.nationality = Known::Read(country);
    for request in &mut case.documents {
        request.issuing_country = Known::Read(country);
    }
    taint(&mut case, seed);
    case
}

fn seeds() -> usize {
    variable("CASEFLIGHT_TAINT_SEEDS").map_or(SEEDS, |text| text.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_canary_of_any_source_is_in_any_byte_that_leaves_for_an_authority() {
    for world in worlds("taint_all").await {
        let (seeds, mut releases, mut searched, mut canaries) = (seeds(), 0, 0_usize, 0);
        let desk = actor("country_desk_officer:QZXdesk");
        let agency = "chn_nia".parse().unwrap();
        for first in (0..seeds).step_by(8) {
            let people: Vec<String> =
                (first..seeds.min(first + 8)).map(|seed| format!("P{seed}")).collect();
            let mut cases = Vec::new();
            for (seed, person) in (first..).zip(&people) {
                let mut case = ready(person);
                canaries += taint(&mut case, seed);
                case.medical.status = Known::Read(MedicalStatus::Ok);
                cases.push(case);
            }
            world.with_cases(cases).await;
            let flight = format!("F{first}");
            world.with_flights([flight_id(&flight)]).await;
            let names: Vec<&str> = people.iter().map(String::as_str).collect();
            world.seat(&flight, &names).await;
            let (ops, id) = (&world.ops, flight_id(&flight));
            let mut leaves: Vec<(&str, Vec<u8>)> = Vec::new();
            for profile in [Profile::Guide, Profile::Parts] {
                let options = PaxlstOptions { profile, receiver: "CARRIER".to_owned() };
                let exported = ops.export_paxlst(&id, &options, &desk).await.unwrap();
                assert_eq!(exported.people, people.len());
                leaves.push(("PAXLST", exported.text.into_bytes()));
                releases += people.len();
            }
            for kind in [ForeignPaper::Manifest, ForeignPaper::Handover] {
                let paper = ops.foreign_paper(&id, &agency, kind, &desk).await.unwrap();
                assert_eq!(paper.rows.len(), people.len());
                leaves.push(("list", forms(&[paper])));
                releases += people.len();
            }
            // These go into other hands too.
            leaves.push(("declaration", forms(&[ops.general_declaration(&id).await.unwrap()])));
            let tags = ops.onboard_paper(&id, OnboardPaper::BaggageTags).await.unwrap();
            assert_eq!(tags.labels.len(), 2 * people.len());
            leaves.push(("tags", forms(&[tags])));
            for (what, bytes) in &leaves {
                searched += bytes.len();
                assert_eq!(giveaway(bytes), None, "{}: {what} of {flight}", world.name);
            }
            // The house's own papers do have them: so the search finds what is there, in each form.
            let own = [ops.onboard_paper(&id, OnboardPaper::Property).await.unwrap()];
            assert_eq!(giveaway(&forms(&own)), Some("QZX"), "{}", world.name);
            assert_eq!(giveaway(&in_pdf(&own)), Some("QZX"), "{}", world.name);
        }
        assert_eq!(on_account(&world).await, releases, "{}", world.name);
        tell(&format!(
            "{}: {canaries} canaries in {seeds} people, {searched} bytes searched, {releases} \
             releases on account",
            world.name
        ));
    }
}

/// Releases on account: each with its fields and the number of what left.
async fn on_account(world: &World) -> usize {
    let account = world.ops.store.disclosures(None).await.unwrap();
    for one in &account {
        assert!(one.purpose.contains("; SHA-256 "), "{}", one.purpose);
        assert!(!one.fields.is_empty());
    }
    let mut csv = Vec::new();
    world.ops.export_disclosures(&mut csv).await.unwrap();
    assert_eq!(giveaway(&csv), None, "{}", world.name);
    account.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_packet_for_any_country_has_no_canary_and_is_on_account() {
    for world in worlds("taint_packets").await {
        let countries: Vec<Country> =
            world.ops.rules.countries().map(|profile| profile.country).collect();
        let people: Vec<(String, Country)> = (0..seeds())
            .map(|seed| (format!("R{seed}"), countries[seed % countries.len()]))
            .collect();
        let cases = people.iter().enumerate();
        world.with_cases(cases.map(|(seed, (person, to))| asking(person, seed, *to))).await;
        let desk = actor("country_desk_officer:QZXdesk");
        for (person, country) in &people {
            let packet = world.ops.request_packet(&case_id(person), None, &desk).await.unwrap();
            assert_eq!(packet.papers.len(), 3, "{}", world.name);
            let bytes = forms(&packet.papers);
            assert_eq!(giveaway(&bytes), None, "{}: {person} to {country}", world.name);
            let text = html(&packet.papers);
            let told = account_of(&world, person).await;
            assert!(told.contains(&packet.hash), "{}: {told}", world.name);
            // What is printed again is what left.
            world.now("2024-08-01T12:00:00-05:00");
            let again = world.ops.reprint(&packet.hash).await.unwrap();
            world.now("2024-06-25T23:59:59-05:00");
            assert_eq!(html(&again), text, "{}: {person} to {country}", world.name);
        }
        assert_eq!(on_account(&world).await, people.len(), "{}", world.name);
    }
}

async fn account_of(world: &World, person: &str) -> String {
    let told = world.ops.store.disclosures(Some(&case_id(person))).await.unwrap();
    assert_eq!(told.len(), 1, "{}: {person}", world.name);
    told.into_iter().map(|one| one.purpose).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_confidential_hold_is_in_force_nothing_leaves_or_nothing_of_it() {
    for world in worlds("taint_barred").await {
        let china = "CHN".parse().unwrap();
        let rules: &Rulebook = &world.ops.rules;
        let confidential: Vec<(String, bool)> = rules
            .hold_kinds()
            .filter(|kind| kind.confidential)
            .map(|kind| (kind.code.to_string(), kind.blocks.contact))
            .collect();
        for kind in ["asylum_pending", "credible_fear_pending", "reasonable_fear_pending"] {
            assert!(confidential.contains(&(kind.to_owned(), true)), "{kind} lets contact pass");
        }
        let mut told = 0;
        for (n, (kind, bars)) in confidential.iter().enumerate() {
            let person = format!("B{n}");
            let mut case = asking(&person, n, china);
            for hold in &mut case.holds {
                for revision in &mut hold.revisions {
                    revision.kind = kind.as_str().into();
                    (revision.to, revision.end_confirmed) = (None, false);
                }
            }
            world.with_cases([case]).await;
            let desk = actor("country_desk_officer:desk");
            let got = world.ops.request_packet(&case_id(&person), None, &desk).await;
            match got {
                Err(OperationError::Refused(Refusal::Barred { .. })) => {
                    assert!(*bars, "{}: {kind} bars contact", world.name);
                }
                Ok(packet) => {
                    // The agency may be asked, but is not told why the person stays meanwhile.
                    assert!(!bars, "{}: {kind} lets contact pass", world.name);
                    assert_eq!(giveaway(&forms(&packet.papers)), None, "{}: {kind}", world.name);
                    told += 1;
                }
                Err(error) => panic!("{}: {kind}: {error}", world.name),
            }
        }
        assert_eq!(on_account(&world).await, told, "{}", world.name);
        assert!(told + 5 < confidential.len(), "{}", world.name);
    }
}
