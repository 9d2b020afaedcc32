//! The provider: where people are sent, and what is believed of those who come back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::UserId;
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreResponseType,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, Client, ClientId, ClientSecret,
    CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, IdTokenFields,
    IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    ProviderMetadataWithLogout, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse,
};
use thiserror::Error;
use tokio::sync::Mutex;

use super::claims::Claims;
use super::fetch::{Fetch, safe};
use super::{Attempt, Entitled, OidcFault, OidcSettings};
use crate::secret::digest_of;

/// How long what the provider says of itself, its keys included, is good.
const FRESH: Duration = Duration::from_mins(5);
/// The shortest time between two looks because a key was not known.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// Where browsers come back to.
const RETURN: &str = "/sign-in/provider/return";
/// How tokens may be signed: never by a shared secret, never not at all.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 8] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
];

type Fields = IdTokenFields<
    Claims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type OidcClient = Client<
    Claims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum ProviderFault {
    /// The provider does not answer, or not as one.
    #[error("The provider does not answer. Try again in a while.")]
    Away,
    /// It does not take the code.
    #[error("The provider did not confirm the sign-in. Start again.")]
    Code,
    /// Its token does not hold what it must.
    #[error("The provider's answer cannot be trusted. Nobody was signed in.")]
    Token,
}

/// Somebody whom the provider knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// In the history: the same for the same person at the same provider, and for nobody else.
    pub(crate) user: UserId,
    /// On pages.
    pub(crate) name: String,
    /// What they may be here; none where the provider gives them nothing.
    pub(crate) entitled: Option<Entitled>,
}

/// What the provider says of itself, and when it said so.
#[derive(Debug)]
struct Said {
    metadata: ProviderMetadataWithLogout,
    at: Instant,
}

/// A provider.
#[derive(Debug)]
pub(crate) struct Provider {
    settings: OidcSettings,
    issuer: IssuerUrl,
    redirect: RedirectUrl,
    fetch: Fetch,
    said: Mutex<Option<Said>>,
}

impl Provider {
    /// The provider that `settings` describe. It is asked when somebody signs in.
    pub(crate) fn new(settings: OidcSettings) -> Result<Arc<Self>, OidcFault> {
        let fetch = Fetch::new(&settings)?;
        let public = safe(&settings.public_url)?;
        let wrong = |text: &str| OidcFault::Address(text.to_owned());
        let issuer = IssuerUrl::new(settings.issuer.clone());
        let redirect = public.join(RETURN).map_err(|_| wrong(&settings.public_url))?;
        Ok(Arc::new(Self {
            issuer: issuer.map_err(|_| wrong(&settings.issuer))?,
            redirect: RedirectUrl::from_url(redirect),
            fetch,
            settings,
            said: Mutex::new(None),
        }))
    }

    /// What it calls itself.
    pub(crate) fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    /// What it says of itself, not older than `age`.
    async fn metadata(&self, age: Duration) -> Result<ProviderMetadataWithLogout, ProviderFault> {
        let mut said = self.said.lock().await;
        if let Some(said) = said.as_ref().filter(|said| said.at.elapsed() < age) {
            return Ok(said.metadata.clone());
        }
        let issuer = self.issuer.clone();
        let found = ProviderMetadataWithLogout::discover_async(issuer, &self.fetch).await;
        let metadata = found.map_err(|error| {
            tracing::warn!(error = &error as &dyn std::error::Error, "the provider is not found");
            ProviderFault::Away
        })?;
        *said = Some(Said { metadata: metadata.clone(), at: Instant::now() });
        Ok(metadata)
    }

    async fn client(&self, age: Duration) -> Result<OidcClient, ProviderFault> {
        let id = ClientId::new(self.settings.client_id.clone());
        let secret = self.settings.secret.clone().map(ClientSecret::new);
        let client = Client::from_provider_metadata(self.metadata(age).await?, id, secret);
        Ok(client.set_redirect_uri(self.redirect.clone()))
    }

    /// Where a browser is sent for `attempt`.
    pub(crate) async fn begin(&self, attempt: &Attempt) -> Result<String, ProviderFault> {
        let client = self.client(FRESH).await?;
        let verifier = PkceCodeVerifier::new(attempt.verifier());
        let (state, nonce) = (attempt.state(), attempt.nonce());
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let scopes = std::iter::once("profile".to_owned()).chain(self.settings.scopes.clone());
        let (url, _, _) = client
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scopes(scopes.map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(url.to_string())
    }

    /// Who came back with `code` for `attempt`.
    pub(crate) async fn finish(
        &self,
        attempt: &Attempt,
        code: String,
    ) -> Result<Known, ProviderFault> {
        let client = self.client(FRESH).await?;
        let request = client.exchange_code(AuthorizationCode::new(code));
        let request = request.map_err(|_| ProviderFault::Away)?;
        let verifier = PkceCodeVerifier::new(attempt.verifier());
        let answer = request.set_pkce_verifier(verifier).request_async(&self.fetch).await;
        // Its own words may name people: they are not noted.
        let tokens = answer.map_err(|_| {
            tracing::info!("the provider does not take the code");
            ProviderFault::Code
        })?;
        match self.read(&client, &tokens, attempt) {
            Ok(known) => Ok(known),
            // It may have changed its keys since it was looked at.
            Err(_) => self.read(&self.client(LOOK_AGAIN).await?, &tokens, attempt),
        }
    }

    /// Whom `tokens` are about, if they can be trusted.
    fn read(
        &self,
        client: &OidcClient,
        tokens: &Tokens,
        attempt: &Attempt,
    ) -> Result<Known, ProviderFault> {
        let untrusted = |why: &'static str| {
            tracing::warn!(why, "the provider's token cannot be trusted");
            ProviderFault::Token
        };
        let token = tokens.extra_fields().id_token().ok_or_else(|| untrusted("none"))?;
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let claims = token
            .claims(&verifier, &Nonce::new(attempt.nonce()))
            .map_err(|_| untrusted("signature, issuer, audience, time or nonce"))?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = token.signing_alg().map_err(|_| untrusted("algorithm"))?;
            let key = token.signing_key(&verifier).map_err(|_| untrusted("key"))?;
            let found = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
            if found.map_err(|_| untrusted("hash"))? != *expected {
                return Err(untrusted("another access token"));
            }
        }
        let subject = claims.subject().as_str();
        let digest = digest_of(&format!("{}\n{subject}", self.settings.issuer));
        let short: String = digest.chars().take(24).collect();
        let user = UserId::new(format!("oidc.{short}")).map_err(|_| untrusted("subject"))?;
        let named = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
        let name: String =
            named.unwrap_or(subject).chars().filter(|c| !c.is_control()).take(100).collect();
        let groups = claims.additional_claims().groups(&self.settings.claim);
        let entitled = self.settings.roles.of(&groups);
        let name = if name.trim().is_empty() { user.to_string() } else { name };
        Ok(Known { user, name, entitled })
    }

    /// Where a browser is sent to sign out at the provider too, if it has such a place.
    pub(crate) async fn end(&self) -> Result<Option<String>, ProviderFault> {
        let metadata = self.metadata(FRESH).await?;
        let Some(end) = &metadata.additional_metadata().end_session_endpoint else {
            return Ok(None);
        };
        let mut url = end.url().clone();
        url.query_pairs_mut().append_pair("client_id", &self.settings.client_id);
        let back = self.redirect.url().join("/sign-in").map(String::from);
        if let Ok(back) = back {
            url.query_pairs_mut().append_pair("post_logout_redirect_uri", &back);
        }
        Ok(Some(url.to_string()))
    }
}
