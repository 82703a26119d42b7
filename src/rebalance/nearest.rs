//! The nearest allocation that respects the rules: from a plan and a wish to an answer.

use std::collections::BTreeSet;

use super::certificate::Certified;
use super::clash::Conflict;
use super::equal_shift::{Shift, Threshold, WeightedShift, solve};
use super::measure::{Measure, Objective};
use super::reach::Reach;
use super::structure::{Arranged, Structure};
use super::tree::{Group, Tree};
use crate::budget::Allocation;
use crate::error::{Cause, Result, quote};
use crate::limits::{MAX_REBALANCE_CENTS, MAX_WISH_WEIGHT};
use crate::money::Money;
use crate::proposals::Plan;
use crate::rules::{Authorization, Rule};

/// How to look for the nearest allocation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebalance {
    /// What counts as near.
    pub measure: Measure,
    /// How much a change of each line counts, from 1 to 1,024, in the order of the lines; empty if all count the same.
    pub weights: Vec<u32>,
    /// The authorization that may be used: rules whose breach needs more are respected.
    pub up_to: Authorization,
}

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
    binding: Vec<Rule>,
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
    #[must_use]
    pub fn binding(&self) -> &[Rule] {
        &self.binding
    }
}

impl Plan {
    /// The nearest allocation to a wish that respects the rules. The wish is an amount for each line; it need neither
    /// sum to the total nor respect a rule.
    ///
    /// With rules on lines and on scopes that lie inside or apart from each other, the answer is exact; with equal
    /// weights it is at once the least squared, the least moved and the least in its largest change.
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
    /// kinds that the search does not cover yet (`rebalance_unsupported`).
    pub fn rebalance(&self, wish: &[Money], options: &Rebalance) -> Result<Rebalanced> {
        self.accept(wish, options)?;
        let total = self.envelope().total().cents();
        let bounds = self.bounds(options.up_to);
        let structure = Structure::new(self.rulebook(), &bounds);
        let all: Vec<usize> = (0..structure.groups.len()).collect();
        let Some(arranged) = Arranged::new(&structure, &all)? else {
            return Err(self.unsupported(structure.groups.first().map(|group| group.rule)));
        };
        let reach = match arranged.reach(&structure) {
            Ok(reach) if structure.whole.iter().all(|rule| (rule.low..=rule.high).contains(&total)) => reach,
            _ => return Ok(Rebalanced::Impossible(Box::new(self.conflict(options.up_to)?.into_conflict()?))),
        };
        let task = Task::new(&structure, &arranged, wish, &options.weights);
        let amounts = task.solve(&reach, options.measure);
        let restored = arranged.restore(&amounts);
        let allocation = self.allocation(&restored)?;
        if !structure.others.is_empty() {
            let findings = self.check_allocation(&allocation)?;
            if findings.authorization() > options.up_to {
                return Err(self.unsupported(structure.others.first().map(|other| other.rule)));
            }
        }
        let wish: Vec<i64> = wish.iter().map(|wish| wish.cents()).collect();
        let weights: Vec<i64> = options.weights.iter().map(|weight| i64::from(*weight)).collect();
        let equal = options.weights.windows(2).all(|pair| pair[0] == pair[1]);
        Ok(Rebalanced::Nearest(Box::new(Nearest {
            objective: Objective::new(&restored, &wish, &weights),
            optimal_for: if equal { Measure::ALL.to_vec() } else { vec![options.measure] },
            binding: self.binding(&structure, &restored),
            allocation,
        })))
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
        let bounds = self.bounds(options.up_to);
        let structure = Structure::new(self.rulebook(), &bounds);
        let all: Vec<usize> = (0..structure.groups.len()).collect();
        let Some(arranged) = Arranged::new(&structure, &all)? else {
            return Err(self.unsupported(structure.groups.first().map(|group| group.rule)));
        };
        let task = Task::new(&structure, &arranged, wish, &options.weights);
        let amounts = arranged.arrange(|line| allocation.amounts()[line].cents());
        Ok(task.is_least_squares(&amounts))
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

    fn unsupported(&self, rule: Option<usize>) -> crate::error::Error {
        let rule = rule.map_or("", |rule| self.rulebook().rules()[rule].id());
        Cause::RebalanceUnsupported { rule: quote(rule) }.into()
    }

    fn allocation(&self, cents: &[i64]) -> Result<Allocation> {
        let amounts = cents.iter().map(|cents| Money::from_cents(*cents)).collect::<Result<Vec<Money>>>()?;
        Allocation::new(self.envelope(), amounts)
    }

    /// The rules that amounts meet without a cent to spare.
    fn binding(&self, structure: &Structure, amounts: &[i64]) -> Vec<Rule> {
        let mut rules = BTreeSet::new();
        for bound in &structure.lines {
            let amount = amounts[bound.line];
            if amount == bound.low || amount == bound.high {
                rules.insert(bound.rule);
            }
        }
        for group in &structure.groups {
            let sum: i64 = group.lines.iter().map(|line| amounts[*line as usize]).sum();
            if sum == group.low || sum == group.high {
                rules.insert(group.rule);
            }
        }
        rules.into_iter().map(|rule| self.rulebook().rules()[rule].clone()).collect()
    }
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

    fn solve(&self, reach: &Reach, measure: Measure) -> Vec<i64> {
        let (wish, low, high) = (&self.wish[..], &self.low[..], &self.high[..]);
        if self.weights.is_empty() {
            return solve(self.tree, reach, &Shift { wish, low, high }).amounts;
        }
        let weights = &self.weights[..];
        match measure {
            Measure::LeastSquares => {
                solve(self.tree, reach, &WeightedShift { wish, low, high, weights }).amounts
            }
            Measure::LeastMoved => self.least_moved(reach),
            Measure::LeastPeak => self.least_peak(),
        }
    }

    /// Least weighted movement; among the many allocations that tie, the one of least squares.
    fn least_moved(&self, reach: &Reach) -> Vec<i64> {
        let response =
            Threshold { wish: &self.wish, low: &self.low, high: &self.high, weights: &self.weights };
        let solved = solve(self.tree, reach, &response);
        // What ties: each line between its answers to its shift and to the next, each group that a bound held at its sum.
        let mut low = vec![0; self.wish.len()];
        let mut high = vec![0; self.wish.len()];
        let mut groups: Vec<Group> = Vec::new();
        for (number, node) in self.tree.nodes().iter().enumerate() {
            for line in node.start..node.end {
                (low[line], high[line]) =
                    super::equal_shift::Response::at(&response, line, solved.shifts[number]);
            }
            if number > 0 && solved.held[number] {
                let sum = solved.amounts[node.start..node.end].iter().sum();
                groups.push(Group { low: sum, high: sum, start: node.start, end: node.end });
            } else if number > 0 {
                groups.push(Group { low: node.low, high: node.high, start: node.start, end: node.end });
            }
        }
        let total = self.tree.nodes()[0].low;
        let Ok(tree) = Tree::new(self.wish.len(), total, &groups) else { return solved.amounts };
        match Reach::new(&tree, &low, &high) {
            Ok(reach) => solve(&tree, &reach, &Shift { wish: &self.wish, low: &low, high: &high }).amounts,
            Err(_) => solved.amounts,
        }
    }

    /// The least weighted peak, found by halving; among the allocations that keep it, the one of least squares.
    fn least_peak(&self) -> Vec<i64> {
        let within = |peak: i64| {
            let reach = |line: usize| peak / self.weights[line];
            let low: Vec<i64> =
                (0..self.wish.len()).map(|line| self.low[line].max(self.wish[line] - reach(line))).collect();
            let high: Vec<i64> =
                (0..self.wish.len()).map(|line| self.high[line].min(self.wish[line] + reach(line))).collect();
            Reach::new(self.tree, &low, &high).ok().map(|reach| (reach, low, high))
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
