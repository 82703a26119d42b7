//! The nearest allocation that respects the rules: from a plan and a wish to an answer.

use std::sync::Arc;

use super::asked_of_rules::{AskedOfRules, BindingRules, OptimalFor};
use super::binding::{Deviation, binding};
use super::constraints::{may_model, model};
use super::laminar_problem::{is_nearest, nearest_within};
use super::measure::Measure;
use super::nearest_search::{NearestOutcome, NearestSearch};
use super::objective::Objective;
use super::relaxation::{FULL_BUDGET, feasible_point};
use super::side_constraints::{SideConstraints, allocation_of};
use super::sought_settlement::SoughtSettlement;
use super::structure::Structure;
use super::structured_rules::StructuredRules;
use super::target::Target;
use crate::transfers::SettlementAnswer;
use riparto_core::budget::Allocation;
use riparto_core::error::Result;
use riparto_core::money::Money;
use riparto_core::plan::Plan;
use riparto_core::rules::{Authorization, Bounded, Rule, Rulebook};
use riparto_solve::flow::Distance;
use riparto_solve::{Answer, Meter, Proven};

/// The nearest allocation, how near it is, and what holds it there.
#[derive(Clone, Debug)]
pub struct Nearest {
    pub(super) allocation: Allocation,
    pub(super) objective: Objective,
    pub(super) measure: Measure,
    pub(super) is_proven: bool,
    pub(super) optimal_for: OptimalFor,
    pub(super) at_least: i128,
    rulebook: Rulebook,
    pub(super) binding: BindingRules,
    /// Lines, by position.
    pub(super) against: Vec<usize>,
    /// The transfers that lead there, if they were asked for.
    pub(super) settlement: SoughtSettlement,
    /// For each line, what it wishes for with what follows, where that is not what was asked for. Empty where nothing follows.
    pub(super) wished: Vec<Option<Money>>,
}

impl Nearest {
    /// The allocation.
    #[must_use]
    pub fn allocation(&self) -> &Allocation {
        &self.allocation
    }

    /// How far the allocation is from the wish.
    #[must_use]
    pub fn objective(&self) -> Objective {
        self.objective
    }

    /// The measure asked for.
    #[must_use]
    pub fn measure(&self) -> Measure {
        self.measure
    }

    /// The measures by which no allocation that respects the rules is nearer. [`Measure::InProportion`] and
    /// [`Measure::FewestLines`] are among them only if asked for.
    #[must_use]
    pub fn optimal_for(&self) -> &[Measure] {
        self.optimal_for.measures()
    }

    /// Whether no allocation that respects the rules is nearer by the measure asked for. Always proven, except
    /// when some rule is not a bound on a sum and the search hit its limit; [`Nearest::at_least`] then bounds the gap.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.is_proven
    }

    /// How far from the wish every allocation is that respects the rules, by the measure asked for: proven. It is what the
    /// objective says wherever the answer is proven the nearest.
    #[must_use]
    pub fn at_least(&self) -> i128 {
        self.at_least
    }

    /// The rules that hold the allocation back from the wish: those that it meets without a cent to spare, and that a cent
    /// moved nearer to the wish would break. None if the wish is met.
    pub fn binding(&self) -> impl ExactSizeIterator<Item = &Rule> {
        let rules = self.binding.rules(&self.rulebook, &self.allocation);
        rules.iter().map(|rule| &self.rulebook.rules()[*rule])
    }

    /// The lines that the rules make rise where the total is cut, or fall where it is raised, in the order of the envelope. None
    /// where the total does not change.
    pub fn against(&self) -> impl ExactSizeIterator<Item = &str> {
        self.against.iter().map(|line| self.rulebook.envelope().line(*line).id())
    }

    /// What lines wish for with what follows, by id, where that is not what was asked for: rules say who pays for derived lines
    /// ([`Derived::paid_by`](riparto_core::rules::Derived::paid_by)). How near the answer is counts from there.
    pub fn wished(&self) -> impl Iterator<Item = (&str, Money)> {
        let lines = self.wished.iter().enumerate();
        lines.filter_map(|(line, wished)| Some((self.rulebook.envelope().line(line).id(), (*wished)?)))
    }

    /// The transfers that lead there from the approved allocation, none of which needs more authorization than was allowed;
    /// or the rules of flow for which there are none, though the amounts break no rule. `None` for a new total, which no
    /// transfers reach. Where rules say who pays for derived lines, they are transfers between other lines, and those that
    /// [follow](Plan::follow) them.
    ///
    /// ```
    /// use riparto::{Answer, Plan, Rebalance, SettlementAnswer};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "staff", "amount": "60.00"}, {"id": "office", "amount": "30.00"}, {"id": "grants", "amount": "10.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}} ] }"#,
    /// )?;
    /// let wish = ["60.00".parse()?, "20.00".parse()?, "20.00".parse()?];
    /// let Answer::Found(nearest) = Rebalance::new().wishes(&wish).run(&plan)? else { panic!("the wish keeps the rule") };
    /// let Some(SettlementAnswer::Found(settlement)) = nearest.settlement() else { panic!("the office may give to grants") };
    /// assert_eq!(settlement.transfers()[0].from(), "office");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn settlement(&self) -> Option<&SettlementAnswer> {
        self.settlement.answer()
    }

    fn unproven(
        plan: &Plan,
        allocation: Allocation,
        (objective, distance): (Objective, Distance),
        binding: BindingRules,
    ) -> Nearest {
        Nearest {
            allocation,
            objective,
            measure: Measure::of(distance),
            is_proven: false,
            optimal_for: OptimalFor::default(),
            at_least: 0,
            rulebook: plan.rulebook().clone(),
            binding,
            against: Vec::new(),
            settlement: SoughtSettlement::default(),
            wished: Vec::new(),
        }
    }

    /// The answer to a wish that was asked for, sought from what follows it.
    pub(super) fn wishing(mut self, asked: &[Money], wish: &[Money]) -> Nearest {
        self.wished = asked.iter().zip(wish).map(|(asked, wish)| (asked != wish).then_some(*wish)).collect();
        self
    }

    /// Finds the transfers that lead to the answer; where no rule is in their way, when they are asked for.
    pub(super) fn find_settlement(&mut self, plan: &Plan, up_to: Authorization, meter: &Meter) -> Result<()> {
        if plan.approved().total() == self.allocation.total() {
            let aside = meter.aside();
            let rules = StructuredRules::of(plan, up_to, &SideConstraints::default())?;
            self.settlement = match rules.is_free_to_transfer {
                true => SoughtSettlement::between(plan.approved().clone(), self.allocation.clone(), &aside),
                false => {
                    SoughtSettlement::found(SettlementAnswer::to(plan, &self.allocation, up_to, &aside)?)
                }
            };
        }
        Ok(())
    }

    /// Takes back that nothing is nearer: what it had to meet may be met more nearly.
    pub(super) fn unprove(&mut self) {
        (self.is_proven, self.optimal_for, self.at_least) = (false, OptimalFor::default(), 0);
    }

    /// Says that nothing is nearer by some measures.
    pub(super) fn prove(&mut self, optimal_for: OptimalFor) {
        (self.is_proven, self.optimal_for) = (true, optimal_for);
    }
}

/// By all that is told of an answer.
impl PartialEq for Nearest {
    fn eq(&self, other: &Nearest) -> bool {
        let told =
            |nearest: &Nearest| (nearest.objective, nearest.measure, nearest.is_proven, nearest.at_least);
        told(self) == told(other)
            && self.allocation == other.allocation
            && self.rulebook == other.rulebook
            && self.optimal_for == other.optimal_for
            && self.binding().eq(other.binding())
            && (&self.against, &self.settlement, &self.wished)
                == (&other.against, &other.settlement, &other.wished)
    }
}

impl Proven for Nearest {
    fn is_proven(&self) -> bool {
        Nearest::is_proven(self)
    }
}

/// Whether an allocation breaks nothing that needs more than a level, apart from tolerated breaches.
fn passes(
    plan: &Plan,
    allocation: &Allocation,
    up_to: Authorization,
    side: &SideConstraints,
) -> Result<bool> {
    let findings = plan.check_allocation(allocation)?;
    Ok(findings.authorization() <= up_to || side.breaches.need_at_most(&findings, up_to))
}

/// The nearest allocation by a distance.
pub(super) fn nearest_by(
    plan: &Plan,
    target: &Target<'_>,
    side: &SideConstraints,
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    let Target { wish, weights, distance, up_to } = *target;
    let rules = StructuredRules::of(plan, up_to, side)?;
    let is_known = !matches!(rules.structure, Structure::General);
    let found = match rules.constraint_set.total_holds() {
        true => nearest_within(rules.total(), &rules.structure, wish, weights, distance),
        false => None,
    };
    if found.is_none() && (is_known || !rules.constraint_set.total_holds()) {
        return Ok(Answer::Infeasible(()));
    }
    if let Some(amounts) = found {
        let allocation = allocation_of(plan, &amounts)?;
        // What is no bound of a sum was left out so far: an outcome that respects it too is the nearest.
        if passes(plan, &allocation, up_to, side)? {
            return Ok(Answer::Found(proven(plan, (&amounts, allocation), target, &rules)));
        }
    }
    search_beyond(plan, &rules, (target, side), meter)
}

/// The answer that amounts are which are proven the nearest by a distance.
fn proven(
    plan: &Plan,
    (amounts, allocation): (&[i64], Allocation),
    target: &Target<'_>,
    rules: &Arc<StructuredRules>,
) -> Nearest {
    let Target { wish, weights, distance, .. } = *target;
    let far = Objective::new(amounts, wish, weights);
    let asked = AskedOfRules::new(rules, (wish, weights), far);
    let binding = match rules.constraint_set.non_sums.is_empty() {
        true => BindingRules::of(&asked, distance),
        false => {
            let apart = Deviation { amounts, wish, weights, objective: &far };
            BindingRules::known(binding(plan, &rules.bounds, &apart, distance))
        }
    };
    let mut nearest = Nearest::unproven(plan, allocation, (far, distance), binding);
    nearest.at_least = far.at(distance);
    nearest.prove(OptimalFor::of(&asked, Some(distance), None));
    nearest
}

/// The answer that amounts are, which nothing is proven of.
pub(super) fn answered(
    plan: &Plan,
    (amounts, allocation): (&[i64], Allocation),
    target: &Target<'_>,
    bounds: &[Bounded],
) -> Nearest {
    let Target { wish, weights, distance, .. } = *target;
    let objective = Objective::new(amounts, wish, weights);
    let apart = Deviation { amounts, wish, weights, objective: &objective };
    let binding = BindingRules::known(binding(plan, bounds, &apart, distance));
    Nearest::unproven(plan, allocation, (objective, distance), binding)
}

/// The search for constraints of every kind.
fn search_beyond(
    plan: &Plan,
    rules: &Arc<StructuredRules>,
    (target, side): (&Target<'_>, &SideConstraints),
    meter: &Meter,
) -> Result<Answer<Nearest, ()>> {
    let (Target { wish, distance, up_to, .. }, weights) = (*target, &*target.weight_of_each());
    let StructuredRules { bounds, constraint_set, .. } = &**rules;
    if !may_model(plan, bounds, meter) {
        return Ok(Answer::Unknown);
    }
    let model = model(plan, constraint_set, bounds);
    let nearest_search = NearestSearch { model: &model, wish, weights, meter };
    let NearestOutcome { mut amounts, at_least, is_exhausted } = nearest_search.nearest(distance);
    if amounts.is_none() && !is_exhausted {
        amounts = match feasible_point(plan, bounds, FULL_BUDGET, meter) {
            Answer::Infeasible(()) => return Ok(Answer::Infeasible(())),
            Answer::Found(known) if model.is_feasible(&known) => Some(nearest_search.nearer(known)),
            _ => return Ok(Answer::Unknown),
        };
    }
    let Some(amounts) = amounts else { return Ok(Answer::Infeasible(())) };
    let allocation = allocation_of(plan, &amounts)?;
    if !passes(plan, &allocation, up_to, side)? {
        // A share whose breach stands is no bound of the search.
        assert!(!side.breaches.is_empty(), "the rules and the search agree");
        return Ok(Answer::Unknown);
    }
    let mut nearest = answered(plan, (&amounts, allocation), target, bounds);
    let far = nearest.objective.at(distance);
    nearest.at_least = at_least;
    if is_exhausted || at_least >= far {
        nearest.at_least = far;
        nearest.prove(OptimalFor::known(vec![Measure::of(distance)]));
    }
    Ok(Answer::Found(nearest))
}

/// Whether amounts that respect the rules are proven to be the nearest.
pub(super) fn is_proven_nearest(
    plan: &Plan,
    amounts: &[i64],
    target: &Target<'_>,
    meter: &Meter,
) -> Result<bool> {
    let (Target { wish, distance, up_to, .. }, weights) = (*target, &*target.weight_of_each());
    let rules = StructuredRules::of(plan, up_to, &SideConstraints::default())?;
    let StructuredRules { bounds, constraint_set, structure, .. } = &*rules;
    let is_nearest = is_nearest(rules.total(), structure, (wish, weights), distance, amounts);
    let is_known = constraint_set.non_sums.iter().all(|other| other.movement.is_some());
    if let Some(is_nearest) = is_nearest.filter(|is_nearest| *is_nearest || is_known) {
        return Ok(is_nearest);
    }
    if !may_model(plan, bounds, meter) {
        return Ok(false);
    }
    let model = model(plan, constraint_set, bounds);
    let nearest_search = NearestSearch { model: &model, wish, weights, meter };
    let far = Objective::new(amounts, wish, weights).at(distance);
    // The search that proved the answer if `rebalance` gave it as proven.
    let searched = nearest_search.nearest(distance);
    let is_nearest = searched.at_least >= far;
    if is_nearest || searched.is_exhausted || distance != Distance::Squares {
        return Ok(is_nearest);
    }
    let nearer = nearest_search.below(far);
    Ok(nearer.amounts.is_none() && nearer.is_exhausted)
}
