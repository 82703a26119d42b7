//! `Positions`: who said what of which proposal.

use serde::Serialize;

use super::approval_policy::Stance;
use super::co_design_table::CoDesignTable;
use super::tabled::{Status, TabledProposal};
use riparto_core::error::Result;
use riparto_core::plan::Role;

/// Who said what of one proposal, in its last version: each party but the authority, which decides.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// use riparto::table::{Positions, Stance};
///
/// let positions = Positions::of(kept.table())?;
/// let of_p1: Vec<_> = positions[0].parties.iter().map(|position| (position.party.as_str(), position.stance)).collect();
/// assert_eq!(of_p1, [("anci", Some(Stance::Consent)), ("arti", None)], "who proposes consents");
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Positions {
    /// The id of the proposal.
    pub proposal: String,
    /// Its version: what was said of earlier ones has lapsed.
    pub version: u32,
    /// Its status.
    pub status: Status,
    /// The parties, in the order of the plan.
    pub parties: Vec<PartyPosition>,
}

/// What one party said.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"}, {"id": "arti"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// let positions = riparto::table::Positions::of(kept.table())?;
/// let silent = &positions[0].parties[1];
/// assert_eq!((silent.party.as_str(), silent.stance, silent.stated), ("arti", None, false));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PartyPosition {
    /// The id of the party.
    pub party: String,
    /// Consent, objection or abstention; none if it said nothing.
    pub stance: Option<Stance>,
    /// Whether it said so itself: who proposes consents without a statement.
    pub stated: bool,
    /// Why; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Positions {
    /// Of all proposals of a table that were put on it, in the order in which they were written.
    ///
    /// # Errors
    /// `table_not_open`.
    pub fn of(table: &CoDesignTable) -> Result<Vec<Positions>> {
        let parties = table.opened()?.plan.parties();
        let speaking: Vec<&str> =
            parties.iter().filter(|party| party.role() != Role::Authority).map(|party| party.id()).collect();
        let was_tabled = |tabled: &&TabledProposal| tabled.status != Status::Draft;
        Ok(table.proposals().filter(was_tabled).map(|tabled| Positions::on(tabled, &speaking)).collect())
    }

    fn on(tabled: &TabledProposal, speaking: &[&str]) -> Positions {
        let position = |party: &&str| {
            let statement = tabled.statements.get(*party);
            PartyPosition {
                party: (*party).to_owned(),
                stance: tabled.stance(party),
                stated: statement.is_some(),
                reason: statement.map_or_else(String::new, |statement| statement.reason.clone()),
            }
        };
        Positions {
            proposal: tabled.proposal.id().to_owned(),
            version: tabled.version,
            status: tabled.status,
            parties: speaking.iter().map(position).collect(),
        }
    }

    /// Whether it waits for a decision.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Tabled | Status::ChangesRequested)
    }

    /// The parties with a stance; with none, those that said nothing.
    pub fn with(&self, stance: Option<Stance>) -> impl Iterator<Item = &PartyPosition> {
        self.parties.iter().filter(move |position| position.stance == stance)
    }
}
