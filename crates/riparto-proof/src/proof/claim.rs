//! `Claim`: what a proof says of a plan, with what proves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::aggregate_claim::AggregateClaim;
use super::lower_bound::LowerBound;
use super::split_claim::SplitClaim;
use super::transfers_claim::FewestTransfersClaim;
use super::whole_number::{WholeNumber, given};
use riparto_core::error::quote;
use riparto_core::money::{AmountStyle, Language, MethodName, Money};
use riparto_core::reader::unique_map;
use riparto_core::words::choose;
use riparto_rebalance::rebalance::Measure;

/// What a proof says, most often of a plan, with what proves it. In JSON a map with one key: `{"feasible": {"amounts": [6000, 4000]}}`. Amounts
/// are whole cents in the order of the plan's lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Claim {
    /// An allocation keeps the rules.
    Feasible(FeasibleClaim),
    /// No allocation that keeps the rules is nearer to a wish.
    Nearest(NearestClaim),
    /// No allocation keeps the rules.
    Impossible(ImpossibleClaim),
    /// No allocation keeps some rules, and without any one of them there is one that keeps the others.
    Irreducible(IrreducibleClaim),
    /// The rules cannot be missed by fewer cents in all.
    CheapestRelaxation(CheapestRelaxationClaim),
    /// Amounts are what a method of apportionment gives. About no plan.
    Split(SplitClaim),
    /// Amounts are what a rule makes of ballots. About no plan.
    Aggregate(AggregateClaim),
    /// Transfers lead to changes, and so many are needed at least. About no plan.
    FewestTransfers(FewestTransfersClaim),
}

/// An allocation keeps the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FeasibleClaim {
    /// What each line holds.
    pub amounts: Vec<i64>,
}

/// No allocation that keeps the rules is nearer to a wish, by more than a gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NearestClaim {
    /// What counts as near.
    pub measure: Measure,
    /// What lines wish to hold, by id; those that are not named wish for what the plan has approved.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub wish: BTreeMap<String, i64>,
    /// How many times a change of a line counts, by id; once for those that are not named.
    #[serde(default, deserialize_with = "unique_map", skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<String, i64>,
    /// What each line holds.
    pub amounts: Vec<i64>,
    /// How far that is from the wish.
    pub objective: WholeNumber,
    /// By how much another allocation may be nearer, as far as is proven; zero if left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gap: WholeNumber,
    /// Why none is.
    pub bound: LowerBound,
}

/// No allocation keeps the rules, or only some of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ImpossibleClaim {
    /// The rules that exclude each other, by id; all of the plan if left out.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub rules: Option<Vec<String>>,
    /// Why there is none.
    pub bound: LowerBound,
}

/// No allocation keeps some rules, and without any one of them there is one that keeps the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct IrreducibleClaim {
    /// The rules, by id.
    pub rules: Vec<String>,
    /// For each of them, amounts that keep all the others.
    pub without: Vec<Vec<i64>>,
    /// Why no allocation keeps all of them.
    pub bound: LowerBound,
}

/// The rules cannot be missed by fewer cents in all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CheapestRelaxationClaim {
    /// By how many cents rules are missed, by id.
    #[serde(deserialize_with = "unique_map")]
    pub missed: BTreeMap<String, i64>,
    /// Amounts that miss them by so much.
    pub amounts: Vec<i64>,
    /// By how many cents less they may be missed in all, as far as is proven; zero if left out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub gap: WholeNumber,
    /// Why it takes so much.
    pub bound: LowerBound,
}

impl Claim {
    /// Its name in JSON.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Claim::Feasible(_) => "feasible",
            Claim::Nearest(_) => "nearest",
            Claim::Impossible(_) => "impossible",
            Claim::Irreducible(_) => "irreducible",
            Claim::CheapestRelaxation(_) => "cheapest_relaxation",
            Claim::Split(_) => "split",
            Claim::Aggregate(_) => "aggregate",
            Claim::FewestTransfers(_) => "fewest_transfers",
        }
    }

    /// What it says, in a sentence.
    ///
    /// ```
    /// use riparto::Language;
    /// use riparto::proof::{Claim, DigestedPlan, Proof};
    ///
    /// let plan = r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00", "lines": [ {"id": "a", "amount": "100.00"} ] }"#;
    /// let plan = DigestedPlan::from_json(plan)?;
    /// let document = format!(r#"{{"format": "riparto.proof/1", "plan": "{}", "claims": [{{"feasible": {{"amounts": [10000]}}}}]}}"#, plan.digest());
    /// let proof = Proof::from_json(&document)?;
    /// assert_eq!(proof.check(&plan), Ok(()));
    /// assert_eq!(proof.claims()[0].message(Language::English), "these amounts keep the rules");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            Claim::Feasible(_) => {
                choose!(language, "these amounts keep the rules", "questi importi rispettano i vincoli")
            }
            Claim::Nearest(nearest) if nearest.gap.0 == 0 => choose!(
                language,
                "these amounts keep the rules, and none that do are nearer to the wish by {measure}: {objective}",
                "questi importi rispettano i vincoli, e nessun altro che li rispetti è più vicino agli importi desiderati secondo {measure}: {objective}",
                measure = nearest.measure_words(language),
                objective = nearest.objective.0,
            ),
            Claim::Nearest(nearest) => choose!(
                language,
                "these amounts keep the rules, at {objective} from the wish by {measure}, and none that do are nearer by more than {gap}",
                "questi importi rispettano i vincoli, a {objective} dagli importi desiderati secondo {measure}, e nessun altro che li rispetti è più vicino di oltre {gap}",
                measure = nearest.measure_words(language),
                objective = nearest.objective.0,
                gap = nearest.gap.0,
            ),
            Claim::Impossible(ImpossibleClaim { rules: Some(rules), .. }) => choose!(
                language,
                "no amounts keep these rules together: {rules}",
                "nessun importo rispetta insieme questi vincoli: {rules}",
                rules = listed(rules),
            ),
            Claim::Impossible(_) => {
                choose!(language, "no amounts keep all rules", "nessun importo rispetta tutti i vincoli")
            }
            Claim::Irreducible(irreducible) => choose!(
                language,
                "no amounts keep these rules together, and without any one of them some keep the others: {rules}",
                "nessun importo rispetta insieme questi vincoli, e senza uno qualunque di essi gli altri sono compatibili: {rules}",
                rules = listed(&irreducible.rules),
            ),
            Claim::CheapestRelaxation(relaxation) => {
                let rules: Vec<String> = relaxation.missed.keys().cloned().collect();
                let cents = relaxation.missed.values().map(|cents| i128::from(*cents)).sum();
                let euros = Money::saturating(cents).to_text(AmountStyle::from(language));
                choose!(
                    language,
                    "the rules can hold if they give way by {euros} in all ({rules}), and not by less",
                    "i vincoli sono compatibili se cedono in tutto di {euros} ({rules}), e non di meno",
                    rules = listed(&rules),
                )
            }
            Claim::Split(_) | Claim::Aggregate(_) | Claim::FewestTransfers(_) => {
                self.message_of_alone(language)
            }
        }
    }

    /// What a claim about no plan says.
    fn message_of_alone(&self, language: Language) -> String {
        match self {
            Claim::Split(split) if split.method == MethodName::HalfUp => choose!(
                language,
                "these amounts are the shares of the total by these {keys}, each rounded half up: they sum to {difference}",
                "questi importi sono le quote del totale secondo questi {keys}, ciascuna arrotondata all'unità più vicina, la metà per eccesso: la somma è {difference}",
                keys = split.keys(language),
                difference = split.difference_words(language),
            ),
            Claim::Split(split) => choose!(
                language,
                "these amounts are what the method “{method}” gives of the total by these {keys}",
                "questi importi sono quelli che il metodo «{method}» assegna del totale secondo questi {keys}",
                method = split.method.title(language),
                keys = split.keys(language),
            ),
            Claim::Aggregate(aggregate) => choose!(
                language,
                "these amounts are what the rule “{rule}” makes of these {ballots}",
                "questi importi sono quelli che la regola «{rule}» ricava da {ballots}",
                rule = aggregate.rule.title(language),
                ballots = aggregate.source(language),
            ),
            Claim::FewestTransfers(fewest) if fewest.at_least == fewest.transfers.len() => choose!(
                language,
                "these transfers lead to the changes, and fewer do not: {transfers}",
                "questi storni portano alle variazioni, e un numero minore non basta: {transfers}",
                transfers = fewest.transfers.len(),
            ),
            Claim::FewestTransfers(fewest) => choose!(
                language,
                "these transfers lead to the changes: {transfers}; at least {at_least} are needed, and whether fewer than these do is not shown",
                "questi storni portano alle variazioni: {transfers}; ne servono almeno {at_least}, e non è dimostrato se ne bastino meno di questi",
                transfers = fewest.transfers.len(),
                at_least = fewest.at_least,
            ),
            _ => String::new(),
        }
    }
}

impl NearestClaim {
    /// Its measure, and that lines count by weights where they do.
    fn measure_words(&self, language: Language) -> String {
        let weights = match self.weights.is_empty() {
            true => "",
            false => language.choose(" with the weights of the proof", " con i pesi della prova"),
        };
        format!("{}{weights}", measure_words(self.measure, language))
    }
}

impl AggregateClaim {
    /// Of what it is made, and how.
    fn source(&self, language: Language) -> &'static str {
        if !self.floors.is_empty() || !self.ceilings.is_empty() {
            return match self.counts.is_empty() {
                true => language.choose(
                    "ballots in whole cents within the floors and ceilings of the proof",
                    "queste schede in centesimi interi entro i minimi e i massimi della prova",
                ),
                false => language.choose(
                    "counts of ballots in whole cents within the floors and ceilings of the proof",
                    "questi conteggi di schede in centesimi interi entro i minimi e i massimi della prova",
                ),
            };
        }
        match (self.counts.is_empty(), self.integral) {
            (true, false) => language.choose("ballots", "queste schede"),
            (true, true) => language.choose("ballots in whole cents", "queste schede in centesimi interi"),
            (false, false) => language.choose("counts of ballots", "questi conteggi di schede"),
            (false, true) => language
                .choose("counts of ballots in whole cents", "questi conteggi di schede in centesimi interi"),
        }
    }
}

impl SplitClaim {
    fn keys(&self, language: Language) -> &'static str {
        match self.criteria.is_empty() {
            true => language.choose("weights", "pesi"),
            false => language.choose("criteria", "criteri"),
        }
    }

    /// What the amounts sum to beside the total.
    fn difference_words(&self, language: Language) -> String {
        let apart =
            Money::saturating(self.difference.unsigned_abs().into()).to_text(AmountStyle::from(language));
        match self.difference.signum() {
            0 => language.choose("the total", "il totale").to_owned(),
            1 => choose!(language, "{apart} more than the total", "il totale più {apart}"),
            _ => choose!(language, "{apart} less than the total", "il totale meno {apart}"),
        }
    }
}

fn listed(rules: &[String]) -> String {
    let rules: Vec<String> = rules.iter().map(|rule| format!("`{}`", quote(rule))).collect();
    rules.join(", ")
}

fn is_zero(number: &WholeNumber) -> bool {
    number.0 == 0
}

/// A measure in words of people, after *by* and *secondo*.
fn measure_words(measure: Measure, language: Language) -> &'static str {
    match measure {
        Measure::LeastSquares => language.choose("least squares", "la somma dei quadrati delle variazioni"),
        Measure::LeastMoved => language.choose("the sum of the changes", "la somma delle variazioni"),
        Measure::LeastPeak => language.choose("the largest change", "la variazione maggiore"),
        Measure::InProportion => language.choose("shares in proportion", "le quote in proporzione"),
        Measure::FewestLines => {
            language.choose("the number of lines that change", "il numero di voci variate")
        }
    }
}
