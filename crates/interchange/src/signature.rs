//! Signatures of messages after Standard Webhooks 1.0: HMAC-SHA256 over id, time and body.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use thiserror::Error;

/// The header with the message's id: the same message again has the same.
pub const ID: &str = "webhook-id";
/// The header with the second at which it was signed.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures.
pub const SIGNATURE: &str = "webhook-signature";
/// How far the time of signing may be from ours, in seconds, before or after.
pub const TOLERANCE: i64 = 5 * 60;
/// The most signatures that are looked at.
const MOST: usize = 16;
/// What a secret begins with.
const PREFIX: &str = "whsec_";

/// The secrets that two sides share, the newest first. While one is replaced there are two, and
/// each message is signed with both.
#[derive(Clone)]
pub struct Secrets(Vec<hmac::Key>);

/// Why a text has no secrets. It never repeats the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SecretFault {
    /// Nothing is there.
    #[error("there is no secret")]
    Empty,
    /// This line is not one.
    #[error("line {0} is no secret: 'whsec_' and 24 to 64 bytes in base64")]
    Line(usize),
}

/// Why a message is not taken for what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignatureFault {
    /// A header is missing or cannot be read.
    #[error("webhook-id, webhook-timestamp and webhook-signature are needed")]
    Headers,
    /// Signed too long ago, or at a time to come.
    #[error("it was not signed within five minutes of now")]
    Time,
    /// No signature is one of ours.
    #[error("no signature fits")]
    Wrong,
}

/// What the headers of a message say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signed<'a> {
    /// Its id.
    pub id: Option<&'a str>,
    /// When it was signed.
    pub timestamp: Option<&'a str>,
    /// The signatures, with spaces between them.
    pub signature: Option<&'a str>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secrets({})", self.0.len())
    }
}

impl Secrets {
    /// Reads secrets, one a line, the newest first. Empty lines and those that begin with `#` do
    /// not count.
    pub fn parse(text: &str) -> Result<Self, SecretFault> {
        let mut keys = Vec::new();
        for (line, secret) in (1..).zip(text.lines().map(str::trim)) {
            if secret.is_empty() || secret.starts_with('#') {
                continue;
            }
            let bytes = secret.strip_prefix(PREFIX).and_then(|coded| STANDARD.decode(coded).ok());
            let bytes = bytes.filter(|bytes| (24..=64).contains(&bytes.len()));
            let bytes = bytes.ok_or(SecretFault::Line(line))?;
            keys.push(hmac::Key::new(hmac::HMAC_SHA256, &bytes));
        }
        if keys.is_empty() { Err(SecretFault::Empty) } else { Ok(Self(keys)) }
    }

    /// The header that signs `body` as the message `id` at `at`, once with each secret.
    pub fn sign(&self, id: &str, at: Timestamp, body: &[u8]) -> String {
        let content = content(id, &at.as_second().to_string(), body);
        let signature = |key| format!("v1,{}", STANDARD.encode(hmac::sign(key, &content)));
        self.0.iter().map(signature).collect::<Vec<_>>().join(" ")
    }

    /// The id of the message, if one of its signatures is made with one of the secrets and it was
    /// signed about `now`. Signatures are compared in constant time.
    pub fn verify<'a>(
        &self,
        signed: Signed<'a>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<&'a str, SignatureFault> {
        let (Some(id), Some(timestamp), Some(signatures)) =
            (signed.id, signed.timestamp, signed.signature)
        else {
            return Err(SignatureFault::Headers);
        };
        let is_plain = (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic());
        let second: i64 = timestamp.parse().map_err(|_| SignatureFault::Headers)?;
        if !is_plain || second.to_string() != timestamp {
            return Err(SignatureFault::Headers);
        }
        let content = content(id, timestamp, body);
        let fits = signatures
            .split(' ')
            .filter_map(|one| one.strip_prefix("v1,"))
            .filter_map(|coded| STANDARD.decode(coded).ok())
            .take(MOST)
            .any(|tag| self.0.iter().any(|key| hmac::verify(key, &content, &tag).is_ok()));
        if !fits {
            return Err(SignatureFault::Wrong);
        }
        // Only whoever has the secret learns that our clocks differ.
        if second.abs_diff(now.as_second()) > TOLERANCE.unsigned_abs() {
            return Err(SignatureFault::Time);
        }
        Ok(id)
    }
}

fn content(id: &str, second: &str, body: &[u8]) -> Vec<u8> {
    let mut content = format!("{id}.{second}.").into_bytes();
    content.extend_from_slice(body);
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the standard's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const OTHER: &str = "whsec_bm90IHRoZSBzYW1lIHNlY3JldCBhdCBhbGwh";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;

    fn at() -> Timestamp {
        Timestamp::from_second(1_614_265_330).unwrap()
    }

    fn signed(signature: &str) -> Signed<'_> {
        let id = Some("msg_p5jXN8AQM9LWM0D4loKWxJek");
        Signed { id, timestamp: Some("1614265330"), signature: Some(signature) }
    }

    #[test]
    fn the_standards_own_example_has_its_signature() {
        let secrets = Secrets::parse(SECRET).unwrap();
        let header = secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(), BODY);
        assert_eq!(header, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert!(secrets.verify(signed(&header), BODY, at()).is_ok());
    }

    #[test]
    fn while_a_secret_is_replaced_either_side_may_have_the_old_one() {
        let both = Secrets::parse(&format!("# new\n{OTHER}\n\n{SECRET}\n")).unwrap();
        let header = both.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(), BODY);
        assert_eq!(header.split(' ').count(), 2);
        for one in [SECRET, OTHER] {
            let one = Secrets::parse(one).unwrap();
            assert!(one.verify(signed(&header), BODY, at()).is_ok());
            let header = one.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(), BODY);
            assert!(both.verify(signed(&header), BODY, at()).is_ok());
        }
    }

    #[test]
    fn another_body_id_secret_or_time_does_not_fit() {
        let secrets = Secrets::parse(SECRET).unwrap();
        let header = secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(), BODY);
        let good = signed(&header);
        let wrong = |signed, body| secrets.verify(signed, body, at()).unwrap_err();
        assert_eq!(wrong(good, b"{}"), SignatureFault::Wrong);
        assert_eq!(wrong(Signed { id: Some("msg_2"), ..good }, BODY), SignatureFault::Wrong);
        let later = Signed { timestamp: Some("1614265331"), ..good };
        assert_eq!(wrong(later, BODY), SignatureFault::Wrong);
        let other = Secrets::parse(OTHER).unwrap();
        assert_eq!(other.verify(good, BODY, at()), Err(SignatureFault::Wrong));
        for off in [-301, 301] {
            let now = Timestamp::from_second(at().as_second() + off).unwrap();
            assert_eq!(secrets.verify(good, BODY, now), Err(SignatureFault::Time));
        }
        let now = Timestamp::from_second(at().as_second() + 300).unwrap();
        assert!(secrets.verify(good, BODY, now).is_ok());
    }

    #[test]
    fn headers_that_are_missing_or_odd_are_refused() {
        let secrets = Secrets::parse(SECRET).unwrap();
        let header = secrets.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", at(), BODY);
        let good = signed(&header);
        for odd in [
            Signed { id: None, ..good },
            Signed { id: Some("with space"), ..good },
            Signed { timestamp: Some("+1614265330"), ..good },
            Signed { timestamp: Some("soon"), ..good },
            Signed { signature: None, ..good },
        ] {
            assert_eq!(secrets.verify(odd, BODY, at()), Err(SignatureFault::Headers));
        }
        for odd in ["", "v1", "v1,", "v1,%%%", "v2,AAAA", "v1a,AAAA"] {
            assert_eq!(secrets.verify(signed(odd), BODY, at()), Err(SignatureFault::Wrong));
        }
    }

    #[test]
    fn what_is_no_secret_is_named_by_its_line_and_never_repeated() {
        assert_eq!(Secrets::parse("\n# nothing\n").unwrap_err(), SecretFault::Empty);
        let fault = Secrets::parse(&format!("{SECRET}\nhunter2")).unwrap_err();
        assert_eq!(fault, SecretFault::Line(2));
        assert!(!fault.to_string().contains("hunter2"));
        assert!(Secrets::parse("whsec_c2hvcnQ=").is_err());
        assert_eq!(format!("{:?}", Secrets::parse(SECRET).unwrap()), "Secrets(1)");
    }
}
