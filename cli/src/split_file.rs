//! The file of a split: the table as it was read, with the amounts in it.

use std::io::Write;

use riparto::Money;
use riparto::money::{SplitSource, SplitTable, Weight};
use riparto::sheets::{SheetCell, TableSheet};

use crate::files;
use crate::language_choice::spoken;
use crate::outcome::Failure;
use crate::split_arguments::SplitArguments;

/// The amounts beside the table.
pub(crate) enum Amounts<'a> {
    /// Those of a split, in place of published ones.
    Split(&'a [Money]),
    /// Those of each method by its name, beside the published ones.
    Methods(Vec<(String, &'a [Money])>),
}

/// Writes the file, if one is asked for, and says so.
pub(crate) fn write(
    out: &mut impl Write,
    named: &SplitArguments,
    table: &SplitTable,
    amounts: &Amounts<'_>,
) -> Result<(), Failure> {
    let (Some(file), language) = (named.out.as_deref(), spoken()) else { return Ok(()) };
    let sheet = sheet(table.source(), amounts);
    let bytes = match files::ending(file).as_str() {
        "xlsx" => sheet.workbook().map_err(|error| Failure::Input(named.table.clone(), error))?,
        // A mark tells Excel that the text is in UTF-8.
        "csv" => format!("\u{feff}{}", sheet.csv(language)).into_bytes(),
        _ => return Err(Failure::of_ending(file, &[".xlsx", ".csv"], language)),
    };
    files::written(out, file, &bytes, language)
}

/// The table with its columns as they were, and those of amounts with their sums.
fn sheet(source: &SplitSource, amounts: &Amounts<'_>) -> TableSheet {
    let language = spoken();
    let amount = language.choose("amount", "importo").to_owned();
    let (left_out, columns): (Option<usize>, Vec<(String, &[Money])>) = match amounts {
        Amounts::Split(amounts) => (source.published, vec![(amount, *amounts)]),
        Amounts::Methods(methods) => (None, methods.clone()),
    };
    let kept = |cells: &[String]| -> Vec<(usize, String)> {
        let places = (0..source.head.len()).filter(|place| Some(*place) != left_out);
        places.map(|place| (place, cells.get(place).cloned().unwrap_or_default())).collect()
    };
    let heads = kept(&source.head).into_iter().map(|(_, head)| head);
    let heads: Vec<String> = heads.chain(columns.iter().map(|(head, _)| head.clone())).collect();
    let mut sheet = TableSheet::new(language.choose("Split", "Riparto"), heads);
    let amount_in = |text: &str| match source.style {
        Some(style) => Money::parse(text, style).ok(),
        None => text.parse().ok(),
    };
    let cell = |place: usize, text: String| match (amount_in(&text), Weight::read(&text, source.style)) {
        (Some(amount), _) if Some(place) == source.published => SheetCell::Amount(amount),
        (_, Ok(number)) if place > 0 => SheetCell::Weight(number),
        _ => SheetCell::Text(text),
    };
    let parts = source.rows.iter().filter_map(|(part, cells)| part.map(|part| (part, cells)));
    for (part, cells) in parts {
        let amounts = columns.iter().filter_map(|(_, amounts)| amounts.get(part).copied());
        let cells = kept(cells).into_iter().map(|(place, text)| cell(place, text));
        sheet = sheet.row(cells.chain(amounts.map(SheetCell::Amount)));
    }
    let mut total = vec![SheetCell::Text(String::new()); heads_of(source, left_out)];
    if let Some(first) = total.first_mut() {
        *first = SheetCell::Text(language.choose("Total", "Totale").to_owned());
    }
    if let (Amounts::Methods(_), Some(place)) = (amounts, source.published) {
        total[place] = SheetCell::Sum(source.published_total);
    }
    let sums =
        columns.iter().map(|(_, amounts)| Money::checked_sum(amounts.iter().copied()).unwrap_or_default());
    sheet.row(total.into_iter().chain(sums.map(SheetCell::Sum)))
}

/// How many columns of the table are kept.
fn heads_of(source: &SplitSource, left_out: Option<usize>) -> usize {
    source.head.len() - usize::from(left_out.is_some())
}
