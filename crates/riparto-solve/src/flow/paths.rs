//! The cheapest flow from prices that are nearly the best, by shortest paths.
//!
//! At any prices, let every arc take the cents that save and none that cost. What is then too much at some nodes and too
//! little at others is moved along paths that are the cheapest, and of these the shortest; the prices follow the distances,
//! so that no cent costs or saves less than its price says, and a flow that balances is optimal (successive shortest
//! paths, with all paths of a length at once: Ahuja, Magnanti and Orlin, *Network Flows*, ch. 9 and 14.5).
//! All is in 64 bits. Whoever asks makes sure that amounts and costs fit, and has another way if the search takes too long.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::costs::{Costs, Kept, NEVER};
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

/// Beyond every distance and price.
const FAR: i64 = 1 << 60;

/// The place where a node has looked at all of its arcs.
const LAST: u32 = u32::MAX - 1;

/// In how many searches for shortest paths what is to be moved must become half.
const MOST_SEARCHES: usize = 48;

/// Balances the flow of least cost at the given prices.
pub(super) fn balance<C: Costs>(frame: &Frame, costs: &C, price: Vec<i64>) -> Outcome {
    Paths::new(frame, costs, price).balance()
}

/// The search. Where the first tree has too little, all is seen from the other end: what is too little counts as too much, and
/// is moved against the arcs, with prices of the other sign. The cells that leave a node are read in one go, those that
/// enter it are not.
struct Paths<'a, C: Costs> {
    frame: &'a Frame<'a>,
    costs: &'a C,
    backwards: bool,
    /// What the first cent from where a cell is costs at least, above what the prices say.
    first_cent: i64,
    flow: Vec<i64>,
    /// What the last cent costs on each arc, and what one more does.
    around: Vec<(C::Kept, C::Kept)>,
    price: Vec<i64>,
    excess: Vec<i64>,
    /// From the nearest node with too much: the cost, and the steps.
    distance: Vec<(i64, u32)>,
    /// The place at which each node looks next among its arcs.
    next: Vec<u32>,
}

/// A step to another node along an arc, or against it.
#[derive(Clone, Copy)]
struct Step {
    arc: usize,
    from: usize,
    along: bool,
    /// What still goes this way.
    room: i64,
    /// What went this way and is not in the flow yet.
    moved: i64,
}

impl<'a, C: Costs> Paths<'a, C> {
    fn new(frame: &'a Frame<'a>, costs: &'a C, price: Vec<i64>) -> Self {
        let nodes = frame.nodes();
        let mut paths = Self {
            frame,
            costs,
            backwards: false,
            first_cent: if price.iter().all(|price| *price == 0) { C::FIRST_CENT } else { 0 },
            flow: vec![0; frame.arcs.len()],
            around: vec![(C::Kept::of(-NEVER), C::Kept::of(NEVER)); frame.arcs.len()],
            price,
            excess: vec![0; nodes],
            distance: vec![(FAR, 0); nodes],
            next: vec![0; nodes],
        };
        paths.take_what_saves();
        if paths.excess[..frame.sink()].iter().sum::<i64>() < 0 {
            paths.turn();
        }
        paths
    }

    /// Looks at all from the other end.
    fn turn(&mut self) {
        self.backwards = !self.backwards;
        self.price.iter_mut().chain(&mut self.excess).for_each(|number| *number = -*number);
    }

    fn balance(mut self) -> Outcome {
        let mut excesses = Vec::new();
        loop {
            if self.excess.iter().all(|excess| *excess <= 0) {
                if self.backwards {
                    self.turn();
                }
                return Outcome::Optimal(self.flow, self.price);
            }
            excesses.push(self.excess.iter().map(|excess| (*excess).max(0)).sum::<i64>());
            if let [.., before] = excesses[..excesses.len().saturating_sub(MOST_SEARCHES)]
                && excesses.last().is_some_and(|excess| *excess > before / 2)
            {
                return Outcome::Unfinished;
            }
            let Some(longest) = self.search() else {
                return Outcome::Infeasible;
            };
            if !self.follow(longest) {
                return Outcome::Unfinished;
            }
            self.push();
        }
    }

    /// Head minus tail.
    fn gain(&self, arc: usize) -> i64 {
        let ends = self.frame.arcs[arc];
        let gain = self.price[ends.head()] - self.price[ends.tail()];
        if self.backwards { -gain } else { gain }
    }

    /// Every cell takes the cents that save; the stems what balances best and does not cost.
    fn take_what_saves(&mut self) {
        let frame = self.frame;
        let mut sums = vec![0; frame.nodes()];
        for node in 0..frame.sink() {
            let (mut sum, price) = (0, self.price[node]);
            let cells = frame.leaving(node);
            let ends = frame.arcs[cells.clone()].iter();
            let kept = self.flow[cells.clone()].iter_mut().zip(&mut self.around[cells.clone()]);
            for ((arc, ends), (flow, around)) in cells.zip(ends).zip(kept) {
                let amount = self.costs.amount_below(arc, self.price[ends.head()] - price);
                *flow = amount;
                *around = look(self.costs, arc, amount);
                sum += amount;
                sums[ends.head()] += amount;
            }
            sums[node] = sum;
        }
        let (first, second) = self.excess.split_at_mut(frame.sink());
        first.iter_mut().zip(&sums).for_each(|(excess, sum)| *excess = -sum);
        second.iter_mut().zip(&sums[frame.sink()..]).for_each(|(excess, sum)| *excess = *sum);
        for stem in (0..frame.stems()).rev() {
            let (tail, head) = (frame.arcs[stem].tail(), frame.arcs[stem].head());
            let (node, around) = if tail < frame.sink() { (head, tail) } else { (tail, head) };
            let gain = self.gain(stem);
            let bounds = [gain, gain + 1].map(|gain| self.costs.amount_below(stem, gain));
            let amount = sums[node].clamp(bounds[0], bounds[1]);
            self.flow[stem] = amount;
            self.around[stem] = look(self.costs, stem, amount);
            sums[around] += amount;
            self.excess[tail] -= amount;
            self.excess[head] += amount;
        }
        self.excess[0] += frame.problem.total;
        self.excess[frame.sink()] -= frame.problem.total;
    }

    /// What a cent costs on an arc one way or the other; more than [`FAR`] if there is no room.
    #[inline]
    fn cost(&self, arc: usize, along: bool) -> i64 {
        let (below, above) = self.around[arc];
        if along { above.cents() } else { -below.cents() }
    }

    /// Measures distances up to the farthest node with too little, whose distance is the answer.
    fn search(&mut self) -> Option<i64> {
        let frame = self.frame;
        self.distance.fill((FAR, 0));
        let mut open = Open::default();
        let mut lacking = 0;
        for (node, excess) in (0_u32..).zip(&self.excess) {
            lacking += usize::from(*excess < 0);
            if *excess > 0 {
                self.distance[node as usize] = (0, 0);
                open.line.push((0, 0, node));
            }
        }
        // Of the nodes with cells in each tree, none is farther than this.
        let mut farthest = [(FAR, 0); 2];
        let mut longest = None;
        while let Some((cost, steps, node)) = open.pop() {
            let from = node as usize;
            if self.distance[from] != (cost, steps) {
                continue;
            }
            if self.excess[from] < 0 {
                longest = Some(cost);
                lacking -= 1;
                if lacking == 0 {
                    break;
                }
            }
            // Where a node leads almost everywhere, it pays to see first whether it makes any node nearer.
            let across = if from < frame.sink() { frame.sink()..frame.nodes() } else { 0..frame.sink() };
            let known = &mut farthest[usize::from(from < frame.sink())];
            let nearest = (cost + self.first_cent, steps + 1);
            if *known > nearest && 2 * frame.cells_at(from) >= across.len() {
                let with_cells = across.filter(|node| frame.cells_at(*node) > 0);
                *known = with_cells.map(|node| self.distance[node]).max().unwrap_or_default();
            }
            let cells = *known > nearest;
            for link in frame.stems_of(from) {
                self.reach((cost, steps, node), *link, &mut open);
            }
            if cells {
                frame.for_each_cell(from, |link| self.reach((cost, steps, node), link, &mut open));
            }
        }
        longest
    }

    /// Looks at a step from where a search is.
    #[inline(always)]
    fn reach(&mut self, (cost, steps, from): Reached, link: Link, open: &mut Open) {
        let to = link.other as usize;
        let cents = self.cost(link.arc as usize, link.leaves != self.backwards);
        let reached = (cost + self.price[from as usize] + cents - self.price[to], steps + 1);
        if reached < self.distance[to] {
            self.distance[to] = reached;
            open.push(cost, (reached.0, reached.1, link.other));
        }
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
        self.first_cent = 0;
        let mut path: Vec<Step> = Vec::new();
        for start in 0..self.excess.len() {
            if self.excess[start] > 0 {
                self.push_from(start, &mut path);
            }
        }
    }

    /// Pushes from `start`, in depth first, until no more goes. What went over an arc is put into the flow when the search
    /// goes back over it.
    fn push_from(&mut self, start: usize, path: &mut Vec<Step>) {
        let mut node = start;
        loop {
            if let Some(step) = path.last_mut()
                && self.excess[node] < 0
            {
                let amount = step.room.min(-self.excess[node]);
                self.excess[node] += amount;
                step.moves(amount);
            }
            let limit = path.last().map_or(self.excess[start], |step| step.room);
            if limit > 0
                && let Some(link) = self.find_step(node)
            {
                let (arc, along) = (link.arc as usize, link.leaves != self.backwards);
                let room = limit.min(self.room(arc, along));
                path.push(Step { arc, from: node, along, room, moved: 0 });
                node = link.other as usize;
                continue;
            }
            let Some(step) = path.pop() else { return };
            self.carry(&step);
            match path.last_mut() {
                Some(before) => before.moves(step.moved),
                None => self.excess[start] -= step.moved,
            }
            node = step.from;
            // With room left, nothing more goes on from the other end.
            self.next[node] += u32::from(limit > 0);
        }
    }

    /// The next arc from a node that leads on along a shortest path.
    fn find_step(&mut self, node: usize) -> Option<Link> {
        let (steps, price) = (self.distance[node].1.wrapping_add(1), self.price[node]);
        let found = self.frame.find_link(node, self.next[node] as usize, |link| {
            let other = link.other as usize;
            self.distance[other].1 == steps
                && self.cost(link.arc as usize, link.leaves != self.backwards) == self.price[other] - price
        });
        self.next[node] = found.map_or(LAST, |(place, _)| place as u32);
        found.map(|(_, link)| link)
    }

    /// How many cents go one way along an arc at no cost.
    fn room(&self, arc: usize, along: bool) -> i64 {
        let gain = self.gain(arc);
        if along {
            self.costs.amount_below(arc, gain + 1) - self.flow[arc]
        } else {
            self.flow[arc] - self.costs.amount_below(arc, gain)
        }
    }

    /// Puts what went over an arc into the flow.
    fn carry(&mut self, step: &Step) {
        if step.moved > 0 {
            self.flow[step.arc] += if step.along { step.moved } else { -step.moved };
            self.around[step.arc] = look(self.costs, step.arc, self.flow[step.arc]);
        }
    }
}

/// What the last cent of an amount costs on an arc, and what one more does.
#[inline]
fn look<C: Costs>(costs: &C, arc: usize, amount: i64) -> (C::Kept, C::Kept) {
    let bounds = costs.bounds(arc);
    let below = if amount > bounds.low { costs.cost_above(arc, amount - 1) } else { -NEVER };
    let above = if amount < bounds.high { costs.cost_above(arc, amount) } else { NEVER };
    (C::Kept::of(below), C::Kept::of(above))
}

impl Step {
    fn moves(&mut self, amount: i64) {
        self.room -= amount;
        self.moved += amount;
    }
}

/// What is reached and not left yet: the cost, the steps, and the node.
type Reached = (i64, u32, u32);

/// The nodes from which a search goes on. Most are reached at the cost of the node before them, and those come in order.
#[derive(Default)]
struct Open {
    heap: BinaryHeap<Reverse<Reached>>,
    line: Vec<Reached>,
    /// The first in the line.
    first: usize,
}

impl Open {
    /// Adds what is reached from a node that is at a cost.
    fn push(&mut self, before: i64, reached: Reached) {
        if reached.0 == before { self.line.push(reached) } else { self.heap.push(Reverse(reached)) }
    }

    /// The nearest.
    fn pop(&mut self) -> Option<Reached> {
        let waiting = self.line.get(self.first);
        if waiting.is_none_or(|waiting| self.heap.peek().is_some_and(|Reverse(top)| top < waiting)) {
            return self.heap.pop().map(|Reverse(reached)| reached);
        }
        self.first += 1;
        waiting.copied()
    }
}
