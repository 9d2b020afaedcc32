//! A record is put right: columns of people.csv, in the words of a docket and read by its reader.

use std::collections::HashSet;

use domain::decide::{self, Action, Changes, Context, Correction};
use domain::rulebook::Rulebook;
use domain::{Actor, Answer, Case, CaseId, Defect, Document, DocumentId, Known, PersonId, Refusal};
use interchange::country;
use interchange::docket::{Fault, FaultKind, read_cells};
use persistence::StoreError;

use crate::facts::Request;
use crate::import::fields::{FIELDS, Field, Group};
use crate::{FactsOutcome, OperationError, Operations};

/// Why somebody else is marked when a record is given their number.
const SAME_NUMBER: &str = "another record was corrected to the same number";

/// A column of people.csv and what it should say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Which column.
    pub column: String,
    /// What it should say, as a docket writes it.
    pub value: String,
}

/// What a correction came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// The case, and who came off a list because of it.
    pub facts: FactsOutcome,
    /// The columns that say something else now.
    pub columns: Vec<&'static str>,
    /// Defects that ended with it.
    pub ended: Vec<Defect>,
    /// Defects of these columns that bar until somebody resolves them.
    pub left: Vec<Defect>,
    /// Whose records have a number that this one has now: they and this one are barred.
    pub alike: Vec<PersonId>,
    /// Approvals, and requests still out, that depend now on the agency's word about the record as
    /// it is.
    pub to_ask: Vec<DocumentId>,
}

impl Corrected {
    /// What was done, in a sentence without its end.
    pub fn words(&self) -> String {
        if self.columns.is_empty() {
            return "nothing to correct, the record says so already".to_owned();
        }
        let mut words = format!("corrected {}", self.columns.join(", "));
        let mut add = |before: &str, names: Vec<String>| {
            if !names.is_empty() {
                words.push_str(before);
                words.push_str(&names.join(", "));
            }
        };
        let defects = |defects: &[Defect]| defects.iter().map(ToString::to_string).collect();
        add("; ended: ", defects(&self.ended));
        add("; bars until it is resolved: ", defects(&self.left));
        let alike = self.alike.iter().map(ToString::to_string).collect();
        add("; barred as possible duplicates, with this one: ", alike);
        let to_ask = self.to_ask.iter().map(ToString::to_string).collect();
        add("; the agency was told of the record as it was, its word is needed on: ", to_ask);
        words
    }
}

/// The columns that can be corrected, each with the right that it takes.
pub fn correctable() -> impl Iterator<Item = (&'static str, Action)> {
    FIELDS.iter().filter_map(|field| Some((field.column, right(field).ok()?)))
}

/// The right that correcting a column takes, or why it is none to correct.
fn right(field: &Field) -> Result<Action, &'static str> {
    match field.group {
        Group::Person if field.column == "family_unit" => {
            Err("ties several people's records together: bring a docket that has all of them")
        }
        Group::Person => Ok(Action::CorrectRecord),
        Group::Order => Ok(Action::KeepDocket),
        Group::Custody => Err("is recorded as a change of custody: use 'case custody'"),
        Group::Medical => Err("is what a clinician says: use 'case medical'"),
    }
}

/// What is to be said instead, as it was read.
struct Wanted {
    read: Case,
    fields: Vec<&'static Field>,
}

impl Wanted {
    /// Reads `cells`. Everything that is wrong is said at once.
    fn of(case: &Case, cells: &[Cell], context: &Context<'_>) -> Result<Self, OperationError> {
        let (mut fields, mut wrong) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for Cell { column, .. } in cells {
            match field_of(column) {
                Ok(_) if !seen.insert(column) => wrong.push(format!("{column} is given twice")),
                Ok(field) => fields.push(field),
                Err(why) => wrong.push(why),
            }
        }
        if cells.is_empty() {
            wrong.push("say which column is to be corrected".to_owned());
        }
        let pairs: Vec<(&str, &str)> =
            cells.iter().map(|cell| (cell.column.as_str(), cell.value.as_str())).collect();
        match read_cells(case, &pairs, context.today(), context.rules) {
            Ok(read) if wrong.is_empty() => Ok(Self { read, fields }),
            Ok(_) => Err(OperationError::BadInput(wrong.join("; "))),
            Err(faults) => {
                wrong.extend(faults.iter().map(|fault| told(fault, context.rules)));
                Err(OperationError::BadInput(wrong.join("; ")))
            }
        }
    }

    fn has(&self, group: Group) -> bool {
        self.fields.iter().any(|field| field.group == group)
    }

    /// `case` as it should be.
    fn put_into(&self, case: &Case) -> Case {
        let mut right = case.clone();
        for field in &self.fields {
            (field.take)(&mut right, &self.read);
        }
        right
    }

    fn decide(
        &self,
        case: &Case,
        (doubles, reason): (&[PersonId], &str),
        context: &Context<'_>,
    ) -> Result<Changes, Refusal> {
        let right = self.put_into(case);
        let correction = Correction {
            person: self.has(Group::Person).then_some(&right.person),
            order: self.has(Group::Order).then_some(&right.order),
            doubles,
        };
        decide::correct_record(case, correction, reason, context)
    }
}

/// The column called so, if it can be corrected.
fn field_of(column: &str) -> Result<&'static Field, String> {
    let Some(field) = FIELDS.iter().find(|field| field.column == column) else {
        if column == "person_id" {
            return Err("person_id says whose record it is and stays".to_owned());
        }
        let all: Vec<&str> = correctable().map(|(column, _)| column).collect();
        return Err(format!("there is no column {column:?} to correct: take {}", all.join(", ")));
    };
    right(field).map_err(|why| format!("{column} {why}"))?;
    Ok(field)
}

/// The approvals and requests whose condition is new.
fn to_ask(known: &Case, after: &Case) -> Vec<DocumentId> {
    let depends = |now: &Document| {
        let out = now.answer != Some(Answer::Refused) && now.owed_condition().is_some();
        out || now.has_open_condition()
    };
    let pairs = known.documents.iter().zip(&after.documents);
    let new = pairs.filter(|(before, now)| depends(now) && before != now);
    new.map(|(_, now)| now.id.clone()).collect()
}

/// A fault in words: which column, what is wrong, what to do. Never the value.
fn told(fault: &Fault, rules: &Rulebook) -> String {
    let column = &fault.column;
    if fault.kind == FaultKind::RowUnreadable {
        return format!(
            "{column}: too long, or with a sign that no line of a file has: correct it"
        );
    }
    let meant = (fault.kind == FaultKind::CountryUnknown)
        .then(|| country::read(fault.value(), rules).err().and_then(|fault| fault.hint()))
        .flatten();
    let meant = meant.map(|hint| format!(" ({hint})")).unwrap_or_default();
    format!("{column}: {}{meant}: {}", fault.kind.label(), fault.kind.what_to_do())
}

impl Operations {
    /// Corrects columns of the record of `case`, all of them or none, for a reason that is kept.
    ///
    /// Whoever has a number that the record is to have is barred first, and the record with the
    /// correction: whatever breaks in between, nobody is without the bar.
    pub async fn correct_case(
        &self,
        case: &CaseId,
        cells: &[Cell],
        (actor, reason): (&Actor, &str),
    ) -> Result<Corrected, OperationError> {
        let context = self.context(actor, self.clock.now());
        let known = self.store.case(case).await?;
        self.still_as_seen(&format!("case {case}"), known.version())?;
        let known = known.value;
        let wanted = Wanted::of(&known, cells, &context)?;
        // Decided before anybody else is looked at or barred: by whoever may do it at all.
        wanted.decide(&known, (&[], reason), &context)?;
        let right = wanted.put_into(&known);
        self.are_on_record(&known, &right).await?;
        let alike = self.alike(&known, &right).await?;
        let changes = wanted.decide(&known, (&alike, reason), &context)?;
        if !self.is_rehearsal() {
            // Nobody has seen the versions of the others.
            let others = self.having_seen(None);
            for other in &alike {
                let why = (actor, SAME_NUMBER);
                others.mark_double(other, &known.person.id, why).await?;
            }
        }
        let request = Request::new(case, actor, reason);
        let facts = self
            .change_facts(request, |case, _, context| {
                wanted.decide(case, (&alike, reason), context)
            })
            .await?;
        let after = changes.applied_to(&known);
        let columns: Vec<&str> = wanted
            .fields
            .iter()
            .filter(|field| !(field.same)(&known, &after))
            .map(|field| field.column)
            .collect();
        let gone = |defect: &&Defect| !after.defects.contains(defect);
        let of_these = |defect: &&Defect| matches!(defect, Defect::BadRecord(column) if columns.contains(&&**column));
        Ok(Corrected {
            ended: known.defects.iter().filter(gone).cloned().collect(),
            left: after.defects.iter().filter(of_these).cloned().collect(),
            to_ask: to_ask(&known, &after),
            facts,
            columns,
            alike,
        })
    }

    /// Refuses to keep somebody apart from nobody: a key that was mistyped would keep no one away.
    async fn are_on_record(&self, known: &Case, right: &Case) -> Result<(), OperationError> {
        let before = &known.person.keep_apart;
        for other in right.person.keep_apart.iter().filter(|other| !before.contains(other)) {
            let is_other = *other != known.person.id;
            match self.store.case_of_person(other).await {
                // A record that cannot be read is one.
                Ok(_) | Err(StoreError::Inconsistent { .. }) if is_other => (),
                Err(error) if !error.is_missing() => return Err(error.into()),
                Ok(_) | Err(_) => {
                    let what = format!("keep_apart: {other} is no other person here: correct it");
                    return Err(OperationError::BadInput(what));
                }
            }
        }
        Ok(())
    }

    /// Who else has a number that the record has not had before.
    async fn alike(&self, known: &Case, right: &Case) -> Result<Vec<PersonId>, OperationError> {
        let (before, after) = (&known.person, &right.person);
        let mut alike = Vec::new();
        if before.fin != after.fin && !after.fin.is_empty() {
            let found = self.store.people_of_prints(&[&after.fin]).await?;
            alike.extend(found.into_iter().map(|(person, _)| person));
        }
        if let Known::Read(number) = &after.a_number
            && before.a_number != after.a_number
        {
            alike.extend(self.store.find_person(number).await?);
        }
        alike.retain(|person| *person != before.id);
        alike.sort();
        alike.dedup();
        Ok(alike)
    }
}
