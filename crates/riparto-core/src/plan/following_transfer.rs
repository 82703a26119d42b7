//! The largest transfer that passes with what follows it, and with what it becomes where it is written once for several sources.
//!
//! From the most that the line holds, the search steps down. An amount that does not pass breaks some rule by so many cents; as no
//! measure of a rule changes by more than a bound for each cent that moves, no amount passes as far as that breach takes to heal. The
//! bound: for each cent of a transfer, derived lines change by their percentages of what changes in their bases, chains included.
//! Who pays takes the opposite, and what is derived from that is no more, as it has the sign of what it balances.

use super::derived_completion::{DerivedCompletion, Incomplete};
use super::financial_plan::Plan;
use super::proposal::Proposal;
use super::transfer::label_of;
use crate::error::Result;
use crate::money::{Money, Percent, Rounding};
use crate::rules::{Authorization, Finding, Limit, Passing};

/// The most amounts that are tried.
const MAX_TRIES: usize = 4096;

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
    ) -> Result<Option<Money>> {
        let make = |cents: i64| {
            let stated = trial.clone().transfer(from, to, Money::saturating(cents.into()))?;
            self.split_by_source(&stated).map(|split| Some(split.into_owned()))
        };
        let tries = (MAX_LOOKS / self.envelope().line_count().max(1)).clamp(1, MAX_TRIES);
        let is_spread = label_of(from).or(label_of(to)).is_some();
        let passes =
            self.largest_of((most.cents(), tries), &self.asked((up_to, passing), is_spread), &make)?;
        let nothing_passes = passing == Passing::ToleratesExisting || self.check().authorization() <= up_to;
        Ok((passes > 0 || nothing_passes).then(|| Money::saturating(passes.into())))
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
        self.largest_of((most, tries), &self.asked((up_to, Passing::ToleratesExisting), true), make)
    }

    fn largest_of(
        &self,
        (most, tries): (i64, usize),
        asked: &TransferQuery,
        make: &dyn Fn(i64) -> Result<Option<Proposal>>,
    ) -> Result<i64> {
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
                Tried::Passes => return Ok(cents),
                Tried::Breaks(skip) => {
                    let is_asked = skip <= 1 && tried % FLOWS_ASKED == 1;
                    let skip = if is_asked { beyond_flows(cents)? } else { skip };
                    i64::try_from(i128::from(cents) - skip.max(1)).unwrap_or(0)
                }
                Tried::Never => 0,
            };
        }
        // So many amounts are tried where what is broken hardly depends on what moves: then the largest that halving finds.
        let (mut passes, mut beyond) = (0, cents.max(0));
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
            while step >= more && step <= most - passes && near > 0 {
                near -= 1;
                match try_one(passes + step)? {
                    Tried::Passes => (passes, step) = (passes + step, step.saturating_mul(2)),
                    Tried::Breaks(_) | Tried::Never if step > more => step /= 4,
                    Tried::Breaks(_) | Tried::Never => break,
                }
            }
            more = if passes > before { 1 } else { more + 1 };
        }
        Ok(passes)
    }

    /// What comes of one amount. Where several transfers are stated, other derived lines may follow at another amount: as far as it takes
    /// for what moves their bases to vanish, they are the same.
    fn tried_while_active(&self, trial: &Proposal, asked: &TransferQuery) -> Result<Tried> {
        Ok(match self.tried(trial, asked)? {
            Tried::Breaks(skip) if skip > 1 && asked.is_spread => {
                let until_inactive = self.stirred(trial)?.map(|cents| asked.stated.skip(cents, None));
                Tried::Breaks(skip.min(until_inactive.unwrap_or(skip)))
            }
            tried => tried,
        })
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

    fn tried(&self, trial: &Proposal, asked: &TransferQuery) -> Result<Tried> {
        let TransferQuery { up_to, passing, ref stated, followed: ref steepness, .. } = *asked;
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

    fn asked(&self, (up_to, passing): (Authorization, Passing), is_spread: bool) -> TransferQuery {
        let (stated, followed) = (self.steepness(false), self.steepness(true));
        TransferQuery { up_to, passing, is_spread, stated, followed }
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
