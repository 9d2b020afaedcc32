//! Made-up people for benchmarks: nothing stands in their way.

use domain::rulebook::Rulebook;
use domain::{
    AgencyId, Answer, Appeal, Case, CaseId, ClassLevel, Country, Criminality, Custody, CustodyKind,
    Document, DocumentId, DocumentKind, FlightId, FlightKind, FlightPlan, Known, Medical,
    MedicalStatus, Moment, Order, Person, PersonId, Sex, Stage, Stop, StopKind,
};
use jiff::ToSpan;
use jiff::civil::Date;

use crate::OperationError;

fn bad(error: impl std::fmt::Display) -> OperationError {
    OperationError::BadInput(error.to_string())
}

/// The country that everybody goes to.
const TO: &str = "GTM";
const AIRPORT: &str = "MGGT";

/// Person number `n`: detained, ordered removed by expedited order, healthy, with a request
/// that the agency will approve.
pub(super) fn case(n: usize, now: Moment) -> Result<Case, OperationError> {
    let person = PersonId::new(format!("B{n:08}")).map_err(bad)?;
    let country: Country = TO.parse().map_err(bad)?;
    let today = now.date();
    let known = |text: &str| Known::Read(text.into());
    Ok(Case {
        id: CaseId::of(&person, 1),
        opened_at: now.at(),
        stage: Stage::Detained,
        person: Person {
            id: person,
            seq: i64::try_from(n).unwrap_or(i64::MAX),
            a_number: Known::Read(format!("A{:09}", n % 1_000_000_000).into()),
            fin: format!("{n:010}").into(),
            family_name: "Bench".into(),
            given_names: "Person".into(),
            birth_date: Known::Read(Date::constant(1990, 1, 1)),
            sex: Known::Read(Sex::Other),
            nationality: Known::Read(country),
            birth_country: Known::Read(country),
            class_level: Known::Read(ClassLevel::Low),
            criminality: Known::Read(Criminality::None),
            family_unit: None,
            unaccompanied: Known::Read(false),
            keep_apart: Vec::new(),
            attorney: Known::Read(false),
        },
        custody: Custody {
            kind: Known::Read(CustodyKind::Detained),
            facility: "ZALEXLA".into(),
            office: "NOL".into(),
            since: Some(Known::Read(today.saturating_sub(30.days()))),
        },
        order: Order {
            kind: known("expedited"),
            date: Some(Known::Read(today.saturating_sub(20.days()))),
            appeal: Known::Read(Appeal::None),
            category: known("8F"),
            removal_country: Some(Known::Read(country)),
        },
        medical: Medical {
            status: Known::Read(MedicalStatus::Ok),
            cleared_on: Some(Known::Read(today.saturating_sub(10.days()))),
        },
        holds: Vec::new(),
        documents: Vec::new(),
        statements: Vec::new(),
        interviews: Vec::new(),
        notices: Vec::new(),
        defects: Vec::new(),
    })
}

/// The request for `case`'s document.
pub(super) fn request(case: &Case, today: Date) -> Result<Document, OperationError> {
    let country: Country = TO.parse().map_err(bad)?;
    Ok(Document {
        id: DocumentId::numbered(&case.person.id, 1),
        kind: Known::Read(DocumentKind::Etd),
        number: None,
        issuing_country: Known::Read(country),
        issued_on: None,
        expires_on: None,
        single_use: true,
        mrz: None,
        requested_on: Some(today),
        answer: Some(Answer::Pending),
        answered_on: None,
        condition: None,
        defect: None,
    })
}

/// The same request, approved.
pub(super) fn approval(mut document: Document, today: Date) -> Document {
    document.answer = Some(Answer::Approved);
    document.answered_on = Some(today);
    document.number = Some("BENCH".into());
    document.issued_on = Some(today);
    document.expires_on = Some(today.saturating_add(60.days()));
    document
}

/// A flight with `seats` seats, ten days ahead.
pub(super) fn flight(n: usize, seats: u32, now: Moment) -> Result<FlightPlan, OperationError> {
    let stop = |kind: StopKind, airport: &str| Known::Read(Stop { kind, airport: airport.into() });
    Ok(FlightPlan {
        id: FlightId::new(format!("B{n:06}")).map_err(bad)?,
        kind: Known::Read(FlightKind::Daily),
        aircraft: "bench".into(),
        seats: Known::Read(seats),
        departs_at: Some(now.plus(jiff::SignedDuration::from_hours(240))),
        stops: vec![stop(StopKind::PickUp, "KAEX"), stop(StopKind::DropOff, AIRPORT)],
        agencies: vec![AgencyId::new("gtm_igm").map_err(bad)?],
        list_cap: Known::Read(seats),
        notice_days: 2,
        max_class3: Known::Read(seats),
        nurses: Known::Read(1),
        fixed_cost_usd: 0,
        hourly_cost_usd: 0,
        unreadable: false,
    })
}

/// The agency that is asked.
pub(super) fn agency(rules: &Rulebook) -> Result<AgencyId, OperationError> {
    let country: Country = TO.parse().map_err(bad)?;
    rules
        .country(country)
        .map(|profile| profile.agency.id.clone())
        .ok_or_else(|| bad("the rulebook has no profile of the benchmark's country"))
}
