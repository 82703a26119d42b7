//! `Proposal`: a set of transfers by one party, carried out whole or not at all.

use serde::Deserialize;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::transfer::{Transfer, TransferDocument};
use crate::budget::{check_id, check_prose, check_text};
use crate::capacity::MAX_TRANSFERS;
use crate::error::{Cause, Error, Result, quote};
use crate::money::Money;
use crate::reader::{Extended, Extensions, document};
use crate::words::both;

/// A set of transfers that one party proposes, with a title and a reason. It is carried out whole or not at all, and
/// the order of its transfers does not matter: only what each line gives and receives in all.
///
/// ```
/// use riparto::Proposal;
///
/// let proposal = Proposal::new("p1", "anci")?
///     .with_reason("Two more desks in the mountain municipalities")?
///     .transfer("information", "desks", "40000.00".parse()?)?;
/// let back = proposal.reverse("p2")?;
/// assert_eq!(back.transfers()[0].from(), "desks");
/// assert_eq!(back.reverses(), Some("p1"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "proposta")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    id: String,
    party: String,
    title: String,
    reason: String,
    reverses: Option<String>,
    proof: Option<String>,
    transfers: Vec<Transfer>,
    extensions: Extensions,
}

impl Proposal {
    /// A proposal of a party, still without transfers.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`).
    pub fn new(id: impl Into<String>, party: impl Into<String>) -> Result<Proposal> {
        let (id, party) = (id.into(), party.into());
        check_id(&id)?;
        check_id(&party).map_err(|error| error.at(both("party", "soggetto")))?;
        let (title, reason) = (String::new(), String::new());
        let (transfers, extensions) = (Vec::new(), Extensions::new());
        Ok(Proposal { id, party, title, reason, reverses: None, proof: None, transfers, extensions })
    }

    /// Names the proposal.
    ///
    /// # Errors
    /// A text too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn with_title(mut self, title: impl Into<String>) -> Result<Proposal> {
        self.title = title.into();
        check_text(both("the title", "il titolo"), &self.title)?;
        Ok(self)
    }

    /// Says why.
    ///
    /// # Errors
    /// A text too long or with control characters (`text_too_long`, `text_malformed`).
    pub fn with_reason(mut self, reason: impl Into<String>) -> Result<Proposal> {
        self.reason = reason.into();
        check_prose(both("the reason", "la motivazione"), &self.reason)?;
        Ok(self)
    }

    /// Names the proof file that shows what the proposal leads to to be the nearest, by the SHA-256 of its bytes: 64 digits.
    ///
    /// ```
    /// use riparto::Proposal;
    ///
    /// let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    /// let proposal = Proposal::new("p1", "anci")?.with_proof(digest)?;
    /// assert_eq!(proposal.proof(), Some(digest));
    /// assert_eq!(Proposal::new("p1", "anci")?.with_proof("E3B0").unwrap_err().code(), "hash_malformed");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `hash_malformed`.
    pub fn with_proof(mut self, digest: impl Into<String>) -> Result<Proposal> {
        let digest = digest.into();
        check_digest(&digest)?;
        self.proof = Some(digest);
        Ok(self)
    }

    /// The proposal with these extension fields.
    #[must_use]
    pub fn with_extensions(mut self, extensions: Extensions) -> Proposal {
        self.extensions = extensions;
        self
    }

    /// Adds a transfer.
    ///
    /// # Errors
    /// As [`Transfer::new`]; too many transfers (`too_many`).
    pub fn transfer(mut self, from: &str, to: &str, amount: Money) -> Result<Proposal> {
        self.push(Transfer::new(from, to, amount)?)?;
        Ok(self)
    }

    /// Adds transfers after those that are there.
    ///
    /// ```
    /// use riparto::{Money, Proposal, Transfer};
    ///
    /// let givers = [("information", 40_000), ("outreach", 25_000)];
    /// let transfers = givers.map(|(line, euros)| Transfer::new(line, "desks", Money::from_euros(euros)));
    /// let transfers = transfers.into_iter().collect::<riparto::Result<Vec<_>>>()?;
    /// let proposal = Proposal::new("p1", "anci")?.with_transfers(transfers)?;
    /// assert_eq!(proposal.transfers().len(), 2);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Too many transfers (`too_many`).
    pub fn with_transfers(mut self, transfers: impl IntoIterator<Item = Transfer>) -> Result<Proposal> {
        transfers.into_iter().try_for_each(|transfer| self.push(transfer))?;
        Ok(self)
    }

    /// The opposite proposal: each transfer back, the last one first. Nothing is edited or deleted.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`).
    #[doc(alias = "revoca")]
    pub fn reverse(&self, id: impl Into<String>) -> Result<Proposal> {
        let mut reversal = Proposal::new(id, self.party.clone())?;
        reversal.title.clone_from(&self.title);
        reversal.reverses = Some(self.id.clone());
        reversal.transfers = self.transfers.iter().rev().map(Transfer::reversed).collect();
        Ok(reversal)
    }

    /// Takes back an approved proposal, whoever's it was: what [`reverse`](Proposal::reverse) does for its own party.
    #[doc(hidden)]
    pub fn reversing(mut self, approved: &Proposal) -> Result<Proposal> {
        let Proposal { reverses, transfers, .. } = approved.reverse(self.id.clone())?;
        (self.reverses, self.transfers) = (reverses, transfers);
        Ok(self)
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The party that proposes.
    #[must_use]
    pub fn party(&self) -> &str {
        &self.party
    }

    /// The title; may be empty.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The reason; may be empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The proposal that this one takes back, if it is a reversal.
    #[must_use]
    pub fn reverses(&self) -> Option<&str> {
        self.reverses.as_deref()
    }

    /// The SHA-256 of the proof file of what it leads to, if its party names one.
    #[must_use]
    pub fn proof(&self) -> Option<&str> {
        self.proof.as_deref()
    }

    /// The transfers, as written.
    #[must_use]
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// The proposal without the transfers that follow the others.
    #[must_use]
    pub(super) fn as_stated(&self) -> Proposal {
        let stated = self.transfers.iter().filter(|transfer| !transfer.follows());
        Proposal { transfers: stated.cloned().collect(), ..self.clone() }
    }

    /// The proposal with other transfers that follow the others.
    ///
    /// # Errors
    /// Too many transfers (`too_many`).
    #[doc(hidden)]
    pub fn followed_by(&self, follows: &[Transfer]) -> Result<Proposal> {
        self.as_stated().with_transfers(follows.iter().cloned().map(Transfer::following))
    }

    /// The proposal with no transfer.
    pub(super) fn without_transfers(&self) -> Proposal {
        Proposal { transfers: Vec::new(), ..self.clone() }
    }

    /// The extension fields, which other programs understand.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    fn push(&mut self, transfer: Transfer) -> Result<()> {
        if self.transfers.len() == MAX_TRANSFERS {
            let (what, found, allowed) = (both("transfers", "storni"), MAX_TRANSFERS + 1, MAX_TRANSFERS);
            return Err(Cause::TooMany { what, found, allowed }.into());
        }
        self.transfers.push(transfer);
        Ok(())
    }
}

/// As [`Proposal::to_json`] does.
impl Serialize for Proposal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("party", &self.party)?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("reason", &self.reason)?;
        if let Some(reverses) = &self.reverses {
            map.serialize_entry("reverses", reverses)?;
        }
        if let Some(proof) = &self.proof {
            map.serialize_entry("proof", proof)?;
        }
        map.serialize_entry("transfers", &self.transfers)?;
        self.extensions.write(&mut map)?;
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(transparent)]
#[doc(hidden)]
pub struct ProposalDocument(Extended<ProposalFields>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProposalFields {
    id: String,
    party: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    reverses: Option<String>,
    #[serde(default)]
    proof: Option<String>,
    transfers: Vec<TransferDocument>,
}

document!(Proposal: ProposalDocument);

impl TryFrom<ProposalDocument> for Proposal {
    type Error = Error;

    fn try_from(document: ProposalDocument) -> Result<Proposal> {
        let (document, extensions) = document.0.parts()?;
        let mut proposal = Proposal::new(document.id, document.party)?
            .with_title(document.title)?
            .with_reason(document.reason)?;
        if let Some(reverses) = document.reverses {
            check_id(&reverses)?;
            proposal.reverses = Some(reverses);
        }
        if let Some(proof) = document.proof {
            proposal = proposal.with_proof(proof)?;
        }
        for transfer in document.transfers {
            proposal.push(Transfer::try_from(transfer)?)?;
        }
        Ok(proposal.with_extensions(extensions))
    }
}

/// Refuses what is no SHA-256 in hexadecimal digits.
pub(super) fn check_digest(text: &str) -> Result<()> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match text.len() == 64 && text.bytes().all(is_digit) {
        true => Ok(()),
        false => Err(Cause::HashMalformed { found: quote(text) }.into()),
    }
}
