//! The typed ids of everything that has a name of its own.
//!
//! An id is a UUID wherever it travels, and its type says of what. Minting ids
//! is not done here: randomness belongs to the caller ([`Uuid`] version 7 for
//! commands and cases, so that they sort by the time they were made).

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

ids! {
    /// A person of the organisation.
    PersonId,
    /// A store, office or warehouse.
    StoreId,
    /// A team of engineers, who serve some of the stores.
    TeamId,
    /// A node of the service catalogue.
    CategoryId,
    /// A case: one document, the whole life of one thing.
    CaseId,
    /// A command, and the entry it becomes.
    CommandId,
}

impl CaseId {
    /// The short code by which people name a case to each other, such as `8KQ2-M7TX`.
    ///
    /// It must exist before a server has seen the case, so it is no running
    /// number: eight characters of Crockford's base 32 (no I, L, O, U) from the
    /// random end of the id. Within one organisation's open cases a clash is
    /// improbable, and nothing but people relies on it.
    #[must_use]
    pub fn code(self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = self.0.as_u128();
        let mut code: String = (0..8)
            .rev()
            .map(|place| char::from(ALPHABET[(bits >> (place * 5)) as usize & 31]))
            .collect();
        code.insert(4, '-');
        code
    }
}

/// A photo or signature, named by the SHA-256 of its bytes, in lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BlobId(pub [u8; 32]);

/// A text is no blob's name: not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABlobId;

impl fmt::Display for NotABlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a blob is named by 64 lower-case hexadecimal digits")
    }
}

impl std::error::Error for NotABlobId {}

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobId({self})")
    }
}

impl FromStr for BlobId {
    type Err = NotABlobId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(NotABlobId),
        };
        if text.len() != 64 {
            return Err(NotABlobId);
        }
        let mut id = [0; 32];
        for (byte, pair) in id.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(id))
    }
}

impl TryFrom<String> for BlobId {
    type Error = NotABlobId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BlobId> for String {
    fn from(id: BlobId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{BlobId, CaseId, NotABlobId};
    use uuid::Uuid;

    #[test]
    fn a_code_is_eight_characters_of_the_ids_random_end() {
        let code = |bits| CaseId(Uuid::from_u128(bits)).code();
        assert_eq!(code(0), "0000-0000");
        assert_eq!(code(u128::MAX), "ZZZZ-ZZZZ");
        assert_eq!(
            code(0b1_00010_00011_00100_00101_00110_00111_01000),
            "1234-5678"
        );
        assert_eq!(
            code(1 << 40),
            "0000-0000",
            "the time an id was made is not in it"
        );
    }

    #[test]
    fn a_code_has_no_letters_that_look_like_digits() {
        for bits in 0..1_024 {
            let code = CaseId(Uuid::from_u128(bits)).code();
            assert!(!code.contains(['I', 'L', 'O', 'U']), "{code}");
        }
    }

    #[test]
    fn a_blob_is_named_by_lower_case_hexadecimal_only() {
        let name = "00ff".repeat(16);
        let id: BlobId = name.parse().expect("a name");
        assert_eq!(id.to_string(), name);
        assert_eq!(
            serde_json::to_string(&id).expect("a name"),
            format!("\"{name}\"")
        );
        let bad = [
            "",
            "00ff",
            &"00FF".repeat(16),
            &"0".repeat(65),
            &"纸".repeat(21),
            &format!("{name}\0"),
        ];
        for text in bad {
            assert_eq!(text.parse::<BlobId>(), Err(NotABlobId));
        }
    }
}
