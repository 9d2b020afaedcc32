//! One clean case, and the records that spoil it.

use domain::{
    AgencyId, Answer, Appeal, Case, CaseId, ClassLevel, Criminality, Custody, CustodyKind,
    Document, DocumentId, DocumentKind, Hold, HoldId, HoldRevision, Known, Medical, MedicalStatus,
    Order, Person, PersonId, Sex, Stage, Statement, StatementId, StatementKind, StatementOutcome,
};

use super::{country, day, moment, on};

/// A Chinese national whom nothing bars from the flight of [`super::empty_flight`], at the stage
/// before a manifest.
#[track_caller]
pub(crate) fn clean_case(person: &str) -> Case {
    let person = PersonId::new(person).unwrap();
    Case {
        id: CaseId::of(&person, 1),
        opened_at: moment("2024-01-10T09:00:00-06:00").at(),
        stage: Stage::AgencyApproved,
        person: Person {
            id: person,
            seq: 1,
            a_number: Known::Read("A900000001".into()),
            fin: "9900000001".into(),
            family_name: "LI".into(),
            given_names: "WEI".into(),
            birth_date: Known::Read(day("1990-05-17")),
            sex: Known::Read(Sex::Male),
            nationality: Known::Read(country("CHN")),
            birth_country: Known::Read(country("CHN")),
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
            since: on("2024-01-09"),
        },
        order: Order {
            kind: Known::Read("ij".into()),
            date: on("2024-02-01"),
            appeal: Known::Read(Appeal::Waived),
            category: Known::Read("8C".into()),
            removal_country: Some(Known::Read(country("CHN"))),
        },
        medical: Medical { status: Known::Read(MedicalStatus::Ok), cleared_on: on("2024-06-01") },
        holds: Vec::new(),
        documents: vec![document("D1")],
        statements: Vec::new(),
        interviews: Vec::new(),
        notices: Vec::new(),
        defects: Vec::new(),
    }
}

/// A Chinese laissez-passer, approved, good for any flight of summer 2024.
#[track_caller]
pub(crate) fn document(id: &str) -> Document {
    Document {
        id: DocumentId::new(id).unwrap(),
        kind: Known::Read(DocumentKind::LaissezPasser),
        number: Some("L1234567".into()),
        issuing_country: Known::Read(country("CHN")),
        issued_on: Some(day("2024-06-10")),
        expires_on: Some(day("2024-09-08")),
        single_use: true,
        mrz: None,
        requested_on: Some(day("2024-02-20")),
        answer: Some(Answer::Approved),
        answered_on: Some(day("2024-06-08")),
        condition: None,
        defect: None,
    }
}

#[track_caller]
pub(crate) fn agency(id: &str) -> AgencyId {
    AgencyId::new(id).unwrap()
}

/// A hold of `kind` for every country, in force since March, known from the beginning.
#[track_caller]
pub(crate) fn hold(kind: &str) -> Hold {
    hold_of(kind, HoldId::new("H1").unwrap())
}

pub(crate) fn hold_of(kind: &str, id: HoldId) -> Hold {
    let revision = HoldRevision {
        recorded_at: None,
        kind: kind.into(),
        country: None,
        from: Some(moment("2024-03-01T00:00:00-06:00")),
        to: None,
        end_confirmed: false,
        source_document: "order of 1 March".into(),
        docket_number: None,
        by: "legal_counsel:u1".into(),
        reason: None,
        defect: None,
    };
    Hold { id, revisions: vec![revision] }
}

/// A statement with officer and evidence.
#[track_caller]
pub(crate) fn statement(kind: StatementKind, made: &str, outcome: StatementOutcome) -> Statement {
    Statement {
        id: StatementId::new("S1").unwrap(),
        kind: kind.code().into(),
        made_at: Some(moment(made)),
        language: "zh-Hans".into(),
        interpreter: true,
        officer: Some("u7".into()),
        evidence: Some("form".into()),
        outcome: Some(outcome),
        defect: None,
    }
}

/// A negative finding that lacks its evidence.
#[track_caller]
pub(crate) fn unproven_statement(kind: StatementKind, made: &str) -> Statement {
    Statement { evidence: None, ..statement(kind, made, StatementOutcome::Negative) }
}

/// A notice of removal to a third country, served at `made` and answered with no fear.
#[track_caller]
pub(crate) fn noticed(made: &str) -> Statement {
    statement(StatementKind::ThirdCountry, made, StatementOutcome::Negative)
}
