//! `DraftReach`: how far each line of a draft may go while the others stay as they are in it.

use std::collections::{BTreeMap, BTreeSet};

use super::draft_allocation::{DerivedRecomputation, net, stated};
use super::financial_plan::Plan;
use crate::budget::Line;
use crate::error::Result;
use crate::money::Money;
use crate::rules::{Authorization, Moves, Rule};

/// How far one line of a draft may go: the amounts between two ends at which no rule that looks at it is broken by more than a level
/// of authorization allows, all other lines being as they are in the draft. Derived lines follow. What it takes and leaves is the
/// remainder's, which counts for no rule.
///
/// A rule that this line alone cannot mend is not counted: another line broke it. Where rules leave no amount at all, `least` is above
/// `most`. Steps do not end a reach; whole multiples are judged on the transfers of a draft that sums to the total.
///
/// ```
/// use riparto::plan::{DraftReach, LineReach};
/// use riparto::{Authorization, Money, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "reserve", "amount": "40.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["desks"]}, "limit": {"floor": "50.00"}} ] }"#,
/// )?;
/// let reach = DraftReach::new(&plan, &[None, None], Authorization::Free);
/// let LineReach { least, least_rules, .. } = reach.of("desks")?;
/// assert_eq!((least, least_rules[0].id()), (Money::from_euros(50), "floor"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LineReach<'a> {
    /// The line.
    pub line: Line<'a>,
    /// The least that it may hold.
    pub least: Money,
    /// The most that it may hold, the total at most.
    pub most: Money,
    /// The rules that a cent less breaks; none where it may be left with nothing.
    pub least_rules: Vec<&'a Rule>,
    /// The rules that a cent more breaks; none where it may hold the total.
    pub most_rules: Vec<&'a Rule>,
}

/// How far each line of a draft may go. See [`LineReach`].
///
/// ```
/// use riparto::{Authorization, Money, Plan};
/// use riparto::plan::DraftReach;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "20.00"}, {"id": "reserve", "amount": "20.00"} ],
///          "rules": [ {"id": "cap", "scope": {"lines": ["desks", "outreach"]}, "limit": {"ceiling": "90.00"}} ] }"#,
/// )?;
/// let written = [Some(Money::from_euros(50)), None, None];
/// let reach = DraftReach::new(&plan, &written, Authorization::Free);
/// let outreach = reach.of("outreach")?;
/// assert_eq!((outreach.least, outreach.most), (Money::ZERO, Money::from_euros(40)));
/// assert_eq!(outreach.most_rules[0].id(), "cap");
/// # Ok::<(), riparto::Error>(())
/// ```
pub struct DraftReach<'a> {
    plan: &'a Plan,
    written: &'a [Option<Money>],
    up_to: Authorization,
    following: DerivedRecomputation<'a>,
    amounts: Vec<Money>,
}

impl<'a> DraftReach<'a> {
    /// Of a draft with what was written for each line, as [`DraftAllocation::of`](super::DraftAllocation::of) takes it, within a level of authorization.
    #[must_use]
    pub fn new(plan: &'a Plan, written: &'a [Option<Money>], up_to: Authorization) -> DraftReach<'a> {
        let following = DerivedRecomputation::new(plan);
        let mut amounts = stated(plan, written);
        following.bring(plan, &mut amounts, |line| written.get(line).is_some_and(Option::is_some));
        DraftReach { plan, written, up_to, following, amounts }
    }

    /// How far the line with an id may go.
    ///
    /// # Errors
    /// There is no such line (`line_unknown`).
    pub fn of(&self, line: &str) -> Result<LineReach<'a>> {
        Ok(self.of_position(self.plan.envelope().position(line)?))
    }

    /// How far each line may go, in their order.
    pub fn iter(&self) -> impl Iterator<Item = LineReach<'a>> {
        (0..self.amounts.len()).map(|line| self.of_position(line))
    }

    fn of_position(&self, line: usize) -> LineReach<'a> {
        let probe = Probe::new(self, line);
        let total = self.plan.envelope().total().cents();
        let most = edge(0, total, |cents| probe.stop_above(cents).is_empty());
        let least = edge(total, 0, |cents| probe.stop_below(cents).is_empty());
        let beyond = |cents: i64, stop: &dyn Fn(i64) -> BTreeSet<usize>| match (0..=total).contains(&cents) {
            true => stop(cents).into_iter().map(|rule| &self.plan.rulebook().rules()[rule]).collect(),
            false => Vec::new(),
        };
        LineReach {
            line: self.plan.envelope().line(line),
            least: Money::saturating(least.into()),
            most: Money::saturating(most.into()),
            least_rules: beyond(least - 1, &|cents| probe.stop_below(cents)),
            most_rules: beyond(most + 1, &|cents| probe.stop_above(cents)),
        }
    }
}

/// At how many amounts a rule is looked at for one at which it holds.
const ANCHORS: usize = 4;

/// How often the rules of a line are looked at, at most: what the reach of one line takes.
#[doc(hidden)]
pub const LOOKS: usize = 2 * (i64::BITS as usize) + ANCHORS;

/// One line that takes amounts, while all else stands still.
struct Probe<'a, 'b> {
    reach: &'b DraftReach<'a>,
    line: usize,
    /// The line, and lines that may follow it.
    lines: Vec<usize>,
    checks: Vec<usize>,
    /// For each check, an amount at which it holds: every rule holds between two amounts, so from there on each side it holds up to
    /// an end. None where it holds at no amount that was tried.
    anchors: BTreeMap<usize, Option<i64>>,
    /// Where the draft has the line: what holds everywhere else holds here.
    held: i64,
}

impl<'a, 'b> Probe<'a, 'b> {
    fn new(reach: &'b DraftReach<'a>, line: usize) -> Probe<'a, 'b> {
        let is_written = |line: &usize| reach.written.get(*line).is_some_and(Option::is_some);
        let following = reach.following.lines().filter(|other| *other != line && !is_written(other));
        let lines: Vec<usize> = std::iter::once(line).chain(following).collect();
        let checks = reach.plan.rulebook().looking_at_lines(&lines);
        let held = reach.amounts.get(line).map_or(0, |held| held.cents());
        let mut probe = Probe { reach, line, lines, checks, anchors: BTreeMap::new(), held };
        let total = reach.plan.envelope().total().cents();
        let approved = reach.plan.approved().amounts().get(line).map_or(0, |held| held.cents());
        let tried: [i64; ANCHORS] = [held, approved, 0, total];
        let broken = tried.map(|cents| (cents, probe.broken(cents)));
        let any: BTreeSet<usize> = broken.iter().flat_map(|(_, checks)| checks.iter().copied()).collect();
        let holds = |check: usize| {
            broken.iter().find(|(_, broken)| !broken.contains(&check)).map(|(cents, _)| *cents)
        };
        probe.anchors = any.into_iter().map(|check| (check, holds(check))).collect();
        probe
    }

    /// The checks that are broken where the line holds so much.
    fn broken(&self, cents: i64) -> BTreeSet<usize> {
        let DraftReach { plan, written, up_to, following, amounts } = self.reach;
        let mut after = amounts.clone();
        for line in &self.lines {
            after[*line] = plan.approved().amounts()[*line];
        }
        after[self.line] = Money::saturating(cents.into());
        let is_written = |line: usize| line == self.line || written.get(line).is_some_and(Option::is_some);
        following.bring(plan, &mut after, is_written);
        let moves = Moves { net: net(plan.approved(), &after), transfers: Vec::new() };
        plan.rulebook().broken_by(&plan.evaluation, &moves, (&self.checks, &self.lines), *up_to)
    }

    /// The rules that stop the line on its way to an amount, up or down, from where they hold.
    fn stop(&self, cents: i64, is_beyond: impl Fn(i64) -> bool) -> BTreeSet<usize> {
        let stops = |check: &usize| match self.anchors.get(check) {
            Some(anchor) => anchor.is_some_and(&is_beyond),
            None => is_beyond(self.held),
        };
        let broken = self.broken(cents);
        broken
            .iter()
            .filter(|check| stops(check))
            .map(|check| self.reach.plan.rulebook().rule_of(*check))
            .collect()
    }

    fn stop_above(&self, cents: i64) -> BTreeSet<usize> {
        self.stop(cents, |anchor| cents > anchor)
    }

    fn stop_below(&self, cents: i64) -> BTreeSet<usize> {
        self.stop(cents, |anchor| cents < anchor)
    }
}

/// The last amount from `start` towards `end` at which something holds that, once it does not, does not again.
fn edge(start: i64, end: i64, holds: impl Fn(i64) -> bool) -> i64 {
    if holds(end) {
        return end;
    }
    let (mut inside, mut outside) = (start, end);
    while (outside - inside).abs() > 1 {
        let middle = inside + (outside - inside) / 2;
        match holds(middle) {
            true => inside = middle,
            false => outside = middle,
        }
    }
    inside
}
