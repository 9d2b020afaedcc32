//! A record is put right: who somebody is, and what the order says.

use super::column::to_say_anew;
use super::context::{Changes, Context, words};
use super::facts::change_order;
use super::permission::Action;
use crate::{Case, CaseEvent, Defect, Known, Order, Person, PersonId, Refusal};

/// What a record should say. What is none is not touched.
#[derive(Debug, Clone, Copy)]
pub struct Correction<'a> {
    /// Who the person is.
    pub person: Option<&'a Person>,
    /// What the order says.
    pub order: Option<&'a Order>,
    /// Whose records have a number that the person is to have.
    pub doubles: &'a [PersonId],
}

/// Puts a record right, for a reason that is kept. What the record says already is not said again.
///
/// Each part takes its own right: who corrects a record says who somebody is, who keeps the docket
/// says what the order is. A defect of a column ends together with it, if who corrects may also
/// resolve defects; else it bars until somebody has looked.
///
/// A correction opens nothing besides what its facts say. Holds, claims and defects that name
/// another record are no columns: a nationality that was corrected ends no claim to citizenship,
/// and a number that was corrected ends no likeness. The gate asks about all of them at the next
/// step, and of whoever is on a list in the same commit. A category, a country or an order that
/// bars can be corrected by one person, as a docket can bring another one: who did it, why, and
/// what was there before is in the history of the case.
pub fn correct_record(
    case: &Case,
    correction: Correction<'_>,
    reason: &str,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    words(reason, "why the record is corrected")?;
    let mut events = Vec::new();
    if let Some(person) = correction.person {
        events.extend(events_of(correct_person(case, person, context)?));
    }
    if let Some(order) = correction.order {
        let changed = change_order(case, order.clone(), context)?;
        events.extend(events_of(changed).filter(|_| *order != case.order));
    }
    let mut changes = Changes::default();
    if events.is_empty() {
        return Ok(changes);
    }
    for event in events {
        changes.push(&case.id, event);
    }
    let alike = |person: &PersonId| Defect::PossibleDuplicate(person.clone());
    let found = correction.doubles.iter().map(alike);
    let defects: Vec<Defect> = found.filter(|defect| !case.defects.contains(defect)).collect();
    if !defects.is_empty() {
        changes.push(&case.id, CaseEvent::DefectsFound { defects });
    }
    if context.permit(Action::CorrectRecord).is_ok() {
        let after = changes.applied_to(case);
        let unread = |case: &Case, defect| to_say_anew(case, defect, context.today()).is_some();
        for defect in &case.defects {
            if unread(case, defect) && !unread(&after, defect) {
                let defect = defect.clone();
                changes.push(&case.id, CaseEvent::DefectResolved { defect });
            }
        }
    }
    Ok(changes)
}

/// Corrects who somebody is. Whose record it is stays, and so does the family: it takes the other
/// members' records too. While somebody is on a list, the class and whom they must be kept apart
/// from stay as well: the list was made for them as they were.
///
/// A foreign agency approves whom it was told of. If that is another name, birth date, sex or
/// nationality now, each approval depends on the agency's word about the record as it is: until
/// that is recorded as met, or another answer comes, nobody travels on it. So does an approval that
/// is still to come.
pub fn correct_person(
    case: &Case,
    person: &Person,
    context: &Context<'_>,
) -> Result<Changes, Refusal> {
    context.permit(Action::CorrectRecord)?;
    let known = &case.person;
    let listed_as = (&known.class_level, &known.keep_apart);
    if case.stage.is_listed() && listed_as != (&person.class_level, &person.keep_apart) {
        return Err(Refusal::AlreadyListed { case: case.id.clone() });
    }
    let person = Person {
        id: known.id.clone(),
        seq: known.seq,
        family_unit: known.family_unit.clone(),
        ..person.clone()
    };
    if person == *known {
        return Ok(Changes::default());
    }
    let another = is_another(known, &person);
    let mut changes = Changes::one(case, CaseEvent::PersonCorrected { person: Box::new(person) });
    if another {
        let words = format!("that it holds for the record as corrected on {}", context.today());
        for known in case.documents.iter().filter(|document| document.is_asked_for()) {
            let document = known.depending_on(&words);
            if document != *known {
                changes.push(&case.id, CaseEvent::DocumentRecorded { document });
            }
        }
    }
    Ok(changes)
}

/// Whether an agency would take it for somebody else: what was on record before was changed, and
/// not only filled in. How a name is spaced and whether it stands in capitals tells nobody apart.
fn is_another(known: &Person, now: &Person) -> bool {
    let plain = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
    };
    plain(&known.family_name) != plain(&now.family_name)
        || plain(&known.given_names) != plain(&now.given_names)
        || is_changed(&known.birth_date, &now.birth_date)
        || is_changed(&known.sex, &now.sex)
        || is_changed(&known.nationality, &now.nationality)
}

fn is_changed<T: PartialEq>(known: &Known<T>, now: &Known<T>) -> bool {
    known.read().is_some() && known.read() != now.read()
}

fn events_of(changes: Changes) -> impl Iterator<Item = CaseEvent> {
    changes.cases.into_iter().flat_map(|(_, events)| events)
}
