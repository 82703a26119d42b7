//! Answers about ballots, as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::proof_answer::ProofAnswer;
use super::receipt_answer::{LeftoverByLine, ReceiptByLine};
use riparto_ballots::ballot_documents::Keyed;
use riparto_ballots::ballots::{
    Aggregate, AgreementClique, BallotSheet, ByLine, Disagreement, DisagreementByLine, Fairness, Guarantee,
    Repair, RepairByLine,
};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::words::spoken;

/// What one rule made of ballots or of counts, inside the rules of a plan if there is one.
pub(super) struct AggregateOutcome {
    pub(super) aggregate: Aggregate,
    /// What the rule `mean` makes of the same ballots.
    pub(super) mean: Vec<Money>,
    pub(super) amounts: Vec<Money>,
    pub(super) guarantee: Guarantee,
    pub(super) repaired: Option<RepairAnswer>,
    /// What phantoms that rise by whole cents make of the ballots, if that is asked for; none of a rule without phantoms.
    pub(super) integral: Option<Option<IntegralOutcome>>,
}

/// What phantoms that rise by whole cents make of ballots.
pub(super) struct IntegralOutcome {
    pub(super) amounts: Vec<Money>,
    /// With a plan, what they make inside its rules; none where these bind more than single lines.
    pub(super) within: Option<Option<Vec<Money>>>,
}

/// What one rule made of ballots.
pub(super) struct Aggregated {
    pub(super) sheet: BallotSheet,
    pub(super) keyed: Keyed,
    pub(super) found: AggregateOutcome,
    pub(super) disagreement: Disagreement,
    pub(super) bloc: Option<AgreementClique>,
    pub(super) fairness: Option<Fairness>,
    pub(super) proof: Option<ProofAnswer>,
}

/// What there is to say where a plan has rules that the outcome must respect.
pub(super) struct RepairAnswer {
    pub(super) repair: Repair,
    /// The compromise and its cost; none where the rules cross, which it does not cover.
    pub(super) compromise: Option<(Vec<Money>, i128)>,
}

impl AggregateOutcome {
    fn receipt<'a>(&'a self, lines: Option<&'a [String]>) -> ReceiptByLine<'a> {
        let receipt = self.aggregate.receipt();
        let line = |part: usize| lines.map(|lines| lines[part].as_str());
        ReceiptByLine {
            method: receipt.method,
            tie_break: receipt.tie_break,
            leftovers: LeftoverByLine::all(&receipt.leftovers, line),
            tied: &receipt.tied,
            at_floor: &[],
            at_ceiling: &[],
        }
    }

    /// The distance of the outcome to the mean of the ballots.
    pub(super) fn distance_from_mean(&self) -> String {
        let apart = self.amounts.iter().zip(&self.mean).map(|(a, b)| (a - *b).abs().cents());
        MoneyDelta::plain(apart.map(i128::from).sum())
    }

    /// Writes the outcome, and what it promises.
    pub(super) fn begin<M: SerializeMap>(
        &self,
        answer: &mut M,
        lines: Option<&[String]>,
    ) -> Result<(), M::Error> {
        answer.serialize_entry("rule", &self.aggregate.rule())?;
        if self.repaired.is_some() {
            answer.serialize_entry("feasible", &true)?;
        }
        answer.serialize_entry("amounts", &ByLine { lines, values: &self.amounts })?;
        answer.serialize_entry("exact", &ByLine { lines, values: self.aggregate.exact() })?;
        answer.serialize_entry("receipt", &self.receipt(lines))?;
        answer.serialize_entry("guarantee", &self.guarantee)?;
        answer.serialize_entry("guarantee_text", self.guarantee.sentence(spoken()))
    }

    /// Writes what the rules of a plan made of it, and what whole cents do.
    pub(super) fn end<M: SerializeMap>(
        &self,
        answer: &mut M,
        lines: Option<&[String]>,
    ) -> Result<(), M::Error> {
        if let Some(repaired) = &self.repaired {
            let compromise = repaired.compromise.as_ref().map(|(amounts, cost)| CompromiseAnswer {
                amounts: ByLine { lines, values: amounts },
                cost: MoneyDelta::plain(*cost),
            });
            answer.serialize_entry("repair", &RepairByLine { repair: &repaired.repair, lines })?;
            answer.serialize_entry("compromise", &compromise)?;
        }
        if let Some(integral) = &self.integral {
            let guarantee = Guarantee::StrategyproofToTheCent;
            let told = integral.as_ref().map(|integral| IntegralAnswer {
                amounts: ByLine { lines, values: &integral.amounts },
                guarantee,
                guarantee_text: guarantee.sentence(spoken()),
                within: integral
                    .within
                    .as_ref()
                    .map(|within| within.as_ref().map(|amounts| ByLine { lines, values: amounts })),
                no_within: matches!(integral.within, Some(None)).then(|| Guarantee::none_within(spoken())),
            });
            answer.serialize_entry("integral", &told)?;
        }
        Ok(())
    }
}

impl Aggregated {
    /// The ids of the lines; none where the ballots were lists.
    fn lines(&self) -> Option<&[String]> {
        (self.keyed == Keyed::ByLine).then(|| self.sheet.lines())
    }

    fn disagreement(&self) -> DisagreementAnswer<'_> {
        DisagreementAnswer {
            disagreement: DisagreementByLine { disagreement: &self.disagreement, lines: self.lines() },
            distance_from_mean: self.found.distance_from_mean(),
            bloc: self.bloc.as_ref(),
        }
    }

    fn party(&self, ballot: usize) -> &str {
        self.sheet.ballots().as_slice()[ballot].party()
    }
}

impl Serialize for Aggregated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_map(None)?;
        self.found.begin(&mut answer, self.lines())?;
        answer.serialize_entry("disagreement", &self.disagreement())?;
        let near_equal = self.sheet.ballots().near_equal_parties();
        if !near_equal.is_empty() {
            answer.serialize_entry("near_equal_parties", &near_equal)?;
        }
        if !self.sheet.completed().is_empty() {
            let completed = self.sheet.completed().iter().map(|ballot| self.party(*ballot));
            answer.serialize_entry("completed", &completed.collect::<Vec<_>>())?;
        }
        self.found.end(&mut answer, self.lines())?;
        if let Some(fairness) = &self.fairness {
            answer.serialize_entry("fairness", fairness)?;
        }
        if let Some(proof) = &self.proof {
            proof.serialize_into(&mut answer)?;
        }
        answer.end()
    }
}

/// Where ballots differ, with what an operation knows beside.
#[derive(serde::Serialize)]
struct DisagreementAnswer<'a> {
    #[serde(flatten)]
    disagreement: DisagreementByLine<'a>,
    distance_from_mean: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bloc: Option<&'a AgreementClique>,
}

#[derive(serde::Serialize)]
struct IntegralAnswer<'a> {
    amounts: ByLine<'a, Money>,
    guarantee: Guarantee,
    guarantee_text: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<Option<ByLine<'a, Money>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_within: Option<&'static str>,
}

#[derive(serde::Serialize)]
struct CompromiseAnswer<'a> {
    amounts: ByLine<'a, Money>,
    cost: String,
}
