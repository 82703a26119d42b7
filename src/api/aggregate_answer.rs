//! Answers about ballots, as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::proof_answer::ProofAnswer;
use super::receipt_answer::{LeftoverByLine, ReceiptByLine};
use riparto_ballots::ballot_documents::Keyed;
use riparto_ballots::ballots::{
    Aggregate, AgreementClique, BallotSheet, ByLine, Disagreement, DisagreementByLine, Guarantee, Repair,
    RepairByLine,
};
use riparto_core::money::{Money, MoneyDelta};
use riparto_core::words::spoken;

/// What one rule made of ballots, inside the rules of a plan if there is one.
pub(super) struct Aggregated {
    pub(super) sheet: BallotSheet,
    pub(super) keyed: Keyed,
    pub(super) aggregate: Aggregate,
    /// What the rule `mean` makes of the same ballots.
    pub(super) mean: Vec<Money>,
    pub(super) outcome: Vec<Money>,
    pub(super) disagreement: Disagreement,
    pub(super) guarantee: Guarantee,
    pub(super) bloc: Option<AgreementClique>,
    pub(super) repaired: Option<RepairAnswer>,
    /// What phantoms that rise by whole cents make of the ballots, if that is asked for; none of a rule without phantoms.
    pub(super) integral: Option<Option<Vec<Money>>>,
    pub(super) proof: Option<ProofAnswer>,
}

/// What there is to say where a plan has rules that the outcome must respect.
pub(super) struct RepairAnswer {
    pub(super) repair: Repair,
    /// The compromise and its cost; none where the rules cross, which it does not cover.
    pub(super) compromise: Option<(Vec<Money>, i128)>,
}

impl Aggregated {
    /// The ids of the lines; none where the ballots were lists.
    fn lines(&self) -> Option<&[String]> {
        (self.keyed == Keyed::ByLine).then(|| self.sheet.lines())
    }

    fn by_line<'a, T>(&'a self, values: &'a [T]) -> ByLine<'a, T> {
        ByLine { lines: self.lines(), values }
    }

    fn disagreement(&self) -> DisagreementAnswer<'_> {
        let from_mean = self.outcome.iter().zip(&self.mean).map(|(a, b)| (a - *b).abs().cents());
        DisagreementAnswer {
            disagreement: DisagreementByLine { disagreement: &self.disagreement, lines: self.lines() },
            distance_from_mean: MoneyDelta::plain(from_mean.map(i128::from).sum()),
            bloc: self.bloc.as_ref(),
        }
    }

    fn party(&self, ballot: usize) -> &str {
        self.sheet.ballots().as_slice()[ballot].party()
    }

    fn receipt(&self) -> ReceiptByLine<'_> {
        let receipt = self.aggregate.receipt();
        let line = |part: usize| self.lines().map(|lines| lines[part].as_str());
        ReceiptByLine {
            method: receipt.method,
            tie_break: receipt.tie_break,
            leftovers: LeftoverByLine::all(&receipt.leftovers, line),
            tied: &receipt.tied,
            at_floor: &[],
            at_ceiling: &[],
        }
    }
}

impl Serialize for Aggregated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut answer = serializer.serialize_map(None)?;
        answer.serialize_entry("rule", &self.aggregate.rule())?;
        if self.repaired.is_some() {
            answer.serialize_entry("feasible", &true)?;
        }
        answer.serialize_entry("amounts", &self.by_line(&self.outcome))?;
        answer.serialize_entry("exact", &self.by_line(self.aggregate.exact()))?;
        answer.serialize_entry("receipt", &self.receipt())?;
        answer.serialize_entry("guarantee", &self.guarantee)?;
        answer.serialize_entry("guarantee_text", self.guarantee.sentence(spoken()))?;
        answer.serialize_entry("disagreement", &self.disagreement())?;
        let near_equal = self.sheet.ballots().near_equal_parties();
        if !near_equal.is_empty() {
            answer.serialize_entry("near_equal_parties", &near_equal)?;
        }
        if !self.sheet.completed().is_empty() {
            let completed = self.sheet.completed().iter().map(|ballot| self.party(*ballot));
            answer.serialize_entry("completed", &completed.collect::<Vec<_>>())?;
        }
        if let Some(repaired) = &self.repaired {
            let compromise = repaired.compromise.as_ref().map(|(amounts, cost)| CompromiseAnswer {
                amounts: self.by_line(amounts),
                cost: MoneyDelta::plain(*cost),
            });
            let repair = RepairByLine { repair: &repaired.repair, lines: self.lines() };
            answer.serialize_entry("repair", &repair)?;
            answer.serialize_entry("compromise", &compromise)?;
        }
        if let Some(integral) = &self.integral {
            let guarantee = Guarantee::StrategyproofToTheCent;
            let told = integral.as_ref().map(|amounts| IntegralAnswer {
                amounts: self.by_line(amounts),
                guarantee,
                guarantee_text: guarantee.sentence(spoken()),
            });
            answer.serialize_entry("integral", &told)?;
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
}

#[derive(serde::Serialize)]
struct CompromiseAnswer<'a> {
    amounts: ByLine<'a, Money>,
    cost: String,
}
