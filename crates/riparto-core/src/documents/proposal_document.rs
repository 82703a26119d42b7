//! The proposal document.

use crate::error::Result;
use crate::plan::{PROPOSAL, Proposal, ProposalDocument};
use crate::reader::read_json;

impl Proposal {
    /// Reads a proposal from JSON.
    ///
    /// ```
    /// use riparto::Proposal;
    ///
    /// let proposal = Proposal::from_json(
    ///     r#"{ "id": "p1", "party": "anci", "title": "More desks", "reason": "Mountain municipalities",
    ///          "transfers": [ {"from": "information", "to": "desks", "amount": "40000.00"} ] }"#,
    /// )?;
    /// assert_eq!(proposal.transfers().len(), 1);
    /// assert_eq!(Proposal::from_json(&proposal.to_json())?, proposal);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Text that is no proposal (`document_malformed`), too many bytes (`document_too_large`), and whatever [`Proposal`] and
    /// [`Transfer`](crate::Transfer) refuse.
    pub fn from_json(document: &str) -> Result<Proposal> {
        read_json::<ProposalDocument>(&PROPOSAL, document)?.try_into()
    }

    /// The proposal as a document that [`Proposal::from_json`] reads.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings, lists and maps with string keys: nothing here can fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
