//! `Rebalance`: a wish, what counts as near to it, and the rules that are respected.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::by_measure::{is_proven_by_measure, nearest};
use super::diagnosis::proven_conflict;
use super::followed_settlement::{is_reached, with_settlement};
use super::measure::Measure;
use super::nearest::Nearest;
use super::rule_conflict::Conflict;
use super::side_constraints::SideConstraints;
use super::status_quo::or_status_quo;
use super::target::NearnessCriterion;
use super::wish_weights::wish_weights;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::{Money, Weight};
use riparto_core::plan::Plan;
use riparto_core::rules::Authorization;
use riparto_core::words::both;
use riparto_solve::{Answer, Meter};

/// A question for the nearest allocation: what lines wish to hold, what counts as near, and the authorization that may be used.
///
/// Lines wish for what they hold unless the question says otherwise. The wishes need neither sum to the total nor respect a rule.
///
/// ```
/// use riparto::{Answer, Measure, Plan, Rebalance};
///
/// let plan = Plan::from_json(
///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
///          "lines": [ {"id": "desks", "amount": "60.00"}, {"id": "outreach", "amount": "30.00"}, {"id": "training", "amount": "10.00"} ],
///          "rules": [ {"id": "floor", "scope": {"lines": ["outreach"]}, "limit": {"floor": "25.00"}} ] }"#,
/// )?;
/// let question = Rebalance::new().wish("outreach", "0.00".parse()?).wish("training", "40.00".parse()?).measure(Measure::LeastMoved);
/// let Answer::Found(nearest) = question.run(&plan)? else { panic!("the floor can be kept") };
/// assert_eq!(nearest.allocation().amount("outreach")?.to_string(), "25.00");
/// assert!(question.verify(&plan, nearest.allocation())?);
/// # Ok::<(), riparto::Error>(())
/// ```
#[doc(alias = "rimodulazione")]
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebalance {
    measure: Measure,
    up_to: Authorization,
    /// An amount for each line, in the order of the lines; none where lines wish for what they hold.
    wishes: Option<Vec<Money>>,
    wish: BTreeMap<String, Money>,
    /// A weight for each line, in the order of the lines; empty if all count the same.
    weights: Vec<u32>,
    weight: BTreeMap<String, Weight>,
}

impl Rebalance {
    /// Lines wish for what they hold, [`Measure::LeastSquares`] is least, and no rule is broken.
    #[must_use]
    pub fn new() -> Rebalance {
        Rebalance::default()
    }

    /// What counts as near.
    #[must_use]
    pub fn measure(mut self, measure: Measure) -> Rebalance {
        self.measure = measure;
        self
    }

    /// The authorization that may be used: rules whose breach needs more are respected.
    #[must_use]
    pub fn up_to(mut self, up_to: Authorization) -> Rebalance {
        self.up_to = up_to;
        self
    }

    /// What a line wishes to hold, by its id.
    #[must_use]
    pub fn wish(mut self, line: impl Into<String>, amount: Money) -> Rebalance {
        self.wish.insert(line.into(), amount);
        self
    }

    /// What all lines wish to hold: an amount for each, in the order of the plan's lines. Those of [`Rebalance::wish`] take their
    /// place.
    #[must_use]
    pub fn wishes(mut self, amounts: &[Money]) -> Rebalance {
        self.wishes = Some(amounts.to_vec());
        self
    }

    /// How much a change of a line counts, by its id, with decimals if need be. Lines that are not named count once.
    #[must_use]
    pub fn weight(mut self, line: impl Into<String>, weight: impl Into<Weight>) -> Rebalance {
        self.weight.insert(line.into(), weight.into());
        self
    }

    /// How much a change of each line counts, from 1 to [`MAX_WISH_WEIGHT`](riparto_core::capacity::MAX_WISH_WEIGHT), in the order of the
    /// plan's lines. Those of [`Rebalance::weight`], if there are any, take the place of all of them.
    #[must_use]
    pub fn weights(mut self, weights: &[u32]) -> Rebalance {
        self.weights = weights.to_vec();
        self
    }

    /// The nearest allocation to the wish that respects the rules, with its proof and the transfers that lead there; or the rules
    /// that conflict.
    ///
    /// With rules on lines and on scopes that lie inside or apart from each other, the answer is exact; with equal
    /// weights it is at once the least squared, the least moved and the least in its largest change. With scopes that
    /// cross in two families (actions and categories), or a cap on the movement of all lines, it is exact for the measure
    /// asked for, and among the answers that tie, the one of least squares. So it is under rules of all other kinds (a share of
    /// another scope, a derived line, a flow, a step, movement inside a scope, three families that cross), where branch and
    /// bound visits at most [`MAX_SEARCH_BOXES`](riparto_core::capacity::MAX_SEARCH_BOXES) nodes: where that is not enough, the answer is the
    /// nearest one found and says so ([`Nearest::is_proven`]), or [`Answer::Unknown`].
    ///
    /// Where rules say who pays for derived lines ([`Derived::paid_by`](riparto_core::rules::Derived::paid_by)), the answer is one to
    /// which transfers lead with what [follows](Plan::follow) them, and the wish is taken with what follows it: a wish that sums to
    /// what is approved and that no rule forbids is met in full, as the proposal is that asks for it. Otherwise, as only whole cents
    /// are shared among several payers, the nearest amounts of all may be out of reach by a cent; those beside them are then not
    /// proven to be the nearest.
    ///
    /// ```
    /// use riparto::{Answer, Plan, Rebalance};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["c"]}, "limit": {"floor": "20.00"}} ] }"#,
    /// )?;
    /// let Answer::Found(nearest) = Rebalance::new().run(&plan)? else { panic!("the floor can be met") };
    /// let amounts: Vec<String> = nearest.allocation().amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["55.00", "25.00", "20.00"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// A line that the plan does not have (`line_unknown`); not one wish or weight for each line (`amounts_mismatch`); a weight
    /// outside 1 to [`MAX_WISH_WEIGHT`](riparto_core::capacity::MAX_WISH_WEIGHT) (`wish_weight`); a total and a number of lines for which
    /// sums leave 64 bits (`amount_overflow`); scopes nested too deep (`too_many`).
    pub fn run(&self, plan: &Plan) -> Result<Answer<Nearest, Conflict>> {
        self.run_within(plan, &Meter::default())
    }

    /// As [`Rebalance::run`], with the work that a meter allows. At its limit the answer is the nearest allocation found, with
    /// a bound on every other ([`Nearest::at_least`]), or [`Answer::Unknown`].
    ///
    /// # Errors
    /// As [`Rebalance::run`].
    pub fn run_within(&self, plan: &Plan, meter: &Meter) -> Result<Answer<Nearest, Conflict>> {
        let (asked, criterion) = self.resolve(plan)?;
        let wish = plan.wish_with_what_follows(&asked);
        let found = nearest(plan, &wish, &criterion, &SideConstraints::default(), meter)?;
        let found = or_status_quo(plan, found, &wish, &criterion)?;
        with_settlement(found, plan, (&asked, &wish, &criterion), meter)?
            .because(|()| proven_conflict(plan, self.up_to, meter))
    }

    /// Whether it is proven that an allocation respects the rules and none that does is nearer to the wish by the measure asked
    /// for.
    ///
    /// Under bounds of sums this is a certificate that one pass over the lines checks, without the search. Where other rules
    /// keep the allocation from being the nearest under bounds alone, the search is made again for anything nearer: `false`
    /// then means that something nearer was found, or that it ended before it could exclude it.
    ///
    /// # Errors
    /// As [`Rebalance::run`]; an allocation of another envelope (`envelope_differs`).
    pub fn verify(&self, plan: &Plan, allocation: &Allocation) -> Result<bool> {
        self.verify_within(plan, allocation, &Meter::default())
    }

    /// As [`Rebalance::verify`], with the work that a meter allows; at its limit, what is not proven yet is `false`.
    ///
    /// # Errors
    /// As [`Rebalance::verify`].
    pub fn verify_within(&self, plan: &Plan, allocation: &Allocation, meter: &Meter) -> Result<bool> {
        let (asked, criterion) = self.resolve(plan)?;
        let wish = plan.wish_with_what_follows(&asked);
        if plan.rulebook().has_following() && !is_reached(plan, allocation, (&asked, self.up_to), meter)? {
            return Ok(false);
        }
        is_proven_by_measure(plan, allocation, (&wish, &criterion), meter)
    }

    /// The wish of each line with what follows it, how many times its change counts (empty if all count the same), and the
    /// authorization that may be used.
    #[doc(hidden)]
    pub fn target(&self, plan: &Plan) -> Result<(Vec<Money>, Vec<i64>, Authorization)> {
        let (asked, criterion) = self.resolve(plan)?;
        let weights = criterion.weights.iter().map(|weight| i64::from(*weight)).collect();
        Ok((plan.wish_with_what_follows(&asked).into_owned(), weights, criterion.up_to))
    }

    /// The wish of each line in the order of the plan's lines, and what counts as near.
    pub(super) fn resolve<'a>(&'a self, plan: &'a Plan) -> Result<(Cow<'a, [Money]>, NearnessCriterion)> {
        let lines = plan.envelope();
        let mut wish = Cow::Borrowed(self.wishes.as_deref().unwrap_or_else(|| plan.approved().amounts()));
        for (line, amount) in &self.wish {
            let position =
                lines.position(line).map_err(|error| error.at(both("wish", "importi desiderati")))?;
            if let Some(wish) = wish.to_mut().get_mut(position) {
                *wish = *amount;
            }
        }
        let weights = match self.weight.is_empty() {
            true => self.weights.clone(),
            false => wish_weights(lines, self.weight.iter().map(|(line, weight)| (line, *weight)))?,
        };
        Ok((wish, NearnessCriterion { measure: self.measure, weights, up_to: self.up_to }))
    }
}
