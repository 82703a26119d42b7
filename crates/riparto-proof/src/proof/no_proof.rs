//! `NoProof`: why no proof could be made of an answer.

use std::fmt;

use riparto_core::error::quote;
use riparto_core::money::Language;
use riparto_core::words::choose;

/// Why no proof could be made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoProof {
    /// No proof speaks of the measure that was asked for.
    Measure,
    /// The amounts break a rule at the level asked for, because a breach of before is tolerated.
    Breach(String),
    /// A rule asks what no row of a proof says.
    Rule(String),
    /// No prices were found that prove it.
    NotFound,
    /// What lines are to get beside the rules (`give`) is no question that a proof speaks of.
    Given,
    /// There is no answer that a proof could be of.
    NoAnswer,
    /// The split has criteria, a unit, fixed amounts or payers.
    Split,
}

impl NoProof {
    /// The reason in a sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            NoProof::Measure => choose!(
                language,
                "no proof can be made for this measure: only `least_squares`, `least_moved` and `least_peak` have proofs",
                "per questo criterio non è possibile produrre una prova: ne hanno solo `least_squares`, `least_moved` e `least_peak`",
            ),
            NoProof::Breach(rule) => choose!(
                language,
                "no proof can be made: the amounts break rule `{rule}`, which is broken already",
                "non è possibile produrre una prova: gli importi superano il limite del vincolo `{rule}`, già superato in precedenza",
                rule = quote(rule),
            ),
            NoProof::Rule(rule) => choose!(
                language,
                "no proof can be made: rule `{rule}` is of a kind that proofs do not speak of",
                "non è possibile produrre una prova: il vincolo `{rule}` è di un tipo che le prove non considerano",
                rule = quote(rule),
            ),
            NoProof::NotFound => choose!(
                language,
                "no proof was found: the answer rests on a search that a file does not show",
                "nessuna prova trovata: la risposta si basa su una ricerca che un file non riporta",
            ),
            NoProof::Given => choose!(
                language,
                "no proof can be made where it is said what lines are to get: state all amounts wished for",
                "non è possibile produrre una prova quando si indica che cosa ricevono le voci: indicare tutti gli importi desiderati",
            ),
            NoProof::NoAnswer => choose!(
                language,
                "no proof can be made: it is not known whether there is an answer",
                "non è possibile produrre una prova: non è noto se esista una risposta",
            ),
            NoProof::Split => choose!(
                language,
                "no proof can be made of a split in which some parts do not pay for minima, or of shares that need not sum",
                "non è possibile produrre una prova di un riparto in cui i minimi sono a carico di alcune parti, o di quote che possono non sommare al totale",
            ),
        }
    }
}

/// The sentence in English.
impl fmt::Display for NoProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}
