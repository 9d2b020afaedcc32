//! Checkpoints: how large the log is and what its root is, signed with Ed25519.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use ring::rand::SecureRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use thiserror::Error;

use super::Hash;

/// The kind of a key: Ed25519.
const KIND: u8 = 1;

/// What the log was at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose log it is.
    pub origin: String,
    /// How many leaves it had.
    pub size: u64,
    /// Its root.
    pub root: Hash,
}

/// Why a note is no checkpoint, or not one of this key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NoteFault {
    /// Not the form of a signed note.
    #[error("it is no signed note")]
    Form,
    /// The text of the note is no checkpoint.
    #[error("it says no size and root of a log")]
    Body,
    /// None of the signatures is of the key.
    #[error("nobody signed it with the key that was given")]
    NoSignature,
    /// A signature of the key is wrong.
    #[error("its signature is wrong")]
    WrongSignature,
    /// The key is none.
    #[error("the key is none")]
    Key,
}

impl Checkpoint {
    fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }

    /// Reads the note `text` without asking who signed it.
    pub fn read(text: &str) -> Result<Self, NoteFault> {
        let (body, _) = split(text)?;
        let mut lines = body.lines();
        let mut line = || lines.next().ok_or(NoteFault::Body);
        let origin = line()?.to_owned();
        let size: u64 = line()?.parse().map_err(|_| NoteFault::Body)?;
        let root = STANDARD.decode(line()?).map_err(|_| NoteFault::Body)?;
        let root = Hash::try_from(root.as_slice()).map_err(|_| NoteFault::Body)?;
        let read = Self { origin, size, root };
        // Other lines may follow, but these three have one form.
        if body.starts_with(&read.body()) { Ok(read) } else { Err(NoteFault::Body) }
    }
}

/// The text that is signed, and the signature lines.
fn split(text: &str) -> Result<(&str, &str), NoteFault> {
    let at = text.rfind("\n\n").ok_or(NoteFault::Form)?;
    let (body, signatures) = (text.get(..=at), text.get(at + 2..));
    let (body, signatures) = body.zip(signatures).ok_or(NoteFault::Form)?;
    let signed =
        signatures.ends_with('\n') && signatures.lines().all(|line| line.starts_with("— "));
    if signed { Ok((body, signatures)) } else { Err(NoteFault::Form) }
}

/// The first four bytes of the hash of a key and its name.
fn key_hash(name: &str, public: &[u8]) -> [u8; 4] {
    let mut bytes = name.as_bytes().to_vec();
    bytes.extend([b'\n', KIND]);
    bytes.extend(public);
    let mut hash = [0; 4];
    for (to, from) in hash.iter_mut().zip(digest(&SHA256, &bytes).as_ref()) {
        *to = *from;
    }
    hash
}

fn hex(bytes: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(bytes))
}

/// A new key, as PKCS #8.
pub fn new_key(random: &dyn SecureRandom) -> Result<Vec<u8>, NoteFault> {
    let key = Ed25519KeyPair::generate_pkcs8(random).map_err(|_| NoteFault::Key)?;
    Ok(key.as_ref().to_vec())
}

/// Signs checkpoints.
#[derive(Debug)]
pub struct Signer {
    name: String,
    pair: Ed25519KeyPair,
}

impl Signer {
    /// The key `pkcs8` under the name of the log.
    pub fn new(name: &str, pkcs8: &[u8]) -> Result<Self, NoteFault> {
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| NoteFault::Key)?;
        let fits = !name.is_empty() && !name.contains([' ', '+', '\n']);
        if fits { Ok(Self { name: name.to_owned(), pair }) } else { Err(NoteFault::Key) }
    }

    /// The key that checks what this one signs, in the form of C2SP signed-note.
    pub fn verifier_key(&self) -> String {
        let public = self.pair.public_key().as_ref();
        let hash = hex(key_hash(&self.name, public));
        let mut key = vec![KIND];
        key.extend(public);
        format!("{}+{hash}+{}", self.name, STANDARD.encode(key))
    }

    /// The signed note of `checkpoint`.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        let body = checkpoint.body();
        let mut signed = key_hash(&self.name, self.pair.public_key().as_ref()).to_vec();
        signed.extend(self.pair.sign(body.as_bytes()).as_ref());
        format!("{body}\n— {} {}\n", self.name, STANDARD.encode(signed))
    }
}

/// Checks who signed a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    hash: [u8; 4],
    public: Vec<u8>,
}

impl Verifier {
    /// Reads `name+hash+key`.
    pub fn read(text: &str) -> Result<Self, NoteFault> {
        let mut parts = text.trim().splitn(3, '+');
        let mut part = || parts.next().ok_or(NoteFault::Key);
        let (name, hash, key) = (part()?, part()?, part()?);
        let key = STANDARD.decode(key).map_err(|_| NoteFault::Key)?;
        let Some((&KIND, public)) = key.split_first() else { return Err(NoteFault::Key) };
        let of = key_hash(name, public);
        let right = hash == hex(of);
        if right && public.len() == 32 {
            Ok(Self { name: name.to_owned(), hash: of, public: public.to_vec() })
        } else {
            Err(NoteFault::Key)
        }
    }

    /// The checkpoint of the note `text`, if this key signed it.
    pub fn open(&self, text: &str) -> Result<Checkpoint, NoteFault> {
        let (body, signatures) = split(text)?;
        for line in signatures.lines() {
            let (name, signed) = line
                .strip_prefix("— ")
                .and_then(|rest| rest.split_once(' '))
                .ok_or(NoteFault::Form)?;
            let signed = STANDARD.decode(signed).map_err(|_| NoteFault::Form)?;
            let (hash, signature) = signed.split_at_checked(4).ok_or(NoteFault::Form)?;
            if name != self.name || hash != self.hash {
                continue;
            }
            let key = UnparsedPublicKey::new(&ED25519, &self.public);
            return match key.verify(body.as_bytes(), signature) {
                Ok(()) => Checkpoint::read(text),
                Err(_) => Err(NoteFault::WrongSignature),
            };
        }
        Err(NoteFault::NoSignature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A fixed key, for tests only.
    fn signer() -> Signer {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap();
        Signer { name: "caseflight/test".to_owned(), pair }
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "caseflight/test".to_owned(), size: 42, root: [9; 32] }
    }

    #[test]
    fn what_is_signed_opens_and_what_is_changed_does_not() {
        let verifier = Verifier::read(&signer().verifier_key()).unwrap();
        let note = signer().sign(&checkpoint());
        assert_eq!(verifier.open(&note), Ok(checkpoint()));
        assert_eq!(verifier.open(&note.replace("42", "43")), Err(NoteFault::WrongSignature));
        assert_eq!(verifier.open(&note.replace('\n', "")), Err(NoteFault::Form));
        let other = note.replace("— caseflight", "— casefright");
        assert_eq!(verifier.open(&other), Err(NoteFault::NoSignature));
        assert_eq!(Checkpoint::read(&note.replace("42", "042")), Err(NoteFault::Body));
    }

    #[test]
    fn a_key_with_another_hash_is_none() {
        let key = signer().verifier_key();
        assert!(Verifier::read(&key).is_ok());
        let other = key.replacen("test+", "test+0", 1);
        for wrong in ["", "a+b+c", &key[1..], &other] {
            assert_eq!(Verifier::read(wrong), Err(NoteFault::Key), "{wrong}");
        }
    }
}
