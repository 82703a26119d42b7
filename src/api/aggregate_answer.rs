//! Answers about ballots, as they stand in JSON.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::receipt_answer::{LeftoverByLine, ReceiptByLine};
use riparto_ballots::ballot_documents::Keyed;
use riparto_ballots::ballots::{
    Aggregate, AggregationRule, AgreementClique, BallotSheet, Disagreement, Guarantee, LineDisagreement,
};
use riparto_core::money::{Fraction, Money, MoneyDelta};
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
    pub(super) bloc: Option<(Money, AgreementClique)>,
    pub(super) repaired: Option<Repaired>,
}

/// What there is to say where a plan has rules that the outcome must respect.
pub(super) struct Repaired {
    pub(super) moved: i128,
    pub(super) binding: Vec<String>,
    pub(super) cost: i128,
    /// The compromise and its cost; none where the rules cross, which it does not cover.
    pub(super) compromise: Option<(Vec<Money>, i128)>,
}

impl Aggregated {
    /// One value for each line, by its id, or in a list where the ballots were lists.
    fn by_line<'a, T: Serialize>(&'a self, values: &'a [T]) -> ByLine<'a, T> {
        ByLine { lines: (self.keyed == Keyed::ByLine).then(|| self.sheet.lines()), values }
    }

    /// A line by its id, or by its position where the ballots were lists.
    fn line(&self, position: usize) -> LineName<'_> {
        match self.keyed {
            Keyed::ByLine => LineName::Id(&self.sheet.lines()[position]),
            Keyed::InOrder => LineName::Position(position),
        }
    }

    fn party(&self, ballot: usize) -> &str {
        self.sheet.ballots().as_slice()[ballot].party()
    }

    fn disagreement(&self) -> DisagreementAnswer<'_> {
        let found = &self.disagreement;
        let from_mean = self.outcome.iter().zip(&self.mean).map(|(a, b)| (a - *b).abs().cents());
        let line = |line: &LineDisagreement| LineAnswer {
            core: line.core,
            most: line.most,
            contested: line.contested(),
            least_by: self.party(line.least_by),
            most_by: self.party(line.most_by),
        };
        let far = found.distances().iter().zip(found.farthest_lines());
        let party = |(ballot, (distance, farthest)): (usize, (&i64, &Option<usize>))| PartyAnswer {
            party: self.party(ballot),
            distance: MoneyDelta::plain((*distance).into()),
            farthest_line: farthest.map(|line| self.line(line)),
        };
        let ballots = self.sheet.ballots();
        DisagreementAnswer {
            consensus: found.consensus(),
            contested: found.contested(),
            lines: self.owned_by_line(found.lines().iter().map(line).collect()),
            most_divided_line: found.most_divided_line().map(|line| self.line(line)),
            parties: far.enumerate().map(party).collect(),
            distance_from_mean: MoneyDelta::plain(from_mean.map(i128::from).sum()),
            bloc: self.bloc.as_ref().map(|(tolerance, bloc)| BlocAnswer {
                tolerance: *tolerance,
                parties: bloc.members().iter().map(|ballot| self.party(*ballot)).collect(),
                share: Fraction::of(bloc.weight().into(), ballots.weight().into()),
                proven: bloc.is_proven(),
            }),
        }
    }

    fn owned_by_line<T>(&self, values: Vec<T>) -> OwnedByLine<'_, T> {
        OwnedByLine { lines: (self.keyed == Keyed::ByLine).then(|| self.sheet.lines()), values }
    }

    fn receipt(&self) -> ReceiptByLine<'_> {
        let receipt = self.aggregate.receipt();
        let line = |part: usize| (self.keyed == Keyed::ByLine).then(|| self.sheet.lines()[part].as_str());
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
        let rule: AggregationRule = self.aggregate.rule();
        answer.serialize_entry("rule", &rule)?;
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
            let repair = RepairAnswer {
                before: self.by_line(self.aggregate.amounts()),
                moved: MoneyDelta::plain(repaired.moved),
                binding: &repaired.binding,
                cost: MoneyDelta::plain(repaired.cost),
            };
            answer.serialize_entry("repair", &repair)?;
            answer.serialize_entry("compromise", &compromise)?;
        }
        answer.end()
    }
}

/// A value for each line: a map by line ids, or a list.
struct ByLine<'a, T> {
    lines: Option<&'a [String]>,
    values: &'a [T],
}

struct OwnedByLine<'a, T> {
    lines: Option<&'a [String]>,
    values: Vec<T>,
}

impl<T: Serialize> Serialize for ByLine<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.lines {
            Some(lines) => serializer.collect_map(lines.iter().zip(self.values)),
            None => serializer.collect_seq(self.values),
        }
    }
}

impl<T: Serialize> Serialize for OwnedByLine<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ByLine { lines: self.lines, values: &self.values }.serialize(serializer)
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum LineName<'a> {
    Id(&'a str),
    Position(usize),
}

#[derive(serde::Serialize)]
struct DisagreementAnswer<'a> {
    consensus: Money,
    contested: Money,
    lines: OwnedByLine<'a, LineAnswer<'a>>,
    most_divided_line: Option<LineName<'a>>,
    parties: Vec<PartyAnswer<'a>>,
    distance_from_mean: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    bloc: Option<BlocAnswer<'a>>,
}

#[derive(serde::Serialize)]
struct LineAnswer<'a> {
    core: Money,
    most: Money,
    contested: Money,
    least_by: &'a str,
    most_by: &'a str,
}

#[derive(serde::Serialize)]
struct PartyAnswer<'a> {
    party: &'a str,
    distance: String,
    farthest_line: Option<LineName<'a>>,
}

#[derive(serde::Serialize)]
struct BlocAnswer<'a> {
    tolerance: Money,
    parties: Vec<&'a str>,
    share: Fraction,
    proven: bool,
}

#[derive(serde::Serialize)]
struct RepairAnswer<'a> {
    before: ByLine<'a, Money>,
    moved: String,
    binding: &'a [String],
    cost: String,
}

#[derive(serde::Serialize)]
struct CompromiseAnswer<'a> {
    amounts: ByLine<'a, Money>,
    cost: String,
}
