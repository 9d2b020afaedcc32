//! What can be done with a flight's list and plan, as forms.

use domain::StrikeReason;

use super::form::{Field, Form};
use super::steps::{coded, refusal};
use crate::desk::Desk;
use crate::policy::Act;
use crate::view::{FlightView, LineView};
use crate::who::Who;

/// How a departure is written: its day is that of the place.
pub(super) const DEPARTURE: &str =
    "With the offset of the place, such as 2024-07-12T15:10:00-05:00.";

/// All forms of the page, each with the reason why it cannot be sent now, if there is one.
pub(super) fn forms(desk: &Desk, who: &Who, flight: &FlightView) -> Vec<Form> {
    let id = &flight.row.id;
    let to = |deed: &str| format!("/flights/{id}/{deed}");
    let not = |act: Act| desk.why_not_here(who, act).map(|denied| refusal(&denied));
    let unless = |statuses: &[&str]| {
        let status = flight.row.status_label;
        (!statuses.contains(&flight.row.status)).then(|| format!("the flight is {status} (R011)"))
    };
    let live = |role: Option<&'static str>| -> Vec<(String, String)> {
        let lines = flight
            .lines
            .iter()
            .filter(|line| line.is_live && role.is_none_or(|role| line.role == role));
        let named = |line: &LineView| format!("{} · {} · {}", line.number, line.case, line.name);
        lines.map(|line| (line.case.clone(), named(line))).collect()
    };
    let nobody = |role| live(role).is_empty().then(|| "there is nobody to choose".to_owned());
    let built = flight.builders.iter().any(|by| by.ends_with(&format!(":{}", who.actor.user)));
    let forms = vec![
        Form::new("fill", "Fill from the plan", to("fill"), "Give out the seats")
            .intro("Each seat goes through the gate as one given by hand.")
            .fields(vec![Field::number("alternates", "Alternates to list").value("10")])
            .refused(not(Act::BuildManifest))
            .refused(unless(&["scheduled"])),
        Form::new("assign", "Give a seat by hand", to("assign"), "Give the seat")
            .fields(vec![
                Field::text("case", "Case").hint("The family goes with them.").required(),
                Field::check("alternate", "As an alternate"),
                Field::choice("stop", "Gets on at", stops(flight)).required(),
            ])
            .refused(not(Act::BuildManifest))
            .refused(unless(&["scheduled"])),
        Form::new("promote", "Move an alternate up", to("promote"), "Move up")
            .fields(vec![Field::choice("case", "Alternate", live(Some("alternate"))).required()])
            .refused(not(Act::BuildManifest))
            .refused(nobody(Some("alternate"))),
        Form::new("strike", "Take somebody off the list", to("strike"), "Strike")
            .fields(vec![
                Field::choice("case", "Whom", live(None)).required(),
                Field::choice("reason", "Why", coded!(StrikeReason)).required(),
                Field::long("detail", "In words"),
            ])
            .refused(not(Act::BuildManifest).and(not(Act::RunBoarding)))
            .refused(nobody(None))
            .grave(),
        Form::new("confirm", "Confirm everybody whom the gate clears", to("confirm"), "Confirm")
            .refused(not(Act::Confirm))
            .refused(unless(&["sealed"])),
        Form::new("seal", "Seal the list", to("seal"), "Seal")
            .intro("By a second person: nobody who built or changed the list may seal it.")
            .refused(not(Act::SealManifest))
            .refused(built.then(|| "you built or changed this list (R003)".to_owned()))
            .refused(unless(&["scheduled"]))
            .grave(),
        Form::new("reopen", "Break the seal", to("reopen"), "Break the seal")
            .fields(vec![Field::long("words", "Why").required()])
            .refused(not(Act::SealManifest).and(not(Act::BuildManifest)))
            .refused(unless(&["sealed"]))
            .grave(),
        Form::new("late-names", "Record that agencies take late names", to("late-names"), "Record")
            .fields(vec![Field::long("words", "What they said").required()])
            .refused(not(Act::AcceptLateNames))
            .refused(unless(&["scheduled", "sealed"])),
        replan(to("replan"))
            .refused(not(Act::ScheduleFlight))
            .refused(unless(&["scheduled", "sealed"])),
        Form::new("cancel", "Cancel the flight", to("cancel"), "Cancel the flight")
            .fields(vec![Field::choice("reason", "Why", coded!(domain::CancelReason)).required()])
            .refused(not(Act::ScheduleFlight))
            .refused(unless(&["scheduled", "sealed", "boarding"]))
            .grave(),
    ];
    forms.into_iter().map(|form| form.seen(flight.row.version)).collect()
}

fn replan(to: String) -> Form {
    Form::new("replan", "Change the time or the aircraft", to, "Change the plan")
        .intro(
            "What is left empty stays. A seal breaks, and whoever may not fly then comes off \
                 the list at once.",
        )
        .fields(vec![
            Field::text("departs", "Departure at the first stop").hint(DEPARTURE),
            Field::text("aircraft", "Type of aircraft"),
            Field::number("seats", "Seats"),
            Field::number("list_cap", "Names that the agencies take"),
            Field::number("notice_days", "Days of notice to the agencies"),
            Field::number("max_class3", "Places for the high guarding class"),
            Field::number("nurses", "Nurses"),
            Field::long("reason", "Why").required(),
        ])
        .grave()
}

fn stops(flight: &FlightView) -> Vec<(usize, String)> {
    flight.row.route.iter().cloned().enumerate().collect()
}
