//! The ballots document, and ballots as requests carry them.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::ballots::{BallotRow, BallotSheet, Completion};
use riparto_core::budget::{Interner, check_id};
use riparto_core::documents::{AmountText, Text};
use riparto_core::error::{Cause, Error, Result, quote};
use riparto_core::money::{Money, Weight};
use riparto_core::plan::Plan;
use riparto_core::words::{both, named, numbered};

/// The format of a ballots document.
pub(super) const FORMAT: &str = "riparto.ballots/1";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BallotsDocument<'a> {
    #[serde(borrow)]
    pub(super) format: Text<'a>,
    #[serde(borrow, default)]
    pub(super) total: Option<AmountText<'a>>,
    #[serde(borrow)]
    pub(super) ballots: Vec<BallotDocument<'a>>,
    #[serde(default)]
    pub(super) completion: Option<CompletionDocument>,
}

/// One ballot as a document writes it.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[doc(hidden)]
pub struct BallotDocument<'a> {
    #[serde(borrow)]
    party: Text<'a>,
    #[serde(default)]
    weight: Option<Weight>,
    #[serde(borrow)]
    amounts: AmountsGiven<'a>,
}

/// The policy by which ballots are completed, as a document writes it.
#[derive(Clone, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[doc(hidden)]
pub enum CompletionDocument {
    #[default]
    Refused,
    InProportion,
    EqualShift,
    RemainderTo(LineNamed),
}

/// A line by its id, or by its position from zero.
#[derive(Clone, serde::Deserialize)]
#[serde(untagged)]
#[doc(hidden)]
pub enum LineNamed {
    Position(usize),
    Id(String),
}

/// Amounts by line, or one for each line in order.
enum AmountsGiven<'a> {
    ByLine(Vec<(Text<'a>, Option<AmountText<'a>>)>),
    InOrder(Vec<Option<AmountText<'a>>>),
}

/// Whether ballots name the lines; answers then do so too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[doc(hidden)]
pub enum Keyed {
    ByLine,
    InOrder,
}

/// Ballots as a document or a request gives them.
#[doc(hidden)]
pub struct BallotsGiven<'a> {
    #[doc(hidden)]
    pub total: Option<Money>,
    #[doc(hidden)]
    pub ballots: Vec<BallotDocument<'a>>,
    #[doc(hidden)]
    pub completion: CompletionDocument,
}

impl BallotsGiven<'_> {
    /// The ballots over the lines of a plan, or of the first ballot.
    #[doc(hidden)]
    pub fn sheet(self, plan: Option<&Plan>, operation: &'static str) -> Result<(BallotSheet, Keyed)> {
        let Some(total) = self.total.or(plan.map(|plan| plan.envelope().total())) else {
            return Err(Cause::FieldMissing { field: "total", operation }.into());
        };
        let Some(first) = self.ballots.first() else { return Err(Cause::BallotsMissing {}.into()) };
        let keyed = first.amounts.keyed();
        let lines = BallotLines::of(plan, first)?;
        let row = |ballot: &BallotDocument<'_>| {
            let place = |error: Error| error.at(named("ballot of", "scheda di", quote(&ballot.party.0)));
            let amounts = lines.amounts(&ballot.amounts, keyed).map_err(place)?;
            let weight = ballot.weight.unwrap_or(Weight::from(1));
            Ok(BallotRow { party: ballot.party.0.clone().into_owned(), weight, amounts })
        };
        let rows = self.ballots.iter().map(row).collect::<Result<Vec<_>>>()?;
        let completion = match self.completion {
            CompletionDocument::Refused => Completion::Refused,
            CompletionDocument::InProportion => Completion::InProportion,
            CompletionDocument::EqualShift => Completion::EqualShift,
            CompletionDocument::RemainderTo(LineNamed::Position(line)) => Completion::RemainderTo(line),
            CompletionDocument::RemainderTo(LineNamed::Id(id)) => Completion::RemainderTo(
                lines.position(&id).map_err(|error| error.at(both("completion", "completamento")))?,
            ),
        };
        Ok((BallotSheet::new(total, lines.into_texts(), rows, completion)?, keyed))
    }
}

/// The lines that ballots split the total over.
enum BallotLines<'a> {
    OfPlan(&'a Plan),
    OfBallot(Interner),
}

impl<'a> BallotLines<'a> {
    fn of(plan: Option<&'a Plan>, first: &BallotDocument<'_>) -> Result<BallotLines<'a>> {
        let mut names = Interner::new();
        match (plan, &first.amounts) {
            (Some(plan), _) => return Ok(BallotLines::OfPlan(plan)),
            (None, AmountsGiven::ByLine(amounts)) => {
                for (line, _) in amounts {
                    check_id(&line.0).map_err(|error| {
                        error.at(both("line", "voce")).at(named(
                            "ballot of",
                            "scheda di",
                            quote(&first.party.0),
                        ))
                    })?;
                    names.intern(&line.0);
                }
            }
            (None, AmountsGiven::InOrder(amounts)) => {
                for number in 1..=amounts.len() {
                    names.intern(&number.to_string());
                }
            }
        }
        Ok(BallotLines::OfBallot(names))
    }

    fn count(&self) -> usize {
        match self {
            BallotLines::OfPlan(plan) => plan.envelope().line_count(),
            BallotLines::OfBallot(names) => names.len(),
        }
    }

    fn position(&self, line: &str) -> Result<usize> {
        match self {
            BallotLines::OfPlan(plan) => plan.envelope().position(line),
            BallotLines::OfBallot(names) => {
                names.find(line).ok_or_else(|| Cause::BallotLine { id: quote(line) }.into())
            }
        }
    }

    fn into_texts(self) -> Vec<String> {
        match self {
            BallotLines::OfPlan(plan) => plan.envelope().lines().map(|line| line.id().to_owned()).collect(),
            BallotLines::OfBallot(names) => {
                (0..names.len()).map(|line| names.text(line).to_owned()).collect()
            }
        }
    }

    fn amounts(&self, given: &AmountsGiven<'_>, keyed: Keyed) -> Result<Vec<Option<Money>>> {
        if given.keyed() != keyed {
            let why = both(
                "its amounts are a list and those of the first ballot a map, or the reverse",
                "i suoi importi sono un elenco e quelli della prima scheda una mappa, o viceversa",
            );
            return Err(Cause::unreadable(&both("this ballot", "questa scheda"), &why).into());
        }
        match given {
            AmountsGiven::InOrder(amounts) => {
                let read = |(line, amount): (usize, &Option<AmountText<'_>>)| {
                    read_amount(amount.as_ref())
                        .map_err(|error| error.at(numbered("line", "voce n.", line + 1)))
                };
                amounts.iter().enumerate().map(read).collect()
            }
            AmountsGiven::ByLine(amounts) => {
                let mut found = vec![None; self.count()];
                let mut seen = vec![false; self.count()];
                for (line, amount) in amounts {
                    let position = self.position(&line.0)?;
                    if std::mem::replace(&mut seen[position], true) {
                        return Err(Cause::AmountTwice { id: quote(&line.0) }.into());
                    }
                    found[position] = read_amount(amount.as_ref())
                        .map_err(|error| error.at(named("line", "voce", quote(&line.0))))?;
                }
                Ok(found)
            }
        }
    }
}

fn read_amount(text: Option<&AmountText<'_>>) -> Result<Option<Money>> {
    text.map(AmountText::read).transpose()
}

impl AmountsGiven<'_> {
    fn keyed(&self) -> Keyed {
        match self {
            AmountsGiven::ByLine(_) => Keyed::ByLine,
            AmountsGiven::InOrder(_) => Keyed::InOrder,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for AmountsGiven<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<AmountsGiven<'a>, D::Error> {
        struct AmountsVisitor;
        impl<'de> Visitor<'de> for AmountsVisitor {
            type Value = AmountsGiven<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map from line ids to amounts, or a list of amounts")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<AmountsGiven<'de>, A::Error> {
                let mut amounts = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    amounts.push(pair);
                }
                Ok(AmountsGiven::ByLine(amounts))
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> std::result::Result<AmountsGiven<'de>, A::Error> {
                let mut amounts = Vec::new();
                while let Some(amount) = list.next_element()? {
                    amounts.push(amount);
                }
                Ok(AmountsGiven::InOrder(amounts))
            }

            fn visit_unit<E: de::Error>(self) -> std::result::Result<AmountsGiven<'de>, E> {
                Err(E::invalid_type(de::Unexpected::Unit, &self))
            }
        }
        deserializer.deserialize_any(AmountsVisitor)
    }
}
