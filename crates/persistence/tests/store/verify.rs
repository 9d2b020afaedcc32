//! What decisions read is what the histories say; and if a hand changed it, that shows, by the
//! case or flight and by the part of it.

use std::collections::BTreeMap;

use domain::*;
use persistence::{CaseTransition, CheckedStream, FlightTransition, Unit, Verified};

use crate::database::Db;
use crate::fixture::*;
use crate::on_both;

/// What a hand does to one case, whose key stands where `{}` is, and the parts that differ then.
const OF_CASES: &[(&str, &[&str])] = &[
    ("DELETE FROM holds WHERE case_id = '{}'", &["holds", "columns of holds"]),
    ("DELETE FROM holds WHERE case_id = '{}' AND hold_id = 'H9'", &["holds", "columns of holds"]),
    (
        "UPDATE holds SET facts = replace(facts, 'court_stay', 'nothing'), kind = 'nothing' \
         WHERE case_id = '{}'",
        &["holds", "columns of holds"],
    ),
    (
        "UPDATE holds SET facts = replace(facts, '\"end_confirmed\":false', \
         '\"end_confirmed\":true') WHERE case_id = '{}' AND hold_id = 'H9'",
        &["holds"],
    ),
    ("UPDATE holds SET effective_to = 1 WHERE case_id = '{}'", &["columns of holds"]),
    (
        "UPDATE holds SET hold_id = 'H7' WHERE case_id = '{}' AND hold_id = 'H9'",
        &["holds", "columns of holds"],
    ),
    (
        "UPDATE holds SET facts = '{' WHERE case_id = '{}'",
        &["holds.facts of row H1 cannot be read"],
    ),
    (
        "UPDATE documents SET facts = replace(facts, 'refused', 'approved'), answer = 'approved' \
         WHERE case_id = '{}'",
        &["documents", "columns of documents"],
    ),
    (
        "UPDATE documents SET facts = replace(facts, '2027-05-01', '2037-05-01') \
         WHERE case_id = '{}'",
        &["documents"],
    ),
    ("UPDATE documents SET answer = 'approved' WHERE case_id = '{}'", &["columns of documents"]),
    ("DELETE FROM documents WHERE case_id = '{}'", &["documents", "columns of documents"]),
    ("DELETE FROM statements WHERE case_id = '{}'", &["statements", "columns of statements"]),
    (
        "UPDATE statements SET facts = replace(facts, '\"interpreter\":true', \
         '\"interpreter\":false') WHERE case_id = '{}'",
        &["statements"],
    ),
    (
        "UPDATE statements SET outcome = 'affirmative' WHERE case_id = '{}'",
        &["columns of statements"],
    ),
    (
        "UPDATE cases SET stage = 'boarded', seat_role = NULL WHERE id = '{}'",
        &["stage", "columns of cases"],
    ),
    ("UPDATE cases SET seat_role = 'primary' WHERE id = '{}'", &["stage", "columns of cases"]),
    ("UPDATE cases SET opened_at = 1 WHERE id = '{}'", &["opened_at"]),
    ("UPDATE cases SET office = 'LAX' WHERE id = '{}'", &["columns of cases"]),
    ("UPDATE cases SET nationality = 'HND' WHERE id = '{}'", &["columns of cases"]),
    ("UPDATE cases SET removal_country = NULL WHERE id = '{}'", &["columns of cases"]),
    ("UPDATE cases SET family_unit = 'FU9' WHERE id = '{}'", &["columns of cases"]),
    ("UPDATE cases SET updated_at = 1 WHERE id = '{}'", &["columns of cases"]),
    (
        "UPDATE case_facts SET facts = replace(facts, '\"waived\"', '\"pending\"') \
         WHERE case_id = '{}'",
        &["order"],
    ),
    (
        "UPDATE case_facts SET facts = replace(facts, '\"postponed\"', '\"attended\"') \
         WHERE case_id = '{}'",
        &["interviews"],
    ),
    (
        "UPDATE case_facts SET facts = replace(facts, 'third_country', 'nothing') \
         WHERE case_id = '{}'",
        &["notices"],
    ),
    ("DELETE FROM case_facts WHERE case_id = '{}'", &["custody", "notices"]),
    (
        "UPDATE case_facts SET facts = '{' WHERE case_id = '{}'",
        &["case_facts.facts of row {} cannot be read"],
    ),
    (
        "UPDATE persons SET a_number = 'A9' WHERE id = (SELECT person_id FROM cases WHERE id = '{}')",
        &["persons"],
    ),
    ("DELETE FROM persons WHERE id = (SELECT person_id FROM cases WHERE id = '{}')", &["persons"]),
    ("DELETE FROM disclosures WHERE case_id = '{}'", &["disclosures"]),
    ("UPDATE disclosures SET recipient = 'hnd_inm' WHERE case_id = '{}'", &["disclosures"]),
    ("UPDATE disclosures SET fields = '[]' WHERE case_id = '{}'", &["disclosures"]),
    ("UPDATE disclosures SET at = at + 1 WHERE case_id = '{}'", &["disclosures"]),
    (
        "INSERT INTO disclosures SELECT case_id, version + 1, recipient, purpose, fields, at \
         FROM disclosures WHERE case_id = '{}'",
        &["disclosures"],
    ),
];

/// The same of flights.
const OF_FLIGHTS: &[(&str, &[&str])] = &[
    ("UPDATE flights SET facts = replace(facts, '\"u2\"', '\"u4\"') WHERE id = '{}'", &["seal"]),
    (
        "UPDATE flights SET facts = replace(facts, '\"u1\"', '\"u4\"') WHERE id = '{}'",
        &["builders"],
    ),
    ("UPDATE flights SET facts = replace(facts, 'MGGT', 'MMMX') WHERE id = '{}'", &["plan"]),
    (
        "UPDATE flights SET facts = replace(facts, '\"recall\":false', '\"recall\":true') \
         WHERE id = '{}'",
        &["stop_orders"],
    ),
    (
        "UPDATE flights SET facts = replace(facts, '\"late_acceptance\":false', \
         '\"late_acceptance\":true') WHERE id = '{}'",
        &["late_acceptance"],
    ),
    (
        "UPDATE flights SET facts = replace(facts, '\"revision\":1', '\"revision\":2') \
         WHERE id = '{}'",
        &["list_revision"],
    ),
    ("UPDATE flights SET facts = '{' WHERE id = '{}'", &["flights.facts of row {} cannot be read"]),
    ("UPDATE flights SET status = 'boarding' WHERE id = '{}'", &["status"]),
    ("UPDATE flights SET departs_at = 1 WHERE id = '{}'", &["columns of flights"]),
    (
        "UPDATE manifest_lines SET state = 'boarded' WHERE flight_id = '{}' AND number = 1",
        &["list"],
    ),
    (
        "UPDATE manifest_lines SET role = 'primary' WHERE flight_id = '{}' AND number = 2",
        &["list", "flight_legs"],
    ),
    ("UPDATE manifest_lines SET case_id = 'P9.1' WHERE flight_id = '{}' AND number = 2", &["list"]),
    (
        "DELETE FROM manifest_lines WHERE flight_id = '{}' AND number = 2",
        &["manifest_lines.flight_id of row {} cannot be read", "columns of manifest_lines"],
    ),
    ("UPDATE flight_legs SET seats = 900 WHERE flight_id = '{}'", &["flight_legs"]),
    ("UPDATE flight_legs SET taken = 0 WHERE flight_id = '{}'", &["flight_legs"]),
    ("DELETE FROM flight_legs WHERE flight_id = '{}'", &["flight_legs"]),
];

/// Case `n`, on flight `n`, with rows in every table.
async fn one(db: &Db, n: u32) -> (CaseId, FlightId) {
    let (mut listed, mut second) = (case(n), case(n + 1_000));
    for case in [&mut listed, &mut second] {
        case.person.family_unit = None;
        case.documents[0].answer = Some(Answer::Refused);
    }
    let flight = FlightId::new(format!("F{n:06}")).unwrap();
    let opened = [&listed, &second].map(|case| {
        let mut unit = Unit::case(CaseTransition::open(case.clone(), &stamp()));
        if case.id == listed.id {
            unit.flights.push(FlightTransition::schedule(plan(flight.as_str(), 9), &stamp()));
        }
        unit
    });
    db.store.commit(opened.into()).await.unwrap().iter().for_each(Db::done);
    let clearance = clearance(&listed, gate::Step::Assign);
    let lines = vec![line(1, &listed, SeatRole::Primary), line(2, &second, SeatRole::Alternate)];
    let order = stop_order(&listed);
    let custody = Custody { facility: "BTV".into(), ..listed.custody.clone() };
    let mut unit = Unit::case(db.store.case(&listed.id).await.unwrap().record(
        vec![
            CaseEvent::StatementRecorded { statement: statement() },
            CaseEvent::HoldRecorded { hold: HoldId::new("H9").unwrap(), revision: revision(8) },
            CaseEvent::CustodyChanged { custody },
            CaseEvent::NoticeServed {
                notice: "third_country".into(),
                on: jiff::civil::date(2026, 11, 1),
            },
            CaseEvent::Disclosed {
                recipient: AgencyId::new("gtm_igm").unwrap(),
                purpose: "identify".into(),
                fields: vec!["name".into()],
            },
            CaseEvent::Assigned { flight: flight.clone(), role: SeatRole::Alternate, clearance },
        ],
        &stamp(),
    ));
    unit.flights.push(db.store.flight(&flight).await.unwrap().record(
        vec![
            FlightEvent::LinesAdded { lines },
            FlightEvent::ManifestBuilt { by: actor("u1") },
            FlightEvent::ManifestSealed { seal: Seal { by: actor("u2"), at: at(3) } },
            FlightEvent::StopOrderRaised { order },
        ],
        &stamp(),
    ));
    Db::done(&db.one(unit).await);
    (listed.id, flight)
}

/// Everything that is not intact, gone through in small pages.
async fn faults(db: &Db) -> BTreeMap<String, Vec<String>> {
    let (mut after, mut found) = (String::new(), BTreeMap::new());
    loop {
        let page = db.store.verify_streams(&after, 7).await.unwrap();
        let Some(last) = page.last() else { return found };
        after.clone_from(&last.stream);
        for CheckedStream { stream, verified, .. } in page {
            match verified {
                Verified::Intact { .. } => (),
                Verified::Differs { parts, .. } => drop(found.insert(stream, parts)),
                Verified::Broken { version, what } => {
                    found.insert(stream, vec![format!("event {version}: {what}")]);
                }
            }
        }
    }
}

on_both! {
    async fn whatever_is_edited_behind_the_programs_back_is_named(db: &Db) {
        let mut meant = BTreeMap::new();
        let mut edits = Vec::new();
        let rows = OF_CASES.iter().map(|edit| (edit, true));
        for (n, ((sql, parts), of_case)) in
            (1..).zip(rows.chain(OF_FLIGHTS.iter().map(|edit| (edit, false))))
        {
            let (case, flight) = one(db, n).await;
            let key = if of_case { case.to_string() } else { flight.to_string() };
            edits.push(sql.replace("{}", &key));
            let parts: Vec<String> = parts.iter().map(|part| part.replace("{}", &key)).collect();
            meant.insert(key, parts);
        }
        assert_eq!(faults(db).await, BTreeMap::new(), "untouched");
        for sql in edits {
            assert!(db.sql(&sql).await.unwrap() > 0, "nothing happens: {sql}");
        }
        assert_eq!(faults(db).await, meant);
        // Histories are what they were: a log of them can still be kept.
        let chains = db.store.verify_chains("", 1_000).await.unwrap();
        assert!(chains.iter().all(|one| one.verified.is_intact()));
        assert_eq!(chains.len(), 3 * (OF_CASES.len() + OF_FLIGHTS.len()));
    }

    async fn two_histories_that_were_swapped_are_noticed(db: &Db) {
        let [(first, _), (second, _)] = [one(db, 1).await, one(db, 2).await];
        db.unlock_history().await;
        // Everything that has a key, so that each case is wholly the other's.
        for (table, column) in [
            ("events", "stream"),
            ("case_facts", "case_id"),
            ("holds", "case_id"),
            ("documents", "case_id"),
            ("statements", "case_id"),
            ("disclosures", "case_id"),
        ] {
            for (from, to) in
                [(first.as_str(), "-"), (second.as_str(), first.as_str()), ("-", second.as_str())]
            {
                let sql = format!("UPDATE {table} SET {column} = '{to}' WHERE {column} = '{from}'");
                db.sql(&sql).await.unwrap();
            }
        }
        let sql = "UPDATE cases SET chain = (SELECT hash FROM events e \
                   WHERE e.stream = cases.id AND e.version = cases.version)";
        db.sql(sql).await.unwrap();
        let swapped = Verified::Broken { version: Version(1), what: "stream" };
        for id in [&first, &second] {
            assert_eq!(db.store.verify_stream(id).await.unwrap(), swapped);
        }
        let chains = db.store.verify_chains("", 1_000).await.unwrap();
        assert_eq!(chains.iter().filter(|one| one.verified == swapped).count(), 2);
    }

    async fn rows_of_a_case_that_is_gone_are_found(db: &Db) {
        let (case, _) = one(db, 1).await;
        assert_eq!(db.store.rows_without_owner().await.unwrap(), []);
        db.unlock_history().await;
        db.sql(&format!("DELETE FROM cases WHERE id = '{case}'")).await.unwrap();
        assert_eq!(db.store.histories_without_owner().await.unwrap(), [case.to_string()]);
        let left = db.store.rows_without_owner().await.unwrap();
        let tables: Vec<&str> = left.iter().map(|left| left.table).collect();
        assert!(left.iter().all(|left| left.stream == case.as_str()));
        let meant =
            ["case_facts", "holds", "documents", "statements", "manifest_lines", "disclosures"];
        assert_eq!(tables, meant);
    }
}
