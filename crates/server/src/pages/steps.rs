//! The forms of a case: one for each possible step, with the reason where it is not possible.

use domain::{
    Answer, Case, CustodyKind, DocumentKind, MedicalStatus, Outcome, StatementKind,
    StatementOutcome, Verb, edge_for,
};
use operations::correctable;

use super::form::{Field, Form};
use crate::deeds::act_of;
use crate::desk::Desk;
use crate::policy::{Act, Denied};
use crate::view::CaseView;
use crate::who::Who;

/// A code and its label, for a choice.
macro_rules! coded {
    ($kind:ty) => {
        <$kind>::ALL.iter().map(|one| (one.code(), one.label()))
    };
}
pub(super) use coded;

/// The forms of `case` for `who`.
pub(super) fn of(desk: &Desk, who: &Who, case: &Case, view: &CaseView) -> Vec<Form> {
    let not = |act: Act| desk.why_not(who, act, case).map(|denied| refusal(&denied));
    let to = |deed: &str| format!("/cases/{}/{deed}", case.id);
    let stage = |verb: Verb| {
        let none = edge_for(case.stage.name(), verb).is_none();
        none.then(|| format!("not possible while the case is {} (R001)", case.stage.name().label()))
    };
    let mut forms = vec![
        Form::new("advance", "Take the next step", to("advance"), "Take the next step")
            .intro(
                "Takes the case as far as it lawfully gets by itself: an order is found final, a \
                 document is asked for, an answer is acted on.",
            )
            .refused(not(Act::RequestDocument)),
        statement(to("statement")).refused(not(Act::RecordStatement)),
        document(to("document")).refused(not(Act::KeepDocket)),
    ];
    forms.push(
        answer(view, who, to("answer"))
            .refused(not(Act::RecordAnswer))
            .refused(view.documents.is_empty().then(|| "nothing was asked for yet".to_owned())),
    );
    forms
        .extend(condition(view, to("condition")).map(|form| form.refused(not(Act::MeetCondition))));
    forms.extend(super::interviews::forms(desk, who, case, view));
    forms.push(custody(view, to("custody")).refused(not(Act::KeepDocket)));
    forms.push(fitness(to("medical")).refused(not(Act::StateFitness)));
    forms.push(notice(to("notice")).refused(not(Act::KeepDocket)));
    let columns: Vec<&str> = correctable()
        .filter(|(_, right)| not(act_of(*right)).is_none())
        .map(|(column, _)| column)
        .collect();
    let nothing = columns.is_empty();
    forms.push(correction(columns, to("correct")).refused(
        nothing.then(|| not(Act::CorrectRecord).or_else(|| not(Act::KeepDocket))).flatten(),
    ));
    if !view.defects.is_empty() {
        let defects = view.defects.iter().map(|defect| (defect, defect));
        forms.push(
            Form::new("defect", "Resolve a defect of the record", to("defect"), "Resolve")
                .fields(vec![
                    Field::choice("defect", "Defect", defects).required(),
                    Field::long("reason", "How it was put right").required(),
                ])
                .refused(not(Act::CorrectRecord)),
        );
    }
    forms.push(
        Form::new("reopen", "The order is no longer final", to("reopen"), "Reopen the order")
            .intro("For a stay of the order itself, a vacated order or a reopened case.")
            .fields(vec![Field::long("reason", "Why").required()])
            .refused(not(Act::KeepDocket))
            .refused(stage(Verb::ReopenOrder))
            .grave(),
    );
    forms.push(
        Form::new("close", "Close the case without a removal", to("close"), "Close the case")
            .fields(vec![
                Field::choice("outcome", "What came of it", coded!(Outcome)).required(),
                Field::long("reason", "Why").required(),
            ])
            .refused(not(Act::CloseCase))
            .refused(stage(Verb::Close))
            .grave(),
    );
    forms.into_iter().map(|form| form.seen(view.version)).collect()
}

/// The form that lifts the hold `id`.
pub(super) fn lift(case: &str, version: i64, id: &str, people: usize) -> Form {
    let mut fields = vec![
        Field::text("document", "Document that ends it").required(),
        Field::long("reason", "Why it is lifted").required(),
    ];
    if people > 1 {
        fields.push(
            Field::text("second", "Second person")
                .hint("As role:user, such as hq_counsel:h.osei. Lifting this hold takes two.")
                .required(),
        );
        fields.push(
            Field::password("second_password", "Second person's password")
                .hint("Typed by the second person. The demonstration asks for none."),
        );
    }
    Form::new(
        format!("lift-{id}"),
        format!("Lift hold {id}"),
        format!("/cases/{case}/holds/{id}/lift"),
        "Lift this hold",
    )
    .intro("Other holds stay. The document and the reason are kept.")
    .fields(fields)
    .seen(version)
    .grave()
}

fn statement(to: String) -> Form {
    Form::new("statement", "Record a statement", to, "Record the statement")
        .intro("A finding against the person counts only with officer and evidence.")
        .fields(vec![
            Field::choice("kind", "What it is about", coded!(StatementKind)).required(),
            Field::choice("outcome", "What became of it", coded!(StatementOutcome)).required(),
            Field::moment("made_at", "When it was made").hint("Left out: now."),
            Field::text("language", "Language").hint("A short code such as es, zh or en."),
            Field::check("interpreter", "An interpreter took part"),
            Field::text("officer", "Who took it down"),
            Field::text("evidence", "Document that proves it"),
        ])
}

fn document(to: String) -> Form {
    Form::new("document", "Record a travel document", to, "Record the document").fields(vec![
        Field::choice("kind", "Kind", coded!(DocumentKind)).required(),
        Field::text("country", "Issuing country").hint("Three letters, such as GTM.").required(),
        Field::text("number", "Number"),
        Field::date("issued_on", "First day of validity"),
        Field::date("expires_on", "Last day of validity"),
        Field::check("single_use", "Good for one journey only"),
        Field::long("mrz", "Machine readable zone").hint("Lines joined by |. It must check."),
        Field::date("requested_on", "Day on which it was asked for"),
        Field::text("id", "Key").hint("That of a known document corrects its record."),
    ])
}

fn answer(view: &CaseView, who: &Who, to: String) -> Form {
    let requests = view
        .documents
        .iter()
        .map(|one| (one.id.as_str(), format!("{} · {} · {}", one.id, one.kind, one.country)));
    let mut fields = vec![
        Field::choice("document", "Request", requests).required(),
        Field::choice("answer", "Answer", coded!(Answer)).required(),
        Field::date("on", "Day of the answer").hint("Left out: today."),
        Field::text("number", "Number of the document that came with it"),
        Field::date("issued_on", "First day of its validity"),
        Field::date("expires_on", "Last day of its validity"),
        Field::text("condition", "Only on this condition")
            .hint("What must be done first, if the agency approves on a condition."),
    ];
    let (title, submit) = if who.is_consul() {
        fields.push(Field::password("password", "Your password, to sign").hint(
            "What you answer is recorded with your signature. The demonstration asks for none.",
        ));
        ("Answer and sign", "Sign the answer")
    } else {
        ("Record an agency's answer", "Record the answer")
    };
    Form::new("answer", title, to, submit).fields(fields)
}

/// Only if an approval has a condition that is open.
fn condition(view: &CaseView, to: String) -> Option<Form> {
    let open = view.documents.iter().filter(|one| one.condition_met_on.is_none());
    let open: Vec<(&str, String)> = open
        .filter_map(|one| {
            Some((one.id.as_str(), format!("{}: {}", one.id, one.condition.as_ref()?)))
        })
        .collect();
    let form = Form::new("condition", "The agency's condition is met", to, "Record that it is met");
    (!open.is_empty()).then(|| {
        form.fields(vec![
            Field::choice("document", "Approval and condition", open).required(),
            Field::long("reason", "How it was met").required(),
        ])
    })
}

fn custody(view: &CaseView, to: String) -> Form {
    let now = view.custody.as_ref();
    let value = |of: fn(&crate::view::CustodyView) -> &str| now.map_or("", of);
    Form::new("custody", "Change custody", to, "Record the change").fields(vec![
        Field::choice("kind", "Whose custody", coded!(CustodyKind))
            .value(value(|custody| &custody.kind))
            .required(),
        Field::text("facility", "Facility").value(value(|custody| &custody.facility)),
        Field::text("office", "Office that keeps the case").value(value(|custody| &custody.office)),
        Field::date("since", "First day"),
        Field::long("reason", "Why").required(),
    ])
}

fn fitness(to: String) -> Form {
    Form::new("medical", "State fitness to fly", to, "Record").fields(vec![
        Field::choice("status", "Finding", coded!(MedicalStatus)).required(),
        Field::date("cleared_on", "Day of the clearance").hint("Left out: the last one stays."),
        Field::long("reason", "Note").required(),
    ])
}

fn notice(to: String) -> Form {
    Form::new("notice", "Record a notice that was served", to, "Record the notice").fields(vec![
        Field::text("kind", "Which notice").hint("Such as custody_review_notice.").required(),
        Field::date("on", "Day of service").hint("Left out: today."),
    ])
}

fn correction(columns: Vec<&str>, to: String) -> Form {
    let columns = columns.into_iter().map(|column| (column, column.replace('_', " ")));
    Form::new("correct", "Correct the record", to, "Correct")
        .intro(
            "Who the person is, and what the order says. Custody, fitness, holds and statements \
             have forms of their own. A defect of the column ends with it. With another name, \
             birth date, sex or nationality an approval waits for the agency's word, and whoever \
             is on a list comes off.",
        )
        .fields(vec![
            Field::choice("column", "What", columns).required(),
            Field::text("value", "What it should say").hint(
                "As a docket writes it: a day as 1990-05-17, a country as three letters, true or \
                 false. Nothing empties it.",
            ),
            Field::long("reason", "Why, such as the document that shows it").required(),
        ])
}

/// A denial in a sentence.
pub(super) fn refusal(denied: &Denied) -> String {
    format!("your role may not do this (policy {})", denied.policy)
}
