//! Headroom: how much each line may give and receive, and what stops it.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use super::words::label_or_none;
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::rules::{Authorization, Part};
use riparto_rebalance::rebalance::{Following, Headroom, LabelHeadroom, Margin, Stop, StoppedBy};

/// How much each line may still give and receive, with the rule that binds each.
impl Report for Headroom {
    fn currency(&self) -> Currency {
        self.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "may give", "può cedere").as_str(), Align::Right),
            (language.choose("giving stopped by", "limite a cedere"), Align::Left),
            (Currency::printed().head(language, "may receive", "può ricevere").as_str(), Align::Right),
            (language.choose("receiving stopped by", "limite a ricevere"), Align::Left),
        ]);
        for margin in self.iter() {
            let [id, title] = name(margin.line);
            let (give, receive) = (
                with_what_follows(margin.give, margin.give_follows.as_ref(), language),
                with_what_follows(margin.receive, margin.receive_follows.as_ref(), language),
            );
            let (giving, receiving) = (giving_stop(&margin, language), receiving_stop(&margin, language));
            table.row([id, title, give, giving, receive, receiving]);
        }
        let title = titled(self.up_to(), language);
        let note = match self.leaves_derived_lines() {
            false => language.choose(
                "What all other lines together can take or give counts, with all rules; lines that a rule derives follow.",
                "I margini tengono conto di tutti i vincoli e di quanto le altre voci insieme possono ricevere o cedere; le voci calcolate si adeguano.",
            ),
            true => language.choose(
                "What all other lines together can take or give counts, with all rules. As rules of a flow or a step are in force, lines that a rule derives do not follow: in a proposal that names them too, a line may move more.",
                "I margini tengono conto di tutti i vincoli e di quanto le altre voci insieme possono ricevere o cedere. Poiché sono in vigore vincoli sugli storni verso altre voci o sui multipli, le voci calcolate non si adeguano: con una proposta che indichi anche quelle, una voce può cedere o ricevere di più.",
            ),
        };
        format!("{}\n{title}\n\n{}\n{note}\n", self.envelope().title(), table.render())
    }
}

/// How much the lines with each value of a label may still give and receive together, with what stops them.
impl Report for LabelHeadroom {
    fn currency(&self) -> Currency {
        self.envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let head = |english, italian| Currency::printed().head(language, english, italian);
        let word = |english: &str, italian: &str| language.choose(english, italian).to_owned();
        let mut columns: Vec<(String, Align)> =
            self.keys().map(|key| (key.to_owned(), Align::Left)).collect();
        columns.extend([
            (head("amount", "importo"), Align::Right),
            (word("may give", "può cedere"), Align::Right),
            (word("giving stopped by", "limite a cedere"), Align::Left),
            (word("may receive", "può ricevere"), Align::Right),
            (word("receiving stopped by", "limite a ricevere"), Align::Left),
        ]);
        let mut table = TextTable::of(columns);
        for row in self.rows() {
            let mut cells: Vec<String> =
                row.labels.iter().map(|label| label_or_none(*label, language)).collect();
            cells.extend([
                row.amount.to_figures(style),
                row.give.to_figures(style),
                stopped_by(&row.give_stop, row.give, [GIVING_TOGETHER, TAKEN], language),
                row.receive.to_figures(style),
                stopped_by(&row.receive_stop, row.receive, [RECEIVING, GIVEN], language),
            ]);
            table.push(cells);
        }
        let title = titled(self.up_to(), language);
        let note = language.choose(
            "Each row by itself, all its lines together: what they may give to the lines of other rows, or receive from them, in one proposal. The rows do not add up.",
            "Ogni riga è considerata da sola, con tutte le sue voci: quanto possono cedere alle voci delle altre righe, o riceverne, con una sola proposta. Le righe non si sommano.",
        );
        format!("{}\n{title}\n\n{}\n{note}\n", self.envelope().title(), table.render())
    }
}

/// What the margins are of.
fn titled(up_to: Authorization, language: Language) -> String {
    match up_to {
        Authorization::Free => language
            .choose("Headroom without any authorization", "Margini senza alcuna autorizzazione")
            .to_owned(),
        level @ (Authorization::Notification
        | Authorization::PriorApproval
        | Authorization::Exceptional
        | Authorization::Forbidden) => {
            let up_to = language.choose("Headroom with, at most,", "Margini con, al massimo,");
            format!("{up_to} {}", level.words(language))
        }
    }
}

/// An amount with what follows it: *78,000.00 plus 5,460.00 of Indirect costs*.
fn with_what_follows(amount: Money, follows: Option<&Following<'_>>, language: Language) -> String {
    let style = AmountStyle::from(language);
    let figures = amount.to_figures(style);
    let Some(following) = follows else { return figures };
    let more = following.amount.to_figures(style);
    let mut titles: Vec<String> = Vec::new();
    for (line, _) in &following.changes {
        let title =
            if line.title().is_empty() { format!("`{}`", line.id()) } else { line.title().to_owned() };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    let of = match titles.as_slice() {
        [only] => only.clone(),
        _ => language.choose("derived lines", "voci calcolate").to_owned(),
    };
    match following.is_included {
        true => language.choose(
            format!("{figures}, of which {more} of {of}"),
            format!("{figures}, di cui {more} di {of}"),
        ),
        false => {
            language.choose(format!("{figures} plus {more} of {of}"), format!("{figures} più {more} di {of}"))
        }
    }
}

/// The words of each language for what a line holds and what others can do.
type Words = [&'static str; 2];

const GIVING: Words = ["what the line holds", "disponibilità della voce"];
const GIVING_TOGETHER: Words = ["what the lines hold", "disponibilità delle voci"];
const RECEIVING: Words = ["the total", "totale"];
const TAKEN: Words = ["what other lines can take", "capienza delle altre voci"];
const GIVEN: Words = ["what other lines can give", "disponibilità delle altre voci"];

/// What stops a line from giving more.
#[doc(hidden)]
#[must_use]
pub fn giving_stop(margin: &Margin<'_>, language: Language) -> String {
    stopped_by(&margin.give_stop, margin.give, [GIVING, TAKEN], language)
}

/// What stops a line from receiving more.
#[doc(hidden)]
#[must_use]
pub fn receiving_stop(margin: &Margin<'_>, language: Language) -> String {
    stopped_by(&margin.receive_stop, margin.receive, [RECEIVING, GIVEN], language)
}

/// What stops a line: itself, a rule, or the others with their rules. Where nothing is proven, what it is at most.
fn stopped_by(stop: &Stop<'_>, found: Money, [own, others]: [Words; 2], language: Language) -> String {
    let ids: Vec<&str> = stop.rules.iter().map(|rule| rule.id()).collect();
    let words = |[english, italian]: Words| language.choose(english, italian).to_owned();
    let by = match (stop.by, ids.is_empty()) {
        (StoppedBy::Amount, _) => words(own),
        (StoppedBy::Rule, _) => match stop.part {
            // The row is the line's own: only the value of a label says more.
            Some(part @ (Part::Label { .. } | Part::Through { .. })) => {
                format!("{} ({})", ids.join(", "), part.words(language))
            }
            Some(Part::Line { .. }) | None => ids.join(", "),
        },
        (StoppedBy::Others, true) => words(others),
        (StoppedBy::Others, false) => format!("{}: {}", words(others), ids.join(", ")),
    };
    if stop.at_most == found {
        return by;
    }
    let most = stop.at_most.to_text(AmountStyle::from(language));
    format!("{} {most}; {by}", language.choose("not proven, at most", "non dimostrato, al massimo"))
}
