//! The cheapest flow, by cost scaling.
//!
//! A flow and prices at the nodes are ε-optimal when no cent with room to move, at its reduced cost, saves more
//! than ε. A round takes the cents that save anything, and then pushes what is too much at a node along the arcs that
//! save, as far as they save, lowering the price of a node that has none (Goldberg and Tarjan 1990; for convex costs,
//! the ε-relaxation of Bertsekas, Polymenakos and Tseng 1997). Rounds divide ε by eight. Costs are multiplied by a
//! power of two above the number of nodes, so that an ε of one allows no improving cycle, and the flow is optimal.

use std::collections::VecDeque;

use super::costs::Costs;
use super::curve::Curves;
use super::frame::{Frame, Link};
use super::settle::excesses;

/// The cost of a cent for which there is no room.
const NEVER: i128 = i128::MAX / 8;

/// How many times smaller ε becomes from one round to the next, as a power of two.
const STEP: u32 = 3;

/// The flow of least cost from one that balances, and prices that prove it: with whole prices per node, an arc that
/// costs less than head minus tail is full, one that costs more is empty, cent by cent.
pub(super) fn descend(frame: &Frame, curves: &Curves, flow: Vec<i64>) -> (Vec<i64>, Vec<i128>) {
    let nodes = frame.nodes();
    let mut search = Search {
        frame,
        curves,
        scale: usize::BITS - nodes.leading_zeros(),
        above: vec![NEVER; flow.len()],
        below: vec![-NEVER; flow.len()],
        price: vec![0; nodes],
        excess: excesses(frame, &flow),
        next: vec![0; nodes],
        waiting: vec![false; nodes],
        queue: VecDeque::new(),
        flow,
    };
    for arc in 0..search.flow.len() {
        search.look(arc);
    }
    let mut epsilon = search.violation();
    while epsilon > 1 {
        epsilon = (epsilon >> STEP).max(1);
        search.refine(epsilon);
    }
    let price = search.whole_prices();
    (search.flow, price)
}

struct Search<'a> {
    frame: &'a Frame<'a>,
    curves: &'a Curves,
    /// The power of two by which costs are multiplied.
    scale: u32,
    flow: Vec<i64>,
    /// What one cent more costs on each arc.
    above: Vec<i128>,
    /// What the last cent costs on each arc.
    below: Vec<i128>,
    price: Vec<i128>,
    excess: Vec<i64>,
    /// The link at which each node looks next.
    next: Vec<usize>,
    waiting: Vec<bool>,
    queue: VecDeque<usize>,
}

impl Search<'_> {
    fn look(&mut self, arc: usize) {
        let (amount, bounds) = (self.flow[arc], self.curves.bounds(arc));
        self.above[arc] =
            if amount < bounds.high { self.curves.cost::<i128>(arc, amount) << self.scale } else { NEVER };
        self.below[arc] = if amount > bounds.low {
            self.curves.cost::<i128>(arc, amount - 1) << self.scale
        } else {
            -NEVER
        };
    }

    /// The most that one cent can save, at prices of zero.
    fn violation(&self) -> i128 {
        let up = self.above.iter().map(|cost| -cost);
        up.chain(self.below.iter().copied()).fold(0, i128::max)
    }

    /// Head minus tail.
    fn gain(&self, arc: usize) -> i128 {
        let ends = self.frame.arcs[arc];
        self.price[ends.head()] - self.price[ends.tail()]
    }

    /// What the arc carries when it takes the cents that save, and those that cost nothing only if `even`.
    fn target(&self, arc: usize, even: bool) -> i64 {
        let gain = self.gain(arc);
        let whole = gain >> self.scale;
        let exact = whole << self.scale == gain;
        self.curves.amount(arc, if exact && !even { whole } else { whole + 1 })
    }

    fn carry(&mut self, arc: usize, amount: i64) {
        let ends = self.frame.arcs[arc];
        let change = amount - self.flow[arc];
        self.flow[arc] = amount;
        self.excess[ends.tail()] -= change;
        self.excess[ends.head()] += change;
        self.look(arc);
    }

    fn refine(&mut self, epsilon: i128) {
        for arc in 0..self.flow.len() {
            let gain = self.gain(arc);
            if self.above[arc] < gain {
                self.carry(arc, self.target(arc, false));
            } else if self.below[arc] > gain {
                self.carry(arc, self.target(arc, true));
            }
        }
        self.next.fill(0);
        for node in 0..self.excess.len() {
            self.wait(node);
        }
        while let Some(node) = self.queue.pop_front() {
            self.waiting[node] = false;
            self.discharge(node, epsilon);
        }
    }

    fn wait(&mut self, node: usize) {
        if self.excess[node] > 0 && !self.waiting[node] {
            self.waiting[node] = true;
            self.queue.push_back(node);
        }
    }

    /// Pushes what is too much at a node away from it.
    fn discharge(&mut self, node: usize, epsilon: i128) {
        while self.excess[node] > 0 {
            let saves = |link: Link| {
                let (arc, gain) = (link.arc as usize, self.gain(link.arc as usize));
                if link.leaves { self.above[arc] < gain } else { self.below[arc] > gain }
            };
            let Some((place, link)) = self.frame.find_link(node, self.next[node], saves) else {
                self.lower(node, epsilon);
                self.next[node] = 0;
                continue;
            };
            self.next[node] = place;
            let arc = link.arc as usize;
            let room = self.target(arc, !link.leaves) - self.flow[arc];
            let change = room.clamp(-self.excess[node], self.excess[node]);
            self.carry(arc, self.flow[arc] + change);
            self.wait(link.other as usize);
        }
    }

    /// Lowers the price of a node until a cent saves ε on its best link.
    fn lower(&mut self, node: usize, epsilon: i128) {
        let mut best = -NEVER;
        self.frame.for_each_link(node, |link| {
            let (arc, other) = (link.arc as usize, self.price[link.other as usize]);
            best = best.max(if link.leaves { other - self.above[arc] } else { other + self.below[arc] });
        });
        assert!(best > -(NEVER / 2), "a network with a flow that balances leaves no money stuck");
        self.price[node] = best - epsilon;
    }

    /// The prices divided by the scale. An ε of one is lost in the rounding, because there are more remainders than
    /// nodes: one is free, and the rounding wraps there.
    fn whole_prices(&self) -> Vec<i128> {
        let remainders = 1_i128 << self.scale;
        let mut taken = vec![false; 1 << self.scale];
        for price in &self.price {
            taken[usize::try_from(price.rem_euclid(remainders)).unwrap_or(0)] = true;
        }
        let free = (0_i128..).zip(taken).find(|(_, taken)| !taken).map_or(0, |(remainder, _)| remainder);
        self.price.iter().map(|price| (price + remainders - 1 - free) >> self.scale).collect()
    }
}
