//! The network as its two trees see it, in 64 bits: what each branch holds at a level of prices.
//!
//! With the price of a node taken negative in the first tree, both trees look the same. These are the *levels*: a cent
//! more in a cell pays as long as it costs less than the levels of its two ends together, and a branch holds more the
//! higher its level is. A branch whose own bounds do not bind has the level of the branch around it.

use super::costs::Costs;
use super::frame::Frame;
use super::problem::Span;

/// One tree, each branch followed by those inside it.
pub(super) struct Side<'a, C> {
    costs: &'a C,
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
    /// What the small leaves of each place wish.
    wishes: Vec<i64>,
    /// The arc of each leaf.
    arcs: Vec<u32>,
    /// The level of each place.
    pub(super) levels: Vec<i64>,
    /// What the cells of each place hold at a level, as a straight line from there.
    lines: Vec<(i64, Held)>,
    /// What each place held when it was last looked at.
    held: Vec<Held>,
    /// What a cent costs at most, with either sign.
    steepest: i64,
}

/// How a branch finds its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// As if each cell went on as it does at the present levels: one look at the cells.
    StraightLines,
    /// Looking at the cells at each level that is tried.
    Exact,
}

/// A cell at one of its ends. So small that those of a large network stay near the processor.
#[derive(Debug, Clone, Copy)]
struct Leaf {
    /// How far a cell that is a single piece of weight one can be above its wish: at least, and at most. Of any other cell,
    /// as [`Leaf::LARGE`] has it.
    least: i32,
    most: i32,
    /// The place of the node at the other end, in the order of the other tree.
    other: u32,
}

/// What a place holds with the cents that cost less than its level, and with those that cost as much; and by how many
/// cents more for a level more, in parts of a cent.
#[derive(Debug, Clone, Copy, Default)]
struct Held {
    least: i64,
    most: i64,
    slope: i64,
}

/// In how many parts a cent is divided: so many that a line of the largest weight moves by one at least, and so few that as many as
/// there are lines fit into 64 bits.
const PARTS: i64 = 1 << 32;

/// How far levels are moved on at most, as a multiple of their last change.
const MOST_TIMES: i128 = 16;

/// Where no level is guessed to lead: half of what a search reaches in as many turns as there are.
const FARTHEST: i128 = 1 << 57;

/// Beyond every amount.
const FAR: i64 = 1 << 60;

/// How many levels are looked at before a search is given up; the last of them serves.
const MOST_LOOKS: usize = 80;

/// After how many levels a search only halves what is left.
const HALVING: usize = 12;

impl<'a, C: Costs> Side<'a, C> {
    /// The trees of a network whose amounts and costs fit into 64 bits.
    pub(super) fn both(frame: &Frame, costs: &'a C, steepest: i64) -> [Self; 2] {
        let orders = [0, 1].map(|family| preorder(frame, family));
        let mut places = vec![0_u32; frame.nodes()];
        for order in &orders {
            for (place, node) in (0_u32..).zip(order) {
                places[*node] = place;
            }
        }
        let [first, second] = orders;
        [(0, first), (1, second)]
            .map(|(family, nodes)| Self { steepest, ..Self::new(frame, costs, family, nodes, &places) })
    }

    /// `places` are those of all nodes in the orders of the trees.
    fn new(frame: &Frame, costs: &'a C, family: usize, nodes: Vec<usize>, places: &[u32]) -> Self {
        let first = family * frame.sink();
        let tree = &frame.trees[family];
        let count = nodes.len();
        let (mut low, mut high) = (vec![0; count], vec![0; count]);
        let mut parents = vec![0; count];
        let (mut starts, mut leaves) = (Vec::with_capacity(count + 1), Vec::with_capacity(frame.cells));
        let mut arcs: Vec<u32> = Vec::with_capacity(frame.cells);
        let mut wishes = vec![0; count];
        for (place, node) in nodes.iter().enumerate() {
            let branch = node - first;
            if branch > 0 {
                let stem = frame.stem_of(family, branch);
                let bounds = costs.bounds(stem);
                (low[place], high[place]) = (bounds.low, bounds.high);
                parents[place] = places[first + tree.branches[branch].parent] as usize;
            }
            starts.push(leaves.len());
            let mut leaf = |arc: usize, other: u32| {
                let other = places[other as usize];
                let small = costs.single(arc).and_then(|(wish, weight)| {
                    Leaf::small(wish, weight, costs.bounds(arc), other).inspect(|_| wishes[place] += wish)
                });
                leaves.push(small.unwrap_or(Leaf { other, ..Leaf::LARGE }));
                arcs.push(arc as u32);
            };
            if family == 0 {
                frame.leaving(*node).for_each(|arc| leaf(arc, frame.arcs[arc].head));
            } else {
                frame.entering(*node).iter().for_each(|(arc, tail)| leaf(*arc as usize, *tail));
            }
        }
        starts.push(leaves.len());
        let mut ends: Vec<usize> = (1..=count).collect();
        for place in (1..count).rev() {
            ends[parents[place]] = ends[parents[place]].max(ends[place]);
        }
        let (levels, held) = (vec![0; count], vec![Held::default(); count]);
        let lines = vec![(0, Held::default()); count];
        Self {
            costs,
            nodes,
            parents,
            ends,
            low,
            high,
            starts,
            leaves,
            wishes,
            arcs,
            levels,
            lines,
            held,
            steepest: 0,
        }
    }

    /// Sets all levels so that each branch holds what its bounds allow and the whole holds the total; by how much the levels
    /// changed, added up.
    pub(super) fn respond(&mut self, total: i64, others: &[i64], way: Way) -> i128 {
        // Beyond it no cent is left to take or to give.
        let limit = self.steepest + others.iter().map(|level| level.abs()).max().unwrap_or(0) + 2;
        let before = self.levels.clone();
        for place in 0..self.nodes.len() {
            self.draw_line(place, self.levels[place], others);
        }
        for place in 0..self.nodes.len() {
            let held = self.held[place];
            let sought = if place == 0 {
                total
            } else if held.least > self.high[place] {
                self.high[place]
            } else if held.most < self.low[place] {
                self.low[place]
            } else {
                self.levels[place] = self.levels[self.parents[place]];
                continue;
            };
            if way == Way::Exact || !self.find_level(place, sought, limit, None) {
                self.find_level(place, sought, limit, Some(others));
            }
        }
        let changes =
            before.iter().zip(&self.levels).map(|(before, level)| i128::from((level - before).abs()));
        changes.sum()
    }

    /// Moves the levels on from what they were before, by a multiple of their change.
    pub(super) fn extrapolate(&mut self, before: &[i64], times: i128, parts: i128) {
        let times = times.min(MOST_TIMES * parts);
        for (level, before) in self.levels.iter_mut().zip(before) {
            let guess = i128::from(*level) + i128::from(*level - before) * times / parts;
            *level = small(guess.clamp(-FARTHEST, FARTHEST));
        }
    }

    /// Searches the level at which a place holds so much, by Newton's method within brackets: on the straight lines, or
    /// with new lines at each level that is tried. False if it is not found.
    fn find_level(&mut self, place: usize, sought: i64, limit: i64, others: Option<&[i64]>) -> bool {
        let mut level = self.levels[place].clamp(1 - limit, limit - 1);
        let (mut below, mut above) = (-limit, limit);
        let cells = (self.starts[self.ends[place]] - self.starts[place]).max(1) as i128;
        let mut stride = 16;
        for look in 0..MOST_LOOKS {
            if let Some(others) = others {
                (place..self.ends[place]).for_each(|at| self.draw_line(at, level, others));
            }
            self.levels[place] = level;
            self.look(place, level);
            let held = self.held[place];
            if held.least <= sought && sought <= held.most {
                return true;
            }
            let up = held.most < sought;
            if up {
                below = level
            } else {
                above = level
            }
            // The odd cents between two levels are for others to place.
            if above - below < 2 {
                return true;
            }
            if held.slope == 0 && others.is_none() {
                return false;
            }
            let known = below > -limit && above < limit;
            let mut step = if held.slope > 0 {
                i128::from(sought - held.least) * i128::from(PARTS) / i128::from(held.slope)
            } else {
                // As if all cells moved, or four times as far as before.
                let missing = i128::from(sought - held.least).abs();
                stride = (4 * stride).max(small(2 * missing / cells)).min(limit);
                i128::from(if up { stride } else { -stride })
            };
            if step == 0 {
                step = if up { 1 } else { -1 };
            }
            let guess = (i128::from(level) + step).clamp((below + 1).into(), (above - 1).into());
            let halves = known && (look > HALVING || held.slope == 0);
            level = if halves { below + (above - below) / 2 } else { small(guess) };
        }
        false
    }

    /// What the branches from a place on hold at a level, each within its bounds.
    fn look(&mut self, place: usize, level: i64) {
        let end = self.ends[place];
        for at in place..end {
            let (from, own) = self.lines[at];
            let more = i128::from(own.slope) * i128::from(level - from) / i128::from(PARTS);
            self.held[at] =
                Held { least: small(more) + own.least, most: small(more) + own.most, slope: own.slope };
        }
        for at in (place + 1..end).rev() {
            let (sum, low, high) = (self.held[at], self.low[at], self.high[at]);
            let around = &mut self.held[self.parents[at]];
            around.least += sum.least.clamp(low, high);
            around.most += sum.most.clamp(low, high);
            around.slope += if low <= sum.least && sum.least < high { sum.slope } else { 0 };
        }
    }

    /// What the cells of a place hold at a level.
    fn draw_line(&mut self, place: usize, level: i64, others: &[i64]) {
        let (first, end) = (self.starts[place], self.starts[place + 1]);
        let mut own = Held { least: self.wishes[place], most: 0, slope: 0 };
        let mut odd = 0;
        for (at, leaf) in (first..end).zip(&self.leaves[first..end]) {
            let gain = level + others[leaf.other as usize];
            if leaf.is_small() {
                // The cent from shift s to s + 1 costs 2 s + 1.
                let shift = gain >> 1;
                let (least, most) = (i64::from(leaf.least), i64::from(leaf.most));
                let free = i64::from(least <= shift && shift < most);
                own.least += shift.max(least).min(most);
                own.slope += free * (PARTS / 2);
                odd += gain & free;
            } else {
                odd += own.add_large(gain, self.costs, self.arcs[at] as usize);
            }
        }
        own.most = own.least + odd;
        self.lines[place] = (level, own);
    }
}

impl Held {
    /// Adds what a cell holds at a gain, whatever its weight and however many lines; by how much more at most.
    fn add_large(&mut self, gain: i64, costs: &impl Costs, arc: usize) -> i64 {
        let weight = costs.weight(arc);
        let below = |gain: i64| costs.amount_below(arc, gain);
        let (least, most) = (below(gain), below(gain + 1));
        // The lines of a cell weigh the same; from one shift to the next each moves by a cent.
        let moving = below(gain + 2 * weight) - least;
        self.least += least;
        self.slope += if moving > 0 { (moving * (PARTS / 2) / weight).max(1) } else { 0 };
        most - least
    }
}

impl Leaf {
    /// A cell that is not kept here.
    const LARGE: Leaf = Leaf { least: 1, most: 0, other: 0 };

    /// A cell that is a single piece, if it is of weight one and its bounds are not too far from its wish.
    fn small(wish: i64, weight: i64, bounds: Span, other: u32) -> Option<Leaf> {
        let least = i32::try_from(bounds.low - wish).ok()?;
        let most = i32::try_from(bounds.high - wish).ok()?;
        (weight == 1).then_some(Leaf { least, most, other })
    }

    #[inline]
    fn is_small(&self) -> bool {
        self.least <= self.most
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
