//! Why the gate says no: each reason with a stable code and a page in the docs.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::code::codes;

codes! {
    /// What stands in the way.
    ReasonCode {
        BadRecord = "bad_record", "a column of the person's record cannot be read";
        PossibleDuplicate = "possible_duplicate", "looks like the same person as another record";
        FlightUnreadable = "flight_unreadable", "the flight's record cannot be read";
        FlightBadStop = "flight_bad_stop", "a stop of the flight cannot be read";
        NoCountryProfile = "no_country_profile", "there is no profile of the country";
        CharterNotAllowed = "charter_not_allowed", "the country takes no charter flights";
        AirportNotAllowed = "airport_not_allowed", "the country takes no flights at this airport";
        OtherDestination = "other_destination", "the flight does not go to the removal country";
        NoRemovalCountry = "no_removal_country", "no removal country is on record";
        NoOrder = "no_order", "there is no order of removal";
        OrderNotFinal = "order_not_final", "the order is not final";
        CategoryNotExecutable = "category_not_executable", "the case category does not allow removal";
        CategoryNeedsDocument = "category_needs_document", "the case category needs a document that is missing";
        StatementUnreadable = "statement_unreadable", "a statement cannot be read";
        StatementOpen = "statement_open", "a statement is open or was affirmed";
        StatementUnproven = "statement_unproven", "a negative finding lacks officer or evidence";
        MedicalClearanceMissing = "medical_clearance_missing", "no medical clearance since the last complaint";
        ThirdCountryNoticeMissing = "third_country_notice_missing", "no notice of removal to a third country";
        ThirdCountryNoticeShort = "third_country_notice_short", "the notice of removal to a third country is too short";
        HoldUnreadable = "hold_unreadable", "a hold cannot be read";
        Hold = "hold", "a hold";
        HoldExpiryUnconfirmed = "hold_expiry_unconfirmed", "a hold's end has passed but nobody confirmed it";
        ProtectedCountryOnRoute = "protected_country_on_route", "the flight stops in a country that the person is protected from";
        DocumentExpiresTooSoon = "document_expires_too_soon", "the document ends before arrival and buffer";
        DocumentConditionOpen = "document_condition_open", "the agency approved on a condition that is not met";
        DocumentNotApproved = "document_not_approved", "the agency has not approved the person";
        DocumentPending = "document_pending", "the agency has not answered";
        DocumentRefused = "document_refused", "the agency refused";
        DocumentExpired = "document_expired", "the document has expired";
        DocumentUnreadable = "document_unreadable", "a document's record cannot be read";
        DocumentOtherCountry = "document_other_country", "the document is of another country";
        DocumentMissing = "document_missing", "there is no travel document";
        Custody = "custody", "not in custody for the flight";
        UnaccompaniedChild = "unaccompanied_child", "a child without a parent or guardian";
        MinorWithoutAdult = "minor_without_adult", "a family of children only";
        MedicalUnfit = "medical_unfit", "unfit to fly";
        MedicalTbPending = "medical_tb_pending", "a tuberculosis test is pending";
        MedicalClearanceStale = "medical_clearance_stale", "the medical clearance is too old";
        NoNurseOnFlight = "no_nurse_on_flight", "the person needs a nurse and the flight has none";
        FamilyIncomplete = "family_incomplete", "a member of the family may not fly";
        KeepApart = "keep_apart", "must be kept apart from somebody on the list";
        Unreadable = "unreadable", "a fact that the gate needs cannot be read";
    }
}

/// One reason: a code, and what it is about where the code alone does not say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reason {
    /// What stands in the way.
    pub code: ReasonCode,
    /// A hold kind, a person, a country, a column.
    pub about: Option<Arc<str>>,
}

impl Reason {
    /// A reason that its code says in full.
    pub const fn plain(code: ReasonCode) -> Self {
        Self { code, about: None }
    }

    /// A reason about something.
    pub fn about(code: ReasonCode, about: impl Into<Arc<str>>) -> Self {
        Self { code, about: Some(about.into()) }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            Some(about) => write!(f, "{}:{about}", self.code),
            None => self.code.fmt(f),
        }
    }
}

impl From<Reason> for String {
    fn from(reason: Reason) -> Self {
        reason.to_string()
    }
}

impl TryFrom<String> for Reason {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let (code, about) = match text.split_once(':') {
            Some((code, about)) => (code, Some(about.into())),
            None => (text.as_str(), None),
        };
        let code = ReasonCode::from_code(code).ok_or_else(|| format!("{text:?} is no reason"))?;
        Ok(Self { code, about })
    }
}

/// All reasons in one text, as reports and strike details write them: `a;b:c`.
pub fn join(reasons: &[Reason]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(";")
}
