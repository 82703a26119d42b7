//! `BallotsByLabel`: ballots on the values of a label, such as actions, of a plan with many lines.

use std::collections::BTreeSet;

use super::ballot::Ballot;
use super::profile::Ballots;
use riparto_core::budget::{Allocation, Envelope, check_id};
use riparto_core::error::{Cause, Result};
use riparto_core::money::{Apportion, Method, Money, MoneyDelta, Weight, apportion};
use riparto_core::plan::Plan;
use riparto_rebalance::rebalance::{Giving, PlanPart};

/// What ballots are about where they split the total over the values of a label, such as actions, and not over lines. A line without the
/// label stands for itself.
///
/// Ballots are read over [`plan`](BallotsByLabel::plan), whose lines are the values, and aggregated there; [`giving`](BallotsByLabel::giving)
/// leads the plan itself to what comes out.
///
/// ```
/// use riparto::ballots::{AggregationRule, BallotSheet, BallotsByLabel, ReadBallots};
/// use riparto::{Answer, Measure, Plan, Rebalance};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "a1", "amount": "20.00", "labels": {"action": "Desks"}},
///                     {"id": "a2", "amount": "40.00", "labels": {"action": "Desks"}},
///                     {"id": "b1", "amount": "40.00", "labels": {"action": "Outreach"}} ] }"#,
/// )?;
/// let by_action = BallotsByLabel::of(&plan, "action")?;
/// let read = ReadBallots { plan: Some(by_action.plan()), ..ReadBallots::default() };
/// let sheet = BallotSheet::from_csv("party;Desks;Outreach\nanci;80,00;20,00\nats;70,00;30,00\n", &read)?;
/// let outcome = sheet.ballots().aggregate(AggregationRule::Mean);
/// let giving = by_action.giving(outcome.amounts())?;
/// let given = giving.run(&plan, &Rebalance::new().measure(Measure::InProportion))?;
/// let Answer::Found(nearest) = given.answer() else { panic!("nothing is in the way") };
/// let amounts: Vec<String> = nearest.allocation().amounts().iter().map(|amount| amount.to_string()).collect();
/// assert_eq!(amounts, ["25.00", "50.00", "25.00"]);
/// # Ok::<(), riparto::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct BallotsByLabel {
    parts: Vec<PlanPart>,
    plan: Plan,
    /// The value of each line, by its place among the values, and what the line holds.
    lines: Vec<(usize, Money)>,
}

impl BallotsByLabel {
    /// The values of a label of a plan, in the order in which they first appear.
    ///
    /// # Errors
    /// No line has a label of such a key (`label_key_unknown`).
    pub fn of(plan: &Plan, key: &str) -> Result<BallotsByLabel> {
        let (mut parts, mut sums): (Vec<PlanPart>, Vec<Money>) = (Vec::new(), Vec::new());
        let mut lines = Vec::new();
        for (line, amount) in plan.approved().iter() {
            let part = match line.labels().get(key) {
                Some(value) => PlanPart::Label { key: key.to_owned(), value: value.to_owned() },
                None => PlanPart::Line(line.id().to_owned()),
            };
            let known = parts.iter().position(|known| *known == part);
            lines.push((known.unwrap_or(parts.len()), amount));
            match known {
                Some(place) => {
                    sums[place] =
                        Money::saturating(i128::from(sums[place].cents()) + i128::from(amount.cents()))
                }
                None => {
                    parts.push(part);
                    sums.push(amount);
                }
            }
        }
        if parts.iter().all(|part| matches!(part, PlanPart::Line(_))) {
            return Err(plan.envelope().label_key_unknown(key));
        }
        let plan = summed(plan, &parts, sums)?;
        Ok(BallotsByLabel { parts, plan, lines })
    }

    /// A plan without rules whose lines are the values, each with its name as the title.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Ballots on the plan's lines as ballots on the values: each value with what its lines have together.
    ///
    /// # Errors
    /// Ballots of other lines than the plan's (`amounts_mismatch`).
    pub fn sums(&self, ballots: &Ballots) -> Result<Ballots> {
        let summed = |ballot: &Ballot| {
            self.require(ballot.amounts().len(), self.lines.len())?;
            let mut sums = vec![0; self.parts.len()];
            for ((part, _), amount) in self.lines.iter().zip(ballot.amounts()) {
                sums[*part] += i128::from(amount.cents());
            }
            Ballot::new(ballot.party(), ballot.weight(), sums.into_iter().map(Money::saturating).collect())
        };
        Ballots::new(ballots.total(), ballots.iter().map(summed).collect::<Result<_>>()?)
    }

    /// Amounts of the values as amounts of the plan's lines: the lines of a value share what it gets in proportion to what they hold, or
    /// equally where they hold nothing.
    ///
    /// # Errors
    /// Not one amount for each value (`amounts_mismatch`).
    pub fn on_lines(&self, amounts: &[Money]) -> Result<Vec<Money>> {
        self.require(amounts.len(), self.parts.len())?;
        let mut on_lines = vec![Money::ZERO; self.lines.len()];
        for (part, amount) in amounts.iter().enumerate() {
            let of_part = || self.lines.iter().enumerate().filter(|(_, (of, _))| *of == part);
            let is_empty = of_part().all(|(_, (_, held))| held.is_zero());
            let weights: Vec<Weight> = of_part()
                .map(|(_, (_, held))| if is_empty { Weight::from(1) } else { Weight::from(*held) })
                .collect();
            let split = apportion(*amount, &weights, &Apportion::new().method(Method::LargestRemainder))?;
            for ((line, _), amount) in of_part().zip(split.into_amounts()) {
                on_lines[line] = amount;
            }
        }
        Ok(on_lines)
    }

    fn require(&self, found: usize, lines: usize) -> Result<()> {
        if found != lines {
            return Err(Cause::AmountsMismatch { found, lines }.into());
        }
        Ok(())
    }

    /// What leads the plan to amounts of the values, in the order of the lines of [`plan`](BallotsByLabel::plan): each value gets what it
    /// should, and how its lines share it is for the measure to say.
    ///
    /// # Errors
    /// Not one amount for each value (`amounts_mismatch`).
    pub fn giving(&self, amounts: &[Money]) -> Result<Giving> {
        self.require(amounts.len(), self.parts.len())?;
        let held = self.plan.approved().amounts();
        let each = self.parts.iter().zip(amounts.iter().zip(held));
        Ok(each.fold(Giving::new(), |giving, (part, (wanted, held))| {
            let change: MoneyDelta = *wanted - *held;
            giving.change(part.clone(), change)
        }))
    }
}

/// A plan of sums, with the parties of another.
fn summed(plan: &Plan, parts: &[PlanPart], sums: Vec<Money>) -> Result<Plan> {
    let (envelope, mut taken) = (plan.envelope(), BTreeSet::new());
    let mut builder = Envelope::builder(envelope.title(), envelope.total()).currency(envelope.currency());
    for (number, part) in parts.iter().enumerate() {
        let title = match part {
            PlanPart::Line(line) => line,
            PlanPart::Label { value, .. } => value,
        };
        let mut id = if check_id(title).is_ok() { title.clone() } else { format!("v{}", number + 1) };
        while !taken.insert(id.clone()) {
            id.push('_');
        }
        builder = builder.line(&id, title);
    }
    let allocation = Allocation::new(&builder.build()?, sums)?;
    Plan::builder(&allocation).parties(plan.parties().iter().cloned()).build()
}
