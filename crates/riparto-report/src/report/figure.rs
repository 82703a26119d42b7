//! `Figure`: a chart with what it shows in a sentence and in a table; and what is shown of many lines.

use std::collections::BTreeMap;

use super::chart::{Bar, bars};
use super::document::CaptionedTable;
use super::svg::Svg;
use super::text_table::Align;
use super::words::one_line;
use riparto_core::budget::{Allocation, Envelope, Line};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::words::choose;

/// How many lines a chart shows before it sums up the rest.
pub(super) const SHOWN: usize = 20;

/// A chart with what it shows in a sentence and in a table.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// The name of its file, and of its place on the page.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) sentence: String,
    pub(super) svg: Svg,
    pub(super) grid: CaptionedTable,
}

impl Figure {
    /// The drawing inside a page.
    pub(super) fn drawing(&self) -> String {
        self.svg.inline(&self.title, &self.sentence)
    }
}

/// What charts call the lines of a plan: their titles; with their ids where they have none, or share it with another line.
#[derive(Clone, Debug)]
pub(super) struct LineNames {
    names: Vec<String>,
}

impl LineNames {
    pub(super) fn of(envelope: &Envelope) -> LineNames {
        let titles: Vec<String> = envelope.lines().map(|line| one_line(line.title())).collect();
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        titles.iter().for_each(|title| *times.entry(title).or_default() += 1);
        let name = |(line, title): (Line<'_>, &String)| match times.get(title.as_str()) {
            _ if title.is_empty() => line.id().to_owned(),
            Some(1) => title.clone(),
            _ => format!("{title} ({})", line.id()),
        };
        LineNames { names: envelope.lines().zip(&titles).map(name).collect() }
    }

    pub(super) fn name(&self, line: Line<'_>) -> String {
        self.names.get(line.position()).map_or_else(|| line.id().to_owned(), String::clone)
    }
}

/// A part of a total in percent, to two decimals, halves up: for reading, never for computing.
pub(super) fn share(cents: i128, total: i128, language: Language) -> String {
    let hundredths = (2 * 10_000 * cents + total).checked_div(2 * total);
    hundredths.map_or_else(
        || language.choose("n/a", "n.d.").to_owned(),
        |hundredths| Money::saturating(hundredths).to_figures(language.into()),
    )
}

/// Amounts by name: the greatest as bars, the rest as one; the table sums to the total of all.
pub(super) fn amounts(
    (id, title): (&str, String),
    what: &str,
    mut rows: Vec<(String, i128)>,
    language: Language,
) -> Figure {
    let style = AmountStyle::from(language);
    let figures = |cents: i128| Money::saturating(cents).to_figures(style);
    let total: i128 = rows.iter().map(|(_, cents)| cents).sum();
    let count = rows.len();
    rows.sort_by_key(|(_, cents)| -cents);
    let rest: i128 = rows.iter().skip(SHOWN).map(|(_, cents)| cents).sum();
    rows.truncate(SHOWN);
    let bar = |(label, cents): &(String, i128)| Bar {
        label: label.clone(),
        cents: *cents,
        figures: figures(*cents),
        is_rest: false,
    };
    let mut shown: Vec<Bar> = rows.iter().map(bar).collect();
    if let Some(more) = count.checked_sub(SHOWN).filter(|more| *more > 0) {
        let label = choose!(language, "the other {more}", "le altre {more}");
        shown.push(Bar { label, cents: rest, figures: figures(rest), is_rest: true });
    }
    let mut grid = CaptionedTable::new(
        "",
        [(what, Align::Left), (Currency::printed().code(), Align::Right), ("%", Align::Right)],
    );
    for bar in &shown {
        grid.row([bar.label.clone(), bar.figures.clone(), share(bar.cents, total, language)]);
    }
    grid.foot = Some(vec![
        language.choose("total", "totale").to_owned(),
        figures(total),
        share(total, total, language),
    ]);
    let most = rows.first().map_or_else(String::new, |(label, cents)| {
        let (amount, part) = (Money::saturating(*cents).to_text(style), share(*cents, total, language));
        choose!(
            language,
            " The greatest is {label}: {amount}, {part}\u{a0}%.",
            " Il maggiore è {label}: {amount}, {part}\u{a0}%."
        )
    });
    let sum = Money::saturating(total).to_text(style);
    let sentence = choose!(
        language,
        "{count} amounts that sum to {sum}.{most}",
        "{count} importi per un totale di {sum}.{most}"
    );
    Figure { id: id.to_owned(), title, sentence, svg: bars(&shown), grid }
}

/// The lines of an allocation by amount.
pub(super) fn lines_of(allocation: &Allocation) -> Vec<(String, i128)> {
    let names = LineNames::of(allocation.envelope());
    allocation.iter().map(|(line, amount)| (names.name(line), i128::from(amount.cents()))).collect()
}
