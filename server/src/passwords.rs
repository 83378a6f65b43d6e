//! Password hashes (argon2id), a few at a time and off the async threads.
//!
//! A hash takes tens of milliseconds and as many megabytes on purpose, so
//! however many people sign in at once, only so many are computed at once. Their
//! memory is kept for the next one: handed back and asked for anew, large
//! aligned pieces like these let the C library's heap grow without end.

use crate::{
    error::Error,
    limits::{
        address::Address,
        queues::{Queues, Width},
    },
    random,
    settings::{PasswordCost, Settings},
};
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        self,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::spawn_blocking;

/// How long a sign-in waits for the hashes before it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Computes and compares password hashes.
#[derive(Clone)]
pub struct Passwords {
    cost: PasswordCost,
    /// Those whose hashes are computed, and those who wait.
    queue: Queues<()>,
    /// The same of each address, of which one at a time gets into the other: a crowd at
    /// one does not stand before all others.
    queues: Queues<Address>,
    /// Memory that no hash uses now; there is never more of it than permits.
    spare: Arc<Mutex<Vec<Vec<Block>>>>,
}

impl Passwords {
    /// As the settings say.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        Self {
            cost: settings.password_cost,
            queue: Queues::new(
                "sign_ins_waiting",
                Width {
                    at_once: settings.passwords_at_once,
                    in_all: settings.sign_ins_waiting,
                    patience: PATIENCE,
                },
            ),
            queues: Queues::new(
                "sign_ins_waiting_per_address",
                Width {
                    at_once: 1,
                    in_all: settings.sign_ins_waiting_per_address,
                    patience: PATIENCE,
                },
            ),
            spare: Arc::default(),
        }
    }

    /// The hash of a password, as a PHC string with a salt of its own.
    ///
    /// # Errors
    /// Too many are waiting, or the cost that was set is impossible.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        let salt = random::bytes::<16>()?;
        let cost = self.cost;
        self.with_permit(move |memory| {
            let params = Params::new(cost.memory_kib, cost.passes, 1, None)?;
            let hash = PasswordHash {
                algorithm: Algorithm::Argon2id.ident(),
                version: Some(Version::V0x13.into()),
                params: ParamsString::try_from(&params)?,
                salt: Some(Salt::new(&salt)?),
                hash: Some(compute(&password, &salt, params, memory)?),
            };
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether this is the password of the hash. Without a hash it is not, but
    /// that takes as long, so that nobody learns by the time which logins exist.
    ///
    /// # Errors
    /// Too many are waiting, or the hash is none that [`Passwords::hash`] made.
    pub(crate) async fn verify(
        &self,
        password: String,
        hash: Option<String>,
        from: Address,
    ) -> Result<bool, Error> {
        let _turn = self.queues.enter(from).await?;
        let Some(hash) = hash else {
            return self.hash(password).await.map(|_| false);
        };
        self.with_permit(move |memory| {
            let hash = PasswordHash::new(&hash)?;
            let (Some(salt), Some(expected)) = (hash.salt, hash.hash) else {
                return Err(password_hash::Error::EncodingInvalid);
            };
            if hash.algorithm != Algorithm::Argon2id.ident() {
                return Err(password_hash::Error::Algorithm);
            }
            // Outputs compare in constant time.
            Ok(compute(&password, &salt, Params::try_from(&hash)?, memory)? == expected)
        })
        .await
    }

    async fn with_permit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> password_hash::Result<T> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.queue.enter(()).await?;
        let spare = self.spare.clone();
        let hashing = spawn_blocking(move || {
            // Held by the work and not by its caller, who may give up meanwhile.
            let _turn = turn;
            let lock = || spare.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = lock().pop().unwrap_or_default();
            let outcome = work(&mut memory);
            lock().push(memory);
            outcome
        });
        hashing
            .await
            .map_err(|error| Error::fault("wait for a password hash", error))?
            .map_err(|error| Error::fault("compute a password hash", error.to_string()))
    }
}

fn compute(
    password: &str,
    salt: &[u8],
    params: Params,
    memory: &mut Vec<Block>,
) -> password_hash::Result<Output> {
    memory.resize(params.block_count(), Block::new());
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        &mut output,
        &mut memory[..],
    )?;
    Ok(Output::new(&output)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::PasswordVerifier;
    use std::{
        net::{IpAddr, Ipv4Addr},
        sync::LazyLock,
    };

    static HERE: LazyLock<Address> =
        LazyLock::new(|| Address::of_peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));

    fn passwords(memory_kib: u32) -> Passwords {
        let password_cost = PasswordCost {
            memory_kib,
            passes: 1,
        };
        Passwords::new(&Settings {
            password_cost,
            ..Settings::default()
        })
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_an_unknown_login_by_none() {
        let passwords = passwords(8);
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        let verify = async |password: &str, hash: Option<&String>| {
            passwords
                .verify(password.into(), hash.cloned(), *HERE)
                .await
                .unwrap()
        };
        assert!(verify("correct horse", Some(&hash)).await);
        assert!(!verify("battery staple", Some(&hash)).await);
        assert!(!verify("correct horse", None).await);
    }

    #[tokio::test]
    async fn the_library_agrees_whatever_the_memory_held_before() {
        let hash = passwords(64).hash("first".into()).await.unwrap();
        let passwords = passwords(8);
        assert!(
            passwords
                .verify("first".into(), Some(hash.clone()), *HERE)
                .await
                .unwrap()
        );
        let second = passwords.hash("second".into()).await.unwrap();
        for (password, hash) in [("first", &hash), ("second", &second)] {
            assert!(
                Argon2::default()
                    .verify_password(password.as_bytes(), hash.as_str())
                    .is_ok()
            );
        }
        assert_eq!(passwords.spare.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_no_hash_of_ours_is_a_fault_and_no_password() {
        for hash in [
            "",
            "$argon2id$v=19$m=8,t=1,p=1",
            "$scrypt$ln=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            let outcome = passwords(8)
                .verify("x".into(), Some(hash.to_owned()), *HERE)
                .await;
            assert!(matches!(outcome, Err(Error::Fault { .. })), "{hash}");
        }
    }
}
