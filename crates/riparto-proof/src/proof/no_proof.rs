//! `NoProof`: why no proof could be made of an answer.

use std::fmt;

use riparto_core::error::quote;
use riparto_core::money::Language;
use riparto_core::words::choose;

/// Why no proof could be made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoProof {
    /// Only that the amounts keep the rules has a proof: that none are nearer has none.
    Nearness,
    /// The amounts break a rule at the level asked for, because a breach of before is tolerated.
    Breach(String),
    /// A rule asks what no row of a proof says.
    Rule(String),
    /// No prices were found that prove it.
    NotFound,
    /// There is no answer that a proof could be of.
    NoAnswer,
    /// Choices side by side are many answers.
    Choices,
    /// No transfers within the rules of flow were found.
    NoTransfers,
    /// A number on the way leaves 128 bits.
    TooLarge,
}

impl NoProof {
    /// The reason in a sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            NoProof::Nearness => choose!(
                language,
                "the proof says that the amounts keep the rules; that no others are nearer has none",
                "la prova dice che gli importi rispettano i vincoli; che nessun altro sia più vicino non è provato",
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
            NoProof::NoAnswer => choose!(
                language,
                "no proof can be made: it is not known whether there is an answer",
                "non è possibile produrre una prova: non è noto se esista una risposta",
            ),
            NoProof::Choices => choose!(
                language,
                "no proof can be made of choices side by side: ask for one of them",
                "non è possibile produrre una prova di più scelte a confronto: chiederne una sola",
            ),
            NoProof::NoTransfers => choose!(
                language,
                "no proof can be made: no transfers within the rules of flow were found",
                "non è possibile produrre una prova: non sono stati trovati storni che rispettino i vincoli di flusso",
            ),
            NoProof::TooLarge => choose!(
                language,
                "no proof can be made: a number on the way has more than 38 digits or 128 bits, as weights of many digits make",
                "non è possibile produrre una prova: un numero nel calcolo supera le 38 cifre o i 128 bit, come accade con pesi di molte cifre",
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
