//! Small flights with people whom nothing bars, put straight into the database.

use std::collections::VecDeque;

use domain::decide::PlaceHold;
use domain::{
    AgencyId, Answer, Appeal, Case, CaseId, ClassLevel, Criminality, Custody, CustodyKind,
    Document, DocumentId, DocumentKind, FamilyUnit, FlightId, FlightKind, FlightPlan, HoldId,
    Known, Medical, MedicalStatus, Order, Person, PersonId, SeatRole, Sex, Stage, Stamp, Stop,
    StopKind,
};
use jiff::civil::{Date, date};
use operations::Operations;
use persistence::{CaseTransition, Committed, FlightTransition, Unit};

use super::{World, actor, at};

/// When the small flights leave.
pub(crate) const DEPARTS: &str = "2024-06-29T15:10:00-05:00";

/// The builder of every list, and the second person who seals it.
pub(crate) const BUILDER: &str = "flight_scheduler:builder";
pub(crate) const SEALER: &str = "supervisory_officer:second";
/// Confirms; boards and departs; tells of holds.
pub(crate) const DESK: &str = "country_desk_officer:desk";
pub(crate) const LEAD: &str = "flight_officer:lead";
pub(crate) const COURTS: &str = "court_feed:courts";

/// The case of `person`, ready for a seat to China.
pub(crate) fn ready(person: &str) -> Case {
    let id = PersonId::new(person).unwrap();
    let china = "CHN".parse().unwrap();
    let read = |day: Date| Some(Known::Read(day));
    Case {
        id: case_id(person),
        opened_at: at("2024-01-10T09:00:00-06:00").at(),
        stage: Stage::AgencyApproved,
        person: Person {
            id,
            seq: 1,
            a_number: Known::Read(format!("A{person:0>9}").into()),
            fin: format!("9{person:0>9}").into(),
            family_name: "LI".into(),
            given_names: "WEI".into(),
            birth_date: Known::Read(date(1990, 5, 17)),
            sex: Known::Read(Sex::Male),
            nationality: Known::Read(china),
            birth_country: Known::Read(china),
            class_level: Known::Read(ClassLevel::Low),
            criminality: Known::Read(Criminality::None),
            family_unit: None,
            unaccompanied: Known::Read(false),
            keep_apart: Vec::new(),
            attorney: Known::Read(false),
        },
        custody: Custody {
            kind: Known::Read(CustodyKind::Detained),
            facility: "ZAEXA".into(),
            office: "NOL".into(),
            since: read(date(2024, 1, 9)),
        },
        order: Order {
            kind: Known::Read("ij".into()),
            date: read(date(2024, 2, 1)),
            appeal: Known::Read(Appeal::Waived),
            category: Known::Read("8C".into()),
            removal_country: Some(Known::Read(china)),
        },
        medical: Medical {
            status: Known::Read(MedicalStatus::Ok),
            cleared_on: read(date(2024, 6, 1)),
        },
        holds: Vec::new(),
        documents: vec![approved(person)],
        statements: Vec::new(),
        interviews: Vec::new(),
        notices: Vec::new(),
        defects: Vec::new(),
    }
}

/// An approved laissez-passer, good for the summer of 2024.
pub(crate) fn approved(person: &str) -> Document {
    Document {
        id: DocumentId::new(format!("D{person}")).unwrap(),
        kind: Known::Read(DocumentKind::LaissezPasser),
        number: Some("L1234567".into()),
        issuing_country: Known::Read("CHN".parse().unwrap()),
        issued_on: Some(date(2024, 6, 10)),
        expires_on: Some(date(2024, 9, 8)),
        single_use: true,
        mrz: None,
        requested_on: Some(date(2024, 2, 20)),
        answer: Some(Answer::Approved),
        answered_on: Some(date(2024, 6, 8)),
        condition: None,
        defect: None,
    }
}

/// Somebody for whom the agency was asked.
pub(crate) fn asked(person: &str) -> Case {
    let mut case = ready(person);
    case.stage = Stage::DocumentRequested;
    let mut document = approved(person);
    (document.answer, document.answered_on) = (Some(Answer::Pending), None);
    (document.number, document.issued_on, document.expires_on) = (None, None, None);
    case.documents = vec![document];
    case
}

/// `people` as one family, in this order.
pub(crate) fn family(people: &[&str]) -> Vec<Case> {
    let unit = FamilyUnit::new(format!("U{}", people.first().unwrap())).unwrap();
    let members = (1..).zip(people).map(|(seq, person)| {
        let mut case = ready(person);
        case.person.seq = seq;
        case.person.family_unit = Some(unit.clone());
        case
    });
    members.collect()
}

pub(crate) fn case_id(person: &str) -> CaseId {
    CaseId::of(&PersonId::new(person).unwrap(), 1)
}

pub(crate) fn flight_id(id: &str) -> FlightId {
    FlightId::new(id).unwrap()
}

/// A flight to China with twenty seats.
fn plan(id: FlightId) -> FlightPlan {
    plan_over(id, &["KAEX", "ZYTX"])
}

/// The same over `airports`, the first of which is where people get on.
fn plan_over(id: FlightId, airports: &[&str]) -> FlightPlan {
    let stop = |kind, airport: &str| Known::Read(Stop { kind, airport: airport.into() });
    FlightPlan {
        id,
        kind: Known::Read(FlightKind::LongRange),
        aircraft: "B763".into(),
        seats: Known::Read(20),
        departs_at: Some(at(DEPARTS)),
        stops: airports
            .iter()
            .enumerate()
            .map(|(n, at)| stop(if n == 0 { StopKind::PickUp } else { StopKind::DropOff }, at))
            .collect(),
        agencies: vec![AgencyId::new("chn_nia").unwrap()],
        list_cap: Known::Read(20),
        notice_days: 2,
        max_class3: Known::Read(2),
        nurses: Known::Read(1),
        fixed_cost_usd: 300_000,
        hourly_cost_usd: 17_000,
        unreadable: false,
    }
}

/// A stay by a court, in force since before the tests begin.
pub(crate) fn stay(id: &str) -> PlaceHold {
    PlaceHold {
        id: Some(HoldId::new(id).unwrap()),
        kind: "judicial_stay".into(),
        country: None,
        from: at("2024-06-25T00:00:00-05:00"),
        to: None,
        source_document: "order of the court".into(),
        docket_number: None,
    }
}

pub(crate) fn stamp(ops: &Operations) -> Stamp {
    Stamp {
        at: ops.clock.now().at(),
        by: actor("system:test"),
        rules: ops.rules.version().clone(),
        reason: "a test begins".into(),
    }
}

impl World {
    /// Puts `units` into the database, each of which has to succeed.
    pub(crate) async fn commit(&self, units: Vec<Unit>) {
        let mut units = VecDeque::from(units);
        while !units.is_empty() {
            let some = units.drain(..units.len().min(500)).collect();
            let answers = self.ops.store.commit(some).await.unwrap();
            assert!(answers.iter().all(Committed::is_done), "{}: {answers:?}", self.name);
        }
    }

    /// Opens `cases`.
    pub(crate) async fn with_cases(&self, cases: impl IntoIterator<Item = Case>) {
        let stamp = stamp(&self.ops);
        let open = |case| Unit::case(CaseTransition::open(case, &stamp));
        self.commit(cases.into_iter().map(open).collect()).await;
    }

    /// Schedules flights.
    pub(crate) async fn with_flights(&self, flights: impl IntoIterator<Item = FlightId>) {
        let stamp = stamp(&self.ops);
        let schedule = |id| Unit::flight(FlightTransition::schedule(plan(id), &stamp));
        self.commit(flights.into_iter().map(schedule).collect()).await;
    }

    /// Schedules a flight over `airports`.
    pub(crate) async fn with_flight_over(&self, id: &str, airports: &[&str]) {
        let plan = plan_over(flight_id(id), airports);
        let schedule = FlightTransition::schedule(plan, &stamp(&self.ops));
        self.commit(vec![Unit::flight(schedule)]).await;
    }

    /// Gives each party of `people` seats on `flight`, by one of its members.
    pub(crate) async fn seat(&self, flight: &str, people: &[&str]) {
        for person in people {
            let place = (SeatRole::Primary, 0);
            let (flight, case) = (flight_id(flight), case_id(person));
            self.ops.assign(&flight, &case, place, &actor(BUILDER)).await.unwrap();
        }
    }

    /// A flight `F1` with `people` on its sealed list.
    pub(crate) async fn sealed(&self, people: &[&str]) {
        self.with_cases(people.iter().map(|person| ready(person))).await;
        self.with_flights([flight_id("F1")]).await;
        self.seat("F1", people).await;
        self.ops.seal(&flight_id("F1"), &actor(SEALER)).await.unwrap();
    }

    /// Sets the clock.
    pub(crate) fn now(&self, instant: &str) {
        self.ops.clock.set(at(instant));
    }
}
