//! The sittings and decisions of a table in their order, as a figure.

use super::chart::{Milestone, timeline};
use super::document::CaptionedTable;
use super::figure::Figure;
use super::text_table::Align;
use super::words::one_line;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::words::choose;
use riparto_table::table::{CoDesignTable, TableVariation, VariationKind};

/// How many moments are shown: the last ones.
const MOST_MOMENTS: usize = 40;

/// Sittings and decisions in their order; nothing where there are none.
pub(super) fn moments_of(table: &CoDesignTable, language: Language) -> Option<Figure> {
    let mut moments: Vec<(u64, Milestone, String)> = Vec::new();
    for sitting in table.sittings() {
        let title = one_line(sitting.title());
        let title = if title.is_empty() { title } else { format!(": {title}") };
        let label = choose!(language, "sitting {id}{title}", "seduta {id}{title}", id = sitting.id());
        let day = sitting.date().words(language);
        let moment = Milestone { day, label, figures: String::new(), is_sitting: true };
        moments.push((sitting.revisions().0, moment, String::new()));
    }
    for variation in table.variations() {
        moments.push((variation.revision(), decided(table, variation, language), one_line(variation.act())));
    }
    moments.sort_by_key(|(revision, ..)| *revision);
    let count = moments.len();
    if count == 0 {
        return None;
    }
    moments.drain(..count.saturating_sub(MOST_MOMENTS));
    let mut grid = CaptionedTable::new(
        "",
        [
            (language.choose("event", "evento"), Align::Right),
            (language.choose("day", "giorno"), Align::Left),
            (language.choose("what", "che cosa"), Align::Left),
            (language.choose("act", "atto"), Align::Left),
            (&Currency::printed().head(language, "increases", "aumenti"), Align::Right),
        ],
    );
    for (revision, moment, act) in &moments {
        grid.row([
            revision.to_string(),
            moment.day.clone(),
            moment.label.clone(),
            act.clone(),
            moment.figures.clone(),
        ]);
    }
    let (sittings, decisions) = (table.sittings().len(), table.variations().len());
    let sentence = choose!(
        language,
        "Sittings: {sittings}; decisions that changed the plan: {decisions}.",
        "Sedute: {sittings}; decisioni che hanno variato il piano: {decisions}."
    );
    let drawn: Vec<Milestone> = moments.into_iter().map(|(_, moment, _)| moment).collect();
    let title = language.choose("Timeline", "Cronologia").to_owned();
    Some(Figure { id: "timeline".to_owned(), title, sentence, svg: timeline(&drawn), grid })
}

/// A decision, on the day of its sitting.
fn decided(table: &CoDesignTable, variation: &TableVariation, language: Language) -> Milestone {
    let kind = match variation.kind() {
        VariationKind::Proposal => language.choose("proposal", "proposta"),
        VariationKind::Reversal => language.choose("reversal", "revoca"),
        VariationKind::EnvelopeChange => language.choose("change of the total", "variazione della dotazione"),
        VariationKind::LineAdded => language.choose("line added", "voce aggiunta"),
        VariationKind::LineSplit => language.choose("line split", "voce suddivisa"),
        VariationKind::LineClosed => language.choose("line closed", "voce chiusa"),
    };
    let title = table.proposal(variation.id()).map(|tabled| one_line(tabled.proposal().title()));
    let title =
        title.filter(|title| !title.is_empty()).map_or_else(String::new, |title| format!(": {title}"));
    let day = table.sitting_at(variation.revision());
    let day = day.map_or_else(String::new, |sitting| sitting.date().words(language));
    let up =
        |change: &riparto_core::budget::Change| i128::from((change.after - change.before).cents()).max(0);
    let moved = Money::saturating(variation.changes().iter().map(up).sum());
    let figures = moved.to_figures(AmountStyle::from(language));
    Milestone { day, label: format!("{kind} {}{title}", variation.id()), figures, is_sitting: false }
}
