//! What a person reads of a split, and of a published split that was retraced.

use std::fmt::Write;

use super::displayed::Report;
use super::text_table::{Align, TextTable};
use riparto_core::money::{
    AmountStyle, Apportionment, Currency, HalfUp, KeyFit, Language, Money, MoneyDelta, Retrace,
    RetracedMethod,
};
use riparto_core::words::noun;

/// How many lines that are off are listed.
const LISTED: usize = 10;

/// The parts of a split by their names, with what a rounding misses.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Weight};
/// use riparto::report::{Report, SplitReport};
///
/// let names = ["ats".to_owned(), "anci".to_owned()];
/// let weights = [Weight::from(1), Weight::from(2)];
/// let split = Apportion::new().split("1.00".parse()?, AllocationKey::Weights(&weights))?;
/// assert!(SplitReport::of(&names, &split).text(riparto::Language::Italian).contains("totale  1,00"));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SplitReport<'a> {
    names: &'a [String],
    amounts: &'a [Money],
    difference: MoneyDelta,
}

impl<'a> SplitReport<'a> {
    /// The report of a split, with a name for each part.
    #[must_use]
    pub fn of(names: &'a [String], split: &'a Apportionment) -> SplitReport<'a> {
        SplitReport { names, amounts: split.amounts(), difference: MoneyDelta::ZERO }
    }

    /// The report of shares rounded half up, with a name for each part.
    #[must_use]
    pub fn of_half_up(names: &'a [String], shares: &'a HalfUp) -> SplitReport<'a> {
        SplitReport { names, amounts: shares.amounts(), difference: shares.difference() }
    }
}

impl Report for SplitReport<'_> {
    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut table = TextTable::new([
            (language.choose("part", "parte"), Align::Left),
            (Currency::printed().code(), Align::Right),
        ]);
        for (name, amount) in self.names.iter().zip(self.amounts) {
            table.row([name.clone(), amount.to_figures(style)]);
        }
        let sum = self.amounts.iter().map(|amount| i128::from(amount.cents())).sum();
        table.foot([language.choose("total", "totale").to_owned(), Money::saturating(sum).to_figures(style)]);
        let mut text = table.render();
        if !self.difference.is_zero() {
            let apart = self.difference.to_text(style);
            text.push_str(&language.choose(
                format!("\nRounded one by one, the shares miss the total by {apart}, which nobody receives or pays.\n"),
                format!("\nArrotondate una per una, le quote si discostano dal totale di {apart}, che nessuno riceve né versa.\n"),
            ));
        }
        text
    }
}

/// A published split against each method, with a name for each line.
///
/// ```
/// use riparto::money::{AllocationKey, Apportion, Retrace, Weight};
/// use riparto::report::{Report, RetraceReport};
///
/// let names = ["ats".to_owned(), "anci".to_owned()];
/// let (weights, published) = ([Weight::from(1), Weight::from(2)], ["0.33".parse()?, "0.66".parse()?]);
/// let retrace = Retrace::of("1.00".parse()?, AllocationKey::Weights(&weights), &published, &Apportion::new())?;
/// let text = RetraceReport::of(&names, &retrace).text(riparto::Language::English);
/// assert!(text.contains("The published amounts sum to €0.01 less: nobody receives it."));
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct RetraceReport<'a> {
    names: &'a [String],
    retrace: &'a Retrace,
}

impl<'a> RetraceReport<'a> {
    /// The report of a split that was retraced.
    #[must_use]
    pub fn of(names: &'a [String], retrace: &'a Retrace) -> RetraceReport<'a> {
        RetraceReport { names, retrace }
    }
}

impl Report for RetraceReport<'_> {
    fn written(&self, language: Language) -> String {
        let mut text = self.sums(language);
        text.push('\n');
        text.push_str(&self.methods(language));
        text.push('\n');
        text.push_str(&self.verdict(language));
        text
    }
}

impl RetraceReport<'_> {
    /// What was split, what is published, and what nobody received.
    fn sums(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let (total, lines) = (self.retrace.total().to_text(style), self.names.len());
        let difference = self.retrace.difference();
        let apart = difference.abs().to_text(style);
        let adds_up = match difference.cents() {
            0 => language.choose(
                "The published amounts sum to it.".to_owned(),
                "Gli importi pubblicati sommano al totale.".to_owned(),
            ),
            ..0 => language.choose(
                format!("The published amounts sum to {apart} less: nobody receives it."),
                format!("Gli importi pubblicati sommano a {apart} in meno, che nessuno riceve."),
            ),
            1.. => language.choose(
                format!("The published amounts sum to {apart} more, which nothing covers."),
                format!("Gli importi pubblicati sommano a {apart} in più, privi di copertura."),
            ),
        };
        language.choose(
            format!("Total {total}, {lines} lines. {adds_up}\n"),
            format!("Totale {total}, {lines} righe. {adds_up}\n"),
        )
    }

    fn methods(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut table = TextTable::new([
            (language.choose("method", "metodo"), Align::Left),
            (language.choose("lines off", "righe diverse"), Align::Right),
            (Currency::printed().head(language, "in all,", "in tutto,").as_str(), Align::Right),
            (Currency::printed().head(language, "at most,", "al più,").as_str(), Align::Right),
        ]);
        let figures = |cents: u64| Money::saturating(i128::from(cents)).to_figures(style);
        for method in self.retrace.methods() {
            table.row([
                self.method(method, language),
                method.lines_off().to_string(),
                figures(method.cents_off()),
                figures(method.largest()),
            ]);
        }
        table.render()
    }

    /// A method as one speaks of it, with the line that takes what is left.
    fn method(&self, method: &RetracedMethod, language: Language) -> String {
        let named = method.name().title(language);
        match method.residual_to().and_then(|part| self.names.get(part)) {
            Some(line) => {
                language.choose(format!("{named}, the rest to {line}"), format!("{named}, resto a {line}"))
            }
            None => named.to_owned(),
        }
    }

    fn verdict(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let unit = self.retrace.unit().to_text(style);
        let by: Vec<String> = self
            .retrace
            .methods()
            .iter()
            .filter(|method| method.lines_off() == 0)
            .map(|method| self.method(method, language))
            .collect();
        if !by.is_empty() {
            let by = by.join("; ");
            return language.choose(
                format!("Reproduced to the cent, in units of {unit}, by: {by}.\n"),
                format!("Riprodotto al centesimo, in unità di {unit}, con: {by}.\n"),
            );
        }
        let Some(nearest) = self.retrace.nearest() else { return String::new() };
        let most = Money::saturating(i128::from(nearest.largest())).to_text(style);
        let said = match self.retrace.key() {
            KeyFit::TooCoarse => language.choose(
                format!(
                    "The printed percentages cannot reproduce the amounts: lines are off by up to {most}. They are the percentages of \
                     the amounts, printed with too few decimals; the amounts come from finer ones.\n"
                ),
                format!(
                    "Le percentuali pubblicate non possono riprodurre gli importi: le righe si discostano fino a {most}. Sono le \
                     percentuali degli importi, stampate con troppi pochi decimali; gli importi derivano da valori più precisi.\n"
                ),
            ),
            KeyFit::Other => language.choose(
                format!("These weights alone cannot reproduce the amounts: lines are off by up to {most}, more than rounding explains.\n"),
                format!("I soli pesi indicati non possono riprodurre gli importi: le righe si discostano fino a {most}, più di quanto spieghi un arrotondamento.\n"),
            ),
            KeyFit::Exact | KeyFit::Rounding => {
                let method = self.method(nearest, language);
                let lines = noun("line off", "lines off", "riga diversa", "righe diverse");
                let lines = lines.count(nearest.lines_off(), language);
                language.choose(
                    format!("No method reproduces every amount, in units of {unit}. Nearest is {method}: {lines}, by at most {most}.\n"),
                    format!("Nessun metodo riproduce tutti gli importi, in unità di {unit}. Il più vicino è {method}: {lines}, al più di {most}.\n"),
                )
            }
        };
        said + "\n" + &self.lines(nearest, language)
    }

    /// The lines that are off under a method, the first ten.
    fn lines(&self, method: &RetracedMethod, language: Language) -> String {
        let style = AmountStyle::from(language);
        let mut table = TextTable::new([
            (language.choose("line", "riga"), Align::Left),
            (language.choose("published", "pubblicato"), Align::Right),
            (language.choose("computed", "calcolato"), Align::Right),
            (language.choose("off by", "differenza"), Align::Right),
        ]);
        for (part, apart) in method.off().iter().take(LISTED) {
            let name = self.names.get(*part).cloned().unwrap_or_else(|| (part + 1).to_string());
            let published = self.retrace.published()[*part].to_figures(style);
            table.row([name, published, method.amounts()[*part].to_figures(style), apart.to_figures(style)]);
        }
        let mut text = table.render();
        if let Some(more) = method.lines_off().checked_sub(LISTED).filter(|more| *more > 0) {
            let said = language.choose(format!("and {more} more"), format!("e altre {more}"));
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {said}");
        }
        text
    }
}
