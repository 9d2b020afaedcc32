//! Who may see and do what: one set of policies that a person can read, asked by everything.
//!
//! The policies are in `policies.cedar`, their words in `schema.cedarschema`; both are checked
//! against each other when the desk starts. Nothing is shown, listed, found, changed or streamed
//! without [`Policies::ask`]. The domain's own rules are asked besides, by the operations.

mod act;
mod memo;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::str::FromStr as _;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityTypeName, EntityUid, Policy, PolicyId,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use domain::Role;
use memo::{Memo, Question};
use thiserror::Error;

pub use act::{Act, Scope};

/// The policies as they are built in.
pub(crate) const TEXT: &str = include_str!("policies.cedar");
/// What they may speak of.
const SCHEMA: &str = include_str!("schema.cedarschema");
/// The name of the policy that refuses what no policy permits.
const NONE: &str = "no-policy-permits";

/// The policies or their schema are wrong. The desk does not start.
#[derive(Debug, Error)]
#[error("the desk's policies cannot be used: {0}")]
pub struct PolicyError(String);

/// Somebody who asks, as policies see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asker<'a> {
    /// In which role.
    pub role: Role,
    /// Their office; empty for none.
    pub office: &'a str,
    /// Whether their role sees every office.
    pub every_office: bool,
    /// The country that a consular user works for; empty for everybody else.
    pub country: &'a str,
}

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject<'a> {
    /// One case.
    Case {
        /// The office that keeps it.
        office: &'a str,
        /// The person's nationality; empty if it cannot be read.
        nationality: &'a str,
        /// Whether the person's own state was lawfully asked about them, and still may be.
        disclosed: bool,
    },
    /// Whatever is not one case.
    Desk,
}

/// A policy said no.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{} may not {} (policy {policy})", role.label(), act.words())]
pub(crate) struct Denied {
    /// In which role it was asked.
    pub role: Role,
    /// What was asked for.
    pub act: Act,
    /// The policy that refused.
    pub policy: String,
}

/// The policies, ready to be asked.
#[derive(Debug)]
pub(crate) struct Policies {
    set: PolicySet,
    schema: Schema,
    authorizer: Authorizer,
    user: EntityTypeName,
    desk: EntityUid,
    case: EntityUid,
    actions: HashMap<&'static str, EntityUid>,
    memo: Memo,
}

impl Policies {
    /// Reads the policies that are built in and checks them.
    pub(crate) fn embedded() -> Result<Self, PolicyError> {
        let wrong = |error: &dyn std::fmt::Display| PolicyError(error.to_string());
        let schema = Schema::from_str(SCHEMA).map_err(|error| wrong(&error))?;
        let parsed = PolicySet::from_str(TEXT).map_err(|error| wrong(&error))?;
        // A decision names policies by their id: let it be the one that people gave them.
        let named = parsed.policies().map(|policy| named(policy, policy.annotation("id")));
        let set = PolicySet::from_policies(named).map_err(|error| wrong(&error))?;
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        if let Some(fault) = checked.validation_errors().next() {
            return Err(wrong(fault));
        }
        let uid = |text: &str| EntityUid::from_str(text).map_err(|error| wrong(&error));
        let mut actions = HashMap::new();
        for act in Act::ALL {
            actions.insert(act.code(), uid(&format!("Action::\"{}\"", act.code()))?);
        }
        Ok(Self {
            set,
            schema,
            authorizer: Authorizer::new(),
            user: EntityTypeName::from_str("User").map_err(|error| wrong(&error))?,
            desk: uid("Desk::\"desk\"")?,
            case: uid("Case::\"case\"")?,
            actions,
            memo: Memo::default(),
        })
    }

    /// Refuses unless a policy permits `act` on `subject` and none forbids it. What cannot be
    /// decided is refused.
    pub(crate) fn ask(
        &self,
        asker: &Asker<'_>,
        act: Act,
        subject: Subject<'_>,
    ) -> Result<(), Denied> {
        let question = Question::of(asker, act, subject);
        let refusing = self.memo.get(&question).unwrap_or_else(|| {
            let refusing = self.refusing(asker, act, subject);
            self.memo.keep(question, refusing.clone());
            refusing
        });
        refusing.map_or(Ok(()), |policy| Err(Denied { role: asker.role, act, policy }))
    }

    /// The policy that refuses `act`, if any does.
    fn refusing(&self, asker: &Asker<'_>, act: Act, subject: Subject<'_>) -> Option<String> {
        if act.is_on_case() != matches!(subject, Subject::Case { .. }) {
            return Some(NONE.to_owned());
        }
        let Some((request, entities)) = self.question(asker, act, subject) else {
            return Some(NONE.to_owned());
        };
        let answer = self.authorizer.is_authorized(&request, &self.set, &entities);
        match answer.decision() {
            Decision::Allow => None,
            Decision::Deny => {
                let forbidding = answer.diagnostics().reason().map(ToString::to_string).min();
                Some(forbidding.unwrap_or_else(|| NONE.to_owned()))
            }
        }
    }

    fn question(
        &self,
        asker: &Asker<'_>,
        act: Act,
        subject: Subject<'_>,
    ) -> Option<(Request, Entities)> {
        let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
        let user = EntityUid::from_type_name_and_id(
            self.user.clone(),
            cedar_policy::EntityId::new(asker.role.code()),
        );
        let attributes = HashMap::from([
            ("role".to_owned(), text(asker.role.code())),
            ("office".to_owned(), text(asker.office)),
            ("everyOffice".to_owned(), RestrictedExpression::new_bool(asker.every_office)),
            ("country".to_owned(), text(asker.country)),
        ]);
        let mut all = vec![Entity::new(user.clone(), attributes, HashSet::new()).ok()?];
        let resource = match subject {
            Subject::Desk => {
                all.push(Entity::new_no_attrs(self.desk.clone(), HashSet::new()));
                self.desk.clone()
            }
            Subject::Case { office, nationality, disclosed } => {
                let attributes = HashMap::from([
                    ("office".to_owned(), text(office)),
                    ("nationality".to_owned(), text(nationality)),
                    ("disclosed".to_owned(), RestrictedExpression::new_bool(disclosed)),
                ]);
                all.push(Entity::new(self.case.clone(), attributes, HashSet::new()).ok()?);
                self.case.clone()
            }
        };
        let action = self.actions.get(act.code())?.clone();
        let schema = Some(&self.schema);
        let request = Request::new(user, action, resource, Context::empty(), schema).ok()?;
        let entities = Entities::from_entities(all, schema).ok()?;
        Some((request, entities))
    }
}

fn named(policy: &Policy, id: Option<&str>) -> Policy {
    id.map_or_else(|| policy.clone(), |id| policy.new_id(PolicyId::new(id)))
}
