//! The page of hold kinds: what each stops, who may place it and who may lift it.

use std::fmt::Write as _;

use domain::Role;
use domain::rulebook::{HoldKind, Lift, Rulebook};

use super::{capital, head, row, title};

/// The page.
pub(super) fn page(rules: &Rulebook) -> String {
    let mut page = title("Holds");
    let kinds: Vec<&HoldKind> = rules.hold_kinds().collect();
    let _ = write!(
        page,
        "{} kinds, from the rulebook {}. *Contact* is contact with the foreign agency, *list* a \
         place on a manifest, *board* boarding and departure.\n\n",
        kinds.len(),
        rules.version(),
    );
    page.push_str(&head(["no.", "kind", "what it is", "contact", "list", "board"]));
    for kind in &kinds {
        let mark = |blocks: bool| if blocks { "stops" } else { "" };
        let link = format!("[`{0}`](#{0})", kind.code);
        page.push_str(&row([
            kind.reference.as_str(),
            &link,
            &kind.label,
            mark(kind.blocks.contact),
            mark(kind.blocks.manifest),
            mark(kind.blocks.board),
        ]));
    }
    for kind in kinds {
        section(&mut page, kind);
    }
    page
}

fn section(page: &mut String, kind: &HoldKind) {
    let _ = write!(page, "\n## {} {{#{}}}\n\n", capital(&kind.label), kind.code);
    let mut line = |what: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(page, "- {what}: {text}");
        }
    };
    line("Kind", &format!("`{}` ({})", kind.code, kind.reference));
    line("Rests on", &kind.legal_basis);
    let place = if kind.anyone_may_place {
        "anyone signed in".to_owned()
    } else {
        roles(&kind.may_place, " or ")
    };
    line("Who may place it", &place);
    let lift = match &kind.may_lift {
        Lift::AnyOf(any) => roles(any, " or "),
        Lift::AllOf(all) => roles(all, " together with "),
    };
    let two = if kind.people_to_lift() > 1 { "; it takes two different people" } else { "" };
    line("Who may lift it", &format!("{lift}{two}"));
    let end = if kind.auto_expires {
        "counts by itself when it has passed"
    } else {
        "lifts nothing: when it has passed, somebody must confirm it"
    };
    line("A date of end", end);
    let reach = match (kind.per_destination, kind.protects_on_route) {
        (false, _) => "every destination",
        (true, false) => "the country that it names, or every one if it names none",
        (true, true) => "the country that it names, also as a stop on the way",
    };
    line("Concerns", reach);
    if kind.confidential {
        line("Confidential", "never disclosed outside");
    }
    line("A strike because of it is coded", &format!("`{}`", kind.strike_reason));
    let switch: Vec<&str> = kind.policy_switch.iter().map(|effect| effect.label()).collect();
    line("Local policy may switch", &switch.join(", "));
    let to = kind.to.map_or_else(String::new, |to| format!(" to {to}"));
    line("In force", &format!("from {}{to}", kind.from));
    line("Source", &kind.source);
    line("Note", &kind.note);
}

fn roles(roles: &[Role], join: &str) -> String {
    roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(join)
}
