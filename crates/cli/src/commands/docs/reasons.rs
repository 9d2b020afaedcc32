//! The page of the gate's reasons: every code, what it means and how to clear it.

use std::fmt::Write as _;

use domain::ReasonCode;
use domain::rulebook::Rulebook;

use super::{head, row, title};
use crate::words;

/// The page.
pub(super) fn page(_: &Rulebook) -> String {
    let mut page = title("Reasons of the gate");
    page.push_str(
        "The gate bars with all reasons at once. Where a code stands for more than one thing, what \
         it is about follows a colon, such as `hold:judicial_stay`.\n\n",
    );
    page.push_str(&head(["code", "what stands in the way"]));
    for code in ReasonCode::ALL {
        page.push_str(&row([&*format!("[`{code}`](#{code})"), code.label()]));
    }
    for code in ReasonCode::ALL {
        let words = words::reason(*code);
        let _ = write!(
            page,
            "\n## `{code}` {{#{code}}}\n\n{}\n\n**How to clear it.** {}\n",
            words.means, words.next,
        );
    }
    page
}
