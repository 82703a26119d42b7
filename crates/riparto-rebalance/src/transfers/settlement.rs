//! `Settlement`: transfers that turn one allocation into another.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};

use riparto_core::budget::{Envelope, Line};
use riparto_core::error::{Cause, Result};
use riparto_core::money::Money;
use riparto_core::plan::{Proposal, Transfer};
use riparto_core::rules::Authorization;

/// How to settle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settle {
    /// The least that a transfer should move. It is respected where other pairs of lines are found that need no more
    /// transfers; [`Settlement::below_minimum`] tells where not, [`Settlement::too_small`] where it cannot be.
    pub minimum: Option<Money>,
}

/// Transfers that turn one allocation into another of the same lines, to the cent. Each goes from a line that
/// decreases to one that increases; no line passes money on.
#[doc(alias = "compensazione")]
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    envelope: Envelope,
    /// From and to, by position.
    ends: Vec<(usize, usize)>,
    transfers: Vec<Transfer>,
    volume: Money,
    at_least: usize,
    minimum: Money,
}

/// As the operation `settle` writes it: a map of `transfers`, `volume`, `fewest`, `at_least`; and where a minimum was asked for,
/// `too_small`, the lines that change by less, and `below_minimum`, the transfers that move less.
impl Serialize for Settlement {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        SettlementNeeds { settlement: self, needs: None }.serialize(serializer)
    }
}

/// A settlement with what it needs, if that is more than was allowed.
#[doc(hidden)]
pub struct SettlementNeeds<'a> {
    #[doc(hidden)]
    pub settlement: &'a Settlement,
    #[doc(hidden)]
    pub needs: Option<Authorization>,
}

impl Serialize for SettlementNeeds<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let settlement = self.settlement;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("transfers", settlement.transfers())?;
        map.serialize_entry("volume", &settlement.volume())?;
        map.serialize_entry("fewest", &settlement.fewest())?;
        map.serialize_entry("at_least", &settlement.at_least())?;
        if let Some(needs) = self.needs {
            map.serialize_entry("authorization", &needs)?;
        }
        if !settlement.minimum().is_zero() {
            let small: Vec<Line<'_>> = settlement.too_small().collect();
            let small: Vec<&str> = small.iter().map(|line| line.id()).collect();
            map.serialize_entry("too_small", &small)?;
            map.serialize_entry("below_minimum", &settlement.below_minimum().collect::<Vec<_>>())?;
        }
        map.end()
    }
}

impl Settlement {
    /// The transfers of lines by position, in the order of the giving line, then of the taking one.
    pub(super) fn new(
        envelope: &Envelope,
        mut moves: Vec<(usize, usize, i64)>,
        at_least: usize,
        options: Settle,
    ) -> Result<Settlement> {
        assert!(moves.len() >= at_least, "a bound that is none");
        moves.sort_unstable();
        let id = |line: usize| envelope.line(line).id();
        let transfers = moves
            .iter()
            .map(|(from, to, cents)| Transfer::new(id(*from), id(*to), Money::from_cents(*cents)?))
            .collect::<Result<_>>()?;
        let volume =
            Money::checked_sum(moves.iter().map(|(_, _, cents)| Money::saturating((*cents).into())))?;
        let ends = moves.into_iter().map(|(from, to, _)| (from, to)).collect();
        let minimum = options.minimum.unwrap_or_default();
        Ok(Settlement { envelope: envelope.clone(), ends, transfers, volume, at_least, minimum })
    }

    /// The settlement with the transfers that follow it, towards amounts that need at least this many transfers.
    pub(crate) fn followed_by(
        mut self,
        added: &[Transfer],
        (volume, at_least): (Money, usize),
    ) -> Result<Settlement> {
        for transfer in added {
            self.ends
                .push((self.envelope.position(transfer.from())?, self.envelope.position(transfer.to())?));
            self.transfers.push(transfer.clone());
        }
        assert!(self.transfers.len() >= at_least, "a bound that is none");
        Ok(Settlement { volume, at_least, ..self })
    }

    /// The transfers, in the order of the giving line, then of the taking one; none if nothing changes. Those that follow the others
    /// ([`Transfer::follows`]) come last.
    #[must_use]
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// Of each transfer, the line that gives and the line that takes.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = (Line<'_>, Line<'_>)> {
        self.ends.iter().map(|(from, to)| (self.envelope.line(*from), self.envelope.line(*to)))
    }

    /// What moves in all: the sum of the increases, whatever the transfers.
    #[must_use]
    pub fn volume(&self) -> Money {
        self.volume
    }

    /// Whether it is proven that fewer transfers cannot do.
    #[must_use]
    pub fn fewest(&self) -> bool {
        self.transfers.len() == self.at_least
    }

    /// How many transfers are needed at least: proven. The gap to what was found is what is not known.
    #[must_use]
    pub fn at_least(&self) -> usize {
        self.at_least
    }

    /// The least that a transfer should move, as it was asked for; zero if it was not.
    #[must_use]
    pub fn minimum(&self) -> Money {
        self.minimum
    }

    /// The transfers that move less than the minimum that was asked for.
    pub fn below_minimum(&self) -> impl Iterator<Item = &Transfer> {
        self.transfers.iter().filter(|transfer| transfer.amount() < self.minimum)
    }

    /// The lines that change by less than the minimum that was asked for, in their order: no transfers can respect it
    /// there, as long as no line passes money on. Other transfers below the minimum may be avoidable.
    pub fn too_small(&self) -> impl Iterator<Item = Line<'_>> {
        let mut changes: BTreeMap<usize, i64> = BTreeMap::new();
        for ((from, to), transfer) in self.ends.iter().zip(&self.transfers) {
            for line in [from, to] {
                *changes.entry(*line).or_default() += transfer.amount().cents();
            }
        }
        let small = changes.into_iter().filter(|(_, cents)| *cents < self.minimum.cents());
        small.map(|(line, _)| self.envelope.line(line))
    }

    /// The envelope whose lines these are.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The transfers as the proposal of a party, to be assessed like any other.
    ///
    /// # Errors
    /// A malformed id (`id_malformed`); nothing to move (`transfers_missing`).
    pub fn into_proposal(self, id: impl Into<String>, party: impl Into<String>) -> Result<Proposal> {
        if self.transfers.is_empty() {
            return Err(Cause::TransfersMissing {}.into());
        }
        Proposal::new(id, party)?.with_transfers(self.transfers)
    }
}
