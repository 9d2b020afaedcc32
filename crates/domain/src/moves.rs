//! Which kinds of events move a case, for questions that are put to a database.

use crate::StageName;

/// The tags of the events that move a case, each with the stage that it leads to. [`CaseEvent::leads_to`](crate::CaseEvent::leads_to) says the same of an event that was read.
pub const MOVES: &[(&str, StageName)] = &[
    ("order_became_final", StageName::OrderFinal),
    ("agency_refused", StageName::OrderFinal),
    ("document_expired", StageName::OrderFinal),
    ("document_requested", StageName::DocumentRequested),
    ("document_accepted", StageName::AgencyApproved),
    ("agency_approved", StageName::AgencyApproved),
    ("struck", StageName::AgencyApproved),
    ("offloaded", StageName::AgencyApproved),
    ("returned", StageName::AgencyApproved),
    ("assigned", StageName::Manifested),
    ("promoted", StageName::Manifested),
    ("confirmed", StageName::Confirmed),
    ("transferred", StageName::Confirmed),
    ("boarded", StageName::Boarded),
    ("departed", StageName::Departed),
    ("removed", StageName::Removed),
    ("order_reopened", StageName::Detained),
    ("closed", StageName::Closed),
];
