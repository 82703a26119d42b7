//! The nearest allocation that respects the rules: from a plan and a wish to an answer.

use super::certificate::Certified;
use super::changes::least_squares;
use super::clash::Conflict;
use super::equal_shift::{Shift, Threshold, WeightedShift, solve};
use super::objective::{Objective, Rebalance};
use super::reach::Reach;
use super::shape::{Shape, Sides};
use super::structure::{Arranged, Structure};
use super::ties::nearest_among_ties;
use super::tree::Tree;
use crate::budget::Allocation;
use crate::error::{Cause, Error, Result, quote};
use crate::limits::{MAX_REBALANCE_CENTS, MAX_WISH_WEIGHT};
use crate::money::Money;
use crate::network::{self, Measure, Problem};
use crate::proposals::Plan;
use crate::rules::{Base, Rule, Rulebook};

/// What a search for the nearest allocation finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Rebalanced {
    /// The nearest allocation.
    Nearest(Box<Nearest>),
    /// No allocation respects the rules: the ones that clash.
    Impossible(Box<Conflict>),
}

/// The nearest allocation, how near it is, and what holds it there.
#[derive(Clone, Debug, PartialEq)]
pub struct Nearest {
    allocation: Allocation,
    objective: Objective,
    optimal_for: Vec<Measure>,
    rulebook: Rulebook,
    binding: Vec<usize>,
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

    /// The measures by which no allocation that respects the rules is nearer.
    #[must_use]
    pub fn optimal_for(&self) -> &[Measure] {
        &self.optimal_for
    }

    /// The rules that the allocation meets without a cent to spare.
    pub fn binding(&self) -> impl ExactSizeIterator<Item = &Rule> {
        self.binding.iter().map(|rule| &self.rulebook.rules()[*rule])
    }
}

impl Plan {
    /// The nearest allocation to a wish that respects the rules. The wish is an amount for each line; it need neither
    /// sum to the total nor respect a rule.
    ///
    /// With rules on lines and on scopes that lie inside or apart from each other, the answer is exact; with equal
    /// weights it is at once the least squared, the least moved and the least in its largest change. With scopes that
    /// cross in two families (actions and categories), or a cap on the movement of all lines, it is exact for the measure
    /// asked for, and among the answers that tie, the one of least squares. Rules of other kinds (a share of another scope,
    /// a flow, a step, three families that cross) are left out of the search; the answer is given only if it respects
    /// them too, and is then the nearest.
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
    /// Not one wish or weight for each line (`amounts_mismatch`); a weight outside 1 to 1,024 (`wish_weight`); a total so
    /// large over so many lines that sums leave 64 bits (`amount_overflow`); scopes nested too deep (`too_many`); rules of
    /// kinds that the search leaves out and that its outcome breaks (`rebalance_unsupported`).
    pub fn rebalance(&self, wish: &[Money], options: &Rebalance) -> Result<Rebalanced> {
        match self.nearest(wish, options, &[])? {
            Some(nearest) => Ok(Rebalanced::Nearest(Box::new(nearest))),
            None => Ok(Rebalanced::Impossible(Box::new(self.conflict(options.up_to)?.into_conflict()?))),
        }
    }

    /// The nearest allocation in which some lines keep what they have; `None` if there is none.
    pub(super) fn nearest(
        &self,
        wish: &[Money],
        options: &Rebalance,
        kept: &[usize],
    ) -> Result<Option<Nearest>> {
        self.accept(wish, options)?;
        let bounds = self.bounds(options.up_to);
        let mut structure = Structure::new(self.rulebook(), &bounds);
        kept.iter().for_each(|line| structure.keep(*line, self.approved().amounts()[*line].cents()));
        let shape = self.shape(&structure)?;
        let known = match &shape {
            _ if !structure.total_holds() => None,
            Shape::Unknown => {
                return Err(self.unsupported(structure.groups.last().map(|group| group.rule)));
            }
            Shape::Tree(_) | Shape::Network(_) => self.search(&structure, &shape, wish, options)?,
        };
        let Some((amounts, optimal_for)) = known else { return Ok(None) };
        let allocation = self.allocation_of(&amounts)?;
        // What is no bound of a sum was left out of the search: if its outcome respects that too, it is the nearest.
        if let Some(other) = structure.others.iter().find(|other| other.movement.is_none())
            && self.check_allocation(&allocation)?.authorization() > options.up_to
        {
            return Err(self.unsupported(Some(other.rule)));
        }
        let wish: Vec<i64> = wish.iter().map(|wish| wish.cents()).collect();
        let weights: Vec<i64> = options.weights.iter().map(|weight| i64::from(*weight)).collect();
        let (rulebook, binding) = (self.rulebook().clone(), binding(&structure, &amounts));
        let objective = Objective::new(&amounts, &wish, &weights);
        Ok(Some(Nearest { allocation, objective, optimal_for, rulebook, binding }))
    }

    /// The shape that the groups and the cap on movement have.
    pub(super) fn shape(&self, structure: &Structure) -> Result<Shape> {
        let mut caps = structure.others.iter().filter_map(|other| Some((other.rule, other.movement?)));
        let cents = |base: Base| -> Vec<i64> {
            let allocation = match base {
                Base::Original => self.original(),
                Base::Approved => self.approved(),
            };
            allocation.amounts().iter().map(|amount| amount.cents()).collect()
        };
        let Some((_, (base, mut cap))) = caps.next() else {
            return Shape::of(structure, None);
        };
        for (rule, (other, least)) in caps {
            if other != base && self.original() != self.approved() {
                return Err(self.unsupported(Some(rule)));
            }
            cap = cap.min(least);
        }
        Shape::of(structure, Some((cents(base), cap)))
    }

    /// The nearest amounts inside the bounds of a structure, and the measures by which they are.
    fn search(
        &self,
        structure: &Structure,
        shape: &Shape,
        wish: &[Money],
        options: &Rebalance,
    ) -> Result<Option<(Vec<i64>, Vec<Measure>)>> {
        match shape {
            Shape::Unknown => Ok(None),
            Shape::Tree(arranged) => {
                let task = Task::new(structure, arranged, wish, &options.weights);
                let Some(amounts) = task.solve(options.measure) else { return Ok(None) };
                let amounts = arranged.restore(&amounts);
                let equal = task.weights.is_empty();
                Ok(Some((amounts, if equal { Measure::ALL.to_vec() } else { vec![options.measure] })))
            }
            Shape::Network(network) => {
                let sides = Sides::new(structure);
                let wish: Vec<i64> = wish.iter().map(|wish| wish.cents()).collect();
                let weights: Vec<i64> = match options.weights.as_slice() {
                    [] => vec![1; wish.len()],
                    weights => weights.iter().map(|weight| i64::from(*weight)).collect(),
                };
                let problem = network.problem(&sides, structure.total, &wish, &weights);
                Ok(network::solve(&problem, options.measure).map(|amounts| {
                    let optimal_for = optimal_for(&problem, &amounts, options.measure);
                    (amounts, optimal_for)
                }))
            }
        }
    }

    /// Whether an allocation respects the rules and none that does is nearer to a wish by least squares: a certificate
    /// that one pass over the lines checks, without the search.
    ///
    /// # Errors
    /// As [`Plan::rebalance`]; an allocation of another envelope (`envelope_differs`).
    pub fn verify(&self, wish: &[Money], allocation: &Allocation, options: &Rebalance) -> Result<bool> {
        self.accept(wish, options)?;
        if self.check_allocation(allocation)?.authorization() > options.up_to {
            return Ok(false);
        }
        let structure = Structure::new(self.rulebook(), &self.bounds(options.up_to));
        let is_nearest = match self.shape(&structure)? {
            Shape::Tree(arranged) => {
                let task = Task::new(&structure, &arranged, wish, &options.weights);
                let amounts = arranged.arrange(|line| allocation.amounts()[line].cents());
                task.is_least_squares(&amounts)
            }
            Shape::Network(network) => {
                let sides = Sides::new(&structure);
                let wish: Vec<i64> = wish.iter().map(|wish| wish.cents()).collect();
                let weights = match options.weights.as_slice() {
                    [] => vec![1; wish.len()],
                    weights => weights.iter().map(|weight| i64::from(*weight)).collect(),
                };
                let amounts: Vec<i64> = allocation.amounts().iter().map(|amount| amount.cents()).collect();
                let problem = network.problem(&sides, structure.total, &wish, &weights);
                network::verify(&problem, Measure::LeastSquares, &amounts)
            }
            Shape::Unknown => return Err(self.unsupported(structure.groups.last().map(|group| group.rule))),
        };
        match structure.others.iter().find(|other| other.movement.is_none()) {
            // Among allocations that respect this rule too, it may still be the nearest.
            Some(other) if !is_nearest => Err(self.unsupported(Some(other.rule))),
            _ => Ok(is_nearest),
        }
    }

    /// Refuses what no search can be made for.
    fn accept(&self, wish: &[Money], options: &Rebalance) -> Result<()> {
        let lines = self.envelope().line_count();
        for count in [wish.len(), if options.weights.is_empty() { lines } else { options.weights.len() }] {
            if count != lines {
                return Err(Cause::AmountsMismatch { found: count, lines }.into());
            }
        }
        if let Some(weight) = options.weights.iter().find(|weight| !(1..=MAX_WISH_WEIGHT).contains(*weight)) {
            return Err(Cause::WishWeight { found: *weight, allowed: MAX_WISH_WEIGHT }.into());
        }
        let total = self.envelope().total().cents();
        if i128::from(total) * (lines as i128) > MAX_REBALANCE_CENTS {
            let allowed = Money::MAX.to_string();
            return Err(Cause::AmountOverflow { operation: "sum of all ceilings", allowed }.into());
        }
        Ok(())
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

/// The rules that amounts meet without a cent to spare.
fn binding(structure: &Structure, amounts: &[i64]) -> Vec<usize> {
    let mut rules = Vec::new();
    for bound in &structure.lines {
        let amount = amounts[bound.line];
        if amount == bound.low || amount == bound.high {
            rules.push(bound.rule);
        }
    }
    for group in &structure.groups {
        let sum: i64 = group.lines.iter().map(|line| amounts[*line as usize]).sum();
        if sum == group.low || sum == group.high {
            rules.push(group.rule);
        }
    }
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// Above so many lines, only the measure that was asked for is named.
const COMPARED_LINES: usize = 1_000;

/// The measures by which amounts are the nearest: the one asked for, and those others whose own optimum is no nearer.
fn optimal_for(problem: &Problem<'_>, amounts: &[i64], asked: Measure) -> Vec<Measure> {
    let objective = |amounts: &[i64]| Objective::new(amounts, problem.wish, problem.weights);
    let found = objective(amounts);
    let is_optimal = |measure: &Measure| {
        *measure == asked
            || (amounts.len() <= COMPARED_LINES
                && network::solve(problem, *measure)
                    .is_some_and(|best| objective(&best).of(*measure) == found.of(*measure)))
    };
    Measure::ALL.into_iter().filter(is_optimal).collect()
}

/// A search in the order of a tree.
struct Task<'a> {
    tree: &'a Tree,
    wish: Vec<i64>,
    low: Vec<i64>,
    high: Vec<i64>,
    /// Empty if all lines count the same.
    weights: Vec<i64>,
}

impl Task<'_> {
    fn new<'a>(structure: &Structure, arranged: &'a Arranged, wish: &[Money], weights: &[u32]) -> Task<'a> {
        let equal = weights.windows(2).all(|pair| pair[0] == pair[1]);
        Task {
            tree: &arranged.tree,
            wish: arranged.arrange(|line| wish[line].cents()),
            low: arranged.arrange(|line| structure.low[line].cents),
            high: arranged.arrange(|line| structure.high[line].cents),
            weights: if equal { Vec::new() } else { arranged.arrange(|line| i64::from(weights[line])) },
        }
    }

    /// The nearest amounts, in the order of the tree; `None` if bounds leave none.
    fn solve(&self, measure: Measure) -> Option<Vec<i64>> {
        let (wish, low, high) = (&self.wish[..], &self.low[..], &self.high[..]);
        if self.weights.is_empty() {
            return least_squares(self.tree, &Shift { wish, low, high });
        }
        let reach = Reach::new(self.tree, |line| (low[line], high[line]))?;
        let weights = &self.weights[..];
        Some(match measure {
            Measure::LeastSquares => {
                solve(self.tree, &reach, &WeightedShift { wish, low, high, weights }).amounts
            }
            Measure::LeastMoved => self.least_moved(&reach),
            Measure::LeastPeak => self.least_peak(),
        })
    }

    /// Least weighted movement; among the many allocations that tie, the one of least squares.
    fn least_moved(&self, reach: &Reach) -> Vec<i64> {
        let response =
            Threshold { wish: &self.wish, low: &self.low, high: &self.high, weights: &self.weights };
        nearest_among_ties(self.tree, reach, &response, &self.wish)
    }

    /// The least weighted peak, found by halving; among the allocations that keep it, the one of least squares.
    fn least_peak(&self) -> Vec<i64> {
        let within = |peak: i64| {
            let reach = |line: usize| peak / self.weights[line];
            let low: Vec<i64> =
                (0..self.wish.len()).map(|line| self.low[line].max(self.wish[line] - reach(line))).collect();
            let high: Vec<i64> =
                (0..self.wish.len()).map(|line| self.high[line].min(self.wish[line] + reach(line))).collect();
            Reach::new(self.tree, |line| (low[line], high[line])).map(|reach| (reach, low, high))
        };
        // Amounts and wishes are at most 2^48 cents, weights at most 2^10.
        let (mut kept, mut failed) = (1i64 << 59, -1i64);
        while kept - failed > 1 {
            let middle = failed + (kept - failed) / 2;
            if within(middle).is_some() {
                kept = middle;
            } else {
                failed = middle;
            }
        }
        let Some((reach, low, high)) = within(kept) else { return Vec::new() };
        let response = WeightedShift { wish: &self.wish, low: &low, high: &high, weights: &self.weights };
        solve(self.tree, &reach, &response).amounts
    }

    fn is_least_squares(&self, amounts: &[i64]) -> bool {
        let weight = |line: usize| self.weights.get(line).copied().map_or(1, i128::from);
        let change = |line: usize| i128::from(amounts[line] - self.wish[line]);
        let certified = Certified { tree: self.tree, low: &self.low, high: &self.high, amounts };
        certified.is_optimal(
            |line| weight(line) * (2 * change(line) + 1),
            |line| weight(line) * (2 * change(line) - 1),
        )
    }
}
