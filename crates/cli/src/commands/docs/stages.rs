//! The page of the stage machine: a diagram and a table of every edge.

use std::fmt::Write as _;

use domain::rulebook::Rulebook;
use domain::{EDGES, Outcome, StageName, Verb};

use super::{head, row, title};

/// The page.
pub(super) fn page(_: &Rulebook) -> String {
    let mut page = title("Stages of a case");
    page.push_str(
        "This table is the only list of what may follow what. What is not in it is refused with \
         [R001](refusals.md#r001). *Held*, *ready* and custody are no stages.\n\n",
    );
    page.push_str(&diagram());
    page.push_str("\n## Every step\n\n");
    page.push_str(&head(["from", "action", "to", "the gate is asked about"]));
    for edge in EDGES {
        let step = edge.step.map_or("", |step| step.label());
        page.push_str(&row([edge.from.label(), edge.verb.label(), edge.to.label(), step]));
    }
    page.push_str(
        "\nWays back ask no gate: nothing that bars a person may keep that person on a list.\n\n\
         ## Codes\n\n",
    );
    page.push_str(&head(["code", "stage"]));
    for stage in StageName::ALL {
        page.push_str(&row([&*format!("`{stage}`"), stage.label()]));
    }
    page.push_str("\n## Why a case is closed without a removal\n\n");
    page.push_str(&head(["code", "outcome"]));
    for outcome in Outcome::ALL {
        page.push_str(&row([&*format!("`{outcome}`"), outcome.label()]));
    }
    page
}

/// The machine as a Mermaid diagram. Closing, possible from seven stages, is drawn once.
fn diagram() -> String {
    let mut text = String::from("```mermaid\nstateDiagram-v2\n");
    for stage in StageName::ALL {
        let _ = writeln!(text, "    {stage}: {}", stage.label());
    }
    let _ = writeln!(text, "    [*] --> {}", StageName::Detained);
    for edge in EDGES.iter().filter(|edge| edge.verb != Verb::Close) {
        let _ = writeln!(text, "    {} --> {}: {}", edge.from, edge.to, edge.verb.label());
    }
    let closing = EDGES.iter().filter(|edge| edge.verb == Verb::Close);
    for edge in closing {
        let _ = writeln!(text, "    {} --> {}", edge.from, edge.to);
    }
    for end in [StageName::Removed, StageName::Closed] {
        let _ = writeln!(text, "    {end} --> [*]");
    }
    text.push_str("```\n");
    text
}
