//! `LineClaims`: what open proposals would take from a line and bring to it.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::co_design_table::{CoDesignTable, OpenedTable};
use super::followed::followed;
use super::tabled::TabledProposal;
use riparto_core::error::Result;
use riparto_core::money::Money;

/// What the proposals on the table, none of them decided, would take from one line together, and what they would bring to it.
///
/// ```
/// # use riparto::journal::MemoryStore;
/// # use riparto::table::{Command, PersistentTable};
/// # let mut kept = PersistentTable::open(MemoryStore::new())?;
/// # let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
/// # let _ = say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
/// #     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
/// #       "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "40.00"} ],
/// #       "parties": [ {"id": "regione", "role": "authority"}, {"id": "anci"} ] }}}}"#)?;
/// # let _ = say(r#"{"id": "c2", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p1", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "5.00"} ]}}}}"#)?;
/// # let _ = say(r#"{"id": "c3", "party": "anci", "do": {"propose": {"proposal":
/// #     {"id": "p2", "party": "anci", "transfers": [ {"from": "outreach", "to": "desks", "amount": "3.00"} ]}}}}"#)?;
/// let claims = kept.table().line_claims(&[])?;
/// assert_eq!((claims[1].line.as_str(), claims[1].gives.to_string().as_str()), ("outreach", "8.00"));
/// assert_eq!(claims[1].proposals, ["p1", "p2"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LineClaims {
    /// The id of the line.
    pub line: String,
    /// What leaves it.
    pub gives: Money,
    /// What enters it.
    pub receives: Money,
    /// The proposals that change it, in the order in which they were written.
    pub proposals: Vec<String>,
}

/// A map of `line`, `gives`, `receives` and `proposals`.
impl Serialize for LineClaims {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            line: &'a str,
            gives: Money,
            receives: Money,
            proposals: &'a [String],
        }
        let LineClaims { line, gives, receives, proposals } = self;
        Written { line, gives: *gives, receives: *receives, proposals }.serialize(serializer)
    }
}

impl CoDesignTable {
    /// What the proposals on the table would take from each line and bring to it, without those that are counted as approved
    /// already; lines that none of them changes are left out. Each proposal counts with what follows it on the latest allocation.
    ///
    /// # Errors
    /// `table_not_open`.
    pub fn line_claims(&self, counted: &[&str]) -> Result<Vec<LineClaims>> {
        let open = self.opened()?;
        let mut by_line: BTreeMap<usize, (i128, i128, Vec<String>)> = BTreeMap::new();
        let waiting = self.open_proposals().filter(|tabled| !counted.contains(&tabled.proposal.id()));
        for tabled in waiting {
            for (line, cents) in open.net_changes(tabled) {
                let (gives, receives, proposals) = by_line.entry(line).or_default();
                *gives += (-cents).max(0);
                *receives += cents.max(0);
                proposals.push(tabled.proposal.id().to_owned());
            }
        }
        let envelope = open.plan.envelope();
        let claims = by_line.into_iter().map(|(line, (gives, receives, proposals))| LineClaims {
            line: envelope.line(line).id().to_owned(),
            gives: Money::saturating(gives),
            receives: Money::saturating(receives),
            proposals,
        });
        Ok(claims.collect())
    }
}

impl OpenedTable {
    /// By how many cents a proposal changes each line, money that only passes through a line not counted.
    fn net_changes(&self, tabled: &TabledProposal) -> BTreeMap<usize, i128> {
        // What cannot follow any more is not part of it.
        let followed = followed(&self.plan, &tabled.proposal).ok();
        let proposal = followed.as_deref().unwrap_or(&tabled.proposal);
        let mut net: BTreeMap<usize, i128> = BTreeMap::new();
        for transfer in proposal.transfers() {
            let cents = i128::from(transfer.amount().cents());
            for (line, cents) in [(transfer.from(), -cents), (transfer.to(), cents)] {
                if let Ok(position) = self.plan.envelope().position(line) {
                    *net.entry(position).or_default() += cents;
                }
            }
        }
        net.retain(|_, cents| *cents != 0);
        net
    }
}
