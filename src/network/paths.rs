//! The cheapest flow from prices that are nearly the best, by shortest paths.
//!
//! At any prices, let every arc take the cents that save and none that cost. What is then too much at some nodes and too
//! little at others is moved along paths that are the cheapest, and of these the shortest; the prices follow the distances,
//! so that no cent costs or saves less than its price says, and a flow that balances is optimal (successive shortest
//! paths, with all paths of a length at once: Ahuja, Magnanti and Orlin, *Network Flows*, ch. 9 and 14.5).
//! All is in 64 bits. Whoever asks makes sure that amounts and costs fit, and has another way if the search takes too long.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::curve::Curves;
use super::frame::{Frame, Link};

/// How a search ends.
pub(super) enum Outcome {
    /// The flow of least cost, and the prices that prove it.
    Optimal(Vec<i64>, Vec<i64>),
    /// No flow within the bounds balances.
    Infeasible,
    /// The search took too long.
    Unfinished,
}

/// The cost of a cent for which there is no room.
const NEVER: i64 = 1 << 62;

/// Beyond every distance and price.
const FAR: i64 = 1 << 60;

/// In how many searches for shortest paths what is to be moved must become half.
const MOST_SEARCHES: usize = 48;

/// Balances the flow of least cost at the given prices.
pub(super) fn balance(frame: &Frame, curves: &Curves, price: Vec<i64>) -> Outcome {
    let nodes = frame.nodes();
    let mut paths = Paths {
        frame,
        curves,
        flow: Vec::with_capacity(frame.arcs.len()),
        above: vec![0; frame.arcs.len()],
        below: vec![0; frame.arcs.len()],
        excess: vec![0; nodes],
        distance: vec![(FAR, 0); nodes],
        next: vec![0; nodes],
        price,
    };
    paths.take_what_saves();
    let mut excesses = Vec::new();
    loop {
        if paths.excess.iter().all(|excess| *excess <= 0) {
            return Outcome::Optimal(paths.flow, paths.price);
        }
        excesses.push(paths.excess.iter().map(|excess| (*excess).max(0)).sum::<i64>());
        if let [.., before] = excesses[..excesses.len().saturating_sub(MOST_SEARCHES)]
            && excesses.last().is_some_and(|excess| *excess > before / 2)
        {
            return Outcome::Unfinished;
        }
        let Some(longest) = paths.search() else {
            return Outcome::Infeasible;
        };
        if !paths.follow(longest) {
            return Outcome::Unfinished;
        }
        paths.push();
    }
}

struct Paths<'a> {
    frame: &'a Frame<'a>,
    curves: &'a Curves,
    flow: Vec<i64>,
    /// What one cent more costs on each arc.
    above: Vec<i64>,
    /// What the last cent costs on each arc.
    below: Vec<i64>,
    price: Vec<i64>,
    excess: Vec<i64>,
    /// From the nearest node with too much: the cost, and the steps.
    distance: Vec<(i64, u32)>,
    /// The link at which each node looks next.
    next: Vec<usize>,
}

impl Paths<'_> {
    /// Head minus tail.
    fn gain(&self, arc: usize) -> i64 {
        let ends = self.frame.arcs[arc];
        self.price[ends.head] - self.price[ends.tail]
    }

    /// What the arc carries when it takes just the cents that cost less than `gain`.
    fn carried(&self, arc: usize, gain: i64) -> i64 {
        self.curves.amount_below(arc, gain)
    }

    fn look(&mut self, arc: usize) {
        let amount = self.flow[arc];
        let bounds = &self.curves.bounds;
        let cost = |amount| self.curves.cost_above(arc, amount);
        self.above[arc] = if amount < bounds.high[arc] { cost(amount) } else { NEVER };
        self.below[arc] = if amount > bounds.low[arc] { cost(amount - 1) } else { -NEVER };
    }

    /// Every cell takes the cents that save; the stems what balances best and does not cost.
    fn take_what_saves(&mut self) {
        let frame = self.frame;
        for arc in 0..frame.arcs.len() {
            self.flow.push(self.carried(arc, self.gain(arc)));
        }
        let mut sums = vec![0; frame.nodes()];
        for (arc, ends) in frame.arcs.iter().enumerate().skip(frame.stems()) {
            sums[ends.tail] += self.flow[arc];
            sums[ends.head] += self.flow[arc];
        }
        for stem in (0..frame.stems()).rev() {
            let ends = frame.arcs[stem];
            let (node, around) =
                if ends.tail < frame.sink() { (ends.head, ends.tail) } else { (ends.tail, ends.head) };
            let (least, most) = (self.flow[stem], self.carried(stem, self.gain(stem) + 1));
            self.flow[stem] = sums[node].clamp(least, most);
            sums[around] += self.flow[stem];
        }
        let total = frame.problem.total;
        (self.excess[0], self.excess[frame.sink()]) = (total, -total);
        for arc in 0..frame.arcs.len() {
            let ends = frame.arcs[arc];
            self.excess[ends.tail] -= self.flow[arc];
            self.excess[ends.head] += self.flow[arc];
            self.look(arc);
        }
    }

    /// What a cent costs along a link, above what the prices say; more than [`FAR`] if there is no room.
    fn cost(&self, node: usize, link: &Link) -> i64 {
        let (arc, step) = (link.arc as usize, self.price[link.other as usize] - self.price[node]);
        if link.leaves { self.above[arc] - step } else { -self.below[arc] - step }
    }

    /// Measures distances up to the farthest node with too little, whose distance is the answer.
    fn search(&mut self) -> Option<i64> {
        self.distance.fill((FAR, 0));
        let mut open = BinaryHeap::new();
        let mut lacking = 0;
        for (node, excess) in (0_u32..).zip(&self.excess) {
            lacking += usize::from(*excess < 0);
            if *excess > 0 {
                self.distance[node as usize] = (0, 0);
                open.push(Reverse((0, 0, node)));
            }
        }
        let mut longest = None;
        while let Some(Reverse((cost, steps, node))) = open.pop() {
            let node = node as usize;
            if self.distance[node] != (cost, steps) {
                continue;
            }
            if self.excess[node] < 0 {
                longest = Some(cost);
                lacking -= 1;
                if lacking == 0 {
                    break;
                }
            }
            for link in self.frame.links_of(node) {
                let other = link.other as usize;
                let reached = (cost + self.cost(node, link), steps + 1);
                if reached < self.distance[other] {
                    self.distance[other] = reached;
                    open.push(Reverse((reached.0, reached.1, link.other)));
                }
            }
        }
        longest
    }

    /// Raises the prices by the distances; false if they leave what 64 bits hold.
    fn follow(&mut self, longest: i64) -> bool {
        for (price, distance) in self.price.iter_mut().zip(&mut self.distance) {
            if distance.0 > longest {
                *distance = (longest, u32::MAX);
            }
            *price += distance.0;
        }
        self.price.iter().all(|price| price.abs() < FAR)
    }

    /// Pushes along shortest paths until each is blocked.
    fn push(&mut self) {
        self.next.fill(0);
        let mut path: Vec<(Link, i64)> = Vec::new();
        for start in 0..self.excess.len() {
            while self.excess[start] > 0 && self.push_from(start, &mut path) {}
        }
    }

    /// Pushes along paths from `start` until a search from it is blocked at once; false if nothing more goes.
    fn push_from(&mut self, start: usize, path: &mut Vec<(Link, i64)>) -> bool {
        path.clear();
        let mut node = start;
        loop {
            if self.excess[node] < 0 {
                let ends = self.excess[start].min(-self.excess[node]);
                let amount = path.iter().map(|(_, room)| *room).fold(ends, i64::min);
                self.carry(amount, path);
                self.excess[start] -= amount;
                self.excess[node] += amount;
                return true;
            }
            let Some(link) = self.frame.links_of(node).get(self.next[node]).copied() else {
                let Some((link, _)) = path.pop() else { return false };
                let ends = self.frame.arcs[link.arc as usize];
                node = if link.leaves { ends.tail } else { ends.head };
                self.next[node] += 1;
                continue;
            };
            let other = link.other as usize;
            let nearer = self.distance[node].1.checked_add(1) == Some(self.distance[other].1);
            if nearer && self.cost(node, &link) == 0 {
                path.push((link, self.room(&link)));
                node = other;
            } else {
                self.next[node] += 1;
            }
        }
    }

    /// How many cents go along a link at no cost.
    fn room(&self, link: &Link) -> i64 {
        let arc = link.arc as usize;
        if link.leaves {
            self.carried(arc, self.gain(arc) + 1) - self.flow[arc]
        } else {
            self.flow[arc] - self.carried(arc, self.gain(arc))
        }
    }

    fn carry(&mut self, amount: i64, path: &[(Link, i64)]) {
        for (link, _) in path {
            let arc = link.arc as usize;
            self.flow[arc] += if link.leaves { amount } else { -amount };
            self.look(arc);
        }
    }
}
