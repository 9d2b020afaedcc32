//! A document that can be travelled on no more takes the case back.

use domain::StageName;
use operations::work::{CaseActivity, Look, Said};

use super::remind::next_step_at;

pub(super) const ACTIVITY: CaseActivity = CaseActivity { name: "expire_documents", look };

fn look(look: &Look<'_>) -> Said {
    next_step_at(look, StageName::AgencyApproved)
}
