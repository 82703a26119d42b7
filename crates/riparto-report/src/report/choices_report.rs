//! From where money may come: the choices side by side.

use super::displayed::Report;
use super::plan_report::name;
use super::text_table::{Align, TextTable};
use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::words::noun;
use riparto_rebalance::rebalance::{Answer, Given, GivingChoices};
use riparto_rebalance::transfers::SettlementAnswer;

/// What each line gives or takes by each choice, and how many transfers each takes.
impl Report for GivingChoices {
    fn currency(&self) -> Currency {
        self.before().envelope().currency()
    }

    fn written(&self, language: Language) -> String {
        let style = AmountStyle::from(language);
        let heads = [
            language.choose("the same from each", "in parti uguali"),
            language.choose("in proportion", "in proporzione"),
            language.choose("from the fewest lines", "dal minor numero di voci"),
        ];
        let [equal, proportion, fewest] = heads;
        let mut table = TextTable::new([
            (language.choose("line", "voce"), Align::Left),
            ("", Align::Left),
            (Currency::printed().head(language, "approved", "vigente").as_str(), Align::Right),
            (equal, Align::Right),
            (proportion, Align::Right),
            (fewest, Align::Right),
        ]);
        for (line, approved) in self.before().iter() {
            let mut cells = self.iter().map(|(_, given)| {
                let change = given.change(line.position()).filter(|change| !change.is_zero());
                change.map_or_else(String::new, |change| change.to_figures(style))
            });
            let mut next = || cells.next().unwrap_or_default();
            let [equal, proportion, fewest] = [next(), next(), next()];
            if equal.is_empty() && proportion.is_empty() && fewest.is_empty() {
                continue;
            }
            let [id, title] = name(line);
            table.row([id, title, approved.to_figures(style), equal, proportion, fewest]);
        }
        let mut text = format!("{}\n\n{}\n", self.before().envelope().title(), table.render());
        for (head, (measure, given)) in heads.into_iter().zip(self.iter()) {
            text.push_str(&format!("{head} (--measure {measure}): {}.\n", outcome(given, language)));
        }
        text
    }
}

/// What a choice gives, and by how many transfers.
fn outcome(given: &Given, language: Language) -> String {
    let style = AmountStyle::from(language);
    let nearest = match given.answer() {
        Answer::Found(nearest) => nearest,
        Answer::Infeasible(_) => {
            return language
                .choose("no allocation respects all rules", "nessuna ripartizione rispetta tutti i vincoli")
                .to_owned();
        }
        Answer::Unknown => {
            return language.choose("nothing was found", "non è stato trovato nulla").to_owned();
        }
    };
    let count = |of: usize| {
        let transfers = noun("transfer", "transfers", "storno", "storni");
        transfers.count(of, language)
    };
    let mut parts = Vec::new();
    if let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() {
        let moved: i128 =
            settlement.transfers().iter().map(|transfer| i128::from(transfer.amount().cents())).sum();
        parts.push(format!(
            "{}, {}",
            count(settlement.transfers().len()),
            Money::saturating(moved).to_text(style)
        ));
    }
    if !given.in_full() {
        let got = given.changes().iter().map(|(part, change)| format!("`{part}` {}", change.to_text(style)));
        let got = got.collect::<Vec<_>>().join(", ");
        parts.push(language.choose(
            format!("only {got}: the rules allow nothing nearer"),
            format!("solo {got}: i vincoli non consentono di avvicinarsi di più"),
        ));
    }
    parts.join("; ")
}
