//! Everything that can be asked for at the desk.

/// Declares the acts once: code for policies, words for people, and the scope a token needs.
macro_rules! acts {
    ($($(#[$meta:meta])* $name:ident = $code:literal, $words:literal, $target:ident, $scope:ident;)+) => {
        /// Something that somebody may see or do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Act { $($(#[$meta])* #[doc = concat!("To ", $words, ".")] $name),+ }

        impl Act {
            /// Every act.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// As policies name it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// As people read it, after "may" or "may not".
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),+ }
            }

            /// Whether it is about one case.
            pub const fn is_on_case(self) -> bool {
                match self { $(Self::$name => matches!(Target::$target, Target::Case)),+ }
            }

            /// What a token must be good for.
            pub const fn scope(self) -> Scope {
                match self { $(Self::$name => Scope::$scope),+ }
            }
        }
    };
}

enum Target {
    Case,
    Desk,
}

/// What a token may be good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To read.
    Read,
    /// To place and lift holds, and to say when they were read.
    Holds,
    /// To work on cases.
    Cases,
    /// To work on flights.
    Flights,
}

impl Scope {
    /// Every scope.
    pub const ALL: &[Self] = &[Self::Read, Self::Holds, Self::Cases, Self::Flights];

    /// As tokens list it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Holds => "holds",
            Self::Cases => "cases",
            Self::Flights => "flights",
        }
    }
}

acts! {
    SeeCase = "see_case", "see this case", Case, Read;
    SeeHistory = "see_history", "see the history of this case", Case, Read;
    SeeLegal = "see_legal", "see the legal side of this case", Case, Read;
    SeeMedical = "see_medical", "see medical facts of this case", Case, Read;
    SeeProtection = "see_protection", "see protection matters of this case", Case, Read;
    ListCases = "list_cases", "list and search cases", Desk, Read;
    SeeFlights = "see_flights", "see flights", Desk, Read;
    SeeReports = "see_reports", "see reports", Desk, Read;
    SeeAudit = "see_audit", "see who saw what", Desk, Read;
    SeeProfiles = "see_profiles", "see country profiles", Desk, Read;
    SeeQueue = "see_queue", "see rows that belong to nobody", Desk, Read;
    SeeFeed = "see_feed", "see when holds were read", Desk, Read;
    PlaceHold = "place_hold", "place a hold on this case", Case, Holds;
    LiftHold = "lift_hold", "lift holds of this case", Case, Holds;
    ReadHoldFeed = "read_hold_feed", "say when holds were read from their source", Desk, Holds;
    KeepDocket = "keep_docket", "keep the docket of this case", Case, Cases;
    RecordStatement = "record_statement", "record a statement", Case, Cases;
    RequestDocument = "request_document", "ask an agency for a document", Case, Cases;
    RecordAnswer = "record_answer", "record an agency's answer", Case, Cases;
    MeetCondition = "meet_condition", "record that an approval's condition is met", Case, Cases;
    ArrangeInterview = "arrange_interview", "arrange an agency's interview", Case, Cases;
    TakeAnswers = "take_answers", "take an agency's answers from a file", Desk, Cases;
    SeeLists = "see_lists", "see own nationals on flights' lists", Desk, Read;
    SignLists = "sign_lists", "answer and sign lists of own nationals", Desk, Cases;
    SuspendAgency = "suspend_agency", "suspend an agency or resume it", Desk, Cases;
    StateFitness = "state_fitness", "state fitness to fly", Case, Cases;
    CorrectRecord = "correct_record", "correct a record", Case, Cases;
    CloseCase = "close_case", "close this case", Case, Cases;
    ResolveQueue = "resolve_queue", "resolve rows that belong to nobody", Desk, Cases;
    ScheduleFlight = "schedule_flight", "schedule or cancel a flight", Desk, Flights;
    BuildManifest = "build_manifest", "build or change a manifest", Desk, Flights;
    SealManifest = "seal_manifest", "seal a manifest", Desk, Flights;
    Confirm = "confirm", "confirm people for a flight", Desk, Flights;
    AcceptLateNames = "accept_late_names", "record that agencies take late names", Desk, Flights;
    RunBoarding = "run_boarding", "board, deny and offload", Desk, Flights;
    RunFlight = "run_flight", "depart, arrive and hand over", Desk, Flights;
    AcknowledgeStopOrder = "acknowledge_stop_order", "acknowledge a stop order", Desk, Flights;
}
