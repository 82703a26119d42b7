//! `Guarantee`: what a way from ballots to an outcome promises to a party that writes what it means.

use serde::Serialize;

use super::aggregation_rule::AggregationRule;
use riparto_core::money::Language;

/// What a way from ballots to an outcome promises to a party that writes what it means: strategyproofness, so that no other ballot would have
/// brought the outcome nearer to its own, in the sum of the distances over the lines.
///
/// It is a promise of the way, whatever the ballots: an outcome that needed no rounding, or respected all rules by itself,
/// may come of a false ballot that rounding or rules rewarded.
///
/// ```
/// use riparto::ballots::{AggregationRule, Guarantee};
///
/// assert_eq!(Guarantee::of(AggregationRule::IndependentMarkets), Guarantee::StrategyproofBeforeRounding);
/// assert_eq!(Guarantee::of(AggregationRule::Mean), Guarantee::NotStrategyproof, "it pays to overstate");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Guarantee {
    /// It holds for the exact outcome. In cents a false ballot can gain less than one cent a line.
    #[serde(rename = "truthful_before_rounding")]
    StrategyproofBeforeRounding,
    /// It holds in cents, as the phantoms rise by whole cents ([`Tally::integral`](super::Tally::integral)).
    #[serde(rename = "truthful_to_the_cent")]
    StrategyproofToTheCent,
    /// It held for what was aggregated, and ended where the outcome was moved inside the rules.
    EndedByRules,
    /// It does not hold: parties can gain by overstating.
    #[serde(rename = "not_truthful")]
    NotStrategyproof,
}

impl Guarantee {
    /// What a rule promises where nothing is done to its outcome but rounding.
    #[must_use]
    pub fn of(rule: AggregationRule) -> Guarantee {
        if rule.is_strategyproof() {
            Guarantee::StrategyproofBeforeRounding
        } else {
            Guarantee::NotStrategyproof
        }
    }

    /// Why there is no outcome in whole cents inside the rules of a plan ([`Tally::integral_under`](super::Tally::integral_under)), as a
    /// sentence.
    #[must_use]
    pub fn none_within(language: Language) -> &'static str {
        language.choose(
            "Whole cents within the rules: none, as the rule has no phantoms or the plan's rules bind more than single lines; how much several lines get together cannot be decided truthfully this way.",
            "Centesimi interi entro i vincoli: nessuno, perché la regola non ha voti fantasma o i vincoli del piano riguardano più che singole voci; quanto spetti a più voci insieme non si può decidere così senza dare vantaggio a dichiarazioni non sincere.",
        )
    }

    /// The guarantee as a sentence.
    #[must_use]
    pub fn sentence(self, language: Language) -> &'static str {
        match self {
            Guarantee::StrategyproofBeforeRounding => language.choose(
                "No party can bring the exact outcome nearer to its ballot by writing another one; rounding to cents is worth less than one cent a line.",
                "Nessun partecipante può avvicinare il risultato esatto alla propria scheda scrivendone un'altra; l'arrotondamento al centesimo vale meno di un centesimo per voce.",
            ),
            Guarantee::StrategyproofToTheCent => language.choose(
                "No party can bring the outcome nearer to its ballot by another one, not by a cent: nothing is rounded. Nearness is the sum of the differences over the lines; whoever counts otherwise may gain.",
                "Nessun partecipante può avvicinare il risultato alla propria scheda scrivendone un'altra, neppure di un centesimo: nulla è arrotondato. La vicinanza è la somma delle differenze sulle voci; chi la misura altrimenti può trarne vantaggio.",
            ),
            Guarantee::EndedByRules => language.choose(
                "Truthfulness ends here: the outcome must respect the plan's rules, and a party may now gain by overstating.",
                "La garanzia di non manipolabilità viene meno: il risultato deve rispettare i vincoli del piano, e un partecipante può trarre vantaggio dichiarando altro.",
            ),
            Guarantee::NotStrategyproof => language.choose(
                "Not truthful: a party can bring the outcome nearer to its ballot by overstating.",
                "Senza garanzia di non manipolabilità: un partecipante può avvicinare il risultato alla propria scheda dichiarando altro.",
            ),
        }
    }
}
