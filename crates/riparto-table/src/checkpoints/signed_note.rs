//! `SignedNote`: a text with signatures.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::signing_key::SigningKey;
use super::verifier_key::VerifierKey;
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::words::{Bilingual, bilingual, both};

/// What a line of a signature begins with.
const DASH: &str = "— ";

/// A text with signatures, in the form of C2SP signed-note: the text, an empty line, and a line for each signature.
///
/// ```
/// use riparto::checkpoints::{SignedNote, VerifierKey};
///
/// let note: SignedNote = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\
///     — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n".parse()?;
/// let key: VerifierKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse()?;
/// assert_eq!(note.signed_by(&[key.clone()])?, [&key]);
/// assert_eq!(note.signed_by(&[])?, [] as [&VerifierKey; 0], "a key that is not known says nothing");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A line: whose signature, of which key.
#[derive(Clone, Debug, PartialEq, Eq)]
struct NoteSignature {
    name: String,
    id: u32,
    /// What follows the id; 64 bytes for Ed25519.
    bytes: Vec<u8>,
}

impl SignedNote {
    /// A text that nobody signed yet.
    ///
    /// # Errors
    /// `note_malformed` for a text that does not end in a line feed, or holds another control character.
    pub fn new(text: impl Into<String>) -> Result<SignedNote> {
        let text = text.into();
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(malformed(both(
                "its text is not of lines of plain characters",
                "il testo non è fatto di righe di caratteri semplici",
            )));
        }
        Ok(SignedNote { text, signatures: Vec::new() })
    }

    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The names on the signatures, whether or not they are of those whose names they are.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(|signature| signature.name.as_str())
    }

    /// Adds the signature of a key; one that is there already is not added again.
    pub fn sign(&mut self, key: &SigningKey) {
        let bytes = key.sign(&self.text).to_vec();
        let (name, id) = (key.verifier().name().to_owned(), key.verifier().id());
        let signature = NoteSignature { name, id, bytes };
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
    }

    /// The keys, of those that are known, that signed the text. Signatures of other keys say nothing and are passed over.
    ///
    /// # Errors
    /// `signature_differs` if a signature names a key that is known and is not of it: then nothing of the note is to be trusted.
    pub fn signed_by<'k>(
        &self,
        known: impl IntoIterator<Item = &'k VerifierKey>,
    ) -> Result<Vec<&'k VerifierKey>> {
        let mut signed = Vec::new();
        for key in known {
            let id = key.id();
            let of_key = |given: &&NoteSignature| given.id == id && given.name == key.name();
            let mut given = self.signatures.iter().filter(of_key).peekable();
            let is_signed = given.peek().is_some() && !signed.contains(&key);
            // Signatures of Ed25519 are made in one way: a second one is the same, or is not of the key.
            let is_of_key = |given: &NoteSignature| {
                given.bytes.as_slice().try_into().is_ok_and(|bytes| key.signed(&self.text, bytes))
            };
            let first = given.next();
            if first.is_some_and(|first| !is_of_key(first)) || given.any(|given| Some(given) != first) {
                return Err(Cause::SignatureDiffers { name: quote(key.name()) }.into());
            }
            if is_signed {
                signed.push(key);
            }
        }
        Ok(signed)
    }
}

fn malformed(why: Bilingual) -> Error {
    Cause::NoteMalformed { why }.into()
}

impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures.iter().try_for_each(|NoteSignature { name, id, bytes }| {
            let bytes = STANDARD.encode([&id.to_be_bytes()[..], bytes].concat());
            writeln!(f, "{DASH}{name} {bytes}")
        })
    }
}

impl FromStr for SignedNote {
    type Err = Error;

    /// # Errors
    /// `note_malformed` for a text without signatures, or with a line after the empty one that is none.
    fn from_str(note: &str) -> Result<SignedNote> {
        let (text, lines) = note.rsplit_once("\n\n").ok_or_else(|| {
            malformed(both("no signature follows its text", "al testo non segue alcuna firma"))
        })?;
        let read = SignedNote::new(format!("{text}\n"))?;
        let Some(lines) = lines.strip_suffix('\n') else {
            return Err(malformed(both("its last line has no end", "l'ultima riga non è terminata")));
        };
        let signatures = lines.split('\n').map(|line| {
            signature(line).ok_or_else(|| {
                malformed(bilingual!(
                    "`{given}` is no signature",
                    "`{given}` non è una firma",
                    given = quote(line)
                ))
            })
        });
        Ok(SignedNote { signatures: signatures.collect::<Result<Vec<_>>>()?, ..read })
    }
}

/// `— name base64`
fn signature(line: &str) -> Option<NoteSignature> {
    let (name, bytes) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = STANDARD.decode(bytes).ok()?;
    let (id, bytes) = bytes.split_first_chunk::<4>()?;
    let is_named = !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+');
    (is_named && !bytes.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        id: u32::from_be_bytes(*id),
        bytes: bytes.to_vec(),
    })
}
