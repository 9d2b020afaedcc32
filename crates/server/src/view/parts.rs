//! What a case is made of: the person, custody, order, documents, statements, clocks.

use domain::rulebook::DisclosureField as Field;
use domain::{Case, Document, Moment, Statement};
use serde::Serialize;
use utoipa::ToSchema;

use super::maybe;
use crate::sight::Sight;

/// Whom a case is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PersonView {
    #[schema(example = "P0000012")]
    pub(crate) id: String,
    #[schema(nullable = true)]
    pub(crate) a_number: Option<String>,
    #[schema(nullable = true)]
    pub(crate) family_name: Option<String>,
    #[schema(nullable = true)]
    pub(crate) given_names: Option<String>,
    #[schema(nullable = true)]
    pub(crate) birth_date: Option<String>,
    #[schema(nullable = true)]
    pub(crate) birth_country: Option<String>,
    #[schema(nullable = true)]
    pub(crate) sex: Option<String>,
    #[schema(nullable = true)]
    pub(crate) nationality: Option<String>,
    /// Guarding class.
    #[schema(nullable = true)]
    pub(crate) class_level: Option<String>,
    #[schema(nullable = true)]
    pub(crate) criminality: Option<String>,
    #[schema(nullable = true)]
    pub(crate) family_unit: Option<String>,
    /// People who must not be on the same flight.
    pub(crate) keep_apart: Vec<String>,
    /// Whether an attorney is on record.
    #[schema(nullable = true)]
    pub(crate) attorney: Option<String>,
}

/// The present custody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct CustodyView {
    pub(crate) kind: String,
    pub(crate) facility: String,
    pub(crate) office: String,
    #[schema(nullable = true)]
    pub(crate) since: Option<String>,
}

/// The order of removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct OrderView {
    pub(crate) kind: String,
    #[schema(nullable = true)]
    pub(crate) date: Option<String>,
    pub(crate) appeal: String,
    pub(crate) category: String,
    #[schema(nullable = true)]
    pub(crate) removal_country: Option<String>,
}

/// Fitness to fly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct MedicalView {
    pub(crate) status: String,
    #[schema(nullable = true)]
    pub(crate) cleared_on: Option<String>,
}

/// A travel document, or the request for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct DocumentView {
    pub(crate) id: String,
    pub(crate) kind: String,
    #[schema(nullable = true)]
    pub(crate) number: Option<String>,
    pub(crate) country: String,
    #[schema(nullable = true)]
    pub(crate) issued_on: Option<String>,
    #[schema(nullable = true)]
    pub(crate) expires_on: Option<String>,
    #[schema(nullable = true)]
    pub(crate) requested_on: Option<String>,
    #[schema(nullable = true)]
    pub(crate) answer: Option<String>,
    #[schema(nullable = true)]
    pub(crate) answered_on: Option<String>,
    /// On what condition the agency approved, in its words; nobody flies until it is met.
    #[schema(nullable = true)]
    pub(crate) condition: Option<String>,
    /// Since when that is met.
    #[schema(nullable = true)]
    pub(crate) condition_met_on: Option<String>,
    /// Whether its record cannot be read: such a document is never usable.
    pub(crate) unreadable: bool,
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct StatementView {
    pub(crate) id: String,
    pub(crate) kind: String,
    #[schema(nullable = true)]
    pub(crate) made_at: Option<String>,
    pub(crate) language: String,
    pub(crate) interpreter: bool,
    #[schema(nullable = true)]
    pub(crate) officer: Option<String>,
    #[schema(nullable = true)]
    pub(crate) evidence: Option<String>,
    #[schema(nullable = true)]
    pub(crate) outcome: Option<String>,
    pub(crate) unreadable: bool,
}

/// A notice that was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct NoticeView {
    pub(crate) kind: String,
    pub(crate) on: String,
}

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ClockView {
    pub(crate) name: String,
    pub(crate) label: String,
    #[schema(nullable = true)]
    pub(crate) about: Option<String>,
    pub(crate) due: String,
    /// `running`, `near`, `overdue`, `tolled` or `met`.
    pub(crate) state: &'static str,
    pub(crate) consequence: String,
}

impl PersonView {
    pub(super) fn of(case: &Case, sight: &Sight, now: Moment) -> Self {
        let person = &case.person;
        let allowed = |field: Field| sight.fields.as_ref().is_none_or(|f| f.contains(&field));
        let inside = sight.fields.is_none();
        let convictions = inside && sight.legal || !inside && allowed(Field::Convictions);
        let minor = !inside && allowed(Field::Minor) && person.is_minor_on(now.date());
        Self {
            id: person.id.to_string(),
            a_number: inside.then(|| person.a_number.to_string()),
            family_name: allowed(Field::FamilyName).then(|| person.family_name.to_string()),
            given_names: allowed(Field::GivenNames).then(|| person.given_names.to_string()),
            birth_date: allowed(Field::BirthDate).then(|| person.birth_date.to_string()),
            birth_country: allowed(Field::BirthCountry).then(|| person.birth_country.to_string()),
            sex: allowed(Field::Sex).then(|| person.sex.to_string()),
            nationality: allowed(Field::Nationality).then(|| person.nationality.to_string()),
            class_level: if minor {
                Some("minor".to_owned())
            } else {
                inside.then(|| person.class_level.to_string())
            },
            criminality: convictions.then(|| person.criminality.to_string()),
            family_unit: allowed(Field::FamilyGroup)
                .then(|| maybe(person.family_unit.as_ref()))
                .flatten(),
            keep_apart: person
                .keep_apart
                .iter()
                .filter(|_| inside)
                .map(ToString::to_string)
                .collect(),
            attorney: sight.legal.then(|| person.attorney.to_string()),
        }
    }
}

/// A consular user sees the documents of the own state, with the fields of the list.
pub(super) fn document(document: &Document, case: &Case, sight: &Sight) -> Option<DocumentView> {
    let allowed = |field: Field| sight.fields.as_ref().is_none_or(|f| f.contains(&field));
    let inside = sight.fields.is_none();
    if !inside && document.issuing_country.read() != case.person.nationality.read() {
        return None;
    }
    Some(DocumentView {
        id: document.id.to_string(),
        kind: document.kind.to_string(),
        number: allowed(Field::DocumentNumber).then(|| maybe(document.number.as_ref())).flatten(),
        country: document.issuing_country.to_string(),
        issued_on: maybe(document.issued_on),
        expires_on: allowed(Field::DocumentExpiry).then(|| maybe(document.expires_on)).flatten(),
        requested_on: maybe(document.requested_on),
        answer: maybe(document.answer),
        answered_on: maybe(document.answered_on),
        condition: maybe(document.condition.as_ref().map(|condition| &condition.words)),
        condition_met_on: maybe(document.condition.as_ref().and_then(|condition| condition.met_on)),
        unreadable: document.defect.is_some(),
    })
}

impl StatementView {
    pub(super) fn of(statement: &Statement) -> Self {
        Self {
            id: statement.id.to_string(),
            kind: statement.kind.to_string(),
            made_at: maybe(statement.made_at),
            language: statement.language.to_string(),
            interpreter: statement.interpreter,
            officer: maybe(statement.officer.as_ref()),
            evidence: maybe(statement.evidence.as_ref()),
            outcome: maybe(statement.outcome),
            unreadable: statement.defect.is_some(),
        }
    }
}
