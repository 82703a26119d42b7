//! Branch and bound: boxes cut in two until what is left of each is an answer, or no better than one.

use std::collections::BTreeMap;

use super::ascent::Reply;
use super::cost::Cost;
use super::dual::Dual;
use super::mend::{Kinds, mend};
use super::model::{Boxes, Model};
use super::split::split;
use crate::limits::MAX_SEARCH_CHOICES;
use crate::meter::Meter;

/// The exact search that knows some of the demands: lines, their total, and those sums that it can tell.
pub(crate) trait Skeleton {
    /// Of the amounts inside boxes, those that cost least; `None` if there are none.
    fn nearest(&self, boxes: &Boxes, cost: Cost<'_>) -> Option<Vec<i64>>;
}

/// What a search looks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aim {
    /// Only what costs less matters, if there is a bound.
    pub(crate) below: Option<i128>,
    /// Whether any allocation will do.
    pub(crate) any: bool,
    /// Past a quarter of the budget, an allocation will do that costs less than so much more than any other may.
    pub(crate) near: i128,
}

/// What a search found.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) best: Option<Vec<i64>>,
    /// No allocation costs less: proven, wherever the search ended.
    pub(crate) at_least: i128,
    /// Whether nothing is left to look at: then `best` is the best, and without one there is none.
    pub(crate) is_exhausted: bool,
    /// How many boxes were looked at.
    pub(crate) looked_at: usize,
}

/// Prices are bettered for so many rounds at first, and for so many in each further box.
const FIRST_ROUNDS: usize = 96;
const LATER_ROUNDS: usize = 8;

/// How much work mending may take in the first box, and in each later one that is mended.
const FIRST_MENDING: usize = 1 << 24;
const LATER_MENDING: usize = 1 << 19;

struct Node {
    boxes: Boxes,
    prices: Vec<i128>,
    bound: i128,
}

struct Search<'a> {
    model: &'a Model,
    cost: Cost<'a>,
    dual: Dual<'a>,
    kinds: Kinds,
    skeleton: &'a dyn Skeleton,
    aim: Aim,
    best: Option<(i128, Vec<i64>)>,
    /// Whether the costs of all allocations are odd; `None` if they differ.
    odd: Option<bool>,
    looked_at: usize,
    meter: &'a Meter,
}

/// Looks for the amounts of least cost that meet every demand, in at most so many boxes and with no more work than a meter allows.
pub(crate) fn search(
    model: &Model,
    cost: Cost<'_>,
    skeleton: &dyn Skeleton,
    aim: Aim,
    (most, meter): (usize, &Meter),
) -> Outcome {
    let wished: i128 = cost.wish.iter().map(|wish| i128::from(*wish)).sum();
    let odd = cost.has_parity().then(|| (i128::from(model.boxes.low[model.lines]) - wished) % 2 != 0);
    let dual = Dual::new(model, cost, meter);
    let prices = vec![0; dual.rows.len()];
    let mut search = Search {
        model,
        cost,
        dual,
        kinds: Kinds::new(model),
        skeleton,
        aim,
        best: None,
        odd,
        looked_at: 0,
        meter,
    };
    search.run(Node { boxes: model.boxes.clone(), prices, bound: 0 }, most)
}

impl Search<'_> {
    fn run(&mut self, root: Node, most: usize) -> Outcome {
        let mut open: BTreeMap<(i128, usize), Node> = BTreeMap::new();
        let mut dive = Some(root);
        let mut number = 0;
        while self.looked_at < most
            && self.dual.choices() < MAX_SEARCH_CHOICES
            && self.meter.spend(self.model.size())
            && !(self.aim.any && self.best.is_some())
            && !(self.is_late(most) && self.is_near(open.keys().next(), dive.as_ref()))
        {
            let Some(node) = dive.take().or_else(|| open.pop_first().map(|(_, node)| node)) else { break };
            if node.bound >= self.enough() {
                continue;
            }
            for child in self.look_at(node) {
                // Straight down until there is an answer; from then on, the most promising box first.
                number += 1;
                if self.best.is_none() && dive.as_ref().is_none_or(|known| child.bound < known.bound) {
                    if let Some(known) = dive.replace(child) {
                        open.insert((known.bound, number), known);
                    }
                } else {
                    open.insert((child.bound, number), child);
                }
            }
        }
        open.retain(|_, node| node.bound < self.enough());
        let left = open.values().chain(&dive).map(|node| node.bound).min();
        let at_least = left.into_iter().chain(self.best.as_ref().map(|(cost, _)| *cost)).min();
        let is_exhausted = left.is_none();
        Outcome {
            at_least: at_least.unwrap_or(self.aim.below.unwrap_or(0)),
            is_exhausted,
            best: self.best.take().map(|(_, best)| best),
            looked_at: self.looked_at,
        }
    }

    fn is_late(&self, most: usize) -> bool {
        self.looked_at > most / 4 || self.dual.choices() > MAX_SEARCH_CHOICES / 4
    }

    /// Whether what is left to look at is so near to the best that is known that it does not matter.
    fn is_near(&self, first: Option<&(i128, usize)>, dive: Option<&Node>) -> bool {
        let left = first.map(|(bound, _)| *bound).into_iter().chain(dive.map(|node| node.bound)).min();
        let known = self.best.as_ref().map(|(cost, _)| *cost).or(self.aim.below);
        left.zip(known).is_some_and(|(left, known)| known - left < self.aim.near)
    }

    /// From this cost on, nothing is worth looking for.
    fn enough(&self) -> i128 {
        let known = self.best.as_ref().map(|(cost, _)| *cost);
        known.into_iter().chain(self.aim.below).min().unwrap_or(i128::MAX)
    }

    fn offer(&mut self, amounts: Vec<i64>) {
        let cost = self.cost.of(&amounts);
        if cost < self.enough() {
            self.best = Some((cost, amounts));
        }
    }

    /// Rounds a bound up to a cost that allocations can have.
    fn attainable(&self, bound: i128) -> i128 {
        match self.odd {
            Some(odd) if (bound % 2 != 0) != odd => bound + 1,
            _ => bound,
        }
    }

    /// Closes a box, or cuts it in two.
    fn look_at(&mut self, mut node: Node) -> Vec<Node> {
        self.looked_at += 1;
        if !node.boxes.narrow(self.model) {
            return Vec::new();
        }
        let mut reply: Option<Reply> = None;
        if self.dual.is_usable() {
            let rounds = if self.looked_at == 1 { FIRST_ROUNDS } else { LATER_ROUNDS };
            if self.looked_at == 1 {
                self.dual.approach(&mut node.prices, &node.boxes, LATER_ROUNDS);
            }
            let found = self.dual.ascend(&mut node.prices, &node.boxes, self.enough(), rounds);
            node.bound = node.bound.max(self.attainable(self.dual.bound(&found)));
            if node.bound >= self.enough() || self.dual.excludes(&node.prices, &node.boxes) {
                return Vec::new();
            }
            reply = Some(found);
        }
        let Some(nearest) = self.skeleton.nearest(&node.boxes, self.cost) else { return Vec::new() };
        let cost = self.cost.of(&nearest);
        node.bound = node.bound.max(cost);
        if node.bound >= self.enough() {
            return Vec::new();
        }
        if self.model.keeps(&nearest) {
            self.offer(nearest);
            return Vec::new();
        }
        let guess = match reply {
            Some(reply) => {
                let lines = &reply.amounts[..self.model.lines];
                self.try_near(lines, &node.boxes);
                self.model.fill(lines)
            }
            None => self.model.fill(&nearest),
        };
        if node.bound >= self.enough() {
            return Vec::new();
        }
        let held = self.model.fill(&nearest);
        let (column, at) = match split(self.model, &node.boxes, &held, &guess) {
            Some(found) => found,
            None => return Vec::new(),
        };
        let mut above = Node { boxes: node.boxes.clone(), prices: node.prices.clone(), bound: node.bound };
        above.boxes.low[column] = at + 1;
        node.boxes.high[column] = at;
        vec![node, above]
    }

    /// Looks for an answer near to what the prices suggest.
    fn try_near(&mut self, guess: &[i64], boxes: &Boxes) {
        let cost = Cost { wish: guess, kink: 0, ..self.cost };
        let Some(near) = self.skeleton.nearest(boxes, cost) else { return };
        if self.model.keeps(&near) {
            return self.offer(near);
        }
        // Boxes 1, 2, 4, 8, …: answers help most at first.
        let work = if self.looked_at == 1 { FIRST_MENDING } else { LATER_MENDING };
        if self.looked_at.is_power_of_two()
            && let Some(mended) = mend(self.model, &self.kinds, self.cost, &near, work)
        {
            self.offer(mended);
        }
    }
}
