//! Derived lines that follow a proposal, as their rules say who pays.
//!
//! Rules with the same payers are solved together, as [`DerivedLines`] proves: one answer or none. Where there are several payers,
//! each group is solved on what the others leave until none changes; what comes out is checked against every rule.

use std::collections::{BTreeMap, BTreeSet};

use super::derived_completion::{CompletedProposal, DerivedCompletion, Incomplete, balanced};
use super::derived_lines::{ComputingOrder, DerivedLines, Tangled};
use super::financial_plan::Plan;
use super::proposal::Proposal;
use super::transfer::Transfer;
use crate::budget::{Change, Selection};
use crate::capacity::MAX_DERIVED_PLACES;
use crate::error::Result;
use crate::money::{Money, Rounding, Weight};
use crate::rules::{Derivation, Payer};

/// The most rounds in which several groups of payers come to what is due.
const MAX_ROUNDS: usize = 64;

/// Rules with the same payers.
pub(super) struct PayerGroup<'a> {
    derivations: Vec<Derivation<'a>>,
    order: ComputingOrder,
    /// The lines that pay, with their weights, and whether they do so one after the other.
    lines: Vec<(usize, Weight)>,
    in_order: bool,
    residual: Option<usize>,
    /// By how much lines change so that these rules hold.
    changes: Vec<(usize, i64)>,
    due: Vec<i64>,
}

/// Which lines follow, and who pays for them.
#[derive(Clone, Debug, Default)]
#[doc(hidden)]
pub struct Paying {
    /// The lines that follow, with their rules.
    pub derived: BTreeMap<usize, usize>,
    /// The lines that they are derived from.
    pub bases: BTreeSet<usize>,
    /// The lines that rules name as payers.
    pub named: BTreeSet<usize>,
    /// The lines that follow, and those named as payers.
    pub lines: BTreeSet<usize>,
    /// Whether the giver pays for some, the receiver.
    pub giver: bool,
    pub receiver: bool,
    /// By how many cents derived lines rise at most where their bases rise by one.
    pub jump: i64,
    /// Whether all of them hold what is due.
    pub is_right: bool,
}

impl DerivedCompletion {
    /// The proposal with what follows it; the given one where nothing does, or where nothing makes derived lines right.
    #[must_use]
    pub fn proposal<'a>(&'a self, given: &'a Proposal) -> &'a Proposal {
        match self {
            DerivedCompletion::Completed(completed) => completed.proposal(),
            DerivedCompletion::Needless | DerivedCompletion::Impossible(_) => given,
        }
    }
}

impl Plan {
    /// A proposal with the transfers of derived lines that follow it: those of rules that say who pays
    /// ([`Derived::paid_by`](crate::rules::Derived::paid_by)). They are marked ([`Transfer::follows`]); those of a proposal that has
    /// some already are computed anew. A rule whose base and lines the proposal leaves as they are asks for nothing, and lines change
    /// only if the proposal names them, a rule derives them, or a rule names them as payers. A cent that no whole cents leave goes to,
    /// or comes from, the first line that the proposal changes and that nothing derives from.
    ///
    /// ```
    /// use riparto::{Plan, Proposal};
    /// use riparto::plan::DerivedCompletion;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "2000.00",
    ///          "lines": [ {"id": "desks", "amount": "1000.00"}, {"id": "indirect", "amount": "70.00"}, {"id": "reserve", "amount": "930.00"} ],
    ///          "rules": [ {"id": "flat", "scope": {"lines": ["indirect"]},
    ///                      "limit": {"derived": {"percent": "7", "of": {"lines": ["desks"]}, "paid_by": "giver"}}} ] }"#,
    /// )?;
    /// let proposal = Proposal::new("p1", "anci")?.transfer("reserve", "desks", "100.00".parse()?)?;
    /// let DerivedCompletion::Completed(completed) = plan.follow(&proposal)? else { panic!("the reserve holds enough") };
    /// let [added] = completed.added() else { panic!("one transfer follows") };
    /// assert_eq!((added.from(), added.to(), added.amount().to_string()), ("reserve", "indirect", "7.00".to_owned()));
    /// assert!(added.follows() && plan.assess(completed.proposal())?.findings().is_empty());
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Plan::assess`], of the proposal without what follows; so many transfers that it has too many (`too_many`).
    pub fn follow(&self, proposal: &Proposal) -> Result<DerivedCompletion> {
        if !self.rulebook().has_following() {
            return Ok(DerivedCompletion::Needless);
        }
        let stated = proposal.as_stated();
        if stated.transfers().is_empty() {
            return Ok(DerivedCompletion::Needless);
        }
        let changes = self.changes(&stated)?;
        let (changes, due) = match self.following(&changes) {
            Ok(found) => found,
            Err(why) => return Ok(DerivedCompletion::Impossible(why)),
        };
        if changes.is_empty() && stated.transfers().len() == proposal.transfers().len() {
            return Ok(DerivedCompletion::Needless);
        }
        let added: Vec<Transfer> = self.transfers(&changes)?.into_iter().map(Transfer::following).collect();
        let proposal = stated.with_transfers(added.iter().cloned())?;
        Ok(DerivedCompletion::Completed(Box::new(CompletedProposal { proposal, added, due })))
    }

    /// The most work of what follows a proposal, in units of a meter.
    #[doc(hidden)]
    #[must_use]
    pub fn following_units(&self) -> usize {
        const LOOKS_AT_LINE: usize = 16;
        let lines = self.envelope().line_count().saturating_mul(LOOKS_AT_LINE);
        match self.rulebook().has_following() {
            true => self.completion_units().saturating_mul(2).saturating_add(lines),
            false => 0,
        }
    }

    /// Which lines follow, and who pays for them.
    #[doc(hidden)]
    #[must_use]
    pub fn paying(&self) -> Paying {
        let (envelope, mut paying) = (self.envelope(), Paying { is_right: true, ..Paying::default() });
        let held: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        for derivation in self.rulebook().derivations() {
            let Some(payer) = derivation.payer else { continue };
            paying.is_right &= self.is_right(&derivation, &held);
            paying.derived.extend(derivation.part.positions(envelope).map(|line| (line, derivation.rule)));
            if *derivation.whole != Selection::All {
                paying.bases.extend(derivation.whole.positions(envelope));
            }
            match payer {
                Payer::Giver => paying.giver = true,
                Payer::Receiver => paying.receiver = true,
                Payer::Lines(lines) => paying.named.extend(lines.positions(envelope)),
            }
        }
        let jump = |jump: i64, derivation: &Derivation<'_>| {
            let most = derivation.percent.share(jump.saturating_add(1), Rounding::Up);
            jump.saturating_add(i64::try_from(most).unwrap_or(i64::MAX))
        };
        paying.jump = self.ordered_following().map_or(i64::MAX, |ordered| ordered.iter().fold(0, jump));
        paying.named.retain(|line| !paying.derived.contains_key(line));
        paying.lines = paying.derived.keys().chain(&paying.named).copied().collect();
        paying
    }

    /// The rules that follow, each after those that it derives from; none where they have no such order.
    pub(super) fn ordered_following(&self) -> Option<Vec<Derivation<'_>>> {
        let derivations = self.rulebook().derivations().into_iter();
        let follows: Vec<Derivation<'_>> =
            derivations.filter(|derivation| derivation.payer.is_some()).collect();
        let order = ComputingOrder::new(self, &follows).ok()?;
        Some(order.numbers().map(|number| follows[number]).collect())
    }

    /// The lines that rules name as payers of some derived lines.
    #[doc(hidden)]
    #[must_use]
    pub fn paying_lines(&self, derived: &BTreeSet<usize>) -> BTreeSet<usize> {
        let envelope = self.envelope();
        let mut lines = BTreeSet::new();
        if !self.rulebook().has_following() {
            return lines;
        }
        for derivation in self.rulebook().derivations() {
            if let Some(Payer::Lines(payers)) = derivation.payer
                && derivation.part.positions(envelope).any(|line| derived.contains(&line))
            {
                lines.extend(payers.positions(envelope));
            }
        }
        lines
    }

    /// Refuses more rules and lines than are looked at together.
    pub(super) fn few_places(
        &self,
        derivations: &[Derivation<'_>],
        stated: usize,
    ) -> std::result::Result<(), Incomplete> {
        let places: usize = derivations.iter().map(|derivation| derivation.part.len(self.envelope())).sum();
        let (found, allowed) = ((places + stated).saturating_mul(derivations.len()), MAX_DERIVED_PLACES);
        if found > allowed { Err(Incomplete::TooMany { found, allowed }) } else { Ok(()) }
    }

    /// By how much lines change besides, and what is due by each rule.
    #[expect(clippy::type_complexity, reason = "changes, and amounts by the ids of rules")]
    pub(super) fn following(
        &self,
        stated: &[Change],
    ) -> std::result::Result<(Vec<(usize, i64)>, Vec<(String, Money)>), Incomplete> {
        let derivations = self.rulebook().derivations();
        self.few_places(&derivations, stated.len())?;
        let mut amounts: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        stated.iter().for_each(|change| amounts[change.line] += change.delta.cents());
        let payers = Payers::new(self, &derivations, stated);
        let active = payers.active(&derivations);
        if active.iter().all(|derivation| self.is_right(derivation, &amounts)) {
            return Ok((Vec::new(), Vec::new()));
        }
        self.order_of(&active)?;
        let mut groups = payers.groups(&active)?;
        self.settle(&mut groups, &mut amounts)?;
        if let Some(wrong) = active.iter().find(|derivation| !self.is_right(derivation, &amounts)) {
            return Err(Incomplete::NoWholeCents(self.apart(wrong, &amounts)));
        }
        let held = self.approved().amounts().iter().map(|amount| amount.cents());
        let mut changes: Vec<i64> = amounts.iter().zip(held).map(|(amount, held)| amount - held).collect();
        stated.iter().for_each(|change| changes[change.line] -= change.delta.cents());
        let changes = changes.into_iter().enumerate().filter(|(_, cents)| *cents != 0).collect();
        let due = groups.iter().flat_map(|group| {
            let rules = group.order.numbers().map(|number| group.derivations[number].rule);
            rules.zip(group.due.iter().copied())
        });
        let id = |rule: usize| self.rulebook().rules()[rule].id().to_owned();
        Ok((changes, due.map(|(rule, cents)| (id(rule), Money::saturating(cents.into()))).collect()))
    }

    /// The order of computing, or the rules that have none.
    pub(super) fn order_of(
        &self,
        derivations: &[Derivation<'_>],
    ) -> std::result::Result<ComputingOrder, Incomplete> {
        let ids = |rules: Vec<usize>| -> Vec<String> {
            rules.into_iter().map(|rule| self.rulebook().rules()[rule].id().to_owned()).collect()
        };
        ComputingOrder::new(self, derivations).map_err(|tangled| match tangled {
            Tangled::Cycle(rules) => Incomplete::Cycle(ids(rules)),
            Tangled::Overlap(rules) => Incomplete::Overlap(ids(rules)),
        })
    }

    /// Solves each group on what the others leave, until none changes.
    pub(super) fn settle(
        &self,
        groups: &mut [PayerGroup<'_>],
        amounts: &mut [i64],
    ) -> std::result::Result<(), Incomplete> {
        let rounds = if groups.len() == 1 { 1 } else { MAX_ROUNDS };
        for _ in 0..rounds {
            let mut is_settled = true;
            for group in &mut *groups {
                group.changes.iter().for_each(|(line, cents)| amounts[*line] -= cents);
                let lacking = amounts.iter().copied().min().unwrap_or(0);
                if lacking < 0 {
                    return Err(Incomplete::TooLittle(Money::saturating(-i128::from(lacking))));
                }
                let held: Vec<Money> =
                    amounts.iter().map(|cents| Money::saturating((*cents).into())).collect();
                let balancing = (group.lines.as_slice(), group.in_order);
                let lines = DerivedLines::new(self, &group.derivations, &group.order, &held, balancing);
                let (due, left) = balanced(&lines, group.residual.map(|line| held[line]))?;
                let moved = lines.lines.iter().zip(due.amounts.iter().zip(&lines.held));
                let mut changes: Vec<(usize, i64)> =
                    moved.map(|(line, (due, held))| (*line, due - held)).collect();
                changes.extend(group.residual.map(|line| (line, left)));
                changes.iter().for_each(|(line, cents)| amounts[*line] += cents);
                is_settled &= changes == group.changes;
                (group.changes, group.due) = (changes, due.by_rule);
            }
            if is_settled {
                break;
            }
        }
        Ok(())
    }

    /// How far what a proposal states leaves a derived line from what is due, of those that are to follow it.
    pub(super) fn furthest_apart(&self, proposal: &Proposal) -> Result<Money> {
        let stated = self.changes(&proposal.as_stated())?;
        let derivations = self.rulebook().derivations();
        let mut amounts: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        stated.iter().for_each(|change| amounts[change.line] += change.delta.cents());
        let active = Payers::new(self, &derivations, &stated).active(&derivations);
        Ok(active.iter().map(|derivation| self.apart(derivation, &amounts)).max().unwrap_or_default())
    }

    /// Whether a rule of a derived line holds.
    fn is_right(&self, derivation: &Derivation<'_>, amounts: &[i64]) -> bool {
        self.apart(derivation, amounts).is_zero()
    }

    /// How far a derived line is from what is due.
    pub(super) fn apart(&self, derivation: &Derivation<'_>, amounts: &[i64]) -> Money {
        let sum = |selection: &Selection| -> i128 {
            selection.positions(self.envelope()).map(|line| i128::from(amounts[line])).sum()
        };
        let whole = i64::try_from(sum(derivation.whole)).unwrap_or(i64::MAX);
        let due = derivation.percent.share(whole, derivation.rounding);
        Money::saturating((due - sum(derivation.part)).abs())
    }
}

/// What a proposal changes, and who may pay.
pub(super) struct Payers<'a> {
    plan: &'a Plan,
    stated: &'a [Change],
    /// The lines that any rule derives, and those of the proposal that something is derived from.
    derived: BTreeSet<usize>,
    bases: BTreeSet<usize>,
}

impl<'a> Payers<'a> {
    pub(super) fn new(plan: &'a Plan, derivations: &[Derivation<'_>], stated: &'a [Change]) -> Payers<'a> {
        let envelope = plan.envelope();
        let derived = derivations.iter().flat_map(|derivation| derivation.part.positions(envelope));
        let is_base = |line: &usize| {
            let mut bases = derivations.iter().map(|derivation| derivation.whole);
            bases.any(|base| *base != Selection::All && base.contains(envelope, *line))
        };
        let bases = stated.iter().map(|change| change.line).filter(is_base).collect();
        Payers { plan, stated, derived: derived.collect(), bases }
    }

    /// The rules that follow and that the proposal, what they derive and who pays for it have a part in.
    pub(super) fn active<'d>(&self, derivations: &[Derivation<'d>]) -> Vec<Derivation<'d>> {
        let envelope = self.plan.envelope();
        let follows: Vec<&Derivation<'d>> =
            derivations.iter().filter(|derivation| derivation.payer.is_some()).collect();
        let mut is_active = vec![false; follows.len()];
        let mut touched: BTreeSet<usize> = BTreeSet::new();
        for (derivation, is_active) in follows.iter().zip(&mut is_active) {
            let inside = |selection: &Selection| {
                let changes = self.stated.iter().filter(|change| selection.contains(envelope, change.line));
                changes.map(|change| i128::from(change.delta.cents())).collect::<Vec<_>>()
            };
            let base_moves =
                *derivation.whole != Selection::All && inside(derivation.whole).iter().sum::<i128>() != 0;
            *is_active = base_moves || !inside(derivation.part).is_empty();
            if *is_active {
                self.touch(derivation, &mut touched);
            }
        }
        // What is derived, and who pays, may be in other bases.
        loop {
            let mut more: BTreeSet<usize> = BTreeSet::new();
            for (derivation, is_active) in follows.iter().zip(&mut is_active) {
                let looks = |line: &usize| derivation.whole.contains(envelope, *line);
                if !*is_active && *derivation.whole != Selection::All && touched.iter().any(looks) {
                    *is_active = true;
                    self.touch(derivation, &mut more);
                }
            }
            if more.is_empty() {
                break;
            }
            touched = more;
        }
        let active = follows.into_iter().zip(is_active).filter(|(_, is_active)| *is_active);
        active.map(|(derivation, _)| *derivation).collect()
    }

    /// The lines that change for a rule.
    fn touch(&self, derivation: &Derivation<'_>, touched: &mut BTreeSet<usize>) {
        touched.extend(derivation.part.positions(self.plan.envelope()));
        let payers = derivation.payer.map(|payer| self.lines(payer)).unwrap_or_default();
        touched.extend(payers.into_iter().map(|(line, _)| line));
    }

    /// The lines that pay, with their weights.
    fn lines(&self, payer: Payer<'_>) -> Vec<(usize, Weight)> {
        let is_free = |line: &usize| !self.derived.contains(line);
        let changed = |is: &dyn Fn(&Change) -> bool| -> Vec<(usize, Weight)> {
            let changes = self.stated.iter().filter(|change| is_free(&change.line) && is(change));
            changes.map(|change| (change.line, Weight::from(change.delta.abs()))).collect()
        };
        let giver = |change: &Change| change.delta.cents() < 0;
        let receiver = |change: &Change| change.delta.cents() > 0;
        let (first, second) = match payer {
            Payer::Giver => (changed(&giver), changed(&receiver)),
            Payer::Receiver => (changed(&receiver), changed(&giver)),
            Payer::Lines(lines) => {
                let lines = lines.positions(self.plan.envelope()).filter(is_free);
                return lines.map(|line| (line, Weight::from(1))).collect();
            }
        };
        if first.is_empty() { second } else { first }
    }

    /// The rules by who pays.
    pub(super) fn groups<'d>(
        &self,
        active: &[Derivation<'d>],
    ) -> std::result::Result<Vec<PayerGroup<'d>>, Incomplete> {
        let mut groups: Vec<PayerGroup<'d>> = Vec::new();
        let mut payers: Vec<Payer<'d>> = Vec::new();
        for derivation in active {
            let Some(payer) = derivation.payer else { continue };
            if let Some(number) = payers.iter().position(|known| *known == payer) {
                groups[number].derivations.push(*derivation);
                continue;
            }
            let lines = self.lines(payer);
            if lines.is_empty() {
                return Err(Incomplete::NoBalance);
            }
            let is_outside = |line: &usize| {
                let is_payer = lines.iter().any(|(payer, _)| payer == line);
                !is_payer && !self.derived.contains(line) && !self.bases.contains(line)
            };
            let residual = self.stated.iter().map(|change| change.line).find(is_outside);
            payers.push(payer);
            groups.push(PayerGroup {
                derivations: vec![*derivation],
                order: ComputingOrder::default(),
                in_order: matches!(payer, Payer::Lines(_)),
                lines,
                residual,
                changes: Vec::new(),
                due: Vec::new(),
            });
        }
        for group in &mut groups {
            group.order = self.plan.order_of(&group.derivations)?;
        }
        Ok(groups)
    }
}
