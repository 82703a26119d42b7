//! What a cent more or less costs on each arc, whatever it joins.

use super::costs::{Costs, Price, Shape};
use super::frame::{Frame, Piece};
use super::problem::Span;

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
    Bent { falling: u32, first: u32, end: u32 },
    /// As [`Shape::Vee`]: minus the weight below the middle, plus the weight above.
    Vee { weight: u32, middle: i64 },
    /// As [`Shape::Bowl`], of a single piece.
    Single { weight: u32, wish: i64 },
    /// As [`Shape::Bowl`], between two knots.
    Bowl { weight: u32, first: u32, end: u32 },
}

/// The costs of all arcs, with their bounds.
#[derive(Debug)]
pub(super) struct Curves {
    /// The bounds.
    bounds: Vec<Span>,
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

impl Curves {
    /// The costs of the network under its present boxes.
    pub(super) fn draw(frame: &Frame, shape: Shape, bounds: Vec<Span>) -> Self {
        let mut curves = Vec::with_capacity(bounds.len());
        curves.resize(frame.stems(), Curve::Flat);
        let mut drawn = Self { bounds, curves, knots: Vec::new(), bends: Vec::new() };
        for cell in 0..frame.cells {
            let weight = frame.weight_of(cell) as u32;
            let pieces = frame.pieces_of(cell);
            let curve = match shape {
                Shape::Vee => Curve::Vee {
                    weight,
                    middle: pieces.map(|piece| piece.wish.max(piece.low).min(piece.high)).sum(),
                },
                Shape::Bowl if pieces.len() == 1 => {
                    Curve::Single { weight, wish: frame.piece(frame.places_of(cell).start).wish }
                }
                Shape::Bowl => {
                    let first = drawn.knots.len() as u32;
                    drawn.tie_knots(&pieces.collect::<Vec<Piece>>());
                    Curve::Bowl { weight, first, end: drawn.knots.len() as u32 }
                }
            };
            drawn.curves.push(curve);
        }
        drawn
    }

    /// No cost but that of the stems, where a cent costs one for each bound that it passes.
    pub(super) fn bend(frame: &Frame, bounds: Vec<Span>, stems: Vec<Bends>) -> Self {
        let curves = vec![Curve::Flat; frame.arcs.len()];
        let mut drawn = Self { bounds, curves, knots: Vec::new(), bends: Vec::new() };
        for (stem, bends) in stems.into_iter().enumerate() {
            let (falling, first) = (bends.lows.len() as u32, drawn.bends.len());
            drawn.bends.extend(bends.lows.into_iter().chain(bends.highs));
            let end = drawn.bends.len();
            drawn.bends[first..].sort_unstable();
            drawn.curves[stem] = Curve::Bent { falling, first: first as u32, end: end as u32 };
        }
        drawn
    }

    /// What the cent above an amount costs on an arc.
    #[inline]
    pub(super) fn cost<P: Price>(&self, arc: usize, amount: i64) -> P {
        let whole = |weight: u32| P::from(weight.into());
        match self.curves[arc] {
            Curve::Flat => P::from(0),
            Curve::Bent { falling, first, end } => {
                let bends = &self.bends[first as usize..end as usize];
                P::from(bends.partition_point(|bend| *bend <= amount) as i64 - i64::from(falling))
            }
            Curve::Vee { weight, middle } if amount < middle => -whole(weight),
            Curve::Vee { weight, .. } => whole(weight),
            Curve::Single { weight, wish } => Shape::Bowl.cost_above(wish, whole(weight), amount),
            Curve::Bowl { weight, first, end } => {
                let knots = &self.knots[first as usize..end as usize];
                let knot = &knots[knots.partition_point(|knot| knot.amount <= amount) - 1];
                let shift = knot.shift + (amount - knot.amount) / knot.slope.max(1);
                whole(weight) * P::from(2 * shift + 1)
            }
        }
    }

    /// What an arc carries when it takes exactly the cents that cost less than a price.
    #[inline]
    pub(super) fn amount<P: Price>(&self, arc: usize, price: P) -> i64 {
        let Span { low, high } = self.bounds[arc];
        let whole = |weight: u32| P::from(weight.into());
        match self.curves[arc] {
            Curve::Flat if price <= P::from(0) => low,
            Curve::Flat => high,
            Curve::Bent { falling, .. } if price + whole(falling) <= P::from(0) => low,
            Curve::Bent { falling, first, end } => {
                let bends = &self.bends[first as usize..end as usize];
                let at = (price + whole(falling) - P::from(1)).cents();
                let bend = usize::try_from(at).ok().and_then(|at| bends.get(at));
                bend.map_or(high, |bend| (*bend).clamp(low, high))
            }
            Curve::Vee { weight, .. } if price <= -whole(weight) => low,
            Curve::Vee { weight, middle } if price <= whole(weight) => middle,
            Curve::Vee { .. } => high,
            Curve::Single { weight, wish } => {
                Shape::Bowl.amount_below(wish, self.bounds[arc], whole(weight), price)
            }
            Curve::Bowl { weight, first, end } => {
                let shift = Shape::Bowl.reach_below(whole(weight), price);
                let knots = &self.knots[first as usize..end as usize];
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
}

impl Costs for Curves {
    type Kept = i64;

    const FIRST_CENT: i64 = 0;

    fn bounds(&self, arc: usize) -> Span {
        self.bounds[arc]
    }

    fn cost_above(&self, arc: usize, amount: i64) -> i64 {
        self.cost(arc, amount)
    }

    fn amount_below(&self, arc: usize, price: i64) -> i64 {
        self.amount(arc, price)
    }

    fn steepest(&self) -> i64 {
        let steepest = (0..self.curves.len()).map(|arc| {
            let Span { low, high } = self.bounds[arc];
            let cost = |amount| self.cost::<i128>(arc, amount).abs();
            match self.curves[arc] {
                Curve::Bowl { .. } | Curve::Single { .. } => cost(low).max(cost(high)),
                Curve::Flat | Curve::Bent { .. } | Curve::Vee { .. } => 0,
            }
        });
        i64::try_from(steepest.max().unwrap_or(0)).unwrap_or(i64::MAX)
    }

    fn single(&self, arc: usize) -> Option<(i64, i64)> {
        match self.curves[arc] {
            Curve::Single { weight, wish } => Some((wish, weight.into())),
            _ => None,
        }
    }

    fn weight(&self, arc: usize) -> i64 {
        match self.curves[arc] {
            Curve::Flat | Curve::Bent { .. } => 0,
            Curve::Vee { weight, .. } | Curve::Single { weight, .. } | Curve::Bowl { weight, .. } => {
                weight.into()
            }
        }
    }
}
