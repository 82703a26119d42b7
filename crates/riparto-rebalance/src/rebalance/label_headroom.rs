//! `LabelHeadroom`: how much the lines with each value of a label may still give and receive together.

use std::collections::{BTreeMap, BTreeSet};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::constraints::may_model;
use super::label_headroom_program::{GroupColumn, LabelHeadroomProgram};
use super::line_classes::LineClasses;
use super::line_slacks::{Direction, LineSlacks, SideMargin, StopReasons};
use super::margin::{Stop, StoppedBy};
use riparto_core::budget::{Envelope, LineGroups};
use riparto_core::capacity::MAX_HEADROOM_LOOKS;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::{Plan, Proposal};
use riparto_core::rules::{Authorization, Base, Rule, Rulebook};
use riparto_solve::Meter;
use riparto_solve::search::{LinearConstraint, LinearProgram, LpStatus, UNBOUNDED, integer_minimum};

/// How much the lines with each value of a label, such as a partner's, may give to the other lines and receive from them.
///
/// What they may give is the largest sum of transfers from them to other lines in one proposal that
/// [`assess`](riparto_core::Plan::assess) lets pass, in which they only give and the others only receive; lines that a rule derives follow.
/// Each figure is for one value by itself: two of them need not be possible in one proposal.
///
/// ```
/// use riparto::rebalance::LabelHeadroom;
/// use riparto::{Authorization, Plan};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "40.00", "labels": {"partner": "ats"}},
///                     {"id": "b", "amount": "20.00", "labels": {"partner": "ats"}},
///                     {"id": "c", "amount": "40.00", "labels": {"partner": "anci"}} ],
///          "rules": [ {"id": "ten", "scope": "all", "each": {"label": "partner"},
///                      "limit": {"variation": {"base": "original", "down": {"percent": "10"}}}} ] }"#,
/// )?;
/// let headroom = LabelHeadroom::of(&plan, &["partner"], Authorization::Free)?;
/// let given: Vec<_> = headroom.rows().map(|row| (row.labels[0], row.give.to_string())).collect();
/// assert_eq!(given, [(Some("ats"), "6.00".to_owned()), (Some("anci"), "4.00".to_owned())]);
/// let stop = headroom.rows().next().map(|row| row.give_stop.rules[0].id().to_owned());
/// assert_eq!(stop.as_deref(), Some("ten"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "margine")]
#[derive(Clone, Debug)]
pub struct LabelHeadroom {
    rulebook: Rulebook,
    groups: LineGroups,
    up_to: Authorization,
    held: Vec<Money>,
    give: Vec<SideMargin>,
    receive: Vec<SideMargin>,
}

/// How much the lines with some values of labels may still give and receive together.
///
/// ```
/// # use riparto::rebalance::LabelHeadroom;
/// # use riparto::{Authorization, Plan};
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a", "amount": "60.00", "labels": {"partner": "ats"}}, {"id": "b", "amount": "40.00"} ] }"#,
/// )?;
/// let headroom = LabelHeadroom::of(&plan, &["partner"], Authorization::Free)?;
/// let rest = headroom.rows().last().expect("a line has no partner");
/// assert_eq!((rest.labels, rest.receive.to_string()), (vec![None], "60.00".to_owned()));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LabelMargin<'a> {
    /// The value of each key, in the order of the keys; none where the lines have no such label.
    pub labels: Vec<Option<&'a str>>,
    /// What they hold.
    pub amount: Money,
    /// The most that may go from them to other lines, of what was found; see [`Stop::at_most`].
    pub give: Money,
    /// What stops them from giving more.
    pub give_stop: Stop<'a>,
    /// The most that may come to them from other lines, of what was found.
    pub receive: Money,
    /// What stops them from receiving more.
    pub receive_stop: Stop<'a>,
}

impl LabelHeadroom {
    /// By the values of some label keys.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn of<S: AsRef<str>>(plan: &Plan, keys: &[S], up_to: Authorization) -> Result<LabelHeadroom> {
        LabelHeadroom::of_within(plan, keys, up_to, &Meter::default())
    }

    /// As [`LabelHeadroom::of`], with no more work than a meter allows. Where it ends before all is known, a margin is what was found, and
    /// [`Stop::at_most`] is what is proven.
    ///
    /// # Errors
    /// As [`LabelHeadroom::of`].
    pub fn of_within<S: AsRef<str>>(
        plan: &Plan,
        keys: &[S],
        up_to: Authorization,
        meter: &Meter,
    ) -> Result<LabelHeadroom> {
        let groups = LineGroups::by(plan.envelope(), keys)?;
        let sums = groups.sums(plan.approved().amounts().iter().map(|amount| amount.cents()));
        let held: Vec<Money> = sums.into_iter().map(Money::saturating).collect();
        let is_beyond = plan.check().unlisted() > 0 && plan.rulebook().accept_bounds(up_to).is_err();
        let slacks = if is_beyond { LineSlacks::of_amounts(plan) } else { LineSlacks::new(plan, up_to) };
        let is_known = !is_beyond
            && may_model(plan, slacks.coupling.iter().map(|constraint| &constraint.bounded), meter);
        let units = usize::try_from(meter.limit() - meter.spent()).unwrap_or(usize::MAX);
        let mut budget = if is_known { units.min(MAX_HEADROOM_LOOKS) } else { 0 };
        let asked = GroupHeadroom { plan, up_to, slacks: &slacks, meter };
        let mut left = 2 * groups.count();
        let mut side = |direction| -> Vec<SideMargin> {
            let each = (0..groups.count()).map(|group| {
                let is_own: Vec<bool> =
                    (0..plan.envelope().line_count()).map(|line| groups.of_line(line) == group).collect();
                let given = budget / left.div_ceil(FAIR_PART);
                let mut part = given;
                let found = asked.margin(&is_own, direction, &mut part);
                budget -= given - part;
                left -= 1;
                found
            });
            each.collect()
        };
        let (give, receive) = (side(Direction::Give), side(Direction::Receive));
        Ok(LabelHeadroom { rulebook: plan.rulebook().clone(), groups, up_to, held, give, receive })
    }

    /// The envelope whose lines the margins are of.
    #[must_use]
    pub fn envelope(&self) -> &Envelope {
        self.rulebook.envelope()
    }

    /// The keys, in the order in which they were asked for.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.groups.keys()
    }

    /// The level of authorization that the margins stay within.
    #[must_use]
    pub fn up_to(&self) -> Authorization {
        self.up_to
    }

    /// The margins, in the order in which the values first appear, key by key; those without a label come after those that have it.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = LabelMargin<'_>> {
        let sides = self.give.iter().zip(&self.receive).zip(&self.held).enumerate();
        sides.map(|(group, ((give, receive), held))| LabelMargin {
            labels: self.groups.labels(group),
            amount: *held,
            give: Money::saturating(give.cents.into()),
            give_stop: self.stop(give),
            receive: Money::saturating(receive.cents.into()),
            receive_stop: self.stop(receive),
        })
    }

    fn stop(&self, found: &SideMargin) -> Stop<'_> {
        let reasons = &found.reasons;
        let by = match reasons.rules.len() {
            0 if reasons.is_own => StoppedBy::Amount,
            1 if !reasons.has_amounts => StoppedBy::Rule,
            _ => StoppedBy::Others,
        };
        let rules: Vec<&Rule> = reasons.rules.iter().map(|rule| &self.rulebook.rules()[*rule]).collect();
        Stop { by, rules, part: None, at_most: Money::saturating(found.at_most.into()) }
    }
}

/// A map of `by` (the keys) and `rows`, each with `labels`, where null means none, `amount`, and `give`, `give_rules`, `receive`,
/// `receive_rules`; `give_at_most` and `receive_at_most` where what was found is not proven to be all.
impl Serialize for LabelHeadroom {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            labels: BTreeMap<&'a str, Option<&'a str>>,
            amount: Money,
            give: Money,
            give_rules: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            give_at_most: Option<Money>,
            receive: Money,
            receive_rules: Vec<&'a str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            receive_at_most: Option<Money>,
        }
        fn ids<'a>(stop: &Stop<'a>) -> Vec<&'a str> {
            stop.rules.iter().map(|rule| rule.id()).collect()
        }
        let rows = self.rows().map(|row| Row {
            labels: self.keys().zip(row.labels.iter().copied()).collect(),
            amount: row.amount,
            give: row.give,
            give_rules: ids(&row.give_stop),
            give_at_most: row.give_stop.unproven(row.give),
            receive: row.receive,
            receive_rules: ids(&row.receive_stop),
            receive_at_most: row.receive_stop.unproven(row.receive),
        });
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("by", &self.keys().collect::<Vec<_>>())?;
        map.serialize_entry("rows", &rows.collect::<Vec<_>>())?;
        map.end()
    }
}

struct GroupHeadroom<'a> {
    plan: &'a Plan,
    up_to: Authorization,
    slacks: &'a LineSlacks<'a>,
    meter: &'a Meter,
}

/// What columns are.
type ColumnValues = Vec<(usize, i128)>;

/// What lines change by, below zero where they give.
type AmountChanges = Vec<(usize, i64)>;

impl GroupHeadroom<'_> {
    /// What the lines of one group can give or receive.
    fn margin(&self, is_own: &[bool], direction: Direction, budget: &mut usize) -> SideMargin {
        let classes = LineClasses::new(self.slacks);
        let (mut margin, found) = self.bound(&classes, is_own, direction, budget);
        for moves in found {
            let own = moves.iter().filter(|(line, _)| is_own[*line]);
            let cents = own.map(|(_, cents)| cents).sum::<i64>().abs();
            if cents > margin.cents && self.passes(&moves) {
                margin.cents = cents;
            }
        }
        if margin.cents < margin.at_most {
            margin.cents = margin.cents.max(self.best_single(is_own, direction)).min(margin.at_most);
        }
        if !margin.reasons.is_own {
            self.name_alone(&mut margin, is_own, direction, budget);
        }
        margin
    }

    /// What is proven to be the most, with what stops it, and changes that may reach it.
    fn bound(
        &self,
        classes: &LineClasses<'_>,
        is_own: &[bool],
        direction: Direction,
        budget: &mut usize,
    ) -> (SideMargin, Vec<AmountChanges>) {
        let cells = classes.classes.len().saturating_mul(classes.slacks.coupling.len() + 1);
        let program = LabelHeadroomProgram::new(classes, is_own, direction);
        let mut margin = SideMargin { cents: 0, at_most: program.most, reasons: StopReasons::default() };
        margin.reasons.is_own = true;
        let size = program.columns.len().saturating_mul(program.rows.len() + 1).saturating_add(cells);
        if size > *budget || !self.meter.spend(ASKED.saturating_mul(size)) {
            *budget = 0;
            return (margin, Vec::new());
        }
        *budget -= size;
        let costs: Vec<i64> = (0..program.columns.len()).map(|column| i64::from(column == 0)).collect();
        let rows: Vec<LinearConstraint> = program.rows.iter().map(|(row, _)| row.clone()).collect();
        let mut linear = LinearProgram::new(&costs, &rows);
        for (column, (_, high)) in program.columns.iter().enumerate() {
            linear.tighten(column, 0, *high);
        }
        let is_whole = |column: &usize| !matches!(program.columns[*column].0, GroupColumn::Above);
        let whole: Vec<usize> = (0..costs.len()).filter(is_whole).collect();
        let found = integer_minimum(linear, &whole, program.most.into(), (budget, self.meter));
        margin.at_most = i64::try_from(i128::from(program.most) - found.at_least).unwrap_or(0);
        margin.reasons = if margin.at_most == program.most {
            program.own_reasons()
        } else {
            program.reasons(&found.binding)
        };
        let kept = i128::from(program.most) - i128::from(margin.at_most);
        let mut values: Vec<ColumnValues> = Vec::new();
        values.extend(found.values.map(|values| whole.into_iter().zip(values).collect()));
        // The search may have ended before it found any, or the most.
        if values.first().is_none_or(|values| values.first().is_none_or(|(_, found)| *found > kept)) {
            values.extend(self.rounded(&program, Some(kept), budget));
            values.extend(self.rounded(&program, None, budget));
        }
        (margin, values.iter().map(|values| self.moves(&program, direction, values)).collect())
    }

    /// Whole cents near an optimum in fractions, where the search for one in whole cents ended before it found any: what is rounded off
    /// goes to columns that may move more. Where the group keeps a given part, each rule keeps as much room as it can for what rounding
    /// takes; else shares keep so much that a cent of each column does not break them, and the group moves the most that this leaves.
    fn rounded(
        &self,
        program: &LabelHeadroomProgram<'_>,
        kept: Option<i128>,
        budget: &mut usize,
    ) -> Option<ColumnValues> {
        let columns = program.columns.len();
        let mut costs: Vec<i64> =
            (0..columns).map(|column| i64::from(column == 0 && kept.is_none())).collect();
        let mut lacks = Vec::new();
        let rows = program.rows.iter().map(|(row, _)| {
            let cents: i128 = row.terms.iter().map(|(_, cents)| i128::from(cents.unsigned_abs())).sum();
            let is_share = row.terms.iter().any(|(_, cents)| cents.unsigned_abs() > 1);
            let mut row = row.clone();
            if kept.is_some() && !row.is_equation {
                row.least += cents;
                row.terms.push((columns + lacks.len(), 1));
                lacks.push(cents);
            } else if kept.is_none() && is_share {
                row.least += 2 * cents;
            }
            row
        });
        let rows: Vec<LinearConstraint> = rows.collect();
        costs.extend(lacks.iter().map(|_| 1));
        let size = costs.len().saturating_mul(rows.len() + 1);
        if size > *budget || !self.meter.spend(size) {
            return None;
        }
        let mut linear = LinearProgram::new(&costs, &rows);
        for (column, (_, high)) in program.columns.iter().enumerate() {
            linear.tighten(column, 0, *high);
        }
        lacks.iter().enumerate().for_each(|(row, most)| linear.tighten(columns + row, 0, *most));
        if let Some(kept) = kept {
            linear.tighten(0, kept, kept);
        }
        if linear.solve(UNBOUNDED, (budget, self.meter)) != LpStatus::Optimal || !linear.is_sound() {
            return None;
        }
        // What follows is due to the cent.
        if program.columns.iter().any(|(kind, _)| matches!(kind, GroupColumn::Follows(_))) {
            return None;
        }
        program.whole(|column| linear.value(column))
    }

    /// By how much each line changes.
    fn moves(
        &self,
        program: &LabelHeadroomProgram<'_>,
        direction: Direction,
        values: &ColumnValues,
    ) -> AmountChanges {
        let mut moves = Vec::new();
        for (column, value) in values {
            let value = i64::try_from(*value).unwrap_or(0);
            match &program.columns[*column].0 {
                GroupColumn::Lines(lines, own) => {
                    self.split(program, (lines, *own), direction, value, &mut moves)
                }
                GroupColumn::Follows(line) => moves.push((*line, value - self.slacks.down[*line].cents)),
                GroupColumn::Kept | GroupColumn::Above => {}
            }
        }
        moves.retain(|(_, cents)| *cents != 0);
        moves
    }

    /// What lines that are alike move, line by line: first what movement does not count.
    fn split(
        &self,
        program: &LabelHeadroomProgram<'_>,
        (lines, own): (&[usize], bool),
        direction: Direction,
        mut cents: i64,
        moves: &mut AmountChanges,
    ) {
        let sign = if own == (direction == Direction::Give) { -1 } else { 1 };
        let mut moved = vec![0; lines.len()];
        for is_first in [true, false] {
            for (line, moved) in lines.iter().zip(&mut moved) {
                let slacks = self.slacks;
                let slack = if own { slacks.own(*line, direction) } else { slacks.other(*line, direction) };
                let most = if is_first {
                    program.uncounted(*line, own, Base::Original)
                } else {
                    slack.cents - *moved
                };
                let part = cents.min(most).max(0);
                *moved += part;
                cents -= part;
            }
        }
        moves.extend(lines.iter().copied().zip(moved.into_iter().map(|moved| sign * moved)));
    }

    /// Whether a proposal of such changes passes.
    fn passes(&self, moves: &AmountChanges) -> bool {
        let Some(proposal) = self.proposal(moves) else { return false };
        let Ok(assessment) = self.plan.assess(&proposal) else { return false };
        let findings = assessment.findings();
        findings.iter().all(|finding| finding.needs() <= self.up_to || !finding.is_worse())
            && findings.unlisted_authorization() <= self.up_to
    }

    /// The changes as transfers, if there is work left to judge them.
    fn proposal(&self, moves: &AmountChanges) -> Option<Proposal> {
        let id = |line: usize| self.plan.envelope().line(line).id();
        let party = self.plan.parties().first().map_or("try", |party| party.id());
        let mut proposal = Proposal::new("try", party).ok()?;
        let mut takers: AmountChanges = moves.iter().filter(|(_, cents)| *cents > 0).copied().collect();
        for (giver, cents) in moves.iter().filter(|(_, cents)| *cents < 0) {
            let mut left = -cents;
            while left > 0 {
                let (taker, wants) = takers.last_mut()?;
                let part = left.min(*wants);
                proposal = proposal.transfer(id(*giver), id(*taker), Money::saturating(part.into())).ok()?;
                (left, *wants) = (left - part, *wants - part);
                if *wants == 0 {
                    takers.pop();
                }
            }
        }
        let units = self.plan.assessment_units(&proposal).ok()?;
        (takers.is_empty() && self.meter.spend(units)).then_some(proposal)
    }

    /// The most that one transfer over the border of the group moves, of some.
    fn best_single(&self, is_own: &[bool], direction: Direction) -> i64 {
        let lines = || 0..is_own.len();
        let pairs = lines().filter(|line| is_own[*line]).take(MOST_SINGLES).flat_map(|own| {
            let others = lines().filter(|line| !is_own[*line]).take(MOST_SINGLES);
            others.map(move |other| if direction == Direction::Give { [own, other] } else { [other, own] })
        });
        let mut most = 0;
        for ends in pairs {
            if !self.meter.spend(ASKED * (1 + self.plan.rulebook().looking_at(ends))) {
                break;
            }
            most = most.max(self.plan.largest_between(ends, self.up_to));
        }
        most
    }

    /// Names the rule that stops the group alone, the first that does, in the place of those that are binding together.
    fn name_alone(&self, margin: &mut SideMargin, is_own: &[bool], direction: Direction, budget: &mut usize) {
        if margin.reasons.rules.is_empty() || is_own.len() > MOST_LINES {
            return;
        }
        for rule in self.slacks.rules() {
            let alone = BTreeSet::from([rule]);
            let slacks = LineSlacks::of_rules(self.plan, self.up_to, &alone);
            let (bound, _) = self.bound(&LineClasses::new(&slacks), is_own, direction, budget);
            if bound.at_most <= margin.at_most && bound.reasons.rules.contains(&rule) {
                margin.reasons = StopReasons { rules: alone, ..StopReasons::default() };
                return;
            }
        }
    }
}

/// A group may use this many times its part of the budget that is left.
const FAIR_PART: usize = 8;

/// The cost, in looks, of a number of a program.
const ASKED: usize = 8;

/// The most lines on each side for which, where nothing is proven, a single transfer is tried.
const MOST_SINGLES: usize = 16;

/// With more lines the answer names the rules that the program names.
const MOST_LINES: usize = 256;
