//! The page of refusals: every code, what it means and what to do.

use std::fmt::Write as _;

use domain::RefusalCode;
use domain::rulebook::Rulebook;

use super::title;
use crate::words;

/// The page.
pub(super) fn page(_: &Rulebook) -> String {
    let mut page = title("Refusals");
    page.push_str(
        "A refusal is an answer, not a failure: the command ends with code 1 and nothing has \
         changed. Each has a stable code and carries everything that stands in the way.\n",
    );
    for code in RefusalCode::ALL {
        let words = words::refusal(*code);
        let _ = write!(
            page,
            "\n## {code} · {} {{#{}}}\n\n{}\n\n**What to do.** {}\n",
            code.label(),
            code.code().to_lowercase(),
            words.means,
            words.next,
        );
    }
    page
}
