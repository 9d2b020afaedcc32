//! The gate's reasons in plain words, one arm for each code.

use domain::ReasonCode;

use super::{Words, words};

/// What `code` means and how to clear it.
#[expect(clippy::too_many_lines, reason = "one arm a code; the compiler finds a missing one")]
pub(crate) const fn reason(code: ReasonCode) -> Words {
    match code {
        ReasonCode::BadRecord => words(
            "A column of the person's record, named behind the colon, could not be read when it \
             came in. Its words are kept; nothing is put in their place.",
            "Correct the value from the file of the case with `caseflight case correct`, which ends \
             the defect; custody and fitness have commands of their own, and `caseflight case \
             resolve-defect` after them.",
        ),
        ReasonCode::PossibleDuplicate => words(
            "The record looks like another one, named behind the colon: the same fingerprint \
             number, or nearly the same name and the same birth date.",
            "Compare both records. When it is certain who is who, resolve the defect on each.",
        ),
        ReasonCode::FlightUnreadable => words(
            "A figure of the flight cannot be read: its departure, seats or limits.",
            "Correct the flight's record. Nobody is put on it until then.",
        ),
        ReasonCode::FlightBadStop => words(
            "A stop of the flight is at an airport that the rulebook does not know.",
            "Correct the stop, or have the airport added to the rulebook.",
        ),
        ReasonCode::NoCountryProfile => words(
            "The rulebook has no profile of the country, so nobody can say what its authorities \
             ask for.",
            "Have a profile added to the rulebook, with its sources.",
        ),
        ReasonCode::CharterNotAllowed => words(
            "The country's profile says that it takes no charter flights.",
            "Choose another way of travel.",
        ),
        ReasonCode::AirportNotAllowed => words(
            "The country takes no removal flights at this airport.",
            "Choose a flight that stops at one of the airports of the country's profile.",
        ),
        ReasonCode::OtherDestination => words(
            "The flight has no drop-off in the country to which the person is ordered removed.",
            "Choose a flight to that country.",
        ),
        ReasonCode::NoRemovalCountry => {
            words("The order names no country.", "Find the country in the order and record it.")
        }
        ReasonCode::NoOrder => words(
            "There is no order of removal on record.",
            "Record the order if there is one. Without one nobody is removed.",
        ),
        ReasonCode::OrderNotFinal => words(
            "The order can still be appealed, or an appeal is open.",
            "Wait until the time has run out, the appeal is dismissed or it is waived.",
        ),
        ReasonCode::CategoryNotExecutable => words(
            "Cases of this category are not carried out by removal.",
            "Correct the category if it is wrong. Otherwise nothing: this bars for good.",
        ),
        ReasonCode::CategoryNeedsDocument => words(
            "Cases of this category need a paper that is not on record.",
            "Record the paper when it is there.",
        ),
        ReasonCode::StatementUnreadable => words(
            "A statement of the person came in garbled. It might be a claim, so it bars.",
            "Read the original, record the statement anew and resolve the defect.",
        ),
        ReasonCode::StatementOpen => words(
            "The person claimed citizenship, fear of return or something like it, and the claim is \
             open or was found true.",
            "Have the claim decided by whoever is competent, with officer and evidence, and record \
             the outcome.",
        ),
        ReasonCode::StatementUnproven => words(
            "A finding against the person names no officer or no evidence. It proves nothing.",
            "Record it again with the officer and the document that proves it.",
        ),
        ReasonCode::MedicalClearanceMissing => words(
            "The person complained of ill health and nobody cleared them for the flight since.",
            "Have a clinician examine the person and record it with `caseflight case medical`.",
        ),
        ReasonCode::ThirdCountryNoticeMissing => words(
            "The removal is to a country that is not the person's own, and no notice of it was \
             served.",
            "Serve the notice, wait its time and record the person's answer.",
        ),
        ReasonCode::ThirdCountryNoticeShort => words(
            "The notice of removal to a third country was served, but the time that it gives has \
             not passed.",
            "Wait until it has, or choose a later flight.",
        ),
        ReasonCode::HoldUnreadable => words(
            "A hold came in garbled. Nobody can say what it stops, so it stops everything.",
            "Read the original and record the hold anew under the same key.",
        ),
        ReasonCode::Hold => words(
            "A hold of the kind named behind the colon stops this step.",
            "Whoever may lift it does so, with a document, when its ground is gone. The page of \
             holds says who that is.",
        ),
        ReasonCode::HoldExpiryUnconfirmed => words(
            "The end written in the hold has passed, but a date alone lifts nothing.",
            "Whoever may lift the hold confirms that it has ended, with `caseflight hold lift`.",
        ),
        ReasonCode::ProtectedCountryOnRoute => words(
            "The flight lands, before the person would get off, in a country to which the person \
             must not be sent.",
            "Choose a flight with another route.",
        ),
        ReasonCode::DocumentExpiresTooSoon => words(
            "The document is valid today but not until arrival and the days that the country wants \
             on top.",
            "Ask for a new document, or choose an earlier flight.",
        ),
        ReasonCode::DocumentConditionOpen => words(
            "The agency approved, but on a condition, and nobody has recorded that it is met.",
            "See to the condition, then record it with `caseflight document condition-met`.",
        ),
        ReasonCode::DocumentNotApproved => words(
            "The country wants to approve each person, and there is no approval of this one.",
            "Ask the agency and record its answer.",
        ),
        ReasonCode::DocumentPending => words(
            "The agency was asked and has not answered.",
            "Wait, or remind the agency when its time is up.",
        ),
        ReasonCode::DocumentRefused => words(
            "The agency refused the person.",
            "Read its grounds. Ask again when there is new evidence.",
        ),
        ReasonCode::DocumentExpired => words("The document has run out.", "Ask for a new one."),
        ReasonCode::DocumentUnreadable => words(
            "A document's record cannot be read: a wrong check digit, an impossible date, an unknown \
             country.",
            "Compare it with the paper and record it anew.",
        ),
        ReasonCode::DocumentOtherCountry => words(
            "The only document is of a country other than the one the person would be sent to.",
            "Ask the agency of the right country.",
        ),
        ReasonCode::DocumentMissing => {
            words("There is no travel document at all.", "Ask the agency for one.")
        }
        ReasonCode::Custody => words(
            "The person is under supervision or in criminal custody, not in custody for the flight.",
            "When the person is in custody for the flight, record it with `caseflight case \
             custody`.",
        ),
        ReasonCode::UnaccompaniedChild => words(
            "The person is a child without a parent or guardian.",
            "Nothing at a desk: the law sets another course for such children.",
        ),
        ReasonCode::MinorWithoutAdult => words(
            "Everybody in the family is under 18.",
            "Find out who accompanies the children and correct the record of the family.",
        ),
        ReasonCode::MedicalUnfit => words(
            "A clinician found the person unfit to fly.",
            "Wait until a clinician clears the person.",
        ),
        ReasonCode::MedicalTbPending => {
            words("A tuberculosis test is pending.", "Wait for the result and record it.")
        }
        ReasonCode::MedicalClearanceStale => words(
            "The last clearance is older than the rulebook allows on the day of the flight.",
            "Have a clinician clear the person again.",
        ),
        ReasonCode::NoNurseOnFlight => words(
            "The person may fly with a nurse, and no nurse is on this flight.",
            "Have a nurse put on the flight, or choose another one.",
        ),
        ReasonCode::FamilyIncomplete => words(
            "A member of the family may not fly, or is not on the same way. A family flies together \
             or not at all.",
            "Look at the other members with `caseflight case why` and clear what bars them.",
        ),
        ReasonCode::KeepApart => words(
            "The person named behind the colon is on the list, and the two must be kept apart.",
            "Choose another flight for one of them.",
        ),
        ReasonCode::Unreadable => words(
            "A fact that the gate needs, named behind the colon, cannot be read.",
            "Correct it from the file of the case.",
        ),
    }
}
