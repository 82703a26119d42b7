//! The nearest allocation that respects the rules: from a plan and a wish to an answer.

use super::binding::Apart;
use super::constraint_set::ConstraintSet;
use super::laminar_problem::{is_nearest, nearest_within};
use super::measure::Measure;
use super::nearest_search::{NearestOutcome, NearestSearch};
use super::objective::{Objective, Rebalance};
use super::relaxation::{FULL_BUDGET, FeasiblePoint};
use super::rule_conflict::Conflict;
use super::size;
use super::structure::Structure;
use crate::budget::Allocation;
use crate::error::{Cause, Error, Result, quote};
use crate::money::Money;
use crate::plan::Plan;
use crate::rules::{Authorization, Base, Bounded, Breaches, Rule, Rulebook};
use crate::transfers::Way;
use riparto_solve::Meter;
use riparto_solve::flow::Distance;

/// What a search for the nearest allocation finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Rebalanced {
    /// The nearest allocation.
    Nearest(Box<Nearest>),
    /// No allocation respects the rules: the ones that conflict.
    Impossible(Box<Conflict>),
    /// The search ended before it found an allocation that respects the rules, or proved that there is none.
    Unproven,
}

/// The nearest allocation, how near it is, and what holds it there.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    pub(super) allocation: Allocation,
    pub(super) objective: Objective,
    pub(super) measure: Measure,
    pub(super) optimal_for: Vec<Measure>,
    pub(super) at_least: i128,
    rulebook: Rulebook,
    pub(super) binding: Vec<usize>,
    /// Lines, by position.
    pub(super) against: Vec<usize>,
    /// The transfers that lead there, if they were asked for.
    way: Option<Box<Way>>,
}

/// What amounts are to be near to, in cents, what a change of each line counts, and how far they may be.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) wish: &'a [i64],
    pub(super) weights: &'a [i64],
    pub(super) distance: Distance,
    pub(super) up_to: Authorization,
}

/// What is asked beside the rules: lines and sums of lines between two amounts; and the breaches that stand, where rules ask no
/// more than what is.
#[derive(Clone, Default)]
pub(super) struct Kept {
    pub(super) lines: Vec<(usize, [i64; 2])>,
    pub(super) sums: Vec<(Vec<u32>, [i64; 2])>,
    pub(super) breaches: Breaches,
}

/// What is known of the nearest allocation.
pub(super) enum Sought {
    Found(Box<Nearest>),
    Impossible,
    Unproven,
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
        &self.optimal_for
    }

    /// Whether no allocation that respects the rules is nearer by the measure asked for. Always proven, except
    /// when some rule is not a bound on a sum and the search hit its limit; [`Nearest::at_least`] then bounds the gap.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        !self.optimal_for.is_empty()
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
        self.binding.iter().map(|rule| &self.rulebook.rules()[*rule])
    }

    /// The lines that the rules make rise where the total is cut, or fall where it is raised, in the order of the envelope. None
    /// where the total does not change.
    pub fn against(&self) -> impl ExactSizeIterator<Item = &str> {
        self.against.iter().map(|line| self.rulebook.envelope().line(*line).id())
    }

    /// The transfers that lead there from the approved allocation, none of which needs more authorization than was allowed;
    /// or the rules of flow for which there are none, though the amounts break no rule. `None` for a new total, which no
    /// transfers reach.
    ///
    /// ```
    /// use riparto::rebalance::{Rebalance, Rebalanced};
    /// use riparto::{Plan, Way};
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "staff", "amount": "60.00"}, {"id": "office", "amount": "30.00"}, {"id": "grants", "amount": "10.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["staff"]}, "limit": {"flow": {"to": {"lines": ["grants"]}, "amount": "0.00"}}} ] }"#,
    /// )?;
    /// let wish = ["60.00".parse()?, "20.00".parse()?, "20.00".parse()?];
    /// let Rebalanced::Nearest(nearest) = plan.rebalance(&wish, &Rebalance::default())? else { panic!("the wish keeps the rule") };
    /// let Some(Way::Found(settlement)) = nearest.way() else { panic!("the office may give to grants") };
    /// assert_eq!(settlement.transfers()[0].from(), "office");
    /// # Ok::<(), riparto::Error>(())
    /// ```
    #[must_use]
    pub fn way(&self) -> Option<&Way> {
        self.way.as_deref()
    }
}

impl Plan {
    /// The nearest allocation to a wish that respects the rules. The wish is an amount for each line; it need neither
    /// sum to the total nor respect a rule.
    ///
    /// With rules on lines and on scopes that lie inside or apart from each other, the answer is exact; with equal
    /// weights it is at once the least squared, the least moved and the least in its largest change. With scopes that
    /// cross in two families (actions and categories), or a cap on the movement of all lines, it is exact for the measure
    /// asked for, and among the answers that tie, the one of least squares. So it is under rules of all other kinds (a share of
    /// another scope, a derived line, a flow, a step, movement inside a scope, three families that cross), where branch and
    /// bound visits at most [`MAX_SEARCH_BOXES`](crate::capacity::MAX_SEARCH_BOXES) nodes: where that is not enough, the answer is the
    /// nearest one found and says so ([`Nearest::is_proven`]), or [`Rebalanced::Unproven`].
    ///
    /// ```
    /// use riparto::rebalance::{Rebalance, Rebalanced};
    /// use riparto::Plan;
    ///
    /// let plan = Plan::from_json(
    ///     r#"{ "format": "riparto.plan/1", "title": "Plan", "total": "100.00",
    ///          "lines": [ {"id": "a", "amount": "60.00"}, {"id": "b", "amount": "30.00"}, {"id": "c", "amount": "10.00"} ],
    ///          "rules": [ {"id": "r1", "scope": {"lines": ["c"]}, "limit": {"floor": "20.00"}} ] }"#,
    /// )?;
    /// let Rebalanced::Nearest(nearest) = plan.rebalance(plan.approved().amounts(), &Rebalance::default())? else {
    ///     panic!("the floor can be met");
    /// };
    /// let amounts: Vec<String> = nearest.allocation().amounts().iter().map(|amount| amount.to_string()).collect();
    /// assert_eq!(amounts, ["55.00", "25.00", "20.00"]);
    /// # Ok::<(), riparto::Error>(())
    /// ```
    ///
    /// # Errors
    /// Not one wish or weight for each line (`amounts_mismatch`); a weight outside 1 to
    /// [`MAX_WISH_WEIGHT`](crate::capacity::MAX_WISH_WEIGHT) (`wish_weight`); a total so
    /// large over so many lines that sums leave 64 bits (`amount_overflow`); scopes nested too deep (`too_many`).
    pub fn rebalance(&self, wish: &[Money], options: &Rebalance) -> Result<Rebalanced> {
        self.rebalance_within(wish, options, &Meter::default())
    }

    /// As [`Plan::rebalance`], with the work that a meter allows. At its limit the answer is the nearest allocation found, with
    /// a bound on every other ([`Nearest::at_least`]), or [`Rebalanced::Unproven`].
    ///
    /// # Errors
    /// As [`Plan::rebalance`].
    pub fn rebalance_within(&self, wish: &[Money], options: &Rebalance, meter: &Meter) -> Result<Rebalanced> {
        let sought = self.nearest(wish, options, &Kept::default(), meter)?;
        Ok(match self.or_standstill(sought, wish, options)? {
            Sought::Found(mut nearest) => {
                self.find_way(&mut nearest, options.up_to, meter)?;
                Rebalanced::Nearest(nearest)
            }
            Sought::Impossible => {
                Rebalanced::Impossible(Box::new(self.proven_conflict(options.up_to, meter)?))
            }
            Sought::Unproven => Rebalanced::Unproven,
        })
    }

    /// Finds the transfers that lead to the answer.
    pub(super) fn find_way(&self, nearest: &mut Nearest, up_to: Authorization, meter: &Meter) -> Result<()> {
        if self.approved().total() == nearest.allocation.total() {
            nearest.way = Some(Box::new(self.way_to(&nearest.allocation, up_to, &meter.aside())?));
        }
        Ok(())
    }

    /// The nearest allocation in which some lines are kept.
    pub(super) fn nearest(
        &self,
        wish: &[Money],
        options: &Rebalance,
        kept: &Kept,
        meter: &Meter,
    ) -> Result<Sought> {
        self.accept(wish, options)?;
        let (wish, weights) = in_cents(wish, options);
        let asked = |distance| Asked { wish: &wish, weights: &weights, distance, up_to: options.up_to };
        match options.measure {
            Measure::LeastSquares => self.nearest_by(&asked(Distance::Squares), kept, meter),
            Measure::LeastMoved => self.nearest_by(&asked(Distance::Moved), kept, meter),
            Measure::LeastPeak => self.nearest_by(&asked(Distance::Peak), kept, meter),
            Measure::InProportion => self.in_proportion(&asked(Distance::Squares), kept, meter),
            Measure::FewestLines => self.fewest_lines(&asked(Distance::Moved), kept, meter),
        }
    }

    /// Whether an allocation breaks nothing that needs more than a level, but for what stands.
    fn passes(&self, allocation: &Allocation, up_to: Authorization, kept: &Kept) -> Result<bool> {
        let findings = self.check_allocation(allocation)?;
        Ok(findings.authorization() <= up_to || kept.breaches.need_at_most(&findings, up_to))
    }

    /// What rules ask of sums, with some lines kept.
    pub(super) fn constraint_set(&self, bounds: &[Bounded], kept: &Kept) -> ConstraintSet {
        let mut constraint_set = ConstraintSet::new(self.rulebook(), bounds);
        kept.lines.iter().for_each(|(line, cents)| constraint_set.keep(*line, *cents));
        kept.sums.iter().for_each(|(lines, cents)| constraint_set.keep_sum(lines, *cents));
        constraint_set
    }

    /// The nearest allocation by a distance.
    pub(super) fn nearest_by(&self, asked: &Asked<'_>, kept: &Kept, meter: &Meter) -> Result<Sought> {
        let Asked { wish, weights, distance, up_to } = *asked;
        let bounds = self.bounds_beside(up_to, &kept.breaches)?;
        let constraint_set = self.constraint_set(&bounds, kept);
        let structure = self.structure(&constraint_set)?;
        let is_known = !matches!(structure, Structure::General);
        let found = match constraint_set.total_holds() {
            true => nearest_within(&constraint_set, &structure, wish, weights, distance),
            false => None,
        };
        if found.is_none() && (is_known || !constraint_set.total_holds()) {
            return Ok(Sought::Impossible);
        }
        if let Some(amounts) = found {
            let allocation = self.allocation_of(&amounts)?;
            // What is no bound of a sum was left out so far: an outcome that respects it too is the nearest.
            if self.passes(&allocation, up_to, kept)? {
                let optimal_for =
                    optimal_for(&constraint_set, &structure, wish, weights, (&amounts, Some(distance)));
                let at_least = Objective::new(&amounts, wish, weights).at(distance);
                return self.answered(&amounts, asked, &bounds, (optimal_for, at_least)).map(Sought::Found);
            }
        }
        self.search_beyond(&constraint_set, &bounds, (asked, kept), meter)
    }

    /// The answer that amounts are, with the measures that they are proven the nearest by, and what is at least as far.
    pub(super) fn answered(
        &self,
        amounts: &[i64],
        asked: &Asked<'_>,
        bounds: &[Bounded],
        (optimal_for, at_least): (Vec<Measure>, i128),
    ) -> Result<Box<Nearest>> {
        let apart = Apart { amounts, wish: asked.wish, weights: asked.weights };
        Ok(Box::new(Nearest {
            allocation: self.allocation_of(amounts)?,
            objective: Objective::new(amounts, asked.wish, asked.weights),
            measure: Measure::of(asked.distance),
            optimal_for,
            at_least,
            rulebook: self.rulebook().clone(),
            binding: self.binding(bounds, &apart, asked.distance),
            against: Vec::new(),
            way: None,
        }))
    }

    /// The search for constraints of every kind.
    fn search_beyond(
        &self,
        constraint_set: &ConstraintSet,
        bounds: &[Bounded],
        (asked, kept): (&Asked<'_>, &Kept),
        meter: &Meter,
    ) -> Result<Sought> {
        let Asked { wish, weights, distance, up_to } = *asked;
        if !self.may_model(bounds, meter) {
            return Ok(Sought::Unproven);
        }
        let model = self.model(constraint_set, bounds);
        let nearest_search = NearestSearch { model: &model, wish, weights, meter };
        let NearestOutcome { mut amounts, at_least, is_exhausted } = nearest_search.nearest(distance);
        if amounts.is_none() && !is_exhausted {
            amounts = match self.feasible_point(bounds, FULL_BUDGET, meter) {
                FeasiblePoint::Infeasible => return Ok(Sought::Impossible),
                FeasiblePoint::Found(known) if model.is_feasible(&known) => {
                    Some(nearest_search.nearer(known))
                }
                _ => return Ok(Sought::Unproven),
            };
        }
        let Some(amounts) = amounts else { return Ok(Sought::Impossible) };
        if !self.passes(&self.allocation_of(&amounts)?, up_to, kept)? {
            // A share whose breach stands is no bound of the search.
            assert!(!kept.breaches.is_empty(), "the rules and the search agree");
            return Ok(Sought::Unproven);
        }
        let far = Objective::new(&amounts, wish, weights).at(distance);
        let is_proven = is_exhausted || at_least >= far;
        let proof = match is_proven {
            true => (vec![Measure::of(distance)], far),
            false => (Vec::new(), at_least),
        };
        self.answered(&amounts, asked, bounds, proof).map(Sought::Found)
    }

    /// The structure that the groups and the cap on movement have.
    pub(super) fn structure(&self, constraint_set: &ConstraintSet) -> Result<Structure> {
        let mut caps = constraint_set.non_sums.iter().filter_map(|other| other.movement);
        let cents = |base: Base| -> Vec<i64> {
            let allocation = match base {
                Base::Original => self.original(),
                Base::Approved => self.approved(),
            };
            allocation.amounts().iter().map(|amount| amount.cents()).collect()
        };
        let Some((base, mut cap)) = caps.next() else {
            return Structure::of(constraint_set, None);
        };
        for (other, least) in caps {
            if other != base && self.original() != self.approved() {
                return Ok(Structure::General);
            }
            cap = cap.min(least);
        }
        Structure::of(constraint_set, Some((cents(base), cap)))
    }

    /// Whether it is proven that an allocation respects the rules and none that does is nearer to a wish by the measure that
    /// the options ask for.
    ///
    /// Under bounds of sums this is a certificate that one pass over the lines checks, without the search. Where other rules
    /// keep the allocation from being the nearest under bounds alone, the search is made again for anything nearer: `false`
    /// then means that something nearer was found, or that it ended before it could exclude it.
    ///
    /// # Errors
    /// As [`Plan::rebalance`]; an allocation of another envelope (`envelope_differs`).
    pub fn verify(&self, wish: &[Money], allocation: &Allocation, options: &Rebalance) -> Result<bool> {
        self.verify_within(wish, allocation, options, &Meter::default())
    }

    /// As [`Plan::verify`], with the work that a meter allows; at its limit, what is not proven yet is `false`.
    ///
    /// # Errors
    /// As [`Plan::verify`].
    pub fn verify_within(
        &self,
        wish: &[Money],
        allocation: &Allocation,
        options: &Rebalance,
        meter: &Meter,
    ) -> Result<bool> {
        self.accept(wish, options)?;
        if self.check_allocation(allocation)?.authorization() > options.up_to {
            return Ok(false);
        }
        let (wish, weights) = in_cents(wish, options);
        let amounts: Vec<i64> = allocation.amounts().iter().map(|amount| amount.cents()).collect();
        let asked = |distance| Asked { wish: &wish, weights: &weights, distance, up_to: options.up_to };
        match options.measure {
            Measure::LeastSquares => self.is_nearest(&amounts, &asked(Distance::Squares), meter),
            Measure::LeastMoved => self.is_nearest(&amounts, &asked(Distance::Moved), meter),
            Measure::LeastPeak => self.is_nearest(&amounts, &asked(Distance::Peak), meter),
            Measure::InProportion => {
                let Some(shares) = self.shares(&wish, options.up_to, &Kept::default())? else {
                    return Ok(false);
                };
                self.is_nearest(&amounts, &shares.asked(options.up_to), meter)
            }
            Measure::FewestLines => {
                let fewest = match self.fewest_lines(&asked(Distance::Moved), &Kept::default(), meter)? {
                    Sought::Found(fewest) => fewest.at_least,
                    Sought::Impossible | Sought::Unproven => return Ok(false),
                };
                Ok(Objective::new(&amounts, &wish, &weights).lines <= fewest)
            }
        }
    }

    /// Whether amounts that respect the rules are proven to be the nearest.
    fn is_nearest(&self, amounts: &[i64], asked: &Asked<'_>, meter: &Meter) -> Result<bool> {
        let Asked { wish, weights, distance, up_to } = *asked;
        let bounds = self.bounds(up_to)?;
        let constraint_set = ConstraintSet::new(self.rulebook(), &bounds);
        let structure = self.structure(&constraint_set)?;
        let is_nearest = is_nearest(&constraint_set, &structure, (wish, weights), distance, amounts);
        let is_known = constraint_set.non_sums.iter().all(|other| other.movement.is_some());
        if let Some(is_nearest) = is_nearest.filter(|is_nearest| *is_nearest || is_known) {
            return Ok(is_nearest);
        }
        if !self.may_model(&bounds, meter) {
            return Ok(false);
        }
        let model = self.model(&constraint_set, &bounds);
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

    /// Refuses what no search can be made for.
    pub(super) fn accept(&self, wish: &[Money], options: &Rebalance) -> Result<()> {
        let lines = self.envelope().line_count();
        for count in [wish.len(), if options.weights.is_empty() { lines } else { options.weights.len() }] {
            if count != lines {
                return Err(Cause::AmountsMismatch { found: count, lines }.into());
            }
        }
        size::accept_weights(&options.weights, wish, self.envelope().total())?;
        if options.measure == Measure::InProportion
            && options.weights.windows(2).any(|pair| pair[0] != pair[1])
        {
            return Err(Cause::WeightsInProportion {}.into());
        }
        size::accept(lines, self.envelope().total())
    }

    pub(super) fn unsupported(&self, rule: Option<usize>) -> Error {
        let rule = rule.map_or("", |rule| self.rulebook().rules()[rule].id());
        Cause::RebalanceUnsupported { rule: quote(rule) }.into()
    }

    pub(super) fn allocation_of(&self, cents: &[i64]) -> Result<Allocation> {
        let amounts = cents.iter().map(|cents| Money::from_cents(*cents)).collect::<Result<Vec<Money>>>()?;
        Allocation::new(self.envelope(), amounts)
    }
}

/// A wish in cents, and a weight for each line.
pub(super) fn in_cents(wish: &[Money], options: &Rebalance) -> (Vec<i64>, Vec<i64>) {
    let weights = match options.weights.as_slice() {
        [] => vec![1; wish.len()],
        weights => weights.iter().map(|weight| i64::from(*weight)).collect(),
    };
    (wish.iter().map(|wish| wish.cents()).collect(), weights)
}

/// Above so many lines, only the measure that was asked for is named.
const COMPARED_LINES: usize = 1_000;

/// The distances by which amounts are the nearest: the one asked for, and those others whose own optimum is no nearer.
pub(super) fn optimal_for(
    constraint_set: &ConstraintSet,
    structure: &Structure,
    wish: &[i64],
    weights: &[i64],
    (amounts, asked): (&[i64], Option<Distance>),
) -> Vec<Measure> {
    let is_tree = matches!(structure, Structure::Laminar(_));
    let is_one = is_tree && weights.windows(2).all(|pair| pair[0] == pair[1]);
    if is_one && asked.is_some() {
        return Distance::ALL.map(Measure::of).to_vec();
    }
    let objective = |amounts: &[i64]| Objective::new(amounts, wish, weights);
    let found = objective(amounts);
    let is_optimal = |distance: &Distance| {
        Some(*distance) == asked
            || ((asked.is_none() || !is_tree)
                && amounts.len() <= COMPARED_LINES
                && nearest_within(constraint_set, structure, wish, weights, *distance)
                    .is_some_and(|best| objective(&best).at(*distance) == found.at(*distance)))
    };
    Distance::ALL.into_iter().filter(is_optimal).map(Measure::of).collect()
}
