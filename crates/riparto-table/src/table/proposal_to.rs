//! Proposals to a target: the transfers from the approved allocation to another one, or to what ballots make.

use super::co_design_table::CoDesignTable;
use riparto_ballots::ballots::AggregationRule;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::plan::Proposal;
use riparto_core::rules::Authorization;
use riparto_rebalance::transfers::{Settle, SettlementAnswer, settle};
use riparto_solve::Meter;

impl CoDesignTable {
    /// The fewest transfers from the allocation approved last to another one, within the rules of flow of the lowest authorization
    /// that leaves a way, as a proposal of a party that is still to be drafted: by [`Action::Draft`](super::Action::Draft) or [`Action::Propose`](super::Action::Propose), like any other. The
    /// target may come from [`Ballots::compromise`](riparto_ballots::ballots::Ballots::compromise), [`Rebalance::run`](riparto_rebalance::Rebalance::run), or a
    /// scenario.
    ///
    /// # Errors
    /// `table_not_open`; `envelope_differs` for a target of other lines or another total; `transfers_missing` if the target
    /// holds already; `id_malformed`.
    pub fn proposal_to(
        &self,
        target: &Allocation,
        id: impl Into<String>,
        party: impl Into<String>,
    ) -> Result<Proposal> {
        let plan = &self.opened()?.plan;
        for level in Authorization::ALL {
            if let SettlementAnswer::Found(settlement) =
                SettlementAnswer::to(plan, target, level, &Meter::default())?
            {
                return settlement.into_proposal(id, party);
            }
        }
        settle(plan.approved(), target, Settle::default())?.into_proposal(id, party)
    }

    /// The fewest transfers that lead to what a rule makes of the parties' ballots, as a proposal of a party that is still to
    /// be drafted. What it needs, or breaks, is assessed like that of any other proposal; the nearest split inside the rules
    /// is [`Ballots::compromise`](riparto_ballots::ballots::Ballots::compromise).
    ///
    /// ```
    /// use riparto::table::{Command, PersistentTable};
    /// use riparto::journal::MemoryStore;
    /// use riparto::ballots::AggregationRule;
    ///
    /// let mut kept = PersistentTable::open(MemoryStore::new())?;
    /// let mut say = |text: &str| kept.submit(&Command::from_json(text)?);
    /// # let _ =
    /// say(r#"{"id": "c1", "party": "regione", "do": {"open": {"plan":
    ///     { "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///       "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "40.00"} ],
    ///       "parties": [ {"id": "regione", "role": "authority"}, {"id": "ats", "role": "lead"}, {"id": "anci"} ] }}}}"#)?;
    /// # let _ =
    /// say(r#"{"id": "c2", "party": "ats", "do": {"ballot": {"amounts": {"a": "80.00", "b": "20.00"}}}}"#)?;
    /// # let _ =
    /// say(r#"{"id": "c3", "party": "anci", "do": {"ballot": {"amounts": {"a": "70.00", "b": "30.00"}}}}"#)?;
    ///
    /// let proposal = kept.table().proposal_from_ballots(AggregationRule::Mean, "p1", "ats")?;
    /// let transfer = &proposal.transfers()[0];
    /// assert_eq!((transfer.from(), transfer.to(), transfer.amount().to_string().as_str()), ("b", "a", "15.00"));
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// `table_not_open`; `ballots_missing`; and those of [`proposal_to`](CoDesignTable::proposal_to).
    pub fn proposal_from_ballots(
        &self,
        rule: AggregationRule,
        id: impl Into<String>,
        party: impl Into<String>,
    ) -> Result<Proposal> {
        let aggregate = self.ballots()?.aggregate(rule);
        let target = Allocation::new(self.opened()?.plan.envelope(), aggregate.amounts().to_vec())?;
        self.proposal_to(&target, id, party)
    }
}
