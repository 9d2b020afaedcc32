//! What the gate answers. Only the gate can make a [`Cleared`].

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{CaseId, Country, FlightId};

codes! {
    /// The steps that the gate guards.
    Step {
        Contact = "contact", "contact the foreign agency";
        Nominate = "nominate", "nominate for a flight";
        Assign = "assign", "assign to a manifest";
        Promote = "promote", "promote from alternate to primary";
        Confirm = "confirm", "confirm for the flight";
        Transfer = "transfer", "transfer to the place of departure";
        Board = "board", "board";
        Depart = "depart", "close the doors";
    }
}

/// Proof that the gate cleared one case for one step, place and time.
///
/// There is no other way to get one than to ask the gate, and the decisions that need it take
/// it as an argument: a path that skips the gate does not compile.
///
/// Reading one is open to everybody:
///
/// ```
/// use domain::gate::{Clearance, Cleared};
/// fn read(proof: &Cleared) -> Clearance {
///     proof.clearance().clone()
/// }
/// ```
///
/// Making one is not, even of a clearance that the gate once gave (E0451: the field is private):
///
/// ```compile_fail,E0451
/// use domain::gate::{Clearance, Cleared};
/// fn forge(clearance: Clearance) -> Cleared {
///     Cleared { clearance }
/// }
/// ```
///
/// Nor is there a function for it (E0624: it is private):
///
/// ```compile_fail,E0624
/// use domain::gate::{Clearance, Cleared};
/// fn forge(clearance: Clearance) -> Cleared {
///     Cleared::new(clearance)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    clearance: Clearance,
}

/// The same as data: what history keeps of a clearance. It opens nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clearance {
    /// Whose case.
    pub case: CaseId,
    /// For what.
    pub step: Step,
    /// For which flight; none for contact with an agency.
    pub flight: Option<FlightId>,
    /// To which country.
    pub country: Country,
    /// At which instant.
    pub at: Timestamp,
    /// Under which rules.
    pub rules: Arc<str>,
}

impl Cleared {
    pub(super) fn new(clearance: Clearance) -> Self {
        Self { clearance }
    }

    /// What was cleared.
    pub fn clearance(&self) -> &Clearance {
        &self.clearance
    }
}

/// Proof for a whole party: every member was cleared together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClearedParty {
    members: Vec<Cleared>,
}

impl ClearedParty {
    pub(super) fn new(members: Vec<Cleared>) -> Self {
        Self { members }
    }

    /// Each member's proof.
    pub fn members(&self) -> &[Cleared] {
        &self.members
    }

    /// The proof of `case`, if it belongs to the party.
    pub fn of(&self, case: &CaseId) -> Option<&Cleared> {
        self.members.iter().find(|cleared| cleared.clearance.case == *case)
    }
}
