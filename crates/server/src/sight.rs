//! What of a case somebody may read. What they may not is withheld here, in one place, for pages
//! and the API alike.

use domain::rulebook::{DisclosureField, Rulebook};
use domain::{Reason, ReasonCode, StatementKind, StrikeReason};
use jiff::civil::Date;

/// What stands where something is withheld.
pub(crate) const WITHHELD: &str = "withheld";

/// Which sides of a case somebody may read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a policy of its own")]
pub(crate) struct Sight {
    pub(crate) legal: bool,
    pub(crate) medical: bool,
    pub(crate) protection: bool,
    pub(crate) history: bool,
    /// For a consular user: the only fields there are.
    pub(crate) fields: Option<Vec<DisclosureField>>,
}

impl Sight {
    /// Nothing at all.
    pub(crate) const NONE: Self =
        Self { legal: false, medical: false, protection: false, history: false, fields: None };

    /// Everything there is.
    pub(crate) fn is_full(&self) -> bool {
        self.legal && self.medical && self.protection && self.fields.is_none()
    }

    /// Whether holds of this kind may be read.
    pub(crate) fn reads_hold(&self, kind: &str, rules: &Rulebook) -> bool {
        match rules.hold_kind_or_latest(kind, Date::MAX) {
            Some(kind) if kind.confidential => self.protection,
            Some(kind) if kind.strike_reason == StrikeReason::Medical => self.medical,
            Some(_) => self.legal,
            // Nobody can tell what it is.
            None => self.legal && self.protection && self.medical,
        }
    }

    /// Whether statements of this kind may be read.
    pub(crate) fn reads_statement(&self, kind: &str) -> bool {
        match StatementKind::from_code(kind) {
            Some(StatementKind::Medical) => self.medical,
            Some(StatementKind::Citizenship) => self.legal,
            Some(StatementKind::Fear | StatementKind::ThirdCountry) | None => self.protection,
        }
    }

    /// Whether the clock called `name` may be read.
    pub(crate) fn reads_clock(&self, name: &str) -> bool {
        if name.contains("fear") || name.contains("third_country") || name.contains("designated") {
            self.protection
        } else if name.contains("medica") || name.contains("pregnancy") {
            self.medical
        } else {
            self.legal
        }
    }

    /// `reason`, or that there is one.
    pub(crate) fn cut(&self, reason: &Reason, rules: &Rulebook) -> Reason {
        if self.reads(reason, rules) {
            reason.clone()
        } else {
            Reason::about(ReasonCode::Hold, WITHHELD)
        }
    }

    fn reads(&self, reason: &Reason, rules: &Rulebook) -> bool {
        use ReasonCode as R;
        let about = reason.about.as_deref().unwrap_or_default();
        match reason.code {
            R::Hold | R::HoldExpiryUnconfirmed => self.reads_hold(about, rules),
            R::HoldUnreadable => self.legal && self.protection && self.medical,
            R::ProtectedCountryOnRoute
            | R::ThirdCountryNoticeMissing
            | R::ThirdCountryNoticeShort => self.protection,
            R::StatementUnreadable | R::StatementOpen | R::StatementUnproven => {
                self.reads_statement(about)
            }
            R::MedicalUnfit
            | R::MedicalTbPending
            | R::MedicalClearanceMissing
            | R::MedicalClearanceStale => self.medical,
            R::NoOrder
            | R::OrderNotFinal
            | R::CategoryNotExecutable
            | R::CategoryNeedsDocument
            | R::BadRecord
            | R::PossibleDuplicate
            | R::Unreadable => self.legal,
            R::FlightUnreadable
            | R::FlightBadStop
            | R::NoCountryProfile
            | R::CharterNotAllowed
            | R::AirportNotAllowed
            | R::OtherDestination
            | R::NoRemovalCountry
            | R::DocumentExpiresTooSoon
            | R::DocumentConditionOpen
            | R::DocumentNotApproved
            | R::DocumentPending
            | R::DocumentRefused
            | R::DocumentExpired
            | R::DocumentUnreadable
            | R::DocumentOtherCountry
            | R::DocumentMissing
            | R::Custody
            | R::UnaccompaniedChild
            | R::MinorWithoutAdult
            | R::NoNurseOnFlight
            | R::FamilyIncomplete
            | R::KeepApart => self.fields.is_none(),
        }
    }

    /// Words of a strike or stop order: reasons one by one, free words only in full sight.
    pub(crate) fn cut_words(&self, text: &str, rules: &Rulebook) -> String {
        if self.is_full() {
            return text.to_owned();
        }
        let mut pieces: Vec<String> = Vec::new();
        for piece in text.split(';') {
            let read = Reason::try_from(piece.trim().to_owned());
            let piece = match read {
                Ok(reason) => self.cut(&reason, rules).to_string(),
                Err(_) => WITHHELD.to_owned(),
            };
            if !pieces.contains(&piece) {
                pieces.push(piece);
            }
        }
        pieces.join("; ")
    }
}
