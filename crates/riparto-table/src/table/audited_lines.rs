//! `AuditedLines`: what each line holds, as the audit adds it up.

use std::collections::{BTreeMap, BTreeSet};

use super::table_event::LineChange;
use riparto_core::budget::{Allocation, Line};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::plan::LinePart;
use riparto_core::words::{Bilingual, bilingual, both};

/// Nothing, or what does not add up.
pub(super) type AuditResult = std::result::Result<(), Bilingual>;

/// What each line holds, in cents: no more is known of a line here than what the events say.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct AuditedLines {
    held: BTreeMap<String, i128>,
    order: Vec<String>,
    original: BTreeMap<String, i128>,
    opening: BTreeMap<String, i128>,
    total: i128,
    closed: BTreeSet<String>,
    /// The changes of the total, by what each line took of them; what was taken back is no longer among them.
    totals: BTreeMap<String, BTreeMap<String, i64>>,
}

impl AuditedLines {
    /// The lines that a table is opened on.
    pub(super) fn of(original: &Allocation, opening: &Allocation) -> AuditedLines {
        let cents = |(line, amount): (Line<'_>, Money)| (line.id().to_owned(), amount.cents().into());
        let held: BTreeMap<String, i128> = opening.iter().map(cents).collect();
        AuditedLines {
            order: opening.iter().map(|(line, _)| line.id().to_owned()).collect(),
            original: original.iter().map(cents).collect(),
            opening: held.clone(),
            held,
            total: opening.total().cents().into(),
            closed: BTreeSet::new(),
            totals: BTreeMap::new(),
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

    /// Notes what lines take of a change of the total, and that it is the opposite of the one that it takes back.
    pub(super) fn take_back(
        &mut self,
        change: &str,
        reverses: Option<&str>,
        changes: &[LineChange],
    ) -> AuditResult {
        let shares = |sign: i64| -> BTreeMap<String, i64> {
            let share = |line: &LineChange| (line.line.clone(), sign * (line.after - line.before).cents());
            changes.iter().map(share).collect()
        };
        if let Some(reversed) = reverses
            && self.totals.remove(reversed) != Some(shares(-1))
        {
            return Err(bilingual!(
                "`{change}` does not take back `{reversed}`",
                "`{change}` non revoca `{reversed}`"
            ));
        }
        self.totals.insert(change.to_owned(), shares(1));
        Ok(())
    }

    /// Adds a line, with nothing on it.
    pub(super) fn add(&mut self, line: &str) -> AuditResult {
        if self.held.insert(line.to_owned(), 0).is_some() {
            return Err(bilingual!("line `{line}` was there before", "la voce `{line}` esisteva già"));
        }
        self.original.insert(line.to_owned(), 0);
        self.opening.insert(line.to_owned(), 0);
        self.order.push(line.to_owned());
        self.add_up()
    }

    /// Splits a line, if the parts hold just what it holds, in the original plan as well, and closes it.
    pub(super) fn split(&mut self, line: &str, parts: &[LinePart], changes: &[LineChange]) -> AuditResult {
        let held = self.amount_of(line)?;
        let original = self.original.get(line).copied().unwrap_or_default();
        let sum =
            |of: fn(&LinePart) -> Money| parts.iter().map(|part| i128::from(of(part).cents())).sum::<i128>();
        let of_original = |part: &LinePart| part.original.unwrap_or(part.approved);
        if parts.len() < 2 || (sum(|part| part.approved), sum(of_original)) != (held, original) {
            return Err(bilingual!(
                "the parts of line `{line}` do not sum to what it held",
                "le parti della voce `{line}` non sommano a quanto essa aveva"
            ));
        }
        parts.iter().try_for_each(|part| self.add(&part.id))?;
        self.original.insert(line.to_owned(), 0);
        self.original.extend(parts.iter().map(|part| (part.id.clone(), of_original(part).cents().into())));
        let mut net: BTreeMap<&str, i128> = BTreeMap::from([(line, -held)]);
        net.extend(parts.iter().map(|part| (part.id.as_str(), i128::from(part.approved.cents()))));
        self.shut(line, net, changes)
    }

    /// Closes a line: another one receives what it holds.
    pub(super) fn close(
        &mut self,
        line: &str,
        remainder_to: Option<&str>,
        changes: &[LineChange],
    ) -> AuditResult {
        let held = self.amount_of(line)?;
        let mut net: BTreeMap<&str, i128> = BTreeMap::from([(line, -held)]);
        net.extend(remainder_to.map(|receiver| (receiver, held)));
        self.shut(line, net, changes)
    }

    /// Carries out the changes that a line is closed by, if they are those.
    fn shut(&mut self, line: &str, mut net: BTreeMap<&str, i128>, changes: &[LineChange]) -> AuditResult {
        net.retain(|_, cents| *cents != 0);
        let cents =
            |change: &LineChange| i128::from(change.after.cents()) - i128::from(change.before.cents());
        let stated: BTreeMap<&str, i128> =
            changes.iter().map(|change| (change.line.as_str(), cents(change))).collect();
        if net != stated || stated.len() != changes.len() {
            return Err(bilingual!(
                "the changes are not those by which line `{line}` is emptied",
                "le variazioni non sono quelle che azzerano la voce `{line}`"
            ));
        }
        self.carry_out(changes)?;
        self.closed.insert(line.to_owned());
        Ok(())
    }

    /// What an open line holds.
    fn amount_of(&self, line: &str) -> std::result::Result<i128, Bilingual> {
        self.is_open(line)?;
        let held = self.held.get(line).copied();
        held.ok_or_else(|| bilingual!("there is no line `{line}`", "la voce `{line}` non esiste"))
    }

    fn is_open(&self, line: &str) -> AuditResult {
        match self.closed.contains(line) {
            true => Err(bilingual!("line `{line}` was closed before", "la voce `{line}` era già chiusa")),
            false => Ok(()),
        }
    }

    pub(super) fn carry_out(&mut self, changes: &[LineChange]) -> AuditResult {
        for change in changes {
            let line = &change.line;
            self.is_open(line)?;
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

    pub(super) fn add_up(&self) -> AuditResult {
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
    pub(super) fn recognize(&self, opening: Money, total: Money, changes: &[LineChange]) -> AuditResult {
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
