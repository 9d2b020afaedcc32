//! What the description says of every address alike.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::{AdditionalProperties, Object, Schema};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};

use crate::fields::LONGEST;

/// How programs say who they are.
pub(super) struct Token;

impl utoipa::Modify for Token {
    fn modify(&self, openapi: &mut OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("token", scheme);
    }
}

/// Says what is true everywhere, once every address is there.
pub(super) fn complete(openapi: &mut OpenApi) {
    let schemas = openapi.components.iter_mut().flat_map(|all| all.schemas.values_mut());
    for schema in schemas {
        match schema {
            RefOr::T(Schema::Object(sent)) => words(sent),
            RefOr::T(Schema::OneOf(one)) => one.items.iter_mut().for_each(alone),
            RefOr::T(_) | RefOr::Ref(_) => (),
        }
    }
    for operation in openapi.paths.paths.values_mut().flat_map(operations) {
        named(operation);
        answers(operation);
    }
}

/// Handlers are called `list` in every file; here a name is one address's.
fn named(operation: &mut Operation) {
    let tag = operation.tags.iter().flatten().next();
    if let (Some(tag), Some(name)) = (tag, &operation.operation_id) {
        operation.operation_id = Some(format!("{tag}_{name}"));
    }
}

/// Every text that somebody sends has a greatest length, and one that must be there is not empty.
fn words(sent: &mut Object) {
    // Only what is sent to us refuses fields that it does not know.
    if sent.additional_properties.is_none() {
        return;
    }
    for (name, field) in &mut sent.properties {
        if let RefOr::T(Schema::Object(field)) = field
            && field.max_length.is_none()
        {
            field.max_length = Some(LONGEST);
            field.min_length = sent.required.contains(name).then_some(1);
        }
    }
}

/// One of several things stands alone: beside the field that names it there is no other.
fn alone(item: &mut RefOr<Schema>) {
    if let RefOr::T(Schema::Object(one)) = item
        && one.properties.len() == 1
    {
        one.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut path.get, &mut path.put, &mut path.post, &mut path.delete].into_iter().flatten()
}

/// The standard wants every answer described: a good one is what the operation says.
fn answers(operation: &mut Operation) {
    for answer in operation.responses.responses.values_mut() {
        if let RefOr::T(answer) = answer
            && answer.description.is_empty()
        {
            answer.description = operation.summary.clone().unwrap_or_else(|| "Done".to_owned());
        }
    }
}
