//! Amounts with what follows them, and what is stated so that lines come to hold amounts with what follows.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::derived_completion::Incomplete;
use super::derived_lines::DerivedLines;
use super::financial_plan::Plan;
use super::following::Payers;
use crate::budget::Change;
use crate::money::{Apportion, Method, Money, Weight, apportion};
use crate::rules::{Derivation, Payer};

/// Wishes that sum to more than this are left as they are.
const MOST_WISHED: i128 = 1 << 60;

impl Plan {
    /// What all lines wish for with what follows, where rules say who pays for derived lines. A wish that sums to the total
    /// is followed as the transfers that lead to it are. Else nobody knows who gives and who receives: derived lines wish for what is
    /// due, and only payers that are named pay for it. The wish as it is where nothing follows or nothing can.
    #[doc(hidden)]
    #[must_use]
    pub fn wish_with_what_follows<'w>(&self, wish: &'w [Money]) -> Cow<'w, [Money]> {
        let held = self.approved().amounts();
        if !self.rulebook().has_following() || wish.len() != held.len() {
            return wish.into();
        }
        let sum: i128 = wish.iter().map(|wish| i128::from(wish.cents())).sum();
        if sum > MOST_WISHED {
            return wish.into();
        }
        let pairs = held.iter().zip(wish).enumerate().filter(|(_, (held, wish))| held != wish);
        let stated: Vec<Change> = pairs.map(|(line, (held, wish))| Change::new(line, *held, *wish)).collect();
        let changes = match sum == i128::from(self.envelope().total().cents()) {
            true => self.following(&stated).map(|(changes, _)| changes),
            false => self.following_of_named(&stated),
        };
        let mut followed = wish.to_vec();
        for (line, cents) in changes.unwrap_or_default() {
            match Money::from_cents(followed[line].cents() + cents) {
                Ok(amount) => followed[line] = amount,
                Err(_) => return wish.into(),
            }
        }
        followed.into()
    }

    /// By how much lines change besides, where only payers that are named pay.
    fn following_of_named(&self, stated: &[Change]) -> Result<Vec<(usize, i64)>, Incomplete> {
        let derivations = self.rulebook().derivations();
        self.few_places(&derivations, stated.len())?;
        let mut amounts = self.held_after(stated.iter().map(|change| (change.line, change.delta.cents())));
        let before = amounts.clone();
        let payers = Payers::new(self, &derivations, stated);
        let active = payers.active(&derivations);
        let (named, others): (Vec<Derivation<'_>>, Vec<Derivation<'_>>) =
            active.iter().partition(|derivation| matches!(derivation.payer, Some(Payer::Lines(_))));
        let order = self.order_of(&active)?;
        if !others.is_empty() {
            let held: Vec<Money> = amounts.iter().map(|cents| Money::saturating((*cents).into())).collect();
            let lines = DerivedLines::new(self, &active, &order, &held, (&[], false));
            let due = lines.due(0).amounts;
            lines.lines.iter().zip(due).for_each(|(line, due)| amounts[*line] = due);
            // Those that named lines pay for are due with their payers.
            let paid = named.iter().flat_map(|derivation| derivation.part.positions(self.envelope()));
            paid.for_each(|line| amounts[line] = before[line]);
        }
        if !named.is_empty() {
            self.settle(&mut payers.groups(&named)?, &mut amounts)?;
        }
        let changes = amounts.iter().zip(&before).map(|(amount, before)| amount - before).enumerate();
        Ok(changes.filter(|(_, cents)| *cents != 0).collect())
    }

    /// What lines hold in cents after stated changes with what follows them; none where nothing can follow, or a line holds too little.
    #[doc(hidden)]
    #[must_use]
    pub fn after_stated(&self, stated: &[(usize, i64)]) -> Option<Vec<i64>> {
        let mut after = self.held_after(stated.iter().copied());
        if after.iter().any(|cents| *cents < 0) {
            return None;
        }
        let held = self.approved().amounts();
        let changes = stated.iter().filter(|(_, cents)| *cents != 0);
        let changes: Vec<Change> = changes
            .map(|(line, _)| Change::new(*line, held[*line], Money::saturating(after[*line].into())))
            .collect();
        if !changes.is_empty() {
            let (following, _) = self.following(&changes).ok()?;
            following.into_iter().for_each(|(line, cents)| after[line] += cents);
        }
        after.iter().all(|cents| *cents >= 0).then_some(after)
    }

    /// What is stated for lines that rules derive from no others so that, but for some cents, all lines come to hold amounts with what
    /// follows; none where nothing is.
    ///
    /// Named payers are stated to give so much less as they pay: the first of them pays all, as it holds what it pays. Givers that
    /// pay are stated to give in proportion, and so are receivers.
    #[doc(hidden)]
    #[must_use]
    pub fn stated_for(&self, amounts: &[i64]) -> Option<Vec<(usize, i64)>> {
        let envelope = self.envelope();
        let derivations = self.rulebook().derivations();
        let parts = |derivation: &Derivation<'_>| derivation.part.positions(envelope).collect::<Vec<_>>();
        let derived: BTreeSet<usize> = derivations.iter().flat_map(parts).collect();
        let held = self.approved().amounts().iter();
        let mut changes: BTreeMap<usize, i64> =
            amounts.iter().zip(held).map(|(amount, held)| amount - held.cents()).enumerate().collect();
        let (mut givers_pay, mut receivers_pay) = (0, 0);
        let follows = derivations.iter().filter_map(|derivation| Some((derivation, derivation.payer?)));
        for (derivation, payer) in follows.clone() {
            let cents: i64 = parts(derivation).iter().map(|line| changes[line]).sum();
            match payer {
                Payer::Giver => givers_pay += cents,
                Payer::Receiver => receivers_pay += cents,
                Payer::Lines(lines) => {
                    let first = lines.positions(envelope).find(|line| !derived.contains(line));
                    *changes.get_mut(&first?)? += cents;
                }
            }
        }
        for (derivation, _) in follows {
            let part = parts(derivation);
            changes.retain(|line, _| !part.contains(line));
        }
        let side = |sign: i64| -> Vec<(usize, i64)> {
            let free =
                changes.iter().filter(|(line, cents)| cents.signum() == sign && !derived.contains(line));
            free.map(|(line, cents)| (*line, cents.abs())).collect()
        };
        for (side, sign, paid) in [(side(-1), -1, givers_pay), (side(1), 1, -receivers_pay)] {
            if paid != 0 {
                let sum: i64 = side.iter().map(|(_, cents)| cents).sum();
                let weights: Vec<Weight> =
                    side.iter().map(|(_, cents)| Weight::from(Money::saturating((*cents).into()))).collect();
                let stated = Money::from_cents(sum - paid).ok()?;
                let split = apportion(stated, &weights, &Apportion::new().method(Method::Webster)).ok()?;
                let split = side.iter().zip(split.into_amounts());
                changes.extend(split.map(|((line, _), amount)| (*line, sign * amount.cents())));
            }
        }
        let stated: Vec<(usize, i64)> = changes.into_iter().filter(|(_, cents)| *cents != 0).collect();
        (stated.iter().map(|(_, cents)| cents).sum::<i64>() == 0).then_some(stated)
    }

    /// What lines hold in cents after changes.
    pub(super) fn held_after(&self, changes: impl Iterator<Item = (usize, i64)>) -> Vec<i64> {
        let mut amounts: Vec<i64> = self.approved().amounts().iter().map(|amount| amount.cents()).collect();
        changes.for_each(|(line, cents)| amounts[line] += cents);
        amounts
    }
}
