//! What a docket says of a case that is there already, against what is on record.
//!
//! Three things are compared: the docket, the record, and what dockets said before. What is new
//! in the docket is entered; what was changed here is never undone; the rest is told.

use std::collections::BTreeSet;

use domain::{
    Case, CaseEvent, Document, DocumentId, Hold, HoldId, HoldRevision, Statement, StatementId,
};
use interchange::docket::{DocketFile, Fault, FaultKind, Lines};
use jiff::Timestamp;
use jiff::civil::Date;

use super::alike::{free, latest_is, same_paper, same_record, same_words};
use super::fields::FIELDS;
use super::past::{Past, Source};

/// Of which day a docket is, and who brings it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) day: Date,
    /// Until when it knows anything.
    pub(super) end: Timestamp,
    /// Later than all that were read to their end.
    pub(super) is_newer: bool,
    /// A later one was read, or begun.
    pub(super) is_older: bool,
    /// Whether who brings it may keep the docket; what only bars, anybody may bring.
    pub(super) may_keep: bool,
    /// When it is brought.
    pub(super) now: Timestamp,
}

/// What there is to enter, and what else differs.
#[derive(Debug, Default)]
pub(super) struct Compared {
    pub(super) events: Vec<CaseEvent>,
    pub(super) differing: Vec<Fault>,
}

/// What becomes of something that the docket says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is on record, or dockets said so before it was changed here.
    Known,
    Enter,
    Tell,
}

/// A person in a docket, with the lines that say it.
#[derive(Debug, Clone)]
pub(super) struct Told {
    pub(super) case: Case,
    pub(super) lines: Lines,
}

/// Whether the record says all that the docket says.
pub(super) fn is_on_record(told: &Case, stored: &Case) -> bool {
    FIELDS.iter().all(|field| (field.same)(told, stored))
        && told.holds.iter().all(|hold| latest_is(stored, hold))
        && told.documents.iter().all(|one| stored.documents.iter().any(|two| same_paper(one, two)))
        && told
            .statements
            .iter()
            .all(|one| stored.statements.iter().any(|two| same_words(one, two)))
        && told.defects.iter().all(|defect| stored.defects.contains(defect))
        && told.documents.len() == stored.documents.len()
}

/// Compares what is `told` with what is `stored`.
pub(super) fn compare(told: &Told, stored: &Case, past: &Past, terms: &Terms) -> Compared {
    let mut work = Work { told, stored, past, terms, found: Compared::default() };
    work.fields();
    work.holds();
    work.statements();
    work.documents();
    work.defects();
    work.found
}

struct Work<'a> {
    told: &'a Told,
    stored: &'a Case,
    past: &'a Past,
    terms: &'a Terms,
    found: Compared,
}

impl Work<'_> {
    /// What becomes of something, by whether the docket says what dockets said before, and
    /// whether the record still does.
    fn fate(
        &self,
        (told_before, still_so): (bool, bool),
        changed_here: impl FnOnce() -> Option<Timestamp>,
    ) -> Fate {
        if told_before {
            // A later docket that knows of no change made before its day contradicts it.
            let late = self.terms.is_newer
                && changed_here().is_some_and(|changed| changed <= self.terms.end);
            return if late { Fate::Tell } else { Fate::Known };
        }
        if still_so && !self.terms.is_older { Fate::Enter } else { Fate::Tell }
    }

    fn tell(&mut self, (file, line): (DocketFile, u64), column: &'static str) {
        self.found.differing.push(Fault::new((file, line), column, FaultKind::Differs, ""));
    }

    fn fields(&mut self) {
        let (told, at) = (&self.told.case, (DocketFile::People, self.told.lines.person));
        let mut merged = self.stored.clone();
        let mut groups = BTreeSet::new();
        for field in FIELDS.iter().filter(|field| !(field.same)(told, self.stored)) {
            let known = &self.past.dockets;
            let compared = ((field.same)(told, known), (field.same)(self.stored, known));
            match self.fate(compared, || self.past.changed_here(field.same)) {
                Fate::Known => (),
                Fate::Enter if self.terms.may_keep && !field.is_fixed_in(self.stored) => {
                    (field.take)(&mut merged, told);
                    groups.insert(field.group);
                }
                Fate::Enter | Fate::Tell => self.tell(at, field.column),
            }
        }
        self.found.events.extend(groups.into_iter().map(|group| group.event(&merged)));
    }

    fn holds(&mut self) {
        let mut taken: Vec<HoldId> =
            self.stored.holds.iter().map(|known| known.id.clone()).collect();
        let lines = &self.told.lines.holds;
        for (hold, line) in self.told.case.holds.iter().zip(lines) {
            let Some(revision) = hold.latest() else { continue };
            if latest_is(self.stored, hold) {
                continue;
            }
            // A hold that was placed here may have the key by chance: it is another hold.
            let from_docket = |known: &&Hold| {
                known.id == hold.id && self.past.dockets.holds.iter().any(|of| of.id == hold.id)
            };
            let known = self.stored.holds.iter().find(from_docket);
            match known.map_or(Fate::Enter, |known| self.fate_of_hold(known, hold, revision)) {
                Fate::Known => (),
                Fate::Enter if self.terms.may_keep || !revision.end_confirmed => {
                    let recorded_at = Some(self.terms.now);
                    let revision = HoldRevision { recorded_at, ..revision.clone() };
                    let of_its_own = || free(&hold.id, &taken, HoldId::new);
                    let id = if known.is_some() { None } else { of_its_own() };
                    let hold = id.unwrap_or_else(|| hold.id.clone());
                    taken.push(hold.clone());
                    self.found.events.push(CaseEvent::HoldRecorded { hold, revision });
                }
                Fate::Enter | Fate::Tell => self.tell((DocketFile::Holds, *line), "hold_id"),
            }
        }
    }

    /// What becomes of a hold whose latest record is another.
    fn fate_of_hold(&self, known: &Hold, hold: &Hold, revision: &HoldRevision) -> Fate {
        let latest = |case: &Case| {
            case.holds.iter().find(|of| of.id == hold.id).and_then(Hold::latest).cloned()
        };
        let same = |one: &Case, other: &Case| latest(one) == latest(other);
        let dockets = &self.past.dockets;
        let on_record = known.revisions.iter().any(|one| same_record(one, revision));
        let latest_at = known.latest().and_then(|latest| latest.recorded_at);
        let is_later = latest_at.is_some_and(|at| at > self.terms.end);
        let last = self.past.last_change(same);
        if matches!(last, Some((Source::Feed, _))) {
            // A feed said more than an earlier docket, and this docket may be that one.
            if on_record {
                let contradicts = self.terms.is_newer && !is_later;
                return if contradicts { Fate::Tell } else { Fate::Known };
            }
            if is_later {
                return Fate::Tell;
            }
        }
        let told_before = latest_is(dockets, hold);
        let changed = || self.past.changed_here(same);
        let fate = self.fate((told_before, same(self.stored, dockets)), changed);
        if fate != Fate::Tell || told_before {
            return fate;
        }
        if on_record {
            return if self.terms.is_older { Fate::Known } else { Fate::Tell };
        }
        // Somebody ended it here, and the docket knows of a hold since: it bars again.
        let ended = known.latest().is_some_and(|latest| latest.end_confirmed);
        let since = changed().is_some_and(|changed| changed <= self.terms.end);
        let bars = ended && since && !revision.end_confirmed && !self.terms.is_older;
        if bars { Fate::Enter } else { fate }
    }

    fn statements(&mut self) {
        let mut taken: Vec<StatementId> =
            self.stored.statements.iter().map(|known| known.id.clone()).collect();
        let lines = &self.told.lines.statements;
        for (statement, line) in self.told.case.statements.iter().zip(lines) {
            if self.stored.statements.iter().any(|known| same_words(known, statement)) {
                continue;
            }
            let of_then = |known: &&Statement| {
                known.made_at.is_some()
                    && (&known.kind, known.made_at) == (&statement.kind, statement.made_at)
            };
            let known = self.stored.statements.iter().rfind(of_then);
            let from_docket = known.is_none_or(|known| {
                self.past.dockets.statements.iter().any(|of| same_words(of, known))
            });
            let is_right = known.is_none() || (from_docket && !self.terms.is_older);
            if !is_right {
                self.tell((DocketFile::Statements, *line), "outcome");
                continue;
            }
            let mut statement = statement.clone();
            if let Some(id) = free(&statement.id, &taken, StatementId::new) {
                statement.id = id;
            }
            taken.push(statement.id.clone());
            self.found.events.push(CaseEvent::StatementRecorded { statement });
        }
    }

    fn documents(&mut self) {
        let mut left: Vec<&Document> = self.stored.documents.iter().collect();
        let lines = &self.told.lines.documents;
        let mut others = Vec::new();
        for (document, line) in self.told.case.documents.iter().zip(lines) {
            match left.iter().position(|known| same_paper(known, document)) {
                Some(place) => {
                    left.swap_remove(place);
                }
                None => others.push((document, *line)),
            }
        }
        let mut taken: Vec<DocumentId> =
            self.stored.documents.iter().map(|known| known.id.clone()).collect();
        for (document, line) in others {
            let place = left.iter().position(|known| known.id == document.id);
            let known = place.map(|place| left.swap_remove(place));
            let fate = known.map_or_else(
                || if self.terms.is_older { Fate::Tell } else { Fate::Enter },
                |known| self.fate_of_document(known, document),
            );
            match fate {
                Fate::Known => (),
                Fate::Enter if self.terms.may_keep => {
                    let mut document = document.clone();
                    if let Some(known) = known {
                        document.condition.clone_from(&known.condition);
                    } else if let Some(id) = free(&document.id, &taken, DocumentId::new) {
                        document.id = id;
                    }
                    taken.push(document.id.clone());
                    self.found.events.push(CaseEvent::DocumentRecorded { document });
                }
                Fate::Enter | Fate::Tell => self.tell((DocketFile::Documents, line), "kind"),
            }
        }
        // What a docket had and a later one does not have may have been taken back.
        let gone = left.iter().any(|known| {
            self.terms.is_newer
                && known.expires_on.is_none_or(|last| last >= self.terms.day)
                && self.past.dockets.documents.iter().any(|of| same_paper(of, known))
        });
        if gone {
            self.tell((DocketFile::People, self.told.lines.person), "(documents)");
        }
    }

    fn fate_of_document(&self, known: &Document, document: &Document) -> Fate {
        let of = |case: &Case| case.documents.iter().find(|of| of.id == known.id).cloned();
        let same = |one: &Case, other: &Case| match (of(one), of(other)) {
            (Some(one), Some(other)) => same_paper(&one, &other),
            (one, other) => one.is_none() && other.is_none(),
        };
        let dockets = &self.past.dockets;
        let told_before = of(dockets).is_some_and(|before| same_paper(&before, document));
        let changed = || self.past.changed_here(same);
        self.fate((told_before, same(self.stored, dockets)), changed)
    }

    /// New defects bar whoever brings them; one that a person resolved does not come again.
    fn defects(&mut self) {
        let known = |defect| {
            self.stored.defects.contains(defect) || self.past.dockets.defects.contains(defect)
        };
        let defects: Vec<_> =
            self.told.case.defects.iter().filter(|defect| !known(defect)).cloned().collect();
        if !defects.is_empty() {
            self.found.events.push(CaseEvent::DefectsFound { defects });
        }
    }
}
