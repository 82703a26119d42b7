//! `Refusal`: why a proof does not prove what it says.

use std::fmt;

use riparto_core::error::{Error, quote};
use riparto_core::money::Language;
use riparto_core::words::choose;

/// Why a proof does not prove what it says of a plan.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// It is about another plan.
    OtherPlan,
    /// The plan cannot be asked that.
    Plan(Error),
    /// It does not give one amount for each line, or amounts that are none.
    Amounts,
    /// It is about other amounts than those that the proposal leads to.
    OtherAmounts,
    /// The amounts do not sum to the total.
    Total,
    /// Amounts break a rule.
    Broken(String),
    /// A rule that it names is not in the plan.
    RuleUnknown(String),
    /// A line that it names is not in the plan.
    LineUnknown(String),
    /// A rule has no such row.
    RowUnknown(String),
    /// A row of a rule is priced twice.
    PricedTwice(String),
    /// A price has the sign of a side that the row does not have.
    Sign(String),
    /// A price is so high that a rule is rather missed.
    PriceTooHigh(String),
    /// A scale or a weight is not above zero.
    NotPositive,
    /// What is stated beside the amounts is not what they come to: stated, found.
    Stated(i128, i128),
    /// The prices prove less: needed, proven.
    ProvesLess(i128, i128),
    /// It proves nothing by this measure.
    Measure,
    /// The cases are nested too deep, or name no line and no row, or both.
    Cases,
    /// Rules are named twice, or not as many amounts as rules are given.
    Rules,
    /// A number is too large.
    TooLarge,
    /// It claims nothing.
    NoClaim,
    /// It is about a plan, which was not handed over.
    NeedsPlan,
    /// It is about no plan, and was checked with one.
    AboutNoPlan,
    /// A claim about no plan stands among those about one, or the other way round.
    Mixed,
    /// Weights, floors, ceilings, amounts and the divisor of a split do not belong together.
    Parts,
    /// Under the divisor shares do not sum to the total.
    Divisor,
    /// A part, by position from zero, does not have what it is due.
    Part(usize),
    /// A ballot does not give each line an amount from zero on, with the sum of the total.
    Ballots,
    /// Counts do not give each line as much weight as the others, or do not sum to the total.
    Counts,
    /// At the moment stated the lines do not sum to the total.
    Moment,
    /// The transfers do not lead to the changes.
    Transfers,
    /// Fewer transfers than stated may do: stated, proven.
    Fewer(usize, usize),
}

/// What a check finds: nothing, or the first reason why a proof does not prove what it says.
pub(super) type Checked = std::result::Result<(), Refusal>;

impl Refusal {
    /// The reason in a sentence.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            Refusal::OtherPlan => choose!(
                language,
                "the proof is about another plan: its digest is not that of this document",
                "la prova riguarda un altro piano: l'impronta non è quella di questo documento",
            ),
            Refusal::Plan(error) => error.message(language),
            Refusal::Amounts => choose!(
                language,
                "the proof does not give each line of the plan one amount from zero on",
                "la prova non indica per ciascuna voce del piano un importo da zero in su",
            ),
            Refusal::Total => choose!(
                language,
                "the amounts of the proof do not sum to the total of the plan",
                "gli importi della prova non sommano al totale del piano",
            ),
            Refusal::Broken(rule) => choose!(
                language,
                "the amounts of the proof break rule `{rule}`",
                "gli importi della prova superano il limite del vincolo `{rule}`",
            ),
            Refusal::RuleUnknown(rule) => choose!(
                language,
                "the proof names a rule that the plan does not have: `{rule}`",
                "la prova nomina un vincolo che il piano non ha: `{rule}`",
                rule = quote(rule),
            ),
            Refusal::LineUnknown(line) => choose!(
                language,
                "the proof names a line that the plan does not have: `{line}`",
                "la prova nomina una voce che il piano non ha: `{line}`",
                line = quote(line),
            ),
            Refusal::RowUnknown(rule) => choose!(
                language,
                "the proof names a part of rule `{rule}` that the rule does not have",
                "la prova nomina una parte del vincolo `{rule}` che il vincolo non ha",
            ),
            Refusal::PricedTwice(rule) => choose!(
                language,
                "a part of rule `{rule}` has two prices",
                "una parte del vincolo `{rule}` ha due prezzi",
            ),
            Refusal::Sign(rule) => choose!(
                language,
                "the price of rule `{rule}` has the sign of a side that the rule does not have",
                "il prezzo del vincolo `{rule}` ha il segno di un lato che il vincolo non ha",
            ),
            Refusal::PriceTooHigh(rule) => choose!(
                language,
                "the price of rule `{rule}` is more than a cent for each cent that it is missed by",
                "il prezzo del vincolo `{rule}` supera un centesimo per ogni centesimo mancante",
            ),
            Refusal::NotPositive => choose!(
                language,
                "a scale or a weight of the proof is not above zero",
                "una scala o un peso della prova non è maggiore di zero",
            ),
            Refusal::Stated(stated, found) => choose!(
                language,
                "the proof states {stated}, and its amounts come to {found}",
                "la prova indica {stated}, e i suoi importi danno {found}",
            ),
            Refusal::ProvesLess(needed, proven) => choose!(
                language,
                "the prices of the proof prove {proven}, and {needed} is claimed",
                "i prezzi della prova dimostrano {proven}, e si afferma {needed}",
            ),
            Refusal::Measure => {
                choose!(language, "no proof speaks of this measure", "nessuna prova riguarda questa misura",)
            }
            Refusal::Cases => choose!(
                language,
                "the cases of the proof are too many or too deep, or each of them does not name one line or one rule",
                "i casi della prova sono troppi o troppo annidati, o non nominano ciascuno una voce o un vincolo",
            ),
            Refusal::Rules => choose!(
                language,
                "the proof names a rule twice or too many, or does not give amounts for each rule",
                "la prova nomina un vincolo due volte o troppi vincoli, o non indica importi per ciascun vincolo",
            ),
            Refusal::TooLarge => choose!(
                language,
                "a number of the proof is too large",
                "un numero della prova è troppo grande",
            ),
            Refusal::NoClaim => {
                choose!(language, "the proof claims nothing", "la prova non afferma nulla")
            }
            Refusal::OtherAmounts => choose!(
                language,
                "the amounts of the proof are not those that the proposal leads to",
                "gli importi della prova non sono quelli a cui porta la proposta",
            ),
            alone => alone.message_of_alone(language),
        }
    }
}

impl Refusal {
    /// The reason why a proof about no plan proves nothing, or one that is checked as such.
    fn message_of_alone(&self, language: Language) -> String {
        match self {
            Refusal::NeedsPlan => choose!(
                language,
                "the proof is about a plan: it is checked with the plan's document",
                "la prova riguarda un piano: si verifica insieme al documento del piano",
            ),
            Refusal::AboutNoPlan => choose!(
                language,
                "the proof is about no plan: it is checked alone",
                "la prova non riguarda alcun piano: si verifica da sola",
            ),
            Refusal::Mixed => choose!(
                language,
                "the proof mixes what is about a plan with what is about none",
                "la prova mescola affermazioni su un piano e affermazioni che non ne riguardano alcuno",
            ),
            Refusal::Parts => choose!(
                language,
                "the proof does not give each part a weight from zero on, and a divisor that its method has",
                "la prova non indica per ciascuna parte un peso da zero in su, e un divisore che il metodo preveda",
            ),
            Refusal::Divisor => choose!(
                language,
                "the shares by the divisor of the proof do not sum to the total",
                "le quote secondo il divisore della prova non sommano al totale",
            ),
            Refusal::Part(part) => choose!(
                language,
                "number {part} of the proof does not get what it is due",
                "il n. {part} della prova non riceve quanto gli spetta",
                part = part + 1,
            ),
            Refusal::Ballots => choose!(
                language,
                "the ballots of the proof do not each give every line an amount from zero on, with the sum of the total",
                "le schede della prova non indicano ciascuna per ogni voce un importo da zero in su, con somma pari al totale",
            ),
            Refusal::Counts => choose!(
                language,
                "the counts of the proof do not give each line the same weight, on amounts from zero on whose sum is the total",
                "i conteggi della prova non assegnano a ciascuna voce lo stesso peso, su importi da zero in su la cui somma sia il totale",
            ),
            Refusal::Moment => choose!(
                language,
                "at the moment of the proof the lines do not sum to the total",
                "nel momento indicato dalla prova le voci non sommano al totale",
            ),
            Refusal::Transfers => choose!(
                language,
                "the transfers of the proof do not lead to its changes",
                "gli storni della prova non portano alle variazioni indicate",
            ),
            Refusal::Fewer(stated, proven) => choose!(
                language,
                "the proof states that {stated} transfers are needed, and {proven} are proven",
                "la prova indica che servono {stated} storni, e ne sono dimostrati {proven}",
            ),
            _ => String::new(),
        }
    }
}

/// The sentence in English.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}
