//! The policies are asked: the one way to what somebody may see or do.

use domain::gate;
use domain::rulebook::Rulebook;
use domain::{Case, CaseId, Moment, Reason, Refusal};
use persistence::Loaded;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::policy::{Act, Denied, Subject};
use crate::sight::Sight;
use crate::who::Who;

/// Whether the person's own state was asked about them, and still may be told.
fn is_disclosed(case: &Case, now: Moment, rules: &Rulebook) -> bool {
    let country = case.order.removal_country.as_ref().and_then(|country| country.read());
    let own = case.person.nationality.read();
    let asked = case.documents.iter().any(|document| {
        document.requested_on.is_some_and(|on| on <= now.date())
            && document.issuing_country.read() == own
    });
    own.is_some() && country == own && asked && gate::ask_contact(case, now, rules).is_ok()
}

impl Desk {
    /// Refuses unless `who` may do `act`, which is not about one case.
    pub(crate) async fn may(&self, who: &Who, act: Act) -> Result<(), Failure> {
        who.in_scope(act)?;
        match self.policies.ask(&who.asker(), act, Subject::Desk) {
            Ok(()) => Ok(()),
            Err(denied) => Err(self.note_denied(who, "desk", denied).await),
        }
    }

    /// Refuses unless `who` may do one of both acts, neither of which is about one case.
    pub(crate) async fn may_either(&self, who: &Who, acts: [Act; 2]) -> Result<(), Failure> {
        let [first, second] = acts;
        let act = if self.would(who, first, Subject::Desk) { first } else { second };
        self.may(who, act).await
    }

    /// Whether `who` may do `act`: for what is shown or left out, not for what is done.
    pub(crate) fn would(&self, who: &Who, act: Act, subject: Subject<'_>) -> bool {
        who.in_scope(act).is_ok() && self.policies.ask(&who.asker(), act, subject).is_ok()
    }

    /// Why `who` may not do `act` on `case`: for forms that are shown with the reason.
    pub(crate) fn why_not(&self, who: &Who, act: Act, case: &Case) -> Option<Denied> {
        let nationality = nationality(case);
        self.policies.ask(&who.asker(), act, self.subject(who, case, &nationality)).err()
    }

    /// The same for what is not about one case.
    pub(crate) fn why_not_here(&self, who: &Who, act: Act) -> Option<Denied> {
        self.policies.ask(&who.asker(), act, Subject::Desk).err()
    }

    /// Refuses unless `who` may do `act` on `case`.
    pub(crate) async fn may_on(&self, who: &Who, act: Act, case: &Case) -> Result<(), Failure> {
        who.in_scope(act)?;
        let nationality = nationality(case);
        let subject = self.subject(who, case, &nationality);
        match self.policies.ask(&who.asker(), act, subject) {
            Ok(()) => Ok(()),
            Err(denied) => Err(self.note_denied(who, case.id.as_str(), denied).await),
        }
    }

    /// The case `id`, if `who` may do `act` on it.
    ///
    /// A consular user is answered alike about cases of others and about none at all: that
    /// somebody is here is itself told to nobody.
    pub(crate) async fn case_for(
        &self,
        who: &Who,
        id: &CaseId,
        act: Act,
    ) -> Result<Loaded<Case>, Failure> {
        match self.ops.store.case(id).await {
            Ok(case) => {
                self.may_on(who, act, &case.value).await?;
                Ok(case)
            }
            Err(error) if error.is_missing() && who.is_consul() => {
                let none = Subject::Case { office: "", nationality: "", disclosed: false };
                let denied = self.policies.ask(&who.asker(), act, none).err();
                let denied = denied.unwrap_or(Denied {
                    role: who.actor.role,
                    act,
                    policy: "consul-only-own-nationals".to_owned(),
                });
                Err(denied.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same for somebody who looks: it is noted who saw what.
    pub(crate) async fn look_at(
        &self,
        who: &Who,
        id: &CaseId,
    ) -> Result<(Loaded<Case>, Sight), Failure> {
        let case = self.case_for(who, id, Act::SeeCase).await?;
        let sight = self.sight(who, &case.value);
        let at = self.wall.now().at();
        self.seen.note(at, &who.actor, (Act::SeeCase.code(), id.as_str()), None).await;
        Ok((case, sight))
    }

    /// What `who` may read of `case`.
    pub(crate) fn sight(&self, who: &Who, case: &Case) -> Sight {
        let nationality = nationality(case);
        let subject = self.subject(who, case, &nationality);
        let sees = |act| self.would(who, act, subject);
        let fields = who.is_consul().then(|| {
            let profile = who.country.and_then(|country| self.ops.rules.country(country));
            profile.map(|profile| profile.disclosure_fields.clone()).unwrap_or_default()
        });
        Sight {
            legal: sees(Act::SeeLegal),
            medical: sees(Act::SeeMedical),
            protection: sees(Act::SeeProtection),
            history: sees(Act::SeeHistory),
            fields,
        }
    }

    pub(crate) fn subject<'a>(
        &self,
        who: &Who,
        case: &'a Case,
        nationality: &'a str,
    ) -> Subject<'a> {
        // Only asked for those to whom it matters: it takes the gate.
        let disclosed = who.is_consul() && is_disclosed(case, self.now(), &self.ops.rules);
        Subject::Case { office: &case.custody.office, nationality, disclosed }
    }

    async fn note_denied(&self, who: &Who, subject: &str, denied: Denied) -> Failure {
        let at = self.wall.now().at();
        let what = (denied.act.code(), subject);
        self.seen.note(at, &who.actor, what, Some(&denied.policy)).await;
        denied.into()
    }

    /// `failure` without the reasons that `who` may not read.
    pub(crate) async fn cut(&self, who: &Who, failure: Failure) -> Failure {
        let Failure::Refused(Refusal::Barred { barred }) = failure else { return failure };
        let ids: Vec<CaseId> = barred.iter().map(|(case, _)| case.clone()).collect();
        let cases = self.ops.store.cases_lossless(&ids).await.unwrap_or_default();
        let mut cut = Vec::with_capacity(barred.len());
        for (n, (id, reasons)) in barred.into_iter().enumerate() {
            let sight = match cases.get(n) {
                Some(Ok(case)) if case.value.id == id => self.sight(who, &case.value),
                _ => Sight::NONE,
            };
            let reasons = reasons.iter().map(|reason| sight.cut(reason, &self.ops.rules));
            cut.push((id, unique(reasons)));
        }
        Failure::Refused(Refusal::Barred { barred: cut })
    }
}

fn nationality(case: &Case) -> String {
    case.person.nationality.read().map_or_else(String::new, ToString::to_string)
}

fn unique(reasons: impl Iterator<Item = Reason>) -> Vec<Reason> {
    let mut kept: Vec<Reason> = Vec::new();
    for reason in reasons {
        if !kept.contains(&reason) {
            kept.push(reason);
        }
    }
    kept
}
