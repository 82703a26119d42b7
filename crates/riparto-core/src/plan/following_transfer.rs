//! The largest transfer that passes with what follows it, and with what it becomes where it is written once for several sources.
//!
//! From the most that the line holds, the search steps down. An amount that does not pass breaks some rule by so many cents; as no
//! measure of a rule changes by more than a bound for each cent that moves, no amount passes as far as that breach takes to heal. The
//! bound: for each cent of a transfer, derived lines change by their percentages of what changes in their bases, chains included.
//! Who pays takes the opposite, and what is derived from that is no more, as it has the sign of what it balances.

use std::collections::BTreeSet;

use super::derived_completion::{DerivedCompletion, Incomplete};
use super::financial_plan::Plan;
use super::proposal::Proposal;
use super::transfer::label_of;
use super::transfer_bounds::TransferBounds;
use crate::budget::{Change, Line, Selection};
use crate::error::Result;
use crate::money::{Money, Percent, Rounding};
use crate::rules::{Authorization, Derivation, Finding, Limit, Passing, Payer};

/// The most amounts that are tried.
const MAX_TRIES: usize = 4096;

/// And where one transfer is several of sources, whose shares round from cent to cent.
const MAX_PART_TRIES: usize = 4 * MAX_TRIES;

/// Around what halving finds, so many cents more are tried: rounding may let some of them pass.
const NEAR: i64 = 16;

/// How often they are.
const MAX_NEAR_TRIES: usize = 256;

/// Of so many amounts that break no more than a flow, one is asked for the least that must have flowed, which reads all lines.
const FLOWS_ASKED: usize = 16;

/// The most lines that are looked at for all of them.
const MAX_LOOKS: usize = 1 << 22;

/// Bounds are kept in parts of so much.
const WHOLE: i64 = 1_000_000;

/// How fast the measures of rules change.
struct Steepness {
    /// The changes of all lines together for each cent that moves, in millionths.
    lines: i128,
    /// What rounding adds to that, in cents.
    rounding: i128,
}

/// What is looked for, and how fast what is broken may heal.
struct TransferQuery {
    up_to: Authorization,
    passing: Passing,
    /// Whether several transfers are made of an amount, so that other lines may change at other amounts.
    is_spread: bool,
    /// The lines of each end that is written once for several sources: what one of them gives it may receive at another amount.
    parts: Vec<Vec<usize>>,
    /// Of what is stated alone, and with what follows.
    stated: Steepness,
    followed: Steepness,
}

/// What came of one amount.
enum Tried {
    Passes,
    /// What is broken heals no sooner than so many cents below.
    Breaks(i128),
    /// No amount passes.
    Never,
}

impl Plan {
    /// The most that one transfer can move, of some cents, and pass with what follows it; none where nothing passes even if
    /// nothing moves.
    pub(super) fn largest_followed(
        &self,
        trial: &Proposal,
        [from, to]: [&str; 2],
        most: Money,
        (up_to, passing): (Authorization, Passing),
    ) -> Result<Option<TransferBounds>> {
        let make = |cents: i64| {
            let stated = trial.clone().transfer(from, to, Money::saturating(cents.into()))?;
            self.split_by_source(&stated).map(|split| Some(split.into_owned()))
        };
        let parts: Vec<Vec<usize>> =
            [from, to].into_iter().filter_map(|end| self.lines_of_part(end)).collect();
        let most_tries = if parts.is_empty() { MAX_TRIES } else { MAX_PART_TRIES };
        let tries = (MAX_LOOKS / self.envelope().line_count().max(1)).clamp(1, most_tries);
        let asked = self.asked((up_to, passing), !parts.is_empty(), parts);
        let bounds = self.largest_of((most.cents(), tries), &asked, &make)?;
        let nothing_passes = passing == Passing::ToleratesExisting || self.check().authorization() <= up_to;
        Ok((!bounds.passes().is_zero() || nothing_passes).then_some(bounds))
    }

    /// The most cents, up to some, for which a proposal that moves so many passes with what follows it, each cent between two lines;
    /// zero where none does. Where no proposal is made there is no more work to spend, and what was found stands.
    #[doc(hidden)]
    pub fn largest_followed_of(
        &self,
        most: i64,
        tries: usize,
        up_to: Authorization,
        make: &dyn Fn(i64) -> Result<Option<Proposal>>,
    ) -> Result<i64> {
        let asked = self.asked((up_to, Passing::ToleratesExisting), true, Vec::new());
        Ok(self.largest_of((most, tries), &asked, make)?.passes().cents())
    }

    fn largest_of(
        &self,
        (most, tries): (i64, usize),
        asked: &TransferQuery,
        make: &dyn Fn(i64) -> Result<Option<Proposal>>,
    ) -> Result<TransferBounds> {
        let try_one = |cents: i64| match make(cents)? {
            Some(trial) => self.tried_while_active(&trial, asked),
            None => Ok(Tried::Never),
        };
        let beyond_flows = |cents: i64| match make(cents)? {
            Some(trial) => self.beyond_flows(&trial, asked),
            None => Ok(1),
        };
        let (mut cents, mut tried) = (most, 0);
        while cents > 0 && tried < tries {
            tried += 1;
            cents = match try_one(cents)? {
                Tried::Passes => return Ok(TransferBounds::between(cents, cents)),
                Tried::Breaks(skip) => {
                    let is_asked = skip <= 1 && tried % FLOWS_ASKED == 1;
                    let skip = if is_asked { beyond_flows(cents)? } else { skip };
                    i64::try_from(i128::from(cents) - skip.max(1)).unwrap_or(0)
                }
                Tried::Never => 0,
            };
        }
        // So many amounts are tried where what is broken hardly depends on what moves: then the largest that halving finds.
        let at_most = cents.max(0);
        let (mut passes, mut beyond) = (0, at_most);
        while beyond - passes > 1 {
            let middle = passes + (beyond - passes) / 2;
            match try_one(middle)? {
                Tried::Passes => passes = middle,
                Tried::Breaks(_) | Tried::Never => beyond = middle,
            }
        }
        // Rounding may let some pass that are near, and each so many cents beyond.
        let mut near = if cents > 0 { MAX_NEAR_TRIES } else { 0 };
        let mut more = 1;
        while more <= NEAR {
            let (mut step, before) = (more, passes);
            while step >= more && step <= at_most - passes && near > 0 {
                near -= 1;
                match try_one(passes + step)? {
                    Tried::Passes => (passes, step) = (passes + step, step.saturating_mul(2)),
                    Tried::Breaks(_) | Tried::Never if step > more => step /= 4,
                    Tried::Breaks(_) | Tried::Never => break,
                }
            }
            more = if passes > before { 1 } else { more + 1 };
        }
        Ok(TransferBounds::between(passes, at_most))
    }

    /// What comes of one amount. Where several transfers are stated, other derived lines may follow at another amount, and others pay:
    /// as far as it takes for what moves their bases to vanish, or what a payer gives or receives, they are the same.
    fn tried_while_active(&self, trial: &Proposal, asked: &TransferQuery) -> Result<Tried> {
        let stated = match self.changes(&trial.as_stated()) {
            Err(error) if error.code() == "line_overdrawn" => return Ok(Tried::Breaks(1)),
            stated => stated?,
        };
        let steepness = self.steepness_at(&stated, asked);
        Ok(match self.tried(trial, asked, &steepness)? {
            Tried::Breaks(skip) if skip > 1 && asked.is_spread => {
                let until_others =
                    self.stirred(&stated, &asked.parts).map(|cents| asked.stated.skip(cents, None));
                Tried::Breaks(skip.min(until_others.unwrap_or(skip)))
            }
            tried => tried,
        })
    }

    /// The lines of an end that is written once for several sources, of the sources that pay for it.
    fn lines_of_part(&self, end: &str) -> Option<Vec<usize>> {
        let (key, value) = label_of(end)?;
        let co_financing = self.co_financing()?;
        let rates = co_financing.rates_of(value);
        let pays = |line: &Line<'_>| {
            let source = line.labels().get(&co_financing.by).and_then(|source| rates.get(source));
            line.labels().get(key) == Some(value) && source.is_some_and(|rate| *rate != Percent::ZERO)
        };
        Some(self.envelope().lines().filter(pays).map(|line| line.position()).collect())
    }

    /// The fewest cents by which what is stated moves a line of a part, or the base of a derived line that is to follow, or the line.
    fn stirred(&self, stated: &[Change], parts: &[Vec<usize>]) -> Option<i128> {
        let derivations = self.rulebook().derivations().into_iter();
        let cents = |line: &usize| {
            let place = stated.binary_search_by_key(line, |change| change.line);
            place.map_or(0, |place| i128::from(stated[place].delta.cents()).abs())
        };
        let of_rules = derivations.filter(|derivation| derivation.payer.is_some()).filter_map(|derivation| {
            let inside = |selection: &Selection| {
                let changes = stated.iter().filter(|change| selection.contains(self.envelope(), change.line));
                changes.map(|change| i128::from(change.delta.cents())).collect::<Vec<_>>()
            };
            let (base, may_begin) = match derivation.whole {
                Selection::All => (0, false),
                // Some lines of a part may move a base that all of them leave as it is at this amount.
                whole => (
                    inside(whole).iter().sum::<i128>().abs(),
                    parts.iter().any(|part| {
                        let held = part.iter().filter(|line| whole.contains(self.envelope(), **line)).count();
                        (1..part.len()).contains(&held)
                    }),
                ),
            };
            let own = inside(derivation.part).iter().map(|cents| cents.abs()).max().unwrap_or_default();
            (own.max(base) > 0 || may_begin).then_some(own.max(base))
        });
        of_rules.chain(parts.iter().flatten().map(cents)).min()
    }

    /// How fast the measures of rules change at one amount. What several payers pay is shared as they give or receive, and what several lines
    /// are due together as they hold: where all of these give or hold little, the shares change much with each cent.
    fn steepness_at(&self, stated: &[Change], asked: &TransferQuery) -> Steepness {
        let derivations = self.rulebook().derivations();
        let amounts = self.held_after(stated.iter().map(|change| (change.line, change.delta.cents())));
        let (mut shift, mut rounding) = (0_i128, 0_i128);
        let mut share = |of: i128, among: i128| {
            let among = among.max(1);
            shift = shift.saturating_add(4 * of.saturating_mul(WHOLE.into()) / among + 1);
            rounding = rounding.saturating_add(2 * of.saturating_mul(asked.stated.rounding + 2) / among + 1);
        };
        let follows = || derivations.iter().filter(|derivation| derivation.payer.is_some());
        for derivation in follows() {
            let part = derivation.part;
            if part.len(self.envelope()) > 1
                && stated.iter().any(|change| part.contains(self.envelope(), change.line))
            {
                let held = part.positions(self.envelope()).map(|line| i128::from(amounts[line])).sum();
                share(i128::from(self.apart(derivation, &amounts).cents()) + held, held);
            }
        }
        let shares =
            |derivation: &Derivation<'_>| matches!(derivation.payer, Some(Payer::Giver | Payer::Receiver));
        if asked.is_spread && derivations.iter().any(shares) {
            let lines = derivations.iter().flat_map(|derivation| derivation.part.positions(self.envelope()));
            let derived: BTreeSet<usize> = lines.collect();
            let paid: i128 = follows()
                .filter(|derivation| shares(derivation))
                .map(|derivation| i128::from(self.apart(derivation, &amounts).cents()))
                .sum();
            for sign in [-1, 1] {
                let side = stated.iter().filter(|change| change.delta.cents().signum() == sign);
                let free = side.filter(|change| !derived.contains(&change.line));
                match free.map(|change| i128::from(change.delta.cents()).abs()).sum() {
                    0 => {}
                    given => share(paid, given),
                }
            }
        }
        // What is derived from these changes with them.
        let lines = asked.followed.lines;
        let chained = |cents: i128| cents.saturating_mul(lines) / (2 * i128::from(WHOLE));
        Steepness {
            lines: lines.saturating_add(chained(shift)),
            rounding: asked.followed.rounding.saturating_add(chained(rounding)),
        }
    }

    /// How many cents less must move at least until rules of flow hold, by the least that must have flowed: what flows by the transfers
    /// as they are written may differ from cent to cent.
    fn beyond_flows(&self, trial: &Proposal, asked: &TransferQuery) -> Result<i128> {
        if asked.is_spread {
            return Ok(1);
        }
        let completion = self.follow(trial)?;
        let Ok(assessment) = self.assess(completion.proposal(trial)) else { return Ok(1) };
        let net = self.check_allocation(&assessment.after())?;
        let breach = |finding: &Finding| {
            let flows = net.iter().find(|flows| flows.is_of_same_check(finding))?;
            Some(flows.found_cents() - finding.limit_cents() - finding.excess_before_cents())
        };
        let broken = assessment.findings().iter().filter(|finding| {
            let is_flow = matches!(finding.rule().limit(), Limit::Flow(_));
            is_flow && finding.needs() > asked.up_to && finding.is_worse()
        });
        Ok(broken.filter_map(breach).map(|breach| asked.followed.skip(breach, None)).max().unwrap_or(1))
    }

    fn tried(&self, trial: &Proposal, asked: &TransferQuery, steepness: &Steepness) -> Result<Tried> {
        let TransferQuery { up_to, passing, ref stated, .. } = *asked;
        let completion = self.follow(trial)?;
        if let DerivedCompletion::Impossible(why) = &completion {
            return Ok(match why {
                Incomplete::TooLittle(missing) => Tried::Breaks(steepness.skip(missing.cents().into(), None)),
                Incomplete::NoWholeCents(_) => Tried::Breaks(1),
                // Who pays may change a line again at another amount.
                Incomplete::NoBalance if asked.is_spread => Tried::Breaks(1),
                // What nothing can follow passes where all lines hold what is due by what is stated alone.
                Incomplete::Cycle(_) | Incomplete::Overlap(_) | Incomplete::NoBalance => {
                    let apart = self.furthest_apart(trial)?.cents().into();
                    Tried::Breaks(stated.skip(apart, Some(self.rulebook().largest_share())))
                }
                Incomplete::TooMany { .. } => Tried::Never,
            });
        }
        let assessment = match self.assess(completion.proposal(trial)) {
            Ok(assessment) => assessment,
            Err(error) if error.code() == "line_overdrawn" => return Ok(Tried::Breaks(1)),
            Err(error) => return Err(error),
        };
        let findings = assessment.findings();
        let counts = |finding: &&Finding| match passing {
            Passing::ToleratesExisting => finding.needs() > up_to && finding.is_worse(),
            Passing::Strict | Passing::ToleratesAuthorized => {
                finding.needs() > up_to && !finding.stands_authorized()
            }
        };
        let breach = findings.iter().filter(counts).map(|finding| steepness.heals(finding)).max();
        Ok(match breach {
            Some(skip) => Tried::Breaks(skip),
            None if findings.unlisted_authorization() > up_to => Tried::Breaks(1),
            None => Tried::Passes,
        })
    }

    fn asked(
        &self,
        (up_to, passing): (Authorization, Passing),
        is_spread: bool,
        parts: Vec<Vec<usize>>,
    ) -> TransferQuery {
        let (stated, followed) = (self.steepness(false), self.steepness(true));
        TransferQuery { up_to, passing, is_spread, parts, stated, followed }
    }

    /// Of what is stated, with what follows it or alone.
    fn steepness(&self, with_what_follows: bool) -> Steepness {
        let follows = if with_what_follows { self.ordered_following() } else { Some(Vec::new()) };
        let (mut growth, mut rounding) = (0_i128, 0_i128);
        // What each is at most: of both ends, and of all that is derived before it.
        for derivation in follows.iter().flatten() {
            let of = |sum: i128| {
                let sum = i64::try_from(sum).unwrap_or(i64::MAX);
                derivation.percent.share(sum, Rounding::Up)
            };
            growth = growth.saturating_add(of(2 * i128::from(WHOLE) + growth)).min(i64::MAX.into());
            rounding = rounding.saturating_add(2 + of(rounding)).min(i64::MAX.into());
        }
        if follows.is_none() {
            (growth, rounding) = (i64::MAX.into(), i64::MAX.into());
        }
        // Each source of both ends may round otherwise, and what is derived with it.
        if let Some(co_financing) = self.co_financing() {
            const ROUNDED: i128 = 4;
            let sources = ROUNDED.saturating_mul(co_financing.source_count() as i128);
            let most = i64::try_from(sources).unwrap_or(i64::MAX);
            for derivation in follows.iter().flatten() {
                let of_sources = derivation.percent.share(most, Rounding::Up);
                rounding = rounding.saturating_add(of_sources).min(i64::MAX.into());
            }
            rounding = rounding.saturating_add(sources);
        }
        Steepness { lines: 2 * i128::from(WHOLE) + 3 * growth, rounding: 3 * rounding + 4 }
    }
}

impl Steepness {
    /// How many cents less must move at least so that a breach heals, of so many cents; of a share of what other lines hold, if
    /// that is what is bounded.
    fn skip(&self, breach: i128, share: Option<Percent>) -> i128 {
        let whole = i128::from(WHOLE);
        let (lines, rounding) = match share {
            Some(percent) => {
                let more = whole + percent.share(WHOLE, Rounding::Up);
                (self.lines.saturating_mul(more) / whole + 1, self.rounding.saturating_mul(more) / whole + 2)
            }
            None => (self.lines, self.rounding),
        };
        ((breach - rounding).max(0).saturating_mul(whole) / lines.max(1)).max(1)
    }

    fn heals(&self, finding: &Finding) -> i128 {
        // What needs a level though it is no worse stands only as it was, or heals.
        let breach = match finding.is_worse() {
            true => finding.worse_by(),
            false => {
                let excess = finding.excess_cents();
                excess.min((finding.excess_before_cents() - excess).abs())
            }
        };
        match finding.rule().limit() {
            // Which multiples pass, and which transfers a rule of flow counts, may differ from cent to cent.
            Limit::Step(_) | Limit::Flow(_) | Limit::Changes(_) => 1,
            _ => self.skip(breach, finding.share()),
        }
    }
}
