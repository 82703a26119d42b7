//! Local search by pairwise exchange: cents move between two lines at a time until no exchange reduces the violation, or the cost
//! at equal violation.

use std::collections::BTreeMap;

use super::constraint_model::{Cap, Model};
use super::separable_cost::SeparableCost;

/// The most exchanges of one search.
const MOST_EXCHANGES: usize = 256;

/// Lines that the constraints treat alike are in one class: same step, same sums, and no share or cap on the line itself.
pub(super) struct SymmetryClasses {
    /// The class of each line.
    class_of_line: Vec<usize>,
    /// The number of classes.
    count: usize,
    /// The number of constraints: sums, shares, caps, and the step of each line, numbered in this order.
    constraints: usize,
    /// The incident constraints of each line, ascending.
    incident: Vec<Vec<u32>>,
    /// The number of lines and of all their incident constraints.
    size: usize,
    /// The cap terms on each column: number of the cap, position of the term.
    terms: Vec<Vec<(u32, u32)>>,
}

impl SymmetryClasses {
    /// The classes of a model, and the incidence of its lines and constraints.
    pub(super) fn new(model: &Model) -> SymmetryClasses {
        let mut singled_out = vec![false; model.lines];
        let shares = model.shares.iter().flat_map(|share| [share.part, share.whole]);
        let terms = model.caps.iter().flat_map(|cap| cap.terms.iter().map(|term| term.column));
        shares.chain(terms).filter(|column| *column < model.lines).for_each(|line| singled_out[line] = true);
        let mut numbers: BTreeMap<(Option<usize>, i64, &[u32]), usize> = BTreeMap::new();
        let mut class_of_line = Vec::with_capacity(model.lines);
        for (line, singled_out) in singled_out.into_iter().enumerate() {
            let own = singled_out.then_some(line);
            let next = numbers.len();
            class_of_line
                .push(*numbers.entry((own, model.steps[line], &model.sums_of_line[line])).or_insert(next));
        }
        let mut terms: Vec<Vec<(u32, u32)>> = vec![Vec::new(); model.columns()];
        for (cap, number) in model.caps.iter().zip(0..) {
            for (term, position) in cap.terms.iter().zip(0..) {
                terms[term.column].push((number, position));
            }
        }
        let mut shares: Vec<Vec<u32>> = vec![Vec::new(); model.columns()];
        for (share, number) in model.shares.iter().zip(0..) {
            shares[share.part].push(number);
            shares[share.whole].push(number);
        }
        let incident: Vec<Vec<u32>> =
            (0..model.lines).map(|line| incident_constraints(model, &shares, &terms, line)).collect();
        let size = model.lines + incident.iter().map(Vec::len).sum::<usize>();
        let constraints = model.sums.len() + model.shares.len() + model.caps.len() + model.lines;
        SymmetryClasses { class_of_line, count: numbers.len(), constraints, incident, size, terms }
    }
}

/// The constraints that a line is in, ascending.
fn incident_constraints(
    model: &Model,
    shares: &[Vec<u32>],
    terms: &[Vec<(u32, u32)>],
    line: usize,
) -> Vec<u32> {
    let sums_of_line = &model.sums_of_line[line];
    let columns: Vec<usize> =
        std::iter::once(line).chain(sums_of_line.iter().map(|sum| model.lines + *sum as usize)).collect();
    let mut incident = sums_of_line.clone();
    let mut number = model.sums.len() as u32;
    incident.extend(columns.iter().flat_map(|column| &shares[*column]).map(|share| number + share));
    number += model.shares.len() as u32;
    incident.extend(columns.iter().flat_map(|column| &terms[*column]).map(|(cap, _)| number + cap));
    incident.push(number + (model.caps.len() + line) as u32);
    incident.sort_unstable();
    incident.dedup();
    incident
}

/// The state of one local search.
struct LocalSearch<'a> {
    model: &'a Model,
    classes: &'a SymmetryClasses,
    cost: SeparableCost<'a>,
    /// The amounts of all columns.
    columns: Vec<i64>,
    /// The sum of the terms of each cap.
    cap_totals: Vec<i64>,
    /// The violation of each constraint in cents.
    violations: Vec<i64>,
    /// The work that is left, in constraints evaluated.
    work: usize,
}

/// Cents moved from one line to another, with the total violation after it and the change of cost. Ordered by violation, then
/// cost, then lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Exchange {
    violation: i64,
    cost_change: i128,
    giver: usize,
    taker: usize,
    cents: i64,
}

/// A feasible allocation reached from `start` by exchanges between two lines. `None` if the search ends at an infeasible one: at a
/// local minimum, or when its work is used up. Each step takes the best exchange over all pairs of classes; while a constraint is
/// violated, over those pairs of which one is incident to such a constraint.
pub(super) fn pairwise_exchange(
    model: &Model,
    classes: &SymmetryClasses,
    cost: SeparableCost<'_>,
    start: &[i64],
    work: usize,
) -> Option<Vec<i64>> {
    let columns = model.column_amounts(start);
    let cap_total = |cap: &Cap| cap.terms.iter().map(|term| term.value(columns[term.column])).sum();
    let cap_totals = model.caps.iter().map(cap_total).collect();
    let mut search = LocalSearch { model, classes, cost, columns, cap_totals, violations: Vec::new(), work };
    search.violations = (0..classes.constraints).map(|constraint| search.violation(constraint)).collect();
    for _ in 0..MOST_EXCHANGES {
        let Some(Exchange { giver, taker, cents, .. }) = search.best_exchange() else { break };
        search.exchange(giver, taker, cents);
        for line in [giver, taker] {
            for constraint in &classes.incident[line] {
                search.violations[*constraint as usize] = search.violation(*constraint as usize);
            }
        }
    }
    let LocalSearch { mut columns, .. } = search;
    columns.truncate(model.lines);
    model.is_feasible(&columns).then_some(columns)
}

impl LocalSearch<'_> {
    /// The violation of a constraint in cents, by its number.
    fn violation(&self, constraint: usize) -> i64 {
        let Model { lines, sums, bounds, steps, shares, caps, .. } = self.model;
        let mut number = constraint;
        if number < sums.len() {
            let amount = self.columns[lines + number];
            return (bounds.low[lines + number] - amount).max(amount - bounds.high[lines + number]).max(0);
        }
        number -= sums.len();
        if let Some(share) = shares.get(number) {
            return share.violation(&self.columns);
        }
        number -= shares.len();
        if let Some(cap) = caps.get(number) {
            return (self.cap_totals[number] - cap.most).max(0);
        }
        number -= caps.len();
        let rest = self.columns[number].rem_euclid(steps[number]);
        rest.min(steps[number] - rest)
    }

    /// Moves cents from one line to another and updates all sums and caps.
    fn exchange(&mut self, giver: usize, taker: usize, cents: i64) {
        for (line, change) in [(giver, -cents), (taker, cents)] {
            self.add(line, change);
            for sum in &self.model.sums_of_line[line] {
                self.add(self.model.lines + *sum as usize, change);
            }
        }
    }

    /// Adds cents to a column and updates the caps on it.
    fn add(&mut self, column: usize, cents: i64) {
        let amount = self.columns[column];
        self.columns[column] = amount + cents;
        for (cap, term) in &self.classes.terms[column] {
            let term = &self.model.caps[*cap as usize].terms[*term as usize];
            self.cap_totals[*cap as usize] += term.value(amount + cents) - term.value(amount);
        }
    }

    /// The change of the total violation by an exchange.
    fn violation_change(&mut self, giver: usize, taker: usize, cents: i64) -> i64 {
        self.exchange(giver, taker, cents);
        let (given, taken) = (&self.classes.incident[giver], &self.classes.incident[taker]);
        self.work = self.work.saturating_sub(given.len() + taken.len() + 1);
        let more =
            |constraint: &u32| self.violation(*constraint as usize) - self.violations[*constraint as usize];
        let only_taken = taken.iter().filter(|constraint| given.binary_search(constraint).is_err());
        let change = given.iter().chain(only_taken).map(more).fold(0, i64::saturating_add);
        self.exchange(taker, giver, cents);
        change
    }

    /// The change of cost if cents are added to a line.
    fn marginal_cost(&self, line: usize, cents: i64) -> i128 {
        self.cost.of_line(line, self.columns[line] + cents) - self.cost.of_line(line, self.columns[line])
    }

    /// The cheapest giver and the cheapest taker of a cent in each class, among lines with room within their bounds.
    fn cheapest_ends(&self) -> [Vec<usize>; 2] {
        let bounds = &self.model.bounds;
        [-1, 1].map(|cent| {
            let mut best: Vec<Option<(i128, usize)>> = vec![None; self.classes.count];
            for line in 0..self.model.lines {
                let class = self.classes.class_of_line[line];
                let marginal_cost = self.marginal_cost(line, cent);
                let has_room = (bounds.low[line]..=bounds.high[line]).contains(&(self.columns[line] + cent));
                if has_room && best[class].is_none_or(|(known, _)| marginal_cost < known) {
                    best[class] = Some((marginal_cost, line));
                }
            }
            best.into_iter().flatten().map(|(_, line)| line).collect()
        })
    }

    /// The exchange of least total violation, then of least cost change, if it improves on the present state.
    fn best_exchange(&mut self) -> Option<Exchange> {
        self.work = self.work.saturating_sub(self.classes.size);
        let total = self.violations.iter().fold(0, |sum: i64, violation| sum.saturating_add(*violation));
        let is_violated = |line: usize| {
            self.classes.incident[line].iter().any(|constraint| self.violations[*constraint as usize] > 0)
        };
        let is_concerned: Vec<bool> = (0..self.model.lines).map(is_violated).collect();
        let [givers, takers] = self.cheapest_ends();
        let (bounds, steps) = (&self.model.bounds, &self.model.steps);
        let sizes = self.candidate_sizes(total);
        let mut best: Option<Exchange> = None;
        for (giver, taker) in givers.iter().flat_map(|giver| takers.iter().map(|taker| (*giver, *taker))) {
            if giver == taker || (total > 0 && !is_concerned[giver] && !is_concerned[taker]) {
                continue;
            }
            let room =
                (self.columns[giver] - bounds.low[giver]).min(bounds.high[taker] - self.columns[taker]);
            let own = [steps[giver], self.columns[giver] % steps[giver]];
            for cents in sizes.iter().chain(&own).copied().filter(|cents| (1..=room).contains(cents)) {
                if self.work == 0 {
                    return best;
                }
                let violation = total.saturating_add(self.violation_change(giver, taker, cents));
                let cost_change = self.marginal_cost(giver, -cents) + self.marginal_cost(taker, cents);
                let found = Exchange { violation, cost_change, giver, taker, cents };
                let is_better = violation < total || (violation == total && cost_change < 0);
                if is_better
                    && best
                        .is_none_or(|known| (violation, cost_change) < (known.violation, known.cost_change))
                {
                    best = Some(found);
                }
            }
        }
        best
    }

    /// The sizes of exchange that are tried: each single violation, all of them together and half of that, and one cent.
    fn candidate_sizes(&self, total: i64) -> Vec<i64> {
        let mut sizes = vec![1, total, total / 2];
        sizes.extend(self.violations[..self.violations.len() - self.model.lines].iter());
        sizes.retain(|cents| *cents > 0);
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }
}
