//! One attempt to sign in: a cookie from which state, nonce and verifier are made, so that the
//! answer of the provider is taken only from the browser that asked, once, and soon.

use jiff::Timestamp;

use crate::secret::{NoRandomness, digest_of, new_secret, same};

/// Where the attempt is kept. Not `Strict`: the browser comes back from another site.
pub(crate) const COOKIE: &str = "__Host-caseflight-oidc";
/// How long somebody may take at the provider, in seconds.
pub(crate) const PATIENCE: i64 = 600;

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// The whole cookie.
    text: String,
    begun: i64,
    next: String,
}

impl Attempt {
    /// Begins one at `now`; afterwards it goes on at `next`, a path of our own.
    pub(crate) fn begin(next: &str, now: Timestamp) -> Result<Self, NoRandomness> {
        let begun = now.as_second();
        let text = format!("{}.{begun}.{next}", new_secret()?);
        Ok(Self { text, begun, next: next.to_owned() })
    }

    /// The attempt that a cookie holds, if it is not too old at `now`.
    pub(crate) fn read(cookie: &str, now: Timestamp) -> Option<Self> {
        let mut parts = cookie.splitn(3, '.');
        let (secret, begun, next) = (parts.next()?, parts.next()?, parts.next()?);
        let begun = begun.parse().ok()?;
        let age = now.as_second().checked_sub(begun)?;
        let is_good = secret.len() == 64 && (0..PATIENCE).contains(&age);
        is_good.then(|| Self { text: cookie.to_owned(), begun, next: next.to_owned() })
    }

    /// What the cookie holds.
    pub(crate) fn cookie(&self) -> String {
        format!(
            "{COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={PATIENCE}",
            self.text
        )
    }

    /// The cookie that takes it away.
    pub(crate) fn over() -> String {
        format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    /// Where to go on.
    pub(crate) fn next(&self) -> &str {
        &self.next
    }

    /// What the provider gives back unchanged.
    pub(crate) fn state(&self) -> String {
        self.part("state")
    }

    /// What the ID token must hold.
    pub(crate) fn nonce(&self) -> String {
        self.part("nonce")
    }

    /// What proves, when the code is used, that it was asked for here.
    pub(crate) fn verifier(&self) -> String {
        self.part("verifier")
    }

    /// Whether the provider's answer is one to this attempt.
    pub(crate) fn is_answered_by(&self, state: &str) -> bool {
        same(state, &self.state())
    }

    fn part(&self, name: &str) -> String {
        digest_of(&format!("{name}\n{}", self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn what_the_browser_brings_back_is_the_attempt_that_began() {
        let begun = Attempt::begin("/cases/P0000012.1", at(1_000)).unwrap();
        let cookie = begun.cookie();
        let text = cookie.split(['=', ';']).nth(1).unwrap();
        let read = Attempt::read(text, at(1_599)).unwrap();
        assert_eq!(read, begun);
        assert_eq!(read.next(), "/cases/P0000012.1");
        assert!(read.is_answered_by(&begun.state()));
        let parts = [begun.state(), begun.nonce(), begun.verifier()];
        assert!(parts.iter().all(|part| part.len() == 64));
        assert!(parts[0] != parts[1] && parts[1] != parts[2]);
    }

    #[test]
    fn an_attempt_that_is_old_or_was_changed_is_not_the_one_that_began() {
        let begun = Attempt::begin("/", at(1_000)).unwrap();
        assert_eq!(Attempt::read(&begun.text, at(1_600)), None);
        assert_eq!(Attempt::read(&begun.text, at(999)), None);
        let later = begun.text.replace(".1000.", ".2000.");
        assert!(!Attempt::read(&later, at(2_001)).unwrap().is_answered_by(&begun.state()));
        for text in ["", "a.b.c", "..", &begun.text.replace('.', "")] {
            assert_eq!(Attempt::read(text, at(1_000)), None, "{text}");
        }
    }
}
