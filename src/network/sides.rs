//! The network as its two trees see it, in 64 bits: what each branch holds at a level of prices.
//!
//! With the price of a node taken negative in the first tree, both trees look the same. These are the *levels*: a cent
//! more in a cell pays as long as it costs less than the levels of its two ends together, and a branch holds more the
//! higher its level is. A branch whose own bounds do not bind has the level of the branch around it.

use super::curve::{Curves, Shape};
use super::frame::Frame;

/// One tree, each branch followed by those inside it.
pub(super) struct Side<'a> {
    curves: &'a Curves,
    /// The node at each place.
    pub(super) nodes: Vec<usize>,
    parents: Vec<usize>,
    /// The place after the last one inside.
    ends: Vec<usize>,
    low: Vec<i64>,
    high: Vec<i64>,
    /// Where the leaves of each place start; those of the last end where the list ends.
    starts: Vec<usize>,
    leaves: Vec<Leaf>,
    /// The level of each place.
    pub(super) levels: Vec<i64>,
    /// What each place held when it was last looked at.
    held: Vec<Held>,
    /// What a cent costs at most, with either sign.
    steepest: i64,
}

/// A cell at one of its ends.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    wish: i64,
    low: i64,
    high: i64,
    /// The place of the node at the other end, in the order of the other tree.
    other: u32,
    /// The weight of its only piece; 0 if there are several.
    weight: u32,
    arc: u32,
}

/// What a place holds with the cents that cost less than its level, and with those that cost as much; and by how many
/// cents more for a level more, in 1024ths.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    least: i64,
    most: i64,
    slope: i64,
}

/// Beyond every amount.
const FAR: i64 = 1 << 60;

/// How many levels are looked at before a search is given up; the last of them serves.
const MOST_LOOKS: usize = 80;

/// After how many levels a search only halves what is left.
const HALVING: usize = 12;

impl<'a> Side<'a> {
    /// The trees of a network whose amounts and costs fit into 64 bits.
    pub(super) fn both(frame: &Frame, curves: &'a Curves) -> [Side<'a>; 2] {
        let orders = [0, 1].map(|family| preorder(frame, family));
        let mut places = vec![0_u32; frame.nodes()];
        for order in &orders {
            for (place, node) in (0_u32..).zip(order) {
                places[*node] = place;
            }
        }
        let mut by_head: Vec<u32> = Vec::with_capacity(frame.cells.len());
        let mut next = vec![0; frame.nodes() + 1];
        let cells = &frame.arcs[frame.stems()..];
        cells.iter().for_each(|ends| next[ends.head + 1] += 1);
        for node in 0..frame.nodes() {
            next[node + 1] += next[node];
        }
        by_head.resize(cells.len(), 0);
        for (cell, ends) in (0_u32..).zip(cells) {
            by_head[next[ends.head]] = cell;
            next[ends.head] += 1;
        }
        let by_tail: Vec<u32> = (0_u32..).take(cells.len()).collect();
        let [first, second] = orders;
        [
            Side::new(frame, curves, 0, first, &by_tail, &places),
            Side::new(frame, curves, 1, second, &by_head, &places),
        ]
    }

    /// `sorted` are the cells by the number of their node in this tree.
    fn new(
        frame: &Frame,
        curves: &'a Curves,
        family: usize,
        nodes: Vec<usize>,
        sorted: &[u32],
        places: &[u32],
    ) -> Side<'a> {
        let first = family * frame.sink();
        let tree = &frame.trees[family];
        let home = |cell: u32| {
            let ends = frame.arcs[frame.stems() + cell as usize];
            if family == 0 { (ends.tail, ends.head) } else { (ends.head, ends.tail) }
        };
        let mut runs = vec![0..0; tree.branches.len()];
        let mut start = 0;
        for run in sorted.chunk_by(|one, other| home(*one).0 == home(*other).0) {
            runs[home(run[0]).0 - first] = start..start + run.len();
            start += run.len();
        }
        let count = nodes.len();
        let (mut low, mut high) = (vec![0; count], vec![0; count]);
        let mut parents = vec![0; count];
        let (mut starts, mut leaves) = (Vec::with_capacity(count + 1), Vec::with_capacity(sorted.len()));
        for (place, node) in nodes.iter().enumerate() {
            let branch = node - first;
            if branch > 0 {
                let stem = if family == 0 { branch - 1 } else { frame.sink() + branch - 2 };
                (low[place], high[place]) = (small(curves.bounds.low[stem]), small(curves.bounds.high[stem]));
                parents[place] = places[first + tree.branches[branch].parent] as usize;
            }
            starts.push(leaves.len());
            for cell in &sorted[runs[branch].clone()] {
                let arc = frame.stems() + *cell as usize;
                let (low, high) = (small(curves.bounds.low[arc]), small(curves.bounds.high[arc]));
                let (wish, weight) = curves.single(arc).unwrap_or_default();
                let (other, weight) = (places[home(*cell).1], weight as u32);
                leaves.push(Leaf { wish, low, high, other, weight, arc: arc as u32 });
            }
        }
        starts.push(leaves.len());
        let mut ends: Vec<usize> = (1..=count).collect();
        for place in (1..count).rev() {
            ends[parents[place]] = ends[parents[place]].max(ends[place]);
        }
        let (levels, held) = (vec![0; count], vec![Held::default(); count]);
        let steepest = leaves.iter().map(|leaf| leaf.steepest(curves)).max().unwrap_or(0);
        Side { curves, nodes, parents, ends, low, high, starts, leaves, levels, held, steepest }
    }

    /// Sets all levels so that each branch holds what its bounds allow and the whole holds the total, as far as cents
    /// that cost the same can be shared out; by how much the levels changed, added up.
    pub(super) fn respond(&mut self, total: i64, others: &[i64]) -> i128 {
        let mut changed = 0;
        // Beyond it no cent is left to take or to give.
        let limit = self.steepest + others.iter().map(|level| level.abs()).max().unwrap_or(0) + 2;
        for place in 0..self.nodes.len() {
            let before = self.levels[place];
            if place == 0 {
                self.find_level(0, total, others, limit);
            } else {
                let held = self.held[place];
                if held.least > self.high[place] {
                    self.find_level(place, self.high[place], others, limit);
                } else if held.most < self.low[place] {
                    self.find_level(place, self.low[place], others, limit);
                } else {
                    self.levels[place] = self.levels[self.parents[place]];
                }
            }
            changed += i128::from((self.levels[place] - before).abs());
        }
        changed
    }

    /// Searches the level at which a place holds so much, by Newton's method within brackets.
    fn find_level(&mut self, place: usize, sought: i64, others: &[i64], limit: i64) {
        let mut level = self.levels[place];
        let (mut below, mut above) = (-limit, limit);
        let mut stride = 16;
        for look in 0..MOST_LOOKS {
            self.levels[place] = level;
            self.look(place, level, others);
            let held = self.held[place];
            if held.least <= sought && sought <= held.most {
                return;
            }
            let up = held.most < sought;
            if up { below = level } else { above = level }
            if above - below < 2 {
                return;
            }
            let known = below > -limit && above < limit;
            let mut step = if held.slope > 0 {
                i128::from(sought - held.least) * 1024 / i128::from(held.slope)
            } else {
                stride = 4 * stride.min(limit);
                i128::from(if up { stride } else { -stride })
            };
            if step == 0 {
                step = if up { 1 } else { -1 };
            }
            let guess = (i128::from(level) + step).clamp((below + 1).into(), (above - 1).into());
            let halves = known && (look > HALVING || held.slope == 0);
            level = if halves { below + (above - below) / 2 } else { small(guess) };
        }
    }

    /// What the branches from a place on hold at a level, each within its bounds.
    fn look(&mut self, place: usize, level: i64, others: &[i64]) {
        let end = self.ends[place];
        self.held[place..end].fill(Held::default());
        for at in (place..end).rev() {
            let mut sum = self.held[at];
            for leaf in &self.leaves[self.starts[at]..self.starts[at + 1]] {
                leaf.add_to(&mut sum, level + others[leaf.other as usize], self.curves);
            }
            self.held[at] = sum;
            if at > place {
                let (low, high) = (self.low[at], self.high[at]);
                let around = &mut self.held[self.parents[at]];
                around.least += sum.least.clamp(low, high);
                around.most += sum.most.clamp(low, high);
                around.slope += if low <= sum.least && sum.least < high { sum.slope } else { 0 };
            }
        }
    }
}

impl Leaf {
    #[inline]
    fn add_to(&self, sum: &mut Held, gain: i64, curves: &Curves) {
        if self.weight == 1 {
            // The cent from shift s to s + 1 costs 2 s + 1.
            let wanted = self.wish + (gain >> 1);
            let free = self.low <= wanted && wanted < self.high;
            let least = wanted.max(self.low).min(self.high);
            sum.least += least;
            sum.most += least + (gain & i64::from(free));
            sum.slope += i64::from(free) << 9;
            return;
        }
        let (least, most, slope) = self.of_any_weight(gain, curves);
        sum.least += least;
        sum.most += most;
        sum.slope += slope;
    }

    fn steepest(&self, curves: &Curves) -> i64 {
        let arc = self.arc as usize;
        [self.low, self.high].map(|amount| small(curves.cost_above(arc, amount.into())).abs()).into_iter().max().unwrap_or(0)
    }

    fn of_any_weight(&self, gain: i64, curves: &Curves) -> (i64, i64, i64) {
        if self.weight > 0 {
            let weight = i64::from(self.weight);
            let below = |gain: i64| {
                (self.wish + Shape::shift_below(weight, gain)).max(self.low).min(self.high)
            };
            let (least, most) = (below(gain), below(gain + 1));
            let free = self.low <= least && least < self.high;
            return (least, most, if free { (512 / weight).max(1) } else { 0 });
        }
        let below = |gain: i64| small(curves.amount_below(self.arc as usize, gain.into()));
        let (least, most) = (below(gain), below(gain + 1));
        // The lines of a cell weigh the same; between two shifts each moves by a cent.
        let weight = curves.weight(self.arc as usize);
        let moving = below(gain + 2 * weight) - least;
        (least, most, if moving > 0 { (moving * 512 / weight).max(1) } else { 0 })
    }
}

/// The nodes of a tree, each followed by those inside it.
fn preorder(frame: &Frame, family: usize) -> Vec<usize> {
    let first = family * frame.sink();
    let branches = &frame.trees[family].branches;
    // The places of the branches inside a branch follow its own, in their order: sizes add up from the leaves.
    let mut sizes = vec![1_usize; branches.len()];
    for branch in (1..branches.len()).rev() {
        sizes[branches[branch].parent] += sizes[branch];
    }
    let mut next = vec![1_usize; branches.len()];
    let mut place = vec![0_usize; branches.len()];
    let mut nodes = vec![first; branches.len()];
    for branch in 1..branches.len() {
        let parent = branches[branch].parent;
        place[branch] = place[parent] + next[parent];
        next[parent] += sizes[branch];
        nodes[place[branch]] = first + branch;
    }
    nodes
}

/// An amount or a price that is known to fit.
pub(super) fn small(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { -FAR } else { FAR })
}
