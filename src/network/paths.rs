//! The cheapest flow from prices that are nearly the best, by shortest paths.
//!
//! At any prices, let every arc take the cents that save and none that cost. What is then too much at some nodes and too
//! little at others is moved along paths that are the cheapest, and of these the shortest; the prices follow the distances,
//! so that no cent costs or saves less than its price says, and a flow that balances is optimal (successive shortest
//! paths, with all paths of a length at once: Ahuja, Magnanti and Orlin, *Network Flows*, ch. 9 and 14.5).
//! All is in 64 bits. Whoever asks makes sure that amounts and costs fit, and has another way if the search takes too long.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::costs::{Costs, Kept, NEVER};
use super::frame::Frame;

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

    /// What the last cent of an amount costs on an arc, and what one more does.
    #[inline]
    fn look(&self, arc: usize, amount: i64) -> (C::Kept, C::Kept) {
        let bounds = self.costs.bounds(arc);
        let below = if amount > bounds.low { self.costs.cost_above(arc, amount - 1) } else { -NEVER };
        let above = if amount < bounds.high { self.costs.cost_above(arc, amount) } else { NEVER };
        (C::Kept::of(below), C::Kept::of(above))
    }

    /// Every cell takes the cents that save; the stems what balances best and does not cost.
    fn take_what_saves(&mut self) {
        let frame = self.frame;
        let mut sums = vec![0; frame.nodes()];
        for node in 0..frame.sink() {
            let (mut sum, price) = (0, self.price[node]);
            for arc in frame.leaving(node) {
                let head = frame.arcs[arc].head();
                let amount = self.costs.amount_below(arc, self.price[head] - price);
                self.flow[arc] = amount;
                self.around[arc] = self.look(arc, amount);
                sum += amount;
                sums[head] += amount;
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
            self.around[stem] = self.look(stem, amount);
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
        // The nodes of each tree that have cells and whose distance is not known yet.
        let count = |nodes: Range<usize>| nodes.filter(|node| frame.has_cells(*node)).count();
        let mut unknown = [count(0..frame.sink()), count(frame.sink()..frame.nodes())];
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
            let family = usize::from(from >= frame.sink());
            unknown[family] -= usize::from(frame.has_cells(from));
            let base = cost + self.price[from];
            let mut reach = |arc: usize, leaves: bool, other: u32| {
                let to = other as usize;
                let reached = (base + self.cost(arc, leaves != self.backwards) - self.price[to], steps + 1);
                if reached < self.distance[to] {
                    self.distance[to] = reached;
                    open.push(cost, (reached.0, reached.1, other));
                }
            };
            for link in frame.stems_of(from) {
                reach(link.arc as usize, link.leaves, link.other);
            }
            if unknown[1 - family] == 0 {
                continue;
            }
            if family == 0 {
                frame.leaving(from).for_each(|arc| reach(arc, true, frame.arcs[arc].head));
            } else {
                frame.entering(from).iter().for_each(|(arc, tail)| reach(*arc as usize, false, *tail));
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
                && let Some((arc, along, other)) = self.find_step(node)
            {
                let room = limit.min(self.room(arc, along));
                path.push(Step { arc, from: node, along, room, moved: 0 });
                node = other;
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

    /// The next arc from a node that leads on along a shortest path, its way and its other end.
    fn find_step(&mut self, node: usize) -> Option<(usize, bool, usize)> {
        let frame = self.frame;
        let (steps, price) = (self.distance[node].1.wrapping_add(1), self.price[node]);
        let leads_on = |arc: usize, leaves: bool, other: u32| {
            let other = other as usize;
            let cost = || self.cost(arc, leaves != self.backwards) + price - self.price[other];
            self.distance[other].1 == steps && cost() == 0
        };
        let stems = frame.stems_of(node);
        let first = self.next[node] as usize;
        for (place, link) in stems.iter().enumerate().skip(first) {
            if leads_on(link.arc as usize, link.leaves, link.other) {
                self.next[node] = place as u32;
                return Some((link.arc as usize, link.leaves != self.backwards, link.other as usize));
            }
        }
        let first = first.saturating_sub(stems.len());
        let found = if node < frame.sink() {
            let mut cells = frame.leaving(node).skip(first);
            cells
                .find(|arc| leads_on(*arc, true, frame.arcs[*arc].head))
                .map(|arc| (arc - frame.leaving(node).start, arc, frame.arcs[arc].head()))
        } else {
            let mut cells = frame.entering(node).iter().enumerate().skip(first);
            let found = cells.find(|(_, (arc, tail))| leads_on(*arc as usize, false, *tail));
            found.map(|(at, (arc, tail))| (at, *arc as usize, *tail as usize))
        };
        let (at, arc, other) = found.unwrap_or((usize::MAX, 0, 0));
        self.next[node] = u32::try_from(stems.len().saturating_add(at)).unwrap_or(LAST);
        let leaves = node < frame.sink();
        found.map(|_| (arc, leaves != self.backwards, other))
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
            self.around[step.arc] = self.look(step.arc, self.flow[step.arc]);
        }
    }
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
