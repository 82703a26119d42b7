//! Transfers written once and split over the sources of a co-financing.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::co_financing::{CoFinancing, PLACE, SourceLines};
use super::financial_plan::Plan;
use super::proposal::Proposal;
use super::transfer::{Transfer, label_of};
use crate::error::{Cause, Error, Result, quote};
use crate::money::{Money, MoneyDelta, Rounding};
use crate::words::{Bilingual, among, both, named};

impl Plan {
    /// Which sources pay for each action, if the plan says so.
    #[must_use]
    pub fn co_financing(&self) -> Option<&CoFinancing> {
        self.co_financing.as_ref()
    }

    /// The plan with a co-financing, and with the rules that hold each action at its rates (`co-financing-eu`): a rule of the plan that
    /// has the id of one of them stays what it is.
    ///
    /// # Errors
    /// Rates that do not sum to 100, or that leave nothing to the source of the remaining cents (`co_financing_rates`); lines that name no
    /// source, an action with two lines of a source or none (`co_financing_lines`); a label that no line has (`label_key_unknown`).
    pub fn with_co_financing(mut self, co_financing: CoFinancing) -> Result<Plan> {
        co_financing.check().map_err(|error| error.at(PLACE))?;
        self.co_financing = Some(co_financing);
        self.still_co_financed()
    }

    /// The plan after lines or rates changed, with the rules that hold the rates.
    pub(super) fn still_co_financed(self) -> Result<Plan> {
        let Some(co_financing) = &self.co_financing else { return Ok(self) };
        self.source_lines(co_financing)?;
        let rules = co_financing.rules(self.envelope(), self.rulebook().rules())?;
        if rules.is_empty() { Ok(self) } else { self.with_rules(rules) }
    }

    fn source_lines(&self, co_financing: &CoFinancing) -> Result<SourceLines<'_>> {
        let lines = co_financing.lines(self.envelope(), self.original(), self.closed_lines());
        lines.map_err(|error| error.at(PLACE))
    }

    /// A proposal in transfers between lines. A transfer between `action=A1` and `action=A2` is split over the lines of their sources, so
    /// that after the proposal, if it is made now, each action named so is at its rates to the cent; the money that no source of both
    /// actions exchanges goes between sources. The given proposal where all transfers name lines.
    ///
    /// # Errors
    /// A label or value that is not co-financed (`part_unknown`), an action that would give more than it holds (`part_overdrawn`), an action
    /// that lacks a line (`co_financing_lines`), an unknown line (`line_unknown`), too many transfers (`too_many`).
    pub fn split_by_source<'p>(&self, proposal: &'p Proposal) -> Result<Cow<'p, Proposal>> {
        if !proposal.transfers().iter().any(Transfer::is_by_source) {
            return Ok(Cow::Borrowed(proposal));
        }
        let split = self.by_source(proposal);
        split.map(Cow::Owned).map_err(|error| error.at(named("proposal", "proposta", proposal.id())))
    }

    /// The one transfer between co-financed actions, or an action and a line, that a proposal of several is split from; none if there
    /// is no such one on the amounts as they are.
    pub(super) fn written_once(&self, proposal: &Proposal) -> Option<Proposal> {
        let each = self.co_financing.as_ref()?.each.as_str();
        let stated: Vec<&Transfer> =
            proposal.transfers().iter().filter(|transfer| !transfer.follows()).collect();
        if stated.len() < 2 {
            return None;
        }
        let end = |id: &str| -> Option<String> {
            let line = self.envelope().line(self.envelope().position(id).ok()?);
            let value = line.labels().get(each);
            Some(value.map_or_else(|| id.to_owned(), |value| format!("{each}={value}")))
        };
        let mut net: BTreeMap<String, i128> = BTreeMap::new();
        for transfer in &stated {
            let cents = i128::from(transfer.amount().cents());
            *net.entry(end(transfer.from())?).or_default() -= cents;
            *net.entry(end(transfer.to())?).or_default() += cents;
        }
        net.retain(|_, cents| *cents != 0);
        let [(one, cents), (other, _)] = <[_; 2]>::try_from(net.into_iter().collect::<Vec<_>>()).ok()?;
        let (from, to) = if cents < 0 { (one, other) } else { (other, one) };
        let amount = Money::saturating(cents.abs());
        let once = proposal.without_transfers().transfer(&from, &to, amount).ok()?;
        let split = self.split_by_source(&once).ok()?;
        let is_same = |own: &Transfer| stated.iter().filter(|other| **other == own).count() == 1;
        (split.transfers().len() == stated.len() && split.transfers().iter().all(is_same)).then_some(once)
    }

    fn by_source(&self, proposal: &Proposal) -> Result<Proposal> {
        let of_lines = proposal.transfers().iter().filter(|transfer| !transfer.is_by_source());
        // What lines give and receive by transfers that name them, then what is moved besides.
        let (mut stated, mut moved): (BTreeMap<usize, i128>, BTreeMap<usize, i128>) = Default::default();
        let mut parts: BTreeMap<&str, i128> = BTreeMap::new();
        for transfer in proposal.transfers() {
            let cents = i128::from(transfer.amount().cents());
            for (end, cents) in [(transfer.from(), -cents), (transfer.to(), cents)] {
                match label_of(end) {
                    Some(part) => *parts.entry(self.part(end, part)?).or_default() += cents,
                    None => {
                        let lines = if transfer.is_by_source() { &mut moved } else { &mut stated };
                        *lines.entry(self.envelope().position(end)?).or_default() += cents;
                    }
                }
            }
        }
        if let Some(co_financing) = &self.co_financing {
            let lines = self.source_lines(co_financing)?;
            for (value, cents) in parts {
                let none = BTreeMap::new();
                let lines = lines.get(value).unwrap_or(&none);
                let now = |line: &usize| {
                    let of = |changes: &BTreeMap<usize, i128>| changes.get(line).copied().unwrap_or(0);
                    i128::from(self.approved().amounts()[*line].cents()) + of(&stated) + of(&moved)
                };
                let held: i128 = lines.values().map(now).sum();
                let due = due(co_financing, value, (held, cents), lines)?;
                let changes: Vec<_> = due.into_iter().map(|(line, due)| (line, due - now(&line))).collect();
                changes.into_iter().for_each(|(line, cents)| *moved.entry(line).or_default() += cents);
            }
        }
        let split = self.paired(&moved)?;
        proposal.without_transfers().with_transfers(of_lines.cloned())?.with_transfers(split)
    }

    /// The value that an end of a transfer names.
    fn part<'t>(&self, end: &str, (key, value): (&'t str, &'t str)) -> Result<&'t str> {
        let Some(co_financing) = &self.co_financing else {
            let known = both("the plan states no co-financing", "il piano non indica un cofinanziamento");
            return Err(Cause::PartUnknown { part: quote(end), known }.into());
        };
        let each = &co_financing.each;
        let values = || self.envelope().lines().filter_map(|line| line.labels().get(each));
        if key == each && values().any(|known| known == value) {
            return Ok(value);
        }
        let known: BTreeSet<&str> = values().collect();
        let known: Vec<String> = known.into_iter().map(|value| format!("{each}={value}")).collect();
        let known =
            among(end, &both("what is co-financed is", "è cofinanziato"), known.iter().map(String::as_str));
        Err(Cause::PartUnknown { part: quote(end), known }.into())
    }

    /// Transfers that change lines by so many cents: inside each source first, then between sources.
    fn paired(&self, moved: &BTreeMap<usize, i128>) -> Result<Vec<Transfer>> {
        let by = self.co_financing.as_ref().map_or("", |co_financing| co_financing.by.as_str());
        let mut sources: BTreeMap<Option<&str>, Vec<(usize, i128)>> = BTreeMap::new();
        for (line, cents) in moved.iter().filter(|(_, cents)| **cents != 0) {
            let source = self.envelope().line(*line).labels().get(by);
            sources.entry(source).or_default().push((*line, *cents));
        }
        let mut transfers = Vec::new();
        let mut left = Vec::new();
        for changes in sources.into_values() {
            left.extend(self.pair(changes, &mut transfers)?);
        }
        self.pair(left, &mut transfers)?;
        Ok(transfers)
    }

    /// Pairs lines that give with lines that receive, in their order; what has no other end is left.
    fn pair(&self, changes: Vec<(usize, i128)>, transfers: &mut Vec<Transfer>) -> Result<Vec<(usize, i128)>> {
        let (mut givers, mut takers): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|(_, cents)| *cents < 0);
        givers.reverse();
        takers.reverse();
        while let (Some(giver), Some(taker)) = (givers.last_mut(), takers.last_mut()) {
            let cents = taker.1.min(-giver.1);
            let id = |line: usize| self.envelope().line(line).id();
            transfers.push(Transfer::new(id(giver.0), id(taker.0), Money::saturating(cents))?);
            giver.1 += cents;
            taker.1 -= cents;
            givers.pop_if(|giver| giver.1 == 0);
            takers.pop_if(|taker| taker.1 == 0);
        }
        givers.extend(takers);
        givers.sort_unstable();
        Ok(givers)
    }
}

/// What each line of a value holds at its rates, after it gives or receives so many cents.
fn due(
    co_financing: &CoFinancing,
    value: &str,
    (held, cents): (i128, i128),
    lines: &BTreeMap<&str, usize>,
) -> Result<Vec<(usize, i128)>> {
    let whole = held + cents;
    if whole < 0 {
        let part = format!("{}={}", quote(&co_financing.each), quote(value));
        let [held, taken, missing]: [Bilingual; 3] = [held, -cents, -whole].map(MoneyDelta::words);
        return Err(Cause::PartOverdrawn { part, held, taken, missing }.into());
    }
    let whole = Money::saturating(whole).cents();
    let mut left = i128::from(whole);
    let mut due: BTreeMap<usize, i128> = lines.values().map(|line| (*line, 0)).collect();
    let residual = co_financing.residual_to.as_str();
    let line = |source: &str| {
        lines
            .get(source)
            .copied()
            .ok_or_else(|| -> Error { co_financing.missing(value, Some(source)).at(PLACE) })
    };
    for (source, rate) in co_financing.rates_of(value).iter().filter(|(source, _)| *source != residual) {
        let share = rate.share(whole, Rounding::Down);
        if share > 0 {
            due.insert(line(source)?, share);
        }
        left -= share;
    }
    if left > 0 {
        due.insert(line(residual)?, left);
    }
    Ok(due.into_iter().collect())
}
