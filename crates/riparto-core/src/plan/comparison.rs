//! `Comparison`: what lines, or all lines with a value of a label, hold before and after.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::assessment::Assessment;
use super::financial_plan::Plan;
use crate::budget::{Allocation, ByKey, Line, LineGroups};
use crate::error::Result;
use crate::money::{Money, MoneyDelta};
use crate::rules::{
    AllowanceEntry, AllowanceKind, AllowanceUse, Authorization, Finding, Findings, Rule, Rulebook,
};

/// Two allocations side by side: before, after, the change in euros and in percent, and of each row the allowance that its change
/// uses up and the level of authorization that it needs, with the rule that says so. One row a line, or a row for each combination
/// of values of some labels. This is the table that requests for variation enclose (GU 21A05568, art. 9, paragraph 6; GU 23A04924,
/// art. 12, paragraph 3).
///
/// ```
/// use riparto::plan::Comparison;
/// use riparto::{Authorization, Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00", "labels": {"partner": "anci"}},
///                     {"id": "outreach", "amount": "40.00", "labels": {"partner": "ats"}} ],
///          "rules": [ {"id": "up", "source": "art. 9", "scope": {"lines": ["desks"]}, "needs": "prior_approval",
///                      "limit": {"variation": {"up": {"percent": "20"}}}} ] }"#,
/// )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", "15.00".parse()?)?;
/// let comparison = Comparison::of_assessment(&plan, &plan.assess(&proposal)?)?;
/// let rows = comparison.rows();
/// let desks = &rows[0];
/// assert_eq!((desks.before.to_string(), desks.after.to_string(), desks.change.to_string()), ("60.00".into(), "75.00".into(), "15.00".into()));
/// assert_eq!(desks.change_in_hundredths_of_percent(), Some(2_500));
/// let allowance = desks.allowance.expect("a rule gives one").allowance;
/// assert_eq!((allowance.used().to_string(), allowance.left().to_string()), ("15.00".into(), "-3.00".into()));
/// assert_eq!((desks.needs, desks.rule.map(|rule| rule.source())), (Authorization::PriorApproval, Some("art. 9")));
///
/// let by_partner = comparison.by(&["partner"])?;
/// assert_eq!(by_partner.rows()[1].labels, [Some("ats")]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "quadro di raffronto")]
pub struct Comparison {
    before: Allocation,
    after: Allocation,
    groups: Option<LineGroups>,
    allowances: Option<(Rulebook, Vec<AllowanceUse>)>,
    findings: Findings,
}

/// A row of a [`Comparison`].
///
/// ```
/// use riparto::plan::Comparison;
/// use riparto::{Allocation, Envelope, Money};
///
/// let envelope = Envelope::builder("Plan", Money::from_euros(100)).line("desks", "Desks").line("outreach", "Outreach").build()?;
/// let held = |euros| Allocation::builder(&envelope).amount("outreach", Money::from_euros(euros)).remainder_to("desks").build();
/// let comparison = Comparison::of(&held(40)?, &held(25)?);
/// let told = comparison.rows().iter().map(|row| format!("{}: {}", row.line.unwrap().id(), row.change)).collect::<Vec<_>>();
/// assert_eq!(told, ["desks: 15.00", "outreach: -15.00"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ComparisonRow<'a> {
    /// The line, in a comparison by line.
    pub line: Option<Line<'a>>,
    /// The value of each key, in a comparison by labels; none where the lines have no such label.
    pub labels: Vec<Option<&'a str>>,
    /// What the row holds before.
    pub before: Money,
    /// What it holds after.
    pub after: Money,
    /// The change: after minus before.
    pub change: MoneyDelta,
    /// The allowance for just the row's lines that its change uses: the tightest that is not exceeded, or the widest where all are. None
    /// where no rule gives one to just these lines, or where the row neither changes nor uses it.
    pub allowance: Option<AllowanceEntry<'a>>,
    /// The level that the change belongs to: the most that an exceeded allowance or a finding about nothing but lines of the row needs.
    pub needs: Authorization,
    /// The rule that asks for the level, with its source; none where the change is free.
    pub rule: Option<&'a Rule>,
}

impl ComparisonRow<'_> {
    /// Whether the row holds something else after.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        !self.change.is_zero()
    }

    /// The change in hundredths of a percent of what was held before, rounded half away from zero; none where nothing was held.
    #[must_use]
    pub fn change_in_hundredths_of_percent(&self) -> Option<i64> {
        Comparison::hundredths_of_percent(self.before, self.change)
    }
}

impl Comparison {
    /// Two allocations side by side, line by line. One may have more lines than the other, after all that both have.
    #[must_use]
    pub fn of(before: &Allocation, after: &Allocation) -> Comparison {
        Comparison {
            before: before.clone(),
            after: after.clone(),
            groups: None,
            allowances: None,
            findings: Findings::default(),
        }
    }

    /// What a proposal would change in a plan, with what would be used of allowances and what it breaks.
    ///
    /// # Errors
    /// As [`Plan::assess`]: the assessment is of another plan.
    pub fn of_assessment(plan: &Plan, assessment: &Assessment) -> Result<Comparison> {
        let uses = plan.allowance_uses_after(assessment.proposal())?;
        Ok(Comparison {
            allowances: Some((plan.rulebook().clone(), uses)),
            findings: assessment.findings().clone(),
            ..Comparison::of(assessment.before(), &assessment.after())
        })
    }

    /// What is approved in a plan beside the original, with what is used of allowances.
    #[must_use]
    pub fn since_original(plan: &Plan) -> Comparison {
        Comparison { findings: plan.check(), ..Comparison::of(plan.original(), plan.approved()) }
            .with_allowances(plan)
    }

    /// The same with the allowances of a plan, as they are used in what it approved.
    #[must_use]
    pub fn with_allowances(self, plan: &Plan) -> Comparison {
        Comparison { allowances: Some((plan.rulebook().clone(), plan.allowance_uses())), ..self }
    }

    /// The same by the values of some label keys; by line where there are none.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn by<S: AsRef<str>>(self, keys: &[S]) -> Result<Comparison> {
        let groups = match keys.is_empty() {
            true => None,
            false => Some(LineGroups::by(self.longer().envelope(), keys)?),
        };
        Ok(Comparison { groups, ..self })
    }

    /// The allocation before.
    #[must_use]
    pub fn before(&self) -> &Allocation {
        &self.before
    }

    /// The allocation after.
    #[must_use]
    pub fn after(&self) -> &Allocation {
        &self.after
    }

    /// The label keys that the rows are by; none by line.
    #[must_use]
    pub fn keys(&self) -> Vec<&str> {
        self.groups.as_ref().map_or_else(Vec::new, |groups| groups.keys().collect())
    }

    /// The sum of all increases of lines.
    #[must_use]
    pub fn moved(&self) -> Money {
        let increases = (0..self.longer().amounts().len()).map(|line| {
            i128::from(held(&self.after, line).cents() - held(&self.before, line).cents()).max(0)
        });
        Money::saturating(increases.sum())
    }

    #[doc(hidden)]
    #[must_use]
    pub fn hundredths_of_percent(before: Money, change: MoneyDelta) -> Option<i64> {
        let (before, change) = (i128::from(before.cents()), i128::from(change.cents()));
        let size = (2 * 10_000 * change.abs() + before).checked_div(2 * before)?;
        i64::try_from(size * change.signum()).ok()
    }

    /// All rows: the lines in the order of the plan, or combinations of values in the order in which they first appear, with what
    /// lacks a label last.
    #[must_use]
    pub fn rows(&self) -> Vec<ComparisonRow<'_>> {
        let lines = self.longer().envelope();
        let amounts = |of: &Allocation| -> Vec<i64> {
            (0..lines.line_count()).map(|line| held(of, line).cents()).collect()
        };
        let mut rows: Vec<ComparisonRow<'_>> = match &self.groups {
            None => lines
                .lines()
                .map(|line| {
                    let place = line.position();
                    row(Some(line), Vec::new(), held(&self.before, place), held(&self.after, place))
                })
                .collect(),
            Some(groups) => {
                let (before, after) = (groups.sums(amounts(&self.before)), groups.sums(amounts(&self.after)));
                let sums = before.into_iter().zip(after).enumerate();
                sums.map(|(group, (before, after))| {
                    row(None, groups.labels(group), Money::saturating(before), Money::saturating(after))
                })
                .collect()
            }
        };
        self.judge(&mut rows);
        rows
    }

    /// The allowances that are for lines of several rows, such as one for all that moves in the plan, in the order of the rules.
    #[must_use]
    pub fn shared_allowances(&self) -> Vec<AllowanceEntry<'_>> {
        let Some((rulebook, uses)) = &self.allowances else { return Vec::new() };
        let shared = uses.iter().filter(|allowance| self.rows_of(rulebook, allowance).is_none());
        shared.map(|allowance| rulebook.allowance_entry(*allowance)).collect()
    }

    /// The lines of an allowance.
    #[doc(hidden)]
    #[must_use]
    pub fn lines_of(&self, allowance: &AllowanceUse) -> Vec<usize> {
        let mut lines = Vec::new();
        if let Some((rulebook, _)) = &self.allowances {
            rulebook.for_each_line_of(allowance, |line| lines.push(line));
        }
        lines
    }

    /// The row of a line, from zero.
    #[doc(hidden)]
    #[must_use]
    pub fn row_of_line(&self, line: usize) -> usize {
        self.group(line)
    }

    /// The allocation that has all lines.
    fn longer(&self) -> &Allocation {
        if self.before.amounts().len() > self.after.amounts().len() { &self.before } else { &self.after }
    }

    fn group(&self, line: usize) -> usize {
        self.groups.as_ref().map_or(line, |groups| groups.of_line(line))
    }

    /// The one row that all lines of an allowance are in, and how many they are.
    fn rows_of(&self, rulebook: &Rulebook, allowance: &AllowanceUse) -> Option<(usize, usize)> {
        let (mut row, mut is_one, mut count) = (None, true, 0);
        rulebook.for_each_line_of(allowance, |line| {
            is_one &= *row.get_or_insert(self.group(line)) == self.group(line);
            count += 1;
        });
        row.filter(|_| is_one).map(|row| (row, count))
    }

    /// The allowances that are for the lines of one row, all of them, row by row; used or not.
    #[doc(hidden)]
    #[must_use]
    pub fn allowances_by_row(&self) -> Vec<Vec<AllowanceEntry<'_>>> {
        let Some((rulebook, _)) = &self.allowances else { return Vec::new() };
        let rows = self.uses_by_row().into_iter();
        rows.map(|uses| uses.into_iter().map(|allowance| rulebook.allowance_entry(allowance)).collect())
            .collect()
    }

    fn uses_by_row(&self) -> Vec<Vec<AllowanceUse>> {
        let Some((rulebook, uses)) = &self.allowances else { return Vec::new() };
        let sizes = self.groups.as_ref().map(LineGroups::sizes);
        let count = sizes.as_ref().map_or(self.longer().envelope().line_count(), Vec::len);
        let mut of_rows: Vec<Vec<AllowanceUse>> = vec![Vec::new(); count];
        for allowance in uses {
            let of = self.rows_of(rulebook, allowance);
            let is_whole = |(row, count): &(usize, usize)| match &sizes {
                None => true,
                Some(sizes) => sizes[*row] == *count,
            };
            if let Some((row, _)) = of.filter(is_whole) {
                of_rows[row].push(*allowance);
            }
        }
        of_rows
    }

    /// Fills in what rules say of each row.
    fn judge<'a>(&'a self, rows: &mut [ComparisonRow<'a>]) {
        if let Some((rulebook, _)) = &self.allowances {
            for (row, uses) in rows.iter_mut().zip(self.uses_by_row()) {
                let used = used(&uses, row.change);
                row.allowance = shown(&used).map(|allowance| rulebook.allowance_entry(allowance));
                for exceeded in used.into_iter().filter(|allowance| allowance.left().cents() < 0) {
                    row.need(exceeded.needs(), rulebook.allowance_entry(exceeded).rule);
                }
            }
        }
        for finding in &self.findings {
            if let Some(row) = self.row_of(finding).and_then(|row| rows.get_mut(row)) {
                row.need(finding.needs(), finding.rule());
            }
        }
    }

    /// The one row that all lines of a finding are in.
    fn row_of(&self, finding: &Finding) -> Option<usize> {
        let mut rows = finding.lines().map(|line| self.group(line.position()));
        let row = rows.next()?;
        rows.all(|other| other == row).then_some(row)
    }
}

impl<'a> ComparisonRow<'a> {
    fn need(&mut self, level: Authorization, rule: &'a Rule) {
        if level > self.needs {
            (self.needs, self.rule) = (level, Some(rule));
        }
    }
}

fn row<'a>(
    line: Option<Line<'a>>,
    labels: Vec<Option<&'a str>>,
    before: Money,
    after: Money,
) -> ComparisonRow<'a> {
    let (allowance, needs, rule) = (None, Authorization::Free, None);
    ComparisonRow { line, labels, before, after, change: after - before, allowance, needs, rule }
}

/// What a line holds; nothing where the allocation has no such line.
fn held(allocation: &Allocation, line: usize) -> Money {
    allocation.amounts().get(line).copied().unwrap_or_default()
}

/// The allowances that are used in the direction of what is used, or else of a change.
fn used(uses: &[AllowanceUse], change: MoneyDelta) -> Vec<AllowanceUse> {
    let begun = uses.iter().find(|allowance| !allowance.used().is_zero());
    let kind = match (begun, change.cents()) {
        (Some(allowance), _) => allowance.kind(),
        (None, 0) => return Vec::new(),
        (None, 1..) => AllowanceKind::Up,
        (None, _) => AllowanceKind::Down,
    };
    uses.iter().filter(|allowance| allowance.kind() == kind).copied().collect()
}

/// The tightest allowance that is not exceeded, or the widest where all are.
fn shown(uses: &[AllowanceUse]) -> Option<AllowanceUse> {
    let kept = uses
        .iter()
        .filter(|allowance| allowance.left().cents() >= 0)
        .min_by_key(|allowance| allowance.left().cents());
    kept.or_else(|| uses.iter().max_by_key(|allowance| allowance.most())).copied()
}

/// A map of `by` (the keys, none by line), `rows`, `before` and `after` (the totals), and `shared_allowances` where there are some.
/// A row has `line` or `labels`, `before`, `after`, `change`, `percent` (of what was before, to two decimals; null where that is
/// nothing), `needs`, and where there are some `allowance`, `rule` and `source`.
impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let (keys, shared) = (self.keys(), self.shared_allowances());
        let rows: Vec<KeyedRow<'_>> =
            self.rows().into_iter().map(|row| KeyedRow { keys: &keys, row }).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", &keys)?;
        map.serialize_entry("rows", &rows)?;
        map.serialize_entry("before", &self.before.total())?;
        map.serialize_entry("after", &self.after.total())?;
        if !shared.is_empty() {
            map.serialize_entry("shared_allowances", &shared)?;
        }
        map.end()
    }
}

struct KeyedRow<'a> {
    keys: &'a [&'a str],
    row: ComparisonRow<'a>,
}

impl Serialize for KeyedRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let row = &self.row;
        let mut map = serializer.serialize_map(None)?;
        match row.line {
            Some(line) => map.serialize_entry("line", line.id())?,
            None => {
                let labels = self.keys.iter().copied().zip(row.labels.iter().copied());
                map.serialize_entry("labels", &ByKey(labels.collect()))?;
            }
        }
        map.serialize_entry("before", &row.before)?;
        map.serialize_entry("after", &row.after)?;
        map.serialize_entry("change", &row.change)?;
        let percent = row.change_in_hundredths_of_percent();
        map.serialize_entry("percent", &percent.map(|percent| MoneyDelta::plain(percent.into())))?;
        map.serialize_entry("needs", &row.needs)?;
        if let Some(allowance) = &row.allowance {
            map.serialize_entry("allowance", allowance)?;
        }
        if let Some(rule) = row.rule {
            map.serialize_entry("rule", rule.id())?;
            map.serialize_entry("source", rule.source())?;
        }
        map.end()
    }
}
