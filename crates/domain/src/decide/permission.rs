//! Which role may do what.

use crate::code::codes;
use crate::{Refusal, Role};

codes! {
    /// Things that a role may or may not do. Holds have their own lists in the rulebook.
    Action {
        KeepDocket = "keep_docket", "keep the docket";
        RequestDocument = "request_document", "ask an agency for a document";
        ApproveRequest = "approve_request", "approve a request for a document";
        Disclose = "disclose", "disclose to a foreign agency";
        RecordAnswer = "record_answer", "record an agency's answer";
        MeetCondition = "meet_condition", "record that the condition of an approval is met";
        ArrangeInterview = "arrange_interview", "arrange an agency's interview";
        SignAnswer = "sign_answer", "sign an agency's answer";
        SuspendAgency = "suspend_agency", "suspend an agency or resume it";
        BuildManifest = "build_manifest", "build or change a manifest";
        SealManifest = "seal_manifest", "seal a manifest";
        Confirm = "confirm", "confirm people for a flight";
        RunBoarding = "run_boarding", "board, deny and offload";
        RunFlight = "run_flight", "depart, arrive and hand over";
        ScheduleFlight = "schedule_flight", "schedule or cancel a flight";
        StateFitness = "state_fitness", "state fitness to fly";
        CorrectRecord = "correct_record", "correct a record";
        CloseCase = "close_case", "close a case";
        ReadHoldFeed = "read_hold_feed", "say when holds were read from their source";
    }
}

const fn allowed(action: Action) -> &'static [Role] {
    use Role as R;
    match action {
        Action::KeepDocket => &[
            R::DeportationOfficer,
            R::SupervisoryOfficer,
            R::FieldOfficeDirector,
            R::RemovalCoordinator,
            R::CourtFeed,
            R::AsylumFeed,
            R::LegalCounsel,
            R::JuvenileCoordinator,
        ],
        // Whoever prepares papers and whoever deals with the agencies; nobody else tells them.
        Action::RequestDocument | Action::Disclose => {
            &[R::DeportationOfficer, R::SupervisoryOfficer, R::CountryDeskOfficer]
        }
        // A supervisor's second look; the system approves nothing.
        Action::ApproveRequest => &[R::SupervisoryOfficer, R::FieldOfficeDirector],
        Action::RecordAnswer => &[R::CountryDeskOfficer, R::ForeignConsularUser],
        // The agency itself says so by another answer, which is signed.
        Action::MeetCondition => &[R::CountryDeskOfficer],
        // Both sides find a time and say what became of it.
        Action::ArrangeInterview => &[
            R::DeportationOfficer,
            R::SupervisoryOfficer,
            R::CountryDeskOfficer,
            R::ForeignConsularUser,
        ],
        Action::SignAnswer => &[R::ForeignConsularUser],
        Action::SuspendAgency => &[R::CountryDeskOfficer, R::SupervisoryOfficer],
        Action::BuildManifest => &[R::FlightScheduler, R::RemovalCoordinator],
        Action::SealManifest => &[R::FlightScheduler, R::SupervisoryOfficer],
        Action::Confirm => &[R::FlightScheduler, R::CountryDeskOfficer, R::RemovalCoordinator],
        Action::RunBoarding | Action::RunFlight => {
            &[R::FlightOfficer, R::MedicalOfficer, R::AttacheForRemoval]
        }
        Action::ScheduleFlight => &[R::FlightScheduler],
        Action::StateFitness => &[R::MedicalOfficer],
        Action::CorrectRecord => &[R::DataSteward, R::SupervisoryOfficer],
        Action::CloseCase => {
            &[R::DeportationOfficer, R::SupervisoryOfficer, R::LegalCounsel, R::HqCounsel]
        }
        // The feeds themselves, counsel after a sweep, and whoever has the night's telephone.
        Action::ReadHoldFeed => {
            &[R::LegalCounsel, R::HqCounsel, R::DutyOfficer, R::CourtFeed, R::AsylumFeed]
        }
    }
}

impl Action {
    /// Whether a person in `role` may do this at all. Which rows is another question.
    pub fn is_allowed_to(self, role: Role) -> bool {
        allowed(self).contains(&role)
    }
}

/// Refuses unless `role` may say that an agency is not to be asked, or that it is again.
pub fn suspend_agency(role: Role) -> Result<(), Refusal> {
    permit(role, Action::SuspendAgency)
}

/// Refuses if `role` may not do `action`. The system does on time what people set up; it lifts
/// nothing (holds have their own rule), seals nothing and approves nothing.
pub(super) fn permit(role: Role, action: Action) -> Result<(), Refusal> {
    let by_system = role == Role::System
        && !matches!(
            action,
            Action::SealManifest
                | Action::ApproveRequest
                | Action::MeetCondition
                | Action::SignAnswer
                | Action::SuspendAgency
        );
    if by_system || allowed(action).contains(&role) {
        return Ok(());
    }
    Err(Refusal::RoleMayNot { role, what: action.label().to_owned() })
}
