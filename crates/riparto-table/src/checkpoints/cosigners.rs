//! `Cosigners`: whose signatures on a note count.

use super::signed_note::SignedNote;
use super::verifier_key::VerifierKey;
use riparto_core::error::Result;

/// Whose signatures on a note count, of those whose keys are known. Each counts once, whatever names its key goes by.
///
/// ```
/// use riparto::checkpoints::{Cosigners, SignedNote, SigningKey};
///
/// let (anci, ats) = (SigningKey::of_seed("anci", [7; 32])?, SigningKey::of_seed("ats", [8; 32])?);
/// let mut note = SignedNote::new("Seen.\n")?;
/// note.sign(&anci);
/// note.sign(&ats);
/// let signed = Cosigners::of(&note, [anci.verifier()])?;
/// assert_eq!((signed.counted(), signed.not_counted()), (["anci".to_owned()].as_slice(), ["ats".to_owned()].as_slice()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigners {
    counted: Vec<String>,
    not_counted: Vec<String>,
    known: usize,
}

impl Cosigners {
    /// Reads the signatures of a note.
    ///
    /// # Errors
    /// `signature_differs`, as [`SignedNote::signed_by`].
    pub fn of<'k>(note: &SignedNote, known: impl IntoIterator<Item = &'k VerifierKey>) -> Result<Cosigners> {
        let known: Vec<&VerifierKey> = known.into_iter().collect();
        let keys = holders(note.signed_by(known.iter().copied())?);
        let known = holders(known).len();
        let counted: Vec<String> = keys.iter().map(|key| key.name().to_owned()).collect();
        let others = note.names().filter(|name| counted.iter().all(|counted| counted != name));
        let not_counted = others.map(str::to_owned).collect();
        Ok(Cosigners { counted, not_counted, known })
    }

    /// The names of those who count, in the order in which the keys are given.
    #[must_use]
    pub fn counted(&self) -> &[String] {
        &self.counted
    }

    /// The other names on the note: their keys are not known, or are those of one who counts already.
    #[must_use]
    pub fn not_counted(&self) -> &[String] {
        &self.not_counted
    }

    /// How many parties there are whose keys are known, whether they signed or not.
    #[must_use]
    pub fn known(&self) -> usize {
        self.known
    }

    /// More than half of the parties whose keys are known: so many signatures the others together cannot have made.
    ///
    /// ```
    /// use riparto::checkpoints::{Cosigners, SignedNote, SigningKey};
    ///
    /// let keys = [1, 2, 3, 4, 5].map(|seed| SigningKey::of_seed(&format!("p{seed}"), [seed; 32]).expect("a name"));
    /// let mut note = SignedNote::new("Seen.\n")?;
    /// note.sign(&keys[0]);
    /// let signed = Cosigners::of(&note, keys.iter().map(SigningKey::verifier))?;
    /// assert_eq!((signed.counted().len(), signed.known(), signed.advised()), (1, 5, 3));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn advised(&self) -> usize {
        self.known / 2 + 1
    }

    /// Whether so many parties signed.
    #[must_use]
    pub fn are_at_least(&self, needed: u64) -> bool {
        u64::try_from(self.counted.len()).is_ok_and(|count| count >= needed)
    }
}

/// Keys of different holders: neither a name nor a key comes twice.
fn holders(keys: Vec<&VerifierKey>) -> Vec<&VerifierKey> {
    let mut holders: Vec<&VerifierKey> = Vec::new();
    for key in keys {
        if holders.iter().all(|other| other.name() != key.name() && other.as_bytes() != key.as_bytes()) {
            holders.push(key);
        }
    }
    holders
}
