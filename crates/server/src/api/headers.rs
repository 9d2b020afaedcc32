//! The headers that changes take, as their descriptions tell them.

use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

/// Those of a change of something that was read before.
pub(crate) struct ChangeHeaders;

/// That of a change that rests on nothing read before.
pub(crate) struct OnceHeader;

/// Those of a message that is signed after Standard Webhooks.
pub(crate) struct SignedHeaders;

/// The tags that we give.
const TAG: &str = r#"^"[1-9][0-9]{0,17}"$"#;

fn header(name: &str, (words, pattern): (&str, &str), required: Required) -> ParameterBuilder {
    let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(required)
        .description(Some(words))
        .schema(Some(text))
}

impl IntoParams for SignedHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let needed = |name, about| header(name, about, Required::True).build();
        vec![
            needed("webhook-id", ("The same message again has the same", "^[!-~]{1,128}$")),
            needed("webhook-timestamp", ("The second at which it was signed", "^[0-9]{1,12}$")),
            needed("webhook-signature", ("`v1,` and HMAC-SHA256 in base64, once or more", "^v1,")),
        ]
    }
}

fn once() -> Parameter {
    header("idempotency-key", ("Done once under this key", "^[!-~]{1,128}$"), Required::False)
        .build()
}

impl IntoParams for ChangeHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let seen = header("if-match", ("The ETag that was read", TAG), Required::True);
        vec![seen.example(Some("\"3\"".into())).build(), once()]
    }
}

impl IntoParams for OnceHeader {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        vec![once()]
    }
}
