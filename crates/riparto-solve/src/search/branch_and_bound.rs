//! Branch and bound: nodes are split until each is infeasible, solved, or bounded by the cutoff.

use std::collections::BTreeMap;

use super::branching::branching_point;
use super::constraint_model::{Bounds, Model};
use super::dual_ascent::LagrangianEvaluation;
use super::lagrangian::LagrangianDual;
use super::local_search::{SymmetryClasses, pairwise_exchange};
use super::separable_cost::SeparableCost;
use crate::meter::MAX_SEARCH_CHOICES;
use crate::meter::Meter;

/// A relaxation that keeps the bounds of lines, their total, and the bounds of those sums that an exact method can represent.
pub trait NodeRelaxation {
    /// Line amounts of least cost within the bounds; `None` if the relaxation is infeasible, and so the node.
    fn nearest(&self, bounds: &Bounds, cost: SeparableCost<'_>) -> Option<Vec<i64>>;
}

/// What a search looks for and when it may stop.
#[derive(Clone, Copy, Debug)]
pub struct SearchGoal {
    /// Only allocations that cost less than this are of interest; `None` for no limit.
    pub cutoff: Option<i128>,
    /// Whether the search stops at the first feasible allocation.
    pub first_feasible: bool,
    /// Past a quarter of the budget, the search stops once incumbent and lower bound differ by less than this.
    pub gap: i128,
}

/// The result of a search.
#[derive(Clone, Debug)]
pub struct SearchOutcome {
    /// The incumbent: the feasible allocation of least cost that was found.
    pub best: Option<Vec<i64>>,
    /// A proven lower bound on the cost of every feasible allocation, wherever the search ended.
    pub at_least: i128,
    /// Whether no open node is left: then `best` is optimal, or without one nothing below the cutoff is feasible.
    pub is_exhausted: bool,
    /// The number of nodes visited.
    pub nodes: usize,
}

/// Rounds of dual ascent at the root, and at each further node.
const ROOT_ROUNDS: usize = 96;
const NODE_ROUNDS: usize = 8;

/// The work limit of local search at the root, and at each later node that uses it.
const ROOT_LOCAL_SEARCH_WORK: usize = 1 << 24;
const NODE_LOCAL_SEARCH_WORK: usize = 1 << 19;

/// An open node with the prices and the lower bound of its parent.
struct SearchNode {
    bounds: Bounds,
    prices: Vec<i128>,
    bound: i128,
}

/// The state of one search.
struct BranchAndBound<'a> {
    model: &'a Model,
    cost: SeparableCost<'a>,
    dual: LagrangianDual<'a>,
    classes: SymmetryClasses,
    relaxation: &'a dyn NodeRelaxation,
    goal: SearchGoal,
    /// The best feasible allocation found, with its cost.
    incumbent: Option<(i128, Vec<i64>)>,
    /// Whether the costs of all allocations are odd; `None` if their parity varies.
    is_odd: Option<bool>,
    nodes: usize,
    meter: &'a Meter,
}

/// Minimizes a cost over the feasible allocations of a model, visiting at most a number of nodes and within the work that a
/// meter allows.
pub fn search(
    model: &Model,
    cost: SeparableCost<'_>,
    relaxation: &dyn NodeRelaxation,
    goal: SearchGoal,
    (most, meter): (usize, &Meter),
) -> SearchOutcome {
    let wish_total: i128 = cost.wish.iter().map(|wish| i128::from(*wish)).sum();
    let is_odd = cost.has_parity().then(|| (i128::from(model.bounds.low[model.lines]) - wish_total) % 2 != 0);
    let dual = LagrangianDual::new(model, cost, meter);
    let prices = vec![0; dual.rows.len()];
    let mut search = BranchAndBound {
        model,
        cost,
        dual,
        classes: SymmetryClasses::new(model),
        relaxation,
        goal,
        incumbent: None,
        is_odd,
        nodes: 0,
        meter,
    };
    search.run(SearchNode { bounds: model.bounds.clone(), prices, bound: 0 }, most)
}

impl BranchAndBound<'_> {
    fn run(&mut self, root: SearchNode, most: usize) -> SearchOutcome {
        let mut open: BTreeMap<(i128, usize), SearchNode> = BTreeMap::new();
        let mut dive = Some(root);
        let mut number = 0;
        while self.nodes < most
            && self.dual.subproblems_solved() < MAX_SEARCH_CHOICES
            && self.meter.spend(self.model.size())
            && !(self.goal.first_feasible && self.incumbent.is_some())
            && !(self.is_past_quarter(most) && self.is_within_gap(open.keys().next(), dive.as_ref()))
        {
            let Some(node) = dive.take().or_else(|| open.pop_first().map(|(_, node)| node)) else { break };
            if node.bound >= self.cutoff() {
                continue;
            }
            for child in self.solve_node(node) {
                // Depth first until there is an incumbent; from then on, best bound first.
                number += 1;
                if self.incumbent.is_none() && dive.as_ref().is_none_or(|known| child.bound < known.bound) {
                    if let Some(known) = dive.replace(child) {
                        open.insert((known.bound, number), known);
                    }
                } else {
                    open.insert((child.bound, number), child);
                }
            }
        }
        open.retain(|_, node| node.bound < self.cutoff());
        let left = open.values().chain(&dive).map(|node| node.bound).min();
        let at_least = left.into_iter().chain(self.incumbent.as_ref().map(|(cost, _)| *cost)).min();
        let is_exhausted = left.is_none();
        SearchOutcome {
            at_least: at_least.unwrap_or(self.goal.cutoff.unwrap_or(0)),
            is_exhausted,
            best: self.incumbent.take().map(|(_, best)| best),
            nodes: self.nodes,
        }
    }

    /// Whether a quarter of the node or subproblem budget is used up.
    fn is_past_quarter(&self, most: usize) -> bool {
        self.nodes > most / 4 || self.dual.subproblems_solved() > MAX_SEARCH_CHOICES / 4
    }

    /// Whether the least bound of the open nodes is within the gap of the incumbent, or of the cutoff.
    fn is_within_gap(&self, first: Option<&(i128, usize)>, dive: Option<&SearchNode>) -> bool {
        let left = first.map(|(bound, _)| *bound).into_iter().chain(dive.map(|node| node.bound)).min();
        let known = self.incumbent.as_ref().map(|(cost, _)| *cost).or(self.goal.cutoff);
        left.zip(known).is_some_and(|(left, known)| known - left < self.goal.gap)
    }

    /// The cost from which on allocations are of no interest: that of the incumbent or the cutoff of the goal.
    fn cutoff(&self) -> i128 {
        let known = self.incumbent.as_ref().map(|(cost, _)| *cost);
        known.into_iter().chain(self.goal.cutoff).min().unwrap_or(i128::MAX)
    }

    /// Keeps feasible amounts if they improve on the incumbent.
    fn offer_incumbent(&mut self, amounts: Vec<i64>) {
        let cost = self.cost.of(&amounts);
        if cost < self.cutoff() {
            self.incumbent = Some((cost, amounts));
        }
    }

    /// Rounds a lower bound up to the parity that all costs have.
    fn round_to_parity(&self, bound: i128) -> i128 {
        match self.is_odd {
            Some(is_odd) if (bound % 2 != 0) != is_odd => bound + 1,
            _ => bound,
        }
    }

    /// Closes a node, or returns its two children.
    fn solve_node(&mut self, mut node: SearchNode) -> Vec<SearchNode> {
        self.nodes += 1;
        if !node.bounds.propagate(self.model) {
            return Vec::new();
        }
        let mut evaluation: Option<LagrangianEvaluation> = None;
        if self.dual.is_usable() {
            let rounds = if self.nodes == 1 { ROOT_ROUNDS } else { NODE_ROUNDS };
            if self.nodes == 1 {
                self.dual.penalty_continuation(&mut node.prices, &node.bounds, NODE_ROUNDS);
            }
            let found = self.dual.ascend(&mut node.prices, &node.bounds, self.cutoff(), rounds);
            node.bound = node.bound.max(self.round_to_parity(self.dual.bound(&found)));
            if node.bound >= self.cutoff() || self.dual.proves_infeasible(&node.prices, &node.bounds) {
                return Vec::new();
            }
            evaluation = Some(found);
        }
        let Some(nearest) = self.relaxation.nearest(&node.bounds, self.cost) else { return Vec::new() };
        let cost = self.cost.of(&nearest);
        node.bound = node.bound.max(cost);
        if node.bound >= self.cutoff() {
            return Vec::new();
        }
        if self.model.is_feasible(&nearest) {
            self.offer_incumbent(nearest);
            return Vec::new();
        }
        let lagrangian = match evaluation {
            Some(evaluation) => {
                let lines = &evaluation.amounts[..self.model.lines];
                self.round_and_repair(lines, &node.bounds);
                self.model.column_amounts(lines)
            }
            None => self.model.column_amounts(&nearest),
        };
        if node.bound >= self.cutoff() {
            return Vec::new();
        }
        let relaxed = self.model.column_amounts(&nearest);
        let (column, at) = match branching_point(self.model, &node.bounds, &relaxed, &lagrangian) {
            Some(found) => found,
            None => return Vec::new(),
        };
        let mut upper =
            SearchNode { bounds: node.bounds.clone(), prices: node.prices.clone(), bound: node.bound };
        upper.bounds.low[column] = at + 1;
        node.bounds.high[column] = at;
        vec![node, upper]
    }

    /// Primal heuristic: the amounts of the relaxation nearest to the subproblem solutions, repaired by local search.
    fn round_and_repair(&mut self, lagrangian: &[i64], bounds: &Bounds) {
        let cost = SeparableCost { wish: lagrangian, l1_coefficient: 0, ..self.cost };
        let Some(rounded) = self.relaxation.nearest(bounds, cost) else { return };
        if self.model.is_feasible(&rounded) {
            return self.offer_incumbent(rounded);
        }
        // At nodes 1, 2, 4, 8, …: incumbents help most early.
        let work = if self.nodes == 1 { ROOT_LOCAL_SEARCH_WORK } else { NODE_LOCAL_SEARCH_WORK };
        if self.nodes.is_power_of_two()
            && let Some(repaired) = pairwise_exchange(self.model, &self.classes, self.cost, &rounded, work)
        {
            self.offer_incumbent(repaired);
        }
    }
}
