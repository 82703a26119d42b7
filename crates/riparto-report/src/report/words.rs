//! Words that the reports of the table share: days, parties, lines, what a proposal moves.

use std::collections::BTreeMap;

use riparto_core::money::{AmountStyle, Currency, Language, Money};
use riparto_core::plan::{Plan, Proposal, Role, Transfer};
use riparto_table::table::CoDesignTable;

/// The currency of a plan, if there is one.
pub(super) fn currency_of(plan: Option<&Plan>) -> Currency {
    plan.map_or_else(Currency::printed, |plan| plan.envelope().currency())
}

/// The sitting at which an event happened, with its day; empty outside of sittings.
pub(super) fn when(table: &CoDesignTable, revision: u64, language: Language) -> String {
    let sitting = table.sitting_at(revision);
    sitting
        .map_or_else(String::new, |sitting| format!("{}, {}", sitting.id(), sitting.date().words(language)))
}

/// A party as one speaks of it: its name up to the first comma, or its id if it has none.
pub(super) fn party<'a>(plan: Option<&'a Plan>, id: &'a str) -> &'a str {
    let known = plan.and_then(|plan| plan.parties().iter().find(|party| party.id() == id));
    let name = known.map_or("", |party| party.name());
    match name.split(',').next().map(str::trim) {
        Some(name) if !name.is_empty() => name,
        _ => id,
    }
}

/// The value of a label, or that there is none.
pub(super) fn label_or_none(label: Option<&str>, language: Language) -> String {
    label.unwrap_or_else(|| language.choose("(none)", "(senza)")).to_owned()
}

/// A role at the table.
pub(super) fn role(role: Role, language: Language) -> &'static str {
    match role {
        Role::Authority => language.choose("authority", "amministrazione procedente"),
        Role::Lead => language.choose("lead of the grouping", "capofila"),
        Role::Partner => language.choose("partner", "partner"),
    }
}

/// A line by its id, with its title where that says more.
pub(super) fn line(plan: Option<&Plan>, id: &str) -> String {
    let position = plan.and_then(|plan| Some((plan, plan.envelope().position(id).ok()?)));
    match position.map(|(plan, position)| plan.envelope().line(position).title()) {
        Some(title) if title != id && !title.is_empty() => format!("`{id}` ({title})"),
        _ => format!("`{id}`"),
    }
}

/// The mark of a transfer that follows others.
pub(super) fn follows(transfer: &Transfer, language: Language) -> &'static str {
    match transfer.follows() {
        true => language.choose(" (follows)", " (adeguamento)"),
        false => "",
    }
}

/// A text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a proposal moves between lines, money that only passes through a line not counted.
pub(super) fn moved(proposal: &Proposal) -> Money {
    let mut net: BTreeMap<&str, i128> = BTreeMap::new();
    for transfer in proposal.transfers() {
        let cents = i128::from(transfer.amount().cents());
        *net.entry(transfer.from()).or_default() -= cents;
        *net.entry(transfer.to()).or_default() += cents;
    }
    Money::saturating(net.values().map(|cents| (*cents).max(0)).sum())
}

/// What a proposal is about, and the proof that it names, if it does.
pub(super) fn subject_and_proof(proposal: &Proposal, language: Language) -> String {
    let named = proposal.proof().map_or_else(String::new, |digest| {
        let label = language.choose("proof with SHA-256", "prova con impronta SHA-256");
        format!("; {label} {digest}")
    });
    format!("{}{named}", subject(proposal, language))
}

/// What a proposal is about: what it takes back, its title, or its transfers if it has none.
pub(super) fn subject(proposal: &Proposal, language: Language) -> String {
    if let Some(reversed) = proposal.reverses() {
        let takes_back = language.choose("takes back", "revoca");
        let title = one_line(proposal.title());
        let title = if title.is_empty() { title } else { format!(": {title}") };
        return format!("{takes_back} `{reversed}`{title}");
    }
    if !proposal.title().is_empty() {
        return one_line(proposal.title());
    }
    const SHOWN: usize = 3;
    let transfers = proposal.transfers();
    let style = AmountStyle::from(language);
    let say = |transfer: &Transfer| {
        let amount = transfer.amount().to_text(style);
        let mark = follows(transfer, language);
        format!("{amount}: {} → {}{mark}", transfer.from(), transfer.to())
    };
    let mut text = transfers.iter().take(SHOWN).map(say).collect::<Vec<_>>().join("; ");
    if transfers.len() > SHOWN {
        text.push_str("; …");
    }
    text
}
