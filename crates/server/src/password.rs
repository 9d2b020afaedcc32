//! Passwords: what makes one good enough, and how they are kept and checked (NIST SP 800-63B-4).

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, PasswordHash, Version};
use thiserror::Error;

/// The fewest characters of a password that is the only factor.
const SHORTEST: usize = 15;
/// The most; more is no safer, and hashing it costs.
const LONGEST: usize = 256;
/// Memory of a hash, in KiB, and its rounds: what OWASP asks of argon2id.
const MEMORY_KIB: u32 = 19_456;
const ROUNDS: u32 = 2;
/// Words that people choose first. A password made of one of them is none.
const COMMON: &str = include_str!("common_passwords.txt");
/// The hash of nobody's password, checked for users who do not exist: both take as long.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$\
                      2W1l1zVbXy1cFbJ3rcbTnVYQZ6u3n1o1nq1bX9m5cXo";

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("give at least {SHORTEST} characters; a sentence is easy to remember")]
    Short,
    /// Too long.
    #[error("give at most {LONGEST} characters")]
    Long,
    /// Among the first that anybody would try.
    #[error("this password is among the first that anybody would try; choose another")]
    Common,
    /// It holds the user's own name.
    #[error("the password holds the user's name; choose another")]
    HasName,
    /// It cannot be hashed.
    #[error("the password cannot be kept")]
    Hash,
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, ROUNDS, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The hash of `password` for `user`, in the PHC form, if it is good enough.
pub fn hash_password(user: &str, password: &str) -> Result<String, PasswordFault> {
    check(user, password)?;
    let hashed = hasher().ok_or(PasswordFault::Hash)?.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|_| PasswordFault::Hash)
}

fn check(user: &str, password: &str) -> Result<(), PasswordFault> {
    let plain = password.to_lowercase();
    match password.chars().count() {
        0..SHORTEST => return Err(PasswordFault::Short),
        SHORTEST..=LONGEST => (),
        _ => return Err(PasswordFault::Long),
    }
    // Repeating a common word does not make it longer.
    let repeats = |word: &str| !word.is_empty() && plain.replace(word, "").len() < 4;
    if COMMON.lines().any(|word| repeats(word.trim()))
        || plain.chars().all(|c| plain.starts_with(c))
    {
        return Err(PasswordFault::Common);
    }
    if user.len() >= 3 && plain.contains(&user.to_lowercase()) {
        return Err(PasswordFault::HasName);
    }
    Ok(())
}

/// Whether `password` is the one of `hash`. Without a hash it takes as long, and is wrong.
pub(crate) fn is_right(password: &str, hash: Option<&str>) -> bool {
    if password.chars().count() > LONGEST {
        return false;
    }
    let (Some(hasher), Ok(parsed)) = (hasher(), PasswordHash::new(hash.unwrap_or(NOBODY))) else {
        return false;
    };
    let right = hasher.verify_password(password.as_bytes(), &parsed).is_ok();
    right && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_password_is_told_from_a_wrong_one() {
        let hash = hash_password("ann", "a sentence with five words").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right("a sentence with five words", Some(&hash)));
        assert!(!is_right("a sentence with six words", Some(&hash)));
        assert!(!is_right("a sentence with five words", None));
    }

    #[test]
    fn the_hash_of_nobody_can_be_read() {
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[test]
    fn weak_passwords_are_refused_at_the_border() {
        let fault = |password: &str| check("miller", password).err();
        assert_eq!(fault("14 characters!"), Some(PasswordFault::Short));
        assert_eq!(fault("15 characters!!"), None);
        assert_eq!(fault(&"ab ".repeat(86)), Some(PasswordFault::Long));
        assert_eq!(fault("passwordpassword"), Some(PasswordFault::Common));
        assert_eq!(fault("1111111111111111"), Some(PasswordFault::Common));
        assert_eq!(fault("call me Miller please"), Some(PasswordFault::HasName));
    }
}
