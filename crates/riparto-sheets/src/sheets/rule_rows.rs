//! Rules as rows of a sheet: what they find and their limits as formulas.

use std::collections::BTreeMap;

use riparto_core::error::Result;
use riparto_core::money::{Language, Money, MoneyDelta, Percent, Rounding};
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Base, Bounded, Due};

use super::own_sheet::PlanColumns;

/// A rule, or one part or band of it.
pub(super) struct RuleRow {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) source: String,
    pub(super) about: String,
    pub(super) needs: String,
    /// None where no formula says what the rule asks.
    pub(super) figures: Option<Figures>,
}

/// What a rule measures of the new amounts, and its limits.
pub(super) struct Figures {
    measured: Measured,
    least: Option<Limit>,
    most: Option<Limit>,
    /// What is found now.
    pub(super) known: Money,
    known_limits: [Option<i64>; 2],
}

enum Measured {
    Sum(Vec<usize>),
    /// The increases of lines above their original amounts, or those approved.
    Increases(Vec<usize>, Base),
}

enum Limit {
    Cents(i64),
    /// A percentage of other lines, rounded down or up.
    Share {
        percent: Percent,
        of: Vec<usize>,
        up: bool,
    },
}

/// The rows of all rules, a row for each line or part that a rule is about and each level of authorization.
pub(super) fn rule_rows(plan: &Plan, language: Language) -> Result<Vec<RuleRow>> {
    let mut rows: Vec<(usize, RuleRow)> = Vec::new();
    let mut said: BTreeMap<String, usize> = BTreeMap::new();
    for pair in Authorization::ALL.windows(2) {
        let [up_to, needs] = [pair[0], pair[1]];
        for bounded in plan.bounds(up_to)? {
            // A bound binds at every level below what its breach needs, which so is the level after the last of these.
            let place = *said.entry(format!("{bounded:?}")).or_insert(rows.len());
            match rows.get_mut(place) {
                Some((_, row)) => needs.words(language).clone_into(&mut row.needs),
                None => rows.push((bounded.rule(), row(plan, &bounded, needs, language))),
            }
        }
    }
    rows.sort_by_key(|(rule, _)| *rule);
    let rules = plan.rulebook().rules();
    let mut listed: Vec<RuleRow> = Vec::new();
    let mut rest = rows.into_iter().peekable();
    for (number, rule) in rules.iter().enumerate() {
        let before = listed.len();
        while let Some((_, row)) = rest.next_if(|(of, _)| *of == number) {
            listed.push(row);
        }
        if listed.len() == before {
            listed.push(plain(plan, number, rule.needs(), language));
        }
    }
    Ok(listed)
}

fn plain(plan: &Plan, rule: usize, needs: Authorization, language: Language) -> RuleRow {
    let rule = &plan.rulebook().rules()[rule];
    RuleRow {
        id: rule.id().to_owned(),
        text: rule.text_in(language).to_owned(),
        source: rule.source_in(language).to_owned(),
        about: String::new(),
        needs: needs.words(language).to_owned(),
        figures: None,
    }
}

fn row(plan: &Plan, bounded: &Bounded, needs: Authorization, language: Language) -> RuleRow {
    let lines = |selection: usize| -> Vec<usize> {
        plan.rulebook().selection(selection).positions(plan.envelope()).collect()
    };
    let all = || (0..plan.envelope().line_count()).collect::<Vec<usize>>();
    let cents = |low: i64, high: i64| {
        let most = (high < i64::MAX).then_some(Limit::Cents(high));
        ((low > 0).then_some(Limit::Cents(low)), most)
    };
    let measured = match bounded {
        Bounded::Line { line, low, high, .. } => Some((Measured::Sum(vec![*line]), cents(*low, *high))),
        Bounded::Sum { selection, low, high, .. } => {
            Some((Measured::Sum(lines(*selection)), cents(*low, *high)))
        }
        Bounded::Movement { base, cap, .. } if is_shown(*base) => {
            Some((Measured::Increases(all(), *base), (None, Some(Limit::Cents(*cap)))))
        }
        Bounded::MovementWithin { selection, base, cap, .. } if is_shown(*base) => {
            Some((Measured::Increases(lines(*selection), *base), (None, Some(Limit::Cents(*cap)))))
        }
        Bounded::Share { part, whole, percent, due, .. } => {
            let share = |up| Limit::Share { percent: *percent, of: lines(*whole), up };
            let limits = match due {
                Due::AtMost => Some((None, Some(share(false)))),
                Due::AtLeast => Some((Some(share(true)), None)),
                Due::Below | Due::Above | Due::Equals(_) => None,
            };
            limits.map(|limits| (Measured::Sum(lines(*part)), limits))
        }
        _ => None,
    };
    let figures = measured.map(|(measured, (least, most))| Figures::new(plan, measured, least, most));
    let about = figures.as_ref().map(|figures| figures.about(plan, language)).unwrap_or_default();
    RuleRow { about, figures, ..plain(plan, bounded.rule(), needs, language) }
}

/// Whether the sheet of the plan has a column for a base.
fn is_shown(base: Base) -> bool {
    matches!(base, Base::Original | Base::Approved)
}

impl Figures {
    fn new(plan: &Plan, measured: Measured, least: Option<Limit>, most: Option<Limit>) -> Figures {
        let held = |line: &usize| plan.approved().amounts()[*line].cents();
        let found: i64 = match &measured {
            Measured::Sum(lines) => lines.iter().map(held).sum(),
            Measured::Increases(lines, base) => {
                let before = plan.allocation_at(*base).amounts();
                lines.iter().map(|line| (held(line) - before[*line].cents()).max(0)).sum()
            }
        };
        let known = |limit: &Limit| match limit {
            Limit::Cents(cents) => *cents,
            Limit::Share { percent, of, up } => {
                let whole: i64 = of.iter().map(held).sum();
                let cents = percent.share(whole, if *up { Rounding::Up } else { Rounding::Down });
                i64::try_from(cents).unwrap_or(i64::MAX)
            }
        };
        let known_limits = [least.as_ref().map(known), most.as_ref().map(known)];
        Figures { measured, least, most, known: Money::saturating(found.into()), known_limits }
    }

    /// The lines that it is about, in a few words.
    fn about(&self, plan: &Plan, language: Language) -> String {
        let (Measured::Sum(lines) | Measured::Increases(lines, _)) = &self.measured;
        let ids = |count: usize| -> Vec<String> {
            lines.iter().take(count).map(|line| plan.envelope().line(*line).id().to_owned()).collect()
        };
        match lines.len() {
            all if all == plan.envelope().line_count() => {
                language.choose("all lines", "tutte le voci").to_owned()
            }
            few if few <= 4 => ids(4).join(", "),
            many => language.choose(
                format!("{}, … ({many} lines)", ids(2).join(", ")),
                format!("{}, … ({many} voci)", ids(2).join(", ")),
            ),
        }
    }

    /// What is found, as a formula without its sign of equality.
    pub(super) fn found(&self, columns: &PlanColumns) -> String {
        match &self.measured {
            Measured::Sum(lines) => format!("SUM({})", columns.cells(columns.proposed(), lines)),
            Measured::Increases(lines, base) => {
                let before = if *base == Base::Original { columns.original } else { columns.approved() };
                let rise = |line: &usize| {
                    let only = std::slice::from_ref(line);
                    format!(
                        "MAX(0,{}-{})",
                        columns.cells(columns.proposed(), only),
                        columns.cells(before, only)
                    )
                };
                // Sums of many terms are nested: a function of a spreadsheet takes 255.
                let terms: Vec<String> = lines.iter().map(rise).collect();
                let sums: Vec<String> =
                    terms.chunks(200).map(|terms| format!("SUM({})", terms.join(","))).collect();
                sums.join("+")
            }
        }
    }

    pub(super) fn least(&self, columns: &PlanColumns) -> Option<(String, String)> {
        self.limit(self.least.as_ref()?, self.known_limits[0]?, columns)
    }

    pub(super) fn most(&self, columns: &PlanColumns) -> Option<(String, String)> {
        self.limit(self.most.as_ref()?, self.known_limits[1]?, columns)
    }

    fn limit(&self, limit: &Limit, known: i64, columns: &PlanColumns) -> Option<(String, String)> {
        let known = Money::saturating(known.into()).to_string();
        let formula = match limit {
            Limit::Cents(_) => known.clone(),
            Limit::Share { percent, of, up } => {
                let round = if *up { "ROUNDUP" } else { "ROUNDDOWN" };
                format!("{round}(ROUND({percent}*SUM({}),6)/100,2)", columns.cells(columns.proposed(), of))
            }
        };
        Some((formula, known))
    }

    /// By how much what is found now is beyond a limit.
    pub(super) fn beyond(&self) -> MoneyDelta {
        let [least, most] = self.known_limits;
        let found = self.known.cents();
        let beyond = least.map_or(0, |least| least - found).max(most.map_or(0, |most| found - most)).max(0);
        Money::saturating(beyond.into()) - Money::ZERO
    }
}
