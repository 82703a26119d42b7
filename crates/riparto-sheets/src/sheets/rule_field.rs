//! `RuleField`: the columns of a table of rules.

use std::collections::BTreeMap;

use super::named_table::Heads;
use super::sheet_grid::CellValue;

/// What a column of a table of rules holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RuleField {
    Id,
    Text,
    Scope,
    Each,
    Limit,
    Percent,
    Amount,
    Of,
    Base,
    Level,
    Source,
    From,
    Until,
    Documents,
    Bodies,
}

pub(super) const RULE_HEADS: Heads<RuleField> = &[
    (RuleField::Id, &["id", "vincolo", "regola", "rule", "codice", "cod", "code", "n", "nr"]),
    (RuleField::Text, &["contenuto", "testo", "text", "descrizione", "description", "what it asks"]),
    (RuleField::Scope, &["ambito", "scope", "riferito a", "applies to", "voci", "voce", "lines", "line"]),
    (
        RuleField::Each,
        &["per ciascuna", "per ciascun", "per ciascuno", "per ogni", "ciascuna", "each", "for each"],
    ),
    (RuleField::Limit, &["limite", "limit", "tipo", "tipo di limite", "type", "kind"]),
    (RuleField::Percent, &["percentuale", "perc", "%", "percent", "percentage"]),
    (RuleField::Amount, &["importo", "amount", "valore", "value"]),
    (RuleField::Of, &["di", "of", "su", "altre voci", "other lines", "verso", "to"]),
    (RuleField::Base, &["base", "base di calcolo", "rispetto a", "since"]),
    (
        RuleField::Level,
        &[
            "livello",
            "level",
            "autorizzazione",
            "livello di autorizzazione",
            "se superato",
            "needs",
            "a breach needs",
        ],
    ),
    (RuleField::Source, &["fonte", "source", "norma", "riferimento", "articolo", "citazione"]),
    (RuleField::From, &["dal", "valido dal", "from", "in vigore dal"]),
    (RuleField::Until, &["al", "valido al", "fino al", "until", "in vigore fino al"]),
    (RuleField::Documents, &["documenti", "documents", "allegati"]),
    (RuleField::Bodies, &["organi", "bodies", "decisori"]),
];

/// The cells of a row of rules.
pub(super) type RuleCells = BTreeMap<RuleField, CellValue>;
