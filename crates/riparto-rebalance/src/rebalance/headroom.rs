//! `Headroom`: how much each line may still give and receive.

use serde::{Serialize, Serializer};

use super::constraint_reach::ConstraintReaches;
use super::constraints::may_model;
use super::followed_headroom::{FollowedChange, FollowedMargin, followed_headroom};
use super::line_classes::LineClasses;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use super::margin::{Following, Margin, Stop, StoppedBy};
use super::multiples::Multiples;
use super::nested_headroom::Nested;
use super::stopping_rules::StoppingRules;
use riparto_core::budget::Envelope;
use riparto_core::capacity::MAX_HEADROOM_LOOKS;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Limit, Part, Rule, Rulebook};
use riparto_solve::Meter;

/// How much each line of an approved allocation may still give and receive without needing more than a level of
/// authorization.
///
/// What a line may give is the largest sum of transfers from it to other lines in one proposal that
/// [`assess`](riparto_core::Plan::assess) lets pass: nothing that needs more than the level, but for what was broken before and got no
/// worse. All other lines may take a part of it. What it may receive is the mirror of that. A cent more has no such proposal; where
/// a step is in force, the next whole multiple, or any other amount beyond.
///
/// Lines that a rule derives follow: in the same proposal they may receive from others, and give to others, what their rule
/// asks for. So a line may give what [`complete_derived`](riparto_core::Plan::complete_derived) with [`Balance::Line`] completes, where
/// the line that balances is the one that receives: the line gives so much, and what its indirect costs set free goes to the line
/// that takes it. Other lines never move against it. The figure is that of the line asked about, without what follows. Where a rule
/// of flow is in force, lines that follow only take part as other lines do. Where rules say who pays for derived lines, the figure is the
/// most that one proposal states and that passes with what follows it ([`Plan::follow`](riparto_core::plan::Plan::follow)), and
/// [`Margin::give_follows`] tells the latter.
///
/// [`Balance::Line`]: riparto_core::Balance::Line
///
/// ```
/// use riparto::{Authorization, Headroom, Plan};
/// use riparto::rebalance::StoppedBy;
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "0.61",
///          "lines": [ {"id": "a", "amount": "0.01"}, {"id": "b", "amount": "0.43"}, {"id": "c", "amount": "0.17"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["a", "b"]}, "limit": {"floor": "0.04"}} ] }"#,
/// )?;
/// let headroom = Headroom::of(&plan, Authorization::Free);
/// let last = headroom.iter().last().expect("three lines");
/// // a and b hold 0.44 together and keep 0.04.
/// assert_eq!((last.receive.to_string(), last.receive_stop.by), ("0.40".to_owned(), StoppedBy::Rule));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "margine")]
#[derive(Clone, Debug)]
pub struct Headroom {
    rulebook: Rulebook,
    up_to: Authorization,
    give: Vec<FollowedMargin>,
    receive: Vec<FollowedMargin>,
}

/// As the operation `headroom` writes it: a map from the lines to their margins.
impl Serialize for Headroom {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|margin| (margin.line.id(), margin)))
    }
}

impl Headroom {
    /// The envelope whose lines the margins are of.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.rulebook.envelope()
    }

    /// The level of authorization that the margins stay within.
    #[must_use]
    pub fn up_to(&self) -> Authorization {
        self.up_to
    }

    /// Whether derived lines take part only as other lines do, and not as their rules derive them: rules of a flow or a step are in force
    /// beside rules that derive lines and do not say who pays.
    #[must_use]
    pub fn leaves_derived_lines(&self) -> bool {
        let rules = || self.rulebook.rules().iter().filter(|rule| rule.needs() > self.up_to);
        let is_derived =
            |rule: &Rule| matches!(rule.limit(), Limit::Derived(derived) if derived.paid_by.is_none());
        let counts = |limit: &Limit| matches!(limit, Limit::Flow(_) | Limit::Step(_));
        let is_counted = |rule: &Rule| match rule.limit() {
            Limit::Bands(bands) => bands.iter().any(|band| counts(&band.limit)),
            limit => counts(limit),
        };
        rules().any(is_derived) && rules().any(is_counted)
    }

    /// The margins, in the order of the lines.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Margin<'_>> {
        self.rulebook.envelope().lines().map(move |line| {
            let (give, give_follows) = &self.give[line.position()];
            let (receive, receive_follows) = &self.receive[line.position()];
            let (give_stop, receive_stop) =
                (self.stop(line.position(), give), self.stop(line.position(), receive));
            Margin {
                line,
                give: Money::saturating(give.cents.into()),
                give_rule: alone(&give_stop),
                give_stop,
                give_follows: self.following(give_follows.as_ref()),
                receive: Money::saturating(receive.cents.into()),
                receive_rule: alone(&receive_stop),
                receive_stop,
                receive_follows: self.following(receive_follows.as_ref()),
            }
        })
    }

    fn following(&self, found: Option<&FollowedChange>) -> Option<Following<'_>> {
        found.map(|FollowedChange { cents, is_included, changes }| Following {
            amount: Money::saturating((*cents).into()),
            is_included: *is_included,
            changes: changes.iter().map(|(line, delta)| (self.envelope().line(*line), *delta)).collect(),
        })
    }

    fn stop(&self, line: usize, found: &SideMargin) -> Stop<'_> {
        let reasons = &found.reasons;
        let by = match reasons.is_own {
            true if reasons.rules.is_empty() => StoppedBy::Amount,
            true => StoppedBy::Rule,
            false if reasons.is_one_rule() => StoppedBy::Rule,
            false => StoppedBy::Others,
        };
        let rules: Vec<&Rule> = reasons.rules.iter().map(|rule| &self.rulebook.rules()[*rule]).collect();
        let part = match rules.as_slice() {
            [rule] if reasons.is_own => Part::of(rule, self.rulebook.envelope().line(line)),
            _ => None,
        };
        Stop { by, rules, part, at_most: Money::saturating(found.at_most.into()) }
    }
}

/// The rule that alone stops a line.
fn alone<'a>(stop: &Stop<'a>) -> Option<&'a Rule> {
    match (stop.by, stop.rules.as_slice()) {
        (StoppedBy::Rule, [rule]) => Some(rule),
        _ => None,
    }
}

impl Headroom {
    /// How much each line may still give and receive without needing more than a level of authorization.
    #[must_use]
    pub fn of(plan: &Plan, up_to: Authorization) -> Headroom {
        Headroom::of_within(plan, up_to, &Meter::default())
    }

    /// [`Headroom::of`] with no more work than a meter allows. Where it ends before all is known, a margin is what was found, and
    /// [`Stop::at_most`] is what is proven. Rules on lines, and on sums that lie inside or apart from each other, take no search.
    #[must_use]
    pub fn of_within(plan: &Plan, up_to: Authorization, meter: &Meter) -> Headroom {
        // What is broken beyond the findings that are kept would be measured again for each line of each rule.
        if plan.check().unlisted() > 0 && plan.rulebook().accept_bounds(up_to).is_err() {
            meter.spend(usize::MAX);
            return Headroom::with(plan, up_to, alone_each(unknown(&LineSlacks::of_amounts(plan))));
        }
        let slacks = LineSlacks::new(plan, up_to);
        if plan.rulebook().has_following() {
            let found =
                match may_model(plan, slacks.coupling.iter().map(|constraint| &constraint.bounded), meter) {
                    true => followed_headroom(plan, &slacks, up_to, meter),
                    false => alone_each(unknown(&slacks)),
                };
            return Headroom::with(plan, up_to, found);
        }
        let found = match Nested::new(&slacks) {
            Some(nested) => [Direction::Give, Direction::Receive].map(|side| nested.found(&slacks, side)),
            None => raised(&slacks, joint_headroom(plan, &slacks, up_to, meter)),
        };
        Headroom::with(plan, up_to, alone_each(found))
    }

    fn with(plan: &Plan, up_to: Authorization, [give, receive]: [Vec<FollowedMargin>; 2]) -> Headroom {
        Headroom { rulebook: plan.rulebook().clone(), up_to, give, receive }
    }
}

/// Margins that nothing follows.
fn alone_each(found: [Vec<SideMargin>; 2]) -> [Vec<FollowedMargin>; 2] {
    found.map(|side| side.into_iter().map(|margin| (margin, None)).collect())
}

/// Line by line, all within one budget.
fn joint_headroom(
    plan: &Plan,
    slacks: &LineSlacks<'_>,
    up_to: Authorization,
    meter: &Meter,
) -> [Vec<SideMargin>; 2] {
    let lines = plan.envelope().line_count();
    if !may_model(plan, slacks.coupling.iter().map(|constraint| &constraint.bounded), meter) {
        return unknown(slacks);
    }
    let classes = LineClasses::new(slacks);
    let units = usize::try_from(meter.limit() - meter.spent()).unwrap_or(usize::MAX);
    let mut budget = units.min(MAX_HEADROOM_LOOKS);
    let mut left = 2 * lines;
    let stopping = StoppingRules { plan, up_to, slacks };
    let looks_at_singles = units / SINGLES_PART / left;
    let reaches = ConstraintReaches::new(&classes);
    let mut side = |direction| {
        let mut found = Vec::with_capacity(lines);
        for line in 0..lines {
            if let Some(known) = reaches.as_ref().and_then(|reaches| reaches.found(slacks, line, direction)) {
                left -= 1;
                found.push(known);
                continue;
            }
            // Lines that need more than others may have some of what is left.
            let given = budget / left.div_ceil(FAIR_PART);
            let mut part = given;
            let mut of_line = classes.found(line, direction, (&mut part, meter));
            stopping.confirm(&mut of_line, (line, direction), (&mut part, meter));
            budget -= given - part;
            left -= 1;
            if of_line.cents < of_line.at_most {
                let looks = (looks_at_singles, meter);
                let single = best_single(plan, line, direction, up_to, looks);
                of_line.cents = single.min(of_line.at_most).max(of_line.cents);
                let own = slacks.own(line, direction);
                if of_line.cents == own.cents {
                    of_line.reasons = StopReasons::own(own);
                }
            }
            found.push(of_line);
        }
        found
    };
    [side(Direction::Give), side(Direction::Receive)]
}

/// The most that one transfer with another line moves, of some other lines.
fn best_single(
    plan: &Plan,
    line: usize,
    direction: Direction,
    up_to: Authorization,
    (mut looks, meter): (usize, &Meter),
) -> i64 {
    let others = (0..plan.envelope().line_count()).filter(|other| *other != line);
    let mut most = 0;
    for other in others.take(MOST_SINGLES) {
        let ends = match direction {
            Direction::Give => [line, other],
            Direction::Receive => [other, line],
        };
        let taken = CHECK_WORK * (1 + plan.rulebook().looking_at(ends));
        if taken > looks || !meter.spend(taken) {
            break;
        }
        looks -= taken;
        most = most.max(plan.largest_between(ends, up_to));
    }
    most
}

/// What was found, or what whole multiples of all steps do.
fn raised(slacks: &LineSlacks<'_>, mut found: [Vec<SideMargin>; 2]) -> [Vec<SideMargin>; 2] {
    if let Some(multiples) = Multiples::new(slacks) {
        for (side, direction) in found.iter_mut().zip([Direction::Give, Direction::Receive]) {
            let lines = side.iter_mut().enumerate();
            lines.for_each(|(line, found)| multiples.raise(found, line, direction));
        }
    }
    found
}

/// Nothing is known but what lines themselves leave.
fn unknown(slacks: &LineSlacks<'_>) -> [Vec<SideMargin>; 2] {
    let lines = slacks.plan.envelope().line_count();
    let side = |side| (0..lines).map(|line| SideMargin::unknown(slacks.own(line, side))).collect();
    [Direction::Give, Direction::Receive].map(side)
}

/// A line may use this many times its part of the budget that is left.
const FAIR_PART: usize = 8;

/// This part of the effort goes to single transfers at most.
const SINGLES_PART: usize = 4;

/// The cost, in looks, of what one rule leaves of a transfer.
const CHECK_WORK: usize = 64;

/// The most lines for which, where nothing is proven, a single transfer is tried.
const MOST_SINGLES: usize = 64;
