//! What is odd about rules that say who pays for derived lines: lines that no payer can make right.

use std::collections::BTreeSet;

use super::financial_plan::Plan;
use crate::budget::Selection;
use crate::rules::{Derivation, Notice, NoticeCode, Payer};

impl Plan {
    /// One notice for each rule whose lines cannot follow a proposal, whoever pays.
    pub(super) fn derived_notices(&self) -> Vec<Notice> {
        let derivations = self.rulebook().derivations();
        if !self.rulebook().has_following() || self.few_places(&derivations, 0).is_err() {
            return Vec::new();
        }
        let envelope = self.envelope();
        let positions = |derivation: &Derivation<'_>| derivation.part.positions(envelope).collect::<Vec<_>>();
        let derived: BTreeSet<usize> = derivations.iter().flat_map(positions).collect();
        let follows: Vec<Derivation<'_>> =
            derivations.into_iter().filter(|derivation| derivation.payer.is_some()).collect();
        let uncomputed = self.uncomputed(&follows);
        let nobody_pays = |derivation: &Derivation<'_>| match derivation.payer {
            Some(Payer::Lines(lines)) => lines.positions(envelope).all(|line| derived.contains(&line)),
            _ => false,
        };
        let id = |rule: usize| self.rulebook().rules()[rule].id();
        let mut told = BTreeSet::new();
        let mut notices = Vec::new();
        for (number, derivation) in follows.iter().enumerate() {
            let (code, by) = if let Some(by) = uncomputed[number] {
                (NoticeCode::DerivedFromItself, Some(by))
            } else if let Some(by) = self.derived_twice(&follows, number) {
                (NoticeCode::DerivedTwice, Some(by))
            } else if nobody_pays(derivation) {
                (NoticeCode::PayersDerived, None)
            } else {
                continue;
            };
            if told.insert((derivation.rule, code)) {
                let by = by.map(|by| follows[by].rule).filter(|by| *by != derivation.rule);
                notices.push(Notice::of_pair(id(derivation.rule), by.map_or("", id), code));
            }
        }
        notices
    }

    /// For each derivation that no order computes, one that it waits for: itself where its lines are in its own base.
    fn uncomputed(&self, follows: &[Derivation<'_>]) -> Vec<Option<usize>> {
        let envelope = self.envelope();
        let bases = |derivation: &Derivation<'_>| -> BTreeSet<usize> {
            // The sum of all lines never changes, whatever is derived from it.
            if *derivation.whole == Selection::All {
                return BTreeSet::new();
            }
            let is_base = |other: &usize| {
                let mut lines = follows[*other].part.positions(envelope);
                lines.any(|line| derivation.whole.contains(envelope, line))
            };
            (0..follows.len()).filter(is_base).collect()
        };
        let mut waiting: Vec<(usize, BTreeSet<usize>)> = follows.iter().map(bases).enumerate().collect();
        let mut is_waiting = vec![true; follows.len()];
        let mut before = usize::MAX;
        while waiting.len() < before {
            before = waiting.len();
            waiting.retain(|(number, bases)| {
                is_waiting[*number] = bases.iter().any(|base| is_waiting[*base]);
                is_waiting[*number]
            });
        }
        let mut uncomputed = vec![None; follows.len()];
        for (number, bases) in waiting {
            let own = bases.contains(&number).then_some(number);
            uncomputed[number] = own.or_else(|| bases.into_iter().find(|base| is_waiting[*base]));
        }
        uncomputed
    }

    /// Another derivation of a line that one derives.
    fn derived_twice(&self, follows: &[Derivation<'_>], number: usize) -> Option<usize> {
        let is_derived = |line: usize| follows[number].part.contains(self.envelope(), line);
        let shares = |other: &usize| follows[*other].part.positions(self.envelope()).any(is_derived);
        (0..follows.len()).filter(|other| *other != number).find(shares)
    }
}
