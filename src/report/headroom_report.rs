//! Headroom: how much each line may give and receive, and what stops it.

use super::plan_report::name;
use super::text_table::{Align, TextTable};
use crate::money::{AmountStyle, Language};
use crate::rules::{Authorization, Headroom, Rule};

/// How much each line may still give and receive, with the rule that binds each.
#[must_use]
pub fn headroom(headroom: &Headroom, language: Language) -> String {
    let style = AmountStyle::from(language);
    let mut table = TextTable::new([
        (language.choose("line", "voce"), Align::Left),
        ("", Align::Left),
        (language.choose("may give EUR", "può cedere EUR"), Align::Right),
        (language.choose("giving stopped by", "limite a cedere"), Align::Left),
        (language.choose("may receive EUR", "può ricevere EUR"), Align::Right),
        (language.choose("receiving stopped by", "limite a ricevere"), Align::Left),
    ]);
    let by = |rule: Option<&Rule>| match rule {
        Some(rule) => rule.id().to_owned(),
        None => language.choose("the amounts there are", "gli importi disponibili").to_owned(),
    };
    for margin in headroom.iter() {
        let [id, title] = name(margin.line);
        let (give, receive) = (margin.give.to_figures(style), margin.receive.to_figures(style));
        table.row([id, title, give, by(margin.give_rule), receive, by(margin.receive_rule)]);
    }
    let title = match headroom.up_to() {
        Authorization::Free => language
            .choose("Headroom without any authorization", "Margini senza alcuna autorizzazione")
            .to_owned(),
        level => {
            let up_to = language.choose("Headroom with, at most,", "Margini con, al massimo,");
            format!("{up_to} {}", level.words(language))
        }
    };
    let note = language.choose(
        "A rule on several lines counts money that enters or leaves all of them; between its own lines more may move.",
        "Un vincolo su più voci conta il denaro che entra o esce da tutte; tra le sue voci si può spostare di più.",
    );
    format!("{}\n{title}\n\n{}\n{note}\n", headroom.envelope().title(), table.render())
}
