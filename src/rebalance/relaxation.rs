//! `Relaxation`: the fewest cents by which rules must give way in all, and which ones.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{bounds_of, relax};
use super::objective::Rebalance;
use super::shape::Shape;
use super::structure::Structure;
use super::task::nearest_within;
use super::way_out::{Budget, WayOut, way_out};
use crate::budget::position_number;
use crate::capacity::{MAX_RELAXATION_LOOKS, MAX_RELAXED_PROGRAMS};
use crate::error::Result;
use crate::plan::Plan;
use crate::rules::{Authorization, Bounded};
use riparto_solve::Meter;
use riparto_solve::flow::Distance;
use riparto_solve::search::Constraint;
use riparto_solve::search::UNBOUNDED;

/// The budget of one search for the cheapest way out.
pub(super) const FULL_BUDGET: Budget =
    Budget { cutoff: UNBOUNDED, programs: MAX_RELAXED_PROGRAMS, entries: MAX_RELAXATION_LOOKS };

/// By how much rules give way so that all can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relaxation {
    /// By how many cents each rule gives way, in the order of the rules; those that do.
    pub(super) rules: Vec<(usize, i128)>,
    /// They cannot give way by less.
    pub(super) at_least: i128,
}

/// Whether some allocation keeps rules.
pub(super) enum Keeping {
    /// These amounts do.
    Amounts(Vec<i64>),
    /// None does.
    Nothing,
    Unknown,
}

impl Relaxation {
    /// One that is the cheapest.
    pub(super) fn proven(rules: Vec<(usize, i128)>) -> Relaxation {
        let at_least = rules.iter().map(|(_, cents)| cents).sum();
        Relaxation { rules, at_least }
    }
}

impl Plan {
    /// The cheapest way out of rules of which the bounds of sums are known to clash.
    pub(super) fn relaxation(
        &self,
        structure: &Structure,
        shape: &Shape,
        bounds: &[Bounded],
        (up_to, meter): (Authorization, &Meter),
    ) -> Result<Option<Relaxation>> {
        let (of_sums, amounts) = match shape {
            Shape::Tree(arranged) => {
                let elements = bounds_of(structure, arranged);
                let relaxed = relax(&arranged.tree, &elements, structure.low.len(), structure.total);
                (Some(relaxed.rules), Some(arranged.restore(&relaxed.amounts)))
            }
            Shape::Network(network) => (Some(network.relax(structure)), None),
            Shape::Unknown => (None, None),
        };
        // What is the cheapest under bounds of sums is so under all rules where there are no others.
        match of_sums.map(Relaxation::proven) {
            Some(proven) if structure.others.iter().all(|other| other.movement.is_some()) => Ok(Some(proven)),
            known => {
                let near = self.near(bounds, amounts)?;
                self.cheapest(bounds, (up_to, meter), (known.map_or(0, |known| known.at_least), near))
            }
        }
    }

    /// The amounts nearest to those approved last that miss bounds of sums by no more than some do, if these are told and the
    /// nearest is known.
    pub(super) fn near(&self, bounds: &[Bounded], missing: Option<Vec<i64>>) -> Result<Option<Vec<i64>>> {
        let mut structure = Structure::new(self.rulebook(), bounds);
        if let Some(amounts) = missing {
            structure.loosen(&amounts);
        }
        let shape = self.shape(&structure)?;
        let wish: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        let weights = vec![1; wish.len()];
        Ok(nearest_within(&structure, &shape, &wish, &weights, Distance::Squares))
    }

    /// The cheapest way out of rules of every kind that are known to clash, and to give way by `at_least` so much; `None`
    /// if no way out is known. `near` are amounts to begin with.
    pub(super) fn cheapest(
        &self,
        bounds: &[Bounded],
        (up_to, meter): (Authorization, &Meter),
        (at_least, near): (i128, Option<Vec<i64>>),
    ) -> Result<Option<Relaxation>> {
        if !self.may_model(bounds, meter) {
            return Ok(None);
        }
        self.accept(self.approved().amounts(), &Rebalance::default())?;
        let way = self.way_out(bounds, near, (FULL_BUDGET, meter));
        let Some((lacks, amounts)) = way.amounts else { return Ok(None) };
        let mut rules: BTreeMap<usize, i128> = BTreeMap::new();
        for bounded in bounds {
            let most =
                self.asked(bounded).iter().filter_map(|constraint| constraint.violation(&amounts)).max();
            if let Some(cents) = most.filter(|cents| *cents > 0) {
                *rules.entry(bounded.rule()).or_default() += i128::from(cents);
            }
        }
        let findings = self.check_allocation(&self.allocation_of(&amounts)?)?;
        let broken = findings.broken_rules(up_to);
        let giving: BTreeSet<usize> = rules.keys().copied().collect();
        assert_eq!(broken, giving, "the rules and the search agree on what gives way");
        let at_least = at_least.max(way.at_least).max(1).min(lacks);
        Ok(Some(Relaxation { rules: rules.into_iter().collect(), at_least }))
    }

    /// An allocation that keeps all of some rules, or that there is none, if a search for what they lack tells within its
    /// budget.
    pub(super) fn keeping(&self, bounds: &[Bounded], budget: Budget, meter: &Meter) -> Keeping {
        let way = self.way_out(bounds, None, (Budget { cutoff: 1, ..budget }, meter));
        match way.amounts.filter(|(lacks, _)| *lacks == 0) {
            Some((_, amounts)) => Keeping::Amounts(amounts),
            None if way.at_least > 0 => Keeping::Nothing,
            None => Keeping::Unknown,
        }
    }

    fn way_out(
        &self,
        bounds: &[Bounded],
        near: Option<Vec<i64>>,
        (budget, meter): (Budget, &Meter),
    ) -> WayOut {
        let asked: Vec<Vec<Constraint>> = bounds.iter().map(|bounded| self.asked(bounded)).collect();
        // An order of its own, so that the answer does not depend on how rules are written.
        let mut asked: Vec<&[Constraint]> = asked.iter().map(Vec::as_slice).collect();
        asked.sort_unstable();
        let known: Vec<Vec<i64>> = near.into_iter().chain([self.begun()]).collect();
        way_out(&asked, self.envelope().total().cents(), known, (budget, meter))
    }

    /// Amounts of the total near to those approved last.
    fn begun(&self) -> Vec<i64> {
        let mut amounts: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        let mut left = self.envelope().total().cents() - amounts.iter().sum::<i64>();
        for amount in &mut amounts {
            let change = left.max(-*amount);
            *amount += change;
            left -= change;
        }
        amounts
    }

    /// What a rule asks, also of one line or of all.
    fn asked(&self, bounded: &Bounded) -> Vec<Constraint> {
        match bounded {
            Bounded::Line { line, low, high, .. } => {
                vec![Constraint::Sum { lines: vec![position_number(*line)], low: *low, high: *high }]
            }
            Bounded::Sum { selection, low, high, .. } => {
                vec![Constraint::Sum { lines: self.positions(*selection), low: *low, high: *high }]
            }
            others => self.constraints(others),
        }
    }
}
