//! `Notice`: what is odd about a rule, though it can be understood.

use serde::Serialize;

use crate::money::Language;

/// Something that the author of a rule wants to know: the rule does nothing, or cannot hold. Reported, never ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The rule's id.
    pub rule: String,
    /// What is odd.
    pub code: NoticeCode,
}

/// What is odd about a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeCode {
    /// No allocation of this envelope that keeps the locked lines can break the rule.
    NeverBinds,
    /// No allocation that keeps the locked lines can respect the rule.
    ContradictsLock,
    /// No allocation of this envelope at all can respect the rule.
    NeverHolds,
    /// The rule of a pack is about labels that no line here has.
    SelectsNothing,
}

impl Notice {
    /// One sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let what = match self.code {
            NoticeCode::NeverBinds => language.choose(
                "can never bind: no split of this total that keeps the locked lines can break it; a rule on all lines together often means `each`",
                "non può mai operare: nessuna ripartizione di questo totale che rispetti i blocchi può violarlo; per un vincolo su tutte le voci insieme spesso si intende `each`",
            ),
            NoticeCode::ContradictsLock => language.choose(
                "contradicts a lock: with the locked lines as they are, no split can respect it",
                "contraddice un blocco: con le voci bloccate come sono, nessuna ripartizione può rispettarlo",
            ),
            NoticeCode::NeverHolds => language.choose(
                "can never hold: no split of this total can respect it",
                "non può mai essere rispettato: nessuna ripartizione di questo totale vi riesce",
            ),
            NoticeCode::SelectsNothing => language.choose(
                "does not apply here: no line has the labels that it is about",
                "qui non si applica: nessuna voce ha le etichette di cui tratta",
            ),
        };
        format!("{} `{}` {what}", language.choose("rule", "il vincolo"), self.rule)
    }
}
