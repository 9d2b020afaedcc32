//! The manifest: versioned lines, strikes with coded reasons, a seal by a second person.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::code::codes;
use crate::{Actor, CaseId, PersonId, SeatRole, UserId};

codes! {
    /// Why somebody was struck.
    StrikeReason {
        Hold = "hold", "a hold took effect";
        Medical = "medical", "a clinician refused";
        DocumentExpired = "document_expired", "the document is not valid on arrival and buffer";
        ForeignRejection = "foreign_rejection", "the receiving state refused the person";
        CourtMinuteOrder = "court_minute_order", "a court's order on the day";
        RefusedBoarding = "refused_boarding", "the person refused to board";
        NoShow = "no_show", "not presented at the airport";
        Custody = "custody", "released, transferred or in other custody";
        Identity = "identity", "identity check failed";
        SeatLoss = "seat_loss", "seats lost";
        Discipline = "discipline", "safety or discipline";
        FamilyMemberStruck = "family_member_struck", "a member of the family was struck";
        KeepApart = "keep_apart", "must not travel with somebody on the list";
        AdminError = "admin_error", "listed by mistake";
    }
}

codes! {
    /// How far a line has come.
    LineState {
        Listed = "listed", "listed";
        Confirmed = "confirmed", "confirmed";
        Boarded = "boarded", "on board";
        Departed = "departed", "departed";
        Delivered = "delivered", "handed over";
        Returned = "returned", "brought back";
        Struck = "struck", "struck";
    }
}

impl LineState {
    /// Whether the line still holds its person to the flight: at most one such line a person.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Listed | Self::Confirmed | Self::Boarded | Self::Departed)
    }
}

/// One person's line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Place on the list, counted from 1; never used twice on a flight.
    pub number: u32,
    /// Whose case.
    pub case: CaseId,
    /// Who.
    pub person: PersonId,
    /// Primary or alternate.
    pub role: SeatRole,
    /// Rank among alternates; 0 for primaries.
    pub rank: u32,
    /// Index of the stop where the person gets on.
    pub board_stop: u8,
    /// Index of the stop where the person gets off.
    pub drop_stop: u8,
    /// Counts against the places for the high guarding class.
    pub high_risk: bool,
    /// Counts against the nurses' places.
    pub needs_nurse: bool,
    /// How far it has come.
    pub state: LineState,
    /// Why it was struck.
    pub struck: Option<(StrikeReason, Arc<str>)>,
}

/// Who sealed, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Who: never the builder.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

/// The lines of a flight. Struck lines stay, with their reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Counts every change of the list.
    pub revision: u32,
    /// Everybody who built or changed it, in that order; none of them may seal it.
    pub builders: Vec<Actor>,
    /// The seal, if it is sealed.
    pub seal: Option<Seal>,
    /// Every line there ever was, in the order added.
    pub lines: Vec<Line>,
}

impl Manifest {
    /// Lines that hold their person to the flight.
    pub fn live(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.state.is_live())
    }

    /// Live lines of primaries.
    pub fn primaries(&self) -> impl Iterator<Item = &Line> {
        self.live().filter(|line| line.role == SeatRole::Primary)
    }

    /// How many have a primary's place: on the list, and once the flight left, on board, also
    /// when they were handed over or brought back since.
    pub fn seated(&self) -> usize {
        let flew = |line: &Line| matches!(line.state, LineState::Delivered | LineState::Returned);
        let on =
            |line: &&Line| line.role == SeatRole::Primary && (line.state.is_live() || flew(line));
        self.lines.iter().filter(on).count()
    }

    /// Live lines of alternates, best rank first.
    pub fn alternates(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> =
            self.live().filter(|line| line.role == SeatRole::Alternate).collect();
        lines.sort_by_key(|line| (line.rank, line.number));
        lines
    }

    /// The live line of `case`.
    pub fn line_of(&self, case: &CaseId) -> Option<&Line> {
        self.live().find(|line| line.case == *case)
    }

    /// Lines that were struck.
    pub fn struck(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.state == LineState::Struck)
    }

    /// The number that the next line gets.
    pub fn next_number(&self) -> u32 {
        self.lines.iter().map(|line| line.number).max().unwrap_or(0).saturating_add(1)
    }

    /// Whether `user` built or changed the list.
    pub fn was_built_by(&self, user: &UserId) -> bool {
        self.builders.iter().any(|builder| builder.user == *user)
    }

    pub(super) fn add_builder(&mut self, by: &Actor) {
        if !self.builders.contains(by) {
            self.builders.push(by.clone());
        }
    }

    fn live_mut(&mut self, case: &CaseId) -> Option<&mut Line> {
        self.lines.iter_mut().find(|line| line.state.is_live() && line.case == *case)
    }

    pub(super) fn move_lines(&mut self, cases: &[CaseId], to: LineState) {
        let cases: HashSet<&CaseId> = cases.iter().collect(); // lists have hundreds of names
        for line in &mut self.lines {
            if line.state.is_live() && cases.contains(&line.case) {
                line.state = to;
            }
        }
    }

    pub(super) fn promote(&mut self, case: &CaseId) {
        if let Some(line) = self.live_mut(case) {
            line.role = SeatRole::Primary;
            line.rank = 0;
        }
    }

    pub(super) fn strike(&mut self, case: &CaseId, reason: StrikeReason, detail: &Arc<str>) {
        if let Some(line) = self.live_mut(case) {
            line.state = LineState::Struck;
            line.struck = Some((reason, detail.clone()));
        }
    }
}
