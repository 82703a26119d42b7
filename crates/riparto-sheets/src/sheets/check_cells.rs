//! What the sheet of checks finds, as formulas of another sheet name it: whether rules about some lines are broken, and at which level.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::money::Language;
use riparto_core::plan::Comparison;
use riparto_core::rules::{AllowanceUse, Authorization, Rule};

use super::check_sheet::{HEAD, check_sheet_name};
use super::rule_formulas::RuleFigures;
use super::rule_rows::RuleRow;

/// More ranges of cells than these make no formula.
const RANGES: usize = 120;

/// More rules than these are not told apart by a formula.
const RULES: usize = 40;

/// The rows of the sheet of checks.
pub(super) struct CheckCells<'a> {
    pub(super) rows: &'a [RuleRow],
    pub(super) language: Language,
}

/// The level that lines need, the rule that asks for it and its act, each as a formula with what it says now.
pub(super) struct LevelCells {
    pub(super) level: (String, String),
    pub(super) rule: (String, String),
    pub(super) source: (String, String),
}

/// What stands where no check says more: a level by rules that no formula judges, its rule and its act.
pub(super) struct Otherwise<'a> {
    pub(super) level: Authorization,
    pub(super) rule: &'a str,
    pub(super) source: &'a str,
}

impl CheckCells<'_> {
    /// The rows about nothing but lines of one row of a comparison, by the number of that row.
    pub(super) fn by_row(&self, comparison: &Comparison) -> BTreeMap<usize, Vec<usize>> {
        let mut by_row: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            let lines = row.figures.as_ref().map_or(&[][..], |figures| figures.lines.as_slice());
            let mut of = lines.iter().map(|line| comparison.row_of_line(*line));
            if let Some(first) = of.next()
                && of.all(|other| other == first)
            {
                by_row.entry(first).or_default().push(place);
            }
        }
        by_row
    }

    /// The row that measures what an allowance bounds.
    pub(super) fn of_allowance(&self, allowance: &AllowanceUse, lines: &[usize]) -> Option<usize> {
        let lines: BTreeSet<usize> = lines.iter().copied().collect();
        let is_about = |figures: &RuleFigures| {
            figures.lines.len() == lines.len() && figures.lines.iter().all(|line| lines.contains(line))
        };
        let is_it = |row: &RuleRow| {
            row.number == allowance.rule
                && row.level == allowance.needs()
                && row.figures.as_ref().is_some_and(is_about)
        };
        self.rows.iter().position(is_it)
    }

    /// Whether formulas judge a rule.
    pub(super) fn judges(&self, rule: &str) -> bool {
        self.rows.iter().any(|row| row.id == rule && row.figures.is_some())
    }

    /// The cell of a row: `C` is what is found, `F` by how much it is beyond its limits.
    pub(super) fn cell(&self, column: char, place: usize) -> String {
        let row = HEAD + 2 + u32::try_from(place).unwrap_or(0);
        format!("{}!{column}{row}", check_sheet_name(self.language))
    }

    /// The level that some rows need, the highest first; none where they are too many for a formula.
    pub(super) fn level(
        &self,
        places: &[usize],
        rules: &[Rule],
        otherwise: &Otherwise<'_>,
    ) -> Option<LevelCells> {
        // Of the highest level first, and of one level in the order of the rules.
        let mut groups: BTreeMap<(std::cmp::Reverse<Authorization>, usize), Vec<usize>> = BTreeMap::new();
        for place in places {
            let row = &self.rows[*place];
            groups.entry((std::cmp::Reverse(row.level), row.number)).or_default().push(*place);
        }
        let groups: Vec<(Authorization, usize, Vec<usize>)> =
            groups.into_iter().map(|((level, number), places)| (level.0, number, places)).collect();
        let ranges: usize = groups.iter().map(|(.., places)| neighbours(places).len()).sum();
        if groups.len() > RULES || ranges > RANGES {
            return None;
        }
        let is_broken = |places: &[usize]| {
            let beyond =
                |place: &usize| self.rows[*place].figures.as_ref().is_some_and(|it| it.beyond() != 0);
            places.iter().any(beyond)
        };
        // What is known otherwise counts where it is no lower.
        let groups: Vec<_> = groups.into_iter().filter(|(level, ..)| *level > otherwise.level).collect();
        let broken = groups.iter().find(|(.., places)| is_broken(places));
        let chain = |said: &dyn Fn(Authorization, &Rule) -> String, last: &str| {
            let known = broken.and_then(|(level, number, _)| Some(said(*level, rules.get(*number)?)));
            let told = groups.iter().rev().filter_map(|(level, number, places)| {
                Some((self.sum(places), said(*level, rules.get(*number)?)))
            });
            let formula = told.fold(text_of(last), |rest, (sum, said)| match text_of(&said) {
                // What is said whatever is found needs no question.
                said if said == rest => rest,
                said => format!("IF({sum}>0,{said},{rest})"),
            });
            (formula, known.unwrap_or_else(|| last.to_owned()))
        };
        let language = self.language;
        Some(LevelCells {
            level: chain(&|level, _| level.words(language).to_owned(), otherwise.level.words(language)),
            rule: chain(&|_, rule| rule.id().to_owned(), otherwise.rule),
            source: chain(&|_, rule| or_none(rule.source_in(language)).to_owned(), or_none(otherwise.source)),
        })
    }

    /// By how much some rows are beyond their limits.
    fn sum(&self, places: &[usize]) -> String {
        let ranges = neighbours(places).into_iter().map(|[first, last]| match first == last {
            true => self.cell('F', first),
            false => {
                format!("{}:{}", self.cell('F', first), self.cell('F', last).rsplit('!').next().unwrap_or(""))
            }
        });
        match ranges.collect::<Vec<_>>().as_slice() {
            [one] if !one.contains(':') => one.clone(),
            several => format!("SUM({})", several.join(",")),
        }
    }
}

/// Rows that follow each other, as the first and the last.
fn neighbours(places: &[usize]) -> Vec<[usize; 2]> {
    let mut ranges: Vec<[usize; 2]> = Vec::new();
    for place in places {
        match ranges.last_mut() {
            Some([_, last]) if *last + 1 == *place => *last = *place,
            _ => ranges.push([*place, *place]),
        }
    }
    ranges
}

/// The text where no rule asks anything, and of a rule without an act.
pub(super) const NONE: &str = "–";

fn or_none(source: &str) -> &str {
    if source.is_empty() { NONE } else { source }
}

/// A text in a formula.
pub(super) fn text_of(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
