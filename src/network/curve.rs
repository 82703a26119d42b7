//! What a cent more or less costs on each arc.

use super::forest::Forest;
use super::frame::{Bounds, Frame, Piece};

/// The cost of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// The weight times the distance from the wish.
    Vee,
    /// The weight times the square of the distance from the wish.
    Bowl,
}

/// Where the slope of a cell changes: at this shift the cell holds this amount, and each further cent of shift
/// moves as many lines as the slope.
#[derive(Debug, Clone, Copy)]
struct Knot {
    shift: i64,
    slope: i64,
    amount: i64,
}

/// The cost of one arc, convex.
#[derive(Debug, Clone, Copy)]
enum Curve {
    /// No cost.
    Flat,
    /// A cent less for each cent up to each of the first bends, a cent more for each beyond the others: at each bend the
    /// slope rises by one.
    Bent { falling: i64, first: usize, end: usize },
    /// As [`Shape::Vee`]: minus the weight below the middle, plus the weight above.
    Vee { weight: i64, middle: i64 },
    /// As [`Shape::Bowl`], of a single piece.
    Single { weight: i64, wish: i64 },
    /// As [`Shape::Bowl`], between two knots.
    Bowl { weight: i64, first: usize, end: usize },
}

/// The costs of all arcs, with their bounds.
#[derive(Debug)]
pub(super) struct Curves {
    /// The bounds.
    pub(super) bounds: Bounds,
    curves: Vec<Curve>,
    knots: Vec<Knot>,
    bends: Vec<i64>,
}

/// The bounds on one arc that may give way.
#[derive(Debug, Clone, Default)]
pub(super) struct Bends {
    /// The least sums.
    pub(super) lows: Vec<i64>,
    /// The greatest sums.
    pub(super) highs: Vec<i64>,
}

impl Shape {
    /// How far above its wish a line goes when it takes exactly the cents that cost less than `price`.
    pub(super) fn reach_below(self, weight: i64, price: i64) -> i64 {
        match self {
            Self::Vee if price <= -weight => -FAR,
            Self::Vee if price <= weight => 0,
            Self::Vee => FAR,
            // The cent from shift s to s + 1 costs weight (2 s + 1).
            Self::Bowl if weight == 1 => price >> 1,
            Self::Bowl => ((price - 1).div_euclid(weight) + 1) >> 1,
        }
    }

    /// What a piece holds when it takes exactly the cents that cost less than `price`.
    pub(super) fn amount_below(self, piece: &Piece, weight: i64, price: i64) -> i64 {
        (piece.wish + self.reach_below(weight, price)).clamp(piece.low, piece.high)
    }
}

/// What a cent costs at most for a search in 64 bits.
const FITTING: i64 = 1 << 51;

/// Beyond every amount.
const FAR: i64 = 1 << 61;

impl Curves {
    /// The costs of the network under its present boxes.
    pub(super) fn draw(frame: &Frame, shape: Shape, bounds: Bounds) -> Self {
        let mut drawn =
            Self { bounds, curves: vec![Curve::Flat; frame.stems()], knots: Vec::new(), bends: Vec::new() };
        for cell in 0..frame.cells.len() {
            let weight = frame.cells[cell].weight;
            let pieces = frame.pieces_of(cell);
            let curve = match shape {
                Shape::Vee => Curve::Vee {
                    weight,
                    middle: pieces.iter().map(|piece| piece.wish.clamp(piece.low, piece.high)).sum(),
                },
                Shape::Bowl if pieces.len() == 1 => Curve::Single { weight, wish: pieces[0].wish },
                Shape::Bowl => {
                    let first = drawn.knots.len();
                    drawn.tie_knots(pieces);
                    Curve::Bowl { weight, first, end: drawn.knots.len() }
                }
            };
            drawn.curves.push(curve);
        }
        drawn
    }

    /// No cost but that of the stems, where a cent costs one for each bound that it passes.
    pub(super) fn bend(frame: &Frame, bounds: Bounds, stems: Vec<Bends>) -> Self {
        let curves = vec![Curve::Flat; frame.arcs.len()];
        let mut drawn = Self { bounds, curves, knots: Vec::new(), bends: Vec::new() };
        for (stem, bends) in stems.into_iter().enumerate() {
            let (falling, first) = (bends.lows.len() as i64, drawn.bends.len());
            drawn.bends.extend(bends.lows.into_iter().chain(bends.highs));
            let end = drawn.bends.len();
            drawn.bends[first..].sort_unstable();
            drawn.curves[stem] = Curve::Bent { falling, first, end };
        }
        drawn
    }

    fn tie_knots(&mut self, pieces: &[Piece]) {
        let amount = pieces.iter().map(|piece| piece.low).sum();
        let mut turns: Vec<(i64, i64)> = Vec::with_capacity(2 * pieces.len());
        for piece in pieces {
            turns.push((piece.low - piece.wish, 1));
            turns.push((piece.high - piece.wish, -1));
        }
        turns.sort_unstable();
        let mut knot = Knot { shift: turns[0].0, slope: 0, amount };
        for (shift, turn) in turns {
            if shift > knot.shift {
                self.knots.push(knot);
                knot.amount += knot.slope * (shift - knot.shift);
                knot.shift = shift;
            }
            knot.slope += turn;
        }
        self.knots.push(knot);
    }

    /// The cost of the cent above `amount` on an arc, where there is room for it.
    pub(super) fn cost_above(&self, arc: usize, amount: i64) -> i64 {
        match self.curves[arc] {
            Curve::Flat => 0,
            Curve::Bent { falling, first, end } => {
                self.bends[first..end].partition_point(|bend| *bend <= amount) as i64 - falling
            }
            Curve::Vee { weight, middle } if amount < middle => -weight,
            Curve::Vee { weight, .. } => weight,
            Curve::Single { weight, wish } => weight * (2 * (amount - wish) + 1),
            Curve::Bowl { weight, first, end } => {
                let knots = &self.knots[first..end];
                let knot = &knots[knots.partition_point(|knot| knot.amount <= amount) - 1];
                let shift = knot.shift + (amount - knot.amount) / knot.slope.max(1);
                weight * (2 * shift + 1)
            }
        }
    }

    /// What an arc carries when it takes exactly the cents that cost less than `price`.
    pub(super) fn amount_below(&self, arc: usize, price: i64) -> i64 {
        let (low, high) = (self.bounds.low[arc], self.bounds.high[arc]);
        match self.curves[arc] {
            Curve::Flat if price <= 0 => low,
            Curve::Flat => high,
            Curve::Bent { falling, .. } if price + falling <= 0 => low,
            Curve::Bent { falling, first, end } => {
                let bend =
                    usize::try_from(price + falling - 1).ok().and_then(|at| self.bends[first..end].get(at));
                bend.map_or(high, |bend| (*bend).clamp(low, high))
            }
            Curve::Vee { weight, .. } if price <= -weight => low,
            Curve::Vee { weight, middle } if price <= weight => middle,
            Curve::Vee { .. } => high,
            Curve::Single { weight, wish } => {
                (wish + Shape::Bowl.reach_below(weight, price)).clamp(low, high)
            }
            Curve::Bowl { weight, first, end } => {
                let shift = Shape::Bowl.reach_below(weight, price);
                let knots = &self.knots[first..end];
                match knots.partition_point(|knot| knot.shift <= shift) {
                    0 => low,
                    after => {
                        let knot = &knots[after - 1];
                        knot.amount + knot.slope * (shift - knot.shift)
                    }
                }
            }
        }
    }

    /// Whether prices that are sums of many costs fit into 64 bits with room to spare.
    pub(super) fn fit(&self) -> bool {
        let steep = |arc| {
            let costs = [self.bounds.low[arc], self.bounds.high[arc]].map(|amount| match self.curves[arc] {
                Curve::Bowl { .. } | Curve::Single { .. } => self.cost_above(arc, amount).abs(),
                Curve::Flat | Curve::Bent { .. } | Curve::Vee { .. } => 0,
            });
            costs[0].max(costs[1])
        };
        (0..self.curves.len()).all(|arc| steep(arc) < FITTING)
    }

    /// The wish and the weight of a cell that is a single piece, if its cost is that of [`Shape::Bowl`].
    pub(super) fn single(&self, arc: usize) -> Option<(i64, i64)> {
        match self.curves[arc] {
            Curve::Single { weight, wish } => Some((wish, weight)),
            _ => None,
        }
    }

    /// The weight of the lines of a cell.
    pub(super) fn weight(&self, arc: usize) -> i64 {
        match self.curves[arc] {
            Curve::Flat | Curve::Bent { .. } => 0,
            Curve::Vee { weight, .. } | Curve::Single { weight, .. } | Curve::Bowl { weight, .. } => weight,
        }
    }

    /// A flow within the bounds that is cheap on each arc, and need not balance at the nodes.
    pub(super) fn cheapest(&self, frame: &Frame) -> Vec<i64> {
        let mut flow: Vec<i64> = (0..frame.arcs.len()).map(|arc| self.amount_below(arc, 0)).collect();
        let mut sums = vec![0; frame.nodes()];
        for (arc, ends) in frame.arcs.iter().enumerate().skip(frame.stems()) {
            sums[ends.tail] += flow[arc];
            sums[ends.head] += flow[arc];
        }
        for stem in (0..frame.stems()).rev() {
            let (family, branch) = frame.branch_of(stem);
            let tree: &Forest = &frame.trees[family];
            let (node, parent) =
                (family * frame.sink() + branch, family * frame.sink() + tree.branches[branch].parent);
            flow[stem] = sums[node].clamp(self.bounds.low[stem], self.bounds.high[stem]);
            sums[parent] += flow[stem];
        }
        flow
    }
}
