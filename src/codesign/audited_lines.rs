//! `AuditedLines`: what each line holds, as the audit adds it up.

use std::collections::BTreeMap;

use super::happening::LineChange;
use crate::budget::{Allocation, Line};
use crate::money::{Money, MoneyDelta};
use crate::words::{Bilingual, bilingual, both};

/// Nothing, or what does not add up.
pub(super) type Found = std::result::Result<(), Bilingual>;

/// What each line holds, in cents: no more is known of a line here than what the events say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AuditedLines {
    held: BTreeMap<String, i128>,
    order: Vec<String>,
    opening: BTreeMap<String, i128>,
    total: i128,
}

impl AuditedLines {
    /// The lines that a table is opened on.
    pub(super) fn of(opening: &Allocation) -> AuditedLines {
        let held = |(line, amount): (Line<'_>, Money)| (line.id().to_owned(), amount.cents().into());
        let held: BTreeMap<String, i128> = opening.iter().map(held).collect();
        AuditedLines {
            order: opening.iter().map(|(line, _)| line.id().to_owned()).collect(),
            opening: held.clone(),
            held,
            total: opening.total().cents().into(),
        }
    }

    /// Whether no table was opened yet.
    pub(super) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What the lines should sum to.
    pub(super) fn total(&self) -> i128 {
        self.total
    }

    /// What the lines sum to.
    pub(super) fn sum(&self) -> i128 {
        self.held.values().sum()
    }

    /// What each line holds, in the order of the plan.
    pub(super) fn amounts(&self) -> impl Iterator<Item = (&str, Money)> {
        let held = |line: &String| Money::saturating(self.held.get(line).copied().unwrap_or_default());
        self.order.iter().map(move |line| (line.as_str(), held(line)))
    }

    pub(super) fn change_total(&mut self, by: i128) {
        self.total += by;
    }

    pub(super) fn carry_out(&mut self, changes: &[LineChange]) -> Found {
        for change in changes {
            let line = &change.line;
            let held = self
                .held
                .get_mut(line)
                .ok_or_else(|| bilingual!("there is no line `{line}`", "la voce `{line}` non esiste"))?;
            if *held != i128::from(change.before.cents()) {
                let (held, given) = (MoneyDelta::words(*held), change.before.words());
                return Err(Bilingual::new(
                    format!("line `{line}` held {held} and not {given}"),
                    format!("la voce `{line}` aveva {} e non {}", held.italian(), given.italian()),
                ));
            }
            *held = change.after.cents().into();
        }
        self.add_up()
    }

    pub(super) fn add_up(&self) -> Found {
        let sum = self.sum();
        if sum != self.total {
            let (sum, total) = (MoneyDelta::words(sum), MoneyDelta::words(self.total));
            return Err(Bilingual::new(
                format!("the lines sum to {sum} and the total is {total}"),
                format!("le voci sommano a {} e il totale è {}", sum.italian(), total.italian()),
            ));
        }
        Ok(())
    }

    /// Whether the final act states what the lines held at the opening and hold.
    pub(super) fn recognize(&self, opening: Money, total: Money, changes: &[LineChange]) -> Found {
        let opened: i128 = self.opening.values().sum();
        if i128::from(opening.cents()) != opened || i128::from(total.cents()) != self.total {
            return Err(both("the final act states other totals", "l'atto finale riporta altri totali"));
        }
        let changed = self.order.iter().filter(|line| self.opening.get(*line) != self.held.get(*line));
        let mut expected = changed.map(|line| (line.as_str(), self.opening.get(line), self.held.get(line)));
        let mut stated = changes.iter();
        loop {
            match (expected.next(), stated.next()) {
                (None, None) => return self.add_up(),
                (Some((line, before, after)), Some(change))
                    if line == change.line
                        && before == Some(&change.before.cents().into())
                        && after == Some(&change.after.cents().into()) => {}
                _ => {
                    return Err(both(
                        "the final act states other changes",
                        "l'atto finale riporta altre variazioni",
                    ));
                }
            }
        }
    }
}
