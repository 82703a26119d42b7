//! A comparison: what changes by line or by label, with the allowances that it uses up.

use super::cross_table::CrossTable;
use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use super::words::label_or_none;
use riparto_core::money::{AmountStyle, Currency, Language, Money, MoneyDelta};
use riparto_core::plan::{Comparison, ComparisonRow};
use riparto_core::rules::{AllowanceEntry, AllowanceKind, Authorization, Rule};
use riparto_core::words::{as_text, choose, csv_rows, noun, with_unbroken_percents};

/// The table of a [`Comparison`]: what changes with the sum of the rest, or all rows; below it the allowances of the rows that change, with
/// the level of authorization that each has reached, and the sources of the rules.
///
/// ```
/// use riparto::plan::Comparison;
/// use riparto::report::{ComparisonReport, Report};
/// use riparto::{Language, Plan, Proposal};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "50.00"}, {"id": "outreach", "amount": "40.00"}, {"id": "reserve", "amount": "10.00"} ],
///          "rules": [ {"id": "up", "source": "art. 9", "scope": {"lines": ["desks"]}, "limit": {"variation": {"up": {"percent": "20"}}}} ] }"#,
/// )?;
/// let proposal = Proposal::new("p1", "anci")?.transfer("outreach", "desks", "5.00".parse()?)?;
/// let comparison = Comparison::of_assessment(&plan, &plan.assess(&proposal)?)?;
/// let text = ComparisonReport::of(&comparison).text(Language::English);
/// assert!(text.contains("+5.00  +10.00") && text.contains("1 other line, unchanged") && text.contains("art. 9"), "{text}");
/// assert!(ComparisonReport::of(&comparison).all(true).markdown(Language::Italian).contains("| reserve |"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ComparisonReport<'a> {
    comparison: &'a Comparison,
    all: bool,
}

impl<'a> ComparisonReport<'a> {
    /// The report on what changes.
    #[must_use]
    pub fn of(comparison: &'a Comparison) -> ComparisonReport<'a> {
        ComparisonReport { comparison, all: false }
    }

    /// Whether rows without a change are shown one by one; if not, as one row.
    #[must_use]
    pub fn all(self, all: bool) -> ComparisonReport<'a> {
        ComparisonReport { all, ..self }
    }

    /// The tables as Markdown.
    #[must_use]
    pub fn markdown(&self, language: Language) -> String {
        self.currency().printing(|| {
            let rows = self.comparison.rows();
            let mut table = self.table(&rows, language).markdown();
            if let Some(cross) = self.cross(&rows, language) {
                table = format!("{table}\n{}", cross.markdown());
            }
            match self.allowances(&rows, language) {
                Some((allowances, sources)) => {
                    let sources: String = sources
                        .iter()
                        .map(|source| format!("- {}\n", with_unbroken_percents(source)))
                        .collect();
                    let sources = if sources.is_empty() { sources } else { format!("\n{sources}") };
                    format!("{table}\n{}{sources}", allowances.markdown())
                }
                None => table,
            }
        })
    }

    /// One table as CSV, as spreadsheets of a language read it: amounts are numbers, changes signed, and the rows that are shown are
    /// those of the text, without a row for the rest.
    #[must_use]
    pub fn csv(&self, language: Language) -> String {
        let style = language.choose(AmountStyle::Plain, AmountStyle::Italian);
        let word = |english: &str, italian: &str| language.choose(english, italian).to_owned();
        let by_line = self.comparison.keys().is_empty();
        let mut head = match by_line {
            true => vec![word("code", "Codice"), word("line", "Voce")],
            false => self.comparison.keys().into_iter().map(as_text).collect(),
        };
        let names = head.len();
        head.extend([
            word("before", "Prima"),
            word("after", "Dopo"),
            word("change", "Variazione"),
            word("change %", "Variazione %"),
            word("rule of the allowance", "Vincolo del margine"),
            word("allowance", "Margine"),
            word("used", "Utilizzato"),
            word("left", "Residuo"),
            word("level", "Livello"),
            word("rule of the level", "Vincolo del livello"),
            word("source", "Fonte"),
        ]);
        let columns = head.len();
        let mut rows = vec![head];
        for row in self.comparison.rows().iter().filter(|row| self.all || row.is_changed()) {
            let mut cells: Vec<String> = match row.line {
                Some(line) => vec![as_text(line.id()), as_text(line.title())],
                None => row.labels.iter().map(|label| as_text(label.unwrap_or_default())).collect(),
            };
            let percent = row.change_in_hundredths_of_percent().map(|percent| unsigned(percent, style));
            cells.extend([row.before.to_figures(style), row.after.to_figures(style)]);
            cells.extend([unsigned(row.change.cents(), style), percent.unwrap_or_default()]);
            cells.push(row.allowance.map_or_else(String::new, |entry| as_text(entry.rule.id())));
            cells.extend(row.allowance.map_or_else(Default::default, |entry| {
                let allowance = entry.allowance;
                let left = unsigned(allowance.left().cents(), style);
                [allowance.most().to_figures(style), allowance.used().to_figures(style), left]
            }));
            cells.push(row.needs.words(language).to_owned());
            cells.push(row.rule.map_or_else(String::new, |rule| as_text(rule.id())));
            let cited = row.rule.or(row.allowance.map(|entry| entry.rule));
            cells.push(cited.map_or_else(String::new, |rule| as_text(rule.source_in(language))));
            rows.push(cells);
        }
        let [before, after] = [self.comparison.before().total(), self.comparison.after().total()];
        let mut foot = vec![String::new(); names];
        foot[names - 1] = word("total", "Totale");
        foot.extend([before.to_figures(style), after.to_figures(style)]);
        foot.push(unsigned((after - before).cents(), style));
        foot.resize(columns, String::new());
        rows.push(foot);
        csv_rows(&rows, language)
    }

    /// The rows that change with one for the rest; and the allowances, if rules give any, with their sources.
    pub(super) fn tables(&self, language: Language) -> (TextTable, Option<(TextTable, Vec<String>)>) {
        let rows = self.comparison.rows();
        (self.table(&rows, language), self.allowances(&rows, language))
    }

    /// Before, after and the change of each row.
    fn table(&self, rows: &[ComparisonRow<'_>], language: Language) -> TextTable {
        let style = AmountStyle::from(language);
        let mut columns = name_columns(self.comparison, language);
        let names = columns.len();
        let money = |english, italian| Currency::printed().head(language, english, italian);
        columns.extend([
            (money("before", "prima"), Align::Right),
            (money("after", "dopo"), Align::Right),
            (language.choose("change", "variazione").to_owned(), Align::Right),
            ("%".to_owned(), Align::Right),
        ]);
        let mut table = TextTable::of(columns);
        for row in rows.iter().filter(|row| self.all || row.is_changed()) {
            let mut cells = name_cells(row, language);
            cells.extend(figures(row.before, row.after, style));
            table.push(cells);
        }
        let named = |what: String| {
            let mut cells = vec![String::new(); names];
            cells[0] = what;
            cells
        };
        let rest: Vec<&ComparisonRow<'_>> =
            rows.iter().filter(|row| !self.all && !row.is_changed()).collect();
        if !rest.is_empty() {
            let held: i128 = rest.iter().map(|row| i128::from(row.before.cents())).sum();
            let held = Money::saturating(held);
            let mut cells = vec![String::new(); names];
            cells[names - 1] = the_rest(rest.len(), self.comparison.keys().is_empty(), language);
            cells.extend(figures(held, held, style));
            table.push(cells);
        }
        let (before, after) = (self.comparison.before().total(), self.comparison.after().total());
        let mut foot = named(language.choose("total", "totale").to_owned());
        foot.extend(figures(before, after, style));
        let change = names + 2;
        if foot[change].is_empty() {
            foot[change] = MoneyDelta::ZERO.to_figures(style);
        }
        table.close(foot);
        table
    }

    /// The changes by two labels, one down and one across.
    fn cross(&self, rows: &[ComparisonRow<'_>], language: Language) -> Option<TextTable> {
        let keys = self.comparison.keys();
        let [down, across] = keys[..] else { return None };
        let cells = rows.iter().map(|row| (row.labels.clone(), i128::from(row.change.cents())));
        let style = AmountStyle::from(language);
        let figures = |cents: i128| {
            let delta = i64::try_from(cents).ok().and_then(|cents| MoneyDelta::from_cents(cents).ok());
            delta.unwrap_or_default().to_figures(style)
        };
        let head = choose!(language, "change: {down}, {across}", "variazione: {down}, {across}");
        Some(CrossTable::of(cells).without_zeros().table(&head, language, figures))
    }

    /// The allowances of the rows that change and those that several rows share, with what each row needs and the rules that say so;
    /// none where no rule says anything of them.
    fn allowances(&self, rows: &[ComparisonRow<'_>], language: Language) -> Option<(TextTable, Vec<String>)> {
        let mut columns = name_columns(self.comparison, language);
        columns.truncate(columns.len() - usize::from(self.comparison.keys().is_empty()));
        let names = columns.len();
        columns.extend([
            (language.choose("rule", "vincolo").to_owned(), Align::Left),
            (Currency::printed().head(language, "allowance", "margine"), Align::Right),
            (language.choose("used", "utilizzato").to_owned(), Align::Right),
            (language.choose("left", "residuo").to_owned(), Align::Right),
            (language.choose("level", "livello").to_owned(), Align::Left),
        ]);
        let mut said = Said { table: TextTable::of(columns), rules: Vec::new(), language };
        for row in rows.iter().filter(|row| row.is_changed()) {
            let named = || name_cells(row, language).into_iter().take(names).collect::<Vec<_>>();
            // A rule of several bands says one thing of a row: what is left before the next of them, and what it needs already.
            let is_same = |entry: &AllowanceEntry<'_>, rule: &Rule| entry.rule.id() == rule.id();
            if let Some(entry) = &row.allowance {
                let needs = row.rule.filter(|rule| is_same(entry, rule)).map(|_| row.needs);
                said.allowance(named(), entry, needs.unwrap_or(Authorization::Free));
            }
            let alone =
                row.rule.filter(|rule| row.allowance.as_ref().is_none_or(|entry| !is_same(entry, rule)));
            if let Some(rule) = alone {
                said.level(named(), rule, row.needs);
            }
        }
        let shared = self.comparison.shared_allowances();
        for entry in shared.iter().filter(|entry| !entry.allowance.used().is_zero()) {
            let mut named = vec![String::new(); names];
            named[0] = match entry.allowance.kind() {
                AllowanceKind::Movement => language.choose("all increases", "somma degli aumenti").to_owned(),
                AllowanceKind::Up | AllowanceKind::Down => entry.part.map_or_else(
                    || language.choose("several", "più voci").to_owned(),
                    |part| part.words(language),
                ),
            };
            said.allowance(named, entry, Authorization::Free);
        }
        (!said.rules.is_empty()).then(|| {
            let sources = said.rules.iter().filter(|(_, source)| !source.is_empty());
            (said.table, sources.map(|(rule, source)| format!("`{rule}`: {source}")).collect())
        })
    }
}

/// What rules say of rows, and their sources.
struct Said<'a> {
    table: TextTable,
    /// Ids and sources, each once.
    rules: Vec<(&'a str, &'a str)>,
    language: Language,
}

impl<'a> Said<'a> {
    /// An allowance, with the level that its use has reached, or a higher one that its rule asks for.
    fn allowance(&mut self, names: Vec<String>, entry: &AllowanceEntry<'a>, needs: Authorization) {
        let (allowance, style) = (entry.allowance, AmountStyle::from(self.language));
        let left = unsigned(allowance.left().cents(), style);
        let figures = [allowance.most().to_figures(style), allowance.used().to_figures(style), left];
        self.push(names, entry.rule, figures, reached(entry).max(needs));
    }

    fn level(&mut self, names: Vec<String>, rule: &'a Rule, level: Authorization) {
        self.push(names, rule, Default::default(), level);
    }

    fn push(&mut self, mut cells: Vec<String>, rule: &'a Rule, figures: [String; 3], level: Authorization) {
        cells.push(rule.id().to_owned());
        cells.extend(figures);
        cells.push(level.words(self.language).to_owned());
        self.table.push(cells);
        let said = (rule.id(), rule.source_in(self.language));
        if !self.rules.contains(&said) {
            self.rules.push(said);
        }
    }
}

/// The level that the use of an allowance has reached.
fn reached(entry: &AllowanceEntry<'_>) -> Authorization {
    if entry.allowance.left().cents() < 0 { entry.allowance.needs() } else { Authorization::Free }
}

impl Report for ComparisonReport<'_> {
    fn currency(&self) -> Currency {
        self.comparison.before().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let rows = self.comparison.rows();
        let mut table = self.table(&rows, language).render();
        if let Some(cross) = self.cross(&rows, language) {
            table = format!("{table}\n{}", cross.render());
        }
        match self.allowances(&rows, language) {
            Some((allowances, sources)) => {
                let sources: String = sources.iter().map(|source| format!("  {source}\n")).collect();
                format!("{table}\n{}{sources}", allowances.render())
            }
            None => table,
        }
    }
}

/// The heads of the columns that name a row.
fn name_columns(comparison: &Comparison, language: Language) -> Vec<(String, Align)> {
    let keys = comparison.keys();
    match keys.is_empty() {
        true => vec![(language.choose("line", "voce").to_owned(), Align::Left), (String::new(), Align::Left)],
        false => keys.into_iter().map(|key| (key.to_owned(), Align::Left)).collect(),
    }
}

fn name_cells(row: &ComparisonRow<'_>, language: Language) -> Vec<String> {
    match row.line {
        Some(line) => name(line).into(),
        None => row.labels.iter().map(|label| label_or_none(*label, language)).collect(),
    }
}

/// How many rows are not shown.
fn the_rest(count: usize, by_line: bool, language: Language) -> String {
    let rest = match by_line {
        true => noun("other line", "other lines", "altra voce", "altre voci"),
        false => noun("other", "others", "altra", "altre"),
    };
    let count = rest.count(u64::try_from(count).unwrap_or(u64::MAX), language);
    choose!(language, "{count}, unchanged", "{count}, senza variazioni")
}

/// Before, after, the change and its percent; blank where nothing changes, or where there is nothing to be a percent of.
fn figures(before: Money, after: Money, style: AmountStyle) -> [String; 4] {
    let change = after - before;
    let percent = Comparison::hundredths_of_percent(before, change).filter(|_| !change.is_zero());
    let [change, percent] = [(!change.is_zero()).then_some(change.cents()), percent].map(|signed| {
        let delta = signed.and_then(|signed| MoneyDelta::from_cents(signed).ok());
        delta.map_or_else(String::new, |delta| delta.to_figures(style))
    });
    [before.to_figures(style), after.to_figures(style), change, percent]
}

/// Hundredths without a plus sign.
fn unsigned(hundredths: i64, style: AmountStyle) -> String {
    let delta = MoneyDelta::from_cents(hundredths).unwrap_or_default();
    delta.to_figures(style).trim_start_matches('+').to_owned()
}
