//! What the sheet of checks finds, as formulas of another sheet name it: whether rules about some lines are broken, and at which level.

use std::collections::{BTreeMap, BTreeSet};

use riparto_core::money::Language;
use riparto_core::plan::Comparison;
use riparto_core::rules::{AllowanceUse, Authorization};

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
pub(super) struct Otherwise {
    pub(super) level: Authorization,
    /// The rule that asks for it, as its row on the sheet of checks.
    pub(super) rule: Option<usize>,
    /// The rule whose act is cited.
    pub(super) source: Option<usize>,
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

    /// The first row of a rule, by its id.
    pub(super) fn place_of(&self, rule: &str) -> Option<usize> {
        self.rows.iter().position(|row| row.id == rule)
    }

    /// The cell of a row: `C` is what is found, `F` by how much it is beyond its limits.
    pub(super) fn cell(&self, column: char, place: usize) -> String {
        let row = HEAD + 2 + u32::try_from(place).unwrap_or(0);
        format!("{}!{column}{row}", check_sheet_name(self.language))
    }

    /// The level that some rows need, the highest first; none where they are too many for a formula.
    pub(super) fn level(&self, places: &[usize], otherwise: &Otherwise) -> Option<LevelCells> {
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
        let chain = |said: &dyn Fn(Authorization, usize) -> SaidCell, last: SaidCell| {
            let known = broken.and_then(|(level, _, places)| Some(said(*level, *places.first()?)));
            let told = groups
                .iter()
                .rev()
                .filter_map(|(level, _, places)| Some((self.sum(places), said(*level, *places.first()?))));
            let formula = told.fold(last.formula, |rest, (sum, said)| match said.formula {
                // What is said whatever is found needs no question.
                said if said == rest => rest,
                said => format!("IF({sum}>0,{said},{rest})"),
            });
            (formula, known.map_or(last.known, |known| known.known))
        };
        let level = |level: Authorization| SaidCell::of(level.words(self.language));
        let rule = |place: usize| self.rule(place);
        let source = |place: usize| self.source(place);
        let none = || SaidCell::of(NONE);
        Some(LevelCells {
            level: chain(&|asked, _| level(asked), level(otherwise.level)),
            rule: chain(&|_, place| rule(place), otherwise.rule.map_or_else(none, rule)),
            source: chain(&|_, place| source(place), otherwise.source.map_or_else(none, source)),
        })
    }

    /// The first row of a rule, by its number.
    pub(super) fn place(&self, rule: usize) -> Option<usize> {
        let place = self.rows.partition_point(|row| row.number < rule);
        self.rows.get(place).filter(|row| row.number == rule).map(|_| place)
    }

    /// The id of the rule of a row: no word of a plan stands in a formula, whose texts are short.
    pub(super) fn rule(&self, place: usize) -> SaidCell {
        SaidCell { formula: self.cell('A', place), known: self.rows[place].id.clone() }
    }

    fn source(&self, place: usize) -> SaidCell {
        match self.rows[place].source.as_str() {
            "" => SaidCell::of(NONE),
            source => SaidCell { formula: self.cell('I', place), known: source.to_owned() },
        }
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

/// What a cell says, as part of a formula and as it stands.
pub(super) struct SaidCell {
    pub(super) formula: String,
    pub(super) known: String,
}

impl SaidCell {
    /// Words of ours.
    pub(super) fn of(words: &str) -> SaidCell {
        SaidCell { formula: text_of(words), known: words.to_owned() }
    }
}

/// A text in a formula.
pub(super) fn text_of(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
