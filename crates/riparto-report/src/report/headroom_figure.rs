//! Headroom as a figure: what each line may give and receive, and the rule that stops it.

use super::chart::{MarginRow, margins};
use super::document::CaptionedTable;
use super::figure::{Figure, LineNames, SHOWN};
use super::headroom_report::{giving_stop, receiving_stop};
use super::text_table::Align;
use riparto_core::money::{AmountStyle, Currency, Language};
use riparto_core::words::choose;
use riparto_rebalance::rebalance::{Headroom, Margin};

/// The greatest lines with what they may give and receive without authorization.
pub(super) fn margins_of(
    headroom: &Headroom,
    held: &[riparto_core::money::Money],
    language: Language,
) -> Figure {
    let style = AmountStyle::from(language);
    let currency = Currency::printed();
    let mut rows: Vec<Margin<'_>> = headroom.iter().collect();
    rows.sort_by_key(|margin| {
        -held.get(margin.line.position()).map_or(0, |amount| i128::from(amount.cents()))
    });
    let count = rows.len();
    rows.truncate(SHOWN);
    let [give, receive] =
        [language.choose("may give", "può cedere"), language.choose("may receive", "può ricevere")];
    let mut grid = CaptionedTable::new(
        "",
        [
            (language.choose("line", "voce"), Align::Left),
            (&currency.head(language, give, give), Align::Right),
            (language.choose("giving stopped by", "limite a cedere"), Align::Left),
            (&currency.head(language, receive, receive), Align::Right),
            (language.choose("receiving stopped by", "limite a ricevere"), Align::Left),
        ],
    );
    let names = LineNames::of(headroom.envelope());
    let mut drawn = Vec::new();
    for margin in &rows {
        let label = names.name(margin.line);
        let (give, receive) = (margin.give.to_figures(style), margin.receive.to_figures(style));
        grid.row([
            label.clone(),
            give.clone(),
            giving_stop(margin, language),
            receive.clone(),
            receiving_stop(margin, language),
        ]);
        drawn.push(MarginRow {
            label,
            give: (i128::from(margin.give.cents()), give),
            receive: (i128::from(margin.receive.cents()), receive),
        });
    }
    let more = count - rows.len();
    let shown = match more {
        0 => String::new(),
        more => choose!(
            language,
            " The {SHOWN} greatest lines are shown, {more} more are not.",
            " Sono mostrate le {SHOWN} voci maggiori; altre {more} non lo sono."
        ),
    };
    let sentence = choose!(
        language,
        "What each line alone may give and receive without any authorization, all other lines and all rules counted.{shown}",
        "Quanto ogni voce da sola può cedere e ricevere senza alcuna autorizzazione, considerate tutte le altre voci e tutti i vincoli.{shown}"
    );
    let title = language.choose("Headroom", "Margini").to_owned();
    Figure { id: "headroom".to_owned(), title, sentence, svg: margins(&drawn, [give, receive]), grid }
}
